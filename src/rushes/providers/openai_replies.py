"""What servers of /v1/videos answer, in our words. The body is read before the status."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
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
from rushes.model import Json, Ticket
from rushes.providers.api import document, listed, table
from rushes.providers.base import Done, Failed, Pending, UrlOutput

__all__ = ["NAME", "UNKNOWN_HINT", "read_create", "read_failure", "read_video", "refusal"]

NAME = "openai"
UNKNOWN_HINT = "nothing was sent again; the server's log says whether it was made"
MODERATED = re.compile(r"moderation|content.?policy|safety|blocked", re.IGNORECASE)
CREDIT = re.compile(r"quota|credit|billing|balance", re.IGNORECASE)


def read_create(
    reply: Reply, *, model: str, now: datetime, secrets: Sequence[str], told: Mapping[str, Json]
) -> Ticket:
    """The ticket of an accepted create. Raises what `refusal` says, UnknownOutcome where nobody knows.

    A server that answers only when the clip is made names its address at once; the ticket keeps that.
    """
    body = document(reply)
    if not 200 <= reply.status < 300:
        raise refusal(reply, model=model, now=now, secrets=secrets)
    job = body.get("id")
    if not isinstance(job, str) or not re.fullmatch(r"[\w.:-]{1,200}", job):
        raise unknown(reply, f"{NAME} took the request for {model} and gave no id that can be read")
    made = [url for one in listed(body.get("data")) if isinstance(url := table(one).get("url"), str)]
    return Ticket(NAME, {"id": job, **told, **({"made": made[0]} if made else {})})


def refusal(reply: Reply, *, model: str, now: datetime, secrets: Sequence[str]) -> ProviderError:
    """What it means that a create was answered thus. Only UnknownOutcome may have been billed."""
    status, (code, said) = reply.status, fault_in(reply, secrets)
    tail = f": {said}" if said else ""
    kind: type[ProviderError] = GenerationFailed
    message, retryable = f"{NAME} did not take the request for {model}{tail}", False
    hint = "nothing was made: change what it speaks of, and run it again"
    if status in (401, 403):
        kind, message = AuthFailed, f"{NAME} does not accept the key{tail}"
        hint = "check OPENAI_API_KEY, and that OPENAI_BASE_URL is the server that it belongs to"
    elif MODERATED.search(f"{code} {said}") and status < 500:
        kind, message = Refused, f"{NAME} refused the prompt or what goes with it{tail}"
        hint = "nothing was made: change what was refused; the same request is refused again"
    elif status == 402 or (status in (400, 429) and CREDIT.search(f"{code} {said}")):
        kind, message = OutOfCredit, f"the account at {NAME} has no credit left for {model}{tail}"
        hint = "look at the account at the server that OPENAI_BASE_URL names"
    elif status == 429:
        kind, retryable = RateLimited, True
        message, hint = f"{NAME} has too many requests{tail}", "nothing was made: run it again later"
    elif status in (404, 405, 410):
        kind, message = (
            ModelRetired,
            f"{NAME} has no model {model}, or nothing at {reply.url} ({status}){tail}",
        )
        hint = "check the model's name, and that OPENAI_BASE_URL ends as the server says, often in /v1"
    elif status in (301, 307, 308):
        kind, message = BadReply, f"{NAME} sends the request elsewhere ({status}); it was not followed"
        hint = "check OPENAI_BASE_URL"
    elif not 400 <= status < 500 or status in (408, 499):
        return unknown(
            reply, f"{NAME} answered {status} to the request for {model}: it may be accepted{tail}"
        )
    return kind(
        message, provider=NAME, status=status, retryable=retryable, billed="no", hint=hint,
        retry_after=reply.retry_after(now),
    )  # fmt: skip


def unknown(reply: Reply, message: str) -> UnknownOutcome:
    return UnknownOutcome(message, provider=NAME, status=reply.status, billed="unknown", hint=UNKNOWN_HINT)


def read_failure(reply: Reply, *, now: datetime, secrets: Sequence[str]) -> ProviderError:
    """The error of a question that is free to ask again."""
    _, said = fault_in(reply, secrets)
    tail = f": {said}" if said else ""
    if reply.status in (401, 403):
        return AuthFailed(
            f"{NAME} does not accept the key{tail}",
            provider=NAME,
            status=reply.status,
            hint="check OPENAI_API_KEY",
        )
    again = reply.status in (200, 408, 429) or reply.status >= 500
    kind = RateLimited if reply.status == 429 else Unreachable if again else BadReply
    return kind(
        f"{NAME} answered {reply.status} when asked for a video{tail}", provider=NAME, status=reply.status,
        retryable=again, retry_after=reply.retry_after(now),
        hint="nothing is lost: run it again" + (" later" if again else ""),
    )  # fmt: skip


def read_video(
    reply: Reply, *, content: str, now: datetime, secrets: Sequence[str], origin: str
) -> Pending | Done | Failed:
    """How a video stands; `content` is where its bytes are fetched from the server itself.

    A server may send a failed job with an HTTP error: the record decides. Raises Unreachable and
    RateLimited, both retryable, AuthFailed, BadReply.
    """
    body = document(reply)
    status = body.get("status")
    if not (isinstance(status, str) and isinstance(body.get("id"), str)):
        if reply.status == 404:
            gone = GenerationFailed(
                f"{NAME} knows this video no more", provider=NAME, status=404, billed="unknown",
                hint="servers forget what they made when they start again; `rushes retake` makes it anew",
            )  # fmt: skip
            return Failed(gone, end="lost")
        raise read_failure(reply, now=now, secrets=secrets)
    if status == "completed":
        expires = body.get("expires_at")
        until = datetime.fromtimestamp(expires, UTC) if isinstance(expires, int | float) and expires else None
        url = body.get("url")
        if isinstance(url, str) and url.startswith(("http://", "https://")):
            return Done((UrlOutput(url, expires=until, needs_key=url.startswith(f"{origin}/")),))
        return Done((UrlOutput(content, expires=until, needs_key=True),))
    if status in ("failed", "cancelled", "canceled"):
        code, said = fault_in(reply, secrets)
        tail = f" ({said})" if said else ""
        end = "failed" if status == "failed" else "cancelled"
        error: ProviderError = GenerationFailed(
            f"{NAME} could not make the clip{tail}",
            provider=NAME,
            billed="unknown",
            retryable=True,
            hint="try it again",
        )
        if MODERATED.search(f"{code} {said}"):
            error = Refused(
                f"{NAME} refused the prompt, the picture, or the clip that came out{tail}", provider=NAME,
                billed="unknown", hint="change what was refused: the same request is refused again",
            )  # fmt: skip
        return Failed(error, end=end)
    progress = body.get("progress")
    if isinstance(progress, bool) or not isinstance(progress, int | float) or not 0 <= progress <= 100:
        return Pending()
    return Pending(progress / 100)


def fault_in(reply: Reply, secrets: Sequence[str]) -> tuple[str, str]:
    """The code and the words of what went wrong: `{"error": {...}}`, `{"error": "…"}`, `{"detail": …}`."""
    body = document(reply)
    error = body.get("error") or body.get("detail") or ""
    if isinstance(error, dict):
        told = cast("dict[str, Any]", error)
        return str(told.get("code") or told.get("type") or ""), scrub(
            str(told.get("message") or ""), *secrets
        )
    if isinstance(error, list):
        said = [str(table(one).get("msg", "")) for one in cast("list[Any]", error)[:3]]
        return "", scrub("; ".join(one for one in said if one), *secrets)
    return "", scrub(str(error), *secrets)
