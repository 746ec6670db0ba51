"""The create, which costs: sent once, and what became of it written down.

A create is sent again only where the provider deduplicates on the take's key, or where it provably was
not accepted. Otherwise the take is of unknown outcome, and a person settles it.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import NoReturn

from rushes.errors import (
    Cancelled,
    GenerationFailed,
    ProviderError,
    Refused,
    RushesError,
    StillRunning,
    StoreError,
    UnknownOutcome,
)
from rushes.model import Charged, Request, Take, TakeState, Ticket
from rushes.providers.base import Absent, Adoptable, Deduplicating, Findable, Found, Listing, Placed, Provider
from rushes.shoot.finding import look_for
from rushes.shoot.pace import Pace
from rushes.shoot.ports import Ports
from rushes.store.ledger import IN_FLIGHT, GoneAhead, Lane, Ledger, Settlement, TakenOver

__all__ = ["Sending", "create", "end_of", "find_lost", "to_its_end", "told_of", "unknown"]

log = logging.getLogger("rushes")

TRIES = 5  # creates of one run that provably were not accepted
LONGEST_WAIT = 300.0  # seconds that a provider may ask us to wait before the run gives up
LANE_LOOK = 0.5  # seconds between two looks at whether another process has left the lane
RESCUES = 12  # tries to write a ticket down, with pauses that come to about a minute


class Lost(Exception):
    """A create that may have been accepted and brought no ticket; `why` is what the provider raised."""

    def __init__(self, why: RushesError) -> None:
        super().__init__(str(why))
        self.why = why


@dataclass(frozen=True, slots=True)
class Sending:
    """One take's create in the hands of this process: its provider, its lane, and when to stop.

    `patience` is how many seconds a full lane may stand still; `bring_on` is told of what is in the way
    there, for nobody may be working on it.
    """

    ports: Ports
    provider: Provider
    lane: Lane
    free: bool
    cancelled: Callable[[], bool] | None = None
    patience: float = 3600.0
    bring_on: Callable[[Take], None] | None = None

    def stop_if_told(self) -> None:
        if self.cancelled is not None and self.cancelled():
            raise Cancelled("stopped", hint="what was begun is taken up by the next run")

    def pace(self) -> Pace:
        return Pace(1.0, here=not isinstance(self.provider, Placed))


async def create(take: Take, request: Request, sending: Sending) -> Take:
    """Send a planned take's request, once it is its turn, and return it submitted.

    Or one whose create may have left, where the provider makes one for its key: that stays `submitting`
    meanwhile, for what is only planned ends when this process does, and is begun anew under another key.
    Raises what the provider raised, UnknownOutcome, TakenOver, StoreError, Cancelled.
    """
    pace = sending.pace()
    while True:
        had_left = take.state is TakeState.SUBMITTING
        await (_still_ours(take, sending) if had_left else _turn(take, sending))
        try:
            return await to_its_end(_send(take, request, sending, had_left=had_left))
        except Lost as lost:
            pause = pace.after_miss(lost.why.retry_after if isinstance(lost.why, ProviderError) else None)
            if pace.misses >= TRIES:
                await outcome_unknown(take, sending, lost.why)
            take = await find_lost(take, sending, lost.why)
            if take.state not in (TakeState.PLANNED, TakeState.SUBMITTING):
                return take
        except ProviderError as error:
            take = sending.ports.ledger.take(take.id)
            if take.state is not TakeState.PLANNED:
                raise
            pause = pace.after_miss(error.retry_after)
            if pace.misses >= TRIES or pause > LONGEST_WAIT:
                await sending.ports.ledger.ended(take.id, TakeState.FAILED, error=str(error), charged="no")
                raise
        sending.stop_if_told()
        await sending.ports.clock.sleep(pause)


async def _turn(take: Take, sending: Sending) -> None:
    """Write down that the create leaves now, as soon as the lane has room."""
    ledger, clock = sending.ports.ledger, sending.ports.clock
    before: Sequence[Take] = ()
    since = clock.now()
    while True:
        sending.stop_if_told()
        if await _intended(take, sending):
            return
        there = in_the_way(take, ledger)
        if [one.id for one in there] != [one.id for one in before]:
            before, since = there, clock.now()
        elif clock.now() - since > sending.patience:
            raise full_lane(take, there, sending.patience)
        if sending.bring_on is not None:
            for one in there:
                sending.bring_on(one)
        await clock.sleep(LANE_LOOK)


async def _still_ours(take: Take, sending: Sending) -> None:
    """Look once more that the create, whose intent is written, may leave again."""
    sending.stop_if_told()
    if not sending.ports.ledger.may_send(take.id):
        raise TakenOver(f"take {take.id} was taken over by another process before it was sent again")


async def _intended(take: Take, sending: Sending) -> bool:
    """Write down that the create leaves now, and look once more that it may; False when the lane is full.

    Whoever is stopped or hindered in here has sent nothing, and that is written down, too.
    """
    ledger = sending.ports.ledger
    try:
        if await ledger.submitting(take.id, sending.lane) is None:
            return False
        if not ledger.may_send(take.id):
            raise TakenOver(f"take {take.id} was taken over by another process before it was sent")
    except (asyncio.CancelledError, StoreError):
        with contextlib.suppress(RushesError):  # nor was it written that it would
            await ledger.unsent(take.id, reason="stopped before it was sent")
        raise
    return True


def in_the_way(take: Take, ledger: Ledger) -> list[Take]:
    """The takes that run in the lane of this one."""
    return [
        one
        for one in ledger.open_takes()
        if one.state in IN_FLIGHT and (one.model, one.origin) == (take.model, take.origin)
    ]


def full_lane(take: Take, there: Sequence[Take], patience: float) -> StillRunning:
    names = ", ".join(one.id[:12] for one in there[:5])
    return StillRunning(
        f"take {take.id} was not sent: {take.model} makes as many clips as the account may have at once, and"
        f" none has ended for {patience:g} s: {names}",
        hint="nothing was bought; `rushes takes wait` waits for them, `rushes takes cancel ID` stops one",
    )


async def _send(take: Take, request: Request, sending: Sending, *, had_left: bool) -> Take:
    """The one place that spends: what comes of it is in the ledger when this returns or raises.

    Back in `planned` when it provably was not accepted and may be sent again. `had_left`: an earlier try
    may have been accepted, whatever becomes of this one.
    """
    ledger = sending.ports.ledger
    try:
        ticket = await sending.provider.submit(request, key=take.id)
    except Exception as error:
        told = told_of(error, sending.provider, free=sending.free)
        state, charged = end_of(told, free=sending.free)
        if state is TakeState.UNKNOWN or (had_left and state is not TakeState.REFUSED):
            raise Lost(told) from error
        if isinstance(told, ProviderError) and told.retryable and charged == "no":
            await ledger.unsent(take.id, reason=str(told))
        else:
            await ledger.ended(take.id, state, error=str(told), charged=charged)
        raise told from error
    return await keep_ticket(take, ticket, sending)


async def keep_ticket(take: Take, ticket: Ticket, sending: Sending) -> Take:
    """Write the ticket down, whatever it takes: what it stands for is paid.

    A full disk is waited for. A take that was given up as unknown meanwhile is settled with the ticket.
    Raises StoreError with the generation's own name when nothing helps.
    """
    ledger, pause = sending.ports.ledger, 0.2
    told: StoreError | None = None
    for _ in range(RESCUES):
        try:
            return await ledger.submitted(take.id, ticket)
        except StoreError as error:
            if told is None:  # said at once: nobody may be there when the tries are over
                log.critical(
                    "take %s was accepted by %s as %s, and the ledger cannot be written yet: %s",
                    take.id, ticket.provider, ticket.data.get("id"), error,
                )  # fmt: skip
            told = error
        with contextlib.suppress(RushesError):
            there = ledger.take(take.id)
            if there.ticket is not None and there.ticket.data.get("id") == ticket.data.get("id"):
                return there  # a connection that was lost had written it
        if isinstance(told, TakenOver | GoneAhead):
            break
        await sending.ports.clock.sleep(pause)
        pause = min(pause * 1.8, 10.0)
    with contextlib.suppress(RushesError):
        return await ledger.settle(take.id, Settlement(ticket, by="the process that sent it"))
    job = ticket.data.get("id")
    with contextlib.suppress(RushesError):
        await ledger.remark(take.id, "late ticket", {"provider": ticket.provider, "data": dict(ticket.data)})
    raise StoreError(
        f"take {take.id} was accepted by {ticket.provider} as {job}, and that cannot be written down: {told}",
        hint=f"mend that, then: rushes takes settle {take.id} --job {job}",
    )


async def find_lost(take: Take, sending: Sending, why: RushesError | None = None) -> Take:
    """A create that left, or may have, without a ticket: found, sent again where that is safe, or unknown.

    It stays `submitting` where the provider makes one for its key: `create` asks again by that. Only its
    owner asks, when whoever sent it is proved dead or its call is over.
    """
    ledger, provider = sending.ports.ledger, sending.provider
    if sending.free:
        return await ledger.unsent(take.id, reason="it costs nothing")
    if isinstance(provider, Deduplicating):
        return ledger.take(take.id)
    if isinstance(provider, Findable | Listing):
        pace = sending.pace()
        left = datetime.now(UTC)
        for event in ledger.events(take.id):
            if event.kind == TakeState.SUBMITTING:
                left = event.at
        visible = left + timedelta(seconds=provider.visible_after)
        while True:
            late = sending.ports.http.now() >= visible
            try:
                found = await look_for(take, provider, ledger, left)
            except ProviderError as error:
                if not error.retryable or pace.misses >= TRIES:
                    break
                pause = pace.after_miss(error.retry_after)
            else:
                if isinstance(found, Found):
                    return await keep_ticket(take, found.ticket, sending)
                if late and isinstance(found, Absent) and _alone(take, sending):
                    return await ledger.unsent(take.id, reason="the provider has never heard of it")
                if late:
                    break  # it cannot say, or whoever meant to send it may still do so
                pause = pace.after_answer()
            sending.stop_if_told()
            await sending.ports.clock.sleep(pause)
    return await outcome_unknown(take, sending, why)


async def outcome_unknown(take: Take, sending: Sending, why: RushesError | None) -> NoReturn:
    """Write down that nobody knows whether the create was accepted. Raises UnknownOutcome."""
    told = str(why) if why is not None else "the process that sent it is gone"
    await sending.ports.ledger.ended(take.id, TakeState.UNKNOWN, error=told, charged="unknown")
    raise unknown(take, adoptable=isinstance(sending.provider, Adoptable), why=why)


def _alone(take: Take, sending: Sending) -> bool:
    """Whether nobody else can send the take any more: it was ours, or its owner is proved dead.

    One that was taken over because its owner was silent may be sent yet, when that one wakes.
    """
    silent = False
    for event in sending.ports.ledger.events(take.id):
        if event.kind == TakeState.SUBMITTING:
            silent = False
        elif event.kind == "claimed":
            silent = silent or event.detail.get("before") is not None
    return not silent


async def to_its_end(step: Coroutine[object, object, Take]) -> Take:
    """A step that a cancellation must not cut in two: what was sent gets its ticket written down."""
    task = asyncio.ensure_future(step)
    stopped: asyncio.CancelledError | None = None
    while not task.done():
        try:
            await asyncio.wait({task})
        except asyncio.CancelledError as error:
            stopped = error
    if stopped is None:
        return task.result()
    error = None if task.cancelled() else task.exception()
    if isinstance(error, StoreError) and not isinstance(error, TakenOver):
        raise error  # it names what is paid, and the ledger does not know it
    raise stopped


def end_of(error: RushesError, *, free: bool) -> tuple[TakeState, Charged]:
    """What an error makes of a take, and whether it was paid for."""
    if isinstance(error, Refused):
        return TakeState.REFUSED, "no" if free else error.billed
    if free or not isinstance(error, ProviderError):
        return TakeState.FAILED, "no"
    if error.billed == "unknown":
        return TakeState.UNKNOWN, "unknown"
    return TakeState.FAILED, error.billed


def told_of(error: Exception, provider: Provider, *, free: bool) -> RushesError:
    """`error` as one of ours: what a provider raises unasked is its failure."""
    if isinstance(error, RushesError):
        return error
    return GenerationFailed(
        f"{provider.name} broke: {type(error).__name__}: {error}",
        provider=provider.name,
        billed="no" if free else "unknown",
    )


def unknown(take: Take, *, adoptable: bool = True, why: RushesError | None = None) -> UnknownOutcome:
    """Nobody knows whether the take's create was accepted; a person has to look."""
    job = f"rushes takes settle {take.id} --job ID, where it was made; " if adoptable else ""
    told = f"{take.model} may have accepted the request" if why is None else why.message
    return UnknownOutcome(
        f"{told}; no ticket came back for take {take.id}",
        provider=take.model.partition(":")[0],
        hint=f"nothing was sent again; look at the provider's own page, then {job}"
        f"rushes takes settle {take.id} --not-made, where it was not;"
        " or with --lost, where it was paid for and is gone",
    )
