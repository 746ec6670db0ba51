"""The text of a script file, or why it has none."""

from __future__ import annotations

import codecs
import re
from pathlib import Path

from rushes.errors import UsageError

__all__ = ["MOST_BYTES", "read_script"]

MOST_BYTES = 4 << 20
WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
UNPRINTABLE = re.compile(
    r"[^\t\n\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|[\u2028\u2029\ufeff]"
)


def read_script(path: Path) -> str:
    """The text of the file at `path`, lines ended by line feeds. Raises UsageError for what is no text."""
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except FileNotFoundError:
        raise UsageError(f"there is no file {path}", hint="look at its name and its folder") from None
    except IsADirectoryError:
        raise UsageError(f"{path} is a folder, not a script", hint="name a file in it") from None
    except (OSError, ValueError) as error:
        said = error.strerror if isinstance(error, OSError) else str(error)
        raise UsageError(f"{path} cannot be read: {said}", hint="look at who may read it") from None
    if len(data) > MOST_BYTES:
        raise UsageError(
            f"{path} is too long for one film: it has more than {MOST_BYTES >> 20} MiB",
            hint="cut it into its acts, a file each",
        )
    text = decoded(path, data, "utf-16" if data.startswith(WIDE) else "utf-8-sig")
    if "\0" in text:
        raise UsageError(f"{path} is no text: it holds a NUL byte", hint="save it as UTF-8 text")
    if not text.strip():
        raise UsageError(f"{path} is empty", hint="a sentence of what is seen, at least")
    return UNPRINTABLE.sub(" ", re.sub(r"\r\n?", "\n", text))


def decoded(path: Path, data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise UsageError(f"{path} is no text: see line {line}", hint="save it as UTF-8 text") from None
