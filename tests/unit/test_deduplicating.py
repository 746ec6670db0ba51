"""A provider that makes one generation for a key: what may have been accepted is asked for by that key alone."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path
from typing import Literal

import pytest

from rushes.errors import Cancelled, GenerationFailed, RateLimited, RushesError, StillRunning, UnknownOutcome
from rushes.model import Money, Operation, Prompt, Request, Size, Take, TakeState, Ticket
from rushes.model_card import ModelCard
from rushes.providers.base import Failed
from rushes.shoot.create import Sending, create
from rushes.shoot.ports import Clock
from rushes.shoot.settling import cancel_take
from rushes.shoot.taking import Taker
from rushes.store.documents import request_document
from rushes.store.ledger import Intent, Lane
from rushes.workspace import Workspace, open_workspace

LOST = UnknownOutcome("no answer came", billed="unknown")
BUSY = RateLimited("come again", retryable=True, billed="no")
NO_KEY = GenerationFailed("the key is another now", billed="no")


@dataclass
class Router:
    """A provider at the port; `says` is what its creates raise, one after the other, until one is answered."""

    says: list[RushesError]
    keys: list[str] = field(default_factory=list[str])
    name: str = "router"
    deduplicates: Literal[True] = True

    def cards(self) -> Sequence[ModelCard]:
        return ()

    async def prepare(self, request: Request) -> Request:
        return request

    async def submit(self, request: Request, *, key: str) -> Ticket:
        self.keys.append(key)
        if self.says:
            raise self.says.pop(0)
        return Ticket("router", {"id": f"job of {key}"})

    async def check(self, ticket: Ticket) -> Failed:
        return Failed(GenerationFailed("it was made, and was no good", billed="yes"))

    async def cancel(self, ticket: Ticket) -> None:
        pass


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with open_workspace(tmp_path, environ={}) as workspace:
        yield workspace


async def no_time(seconds: float) -> None:
    await asyncio.sleep(0)


def taker(workspace: Workspace, router: Router) -> Taker:
    return Taker(replace(workspace.ports, provider=lambda _: router, clock=Clock(sleep=no_time)))


def a_request() -> Request:
    return Request(
        model="runway:gen4.5", operation=Operation.TEXT_TO_VIDEO, text="a", words=Prompt(text="a"),
        duration=Fraction(2), size=Size(1280, 720), fps=Fraction(24), seed=1, take=1,
    )  # fmt: skip


def an_intent(request: Request) -> Intent:
    return Intent("b", "s", 1, request.model, "w", "r", request_document(request), price=Money(5))


def left(workspace: Workspace) -> Take:
    """A take whose create may have left, by a process that went away."""

    async def steps() -> Take:
        take, _ = await workspace.ledger.begin(an_intent(a_request()))
        assert await workspace.ledger.submitting(take.id, Lane("router")) is not None
        await workspace.ledger.let_go(take.id)
        return workspace.ledger.take(take.id)

    return asyncio.run(steps())


def finish(workspace: Workspace, router: Router, take: Take, stop: Callable[[], bool] | None = None) -> None:
    asyncio.run(taker(workspace, router).finish(take, cancelled=stop))


@pytest.mark.parametrize("error", [LOST, BUSY, NO_KEY])
def test_what_may_have_been_accepted_is_never_begun_anew_under_another_key(
    workspace: Workspace, error: RushesError
) -> None:
    take, router = left(workspace), Router([error, error])
    with pytest.raises(Cancelled):
        finish(workspace, router, take, lambda: len(router.keys) >= 1)
    assert workspace.take(take.id).state is TakeState.SUBMITTING
    with pytest.raises(GenerationFailed, match="was made"):
        finish(workspace, router, take)
    assert set(router.keys) == {take.id}
    assert len(router.keys) == 3
    ended = workspace.take(take.id)
    assert (ended.state, ended.charged) == (TakeState.FAILED, "yes")


def test_a_create_whose_answer_is_lost_is_asked_for_again_at_once_by_the_same_key(
    workspace: Workspace,
) -> None:
    router, request = Router([BUSY, LOST, BUSY, NO_KEY]), a_request()
    ports = taker(workspace, router).ports

    async def sent() -> Take:
        take, _ = await workspace.ledger.begin(an_intent(request))
        return await create(take, request, Sending(ports, router, Lane("router"), free=False))

    take = asyncio.run(sent())
    assert (take.state, set(router.keys), len(router.keys)) == (TakeState.SUBMITTED, {take.id}, 5)
    steps = [event.kind for event in workspace.ledger.events(take.id)]
    assert steps == ["planned", "submitting", "planned", "submitting", "submitted"]


def test_a_provider_that_never_answers_leaves_it_to_a_person(workspace: Workspace) -> None:
    take, router = left(workspace), Router([BUSY] * 9)
    with pytest.raises(UnknownOutcome):
        finish(workspace, router, take)
    assert workspace.take(take.id).state is TakeState.UNKNOWN
    assert set(router.keys) == {take.id}


def test_what_may_have_been_accepted_is_not_written_off_by_stopping_it(workspace: Workspace) -> None:
    take, router = left(workspace), Router([])
    card = workspace.find_card(take.model)
    with pytest.raises(StillRunning, match="may have been accepted"):
        asyncio.run(cancel_take(taker(workspace, router), take, card))
    assert workspace.take(take.id).state is TakeState.SUBMITTING
    assert router.keys == []
