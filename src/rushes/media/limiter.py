"""A look-ahead limiter for true peaks: it turns down early and smoothly, and comes back slowly."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

from rushes.media.loudness import RATE, TAPS, decibels, gain, oversampled_peaks

__all__ = ["BLOCK", "limited"]

Sound = NDArray[np.float32]
Read = Callable[[int, int], Sound]

STEP: Final = 16  # samples for which one gain is worked out
AHEAD: Final = 15  # steps: 5 ms
SLOPE: Final = 80.0 * STEP / RATE  # dB that it comes back by in a step: 80 dB a second
BLOCK: Final = RATE


def limited(read: Read, samples: int, *, level: float, ceiling: float) -> Iterator[Sound]:
    """The sound that `read(first, count)` gives, turned by `level` dB, its true peaks held at `ceiling`.

    `read` must give silence outside the sound. Yields blocks of shape (at most BLOCK, 2) that
    together hold `samples` samples.
    """
    factor = gain(level)
    reach = AHEAD + 2
    # Steps from `reach` before the block on: what is asked for, and never rises faster than SLOPE.
    coming = _required(read, 0, reach, factor, ceiling)
    asked = np.concatenate([np.zeros(reach), _released(coming, 0.0)])
    for first in range(0, samples, BLOCK):
        coming = _required(read, first + reach * STEP, BLOCK // STEP, factor, ceiling)
        asked = np.concatenate([asked, _released(coming, asked[-1])])
        count = min(BLOCK, samples - first)
        block = read(first, count) * np.float32(factor)
        if asked.any():
            block *= _factors(asked)[:count, np.newaxis]
        asked = asked[BLOCK // STEP :]
        yield block


def _required(read: Read, first: int, steps: int, factor: float, ceiling: float) -> NDArray[np.float64]:
    """For each step of STEP samples from `first`, the decibels (≤ 0) that bring its peak under `ceiling`."""
    sound = read(first - TAPS, steps * STEP + 2 * TAPS)
    loudest = decibels(float(np.abs(sound).max()) * factor)
    if loudest < ceiling - 6.0:  # no sound peaks so far between its samples
        return np.zeros(steps)
    peaks = oversampled_peaks(sound).reshape(steps, STEP).max(axis=1) * factor
    return np.minimum(0.0, ceiling - 20 * np.log10(np.maximum(peaks, 1e-9)))


def _released(required: NDArray[np.float64], before: float) -> NDArray[np.float64]:
    rise = np.arange(1, len(required) + 1) * SLOPE
    lowest = np.minimum.accumulate(np.concatenate([[before], required - rise]))[1:]
    return np.minimum(0.0, lowest + rise)


def _factors(asked: NDArray[np.float64]) -> Sound:
    """The gain of each sample of a block; `asked` begins and ends AHEAD + 2 steps outside it.

    Each step takes the lowest that is asked for from one step before it to AHEAD after it, then the
    mean of the AHEAD + 1 steps up to it: so the gain is smooth, and full where it is needed.
    """
    lowest = np.lib.stride_tricks.sliding_window_view(asked, AHEAD + 2).min(axis=1)
    window = np.hanning(AHEAD + 3)[1:-1]
    smooth = np.convolve(lowest, window / window.sum(), mode="valid")
    # lowest[i] is for the step asked[i + 1], smooth[i] for the step of lowest[i + AHEAD]: the block's i - 1.
    nodes = smooth[1 : BLOCK // STEP + 2]
    level = np.interp(np.arange(BLOCK) / STEP, np.arange(len(nodes)), nodes)
    return np.power(10.0, level / 20).astype(np.float32)
