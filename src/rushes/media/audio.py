"""The sounds of a film as data: what is heard when, and how long a sound file is.

`rushes.media.mix` makes one sound of them. Importing this module loads neither PyAV nor numpy.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Literal

from rushes.media.engine import open_input

__all__ = ["MIX_VERSION", "MixReport", "Track", "sound_length"]


# Raise it when the same tracks would sound different: films are then mixed again.
MIX_VERSION = 1


@dataclass(frozen=True, slots=True)
class Track:
    """A sound and its place in a film; all counts are samples at 48 kHz.

    It is heard from film sample `at` for `length`, taken from `start` seconds into the file, over
    and over when it loops (from `start` again). `level` is in dB. The fades lie inside `length`.
    `ducked_by_speech` is by how many dB it goes down while a track marked `speech` speaks.
    """

    path: Path
    at: int
    length: int
    start: Fraction = Fraction(0)
    level: float = 0.0
    fade_in: int = 0
    fade_out: int = 0
    curve: Literal["power", "linear"] = "power"
    loop: bool = False
    ducked_by_speech: float = 0.0
    speech: bool = False


@dataclass(frozen=True, slots=True)
class MixReport:
    """What was made, measured after decoding it: LUFS (minus infinity when silent), dBTP, samples."""

    loudness: float
    true_peak: float
    samples: int


def sound_length(path: Path) -> int | None:
    """How many samples at 48 kHz the first sound in `path` has; None when a video has none.

    The whole sound is decoded. Raises MediaError for what cannot be read, is cut short, or is a picture.
    """
    with open_input(path) as container:
        if not container.streams.audio:
            return None
    from rushes.media.samples import read_sound

    return sum(len(block) for block in read_sound(path))
