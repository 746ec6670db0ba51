"""What an angle, a lens or a move puts before everything: a shoulder, a flare, bars, a wall."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection
from dataclasses import replace

import numpy as np

from rushes.previz.geometry import Bounds, Glass, Level, Pose, Upright
from rushes.previz.light import Color, mix
from rushes.previz.scene import Layer, Life, Scene
from rushes.previz.shapes import Curve, Ellipse

NEAR = 0.4  # depth of what stands right before the camera
AWAY = -0.33  # a camera this high, far back or tipped up sees where what stands right before it ends
# A pair of shoulders: half widths from the middle, and how far down; None for the canvas's end.
SHOULDERS = (
    (-1.0, None), (-0.96, 0.42), (-0.62, 0.27), (-0.23, 0.17), (0.23, 0.17), (0.62, 0.27), (0.96, 0.42),
    (1.0, None),
)  # fmt: skip
WIDE_SCREEN = 2.39  # width to height of an anamorphic picture
# Ghosts of a flare: how far along the line from the light through the middle, size, strength, colour.
GHOSTS: tuple[tuple[float, float, float, Color], ...] = (
    (0.55, 0.035, 0.2, (1.0, 0.72, 0.4)),
    (0.2, 0.07, 0.1, (0.5, 0.9, 0.75)),
    (-0.3, 0.05, 0.16, (0.55, 0.7, 1.0)),
    (-0.62, 0.13, 0.1, (1.0, 0.62, 0.5)),
    (-1.0, 0.07, 0.12, (0.65, 0.85, 1.0)),
)


def stand_before(scene: Scene, angles: Collection[str], lenses: Collection[str]) -> None:
    """Add to the painted scene what its angle and lenses put before it."""
    if "over-the-shoulder shot" in angles:
        shoulder(scene)
    if "lens flare" in lenses:
        flare(scene)
    if "anamorphic lens" in lenses:
        streak(scene)
        bars(scene)


def clear(scene: Scene, depth: float) -> None:
    """Take away what a camera would see the end of: a ceiling from above it, what frames a view from afar.

    The subject is `depth` away.
    """
    high, back, leaning = (min(getattr(pose, name) for pose in scene.poses) for name in ("y", "z", "lean"))
    for index, layer in enumerate(scene.layers):
        if index in scene.subject or not isinstance(layer, Layer):
            continue
        above = isinstance(layer.plane, Level) and layer.plane.below < 0 and high < layer.plane.below + 0.1
        near = isinstance(layer.plane, Upright) and layer.plane.depth < 0.8 * depth
        if above or (near and min(high, back, leaning) < AWAY):
            scene.layers[index] = replace(layer, life=gone)


def gone(second: float) -> Life:
    """The life of what is not seen."""
    del second
    return Life(opacity=0.0)


def dark(scene: Scene) -> Color:
    """The colour of what stands before the camera with its back to the light."""
    return mix(scene.light.shade((0.2, 0.17, 0.15), NEAR, lit=0.2), (0.03, 0.03, 0.04), 0.55)


def hide(scene: Scene) -> None:
    """Put something dark right before the camera, which its way leaves behind."""
    plane = Upright(NEAR)
    first, last = scene.path(0.0), scene.path(scene.duration)
    side = 1.0 if last.x > first.x else -1.0
    start = first.x / NEAR + side * scene.aspect * 0.24  # its edge, where the frame is mostly covered
    canvas = scene.canvas(plane, sway=0.1)
    tone = dark(scene)
    away = (np.float32(start) - canvas.x) * np.float32(side)
    away = np.broadcast_to(away, (canvas.height, canvas.width))
    lit = np.exp(-np.clip(away, 0, None) / np.float32(0.05))[..., None]
    rim = np.asarray(mix(tone, scene.light.sun, 0.35), np.float32)
    canvas.fill(np.asarray(tone, np.float32) * (1 - lit) + rim * lit, np.clip(away / 0.02, 0, 1))
    scene.add(canvas, plane)


def shoulder(scene: Scene) -> None:
    """Somebody's head and shoulder from behind, out of focus, at the side away from the subject."""
    plane = Upright(NEAR)
    canvas = scene.canvas(plane, sway=0.1)
    rest = scene.path(0.0)
    side = 1.0 if scene.light.sun_x > 0 else -1.0  # the subject stands towards the other one
    x, y = rest.x / NEAR + side * scene.aspect * 0.36, rest.y / NEAR - scene.lens.horizon
    low = canvas.box.bottom + 0.2
    half = 0.52
    tone = dark(scene)
    edge = 0.014 * (1.0 if scene.light.sun_x * scene.aspect > side * 0.5 else -1.0)
    for paint, aside in ((mix(tone, scene.light.sun, 0.45), edge), (tone, 0.0)):  # lit from behind
        canvas.draw(
            paint,
            Ellipse(x + aside, y - 0.1, 0.15, 0.2),
            Ellipse(x + aside, y + 0.02, 0.105, 0.2),
            Curve(
                [(x + aside + half * across, low if down is None else y + down) for across, down in SHOULDERS]
            ),
        )
    blur, scene.blur = scene.blur, max(scene.blur, 0.008)
    scene.add(canvas, plane)
    scene.blur = blur


def sun_of(scene: Scene, pose: Pose) -> tuple[float, float]:
    """Where the sun, or the moon, stands on the frame, kept near enough to it to be felt."""
    light = scene.light
    x = (light.sun_x * scene.aspect - pose.yaw) * pose.focal
    y = (scene.lens.horizon - pose.pitch - light.sun_y - math.tan(pose.lean)) * pose.focal
    return max(-0.75 * scene.aspect, min(0.75 * scene.aspect, x)), max(-0.62, min(0.3, y))


def shining(scene: Scene, along: float) -> Callable[[float], Life]:
    """The life of a ghost at `along` the line from the middle (0) to the light (1)."""

    def life(second: float) -> Life:
        x, y = sun_of(scene, scene.path(second))
        return Life(x=x * along, y=y * along, opacity=0.94 + 0.06 * math.sin(second * 2.1 + along * 3))

    return life


def flare(scene: Scene) -> None:
    """Rings of light in a row, and a glow about the light itself."""
    glow = scene.sprite(Bounds(-0.75, -0.75, 0.75, 0.75), fineness=0.4)
    glow.add(mix(scene.light.glow, (1, 1, 1), 0.3), glow.blob(0, 0, 0.3, 0.3) * 0.5)
    rays = np.arctan2(glow.y, glow.x)
    length = np.exp(-np.hypot(glow.x, glow.y) / np.float32(0.16))
    glow.add((1.0, 0.93, 0.8), np.clip(np.cos(rays * 7) ** 16 * length * 0.55, 0, 1))
    scene.add(glow, Glass(), shining(scene, 1.0))
    for along, size, strength, tone in GHOSTS:
        canvas = scene.sprite(Bounds(-size * 1.2, -size * 1.2, size * 1.2, size * 1.2))
        away = np.hypot(canvas.x, canvas.y) / np.float32(size)
        disc = canvas.edge((1 - away) * np.float32(size))
        canvas.add(tone, (disc * (0.45 + 0.55 * away**4) * strength).astype(np.float32))
        scene.add(canvas, Glass(), shining(scene, along))


def streak(scene: Scene) -> None:
    """A long blue line of light across the frame."""
    wide = scene.aspect * 1.4
    canvas = scene.sprite(Bounds(-wide, -0.05, wide, 0.05), fineness=0.6)
    thin = np.exp(-((canvas.y / np.float32(0.008)) ** 2)) + 0.3 * np.exp(
        -((canvas.y / np.float32(0.02)) ** 2)
    )
    fade = np.exp(-np.abs(canvas.x) / np.float32(wide * 0.4))
    canvas.add((0.4, 0.62, 1.0), np.clip(thin * fade * 0.8 - 0.004, 0, 1).astype(np.float32))
    scene.add(canvas, Glass(), shining(scene, 1.0))


def bars(scene: Scene) -> None:
    """Black above and below a wide picture; none where the frame itself is as wide."""
    high = (1 - scene.aspect / WIDE_SCREEN) / 2
    if high <= 0.004:
        return
    canvas = scene.canvas(Glass(), sway=0.02)
    cover = canvas.edge(np.abs(canvas.y) - np.float32(0.5 - high)) * np.ones_like(canvas.x)
    canvas.fill((0.0, 0.0, 0.0), cover)
    scene.add(canvas, Glass())
