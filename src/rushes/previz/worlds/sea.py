"""The sea: a wide horizon under the sun or moon, a headland with a lighthouse, a beach in front."""

from __future__ import annotations

import math

from rushes.previz.figures.words import FLOATERS, FLYERS
from rushes.previz.framing import FRAMINGS
from rushes.previz.geometry import Bounds, Upright
from rushes.previz.light import color, times
from rushes.previz.scene import Life, Scene
from rushes.previz.shapes import Curve, Polygon
from rushes.previz.words import Wish
from rushes.previz.worlds.coast import headland, hills, rocks, shore
from rushes.previz.worlds.sky import birds, paint_clouds, paint_sky
from rushes.previz.worlds.water import glitter, paint_water, waves

BANDS = (9.0, 6.2, 4.4, 3.2, 2.35, 1.75)  # depths of the rows of waves


def paint_sea(scene: Scene, wish: Wish) -> None:
    """Paint the sea; a shore lies in front where somebody has to stand on it."""
    side = -1.0 if scene.light.sun_x > 0 else 1.0
    paint_sky(scene)
    paint_clouds(
        scene, "far", depth=400.0, base=0.015, height=0.3, amount=0.62, size=0.42, speed=0.0016, strength=0.8
    )
    paint_clouds(
        scene, "high", depth=120.0, base=0.16, height=0.95, amount=0.5, size=0.85, speed=0.004, strength=0.85
    )
    hills(scene, depth=26.0, height=0.075, side=-side, reach=0.55, name="far")
    paint_water(scene)
    headland(scene, side)
    glitter(scene)
    for depth in BANDS:
        waves(scene, depth)
    birds(scene, count=5, x=-side * 0.2, y=-0.2, size=0.016, depth=9.0, speed=0.02 * side)
    if not wish.figure or wish.figure in FLYERS:
        far_sail(scene, -side)
    if wish.figure not in FLOATERS:
        framing = FRAMINGS[wish.shot_size]  # whoever is there stands on sand, however far away
        feet = framing.feet - framing.horizon
        shore(scene, first=min(0.235, max(0.06, feet - 0.085)) if wish.figure else 0.3)
        rocks(scene, side)


def far_sail(scene: Scene, side: float) -> None:
    """A small sail far out, for the eye to rest on."""
    depth = 10.0
    x, foot = side * scene.aspect * 0.2, scene.ground / depth
    canvas = scene.sprite(Bounds(x - 0.05, foot - 0.08, x + 0.05, foot + 0.01), fineness=1.4)
    tone = scene.light.shade(color("#f3ead8"), 3.0, lit=0.7)
    canvas.draw(
        tone,
        Curve([(x + 0.001, foot - 0.064), (x + 0.022, foot - 0.012), (x + 0.001, foot - 0.01)]),
    )
    canvas.draw(
        times(tone, (0.8, 0.8, 0.86)),
        Polygon([(x - 0.0015, foot - 0.06), (x - 0.016, foot - 0.012), (x - 0.0015, foot - 0.012)]),
    )
    canvas.draw(
        scene.light.shade(color("#4a3a34"), 3.0, lit=0.3),
        Polygon(
            [
                (x - 0.02, foot - 0.009),
                (x + 0.026, foot - 0.009),
                (x + 0.017, foot + 0.002),
                (x - 0.013, foot + 0.002),
            ]
        ),
    )
    scene.add(
        canvas,
        Upright(depth),
        lambda second: Life(
            x=-side * 0.004 * second, turn=0.03 * math.sin(second * 1.1), y=0.001 * math.sin(second * 1.7)
        ),
        pivot=(x, foot),
    )
