"""What a prompt asks for that cannot be had at once: golden hour and moonlight, static and handheld."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from rushes.model import Prompt
from rushes.prompts.entries import FIELDS, KINDS, Entry, Kind
from rushes.prompts.library import Library

__all__ = ["Clash", "Mention", "conflicts", "mentions"]

# What stands before something that is not wished, and before something that comes after what was there.
DENIED = re.compile(
    r"\b(?:no|not|without|never|isn['’]t|instead of|rather than)\s+(?:(?:an?|the|any)\s+)?$", re.IGNORECASE
)
LATER = re.compile(
    r"\b(?:then|finally|before|until|becom(?:es?|ing)|(?<!next )(?<!close )(?:in)?to)\s+(?:\w+ly\s+)?"
    r"(?:(?:an?|the)\s+)?$",
    re.IGNORECASE,
)
NEAR = 40  # characters
FIELDS_READ = ("text", "subject", "action", "setting", "camera", "style", "lighting", "mood")


@dataclass(frozen=True, slots=True)
class Mention:
    """An entry of the library, the part of the prompt that names it, and the words that do.

    `later`: the shot comes to it only after something else: "golden hour turns into moonlight".
    """

    entry: Entry
    field: str
    words: str
    later: bool = False


@dataclass(frozen=True, slots=True)
class Clash:
    """Two entries that a shot cannot have at once, in the order in which the prompt says them."""

    one: Entry
    other: Entry
    one_field: str
    other_field: str
    one_words: str
    other_words: str


@lru_cache(2048)
def mentions(prompt: Prompt, library: Library) -> tuple[Mention, ...]:
    """Every entry that `prompt` asks for by its name, part by part."""
    found: list[Mention] = []
    for field in FIELDS_READ:
        text = str(getattr(prompt, field))
        if not text:
            continue
        kinds: list[Kind] = [kind for kind in KINDS if FIELDS[kind] == field]
        matches = library.find_all(text, kinds or None, loose=bool(kinds))
        for match in matches:
            before = text[max(0, match.start - NEAR) : match.start]
            if DENIED.search(before) is None:
                later = LATER.search(before) is not None
                found.append(Mention(match.entry, field, text[match.start : match.end], later))
    return tuple(found)


@lru_cache(2048)
def conflicts(prompt: Prompt, library: Library) -> tuple[Clash, ...]:
    """Every two entries that `prompt` names and that do not go together, each pair once."""
    said = list({one.entry.name: one for one in reversed(mentions(prompt, library))}.values())[::-1]
    return tuple(
        Clash(one.entry, other.entry, one.field, other.field, one.words, other.words)
        for place, other in enumerate(said)
        for one in said[:place]
        if one.entry.name in other.entry.conflicts and not (one.later or other.later)
    )
