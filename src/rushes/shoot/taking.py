"""Brings the take of a job to its end: once, whoever else in this process or elsewhere wants it."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Mapping
from dataclasses import replace

from rushes.errors import Cancelled, RushesError
from rushes.model import Take, TakeState
from rushes.shoot.beginning import Beginnings
from rushes.shoot.budget import Allowance
from rushes.shoot.inputs import FrameSource
from rushes.shoot.job import Job
from rushes.shoot.lanes import Downloads, Lanes
from rushes.shoot.ports import Ports
from rushes.shoot.steps import Making, ended_error
from rushes.shoot.work import Work
from rushes.store.ledger import OPEN, GoneAhead, Lane, TakenOver

__all__ = ["Taker"]

IN_THE_DOOR = 48  # takes that are compiled, planned and sent at a time; what waits after that is small
BETWEEN_LOOKS = 5.0  # seconds between two tries to bring a take on that nobody here wants
LOOKS = (0.2, 1.0)  # seconds between two looks at a take that another process makes: at first, and at most


class Turn:
    """A place that was acquired, and is given back once, however it ends."""

    __slots__ = ("_place",)

    def __init__(self, place: asyncio.Semaphore) -> None:
        self._place: asyncio.Semaphore | None = place

    def give_back(self) -> None:
        place, self._place = self._place, None
        if place is not None:
            place.release()


class Taker:
    """Brings takes to their end; one of it serves a whole workspace."""

    def __init__(self, ports: Ports) -> None:
        self.ports = ports
        self.lanes = Lanes(ports.provider, ports.clock.now)
        self._downloads = Downloads()
        self._door = asyncio.Semaphore(IN_THE_DOOR)
        self._works: dict[str, Work] = {}
        self._beginnings = Beginnings(ports, self.works_on)
        self.begun = self._beginnings.begun
        self._left_behind: dict[str, asyncio.Task[None]] = {}

    def works_on(self, take: str) -> bool:
        """Whether somebody in this process makes the take at this moment."""
        return take in self._works

    async def take(
        self,
        job: Job,
        *,
        sources: Mapping[str, FrameSource],
        parents: tuple[str, ...] = (),
        run: str = "",
        allowance: Allowance | None = None,
        sent: Callable[[Take], None] | None = None,
        progress: Callable[[float], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> Take:
        """Make one take, take up the one that an earlier run began for the same wish, or join who does.

        `run` is what it is paid from. Raises what the provider raised, Refused and UnknownOutcome for what
        came of the same wish before, BudgetExceeded, StillRunning, Cancelled.
        """
        card = self.ports.card_of(job.shot.model)
        lane = await self.lanes.of(card)
        while True:
            # What is under way waits for no turn: it has been paid for.
            async with self._beginnings.alone(job):
                name = self._beginnings.linked(job, card)
            if name is not None:
                kept = await self._bring(name, lane, sent=sent, progress=progress, cancelled=cancelled)
            else:
                self.ports.find_card(job.shot.model)  # what is retired is begun no more
                place = self.lanes.turn(lane)
                await place.acquire()
                turn, door = Turn(place), None
                try:
                    await self._door.acquire()
                    door = Turn(self._door)
                    if cancelled is not None and cancelled():
                        raise Cancelled("stopped")
                    # Whoever wants the same sees what was begun before.
                    async with self._beginnings.alone(job):
                        name = await self._beginnings.begin(
                            job, card, sources, parents=parents, run=run, allowance=allowance or Allowance()
                        )
                    kept = await self._bring(
                        name, lane, turn=turn, door=door, sent=sent, progress=progress, cancelled=cancelled
                    )
                finally:
                    turn.give_back()
                    if door is not None:
                        door.give_back()
            if kept is not None:
                return kept

    async def finish(
        self,
        take: Take,
        *,
        poll_interval: float | None = None,
        progress: Callable[[float], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> Take:
        """Bring a take to its end that this or another process began. Whoever waits buys nothing.

        What costs and was not sent is not sent here: it ends, cancelled, unless another process that lives
        sends it; whoever asked for it begins it anew. `poll_interval` is the longest time between two
        checks in seconds, None: the provider's own.
        """
        lane = await self.lanes.of(self.ports.card_of(take.model))
        while True:
            kept = await self._bring(
                take.id,
                lane,
                buys=False,
                poll_interval=poll_interval,
                progress=progress,
                cancelled=cancelled,
            )
            if kept is not None:
                return kept
            take = self.ports.ledger.take(take.id)
            if take.state not in OPEN and take.state is not TakeState.FETCHED:
                raise ended_error(take)

    # ── on the way ────────────────────────────────────────────────────────────────────────────

    async def _bring(
        self,
        name: str,
        lane: Lane,
        *,
        buys: bool = True,
        turn: Turn | None = None,
        door: Turn | None = None,
        poll_interval: float | None = None,
        sent: Callable[[Take], None] | None = None,
        progress: Callable[[float], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> Take | None:
        """The take of this id, kept; by this call, or by whoever makes it already. None: look again.

        Ten thousand may wait in here: each holds its id, not the whole take.
        """
        work, joins = self._work(name)
        work.listen(sent, progress)
        if joins:
            return await work.result(cancelled)
        if door is not None:
            work.listen(lambda _take: door.give_back())
        try:
            kept = await self._made(
                name, lane, work, buys=buys, turn=turn, poll_interval=poll_interval, cancelled=cancelled
            )
        except (TakenOver, GoneAhead):
            work.stopped()
            if is_over(taken := self.ports.ledger.take(name)):
                raise ended_error(taken) from None
            return None
        except BaseException as error:
            try:
                await self._let_go(name)
            finally:  # whoever joined looks again at once, and must find the take free
                if isinstance(error, Exception) and not isinstance(error, Cancelled):
                    work.failed(error)
                else:
                    work.stopped()
            raise
        else:
            work.stopped() if kept is None else work.kept(kept)
            return kept
        finally:
            del self._works[name]
            self._beginnings.prepared.pop(name, None)

    async def _let_go(self, name: str) -> None:
        """Who stops working on a take holds it no more: another process may go on with it at once."""
        with contextlib.suppress(RushesError):  # a ledger that cannot be written tells it elsewhere
            await self.ports.ledger.let_go(name)

    async def _made(
        self,
        name: str,
        lane: Lane,
        work: Work,
        *,
        buys: bool,
        turn: Turn | None,
        poll_interval: float | None,
        cancelled: Callable[[], bool] | None,
    ) -> Take | None:
        # Since it was read, it may have ended, or another took it up.
        if name not in self._beginnings.prepared:
            ended = await self._ended(name, cancelled)
            if ended is not None:
                return ended if ended.state is TakeState.FETCHED else None
        ledger = self.ports.ledger
        card = self.ports.card_of(ledger.take(name).model)
        ports = self.ports if poll_interval is None else replace(self.ports, poll_interval=poll_interval)
        making = Making(
            ports,
            self.ports.provider(card.provider),
            card,
            lane,
            self._downloads,
            buys=buys,
            bring_on=self._bring_on,
            cancelled=cancelled,
        )
        take, done = await making.until_ready(
            ledger.take(name),
            request=self._beginnings.prepared.pop(name, None),
            sent=work.sent,
            progress=work.progress,
        )
        if turn is not None:
            turn.give_back()  # what is ready runs at the provider no more
        kept = await making.fetch(take, done)
        work.progress(1.0)
        return kept

    async def _ended(self, name: str, cancelled: Callable[[], bool] | None) -> Take | None:
        """None once the take is this process's to go on with; else how it ended.

        Fetched, or cancelled before it was sent: then it is begun anew. Raises for any other end.
        """
        take = await self._owned(name, cancelled)
        if is_over(take):
            raise ended_error(take)
        return None if take.state in OPEN else take

    async def _owned(self, name: str, cancelled: Callable[[], bool] | None) -> Take:
        """The take once this process may work on it, or once another has brought it to its end."""
        pause, slowest = LOOKS
        while True:
            if cancelled is not None and cancelled():
                raise Cancelled("stopped", hint="what was begun is taken up by the next run")
            claimed = await self.ports.ledger.claim(name)
            if claimed is not None:
                return claimed
            await self.ports.clock.sleep(pause)
            pause = min(pause * 1.5, slowest)

    def _bring_on(self, take: Take) -> None:
        """Bring a take to its end that is in the way of others, if nobody works on it."""
        if take.id not in self._works and take.id not in self._left_behind:
            self._left_behind[take.id] = asyncio.create_task(self._brought_on(take))

    async def _brought_on(self, take: Take) -> None:
        try:
            if await self.ports.ledger.claim(take.id) is not None:
                await self.finish(take)
        except RushesError:
            pass  # the ledger knows how it ended, and whoever wants the take is told
        await self.ports.clock.sleep(BETWEEN_LOOKS)
        del self._left_behind[take.id]

    def _work(self, name: str) -> tuple[Work, bool]:
        """The work on the take, and whether somebody in this process does it already."""
        joins = name in self._works
        if not joins:
            self._works[name] = Work()
        return self._works[name], joins


def is_over(take: Take) -> bool:
    """Whether it ended without a clip. One that was cancelled before it was sent is begun anew."""
    unsent = take.state is TakeState.CANCELLED and take.ticket is None
    return take.state not in OPEN and take.state is not TakeState.FETCHED and not unsent
