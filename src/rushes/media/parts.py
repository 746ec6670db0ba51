# pyright: reportUnknownMemberType=false
"""What a film is stitched from: encoded parts that share one format and one set of parameters."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from rushes.errors import MediaError
from rushes.media.engine import decoding, named, open_input
from rushes.model import Size

if TYPE_CHECKING:
    from av.packet import Packet
    from av.video.stream import VideoStream

__all__ = [
    "FilmFormat",
    "Overlay",
    "Part",
    "ShotPicture",
    "Strip",
    "check_part",
    "frame_number",
    "read_part",
]


@dataclass(frozen=True, slots=True)
class FilmFormat:
    """What every part of a film has in common: `fps` frames a second, x264's `crf` and `preset`.

    The lowest `band` rows of `size` are not the picture's: notes stand there. An even number.
    """

    size: Size
    fps: Fraction
    crf: int = 18
    preset: str = "veryfast"
    band: int = 0

    @property
    def picture(self) -> Size:
        """The size of the picture above the band."""
        return Size(self.size.width, self.size.height - self.band)

    @property
    def group(self) -> int:
        """The most frames from one keyframe to the next: half a second."""
        return max(1, int(self.fps / 2))


@dataclass(frozen=True, slots=True)
class Overlay:
    """A picture with alpha, of the size of the film's picture, seen in a shot's frames [`start`, `end`)."""

    image: Path
    sha256: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Strip:
    """A picture that fills the band under a shot for as long as it lasts."""

    image: Path
    sha256: str


@dataclass(frozen=True, slots=True)
class ShotPicture:
    """What a shot shows before any transition: `frames` film frames of `path`, from `start` seconds on.

    `still`: the file is one picture, held. `fit`: the whole picture with bars, or cropped to fill. Without
    a `strip` the band under it is black.
    """

    path: Path
    sha256: str
    start: Fraction
    frames: int
    fit: Literal["contain", "cover"] = "contain"
    overlays: tuple[Overlay, ...] = ()
    still: bool = False
    strip: Strip | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """An encoded part: its frames, the numbers of its keyframes, and the hash of its parameter sets.

    `order` holds the numbers of all frames in the order of decoding: it says where a part can be cut.
    """

    path: Path
    frames: int
    keyframes: tuple[int, ...]
    parameters: str
    order: tuple[int, ...]


def frame_number(packet: Packet[VideoStream], fps: Fraction) -> int:
    """Which frame of its part a packet holds."""
    return round((packet.pts or 0) * packet.time_base * fps)


def read_part(path: Path) -> Part:
    """The part that lies at `path`, read from its packets. Raises MediaError when it is none."""
    with open_input(path) as container:
        streams = container.streams.video
        if not streams or streams[0].codec_context.name != "h264":
            raise MediaError(f"{named(path)} is no part of a film", hint="delete it; it is made again")
        fps = streams[0].average_rate or Fraction(1)
        with decoding(path):
            packets = [packet for packet in container.demux(streams[0]) if packet.size]
        order = tuple(frame_number(packet, fps) for packet in packets)
        keyframes = tuple(sorted(frame_number(packet, fps) for packet in packets if packet.is_keyframe))
        parameters = sha256(streams[0].codec_context.extradata or b"").hexdigest()
    if sorted(order) != list(range(len(order))) or not order:
        raise MediaError(f"{named(path)} is a damaged part", hint="delete it; it is made again")
    return Part(path, len(order), keyframes, parameters, order)


def check_part(path: Path, frames: int) -> None:
    """Decode a part that was just made. Raises MediaError unless it has `frames` sound frames."""
    with open_input(path) as container:
        stream = container.streams.video[0]
        stream.codec_context.thread_type = "AUTO"
        stream.codec_context.thread_count = 2
        with decoding(path):
            good = sum(not frame.is_corrupt for frame in container.decode(stream))
    if good != frames:
        raise MediaError(f"{named(path)} came out with {good} of {frames} frames")
