"""Fountain, the plain text that screenplays are written in: the part of its syntax that a film is made of.

https://fountain.io/syntax
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from rushes.script.elements import Action, Change, Element, Part, Section, Shown, Speech
from rushes.script.headings import heading_of, is_heading

__all__ = ["NARRATORS", "is_change", "is_cue", "parse_fountain", "plain_words", "without"]

TITLE_KEYS = frozenset(
    {"title", "credit", "author", "authors", "source", "notes", "draft-date", "date", "contact", "copyright"}
)
TITLE_KEY = re.compile(r"([A-Za-z][A-Za-z ]{0,30}):\s*(.*)")
CHANGE = re.compile(
    r"[\W_]*(?:.{0,40}\bTO:|FADE IN[:.]?|FADE OUT[:.]?|FADE TO (?:BLACK|WHITE)[:.]?"
    r"|(?:SMASH )?CUT TO BLACK[:.]?|(?:CROSS ?FADE|CROSS ?DISSOLVE"
    r"|LAP DISSOLVE|DISSOLVE|IRIS IN|IRIS OUT)[:.]?)"
)
BESIDE = re.compile(r"\(([^()]*)\)")
UNSEEN = re.compile(r"\b(?:V\.?\s?O|O\.?\s?S|O\.?\s?C|off|voix)\b", re.IGNORECASE)
PAUSES = frozenset({"beat", "a beat", "pause", "a pause", "then", "silence"})
NARRATORS = frozenset(
    {"narrator", "voice over", "voiceover", "erzähler", "erzählerin", "narrateur", "narrador"}
)
Lines = list[tuple[int, str]]


def parse_fountain(text: str) -> Part:
    """A script in Fountain taken apart. Notes, synopses and what is commented out are left out."""
    lines = list(enumerate(without(without(text, "/*", "*/"), "[[", "]]").split("\n"), 1))
    facts, lines = title_page(lines)
    elements = tuple(one for block in blocks(lines) for one in elements_of(block))
    credit = " ".join(
        word for word in (facts.get("credit", ""), facts.get("author") or facts.get("authors", "")) if word
    )
    return Part(elements, title=facts.get("title", ""), credit=credit)


def without(text: str, opens: str, closes: str) -> str:
    """`text` less what stands between the two marks; lines keep their numbers. What is never closed stays."""
    kept: list[str] = []
    at = 0
    while (begin := text.find(opens, at)) >= 0 and (end := text.find(closes, begin + len(opens))) >= 0:
        kept += [text[at:begin], "\n" * text.count("\n", begin, end)]
        at = end + len(closes)
    return "".join([*kept, text[at:]])


def title_page(lines: Lines) -> tuple[dict[str, str], Lines]:
    """What the title page says by its keys in small letters, and the lines after it."""
    start = next((place for place, (_, line) in enumerate(lines) if line.strip()), len(lines))
    first = TITLE_KEY.match(lines[start][1]) if start < len(lines) else None
    if first is None or first[1].lower().replace(" ", "-") not in TITLE_KEYS:
        return {}, lines
    facts: dict[str, str] = {}
    key = ""
    for place in range(start, len(lines)):
        line = lines[place][1]
        if not line.strip():
            return facts, lines[place:]
        found = TITLE_KEY.match(line)
        if found:
            key = found[1].lower()
            facts[key] = plain_words(found[2])
        else:
            facts[key] = f"{facts[key]} {plain_words(line)}".strip()
    return facts, []


def blocks(lines: Lines) -> Iterator[Lines]:
    """Lines that no empty line parts. A line of two spaces goes on with a speech, and parts nothing."""
    block: Lines = []
    for number, line in lines:
        if line.strip() or (line == "  " and block):
            block.append((number, line))
        elif block:
            yield block
            block = []
    if block:
        yield block


def elements_of(block: Lines) -> Iterator[Element]:
    """What one block of lines is."""
    action: Lines = []

    def acted() -> Iterator[Element]:
        text = plain_words(" ".join(line.strip() for _, line in action))
        if text:
            yield Action(action[0][0], text)
        action.clear()

    for place, (number, line) in enumerate(block):
        said = line.strip()
        found = marked(number, said)
        if found is None and not action and place + 1 < len(block) and (said[:1] == "@" or is_cue(said)):
            yield from speeches(block[place:])
            return
        if found is None and is_heading(said) and (not action or said.isupper()):
            found = heading_of(number, plain_words(said))
        if found is None and len(block) == 1 and is_change(said):
            found = Change(number, plain_words(said))
        if found is None:
            if not re.fullmatch(r"={3,}|=(?!=).*", said):  # a page break, a synopsis
                action.append((number, said.removeprefix("!")))
            continue
        yield from acted()
        yield found
    yield from acted()


def marked(number: int, said: str) -> Element | None:
    """What a line is that says so by its first character."""
    if said.startswith("#"):
        return Section(number, plain_words(said.lstrip("# ")))
    if re.match(r"\.[^\s.]", said):
        return heading_of(number, plain_words(said[1:]))
    if said.startswith(">"):
        if said.endswith("<"):
            return Shown(number, plain_words(said[1:-1]))
        return Change(number, plain_words(said[1:]))
    if said.startswith("~"):
        return Speech(number, "", plain_words(said[1:]), "", off=True)
    return None


def is_change(line: str) -> bool:
    """Whether a line in capitals is a transition."""
    said = line.strip()
    return len(said) < 60 and said == said.upper() and CHANGE.fullmatch(said) is not None


def is_cue(line: str) -> bool:
    """Whether a line in capitals names somebody who speaks below it."""
    name = BESIDE.sub("", line).strip(" ^")
    return (
        0 < len(name) <= 40
        and name == name.upper() != name.lower()
        and name[-1] not in ".!?:;,…"
        and name[0] != "!"
        and not is_heading(name)
    )


def speeches(block: Lines) -> Iterator[Speech]:
    """A name in capitals, or behind an @, and what they say; how they say it may change on the way."""
    at, cue = block[0][0], block[0][1].strip().removeprefix("@")
    beside = " ".join(BESIDE.findall(cue))
    name = plain_words(BESIDE.sub("", cue).strip(" ^"))
    off = UNSEEN.search(beside) is not None or name.casefold() in NARRATORS
    how = ""
    words: list[str] = []
    for number, line in block[1:]:
        said = line.strip()
        if not (said.startswith("(") and said.endswith(")")):
            words.append(said.removeprefix("~"))
        elif (manner := plain_words(said[1:-1])).casefold().strip(" .") not in PAUSES:
            if words:
                yield Speech(at, name, plain_words(" ".join(words)), how, off=off)
                at, words = number, []
            how = manner
    yield Speech(at, name, plain_words(" ".join(words)), how, off=off)


def plain_words(text: str) -> str:
    """`text` without the marks of emphasis, white space as one space."""
    if "*" in text or "_" in text or "\\" in text:
        text = re.sub(r"(?<!\\)\*+|(?<![\w\\])_+(?=\S)|(?<=[^\s\\])_+(?!\w)", "", text)
        text = re.sub(r"\\([*_\\])", r"\1", text)
    return " ".join(text.split())
