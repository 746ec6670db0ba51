"""The ledger in a PostgreSQL database: for takes that more than one machine works on."""

from __future__ import annotations

import contextlib
import sys
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
# A server that is gone is noticed within a minute. The address may say otherwise.
CONNECTION: dict[str, Any] = {
    "application_name": "rushes",
    "connect_timeout": 15,
    "keepalives_idle": 20,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
}
# A process that is stopped in the midst of a change must not hold up all others: the server takes its
# change back after a while, and those that wait are patient for longer than that.
SESSION = {
    "search_path": "rushes",
    "synchronous_commit": "on",
    "idle_in_transaction_session_timeout": "20s",
    "lock_timeout": "40s",
}
ADDRESS = (
    "for example postgresql://user:password@host/name, with %40 for an @ in a password; without it the"
    " ledger is a file in the workspace"
)
# What went wrong, as the server's codes tell it, and what to do about it.
ADVICE = {
    "25006": "the server only lets itself be read: name the one that may be written",
    "42501": "let the user that RUSHES_LEDGER names make a schema: GRANT CREATE ON DATABASE",
    "53100": "free some space on the server's disk and run it again",
    "55P03": "another process holds the ledger: wait for it to end",
}


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
            self._writer = connection = self._kept(self._writer)
            with connection.transaction():
                # One writer at a time, as a SQLite file has it: what is counted stays true to the end.
                connection.execute("SELECT pg_advisory_xact_lock(%s)", (WRITING,))
                yield Marked(connection)

    @contextlib.contextmanager
    def reading(self) -> Generator[Transaction]:
        with self._reads, self._told():
            self._reader = connection = self._kept(self._reader)
            yield Marked(connection)

    def explained(self, error: Exception) -> StoreError | None:
        driver = sys.modules.get("psycopg")  # where it is missing, no error is one of its own
        if driver is None or not isinstance(error, driver.Error):
            return None
        said = " ".join(str(error).split()) or type(error).__name__
        code = cast("psycopg.Error", error).sqlstate or ""
        return StoreError(
            f"the ledger at {self._place} cannot be used: {said}",
            hint=ADVICE.get(code, "look whether the server runs, and whether RUSHES_LEDGER names it"),
        )

    def close(self) -> None:
        with self._writes, self._reads:
            for connection in (self._reader, self._writer):
                if connection is not None:
                    connection.close()
            self._reader = self._writer = None

    def _kept(self, connection: psycopg.Connection[DictRow] | None) -> psycopg.Connection[DictRow]:
        """The connection, or a new one where there is none or the server has hung up."""
        if connection is not None:
            if not is_lost(connection):
                return connection
            connection.close()
        return self._open()

    def _open(self) -> psycopg.Connection[DictRow]:
        psycopg = load()
        from psycopg.conninfo import conninfo_to_dict
        from psycopg.rows import dict_row

        try:
            told = conninfo_to_dict(self._url)
        except psycopg.ProgrammingError:  # it tells which part is wrong: perhaps the password
            raise ConfigError(
                f"RUSHES_LEDGER ({self._place}) is no address that PostgreSQL understands", hint=ADDRESS
            ) from None
        connection = psycopg.connect("", autocommit=True, row_factory=dict_row, **{**CONNECTION, **told})
        try:
            connection.execute(
                "SELECT set_config(name, value, false)"
                " FROM unnest(%s::text[], %s::text[]) AS setting (name, value)",
                (list(SESSION), list(SESSION.values())),
            )
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


def is_lost(connection: psycopg.Connection[DictRow]) -> bool:
    """Whether the server has hung up, as far as this end can tell without asking it."""
    try:
        for _ in range(2):  # its last words, and the end
            connection.pgconn.consume_input()
    except sys.modules["psycopg"].OperationalError:
        return True
    return connection.closed


def place_of(url: str) -> str:
    """The address without user and password. Raises ConfigError for what is none of PostgreSQL."""
    try:
        parts = urlsplit(url)
    except ValueError:
        parts = urlsplit("")
    named, at, there = parts.netloc.rpartition("@")
    # One more '@' is one of the password that is not written as it has to be, and then parts of the
    # password would be taken for the place.
    if parts.scheme not in ("postgresql", "postgres") or "@" in named or url.count("@") > len(at):
        raise ConfigError("RUSHES_LEDGER is no address of a PostgreSQL database", hint=ADDRESS)
    return f"{there or 'this machine'}{parts.path}"


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
