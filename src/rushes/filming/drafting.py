"""A storyboard's draft: the whole film by previz, whatever models its shots name, at no cost.

Nothing of it touches the ledger: no take is made, used or circled, and nobody is asked for a key.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from rushes.errors import Finding, RushesError, UsageError, several
from rushes.film.make import Film, FilmResult
from rushes.film.plan import FilmPlan, ShotPlan
from rushes.film.progress import Listener
from rushes.film.recipe import Source
from rushes.filming.draft_remarks import draft_remarks, draft_words
from rushes.filming.drafts import DRAWS, Drafts
from rushes.filming.layout import film_of
from rushes.filming.makers import Makers
from rushes.filming.notes import made_of, notes_of
from rushes.filming.plans import long_narrations
from rushes.filming.wish import FilmWish
from rushes.model import Money, Shot
from rushes.storyboard.board import Storyboard

__all__ = ["make_draft", "plan_draft"]


@dataclass(frozen=True, slots=True)
class Drafting:
    """A draft before it is made: the film, what its shots show, what is to be told of it."""

    film: Film
    drafts: Drafts
    warnings: tuple[Finding, ...]


def drafting(
    workspace: Makers,
    board: Storyboard,
    wish: FilmWish,
    *,
    listen: Listener | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Drafting:
    words = draft_words(board, wish)
    board = words.board
    film = film_of(workspace, board, wish, listen=listen, cancelled=cancelled)
    recipe = film.recipe
    recipe.unburned = words.unburned
    if wish.notes:
        recipe.notes = notes_of(workspace, board, recipe)
    drafts = Drafts(workspace, recipe.board, recipe, burn_in=wish.burn_in)
    remarks = draft_remarks(workspace, board, recipe, drafts)
    return Drafting(film, drafts, (*words.warnings, *remarks, *long_narrations(board, recipe)))


def plan_draft(workspace: Makers, board: Storyboard, wish: FilmWish) -> FilmPlan:
    """What the draft would take: nothing is bought, so every price is none."""
    drafting_ = drafting(workspace, board, wish)
    film, drafts = drafting_.film, drafting_.drafts
    sources, missing = drafts.ready(), drafts.missing()
    up_to_date = not missing and film.in_place(sources) is not None
    conform, joins = ([], []) if up_to_date else film.recipe.to_render(sources, film.parts)
    return FilmPlan(
        title=board.title,
        output=film.output,
        size=film.recipe.format.size,
        fps=film.recipe.format.fps,
        seconds=film.recipe.timeline.seconds,
        shots=tuple(_plan(shot, film, drafts, missing) for shot in board.shots),
        conform=tuple(conform),
        joins=tuple(joins),
        up_to_date=up_to_date,
        warnings=drafting_.warnings,
        draft=True,
    )


def _plan(shot: Shot, film: Film, drafts: Drafts, missing: list[str]) -> ShotPlan:
    seconds = film.recipe.timeline.places[film.recipe.index[shot.id]].frames / film.recipe.format.fps
    if drafts.is_drawn(shot.id):
        note = "" if shot.model == DRAWS else f"in place of {shot.model}"
        status = "missing" if shot.id in missing else "current"
        return ShotPlan(shot.id, status, DRAWS, seconds, Money(), note=note)
    if shot.clip is not None:
        return ShotPlan(shot.id, "clip", "", seconds, None, note=shot.clip.path.name)
    return ShotPlan(shot.id, "clip", "", seconds, None, note=f"{made_of(shot)}, before {shot.model}")


def make_draft(
    workspace: Makers,
    board: Storyboard,
    wish: FilmWish,
    *,
    partial: bool = False,
    listen: Listener | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> FilmResult:
    """Draw what the draft lacks, and put it in place; nothing, when it is there already.

    `partial` puts a slate where a shot cannot be drawn.
    """
    drafting_ = drafting(workspace, board, wish, listen=listen, cancelled=cancelled)
    film, drafts = drafting_.film, drafting_.drafts
    sources, missing = drafts.ready(), drafts.missing()
    if not missing and (there := film.in_place(sources)) is not None:
        return replace(there, warnings=drafting_.warnings)
    places = {place.name: place for place in film.recipe.timeline.places}
    for shot in missing:
        film.tracker.expect("make", shot, places[shot].frames)
    with workspace.working():
        film.begin()
        try:
            for shot, source in sources.items():
                film.add(shot, source)
            failed = drafts.draw(
                missing,
                film.add,
                progress=lambda shot, done: film.tracker.report("make", shot, done),
                cancelled=cancelled or (lambda: False),
            )
            _put_slates(film, drafts, failed, partial=partial)
            made = tuple(shot for shot in missing if shot not in failed)
            film_made = film.finish(made)
        finally:
            film.abandon()
    return replace(film_made, failures=tuple(failed.values()), warnings=drafting_.warnings)


def _put_slates(film: Film, drafts: Drafts, failed: dict[str, RushesError], *, partial: bool) -> None:
    """A slate for each shot that cannot be drawn. Raises why, where a slate will not do."""
    if failed and (not partial or any(isinstance(one, UsageError) for one in failed.values())):
        raise several(list(failed.values()))
    nothing: Source | None = None
    for shot in failed:
        for name in drafts.shown_with(shot):
            film.add(name, nothing)
