"""What a film needs before anything is made or spent: its shots, their price, what will be rendered."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Literal

from rushes.errors import Finding
from rushes.model import Money, Size, Take

__all__ = ["FilmPlan", "ShotPlan", "ShotStatus"]

# current: its take was made for this wish · stale: for an earlier one · kept: stale, and circled by
# a person, so it stays · missing: no take yet · clip: the user's own file
ShotStatus = Literal["current", "stale", "kept", "missing", "clip"]


@dataclass(frozen=True, slots=True)
class ShotPlan:
    """One shot of a plan. `price` is what making it costs (None: the price is not known)."""

    shot: str
    status: ShotStatus
    model: str
    seconds: Fraction
    price: Money | None
    take: Take | None = None
    note: str = ""

    @property
    def to_make(self) -> bool:
        return self.status in ("stale", "missing")


@dataclass(frozen=True, slots=True)
class FilmPlan:
    """A film before it is made.

    `conform` names the shots that will be conformed, `joins` the joins that will be encoded,
    `up_to_date` says that the film at `output` is this very film. A `draft` is drawn, whatever models its
    shots name: nothing of it is a take.
    """

    title: str
    output: Path
    size: Size
    fps: Fraction
    seconds: Fraction
    shots: tuple[ShotPlan, ...]
    conform: tuple[str, ...]
    joins: tuple[str, ...]
    up_to_date: bool
    warnings: tuple[Finding, ...] = ()
    draft: bool = False

    @property
    def total(self) -> Money:
        """What the shots to be made cost, as far as their prices are known."""
        return sum((one.price or Money() for one in self.shots if one.to_make), Money())

    @property
    def unpriced(self) -> tuple[str, ...]:
        """The shots to be made whose price nobody knows."""
        return tuple(one.shot for one in self.shots if one.to_make and one.price is None)
