"""The forms of an English verb, for phrases that carry a star: `zoom* in`."""

from __future__ import annotations

import re

__all__ = ["forms", "verb_forms"]

VOWELS = "aeiou"
IRREGULAR = {
    "fly": ("fly", "flies", "flew", "flying"),
    "rise": ("rise", "rises", "rose", "rising"),
    "creep": ("creep", "creeps", "crept", "creeping"),
    "slide": ("slide", "slides", "slid", "sliding"),
}


def forms(phrase: str) -> list[str]:
    """`phrase` with its starred verb in every form; as it is where none carries a star."""
    match = re.search(r"(\w+)\*", phrase)
    if match is None:
        return [phrase]
    return [phrase[: match.start()] + form + phrase[match.end() :] for form in verb_forms(match[1])]


def verb_forms(verb: str) -> tuple[str, ...]:
    """zoom: zoom, zooms, zoomed, zooming."""
    low = verb.lower()
    if low in IRREGULAR:
        return IRREGULAR[low]
    if low.endswith("e"):
        return (verb, f"{verb}s", f"{verb}d", f"{verb[:-1]}ing")
    if low.endswith("y") and low[-2:-1] not in VOWELS:
        return (verb, f"{verb[:-1]}ies", f"{verb[:-1]}ied", f"{verb}ing")
    third = f"{verb}es" if low.endswith(("s", "sh", "ch", "x", "z")) else f"{verb}s"
    short = re.fullmatch(r"[^aeiou]*[aeiou][^aeiouwxy]", low) is not None
    stem = verb + verb[-1] if short else verb
    return (verb, third, f"{stem}ed", f"{stem}ing")
