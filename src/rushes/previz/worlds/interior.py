"""A room: a box in true perspective, a window with the sky behind it, light that falls in."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from rushes.previz.figures.subject import place_subject
from rushes.previz.figures.words import BUILDINGS, THINGS, VEHICLES
from rushes.previz.geometry import Bounds, Level, Side, Upright
from rushes.previz.light import Color, color, mix, scaled
from rushes.previz.noise import cloudy
from rushes.previz.scene import Life, Scene
from rushes.previz.shapes import Box
from rushes.previz.words import Wish
from rushes.previz.worlds.furnishing import BACK, FABRIC, curtains, frame_picture, furniture, shelf, table
from rushes.previz.worlds.sky import paint_clouds, paint_sky
from rushes.previz.worlds.stage import dust

CEILING = -1.02
WALLS = ("#8d9a86", "#b08a70", "#7f8f9c", "#a89a82", "#9a7f86", "#6f8583", "#b59a6e")


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
    elif wish.figure and wish.figure not in BUILDINGS | VEHICLES:
        place_subject(scene, wish)
    else:
        table(scene, wish, side)
    dust(scene, side, x=x * 0.4, y=0.02, wide=0.45, high=0.34, count=90)


def outside(scene: Scene) -> None:
    """Hills and trees behind the window."""
    plane = Upright(14.0)
    canvas = scene.canvas(plane, top=-0.16)
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
        canvas.add(key, (patch * light.beam).astype(np.float32))
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
        (glow * min(0.7, 0.14 + light.beam)).astype(np.float32),
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
        if side != window_side and light.name != "night":
            panes = np.zeros_like(up)
            for z in (1.62, 1.84):  # the window's light again, cut in two by its bar, slanting down the wall
                middle = z - (up - 0.62) * 0.3
                panes += np.clip((0.09 - np.abs(distance - middle)) * 26, 0, 1)
            panes *= np.clip((0.3 - np.abs(up - 0.62)) * 22, 0, 1)
            strength = 0.26 if light.name == "golden" else 0.33 * light.beam
            canvas.add(mix(light.glow, light.sun, 0.4), panes * cover * strength)
        scene.add(canvas, plane, grain=f"side {side}")


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
    strength = 0.65 * light.beam
    canvas.add(mix(light.glow, light.sun, 0.4), np.clip(total * strength - 0.004, 0, 1).astype(np.float32))
    phase = scene.random("shaft").uniform(0, math.tau)
    scene.add(
        canvas,
        plane,
        lambda second: Life(opacity=0.88 + 0.1 * math.sin(second * 0.45 + phase)),
        grain="shaft",
    )
