"""Words of any script, folded so that they can be compared: the one place that says what a word is."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

__all__ = ["UNSPACED", "Token", "fold", "folded", "has_words", "holds", "tokens"]

# Scripts whose words stand without spaces (Thai to Khmer, hiragana, Han): each letter counts as a word, so
# that a phrase is found within a line. Katakana is left out: its runs are words.
UNSPACED = (
    (0x0E00, 0x109F),
    (0x1780, 0x17FF),
    (0x19E0, 0x1AAF),
    (0x3005, 0x3007),
    (0x3041, 0x309F),
    (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF),
    (0xF900, 0xFAFF),
    (0x20000, 0x3FFFF),
)
HYPHENS = "-\u2010\u2011_"  # a dash is none: it parts what it stands between
JOINERS = "\u200c\u200d"  # part of words in Persian and in the scripts of India
LATIN_AND_GREEK = re.compile("([\u0041-\u024f\u0370-\u03ff\u1e00-\u1fff])[\u0300-\u036f]+")


class Shapes(dict[int, str]):
    """What a character is, in one letter: w a letter, u one of an unspaced script, m a mark, d a digit."""

    def __missing__(self, code: int) -> str:
        self[code] = shape = shape_of(chr(code))
        return shape


def shape_of(character: str) -> str:
    category = unicodedata.category(character)
    if category[0] == "M" or character in JOINERS:
        return "m"
    if category[0] == "L":
        return "u" if any(first <= ord(character) <= last for first, last in UNSPACED) else "w"
    if category[0] == "N":
        return "d"
    if character in "'’":
        return "'"
    if character in ".,@":
        return character
    return " " if character.isspace() or character in HYPHENS else "x"


SHAPES = Shapes()
PHRASE = 200  # characters; a longer text is no phrase that comes again
WORD = re.compile(r"(?<![wudm])@[wudm]+|um*|[wdm]+(?:'(?=w)[wdm]+|(?<=d)[.,](?=d)[wdm]+)*")


@dataclass(frozen=True, slots=True)
class Token:
    """One word: as it is compared, and where it stands. `joined`: only space or a hyphen stands before it."""

    word: str
    start: int
    end: int
    joined: bool = False


def tokens(text: str) -> tuple[Token, ...]:
    """The words of `text`. `push-in` has two, `bird's` and `85mm` one; `@keeper` keeps its @."""
    return tokens_of_phrase(text) if len(text) <= PHRASE else taken_apart(text)


@lru_cache(4096)  # the same phrases are looked at again and again
def tokens_of_phrase(text: str) -> tuple[Token, ...]:
    return taken_apart(text)


def taken_apart(text: str) -> tuple[Token, ...]:
    shapes = text.translate(SHAPES)
    found: list[Token] = []
    end = 0
    for match in WORD.finditer(shapes):
        start = match.start()
        joined = bool(found) and not shapes[end:start].strip(" ")
        end = match.end()
        found.append(Token(fold(text[start:end]), start, end, joined))
    return tuple(found)


@lru_cache(4096)
def fold(word: str) -> str:
    """`word` without what makes no difference: capital letters, accents of Latin and Greek, wide letters."""
    if word.isascii():
        return word.lower()
    plain = unicodedata.normalize("NFKD", word.casefold()).replace("’", "'")
    return unicodedata.normalize("NFC", LATIN_AND_GREEK.sub(r"\1", plain))


def folded(text: str) -> tuple[str, ...]:
    """The words of `text` as they are compared."""
    return tuple(token.word for token in tokens(text))


def has_words(text: str) -> bool:
    return WORD.search(text.translate(SHAPES)) is not None


def holds(text: str, phrase: str) -> bool:
    """Whether `text` has the words of `phrase`, all of them and in a row."""
    wanted, have = folded(phrase), folded(text)
    return any(have[at : at + len(wanted)] == wanted for at in range(len(have) - len(wanted) + 1))
