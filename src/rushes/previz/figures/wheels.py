"""What goes on wheels or rails, seen from the side, going right. Tyres at y = 0, about 1 high."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from rushes.previz.figures.body import from_side
from rushes.previz.figures.brush import Brush
from rushes.previz.figures.looks import looks_of
from rushes.previz.figures.poses import pedalling
from rushes.previz.figures.reading import hue
from rushes.previz.light import Color, mix
from rushes.previz.shapes import Box, Curve, Ellipse, Limb, Point, Polygon


def wheel(b: Brush, x: float, r: float, turn: float) -> None:
    """A wheel with five spokes on the ground at `x`."""
    b.fill("#191a1d", Ellipse(x, -r, r, r))
    b.fill("#8c9098", Ellipse(x, -r, r * 0.6, r * 0.6))
    spokes = [turn + math.tau * k / 5 for k in range(5)]
    b.fill(
        "#3a3d44",
        *[
            Limb([(x, -r), (x + 0.54 * r * math.cos(a), -r + 0.54 * r * math.sin(a))], [r * 0.16, r * 0.1])
            for a in spokes
        ],
    )


def lamps(b: Brush, ahead: Sequence[Point], behind: Sequence[Point]) -> None:
    """Head and tail lights, lit after dark."""
    b.glow(mix((0.9, 0.87, 0.8), (1.0, 0.97, 0.86), b.light.lamps), max(0.25, b.light.lamps), Curve(ahead))
    b.glow(mix((0.6, 0.12, 0.1), (1.0, 0.2, 0.14), b.light.lamps), 0.7 * b.light.lamps, Polygon(behind))


def car(b: Brush) -> None:
    """A saloon, or a taxi with its sign."""
    tone = b.tone
    body = [
        (-1.62, -0.26),
        (-1.64, -0.55),
        (-1.5, -0.64),
        (-1.02, -0.68),
        (-0.66, -0.95),
        (-0.1, -1.0),
        (0.36, -0.95),
        (0.82, -0.67),
        (1.42, -0.58),
        (1.6, -0.46),
        (1.62, -0.26),
        (0, -0.2),
    ]
    b.fill(tone, Curve(body))
    b.fill(tone, Limb([(-1.5, -0.25), (1.5, -0.25)], [0.14, 0.14]), by=0.55)
    for pane in (
        [(-0.92, -0.68), (-0.62, -0.9), (-0.2, -0.93), (-0.2, -0.68)],
        [(-0.13, -0.68), (-0.13, -0.93), (0.3, -0.89), (0.66, -0.68)],
    ):
        b.glass("#2a3540", Polygon(pane))
        b.gleam(
            0.16,
            Polygon(
                [
                    pane[0],
                    pane[1],
                    ((pane[1][0] + pane[2][0]) / 2, pane[2][1]),
                    ((pane[0][0] * 2 + pane[3][0]) / 3, pane[0][1]),
                ]
            ),
        )
    b.fill(tone, Box(-0.18, -0.67, -0.165, -0.26), Box(-0.1, -0.6, 0.02, -0.575), by=0.6)
    b.gleam(
        0.28, Limb([(-1.5, -0.56), (-0.4, -0.61), (0.9, -0.59), (1.45, -0.52)], [0.012, 0.026, 0.026, 0.01])
    )
    if "taxi" in b.said or "cab" in b.said.split():
        b.glow("#f2e6b8", 0.4 + 0.6 * b.light.lamps, Box(-0.3, -1.08, 0.06, -0.985))
    if "police" in b.said:
        b.glow("#3f7ff0", 0.9, Box(-0.3, -1.06, 0.06, -0.985))
        b.fill("#e8e8e6", Box(-0.9, -0.62, 0.7, -0.34))
    for x in (-1.03, 1.05):
        b.fill(tone, Ellipse(x, -0.27, 0.33, 0.33), by=0.3)
        wheel(b, x, 0.265, math.tau * b.phase)
    lamps(
        b,
        [(1.43, -0.52), (1.6, -0.45), (1.59, -0.38), (1.42, -0.44)],
        [(-1.63, -0.56), (-1.52, -0.55), (-1.53, -0.44), (-1.64, -0.43)],
    )


def truck(b: Brush) -> None:
    """A lorry with a box, or a tractor's like."""
    b.fill("#d9d4c8", Box(-1.8, -1.0, 0.72, -0.26))
    b.fill("#d9d4c8", *[Box(-1.8 + 0.36 * k, -0.98, -1.785 + 0.36 * k, -0.28) for k in range(8)], by=0.86)
    b.fill(b.tone, Box(-1.8, -0.44, 0.72, -0.36))
    b.fill("#2a2c30", Box(-1.8, -0.27, 1.6, -0.18))
    b.fill(
        b.tone,
        Curve(
            [
                (0.8, -0.22),
                (0.8, -0.84),
                (1.0, -0.9),
                (1.3, -0.88),
                (1.5, -0.52),
                (1.72, -0.46),
                (1.74, -0.2),
                (1.2, -0.18),
            ]
        ),
    )
    b.glass("#2a3540", Polygon([(0.95, -0.54), (0.95, -0.82), (1.26, -0.82), (1.42, -0.54)]))
    for x in (-1.4, -0.95, 1.28):
        b.fill("#17181b", Ellipse(x, -0.22, 0.25, 0.25))
        wheel(b, x, 0.2, math.tau * b.phase)
    lamps(
        b,
        [(1.62, -0.42), (1.74, -0.4), (1.74, -0.33), (1.62, -0.34)],
        [(-1.8, -0.34), (-1.74, -0.34), (-1.74, -0.27), (-1.8, -0.27)],
    )


def bus(b: Brush) -> None:
    """A city bus, or a tram with its bow."""
    tram = "tram" in b.said or "trolley" in b.said or "streetcar" in b.said
    b.fill(
        b.tone,
        Curve(
            [
                (-1.75, -0.13),
                (-1.76, -0.9),
                (-1.66, -0.99),
                (0, -1.0),
                (1.64, -0.99),
                (1.74, -0.85),
                (1.76, -0.13),
                (0, -0.1),
            ]
        ),
    )
    b.fill("#e9e3d3", Box(-1.75, -0.46, 1.75, -0.41))
    for k in range(7):
        x = -1.62 + k * 0.46
        b.glass("#2c3844", Box(x, -0.87, x + 0.4, -0.52))
        b.gleam(0.13, Polygon([(x, -0.52), (x, -0.87), (x + 0.18, -0.87), (x + 0.06, -0.52)]))
    b.fill(b.tone, Box(0.66, -0.88, 0.675, -0.14), Box(1.12, -0.88, 1.135, -0.14), by=0.6)
    if tram:
        b.fill(
            "#2a2c30",
            Limb([(-0.4, -1.0), (0.1, -1.18), (-0.3, -1.32)], [0.02, 0.02, 0.02]),
            Limb([(-0.5, -1.32), (0.1, -1.32)], [0.02, 0.02]),
            Box(-1.5, -0.14, 1.5, -0.04),
        )
    for x in (-1.05, 1.05):
        b.fill(b.tone, Ellipse(x, -0.17, 0.22, 0.22), by=0.3)
        wheel(b, x, 0.17, math.tau * b.phase)
    lamps(
        b,
        [(1.66, -0.3), (1.75, -0.3), (1.75, -0.22), (1.66, -0.22)],
        [(-1.75, -0.32), (-1.7, -0.32), (-1.7, -0.22), (-1.75, -0.22)],
    )


def train(b: Brush) -> None:
    """An engine and two carriages; a steam train has a boiler, a chimney and steam."""
    steam = "steam" in b.said or "locomotive" in b.said
    for k in range(2 if steam else 3):
        left = -4.1 + 2.28 * k
        b.fill(b.tone, Box(left, -0.92, left + 2.2, -0.2), by=1.0)
        b.fill(
            b.tone, Curve([(left, -0.9), (left + 0.2, -1.0), (left + 2.0, -1.0), (left + 2.2, -0.9)]), by=0.7
        )
        for n in range(5):
            b.glass("#2c3844", Box(left + 0.14 + 0.41 * n, -0.78, left + 0.44 + 0.41 * n, -0.5))
        b.fill("#e9e0cc", Box(left, -0.4, left + 2.2, -0.36))
        for x in (0.3, 0.62, 1.58, 1.9):
            wheel(b, left + x, 0.12, math.tau * b.phase)
    b.fill("#1e1f23", Limb([(-4.0, -0.22), (2.4, -0.22)], [0.07, 0.07]))
    if not steam:
        nose = [(2.7, -0.92), (3.3, -0.9), (3.9, -0.62), (4.14, -0.3), (4.0, -0.18), (2.7, -0.18)]
        b.fill(b.tone, Curve(nose))
        b.glass("#2a3540", Polygon([(3.3, -0.58), (3.32, -0.84), (3.52, -0.8), (3.82, -0.56)]))
        lamps(
            b,
            [(3.86, -0.42), (4.04, -0.38), (4.02, -0.3), (3.86, -0.34)],
            [(-4.1, -0.4), (-4.04, -0.4), (-4.04, -0.3), (-4.1, -0.3)],
        )
        return
    iron = mix(b.tone, (0.1, 0.1, 0.11), 0.75)
    b.fill(iron, Box(0.6, -1.0, 1.3, -0.24), Box(1.3, -0.78, 2.9, -0.36), Ellipse(2.9, -0.57, 0.1, 0.21))
    b.fill(
        iron,
        Box(0.5, -1.06, 1.4, -0.98),
        Box(2.5, -1.08, 2.68, -0.76),
        Box(2.46, -1.14, 2.72, -1.06),
        Curve([(1.8, -0.78), (1.86, -0.94), (2.0, -0.94), (2.06, -0.78)]),
        by=0.8,
    )
    b.glass("#2c3844", Box(0.72, -0.9, 1.16, -0.62))
    b.fill("#a33a30", Box(0.5, -0.36, 3.1, -0.26), Polygon([(2.9, -0.26), (3.3, -0.04), (2.9, -0.04)]))
    for x, r in ((0.8, 0.2), (1.35, 0.2), (1.9, 0.2), (2.55, 0.13)):
        wheel(b, x, r, math.tau * b.phase)
    at = 0.14 * math.cos(math.tau * b.phase)
    b.fill("#b8bcc2", Limb([(0.8 + at, -0.2), (1.9 + at, -0.2)], [0.04, 0.04]))
    for k in range(6):
        drift = (k + b.phase) / 6
        b.fill(
            "#efece6",
            Ellipse(2.58 - 3.2 * drift, -1.2 - 0.32 * drift**0.6, 0.12 + 0.34 * drift, 0.1 + 0.16 * drift),
            cover=0.75 * (1 - drift),
        )
    lamps(
        b,
        [(2.92, -0.72), (3.02, -0.72), (3.02, -0.62), (2.92, -0.62)],
        [(-4.1, -0.4), (-4.04, -0.4), (-4.04, -0.3), (-4.1, -0.3)],
    )


def spokes(b: Brush, x: float, r: float, turn: float, tyre: Color) -> None:
    """A bicycle's wheel: see-through, with thin spokes."""
    rim = [(x + r * math.cos(a), -r + r * math.sin(a)) for a in (k * math.tau / 28 for k in range(29))]
    b.fill(tyre, Limb([(px, py + 0.012) for px, py in rim], [0.026] * len(rim)))
    b.fill(
        "#9aa0a8",
        *[
            Limb(
                [
                    (x, -r),
                    (
                        x + (r - 0.01) * math.cos(turn + math.pi * k / 7),
                        -r + (r - 0.01) * math.sin(turn + math.pi * k / 7),
                    ),
                ],
                [0.006, 0.006],
            )
            for k in range(14)
        ],
    )


def bicycle(b: Brush) -> None:
    """A bicycle, and who rides it where it does not stand."""
    turn = math.tau * b.phase
    r = 0.2
    back, front, crank, saddle, bars = (-0.33, -r), (0.36, -r), (-0.03, -0.18), (-0.12, -0.52), (0.25, -0.6)
    for x in (back[0], front[0]):
        spokes(b, x, r, turn, (0.09, 0.09, 0.1))
    b.fill(
        b.tone,
        Limb([back, crank, (0.24, -0.47), (-0.1, -0.45), back], [0.022] * 5),
        Limb([crank, saddle], [0.02, 0.02]),
        Limb([bars, (0.24, -0.47), front], [0.022, 0.022, 0.02]),
    )
    b.fill(
        "#1c1c20",
        Limb([(saddle[0] - 0.06, saddle[1] - 0.008), (saddle[0] + 0.05, saddle[1])], [0.036, 0.022]),
        Limb([bars, (bars[0] + 0.05, bars[1] - 0.01)], [0.026, 0.026]),
    )
    ends = [
        (crank[0] + 0.085 * math.cos(turn + k), crank[1] + 0.085 * math.sin(turn + k)) for k in (0.0, math.pi)
    ]
    b.fill("#2a2c30", Ellipse(*crank, 0.04, 0.04), Limb([ends[0], crank, ends[1]], [0.018, 0.016, 0.018]))
    if b.action != "stand":
        rider(b, (saddle[0] + 0.02, saddle[1] - 0.05))


def motorcycle(b: Brush) -> None:
    """A motorcycle and its rider."""
    turn = math.tau * b.phase
    for x in (-0.42, 0.44):
        wheel(b, x, 0.21, turn)
    b.fill(
        "#26282d",
        Limb([(-0.42, -0.21), (-0.1, -0.26), (0.14, -0.24)], [0.05, 0.1, 0.08]),
        Curve([(-0.2, -0.14), (0.18, -0.14), (0.22, -0.34), (-0.16, -0.36)]),
    )
    b.fill(
        "#9aa0a8",
        Limb([(-0.6, -0.16), (-0.16, -0.14)], [0.06, 0.05]),
        Limb([(0.26, -0.6), (0.44, -0.21)], [0.03, 0.03]),
    )
    b.fill(
        b.tone,
        Curve([(-0.12, -0.44), (0.06, -0.56), (0.24, -0.52), (0.24, -0.38), (0.0, -0.34)]),
        Curve([(-0.62, -0.42), (-0.42, -0.47), (-0.36, -0.38), (-0.58, -0.36)]),
    )
    b.fill(
        "#1a1a1e",
        Limb([(-0.46, -0.47), (-0.12, -0.45)], [0.07, 0.06]),
        Limb([(0.24, -0.62), (0.16, -0.63)], [0.03, 0.03]),
    )
    b.glow((1.0, 0.97, 0.86), max(0.3, b.light.lamps), Ellipse(0.36, -0.5, 0.05, 0.055))
    if b.action != "stand":
        rider(b, (-0.26, -0.53))


def rider(b: Brush, seat: Point) -> None:
    """Whoever sits on `seat`, with feet that go round."""
    child = any(one in b.said for one in ("girl", "boy", "child", "kid"))
    who = looks_of(b.said, "child" if child else "person", wanted=hue(b.said.split()))
    from_side(replace(b, action="ride"), replace(who, child=False), replace(pedalling(b.phase), hip=seat))
