"""Cutting: a stretch of a clip as a clip of its own, with the sound that goes with it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from fractions import Fraction
from itertools import chain
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING

from rushes.errors import MediaError
from rushes.media.conform import conform
from rushes.media.engine import named
from rushes.media.parts import FilmFormat, ShotPicture
from rushes.media.probe import MediaInfo, probe
from rushes.media.stitch import Piece, stitch
from rushes.model import Size

if TYPE_CHECKING:
    from rushes.media.samples import Sound

__all__ = ["cut_clip"]

CRF = 12  # it will be looked at by a model, and encoded again by whoever makes something of it
FASTEST = Fraction(240)  # frames a second


def cut_clip(
    path: Path, target: Path, *, start: Fraction, end: Fraction, longest: Fraction | None = None
) -> None:
    """Write what `path` shows from `start` up to `end` seconds as an MP4 at `target`.

    It is as long as the stretch or up to a frame longer, and a frame shorter where it would else be
    longer than `longest`. Encoded anew, since only few frames are places where a clip can be cut as it
    is. Raises MediaError for a clip that cannot be read there, StoreError when `target` cannot be
    written; then nothing is left.
    """
    info = probe(path)
    if not info.has_video or end <= start:
        raise MediaError(f"{named(path)} has no picture from {float(start):g} s to {float(end):g} s")
    fps = min(Fraction(max(1, round(info.fps))) if info.variable else info.fps, FASTEST)
    frames = ceil((end - start) * fps)
    if longest is not None and frames / fps > longest:
        frames = max(1, frames - 1)
    whole = FilmFormat(even(info.size), fps, crf=CRF)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".cut-") as folder:
        scratch = Path(folder)
        picture = ShotPicture(path, "", start, frames)
        part = conform(picture, whole, scratch / "picture.mp4", keyframes=())
        sound = cut_sound(info, scratch / "sound.mp4", start=start, length=frames / fps)
        stitch([Piece(part, 0, frames)], whole, target, sound=sound)


def even(size: Size) -> Size:
    """The nearest size that can be encoded."""
    return Size(max(16, size.width // 2 * 2), max(16, size.height // 2 * 2))


def cut_sound(info: MediaInfo, target: Path, *, start: Fraction, length: Fraction) -> Path | None:
    """The stretch of the clip's sound at `target`; None where there is none."""
    if not info.has_audio:
        return None
    from rushes.media.loudness import RATE
    from rushes.media.mix import encode_sound
    from rushes.media.samples import read_sound

    blocks = up_to(round(length * RATE), read_sound(info.path, round(start * RATE)))
    first = next(blocks, None)
    if first is None:
        return None  # the sound ends before the stretch begins
    encode_sound(chain([first], blocks), target)
    return target


def up_to(samples: int, blocks: Iterator[Sound]) -> Iterator[Sound]:
    """The blocks up to so many samples, no value of them past full scale."""
    left = samples
    for block in blocks:
        if left <= 0:
            return
        yield block[:left].clip(-1.0, 1.0)
        left -= len(block)
