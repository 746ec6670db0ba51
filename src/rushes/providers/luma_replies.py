"""What Luma's two APIs answer, in our words. An error's words and a failure's code decide, too."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any, cast

from rushes.errors import (
    AuthFailed,
    BadReply,
    GenerationFailed,
    ModelRetired,
    OutOfCredit,
    ProviderError,
    RateLimited,
    Refused,
    UnknownOutcome,
    Unreachable,
)
from rushes.http import Reply, scrub
from rushes.model import Money
from rushes.providers.api import document, listed, table
from rushes.providers.base import Account, Done, Failed, Pending, UrlOutput

__all__ = [
    "AGENTS",
    "DREAM",
    "Service",
    "read_credit",
    "read_failure",
    "read_generation",
    "read_id",
]

LIFETIME = timedelta(hours=1)  # of an output of the Agents API; nobody knows Dream Machine's
MODERATED = re.compile(r"moderat|content.?policy|not allowed|nsfw|unsafe|inappropriate", re.IGNORECASE)
CREDIT = re.compile(r"credit|balance|billing|budget|payment", re.IGNORECASE)
AT_ONCE = re.compile(r"concurren", re.IGNORECASE)
INPUT_CODES = ("image_too_large", "unsupported_format", "corrupt_input", "invalid_request")


@dataclass(frozen=True, slots=True)
class Service:
    """One of the two APIs: the `name` of its provider, and the variables of its key and its address."""

    name: str
    key: str
    address: str
    unknown_hint: str


AGENTS = Service(
    "luma", "LUMA_AGENTS_API_KEY", "LUMA_BASE_URL",
    "nothing was sent again; the Agents API lists no generations: your account's page shows what was made",
)  # fmt: skip
DREAM = Service(
    "luma_dream", "LUMAAI_API_KEY", "LUMAAI_BASE_URL",
    "nothing was sent again; the list of generations is asked whether it was made",
)  # fmt: skip


def read_id(reply: Reply, service: Service, *, model: str, now: datetime, secrets: Sequence[str]) -> str:
    """The vendor's name of an accepted create.

    Raises what the refusal means; UnknownOutcome where nobody knows whether it was accepted.
    """
    if not 200 <= reply.status < 300:
        raise refusal(reply, service, model=model, now=now, secrets=secrets)
    job = document(reply).get("id")
    if not isinstance(job, str) or not re.fullmatch(r"[\w.:-]{1,200}", job):
        raise unknown(
            reply, service, f"{service.name} took the request for {model} and gave no id that can be read"
        )
    return job


def refusal(
    reply: Reply, service: Service, *, model: str, now: datetime, secrets: Sequence[str]
) -> ProviderError:
    """What it means that a create was answered thus. Only UnknownOutcome may have been billed."""
    name, status = service.name, reply.status
    said = said_in(reply, secrets)
    tail = f": {said}" if said else ""
    kind: type[ProviderError] = GenerationFailed
    message, retryable = f"{name} did not take the request for {model}{tail}", False
    hint = "nothing was bought: change what it speaks of, and run it again"
    if status == 408 or not 400 <= status < 500:
        return unknown(
            reply, service, f"{name} answered {status} to the request for {model}: it may be accepted{tail}"
        )
    if status == 401:
        kind, message = AuthFailed, f"{name} does not accept the key{tail}"
        hint = f"check {service.key}: Luma's two APIs have a key each"
    elif MODERATED.search(said):
        kind, message = Refused, f"{name} refused the prompt or what goes with it{tail}"
        hint = "nothing was bought: change what was refused; the same request is refused again"
    elif status == 402 or CREDIT.search(said):
        kind, message = OutOfCredit, f"the account at {name} has no credit left for {model}{tail}"
        hint = "buy credits at Luma, or use the model previz, which costs nothing"
    elif status == 403:
        kind, message = AuthFailed, f"this account at {name} may not use {model}{tail}"
        hint = f"check {service.key} and what the account may do at Luma, or choose another: rushes models"
    elif status == 429:
        kind, retryable = RateLimited, True
        busy = "makes as many clips as it may" if AT_ONCE.search(said) else "has too many requests"
        message, hint = f"{name} {busy}{tail}", "nothing was bought: run it again later, with fewer at once"
    elif status in (404, 405, 410):
        kind, message = ModelRetired, f"{name} does not offer {model} at {reply.url}{tail}"
        hint = f"check {service.address}; choose another: rushes models"
    return kind(
        message, provider=name, status=status, retryable=retryable, billed="no", hint=hint,
        retry_after=reply.retry_after(now),
    )  # fmt: skip


def unknown(reply: Reply, service: Service, message: str) -> UnknownOutcome:
    return UnknownOutcome(
        message, provider=service.name, status=reply.status, billed="unknown", hint=service.unknown_hint
    )


def read_failure(reply: Reply, service: Service, *, now: datetime, secrets: Sequence[str]) -> ProviderError:
    """The error of a question that is free to ask again."""
    said = said_in(reply, secrets)
    tail = f": {said}" if said else ""
    if reply.status in (401, 403):
        return AuthFailed(
            f"{service.name} does not accept the key{tail}", provider=service.name, status=reply.status,
            hint=f"check {service.key}: Luma's two APIs have a key each",
        )  # fmt: skip
    again = reply.status in (200, 408, 429) or reply.status >= 500
    kind = RateLimited if reply.status == 429 else Unreachable if again else BadReply
    return kind(
        f"{service.name} answered {reply.status} when asked for a generation{tail}", provider=service.name,
        status=reply.status, retryable=again, retry_after=reply.retry_after(now),
        hint="nothing was bought by it, and nothing is lost: run it again" + (" later" if again else ""),
    )  # fmt: skip


def read_generation(
    reply: Reply, service: Service, *, now: datetime, secrets: Sequence[str]
) -> Pending | Done | Failed:
    """How a generation of either API stands.

    Raises Unreachable and RateLimited, both retryable, AuthFailed, BadReply.
    """
    body = document(reply)
    state = body.get("state")
    if reply.status == 404:
        return gone(service, f"{service.name} knows this generation no more")
    if reply.status != 200 or not isinstance(state, str):
        raise read_failure(reply, service, now=now, secrets=secrets)
    if state == "failed":
        return failed(body, service, secrets)
    if state != "completed":
        return Pending()
    addresses = [url for one in listed(body.get("output")) if isinstance(url := clip_in(one), str)]
    expires = now + LIFETIME
    if service is DREAM:
        video = table(body.get("assets")).get("video")
        addresses, expires = [video] if isinstance(video, str) and video else [], None
    if not addresses:
        raise BadReply(
            f"{service.name} says that the clip is ready, and not where it is",
            provider=service.name, billed="yes",
            hint="nothing is lost: a newer rushes may understand the answer",
        )  # fmt: skip
    return Done((UrlOutput(addresses[0], expires=expires),))  # what follows is the same clip in another form


def failed(body: dict[str, Any], service: Service, secrets: Sequence[str]) -> Failed:
    """Why it failed: by the Agents API's code, and by the words of Dream Machine, which has none."""
    code = str(body.get("failure_code") or "")
    why = scrub(str(body.get("failure_reason") or code), *secrets)
    tail = f" ({why})" if why else ""
    name = service.name
    if code == "output_not_found":
        return gone(service, f"{name} made the clip and has it no more{tail}")
    error: ProviderError = GenerationFailed(
        f"{name} could not make the clip{tail}",
        provider=name,
        billed="unknown",
        retryable=True,
        hint="try it again",
    )
    if code == "content_moderated" or (not code and MODERATED.search(why)):
        error = Refused(
            f"{name} refused the prompt, a picture that goes with it, or the clip that came out{tail}",
            provider=name, billed="unknown",
            hint="change what was refused: the same request is refused again",
        )  # fmt: skip
    elif code == "budget_exhausted" or (not code and CREDIT.search(why)):
        error = OutOfCredit(
            f"the account at {name} had no credit left for the clip{tail}", provider=name, billed="unknown",
            hint="buy credits at Luma, or use the model previz, which costs nothing",
        )  # fmt: skip
    elif code in INPUT_CODES:
        error = GenerationFailed(
            f"{name} could not use what goes with the request{tail}", provider=name, billed="unknown",
            hint="change the picture or the clip that it names, and run it again",
        )  # fmt: skip
    return Failed(error)


def gone(service: Service, message: str) -> Failed:
    error = GenerationFailed(
        message, provider=service.name, status=404, billed="unknown",
        hint=f"it was deleted there, or was made with another account's {service.key}",
    )  # fmt: skip
    return Failed(error, end="lost")


def read_credit(reply: Reply, *, now: datetime, secrets: Sequence[str]) -> Account:
    """What Dream Machine says of the account's credit, in cents. Raises AuthFailed, BadReply, Unreachable."""
    cents = document(reply).get("credit_balance")
    if reply.status != 200 or isinstance(cents, bool) or not isinstance(cents, int | float):
        raise read_failure(reply, DREAM, now=now, secrets=secrets)
    return Account(credit=Money(round(Fraction(str(cents)) * 10_000)))


def said_in(reply: Reply, secrets: Sequence[str]) -> str:
    """The words of an error: `{"detail": "…"}`, a table with a code or a message, or a list of such."""
    body = document(reply)
    detail = body.get("detail") or body.get("error") or body.get("message") or ""
    parts = cast("list[object]", detail)[:3] if isinstance(detail, list) else [detail]
    return scrub("; ".join(part for one in parts if (part := words_of(one))), *secrets)


def words_of(detail: object) -> str:
    if not isinstance(detail, dict):
        return str(detail)
    told = table(cast("object", detail))
    place = ".".join(str(one) for one in listed(told.get("loc"))[1:])
    words = [str(told[name]) for name in ("code", "message", "msg", "detail") if told.get(name)]
    return ": ".join([*([place] if place else []), *words])


def clip_in(output: object) -> object:
    """Where a clip lies that was made; None for what is none, such as single frames."""
    told = table(output)
    return told.get("url") if told.get("type", "video") == "video" else None
