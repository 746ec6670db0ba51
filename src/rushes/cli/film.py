"""`rushes film`: a storyboard becomes a film."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rushes.cli.framework import (
    FILE,
    command,
    output_option,
    progress_options,
    size_option,
    workspace_option,
    yes_option,
)
from rushes.cli.opening import open_beside, read_board
from rushes.cli.out import Out, is_terminal
from rushes.cli.progress import following
from rushes.errors import NoConsent

if TYPE_CHECKING:
    from rushes.film.plan import FilmPlan

__all__ = ["film"]


@command(
    "film",
    examples=[
        "rushes film film.yaml                     the film, beside the storyboard",
        "rushes film film.yaml --dry-run           what would be made, and what it costs",
        "rushes film film.yaml --partial           a slate for each shot that cannot be made",
        "rushes film film.yaml -o small.mp4 --size 640x360 --quality draft",
    ],
)
@click.argument("board", type=FILE)
@output_option("Where the film goes. Otherwise beside the storyboard, under its name.")
@click.option("--dry-run", is_flag=True, help="Print the plan and its price, and make nothing.")
@click.option("--partial", is_flag=True, help="Put a slate where a shot has no take.")
@size_option("The film's size, such as 1280x720. Otherwise the storyboard's.")
@click.option("--quality", type=click.Choice(["draft", "normal", "high"]), help="How well it is encoded.")
@click.option("--crf", type=click.IntRange(0, 51), metavar="N", help="The same as x264's number, 0 to 51.")
@click.option(
    "--captions",
    type=click.Choice(["soft", "burned", "none"]),
    help="A track in the film, words in the picture, or none. Otherwise the storyboard's.",
)
@click.option("--burn-in/--no-burn-in", default=None, help="Draw shot, camera and timecode into the picture.")
@yes_option
@workspace_option
@progress_options
def film(
    out: Out,
    board: Path,
    output: Path | None,
    workspace: Path | None,
    *,
    dry_run: bool,
    partial: bool,
    yes: bool,
    **wishes: Any,
) -> None:
    """Make the film of the storyboard BOARD, and print its path.

    Only what is missing or has changed is made.
    """
    from rushes.cli.plans import plan_document, result_document, show_plan, show_warnings, summary

    story = read_board(out, board)
    with open_beside(out, workspace, board) as opened:
        plan = opened.plan(story, output=output, **wishes)
        show_warnings(out, plan)
        if dry_run:
            if out.json:
                out.document("rushes/plan/1", plan_document(plan))
            else:
                show_plan(out, plan)
            return
        consent(out, plan, yes=yes)
        out.say(summary(plan))
        with following(out) as listen:
            result = opened.film(story, output=output, partial=partial, listen=listen, **wishes)
    if out.json:
        out.document("rushes/film/1", result_document(result))
        return
    if result.slates:
        out.warn(f"a slate stands for {', '.join(result.slates)}")
    if result.up_to_date:
        out.say("nothing to do: the film is up to date")
    out.path(result.path)


def consent(out: Out, plan: FilmPlan, *, yes: bool) -> None:
    """Have a yes before anything is bought. Raises NoConsent."""
    if yes or not (plan.total.micros or plan.unpriced):
        return
    price = f"{plan.total}" + (" and more: some prices are not known" if plan.unpriced else "")
    if out.json or not is_terminal(out.stdin) or not out.confirm(f"this costs {price}. Go on?"):
        raise NoConsent(
            f"the plan costs {price}, and nobody agreed to that",
            hint="--dry-run shows the plan; --yes agrees to it",
        )
