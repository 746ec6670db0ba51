"""What is written down about takes comes back as it was, and stays."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction

import psycopg
import pytest
from ledgers import INTENT, LANE, SHA256, TICKET, Opening, Place, an_intent, fetched, reach, run

from rushes.errors import StoreError, UsageError
from rushes.model import Circle, Money, Take, TakeState, Ticket, Units
from rushes.store.ledger import BEGUN, Link, Spent
from rushes.store.sql import SqlLedger


def test_a_ledger_that_is_only_asked_makes_no_file(place: Place, ledger: SqlLedger) -> None:
    assert (ledger.takes(), ledger.circles("b"), ledger.links("b"), ledger.open_takes()) == ([], {}, [], [])
    assert (ledger.spent(), ledger.users("ab"), ledger.events("ab")) == ([], [], [])
    assert ledger.next_number("w1", "previz") == 1
    assert ledger.exposure().project == Money()
    with pytest.raises(UsageError, match="there is no take"):
        ledger.take("ab")
    run(ledger.release())
    ledger.close()
    assert list(place.folder.iterdir()) == []


def test_a_take_comes_back_as_it_was_written_also_from_another_process(
    place: Place, ledger: SqlLedger, another: Opening
) -> None:
    ticket = Ticket("runway", {"id": 'ünï "%s" ?', "n": 1, "deep": {"list": [1.5, None, True]}})
    intent = replace(INTENT, words="a “cat” – 100 %, isn't it? \n\t 猫 🐈", seed=2**62, board="ä b/ç.yaml")
    units = Units(Fraction(25, 2), "credits", Money(10_000))
    begun, new = run(ledger.begin(intent))
    assert new
    assert (begun.state, begun.owner, begun.ticket, begun.charged) == (
        TakeState.PLANNED,
        ledger.owner,
        None,
        "no",
    )
    run(ledger.submitting(begun.id, LANE))
    run(ledger.submitted(begun.id, ticket))
    run(ledger.ready(begun.id))
    take = run(
        ledger.fetched(begun.id, sha256=SHA256, size=5, cost=Money(125_000), charged="yes", units=units)
    )
    assert take == Take(
        id=begun.id,
        board="ä b/ç.yaml",
        shot="s01",
        number=1,
        model="previz",
        state=TakeState.FETCHED,
        wish="w1",
        request="r1",
        created=begun.created,
        words=intent.words,
        seed=2**62,
        duration=Fraction(7, 3),
        price=Money(1),
        cost=Money(125_000),
        charged="yes",
        ticket=ticket,
        sha256=SHA256,
        size=5,
        path=place.takes / "ab" / f"{SHA256}.mp4",
        poster=None,
        parents=("p0",),
        error=None,
        origin="previz",
        run="",
        units=units,
        owner=None,
        dropped=None,
    )
    assert abs((datetime.now(UTC) - take.created).total_seconds()) < 300
    other = another()
    assert other.take(take.id[:5]) == take
    assert other.body(take.id) == INTENT.body
    assert other.circles("ä b/ç.yaml") == {"s01": Circle(take.id, "rushes")}
    assert other.links("ä b/ç.yaml") == [Link("s01", take.id, "w1")]
    assert other.users(take.id) == [("ä b/ç.yaml", "s01")]
    assert other.spent() == [Spent(take, kept=True, used=True)]
    assert [event.kind for event in other.events(take.id)] == [
        "planned",
        "submitting",
        "submitted",
        "ready",
        "fetched",
    ]


def test_what_went_wrong_is_written_down_with_what_it_cost(ledger: SqlLedger, another: Opening) -> None:
    take = reach(ledger, TakeState.SUBMITTED, INTENT)
    units = Units(Fraction(3), "credits", Money(7))
    run(ledger.ended(take, TakeState.LOST, error="gone", charged="unknown", cost=Money(21), units=units))
    found = another().take(take)
    assert (found.state, found.error, found.charged) == (TakeState.LOST, "gone", "unknown")
    assert (found.cost, found.units, found.owner, found.path) == (Money(21), units, None, None)


def test_a_poster_is_shown_once_it_lies_there(ledger: SqlLedger) -> None:
    take = fetched(ledger, INTENT)
    assert take.path is not None
    poster = take.path.with_suffix(".jpg")
    poster.parent.mkdir(parents=True)
    poster.write_bytes(b"picture")
    assert ledger.take(take.id).poster == poster


def test_the_same_request_and_the_same_number_of_a_wish_are_begun_once(ledger: SqlLedger) -> None:
    take, _ = run(ledger.begin(INTENT))
    events = ledger.events(take.id)
    assert run(ledger.begin(replace(INTENT, shot="s02", wish="w2"))) == (take, False)
    assert run(ledger.begin(replace(INTENT, shot="s02", request="r2"))) == (take, False)
    assert ledger.events(take.id) == events
    assert ledger.links(INTENT.board) == [Link("s01", take.id, "w1")]
    assert ledger.next_number("w1", "previz") == 2
    second, new = run(ledger.begin(replace(INTENT, request="r2", number=2)))
    assert new
    assert [one.id for one in ledger.open_takes()] == [take.id, second.id]


def test_another_maker_makes_a_take_of_its_own(ledger: SqlLedger) -> None:
    take, _ = run(ledger.begin(INTENT))
    elsewhere = replace(INTENT, request="r2", origin="runway https://vendor.example")
    assert ledger.next_number("w1", elsewhere.origin) == 1
    other, new = run(ledger.begin(elsewhere))
    assert new
    assert other.id != take.id
    assert run(ledger.begin(elsewhere)) == (other, False)


def test_the_same_request_comes_before_the_same_number(ledger: SqlLedger) -> None:
    first, _ = run(ledger.begin(INTENT))
    second, _ = run(ledger.begin(replace(INTENT, request="r2", number=2)))
    assert run(ledger.begin(replace(INTENT, request="r2"))) == (second, False)
    assert run(ledger.begin(replace(INTENT, number=2))) == (first, False)


def test_only_an_attempt_without_a_result_frees_its_request_and_number(ledger: SqlLedger) -> None:
    for state in TakeState:
        intent = an_intent(state)
        take = reach(ledger, state, intent)
        free = state in {TakeState.FAILED, TakeState.REFUSED, TakeState.CANCELLED}
        assert (state not in BEGUN) == free
        assert ledger.next_number(intent.wish, "previz") == (1 if free else 2)
        again, new = run(ledger.begin(intent))
        assert (new, again.id != take) == (free, free)


def test_threads_share_a_ledger(ledger: SqlLedger) -> None:
    def begin(number: int) -> bool:
        return run(ledger.begin(an_intent(str(number % 10))))[1]

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(begin, range(40))) == 10


def test_a_person_s_circle_is_moved_by_nobody_else(ledger: SqlLedger) -> None:
    board, shot = INTENT.board, INTENT.shot
    first = fetched(ledger, INTENT)
    second = fetched(ledger, replace(INTENT, request="r2", number=2))
    assert ledger.circles(board)[shot] == Circle(second.id, "rushes")
    assert ledger.circle(board, shot, first.id, "person") == Circle(first.id, "person")
    third = fetched(ledger, replace(INTENT, request="r3", number=3))
    assert ledger.circles(board)[shot] == Circle(first.id, "person")
    ledger.link(board, shot, third.id, "w9")
    assert ledger.circle(board, shot, third.id, "rushes") == Circle(first.id, "person")
    assert ledger.circle(board, shot, third.id, "person") == Circle(third.id, "person")
    assert [take.id for take in ledger.takes(board=board, shot=shot)] == [first.id, second.id, third.id]
    assert [take.id for take in ledger.takes(wish="w9")] == [third.id]
    assert [take.id for take in ledger.takes()] == [first.id, second.id, third.id]


def test_links_stand_in_the_order_in_which_they_were_made(ledger: SqlLedger) -> None:
    takes = [fetched(ledger, an_intent(name)) for name in "cab"]
    for shot, take in (("z", takes[1]), ("a", takes[0]), ("m", takes[1])):
        ledger.link("other.yaml", shot, take.id, "w")
        ledger.link("other.yaml", shot, take.id, "w")
    assert ledger.links("other.yaml") == [
        Link("z", takes[1].id, "w"),
        Link("a", takes[0].id, "w"),
        Link("m", takes[1].id, "w"),
    ]
    assert sorted(ledger.users(takes[1].id)) == [("other.yaml", "m"), ("other.yaml", "z")]


def test_only_a_fetched_take_can_be_circled(ledger: SqlLedger) -> None:
    take, _ = run(ledger.begin(INTENT))
    with pytest.raises(UsageError, match="is planned: only a fetched take"):
        ledger.circle(INTENT.board, INTENT.shot, take.id, "person")
    ledger.link("other.yaml", "a", take.id, "w1")
    assert ledger.circles("other.yaml") == {}
    run(ledger.submitting(take.id, LANE))
    run(ledger.submitted(take.id, TICKET))
    run(ledger.fetched(take.id, sha256=SHA256, size=1, cost=None, charged="no"))
    assert ledger.circles("other.yaml") == {"a": Circle(take.id, "rushes")}


def test_a_take_is_named_by_the_beginning_of_its_id(ledger: SqlLedger) -> None:
    takes = [run(ledger.begin(an_intent(str(number))))[0] for number in range(20)]
    assert ledger.take(takes[3].id) == takes[3]
    for wrong in ("", "%", "zz", "'; DROP TABLE takes; --", "é", takes[3].id.upper() + "X"):
        with pytest.raises(UsageError, match="there is no take"):
            ledger.take(wrong)
    shared = next(one for one in "0123456789abcdef" if sum(take.id[0] == one for take in takes) > 1)
    with pytest.raises(UsageError, match="several takes"):
        ledger.take(shared)


def test_a_take_that_is_not_there_is_said_to_be_missing(ledger: SqlLedger) -> None:
    run(ledger.begin(INTENT))
    for asking in (ledger.body, ledger.may_send, ledger.dropped):
        with pytest.raises(StoreError, match="knows no take nobody"):
            asking("nobody")
    with pytest.raises(StoreError, match="knows no take nobody"):
        run(ledger.ready("nobody"))
    with pytest.raises(StoreError, match="knows no take nobody"):
        ledger.link("b", "s", "nobody", "w")


def test_what_was_written_is_never_rewritten(place: Place, ledger: SqlLedger) -> None:
    take = fetched(ledger, INTENT)
    events = ledger.events(take.id)
    with place.raw() as ask:
        for statement, said in (
            ("UPDATE events SET kind = 'x'", "only ever added"),
            ("DELETE FROM events", "only ever added"),
            ("DELETE FROM takes", "never removed"),
            (f"UPDATE takes SET sha256 = '{'cd' * 32}'", "never overwritten"),
            ("UPDATE takes SET sha256 = NULL", "never overwritten"),
            ("UPDATE takes SET owner = 'x'", "(?i)check"),
            ("UPDATE takes SET state = 'paid'", "(?i)check"),
        ):
            with pytest.raises((sqlite3.IntegrityError, psycopg.Error), match=said):
                ask(statement)
    assert ledger.take(take.id) == take
    assert ledger.events(take.id) == events


def test_dropped_bytes_leave_the_row_and_take_the_circle_away(ledger: SqlLedger, another: Opening) -> None:
    take = fetched(ledger, INTENT)
    ledger.circle("other.yaml", "x", take.id, "person")
    dropped = ledger.dropped(take.id)
    assert (dropped.state, dropped.sha256, dropped.path) == (TakeState.FETCHED, SHA256, None)
    assert dropped.dropped is not None
    assert ledger.dropped(take.id) == dropped == another().take(take.id)
    assert ledger.users(take.id) == []
    assert [event.kind for event in ledger.events(take.id)].count("dropped") == 1
    assert ledger.spent() == [Spent(dropped, kept=False, used=False)]
    with pytest.raises(UsageError, match="is dropped"):
        ledger.circle(INTENT.board, INTENT.shot, take.id, "person")
    ledger.link("third.yaml", "x", take.id, "w1")
    assert ledger.circles("third.yaml") == {}
    # It was paid for, and is not bought again because its bytes were thrown away.
    assert run(ledger.begin(INTENT))[1] is False


def test_only_a_fetched_take_can_be_dropped(ledger: SqlLedger) -> None:
    for state in set(TakeState) - {TakeState.FETCHED}:
        take = reach(ledger, state, an_intent(state))
        with pytest.raises(UsageError, match=f"is {state.value}: it has no bytes to drop"):
            ledger.dropped(take)


def test_a_take_is_restored_from_its_sidecar_into_a_new_ledger(place: Place, ledger: SqlLedger) -> None:
    units = Units(Fraction(5), "credits", Money(10_000))
    take = replace(fetched(ledger, INTENT), units=units, run="run1")
    fresh = Place(place.folder / "fresh").open()
    try:
        assert fresh.restore(take, INTENT.body) is True
        moved = fresh.take(take.id)
        assert replace(moved, path=take.path) == take
        assert fresh.body(take.id) == INTENT.body
        assert fresh.circles(INTENT.board) == {INTENT.shot: Circle(take.id, "rushes")}
        assert fresh.links(INTENT.board) == [Link(INTENT.shot, take.id, INTENT.wish)]
        assert [event.kind for event in fresh.events(take.id)] == ["recovered"]
        assert fresh.restore(take, INTENT.body) is False
        assert run(fresh.begin(INTENT))[1] is False
    finally:
        fresh.close()


def test_a_restored_take_stands_beside_one_that_was_bought_in_its_place(
    place: Place, ledger: SqlLedger
) -> None:
    old = fetched(ledger, INTENT)
    fresh = Place(place.folder / "fresh").open()
    try:
        new = fetched(fresh, INTENT, "cd" * 32)
        assert fresh.restore(old, INTENT.body) is True
        assert [(take.id, take.number) for take in fresh.takes()] == [(new.id, 1), (old.id, 2)]
        assert fresh.take(old.id).sha256 == old.sha256
        # The newer one is what the film shows, and the older one is number 2: neither is bought again.
        assert fresh.circles(INTENT.board) == {INTENT.shot: Circle(new.id, "rushes")}
        assert run(fresh.begin(INTENT)) == (new, False)
        assert run(fresh.begin(replace(INTENT, request="r2", number=2)))[0].id == old.id
    finally:
        fresh.close()
