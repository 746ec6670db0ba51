"""Where the subject stands in the frame, by the words for a shot's size."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Framing:
    """A person's height and the place of the feet, in frame heights from the centre, and the horizon.

    `depth` is set where the feet are out of the frame; otherwise it follows from where they stand.
    `blur` is how far the lens throws the rest out of focus. `cut`: the frame ends above a person's feet,
    `bust`: at their chest or nearer. `count` is how many share the frame at least.
    """

    height: float
    feet: float
    horizon: float
    depth: float | None = None
    blur: float = 0.0
    cut: bool = False
    bust: bool = False
    count: int = 1


FRAMINGS: dict[str, Framing] = {
    "extreme wide": Framing(0.13, 0.24, 0.08),
    "establishing": Framing(0.2, 0.31, 0.13),
    "wide": Framing(0.34, 0.375, 0.05),
    "master": Framing(0.46, 0.4, 0.0, count=2),
    "group": Framing(0.62, 0.43, -0.03, count=4),
    "full": Framing(0.74, 0.445, -0.04),
    "two": Framing(1.02, 0.66, -0.02, count=2),
    "medium wide": Framing(1.12, 0.76, -0.02, depth=0.66, blur=0.002, cut=True),
    "cowboy": Framing(1.28, 0.92, 0.0, depth=0.63, blur=0.003, cut=True),
    "medium": Framing(1.6, 1.24, 0.0, depth=0.6, blur=0.004, cut=True),
    "medium close": Framing(2.1, 1.74, 0.02, depth=0.57, blur=0.006, cut=True, bust=True),
    "close": Framing(2.9, 2.52, 0.03, depth=0.55, blur=0.008, cut=True, bust=True),
    "insert": Framing(3.4, 3.0, 0.05, depth=0.52, blur=0.012, cut=True, bust=True),
    "extreme close": Framing(4.8, 4.24, 0.05, depth=0.5, blur=0.013, cut=True, bust=True),
    "macro": Framing(6.6, 5.98, 0.06, depth=0.45, blur=0.022, cut=True, bust=True),
}

# The library's names of shot sizes, and the framing that each is drawn with.
SHOT_SIZES: dict[str, str] = {
    "extreme close-up": "extreme close",
    "close-up": "close",
    "medium close-up": "medium close",
    "medium shot": "medium",
    "cowboy shot": "cowboy",
    "medium wide shot": "medium wide",
    "full shot": "full",
    "wide shot": "wide",
    "extreme wide shot": "extreme wide",
    "establishing shot": "establishing",
    "master shot": "master",
    "two-shot": "two",
    "group shot": "group",
    "insert shot": "insert",
    "macro shot": "macro",
}
