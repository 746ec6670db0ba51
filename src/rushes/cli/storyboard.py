"""`rushes storyboard`: the file that a film is made from."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

from rushes.cli.framework import FILE, command, group, output_option
from rushes.cli.out import Out, finding_fields
from rushes.cli.texts import count, seconds, shown
from rushes.errors import StoreError, UsageError

if TYPE_CHECKING:
    from rushes.model import Json

__all__ = ["storyboard"]


@group("storyboard")
def storyboard() -> None:
    """Write, check and describe storyboard files."""


@storyboard.add_command
@command(
    "new",
    examples=["rushes storyboard new film.yaml", "rushes storyboard new film.yaml --title 'The Last Lamp'"],
)
@click.argument("board", type=FILE)
@click.option("--title", default="", help="The film's title.")
def new(out: Out, board: Path, title: str) -> None:
    """Write a storyboard to start from into the file BOARD. A file that is there is left alone."""
    from rushes.storyboard.template import new_storyboard

    text = new_storyboard(title or re.sub(r"[\W_]+", " ", board.stem).strip().capitalize())
    _write_new(board, text)
    if out.json:
        out.document("rushes/storyboard-new/1", {"path": str(board.absolute())})
        return
    out.say(f"next: rushes film {shown(board)}")
    out.path(board)


@storyboard.add_command
@command(
    "from-script",
    examples=[
        "rushes storyboard from-script film.fountain                  beside it, as film.yaml",
        "rushes storyboard from-script notes.md -o film.yaml",
        "rushes storyboard from-script film.txt --model runway:gen4.5  shots as long as that model makes",
    ],
)
@click.argument("script", type=FILE)
@output_option("Where the storyboard goes.  [default: beside SCRIPT, as .yaml]")
@click.option("--model", metavar="MODEL", help="Who makes the shots; `rushes models` lists them.")
def from_script(out: Out, script: Path, *, output: Path | None, model: str | None) -> None:
    """Split SCRIPT into the shots of a storyboard: a screenplay (.fountain), Markdown (.md) or text (.txt).

    Scene headings become settings and light, sentences shots, speeches dialogue, names in capitals the
    cast. A storyboard that is there is left alone.
    """
    from rushes.cli.opening import settings_for
    from rushes.providers.registry import Registry
    from rushes.script import Script
    from rushes.script.script import LONGEST

    settings, _ = settings_for(out.environ, None, script)
    card = Registry().find_card(model or settings.model)
    board = output or script.with_suffix(".yaml")
    read = Script.load(script)
    text = read.storyboard_text(
        model=card.id, least=card.durations.least, most=min(card.durations.most, LONGEST)
    )
    _write_new(board, text)
    shots = text.count("\n  - id: ")
    if out.json:
        document: dict[str, Json] = {"path": str(board.absolute()), "scenes": read.scenes, "shots": shots}
        out.document("rushes/storyboard-from-script/1", document)
        return
    out.say(f"{count(read.scenes, 'scene')}, {count(shots, 'shot')}; next: rushes film {shown(board)}")
    out.path(board)


def _write_new(board: Path, text: str) -> None:
    """Write a file that was not there before. Raises UsageError, StoreError."""
    try:
        with board.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError:
        raise UsageError(f"{shown(board)} is there already", hint="choose another name") from None
    except OSError as error:
        raise StoreError(
            f"{shown(board)} cannot be written: {error.strerror}", hint="choose another folder"
        ) from error


@storyboard.add_command
@command("check", examples=["rushes storyboard check film.yaml", "rushes storyboard check *.yaml --json"])
@click.argument("boards", type=FILE, nargs=-1, required=True, metavar="BOARD...")
@click.pass_context
def check(ctx: click.Context, out: Out, boards: tuple[Path, ...]) -> None:
    """Tell everything that is wrong with each storyboard BOARD, with its line.

    Exit code 2 when one has an error; warnings alone are fine.
    """
    from rushes.cli.opening import library_for
    from rushes.filming.remarks import board_remarks
    from rushes.providers.registry import Registry
    from rushes.storyboard.read import check_storyboard

    find_card = Registry().find_card
    good = True
    documents: list[dict[str, object]] = []
    for path in boards:
        story, findings = check_storyboard(path)
        if story is not None:
            library = library_for(out.environ, path)
            remarks = board_remarks(story, find_card, library)
            findings = sorted([*findings, *remarks], key=lambda one: (one.line, one.column))
        errors = [finding for finding in findings if finding.severity == "error"]
        good = good and not errors
        documents.append(
            {
                "path": str(path),
                "valid": not errors,
                "shots": len(story.shots) if story else None,
                "findings": [finding_fields(finding) for finding in findings],
            }
        )
        if out.json:
            continue
        for finding in findings:
            mark = out.colour(finding.severity, "red" if finding.severity == "error" else "yellow")
            out.stdout.write(f"{mark}: ")
            out.data(str(finding))
        if story is not None and not errors:
            lengths = [shot.duration for shot in story.shots]
            known = sum(length for length in lengths if length is not None)
            more = "" if None not in lengths else " and the clips' own lengths"
            out.data(f"{shown(path)}: {count(len(story.shots), 'shot')}, {seconds(known)}{more} of clips")
    if out.json:
        plain = json.loads(json.dumps(documents))
        out.document("rushes/storyboard-check/1", {"valid": good, "storyboards": plain})
    if not good:
        ctx.exit(2)


@storyboard.add_command
@command("schema", examples=["rushes storyboard schema > storyboard.schema.json"])
def schema(out: Out) -> None:
    """Print the JSON Schema of storyboard files, for editors that complete and check while you type.

    With it, an editor's YAML support needs one line at the top of the file:
    `# yaml-language-server: $schema=storyboard.schema.json`
    """
    from rushes.storyboard.schema import storyboard_schema

    out.data(json.dumps(storyboard_schema(), indent=2, ensure_ascii=False))
