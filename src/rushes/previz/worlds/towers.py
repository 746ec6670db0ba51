"""The towers of a city: rows of them in the haze, their windows, and the one that everybody knows."""

from __future__ import annotations

import math
from dataclasses import dataclass
from random import Random

import numpy as np

from rushes.previz.canvas import Canvas
from rushes.previz.geometry import Bounds, Upright
from rushes.previz.light import Color, color, mix, scaled
from rushes.previz.scene import Life, Scene
from rushes.previz.shapes import Box, Ellipse, Limb, Polygon
from rushes.previz.worlds.land import sunward

WALLS = ("#6f7d90", "#8a8478", "#5e6a7c", "#98887a", "#7a8a94", "#66707a", "#a09484")
SHORE = 15.0  # depth of the far bank


@dataclass(frozen=True, slots=True)
class Tower:
    """A building from `left`, `wide` and `high`; `crown` is the kind of its top."""

    left: float
    wide: float
    high: float
    crown: str
    tone: Color


def towers(
    scene: Scene, name: str, depth: float, tall: float, peak: float, *, veil: float, spread: float
) -> None:
    """A row of towers, the tallest about `peak`; windows by night, and some that go on and off."""
    light = scene.light
    plane = Upright(depth)
    random = scene.random(f"towers {name}")
    foot = scene.ground / SHORE if depth < 30 else 0.02
    canvas = scene.canvas(plane, top=-tall * 2.3, bottom=foot)
    row: list[Tower] = []
    x = canvas.box.left - 0.05
    grow = 1.0 if depth < 30 else 0.8
    while x < canvas.box.right:
        wide = random.uniform(0.028, 0.066) * grow
        near = math.exp(-(((x + wide / 2 - peak) / spread) ** 2))
        high = tall * (0.3 + 0.85 * near) * random.uniform(0.6, 1.35)
        tone = light.shade(color(random.choice(WALLS)), veil, lit=random.uniform(0.25, 0.5))
        row.append(
            Tower(x, wide, high, random.choice(("flat", "flat", "step", "slope", "mast", "dome")), tone)
        )
        x += wide * random.uniform(0.8, 1.3)
    row.sort(key=lambda one: -one.high)
    for tower in row:
        raise_tower(scene, canvas, tower, random, foot=foot, veil=veil)
    low = np.clip(1 + canvas.y / np.float32(tall * 0.9), 0, 1) ** 1.5
    canvas.tint(light.haze, (low * 0.5).astype(np.float32))
    scene.add(canvas, plane, grain=f"towers {name}")
    if light.lamps > 0.2:
        for _ in range(2):
            windows(scene, canvas, plane, row, random)


def raise_tower(
    scene: Scene, canvas: Canvas, tower: Tower, random: Random, *, foot: float, veil: float
) -> None:
    """One tower: its two faces, its top, its rows of windows."""
    light, toward = scene.light, sunward(scene)
    left, right, top = tower.left, tower.left + tower.wide, -tower.high
    wide = tower.wide
    canvas.draw(tower.tone, Box(left, top, right, foot))
    if tower.crown == "step":
        canvas.draw(
            tower.tone,
            Box(left + wide * 0.2, top - wide * 0.4, right - wide * 0.2, top + 0.002),
            Box(left + wide * 0.36, top - wide * 0.75, right - wide * 0.36, top),
        )
    elif tower.crown == "slope":
        canvas.draw(
            tower.tone, Polygon([(left, top + 0.002), (right, top + 0.002), (right, top - wide * 0.7)])
        )
    elif tower.crown == "mast":
        canvas.draw(
            tower.tone,
            Box(left + wide * 0.47, top - wide * 1.1, left + wide * 0.53, top),
            Box(left + wide * 0.3, top - wide * 0.16, right - wide * 0.3, top),
        )
    elif tower.crown == "dome":
        canvas.draw(tower.tone, Ellipse((left + right) / 2, top + 0.001, wide * 0.4, wide * 0.34))
    bright = mix(tower.tone, light.shade(color("#e8dcc6"), veil, lit=1.0), 0.42)
    face = left + wide * 0.62 if toward > 0 else left
    canvas.draw(bright, Box(face, top + wide * 0.03, face + wide * 0.38, foot), cover=0.75)
    canvas.draw(
        scaled(tower.tone, 0.72),
        Box(
            left if toward > 0 else right - wide * 0.1, top, left + wide * 0.1 if toward > 0 else right, foot
        ),
        cover=0.6,
    )
    step = max(0.0062, wide / 7)
    panes = [
        Box(
            left + 0.004 + step * i,
            top + 0.007 + 0.0085 * j,
            left + 0.004 + step * i + step * 0.5,
            top + 0.0115 + 0.0085 * j,
        )
        for i in range(int((wide - 0.005) / step))
        for j in range(int((tower.high + min(0.0, foot)) / 0.0085))
        if random.random() < 0.85
    ]
    if veil < 6 and panes:
        canvas.draw(mix(scaled(tower.tone, 0.62), light.sky[1], 0.25), *panes, cover=0.55)


def windows(scene: Scene, canvas: Canvas, plane: Upright, row: list[Tower], random: Random) -> None:
    """Windows that are lit; now and then one goes out and another comes on."""
    light = scene.light
    lit = scene.sprite(canvas.box, fineness=canvas.per_unit / scene.per_unit)
    warm, cool = light.lamp, mix(light.lamp, (0.8, 0.92, 1.0), 0.6)
    for tower in row:
        step = max(0.0062, tower.wide / 7)
        share = random.uniform(0.08, 0.3) * light.lamps
        panes = [
            Box(
                tower.left + 0.004 + step * i,
                -tower.high + 0.007 + 0.0085 * j,
                tower.left + 0.004 + step * i + step * 0.55,
                -tower.high + 0.0117 + 0.0085 * j,
            )
            for i in range(int((tower.wide - 0.005) / step))
            for j in range(int(tower.high / 0.0085))
            if random.random() < share
        ]
        if panes:
            lit.draw(
                mix(cool if random.random() < 0.3 else warm, light.haze, light.hidden(plane.depth) * 0.25),
                *panes,
                cover=0.95,
            )
    phase = random.uniform(0, math.tau)
    scene.add(lit, plane, lambda second: Life(opacity=0.86 + 0.14 * math.sin(second * 1.3 + phase)))


def landmark(scene: Scene, x: float, random: Random) -> None:
    """The tower that everybody knows this city by; a lamp blinks at its tip."""
    light = scene.light
    depth = 28.0
    plane = Upright(depth)
    high = random.uniform(0.34, 0.4) * min(1.0, 0.6 + 0.3 * scene.aspect)
    foot = 0.02
    kind = random.choice(("needle", "lattice", "steps"))
    canvas = scene.sprite(Bounds(x - 0.12, -high * 1.25, x + 0.12, foot), fineness=1.2)
    tone = light.shade(
        color({"needle": "#8e98a8", "lattice": "#b0553c", "steps": "#9a8c78"}[kind]), 3.6, lit=0.45
    )
    if kind == "needle":
        canvas.draw(
            tone,
            Polygon(
                [(x - 0.03, foot), (x - 0.008, -high * 0.62), (x + 0.008, -high * 0.62), (x + 0.03, foot)]
            ),
            Ellipse(x, -high * 0.64, 0.034, 0.012),
            Ellipse(x, -high * 0.675, 0.024, 0.012),
            Limb([(x, -high * 0.66), (x, -high * 0.85), (x, -high)], [0.012, 0.006, 0.0016]),
        )
    elif kind == "lattice":
        legs = [
            Limb(
                [
                    (x + s * 0.062, foot),
                    (x + s * 0.03, -high * 0.3),
                    (x + s * 0.011, -high * 0.65),
                    (x, -high * 0.95),
                ],
                [0.012, 0.009, 0.007, 0.003],
            )
            for s in (-1, 1)
        ]
        bars = [
            Limb(
                [
                    (x - 0.066 * (1 - t) ** 1.6 - 0.004, -high * t),
                    (x + 0.066 * (1 - t - 0.06) ** 1.6 + 0.004, -high * (t + 0.06)),
                ],
                [0.003, 0.003],
            )
            for t in (0.04, 0.12, 0.2, 0.28, 0.36, 0.44, 0.52, 0.6, 0.68)
        ] + [
            Limb(
                [
                    (x + 0.066 * (1 - t) ** 1.6 + 0.004, -high * t),
                    (x - 0.066 * (1 - t - 0.06) ** 1.6 - 0.004, -high * (t + 0.06)),
                ],
                [0.003, 0.003],
            )
            for t in (0.04, 0.12, 0.2, 0.28, 0.36, 0.44, 0.52, 0.6, 0.68)
        ]
        decks = [
            Box(x - 0.034, -high * 0.32, x + 0.034, -high * 0.29),
            Box(x - 0.015, -high * 0.68, x + 0.015, -high * 0.64),
        ]
        canvas.draw(tone, *legs, *bars, *decks, Limb([(x, -high * 0.9), (x, -high * 1.08)], [0.004, 0.0012]))
    else:
        for k, (half, top) in enumerate(((0.05, 0.42), (0.04, 0.6), (0.03, 0.76), (0.019, 0.88))):
            canvas.draw(scaled(tone, 0.94 + 0.04 * k), Box(x - half, -high * top, x + half, foot))
        canvas.draw(
            tone, Limb([(x, -high * 0.86), (x, -high * 0.98), (x, -high * 1.12)], [0.016, 0.005, 0.0014])
        )
        lines = [Box(x - 0.044 + 0.0126 * i, -high * 0.8, x - 0.0415 + 0.0126 * i, foot) for i in range(8)]
        body = canvas.alpha[..., 0] > 0.9
        shade = canvas.blank()
        shade.draw(scaled(tone, 0.66), *lines)
        canvas.tint(scaled(tone, 0.66), shade.alpha[..., 0] * body * np.float32(0.7))
    toward = sunward(scene)
    lit = np.clip((canvas.x - np.float32(x)) * np.float32(toward) / np.float32(0.035), 0, 1)
    canvas.tint(mix(tone, light.shade(color("#f2e6d0"), 3.0, lit=1.0), 0.6), (lit * 0.6).astype(np.float32))
    if light.lamps > 0.2:  # floodlit from its foot
        flood = np.clip(0.9 + canvas.y / np.float32(high * 1.3), 0.15, 1) * np.float32(0.75 * light.lamps)
        canvas.tint(mix(tone, light.lamp, 0.8), flood * np.ones((1, canvas.width), np.float32))
    low = np.clip(1 + canvas.y / np.float32(high * 0.5), 0, 1) ** 1.5
    canvas.tint(light.haze, (low * 0.4).astype(np.float32))
    scene.add(canvas, plane, grain="landmark")
    tip = -high * (1.0 if kind == "needle" else 1.08)
    glow = scene.sprite(Bounds(x - 0.03, tip - 0.03, x + 0.03, tip + 0.03))
    away = np.hypot(glow.x - np.float32(x), glow.y - np.float32(tip))
    edge = np.clip((0.028 - away) * 60, 0, 1)
    glow.add(
        (1.0, 0.25, 0.18),
        (np.clip(np.exp(-away / 0.004) + 0.4 * np.exp(-away / 0.012), 0, 1) * edge).astype(np.float32),
    )
    phase = random.uniform(0, 2.0)

    def blink(second: float) -> Life:
        beat = max(0.0, math.sin((second + phase) * math.pi)) ** 3
        return Life(opacity=(0.25 + 0.75 * light.lamps) * beat)

    scene.add(glow, plane, blink)
