"""The land at the sea: hills, the headland with its lighthouse, the beach, rocks in front."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from rushes.previz.geometry import Bounds, Level, Upright
from rushes.previz.light import color, mix, scaled
from rushes.previz.noise import cloudy, field, ridge
from rushes.previz.scene import Life, Scene
from rushes.previz.shapes import Box, Limb, Polygon
from rushes.previz.worlds.water import perspective_noise


def hills(scene: Scene, *, depth: float, height: float, side: float, reach: float, name: str) -> None:
    """A line of hills on one side of the horizon, fading into the haze."""
    plane = Upright(depth)
    canvas = scene.canvas(plane, top=-height * 1.6, bottom=0.02)
    line = ridge(
        scene.generator(f"hills {name}"), canvas.width, 7 * (canvas.box.right - canvas.box.left) / 2, 5
    )
    slope = np.clip((canvas.x[0] * side / (scene.aspect / 2) + 0.1) / reach, 0, 1) ** 0.8
    top = -(height * slope * (0.75 + 0.5 * line)) + 0.004 * (slope <= 0)
    cover = canvas.edge(canvas.y - top.astype(np.float32)[None, :])
    tone = scene.light.shade(color("#4f5d58"), depth * 0.75, lit=0.5)
    low = mix(tone, scene.light.haze, 0.6)
    canvas.fill(canvas.rows([(-height, tone), (0.0, low)]), cover)
    scene.add(canvas, plane, grain=name)


def headland(scene: Scene, side: float) -> None:
    """A cliff that runs out into the sea, and the lighthouse on it."""
    depth = 7.0
    plane = Upright(depth)
    light = scene.light
    canvas = scene.canvas(plane, top=-0.36, bottom=scene.ground / depth + 0.03)
    generator = scene.generator("headland")
    at = canvas.x[0] * side
    start = scene.aspect * 0.5 * 0.36
    rise = np.clip((at - start) / (scene.aspect * 0.2), 0, 1)
    line = ridge(generator, canvas.width, 5 * (canvas.box.right - canvas.box.left), 6, 0.55)
    level = scene.ground / depth
    shape = np.where(
        at > start - 0.02,
        rise**0.55 * 0.16
        + 0.022 * line * np.sqrt(rise)
        + 0.05 * np.clip(at - start - scene.aspect * 0.16, 0, 1),
        -0.02,
    )
    steep = ridge(generator, canvas.width, 18, 4) * 0.006
    top = (level - np.maximum(shape + steep, 0) - 0.0 + 0.02 * (at < start)).astype(np.float32)
    cover = canvas.edge(canvas.y - top[None, :]) * canvas.edge(
        np.float32(level + 0.004) - canvas.y + (steep.astype(np.float32) * 0.4)[None, :]
    )
    rock = cloudy(
        generator, (canvas.height, canvas.width), (0.055 * canvas.per_unit, 0.012 * canvas.per_unit), 4
    )
    toward = 1.0 if light.sun_x * side < 0 else 0.35
    bright = light.shade(color("#9a8a74"), 4.2, lit=0.85 * toward)
    dark = light.shade(color("#4a4b4f"), 4.2, lit=0.05)
    share = np.clip((rock - 0.36) * 2.6, 0, 1)[..., None]
    canvas.fill(np.asarray(dark, np.float32) * (1 - share) + np.asarray(bright, np.float32) * share, cover)
    grass = light.shade(color("#6a7d4a"), 4.2, lit=0.7)
    turf = np.clip(1 - (canvas.y - top[None, :]) / np.float32(0.02) - (rock - 0.5) * 2, 0, 1) * (
        rise[None, :] > 0.25
    )
    canvas.tint(grass, (turf * 0.9).astype(np.float32))
    foot = np.exp(-(((canvas.y - np.float32(level)) / np.float32(0.006)) ** 2)) * 0.5
    canvas.tint(mix(light.cloud_lit, light.haze, 0.4), foot.astype(np.float32))
    middle = (start + scene.aspect * 0.115) * side
    column = int(np.clip((middle - canvas.box.left) * canvas.per_unit, 0, canvas.width - 1))
    tower_foot = float(top[column]) + 0.008
    scene.add(canvas, plane, grain="headland")
    mirror(scene, side, start)
    lighthouse(scene, plane, middle, tower_foot)


def mirror(scene: Scene, side: float, start: float) -> None:
    """The dark reflection of the headland in the water before it."""
    plane = Level(scene.ground)
    level = scene.ground / 7.0
    canvas = scene.canvas(plane, top=level - 0.002, bottom=level + 0.1)
    along = np.clip((canvas.x * np.float32(side) - np.float32(start)) / np.float32(scene.aspect * 0.16), 0, 1)
    fall = np.clip(1 - (canvas.y - np.float32(level)) / np.float32(0.09), 0, 1) ** 1.5
    canvas.fill(
        scaled(scene.light.shade(color("#3a4048"), 3.0, lit=0.1), 0.9), along * fall * np.float32(0.55)
    )
    scene.add(canvas, plane, lambda second: Life(ripple=0.01, waves=260.0, phase=second * 2.2))


def lighthouse(scene: Scene, plane: Upright, x: float, foot: float) -> None:
    """A white tower with a red band and a lantern; after dark its beam goes round."""
    light = scene.light
    height = 0.155
    canvas = scene.sprite(Bounds(x - 0.08, foot - height - 0.05, x + 0.08, foot + 0.02), fineness=1.3)
    toward = 1.0 if light.sun_x * scene.aspect > x else -1.0
    wall = light.shade(color("#efe9dc"), 2.6, lit=0.62)

    def ring_of(low: float, high: float) -> Polygon:
        """A part of the tower between two heights."""
        a, b = 0.0155 - 0.006 * low, 0.0155 - 0.006 * high
        return Polygon(
            [
                (x - a, foot - height * low),
                (x - b, foot - height * high),
                (x + b, foot - height * high),
                (x + a, foot - height * low),
            ]
        )

    canvas.draw(wall, ring_of(0.0, 1.0))
    canvas.draw(light.shade(color("#b23a30"), 2.6, lit=0.6), ring_of(0.3, 0.48), ring_of(0.68, 0.84))
    round_off = np.clip(
        0.5 + 0.5 * (canvas.x - np.float32(x)) / np.float32(0.016) * np.float32(-toward), 0, 1
    )
    canvas.tint(light.shade(color("#55586a"), 2.2, lit=0.0), (round_off**1.6 * 0.72).astype(np.float32))
    hut = x + (0.033 if x > 0 else -0.033)  # on the land's side of the tower
    canvas.draw(
        light.shade(color("#6e6a62"), 2.6, lit=0.5),
        Box(hut - 0.0185, foot - 0.036, hut + 0.0185, foot + 0.005),
    )
    canvas.draw(
        light.shade(color("#8d4a3c"), 2.6, lit=0.6),
        Polygon([(hut - 0.0225, foot - 0.034), (hut, foot - 0.054), (hut + 0.0225, foot - 0.034)]),
    )
    dark = light.shade(color("#2b2e36"), 2.4, lit=0.3)
    canvas.draw(dark, Box(x - 0.0135, foot - height - 0.004, x + 0.0135, foot - height + 0.002))
    glass = mix(light.shade(color("#a8c0c8"), 2.0, lit=0.8), light.lamp, max(light.lamps, 0.15))
    canvas.draw(glass, Box(x - 0.0075, foot - height - 0.02, x + 0.0075, foot - height - 0.003))
    canvas.draw(
        dark,
        *[
            Box(x + k - 0.0008, foot - height - 0.02, x + k + 0.0008, foot - height - 0.003)
            for k in (-0.0075, 0.0, 0.0075)
        ],
    )
    canvas.draw(
        dark,
        Polygon(
            [
                (x - 0.0105, foot - height - 0.019),
                (x, foot - height - 0.034),
                (x + 0.0105, foot - height - 0.019),
            ]
        ),
    )
    scene.add(canvas, plane)
    if light.lamps:
        beam(scene, plane, x, foot - height - 0.0115)


def beam(scene: Scene, plane: Upright, x: float, y: float) -> None:
    """The lantern's glow, and its two beams as they sweep round: long to the side, bright towards us."""
    light = scene.light
    reach = 0.75
    canvas = scene.sprite(Bounds(x, y - 0.06, x + reach, y + 0.06), fineness=0.5)
    along = (canvas.x - np.float32(x)) / np.float32(reach)
    half = np.float32(0.0035) + along * np.float32(0.045)
    ray = np.exp(-(((canvas.y - np.float32(y)) / half) ** 2)) * np.clip(1 - along, 0, 1) ** 1.6
    canvas.add(scaled(light.lamp, 0.62), ray.astype(np.float32))
    glow = scene.sprite(Bounds(x - 0.2, y - 0.2, x + 0.2, y + 0.2), fineness=0.5)
    away = np.hypot(glow.x - np.float32(x), glow.y - np.float32(y))
    glow.add(
        light.lamp,
        (np.clip(0.9 * np.exp(-away / 0.022) + 0.3 * np.exp(-away / 0.06) - 0.012, 0, 1)).astype(np.float32),
    )
    phase = scene.random("beam").uniform(0, math.tau)
    turn = math.tau / 7.0

    def sweep(offset: float) -> Callable[[float], Life]:
        def life(second: float) -> Life:
            angle = turn * second + phase + offset
            return Life(
                scale_x=math.cos(angle) or 1e-4,
                scale_y=1 + 0.7 * abs(math.sin(angle)),
                opacity=light.lamps * abs(math.cos(angle)) ** 0.5 * 0.9,
            )

        return life

    for offset in (0.0, math.pi):
        scene.add(canvas, plane, sweep(offset), pivot=(x, y))
    scene.add(
        glow,
        plane,
        lambda second: Life(opacity=light.lamps * (0.45 + 0.5 * abs(math.sin(turn * second + phase)) ** 6)),
        pivot=(x, y),
    )


def shore(scene: Scene, *, first: float) -> None:
    """The beach in front, from `first` on: sand, a wet edge, and foam that runs up and back."""
    light = scene.light
    plane = Level(scene.ground)
    canvas = scene.canvas(plane, top=first - 0.1, sway=0.06)
    generator = scene.generator("shore")
    line = ridge(generator, canvas.width, 3.0 * (canvas.box.right - canvas.box.left), 4, 0.4)
    slant = 0.09 * (1 if light.sun_x > 0 else -1)
    edge = (first + slant * canvas.x[0] + 0.012 * line).astype(np.float32)[None, :]
    inside = canvas.y - edge
    dry = light.shade(color("#cdb592"), 1.0, lit=0.56)
    wet = mix(light.shade(color("#8a7358"), 1.0, lit=0.35), light.sky[-2], 0.3)
    grain = perspective_noise(scene, canvas, "sand")
    tone = np.clip(inside / np.float32(0.085), 0, 1)[..., None]
    sand = np.asarray(wet, np.float32) * (1 - tone) + np.asarray(dry, np.float32) * tone
    canvas.fill(sand * (0.86 + 0.28 * grain[..., None]), canvas.edge(inside + np.float32(0.004)))
    speck = field(generator, (canvas.height, canvas.width), (1.6, 2.2))
    canvas.tint(scaled(dry, 0.55), np.clip((speck - 0.86) * 4, 0, 0.5) * np.clip(tone[..., 0], 0, 1))
    fall = np.clip((canvas.y - np.float32(0.3)) / np.float32(0.4), 0, 1)
    canvas.tint(light.shade(color("#5a4636"), 1.0, lit=0.1), fall * np.float32(0.4))
    scene.add(canvas, plane, grain="shore")
    wash = scene.canvas(plane, top=first - 0.14, bottom=first + 0.2, sway=0.06)
    line2 = ridge(generator, wash.width, 5.0 * (wash.box.right - wash.box.left), 5, 0.5)
    at = wash.y - (first + slant * wash.x[0] + 0.014 * line2 + 0.012).astype(np.float32)[None, :]
    lace = cloudy(generator, (wash.height, wash.width), (0.012 * wash.per_unit, 0.05 * wash.per_unit), 4)
    rim = np.exp(-((at / np.float32(0.005)) ** 2)) * (at < 0.004)
    sheet = wash.edge(-at) * np.clip(1 + at / np.float32(0.075), 0, 1)
    foam = (
        mix(light.cloud_lit, light.haze, 0.25)
        if light.name != "night"
        else mix(light.cloud_lit, (1, 1, 1), 0.2)
    )
    film = mix(light.water[1], light.sky[-2], 0.45)
    wash.fill(film, sheet * np.float32(0.75))
    wash.fill(
        foam, np.clip(rim * 0.95 + sheet * np.clip((lace - 0.54) * 5.5, 0, 0.85), 0, 1).astype(np.float32)
    )
    phase = scene.random("wash").uniform(0, math.tau)
    scene.add(
        wash,
        plane,
        lambda second: Life(
            y=0.016 * math.sin(second * math.tau / 5.2 + phase),
            x=0.004 * math.sin(second * 0.9),
            opacity=0.86 + 0.12 * math.sin(second * math.tau / 5.2 + phase),
        ),
        grain="wash",
    )


def rocks(scene: Scene, side: float) -> None:
    """Dark rocks and grass in the near corner: they frame the view, and the wind is in the grass."""
    light = scene.light
    depth = 0.82
    plane = Upright(depth)
    random = scene.random("rocks")
    edge, foot = side * scene.aspect / 2, scene.bottom
    reach = 0.34 * min(1.0, scene.aspect / 1.4)
    canvas = scene.canvas(plane, top=foot - 0.24, sway=0.05)
    dark = light.shade(color("#3d3a3c"), 1.0, lit=0.12)
    bright = light.shade(color("#8a7f76"), 1.0, lit=0.6)
    stones = [(0.02, 0.17, 0.2), (0.13, 0.12, 0.15), (0.24, 0.075, 0.11), (0.33, 0.04, 0.07)]
    for across, high, wide in stones:
        x, top = edge - side * across * reach / 0.34, foot + 0.03 - high * random.uniform(0.85, 1.15)
        shape = [
            (x - wide * 0.62, foot + 0.5),
            (x - wide * 0.5, top + high * 0.55),
            (x - wide * 0.22, top + high * 0.1),
            (x + wide * 0.06, top),
            (x + wide * 0.32, top + high * 0.16),
            (x + wide * 0.56, top + high * 0.6),
            (x + wide * 0.66, foot + 0.5),
        ]
        canvas.draw(dark, Polygon(shape))
        toward = 1 if light.sun_x > 0 else -1
        face = [
            (x + toward * wide * 0.1, top + high * 0.02),
            (x + toward * wide * 0.3, top + high * 0.2),
            (x + toward * wide * 0.5, top + high * 0.62),
            (x + toward * wide * 0.18, top + high * 0.5),
        ]
        canvas.draw(bright, Polygon(face), cover=0.55)
    grain = cloudy(
        scene.generator("rocks"),
        (canvas.height, canvas.width),
        (0.02 * canvas.per_unit, 0.03 * canvas.per_unit),
        4,
    )
    canvas.darken(0.72 + 0.5 * grain)
    scene.add(canvas, plane, grain="rocks")
    for k in range(3):
        tuft(scene, edge - side * (0.03 + 0.1 * k) * reach / 0.34, foot - 0.13 + 0.035 * k, side, k)


def tuft(scene: Scene, x: float, y: float, side: float, k: int) -> None:
    """A tuft of beach grass that bends in the wind."""
    random = scene.random(f"tuft {k}")
    tone = scene.light.shade(color("#6d7048"), 1.0, lit=0.3)
    canvas = scene.sprite(Bounds(x - 0.16, y - 0.16, x + 0.16, y + 0.03))
    for _ in range(15):
        lean, high = random.uniform(-0.6, 0.6) - side * 0.25, random.uniform(0.07, 0.14)
        foot = x + random.uniform(-0.02, 0.02)
        blade = [
            (foot, y + 0.02),
            (foot + lean * high * 0.35, y - high * 0.6),
            (foot + lean * high, y - high),
        ]
        canvas.draw(scaled(tone, random.uniform(0.55, 1.25)), Limb(blade, [0.006, 0.0045, 0.001]))
    phase = random.uniform(0, math.tau)

    def sway(second: float) -> Life:
        return Life(turn=0.05 * math.sin(second * 1.6 + phase) + 0.02 * math.sin(second * 3.7 + phase * 2))

    scene.add(canvas, Upright(0.82), sway, pivot=(x, y + 0.02))
