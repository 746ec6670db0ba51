"""Space: a planet off the middle with its thin air alight, a moon, a nebula, stars at every distance."""

from __future__ import annotations

import math
from random import Random

import numpy as np
from numpy.typing import NDArray

from rushes.previz.canvas import Canvas
from rushes.previz.geometry import FAR, Bounds, Upright
from rushes.previz.light import color, mix, scaled
from rushes.previz.noise import Field, cloudy
from rushes.previz.scene import Flock, Life, Scene
from rushes.previz.shapes import Box, Curve, Ellipse, Limb, Polygon
from rushes.previz.words import Wish
from rushes.previz.worlds.land import sunward
from rushes.previz.worlds.planets import moon, planet

NEBULAE = (
    ("#5a3aa0", "#1f6f9a", "#c0506a"),
    ("#1f5f8a", "#3f9a8a", "#7a5ac0"),
    ("#a04a3a", "#6a3a8a", "#d09a4a"),
)


def paint_space(scene: Scene, wish: Wish) -> None:
    """Paint space; nothing stands on a ground here."""
    scene.floats = True
    random = scene.random("space")
    toward = sunward(scene)
    void(scene, random)
    twinkling(scene)
    small = min(1.0, 0.45 + 0.32 * scene.aspect)
    r = random.uniform(0.46, 0.6) * small
    x, y = (
        -toward * scene.aspect / 2 * random.uniform(0.62, 0.78),
        0.5 - scene.lens.horizon - r * random.uniform(0.25, 0.5),
    )
    planet(scene, x, y, r, random)
    moon(
        scene,
        toward * scene.aspect * random.uniform(0.1, 0.2),
        -0.24 + random.uniform(-0.05, 0.05),
        0.07 * small,
        toward,
    )
    if wish.figure != "spaceship":
        station(scene, toward * scene.aspect * 0.19, 0.12 if scene.aspect > 1.2 else -0.06, toward)
    rocks(scene, toward)
    for k, (depth, count) in enumerate(((2.2, 40), (0.9, 26))):
        motes(scene, k, depth, count)


def void(scene: Scene, random: Random) -> None:
    """The dark with its nebula, the great star of the light, and stars without number."""
    light = scene.light
    plane = Upright(FAR)
    canvas = scene.canvas(plane)
    shape = (canvas.height, canvas.width)
    generator = scene.generator("nebula")
    dark = mix(color("#04060f"), scaled(light.sky[0], 0.3), 0.4)
    canvas.fill(canvas.rows([(-0.6, scaled(dark, 0.7)), (0.1, dark), (0.6, scaled(dark, 0.55))]))
    hues = [mix(color(code), light.glow, 0.22) for code in random.choice(NEBULAE)]
    cell = 0.42 * canvas.per_unit
    slant = np.float32(random.uniform(-0.5, 0.5))
    across = np.exp(-(((canvas.y + np.float32(0.08) + slant * canvas.x) / np.float32(0.3)) ** 2))
    for k, hue in enumerate(hues):
        puff = cloudy(generator, shape, (cell / (1 + 0.4 * k), cell * 1.3 / (1 + 0.4 * k)), 7, fall=0.56)
        cover = np.clip((puff - 0.44) * 2.6, 0, 1) * across
        canvas.add(hue, (cover * (0.5 - 0.08 * k)).astype(np.float32))
    dust = cloudy(generator, shape, (cell * 0.3, cell * 0.8), 6, fall=0.58)
    lane = np.clip((dust - 0.5) * 4, 0, 1) * np.exp(-(((canvas.y + 0.06 + slant * canvas.x) / 0.16) ** 2))
    canvas.darken((1 - 0.75 * lane).astype(np.float32))
    sprinkle(canvas, generator, across.astype(np.float32))
    sx, sy = light.sun_x * scene.aspect, -0.26
    away = np.hypot(canvas.x - np.float32(sx), canvas.y - np.float32(sy))
    canvas.add(
        light.glow,
        np.clip(0.55 * np.exp(-away / 0.09) + 0.16 * np.exp(-away / 0.32) - 0.002, 0, 1).astype(np.float32),
    )
    rays = np.exp(-np.abs(canvas.y - np.float32(sy)) / 0.0024) * np.exp(
        -np.abs(canvas.x - np.float32(sx)) / 0.13
    )
    rays = rays + np.exp(-np.abs(canvas.x - np.float32(sx)) / 0.0024) * np.exp(
        -np.abs(canvas.y - np.float32(sy)) / 0.1
    )
    canvas.add(light.sun, np.clip(rays * 0.75, 0, 1).astype(np.float32))
    canvas.fill(mix(light.sun, (1.0, 1.0, 1.0), 0.5), canvas.edge(np.float32(light.sun_size * 0.55) - away))
    canvas.rgb.clip(0.0, 1.0, out=canvas.rgb)
    scene.add(canvas, plane, grain="void")


def sprinkle(canvas: Canvas, generator: np.random.Generator, band: Field) -> None:
    """Stars: many faint, few bright, more of them where the nebula is."""
    area = (canvas.box.right - canvas.box.left) * (canvas.box.bottom - canvas.box.top)
    count = int(1500 * area)
    across = (generator.random(count) * (canvas.width - 2)).astype(int)
    down = (generator.random(count) * (canvas.height - 2)).astype(int)
    bright = (generator.random(count).astype(np.float32) ** 6 * 0.95 + 0.1) * (0.5 + 0.9 * band[down, across])
    tint = generator.random((count, 1)).astype(np.float32)
    hue = np.array([[1.0, 0.88, 0.74]], np.float32) * tint + np.array([[0.78, 0.88, 1.0]], np.float32) * (
        1 - tint
    )
    for dx, dy, share in ((0, 0, 1.0), (1, 0, 0.5), (0, 1, 0.5), (1, 1, 0.25)):
        np.add.at(canvas.rgb, (down + dy, across + dx), (bright * share)[:, None] * hue)
    np.minimum(canvas.rgb, 1.0, out=canvas.rgb)


def twinkling(scene: Scene) -> None:
    """The brightest stars, with four rays; they twinkle."""
    size = 0.016
    canvas = scene.sprite(Bounds(-size, -size, size, size), fineness=1.6)
    a, b = np.abs(canvas.x) / np.float32(size), np.abs(canvas.y) / np.float32(size)
    core = np.exp(-((np.hypot(a, b) / 0.13) ** 2))
    rays = np.exp(-(a * 16)) * np.clip(1 - b, 0, 1) ** 2 + np.exp(-(b * 16)) * np.clip(1 - a, 0, 1) ** 2
    canvas.add(
        mix(scene.light.glow, (1.0, 1.0, 1.0), 0.75),
        np.clip(core + 0.7 * rays - 0.01, 0, 1).astype(np.float32),
    )
    count = 34
    chance = scene.generator("twinkling").random((count, 5))

    def state(second: float) -> NDArray[np.float64]:
        rows = np.zeros((count, 7))
        rows[:, 0] = FAR
        rows[:, 1] = (chance[:, 0] - 0.5) * (scene.aspect + 0.5)
        rows[:, 2] = (chance[:, 1] - 0.5) * 1.2
        beat = np.sin(second * (1.0 + 2.2 * chance[:, 2]) + chance[:, 3] * 6.3)
        rows[:, 3] = rows[:, 4] = (0.35 + 0.9 * chance[:, 4] ** 3) * (0.9 + 0.15 * beat)
        rows[:, 6] = 0.62 + 0.36 * beat
        return rows

    scene.layers.append(Flock(scene.texture(canvas), state))


def station(scene: Scene, x: float, y: float, toward: float) -> None:
    """A space station on its way, turning slowly: panels that catch the light, a lamp that blinks."""
    light = scene.light
    depth = 9.0
    size = 0.1
    canvas = scene.sprite(
        Bounds(x - size * 1.5, y - size * 0.8, x + size * 1.5, y + size * 0.8), fineness=1.6
    )
    metal, shade = mix(color("#c8ccd2"), light.glow, 0.2), color("#454c5a")
    cell, gleam = color("#27406e"), mix(color("#6f9ad8"), light.glow, 0.4)
    for s in (-1, 1):
        for row in (-1, 1):
            low, high = sorted((s * size * 0.5, s * size * 1.32))
            top, bottom = sorted((row * size * 0.1, row * size * 0.36))
            canvas.draw(cell, Box(x + low, y + top, x + high, y + bottom))
            canvas.draw(
                gleam,
                Polygon(
                    [
                        (x + low, y + bottom),
                        (x + low + (high - low) * 0.4, y + bottom),
                        (x + low + (high - low) * 0.7, y + top),
                        (x + low + (high - low) * 0.2, y + top),
                    ]
                ),
                cover=0.5,
            )
            lines = [
                Box(
                    x + low + (high - low) * k / 8 - 0.0006,
                    y + top,
                    x + low + (high - low) * k / 8 + 0.0006,
                    y + bottom,
                )
                for k in range(9)
            ]
            canvas.draw(
                scaled(metal, 0.8),
                *lines,
                Box(x + low, y + (top + bottom) / 2 - 0.0006, x + high, y + (top + bottom) / 2 + 0.0006),
            )
    canvas.draw(scaled(metal, 0.75), Limb([(x - size * 1.32, y), (x + size * 1.32, y)], [0.004, 0.004]))
    canvas.draw(
        metal,
        Limb([(x, y - size * 0.5), (x, y + size * 0.5)], [0.032, 0.032]),
        Limb([(x - size * 0.26, y), (x + size * 0.26, y)], [0.03, 0.03]),
    )
    canvas.draw(
        scaled(metal, 0.85),
        Ellipse(x, y - size * 0.5, 0.021, 0.012),
        Ellipse(x, y + size * 0.5, 0.018, 0.012),
    )
    dark = np.clip(0.5 - (canvas.x - np.float32(x)) * np.float32(toward) / np.float32(0.02), 0, 1)
    body = np.exp(-((np.abs(canvas.x - np.float32(x)) / np.float32(size * 0.3)) ** 6))
    canvas.tint(shade, (dark * body * 0.62).astype(np.float32))
    canvas.draw(
        mix(light.lamp, (1.0, 1.0, 0.9), 0.5),
        *[Box(x - 0.0055 + 0.004 * k, y - 0.022, x - 0.0035 + 0.004 * k, y - 0.019) for k in range(3)],
        *[Box(x - 0.0055 + 0.004 * k, y + 0.02, x - 0.0035 + 0.004 * k, y + 0.023) for k in range(3)],
    )
    phase = scene.random("station").uniform(0, math.tau)

    def drift(second: float) -> Life:
        return Life(
            x=-toward * 0.006 * second,
            y=0.003 * math.sin(second * 0.5),
            turn=-0.22 * toward + 0.035 * math.sin(second * 0.3 + phase),
        )

    scene.add(canvas, Upright(depth), drift, pivot=(x, y))
    lamp = scene.sprite(
        Bounds(x - 0.02, y - size * 0.5 - 0.02, x + 0.02, y - size * 0.5 + 0.02), fineness=1.3
    )
    away = np.hypot(lamp.x - np.float32(x), lamp.y - np.float32(y - size * 0.5))
    lamp.add(
        (1.0, 0.3, 0.22),
        (
            np.clip(np.exp(-away / 0.003) + 0.3 * np.exp(-away / 0.009), 0, 1)
            * np.clip((0.019 - away) * 80, 0, 1)
        ).astype(np.float32),
    )

    def blink(second: float) -> Life:
        at = drift(second)
        return Life(
            x=at.x, y=at.y, turn=at.turn, opacity=max(0.0, math.sin(second * math.pi * 0.9 + phase)) ** 4
        )

    scene.add(lamp, Upright(depth), blink, pivot=(x, y))


def rocks(scene: Scene, toward: float) -> None:
    """A few tumbling rocks, near and far."""
    light = scene.light
    random = scene.random("rocks")
    for k, (depth, size, at) in enumerate(
        ((14.0, 0.014, -0.1), (9.0, 0.02, 0.34), (4.5, 0.036, -0.33), (2.4, 0.075, 0.47))
    ):
        x = toward * scene.aspect * at + random.uniform(-0.05, 0.05)
        y = (0.24 if k % 2 else -0.3) + random.uniform(-0.06, 0.06)
        canvas = scene.sprite(
            Bounds(x - size * 1.4, y - size * 1.4, x + size * 1.4, y + size * 1.4), fineness=1.3
        )
        points = [
            (
                x + math.cos(math.tau * i / 9) * size * random.uniform(0.72, 1.15),
                y + math.sin(math.tau * i / 9) * size * random.uniform(0.6, 0.95),
            )
            for i in range(9)
        ]
        stone = mix(color("#6d625c"), light.glow, 0.12)
        canvas.draw(scaled(stone, 0.22), Curve(points))
        rough = cloudy(
            scene.generator(f"rock {k}"),
            (canvas.height, canvas.width),
            (size * 0.5 * canvas.per_unit, size * 0.5 * canvas.per_unit),
            4,
        )
        side = np.clip(
            0.35 + (canvas.x - x) * toward / size * 0.8 - (canvas.y - y) / size * 0.5 + (rough - 0.5) * 1.6,
            0,
            1,
        )
        canvas.tint(scaled(stone, 1.15), (side * 0.95).astype(np.float32))
        spin, pace = random.choice((-1, 1)) * random.uniform(0.06, 0.16), random.uniform(0.004, 0.012)
        scene.add(
            canvas,
            Upright(depth),
            lambda second, spin=spin, pace=pace: Life(
                x=-toward * pace * second, y=pace * 0.3 * second, turn=spin * second * 0.4
            ),
            pivot=(x, y),
        )


def motes(scene: Scene, number: int, depth: float, count: int) -> None:
    """Specks of dust in the starlight, for the camera to go past."""
    size = 0.0026
    canvas = scene.sprite(Bounds(-size * 2, -size * 2, size * 2, size * 2), fineness=1.4)
    away = np.hypot(canvas.x, canvas.y)
    canvas.add(
        mix(scene.light.glow, (1.0, 1.0, 1.0), 0.6),
        np.clip(np.exp(-((away / np.float32(size * 0.7)) ** 2)) - 0.02, 0, 1),
    )
    chance = scene.generator(f"motes {number}").random((count, 5))

    def state(second: float) -> NDArray[np.float64]:
        rows = np.zeros((count, 7))
        rows[:, 0] = depth * (0.8 + 0.5 * chance[:, 0])
        rows[:, 1] = ((chance[:, 1] + second * 0.006 * (0.5 + chance[:, 2])) % 1.0 - 0.5) * (
            scene.aspect + 0.5
        )
        rows[:, 2] = (chance[:, 3] - 0.5) * 1.2 + 0.01 * np.sin(second * 0.6 + chance[:, 4] * 6.3)
        rows[:, 3] = rows[:, 4] = 0.6 + 0.8 * chance[:, 4]
        rows[:, 6] = 0.45 + 0.3 * np.sin(second * 0.8 + chance[:, 2] * 9)
        return rows

    scene.layers.append(Flock(scene.texture(canvas), state))
