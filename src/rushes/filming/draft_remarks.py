"""What is told beside a draft: what its film will lack, and what of the draft is not as the film will be."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil

from rushes.errors import Finding, RushesError
from rushes.film.recipe import Recipe
from rushes.film.speech import dialogue_of, said_in
from rushes.filming.drafts import Drafts
from rushes.filming.makers import Makers
from rushes.filming.plans import compiled_for, warning
from rushes.filming.wish import FilmWish
from rushes.media.glyphs import undrawable
from rushes.model import Shot
from rushes.storyboard.board import Storyboard

__all__ = ["Words", "draft_remarks", "draft_words"]

SLACK = Fraction(1, 20)  # seconds


@dataclass(frozen=True, slots=True)
class Words:
    """Where the words of a draft go: the storyboard says it; `unburned` shots have none in the picture."""

    board: Storyboard
    unburned: tuple[str, ...] = ()
    warnings: tuple[Finding, ...] = ()


def draft_words(board: Storyboard, wish: FilmWish) -> Words:
    """The words go into the picture, as nobody speaks in a draft.

    Those that cannot be drawn on this machine are in a track of it, which is told.
    """
    if wish.captions is not None:
        return Words(replace(board, captions=wish.captions))
    lacking = {
        place: missing
        for place, shot in enumerate(board.shots)
        if (missing := undrawable("\n".join(said(board, shot))))
    }
    if not lacking:
        return Words(replace(board, captions=("burned",)))
    found = warning(
        board,
        next(iter(lacking)),
        "captions",
        f"no font here has {' '.join(next(iter(lacking.values())))[:9]}: "
        "what is said is in a caption track of the draft, and not in its picture",
        "install a font that has them, such as Noto",
        places=[*lacking],
    )
    unburned = tuple(board.shots[place].id for place in lacking)
    return Words(replace(board, captions=("soft", "burned")), unburned, (found,))


def said(board: Storyboard, shot: Shot) -> Iterable[str]:
    """All that is to be read in a shot."""
    yield from (caption.text for caption in shot.captions)
    yield dialogue_of(shot, board.cast)
    if shot.narration is not None:
        yield shot.narration.text


def draft_remarks(workspace: Makers, board: Storyboard, recipe: Recipe, drafts: Drafts) -> list[Finding]:
    """What the models that are named cannot make, what is not fetched, and what takes longer to say."""
    return [
        *not_made(workspace, board, recipe),
        *not_fetched(board, drafts),
        *too_long_to_say(board, recipe),
    ]


def not_made(workspace: Makers, board: Storyboard, recipe: Recipe) -> list[Finding]:
    """Why the film could not be made as its storyboard stands; the same is told once."""
    found: dict[tuple[str, str | None], list[int]] = {}
    for place, shot in enumerate(board.shots):
        if shot.clip is not None:
            continue
        try:
            workspace.find_card(shot.model)
        except RushesError as error:  # a list of all the models would bury the rest
            found.setdefault((error.message, "`rushes models` says which there are"), []).append(place)
            continue
        try:
            compiled_for(workspace, board, recipe, shot)
        except RushesError as error:
            found.setdefault((error.message, error.hint), []).append(place)
    return [
        warning(board, places[0], "model", f"the film cannot be made so: {message}", hint, places=places)
        for (message, hint), places in found.items()
    ]


def not_fetched(board: Storyboard, drafts: Drafts) -> list[Finding]:
    places = [place for place, shot in enumerate(board.shots) if shot.id in drafts.unfetched]
    if not places:
        return []
    said = "its picture is on the web, and a draft fetches nothing: the shot is drawn from its words"
    return [warning(board, places[0], "first_frame", said, "give the picture as a file", places=places)]


def too_long_to_say(board: Storyboard, recipe: Recipe) -> list[Finding]:
    """Shots in which somebody speaks for longer than they last.

    Narration alone is checked with the storyboard, where it has a file.
    """
    found: list[Finding] = []
    for place, shot in enumerate(board.shots):
        speaks = bool(dialogue_of(shot, board.cast))
        if not speaks and board.path is not None:
            continue
        needed = said_in(shot, board.cast)
        begins = shot.narration.at if shot.narration is not None and not speaks else Fraction(0)
        over = begins + needed - recipe.lengths.shot(shot)
        if needed and over > SLACK:
            enough = float(Fraction(ceil((begins + needed) * 2), 2))
            found.append(
                warning(
                    board,
                    place,
                    "prompt" if speaks else "narration",
                    f"what is said takes about {float(needed):.1f} s, "
                    f"{float(over):.1f} s longer than the shot",
                    f"a shot of {enough:g} s holds it, or fewer words",
                )
            )
    return found
