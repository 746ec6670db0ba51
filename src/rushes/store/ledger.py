"""The contract of the ledger: what is written down about takes, and what may happen to one.

A step of a take is awaited: when the call returns, it is on disk. What a person or a plan asks is a
plain call. Whatever backend stands behind it, one set of contract tests holds it to this.

A take has an owner, the process that works on it. A step is made by the owner only, and fails with
`TakenOver` in a process that was stopped for so long that another one took its takes up.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from typing import Literal, Protocol

from rushes.errors import StoreError
from rushes.model import Charged, Circle, Json, Money, Take, TakeState, Ticket, Units

__all__ = [
    "BEGUN",
    "ENDS",
    "IN_FLIGHT",
    "MOVES",
    "OPEN",
    "Caps",
    "Event",
    "Exposure",
    "GoneAhead",
    "Intent",
    "Lane",
    "Ledger",
    "Link",
    "Overrun",
    "Run",
    "Settlement",
    "Spent",
    "TakenOver",
    "exposure",
    "is_reserved",
]

# From each state, those that may come next. What is not here never happens.
MOVES: Mapping[TakeState, frozenset[TakeState]] = {
    TakeState.PLANNED: frozenset(
        {TakeState.SUBMITTING, TakeState.FAILED, TakeState.REFUSED, TakeState.CANCELLED}
    ),
    TakeState.SUBMITTING: frozenset(
        {
            TakeState.PLANNED,  # it provably was not accepted, and may be sent again
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

OPEN = frozenset({TakeState.PLANNED, TakeState.SUBMITTING, TakeState.SUBMITTED, TakeState.READY})
ENDS = frozenset(TakeState) - OPEN
# Those that a vendor's limit of jobs at once counts.
IN_FLIGHT = frozenset({TakeState.SUBMITTING, TakeState.SUBMITTED})
# Ends that leave the request free to be made again under the same number.
BEGUN = frozenset(TakeState) - {TakeState.FAILED, TakeState.REFUSED, TakeState.CANCELLED}


class TakenOver(StoreError):
    """Another process works on the take now; this one writes nothing about it any more."""


class GoneAhead(StoreError):
    """The take has come further, or to another end, than the step that was wanted starts from."""


@dataclass(frozen=True, slots=True)
class Intent:
    """What is written down before a request leaves: the request, whose it is, what it may cost.

    `request` is the request key, `body` the request itself as JSON. `price` is the estimate, which is
    reserved. `origin` is who makes it and at which address; `run` is the run that it is paid from.
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
    origin: str = ""
    run: str = ""


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


@dataclass(frozen=True, slots=True)
class Lane:
    """What a vendor's limit of jobs at once holds for; `limit` None: there is none."""

    name: str
    limit: int | None = None


@dataclass(frozen=True, slots=True)
class Caps:
    """What may be spent: by one run, in one calendar month (UTC), and in the whole workspace."""

    run: Money | None = None
    month: Money | None = None
    project: Money | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """One command that spends: `total` is what all its takes may cost, reserved for it as a whole."""

    id: str
    board: str
    total: Money
    caps: Caps = Caps()


@dataclass(frozen=True, slots=True)
class Overrun:
    """A cap that would be passed: `taken` is spent or reserved already, `wanted` comes on top."""

    cap: Literal["run", "month", "project"]
    limit: Money
    taken: Money
    wanted: Money


@dataclass(frozen=True, slots=True)
class Exposure:
    """What is spent or reserved, as the caps count it; a failed attempt that cost nothing is nothing."""

    month: Money
    project: Money


@dataclass(frozen=True, slots=True)
class Spent:
    """One paid take, for the accounts: whether its clip is `kept`, and whether a shot `used` it."""

    take: Take
    kept: bool
    used: bool


@dataclass(frozen=True, slots=True)
class Settlement:
    """What a person has found out about a take of unknown outcome.

    `ticket`: it was made, and this finds it. Else `charged` says whether it was paid for; the clip is
    not to be had.
    """

    ticket: Ticket | None = None
    charged: Literal["yes", "no"] = "no"
    by: str = "a person"


def is_reserved(state: TakeState) -> bool:
    """Whether a take in this state may still be charged: its price is kept back for it."""
    return state in OPEN or state is TakeState.UNKNOWN


def exposure(state: TakeState, charged: Charged, *, price: Money, cost: Money | None) -> Money:
    """What a take counts for: what was paid, or may still have to be. The one rule of all sums of money.

    It holds for the sums of takes that have the state, the charge and a missing cost in common, too.
    """
    if is_reserved(state):
        return price
    if charged == "no":
        return Money()
    return price if cost is None else cost


class Ledger(Protocol):
    """The takes of a workspace. Every method raises StoreError when the ledger cannot be used."""

    @property
    def owner(self) -> str:
        """What this process is called in the ledger."""
        ...

    # ── money ─────────────────────────────────────────────────────────────────────────────────

    async def admit(self, run: Run) -> Overrun | None:
        """Reserve the whole of a run, or say which cap forbids it; then nothing is written."""
        ...

    async def end_run(self, run: str) -> None:
        """Give back what the run reserved and did not use."""
        ...

    def bury(self) -> None:
        """Free the takes and the money of processes that are proved dead, before looking how things stand."""
        ...

    def exposure(self) -> Exposure:
        """What is spent or reserved in this month and in all, other runs' reservations included."""
        ...

    def spent(self) -> list[Spent]:
        """Every take that has a price or a cost, oldest first."""
        ...

    # ── steps ─────────────────────────────────────────────────────────────────────────────────

    async def begin(self, intent: Intent) -> tuple[Take, bool]:
        """Write the intent down, `planned`, and link it to its shot, before anything is sent.

        Returns the take and True; or, when this request or this number of its wish was begun
        already, that take and False: then nothing is written. Raises BudgetExceeded when its price
        passes the caps of its run.
        """
        ...

    async def claim(self, take: str) -> Take | None:
        """Become the owner of an open take; None while another process works on it.

        The takes of a process that is dead are free; those that it had only planned are cancelled. Those of
        one that has not been heard of for a while are taken over, but for a take in `submitting`: whether
        its create leaves is up to that process, until it is proved dead or silent for very long.
        """
        ...

    async def submitting(self, take: str, lane: Lane) -> Take | None:
        """The create is about to leave. None when the lane is full: then nothing is written."""
        ...

    def may_send(self, take: str) -> bool:
        """Whether the take is still ours to send; asked directly before the create leaves."""
        ...

    async def unsent(self, take: str, *, reason: str) -> Take:
        """The create provably was not accepted, and may be sent again: back to `planned`."""
        ...

    async def submitted(self, take: str, ticket: Ticket) -> Take:
        """The provider has accepted it; the ticket is kept. A higher price that it says is reserved."""
        ...

    async def ready(self, take: str) -> Take:
        """The clip waits at the provider."""
        ...

    async def fetched(
        self,
        take: str,
        *,
        sha256: str,
        size: int,
        cost: Money | None,
        charged: Charged,
        units: Units | None = None,
    ) -> Take:
        """The clip is kept: the take joins its shots, and is circled where no person chose another."""
        ...

    async def ended(
        self,
        take: str,
        state: TakeState,
        *,
        error: str,
        charged: Charged,
        cost: Money | None = None,
        units: Units | None = None,
    ) -> Take:
        """It came to another end. `state` is one of `ENDS` but not `fetched`."""
        ...

    async def remark(self, take: str, kind: str, detail: Mapping[str, Json] | None = None) -> None:
        """Add an event that changes nothing; whoever reads the take's events hears of it.

        `cancelling`: somebody asks the provider to stop it. `late ticket`: a create was accepted after the
        take had been taken over. `more clips`: the provider made several for it, of which the first is kept.
        """
        ...

    async def settle(self, take: str, found: Settlement) -> Take:
        """What a person says of a take of unknown outcome. Raises UsageError for any other."""
        ...

    async def let_go(self, take: str) -> None:
        """Give an open take of ours back; another process goes on with it at once.

        What was only planned is cancelled, and frees what it reserved.
        """
        ...

    async def release(self) -> None:
        """Give back every take that this process works on, as `let_go` does."""
        ...

    # ── what a person or a plan asks ──────────────────────────────────────────────────────────

    def next_number(self, wish: str, origin: str) -> int:
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

    def shots(self, board: str, take: str) -> set[str]:
        """The shots of the board that a take was made for or given to."""
        ...

    def users(self, take: str) -> list[tuple[str, str]]:
        """The boards and shots that have this take circled."""
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

    def dropped(self, take: str) -> Take:
        """The take's bytes are thrown away; its row stays. Raises UsageError unless it is fetched."""
        ...

    def restore(self, take: Take, body: Mapping[str, Json]) -> bool:
        """Write a fetched take down as its sidecar tells it; False when the ledger has it already."""
        ...

    def close(self) -> None:
        """Give every take and file back."""
        ...
