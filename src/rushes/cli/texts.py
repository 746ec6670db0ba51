"""Text made safe and readable for a terminal: file names, sizes, lengths of time, columns."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import SupportsFloat

# C0 and C1 controls, and the marks that reorder a line: any of them in a file name could forge output.
_UNSAFE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def safe(text: str) -> str:
    """`text` with every character that a terminal would act upon written as an escape.

    Newlines and tabs stay: messages have several lines.
    """
    return _UNSAFE.sub(lambda match: match[0].encode("unicode_escape").decode(), text)


def one_line(text: str) -> str:
    """`text` made safe, and kept on one line."""
    return safe(text).replace("\n", "\\n").replace("\t", "\\t")


def shown(path: Path | str) -> str:
    """A path as a person reads it: one line, safe, relative to the working folder where it is below it."""
    path = Path(path)
    if path.is_absolute():
        with suppress(ValueError, OSError):
            path = path.relative_to(Path.cwd())
    return one_line(str(path))


def seconds(value: SupportsFloat) -> str:
    """A length of time: `0.5 s`, `12 s`, `2:05`, `1:02:05`."""
    number = float(value)
    if number < 60:
        return f"{number:.3f}".rstrip("0").rstrip(".") + " s"
    whole = round(number)
    hours, rest = divmod(whole, 3600)
    minutes, left = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{left:02}" if hours else f"{minutes}:{left:02}"


def amount(size: int) -> str:
    """A number of bytes: `312 B`, `4.1 MB`."""
    number = float(size)
    for unit in ("B", "kB", "MB", "GB"):
        if number < 1000:
            return f"{number:.0f} {unit}" if unit == "B" else f"{number:.1f} {unit}"
        number /= 1000
    return f"{number:.1f} TB"


def count(number: int, noun: str) -> str:
    """`1 shot`, `2 shots`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def width(text: str) -> int:
    """How many columns `text` takes in a terminal."""
    wide = sum(unicodedata.east_asian_width(character) in "WF" for character in text)
    marks = sum(unicodedata.combining(character) != 0 for character in text)
    return len(text) + wide - marks


def shorten(text: str, columns: int) -> str:
    """`text` on one line and in at most `columns` columns, with an ellipsis where it was cut."""
    text = " ".join(one_line(text).split())
    if width(text) <= columns:
        return text
    while text and width(text) > columns - 1:
        text = text[:-1]
    return text.rstrip() + "…"


def columns(rows: Iterable[Sequence[str]], *, right: Iterable[int] = ()) -> list[str]:
    """`rows` as lines with aligned columns; the columns numbered in `right` are aligned to the right."""
    lines = [[one_line(cell) for cell in row] for row in rows]
    if not lines:
        return []
    widths = [max(width(row[index]) for row in lines) for index in range(len(lines[0]))]
    to_right = set(right)
    return [
        "  ".join(
            " " * (widths[index] - width(cell)) + cell
            if index in to_right
            else cell + " " * (widths[index] - width(cell))
            for index, cell in enumerate(row)
        ).rstrip()
        for row in lines
    ]


def did_you_mean(word: str, known: Iterable[str]) -> str | None:
    """`did you mean 'film'?` when something known is near to `word`."""
    near = difflib.get_close_matches(word.lower(), list(known), n=3, cutoff=0.55)
    if not near:
        return None
    quoted = [f"`{one}`" for one in near]
    words = quoted[0] if len(quoted) == 1 else ", ".join(quoted[:-1]) + f" or {quoted[-1]}"
    return f"did you mean {words}?"
