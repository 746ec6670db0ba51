"""Tables of words, and which of their entries a text means."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

MOST_CHARACTERS = 4000  # of each field; a longer wish says nothing more about a picture

Table = Mapping[str, tuple[str, ...]]


def listed(text: str) -> tuple[str, ...]:
    """The words of a table, written with commas between them."""
    return tuple(word.strip() for word in text.split(","))


def split(text: str) -> str:
    """Words in lower case between single spaces, so that `in` finds whole ones.

    A comma, or what else ends a clause, is a word of its own: no phrase goes over it.
    """
    return " " + " ".join(re.findall(r"[\w'’-]+|[,.;:!?]", text[:MOST_CHARACTERS].lower())) + " "


def without(text: str, phrases: Sequence[str]) -> str:
    """`text`, as `split` gives it, without any of `phrases`."""
    for phrase in phrases:
        text = text.replace(f" {phrase} ", " ")
    return text


def scores(table: Table, fields: Sequence[tuple[str, float]]) -> dict[str, float]:
    """What each entry of `table` weighs in `fields`: phrases and early words weigh most."""
    weights: dict[str, float] = {}
    for name, words in table.items():
        for text, weight in fields:
            for word in words:
                if f" {word} " in text:
                    at = text.index(f" {word} ") / (len(text) + 1)
                    weights[name] = weights.get(name, 0.0) + weight * (1 + word.count(" ") - 0.3 * at)
    return weights


def best(table: Table, fields: Sequence[tuple[str, float]]) -> str:
    """The entry of `table` whose words weigh most in `fields`; the first of equals; "" when none is there."""
    weights = scores(table, fields)
    return max(weights, key=lambda name: weights[name]) if weights else ""
