"""Batches that are made: once, side by side, within what was agreed to, whatever goes wrong with some."""

from __future__ import annotations

import threading
from collections.abc import Callable
from fractions import Fraction

import pytest
from batch_vendor import MODEL, BatchVendor, until
from made_clips import clip

from rushes.batch import Batch, JobResult
from rushes.errors import (
    BudgetExceeded,
    Cancelled,
    GenerationFailed,
    NoConsent,
    Refused,
    SeveralEnds,
    StillRunning,
    UnknownOutcome,
    UsageError,
)
from rushes.model import Money, Size
from rushes.shoot.budget import Allowance

Start = Callable[..., BatchVendor]


class Ear:
    """Hears how jobs change; sets `reached` once so many are under way."""

    def __init__(self, wanted: int = 0) -> None:
        self.heard: list[tuple[str, str]] = []
        self.most_at_once = 0
        self.reached = threading.Event()
        self._wanted = wanted
        self._running: set[str] = set()

    def __call__(self, result: JobResult) -> None:
        self.heard.append((result.id, result.status))
        if result.status == "running":
            self._running.add(result.id)
        else:
            self._running.discard(result.id)
        self.most_at_once = max(self.most_at_once, len(self._running))
        if self._wanted and len(self._running) >= self._wanted:
            self.reached.set()


def three() -> Batch:
    batch = Batch()
    for prompt in ("a lamp", "the sea", "a door"):
        batch.add(prompt, model=MODEL, duration=2)
    return batch


def test_the_same_again_is_another_take_and_a_second_run_makes_nothing(runway: BatchVendor) -> None:
    path = runway.table("a lamp", "the sea", "a lamp", "a lamp")
    with runway.open() as workspace:
        made = workspace.batch(path, yes=True)
        takes = {job.id: workspace.take(job.take or "") for job in made.jobs}
        assert [job.extra["x-place"] for job in made.jobs] == ["1", "2", "3", "4"]
    assert made.completed == made.total == 4
    assert sorted(takes[name].number for name in ("0001", "0003", "0004")) == [1, 2, 3]
    assert len({takes[name].sha256 for name in takes}) == 4
    assert made.estimated == made.confirmed == Money.dollars("0.96")
    with runway.open() as workspace:
        again = workspace.batch(path)  # nobody has to agree to what costs nothing
    assert again == made
    assert (len(runway.prompts()), runway.charged) == (4, 96)


def test_rows_that_are_appended_are_all_that_is_made(runway: BatchVendor) -> None:
    with runway.open() as workspace:
        before = workspace.batch(runway.table("a lamp", "a lamp"), yes=True)
        path = runway.table("a lamp", "a lamp", "a lamp", "the sea")
        assert [price.there for price in workspace.price_batch(path)] == [True, True, False, False]
        after = workspace.batch(path, allowance=Allowance.dollars("0.48"))
    assert [job.take for job in after.jobs[:2]] == [job.take for job in before.jobs]
    assert runway.prompts() == ["a lamp", "a lamp", "a lamp", "the sea"]


def test_it_is_priced_before_anything_is_made(runway: BatchVendor) -> None:
    batch = three()
    batch.add("a drawing", model="previz", duration=1, size="160x90")
    with runway.open() as workspace:
        prices = workspace.price_batch(batch)
        assert [(one.id, one.price, one.seconds) for one in prices] == [
            *((f"000{number}", Money.dollars("0.24"), Fraction(2)) for number in (1, 2, 3)),
            ("0004", Money(), Fraction(1)),
        ]
    assert runway.prompts() == []


def test_what_is_made_from_a_clip_is_priced_by_the_clip_s_length(runway: BatchVendor) -> None:
    clip(runway.folder / "street.mp4", 3, size=Size(640, 360))
    lines = ['{"prompt": "make it snow", "video": "street.mp4", "model": "runway:aleph2"}',
             '{"prompt": "rain", "video": "street.mp4", "model": "runway:aleph2"}']  # fmt: skip
    path = runway.write("\n".join(lines) + "\n", "clips.jsonl")
    with runway.open() as workspace:
        prices = workspace.price_batch(path)
        assert [(one.price, one.seconds) for one in prices] == [(Money.dollars("0.84"), Fraction(3))] * 2
        with pytest.raises(BudgetExceeded, match=r"\$1\.68.*(\n.*)*3 s, \$0\.84"):
            workspace.batch(path, allowance=Allowance.dollars("1.67"))
        made = workspace.batch(path, allowance=Allowance.dollars("1.68"))
        assert (made.completed, made.estimated) == (2, Money.dollars("1.68"))
        (runway.folder / "street.mp4").write_bytes(b"no clip")
        with pytest.raises(SeveralEnds) as caught:
            workspace.price_batch(path)
        assert [error.shot for error in caught.value.errors] == ["0001", "0002"]
        assert str(caught.value).startswith("nothing was begun: 2 things speak against it")
        assert caught.value.hint == "mend these, and run the same command again"


def test_a_failure_that_was_charged_is_confirmed_money_too(runway: BatchVendor) -> None:
    runway.server.fault("failed_with_charge", prompt="storm")
    runway.server.fault("failed_without_charge", prompt="knife")
    with runway.open() as workspace:
        made = workspace.batch(runway.table("a storm", "a knife", "a lamp"), yes=True)
        assert [job.status for job in made.jobs] == ["failed", "failed", "done"]
        assert made.estimated == made.confirmed == Money.dollars("0.48") == workspace.cost().total.total
    assert runway.charged == 48


def test_what_nobody_agreed_to_is_refused_whole_before_the_first_create(runway: BatchVendor) -> None:
    with runway.open() as workspace:
        with pytest.raises(NoConsent, match=r"3 takes with runway:gen4\.5 would cost \$0\.72"):
            workspace.start_batch(three())
        with pytest.raises(BudgetExceeded, match=r"\$0\.72") as caught:
            workspace.batch(three(), allowance=Allowance.dollars("0.71"))
        assert "0002" in str(caught.value)  # the priced plan
        with pytest.raises(BudgetExceeded, match="3 shots"):
            workspace.batch(three(), allowance=Allowance(yes=True, most_shots=2))
        bad = three()
        bad.add("too long", model=MODEL, duration=11)
        with pytest.raises(UsageError, match="0004"):
            workspace.batch(bad, yes=True)
        assert workspace.takes() == []
    assert runway.prompts() == []


def test_what_goes_wrong_with_some_stops_no_other(runway: BatchVendor) -> None:
    runway.server.fault("failed_without_charge", prompt="storm")
    runway.server.fault("refused_after_billing", prompt="knife", count=0)
    runway.server.fault("accept_then_drop", prompt="door")
    path = runway.table("a storm", "a knife", "a door", "a lamp", "the sea")
    with runway.open() as workspace:
        started = workspace.start_batch(path, yes=True, at_once=1)
        summary = started.wait()
        kinds = {error.shot: type(error) for error in started.errors}
    assert kinds == {"0001": GenerationFailed, "0002": Refused, "0003": UnknownOutcome}
    assert [job.status for job in summary.jobs] == ["failed", "refused", "unknown", "done", "done"]
    assert started.statuses() == {job.id: job.status for job in summary.jobs}
    assert [job.charged for job in summary.jobs] == ["no", "yes", "unknown", "yes", "yes"]
    assert all(job.error and job.hint for job in summary.jobs[1:3])
    assert (summary.failed, summary.refused, summary.unknown, summary.completed) == (1, 1, 1, 2)
    with runway.open() as workspace:  # what failed is asked for again; the others wait for a person
        again = workspace.batch(path, yes=True)
    assert [job.status for job in again.jobs] == ["done", "refused", "unknown", "done", "done"]
    assert runway.prompts() == ["a door", "a knife", "a lamp", "a storm", "a storm", "the sea"]


@pytest.mark.parametrize("at_once", [1, 2])
def test_no_more_are_under_way_than_was_asked_for(runway: BatchVendor, at_once: int) -> None:
    ear = Ear()
    with runway.open() as workspace:
        path = runway.table(*(f"lamp {number}" for number in range(5)))
        made = workspace.batch(path, yes=True, at_once=at_once, on_change=ear)
    assert made.completed == 5
    assert ear.most_at_once == at_once


def test_how_it_stands_can_be_watched_while_it_runs(start: Start) -> None:
    runway = start(tick=0)
    ear = Ear(3)
    with runway.open() as workspace:
        started = workspace.start_batch(three(), yes=True, on_change=ear)
        assert ear.reached.wait(30)
        assert started.statuses() == dict.fromkeys(("0001", "0002", "0003"), "running")
        assert started.summary().estimated == Money.dollars("0.72")
        with pytest.raises(StillRunning, match=r"after 0.05 s"):
            started.wait(0.05)
        runway.server.advance(60)
        summary = started.wait(30)
    assert summary.completed == 3
    assert started.statuses() == dict.fromkeys(("0001", "0002", "0003"), "done")
    assert ear.heard[-1][1] == "done"


def test_what_a_closed_workspace_left_is_taken_up(start: Start) -> None:
    runway = start(tick=0)
    ear = Ear(2)
    with runway.open() as workspace:
        started = workspace.start_batch(three(), yes=True, at_once=2, on_change=ear)
        assert ear.reached.wait(30)
    left = started.summary()
    assert [job.status for job in left.jobs] == ["running", "running", "queued"]
    assert len(runway.prompts()) == 2
    with runway.open() as workspace:
        # only the third is still to be paid for
        ear = Ear(3)
        started = workspace.start_batch(three(), allowance=Allowance.dollars("0.24"), on_change=ear)
        assert ear.reached.wait(30)
        runway.server.advance(60)
        summary = started.wait(30)
    assert [job.take for job in summary.jobs[:2]] == [job.take for job in left.jobs[:2]]
    assert len(runway.prompts()) == 3


def test_what_is_there_is_told_at_once_and_waits_for_no_place(start: Start) -> None:
    runway = start()
    with runway.open() as workspace:
        workspace.batch(runway.table("a lamp", "the sea", name="first.csv"), yes=True)
    runway.server.fault("stuck_at_99", prompt="storm")
    batch = Batch()
    for prompt in ("a storm", "a lamp", "the sea"):
        batch.add(prompt, model=MODEL, duration=2)
    ear = Ear(1)
    with runway.open() as workspace:
        started = workspace.start_batch(batch, yes=True, at_once=1, on_change=ear)
        assert ear.reached.wait(30)
        assert list(started.statuses().values()) == ["running", "done", "done"]
        started.stop()


def test_a_stopped_batch_knows_what_became_of_a_create_that_had_left(start: Start) -> None:
    runway = start(tick=0)
    runway.server.fault("slow_accept", seconds=1, prompt="door")
    ear = Ear(2)
    with runway.open() as workspace:
        started = workspace.start_batch(three(), yes=True, on_change=ear)
        assert ear.reached.wait(30)
        until(lambda: len(runway.prompts()) == 3, "the third was sent")
        started.stop()
        with pytest.raises(Cancelled, match="stopped"):
            started.wait()
        assert list(started.statuses().values()) == ["running", "running", "running"]
    assert len(runway.prompts()) == 3
