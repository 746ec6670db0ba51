"""The plan of a film: how each shot stands, what it costs, what will be rendered."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from rushes.errors import Finding, RushesError, several
from rushes.film.plan import ShotPlan
from rushes.film.recipe import Recipe
from rushes.filming.makers import Makers
from rushes.model import Shot
from rushes.shoot.request import left_out, operation, price_of
from rushes.shoot.standing import Standing
from rushes.storyboard.board import Storyboard

__all__ = ["long_narrations", "shot_plans"]


def shot_plans(
    workspace: Makers, board: Storyboard, recipe: Recipe, found: dict[str, Standing]
) -> list[ShotPlan]:
    plans: list[ShotPlan] = []
    wrong: list[RushesError] = []
    for shot in board.shots:
        frames = recipe.timeline.places[recipe.index[shot.id]].frames
        seconds = frames / board.fps
        if shot.clip is not None:
            plans.append(ShotPlan(shot.id, "clip", "", seconds, None, note=shot.clip.path.name))
            continue
        try:
            plans.append(_made_shot(workspace, board, shot, found[shot.id], seconds))
        except RushesError as error:
            wrong.append(error.at(shot.id))
    if wrong:
        raise several(wrong)
    return plans


def _made_shot(
    workspace: Makers, board: Storyboard, shot: Shot, standing: Standing, seconds: Fraction
) -> ShotPlan:
    card = workspace.find_card(shot.model)
    notes = [standing.reason] if standing.reason else []
    price = price_of(shot, size=board.size, card=card)
    made = card.asked_to(operation(shot)).durations.at_least(seconds) or seconds
    if standing.status in ("stale", "missing"):
        notes += left_out(shot, cast=board.cast, card=card)
        if made > seconds:
            notes.append(f"{card.id} makes {float(made):g} s, which are trimmed")
    return ShotPlan(shot.id, standing.status, card.id, seconds, price, standing.take, "; ".join(notes))


def long_narrations(board: Storyboard, recipe: Recipe) -> list[Finding]:
    """Narration files that run on after their shot; narration text is checked with the storyboard."""
    findings: list[Finding] = []
    for index, shot in enumerate(board.shots):
        narration = shot.narration
        if narration is None or narration.path is None:
            continue
        length = narration.at + recipe.narration_seconds(shot)
        seconds = recipe.timeline.places[recipe.index[shot.id]].frames / board.fps
        if length > seconds:
            findings.append(
                Finding(
                    file=board.path or Path("storyboard"),
                    line=0,
                    column=0,
                    path=f"shots[{index}].narration",
                    message=(
                        f"shot {shot.id}: the narration runs on for {float(length - seconds):.1f} s"
                        " after the shot has ended"
                    ),
                    allowed=f"a shot of {float(length):.1f} s holds it",
                    severity="warning",
                )
            )
    return findings
