"""The pictures of the page on looks: every entry of the library as previz draws it, one sheet for a kind.

`docs/build.py` calls this. Sheets are compared by what an eye sees, as pixels differ between machines.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction
from importlib.resources import as_file, files
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from rushes.media.engine import load_engines
from rushes.model import Size
from rushes.preview.clips import draw_pictures
from rushes.preview.page import HEADINGS
from rushes.preview.scenes import request_for
from rushes.prompts import Entry, Library
from rushes.prompts.entries import KINDS, Kind

HERE = Path(__file__).parent / "pictures"
INDEX = HERE / "looks.json"  # the names on each sheet, in their order
DRAWN, TILE, CAPTION, GAP = Size(320, 180), (160, 90), 17, 6
WIDE = 6  # tiles to a row
LENGTH, RATE = Fraction(2), Fraction(8)
MOMENTS: dict[Kind, tuple[float, ...]] = {"camera move": (0.02, 0.5, 0.98)}  # of a clip; else one
PAPER, INK = "#ffffff", "#26221c"
QUALITY = 76
# Drawn anew for each check, one of a kind that takes little time.
SAMPLES = ("crane shot", "close-up", "noir", "golden hour")
MOST_AWAY = 20.0  # of 255: what a sample may differ from its tile, in the mean of coarse patches


def sheet_of(kind: Kind) -> Path:
    return HERE / f"looks-{kind.replace(' ', '-')}.jpg"


def moments_of(kind: Kind) -> tuple[float, ...]:
    return MOMENTS.get(kind, (0.6,))


def tiles(entry: Entry) -> list[Image.Image]:
    """The pictures of `entry`, as large as on the sheet."""
    request = request_for(entry, size=DRAWN, seconds=LENGTH, fps=RATE)
    return [
        picture.resize(TILE, Image.Resampling.LANCZOS)
        for picture in draw_pictures(request, moments_of(entry.kind))
    ]


def place_of(kind: Kind, index: int) -> tuple[int, int]:
    """Where on its sheet the first tile of an entry lies."""
    across = len(moments_of(kind))
    row, column = divmod(index, WIDE // across)
    return column * (across * TILE[0] + GAP), row * (TILE[1] + CAPTION + GAP) + CAPTION


def draw_sheet(kind: Kind, entries: Sequence[Entry]) -> None:
    """Draw the sheet of a kind: a tile, or a row of tiles, for each entry, with its name."""
    load_engines()
    across = len(moments_of(kind))
    _, last = place_of(kind, len(entries) - 1)
    columns = WIDE // across
    sheet = Image.new("RGB", (columns * (across * TILE[0] + GAP) - GAP, last + TILE[1]), PAPER)
    pen = ImageDraw.Draw(sheet)
    with as_file(files("rushes.media") / "fonts" / "NotoSans-Regular.ttf") as font_file:
        font = ImageFont.truetype(str(font_file), 12)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for index, drawn in enumerate(pool.map(tiles, entries)):
            x, y = place_of(kind, index)
            pen.text((x, y - 3), entries[index].name, font=font, fill=INK, anchor="ls")
            for step, picture in enumerate(drawn):
                sheet.paste(picture, (x + step * TILE[0], y))
    sheet.save(sheet_of(kind), quality=QUALITY, optimize=True, progressive=True)


def named(library: Library) -> dict[Kind, list[str]]:
    return {kind: [entry.name for entry in library.of_kind(kind)] for kind in KINDS}


def stale_sheets(library: Library) -> list[Kind]:
    """The kinds whose sheet has other entries, or one that would look otherwise."""
    held: dict[str, list[str]] = json.loads(INDEX.read_text()) if INDEX.is_file() else {}
    stale: list[Kind] = []
    for kind, names in named(library).items():
        if held.get(kind) != names or not sheet_of(kind).is_file():
            stale.append(kind)
            continue
        samples = [name for name in names if name in SAMPLES]
        if any(away(library.find(name, kind), names.index(name)) > MOST_AWAY for name in samples):
            stale.append(kind)
    return stale


def away(entry: Entry, index: int) -> float:
    """How far `entry`, drawn now, is from its tile on the sheet: the mean over coarse patches, of 255."""
    with Image.open(sheet_of(entry.kind)) as sheet:
        x, y = place_of(entry.kind, index)
        across = len(moments_of(entry.kind))
        shown = [
            sheet.convert("RGB").crop((x + k * TILE[0], y, x + (k + 1) * TILE[0], y + TILE[1]))
            for k in range(across)
        ]
    return max(unlike(one, other) for one, other in zip(shown, tiles(entry), strict=True))


def unlike(one: Image.Image, other: Image.Image) -> float:
    """The mean difference of two pictures, looked at from afar."""
    coarse = [np.asarray(each.resize((16, 9), Image.Resampling.BOX), np.float64) for each in (one, other)]
    return float(np.abs(coarse[0] - coarse[1]).mean())


def write_sheets(library: Library, kinds: Sequence[Kind]) -> None:
    """Draw the sheets of `kinds`, and write down what is on all."""
    HERE.mkdir(exist_ok=True)
    for kind in kinds:
        draw_sheet(kind, library.of_kind(kind))
        print(f"drew docs/pictures/{sheet_of(kind).name}")
    if kinds:
        INDEX.write_text(json.dumps(named(library), indent=1, ensure_ascii=False) + "\n")


def looks_page(note: str) -> str:
    """The page that shows the sheets."""
    library = Library.standard()
    lines = [
        "# How the words look",
        "",
        note,
        "",
        "Every word of the [library](prompts.md) as previz draws it: what it does to a picture, at no cost.",
        "A video model will make its own of it.",
        "`rushes prompts preview NAME` draws one as a clip;",
        "`rushes prompts preview --all -o looks` makes a page of clips of all, with your own entries.",
        "",
    ]
    for kind in KINDS:
        names = [entry.name for entry in library.of_kind(kind)]
        what = "at the beginning, in the middle and at the end" if kind in MOMENTS else "one picture each"
        lines += [
            f"## {HEADINGS[kind]}",
            "",
            f"![{', '.join(names)}: {what}](../pictures/{sheet_of(kind).name})",
            "",
            f"{what.capitalize()}. [What they mean](prompts.md#{anchors(kind)}).",
            "",
        ]
    return "\n".join(lines).rstrip() + "\n"


def anchors(kind: Kind) -> str:
    """The heading of a kind on the page of the library."""
    return (f"{kind}es" if kind.endswith("s") else f"{kind}s").replace(" ", "-")
