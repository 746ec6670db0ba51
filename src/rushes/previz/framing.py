"""Where the subject stands in the frame, by the words for a shot's size."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Framing:
    """A person's height and the place of the feet, in frame heights from the centre, and the horizon.

    `depth` is set where the feet are out of the frame; otherwise it follows from where they stand.
    `blur` is how far the lens throws the rest out of focus.
    """

    height: float
    feet: float
    horizon: float
    depth: float | None = None
    blur: float = 0.0


FRAMINGS: dict[str, Framing] = {
    "extreme wide": Framing(0.13, 0.24, 0.08),
    "wide": Framing(0.34, 0.375, 0.05),
    "full": Framing(0.74, 0.445, -0.04),
    "medium": Framing(1.3, 0.96, 0.0, depth=0.6, blur=0.0035),
    "close": Framing(2.7, 2.32, 0.03, depth=0.55, blur=0.008),
    "extreme close": Framing(4.4, 3.84, 0.05, depth=0.5, blur=0.013),
}
