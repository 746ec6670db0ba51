"""One take of one shot: the one that is there, one that is under way anywhere, or a new one."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from weakref import WeakValueDictionary

from rushes.errors import Cancelled, NoConsent, Refused, RushesError
from rushes.keys import request_key
from rushes.model import Request, Take, TakeState
from rushes.model_card import ModelCard
from rushes.shoot.budget import Allowance, Priced, permit, priced
from rushes.shoot.create import unknown
from rushes.shoot.inputs import FrameSource, gather_inputs
from rushes.shoot.job import Job
from rushes.shoot.lanes import Downloads, Lanes
from rushes.shoot.ports import Ports
from rushes.shoot.request import compile_request, price_of
from rushes.shoot.standing import there
from rushes.shoot.steps import Making, ended_error
from rushes.shoot.work import Work
from rushes.store.documents import request_document
from rushes.store.ledger import OPEN, GoneAhead, Intent, Lane, TakenOver

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
        self._prepared: dict[str, Request] = {}  # of takes that were planned here and are still to be sent
        self._left_behind: dict[str, asyncio.Task[None]] = {}
        self._beginnings: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    def begun(self, job: Job, card: ModelCard, *, besides: Collection[str] = ()) -> Take | None:
        """A take of this wish that no other shot has: kept, being made, or left open by an earlier run.

        Where another take is asked for, only what was left open of this very shot: who asked for it was
        stopped, and asks again.
        """
        if job.again:
            self.ports.ledger.bury()
        fits = self._left if job.again else self._fits
        return next(
            (one for one in self._of_wish(job, card) if one.id not in besides and fits(job, one)), None
        )

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
            async with self._beginning(job):
                name = self._linked(job, card)
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
                    async with self._beginning(job):  # whoever wants the same sees what was begun before
                        name = await self._begin(
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
            self._prepared.pop(name, None)

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
        if name not in self._prepared:  # since it was read, it may have ended, or another took it up
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
            request=self._prepared.pop(name, None),
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

    # ── the beginning ─────────────────────────────────────────────────────────────────────────

    async def _begin(
        self,
        job: Job,
        card: ModelCard,
        sources: Mapping[str, FrameSource],
        *,
        parents: tuple[str, ...],
        run: str,
        allowance: Allowance,
    ) -> str:
        """The id of the take to go on with; the request of one that was planned here is kept prepared."""
        ledger, origin = self.ports.ledger, self.ports.origin(card)
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
        number = ledger.next_number(job.wish, origin)
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
                library=self.ports.library,
            )
            request = await provider.prepare(asked)
            # Meanwhile another process may have begun the same, and come to an end that forbids it.
            if (there := self._linked(job, card)) is not None:
                return there
            price = price_of(
                job.shot,
                size=job.size,
                card=card,
                cast=job.cast,
                length=asked.duration,
                library=self.ports.library,
            )
            # What another process was making when the plan was agreed to is now to be paid from here.
            agreed = (
                priced(job, card, allowance, self.ports.library)
                if price is None
                else Priced(job, card, price)
            )
            price = agreed.price
            permit([agreed], allowance)
            if price.micros and not run:
                raise NoConsent(
                    f"{card.id} would cost {price}, which was not in the plan that was agreed to",
                    hint="run the same command again: it shows the plan as it is now",
                )
            take, new = await ledger.begin(
                Intent(
                    board=job.board,
                    shot=job.shot.id,
                    number=number,
                    model=card.id,
                    wish=job.wish,
                    request=request_key(asked, origin=origin),
                    body=request_document(request),
                    words=asked.text,
                    seed=asked.seed,
                    duration=asked.duration,
                    price=price,
                    parents=parents,
                    origin=origin,
                    run=run,
                )
            )
            if new:
                self._prepared[take.id] = request
                return take.id
            number += 1

    def _linked(self, job: Job, card: ModelCard) -> str | None:
        """The id of the take that was begun for this wish, now the shot's own.

        Raises UnknownOutcome where one of this shot's waits for a person, Refused where the same wish was
        refused before: neither is sent again by itself.
        """
        take = self.begun(job, card)
        if take is not None:
            self.ports.ledger.link(job.board, job.shot.id, take.id, job.wish)
            return take.id
        for one in self._of_wish(job, card):
            own = (one.board, one.shot) == (job.board, job.shot.id)
            if one.state is TakeState.UNKNOWN and (own or not (job.again or self._others(job, one))):
                raise unknown(one)
            if one.state is TakeState.REFUSED and not job.again:
                raise Refused(
                    f"the same wish was refused before: {one.error}",
                    billed="no",
                    hint="change what was refused; `rushes retake`, or `shoot --again`, asks all the same",
                )
        return None

    def _of_wish(self, job: Job, card: ModelCard) -> list[Take]:
        origin = self.ports.origin(card)
        return [one for one in self.ports.ledger.takes(wish=job.wish) if one.origin == origin]

    def _fits(self, job: Job, take: Take) -> bool:
        if take.state is TakeState.FETCHED and not there(take):
            return False
        if take.state not in OPEN and take.state is not TakeState.FETCHED:
            return False
        return not self._others(job, take)

    def _others(self, job: Job, take: Take) -> bool:
        """Whether it is another shot's of the board."""
        users = self.ports.ledger.shots(job.board, take.id)
        return bool((users - {job.shot.id}) & job.shots)

    def _left(self, job: Job, take: Take) -> bool:
        """Whether it was begun for this shot, and nobody works on it."""
        if take.state not in OPEN or take.owner not in (None, self.ports.ledger.owner):
            return False
        busy = take.id in self._works or take.id in self._prepared
        return not busy and (take.board, take.shot) == (job.board, job.shot.id)

    def _beginning(self, job: Job) -> asyncio.Lock:
        return self._beginnings.setdefault(job.wish, asyncio.Lock())


def is_over(take: Take) -> bool:
    """Whether it ended without a clip. One that was cancelled before it was sent is begun anew."""
    unsent = take.state is TakeState.CANCELLED and take.ticket is None
    return take.state not in OPEN and take.state is not TakeState.FETCHED and not unsent
