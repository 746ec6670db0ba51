"""Open water: its surface, rows of waves that roll on, and the light that glitters on it."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from rushes.previz.canvas import Canvas
from rushes.previz.geometry import Bounds, Level, Upright
from rushes.previz.light import mix, scaled
from rushes.previz.noise import Field, cloudy, field, ring
from rushes.previz.scene import Flock, Life, Scene
from rushes.previz.worlds.sky import sun_place


def perspective_noise(scene: Scene, canvas: Canvas, name: str) -> Field:
    """Noise that lies on the ground: flat and fine at the horizon, wider towards the viewer."""
    generator = scene.generator(f"surface {name}")
    shape = (canvas.height, canvas.width)
    down = np.maximum(canvas.y, np.float32(1e-4))
    total = np.zeros(shape, np.float32)
    weights = np.full((canvas.height, 1), 1e-6, np.float32)
    for at in (0.012, 0.03, 0.075, 0.18, 0.45):
        weight = np.exp(-((np.log(down / at) / 0.75) ** 2)).astype(np.float32)
        cells = (at * 0.17 * canvas.per_unit, at * 1.5 * canvas.per_unit)
        total += weight * cloudy(generator, shape, (max(1.6, cells[0]), max(5.0, cells[1])), 3, fall=0.6)
        weights += weight
    return (total / weights).astype(np.float32)


def paint_water(scene: Scene) -> None:
    """The whole surface, from the horizon down, with small waves in perspective and the sun's path."""
    light = scene.light
    plane = Level(scene.ground)
    canvas = scene.canvas(plane, top=-0.002, sway=0.12)
    far, middle, near = light.water
    deep = max(0.5, canvas.box.bottom)
    canvas.fill(
        canvas.rows([(0.0, mix(far, light.haze, 0.45)), (0.025, far), (0.16, middle), (deep, near)]),
        canvas.edge(canvas.y),
    )
    surface = perspective_noise(scene, canvas, "water")
    canvas.tint(mix(light.sky[-2], light.cloud_lit, 0.4), np.clip((surface - 0.56) * 1.9, 0, 0.42))
    canvas.tint(scaled(near, 0.55), np.clip((0.46 - surface) * 1.9, 0, 0.4))
    x, _ = sun_place(scene)
    width = np.float32(0.035) + canvas.y * np.float32(0.42)
    path = np.exp(-(((canvas.x - np.float32(x)) / width) ** 2)) * np.clip(1.15 - canvas.y * 1.5, 0.1, 1)
    strength = {"golden": 0.62, "day": 0.2, "night": 0.34}.get(light.name, 0.4)
    broken = np.clip(0.3 + (surface - 0.42) * 3.0, 0, 1)
    canvas.tint(mix(light.glow, light.sun, 0.45), (path * broken * strength).astype(np.float32))
    scene.add(
        canvas, plane, lambda second: Life(ripple=0.007, waves=210.0, phase=second * 1.9), grain="water"
    )


def waves(scene: Scene, depth: float) -> None:
    """One row of waves: crests that roll on for ever, bright along the top, dark in their troughs."""
    plane = Upright(depth)
    level = scene.ground / depth
    box = scene.bounds(plane, sway=0.08)
    swell = 0.016 / depth**0.6
    body = 0.5 * (scene.ground / (depth * 0.72) - level) + swell * 2
    width = max(box.right - box.left, 1.0) * 1.5
    canvas = Canvas(Bounds(box.left, level - swell * 2.2, box.left + width, level + body), scene.per_unit)
    generator = scene.generator(f"waves {depth}")
    crowd = max(2, round(width * depth * 1.05))
    tops = ring(
        generator, canvas.width, (crowd, crowd + 2, 2 * crowd + 1, 3 * crowd + 2, 7 * crowd + 3), 0.62
    )
    edge = (level - swell * tops).astype(np.float32)[None, :]
    under = canvas.y - edge
    light = scene.light
    far, middle, near = light.water
    place = min(1.0, max(0.0, (1 / depth) / 0.55))
    tone = mix(mix(far, middle, min(1.0, place * 2)), near, place * 0.8)
    crest = mix(tone, mix(light.sky[-2], light.cloud_lit, 0.5), 0.5 if light.name != "night" else 0.4)
    fall = np.clip(1 - under / np.float32(body * 0.95), 0, 1) ** 1.4
    high = np.clip(tops, 0, 1).astype(np.float32)[None, :]
    cover = (
        canvas.edge(under)
        * fall
        * np.float32(0.85)
        * (np.float32(0.35) + np.float32(0.65) * np.clip(tops * 0.8 + 0.5, 0, 1).astype(np.float32)[None, :])
    )
    canvas.fill(scaled(tone, 0.86), cover)
    streaks = field(
        generator,
        (canvas.height, canvas.width),
        (max(1.6, swell * 0.22 * canvas.per_unit), swell * 5 * canvas.per_unit),
        wraps=True,
    )
    canvas.tint(crest, np.clip((streaks - 0.55) * 1.6, 0, 0.5))
    line = np.exp(-((under / np.float32(swell * 0.28)) ** 2)) * (under > 0) * (0.25 + 0.75 * high)
    canvas.tint(crest, (line * 0.9).astype(np.float32))
    foam = np.clip(high - 0.55, 0, 1) * 2.0 * np.exp(-((under / np.float32(swell * 0.2)) ** 2))
    canvas.tint(mix(light.cloud_lit, crest, 0.3), (foam * (0.8 if depth < 4 else 0.4)).astype(np.float32))
    random = scene.random(f"waves {depth}")
    speed = random.choice((-1, 1)) * 0.028 / depth**0.6
    phase = random.uniform(0, math.tau)

    def life(second: float) -> Life:
        turn = math.tau * second / (3.4 + depth * 0.25) + phase
        return Life(x=speed * second + swell * 0.9 * math.cos(turn), y=swell * 0.55 * math.sin(turn))

    scene.add(canvas, plane, life, wraps=True, grain=f"waves {depth}")


def glitter(scene: Scene) -> None:
    """Points of light under the sun that come and go."""
    light = scene.light
    size = 0.011
    canvas = scene.sprite(Bounds(-size, -size * 0.3, size, size * 0.3), fineness=1.3)
    shape = np.clip(1 - (canvas.x / size) ** 2 - (canvas.y / (size * 0.28)) ** 2, 0, 1) ** 1.3
    canvas.add(scaled(mix(light.glow, light.sun, 0.7), 0.95), shape.astype(np.float32))
    generator = scene.generator("glitter")
    count = {"golden": 190, "day": 90, "night": 130}.get(light.name, 120)
    near = generator.random(count)
    down = 0.006 + 0.4 * near**2.1
    x, _ = sun_place(scene)
    spread = 0.028 + down * (0.36 if light.name != "day" else 1.4)
    across = x + generator.standard_normal(count) * spread * 0.75
    phase, speed = generator.random(count) * math.tau, 0.5 + generator.random(count) * 1.1
    scale = np.clip(down / 0.12, 0.18, 1.9)

    def state(second: float) -> NDArray[np.float64]:
        shine = np.clip(np.sin(phase + second * speed * math.tau * 0.5), 0, 1)
        rows = np.zeros((count, 7))
        rows[:, 0] = scene.ground / down
        rows[:, 1] = across + 0.004 * np.sin(second * 0.9 + phase) * scale
        rows[:, 2] = down + 0.0025 * np.sin(second * 1.3 + phase * 2) * scale
        rows[:, 3] = scale * (0.5 + 0.6 * shine)
        rows[:, 4] = scale * 0.8
        rows[:, 6] = 0.9 * shine**1.6
        return rows

    scene.layers.append(Flock(scene.texture(canvas), state))
