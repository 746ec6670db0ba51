"""How a family of models is told of a camera, a style, a light or a mood, phrase by phrase."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from rushes.model import Json
from rushes.prompts.entries import FIELDS, KINDS, Kind, Match, Told
from rushes.prompts.library import Library
from rushes.prompts.prose import one_line
from rushes.prompts.render import items
from rushes.prompts.tokens import tokens
from rushes.prompts.words import FILLERS

__all__ = ["LOOKS", "ToldItem", "ToldLook", "told_look"]

LOOKS = ("camera", "style", "lighting", "mood")
KINDS_OF: dict[str, tuple[Kind, ...]] = {
    field: tuple(kind for kind in KINDS if FIELDS[kind] == field) for field in LOOKS
}


@dataclass(frozen=True, slots=True)
class ToldItem:
    """One phrase as it is `asked`, and how the model is told: in `words`, by a `parameter`, or why not."""

    asked: str
    words: str = ""
    parameter: str = ""
    value: Json = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class ToldLook:
    """One part of a prompt, phrase by phrase. `plain`: the model is told just what was asked."""

    items: tuple[ToldItem, ...]

    @property
    def plain(self) -> bool:
        return all(one.words == one.asked and not one.parameter for one in self.items)


@lru_cache(4096)  # a film says the same of shot after shot, and each model is asked of it
def told_look(field: str, text: str, family: str, library: Library) -> ToldLook:
    """How the models of `family` are told of what a part of a prompt, `field`, says."""
    return ToldLook(tuple(told_item(field, item, family, library) for item in items(text)))


def told_item(field: str, item: str, family: str, library: Library) -> ToldItem:
    found = library.find_all(item, KINDS_OF[field], loose=True)
    if not found:
        unheard = library.family(family).unheard
        why = [unheard[kind] for kind in KINDS_OF[field] if kind in unheard]
        return ToldItem(item, why=why[0]) if len(why) == len(KINDS_OF[field]) else ToldItem(item, item)
    told = [(match, library.told(match.entry, family)) for match in found]
    if not any(one.words or one.parameter for _, one in told):
        return ToldItem(item, why="; ".join(dict.fromkeys(one.why for _, one in told)))
    words = reworded(item, [(match, one) for match, one in told if family in match.entry.told])
    first = told[0][1]
    if len(told) == 1 and first.parameter and is_all(item, found[0]):
        return ToldItem(item, words, first.parameter, first.value)
    return ToldItem(item, words)


def reworded(item: str, told: list[tuple[Match, Told]]) -> str:
    """`item` with what the family calls otherwise in its words; what it is not told of is left out."""
    said, end = "", 0
    for match, one in told:
        said += item[end : match.start] + one.words
        end = match.end
    return one_line(said + item[end:])


def is_all(item: str, match: Match) -> bool:
    """Whether nothing but small words stands in `item` beside what was found."""
    return all(match.start <= token.start < match.end or token.word in FILLERS for token in tokens(item))
