# pyright: reportUnknownMemberType=false
"""Reading a clip's pictures by film time: which source frame stands at which frame of the film.

Time stamps decide, never a rate, so a variable frame rate needs no special care. Second 0 of a file
is where its picture begins; its sound is placed by the same clock, so the two keep together.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import floor
from pathlib import Path
from typing import TYPE_CHECKING

from rushes.errors import MediaError
from rushes.media.engine import named, open_input

if TYPE_CHECKING:
    from av.container import InputContainer
    from av.video.frame import VideoFrame
    from av.video.stream import VideoStream

__all__ = ["Survey", "first_video", "shown", "survey", "whole"]

BACK_OFF = (Fraction(0), Fraction(2), Fraction(10))
"""How far before the wanted time, in seconds, a keyframe is looked for before reading from the start."""


@dataclass(frozen=True, slots=True)
class Survey:
    """What decoding a whole file showed: good frames, and how many its header or its packets promise."""

    good: int
    promised: int
    reason: str = ""

    @property
    def damaged(self) -> bool:
        return bool(self.reason) or self.good < self.promised


def first_video(container: InputContainer, path: Path) -> VideoStream:
    """The file's first moving picture, cover pictures left out. Raises MediaError when it has none."""
    from av.stream import Disposition

    for stream in container.streams.video:
        # A codec that FFmpeg does not know has no context.
        if not stream.disposition & Disposition.attached_pic and stream.codec_context:
            stream.codec_context.thread_type = "AUTO"
            stream.codec_context.thread_count = 2
            return stream
    what = "is a sound file: it has no picture" if container.streams.audio else "has no picture"
    raise MediaError(f"{named(path)} {what}", hint="give a video clip here")


def shown(
    path: Path, *, start: Fraction, fps: Fraction, first: int, last: int
) -> Generator[tuple[VideoFrame, int]]:
    """The source frames that stand at film frames `first` to `last` (not included), each with its count.

    Film frame 0 is `start` seconds into the file. A frame stands from the film frame nearest to its
    own time until the next one does; the first is held backwards and the last forwards. Raises
    MediaError when the file is damaged where it was read, or ends before its header says.
    """
    held: VideoFrame | None = None
    position = first
    with open_input(path) as opened:
        stream = first_video(opened, path)
        origin = beginning(stream)
        lasts = fps / (stream.average_rate or fps)
    wanted = origin + start + first / fps
    ends = Fraction(first)
    for frame, at in decoded(path, wanted):
        place = (at - origin - start) * fps
        slot = floor(place + Fraction(1, 2))
        ends = place + lasts
        if held is not None and slot > position:
            count = min(slot, last) - position
            yield held, count
            position += count
            if position >= last:
                return
        held = frame
    if ends + Fraction(1, 2) < last:
        # The source ends before the shot does: to hold its last frame is right only if all is there.
        whole(path)
    if held is None:
        raise MediaError(f"{named(path)} has no picture that can be decoded", hint="fetch or export it again")
    yield held, last - position


def beginning(stream: VideoStream) -> Fraction:
    """Second 0 of the file on its own clock."""
    return (stream.start_time or 0) * (stream.time_base or Fraction(1, 90_000))


def decoded(path: Path, wanted: Fraction) -> Iterator[tuple[VideoFrame, Fraction]]:
    """Frames with their times from a keyframe at or before `wanted` on, or from the file's start."""
    for back in (*BACK_OFF, None):
        with open_input(path) as container:
            stream = first_video(container, path)
            found = seek(container, stream, wanted - back) if back is not None else True
            if found:
                yield from good_frames(container, stream, path, wanted if back is not None else None)
                return


def seek(container: InputContainer, stream: VideoStream, to: Fraction) -> bool:
    """Go to the keyframe before `to`; whether the file has one there and can say so."""
    from av.error import FFmpegError

    base = stream.time_base or Fraction(1, 90_000)
    try:
        container.seek(floor(to / base), stream=stream)
        for packet in container.demux(stream):
            if packet.is_keyframe and packet.pts is not None:
                if packet.pts * base > to:
                    return False
                container.seek(floor(to / base), stream=stream)
                return True
            if packet.size == 0:
                return False
    except FFmpegError:
        return False
    return False


def good_frames(
    container: InputContainer, stream: VideoStream, path: Path, wanted: Fraction | None
) -> Iterator[tuple[VideoFrame, Fraction]]:
    """Decode from here on; what precedes the first keyframe in the film's order is left out."""
    from av.error import FFmpegError

    base = stream.time_base or Fraction(1, 90_000)
    step = 1 / (stream.average_rate or stream.guessed_rate or Fraction(25))
    key: Fraction | None = None
    time = Fraction(0)
    try:
        for packet in container.demux(stream):
            if key is None and packet.is_keyframe and packet.pts is not None:
                key = packet.pts * base
            for frame in packet.decode():
                time = frame.pts * base if frame.pts is not None else time + step
                if key is not None and time < key and wanted is not None:
                    continue
                if frame.is_corrupt or packet.is_corrupt:
                    raise broken(path)
                yield frame, time
    except FFmpegError as error:
        raise broken(path, str(error)) from error


def survey(path: Path) -> Survey:
    """Decode all of `path` and count. Raises MediaError only when it cannot be opened."""
    from av.error import FFmpegError

    good, promised, dropped, reason = 0, 0, 0, ""
    times: list[Fraction] = []
    held = Fraction(0)  # how long the last picture stands, by its own packet
    last = None
    with open_input(path) as container:
        stream = first_video(container, path)
        base = stream.time_base or Fraction(1, 90_000)
        try:
            for packet in container.demux(stream):
                dropped += packet.is_discard
                promised += packet.size > 0 and not packet.is_discard
                if packet.size and packet.pts is not None and (last is None or packet.pts > last):
                    last, held = packet.pts, (packet.duration or 0) * base
                for frame in packet.decode():
                    good += not frame.is_corrupt
                    if frame.pts is not None:
                        times.append(frame.pts * base)
        except FFmpegError as error:
            reason = str(error)
        step = usual_step(times) or 1 / (stream.average_rate or Fraction(25))
        told = told_end(stream)
        missing = told - (max(times, default=Fraction(0)) + max(step, held))
        if missing > step * Fraction(3, 2):
            promised = max(promised, good + round(missing / step))
        # An edit list may hide frames that the index counts; then the header lasts shorter than they.
        counted = stream.frames - dropped
        if "mov" in container.format.name and abs(stream.frames * step - told) <= step:
            promised = max(promised, counted)
    return Survey(good, promised, reason)


def usual_step(times: list[Fraction]) -> Fraction:
    """The time that most often lies between two frames, 0 when it cannot be told."""
    steps = Counter(later - earlier for earlier, later in pairwise(sorted(times)))
    return steps.most_common(1)[0][0] if steps else Fraction(0)


def told_end(stream: VideoStream) -> Fraction:
    """When the stream ends by its header, in seconds; 0 where the header does not tell."""
    if stream.duration:
        return (stream.duration + (stream.start_time or 0)) * (stream.time_base or Fraction(0))
    hours, _, rest = stream.metadata.get("DURATION", "").partition(":")
    minutes, _, seconds = rest.partition(":")
    try:
        return 3600 * Fraction(hours) + 60 * Fraction(minutes) + Fraction(seconds.strip("\0 "))
    except ValueError:
        return Fraction(0)


def whole(path: Path) -> int:
    """How many frames `path` has, all decoded. Raises MediaError when some cannot be."""
    found = survey(path)
    if found.damaged:
        raise damage(path, found)
    return found.good


def broken(path: Path, log: str = "") -> MediaError:
    """The error for a file in which a frame could not be decoded."""
    found = survey(path)
    return damage(path, Survey(found.good, max(found.promised, found.good + 1), found.reason or log))


def damage(path: Path, found: Survey) -> MediaError:
    promised = max(found.promised, found.good)
    return MediaError(
        f"{named(path)}: {found.good} of {promised} frames can be decoded; the file is cut off or damaged",
        log=found.reason,
        hint="fetch or export it again, or cut it to its good part",
    )
