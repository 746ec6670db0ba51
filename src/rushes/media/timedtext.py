"""Captions as MPEG-4 timed text (`mov_text`), built by hand: PyAV encodes none from plain words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rushes.media.captions import Cue

__all__ = ["LANGUAGES", "PLAIN_STYLE", "sample", "spans"]

PLAIN_STYLE = b"""[Script Info]
ScriptType: v4.00+
PlayResX: 384
PlayResY: 288

[V4+ Styles]
Format: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, Bold, \
Italic, Underline, StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, Shadow, Alignment, \
MarginL, MarginR, MarginV, Encoding
Style: Default,Sans,18,&Hffffff,&Hffffff,&H0,&H0,0,0,0,0,100,100,0,0,1,1,0,2,10,10,10,0

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
"""
"""How captions look where a player asks the file: white, at the bottom, in its own plain face."""

LANGUAGES = {
    pair[:2]: pair[3:]
    for pair in (  # noqa: SIM905
        "ar:ara bg:bul bn:ben ca:cat cs:ces da:dan de:deu el:ell en:eng es:spa et:est fa:fas fi:fin fr:fra "
        "he:heb hi:hin hr:hrv hu:hun id:ind is:isl it:ita ja:jpn ka:kat ko:kor lt:lit lv:lav ms:msa nb:nob "
        "nl:nld no:nor pl:pol pt:por ro:ron ru:rus sk:slk sl:slv sr:srp sv:swe ta:tam th:tha tr:tur uk:ukr "
        "ur:urd vi:vie zh:zho"
    ).split()
}
"""MP4 names a language by three letters (ISO 639-2/T)."""


def spans(cues: Sequence[Cue], length: Fraction) -> Iterator[tuple[int, int, str]]:
    """The captions as stretches that do not overlap: start and end in milliseconds, and the text.

    Captions that are there at once stand one above the other; what lies beyond `length` seconds is
    left out.
    """
    end = round(length * 1000)
    timed = [
        (max(0, round(cue.start * 1000)), min(end, round(cue.end * 1000)), cue.text.strip())
        for cue in sorted(cues, key=lambda cue: (cue.start, cue.end))
    ]
    edges = sorted({edge for start, stop, _ in timed for edge in (start, stop)})
    for start, stop in pairwise(edges):
        texts = [text for begins, ends, text in timed if begins <= start and stop <= ends and text]
        if texts:
            yield start, stop, "\n".join(texts)


def sample(text: str) -> bytes:
    """One caption as the track holds it: its length in two bytes, then its letters in UTF-8."""
    letters = text.encode()[:65_535].decode(errors="ignore").encode()
    return len(letters).to_bytes(2, "big") + letters
