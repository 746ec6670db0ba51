"""Runs a batch: admitted as a whole, its jobs side by side, taken up where an earlier run stopped."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from rushes.batch.job import BatchJob, BatchSummary, JobResult, JobStatus, job_result
from rushes.batch.remarks import BatchRemark, Remarks
from rushes.errors import Cancelled, RushesError
from rushes.model import Money, Take, TakeState
from rushes.model_card import ModelCard
from rushes.prompts import Remark, Report, lint
from rushes.shoot.budget import Allowance, Priced
from rushes.shoot.job import Job
from rushes.shoot.making import Shooter
from rushes.shoot.request import price_of
from rushes.store.ledger import OPEN, exposure, is_reserved

__all__ = ["BatchRun", "JobPrice"]


@dataclass(frozen=True, slots=True)
class JobPrice:
    """What one job will cost: nothing when it is `there`, or under way; None when nobody knows.

    `report` says what becomes of each of its wishes, of a job that is to be made.
    """

    id: str
    model: str
    seconds: Fraction | None
    price: Money | None
    there: bool
    report: Report | None = None


class BatchRun:
    """One run of a batch. What it knows can be asked from any thread while it goes on.

    `jobs` have nothing unsaid, `wishes` are their wish keys by id, `lengths` how many seconds the clips
    have that they are made from, `board` is what the ledger calls the batch. `at_once` is how many jobs may
    be under way together, whatever the providers allow (None: as many as they do). `on_change` is told of
    each job whose status has changed, on the loop that runs.
    """

    def __init__(
        self,
        shooter: Shooter,
        jobs: Sequence[BatchJob],
        *,
        board: str,
        wishes: Mapping[str, str],
        lengths: Mapping[str, Fraction],
        allowance: Allowance,
        at_once: int | None = None,
        on_change: Callable[[JobResult], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> None:
        self._shooter = shooter
        self._jobs = {job.id: job for job in jobs}
        self._board = board
        self._wishes = wishes
        self._lengths = lengths
        self._ids = frozenset(self._jobs)
        self._allowance = allowance
        self._places = asyncio.Semaphore(at_once) if at_once is not None else None
        self._priced: list[Priced] | None = None
        self._on_change = on_change
        self._cancelled = cancelled
        self._lock = threading.Lock()
        self._results: dict[str, JobResult] = {job.id: job_result(job) for job in jobs}
        self._money: dict[str, tuple[Money, Money]] = {}
        self.errors: list[RushesError] = []
        self.admitted = False
        self._going = threading.Event()
        self._ended = threading.Event()

    # ── what it knows ─────────────────────────────────────────────────────────────────────────

    def summary(self) -> BatchSummary:
        """How every job stands now, in the batch's order."""
        with self._lock:
            estimated = sum(one.micros for one, _ in self._money.values())
            confirmed = sum(one.micros for _, one in self._money.values())
            return BatchSummary(tuple(self._results.values()), Money(estimated), Money(confirmed))

    def statuses(self) -> dict[str, JobStatus]:
        """How every job stands now, by its id."""
        with self._lock:
            return {name: result.status for name, result in self._results.items()}

    def settled(self, timeout: float) -> None:
        """Wait until a run that was stopped has put its things in order: then what it knows is the last."""
        if self._going.is_set():
            self._ended.wait(timeout)

    # ── the run ───────────────────────────────────────────────────────────────────────────────

    def plan(self) -> list[Priced]:
        """What each job will cost; nothing for one that is done or under way.

        Raises everything that speaks against the batch, before anything is begun.
        """
        self._priced = self._shooter.plan([self._asked(job) for job in self._jobs.values()], self._allowance)
        return self._priced

    def prices(self) -> list[JobPrice]:
        """What each job will cost, whatever was agreed to. Raises UsageError for what a model cannot do."""
        agreed = Allowance(yes=True, most_per_shot=Money())
        asked = [self._asked(job) for job in self._jobs.values()]
        found: list[JobPrice] = []
        used: set[str] = set()
        for job, one in zip(asked, self._shooter.plan(asked, agreed), strict=True):
            take = self._shooter.taker.begun(job, one.card, besides=used)
            if take is not None:
                used.add(take.id)
            price, report = Money(), None
            if take is None:
                price = self._price(job, one.card)
                report = self._shooter.compiled(job, one.card).report
            found.append(JobPrice(job.shot.id, one.card.id, job.length, price, take is not None, report))
        return found

    def remarks(self) -> list[BatchRemark]:
        """What models leave out of the jobs that are to be made, and what their prompts could say better.

        A job that cannot be made is left to `plan`, which raises what speaks against it.
        """
        found = Remarks()
        ports = self._shooter.ports
        takes = ports.ledger.takes(board=self._board)  # asked once: a batch may have ten thousand jobs
        there = Counter(one.wish for one in takes if one.state in OPEN or one.state is TakeState.FETCHED)
        for job in map(self._asked, self._jobs.values()):
            if there[job.wish]:
                there[job.wish] -= 1
                continue
            with contextlib.suppress(RushesError):
                card = ports.find_card(job.shot.model)
                losses = self._shooter.compiled(job, card).report.losses
                found.add(job.shot.id, card.id, losses, self._linted(job))
        return found.all()

    def _linted(self, job: Job) -> tuple[Remark, ...]:
        if job.shot.prompt is None:
            return ()
        return lint(
            job.shot.prompt,
            duration=job.length,
            picture=job.shot.first_frame is not None,
            library=self._shooter.ports.library,
        )

    def _price(self, job: Job, card: ModelCard) -> Money | None:
        library = self._shooter.ports.library
        return price_of(job.shot, size=job.size, card=card, length=job.length, library=library)

    async def run(self) -> BatchSummary:
        """Make what is missing; a job that fails stops no other. Raises what `plan` raises, and Cancelled.

        `admitted` is True from when the batch was: what was refused as a whole has begun nothing.
        """
        self._going.set()
        try:
            plan = self._priced if self._priced is not None else self.plan()
            self._priced = None
            async with self._shooter.paying(self._board, plan, self._allowance) as run:
                plan.clear()  # what waits holds no more than it needs
                self.admitted = True
                await self._all(run)
        finally:
            self._ended.set()
        return self.summary()

    async def _all(self, run: str) -> None:
        there = self._tell_what_is_there()
        tasks = [
            asyncio.create_task(self._one(job, run, there=job.id in there)) for job in self._jobs.values()
        ]
        try:
            await asyncio.gather(*tasks)
        except BaseException:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            self._look_again()
            raise

    def _tell_what_is_there(self) -> frozenset[str]:
        """The ids of the jobs whose clips are there: told now, for their turn may come in an hour."""
        used: set[str] = set()
        for job in self._jobs.values():
            asked = self._asked(job)
            take = self._shooter.taker.begun(
                asked, self._shooter.ports.card_of(asked.shot.model), besides=used
            )
            if take is not None and take.state is TakeState.FETCHED:
                used.add(take.id)
                self._set(job, take, None)
        return frozenset(job.id for job in self._jobs.values() if self._results[job.id].status == "done")

    def _look_again(self) -> None:
        """Tell how the jobs stand that nobody was told of: a create that had left got its answer."""
        ledger = self._shooter.ports.ledger
        takes = {take.id: take for take in ledger.takes(board=self._board)}
        for link in ledger.links(self._board):
            if self._wishes.get(link.shot) != link.wish or link.take not in takes:
                continue
            if self._results[link.shot].status in ("queued", "running"):
                self._set(self._jobs[link.shot], takes[link.take], None)

    async def _one(self, job: BatchJob, run: str, *, there: bool) -> None:
        def sent(take: Take) -> None:
            self._set(job, take, None)

        take: Take | None = None
        error: RushesError | None = None
        try:
            if self._places is None or there:
                take = await self._take(job, run, sent)
            else:
                async with self._places:
                    take = await self._take(job, run, sent)
        except Cancelled:
            raise
        except RushesError as raised:
            error = raised.at(job.id)
            self.errors.append(error)
        self._set(job, take if take is not None else self._last(job), error)

    async def _take(self, job: BatchJob, run: str, sent: Callable[[Take], None]) -> Take:
        return await self._shooter.taker.take(
            self._asked(job),
            sources={},
            run=run,
            allowance=self._allowance,
            sent=sent,
            cancelled=self._cancelled,
        )

    def _asked(self, job: BatchJob) -> Job:
        assert job.size is not None
        assert job.fps is not None
        return Job(
            shot=job.shot,
            board=self._board,
            wish=self._wishes[job.id],
            size=job.size,
            fps=job.fps,
            shots=self._ids,
            there=self._lengths.get(job.id),
        )

    def _last(self, job: BatchJob) -> Take | None:
        """The last take that was begun for the job, to say how it stands."""
        takes = self._shooter.ports.ledger.takes(board=self._board, shot=job.id, wish=self._wishes[job.id])
        return takes[-1] if takes else None

    def _set(self, job: BatchJob, take: Take | None, error: RushesError | None) -> None:
        result = job_result(job, take, error)
        with self._lock:
            changed = self._results[job.id] != result
            self._results[job.id] = result
            if take is not None:
                counted = exposure(take.state, take.charged, price=take.price, cost=take.cost)
                told = take.cost is not None and not is_reserved(take.state)
                self._money[job.id] = (counted, counted if told else Money())
        if changed and self._on_change is not None:
            self._on_change(result)
