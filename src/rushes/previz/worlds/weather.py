"""What falls from the sky where the prompt says so: rain and snow, near and far, for ever."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from rushes.previz.geometry import Bounds
from rushes.previz.light import mix
from rushes.previz.scene import Flock, Scene
from rushes.previz.words import Wish
from rushes.previz.worlds.land import sunward
from rushes.previz.worlds.words import RAIN, SNOWFALL

UNDER_THE_SKY = frozenset({"sea", "mountains", "forest", "desert", "fields", "street", "skyline", "snow"})


def paint_weather(scene: Scene, wish: Wish) -> None:
    """Add what falls, in front of what is there; the snowy world has its own snow."""
    if wish.world not in UNDER_THE_SKY:
        return
    if not wish.features.isdisjoint(RAIN):
        rain(scene)
    elif not wish.features.isdisjoint(SNOWFALL) and wish.world != "snow":
        snowfall(scene)


def rain(scene: Scene) -> None:
    """Streaks at three distances, slanting in the wind, and the splashes that they make."""
    slant = -0.14 * sunward(scene)
    for number, (depth, count, long) in enumerate(((4.5, 150, 0.05), (2.2, 100, 0.085), (1.0, 56, 0.15))):
        streaks(scene, number, depth, count, long=long, slant=slant)
    splashes(scene)


def streaks(scene: Scene, number: int, depth: float, count: int, *, long: float, slant: float) -> None:
    light = scene.light
    thick = 0.0011 + 0.0009 / depth
    canvas = scene.sprite(Bounds(-thick * 3, -long, thick * 3, long), fineness=1.2)
    body = np.exp(-((canvas.x / np.float32(thick)) ** 2)) * np.clip(1 - (canvas.y / long) ** 2, 0, 1)
    canvas.fill(mix(light.cloud_lit, light.haze, 0.4), (body * np.float32(0.5)).astype(np.float32))
    chance = scene.generator(f"rain {number}").random((count, 4))
    spread, high = scene.aspect + 1.0, 1.9

    def state(second: float) -> NDArray[np.float64]:
        rows = np.zeros((count, 7))
        rows[:, 0] = depth
        gone = second * (1.5 + 0.4 * chance[:, 0]) * (1.5 / depth**0.45)
        rows[:, 2] = (chance[:, 1] * high + gone) % high - 1.1
        rows[:, 1] = (chance[:, 2] * spread + gone * slant) % spread - spread / 2
        rows[:, 3], rows[:, 4] = 1.0, 0.7 + 0.5 * chance[:, 3]
        rows[:, 5] = -slant
        rows[:, 6] = 0.55 + 0.35 * chance[:, 3]
        return rows

    scene.layers.append(Flock(scene.texture(canvas), state))


def splashes(scene: Scene) -> None:
    """Rings on the ground that open and are gone."""
    size, count = 0.016, 70
    canvas = scene.sprite(Bounds(-size * 1.2, -size * 0.4, size * 1.2, size * 0.4), fineness=1.2)
    away = np.hypot(canvas.x / np.float32(size), canvas.y / np.float32(size * 0.3))
    ring = np.exp(-(((away - 0.8) / 0.16) ** 2))
    canvas.fill(
        mix(scene.light.cloud_lit, scene.light.haze, 0.3), (ring * np.float32(0.75)).astype(np.float32)
    )
    chance = scene.generator("splashes").random((count, 4))

    def state(second: float) -> NDArray[np.float64]:
        beat = second * (1.6 + chance[:, 0]) + chance[:, 1]
        age, round_ = beat % 1.0, np.floor(beat)
        place = np.modf(chance[:, 2:] * 97.3 + round_[:, None] * np.array([0.618, 0.414]))[0]
        rows = np.zeros((count, 7))
        rows[:, 0] = 1.1 + 4.0 * place[:, 0] ** 1.5
        rows[:, 1] = (place[:, 1] - 0.5) * (scene.aspect + 0.4)
        rows[:, 2] = scene.ground / rows[:, 0]
        rows[:, 3] = rows[:, 4] = (0.3 + 0.9 * age) * 1.5 / rows[:, 0]
        rows[:, 6] = 0.7 * (1 - age) * np.clip(age * 8, 0, 1)
        return rows

    scene.layers.append(Flock(scene.texture(canvas), state))


def snowfall(scene: Scene) -> None:
    """Flakes at three distances."""
    side = -sunward(scene)
    for number, (depth, count, size) in enumerate(((5.0, 90, 0.0042), (2.4, 80, 0.006), (1.1, 46, 0.0095))):
        flakes(scene, number, depth, count, size=size, side=side)


def flakes(scene: Scene, number: int, depth: float, count: int, *, size: float, side: float) -> None:
    """Flakes at one distance, falling and swaying for ever."""
    light = scene.light
    canvas = scene.sprite(Bounds(-size, -size, size, size), fineness=1.2)
    away = np.hypot(canvas.x, canvas.y) / np.float32(size)
    canvas.fill(
        mix(light.shade((0.95, 0.96, 0.98), 1.0, lit=0.9), light.cloud_lit, 0.4),
        np.clip(np.exp(-((away * 1.7) ** 2)) - 0.06, 0, 1),
    )
    chance = scene.generator(f"flakes {number}").random((count, 5))
    spread, high = scene.aspect + 0.9, 1.7

    def state(second: float) -> NDArray[np.float64]:
        rows = np.zeros((count, 7))
        rows[:, 0] = depth
        fall = (0.07 + 0.05 * chance[:, 0]) * (1.4 / depth**0.4) * second
        rows[:, 2] = (chance[:, 1] * high + fall) % high - 1.05
        sway = 0.02 * np.sin(second * (0.7 + chance[:, 2]) + chance[:, 3] * 6.3)
        rows[:, 1] = (chance[:, 4] * spread + sway - side * 0.03 * second / depth**0.4) % spread - spread / 2
        rows[:, 3] = rows[:, 4] = 0.6 + 0.7 * chance[:, 2]
        rows[:, 6] = 0.9
        return rows

    scene.layers.append(Flock(scene.texture(canvas), state))
