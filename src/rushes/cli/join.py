"""`rushes join`: clips become one film, without a storyboard."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from rushes.cli.film import show_film
from rushes.cli.framework import (
    FILE,
    FPS,
    SECONDS,
    command,
    output_option,
    progress_options,
    size_option,
    workspace_option,
)
from rushes.cli.opening import open_beside
from rushes.cli.out import Out
from rushes.cli.progress import following
from rushes.errors import UsageError
from rushes.model import LOUDNESS

if TYPE_CHECKING:
    from fractions import Fraction

    from rushes.filming import Quality
    from rushes.model import Size

__all__ = ["join"]


@command(
    "join",
    examples=[
        "rushes join a.mp4 b.mp4 c.mp4 -o film.mp4",
        "rushes join a.mp4 b.mp4 -o film.mp4 --transition dissolve --duration 0.5",
        "rushes join *.mp4 -o film.mp4 --size 1920x1080 --fps 25",
    ],
)
@click.argument("clips", type=FILE, nargs=-1, required=True, metavar="CLIP...")
@output_option("Where the film goes.")
@click.option(
    "--transition",
    default="cut",
    show_default=True,
    metavar="NAME",
    help="Between clips: cut, dissolve, fade, or FFmpeg's own as xfade:NAME.",
)
@click.option("--duration", type=SECONDS, help="How long each transition is.  [default: 0.5]")
@size_option("The film's size. Otherwise the first clip's.")
@click.option("--fps", type=FPS, help="The film's frame rate. Otherwise the first clip's.")
@click.option(
    "--loudness",
    type=click.FloatRange(*LOUDNESS),
    metavar="LUFS",
    help="How loud the film is.  [default: -14]",
)
@click.option("--quality", type=click.Choice(["draft", "normal", "high"]), help="How well it is encoded.")
@click.option("--crf", type=click.IntRange(0, 51), metavar="N", help="x264's own number for it.")
@workspace_option
@progress_options
def join(
    out: Out,
    clips: tuple[Path, ...],
    *,
    output: Path | None,
    transition: str,
    duration: Fraction | None,
    size: Size | None,
    fps: Fraction | None,
    loudness: float | None,
    quality: Quality | None,
    crf: int | None,
    workspace: Path | None,
) -> None:
    """Join CLIPs of any size, frame rate and sound into one film, and print its path."""
    if output is None:
        raise UsageError("where does the film go?", hint="add -o film.mp4")
    with open_beside(out, workspace) as opened, following(out) as listen:
        result = opened.join(
            clips,
            output=output,
            transition=transition,
            duration=duration,
            size=size,
            fps=fps,
            loudness=loudness,
            quality=quality,
            crf=crf,
            listen=listen,
        )
    show_film(out, result)
