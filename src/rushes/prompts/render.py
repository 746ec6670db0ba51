"""A prompt as prose, in the order that a family of models wants."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from rushes.model import Prompt
from rushes.prompts.entries import ORDER
from rushes.prompts.library import Library
from rushes.prompts.prose import (
    QUOTE,
    bare,
    capital,
    closed,
    outside_quotes,
    small,
    small_start,
    spaced,
    tidy,
    undoubled,
)
from rushes.prompts.tokens import folded, holds, tokens
from rushes.prompts.words import (
    ACTION_STARTS,
    DETERMINERS,
    IDIOMS,
    LEADS,
    LIGHT_ADJECTIVES,
    LIGHT_NOUNS,
    LINKS,
    MOOD_ENDINGS,
    MOOD_NOUNS,
    NEGATORS,
    PREPOSITIONS,
    SAYING,
    SHOT_ENDINGS,
    SHOT_NOUNS,
    SOUND_WORDS,
)

__all__ = ["Clause", "clauses", "items", "join", "render", "unwanted_things"]

Role = Literal["lead", "scene", "linked", "look", "speech", "sound", "negative"]
LONG_SUBJECT = 5  # words
LOOKS = ("camera", "style", "lighting", "mood")


@dataclass(frozen=True, slots=True)
class Clause:
    """One piece of the sentence, and the part of the prompt that it says.

    `role` is how it is put to the others: a `lead` stands before the scene ("Wide shot of"), what is
    `linked` goes on behind it ("at golden hour"), looks stand together with commas between.
    """

    field: str
    text: str
    role: Role


def render(
    prompt: Prompt,
    order: Sequence[str] = ORDER,
    *,
    negative: bool = False,
    library: Library | None = None,
) -> str:
    """`prompt` as a director would write it; what must not be seen only where `negative` asks for it.

    What has been said already is not said again. `library` is that of rushes, where none is given.
    """
    library = library or Library.standard()
    return join(clauses(prompt, order, negative=negative, library=library), library)


def clauses(
    prompt: Prompt, order: Sequence[str] = ORDER, *, negative: bool = False, library: Library
) -> tuple[Clause, ...]:
    """What the sentence is made of, in its order; `join` puts it together, whole or in part."""
    found: dict[str, list[Clause]] = {}
    scene = scene_of(prompt)
    so_far = " ".join(clause.text for clause in scene)
    known = f" {' '.join(folded(so_far))} "  # grows with each phrase: a list of a thousand is looked at once
    for field in LOOKS:
        found[field] = []
        for item in items(getattr(prompt, field)):
            phrase = undoubled(phrase_of(field, item, library))
            role = role_of(field, phrase)
            words = " ".join(folded(phrase))
            if role == "lead" or not (f" {words} " in known if words else phrase in so_far):
                found[field].append(Clause(field, phrase, role))
                so_far += f" . {phrase}"
                known += f"{words} " if words else ""
    for clause in scene:
        found.setdefault(clause.field, []).append(clause)
    if speech := spoken(prompt.dialogue):
        found["dialogue"] = [Clause("dialogue", speech, "linked" if goes_on(speech) else "speech")]
    if sound := bare(prompt.sound):
        found["sound"] = [Clause("sound", sound, "sound")]
    if negative:
        found["negative"] = [
            Clause("negative", item, "negative") for item in unwanted_things(prompt.negative)
        ]
    return tuple(clause for field in order for clause in found.get(field, ()))


def is_said(so_far: str, phrase: str) -> bool:
    """Whether `so_far` says `phrase` already; what has no words, an emoji, is compared as it is."""
    return holds(so_far, phrase) if folded(phrase) else phrase in so_far


def join(pieces: Sequence[Clause], library: Library) -> str:
    """`pieces` as sentences: each kind of thing in one of its own, what is linked behind the scene."""
    leads = [piece.text for piece in pieces if piece.role == "lead"]
    linked = [piece.text for piece in pieces if piece.role == "linked"]
    rest = [piece for piece in pieces if piece.role not in ("lead", "linked")]
    if not any(piece.role == "scene" for piece in rest):
        # Nothing to lead to, or to be linked with: they stand for themselves.
        rest = [on_its_own(one) for one in pieces]
        leads, linked = [], []
    sentences: list[str] = []
    for group in grouped(rest):
        said = sentence_of(group, library)
        if group[0].role == "scene":
            said = " ".join([*leads, said])
            if linked:
                mark = said[-1] if said[-1] in "!?" else ""
                said = " ".join([opened(said), *linked]) + mark
        sentences.append(outside_quotes(closed(capital(said)), undoubled))
    return " ".join(one for one in sentences if one)


def on_its_own(piece: Clause) -> Clause:
    """`piece` where there is no scene: "wide shot of" is a wide shot."""
    if piece.role not in ("lead", "linked"):
        return piece
    text = re.sub(r"\s+\S+$", "", piece.text) if piece.role == "lead" else piece.text
    return Clause(piece.field, text, "look")


def grouped(pieces: Sequence[Clause]) -> list[list[Clause]]:
    """`pieces` with those together that go into one sentence."""
    groups: list[list[Clause]] = []
    for piece in pieces:
        if groups and groups[-1][0].role == piece.role:
            groups[-1].append(piece)
        else:
            groups.append([piece])
    return groups


def sentence_of(group: Sequence[Clause], library: Library) -> str:
    match group[0].role:
        case "scene":
            return scene_sentence(group)
        case "sound":
            said = ", ".join(piece.text for piece in group)
            words = folded(said)
            return said if not words or SOUND_WORDS & {words[0], words[-1]} else f"Sound: {said}"
        case "negative":
            return unwanted([piece.text for piece in group])
        case "speech":
            return " ".join(piece.text for piece in group)
        case _:
            return ", ".join(small_start(piece.text, library) for piece in group)


# ── the scene ─────────────────────────────────────────────────────────────────────────────────


def scene_of(prompt: Prompt) -> list[Clause]:
    """Text, subject, action and setting."""
    said = {name: bare(getattr(prompt, name)) for name in ("subject", "action", "setting")}
    said["text"] = tidy(undoubled(prompt.text)).strip(" ,;") if bare(prompt.text) else ""
    return [Clause(field, undoubled(text), "scene") for field, text in said.items() if text]


def scene_sentence(group: Sequence[Clause]) -> str:
    """Who does what where; what stands in `text` is a sentence, or several, before it."""
    said = {piece.field: piece.text for piece in group}
    subject, action, setting = (said.get(name, "") for name in ("subject", "action", "setting"))
    if subject and starts_with(action, ACTION_STARTS):
        action = small(action)
    # "A watch featuring a blue dial, rotating on …": without the comma it is the dial that rotates.
    apart = len(folded(subject)) > LONG_SUBJECT and folded(action)[:1] and folded(action)[0].endswith("ing")
    scene = f"{subject}, {action}" if apart else spaced(subject, action)
    text = said.get("text", "")
    if setting and not (text and is_said(text, setting)):
        leads = starts_with(setting, PREPOSITIONS)
        setting = small(setting) if leads and scene else setting
        scene = spaced(scene, setting) if leads else ", ".join(one for one in (scene, setting) if one)
    if text and scene and not is_said(text, scene):
        return f"{closed(text)} {capital(scene)}"
    return text or scene


def starts_with(text: str, words: frozenset[str]) -> bool:
    first = folded(text)[:1]
    return bool(first) and first[0] in words


def opened(text: str) -> str:
    """`text` without the stop at its end, so that it can go on; "…" stays."""
    return text if text.endswith(("…", "...")) else re.sub(r"[.。।,;!?]+$", "", text)


# ── the look ──────────────────────────────────────────────────────────────────────────────────


def items(text: str) -> list[str]:
    """The phrases of a part that is written with commas between them."""
    quotes = [range(match.start(), match.end()) for match in QUOTE.finditer(text)]
    cuts = [
        match
        for match in re.finditer(r"[,;](?=\s|$)|[，、；،؛\n]", text)
        if not any(match.start() in quote for quote in quotes)
    ]
    starts = [0, *(match.end() for match in cuts)]
    ends = [*(match.start() for match in cuts), len(text)]
    return [item for start, end in zip(starts, ends, strict=True) if (item := bare(text[start:end]))]


def phrase_of(field: str, item: str, library: Library) -> str:
    """`item` with the noun that it leaves out: "tracking" is a tracking shot, "tense" a tense mood."""
    words = [*folded(item)]
    if not words or len(words) > 3 or not item.isascii():
        return item
    if field == "camera" and not SHOT_NOUNS & {*words}:
        return f"{item} {SHOT_ENDINGS[words[-1]]}" if words[-1] in SHOT_ENDINGS else with_lens(item)
    if field == "lighting" and not any(noun in word for word in words for noun in LIGHT_NOUNS):
        return f"{item} light" if all(is_loose(word, "lighting", library) for word in words) else item
    if field == "mood" and not MOOD_NOUNS & {*words}:
        noun = "atmosphere" if "moody" in words else "mood"
        return f"{item} {noun}" if all(is_loose(word, "mood", library) for word in words) else item
    return item


def with_lens(item: str) -> str:
    return f"{item} lens" if re.search(r"\d\s?mm$", item) else item


def is_loose(word: str, field: str, library: Library) -> bool:
    """Whether `word` describes a light or a mood and is no noun."""
    if field == "lighting" and word in LIGHT_ADJECTIVES:
        return True
    if field == "mood" and word.endswith(MOOD_ENDINGS):
        return True
    found = library.find_all(word, loose=True)
    return any(match.loose and match.entry.field == field for match in found)


def role_of(field: str, phrase: str) -> Role:
    words = folded(phrase)
    if field == "camera" and len(words) > 1 and words[-1] in LEADS and words[-2] not in ACTION_STARTS:
        return "lead"
    first = phrase.split(" ", 1)[0].lower()  # with its hyphens: "under-lighting" goes on from nothing
    return "linked" if len(words) > 1 and first in LINKS[field] else "look"


# ── what is heard, and what must not be seen ──────────────────────────────────────────────────


def spoken(text: str) -> str:
    """Who says what, with what is said in quotation marks."""
    said = tidy(text)
    if QUOTE.search(said):
        return said
    speaker = re.fullmatch(r"(@?\w[\w .'’-]{0,40}?)\s*[:：]\s*(\S.*)", said)
    if speaker is not None:
        return f'{speaker[1]}: "{closed(speaker[2])}"'
    return f'"{closed(said)}"' if bare(said) else ""


def goes_on(speech: str) -> bool:
    """Whether it says what somebody says who has been named before: `and says: "Come in."`."""
    quote = QUOTE.search(speech)
    return quote is not None and SAYING.match(speech[: quote.start()]) is not None


def unwanted_things(text: str) -> list[str]:
    """The things that must not be seen: people, for "people" and for "no people"."""
    return [thing_of(item) for item in items(text)]


def thing_of(item: str) -> str:
    words = tokens(item)
    # As they are written: "nó" is another word in another language.
    said = [item[token.start : token.end].casefold().replace("’", "'") for token in words]
    skip = next((len(mark) for mark in NEGATORS if tuple(said[: len(mark)]) == mark), 0)
    if not 0 < skip < len(words) or said[skip] in IDIOMS | {"more", "less", "fewer"}:
        return item
    return item[words[skip].start :]


def unwanted(said: Sequence[str]) -> str:
    """What must not be seen, as a sentence."""
    own = [item for item in said if folded(item)[:1] in (("no",), ("without",), ("avoid",), ("never",))]
    things = [item for item in said if item not in own]
    if len(things) > 2 or any({"and", "or"} & {*folded(item)} for item in things):
        phrases = [f"avoid {', '.join(things)}"]
    else:
        phrases = [f"without {item}" if starts_with(item, DETERMINERS) else f"no {item}" for item in things]
    return ", ".join([*own, *phrases])
