"""A take's row, written again from what lies beside its clip."""

# ruff: noqa: S608  (only question marks are put into a statement)

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime

from rushes.model import Json, Take, TakeState
from rushes.store.accounts import charge, counted
from rushes.store.engine import Transaction
from rushes.store.ledger import BEGUN
from rushes.store.rows import (
    add_link,
    as_text,
    insert,
    marks,
    next_ordinal,
    note,
    set_circle,
    ticket_text,
    units_text,
)

__all__ = ["restore_take"]


def restore_take(change: Transaction, take: Take, body: Mapping[str, Json], now: datetime) -> bool:
    """Write a fetched take down; False when the ledger has it already."""
    if change.execute("SELECT 1 FROM takes WHERE id = ?", (take.id,)).fetchone() is not None:
        return False
    number, request = free_keys(change, take)
    insert(change, "takes", {
        "id": take.id,
        "ordinal": next_ordinal(change),
        "board": take.board,
        "shot": take.shot,
        "number": number,
        "model": take.model,
        "origin": take.origin,
        "state": TakeState.FETCHED.value,
        "run": take.run,
        "wish": take.wish,
        "request": request,
        "body": as_text(body),
        "created": take.created.isoformat(),
        "words": take.words,
        "seed": take.seed,
        "duration": str(take.duration),
        "price": take.price.micros,
        "cost": None if take.cost is None else take.cost.micros,
        "units": units_text(take.units),
        "charged": take.charged,
        "ticket": None if take.ticket is None else ticket_text(take.ticket),
        "sha256": take.sha256,
        "size": take.size,
        "parents": json.dumps(take.parents),
    })  # fmt: skip
    charge(change, take.run, counted(take).micros)
    add_link(change, take.board, take.shot, take.id, take.wish)
    newer = change.execute(
        "SELECT 1 FROM circles JOIN takes ON takes.id = circles.take"
        " WHERE circles.board = ? AND circles.shot = ? AND takes.created > ?",
        (take.board, take.shot, take.created.isoformat()),
    ).fetchone()
    if newer is None:
        set_circle(change, take.board, take.shot, take.id, "rushes")
    note(change, now, take.id, "recovered", {"sha256": take.sha256})
    return True


def free_keys(change: Transaction, take: Take) -> tuple[int, str]:
    """The number and the request that a take from elsewhere can have here.

    They are its own, unless this ledger has bought the same meanwhile: then it is one more take.
    """
    held = change.execute(
        f"SELECT number, request FROM takes WHERE state IN ({marks(BEGUN)})"
        " AND (request = ? OR (wish = ? AND origin = ?))",
        (*BEGUN, take.request, take.wish, take.origin),
    ).fetchall()
    same_request = any(row["request"] == take.request for row in held)
    if not same_request and all(row["number"] != take.number for row in held):
        return take.number, take.request
    number = 1 + max(row["number"] for row in held)
    return number, f"{take.request}:{take.id}" if same_request else take.request
