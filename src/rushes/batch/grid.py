"""A row that stands for several jobs: alternatives in braces, lists over fields, numbered seeds."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from math import prod
from typing import Any, cast

from rushes.batch.format import LISTED, WORDED
from rushes.prompts.vary import MOST, BracesError, Variations

__all__ = ["Grid", "GridError", "Single", "blank", "grid_of", "job_ids"]

RANGE = re.compile(r"\s*(\d{1,10})\s*\.\.\s*(\d{1,10})\s*")
MOST_SEEDS = 1_000_000
LONGEST = 24  # characters of an id that tell of one choice
LONGEST_ID = 64


class GridError(ValueError):
    """A key that cannot be varied as it says. `column` is where in its text, from 1; 0: nowhere in it."""

    def __init__(self, at: tuple[str | int, ...], message: str, allowed: str, column: int = 0) -> None:
        super().__init__(message)
        self.at = at
        self.allowed = allowed
        self.column = column


Picked = tuple[Any, tuple[str, ...]]  # a value, and what was chosen for it, in words


@dataclass(frozen=True, slots=True)
class Fixed:
    """A value that does not vary."""

    value: Any
    count: int = 1

    def pick(self, _: int) -> Picked:
        return self.value, ()


@dataclass(frozen=True, slots=True)
class Braced:
    """A text with alternatives."""

    texts: Variations

    @property
    def count(self) -> int:
        return self.texts.count

    def pick(self, number: int) -> Picked:
        found = self.texts.pick(number)
        return found.text, found.chosen


@dataclass(frozen=True, slots=True)
class Seeds:
    """Numbers that follow each other."""

    first: int
    count: int

    def pick(self, number: int) -> Picked:
        return self.first + number, (str(self.first + number),)


@dataclass(frozen=True, slots=True)
class OneOf:
    """A list, of which each job has one."""

    values: tuple[Axis, ...]
    count: int

    def pick(self, number: int) -> Picked:
        for one in self.values:
            if number < one.count:
                value, _ = one.pick(number)
                return value, (shown(value),)
            number -= one.count
        raise IndexError(number)


@dataclass(frozen=True, slots=True)
class Grid:
    """Keys that vary together: every value of one with every value of the others, the last first.

    `sparse`: an alternative that says nothing leaves its key out, `style: "{noir|}"`.
    """

    axes: dict[str, Axis]
    count: int
    sparse: bool = False

    @classmethod
    def of(cls, axes: dict[str, Axis], *, sparse: bool = False) -> Grid:
        return cls(axes, min(MOST, prod(min(one.count, MOST) for one in axes.values())), sparse)

    def pick(self, number: int) -> tuple[dict[str, Any], tuple[str, ...]]:
        """What the job at this place says, and what was chosen for it, key by key."""
        found: dict[str, Picked] = {}
        for key, axis in reversed(list(self.axes.items())):
            number, inner = divmod(number, axis.count)
            found[key] = axis.pick(inner)
        labels = [label for key in self.axes for label in labelled(key, found[key][1])]
        said = {
            key: found[key][0]
            for key, axis in self.axes.items()
            if not (self.sparse and isinstance(axis, Braced) and blank(found[key][0]))
        }
        return said, tuple(labels)


@dataclass(frozen=True, slots=True)
class Single:
    """A row that stands for one job, as most do."""

    said: Mapping[str, Any]
    count: int = 1

    def pick(self, _: int) -> tuple[Mapping[str, Any], tuple[str, ...]]:
        return self.said, ()


Axis = Fixed | Braced | Seeds | OneOf | Grid


def varies(said: Mapping[str, Any]) -> bool:
    """Whether the row may stand for several jobs. Most do not, and need no closer look."""
    for key, value in said.items():
        if key == "seeds":
            return True
        if key not in WORDED and key not in LISTED:
            continue
        if isinstance(value, str):
            if "{" in value or "}" in value or (key in LISTED and ("|" in value or ".." in value)):
                return True
        elif isinstance(value, list | dict):
            return True
    return False


def grid_of(said: Mapping[str, Any]) -> Grid | Single:
    """The jobs that a row stands for. Raises GridError.

    What varies nothing stays as it is, wrong or right: that is told when the job is read.
    """
    if not varies(said):
        return Single(said)
    rest = dict(said)
    seeds = seeds_of(rest)
    axes: dict[str, Axis] = {}
    for key, value in rest.items():
        varied = key in WORDED or key in LISTED
        axes[key] = axis_of((key,), value) if varied else Fixed(value)
    if seeds is not None:
        axes["seed"] = seeds
    return Grid.of(axes)


def seeds_of(said: dict[str, Any]) -> Seeds | None:
    """The seeds that `seeds` counts from `seed` on, or from 1; taken out of what is said."""
    if (count := whole(said.get("seeds"))) is None or not 1 <= count <= MOST_SEEDS:
        return None
    first = whole(said.get("seed", 1))
    if first is None and not blank(said.get("seed")):
        raise GridError(("seeds",), "stands beside a `seed` that is not one number", "one of the two")
    del said["seeds"]
    said.pop("seed", None)
    return Seeds(1 if first is None else first, count)


def axis_of(at: tuple[str | int, ...], value: Any) -> Axis:
    """How the value of a key varies."""
    if isinstance(value, str):
        if at == ("seed",) and "|" in value and "{" not in value:
            return axis_of(at, value.split("|"))
        if at[0] == "seed" and (ends := RANGE.fullmatch(value)):
            first, last = int(ends[1]), int(ends[2])
            if not first <= last < first + MOST_SEEDS:
                allowed = f"the smaller one first, and {MOST_SEEDS:,} at most: 1..4"
                raise GridError(at, f"counts from {first} to {last}", allowed)
            return Seeds(first, last - first + 1)
        try:
            texts = Variations(value, listed=at[0] in LISTED)
        except BracesError as error:
            raise GridError(at, str(error), error.allowed, error.column) from None
        return Fixed(texts.pick(0).text) if texts.count == 1 else Braced(texts)
    if isinstance(value, list) and len(at) == 1 and value:
        several = cast("list[Any]", value)
        axes = tuple(axis_of((*at, place), one) for place, one in enumerate(several))
        return OneOf(axes, min(MOST, sum(one.count for one in axes)))
    if isinstance(value, dict) and at[0] == "prompt":
        parts = cast("dict[str, Any]", value)
        inner = {
            key: axis_of((*at, key), one) if isinstance(one, str) else Fixed(one)
            for key, one in parts.items()
        }
        return Grid.of(inner, sparse=True)
    return Fixed(value)


def whole(value: object) -> int | None:
    """A whole number, as JSON or a cell has it."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    return int(value) if isinstance(value, str) and re.fullmatch(r"\s*\d{1,10}\s*", value) else None


def blank(value: object) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


# ── what the jobs are called ──────────────────────────────────────────────────────────────────


def shown(value: Any) -> str:
    """A value in words: a prompt by the first text in it."""
    if isinstance(value, dict):
        return next((one for one in cast("dict[str, Any]", value).values() if isinstance(one, str)), "")
    return str(value)


def labelled(key: str, chosen: Sequence[str]) -> list[str]:
    """What an id tells of choices: `golden-hour`, `gen4-5` for `runway:gen4.5`, `seed-3`."""
    labels: list[str] = []
    for one in chosen:
        text = one.partition(":")[2] or one if key == "model" else one
        words = re.findall(r"[^\W_]+", text.lower())
        label = "-".join(words)
        while len(label) > LONGEST and len(words) > 1:
            words.pop()
            label = "-".join(words)
        label = label[:LONGEST] or "none"
        labels.append(f"{key}-{label}" if key in LISTED and not re.search(r"[^\W\d_]", label) else label)
    return labels


def job_ids(name: str, chosen: Sequence[tuple[str, ...]]) -> list[str]:
    """An id for each job of the row that is called `name`: its name, and what differs.

    It depends on nothing else in the file, nor on the alternatives that were not chosen.
    """
    found: dict[str, str] = {}
    for labels in chosen:
        full = "-".join([name, *labels])
        if len(full) > LONGEST_ID - 4:
            full = f"{name[: LONGEST_ID - 14]}-{sha256('-'.join(labels).encode()).hexdigest()[:8]}"
        unique, number = full, 1
        while unique.casefold() in found:
            number += 1
            unique = f"{full}-{number}"
        found[unique.casefold()] = unique
    return list(found.values())
