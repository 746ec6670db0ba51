"""`rushes retake`: another take of one shot."""

from __future__ import annotations

from pathlib import Path

import click

from rushes.cli.consent import agreed
from rushes.cli.framework import FILE, command, progress_options, workspace_option, yes_option
from rushes.cli.opening import open_beside, read_board, shot_of
from rushes.cli.out import Out
from rushes.cli.taken import show_take

__all__ = ["retake"]


@command(
    "retake", examples=["rushes retake film.yaml s03", "rushes film film.yaml    then puts it in the film"]
)
@click.argument("board", type=FILE)
@click.argument("shot")
@yes_option
@workspace_option
@progress_options
def retake(out: Out, board: Path, shot: str, workspace: Path | None, *, yes: bool) -> None:
    """Make another take of SHOT of the storyboard BOARD, and print its path.

    The takes before it are kept. The new one is circled, unless you circled another yourself.
    """
    story = read_board(out, board)
    name = shot_of(story, shot)
    with open_beside(out, workspace, board) as opened:
        take = agreed(out, lambda listen, yes: opened.retake(story, name, listen=listen, yes=yes), yes=yes)
    show_take(out, take)
