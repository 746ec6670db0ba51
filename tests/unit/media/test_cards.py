"""Words in pictures: nothing is cut off, everything can be read, nothing is a box instead of a letter."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, features

from rushes.errors import MediaError, StoreError, UsageError
from rushes.media.captions import caption_image
from rushes.media.cards import card_image, slate_image
from rushes.media.glyphs import FONTS, missing_glyphs, runs
from rushes.model import Size, TitleCard

Pixels = NDArray[np.float64]

SIZES = [Size(1280, 720), Size(720, 1280), Size(160, 90), Size(64, 64), Size(1920, 816)]
LONG = "An unreasonably long title that somebody wrote without thinking of the card that it has to fit " * 2


def pixels(path: Path) -> Pixels:
    with Image.open(path) as image:
        return np.asarray(image).astype(np.float64)


def bounds(drawn: NDArray[np.bool_]) -> tuple[int, int, int, int]:
    """Left, top, right and bottom of what is drawn."""
    rows, columns = np.flatnonzero(drawn.any(axis=1)), np.flatnonzero(drawn.any(axis=0))
    return int(columns[0]), int(rows[0]), int(columns[-1]), int(rows[-1])


def luminance(rgb: Pixels) -> Pixels:
    linear = np.where(rgb / 255 <= 0.04045, rgb / 255 / 12.92, ((rgb / 255 + 0.055) / 1.055) ** 2.4)
    return linear @ np.array([0.2126, 0.7152, 0.0722])


def contrast(one: Pixels, two: Pixels) -> float:
    dark, light = sorted((float(luminance(one)), float(luminance(two))))
    return (light + 0.05) / (dark + 0.05)


# ── bad input ─────────────────────────────────────────────────────────────────────────────────


def test_a_character_that_no_font_has_is_named_and_nothing_is_drawn(tmp_path: Path) -> None:
    text = "Hello \U0010fffd"
    assert missing_glyphs(text) == "\U0010fffd"
    with pytest.raises(MediaError, match=r"no font on this machine can draw U\+10FFFD") as caught:
        caption_image(text, Size(160, 90), tmp_path / "a.png")
    assert caught.value.hint is not None
    assert list(tmp_path.iterdir()) == []


def test_a_missing_letter_is_called_by_its_name_and_script() -> None:
    if not missing_glyphs("𒀀"):
        pytest.skip("this machine has a font for cuneiform")
    with pytest.raises(MediaError, match=r"𒀀 U\+12000 CUNEIFORM SIGN A") as caught:
        runs("one 𒀀")
    assert "Cuneiform" in (caught.value.hint or "")


def test_a_colour_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="'mauvish' is no colour"):
        card_image(TitleCard("x", color="mauvish"), Size(160, 90), tmp_path / "a.png")


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(StoreError):
        slate_image("s01", "words", Size(160, 90), tmp_path / "nowhere" / "a.png")


# ── fonts ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "text",
    [
        "The quick brown fox — “œuvre” façade Łódź ğ ř ẞ",
        "Съешь ещё этих мягких булок Ґ ї ў",
        "Καλημέρα κόσμε ΐ ᾧ",
        "cafe\u0301 x\u0304",
    ],
)
def test_latin_greek_and_cyrillic_are_drawn_by_the_font_that_is_here(text: str) -> None:
    assert missing_glyphs(text) == ""
    assert {run.face.path.parent for run in runs(text)} == {FONTS}


def test_marks_and_joiners_draw_nothing_by_themselves() -> None:
    assert missing_glyphs("a\ufe0f\u200b\u00ad\u2060b\x07\tc\r\nd") == ""
    assert [run.text for run in runs("caf\u0065\u0301\u200d")] == ["café"]


def test_a_line_may_need_several_fonts() -> None:
    symbol = next((one for one in "☃✂♞" if not missing_glyphs(one)), None)
    if symbol is None:
        pytest.skip("this machine has no font with symbols")
    found = runs(f"snow {symbol} falls")
    assert "".join(run.text for run in found) == f"snow {symbol} falls"
    assert found[0].face.path.parent == FONTS
    assert len({run.face for run in found}) == 2


@pytest.mark.skipif(not features.check("raqm"), reason="this Pillow cannot set Hebrew")
def test_a_line_from_right_to_left_is_one_run_where_one_font_has_it_all() -> None:
    text = "שלום (2026) OK"
    if missing_glyphs(text):
        pytest.skip("this machine has no Hebrew font")
    found = runs(text)
    assert {run.direction for run in found} <= {"ltr", "rtl"}
    assert found[0].direction == "rtl" or len(found) > 1


# ── captions ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize(
    "text", ["Short.", "Two lines of words that were\nbroken for a wider picture.", LONG, "W" * 120]
)
def test_a_caption_lies_inside_the_safe_area_of_the_lower_half(tmp_path: Path, size: Size, text: str) -> None:
    caption_image(text, size, tmp_path / "a.png")
    image = pixels(tmp_path / "a.png")
    assert image.shape == (size.height, size.width, 4)
    left, top, right, bottom = bounds(image[:, :, 3] > 0)
    assert left >= size.width * 0.05 - 2
    assert right <= size.width * 0.95 + 1
    assert bottom <= size.height * 0.95
    assert top >= size.height * 0.35
    assert abs((left + right) / 2 - size.width / 2) <= 1.5


@pytest.mark.parametrize("ground", [0.0, 128.0, 255.0])
def test_a_caption_can_be_read_on_any_ground(tmp_path: Path, ground: float) -> None:
    caption_image("Legible", Size(1280, 720), tmp_path / "a.png")
    image = pixels(tmp_path / "a.png")
    alpha = image[:, :, 3:] / 255
    shown = image[:, :, :3] * alpha + ground * (1 - alpha)
    left, top, right, bottom = bounds(image[:, :, 3] > 100)
    inside = shown[top : bottom + 1, left : right + 1].reshape(-1, 3)
    letters, box = inside[inside.sum(axis=1).argmax()], np.median(inside, axis=0)
    assert contrast(letters, box) >= 4.5


def test_no_words_make_an_empty_picture(tmp_path: Path) -> None:
    caption_image(" \n ", Size(160, 90), tmp_path / "a.png")
    assert not pixels(tmp_path / "a.png").any()


# ── cards and slates ──────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize(
    "card",
    [TitleCard("End"), TitleCard("The Last Light", "A story"), TitleCard(LONG, LONG)],
    ids=["one", "two", "long"],
)
def test_a_card_is_never_cut_off(tmp_path: Path, size: Size, card: TitleCard) -> None:
    card_image(card, size, tmp_path / "a.png")
    image = pixels(tmp_path / "a.png")
    assert image.shape == (size.height, size.width, 3)
    assert tuple(image[0, 0]) == (0x10, 0x10, 0x14)
    left, top, right, bottom = bounds(np.abs(image - image[0, 0]).sum(axis=2) > 8)
    assert left >= size.width * 0.05
    assert right <= size.width * 0.95
    assert top >= size.height * 0.05 - 1
    assert bottom <= size.height * 0.95
    assert abs((left + right) / 2 - size.width / 2) <= max(3, size.width * 0.01)


def test_a_title_is_larger_than_its_subtitle(tmp_path: Path) -> None:
    card_image(TitleCard("HHH", "HHH"), Size(1280, 720), tmp_path / "a.png")
    image = pixels(tmp_path / "a.png")
    rows = (np.abs(image - image[0, 0]).sum(axis=2) > 100).any(axis=1)
    edges = np.flatnonzero(np.diff(rows.astype(int)))
    title, subtitle = edges[1] - edges[0], edges[3] - edges[2]
    assert title >= 1.6 * subtitle


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("words", ["", "A boat.", LONG * 10])
def test_a_slate_stays_inside_its_frame(tmp_path: Path, size: Size, words: str) -> None:
    slate_image("harbour-arrival", words, size, tmp_path / "a.png")
    image = pixels(tmp_path / "a.png")
    edge = round(min(size.height, 1.25 * size.width) * 0.05)
    inner = image[edge + 4 : -edge - 4, edge + 4 : -edge - 4]
    left, top, right, bottom = bounds(np.abs(inner - image[0, 0]).sum(axis=2) > 8)
    assert left > 0
    assert top > 0
    assert right < inner.shape[1] - 1
    assert bottom < inner.shape[0] - 1


def test_the_same_words_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a.png", "b.png"):
        caption_image("The same, twice.", Size(320, 180), tmp_path / name)
        card_image(TitleCard("The same", "twice"), Size(320, 180), tmp_path / f"card-{name}")
        slate_image("s01", "The same, twice.", Size(320, 180), tmp_path / f"slate-{name}")
    for kind in ("", "card-", "slate-"):
        assert (tmp_path / f"{kind}a.png").read_bytes() == (tmp_path / f"{kind}b.png").read_bytes()
