"""`rushes cost`: what was spent, told apart by how sure that is, and what is left of the budgets."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from rushes.cli.framework import FILE, command, workspace_option
from rushes.cli.opening import made_for, open_beside
from rushes.cli.out import Out
from rushes.cli.texts import columns, count, seconds, shorten

if TYPE_CHECKING:
    from fractions import Fraction

    from rushes.model import Json, Money
    from rushes.shoot.money import Bill, Costs

__all__ = ["cost"]

PARTS = {
    "confirmed": "the provider named the amount",
    "estimated": "charged; the provider named no amount",
    "reserved": "in the making, or unknown until you settle it",
    "unassigned": "charged, or perhaps, with no clip to show for it",
}
MOST_NAME = 24


@command("cost", examples=["rushes cost", "rushes cost film.yaml", "rushes cost --json"])
@click.argument("board", type=FILE, required=False)
@workspace_option
def cost(out: Out, board: Path | None, workspace: Path | None) -> None:
    """Show what takes have cost or may still cost: all, or those made for the storyboard or batch BOARD.

    confirmed, estimated, reserved and unassigned add up to the total.
    """
    with open_beside(out, workspace, board) as opened:
        bill = opened.cost(None if board is None else made_for(opened, board))
    if out.json:
        out.document("rushes/cost/1", bill_document(bill))
        return
    if not bill.total.total.micros:
        out.say("nothing was spent" + ("" if board is None else f" on {board}"))
    else:
        _show(out, bill)
    for line in budget_lines(bill):
        out.data(line)


def _show(out: Out, bill: Bill) -> None:
    total = bill.total
    rows = [(part, str(getattr(total, part)), words) for part, words in PARTS.items()]
    for line in columns([*rows, ("total", str(total.total), kept_words(total))], right=[1]):
        out.data(line)
    out.data("")
    groups = [
        ("provider", maker_names(bill.makers)),
        ("film", board_names(bill.boards)),
        ("model", bill.models),
    ]
    lines: list[tuple[str, ...]] = []
    for head, group in groups:
        lines.append((head, "total", *PARTS))
        lines += [
            (shorten(name, MOST_NAME), str(one.total), *(money(getattr(one, part)) for part in PARTS))
            for name, one in group.items()
        ]
    for line in columns(lines, right=range(1, 6)):
        out.data(line, *(["bold"] if line.startswith(tuple(head + " " for head, _ in groups)) else []))
    out.data("")
    rates = [
        (shorten(name, MOST_NAME), str(one.clips), seconds(one.seconds), rate(one), units(one.units))
        for name, one in bill.models.items()
    ]
    out.table(("model", "clips", "kept", "a second", "counted"), rates, right=[1, 2, 3])
    out.data("")


def kept_words(costs: Costs) -> str:
    """`3 clips of 12 s are kept, at $0.14 a second`."""
    if not costs.clips:
        return "no clip is kept"
    verb = "is" if costs.clips == 1 else "are"
    return f"{count(costs.clips, 'clip')} of {seconds(costs.seconds)} {verb} kept, at {rate(costs)} a second"


def rate(costs: Costs) -> str:
    return "" if costs.per_second is None else str(costs.per_second)


def units(counted: Mapping[str, Fraction]) -> str:
    return ", ".join(f"{float(number):g} {name}" for name, number in counted.items())


def money(amount: Money) -> str:
    return str(amount) if amount.micros else "-"


def maker_names(makers: Mapping[str, Costs]) -> dict[str, Costs]:
    """The makers by their names; an address is told where it is not the vendor's own."""
    found: dict[str, Costs] = {}
    for maker, costs in makers.items():
        name, _, address = maker.partition(" ")
        here = address.removeprefix("http://")  # a stand-in's money is not the vendor's
        found[f"{name} at {here}" if address.startswith("http:") else name] = costs
    return found


def board_names(boards: Mapping[str, Costs]) -> dict[str, Costs]:
    return {name or "(single clips)": costs for name, costs in boards.items()}


def budget_lines(bill: Bill) -> list[str]:
    """What is left of each budget, and what running commands keep back of it."""
    lines: list[str] = []
    for name, cap, spent in (
        ("monthly_budget", bill.caps.month, bill.exposure.month),
        ("project_budget", bill.caps.project, bill.exposure.project),
    ):
        if cap is not None:
            lines.append(f"{name}: {left(cap, spent)} of {cap} left")
    if not lines:
        lines.append("no budget is set: `monthly_budget` and `project_budget` in rushes.toml set one")
    if bill.held.micros:
        lines.append(f"{bill.held} more are kept back for commands that run now")
    return lines


def left(cap: Money, spent: Money) -> Money:
    from rushes.model import Money

    return Money(max(0, cap.micros - spent.micros))


def bill_document(bill: Bill) -> dict[str, Json]:
    """The bill as JSON; money in millionths of a dollar."""
    caps, exposure = bill.caps, bill.exposure
    return {
        **costs_document(bill.total),
        "providers": [
            {"provider": name.partition(" ")[0], "address": name.partition(" ")[2] or None}
            | costs_document(one)
            for name, one in bill.makers.items()
        ],
        "films": [{"board": name, **costs_document(one)} for name, one in bill.boards.items()],
        "models": [{"model": name, **costs_document(one)} for name, one in bill.models.items()],
        "held_micros": bill.held.micros,
        "month": budget_document(caps.month, exposure.month),
        "project": budget_document(caps.project, exposure.project),
    }


def costs_document(costs: Costs) -> dict[str, Json]:
    return {
        "total_micros": costs.total.micros,
        **{f"{part}_micros": getattr(costs, part).micros for part in PARTS},
        "clips": costs.clips,
        "seconds": float(costs.seconds),
        "micros_per_second": None if costs.per_second is None else costs.per_second.micros,
        "units": {name: float(number) for name, number in costs.units.items()},
    }


def budget_document(cap: Money | None, spent: Money) -> dict[str, Json]:
    return {
        "budget_micros": None if cap is None else cap.micros,
        "spent_or_reserved_micros": spent.micros,
        "left_micros": None if cap is None else left(cap, spent).micros,
    }
