"""What a run may spend, and what it would cost: asked and reserved as a whole, before the first create."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from rushes.errors import BudgetExceeded, NoConsent, RushesError
from rushes.model import Money
from rushes.model_card import ModelCard
from rushes.prompts.library import Library
from rushes.shoot.job import Job
from rushes.shoot.request import check_shot, price_of
from rushes.store.ledger import Caps, Overrun, Run

__all__ = ["Allowance", "Priced", "cheaper", "new_run", "over_cap", "permit", "priced"]

MOST_LINES = 12  # of a plan, in an error


@dataclass(frozen=True, slots=True)
class Allowance:
    """What somebody has agreed to spend in one run.

    `yes` agrees to whatever the plan costs, `budget` to so many dollars and no more. `most_per_shot` is
    what a shot may cost whose price nobody knows; so much is reserved for it. `most_shots` and
    `most_seconds` are how many shots, and how many seconds of them, may be made for money.
    """

    yes: bool = False
    budget: Money | None = None
    most_per_shot: Money | None = None
    most_shots: int | None = None
    most_seconds: Fraction | None = None

    @classmethod
    def dollars(cls, budget: float | str, *, most_per_shot: float | str | None = None) -> Allowance:
        """So many dollars and no more: `Allowance.dollars(5)`. Raises ValueError for no amount."""
        each = None if most_per_shot is None else Money.dollars(most_per_shot)
        return cls(budget=Money.dollars(budget), most_per_shot=each)


@dataclass(frozen=True, slots=True)
class Priced:
    """One take to be made, and what is reserved for it: nothing for one that is `under_way` elsewhere."""

    job: Job
    card: ModelCard
    price: Money
    under_way: bool = False

    @property
    def seconds(self) -> Fraction:
        return self.job.length or Fraction(0)


def priced(job: Job, card: ModelCard, allowance: Allowance, library: Library) -> Priced:
    """The job with its price; what nobody knows counts as much as it may.

    Raises NoConsent for a model without a known price where nobody said what it may cost.
    """
    price = price_of(job.shot, size=job.size, card=card, cast=job.cast, length=job.length, library=library)
    if price is None:
        if allowance.most_per_shot is None:
            raise NoConsent(
                f"nobody knows what {card.id} costs",
                hint="say what a shot may cost at most: --max-price-per-shot 0.80 reserves so much for it",
            )
        price = allowance.most_per_shot
    return Priced(job, card, price)


def permit(plan: Sequence[Priced], allowance: Allowance) -> Money:
    """What the plan costs in all. Raises NoConsent and BudgetExceeded for what nobody agreed to."""
    paid = [one for one in plan if one.price.micros]
    total = total_of(paid)
    if not paid:
        return total
    if allowance.most_shots is not None and len(paid) > allowance.most_shots:
        raise BudgetExceeded(
            f"{len(paid)} shots would be made for money, and --max-shots allows {allowance.most_shots}",
            hint="raise it, or make fewer; nothing was bought",
        )
    seconds = sum((one.seconds for one in paid), Fraction(0))
    if allowance.most_seconds is not None and seconds > allowance.most_seconds:
        raise BudgetExceeded(
            f"{float(seconds):g} s would be made for money, and --max-seconds allows"
            f" {float(allowance.most_seconds):g}",
            hint="raise it, or make less; nothing was bought",
        )
    if not allowance.yes and allowance.budget is None:
        cards = sorted({one.card.id for one in paid})
        refused = NoConsent(
            f"{'1 take' if len(paid) == 1 else f'{len(paid)} takes'} with {', '.join(cards)}"
            f" would cost {total}, and nobody has agreed to that",
            hint="--yes agrees to it, --budget 5 agrees to at most $5; --dry-run shows the plan; "
            "the model previz costs nothing",
        )
        refused.micros = total.micros
        raise refused
    return total


def new_run(board: str, total: Money, allowance: Allowance, caps: Caps) -> Run:
    return Run(secrets.token_hex(8), board, total, replace(caps, run=allowance.budget))


def over_cap(
    over: Overrun, plan: Sequence[Priced], cards: Sequence[ModelCard], library: Library
) -> BudgetExceeded:
    """The run refused whole: what each shot costs, and the cheapest changes that would make it fit."""
    name, option = {
        "run": ("the budget of this run", "--budget"),
        "month": ("the budget of this month", "monthly_budget"),
        "project": ("the budget of this project", "project_budget"),
    }[over.cap]
    taken = f", of which {over.taken} are spent or reserved" if over.taken.micros else ""
    need = Money(over.taken.micros + over.wanted.micros)
    lines = [
        f"{one.job.shot.id}: {one.card.id}, {float(one.seconds):g} s, {one.price}"
        for one in plan
        if one.price.micros
    ]
    if len(lines) > MOST_LINES:
        lines = [*lines[: MOST_LINES - 1], f"and {len(lines) - MOST_LINES + 1} more"]
    room = Money(max(0, over.limit.micros - over.taken.micros))
    ways = cheaper(plan, room, cards, library)
    ways.append(f"{option} {need.micros / 1_000_000:.2f} would do")
    return BudgetExceeded(
        "\n  ".join(
            [f"the plan costs {over.wanted}, and {name} is {over.limit}{taken}; nothing was bought", *lines]
        ),
        hint="to make it fit: " + "; or ".join(ways),
    )


def cheaper(plan: Sequence[Priced], room: Money, cards: Sequence[ModelCard], library: Library) -> list[str]:
    """The fewest changes that make the plan cost at most `room`: other models, or fewer shots."""
    paid = [one for one in plan if one.price.micros]
    ways: list[str] = []
    switches = [(one, *best) for one in paid if (best := cheapest(one, cards, library)) is not None]
    switches.sort(key=lambda each: each[0].price.micros - each[2].micros, reverse=True)
    left = total_of(paid).micros - room.micros
    chosen: list[tuple[str, str]] = []
    for one, card, price in switches:
        if left <= 0:
            break
        left -= one.price.micros - price.micros
        chosen.append((one.job.shot.id, card.id))
    if left <= 0 and chosen:
        by_card: dict[str, list[str]] = {}
        for shot, card in chosen:
            by_card.setdefault(card, []).append(shot)
        ways.append(
            ", ".join(f"{card} for {_some(shots)}" for card, shots in by_card.items())
            + f" ({Money(room.micros + left)})"
        )
    kept, spent = 0, 0
    for one in sorted(paid, key=lambda each: each.price.micros):
        if spent + one.price.micros > room.micros:
            break
        kept, spent = kept + 1, spent + one.price.micros
    if 0 < kept < len(paid):
        ways.append(f"only {kept} of the {len(paid)} takes ({Money(spent)})")
    return ways


def cheapest(one: Priced, cards: Sequence[ModelCard], library: Library) -> tuple[ModelCard, Money] | None:
    """The cheapest other model that can make the shot for money, when it is cheaper."""
    best: tuple[ModelCard, Money] | None = None
    for card in cards:
        if card.status != "live" or card.id == one.card.id:
            continue
        try:
            job = one.job
            check_shot(job.shot, size=job.size, card=card, there=job.there)
            price = price_of(
                job.shot, size=job.size, card=card, cast=job.cast, length=job.length, library=library
            )
        except RushesError:
            continue
        if not price or not price.micros or price.micros >= one.price.micros:
            continue
        if best is None or price.micros < best[1].micros:
            best = (card, price)
    return best


def total_of(plan: Sequence[Priced]) -> Money:
    return Money(sum(one.price.micros for one in plan))


def _some(shots: Sequence[str]) -> str:
    return ", ".join(shots) if len(shots) <= 4 else f"{', '.join(shots[:3])} and {len(shots) - 3} more"
