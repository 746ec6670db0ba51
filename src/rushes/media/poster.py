# pyright: reportUnknownMemberType=false
"""Single frames of a clip as pictures: posters, and frames that another shot begins with."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from rushes.errors import MediaError
from rushes.media.engine import named, open_input
from rushes.media.graph import Conversion, seen
from rushes.media.source import beginning, decoded, first_video
from rushes.media.write import placed
from rushes.model import Size

if TYPE_CHECKING:
    from av.video.frame import VideoFrame

__all__ = ["extract_frame"]

KINDS = {".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG"}
NEAR_END = (Fraction(1), Fraction(10), None)


def extract_frame(
    path: Path, which: Literal["first", "last"] | Fraction, target: Path, *, width: int | None = None
) -> None:
    """Write one frame of the clip `path` as a PNG or a JPEG (by the suffix of `target`).

    `which` is the first frame, the last that can be decoded, or the one that stands at so many
    seconds. It is upright, with square pixels, in ordinary RGB; `width` makes it that wide. Raises
    MediaError when there is no such frame, StoreError when `target` cannot be written.
    """
    kind = KINDS.get(target.suffix.lower())
    if kind is None:
        raise MediaError(f"{named(target)} is neither a .png nor a .jpg", hint="call it one of these")
    from PIL import Image

    frame, sar = choose(path, which)
    size = seen(frame, sar).displayed
    if width is not None:
        size = Size(width, max(1, round(width / size.ratio)))
    pixels = Conversion(size, "contain", rgb=True)(frame, sar)
    with placed(target) as scratch:
        Image.fromarray(pixels).save(scratch, kind, quality=90)


def choose(path: Path, which: Literal["first", "last"] | Fraction) -> tuple[VideoFrame, Fraction]:
    """The frame, and its pixels' width over their height."""
    with open_input(path) as container:
        stream = first_video(container, path)
        sar = stream.sample_aspect_ratio or Fraction(1)
        begins = beginning(stream)
        length = (stream.duration or 0) * (stream.time_base or Fraction(0))
    if which == "last":
        return last_frame(path, begins + length if length else None), sar
    wanted = begins + (Fraction(0) if which == "first" else which)
    found: VideoFrame | None = None
    for frame, at in decoded(path, wanted):
        # Half a tick of a film's rate forgives times that were rounded on their way.
        if found is not None and at > wanted + Fraction(1, 2000):
            break
        found = frame
        if which == "first":
            break
    if found is None:
        raise MediaError(f"{named(path)} has no frame that can be decoded", hint="fetch it again")
    return found, sar


def last_frame(path: Path, end: Fraction | None) -> VideoFrame:
    """The last frame that can be decoded, looked for from near `end` first."""
    failure: MediaError | None = None
    for back in NEAR_END:
        if end is None and back is not None:
            continue
        last: VideoFrame | None = None
        try:
            for frame, _ in decoded(path, end - back if end and back else Fraction(0)):
                last = frame
        except MediaError as error:
            failure = error
        if last is not None:
            return last
    raise failure or MediaError(f"{named(path)} has no frame that can be decoded", hint="fetch it again")
