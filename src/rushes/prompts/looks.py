"""How a family of models is told of a camera, a style, a light or a mood, phrase by phrase."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from rushes.model import Json
from rushes.prompts.entries import FIELDS, KINDS, Kind, Match, Told
from rushes.prompts.library import Library
from rushes.prompts.prose import one_line
from rushes.prompts.render import items
from rushes.prompts.tokens import holds, tokens
from rushes.prompts.words import FILLERS, LEADS, PREPOSITIONS, SHOT_NOUNS

__all__ = ["LOOKS", "ToldItem", "ToldLook", "said_own", "told_look"]

LOOKS = ("camera", "style", "lighting", "mood")
SENTENCE = "the camera "
KINDS_OF: dict[str, tuple[Kind, ...]] = {
    field: tuple(kind for kind in KINDS if FIELDS[kind] == field) for field in LOOKS
}


@dataclass(frozen=True, slots=True)
class ToldItem:
    """One phrase as it is `asked`, and how the model is told: in `words`, by a `parameter`, or why not.

    `lost` is what in `words` the model does not heed, for the reason `why`.
    """

    asked: str
    words: str = ""
    parameter: str = ""
    value: Json = None
    why: str = ""
    lost: str = ""


@dataclass(frozen=True, slots=True)
class ToldLook:
    """One part of a prompt, phrase by phrase. `plain`: it is told just what was asked, and heeds it."""

    items: tuple[ToldItem, ...]

    @property
    def plain(self) -> bool:
        return all(one.words == one.asked and not one.parameter and not one.lost for one in self.items)


@lru_cache(4096)  # a film says the same of shot after shot, and each model is asked of it
def told_look(field: str, text: str, family: str, library: Library) -> ToldLook:
    """How the models of `family` are told of what a part of a prompt, `field`, says."""
    return ToldLook(tuple(told_item(field, item, family, library) for item in items(text)))


@lru_cache(4096)
def said_own(field: str, text: str, family: str, library: Library) -> str:
    """`text` with what a user's own entries say to `family` alone, in place of their names."""
    found = library.find_all(text, KINDS_OF[field], loose=True)
    own = [(one, one.entry.told[family]) for one in found if one.entry.origin and family in one.entry.told]
    worded = [(match, told) for match, told in own if told.words]
    return reworded(text, worded) if worded else text


def told_item(field: str, item: str, family: str, library: Library) -> ToldItem:
    found = library.find_all(item, KINDS_OF[field], loose=True)
    if not found:
        unheard = library.family(family).unheard
        why = [unheard[kind] for kind in KINDS_OF[field] if kind in unheard]
        return ToldItem(item, why=why[0]) if len(why) == len(KINDS_OF[field]) else ToldItem(item, item)
    told = [(match, library.told(match.entry, family)) for match in found]
    if not any(one.words or one.parameter for _, one in told):
        return ToldItem(item, why="; ".join(dict.fromkeys(one.why for _, one in told)))
    own = [(match, one) for match, one in told if match.entry.has_words_for(family)]
    words = (
        moved(item, found, own, library) if any(is_sentence(one) for _, one in own) else reworded(item, own)
    )
    first = told[0][1]
    if len(told) == 1 and first.parameter and is_all(item, found[0]):
        return ToldItem(item, words, first.parameter, first.value)
    unheard = [(match, one) for match, one in told if not one.words and not one.parameter]
    lost = ", ".join(item[match.start : match.end] for match, _ in unheard)
    return ToldItem(item, words, why="; ".join(dict.fromkeys(one.why for _, one in unheard)), lost=lost)


def reworded(item: str, told: list[tuple[Match, Told]]) -> str:
    """`item` with what the family calls otherwise in its words; what it is not told of is left out."""
    said, end = "", 0
    for match, one in told:
        said += item[end : match.start] + one.words
        end = match.end
    return one_line(said + item[end:])


def is_sentence(told: Told) -> bool:
    """Whether the family is told in a sentence of its own, which cannot stand within another."""
    return told.words.startswith(SENTENCE)


def moved(item: str, found: Sequence[Match], own: list[tuple[Match, Told]], library: Library) -> str:
    """`item` with a phrase for each thing that it names, where a family is told in whole sentences.

    An item that says more than small words beside them stays as it is: "tracking shot" can be such a
    sentence, "begins on her hands and pushes in" cannot. What follows the last one may go on from it.
    """
    told = {match.start: one.words for match, one in own}
    speeds = library.camera.speeds
    said: list[str] = []
    before: list[str] = []
    end = 0
    for match in found:
        between = tokens(item[end : match.start])
        if any(token.word not in (speeds.keys() | FILLERS | LEADS) for token in between):
            return item
        before += [token.word for token in between]
        phrase = told.get(match.start, item[match.start : match.end])
        speed = next((speeds[word] for word in before if speeds.get(word, "normal") != "normal"), "")
        if phrase.startswith(SENTENCE):
            said.append(f"{phrase} at {speed} speed" if speed and "speed" not in phrase else phrase)
            before = []
        else:
            said.append(phrase)
        end = match.end
    rest = item[end:]
    behind = [token.word for token in tokens(rest)]
    if any(match.loose for match in found) and library.camera.goes(behind):
        return item  # "dolly to the left" is not what the family's sentence for a dolly says
    while behind and behind[0] in SHOT_NOUNS:
        rest = rest[tokens(rest)[0].end :]
        del behind[0]
    if (len(behind) == 1 and behind[0] in LEADS) or holds(said[-1], rest):  # "around the subject", twice
        return ", ".join(said)
    if behind[0] in LEADS or not said[-1].startswith(SENTENCE):
        return item
    if "the subject" in said[-1] and not (behind[0] in PREPOSITIONS or behind[0] in speeds):
        return ", ".join([*said[:-1], said[-1].replace("the subject", rest.strip())])  # "orbits around her"
    if all(word in speeds for word in behind):
        speed = speeds[behind[0]]
        rest = f" at {speed} speed" if speed != "normal" and "speed" not in said[-1] else ""
    return one_line(", ".join(said) + rest)


def is_all(item: str, match: Match) -> bool:
    """Whether nothing but small words stands in `item` beside what was found."""
    return all(match.start <= token.start < match.end or token.word in FILLERS for token in tokens(item))
