"""Devices: watches, phones, headphones, cameras, lamps. Foot at (0, 0), height about 1."""

from __future__ import annotations

import math

from rushes.previz.figures.brush import Brush
from rushes.previz.light import color, mix
from rushes.previz.shapes import Box, Curve, Ellipse, Limb, Point, Polygon


def watch(b: Brush) -> None:
    """A wristwatch on its strap; a clock, a ring or a coin where the words say so."""
    gold = mix(b.tone, color("#cfa24a"), 0.45)
    words = set(b.said.split())
    if "ring" in words:
        hoop = [
            (0.36 * math.cos(a), -0.42 + 0.38 * math.sin(a)) for a in (k * math.tau / 36 for k in range(37))
        ]
        b.fill(gold, Limb(hoop, [0.09] * 37))
        b.fill(
            "#d8eef6", Polygon([(-0.12, -0.84), (0.0, -0.78), (0.12, -0.84), (0.08, -0.96), (-0.08, -0.96)])
        )
        b.gleam(0.7, Polygon([(-0.06, -0.86), (0.0, -0.8), (0.02, -0.94)]))
        return
    x, y, r = 0.0, -0.46, 0.4
    if not words & {"pocket", "clock", "compass", "coin", "medal"}:
        b.fill(
            "#3a2c24",
            Curve([(-0.2, -0.7), (-0.16, -1.04), (0.16, -1.04), (0.2, -0.7)]),
            Curve([(-0.2, -0.2), (-0.17, 0.02), (0.17, 0.02), (0.2, -0.2)]),
        )
        r = 0.34
    else:
        b.fill(gold, Box(-0.05, -0.94, 0.05, -0.82), Ellipse(0, -0.95, 0.08, 0.06))
    b.fill(gold, Ellipse(x, y, r, r), Box(r - 0.01, y - 0.045, r + 0.06, y + 0.045))
    b.fill(gold, Ellipse(x, y, r * 0.9, r * 0.9), by=0.7)
    b.fill("#f4efe2", Ellipse(x, y, r * 0.84, r * 0.84))
    ink = "#26221e"

    def ray(a: float, near: float, far: float) -> list[Point]:
        return [
            (near * r * math.sin(a), y - near * r * math.cos(a)),
            (far * r * math.sin(a), y - far * r * math.cos(a)),
        ]

    hour, minute, second = b.fate.uniform(0, math.tau), b.fate.uniform(0, math.tau), math.tau * b.phase
    b.fill(
        ink, *[Limb(ray(math.tau * k / 12, 0.66 if k % 3 else 0.6, 0.77), [0.018, 0.018]) for k in range(12)]
    )
    b.fill(ink, Limb(ray(hour, -0.06, 0.4), [0.034, 0.018]), Limb(ray(minute, -0.08, 0.62), [0.024, 0.012]))
    b.fill("#b5372e", Limb(ray(second, -0.14, 0.66), [0.01, 0.008]), Ellipse(x, y, 0.022, 0.022))
    b.gleam(
        0.14, Curve([(-0.6 * r, y - 0.5 * r), (0.1 * r, y - 0.8 * r), (0.3 * r, y - 0.6 * r), (-0.5 * r, y)])
    )


def phone(b: Brush) -> None:
    """A slab that stands, with a lit screen."""
    b.fill(
        b.tone,
        Limb([(-0.2, -0.93), (0.28, -0.93)], [0.1, 0.1]),
        Box(-0.25, -0.94, 0.33, -0.04),
        Limb([(-0.2, -0.05), (0.28, -0.05)], [0.1, 0.1]),
        by=0.5,
    )
    b.fill(
        "#15181f",
        Box(-0.26, -0.94, 0.26, -0.04),
        Limb([(-0.2, -0.94), (0.2, -0.94)], [0.1, 0.1]),
        Limb([(-0.2, -0.05), (0.2, -0.05)], [0.1, 0.1]),
    )
    bright = mix(b.tone, color("#8fc0e6"), 0.75)
    b.glow(bright, 0.7, Box(-0.235, -0.93, 0.235, -0.5))
    b.glow("#f3d9a0", 0.7, Ellipse(0.09, -0.77, 0.06, 0.06))
    b.glow(
        mix(b.tone, color("#3f6f7a"), 0.7),
        0.6,
        Polygon(
            [
                (-0.235, -0.5),
                (-0.235, -0.64),
                (-0.1, -0.72),
                (0.02, -0.6),
                (0.12, -0.67),
                (0.235, -0.58),
                (0.235, -0.5),
            ]
        ),
    )
    b.glow("#e9eef2", 0.6, Box(-0.235, -0.5, 0.235, -0.06))
    b.glow(
        mix(b.tone, color("#8fa4b8"), 0.6),
        0.5,
        *[Box(-0.19, -0.43 + 0.09 * k, 0.19 - 0.09 * (k % 2), -0.395 + 0.09 * k) for k in range(4)],
    )
    b.gleam(0.12, Polygon([(-0.235, -0.95), (0.08, -0.95), (-0.235, -0.4)]))


def laptop(b: Brush) -> None:
    """An open laptop."""
    b.fill("#2a2d33", Polygon([(-0.56, -0.95), (0.56, -0.95), (0.6, -0.14), (-0.6, -0.14)]))
    b.glow("#9fc4e0", 0.75, Polygon([(-0.52, -0.91), (0.52, -0.91), (0.555, -0.19), (-0.555, -0.19)]))
    b.glow("#e9eef2", 0.6, Polygon([(-0.44, -0.8), (0.1, -0.8), (0.12, -0.34), (-0.46, -0.34)]))
    b.glow(
        b.tone,
        0.4,
        *[Box(-0.4, -0.74 + 0.09 * k, 0.02 - 0.12 * (k % 2), -0.71 + 0.09 * k) for k in range(4)],
        Ellipse(0.34, -0.58, 0.12, 0.14),
    )
    b.fill("#b9bec6", Polygon([(-0.6, -0.14), (0.6, -0.14), (0.74, -0.02), (-0.74, -0.02)]))
    b.fill("#3a3e46", Polygon([(-0.5, -0.125), (0.5, -0.125), (0.56, -0.075), (-0.56, -0.075)]))
    b.fill("#b9bec6", Box(-0.74, -0.03, 0.74, 0.0), by=0.7)


def headphones(b: Brush) -> None:
    """Headphones that stand on their cups."""
    arc = [(0.42 * math.cos(a), -0.42 - 0.52 * math.sin(a)) for a in (k * math.pi / 20 for k in range(21))]
    b.fill("#2a2c31", Limb(arc, [0.06 + 0.05 * math.sin(k * math.pi / 20) for k in range(21)]))
    for side, by in ((-1, 0.85), (1, 1.0)):
        x = side * 0.42
        b.fill("#1a1b1f", Ellipse(x - side * 0.08, -0.27, 0.12, 0.26))
        b.fill(b.tone, Ellipse(x, -0.27, 0.13, 0.27), by=by)
        b.fill("#c9ccd2", Ellipse(x + side * 0.02, -0.27, 0.06, 0.13), by=by * 0.9)
        b.gleam(0.4, Limb([(x - 0.05, -0.44), (x - 0.07, -0.3)], [0.02, 0.014]))


def camera(b: Brush) -> None:
    """A camera with its lens to us."""
    b.fill(
        "#26282d",
        Box(-0.6, -0.7, 0.6, 0.0),
        Box(-0.24, -0.88, 0.24, -0.7),
        Limb([(-0.56, -0.66), (0.56, -0.66)], [0.1, 0.1]),
    )
    b.fill(b.tone, Box(-0.6, -0.56, 0.6, -0.14))
    b.fill("#b9bec6", Box(-0.5, -0.78, -0.34, -0.7), Ellipse(0.44, -0.76, 0.08, 0.05))
    for r, tone in ((0.32, "#1a1b1f"), (0.27, "#3a3d44"), (0.21, "#0e1016"), (0.13, "#24364c")):
        b.fill(tone, Ellipse(0.0, -0.36, r, r))
    b.gleam(0.6, Ellipse(-0.07, -0.43, 0.045, 0.035))
    b.glow("#f4e8c8", 0.4, Box(-0.14, -0.84, 0.14, -0.75))


def lamp(b: Brush) -> None:
    """A table lamp, lit."""
    b.fill(
        "#8a6a3a",
        Ellipse(0, -0.025, 0.2, 0.03),
        Limb([(0, -0.03), (0, -0.16), (0, -0.5)], [0.06, 0.13, 0.04]),
    )
    b.glow(
        mix(b.tone, b.light.lamp, 0.6),
        0.75,
        Polygon([(-0.2, -0.98), (0.2, -0.98), (0.38, -0.46), (-0.38, -0.46)]),
    )
    b.glow((1.0, 0.95, 0.8), 0.7, Curve([(-0.1, -0.86), (0.1, -0.86), (0.22, -0.5), (-0.22, -0.5)]))
