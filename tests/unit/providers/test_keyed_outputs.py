"""Clips that are fetched from the provider's own server: with its key there, and with it nowhere else."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import pytest
from made_clips import clip
from vendor_recorder import Answer, Recorder, recorder

from rushes.http import Credentials
from rushes.model import Money, Operation, Prompt, Request, Size, Take, TakeState, Ticket
from rushes.model_card import ModelCard
from rushes.providers.base import Done, Provider, UrlOutput
from rushes.shoot.lanes import Downloads
from rushes.shoot.steps import Making
from rushes.store.documents import request_document
from rushes.store.ledger import Intent, Lane
from rushes.workspace import Workspace, open_workspace

SECRET = "key_SECRETSECRETSECRET"
VIDEO = {"content-type": "video/mp4"}


@dataclass
class Selfmade:
    """A provider at the port whose clips lie where `outputs` say; they were asked for at `origin`."""

    origin: str
    outputs: tuple[UrlOutput, ...] = ()
    name: str = "selfmade"

    @property
    def credentials(self) -> Credentials:
        return Credentials(self.origin, {"Authorization": f"Bearer {SECRET}"})

    def cards(self) -> Sequence[ModelCard]:
        return ()

    async def prepare(self, request: Request) -> Request:
        return request

    async def submit(self, request: Request, *, key: str) -> Ticket:
        raise AssertionError("nothing is bought here")

    async def check(self, ticket: Ticket) -> Done:
        return Done(self.outputs, cost=Money(5))

    async def cancel(self, ticket: Ticket) -> None:
        pass


@pytest.fixture
def other() -> Iterator[Recorder]:
    with recorder() as running:
        yield running


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with open_workspace(tmp_path, environ={}) as workspace:
        yield workspace


@pytest.fixture
def made(tmp_path: Path) -> Answer:
    """A clip that plays, as a server hands it out."""
    return Answer(200, clip(tmp_path / "made.mp4", 1).read_bytes(), VIDEO)


def fetch(workspace: Workspace, provider: Provider) -> Take:
    """The clip of a take that is ready at the provider."""
    request = Request(
        model="runway:gen4.5", operation=Operation.TEXT_TO_VIDEO, text="a", words=Prompt(text="a"),
        duration=Fraction(1), size=Size(160, 90), fps=Fraction(12), seed=1, take=1,
    )  # fmt: skip
    intent = Intent("b", "s", 1, request.model, "w", "r", request_document(request), duration=Fraction(1))

    async def steps() -> Take:
        ledger = workspace.ledger
        take, _ = await ledger.begin(intent)
        await ledger.submitting(take.id, Lane("here"))
        take = await ledger.submitted(take.id, Ticket(provider.name, {"id": "1"}))
        card = workspace.find_card(request.model)
        making = Making(workspace.ports, provider, card, Lane("here"), Downloads())
        kept = await making.fetch(*await making.until_ready(take))
        await workspace.http.close()
        return kept

    return asyncio.run(steps())


def keys(server: Recorder) -> list[str | None]:
    return [seen.headers["authorization"] for seen in server.seen]


def test_an_output_that_needs_the_key_is_asked_for_with_it(
    workspace: Workspace, server: Recorder, made: Answer
) -> None:
    server.answers = [Answer(302, None, {"location": "/files/1"}), made]
    take = fetch(workspace, Selfmade(server.url, (UrlOutput(f"{server.url}/content", needs_key=True),)))
    assert (take.state, take.cost) == (TakeState.FETCHED, Money(5))
    assert keys(server) == [f"Bearer {SECRET}"] * 2


def test_an_output_that_needs_none_is_asked_for_without(
    workspace: Workspace, server: Recorder, made: Answer
) -> None:
    server.answers = [made]
    fetch(workspace, Selfmade(server.url, (UrlOutput(f"{server.url}/signed"),)))
    assert keys(server) == [None]


def test_the_key_goes_to_no_other_host_though_an_output_claims_to_need_it(
    workspace: Workspace, server: Recorder, other: Recorder, made: Answer
) -> None:
    other.answers = [made]
    fetch(workspace, Selfmade(server.url, (UrlOutput(f"{other.url}/content", needs_key=True),)))
    assert keys(other) == [None]


def test_the_key_crosses_no_redirect_to_another_host_and_does_not_come_back(
    workspace: Workspace, server: Recorder, other: Recorder, made: Answer
) -> None:
    server.answers = [Answer(302, None, {"location": f"{other.url}/away"}), made]
    other.answers = [Answer(302, None, {"location": f"{server.url}/home"})]
    fetch(workspace, Selfmade(server.url, (UrlOutput(f"{server.url}/content", needs_key=True),)))
    assert (keys(server), keys(other)) == ([f"Bearer {SECRET}", None], [None])


def test_more_clips_than_one_are_told_and_not_dropped_in_silence(
    workspace: Workspace, server: Recorder, made: Answer, caplog: pytest.LogCaptureFixture
) -> None:
    server.answers = [made]
    several = tuple(UrlOutput(f"{server.url}/{number}?sig=SIGNED") for number in range(3))
    with caplog.at_level(logging.WARNING, "rushes"):
        take = fetch(workspace, Selfmade(server.url, several))
    assert [seen.path for seen in server.seen] == ["/0?sig=SIGNED"]
    told = [one.detail for one in workspace.ledger.events(take.id) if one.kind == "more clips"]
    assert told == [{"made": 3}]
    assert f"made 3 clips for take {take.id}" in caplog.text
    assert "SIGNED" not in caplog.text
