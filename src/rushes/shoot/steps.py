"""The steps of one take, from the intent to the kept clip; run again, each goes on where it stands.

Nothing is sent before the intent is on disk, and nothing happens to an accepted generation before
its ticket is. What costs is never sent twice: where nobody knows whether it was accepted, the take
waits for a person.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path

from rushes.errors import (
    Cancelled,
    GenerationFailed,
    MediaError,
    ProviderError,
    Refused,
    RushesError,
    StoreError,
    UnknownOutcome,
)
from rushes.http import Http
from rushes.model import Charged, Money, Request, Take, TakeState
from rushes.model_card import ModelCard
from rushes.providers.base import Done, Failed, FileOutput, Paced, Pending, Placed, Provider
from rushes.shoot.download import fetch_clip
from rushes.store.blobs import BlobStore, keep_bytes
from rushes.store.documents import read_request, sidecar_document
from rushes.store.ledger import Ledger

__all__ = ["Ports", "finish_take", "is_free"]

Progress = Callable[[float], None]
QUICKEST = 0.05  # seconds between the first two checks; the wait grows up to the provider's own
PATIENCE = 5  # failed checks in a row before the run gives up and the take waits for the next one


@dataclass(frozen=True, slots=True)
class Ports:
    """What the steps work with. `inputs` is the folder for pictures that go with requests.

    `find_card` and `provider` are asked with a model's and a provider's name. `sleep` waits seconds;
    `poll_interval` replaces what the providers say.
    """

    ledger: Ledger
    blobs: BlobStore
    inputs: Path
    find_card: Callable[[str], ModelCard]
    provider: Callable[[str], Provider]
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    poll_interval: float | None = None
    http: Http = field(default_factory=Http)


def is_free(card: ModelCard, duration: Fraction) -> bool:
    """Whether the model is known to cost nothing."""
    return card.price(duration) == Money()


async def finish_take(
    take: Take,
    ports: Ports,
    *,
    request: Request | None = None,
    sent: Callable[[Take], None] | None = None,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Take:
    """Bring an open take to its end, from wherever it stands; returns it fetched.

    `request` is given by whoever has just written the intent: only then, and for what costs nothing,
    is it sent. `sent` is told once the ticket is kept. Raises what the provider raised; Cancelled,
    after which the take stays as it is.
    """
    card = ports.find_card(take.model)
    free = is_free(card, take.duration)
    provider = ports.provider(card.provider)
    if take.state is TakeState.SUBMITTING and request is None and not free:
        raise unknown(take)
    try:
        if take.state is TakeState.SUBMITTING:
            asked = request or read_request(ports.ledger.body(take.id))
            take = await to_its_end(send(take, asked, provider, ports, free=free))
        if sent is not None:
            sent(take)
        if take.state in (TakeState.SUBMITTED, TakeState.READY):
            done = await until_done(take, provider, ports, progress, cancelled, free=free)
            take = await fetch(take, done, provider, ports, cancelled, free=free)
    except (asyncio.CancelledError, Cancelled):
        ticket = ports.ledger.take(take.id).ticket
        if free and ticket is not None:  # what costs goes on at the provider; nobody waits for the rest
            with contextlib.suppress(RushesError):
                await provider.cancel(ticket)
        raise
    if take.state is not TakeState.FETCHED:
        raise ended_error(take)
    if progress is not None:
        progress(1.0)
    return take


async def to_its_end(step: Coroutine[object, object, Take]) -> Take:
    """A step that a cancellation must not cut in two: what was sent gets its ticket written down."""
    task = asyncio.ensure_future(step)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        with contextlib.suppress(RushesError):  # the ledger knows how it ended
            await task
        raise


async def send(take: Take, request: Request, provider: Provider, ports: Ports, *, free: bool) -> Take:
    try:
        ticket = await provider.submit(request, key=take.id)
    except Exception as error:
        told = told_of(error, provider, free=free)
        state, charged = end_of(told, free=free)
        await move(take, state, ports, ports.ledger.ended(take.id, state, error=str(told), charged=charged))
        raise told from error
    return await move(take, TakeState.SUBMITTED, ports, ports.ledger.submitted(take.id, ticket))


async def until_done(
    take: Take,
    provider: Provider,
    ports: Ports,
    progress: Progress | None,
    cancelled: Callable[[], bool] | None,
    *,
    free: bool,
) -> Done:
    """Ask the provider until the clip is there, ever less often."""
    assert take.ticket is not None
    slowest = ports.poll_interval
    if slowest is None:
        slowest = provider.poll_interval if isinstance(provider, Paced) else 1.0
    pause = min(QUICKEST, slowest)
    misses = 0
    while True:
        if cancelled is not None and cancelled():
            raise Cancelled("stopped", hint="what was begun is taken up by the next run")
        try:
            found = await provider.check(take.ticket)
            misses = 0
        except Cancelled:
            raise
        except Exception as error:
            misses += 1
            told = told_of(error, provider, free=free)
            if not (isinstance(told, ProviderError) and told.retryable and misses < PATIENCE):
                if free:
                    await fail(take, told, ports, free=free)
                raise told from error
            found = Pending()
        match found:
            case Done():
                return found
            case Failed(error, end):
                await fail(take, error, ports, free=free, end=end)
                raise error
            case Pending(fraction):
                if progress is not None and fraction is not None:
                    progress(min(max(fraction, 0.0), 1.0))
        await ports.sleep(pause)
        pause = min(pause * 1.6, slowest)


async def fetch(
    take: Take,
    done: Done,
    provider: Provider,
    ports: Ports,
    cancelled: Callable[[], bool] | None,
    *,
    free: bool,
) -> Take:
    """Bring the clip in: downloaded, checked to play, hashed, kept with its poster and its sidecar."""
    ticket = take.ticket
    assert ticket is not None
    files = [output.path for output in done.outputs if isinstance(output, FileOutput)]
    if not files:
        asked_at = provider.origin if isinstance(provider, Placed) else None
        folder, again = ports.blobs.scratch.folder, lambda: provider.check(ticket)
        files = [
            await fetch_clip(
                done, folder, client=ports.http, again=again, asked_at=asked_at, cancelled=cancelled
            )
        ]
    try:
        await asyncio.to_thread(check_playable, files[0])
    except MediaError as error:
        state = TakeState.FAILED if free else TakeState.LOST
        charged: Charged = "no" if free else "yes"
        await move(take, state, ports, ports.ledger.ended(take.id, state, error=str(error), charged=charged))
        raise
    blob = await asyncio.to_thread(ports.blobs.adopt, files[0])
    cost = Money() if free else done.cost
    charged = "no" if free else "yes"
    kept = replace(take, sha256=blob.sha256, size=blob.size, path=blob.path, cost=cost, charged=charged)
    await asyncio.to_thread(write_beside, kept, ports)
    return await move(
        take,
        TakeState.FETCHED,
        ports,
        ports.ledger.fetched(take.id, sha256=blob.sha256, size=blob.size, cost=cost, charged=charged),
    )


def check_playable(path: Path) -> None:
    from rushes.media.probe import probe

    if not probe(path, deep=True).has_video:
        raise MediaError(f"what the model made has no picture: {path.name}")


def write_beside(take: Take, ports: Ports) -> None:
    """The take's poster and its sidecar, beside its bytes."""
    from rushes.media.poster import extract_frame

    assert take.path is not None
    assert take.sha256 is not None
    poster = ports.blobs.path(take.sha256, ".jpg")
    if not poster.exists():
        drawn = ports.blobs.scratch.name(".jpg")
        with contextlib.suppress(MediaError):  # a take without a picture of it is still a take
            extract_frame(take.path, take.duration / 2, drawn, width=640)
            drawn.replace(poster)
    document = sidecar_document(take, ports.ledger.body(take.id))
    content = json.dumps(document, ensure_ascii=False, indent=1).encode()
    beside = ports.blobs.path(take.sha256, ".json")
    if beside.exists() and sidecar_id(beside) != take.id:
        beside = ports.blobs.path(take.sha256, f".{take.id}.json")  # the same bytes, made by another take
    keep_bytes(content, beside, ports.blobs.scratch)


def sidecar_id(path: Path) -> str | None:
    try:
        return json.loads(path.read_text(encoding="utf-8")).get("id")
    except (OSError, ValueError, AttributeError):
        return None


async def fail(
    take: Take, error: RushesError, ports: Ports, *, free: bool, end: str = TakeState.FAILED
) -> None:
    state, charged = end_of(error, free=free)
    if state is TakeState.UNKNOWN:  # it was accepted: only what it cost is not known
        state = TakeState.FAILED
    if state is TakeState.FAILED:
        state = TakeState(end)
    await move(take, state, ports, ports.ledger.ended(take.id, state, error=str(error), charged=charged))


async def move(take: Take, state: TakeState, ports: Ports, step: Awaitable[Take]) -> Take:
    """One step in the ledger; where another process has gone ahead, its take is taken instead."""
    try:
        return await step
    except StoreError:
        now = ports.ledger.take(take.id)
        if now.state is take.state or (state is not TakeState.SUBMITTED and now.state is not state):
            raise
        return now


def end_of(error: RushesError, *, free: bool) -> tuple[TakeState, Charged]:
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


def unknown(take: Take) -> UnknownOutcome:
    return UnknownOutcome(
        f"take {take.id} may have been accepted by {take.model} before its ticket came back",
        hint="nothing was sent again; look at the provider's own page whether it was made",
    )


def ended_error(take: Take) -> RushesError:
    """What to say of a take that ended without a clip."""
    if take.state is TakeState.UNKNOWN:
        return unknown(take)
    kind = Refused if take.state is TakeState.REFUSED else GenerationFailed
    return kind(
        f"take {take.id} is {take.state.value}: {take.error or 'no reason is known'}", billed=take.charged
    )
