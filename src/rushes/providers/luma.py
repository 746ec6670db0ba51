"""Luma's Agents API, as a provider: ray-3.2, from words, frames, guide frames and clips.

It takes no key of ours, lists no generations and stops none: a create that brought no answer is of unknown
outcome, and a person looks. Its legacy API, Dream Machine, has another host and another key: `luma_dream`.
"""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Mapping, Sequence

from rushes.errors import ConfigError, UsageError
from rushes.http import Http
from rushes.model import Input, Json, Request, Ticket
from rushes.model_card import ModelCard
from rushes.providers.api import Api, nothing_bought, reading, usable_key
from rushes.providers.base import Done, Failed, Pending, Provider, ProviderContext
from rushes.providers.luma_replies import AGENTS, read_generation, read_id
from rushes.providers.luma_wire import GENERATION, agents_create
from rushes.providers.offer import Offer, check_request

__all__ = ["Luma", "open_luma"]

KEYS = (AGENTS.key, "RUSHES_LUMA_KEY")
INLINE = "RUSHES_LUMA_INLINE_BYTES"
MOST_INLINE = 20_000_000  # bytes of a file; the vendor does not say how much a create may hold


class Luma:
    """One account at the Agents API. A file of more than `most_inline` bytes is refused before it is sent."""

    name = AGENTS.name
    concurrency = 3
    poll_interval = 3.0

    def __init__(self, *, key: str, http: Http, base_url: str, most_inline: int = MOST_INLINE) -> None:
        key = usable_key(key, AGENTS.key)
        self._secrets = (key,)
        self._api = Api(
            AGENTS.name, http=http, base_url=base_url, variable=AGENTS.address,
            keyed=lambda: {"Authorization": f"Bearer {key}"}, secrets=self._secrets,
        )  # fmt: skip
        self.origin = self._api.origin
        self._http = http
        self._most = most_inline
        self._offer = Offer(AGENTS.name)

    def __repr__(self) -> str:
        return f"Luma({self.origin})"

    def cards(self) -> Sequence[ModelCard]:
        return self._offer.cards

    async def prepare(self, request: Request) -> Request:
        """The request as it is, looked at; pictures and clips travel inside the create. Raises UsageError."""
        card = self._offer.card_for(request)
        check_request(request, card, most_seed=0)
        if not request.text.strip():
            raise UsageError(f"{card.id} makes nothing without a prompt", hint="say what the clip shows")
        for one in request.inputs:
            with reading(one.path):
                size = 0 if one.uri else one.path.stat().st_size
            if size > self._most:
                raise UsageError(
                    f"{one.path.name} is too large for {card.id}: {size / 1e6:.0f} MB, and up to"
                    f" {self._most / 1e6:.0f} MB are sent",
                    hint=f"make it smaller, or let {INLINE} be larger: Luma does not say what it takes",
                )
        agents_create(request, card, [{} for _ in request.inputs])  # what excludes each other is told now
        return request

    async def submit(self, request: Request, *, key: str) -> Ticket:  # noqa: ARG002  the API takes none
        """Post the create, once. Raises UnknownOutcome where it may have been accepted."""
        with nothing_bought():
            request = await self.prepare(request)
            card = self._offer.card_for(request)
            media = [await medium(one) for one in request.inputs]
            create = agents_create(request, card, media)
        reply = await self._api.create(
            create.path, model=card.id, hint=AGENTS.unknown_hint, body=dict(create.body)
        )
        job = read_id(reply, AGENTS, model=card.id, now=self._http.now(), secrets=self._secrets)
        return Ticket(AGENTS.name, {"id": job, **self._api.told(request)})

    def adopt(self, job: str, request: Request) -> Ticket:
        """The ticket of the generation `job`, as Luma's own pages name it. Raises UsageError."""
        return Ticket(AGENTS.name, {"id": checked_job(job, AGENTS.name), **self._api.told(request)})

    async def check(self, ticket: Ticket) -> Pending | Done | Failed:
        """Ask once how the generation stands; each time the clip has a new address, good for an hour.

        Raises Unreachable or RateLimited, both retryable, AuthFailed, BadReply.
        """
        reply = await self._api.ask("GET", f"/generations/{self._api.job_of(ticket)}")
        return read_generation(reply, AGENTS, now=self._http.now(), secrets=self._secrets)


def checked_job(job: str, provider: str) -> str:
    if not GENERATION.fullmatch(job):
        raise UsageError(
            f"{job[:80]!r} is no generation of {provider}",
            hint="a generation's id looks like 123e4567-e89b-12d3-a456-426614174000",
        )
    return job


async def medium(one: Input) -> Mapping[str, Json]:
    """A picture or clip as the API takes it: by its address, or its bytes and what they are."""
    if one.uri.startswith("https://"):
        return {"url": one.uri, "media_type": one.media_type}
    with reading(one.path):
        data = await asyncio.to_thread(one.path.read_bytes)
    if not data:
        raise UsageError(f"{one.path} is empty", hint="name another file")
    return {"data": base64.b64encode(data).decode("ascii"), "media_type": one.media_type}


def open_luma(context: ProviderContext) -> Provider:
    """The Agents API with the key of the environment. Raises MissingKey, ConfigError."""
    said = context.setting(INLINE) or str(MOST_INLINE)
    if not said.isdecimal():
        raise ConfigError(f"{INLINE} is {said!r}, and no number of bytes", hint=f"for example {MOST_INLINE}")
    return Luma(key=context.secret(KEYS), http=context.http, base_url=context.base_url, most_inline=int(said))
