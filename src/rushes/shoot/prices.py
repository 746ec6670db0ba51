"""What making a shot costs, before it is made."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from rushes.model import CastMember, InputRole, Money, Shot, Size
from rushes.model_card import ModelCard
from rushes.prompts.library import Library
from rushes.shoot.checks import fitted_size, inputs_of, operation, pictured
from rushes.shoot.options import sound_options

__all__ = ["made_length", "price_of", "sent_roles"]


def price_of(
    shot: Shot,
    *,
    size: Size,
    card: ModelCard,
    cast: Sequence[CastMember] = (),
    length: Fraction | None = None,
    library: Library | None = None,
) -> Money | None:
    """What making `shot` costs, in the length that the model makes; None when nobody knows.

    `length` is how long it becomes, where the shot leaves that to its clip. The pictures of the `cast`
    that it names count as its own references do. `library` says by which words a prompt asks for sound.
    """
    asked = card.asked_to(operation(shot))
    wanted = shot.duration if length is None else length
    if wanted is None:
        # Only its clip says how long it is: never free unless the model is.
        return Money() if asked.price(Fraction(1)) == Money() else None
    return asked.price(
        made_length(wanted, asked, shot),
        size=fitted_size(shot, size, asked),
        options={**sound_options(shot, asked, library), **shot.options},
        inputs=sent_roles(shot, cast, asked),
    )


def made_length(wanted: Fraction, card: ModelCard, shot: Shot) -> Fraction:
    """How long the clip is that is paid for."""
    made = card.durations.at_least(wanted)
    if made is None:
        return card.durations.most if "duration" in shot.fit else wanted
    return made


def sent_roles(shot: Shot, cast: Sequence[CastMember], card: ModelCard) -> list[InputRole]:
    """The role of each picture and clip that goes with the shot; `card` holds for the operation."""
    roles: list[InputRole] = [role for role, one in inputs_of(shot).items() if one and role != "reference"]
    pictures = len(shot.references) + len(pictured(shot, cast, card))
    return [*roles, *("reference" for _ in range(pictures))]
