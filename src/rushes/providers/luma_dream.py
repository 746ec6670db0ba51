"""Luma Dream Machine, Luma's legacy API, as a provider: ray-2 and ray-flash-2.

It takes no key of ours and lists what was made, with what was asked for: a create that brought no answer is
looked for there, and settles where exactly one generation can be it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, Literal

from rushes.errors import ConfigError, UsageError
from rushes.http import Http, Reply, is_loopback
from rushes.model import Input, Json, Request, Ticket
from rushes.model_card import ModelCard
from rushes.providers.api import Api, document, listed, nothing_bought, table, usable_key
from rushes.providers.base import Account, Done, Failed, Likenesses, Pending, Provider, ProviderContext
from rushes.providers.luma import checked_job
from rushes.providers.luma_replies import (
    DREAM,
    read_credit,
    read_failure,
    read_generation,
    read_id,
)
from rushes.providers.luma_wire import dream_create
from rushes.providers.offer import Offer, check_request

__all__ = ["LumaDream", "open_luma_dream"]

KEYS = (DREAM.key, "RUSHES_LUMA_DREAM_KEY")
VISIBLE = "RUSHES_LUMA_DREAM_VISIBLE_AFTER"
LOOKED_FOR = 120.0  # seconds
NEVER = "never"  # the vendor does not say when its list shows a generation, nor that it lists every one
PAGES, PAGE = 20, 100
CALLBACK = "RUSHES_LUMA_DREAM_CALLBACK"
EARLY, LATE = timedelta(seconds=10), timedelta(minutes=3)  # around the time when a create left
DAY = timedelta(days=1)

Likeness = Literal["same", "doubtful", "other"]


class LumaDream:
    """One account at Dream Machine. `believed`: what its list does not show was not made.

    `callback` is an https address of the user's own that the vendor tells of each generation: with the take's
    key behind it, the list knows a create for certain. Without one, it is known by its likeness.
    """

    name = DREAM.name
    concurrency = 3
    poll_interval = 4.0

    def __init__(
        self,
        *,
        key: str,
        http: Http,
        base_url: str,
        visible_after: float = LOOKED_FOR,
        believed: bool = True,
        callback: str = "",
    ) -> None:
        key = usable_key(key, DREAM.key)
        self._secrets = (key,)
        self._api = Api(
            DREAM.name, http=http, base_url=base_url, variable=DREAM.address,
            keyed=lambda: {"Authorization": f"Bearer {key}"}, secrets=self._secrets,
        )  # fmt: skip
        self.origin = self._api.origin
        self.visible_after = visible_after
        self._believed = believed
        self._callback = callback
        self._http = http
        self._offer = Offer(DREAM.name)

    def __repr__(self) -> str:
        return f"LumaDream({self.origin})"

    def cards(self) -> Sequence[ModelCard]:
        return self._offer.cards

    async def prepare(self, request: Request) -> Request:
        """The request with its pictures where they lie on the web: Dream Machine takes no file.

        Raises UsageError for a picture without such an address, and for what the model does not take.
        """
        card = self._offer.card_for(request)
        check_request(request, card, most_seed=0)
        addresses = [self._address(one, card) for one in request.inputs]
        create = dream_create(request, card, addresses)
        if not request.text.strip() and "keyframes" not in create.body:
            raise UsageError("the prompt is empty", hint="say what the clip shows")
        return request

    async def submit(self, request: Request, *, key: str) -> Ticket:
        """Post the create, once. Raises UnknownOutcome where it may have been accepted: see `list_alike`."""
        with nothing_bought():
            request = await self.prepare(request)
            card = self._offer.card_for(request)
            create = dream_create(request, card, [self._address(one, card) for one in request.inputs])
        body = {**create.body, **self._mark(key)}
        reply = await self._api.create(create.path, model=card.id, hint=DREAM.unknown_hint, body=body)
        job = read_id(reply, DREAM, model=card.id, now=self._http.now(), secrets=self._secrets)
        return self._ticket(job, request)

    async def list_alike(self, request: Request, *, key: str, left: datetime) -> Likenesses:
        """The generations that may have come of `request` for the take `key`, whose create left at `left`.

        Raises AuthFailed, BadReply; RateLimited and Unreachable, both retryable.
        """
        card = self._offer.card_for(request)
        sent = {**dream_create(request, card, ["" for _ in request.inputs]).body, **self._mark(key)}
        found: dict[str, Likeness] = {}
        read, whole = 0, False
        for _ in range(PAGES):
            reply = await self._api.ask("GET", f"/generations?limit={PAGE}&offset={read}")
            body = document(reply)
            if reply.status != 200 or not isinstance(body.get("generations"), list):
                raise read_failure(reply, DREAM, now=self._http.now(), secrets=self._secrets)
            there = left - self._ahead(reply)
            made = [table(one) for one in listed(body["generations"])]
            found |= {str(one.get("id") or ""): likeness(one, sent, there) for one in made}
            read += len(made)
            # Nobody says in which order they come, so all of them are read.
            if body.get("has_more") is False or not made:
                whole = self._believed and not body.get("has_more") and "" not in found
                break
        tickets = {
            kind: [self._ticket(job, request) for job, one in found.items() if job and one == kind]
            for kind in ("same", "doubtful")
        }
        return Likenesses(tickets["same"], tickets["doubtful"], whole=whole)

    def adopt(self, job: str, request: Request) -> Ticket:
        """The ticket of the generation `job`, as Luma's own pages name it. Raises UsageError."""
        return self._ticket(checked_job(job, DREAM.name), request)

    async def check(self, ticket: Ticket) -> Pending | Done | Failed:
        """Ask once how the generation stands; see `read_generation`."""
        reply = await self._api.ask("GET", f"/generations/{self._api.job_of(ticket)}")
        return read_generation(reply, DREAM, now=self._http.now(), secrets=self._secrets)

    async def cancel(self, ticket: Ticket) -> None:
        """Delete the generation if it has not ended; whether that gives its price back, nobody says.

        Raises AuthFailed, BadReply; RateLimited and Unreachable, both retryable.
        """
        if not isinstance(await self.check(ticket), Pending):
            return
        reply = await self._api.ask("DELETE", f"/generations/{self._api.job_of(ticket)}")
        if reply.status not in (200, 202, 204, 404):
            raise read_failure(reply, DREAM, now=self._http.now(), secrets=self._secrets)

    async def account(self) -> Account:
        """The account's credit; a free question."""
        reply = await self._api.ask("GET", "/credits")
        return read_credit(reply, now=self._http.now(), secrets=self._secrets)

    def _mark(self, key: str) -> dict[str, Json]:
        return {"callback_url": f"{self._callback}?take={key}"} if self._callback else {}

    def _ticket(self, job: str, request: Request) -> Ticket:
        return Ticket(DREAM.name, {"id": job, **self._api.told(request)})

    def _address(self, one: Input, card: ModelCard) -> str:
        """Where the picture lies on the web; a stand-in on this machine takes it from here, too."""
        address = one.uri or one.address
        if address.startswith("https://") or (is_loopback(self.origin) and is_loopback(address)):
            return address
        raise UsageError(
            f"{card.id} takes pictures only by an https address, and {one.path.name} has none",
            hint="put it on the web and name its address, or use luma:ray-3.2, which takes files",
        )

    def _ahead(self, reply: Reply) -> timedelta:
        """How far our clock is ahead of the vendor's."""
        try:
            theirs = parsedate_to_datetime(reply.headers.get("date", ""))
        except ValueError:
            return timedelta()
        return self._http.now() - (theirs if theirs.tzinfo else theirs.replace(tzinfo=UTC))


def likeness(made: Mapping[str, Any], sent: Mapping[str, Json], left: datetime) -> Likeness:
    """Whether a listed generation came of the create `sent`, which left at `left` by the vendor's clock.

    `other` only where it certainly did not. Of pictures it counts whether there are any, not where they lie.
    """
    asked = table(made.get("request"))
    created = moment(made.get("created_at"))
    if created is not None and created < left - DAY:
        return "other"
    if (made.get("model") or asked.get("model") or sent["model"]) != sent["model"]:
        return "other"
    if (made.get("generation_type") or asked.get("generation_type") or "video") != "video":
        return "other"
    if sent.get("callback_url") and asked:
        return "same" if asked.get("callback_url") == sent["callback_url"] else "other"
    if asked.get("callback_url"):
        return "other"
    prompt = asked.get("prompt")
    if isinstance(prompt, str) and prompt.split() != str(sent.get("prompt", "")).split():
        return "other"
    plain = [name for name in sent if name != "keyframes"]
    frames, ours = table(asked.get("keyframes")), table(sent.get("keyframes"))
    framed = {name for name, frame in frames.items() if frame}
    in_time = created is not None and left - EARLY <= created <= left + LATE
    equal = all(asked.get(name) == sent[name] for name in plain) and framed == set(ours)
    more = any(asked.get(name) for name in ("loop", "concepts") if name not in sent)
    return "same" if in_time and equal and not more else "doubtful"


def moment(said: object) -> datetime | None:
    """A time as the vendor writes it; None for what is none."""
    try:
        found = datetime.fromisoformat(str(said))
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def open_luma_dream(context: ProviderContext) -> Provider:
    """Dream Machine with the key of the environment. Raises MissingKey, ConfigError."""
    said = context.setting(VISIBLE) or NEVER
    believed = said != NEVER
    try:
        visible = float(said) if believed else LOOKED_FOR
    except ValueError:
        visible = -1.0
    if not 0 <= visible <= 86_400:
        raise ConfigError(
            f"{VISIBLE} is {said!r}, and no number of seconds",
            hint="for example 120; never, as it is otherwise, believes that what its list lacks may be made",
        )
    callback = context.setting(CALLBACK) or ""
    if callback and (not callback.startswith("https://") or "?" in callback or "#" in callback):
        raise ConfigError(
            f"{CALLBACK} is no https address without a query", hint="for example https://example.com/luma"
        )
    return LumaDream(
        key=context.secret(KEYS),
        http=context.http,
        base_url=context.base_url,
        visible_after=visible,
        believed=believed,
        callback=callback,
    )
