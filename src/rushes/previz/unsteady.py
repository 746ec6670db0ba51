"""What is unsteady about a look: a hand that holds the camera, a projector's worn gate, scratches on film."""

from __future__ import annotations

import math
from dataclasses import replace
from random import Random

from rushes.previz.canvas import Canvas
from rushes.previz.geometry import Bounds, CameraPath, Glass, Pose
from rushes.previz.look import Look
from rushes.previz.scene import Layer, Life, Scene
from rushes.previz.shapes import Box, Ellipse

__all__ = ["shaken", "worn"]

FRAMES = 24  # a second: how often film jumps in its gate, and how long a scratch stays


def shaken(path: CameraPath, look: Look, seed: str) -> CameraPath:
    """`path`, as a hand holds the camera, or as worn film stands in the gate."""
    if not look.shake and not look.weave:
        return path
    random = Random(f"{seed}/hand")  # noqa: S311
    waves = [
        [(random.uniform(low, high), random.uniform(0, math.tau), share) for low, high, share in bands]
        for bands in ((((0.3, 0.5, 0.5), (0.8, 1.2, 0.34), (2.2, 3.2, 0.16)),) * 3)
    ]

    def sway(which: int, second: float) -> float:
        return sum(
            math.sin(math.tau * hertz * second + phase) * share for hertz, phase, share in waves[which]
        )

    def pose(second: float) -> Pose:
        at = path(second)
        x = look.shake * 1.3 * sway(0, second)
        y = look.shake * sway(1, second)
        if look.weave:
            jump = Random(f"{seed}/gate {round(second * FRAMES)}")  # noqa: S311
            x += look.weave * (0.6 * math.sin(second * 2.1) + 0.5 * jump.uniform(-1, 1))
            y += look.weave * 1.4 * jump.uniform(-1, 1)
        return replace(
            at, yaw=at.yaw + x, pitch=at.pitch + y, roll=at.roll + look.shake * 0.9 * sway(2, second)
        )

    return pose


def worn(scene: Scene, look: Look) -> None:
    """Scratches and specks, on film that has been shown too often: elsewhere in every picture."""
    if not look.scratches:
        return
    pale, dark = (0.96, 0.92, 0.82), (0.06, 0.05, 0.05)
    for k in range(2):
        line = Canvas(Bounds(-0.002, -0.55, 0.002, 0.55), scene.per_unit)
        line.draw(pale if k else dark, Box(-0.0006, -0.55, 0.0006, 0.55), cover=0.4)
        put(scene, line, f"scratch {k}", share=0.3, low=0.0, slow=7)
    for k in range(5):
        size = 0.004 + 0.003 * (k % 3)
        speck = Canvas(Bounds(-size * 1.5, -size * 1.5, size * 1.5, size * 1.5), scene.per_unit)
        flecks = (
            Ellipse(0, 0, size * 0.4, size * 0.25),
            Ellipse(size * 0.3, size * 0.2, size * 0.2, size * 0.5),
        )
        speck.draw(pale if k % 2 else dark, *flecks, cover=0.75)
        put(scene, speck, f"speck {k}", share=0.35, low=0.48, slow=1)


def put(scene: Scene, canvas: Canvas, name: str, *, share: float, low: float, slow: int) -> None:
    """Show `canvas` on the film in `share` of all moments, each `slow` frames long, somewhere."""
    wide = scene.aspect * 0.48

    def life(second: float) -> Life:
        at = Random(f"{scene.seed}/{name} {int(second * FRAMES + 1e-6) // slow}")  # noqa: S311
        if at.random() > share:
            return Life(opacity=0.0)
        turn = at.uniform(0, math.tau) if low else 0.0
        return Life(x=at.uniform(-wide, wide), y=at.uniform(-low, low), turn=turn)

    scene.layers.append(Layer((scene.texture(canvas),), Glass(), life))
