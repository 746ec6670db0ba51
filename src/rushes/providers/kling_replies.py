"""What Kling answers, in our words. Its service code decides, never the HTTP status alone."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
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
from rushes.providers.api import document, table
from rushes.providers.base import Done, Failed, Pending, UrlOutput

__all__ = ["NAME", "UNKNOWN_HINT", "read_create", "read_task", "refusal", "tasks_in"]

NAME = "kling"
LIFETIME = timedelta(days=30)  # of an output
UNKNOWN_HINT = (
    "nothing was sent again; the list of tasks at https://app.klingai.com shows whether it was made"
)
MODERATED = re.compile(r"risk control|moderat|policy|sensitive|violat|safety", re.IGNORECASE)
BUSY, MANY = 1302, 1303
CREDIT = (1101, 1102)
SERVER = (5000, 5001, 5002)


def code_of(reply: Reply) -> int | None:
    code = document(reply).get("code")
    return code if isinstance(code, int) and not isinstance(code, bool) else None


def read_create(
    reply: Reply, *, model: str, now: datetime, secrets: Sequence[str], told: Mapping[str, Json]
) -> Ticket:
    """The ticket of an accepted create. Raises what `refusal` says, UnknownOutcome where nobody knows."""
    if not 200 <= reply.status < 300 or code_of(reply) not in (0, None):
        raise refusal(reply, model=model, now=now, secrets=secrets)
    data = table(document(reply).get("data"))
    task = data.get("id") or data.get("task_id")
    if not isinstance(task, str) or not re.fullmatch(r"[\w.:-]{1,200}", task):
        raise unknown(reply, f"{NAME} took the request for {model} and gave no id that can be read")
    return Ticket(NAME, {"id": task, **told})


def refusal(reply: Reply, *, model: str, now: datetime, secrets: Sequence[str]) -> ProviderError:
    """What it means that a create was answered thus. Only UnknownOutcome may have been billed."""
    code, status = code_of(reply), reply.status
    said = scrub(str(document(reply).get("message") or ""), *secrets)
    tail = f": {said}" if said else ""
    kind: type[ProviderError] = GenerationFailed
    message, retryable = f"{NAME} did not take the request for {model}{tail}", False
    hint = "nothing was bought: change what it speaks of, and run it again"
    if code in SERVER or (code is None and (status >= 500 or status in (200, 201, 408))):
        return unknown(
            reply, f"{NAME} answered {status} to the request for {model}: it may be accepted{tail}"
        )
    if code == 1201 and "external_task_id" in said:
        return unknown(reply, f"{NAME} has this take's task for {model} already{tail}")
    if (code is not None and 1000 <= code <= 1004) or (code is None and status in (401, 403)):
        kind, message = AuthFailed, f"{NAME} does not accept the key{tail}"
        hint = "check KLING_API_KEY; the legacy API also takes KLING_ACCESS_KEY and KLING_SECRET_KEY"
    elif code in CREDIT:
        kind, message = OutOfCredit, f"the account at {NAME} has no credit left for {model}{tail}"
        hint = "buy a resource pack at Kling, or use the model previz, which costs nothing"
    elif code in (1300, 1301):
        kind, message = Refused, f"{NAME} refused the prompt or what goes with it{tail}"
        hint = "nothing was bought: change what was refused; the same request is refused again"
    elif code in (BUSY, MANY) or (code is None and status == 429):
        kind, retryable = RateLimited, True
        message = f"{NAME} has too many requests" if code == BUSY else f"{NAME} makes as many clips as it may"
        message, hint = f"{message}{tail}", "nothing was bought: run it again later, with fewer at once"
    elif code in (1202, 1203):
        kind, message = ModelRetired, f"{NAME} does not know {model}{tail}"
        hint = "choose another: rushes models; or check KLING_BASE_URL"
    elif code in (1103, 1304):
        kind, message = AuthFailed, f"this account at {NAME} may not use {model}{tail}"
        hint = "look at the account's permissions at Kling, or choose another: rushes models"
    return kind(
        message, provider=NAME, status=status, request_id=request_id(reply), retryable=retryable, billed="no",
        hint=hint, retry_after=reply.retry_after(now),
    )  # fmt: skip


def unknown(reply: Reply, message: str) -> UnknownOutcome:
    return UnknownOutcome(
        message, provider=NAME, status=reply.status, request_id=request_id(reply), billed="unknown",
        hint=UNKNOWN_HINT,
    )  # fmt: skip


def request_id(reply: Reply) -> str | None:
    found = document(reply).get("request_id")
    return found if isinstance(found, str) else None


def tasks_in(reply: Reply, *, now: datetime, secrets: Sequence[str]) -> list[dict[str, Any]]:
    """The tasks of an answer to a free question. Raises AuthFailed, RateLimited, Unreachable, BadReply."""
    code = code_of(reply)
    if reply.status == 200 and code == 0:
        data = document(reply).get("data")
        found = cast("list[Any]", data) if isinstance(data, list) else [data]
        return [cast("dict[str, Any]", one) for one in found if isinstance(one, dict)]
    if code in (1202, 1203):
        return []
    said = scrub(str(document(reply).get("message") or ""), *secrets)
    tail = f": {said}" if said else ""
    if code is not None and 1000 <= code <= 1004:
        raise AuthFailed(
            f"{NAME} does not accept the key{tail}",
            provider=NAME,
            status=reply.status,
            hint="check KLING_API_KEY",
        )
    again = code in (BUSY, MANY, *SERVER) or reply.status in (200, 408, 429) or reply.status >= 500
    kind = RateLimited if reply.status == 429 else Unreachable if again else BadReply
    raise kind(
        f"{NAME} answered {reply.status} when asked for a task{tail}", provider=NAME, status=reply.status,
        request_id=request_id(reply), retryable=again, retry_after=reply.retry_after(now),
        hint="nothing was bought by it, and nothing is lost: run it again" + (" later" if again else ""),
    )  # fmt: skip


def read_task(
    task: Mapping[str, Any] | None, *, now: datetime, secrets: Sequence[str]
) -> Pending | Done | Failed:
    """How a task of either API stands; None: the vendor does not know it."""
    if task is None:
        gone = GenerationFailed(
            f"{NAME} knows this generation no more", provider=NAME, billed="unknown",
            hint="it is older than 30 days, or was made with another account's key",
        )  # fmt: skip
        return Failed(gone, end="lost")
    status = task.get("status") or task.get("task_status")
    if status in ("succeeded", "succeed"):
        return done(task, now)
    if status != "failed":
        return Pending()
    why = scrub(str(task.get("message") or task.get("task_status_msg") or ""), *secrets)
    tail = f" ({why})" if why else ""
    billed = "yes" if charged(task.get("billing")) else "no"  # the vendor says that failures cost nothing
    if MODERATED.search(why):
        refused = Refused(
            f"{NAME} refused the prompt, a picture that goes with it, or the clip that came out{tail}",
            provider=NAME, billed=billed,
            hint="change what was refused: the same request is refused again",
        )  # fmt: skip
        return Failed(refused)
    failed = GenerationFailed(
        f"{NAME} could not make the clip{tail}",
        provider=NAME,
        billed="no",
        retryable=True,
        hint="try it again",
    )
    return Failed(failed)


def charged(billing: object) -> bool:
    """Whether a task's bill has anything on it."""
    lines = cast("list[Any]", billing) if isinstance(billing, list) else []
    return any(str(table(one).get("amount", "")).strip("0. ") for one in lines)


def done(task: Mapping[str, Any], now: datetime) -> Done:
    outputs = task.get("outputs") or table(task.get("task_result")).get("videos")
    found = cast("list[Any]", outputs) if isinstance(outputs, list) else []
    addresses = [url for one in found if isinstance(url := table(one).get("url"), str) and url]
    if not addresses:
        raise BadReply(
            f"{NAME} says that the clip is ready, and not where it is",
            provider=NAME, billed="yes", hint="nothing is lost: a newer rushes may understand the answer",
        )  # fmt: skip
    return Done(tuple(UrlOutput(one, expires=now + LIFETIME) for one in addresses))
