"""previz as a provider: tickets that hold everything, drawings that can be stopped and begun again."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Sequence
from pathlib import Path

import pytest
from PIL import Image
from previz_wishes import picture, wish

from rushes.errors import ConfigError, GenerationFailed, MediaError
from rushes.model import Money, Request, Ticket
from rushes.providers.base import Done, Failed, FileOutput, Pending, Provider, ProviderContext, Stoppable
from rushes.providers.previz import open_previz
from rushes.store.documents import read_request, request_document


def no_secret(names: Sequence[str]) -> str:
    raise ConfigError(f"nobody has {names}")


def opened(folder: Path) -> Provider:
    return open_previz(ProviderContext(folder, workers=2, secret=no_secret))


async def end_of(provider: Provider, ticket: Ticket) -> Done | Failed:
    while isinstance(state := await provider.check(ticket), Pending):
        assert state.progress is not None
        await asyncio.sleep(0.01)
    return state


def clip_of(state: Done | Failed) -> bytes:
    assert isinstance(state, Done), state
    (output,) = state.outputs
    assert isinstance(output, FileOutput)
    return output.path.read_bytes()


def test_a_picture_that_cannot_be_read_is_told_before_anything_is_asked(tmp_path: Path) -> None:
    with pytest.raises(MediaError, match=r"gone\.png"):
        asyncio.run(opened(tmp_path).prepare(wish(inputs=(picture(tmp_path / "gone.png"),))))


def test_one_that_goes_bad_later_fails_the_drawing_and_leaves_nothing(tmp_path: Path) -> None:
    async def story() -> Done | Failed:
        provider = opened(tmp_path)
        return await end_of(
            provider, await provider.submit(wish(inputs=(picture(tmp_path / "gone.png"),)), key="k")
        )

    state = asyncio.run(story())
    assert isinstance(state, Failed)
    assert isinstance(state.error, GenerationFailed)
    assert "gone.png" in state.error.message
    assert state.error.billed == "no"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "data", [{}, {"name": "x", "request": 3}, {"name": "x", "request": {"model": "previz"}}]
)
def test_a_broken_ticket_fails(data: dict[str, object], tmp_path: Path) -> None:
    state = asyncio.run(opened(tmp_path).check(Ticket("previz", data)))  # pyright: ignore[reportArgumentType]
    assert isinstance(state, Failed)


def test_a_clip_is_made_at_no_cost_and_again_by_another_process_from_the_ticket(tmp_path: Path) -> None:
    async def story() -> tuple[Done | Failed, Done | Failed]:
        first, second = opened(tmp_path / "a"), opened(tmp_path / "b")
        ticket = await first.submit(await first.prepare(wish(label="s01", motion=3)), key="k")
        kept = Ticket(ticket.provider, json.loads(json.dumps(ticket.data)))
        return await end_of(first, ticket), await end_of(second, kept)

    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    here, there = asyncio.run(story())
    assert isinstance(here, Done)
    assert here.cost == Money(0)
    assert clip_of(here) == clip_of(there)


def test_two_submits_of_one_key_are_one_drawing(tmp_path: Path) -> None:
    async def story() -> list[Ticket]:
        provider = opened(tmp_path)
        tickets = [await provider.submit(wish(), key=key) for key in ("a", "a", "b")]
        for ticket in tickets:
            await end_of(provider, ticket)
        return tickets

    one, same, other = asyncio.run(story())
    assert one == same != other
    assert len(list(tmp_path.iterdir())) == 2


def test_cancel_stops_between_frames_and_leaves_nothing(tmp_path: Path) -> None:
    async def story() -> None:
        provider = opened(tmp_path)
        assert isinstance(provider, Stoppable)
        ticket = await provider.submit(wish(seconds="600", size="64x36"), key="k")
        await provider.cancel(ticket)
        await provider.cancel(Ticket("previz", {"name": "nobody"}))
        drawing = f"previz {str(ticket.data['name'])[:8]}"
        for thread in threading.enumerate():
            if thread.name == drawing:
                await asyncio.to_thread(thread.join, 30)

    asyncio.run(story())
    assert list(tmp_path.iterdir()) == []


def test_a_drawing_that_was_stopped_is_drawn_again_for_whoever_asks_again(tmp_path: Path) -> None:
    async def story() -> Done | Failed:
        provider = opened(tmp_path)
        assert isinstance(provider, Stoppable)
        ticket = await provider.submit(wish(), key="k")
        await provider.cancel(ticket)
        return await end_of(provider, ticket)

    assert clip_of(asyncio.run(story()))


def test_a_request_survives_its_ticket(tmp_path: Path) -> None:
    Image.new("RGB", (8, 8)).save(tmp_path / "a.png")
    request: Request = wish(
        "灯台",
        inputs=(picture(tmp_path / "a.png"),),
        options={"burn_in": False},
        motion=None,
        take=3,
        label="s01",
    )
    assert read_request(json.loads(json.dumps(request_document(request)))) == request


def test_the_card_promises_what_is_made(tmp_path: Path) -> None:
    (card,) = opened(tmp_path).cards()
    assert card.id == "previz"
    assert card.price(wish().duration) == Money(0)
    assert card.draws_label
    assert card.motion
    assert card.seeds
    assert [option.name for option in card.options] == ["burn_in"]
