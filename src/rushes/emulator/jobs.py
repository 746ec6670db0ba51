"""The vendor's side of a generation: its states, its queue, and what it costs.

A job's life is worked out from the clock alone, so any amount of time may pass at once: it waits
while the model has all the jobs that the account may have, is queued, runs, and ends.
"""

from __future__ import annotations

import hashlib
import heapq
import math
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Literal
from uuid import UUID

from rushes.model import Json

__all__ = ["Fate", "Job", "Jobs", "Media", "Order", "Status"]

Status = Literal["throttled", "pending", "running", "succeeded", "failed", "cancelled", "deleted"]
DAY = 86_400.0


@dataclass(frozen=True, slots=True)
class Media:
    """What a job makes. `width` and `height` in pixels, `fps` such as `24` or `24000/1001`."""

    kind: Literal["video", "image", "audio"] = "video"
    width: int = 1280
    height: int = 720
    seconds: float = 5.0
    fps: str = "24"

    @property
    def suffix(self) -> str:
        return {"video": ".mp4", "image": ".png", "audio": ".wav"}[self.kind]

    @property
    def content_type(self) -> str:
        return {"video": "video/mp4", "image": "image/png", "audio": "audio/wav"}[self.kind]


@dataclass(frozen=True, slots=True)
class Order:
    """What was asked for. `request` is a hash of path and body.

    `estimated` and `final`: the vendor's credits, held at the beginning and kept at the end. `key` is what
    its customer calls it.
    """

    dialect: str
    operation: str
    model: str
    request: str
    prompt: str
    estimated: float
    final: float
    media: Media
    outputs: int = 1
    key: str = ""


@dataclass(frozen=True, slots=True)
class Fate:
    """How a job goes on. `hidden_until`: no look-up knows it before (seconds of virtual time).
    `forgotten`: a restart loses it. `stuck`: it never ends.
    """

    ending: Literal["succeeded", "failed", "cancelled"] = "succeeded"
    code: str | None = None
    words: str = ""
    charged: bool = True
    stuck: bool = False
    hidden_until: float = 0.0
    forgotten: bool = False


@dataclass(slots=True)
class Job:
    """One accepted job. Times are seconds of virtual time."""

    id: str
    number: int
    order: Order
    fate: Fate
    accepted: float
    queue: float
    run: float
    begun: float | None = None
    cancelled: float | None = None
    kept: float | None = None  # credits, once it is over
    lost: bool = False

    @property
    def ends(self) -> float:
        if self.begun is None or self.fate.stuck:
            return math.inf
        return self.begun + self.queue + self.run

    def status(self, now: float) -> Status:
        if self.cancelled is not None:
            return "deleted"
        if self.begun is None or now < self.begun:
            return "throttled"
        if now >= self.ends:
            return self.fate.ending
        return "pending" if now < self.begun + self.queue else "running"

    def progress(self, now: float) -> float:
        """From 0 to 0.99 while it runs."""
        if self.begun is None:
            return 0.0
        done = (now - self.begun - self.queue) / self.run if self.run else 1.0
        return round(min(0.99, max(0.0, done)), 4)

    def charged(self) -> float:
        """Credits that the vendor holds or keeps for it."""
        return self.order.estimated if self.kept is None else self.kept

    def plain(self, now: float) -> dict[str, Json]:
        """A line of the bill."""
        return {
            "number": self.number,
            "id": self.id,
            "dialect": self.order.dialect,
            "operation": self.order.operation,
            "model": self.order.model,
            "request": self.order.request,
            "prompt": self.order.prompt[:80],
            "accepted_at": round(self.accepted, 3),
            "status": "lost" if self.lost else self.status(now),
            "failure_code": self.fate.code if self.status(now) == "failed" else None,
            "estimated": self.order.estimated,
            "charged": self.charged(),
            "refunded": self.order.estimated - self.charged(),
        }


@dataclass(slots=True)
class _Line:
    """One model's jobs: those that it works on, and those that wait for room."""

    active: int = 0
    waiting: deque[Job] = field(default_factory=deque[Job])
    accepted: deque[float] = field(default_factory=deque[float])


class Jobs:
    """Every job that was ever accepted. `queue` and `run`: seconds of virtual time, about."""

    def __init__(self, *, seed: int, queue: float, run: float, limits: Mapping[str, int], limit: int) -> None:
        self.seed, self.queue, self.run = seed, queue, run
        self.limits, self.limit = limits, limit
        self.charged = 0.0  # credits that the vendor holds or keeps, for all of them
        self._by_id: dict[str, Job] = {}
        self._lines: dict[str, _Line] = {}
        self._ends: list[tuple[float, int, Job]] = []

    def __iter__(self) -> Iterator[Job]:
        return iter(self._by_id.values())

    def __len__(self) -> int:
        return len(self._by_id)

    def concurrency(self, model: str) -> int:
        """How many jobs of a model the account may have at once."""
        return self.limits.get(model, self.limit)

    def accept(self, order: Order, fate: Fate, now: float) -> Job:
        """Take on a job; its id follows from the seed and its number alone."""
        number = len(self._by_id) + 1
        digest = hashlib.sha256(f"{self.seed}:{number}".encode()).digest()
        spread = 0.8 + 0.4 * digest[16] / 255
        job = Job(
            str(UUID(bytes=digest[:16], version=4)), number, order, fate, now, self.queue, self.run * spread
        )
        self._by_id[job.id] = job
        self.charged += order.estimated
        line = self._lines.setdefault(order.model, _Line())
        line.accepted.append(now)
        line.waiting.append(job)
        self._fill(order.model, now)
        return job

    def find(self, id_: str, now: float) -> Job | None:
        """A job that a look-up knows."""
        job = self._by_id.get(id_)
        if job is None or job.lost or job.cancelled is not None or now < job.fate.hidden_until:
            return None
        return job

    def keyed(self, dialect: str, key: str, now: float) -> Job | None:
        """A job of a dialect's customer who called it `key`, if a look-up knows it."""
        named = (job for job in self if key and (job.order.dialect, job.order.key) == (dialect, key))
        return next((job for job in named if self.find(job.id, now) is not None), None)

    def numbered(self, id_: str) -> Job | None:
        """A job, whether or not the vendor would say that it knows it."""
        return self._by_id.get(id_)

    def settle(self, now: float) -> None:
        """Let everything happen that happens until `now`, in its order."""
        while self._ends and self._ends[0][0] <= now:
            ended, _, job = heapq.heappop(self._ends)
            if job.cancelled is None:
                self._keep(job, job.order.final if job.fate.charged else 0.0)
                self._free(job, ended)

    def cancel(self, job: Job, now: float, *, charge_running: bool) -> None:
        """Stop a job that runs, or delete one that is over."""
        status = job.status(now)
        if status in {"throttled", "pending", "running"}:
            charged = status == "running" and charge_running
            self._keep(job, job.order.final if charged else 0.0)
            line = self._lines[job.order.model]
            if job.begun is None:
                line.waiting.remove(job)
            else:
                self._free(job, now)
        job.cancelled = now

    def forget(self) -> None:
        """What a restart of the vendor loses."""
        for job in self._by_id.values():
            job.lost = job.fate.forgotten

    def today(self, model: str, now: float) -> int:
        """Jobs of a model accepted in the last 24 hours."""
        line = self._lines.get(model)
        if line is None:
            return 0
        while line.accepted and line.accepted[0] <= now - DAY:
            line.accepted.popleft()
        return len(line.accepted)

    def models(self) -> list[str]:
        """The models that were ever asked for."""
        return list(self._lines)

    def bill(self, now: float) -> dict[str, Json]:
        """Everything that was bought. Credits are the vendor's own unit."""
        self.settle(now)
        lines: list[Json] = [job.plain(now) for job in self]
        estimated = sum(job.order.estimated for job in self)
        credits_: dict[str, Json] = {
            "estimated": estimated,
            "charged": self.charged,
            "refunded": estimated - self.charged,
        }
        return {"jobs_accepted": len(self), "credits": credits_, "jobs": lines}

    def _keep(self, job: Job, amount: float) -> None:
        job.kept = float(math.ceil(amount))
        self.charged += job.kept - job.order.estimated

    def _fill(self, model: str, now: float) -> None:
        line = self._lines[model]
        while line.waiting and line.active < self.concurrency(model):
            job = line.waiting.popleft()
            line.active += 1
            job.begun = now
            if not job.fate.stuck:
                heapq.heappush(self._ends, (job.ends, job.number, job))

    def _free(self, job: Job, now: float) -> None:
        self._lines[job.order.model].active -= 1
        self._fill(job.order.model, now)


def order_of(content: Mapping[str, Json]) -> tuple[Order, Fate]:
    """An order and a fate as a journal keeps them."""
    order = dict(content["order"])  # type: ignore[arg-type]
    media = Media(**order.pop("media"))  # type: ignore[arg-type]
    return Order(media=media, **order), Fate(**content["fate"])  # type: ignore[arg-type]


def kept(order: Order, fate: Fate) -> dict[str, Json]:
    """What a journal keeps of a job."""
    return {"order": asdict(order), "fate": asdict(fate)}
