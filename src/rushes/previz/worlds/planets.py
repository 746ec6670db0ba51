"""Round bodies in space: a planet with its air and clouds, its ring, a cratered moon."""

from __future__ import annotations

import math
from random import Random

import numpy as np

from rushes.previz.canvas import Canvas
from rushes.previz.geometry import Bounds, Upright
from rushes.previz.light import Color, color, mix
from rushes.previz.noise import Field, cloudy, field
from rushes.previz.scene import Scene
from rushes.previz.worlds.land import sunward

PLANETS = (
    ("#2a5f9e", "#7a8050", "#e8eef4"),  # seas, land, clouds
    ("#b5714a", "#8a4a34", "#e8c49a"),
    ("#c8a878", "#9a7450", "#f0e2c4"),
    ("#4a8a9a", "#2f5a7a", "#d4f0ee"),
)


def planet(scene: Scene, x: float, y: float, r: float, random: Random) -> None:
    """The planet: seas and land, or bands of storm; clouds go round it, its air glows on the day side."""
    light, toward = scene.light, sunward(scene)
    plane = Upright(240.0)
    sea, land, white = (color(code) for code in random.choice(PLANETS))
    banded = random.random() < 0.35
    canvas = scene.sprite(Bounds(x - r * 1.2, y - r * 1.2, x + r * 1.2, y + r * 1.2))
    cover, lit, away = ball(canvas, x, y, r, toward)
    shape = (canvas.height, canvas.width)
    generator = scene.generator("planet")
    tilt = np.float32(random.uniform(-0.35, 0.35))
    if banded:
        warp = cloudy(generator, shape, (r * 0.3 * canvas.per_unit, r * 0.8 * canvas.per_unit), 5)
        rows = (canvas.y - np.float32(y)) / np.float32(r) + tilt * (canvas.x - np.float32(x)) / np.float32(r)
        ground = 0.5 + 0.5 * np.sin(rows * 13 + (warp - 0.5) * 5)
        ground = np.clip(ground * 0.8 + (warp - 0.5) * 0.8 + 0.1, 0, 1)
    else:
        rough = cloudy(
            generator, shape, (r * 0.55 * canvas.per_unit, r * 0.75 * canvas.per_unit), 7, fall=0.56
        )
        ground = np.clip((rough - 0.5) * 14, 0, 1)
    tone = (
        np.asarray(sea, np.float32)
        + (np.asarray(land, np.float32) - np.asarray(sea, np.float32)) * ground[..., None]
    )
    key = np.asarray(mix(light.sun, light.glow, 0.35), np.float32)
    bright = (lit**0.85)[..., None] * np.float32(0.98)
    day = tone * key * bright + tone * np.asarray(light.ambient, np.float32) * np.float32(0.05)
    canvas.fill(day, cover)
    clouds = cloudy(generator, shape, (r * 0.16 * canvas.per_unit, r * 0.42 * canvas.per_unit), 6, fall=0.6)
    veil = np.clip((clouds - 0.53) * 6, 0, 0.9) * (0.2 if banded else 1.0)
    canvas.tint(np.asarray(white, np.float32) * key * bright, (veil * cover).astype(np.float32))
    air = mix(mix(sea, color("#8fc4ff"), 0.6), light.glow, 0.2)
    rim = np.clip(1 - (1 - away) / np.float32(0.14), 0, 1) ** 2 * cover
    canvas.tint(air, (rim * lit * 0.85).astype(np.float32))
    halo = (
        np.exp(-np.maximum(0, away - 1) / np.float32(0.035))
        * (away > 0.985)
        * np.clip(1.19 - away, 0, 0.03)
        / 0.03
    )
    canvas.add(air, (halo * np.clip(lit + 0.03, 0, 1) * 0.6 * (1 - cover * 0.6)).astype(np.float32))
    scene.add(canvas, plane, grain="planet")
    if random.random() < 0.45:
        ring(scene, x, y, r, tilt=float(tilt), tone=mix(land, (0.95, 0.9, 0.8), 0.5), toward=toward)


def ball(canvas: Canvas, x: float, y: float, r: float, toward: float) -> tuple[Field, Field, Field]:
    """A sphere's cover, how far each texel faces the light, and its distance from the middle (1: the rim)."""
    u, v = (canvas.x - np.float32(x)) / np.float32(r), (canvas.y - np.float32(y)) / np.float32(r)
    away = np.hypot(u, v).astype(np.float32)
    depth = np.sqrt(np.clip(1 - away**2, 0, 1))
    facing = u * np.float32(toward * 0.74) - v * np.float32(0.52) + depth * np.float32(0.36)
    cover = canvas.edge((1 - away) * np.float32(r)).astype(np.float32)
    return cover, np.clip(facing * np.float32(1.35) + np.float32(0.1), 0, 1).astype(np.float32), away


def ring(scene: Scene, x: float, y: float, r: float, *, tilt: float, tone: Color, toward: float) -> None:
    """A planet's ring, before it and behind it, with the planet's shadow on it."""
    canvas = scene.sprite(Bounds(x - r * 2.3, y - r * 1.2, x + r * 2.3, y + r * 1.2), fineness=0.9)
    u = (canvas.x - np.float32(x)) / np.float32(r)
    v = (canvas.y - np.float32(y)) / np.float32(r) + np.float32(tilt * 0.5) * u
    away = np.hypot(u, v / np.float32(0.2))
    bands = field(scene.generator("ring"), (1, 256), (1, 7))[0]
    texture = np.asarray(np.interp(away, np.linspace(1.35, 2.15, 256), 0.25 + 0.75 * bands), np.float32)
    inside = np.clip((away - 1.35) * 40, 0, 1) * np.clip((2.15 - away) * 40, 0, 1)
    hidden = (np.hypot(u, (canvas.y - np.float32(y)) / np.float32(r)) < 1.0) & (v < 0)
    shadow = np.exp(-(((v / 0.2 + toward * u * 0.2 + 0.25) / 0.6) ** 2)) * (u * toward < -0.6)
    light = scene.light
    canvas.fill(
        np.asarray(mix(tone, light.glow, 0.3), np.float32) * (1 - 0.8 * shadow[..., None].astype(np.float32)),
        (inside * texture * ~hidden * 0.75).astype(np.float32),
    )
    scene.add(canvas, Upright(240.0), grain="ring")


def moon(scene: Scene, x: float, y: float, r: float, toward: float) -> None:
    """A cratered moon."""
    light = scene.light
    canvas = scene.sprite(Bounds(x - r * 1.1, y - r * 1.1, x + r * 1.1, y + r * 1.1), fineness=1.3)
    cover, lit, _ = ball(canvas, x, y, r, toward)
    generator = scene.generator("moon face")
    rough = cloudy(
        generator, (canvas.height, canvas.width), (r * 0.7 * canvas.per_unit, r * 0.7 * canvas.per_unit), 5
    )
    tone = np.asarray(mix(color("#b0aaa4"), light.glow, 0.2), np.float32) * (0.55 + 0.7 * rough[..., None])
    canvas.fill(tone * (lit[..., None] * np.float32(0.95) + np.float32(0.02)), cover)
    random = scene.random("craters")
    for _ in range(16):
        a, b, s = (
            random.uniform(-0.75, 0.75) * r,
            random.uniform(-0.75, 0.75) * r,
            random.uniform(0.05, 0.16) * r,
        )
        if math.hypot(a, b) + s > r * 0.95:
            continue
        pit = np.exp(-(((canvas.x - x - a) / s) ** 2 + ((canvas.y - y - b) / s) ** 2) * 1.5)
        edge = np.exp(
            -(((canvas.x - x - a + toward * s * 0.5) / s) ** 2 + ((canvas.y - y - b - s * 0.4) / s) ** 2)
            * 1.5
        )
        canvas.darken((1 - 0.4 * pit + 0.3 * edge * (1 - pit)).astype(np.float32))
    scene.add(canvas, Upright(120.0), grain="moon face")
