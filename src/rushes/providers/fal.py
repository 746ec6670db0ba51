"""fal, as a provider: its queue API, for any model that it offers.

A create has no key of ours and no look-up, so one that brought no answer stays of unknown outcome. A request
that is COMPLETED may have failed: its result tells.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from rushes.errors import BadReply, ConfigError, MissingKey, ProviderError, UsageError
from rushes.http import Http
from rushes.model import Input, Request, Ticket
from rushes.model_card import ModelCard
from rushes.providers.api import UNSENT, Api, document, nothing_bought, reading, usable_key
from rushes.providers.base import Done, Failed, Pending, Provider, ProviderContext
from rushes.providers.fal_replies import JOB, UNKNOWN_HINT, Completed, Replies
from rushes.providers.fal_schema import check_body
from rushes.providers.fal_schemas import Schemas
from rushes.providers.fal_wire import app_path, build_body, endpoint_of
from rushes.providers.offer import Offer, as_data_uri, check_request, inline_length

__all__ = ["Fal", "Settings", "open_fal", "opened"]

NAME = "fal"
KEYS = ("FAL_KEY", "RUSHES_FAL_KEY")
PAIR = ("FAL_KEY_ID", "FAL_KEY_SECRET")
ADDRESS = "FAL_BASE_URL"
QUEUE, REST = "https://queue.fal.run", "https://rest.fal.ai"
SCHEMA = "https://fal.ai/api/openapi/queue/openapi.json"
MOST_SEED = 2**31 - 1
MOST_WHOLE = 100_000_000  # bytes; what is larger is uploaded in parts, which is not done here
INLINE = 3_000_000  # characters of a data URI
USED_FOR = timedelta(hours=20)  # an uploaded file, before it is uploaded again
YES, NO = ("1", "true", "yes"), ("0", "false", "no")


@dataclass(frozen=True, slots=True)
class Settings:
    """What fal's documents leave open, and its customer decides.

    `rest` is where files are uploaded, `schema` where a model's input is described; empty: nowhere.
    `server_retries` lets fal run one request up to ten times. `keep` is after how long fal throws a clip
    away, None: when it does so anyway. `inline` is how many characters of a file may travel inside a create.
    """

    rest: str = ""
    schema: str = ""
    server_retries: bool = False
    keep: timedelta | None = None
    inline: int = INLINE


class Fal:
    """One account at fal; `name` is the provider whose models are offered. `cache` holds models' schemas."""

    concurrency = 2  # of a new account; what is more waits in fal's own queue
    poll_interval = 3.0

    def __init__(
        self,
        *,
        key: str,
        http: Http,
        base_url: str = QUEUE,
        settings: Settings | None = None,
        cache: Path | None = None,
        name: str = NAME,
    ) -> None:
        key = usable_key(key, KEYS[0])
        self.name = name
        self.settings = settings or Settings()
        self._http = http
        self._base = base_url.rstrip("/")
        headers = {"Authorization": f"Key {key}"}
        secrets = (key, *(part for part in key.split(":") if len(part) > 6))
        self._api = Api(
            name, http=http, base_url=base_url, variable=ADDRESS, keyed=lambda: headers, secrets=secrets
        )
        self._files = (
            Api(
                name,
                http=http,
                base_url=self.settings.rest,
                variable="FAL_REST_URL",
                keyed=lambda: headers,
                secrets=secrets,
            )
            if self.settings.rest
            else None
        )
        self.origin = self._api.origin
        self._replies = Replies(name, secrets)
        self._schemas = Schemas(http, self.settings.schema, cache)
        self._offer = Offer(name)
        self._uploads: dict[str, tuple[str, datetime]] = {}

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.origin})"

    def cards(self) -> Sequence[ModelCard]:
        return self._offer.cards

    async def prepare(self, request: Request) -> Request:
        """The request, checked by the model's published schema, with what is too large for it uploaded.

        Both are free. Raises UsageError for what the model does not take; Unreachable, AuthFailed, BadReply.
        """
        card = self._offer.card_for(request)
        check_request(request, card, most_seed=MOST_SEED)
        schema = await self._schemas.of(endpoint_of(card))
        body = build_body(request, card, schema, ["https://example.com/"] * len(request.inputs))
        if schema is not None:
            check_body(body, schema, card)
        with nothing_bought():
            return replace(request, inputs=tuple([await self._brought(one) for one in request.inputs]))

    async def submit(self, request: Request, *, key: str) -> Ticket:  # noqa: ARG002  fal's API takes none
        """Post the create, once. Raises UnknownOutcome where it may have been accepted: nobody can tell."""
        with nothing_bought():
            request = await self.prepare(request)
            card = self._offer.card_for(request)
            endpoint = endpoint_of(card)
            pictures = [await as_data_uri(one) for one in request.inputs]
            body = build_body(request, card, await self._schemas.of(endpoint), pictures)
        reply = await self._api.create(
            f"/{endpoint}", model=card.id, hint=UNKNOWN_HINT, body=body, headers=self._asked()
        )
        return self._replies.ticket(
            reply, model=card.id, app=app_path(endpoint), base=self._base, now=self._http.now(),
            told=self._api.told(request),
        )  # fmt: skip

    def adopt(self, job: str, request: Request) -> Ticket:
        """The ticket of the request `job`, as fal's own pages name it. Raises UsageError."""
        if not JOB.fullmatch(job):
            raise UsageError(f"{job[:80]!r} is no request of fal", hint="a request's id looks like a UUID")
        app = app_path(endpoint_of(self._offer.card_for(request)))
        return Ticket(self.name, {"id": job, **self._api.told(request), "path": f"{app}/requests/{job}"})

    async def check(self, ticket: Ticket) -> Pending | Done | Failed:
        """Ask once how the request stands, and for its result when it is over.

        Raises Unreachable or RateLimited, both retryable, AuthFailed, and BadReply.
        """
        path = self._path(ticket)
        reply = await self._api.ask("GET", f"{path}/status?logs=false")
        stands = self._replies.status(reply, now=self._http.now())
        if not isinstance(stands, Completed):
            return stands
        result = await self._api.ask("GET", path)
        return self._replies.result(result, stands, keep=self.settings.keep, now=self._http.now())

    async def cancel(self, ticket: Ticket) -> None:
        """Ask fal to stop the request; what a runner has begun may go on. Nothing happens where it has ended.

        Raises Unreachable, RateLimited, AuthFailed, BadReply.
        """
        reply = await self._api.ask("PUT", f"{self._path(ticket)}/cancel")
        if reply.status not in (200, 202, 400, 404):
            raise self._replies.trouble(reply, now=self._http.now())

    def _path(self, ticket: Ticket) -> str:
        """Where the request is asked for. Raises ConfigError, BadReply for a ticket of somebody else's."""
        job, path = self._api.job_of(ticket), str(ticket.data.get("path", ""))
        if not path.startswith("/") or not path.endswith(f"/requests/{job}") or ".." in path:
            raise BadReply(
                f"the ticket of a request at {self.name} cannot be read", provider=self.name,
                hint="`rushes takes show` tells what is known of it",
            )  # fmt: skip
        return path

    def _asked(self) -> Mapping[str, str]:
        """The headers of a create beside its key."""
        headers: dict[str, str] = {}
        if not self.settings.server_retries:
            headers["x-fal-no-retry"] = "1"
        return {**headers, **self._lifecycle("X-Fal-Object-Lifecycle-Preference")}

    def _lifecycle(self, *names: str) -> Mapping[str, str]:
        if self.settings.keep is None:
            return {}
        told = json.dumps({"expiration_duration_seconds": int(self.settings.keep.total_seconds())})
        return dict.fromkeys(names, told)

    async def _brought(self, one: Input) -> Input:
        """The input with its address, where it is too large to travel inside the create."""
        kept = self._uploads.get(one.sha256)
        lives = USED_FOR if self.settings.keep is None else min(USED_FOR, self.settings.keep / 2)
        if kept is not None and self._http.now() - kept[1] < lives:
            return replace(one, uri=kept[0])
        if one.uri.startswith("https://") and kept is None:
            return one
        with reading(one.path):
            size, inline = one.path.stat().st_size, inline_length(one)
        if size == 0:
            raise UsageError(f"{one.path} is empty", hint="name another file")
        if self._files is None or inline <= self.settings.inline:
            return replace(one, uri="")
        if size > MOST_WHOLE:
            raise UsageError(
                f"{one.path.name} is too large for {self.name}: {size / 1e6:.0f} MB, and at most"
                f" {MOST_WHOLE / 1e6:.0f} MB are taken",
                hint="make it smaller",
            )
        self._uploads[one.sha256] = (await self._uploaded(one, self._files), self._http.now())
        return replace(one, uri=self._uploads[one.sha256][0])

    async def _uploaded(self, one: Input, files: Api) -> str:
        """The address of the file at fal's CDN: a token for it, and then the file with that token."""
        reply = await files.ask("POST", "/storage/auth/token?storage_type=fal-cdn-v3", body={})
        told = document(reply)
        place, kind, token = (told.get(name) for name in ("base_url", "token_type", "token"))
        if reply.status != 200 or not (
            isinstance(place, str) and isinstance(kind, str) and isinstance(token, str)
        ):
            raise (
                self._no_place(reply.status)
                if reply.status == 200
                else self._replies.trouble(reply, now=self._http.now())
            )
        name = f"{one.sha256[:16]}.{one.media_type.rpartition('/')[2]}"
        names = ("X-Fal-Object-Lifecycle", "X-Fal-Object-Lifecycle-Preference")
        sent = await files.send_file(
            f"{place.rstrip('/')}/files/upload", (name, one.path, one.media_type),
            headers={"X-Fal-File-Name": name, **self._lifecycle(*names)}, token=f"{kind} {token}",
        )  # fmt: skip
        address = document(sent).get("access_url")
        if not isinstance(address, str) or not address.startswith(("https://", "http://127.0.0.1")):
            raise self._no_place(sent.status)
        return address

    def _no_place(self, status: int) -> ProviderError:
        return BadReply(
            "fal does not say where an uploaded file lies", provider=self.name, status=status, billed="no",
            hint=UNSENT,
        )  # fmt: skip


def open_fal(context: ProviderContext) -> Provider:
    """The API of fal with the key of the environment. Raises MissingKey, ConfigError for a wrong setting."""
    return opened(context, NAME)


def opened(context: ProviderContext, name: str) -> Fal:
    """The provider `name`, whose models fal runs."""
    return Fal(
        key=key_of(context), http=context.http, base_url=context.base_url, cache=context.cache, name=name,
        settings=settings_of(context),
    )  # fmt: skip


def key_of(context: ProviderContext) -> str:
    with suppress(MissingKey):
        return context.secret(KEYS)
    with suppress(MissingKey):
        return ":".join(context.secret([one]).strip() for one in PAIR)
    return context.secret(KEYS)


def settings_of(context: ProviderContext) -> Settings:
    """The settings of the environment. At another address than fal's own, nothing of fal's own is asked."""
    own = context.base_url == QUEUE
    rest, schema = (context.setting(one) for one in ("FAL_REST_URL", "RUSHES_FAL_SCHEMA_URL"))
    keep = seconds_of(context, "RUSHES_FAL_KEEP_SECONDS")
    inline = seconds_of(context, "RUSHES_FAL_INLINE_LENGTH")
    retries = (context.setting("RUSHES_FAL_SERVER_RETRIES") or "no").lower()
    if retries not in (*YES, *NO):
        raise ConfigError(f"RUSHES_FAL_SERVER_RETRIES is {retries!r}", hint="yes or no")
    return Settings(
        rest=rest or (REST if own else ""), schema="" if schema in NO else schema or (SCHEMA if own else ""),
        server_retries=retries in YES, keep=None if keep is None else timedelta(seconds=keep),
        inline=INLINE if inline is None else inline,
    )  # fmt: skip


def seconds_of(context: ProviderContext, name: str) -> int | None:
    text = context.setting(name)
    if not text:
        return None
    if not text.isdecimal() or not 0 < int(text) < 10**10:
        raise ConfigError(f"{name} is {text!r}, and no whole number above 0", hint="for example 604800")
    return int(text)
