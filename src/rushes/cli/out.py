"""The one object that commands print through: data on stdout, everything else on stderr."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from rushes.cli.texts import columns, one_line, safe
from rushes.errors import (
    BatchError,
    Finding,
    ProviderError,
    RushesError,
    SeveralEnds,
    StoryboardError,
    UsageError,
)

if TYPE_CHECKING:  # building the model's classes takes 17 ms, which `rushes --help` need not spend
    from rushes.model import Json

_STYLES = {"bold": "1", "dim": "2", "red": "31", "green": "32", "yellow": "33", "cyan": "36"}


def wants_colour(stream: TextIO, environ: Mapping[str, str]) -> bool:
    """Whether `stream` gets colour: `NO_COLOR`, then `FORCE_COLOR`, then a terminal that is not dumb."""
    if environ.get("NO_COLOR"):
        return False
    if environ.get("FORCE_COLOR") or environ.get("CLICOLOR_FORCE", "0") != "0":
        return True
    return is_terminal(stream) and environ.get("TERM") != "dumb"


def is_terminal(stream: TextIO | None) -> bool:
    """Whether a person sits at the other end; False for a stream that is closed or missing."""
    try:
        return stream is not None and stream.isatty()
    except ValueError:
        return False


class Out:
    """Where a command's words go.

    `data` and `document` write to stdout; all the rest goes to stderr, and is silent in JSON mode
    unless it is an error: the document holds the warnings told before it. Nothing here asks a
    question without a terminal.
    """

    def __init__(
        self,
        *,
        stdout: TextIO | None = None,
        stderr: TextIO | None = None,
        stdin: TextIO | None = None,
        environ: Mapping[str, str] | None = None,
        json_mode: bool = False,
    ) -> None:
        self.stdout = stdout or sys.stdout
        self.stderr = stderr or sys.stderr
        self.stdin = stdin or sys.stdin
        self.environ = os.environ if environ is None else environ
        self.json = json_mode
        self.quiet = False
        self._warnings: list[Json] = []
        self.progress = not self.environ.get("RUSHES_NO_PROGRESS")
        self._stdout_colour = wants_colour(self.stdout, self.environ)
        self._stderr_colour = wants_colour(self.stderr, self.environ)

    # ── data ─────────────────────────────────────────────────────────────────────────────────

    def data(self, text: str, *styles: str) -> None:
        """One line of data, for a person or a pipe."""
        self.stdout.write(styled(safe(text), *styles) if self._stdout_colour else safe(text))
        self.stdout.write("\n")

    def path(self, path: Path) -> None:
        """A file's absolute path as a line of its own: as it is in a pipe, made safe on a terminal."""
        text = str(path.absolute())
        self.stdout.write((one_line(text) if is_terminal(self.stdout) else text) + "\n")

    def table(self, head: Sequence[str], rows: Iterable[Sequence[str]], *, right: Iterable[int] = ()) -> None:
        """Rows with a headline, aligned. A line too wide for a terminal is left to the terminal."""
        lines = columns([head, *rows], right=right)
        self.data(lines[0], "bold")
        for line in lines[1:]:
            self.data(line)

    def document(self, schema: str, content: Mapping[str, Json]) -> None:
        """One JSON document: `schema` (such as `rushes/film/1`), its content, the warnings so far."""
        self.stdout.write(as_json({"schema": schema, **content, "warnings": self._warnings}) + "\n")

    # ── words ────────────────────────────────────────────────────────────────────────────────

    def say(self, text: str = "", *styles: str) -> None:
        """A line for the person at the terminal; silent with `--quiet` and `--json`."""
        if not (self.quiet or self.json):
            self._words(text, *styles)

    def warn(self, said: str | Finding) -> None:
        """A warning; with `--json` it stands in the document that comes after it."""
        if self.json:
            self._warnings.append(warning_fields(said))
        else:
            self._words(f"{self.mark('warning:', 'yellow')} {safe(str(said))}", raw=True)

    def mark(self, text: str, *styles: str) -> str:
        """`text` in colour where stderr shows colours."""
        return styled(text, *styles) if self._stderr_colour else text

    def colour(self, text: str, *styles: str) -> str:
        """`text` in colour where stdout shows colours."""
        return styled(text, *styles) if self._stdout_colour else text

    def error(self, error: RushesError) -> None:
        """What went wrong: as `error: …`, an empty line, `hint: …`; or as a document in JSON mode."""
        if self.json:
            self._write(as_json({**error_document(error), "warnings": self._warnings}) + "\n")
            return
        self._words(f"{self.mark('error:', 'red', 'bold')} {safe(str(error))}", raw=True)
        if error.hint:
            self._words("")
            self._words(f"{self.mark('hint:', 'cyan')} {safe(error.hint)}", raw=True)

    @property
    def somebody(self) -> bool:
        """Whether a person is there who can be asked."""
        return not self.json and is_terminal(self.stdin) and is_terminal(self.stderr)

    def confirm(self, question: str, *, flag: str = "--yes") -> bool:
        """Ask a yes or no. Raises UsageError, naming `flag`, where nobody can be asked."""
        if not self.somebody:
            raise UsageError(
                "nobody can be asked here: this is not a terminal", hint=f"add {flag} to say yes"
            )
        self._write(f"{safe(question)} [y/N] ")
        return self.stdin.readline().strip().lower() in {"y", "yes"}

    def flush(self) -> None:
        """Hand everything on, so that stdout and stderr keep their order."""
        self.stdout.flush()
        self.stderr.flush()

    def _words(self, text: str, *styles: str, raw: bool = False) -> None:
        self.stdout.flush()
        clean = text if raw else safe(text)
        self._write((self.mark(clean, *styles) if styles else clean) + "\n")

    def _write(self, text: str) -> None:
        self.stderr.write(text)
        self.stderr.flush()


def styled(text: str, *styles: str) -> str:
    """`text` between the escape sequences of `styles`."""
    codes = ";".join(_STYLES[style] for style in styles)
    return f"\x1b[{codes}m{text}\x1b[0m" if codes else text


def as_json(content: Json | Mapping[str, Json]) -> str:
    """`content` as one line of JSON that is valid whatever bytes a file's name has."""
    text = json.dumps(content, ensure_ascii=False)
    try:
        text.encode()
    except UnicodeEncodeError:  # a file name that is no UTF-8
        return json.dumps(content)
    return text


def code_of(kind: type[RushesError]) -> str:
    """How a kind of error is called in JSON: `MissingKey` is `missing-key`."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "-", kind.__name__).lower()


def error_document(error: RushesError) -> dict[str, Json]:
    """An error as the document that JSON mode prints."""
    return {"schema": "rushes/error/1", "error": error_fields(error)}


def error_fields(error: RushesError) -> dict[str, Json]:
    """An error's code, words and exit code as JSON, with what its kind adds."""
    content: dict[str, Json] = {
        "code": code_of(type(error)),
        "message": str(error),
        "hint": error.hint,
        "shot": error.shot,
        "exit_code": error.exit_code,
    }
    if isinstance(error, ProviderError):
        content |= {
            "provider": error.provider,
            "status": error.status,
            "request_id": error.request_id,
            "retryable": error.retryable,
            "billed": error.billed,
        }
    if isinstance(error, StoryboardError | BatchError):
        content["findings"] = [finding_fields(finding) for finding in error.findings]
    if isinstance(error, SeveralEnds):
        content["errors"] = [error_fields(one) for one in error.errors]
    return content


def warning_fields(said: str | Finding) -> dict[str, Json]:
    """A warning as JSON: a finding, or words about no file in particular."""
    if isinstance(said, Finding):
        return finding_fields(said)
    return {
        "file": None,
        "line": 0,
        "column": 0,
        "path": "",
        "message": said,
        "allowed": None,
        "severity": "warning",
    }


def finding_fields(finding: Finding) -> dict[str, Json]:
    """A finding in a storyboard or a batch file as JSON."""
    return {
        "file": str(finding.file),
        "line": finding.line,
        "column": finding.column,
        "path": finding.path,
        "message": finding.message,
        "allowed": finding.allowed,
        "severity": finding.severity,
    }
