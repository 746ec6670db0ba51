"""What swims: fish, whales, turtles, jellyfish; going right, about 1 high."""

from __future__ import annotations

import math

from rushes.previz.figures.brush import Brush
from rushes.previz.light import color, mix
from rushes.previz.shapes import Curve, Ellipse, Limb, Polygon


def fish(b: Brush) -> None:
    """A fish whose tail beats."""
    beat = math.sin(math.tau * b.phase)
    tail = 0.14 * beat
    b.fill(
        b.tone,
        Curve([(-0.6, -0.5), (-1.02, -0.86 + tail), (-0.9, -0.5 + tail * 0.6), (-1.02, -0.12 + tail)]),
        by=0.86,
    )
    b.fill(b.tone, Curve([(0.3, -0.76), (0.0, -1.0), (-0.42, -0.84), (-0.3, -0.66)]), by=0.8)
    b.fill(b.tone, Curve([(0.1, -0.22), (-0.16, -0.02), (-0.34, -0.2)]), by=0.8)
    b.fill(
        b.tone,
        Curve(
            [
                (0.82, -0.5),
                (0.5, -0.76),
                (0.0, -0.84),
                (-0.5, -0.62),
                (-0.72, -0.5),
                (-0.5, -0.38),
                (0.0, -0.16),
                (0.5, -0.24),
            ]
        ),
    )
    b.fill(
        mix(b.tone, (1, 1, 1), 0.6),
        Curve([(0.78, -0.44), (0.4, -0.24), (0.0, -0.18), (-0.5, -0.38), (0.1, -0.36)]),
        cover=0.7,
    )
    if "clown" in b.said:
        b.fill(
            "#f2efe8",
            *[
                Limb([(x, -0.78 + abs(x) * 0.2), (x + 0.04, -0.22 - abs(x) * 0.2)], [0.1, 0.1])
                for x in (0.3, -0.14)
            ],
        )
    b.fill(
        b.tone, Curve([(0.22, -0.42), (-0.08, -0.32 + 0.06 * beat), (-0.14, -0.44), (0.16, -0.52)]), by=0.72
    )
    b.fill("#f4efe4", Ellipse(0.56, -0.56, 0.07, 0.07))
    b.fill("#14161a", Ellipse(0.58, -0.56, 0.038, 0.042))
    b.fill(b.tone, Limb([(0.4, -0.68), (0.34, -0.48), (0.42, -0.32)], [0.02, 0.03, 0.02]), by=0.6, cover=0.7)


def whale(b: Brush) -> None:
    """A whale, dolphin or shark."""
    beat = math.sin(math.tau * b.phase)
    shark = "shark" in b.said
    tail = 0.16 * beat
    pale = mix(b.tone, (1, 1, 1), 0.55)
    slim = 0.7 if "whale" not in b.said else 1.0
    if shark:
        b.fill(
            b.tone,
            Polygon(
                [
                    (-1.3, -0.5),
                    (-1.72, -0.98 + tail),
                    (-1.54, -0.5 + tail),
                    (-1.68, -0.22 + tail),
                    (-1.28, -0.42),
                ]
            ),
            by=0.9,
        )
    else:
        b.fill(
            b.tone,
            Curve(
                [
                    (-1.25, -0.48),
                    (-1.6, -0.66 + tail),
                    (-1.84, -0.62 + 1.4 * tail),
                    (-1.68, -0.44 + tail),
                    (-1.5, -0.36 + tail),
                ]
            ),
            by=0.88,
        )
    if "whale" not in b.said:
        b.fill(b.tone, Curve([(0.12, -0.72), (-0.22, -1.04), (-0.36, -1.04), (-0.26, -0.7)]), by=0.9)
    b.fill(
        b.tone,
        Curve(
            [
                (1.5, -0.46),
                (1.15, -0.5 - 0.28 * slim),
                (0.5, -0.5 - 0.4 * slim),
                (-0.3, -0.5 - 0.28 * slim),
                (-1.35, -0.52 + tail * 0.5),
                (-1.35, -0.42 + tail * 0.5),
                (-0.4, -0.5 + 0.2 * slim),
                (0.5, -0.5 + 0.36 * slim),
                (1.2, -0.5 + 0.26 * slim),
            ]
        ),
    )
    b.fill(
        pale,
        Curve(
            [
                (1.42, -0.42),
                (1.1, -0.5 + 0.25 * slim),
                (0.5, -0.5 + 0.34 * slim),
                (-0.5, -0.5 + 0.16 * slim),
                (0.3, -0.38),
                (1.0, -0.4),
            ]
        ),
        cover=0.85,
    )
    b.fill(
        b.tone,
        Curve([(0.7, -0.28), (0.3, 0.06 + 0.06 * beat), (0.12, 0.02 + 0.06 * beat), (0.4, -0.34)]),
        by=0.8,
    )
    b.fill("#101318", Ellipse(1.06, -0.5, 0.032, 0.032))
    b.fill("#101318", Limb([(1.46, -0.42), (1.1, -0.38)], [0.014, 0.018]), cover=0.7)
    if shark:
        b.fill(
            b.tone,
            *[Limb([(0.66 - 0.09 * k, -0.6), (0.64 - 0.09 * k, -0.42)], [0.014, 0.014]) for k in range(4)],
            by=0.55,
        )


def turtle(b: Brush) -> None:
    """A turtle: on its legs, or rowing with flippers."""
    beat = math.sin(math.tau * b.phase)
    skin = mix(b.tone, color("#c2b280"), 0.5)
    b.fill(
        skin,
        Limb([(-0.4, -0.26), (-0.62, -0.18 - 0.06 * beat)], [0.2, 0.12]),
        Limb([(0.4, -0.3), (0.62, -0.17 + 0.08 * beat)], [0.2, 0.13]),
        by=0.8,
    )
    b.fill(skin, Limb([(0.5, -0.4), (0.86, -0.62)], [0.22, 0.2]), Ellipse(0.92, -0.66, 0.17, 0.14))
    b.fill(
        b.tone,
        Curve(
            [
                (-0.72, -0.24),
                (-0.6, -0.64),
                (-0.2, -0.94),
                (0.24, -0.92),
                (0.58, -0.6),
                (0.7, -0.26),
                (0.0, -0.18),
            ]
        ),
    )
    b.fill(
        b.tone,
        *[
            Curve(
                [
                    (x - 0.16, -0.42),
                    (x - 0.1, -0.72 + abs(x) * 0.25),
                    (x + 0.1, -0.72 + abs(x) * 0.25),
                    (x + 0.16, -0.42),
                    (x, -0.32),
                ]
            )
            for x in (-0.4, 0.0, 0.38)
        ],
        by=0.72,
    )
    b.fill(
        skin,
        Limb([(-0.3, -0.22), (-0.34, -0.11 + 0.05 * beat)], [0.2, 0.18]),
        Limb([(0.34, -0.22), (0.42, -0.11 - 0.05 * beat)], [0.2, 0.18]),
    )
    b.fill("#14161a", Ellipse(0.98, -0.7, 0.026, 0.026))


def jellyfish(b: Brush) -> None:
    """A bell that pulses, and arms that trail."""
    pulse = math.sin(math.tau * b.phase)
    wide, top = 0.42 + 0.06 * pulse, -1.0 + 0.04 * pulse
    for k in range(9):
        x = -wide * 0.8 + wide * 1.6 * k / 8
        sway = 0.05 * math.sin(math.tau * b.phase + k)
        b.fill(
            b.tone,
            Limb(
                [(x, -0.56), (x + sway, -0.34), (x - sway, -0.16), (x + sway, 0.0)], [0.04, 0.03, 0.022, 0.01]
            ),
            by=0.9,
            cover=0.75,
        )
    bell = [
        (-wide, -0.54),
        (-wide * 0.86, -0.82),
        (-wide * 0.4, top),
        (wide * 0.4, top),
        (wide * 0.86, -0.82),
        (wide, -0.54),
        (0, -0.48),
    ]
    b.fill(b.tone, Curve(bell), cover=0.92)
    b.glow(
        mix(b.tone, (1, 1, 1), 0.5),
        0.4,
        Curve(
            [(-wide * 0.6, -0.64), (-wide * 0.3, -0.88), (wide * 0.3, -0.88), (wide * 0.6, -0.64), (0, -0.58)]
        ),
    )
