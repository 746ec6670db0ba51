"""What is asked for: one take to be made, with all that decides it."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from rushes.model import CastMember, Look, Shot, Size

__all__ = ["Job"]


@dataclass(frozen=True, slots=True)
class Job:
    """One take to be made: the shot, whose it is, and what the film shares with it.

    `shots` are the ids of the board's shots, `again` asks for another take although there is one.
    `there` is how long the clip is that the shot is made from, None where it is made from none or that
    is not known.
    """

    shot: Shot
    board: str
    wish: str
    size: Size
    fps: Fraction
    look: Look = Look()
    cast: tuple[CastMember, ...] = ()
    shots: frozenset[str] = frozenset()
    again: bool = False
    there: Fraction | None = None

    @property
    def length(self) -> Fraction | None:
        """How long the shot is."""
        return self.there if self.shot.duration is None else self.shot.duration
