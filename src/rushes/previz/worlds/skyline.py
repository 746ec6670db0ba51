"""A city's skyline over the water: towers in the haze, lit windows, a promenade to stand on."""

from __future__ import annotations

import math

import numpy as np

from rushes.previz.framing import FRAMINGS
from rushes.previz.geometry import Bounds, Level, Upright
from rushes.previz.light import color, mix, scaled
from rushes.previz.noise import cloudy
from rushes.previz.scene import Life, Scene
from rushes.previz.shapes import Box, Ellipse, Limb, Polygon
from rushes.previz.words import Wish
from rushes.previz.worlds.land import sunward
from rushes.previz.worlds.sky import birds, paint_clouds, paint_sky
from rushes.previz.worlds.towers import SHORE, landmark, towers
from rushes.previz.worlds.water import perspective_noise


def paint_skyline(scene: Scene, wish: Wish) -> None:
    """Paint the city; its landmark stands off the middle, where the light falls on it."""
    side = -sunward(scene)
    random = scene.random("city")
    wide = scene.aspect / 2
    paint_sky(scene)
    paint_clouds(
        scene, "far", depth=400.0, base=0.02, height=0.3, amount=0.5, size=0.5, speed=0.0016, strength=0.7
    )
    paint_clouds(
        scene, "high", depth=150.0, base=0.22, height=0.95, amount=0.46, size=0.8, speed=0.004, strength=0.8
    )
    peak = side * wide * random.uniform(0.24, 0.42)
    towers(scene, "far", 60.0, 0.13, peak * 0.4, veil=7.5, spread=0.55)
    towers(scene, "middle", 34.0, 0.2, peak, veil=4.6, spread=0.34)
    landmark(scene, peak, random)
    towers(scene, "near", 20.0, 0.1, peak - side * wide * 0.75, veil=2.8, spread=0.4)
    bay(scene, peak)
    bank(scene)
    ferry(scene, side)
    birds(scene, count=4, x=-side * 0.2, y=-0.25, size=0.013, depth=9.0, speed=0.02 * side)
    framing = FRAMINGS[wish.shot_size]
    feet = scene.ground / (framing.feet - framing.horizon) if framing.depth is None else 0.0
    promenade(scene, side, depth=max(1.9, feet * 1.3) if wish.figure else 1.9)


def bay(scene: Scene, peak: float) -> None:
    """The water before the city: the towers' reflection in long soft strips, lamps' light in streaks."""
    light = scene.light
    plane = Level(scene.ground)
    start = scene.ground / SHORE
    canvas = scene.canvas(plane, top=start - 0.004, sway=0.1)
    far, middle, near = light.water
    deep = max(0.5, canvas.box.bottom)
    canvas.fill(
        np.broadcast_to(
            canvas.rows([(start, mix(far, light.haze, 0.3)), (0.08, far), (0.2, middle), (deep, near)]),
            canvas.rgb.shape,
        ),
        canvas.edge(canvas.y - np.float32(start - 0.002)),
    )
    surface = perspective_noise(scene, canvas, "bay")
    city = light.shade(color("#5a6474"), 4.0, lit=0.25)
    generator = scene.generator("reflection")
    strips = cloudy(generator, (1, canvas.width), (1, 0.035 * canvas.per_unit), 3)
    strips = np.clip((strips - 0.42) * 5, 0.25, 1)
    long = 0.06 + 0.11 * np.exp(-(((canvas.x - np.float32(peak)) / 0.3) ** 2))
    fall = np.clip(1 - (canvas.y - np.float32(start)) / long, 0, 1) ** 1.1
    canvas.tint(city, (fall * strips * np.clip(0.4 + (surface - 0.35) * 2.2, 0, 1) * 0.7).astype(np.float32))
    canvas.tint(mix(light.sky[-2], light.cloud_lit, 0.4), np.clip((surface - 0.56) * 2.0, 0, 0.42))
    canvas.tint(scaled(near, 0.55), np.clip((0.46 - surface) * 1.9, 0, 0.4))
    if light.lamps > 0.2:
        random = scene.random("lamps on water")
        for _ in range(46):
            x = random.uniform(canvas.box.left, canvas.box.right)
            tone = (
                light.lamp
                if random.random() < 0.65
                else color(random.choice(("#7fd0ff", "#ff7f9a", "#a0ffd0")))
            )
            width = np.float32(random.uniform(0.003, 0.008))
            reach = random.uniform(0.03, 0.13)
            ray = np.exp(-(((canvas.x - np.float32(x)) / (width * (1 + canvas.y * 6))) ** 2)) * np.exp(
                -np.maximum(0, canvas.y - np.float32(start)) / np.float32(reach)
            )
            broken = np.clip((surface - 0.38) * 3.4, 0, 1)
            canvas.add(tone, (ray * broken * 0.5 * light.lamps).astype(np.float32))
    x = light.sun_x * scene.aspect
    path = np.exp(-(((canvas.x - np.float32(x)) / (np.float32(0.03) + canvas.y * np.float32(0.4))) ** 2))
    shine = path * np.clip(0.25 + (surface - 0.42) * 3, 0, 1) * np.clip(1 - canvas.y * 1.4, 0.1, 1)
    canvas.tint(
        mix(light.glow, light.sun, 0.45), (shine * (0.5 if light.sun_y < 0.2 else 0.22)).astype(np.float32)
    )
    scene.add(canvas, plane, lambda second: Life(ripple=0.006, waves=230.0, phase=second * 1.9), grain="bay")


def bank(scene: Scene) -> None:
    """The far quay: a dark line of trees and sheds, lamps along it."""
    light = scene.light
    plane = Upright(SHORE)
    foot = scene.ground / SHORE
    canvas = scene.canvas(plane, top=foot - 0.04, bottom=foot + 0.012)
    random = scene.random("bank")
    dark = light.shade(color("#39463e"), 2.4, lit=0.25)
    box = canvas.box
    trees = [
        Ellipse(x, foot - r * 0.5, r * 1.3, r)
        for x, r in (
            (random.uniform(box.left, box.right), random.uniform(0.006, 0.014))
            for _ in range(int(60 * (box.right - box.left)))
        )
    ]
    canvas.draw(dark, Box(box.left - 0.1, foot - 0.007, box.right + 0.1, foot + 0.003), *trees)
    canvas.draw(
        light.shade(color("#8a8478"), 2.4, lit=0.5),
        Box(box.left - 0.1, foot - 0.001, box.right + 0.1, foot + 0.003),
    )
    if light.lamps > 0.2:
        lamps = [
            Ellipse(box.left + 0.035 * k, foot - 0.008, 0.0022, 0.0022)
            for k in range(int((box.right - box.left) / 0.035) + 1)
        ]
        canvas.draw(mix(light.lamp, (1.0, 1.0, 1.0), 0.4), *lamps, cover=light.lamps)
    scene.add(canvas, plane)


def ferry(scene: Scene, side: float) -> None:
    """A ferry on its way across, with its lights on after dark."""
    light = scene.light
    depth = 7.2
    foot = scene.ground / depth
    x = -side * scene.aspect * 0.22
    canvas = scene.sprite(Bounds(x - 0.1, foot - 0.06, x + 0.1, foot + 0.02), fineness=1.4)
    hull, cabin = light.shade(color("#2f4a66"), 2.2, lit=0.4), light.shade(color("#ece6d8"), 2.2, lit=0.7)
    canvas.fill(scaled(light.water[2], 0.6), 0.5 * canvas.blob(x, foot + 0.004, 0.07, 0.005))
    canvas.draw(
        hull,
        Polygon(
            [
                (x - 0.07, foot - 0.014),
                (x + 0.074, foot - 0.014),
                (x + 0.06, foot + 0.003),
                (x - 0.06, foot + 0.003),
            ]
        ),
    )
    canvas.draw(
        cabin,
        Box(x - 0.052, foot - 0.026, x + 0.048, foot - 0.014),
        Box(x - 0.034, foot - 0.036, x + 0.028, foot - 0.026),
    )
    canvas.draw(
        light.shade(color("#b23a30"), 2.2, lit=0.6), Box(x - 0.012, foot - 0.048, x + 0.002, foot - 0.036)
    )
    glass = mix(light.shade(color("#3a4450"), 2.2, lit=0.3), light.lamp, light.lamps)
    canvas.draw(
        glass,
        *[Box(x - 0.046 + 0.011 * k, foot - 0.0232, x - 0.0395 + 0.011 * k, foot - 0.0182) for k in range(8)],
    )
    scene.add(
        canvas,
        Upright(depth),
        lambda second: Life(
            x=side * 0.011 * second, y=0.0012 * math.sin(second * 1.3), turn=0.006 * math.sin(second * 0.9)
        ),
        pivot=(x, foot),
    )


def promenade(scene: Scene, side: float, *, depth: float) -> None:
    """The quay on our side, out to `depth`: paving, a railing, lamps."""
    light = scene.light
    start = scene.ground / depth
    plane = Level(scene.ground)
    canvas = scene.canvas(plane, top=start - 0.002, sway=0.05)
    stone = light.shade(color("#a39a8c"), 1.0, lit=0.45)
    distance = scene.ground / np.maximum(canvas.y, np.float32(0.05))
    across = canvas.x * distance
    canvas.fill(
        np.broadcast_to(canvas.rows([(start, stone), (0.5, scaled(stone, 0.62))]), canvas.rgb.shape),
        canvas.edge(canvas.y - np.float32(start)),
    )
    texel = distance / np.float32(canvas.per_unit)
    joint = np.clip(1 - np.abs((across * 3.2) % 1.0 - 0.5) / np.maximum(texel * 5, 0.02), 0, 1)
    row = np.clip(1 - np.abs((distance * 4.4) % 1.0 - 0.5) / np.maximum(distance * texel * 9, 0.03), 0, 1)
    canvas.tint(scaled(stone, 0.6), np.clip(joint + row, 0, 1).astype(np.float32) * np.float32(0.55))
    grain = cloudy(
        scene.generator("paving"),
        (canvas.height, canvas.width),
        (0.02 * canvas.per_unit, 0.05 * canvas.per_unit),
        4,
    )
    canvas.darken((0.82 + 0.36 * grain).astype(np.float32))
    kerb = np.clip((np.float32(start + 0.012) - canvas.y) * 200, 0, 1)
    canvas.tint(scaled(stone, 1.15), np.broadcast_to(kerb, (canvas.height, canvas.width)))
    scene.add(canvas, plane, grain="promenade")
    railing(scene, depth)
    for k, at in enumerate((side * 0.74, -side * 0.95)):
        lamp_post(scene, depth * 0.97, at * scene.aspect / 2, k)


def railing(scene: Scene, depth: float) -> None:
    plane = Upright(depth)
    foot, high = scene.ground / depth + 0.004, 0.2 / depth
    canvas = scene.canvas(plane, top=foot - high * 1.2, bottom=foot + 0.012)
    iron = scene.light.shade(color("#2c333c"), 1.0, lit=0.3)
    box = canvas.box
    thin = 0.006 / depth
    step = 0.055 / depth
    first = math.floor(box.left / step) * step
    bars = [
        Box(
            first + step * k - thin * (1.1 if k % 8 == 0 else 0.4),
            foot - high,
            first + step * k + thin * (1.1 if k % 8 == 0 else 0.4),
            foot,
        )
        for k in range(int((box.right - first) / step) + 2)
    ]
    canvas.draw(
        iron,
        *bars,
        Box(box.left - 0.1, foot - high - thin * 1.2, box.right + 0.1, foot - high + thin * 1.2),
        Box(box.left - 0.1, foot - high * 0.12, box.right + 0.1, foot - high * 0.12 + thin),
    )
    shine = np.exp(-(((canvas.y - np.float32(foot - high - thin * 0.6)) / np.float32(thin * 0.5)) ** 2))
    canvas.tint(
        mix(iron, scene.light.glow, 0.6),
        (shine * np.ones((1, canvas.width))).astype(np.float32) * np.float32(0.8),
    )
    scene.add(canvas, plane)


def lamp_post(scene: Scene, depth: float, x: float, number: int) -> None:
    light = scene.light
    plane = Upright(depth)
    foot, tall = scene.ground / depth + 0.006, 0.95 / depth
    canvas = scene.sprite(Bounds(x - 0.07, foot - tall * 1.1, x + 0.07, foot + 0.02))
    iron = light.shade(color("#2a3038"), 1.0, lit=0.3)
    thick = 0.018 / depth
    canvas.draw(
        iron,
        Limb([(x, foot), (x, foot - tall * 0.12), (x, foot - tall * 0.9)], [thick * 2, thick, thick * 0.7]),
    )
    globe = mix(light.shade(color("#e8e4da"), 1.0, lit=0.7), light.lamp, light.lamps * 0.9)
    canvas.draw(globe, Ellipse(x, foot - tall * 0.94, thick * 1.9, thick * 2.1))
    canvas.draw(
        iron,
        Polygon(
            [
                (x - thick * 1.6, foot - tall * 0.985),
                (x, foot - tall * 1.03),
                (x + thick * 1.6, foot - tall * 0.985),
            ]
        ),
    )
    scene.add(canvas, plane)
    if light.lamps > 0.05:
        y = foot - tall * 0.94
        glow = scene.sprite(Bounds(x - 0.2, y - 0.2, x + 0.2, y + 0.2), fineness=0.5)
        away = np.hypot(glow.x - np.float32(x), glow.y - np.float32(y))
        edge = np.clip((0.19 - away) * 12, 0, 1)
        glow.add(
            light.lamp,
            (
                np.clip(0.7 * np.exp(-away / 0.016) + 0.28 * np.exp(-away / 0.06), 0, 1) * edge * light.lamps
            ).astype(np.float32),
        )
        phase = scene.random(f"lamp {number}").uniform(0, math.tau)
        scene.add(glow, plane, lambda second: Life(opacity=0.93 + 0.06 * math.sin(second * 2.1 + phase)))
