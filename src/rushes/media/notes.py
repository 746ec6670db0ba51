"""Notes under a film's picture: what a shot is, how its model is told of it, and what that costs.

They stand in a band that is as high for every shot of a film, and never cut off without a word.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from rushes.model import Size

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw

    from rushes.media.lettering import Block

__all__ = ["Note", "band_height", "note_image"]

Rgb = tuple[int, int, int]

GROUND: Rgb = (17, 18, 21)
RULE: Rgb = (58, 60, 66)
INK: Rgb = (238, 236, 230)
QUIET: Rgb = (158, 160, 166)
AMBER: Rgb = (240, 186, 96)
LEAST = 3  # pixels: too small to read, but in a film of that size so is everything
LEADING = 1.3
FEWEST, MOST = 5, 9  # rows of words: a narrow picture needs more of them
HEAD = 1.7  # rows, with the room under it
LOST = 2  # rows at most for what is left out


@dataclass(frozen=True, slots=True)
class Note:
    """What stands under a shot: its id, its model, what it costs; its words, and what is lost of them.

    With nothing in it, it is the plain ground.
    """

    shot: str
    model: str
    price: str
    words: str = ""
    lost: str = ""


def band_height(size: Size) -> int:
    """How many rows of pixels the notes take under a picture of `size`: an even number."""
    letters = letters_of(size)
    return round((HEAD + rows_of(size) + 1.4) * LEADING * letters / 2) * 2


def note_image(note: Note, picture: Size, target: Path) -> None:
    """`note` as an opaque PNG that is as wide as the `picture` that it stands under, and as high as its band.

    Words that are too many end with how many characters are missing. Raises MediaError for characters
    that no font has, StoreError when it cannot be written; nothing is left then.
    """
    from PIL import Image, ImageDraw

    from rushes.media.write import placed

    letters = letters_of(picture)
    image = Image.new("RGB", (picture.width, band_height(picture)), GROUND)
    canvas = ImageDraw.Draw(image)
    if note.shot:
        canvas.line((0, 0, picture.width, 0), fill=RULE, width=max(1, letters // 12))
    edge = margin(picture)
    room = picture.width - 2 * edge
    row = letters * LEADING
    top = row * 0.6
    draw_head(note, canvas, (edge, picture.width - edge), top, letters)
    top += row * HEAD
    rows = rows_of(picture)
    lost = clipped(note.lost, letters, room, LOST)
    words = clipped(note.words, letters, room, rows - len(lost.lines))
    for block, ink in ((words, INK), (lost, AMBER)):
        top = draw_lines(block, canvas, (edge, picture.width - edge), top, ink)
    with placed(target) as scratch:
        image.save(scratch, format="PNG", compress_level=4)


def letters_of(picture: Size) -> int:
    """The size of the letters in pixels: 19 under 1280x720."""
    return max(LEAST, round(0.0265 * min(picture.height, 1.05 * picture.width)))


def rows_of(picture: Size) -> int:
    """How many rows of words the band holds."""
    a_row = (picture.width - 2 * margin(picture)) / (0.52 * letters_of(picture))
    return min(MOST, max(FEWEST, round(480 / max(a_row, 1)) + 1))


def margin(picture: Size) -> int:
    return max(1, round(0.025 * picture.width))


def draw_head(note: Note, canvas: ImageDraw, sides: tuple[int, int], top: float, letters: int) -> None:
    """The shot and its model at the left, the price at the right; what there is no room for is cut."""
    left, right = sides
    price = clipped(note.price, letters, (right - left) * 0.6, 1)
    shot = clipped(note.shot, letters, (right - left - price.width) * 0.6, 1, bold=True)
    begin = left + shot.width + letters
    model = clipped(note.model, letters, max(right - begin - price.width - letters, 1), 1)
    ascent = max(shot.ascent, model.ascent, price.ascent)  # on one baseline
    for block, middle, ink in (
        (shot, left + shot.width / 2, INK),
        (model, begin + model.width / 2, QUIET),
        (price, right - price.width / 2, INK),
    ):
        block.draw(canvas, middle, top + ascent - block.ascent, ink)


def draw_lines(block: Block, canvas: ImageDraw, sides: tuple[int, int], top: float, ink: Rgb) -> float:
    """The lines from `top` down, each from the side that its script begins at; returns where they end."""
    from rushes.media.lettering import line_width

    left, right = sides
    for line in block.lines:
        half = line_width(line, block.size, bold=block.bold) / 2
        middle = right - half if leftward(line) else left + half
        replace(block, lines=(line,)).draw(canvas, middle, top, ink)
        top += block.leading
    return top


def leftward(line: str) -> bool:
    """Whether the line runs from right to left."""
    ways = (unicodedata.bidirectional(one) for one in line)
    return next((way for way in ways if way in ("L", "R", "AL")), "L") != "L"


def clipped(text: str, letters: int, width: float, rows: int, *, bold: bool = False) -> Block:
    """`text` in at most `rows` lines; where it is longer, with how many characters are missing at its end."""
    from rushes.media.lettering import set_lines
    from rushes.media.lines import clusters

    def block(said: str) -> Block:
        return set_lines(said, letters, width, bold=bold, spacing=LEADING)

    def cut(kept: int) -> str:
        said = whole_words(parts, kept)
        left = len(parts) - len(said)
        ending = f" … +{left} characters" if rows > 1 else "…"
        return "".join(said).rstrip() + ending

    # A letter is never narrower than this: what no line could hold is not even measured.
    most = int(max(rows, 0) * width / (0.15 * letters)) + 1
    parts = list(clusters(" ".join(text.split())))
    if not parts or rows < 1:
        return block("")
    if len(parts) <= most and len((whole := block("".join(parts))).lines) <= rows:
        return whole
    fewest, longest = 0, min(most, len(parts) - 1)
    while fewest < longest:  # the most characters that fit with their ending
        middle = (fewest + longest + 1) // 2
        if len(block(cut(middle)).lines) <= rows:
            fewest = middle
        else:
            longest = middle - 1
    return block(cut(fewest))


def whole_words(parts: Sequence[str], kept: int) -> Sequence[str]:
    """The first `kept` of the characters, without the beginning of a word that is cut; a long word is cut."""
    if kept >= len(parts) or parts[kept] == " ":
        return parts[:kept]
    last = next((place for place in range(kept - 1, max(-1, kept - 24), -1) if parts[place] == " "), kept)
    return parts[:last]
