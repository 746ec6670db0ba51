"""Everything that rushes raises on purpose.

    RushesError                      exit 1
    ├─ UsageError                    exit 2   a wish that cannot be understood or honoured
    │  ├─ StoryboardError            exit 2   every finding in a storyboard file at once
    │  └─ BatchError                 exit 2   every finding in a batch file at once
    ├─ ConfigError                   exit 2
    │  └─ MissingKey                 exit 4
    ├─ ProviderError                 exit 1   .provider .status .request_id .retryable .billed .hint
    │  ├─ AuthFailed                 exit 4
    │  ├─ OutOfCredit                exit 5
    │  ├─ RateLimited                exit 1
    │  ├─ Refused                    exit 6   moderation; never retried
    │  ├─ GenerationFailed           exit 1
    │  ├─ BadReply                   exit 1
    │  ├─ Unreachable                exit 7
    │  ├─ ModelRetired               exit 2
    │  └─ UnknownOutcome             exit 8   a create may have been accepted; nothing was resent
    ├─ BudgetExceeded, NoConsent     exit 5
    ├─ StillRunning                  exit 9   paid work goes on at the vendor
    ├─ MediaError                    exit 1   .command .log
    ├─ StoreError                    exit 1
    ├─ Cancelled                     exit 130
    └─ SeveralEnds                   exit 3   .errors: several shots that ended for several reasons

A message says what happened and to which shot; the hint says what to do next.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

__all__ = [
    "AuthFailed",
    "BadReply",
    "BatchError",
    "BudgetExceeded",
    "Cancelled",
    "ConfigError",
    "Finding",
    "GenerationFailed",
    "MediaError",
    "MissingKey",
    "ModelRetired",
    "NoConsent",
    "OutOfCredit",
    "ProviderError",
    "RateLimited",
    "Refused",
    "RushesError",
    "SeveralEnds",
    "StillRunning",
    "StoreError",
    "StoryboardError",
    "UnknownOutcome",
    "Unreachable",
    "UsageError",
    "nearest",
    "several",
]

Billed = Literal["yes", "no", "unknown"]


class RushesError(Exception):
    """Something went wrong that rushes can explain.

    `message` is one sentence, `hint` the next step, `shot` the id of the shot it happened to.
    """

    exit_code: int = 1

    def __init__(self, message: str, *, hint: str | None = None, shot: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.shot = shot

    def __str__(self) -> str:
        return self.message if self.shot is None else f"shot {self.shot}: {self.message}"

    def at(self, shot: str) -> RushesError:
        """The same error, told of `shot`, unless it already names one."""
        if self.shot is None:
            self.shot = shot
        return self


class UsageError(RushesError):
    """The wish cannot be understood or honoured; the message says what is allowed."""

    exit_code = 2


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong in a storyboard or a batch file.

    `line` and `column` count from 1 (0: the whole file); `path` says where in the document,
    for example `shots[2].duration`; `allowed` says what would have been right.
    """

    file: Path
    line: int
    column: int
    path: str
    message: str
    allowed: str | None = None
    severity: Literal["error", "warning"] = "error"

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}:{self.column}" if self.line else str(self.file)
        tail = f" ({self.allowed})" if self.allowed else ""
        return (
            f"{where}: {self.path}: {self.message}{tail}" if self.path else f"{where}: {self.message}{tail}"
        )


class StoryboardError(UsageError):
    """A storyboard file has errors; `findings` holds all of them, in the order of the file."""

    def __init__(self, findings: Sequence[Finding], *, hint: str | None = None) -> None:
        self.findings = tuple(findings)
        super().__init__(listed(self.findings, "the storyboard"), hint=hint)


class BatchError(UsageError):
    """A batch file has errors; `findings` holds all of them, in the order of the file.

    The message tells the first hundred: a wrong column can be wrong in every row.
    """

    def __init__(self, findings: Sequence[Finding], *, hint: str | None = None) -> None:
        self.findings = tuple(findings)
        super().__init__(listed(self.findings, "the batch file", most=100), hint=hint)


def listed(findings: Sequence[Finding], file: str, *, most: int | None = None) -> str:
    """How many errors there are, then each on a line of its own, `most` of them; `file` if none names one."""
    errors = [finding for finding in findings if finding.severity == "error"]
    count = f"{len(errors)} errors" if len(errors) != 1 else "1 error"
    head = f"{count} in {findings[0].file if findings else file}"
    rest = [] if most is None or len(errors) <= most else [f"and {len(errors) - most} more"]
    return "\n".join([head, *map(str, errors[:most]), *rest])


class ConfigError(RushesError):
    """A setting is wrong; the message names the place it was read from."""

    exit_code = 2


class MissingKey(ConfigError):
    """A provider's key is not set; names the variable, and the way that needs no key."""

    exit_code = 4


class ProviderError(RushesError):
    """A provider did not do what was asked.

    `retryable`: the same step may be tried again, after `retry_after` seconds where the provider asks
    for that. `billed`: whether the attempt cost money.
    """

    def __init__(
        self,
        message: str,
        *,
        provider: str = "",
        status: int | None = None,
        request_id: str | None = None,
        retryable: bool = False,
        billed: Billed = "unknown",
        hint: str | None = None,
        shot: str | None = None,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(message, hint=hint, shot=shot)
        self.retry_after = retry_after
        self.provider = provider
        self.status = status
        self.request_id = request_id
        self.retryable = retryable
        self.billed: Billed = billed


class AuthFailed(ProviderError):
    """The provider does not accept the key."""

    exit_code = 4


class OutOfCredit(ProviderError):
    """The account has no credit left."""

    exit_code = 5


class RateLimited(ProviderError):
    """The provider takes no more requests for now."""


class Refused(ProviderError):
    """The provider's moderation refused the input or the result."""

    exit_code = 6


class GenerationFailed(ProviderError):
    """The provider accepted the request and could not make the clip."""


class BadReply(ProviderError):
    """The provider's answer is not what its API promises."""


class Unreachable(ProviderError):
    """The provider cannot be reached."""

    exit_code = 7


class ModelRetired(ProviderError):
    """The model is no longer offered; the message names its replacement."""

    exit_code = 2


class UnknownOutcome(ProviderError):
    """A create may have been accepted; nothing was sent again."""

    exit_code = 8


class BudgetExceeded(RushesError):
    """The plan costs more than the budget allows; nothing was bought."""

    exit_code = 5


class NoConsent(RushesError):
    """The plan costs money and nobody agreed to it; nothing was bought.

    `micros` is what it costs in millionths of a dollar, None where that is not known.
    """

    exit_code = 5
    micros: int | None = None


class StillRunning(RushesError):
    """Work goes on at the provider; running the same command again takes it up."""

    exit_code = 9


class MediaError(RushesError):
    """A media file cannot be read, made or trusted. `log` holds FFmpeg's last lines."""

    def __init__(
        self,
        message: str,
        *,
        command: Sequence[str] = (),
        log: str = "",
        hint: str | None = None,
        shot: str | None = None,
    ) -> None:
        super().__init__(message, hint=hint, shot=shot)
        self.command = tuple(command)
        self.log = log


class StoreError(RushesError):
    """The workspace cannot be read or written: a hash differs, the disk is full."""


class Cancelled(RushesError):
    """Stopped by the user; what was paid for goes on, and nothing is left half-written."""

    exit_code = 130


class SeveralEnds(RushesError):
    """Several shots ended for different reasons; `errors` holds each."""

    exit_code = 3

    def __init__(self, errors: Sequence[RushesError], *, hint: str | None = None, begun: bool = True) -> None:
        self.errors = tuple(errors)
        what = "shots failed" if all(error.shot for error in self.errors) else "things went wrong"
        told = f"{len(self.errors)} {what}"
        if not begun:
            told = f"nothing was begun: {len(self.errors)} things speak against it"
            hint = hint or "mend these, and run the same command again"
        super().__init__(
            "\n".join([told, *map(str, self.errors)]),
            hint=hint or "each shot that is done is kept; run the same command again to make the rest",
        )


def several(errors: Sequence[RushesError], *, each: bool = False, begun: bool = True) -> RushesError:
    """One error for many: the error itself when there is one, else all of them together.

    When every shot failed for the same kind of reason, the exit code is that reason's own. `each`: what to
    do next is what each of them says. `begun` False: they were found before anything was.
    """
    if len(errors) == 1:
        return errors[0]
    hints = dict.fromkeys(error.hint for error in errors if error.hint) if each else {}
    together = SeveralEnds(errors, hint="\n".join(hints), begun=begun)
    codes = {error.exit_code for error in errors}
    if len(codes) == 1:
        together.exit_code = codes.pop()
    return together


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The one of `known` that looks most like `word`, for a did-you-mean; None when none does."""
    from difflib import get_close_matches  # only a wrong word needs it

    by_lower = {name.lower(): name for name in known}
    close = get_close_matches(word.lower(), by_lower, n=1, cutoff=0.6)
    return by_lower[close[0]] if close else None
