"""Processes that share a ledger: killed, stopped, and all at once."""

from __future__ import annotations

import pytest
from ledgers import INTENT, LANE, Opening, Place, a_run, an_intent, reach, real_time, run
from processes import Raised, a_child, children

from rushes.errors import BudgetExceeded
from rushes.model import Money, TakeState
from rushes.store.ledger import Lane, Overrun
from rushes.store.ownership import VERY_SILENT
from rushes.store.sql import SqlLedger


def test_processes_begin_a_take_once(place: Place) -> None:
    """Also where none of them found a ledger: the first writes of all three make it."""
    names = [str(number) for number in range(20)]
    with children(place, 3) as processes:
        for process in processes:
            process.send("begin_each", names)
        assert sum(process.receive() for process in processes) == 20


def test_what_a_killed_process_held_is_free_at_once(ledger: SqlLedger, place: Place) -> None:
    with a_child(place) as child:
        planned, sending, sent = (child.ask("begin", name)[0] for name in ("planned", "sending", "sent"))
        for take in (sending, sent):
            assert child.ask("submitting", take) == "submitting"
        child.ask("submitted", sent)
        assert [run(ledger.claim(take)) for take in (planned, sending, sent)] == [None, None, None]
        child.kill()
        locks = {path.name for path in place.owners.iterdir()}
        found = {take: run(ledger.claim(take)) for take in (planned, sending, sent)}
        states = [(take.state, take.owner) for take in found.values() if take is not None]
        assert states == [
            (TakeState.CANCELLED, None),
            (TakeState.SUBMITTING, ledger.owner),
            (TakeState.SUBMITTED, ledger.owner),
        ]
        assert len(locks - {path.name for path in place.owners.iterdir()}) == 1
        with place.raw() as ask:
            assert [row["id"] for row in ask("SELECT id FROM owners")] == [ledger.owner]


def test_a_step_is_on_disk_when_its_call_returns(ledger: SqlLedger, place: Place) -> None:
    for number, (steps, state) in enumerate(
        [
            ((), TakeState.PLANNED),
            (("submitting",), TakeState.SUBMITTING),
            (("submitting", "submitted"), TakeState.SUBMITTED),
            (("submitting", "failed"), TakeState.FAILED),
        ]
    ):
        with a_child(place) as child:
            take, new = child.ask("begin", str(number))
            assert new
            for step in steps:
                child.ask(step, take)
            child.kill()
        assert ledger.take(take).state is state


def test_a_stopped_process_that_wakes_up_writes_nothing(another: Opening, place: Place) -> None:
    with a_child(place, silent=30) as child:
        takes = [child.ask("begin", name)[0] for name in ("sending", "sent")]
        for take in takes:
            child.ask("submitting", take)
        child.ask("submitted", takes[1])
        child.stop()
        # To whoever looks a little later, it is silent: the job at the vendor goes on without it.
        other = another(now=real_time(60))
        found = [run(other.claim(take)) for take in takes]
        assert found[0] is None
        assert found[1] is not None
        # And much later, also what it may have been sending.
        later = another(now=real_time(30 * VERY_SILENT + 60))
        assert run(later.claim(takes[0])) is not None
        before = [other.events(take) for take in takes]
        child.go_on()
        assert child.ask("may_send", takes[0]) is False
        for take, step in ((takes[0], "submitted"), (takes[0], "failed"), (takes[1], "failed")):
            with pytest.raises(Raised, match="TakenOver"):
                child.ask(step, take)
        assert [other.events(take) for take in takes] == before
        # It is well otherwise, and goes on with what is its own.
        own, new = child.ask("begin", "more")
        assert new
        assert child.ask("submitting", own) == "submitting"
        assert run(other.claim(own)) is None


def test_a_stopped_process_holds_its_lock_and_is_not_taken_for_dead(ledger: SqlLedger, place: Place) -> None:
    with a_child(place) as child:
        take, _ = child.ask("begin", "a")
        child.stop()
        assert run(ledger.claim(take)) is None
        child.go_on()
        assert child.ask("submitting", take) == "submitting"


def test_a_lane_is_never_overfull_however_many_push_into_it(place: Place) -> None:
    with children(place, 2) as processes:
        for process, letter in zip(processes, "ab", strict=True):
            takes = [process.ask("begin", f"{letter}{number}")[0] for number in range(12)]
            process.send("through_the_lane", takes, 3)
        assert max(process.receive() for process in processes) <= 3


def test_a_lane_counts_the_jobs_of_all_processes_also_of_dead_ones(ledger: SqlLedger, place: Place) -> None:
    """A job goes on at the vendor when the process that sent it has died."""
    take = reach(ledger, TakeState.PLANNED, INTENT)
    with children(place, 2) as (first, second):
        sent = first.ask("begin", "sent")[0]
        assert first.ask("submitting", sent, LANE.name, 2) == "submitting"
        first.ask("submitted", sent)
        assert second.ask("submitting", second.ask("begin", "b")[0], LANE.name, 2) == "submitting"
        assert run(ledger.submitting(take, Lane(LANE.name, 2))) is None
        first.kill()
        assert run(ledger.submitting(take, Lane(LANE.name, 2))) is None
        assert run(ledger.claim(sent)) is not None
        assert run(ledger.submitting(take, Lane(LANE.name, 2))) is None
        run(ledger.ended(sent, TakeState.FAILED, error="", charged="no"))
        assert run(ledger.submitting(take, Lane(LANE.name, 2))) is not None


def test_two_processes_never_pass_a_cap_together(ledger: SqlLedger, place: Place) -> None:
    with children(place, 2) as processes:
        for attempt in range(5):
            for number, process in enumerate(processes):
                process.send("admit", f"run-{attempt}-{number}", 60, {"project": 100 + 60 * attempt})
            outcomes: list[object] = [process.receive() for process in processes]
            assert outcomes.count(None) == 1
        assert ledger.exposure().project == Money(300)


def test_what_a_killed_process_reserved_is_free_again(ledger: SqlLedger, place: Place) -> None:
    with a_child(place) as child:
        assert child.ask("admit", "theirs", 80, {"project": 100}) is None
        take = child.ask("begin", "a", 30, "theirs")[0]
        child.ask("submitting", take)
        child.ask("begin", "b", 20, "theirs")
        refused = run(ledger.admit(a_run("mine", 70, project=100)))
        assert refused == Overrun("project", Money(100), Money(80), Money(70))
        child.kill()
        assert ledger.exposure().project == Money(80)
        looking = place.open()
        looking.bury()
        # What may have been bought counts on, what was only planned does not.
        assert looking.exposure().project == Money(30)
        looking.close()
        assert run(ledger.admit(a_run("mine", 70, project=100))) is None
        assert ledger.exposure().project == Money(100)
        with pytest.raises(BudgetExceeded):
            run(ledger.begin(an_intent("c", price=71, run="mine")))


def test_a_reader_does_not_wait_for_a_writer(ledger: SqlLedger, place: Place) -> None:
    reach(ledger, TakeState.SUBMITTED, INTENT)
    with a_child(place) as child, ledger._engine.writing() as transaction:
        transaction.execute("UPDATE owners SET host = 'elsewhere'")
        assert child.ask("look") == 1
