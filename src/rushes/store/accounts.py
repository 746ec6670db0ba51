"""Money in the ledger's tables: what a run reserves, what counts against a cap, what was spent."""

# ruff: noqa: S608  (only the rule of this file and question marks are put into a statement)

from __future__ import annotations

from datetime import datetime
from typing import Literal

from rushes.errors import BudgetExceeded
from rushes.model import Money, Take
from rushes.store.engine import Row, Transaction
from rushes.store.ledger import Caps, Exposure, Overrun, Run, exposure
from rushes.store.rows import insert

__all__ = ["begin_run", "charge", "count_for", "counted", "over_caps", "spend"]

# The same rule as `rushes.store.ledger.exposure`, for sums over many rows.
COUNTED = (
    "CASE WHEN state IN ('planned', 'submitting', 'submitted', 'ready', 'unknown') THEN price"
    " WHEN charged = 'no' THEN 0 ELSE coalesce(cost, price) END"
)
CAP_NAMES = {"run": "this run's budget", "month": "the month's budget", "project": "the project's budget"}


def counted(take: Take) -> Money:
    """What the take counts for against a cap."""
    return exposure(take.state, take.charged, price=take.price, cost=take.cost)


def count_for(transaction: Transaction, now: datetime, *, besides: str = "") -> Exposure:
    """What is spent or reserved: by takes, and by runs that go on but for `besides`."""
    month = now.replace(day=1, hour=0, minute=0, second=0, microsecond=0).isoformat()
    # One statement is one look: between two, a run could spend what it had reserved.
    row = transaction.execute(
        f"SELECT coalesce(sum({COUNTED}), 0) AS project,"
        f" coalesce(sum(CASE WHEN created >= ? THEN {COUNTED} ELSE 0 END), 0) AS month,"
        " (SELECT coalesce(sum(CASE WHEN total > spent THEN total - spent ELSE 0 END), 0)"
        " FROM runs WHERE ended IS NULL AND id <> ?) AS held"
        " FROM takes WHERE price > 0 OR cost > 0",
        (month, besides),
    ).fetchone()
    assert row is not None
    held = int(row["held"])
    return Exposure(Money(int(row["month"]) + held), Money(int(row["project"]) + held))


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
