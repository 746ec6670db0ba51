"""Ranges and prices: tables in which every row has a source, a date and a confidence."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from fnmatch import fnmatchcase
from fractions import Fraction
from functools import cache
from importlib.resources import files
from math import ceil
from typing import Any, cast

from rushes.emulator.jobs import Media
from rushes.emulator.runway.schema import Issue, Path, issue

__all__ = ["credits_for", "length_issues", "range_issues", "table"]

Row = Mapping[str, Any]


@cache
def table(file: str, name: str) -> Sequence[Row]:
    """The rows called `name` in one of the TOML files beside this module."""
    text = files("rushes.emulator.runway").joinpath(file).read_text(encoding="utf-8")
    return tomllib.loads(text)[name]


def _fitting(rows: Iterable[Row], create: str, model: str) -> Iterable[Row]:
    for row in rows:
        of_model = any(fnmatchcase(model, one) for one in row.get("models", ["*"]))
        if of_model and any(fnmatchcase(create, one) for one in row.get("creates", ["*"])):
            yield row


def utf16(text: str) -> int:
    """The length of a text as Runway counts it (rule `utf-16`)."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def range_issues(create: str, model: str, body: Mapping[str, object]) -> list[Issue]:
    """What is wrong with values whose types are right."""
    found: list[Issue] = []
    done: set[str] = set()
    for row in _fitting(table("limits.toml", "limits"), create, model):
        field = row["field"]
        if field in body and field not in done:
            done.add(field)
            found += _out_of(row, body[field], (field,))
    return found


def _out_of(row: Row, value: object, path: Path) -> list[Issue]:
    if isinstance(value, str):
        length = utf16(value)
        if length > row.get("longest", length):
            return [_too("big", "string", row["longest"], f"to have <={row['longest']} characters", path)]
        if length < row.get("shortest", 0):
            return [_too("small", "string", row["shortest"], f"to have >={row['shortest']} characters", path)]
    elif isinstance(value, list):
        count = len(cast("list[object]", value))
        if count > row.get("most", count):
            return [_too("big", "array", row["most"], f"to have <={row['most']} items", path)]
    elif isinstance(value, int | float):
        if value > row.get("largest", value):
            return [_too("big", "number", row["largest"], f"to be <={row['largest']}", path)]
        if value < row.get("smallest", value):
            return [_too("small", "number", row["smallest"], f"to be >={row['smallest']}", path)]
    return []


def _too(which: str, origin: str, bound: float, words: str, path: Path) -> Issue:
    message = f"Too {which}: expected {origin} {words}"
    edge = "maximum" if which == "big" else "minimum"
    return issue(f"too_{which}", path, message, origin=origin, inclusive=True, **{edge: bound})


def length_issues(create: str, model: str, field: str, path: Path, seconds: float) -> list[Issue]:
    """Whether an input video is too long or too short (rule `asset-length`)."""
    for row in _fitting(table("limits.toml", "lengths"), create, model):
        if row["field"] != field:
            continue
        # A container may be a frame longer than what was asked for.
        if seconds > row.get("longest", seconds) + 0.1:
            words = f"Asset duration must be at most {row['longest']} seconds"
            return [
                issue(
                    "too_big",
                    path,
                    words,
                    maximum=row["longest"],
                    type="number",
                    inclusive=True,
                    origin="number",
                )
            ]
        if seconds < row.get("shortest", 0) - 0.1:
            words = f"Asset duration must be at least {row['shortest']} seconds"
            return [
                issue(
                    "too_small",
                    path,
                    words,
                    minimum=row["shortest"],
                    type="number",
                    inclusive=True,
                    origin="number",
                )
            ]
    return []


def credits_for(
    create: str, model: str, body: Mapping[str, object], media: Media, outputs: int, *, final: bool = False
) -> float:
    """The estimate in credits; `final`: what is kept in the end."""
    row = next(iter(_fitting(table("prices.toml", "prices"), create, model)))
    # Rule `auto-billing`.
    seconds = 15.0 if body.get("duration") == "auto" and not final else media.seconds
    if "task" in row:
        return float(row["task"]) * outputs
    if "frame" in row:
        frames = seconds * float(Fraction(media.fps))
        price = row["frame"].get(str(body.get("resolution", "2k")), 0.9) * frames
        return float(max(row.get("least", 0), ceil(round(price, 6))))  # rule `whole-frames`
    # Rule `audio-default`.
    with_sound = "audio_second" in row and body.get("audio", True) is True
    price = row["audio_second" if with_sound else "second"] * seconds
    container = str(body.get("outputFormat", "mp4"))
    for extra in table("prices.toml", "surcharges"):
        if model != "ruby" and any(fnmatchcase(container, one) for one in extra["formats"]):
            large = media.width * media.height > 4_000_000
            price += (
                extra.get("second_large", extra["second"]) * seconds if large else extra["second"] * seconds
            )
            break
    return round(max(float(row.get("least", 0)), price), 3)
