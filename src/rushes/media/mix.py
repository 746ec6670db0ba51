# pyright: reportUnknownMemberType=false
"""The sound of a film: every track in its place, brought to a loudness, encoded once.

The tracks are mixed into a scratch file of plain samples, which is measured; then one gain takes it
to the loudness wanted, a limiter holds its true peaks, and what was encoded is decoded and measured
again. No part of it holds more than seconds of sound in memory.
"""

from __future__ import annotations

import math
import tempfile
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from typing import IO, Final

import av
import numpy as np
from numpy.typing import NDArray

from rushes.errors import Cancelled, MediaError
from rushes.media.audio import MixReport, Track
from rushes.media.ducking import HOP, Ducking, speech_activity
from rushes.media.engine import address, named
from rushes.media.limiter import BLOCK, limited
from rushes.media.loudness import RATE, Meter, gain
from rushes.media.samples import read_sound
from rushes.media.write import placed

__all__ = ["BIT_RATE", "encode_sound", "mix"]

Sound = NDArray[np.float32]
Stop = Callable[[], bool] | None

BIT_RATE: Final = 192_000
MOST_GAIN: Final = 20.0  # dB: a nearly silent film is not blown up to its noise
MOST_DRIVE: Final = 12.0  # dB that are added for what the limiter takes away; past that it only distorts
MARGIN: Final = 0.3  # dB: what encoding usually adds to a peak
REPEATED: Final = 30 * RATE  # a loop up to this length is decoded once and kept
ROUNDS: Final = 3


def mix(
    tracks: Sequence[Track],
    target: Path,
    *,
    samples: int,
    loudness: float = -14.0,
    true_peak: float = -1.0,
    progress: Callable[[float], None] | None = None,
    cancelled: Stop = None,
) -> MixReport:
    """Mix `tracks` into `target`: AAC in MP4, 48 kHz stereo, exactly `samples` long.

    The mix is brought to `loudness` LUFS by one gain (of at most 20 dB), its true peaks are under
    `true_peak` dBTP; where both cannot be had, the peaks win. Silence stays silence. The same tracks
    give the same bytes. Raises MediaError for a sound that cannot be read, StoreError when the
    folder cannot be written, Cancelled; nothing is left then.
    """
    if samples <= 0:
        raise MediaError("a film without a length has no sound")
    report = _Steps(progress)
    with placed(target) as scratch, tempfile.TemporaryFile(dir=target.parent, suffix=".part") as file:
        bed = _Bed(file, samples)
        meter = Meter()
        for block in report.over(_mixed(tracks, samples, cancelled), samples, 0.0, 0.5):
            bed.append(block)
            meter.add(block)
        level, most = _level(bed, meter, loudness, true_peak - MARGIN, cancelled)
        heard = _finish(
            bed, scratch, (level, most), (loudness, true_peak), report=report, cancelled=cancelled
        )
    report.at(1.0)
    return MixReport(heard.loudness(), heard.true_peak(), samples)


def _finish(
    bed: _Bed,
    scratch: Path,
    levels: tuple[float, float],
    wanted: tuple[float, float],
    *,
    report: _Steps,
    cancelled: Stop,
) -> Meter:
    """Encodes `bed`, decodes and measures that, and corrects it; gives the last measurement."""
    level, most = levels
    loudness, true_peak = wanted
    ceiling = true_peak - MARGIN
    heard = Meter()
    for attempt in range(ROUNDS):
        begin = 0.6 + 0.1 * attempt
        blocks = limited(bed.read, bed.samples, level=level, ceiling=ceiling)
        encode_sound(report.over(_stoppable(blocks, cancelled), bed.samples, begin, begin + 0.2), scratch)
        heard = _measure(read_sound(scratch, cancelled=cancelled))
        over = heard.true_peak() - true_peak
        short = loudness - heard.loudness()
        better = min(level + short, most) if math.isfinite(short) else level
        if over <= 0 and (attempt > 0 or abs(better - level) < 0.3):
            break
        if over > 0:
            ceiling -= over + MARGIN / 2
        level = better
    return heard


class _Steps:
    def __init__(self, progress: Callable[[float], None] | None) -> None:
        self._progress = progress
        self._done = 0.0

    def at(self, done: float) -> None:
        if self._progress is not None and done > self._done:
            self._done = done
            self._progress(done)

    def over(self, blocks: Iterator[Sound], samples: int, begin: float, end: float) -> Iterator[Sound]:
        given = 0
        for block in blocks:
            yield block
            given += len(block)
            self.at(begin + (end - begin) * given / samples)


class _Bed:
    """The mix as plain samples in a scratch file; silence outside it."""

    def __init__(self, file: IO[bytes], samples: int) -> None:
        self._file = file
        self.samples = samples

    def append(self, block: Sound) -> None:
        self._file.write(block.tobytes())

    def read(self, first: int, count: int) -> Sound:
        sound = np.zeros((count, 2), np.float32)
        begin, end = max(0, first), min(self.samples, first + count)
        if begin < end:
            self._file.seek(begin * 8)
            held = np.frombuffer(self._file.read((end - begin) * 8), np.float32)
            sound[begin - first : end - first] = held.reshape(-1, 2)
        return sound


def _level(bed: _Bed, meter: Meter, loudness: float, ceiling: float, cancelled: Stop) -> tuple[float, float]:
    """The gain in dB that takes `bed` to `loudness` once limited to `ceiling`, and the most it may be."""
    measured = meter.loudness()
    if not math.isfinite(measured):
        return 0.0, 0.0
    level = min(loudness - measured, MOST_GAIN)
    most = min(level + MOST_DRIVE, MOST_GAIN)
    if meter.true_peak() + level > ceiling:
        for _ in range(6):
            blocks = limited(bed.read, bed.samples, level=level, ceiling=ceiling)
            short = loudness - _measure(_stoppable(blocks, cancelled), peaks=False).loudness()
            level = min(level + short, most)
            if abs(short) < 0.1:
                break
    return level, most


def _measure(blocks: Iterator[Sound], *, peaks: bool = True) -> Meter:
    meter = Meter(peaks=peaks)
    for block in blocks:
        meter.add(block)
    return meter


def _stoppable(blocks: Iterator[Sound], cancelled: Stop) -> Iterator[Sound]:
    for block in blocks:
        if cancelled is not None and cancelled():
            raise Cancelled("stopped")
        yield block


def encode_sound(blocks: Iterable[Sound], path: Path) -> None:
    """Write blocks of shape (samples, 2) at 48 kHz as AAC in MP4."""
    # The edit list that hides the encoder's priming counts in the movie's time scale.
    with av.open(address(path), "w", format="mp4", options={"movie_timescale": str(RATE)}) as container:
        stream = container.add_stream("aac", rate=RATE, layout="stereo")
        stream.bit_rate = BIT_RATE
        here = 0
        for block in blocks:
            frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(block.T), format="fltp", layout="stereo")
            frame.sample_rate, frame.pts, frame.time_base = RATE, here, Fraction(1, RATE)
            here += len(block)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


# ── the mix ───────────────────────────────────────────────────────────────────────────────────


def _mixed(tracks: Sequence[Track], samples: int, cancelled: Stop) -> Iterator[Sound]:
    """The film's sound from its first sample to its last, as it is before any levelling."""
    ducking = _ducking(tracks, samples, cancelled)
    waiting = sorted((one for one in tracks if _end(one, samples) > max(0, one.at)), key=lambda one: one.at)
    playing: list[_Player] = []
    for first in range(0, samples, BLOCK):
        if cancelled is not None and cancelled():
            raise Cancelled("stopped")
        count = min(BLOCK, samples - first)
        block = np.zeros((count, 2), np.float32)
        while waiting and waiting[0].at < first + count:
            playing.append(_Player(waiting.pop(0), samples, cancelled))
        for player in playing:
            player.play(block, first, ducking)
        for player in [one for one in playing if one.end <= first + count]:
            player.close()
            playing.remove(player)
        yield block


def _end(track: Track, samples: int) -> int:
    return min(samples, track.at + track.length)


class _Player:
    """One track while it plays: gives its samples in order."""

    def __init__(self, track: Track, samples: int, cancelled: Stop) -> None:
        self._track = track
        self.end = _end(track, samples)
        self._blocks = _sound(track, cancelled)
        self._held: Sound = np.zeros((0, 2), np.float32)
        self._heard = 0
        before = max(0, -track.at)
        while before > 0:
            self._take(min(before, BLOCK))
            before -= BLOCK

    def play(self, block: Sound, first: int, ducking: Ducking | None) -> None:
        """Adds what is heard in the film's samples from `first` on to `block`."""
        begin, end = max(first, self._track.at, 0), min(first + len(block), self.end)
        if begin >= end:
            return
        envelope = _envelope(self._track, begin - self._track.at, end - begin)
        if ducking is not None and self._track.ducked_by_speech > 0:
            envelope = envelope * ducking.gains(begin, end - begin, self._track.ducked_by_speech)
        sound = self._take(end - begin)
        block[begin - first : begin - first + len(sound)] += sound * envelope[: len(sound)]

    def _take(self, count: int) -> Sound:
        """The next `count` samples, fewer at the end of the sound."""
        pieces = [self._held]
        there = len(self._held)
        while there < count:
            block = next(self._blocks, None)
            if block is None:
                break
            pieces.append(block)
            there += len(block)
        joined = np.concatenate(pieces) if len(pieces) > 1 else self._held
        self._held = joined[count:]
        return joined[:count]

    def close(self) -> None:
        self._blocks.close()


def _sound(track: Track, cancelled: Stop) -> Generator[Sound]:
    start = round(track.start * RATE)
    kept: list[Sound] | None = []
    heard = 0
    for block in read_sound(track.path, start, cancelled=cancelled):
        heard += len(block)
        if kept is not None:
            kept.append(block)
        if not track.loop or heard > REPEATED:
            kept = None
        yield block
    if not track.loop:
        return
    if heard == 0:
        raise MediaError(
            f"{named(track.path)} cannot be repeated from {float(track.start):g} s on: it ends before",
            hint="let it start earlier",
        )
    if kept is not None:
        once = np.concatenate(kept)
        many = np.tile(once, (-(-RATE // len(once)), 1))
        while True:
            yield many
    while True:
        yield from read_sound(track.path, start, cancelled=cancelled)


def _envelope(track: Track, first: int, count: int) -> Sound:
    """The factor for each of `count` samples of the track from its own sample `first`, shape (count, 1)."""
    index = np.arange(first, first + count) + 0.5
    factor = np.full(count, gain(track.level))
    for place, fade in ((index, track.fade_in), (track.length - index, track.fade_out)):
        if fade > 0 and place.min() < fade:
            rising = np.clip(place / fade, 0.0, 1.0)
            factor *= np.sin(np.pi / 2 * rising) if track.curve == "power" else rising
    return factor.astype(np.float32)[:, np.newaxis]


def _ducking(tracks: Sequence[Track], samples: int, cancelled: Stop) -> Ducking | None:
    """Where the film's music is down; None where nothing speaks or nothing gives way."""
    speaking = [one for one in tracks if one.speech and _end(one, samples) > max(0, one.at)]
    if not speaking or not any(one.ducked_by_speech > 0 for one in tracks):
        return None
    active = np.zeros(-(-samples // HOP), np.bool_)
    for track in speaking:
        alone = _alone(track, samples, cancelled)
        begin = max(0, track.at) // HOP
        heard = speech_activity(alone)[: len(active) - begin]
        active[begin : begin + len(heard)] |= heard
    return Ducking(active)


def _alone(track: Track, samples: int, cancelled: Stop) -> Iterator[Sound]:
    """One track as the film has it, from the 10 ms in which it begins."""
    player = _Player(track, samples, cancelled)
    first = max(0, track.at) // HOP * HOP
    for begin in range(first, player.end, BLOCK):
        block = np.zeros((min(BLOCK, player.end - begin), 2), np.float32)
        player.play(block, begin, None)
        yield block
    player.close()
