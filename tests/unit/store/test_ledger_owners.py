"""Who works on a take, and when another process may take it over."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from ledgers import INTENT, LANE, TICKET, Clock, Opening, Place, an_intent, reach, run

from rushes.errors import StoreError
from rushes.model import TakeState
from rushes.store.ledger import ENDS, OPEN
from rushes.store.owners import Heart, Presence
from rushes.store.ownership import VERY_SILENT
from rushes.store.sql import SqlLedger

SILENT = 10.0


def test_a_take_of_a_living_process_is_not_to_be_had(ledger: SqlLedger, another: Opening) -> None:
    other = another()
    for state in OPEN:
        take = reach(ledger, state, an_intent(state))
        assert run(other.claim(take)) is None
        found = run(ledger.claim(take))
        assert found is not None
        assert (found.owner, found.state) == (ledger.owner, state)
        assert "claimed" not in [event.kind for event in ledger.events(take)]


def test_a_take_that_has_ended_belongs_to_nobody_and_is_shown_to_whoever_claims_it(
    ledger: SqlLedger, another: Opening
) -> None:
    for state in ENDS:
        take = reach(ledger, state, an_intent(state))
        found = run(another().claim(take))
        assert found is not None
        assert (found.owner, found.state) == (None, state)


def test_a_silent_process_keeps_only_what_it_may_be_sending(another: Opening) -> None:
    clock = Clock()
    silent, other = another(now=clock, silent=SILENT), another(now=clock, silent=SILENT)
    takes = {state: reach(silent, state, an_intent(state)) for state in OPEN}
    clock.go(SILENT)
    assert {state for state, take in takes.items() if run(other.claim(take)) is None} == OPEN
    clock.go(0.001)
    assert {state for state, take in takes.items() if run(other.claim(take)) is None} == {
        TakeState.SUBMITTING
    }
    sending = takes[TakeState.SUBMITTING]
    assert silent.may_send(sending) is True
    clock.go(SILENT * (VERY_SILENT - 1) - 0.001)
    assert run(other.claim(sending)) is None
    clock.go(0.001)
    found = run(other.claim(sending))
    assert found is not None
    assert (found.owner, found.state) == (other.owner, TakeState.SUBMITTING)
    assert silent.may_send(sending) is False
    claims = [event.detail for event in other.events(sending) if event.kind == "claimed"]
    assert claims == [{"owner": other.owner, "before": silent.owner}]


def test_a_sign_of_life_keeps_the_takes(another: Opening, place: Place) -> None:
    clock = Clock()
    living, other = another(now=clock, silent=SILENT), another(now=clock, silent=SILENT)
    take = reach(living, TakeState.SUBMITTED, INTENT)
    clock.go(SILENT + 1)
    # The heart beats by itself every few seconds; here it beats now.
    living._owners._beat()
    assert run(other.claim(take)) is None
    with place.raw() as ask:
        beats = {row["id"]: row["beat"] for row in ask("SELECT id, beat FROM owners")}
    assert beats[living.owner] == clock().isoformat()


def test_the_heart_beats_by_itself_and_goes_on_when_a_beat_fails() -> None:
    import threading

    beats: list[int] = []
    enough = threading.Event()

    def beat() -> None:
        beats.append(len(beats))
        if len(beats) == 1:
            raise StoreError("the disk is full")
        if len(beats) == 3:
            enough.set()

    heart = Heart(beat, every=0.001)
    heart.start()
    assert enough.wait(60)
    heart.stop()
    after = len(beats)
    heart.stop()
    assert len(beats) == after


def test_what_was_released_is_free_at_once(ledger: SqlLedger, another: Opening, place: Place) -> None:
    other = another()
    takes = {state: reach(ledger, state, an_intent(state)) for state in OPEN}
    run(ledger.release())
    for state, take in takes.items():
        found = run(other.claim(take))
        assert found is not None
        # What was only planned ends: nothing was sent, and whoever wants it begins it anew.
        ended = state is TakeState.PLANNED
        assert (found.state, found.owner) == ((TakeState.CANCELLED, None) if ended else (state, other.owner))
        assert [event.kind for event in ledger.events(take)][-2:] == (
            ["planned", "cancelled"] if ended else ["released", "claimed"]
        )
    assert run(ledger.begin(an_intent(TakeState.PLANNED)))[1] is True
    with place.raw() as ask:
        assert {row["id"] for row in ask("SELECT id FROM owners")} == {ledger.owner, other.owner}


def test_closing_gives_everything_back(place: Place, another: Opening) -> None:
    first, other = another(), another()
    takes = [reach(first, state, an_intent(state)) for state in OPEN - {TakeState.PLANNED}]
    planned = reach(first, TakeState.PLANNED, INTENT)
    lock = place.owners / f"{first.owner}.alive"
    assert lock.exists()
    first.close()
    first.close()
    assert not lock.exists()
    assert other.take(planned).state is TakeState.CANCELLED
    for take in takes:
        assert run(other.claim(take)) is not None
    with place.raw() as ask:
        assert [row["id"] for row in ask("SELECT id FROM owners")] == [other.owner]
    with pytest.raises(StoreError, match="the ledger is closed"):
        run(first.ready(takes[0]))


def test_whoever_has_only_looked_owns_nothing_and_leaves_no_trace(place: Place, ledger: SqlLedger) -> None:
    take = reach(ledger, TakeState.SUBMITTED, INTENT)
    looking = place.open()
    assert looking.take(take).owner == ledger.owner
    looking.close()
    assert [path.name for path in place.owners.iterdir()] == [f"{ledger.owner}.alive"]
    assert ledger.take(take).owner == ledger.owner


def test_a_take_may_be_claimed_by_one_only(ledger: SqlLedger, another: Opening) -> None:
    take = reach(ledger, TakeState.SUBMITTED, INTENT)
    run(ledger.release())
    others = [another() for _ in range(3)]
    claimed = [other for other in others if run(other.claim(take)) is not None]
    assert len(claimed) == 1
    assert run(claimed[0].ready(take)).owner == claimed[0].owner


def test_a_settled_take_goes_to_whoever_claims_it_first(ledger: SqlLedger, another: Opening) -> None:
    take = reach(ledger, TakeState.SUBMITTING, INTENT)
    run(ledger.ended(take, TakeState.UNKNOWN, error="", charged="unknown"))
    run(ledger.submitted(take, TICKET))
    first, second = another(), another()
    assert run(first.claim(take)) is not None
    assert run(second.claim(take)) is None
    assert run(ledger.claim(take)) is None


def test_a_process_is_dead_only_where_it_is_proved(tmp_path: Path) -> None:
    here, other = Presence(tmp_path), Presence(tmp_path)
    assert not other.is_dead(here.id)  # it has shown no sign of life yet
    here.begin()
    assert not here.is_dead(here.id)
    assert not other.is_dead(here.id)
    here.begin()
    (tmp_path / "left.alive").touch()
    assert other.is_dead("left")
    other.forget("left")
    assert not other.is_dead("left")
    here.end()
    here.end()
    assert not other.is_dead(here.id)
    assert list(tmp_path.iterdir()) == []


def test_where_no_lock_can_be_made_nothing_is_begun(place: Place) -> None:
    place.owners.parent.mkdir(parents=True)
    place.owners.write_text("a file where the folder should be")
    ledger = place.open()
    with pytest.raises(StoreError, match="owners"):
        run(ledger.begin(INTENT))
    assert ledger.takes() == []
    ledger.close()


def test_the_time_of_a_step_is_the_ledger_s(another: Opening) -> None:
    clock = Clock()
    ledger = another(now=clock)
    take, _ = run(ledger.begin(INTENT))
    clock.go(90)
    run(ledger.submitting(take.id, LANE))
    first, second = ledger.events(take.id)
    assert take.created == first.at
    assert second.at - first.at == timedelta(seconds=90)
