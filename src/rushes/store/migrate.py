"""Numbered changes of the ledger's tables, each applied once and in order."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Literal

from rushes.errors import StoreError

__all__ = ["migrate", "migrations", "newer"]

PATIENCE = 30.0  # seconds that another process may take over the same step

OURS = 0x72757368  # "rush", in the file's head: this database is a ledger of rushes


def migrate(connection: sqlite3.Connection, path: Path) -> None:
    """Bring the database up to this program's version, in one transaction.

    Raises StoreError when it is no ledger, or one of a newer program.
    """
    steps = migrations()
    connection.execute("BEGIN")  # one look: another process may be making the tables at this moment
    try:
        version = owned(connection, path, len(steps))
    finally:
        connection.execute("ROLLBACK")
    if version == len(steps):
        return
    set_wal(connection)
    connection.execute("PRAGMA foreign_keys = OFF")  # tables that others refer to are made anew
    try:
        connection.execute("BEGIN EXCLUSIVE")
        for step in steps[owned(connection, path, len(steps)) :]:
            for statement in statements(step):
                connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {OURS}")
        connection.execute(f"PRAGMA user_version = {len(steps)}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    finally:
        connection.execute("PRAGMA foreign_keys = ON")


def set_wal(connection: sqlite3.Connection) -> None:
    """Turn the write-ahead log on. While others do the same, SQLite says at once that it is locked."""
    until = time.monotonic() + PATIENCE
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > until:
                raise
            time.sleep(0.01)
        else:
            return


def migrations(make: Literal["sqlite", "postgres"] = "sqlite") -> list[str]:
    """The SQL of each step for a database of this make, from the first."""
    folder = files("rushes.store") / "migrations" / make
    steps = sorted(
        (step for step in folder.iterdir() if step.name.endswith(".sql")), key=lambda step: step.name
    )
    return [step.read_text(encoding="utf-8") for step in steps]


def owned(connection: sqlite3.Connection, path: Path, known: int) -> int:
    """The version of the ledger that lies there; 0 when it is empty."""
    identity = connection.execute("PRAGMA application_id").fetchone()[0]
    tables = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]
    if identity != OURS and tables:
        raise StoreError(
            f"{path} is a database of another program, not a ledger of rushes",
            hint="move it away, or name another workspace with --workspace or RUSHES_WORKSPACE",
        )
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version > known:
        raise newer(str(path), version, known)
    return version


def newer(what: str, version: int, known: int) -> StoreError:
    """The ledger was written by a program that knows more."""
    return StoreError(
        f"{what} was written by a newer rushes: its version is {version}, this program knows {known}",
        hint="install the newer rushes again, or name another workspace",
    )


def statements(script: str) -> Iterator[str]:
    """The statements of `script`, one by one: a transaction of ours must hold them all."""
    held = ""
    for line in script.splitlines(keepends=True):
        held += line
        if sqlite3.complete_statement(held):
            yield held
            held = ""
