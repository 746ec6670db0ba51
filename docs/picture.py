"""Makes the README's picture: the storyboard on the left, on the right the film that it became.

make film && .venv/bin/python docs/picture.py
"""

from __future__ import annotations

from importlib.resources import as_file, files
from pathlib import Path

import av
from PIL import Image, ImageDraw, ImageFont

ROOT = Path(__file__).parent.parent
BOARD, FILM = ROOT / "examples" / "lighthouse.yaml", ROOT / "examples" / "lighthouse.mp4"
TARGET = ROOT / "docs" / "pictures" / "lighthouse.jpg"

PAPER, INK, KEY, NOTE = "#fbfaf7", "#26221c", "#8a4b2a", "#8b8678"
FRAME, GAP, COLUMNS, ROWS = (360, 202), 10, 3, 4
MARGIN, TEXT_WIDTH, LINE = 28, 560, 25
# Seconds into the film: one moment of each shot, in order.
MOMENTS = (6.5, 11.0, 14.0, 20.0, 26.0, 30.5, 35.5, 40.5, 44.5, 48.0, 51.5, 56.0)


def excerpt() -> list[str]:
    """The first shots of the storyboard, as they stand in the file."""
    lines = BOARD.read_text(encoding="utf-8").splitlines()
    start = next(index for index, line in enumerate(lines) if line.startswith("shots:"))
    return [line for line in lines[start : start + 36] if line.strip()][:32]


def frames() -> list[Image.Image]:
    """The film's pictures at the moments wanted."""
    found: list[Image.Image] = []
    with av.open(str(FILM)) as film:
        wanted = list(MOMENTS)
        for frame in film.decode(video=0):
            if wanted and frame.time is not None and frame.time >= wanted[0]:
                found.append(frame.to_image().resize(FRAME, Image.Resampling.LANCZOS))
                wanted.pop(0)
    return found


def main() -> None:
    """Draw the picture."""
    grid_width = COLUMNS * FRAME[0] + (COLUMNS - 1) * GAP
    grid_height = ROWS * FRAME[1] + (ROWS - 1) * GAP
    size = (MARGIN * 3 + TEXT_WIDTH + grid_width, MARGIN * 2 + grid_height)
    picture = Image.new("RGB", size, PAPER)
    draw = ImageDraw.Draw(picture)
    with as_file(files("rushes.media") / "fonts" / "NotoSans-Regular.ttf") as font_file:
        font = ImageFont.truetype(str(font_file), 18)
    for row, line in enumerate(excerpt()):
        indent = len(line) - len(line.lstrip())
        x, y = MARGIN + indent * 9, MARGIN + row * LINE
        key, colon, rest = line.strip().partition(":")
        draw.text((x, y), key + colon, font=font, fill=KEY if colon else INK)
        while font.getlength(key + colon + rest) > TEXT_WIDTH - indent * 9:
            rest = rest.rstrip("…")[:-1] + "…"
        draw.text((x + font.getlength(key + colon), y), rest, font=font, fill=INK)
    draw.text((MARGIN, size[1] - MARGIN - LINE), "…", font=font, fill=NOTE)
    left = MARGIN * 2 + TEXT_WIDTH
    for index, frame in enumerate(frames()):
        row, column = divmod(index, COLUMNS)
        picture.paste(frame, (left + column * (FRAME[0] + GAP), MARGIN + row * (FRAME[1] + GAP)))
    picture.save(TARGET, quality=88, optimize=True)


if __name__ == "__main__":
    main()
