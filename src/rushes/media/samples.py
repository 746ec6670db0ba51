"""Sound files as samples: decoded, mixed down to stereo, at 48 kHz, each sample in its place."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Final

import av
import numpy as np
from av.error import FFmpegError
from av.stream import Discard
from numpy.typing import NDArray

from rushes.errors import Cancelled, MediaError
from rushes.media.engine import named, open_input
from rushes.media.loudness import RATE

if TYPE_CHECKING:
    from av.audio.frame import AudioFrame
    from av.audio.stream import AudioStream
    from av.container import InputContainer

__all__ = ["read_sound"]

Sound = NDArray[np.float32]

TOLERANCE: Final = Fraction(1, 10)  # seconds that may be missing, or out of place, without a word
# Their headers say how long the sound is; the other formats' lengths are guesses from the bit rate.
EXACT_HEADERS: Final = ("wav", "w64", "aiff", "caf", "flac", "mov", "matroska")
PADDING: Final = 4_096  # the most that a coded sound holds past its end, in samples
LOUDEST: Final = 16.0  # a float file can hold anything
HALF: Final = math.sqrt(0.5)
# ITU-R BS.775: what each loudspeaker gives to left and right. The bass channel is left out.
LEFT: Final = {"FL": 1.0, "FC": HALF, "BL": HALF, "SL": HALF, "BC": 0.5, "FLC": 1.0, "WL": HALF, "DL": 1.0}
RIGHT: Final = {"FR": 1.0, "FC": HALF, "BR": HALF, "SR": HALF, "BC": 0.5, "FRC": 1.0, "WR": HALF, "DR": 1.0}


def read_sound(path: Path, start: int = 0, *, cancelled: Callable[[], bool] | None = None) -> Iterator[Sound]:
    """The first sound in `path` from sample `start` at 48 kHz on, as blocks of shape (samples, 2).

    Sample 0 is heard with the file's first picture where it has one, else it is the sound's first.
    Raises MediaError when the file has no sound, or less of it than its header says.
    """
    with open_input(path) as container:
        if not container.streams.audio:
            raise MediaError(f"{named(path)} has no sound", hint="give a sound file, or a video with sound")
        for stream in container.streams.video:
            stream.discard = Discard.all
        source = _Source(path, container, container.streams.audio[0])
        skip = start
        for block in source.blocks():
            if cancelled is not None and cancelled():
                raise Cancelled("stopped")
            if skip < len(block):
                yield block[skip:]
            skip = max(0, skip - len(block))


@dataclass
class _Source:
    path: Path
    container: InputContainer
    stream: AudioStream

    def blocks(self) -> Iterator[Sound]:
        """The sound at 48 kHz from its first sample to its last."""
        promised = self._promised()
        given = 0
        past: list[Sound] = []  # a coded sound ends on a whole packet: a little past its end is padding
        for block in self._resampled():
            given += len(block)
            if promised is None or given <= promised:
                yield block
            elif given > promised + PADDING:
                yield from past
                past = []
                yield block
            else:
                inside = max(0, len(block) - (given - promised))
                if inside:
                    yield block[:inside]
                past.append(block[inside:])
        if promised is None:
            promised = _tagged_length(self.path)
        if promised is not None and promised - given > TOLERANCE * RATE:
            raise self._cut_short(given, promised)
        if given == 0:
            raise MediaError(
                f"{named(self.path)} has no sound that can be decoded", hint="fetch or export it again"
            )

    def _promised(self) -> int | None:
        """The samples at 48 kHz that the header promises, None when it does not say for certain."""
        names = self.container.format.name.split(",")
        if not any(name in EXACT_HEADERS for name in names):
            return None
        if self.stream.duration and self.stream.time_base is not None:
            end = self.stream.duration + (self.stream.start_time or 0)
            return round((end * self.stream.time_base - self._zero()) * RATE)
        alone = len(self.container.streams) == 1
        if not self.container.duration or not alone:
            return None
        return round(Fraction(self.container.duration, 1_000_000) * RATE)

    def _zero(self) -> Fraction:
        """The file's time, in seconds, at which sample 0 is heard."""
        moving = [one for one in self.container.streams.video if not _is_cover(one.disposition)]
        first = moving[0] if moving else self.stream
        if first.start_time is None or first.time_base is None:
            return Fraction(0)
        return first.start_time * first.time_base

    def _resampled(self) -> Iterator[Sound]:
        resampler: av.AudioResampler | None = None
        form: tuple[str, str, int] | None = None
        for frame in self._placed():
            now = (frame.format.name, frame.layout.name, frame.sample_rate)
            if resampler is None or form != now:
                if resampler is not None:
                    yield from _stereo(resampler.resample(None))
                resampler, form = av.AudioResampler(format="fltp", rate=RATE), now
            yield from _stereo(resampler.resample(frame))
        if resampler is not None:
            yield from _stereo(resampler.resample(None))

    def _placed(self) -> Iterator[AudioFrame]:
        """The decoded frames, with silence where the time stamps leave a hole, from time zero on."""
        zero = self._zero() if self.container.streams.video else None
        here: Fraction | None = zero
        gap = Fraction(0) if zero is not None else TOLERANCE
        for frame, lost in self._decoded():
            if lost:
                gap = Fraction(0)
            when = None if frame.pts is None or frame.time_base is None else frame.pts * frame.time_base
            length = Fraction(frame.samples, frame.sample_rate)
            if here is None:
                here = when
            if when is not None and here is not None and abs(when - here) > gap:
                if when > here:
                    yield from _silence(frame, round((when - here) * frame.sample_rate))
                else:
                    late = round((here - when) * frame.sample_rate)
                    if late >= frame.samples:
                        continue
                    frame = _tail(frame, late)  # noqa: PLW2901
                here, gap = when + length, TOLERANCE
            else:
                gap = TOLERANCE
                here = None if here is None else here + length
            frame.pts = None
            yield frame

    def _decoded(self) -> Iterator[tuple[AudioFrame, bool]]:
        """Each frame, and whether packets before it could not be decoded."""
        lost = Fraction(0)
        since = False
        packets = self.container.demux(self.stream)
        while True:
            try:
                packet = next(packets, None)
            except (FFmpegError, ValueError) as error:
                raise self._broken(error) from error
            if packet is None:
                return
            try:
                frames = packet.decode()
            except FFmpegError as error:
                seconds = Fraction(packet.duration or 0) * (packet.time_base or 0)
                lost += seconds or Fraction(1024, RATE)
                since = True
                if lost > TOLERANCE:
                    raise self._broken(error) from error
                continue
            for frame in frames:
                yield frame, since
                since = False

    def _broken(self, error: Exception) -> MediaError:
        return MediaError(
            f"{named(self.path)} cannot be decoded as sound: the file is damaged or cut short",
            log=str(error),
            hint="get the file again, or convert it",
        )

    def _cut_short(self, given: int, promised: int) -> MediaError:
        return MediaError(
            f"{named(self.path)} is cut short: {given / RATE:.1f} of {promised / RATE:.1f} seconds are there",
            hint="get the file again, or convert it if this is all there is",
        )


def _tagged_length(path: Path) -> int | None:
    """The samples at 48 kHz that an MP3's own tag promises at the least, None where it has no tag.

    libav takes a tag that disagrees with the file's size for a mistake; it is how a cut file looks.
    """
    with path.open("rb") as file:
        head = file.read(10)
        if head[:3] == b"ID3":
            size = head[6] << 21 | head[7] << 14 | head[8] << 7 | head[9]
            file.seek(size, 1)
            head = b""
        head += file.read(190)
    if len(head) < 64 or head[0] != 0xFF or head[1] & 0xE6 != 0xE2:
        return None
    mark = max(head.find(b"Xing", 0, 64), head.find(b"Info", 0, 64))
    rate_index = head[2] >> 2 & 3
    if mark < 0 or not head[mark + 7] & 1 or rate_index == 3:
        return None
    version = head[1] >> 3 & 3  # 3: MPEG 1, 2: MPEG 2 with half the rates, 0: MPEG 2.5 with a quarter
    rate = (44_100, 48_000, 32_000)[rate_index] // {3: 1, 2: 2}.get(version, 4)
    frames = int.from_bytes(head[mark + 8 : mark + 12], "big")
    # The coder's delay and padding, at most three frames, are taken off when it is decoded.
    return round(max(0, frames - 3) * (1152 if version == 3 else 576) * Fraction(RATE, rate))


def _is_cover(disposition: object) -> bool:
    return bool(getattr(disposition, "value", 0) & 0x400)


def _stereo(frames: list[AudioFrame]) -> Iterator[Sound]:
    for frame in frames:
        planes = np.clip(np.nan_to_num(frame.to_ndarray()), -LOUDEST, LOUDEST).astype(np.float32, copy=False)
        names = [channel.name for channel in frame.layout.channels]
        yield np.ascontiguousarray((_downmix(names) @ planes).T)


def _downmix(names: list[str]) -> Sound:
    """The matrix from the channels called `names` to left and right."""
    if len(names) == 1:
        return np.ones((2, 1), np.float32)
    matrix = np.array([[side.get(name, 0.0) for name in names] for side in (LEFT, RIGHT)], np.float32)
    if not matrix.any():  # loudspeakers without a name: every second channel to each side
        matrix = np.array([[float(i % 2 == side) for i in range(len(names))] for side in (0, 1)], np.float32)
    return matrix


def _silence(like: AudioFrame, samples: int) -> Iterator[AudioFrame]:
    whole = RATE
    for first in range(0, samples, whole):
        yield _frame(like, np.zeros((like.layout.nb_channels, min(whole, samples - first)), np.float32))


def _tail(frame: AudioFrame, late: int) -> AudioFrame:
    return _frame(frame, _planar(frame)[:, late:])


def _planar(frame: AudioFrame) -> Sound:
    same = av.AudioResampler(format="fltp").resample(frame)
    return same[0].to_ndarray().astype(np.float32, copy=False)


def _frame(like: AudioFrame, planes: Sound) -> AudioFrame:
    frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(planes), format="fltp", layout=like.layout.name)
    frame.sample_rate = like.sample_rate
    return frame
