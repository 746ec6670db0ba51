"""A storyboard as the scenes of a film: the title card, the shots, the end card."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from rushes.film.timeline import Entry, frames_in
from rushes.model import Shot, TitleCard
from rushes.storyboard.board import Storyboard

__all__ = ["END", "TITLE", "Scene", "scenes_of"]

# No shot can be called so: an id holds letters, digits, - and _ only.
TITLE, END = "(title)", "(end)"


@dataclass(frozen=True, slots=True)
class Scene:
    """One thing that the film shows: a shot, or a card with words."""

    entry: Entry
    shot: Shot | None = None
    card: TitleCard | None = None

    @property
    def name(self) -> str:
        return self.entry.name


def scenes_of(board: Storyboard, seconds: Callable[[Shot], Fraction]) -> list[Scene]:
    """The scenes of `board` in order. `seconds` says how long a shot is."""
    scenes = [_shot_scene(shot, board.fps, seconds(shot)) for shot in board.shots]
    if board.title_card is not None:
        scenes.insert(0, _card_scene(TITLE, board.title_card, board.fps))
    if board.end_card is not None:
        scenes.append(_card_scene(END, board.end_card, board.fps))
    return scenes


def _card_scene(name: str, card: TitleCard, fps: Fraction) -> Scene:
    return Scene(Entry(name, frames_in(card.duration, fps), card.transition), card=card)


def _shot_scene(shot: Shot, fps: Fraction, seconds: Fraction) -> Scene:
    return Scene(Entry(shot.id, max(frames_in(seconds, fps), 1), shot.transition), shot=shot)
