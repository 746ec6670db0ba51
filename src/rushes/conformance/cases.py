"""The cases, as a table: what is wished, what goes wrong at the vendor, and what must come of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from rushes.model import Json, Operation
from rushes.model_card import ModelCard
from rushes.providers.registry import Registry

__all__ = ["CASES", "Case", "End", "cases_of"]

End = Literal["kept", "refused", "failed", "known or unknown", "no key", "no credit", "cancelled", "later"]
Wish = Literal["text", "image", "last frame"]
Fault = Mapping[str, Json]


@dataclass(frozen=True, slots=True)
class Case:
    """One case. `jobs` is how many generations may stand on the vendor's bill in the end.

    `end` is what comes of it: "kept", a clip that plays; "known or unknown", kept where the provider can
    find a generation by its key, else of unknown outcome and never sent again; "later", nothing yet, and a
    second run brings the clip. `key` is one that the vendor does not accept; `cancel`: nobody waits for it.
    """

    name: str
    says: str
    end: End = "kept"
    faults: tuple[Fault, ...] = ()
    wish: Wish = "text"
    jobs: int = 1
    key: str | None = None
    cancel: bool = False

    def __str__(self) -> str:
        return self.name


def one(kind: str, **settings: Json) -> tuple[Fault, ...]:
    return ({"kind": kind, **settings},)


CASES: Sequence[Case] = (
    Case("text", "a prompt becomes a clip"),
    Case("image", "a first frame becomes a clip", wish="image"),
    Case("last frame", "a first and a last frame become a clip", wish="last frame"),
    Case(
        "cancelled",
        "a take that is cancelled ends, or is told as one that cannot be stopped",
        "cancelled",
        cancel=True,
    ),
    # what the vendor refuses
    Case(
        "wrong key", "a key that is not accepted is told as that", "no key", key="wrong-key-of-nobody", jobs=0
    ),
    Case(
        "no credit",
        "an account without credit is told as that",
        "no credit",
        one("out_of_credit", count=0),
        jobs=0,
    ),
    Case(
        "refused",
        "what moderation refuses at once is refused, and not billed",
        "refused",
        one("refused_before_billing", count=0),
        jobs=0,
    ),
    Case(
        "refused late",
        "what moderation refuses afterwards is refused, and never asked for again",
        "refused",
        one("refused_after_billing"),
    ),
    Case("failed", "a generation that fails unpaid is told as that", "failed", one("failed_without_charge")),
    Case(
        "failed paid",
        "a generation that fails paid is told as that, and not bought again",
        "failed",
        one("failed_with_charge"),
    ),
    Case("stopped there", "a generation that the vendor cancels is told as that", "failed", one("cancelled")),
    # what the vendor does to a create
    Case(
        "busy",
        "too many requests: sent again when the vendor says",
        faults=one("429", on="create", retry_after=2),
    ),
    Case(
        "busy by date",
        "the same, with a date",
        faults=one("429", on="create", retry_after=2, **{"as": "date"}),
    ),
    Case(
        "dropped",
        "a create that is accepted and not answered is never sent again blindly",
        "known or unknown",
        one("accept_then_drop"),
    ),
    Case(
        "bad gateway",
        "an accepted create that is answered 502 is never sent again blindly",
        "known or unknown",
        one("accept_then_502"),
    ),
    Case(
        "without an id",
        "an accepted create whose answer names no job is never sent again blindly",
        "known or unknown",
        one("accepted_without_id"),
    ),
    Case(
        "seen late",
        "a lost create that look-ups see only later is never sent again blindly",
        "known or unknown",
        one("visible_late", seconds=20, then="drop"),
    ),
    # what happens on the way
    Case("slow", "a generation that takes long is waited for", faults=one("no_progress", count=0)),
    Case(
        "unknown status",
        "a status that nobody knows is waited through",
        faults=one("unknown_status", count=2),
    ),
    Case("backwards", "a status that goes backwards is waited through", faults=one("backwards", count=2)),
    Case("poll dropped", "a look that is not answered is repeated", faults=one("drop", on="poll", count=2)),
    Case("poll 503", "a look that fails at the vendor is repeated", faults=one("5xx", on="poll", count=2)),
    Case(
        "poll 429",
        "a look that comes too soon is repeated when the vendor says",
        faults=one("429", on="poll", retry_after=3),
    ),
    Case("poll html", "a page instead of an answer is repeated", faults=one("html", on="poll")),
    # what happens to the clip
    Case("expired", "an address that has expired is asked for anew", faults=one("expired_url")),
    Case("truncated", "a download that breaks off goes on", faults=one("truncated_body")),
    Case("short", "a file that is not whole is fetched again", faults=one("short_file")),
    Case(
        "fake",
        "an error that calls itself a clip is none, and the next run brings the clip",
        "later",
        one("json_as_mp4"),
    ),
    Case("no length", "a clip of unknown length is fetched whole", faults=one("no_length")),
    Case(
        "private",
        "a redirect to a private address is not followed",
        "later",
        one("redirect_to_private", count=0, to="http://127.0.0.1:9/clip.mp4"),
    ),
)


def cases_of(model: str) -> list[Case]:
    """The cases that a model can be asked to stand, by its card. Raises UsageError for no such model."""
    card = Registry(lambda _: "the emulator").find_card(model)  # what was ended is offered there
    return [case for case in CASES if stands(case, card)]


def stands(case: Case, card: ModelCard) -> bool:
    if case.wish == "text":
        return bool({Operation.TEXT_TO_VIDEO, Operation.IMAGE_TO_VIDEO} & set(card.operations))
    if Operation.IMAGE_TO_VIDEO not in card.operations:
        return False
    asked = card.asked_to(Operation.IMAGE_TO_VIDEO)
    return "first_frame" in asked.inputs and (case.wish == "image" or "last_frame" in asked.inputs)
