"""Brings shooting and assembling together: a storyboard becomes a plan, then takes, then a film."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from rushes.errors import RushesError, SeveralEnds, UsageError
from rushes.film.make import Film, FilmResult
from rushes.film.plan import FilmPlan
from rushes.film.progress import Listener
from rushes.film.recipe import Recipe, Source
from rushes.filming.drafting import make_draft, plan_draft
from rushes.filming.layout import film_of
from rushes.filming.makers import Makers
from rushes.filming.plans import check_wanted, left_out, long_narrations, shot_plans
from rushes.filming.wish import FilmWish, asked
from rushes.model import Take
from rushes.shoot.budget import Allowance
from rushes.shoot.standing import Standing
from rushes.store.failures import disk_failure
from rushes.storyboard.board import Storyboard

__all__ = ["make_film", "plan_film"]


def plan_film(workspace: Makers, board: Storyboard, wish: FilmWish) -> FilmPlan:
    """What making the film would take. Makes nothing; what is wrong is raised, all of it at once."""
    if wish.draft:
        return plan_draft(workspace, board, wish)
    board = asked(board, wish, workspace.find_card)
    film = film_of(workspace, board, wish)
    found = workspace.standings(board)
    shots = tuple(shot_plans(workspace, board, film.recipe, found))
    sources = {shot: source for shot, source in _ready(film.recipe, board, found).items() if source}
    wanted = [one.shot for one in shots if one.to_make]
    complete = not wanted
    up_to_date = complete and film.in_place(sources) is not None
    conform, joins = ([], []) if up_to_date else film.recipe.to_render(sources, film.parts)
    return FilmPlan(
        title=board.title,
        output=film.output,
        size=film.recipe.format.size,
        fps=film.recipe.format.fps,
        seconds=film.recipe.timeline.seconds,
        shots=shots,
        conform=tuple(conform),
        joins=tuple(joins),
        up_to_date=up_to_date,
        warnings=(
            *long_narrations(board, film.recipe),
            *left_out(workspace, board, film.recipe, wanted),
        ),
    )


def make_film(
    workspace: Makers,
    board: Storyboard,
    wish: FilmWish,
    *,
    partial: bool = False,
    allowance: Allowance | None = None,
    listen: Listener | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> FilmResult:
    """Make what the film lacks, and put it in place; nothing, when it is there already."""
    try:
        if wish.draft:
            return make_draft(workspace, board, wish, partial=partial, listen=listen, cancelled=cancelled)
        board = asked(board, wish, workspace.find_card)
        film = film_of(workspace, board, wish, listen=listen, cancelled=cancelled)
        found = workspace.standings(board)
        return _made(workspace, board, film, found, partial=partial, allowance=allowance, cancelled=cancelled)
    except OSError as error:
        raise disk_failure(error, workspace.caches) from error


def _made(
    workspace: Makers,
    board: Storyboard,
    film: Film,
    found: dict[str, Standing],
    *,
    partial: bool,
    allowance: Allowance | None,
    cancelled: Callable[[], bool] | None,
) -> FilmResult:
    if any(standing.adopted for standing in found.values()):
        workspace.adopt(board)
    wanted = [shot for shot, standing in found.items() if standing.status in ("stale", "missing")]
    ready = _ready(film.recipe, board, found)
    warnings = tuple(long_narrations(board, film.recipe))
    if not wanted and (there := film.in_place(ready)) is not None:
        return replace(there, warnings=warnings)
    check_wanted(workspace, board, film.recipe, wanted)
    warnings += tuple(left_out(workspace, board, film.recipe, wanted))
    places = {place.name: place for place in film.recipe.timeline.places}
    for shot in wanted:
        film.tracker.expect("make", shot, places[shot].frames)
    # What is wanted may still be found too dear: before its first take, only these write into the caches.
    draws = any(scene.card is not None for scene in film.recipe.scenes) or "burned" in board.captions
    with workspace.working(sure=not wanted or draws or bool(ready)):
        film.begin()
        try:
            for shot, source in ready.items():
                if shot not in wanted:
                    film.add(shot, source)
            failed = _shoot(
                workspace, board, wanted, film, partial=partial, allowance=allowance, cancelled=cancelled
            )
            made = tuple(shot for shot in wanted if shot not in failed)
            return replace(film.finish(made), failures=tuple(failed.values()), warnings=warnings)
        finally:
            film.abandon()


def _shoot(
    workspace: Makers,
    board: Storyboard,
    wanted: Sequence[str],
    film: Film,
    *,
    partial: bool,
    allowance: Allowance | None,
    cancelled: Callable[[], bool] | None,
) -> dict[str, RushesError]:
    """Make the takes that are wanted; returns why some could not be made, where a slate will do."""
    try:
        workspace.make_takes(
            board,
            wanted,
            allowance=allowance,
            on_take=lambda shot, take: film.add(shot, _source(take)),
            progress=lambda shot, done: film.tracker.report("make", shot, done),
            cancelled=cancelled,
        )
    except RushesError as error:
        errors = error.errors if isinstance(error, SeveralEnds) else (error,)
        failed = {
            one.shot: one
            for one in errors
            if one.shot is not None and one.shot in wanted and not isinstance(one, UsageError)
        }
        if not partial or len(failed) < len(errors):
            raise
        for shot in failed:
            film.add(shot, None)
        return failed
    return {}


def _ready(recipe: Recipe, board: Storyboard, found: dict[str, Standing]) -> dict[str, Source | None]:
    """The sources that are there, by shot, in the storyboard's order."""
    ready: dict[str, Source | None] = {}
    for shot in board.shots:
        if shot.clip is not None:
            ready[shot.id] = recipe.clip_source(shot)
        elif found[shot.id].status in ("current", "kept"):
            take = found[shot.id].take
            assert take is not None, "a shot that is current has a take"
            ready[shot.id] = _source(take)
    return ready


def _source(take: Take) -> Source:
    assert take.path is not None
    assert take.sha256 is not None
    return Source(take.path, take.sha256)
