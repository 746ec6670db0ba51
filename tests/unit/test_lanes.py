"""What is known of an account: asked again after a while, and after a failure at the next need."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from rushes.errors import Unreachable
from rushes.model import Money, Request, Ticket
from rushes.model_card import ModelCard
from rushes.providers.base import Account, Limits, Pending
from rushes.providers.registry import Registry
from rushes.shoot.lanes import ACCOUNT_LIVES, Lanes

CARD = Registry().find_card("runway:gen4.5")


@dataclass
class Told:
    """A provider at the port that says of its account what `says` says, one after the other."""

    says: list[Account | Unreachable]
    asked: int = 0
    name: str = "runway"
    origin: str = "https://api.example"
    concurrency: int = 3
    poll_interval: float = 1.0

    def cards(self) -> Sequence[ModelCard]:
        return ()

    async def prepare(self, request: Request) -> Request:
        return request

    async def submit(self, request: Request, *, key: str) -> Ticket:
        raise AssertionError("nothing is bought here")

    async def check(self, ticket: Ticket) -> Pending:
        return Pending()

    async def cancel(self, ticket: Ticket) -> None:
        pass

    async def account(self) -> Account:
        self.asked += 1
        await asyncio.sleep(0)
        found = self.says.pop(0) if len(self.says) > 1 else self.says[0]
        if isinstance(found, Unreachable):
            raise found
        return found


@dataclass
class Clock:
    at: float = 0.0


def lanes_of(provider: Told, clock: Clock) -> Lanes:
    return Lanes(lambda _: provider, now=lambda: clock.at)


def account(credit: int, at_once: int) -> Account:
    return Account(credit=Money(credit), models={"gen4.5": Limits(at_once=at_once)})


def test_a_failure_is_not_kept_and_whoever_asks_together_asks_once() -> None:
    provider = Told([Unreachable("no line"), account(7, 5)])
    lanes = lanes_of(provider, Clock())

    async def needs() -> None:
        assert await asyncio.gather(*(lanes.account("runway") for _ in range(20))) == [None] * 20
        assert provider.asked == 1
        assert (await lanes.of(CARD)).limit == 5
        assert provider.asked == 2

    asyncio.run(needs())


def test_what_was_said_holds_for_a_while_and_then_it_is_asked_again() -> None:
    provider, clock = Told([account(7, 1), account(9, 20), Unreachable("no line")]), Clock()
    lanes = lanes_of(provider, clock)

    async def needs() -> None:
        assert (await lanes.of(CARD)).limit == 1
        clock.at = ACCOUNT_LIVES - 1
        assert await lanes.account("runway") == account(7, 1)
        assert provider.asked == 1
        clock.at = ACCOUNT_LIVES + 1
        lane = await lanes.of(CARD)
        assert (lane.limit, provider.asked) == (20, 2)
        assert not lanes.turn(lane).locked()
        clock.at *= 3  # it does not answer now: what it said before holds
        assert await lanes.account("runway") == account(9, 20)
        assert (await lanes.of(CARD)).limit == 20
        assert provider.asked == 4

    asyncio.run(needs())
