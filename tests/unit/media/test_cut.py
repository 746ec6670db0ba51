"""A stretch of a clip as a clip of its own: the right frames, the sound with them, nothing else."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from clips import ffmpeg, numbered_clip, pattern_clip, told
from sounds import clicks, heard, tone, write_sound

from rushes.errors import MediaError
from rushes.media.cut import cut_clip
from rushes.media.probe import probe
from rushes.model import Size


def numbers(path: Path) -> list[int]:
    with av.open(str(path)) as container:
        return [told(frame.to_ndarray()) for frame in container.decode(video=0)]


def with_sound(folder: Path, sound: np.ndarray, frames: int = 24) -> Path:
    write_sound(folder / "sound.wav", sound)
    numbered_clip(folder / "picture.mp4", frames)
    ffmpeg(
        "-i", folder / "picture.mp4", "-i", folder / "sound.wav", "-c:v", "copy", "-c:a", "flac",
        folder / "both.mkv",
    )  # fmt: skip
    return folder / "both.mkv"


def test_what_cannot_be_cut_is_told_and_nothing_is_left(tmp_path: Path) -> None:
    write_sound(tmp_path / "sound.wav", tone(1))
    (tmp_path / "list.mp4").write_text("#EXTM3U\nclip.mp4\n")
    whole = numbered_clip(tmp_path / "whole.mp4", 48)
    (tmp_path / "half.mp4").write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    before = sorted(tmp_path.iterdir())
    for name, start, end, said in (
        ("sound.wav", 0, 1, "has no picture from 0 s to 1 s"),
        ("whole.mp4", 1, 1, "has no picture from 1 s to 1 s"),
        ("list.mp4", 0, 1, "is a playlist"),
        ("half.mp4", 3, 4, "of 48 frames can be decoded"),
        ("gone.mp4", 0, 1, "is not there"),
    ):
        with pytest.raises(MediaError, match=said):
            cut_clip(tmp_path / name, tmp_path / "cut.mp4", start=Fraction(start), end=Fraction(end))
        assert sorted(tmp_path.iterdir()) == before


def test_a_stretch_has_its_own_frames_and_no_other(tmp_path: Path) -> None:
    source, target = numbered_clip(tmp_path / "a.mp4", 36), tmp_path / "cut.mp4"
    cut_clip(source, target, start=Fraction(1, 2), end=Fraction(3, 2))
    assert numbers(target) == list(range(6, 18))
    cut_clip(source, target, start=Fraction(0), end=Fraction(7, 10))  # not at a frame: up to one longer
    assert numbers(target) == list(range(9))
    cut_clip(source, target, start=Fraction(0), end=Fraction(7, 10), longest=Fraction(7, 10))
    assert numbers(target) == list(range(8))
    info = probe(target, deep=True)
    assert (info.fps, info.variable, info.size, info.has_audio) == (12, False, Size(160, 90), False)


def test_sound_stays_with_its_picture(tmp_path: Path) -> None:
    source = with_sound(tmp_path, clicks(2, 36_000, 70_000))
    cut_clip(source, tmp_path / "cut.mp4", start=Fraction(1, 2), end=Fraction(5, 4))
    loud = np.flatnonzero(np.abs(heard(tmp_path / "cut.mp4")[:, 0]) > 0.2)
    assert abs(int(loud[0]) - 12_000) < 40
    assert int(loud[-1]) - int(loud[0]) < 400, "the click after the end is cut off"
    assert len(heard(tmp_path / "cut.mp4")) == pytest.approx(36_000, abs=1024)


def test_sound_that_ends_before_the_stretch_leaves_it_silent(tmp_path: Path) -> None:
    source = with_sound(tmp_path, tone(0.5))
    cut_clip(source, tmp_path / "cut.mp4", start=Fraction(1), end=Fraction(2))
    assert not probe(tmp_path / "cut.mp4").has_audio
    cut_clip(source, tmp_path / "cut.mp4", start=Fraction(1, 4), end=Fraction(2))
    assert probe(tmp_path / "cut.mp4", deep=True).has_audio


def test_odd_sizes_turned_pictures_and_uneven_rates(tmp_path: Path) -> None:
    target = tmp_path / "cut.mp4"
    odd = pattern_clip(tmp_path / "odd.mkv", "-c:v", "ffv1", source="testsrc2=size=161x91:rate=12:d=1")
    cut_clip(odd, target, start=Fraction(0), end=Fraction(1, 2))
    assert probe(target, deep=True).size == Size(160, 90)
    turned = tmp_path / "turned.mp4"
    ffmpeg("-display_rotation", "90", "-i", numbered_clip(tmp_path / "a.mp4", 12), "-c", "copy", turned)
    cut_clip(turned, target, start=Fraction(0), end=Fraction(1, 2))
    info = probe(target, deep=True)
    assert (info.size, info.rotation) == (Size(90, 160), 0)
    ffmpeg(
        "-i", numbered_clip(tmp_path / "even.mp4", 12), "-vf", "settb=1/1000,setpts=N*N*1000/48",
        "-fps_mode", "passthrough", "-enc_time_base", "1:1000", "-c:v", "libx264", tmp_path / "varied.mkv",
    )  # fmt: skip
    cut_clip(tmp_path / "varied.mkv", target, start=Fraction(1), end=Fraction(2))
    info = probe(target, deep=True)
    assert not info.variable
    assert info.picture_duration == pytest.approx(1, abs=0.3)
