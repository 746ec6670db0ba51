"""Captions as text: the cues of a film, written as SubRip or WebVTT, and narration cut into cues."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import zip_longest
from pathlib import Path

from rushes.errors import UsageError
from rushes.media.lines import Piece, balanced_lines, columns, joined, partition, pieces
from rushes.model import Size
from rushes.storyboard.reading import reading_seconds

__all__ = ["LINES", "LINE_LENGTH", "Cue", "caption_image", "narration_cues", "srt", "vtt"]

LINE_LENGTH = 42
"""The columns that a caption's line has at most (21 Chinese, Japanese or Korean characters)."""
LINES = 2
SHORTEST = Fraction(1)  # seconds: under this nobody reads a cue

SENTENCE_END = re.compile(r"[.!?…]+[\"'”’»)\]]*$")
WIDE_SENTENCE_END = re.compile(r"[。！？]+[」』）”’]*$")
CLAUSE_END = re.compile(r"[,;:、，；：—–]+[\"'”’»)\]」』）]*$")
ABBREVIATION = re.compile(r"^[\"'“‘«(\[]*(?:[^\W\d_]|Mr|Mrs|Ms|Dr|St|Prof|vs|e\.g|i\.e|ca)\.$")


@dataclass(frozen=True, slots=True)
class Cue:
    """Words shown from `start` to `end`, in seconds of the film; its lines are parted by line ends."""

    start: Fraction
    end: Fraction
    text: str


def srt(cues: Iterable[Cue]) -> str:
    """The cues as a SubRip file."""
    blocks = [
        f"{number}\n{_clock(cue.start, ',')} --> {_clock(cue.end, ',')}\n{text.replace('-->', '→')}\n"
        for number, (cue, text) in enumerate(_shown(cues), 1)
    ]
    return "\n".join(blocks)


def vtt(cues: Iterable[Cue]) -> str:
    """The cues as a WebVTT file."""
    blocks = ["WEBVTT\n"]
    for cue, text in _shown(cues):
        escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        blocks.append(f"{_clock(cue.start, '.')} --> {_clock(cue.end, '.')}\n{escaped}\n")
    return "\n".join(blocks)


def narration_cues(text: str, start: Fraction, length: Fraction) -> tuple[Cue, ...]:
    """`text` as cues that fill the `length` seconds from `start`, each as long as it takes to read.

    A cue holds at most two lines of 42 columns and ends with a sentence where it can, else with a
    clause, else with a word; a word is never broken (one of more than 42 columns is a line that is
    too long). No cue is under a second while the time suffices. Raises UsageError for no time.
    """
    groups = [group for sentence in _sentences(text) for group in _fitted(sentence)]
    if not groups:
        return ()
    if length <= 0:
        raise UsageError("there is no time left for the narration", hint="begin it earlier, or shorten it")
    groups = _merged(groups, length)
    cues: list[Cue] = []
    begin = start
    for group, share in zip(groups, _shares([joined(group) for group in groups], length), strict=True):
        cues.append(Cue(begin, begin + share, "\n".join(balanced_lines(joined(group), LINE_LENGTH))))
        begin += share
    return tuple(cues)


def caption_image(text: str, size: Size, target: Path, *, foot: int = 0) -> None:
    """`text` as a caption: a PNG of the film's `size`, transparent but for the words and their box.

    The lowest `foot` rows are left free.

    Lines that are too long are broken, a text that is too much is set smaller. Raises MediaError for
    characters that no font has, StoreError when it cannot be written; nothing is left then.
    """
    from rushes.media.cards import draw_caption

    draw_caption(text, size, target, foot=foot)


def _shown(cues: Iterable[Cue]) -> list[tuple[Cue, str]]:
    """The cues in order of time, with their text in lines; a blank line would end a cue."""
    ordered = sorted(cues, key=lambda cue: (cue.start, cue.end))
    texts = ["\n".join(line.strip() for line in cue.text.splitlines() if line.strip()) for cue in ordered]
    return [(cue, text) for cue, text in zip(ordered, texts, strict=True) if text]


def _clock(seconds: Fraction, mark: str) -> str:
    milliseconds = round(max(Fraction(0), seconds) * 1000)
    minutes, rest = divmod(milliseconds, 60_000)
    return f"{minutes // 60:02}:{minutes % 60:02}:{rest // 1000:02}{mark}{rest % 1000:03}"


def _sentences(text: str) -> list[list[Piece]]:
    sentences: list[list[Piece]] = []
    for paragraph in text.splitlines():
        sentence: list[Piece] = []
        found = pieces(paragraph)
        for piece, after in zip_longest(found, found[1:]):
            sentence.append(piece)
            spaced = after is not None and bool(after.space)
            ends = spaced and SENTENCE_END.search(piece.text) and not ABBREVIATION.match(piece.text)
            if ends or WIDE_SENTENCE_END.search(piece.text):
                sentences.append(sentence)
                sentence = []
        if sentence:
            sentences.append(sentence)
    return sentences


def _fitted(sentence: list[Piece]) -> list[list[Piece]]:
    """`sentence` as few groups that each fit in a cue, of whole clauses where it can be."""
    if _fits(sentence):
        return [sentence]
    units: list[list[Piece]] = []
    clause: list[Piece] = []
    for piece in sentence:
        clause.append(piece)
        if CLAUSE_END.search(piece.text) or piece is sentence[-1]:
            units.extend([clause] if _fits(clause) else [[one] for one in clause])
            clause = []

    def span(begin: int, end: int) -> list[Piece]:
        return [piece for unit in units[begin:end] for piece in unit]

    def cost(begin: int, end: int) -> float:
        rest = 1 - columns(joined(span(begin, end))) / (LINES * LINE_LENGTH)
        whole = end == len(units) or CLAUSE_END.search(units[end - 1][-1].text)
        return rest * rest + (0.0 if whole else 0.15)

    groups: list[list[Piece]] = []
    begin = 0
    for end in partition(len(units), lambda first, last: _fits(span(first, last)), cost):
        groups.append(span(begin, end))
        begin = end
    return groups


def _fits(group: Sequence[Piece]) -> bool:
    text = joined(group)
    # Two lines are never better filled than this, so most groups that are too long are told at once.
    return columns(text) <= LINES * LINE_LENGTH + 1 and len(balanced_lines(text, LINE_LENGTH)) <= LINES


def _merged(groups: list[list[Piece]], length: Fraction) -> list[list[Piece]]:
    """Neighbours put together, the shortest first, while there are more groups than seconds."""
    groups = list(groups)
    while len(groups) * SHORTEST > length:
        together = [(first, first + 1) for first in range(len(groups) - 1)]
        pairs = [(a, [*groups[a], *groups[b]]) for a, b in together]
        fitting = [(columns(joined(pair)), a, pair) for a, pair in pairs if _fits(pair)]
        if not fitting:
            break
        _, first, pair = min(fitting, key=lambda one: one[:2])
        groups[first : first + 2] = [pair]
    return groups


def _shares(texts: list[str], length: Fraction) -> list[Fraction]:
    """`length` shared out by reading time, at least SHORTEST for each while that is possible."""
    weights = [max(reading_seconds(text), Fraction(1, 100)) for text in texts]
    if len(texts) * SHORTEST > length:
        return [length * weight / sum(weights) for weight in weights]
    raised: set[int] = set()
    while True:
        left = length - SHORTEST * len(raised)
        total = sum(weight for index, weight in enumerate(weights) if index not in raised)
        shares = [
            SHORTEST if index in raised else left * weight / total for index, weight in enumerate(weights)
        ]
        short = {index for index, share in enumerate(shares) if share < SHORTEST}
        if not short:
            return shares
        raised |= short
