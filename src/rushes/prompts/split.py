"""A text as its clauses, with what stands between them: taken apart so that it can be put together again."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rushes.prompts.prose import QUOTE, STOPS, capital, means_something, one_line

__all__ = ["Piece", "put_together", "sentences", "split"]

SEPARATOR = re.compile(
    rf"\s*\n\s*|[{STOPS}]+[)\]]*(?=\s|$)\s*|[。！？｡।॥۔؟።။។։]+\s*"
    r"|[,;](?=\s|$)\s*|[，、；،؛]\s*|\s*[:：](?=\s|$)(?!\s*[\"“„«»「『])\s*|：(?!\s*[\"“„«»「『])|\s+[—–-]\s+|\s*\|\s*|\s*—\s*"
)
WRAPPED = 40  # characters; a shorter line was ended on purpose
ENDS = re.compile(rf"[{STOPS}\n]")


@dataclass(slots=True)
class Piece:
    """A clause: `text[start:end]` and the `stop` behind it. `ends`: a sentence ends here.

    `field` is the part of the prompt that it was found to speak of, "" as long as it is free text.
    """

    start: int
    end: int
    stop: str
    ends: bool
    field: str = ""


def unwrapped(text: str) -> str:
    """`text` with wrapped prose in one line: a long line that goes on with a small letter."""
    first, *others = text.split("\n")
    whole = [first]
    before = first
    for line in others:
        goes_on = len(before) >= WRAPPED and line.lstrip()[:1].islower()
        whole += [" " if goes_on else "\n", line.lstrip() if goes_on else line]
        before = line
    return "".join(whole)


def split(text: str) -> list[Piece]:
    """The clauses of `text`. What is in quotation marks is never cut."""
    pieces: list[Piece] = []
    start = 0

    def cut(end: int, stop: str, after: int, *, ends: bool) -> None:
        nonlocal start
        while start < end and text[start].isspace():
            start += 1
        if means_something(text[start:end]):
            pieces.append(Piece(start, end, stop, ends))
        elif pieces:
            pieces[-1].stop += stop
            pieces[-1].ends |= ends
        start = after

    place = 0
    while place < len(text):
        quote = QUOTE.search(text, place)
        limit = quote.start() if quote else len(text)
        for match in SEPARATOR.finditer(text, place, limit if quote is None else limit + 1):
            if match.start() >= limit:
                break
            cut(match.start(), match[0], match.end(), ends=ENDS.search(match[0]) is not None)
        if quote is None:
            break
        place = quote.end()
        rest = text[place:].lstrip()
        # `He says: "Come in." Then he goes.` is two sentences, `"Come in!" he shouts.` is one.
        if (
            ENDS.search(quote[0][1:-1].rstrip()[-1:])
            and rest
            and not rest[0].islower()
            and rest[0] not in ",;.!?"
        ):
            cut(place, " ", place, ends=True)
    cut(len(text), "", len(text), ends=True)
    return pieces


def sentences(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """`pieces` by sentence."""
    found: list[list[Piece]] = [[]]
    for piece in pieces:
        found[-1].append(piece)
        if piece.ends:
            found.append([])
    return [sentence for sentence in found if sentence]


def put_together(text: str, pieces: Sequence[Piece]) -> str:
    """The free text that is left, with its stops; a sentence that lost its beginning gets a capital."""
    said, stop = "", ""
    ended = broken = False  # whether a sentence ended before, and what stood directly before was taken out
    for piece in pieces:
        if not piece.field:
            clause = one_line(text[piece.start : piece.end])
            said += between(stop, clause, begins=ended and broken) if said else clause
            stop, ended, broken = piece.stop, piece.ends, False
        else:
            stop = piece.stop if piece.ends and not ended else stop
            ended, broken = ended or piece.ends, True
    final = stop.strip()
    return said + (final if re.fullmatch(rf"[{STOPS}]+", final) and final not in (".", "。") else "")


def between(stop: str, clause: str, *, begins: bool) -> str:
    """`clause` with what stands before it; `begins`: it became the beginning of a sentence."""
    marks = one_line(stop)
    if begins:
        clause = capital(clause)
    if not marks:
        joint = " " if "\n" not in stop else ", " if clause[:1].islower() else ". "
    elif marks in "—–-|":
        joint = f" {marks} "
    else:
        joint = marks if re.fullmatch(r"[。！？｡，、；：]+", marks) else f"{marks} "
    return joint + clause
