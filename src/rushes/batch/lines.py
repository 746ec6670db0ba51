"""A batch as JSON Lines: one object a line."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import partial
from typing import Any, cast

from rushes.batch.format import key_trouble
from rushes.batch.rows import Row, Sheet, read_json
from rushes.storyboard.document import Place
from rushes.storyboard.fields import kind_of

__all__ = ["line_rows"]

EXAMPLE = 'one object a line: {"prompt": "a pier at dusk", "duration": 5}'
SPACE = re.compile(r"[ \t\r]*")


def line_rows(sheet: Sheet, text: str) -> Iterator[Row]:
    """The job that each line says. Empty lines say nothing."""
    number = 0
    for line, written in enumerate(text.split("\n"), 1):
        if not written.strip():
            continue
        number += 1
        try:
            value = read_json(written)
        except ValueError as error:
            if number == 1 and spread(text):
                sheet.report(Place(line, 1, line, 1), "", "spreads JSON over several lines", EXAMPLE)
                return
            report_syntax(sheet, line, error)
            yield Row(number, line, None)
            continue
        if not isinstance(value, dict):
            sheet.report(Place(line, 1, line, 1), "", f"must be an object, not {kind_of(value)}", EXAMPLE)
            yield Row(number, line, None)
            continue
        said = cast("dict[str, Any]", value)
        places = partial(key_places, written, line)
        wrong = [key for key in said if key_trouble(key) is not None]
        for key in wrong:
            place = places()[key]
            sheet.report(
                Place(line, place.key_column, line, place.key_column), key[:60], *(key_trouble(key) or ())
            )
            del said[key]
        yield Row(number, line, said, places)


def spread(text: str) -> bool:
    """Whether the file is one JSON document, as programs write it for people."""
    try:
        return isinstance(read_json(text), dict | list)
    except ValueError:
        return False


def report_syntax(sheet: Sheet, line: int, error: ValueError) -> None:
    if isinstance(error, json.JSONDecodeError):
        said = error.msg[:1].lower() + error.msg[1:]
        sheet.report(Place(line, error.colno, line, error.colno), "", f"is no JSON: {said}", EXAMPLE)
    else:
        sheet.report(Place(line, 1, line, 1), str(getattr(error, "key", ""))[:60], str(error))


def key_places(written: str, line: int) -> dict[str, Place]:
    """Where the keys of the object in `written`, which is right JSON, and their values stand."""
    decoder = json.JSONDecoder()
    found: dict[str, Place] = {}
    at = written.index("{")
    while written[at] != "}":
        key_at = after_space(written, at + 1)
        if written[key_at] == "}":
            break
        key, end = decoder.raw_decode(written, key_at)
        value_at = after_space(written, written.index(":", end) + 1)
        found[str(key)] = Place(line, value_at + 1, line, key_at + 1)
        at = after_space(written, decoder.raw_decode(written, value_at)[1])
    return found


def after_space(written: str, at: int) -> int:
    match = SPACE.match(written, at)
    assert match is not None
    return match.end()
