"""Where a text may be broken, and into which lines: as few as hold it, as even as they can be."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

__all__ = ["Piece", "balanced_lines", "clusters", "columns", "joined", "partition", "pieces"]

WHITE = re.compile("[^\\S\u00a0\u2007\u202f]+")  # no break at a no-break space
CLOSING = frozenset(
    "、。，．！？：；」』）］｝〉》】〕’”…‥ー々ゝゞヽヾぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ・,.!?:;)]}%"
)
OPENING = frozenset("「『（［｛〈《【〔‘“([{$£€")
JOINERS = frozenset("\u200d\ufe0e\ufe0f")
# Scripts that put no spaces between words: Thai, Lao, Tibetan, Myanmar, Khmer.
UNSPACED = ((0x0E00, 0x0FFF), (0x1000, 0x109F), (0x1780, 0x17FF))


@dataclass(frozen=True, slots=True)
class Piece:
    """What is never broken, and the space (or nothing) that parts it from the piece before."""

    text: str
    space: str = ""


def columns(text: str) -> int:
    """How wide `text` is in a caption: Chinese, Japanese and Korean characters take two columns."""
    return sum(
        0 if is_mark(one) else 1 + (unicodedata.east_asian_width(one) in "WF")
        for one in text
        if one not in JOINERS
    )


def is_mark(character: str) -> bool:
    return unicodedata.category(character) in {"Mn", "Me", "Cf"}


def clusters(text: str) -> Iterator[str]:
    """The characters as a reader counts them: with their marks, and joined emoji as one."""
    cluster = ""
    for character in text:
        attached = (
            character in JOINERS
            or unicodedata.category(character) in {"Mn", "Me", "Mc"}
            or "\U0001f3fb" <= character <= "\U0001f3ff"
            or cluster.endswith("\u200d")
        )
        if cluster and not attached:
            yield cluster
            cluster = ""
        cluster += character
    if cluster:
        yield cluster


def pieces(text: str) -> list[Piece]:
    """`text` as pieces: words; single characters where a script has no spaces."""
    found: list[Piece] = []
    for word in filter(None, WHITE.split(text)):
        space = " "
        for part in _parts(word):
            found.append(Piece(part, space))
            space = ""
    return found


def joined(some: Sequence[Piece]) -> str:
    """The pieces as one text."""
    return "".join(piece.space + piece.text for piece in some).removeprefix(" ")


def balanced_lines(
    text: str, limit: float, measure: Callable[[str], float] = columns, *, force: bool = False
) -> list[str]:
    """`text` in as few lines of at most `limit` as hold it, as even as they can be.

    Line ends in `text` are kept. A word that is longer than `limit` has a line of its own, which is
    too long; with `force` it is broken.
    """
    lines: list[str] = []
    for paragraph in text.splitlines():
        words = pieces(paragraph)
        if force:
            words = [part for word in words for part in _forced(word, limit, measure)]
        if words:
            lines.extend(joined(line) for line in _lines(words, limit, measure))
    return lines


def partition(count: int, fits: Callable[[int, int], bool], cost: Callable[[int, int], float]) -> list[int]:
    """Cuts `count` things in order into as few groups as fit, at the least cost; gives each group's end.

    A single thing is a group whether it fits or not. When a group does not fit, no longer one does.
    """
    best: list[tuple[int, float, int]] = [(0, 0.0, 0)]
    for end in range(1, count + 1):
        found: tuple[int, float, int] | None = None
        for begin in range(end - 1, -1, -1):
            if begin < end - 1 and not fits(begin, end):
                break
            groups, paid, _ = best[begin]
            candidate = (groups + 1, paid + cost(begin, end), begin)
            if found is None or candidate[:2] < found[:2]:
                found = candidate
        assert found is not None
        best.append(found)
    ends: list[int] = []
    end = count
    while end > 0:
        ends.append(end)
        end = best[end][2]
    return ends[::-1]


def _lines(words: list[Piece], limit: float, measure: Callable[[str], float]) -> Iterator[list[Piece]]:
    space = measure(" ")
    sums = [0.0]
    for word in words:
        sums.append(sums[-1] + (space if word.space else 0) + measure(word.text))

    def width(begin: int, end: int) -> float:
        return sums[end] - sums[begin] - (space if words[begin].space else 0)

    def cost(begin: int, end: int) -> float:
        rest = (limit - width(begin, end)) / limit
        # A line may as well end where the voice rests.
        return rest * rest - (0.02 if end < len(words) and words[end - 1].text[-1] in ",;:.!?、。" else 0.0)

    begin = 0
    for end in partition(len(words), lambda first, last: width(first, last) <= limit, cost):
        yield words[begin:end]
        begin = end


def _parts(word: str) -> Iterator[str]:
    part = ""
    for cluster in clusters(word):
        if part and _may_break(part[-1], cluster[0]):
            yield part
            part = ""
        part += cluster
    yield part


def _may_break(before: str, after: str) -> bool:
    if after in CLOSING or before in OPENING:
        return False
    return _stands_alone(before) or _stands_alone(after)


def _stands_alone(character: str) -> bool:
    """Whether a line may be broken before and after the character though there is no space."""
    code = ord(character)
    if any(first <= code <= last for first, last in UNSPACED):
        return True
    hangul = 0xAC00 <= code <= 0xD7AF or 0x1100 <= code <= 0x11FF
    return unicodedata.east_asian_width(character) in "WF" and not hangul


def _forced(word: Piece, limit: float, measure: Callable[[str], float]) -> Iterator[Piece]:
    if measure(word.text) <= limit:
        yield word
        return
    space, part = word.space, ""
    for cluster in clusters(word.text):
        if part and measure(part + cluster) > limit:
            yield Piece(part, space)
            space, part = "", ""
        part += cluster
    yield Piece(part, space)
