"""Sound files for tests, made here, and what is heard in one."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.audio.stream import AudioStream
from numpy.typing import NDArray

from rushes.media.samples import read_sound

Sound = NDArray[np.float32]
RATE = 48_000


def write_sound(path: Path, sound: Sound, *, rate: int = RATE, codec: str = "", layout: str = "") -> Path:
    """`sound` of shape (samples, channels) in `path`; the suffix chooses the format."""
    kinds = {
        ".wav": "pcm_f32le",
        ".m4a": "aac",
        ".mp3": "mp3",
        ".flac": "flac",
        ".ogg": "libopus",
        ".mka": "aac",
    }
    layout = layout or {1: "mono", 2: "stereo", 6: "5.1"}[sound.shape[1]]
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec or kinds[path.suffix], rate=rate, layout=layout)
        assert isinstance(stream, AudioStream)
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(sound.T), format="fltp", layout=layout)
        frame.sample_rate, frame.pts, frame.time_base = rate, 0, Fraction(1, rate)
        for packet in [*stream.encode(frame), *stream.encode(None)]:
            container.mux(packet)
    return path


def heard(path: Path) -> Sound:
    """All of the sound in `path`, shape (samples, 2)."""
    return np.concatenate([np.zeros((0, 2), np.float32), *read_sound(path)])


def tone(
    seconds: float, hertz: float = 997.0, level: float = -20.0, channels: int = 2, rate: int = RATE
) -> Sound:
    time = np.arange(round(seconds * rate)) / rate
    wave = 10 ** (level / 20) * np.sin(2 * np.pi * hertz * time)
    return np.repeat(wave[:, np.newaxis], channels, axis=1).astype(np.float32)


def noise(seconds: float, level: float = -20.0, seed: int = 1, channels: int = 2) -> Sound:
    wave = np.random.default_rng(seed).standard_normal((round(seconds * RATE), channels))
    return (10 ** (level / 20) * wave).astype(np.float32)


def clicks(seconds: float, *at: int, channels: int = 2, rate: int = RATE) -> Sound:
    sound = np.zeros((round(seconds * rate), channels), np.float32)
    sound[list(at)] = 0.9
    return sound
