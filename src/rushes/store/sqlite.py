"""The ledger in one SQLite file: the embedded default."""

from __future__ import annotations

import contextlib
import sqlite3
import threading
from collections.abc import Callable, Generator
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

from rushes.errors import StoreError
from rushes.store.engine import Transaction
from rushes.store.failures import disk_failure
from rushes.store.migrate import migrate
from rushes.store.owners import Presence
from rushes.store.ownership import SILENT
from rushes.store.sql import SqlLedger

__all__ = ["SqliteLedger"]

BUSY = 30.0  # seconds that another process may hold the file


class SqliteLedger(SqlLedger):
    """The ledger in the file at `path`; `takes` is the folder that the takes' bytes lie in.

    The file is made by the first thing written; until then every reading finds nothing. A step is
    synced before its call returns. Threads and processes may share it.
    """

    def __init__(
        self,
        path: Path,
        *,
        takes: Path,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        silent: float = SILENT,
    ) -> None:
        presence = Presence(path.parent / "owners")
        super().__init__(SqliteEngine(path), takes=takes, presence=presence, now=now, silent=silent)


class SqliteEngine:
    """Two connections to the file at `path`, each opened when first asked for: one writes, one reads."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._writes = threading.Lock()
        self._reads = threading.Lock()
        self._writer: sqlite3.Connection | None = None
        self._reader: sqlite3.Connection | None = None

    @contextlib.contextmanager
    def writing(self) -> Generator[Transaction]:
        with self._writes, self._told():
            if self._writer is None:
                self._writer = self._open()
            connection = self._writer
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield cast("Transaction", connection)
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise

    @contextlib.contextmanager
    def reading(self) -> Generator[Transaction]:
        with self._reads, self._told():
            if self._reader is None and not self._path.exists():
                nothing = prepared(sqlite3.connect(":memory:"))
                migrate(nothing, self._path)
                with contextlib.closing(nothing):
                    yield cast("Transaction", nothing)
                return
            if self._reader is None:
                self._reader = self._open()
            yield cast("Transaction", self._reader)

    def explained(self, error: Exception) -> StoreError | None:
        if not isinstance(error, sqlite3.Error):
            return None
        return StoreError(f"the ledger {self._path} cannot be used: {error}", hint=advice(error))

    def close(self) -> None:
        with self._writes, self._reads:
            for connection in (self._reader, self._writer):
                if connection is not None:
                    connection.close()
            self._reader = self._writer = None

    def _open(self) -> sqlite3.Connection:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise disk_failure(error, self._path.parent) from error
        connection = sqlite3.connect(self._path, timeout=BUSY, isolation_level=None, check_same_thread=False)
        try:
            migrate(prepared(connection), self._path)
        except BaseException:
            connection.close()
            raise
        return connection

    @contextlib.contextmanager
    def _told(self) -> Generator[None]:
        try:
            yield
        except sqlite3.Error as error:
            told = self.explained(error)
            assert told is not None
            raise told from error


def prepared(connection: sqlite3.Connection) -> sqlite3.Connection:
    connection.isolation_level = None
    connection.row_factory = sqlite3.Row
    connection.execute(f"PRAGMA busy_timeout = {BUSY * 1000:.0f}")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    return connection


def advice(error: sqlite3.Error) -> str:
    said = str(error)
    if "full" in said or "disk I/O" in said:
        return "free some space on the disk and run it again"
    if "readonly" in said or "unable to open" in said:
        return "make the folder writable, or name another workspace with --workspace or RUSHES_WORKSPACE"
    if "locked" in said:
        return "another process holds the ledger: wait for it to end"
    if "malformed" in said or "not a database" in said:
        return (
            "restore it from a copy; or move it away, then: rushes takes recover, which knows the clips that"
            " are kept, and not the jobs that are on their way"
        )
    return "run the same command again; if it stays so, report it, and leave the file where it is"
