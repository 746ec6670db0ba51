"""The shadow of a figure: dark where it touches the ground, and cast away from the light."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from rushes.previz.canvas import Canvas
from rushes.previz.figures.layout import Stand
from rushes.previz.geometry import Bounds, Upright
from rushes.previz.scene import Layer, Life, Scene, Texture


def cast_shadow(
    scene: Scene, stand: Stand, life: Callable[[float], Life], picture: Texture, *, half: float
) -> None:
    """A shadow on the ground that goes where its figure goes; the lower the sun, the longer."""
    del picture
    light = scene.light
    tall = stand.tall
    toward = 1.0 if light.sun_x * scene.aspect > stand.x else -1.0
    long = min(1.4, light.long)
    wide = half * 1.1 + long * 0.5
    canvas = Canvas(
        Bounds(-wide * 1.4, -0.1, wide * 1.4, 0.1), max(24.0, min(900.0, scene.per_unit * tall * 0.5))
    )
    near = canvas.blob(0.0, 0.0, half * 0.95, 0.022)
    cast = canvas.blob(-toward * long * 0.42, 0.008, half * 0.6 + long * 0.36, 0.026)
    canvas.fill((0.05, 0.05, 0.09), np.clip(near * 0.62 + cast * light.hard, 0, 0.8))

    def beneath(second: float) -> Life:
        at = life(second)
        return Life(0, at.x, stand.foot - tall * 0.004, tall, tall)

    scene.layers.append(Layer((scene.texture(canvas),), Upright(stand.depth), beneath))
