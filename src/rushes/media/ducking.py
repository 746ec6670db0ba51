"""Ducking: music steps back while somebody speaks.

Where speech is, is read from the speech tracks themselves, so the music begins to give way before
the first word and comes back after the last, and does not breathe between the words.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import numpy as np
from numpy.typing import NDArray

__all__ = ["HOP", "Ducking", "speech_activity"]

Sound = NDArray[np.float32]

HOP: Final = 480  # samples: 10 ms
LOOK_AHEAD: Final = 20  # hops
RELEASE: Final = 50  # hops
QUIET: Final = -55.0  # dBFS: what is under it is no speech
SPAN: Final = 25.0  # dB under its own loud syllables: room noise, not speech


def speech_activity(sound: Iterable[Sound]) -> NDArray[np.bool_]:
    """For each 10 ms of one voice, whether it speaks; judged against its own loudness."""
    squares: list[NDArray[np.float64]] = []
    for block in sound:
        padded = np.zeros((-(-len(block) // HOP) * HOP, 2))
        padded[: len(block)] = block
        squares.append((padded**2).reshape(-1, HOP * 2).mean(axis=1))
    levels = 10 * np.log10(np.concatenate([np.zeros(0), *squares]) + 1e-12)
    heard = levels > QUIET
    if heard.any():
        heard &= levels > np.percentile(levels[heard], 95) - SPAN
    return heard


class Ducking:
    """How far the music is down, from 0 (not at all) to 1 (by its whole depth), over a film.

    It goes down over the 200 ms before speech and up over the 500 ms after it; a pause too short
    to come all the way back and go down again is held.
    """

    def __init__(self, active: NDArray[np.bool_]) -> None:
        edges = np.flatnonzero(np.diff(np.concatenate([[False], active, [False]]).astype(np.int8)))
        down = np.zeros(len(active) + 1)
        attack = _raised(LOOK_AHEAD)
        release = _raised(RELEASE)[::-1]
        for begin, end in _bridged(edges.reshape(-1, 2).tolist()):
            before = min(begin, LOOK_AHEAD)
            after = min(len(active) - end, RELEASE)
            ahead, behind = down[begin - before : begin], down[end + 1 : end + 1 + after]
            np.maximum(ahead, attack[LOOK_AHEAD - before :], out=ahead)
            np.maximum(behind, release[:after], out=behind)
            down[begin : end + 1] = 1.0
        self._down = down

    def gains(self, first: int, count: int, depth: float) -> Sound:
        """The factor for each of `count` samples from `first`; `depth` in decibels, shape (count, 1)."""
        nodes = np.arange(first // HOP, (first + count) // HOP + 2)
        held = self._down[np.minimum(nodes, len(self._down) - 1)]
        down = np.interp(np.arange(first, first + count), nodes * HOP, held)
        return np.power(10.0, -depth / 20 * down).astype(np.float32)[:, np.newaxis]


def _raised(hops: int) -> NDArray[np.float64]:
    """A raised cosine from 0 up to 1, its ends left out."""
    return 0.5 - 0.5 * np.cos(np.pi * np.arange(hops) / hops)


def _bridged(intervals: list[list[int]]) -> list[list[int]]:
    joined: list[list[int]] = []
    for begin, end in intervals:
        if joined and begin - joined[-1][1] <= LOOK_AHEAD + RELEASE:
            joined[-1][1] = end
        else:
            joined.append([begin, end])
    return joined
