"""What grows on the bed of the sea: ridges of rock with corals on them, gardens of coral close by."""

from __future__ import annotations

import math
from random import Random

import numpy as np

from rushes.previz.canvas import Canvas
from rushes.previz.geometry import Bounds, Upright
from rushes.previz.light import Color, color, mix, scaled
from rushes.previz.noise import cloudy, ridge
from rushes.previz.scene import Scene
from rushes.previz.shapes import Curve, Ellipse, Limb, Point

CORALS = ("#e0556a", "#f08a4a", "#c85a9a", "#e8b04a", "#8a5ac0", "#5ab09a", "#d84a4a")


def reef(scene: Scene, depth: float, side: float, height: float, *, count: int) -> None:
    """A ridge of rock and coral that rises to one side; far ones are shapes in the blue."""
    light = scene.light
    plane = Upright(depth)
    foot = scene.ground / depth
    canvas = scene.canvas(plane, top=foot - height * 1.9 - 0.7 / depth, bottom=foot + 0.02)
    generator = scene.generator(f"reef {depth}")
    span = canvas.box.right - canvas.box.left
    rough = ridge(generator, canvas.width, 9 * span, 6, 0.58)
    rise = np.clip(0.18 + canvas.x[0] * np.float32(side / (scene.aspect / 2)) * 0.82, 0, 1.25) ** 1.2
    top = (np.float32(foot + 0.006) - np.float32(height) * rise * (0.85 + 0.4 * rough)).astype(np.float32)
    under = canvas.y - top[None, :]
    stone = cloudy(
        generator, (canvas.height, canvas.width), (0.04 * canvas.per_unit, 0.05 * canvas.per_unit), 5
    )
    buried = np.clip(
        (np.float32(foot + 0.012) - canvas.y + (stone - 0.5) * np.float32(0.05)) / np.float32(0.03), 0, 1
    )
    cover = canvas.edge(under) * np.clip(rise * 30 - 0.5, 0, 1)[None, :] * (buried if depth < 6 else 1.0)
    bright = np.asarray(light.shade(color("#8a8a84"), depth * 0.8, lit=0.8), np.float32)
    dark = np.asarray(light.shade(color("#2c3a48"), depth * 0.8, lit=0.1), np.float32)
    share = np.clip((stone - 0.42) * 2.4 + 0.45 - under / np.float32(height * 0.9), 0, 1)[..., None]
    canvas.fill(dark + (bright - dark) * share, cover)
    random = scene.random(f"reef {depth}")
    for _ in range(int(count * span)):
        x = random.uniform(canvas.box.left, canvas.box.right)
        column = min(canvas.width - 1, max(0, int((x - canvas.box.left) * canvas.per_unit)))
        if rise[column] < 0.3:
            continue
        y = float(top[column]) + random.uniform(0.004, 0.05)
        size = random.uniform(0.25, 0.5) / depth
        tone = light.shade(color(random.choice(CORALS)), depth * 0.8, lit=random.uniform(0.4, 0.8))
        coral(
            canvas, random.choice(("fan", "branch", "brain", "tubes")), (x, y), random, size=size, tone=tone
        )
    low = np.clip((canvas.y - np.float32(foot - height * 0.5)) / np.float32(height * 0.5), 0, 1)
    canvas.tint(light.haze, (low * 0.35 * np.ones((1, canvas.width))).astype(np.float32))
    scene.add(canvas, plane, grain=f"reef {depth}")


def garden(scene: Scene, depth: float, side: float) -> None:
    """Corals close by, in full colour, in one corner."""
    light = scene.light
    random = scene.random(f"garden {depth}")
    plane = Upright(depth)
    edge = side * scene.aspect / 2
    foot = scene.bottom + 0.1 if depth < 1.5 else scene.ground / depth + 0.08
    reach = (0.5 if depth > 1.5 else 0.36) * min(1.0, scene.aspect)
    canvas = scene.sprite(Bounds(edge - reach * 1.6, foot - 0.42, edge + reach * 1.6, foot + 0.12))
    base = light.shade(color("#8a8680"), depth, lit=0.4)
    hump = [
        (edge - side * reach * 1.5, foot + 0.075),
        (edge - side * reach * 1.2, foot + 0.02),
        (edge - side * reach * 0.95, foot - 0.02),
        (edge - side * reach * 0.5, foot - 0.09),
        (edge, foot - 0.16),
        (edge + side * reach * 0.7, foot - 0.2),
        (edge + side * reach * 1.5, foot - 0.16),
        (edge + side * reach * 1.5, foot + 0.5),
        (edge - side * reach * 1.3, foot + 0.5),
    ]
    stone = cloudy(
        scene.generator(f"garden {depth}"),
        (canvas.height, canvas.width),
        (0.03 * canvas.per_unit, 0.04 * canvas.per_unit),
        5,
    )
    canvas.draw(base, Curve(hump))
    buried = np.clip(
        (np.float32(foot + 0.095) - canvas.y + (stone - 0.5) * np.float32(0.05)) / np.float32(0.02), 0, 1
    )[..., None]
    canvas.rgb *= buried
    canvas.alpha *= buried
    canvas.darken(np.clip(0.1 + stone * 1.7, 0, 1.3).astype(np.float32))
    canvas.tint(
        scaled(light.water[2], 0.5),
        np.clip((canvas.y - np.float32(foot - 0.1)) / np.float32(0.2), 0, 1)
        * np.float32(0.8)
        * np.ones((1, canvas.width), np.float32),
    )
    grown: list[tuple[float, float, str]] = []
    for k in range(22):
        out = random.uniform(-1.2, 1.0)
        x = edge + side * out * reach
        line = foot - 0.13 - 0.1 * min(1.0, max(-1.3, out)) + 0.035
        grown.append(
            (line + 0.032 * (k % 3), x, random.choice(("fan", "branch", "branch", "brain", "tubes")))
        )
    for y, x, kind in sorted(grown):
        tone = light.shade(color(random.choice(CORALS)), depth, lit=random.uniform(0.45, 0.75))
        coral(canvas, kind, (x, y), random, size=0.11 * random.uniform(0.75, 1.25), tone=tone)
    scene.add(canvas, plane, grain=f"garden {depth}")


def coral(canvas: Canvas, kind: str, at: Point, random: Random, *, size: float, tone: Color) -> None:
    """One coral with its foot at `at`."""
    x, y = at
    dark, bright = scaled(tone, 0.62), mix(tone, (1.0, 1.0, 0.95), 0.28)
    if kind == "brain":
        canvas.draw(dark, Ellipse(x, y - size * 0.2, size * 0.5, size * 0.38))
        canvas.draw(tone, Ellipse(x, y - size * 0.25, size * 0.45, size * 0.32))
        lines = [
            Limb(
                [
                    (x + size * (0.13 * k - 0.3), y - size * 0.1),
                    (x + size * (0.13 * k - 0.26) + random.uniform(-0.03, 0.03) * size, y - size * 0.3),
                    (x + size * (0.1 * k - 0.2), y - size * 0.48),
                ],
                [size * 0.03] * 3,
            )
            for k in range(5)
        ]
        canvas.draw(bright, *lines, cover=0.6)
    elif kind == "tubes":
        for k in range(6):
            low, tall = x + size * random.uniform(-0.4, 0.4), size * random.uniform(0.4, 1.0)
            lean = random.uniform(-0.12, 0.12) * size
            canvas.draw(
                tone if k % 2 else dark,
                Limb([(low, y + size * 0.1), (low + lean, y - tall)], [size * 0.13, size * 0.18]),
            )
            canvas.draw(bright, Ellipse(low + lean, y - tall, size * 0.09, size * 0.05))
            canvas.draw(scaled(dark, 0.6), Ellipse(low + lean, y - tall, size * 0.06, size * 0.03))
    else:
        long, forks, wide = (0.4, 5, 0.34) if kind == "fan" else (0.46, 4, 0.5)
        tones = (dark, tone, bright)
        grow(
            canvas,
            (x, y + size * 0.08),
            -math.pi / 2,
            tones,
            random,
            long=size * long,
            forks=forks,
            wide=wide,
        )


def grow(
    canvas: Canvas,
    start: Point,
    turn: float,
    tones: tuple[Color, Color, Color],
    random: Random,
    *,
    long: float,
    forks: int,
    wide: float,
) -> None:
    """Branches that fork again and again, `wide` apart."""
    x, y = start
    end = (x + math.cos(turn) * long, y + math.sin(turn) * long)
    thick = long * 0.26
    canvas.draw(tones[0 if forks > 3 else 1 if forks > 1 else 2], Limb([start, end], [thick, thick * 0.72]))
    if forks <= 1 or long * canvas.per_unit <= 1.5:
        return
    for way in (-1, 1):
        bent = turn + way * wide * random.uniform(0.6, 1.2)
        shorter = long * random.uniform(0.62, 0.82)
        grow(canvas, end, bent, tones, random, long=shorter, forks=forks - 1, wide=wide)
