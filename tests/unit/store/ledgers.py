"""Where a ledger of the tests lies, and takes to write into it."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Coroutine, Generator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any, Protocol, TypeVar

import psycopg
from psycopg.rows import dict_row

from rushes.model import Money, Take, TakeState, Ticket
from rushes.store.engine import Engine
from rushes.store.ledger import ENDS, Caps, Intent, Lane, Run
from rushes.store.owners import Presence
from rushes.store.postgres import PostgresEngine, PostgresLedger
from rushes.store.sql import SqlLedger
from rushes.store.sqlite import SqliteEngine, SqliteLedger

Value = TypeVar("Value")

INTENT = Intent(
    board="film/board.yaml",
    shot="s01",
    number=1,
    model="previz",
    wish="w1",
    request="r1",
    body={"text": "a cat", "size": [160, 90]},
    words="a cat",
    seed=7,
    duration=Fraction(7, 3),
    price=Money(1),
    parents=("p0",),
    origin="previz",
)
TICKET = Ticket("previz", {"id": "ünï", "n": 1})
LANE = Lane("previz")
SHA256 = "ab" * 32


def run(step: Coroutine[Any, Any, Value]) -> Value:
    return asyncio.run(step)


def an_intent(name: str, *, price: int = 0, run: str = "") -> Intent:
    """An intent that has nothing in common with one of another name."""
    return replace(INTENT, wish=f"w-{name}", request=f"r-{name}", price=Money(price), run=run)


def a_run(name: str, total: int, **caps: int) -> Run:
    return Run(name, INTENT.board, Money(total), Caps(**{cap: Money(most) for cap, most in caps.items()}))


class Clock:
    """A clock that stands where it is put."""

    def __init__(self, at: datetime = datetime(2026, 11, 25, 12, tzinfo=UTC)) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def go(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)


def real_time(offset: float) -> Callable[[], datetime]:
    """This machine's clock, put forward by so many seconds."""
    return lambda: datetime.now(UTC) + timedelta(seconds=offset)


class Opening(Protocol):
    """Opens one more ledger on the test's store."""

    def __call__(self, *, now: Callable[[], datetime] = ..., silent: float = ...) -> SqlLedger: ...


@dataclass(frozen=True, slots=True)
class Place:
    """A store that ledgers can be opened on: a SQLite file in `folder`, or the database at `url`."""

    folder: Path
    url: str = ""

    @property
    def file(self) -> Path:
        return self.folder / ".rushes" / "ledger.db"

    @property
    def takes(self) -> Path:
        return self.folder / ".rushes" / "takes"

    @property
    def owners(self) -> Path:
        return self.folder / ".rushes" / "owners"

    def engine(self) -> Engine:
        return PostgresEngine(self.url) if self.url else SqliteEngine(self.file)

    def open(
        self, *, now: Callable[[], datetime] = lambda: datetime.now(UTC), silent: float = 30.0
    ) -> SqlLedger:
        if self.url:
            return PostgresLedger(self.url, takes=self.takes, owners=self.owners, now=now, silent=silent)
        return SqliteLedger(self.file, takes=self.takes, now=now, silent=silent)

    def opened_by(self, engine: Engine) -> SqlLedger:
        """A ledger by an engine of the test's own."""
        return SqlLedger(engine, takes=self.takes, presence=Presence(self.owners))

    @contextmanager
    def raw(self) -> Generator[Callable[[str], Sequence[dict[str, Any]]]]:
        """SQL past the ledger, each statement committed."""
        if self.url:
            with (
                psycopg.connect(self.url, autocommit=True, options="-c search_path=rushes") as server,
                server.cursor(row_factory=dict_row) as cursor,
            ):

                def ask(statement: str) -> Sequence[dict[str, Any]]:
                    cursor.execute(statement.encode())
                    return cursor.fetchall() if cursor.description else []

                yield ask
        else:
            with closing(sqlite3.connect(self.file, isolation_level=None)) as connection:
                connection.row_factory = sqlite3.Row
                yield lambda statement: [dict(row) for row in connection.execute(statement)]


def fetched(ledger: SqlLedger, intent: Intent, sha256: str = SHA256, cost: int = 2) -> Take:
    """A take that was made and is kept."""
    take, new = run(ledger.begin(intent))
    assert new
    assert run(ledger.submitting(take.id, LANE)) is not None
    run(ledger.submitted(take.id, TICKET))
    return run(ledger.fetched(take.id, sha256=sha256, size=5, cost=Money(cost), charged="yes"))


def steps(ledger: SqlLedger) -> dict[TakeState, Callable[[str], Coroutine[Any, Any, Take | None]]]:
    """The step that leads to each state."""
    known: dict[TakeState, Callable[[str], Coroutine[Any, Any, Take | None]]] = {
        state: lambda take, state=state: ledger.ended(take, state, error="", charged="no") for state in ENDS
    }
    known[TakeState.PLANNED] = lambda take: ledger.unsent(take, reason="busy")
    known[TakeState.SUBMITTING] = lambda take: ledger.submitting(take, LANE)
    known[TakeState.SUBMITTED] = lambda take: ledger.submitted(take, TICKET)
    known[TakeState.READY] = ledger.ready
    known[TakeState.FETCHED] = lambda take: ledger.fetched(
        take, sha256="cd" * 32, size=1, cost=None, charged="no"
    )
    return known


SUBMITTED = (TakeState.SUBMITTING, TakeState.SUBMITTED)
WAYS: dict[TakeState, tuple[TakeState, ...]] = {
    TakeState.PLANNED: (),
    TakeState.SUBMITTING: (TakeState.SUBMITTING,),
    TakeState.SUBMITTED: SUBMITTED,
    TakeState.READY: (*SUBMITTED, TakeState.READY),
    TakeState.FETCHED: (*SUBMITTED, TakeState.FETCHED),
    TakeState.FAILED: (TakeState.FAILED,),
    TakeState.REFUSED: (TakeState.REFUSED,),
    TakeState.CANCELLED: (TakeState.CANCELLED,),
    TakeState.UNKNOWN: (TakeState.SUBMITTING, TakeState.UNKNOWN),
    TakeState.LOST: (*SUBMITTED, TakeState.LOST),
}


def reach(ledger: SqlLedger, state: TakeState, intent: Intent) -> str:
    """The id of a new take in `state`."""
    take, new = run(ledger.begin(intent))
    assert new
    for step in WAYS[state]:
        run(steps(ledger)[step](take.id))
    assert ledger.take(take.id).state is state
    return take.id
