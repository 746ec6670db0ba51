"""Takes that have come to no end: waited for, stopped, settled. Every job at the vendor is paid once."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import textwrap
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from kept import WISH, Vendor, an_intent, begun, keep

from rushes.errors import (
    ConfigError,
    GenerationFailed,
    MissingKey,
    ProviderError,
    RushesError,
    SeveralEnds,
    StillRunning,
    UnknownOutcome,
    Unreachable,
    UsageError,
)
from rushes.film.progress import Progress
from rushes.model import Money, Take, TakeState
from rushes.store.sqlite import SqliteLedger
from rushes.workspace import Workspace, open_workspace

Start = Callable[..., Vendor]


def left(vendor: Vendor, *prompts: str) -> list[Take]:
    """Takes that a process asked for before it went away."""
    with vendor.open() as gone:
        return [gone.submit(prompt, **WISH) for prompt in prompts]


def unknown_take(vendor: Vendor, prompt: str = "a door") -> Take:
    """A take whose create was accepted, and whose answer never came."""
    vendor.server.fault("accept_then_drop")
    with vendor.open() as gone:
        with pytest.raises(UnknownOutcome):
            gone.submit(prompt, **WISH)
        vendor.server.forget_faults()
        (take,) = [one for one in gone.takes() if one.state is TakeState.UNKNOWN]
    return take


# ── wait ──────────────────────────────────────────────────────────────────────────────────────────


def test_nothing_is_waited_for_where_nothing_is_left_open(workspace: Workspace) -> None:
    assert workspace.wait_all() == []
    assert not workspace.root.exists()


def test_what_a_process_left_is_taken_up_side_by_side_and_paid_once(runway: Vendor) -> None:
    takes = left(runway, "a lamp", "the sea", "a door")
    heard: list[Progress] = []
    told: list[str] = []
    with runway.open() as workspace:
        assert [one.id for one in workspace.left_open()] == [one.id for one in takes]
        kept = workspace.wait_all(on_take=lambda take: told.append(take.id), listen=heard.append)
        assert [one.id for one in kept] == [one.id for one in takes]
        assert all(one.path and one.path.is_file() for one in kept)
        assert sorted(told) == sorted(one.id for one in takes)
        assert heard[-1].whole == 1.0
        assert {one.item for one in heard} == {"a-lamp", "the-sea", "a-door"}
        assert workspace.left_open() == workspace.wait_all() == []
        assert workspace.wait_all([kept[1].id[:9], kept[0].id, kept[1].id]) == [kept[1], kept[0]]
    assert (len(runway.jobs), runway.charged) == (3, 72)


def test_when_the_time_is_over_nothing_is_lost(start: Start) -> None:
    runway = start(tick=0)
    one, two = left(runway, "a lamp", "the sea")
    with runway.open() as workspace:
        with pytest.raises(StillRunning, match=r"2 takes .* after 0.3 s: a-lamp, the-sea") as caught:
            workspace.wait_all(timeout=0.3)
        assert caught.value.exit_code == 9
        with pytest.raises(StillRunning, match=f"shot a-lamp: take {one.id} is still"):
            workspace.wait_all([one.id], timeout=0)
        assert [take.state for take in workspace.left_open()] == [TakeState.SUBMITTED] * 2
        runway.server.advance(60)
        assert {take.id for take in workspace.wait_all(timeout=30)} == {one.id, two.id}
    assert runway.charged == 48


def test_a_take_of_unknown_outcome_is_told_with_how_to_settle_it(runway: Vendor) -> None:
    (lamp,) = left(runway, "a lamp")
    door = unknown_take(runway)
    kept: list[str] = []
    with runway.open() as workspace:
        with pytest.raises(
            UnknownOutcome, match=f"shot a-door: .*no ticket came back for take {door.id}"
        ) as caught:
            workspace.wait_all(on_take=lambda take: kept.append(take.id))
        assert caught.value.hint
        assert f"rushes takes settle {door.id} --job" in caught.value.hint
    assert kept == [lamp.id]


def test_several_ends_are_told_together_each_with_its_next_step(start: Start) -> None:
    runway = start(tick=0)
    left(runway, "a lamp")
    door = unknown_take(runway)
    with runway.open() as workspace, pytest.raises(SeveralEnds) as caught:
        workspace.wait_all(timeout=0.2)
    assert caught.value.exit_code == 3
    assert {type(one) for one in caught.value.errors} == {StillRunning, UnknownOutcome}
    assert caught.value.hint
    assert f"settle {door.id} --not-made" in caught.value.hint
    assert "`rushes takes wait` goes on" in caught.value.hint


def test_takes_of_a_provider_without_a_key_are_told_and_stay(runway: Vendor) -> None:
    (lamp,) = left(runway, "a lamp")
    with runway.open(RUNWAYML_API_SECRET="") as workspace:
        with pytest.raises(MissingKey, match="RUNWAYML_API_SECRET"):
            workspace.wait_all()
        assert workspace.take(lamp.id).state is TakeState.SUBMITTED


DIES = textwrap.dedent("""
    import asyncio, os, sys
    sys.path.insert(0, sys.argv[2])
    from kept import an_intent, begun
    from rushes.model import TakeState
    from rushes.workspace import open_workspace
    workspace = open_workspace(sys.argv[1], environ={})
    begun(workspace, TakeState(sys.argv[3]), an_intent(model=sys.argv[4], origin=sys.argv[5]))
    os.kill(os.getpid(), 9)
""")


def dies(folder: Path, state: TakeState, *, model: str = "previz", origin: str = "previz") -> None:
    """A process begins a take, brings it to `state`, and is killed."""
    here = str(Path(__file__).parent)
    done = subprocess.run([sys.executable, "-c", DIES, str(folder), here, state.value, model, origin])
    assert done.returncode == -9


def test_what_a_dead_process_had_only_planned_is_not_waited_for(workspace: Workspace, tmp_path: Path) -> None:
    dies(tmp_path, TakeState.PLANNED)
    assert [one.state for one in workspace.takes()] == [TakeState.PLANNED]
    assert workspace.wait_all() == []
    assert [one.state for one in workspace.takes()] == [TakeState.CANCELLED]


@pytest.mark.parametrize("state", [TakeState.PLANNED, TakeState.SUBMITTING])
def test_waiting_buys_nothing_that_a_silent_process_had_only_planned(
    runway: Vendor, state: TakeState
) -> None:
    origin = f"runway {runway.server.url}"
    with runway.open() as silent, runway.open() as workspace:
        intent = an_intent(model="runway:gen4.5", origin=origin)
        body = {**intent.body, "model": "runway:gen4.5", "size": "1280x720", "seed": 1}
        take = begun(silent, state, replace(intent, body=body))
        ledger = SqliteLedger(workspace.root / "ledger.db", takes=workspace.root / "takes", now=much_later)
        workspace.__dict__["ledger"] = ledger  # to this one's clock the other has said nothing for an hour
        said, ended = {
            TakeState.PLANNED: ("was never sent: stopped before it was sent", TakeState.CANCELLED),
            TakeState.SUBMITTING: ("no ticket came back", TakeState.UNKNOWN),
        }[state]
        with pytest.raises(ProviderError, match=said) as caught:
            workspace.wait(take.id, timeout=30)
        assert caught.value.hint
        assert workspace.take(take.id).state is ended
        assert workspace.cost().total.reserved == (Money() if state is TakeState.PLANNED else intent.price)
    assert runway.asked("POST") == []


def much_later() -> datetime:
    return datetime.now(UTC) + timedelta(hours=1)


# ── cancel ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("seconds", "charged", "said"), [(0, 0, "by a person"), (9, 24, "person at 3")])
def test_a_take_that_nobody_works_on_is_stopped_and_its_end_written_down(
    start: Start, seconds: float, charged: float, said: str
) -> None:
    runway = start(tick=0)
    (lamp,) = left(runway, "a lamp")
    runway.server.advance(seconds)
    with runway.open() as workspace:
        take = workspace.cancel(lamp.id[:8])
        # What had not begun is refunded, and the vendor says neither: so the estimate counts as spent.
        assert (take.state, take.charged, take.cost) == (TakeState.CANCELLED, "unknown", None)
        assert take.error
        assert said in take.error
        assert workspace.cost().total.unassigned == Money(240_000)
        with pytest.raises(GenerationFailed, match="is cancelled"):
            workspace.wait(lamp.id)
        asked = len(runway.server.requests())
        assert workspace.cancel(lamp.id) == take
        assert len(runway.server.requests()) == asked
    assert (len(runway.asked("DELETE")), runway.charged) == (1, charged)


def test_what_was_ready_before_it_could_be_stopped_is_kept(start: Start) -> None:
    runway = start(tick=0)
    (lamp,) = left(runway, "a lamp")
    runway.server.advance(60)
    with runway.open() as workspace:
        take = workspace.cancel(lamp.id)
        assert (take.state, take.cost) == (TakeState.FETCHED, Money(240_000))
        assert take.path
        assert take.path.is_file()
    assert runway.asked("DELETE") == []


def test_a_take_of_another_process_is_stopped_and_that_one_sees_it(start: Start) -> None:
    runway = start(tick=0)
    with runway.open() as other, runway.open() as workspace:
        lamp = other.submit("a lamp", **WISH)
        take = workspace.cancel(lamp.id)
        # Its own process may have looked meanwhile, and written the end down.
        assert (take.state, take.owner) in (
            (TakeState.SUBMITTED, other.ledger.owner),
            (TakeState.CANCELLED, None),
        )
        assert len(runway.asked("DELETE")) == 1
        with pytest.raises(GenerationFailed, match="cancelled"):
            other.wait(lamp.id, poll_interval=0.02, timeout=30)
        assert other.status(lamp.id).state is TakeState.CANCELLED


def test_a_take_that_this_process_makes_is_left_and_stopped(start: Start) -> None:
    runway = start(tick=0)
    with runway.open() as workspace:
        lamp = workspace.submit("a lamp", **WISH)
        assert workspace.cancel(lamp.id).state is TakeState.CANCELLED
        with pytest.raises(GenerationFailed, match="cancelled by a person"):
            workspace.wait(lamp.id, timeout=10)


def test_a_drawing_of_this_process_is_stopped_and_costs_nothing(workspace: Workspace) -> None:
    drawn = workspace.submit("a quiet room", duration=20, size="1280x720")
    take = workspace.cancel(drawn.id)
    assert (take.state, take.charged) == (TakeState.CANCELLED, "no")
    assert workspace.cost().total.total == Money()


def test_a_drawing_of_another_process_cannot_be_stopped_from_here(
    workspace: Workspace, tmp_path: Path
) -> None:
    with open_workspace(tmp_path, environ={}) as other:
        drawn = other.submit("a quiet room", duration=20, size="1280x720")
        with pytest.raises(StillRunning, match="cannot be stopped from here") as caught:
            workspace.cancel(drawn.id)
        assert caught.value.hint == "stop that one with Ctrl-C"
        assert workspace.take(drawn.id).state is TakeState.SUBMITTED
    assert workspace.cancel(drawn.id).state is TakeState.CANCELLED


@pytest.mark.parametrize("state", [TakeState.PLANNED, TakeState.SUBMITTING])
def test_what_another_process_may_still_send_is_not_ended_under_its_hands(
    workspace: Workspace, tmp_path: Path, state: TakeState
) -> None:
    with open_workspace(tmp_path, environ={}) as other:
        take = begun(other, state, an_intent())
        with pytest.raises(StillRunning, match="cannot be stopped from here"):
            workspace.cancel(take.id)
        assert workspace.take(take.id).state is state


def test_what_a_dead_process_had_planned_ends(workspace: Workspace, tmp_path: Path) -> None:
    dies(tmp_path, TakeState.PLANNED)
    (take,) = workspace.takes()
    assert workspace.cancel(take.id).state is TakeState.CANCELLED


def test_a_create_of_a_dead_process_that_may_have_left_is_unknown_and_not_cancelled(runway: Vendor) -> None:
    dies(
        runway.folder,
        TakeState.SUBMITTING,
        model="runway:gen4.5",
        origin=f"runway {runway.server.url}",
    )
    with runway.open() as workspace:
        (take,) = workspace.takes()
        with pytest.raises(UnknownOutcome, match="no ticket came back"):
            workspace.cancel(take.id)
        assert workspace.take(take.id).state is TakeState.UNKNOWN
        assert workspace.cancel(take.id).state is TakeState.UNKNOWN  # it has ended, and is told so


def test_what_the_provider_does_not_know_is_not_written_off_by_one_look(start: Start) -> None:
    runway = start(tick=0)
    (lamp,) = left(runway, "a lamp")
    runway.server.fault("forgotten", on="poll", count=1)
    with runway.open() as workspace:
        with pytest.raises(GenerationFailed, match="knows this generation no more"):
            workspace.cancel(lamp.id)
        assert workspace.take(lamp.id).state is TakeState.SUBMITTED
    assert runway.asked("DELETE") == []


@pytest.mark.parametrize("phase", ["poll", "cancel"])
def test_a_provider_that_does_not_answer_leaves_the_take_as_it_is(start: Start, phase: str) -> None:
    runway = start(tick=0)
    (lamp,) = left(runway, "a lamp")
    runway.server.fault("drop", on=phase, count=1)
    with runway.open() as workspace:
        with pytest.raises(Unreachable):
            workspace.cancel(lamp.id)
        assert workspace.take(lamp.id).state is TakeState.SUBMITTED
        assert workspace.cancel(lamp.id).state is TakeState.CANCELLED


# ── settle ────────────────────────────────────────────────────────────────────────────────────────


def test_a_job_that_was_made_is_taken_up_and_paid_once(runway: Vendor) -> None:
    door = unknown_take(runway)
    (job,) = runway.jobs
    with runway.open() as workspace:
        take = workspace.settle(door.id, job=job["id"])
        assert take.state is TakeState.SUBMITTED
        kept = workspace.wait(take.id, poll_interval=0.02, timeout=30)
        assert (kept.state, kept.cost) == (TakeState.FETCHED, Money(240_000))
        assert workspace.shoot("a door", **WISH) == kept
        with pytest.raises(UsageError, match="is fetched: only a take of unknown outcome is settled"):
            workspace.settle(door.id, job=job["id"])
    assert (len(runway.jobs), runway.charged) == (1, 24)


def test_a_job_that_nobody_knows_or_that_is_another_take_s_is_refused(runway: Vendor) -> None:
    (lamp,) = left(runway, "a lamp")
    door = unknown_take(runway)
    theirs = next(job["id"] for job in runway.jobs if job["prompt"] == "A lamp.")
    nobody = "17f20503-6c24-4c16-946b-35dbbce2af2f"
    with runway.open() as workspace:
        with pytest.raises(UsageError, match=f"knows no job {nobody}"):
            workspace.settle(door.id, job=nobody)
        with pytest.raises(UsageError, match=f"belongs to take {lamp.id} already"):
            workspace.settle(door.id, job=theirs)
        with pytest.raises(UsageError, match="is no task of runway"):
            workspace.settle(door.id, job="https://app.example/task/1")
        assert workspace.take(door.id).state is TakeState.UNKNOWN


def test_a_provider_that_does_not_answer_settles_nothing(runway: Vendor) -> None:
    door = unknown_take(runway)
    (job,) = runway.jobs
    runway.server.fault("drop", on="poll", count=1)
    with runway.open() as workspace:
        with pytest.raises(Unreachable):
            workspace.settle(door.id, job=job["id"])
        assert workspace.take(door.id).state is TakeState.UNKNOWN
        assert workspace.settle(door.id, job=job["id"]).state is TakeState.SUBMITTED


def test_a_job_is_looked_for_where_the_request_was_sent(runway: Vendor, start: Start) -> None:
    door = unknown_take(runway)
    elsewhere = start()
    with elsewhere.open() as workspace:
        with pytest.raises(ConfigError, match=f"was sent to runway {runway.server.url}") as caught:
            workspace.settle(door.id, job=runway.jobs[0]["id"])
        assert caught.value.hint == "set RUNWAYML_BASE_URL to where it was sent"
        assert workspace.take(door.id).state is TakeState.UNKNOWN


def test_what_was_never_made_costs_nothing_and_is_made_anew(runway: Vendor) -> None:
    runway.server.fault("drop", on="create", count=1)
    with runway.open() as workspace:
        with pytest.raises(UnknownOutcome):
            workspace.shoot("a door", **WISH)
        (take,) = workspace.takes()
        assert workspace.cost().total.reserved == Money(240_000)
        settled = workspace.settle(take.id, outcome="not made")
        assert (settled.state, settled.charged) == (TakeState.FAILED, "no")
        assert workspace.cost().total.total == Money()
        assert workspace.shoot("a door", **WISH).state is TakeState.FETCHED
    assert runway.charged == 24


def test_what_was_made_and_is_lost_stays_paid(runway: Vendor) -> None:
    door = unknown_take(runway)
    with runway.open() as workspace:
        settled = workspace.settle(door.id, outcome="lost")
        assert (settled.state, settled.charged) == (TakeState.LOST, "yes")
        assert workspace.cost().total.unassigned == Money(240_000)


def test_only_what_is_unknown_is_settled_and_by_one_thing_only(workspace: Workspace) -> None:
    kept = keep(workspace)
    for call in (
        lambda: workspace.settle(kept.id),
        lambda: workspace.settle(kept.id, job="a", outcome="lost"),
        lambda: workspace.settle(kept.id, outcome="gone"),  # pyright: ignore[reportArgumentType]
        lambda: workspace.settle(kept.id, outcome="lost"),
        lambda: workspace.settle("zz", outcome="lost"),
    ):
        with pytest.raises(UsageError):
            call()
    planned = begun(workspace, TakeState.PLANNED, an_intent("s02"))
    with pytest.raises(UsageError, match="is planned: only") as caught:
        workspace.settle(planned.id, outcome="not made")
    assert "rushes takes wait" in (caught.value.hint or "")


def test_a_provider_whose_generations_have_no_names_is_settled_without_one(
    paper: Path, tmp_path: Path
) -> None:
    with open_workspace(tmp_path, environ=dict(os.environ)) as workspace:
        with pytest.raises(RushesError):
            workspace.shoot("it is cut off", model="paper:vellum", duration=1, size="160x90", yes=True)
        (take,) = workspace.takes()
        assert take.state is TakeState.UNKNOWN
        with pytest.raises(UsageError, match="have no names") as caught:
            workspace.settle(take.id, job="1")
        assert "--not-made" in (caught.value.hint or "")
        assert asyncio.run(workspace.ledger.claim(take.id)) is not None
