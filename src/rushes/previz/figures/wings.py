"""Small ones: birds, butterflies, rabbits; going right, about 1 high."""

from __future__ import annotations

import math

from rushes.previz.figures.brush import Brush
from rushes.previz.light import color, mix
from rushes.previz.shapes import Curve, Ellipse, Limb, Polygon


def bird(b: Brush) -> None:
    """A bird on the wing, or perched."""
    tone = b.tone
    dark = mix(tone, color("#20222a"), 0.6)
    beak = "#d99a3a"
    if b.action in ("stand", "sit", "lie", "walk", "eat"):
        peck = 0.1 * max(0.0, math.sin(math.tau * b.phase)) if b.action in ("eat", "walk") else 0.0
        b.fill(
            "#c98a3a",
            *[
                Limb([(x, -0.3), (x + 0.03, -0.02), (x + 0.12, -0.01)], [0.03, 0.022, 0.02])
                for x in (-0.06, 0.06)
            ],
        )
        b.fill(dark, Polygon([(-0.3, -0.42), (-0.78, -0.22), (-0.74, -0.36), (-0.3, -0.56)]))
        b.fill(
            tone,
            Curve(
                [
                    (-0.4, -0.46),
                    (-0.14, -0.66),
                    (0.16, -0.7),
                    (0.32, -0.52),
                    (0.22, -0.3),
                    (-0.06, -0.2),
                    (-0.32, -0.3),
                ]
            ),
        )
        b.fill(tone, Limb([(0.18, -0.6), (0.28, -0.82 + peck)], [0.26, 0.2]))
        b.fill(tone, Ellipse(0.31, -0.86 + peck, 0.125, 0.12))
        b.fill(
            dark, Curve([(-0.46, -0.4), (-0.1, -0.6), (0.14, -0.54), (0.04, -0.38), (-0.3, -0.34)]), by=1.1
        )
        b.fill(beak, Polygon([(0.41, -0.9 + peck), (0.6, -0.83 + peck), (0.41, -0.81 + peck)]))
        b.fill("#15161a", Ellipse(0.35, -0.885 + peck, 0.022, 0.022))
        return
    turn = math.tau * b.phase
    beat, late = math.sin(turn), math.sin(turn - 0.9)
    b.fill(
        tone, Polygon([(-0.42, -0.46), (-0.84, -0.52), (-0.88, -0.4), (-0.8, -0.34), (-0.4, -0.38)]), by=0.86
    )
    for side, by in ((-1, 0.72), (1, 1.0)):
        elbow = (0.02 + 0.1 * side, -0.52 - (0.34 * beat + 0.06))
        tip = (-0.28 + 0.34 * side, -0.52 - (0.62 * beat + 0.34 * late))
        root, rear = (0.2, -0.5), (-0.18, -0.44)
        b.fill(
            tone,
            Curve(
                [
                    root,
                    elbow,
                    tip,
                    ((elbow[0] + tip[0]) / 2 - 0.16, (elbow[1] + tip[1]) / 2 + 0.08),
                    (elbow[0] - 0.24, elbow[1] + 0.14),
                    rear,
                ]
            ),
            by=by,
        )
        b.fill(
            dark,
            Curve(
                [
                    tip,
                    ((tip[0] + elbow[0]) / 2, (tip[1] + elbow[1]) / 2 - 0.02),
                    ((tip[0] * 2 + elbow[0]) / 3 - 0.12, (tip[1] * 2 + elbow[1]) / 3 + 0.08),
                ]
            ),
            by=by,
        )
    b.fill(
        tone,
        Curve(
            [
                (-0.5, -0.42),
                (-0.1, -0.54),
                (0.26, -0.54),
                (0.44, -0.5),
                (0.5, -0.43),
                (0.3, -0.36),
                (0.0, -0.31),
            ]
        ),
    )
    b.fill(beak, Polygon([(0.47, -0.49), (0.64, -0.43), (0.46, -0.41)]))
    b.fill("#15161a", Ellipse(0.4, -0.465, 0.02, 0.02))


def butterfly(b: Brush) -> None:
    """Two pairs of wings that open and close."""
    wide = 0.2 + 0.8 * abs(math.cos(math.pi * b.phase))
    edge = mix(b.tone, color("#1a1418"), 0.75)
    for side, by in ((-1, 0.84), (1, 1.0)):
        k = side * wide
        b.fill(
            edge,
            Curve(
                [(0.02 * k, -0.5), (0.22 * k, -0.92), (0.66 * k, -1.0), (0.62 * k, -0.66), (0.2 * k, -0.46)]
            ),
            by=by,
        )
        b.fill(
            edge,
            Curve(
                [(0.02 * k, -0.46), (0.5 * k, -0.48), (0.52 * k, -0.16), (0.24 * k, -0.06), (0.04 * k, -0.36)]
            ),
            by=by,
        )
        b.fill(
            b.tone,
            Curve(
                [(0.06 * k, -0.54), (0.24 * k, -0.86), (0.56 * k, -0.92), (0.52 * k, -0.68), (0.2 * k, -0.52)]
            ),
            by=by,
        )
        b.fill(
            b.tone,
            Curve(
                [(0.08 * k, -0.44), (0.42 * k, -0.44), (0.44 * k, -0.2), (0.26 * k, -0.13), (0.08 * k, -0.36)]
            ),
            by=by * 0.9,
        )
        b.fill(
            "#f3e6c4",
            Ellipse(0.46 * k, -0.8, 0.05 * wide, 0.05),
            Ellipse(0.34 * k, -0.28, 0.045 * wide, 0.045),
            by=by,
        )
    b.fill("#241c1e", Limb([(0, -0.7), (0, -0.48), (0, -0.22)], [0.06, 0.08, 0.04]))
    b.fill(
        "#241c1e",
        Limb([(0, -0.7), (-0.1, -0.88)], [0.016, 0.012]),
        Limb([(0, -0.7), (0.1, -0.88)], [0.016, 0.012]),
    )


def rabbit(b: Brush) -> None:
    """A rabbit or another small one that hops; it sits where it does not."""
    hop = b.action in ("run", "walk", "jump", "")
    air = 0.24 * math.sin(math.pi * b.phase) if hop else 0.0
    stretch = air * 0.9
    y = -air
    b.fill("#efe8dc", Ellipse(-0.48, -0.26 + y, 0.1, 0.1))
    b.fill(
        b.tone, Limb([(0.22, -0.3 + y), (0.3 + stretch, -0.03 + y + stretch * 0.2)], [0.14, 0.09]), by=0.75
    )
    b.fill(
        b.tone,
        Curve(
            [
                (-0.46, -0.16 + y),
                (-0.42, -0.44 + y),
                (-0.1, -0.6 + y),
                (0.22, -0.52 + y),
                (0.36, -0.34 + y),
                (0.2, -0.12 + y),
                (-0.2, -0.04 + y),
            ]
        ),
    )
    b.fill(
        b.tone,
        Limb(
            [
                (-0.3, -0.2 + y),
                (-0.2 - stretch, -0.04 + y + stretch * 0.3),
                (0.06 - 2 * stretch, -0.02 + y + stretch * 0.5),
            ],
            [0.3, 0.13, 0.08],
        ),
        by=0.92,
    )
    b.fill(b.tone, Limb([(0.26, -0.32 + y), (0.36 + stretch, -0.02 + y)], [0.16, 0.09]))
    lean = 0.12 + air * 0.6
    for dx, by in ((-0.05, 0.74), (0.03, 1.0)):
        b.fill(
            b.tone,
            Limb(
                [(0.36 + dx, -0.62 + y), (0.3 + dx - lean, -0.84 + y), (0.28 + dx - lean * 1.4, -1.0 + y)],
                [0.08, 0.13, 0.07],
            ),
            by=by,
        )
    b.fill(b.tone, Ellipse(0.42, -0.54 + y, 0.2, 0.17))
    b.fill("#17130f", Ellipse(0.5, -0.58 + y, 0.03, 0.035), Ellipse(0.61, -0.5 + y, 0.022, 0.018))
