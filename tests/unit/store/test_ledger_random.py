"""Whatever two processes do in whatever order, the books are right and no take is in two hands."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Callable, Coroutine, Sequence
from contextlib import ExitStack, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ledgers import INTENT, TICKET, Clock, Place, a_run, run

from postgres import PostgresServer
from rushes.errors import BudgetExceeded, StoreError, UsageError
from rushes.model import Charged, Money, Take, TakeState
from rushes.store.ledger import BEGUN, ENDS, IN_FLIGHT, MOVES, OPEN, Lane, Settlement, TakenOver, exposure
from rushes.store.ownership import VERY_SILENT
from rushes.store.sql import SqlLedger

SILENT = 600.0  # so long that no heart beats by itself while an example lasts
CAP = 100
LIMIT = 2

# What is done, by which of the two, and two numbers that say more.
STEPS = ["submitting", "submitted", "ready", "fetched", "ended", "claim"]
OTHERS = ["admit", "end_run", "unsent", "settle", "dropped", "release", "close", "beat", "wait"]
NAMES = ["make"] * 8 + STEPS * 2 + OTHERS
CALLS = st.tuples(st.sampled_from(NAMES), st.integers(0, 1), st.integers(0, 5), st.integers(0, 47))
STORIES = st.lists(CALLS, min_size=20, max_size=40)
Calls = list[tuple[str, int, int, int]]
FAILURES = sorted(ENDS - {TakeState.FETCHED})
# How far a take is brought when it is begun.
SENT = ("submitting", "submitted")
WAYS = [(), ("submitting",), SENT, (*SENT, "ready"), (*SENT, "fetched"), ("submitting", "unknown")]
WAITS = [1.0, SILENT + 1, SILENT * VERY_SILENT + 1, 20 * 86_400.0]
BILLS: list[tuple[Charged, int | None]] = [
    ("yes", None),
    ("yes", 0),
    ("yes", 10),
    ("no", None),
    ("unknown", 9),
]
FOUND = [Settlement(charged="yes"), Settlement(charged="no"), Settlement(ticket=TICKET)]


class Story:
    """Two ledgers on one store, and what has to hold after each of their calls."""

    def __init__(self, place: Place, stack: ExitStack) -> None:
        self.place = place
        self.clock = Clock()
        self.stack = stack
        self.ledgers = [self.open(), self.open()]
        self.runs: list[tuple[str, int]] = []  # and whose each is
        self.before: dict[str, Take] = {}
        self.told: Counter[str] = Counter()

    def open(self) -> SqlLedger:
        ledger = self.place.open(now=self.clock, silent=SILENT)
        self.stack.callback(ledger.close)
        return ledger

    def do(self, call: str, number: int, which: int, more: int) -> None:
        ledger = self.ledgers[number]
        takes = list(self.before.values())
        # What the budget or the take's state forbids is part of the story.
        with suppress(BudgetExceeded, UsageError):
            if call == "wait":
                self.clock.go(WAITS[more % len(WAITS)])
            elif call == "admit":
                self.admit(number, more)
            elif call == "make":
                self.make(number, which, price=more // len(WAYS) % 3 * 10, way=WAYS[more % len(WAYS)])
            elif call == "end_run" and self.runs:
                run(ledger.end_run(self.runs[which % len(self.runs)][0]))
            elif call == "release":
                run(ledger.release())
            elif call == "close":
                ledger.close()
                self.ledgers[number] = self.open()
            elif call == "beat" and ledger._owners.registered:
                ledger._owners._beat()
            elif takes:
                self.step(ledger, takes[-1 - which % len(takes)], call, more)
        self.check()

    def admit(self, number: int, total: int) -> None:
        name = f"run{len(self.runs)}"
        if run(self.ledgers[number].admit(a_run(name, total, month=CAP, project=CAP))) is None:
            self.runs.append((name, number))

    def make(self, number: int, wish: int, *, price: int, way: Sequence[str]) -> None:
        """Begin a take out of the last run of this process, and bring it so far along."""
        own = [name for name, owner in self.runs if owner == number]
        if price and not own:
            self.admit(number, 30)
            return
        paid_from = own[-1] if price else ""
        intent = replace(INTENT, wish=f"w{wish}", request=f"r{wish}", price=Money(price), run=paid_from)
        ledger = self.ledgers[number]
        take, new = run(ledger.begin(intent))
        assert new == (take.id not in self.before)
        self.check()
        for call in way:
            self.step(ledger, self.before[take.id], call, 0)
            self.check()

    def step(self, ledger: SqlLedger, take: Take, call: str, more: int) -> None:
        """One step: it is made only if it is legal, and only by the owner."""
        end = FAILURES[more % len(FAILURES)]
        charged, cost = BILLS[more % len(BILLS)]
        # None costs more than its price here, so that the cap holds to the end.
        paid = None if cost is None else Money(min(cost, take.price.micros))
        steps: dict[str, Callable[[], Coroutine[Any, Any, Take | None]]] = {
            "submitting": lambda: ledger.submitting(take.id, Lane("lane", LIMIT)),
            "submitted": lambda: ledger.submitted(take.id, TICKET),
            "ready": lambda: ledger.ready(take.id),
            "unsent": lambda: ledger.unsent(take.id, reason=""),
            "fetched": lambda: ledger.fetched(take.id, sha256="ab" * 32, size=1, cost=paid, charged=charged),
            "unknown": lambda: ledger.ended(take.id, TakeState.UNKNOWN, error="", charged="unknown"),
            "ended": lambda: ledger.ended(take.id, end, error="", cost=paid, charged=charged),
        }
        if call == "claim":
            found = run(ledger.claim(take.id))
            assert found is None or found.state not in OPEN or found.owner == ledger.owner
        elif call == "settle":
            assert run(ledger.settle(take.id, FOUND[more % len(FOUND)])).owner is None
        elif call == "dropped":
            assert ledger.dropped(take.id).path is None
        elif call in steps:
            ours = take.owner == ledger.owner or take.state not in OPEN
            try:
                after = run(steps[call]())
            except TakenOver:
                assert not ours
            except StoreError as error:
                if "cannot become" not in str(error):
                    raise
            else:
                assert ours
                assert after is None or after.state in MOVES[take.state]
                # A job that was found after all may be one too many; none is sent by then.
                running = sum(one.state in IN_FLIGHT for one in ledger.takes())
                assert call != "submitting" or after is None or running <= LIMIT

    def check(self) -> None:
        looking = self.ledgers[0]
        takes = {take.id: take for take in looking.takes()}
        for take in self.before.values():
            now = takes[take.id]
            assert now.state == take.state or now.state in MOVES[take.state]
            assert (now.sha256, now.price) == (take.sha256 or now.sha256, take.price)
        for take in takes.values():
            told = len(looking.events(take.id))
            assert told >= self.told[take.id]
            assert told > self.told[take.id] or take.state == self.before[take.id].state
            self.told[take.id] = told
        assert all(take.owner is None for take in takes.values() if take.state not in OPEN)
        begun = [take for take in takes.values() if take.state in BEGUN]
        assert len({take.request for take in begun}) == len(begun)
        with self.place.raw() as ask:
            owners = {row["id"] for row in ask("SELECT id FROM owners")}
            spent = {row["id"]: int(row["spent"]) for row in ask("SELECT id, spent FROM runs")}
        assert {take.owner for take in takes.values()} <= owners | {None}
        for name, micros in spent.items():
            counted = [
                exposure(take.state, take.charged, price=take.price, cost=take.cost).micros
                for take in takes.values()
                if take.run == name
            ]
            assert micros == sum(counted)
        money = looking.exposure()
        assert money.month.micros <= money.project.micros <= CAP
        self.before = takes


def play(place: Place, calls: Calls) -> None:
    if not place.url:
        place.file.parent.mkdir()
        place.file.touch()
    with ExitStack() as stack:
        story = Story(place, stack)
        for call in calls:
            story.do(*call)


def in_a_file(calls: Calls) -> None:
    with tempfile.TemporaryDirectory() as folder:
        play(Place(Path(folder)), calls)


def on_a_server(postgres: PostgresServer, calls: Calls) -> None:
    with tempfile.TemporaryDirectory() as folder, postgres.database() as url:
        play(Place(Path(folder), url), calls)


@given(calls=STORIES)
@settings(max_examples=10, deadline=None)
def test_a_story_in_a_file_keeps_the_books_right(calls: Calls) -> None:
    in_a_file(calls)


@given(calls=STORIES)
@settings(max_examples=5, deadline=None)
def test_a_story_on_a_server_keeps_the_books_right(postgres: PostgresServer, calls: Calls) -> None:
    on_a_server(postgres, calls)


@pytest.mark.slow
@given(calls=STORIES)
@settings(max_examples=200, deadline=None)
def test_many_stories_in_a_file_keep_the_books_right(calls: Calls) -> None:
    in_a_file(calls)


@pytest.mark.slow
@given(calls=STORIES)
@settings(max_examples=60, deadline=None)
def test_many_stories_on_a_server_keep_the_books_right(postgres: PostgresServer, calls: Calls) -> None:
    on_a_server(postgres, calls)
