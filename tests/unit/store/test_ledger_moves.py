"""From each state, only what may come next; and only by the process that works on the take."""

from __future__ import annotations

import pytest
from ledgers import INTENT, TICKET, Clock, Opening, an_intent, fetched, reach, run, steps

from rushes.errors import StoreError, UsageError
from rushes.model import Charged, Money, TakeState, Ticket
from rushes.store.ledger import ENDS, IN_FLIGHT, MOVES, OPEN, Lane, Settlement, TakenOver, exposure
from rushes.store.sql import SqlLedger


def test_every_state_has_its_moves_and_an_end_has_none() -> None:
    assert set(MOVES) == set(TakeState)
    assert {state for state in TakeState if not MOVES[state]} == ENDS - {TakeState.UNKNOWN}
    assert all(TakeState.PLANNED not in MOVES[state] for state in TakeState if state not in IN_FLIGHT)


@pytest.mark.parametrize("state", TakeState)
def test_only_legal_moves_are_made(ledger: SqlLedger, state: TakeState) -> None:
    for target, step in steps(ledger).items():
        take = reach(ledger, state, an_intent(f"{state}-{target}"))
        before, events = ledger.take(take), ledger.events(take)
        if target in MOVES[state]:
            after = run(step(take))
            assert after is not None
            assert after.state is target
            assert after.owner == (None if target in ENDS or state is TakeState.UNKNOWN else ledger.owner)
            assert [event.kind for event in ledger.events(take)[len(events) :]] == [target.value]
        else:
            with pytest.raises(StoreError, match=f"is {state.value} and cannot become {target.value}"):
                run(step(take))
            assert ledger.take(take) == before
            assert ledger.events(take) == events
    assert {take.state for take in ledger.open_takes()} <= OPEN


def test_a_create_that_was_not_accepted_may_be_sent_again(ledger: SqlLedger) -> None:
    lane = Lane("one at a time", 1)
    take = reach(ledger, TakeState.PLANNED, INTENT)
    other = reach(ledger, TakeState.PLANNED, an_intent("other"))
    assert run(ledger.submitting(take, lane)) is not None
    assert run(ledger.submitting(other, lane)) is None
    assert run(ledger.unsent(take, reason="too many requests")).state is TakeState.PLANNED
    assert run(ledger.submitting(other, lane)) is not None
    assert run(ledger.submitting(take, lane)) is None
    assert [event.detail for event in ledger.events(take) if event.kind == "planned"][1:] == [
        {"reason": "too many requests"}
    ]


def test_a_full_lane_is_no_excuse_for_a_step_that_may_not_be_made(
    ledger: SqlLedger, another: Opening
) -> None:
    lane = Lane("one at a time", 1)
    take = reach(ledger, TakeState.PLANNED, INTENT)
    other = reach(ledger, TakeState.PLANNED, an_intent("other"))
    assert run(ledger.submitting(take, lane)) is not None
    with pytest.raises(StoreError, match="cannot become submitting"):
        run(ledger.submitting(take, lane))
    with pytest.raises(TakenOver):
        run(another().submitting(other, lane))
    assert run(ledger.submitting(other, lane)) is None


@pytest.mark.parametrize("state", sorted(OPEN))
def test_a_process_whose_take_was_taken_over_writes_nothing_about_it(
    another: Opening, state: TakeState
) -> None:
    clock = Clock()
    stopped, other = another(now=clock, silent=10), another(now=clock, silent=10)
    take = reach(stopped, state, INTENT)
    clock.go(1000)
    assert run(other.claim(take)) is not None
    before, events = other.take(take), other.events(take)
    for target in MOVES[state]:
        with pytest.raises(TakenOver, match="taken over by another process"):
            run(steps(stopped)[target](take))
    assert stopped.may_send(take) is False
    assert (other.take(take), other.events(take)) == (before, events)
    target = min(MOVES[state])
    assert run(steps(other)[target](take)) is not None


def test_a_take_may_be_sent_by_its_owner_only_and_only_while_it_is_being_sent(
    ledger: SqlLedger, another: Opening
) -> None:
    for state in TakeState:
        take = reach(ledger, state, an_intent(state))
        assert ledger.may_send(take) == (state is TakeState.SUBMITTING)
        assert another().may_send(take) is False


def unknown(ledger: SqlLedger, name: str) -> str:
    return reach(ledger, TakeState.UNKNOWN, an_intent(name, price=5))


def test_a_person_finds_an_unknown_take_and_it_goes_on(ledger: SqlLedger, another: Opening) -> None:
    take = unknown(ledger, "a")
    ticket = Ticket("runway", {"id": "found"})
    other = another()
    settled = run(other.settle(take, Settlement(ticket=ticket, by="Ada")))
    assert (settled.state, settled.ticket, settled.charged, settled.error, settled.owner) == (
        TakeState.SUBMITTED,
        ticket,
        "no",
        None,
        None,
    )
    assert run(other.claim(take)) is not None
    assert run(other.ready(take)).state is TakeState.READY
    assert [event.detail for event in other.events(take) if event.kind == "submitted"] == [{"settled": "Ada"}]


@pytest.mark.parametrize(("charged", "state"), [("yes", TakeState.LOST), ("no", TakeState.FAILED)])
def test_a_person_says_that_an_unknown_take_is_not_to_be_had(
    ledger: SqlLedger, charged: Charged, state: TakeState
) -> None:
    assert charged != "unknown"
    take = unknown(ledger, "a")
    settled = run(ledger.settle(take, Settlement(charged=charged, by="Ada")))
    assert (settled.state, settled.charged) == (state, charged)
    assert "Ada" in str(settled.error)
    counted = exposure(settled.state, settled.charged, price=settled.price, cost=settled.cost)
    assert counted == Money(5 if charged == "yes" else 0)
    # What was paid is not bought again; what was never made may be.
    assert run(ledger.begin(an_intent("a")))[1] == (charged == "no")


def test_only_an_unknown_take_is_settled(ledger: SqlLedger) -> None:
    for state in TakeState:
        if state is not TakeState.UNKNOWN:
            take = reach(ledger, state, an_intent(state))
            with pytest.raises(UsageError, match=f"is {state.value}: only a take of unknown outcome"):
                run(ledger.settle(take, Settlement()))


def test_a_ticket_that_comes_late_is_kept_also_for_an_unknown_take(
    ledger: SqlLedger, another: Opening
) -> None:
    """The process that sent it was given up; its answer came all the same."""
    clock = Clock()
    slow, other = another(now=clock), another(now=clock)
    take = reach(slow, TakeState.SUBMITTING, INTENT)
    clock.go(30 * 20 + 1)
    assert run(other.claim(take)) is not None
    run(other.ended(take, TakeState.UNKNOWN, error="cut off", charged="unknown"))
    found = run(slow.submitted(take, TICKET))
    assert (found.state, found.ticket, found.owner) == (TakeState.SUBMITTED, TICKET, None)
    assert run(other.claim(take)) is not None


def test_a_price_that_the_provider_says_is_reserved_where_it_is_higher(ledger: SqlLedger) -> None:
    for said, price in ((None, 5), (4, 5), (9, 9)):
        take = reach(ledger, TakeState.SUBMITTING, an_intent(f"{said}", price=5))
        most = None if said is None else Money(said)
        submitted = run(ledger.submitted(take, Ticket("runway", {"id": "1"}, most=most)))
        assert submitted.price == Money(price)


def test_another_process_may_link_circle_and_drop_what_is_fetched(
    ledger: SqlLedger, another: Opening
) -> None:
    """Choosing is up to people, at whatever terminal they sit."""
    take = fetched(ledger, INTENT)
    other = another()
    other.link("b", "s", take.id, "w")
    assert other.circle("b", "s", take.id, "person").take == take.id
    assert other.dropped(take.id).dropped is not None
    assert ledger.circles("b") == {}


def test_the_lane_is_left_with_the_end_of_the_job(ledger: SqlLedger) -> None:
    lane = Lane("two at a time", 2)
    ends = [TakeState.READY, TakeState.FETCHED, TakeState.FAILED, TakeState.LOST, TakeState.CANCELLED]
    for state in ends:
        first, second, third = (run(ledger.begin(an_intent(f"{state}{number}")))[0].id for number in range(3))
        for take in (first, second):
            assert run(ledger.submitting(take, lane)) is not None
            run(ledger.submitted(take, TICKET))
        assert run(ledger.submitting(third, lane)) is None
        assert run(ledger.submitting(third, Lane("another", 1))) is not None
        run(steps(ledger)[state](first))
        run(ledger.unsent(third, reason=""))
        assert run(ledger.submitting(third, lane)) is not None
        for take in (second, third):
            run(ledger.ended(take, TakeState.FAILED, error="", charged="no"))


def test_a_lane_without_a_limit_is_never_full(ledger: SqlLedger) -> None:
    for number in range(5):
        assert reach(ledger, TakeState.SUBMITTED, an_intent(str(number)))
    take = run(ledger.begin(INTENT))[0]
    assert run(ledger.submitting(take.id, Lane("previz", None))) is not None
