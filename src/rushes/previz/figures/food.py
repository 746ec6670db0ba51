"""Food and drink on a table. Foot at (0, 0), height about 1; `phase` turns the round ones."""

from __future__ import annotations

import math

from rushes.previz.figures.brush import Brush
from rushes.previz.figures.turning import round_about
from rushes.previz.light import color, mix
from rushes.previz.shapes import Box, Curve, Ellipse, Limb, Polygon


def glass(b: Brush) -> None:
    """A stemmed glass."""
    pale = mix(b.light.sky[-2], (1.0, 1.0, 1.0), 0.5)
    bowl = [
        (-0.3, -0.98),
        (-0.33, -0.74),
        (-0.2, -0.5),
        (0.0, -0.42),
        (0.2, -0.5),
        (0.33, -0.74),
        (0.3, -0.98),
    ]
    b.canvas.draw(pale, Curve(bowl), cover=0.4)
    b.fill(
        b.tone,
        Curve([(-0.325, -0.76), (-0.2, -0.51), (0.0, -0.43), (0.2, -0.51), (0.325, -0.76), (0.0, -0.78)]),
        cover=0.92,
    )
    b.fill(b.tone, Ellipse(0.0, -0.76, 0.32, 0.035), by=1.25)
    b.canvas.draw(
        pale, Limb([(0, -0.43), (0, -0.03)], [0.04, 0.034]), Ellipse(0, -0.025, 0.24, 0.028), cover=0.62
    )
    b.gleam(0.6, Limb([(-0.26, -0.92), (-0.27, -0.72), (-0.19, -0.56)], [0.02, 0.03, 0.014]))


def cup(b: Brush) -> None:
    """A cup of coffee, or a bowl."""
    (x, near), *_ = round_about(b, 1, 1.2)
    ear = [
        (0.36 * x, -0.68),
        (0.55 * x, -0.7),
        (0.62 * x, -0.58),
        (0.58 * x, -0.44),
        (0.46 * x, -0.33),
        (0.28 * x, -0.28),
    ]
    wide = 0.07 + 0.05 * max(0.0, near)
    handle = Limb(ear, [wide] * 6)
    if near < 0 and "bowl" not in b.said:
        b.fill(b.tone, handle, by=0.74)
    b.fill(
        b.tone,
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
    b.fill(b.tone, Ellipse(0, -0.8, 0.42, 0.065), by=0.8)
    b.gleam(0.35, Limb([(-0.33, -0.66), (-0.27, -0.36), (-0.19, -0.22)], [0.03, 0.045, 0.02]))
    b.fill("#3b2418", Ellipse(0, -0.785, 0.37, 0.045))
    if near >= 0 and "bowl" not in b.said:
        b.fill(b.tone, handle, by=0.86)
    for k in (-1, 1):  # steam
        sway = 0.04 * math.sin(math.tau * b.phase + k)
        b.canvas.draw(
            (1.0, 1.0, 1.0),
            Limb(
                [
                    (0.1 * k, -0.86),
                    (0.1 * k + 0.06 + sway, -1.0),
                    (0.1 * k - sway, -1.14),
                    (0.1 * k + 0.05 + sway, -1.28),
                ],
                [0.02, 0.05, 0.06, 0.02],
            ),
            cover=0.16,
        )


def cake(b: Brush) -> None:
    """A cake with icing; bread or a pie where the words say so."""
    if any(one in b.said for one in ("bread", "loaf")):
        b.fill(
            "#b97a3c",
            Curve(
                [
                    (-0.7, -0.1),
                    (-0.66, -0.42),
                    (-0.3, -0.6),
                    (0.3, -0.6),
                    (0.66, -0.42),
                    (0.7, -0.1),
                    (0, 0.0),
                ]
            ),
        )
        b.fill(
            "#e6c48a",
            *[Limb([(x - 0.08, -0.34), (x + 0.08, -0.56)], [0.02, 0.06]) for x in (-0.36, -0.08, 0.2, 0.46)],
        )
        return
    b.fill("#e9e6e0", Ellipse(0, -0.03, 0.72, 0.05))
    b.fill("#8a5636", Box(-0.52, -0.56, 0.52, -0.06), Ellipse(0, -0.06, 0.52, 0.045))
    b.fill("#e8cfa0", Box(-0.52, -0.33, 0.52, -0.27))
    icing = mix(b.tone, color("#f6dfe2"), 0.35)
    b.fill(
        icing,
        Box(-0.53, -0.62, 0.53, -0.48),
        Ellipse(0, -0.62, 0.53, 0.09),
        *[
            Limb([(0.5 * x, -0.5), (0.5 * x, -0.4 - 0.05 * (k % 3))], [0.11, 0.08])
            for k, (x, near) in enumerate(round_about(b, 14))
            if near > 0
        ],
    )
    for x, near in round_about(b, 7):
        b.fill("#b5232e", Ellipse(0.42 * x, -0.69 + 0.06 * near, 0.07, 0.07))
    b.gleam(0.2, Limb([(-0.4, -0.52), (-0.4, -0.14)], [0.04, 0.03]))


def burger(b: Brush) -> None:
    """A burger with all in it."""
    b.fill("#c98a45", Curve([(-0.58, -0.2), (0.58, -0.2), (0.54, -0.03), (0, 0.0), (-0.54, -0.03)]))
    b.fill("#4f8a3c", Limb([(-0.6, -0.26), (-0.3, -0.2), (0, -0.26), (0.3, -0.2), (0.6, -0.26)], [0.09] * 5))
    b.fill("#5a3420", Limb([(-0.54, -0.36), (0.54, -0.36)], [0.17, 0.17]))
    b.fill(
        "#eab23c",
        Polygon(
            [
                (-0.56, -0.46),
                (0.56, -0.46),
                (0.4, -0.4),
                (0.24, -0.3),
                (0.1, -0.41),
                (-0.3, -0.4),
                (-0.42, -0.32),
            ]
        ),
    )
    b.fill("#b5372e", Limb([(-0.5, -0.5), (0.5, -0.5)], [0.08, 0.08]))
    b.fill(
        "#d0924a",
        Curve(
            [(-0.6, -0.54), (-0.5, -0.8), (-0.2, -0.96), (0.2, -0.96), (0.5, -0.8), (0.6, -0.54), (0, -0.52)]
        ),
    )
    b.fill(
        "#f2e2b8",
        *[
            Ellipse(0.42 * x, -0.8 + 0.1 * abs(x) - 0.04 * near, 0.028, 0.018)
            for x, near in round_about(b, 9)
            if near > -0.4
        ],
    )


def fruit(b: Brush) -> None:
    """An apple, or another round fruit."""
    words = b.said
    tone = (
        mix(b.tone, color("#e2b33b"), 0.9)
        if "lemon" in words
        else mix(b.tone, color("#d9772b"), 0.8)
        if "orange" in words or "peach" in words
        else b.tone
    )
    b.fill(
        tone,
        Curve(
            [
                (0.0, -0.78),
                (0.22, -0.86),
                (0.46, -0.72),
                (0.48, -0.4),
                (0.28, -0.05),
                (0.0, -0.03),
                (-0.28, -0.05),
                (-0.48, -0.4),
                (-0.46, -0.72),
                (-0.22, -0.86),
            ]
        ),
    )
    b.fill(tone, Ellipse(0.0, -0.79, 0.15, 0.04), by=0.7)
    b.fill("#5a4028", Limb([(0.0, -0.78), (0.04, -0.96)], [0.03, 0.024]))
    (x, _), *_ = round_about(b, 1, 1.0)
    b.fill("#4f7d3a", Curve([(0.03, -0.9), (0.16 * x + 0.02, -1.0), (0.32 * x, -0.94), (0.16 * x, -0.86)]))
    b.gleam(0.5, Ellipse(-0.22, -0.6, 0.07, 0.1))
