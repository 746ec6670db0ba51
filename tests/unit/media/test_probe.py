from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from clips import ffmpeg, green_clip, numbered_clip, pattern_clip
from PIL import Image

from rushes.errors import MediaError
from rushes.media.probe import probe
from rushes.model import Size


def test_a_damaged_clip_is_found_by_looking_deep(tmp_path: Path) -> None:
    whole = numbered_clip(tmp_path / "whole.mp4", 48).read_bytes()
    cut = tmp_path / "cut.mp4"
    cut.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(MediaError, match=r"cut\.mp4: \d+ of 48 frames can be decoded") as raised:
        probe(cut, deep=True)
    assert raised.value.hint
    assert probe(tmp_path / "whole.mp4", deep=True).frames == 48


def test_a_clip_that_was_cut_without_encoding_is_whole(tmp_path: Path) -> None:
    # Its edit list hides frames that are in the file: they are missing on purpose.
    long = pattern_clip(tmp_path / "long.mp4", source="testsrc2=size=160x90:rate=12:d=4")
    ffmpeg("-ss", "1.5", "-i", long, "-t", "1", "-c", "copy", tmp_path / "cut.mp4")
    ffmpeg("-i", long, "-t", "1", "-c", "copy", tmp_path / "head.mp4")
    assert probe(tmp_path / "cut.mp4", deep=True).duration == pytest.approx(1, abs=0.3)
    assert probe(tmp_path / "head.mp4", deep=True).frames == 14


@pytest.mark.parametrize("rate", [Fraction(24), Fraction(24000, 1001), Fraction(30000, 1001), Fraction(10)])
@pytest.mark.parametrize("suffix", ["mp4", "mkv", "avi", "ts"])
def test_the_rate_is_exact_in_any_container(rate: Fraction, suffix: str, tmp_path: Path) -> None:
    clip = numbered_clip(tmp_path / "a.mp4", 20, fps=rate)
    # An AVI keeps no order of showing, so its codec must have none.
    ffmpeg("-i", clip, "-c:v", "mpeg4" if suffix == "avi" else "copy", tmp_path / f"b.{suffix}")
    info = probe(tmp_path / f"b.{suffix}", deep=True)
    assert (info.fps, info.variable, info.frames) == (rate, False, 20)
    assert info.picture_duration == pytest.approx(20 / rate, abs=0.002)


def test_a_variable_rate_is_told(tmp_path: Path) -> None:
    ffmpeg(
        "-i", numbered_clip(tmp_path / "even.mp4", 12), "-vf", "settb=1/1000,setpts=N*N*1000/48",
        "-fps_mode", "passthrough", "-enc_time_base", "1:1000", "-c:v", "libx264", tmp_path / "varied.mkv",
    )  # fmt: skip
    info = probe(tmp_path / "varied.mkv")
    assert info.variable
    assert info.fps == pytest.approx(11 / (121 / 48), rel=0.01)


def test_shape_turn_colours_and_sound(tmp_path: Path) -> None:
    source = tmp_path / "source.mp4"
    ffmpeg(
        "-f", "lavfi", "-i", "testsrc=s=80x90:r=12:d=0.5", "-f", "lavfi", "-i", "sine=r=44100:d=2", "-vf", "setsar=2,setparams=color_trc=bt709",
        "-c:v", "libx264", "-pix_fmt", "yuv420p", "-c:a", "aac", source,
    )  # fmt: skip
    info = probe(source)
    assert (info.size, info.coded, info.sar, info.rotation) == (Size(160, 90), Size(80, 90), 2, 0)
    assert (info.has_video, info.has_audio, info.audio_rate, info.audio_channels) == (True, True, 44100, 1)
    assert info.duration == pytest.approx(2, abs=0.05)
    assert info.picture_duration == Fraction(1, 2)
    assert info.color.transfer == 1
    ffmpeg("-display_rotation", "-90", "-i", source, "-c", "copy", tmp_path / "turned.mp4")
    turned = probe(tmp_path / "turned.mp4")
    assert (turned.size, turned.rotation) == (Size(90, 160), 90)
    full = green_clip(
        tmp_path / "full.mp4", "-vf", "format=yuvj420p", "-c:v", "libx264", "-color_range", "pc"
    )
    assert probe(full).color.full


def test_sound_and_stills(tmp_path: Path) -> None:
    ffmpeg("-f", "lavfi", "-i", "sine=r=22050:d=0.7", tmp_path / "sound.mp3")
    sound = probe(tmp_path / "sound.mp3")
    assert (sound.has_video, sound.has_audio, sound.frames) == (False, True, None)
    assert sound.duration == pytest.approx(0.7, abs=0.1)
    picture = tmp_path / "turned.jpg"
    image = Image.new("RGB", (40, 30))
    exif = image.getexif()
    exif[0x0112] = 6
    image.save(picture, exif=exif)
    assert probe(picture, still=True).size == Size(30, 40)
    with pytest.raises(MediaError, match="is a picture"):
        probe(picture)


def test_a_sound_with_a_cover_is_no_picture(tmp_path: Path) -> None:
    Image.new("RGB", (32, 32)).save(tmp_path / "cover.png")
    ffmpeg(
        "-f", "lavfi", "-i", "sine=d=0.3", "-i", tmp_path / "cover.png", "-map", "0", "-map", "1",
        "-c:v", "copy", "-disposition:v", "attached_pic", tmp_path / "song.mp3",
    )  # fmt: skip
    assert not probe(tmp_path / "song.mp3").has_video
