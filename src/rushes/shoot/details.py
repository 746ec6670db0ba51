"""The named arguments that a person passes: unknown names and values of a wrong kind are told."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from fractions import Fraction
from pathlib import Path

from rushes.errors import UsageError, nearest
from rushes.model import Size

__all__ = ["Kinds", "check_details", "seconds_of"]

Kinds = Mapping[str, tuple[tuple[type, ...], str]]  # by name: what its value may be, and that in words

NUMBER = (int, float, Fraction)
SIZE = ((Size, str), "width x height like 1280x720")
RATE = ((*NUMBER, str), "frames per second like 24")
PATH = ((str, Path), "a path")


def check_details(
    details: Mapping[str, object], kinds: Kinds, *, of: Callable[..., object] | None = None
) -> None:
    """Raise UsageError unless every argument has a name and a kind of `kinds`; None is of every kind.

    `of` is whoever was called with them: its own arguments may have been meant.
    """
    known = [*(getattr(of, "__kwdefaults__", None) or ()), *kinds]
    for name, value in details.items():
        if name not in kinds:
            close = nearest(name, known)
            meant = f"; did you mean {close!r}?" if close else ""
            raise UsageError(f"there is no argument {name!r}{meant}", hint=f"there are {', '.join(known)}")
        allowed, said = kinds[name]
        if value is not None and not is_a(value, allowed):
            raise UsageError(f"{name} is {said}, not {value!r}", hint=f"give it {said}, or leave it out")


def is_a(value: object, allowed: tuple[type, ...]) -> bool:
    """Whether it is one of the kinds; a truth value is no number, and a text no list of its letters."""
    for kind in (bool, str, bytes):
        if isinstance(value, kind):
            return kind in allowed
    return isinstance(value, allowed)


def seconds_of(duration: Fraction | float, *, name: str = "duration", zero: bool = False) -> Fraction:
    """Seconds as a person means them: 0.1 is a tenth. Raises UsageError unless they are above 0.

    `zero`: none at all will do, too.
    """
    if not is_a(duration, NUMBER) or not math.isfinite(duration):
        raise UsageError(
            f"{name}: {duration!r} is not a length in seconds", hint="give a number, such as 2.5"
        )
    found = Fraction(str(duration))
    if found < 0 or (found == 0 and not zero):
        raise UsageError(f"{name}: {duration} must be above 0 seconds", hint="give a number, such as 2.5")
    return found
