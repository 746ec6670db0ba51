"""What became of a batch: as data, as JSON, and as a file that is whole or not there."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path

import pytest

from rushes.batch import BatchJob, BatchSummary, JobResult, job_result
from rushes.batch.results import results_path, summary_document, write_results
from rushes.errors import (
    Cancelled,
    GenerationFailed,
    Refused,
    RushesError,
    StillRunning,
    StoreError,
    UnknownOutcome,
    Unreachable,
    UsageError,
)
from rushes.model import Money, Prompt, Shot, Take, TakeState

JOB = BatchJob("pier", Shot("pier", Prompt('a "pier",\nat dusk 灯台')), extra={"x-row": 7, "x-tags": ["a"]})


def take(state: TakeState, **said: object) -> Take:
    fields = {"board": "", "shot": "pier", "number": 1, "model": "previz", "wish": "w", "request": "r"}
    when = datetime(2026, 1, 2, tzinfo=UTC)
    return Take(id="4f2a91", state=state, created=when, **fields, **said)  # pyright: ignore[reportArgumentType]


DONE = job_result(
    JOB,
    take(
        TakeState.FETCHED,
        path=Path("takes/4f.mp4"),
        duration=Fraction(5, 2),
        cost=Money(250_000),
        charged="yes",
    ),
)
FAILED = job_result(
    BatchJob("sea", Shot("sea", Prompt("the sea"))),
    take(TakeState.FAILED, error="it broke"),
    GenerationFailed("it could not be made", hint="try another prompt"),
)
QUEUED = job_result(BatchJob("0003", Shot("0003", Prompt("rain", negative="sun"))))
SUMMARY = BatchSummary((DONE, FAILED, QUEUED), estimated=Money(500_000), confirmed=Money(250_000))


@pytest.mark.parametrize(
    ("state", "error", "status"),
    [
        (None, None, "queued"),
        (None, Cancelled("stopped"), "cancelled"),
        (None, Refused("no"), "refused"),
        (None, UnknownOutcome("who knows"), "unknown"),
        (None, UsageError("no such model"), "failed"),
        (TakeState.PLANNED, None, "queued"),
        (TakeState.PLANNED, Cancelled("stopped"), "cancelled"),
        (TakeState.PLANNED, UsageError("no such model"), "failed"),
        (TakeState.SUBMITTING, None, "running"),
        (TakeState.SUBMITTING, UnknownOutcome("who knows"), "unknown"),
        (TakeState.SUBMITTED, Cancelled("stopped"), "running"),
        (TakeState.SUBMITTED, Unreachable("gone"), "running"),
        (TakeState.READY, StillRunning("soon"), "running"),
        (TakeState.FETCHED, StoreError("no room for the copy"), "done"),
        (TakeState.FAILED, None, "failed"),
        (TakeState.LOST, None, "failed"),
        (TakeState.REFUSED, None, "refused"),
        (TakeState.UNKNOWN, None, "unknown"),
        (TakeState.CANCELLED, None, "cancelled"),
    ],
)
def test_how_a_job_stands_is_told_by_its_take_and_by_what_was_raised(
    state: TakeState | None, error: RushesError | None, status: str
) -> None:
    assert job_result(JOB, None if state is None else take(state), error).status == status


def test_a_summary_counts_its_jobs() -> None:
    assert (SUMMARY.total, SUMMARY.completed, SUMMARY.failed, SUMMARY.refused, SUMMARY.unknown) == (
        3,
        1,
        1,
        0,
        0,
    )
    assert BatchSummary(()).total == 0


def test_the_document_tells_each_job_and_what_it_cost() -> None:
    document = summary_document(SUMMARY)
    listed = document.pop("jobs")
    assert document == {
        "total": 3,
        "completed": 1,
        "failed": 1,
        "refused": 0,
        "unknown": 0,
        "cancelled": 0,
        "running": 0,
        "queued": 1,
        "estimated_micros": 500_000,
        "confirmed_micros": 250_000,
    }
    assert listed == [
        {
            "id": "pier",
            "prompt": 'a "pier",\nat dusk 灯台',
            "status": "done",
            "take": "4f2a91",
            "result": {"path": str(Path("takes/4f.mp4").absolute()), "seconds": 2.5},
            "cost_micros": 250_000,
            "charged": "yes",
            "error": None,
            "x-row": 7,
            "x-tags": ["a"],
        },
        {
            "id": "sea",
            "prompt": "the sea",
            "status": "failed",
            "take": "4f2a91",
            "result": None,
            "cost_micros": None,
            "charged": "no",
            "error": {"message": "it could not be made", "hint": "try another prompt"},
        },
        {
            "id": "0003",
            "prompt": "rain",
            "status": "queued",
            "take": None,
            "result": None,
            "cost_micros": None,
            "charged": "no",
            "error": None,
        },
    ]


def test_results_lie_beside_the_batch_under_its_name(tmp_path: Path) -> None:
    batch = tmp_path / "my.prompts.csv"
    assert results_path(batch) == tmp_path / "my.prompts.results.jsonl"
    assert results_path(batch, ".csv") == tmp_path / "my.prompts.results.csv"


def test_the_lines_are_the_jobs_of_the_document(tmp_path: Path) -> None:
    target = tmp_path / "a.results.jsonl"
    write_results(SUMMARY.jobs, target)
    lines = target.read_text(encoding="utf-8").splitlines()
    assert [json.loads(line) for line in lines] == summary_document(SUMMARY)["jobs"]
    assert [one.name for one in tmp_path.iterdir()] == ["a.results.jsonl"]


def test_the_table_has_a_row_a_job_and_the_own_columns_of_all(tmp_path: Path) -> None:
    target = tmp_path / "a.results.csv"
    write_results(SUMMARY.jobs, target)
    with target.open(encoding="utf-8", newline="") as file:
        first, second, third = csv.DictReader(file)
    assert first == {
        "id": "pier",
        "prompt": 'a "pier",\nat dusk 灯台',
        "status": "done",
        "take": "4f2a91",
        "path": str(Path("takes/4f.mp4").absolute()),
        "seconds": "2.5",
        "cost_micros": "250000",
        "charged": "yes",
        "error": "",
        "hint": "",
        "x-row": "7",
        "x-tags": '["a"]',
    }
    assert (second["error"], second["hint"], second["x-row"]) == (
        "it could not be made",
        "try another prompt",
        "",
    )
    assert third["status"] == "queued"


@pytest.mark.parametrize("suffix", [".jsonl", ".csv"])
def test_a_path_that_is_no_utf8_can_be_written(tmp_path: Path, suffix: str) -> None:
    odd = JobResult("a", "a", "done", path=Path(os.fsdecode(b"/takes/caf\xe9.mp4")))
    write_results([odd], tmp_path / f"a{suffix}")
    assert "caf" in (tmp_path / f"a{suffix}").read_text(encoding="utf-8")


def test_results_replace_those_of_the_run_before_whole(tmp_path: Path) -> None:
    target = tmp_path / "a.csv"
    write_results(SUMMARY.jobs, target)
    write_results(SUMMARY.jobs[:1], target)
    with target.open(encoding="utf-8", newline="") as file:
        assert len(list(csv.DictReader(file))) == 1


def test_a_folder_that_cannot_be_written_keeps_what_was_there(tmp_path: Path, bound: list[str]) -> None:
    target = tmp_path / "a.jsonl"
    target.write_text("before")
    tmp_path.chmod(0o555)
    code = (
        "import sys; from pathlib import Path; from rushes.batch import JobResult\n"
        "from rushes.batch.results import write_results; from rushes.errors import StoreError\n"
        "try: write_results([JobResult('a', 'a', 'done')], Path(sys.argv[1]))\n"
        "except StoreError as error: print(error.message, error.hint)"
    )
    done = subprocess.run(
        [*bound, sys.executable, "-c", code, target], capture_output=True, text=True, check=True
    )
    tmp_path.chmod(0o755)
    assert "cannot be written" in done.stdout
    assert target.read_text() == "before"
    assert [one.name for one in tmp_path.iterdir()] == ["a.jsonl"]
