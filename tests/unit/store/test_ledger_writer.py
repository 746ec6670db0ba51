"""Many changes to one sync: each is on disk when its caller hears of it, and none spoils another."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Generator
from concurrent.futures import Future
from contextlib import contextmanager

import pytest
from ledgers import INTENT, LANE, TICKET, Place, an_intent, reach, run
from processes import a_child

from rushes.errors import RushesError, StoreError, UsageError
from rushes.model import TakeState
from rushes.store.engine import Engine, Transaction
from rushes.store.sql import SqlLedger
from rushes.store.writer import MOST, Writer


class Watched:
    """An engine that counts its transactions, and begins none before the gate is open."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.gate = threading.Event()
        self.gate.set()
        self.arrived = threading.Event()
        self.count = 0

    @contextmanager
    def writing(self) -> Generator[Transaction]:
        self.arrived.set()
        self.gate.wait()
        with self._engine.writing() as transaction:
            yield transaction
        self.count += 1

    @contextmanager
    def reading(self) -> Generator[Transaction]:
        with self._engine.reading() as look:
            yield look

    def explained(self, error: Exception) -> StoreError | None:
        return self._engine.explained(error)

    def close(self) -> None:
        self._engine.close()


@pytest.fixture
def watched(place: Place) -> Watched:
    return Watched(place.engine())


@contextmanager
def one_group(watched: Watched, writer: Writer) -> Generator[None]:
    """What is asked for in the block is made in one transaction, after one that holds it up."""
    watched.arrived.clear()
    watched.gate.clear()
    first = writer.make(lambda _: None)
    watched.arrived.wait()
    yield
    watched.gate.set()
    first.result()


def insert(key: str) -> str:
    return f"INSERT INTO owners (id, host, pid, began, beat) VALUES ('{key}', '', 1, '', '')"


def owners(place: Place) -> list[str]:
    with place.raw() as ask:
        return sorted(row["id"] for row in ask("SELECT id FROM owners"))


def test_many_steps_at_once_are_few_transactions(place: Place, watched: Watched) -> None:
    ledger = place.opened_by(watched)

    async def film(number: int) -> None:
        take, _ = await ledger.begin(an_intent(str(number)))
        await ledger.submitting(take.id, LANE)
        await ledger.submitted(take.id, TICKET)
        await ledger.ready(take.id)

    async def all_of_them() -> None:
        await asyncio.gather(*(film(number) for number in range(50)))

    run(all_of_them())
    assert [take.state for take in ledger.takes()] == [TakeState.READY] * 50
    # 200 steps. How many of them share a sync is up to the machine; one by one they would be 200.
    assert watched.count < 100
    ledger.close()


def test_one_that_is_alone_waits_for_nobody(place: Place, watched: Watched) -> None:
    ledger = place.opened_by(watched)
    reach(ledger, TakeState.READY, INTENT)
    assert watched.count == 5  # this process is written down first
    ledger.close()


def test_a_caller_hears_of_its_change_only_when_it_is_on_disk(place: Place, watched: Watched) -> None:
    ledger = place.opened_by(watched)
    take = reach(ledger, TakeState.SUBMITTING, INTENT)
    watched.gate.clear()

    async def not_yet() -> None:
        waiting = asyncio.ensure_future(ledger.submitted(take, TICKET))
        done, _ = await asyncio.wait([waiting], timeout=0.01)
        assert not done
        assert ledger.take(take).state is TakeState.SUBMITTING
        watched.gate.set()
        assert (await waiting).state is TakeState.SUBMITTED
        assert ledger.take(take).state is TakeState.SUBMITTED

    run(not_yet())
    ledger.close()


def test_a_process_that_is_killed_as_soon_as_it_hears_of_its_step_has_made_it(
    place: Place, ledger: SqlLedger
) -> None:
    names = [str(number) for number in range(40)]
    with a_child(place) as child:
        assert child.ask("begin_each", names) == 40
        child.kill()
    assert len(ledger.takes()) == 40


def test_a_caller_that_is_cancelled_takes_nothing_back(place: Place, watched: Watched) -> None:
    ledger = place.opened_by(watched)
    take = reach(ledger, TakeState.SUBMITTING, INTENT)
    watched.arrived.clear()
    watched.gate.clear()

    async def given_up() -> None:
        waiting = asyncio.ensure_future(ledger.submitted(take, TICKET))
        await asyncio.to_thread(watched.arrived.wait)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting

    run(given_up())
    watched.gate.set()
    ledger.close()
    again = place.open()
    assert again.take(take).ticket == TICKET
    again.close()


def test_a_change_that_raises_takes_back_its_own_writes_and_no_others(place: Place, watched: Watched) -> None:
    writer = Writer(watched)

    def bad(change: Transaction) -> None:
        change.execute(insert("bad"))
        raise UsageError("this one is wrong")

    with one_group(watched, writer):
        good = [
            writer.make(lambda change, name=name: change.execute(insert(name)).rowcount) for name in "abc"
        ]
        wrong = writer.make(bad)
        twice = writer.make(lambda change: change.execute(insert("a")).rowcount)
        last = writer.make(lambda change: change.execute(insert("d")).rowcount)
    assert [one.result() for one in (*good, last)] == [1] * 4
    with pytest.raises(UsageError, match="this one is wrong"):
        wrong.result()
    with pytest.raises(StoreError, match="cannot be used"):
        twice.result()
    assert watched.count == 2
    writer.close()
    watched.close()
    assert owners(place) == ["a", "b", "c", "d"]


def test_a_change_that_raises_alone_takes_back_its_writes(place: Place, watched: Watched) -> None:
    writer = Writer(watched)

    def bad(change: Transaction) -> None:
        change.execute(insert("bad"))
        raise UsageError("this one is wrong")

    with pytest.raises(UsageError):
        writer.make(bad).result()
    writer.make(lambda change: change.execute(insert("good")).rowcount).result()
    writer.close()
    watched.close()
    assert owners(place) == ["good"]


def lose_everything(place: Place) -> str:
    """A statement after which the transaction is gone: ROLLBACK on conflict, or the connection's end."""
    if place.url:
        return "SELECT pg_terminate_backend(pg_backend_pid())"
    return insert("a").replace("INSERT", "INSERT OR ROLLBACK")


def test_when_the_database_takes_the_group_back_everybody_hears_why(place: Place, watched: Watched) -> None:
    writer = Writer(watched)
    with one_group(watched, writer):
        lost: list[Future[int]] = [
            writer.make(lambda change, statement=statement: change.execute(statement).rowcount)
            for statement in (insert("a"), lose_everything(place), insert("b"))
        ]
    errors = [one.exception() for one in lost]
    why = "terminating connection" if place.url else "UNIQUE constraint failed"
    for error in errors:
        assert isinstance(error, StoreError)
        assert why in str(error)
    # Each has an error of its own, to say on it which shot it happened to.
    for number, error in enumerate(errors):
        assert isinstance(error, RushesError)
        error.at(f"s{number}")
    assert [str(error)[:8] for error in errors] == ["shot s0:", "shot s1:", "shot s2:"]
    assert owners(place) == []
    writer.make(lambda change: change.execute(insert("c")).rowcount).result()
    writer.close()
    watched.close()
    assert owners(place) == ["c"]


def test_closing_makes_what_was_asked_for(place: Place, watched: Watched) -> None:
    writer = Writer(watched)
    many = MOST + 10
    watched.gate.clear()
    asked = [
        writer.make(lambda change, number=number: change.execute(insert(f"{number:04}")).rowcount)
        for number in range(many)
    ]
    closing = threading.Thread(target=writer.close)
    closing.start()
    watched.gate.set()
    closing.join()
    assert all(one.done() and one.result() == 1 for one in asked)
    assert len(owners(place)) == many
    assert watched.count <= 4
    with pytest.raises(StoreError, match="the ledger is closed"):
        writer.make(lambda _: None)
    writer.close()
    watched.close()


def test_a_writer_that_was_never_used_has_nothing_to_close(place: Place, watched: Watched) -> None:
    before = threading.active_count()
    writer = Writer(watched)
    writer.close()
    watched.close()
    assert threading.active_count() == before
    assert list(place.folder.iterdir()) == []


def test_a_result_is_the_caller_s_own(place: Place, watched: Watched) -> None:
    writer = Writer(watched)
    with one_group(watched, writer):
        asked = [writer.make(lambda _, number=number: number) for number in range(20)]
    assert [one.result() for one in asked] == list(range(20))
    writer.close()
    watched.close()
    assert place.folder.exists()
