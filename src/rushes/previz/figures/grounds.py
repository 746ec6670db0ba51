"""Trees, flowers and buildings that stand by themselves. Foot at (0, 0), height about 1."""

from __future__ import annotations

import math

from rushes.previz.figures.brush import Brush
from rushes.previz.light import color, mix
from rushes.previz.shapes import Box, Curve, Ellipse, Limb, Point, Polygon


def tree(b: Brush) -> None:
    """A tree by its kind: broad, pine, palm or birch; it sways with the wind."""
    sway = 0.012 * math.sin(math.tau * b.phase)
    words = b.said
    leaf = b.tone
    bark = "#5e4630"
    if "palm" in words:
        trunk = [(0.0, 0.0), (0.03, -0.3), (0.01 + sway, -0.6), (0.06 + sway * 2, -0.82)]
        b.fill(bark, Limb(trunk, [0.075, 0.055, 0.045, 0.04]))
        top = trunk[-1]
        for k in range(9):
            a = math.pi * (-0.12 + 1.24 * k / 8)
            tip = (
                top[0] + 0.42 * math.cos(a) + sway * 2,
                top[1] - 0.2 * math.sin(a) + 0.14 * abs(math.cos(a)),
            )
            mid = (top[0] + 0.24 * math.cos(a), top[1] - 0.2 * math.sin(a) - 0.05)
            b.fill(
                leaf, Curve([top, (mid[0], mid[1] - 0.03), tip, (mid[0], mid[1] + 0.05)]), by=0.8 + 0.05 * k
            )
        return
    if "pine" in words or "fir" in words or "spruce" in words:
        b.fill(bark, Limb([(0, 0), (0, -0.3)], [0.07, 0.05]))
        for k in range(6):
            y, half = -0.14 - 0.14 * k, 0.3 - 0.044 * k
            x = sway * k * 0.5
            jag: list[Point] = [(x, y - 0.26)]
            jag += [
                (
                    x + half * (0.3 + 0.7 * n / 4) * (1 if n % 2 else 0.86),
                    y - 0.2 + 0.2 * n / 4 + (0.02 if n % 2 else -0.01),
                )
                for n in range(1, 5)
            ]
            jag += [
                (
                    x - half * (0.3 + 0.7 * n / 4) * (1 if n % 2 else 0.86),
                    y - 0.2 + 0.2 * n / 4 + (0.02 if n % 2 else -0.01),
                )
                for n in range(4, 0, -1)
            ]
            b.fill(leaf, Polygon(jag), by=0.78 + 0.05 * k)
        return
    pale = "birch" in words
    b.fill(
        "#d8d4cc" if pale else bark,
        Limb(
            [(0.0, -0.04), (0.01, -0.24), (sway, -0.5)],
            [0.1 if not pale else 0.05, 0.065 if not pale else 0.04, 0.04],
        ),
    )
    b.fill(
        "#d8d4cc" if pale else bark,
        *[
            Limb(
                [(0.005, -0.26 - 0.04 * k), (side * (0.14 + 0.04 * k) + sway, -0.5 - 0.06 * k)], [0.04, 0.018]
            )
            for k, side in enumerate((-1, 1, -1))
        ],
    )
    bloom = mix(leaf, color("#e8b4c2"), 0.85) if "cherry" in words or "blossom" in words else leaf
    wide = 0.27 if pale else 0.4
    puffs = [(b.fate.uniform(-1, 1), b.fate.uniform(-1, 1), b.fate.uniform(0.6, 1.0)) for _ in range(26)]
    for k, (u, v, size) in enumerate(sorted(puffs, key=lambda puff: -puff[1])):
        reach = math.sqrt(max(0.0, 1 - v * v))
        x, y = wide * u * reach * 0.86 + sway * (1.2 - v), -0.66 + 0.27 * v
        r = 0.125 * size
        b.fill(
            bloom,
            *[
                Ellipse(x + r * 0.75 * math.cos(a), y + r * 0.6 * math.sin(a), r * 0.55, r * 0.5)
                for a in (n * math.tau / 6 + k for n in range(6))
            ],
            Ellipse(x, y, r, r * 0.85),
            by=0.7 + 0.42 * (0.5 - 0.5 * v),
        )


def flower(b: Brush) -> None:
    """A flower on its stem: rose, tulip, sunflower or daisy."""
    sway = 0.03 * math.sin(math.tau * b.phase)
    words = b.said
    top = (sway, -0.76)
    b.fill("#4f7d46", Limb([(0, 0), (0.015, -0.4), top], [0.034, 0.028, 0.026]))
    for side, y in ((-1, -0.2), (1, -0.34)):
        b.fill(
            "#4f7d46",
            Curve([(0.0, y), (side * 0.14, y - 0.13), (side * 0.3, y - 0.12), (side * 0.16, y - 0.01)]),
            by=0.9,
        )
    x, y = top
    if "tulip" in words:
        for dx, by in ((-0.07, 0.8), (0.07, 0.86), (0.0, 1.0)):
            b.fill(
                b.tone,
                Curve(
                    [(x, y + 0.06), (x + dx - 0.09, y - 0.06), (x + dx, y - 0.24), (x + dx + 0.09, y - 0.06)]
                ),
                by=by,
            )
        return
    if "rose" in words:
        for r, by in ((0.15, 0.74), (0.115, 0.95), (0.08, 0.8), (0.045, 1.1)):
            b.fill(
                b.tone,
                *[
                    Ellipse(x + r * 0.45 * math.cos(a), y - 0.03 + r * 0.4 * math.sin(a), r * 0.66, r * 0.6)
                    for a in (n * math.tau / 5 + r * 30 for n in range(5))
                ],
                by=by,
            )
        return
    petals = 18 if "sunflower" in words else 11
    tone = "#e8b52f" if "sunflower" in words and b.tone == color("#c2414a") else b.tone
    for n in range(petals):
        a = n * math.tau / petals
        tip = (x + 0.22 * math.cos(a), y + 0.22 * math.sin(a))
        side = (0.045 * -math.sin(a), 0.045 * math.cos(a))
        middle = (x + 0.13 * math.cos(a), y + 0.13 * math.sin(a))
        b.fill(
            tone,
            Curve(
                [
                    (x, y),
                    (middle[0] + side[0], middle[1] + side[1]),
                    tip,
                    (middle[0] - side[0], middle[1] - side[1]),
                ]
            ),
            by=0.88 + 0.14 * (n % 2),
        )
    b.fill(
        "#5a3a20" if "sunflower" in words else "#e0a93a",
        Ellipse(x, y, 0.09 if "sunflower" in words else 0.055, 0.09 if "sunflower" in words else 0.055),
    )


def cactus(b: Brush) -> None:
    """A cactus with two arms."""
    b.fill(
        b.tone,
        Limb([(0, -0.09), (0, -0.9)], [0.2, 0.19]),
        Limb([(0, -0.34), (-0.26, -0.36), (-0.28, -0.62)], [0.12, 0.12, 0.11]),
        Limb([(0, -0.48), (0.24, -0.5), (0.26, -0.78)], [0.12, 0.12, 0.1]),
    )
    b.fill(
        b.tone, *[Limb([(x, -0.02), (x, -0.92)], [0.012, 0.012]) for x in (-0.06, -0.02, 0.03, 0.07)], by=0.72
    )
    b.fill("#d8849c", Ellipse(0.0, -1.0, 0.04, 0.03), Ellipse(0.26, -0.84, 0.03, 0.025))


def house(b: Brush) -> None:
    """A house with a door, windows and a chimney; lit after dark. A barn or a temple by their words."""
    wall = b.tone
    roof = mix(color("#8a3f30"), wall, 0.15)
    if "temple" in b.said:
        stone = "#d8d0bd"
        b.fill(stone, Polygon([(-0.95, -0.7), (0, -1.0), (0.95, -0.7)]), Box(-0.95, -0.7, 0.95, -0.62))
        b.fill("#4a4238", Box(-0.78, -0.62, 0.78, -0.08))
        b.fill(
            stone,
            *[Box(-0.85 + 0.34 * k - 0.05, -0.62, -0.85 + 0.34 * k + 0.05, -0.08) for k in range(6)],
            Box(-0.95, -0.1, 0.95, -0.04),
            Box(-1.02, -0.05, 1.02, 0.0),
        )
        return
    b.fill("#7a4a3c", Box(0.34, -0.98, 0.48, -0.6))
    b.fill(wall, Box(-0.72, -0.56, 0.2, 0.0))
    b.fill(wall, Box(0.2, -0.56, 0.72, 0.0), by=0.82)
    b.fill(roof, Polygon([(-0.8, -0.55), (-0.54, -0.92), (0.52, -0.92), (0.8, -0.55)]))
    b.fill(
        roof,
        *[
            Limb([(-0.76 + 0.035 * k, -0.58 - 0.07 * k), (0.76 - 0.035 * k, -0.58 - 0.07 * k)], [0.01, 0.01])
            for k in range(5)
        ],
        by=0.8,
    )
    b.fill("#5a3a28" if "barn" not in b.said else "#e6e0d4", Box(-0.36, -0.34, -0.16, 0.0))
    for x in (-0.6, 0.0, 0.32, 0.54):
        b.fill("#efe8d8", Box(x - 0.085, -0.43, x + 0.085, -0.2))
        b.glass("#2c3844", Box(x - 0.068, -0.412, x + 0.068, -0.218))
        b.fill("#efe8d8", Box(x - 0.007, -0.42, x + 0.007, -0.21), Box(x - 0.07, -0.322, x + 0.07, -0.31))


def tower(b: Brush) -> None:
    """A skyscraper, or a church tower where the words say so."""
    if any(one in b.said for one in ("church", "bell", "clock")):
        b.fill(b.tone, Box(-0.13, -0.7, 0.13, 0.0))
        b.fill("#4a5560", Polygon([(-0.15, -0.7), (0, -1.0), (0.15, -0.7)]))
        b.fill(b.tone, Box(0.13, -0.34, 0.6, 0.0), by=0.86)
        b.fill("#6e4438", Polygon([(0.1, -0.34), (0.2, -0.5), (0.56, -0.5), (0.64, -0.34)]))
        b.fill("#f2ecdc", Ellipse(0, -0.56, 0.07, 0.07))
        b.fill(
            "#26221e",
            Limb([(0, -0.56), (0, -0.61)], [0.012, 0.01]),
            Limb([(0, -0.56), (0.035, -0.55)], [0.012, 0.01]),
        )
        for x in (0.24, 0.36, 0.48):
            b.glass(
                "#2c3844",
                Curve([(x - 0.03, -0.1), (x - 0.03, -0.22), (x, -0.27), (x + 0.03, -0.22), (x + 0.03, -0.1)]),
            )
        b.fill("#4a3426", Curve([(-0.05, 0.0), (-0.05, -0.12), (0, -0.17), (0.05, -0.12), (0.05, 0.0)]))
        return
    b.fill("#8a9098", Limb([(0, -0.9), (0, -1.0)], [0.016, 0.008]))
    for left, top in ((-0.2, -0.66), (-0.15, -0.82), (-0.09, -0.92)):
        b.fill(b.tone, Box(left, top, 0.0, 0.0))
        b.fill(b.tone, Box(0.0, top, -left, 0.0), by=0.74)
    for row in range(24):
        for column in range(6):
            x, y = -0.135 + 0.054 * column, -0.8 + 0.033 * row
            if (y > -0.64 or abs(x) < 0.13) and b.fate.random() < 0.82:
                b.glass("#2c3844", Box(x - 0.018, y - 0.011, x + 0.018, y + 0.011))


def lighthouse(b: Brush) -> None:
    """A lighthouse with red bands; its lamp turns."""
    white, red = "#ece7dc", mix(b.tone, color("#b5372e"), 0.7)
    b.fill("#6e6a62", Box(-0.24, -0.05, 0.24, 0.0))
    b.fill(white, Polygon([(-0.14, -0.04), (-0.09, -0.76), (0.09, -0.76), (0.14, -0.04)]))
    for low, high in ((-0.18, -0.32), (-0.46, -0.6)):
        a, c = 0.14 - 0.05 * (-low - 0.04) / 0.72, 0.14 - 0.05 * (-high - 0.04) / 0.72
        b.fill(red, Polygon([(-a, low), (-c, high), (c, high), (a, low)]))
    b.fill("#3a3430", Box(-0.125, -0.785, 0.125, -0.755), Box(-0.035, -0.14, 0.035, -0.04))
    b.glow(
        b.light.lamp,
        0.35 + 0.65 * b.light.lamps * (0.55 + 0.45 * math.cos(math.tau * b.phase)),
        Box(-0.062, -0.89, 0.062, -0.785),
    )
    b.fill("#3a3430", *[Box(x - 0.006, -0.89, x + 0.006, -0.785) for x in (-0.062, 0.0, 0.062)])
    b.fill(
        red,
        Curve([(-0.085, -0.89), (0.0, -0.97), (0.085, -0.89)]),
        Limb([(0, -0.95), (0, -1.0)], [0.02, 0.01]),
    )
    b.glass("#2c3844", Box(-0.018, -0.42, 0.018, -0.37), Box(-0.018, -0.68, 0.018, -0.64))


def castle(b: Brush) -> None:
    """A castle: walls, towers with roofs, a gate, a flag that moves."""

    def wall(left: float, top: float, right: float, by: float) -> None:
        b.fill(b.tone, Box(left, top, right, 0.0), by=by)
        count = max(2, round((right - left) / 0.11))
        step = (right - left) / count
        b.fill(
            b.tone,
            *[Box(left + step * k, top - 0.04, left + step * (k + 0.55), top) for k in range(count)],
            by=by,
        )

    wall(-0.3, -0.62, 0.34, 0.82)
    wall(-0.9, -0.34, 0.9, 0.92)
    for x, top, half in ((-0.78, -0.56, 0.13), (0.78, -0.56, 0.13), (-0.2, -0.76, 0.1), (0.24, -0.84, 0.11)):
        wall(x - half, top, x + half, 1.04)
        b.fill(
            "#5a4a6a",
            Polygon([(x - half * 1.15, top - 0.03), (x, top - half * 1.75), (x + half * 1.15, top - 0.03)]),
        )
        b.glass("#2a2e38", Box(x - 0.022, top + 0.1, x + 0.022, top + 0.18))
    wave = 0.02 * math.sin(math.tau * b.phase)
    b.fill("#b5372e", Polygon([(0.24, -1.08), (0.42, -1.05 + wave), (0.24, -1.0)]))
    b.fill("#4a4038", Limb([(0.24, -1.1), (0.24, -1.0)], [0.012, 0.012]))
    b.fill("#3a2c22", Curve([(-0.12, -0.012), (-0.12, -0.16), (0.0, -0.26), (0.12, -0.16), (0.12, -0.012)]))
    b.glass("#2a2e38", *[Box(x - 0.02, -0.24, x + 0.02, -0.16) for x in (-0.52, -0.34, 0.4, 0.56)])


def windmill(b: Brush) -> None:
    """A windmill, or a wind turbine; the sails turn."""
    turbine = "turbine" in b.said
    if turbine:
        b.fill("#e9ebec", Polygon([(-0.025, 0.0), (-0.014, -0.72), (0.014, -0.72), (0.025, 0.0)]))
    else:
        b.fill(b.tone, Polygon([(-0.2, 0.0), (-0.12, -0.62), (0.12, -0.62), (0.2, 0.0)]))
        b.fill("#6e4438", Curve([(-0.15, -0.61), (0.0, -0.78), (0.15, -0.61), (0.0, -0.6)]))
        b.fill("#4a3426", Box(-0.045, -0.15, 0.045, 0.0))
        b.glass("#2c3844", Box(-0.03, -0.42, 0.03, -0.34))
    count = 3 if turbine else 4
    hub = (0.0, -0.72 if turbine else -0.66)
    for k in range(count):
        a = math.tau * (b.phase / count + k / count) + 0.3
        dx, dy = math.cos(a), math.sin(a)
        far = (hub[0] + 0.36 * dx, hub[1] + 0.36 * dy)
        if turbine:
            b.fill("#e9ebec", Limb([hub, far], [0.03, 0.01]))
            continue
        b.fill("#4a3426", Limb([hub, far], [0.016, 0.012]))
        px, py = -dy * 0.085, dx * 0.085
        near = (hub[0] + 0.09 * dx, hub[1] + 0.09 * dy)
        b.fill("#ece4d0", Polygon([near, far, (far[0] + px, far[1] + py), (near[0] + px, near[1] + py)]))
        b.fill(
            "#4a3426",
            *[
                Limb(
                    [
                        (near[0] + (far[0] - near[0]) * n / 5, near[1] + (far[1] - near[1]) * n / 5),
                        (
                            near[0] + (far[0] - near[0]) * n / 5 + px,
                            near[1] + (far[1] - near[1]) * n / 5 + py,
                        ),
                    ],
                    [0.006, 0.006],
                )
                for n in range(6)
            ],
        )
    b.fill("#3a3430", Ellipse(hub[0], hub[1], 0.026, 0.026))


def tent(b: Brush) -> None:
    """A tent, lit from within after dark."""
    b.glow(b.tone, 0.4 * b.light.lamps, Polygon([(-0.8, 0.0), (0.0, -0.95), (0.5, 0.0)]))
    b.fill(b.tone, Polygon([(0.5, 0.0), (0.0, -0.95), (0.86, -0.06)]), by=0.66)
    b.glow(
        mix(b.light.lamp, (0.2, 0.14, 0.1), 0.8 - 0.8 * b.light.lamps),
        b.light.lamps,
        Polygon([(-0.34, 0.0), (-0.02, -0.72), (0.16, 0.0)]),
    )
    b.fill(b.tone, Polygon([(-0.02, -0.78), (-0.4, 0.0), (-0.24, 0.0)]), by=0.85)
    b.fill(
        "#d8d0bd",
        Limb([(0.0, -0.95), (-0.95, 0.0)], [0.006, 0.006]),
        Limb([(0.0, -0.95), (1.02, -0.02)], [0.006, 0.006]),
    )
