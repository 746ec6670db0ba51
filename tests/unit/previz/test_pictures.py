"""Pictures that come with a request: bad ones first, then what the camera does with good ones."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from previz_wishes import picture, wish

from rushes.errors import MediaError
from rushes.previz import draw
from rushes.previz.picture import cover, load_picture


def luma(frame: np.ndarray, height: int) -> np.ndarray:
    return frame[:height].astype(float)


@pytest.fixture
def checked(tmp_path: Path) -> Path:
    """A picture of 4 by 3, of squares, with a colour in each corner."""
    down, across = np.mgrid[0:240, 0:320]
    squares = ((down // 40 + across // 40) % 2 * 120 + 60).astype(np.uint8)
    pixels = np.stack([squares, squares, squares], axis=-1)
    pixels[:30, :30] = (255, 0, 0)
    path = tmp_path / "first.png"
    Image.fromarray(pixels).save(path)
    return path


@pytest.mark.parametrize("kind", ["missing", "empty", "text", "folder", "cut", "bomb"])
def test_a_bad_picture_is_named(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "bad ' %d.png"
    if kind == "empty":
        path.touch()
    elif kind == "text":
        path.write_text("no picture")
    elif kind == "folder":
        path.mkdir()
    elif kind == "cut":
        Image.effect_noise((200, 200), 90).save(path)
        path.write_bytes(path.read_bytes()[:4000])
    elif kind == "bomb":
        Image.new("1", (12_000, 12_000)).save(path)
    with pytest.raises(MediaError) as told:
        next(draw(wish(inputs=(picture(path),))).frames())
    assert "bad ' %d.png" in told.value.message
    assert told.value.hint


def test_every_kind_of_picture_is_read_upright_and_in_colour(tmp_path: Path) -> None:
    red = Image.new("RGB", (40, 20), (200, 30, 30))
    turned = Image.Exif()
    turned[274] = 6
    red.save(tmp_path / "turned.jpg", exif=turned, quality=95)
    red.convert("CMYK").save(tmp_path / "press.jpg", quality=95)
    red.quantize().save(tmp_path / "few.gif")
    Image.fromarray(np.full((20, 40), 40_000, np.uint16)).save(tmp_path / "deep.png")
    Image.new("RGBA", (40, 20), (0, 0, 0, 0)).save(tmp_path / "clear.png")
    assert load_picture(tmp_path / "turned.jpg").size == (20, 40)
    for name in ("turned.jpg", "press.jpg", "few.gif"):
        pixel = load_picture(tmp_path / name).getpixel((5, 5))
        assert np.abs(np.array(pixel) - (200, 30, 30)).max() < 12, name
    assert load_picture(tmp_path / "deep.png").getpixel((5, 5)) == (156, 156, 156)
    assert load_picture(tmp_path / "clear.png").getpixel((5, 5)) == (255, 255, 255)


def test_another_ratio_is_cropped_and_never_stretched() -> None:
    image = Image.new("RGB", (300, 100), (0, 0, 255))
    image.paste((255, 255, 255), (125, 25, 175, 75))  # a square in the middle
    texels = cover(image, 160, 90)
    white = np.argwhere((texels & 255) > 128)
    low, high = white.min(axis=0), white.max(axis=0)
    assert abs((high - low)[0] - (high - low)[1]) <= 2
    assert (texels >> 24 == 255).all()


def test_the_first_frame_is_what_the_camera_moves_over(checked: Path) -> None:
    request = wish(size="160x120", inputs=(picture(checked),))
    frames = [luma(frame, 120) for frame in draw(request).frames()]
    still = (
        np.asarray(Image.open(checked).convert("L").resize((160, 120), Image.Resampling.LANCZOS), float)
        / 255
        * 219
        + 16
    )
    assert np.abs(frames[0] - still).mean() < 4
    assert np.abs(frames[-1] - still).mean() > 8  # pushed in


def test_the_last_frame_is_where_it_arrives(checked: Path, tmp_path: Path) -> None:
    end = tmp_path / "last.png"
    Image.effect_noise((160, 120), 60).convert("RGB").save(end)
    want = np.asarray(Image.open(end).convert("L"), float) / 255 * 219 + 16
    for inputs in ((picture(end, "last_frame"),), (picture(checked), picture(end, "last_frame"))):
        frames = [luma(frame, 120) for frame in draw(wish(size="160x120", inputs=inputs)).frames()]
        assert np.abs(frames[-1] - want).max() <= 3
        assert np.abs(frames[0] - want).mean() > 15


@pytest.mark.parametrize("camera", ["pan left", "zoom out", "dolly in", "handheld", "aerial", "crane up"])
def test_no_edge_of_the_picture_comes_into_view(camera: str, tmp_path: Path) -> None:
    path = tmp_path / "white.png"
    Image.new("RGB", (90, 200), (255, 255, 255)).save(path)
    request = wish(size="160x90", seconds="4", camera=f"fast {camera}", motion=10, inputs=(picture(path),))
    assert all(frame[:90].min() >= 230 for frame in draw(request).frames())
