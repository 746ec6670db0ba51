"""What fal answers, in our words. COMPLETED is no success: the result tells, by its body."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from rushes.errors import (
    AuthFailed,
    BadReply,
    Billed,
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

__all__ = ["JOB", "UNKNOWN_HINT", "Completed", "Fault", "Replies"]

JOB = re.compile(r"[\w.:-]{1,200}")
UNKNOWN_HINT = "nothing was sent again; the requests at https://fal.ai/dashboard show whether it was made"
MODERATED = re.compile(r"content_policy|moderat|nsfw|safety|policy.?violation", re.IGNORECASE)
LOCKED = re.compile(
    r"exhausted balance|top up|insufficient (balance|credit|funds)|user is locked", re.IGNORECASE
)
STOPPED = ("client_cancelled", "client_disconnected")


@dataclass(frozen=True, slots=True)
class Completed:
    """The request is over; `error` is what the status says went wrong, if it says so."""

    error: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """What an error's body says: `kinds` are its machine-readable names, `said` its words.

    `known` is False where the body is none of fal's: a proxy's page, or nothing.
    """

    kinds: tuple[str, ...] = ()
    said: str = ""
    known: bool = False

    @property
    def moderated(self) -> bool:
        return bool(MODERATED.search(" ".join((*self.kinds, self.said))))


@dataclass(frozen=True, slots=True)
class Replies:
    """Reads the answers for the provider `name`; `secrets` are kept out of every message."""

    name: str
    secrets: tuple[str, ...] = ()

    # ── a create ─────────────────────────────────────────────────────────────────────────────

    def ticket(
        self, reply: Reply, *, model: str, app: str, base: str, now: datetime, told: Mapping[str, Json]
    ) -> Ticket:
        """The ticket of an accepted create. Raises what `refusal` says, UnknownOutcome where nobody knows.

        The request is asked for where the answer says, if that is below `base`, else where `app` has its own.
        """
        if not 200 <= reply.status < 300:
            raise self.refusal(reply, model=model, now=now)
        body = document(reply)
        job = body.get("request_id")
        if not isinstance(job, str) or not JOB.fullmatch(job):
            raise self.unknown(
                reply, f"{self.name} took the request for {model} and gave no id that can be read"
            )
        url = body.get("response_url")
        path = f"{app}/requests/{job}"
        if isinstance(url, str) and url.startswith(f"{base}/") and re.fullmatch(r"[\w./:-]+", url):
            path = url.removeprefix(base)
        return Ticket(self.name, {"id": job, **told, "path": path})

    def refusal(self, reply: Reply, *, model: str, now: datetime) -> ProviderError:
        """What it means that a create was answered thus. Only UnknownOutcome may have been billed."""
        status, fault = reply.status, self.fault(reply)
        tail = f": {fault.said}" if fault.said else ""
        kind: type[ProviderError] = GenerationFailed
        message, retryable = f"{self.name} did not take the request for {model}{tail}", False
        hint = "nothing was bought: change what it speaks of, and run it again"
        if LOCKED.search(fault.said) or status == 402:
            kind, message = OutOfCredit, f"the account at fal has no credit left for {model}{tail}"
            hint = (
                "top it up at https://fal.ai/dashboard/billing, or use the model previz, which costs nothing"
            )
        elif status in (401, 403):
            kind, message = AuthFailed, f"fal does not accept the key for {model}{tail}"
            hint = "check FAL_KEY, which is an id and a secret with a colon between them"
        elif fault.moderated and status < 500:
            kind, message = Refused, f"{self.name} refused the prompt or what goes with it{tail}"
            hint = "nothing was bought: change what was refused; the same request is refused again"
        elif status == 429:
            kind, retryable = RateLimited, True
            message = f"fal has too many requests of this account{tail}"
            hint = "nothing was bought: run it again later, with fewer at once"
        elif status in (404, 405, 410):
            kind, message = ModelRetired, f"fal does not know {model}{tail}"
            hint = "check its name at https://fal.ai/models, or choose another: rushes models"
        elif not 400 <= status < 500 or status in (408, 499):
            return self.unknown(
                reply, f"fal answered {status} to the request for {model}: it may be accepted{tail}"
            )
        return kind(
            message, provider=self.name, status=status, request_id=request_id(reply), retryable=retryable,
            billed="no", hint=hint, retry_after=reply.retry_after(now),
        )  # fmt: skip

    def unknown(self, reply: Reply, message: str) -> UnknownOutcome:
        return UnknownOutcome(
            message, provider=self.name, status=reply.status, request_id=request_id(reply), billed="unknown",
            hint=UNKNOWN_HINT,
        )  # fmt: skip

    # ── a look at it ─────────────────────────────────────────────────────────────────────────

    def status(self, reply: Reply, *, now: datetime) -> Pending | Completed | Failed:
        """Where a request stands. Raises Unreachable, RateLimited (both retryable), AuthFailed, BadReply."""
        body = document(reply)
        status = body.get("status")
        if 200 <= reply.status < 300 and isinstance(status, str):
            if status != "COMPLETED":
                return Pending()
            error = body.get("error_type") or body.get("error")
            return Completed(str(error) if error else "")
        if reply.status == 404 and self.fault(reply).known:
            return self.lost()
        raise self.trouble(reply, now=now)

    def result(
        self, reply: Reply, ended: Completed, *, keep: timedelta | None, now: datetime
    ) -> Pending | Done | Failed:
        """What came of a request that is over; a failure that is told is a Failed. Raises like `status`."""
        if 200 <= reply.status < 300:
            urls = videos_in(document(reply))
            if not urls and not document(reply):
                raise self.trouble(reply, now=now)
            if not urls:
                raise BadReply(
                    f"{self.name} says that the clip is ready, and not where it is", provider=self.name,
                    billed="yes", hint="nothing is lost: a newer rushes may understand the answer",
                )  # fmt: skip
            expires = None if keep is None else now + keep
            return Done(tuple(UrlOutput(url, expires=expires) for url in urls[:1]))
        fault = self.fault(reply)
        if reply.status == 400 and "in progress" in fault.said.lower():
            return Pending()
        if reply.status == 404 and fault.known and not ended.error:
            return self.lost()
        # A 5xx without a kind may come from fal's gateway, while the clip is there: only what is told counts.
        told = fault.known and (bool(fault.kinds) or bool(ended.error) or reply.status in (400, 422, 499))
        if not told or reply.status in (401, 403, 408, 429):
            raise self.trouble(reply, now=now)
        return Failed(
            self.failure(reply, fault, ended), end="cancelled" if self.stopped(fault, ended) else "failed"
        )

    def stopped(self, fault: Fault, ended: Completed) -> bool:
        return any(one in STOPPED for one in (*fault.kinds, ended.error))

    def failure(self, reply: Reply, fault: Fault, ended: Completed) -> ProviderError:
        """Why there is no clip. fal bills no 5xx; whether it billed anything else, it does not say."""
        billed: Billed = "no" if reply.status >= 500 else "unknown"
        why = fault.said or ended.error
        tail = f" ({why})" if why else ""
        if fault.moderated:
            return Refused(
                f"{self.name} refused the prompt, a picture with it, or the clip that came out{tail}",
                provider=self.name, status=reply.status, request_id=request_id(reply), billed=billed,
                hint="change what was refused: the same request is refused again",
            )  # fmt: skip
        again = reply.headers.get("x-fal-retryable", "").lower() == "true" or reply.status >= 500
        return GenerationFailed(
            f"{self.name} could not make the clip{tail}", provider=self.name, status=reply.status,
            request_id=request_id(reply), retryable=again, billed=billed,
            hint="try it again" if again else "change what it speaks of, and make it anew: rushes retake",
        )  # fmt: skip

    def lost(self) -> Failed:
        gone = GenerationFailed(
            f"{self.name} knows this request no more", provider=self.name, status=404, billed="unknown",
            hint="it was made with another account's key, or fal has thrown it away",
        )  # fmt: skip
        return Failed(gone, end="lost")

    def trouble(self, reply: Reply, *, now: datetime) -> ProviderError:
        """The error of a question that is free to ask again."""
        fault = self.fault(reply)
        tail = f": {fault.said}" if fault.said else ""
        if reply.status in (401, 403):
            return AuthFailed(
                f"fal does not accept the key{tail}",
                provider=self.name,
                status=reply.status,
                hint="check FAL_KEY",
            )
        again = reply.status < 300 or reply.status in (408, 429) or reply.status >= 500
        kind = RateLimited if reply.status == 429 else Unreachable if again else BadReply
        return kind(
            f"fal answered {reply.status} when asked for a request{tail}", provider=self.name,
            status=reply.status, request_id=request_id(reply), retryable=again,
            retry_after=reply.retry_after(now),
            hint="nothing is lost: run it again" + (" later" if again else ""),
        )  # fmt: skip

    def fault(self, reply: Reply) -> Fault:
        """What an error's body says: `detail` is a list of typed errors, or a text beside `error_type`."""
        body = document(reply)
        detail = body.get("detail")
        header = reply.headers.get("x-fal-error-type")
        kinds = [one for one in (body.get("error_type"), header) if isinstance(one, str) and one]
        words: list[str] = []
        if isinstance(detail, str):
            words.append(detail)
        for one in listed(detail):
            told = table(one)
            kinds += [kind for kind in (told.get("type"),) if isinstance(kind, str)]
            place = ".".join(str(step) for step in listed(told.get("loc")) if step != "body")
            said = str(told.get("msg") or told.get("type") or "")
            words.append(f"{place}: {said}" if place else said)
        said = scrub("; ".join(word for word in words if word), *self.secrets)
        return Fault(tuple(dict.fromkeys(kinds)), said, known="detail" in body or bool(kinds))


def request_id(reply: Reply) -> str | None:
    return reply.headers.get("x-fal-request-id")


def videos_in(body: Mapping[str, Any]) -> list[str]:
    """The addresses of the clips in a model's output: `{"video": {"url"}}`, and what others say."""
    found: list[object] = [
        body.get("video"),
        *listed(body.get("videos")),
        body.get("video_url"),
        body.get("output"),
    ]
    urls: list[str] = []
    for one in found:
        url = one if isinstance(one, str) else table(one).get("url")
        if isinstance(url, str) and url.startswith(("http://", "https://")):
            urls.append(url)
    return urls
