"""A forest: trunks behind one another in the haze, a path that leads to the light, shafts between them."""

from __future__ import annotations

import math
from random import Random

import numpy as np
from numpy.typing import NDArray

from rushes.previz.canvas import Canvas
from rushes.previz.geometry import FAR, Bounds, Level, Upright
from rushes.previz.light import Color, color, mix, scaled
from rushes.previz.noise import cloudy, ridge
from rushes.previz.scene import Flock, Life, Scene
from rushes.previz.shapes import Ellipse, Limb, Point, Polygon
from rushes.previz.words import Wish
from rushes.previz.worlds.land import ground, sunward
from rushes.previz.worlds.plants import tuft

BANDS = ((16.0, 30, 0.5), (9.5, 18, 0.34), (5.8, 12, 0.2), (3.6, 8, 0.08))  # depth, trunks, share of light


def paint_forest(scene: Scene, wish: Wish) -> None:
    """Paint the forest; the clearing at the path's end lies on the light's side, off the middle."""
    toward = sunward(scene)
    clear = toward * scene.aspect * 0.09
    glade(scene, clear)
    for depth, count, share in BANDS[:2]:
        trunks(scene, depth, count, share, clear)
    floor(scene, clear)
    for depth, count, share in BANDS[2:]:
        trunks(scene, depth, count, share, clear)
    shafts(scene, clear, toward)
    for k, (depth, at) in enumerate(((2.3, -toward * 0.72), (1.75, toward * 0.98))):
        great_trunk(scene, f"great {k}", depth, at * scene.aspect / 2)
    canopy(scene, toward)
    ferns(scene, toward, low=bool(wish.figure))
    leaves(scene, clear)


def green(scene: Scene, share: float) -> Color:
    """The air between the trees: more of the light the further it is."""
    light = scene.light
    air = mix(light.haze, light.shade(color("#9fb56a"), 1.0, lit=0.7), 0.45)
    return mix(light.shade(color("#24362a"), 1.0, lit=0.25), air, share)


def glade(scene: Scene, clear: float) -> None:
    """What shines through from behind: bright about the clearing, green and dark to the sides."""
    light = scene.light
    plane = Upright(FAR)
    canvas = scene.canvas(plane, bottom=0.1)
    deep, air = green(scene, 0.42), green(scene, 0.9)
    canvas.fill(
        canvas.rows([(scene.top, mix(deep, light.shade(color("#31482f"), 1.0, lit=0.3), 0.6)), (-0.1, air)])
    )
    away = np.hypot((canvas.x - np.float32(clear)) * 1.15, (canvas.y + 0.1) * 0.85)
    canvas.fill(mix(light.haze, light.sun, 0.55), (0.85 * np.exp(-((away / 0.3) ** 1.4))).astype(np.float32))
    leaves = cloudy(
        scene.generator("glade"),
        (canvas.height, canvas.width),
        (0.05 * canvas.per_unit, 0.05 * canvas.per_unit),
        5,
    )
    thick = np.clip((leaves - 0.5) * 6, 0, 1) * np.clip((-canvas.y - 0.12) * 3.2, 0, 0.75)
    canvas.fill(green(scene, 0.4), (thick * np.clip(away * 2.4 - 0.2, 0, 1)).astype(np.float32))
    scene.add(canvas, plane, grain="glade")


def trunks(scene: Scene, depth: float, count: int, share: float, clear: float) -> None:
    """One band of trees, leaving the path free; undergrowth at their feet, leaves at the top."""
    light = scene.light
    plane = Upright(depth)
    foot = scene.ground / depth
    canvas = scene.canvas(plane, bottom=foot + 0.03, sway=0.02)
    random = scene.random(f"trunks {depth}")
    bark = mix(light.shade(color("#4a3c30"), 1.0, lit=0.25), green(scene, 1.0), share)
    tone = mix(light.shade(color("#2b4229"), 1.0, lit=0.3), green(scene, 1.0), share)
    box = canvas.box
    free = 0.62 / depth
    top = box.top - 0.05
    for k in range(int(count * (box.right - box.left) / 1.8)):
        x = random.uniform(box.left, box.right)
        if abs(x - clear * (1 - 1 / depth)) < free:
            continue
        thick = random.uniform(0.1, 0.2) / depth
        lean = random.uniform(-0.02, 0.02)
        low = foot + random.uniform(-0.01, 0.012)
        one = scaled(bark, random.uniform(0.85, 1.12))
        canvas.draw(one, *trunk(x, low, top, random, thick=thick, lean=lean))
        lit = x + sunward(scene) * thick * 0.3
        canvas.draw(
            mix(one, light.glow, 0.3),
            Limb([(lit, low - thick), (lit + lean, top)], [thick * 0.16, thick * 0.08]),
            cover=0.4 + share,
        )
        if k % 2:
            branch(canvas, one, (x, foot), thick, random)
    leaves = cloudy(
        scene.generator(f"leaves {depth}"),
        (canvas.height, canvas.width),
        (0.16 / depth**0.5 * canvas.per_unit, 0.22 / depth**0.5 * canvas.per_unit),
        6,
        fall=0.6,
    )
    away = np.abs(canvas.x - np.float32(clear))
    high = (-canvas.y - np.float32(0.2 + 0.06 / depth)) * 2.1 + np.clip(away * 0.9 - 0.2, -0.2, 0.35)
    cover = np.clip((leaves - np.float32(0.53) + high * 0.42) * 9, 0, 1)
    canvas.fill(tone, cover.astype(np.float32))
    lit = np.clip((leaves - 0.56) * 8, 0, 1) * cover
    canvas.tint(mix(tone, light.shade(color("#a9bd58"), 1.0, lit=0.9), 0.55), (lit * 0.55).astype(np.float32))
    undergrowth(scene, canvas, depth, clear * (1 - 1 / depth), scaled(tone, 0.92))
    scene.add(canvas, plane, grain=f"trunks {depth}")


def undergrowth(scene: Scene, canvas: Canvas, depth: float, clear: float, tone: Color) -> None:
    """Bushes at the feet of a band of trees, lower towards the path and none on it."""
    generator = scene.generator(f"undergrowth {depth}")
    span = canvas.box.right - canvas.box.left
    foot = scene.ground / depth
    rough = 0.5 + 0.5 * ridge(generator, canvas.width, 26 * depth**0.4 * span, 5, 0.6)
    away = np.clip(np.abs(canvas.x[0] - np.float32(clear)) - np.float32(0.55 / depth), 0, 0.9 / depth)
    high = (away * np.float32(0.42) * (0.25 + rough)).astype(np.float32)[None, :]
    low = (
        np.float32(foot + 0.004)
        + np.float32(0.05 / depth) * ridge(generator, canvas.width, 12 * span, 5)[None, :]
    )
    body = canvas.edge(canvas.y - (np.float32(foot) - high)) * np.clip(
        (low + np.float32(0.05 / depth) - canvas.y) / np.float32(0.07 / depth), 0, 1
    )
    canvas.fill(tone, body * np.clip(high / np.float32(0.03 / depth), 0, 1))


def trunk(x: float, foot: float, top: float, random: Random, *, thick: float, lean: float) -> list[Polygon]:
    """A trunk that swells at the root."""
    bend = random.uniform(-0.01, 0.01)
    left: list[Point] = []
    right: list[Point] = []
    for k in range(9):
        share = k / 8
        y = foot + (top - foot) * share
        half = thick / 2 * (1 - 0.3 * share + 0.6 * max(0.0, 1 - share * 9))
        at = x + lean * share + bend * math.sin(share * 6)
        left.append((at - half, y))
        right.append((at + half, y))
    return [Polygon([*left, *reversed(right)])]


def branch(canvas: Canvas, tone: Color, root: Point, thick: float, random: Random) -> None:
    """A bare branch on the trunk that stands at `root`."""
    x, foot = root
    side = random.choice((-1, 1))
    y = foot - thick * random.uniform(5, 12)
    canvas.draw(
        tone,
        Limb(
            [(x, y), (x + side * thick * 1.8, y - thick * 1.1), (x + side * thick * 3.8, y - thick * 2.6)],
            [thick * 0.3, thick * 0.2, thick * 0.06],
        ),
    )


def floor(scene: Scene, clear: float) -> None:
    """Moss and fallen leaves, and a path that winds to the clearing; light lies in pools on it."""
    light = scene.light
    canvas = ground(
        scene,
        "floor",
        color("#5a6a34"),
        color("#7f8f56"),
        dark=color("#2c3a22"),
        bright=color("#8c9a4c"),
        end=16.0,
    )
    distance = scene.ground / np.maximum(canvas.y, np.float32(0.004))
    middle = np.float32(clear) * (1 - 1 / np.maximum(distance, 0.2)) * np.float32(1.0) + np.float32(
        0.045
    ) * np.sin(distance * 1.25)
    edge = cloudy(
        scene.generator("path"),
        (canvas.height, canvas.width),
        (0.02 * canvas.per_unit, 0.06 * canvas.per_unit),
        5,
    )
    half = np.float32(0.3) / distance
    on_path = np.clip(1.25 - np.abs(canvas.x - middle) / half + (edge - 0.5) * 1.6, 0, 1)
    canvas.tint(
        light.shade(color("#a98f66"), 1.0, lit=0.6),
        (on_path * 0.85 * np.clip(1.3 - canvas.y, 0.2, 1)).astype(np.float32),
    )
    pools = np.clip((edge - 0.52) * 6, 0, 1) * np.exp(-(((canvas.x - middle) / (half * 2.2)) ** 2))
    canvas.add(scaled(light.glow, 0.5), (pools * 0.55 * np.clip(1 - canvas.y, 0, 1)).astype(np.float32))
    glow = np.exp(-(((canvas.x - np.float32(clear)) / np.float32(0.35)) ** 2)) * np.clip(
        1 - canvas.y / 0.2, 0, 1
    )
    canvas.tint(mix(light.haze, light.sun, 0.4), (glow * 0.6).astype(np.float32))
    scene.add(canvas, Level(scene.ground), grain="floor")


def shafts(scene: Scene, clear: float, toward: float) -> None:
    """Sunlight, or the moon's, in slanting shafts from the clearing."""
    light = scene.light
    plane = Upright(3.4)
    canvas = scene.canvas(plane, bottom=0.16, sway=0.1)
    x0, y0 = clear + toward * 0.25, -0.75
    angle = np.arctan2(canvas.x - np.float32(x0), canvas.y - np.float32(y0))
    random = scene.random("shafts")
    rays = np.zeros((canvas.height, canvas.width), np.float32)
    for _ in range(7):
        at, wide = random.uniform(-0.75, 0.4) * toward, random.uniform(0.02, 0.06)
        rays += np.exp(-(((angle - np.float32(at)) / np.float32(wide)) ** 2)).astype(
            np.float32
        ) * random.uniform(0.4, 1)
    along = np.clip((canvas.y - canvas.box.top) / np.float32(0.15), 0, 1) * np.clip(
        (0.14 - canvas.y) / 0.3, 0, 1
    )
    strength = 0.13 + 0.1 * (1 - light.stars)
    canvas.add(
        mix(light.glow, (1.0, 1.0, 1.0), 0.2),
        np.clip(rays * along * strength - 0.004, 0, 1).astype(np.float32),
    )
    phase = random.uniform(0, math.tau)
    scene.add(
        canvas,
        plane,
        lambda second: Life(
            x=0.02 * math.sin(second * 0.35 + phase), opacity=0.82 + 0.16 * math.sin(second * 0.8 + phase)
        ),
        grain="shafts",
    )


def great_trunk(scene: Scene, name: str, depth: float, x: float) -> None:
    """A mighty trunk close by: bark, roots, and light along one edge."""
    light = scene.light
    plane = Upright(depth)
    box = scene.bounds(plane)
    thick = 0.36 / depth
    foot = scene.ground / depth + 0.02
    canvas = scene.sprite(Bounds(x - thick * 1.6, box.top, x + thick * 1.6, foot + 0.03))
    random = scene.random(name)
    bark = light.shade(color("#3a2e26"), 1.0, lit=0.2)
    canvas.draw(bark, *trunk(x, foot, box.top - 0.02, random, thick=thick, lean=random.uniform(-0.02, 0.02)))
    rough = cloudy(
        scene.generator(name),
        (canvas.height, canvas.width),
        (0.09 * canvas.per_unit, 0.012 * canvas.per_unit),
        4,
    )
    canvas.darken(0.55 + 0.9 * rough)
    toward = sunward(scene)
    round_off = np.clip((canvas.x - np.float32(x)) * np.float32(toward) / np.float32(thick * 0.5), -1, 1)
    canvas.tint(
        mix(bark, light.glow, 0.5), (np.clip(round_off, 0, 1) ** 3 * (0.3 + rough * 0.5)).astype(np.float32)
    )
    canvas.tint(scaled(bark, 0.4), (np.clip(-round_off, 0, 1) ** 1.5 * 0.7).astype(np.float32))
    moss = np.clip((rough - 0.45) * 4, 0, 1) * np.clip((canvas.y - np.float32(foot - 0.22)) / 0.22, 0, 1)
    canvas.tint(light.shade(color("#5f7434"), 1.0, lit=0.45), (moss * 0.7).astype(np.float32))
    low = light.shade(color("#33471f"), 1.0, lit=0.25)
    canvas.fill(low, np.clip(1.6 * canvas.blob(x, foot + 0.014, thick * 0.75, 0.014), 0, 1))
    for _ in range(70):
        at, tall = x + random.gauss(0.0, 0.5) * thick, random.uniform(0.04, 0.14) * thick
        down = foot + random.uniform(-0.01, 0.02)
        tip = (at + random.uniform(-0.6, 0.6) * tall, down - tall)
        canvas.draw(scaled(low, random.uniform(0.7, 1.3)), Limb([(at, down), tip], [tall * 0.3, tall * 0.06]))
    canvas.alpha *= (
        fade := np.clip((np.float32(foot + 0.028) - canvas.y) / np.float32(0.02), 0, 1)[..., None]
    )
    canvas.rgb *= fade
    scene.add(canvas, plane, grain=name)


def canopy(scene: Scene, toward: float) -> None:
    """Dark leaves of near branches along the top corners; they stir."""
    light = scene.light
    depth = 1.25
    plane = Upright(depth)
    box = scene.bounds(plane)
    tones = [light.shade(color(code), 1.0, lit=0.3) for code in ("#1f3320", "#2c4728", "#44602f")]
    for side, reach in ((-toward, 0.62), (toward, 0.34)):
        random = scene.random(f"canopy {side}")
        edge = side * scene.aspect / 2
        left, right = sorted((edge + side * 0.5, edge - side * scene.aspect * reach))
        left, right = max(left, box.left - 0.06), min(right, box.right + 0.06)
        canvas = scene.sprite(Bounds(left, box.top - 0.04, right, scene.top + 0.3))
        for k in range(240):
            out = random.random() ** 1.6
            x = (
                edge
                + side * 0.45
                - side * (0.45 + out * scene.aspect * reach * 0.9) * random.uniform(0.2, 1.0)
            )
            fall = 0.24 * (1 - abs(x - edge) / (scene.aspect * reach + 0.5)) * random.random() ** 0.7
            y = scene.top - 0.02 + fall
            leaf(canvas, tones[min(2, k * 3 // 240)], (x, y), random.uniform(0.02, 0.038), random)
        # the bough above the frame, for a camera that rises: it climbs and thins towards the middle
        span = 0.5 + scene.aspect * reach
        inward = np.clip(
            (np.float32(edge + side * 0.5) - canvas.x) * np.float32(side) / np.float32(span), 0, 1
        )
        cell = 0.06 * canvas.per_unit
        ragged = cloudy(
            scene.generator(f"bough {side}"), (canvas.height, canvas.width), (cell, cell), 5, fall=0.6
        )
        under = np.float32(scene.top - 0.02) - inward**2 * np.float32(0.55) - canvas.y + (ragged - 0.5) * 0.3
        canvas.fill(tones[0], np.clip(under * 60, 0, 1) * np.clip((0.97 - inward) * 12, 0, 1))
        phase = random.uniform(0, math.tau)
        scene.add(
            canvas,
            plane,
            lambda second, phase=phase: Life(
                turn=0.012 * math.sin(second * 1.1 + phase), y=0.003 * math.sin(second * 1.7)
            ),
            pivot=(edge + side * 0.2, scene.top - 0.1),
        )


def leaf(canvas: Canvas, tone: Color, at: Point, size: float, random: Random) -> None:
    x, y = at
    turn = random.uniform(0.2, 2.9)
    a, b = math.cos(turn) * size, math.sin(turn) * size
    canvas.draw(
        scaled(tone, random.uniform(0.8, 1.25)),
        Polygon([(x - a, y - b), (x - b * 0.3, y + a * 0.3), (x + a, y + b), (x + b * 0.3, y - a * 0.3)]),
        Ellipse(x, y, size * 0.3, size * 0.3),
    )


def ferns(scene: Scene, toward: float, *, low: bool) -> None:
    """Ferns and grass in the near corners, in the wind."""
    light = scene.light
    random = scene.random("ferns")
    for k in range(10 if not low else 7):
        side = toward if k % 3 == 0 else -toward
        across = 1.02 - 0.09 * (k // 2) + random.uniform(-0.03, 0.03)
        tuft(
            scene,
            f"fern {k}",
            side * across * scene.aspect / 2,
            scene.bottom + 0.04,
            light.shade(color("#4c6a30"), 1.0, lit=0.35),
            high=0.2 * (1.1 - 0.06 * k),
            blades=18,
            spread=0.04,
        )


def leaves(scene: Scene, clear: float) -> None:
    """Leaves that fall through the light; after dark, fireflies."""
    light = scene.light
    size = 0.009
    canvas = scene.sprite(Bounds(-size, -size, size, size), fineness=1.5)
    dark = light.stars > 0.5
    if dark:
        away = np.hypot(canvas.x, canvas.y) / np.float32(size)
        canvas.add(mix(light.lamp, (0.85, 1.0, 0.5), 0.5), np.clip(np.exp(-((away * 2.2) ** 2)) - 0.01, 0, 1))
    else:
        canvas.draw(
            light.shade(color("#c9a544"), 1.0, lit=0.8),
            Polygon([(-size, 0), (0, -size * 0.5), (size, 0), (0, size * 0.5)]),
        )
    generator = scene.generator("falling")
    count = 34
    places = generator.random((count, 6))

    def state(second: float) -> NDArray[np.float64]:
        rows = np.zeros((count, 7))
        rows[:, 0] = 1.0 + 3.0 * places[:, 0]
        down = (places[:, 1] + second * (0.02 + 0.035 * places[:, 2]) * (0.15 if dark else 1.0)) % 1.0
        sway = np.sin(second * (0.8 + places[:, 3]) + places[:, 4] * 6.3)
        rows[:, 1] = clear + (places[:, 5] - 0.5) * (scene.aspect + 0.3) + 0.03 * sway
        rows[:, 2] = -0.6 + down * 0.95
        rows[:, 3] = rows[:, 4] = 1.3 / rows[:, 0] ** 0.7
        rows[:, 4] *= 0.35 + 0.65 * np.abs(np.sin(second * 1.7 + places[:, 4] * 9)) if not dark else 1.0
        rows[:, 5] = sway
        shine = 0.35 + 0.65 * np.clip(np.sin(second * 1.4 + places[:, 3] * 12), 0, 1) if dark else 0.85
        rows[:, 6] = np.clip(np.sin(np.pi * down) * 3, 0, 1) * shine
        return rows

    scene.layers.append(Flock(scene.texture(canvas), state))
