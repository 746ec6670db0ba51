"""`rushes prompts compile`: how models are told of a shot, side by side, and what each leaves out."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from rushes.cli.framework import SECONDS, command, size_option
from rushes.cli.opening import library_for, read_board, settings_for, shot_of
from rushes.cli.out import Out
from rushes.cli.reports import report_document
from rushes.cli.texts import columns, seconds
from rushes.errors import RushesError, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

    from rushes.model import Json, Shot, Size
    from rushes.prompts.library import Library
    from rushes.prompts.lint import Remark
    from rushes.prompts.report import Outcome, Report
    from rushes.shoot.compile import Compiled
    from rushes.storyboard.board import Storyboard

__all__ = ["compile_"]

WIDTH = 80


@dataclass(frozen=True, slots=True)
class Told:
    """What became of the shot at one model: compiled, or why the model cannot make it."""

    model: str
    compiled: Compiled | None
    error: RushesError | None = None


@command(
    "compile",
    examples=[
        'rushes prompts compile "a pier at dusk, no people" --model runway:veo3.1',
        'rushes prompts compile "a pier at dusk" --model previz --model runway:gen4.5',
        "rushes prompts compile --shot film.yaml stairs --model runway:gen4.5",
    ],
)
@click.argument("prompt", required=False, default="")
@click.option(
    "--model",
    "models",
    multiple=True,
    metavar="MODEL",
    help="May be given several times.  [default: the shot's]",
)
@click.option("--shot", nargs=2, metavar="BOARD SHOT", help="A shot of a storyboard, in place of PROMPT.")
@click.option("--duration", type=SECONDS, help="How long it is.  [default: 5, or the shot's]")
@size_option("The clip's size.  [default: the nearest to 1280x720, or the storyboard's]")
def compile_(
    out: Out,
    prompt: str,
    *,
    models: tuple[str, ...],
    shot: tuple[str, str] | None,
    duration: Fraction | None,
    size: Size | None,
) -> None:
    """Show how models are told of PROMPT, or of a shot: the words, what is left out and why, the price.

    Nothing is sent and nothing is bought.
    """
    board, wish = _wished(out, prompt, shot)
    if duration is not None:
        wish = replace(wish, duration=duration, fit=tuple(set(wish.fit) - {"duration"}))
    if size is not None:
        board, wish = replace(board, size=size), replace(wish, fit=tuple(set(wish.fit) - {"size"}))
    library = library_for(out.environ, board.path)
    told = [
        _told(board, replace(wish, model=model), library) for model in dict.fromkeys(models or (wish.model,))
    ]
    errors = [one.error for one in told if one.error is not None]
    if len(errors) == len(told):
        raise errors[0]
    remarks = _remarks(board, wish, library)
    if out.json:
        content: dict[str, Json] = {
            "models": [_document(one) for one in told],
            "remarks": [_remark_document(one) for one in remarks],
        }
        out.document("rushes/prompts-compile/1", content)
        return
    for one in told:
        _show(out, one)
    _table(out, [one for one in told if one.compiled is not None])
    for remark in remarks:
        out.warn(f"{remark.why} ({remark.change})")


def _wished(out: Out, prompt: str, shot: tuple[str, str] | None) -> tuple[Storyboard, Shot]:
    """The shot that is meant, and the film that it stands in."""
    from rushes.model import Prompt, Shot
    from rushes.shoot.single import LENGTH
    from rushes.storyboard.board import Storyboard

    if (shot is None) == (not prompt.strip()):
        raise UsageError(
            "a prompt and a shot are given at once" if shot else "nothing is given to compile",
            hint='give a prompt, "a pier at dusk", or --shot BOARD SHOT',
        )
    if shot is not None:
        board = read_board(out, Path(shot[0]))
        name = shot_of(board, shot[1])
        return board, next(one for one in board.shots if one.id == name)
    settings, _ = settings_for(out.environ)
    fit = ("size", "duration")  # nobody has said them: what the model makes will do
    wish = Shot("shot", Prompt(prompt), duration=LENGTH, model=settings.model, fit=fit)
    return Storyboard((wish,)), wish


def _told(board: Storyboard, shot: Shot, library: Library) -> Told:
    from rushes.providers.registry import Registry
    from rushes.shoot.compile import compile_shot

    try:
        card = Registry().find_card(shot.model)
        compiled = compile_shot(
            shot,
            card,
            size=board.size,
            look=board.look,
            cast=board.cast,
            fps=board.fps,
            library=library,
        )
    except RushesError as error:
        return Told(shot.model, None, error)
    return Told(card.id, compiled)


def _remarks(board: Storyboard, shot: Shot, library: Library) -> list[Remark]:
    from rushes.prompts.lint import lint

    if shot.prompt is None:
        return []
    found = lint(
        shot.prompt,
        look=board.look,
        cast=board.cast,
        duration=shot.duration,
        picture=shot.first_frame is not None,
        library=library,
    )
    # The storyboard's own check has told of names that are not in the cast.
    return [one for one in found if board.path is None or one.rule != "cast"]


def _remark_document(one: Remark) -> dict[str, Json]:
    return {"rule": one.rule, "field": one.field, "words": one.words, "why": one.why, "change": one.change}


def _show(out: Out, one: Told) -> None:
    """The model, what the clip is and costs, and the words that are sent."""
    if one.compiled is None:
        out.data(one.model, "bold")
        out.data(textwrap.indent("\n".join(textwrap.wrap(f"cannot: {one.error}", WIDTH - 2)), "  "))
        out.data("")
        return
    report = one.compiled.report
    length = "" if one.compiled.duration is None else f"{seconds(one.compiled.duration)}, "
    trimmed = f", {seconds(report.trimmed)} of it trimmed" if report.trimmed else ""
    price = "nobody knows what it costs"
    if report.price is not None:
        price = str(report.price) if report.price.micros else "free"
    out.data(f"{one.model}  {length}{one.compiled.size}, {price}{trimmed}", "bold")
    for line in textwrap.wrap(one.compiled.text, WIDTH - 2) or ["(no words)"]:
        out.data(f"  {line}")
    out.data("")


def _table(out: Out, told: Sequence[Told]) -> None:
    """What became of each wish: at one model with its reason, at several side by side, reasons below."""
    reports = {one.model: one.compiled.report for one in told if one.compiled is not None}
    if len(reports) == 1:
        (report,) = reports.values()
        out.table(("wish", "", "price", ""), _rows(report), right=[2])
        return
    wishes = list(dict.fromkeys(one.wish for report in reports.values() for one in report.outcomes))
    rows = [
        (wish, *(found.verdict if (found := report.of(wish)) else "" for report in reports.values()))
        for wish in wishes
    ]
    out.table(("wish", *reports), rows)
    out.data("")
    for model, report in reports.items():
        for one in report.losses:
            said = f"{model}, {one.wish}: {_why(one).removeprefix(f'{model} ')}"
            for line in textwrap.wrap(said, WIDTH, subsequent_indent="  "):
                out.data(line)


def _rows(report: Report) -> list[tuple[str, str, str, str]]:
    """A row for each outcome; a reason that is too long for a line goes on in the next."""
    heads = [(one.wish, one.verdict, _adds(one)) for one in report.outcomes]
    room = WIDTH - len(columns([*heads, ("wish", "", "price")], right=[2])[-1]) - 2
    rows: list[tuple[str, str, str, str]] = []
    for head, one in zip(heads, report.outcomes, strict=True):
        first, *rest = textwrap.wrap(_why(one), room) or [""]
        rows += [(*head, first), *(("", "", "", line) for line in rest)]
    return rows


def _adds(one: Outcome) -> str:
    return str(one.adds) if one.adds.micros else ""


def _why(one: Outcome) -> str:
    return one.why or (f"{one.sent}" if one.verdict == "parameter" else "")


def _document(one: Told) -> dict[str, Json]:
    from rushes.cli.out import error_fields

    if one.compiled is None:
        return {"model": one.model, "error": None if one.error is None else error_fields(one.error)}
    compiled, report = one.compiled, one.compiled.report
    return {
        "model": one.model,
        "error": None,
        "operation": compiled.operation.value,
        "text": compiled.text,
        "seconds": None if compiled.duration is None else float(compiled.duration),
        "trimmed_seconds": float(report.trimmed),
        "size": str(compiled.size),
        "options": dict(compiled.options),
        "price_micros": None if report.price is None else report.price.micros,
        "report": report_document(report),
    }
