"""How far a film is: one number for each piece of work, and one for the whole."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

__all__ = ["Listener", "Progress", "Stage", "Tracker"]

Stage = Literal["make", "conform", "join", "sound", "stitch"]

# Seconds of work per frame, relative to each other, so that the whole moves evenly.
_WEIGHT: dict[Stage, float] = {"make": 1.0, "conform": 0.8, "join": 1.6, "sound": 0.05, "stitch": 0.02}


@dataclass(frozen=True, slots=True)
class Progress:
    """`item` (a shot, a join `s01>s02`, the film) is at `fraction` of `stage`; the film at `whole`."""

    stage: Stage
    item: str
    fraction: float
    whole: float


Listener = Callable[[Progress], None]


class Tracker:
    """Adds up the progress of work that goes on side by side, and tells the listener."""

    def __init__(self, listener: Listener | None = None) -> None:
        self._listener = listener
        self._lock = threading.Lock()
        self._weights: dict[tuple[Stage, str], float] = {}
        self._done: dict[tuple[Stage, str], float] = {}

    def expect(self, stage: Stage, item: str, frames: int) -> None:
        """Say beforehand that `item` is work of this many frames."""
        with self._lock:
            self._weights[stage, item] = max(frames, 1) * _WEIGHT[stage]
            self._done.setdefault((stage, item), 0.0)

    def report(self, stage: Stage, item: str, fraction: float) -> None:
        """`item` is at `fraction` (0 to 1); it never goes back."""
        key = (stage, item)
        with self._lock:
            self._weights.setdefault(key, _WEIGHT[stage])
            self._done[key] = max(self._done.get(key, 0.0), min(fraction, 1.0))
            done = sum(self._weights[one] * self._done[one] for one in self._done)
            whole = done / sum(self._weights.values())
            progress = Progress(stage, item, self._done[key], whole)
            if self._listener is not None:
                self._listener(progress)

    def on(self, stage: Stage, item: str) -> Callable[[float], None]:
        """A callback for one piece of work."""
        return lambda fraction: self.report(stage, item, fraction)
