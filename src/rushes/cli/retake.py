"""`rushes retake`: another take of one shot."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from rushes.cli.consent import agreed
from rushes.cli.framework import FILE, command, progress_options, spend_options, workspace_option
from rushes.cli.opening import open_beside, read_board, shot_of
from rushes.cli.out import Out
from rushes.cli.taken import show_take

if TYPE_CHECKING:
    from rushes.shoot.budget import Allowance

__all__ = ["retake"]


@command(
    "retake", examples=["rushes retake film.yaml s03", "rushes film film.yaml    then puts it in the film"]
)
@click.argument("board", type=FILE)
@click.argument("shot")
@spend_options
@workspace_option
@progress_options
def retake(out: Out, board: Path, shot: str, workspace: Path | None, *, allowance: Allowance) -> None:
    """Make another take of SHOT of the storyboard BOARD, and print its path.

    The takes before it are kept. The new one is circled, unless you circled another yourself.
    """
    story = read_board(out, board)
    name = shot_of(story, shot)
    with open_beside(out, workspace, board) as opened:
        take = agreed(
            out,
            lambda listen, agreed_to: opened.retake(story, name, listen=listen, allowance=agreed_to),
            allowance,
        )
    show_take(out, take)
