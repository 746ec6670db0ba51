"""A room: a box in true perspective, a window with the sky behind it, light that falls in, things to live with."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from rushes.previz.canvas import Canvas
from rushes.previz.figures.shading import model
from rushes.previz.figures.subject import place_subject
from rushes.previz.framing import FRAMINGS
from rushes.previz.geometry import Bounds, Level, Side, Upright
from rushes.previz.light import Color, color, mix, scaled
from rushes.previz.noise import cloudy
from rushes.previz.scene import Life, Scene
from rushes.previz.shapes import Box, Curve, Ellipse, Limb, Polygon
from rushes.previz.words import Wish
from rushes.previz.worlds.sky import paint_clouds, paint_sky
from rushes.previz.worlds.stage import THINGS, dust

BACK = 2.7
CEILING = -1.02
WALLS = ("#8d9a86", "#b08a70", "#7f8f9c", "#a89a82", "#9a7f86", "#6f8583", "#b59a6e")
FABRIC = ("#b0623f", "#3f6a66", "#c29a4f", "#7a4a58", "#4a5f86", "#8a4438")


def paint_interior(scene: Scene, wish: Wish) -> None:
    """Paint the room; a thing stands on its table, a person on its floor."""
    scene.ground = 0.5
    side = -1.0 if scene.light.sun_x > 0 else 1.0  # where the window is not
    window_side = -side
    sky = scene.light
    scene.light = replace(
        sky, sun_x=window_side * 0.2 / max(0.6, scene.aspect), sun_y=0.16 if sky.name != "day" else 0.3
    )
    paint_sky(scene, disc=sky.name != "day")
    paint_clouds(
        scene, "out", depth=120.0, base=0.02, height=0.4, amount=0.55, size=0.35, speed=0.003, strength=0.8
    )
    outside(scene)
    half = 1.28 * min(1.0, max(0.5, scene.aspect / 1.6))
    random = scene.random("room")
    wall = color(random.choice(WALLS))
    warm = mix(sky.lamp, (1, 1, 1), 0.25)
    inside = replace(
        sky,
        key=scaled(mix(sky.key, warm, 0.75 * sky.lamps), 0.9 if sky.name != "night" else 1.7),
        ambient=mix(sky.ambient, scaled(warm, 0.3), 0.45 * sky.lamps),
        thickness=0.0,
    )
    x = window_side * half * 0.17
    scene.light = inside
    floor(scene, half, wall, x, window_side)
    ceiling(scene, half, wall)
    back_wall(scene, half, wall, x, side)
    walls(scene, half, wall, window_side)
    furniture(scene, half, side, wish)
    shaft(scene, x, window_side)
    if wish.figure in THINGS:
        table(scene, wish, side)
    elif wish.figure and wish.figure not in ("car", "bus", "boat"):
        place_subject(scene, wish)
    else:
        table(scene, wish, side)
    dust(scene, side, x=x * 0.4, y=0.02, wide=0.45, high=0.34, count=90)


def outside(scene: Scene) -> None:
    """Hills and trees behind the window."""
    plane = Upright(14.0)
    canvas = scene.canvas(plane, top=-0.16, bottom=0.2)
    generator = scene.generator("outside")
    for k, (base, rough, tone) in enumerate(((0.05, 0.03, "#6f8f82"), (0.015, 0.022, "#4f6f4e"))):
        line = (
            2 * cloudy(generator, (1, canvas.width), (1, canvas.width / (9.0 + 14 * k)), 6, fall=0.6)[0] - 1
        )
        top = (-base - rough * line).astype(np.float32)
        canvas.fill(
            mix(scene.light.shade(color(tone), 2.0 - k, lit=0.5), scene.light.haze, 0.55 - 0.3 * k),
            canvas.edge(canvas.y - top[None, :]),
        )
    scene.add(canvas, plane, grain="outside")


def window_box(x: float) -> Bounds:
    """The opening in the back wall."""
    return Bounds(x - 0.152, -0.262, x + 0.152, 0.045)


def floor(scene: Scene, half: float, wall: Color, x: float, window_side: float) -> None:
    """Boards that run away from us, a rug, and the light of the window lying on them."""
    del wall
    light = scene.light
    plane = Level(scene.ground)
    level = scene.ground / BACK
    canvas = scene.canvas(plane, top=level - 0.01)
    distance = scene.ground / np.maximum(canvas.y, np.float32(1e-3))
    across = canvas.x * distance
    board = across / np.float32(0.155)
    number = np.floor(board)
    shift = np.sin(number * 12.9898) * 43758.5453
    tone_of_board = (shift - np.floor(shift)).astype(np.float32)
    wood = light.shade(color("#9a6a44"), 1.0, lit=0.42)
    canvas.fill(wood)
    grain = cloudy(
        scene.generator("boards"),
        (canvas.height, canvas.width),
        (0.05 * canvas.per_unit, 0.012 * canvas.per_unit),
        4,
    )
    canvas.darken((0.78 + 0.28 * tone_of_board + 0.16 * (grain - 0.5)).astype(np.float32))
    texel = distance / np.float32(canvas.per_unit) / np.float32(0.155)
    gap = np.abs(board - np.round(board))
    canvas.tint(
        scaled(wood, 0.45),
        (np.clip(1 - gap / np.maximum(texel * 1.3, 0.025), 0, 1) * np.clip(0.05 / texel, 0, 0.75)).astype(
            np.float32
        ),
    )
    ends = (distance * 0.55 + tone_of_board * 3.7) % 1.0
    canvas.tint(scaled(wood, 0.5), ((ends < 0.012) * 0.5).astype(np.float32))
    rug = color(scene.random("rug").choice(FABRIC))
    away = np.hypot(
        across / np.float32(0.62 * min(1.0, half)), (distance - np.float32(1.42)) / np.float32(0.46)
    )
    cover = np.clip((1 - away) * 60, 0, 1)
    woven = light.shade(rug, 1.0, lit=0.42)
    canvas.tint(woven, cover)
    for inner, outer, hue in (
        (0.86, 0.92, scaled(woven, 1.5)),
        (0.55, 0.58, scaled(woven, 1.4)),
        (0.0, 0.22, scaled(woven, 0.75)),
    ):
        canvas.tint(
            hue, np.clip((away - inner) * 60, 0, 1) * np.clip((outer - away) * 60, 0, 1) * np.float32(0.8)
        )
    lean = np.float32(-window_side * 0.26)
    key = mix(light.glow, light.sun, 0.5)
    for k in (-1, 1):  # two panes' light, thrown forward and to the side
        middle = np.float32(x * BACK + k * 0.2) + lean * (np.float32(BACK - 0.3) - distance)
        patch = (
            np.clip((0.165 - np.abs(across - middle)) * 18, 0, 1)
            * np.clip((distance - 1.05) * 6, 0, 1)
            * np.clip((2.15 - distance) * 6, 0, 1)
        )
        canvas.add(key, (patch * {"golden": 0.34, "day": 0.3, "night": 0.1}[light.name]).astype(np.float32))
    corner = np.clip((np.abs(across) - np.float32(half * 0.5)) / np.float32(half * 0.5), 0, 1) ** 1.5
    canvas.darken(
        (1 - 0.45 * corner).astype(np.float32) * np.clip(1.02 - np.clip(canvas.y - 0.3, 0, 1) * 0.75, 0.4, 1)
    )
    scene.add(canvas, plane, grain="floor")


def ceiling(scene: Scene, half: float, wall: Color) -> None:
    plane = Level(CEILING)
    level = CEILING / BACK
    canvas = scene.canvas(plane, bottom=level + 0.01)
    tone = scene.light.shade(mix(wall, (0.95, 0.93, 0.9), 0.65), 1.0, lit=0.2)
    canvas.fill(canvas.rows([(level * 2.0, scaled(tone, 0.6)), (level, scaled(tone, 0.92))]))
    distance = CEILING / np.minimum(canvas.y, np.float32(-1e-3))
    beam = np.abs(((distance - 0.2) % 0.8) - 0.4)
    dark = scene.light.shade(color("#5a4230"), 1.0, lit=0.25)
    canvas.tint(dark, (np.clip((0.055 - beam) * 40, 0, 1) * 0.95).astype(np.float32))
    corner = np.clip(np.abs(canvas.x * distance) / np.float32(half), 0, 1) ** 3
    canvas.darken((1 - 0.4 * corner).astype(np.float32))
    scene.add(canvas, plane, grain="ceiling")


def back_wall(scene: Scene, half: float, wall: Color, x: float, side: float) -> None:
    """The far wall with the window in it, a picture, and a shelf of books."""
    light = scene.light
    plane = Upright(BACK)
    canvas = scene.canvas(plane, top=CEILING / BACK, bottom=scene.ground / BACK)
    tone = light.shade(wall, 1.0, lit=0.34)
    canvas.fill(
        canvas.rows(
            [(CEILING / BACK, scaled(tone, 0.78)), (0.0, tone), (scene.ground / BACK, scaled(tone, 0.86))]
        )
    )
    glow = np.exp(
        -np.hypot(
            (canvas.x - np.float32(x)) / np.float32(0.36), (canvas.y + np.float32(0.1)) / np.float32(0.3)
        )
    )
    canvas.tint(
        mix(tone, light.glow, 0.5),
        (glow * {"golden": 0.5, "day": 0.35, "night": 0.22}[light.name]).astype(np.float32),
    )
    trim = light.shade(color("#e8e2d6"), 1.0, lit=0.45)
    base = scene.ground / BACK
    canvas.draw(scaled(trim, 0.86), Box(-2, base - 0.034, 2, base))
    canvas.draw(scaled(trim, 0.6), Box(-2, base - 0.037, 2, base - 0.034))
    hole = window_box(x)
    canvas.draw(trim, Box(hole.left - 0.02, hole.top - 0.02, hole.right + 0.02, hole.bottom + 0.012))
    cut, place = canvas.shape(Box(hole.left, hole.top, hole.right, hole.bottom))
    canvas.rgb[place] *= (1 - cut)[..., None]
    canvas.alpha[place] *= (1 - cut)[..., None]

    bar = hole.top + (hole.bottom - hole.top) * 0.36
    canvas.draw(
        scaled(trim, 0.74 if light.name != "night" else 0.6),
        Box(x - 0.007, hole.top, x + 0.007, hole.bottom),
        Box(hole.left, bar - 0.004, hole.right, bar + 0.004),
    )
    canvas.draw(
        scaled(trim, 1.1),
        Box(hole.left - 0.032, hole.bottom, hole.right + 0.032, hole.bottom + 0.014),
    )
    frame_picture(
        scene, canvas, side * half * 0.2 - side * 0.02, -0.145, light.shade(color("#3a2a20"), 1.0, lit=0.3)
    )
    scene.add(canvas, plane, grain="wall")
    shelf(scene, side * half / BACK * 0.74)
    curtains(scene, hole)


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


def walls(scene: Scene, half: float, wall: Color, window_side: float) -> None:
    """The walls on both sides, each darker towards its corners, with a skirting board."""
    light = scene.light
    for side in (-1, 1):
        plane = Side(half * side)
        canvas = scene.canvas(plane)
        lit = 0.16 if side == window_side else 0.42
        tone = light.shade(wall, 1.0, lit=lit)
        distance = np.float32(half * side) / np.where(
            np.abs(canvas.x) < 1e-3, np.float32(1e-3 * side), canvas.x
        )
        up = np.float32(scene.ground) - canvas.y * distance
        inside = canvas.edge(np.float32(BACK) / distance * 0 + (np.abs(canvas.x) - np.float32(half / BACK)))
        room = np.float32(scene.ground - CEILING)
        cover = (
            inside
            * np.clip(up / distance * canvas.per_unit + 0.5, 0, 1)
            * np.clip((room - up) / distance * canvas.per_unit + 0.5, 0, 1)
        )
        canvas.fill(tone, cover.astype(np.float32))
        skirting = np.clip((0.092 - up) / distance * canvas.per_unit + 0.5, 0, 1)
        canvas.tint(scaled(light.shade(color("#e8e2d6"), 1.0, lit=lit), 0.82), skirting.astype(np.float32))
        canvas.darken(
            (
                1
                - 0.42 * np.exp(-np.abs(distance - BACK) / 0.35)
                - 0.3 * np.exp(-np.maximum(up, 0) / 0.25)
                - 0.25 * np.exp(-np.maximum(room - up, 0) / 0.3)
            )
            .clip(0.3, 1)
            .astype(np.float32)
        )
        canvas.darken(np.clip(0.5 + 0.5 * distance / 1.6, 0.45, 1).astype(np.float32))
        if side != window_side:
            patch = np.clip(1 - np.abs(distance - 1.75) / 0.3, 0, 1) * np.clip(
                1 - np.abs(up - 0.62) / 0.36, 0, 1
            )
            canvas.add(
                mix(light.glow, light.sun, 0.4),
                (
                    np.clip(patch * 3, 0, 1) * cover * {"golden": 0.2, "day": 0.1, "night": 0.03}[light.name]
                ).astype(np.float32),
            )
        scene.add(canvas, plane, grain=f"side {side}")


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


def shaft(scene: Scene, x: float, window_side: float) -> None:
    """Light that falls in: a pale slanting beam from the window to the floor."""
    light = scene.light
    plane = Upright(1.9)
    canvas = scene.canvas(plane, top=-0.33, bottom=0.4)
    hole = window_box(x * BACK / 1.9 * 0.75)
    along = np.clip((canvas.y - np.float32(hole.top)) / np.float32(0.62), 0, 1)
    lean = np.float32(-window_side * 0.46) * along
    total = np.zeros((canvas.height, canvas.width), np.float32)
    for k in (-0.078, 0.078):
        middle = np.float32((hole.left + hole.right) / 2 + k) + lean
        half = np.float32(0.066) + along * np.float32(0.03)
        total += (
            np.exp(-(((canvas.x - middle) / half) ** 6))
            * np.clip(1.05 - along, 0, 1) ** 1.2
            * np.clip(along * 7, 0, 1)
        )
    strength = {"golden": 0.26, "day": 0.17, "night": 0.07}[light.name]
    canvas.add(mix(light.glow, light.sun, 0.4), np.clip(total * strength - 0.004, 0, 1).astype(np.float32))
    phase = scene.random("shaft").uniform(0, math.tau)
    scene.add(
        canvas,
        plane,
        lambda second: Life(opacity=0.88 + 0.1 * math.sin(second * 0.45 + phase)),
        grain="shaft",
    )


def table(scene: Scene, wish: Wish, side: float) -> None:
    """A wooden table in front, with the wish's thing on it, or a cup and a book."""
    light = scene.light
    framing = FRAMINGS[wish.shot_size]
    near = wish.shot_size in ("medium", "close", "extreme close", "full") and bool(wish.figure)
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
    scene.add(canvas, Upright(depth), grain="table")
    size = {"extreme wide": 0.3, "wide": 0.4}.get(wish.shot_size, min(1.5, framing.height * 0.6))
    if wish.figure in THINGS:
        place_subject(scene, wish, foot=top - slope * 0.45, size=size)
    else:
        place_subject(
            scene, replace(wish, figure="cup", count=1, color=""), foot=top - slope * 0.3, size=0.26
        )
