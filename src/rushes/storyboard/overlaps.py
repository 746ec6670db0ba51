"""Which transitions are longer than the shots they join."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TypeVar

__all__ = ["overlap_errors"]

Length = TypeVar("Length", int, Fraction)


def overlap_errors(
    ids: Sequence[str], lengths: Sequence[Length | None], overlaps: Sequence[Length]
) -> list[tuple[int, Length]]:
    """The transitions that do not fit, as (index of the shot that it leads into, the longest that fits).

    `lengths[i]` is how long shot i is (None: not known, which allows anything), `overlaps[i]` how long
    its transition is; both in seconds, or both in frames. The first one overlaps nothing, but still
    needs its shot to be as long. Two transitions of one shot may not overlap each other: the later
    one is told to be shorter, by what the earlier one leaves.
    """
    found: list[tuple[int, Length]] = []
    left: Length | None = None  # of the shot before, after its own transition
    for index, (_, length, overlap) in enumerate(zip(ids, lengths, overlaps, strict=True)):
        longest = min((room for room in (left, length) if room is not None), default=overlap)
        if overlap > longest:
            found.append((index, longest))
        left = None if length is None else length - min(overlap, longest)
    return found
