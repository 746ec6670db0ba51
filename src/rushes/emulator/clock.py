"""The vendor's time: it stands still until somebody moves it, or runs along with the real one."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

__all__ = ["BEGINNING", "Clock"]

# Where virtual time begins; real-time mode begins now.
BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)


class Clock:
    """Seconds since the emulator's beginning.

    `real`: time runs by itself, `speed` times as fast as outside. `tick`: seconds that every look at
    a job adds, so that a client that polls gets somewhere without anybody moving the clock.
    """

    def __init__(self, *, real: bool = False, speed: float = 1.0, tick: float = 0.0) -> None:
        self.real, self.speed, self.tick = real, speed, tick
        self.beginning = datetime.now(UTC).replace(microsecond=0) if real else BEGINNING
        self._moved = 0.0
        self._since = time.monotonic()

    def now(self) -> float:
        """Seconds since the beginning."""
        if not self.real:
            return self._moved
        return self._moved + (time.monotonic() - self._since) * self.speed

    def advance(self, seconds: float) -> float:
        """Move on; returns the new time."""
        self._moved += seconds
        return self.now()

    def set_back_to(self, seconds: float) -> None:
        """After a restart: go on where the last run stopped."""
        self._moved += seconds - self.now()

    def stamp(self, seconds: float) -> str:
        """A time as the vendor writes it: `2026-08-11T06:12:01.171Z`."""
        moment = self.beginning + timedelta(seconds=seconds)
        return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")

    def day(self, seconds: float) -> str:
        """The day of a time, in UTC: `2026-08-11`."""
        return (self.beginning + timedelta(seconds=seconds)).date().isoformat()
