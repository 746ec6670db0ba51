"""Above the clouds: banks of cloud behind one another to the horizon, one tower of cloud, open air above."""

from __future__ import annotations

import math
from random import Random

import numpy as np

from rushes.previz.canvas import Canvas
from rushes.previz.geometry import Bounds, Level, Upright
from rushes.previz.light import Color, mix, scaled
from rushes.previz.noise import Field, cloudy, ring
from rushes.previz.scene import Life, Scene
from rushes.previz.words import Wish
from rushes.previz.worlds.land import sunward
from rushes.previz.worlds.sky import birds, paint_clouds, paint_sky

# depth, y of the tops under the horizon, height of the billows, drift a second
BANKS = (
    (46.0, 0.012, 0.022, 0.002),
    (24.0, 0.035, 0.036, 0.004),
    (13.0, 0.075, 0.06, 0.007),
    (7.0, 0.15, 0.1, 0.012),
    (3.9, 0.27, 0.15, 0.02),
)


def paint_skies(scene: Scene, wish: Wish) -> None:
    """Paint the open sky over a sea of clouds; whoever is here flies or falls."""
    scene.floats = True
    side = -sunward(scene)
    paint_sky(scene)
    paint_clouds(
        scene, "high", depth=500.0, base=0.24, height=0.95, amount=0.34, size=1.0, speed=0.003, strength=0.6
    )
    paint_clouds(
        scene, "far", depth=300.0, base=0.0, height=0.1, amount=0.72, size=0.5, speed=0.002, strength=0.8
    )
    underneath(scene)
    random = scene.random("skies")
    at = side * scene.aspect / 2 * random.uniform(0.42, 0.62)
    for k, (depth, y, high, speed) in enumerate(BANKS):
        if k == 1:
            tower(scene, "great", 34.0, at, random.uniform(0.34, 0.42) * min(1.0, 0.5 + 0.3 * scene.aspect))
        if k == 3:
            tower(scene, "small", 10.0, -side * scene.aspect / 2 * random.uniform(0.7, 0.95), 0.1)
        bank(scene, depth, y, high, speed * side)
    if wish.figure != "bird":
        birds(scene, count=4, x=-side * 0.12, y=-0.14, size=0.016, depth=6.0, speed=0.02 * -side)
    wisps(scene, side)


def tones(scene: Scene, veil: float) -> tuple[Color, Color, Color]:
    """A cloud's colours in light, in half light and in shade, behind the haze of depth `veil`."""
    light = scene.light
    hidden = min(light.hidden(veil), 0.08 * veil)  # near banks keep their shape in any haze
    air = mix(light.sky[-2], light.haze, 0.4)
    strength = min(0.96, (sum(light.key) + sum(light.ambient)) / 3 + 0.4)  # against the light they are dark
    lit = scaled(mix(light.cloud_lit, light.sun, 0.25), strength)
    shade = mix(light.cloud_shade, light.sky[2], 0.42)
    shade = scaled(shade, min(1.0, 0.66 * sum(lit) / max(0.05, sum(shade))))
    return mix(lit, air, hidden), mix(mix(lit, shade, 0.5), air, hidden), mix(shade, air, hidden)


def underneath(scene: Scene) -> None:
    """What lies under the banks, as far as one sees between them: cloud in the depth."""
    plane = Level(scene.ground)
    canvas = scene.canvas(plane, top=-0.002)
    far, middle, low = tones(scene, 6.0)
    canvas.fill(
        np.broadcast_to(
            canvas.rows([(0.0, mix(far, scene.light.haze, 0.6)), (0.08, middle), (0.5, low)]),
            canvas.rgb.shape,
        ),
        canvas.edge(canvas.y),
    )
    scene.add(canvas, plane, grain="underneath")


def puffs(
    canvas: Canvas,
    heap: list[tuple[float, float, float]],
    colours: tuple[Color, Color, Color],
    toward: float,
    billows: Field,
) -> None:
    """Paint a heap of puffs (x, y, radius), each lit on the sun's side and from above.

    `billows` is noise over the canvas that makes their round outlines and their light boil.
    """
    lit, half, shade = (np.asarray(one, np.float32) for one in colours)
    for x, y, r in heap:
        c0 = max(0, int((x - r * 1.4 - canvas.box.left) * canvas.per_unit))
        c1 = min(canvas.width, int((x + r * 1.4 - canvas.box.left) * canvas.per_unit) + 2)
        r0 = max(0, int((y - r * 1.4 - canvas.box.top) * canvas.per_unit))
        r1 = min(canvas.height, int((y + r * 1.4 - canvas.box.top) * canvas.per_unit) + 2)
        if c1 <= c0 or r1 <= r0:
            continue
        u = (canvas.x[:, c0:c1] - np.float32(x)) / np.float32(r)
        v = (canvas.y[r0:r1] - np.float32(y)) / np.float32(r)
        boil = billows[r0:r1, c0:c1] - np.float32(0.5)
        away = np.sqrt(u * u + v * v) + boil * np.float32(1.05) + np.float32(0.12)
        cover = np.clip((1 - away) * np.float32(3.2), 0, 1)
        cover = (cover * cover * (3 - 2 * cover))[..., None]
        facing = (
            u * np.float32(0.5 * toward) - v * np.float32(0.8) - boil * np.float32(1.5) + np.float32(0.05)
        )
        warm = np.clip(facing * 1.5, 0, 1)[..., None]
        cold = np.clip(-facing * 1.3, 0, 1)[..., None]
        tone = half + (lit - half) * warm
        tone = tone + (shade - tone) * cold
        rgb, alpha = canvas.rgb[r0:r1, c0:c1], canvas.alpha[r0:r1, c0:c1]
        rgb += (tone - rgb) * cover
        alpha += (1 - alpha) * cover


def bank(scene: Scene, depth: float, y: float, high: float, speed: float) -> None:
    """A bank of cloud right across, opaque below its billows; it drifts for ever."""
    plane = Upright(depth)
    box = scene.bounds(plane, sway=0.04)
    width = max(box.right - box.left, 1.0) * 1.25
    low = max(box.bottom, y + high)
    bottom = min(low, y + high * 4.5 + 0.1)
    canvas = Canvas(Bounds(box.left, y - high * 1.9, box.left + width, bottom), scene.per_unit * 0.6)
    width = canvas.width / canvas.per_unit  # of whole texels, so that the right edge leads on to the left
    random = scene.random(f"bank {depth}")
    colours = tones(scene, 0.22 * depth + 0.6)
    generator = scene.generator(f"bank {depth}")
    count = max(2, round(width / (high * 5)))
    swell = ring(generator, canvas.width, (count, 2 * count + 1, 3 * count + 1), 0.7)
    line = np.float32(y) - np.float32(high * 0.5) * swell
    lit, half, shade = colours
    body = canvas.edge(canvas.y - line[None, :] - np.float32(high * 0.25))
    canvas.fill(
        np.broadcast_to(
            canvas.rows(
                [
                    (y - high * 0.4, mix(lit, half, 0.4)),
                    (y + high * 0.9, half),
                    (bottom, mix(half, shade, 0.75)),
                ]
            ),
            canvas.rgb.shape,
        ),
        body,
    )
    heap: list[tuple[float, float, float]] = []
    # rows from the far edge of the bank towards us; each lower row lies before the one above
    for row in range(4):
        step = high * (0.42 + 0.14 * row)
        for k in range(int(width / step)):
            x = box.left + (k + random.uniform(-0.4, 0.4)) * step
            column = int((x - box.left) * canvas.per_unit) % canvas.width
            down = float(line[column]) + high * (0.05 + 0.42 * row) + random.uniform(-0.12, 0.16) * high
            r = high * random.uniform(0.3, 0.85) * (1 + 0.2 * row)
            heap.append((x, down, r))
    heap.sort(key=lambda one: one[1] + one[2] * 0.3)
    wrapped = [
        (x + shift, a, r)
        for x, a, r in heap
        for shift in (-width, 0.0, width)
        if box.left - r * 1.4 < x + shift < box.left + width + r * 1.4
    ]
    cell = high * 0.75 * canvas.per_unit
    billows = cloudy(generator, (canvas.height, canvas.width), (cell * 0.7, cell), 5, wraps=True, fall=0.6)
    puffs(canvas, wrapped, colours, sunward(scene), billows)
    fall = np.clip((canvas.y - np.float32(y + high)) / np.float32(max(0.05, high * 2)), 0, 1)
    canvas.tint(mix(half, shade, 0.6), (fall * 0.75 * np.ones((1, canvas.width))).astype(np.float32))
    rolling = random.uniform(0, math.tau)
    scene.add(
        canvas,
        plane,
        lambda second: Life(x=speed * second, y=0.0015 * math.sin(second * 0.6 + rolling)),
        wraps=True,
        grain=f"bank {depth}",
    )


def heaped(
    random: Random, x: float, foot: float, high: float, wide: float
) -> list[tuple[float, float, float]]:
    """The puffs of a tower of cloud: broad below, boiling up to a crown."""
    heap: list[tuple[float, float, float]] = []
    for _ in range(170):
        up = random.random() ** 1.15
        half = wide * (0.92 - 0.66 * up**0.7) * (1 + 0.22 * math.sin(up * 8))
        r = high * random.uniform(0.08, 0.2) * (1.15 - 0.45 * up)
        heap.append(
            (x + max(-1.0, min(1.0, random.gauss(0.0, 0.55))) * half, foot - high * up * 0.92 + r * 0.5, r)
        )
    heap.sort(key=lambda one: one[1] + random.uniform(-0.06, 0.06) * high)
    core = [  # behind all others: no sky shows through
        (x + side * wide * 0.42 * (1 - up), foot - high * up * 0.72, high * (0.26 - 0.12 * up))
        for up in (0.85, 0.65, 0.45, 0.25, 0.08)
        for side in (-0.9, 0.0, 0.9)
    ]
    return [*core, *heap]


def tower(scene: Scene, name: str, depth: float, x: float, high: float) -> None:
    """A tower of cloud, for the eye to come back to; it breathes slowly."""
    random = scene.random(f"tower {name}")
    foot = 0.12 if depth < 20 else 0.06
    tall = high + foot
    box = Bounds(x - tall * 1.5, -high - tall * 0.2, x + tall * 1.5, foot + tall * 0.34)
    canvas = Canvas(box, scene.per_unit * 0.7)
    colours = tones(scene, 0.14 * depth + 1.0)
    cell = max(0.05, high * 0.2) * canvas.per_unit
    billows = cloudy(
        scene.generator(f"tower {name}"), (canvas.height, canvas.width), (cell, cell), 5, fall=0.6
    )
    puffs(
        canvas,
        heaped(random, x, foot, tall, tall * min(1.0, 0.3 + 0.5 * scene.aspect)),
        colours,
        sunward(scene),
        billows,
    )
    low = np.clip(1 + (canvas.y - np.float32(foot)) / np.float32(high * 0.6), 0, 1)
    canvas.tint(
        mix(colours[1], scene.light.haze, 0.5), (low * 0.55 * np.ones((1, canvas.width))).astype(np.float32)
    )
    phase = random.uniform(0, math.tau)
    scene.add(
        canvas,
        Upright(depth),
        lambda second: Life(
            scale_x=1 + 0.004 * math.sin(second * 0.5 + phase),
            scale_y=1 + 0.012 * math.sin(second * 0.12),
            x=0.0015 * second,
        ),
        pivot=(x, foot),
        grain=f"tower {name}",
    )


def wisps(scene: Scene, side: float) -> None:
    """Shreds of cloud close by, that the camera passes."""
    for k, (depth, y) in enumerate(((2.2, 0.3), (1.2, -0.36))):
        random = scene.random(f"wisp {k}")
        wide, high = 0.5, 0.09
        canvas = Canvas(Bounds(-wide, y - high, wide, y + high), scene.per_unit * 0.4)
        generator = scene.generator(f"wisp {k}")
        puff = cloudy(
            generator, (canvas.height, canvas.width), (0.06 * canvas.per_unit, 0.2 * canvas.per_unit), 5
        )
        edge = np.clip(1 - (canvas.x / wide) ** 2, 0, 1) * np.clip(
            1 - ((canvas.y - np.float32(y)) / high) ** 2, 0, 1
        )
        cover = np.clip((puff - 0.42) * 2.6, 0, 1) * edge**1.5 * 0.6
        canvas.fill(mix(scene.light.cloud_lit, scene.light.haze, 0.3), cover.astype(np.float32))
        start, span = random.uniform(0, 1), scene.aspect + 2.2
        pace = 0.05 + 0.05 * k

        def life(second: float, start: float = start, pace: float = pace, span: float = span) -> Life:
            return Life(x=((start * span + side * pace * second) % span) - span / 2)

        scene.add(canvas, Upright(depth), life, grain=f"wisp {k}")
