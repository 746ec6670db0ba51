"""`rushes film`: a storyboard becomes a film."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rushes.cli.consent import agreed
from rushes.cli.framework import (
    FILE,
    command,
    output_option,
    progress_options,
    size_option,
    spend_options,
    workspace_option,
)
from rushes.cli.opening import open_beside, read_board
from rushes.cli.out import Out
from rushes.cli.texts import count, seconds, shown
from rushes.errors import RushesError

if TYPE_CHECKING:
    from rushes.film.make import FilmResult
    from rushes.film.plan import FilmPlan
    from rushes.shoot.budget import Allowance
    from rushes.storyboard.board import Storyboard
    from rushes.workspace import Workspace

__all__ = ["film", "show_film"]


@command(
    "film",
    examples=[
        "rushes film film.yaml                     the film, beside the storyboard",
        "rushes film film.yaml --dry-run           what would be made, and what it costs",
        "rushes film film.yaml --partial           a slate for each shot that cannot be made",
        "rushes film film.yaml -o small.mp4 --size 640x360 --quality draft",
        "rushes film film.yaml --draft --notes     drawn, whatever models it names: free, in film.draft.mp4",
    ],
)
@click.argument("board", type=FILE)
@output_option("Where the film goes. Otherwise beside the storyboard, under its name.")
@click.option("--dry-run", is_flag=True, help="Print the plan and its price, and make nothing.")
@click.option("--partial", is_flag=True, help="Put a slate where a take cannot be made.")
@click.option(
    "--draft",
    is_flag=True,
    help="Draw every shot with previz, whatever models they name, beside the film: nothing is bought.",
)
@click.option(
    "--notes",
    is_flag=True,
    help="Under a draft's picture: each shot's prompt as its model gets it, what is left out, the price.",
)
@size_option("The film's size, such as 1280x720. Otherwise the storyboard's.")
@click.option(
    "--quality",
    type=click.Choice(["draft", "normal", "high"]),
    help="How well the film is encoded. Otherwise as the settings crf and preset say.",
)
@click.option("--crf", type=click.IntRange(0, 51), metavar="N", help="x264's own number for it.")
@click.option(
    "--captions",
    type=click.Choice(["soft", "burned", "srt", "vtt", "none"]),
    multiple=True,
    help="A track in the film, words in the picture, files beside it, or none; may be given several"
    " times. Otherwise the storyboard's.",
)
@click.option("--burn-in/--no-burn-in", default=None, help="Draw shot, camera and timecode into the picture.")
@spend_options
@workspace_option
@progress_options
def film(
    out: Out,
    board: Path,
    *,
    workspace: Path | None,
    captions: tuple[str, ...],
    dry_run: bool,
    partial: bool,
    allowance: Allowance,
    **wishes: Any,
) -> None:
    """Make the film of the storyboard BOARD, and print its path.

    Only what is missing or has changed is made.
    """
    from rushes.filming.remarks import board_remarks

    story = read_board(out, board)
    wishes["captions"] = captions or None
    with open_beside(out, workspace, board) as opened:
        for remark in board_remarks(story, opened.find_card, opened.library):
            out.warn(remark)
        for remark in [] if wishes.get("draft") else opened.beyond_a_day(models_to_make(opened, story)):
            out.warn(remark)
        if dry_run:
            show_or_tell(out, opened.plan(story, **wishes))
            return
        out.say(f"{story.title or shown(board)}: {count(len(story.shots), 'shot')}")
        result = agreed(
            out,
            lambda listen, agreed_to: opened.film(
                story, partial=partial, listen=listen, allowance=agreed_to, **wishes
            ),
            allowance,
        )
    show_film(out, result)


def models_to_make(opened: Workspace, story: Storyboard) -> list[str]:
    """The model of each shot that lacks its take; none where the plan will tell what is wrong."""
    with suppress(RushesError):
        found = opened.standings(story)
        made = [shot for shot in story.shots if shot.id in found]
        return [shot.model for shot in made if found[shot.id].status in ("missing", "stale")]
    return []


def show_or_tell(out: Out, plan: FilmPlan) -> None:
    """The plan, as JSON or for a person."""
    from rushes.cli.plans import plan_document, show_plan

    for finding in plan.warnings:
        out.warn(finding)
    if out.json:
        out.document("rushes/plan/1", plan_document(plan))
    else:
        show_plan(out, plan)


def show_film(out: Out, result: FilmResult) -> None:
    """The finished film: what is odd about it, then its path as the last line."""
    from rushes.cli.plans import result_document

    for finding in result.warnings:
        out.warn(finding)
    if out.json:
        out.document("rushes/film/1", result_document(result))
        return
    for failure in result.failures:
        out.warn(f"a slate stands for shot {failure.shot}: {failure.message}")
    if result.up_to_date:
        out.say("nothing to do: the film is up to date")
    else:
        noun = "drawn shot" if result.draft else "take"
        work = {noun: result.made, "conformed shot": result.conformed, "join": result.joined}
        new = ", ".join(count(len(parts), noun) for noun, parts in work.items() if parts)
        out.say(f"done: {seconds(result.seconds)} of film; new: {new or 'its sound or words'}")
    out.path(result.path)
