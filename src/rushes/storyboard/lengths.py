"""How long the shots of a board are: as they say, else as long as the clip that is there."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from rushes.errors import UsageError
from rushes.model import Footage, Shot, UserClip
from rushes.storyboard.board import Storyboard

__all__ = ["Lengths"]


class Lengths:
    """The lengths of a board's shots in seconds. `file_seconds` says how long a shot's file is.

    Raises UsageError for a clip that is shorter than its shot asks for, and for shots that are each as
    long as the other.
    """

    def __init__(self, board: Storyboard, file_seconds: Callable[[Shot, UserClip], Fraction]) -> None:
        self._shots = {shot.id: shot for shot in board.shots}
        self._file_seconds = file_seconds
        # Half a frame of tolerance: containers round their durations.
        self._slack = 1 / (2 * board.fps)

    def shot(self, shot: Shot) -> Fraction:
        """How long the shot is."""
        return self._shot(shot, ())

    def made_from(self, shot: Shot) -> Fraction | None:
        """How long the clip is that the shot is made from; None where it is made from none."""
        return None if shot.footage is None else self._footage(shot, shot.footage, (shot.id,))

    def _shot(self, shot: Shot, waiting: tuple[str, ...]) -> Fraction:
        if shot.id in waiting:
            circle = " → ".join([*waiting[waiting.index(shot.id) :], shot.id])
            raise UsageError(
                f"no shot says how long it is of those that are as long as another: {circle}",
                shot=shot.id,
                hint="give one of them a duration",
            )
        if shot.clip is not None:
            return self._clip(shot, shot.clip)
        if shot.duration is not None:
            return shot.duration
        if shot.footage is None:
            raise UsageError(
                "a shot that is made needs a duration above 0 seconds",
                shot=shot.id,
                hint="for example `duration: 5`",
            )
        return self._footage(shot, shot.footage, (*waiting, shot.id))

    def _footage(self, shot: Shot, footage: Footage, waiting: tuple[str, ...]) -> Fraction:
        if isinstance(footage, UserClip):
            return self._stretch(shot, footage)
        other = self._shots.get(footage.shot)
        if other is None:
            raise UsageError(f"there is no shot {footage.shot!r} to take a clip from", shot=shot.id)
        return self._shot(other, waiting)

    def _clip(self, shot: Shot, clip: UserClip) -> Fraction:
        length = self._stretch(shot, clip)
        if shot.duration is None:
            return length
        if shot.duration > length + self._slack:
            raise UsageError(
                f"lasts {float(shot.duration):g} s, and {clip.path.name} has {float(length):.3f} s",
                shot=shot.id,
                hint="make the duration smaller, or leave it away",
            )
        return shot.duration

    def _stretch(self, shot: Shot, clip: UserClip) -> Fraction:
        there = self._file_seconds(shot, clip)
        end = there if clip.end is None else clip.end
        if end > there + self._slack:
            raise UsageError(
                f"`out` is at {float(end):.3f} s and {clip.path.name} ends at {float(there):.3f} s",
                shot=shot.id,
                hint="make `out` smaller, or leave it away to play the clip to its end",
            )
        if end <= clip.start:
            raise UsageError(
                f"`in` is at {float(clip.start):.3f} s and {clip.path.name} ends at {float(end):.3f} s",
                shot=shot.id,
                hint="`in` must lie before `out` and before the clip's end",
            )
        return end - clip.start
