"""What is written down when rushes meets a fault of its own, with every secret taken out."""

from __future__ import annotations

import os
import platform
import re
import sys
import traceback
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

__all__ = ["redacted", "write_report"]

_SECRET_NAME = re.compile(r"KEY|TOKEN|SECRET|PASSWORD|CREDENTIAL|AUTH", re.IGNORECASE)
_QUERY = re.compile(r"(https?://[^\s?'\"]+)\?[^\s'\"]+")
_LOGIN = re.compile(r"(\w+://)[^\s/@'\"]+@")
_BEARER = re.compile(r"(?i)\b(bearer|basic)\s+[\w.~+/=-]{8,}")
_LONG = re.compile(r"[A-Za-z0-9+/_-]{120,}={0,2}")


def redacted(text: str, environ: Mapping[str, str]) -> str:
    """`text` without the values of secret-looking variables, signed addresses and encoded bodies."""
    secrets = [value for name, value in environ.items() if _SECRET_NAME.search(name) and len(value) >= 6]
    for value in sorted(secrets, key=len, reverse=True):
        text = text.replace(value, "[secret]")
    text = _LOGIN.sub(r"\1[secret]@", _QUERY.sub(r"\1?[query]", text))
    return _LONG.sub("[long text]", _BEARER.sub(r"\1 [secret]", text))


def write_report(error: BaseException, words: Sequence[str], environ: Mapping[str, str]) -> Path | None:
    """Write the traceback of `error` to a file that only the user can read; None where that fails."""
    from importlib.metadata import version

    from platformdirs import user_log_path

    now = datetime.now(UTC)
    lines = [
        f"rushes {version('rushes')} on Python {platform.python_version()}, {platform.platform()}",
        f"at {now.isoformat(timespec='seconds')}",
        f"arguments: {list(words)!r}",
        "",
        *traceback.format_exception(error),
    ]
    text = redacted("\n".join(lines), environ)
    try:
        folder = user_log_path("rushes", appauthor=False)
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"fault-{now:%Y%m%d-%H%M%S}-{os.getpid()}.txt"
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(
            descriptor, "w", encoding=sys.getfilesystemencoding(), errors="backslashreplace"
        ) as file:
            file.write(text)
    except OSError:
        return None
    return path
