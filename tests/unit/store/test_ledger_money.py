"""What a run reserves, what counts against a cap, and what is reconciled with what was paid."""

from __future__ import annotations

from datetime import UTC, datetime
from fractions import Fraction

import pytest
from ledgers import (
    SHA256,
    TICKET,
    Clock,
    Opening,
    Place,
    a_run,
    an_intent,
    fetched,
    reach,
    run,
)

from rushes.errors import BudgetExceeded, StoreError
from rushes.model import Charged, Money, TakeState, Ticket, Units
from rushes.store.ledger import ENDS, OPEN, Exposure, Lane, Overrun, Settlement, exposure
from rushes.store.ownership import VERY_SILENT
from rushes.store.sql import SqlLedger

LANE = Lane("vendor")


def exposed(ledger: SqlLedger) -> tuple[int, int]:
    found = ledger.exposure()
    return found.month.micros, found.project.micros


def spent(place: Place, name: str) -> int:
    with place.raw() as ask:
        return int(ask(f"SELECT spent FROM runs WHERE id = '{name}'")[0]["spent"])


def submitted(ledger: SqlLedger, name: str, *, price: int, paid_from: str) -> str:
    take, new = run(ledger.begin(an_intent(name, price=price, run=paid_from)))
    assert new
    assert run(ledger.submitting(take.id, LANE)) is not None
    return run(ledger.submitted(take.id, TICKET)).id


def test_a_run_is_admitted_as_a_whole_or_not_at_all(ledger: SqlLedger, place: Place) -> None:
    assert run(ledger.admit(a_run("first", 60, run=60, month=100, project=200))) is None
    assert exposed(ledger) == (60, 60)
    for caps, over in (
        ({"run": 59}, Overrun("run", Money(59), Money(0), Money(60))),
        ({"month": 119}, Overrun("month", Money(119), Money(60), Money(60))),
        ({"project": 119}, Overrun("project", Money(119), Money(60), Money(60))),
        ({"run": 60, "month": 119, "project": 119}, Overrun("month", Money(119), Money(60), Money(60))),
    ):
        assert run(ledger.admit(a_run("second", 60, **caps))) == over
        assert exposed(ledger) == (60, 60)
    with place.raw() as ask:
        assert [row["id"] for row in ask("SELECT id FROM runs")] == ["first"]
    assert run(ledger.admit(a_run("second", 60, run=60, month=120, project=120))) is None
    assert exposed(ledger) == (120, 120)


def test_a_run_without_caps_and_one_that_costs_nothing_are_always_admitted(ledger: SqlLedger) -> None:
    assert run(ledger.admit(a_run("open", 10**12))) is None
    assert run(ledger.admit(a_run("free", 0, run=0, month=0, project=0))) is None
    assert run(ledger.begin(an_intent("a", price=0, run="free")))[1]
    assert exposed(ledger) == (10**12, 10**12)


def test_what_a_run_spends_comes_out_of_what_it_reserved(ledger: SqlLedger, place: Place) -> None:
    run(ledger.admit(a_run("one", 100, project=100)))
    run(ledger.begin(an_intent("a", price=40, run="one")))
    assert (exposed(ledger), spent(place, "one")) == ((100, 100), 40)
    assert run(ledger.begin(an_intent("a", price=40, run="one")))[1] is False
    assert spent(place, "one") == 40
    run(ledger.begin(an_intent("b", price=60, run="one")))
    assert (exposed(ledger), spent(place, "one")) == ((100, 100), 100)
    with pytest.raises(BudgetExceeded, match=r"it costs \$0.0000, and \$0.0001 of the project's budget"):
        run(ledger.begin(an_intent("c", price=1, run="one")))
    assert len(ledger.takes()) == 2
    assert ledger.next_number("w-c", "previz") == 1
    run(ledger.end_run("one"))
    assert exposed(ledger) == (100, 100)


def test_the_rest_is_given_back_when_a_run_ends(ledger: SqlLedger, another: Opening) -> None:
    other = another()
    run(ledger.admit(a_run("one", 100, project=100)))
    run(ledger.begin(an_intent("a", price=40, run="one")))
    assert run(other.admit(a_run("two", 60, project=100))) is not None
    run(ledger.end_run("one"))
    run(ledger.end_run("one"))
    assert exposed(ledger) == (40, 40)
    assert run(other.admit(a_run("two", 60, project=100))) is None
    assert exposed(other) == (100, 100)


def test_a_run_that_has_ended_has_nothing_reserved_any_more(ledger: SqlLedger, another: Opening) -> None:
    run(ledger.admit(a_run("one", 100, project=100)))
    run(ledger.end_run("one"))
    assert run(another().admit(a_run("two", 90, project=100))) is None
    with pytest.raises(BudgetExceeded):
        run(ledger.begin(an_intent("a", price=11, run="one")))
    assert run(ledger.begin(an_intent("a", price=10, run="one")))[1]
    assert exposed(ledger) == (100, 100)


def test_there_is_no_spending_without_a_run_that_was_admitted(ledger: SqlLedger) -> None:
    with pytest.raises(BudgetExceeded, match="there is no run 'nobody'"):
        run(ledger.begin(an_intent("a", price=1, run="nobody")))
    assert ledger.takes() == []


def test_the_same_run_is_not_admitted_twice(ledger: SqlLedger) -> None:
    run(ledger.admit(a_run("one", 10)))
    with pytest.raises(StoreError):
        run(ledger.admit(a_run("one", 10)))
    assert exposed(ledger) == (10, 10)


def test_more_than_was_planned_is_held_against_every_cap(ledger: SqlLedger, another: Opening) -> None:
    run(ledger.admit(a_run("one", 50, run=80, project=100)))
    run(ledger.begin(an_intent("a", price=50, run="one")))
    run(ledger.begin(an_intent("b", price=30, run="one")))  # not planned, but there is room
    assert exposed(ledger) == (80, 80)
    with pytest.raises(BudgetExceeded, match="this run's budget"):
        run(ledger.begin(an_intent("c", price=1, run="one")))
    run(another().admit(a_run("two", 20)))
    run(ledger.admit(a_run("three", 0, project=100)))
    with pytest.raises(BudgetExceeded, match="the project's budget"):
        run(ledger.begin(an_intent("c", price=1, run="three")))


@pytest.mark.parametrize(
    ("charged", "cost", "counts"),
    [("yes", 130, 130), ("yes", 70, 70), ("yes", None, 100), ("no", None, 0), ("unknown", 70, 70)],
)
def test_what_was_paid_takes_the_place_of_the_estimate(
    ledger: SqlLedger, place: Place, charged: Charged, cost: int | None, counts: int
) -> None:
    run(ledger.admit(a_run("one", 150, project=150)))
    take = submitted(ledger, "a", price=100, paid_from="one")
    units = Units(Fraction(13), "credits", Money(10))
    paid = None if cost is None else Money(cost)
    run(ledger.fetched(take, sha256=SHA256, size=1, cost=paid, charged=charged, units=units))
    assert spent(place, "one") == counts
    assert exposed(ledger) == (150, 150)
    # What is left is what the run has not used, whatever the estimate was.
    with pytest.raises(BudgetExceeded):
        run(ledger.begin(an_intent("b", price=151 - counts, run="one")))
    assert run(ledger.begin(an_intent("b", price=150 - counts, run="one")))[1]
    run(ledger.end_run("one"))
    assert exposed(ledger) == (150, 150)


def test_a_take_that_was_dearer_than_all_that_was_reserved_is_counted_all_the_same(
    ledger: SqlLedger, place: Place
) -> None:
    run(ledger.admit(a_run("one", 100, project=100)))
    take = submitted(ledger, "a", price=60, paid_from="one")
    run(ledger.fetched(take, sha256=SHA256, size=1, cost=Money(170), charged="yes"))
    assert (spent(place, "one"), exposed(ledger)) == (170, (170, 170))
    with pytest.raises(BudgetExceeded):
        run(ledger.begin(an_intent("b", price=40, run="one")))


@pytest.mark.parametrize(
    ("state", "bill", "counts"),
    [
        (TakeState.FAILED, ("no", None), 0),
        (TakeState.FAILED, ("yes", None), 100),
        (TakeState.FAILED, ("yes", 20), 20),
        (TakeState.REFUSED, ("no", None), 0),
        (TakeState.CANCELLED, ("unknown", None), 100),
        (TakeState.LOST, ("yes", 100), 100),
    ],
)
def test_an_attempt_without_a_clip_counts_for_what_it_cost(
    ledger: SqlLedger, place: Place, state: TakeState, bill: tuple[Charged, int | None], counts: int
) -> None:
    charged, cost = bill
    run(ledger.admit(a_run("one", 200, project=200)))
    take = submitted(ledger, "a", price=100, paid_from="one")
    paid = None if cost is None else Money(cost)
    run(ledger.ended(take, state, error="", charged=charged, cost=paid))
    assert spent(place, "one") == counts
    run(ledger.end_run("one"))
    assert exposed(ledger) == (counts, counts)


def test_an_unknown_outcome_stays_reserved_until_a_person_settles_it(
    ledger: SqlLedger, another: Opening, place: Place
) -> None:
    run(ledger.admit(a_run("one", 300)))
    for name, found, counts in (
        ("a", Settlement(charged="no"), 0),
        ("b", Settlement(charged="yes"), 100),
        ("c", Settlement(ticket=Ticket("runway", {"id": "c"})), 100),
    ):
        before = spent(place, "one")
        take, _ = run(ledger.begin(an_intent(name, price=100, run="one")))
        run(ledger.submitting(take.id, LANE))
        run(ledger.ended(take.id, TakeState.UNKNOWN, error="cut off", charged="unknown"))
        assert spent(place, "one") == before + 100
        run(another().settle(take.id, found))
        assert spent(place, "one") == before + counts
    run(ledger.end_run("one"))
    assert exposed(ledger) == (200, 200)


def test_a_price_that_the_provider_raises_is_reserved_by_the_run(ledger: SqlLedger, place: Place) -> None:
    run(ledger.admit(a_run("one", 100, project=100)))
    take, _ = run(ledger.begin(an_intent("a", price=60, run="one")))
    run(ledger.submitting(take.id, LANE))
    run(ledger.submitted(take.id, Ticket("runway", {"id": "1"}, most=Money(90))))
    assert spent(place, "one") == 90
    with pytest.raises(BudgetExceeded):
        run(ledger.begin(an_intent("b", price=11, run="one")))


def test_what_was_only_planned_is_free_again_when_its_process_goes(
    ledger: SqlLedger, another: Opening, place: Place
) -> None:
    run(ledger.admit(a_run("one", 100)))
    run(ledger.begin(an_intent("a", price=60, run="one")))
    submitted(ledger, "b", price=30, paid_from="one")
    run(ledger.release())
    assert (spent(place, "one"), exposed(ledger)) == (30, (100, 100))
    ledger.close()
    assert exposed(another()) == (30, 30)


def test_the_month_ends_and_the_project_goes_on(another: Opening) -> None:
    clock = Clock(datetime(2026, 11, 30, 23, 59, 59, 999_999, tzinfo=UTC))
    ledger = another(now=clock)
    run(ledger.admit(a_run("november", 100, month=100)))
    run(ledger.begin(an_intent("a", price=60, run="november")))
    assert ledger.exposure() == Exposure(Money(100), Money(100))
    clock.go(0.000_001)
    assert clock().day == 1
    # What the run has not used yet may be spent in the new month, and counts there.
    assert ledger.exposure() == Exposure(Money(40), Money(100))
    run(ledger.begin(an_intent("b", price=40, run="november")))
    run(ledger.end_run("november"))
    assert ledger.exposure() == Exposure(Money(40), Money(100))
    assert run(ledger.admit(a_run("too much", 61, month=100))) == Overrun(
        "month", Money(100), Money(40), Money(61)
    )
    assert run(ledger.admit(a_run("december", 60, month=100))) is None


def test_the_first_and_the_last_moment_of_a_month_belong_to_it(another: Opening) -> None:
    clock = Clock(datetime(2024, 2, 1, tzinfo=UTC))
    ledger = another(now=clock)
    fetched(ledger, an_intent("a", price=1), cost=1)
    clock.at = datetime(2024, 2, 29, 23, 59, 59, 500_000, tzinfo=UTC)
    fetched(ledger, an_intent("b", price=2), cost=2)
    assert exposed(ledger) == (3, 3)
    clock.at = datetime(2024, 3, 1, tzinfo=UTC)
    assert exposed(ledger) == (0, 3)


def test_the_reservation_of_a_process_that_is_silent_for_very_long_lapses(another: Opening) -> None:
    """Of a machine that is gone, nobody can prove that it is dead."""
    clock = Clock()
    gone, other = another(now=clock, silent=10), another(now=clock, silent=10)
    run(gone.admit(a_run("theirs", 80, project=100)))
    run(gone.begin(an_intent("a", price=30, run="theirs")))
    clock.go(10 * VERY_SILENT)
    assert run(other.admit(a_run("mine", 60, project=100))) is not None
    clock.go(1)
    assert run(other.admit(a_run("mine", 60, project=100))) is None
    # Should it come back after all, it has no more than what is left.
    with pytest.raises(BudgetExceeded):
        run(gone.begin(an_intent("b", price=11, run="theirs")))
    assert run(gone.begin(an_intent("b", price=10, run="theirs")))[1]
    assert exposed(other) == (100, 100)


def test_the_sums_of_the_ledger_follow_the_rule_for_one_take(ledger: SqlLedger, place: Place) -> None:
    kinds: list[tuple[TakeState, Charged, int | None]] = [
        (state, charged, cost)
        for state in TakeState
        for charged in (("yes", "no", "unknown") if state in ENDS else ("no",))
        for cost in ((None, 7) if state in ENDS else (None,))
    ]
    each: list[tuple[bool, Money]] = []
    for number, (state, charged, cost) in enumerate([*kinds, *kinds]):
        take = reach(ledger, state, an_intent(str(number), price=5 + number))
        paid = "NULL" if cost is None else cost + number
        earlier = ", created = '2001-01-31'" if number % 3 == 0 else ""
        with place.raw() as ask:
            ask(f"UPDATE takes SET charged = '{charged}', cost = {paid}{earlier} WHERE id = '{take}'")
        found = ledger.take(take)
        counts = exposure(found.state, found.charged, price=found.price, cost=found.cost)
        assert (found.state in OPEN) <= (counts == found.price)
        each.append((not earlier, counts))
        this_month = sum(one.micros for lately, one in each if lately)
        assert exposed(ledger) == (this_month, sum(one.micros for _, one in each))


def test_the_accounts_hold_every_take_that_has_a_price_or_a_cost(ledger: SqlLedger) -> None:
    kept = fetched(ledger, an_intent("kept", price=5))
    reach(ledger, TakeState.FETCHED, an_intent("free"))
    failed = reach(ledger, TakeState.FAILED, an_intent("failed", price=5))
    surprise = fetched(ledger, an_intent("surprise"), cost=3)
    ledger.dropped(kept.id)
    told = [(one.take.id, one.kept, one.used) for one in ledger.spent()]
    assert told == [(kept.id, False, False), (failed, False, False), (surprise.id, True, True)]
