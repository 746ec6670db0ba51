"""`rushes prompts preview`: a word of the library, or all of it, drawn before anything is paid."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

from rushes.cli.framework import FILE, SECONDS, command, progress_options, size_option
from rushes.cli.opening import library_for, settings_for
from rushes.cli.out import Out
from rushes.cli.progress import following
from rushes.errors import UsageError

if TYPE_CHECKING:
    from fractions import Fraction

    from rushes.model import Size
    from rushes.prompts import Entry, Library

__all__ = ["preview"]

FOLDER = Path("looks")


@command(
    "preview",
    examples=[
        'rushes prompts preview "crane shot"                    crane-shot.mp4',
        "rushes prompts preview golden hour -o golden.mp4",
        "rushes prompts preview --all -o looks                  a page with everything",
        "rushes prompts preview --all --kind lighting -o looks  only what lights",
    ],
)
@click.argument("name", nargs=-1)
@click.option("--all", "everything", is_flag=True, help="Draw all of the library, and a page that shows it.")
@click.option("--kind", metavar="KIND", help="With --all: only this kind, such as lighting.")
@click.option(
    "-o", "--output", type=FILE, metavar="PATH",
    help="The clip, or the folder for --all.  [default: the entry's name, or looks]",
)  # fmt: skip
@size_option("The clip's size.  [default: 640x360]")
@click.option("--duration", type=SECONDS, help="How long the clip is.  [default: 4]")
@progress_options
def preview(
    out: Out,
    name: tuple[str, ...],
    *,
    everything: bool,
    kind: str | None,
    output: Path | None,
    size: Size | None,
    duration: Fraction | None,
) -> None:
    """Draw what the entry NAME does to a picture, as a short clip, at no cost.

    Your own entries are drawn too. With --all: a folder with a clip for every entry, and a page, index.html;
    what was drawn before is kept, so a run that was stopped goes on.
    """
    library = library_for(out.environ)
    wanted = " ".join(name).strip()
    if everything == bool(wanted):
        raise UsageError(
            "a name and --all are given at once" if wanted else "nothing is given to draw",
            hint='name one entry, "crane shot", or give --all; `rushes prompts list` has the names',
        )
    if everything:
        if size is not None or duration is not None:
            raise UsageError("--size and --duration are for one clip", hint="leave them away with --all")
        _sheet(out, library, kind, output or FOLDER)
        return
    if kind is not None:
        raise UsageError("--kind goes with --all", hint="leave it away for one entry")
    _one(out, library, library.find(wanted), output, size=size, duration=duration)


def _one(
    out: Out,
    library: Library,
    entry: Entry,
    output: Path | None,
    *,
    size: Size | None,
    duration: Fraction | None,
) -> None:
    from fractions import Fraction

    from rushes.model import Size
    from rushes.preview import Step, draw_clip, request_for

    slug = re.sub(r"[^\w]+", "-", entry.name.lower()).strip("-") or "preview"
    path = output or Path(f"{slug}.mp4")
    if path.is_dir():
        raise UsageError(f"{path} is a folder", hint=f"name a file, such as {path / f'{slug}.mp4'}")
    request = request_for(
        entry, size=size or Size(640, 360), seconds=duration or Fraction(4), fps=Fraction(24)
    )
    with following(out) as listen:
        draw_clip(
            request,
            path,
            library=library,
            progress=lambda share: listen(Step(entry.name, share, share)),
        )
    if out.json:
        out.document("rushes/prompts-preview/1", {"name": entry.name, "kind": entry.kind, "path": str(path)})
        return
    out.say(entry.definition)
    out.path(path)


def _sheet(out: Out, library: Library, kind: str | None, folder: Path) -> None:
    from rushes.cli.prompts import BUILDERS, kind_of
    from rushes.preview import make_sheet

    wanted = None if kind is None else kind_of(kind)
    if wanted == BUILDERS:
        raise UsageError("a builder is no look of its own", hint="leave --kind away, or name another kind")
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder} is no folder", hint="name a folder with -o")
    entries = [one for one in library.entries if wanted in (None, one.kind)]
    settings, _ = settings_for(out.environ)
    with following(out) as listen:
        made = make_sheet(library, entries, folder, workers=settings.workers, listen=listen)
    if out.json:
        content = {"path": str(made.page), "clips": made.clips, "kept": made.kept}
        out.document("rushes/prompts-preview/1", content)
        return
    out.say(f"{made.clips} clips, {made.kept} of them from before" if made.kept else f"{made.clips} clips")
    out.path(made.page)
