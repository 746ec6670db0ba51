"""Which models can do what is wanted, by their cards alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from rushes.model import InputRole, Money, Operation, Size
from rushes.model_card import ModelCard

__all__ = ["Wanted", "able"]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a model has to be able to do; what is not said does not matter.

    `takes` are the inputs that it has to take, `most` is dollars a second, `good_at` a word of its strengths.
    """

    operation: Operation | None = None
    duration: Fraction | None = None
    size: Size | None = None
    sound: bool = False
    takes: frozenset[InputRole] = frozenset()
    most: Money | None = None
    good_at: str = ""

    def __bool__(self) -> bool:
        return self != Wanted()


def able(cards: Iterable[ModelCard], wanted: Wanted) -> list[ModelCard]:
    """The models that are offered and can do what is wanted, the cheapest first; unknown prices come last."""
    found = [card for card in cards if card.status != "retired" and can(card, wanted)]
    return sorted(found, key=lambda card: (price(card, wanted) is None, price(card, wanted) or Money()))


def can(card: ModelCard, wanted: Wanted) -> bool:
    operations = [wanted.operation] if wanted.operation else card.operations
    return any(
        operation in card.operations and does(card.asked_to(operation), wanted) for operation in operations
    )


def does(card: ModelCard, wanted: Wanted) -> bool:
    """Whether the card, as it holds for one operation, does what is wanted."""
    if wanted.duration is not None and card.durations.at_least(wanted.duration) is None:
        return False
    if wanted.size is not None and not makes(card, wanted.size):
        return False
    if wanted.sound and not card.sound:
        return False
    if not wanted.takes <= set(card.inputs):
        return False
    if wanted.good_at and not any(wanted.good_at.lower() in one.lower() for one in card.strengths):
        return False
    if wanted.most is None:
        return True
    costs = price(card, wanted)
    return costs is not None and costs <= wanted.most


def makes(card: ModelCard, size: Size) -> bool:
    if card.sizes:
        return size in card.sizes
    return card.most_pixels is None or size.width * size.height <= card.most_pixels


def price(card: ModelCard, wanted: Wanted) -> Money | None:
    """Dollars a second, at the size and with the sound that are wanted."""
    names = {one.name for one in card.options}
    options = {"audio": True} if wanted.sound and "audio" in names else None
    return card.price(Fraction(1), size=wanted.size, options=options)
