"""A batch as frozen data: its jobs, and what became of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path
from typing import Literal, get_args

from rushes.errors import Cancelled, Refused, RushesError, StillRunning, UnknownOutcome
from rushes.model import Charged, Json, Money, Prompt, Shot, Size, Take, TakeState
from rushes.prompts.compile import sentence

__all__ = ["STATUSES", "BatchJob", "BatchSummary", "JobResult", "JobStatus", "job_result", "made_id"]

JobStatus = Literal["queued", "running", "done", "refused", "failed", "unknown", "cancelled"]
STATUSES: tuple[JobStatus, ...] = get_args(JobStatus)


@dataclass(frozen=True, slots=True)
class BatchJob:
    """One clip that a batch asks for.

    What its file leaves unsaid is None, and a model is empty then: `with_defaults` fills it in.
    `extra` holds the columns that begin with `x-`, `line` is where the job stands in its file (0: in none).
    """

    id: str
    shot: Shot
    size: Size | None = None
    fps: Fraction | None = None
    extra: Mapping[str, Json] = field(default_factory=dict[str, Json])
    line: int = 0

    @property
    def prompt(self) -> str:
        """What the clip shows: as it was written where it is one text, else its parts as prose."""
        prompt = self.shot.prompt
        if prompt is None:
            return ""
        plain = prompt == Prompt(text=prompt.text, negative=prompt.negative)
        return prompt.text if plain else sentence(prompt)

    def with_defaults(self, *, model: str, duration: Fraction, size: Size, fps: Fraction) -> BatchJob:
        """The job with what it leaves unsaid filled in. What is made from a clip is as long as that is."""
        shot = self.shot
        length = duration if shot.duration is None and shot.footage is None else shot.duration
        if not shot.model or shot.duration != length:
            shot = replace(shot, model=shot.model or model, duration=length)
        return replace(self, shot=shot, size=self.size or size, fps=self.fps or fps)


def made_id(number: int) -> str:
    """What the job at this place, counted from 1, is called when nobody gives it an id."""
    return f"{number:04d}"


@dataclass(frozen=True, slots=True)
class JobResult:
    """What became of one job of a batch.

    `take` is the id of its take, where one was begun. `path` and `seconds`, the clip's length, are set once
    it is done. `cost` is what the provider reported, `charged` whether it was paid for.
    """

    id: str
    prompt: str
    status: JobStatus
    take: str | None = None
    path: Path | None = None
    seconds: Fraction | None = None
    cost: Money | None = None
    charged: Charged = "no"
    error: str | None = None
    hint: str | None = None
    extra: Mapping[str, Json] = field(default_factory=dict[str, Json])


@dataclass(frozen=True, slots=True)
class BatchSummary:
    """What became of a batch: one result a job, in the batch's order.

    `estimated` is what its takes were expected to cost, `confirmed` what providers have reported.
    """

    jobs: tuple[JobResult, ...]
    estimated: Money = Money()
    confirmed: Money = Money()

    @property
    def total(self) -> int:
        return len(self.jobs)

    @property
    def completed(self) -> int:
        return self.count("done")

    @property
    def failed(self) -> int:
        return self.count("failed")

    @property
    def refused(self) -> int:
        return self.count("refused")

    @property
    def unknown(self) -> int:
        return self.count("unknown")

    def count(self, status: JobStatus) -> int:
        """How many jobs stand so."""
        return sum(one.status == status for one in self.jobs)


STANDING: Mapping[TakeState, JobStatus] = {
    TakeState.SUBMITTED: "running",
    TakeState.READY: "running",
    TakeState.FETCHED: "done",
    TakeState.FAILED: "failed",
    TakeState.LOST: "failed",
    TakeState.REFUSED: "refused",
    TakeState.UNKNOWN: "unknown",
    TakeState.CANCELLED: "cancelled",
}


def job_result(job: BatchJob, take: Take | None = None, error: RushesError | None = None) -> JobResult:
    """What became of `job`, as far as its take and what was raised for it tell.

    Without either it has not begun. A take that has come to an end says how the job stands, and one that
    the provider works on goes on, whatever was raised here.
    """
    known = JobResult(id=job.id, prompt=job.prompt, status=status_of(take, error), extra=job.extra)
    if take is not None:
        known = replace(known, take=take.id, cost=take.cost, charged=take.charged)
    if known.status == "done":
        assert take is not None
        return replace(known, path=take.path, seconds=take.duration)
    if error is not None:
        return replace(known, error=error.message, hint=error.hint)
    return known if take is None else replace(known, error=take.error)


def status_of(take: Take | None, error: RushesError | None) -> JobStatus:
    unsent = take is not None and take.state is TakeState.CANCELLED and take.ticket is None
    if take is not None and take.state in STANDING and not (unsent and error is not None):
        return STANDING[take.state]
    sent = take is not None and take.state is not TakeState.PLANNED and not unsent
    match error:
        case None:
            return "running" if sent else "queued"
        case Cancelled() | StillRunning():
            return "running" if sent else "cancelled"
        case Refused():
            return "refused"
        case UnknownOutcome():
            return "unknown"
        case _:
            return "failed"
