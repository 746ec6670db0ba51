"""What a painter of figures is given: a canvas, the colours in their light, and the moment of a movement."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from dataclasses import dataclass, field, replace
from random import Random

from rushes.previz.canvas import Canvas
from rushes.previz.geometry import Bounds
from rushes.previz.light import Color, Light, color, mix, scaled
from rushes.previz.shapes import Point, Shape

Shade = Callable[[Color], Color]


@dataclass(frozen=True, slots=True)
class Brush:
    """A canvas whose foot is (0, 0) and whose figure is about 1 high, looking right.

    `tone` is the figure's own colour, `shade` puts a colour into the light, `phase` (0 to 1) is how far
    a movement that repeats has come. `fate` are chances that are the same for the same words.
    """

    canvas: Canvas
    shade: Shade
    light: Light
    tone: Color = (0.5, 0.5, 0.5)
    phase: float = 0.0
    action: str = ""
    kind: str = ""
    said: str = ""
    fate: Random = field(default_factory=lambda: Random(0))  # noqa: S311

    def within(self, origin: Point, size: float) -> Brush:
        """The same canvas for something `size` as large whose own foot stands at `origin`."""
        there = copy(self.canvas)
        box, (x, y) = self.canvas.box, origin
        there.box = Bounds(
            (box.left - x) / size, (box.top - y) / size, (box.right - x) / size, (box.bottom - y) / size
        )
        there.per_unit = self.canvas.per_unit * size
        return replace(self, canvas=there)

    def fill(self, paint: Color | str, *shapes: Shape, by: float = 1.0, cover: float = 1.0) -> None:
        """Fill `shapes` with a colour (or `#rrggbb`) as it looks in this light, `by` brighter."""
        tone = color(paint) if isinstance(paint, str) else paint
        self.canvas.draw(self.shade(scaled(tone, by)), *shapes, cover=cover)

    def glow(self, paint: Color | str, strength: float, *shapes: Shape) -> None:
        """Fill `shapes` with a colour that shines by itself, `strength` 0 to 1."""
        tone = color(paint) if isinstance(paint, str) else paint
        self.canvas.draw(mix(self.shade(tone), tone, strength), *shapes)

    def gleam(self, cover: float, *shapes: Shape) -> None:
        """A reflection of the light on something smooth."""
        self.canvas.draw(mix(self.light.sun, (1.0, 1.0, 1.0), 0.5), *shapes, cover=cover)

    def glass(self, paint: Color | str, *shapes: Shape) -> None:
        """Window panes: they show the sky, and after dark the lamps within."""
        tone = color(paint) if isinstance(paint, str) else paint
        dark = mix(self.shade(tone), self.light.sky[-2], 0.32)
        self.canvas.draw(mix(dark, self.light.lamp, 0.75 * self.light.lamps), *shapes)
