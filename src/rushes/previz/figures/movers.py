"""Animals, vehicles and boats, seen from the side, going right. Foot at (0, 0), height about 1."""

from __future__ import annotations

import math
from collections.abc import Callable

from rushes.previz.canvas import Canvas
from rushes.previz.light import Color, Light, color, mix, scaled
from rushes.previz.shapes import Box, Curve, Ellipse, Limb, Polygon

Shade = Callable[[Color], Color]
Point = tuple[float, float]


def four_legged(canvas: Canvas, kind: str, tone: Color, shade: Shade, phase: float) -> None:
    """A dog, cat or horse that walks; `phase` 0..1 is one stride."""
    turn = math.tau * phase
    long = {"dog": 1.0, "cat": 1.02, "horse": 0.92}[kind]
    leg = {"dog": 0.46, "cat": 0.36, "horse": 0.5}[kind]
    hip_y = -leg
    thick = {"dog": 0.1, "cat": 0.1, "horse": 0.085}[kind]

    def step(x: float, offset: float) -> list[Point]:
        swing = 0.42 * math.sin(turn + offset)
        lift = max(0.0, math.cos(turn + offset)) * 0.5
        upper, lower = leg * 0.52, leg * 0.5
        knee = (x + upper * math.sin(swing), hip_y + upper * math.cos(swing))
        return [
            (x, hip_y - 0.06),
            knee,
            (knee[0] + lower * math.sin(swing - lift), knee[1] + lower * math.cos(swing - lift)),
        ]

    back, front = -0.42 * long, 0.36 * long
    for x, offset, bright in (
        (back, math.pi * 0.9, 0.68),
        (front, 0.25, 0.68),
        (back + 0.02, 0.0, 1.0),
        (front + 0.02, math.pi * 1.2, 1.0),
    ):
        joints = step(x, offset)
        canvas.draw(
            shade(scaled(tone, bright)),
            Limb(joints, [thick * 1.7, thick, thick * 0.7]),
        )
    coat = shade(tone)
    wag = 0.08 * math.sin(turn)
    if kind == "horse":
        canvas.draw(
            shade(scaled(tone, 0.45)),
            Curve(
                [
                    (back - 0.06, -0.72),
                    (back - 0.2, -0.6 + wag * 0.3),
                    (back - 0.22 + wag, -0.25),
                    (back - 0.13, -0.4),
                ]
            ),
        )
        canvas.draw(
            coat,
            Curve(
                [
                    (back - 0.1, -0.66),
                    (back + 0.1, -0.76),
                    (0, -0.71),
                    (front, -0.77),
                    (front + 0.13, -0.62),
                    (front + 0.06, -0.45),
                    (0, -0.41),
                    (back, -0.42),
                ]
            ),
        )
        canvas.draw(coat, Limb([(front + 0.02, -0.64), (front + 0.22, -0.94)], [0.26, 0.13]))
        canvas.draw(coat, Limb([(front + 0.2, -0.96), (front + 0.42, -0.83)], [0.13, 0.075]))
        canvas.draw(
            coat,
            Polygon([(front + 0.16, -0.98), (front + 0.19, -1.08), (front + 0.24, -0.98)]),
        )
        canvas.draw(
            shade(scaled(tone, 0.45)),
            Curve(
                [
                    (front + 0.2, -1.03),
                    (front + 0.05, -0.9),
                    (front - 0.1, -0.68),
                    (front - 0.02, -0.7),
                    (front + 0.13, -0.9),
                ]
            ),
        )
        return
    tail = [
        (back - 0.04, hip_y - 0.2),
        (back - 0.22, hip_y - 0.3 + wag),
        (back - 0.3, hip_y - (0.52 if kind == "dog" else 0.62) + wag),
    ]
    canvas.draw(coat, Limb(tail, [0.08, 0.06, 0.035]))
    canvas.draw(
        coat,
        Curve(
            [
                (back - 0.1, hip_y - 0.12),
                (back, hip_y - 0.26),
                (0, hip_y - 0.24),
                (front, hip_y - 0.29),
                (front + 0.13, hip_y - 0.12),
                (front, hip_y + 0.05),
                (0, hip_y + 0.0),
                (back, hip_y + 0.04),
            ]
        ),
    )
    canvas.draw(coat, Limb([(front + 0.02, hip_y - 0.16), (front + 0.2, hip_y - 0.38)], [0.24, 0.17]))
    hx, hy = front + 0.23, hip_y - 0.42
    canvas.draw(coat, Ellipse(hx, hy, 0.13, 0.115))
    canvas.draw(
        coat,
        Limb([(hx + 0.05, hy + 0.02), (hx + (0.22 if kind == "dog" else 0.12), hy + 0.05)], [0.14, 0.085]),
    )
    if kind == "dog":
        canvas.draw(
            shade(scaled(tone, 0.62)),
            Curve(
                [
                    (hx - 0.09, hy - 0.1),
                    (hx - 0.14, hy + 0.08),
                    (hx - 0.03, hy + 0.08),
                    (hx - 0.01, hy - 0.08),
                ]
            ),
        )
        canvas.draw(shade(color("#1c1818")), Ellipse(hx + 0.255, hy + 0.035, 0.025, 0.022))
    else:
        canvas.draw(
            coat,
            Polygon([(hx - 0.1, hy - 0.06), (hx - 0.07, hy - 0.22), (hx + 0.01, hy - 0.1)]),
            Polygon([(hx - 0.0, hy - 0.09), (hx + 0.06, hy - 0.21), (hx + 0.1, hy - 0.07)]),
        )


def wheel(canvas: Canvas, shade: Shade, x: float, r: float, turn: float) -> None:
    """A wheel on the ground at `x`."""
    canvas.draw(shade(color("#191a1d")), Ellipse(x, -r, r, r))
    canvas.draw(shade(color("#8c9098")), Ellipse(x, -r, r * 0.58, r * 0.58))

    angles = [turn + math.tau * k / 5 for k in range(5)]
    canvas.draw(
        shade(color("#3a3d44")),
        *[
            Limb([(x, -r), (x + 0.52 * r * math.cos(a), -r + 0.52 * r * math.sin(a))], [r * 0.16, r * 0.1])
            for a in angles
        ],
    )


def car(canvas: Canvas, tone: Color, shade: Shade, light: Light, phase: float) -> None:
    """A saloon car with lit lamps after dark."""
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
    canvas.draw(shade(tone), Curve(body))
    canvas.draw(
        shade(scaled(tone, 0.55)),
        Curve([(-1.62, -0.3), (1.62, -0.3), (1.55, -0.18), (-1.55, -0.18)]),
    )
    glass = mix(shade(color("#2a3540")), light.sky[-2], 0.35)
    for window in (
        [(-0.92, -0.68), (-0.62, -0.9), (-0.2, -0.93), (-0.2, -0.68)],
        [(-0.13, -0.68), (-0.13, -0.93), (0.3, -0.89), (0.66, -0.68)],
    ):
        canvas.draw(glass, Polygon(window))
        canvas.draw(
            scaled(glass, 1.35),
            Polygon(
                [
                    window[0],
                    window[1],
                    ((window[1][0] + window[2][0]) / 2, window[2][1]),
                    ((window[0][0] * 2 + window[3][0]) / 3, window[0][1]),
                ]
            ),
            cover=0.5,
        )
    canvas.draw(
        shade(scaled(tone, 0.6)),
        Box(-0.18, -0.67, -0.165, -0.26),
        Box(-0.1, -0.6, 0.02, -0.575),
    )
    for x in (-1.03, 1.05):
        canvas.draw(shade(scaled(tone, 0.3)), Ellipse(x, -0.27, 0.33, 0.33))
        wheel(canvas, shade, x, 0.265, math.tau * phase)
    canvas.draw(
        mix(shade(color("#e8e2d0")), (1.0, 0.97, 0.86), max(0.3, light.lamps)),
        Curve([(1.43, -0.52), (1.6, -0.45), (1.59, -0.38), (1.42, -0.44)]),
    )
    canvas.draw(
        mix(shade(color("#a8231e")), (1.0, 0.2, 0.14), 0.7 * light.lamps),
        Polygon([(-1.63, -0.56), (-1.52, -0.55), (-1.53, -0.44), (-1.64, -0.43)]),
    )


def bus(canvas: Canvas, tone: Color, shade: Shade, light: Light, phase: float) -> None:
    """A city bus, its windows lit after dark."""
    canvas.draw(
        shade(tone),
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
    canvas.draw(shade(color("#e9e3d3")), Box(-1.75, -0.46, 1.75, -0.42))
    glass = mix(mix(shade(color("#2c3844")), light.sky[-2], 0.3), light.lamp, 0.75 * light.lamps)
    for k in range(7):
        x = -1.62 + k * 0.46
        canvas.draw(glass, Box(x, -0.87, x + 0.4, -0.52))
    for x in (-1.05, 1.05):
        wheel(canvas, shade, x, 0.17, math.tau * phase)


def sailboat(canvas: Canvas, tone: Color, shade: Shade) -> None:
    """A boat under sail; the water line is at y = 0."""
    sail = shade(color("#f2ead9"))
    canvas.draw(shade(color("#5a4632")), Limb([(0.0, -0.12), (0.0, -1.0)], [0.016, 0.01]))
    canvas.draw(
        sail,
        Curve([(0.018, -0.96), (0.16, -0.66), (0.34, -0.25), (0.36, -0.19), (0.2, -0.18), (0.018, -0.18)]),
    )
    canvas.draw(
        scaled(sail, 0.86),
        Polygon([(-0.016, -0.9), (-0.07, -0.6), (-0.3, -0.17), (-0.016, -0.17)]),
    )
    canvas.draw(
        scaled(sail, 0.9),
        *[
            Limb([(0.02, -0.18 - k * 0.16), (0.33 - k * 0.07, -0.2 - k * 0.16)], [0.004, 0.004])
            for k in range(4)
        ],
    )
    canvas.draw(
        shade(tone),
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
    canvas.draw(
        shade(color("#efe8d8")),
        Limb([(-0.43, -0.128), (0.0, -0.107), (0.48, -0.142)], [0.014, 0.014, 0.014]),
    )
    canvas.draw(
        shade(scaled(tone, 0.6)),
        Curve([(-0.4, -0.02), (0.42, -0.03), (0.3, 0.035), (-0.28, 0.035)]),
    )
    canvas.draw(shade(color("#b23a30")), Polygon([(0, -1.0), (0.1, -0.985), (0, -0.965)]))


def gull(canvas: Canvas, tone: Color, shade: Shade, phase: float) -> None:
    """A gull on the wing."""
    beat = math.sin(math.tau * phase)
    body = shade(mix(tone, color("#f0eee8"), 0.75))
    tip = shade(color("#3a3d44"))
    for side, bright in ((-1, 0.78), (1, 1.0)):
        joint = (side * 0.42 - 0.05, -0.55 - 0.3 * beat)
        end = (side * 1.0 - 0.2, -0.5 - 0.5 * beat + 0.14 * abs(beat))
        canvas.draw(
            scaled(body, bright),
            Curve(
                [
                    (side * 0.08 - 0.1, -0.5),
                    joint,
                    end,
                    (joint[0] - 0.02, joint[1] + 0.16),
                    (side * 0.08 - 0.05, -0.34),
                ]
            ),
        )
        canvas.draw(
            tip,
            Polygon(
                [
                    end,
                    ((joint[0] + 2 * end[0]) / 3, (joint[1] + 2 * end[1]) / 3),
                    ((joint[0] + 2 * end[0]) / 3 - 0.03, (joint[1] + 2 * end[1]) / 3 + 0.08),
                ]
            ),
        )
    canvas.draw(
        body,
        Curve([(-0.5, -0.42), (-0.1, -0.54), (0.25, -0.52), (0.42, -0.46), (0.3, -0.36), (0.0, -0.32)]),
    )
    canvas.draw(shade(color("#d99a3a")), Polygon([(0.4, -0.49), (0.53, -0.44), (0.4, -0.42)]))
