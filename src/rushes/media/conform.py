# ruff: noqa: A002 (the films' format is called format)
"""Conforming: what a shot shows, encoded whole into the film's format."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Sequence
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rushes.errors import Cancelled, MediaError
from rushes.media.engine import named, open_input
from rushes.media.graph import Conversion, stacked
from rushes.media.overlay import Overlays
from rushes.media.parts import FilmFormat, Part, ShotPicture, check_part, read_part
from rushes.media.source import first_video, shown
from rushes.media.still import still_frame
from rushes.media.transitions import COLORS, plain_frame
from rushes.media.write import PictureWriter, placed
from rushes.model import Size

if TYPE_CHECKING:
    import numpy as np

    Frame = np.ndarray[Any, np.dtype[np.uint8]]

__all__ = ["conform", "encode_part", "picture_frames"]


def picture_frames(
    picture: ShotPicture, format: FilmFormat, first: int = 0, last: int | None = None
) -> Generator[Frame]:
    """Frames `first` up to `last` of what a shot shows, as I420 arrays that are not to be changed.

    A frame has the same pixels wherever the reading began. A source that is shorter holds its last
    frame. Raises MediaError for a file that cannot be read, or not to its own end.
    """
    end = picture.frames if last is None else last
    if first >= end:
        return
    convert = Conversion(format.picture, picture.fit)
    overlays = Overlays(picture.overlays, format.picture)
    strip = strip_frame(picture, format)
    sar = Fraction(1)
    if picture.still:
        runs = iter([(still_frame(picture.path), end - first)])
    else:
        sar = pixel_ratio(picture.path)
        runs = shown(picture.path, start=picture.start, fps=format.fps, first=first, last=end)
    number = first
    for source, count in runs:
        base = convert(source, sar)
        for _ in range(count):
            drawn = overlays.draw(base, number)
            yield drawn if strip is None else stacked(drawn, strip)
            number += 1


def strip_frame(picture: ShotPicture, format: FilmFormat) -> Frame | None:
    """What stands in the band under the shot, as an I420 array; None where the format has no band."""
    if not format.band:
        return None
    size = Size(format.size.width, format.band)
    if picture.strip is None:
        return plain_frame(size, COLORS["black"])
    return Conversion(size, "contain")(still_frame(picture.strip.image), Fraction(1))


def pixel_ratio(path: Path) -> Fraction:
    """A pixel's width over its height, 1 where the file does not tell."""
    with open_input(path) as container:
        return first_video(container, path).sample_aspect_ratio or Fraction(1)


def conform(
    picture: ShotPicture,
    format: FilmFormat,
    target: Path,
    *,
    keyframes: Sequence[int],
    progress: Callable[[float], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Part:
    """Encode a shot whole: exactly `picture.frames` frames, at least a keyframe every half second.

    A keyframe also stands at each of `keyframes` (frame numbers of the shot; those outside it are
    left out). Raises MediaError when the source is not to be read, StoreError when `target` cannot
    be written, Cancelled; then nothing is left.
    """
    if picture.frames < 1:
        raise MediaError(f"{named(picture.path)} would be shown for {picture.frames} frames")
    return encode_part(
        picture_frames(picture, format),
        format,
        target,
        frames=picture.frames,
        keyframes=keyframes,
        progress=progress,
        cancelled=cancelled,
    )


def encode_part(
    pictures: Iterable[Frame],
    format: FilmFormat,
    target: Path,
    *,
    frames: int,
    keyframes: Sequence[int] = (),
    progress: Callable[[float], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Part:
    """Encode `frames` I420 frames as a part at `target`, and decode it once to be sure of it."""
    with placed(target) as scratch:
        with PictureWriter(
            scratch,
            size=format.size,
            fps=format.fps,
            crf=format.crf,
            preset=format.preset,
            group=format.group,
            keyframes=keyframes,
        ) as writer:
            for frame in pictures:
                if cancelled is not None and cancelled():
                    raise Cancelled("stopped")
                writer.write(frame)
                if progress is not None:
                    progress(writer.frames / frames)
        check_part(scratch, frames)
    return read_part(target)
