"""Snow: white slopes, spruces under their load, a cabin with a lit window, flakes that fall."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from rushes.previz.geometry import Bounds, Level, Upright
from rushes.previz.light import color, mix, scaled
from rushes.previz.noise import cloudy
from rushes.previz.scene import Flock, Life, Scene
from rushes.previz.shapes import Box, Ellipse, Polygon
from rushes.previz.words import Wish
from rushes.previz.worlds.land import Slope, ground, mist, peaks, rolling, slopes, sunward
from rushes.previz.worlds.plants import conifer
from rushes.previz.worlds.sky import paint_clouds, paint_sky
from rushes.previz.worlds.weather import snowfall

WHITE, BLUE = color("#f2f4f8"), color("#8fa3c4")


def paint_snow(scene: Scene, wish: Wish) -> None:
    """Paint the snow; the cabin lies where the light falls, at the wood's edge."""
    del wish
    side = -sunward(scene)
    wide = scene.aspect / 2
    random = scene.random("snow")
    paint_sky(scene)
    paint_clouds(
        scene, "high", depth=300.0, base=0.06, height=0.9, amount=0.7, size=0.8, speed=0.003, strength=0.75
    )
    main = side * wide * random.uniform(0.2, 0.4)
    look = Slope(WHITE, BLUE, veil=5.5, foot=0.65, snow=-1.0)
    canvas, _ = slopes(
        scene,
        "far",
        90.0,
        peaks(
            (main, random.uniform(0.22, 0.28), 0.6),
            (main - side * 0.75, 0.16, 0.5),
            (main + side * 0.7, 0.17, 0.5),
        ),
        look,
    )
    scene.add(canvas, Upright(90.0), grain="far")
    mist(scene, "far", depth=55.0, y=-0.03, high=0.06, strength=0.7, speed=0.005)
    hill(scene, 24.0, -side, 0.16, veil=3.4, trees=110)
    hill(scene, 12.0, side, 0.13, veil=2.0, trees=70)
    snowfield(scene)
    mist(scene, "near", depth=9.5, y=0.006, high=0.03, strength=0.6, speed=-0.004)
    cabin(scene, side)
    for depth, at, count in ((5.0, -side * 0.66, 6), (3.2, side * 0.92, 5), (2.05, -side * 1.0, 3)):
        stand(scene, depth, at * wide, count)
    snowfall(scene)


def hill(scene: Scene, depth: float, side: float, height: float, *, veil: float, trees: int) -> None:
    """A white hill that rises to one side, with a wood on it."""
    look = Slope(WHITE, BLUE, veil=veil, foot=0.3, snow=-1.0, wild=0.4)
    canvas, top = slopes(
        scene,
        f"hill {depth}",
        depth,
        rolling(height, hills=1.3, least=0.5, side=side, aspect=scene.aspect),
        look,
    )
    scene.add(canvas, Upright(depth), grain=f"hill {depth}")
    random = scene.random(f"hill {depth}")
    light = scene.light
    tones = (light.shade(color("#2f4248"), veil, lit=0.2), light.shade(color("#4d6460"), veil, lit=0.6))
    load = light.shade(WHITE, veil, lit=0.65)
    wood = scene.sprite(canvas.box.grown(0.0, 0.07), fineness=canvas.per_unit / scene.per_unit)
    found: list[tuple[float, float, float]] = []
    for _ in range(int(trees * (canvas.box.right - canvas.box.left))):
        x = random.uniform(canvas.box.left, canvas.box.right)
        y = float(top[min(len(top) - 1, max(0, int((x - canvas.box.left) * canvas.per_unit)))])
        clump = math.sin(x * 9 + depth) + math.sin(x * 23 + depth * 2)
        if y > -0.008 or clump < 0.1:
            continue
        found.append(
            (y + (0.02 - y) * random.random() ** 2 * 0.7, x, 0.46 / depth * random.uniform(0.7, 1.3))
        )
    for foot, x, high in sorted(found):
        conifer(
            wood, (x, foot), high, tones, random, toward=sunward(scene), snow=load if depth < 20 else None
        )
    scene.add(wood, Upright(depth))


def snowfield(scene: Scene) -> None:
    """The snow in front: soft drifts with blue shade, a track that leads in, a glitter of crystals."""
    light = scene.light
    canvas = ground(
        scene,
        "snowfield",
        WHITE,
        WHITE,
        dark=color("#9fb2d2"),
        bright=color("#ffffff"),
        mottle=0.2,
        lit=0.62,
        end=10.0,
    )
    shape = (canvas.height, canvas.width)
    distance = scene.ground / np.maximum(canvas.y, np.float32(0.01))
    drifts = cloudy(scene.generator("drifts"), shape, (0.12 * canvas.per_unit, 0.6 * canvas.per_unit), 3)
    step = max(1, int(0.012 * canvas.per_unit))
    slope = (drifts - np.roll(drifts, step, axis=0)) * np.float32(6) + (
        drifts - np.roll(drifts, int(step * 3 * sunward(scene)), axis=1)
    ) * np.float32(4)
    canvas.tint(light.shade(BLUE, 1.0, lit=0.3), np.clip(slope, 0, 0.5).astype(np.float32))
    canvas.tint(
        mix(light.shade(WHITE, 1.0, lit=1.0), light.glow, 0.18), np.clip(-slope, 0, 0.6).astype(np.float32)
    )
    middle = np.float32(-sunward(scene) * 0.16 * scene.aspect) * (
        1 - 1 / np.maximum(distance, 0.3)
    ) + np.float32(0.06) * np.sin(distance * 0.9)
    across = (canvas.x - middle) * distance
    holes = np.zeros(shape, np.float32)
    for foot in (-1, 1):
        along = ((distance * 3.4 + (0.5 if foot > 0 else 0.0)) % 1.0 - 0.5) / np.float32(0.24)
        holes += np.exp(-(along**2) - ((across - np.float32(0.05 * foot)) / np.float32(0.03)) ** 2)
    fine = np.clip(0.06 * canvas.per_unit / np.maximum(distance, 0.2) ** 2 - 1.0, 0, 1)
    canvas.tint(
        light.shade(color("#6f86b0"), 1.0, lit=0.25), (np.clip(holes, 0, 1) * fine * 0.7).astype(np.float32)
    )
    scene.add(canvas, Level(scene.ground), grain="snowfield")


def cabin(scene: Scene, side: float) -> None:
    """A log cabin under thick snow; smoke rises from its chimney."""
    light = scene.light
    depth = 6.4
    plane = Upright(depth)
    x, foot = side * scene.aspect * 0.22, scene.ground / depth
    canvas = scene.sprite(Bounds(x - 0.14, foot - 0.14, x + 0.14, foot + 0.03), fineness=1.4)
    wood = light.shade(color("#6e4a34"), 1.8, lit=0.45)
    canvas.fill(
        light.shade(BLUE, 1.0, lit=0.1),
        0.6 * canvas.blob(x - sunward(scene) * 0.03, foot + 0.002, 0.09, 0.009),
    )
    canvas.draw(wood, Box(x - 0.06, foot - 0.05, x + 0.06, foot))
    canvas.draw(
        scaled(wood, 0.7),
        *[Box(x - 0.062, foot - 0.05 + 0.01 * k, x + 0.062, foot - 0.0485 + 0.01 * k) for k in range(5)],
    )
    canvas.draw(
        scaled(wood, 0.85), Polygon([(x - 0.06, foot - 0.05), (x + 0.06, foot - 0.05), (x, foot - 0.09)])
    )
    canvas.draw(
        light.shade(color("#5c5654"), 1.8, lit=0.4), Box(x + 0.026, foot - 0.1, x + 0.04, foot - 0.06)
    )
    white = light.shade(WHITE, 1.5, lit=0.75)
    roof = [
        (x - 0.078, foot - 0.044),
        (x - 0.074, foot - 0.056),
        (x, foot - 0.108),
        (x + 0.074, foot - 0.056),
        (x + 0.078, foot - 0.044),
        (x, foot - 0.09),
    ]
    canvas.draw(white, Polygon(roof), Box(x + 0.024, foot - 0.104, x + 0.042, foot - 0.098))
    canvas.draw(
        light.shade(BLUE, 1.5, lit=0.4),
        Polygon(
            [
                (x, foot - 0.1),
                (x - sunward(scene) * 0.078, foot - 0.048),
                (x - sunward(scene) * 0.076, foot - 0.044),
                (x, foot - 0.09),
            ]
        ),
        cover=0.7,
    )
    warm = mix(light.lamp, (1.0, 0.9, 0.6), 0.3)
    canvas.draw(
        warm,
        Box(x - 0.042, foot - 0.034, x - 0.022, foot - 0.018),
        Box(x + 0.02, foot - 0.034, x + 0.04, foot - 0.018),
    )
    canvas.draw(
        scaled(wood, 0.5),
        Box(x - 0.0325, foot - 0.034, x - 0.0315, foot - 0.018),
        Box(x + 0.0295, foot - 0.034, x + 0.0305, foot - 0.018),
        Box(x - 0.009, foot - 0.034, x + 0.009, foot),
    )
    canvas.draw(white, Ellipse(x, foot + 0.003, 0.086, 0.007))
    scene.add(canvas, plane)
    glow = scene.sprite(Bounds(x - 0.18, foot - 0.16, x + 0.18, foot + 0.13), fineness=0.5)
    away = np.hypot(glow.x - np.float32(x), (glow.y - np.float32(foot - 0.02)) * 1.2)
    shine = np.clip(0.4 * np.exp(-away / 0.05) - 0.012, 0, 1) * (0.25 + 0.75 * light.lamps)
    glow.add(light.lamp, shine.astype(np.float32))
    scene.add(glow, plane, lambda second: Life(opacity=0.9 + 0.08 * math.sin(second * 3.1)))
    smoke(scene, x + 0.033, foot - 0.104, depth, side)


def smoke(scene: Scene, x: float, y: float, depth: float, side: float) -> None:
    """Puffs that rise, grow and are gone."""
    light = scene.light
    size = 0.03
    canvas = scene.sprite(Bounds(-size, -size, size, size), fineness=0.8)
    away = np.hypot(canvas.x, canvas.y) / np.float32(size)
    canvas.fill(mix(light.haze, light.cloud_lit, 0.35), np.clip(np.exp(-((away * 1.9) ** 2)) - 0.03, 0, 1))
    count, life = 14, 6.0
    chance = scene.generator("smoke").random((count, 2))

    def state(second: float) -> NDArray[np.float64]:
        age = (second / life + np.arange(count) / count) % 1.0
        rows = np.zeros((count, 7))
        rows[:, 0] = depth
        rows[:, 1] = x - side * 0.09 * age**1.5 + 0.012 * (chance[:, 0] - 0.5) * age * 3
        rows[:, 2] = y - 0.17 * age**0.85
        rows[:, 3] = rows[:, 4] = 0.22 + 1.1 * age
        rows[:, 5] = chance[:, 1] * 6.0
        rows[:, 6] = 0.55 * np.clip(age * 10, 0, 1) * (1 - age) ** 1.3
        return rows

    scene.layers.append(Flock(scene.texture(canvas), state))


def stand(scene: Scene, depth: float, middle: float, count: int) -> None:
    """Spruces that bow under their snow."""
    light = scene.light
    random = scene.random(f"stand {depth}")
    foot, reach, tall = scene.ground / depth, 0.75 / depth, 0.85 / depth
    canvas = scene.sprite(Bounds(middle - reach, foot - tall * 1.35, middle + reach, foot + 0.06 / depth))
    tones = (
        light.shade(color("#24383c"), depth * 0.7, lit=0.15),
        light.shade(color("#4c6a62"), depth * 0.7, lit=0.6),
    )
    shade = light.shade(color("#7088b4"), 1.0, lit=0.2)
    places = sorted(
        (random.uniform(-0.02, 0.04) / depth, random.uniform(-0.6, 0.6) * reach) for _ in range(count)
    )
    for down, x in places:
        high = tall * random.uniform(0.6, 1.25)
        canvas.fill(
            shade,
            0.6
            * canvas.blob(middle + x - sunward(scene) * high * 0.12, foot + down, high * 0.2, high * 0.02),
        )
        conifer(
            canvas,
            (middle + x, foot + down),
            high,
            tones,
            random,
            toward=sunward(scene),
            snow=light.shade(WHITE, depth * 0.6, lit=0.75),
        )
    scene.add(canvas, Upright(depth))
