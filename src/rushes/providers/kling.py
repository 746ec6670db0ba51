"""Kling, as a provider: its new standard with an API key, and the legacy API with a key or a signed token.

A task has a name of ours, so a create that brought no answer is looked up, and settles by itself.
"""

from __future__ import annotations

import asyncio
import base64
import re
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

from rushes.errors import ConfigError, MissingKey, UsageError
from rushes.http import Http
from rushes.model import Input, Operation, Request, Ticket
from rushes.model_card import ModelCard
from rushes.providers.api import Api, nothing_bought, reading, usable_key
from rushes.providers.base import Absent, Done, Failed, Found, Pending, Provider, ProviderContext
from rushes.providers.kling_replies import NAME, UNKNOWN_HINT, read_create, read_task, tasks_in
from rushes.providers.kling_wire import build_create, signed_token, tier
from rushes.providers.offer import Offer, check_request, not_taken

__all__ = ["Kling", "open_kling"]

KEYS = ("KLING_API_KEY", "RUSHES_KLING_KEY")
PAIR = ("KLING_ACCESS_KEY", "KLING_SECRET_KEY")
VISIBLE = "RUSHES_KLING_VISIBLE_AFTER"
VISIBLE_AFTER = 60.0  # seconds; the vendor does not say when a look-up sees a task
MOST_PICTURE = {"new": 50_000_000, "omni": 50_000_000, "legacy": 10_000_000}  # bytes
PAGES, PAGE = 20, 500  # of the legacy list
OLD = {Operation.TEXT_TO_VIDEO: "text2video", Operation.IMAGE_TO_VIDEO: "image2video"}


class Kling:
    """One account at Kling. `key` is for both APIs; `pair`, an access and a secret key, for the
    legacy one.

    No call of Kling's stops a task, so it is not `Stoppable`.
    """

    name = NAME
    concurrency = 3
    poll_interval = 5.0

    def __init__(
        self,
        *,
        key: str,
        pair: tuple[str, str] | None,
        http: Http,
        base_url: str,
        visible_after: float = VISIBLE_AFTER,
    ) -> None:
        self._key = usable_key(key, KEYS[0])
        self._pair = pair
        self.visible_after = visible_after
        secrets = tuple(one for one in (self._key, *(pair or ())) if one)
        self._new = Api(
            NAME, http=http, base_url=base_url, variable="KLING_BASE_URL",
            keyed=lambda: {"Authorization": f"Bearer {self._key}"}, secrets=secrets,
        )  # fmt: skip
        self._old = Api(
            NAME,
            http=http,
            base_url=base_url,
            variable="KLING_BASE_URL",
            keyed=self._legacy_key,
            secrets=secrets,
        )
        self.origin = self._new.origin
        self._http = http
        self._secrets = secrets
        self._offer = Offer(NAME)

    def __repr__(self) -> str:
        return f"Kling({self.origin})"

    def cards(self) -> Sequence[ModelCard]:
        return self._offer.cards

    async def prepare(self, request: Request) -> Request:
        """The request as it is, looked at; pictures travel inside the create.

        Raises UsageError for what the model does not take, MissingKey for a model that needs the API key.
        """
        card = self._offer.card_for(request)
        check_request(request, card, most_seed=0)
        if request.duration.denominator != 1:
            raise not_taken(card, f"{card.id} makes whole seconds, not {float(request.duration):g} s")
        tiers = card.wire.get("last_frame_tiers")
        ends = any(one.role == "last_frame" for one in request.inputs)
        if ends and isinstance(tiers, list) and tier(request.size) not in tiers:
            raise not_taken(card, f"{card.id} takes a last frame at {', '.join(map(str, tiers))} only")
        if not self._key and card.wire["api"] != "legacy":
            raise MissingKey(
                f"{card.id} needs {KEYS[0]}: an access and a secret key are for the legacy API only",
                hint="make an API key at Kling and set it; the model previz needs none",
            )
        for one in request.inputs:
            with reading(one.path):
                size = 0 if one.uri else one.path.stat().st_size
            most = MOST_PICTURE[str(card.wire["api"])]
            if size > most:
                raise UsageError(
                    f"{one.path.name} is too large for {card.id}: {size / 1e6:.0f} MB, and at most"
                    f" {most / 1e6:.0f} MB are taken",
                    hint="make it smaller",
                )
        return request

    async def submit(self, request: Request, *, key: str) -> Ticket:
        """Post the create, once, under the take's `key`.

        Raises UnknownOutcome where it may have been accepted: `find` knows then.
        """
        with nothing_bought():
            request = await self.prepare(request)
            card = self._offer.card_for(request)
            pictures = [await picture(one) for one in request.inputs]
        create = build_create(request, card, pictures, key=key)
        api = self._api(card)
        reply = await api.create(create.path, model=card.id, hint=UNKNOWN_HINT, body=dict(create.body))
        told = {**api.told(request), "path": create.path}
        return read_create(reply, model=card.id, now=self._http.now(), secrets=self._secrets, told=told)

    async def find(self, key: str, since: datetime) -> Found | Absent:
        """The task that was made under `key`; in the legacy API, among those newer than `since`.

        Raises AuthFailed, RateLimited and Unreachable, both retryable, and BadReply.
        """
        if self._key:
            reply = await self._new.ask("GET", f"/tasks?external_task_ids={key}")
            for task in self._tasks(reply):
                if task.get("external_id") in (key, None) and isinstance(task.get("id"), str):
                    return Found(Ticket(NAME, {"id": task["id"], "origin": self.origin, "path": "/tasks"}))
        for kind in OLD.values():
            found = await self._listed(kind, key, since)
            if found is not None:
                return found
        return Absent()

    def adopt(self, job: str, request: Request) -> Ticket:
        """The ticket of the task `job`, as Kling's own pages name it. Raises UsageError."""
        if not re.fullmatch(r"[\w.:-]{1,200}", job):
            raise UsageError(
                f"{job[:80]!r} is no task of {NAME}", hint="a task's id is one word of digits and letters"
            )
        card = self._offer.card_for(request)
        legacy = card.wire["api"] == "legacy"
        path = f"/v1/videos/{OLD[request.operation]}" if legacy else "/tasks"
        return Ticket(NAME, {"id": job, **self._api(card).told(request), "path": path})

    async def check(self, ticket: Ticket) -> Pending | Done | Failed:
        """Ask once how the task stands. Raises Unreachable or RateLimited, both retryable, and BadReply."""
        path = str(ticket.data.get("path", ""))
        if path.startswith("/v1/"):
            job = self._old.job_of(ticket)
            reply = await self._old.ask("GET", f"{path}/{job}")
        else:
            job = self._new.job_of(ticket)
            reply = await self._new.ask("GET", f"/tasks?task_ids={job}")
        found = self._tasks(reply)
        mine = next((one for one in found if job in (one.get("id"), one.get("task_id"))), None)
        return read_task(mine, now=self._http.now(), secrets=self._secrets)

    async def _listed(self, kind: str, key: str, since: datetime) -> Found | None:
        """The legacy task under `key`, among those that are newer than `since`."""
        oldest = since.timestamp() * 1000
        for page in range(1, PAGES + 1):
            reply = await self._old.ask("GET", f"/v1/videos/{kind}?pageNum={page}&pageSize={PAGE}")
            tasks = self._tasks(reply)
            for task in tasks:
                named: Mapping[str, Any] = task.get("task_info") or {}
                if named.get("external_task_id") == key and isinstance(task.get("task_id"), str):
                    told = {"id": task["task_id"], "origin": self.origin, "path": f"/v1/videos/{kind}"}
                    return Found(Ticket(NAME, told))
            stamps = [one["created_at"] for one in tasks if isinstance(one.get("created_at"), int)]
            if len(tasks) < PAGE or (stamps and min(stamps) < oldest):
                return None
        return None

    def _tasks(self, reply: Any) -> list[dict[str, Any]]:
        return tasks_in(reply, now=self._http.now(), secrets=self._secrets)

    def _api(self, card: ModelCard) -> Api:
        return self._old if card.wire["api"] == "legacy" else self._new

    def _legacy_key(self) -> Mapping[str, str]:
        token = signed_token(*self._pair, int(time.time())) if self._pair else self._key
        return {"Authorization": f"Bearer {token}"}


async def picture(one: Input) -> str:
    """The picture's address, or its bytes in base64 without a beginning."""
    if one.uri.startswith("https://"):
        return one.uri
    with reading(one.path):
        data = await asyncio.to_thread(one.path.read_bytes)
    if not data:
        raise UsageError(f"{one.path} is empty", hint="name another file")
    return base64.b64encode(data).decode("ascii")


def open_kling(context: ProviderContext) -> Provider:
    """Kling with the keys of the environment. Raises MissingKey, ConfigError for a wrong address."""
    key, pair = "", None
    with suppress(MissingKey):
        key = context.secret(KEYS)
    with suppress(MissingKey):
        pair = (context.secret(PAIR[:1]).strip(), context.secret(PAIR[1:]).strip())
    if not key and pair is None:
        raise MissingKey(
            f"no key is set: {KEYS[0]}, or {' and '.join(PAIR)} for the legacy API",
            hint="set one in the environment, or use the model previz, which needs none",
        )
    said = context.setting(VISIBLE)
    try:
        visible = float(said) if said else VISIBLE_AFTER
    except ValueError:
        raise ConfigError(f"{VISIBLE} is {said!r}, and no number of seconds", hint="for example 60") from None
    return Kling(key=key, pair=pair, http=context.http, base_url=context.base_url, visible_after=visible)
