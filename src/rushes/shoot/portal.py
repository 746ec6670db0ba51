"""An event loop in a thread of its own, for callers that have none, or one of another kind."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import CancelledError, Future
from typing import Any, TypeVar

from rushes.errors import Cancelled

__all__ = ["Portal", "hand_on_failure"]

Result = TypeVar("Result")
LAST_WORDS = 30.0  # seconds that a stopped step may take to put its things in order


class Portal:
    """Runs coroutines for synchronous callers, also inside a program that has a loop of its own.

    The thread starts with the first call and ends with `close`.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._works: set[Future[Any]] = set()
        self._tasks: set[asyncio.Task[Any]] = set()

    @property
    def busy(self) -> bool:
        """Whether something runs."""
        with self._lock:
            return bool(self._works)

    def call(self, work: Coroutine[Any, Any, Result]) -> Result:
        """Run `work` to its end and return what it returns.

        Ctrl-C stops it, waits until it has put its things in order, and raises Cancelled.
        """
        ended = threading.Event()
        future = self.start(told_of_end(work, ended))
        try:
            return future.result()
        except (KeyboardInterrupt, CancelledError):
            future.cancel()
            with contextlib.suppress(KeyboardInterrupt):  # a second one stops at once
                ended.wait(LAST_WORDS)
            raise Cancelled("stopped", hint="what was begun is taken up by the next run") from None

    def start(self, work: Coroutine[Any, Any, Result]) -> Future[Result]:
        """Let `work` run, and return at once."""
        future = asyncio.run_coroutine_threadsafe(self._known(work), self._running())
        with self._lock:
            self._works.add(future)
        future.add_done_callback(self._ended)
        return future

    def close(self, last: Callable[[], Coroutine[Any, Any, None]] | None = None) -> None:
        """Stop what still runs, do `last` when it has ended, and end the thread."""
        with self._lock:
            loop, thread, self._loop, self._thread = self._loop, self._thread, None, None
        if loop is None or thread is None:
            return
        stopped = asyncio.run_coroutine_threadsafe(stop_all(self._tasks, last), loop)
        with contextlib.suppress(TimeoutError):
            stopped.result(LAST_WORDS)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(LAST_WORDS)
        if not thread.is_alive():
            loop.close()

    async def _known(self, work: Coroutine[Any, Any, Result]) -> Result:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            return await work
        finally:
            self._tasks.discard(task)

    def _ended(self, future: Future[Any]) -> None:
        with self._lock:
            self._works.discard(future)

    def _running(self) -> asyncio.AbstractEventLoop:
        with self._lock:
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                self._thread = threading.Thread(
                    target=self._loop.run_forever, name="rushes-steps", daemon=True
                )
                self._thread.start()
            return self._loop


async def told_of_end(work: Coroutine[Any, Any, Result], ended: threading.Event) -> Result:
    try:
        return await work
    finally:
        ended.set()


async def stop_all(
    works: set[asyncio.Task[Any]], last: Callable[[], Coroutine[Any, Any, None]] | None
) -> None:
    """Stop the works, and what is left when they have ended: a create that has left gets its answer."""
    await stop(list(works))
    await stop([task for task in asyncio.all_tasks() if task is not asyncio.current_task()])
    if last is not None:
        await last()
    await asyncio.get_running_loop().shutdown_default_executor()


async def stop(tasks: list[asyncio.Task[Any]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def hand_on_failure(done: Future[Result], sent: Future[Result]) -> None:
    """Whoever waits for the ticket of work that failed before it hears why."""
    if sent.done():
        return
    if done.cancelled():
        sent.set_exception(Cancelled("stopped"))
    elif (error := done.exception()) is not None:
        sent.set_exception(error)
    else:
        sent.set_result(done.result())
