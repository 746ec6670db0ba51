"""A paragraph taken apart into sentences, and put together again in groups that one shot can show."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from fractions import Fraction
from math import ceil

from rushes.storyboard.reading import reading_seconds

__all__ = ["groups", "half_seconds", "sentences"]

STOP = re.compile(r"[.!?…]+[\"'”’»)\]]*\s+|[。！？]+[」』”’）]*\s*|[।؟]+\s+")
SHORT = frozenset(
    (
        "mr",
        "mrs",
        "ms",
        "dr",
        "st",
        "prof",
        "sr",
        "jr",
        "vs",
        "no",
        "nr",
        "bzw",
        "usw",
        "etc",
        "mme",
        "mlle",
        "sgt",
        "lt",
        "capt",
        "gen",
        "col",
    )
)
LONGEST = 400  # characters of a sentence that stays whole


def sentences(text: str) -> list[str]:
    """The sentences of a paragraph, each at most so long that a prompt takes it."""
    found: list[str] = []
    begin = 0
    for stop in STOP.finditer(text):
        word = text[begin : stop.start()].rsplit(None, 1)[-1:] or [""]
        ends_short = stop[0][0] == "." and (word[0].lower().lstrip("(\"'") in SHORT or len(word[0]) == 1)
        if ends_short or text[stop.end() : stop.end() + 1].islower():
            continue
        found.append(text[begin : stop.end()].strip())
        begin = stop.end()
    found.append(text[begin:].strip())
    return [piece for one in found if one for piece in pieces(one)]


def pieces(sentence: str) -> list[str]:
    """A sentence without an end, as somebody forgot it, in pieces."""
    if len(sentence) <= LONGEST:
        return [sentence]
    return textwrap.wrap(sentence, LONGEST, break_on_hyphens=False)


def groups(text: str, most: Fraction, wanted: Fraction) -> Iterator[str]:
    """Sentences that are read together in about `wanted` seconds, and in no more than `most` if they can."""
    group: list[str] = []
    length = Fraction(0)
    for sentence in sentences(text):
        needed = reading_seconds(sentence)
        if group and (length + needed > most or length >= wanted):
            yield " ".join(group)
            group, length = [], Fraction(0)
        group.append(sentence)
        length += needed
    if group:
        yield " ".join(group)


def half_seconds(seconds: Fraction, least: Fraction, most: Fraction) -> Fraction:
    """A length in whole halves of a second, within what a shot may have."""
    return min(max(Fraction(ceil(seconds * 2), 2), least), most)
