# pyright: reportUnknownMemberType=false
"""Probing: what a media file holds, read from its packets and its first picture."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from rushes.errors import MediaError
from rushes.media.engine import decoding, named, open_input
from rushes.media.graph import Seen, seen
from rushes.media.source import first_video, whole
from rushes.media.still import open_picture
from rushes.model import Size

if TYPE_CHECKING:
    from av.container import InputContainer

__all__ = ["ColorTags", "MediaInfo", "probe"]


@dataclass(frozen=True, slots=True)
class ColorTags:
    """How a picture's colours are coded, in the numbers of ITU-T H.273; `full`: values from 0 to 255."""

    matrix: int = 2
    primaries: int = 2
    transfer: int = 2
    full: bool = False


@dataclass(frozen=True, slots=True)
class MediaInfo:
    """What a file holds. `size` is as displayed, `coded` as stored; `rotation` is in degrees, clockwise.

    `fps` is counted from time stamps: the mean where the rate is `variable`, 0 without a moving
    picture. `duration` is seconds, of what lasts longest. `frames` is None without a picture.
    """

    path: Path
    size: Size
    coded: Size
    fps: Fraction
    variable: bool
    duration: Fraction
    frames: int | None
    rotation: int
    sar: Fraction
    has_video: bool
    has_audio: bool
    audio_rate: int | None
    audio_channels: int | None
    color: ColorTags
    codec: str
    picture_duration: Fraction = Fraction(0)


def probe(path: Path, *, deep: bool = False, still: bool = False) -> MediaInfo:
    """What `path` holds. Raises MediaError when that cannot be told.

    `deep` decodes all of the picture, and raises MediaError ("N of M frames") when some of it is
    damaged or missing. `still` reads one picture (PNG, JPEG, WebP …) instead of a clip.
    """
    if still:
        return probe_still(path)
    with open_input(path) as container, decoding(path):
        try:
            first_video(container, path)
        except MediaError:
            if not container.streams.audio:
                raise
            return probe_sound(path, container)
        info = probe_clip(path, container)
    if deep:
        whole(path)
    return info


def probe_still(path: Path) -> MediaInfo:
    picture = open_picture(path)
    size = Size(*picture.size)
    return MediaInfo(
        path=path,
        size=size,
        coded=size,
        fps=Fraction(0),
        variable=False,
        duration=Fraction(0),
        frames=1,
        rotation=0,
        sar=Fraction(1),
        has_video=True,
        has_audio=False,
        audio_rate=None,
        audio_channels=None,
        color=ColorTags(matrix=0, full=True),
        codec="picture",
    )


def probe_sound(path: Path, container: InputContainer) -> MediaInfo:
    stream = container.streams.audio[0]
    ends = [
        ((packet.pts or 0) + (packet.duration or 0)) * packet.time_base
        for packet in container.demux(stream)
        if packet.size
    ]
    if not ends:
        raise MediaError(f"{named(path)} holds no sound", hint="fetch or export it again")
    return MediaInfo(
        path=path,
        size=Size(0, 0),
        coded=Size(0, 0),
        fps=Fraction(0),
        variable=False,
        duration=max(ends) - min(Fraction(0), stream.start_time or 0) * (stream.time_base or 1),
        frames=None,
        rotation=0,
        sar=Fraction(1),
        has_video=False,
        has_audio=True,
        audio_rate=stream.rate,
        audio_channels=stream.channels,
        color=ColorTags(),
        codec=stream.codec_context.name,
    )


def probe_clip(path: Path, container: InputContainer) -> MediaInfo:
    from av.video.frame import VideoFrame

    stream = first_video(container, path)
    sounds = container.streams.audio
    base = stream.time_base or Fraction(1, 90_000)
    first: Seen | None = None
    tags = ColorTags()
    sar = stream.sample_aspect_ratio or Fraction(1)
    rotation = 0
    stamps: list[int] = []
    latest: int | None = None
    held = 0  # how long the last picture stands, by its own packet
    sound_end = Fraction(0)
    for packet in container.demux(stream, *sounds[:1]):
        if not packet.size and first is not None:
            continue
        if packet.stream is not stream:
            sound_end = max(sound_end, ((packet.pts or 0) + (packet.duration or 0)) * packet.time_base)
            continue
        if packet.size and not packet.is_discard:
            stamp = packet.pts if packet.pts is not None else (packet.dts or 0)
            if latest is None or stamp > latest:
                latest, held = stamp, packet.duration or 0
            stamps.append(stamp)
        for frame in packet.decode() if first is None else ():
            assert isinstance(frame, VideoFrame)
            first = first or seen(frame, sar)
            rotation = -frame.rotation % 360
            tags = ColorTags(frame.colorspace, frame.color_primaries, frame.color_trc, first.range == 2)
    if first is None:
        raise MediaError(f"{named(path)} has no picture that can be decoded", hint="fetch or export it again")
    fps, variable = rate(sorted(stamps), base, stream.average_rate or stream.guessed_rate)
    picture_end = (max(stamps) - min(stamps)) * base + last_step(held * base, 1 / fps, variable=variable)
    begins = min(stamps) * base
    return MediaInfo(
        path=path,
        size=first.displayed,
        coded=first.size,
        fps=fps,
        variable=variable,
        duration=max(picture_end, sound_end - begins),
        frames=len(stamps),
        rotation=rotation,
        sar=sar,
        has_video=True,
        has_audio=bool(sounds),
        audio_rate=sounds[0].rate if sounds else None,
        audio_channels=sounds[0].channels if sounds else None,
        color=tags,
        codec=stream.codec_context.name,
        picture_duration=picture_end,
    )


def last_step(held: Fraction, usual: Fraction, *, variable: bool) -> Fraction:
    """How long the last picture stands: its own packet says it where the steps are not all alike."""
    return held if held > 0 and (variable or held > usual * Fraction(3, 2)) else usual


def rate(stamps: list[int], base: Fraction, told: Fraction | None) -> tuple[Fraction, bool]:
    """Frames a second by their time stamps, and whether the rate varies.

    A rate that the file tells is believed when every frame stands within two ticks of it.
    """
    count = len(stamps) - 1
    span = (stamps[-1] - stamps[0]) * base
    if count < 1 or span <= 0:
        return told or Fraction(25), False
    mean = count / span
    steps = Counter(later - earlier for earlier, later in pairwise(stamps))
    if len(steps) == 1:
        return 1 / (next(iter(steps)) * base), False
    near = told if told and abs(told - mean) * 50 < mean else mean
    drift = max(abs((stamp - stamps[0]) * base - number / near) for number, stamp in enumerate(stamps))
    if drift <= 2 * base:
        return near, False
    return mean.limit_denominator(100_000), True
