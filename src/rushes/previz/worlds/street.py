"""A street: houses in true perspective on both sides, lamps, traffic, people on the pavement."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from rushes.previz.canvas import Canvas
from rushes.previz.framing import FRAMINGS
from rushes.previz.geometry import Bounds, Level, Upright
from rushes.previz.light import color, mix, scaled
from rushes.previz.noise import cloudy
from rushes.previz.scene import Life, Scene
from rushes.previz.shapes import Box, Ellipse, Limb, Polygon
from rushes.previz.words import Wish
from rushes.previz.worlds.houses import END, houses
from rushes.previz.worlds.sky import paint_clouds, paint_sky
from rushes.previz.worlds.traffic import traffic, walkers

NEON = ("#ff4f8a", "#46d8ff", "#ffb14a", "#8a6bff", "#4dffb0")


def paint_street(scene: Scene, wish: Wish) -> None:
    """Paint the street; where somebody has to cross it, there is a crossing, and cars stop before it."""
    light = scene.light
    high = 0.07 if light.name == "golden" else min(light.sun_y, 0.42)
    scene.light = replace(light, sun_x=light.sun_x * 0.25, sun_y=high)
    half = 1.75 * min(1.0, scene.aspect / 1.5)
    framing = FRAMINGS[wish.shot_size]
    crossing = (
        scene.ground / (framing.feet - framing.horizon) if wish.figure and framing.depth is None else None
    )
    paint_sky(scene, disc=light.name != "day")
    paint_clouds(
        scene, "high", depth=150.0, base=0.05, height=0.8, amount=0.5, size=0.6, speed=0.004, strength=0.8
    )
    skyline(scene, 40.0, 0.15, 0.55)
    skyline(scene, 24.0, 0.1, 0.3)
    road(scene, half, crossing)
    for side in (-1, 1):
        houses(scene, half, side)
    for side in (-1, 1):
        kerb_lights(scene, half, side)
    walkers(scene, half)
    traffic(scene, half, stop=bool(wish.figure))


def skyline(scene: Scene, depth: float, tall: float, haze: float) -> None:
    """Towers at the street's end, behind one another in the haze."""
    plane = Upright(depth)
    random = scene.random(f"skyline {depth}")
    canvas = scene.canvas(plane, top=-tall * 2.2, bottom=0.05)
    tone = mix(scene.light.shade(color("#5a6270"), 6.0, lit=0.3), scene.light.haze, 1 - haze)
    x = canvas.box.left - 0.05
    windows: list[tuple[float, float]] = []
    towers: list[tuple[float, float, float]] = []
    while x < canvas.box.right:
        wide = random.uniform(0.03, 0.075)
        high = tall * random.uniform(0.45, 1.35) * (1.25 - min(1.0, abs(x) * 1.1))
        towers.append((x, wide, high))
        windows.extend(
            (x + 0.008 + 0.011 * i, -high + 0.012 + 0.013 * j)
            for i in range(int((wide - 0.012) / 0.011))
            for j in range(int(high / 0.013))
            if random.random() < 0.3
        )
        x += wide * random.uniform(0.75, 1.15)

    masts = [
        Box(left + wide * 0.45, -high - 0.03, left + wide * 0.5, -high)
        for left, wide, high in towers
        if high > tall * 0.9
    ]
    canvas.draw(tone, *masts, *[Box(left, -high, left + wide, 0.05) for left, wide, high in towers])
    if scene.light.lamps:
        canvas.draw(
            mix(tone, scene.light.lamp, 0.75),
            *[Box(a, b, a + 0.004, b + 0.005) for a, b in windows],
            cover=scene.light.lamps * 0.85,
        )
    canvas.tint(scene.light.haze, np.clip(1 + canvas.y / np.float32(tall), 0, 1) * np.float32(0.6))
    scene.add(canvas, plane, grain="skyline")


def road(scene: Scene, half: float, crossing: float | None) -> None:
    """Asphalt, kerbs and pavements on the ground, light lying on them."""
    light = scene.light
    plane = Level(scene.ground)
    canvas = scene.canvas(plane, top=scene.ground / END)
    h = scene.ground
    wet = light.name == "night"
    asphalt = light.shade(color("#585a60"), 1.0, lit=0.4)
    distance = h / np.maximum(canvas.y, np.float32(1e-3))
    haze = (1 - np.exp(-light.thickness * np.maximum(0, distance - 1)))[..., None].astype(np.float32)
    across = canvas.x * distance
    tone = np.asarray(asphalt, np.float32) * (1 - haze) + np.asarray(light.haze, np.float32) * haze
    canvas.fill(np.broadcast_to(tone, canvas.rgb.shape))
    grain = cloudy(
        scene.generator("asphalt"),
        (canvas.height, canvas.width),
        (0.012 * canvas.per_unit, 0.06 * canvas.per_unit),
        4,
    )
    canvas.darken((0.88 + 0.24 * grain).astype(np.float32))
    kerb = half * 0.64
    clear = 1 - haze[..., 0]
    texel = distance / np.float32(canvas.per_unit)
    pave = np.clip((np.abs(across) - np.float32(kerb)) / texel + 0.5, 0, 1)
    stone = np.asarray(light.shade(color("#a39c92"), 1.0, lit=0.45), np.float32)
    canvas.tint(stone, (pave * clear).astype(np.float32))
    joints = np.clip(
        1 - np.abs((distance * 2.2) % 1.0 - 0.5) / np.maximum(distance * texel * 1.4, 0.02), 0, 1
    ) * np.clip(1.3 - distance * 0.16, 0, 1)
    canvas.tint(scaled(tuple(stone.tolist()), 0.7), (joints * pave * 0.4 * clear).astype(np.float32))
    edge = np.clip(1 - np.abs(np.abs(across) - np.float32(kerb)) / np.float32(0.03), 0, 1) * np.clip(
        0.04 / texel, 0, 1
    )
    canvas.tint(scaled(tuple(stone.tolist()), 1.2), (edge * 0.8 * clear).astype(np.float32))
    dash = ((distance * 0.62) % 1.0 < 0.5) & (distance > 0.5)
    middle = np.clip(1 - np.abs(across) / np.float32(0.028), 0, 1) * np.clip(0.05 / texel, 0, 1)
    canvas.tint(
        light.shade(color("#e9e4d6"), 1.0, lit=0.5), (middle * dash * 0.75 * clear).astype(np.float32)
    )
    if crossing is not None:
        stripes = np.clip(
            (0.5 - np.abs((across / np.float32(0.22)) % 1.0 - 0.5) * 2) / (texel / 0.11) + 0.5, 0, 1
        )
        along = np.clip((0.24 - np.abs(distance - np.float32(crossing + 0.04))) / np.float32(0.012), 0, 1)
        worn = np.clip(0.55 + (grain - 0.5) * 1.6, 0.25, 0.85)
        on_road = np.clip((np.float32(kerb - 0.05) - np.abs(across)) / texel, 0, 1)
        canvas.tint(light.shade(color("#e9e4d6"), 1.0, lit=0.5), stripes * along * worn * on_road)
    far = np.exp(-((canvas.x / (np.float32(0.03) + canvas.y * np.float32(0.6))) ** 2)) * np.clip(
        1 - canvas.y * 1.6, 0, 1
    )
    canvas.add(
        scaled(light.glow, 0.5),
        (far * (0.75 if light.name == "golden" else 0.22) * (0.55 + 0.9 * (grain - 0.4))).astype(np.float32),
    )
    shade = np.clip((np.abs(across) - np.float32(half * 0.5)) / np.float32(half * 0.5), 0, 1)
    canvas.darken((1 - 0.32 * shade).astype(np.float32))
    if wet:
        streaks(scene, canvas, half)
    scene.add(canvas, plane, grain="road")


def streaks(scene: Scene, canvas: Canvas, half: float) -> None:
    """What lamps and signs leave on a wet road: tall soft streaks under them."""
    random = scene.random("streaks")
    rough = cloudy(
        scene.generator("wet"),
        (canvas.height, canvas.width),
        (0.006 * canvas.per_unit, 0.045 * canvas.per_unit),
        4,
    )
    broken = np.clip(0.35 + (rough - 0.42) * 3.2, 0, 1).astype(np.float32)
    for k in range(16):
        z = random.uniform(2.0, 12.0)
        x = random.choice((-1, 1)) * half * random.uniform(0.45, 1.0) / z
        y = scene.ground / z
        hue = scene.light.lamp if k % 3 else color(random.choice(NEON))
        wide = np.float32(0.05 / z + 0.012)
        fall = np.clip((canvas.y - np.float32(y)) / np.float32(0.02), 0, 1) * np.exp(
            -np.maximum(0, canvas.y - np.float32(y)) / np.float32(0.13)
        )
        canvas.add(
            hue,
            (np.exp(-(((canvas.x - np.float32(x)) / wide) ** 2)) * fall * broken * np.float32(0.42)).astype(
                np.float32
            ),
        )


def kerb_lights(scene: Scene, half: float, side: int) -> None:
    """Street lamps along the kerb; after dark each throws a cone and a pool of light."""
    light = scene.light
    for k, z in enumerate((9.5, 6.2, 4.1, 2.7, 1.75)):
        depth = z + (0.4 if side > 0 else 0.0)
        x, foot = side * half * 0.69 / depth, scene.ground / depth
        tall, arm = 1.32 / depth, 0.2 / depth
        thick = 0.028 / depth
        plane = Upright(depth)
        canvas = scene.sprite(Bounds(x - arm * 1.6, foot - tall * 1.12, x + arm * 1.6, foot + thick))
        iron = light.shade(color("#2a2e34"), depth, lit=0.3)
        canvas.draw(
            iron,
            Limb([(x, foot), (x, foot - tall * 0.2), (x, foot - tall)], [thick * 1.5, thick, thick * 0.7]),
            Limb(
                [
                    (x, foot - tall),
                    (x - side * arm * 0.5, foot - tall * 1.05),
                    (x - side * arm, foot - tall * 1.03),
                ],
                [thick * 0.7, thick * 0.6, thick * 0.5],
            ),
            Polygon(
                [
                    (x - side * arm * 0.75, foot - tall * 1.035),
                    (x - side * arm * 1.3, foot - tall * 1.035),
                    (x - side * arm * 1.2, foot - tall * 1.0),
                    (x - side * arm * 0.85, foot - tall * 1.0),
                ]
            ),
        )
        lamp_x, lamp_y = x - side * arm * 1.02, foot - tall * 0.995
        if light.lamps:
            canvas.draw(
                mix(light.lamp, (1, 1, 1), 0.6),
                Ellipse(lamp_x, lamp_y, arm * 0.2, arm * 0.07),
            )
        scene.add(canvas, plane)
        if light.lamps:
            glow = scene.sprite(
                Bounds(lamp_x - tall * 0.6, lamp_y - tall * 0.4, lamp_x + tall * 0.6, lamp_y + tall * 1.06),
                fineness=0.6,
            )
            away = np.hypot(glow.x - np.float32(lamp_x), glow.y - np.float32(lamp_y)) / np.float32(tall)
            below = np.clip((glow.y - np.float32(lamp_y)) / np.float32(tall), 0, 1)
            ray = (
                np.exp(-(((glow.x - np.float32(lamp_x)) / (np.float32(tall) * (0.03 + below * 0.34))) ** 2))
                * np.clip(1 - below, 0, 1)
                * (below > 0)
            )
            halo = np.clip(0.85 * np.exp(-away / 0.05) + 0.26 * np.exp(-away / 0.14) - 0.015, 0, 1) * np.clip(
                (0.4 - np.abs(glow.y - np.float32(lamp_y)) / np.float32(tall)) * 8, 0, 1
            )
            edge = np.clip((0.6 - np.abs(glow.x - np.float32(lamp_x)) / np.float32(tall)) * 6, 0, 1)
            glow.add(light.lamp, (np.clip(halo + ray * 0.14, 0, 1) * edge * light.lamps).astype(np.float32))
            waver = scene.random(f"lamp {side} {k}").uniform(0, math.tau)
            scene.add(
                glow,
                plane,
                lambda second, waver=waver: Life(opacity=0.93 + 0.05 * math.sin(second * 2.3 + waver)),
            )
