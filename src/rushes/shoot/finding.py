"""A create that may have been accepted and brought no ticket: the provider is asked whether it was."""

from __future__ import annotations

from datetime import datetime

from rushes.model import Take, TakeState, Ticket
from rushes.providers.base import Absent, CannotSay, Findable, Found, Likenesses, Listing
from rushes.store.documents import read_request
from rushes.store.ledger import Ledger

__all__ = ["job_of", "look_for"]

NO_TICKET = (TakeState.SUBMITTING, TakeState.UNKNOWN, TakeState.LOST)  # and a generation, perhaps


async def look_for(
    take: Take, provider: Findable | Listing, ledger: Ledger, left: datetime
) -> Found | Absent | CannotSay:
    """Ask once for the generation of `take`, whose create left at `left`; by its key, else by its likeness.

    Raises what the provider raises.
    """
    if isinstance(provider, Findable):
        return await provider.find(take.id, take.created)
    alike = await provider.list_alike(read_request(ledger.body(take.id)), key=take.id, left=left)
    # The ledger is read after the list: whoever made what stands there had written its intent down by then.
    others = [one for one in ledger.takes() if one.id != take.id and one.origin == take.origin]
    return chosen(take, alike, others)


def chosen(take: Take, alike: Likenesses, others: list[Take]) -> Found | Absent | CannotSay:
    """The one generation that is certainly this take's, and neither another's nor anybody else's."""
    owned = {job_of(one.ticket) for one in others}
    same = [one for one in alike.same if job_of(one) not in owned]
    doubtful = [one for one in alike.doubtful if job_of(one) not in owned]
    if not same and not doubtful:
        return Absent() if alike.whole else CannotSay()
    rivals = any(
        (one.model, one.words) == (take.model, take.words) and one.ticket is None and one.state in NO_TICKET
        for one in others
    )
    return Found(same[0]) if len(same) == 1 and not doubtful and not rivals else CannotSay()


def job_of(ticket: Ticket | None) -> str | None:
    """What its provider calls a generation."""
    return None if ticket is None else str(ticket.data.get("id", "")) or None
