"""Notes under a picture: nothing is cut without a word, everything stays in its band."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from made_clips import clip
from PIL import Image

from rushes.errors import MediaError
from rushes.media.conform import picture_frames
from rushes.media.lettering import line_width
from rushes.media.notes import Note, band_height, clipped, note_image
from rushes.media.parts import FilmFormat, ShotPicture, Strip
from rushes.model import Size

SIZES = [Size(1280, 720), Size(720, 1280), Size(160, 90), Size(64, 64), Size(1920, 816)]
PROMPT = "An old lighthouse keeper climbs the stairs of his tower, slowly, one hand on the wall. " * 12
FULL = Note("a-shot", "runway:gen4.5", "6 s, 1.5 s of it trimmed · $0.72", PROMPT, "left out: " + PROMPT)


def test_characters_that_no_font_has_are_told(tmp_path: Path) -> None:
    with pytest.raises(MediaError, match="no font on this machine can draw"):
        note_image(Note("s01", "previz", "free", "\U00012000"), Size(160, 90), tmp_path / "n.png")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_a_full_note_stays_in_its_band(tmp_path: Path, size: Size) -> None:
    note_image(FULL, size, tmp_path / "n.png")
    with Image.open(tmp_path / "n.png") as image:
        pixels = np.asarray(image.convert("L")).astype(int)
    assert pixels.shape == (band_height(size), size.width)
    assert band_height(size) % 2 == 0
    assert pixels.max() > 150
    assert np.ptp(pixels[-2:]) == np.ptp(pixels[:, :1][4:]) == np.ptp(pixels[:, -1:][4:]) == 0


def test_letters_can_be_read_at_720_lines() -> None:
    assert clipped("a", round(0.0265 * 720), 1216, 1).size >= 19
    assert band_height(Size(1280, 720)) <= 0.3 * 720


def test_what_is_cut_says_how_much() -> None:
    short = clipped("Waves on the sea.", 19, 600, 2)
    assert short.lines == ("Waves on the sea.",)
    long = clipped(PROMPT, 19, 600, 3)
    assert len(long.lines) == 3
    shown, _, missing = " ".join(long.lines).partition(" … +")
    assert PROMPT.startswith(shown)
    assert int(missing.removesuffix(" characters")) == len(PROMPT.strip()) - len(shown)
    assert all(line_width(line, 19, bold=False) <= 600 for line in long.lines)
    unspaced = clipped("ж" * 5_000, 19, 600, 2)
    assert len(unspaced.lines) == 2
    assert unspaced.lines[-1].endswith(" characters")
    assert clipped("", 19, 600, 2).lines == clipped("words", 19, 600, 0).lines == ()


def test_right_to_left_begins_at_the_right(tmp_path: Path) -> None:
    note_image(Note("s01", "previz", "free", "שלום עולם"), Size(1280, 720), tmp_path / "n.png")
    with Image.open(tmp_path / "n.png") as image:
        words = np.asarray(image.convert("L"))[65:90]
    columns = np.flatnonzero((words > 100).any(axis=0))
    assert columns[0] > 640
    assert columns[-1] > 1230


def test_a_strip_stands_under_the_picture_and_changes_none_of_it(tmp_path: Path) -> None:
    size = Size(160, 90)
    clip(tmp_path / "a.mp4", 0.5, size=size)
    note_image(FULL, size, tmp_path / "n.png")
    band = band_height(size)
    picture = ShotPicture(tmp_path / "a.mp4", "", Fraction(0), 6)
    noted = ShotPicture(tmp_path / "a.mp4", "", Fraction(0), 6, strip=Strip(tmp_path / "n.png", ""))
    plain = FilmFormat(size, Fraction(12))
    taller = FilmFormat(Size(160, 90 + band), Fraction(12), band=band)
    assert taller.picture == size
    for bare, with_note, with_band in zip(
        picture_frames(picture, plain),
        picture_frames(noted, taller),
        picture_frames(picture, taller),
        strict=True,
    ):
        assert with_note.shape == ((90 + band) * 3 // 2, 160)
        assert np.array_equal(with_note[:90], bare[:90])
        assert np.array_equal(with_band[:90], bare[:90])
        assert np.ptp(with_note[90 : 90 + band]) > 100
        assert np.ptp(with_band[90 : 90 + band]) == 0
