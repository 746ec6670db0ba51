"""The plan of a film: how each shot stands, what it costs, what will be rendered."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from fractions import Fraction
from pathlib import Path

from rushes.errors import Finding, RushesError, UsageError, several
from rushes.film.plan import ShotPlan
from rushes.film.recipe import Recipe
from rushes.filming.makers import Makers
from rushes.model import Shot
from rushes.shoot.compile import Compiled, compile_shot
from rushes.shoot.prices import price_of
from rushes.shoot.request import unheeded
from rushes.shoot.standing import Standing
from rushes.storyboard.board import Storyboard

__all__ = ["check_wanted", "compiled_for", "left_out", "long_narrations", "shot_plans", "warning"]

MOST_SHOTS = 6  # that a warning names


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
            plans.append(_made_shot(workspace, board, recipe, shot, found[shot.id], seconds=seconds))
        except RushesError as error:
            wrong.append(error.at(shot.id))
    if wrong:
        raise several(wrong, begun=False)
    return plans


def _made_shot(
    workspace: Makers,
    board: Storyboard,
    recipe: Recipe,
    shot: Shot,
    standing: Standing,
    *,
    seconds: Fraction,
) -> ShotPlan:
    card = workspace.find_card(shot.model)
    notes = [standing.reason] if standing.reason else []
    length = recipe.lengths.shot(shot)
    price = price_of(
        shot, size=board.size, card=card, cast=board.cast, length=length, library=workspace.library
    )
    if standing.status in ("stale", "missing"):
        made = compiled_for(workspace, board, recipe, shot).duration or Fraction(0)
        if made > seconds + 1 / board.fps:
            notes.append(f"{card.id} makes {float(made):g} s, which are trimmed")
    return ShotPlan(shot.id, standing.status, card.id, seconds, price, standing.take, "; ".join(notes))


def check_wanted(workspace: Makers, board: Storyboard, recipe: Recipe, wanted: Sequence[str]) -> None:
    """Raise everything that speaks against making the shots `wanted`, before one of them is begun."""
    wrong: list[RushesError] = []
    for shot in board.shots:
        try:
            if shot.id in wanted:
                compiled_for(workspace, board, recipe, shot)
        except RushesError as error:
            wrong.append(error.at(shot.id))
    if wrong:
        raise several(wrong, begun=False)


def compiled_for(workspace: Makers, board: Storyboard, recipe: Recipe, shot: Shot) -> Compiled:
    """The shot as the model is asked for it. Raises UsageError for what it cannot do."""
    return compile_shot(
        shot,
        workspace.find_card(shot.model),
        size=board.size,
        look=board.look,
        cast=board.cast,
        fps=board.fps,
        there=recipe.lengths.made_from(shot),
        library=workspace.library,
    )


def long_narrations(board: Storyboard, recipe: Recipe) -> list[Finding]:
    """Narration files that run on after their shot, or are cut off by the end of the film.

    Raises UsageError for one that would begin after its shot; narration text is checked with the
    storyboard.
    """
    findings: list[Finding] = []
    timeline = recipe.timeline
    for index, shot in enumerate(board.shots):
        narration = shot.narration
        if narration is None or narration.path is None:
            continue
        place = timeline.places[recipe.index[shot.id]]
        seconds = place.frames / timeline.fps
        if narration.at >= seconds:
            raise UsageError(
                f"the narration begins at {float(narration.at):g} s and the shot lasts {float(seconds):g} s",
                shot=shot.id,
                hint="give it a smaller `at`, or make the shot longer",
            )
        length = narration.at + recipe.materials.narration_seconds(shot)
        lost = place.start / timeline.fps + length - timeline.seconds
        over = float(length - seconds)
        if over > 0:
            end = f"; its last {float(lost):.1f} s are cut off by the end of the film" if lost > 0 else ""
            findings.append(
                warning(
                    board,
                    index,
                    "narration",
                    f"the narration runs on for {over:.1f} s after the shot has ended{end}",
                    f"a shot of {float(length):.1f} s holds it",
                )
            )
    return findings


def left_out(workspace: Makers, board: Storyboard, recipe: Recipe, wanted: Collection[str]) -> list[Finding]:
    """What the models of the shots `wanted` will not heed, though it is asked for; the same is told once."""
    found: dict[str, list[int]] = {}
    for index, shot in enumerate(board.shots):
        if shot.id in wanted:
            report = compiled_for(workspace, board, recipe, shot).report
            for said in unheeded(report):
                found.setdefault(said, []).append(index)
    return [warning(board, places[0], "model", said, None, places=places) for said, places in found.items()]


def warning(
    board: Storyboard,
    index: int,
    key: str,
    message: str,
    allowed: str | None,
    *,
    places: Sequence[int] = (),
) -> Finding:
    """A warning of the shot at `index`, or of all those at `places`, about a `key` of theirs."""
    names = [board.shots[place].id for place in places or (index,)]
    more = f" and {len(names) - MOST_SHOTS} more" if len(names) > MOST_SHOTS else ""
    return Finding(
        file=board.path or Path("storyboard"),
        line=0,
        column=0,
        path=f"shots[{index}].{key}",
        message=f"shot{'s' * (len(names) > 1)} {', '.join(names[:MOST_SHOTS])}{more}: {message}",
        allowed=allowed,
        severity="warning",
    )
