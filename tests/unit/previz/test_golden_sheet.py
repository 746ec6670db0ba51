"""A sheet of the library's words, kept as a picture: each still looks like itself, and like no other.

`python tests/unit/previz/test_golden_sheet.py` draws the sheet anew, to be looked at before it is kept.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from rushes.media.engine import load_engines
from rushes.model import Size
from rushes.preview import draw_pictures, request_for
from rushes.prompts import Library

SHEET = Path(__file__).parent / "golden_sheet.png"
DRAWN, TILE, COLUMNS = Size(192, 108), (64, 36), 8
NAMES = (
    "crash zoom", "dolly zoom", "pan left to right", "crane shot", "roll clockwise", "orbit shot", "whip pan",
    "aerial drone shot", "snorricam", "close-up", "medium shot", "two-shot", "establishing shot", "low angle",
    "high angle", "overhead shot", "Dutch angle", "fisheye lens", "200mm telephoto lens", "anamorphic lens",
    "anime style", "pixel art", "pencil sketch", "noir", "cyberpunk", "sepia tone", "western film",
    "Super 8 film", "golden hour", "moonlight", "candlelight", "spotlight",
)  # fmt: skip
MOST_AWAY = 9.0  # of 255, in the mean over patches of 4 by 4: what machines and numbers may differ


def drawn(name: str) -> Image.Image:
    """The word's picture past the middle of its clip."""
    request = request_for(Library.standard().find(name), size=DRAWN, seconds=Fraction(2), fps=Fraction(6))
    (picture,) = draw_pictures(request, (0.6,))
    return picture.resize(TILE, Image.Resampling.BOX)


def draw_all() -> list[Image.Image]:
    load_engines()
    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(drawn, NAMES))


def place(index: int) -> tuple[int, int]:
    row, column = divmod(index, COLUMNS)
    return column * TILE[0], row * TILE[1]


def coarse(picture: Image.Image) -> NDArray[np.float64]:
    """The picture as an eye sees it from afar: patches of 4 by 4."""
    return np.asarray(picture.resize((16, 9), Image.Resampling.BOX), np.float64)


@pytest.mark.slow
def test_each_word_looks_like_itself_and_like_no_other() -> None:
    with Image.open(SHEET) as sheet:
        kept = [
            coarse(sheet.convert("RGB").crop((x, y, x + TILE[0], y + TILE[1])))
            for x, y in map(place, range(len(NAMES)))
        ]
    for index, picture in enumerate(draw_all()):
        away = [float(np.abs(coarse(picture) - one).mean()) for one in kept]
        nearest = NAMES[int(np.argmin(away))]
        assert nearest == NAMES[index], f"{NAMES[index]} looks like {nearest}"
        assert away[index] <= MOST_AWAY, f"{NAMES[index]} is {away[index]:.1f} away from how it looked"


if __name__ == "__main__":
    sheet = Image.new("RGB", (COLUMNS * TILE[0], -(-len(NAMES) // COLUMNS) * TILE[1]))
    for index, picture in enumerate(draw_all()):
        sheet.paste(picture, place(index))
    sheet.save(SHEET, optimize=True)
