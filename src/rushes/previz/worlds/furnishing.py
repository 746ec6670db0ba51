"""What stands and hangs in a room: books, curtains, a chair and its lamp, a table."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from rushes.previz.canvas import Canvas
from rushes.previz.figures.shading import model
from rushes.previz.figures.subject import place_subject
from rushes.previz.figures.words import THINGS, Figure
from rushes.previz.framing import FRAMINGS
from rushes.previz.geometry import Bounds, Upright
from rushes.previz.light import Color, color, mix, scaled
from rushes.previz.noise import cloudy
from rushes.previz.scene import Life, Scene
from rushes.previz.shapes import Box, Curve, Ellipse, Limb, Polygon
from rushes.previz.words import Wish

BACK = 2.7  # depth of the far wall
FABRIC = ("#b0623f", "#3f6a66", "#c29a4f", "#7a4a58", "#4a5f86", "#8a4438")


def frame_picture(scene: Scene, canvas: Canvas, x: float, y: float, wood: Color) -> None:
    """A small landscape in a frame."""
    random = scene.random("picture")
    canvas.draw((0.02, 0.02, 0.03), Box(x - 0.052, y - 0.04, x + 0.058, y + 0.052), cover=0.3)
    canvas.draw(wood, Box(x - 0.056, y - 0.045, x + 0.056, y + 0.045))
    canvas.draw(
        scene.light.shade(color("#e9e1cf"), 1.0, lit=0.4),
        Box(x - 0.048, y - 0.037, x + 0.048, y + 0.037),
    )
    canvas.draw(
        scene.light.shade(color(random.choice(("#c9a36a", "#9fb6c2", "#c98f7a"))), 1.0, lit=0.4),
        Box(x - 0.036, y - 0.026, x + 0.036, y + 0.026),
    )
    canvas.draw(
        scene.light.shade(color("#4f6a62"), 1.0, lit=0.4),
        Polygon(
            [
                (x - 0.036, y + 0.026),
                (x - 0.036, y + 0.008),
                (x - 0.012, y - 0.008),
                (x + 0.008, y + 0.006),
                (x + 0.022, y - 0.002),
                (x + 0.036, y + 0.01),
                (x + 0.036, y + 0.026),
            ]
        ),
    )


def shelf(scene: Scene, x: float) -> None:
    """A bookcase against the far wall."""
    light = scene.light
    random = scene.random("shelf")
    depth = BACK - 0.12
    foot = scene.ground / depth
    left, right, top = x - 0.098, x + 0.098, -0.2
    canvas = scene.sprite(Bounds(left - 0.03, top - 0.09, right + 0.03, foot + 0.01))
    wood = light.shade(color("#6b4630"), 1.0, lit=0.36)
    canvas.draw((0.02, 0.02, 0.03), Box(left - 0.012, top + 0.012, right + 0.012, foot), cover=0.35)
    canvas.draw(wood, Box(left, top, right, foot))
    canvas.draw(
        scaled(wood, 0.42),
        *[
            Box(left + 0.008, top + 0.008 + k * 0.093, right - 0.008, top + 0.093 + k * 0.093)
            for k in range(4)
        ],
    )
    for row in range(4):
        y = top + 0.093 + row * 0.093
        at = left + 0.011
        while at < right - 0.02:
            if random.random() < 0.12:
                at += random.uniform(0.01, 0.028)
                continue
            wide, high = random.uniform(0.007, 0.015), random.uniform(0.052, 0.076)
            hue = light.shade(
                color(
                    random.choice(
                        (
                            "#9c4a3a",
                            "#3f5f6e",
                            "#c2a060",
                            "#5a6a4a",
                            "#7a4a5c",
                            "#d8cdb6",
                            "#2f3a4a",
                            "#b5763f",
                        )
                    )
                ),
                1.0,
                lit=0.36,
            )
            canvas.draw(
                hue,
                Box(at, y - high, at + wide * 0.9, y),
            )
            canvas.draw(
                scaled(hue, 1.35),
                Box(at, y - high * 0.82, at + wide * 0.9, y - high * 0.76),
            )
            at += wide
    leaf = light.shade(color("#5a7d4a"), 1.0, lit=0.45)
    for k in range(9):
        a = -1.3 + 2.6 * k / 8
        canvas.draw(
            scaled(leaf, random.uniform(0.75, 1.1)),
            Limb(
                [
                    (x + 0.05, top - 0.016),
                    (x + 0.05 + 0.026 * math.sin(a), top - 0.034 - 0.016 * math.cos(a)),
                    (x + 0.05 + 0.052 * math.sin(a), top - 0.026 - 0.04 * math.cos(a)),
                ],
                [0.003, 0.009, 0.001],
            ),
        )
    canvas.draw(
        light.shade(color("#b5694a"), 1.0, lit=0.4),
        Polygon([(x + 0.034, top - 0.022), (x + 0.066, top - 0.022), (x + 0.06, top), (x + 0.04, top)]),
    )
    model(canvas, light, 1.0 if light.sun_x > x else -1.0, size=0.05, rim=0.3)
    scene.add(canvas, Upright(depth))


def curtains(scene: Scene, hole: Bounds) -> None:
    """Two curtains that breathe in the draught."""
    light = scene.light
    random = scene.random("curtains")
    cloth = color(random.choice(FABRIC))
    for side, edge in ((-1.0, hole.left), (1.0, hole.right)):
        wide = 0.075
        left, right = (
            (edge - wide * 0.75, edge + wide * 0.32) if side < 0 else (edge - wide * 0.32, edge + wide * 0.75)
        )
        canvas = scene.sprite(Bounds(left - 0.03, hole.top - 0.05, right + 0.03, scene.ground / BACK))
        tone = light.shade(mix(cloth, (0.9, 0.86, 0.8), 0.35), 1.0, lit=0.42)
        down = (canvas.y - np.float32(hole.top)) / np.float32(0.4)
        flare = np.float32(0.012) * np.clip(down, 0, 1)
        cover = (
            canvas.edge(canvas.x - np.float32(left) + flare)
            * canvas.edge(np.float32(right) + flare - canvas.x)
            * canvas.edge(canvas.y - np.float32(hole.top - 0.03))
            * canvas.edge(np.float32(scene.ground / BACK - 0.016) - canvas.y)
        )
        folds = 0.5 + 0.5 * np.sin(
            (canvas.x - np.float32(left)) * np.float32(math.tau / 0.0235) + 0.6 * np.sin(down * 3)
        )
        shade = (
            np.asarray(scaled(tone, 0.55), np.float32) * (1 - folds[..., None])
            + np.asarray(scaled(tone, 1.12), np.float32) * folds[..., None]
        )
        canvas.fill(shade.astype(np.float32), cover.astype(np.float32))
        canvas.add(
            light.glow,
            (
                cover
                * np.exp(-(((canvas.x - np.float32(edge)) / np.float32(0.03)) ** 2))
                * (0.2 if light.name != "night" else 0.06)
            ).astype(np.float32),
        )
        phase = random.uniform(0, math.tau)
        scene.add(
            canvas,
            Upright(BACK - 0.03),
            lambda second, phase=phase: Life(
                scale_x=1 + 0.035 * math.sin(second * 0.9 + phase),
                turn=0.007 * math.sin(second * 0.7 + phase),
            ),
            pivot=(left if side < 0 else right, hole.top - 0.03),
        )
    rod = scene.sprite(Bounds(hole.left - 0.1, hole.top - 0.05, hole.right + 0.1, hole.top - 0.02))
    rod.draw(
        light.shade(color("#4a3426"), 1.0, lit=0.3),
        Limb([(hole.left - 0.085, hole.top - 0.034), (hole.right + 0.085, hole.top - 0.034)], [0.007, 0.007]),
    )
    scene.add(rod, Upright(BACK - 0.06))


def furniture(scene: Scene, half: float, side: float, wish: Wish) -> None:
    """An armchair under a standing lamp."""
    light = scene.light
    depth = 1.95
    foot = scene.ground / depth
    x = -side * half / depth * 0.66
    canvas = scene.sprite(Bounds(x - 0.2, foot - 0.3, x + 0.2, foot + 0.03))
    cloth = light.shade(color(scene.random("chair").choice(FABRIC)), 1.0, lit=0.4)
    flip = side

    def part(points: Sequence[tuple[float, float]], paint: Color) -> None:
        canvas.draw(paint, Curve([(x + flip * a, foot + b) for a, b in points]))

    canvas.fill(
        (0.02, 0.02, 0.03),
        (
            0.5
            * np.exp(
                -(
                    ((canvas.x - np.float32(x)) / np.float32(0.13)) ** 2
                    + ((canvas.y - np.float32(foot)) / np.float32(0.014)) ** 2
                )
            )
        ).astype(np.float32),
    )
    leg = light.shade(color("#3a2a20"), 1.0, lit=0.3)
    canvas.draw(
        leg,
        *[Limb([(x + k, foot - 0.03), (x + k * 1.08, foot)], [0.014, 0.009]) for k in (-0.1, 0.1)],
    )
    part(
        [
            (-0.115, -0.05),
            (-0.13, -0.2),
            (-0.1, -0.285),
            (-0.03, -0.29),
            (0.0, -0.2),
            (0.02, -0.1),
            (0.0, -0.04),
        ],
        scaled(cloth, 0.86),
    )
    part([(-0.09, -0.09), (0.1, -0.095), (0.125, -0.07), (0.12, -0.035), (-0.1, -0.03)], scaled(cloth, 1.06))
    part(
        [
            (-0.13, -0.03),
            (-0.135, -0.12),
            (-0.08, -0.14),
            (0.06, -0.142),
            (0.115, -0.13),
            (0.12, -0.1),
            (0.085, -0.09),
            (0.08, -0.025),
            (-0.03, -0.022),
        ],
        scaled(cloth, 0.74),
    )
    model(canvas, light, -side if light.name != "night" else side, size=0.07, rim=0.5)
    scene.add(canvas, Upright(depth))
    lamp(scene, x - flip * 0.1, depth + 0.16, wish)


def lamp(scene: Scene, x: float, depth: float, wish: Wish) -> None:
    """A standing lamp; lit after dark, or when it is spoken of."""
    light = scene.light
    foot, tall = scene.ground / depth, 0.4
    power = max(light.lamps, 0.8 if "lamp" in wish.features else 0.0)
    canvas = scene.sprite(Bounds(x - 0.09, foot - tall - 0.02, x + 0.09, foot + 0.012))
    brass = light.shade(color("#8a6a3a"), 1.0, lit=0.4)
    canvas.draw(
        brass,
        Limb([(x, foot - 0.004), (x, foot - tall + 0.05)], [0.008, 0.006]),
        Ellipse(x, foot - 0.004, 0.04, 0.007),
    )
    shade = mix(light.shade(color("#e6d3ac"), 1.0, lit=0.4), mix(light.lamp, (1, 1, 1), 0.35), power)
    canvas.draw(
        shade,
        Polygon(
            [
                (x - 0.036, foot - tall),
                (x + 0.036, foot - tall),
                (x + 0.066, foot - tall + 0.095),
                (x - 0.066, foot - tall + 0.095),
            ]
        ),
    )
    canvas.tint(
        scaled(shade, 0.72),
        np.clip(np.abs((canvas.x - np.float32(x)) / np.float32(0.06)), 0, 1) ** 2
        * np.float32(0.7)
        * (canvas.y < foot - tall + 0.096),
    )
    scene.add(canvas, Upright(depth))
    if power:
        reach = 0.42
        y = foot - tall + 0.06
        glow = scene.sprite(Bounds(x - reach, y - reach, x + reach, y + reach), fineness=0.4)
        away = np.hypot(glow.x - np.float32(x), glow.y - np.float32(y)) / np.float32(reach)
        glow.add(light.lamp, (np.clip(1 - away, 0, 1) ** 2.4 * 0.52 * power).astype(np.float32))
        scene.add(
            glow,
            Upright(depth),
            lambda second: Life(opacity=0.95 + 0.03 * math.sin(second * 5.1) * math.sin(second * 1.7)),
        )


def table(scene: Scene, wish: Wish, side: float) -> None:
    """A wooden table in front, with the wish's thing on it, or a cup and a book."""
    light = scene.light
    framing = FRAMINGS[wish.shot_size]
    near = (framing.cut or wish.shot_size == "full") and bool(wish.figure)
    top = (0.2 if not near else 0.27) - scene.lens.horizon
    foot = 0.47 - scene.lens.horizon if not near else 0.8
    depth = max(0.45, scene.ground / foot)
    half = 0.36 if not near else 0.9
    x = side * scene.aspect * 0.09
    canvas = scene.sprite(
        Bounds(x - half * 1.2, top - 0.06, x + half * 1.2, min(foot + 0.03, scene.bottom + 0.5))
    )
    wood = light.shade(color("#8a5a38"), 1.0, lit=0.45)
    thick = 0.016 if not near else 0.03
    slope = 0.045 if not near else 0.07
    canvas.fill(
        (0.01, 0.01, 0.02),
        (
            0.45
            * np.exp(
                -(
                    ((canvas.x - np.float32(x)) / np.float32(half * 0.8)) ** 2
                    + ((canvas.y - np.float32(foot)) / np.float32(0.016)) ** 2
                )
            )
        ).astype(np.float32),
    )
    canvas.draw(
        scaled(wood, 0.5),
        *[
            Limb([(x + k, top), (x + k * 1.02, foot - 0.012)], [0.026, 0.016])
            for k in (-half * 0.8, half * 0.8)
        ],
    )
    canvas.draw(
        scaled(wood, 0.62),
        *[Limb([(x + k, top), (x + k * 1.02, foot)], [0.032, 0.02]) for k in (-half * 0.93, half * 0.93)],
    )
    canvas.draw(scaled(wood, 0.55), Box(x - half * 0.94, top, x + half * 0.94, top + thick * 2.6))
    canvas.draw(
        wood,
        Polygon(
            [
                (x - half * 0.86, top - slope),
                (x + half * 0.86, top - slope),
                (x + half, top + 0.006),
                (x - half, top + 0.006),
            ]
        ),
    )
    grain = cloudy(
        scene.generator("table"),
        (canvas.height, canvas.width),
        (0.004 * canvas.per_unit, 0.12 * canvas.per_unit),
        3,
    )
    canvas.darken((0.86 + 0.28 * grain).astype(np.float32))
    canvas.add(
        mix(light.glow, light.sun, 0.4),
        (
            np.exp(-(((canvas.x - np.float32(x * 0.4)) / np.float32(half * 0.5)) ** 2))
            * (canvas.y < top)
            * canvas.alpha[..., 0]
            * 0.16
        ).astype(np.float32),
    )
    canvas.draw(scaled(wood, 0.72), Box(x - half, top + 0.004, x + half, top + thick))
    scene.add(canvas, Upright(depth), grain="table", sharp=True)
    size = {"extreme wide": 0.3, "wide": 0.4}.get(wish.shot_size, min(1.05, framing.height * 0.6))
    if wish.figure in THINGS:
        place_subject(scene, wish, foot=top - slope * 0.45, size=size, depth=depth)
    else:
        place_subject(
            scene,
            replace(wish, figures=(Figure("cup"),)),
            foot=top - slope * 0.3,
            size=0.26,
            depth=depth,
        )
