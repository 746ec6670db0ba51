"""A studio: a sweep of backdrop and floor in one colour, a pool of light, a plinth for a thing."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from rushes.previz.canvas import Canvas
from rushes.previz.figures.shading import model
from rushes.previz.figures.subject import place_subject
from rushes.previz.figures.words import THINGS
from rushes.previz.framing import FRAMINGS
from rushes.previz.geometry import Bounds, Level, Upright
from rushes.previz.light import Color, color, mix, scaled
from rushes.previz.noise import cloudy
from rushes.previz.scene import Flock, Life, Scene
from rushes.previz.shapes import Box, Ellipse, Polygon
from rushes.previz.words import Wish

BACK = 4.2  # depth of the backdrop


def paint_stage(scene: Scene, wish: Wish) -> None:
    """Paint the studio; a thing stands on a plinth, everybody else on the floor."""
    random = scene.random("stage")
    light = scene.light
    share = 0.0 if light.pools else 0.55  # what stands here is lit by lamps, whatever the hour
    key, ambient = mix(light.key, (0.82, 0.79, 0.74), share), mix(light.ambient, (0.4, 0.4, 0.44), share)
    scene.light = replace(light, key=key, ambient=ambient, thickness=0.0)
    tone = color(random.choice(light.backdrop))
    side = -1.0 if scene.light.sun_x > 0 else 1.0
    backdrop(scene, tone, side)
    floor(scene, tone, side)
    cone(scene, side)
    if wish.figure in THINGS:
        framing = FRAMINGS[wish.shot_size]
        size = {"extreme wide": 0.22, "wide": 0.42, "full": 0.62}.get(
            wish.shot_size, min(1.6, framing.height * 0.6)
        )
        top = 0.19 if size < 0.5 else 0.3
        depth = plinth(scene, tone, top - scene.lens.horizon, size)
        place_subject(scene, wish, foot=top - scene.lens.horizon, size=size, depth=depth)
    elif wish.figure:
        place_subject(scene, wish)
    else:
        ornaments(scene, tone)
    dust(scene, side)


def backdrop(scene: Scene, tone: Color, side: float) -> None:
    plane = Upright(BACK)
    level = scene.ground / BACK
    canvas = scene.canvas(plane, bottom=level + 0.12)
    wall = lit(scene, tone)
    high = scene.top
    canvas.fill(
        canvas.rows(
            [(high, scaled(wall, 0.42)), (high * 0.5, scaled(wall, 0.72)), (level, scaled(wall, 0.98))]
        )
    )
    away = np.hypot(
        (canvas.x + np.float32(side * 0.12)) / np.float32(0.62),
        (canvas.y + np.float32(0.13)) / np.float32(0.42),
    )
    canvas.tint(mix(wall, scene.light.sun, 0.55), (np.exp(-(away**2)) * 0.62).astype(np.float32))
    mottle = cloudy(
        scene.generator("backdrop"),
        (canvas.height, canvas.width),
        (0.3 * canvas.per_unit, 0.26 * canvas.per_unit),
        4,
    )
    canvas.darken(0.9 + 0.2 * mottle)
    scene.add(canvas, plane, grain="backdrop")


def lit(scene: Scene, tone: Color) -> Color:
    """The backdrop's colour in this light."""
    return tone if scene.light.name != "night" else scaled(tone, 1.15)


def floor(scene: Scene, tone: Color, side: float) -> None:
    plane = Level(scene.ground)
    level = scene.ground / BACK
    canvas = scene.canvas(plane, top=level - 0.05)
    wall = lit(scene, tone)
    cover = np.clip((canvas.y - np.float32(level - 0.045)) / np.float32(0.09), 0, 1)
    canvas.fill(
        canvas.rows([(level, scaled(wall, 0.96)), (0.28, scaled(wall, 0.82)), (0.7, scaled(wall, 0.46))]),
        cover * cover * (3 - 2 * cover),
    )
    away = np.hypot(
        (canvas.x + np.float32(side * 0.03)) / np.float32(0.52),
        (canvas.y - np.float32(0.31)) / np.float32(0.12),
    )
    pool = 1 / (1 + np.exp(np.minimum((away - 1.0) * 7.0, 60.0)))
    canvas.tint(mix(wall, scene.light.sun, 0.72), (pool * 0.6).astype(np.float32))
    scene.add(canvas, plane, grain="floor")


def cone(scene: Scene, side: float) -> None:
    """The beam of the spot lamp, from above."""
    plane = Upright(1.5)
    canvas = scene.canvas(plane, bottom=0.34, sway=0.1)
    x0, y0 = side * 0.42, -0.95
    along = np.clip((canvas.y - np.float32(y0)) / np.float32(1.28), 0, 1)
    middle = np.float32(x0) + (np.float32(-side * 0.03) - np.float32(x0)) * along
    half = np.float32(0.03) + along * np.float32(0.34)
    beam = np.exp(-(((canvas.x - middle) / half) ** 4)) * np.clip(1.1 - along, 0, 1) ** 1.2
    strength = 0.06 + 0.36 * scene.light.beam + 0.12 * scene.light.lamps
    canvas.add(
        mix(scene.light.glow, (1, 1, 1), 0.4), (np.clip(beam * strength - 0.004, 0, 1)).astype(np.float32)
    )
    phase = scene.random("cone").uniform(0, math.tau)
    scene.add(
        canvas, plane, lambda second: Life(opacity=0.9 + 0.06 * math.sin(second * 0.9 + phase)), grain="cone"
    )


def plinth(scene: Scene, tone: Color, top: float, size: float) -> float:
    """A round plinth whose top lies at `top`; gives its depth."""
    random = scene.random("subject")
    side = -1.0 if scene.light.sun_x > 0 else 1.0
    x = side * scene.aspect * random.uniform(0.06, 0.12)
    half = size * 0.42
    low = top + max(0.2, size * 0.5)
    depth = max(0.45, scene.ground / max(0.05, low))
    canvas = scene.sprite(Bounds(x - half * 2.4, top - half * 0.3, x + half * 2.4, low + half * 0.5))
    stone = scaled(lit(scene, mix(tone, (0.93, 0.91, 0.88), 0.45)), 0.9)
    canvas.fill((0.04, 0.04, 0.07), 0.55 * canvas.blob(x, low, half * 1.25, half * 0.22))
    canvas.draw(
        scaled(stone, 0.74),
        Box(x - half, top, x + half, low),
        Ellipse(x, low, half, half * 0.16),
    )
    round_off = (
        np.clip(np.abs((canvas.x - np.float32(x)) / np.float32(half) + np.float32(side * 0.3)), 0, 1.4) ** 2
    )
    canvas.tint(scaled(stone, 0.3), (round_off * 0.55 * (canvas.alpha[..., 0] > 0.9)).astype(np.float32))
    canvas.draw(scaled(stone, 1.12), Ellipse(x, top, half, half * 0.16))
    canvas.draw((1.0, 1.0, 1.0), Ellipse(x, top + half * 0.012, half * 0.985, half * 0.15), cover=0.1)
    scene.add(canvas, Upright(depth), grain="plinth", sharp=True)
    return depth


def ornaments(scene: Scene, tone: Color) -> None:
    """Three plain solids, for a wish that names nothing that can be drawn."""
    random = scene.random("ornaments")
    wall = lit(scene, tone)
    toward = 1.0 if scene.light.sun_x > 0 else -1.0
    hues = [
        mix(wall, color(code), 0.6)
        for code in random.sample(["#c65b3f", "#e0a63f", "#3f7f86", "#37506e", "#e9dfce", "#7c4f63"], 3)
    ]
    places = [(-0.24, 0.30, 0.15), (0.22, 0.285, 0.115), (0.0, 0.36, 0.1)]
    for (across, foot, r), hue, kind in zip(places, hues, ("ball", "block", "cone"), strict=True):
        x = across * min(1.0, scene.aspect / 1.4) + random.uniform(-0.03, 0.03)
        y = foot - scene.lens.horizon
        canvas = scene.sprite(Bounds(x - r * 3.2, y - r * 3.6, x + r * 3.2, y + r * 0.5))
        shade_on_floor(canvas, x, y, r, toward)
        body = canvas.blank()
        if kind == "ball":
            body.draw(hue, Ellipse(x, y - r, r, r))
        elif kind == "block":
            body.draw(
                hue,
                Box(x - r * 0.7, y - r * 2.9, x + r * 0.7, y),
                Ellipse(x, y, r * 0.7, r * 0.12),
                Ellipse(x, y - r * 2.9, r * 0.7, r * 0.12),
            )
        else:
            body.draw(
                hue,
                Polygon([(x, y - r * 2.1), (x + r, y), (x - r, y)]),
                Ellipse(x, y, r, r * 0.16),
            )
        model(body, scene.light, toward, size=r * 1.5, rim=0.8)
        canvas.stack(body)
        if kind == "block":
            canvas.draw(
                mix(hue, scene.light.sun, 0.3),
                Ellipse(x, y - r * 2.9, r * 0.7, r * 0.12),
            )
        scene.add(canvas, Upright(scene.ground / y), grain=kind)


def shade_on_floor(canvas: Canvas, x: float, y: float, r: float, toward: float) -> None:
    """The soft shadow of a solid."""
    canvas.fill((0.05, 0.04, 0.07), 0.6 * canvas.blob(x - toward * r * 0.7, y, r * 1.2, r * 0.17))


def dust(
    scene: Scene,
    side: float,
    *,
    x: float = 0.0,
    y: float = -0.1,
    wide: float = 0.5,
    high: float = 0.42,
    count: int = 70,
) -> None:
    """Motes that float through the light."""
    size = 0.0042
    canvas = scene.sprite(Bounds(-size * 2, -size * 2, size * 2, size * 2), fineness=1.4)
    away = np.hypot(canvas.x, canvas.y)
    canvas.add(
        mix(scene.light.glow, (1, 1, 1), 0.55),
        np.clip(np.exp(-((away / np.float32(size * 0.75)) ** 2)) - 0.01, 0, 1).astype(np.float32),
    )
    generator = scene.generator("dust")
    places = generator.random((count, 6))
    strength = {"day": 0.3, "golden": 0.55, "night": 0.42}.get(scene.light.name, 0.4)

    def state(second: float) -> NDArray[np.float64]:
        drift = second * (0.012 + 0.02 * places[:, 2])
        rows = np.zeros((count, 7))
        rows[:, 0] = 0.75 + 1.6 * places[:, 3]
        down = (places[:, 1] + drift * 0.5) % 1.0
        across = (places[:, 0] + 0.05 * np.sin(second * 0.4 + places[:, 4] * 6.3) + side * drift * 0.4) % 1.0
        rows[:, 1] = x + (across - 0.5) * 2 * wide
        rows[:, 2] = y + (down - 0.5) * 2 * high
        rows[:, 3] = rows[:, 4] = 0.5 + 0.9 * places[:, 5]
        edge = np.sin(np.pi * down) * np.sin(np.pi * across)
        rows[:, 6] = strength * edge * (0.45 + 0.55 * np.sin(second * 0.8 + places[:, 4] * 9.0))
        return rows

    scene.layers.append(Flock(scene.texture(canvas), state))
