"""What a person does about a take on its way: stops it, or says what became of it where nobody knows."""

from __future__ import annotations

from rushes.errors import ConfigError, StillRunning, UsageError
from rushes.model import Take, TakeState
from rushes.model_card import ModelCard
from rushes.providers.base import Adoptable, Done, Failed, Pending, Placed, Provider, Stoppable
from rushes.shoot.create import Sending, end_of, find_lost
from rushes.shoot.finding import job_of
from rushes.shoot.steps import is_free
from rushes.shoot.taking import Taker
from rushes.store.documents import read_request
from rushes.store.ledger import OPEN, Lane, Ledger, Settlement

__all__ = ["adopt_job", "cancel_take", "check_unknown", "given_up"]


async def cancel_take(taker: Taker, take: Take, card: ModelCard) -> Take:
    """Have a take stopped, and return it as it stands then.

    Where nobody else works on it, its end is written down here; else whoever does sees it when it looks
    next, and the take that is returned is still open. A clip that was ready before is kept. Raises
    StillRunning where it cannot be stopped from here, UnknownOutcome for a create that nobody knows of.
    """
    if take.state not in OPEN:
        return take
    provider = taker.ports.provider(card.provider)
    if take.ticket is None:
        take = await _unsent(taker, take, provider, card)
        if take.ticket is None or take.state not in OPEN:
            return take
    if is_free(card) and not isinstance(provider, Placed):
        return await _drawn_here(taker, take, provider)
    return await _stopped(taker, take, provider, card)


async def _unsent(taker: Taker, take: Take, provider: Provider, card: ModelCard) -> Take:
    """A take without a ticket: it ends, unless its create has left or another process may send it."""
    mine = await _mine(taker, take)
    if mine is None:
        doing = "is about to send it" if take.state is TakeState.PLANNED else "sends it at this moment"
        raise StillRunning(
            f"take {take.id} is {take.state.value}, and another process {doing}:"
            " it cannot be stopped from here",
            hint="stop that process with Ctrl-C, or run this again once the provider has accepted it",
            shot=take.shot or None,
        )
    if mine.state is TakeState.SUBMITTING:
        sending = Sending(taker.ports, provider, Lane(card.provider), free=is_free(card))
        mine = await find_lost(mine, sending)
    if mine.state is TakeState.SUBMITTING:
        await taker.ports.ledger.let_go(mine.id)
        raise StillRunning(
            f"take {take.id} may have been accepted by {card.provider}: it is asked for again by its key",
            hint=f"`rushes takes wait {take.id[:12]}` does, and buys it once; then it can be stopped",
            shot=take.shot or None,
        )
    if mine.state is TakeState.PLANNED:
        said = "cancelled before it was sent"
        return await taker.ports.ledger.ended(mine.id, TakeState.CANCELLED, error=said, charged="no")
    return mine


async def _drawn_here(taker: Taker, take: Take, provider: Provider) -> Take:
    """A take that a process of this machine makes, at no cost: nobody but that process can stop it."""
    mine = await _mine(taker, take)
    if mine is None:
        raise StillRunning(
            f"take {take.id} is made on this machine, by another process or by another call:"
            " it cannot be stopped from here",
            hint="stop that one with Ctrl-C",
            shot=take.shot or None,
        )
    assert take.ticket is not None
    if isinstance(provider, Stoppable):
        await provider.cancel(take.ticket)
    if mine.state not in OPEN:
        return mine
    state = TakeState.FAILED if mine.state is TakeState.READY else TakeState.CANCELLED
    return await taker.ports.ledger.ended(take.id, state, error="cancelled by a person", charged="no")


async def _stopped(taker: Taker, take: Take, provider: Provider, card: ModelCard) -> Take:
    """Ask the provider to stop it, look once more, and write the end down where it is ours to write."""
    assert take.ticket is not None
    before = await provider.check(take.ticket)
    if isinstance(before, Failed) and before.end == "lost":
        # It was accepted: one look that finds nothing proves nothing, and nothing can be stopped by it.
        raise before.error
    if isinstance(before, Pending):
        if not isinstance(provider, Stoppable):
            raise StillRunning(
                f"{card.provider} has no call that stops a generation: take {take.id} goes on, paid for",
                hint=f"`rushes takes wait {take.id[:12]}` fetches its clip",
                shot=take.shot or None,
            )
        await taker.ports.ledger.remark(take.id, "cancelling")
        await provider.cancel(take.ticket)
    mine = await _mine(taker, take)
    if mine is None or mine.state not in OPEN:
        return taker.ports.ledger.take(take.id)
    found = await provider.check(take.ticket) if isinstance(before, Pending) else before
    if isinstance(found, Done):  # it was ready first, and is paid for
        return await taker.finish(mine)
    if isinstance(found, Pending):
        raise StillRunning(
            f"{card.provider} was asked to stop take {take.id}, and still works on it",
            hint=f"`rushes takes wait {take.id[:12]}` sees how it ends",
            shot=take.shot or None,
        )
    return await _end(taker, mine, found, card, asked=before)


async def _end(
    taker: Taker, take: Take, found: Failed, card: ModelCard, *, asked: Pending | Done | Failed
) -> Take:
    state, charged = end_of(found.error, free=is_free(card))
    if state in (TakeState.UNKNOWN, TakeState.FAILED):  # it was accepted: only its cost may be unknown
        state = TakeState(found.end)
    said = str(found.error)
    if isinstance(asked, Pending):
        state = TakeState.CANCELLED if state is TakeState.LOST else state
        share = f" at {asked.progress:.0%}" if asked.progress else ""
        said = f"cancelled by a person{share}" if state is TakeState.CANCELLED else said
    if take.state is TakeState.READY and state is not TakeState.FAILED:
        state = TakeState.LOST
    return await taker.ports.ledger.ended(
        take.id, state, error=said, charged=charged, cost=found.cost, units=found.units
    )


async def _mine(taker: Taker, take: Take) -> Take | None:
    """The take, once this call alone works on it; None while somebody else does, here or elsewhere."""
    return None if taker.works_on(take.id) else await taker.ports.ledger.claim(take.id)


async def adopt_job(taker: Taker, take: Take, job: str, card: ModelCard) -> Take:
    """Settle a take of unknown outcome: the provider made it, and calls it `job`. Returns it submitted.

    The provider is asked once whether there is such a generation. Raises UsageError where there is none,
    where it is another take's, or where the take is of no unknown outcome; what the provider raises.
    """
    ports = taker.ports
    check_unknown(take, found=True)
    provider = ports.provider(card.provider)
    if not isinstance(provider, Adoptable):
        raise UsageError(
            f"the generations of {card.provider} have no names that one could be found by",
            hint="--not-made or --lost settles the take",
        )
    here = ports.origin(card)
    if take.origin and take.origin != here:
        raise ConfigError(
            f"take {take.id} was sent to {take.origin}, and is asked for at {here}",
            hint=f"set {card.base_url_variable or 'the address'} to where it was sent",
        )
    ticket = provider.adopt(job, read_request(ports.ledger.body(take.id)))
    name = str(ticket.data.get("id", job))
    for other in ports.ledger.takes():
        if other.id != take.id and other.origin == take.origin and job_of(other.ticket) == name:
            raise UsageError(
                f"{card.provider}'s job {name} belongs to take {other.id} already",
                hint="look for another that was made at the time when this one was sent:"
                f" `rushes takes show {take.id[:12]}` tells it",
            )
    found = await provider.check(ticket)
    if isinstance(found, Failed) and found.end == "lost":
        raise UsageError(
            f"{card.provider} knows no job {name}",
            hint="look at its own page for the job's name, and whose key it was made with;"
            " --lost settles a take that was paid for and is gone",
        )
    return await ports.ledger.settle(take.id, Settlement(ticket))


async def given_up(ledger: Ledger, take: Take) -> Take:
    """The take; of unknown outcome now where whoever sent it is gone and left no word of it.

    A person who settles it knows of its create: perhaps that process could not write it down any more.
    """
    if take.state is not TakeState.SUBMITTING or take.owner is not None:
        return take
    claimed = await ledger.claim(take.id)
    if claimed is None or claimed.state is not TakeState.SUBMITTING:
        return ledger.take(take.id)
    told = "the process that sent it is gone"
    return await ledger.ended(take.id, TakeState.UNKNOWN, error=told, charged="unknown")


def check_unknown(take: Take, *, found: bool = False) -> None:
    """Raise UsageError, which says how the take stands, unless nobody knows its outcome.

    `found`: its job is known, which also brings back one that was given up; the ledger looks closer.
    """
    if take.state is TakeState.UNKNOWN or (found and take.state in (TakeState.LOST, TakeState.FAILED)):
        return
    next_step = {
        True: f"`rushes takes wait {take.id[:12]}` goes on with it",
        False: f"`rushes takes show {take.id[:12]}` tells what happened to it",
    }[take.state in OPEN]
    raise UsageError(
        f"take {take.id} is {take.state.value}: only a take of unknown outcome is settled", hint=next_step
    )
