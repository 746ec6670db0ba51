"""Batches in Python: jobs from a file or from code, made together and watched while they are."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from rushes.errors import Cancelled, StillRunning
from rushes.shoot.budget import Allowance
from rushes.shoot.portal import LAST_WORDS
from rushes.storyboard.board import Storyboard
from rushes.workspace.boards import Boards

if TYPE_CHECKING:
    from concurrent.futures import Future

    from rushes.batch import Batch, BatchJob, BatchRemark, BatchSummary, JobResult, JobStatus
    from rushes.batch.run import BatchRun, JobPrice
    from rushes.errors import RushesError

__all__ = ["Batches", "StartedBatch"]


class StartedBatch:
    """A batch that is being made. Closing its workspace stops it; the next run goes on with it."""

    def __init__(self, run: BatchRun, work: Future[BatchSummary]) -> None:
        self._run = run
        self._work = work

    def statuses(self) -> dict[str, JobStatus]:
        """How every job stands now, by its id."""
        return self._run.statuses()

    def summary(self) -> BatchSummary:
        """What is known of the batch now."""
        return self._run.summary()

    @property
    def admitted(self) -> bool:
        """Whether it may run: what it costs was agreed to, and is reserved."""
        return self._run.admitted

    @property
    def errors(self) -> list[RushesError]:
        """What went wrong so far, each error with its job's id."""
        return list(self._run.errors)

    def wait(self, timeout: float | None = None) -> BatchSummary:
        """The results, once every job has ended; a job that failed raises nothing, its result tells.

        Raises BudgetExceeded, NoConsent and UsageError when the batch was refused as a whole, StillRunning
        after `timeout` seconds, Cancelled after Ctrl-C.
        """
        from concurrent.futures import CancelledError

        try:
            return self._work.result(timeout)
        except TimeoutError:
            if self._work.done():
                raise
            raise StillRunning(
                f"the batch is still being made after {timeout:g} s", hint="it goes on; wait for it again"
            ) from None
        except (KeyboardInterrupt, CancelledError):
            self.stop()
            with suppress(KeyboardInterrupt):  # a second one stops at once
                self._run.settled(LAST_WORDS)
            raise Cancelled("stopped", hint="what was begun is taken up by the next run") from None

    def stop(self) -> None:
        """Stop it. What providers work on goes on there, and is taken up by the next run."""
        self._work.cancel()


class Batches(Boards):
    """A workspace that makes batches."""

    def batch(
        self,
        batch: Batch | Path | str,
        *,
        at_once: int | None = None,
        yes: bool = False,
        allowance: Allowance | None = None,
        on_change: Callable[[JobResult], None] | None = None,
    ) -> BatchSummary:
        """Make every clip of a batch, and return what became of each; the arguments are `start_batch`'s.

        summary = workspace.batch("prompts.csv", allowance=Allowance.dollars(5))
        print(summary.completed, "of", summary.total)
        """
        return self.start_batch(
            batch, at_once=at_once, yes=yes, allowance=allowance, on_change=on_change
        ).wait()

    def start_batch(
        self,
        batch: Batch | Path | str,
        *,
        at_once: int | None = None,
        yes: bool = False,
        allowance: Allowance | None = None,
        on_change: Callable[[JobResult], None] | None = None,
    ) -> StartedBatch:
        """Begin a batch and return at once: a `Batch`, or the file that it is read from.

        It is admitted as a whole or not at all. As many jobs run together as the providers allow, and
        at most `at_once`. What was made before is not made again; what an earlier run left is taken up.
        `on_change` is told of each job whose status has changed, on another thread; it must return at
        once. Raises BatchError for a wrong file, UsageError for what a model cannot do, NoConsent,
        BudgetExceeded.

            started = workspace.start_batch(batch, yes=True)
            print(started.statuses())
        """
        made = self._batch_run(batch, allowance or Allowance(yes=yes), at_once, on_change)
        made.plan()
        return StartedBatch(made, self.portal.start(made.run()))

    def price_batch(self, batch: Batch | Path | str) -> list[JobPrice]:
        """What each job of a batch would cost. Makes and spends nothing. Raises what `start_batch` raises.

        [job.id for job in workspace.price_batch("prompts.csv") if job.price is None]
        """
        return self._batch_run(batch, Allowance(), None, None).prices()

    def batch_remarks(self, batch: Batch | Path | str) -> list[BatchRemark]:
        """What models leave out of the jobs that are to be made, and what their prompts could say better.

        What is said of many jobs is said once, with their ids. Makes and spends nothing; a job that cannot
        be made is left to `price_batch`. Raises BatchError for a wrong file.

            for remark in workspace.batch_remarks("prompts.csv"):
                print(remark)
        """
        return self._batch_run(batch, Allowance(), None, None).remarks()

    def _batch_run(
        self,
        batch: Batch | Path | str,
        allowance: Allowance,
        at_once: int | None,
        on_change: Callable[[JobResult], None] | None,
    ) -> BatchRun:
        from rushes.batch import Batch
        from rushes.batch.run import BatchRun
        from rushes.shoot.inputs import clip_lengths

        if not isinstance(batch, Batch):
            batch = Batch.load(batch)
        jobs = [self._whole(job) for job in batch.jobs]
        made_from = {job.id for job in jobs if job.shot.footage is not None}
        shots = Storyboard(shots=tuple(job.shot for job in jobs))
        return BatchRun(
            self.shooter,
            jobs,
            board=self._batch_id(batch),
            wishes={job.id: self._wish(job) for job in jobs},
            lengths=clip_lengths(shots, made_from),
            allowance=allowance,
            at_once=at_once,
            on_change=on_change,
        )

    def _whole(self, job: BatchJob) -> BatchJob:
        from rushes.shoot.single import LENGTH

        settings = self.settings
        return job.with_defaults(model=settings.model, duration=LENGTH, size=settings.size, fps=settings.fps)

    def _wish(self, job: BatchJob) -> str:
        assert job.size is not None
        assert job.fps is not None
        return self.wishes(Storyboard(shots=(job.shot,), size=job.size, fps=job.fps))[job.shot.id]

    def _batch_id(self, batch: Batch) -> str:
        return "batch" if batch.path is None else self.named(batch.path)
