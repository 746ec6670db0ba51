"""Setting text in a picture: lines of any script measured, broken to a width, and drawn."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from PIL import ImageFont

from rushes.media.glyphs import Face, clean, runs
from rushes.media.lines import balanced_lines

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw

__all__ = ["Block", "fit", "line_width", "set_lines"]

Ink = tuple[int, int, int] | tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Block:
    """Lines of text set in one size; all lengths in pixels.

    `ascent` is from the top to the first baseline, `leading` from one baseline to the next, and
    `height` from the top of the tallest letters to the bottom of the lowest.
    """

    lines: tuple[str, ...]
    size: int
    bold: bool
    width: float
    ascent: float
    leading: float
    height: float

    def draw(self, canvas: ImageDraw, centre: float, top: float, ink: Ink) -> None:
        """Draws the lines, each centred at `centre`, from `top` down."""
        baseline = top + self.ascent
        for line in self.lines:
            left = centre - line_width(line, self.size, bold=self.bold) / 2
            for run in runs(line, bold=self.bold):
                font = typeface(run.face, self.size)
                place = (left, baseline)
                canvas.text(place, run.text, font=font, fill=ink, anchor="ls", direction=run.direction)
                left += font.getlength(run.text, direction=run.direction)
            baseline += self.leading


def set_lines(text: str, size: int, width: float, *, bold: bool = False, spacing: float = 1.25) -> Block:
    """`text` broken to `width` in a type of `size` pixels; a word that is too long is broken.

    Raises MediaError for characters that no font has.
    """
    runs(text.replace("\n", " "), bold=bold)
    lines = balanced_lines(clean(text), width, lambda part: line_width(part, size, bold=bold), force=True)
    faces = {run.face for line in lines for run in runs(line, bold=bold)}
    metrics = [typeface(face, size).getmetrics() for face in faces] or [(size, 0)]
    # A font's own ascent holds room for stacked accents, which a line of plain letters does not use.
    ascent = max(size * 0.8, *(min(up, size * 1.07) for up, _ in metrics))
    descent = max(min(down, size * 0.45) for _, down in metrics)
    return Block(
        tuple(lines),
        size,
        bold,
        max((line_width(line, size, bold=bold) for line in lines), default=0.0),
        ascent,
        size * spacing,
        ascent + descent + size * spacing * max(0, len(lines) - 1),
    )


def fit(
    text: str,
    size: int,
    width: float,
    height: float,
    *,
    least: int,
    bold: bool = False,
    spacing: float = 1.25,
    most_lines: int = 99,
) -> Block:
    """`text` set in `size`, or as much smaller (down to `least`) as it takes to fit in the space."""
    while True:
        block = set_lines(text, size, width, bold=bold, spacing=spacing)
        if size <= least or (block.height <= height and len(block.lines) <= most_lines):
            return block
        size = max(least, min(size - 1, round(size * 0.93)))


@cache
def typeface(face: Face, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(face.path), size, index=face.index)


@lru_cache(maxsize=4096)
def line_width(line: str, size: int, *, bold: bool) -> float:
    """How many pixels wide the line is. Raises MediaError for characters that no font has."""
    return sum(
        typeface(run.face, size).getlength(run.text, direction=run.direction) for run in runs(line, bold=bold)
    )
