"""The text of a batch file, or why it has none."""

from __future__ import annotations

import codecs
from pathlib import Path

from rushes.errors import Finding, nearest

__all__ = ["KINDS", "read_text"]

KINDS = (".csv", ".tsv", ".jsonl", ".txt")
MOST_BYTES = 100 << 20
WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def read_text(path: Path) -> str | Finding:
    """The text of the file at `path`, without the mark that some programs put before it."""

    def trouble(message: str, allowed: str | None = None, line: int = 0, column: int = 0) -> Finding:
        return Finding(path, line, column, "", message, allowed)

    try:
        if path.is_dir():
            here = batches(path)
            return trouble("is a folder, not a batch file", f"in it: {', '.join(here[:5])}" if here else None)
        if path.exists() and not path.is_file():
            return trouble("is no ordinary file")
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except FileNotFoundError:
        return trouble("there is no such file", beside(path))
    except (OSError, ValueError) as error:
        said = error.strerror if isinstance(error, OSError) else str(error)
        return trouble(f"cannot be read: {said}")
    if path.suffix.lower() not in KINDS:
        ending = f"its name ends in {path.suffix}" if path.suffix else "its name has no ending"
        return trouble(f"is no batch file: {ending}", f"{', '.join(KINDS[:-1])} or {KINDS[-1]}")
    if len(data) > MOST_BYTES:
        return trouble("is too big for a batch", f"{MOST_BYTES >> 20} MiB at most")
    if data.startswith(WIDE):
        return trouble("is UTF-16, not UTF-8 text", "save it as UTF-8")
    place = data.find(b"\0")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        place = error.start if place < 0 else min(place, error.start)
    else:
        if place < 0:
            return text if text.strip() else trouble("is empty", "one job a line")
    line = data.count(b"\n", 0, place) + 1
    column = place - (data.rfind(b"\n", 0, place) + 1) + 1
    said = "holds a NUL byte, which no text does" if data[place] == 0 else "is not UTF-8 text"
    return trouble(said, "save it as UTF-8 text", line, column)


def batches(folder: Path) -> list[str]:
    """The files of the folder that may be batches."""
    return sorted(entry.name for entry in folder.iterdir() if entry.suffix.lower() in KINDS)


def beside(path: Path) -> str | None:
    """A did-you-mean among the batches of the folder."""
    try:
        here = batches(path.parent)
    except OSError:
        return f"the folder {path.parent} is not there either"
    close = nearest(path.name, here)
    return f"did you mean {path.with_name(close)}?" if close else None
