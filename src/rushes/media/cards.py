"""Pictures made of words: burned-in captions, title cards, and slates for missing shots.

Sizes follow the picture's height, and its width where it is narrower than it is high. Words keep
5 % away from each edge, and are never cut off.
"""

from __future__ import annotations

import re
from pathlib import Path

from PIL import Image, ImageColor, ImageDraw

from rushes.errors import UsageError
from rushes.media.lettering import Block, fit
from rushes.media.write import placed
from rushes.model import Size, TitleCard

__all__ = ["card_image", "draw_caption", "slate_image"]

Rgb = tuple[int, int, int]

SAFE = 0.05
LEAST = 3  # pixels: too small to read, but in a film of that size so is everything
SPEAKERS = re.compile(r"^\s*[-–—]", re.MULTILINE)  # each begins a line of their own
BOX = (8, 8, 10, 168)  # over pure white, white letters still stand out by 6 to 1
SLATE_GROUND: Rgb = (24, 25, 28)
SLATE_INK: Rgb = (236, 234, 228)
SLATE_QUIET: Rgb = (150, 151, 156)
SLATE_RULE: Rgb = (70, 72, 78)


def draw_caption(text: str, size: Size, target: Path, *, foot: int = 0) -> None:
    """What `rushes.media.captions.caption_image` does."""
    width, height = size.width, size.height
    letters = max(9, round(0.046 * _measure(size)))
    room = (width * (1 - 2 * SAFE) - 1.2 * letters, height * 0.5)
    block = fit(text, letters, *room, least=LEAST)
    if len(block.lines) > len(text.splitlines()) and not SPEAKERS.search(text):
        block = fit(" ".join(text.split()), letters, *room, least=LEAST)
    image = Image.new("RGBA", (width, height), (0, 0, 0, 0))
    if block.lines:
        pad_x, pad_y = block.size * 0.55, block.size * 0.24
        bottom = height - max(height * SAFE, foot) - 1
        box = (
            width / 2 - block.width / 2 - pad_x,
            bottom - block.height - 2 * pad_y,
            width / 2 + block.width / 2 + pad_x,
            bottom,
        )
        image.alpha_composite(_soft_box(size, box, block.size * 0.28))
        block.draw(ImageDraw.Draw(image), width / 2, box[1] + pad_y, (255, 255, 255, 255))
    _save(image, target)


def card_image(card: TitleCard, size: Size, target: Path) -> None:
    """A title card as an opaque PNG of `size`: the text, and the subtitle smaller under it.

    Raises UsageError for a colour that is none, MediaError for characters that no font has.
    """
    ink, ground = _colour(card.color), _colour(card.background)
    measure = _measure(size)
    room_x, room_y = size.width * (1 - 4 * SAFE), size.height * (1 - 4 * SAFE)
    title_room = room_y * (0.68 if card.subtitle.strip() else 1.0)
    title = fit(
        card.text,
        max(10, round(0.105 * measure)),
        room_x,
        title_room,
        least=LEAST,
        bold=True,
        spacing=1.18,
        most_lines=3 if size.width >= size.height else 5,
    )
    blocks = [(title, ink)]
    if card.subtitle.strip():
        small = max(7, min(round(0.048 * measure), round(title.size * 0.62)))
        subtitle = fit(card.subtitle, small, room_x * 0.92, room_y * 0.26, least=LEAST)
        blocks.append((subtitle, _blend(ink, ground, 0.22)))
    image = Image.new("RGB", (size.width, size.height), ground)
    _stack(image, blocks, gap=0.04 * measure)
    _save(image, target)


def slate_image(shot_id: str, words: str, size: Size, target: Path) -> None:
    """A slate for a shot that has no take: its id and its words, as an opaque PNG of `size`."""
    measure = _measure(size)
    room = size.width * (1 - 4 * SAFE)
    head = fit(
        shot_id, max(10, round(0.08 * measure)), room, size.height * 0.3, least=LEAST, bold=True, most_lines=2
    )
    small = max(7, round(0.036 * measure))
    note = fit("no take yet", small, room, size.height * 0.1, least=LEAST)
    body = _shortened(
        words, max(7, round(0.042 * measure)), min(room, 24 * 0.042 * measure), size.height * 0.38
    )
    image = Image.new("RGB", (size.width, size.height), SLATE_GROUND)
    edge = round(measure * SAFE)
    thin = max(1, round(measure * 0.0028))
    frame = (edge, edge, size.width - 1 - edge, size.height - 1 - edge)
    ImageDraw.Draw(image).rectangle(frame, outline=SLATE_RULE, width=thin)
    blocks = [(head, SLATE_INK), (note, SLATE_QUIET)]
    if body.lines:
        blocks.append((body, SLATE_INK))
    _stack(image, blocks, gap=0.035 * measure)
    _save(image, target)


def _measure(size: Size) -> float:
    """The length that letters follow: the height, held back in a picture that is narrow."""
    return min(size.height, 1.25 * size.width)


def _stack(image: Image.Image, blocks: list[tuple[Block, Rgb]], *, gap: float) -> None:
    """Draws the blocks under one another, a little above the middle, where the eye takes it to be."""
    total = sum(block.height for block, _ in blocks) + gap * (len(blocks) - 1)
    top = max(image.height * SAFE, (image.height - total) * 0.48)
    canvas = ImageDraw.Draw(image)
    for block, ink in blocks:
        block.draw(canvas, image.width / 2, top, ink)
        top += block.height + gap


def _soft_box(size: Size, box: tuple[float, float, float, float], radius: float) -> Image.Image:
    """A dark box whose corners are round and whose edge is smooth."""
    times = 4
    left, top, right, bottom = (round(one * times) for one in box)
    mask = Image.new("L", (right - left, bottom - top), 0)
    ImageDraw.Draw(mask).rounded_rectangle(
        (0, 0, right - left - 1, bottom - top - 1), radius=radius * times, fill=BOX[3]
    )
    place = (left // times, top // times)
    small = Image.new("L", (-(-(right - left) // times), -(-(bottom - top) // times)), 0)
    small.paste(mask.resize(small.size, Image.Resampling.BOX))
    layer = Image.new("RGBA", (size.width, size.height), (*BOX[:3], 0))
    alpha = Image.new("L", (size.width, size.height), 0)
    alpha.paste(small, place)
    layer.putalpha(alpha)
    return layer


def _shortened(words: str, size: int, width: float, height: float) -> Block:
    """`words` set to fit; a prompt that is too long even in small type ends with an ellipsis."""
    least = max(6, round(size * 0.7))
    block = fit(words, size, width, height, least=least)
    kept = words.split()
    while block.height > height and len(kept) > 1:
        kept = kept[: max(1, int(len(kept) * 0.9))]
        block = fit(" ".join(kept) + " …", least, width, height, least=least)
    return block


def _colour(text: str) -> Rgb:
    try:
        red, green, blue = ImageColor.getrgb(text)[:3]
    except ValueError as error:
        raise UsageError(f"{text!r} is no colour", hint="write it as #rrggbb") from error
    return red, green, blue


def _blend(ink: Rgb, ground: Rgb, share: float) -> Rgb:
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(ink, ground, strict=True))
    return red, green, blue


def _save(image: Image.Image, target: Path) -> None:
    with placed(target) as scratch:
        image.save(scratch, format="PNG", compress_level=4)
