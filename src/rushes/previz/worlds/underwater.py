"""Under water: light that falls from the surface, a reef in the blue, kelp, shoals of fish, bubbles."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from rushes.previz.canvas import Canvas
from rushes.previz.geometry import FAR, Bounds, Level, Upright
from rushes.previz.light import color, mix, scaled
from rushes.previz.noise import cloudy
from rushes.previz.scene import Flock, Life, Scene
from rushes.previz.shapes import Curve, Ellipse, Limb, Polygon
from rushes.previz.words import Wish
from rushes.previz.worlds.reef import garden, reef
from rushes.previz.worlds.water import perspective_noise

FISH = ("#f2a03a", "#e8d24a", "#4a8ae0", "#e86a5a", "#d8e0e8")


def paint_underwater(scene: Scene, wish: Wish) -> None:
    """Paint the reef; whoever is here swims."""
    fishy = wish.figure == "fish"  # those in front are the subject then
    scene.floats = True
    submerge(scene)
    side = scene.random("reef").choice((-1.0, 1.0))
    water(scene)
    surface(scene)
    reef(scene, 16.0, side, 0.2, count=9)
    reef(scene, 8.0, -side, 0.17, count=10)
    sand(scene)
    shoal(scene, 0, 7.0, 34, size=0.016, way=-side)
    reef(scene, 4.2, side, 0.2, count=9)
    shafts(scene)
    weed(scene, -side)
    shoal(scene, 1, 3.0, 6 if fishy else 14, size=0.03, way=side)
    garden(scene, 2.0, side)
    garden(scene, 1.25, -side)
    bubbles(scene, side)
    snow(scene)


def submerge(scene: Scene) -> None:
    """Make the light what is left of it under water: blue, and gone in the distance."""
    light = scene.light
    bright = min(1.0, sum(light.key) / 3 + sum(light.ambient) / 3)
    blues = [scaled(color(code), bright) for code in ("#8adcd8", "#2f9ab8", "#0f4a74")]
    far, middle, near = (mix(one, blue, 0.62) for one, blue in zip(light.water, blues, strict=True))
    deep = mix(middle, near, 0.35)
    scene.light = replace(
        light,
        water=(far, middle, near),
        haze=deep,
        thickness=max(0.16, light.thickness * 2.2),
        key=(light.key[0] * 0.72, light.key[1] * 0.95, light.key[2]),
        ambient=mix(light.ambient, mix(deep, light.ambient, 0.4), 0.5),
    )


def water(scene: Scene) -> None:
    """The blue itself: bright towards the surface on the light's side, dark in the depth."""
    light = scene.light
    plane = Upright(FAR)
    canvas = scene.canvas(plane)
    far, middle, near = light.water
    top = mix(far, light.glow, 0.22)
    canvas.fill(
        canvas.rows(
            [
                (-0.6, top),
                (-0.28, mix(far, middle, 0.55)),
                (0.0, mix(middle, near, 0.35)),
                (0.3, mix(near, (0.0, 0.02, 0.06), 0.25)),
            ]
        )
    )
    x = light.sun_x * scene.aspect * 0.7
    away = np.hypot((canvas.x - np.float32(x)) * 0.9, canvas.y + np.float32(0.62))
    canvas.fill(mix(light.glow, light.sun, 0.5), (0.75 * np.exp(-((away / 0.26) ** 1.5))).astype(np.float32))
    canvas.fill(mix(far, light.glow, 0.3), (0.4 * np.exp(-((away / 0.6) ** 2))).astype(np.float32))
    scene.add(canvas, plane, grain="deep")


def surface(scene: Scene) -> None:
    """The surface from below: bright ripples overhead that run out into the distance."""
    light = scene.light
    plane = Level(-0.55)
    canvas = scene.canvas(plane, bottom=-0.16, sway=0.1)
    if canvas.box.bottom - canvas.box.top < 0.03:
        return
    up = -canvas.y
    shape = (canvas.height, canvas.width)
    generator = scene.generator("surface")
    total = np.zeros(shape, np.float32)
    weights = np.full((canvas.height, 1), 1e-6, np.float32)
    for at in (0.18, 0.3, 0.5):
        weight = np.exp(-((np.log(np.maximum(up, 0.02) / at) / 0.6) ** 2)).astype(np.float32)
        total += weight * cloudy(
            generator, shape, (at * 0.12 * canvas.per_unit, at * 0.7 * canvas.per_unit), 3
        )
        weights += weight
    net = 1 - np.abs(total / weights - np.float32(0.5)) * 9
    fade = np.clip((up - 0.17) / 0.3, 0, 1) ** 1.4
    x = light.sun_x * scene.aspect * 0.7
    near = np.exp(-(((canvas.x - np.float32(x)) / np.float32(0.6)) ** 2)) * 0.7 + 0.3
    canvas.add(
        mix(light.glow, (1.0, 1.0, 1.0), 0.45), (np.clip(net, 0, 1) * fade * near * 0.5).astype(np.float32)
    )
    scene.add(
        canvas,
        plane,
        lambda second: Life(ripple=0.012, waves=60.0, phase=second * 1.4, x=0.015 * math.sin(second * 0.7)),
        grain="surface",
    )


def sand(scene: Scene) -> None:
    """The bed: pale sand with the net of light that the waves throw on it."""
    light = scene.light
    plane = Level(scene.ground)
    canvas = scene.canvas(plane, top=-0.002, sway=0.08)
    distance = scene.ground / np.maximum(canvas.y, np.float32(0.008))
    hidden = (1 - np.exp(-light.thickness * np.maximum(0, distance - 1)))[..., None].astype(np.float32)
    pale = np.asarray(light.shade(color("#d8cfa8"), 1.0, lit=0.5), np.float32)
    tone = pale + (np.asarray(light.haze, np.float32) - pale) * hidden
    soft = np.clip((canvas.y - np.float32(0.012)) / np.float32(0.05), 0, 1)
    canvas.fill(np.broadcast_to(tone, canvas.rgb.shape), soft * np.ones((1, canvas.width), np.float32))
    grain = perspective_noise(scene, canvas, "bed")
    canvas.tint(
        scaled(light.shade(color("#8a8468"), 1.0, lit=0.3), 0.8),
        np.clip((0.5 - grain) * 2, 0, 0.5) * (1 - hidden[..., 0]),
    )
    fall = np.clip((canvas.y - np.float32(0.28)) / np.float32(0.5), 0, 1)
    canvas.tint(scaled(light.water[2], 0.7), fall * np.float32(0.5) * np.ones((1, canvas.width), np.float32))
    scene.add(canvas, plane, grain="bed")
    nets = scene.canvas(plane, top=0.03, sway=0.12)
    net = 1 - np.abs(perspective_noise(scene, nets, "caustics") - np.float32(0.5)) * 13
    clear = np.exp(-light.thickness * np.maximum(0, scene.ground / np.maximum(nets.y, 0.03) - 1)) * np.clip(
        (nets.y - 0.04) * 14, 0, 1
    )
    nets.add(
        mix(light.glow, (1.0, 1.0, 1.0), 0.4), (np.clip(net, 0, 1) ** 1.5 * clear * 0.34).astype(np.float32)
    )
    scene.add(
        nets,
        plane,
        lambda second: Life(
            x=0.012 * math.sin(second * 0.8),
            ripple=0.014,
            waves=42.0,
            phase=second * 1.5,
            opacity=0.85 + 0.15 * math.sin(second * 1.9),
        ),
    )


def shafts(scene: Scene) -> None:
    """Shafts of light that fan out from where the light stands, and waver."""
    light = scene.light
    plane = Upright(5.0)
    x0, y0 = light.sun_x * scene.aspect * 0.7, -0.95
    for half in range(2):
        canvas = scene.canvas(plane, bottom=0.26, sway=0.12)
        canvas = Canvas(canvas.box, scene.per_unit * 0.5)
        angle = np.arctan2(canvas.x - np.float32(x0), canvas.y - np.float32(y0))
        random = scene.random(f"shafts {half}")
        rays = np.zeros((canvas.height, canvas.width), np.float32)
        for _ in range(6):
            at, wide = random.uniform(-0.8, 0.8), random.uniform(0.02, 0.07)
            rays += np.exp(-(((angle - np.float32(at)) / np.float32(wide)) ** 2)).astype(
                np.float32
            ) * random.uniform(0.4, 1.0)
        fall = np.clip((0.24 - canvas.y) / np.float32(0.8), 0, 1) ** 1.1
        canvas.add(
            mix(light.glow, (1.0, 1.0, 1.0), 0.35),
            np.clip(rays * fall * 0.16 - 0.006, 0, 1).astype(np.float32),
        )
        phase = random.uniform(0, math.tau)
        scene.add(
            canvas,
            plane,
            lambda second, phase=phase, half=half: Life(
                x=0.035 * math.sin(second * 0.5 + phase),
                opacity=0.7 + 0.28 * math.sin(second * (0.7 + 0.3 * half) + phase),
            ),
            grain=f"shafts {half}",
        )


def weed(scene: Scene, side: float) -> None:
    """Kelp that sways in the swell, tall at one edge."""
    light = scene.light
    random = scene.random("weed")
    for k in range(6):
        depth = random.uniform(2.4, 4.0)
        foot = scene.ground / depth + 0.01
        x = side * scene.aspect / 2 * (1.0 - 0.11 * k + random.uniform(-0.05, 0.05))
        tall = random.uniform(1.0, 1.7) / depth
        canvas = scene.sprite(Bounds(x - 0.1, foot - tall * 1.05, x + 0.1, foot + 0.01))
        tone = light.shade(color("#7a8a3a"), depth * 0.8, lit=random.uniform(0.35, 0.6))
        spine = [(x + 0.014 * math.sin(i * 0.8 + k), foot - tall * i / 12) for i in range(13)]
        canvas.draw(scaled(tone, 0.7), Limb(spine, [0.014 / depth] * 13))
        for i in range(1, 26):
            at = spine[i // 2]
            way = 1 if i % 2 else -1
            long = 0.17 / depth * (1 - 0.5 * i / 26) * random.uniform(0.8, 1.2)
            y = at[1] - (i % 2) * tall / 26
            blade = [
                (at[0], y),
                (at[0] + way * long * 0.5, y - long * 0.42),
                (at[0] + way * long, y - long * 0.35),
                (at[0] + way * long * 0.5, y - long * 0.12),
            ]
            canvas.draw(scaled(tone, random.uniform(0.75, 1.2)), Curve(blade))
        phase = random.uniform(0, math.tau)

        def sway(second: float, phase: float = phase) -> Life:
            return Life(
                turn=0.05 * math.sin(second * 0.7 + phase),
                ripple=0.009,
                waves=13.0,
                phase=second * 1.5 + phase,
            )

        scene.add(canvas, Upright(depth), sway, pivot=(x, foot))


def shoal(scene: Scene, number: int, depth: float, count: int, *, size: float, way: float) -> None:
    """A shoal of fish of one kind, that swims past and turns up again."""
    light = scene.light
    random = scene.random(f"shoal {number}")
    tone = light.shade(color(random.choice(FISH)), depth * 0.75, lit=0.8)
    canvas = scene.sprite(Bounds(-size * 1.5, -size, size * 1.5, size), fineness=1.5)
    canvas.draw(
        scaled(tone, 0.8),
        Polygon(
            [(-size * 0.7, 0), (-size * 1.25, -size * 0.42), (-size * 1.1, 0), (-size * 1.25, size * 0.42)]
        ),
    )
    canvas.draw(
        tone,
        Ellipse(0, 0, size * 0.85, size * 0.36),
        Polygon([(-size * 0.2, -size * 0.3), (size * 0.1, -size * 0.56), (size * 0.35, -size * 0.28)]),
    )
    canvas.draw(
        mix(tone, (1.0, 1.0, 1.0), 0.45),
        Ellipse(size * 0.05, size * 0.14, size * 0.65, size * 0.16),
        cover=0.7,
    )
    if number:
        canvas.draw(
            light.shade(color("#f4f4f0"), depth, lit=0.8),
            Curve(
                [(size * 0.2, -size * 0.34), (size * 0.34, 0), (size * 0.2, size * 0.34), (size * 0.06, 0)]
            ),
        )
    canvas.draw((0.03, 0.04, 0.06), Ellipse(size * 0.56, -size * 0.06, size * 0.07, size * 0.07))
    chance = scene.generator(f"shoal {number}").random((count, 6))
    span = scene.aspect + 0.9
    start, level = (
        random.uniform(0.2, 0.8),
        random.uniform(-0.22, -0.02) if number == 0 else random.uniform(0.0, 0.12),
    )

    def state(second: float) -> NDArray[np.float64]:
        rows = np.zeros((count, 7))
        rows[:, 0] = depth * (0.9 + 0.3 * chance[:, 0])
        pace = (0.03 + 0.008 * chance[:, 1]) * (1 + number)
        swim = start * span + (chance[:, 2] - 0.5) * 0.5 + way * pace * second
        rows[:, 1] = swim % span - span / 2
        beat = second * (5 + 3 * chance[:, 3]) + chance[:, 4] * 6.3
        rows[:, 2] = level + (chance[:, 5] - 0.5) * 0.2 + 0.02 * np.sin(second * 0.8 + chance[:, 2] * 5)
        rows[:, 3] = way * (0.7 + 0.5 * chance[:, 1]) * (0.94 + 0.06 * np.sin(beat))
        rows[:, 4] = 0.7 + 0.5 * chance[:, 1]
        rows[:, 5] = way * 0.1 * np.cos(second * 0.8 + chance[:, 2] * 5)
        rows[:, 6] = 1.0
        return rows

    scene.layers.append(Flock(scene.texture(canvas), state))


def bubbles(scene: Scene, side: float) -> None:
    """Columns of bubbles that rise, wobble and grow."""
    light = scene.light
    size = 0.014
    canvas = scene.sprite(Bounds(-size * 1.1, -size * 1.1, size * 1.1, size * 1.1), fineness=1.6)
    away = np.hypot(canvas.x, canvas.y) / np.float32(size)
    pale = mix(light.glow, (1.0, 1.0, 1.0), 0.6)
    canvas.fill(pale, (np.exp(-(((away - 0.86) / 0.1) ** 2)) * 0.65 + 0.1 * (away < 0.86)).astype(np.float32))
    spot = np.exp(
        -(((canvas.x + size * 0.35) / (size * 0.22)) ** 2 + ((canvas.y + size * 0.4) / (size * 0.18)) ** 2)
    )
    canvas.fill((1.0, 1.0, 1.0), (spot * 0.95).astype(np.float32))
    count = 42
    chance = scene.generator("bubbles").random((count, 6))
    columns = np.array([side * 0.3, -side * 0.36, side * 0.05]) * scene.aspect

    def state(second: float) -> NDArray[np.float64]:
        rows = np.zeros((count, 7))
        rows[:, 0] = 1.2 + 2.6 * chance[:, 0]
        up = (chance[:, 1] + second * (0.07 + 0.06 * chance[:, 2])) % 1.0
        rows[:, 2] = 0.46 - up * 1.25
        wobble = np.sin(second * (2 + 2 * chance[:, 3]) + chance[:, 4] * 6.3)
        rows[:, 1] = columns[np.arange(count) % 3] + (chance[:, 5] - 0.5) * 0.14 + 0.012 * wobble * (0.4 + up)
        grown = (0.25 + 0.9 * chance[:, 2] ** 2) * (0.65 + 0.6 * up)
        rows[:, 3], rows[:, 4] = grown * (1 + 0.06 * wobble), grown * (1 - 0.06 * wobble)
        rows[:, 6] = 0.85 * np.clip(up * 8, 0, 1)
        return rows

    scene.layers.append(Flock(scene.texture(canvas), state))


def snow(scene: Scene) -> None:
    """What floats in the sea: specks that sink slowly."""
    size = 0.003
    canvas = scene.sprite(Bounds(-size * 2, -size * 2, size * 2, size * 2), fineness=1.4)
    away = np.hypot(canvas.x, canvas.y)
    canvas.fill(
        mix(scene.light.glow, (1.0, 1.0, 1.0), 0.5),
        np.clip(np.exp(-((away / np.float32(size * 0.75)) ** 2)) - 0.02, 0, 1),
    )
    count = 70
    chance = scene.generator("snow").random((count, 6))

    def state(second: float) -> NDArray[np.float64]:
        rows = np.zeros((count, 7))
        rows[:, 0] = 0.8 + 3.0 * chance[:, 0]
        rows[:, 1] = ((chance[:, 1] + 0.015 * np.sin(second * 0.5 + chance[:, 2] * 6.3)) % 1.0 - 0.5) * (
            scene.aspect + 0.4
        )
        rows[:, 2] = (chance[:, 3] + second * 0.012 * (0.5 + chance[:, 4])) % 1.0 * 1.2 - 0.62
        rows[:, 3] = rows[:, 4] = 0.5 + 0.8 * chance[:, 5]
        rows[:, 6] = 0.3 + 0.25 * np.sin(second * 0.9 + chance[:, 2] * 9)
        return rows

    scene.layers.append(Flock(scene.texture(canvas), state))
