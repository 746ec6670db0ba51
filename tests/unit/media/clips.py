"""Awkward clips for tests, small and quickly made: by PyAV, or by the FFmpeg program."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import imageio_ffmpeg
import numpy as np

from rushes.media.write import write_clip
from rushes.model import Size

SMALL = Size(160, 90)
RATE = Fraction(12)


def ffmpeg(*arguments: str | Path, quiet: bool = True) -> str:
    """Run the FFmpeg program; returns what it printed to its error stream (warnings and worse)."""
    command = [
        imageio_ffmpeg.get_ffmpeg_exe(),
        "-y",
        "-v",
        "error" if quiet else "warning",
        *map(str, arguments),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stderr


def numbered(count: int, size: Size = SMALL) -> Iterator[np.ndarray]:
    """Frames that tell their number: luma 30 + 4 · number, over a little grain that x264 keeps busy."""
    grain = np.random.default_rng(5).integers(-2, 3, (size.height, size.width))
    for number in range(count):
        frame = np.full((size.height * 3 // 2, size.width), 128, np.uint8)
        frame[: size.height] = (30 + 4 * number % 200 + np.roll(grain, number, axis=1)).astype(np.uint8)
        yield frame


def told(frame: np.ndarray, size: Size = SMALL) -> int:
    """Which number a frame of `numbered` shows, from the middle of it."""
    middle = frame[size.height // 3 : size.height * 2 // 3, size.width // 3 : size.width * 2 // 3]
    return round((float(middle.mean()) - 30) / 4)


def numbered_clip(path: Path, count: int = 24, *, fps: Fraction = RATE, size: Size = SMALL) -> Path:
    write_clip(path, numbered(count, size), size=size, fps=fps, crf=8)
    return path


def pattern_clip(path: Path, *options: str, source: str = "testsrc2=size=160x90:rate=12:d=1") -> Path:
    """A moving pattern, encoded as `options` say (H.264 in 4:2:0 by default)."""
    ffmpeg("-f", "lavfi", "-i", source, *(options or ("-c:v", "libx264", "-pix_fmt", "yuv420p")), path)
    return path


def green_clip(path: Path, *options: str, size: str = "160x90") -> Path:
    """RGB(30, 180, 60) through and through, encoded from RGB as `options` say."""
    pixels = Size.parse(size).width * Size.parse(size).height
    raw = bytes((30, 180, 60)) * pixels * 6
    command = [
        imageio_ffmpeg.get_ffmpeg_exe(),
        "-y",
        "-v",
        "error",
        "-f",
        "rawvideo",
        "-pix_fmt",
        "rgb24",
        "-s",
        size,
    ]
    command += ["-r", "12", "-i", "pipe:0", *options, str(path)]
    subprocess.run(command, input=raw, check=True)
    return path


def rgb_of(frame: np.ndarray, size: Size = SMALL) -> tuple[int, int, int]:
    """The colour in the middle of an I420 array in BT.709, limited range."""
    values = frame.reshape(-1).astype(float)
    luma, quarter = size.width * size.height, size.width * size.height // 4
    middle = (size.height // 4) * (size.width // 2) + size.width // 4
    y = (values[(size.height // 2) * size.width + size.width // 2] - 16) / 219
    cb, cr = ((values[luma + plane * quarter + middle] - 128) / 224 for plane in (0, 1))
    red, blue = y + 1.5748 * cr, y + 1.8556 * cb
    green = (y - 0.2126 * red - 0.0722 * blue) / 0.7152
    red, green, blue = (round(255 * value) for value in (red, green, blue))
    return red, green, blue
