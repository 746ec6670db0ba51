"""Shapes in painted coordinates, as data: what a painter fills with a colour."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from rushes.previz.geometry import Bounds

__all__ = [
    "Box",
    "Curve",
    "Ellipse",
    "Limb",
    "Point",
    "Polygon",
    "Shape",
    "Surface",
    "around",
    "extent",
    "smooth",
]

Point = tuple[float, float]


class Surface(Protocol):
    """What shapes are drawn on."""

    def polygon(self, points: Sequence[Point]) -> None: ...

    def ellipse(self, x: float, y: float, across: float, down: float) -> None: ...


class Shape(Protocol):
    """Anything that can be filled."""

    def draw(self, on: Surface) -> None: ...

    def bounds(self) -> Bounds: ...


def extent(points: Sequence[Point], margin: float = 0.0) -> Bounds:
    """The box about `points`."""
    across, down = [x for x, _ in points], [y for _, y in points]
    return Bounds(min(across) - margin, min(down) - margin, max(across) + margin, max(down) + margin)


def around(boxes: Sequence[Bounds]) -> Bounds:
    """The box about several."""
    return Bounds(
        min(box.left for box in boxes),
        min(box.top for box in boxes),
        max(box.right for box in boxes),
        max(box.bottom for box in boxes),
    )


@dataclass(frozen=True, slots=True)
class Polygon:
    """A filled polygon."""

    points: Sequence[Point]

    def draw(self, on: Surface) -> None:
        on.polygon(self.points)

    def bounds(self) -> Bounds:
        return extent(self.points)


@dataclass(frozen=True, slots=True)
class Curve:
    """A filled smooth closed curve through `points`."""

    points: Sequence[Point]

    def draw(self, on: Surface) -> None:
        on.polygon(smooth(self.points))

    def bounds(self) -> Bounds:
        return extent(smooth(self.points))


@dataclass(frozen=True, slots=True)
class Box:
    """A filled upright box."""

    left: float
    top: float
    right: float
    bottom: float

    def draw(self, on: Surface) -> None:
        on.polygon(
            [
                (self.left, self.top),
                (self.right, self.top),
                (self.right, self.bottom),
                (self.left, self.bottom),
            ]
        )

    def bounds(self) -> Bounds:
        return Bounds(self.left, self.top, self.right, self.bottom)


@dataclass(frozen=True, slots=True)
class Ellipse:
    """A filled ellipse about (x, y) with two half axes."""

    x: float
    y: float
    across: float
    down: float

    def draw(self, on: Surface) -> None:
        on.ellipse(self.x, self.y, self.across, self.down)

    def bounds(self) -> Bounds:
        return Bounds(self.x - self.across, self.y - self.down, self.x + self.across, self.y + self.down)


@dataclass(frozen=True, slots=True)
class Limb:
    """A chain of joints with round ends, as thick at each as `widths` says."""

    points: Sequence[Point]
    widths: Sequence[float]

    def draw(self, on: Surface) -> None:
        for (x, y), width in zip(self.points, self.widths, strict=True):
            on.ellipse(x, y, width / 2, width / 2)
        for (a, r), (b, s) in pairwise(zip(self.points, self.widths, strict=True)):
            length = math.hypot(b[0] - a[0], b[1] - a[1]) or 1.0
            x, y = (a[1] - b[1]) / length / 2, (b[0] - a[0]) / length / 2
            on.polygon(
                [
                    (a[0] + x * r, a[1] + y * r),
                    (b[0] + x * s, b[1] + y * s),
                    (b[0] - x * s, b[1] - y * s),
                    (a[0] - x * r, a[1] - y * r),
                ]
            )

    def bounds(self) -> Bounds:
        return extent(self.points, max(self.widths) / 2)


def smooth(points: Sequence[Point], steps: int = 10) -> list[Point]:
    """A closed curve through `points` (Catmull-Rom)."""
    middle = np.asarray(points, np.float64)
    corners = np.stack([np.roll(middle, 1, 0), middle, np.roll(middle, -1, 0), np.roll(middle, -2, 0)])
    path = np.einsum("sk,kpa->psa", bends(steps), corners)
    return [(x, y) for x, y in path.reshape(-1, 2).tolist()]


@lru_cache(8)
def bends(steps: int) -> NDArray[np.float64]:
    """How much each of four corners weighs at `steps` places between the two middle ones."""
    t = np.arange(steps) / steps
    weights = (-t + 2 * t**2 - t**3, 2 - 5 * t**2 + 3 * t**3, t + 4 * t**2 - 3 * t**3, t**3 - t**2)
    return 0.5 * np.stack(weights, axis=1)
