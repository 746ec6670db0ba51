"""How many generations may run at once, and which download is next."""

from __future__ import annotations

import asyncio
import contextlib
import heapq
import time
from collections.abc import AsyncGenerator, Callable
from datetime import UTC, datetime

from rushes.errors import RushesError
from rushes.model_card import ModelCard
from rushes.providers.base import Account, Accountable, Paced, Placed, Provider
from rushes.store.ledger import Lane

__all__ = ["Downloads", "Lanes"]

AT_ONCE = 3  # generations at a provider that does not say how many it takes
FETCHED_AT_ONCE = 6
ACCOUNT_LIVES = 60.0  # seconds for which it holds what a provider said of the account
FAR = datetime.max.replace(tzinfo=UTC)


class Lanes:
    """What limits generations: the account's tier for the model, else the provider's own number, else 3.

    In one process a turn is waited for without asking the ledger; the ledger counts over all of them.
    `now` counts seconds.
    """

    def __init__(
        self, provider: Callable[[str], Provider], now: Callable[[], float] = time.monotonic
    ) -> None:
        self._provider = provider
        self._now = now
        self._accounts: dict[str, tuple[float, Account | None]] = {}
        self._asking: dict[str, asyncio.Task[None]] = {}
        self._turns: dict[str, asyncio.Semaphore] = {}
        self._lanes: dict[str, Lane] = {}

    async def of(self, card: ModelCard) -> Lane:
        """The lane that a generation with this model runs in."""
        provider = self._provider(card.provider)
        limit = provider.concurrency if isinstance(provider, Paced) else AT_ONCE
        lane = Lane(card.provider)  # what is made here is limited by this machine, process by process
        if isinstance(provider, Placed):
            account = await self.account(card.provider)
            if account is not None and card.name in account.models:
                limit = account.models[card.name].at_once or limit
            lane = Lane(f"{provider.origin} {card.name}", limit)
        if self._lanes.get(lane.name) != lane:  # whoever waits by an old limit is counted by the ledger, too
            self._lanes[lane.name], self._turns[lane.name] = lane, asyncio.Semaphore(limit)
        return lane

    async def account(self, name: str) -> Account | None:
        """What the provider says of the account, None where it says nothing.

        It is asked again after a minute, and where it did not answer, at the next need; what it said before
        holds until then.
        """
        said = self._accounts.get(name)
        if said is None or self._now() - said[0] >= ACCOUNT_LIVES:
            provider = self._provider(name)
            if name not in self._asking:
                self._asking[name] = asyncio.ensure_future(self._ask(name, provider))
            await asyncio.shield(self._asking[name])
            said = self._accounts.get(name)
        return None if said is None else said[1]

    async def _ask(self, name: str, provider: Provider) -> None:
        try:
            account = await provider.account() if isinstance(provider, Accountable) else None
            self._accounts[name] = self._now(), account
        except RushesError:
            pass  # what is wrong with the key or the line is told by the step that needs them
        finally:
            del self._asking[name]

    def turn(self, lane: Lane) -> asyncio.Semaphore:
        """Held from before a create until its clip is ready. `of` has given the lane."""
        return self._turns[lane.name]


class Downloads:
    """A few downloads at a time, those first whose address expires first."""

    def __init__(self, at_once: int = FETCHED_AT_ONCE) -> None:
        self._free = at_once
        self._waiting: list[tuple[datetime, int, asyncio.Future[None]]] = []
        self._count = 0

    @contextlib.asynccontextmanager
    async def turn(self, expires: datetime | None) -> AsyncGenerator[None]:
        """Wait until it is this download's turn; `expires` None: there is time."""
        await self._acquire(expires or FAR)
        try:
            yield
        finally:
            self._release()

    async def _acquire(self, expires: datetime) -> None:
        if self._free > 0 and not self._waiting:
            self._free -= 1
            return
        self._count += 1
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._waiting, (expires, self._count, turn))
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self._release()  # it was ours already
            raise

    def _release(self) -> None:
        while self._waiting:
            _, _, turn = heapq.heappop(self._waiting)
            if not turn.done():
                turn.set_result(None)
                return
        self._free += 1
