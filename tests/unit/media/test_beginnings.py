"""Where a file's second 0 is, and where its picture ends: sound and picture keep together."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from rushes.media.conform import picture_frames
from rushes.media.parts import FilmFormat, ShotPicture
from rushes.media.probe import probe
from rushes.media.samples import read_sound
from rushes.model import Size

FPS, SIZE = 25, Size(64, 48)
FORMAT = FilmFormat(SIZE, Fraction(FPS), preset="ultrafast")
BEEP = 10  # the source frame that the beep belongs to


def clip(path: Path, *, late: int, frames: int = 25, last: int = 1) -> Path:
    """A clip whose picture begins `late` frames after its sound; each frame has a shade of its own.

    A beep begins with frame `BEEP`. The last frame stands for `last` frames.
    """
    with av.open(str(path), "w") as file:
        picture = file.add_stream("libx264", rate=FPS, options={"crf": "1", "bf": "0"})
        picture.width, picture.height, picture.pix_fmt = SIZE.width, SIZE.height, "yuv420p"
        sound = file.add_stream("flac" if path.suffix == ".mkv" else "aac", rate=48_000, layout="mono")
        for number in range(frames):
            shade = np.full((72, 64), 128, np.uint8)
            shade[:48] = 20 + 8 * number
            frame = av.VideoFrame.from_ndarray(shade, format="yuv420p")
            frame.pts, frame.time_base = number + late, Fraction(1, FPS)
            for packet in picture.encode(frame):
                file.mux(packet)
        for packet in picture.encode(None):
            packet.duration = last if packet.pts == frames - 1 + late else 1
            file.mux(packet)
        samples = np.zeros((1, (frames + late + last - 1) * 48_000 // FPS), np.int16)
        start = (BEEP + late) * 48_000 // FPS
        samples[0, start : start + 4_000] = 16_000 * np.sin(np.arange(4_000) * 2 * np.pi * 1000 / 48_000)
        for at in range(0, samples.shape[1], 1_024):
            block = av.AudioFrame.from_ndarray(samples[:, at : at + 1_024], format="s16", layout="mono")
            block.sample_rate, block.pts, block.time_base = 48_000, at, Fraction(1, 48_000)
            file.mux(sound.encode(block))
        file.mux(sound.encode(None))
    return path


def shades(path: Path, frames: int) -> list[int]:
    """The numbers of the source frames that the film shows."""
    picture = ShotPicture(path, "x", Fraction(0), frames)
    return [round((int(frame[:48].mean()) - 20) / 8) for frame in picture_frames(picture, FORMAT)]


@pytest.mark.parametrize("suffix", [".mp4", ".mkv"])
@pytest.mark.parametrize("late", [0, 1, 5])
def test_picture_and_sound_keep_together_when_the_picture_begins_later(
    tmp_path: Path, suffix: str, late: int
) -> None:
    path = clip(tmp_path / f"late{suffix}", late=late)
    assert shades(path, 25) == list(range(25))
    heard = np.concatenate(list(read_sound(path)))[:, 0]
    begins = int(np.argmax(np.abs(heard) > 0.1))
    assert begins == pytest.approx(BEEP * 48_000 / FPS, abs=150)


def test_a_last_picture_that_stands_is_part_of_the_clip(tmp_path: Path) -> None:
    path = clip(tmp_path / "held.mp4", late=0, frames=15, last=35)
    info = probe(path)
    assert info.picture_duration == Fraction(14 + 35, FPS)
    assert shades(path, 49) == [*range(14), *[14] * 35]
