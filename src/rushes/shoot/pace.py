"""How long to wait between two questions to a provider: the one place that says so."""

from __future__ import annotations

import random
from collections.abc import Callable

__all__ = ["Pace"]

QUICKEST = 0.05  # seconds between the first two looks at what is made on this machine
GROWTH = 1.6
JITTER = 0.25  # of the interval, on top of it: many takes never ask in step
LONGEST = 60.0  # seconds, whatever goes wrong


class Pace:
    """The pauses between the questions about one generation, in seconds.

    `interval` is what the provider asks for. One that makes clips here is asked often at first, one on
    the network never more often than it says. `jitter` gives numbers from 0 to 1.
    """

    def __init__(self, interval: float, *, here: bool, jitter: Callable[[], float] = random.random) -> None:
        self._interval = interval
        self._next = min(QUICKEST, interval) if here else interval
        self._here = here
        self._jitter = jitter
        self.misses = 0

    def after_answer(self) -> float:
        """The pause after a look that was answered."""
        self.misses = 0
        pause = self._next
        self._next = min(self._next * GROWTH, self._interval)
        return pause if self._here else pause * (1 + JITTER * self._jitter())

    def after_miss(self, retry_after: float | None = None) -> float:
        """The pause after one that was not, ever longer; never shorter than the server asks for."""
        self.misses += 1
        pause = min(max(self._interval, QUICKEST) * 2 ** min(self.misses, 12), LONGEST)
        pause = max(pause * (1 - JITTER * self._jitter()), self._interval)
        return pause if retry_after is None else max(pause, retry_after)
