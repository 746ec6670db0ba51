"""What takes have cost or may still cost, told apart by how sure that is: pure sums over rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from rushes.model import Money
from rushes.store.ledger import Caps, Exposure, Spent, exposure, is_reserved

__all__ = ["Bill", "Costs", "Part", "add_up", "bill_of", "part_of"]

Part = Literal["confirmed", "estimated", "reserved", "unassigned"]


@dataclass(frozen=True, slots=True)
class Costs:
    """What some takes cost; the four parts add up to `total`.

    confirmed: the provider named the amount · estimated: charged, and it named none · reserved: in the
    making, or of unknown outcome until somebody settles it · unassigned: charged, or perhaps, and there
    is no clip to show for it. `clips` are those that are kept, `seconds` how long these are; `units` is
    what the providers counted, by the name of their unit.
    """

    confirmed: Money = Money()
    estimated: Money = Money()
    reserved: Money = Money()
    unassigned: Money = Money()
    clips: int = 0
    seconds: Fraction = Fraction(0)
    units: Mapping[str, Fraction] = field(default_factory=dict[str, Fraction])

    @property
    def total(self) -> Money:
        return self.confirmed + self.estimated + self.reserved + self.unassigned

    @property
    def per_second(self) -> Money | None:
        """What a second that is kept has cost, failed attempts included; None where none is kept."""
        if not self.seconds:
            return None
        return Money(round((self.total.micros - self.reserved.micros) / self.seconds))


PARTS: tuple[Part, ...] = ("confirmed", "estimated", "reserved", "unassigned")


@dataclass(frozen=True, slots=True)
class Bill:
    """The costs of a workspace, or of one board: in all, and apart.

    `makers` are told by who made the takes and where. `exposure` is what counts against `caps`, for the
    whole workspace; `held` is the part of it that runs keep back which go on now.
    """

    total: Costs
    makers: Mapping[str, Costs]
    boards: Mapping[str, Costs]
    models: Mapping[str, Costs]
    exposure: Exposure
    held: Money
    caps: Caps


def part_of(spent: Spent) -> tuple[Part, Money] | None:
    """Which part a take's money belongs to, and how much that is; None where it cost nothing."""
    take = spent.take
    money = exposure(take.state, take.charged, price=take.price, cost=take.cost)
    if not money.micros:
        return None
    if is_reserved(take.state):
        return "reserved", money
    if not spent.kept:
        return "unassigned", money
    return ("estimated" if take.cost is None else "confirmed"), money


def add_up(rows: Iterable[Spent]) -> Costs:
    """The costs of these takes."""
    sums: dict[Part, int] = dict.fromkeys(PARTS, 0)
    units: dict[str, Fraction] = {}
    clips, seconds = 0, Fraction(0)
    for spent in rows:
        found = part_of(spent)
        if found is None:
            continue
        part, money = found
        sums[part] += money.micros
        used = spent.take.units
        if used is not None:
            units[used.name] = units.get(used.name, Fraction(0)) + used.amount
        if spent.kept:
            clips += 1
            seconds += spent.take.duration
    return Costs(
        confirmed=Money(sums["confirmed"]),
        estimated=Money(sums["estimated"]),
        reserved=Money(sums["reserved"]),
        unassigned=Money(sums["unassigned"]),
        clips=clips,
        seconds=seconds,
        units=units,
    )


def bill_of(rows: Iterable[Spent], *, counted: Exposure, caps: Caps, board: str | None = None) -> Bill:
    """The bill of all takes, or of those that were made for `board`."""
    every = list(rows)
    held = Money(max(0, counted.project.micros - add_up(every).total.micros))
    told = [one for one in every if board is None or one.take.board == board]

    def apart(name: Callable[[Spent], str]) -> dict[str, Costs]:
        groups: dict[str, list[Spent]] = {}
        for one in told:
            if part_of(one) is not None:
                groups.setdefault(name(one), []).append(one)
        return {group: add_up(groups[group]) for group in sorted(groups)}

    return Bill(
        total=add_up(told),
        makers=apart(lambda one: one.take.origin or one.take.model.partition(":")[0]),
        boards=apart(lambda one: one.take.board),
        models=apart(lambda one: one.take.model),
        exposure=counted,
        held=held,
        caps=caps,
    )
