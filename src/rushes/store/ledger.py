"""The contract of the ledger: what is written down about takes, and what may happen to one.

A step of a take is awaited: when the call returns, it is on disk. What a person or a plan asks is a
plain call. Whatever backend stands behind it, one set of contract tests holds it to this.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from typing import Literal, Protocol

from rushes.model import Charged, Circle, Json, Money, Take, TakeState, Ticket

__all__ = ["BEGUN", "ENDS", "MOVES", "OPEN", "Event", "Intent", "Ledger", "Link"]

# From each state, those that may come next. What is not here never happens.
MOVES: Mapping[TakeState, frozenset[TakeState]] = {
    TakeState.SUBMITTING: frozenset(
        {
            TakeState.SUBMITTED,
            TakeState.FAILED,
            TakeState.REFUSED,
            TakeState.CANCELLED,
            TakeState.UNKNOWN,
        }
    ),
    TakeState.SUBMITTED: frozenset(
        {
            TakeState.READY,
            TakeState.FETCHED,
            TakeState.FAILED,
            TakeState.REFUSED,
            TakeState.CANCELLED,
            TakeState.LOST,
        }
    ),
    TakeState.READY: frozenset({TakeState.FETCHED, TakeState.FAILED, TakeState.LOST}),
    TakeState.UNKNOWN: frozenset({TakeState.SUBMITTED, TakeState.FAILED, TakeState.LOST}),
    TakeState.FETCHED: frozenset(),
    TakeState.FAILED: frozenset(),
    TakeState.REFUSED: frozenset(),
    TakeState.CANCELLED: frozenset(),
    TakeState.LOST: frozenset(),
}

OPEN = frozenset({TakeState.SUBMITTING, TakeState.SUBMITTED, TakeState.READY})
ENDS = frozenset(TakeState) - OPEN
# Ends that leave the request free to be made again under the same number.
BEGUN = frozenset(TakeState) - {TakeState.FAILED, TakeState.REFUSED, TakeState.CANCELLED}


@dataclass(frozen=True, slots=True)
class Intent:
    """What is written down before a request leaves: the request, whose it is, what it may cost.

    `request` is the request key, `body` the request itself as JSON. `price` is the estimate.
    """

    board: str
    shot: str
    number: int
    model: str
    wish: str
    request: str
    body: Mapping[str, Json]
    words: str = ""
    seed: int = 0
    duration: Fraction = Fraction(0)
    price: Money = Money()
    parents: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Link:
    """A take that was made for a shot or given to it, and what the shot asked for then."""

    shot: str
    take: str
    wish: str


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened to a take; events are only ever added."""

    number: int
    at: datetime
    take: str
    kind: str
    detail: Mapping[str, Json] = field(default_factory=dict[str, Json])


class Ledger(Protocol):
    """The takes of a workspace. Every method raises StoreError when the ledger cannot be used."""

    async def begin(self, intent: Intent) -> tuple[Take, bool]:
        """Write the intent down and link it to its shot, before anything is sent.

        Returns the take and True; or, when this request or this number of its wish was begun
        already, that take and False: then nothing is written.
        """
        ...

    async def submitted(self, take: str, ticket: Ticket) -> Take:
        """The provider has accepted it; the ticket is kept."""
        ...

    async def ready(self, take: str) -> Take:
        """The clip waits at the provider."""
        ...

    async def fetched(
        self, take: str, *, sha256: str, size: int, cost: Money | None, charged: Charged
    ) -> Take:
        """The clip is kept: the take joins its shots, and is circled where no person chose another."""
        ...

    async def ended(self, take: str, state: TakeState, *, error: str, charged: Charged) -> Take:
        """It came to another end. `state` is one of `ENDS` but not `fetched`."""
        ...

    def next_number(self, wish: str) -> int:
        """The number of the next take of this wish: the first is 1. Failed attempts do not count."""
        ...

    def body(self, take: str) -> Mapping[str, Json]:
        """The request that the take was made by."""
        ...

    def link(self, board: str, shot: str, take: str, wish: str) -> None:
        """Give a take to another shot, and circle it there unless a person chose another."""
        ...

    def circle(self, board: str, shot: str, take: str, by: Literal["person", "rushes"]) -> Circle:
        """Choose the take that the shot uses, and return the choice that holds now.

        A person's choice is never moved by rushes.
        """
        ...

    def circles(self, board: str) -> dict[str, Circle]:
        """The chosen take of each shot of the board."""
        ...

    def links(self, board: str) -> list[Link]:
        """All takes of all shots of the board, oldest first."""
        ...

    def take(self, prefix: str) -> Take:
        """The take whose id begins with `prefix`. Raises UsageError for none or several."""
        ...

    def takes(
        self, *, board: str | None = None, shot: str | None = None, wish: str | None = None
    ) -> list[Take]:
        """Takes, oldest first: those of a board, of a shot, or that satisfy a wish."""
        ...

    def open_takes(self) -> Sequence[Take]:
        """Takes that have come to no end yet."""
        ...

    def events(self, take: str) -> list[Event]:
        """What happened to a take, in order."""
        ...

    def close(self) -> None: ...
