"""What a prompt asks for that models do badly or cannot do, with why, and what to write in its place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from rushes.errors import nearest
from rushes.model import CastMember, Look, Prompt
from rushes.model_card import ModelCard
from rushes.prompts.cast import by_name, expanded
from rushes.prompts.compile import looked, understood
from rushes.prompts.conflicts import conflicts, mentions
from rushes.prompts.library import Library
from rushes.prompts.prose import QUOTE
from rushes.prompts.render import render
from rushes.prompts.tokens import folded

__all__ = ["Remark", "Rule", "lint"]

# contradiction: two things that cannot both be · moves: two of the camera in a short shot
# still: the first frame described again · lettering: words to be read in the picture
# length: more than the model reads · cast: an unknown name
Rule = Literal["contradiction", "moves", "still", "lettering", "length", "cast"]

SHORT = Fraction(6)  # seconds: too few for two moves of the camera
# How a camera is held or a shot is made: it can move so, or begin so.
MANNERS = frozenset({"static", "steady", "handheld", "shaky", "long_take"})
LONG_SUBJECT = 6  # words; with more, a subject is described and not only named
SEEN = ("text", "subject", "action", "setting")
NAME = re.compile(r"(?<![\w@.])@([^\W\d_][\w-]*)")
SIGNS = (
    r"signs?|signboards?|banners?|posters?|billboards?|labels?|titles?|captions?|subtitles?|logos?|letters"
    r"|lettering|text|words|screens?|t-?shirts?|tattoos?|newspapers?|headlines?|placards?|tombstones?"
)
SAYS = r"says?|saying|reads?|reading|spells?|spelling|written|labell?ed"
LETTERING = re.compile(
    rf"\b(?:{SIGNS})\b(?:\s+\w+){{0,4}}?\s+(?:{SAYS})\b|\b(?:{SIGNS})\s+(?:of\s+)?(?={QUOTE.pattern})"
    r"|\bwith the (?:words?|text|caption|title)\b|\bthe words?\s+(?=[\"“])",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing that a prompt could say better: where, `why`, and the `change` that is offered.

    `field` is the part of the prompt that says it, `words` the words that do.
    """

    rule: Rule
    field: str
    words: str
    why: str
    change: str


def lint(
    prompt: Prompt,
    *,
    look: Look | None = None,
    cast: Sequence[CastMember] = (),
    duration: Fraction | None = None,
    picture: bool = False,
    card: ModelCard | None = None,
    library: Library | None = None,
) -> tuple[Remark, ...]:
    """What could be said better in `prompt`, part by part; nothing of it stops a shot from being made.

    `picture`: the shot begins with a picture. `card` is the model that it is for, where that is known.
    """
    library = library or Library.standard()
    own = understood(prompt, library)
    whole = looked(own, look or Look())
    found = contradictions(whole, library)
    found += many_moves(whole, duration, library)
    found += described_again(own) if picture else []
    found += lettering(prompt)
    found += unknown_names(prompt, cast)
    if card is not None and card.prompts and card.prompt_limit is not None:
        found += too_long(expanded(whole, cast), card, card.prompt_limit, library)
    return tuple(found)


def contradictions(prompt: Prompt, library: Library) -> list[Remark]:
    return [
        Remark(
            "contradiction",
            clash.other_field,
            clash.other_words,
            f"{clash.one.name} and {clash.other.name} cannot both be",
            f"leave out {quoted(clash.one_words)} or {quoted(clash.other_words)}",
        )
        for clash in conflicts(prompt, library)
    ]


def many_moves(prompt: Prompt, duration: Fraction | None, library: Library) -> list[Remark]:
    """Several moves of the camera that each have their time only in a longer shot."""
    if duration is None or duration >= SHORT:
        return []
    moves = [
        one
        for one in mentions(prompt, library)
        if one.entry.move is not None and one.entry.move.kind not in MANNERS
    ]
    first = next(iter(moves), None)
    if first is None:
        return []
    against = set(first.entry.conflicts)
    others = [
        one
        for one in moves
        if one.entry.name != first.entry.name and (one.later or one.entry.name not in against)
    ]
    if not others:
        return []
    other = others[0]
    return [
        Remark(
            "moves",
            other.field,
            other.words,
            f"{first.entry.name} and {other.entry.name} in {float(duration):g} s are two camera moves: "
            "a model makes one of them, or neither",
            f"keep {quoted(first.words)} or {quoted(other.words)}, or make it two shots",
        )
    ]


def described_again(prompt: Prompt) -> list[Remark]:
    """What the first frame shows already."""
    again = [name for name in ("setting", "style", "lighting") if str(getattr(prompt, name)).strip()]
    if len(folded(prompt.subject)) > LONG_SUBJECT:
        again.insert(0, "subject")
    return [
        Remark(
            "still",
            name,
            str(getattr(prompt, name)),
            "the first frame shows it already; where the words differ from the picture, the picture changes",
            "say what moves and what the camera does"
            + ("; name the subject in a word or two" if name == "subject" else f"; leave the {name} out"),
        )
        for name in again
    ]


def lettering(prompt: Prompt) -> list[Remark]:
    """Words that are to be read in the picture."""
    found: list[Remark] = []
    for name in SEEN:
        match = LETTERING.search(str(getattr(prompt, name)))
        if match is not None:
            found.append(
                Remark(
                    "lettering",
                    name,
                    match[0],
                    "models misspell words in their pictures",
                    "a `caption` or a `title_card` is always spelled right; or keep the words out of focus",
                )
            )
    return found


def unknown_names(prompt: Prompt, cast: Sequence[CastMember]) -> list[Remark]:
    known = [member.name for member in cast]
    found: list[Remark] = []
    for name in Prompt.__slots__:
        text = by_name(str(getattr(prompt, name)), cast)
        for said in dict.fromkeys(NAME.findall(text)):
            if said not in known:
                close = nearest(said, known)
                change = f"write @{close}" if close else "add it to `cast`, or take the @ away"
                found.append(Remark("cast", name, f"@{said}", f"@{said} is not in the cast", change))
    return found


def too_long(prompt: Prompt, card: ModelCard, limit: int, library: Library) -> list[Remark]:
    length = card.prompt_length(render(prompt, negative=not card.negative, library=library))
    if length <= limit:
        return []
    longest = max(Prompt.__slots__, key=lambda name: len(str(getattr(prompt, name))))
    return [
        Remark(
            "length",
            longest,
            "",
            f"the prompt is about {length} long; {card.id} reads at most {limit}: what matters least is cut",
            f"make it {length - limit} shorter; `rushes prompts compile` shows what is cut",
        )
    ]


def quoted(words: str) -> str:
    return f"`{words.strip()}`"
