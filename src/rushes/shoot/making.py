"""Makes the takes that a board lacks, side by side, each after those whose frames it needs."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from functools import partial

from rushes.errors import Cancelled, OutOfCredit, RushesError, UsageError, several
from rushes.model import Money, Take
from rushes.model_card import ModelCard
from rushes.shoot.budget import Allowance, Priced, new_run, over_cap, permit, priced, total_of
from rushes.shoot.compile import Compiled, compile_shot
from rushes.shoot.inputs import FrameSource, clip_lengths, failed_parent
from rushes.shoot.job import Job
from rushes.shoot.ports import Ports
from rushes.shoot.standing import dependency_order, frames_from, unknown_shots
from rushes.shoot.steps import is_free
from rushes.shoot.taking import Taker
from rushes.store.ledger import OPEN
from rushes.storyboard.board import Storyboard

__all__ = ["Job", "Shooter"]


class Shooter:
    """Makes takes with the ports that it is given; one of it serves a whole workspace."""

    def __init__(self, ports: Ports, cards: Callable[[], Sequence[ModelCard]]) -> None:
        self.ports = ports
        self.taker = Taker(ports)
        self._cards = cards

    def plan(self, jobs: Sequence[Job], allowance: Allowance) -> list[Priced]:
        """The jobs with what each will cost; one that is there or under way costs nothing more.

        Raises whatever speaks against them, all of it at once, before anything is begun: UsageError for
        what a model cannot do, NoConsent and BudgetExceeded for what costs and was not agreed to.
        """
        plan: list[Priced] = []
        wrong: list[RushesError] = []
        used: set[str] = set()
        self.ports.ledger.bury()  # what a dead process had only planned is to be paid for anew
        for job in jobs:
            try:
                card = self.ports.card_of(job.shot.model)
                there = self.taker.begun(job, card, besides=used)
                if there is not None:
                    used.add(there.id)
                    plan.append(Priced(job, card, Money(), under_way=there.state in OPEN))
                    continue
                card = self.ports.find_card(job.shot.model)
                self.compiled(job, card)
                plan.append(priced(job, card, allowance, self.ports.library))
            except RushesError as error:
                wrong.append(error.at(job.shot.id))
        if not wrong:
            try:
                permit(plan, allowance)
            except RushesError as error:
                wrong.append(error.at(jobs[0].shot.id) if len(jobs) == 1 else error)
        if wrong:
            raise several(wrong, begun=False)
        return plan

    def compiled(self, job: Job, card: ModelCard) -> Compiled:
        """The job as the model is asked for it, with its report.

        Raises UsageError for whatever the model cannot do, or could not even be told of.
        """
        return compile_shot(
            job.shot,
            card,
            size=job.size,
            look=job.look,
            cast=job.cast,
            fps=job.fps,
            there=job.there,
            library=self.ports.library,
        )

    @contextlib.asynccontextmanager
    async def paying(self, board: str, plan: Sequence[Priced], allowance: Allowance) -> AsyncGenerator[str]:
        """Reserve what the whole plan costs, and give back at the end what was not needed.

        Gives the name of the run, empty where nothing costs. Raises BudgetExceeded with the priced plan,
        OutOfCredit where the account has less than it needs: then nothing was bought.
        """
        total = total_of(plan)
        # What another process was making is begun anew from here, should that one end before it is sent.
        if not total.micros and not any(one.under_way and not is_free(one.card) for one in plan):
            yield ""
            return
        run = new_run(board, total, allowance, self.ports.caps)
        try:
            over = await self.ports.ledger.admit(run)
            if over is not None:
                raise over_cap(over, plan, self._cards(), self.ports.library)
            await self._check_credit(plan)
            yield run.id
        finally:
            with contextlib.suppress(RushesError):  # a ledger that cannot be written tells it elsewhere
                await self.ports.ledger.end_run(run.id)

    async def make_takes(
        self,
        board: Storyboard,
        wanted: Iterable[str],
        *,
        board_id: str,
        wishes: Mapping[str, str],
        takes: Mapping[str, Take],
        clips: Mapping[str, FrameSource] | None = None,
        again: bool = False,
        allowance: Allowance | None = None,
        on_take: Callable[[str, Take], None] | None = None,
        progress: Callable[[str, float], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> dict[str, Take]:
        """Make a take of each shot in `wanted`, and return them by shot.

        `wishes` are the board's wish keys, `takes` the takes that its other shots use, `clips` the
        user's clips by shot: frames are taken from these. `on_take` is told of each take as soon as
        it is kept; it is called on the event loop and must return at once. A shot that fails stops
        none but those that need its frame; when all have ended, everything that went wrong is raised
        together (`rushes.errors.several`).
        """
        asked = set(wanted)
        if missing := unknown_shots(board, sorted(asked)):
            raise missing
        shots = [shot for shot in dependency_order(board.shots) if shot.id in asked]
        made_here = frozenset(shot.id for shot in board.shots if shot.clip is None)
        needed = asked.union(*(frames_from(shot) for shot in shots))
        made_from = await asyncio.to_thread(clip_lengths, board, needed)
        jobs = {
            shot.id: Job(
                shot=shot,
                board=board_id,
                wish=wishes[shot.id],
                size=board.size,
                fps=board.fps,
                look=board.look,
                cast=board.cast,
                shots=made_here,
                again=again,
                there=made_from.get(shot.id),
            )
            for shot in shots
        }
        allowance = allowance or Allowance()
        plan = self.plan(list(jobs.values()), allowance)
        async with self.paying(board_id, plan, allowance) as run:
            return await self._all(
                jobs,
                takes=takes,
                clips=clips or {},
                lengths={shot.id: shot.duration or made_from.get(shot.id) for shot in board.shots},
                run=run,
                allowance=allowance,
                on_take=on_take,
                progress=progress,
                cancelled=cancelled,
            )

    async def shoot(
        self,
        job: Job,
        *,
        allowance: Allowance | None = None,
        sent: Callable[[Take], None] | None = None,
        progress: Callable[[float], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> Take:
        """Make the take of one job that needs no other shot; raises what `plan` and its provider raise."""
        allowance = allowance or Allowance()
        plan = self.plan([job], allowance)
        async with self.paying(job.board, plan, allowance) as run:
            return await self.taker.take(
                job,
                sources={},
                run=run,
                allowance=allowance,
                sent=sent,
                progress=progress,
                cancelled=cancelled,
            )

    async def _all(
        self,
        jobs: Mapping[str, Job],
        *,
        takes: Mapping[str, Take],
        clips: Mapping[str, FrameSource],
        lengths: Mapping[str, Fraction | None],
        run: str,
        allowance: Allowance,
        on_take: Callable[[str, Take], None] | None,
        progress: Callable[[str, float], None] | None,
        cancelled: Callable[[], bool] | None,
    ) -> dict[str, Take]:
        running: dict[str, asyncio.Task[Take]] = {}

        async def one(job: Job) -> Take:
            sources = dict(clips)
            parents: list[str] = []
            for parent in frames_from(job.shot):
                task = running.get(parent)
                if task is not None:
                    await asyncio.wait({task})
                    error = None if task.cancelled() else task.exception()
                    if task.cancelled() or isinstance(error, Cancelled):
                        raise Cancelled("stopped")
                    if isinstance(error, RushesError):
                        raise failed_parent(error, job.shot.id, parent)
                take = task.result() if task is not None else takes.get(parent)
                if take is not None:
                    sources[parent] = frame_source(take, lengths[parent])
                    parents.append(take.id)
                elif parent not in sources:
                    raise UsageError(
                        f"shot {parent} has no take to take a frame from",
                        shot=job.shot.id,
                        hint=f"make {parent} first: rushes film makes both",
                    )
            take = await self.taker.take(
                job,
                sources=sources,
                parents=tuple(parents),
                run=run,
                allowance=allowance,
                progress=None if progress is None else partial(progress, job.shot.id),
                cancelled=cancelled,
            )
            if on_take is not None:
                on_take(job.shot.id, take)
            return take

        for name, job in jobs.items():
            running[name] = asyncio.create_task(one(job), name=f"shot {name}")
        try:
            ended = await asyncio.gather(*running.values(), return_exceptions=True)
        except asyncio.CancelledError:
            await asyncio.gather(*running.values(), return_exceptions=True)
            raise
        return told(dict(zip(running, ended, strict=True)))

    async def _check_credit(self, plan: Sequence[Priced]) -> None:
        """Raise OutOfCredit where an account says that it holds less than its part of the plan costs."""
        parts: dict[str, int] = {}
        for one in plan:
            parts[one.card.provider] = parts.get(one.card.provider, 0) + one.price.micros
        for name, micros in parts.items():
            account = await self.taker.lanes.account(name) if micros else None
            if account is None or account.credit is None or account.credit.micros >= micros:
                continue
            raise OutOfCredit(
                f"the plan costs {Money(micros)} at {name}, and the account has {account.credit} left;"
                " nothing was bought",
                provider=name,
                billed="no",
                hint="buy credit, make fewer shots, or take the model previz, which costs nothing",
            )


def frame_source(take: Take, length: Fraction | None) -> FrameSource:
    """What the film shows of a take: a model may have made more than was asked for."""
    assert take.path is not None
    assert take.sha256 is not None
    trimmed = length if length is not None and take.duration > length else None
    return FrameSource(take.path, take.sha256, end=trimmed)


def told(ended: Mapping[str, Take | BaseException]) -> dict[str, Take]:
    """The takes, or everything that went wrong, raised together."""
    wrong: list[RushesError] = []
    for shot, end in ended.items():
        if isinstance(end, asyncio.CancelledError | Cancelled):
            raise Cancelled("stopped", hint="what is done is kept; run it again to make the rest")
        if isinstance(end, RushesError):
            wrong.append(end.at(shot))
        elif isinstance(end, BaseException):
            raise end
    if wrong:
        raise several(wrong)
    return {shot: end for shot, end in ended.items() if isinstance(end, Take)}
