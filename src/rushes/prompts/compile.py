"""A prompt as one sentence, and as it is once the film's look and cast are put in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import fields, replace

from rushes.model import CastMember, Look, Prompt

__all__ = ["merged", "sentence"]

MOVE_NOUNS = re.compile(
    r"\b(?:shot|camera|cam|move|movement|view|zoom|pan|tilt|take|angle|pov)\b", re.IGNORECASE
)


def merged(prompt: Prompt, look: Look, cast: Sequence[CastMember]) -> Prompt:
    """`prompt` with the film's look where it says nothing itself, and each `@name` of the cast described.

    A name that is not in the cast stays as it is written.
    """
    described = {member.name: member.description.strip() or member.name for member in cast}
    words = {part.name: expanded(getattr(prompt, part.name), described) for part in fields(prompt)}
    for part in fields(look):
        words[part.name] = words[part.name] or getattr(look, part.name)
    return replace(prompt, **words)


def expanded(text: str, described: dict[str, str]) -> str:
    """`text` with each `@name` replaced by its description, the longest name first."""
    if "@" not in text or not described:
        return text
    names = "|".join(re.escape(name) for name in sorted(described, key=len, reverse=True))
    return re.sub(rf"(?<![\w@.])@({names})(?![\w-])", lambda match: described[match[1]], text)


def sentence(prompt: Prompt) -> str:
    """`prompt` as prose: who does what where, then camera, style, light and mood. Leaves `negative` out.

    What the text already says is not said again.
    """
    told = clause(prompt.text)
    scene = joined(prompt.subject, prompt.action)
    place = clause(prompt.setting)
    if place:
        scene = f"{scene}, {place}" if scene and not leads(place) else joined(scene, place)
    parts = [part for part in (told, scene) if part]
    so_far = " ".join(parts).lower()
    additions = [
        phrase
        for phrase in (
            camera_phrase(prompt.camera),
            clause(prompt.style),
            noun_phrase(
                prompt.lighting, "light", "lighting", "lit", "hour", "shadow", "moonlight", "sunlight", "neon"
            ),
            noun_phrase(prompt.mood, "mood", "atmosphere", "feeling"),
        )
        if phrase and phrase.lower() not in so_far
    ]
    parts.append(", ".join(additions))
    return undoubled(" ".join(closed(capital(part)) for part in parts if part))


def clause(text: str) -> str:
    """`text` on one line, without the marks around it."""
    return " ".join(text.split()).strip(" ,;").rstrip(".") if not text.strip().endswith("…") else text.strip()


def joined(*texts: str) -> str:
    return " ".join(part for part in map(clause, texts) if part)


def leads(place: str) -> bool:
    """Whether a setting begins with its own preposition: "in a harbour"."""
    first = place.split(" ", 1)[0].lower()
    return first in {
        *("in", "on", "at", "by", "near", "under", "over", "above", "below", "inside", "outside", "beside"),
        *(
            "behind",
            "beyond",
            "between",
            "among",
            "along",
            "across",
            "through",
            "against",
            "around",
            "during",
        ),
        *("before", "after", "within", "atop", "aboard", "amid", "off"),
    }


def camera_phrase(text: str) -> str:
    """A camera's move as a noun: "slow zoom in" stays, "handheld" becomes "handheld camera"."""
    move = clause(text)
    if not move or MOVE_NOUNS.search(move) or len(move.split()) > 3:
        return move
    if re.search(r"\b(?:aerial|tracking|crane|dolly|drone|static|wide)$", move, re.IGNORECASE):
        return f"{move} shot"
    if re.search(r"\b(?:hand[ -]?held|steady|first[ -]person)$", move, re.IGNORECASE):
        return f"{move} camera"
    return move


def noun_phrase(text: str, noun: str, *others: str) -> str:
    """`text` with `noun` behind it, unless it holds that word, or one like it, already."""
    words = clause(text)
    if not words or len(words.split()) > 3:
        return words
    low = words.lower()
    return words if any(other in low for other in (noun, *others)) else f"{words} {noun}"


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def closed(text: str) -> str:
    return text if text.endswith((".", "!", "?", "…", "。", "！", "？")) else f"{text}."


DOUBLED = re.compile(
    r"\b(shots?|camera|light(?:ing)?|mood|style|in|on|at|of|to|a|an|the|and|with|from|by)(?: \1\b)+",
    re.IGNORECASE,
)


def undoubled(text: str) -> str:
    """`text` without a small word that stands twice in a row: "shot shot", "in in"; not "Bora Bora"."""
    return DOUBLED.sub(r"\1", text)
