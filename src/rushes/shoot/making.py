"""Makes the takes that a board lacks, side by side, each after those whose frames it needs."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial
from weakref import WeakValueDictionary

from rushes.errors import Cancelled, NoConsent, RushesError, UsageError, several
from rushes.keys import request_key
from rushes.model import CastMember, Look, Money, Request, Shot, Size, Take, TakeState
from rushes.model_card import ModelCard
from rushes.providers.base import Paced, origin_of
from rushes.shoot.inputs import FrameSource, failed_parent, gather_inputs
from rushes.shoot.request import check_shot, compile_request, price_of
from rushes.shoot.standing import dependency_order, frames_from, there, unknown_shots
from rushes.shoot.steps import Ports, finish_take, unknown
from rushes.shoot.work import Work
from rushes.store.documents import request_document
from rushes.store.ledger import OPEN, Intent
from rushes.storyboard.board import Storyboard

__all__ = ["Job", "Shooter"]

AT_ONCE = 3  # generations at a provider that does not say how many it takes


@dataclass(frozen=True, slots=True)
class Job:
    """One take to be made: the shot, whose it is, and what the film shares with it.

    `shots` are the ids of the board's shots, `again` asks for another take although there is one.
    """

    shot: Shot
    board: str
    wish: str
    size: Size
    fps: Fraction
    look: Look = Look()
    cast: tuple[CastMember, ...] = ()
    shots: frozenset[str] = frozenset()
    again: bool = False


class Shooter:
    """Makes takes with the ports that it is given; one of it serves a whole workspace."""

    def __init__(self, ports: Ports) -> None:
        self.ports = ports
        self._turns: dict[str, asyncio.Semaphore] = {}
        self._works: dict[str, Work] = {}
        self._beginnings: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    def check(self, jobs: Sequence[Job], *, may_spend: bool) -> None:
        """Raise whatever speaks against the jobs, all of it at once, before anything is begun.

        Raises UsageError for what a model cannot do, NoConsent for what costs and was not agreed to.
        """
        wrong: list[RushesError] = []
        for job in jobs:
            try:
                card = self.ports.find_card(job.shot.model)
                check_shot(job.shot, size=job.size, card=card)
                price = price_of(job.shot, size=job.size, card=card)
                if not may_spend and price != Money():
                    raise NoConsent(
                        f"{card.id} costs {price if price is not None else 'nobody knows how much'}",
                        hint="--yes agrees to it; --dry-run shows the plan; the model previz costs nothing",
                    )
            except RushesError as error:
                wrong.append(error.at(job.shot.id))
        if wrong:
            raise several(wrong)

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
        may_spend: bool = False,
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
            )
            for shot in shots
        }
        self.check(list(jobs.values()), may_spend=may_spend)
        lengths = {shot.id: shot.duration for shot in board.shots}
        running: dict[str, asyncio.Task[Take]] = {}

        async def one(job: Job) -> Take:
            sources = dict(clips or {})
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
                elif parent not in sources:
                    raise UsageError(f"shot {parent} has no take to take a frame from", shot=job.shot.id)
            parents = tuple(
                take.id
                for parent in frames_from(job.shot)
                if (take := running[parent].result() if parent in running else takes.get(parent))
            )
            take = await self.shoot(
                job,
                sources=sources,
                parents=parents,
                progress=None if progress is None else partial(progress, job.shot.id),
                cancelled=cancelled,
            )
            if on_take is not None:
                on_take(job.shot.id, take)
            return take

        for shot in shots:
            running[shot.id] = asyncio.create_task(one(jobs[shot.id]), name=f"shot {shot.id}")
        try:
            ended = await asyncio.gather(*running.values(), return_exceptions=True)
        except asyncio.CancelledError:
            await asyncio.gather(*running.values(), return_exceptions=True)
            raise
        return told(dict(zip(running, ended, strict=True)))

    async def shoot(
        self,
        job: Job,
        *,
        sources: Mapping[str, FrameSource],
        parents: tuple[str, ...] = (),
        sent: Callable[[Take], None] | None = None,
        progress: Callable[[float], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> Take:
        """Make one take, take up the one that an earlier run began for the same wish, or join who does."""
        card = self.ports.find_card(job.shot.model)
        while True:
            async with self._turn(card.provider):
                if cancelled is not None and cancelled():
                    raise Cancelled("stopped")
                beginning = self._beginnings.setdefault(job.wish, asyncio.Lock())
                async with beginning:  # whoever wants the same sees what the one before has begun
                    take, request = await self._begin(job, card, sources, parents)
                    work, joins = self._work(take)
                work.listen(sent, progress)
                if not joins:
                    return await self._finish(take, work, self.ports, request=request, cancelled=cancelled)
            if (kept := await work.result(cancelled)) is not None:
                return kept

    async def finish(
        self,
        take: Take,
        *,
        poll_interval: float | None = None,
        progress: Callable[[float], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> Take:
        """Bring a take to its end that this or another process began.

        `poll_interval` is the longest time between two checks in seconds, None: the provider's own.
        """
        ports = self.ports if poll_interval is None else replace(self.ports, poll_interval=poll_interval)
        provider = self.ports.find_card(take.model).provider
        while True:
            async with self._turn(provider):
                work, joins = self._work(take)
                work.listen(progress=progress)
                if not joins:
                    return await self._finish(take, work, ports, cancelled=cancelled)
            if (kept := await work.result(cancelled)) is not None:
                return kept

    def _work(self, take: Take) -> tuple[Work, bool]:
        """The work on the take, and whether somebody does it already."""
        joins = take.id in self._works
        if not joins:
            self._works[take.id] = Work()
        return self._works[take.id], joins

    async def _finish(
        self,
        take: Take,
        work: Work,
        ports: Ports,
        *,
        request: Request | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> Take:
        try:
            if request is None:  # since it was read, it may have come to its end
                take = ports.ledger.take(take.id)
            kept = await finish_take(
                take, ports, request=request, sent=work.sent, progress=work.progress, cancelled=cancelled
            )
        except Exception as error:
            work.stopped() if isinstance(error, Cancelled) else work.failed(error)
            raise
        except BaseException:
            work.stopped()
            raise
        else:
            work.kept(kept)
            return kept
        finally:
            del self._works[take.id]

    async def _begin(
        self, job: Job, card: ModelCard, sources: Mapping[str, FrameSource], parents: tuple[str, ...]
    ) -> tuple[Take, Request | None]:
        """The take to go on with, and its request where its intent was written here and now."""
        ledger = self.ports.ledger
        inputs = await asyncio.to_thread(
            gather_inputs,
            job.shot,
            cast=job.cast,
            card=card,
            folder=self.ports.inputs,
            sources=sources,
        )
        provider = self.ports.provider(card.provider)
        # The number comes first: whoever begins a take after it collides with ours in the ledger.
        number = ledger.next_number(job.wish)
        if not job.again and (there := self._there(job)) is not None:
            return there, None
        while True:
            asked = compile_request(
                job.shot,
                look=job.look,
                cast=job.cast,
                size=job.size,
                fps=job.fps,
                card=card,
                number=number,
                wish=job.wish,
                inputs=inputs,
            )
            request = await provider.prepare(asked)
            take, new = await ledger.begin(
                Intent(
                    board=job.board,
                    shot=job.shot.id,
                    number=number,
                    model=card.id,
                    wish=job.wish,
                    request=request_key(asked, origin=origin_of(provider)),
                    body=request_document(request),
                    words=asked.text,
                    seed=asked.seed,
                    duration=asked.duration,
                    price=price_of(job.shot, size=job.size, card=card) or Money(),
                    parents=parents,
                )
            )
            if new:
                return take, request
            if not job.again and self._fits(job, take):
                ledger.link(job.board, job.shot.id, take.id, job.wish)
                return take, None
            number += 1

    def _there(self, job: Job) -> Take | None:
        """A take of this wish that no other shot has: kept, being made, or left open by an earlier run."""
        for take in self.ports.ledger.takes(wish=job.wish):
            if take.state is TakeState.UNKNOWN and take.board == job.board and take.shot == job.shot.id:
                raise unknown(take)
            if self._fits(job, take):
                self.ports.ledger.link(job.board, job.shot.id, take.id, job.wish)
                return take
        return None

    def _fits(self, job: Job, take: Take) -> bool:
        if take.state is TakeState.FETCHED and not there(take):
            return False
        if take.state not in OPEN and take.state is not TakeState.FETCHED:
            return False
        users = {link.shot for link in self.ports.ledger.links(job.board) if link.take == take.id}
        return not (users - {job.shot.id}) & job.shots

    def _turn(self, provider: str) -> asyncio.Semaphore:
        """The provider's own limit of generations at once, over everything that this shooter makes."""
        if provider not in self._turns:
            opened = self.ports.provider(provider)
            self._turns[provider] = asyncio.Semaphore(
                opened.concurrency if isinstance(opened, Paced) else AT_ONCE
            )
        return self._turns[provider]


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
