"""Servers that speak OpenAI's /v1/videos, as a provider: one's own GPU, or a gateway.

OpenAI itself ended its Videos API on 2026-09-24, so there is no address but the one that is given.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress

from rushes.errors import ConfigError, MissingKey, UsageError
from rushes.http import Credentials, Http, Reply
from rushes.model import Input, Json, Request, Ticket
from rushes.model_card import ModelCard
from rushes.providers.api import Api, nothing_bought, reading, usable_key
from rushes.providers.base import Done, Failed, Pending, Provider, ProviderContext, UrlOutput
from rushes.providers.offer import Offer, as_data_uri, check_request
from rushes.providers.openai_replies import NAME, UNKNOWN_HINT, read_create, read_failure, read_video
from rushes.providers.openai_wire import build_create, form_of

__all__ = ["OpenAI", "StoppableOpenAI", "open_openai"]

KEYS = ("OPENAI_API_KEY", "RUSHES_OPENAI_KEY")
VARIABLE = "OPENAI_BASE_URL"
FORM = "RUSHES_OPENAI_FORM"
DELETES = "RUSHES_OPENAI_DELETE_STOPS"
FORMS = ("auto", "multipart", "json")
MOST_SEED = 2**32 - 1
NO_ADDRESS = "set OPENAI_BASE_URL to a server that speaks /v1/videos, such as http://127.0.0.1:8091/v1"


class OpenAI:
    """One server at `base_url`. `form` says how it takes a create: multipart, json, or auto.

    With auto a form is posted, and the same as JSON where the server answers 415 or 422: then it has read
    nothing of it. Without a `key` none is sent.
    """

    name = NAME
    concurrency = 2
    poll_interval = 3.0

    def __init__(self, *, key: str, http: Http, base_url: str, form: str = "auto") -> None:
        key = usable_key(key, KEYS[0])
        self._headers: Mapping[str, str] = {"Authorization": f"Bearer {key}"} if key else {}
        self._secrets = (key,) if key else ()
        self._api = Api(
            NAME,
            http=http,
            base_url=base_url,
            variable=VARIABLE,
            keyed=lambda: self._headers,
            secrets=self._secrets,
        )
        self.origin = self._api.origin
        self._base = base_url.rstrip("/")
        self._http = http
        self._form = form
        self._offer = Offer(NAME, retired_too=True)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.origin})"

    @property
    def credentials(self) -> Credentials:
        return Credentials(self.origin, self._headers)

    def cards(self) -> Sequence[ModelCard]:
        return self._offer.cards

    async def prepare(self, request: Request) -> Request:
        """The request as it is, looked at; a picture travels with the create. Raises UsageError."""
        check_request(request, self._offer.card_for(request), most_seed=MOST_SEED)
        for one in request.inputs:
            with reading(one.path):
                empty = not one.uri and one.path.stat().st_size == 0
            if empty:
                raise UsageError(f"{one.path} is empty", hint="name another file")
        return request

    async def submit(self, request: Request, *, key: str) -> Ticket:  # noqa: ARG002  no server takes one
        """Post the create, once. Raises UnknownOutcome where it may have been accepted."""
        with nothing_bought():
            request = await self.prepare(request)
        card = self._offer.card_for(request)
        fields = build_create(request, card)
        picture = next(iter(request.inputs), None)
        reply = await self._post(card, fields, picture)
        told = self._api.told(request)
        return read_create(reply, model=card.id, now=self._http.now(), secrets=self._secrets, told=told)

    def adopt(self, job: str, request: Request) -> Ticket:
        """The ticket of the video `job`, as the server calls it. Raises UsageError."""
        if not re.fullmatch(r"[\w.:-]{1,200}", job):
            raise UsageError(f"{job[:80]!r} is no video of {NAME}", hint="a video's id looks like video_123")
        return Ticket(NAME, {"id": job, **self._api.told(request)})

    async def check(self, ticket: Ticket) -> Pending | Done | Failed:
        """Ask once how the video stands. Raises Unreachable or RateLimited, both retryable, and BadReply."""
        job = self._api.job_of(ticket)
        if isinstance(made := ticket.data.get("made"), str):
            return Done((UrlOutput(made, needs_key=made.startswith(f"{self.origin}/")),))
        reply = await self._api.ask("GET", f"/videos/{job}")
        content = f"{self._base}/videos/{job}/content"
        return read_video(
            reply, content=content, now=self._http.now(), secrets=self._secrets, origin=self.origin
        )

    async def _post(self, card: ModelCard, fields: dict[str, Json], picture: Input | None) -> Reply:
        if self._form != "json":
            form = form_of(fields)
            if picture is not None and picture.uri:
                form["reference_url"] = picture.uri
            file = (
                None
                if picture is None or picture.uri
                else (picture.path.name, picture.path, picture.media_type)
            )
            reply = await self._api.create(
                "/videos",
                model=card.id,
                hint=UNKNOWN_HINT,
                form=form,
                file=file,
                file_field="input_reference",
            )
            if self._form == "multipart" or reply.status not in (415, 422):
                return reply
        if picture is not None:
            fields = {**fields, "input_reference": {"image_url": await as_data_uri(picture)}}
        return await self._api.create("/videos", model=card.id, hint=UNKNOWN_HINT, body=fields)


class StoppableOpenAI(OpenAI):
    """A server whose DELETE stops the work; at others it forgets the record, and the GPU goes on."""

    async def cancel(self, ticket: Ticket) -> None:
        """Stop the video if it has not ended. Raises Unreachable, RateLimited, AuthFailed, BadReply."""
        if not isinstance(await self.check(ticket), Pending):
            return
        reply = await self._api.ask("DELETE", f"/videos/{self._api.job_of(ticket)}")
        if reply.status not in (200, 202, 204, 404):
            raise read_failure(reply, now=self._http.now(), secrets=self._secrets)


def open_openai(context: ProviderContext) -> Provider:
    """The server that OPENAI_BASE_URL names. Raises MissingKey, and ConfigError for a wrong setting."""
    if not context.base_url:
        raise MissingKey(
            f"{VARIABLE} is not set, and OpenAI's own Videos API ended on 2026-09-24", hint=NO_ADDRESS
        )
    key = ""
    with suppress(MissingKey):  # a server of one's own may ask for none
        key = context.secret(KEYS)
    form = context.setting(FORM) or "auto"
    if form not in FORMS:
        raise ConfigError(f"{FORM} is {form!r}", hint=f"one of {', '.join(FORMS)}")
    kind = StoppableOpenAI if context.setting(DELETES) in ("1", "true", "yes") else OpenAI
    return kind(key=key, http=context.http, base_url=context.base_url, form=form)
