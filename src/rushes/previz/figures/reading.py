"""How the figures of a prompt are found in its sentences."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from rushes.previz.figures.words import (
    ACTIONS,
    BEASTS,
    BESIDE,
    COLORS,
    DESCRIBING,
    FIGURES,
    GROUPS,
    LINKS,
    MOST_FIGURES,
    MOST_OF_A_KIND,
    NOT_WORN,
    NUMBERS,
    ONE,
    PEOPLE,
    PLANTS,
    PROPS,
    RIDDEN,
    SCENERY,
    SIZES,
    THINGS,
    VEHICLES,
    Figure,
)
from rushes.previz.finding import MOST_CHARACTERS


@dataclass(frozen=True, slots=True)
class Mention:
    """A figure's noun in a sentence: words `first` to `last` (excluded) name it."""

    kind: str
    first: int
    last: int


def phrases(table: Mapping[str, tuple[str, ...]]) -> dict[tuple[str, ...], str]:
    """Each phrase of a table, word by word, with its entry."""
    return {tuple(one.split()): name for name, words in table.items() for one in words}


NOUNS = phrases(FIGURES)
VERBS = phrases(ACTIONS)
HELD = phrases(PROPS)
DRONE_FILMS = re.compile(r"\b(aerial drone|drone (shot|view|footage|camera|flight|flyover|orbit))s?\b")


def find_figures(subject: str, action: str, text: str) -> tuple[Figure, ...]:
    """The figures of a prompt, the main one first; none where it names nothing that can be drawn."""
    if subject.strip():
        found = read(f"{subject} . {action}", len(words_of(subject)))
        return found or read(action, 0) or unknown(subject, action)
    return read(f"{text} . {action}", None) or unknown(text, action)


def words_of(text: str) -> list[str]:
    """The words of `text`, and what ends its clauses; a drone that films is nobody in the picture."""
    seen = DRONE_FILMS.sub(" ", text[:MOST_CHARACTERS].lower())
    return re.findall(r"[\w'’-]+|[.,;]", seen)


def longest(table: Mapping[tuple[str, ...], str], words: Sequence[str], at: int) -> tuple[str, int]:
    """The entry whose phrase begins at `at`, and the phrase's length: ("", 0) when none does."""
    for length in (3, 2, 1):
        phrase = tuple(words[at : at + length])
        if len(phrase) == length and (name := table.get(phrase)):
            return name, length
    return "", 0


def read(text: str, mains: int | None) -> tuple[Figure, ...]:
    """The figures that `text` names; those behind its first `mains` words count where none is before."""
    words = words_of(text)
    mentions = mentioned(words)
    if mains is not None and any(one.first < mains for one in mentions):
        near = [
            one for one in mentions if one.first < mains or one.kind in PEOPLE | BEASTS | RIDDEN | {"car"}
        ]
        mentions = near
    if not mentions:
        return pronoun(words)
    figures: list[Figure] = []
    actions = acting(words, mentions)
    holding: dict[int, str] = {}
    for k, one in enumerate(mentions):
        before = words[mentions[k - 1].last if k else 0 : one.first]
        after = words[one.last : mentions[k + 1].first if k + 1 < len(mentions) else len(words)]
        ahead = k + 1 < len(mentions)
        person = next((i for i in reversed(range(len(figures))) if figures[i].kind in PEOPLE), None)
        if person is not None and one.kind in RIDDEN and (actions[k - 1] == "ride" or "on" in before[-3:]):
            gallops = any(verb.startswith("gallop") for verb in words)
            figures[person] = replace(
                figures[person],
                kind=one.kind,
                prop="rider",
                action="run" if gallops else "ride",
                color=hue(ending(before)),  # the mount's; the rider's own is in the words that name them
            )
            continue
        if (
            person is not None
            and one.kind in VEHICLES
            and actions[k - 1] in ("drive", "ride", "fly")
            and (not any(word in BESIDE for word in before[-3:] if word not in ("in", "on", "into", "onto")))
        ):
            figures[person] = replace(figured(words, one, "drive", before, after, ahead=ahead), beside=False)
            continue
        if person is not None and one.kind in THINGS | PLANTS | {"balloon"}:
            holding[person] = holding.get(person) or longest(HELD, words, one.last - 1)[0]
            continue
        figures.append(figured(words, one, actions[k], before, after, ahead=ahead))
    for k, figure in enumerate(figures):
        if figure.kind in PEOPLE and not figure.prop:
            prop = holding.get(k) or (carried(words) if k == 0 else "")
            figures[k] = replace(figure, prop=prop)
    return tuple(company(joined(figures))[:MOST_FIGURES])


def company(figures: Sequence[Figure]) -> list[Figure]:
    """Figures with a couple, parents and a family taken apart into who they are."""
    apart: list[Figure] = []
    for figure in figures:
        noun = figure.said.rpartition(" ")[2]
        kinds = {"couple": "man woman", "parents": "man woman", "family": "man woman child"}.get(noun, "")
        if not kinds or figure.kind != "person":
            apart.append(figure)
        apart.extend(
            replace(figure, kind=kind, count=1, said=f"{figure.said} {kind}") for kind in kinds.split()
        )
    return apart


def mentioned(words: Sequence[str]) -> list[Mention]:
    """The nouns in a sentence that name figures. Of nouns side by side, the last one is meant."""
    found: list[Mention] = []
    at = 0
    while at < len(words):
        kind, length = longest(NOUNS, words, at)
        of_them = words[at + length : at + length + 1] == ["of"] and words[at] in NUMBERS
        if not kind or of_them:  # a crowd of people
            at += 1
            continue
        if found and found[-1].last == at:  # a coffee cup, a lighthouse keeper
            found[-1] = Mention(kind, found[-1].first, at + length)
        else:
            found.append(Mention(kind, at, at + length))
        at += length
    return [one for one in found if not words[one.last - 1].endswith(("'s", "’s"))]


def acting(words: Sequence[str], mentions: Sequence[Mention]) -> list[str]:
    """What each of the mentioned does: the first verb behind it, or the verb of those it is joined to."""
    actions = [""] * len(mentions)
    starts = [one.first for one in mentions]
    for k, one in enumerate(mentions):
        end = starts[k + 1] if k + 1 < len(mentions) else len(words)
        for at in range(max(0, one.first - 3), one.first):  # a parked car, a sleeping cat
            verb, length = longest(VERBS, words, at)
            if (
                verb
                and at + length <= one.first
                and words[at].endswith(("ed", "ing"))
                and (k == 0 or at >= mentions[k - 1].last + 1)
            ):
                near = words[at + length : one.first]
                if not any(word in BESIDE or word in LINKS for word in near):
                    actions[k] = verb
        for at in range(one.last, end):
            verb, length = longest(VERBS, words, at)
            over = actions[k] in ("", "stand") or (actions[k], verb) == ("sit", "read")
            if verb and over and not article(words, at):
                ahead = words[at + length : end]
                if (
                    k + 1 < len(mentions)
                    and at + length + 1 >= end
                    and words[at].endswith(("ed", "ing"))
                    and (words[at - 1] in ("a", "an", "the"))
                ):
                    continue
                del ahead
                actions[k] = verb
    for k in reversed(range(len(mentions) - 1)):  # a girl and a dog run
        between = words[mentions[k].last : mentions[k + 1].first]
        if not actions[k] and ("and" in between or "," in between) and "." not in between:
            actions[k] = actions[k + 1]
    for k in range(1, len(mentions)):  # a man walks with a dog; walks his dog
        between = words[mentions[k - 1].last : mentions[k].first]
        if not actions[k] and not any(word in BESIDE for word in between) and "." not in between:
            actions[k] = actions[k - 1]
    tail = words[words.index(".") :] if "." in words else words[:0]
    verbs = [longest(VERBS, tail, at)[0] for at in range(len(tail))]
    last = next((verb for verb in verbs if verb and verb != "stand"), "")
    return [action or last for action in actions] if last else actions


def article(words: Sequence[str], at: int) -> bool:
    """Is the word a noun here: a walk, the waves?"""
    return at > 0 and words[at - 1] in ("a", "an", "the", "of", "his", "her")


def figured(
    words: Sequence[str],
    one: Mention,
    action: str,
    before: Sequence[str],
    after: Sequence[str],
    *,
    ahead: bool,
) -> Figure:
    """The figure of a mention, with what its own phrase says of it."""
    own = ending(before)
    tail = described(after, leads=ahead)
    head = words[one.first : one.last]
    phrase = [*own, *head, *tail]
    number = next((NUMBERS[word] for word in [*before[-4:]] if word in NUMBERS), 0)
    noun = head[-1]
    plural = noun.endswith("s") and noun not in ONE and noun[:-1] in {word for key in NOUNS for word in key}
    count = number or GROUPS.get(noun, 3 if plural or noun in ("men", "women", "fishermen", "ladies") else 1)
    said = " ".join(word for word in phrase if word not in LINKS and word not in NUMBERS) or noun
    return Figure(
        one.kind,
        min(count, MOST_OF_A_KIND),
        action,
        hue(phrase),
        next((SIZES[word] for word in [*own, *head] if word in SIZES), 1.0),
        said=said,
        beside=any(word in BESIDE for word in before[-4:]),
        prop="rider" if one.kind in ("cyclist", "motorcycle", "rowboat") and action != "stand" else "",
    )


def ending(before: Sequence[str]) -> list[str]:
    """The adjectives directly before a noun: back to the first word that begins a phrase."""
    own: list[str] = []
    for word in reversed(before):
        if word in BESIDE or word in LINKS or word in ".,;" or word in NUMBERS or (word,) in VERBS:
            if word == "and" and own and own[-1] in COLORS:
                continue
            break
        own.insert(0, word)
    return own[-4:]


def described(after: Sequence[str], *, leads: bool) -> list[str]:
    """What is said of somebody's looks directly behind the noun; `leads`: up to the next one's noun."""
    tail: list[str] = []
    for word in after:
        if word not in DESCRIBING and not word.endswith(("-haired", "-skinned", "-eyed")):
            break
        tail.append(word)
    if leads and len(tail) == len(after):  # a white dog and a black cat: black is the cat's
        joints = [k for k, word in enumerate(tail) if word in ("and", "with")]
        tail = tail[: joints[-1]] if joints else []
    while tail and tail[-1] in LINKS:
        tail.pop()
    return tail if any(word not in LINKS for word in tail) else []


def hue(phrase: Sequence[str]) -> str:
    """The colour that a phrase gives the figure itself, or what it wears."""
    for k, word in enumerate(phrase):
        if word in COLORS and not any(near in NOT_WORN for near in phrase[k + 1 : k + 3]):
            return COLORS[word]
    return ""


def carried(words: Sequence[str]) -> str:
    """What somebody holds: the first thing that is named and can be held."""
    return next((name for at in range(len(words)) if (name := longest(HELD, words, at)[0])), "")


def joined(figures: Sequence[Figure]) -> list[Figure]:
    """Figures, each said once: who is named again in other words of the same kind is the same one."""
    kept: list[Figure] = []
    for figure in figures:
        same = next((k for k, one in enumerate(kept) if one.kind == figure.kind), None)
        if same is None or (figure.said != kept[same].said and figure.color and kept[same].color):
            kept.append(figure)
        elif not kept[same].action:
            kept[same] = replace(kept[same], action=figure.action)
    return kept


def pronoun(words: Sequence[str]) -> tuple[Figure, ...]:
    """Whoever is only called she or he."""
    kinds = {"she": "woman", "her": "woman", "he": "man", "his": "man", "him": "man", "they": "person"}
    kind = next((kinds[word] for word in words if word in kinds), "")
    if not kind:
        return ()
    verb = next((found for at in range(len(words)) if (found := longest(VERBS, words, at)[0])), "")
    return (Figure(kind, 2 if "they" in words else 1, verb, said=kind, prop=carried(words)),)


def unknown(text: str, action: str) -> tuple[Figure, ...]:
    """A neutral figure for a noun that no table knows: one that acts is a creature, else an object."""
    words = words_of(text)
    for at, word in enumerate(words):
        if word not in ("a", "an", "the", "my", "her", "his", "our", "their", *NUMBERS):
            continue
        noun: list[str] = []
        for one in words[at + 1 :]:
            if one in BESIDE or one in LINKS or one in ".,;" or (one,) in VERBS or one == "that":
                break
            noun.append(one)
        if word in NUMBERS and (not noun or not noun[-1].endswith("s")):
            continue
        if not noun or len(noun) > 4 or any(one in SCENERY or one.rstrip("s") in SCENERY for one in noun):
            return ()
        verbs = [
            longest(VERBS, both, k)[0]
            for both in [[*words[at:], *words_of(action)]]
            for k in range(len(both))
        ]
        verb = next((one for one in verbs if one), "")
        lives = verb not in ("", "rotate", "stand", "drive", "fly")
        said = " ".join(noun)
        return (
            Figure(
                "creature" if lives else "object",
                NUMBERS.get(word, 1) if noun[-1].endswith("s") else 1,
                verb,
                hue(noun),
                next((SIZES[one] for one in noun if one in SIZES), 1.0),
                said=said,
            ),
        )
    return ()
