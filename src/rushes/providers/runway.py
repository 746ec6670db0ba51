"""Runway, as a provider: text, pictures and clips to video, acted characters, larger and smoother clips.

A create is posted once and never again: what got no clear answer is `UnknownOutcome`, for a person.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, cast

from rushes.errors import BadReply, UsageError
from rushes.http import Http
from rushes.model import Input, Request, Ticket
from rushes.model_card import ModelCard
from rushes.providers.api import PATIENCE, UNSENT, Api, document, nothing_bought, reading, usable_key
from rushes.providers.base import Account, Done, Failed, Pending, Provider, ProviderContext
from rushes.providers.offer import Offer, data_uri, inline_length
from rushes.providers.runway_replies import (
    NAME,
    UNKNOWN_HINT,
    read_account,
    read_create,
    read_failure,
    read_task,
)
from rushes.providers.runway_wire import build_create, check_request

__all__ = ["Runway", "open_runway"]

VERSION = "2024-11-06"
KEYS = ("RUNWAYML_API_SECRET", "RUSHES_RUNWAY_KEY")
LEAST_UPLOAD = 512  # bytes
UPLOAD_LIVES = timedelta(hours=20)  # four hours less than the vendor says
SUFFIXES: Mapping[str, str] = {
    "image/png": ".png", "image/jpeg": ".jpg", "image/webp": ".webp",
    "video/mp4": ".mp4", "video/quicktime": ".mov", "video/webm": ".webm", "video/x-matroska": ".mkv",
}  # fmt: skip


class Runway:
    """One account at Runway, or at whatever speaks its API at `base_url`."""

    name = NAME
    concurrency = 3
    poll_interval = 5.0  # the vendor asks for no less

    def __init__(self, *, key: str, http: Http, base_url: str, patience: float = PATIENCE) -> None:
        key = usable_key(key, KEYS[0])
        self._api = Api(
            NAME, http=http, base_url=base_url, variable="RUNWAYML_BASE_URL",
            keyed=lambda: {"Authorization": f"Bearer {key}"}, secrets=(key,),
            headers={"X-Runway-Version": VERSION}, patience=patience,
        )  # fmt: skip
        self.origin = self._api.origin
        self._http = http
        self._secrets = (key,)
        self._offer = Offer(NAME)
        self._uploads: dict[str, tuple[str, datetime]] = {}

    def __repr__(self) -> str:
        return f"Runway({self.origin})"

    def cards(self) -> Sequence[ModelCard]:
        return self._offer.cards

    async def prepare(self, request: Request) -> Request:
        """The request with everything that is too large to travel inside it uploaded.

        Uploading is free, and a file is uploaded once in 20 hours. Raises UsageError for what the model
        does not take, Unreachable (retryable), AuthFailed, BadReply.
        """
        card = self._offer.card_for(request)
        check_request(request, card)
        with nothing_bought():
            return replace(request, inputs=tuple([await self._brought(one, card) for one in request.inputs]))

    async def submit(self, request: Request, *, key: str) -> Ticket:  # noqa: ARG002  nothing at Runway takes it
        """Post the create, once. `key` has no place in Runway's API: it cannot tell two creates apart.

        What was uploaded long ago, before a long wait for its turn, is uploaded again first. Raises
        UnknownOutcome where it may have been accepted; Unreachable and everything else where it provably
        was not.
        """
        card = self._offer.card_for(request)
        check_request(request, card)
        with nothing_bought():
            addresses = [await self._address(one, card) for one in request.inputs]
        create = build_create(request, card, addresses)
        reply = await self._api.create(create.path, model=card.id, hint=UNKNOWN_HINT, body=dict(create.body))
        return read_create(
            reply, now=self._http.now(), model=card.id, secrets=self._secrets, told=self._api.told(request)
        )

    def adopt(self, job: str, request: Request) -> Ticket:
        """The ticket of the task `job`, as Runway's own pages name it. Raises UsageError."""
        if not re.fullmatch(r"[\w.:-]{1,200}", job):
            raise UsageError(f"{job[:80]!r} is no task of {NAME}", hint="a task's id looks like a UUID")
        return Ticket(NAME, {"id": job, **self._api.told(request)})

    async def check(self, ticket: Ticket) -> Pending | Done | Failed:
        """Ask once how the task stands. Raises Unreachable or RateLimited, both retryable, and BadReply."""
        reply = await self._api.ask("GET", f"/v1/tasks/{self._api.job_of(ticket)}")
        inputs = cast("list[str]", ticket.data.get("inputs") or [])
        return read_task(reply, inputs=inputs, now=self._http.now(), secrets=self._secrets)

    async def cancel(self, ticket: Ticket) -> None:
        """Stop the task if it has not ended; what has begun is not paid back.

        It is asked first: the same call would delete an ended task, and with it a clip that is paid for.
        """
        if not isinstance(await self.check(ticket), Pending):
            return
        reply = await self._api.ask("DELETE", f"/v1/tasks/{self._api.job_of(ticket)}")
        if reply.status not in (200, 202, 204, 404):
            raise read_failure(reply, "an end", now=self._http.now(), secrets=self._secrets)

    async def account(self) -> Account:
        """The credit and the limits of the organization that the key belongs to; a free question."""
        reply = await self._api.ask("GET", "/v1/organization")
        return read_account(reply, now=self._http.now(), secrets=self._secrets)

    async def _brought(self, one: Input, card: ModelCard) -> Input:
        """The input with its address, where it needs one; what is small goes inside the create."""
        kept = self._uploads.get(one.sha256)
        if kept is not None and self._http.now() - kept[1] > UPLOAD_LIVES:
            kept = None
        if one.uri.startswith("https://") or (kept is not None and one.uri == kept[0]):
            return one
        with reading(one.path):
            size, inline = one.path.stat().st_size, inline_length(one)
        if size == 0:
            raise UsageError(f"{one.path} is empty", hint="name another file")
        if card.inline_bytes is None or inline <= card.inline_bytes or size < LEAST_UPLOAD:
            return one
        if card.input_bytes is not None and size > card.input_bytes:
            raise UsageError(
                f"{one.path.name} is too large for {card.id}: "
                f"{size / 1e6:.0f} MB, and at most {card.input_bytes / 1e6:.0f} MB are taken",
                hint="make it smaller",
            )
        if kept is None:
            with reading(one.path):
                kept = await self._upload(one), self._http.now()
            self._uploads[one.sha256] = kept
        return replace(one, uri=kept[0])

    async def _address(self, one: Input, card: ModelCard) -> str:
        brought = await self._brought(one, card)
        with reading(one.path):
            return brought.uri or await asyncio.to_thread(data_uri, one.media_type, one.path)

    async def _upload(self, one: Input) -> str:
        """Bring a file to the vendor: ask for a place, then post it there, without the key."""
        name = f"{one.sha256[:16]}{SUFFIXES.get(one.media_type, '')}"
        reply = await self._api.ask("POST", "/v1/uploads", body={"filename": name, "type": "ephemeral"})
        if reply.status != 200:
            raise read_failure(reply, "a place for an upload", now=self._http.now(), secrets=self._secrets)
        place: dict[str, Any] = document(reply)
        url, fields, uri = place.get("uploadUrl"), place.get("fields"), place.get("runwayUri")
        if not isinstance(url, str) or not isinstance(fields, dict) or not isinstance(uri, str):
            raise BadReply(
                f"{NAME} does not say where a file is to be uploaded", provider=NAME, billed="no", hint=UNSENT
            )
        form = {str(name): str(value) for name, value in cast("dict[Any, Any]", fields).items()}
        await self._api.send_file(url, (name, one.path, one.media_type), form=form)
        return uri


def open_runway(context: ProviderContext) -> Provider:
    """Runway with the key of the environment. Raises MissingKey, ConfigError for a wrong address."""
    return Runway(key=context.secret(KEYS), http=context.http, base_url=context.base_url)
