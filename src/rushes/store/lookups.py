"""What can be asked of a ledger in a database; nothing here changes it."""

# ruff: noqa: S608  (only column names of this file and question marks are put into a statement)

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from rushes.errors import UsageError
from rushes.model import Circle, Json, Take
from rushes.store.accounts import count_for
from rushes.store.engine import Engine, Row
from rushes.store.ledger import BEGUN, Event, Exposure, Link, Spent
from rushes.store.rows import marks, read_take, row_of

__all__ = ["Lookups"]


class Lookups:
    """The questions of `rushes.store.ledger.Ledger`, to the database behind `engine`."""

    def __init__(self, engine: Engine, *, takes: Path, now: Callable[[], datetime]) -> None:
        self._engine = engine
        self._takes = takes
        self._now = now

    def exposure(self) -> Exposure:
        with self._engine.reading() as look:
            return count_for(look, self._now())

    def spent(self) -> list[Spent]:
        with self._engine.reading() as look:
            rows = look.execute(
                "SELECT takes.*, EXISTS (SELECT 1 FROM circles WHERE circles.take = takes.id) AS used"
                " FROM takes WHERE price > 0 OR cost > 0 ORDER BY ordinal"
            ).fetchall()
        return [
            Spent(take, take.path is not None, bool(row["used"])) for row in rows if (take := self._read(row))
        ]

    def next_number(self, wish: str, origin: str) -> int:
        with self._engine.reading() as look:
            row = look.execute(
                "SELECT coalesce(max(number), 0) AS most FROM takes"
                f" WHERE wish = ? AND origin = ? AND state IN ({marks(BEGUN)})",
                (wish, origin, *BEGUN),
            ).fetchone()
        assert row is not None
        return int(row["most"]) + 1

    def body(self, take: str) -> Mapping[str, Json]:
        with self._engine.reading() as look:
            return json.loads(row_of(look, take)["body"])

    def circles(self, board: str) -> dict[str, Circle]:
        with self._engine.reading() as look:
            rows = look.execute("SELECT * FROM circles WHERE board = ?", (board,)).fetchall()
        return {row["shot"]: Circle(row["take"], row["chosen"]) for row in rows}

    def links(self, board: str) -> list[Link]:
        with self._engine.reading() as look:
            rows = look.execute("SELECT * FROM links WHERE board = ? ORDER BY ordinal", (board,)).fetchall()
        return [Link(row["shot"], row["take"], row["wish"]) for row in rows]

    def shots(self, board: str, take: str) -> set[str]:
        with self._engine.reading() as look:
            rows = look.execute(
                "SELECT shot FROM links WHERE take = ? AND board = ?", (take, board)
            ).fetchall()
        return {row["shot"] for row in rows}

    def users(self, take: str) -> list[tuple[str, str]]:
        with self._engine.reading() as look:
            rows = look.execute("SELECT board, shot FROM circles WHERE take = ?", (take,)).fetchall()
        return [(row["board"], row["shot"]) for row in rows]

    def take(self, prefix: str) -> Take:
        with self._engine.reading() as look:
            rows = look.execute(
                "SELECT * FROM takes WHERE id >= ? AND id < ? LIMIT 6",
                (prefix, prefix + "g"),  # an id is hexadecimal: 'g' comes after all that begin so
            ).fetchall()
        if not prefix or not rows:
            raise UsageError(f"there is no take {prefix!r}", hint="rushes takes list shows them all")
        if len(rows) > 1:
            ids = ", ".join(row["id"] for row in rows[:5])
            raise UsageError(
                f"{prefix!r} is the beginning of several takes: {ids}", hint="give more of the id"
            )
        return self._read(rows[0])

    def takes(
        self, *, board: str | None = None, shot: str | None = None, wish: str | None = None
    ) -> list[Take]:
        asked = {"board": board, "shot": shot, "wish": wish}
        asked = {name: value for name, value in asked.items() if value is not None}
        where = " AND ".join(f"links.{name} = ?" for name in asked) or "true"
        with self._engine.reading() as look:
            rows = look.execute(
                f"SELECT * FROM takes WHERE id IN (SELECT take FROM links WHERE {where}) ORDER BY ordinal",
                tuple(asked.values()),
            ).fetchall()
        return [self._read(row) for row in rows]

    def open_takes(self) -> Sequence[Take]:
        with self._engine.reading() as look:
            rows = look.execute(
                "SELECT * FROM takes WHERE state IN ('planned', 'submitting', 'submitted', 'ready')"
                " ORDER BY ordinal"
            ).fetchall()
        return [self._read(row) for row in rows]

    def events(self, take: str) -> list[Event]:
        with self._engine.reading() as look:
            rows = look.execute("SELECT * FROM events WHERE take = ? ORDER BY number", (take,)).fetchall()
        return [
            Event(row["number"], datetime.fromisoformat(row["at"]), row["take"], row["kind"],
                  json.loads(row["detail"]))
            for row in rows
        ]  # fmt: skip

    def _read(self, row: Row) -> Take:
        return read_take(row, self._takes)
