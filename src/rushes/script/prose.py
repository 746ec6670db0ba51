"""Markdown and plain text as scripts: headings are scenes, paragraphs and list items are what is seen."""

from __future__ import annotations

import html
import re

from rushes.script.elements import Action, Change, Element, Part, Speech
from rushes.script.fountain import NARRATORS, is_change, parse_fountain, plain_words, without
from rushes.script.headings import heading_of, is_heading

__all__ = ["parse_markdown", "parse_text"]

HEADING = re.compile(r" {0,3}(#{1,6})(?:\s+(.*?))?(?:\s+#+)?\s*")
ITEM = re.compile(r"\s*(?:[-*+]|\d{1,4}[.)])\s+(?:\[[ xX]\]\s+)?(.*)")
RULE = re.compile(r"\s*(?:(?:\*\s*){3,}|(?:_\s*){3,}|(?:-\s*){3,})")
SPOKEN = re.compile(
    r"(?:\*\*(?P<bold>[^*:\n]{1,40})(?::\*\*|\*\*:)|(?P<caps>[^:\n]{1,40}):)\s+(?P<said>\S.*)"
)
LINK = re.compile(r"!?\[([^\]\[]*)\]\((?:[^()\s]|\([^()\s]*\))*(?:\s+\"[^\"]*\")?\)")
NOTED = re.compile(r" {0,3}\[[^\]]+\]:\s.*")  # where a link leads to, a footnote
NOTE = re.compile(r"\[\^[^\]\s]+\]")
TAG = re.compile(r"</?[A-Za-z][^<>]{0,200}>")


def parse_text(text: str) -> Part:
    """A text: a screenplay where it has headings like INT. and EXT., else a paragraph for each thing seen."""
    if any(is_heading(line) and line.strip().isupper() for line in text.split("\n")):
        return parse_fountain(text)
    elements: list[Element] = []
    for line, said in paragraphs(text.split("\n")):
        elements.append(Change(line, said) if is_change(said) else spoken(line, said) or Action(line, said))
    return Part(tuple(elements))


def paragraphs(lines: list[str]) -> list[tuple[int, str]]:
    """Each paragraph with the number of its first line."""
    found: list[tuple[int, str]] = []
    begin = 0
    words: list[str] = []
    for number, line in enumerate([*lines, ""], 1):
        said = line.strip()
        if words and (not said or spoken(number, said)):  # who speaks next may stand in the next line
            found.append((begin, " ".join(" ".join(words).split())))
            words = []
        if said:
            begin = begin if words else number
            words.append(said)
    return found


def spoken(line: int, text: str) -> Speech | None:
    """What `**Keeper:** Who is there?` or `KEEPER: Who is there?` says."""
    found = SPOKEN.fullmatch(text)
    if found is None:
        return None
    name = (found["bold"] or found["caps"]).strip(" _")
    if not name or (found["bold"] is None and not name == name.upper() != name.lower()):
        return None
    off = name.casefold() in NARRATORS
    return Speech(line, name, plain_words(found["said"]), off=off)


def parse_markdown(text: str) -> Part:
    """A Markdown page: its first heading of the first rank is the title, every other heading a scene."""
    reader = MarkdownReader()
    lines = without(text, "<!--", "-->").split("\n")
    title, start = front_matter(lines)
    reader.title = title
    for number in range(start, len(lines)):
        reader.line(number + 1, lines[number])
    reader.close()
    return Part(tuple(reader.elements), title=reader.title)


def front_matter(lines: list[str]) -> tuple[str, int]:
    """The title in the YAML before a page, and the first line after it."""
    if not lines or lines[0].strip() != "---":
        return "", 0
    end = next((place for place, line in enumerate(lines[1:], 1) if line.strip() in ("---", "...")), None)
    if end is None:
        return "", 0
    titles = [line.partition(":")[2].strip(" \"'") for line in lines[:end] if line.startswith("title:")]
    return (titles[0] if titles else ""), end + 1


class MarkdownReader:
    """Takes lines, and makes elements of them."""

    def __init__(self) -> None:
        self.elements: list[Element] = []
        self.title = ""
        self._words: list[str] = []
        self._begin = 0
        self._fence = ""

    def line(self, number: int, line: str) -> None:
        said = line.strip()
        if self._fence or said.startswith(("```", "~~~")):
            self.fenced(said)
        elif not said:
            self.close()
        elif re.fullmatch(r"=+|-+", said) and self._words:  # a heading is underlined
            words, self._words = self._words, []
            self.heading(self._begin, " ".join(words), 1 if said[0] == "=" else 2)
        elif (found := HEADING.fullmatch(line)) is not None:
            self.close()
            self.heading(number, found[2] or "", len(found[1]))
        elif "|" in said and re.fullmatch(r"[|:\-\s]+", said):  # what stands above names the columns
            self._words = []
        elif RULE.fullmatch(line) or re.fullmatch(r"[|:\-\s]+", said) or NOTED.fullmatch(line):
            self.close()
        elif said.startswith("|"):
            self.close()
            self._begin, self._words = number, [", ".join(filter(None, map(str.strip, said.split("|"))))]
        elif (found := ITEM.fullmatch(line)) is not None:
            self.close()
            self._begin, self._words = number, [found[1]]
        else:
            said = said.lstrip("> ")
            if self._words and spoken(number, said):
                self.close()
            if not self._words:
                self._begin = number
            self._words.append(said)

    def fenced(self, said: str) -> None:
        """Code is not filmed."""
        mark = said[:3]
        if not self._fence:
            self.close()
            self._fence = mark
        elif mark == self._fence:
            self._fence = ""

    def heading(self, number: int, text: str, rank: int) -> None:
        said = plain_words(unmarked(text))
        if rank == 1 and not self.title and not self.elements and not is_heading(said):
            self.title = said
        elif said:
            self.elements.append(heading_of(number, said))

    def close(self) -> None:
        """The paragraph is over."""
        text, self._words = unmarked(" ".join(self._words)), []
        said = plain_words(text)
        if not said:
            return
        if is_heading(said) and said.isupper():
            self.elements.append(heading_of(self._begin, said))
        elif is_change(said):
            self.elements.append(Change(self._begin, said))
        else:
            speech = spoken(self._begin, " ".join(text.split()))
            self.elements.append(speech or Action(self._begin, said))


def unmarked(text: str) -> str:
    """Markdown without its marks, but those of emphasis."""
    text = TAG.sub("", LINK.sub(r"\1", NOTE.sub("", text)))
    return html.unescape(text).replace("`", "").replace("~~", "")
