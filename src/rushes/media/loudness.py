"""How loud a sound is and how high it peaks, by ITU-R BS.1770-4, measured block by block.

Sound is float32 at 48 kHz, shape (samples, 2); 1.0 is full scale. Loudness is in LUFS (minus infinity
for silence), peaks are linear here and in dBTP where a name says so.
"""

from __future__ import annotations

import math
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

__all__ = ["RATE", "Meter", "decibels", "gain", "oversampled_peaks"]

Sound = NDArray[np.float32]
Floats = NDArray[np.float64]

RATE: Final = 48_000
HOP: Final = RATE // 10  # loudness is read over four hops of 100 ms, a new reading each hop
HISTORY: Final = 8_192  # the K-weighting's impulse response is under 1e-12 after so many samples
TRANSFORM: Final = 65_536
ABSOLUTE_GATE: Final = -70.0
RELATIVE_GATE: Final = -10.0
TAPS: Final = 24  # on each side of a sample, to see between the samples


def decibels(amplitude: float) -> float:
    """An amplitude as decibels; minus infinity for 0."""
    return 20.0 * math.log10(amplitude) if amplitude > 0 else -math.inf


def gain(level: float) -> float:
    """Decibels as a factor."""
    return 10.0 ** (level / 20.0)


class Meter:
    """Measures what `add` is given: `loudness()` is the integrated loudness, `true_peak()` in dBTP.

    A sound shorter than 0.4 s, which BS.1770 has no reading for, counts as one reading.
    """

    def __init__(self, *, peaks: bool = True) -> None:
        self._peaks = peaks
        self._before = np.zeros((HISTORY, 2), np.float32)
        self._around = np.zeros((2 * TAPS, 2), np.float32)
        self._peak = 0.0
        self._hops: list[Floats] = []
        self._open = np.zeros((0, 2), np.float64)
        self._waiting: list[Sound] = []
        self._count = 0

    def add(self, sound: Sound) -> None:
        """Measures the next samples, however many."""
        self._waiting.append(sound)
        self._count += len(sound)
        if self._count >= TRANSFORM - HISTORY:
            self._settle()

    def loudness(self) -> float:
        """Integrated, gated loudness in LUFS."""
        self._settle()
        hops = np.concatenate(self._hops) if self._hops else np.zeros(0)
        if len(hops) >= 4:
            readings = (hops[:-3] + hops[1:-2] + hops[2:-1] + hops[3:]) / (4 * HOP)
        else:
            samples = len(hops) * HOP + len(self._open)
            readings = np.array([(hops.sum() + self._open.sum()) / max(1, samples)])
        gated = readings[readings > _power(ABSOLUTE_GATE)]
        if len(gated) == 0:
            return -math.inf
        gated = gated[gated > gated.mean() * 10 ** (RELATIVE_GATE / 10)]
        return -0.691 + 10 * math.log10(float(gated.mean()))

    def true_peak(self) -> float:
        """The highest value between or at the samples, in dBTP."""
        self._settle()
        if self._peaks and self._around.any():
            self._measure_peak(np.zeros((TAPS, 2), np.float32))
        return decibels(self._peak)

    def _settle(self) -> None:
        """Measures what was added since the last time."""
        if not self._count:
            return
        sound = np.concatenate(self._waiting)
        self._waiting, self._count = [], 0
        step = TRANSFORM - HISTORY
        for first in range(0, len(sound), step):
            piece = sound[first : first + step]
            joined = np.concatenate([self._before, piece])
            self._before = joined[len(joined) - HISTORY :]
            self._weigh(joined)
            if self._peaks:
                self._measure_peak(piece)

    def _weigh(self, joined: Sound) -> None:
        spectrum = np.fft.rfft(joined.T, TRANSFORM) * _k_weighting()
        weighed = np.fft.irfft(spectrum, TRANSFORM)[:, HISTORY : len(joined)].T
        squares = np.concatenate([self._open, weighed**2])
        whole = len(squares) // HOP
        if whole:
            self._hops.append(squares[: whole * HOP].reshape(whole, HOP, 2).sum(axis=(1, 2)))
        self._open = squares[whole * HOP :]

    def _measure_peak(self, piece: Sound) -> None:
        joined = np.concatenate([self._around, piece])
        self._around = joined[max(0, len(joined) - 2 * TAPS) :]
        if len(joined) > 2 * TAPS:
            self._peak = max(self._peak, float(oversampled_peaks(joined).max()))


def oversampled_peaks(sound: Sound) -> NDArray[np.float32]:
    """For each sample, the highest absolute value of both channels from it up to the next, four times
    oversampled. The first and last `TAPS` samples only serve as surroundings; shape (samples - 2·TAPS,).
    """
    count = len(sound) - 2 * TAPS
    highest = np.abs(sound[TAPS : TAPS + count]).max(axis=1)
    for phase in _between():
        for channel in (0, 1):
            values = np.convolve(sound[:, channel], phase, mode="valid")[1 : 1 + count]
            np.maximum(highest, np.abs(values), out=highest)
    return highest


def _power(level: float) -> float:
    return 10 ** ((level + 0.691) / 10)


@cache
def _k_weighting() -> NDArray[np.complex128]:
    """The filter's response: BS.1770's shelf (the head) and high pass, as given for 48 kHz."""
    turn = np.exp(-2j * np.pi * np.arange(TRANSFORM // 2 + 1) / TRANSFORM)
    shelf = (1.53512485958697 - 2.69169618940638 * turn + 1.19839281085285 * turn**2) / (
        1 - 1.69065929318241 * turn + 0.73248077421585 * turn**2
    )
    high_pass = (1 - 2 * turn + turn**2) / (1 - 1.99004745483398 * turn + 0.99007225036621 * turn**2)
    return np.asarray(shelf * high_pass, np.complex128)


@cache
def _between() -> tuple[NDArray[np.float32], ...]:
    """Filters that read a sound at 1/4, 2/4 and 3/4 of the way from a sample to the next."""
    filters: list[NDArray[np.float32]] = []
    for quarter in (0.25, 0.5, 0.75):
        distance = np.arange(-TAPS + 1, TAPS + 1) - quarter
        window = np.cos(np.pi * distance / (2 * TAPS)) ** 2
        taps = np.sinc(distance) * window
        filters.append((taps / taps.sum())[::-1].astype(np.float32))
    return tuple(filters)
