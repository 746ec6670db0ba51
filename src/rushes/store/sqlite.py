"""The ledger in one SQLite file: the embedded default."""

# ruff: noqa: S608  (only column names of this file and question marks are put into a statement)

from __future__ import annotations

import contextlib
import json
import secrets
import sqlite3
import threading
from collections.abc import Callable, Generator, Mapping, Sequence
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeVar, cast

from rushes.errors import StoreError, UsageError
from rushes.keys import plain
from rushes.model import Charged, Circle, Json, Money, Take, TakeState, Ticket
from rushes.store.blobs import take_path
from rushes.store.failures import disk_failure
from rushes.store.ledger import BEGUN, MOVES, OPEN, Event, Intent, Link
from rushes.store.migrate import migrate

if TYPE_CHECKING:
    from concurrent.futures import ThreadPoolExecutor

__all__ = ["SqliteLedger"]

Result = TypeVar("Result")


class SqliteLedger:
    """The ledger in the file at `path`; `takes` is the folder that the takes' bytes lie in.

    The file is made by the first thing written; until then every reading finds nothing. Each write
    is one transaction, synced before the call returns. Threads and processes may share it.
    """

    def __init__(
        self, path: Path, *, takes: Path, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._path = path
        self._takes = takes
        self._now = now
        self._lock = threading.RLock()
        self._connection: sqlite3.Connection | None = None
        self._writer: ThreadPoolExecutor | None = None

    # ── steps ─────────────────────────────────────────────────────────────────────────────────

    async def begin(self, intent: Intent) -> tuple[Take, bool]:
        return await self._step(lambda: self._begin(intent))

    async def submitted(self, take: str, ticket: Ticket) -> Take:
        document = text({"provider": ticket.provider, "data": plain(ticket.data)})
        return await self._step(lambda: self._move(take, TakeState.SUBMITTED, {"ticket": document}))

    async def ready(self, take: str) -> Take:
        return await self._step(lambda: self._move(take, TakeState.READY, {}))

    async def fetched(
        self, take: str, *, sha256: str, size: int, cost: Money | None, charged: Charged
    ) -> Take:
        values = {
            "sha256": sha256,
            "size": size,
            "cost": None if cost is None else cost.micros,
            "charged": charged,
        }
        return await self._step(lambda: self._move(take, TakeState.FETCHED, values))

    async def ended(self, take: str, state: TakeState, *, error: str, charged: Charged) -> Take:
        return await self._step(lambda: self._move(take, state, {"error": error, "charged": charged}))

    async def _step(self, write: Callable[[], Result]) -> Result:
        import asyncio  # a ledger that is only read needs no loop and no thread

        written = asyncio.get_running_loop().run_in_executor(self._writing(), write)
        return await asyncio.shield(written)  # a cancelled caller does not take a write back

    def _writing(self) -> ThreadPoolExecutor:
        from concurrent.futures import ThreadPoolExecutor

        with self._lock:
            if self._writer is None:
                self._writer = ThreadPoolExecutor(1, thread_name_prefix="rushes-ledger")
            return self._writer

    def _begin(self, intent: Intent) -> tuple[Take, bool]:
        with self._write() as connection:
            begun = connection.execute(
                f"SELECT * FROM takes WHERE state IN ({marks(BEGUN)})"
                " AND (request = ? OR (wish = ? AND number = ?))"
                " ORDER BY request = ? DESC LIMIT 1",
                (*BEGUN, intent.request, intent.wish, intent.number, intent.request),
            ).fetchone()
            if begun is not None:
                return self._read_take(begun), False
            values: dict[str, Any] = {
                "id": secrets.token_hex(8),
                "board": intent.board,
                "shot": intent.shot,
                "number": intent.number,
                "model": intent.model,
                "state": TakeState.SUBMITTING.value,
                "wish": intent.wish,
                "request": intent.request,
                "body": text(intent.body),
                "created": self._now().isoformat(),
                "words": intent.words,
                "seed": intent.seed,
                "duration": str(intent.duration),
                "price": intent.price.micros,
                "charged": "no",
                "parents": json.dumps(intent.parents),
            }
            connection.execute(
                f"INSERT INTO takes ({', '.join(values)}) VALUES ({marks(values)})", tuple(values.values())
            )
            add_link(connection, intent.board, intent.shot, values["id"], intent.wish)
            self._note(connection, values["id"], "submitting", {"price": intent.price.micros})
            return self._row(connection, values["id"]), True

    def _move(self, take: str, state: TakeState, values: Mapping[str, object]) -> Take:
        before = [source.value for source, targets in MOVES.items() if state in targets]
        settings = {"state": state.value, **values}
        with self._write() as connection:
            changed = connection.execute(
                f"UPDATE takes SET {', '.join(f'{name} = ?' for name in settings)}"
                f" WHERE id = ? AND state IN ({marks(before)})",
                (*settings.values(), take, *before),
            ).rowcount
            row = self._row(connection, take)
            if changed == 0:
                raise StoreError(f"take {take} is {row.state.value} and cannot become {state.value}")
            detail = {name: value for name, value in values.items() if name != "ticket"}
            self._note(connection, take, state.value, detail)
            if state is TakeState.FETCHED:
                for board, shot in connection.execute(
                    "SELECT board, shot FROM links WHERE take = ?", (take,)
                ):
                    set_circle(connection, board, shot, take, "rushes")
            return row

    # ── what a person or a plan asks ──────────────────────────────────────────────────────────

    def next_number(self, wish: str) -> int:
        with self._read() as connection:
            (most,) = connection.execute(
                f"SELECT max(number) FROM takes WHERE wish = ? AND state IN ({marks(BEGUN)})", (wish, *BEGUN)
            ).fetchone()
        return (most or 0) + 1

    def body(self, take: str) -> Mapping[str, Json]:
        with self._read() as connection:
            row = connection.execute("SELECT body FROM takes WHERE id = ?", (take,)).fetchone()
        if row is None:
            raise StoreError(f"the ledger knows no take {take}")
        return json.loads(row["body"])

    def link(self, board: str, shot: str, take: str, wish: str) -> None:
        with self._write() as connection:
            state = self._row(connection, take).state
            add_link(connection, board, shot, take, wish)
            if state is TakeState.FETCHED:
                set_circle(connection, board, shot, take, "rushes")
            self._note(connection, take, "linked", {"board": board, "shot": shot})

    def circle(self, board: str, shot: str, take: str, by: Literal["person", "rushes"]) -> Circle:
        with self._write() as connection:
            found = self._row(connection, take)
            if found.state is not TakeState.FETCHED:
                raise UsageError(f"take {take} is {found.state.value}: only a fetched take can be circled")
            linked = connection.execute(
                "SELECT 1 FROM links WHERE board = ? AND shot = ? AND take = ?", (board, shot, take)
            )
            if linked.fetchone() is None:
                add_link(connection, board, shot, take, found.wish)
            set_circle(connection, board, shot, take, by)
            self._note(connection, take, "circled", {"board": board, "shot": shot, "by": by})
            row = connection.execute(
                "SELECT take, chosen FROM circles WHERE board = ? AND shot = ?", (board, shot)
            ).fetchone()
        return Circle(row["take"], row["chosen"])

    def circles(self, board: str) -> dict[str, Circle]:
        with self._read() as connection:
            rows = connection.execute("SELECT * FROM circles WHERE board = ?", (board,)).fetchall()
        return {row["shot"]: Circle(row["take"], row["chosen"]) for row in rows}

    def links(self, board: str) -> list[Link]:
        with self._read() as connection:
            rows = connection.execute(
                "SELECT * FROM links WHERE board = ? ORDER BY rowid", (board,)
            ).fetchall()
        return [Link(row["shot"], row["take"], row["wish"]) for row in rows]

    def take(self, prefix: str) -> Take:
        with self._read() as connection:
            rows = connection.execute(
                "SELECT * FROM takes WHERE id >= ? AND id < ? || 'g' LIMIT 6",
                (prefix, prefix),  # an id is hexadecimal: 'g' comes after all that begin so
            ).fetchall()
        if not prefix or not rows:
            raise UsageError(f"there is no take {prefix!r}", hint="rushes takes list shows them all")
        if len(rows) > 1:
            ids = ", ".join(row["id"] for row in rows[:5])
            raise UsageError(f"{prefix!r} is the beginning of several takes: {ids}")
        return self._read_take(rows[0])

    def takes(
        self, *, board: str | None = None, shot: str | None = None, wish: str | None = None
    ) -> list[Take]:
        asked = {"board": board, "shot": shot, "wish": wish}
        asked = {name: value for name, value in asked.items() if value is not None}
        where = " AND ".join(f"links.{name} = ?" for name in asked) or "1"
        with self._read() as connection:
            rows = connection.execute(
                f"SELECT * FROM takes WHERE id IN (SELECT take FROM links WHERE {where})"
                " ORDER BY created, rowid",
                tuple(asked.values()),
            ).fetchall()
        return [self._read_take(row) for row in rows]

    def open_takes(self) -> Sequence[Take]:
        with self._read() as connection:
            rows = connection.execute(
                f"SELECT * FROM takes WHERE state IN ({marks(OPEN)}) ORDER BY created, rowid", tuple(OPEN)
            ).fetchall()
        return [self._read_take(row) for row in rows]

    def events(self, take: str) -> list[Event]:
        with self._read() as connection:
            rows = connection.execute(
                "SELECT * FROM events WHERE take = ? ORDER BY number", (take,)
            ).fetchall()
        return [
            Event(
                row["number"],
                datetime.fromisoformat(row["at"]),
                row["take"],
                row["kind"],
                json.loads(row["detail"]),
            )
            for row in rows
        ]

    def close(self) -> None:
        if self._writer is not None:
            self._writer.shutdown()
        with self._lock:
            if self._connection is not None:
                self._connection.close()
            self._connection = None

    # ── the file ──────────────────────────────────────────────────────────────────────────────

    @contextlib.contextmanager
    def _write(self) -> Generator[sqlite3.Connection]:
        """One transaction, committed and synced at the end; nothing of it stays after an error."""
        with self._lock, self._explained():
            connection = self._open()
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise

    @contextlib.contextmanager
    def _read(self) -> Generator[sqlite3.Connection]:
        with self._lock, self._explained():
            if self._connection is None and not self._path.exists():
                nothing = prepared(sqlite3.connect(":memory:"))
                migrate(nothing, self._path)
                with contextlib.closing(nothing):
                    yield nothing
            else:
                yield self._open()

    def _open(self) -> sqlite3.Connection:
        if self._connection is None:
            try:
                self._path.parent.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise disk_failure(error, self._path.parent) from error
            connection = sqlite3.connect(
                self._path, timeout=30, isolation_level=None, check_same_thread=False
            )
            try:
                migrate(prepared(connection), self._path)
            except BaseException:
                connection.close()
                raise
            self._connection = connection
        return self._connection

    @contextlib.contextmanager
    def _explained(self) -> Generator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise StoreError(
                f"the ledger {self._path} cannot be used: {error}", hint=advice(error)
            ) from error

    # ── rows ──────────────────────────────────────────────────────────────────────────────────

    def _note(
        self, connection: sqlite3.Connection, take: str, kind: str, detail: Mapping[str, object]
    ) -> None:
        connection.execute(
            "INSERT INTO events (at, take, kind, detail) VALUES (?, ?, ?, ?)",
            (self._now().isoformat(), take, kind, text(detail)),
        )

    def _row(self, connection: sqlite3.Connection, take: str) -> Take:
        row = connection.execute("SELECT * FROM takes WHERE id = ?", (take,)).fetchone()
        if row is None:
            raise StoreError(f"the ledger knows no take {take}")
        return self._read_take(row)

    def _read_take(self, row: sqlite3.Row) -> Take:
        sha256 = row["sha256"]
        poster = None if sha256 is None else take_path(self._takes, sha256, ".jpg")
        ticket = None if row["ticket"] is None else json.loads(row["ticket"])
        return Take(
            id=row["id"],
            board=row["board"],
            shot=row["shot"],
            number=row["number"],
            model=row["model"],
            state=TakeState(row["state"]),
            wish=row["wish"],
            request=row["request"],
            created=datetime.fromisoformat(row["created"]),
            words=row["words"],
            seed=row["seed"],
            duration=Fraction(row["duration"]),
            price=Money(row["price"]),
            cost=None if row["cost"] is None else Money(row["cost"]),
            charged=cast("Charged", row["charged"]),
            ticket=None if ticket is None else Ticket(ticket["provider"], ticket["data"]),
            sha256=sha256,
            size=row["size"],
            path=None if sha256 is None else take_path(self._takes, sha256),
            poster=poster if poster is not None and poster.exists() else None,
            parents=tuple(json.loads(row["parents"])),
            error=row["error"],
        )


def prepared(connection: sqlite3.Connection) -> sqlite3.Connection:
    connection.isolation_level = None
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA busy_timeout = 30000")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    return connection


def add_link(connection: sqlite3.Connection, board: str, shot: str, take: str, wish: str) -> None:
    connection.execute("INSERT OR IGNORE INTO links VALUES (?, ?, ?, ?)", (board, shot, take, wish))


def set_circle(connection: sqlite3.Connection, board: str, shot: str, take: str, by: str) -> None:
    connection.execute(
        "INSERT INTO circles VALUES (?, ?, ?, ?) ON CONFLICT (board, shot)"
        " DO UPDATE SET take = excluded.take, chosen = excluded.chosen"
        " WHERE excluded.chosen = 'person' OR circles.chosen = 'rushes'",
        (board, shot, take, by),
    )


def marks(values: Sequence[object] | frozenset[TakeState] | Mapping[str, object]) -> str:
    return ", ".join("?" * len(values))


def text(document: object) -> str:
    return json.dumps(plain(document), ensure_ascii=False, sort_keys=True)


def advice(error: sqlite3.Error) -> str:
    said = str(error)
    if "full" in said or "disk I/O" in said:
        return "free some space on the disk and run it again"
    if "readonly" in said or "unable to open" in said:
        return "make the folder writable, or name another workspace with --workspace or RUSHES_WORKSPACE"
    if "locked" in said:
        return "another process holds the ledger: wait for it to end"
    return "move the file away to begin a new ledger; the takes' own files stay beside it"
