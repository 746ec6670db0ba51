"""What moves in a street: cars that come and go, people on the pavements."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from rushes.previz.canvas import Canvas
from rushes.previz.figures.body import from_front
from rushes.previz.figures.brush import Brush
from rushes.previz.figures.looks import looks_of
from rushes.previz.figures.poses import Front
from rushes.previz.geometry import Bounds, Upright
from rushes.previz.light import Color, color, mix, scaled
from rushes.previz.scene import Flock, Scene
from rushes.previz.shapes import Box, Curve, Ellipse, Polygon

PAINTS = ("#7a2f2a", "#3a4a5e", "#c9c4b8", "#2f3a36", "#8a6a3a", "#54606a")
PACE = 0.2  # depth a second that people walk
NEAR_WALKER = 1.9  # nobody on the pavement comes nearer
STOP = 3.1  # depth at which the first car waits at a crossing
NEAREST = 0.3  # a car so near is out of the frame on any lens
FARTHEST = 20.0


def walkers(scene: Scene, half: float) -> None:
    """People on the pavements, going about: each sways as it steps."""
    random = scene.random("walkers")
    light = scene.light
    crowd = sorted((random.uniform(2.4, 8.5) for _ in range(9)), reverse=True)
    for k, z in enumerate(crowd):
        kind = random.choice(("person", "woman", "person", "child"))
        who = looks_of(f"walker {scene.seed}", kind, number=k)
        tall = scene.ground * 1.04 * (0.68 if who.child else 1.0)
        canvas = Canvas(Bounds(-0.2, -1.05, 0.2, 0.02), max(24.0, scene.per_unit * tall / z * 1.3))

        def shade(surface: Color, z: float = z) -> Color:
            return scaled(light.shade(surface, z, lit=0.3), 0.85)

        from_front(Brush(canvas, shade, light), who, Front(), back=True)
        x = random.choice((-1, 1)) * half * random.uniform(0.72, 0.94)
        way = random.choice((-1, 1)) if z - PACE * scene.duration > NEAR_WALKER + 0.4 else 1
        state = stroll(scene.ground, z, x, tall, way=way, phase=random.uniform(0, math.tau))
        scene.layers.append(Flock(scene.texture(canvas, Upright(z)), state))


def stroll(
    ground: float, z: float, x: float, tall: float, *, way: int, phase: float
) -> Callable[[float], NDArray[np.float64]]:
    """Somebody who starts at depth `z` and goes away (1) or comes (-1) along the pavement at `x`."""

    def state(second: float) -> NDArray[np.float64]:
        depth = max(NEAR_WALKER, z + way * PACE * second)
        step = math.sin(second * math.tau * 1.75 + phase)
        across, down = x / depth + 0.003 * step / depth, (ground - 0.008 * abs(step)) / depth
        near = min(1.0, (depth - NEAR_WALKER) / 0.3)
        return np.array([[depth, across, down, tall / depth, tall / depth, 0.012 * step, near]])

    return state


def traffic(scene: Scene, half: float, *, stop: bool) -> None:
    """Cars that come on one lane and go on the other; with `stop` they wait at the crossing."""
    wide = 0.5 * min(1.0, half / 1.4)
    for lane, coming in ((-0.3, True), (0.3, False)):
        random = scene.random(f"traffic {coming}")
        for k in range(2):
            paint = color(random.choice(PAINTS))
            canvas = front_of_car(scene, paint, coming=coming)
            start, speed = random.uniform(0, 5) + k * 9.0, random.uniform(1.7, 2.2)
            way = (
                approach(start, speed, STOP + 1.2 * k) if coming and stop else leave(start, speed, stop=stop)
            )
            way = way if not coming or stop else come(start, speed)
            scene.layers.append(Flock(scene.texture(canvas), drive(way, lane * half, scene.ground, wide)))


def drive(
    way: Callable[[float], float], x: float, ground: float, wide: float
) -> Callable[[float], NDArray[np.float64]]:
    """A car on the lane at `x`, at the depth that `way` gives for each second."""

    def state(second: float) -> NDArray[np.float64]:
        depth = way(second)
        there = min(1.0, max(0.0, (FARTHEST - depth) / 2.0))
        return np.array([[depth, x / depth, ground / depth, wide / depth, wide / depth, 0.0, there]])

    return state


def approach(start: float, speed: float, stop: float) -> Callable[[float], float]:
    """Towards us, and gently to a halt at `stop`."""

    def depth(second: float) -> float:
        left = min(12.0, FARTHEST - 8.0 + start) - speed * second
        return stop + 0.9 * math.log1p(math.exp(max(-40.0, min(40.0, left / 0.9))))

    return depth


def come(start: float, speed: float) -> Callable[[float], float]:
    """Towards us and past us, again and again."""
    return lambda second: NEAREST + (FARTHEST - start - speed * second) % (FARTHEST - NEAREST)


def leave(start: float, speed: float, *, stop: bool) -> Callable[[float], float]:
    """Away from us: once from before the crossing, or again and again from behind us."""
    if stop:
        return lambda second: min(FARTHEST, STOP + 1.0 + start * 0.8 + speed * second)
    return lambda second: NEAREST + (start + speed * second) % (FARTHEST - NEAREST)


def front_of_car(scene: Scene, tone: Color, *, coming: bool) -> Canvas:
    """A car from the front, or from behind; 1 wide, its tyres at y = 0."""
    light = scene.light
    canvas = Canvas(Bounds(-0.95, -1.1, 0.95, 0.35), max(24.0, scene.per_unit * 0.3))

    def shade(surface: Color) -> Color:
        return light.shade(surface, 3.0, lit=0.45)

    ground = np.exp(-((canvas.x / 0.55) ** 2 + (canvas.y / 0.06) ** 2)) * (np.abs(canvas.y) < 0.2)
    canvas.fill((0.03, 0.03, 0.05), 0.6 * ground)
    canvas.draw(shade(color("#17181b")), Box(-0.47, -0.2, -0.3, 0.0), Box(0.3, -0.2, 0.47, 0.0))
    side = [(0.5, -0.12), (0.52, -0.42), (0.44, -0.52), (0.34, -0.8)]
    left = [(-x, y) for x, y in side]
    canvas.draw(shade(tone), Curve([*left, (0, -0.84), *reversed(side), (0, -0.1)]))
    canvas.draw(shade(scaled(tone, 1.25)), Curve([(-0.44, -0.5), (0, -0.54), (0.44, -0.5), (0, -0.46)]))
    glass = mix(shade(color("#202830")), light.sky[2], 0.4)
    canvas.draw(glass, Polygon([(-0.38, -0.53), (-0.3, -0.76), (0.3, -0.76), (0.38, -0.53)]))
    canvas.draw(scaled(glass, 1.3), Polygon([(-0.3, -0.53), (-0.24, -0.76), (-0.1, -0.76), (-0.18, -0.53)]))
    canvas.draw(shade(color("#22252a")), Box(-0.24, -0.36, 0.24, -0.25))
    canvas.draw(shade(color("#d8d4c8")), Box(-0.1, -0.33, 0.1, -0.27))
    lamp = (0.98, 0.95, 0.84) if coming else (0.85, 0.12, 0.1)
    for x in (-0.38, 0.38):
        canvas.draw(scaled(lamp, 0.72 + 0.28 * light.lamps), Ellipse(x, -0.36, 0.085, 0.06))
        away = np.hypot(canvas.x - x, (canvas.y + 0.36) * 1.1)
        edge = np.clip((0.5 - away) * 4, 0, 1)
        shine = light.lamps * (0.8 * np.exp(-away / 0.09) + 0.24 * np.exp(-away / 0.24)) * edge
        canvas.add(lamp, np.clip(shine, 0, 1) * (1.0 if coming else 0.6))
    return canvas
