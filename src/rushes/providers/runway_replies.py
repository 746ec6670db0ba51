"""What Runway answers, in our words: pure functions from a reply to a ticket, a state or an error."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any, cast

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
from rushes.model import Json, Money, Ticket, Units
from rushes.providers.api import document, table
from rushes.providers.base import Account, Done, Failed, Limits, Pending, UrlOutput

__all__ = ["money_in", "read_account", "read_create", "read_task", "refusal"]

MICROS_PER_CREDIT = 10_000
NAME = "runway"
LIFETIME = timedelta(hours=24)  # of an output's address, at least
UNSENT = "nothing was bought: run it again later"
UNKNOWN_HINT = "nothing was sent again; look at https://dev.runwayml.com whether it was made"
RETIRED = re.compile(r"no longer|deprecat|retired|sunset|discontinued", re.IGNORECASE)
CREDIT = re.compile(r"credit|balance|billing|payment", re.IGNORECASE)
DAILY = re.compile(r"\bda(?:y|ily)\b|\b24 ?h", re.IGNORECASE)
MODERATED = re.compile(r"moderation|safety|content policy|flagged", re.IGNORECASE)
REFUSED: Mapping[str, str] = {
    "TEXT": "the prompt",
    "IMAGE": "a picture that goes with the prompt",
    "VIDEO": "the clip that goes with the prompt",
    "AUDIO": "the sound that goes with the prompt",
}


def credits_in(amount: object) -> Units | None:
    """`{"credits": 60}` in credits, None when it says nothing of the kind."""
    said = cast("dict[str, object]", amount).get("credits") if isinstance(amount, dict) else None
    if isinstance(said, bool) or not isinstance(said, int | float) or said != said or said < 0:  # noqa: PLR0124
        return None
    return Units(Fraction(str(said)), "credits", Money(MICROS_PER_CREDIT))


def money_in(amount: object) -> Money | None:
    """`{"credits": 60}` in dollars, None when it says nothing of the kind."""
    units = credits_in(amount)
    return None if units is None else units.money


def said(reply: Reply, *secrets: str) -> str:
    """What the vendor says went wrong, with nothing secret in it."""
    body = document(reply)
    parts = [body["error"]] if isinstance(body.get("error"), str) else []
    for issue in cast("list[Any]", body.get("issues") if isinstance(body.get("issues"), list) else [])[:3]:
        if isinstance(issue, dict):
            told = cast("dict[str, Any]", issue)
            place = ".".join(map(str, told.get("path") or [])) if isinstance(told.get("path"), list) else ""
            parts.append(f"{place}: {told.get('message', '')}".strip(": "))
    return scrub("; ".join(part for part in parts if part), *secrets)


def request_id(reply: Reply) -> str | None:
    return reply.headers.get("x-request-id") or reply.headers.get("cf-ray")


def read_create(
    reply: Reply,
    *,
    now: datetime,
    model: str,
    secrets: Sequence[str],
    told: Mapping[str, Json],
) -> Ticket:
    """The ticket of an accepted create, with what else is `told` in it, and the most that it may cost.

    Raises what `refusal` says for a create that was not accepted, UnknownOutcome where nobody knows.
    """
    if not 200 <= reply.status < 300:
        raise refusal(reply, now=now, model=model, secrets=secrets)
    body = document(reply)
    task = body.get("id")
    if not isinstance(task, str) or not re.fullmatch(r"[\w.:-]{1,200}", task):
        raise UnknownOutcome(
            f"{NAME} took the request for {model} and gave no id that can be read",
            provider=NAME, status=reply.status, request_id=request_id(reply), billed="unknown",
            hint=UNKNOWN_HINT,
        )  # fmt: skip
    return Ticket(NAME, {"id": task, **told}, most=money_in(body.get("estimatedCost")))


def refusal(reply: Reply, *, now: datetime, model: str, secrets: Sequence[str]) -> ProviderError:
    """What it means that a create was answered thus. Only UnknownOutcome may have been billed."""
    told = said(reply, *secrets)
    tail = f": {told}" if told else ""
    kind: type[ProviderError] = GenerationFailed
    message, retryable = f"{NAME} did not take the request for {model}{tail}", False
    hint = "nothing was bought: change what it speaks of, and run it again"
    status = reply.status
    if status in (401, 403):
        kind, message = AuthFailed, f"{NAME} does not accept the key{tail}"
        hint = "check RUNWAYML_API_SECRET; keys are made at https://dev.runwayml.com"
    elif status == 402 or (status == 400 and CREDIT.search(told)):
        kind, message = OutOfCredit, f"the account at {NAME} has no credit left for {model}{tail}"
        hint = "buy credits at https://dev.runwayml.com, or use the model previz, which costs nothing"
    elif status in (400, 422) and MODERATED.search(told):
        kind, message = Refused, f"{NAME} refused the prompt or what goes with it{tail}"
        hint = "nothing was bought: change what was refused; the same request is refused again"
    elif status in (400, 404, 410, 422) and RETIRED.search(told):
        kind, hint = ModelRetired, "choose another: rushes models"
    elif status in (404, 405, 410):
        kind, message = BadReply, f"{NAME} has nothing at {reply.url} ({status}){tail}"
        hint = "check RUNWAYML_BASE_URL"
    elif status == 429 and (wait := reply.retry_after(now)) is not None and not DAILY.search(told):
        kind, retryable = RateLimited, True
        message = f"{NAME} takes no more requests for the moment, and asks to come again in {wait:g} s{tail}"
        hint = UNSENT
    elif status == 429:
        # By its documents, this is the vendor's one 429; what says how long to wait is waited for.
        kind, retryable = RateLimited, reply.retry_after(now) is not None
        message = f"{NAME} makes no more clips with {model} for this account today{tail}"
        hint = "the daily number of the account's tier is used up; it is counted over the last 24 hours"
    elif status in (301, 307, 308):
        kind, message = BadReply, f"{NAME} sends the request elsewhere ({status}); it was not followed"
        hint = "check RUNWAYML_BASE_URL"
    elif not 400 <= status < 500 or status in (408, 499):
        return UnknownOutcome(
            f"{NAME} answered {status} to the request for {model}: it may have been accepted{tail}",
            provider=NAME, status=status, request_id=request_id(reply), billed="unknown", hint=UNKNOWN_HINT,
            retry_after=reply.retry_after(now),
        )  # fmt: skip
    return kind(
        message, provider=NAME, status=status, request_id=request_id(reply), retryable=retryable,
        billed="no", hint=hint, retry_after=reply.retry_after(now),
    )  # fmt: skip


def read_failure(reply: Reply, what: str, *, now: datetime, secrets: Sequence[str]) -> ProviderError:
    """The error of a question that is free to ask again."""
    told = said(reply, *secrets)
    tail = f": {told}" if told else ""
    status = reply.status
    if status in (401, 403):
        return AuthFailed(
            f"{NAME} does not accept the key{tail}", provider=NAME, status=status,
            hint="check RUNWAYML_API_SECRET; keys are made at https://dev.runwayml.com",
        )  # fmt: skip
    again = status in (408, 429) or status >= 500
    kind = RateLimited if status == 429 else Unreachable if again else BadReply
    return kind(
        f"{NAME} answered {status} when asked for {what}{tail}", provider=NAME, status=status,
        request_id=request_id(reply), retryable=again, retry_after=reply.retry_after(now),
        hint="nothing was bought by it, and nothing is lost: run it again" + (" later" if again else ""),
    )  # fmt: skip


def read_task(
    reply: Reply, *, inputs: Sequence[str], now: datetime, secrets: Sequence[str]
) -> Pending | Done | Failed:
    """How a task stands; `inputs` are the roles of what went with it. Raises for an empty answer."""
    if reply.status == 404:
        gone = GenerationFailed(
            f"{NAME} knows this generation no more", provider=NAME, status=404, billed="unknown",
            hint="it was deleted, or made with another account's key",
        )  # fmt: skip
        return Failed(gone, end="lost")
    if reply.status != 200:
        raise read_failure(reply, "a generation", now=now, secrets=secrets)
    body = document(reply)
    status = body.get("status")
    if not isinstance(status, str):
        raise BadReply(
            f"{NAME} does not say how the generation stands", provider=NAME, retryable=True,
            hint="nothing is lost: run it again later",
        )  # fmt: skip
    if status == "SUCCEEDED":
        return done(body, now)
    if status == "FAILED":
        return failed(body, inputs, secrets)
    if status in ("CANCELLED", "CANCELED"):
        units = credits_in(body.get("cost"))
        cost = money_in(body.get("cost"))
        stopped = GenerationFailed(
            f"{NAME} cancelled the generation", provider=NAME, billed=charged(cost), hint="try it again"
        )
        return Failed(stopped, end="cancelled", cost=cost, units=units)
    progress = body.get("progress")
    if isinstance(progress, bool) or not isinstance(progress, int | float) or not 0 <= progress <= 1:
        progress = None
    return Pending(progress)  # PENDING, THROTTLED, RUNNING, and words that are not known yet


def done(body: Mapping[str, Any], now: datetime) -> Done:
    output = body.get("output")
    addresses = (
        [one for one in cast("list[Any]", output) if isinstance(one, str)] if isinstance(output, list) else []
    )
    if not addresses:
        raise BadReply(
            f"{NAME} says that the clip is ready, and not where it is",
            provider=NAME, billed="yes", hint="nothing is lost: a newer rushes may understand the answer",
        )  # fmt: skip
    return Done(
        tuple(UrlOutput(one, expires=now + LIFETIME) for one in addresses),
        cost=money_in(body.get("cost")),
        units=credits_in(body.get("cost")),
    )


def charged(cost: Money | None) -> Billed:
    return "unknown" if cost is None else "yes" if cost.micros else "no"


def failed(body: Mapping[str, Any], inputs: Sequence[str], secrets: Sequence[str]) -> Failed:
    """A failure by the beginning of its code; its end is the vendor's to change."""
    code = body.get("failureCode")
    code = code.upper() if isinstance(code, str) else ""
    cost, units = money_in(body.get("cost")), credits_in(body.get("cost"))
    billed = charged(cost)
    why = scrub(str(body.get("failure") or ""), *secrets)
    tail = f" ({why})" if why else ""
    if code.startswith(("SAFETY", "INPUT_PREPROCESSING.SAFETY")):
        what = refused_part(code, inputs)
        hint = "change what was refused: the same request is refused again, and may be billed again"
        # The documents say that refused input and output are billed; a task that says so itself wins.
        counted = "yes" if cost is None and code.startswith("SAFETY") else billed
        error: ProviderError = Refused(
            f"{NAME} refused {what}{tail}", provider=NAME, billed=counted, hint=hint
        )
        return Failed(error, cost=cost, units=units)
    if code.startswith("ASSET.INVALID"):
        message, retryable = f"{NAME} cannot use a file that went with the prompt{tail}", False
        hint = "another size, type or shape may do"
    elif code.startswith("INTERNAL.BAD_OUTPUT"):
        message, retryable = f"what {NAME} made was not good enough to hand out{tail}", True
        hint = (
            "try it again later, or with other words or pictures; writing and logos in pictures spoil clips"
        )
    elif code.startswith("THIRD_PARTY"):
        message, retryable = f"the maker of the model behind {NAME} could not be reached{tail}", True
        hint = "try it again later"
    else:
        retryable = not code or code.startswith(("INTERNAL", "INPUT_PREPROCESSING.INTERNAL"))
        message = f"{NAME} could not make the clip{tail}"
        hint = "try it again" if retryable else None
    return Failed(
        GenerationFailed(message, provider=NAME, billed=billed, retryable=retryable, hint=hint),
        cost=cost,
        units=units,
    )


def refused_part(code: str, inputs: Sequence[str]) -> str:
    """What was refused: the prompt, one of the inputs (named where there is one only), or the result."""
    if ".OUTPUT" in code:
        return "the clip that came out"
    for word, what in REFUSED.items():
        if re.search(rf"\.{word}\b", code):
            fitting = [role for role in inputs if (role in ("video", "performance")) == (word == "VIDEO")]
            named = len(fitting) == 1 and word in ("IMAGE", "VIDEO")
            return f"the {fitting[0].replace('_', ' ')}" if named else what
    return "the prompt or what goes with it"


def read_account(reply: Reply, *, now: datetime, secrets: Sequence[str]) -> Account:
    """The organization's credit, and what its tier may do with each model."""
    if reply.status != 200:
        raise read_failure(reply, "the account", now=now, secrets=secrets)
    body = document(reply)
    tier = table(body.get("tier"))
    used = table(table(body.get("usage")).get("models"))
    models = {
        name: Limits(
            at_once=whole(table(limits).get("maxConcurrentGenerations")),
            per_day=whole(table(limits).get("maxDailyGenerations")),
            today=whole(table(used.get(name)).get("dailyGenerations")),
        )
        for name, limits in table(tier.get("models")).items()
    }
    return Account(
        credit=money_in({"credits": body.get("creditBalance")}),
        most_per_month=money_in({"credits": tier.get("maxMonthlyCreditSpend")}),
        models=models,
    )


def whole(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None
