"""What the words of one clause are known as, when the library knows all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rushes.prompts.library import Library
from rushes.prompts.tokens import Token
from rushes.prompts.words import FILLERS, LIGHT_HEADS, LINKS

__all__ = ["Understood", "known_as"]


@dataclass(frozen=True, slots=True)
class Understood:
    """The parts of a prompt that a clause speaks of: `(field, start, end)` of each phrase, in its order.

    `by_token` is the part of each word, "" for one that means nothing by itself. `linked`: it begins with
    a preposition, and goes on from something.
    """

    phrases: tuple[tuple[str, int, int], ...]
    by_token: tuple[str, ...]
    linked: bool

    @property
    def fields(self) -> frozenset[str]:
        return frozenset(field for field, _, _ in self.phrases)


def known_as(words: Sequence[Token], library: Library, *, loose: bool = True) -> Understood | None:
    """What `words` are known as; None when one of them is not known, or when none means anything."""
    matches = library.find_in(words, loose=loose)
    if not matches:
        return None
    fields = [""] * len(words)
    for match in matches:
        for place, token in enumerate(words):
            if match.start <= token.start and token.end <= match.end:
                fields[place] = match.entry.field
    linked = not fields[0] and any(words[0].word in links for links in LINKS.values())
    for place, token in enumerate(words):
        known = fields[place] or token.word in FILLERS or token.word in library.camera.speeds
        if not known and not (linked and place == 0):
            return None
    if not fields[-1] and words[-1].word in LIGHT_HEADS:
        whole = ("lighting",) * len(words)
        return Understood((("lighting", words[0].start, words[-1].end),), whole, linked)
    return Understood(runs(words, fields), tuple(fields), linked)


def runs(words: Sequence[Token], fields: Sequence[str]) -> tuple[tuple[str, int, int], ...]:
    """The phrases by their part; a word that means nothing by itself goes with the next one."""
    whole = list(fields)
    following = ""
    for place in reversed(range(len(whole))):
        following = whole[place] or following
        whole[place] = following
    for place, field in enumerate(whole):
        whole[place] = field or whole[place - 1]
    found: list[tuple[str, int, int]] = []
    for token, field in zip(words, whole, strict=True):
        if found and found[-1][0] == field:
            found[-1] = (field, found[-1][1], token.end)
        else:
            found.append((field, token.start, token.end))
    return tuple(found)
