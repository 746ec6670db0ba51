"""One text that stands for several: `a pier at {golden hour|blue hour}`.

Alternatives can hold others, and a text several of them: all are combined. A backslash makes the brace, the
bar or the backslash after it an ordinary character. A text without braces stands for itself alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

__all__ = ["MOST", "BracesError", "Variation", "Variations"]

MOST = 10**18  # what is more than that is counted no further
MOST_DEPTH = 20
TOKEN = re.compile(r"\\[{}|\\]|[{}|\\]|[^{}|\\]+")
ALTERNATIVES = r"alternatives with | between, {golden hour|blue hour}; a brace itself is written \{ or \}"


class BracesError(ValueError):
    """The braces of a text are wrong. `column` is the character, counted from 1; `allowed` says what is."""

    def __init__(self, message: str, column: int, allowed: str = ALTERNATIVES) -> None:
        super().__init__(f"{message}, at its character {column}")
        self.column = column
        self.allowed = allowed


@dataclass(frozen=True, slots=True)
class Variation:
    """One of the texts that a text stands for. `chosen` is what each of its alternatives became, in order."""

    text: str
    chosen: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Words:
    """Text, and alternatives between it."""

    parts: tuple[str | Choice, ...]
    count: int

    @classmethod
    def of(cls, parts: list[str | Choice]) -> Words:
        count = 1
        for part in parts:
            count = count if isinstance(part, str) else min(MOST, count * part.count)
        return cls(tuple(parts), count)

    def pick(self, number: int) -> Variation:
        """The text at this place; the last alternatives change first."""
        pieces: list[str] = []
        chosen: list[str] = []
        for part in reversed(self.parts):
            if isinstance(part, str):
                pieces.append(part)
                continue
            number, inner = divmod(number, part.count)
            pieces.append(part.pick(inner))
            chosen.append(pieces[-1])
        return Variation(joined(pieces[::-1]), tuple(chosen[::-1]))


@dataclass(frozen=True, slots=True)
class Choice:
    """Alternatives, of which a text has one."""

    alternatives: tuple[Words, ...]
    count: int

    @classmethod
    def of(cls, alternatives: list[Words]) -> Choice:
        return cls(tuple(alternatives), min(MOST, sum(one.count for one in alternatives)))

    def pick(self, number: int) -> str:
        for one in self.alternatives:
            if number < one.count:
                return one.pick(number).text.strip()
            number -= one.count
        raise IndexError(number)


def joined(pieces: list[str]) -> str:
    """The pieces as one text, without the second space around one that says nothing: `a {|very} old pier`."""
    text = ""
    spare = False
    for piece in pieces:
        text += piece[1:] if spare and piece[:1] == " " else piece
        spare = piece == "" and text[-1:] in ("", " ")
    return text


@dataclass(slots=True)
class Open:
    """Braces that are open: where they were opened, the alternatives before, the one that is being read."""

    column: int
    before: list[Words] = field(default_factory=list[Words])
    parts: list[str | Choice] = field(default_factory=list["str | Choice"])


class Variations:
    """All the texts that `text` stands for.

    `listed`: a bar outside of braces stands between alternatives, too. Raises BracesError
    for braces that are not closed or not opened, or that leave nothing to choose.
    """

    def __init__(self, text: str, *, listed: bool = False) -> None:
        bars = listed and "|" in text
        if not bars and "{" not in text and "}" not in text:
            self._words = Words((text,), 1)
        else:
            self._words = read(text, bars=bars)

    @property
    def count(self) -> int:
        """How many there are; MOST when there are so many or more."""
        return self._words.count

    def pick(self, number: int) -> Variation:
        """The one at this place, counted from 0. None has to be made for those before it."""
        if not 0 <= number < self.count:
            raise IndexError(number)
        return self._words.pick(number)

    def __iter__(self) -> Iterator[Variation]:
        return map(self.pick, range(self.count))


def read(text: str, *, bars: bool) -> Words:
    """`text` taken apart; `bars`: those outside of braces stand between alternatives, too."""
    outside = Open(0)
    stack = [outside]
    for token in TOKEN.finditer(text):
        said, column = token[0], token.start() + 1
        here = stack[-1]
        if said == "{":
            if len(stack) > MOST_DEPTH:
                raise BracesError("has braces in braces in braces", column, f"{MOST_DEPTH} of them at most")
            stack.append(Open(column))
        elif said == "}":
            if here is outside:
                raise BracesError("closes a brace that is not open", column)
            if not here.before:
                inside = text[here.column - 1 : column]
                shown = inside if len(inside) <= 24 else f"{inside[:20]}…}}"
                raise BracesError(f"leaves nothing to choose with {shown}", here.column)
            stack.pop()
            stack[-1].parts.append(Choice.of([*here.before, Words.of(here.parts)]))
        elif said == "|" and (here is not outside or bars):
            here.before.append(Words.of(here.parts))
            here.parts = []
        else:
            here.parts.append(said[1:] if len(said) == 2 and said[0] == "\\" and said[1] in "{}|\\" else said)
    if len(stack) > 1:
        raise BracesError("opens a brace and never closes it", stack[-1].column)
    last = Words.of(outside.parts)
    return Words.of([Choice.of([*outside.before, last])]) if outside.before else last
