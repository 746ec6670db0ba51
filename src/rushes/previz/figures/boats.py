"""Boats and ships, seen from the side, going right; the water line at y = 0, about 1 high."""

from __future__ import annotations

import math
from dataclasses import replace

from rushes.previz.figures.body import from_side
from rushes.previz.figures.brush import Brush
from rushes.previz.figures.looks import looks_of
from rushes.previz.figures.poses import astride
from rushes.previz.figures.reading import hue
from rushes.previz.shapes import Box, Curve, Ellipse, Limb, Polygon


def sailboat(b: Brush) -> None:
    """A boat under sail; the water line is at y = 0."""
    sail = "#f2ead9"
    b.fill("#5a4632", Limb([(0.0, -0.12), (0.0, -1.0)], [0.016, 0.01]))
    b.fill(
        sail,
        Curve([(0.018, -0.96), (0.16, -0.66), (0.34, -0.25), (0.36, -0.19), (0.2, -0.18), (0.018, -0.18)]),
    )
    b.fill(sail, Polygon([(-0.016, -0.9), (-0.07, -0.6), (-0.3, -0.17), (-0.016, -0.17)]), by=0.86)
    b.fill(
        sail,
        *[
            Limb([(0.02, -0.18 - k * 0.16), (0.33 - k * 0.07, -0.2 - k * 0.16)], [0.004, 0.004])
            for k in range(4)
        ],
        by=0.8,
    )
    b.fill(
        b.tone,
        Curve(
            [
                (-0.44, -0.13),
                (0.0, -0.105),
                (0.5, -0.145),
                (0.4, -0.03),
                (0.3, 0.03),
                (-0.28, 0.03),
                (-0.38, -0.02),
            ]
        ),
    )
    b.fill("#efe8d8", Limb([(-0.43, -0.128), (0.0, -0.107), (0.48, -0.142)], [0.014, 0.014, 0.014]))
    b.fill(b.tone, Curve([(-0.4, -0.02), (0.42, -0.03), (0.3, 0.035), (-0.28, 0.035)]), by=0.6)
    b.fill("#b23a30", Polygon([(0, -1.0), (0.1, -0.985), (0, -0.965)]))


def ship(b: Brush) -> None:
    """A fishing boat with a wheelhouse; or a liner, where the words say so."""
    liner = any(one in b.said for one in ("liner", "cruise", "ferry", "tanker", "freighter", "steamer"))
    long = 1.7 if liner else 0.95
    if liner:
        for row, (left, right) in enumerate(((-1.3, 1.1), (-1.1, 0.9), (-0.8, 0.6))):
            y = -0.3 - 0.15 * row
            b.fill("#ece8de", Box(left, y - 0.15, right, y))
            for k in range(int((right - left) / 0.13)):
                b.glass("#2a3a48", Box(left + 0.04 + 0.13 * k, y - 0.105, left + 0.11 + 0.13 * k, y - 0.05))
        b.fill(
            "#b5372e",
            Polygon([(-0.36, -0.75), (-0.32, -1.0), (-0.02, -1.0), (-0.06, -0.75)]),
            Polygon([(0.14, -0.75), (0.18, -0.95), (0.42, -0.95), (0.38, -0.75)]),
        )
    else:
        b.fill(
            "#4a3a2c",
            Limb([(-0.46, -0.2), (-0.42, -0.92)], [0.026, 0.018]),
            Limb([(0.14, -0.5), (0.16, -0.98)], [0.022, 0.014]),
            Limb([(-0.43, -0.86), (-0.86, -0.42)], [0.014, 0.014]),
        )
        b.fill("#ece4d2", Box(-0.16, -0.58, 0.34, -0.2))
        b.fill("#b04a36", Box(-0.22, -0.63, 0.4, -0.57))
        b.glass("#2a3a48", Box(-0.1, -0.52, 0.05, -0.38), Box(0.12, -0.52, 0.29, -0.38))
        b.fill(
            "#c98a3a",
            Limb([(-0.42, -0.88), (-0.16, -0.58)], [0.008, 0.008]),
            Limb([(0.16, -0.96), (0.86, -0.36)], [0.008, 0.008]),
        )
        b.glow(b.light.lamp, b.light.lamps, Ellipse(0.16, -1.0, 0.026, 0.026))
    hull = [
        (-long, -0.3),
        (-long * 0.5, -0.24),
        (long * 0.4, -0.26),
        (long * 1.06, -0.44),
        (long * 0.86, -0.02),
        (long * 0.72, 0.05),
        (-long * 0.84, 0.05),
    ]
    b.fill(b.tone, Curve(hull))
    b.fill(
        "#efe8d8",
        Limb([(-long * 0.98, -0.27), (long * 0.4, -0.25), (long * 1.0, -0.41)], [0.028, 0.028, 0.024]),
    )
    b.fill(
        "#8a2f2a",
        Curve([(-long * 0.9, -0.05), (long * 0.9, -0.06), (long * 0.74, 0.055), (-long * 0.84, 0.055)]),
    )


def rowboat(b: Brush) -> None:
    """An open boat, and who rows it."""
    if b.action != "stand":
        child = any(one in b.said for one in ("girl", "boy", "child"))
        who = looks_of(b.said, "child" if child else "person", wanted=hue(b.said.split()))
        pull = math.sin(math.tau * b.phase)
        pose = replace(
            astride(b.phase),
            hip=(-0.1, -0.26),
            legs=((1.4, 0.5, -0.6), (1.35, 0.5, -0.6)),
            lean=0.3 * pull - 0.05,
            arms=((0.9 + 0.3 * pull, 0.6 - 0.3 * pull), (0.9 + 0.3 * pull, 0.6 - 0.3 * pull)),
        )
        from_side(replace(b, action="ride"), who, pose)
        b.fill(
            "#9a7448",
            Limb(
                [
                    (0.16 + 0.1 * pull, -0.5),
                    (-0.34 * pull - 0.1, -0.1),
                    (-0.62 * pull - 0.3, 0.06 + 0.03 * pull),
                ],
                [0.02, 0.02, 0.05],
            ),
        )
    b.fill(
        b.tone,
        Curve(
            [
                (-0.82, -0.3),
                (-0.4, -0.2),
                (0.4, -0.2),
                (0.94, -0.34),
                (0.66, -0.02),
                (0.5, 0.05),
                (-0.5, 0.05),
                (-0.7, -0.04),
            ]
        ),
    )
    b.fill(b.tone, Limb([(-0.78, -0.27), (-0.4, -0.19), (0.4, -0.19), (0.88, -0.31)], [0.03] * 4), by=1.3)
    b.fill(b.tone, Limb([(-0.66, -0.12), (0.0, -0.08), (0.72, -0.14)], [0.012] * 3), by=0.7)
