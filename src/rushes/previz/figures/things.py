"""Products and plants: things on a table or a plinth. Foot at (0, 0), height about 1."""

from __future__ import annotations

import math
from collections.abc import Callable
from random import Random

from rushes.previz.canvas import Canvas
from rushes.previz.light import Color, color, mix, scaled
from rushes.previz.shapes import Box, Curve, Ellipse, Limb, Polygon

Shade = Callable[[Color], Color]


def bottle(canvas: Canvas, tone: Color, shade: Shade, random: Random) -> None:
    """A glass bottle with a label and a cap."""
    wide = random.uniform(0.2, 0.26)
    canvas.draw(
        shade(scaled(tone, 0.95)),
        Curve(
            [
                (-wide, -0.02),
                (-wide, -0.3),
                (-wide, -0.56),
                (-wide * 0.8, -0.68),
                (-0.075, -0.76),
                (-0.07, -0.86),
                (0.07, -0.86),
                (0.075, -0.76),
                (wide * 0.8, -0.68),
                (wide, -0.56),
                (wide, -0.3),
                (wide, -0.02),
                (0, 0.0),
            ]
        ),
    )
    canvas.draw(shade(scaled(tone, 0.6)), Box(-wide * 0.96, -0.09, wide * 0.96, -0.03), cover=0.6)
    canvas.draw(shade(color("#efe8da")), Box(-wide * 0.98, -0.47, wide * 0.98, -0.2))
    canvas.draw(
        shade(scaled(tone, 0.7)),
        Box(-wide * 0.6, -0.4, wide * 0.6, -0.375),
        Box(-wide * 0.4, -0.34, wide * 0.4, -0.33),
        Box(-wide * 0.4, -0.3, wide * 0.4, -0.29),
    )
    canvas.draw(shade(color("#c9a45c")), Box(-0.085, -0.99, 0.085, -0.85))
    canvas.draw(
        (1.0, 1.0, 1.0),
        Limb([(-wide * 0.72, -0.1), (-wide * 0.72, -0.56)], [0.03, 0.024]),
        cover=0.4,
    )


def cup(canvas: Canvas, tone: Color, shade: Shade, random: Random) -> None:
    """A cup of coffee."""
    del random
    ear = [(0.36, -0.68), (0.52, -0.7), (0.6, -0.6), (0.58, -0.46), (0.48, -0.34), (0.3, -0.28)]
    canvas.draw(shade(scaled(tone, 0.78)), Limb(ear, [0.07] * 6))
    canvas.draw(
        shade(tone),
        Curve(
            [
                (-0.42, -0.8),
                (-0.4, -0.45),
                (-0.25, -0.09),
                (0, 0.0),
                (0.25, -0.09),
                (0.4, -0.45),
                (0.42, -0.8),
                (0, -0.83),
            ]
        ),
    )
    canvas.draw(shade(scaled(tone, 0.8)), Ellipse(0, -0.8, 0.42, 0.065))
    canvas.draw(
        (1.0, 1.0, 1.0),
        Limb([(-0.33, -0.66), (-0.27, -0.36), (-0.19, -0.22)], [0.03, 0.045, 0.02]),
        cover=0.35,
    )
    canvas.draw(shade(color("#3b2418")), Ellipse(0, -0.785, 0.37, 0.045))


def watch(canvas: Canvas, tone: Color, shade: Shade, random: Random) -> None:
    """A pocket watch on its edge, its face to us."""
    gold = shade(mix(tone, color("#cfa24a"), 0.6))
    canvas.draw(shade(scaled(tone, 0.5)), Ellipse(0, -0.02, 0.3, 0.03))
    canvas.draw(
        gold,
        Ellipse(0, -0.42, 0.41, 0.41),
        Box(-0.05, -0.92, 0.05, -0.8),
        Ellipse(0, -0.94, 0.09, 0.07),
    )
    canvas.draw(scaled(gold, 0.72), Ellipse(0, -0.42, 0.36, 0.36))
    canvas.draw(shade(color("#f4efe2")), Ellipse(0, -0.42, 0.335, 0.335))
    ink = shade(color("#26221e"))
    hour, minute = random.uniform(0, math.tau), random.uniform(0, math.tau)

    marks = [(math.tau * mark / 12, 0.27 if mark % 3 else 0.25) for mark in range(12)]
    canvas.draw(
        ink,
        *[
            Limb(
                [
                    (near * math.sin(a), -0.42 - near * math.cos(a)),
                    (0.305 * math.sin(a), -0.42 - 0.305 * math.cos(a)),
                ],
                [0.016, 0.016],
            )
            for a, near in marks
        ],
        Limb([(0, -0.42), (0.15 * math.sin(hour), -0.42 - 0.15 * math.cos(hour))], [0.03, 0.016]),
        Limb([(0, -0.42), (0.23 * math.sin(minute), -0.42 - 0.23 * math.cos(minute))], [0.022, 0.01]),
    )


def device(canvas: Canvas, tone: Color, shade: Shade, random: Random) -> None:
    """A slab that stands: a phone, a book, a box."""
    del random
    canvas.draw(
        shade(scaled(tone, 0.5)),
        Polygon([(0.24, 0.0), (0.33, -0.03), (0.33, -0.95), (0.24, -0.98)]),
    )
    canvas.draw(
        shade(scaled(tone, 0.9)),
        Box(-0.26, -0.98, 0.26, 0.0),
        Ellipse(0, -0.5, 0.01, 0.01),
    )
    canvas.draw(shade(color("#12151c")), Box(-0.235, -0.95, 0.235, -0.035))
    bright = mix(tone, color("#8fc0e6"), 0.75)
    canvas.draw(shade(bright), Box(-0.215, -0.925, 0.215, -0.55))
    canvas.draw(shade(color("#f3d9a0")), Ellipse(0.09, -0.78, 0.06, 0.06))
    hills = [
        (-0.215, -0.55),
        (-0.215, -0.66),
        (-0.1, -0.73),
        (0.02, -0.62),
        (0.12, -0.68),
        (0.215, -0.6),
        (0.215, -0.55),
    ]
    canvas.draw(shade(mix(tone, color("#3f6f7a"), 0.7)), Polygon(hills))
    lines = [Box(-0.19, -0.48 + 0.09 * k, 0.19 - 0.09 * (k % 2), -0.445 + 0.09 * k) for k in range(4)]
    canvas.draw(shade(mix(tone, color("#c8d4e0"), 0.7)), *lines)
    canvas.draw((1.0, 1.0, 1.0), Polygon([(-0.235, -0.95), (0.08, -0.95), (-0.235, -0.4)]), cover=0.12)


def shoe(canvas: Canvas, tone: Color, shade: Shade, random: Random) -> None:
    """A trainer from the side."""
    del random
    canvas.draw(
        shade(color("#eeeae2")),
        Curve(
            [
                (-0.72, -0.02),
                (-0.74, -0.14),
                (-0.4, -0.18),
                (0.2, -0.16),
                (0.74, -0.17),
                (0.86, -0.1),
                (0.78, -0.01),
                (0, 0.0),
            ]
        ),
    )
    canvas.draw(
        shade(tone),
        Curve(
            [
                (-0.7, -0.14),
                (-0.72, -0.45),
                (-0.66, -0.74),
                (-0.42, -0.7),
                (-0.22, -0.66),
                (0.02, -0.5),
                (0.35, -0.36),
                (0.7, -0.28),
                (0.8, -0.15),
                (0.2, -0.14),
            ]
        ),
    )
    canvas.draw(
        shade(scaled(tone, 0.6)),
        Curve([(-0.7, -0.14), (-0.7, -0.4), (-0.5, -0.42), (-0.4, -0.15)]),
    )
    canvas.draw(
        shade(color("#f4f0e8")),
        *[
            Limb(
                [(-0.22 + k * 0.13, -0.62 + k * 0.085), (-0.06 + k * 0.13, -0.46 + k * 0.07)],
                [0.035, 0.035],
            )
            for k in range(4)
        ],
    )
    canvas.draw(
        shade(color("#f4f0e8")),
        Curve([(-0.45, -0.24), (-0.1, -0.3), (0.3, -0.2), (-0.1, -0.21)]),
    )


def plant(canvas: Canvas, tone: Color, shade: Shade, random: Random) -> None:
    """Leaves in a pot."""
    leaf = mix(tone, color("#4f7d46"), 0.85)
    for k in range(13):
        a = -1.15 + 2.3 * k / 12 + random.uniform(-0.1, 0.1)
        length = random.uniform(0.42, 0.66)
        x, y = 0.62 * length * math.sin(a) * 1.2, -0.32 - length * math.cos(a)
        sx, sy = math.cos(a) * 0.06, math.sin(a) * 0.06
        canvas.draw(
            shade(scaled(leaf, random.uniform(0.7, 1.15))),
            Curve(
                [(0, -0.3), (x * 0.55 - sx, (y - 0.3) / 2 - sy), (x, y), (x * 0.55 + sx, (y - 0.3) / 2 + sy)]
            ),
        )
    canvas.draw(
        shade(color("#b0643f")),
        Polygon([(-0.2, -0.34), (0.2, -0.34), (0.15, 0.0), (-0.15, 0.0)]),
    )
    canvas.draw(shade(color("#c27a50")), Box(-0.225, -0.38, 0.225, -0.3))


THINGS: dict[str, Callable[[Canvas, Color, Shade, Random], None]] = {
    "bottle": bottle, "cup": cup, "watch": watch, "phone": device, "shoe": shoe, "plant": plant,
}  # fmt: skip
