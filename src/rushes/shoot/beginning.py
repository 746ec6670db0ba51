"""What becomes of a wish: a take that is there or under way, or a new one, whose intent is written down."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Mapping
from weakref import WeakValueDictionary

from rushes.errors import NoConsent, Refused
from rushes.keys import request_key
from rushes.model import Request, Take, TakeState
from rushes.model_card import ModelCard
from rushes.shoot.budget import Allowance, Priced, permit, priced
from rushes.shoot.create import unknown
from rushes.shoot.inputs import FrameSource, gather_inputs
from rushes.shoot.job import Job
from rushes.shoot.ports import Ports
from rushes.shoot.request import compile_request, price_of
from rushes.shoot.standing import there
from rushes.store.documents import request_document
from rushes.store.ledger import OPEN, Intent

__all__ = ["Beginnings"]


class Beginnings:
    """Finds the take that a job goes on with, or begins one; nothing is sent here.

    `works_on` says whether somebody in this process makes a take at this moment. `prepared` holds the
    requests of takes that were planned here and are still to be sent, by the takes' ids.
    """

    def __init__(self, ports: Ports, works_on: Callable[[str], bool]) -> None:
        self.prepared: dict[str, Request] = {}
        self._ports = ports
        self._works_on = works_on
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    def alone(self, job: Job) -> asyncio.Lock:
        """Held by whoever looks for the take of a wish or begins it: others see what came of that."""
        return self._locks.setdefault(job.wish, asyncio.Lock())

    def begun(self, job: Job, card: ModelCard, *, besides: Collection[str] = ()) -> Take | None:
        """A take of this wish that no other shot has: kept, being made, or left open by an earlier run.

        Where another take is asked for, only what was left open of this very shot: who asked for it was
        stopped, and asks again.
        """
        if job.again:
            self._ports.ledger.bury()
        fits = self._left if job.again else self._fits
        return next(
            (one for one in self._of_wish(job, card) if one.id not in besides and fits(job, one)), None
        )

    async def begin(
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
        ledger, origin = self._ports.ledger, self._ports.origin(card)
        inputs = await asyncio.to_thread(
            gather_inputs,
            job.shot,
            cast=job.cast,
            card=card,
            folder=self._ports.inputs,
            sources=sources,
        )
        provider = self._ports.provider(card.provider)
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
                library=self._ports.library,
            )
            request = await provider.prepare(asked)
            # Meanwhile another process may have begun the same, and come to an end that forbids it.
            if (there := self.linked(job, card)) is not None:
                return there
            price = price_of(
                job.shot,
                size=job.size,
                card=card,
                cast=job.cast,
                length=asked.duration,
                library=self._ports.library,
            )
            # What another process was making when the plan was agreed to is now to be paid from here.
            agreed = (
                priced(job, card, allowance, self._ports.library)
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
                self.prepared[take.id] = request
                return take.id
            number += 1

    def linked(self, job: Job, card: ModelCard) -> str | None:
        """The id of the take that was begun for this wish, now the shot's own.

        Raises UnknownOutcome where one of this shot's waits for a person, Refused where the same wish was
        refused before: neither is sent again by itself.
        """
        take = self.begun(job, card)
        if take is not None:
            self._ports.ledger.link(job.board, job.shot.id, take.id, job.wish)
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
        origin = self._ports.origin(card)
        return [one for one in self._ports.ledger.takes(wish=job.wish) if one.origin == origin]

    def _fits(self, job: Job, take: Take) -> bool:
        if take.state is TakeState.FETCHED and not there(take):
            return False
        if take.state not in OPEN and take.state is not TakeState.FETCHED:
            return False
        return not self._others(job, take)

    def _others(self, job: Job, take: Take) -> bool:
        """Whether it is another shot's of the board."""
        users = self._ports.ledger.shots(job.board, take.id)
        return bool((users - {job.shot.id}) & job.shots)

    def _left(self, job: Job, take: Take) -> bool:
        """Whether it was begun for this shot, and nobody works on it."""
        if take.state not in OPEN or take.owner not in (None, self._ports.ledger.owner):
            return False
        busy = self._works_on(take.id) or take.id in self.prepared
        return not busy and (take.board, take.shot) == (job.board, job.shot.id)
