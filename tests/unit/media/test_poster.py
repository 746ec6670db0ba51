from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from clips import ffmpeg, green_clip, numbered_clip, pattern_clip
from PIL import Image

from rushes.errors import MediaError, StoreError
from rushes.media.poster import extract_frame


def number_in(path: Path) -> int:
    """The number that `numbered` drew, from a picture."""
    with Image.open(path) as picture:
        grey = np.asarray(picture.convert("L"))[30:60, 53:106].mean()
    return round((grey / 255 * 219 + 16 - 30) / 4)


def test_bad_input_is_told(tmp_path: Path) -> None:
    clip = numbered_clip(tmp_path / "clip.mp4", 3)
    with pytest.raises(MediaError, match="is not there"):
        extract_frame(tmp_path / "missing.mp4", "first", tmp_path / "a.png")
    with pytest.raises(MediaError, match=r"neither a \.png nor a \.jpg"):
        extract_frame(clip, "first", tmp_path / "a.gif")
    with pytest.raises(StoreError, match="cannot be written"):
        extract_frame(clip, "first", tmp_path / "missing" / "a.png")


def test_first_last_and_any_time(tmp_path: Path) -> None:
    clip = numbered_clip(tmp_path / "clip.mp4", 40)
    wanted = {
        "first": 0,
        "last": 39,
        Fraction(17, 12): 17,
        Fraction(1): 12,
        Fraction(99): 39,
        Fraction(1, 24): 0,
    }
    for which, number in wanted.items():
        extract_frame(clip, which, tmp_path / "frame.png")  # pyright: ignore[reportArgumentType]
        assert number_in(tmp_path / "frame.png") == number, which
    for suffix in ("mkv", "ts", "avi"):
        ffmpeg("-i", clip, "-c", "copy", tmp_path / f"clip.{suffix}")
        extract_frame(tmp_path / f"clip.{suffix}", "last", tmp_path / "frame.png")
        assert number_in(tmp_path / "frame.png") == 39


def test_the_last_frame_of_a_cut_off_clip_is_the_last_that_is_there(tmp_path: Path) -> None:
    whole = numbered_clip(tmp_path / "clip.mp4", 48).read_bytes()
    (tmp_path / "cut.mp4").write_bytes(whole[: int(len(whole) * 0.6)])
    extract_frame(tmp_path / "cut.mp4", "last", tmp_path / "frame.png")
    assert 15 < number_in(tmp_path / "frame.png") < 40


def test_a_picture_is_upright_square_and_rightly_coloured(tmp_path: Path) -> None:
    options = ("-vf", "scale=out_color_matrix=bt709,format=yuv420p,setsar=2", "-c:v", "libx264", "-crf", "1")
    clip = green_clip(tmp_path / "green.mp4", *options, "-colorspace", "bt709", size="80x90")
    ffmpeg("-display_rotation", "90", "-i", clip, "-c", "copy", tmp_path / "turned.mp4")
    for name, size in (("green.mp4", (160, 90)), ("turned.mp4", (90, 160))):
        extract_frame(tmp_path / name, "first", tmp_path / "a.png")
        with Image.open(tmp_path / "a.png") as picture:
            assert picture.size == size
            assert picture.getpixel((40, 40)) == pytest.approx((30, 180, 60), abs=2)
        extract_frame(tmp_path / name, "first", tmp_path / "b.jpg", width=45)
        with Image.open(tmp_path / "b.jpg") as picture:
            assert (picture.format, picture.size) == ("JPEG", (45, round(45 * size[1] / size[0])))


def test_odd_sizes_keep_every_pixel(tmp_path: Path) -> None:
    clip = pattern_clip(tmp_path / "odd.mkv", "-c:v", "ffv1", source="testsrc=size=161x91:rate=12:d=0.3")
    extract_frame(clip, "first", tmp_path / "a.png")
    with Image.open(tmp_path / "a.png") as picture:
        assert picture.size == (161, 91)
        assert np.asarray(picture)[:, -1].any()
