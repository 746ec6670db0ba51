"""The rows of a batch file, whatever kind of file it is: what each says, and where that stands."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

from rushes.errors import Finding
from rushes.storyboard.document import Place

__all__ = ["Row", "Sheet", "read_json", "text_rows"]


@dataclass(frozen=True, slots=True)
class Row:
    """What one job says, by key; `said` is None when nothing of it can be read.

    `number` counts the jobs from 1. `places` tells where each key stands; it is asked only when
    something is wrong, for most files have nothing wrong in them.
    """

    number: int
    line: int
    said: Mapping[str, Any] | None
    places: Callable[[], Mapping[str, Place]] = dict[str, Place]


@dataclass(slots=True)
class Sheet:
    """A file under examination. `prompts`: whether its rows can say what is to be made."""

    file: Path
    findings: list[Finding] = field(default_factory=list[Finding])
    prompts: bool = True

    def report(self, place: Place, path: str, message: str, allowed: str | None = None) -> None:
        """Add an error about what stands at `place`."""
        self.findings.append(Finding(self.file, place.line, place.column, path, message, allowed))


def text_rows(_: Sheet, text: str) -> Iterator[Row]:
    """One prompt a line. Empty lines and lines that begin with # say nothing."""
    number = 0
    for line, written in enumerate(re.split(r"\r\n|\r|\n", text), 1):
        prompt = written.strip()
        if prompt and not prompt.startswith("#"):
            number += 1
            yield Row(number, line, {"prompt": prompt}, partial(prompt_place, written, line))


def prompt_place(written: str, line: int) -> Mapping[str, Place]:
    column = len(written) - len(written.lstrip()) + 1
    return {"prompt": Place(line, column, line, column)}


class NotJson(ValueError):
    """What JSON, or what rushes takes of it, does not allow. `key` is what it was found at."""

    def __init__(self, message: str, key: str = "") -> None:
        super().__init__(message)
        self.key = key


def read_json(text: str) -> Any:
    """`text` as JSON. Raises ValueError: JSONDecodeError, or NotJson for what is worse than its grammar."""
    try:
        return DECODER.decode(text)
    except RecursionError:
        raise NotJson("is nested too deeply") from None
    except json.JSONDecodeError:
        raise
    except ValueError as error:
        raise error if isinstance(error, NotJson) else NotJson("holds a number that is too long") from None


def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object that says nothing twice."""
    found = dict(pairs)
    if len(found) != len(pairs):
        seen: set[str] = set()
        for key, _ in pairs:
            if key in seen:
                raise NotJson("is written twice", key)
            seen.add(key)
    return found


def finite(text: str) -> float:
    """A number that can be written as JSON again."""
    value = float(text)
    if not math.isfinite(value):
        raise NotJson(f"holds a number that is too large: {text[:20]}")
    return value


def no_number(text: str) -> NoReturn:
    raise NotJson(f"holds {text}, which is no number")


DECODER = json.JSONDecoder(object_pairs_hook=once, parse_float=finite, parse_constant=no_number)
