"""Phrases as they stand in good prose: one space, one stop, no word twice, a capital at the start."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from rushes.prompts.library import Library
from rushes.prompts.tokens import folded, has_words
from rushes.prompts.words import CONJUNCTIONS, FILLERS, LINKS

__all__ = [
    "QUOTE",
    "SENTENCE_END",
    "bare",
    "capital",
    "closed",
    "is_east_asian",
    "means_something",
    "one_line",
    "outside_quotes",
    "small",
    "small_start",
    "spaced",
    "tidy",
    "undoubled",
]

# Speech, in the quotation marks of the world. What is in them is nobody's to change.
QUOTE = re.compile(
    r'"[^"\n]{1,2000}"|“[^“”]{1,2000}”|„[^„“”]{1,2000}[“”]|«[^«»]{1,2000}»|»[^«»]{1,2000}«'
    r"|「[^「」]{1,2000}」|『[^『』]{1,2000}』"
)
STOPS = ".!?…。！？｡．।॥۔؟።၊။។։"
SENTENCE_END = re.compile(rf"[{STOPS}]+(?:\s?[\"”“’»«」』)\]])*$")
COMMON = CONJUNCTIONS | FILLERS | frozenset[str]().union(*LINKS.values())

DOUBLED = re.compile(
    r"\b(shots?|camera|light|lighting|mood|style|look|lens|film|angle|view|movement|in|on|at|of|to|a|an|the|and|with"
    r"|from|by)(?:\s+\1\b(?!-))+",
    re.IGNORECASE,
)
# "a the dog", "light lighting"; not "The A Team"
TWO_FOR_ONE = re.compile(
    r"(?:\b(?:an?|the)|^(?:An?|The))\s+(?=(?:an?|the)\s+\w)|\blight\s+(?=lighting\b)|\blighting\s+(?=light\b)"
)


def one_line(text: str) -> str:
    """`text` on one line, with single spaces."""
    return " ".join(text.split())


def outside_quotes(text: str, change: Callable[[str], str]) -> str:
    """`text` with `change` made to everything that is not in quotation marks."""
    parts: list[str] = []
    end = 0
    for match in QUOTE.finditer(text):
        parts += [change(text[end : match.start()]), match[0]]
        end = match.end()
    return "".join([*parts, change(text[end:])])


def undoubled(text: str) -> str:
    """`text` without a small word that stands twice in a row: "shot shot", "in in"; not "Bora Bora"."""

    def change(part: str) -> str:
        return DOUBLED.sub(r"\1", TWO_FOR_ONE.sub("", part))

    return outside_quotes(text, change)


def tidy(text: str) -> str:
    """`text` with its marks in order: no space before a comma, no comma or stop twice, no empty clause."""

    def change(part: str) -> str:
        part = re.sub(r"(?<![.\d])\.\.(?![.\d])", ".", part)
        part = re.sub(r"([,;])(?:\s*[,;])+", r"\1", part)
        part = re.sub(r"\s+([,;.!?])(?=\s|$)", r"\1", part)
        return re.sub(r"[,;]\s*(?=[.!?…](?:\s|$))", "", part)

    return one_line(outside_quotes(one_line(text), change))


def bare(text: str) -> str:
    """One phrase without the marks around it: "…" stays, a full stop goes."""
    phrase = tidy(text).strip(" ,;，、；،؛")
    if not re.search(r"(?:\.\.|…)$", phrase):
        phrase = phrase.rstrip(".。")
    return phrase.strip() if means_something(phrase) else ""


def means_something(text: str) -> bool:
    """Whether `text` has a word, an emoji or a sign, and not marks alone."""
    return has_words(text) or any(unicodedata.category(one)[0] == "S" for one in text)


def capital(text: str) -> str:
    """`text` as a sentence begins. Names such as `@keeper` and iPhone, and scripts without case, stay."""
    first = re.match(r"[^\W\d_]+", text)
    if first is None or not first[0].islower():
        return text
    large = first[0][0].title()
    return large + text[1:] if len(large) == 1 else text


def small(text: str) -> str:
    """`text` with a small first letter, unless its word has other capitals."""
    first = re.match(r"[^\W\d_]+", text)
    if first is None or len(first[0]) == 1 or not (first[0][0].isupper() and first[0][1:].islower()):
        return text
    return text[0].lower() + text[1:]


def small_start(phrase: str, library: Library) -> str:
    """`phrase` as it stands within a sentence: small, where it is known for no name.

    An entry of the library is spelled as the library spells it: Golden Hour becomes golden hour.
    """
    found = library.find_all(phrase, loose=True)
    for match in found:
        own, ours = phrase[match.start : match.end], match.entry.name
        if len(own) == len(ours) and folded(own) == folded(ours):
            spelled = "".join(one if one in " -" else other for one, other in zip(own, ours, strict=True))
            phrase = phrase[: match.start] + spelled + phrase[match.end :]
    if phrase[:2] == "A ":
        return f"a{phrase[1:]}"
    lowered = small(phrase)
    if lowered == phrase or folded(phrase)[0] in COMMON:
        return lowered
    return lowered if found and found[0].start == 0 and found[0].entry.name[0].islower() else phrase


def closed(text: str) -> str:
    """`text` with the stop of its script at its end, unless it has one."""
    if not text or SENTENCE_END.search(text):
        return text
    return text.rstrip(":：") + stop_of(text)


def stop_of(text: str) -> str:
    letter = next((one for one in reversed(text) if one.isalpha()), "")
    if is_east_asian(letter):
        return "。"
    return "।" if "\u0900" <= letter <= "\u09ff" else "."


def is_east_asian(letter: str) -> bool:
    """Whether `letter` is of a script that has a stop of its own, and no spaces: Han, kana."""
    return bool(letter) and (
        "\u3040" <= letter <= "\u30ff" or "\u3400" <= letter <= "\u9fff" or letter >= "\U00020000"
    )


def spaced(*parts: str) -> str:
    """`parts` in a row, with a space between them where their script has one."""
    said = ""
    for part in parts:
        tight = is_east_asian(said[-1:]) and is_east_asian(part[:1])
        said += part if not said or tight else f" {part}" if part else ""
    return said
