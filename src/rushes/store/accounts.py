"""Money in the ledger's tables: what a run reserves, what counts against a cap, what was spent."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from rushes.errors import BudgetExceeded
from rushes.model import Money, Take, TakeState
from rushes.store.engine import Row, Transaction
from rushes.store.ledger import Caps, Exposure, Overrun, Run, exposure
from rushes.store.rows import insert

__all__ = ["begin_run", "charge", "count_for", "counted", "over_caps", "spend"]

CAP_NAMES = {"run": "this run's budget", "month": "the month's budget", "project": "the project's budget"}


def counted(take: Take) -> Money:
    """What the take counts for against a cap."""
    return exposure(take.state, take.charged, price=take.price, cost=take.cost)


def count_for(transaction: Transaction, now: datetime, *, besides: str = "") -> Exposure:
    """What is spent or reserved: by takes, and by runs that go on but for `besides`."""
    month = now.replace(day=1, hour=0, minute=0, second=0, microsecond=0).isoformat()
    # One statement is one look: between two, a run could spend what it had reserved.
    rows = transaction.execute(
        "SELECT reserved.held, paid.* FROM"
        " (SELECT coalesce(sum(CASE WHEN total > spent THEN total - spent ELSE 0 END), 0) AS held"
        " FROM runs WHERE ended IS NULL AND id <> ?) AS reserved LEFT JOIN"
        " (SELECT state, charged, lately, sum(price) AS price, sum(cost) AS cost FROM"
        " (SELECT state, charged, price, cost, created >= ? AS lately, cost IS NULL AS untold"
        " FROM takes WHERE price > 0 OR cost > 0) AS each_take"
        " GROUP BY state, charged, lately, untold) AS paid ON true",
        (besides, month),
    ).fetchall()
    held = int(rows[0]["held"])
    groups = [(row["lately"], counted_together(row)) for row in rows if row["state"] is not None]
    lately = sum(micros for this_month, micros in groups if this_month)
    return Exposure(Money(lately + held), Money(sum(micros for _, micros in groups) + held))


def counted_together(group: Row) -> int:
    """What takes count for that have their state, charge and missing cost in common: their sums are told."""
    cost = None if group["cost"] is None else Money(int(group["cost"]))
    state, price = TakeState(group["state"]), Money(int(group["price"]))
    return exposure(state, group["charged"], price=price, cost=cost).micros


def begin_run(transaction: Transaction, run: Run, owner: str, now: datetime) -> Overrun | None:
    """Write the run down with all that it may cost, unless a cap forbids it."""
    over = over_caps(transaction, run.caps, run=Money(), wanted=run.total, now=now, besides=run.id)
    if over is not None:
        return over
    caps = run.caps
    insert(
        transaction,
        "runs",
        {
            "id": run.id,
            "owner": owner,
            "board": run.board,
            "began": now.isoformat(),
            "total": run.total.micros,
            "run_cap": None if caps.run is None else caps.run.micros,
            "month_cap": None if caps.month is None else caps.month.micros,
            "project_cap": None if caps.project is None else caps.project.micros,
        },
    )
    return None


def over_caps(
    transaction: Transaction, caps: Caps, *, run: Money, wanted: Money, now: datetime, besides: str
) -> Overrun | None:
    """The first cap that `wanted` would pass; `run` is what the run itself has used."""
    if wanted.micros <= 0 or caps == Caps():
        return None
    if caps.run is not None and run.micros + wanted.micros > caps.run.micros:
        return Overrun("run", caps.run, run, wanted)
    if caps.month is None and caps.project is None:
        return None
    there = count_for(transaction, now, besides=besides)
    pairs: tuple[tuple[Literal["month", "project"], Money | None, Money], ...] = (
        ("month", caps.month, there.month),
        ("project", caps.project, there.project),
    )
    for name, cap, taken in pairs:
        if cap is not None and taken.micros + wanted.micros > cap.micros:
            return Overrun(name, cap, taken, wanted)
    return None


def spend(transaction: Transaction, run: str, price: Money, now: datetime) -> None:
    """Reserve a take's price out of its run. Raises BudgetExceeded when the run has no more, nor its caps."""
    row = transaction.execute("SELECT * FROM runs WHERE id = ?", (run,)).fetchone()
    if row is None:
        raise BudgetExceeded(f"there is no run {run!r} to pay {price} from")
    spent = int(row["spent"])
    if row["ended"] is not None or spent + price.micros > int(row["total"]):
        # What came before was dearer than its estimate, or there is more to make than was planned; or
        # the reservation has lapsed, because this process was silent for very long.
        over = over_caps(transaction, caps_of(row), run=Money(spent), wanted=price, now=now, besides=run)
        if over is not None:
            raise BudgetExceeded(
                f"it costs {price}, and {over.taken} of {CAP_NAMES[over.cap]} of {over.limit} are spent or"
                " reserved",
                hint="raise the budget, or take a cheaper model; what is made is kept",
            )
        transaction.execute(
            "UPDATE runs SET total = ? WHERE id = ? AND total < ?",
            (spent + price.micros, run, spent + price.micros),
        )
    charge(transaction, run, price.micros)


def charge(transaction: Transaction, run: str, micros: int) -> None:
    """What a take of the run counts for has changed by so much."""
    if run and micros:
        transaction.execute("UPDATE runs SET spent = spent + ? WHERE id = ?", (micros, run))


def caps_of(row: Row) -> Caps:
    def money(name: str) -> Money | None:
        return None if row[name] is None else Money(int(row[name]))

    return Caps(run=money("run_cap"), month=money("month_cap"), project=money("project_cap"))
