"""The sea: a wide horizon, water that glitters under the sun or moon, a headland with a lighthouse."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from rushes.previz.canvas import Canvas, Mask
from rushes.previz.geometry import Bounds, Level, Upright
from rushes.previz.light import Color, color, mix, scaled, times
from rushes.previz.noise import cloudy, field, ridge, ring
from rushes.previz.scene import Flock, Life, Scene
from rushes.previz.shapes import Box, Curve, Polygon
from rushes.previz.words import Wish
from rushes.previz.worlds.sky import birds, paint_clouds, paint_sky, sun_place

BANDS = (9.0, 6.2, 4.4, 3.2, 2.35, 1.75)  # depths of the rows of waves


def paint_sea(scene: Scene, wish: Wish) -> None:
    """Paint the sea; a shore lies in front where somebody has to stand on it."""
    side = -1.0 if scene.light.sun_x > 0 else 1.0
    paint_sky(scene)
    paint_clouds(
        scene, "far", depth=400.0, base=0.015, height=0.3, amount=0.62, size=0.42, speed=0.0016, strength=0.8
    )
    paint_clouds(
        scene, "high", depth=120.0, base=0.16, height=0.95, amount=0.5, size=0.85, speed=0.004, strength=0.85
    )
    hills(scene, depth=26.0, height=0.075, side=-side, reach=0.55, name="far")
    paint_water(scene)
    headland(scene, side)
    glitter(scene)
    for depth in BANDS:
        if wish.figure == "boat" and depth == BANDS[3]:
            continue
        waves(scene, depth)
    birds(scene, count=5, x=-side * 0.2, y=-0.2, size=0.016, depth=9.0, speed=0.02 * side)
    if not wish.figure or wish.figure == "bird":
        far_sail(scene, -side)
    if wish.figure != "boat":
        shore(scene, low=bool(wish.figure))


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


def water_tones(scene: Scene) -> tuple[Color, Color, Color]:
    """The water at the horizon, in the middle and near: sky mirrored flat far off, its own colour near."""
    light = scene.light
    far = mix(light.sky[-2], light.water, 0.42)
    return far, mix(light.water, light.sky[-3], 0.34), scaled(mix(light.water, light.sky[1], 0.2), 0.8)


def paint_water(scene: Scene) -> None:
    """The whole surface, from the horizon down, with small waves in perspective and the sun's path."""
    light = scene.light
    plane = Level(scene.ground)
    canvas = scene.canvas(plane, top=-0.002, sway=0.12)
    far, middle, near = water_tones(scene)
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


def perspective_noise(scene: Scene, canvas: Canvas, name: str) -> Mask:
    """Noise that lies on the ground: flat and fine at the horizon, wider towards the viewer."""
    generator = scene.generator(f"surface {name}")
    shape = (canvas.height, canvas.width)
    down = np.maximum(canvas.y, np.float32(1e-4))
    total = np.zeros(shape, np.float32)
    weights = np.zeros((canvas.height, 1), np.float32)
    for at in (0.012, 0.03, 0.075, 0.18, 0.45):
        weight = np.exp(-((np.log(down / at) / 0.75) ** 2)).astype(np.float32)
        cells = (at * 0.17 * canvas.per_unit, at * 1.5 * canvas.per_unit)
        total += weight * cloudy(generator, shape, (max(1.6, cells[0]), max(5.0, cells[1])), 3, fall=0.6)
        weights += weight
    return total / np.maximum(weights, 1e-6)


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
    far, middle, near = water_tones(scene)
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
    canvas.draw(
        light.shade(color("#6e6a62"), 2.6, lit=0.5),
        Box(x + 0.013, foot - 0.03, x + 0.05, foot + 0.005),
    )
    canvas.draw(
        light.shade(color("#8d4a3c"), 2.6, lit=0.6),
        Polygon([(x + 0.009, foot - 0.028), (x + 0.0315, foot - 0.048), (x + 0.054, foot - 0.028)]),
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

    def sweep(offset: float) -> object:
        def life(second: float) -> Life:
            angle = turn * second + phase + offset
            return Life(
                scale_x=math.cos(angle) or 1e-4,
                scale_y=1 + 0.7 * abs(math.sin(angle)),
                opacity=light.lamps * abs(math.cos(angle)) ** 0.5 * 0.9,
            )

        return life

    for offset in (0.0, math.pi):
        life = sweep(offset)
        assert callable(life)
        scene.add(canvas, plane, life, pivot=(x, y))
    scene.add(
        glow,
        plane,
        lambda second: Life(opacity=light.lamps * (0.45 + 0.5 * abs(math.sin(turn * second + phase)) ** 6)),
        pivot=(x, y),
    )


def far_sail(scene: Scene, side: float) -> None:
    """A small sail far out, for the eye to rest on."""
    depth = 10.0
    x, foot = side * scene.aspect * 0.2, scene.ground / depth
    canvas = scene.sprite(Bounds(x - 0.05, foot - 0.08, x + 0.05, foot + 0.01), fineness=1.4)
    tone = scene.light.shade(color("#f3ead8"), 3.0, lit=0.7)
    canvas.draw(
        tone,
        Curve([(x + 0.001, foot - 0.064), (x + 0.022, foot - 0.012), (x + 0.001, foot - 0.01)]),
    )
    canvas.draw(
        times(tone, (0.8, 0.8, 0.86)),
        Polygon([(x - 0.0015, foot - 0.06), (x - 0.016, foot - 0.012), (x - 0.0015, foot - 0.012)]),
    )
    canvas.draw(
        scene.light.shade(color("#4a3a34"), 3.0, lit=0.3),
        Polygon(
            [
                (x - 0.02, foot - 0.009),
                (x + 0.026, foot - 0.009),
                (x + 0.017, foot + 0.002),
                (x - 0.013, foot + 0.002),
            ]
        ),
    )
    scene.add(
        canvas,
        Upright(depth),
        lambda second: Life(
            x=-side * 0.004 * second, turn=0.03 * math.sin(second * 1.1), y=0.001 * math.sin(second * 1.7)
        ),
        pivot=(x, foot),
    )


def shore(scene: Scene, *, low: bool) -> None:
    """The beach in front: sand, a wet edge, and foam that runs up and back."""
    light = scene.light
    plane = Level(scene.ground)
    first = 0.235 if low else 0.3
    canvas = scene.canvas(plane, top=first - 0.1, sway=0.06)
    generator = scene.generator("shore")
    line = ridge(generator, canvas.width, 3.0 * (canvas.box.right - canvas.box.left), 4, 0.4)
    slant = 0.09 * (1 if light.sun_x > 0 else -1)
    edge = (first + slant * canvas.x[0] + 0.012 * line).astype(np.float32)[None, :]
    inside = canvas.y - edge
    dry = light.shade(color("#d9bd8f"), 1.0, lit=0.62)
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
    film = mix(light.water, light.sky[-2], 0.55)
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
