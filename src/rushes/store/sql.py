"""The ledger in a database that speaks SQL, whatever its make: the steps, and the questions."""

# ruff: noqa: S608  (only column names of this file and question marks are put into a statement)

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, TypeVar

from rushes.errors import UsageError
from rushes.model import Charged, Circle, Json, Money, Take, TakeState, Ticket, Units
from rushes.store.accounts import begin_run, charge, counted, spend
from rushes.store.engine import Engine, Row, Transaction
from rushes.store.ledger import (
    BEGUN,
    IN_FLIGHT,
    MOVES,
    OPEN,
    GoneAhead,
    Intent,
    Lane,
    Overrun,
    Run,
    Settlement,
    TakenOver,
)
from rushes.store.lookups import Lookups
from rushes.store.owners import Presence
from rushes.store.ownership import SILENT, Owners
from rushes.store.restore import restore_take
from rushes.store.rows import (
    add_link,
    as_text,
    insert,
    marks,
    next_ordinal,
    note,
    row_of,
    set_circle,
    ticket_text,
    units_text,
)
from rushes.store.writer import Writer

__all__ = ["SqlLedger"]

Result = TypeVar("Result")


class SqlLedger(Lookups):
    """The ledger behind `engine`; `takes` is the folder that the takes' bytes lie in.

    `presence` shows that this process lives, `silent` is after how many seconds without a sign of life
    another one's takes are taken over.
    """

    def __init__(
        self,
        engine: Engine,
        *,
        takes: Path,
        presence: Presence,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        silent: float = SILENT,
    ) -> None:
        super().__init__(engine, takes=takes, now=now)
        self._writer = Writer(engine)
        self._owners = Owners(engine, self._writer, presence, now=now, silent=silent)

    @property
    def owner(self) -> str:
        return self._owners.me

    # ── money ─────────────────────────────────────────────────────────────────────────────────

    async def admit(self, run: Run) -> Overrun | None:
        self._owners.register()
        self._owners.bury()
        return await self._step(lambda change: begin_run(change, run, self.owner, self._now()))

    async def end_run(self, run: str) -> None:
        await self._step(lambda change: self._end_run(change, run))

    def bury(self) -> None:
        self._owners.bury()

    # ── steps ─────────────────────────────────────────────────────────────────────────────────

    async def begin(self, intent: Intent) -> tuple[Take, bool]:
        self._owners.register()
        return await self._step(lambda change: self._begin(change, intent))

    async def claim(self, take: str) -> Take | None:
        self._owners.register()
        self._owners.bury()
        row = await self._step(lambda change: self._owners.claim(change, take))
        return None if row is None else self._read(row)

    async def submitting(self, take: str, lane: Lane) -> Take | None:
        return await self._step(lambda change: self._submitting(change, take, lane))

    def may_send(self, take: str) -> bool:
        with self._engine.reading() as look:
            row = row_of(look, take)
        return row["owner"] == self.owner and row["state"] == TakeState.SUBMITTING

    async def unsent(self, take: str, *, reason: str) -> Take:
        return await self._step(
            lambda change: self._move(change, take, TakeState.PLANNED, {"lane": None}, {"reason": reason})
        )

    async def submitted(self, take: str, ticket: Ticket) -> Take:
        def change(transaction: Transaction) -> Take:
            values: dict[str, object] = {"ticket": ticket_text(ticket)}
            detail: dict[str, object] = {}
            if ticket.most is not None and ticket.most.micros > row_of(transaction, take)["price"]:
                # The provider knows better than its catalogue what it may cost.
                detail = {"price": ticket.most.micros}
            return self._move(transaction, take, TakeState.SUBMITTED, {**values, **detail}, detail)

        return await self._step(change)

    async def ready(self, take: str) -> Take:
        return await self._step(lambda change: self._move(change, take, TakeState.READY, {}, {}))

    async def fetched(
        self,
        take: str,
        *,
        sha256: str,
        size: int,
        cost: Money | None,
        charged: Charged,
        units: Units | None = None,
    ) -> Take:
        values = {"sha256": sha256, "size": size, **_bill(cost, charged, units)}
        return await self._step(lambda change: self._move(change, take, TakeState.FETCHED, values))

    async def ended(
        self,
        take: str,
        state: TakeState,
        *,
        error: str,
        charged: Charged,
        cost: Money | None = None,
        units: Units | None = None,
    ) -> Take:
        values = {"error": error, **_bill(cost, charged, units)}
        return await self._step(lambda change: self._move(change, take, state, values))

    async def remark(self, take: str, kind: str, detail: Mapping[str, Json] | None = None) -> None:
        await self._step(lambda change: note(change, self._now(), take, kind, detail))

    async def settle(self, take: str, found: Settlement) -> Take:
        return await self._step(lambda change: self._settle(change, take, found))

    async def let_go(self, take: str) -> None:
        await self._step(lambda change: self._owners.release(change, self.owner, take=take))

    async def release(self) -> None:
        if self._owners.registered:
            await self._step(lambda change: self._owners.release(change, self.owner))

    # ── what a person says ────────────────────────────────────────────────────────────────────

    def link(self, board: str, shot: str, take: str, wish: str) -> None:
        def change(transaction: Transaction) -> None:
            found = row_of(transaction, take)
            add_link(transaction, board, shot, take, wish)
            if found["state"] == TakeState.FETCHED and found["dropped"] is None:
                set_circle(transaction, board, shot, take, "rushes")
            note(transaction, self._now(), take, "linked", {"board": board, "shot": shot})

        self._made(change)

    def circle(self, board: str, shot: str, take: str, by: Literal["person", "rushes"]) -> Circle:
        def change(transaction: Transaction) -> Circle:
            found = row_of(transaction, take)
            if found["state"] != TakeState.FETCHED or found["dropped"] is not None:
                state = "dropped" if found["dropped"] is not None else found["state"]
                raise UsageError(
                    f"take {take} is {state}: only a fetched take can be circled",
                    hint="rushes takes list shows which are",
                )
            linked = transaction.execute(
                "SELECT 1 FROM links WHERE board = ? AND shot = ? AND take = ?", (board, shot, take)
            )
            if linked.fetchone() is None:
                add_link(transaction, board, shot, take, found["wish"])
            set_circle(transaction, board, shot, take, by)
            note(transaction, self._now(), take, "circled", {"board": board, "shot": shot, "by": by})
            row = transaction.execute(
                "SELECT take, chosen FROM circles WHERE board = ? AND shot = ?", (board, shot)
            ).fetchone()
            assert row is not None
            return Circle(row["take"], row["chosen"])

        return self._made(change)

    def dropped(self, take: str) -> Take:
        def change(transaction: Transaction) -> Take:
            found = row_of(transaction, take)
            if found["state"] != TakeState.FETCHED:
                raise UsageError(
                    f"take {take} is {found['state']}: it has no bytes to drop",
                    hint="`rushes takes cancel` stops one that is being made",
                )
            if found["dropped"] is None:
                now = self._now()
                transaction.execute("UPDATE takes SET dropped = ? WHERE id = ?", (now.isoformat(), take))
                transaction.execute("DELETE FROM circles WHERE take = ?", (take,))
                note(transaction, now, take, "dropped", {"sha256": found["sha256"], "size": found["size"]})
            return self._read(row_of(transaction, take))

        return self._made(change)

    def restore(self, take: Take, body: Mapping[str, Json]) -> bool:
        return self._made(lambda change: restore_take(change, take, body, self._now()))

    def close(self) -> None:
        self._owners.leave()
        self._writer.close()
        self._engine.close()

    # ── changes ───────────────────────────────────────────────────────────────────────────────

    def _begin(self, change: Transaction, intent: Intent) -> tuple[Take, bool]:
        begun = change.execute(
            f"SELECT * FROM takes WHERE state IN ({marks(BEGUN)})"
            " AND (request = ? OR (wish = ? AND origin = ? AND number = ?))"
            " ORDER BY CASE WHEN request = ? THEN 0 ELSE 1 END LIMIT 1",
            (*BEGUN, intent.request, intent.wish, intent.origin, intent.number, intent.request),
        ).fetchone()
        if begun is not None:
            return self._read(begun), False
        now = self._now()
        if intent.run and intent.price.micros:
            spend(change, intent.run, intent.price, now)
        take = secrets.token_hex(8)
        insert(change, "takes", {
            "id": take,
            "ordinal": next_ordinal(change),
            "board": intent.board,
            "shot": intent.shot,
            "number": intent.number,
            "model": intent.model,
            "origin": intent.origin,
            "state": TakeState.PLANNED.value,
            "owner": self.owner,
            "run": intent.run,
            "wish": intent.wish,
            "request": intent.request,
            "body": as_text(intent.body),
            "created": now.isoformat(),
            "words": intent.words,
            "seed": intent.seed,
            "duration": str(intent.duration),
            "price": intent.price.micros,
            "charged": "no",
            "parents": json.dumps(intent.parents),
        })  # fmt: skip
        add_link(change, intent.board, intent.shot, take, intent.wish)
        note(change, now, take, "planned", {"price": intent.price.micros, "owner": self.owner})
        return self._read(row_of(change, take)), True

    def _submitting(self, change: Transaction, take: str, lane: Lane) -> Take | None:
        row = row_of(change, take)
        # Whatever may not be sent at all is told so, also while the lane is full.
        if lane.limit is not None and row["state"] == TakeState.PLANNED and row["owner"] == self.owner:
            there = change.execute(
                f"SELECT count(*) AS running FROM takes WHERE lane = ? AND state IN ({marks(IN_FLIGHT)})",
                (lane.name, *IN_FLIGHT),
            ).fetchone()
            assert there is not None
            if there["running"] >= lane.limit:
                return None
        return self._move(change, take, TakeState.SUBMITTING, {"lane": lane.name}, {})

    def _move(
        self,
        change: Transaction,
        take: str,
        state: TakeState,
        values: Mapping[str, object],
        detail: Mapping[str, object] | None = None,
    ) -> Take:
        """One legal step of a take of ours. `detail` is what the event says, else the values."""
        row = row_of(change, take)
        before = TakeState(row["state"])
        if state not in MOVES[before]:
            raise GoneAhead(
                f"take {take} is {before.value} and cannot become {state.value}",
                hint="another process has gone ahead; run the same command again",
            )
        if row["owner"] != self.owner and before in OPEN:
            raise TakenOver(
                f"take {take} was taken over by another process while this one stood still",
                hint="run the same command again to follow it",
            )
        return self._set(change, row, state, values, values if detail is None else detail)

    def _set(
        self,
        change: Transaction,
        row: Row,
        state: TakeState,
        values: Mapping[str, object],
        detail: Mapping[str, object],
    ) -> Take:
        settings: dict[str, object] = {"state": state.value, **values}
        if state not in OPEN:
            settings["owner"] = None
        change.execute(
            f"UPDATE takes SET {', '.join(f'{name} = ?' for name in settings)} WHERE id = ?",
            (*settings.values(), row["id"]),
        )
        after = self._read(row_of(change, row["id"]))
        charge(change, row["run"], counted(after).micros - counted(self._read(row)).micros)
        note(change, self._now(), after.id, state.value, detail)
        if state is TakeState.FETCHED:
            for link in change.execute(
                "SELECT board, shot FROM links WHERE take = ? ORDER BY ordinal", (after.id,)
            ).fetchall():
                set_circle(change, link["board"], link["shot"], after.id, "rushes")
        return after

    def _settle(self, change: Transaction, take: str, found: Settlement) -> Take:
        row = row_of(change, take)
        if row["state"] != TakeState.UNKNOWN and not (found.ticket and self._given_up(change, row)):
            raise UsageError(
                f"take {take} is {row['state']}: only a take of unknown outcome is settled",
                hint="`rushes takes list` shows those that are unknown",
            )
        if found.ticket is not None:
            values: dict[str, object] = {"ticket": ticket_text(found.ticket), "error": None, "charged": "no"}
            return self._set(change, row, TakeState.SUBMITTED, values, {"settled": found.by})
        state = TakeState.LOST if found.charged == "yes" else TakeState.FAILED
        error = f"settled by {found.by}: " + ("paid, and lost" if found.charged == "yes" else "never made")
        values = {"charged": found.charged, "error": error}
        return self._set(change, row, state, values, {**values, "settled": found.by})

    def _given_up(self, change: Transaction, row: Row) -> bool:
        """Whether the take ended without its clip, and a ticket that turns up still brings it back.

        One that was lost, or that somebody settled as never made; unless the same was begun anew since.
        """
        if row["state"] == TakeState.FAILED:
            told = change.execute("SELECT detail FROM events WHERE take = ?", (row["id"],)).fetchall()
            if not any("settled" in json.loads(one["detail"]) for one in told):
                return False
            again = change.execute(
                "SELECT 1 FROM takes WHERE id <> ? AND state NOT IN ('failed', 'refused', 'cancelled')"
                " AND (request = ? OR (wish = ? AND origin = ? AND number = ?))",
                (row["id"], row["request"], row["wish"], row["origin"], row["number"]),
            ).fetchone()
            return again is None
        return row["state"] == TakeState.LOST

    def _end_run(self, change: Transaction, run: str) -> None:
        change.execute(
            "UPDATE runs SET ended = ? WHERE id = ? AND ended IS NULL", (self._now().isoformat(), run)
        )

    # ── inside ────────────────────────────────────────────────────────────────────────────────

    async def _step(self, change: Callable[[Transaction], Result]) -> Result:
        import asyncio  # a ledger that is only read needs no loop

        written = asyncio.wrap_future(self._writer.make(change))
        return await asyncio.shield(written)  # a cancelled caller does not take a write back

    def _made(self, change: Callable[[Transaction], Result]) -> Result:
        made: Future[Result] = self._writer.make(change)
        return made.result()


def _bill(cost: Money | None, charged: Charged, units: Units | None) -> dict[str, object]:
    return {
        "cost": None if cost is None else cost.micros,
        "charged": charged,
        "units": units_text(units),
    }
