"""What goes wrong, and when: faults as data.

A fault waits for its `nth` matching request and then strikes `count` times (0: for ever).
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Literal, cast

from rushes.errors import UsageError, nearest
from rushes.model import Json

__all__ = ["KINDS", "PHASES", "Fault", "FaultKind", "Faults", "read_script"]

Phase = Literal["create", "poll", "cancel", "upload", "send", "organization", "download"]
PHASES: dict[Phase, str] = {
    "create": "the call that makes a job",
    "poll": "a look at a job",
    "cancel": "the call that cancels or deletes a job",
    "upload": "the call that asks where to upload",
    "send": "the upload itself",
    "organization": "the call that asks for credit and limits",
    "download": "fetching an output",
}
ANY_PHASE: tuple[Phase, ...] = tuple(PHASES)


@dataclass(frozen=True, slots=True)
class FaultKind:
    """A kind of fault: the phases it can strike (the first is its default), and its own settings."""

    meaning: str
    phases: tuple[Phase, ...]
    settings: Mapping[str, Json] = field(default_factory=dict[str, Json])


_CREATE: tuple[Phase, ...] = ("create",)
_POLL: tuple[Phase, ...] = ("poll",)
_DOWNLOAD: tuple[Phase, ...] = ("download",)

KINDS: dict[str, FaultKind] = {
    "accept_then_drop": FaultKind("the job is accepted and billed, the connection dies unanswered", _CREATE),
    "accept_then_502": FaultKind(
        "the job is accepted and billed, the answer is `status`", _CREATE, {"status": 502}
    ),
    "visible_late": FaultKind(
        "the job is accepted, and for `seconds` of virtual time no look-up knows it; the create answers "
        "as `then` says: `ok`, `drop` or `502`",
        _CREATE,
        {"seconds": 60, "then": "ok"},
    ),
    "slow_accept": FaultKind(
        "the job is accepted at once, the answer comes `seconds` (real ones) later", _CREATE, {"seconds": 30}
    ),
    "accepted_without_id": FaultKind("the job is accepted and billed, the answer has no id", _CREATE),
    "refused_before_billing": FaultKind(
        "moderation refuses the create itself: 400, no job, no bill",
        _CREATE,
        {"message": "Your prompt was rejected by content moderation."},
    ),
    "refused_after_billing": FaultKind(
        "the job is accepted, fails with `code`, and is charged", _CREATE, {"code": "SAFETY.INPUT.TEXT"}
    ),
    "failed_with_charge": FaultKind(
        "the job fails with `code`, and is charged", _CREATE, {"code": "INTERNAL.BAD_OUTPUT.CODE01"}
    ),
    "failed_without_charge": FaultKind(
        "the job fails with `code`, and is refunded", _CREATE, {"code": "INTERNAL"}
    ),
    "cancelled": FaultKind("the vendor cancels the job when it would be done; it is refunded", _CREATE),
    "stuck_at_99": FaultKind("the job runs for ever, at 99 %", _CREATE),
    "lost_after_restart": FaultKind(
        "the job is billed and forgotten when the emulator starts again (with --folder)", _CREATE
    ),
    "daily_cap": FaultKind("the day's generations are used up: 429", _CREATE),
    "out_of_credit": FaultKind("the account has too little credit: 400", _CREATE),
    "unknown_status": FaultKind(
        "the job has a status that no document names", _POLL, {"status": "POSTPROCESSING"}
    ),
    "renamed_result_field": FaultKind(
        "a finished job has its outputs under another name", _POLL, {"name": "outputs"}
    ),
    "backwards": FaultKind("the job is pending again, whatever it was", _POLL),
    "no_progress": FaultKind("a running job does not say how far it is", _POLL),
    "forgotten": FaultKind("404 for a job that is there", _POLL),
    "expired_url": FaultKind("403: the output's URL has expired", _DOWNLOAD),
    "truncated_body": FaultKind(
        "the connection dies after `keep` of the body (0 to 1)", _DOWNLOAD, {"keep": 0.5}
    ),
    "short_file": FaultKind(
        "the file itself ends after `keep` of its bytes, and the length agrees", _DOWNLOAD, {"keep": 0.5}
    ),
    "json_as_mp4": FaultKind("200, `video/mp4`, and the body is an error in JSON", _DOWNLOAD),
    "no_length": FaultKind("the body comes without Content-Length", _DOWNLOAD),
    "redirect": FaultKind("302 to another address on the same host that works", _DOWNLOAD),
    "redirect_to_private": FaultKind(
        "302 to a private address", _DOWNLOAD, {"to": "http://169.254.169.254/latest/meta-data/"}
    ),
    "ignores_range": FaultKind("a request for a range is answered with the whole file", _DOWNLOAD),
    "429": FaultKind(
        "429; `retry_after` in seconds (none: no such header), told `as` seconds or as a date",
        ANY_PHASE,
        {"retry_after": None, "as": "seconds"},
    ),
    "5xx": FaultKind(
        "`status` before anything happened; `retry_after` as above",
        ANY_PHASE,
        {"status": 503, "retry_after": None, "as": "seconds"},
    ),
    "drop": FaultKind("the connection dies before anything happened", ANY_PHASE),
    "slow": FaultKind("the answer comes `seconds` (real ones) later", ANY_PHASE, {"seconds": 5}),
    "html": FaultKind("200 and a page of HTML, as a proxy answers", ANY_PHASE),
    "unauthorized": FaultKind(
        "401: the key is not valid", ("create", "poll", "cancel", "upload", "organization")
    ),
}
_COMMON = ("kind", "on", "path", "nth", "count", "job", "prompt")


@dataclass(slots=True)
class Fault:
    """One fault of a script.

    `path` is a pattern such as `/v1/image_to_video`; `job` the number of the job (from 1) and
    `prompt` a part of its prompt that it waits for. `seen` counts matching requests, `struck` strikes.
    """

    kind: str
    on: Phase
    path: str = "*"
    nth: int = 1
    count: int = 1
    job: int | None = None
    prompt: str | None = None
    settings: dict[str, Json] = field(default_factory=dict[str, Json])
    seen: int = 0
    struck: int = 0

    def number(self, name: str) -> float:
        """A setting that is a number."""
        value = self.settings[name]
        return float(value) if isinstance(value, int | float) else 0.0

    def text(self, name: str) -> str:
        """A setting that is a word."""
        return str(self.settings[name])

    def plain(self) -> dict[str, Json]:
        """As JSON, with what has happened so far."""
        return {
            "kind": self.kind,
            "on": self.on,
            "path": self.path,
            "nth": self.nth,
            "count": self.count,
            "job": self.job,
            "prompt": self.prompt,
            **self.settings,
            "seen": self.seen,
            "struck": self.struck,
        }


class Faults:
    """The faults that wait. The first that is due strikes; the others count on."""

    def __init__(self, given: Iterable[Mapping[str, object]] = ()) -> None:
        self.waiting: list[Fault] = []
        self.add(given)

    def add(self, given: Iterable[Mapping[str, object]]) -> None:
        """Add faults. Raises UsageError, and adds none, when one is not understood."""
        self.waiting += [_fault(one, number) for number, one in enumerate(given, 1)]

    def clear(self) -> None:
        self.waiting.clear()

    def strike(self, on: Phase, path: str, *, job: int | None = None, prompt: str = "") -> Fault | None:
        """Count this request, and hand out the fault that strikes it."""
        found: Fault | None = None
        for fault in self.waiting:
            if fault.on != on or not fnmatchcase(path, fault.path):
                continue
            if fault.job not in {None, job} or (fault.prompt is not None and fault.prompt not in prompt):
                continue
            fault.seen += 1
            due = fault.seen >= fault.nth and (not fault.count or fault.struck < fault.count)
            if due and found is None:
                fault.struck += 1
                found = fault
        return found


def read_script(path: Path) -> list[Mapping[str, object]]:
    """The faults of a TOML file (`[[faults]]`) or a JSON file (a list, or `{"faults": […]}`).

    Raises UsageError when the file cannot be read or one is not understood.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is no text"
        raise UsageError(
            f"the script {path} cannot be read: {reason}", hint="give a TOML or JSON file"
        ) from error
    try:
        document: object = json.loads(text) if path.suffix == ".json" else tomllib.loads(text)
    except (json.JSONDecodeError, tomllib.TOMLDecodeError) as error:
        kind = "JSON" if path.suffix == ".json" else "TOML"
        raise UsageError(f"the script {path} is no {kind}: {error}", hint=_EXAMPLE) from error
    faults = faults_of(document)
    Faults(faults)
    return faults


def faults_of(document: object) -> list[Mapping[str, object]]:
    """The faults in a script's document. Raises UsageError when it holds something else."""
    if isinstance(document, dict):
        content = cast("dict[str, object]", document)
        if set(content) - {"faults"}:
            raise UsageError(f"a script has `faults` and nothing else, not {sorted(content)}", hint=_EXAMPLE)
        document = content.get("faults", [])
    if not isinstance(document, Sequence) or isinstance(document, str):
        raise UsageError("the faults of a script are a list", hint=_EXAMPLE)
    faults: list[Mapping[str, object]] = []
    for one in cast("Sequence[object]", document):
        if not isinstance(one, Mapping):
            raise UsageError(f"a fault is a table, not {one!r}", hint=_EXAMPLE)
        faults.append(cast("Mapping[str, object]", one))
    return faults


_EXAMPLE = 'for example: [[faults]] kind = "accept_then_drop" nth = 2'


def _fault(given: Mapping[str, object], number: int) -> Fault:
    name = str(given.get("kind", ""))
    kind = KINDS.get(name)
    if kind is None:
        close = nearest(name, KINDS)
        hint = f"did you mean {close}?" if close else "the kinds are " + ", ".join(KINDS)
        raise UsageError(f"fault {number}: there is no kind {name!r}", hint=hint)
    wrong = sorted(set(given) - {*_COMMON, *kind.settings})
    if wrong:
        allowed = ", ".join([*_COMMON, *kind.settings])
        raise UsageError(f"fault {number}: {name} has no setting {wrong[0]!r}", hint=f"it has {allowed}")
    on = given.get("on", kind.phases[0])
    if on not in kind.phases:
        raise UsageError(
            f"fault {number}: {name} cannot strike {on!r}", hint="it strikes " + ", ".join(kind.phases)
        )
    settings = {**kind.settings, **{key: given[key] for key in kind.settings if key in given}}
    for key, default in kind.settings.items():
        _check(f"fault {number}: {key}", settings[key], default)
    return Fault(
        name,
        on,
        str(given.get("path", "*")),
        _count(given, "nth", 1, number),
        _count(given, "count", 0, number),
        None if given.get("job") is None else _count(given, "job", 1, number),
        None if given.get("prompt") is None else str(given["prompt"]),
        cast("dict[str, Json]", settings),
    )


def _count(given: Mapping[str, object], key: str, least: int, number: int) -> int:
    value = given.get(key, 1)
    if not isinstance(value, int) or isinstance(value, bool) or value < least:
        raise UsageError(
            f"fault {number}: {key} is {value!r}, not a whole number from {least}", hint=_EXAMPLE
        )
    return value


def _check(where: str, value: object, default: Json) -> None:
    wants_number = default is None or isinstance(default, int | float)
    is_number = isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 1e9
    if (wants_number and not is_number and value is not default) or (
        isinstance(default, str) and not isinstance(value, str)
    ):
        raise UsageError(
            f"{where} is {value!r}, not {'a number' if wants_number else 'a word'}", hint=_EXAMPLE
        )
