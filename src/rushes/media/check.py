# pyright: reportUnknownMemberType=false
# ruff: noqa: A002 (the films' format is called format)
"""Checking a finished film by its packets; its pictures were decoded when the parts were made."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from rushes.errors import MediaError
from rushes.media.engine import decoding, named, open_input
from rushes.media.parts import FilmFormat, frame_number

if TYPE_CHECKING:
    from av.container import InputContainer

__all__ = ["check_film"]

AAC_FRAME = 1024


def check_film(path: Path, *, frames: int, format: FilmFormat, sound: bool) -> None:
    """Raises MediaError, saying what is wrong, unless the film is what was planned.

    It has exactly `frames` pictures of the format's size and rate, each in its place and each after
    the one before; and, if `sound`, sound without a gap that ends within one AAC frame of the picture.
    """
    with open_input(path) as container, decoding(path):
        fault = picture_fault(container, frames, format)
        if fault is None:
            fault = sound_fault(container, frames / format.fps if sound else None)
    if fault is not None:
        raise MediaError(f"{named(path)} is not the film that was planned: {fault}")


def picture_fault(container: InputContainer, frames: int, format: FilmFormat) -> str | None:
    if len(container.streams.video) != 1:
        return f"it has {len(container.streams.video)} pictures"
    stream = container.streams.video[0]
    codec = stream.codec_context
    if codec.name != "h264" or (codec.width, codec.height) != (format.size.width, format.size.height):
        return f"its picture is {codec.name} of {codec.width}x{codec.height}, and not h264 of {format.size}"
    numbers: list[int] = []
    last = None
    for packet in container.demux(stream):
        if not packet.size:
            continue
        if packet.pts is None or packet.dts is None or packet.pts < packet.dts:
            return f"the {len(numbers)}th packet has no right time stamp"
        if last is not None and packet.dts <= last:
            return f"time goes back at the {len(numbers)}th packet"
        if packet.is_corrupt or (not numbers and not packet.is_keyframe):
            return f"the {len(numbers)}th packet is damaged"
        last = packet.dts
        if (packet.pts * packet.time_base * format.fps).denominator != 1:
            return f"the {len(numbers)}th packet stands between two frames"
        numbers.append(frame_number(packet, format.fps))
    if sorted(numbers) != list(range(frames)):
        return f"it has {len(numbers)} frames, {len(set(numbers))} in places of their own, not {frames}"
    return None


def sound_fault(container: InputContainer, length: Fraction | None) -> str | None:
    """What is wrong with the sound of a film that lasts `length` seconds, None for a silent one."""
    streams = container.streams.audio
    if len(streams) != (length is not None):
        return f"it has {len(streams)} sound tracks"
    if length is None:
        return None
    container.seek(0)
    end: Fraction | None = None
    for packet in container.demux(streams[0]):
        if not packet.size or packet.pts is None:
            continue
        start = packet.pts * packet.time_base
        if end is not None and abs(start - end) > Fraction(1, 1000):
            return f"its sound has a gap at {float(end):.3f} s"
        end = start + (packet.duration or 0) * packet.time_base
    off = (end or Fraction(0)) - length
    if abs(off) > Fraction(AAC_FRAME, streams[0].rate):
        return f"its sound ends {float(abs(off)):.3f} s {'after' if off > 0 else 'before'} its picture"
    return None
