"""One take in the making, and everybody in this process who waits for it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from rushes.errors import Cancelled
from rushes.model import Take

__all__ = ["Work"]

LOOKS = 0.1  # seconds between two looks at whether somebody who waits was told to stop


class Work:
    """A take that one job makes and others may join.

    Its maker calls `sent`, `progress` and one of the ends; all run on one event loop.
    """

    def __init__(self) -> None:
        self._ended: asyncio.Future[Take] = asyncio.get_running_loop().create_future()
        self._accepted: Take | None = None
        self._hear_sent: list[Callable[[Take], None]] = []
        self._hear_progress: list[Callable[[float], None]] = []

    def listen(
        self, sent: Callable[[Take], None] | None = None, progress: Callable[[float], None] | None = None
    ) -> None:
        """Tell `sent` when the ticket is kept (now, if it is), and `progress` how far it is."""
        if sent is not None and self._accepted is not None:
            sent(self._accepted)
        elif sent is not None:
            self._hear_sent.append(sent)
        if progress is not None:
            self._hear_progress.append(progress)

    def sent(self, take: Take) -> None:
        self._accepted = take
        hearers, self._hear_sent = self._hear_sent, []
        for hear in hearers:
            hear(take)

    def progress(self, done: float) -> None:
        for hear in self._hear_progress:
            hear(done)

    def kept(self, take: Take) -> None:
        self._ended.set_result(take)

    def failed(self, error: Exception) -> None:
        self._ended.set_exception(error)
        self._ended.exception()  # whether or not anybody waits for it

    def stopped(self) -> None:
        """The maker goes, and the take stays as it is."""
        self._ended.cancel()

    async def result(self, cancelled: Callable[[], bool] | None = None) -> Take | None:
        """The take, once its maker has kept it; None when its maker was stopped. Raises how it failed."""
        while not self._ended.done():
            if cancelled is not None and cancelled():
                raise Cancelled("stopped")
            await asyncio.wait({self._ended}, timeout=None if cancelled is None else LOOKS)
        return None if self._ended.cancelled() else self._ended.result()
