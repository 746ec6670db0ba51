"""Products on a table or a plinth. Foot at (0, 0), height about 1; `phase` turns the round ones."""

from __future__ import annotations

import math

from rushes.previz.figures.brush import Brush
from rushes.previz.figures.turning import round_about
from rushes.previz.light import color, mix
from rushes.previz.shapes import Box, Curve, Ellipse, Limb, Polygon


def bottle(b: Brush) -> None:
    """A glass bottle with a label and a cap."""
    wide = b.fate.uniform(0.2, 0.25)
    glass = [
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
    b.fill(b.tone, Curve(glass), by=0.95)
    b.fill(b.tone, Box(-wide * 0.96, -0.09, wide * 0.96, -0.03), by=0.6, cover=0.6)
    for x, near in round_about(b, 2):
        if near > -0.25:  # the label goes half way round
            reach = max(0.1, near) if near < 0.9 else 1.0
            left, right = max(-0.99, x - reach * 0.98), min(0.99, x + reach * 0.98)
            b.fill("#efe8da", Box(wide * left, -0.47, wide * right, -0.2))
            k = wide * max(0.05, near)
            lines = [
                Box(x * wide - k * w, y, x * wide + k * w, y + h)
                for w, y, h in ((0.55, -0.4, 0.026), (0.36, -0.34, 0.012), (0.36, -0.3, 0.012))
            ]
            b.fill(b.tone, *lines, by=0.7)
            break
    b.fill("#c9a45c", Box(-0.085, -0.99, 0.085, -0.85))
    b.fill(
        "#c9a45c",
        *[
            Box(0.08 * x - 0.006, -0.985, 0.08 * x + 0.006, -0.855)
            for x, near in round_about(b, 12)
            if near > 0
        ],
        by=0.8,
    )
    b.gleam(0.4, Limb([(-wide * 0.72, -0.1), (-wide * 0.72, -0.56)], [0.03, 0.024]))
    b.gleam(0.2, Limb([(wide * 0.8, -0.12), (wide * 0.8, -0.52)], [0.016, 0.014]))


def shoe(b: Brush) -> None:
    """A trainer from the side; a boot where the words say so."""
    boot = "boot" in b.said
    b.fill(
        "#eeeae2" if not boot else "#2a2220",
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
    top = -1.0 if boot else -0.74
    upper = [
        (-0.7, -0.14),
        (-0.72, -0.45),
        (-0.66, top),
        (-0.42, top + 0.04),
        (-0.16, -0.66 if not boot else top),
        (0.02, -0.5),
        (0.35, -0.36),
        (0.7, -0.28),
        (0.8, -0.15),
        (0.2, -0.14),
    ]
    b.fill(b.tone, Curve(upper))
    b.fill(b.tone, Curve([(-0.7, -0.14), (-0.7, -0.4), (-0.5, -0.42), (-0.4, -0.15)]), by=0.6)
    b.fill(b.tone, Curve([(0.42, -0.34), (0.7, -0.28), (0.8, -0.16), (0.46, -0.15)]), by=0.8)
    b.fill(
        "#f4f0e8",
        *[
            Limb(
                [(-0.22 + k * 0.13, -0.62 + k * 0.085), (-0.06 + k * 0.13, -0.46 + k * 0.07)], [0.035, 0.035]
            )
            for k in range(4)
        ],
    )
    if not boot:
        b.fill("#f4f0e8", Curve([(-0.45, -0.24), (-0.1, -0.3), (0.3, -0.2), (-0.1, -0.21)]))
        b.fill("#c9c4b8", *[Box(-0.66 + 0.16 * k, -0.05, -0.62 + 0.16 * k, -0.005) for k in range(9)])


def book(b: Brush) -> None:
    """A book that stands a little open; a letter where the words say so."""
    if "letter" in b.said or "map" in b.said:
        b.fill("#efe6d2", Polygon([(-0.5, -0.7), (0.5, -0.7), (0.5, 0.0), (-0.5, 0.0)]))
        b.fill("#efe6d2", Polygon([(-0.5, -0.7), (0.5, -0.7), (0.0, -0.3)]), by=0.86)
        b.fill("#a8352c", Ellipse(0.0, -0.32, 0.08, 0.075))
        return
    b.fill(b.tone, Polygon([(-0.3, -0.96), (-0.42, -0.9), (-0.42, 0.0), (-0.3, 0.0)]), by=0.6)
    b.fill("#efe6d2", Polygon([(-0.3, -0.93), (0.3, -0.93), (0.36, -0.88), (0.36, -0.01), (-0.3, -0.01)]))
    b.fill(
        "#cfc4ac",
        *[Limb([(0.31 + 0.012 * k, -0.9), (0.31 + 0.012 * k, -0.02)], [0.004, 0.004]) for k in range(4)],
    )
    b.fill(b.tone, Polygon([(-0.32, -0.97), (0.3, -0.97), (0.3, 0.0), (-0.32, 0.0)]))
    b.fill(
        "#e6cf95",
        Box(-0.2, -0.8, 0.18, -0.76),
        Box(-0.14, -0.7, 0.12, -0.68),
        Ellipse(-0.01, -0.42, 0.1, 0.1),
        Box(-0.12, -0.16, 0.1, -0.13),
    )
    b.fill(b.tone, Ellipse(-0.01, -0.42, 0.07, 0.07), by=0.8)


def box(b: Brush) -> None:
    """A box in two sides and a lid; a gift has its ribbon."""
    b.fill(b.tone, Polygon([(-0.5, -0.72), (0.16, -0.64), (0.16, 0.0), (-0.5, -0.08)]), by=0.86)
    b.fill(b.tone, Polygon([(0.16, -0.64), (0.54, -0.74), (0.54, -0.12), (0.16, 0.0)]), by=0.62)
    b.fill(b.tone, Polygon([(-0.5, -0.72), (-0.1, -0.82), (0.54, -0.74), (0.16, -0.64)]), by=1.12)
    band = "#b5372e" if "gift" in b.said or "present" in b.said else "#cbb48a"
    b.fill(
        band,
        Polygon([(-0.22, -0.69), (-0.12, -0.68), (-0.12, -0.03), (-0.22, -0.045)]),
        Polygon([(-0.22, -0.69), (-0.12, -0.68), (0.26, -0.775), (0.17, -0.787)]),
    )
    if "gift" in b.said or "present" in b.said:
        b.fill(
            band,
            Curve([(0.02, -0.74), (-0.2, -0.98), (-0.28, -0.8)]),
            Curve([(0.02, -0.74), (0.2, -1.0), (0.3, -0.82)]),
        )


def bag(b: Brush) -> None:
    """A handbag."""
    b.fill(
        b.tone,
        Limb([(-0.24, -0.6), (-0.2, -0.9), (0.0, -0.98), (0.2, -0.9), (0.24, -0.6)], [0.05] * 5),
        by=0.7,
    )
    b.fill(
        b.tone, Curve([(-0.4, -0.62), (0.0, -0.66), (0.4, -0.62), (0.52, -0.04), (0.0, 0.0), (-0.52, -0.04)])
    )
    b.fill(b.tone, Curve([(-0.4, -0.62), (0.4, -0.62), (0.42, -0.36), (0.0, -0.24), (-0.42, -0.36)]), by=0.84)
    b.fill(
        "#d0a13f",
        Box(-0.06, -0.34, 0.06, -0.22),
        Ellipse(-0.24, -0.6, 0.03, 0.03),
        Ellipse(0.24, -0.6, 0.03, 0.03),
    )


def candle(b: Brush) -> None:
    """A candle; its flame moves."""
    sway = 0.02 * math.sin(math.tau * b.phase) + 0.012 * math.sin(2 * math.tau * b.phase)
    b.fill("#8a6a3a", Ellipse(0, -0.03, 0.26, 0.04))
    b.fill(
        "#eee4cc",
        Box(-0.12, -0.66, 0.12, -0.04),
        Ellipse(0, -0.66, 0.12, 0.025),
        Limb([(-0.1, -0.62), (-0.1, -0.46)], [0.05, 0.06]),
        Limb([(0.07, -0.64), (0.07, -0.5)], [0.04, 0.05]),
    )
    b.glow(
        "#ffb24a",
        1.0,
        Curve(
            [
                (0, -0.68),
                (0.055, -0.76),
                (0.02 + sway, -0.9),
                (sway * 2, -1.0),
                (-0.03 + sway, -0.88),
                (-0.055, -0.76),
            ]
        ),
    )
    b.glow("#fff2c4", 1.0, Curve([(0, -0.69), (0.028, -0.75), (sway, -0.86), (-0.028, -0.75)]))


def vase(b: Brush) -> None:
    """A vase with flowers."""
    for k, (x, near) in enumerate(round_about(b, 7)):
        px, py = 0.36 * x, -0.78 - 0.12 * (k % 2) + 0.06 * near
        b.fill(
            "#4f7d46", Limb([(0.04 * x, -0.44), (px * 0.7, -0.6), (px, py)], [0.02, 0.018, 0.014]), by=0.85
        )
        hue = ("#c2414a", "#e0a23a", "#d8849c", "#e6e2d8")[k % 4]
        b.fill(
            hue,
            *[
                Ellipse(px + 0.06 * math.cos(a), py + 0.06 * math.sin(a), 0.045, 0.045)
                for a in (n * math.tau / 5 for n in range(5))
            ],
            by=0.85 + 0.15 * near,
        )
        b.fill("#5a3a24", Ellipse(px, py, 0.035, 0.035))
    b.fill(
        b.tone,
        Curve(
            [
                (-0.13, -0.5),
                (-0.1, -0.42),
                (-0.24, -0.24),
                (-0.2, -0.04),
                (0, 0.0),
                (0.2, -0.04),
                (0.24, -0.24),
                (0.1, -0.42),
                (0.13, -0.5),
                (0.0, -0.49),
            ]
        ),
    )
    b.gleam(0.4, Limb([(-0.15, -0.32), (-0.16, -0.14)], [0.03, 0.02]))


def plant(b: Brush) -> None:
    """Leaves in a pot."""
    leaf = mix(b.tone, color("#4f7d46"), 0.85)
    for k, (x, near) in enumerate(round_about(b, 13)):
        length = 0.44 + 0.2 * ((k * 7) % 5) / 4
        px, py = 0.5 * x * length * 1.5, -0.34 - length * (0.98 - 0.3 * abs(x)) + 0.06 * near
        sx, sy = 0.055, 0.05 * x
        b.fill(
            leaf,
            Curve(
                [
                    (0, -0.3),
                    (px * 0.55 - sx, (py - 0.3) / 2 - sy),
                    (px, py),
                    (px * 0.55 + sx, (py - 0.3) / 2 + sy),
                ]
            ),
            by=0.92 + 0.2 * near,
        )
    b.fill("#b0643f", Polygon([(-0.2, -0.34), (0.2, -0.34), (0.15, 0.0), (-0.15, 0.0)]))
    b.fill("#c27a50", Box(-0.225, -0.38, 0.225, -0.3))


def unnamed(b: Brush) -> None:
    """What no table knows: a smooth, plain solid that stands for it."""
    b.fill(
        b.tone,
        Curve(
            [
                (-0.34, -0.03),
                (-0.46, -0.34),
                (-0.36, -0.76),
                (-0.06, -0.98),
                (0.26, -0.84),
                (0.44, -0.44),
                (0.36, -0.04),
                (0, 0.0),
            ]
        ),
    )
    (x, near), *_ = round_about(b, 1)
    b.fill(
        b.tone,
        Limb([(0.2 * x, -0.92), (0.42 * x, -0.5), (0.3 * x, -0.04)], [0.012, 0.02, 0.012]),
        by=0.7,
        cover=0.7 if near > 0 else 0.2,
    )
    b.gleam(0.3, Ellipse(-0.16, -0.68, 0.09, 0.13))
