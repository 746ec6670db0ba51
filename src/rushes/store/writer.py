"""One thread that makes every change of a ledger: many callers' changes are synced to disk together."""

from __future__ import annotations

import copy
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

from rushes.errors import RushesError, StoreError
from rushes.store.engine import Engine, Transaction

__all__ = ["Writer"]

Result = TypeVar("Result")
MOST = 512  # changes in one transaction

# A change, whoever waits for it, and what it gave or raised.
_Change = tuple[Callable[[Transaction], Any], "Future[Any]"]


class Writer:
    """Makes changes in the order in which they come; the thread starts with the first.

    A caller's future is done only after the transaction with its change is committed and synced. A
    change that raises takes back what it wrote, and nothing of the others'.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._changes: queue.SimpleQueue[_Change | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._closed = False

    def make(self, change: Callable[[Transaction], Result]) -> Future[Result]:
        """Let `change` be made; the future has what it returned, or what it or the database raised."""
        future: Future[Result] = Future()
        with self._lock:
            if self._closed:
                raise StoreError("the ledger is closed", hint="open the workspace again")
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="rushes-ledger", daemon=True)
                self._thread.start()
            self._changes.put((change, future))
        return future

    def close(self) -> None:
        """Make what was asked for, and end the thread."""
        with self._lock:
            self._closed = True
            thread = self._thread
            self._changes.put(None)
        if thread is not None:
            thread.join()

    def _run(self) -> None:
        while (first := self._changes.get()) is not None:
            group = [first]
            ended = False
            while len(group) < MOST:
                try:
                    one = self._changes.get_nowait()
                except queue.Empty:
                    break
                if one is None:
                    ended = True
                    break
                group.append(one)
            self._make(group)
            if ended:
                return

    def _make(self, group: list[_Change]) -> None:
        outcomes: list[tuple[Future[Any], Any, Exception | None]] = []
        try:
            with self._engine.writing() as transaction:
                for change, future in group:
                    outcomes.append(self._tried(transaction, change, future, alone=len(group) == 1))
        except Exception as error:  # noqa: BLE001  whoever waits hears of it
            told = self._engine.explained(error) or error
            for _, future in group:
                # Each caller says on its error which shot it happened to.
                future.set_exception(copy.copy(told) if isinstance(told, RushesError) else told)
            return
        for future, result, error in outcomes:
            if error is None:
                future.set_result(result)
            else:
                future.set_exception(error)

    def _tried(
        self,
        transaction: Transaction,
        change: Callable[[Transaction], Any],
        future: Future[Any],
        *,
        alone: bool,
    ) -> tuple[Future[Any], Any, Exception | None]:
        """The change, and what came of it. Nothing has to be saved from one that is alone."""
        if alone:
            return future, change(transaction), None
        transaction.execute("SAVEPOINT one")
        try:
            result = change(transaction)
        except Exception as error:  # noqa: BLE001  it is handed to whoever asked for the change
            told = self._engine.explained(error)
            try:
                transaction.execute("ROLLBACK TO SAVEPOINT one")
                transaction.execute("RELEASE SAVEPOINT one")
            except Exception:
                if told is None:
                    raise
                raise told from error  # the whole group is gone with it, and this is why
            return future, None, told or error
        transaction.execute("RELEASE SAVEPOINT one")
        return future, result, None
