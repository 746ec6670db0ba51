"""The ledger in a PostgreSQL database: for takes that more than one machine works on."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Generator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

from rushes.errors import ConfigError, StoreError
from rushes.store.engine import Rows, Transaction
from rushes.store.migrate import migrations, newer
from rushes.store.owners import Presence
from rushes.store.ownership import SILENT
from rushes.store.sql import SqlLedger

if TYPE_CHECKING:
    import psycopg
    from psycopg.rows import DictRow

__all__ = ["PostgresLedger"]

# One number that all who write to a ledger hold in turn, and one for who makes its tables.
WRITING = 0x72757368
CONNECTING = 15  # seconds


class PostgresLedger(SqlLedger):
    """The ledger in the database at `url` (`postgresql://…`), in the schema `rushes`.

    `takes` is the folder that the takes' bytes lie in, `owners` the folder in which processes of this
    machine show that they live. A step is on the server's disk before its call returns.
    """

    def __init__(
        self,
        url: str,
        *,
        takes: Path,
        owners: Path,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        silent: float = SILENT,
    ) -> None:
        super().__init__(PostgresEngine(url), takes=takes, presence=Presence(owners), now=now, silent=silent)


class Marked:
    """A connection whose statements mark their values as all of rushes' statements do."""

    def __init__(self, connection: psycopg.Connection[DictRow]) -> None:
        self._connection = connection

    def execute(self, statement: str, values: Sequence[object] = ()) -> Rows:
        marked = cast("Any", statement.replace("?", "%s") if values else statement)
        return cast("Rows", self._connection.execute(marked, tuple(values) or None))


class PostgresEngine:
    """Two connections to one database: one writes, one reads. A lost one is opened again when needed."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._place = place_of(url)
        self._writes = threading.Lock()
        self._reads = threading.Lock()
        self._writer: psycopg.Connection[DictRow] | None = None
        self._reader: psycopg.Connection[DictRow] | None = None

    @contextlib.contextmanager
    def writing(self) -> Generator[Transaction]:
        with self._writes, self._told():
            if self._writer is None or self._writer.broken or self._writer.closed:
                self._writer = self._open()
            with self._writer.transaction():
                # One writer at a time, as a SQLite file has it: what is counted stays true to the end.
                self._writer.execute("SELECT pg_advisory_xact_lock(%s)", (WRITING,))
                yield Marked(self._writer)

    @contextlib.contextmanager
    def reading(self) -> Generator[Transaction]:
        with self._reads, self._told():
            if self._reader is None or self._reader.broken or self._reader.closed:
                self._reader = self._open()
            yield Marked(self._reader)

    def explained(self, error: Exception) -> StoreError | None:
        import psycopg

        if not isinstance(error, psycopg.Error):
            return None
        said = " ".join(str(error).split()) or type(error).__name__
        return StoreError(
            f"the ledger at {self._place} cannot be used: {said}",
            hint="look whether the server runs, and whether RUSHES_LEDGER names it",
        )

    def close(self) -> None:
        with self._writes, self._reads:
            for connection in (self._reader, self._writer):
                if connection is not None:
                    connection.close()
            self._reader = self._writer = None

    def _open(self) -> psycopg.Connection[DictRow]:
        psycopg = load()
        from psycopg.rows import dict_row

        connection = psycopg.connect(
            self._url,
            autocommit=True,
            row_factory=dict_row,
            connect_timeout=CONNECTING,
            application_name="rushes",
            options="-c search_path=rushes -c synchronous_commit=on",
        )
        try:
            migrate(connection, self._place)
        except BaseException:
            connection.close()
            raise
        return connection

    @contextlib.contextmanager
    def _told(self) -> Generator[None]:
        try:
            yield
        except Exception as error:
            told = self.explained(error)
            if told is None:
                raise
            raise told from None  # the driver's own may hold the address with its password


def migrate(connection: psycopg.Connection[DictRow], place: str) -> None:
    """Bring the database up to this program's version. Raises StoreError for one of a newer program."""
    steps = migrations("postgres")
    if version_of(connection) == len(steps):
        return
    with connection.transaction():
        connection.execute("SELECT pg_advisory_xact_lock(%s)", (WRITING + 1,))
        connection.execute("CREATE SCHEMA IF NOT EXISTS rushes")
        connection.execute("CREATE TABLE IF NOT EXISTS rushes.version (number BIGINT NOT NULL)")
        version = version_of(connection)
        if version > len(steps):
            raise newer(f"the ledger at {place}", version, len(steps))
        for step in steps[version:]:
            connection.execute(cast("Any", step))
        connection.execute("DELETE FROM rushes.version")
        connection.execute("INSERT INTO rushes.version VALUES (%s)", (len(steps),))


def version_of(connection: psycopg.Connection[DictRow]) -> int:
    """The version of the ledger there; 0 where there is none."""
    there = connection.execute("SELECT to_regclass('rushes.version') AS name").fetchone()
    if there is None or there["name"] is None:
        return 0
    row = connection.execute("SELECT max(number) AS number FROM rushes.version").fetchone()
    return 0 if row is None or row["number"] is None else int(row["number"])


def place_of(url: str) -> str:
    """The address without user and password. Raises ConfigError for what is none of PostgreSQL."""
    try:
        parts = urlsplit(url)
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        parts, port = urlsplit(""), ""
    if parts.scheme not in ("postgresql", "postgres"):
        raise ConfigError(
            "RUSHES_LEDGER is no address of a PostgreSQL database",
            hint="for example postgresql://user@host/name; without it the ledger is a file in the workspace",
        )
    return f"{parts.hostname or 'this machine'}{port}{parts.path}"


def load() -> Any:
    """The driver. Raises ConfigError when it is not installed."""
    try:
        import psycopg
    except ImportError as error:
        raise ConfigError(
            f"a ledger in PostgreSQL needs the driver psycopg: {error}",
            hint='pip install "rushes[postgres]"',
        ) from error
    return psycopg
