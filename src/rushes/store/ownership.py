"""Which process works on a take: who is here, who is dead, and whose takes may be taken over."""

# ruff: noqa: S608  (only what stands in this file and question marks are put into a statement)

from __future__ import annotations

import contextlib
import os
import platform
import threading
from collections.abc import Callable
from datetime import datetime, timedelta

from rushes.errors import RushesError
from rushes.model import TakeState
from rushes.store.accounts import charge
from rushes.store.engine import Engine, Row, Transaction
from rushes.store.ledger import OPEN
from rushes.store.owners import Heart, Presence
from rushes.store.rows import insert, note, row_of
from rushes.store.writer import Writer

__all__ = ["SILENT", "Owners"]

SILENT = 30.0  # seconds without a sign of life, after which a process's takes are taken over
VERY_SILENT = 20  # times as long, and a create that it meant to send counts as lost


class Owners:
    """The processes that work on takes of one ledger, this one among them."""

    def __init__(
        self,
        engine: Engine,
        writer: Writer,
        presence: Presence,
        *,
        now: Callable[[], datetime],
        silent: float = SILENT,
    ) -> None:
        self._engine = engine
        self._writer = writer
        self._presence = presence
        self._now = now
        self._silent = timedelta(seconds=silent)
        self._heart = Heart(self._beat, every=silent / 6)
        self._registering = threading.Lock()
        self._registered = False

    @property
    def me(self) -> str:
        return self._presence.id

    @property
    def registered(self) -> bool:
        """Whether this process is known to the ledger; before, it owns nothing."""
        return self._registered

    def register(self) -> None:
        """Be known before owning anything."""
        if self._registered:
            return
        with self._registering:
            if self._registered:
                return
            self._presence.begin()
            now = self._now().isoformat()
            values = {"id": self.me, "host": platform.node(), "pid": os.getpid(), "began": now, "beat": now}
            self._writer.make(lambda change: insert(change, "owners", values)).result()
            self._registered = True
            self._heart.start()

    def bury(self) -> None:
        """Free the takes of processes that are proved dead, and the money of those that seem to be."""
        with self._engine.reading() as look:
            others = [row["id"] for row in look.execute("SELECT id FROM owners").fetchall()]
            lapsed = self._lapsed(look)
        for owner in others:
            if self._presence.is_dead(owner):
                self._free(owner)
                self._presence.forget(owner)
        if lapsed:
            self._writer.make(self._lapse).result()

    def claim(self, change: Transaction, take: str) -> Row | None:
        """Become the owner of a take; None while another process works on it."""
        row = row_of(change, take)
        state, owner = TakeState(row["state"]), row["owner"]
        if state not in OPEN or owner == self.me:
            return row
        if owner is not None and not self._may_take_over(change, state, owner):
            return None
        change.execute("UPDATE takes SET owner = ? WHERE id = ?", (self.me, take))
        note(change, self._now(), take, "claimed", {"owner": self.me, "before": owner})
        return row_of(change, take)

    def release(
        self, change: Transaction, owner: str, *, take: str | None = None, leaving: bool = False
    ) -> None:
        """Free the takes of a process, or the one; `leaving`: it is here no more, and its runs are over.

        A take that was only planned ends: whoever wants it begins it anew.
        """
        now = self._now()
        which, values = ("owner = ?", [owner]) if take is None else ("owner = ? AND id = ?", [owner, take])
        for row in change.execute(
            f"SELECT id, state, run, price FROM takes WHERE {which}", values
        ).fetchall():
            if row["state"] == TakeState.PLANNED:  # nothing was sent: what it reserved is free again
                change.execute(
                    "UPDATE takes SET state = 'cancelled', owner = NULL, error = ? WHERE id = ?",
                    ("stopped before it was sent", row["id"]),
                )
                charge(change, row["run"], -row["price"])
                note(change, now, row["id"], "cancelled", {"owner": owner})
            else:
                note(change, now, row["id"], "released", {"owner": owner})
        change.execute(f"UPDATE takes SET owner = NULL WHERE {which}", values)
        if leaving:
            change.execute(
                "UPDATE runs SET ended = ? WHERE owner = ? AND ended IS NULL", (now.isoformat(), owner)
            )
            change.execute("DELETE FROM owners WHERE id = ?", (owner,))

    def leave(self) -> None:
        """Free our takes and go."""
        self._heart.stop()
        known = self._registered
        if known:
            # Where it cannot be written, the lock without us tells the others.
            with contextlib.suppress(RushesError):
                self._free(self.me)
                known = False
        self._presence.end(forget=not known)

    def _free(self, owner: str) -> None:
        self._writer.make(lambda change: self.release(change, owner, leaving=True)).result()

    def _may_take_over(self, change: Transaction, state: TakeState, owner: str) -> bool:
        row = change.execute("SELECT beat FROM owners WHERE id = ?", (owner,)).fetchone()
        if row is None:
            return True
        patience = self._silent * (VERY_SILENT if state is TakeState.SUBMITTING else 1)
        return self._silence(row["beat"]) > patience

    def _lapsed(self, look: Transaction) -> list[str]:
        """The runs of processes that have been silent for very long.

        Of a machine that is gone there is no proof, and its reservations must not stand for ever. Should
        such a process come back, each of its takes is held against the caps anew.
        """
        rows = look.execute(
            "SELECT runs.id AS run, owners.beat AS beat FROM runs JOIN owners ON owners.id = runs.owner"
            " WHERE runs.ended IS NULL AND owners.id <> ?",
            (self.me,),
        ).fetchall()
        return [row["run"] for row in rows if self._silence(row["beat"]) > self._silent * VERY_SILENT]

    def _lapse(self, change: Transaction) -> None:
        now = self._now().isoformat()
        for run in self._lapsed(change):
            change.execute("UPDATE runs SET ended = ? WHERE id = ?", (now, run))

    def _silence(self, beat: str) -> timedelta:
        return self._now() - datetime.fromisoformat(beat)

    def _beat(self) -> None:
        self._writer.make(
            lambda change: (
                change.execute(
                    "UPDATE owners SET beat = ? WHERE id = ?", (self._now().isoformat(), self.me)
                ).rowcount
            )
        ).result()
