"""Takes as rows of the ledger's tables, and the few statements that several changes share."""

# ruff: noqa: S608  (only column names of this file and question marks are put into a statement)

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from datetime import datetime
from fractions import Fraction
from pathlib import Path
from sys import intern
from typing import Any, cast

from rushes.errors import StoreError
from rushes.keys import plain
from rushes.model import Charged, Money, Take, TakeState, Ticket, Units
from rushes.store.blobs import take_path
from rushes.store.engine import Row, Transaction

__all__ = [
    "add_link",
    "as_text",
    "insert",
    "marks",
    "next_ordinal",
    "note",
    "read_take",
    "row_of",
    "set_circle",
    "ticket_text",
    "units_text",
]


def read_take(row: Row, folder: Path) -> Take:
    """The take of a row of `takes`; its bytes lie under `folder`."""
    sha256 = row["sha256"] if row["dropped"] is None else None
    poster = None if sha256 is None else take_path(folder, sha256, ".jpg")
    ticket = None if row["ticket"] is None else json.loads(row["ticket"])
    return Take(
        id=row["id"],
        board=intern(row["board"]),  # thousands of takes share these
        shot=row["shot"],
        number=row["number"],
        model=intern(row["model"]),
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
        ticket=None if ticket is None else read_ticket(ticket),
        sha256=row["sha256"],
        size=row["size"],
        path=None if sha256 is None else take_path(folder, sha256),
        poster=poster if poster is not None and poster.exists() else None,
        parents=tuple(json.loads(row["parents"])),
        error=row["error"],
        origin=intern(row["origin"]),
        run=intern(row["run"]),
        units=read_units(row["units"]),
        owner=row["owner"],
        dropped=None if row["dropped"] is None else datetime.fromisoformat(row["dropped"]),
    )


def read_ticket(told: Mapping[str, Any]) -> Ticket:
    """The ticket as it was written; the names in it, which all tickets share, are held once."""
    return Ticket(intern(told["provider"]), {intern(name): value for name, value in told["data"].items()})


def row_of(transaction: Transaction, take: str) -> Row:
    """The row of a take, by its whole id. Raises StoreError when there is none."""
    row = transaction.execute("SELECT * FROM takes WHERE id = ?", (take,)).fetchone()
    if row is None:
        raise StoreError(f"the ledger knows no take {take}", hint="rushes takes list shows them all")
    return row


def next_ordinal(transaction: Transaction) -> int:
    """The place of one more take in the order of all."""
    row = transaction.execute("SELECT coalesce(max(ordinal), 0) AS most FROM takes").fetchone()
    assert row is not None
    return int(row["most"]) + 1


def insert(transaction: Transaction, table: str, values: Mapping[str, object]) -> None:
    transaction.execute(
        f"INSERT INTO {table} ({', '.join(values)}) VALUES ({marks(values)})", tuple(values.values())
    )


def note(
    transaction: Transaction, at: datetime, take: str, kind: str, detail: Mapping[str, object] | None = None
) -> None:
    """Add an event."""
    insert(
        transaction,
        "events",
        {"at": at.isoformat(), "take": take, "kind": kind, "detail": as_text(detail or {})},
    )


def add_link(transaction: Transaction, board: str, shot: str, take: str, wish: str) -> None:
    transaction.execute(
        "INSERT INTO links (board, shot, take, wish) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
        (board, shot, take, wish),
    )


def set_circle(transaction: Transaction, board: str, shot: str, take: str, by: str) -> None:
    """Circle the take; what a person chose is moved by a person only."""
    transaction.execute(
        "INSERT INTO circles (board, shot, take, chosen) VALUES (?, ?, ?, ?) ON CONFLICT (board, shot)"
        " DO UPDATE SET take = excluded.take, chosen = excluded.chosen"
        " WHERE excluded.chosen = 'person' OR circles.chosen = 'rushes'",
        (board, shot, take, by),
    )


def marks(values: Collection[object]) -> str:
    return ", ".join("?" * len(values))


def as_text(document: object) -> str:
    return json.dumps(plain(document), ensure_ascii=False, sort_keys=True)


def ticket_text(ticket: Ticket) -> str:
    return as_text({"provider": ticket.provider, "data": plain(ticket.data)})


def units_text(units: Units | None) -> str | None:
    if units is None:
        return None
    return as_text({"amount": str(units.amount), "name": units.name, "rate": units.rate.micros})


def read_units(text: str | None) -> Units | None:
    if text is None:
        return None
    told = json.loads(text)
    return Units(Fraction(told["amount"]), told["name"], Money(told["rate"]))
