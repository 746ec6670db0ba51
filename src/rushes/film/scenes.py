"""A storyboard as the scenes of a film: the title card, the shots, the end card."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from rushes.errors import UsageError
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


def scenes_of(board: Storyboard, clip_seconds: Callable[[Shot], Fraction]) -> list[Scene]:
    """The scenes of `board` in order. `clip_seconds` says how long a user's clip is.

    Raises UsageError for a clip that is shorter than its shot asks for.
    """
    scenes = [_shot_scene(shot, board.fps, clip_seconds) for shot in board.shots]
    if board.title_card is not None:
        scenes.insert(0, _card_scene(TITLE, board.title_card, board.fps))
    if board.end_card is not None:
        scenes.append(_card_scene(END, board.end_card, board.fps))
    return scenes


def _card_scene(name: str, card: TitleCard, fps: Fraction) -> Scene:
    return Scene(Entry(name, frames_in(card.duration, fps), card.transition), card=card)


def _shot_scene(shot: Shot, fps: Fraction, clip_seconds: Callable[[Shot], Fraction]) -> Scene:
    if shot.clip is None:
        assert shot.duration is not None, "the storyboard gives a prompted shot its duration"
        return Scene(Entry(shot.id, frames_in(shot.duration, fps), shot.transition), shot=shot)
    there = clip_seconds(shot)
    end = there if shot.clip.end is None else shot.clip.end
    # Half a frame of tolerance: containers round their durations.
    if end > there + 1 / (2 * fps):
        raise UsageError(
            f"`out` is at {float(end):.3f} s and {shot.clip.path.name} ends at {float(there):.3f} s",
            shot=shot.id,
            hint="make `out` smaller, or leave it away to play the clip to its end",
        )
    length = end - shot.clip.start
    if length <= 0:
        raise UsageError(
            f"`in` is at {float(shot.clip.start):.3f} s and {shot.clip.path.name} ends at {float(end):.3f} s",
            shot=shot.id,
            hint="`in` must lie before `out` and before the clip's end",
        )
    if shot.duration is not None:
        if shot.duration > length + 1 / (2 * fps):
            raise UsageError(
                f"lasts {float(shot.duration):g} s, and {shot.clip.path.name} has {float(length):.3f} s",
                shot=shot.id,
                hint="make the duration smaller, or leave it away",
            )
        length = shot.duration
    return Scene(Entry(shot.id, max(frames_in(length, fps), 1), shot.transition), shot=shot)
