"""What grows: conifers, broad trees, tufts of grass in the wind."""

from __future__ import annotations

import math
from collections.abc import Sequence
from random import Random

from rushes.previz.canvas import Canvas
from rushes.previz.geometry import Bounds, Upright
from rushes.previz.light import Color, mix, scaled
from rushes.previz.scene import Life, Scene
from rushes.previz.shapes import Ellipse, Limb, Point, Polygon


def conifer(
    canvas: Canvas,
    at: Point,
    high: float,
    tones: tuple[Color, Color],
    random: Random,
    *,
    toward: float,
    snow: Color | None = None,
) -> None:
    """A spruce in tiers with its foot at `at`, `tones` in shade and in light; `snow` lies on its branches."""
    x, foot = at
    tiers = min(13, 5 + int(high * 26))
    half = high * random.uniform(0.17, 0.23)
    sides: dict[float, list[Point]] = {-1.0: [], 1.0: []}
    for k in range(tiers):
        share = (k + 1) / tiers
        y = foot - high * (1 - share**0.9 * 0.96)
        for side, points in sides.items():
            wide = half * share**0.9 * random.uniform(0.82, 1.12)
            points.append((x + side * wide, y + high * 0.012 * random.random()))
            if k < tiers - 1:
                points.append((x + side * wide * 0.56, y - high * 0.022))
    apex = (x, foot - high)
    dark, bright = tones
    trunk = high * 0.022
    canvas.draw(
        scaled(dark, 0.7),
        Polygon(
            [
                (x - trunk, foot - high * 0.1),
                (x + trunk, foot - high * 0.1),
                (x + trunk * 1.3, foot),
                (x - trunk * 1.3, foot),
            ]
        ),
    )
    canvas.draw(dark, Polygon([apex, *sides[1.0], *reversed(sides[-1.0])]))
    sunny = sides[toward]
    spine = [
        (x + toward * half * 0.32 * random.uniform(-0.5, 0.6) * (k + 1) / tiers, point[1])
        for k, point in enumerate(sunny[::2])
    ]
    canvas.draw(bright, Polygon([apex, *sunny, *reversed(spine)]), cover=0.75)
    if snow is None:
        return
    loads: list[Polygon] = []
    for side in (-1.0, 1.0):
        points = sides[side]
        for k in range(0, len(points), 2):
            a, thick = points[k], high * 0.03 * (0.5 + k / len(points))
            inner = (x + (a[0] - x) * 0.22, a[1] - high * 0.075 * (0.4 + k / len(points)))
            middle = ((a[0] + inner[0]) / 2, (a[1] + inner[1]) / 2 + thick * 0.5)
            loads.append(Polygon([inner, ((a[0] + inner[0]) / 2, inner[1] + thick * 0.1), a, middle]))
    canvas.draw(
        snow,
        Polygon([apex, (x + half * 0.16, apex[1] + high * 0.1), (x - half * 0.16, apex[1] + high * 0.1)]),
        *loads,
    )


def broad_tree(
    canvas: Canvas,
    at: Point,
    high: float,
    tones: tuple[Color, Color, Color],
    random: Random,
    *,
    toward: float,
) -> None:
    """A round tree with its foot at `at`; `tones` of trunk, leaves in shade, leaves in light."""
    x, foot = at
    trunk, dark, bright = tones
    thick = high * 0.05
    lean = random.uniform(-0.04, 0.04) * high
    canvas.draw(
        trunk,
        Limb(
            [(x, foot), (x + lean * 0.5, foot - high * 0.3), (x + lean, foot - high * 0.6)],
            [thick * 1.5, thick, thick * 0.6],
        ),
        Limb(
            [(x + lean * 0.4, foot - high * 0.3), (x + high * 0.14, foot - high * 0.55)],
            [thick * 0.7, thick * 0.4],
        ),
        Limb(
            [(x + lean * 0.4, foot - high * 0.34), (x - high * 0.13, foot - high * 0.55)],
            [thick * 0.7, thick * 0.4],
        ),
    )
    middle = (x + lean, foot - high * 0.66)
    lobes: list[tuple[float, float, float]] = []
    for k in range(11):
        turn, out = math.tau * k / 11 + random.uniform(-0.3, 0.3), random.uniform(0.16, 0.27) * high
        r = random.uniform(0.11, 0.17) * high
        lobes.append((middle[0] + math.cos(turn) * out, middle[1] + math.sin(turn) * out * 0.85, r))
    lobes.append((*middle, high * 0.26))
    lobes.sort(key=lambda lobe: -lobe[1])
    canvas.draw(scaled(dark, 0.8), *[Ellipse(a, b, r, r * 0.92) for a, b, r in lobes])
    for share, r_share, step in ((0.35, 0.82, 0.16), (0.75, 0.55, 0.34)):
        shifted = [
            Ellipse(a + toward * r * step, b - r * step, r * r_share, r * r_share * 0.85) for a, b, r in lobes
        ]
        canvas.draw(mix(dark, bright, share), *shifted, cover=0.85)
    leaves = [
        Ellipse(
            a + random.uniform(-0.9, 0.9) * r,
            b + random.uniform(-0.95, 0.5) * r,
            high * 0.012,
            high * 0.009,
        )
        for a, b, r in lobes
        for _ in range(9)
    ]
    canvas.draw(bright, *leaves, cover=0.6)


def tuft(
    scene: Scene,
    name: str,
    x: float,
    y: float,
    tone: Color,
    *,
    depth: float = 0.82,
    high: float = 0.14,
    blades: int = 15,
    lean: float = 0.0,
    spread: float = 0.02,
    flowers: Sequence[Color] = (),
    sharp: bool = False,
) -> None:
    """A tuft of grass at (x, y) that bends in the wind, here and there with a flower on a stalk."""
    random = scene.random(f"tuft {name}")
    wide = high * 0.8 + spread + abs(lean) * high
    canvas = scene.sprite(Bounds(x - wide, y - high * 1.2, x + wide, y + 0.03))
    for _ in range(blades):
        bent, tall = random.uniform(-0.6, 0.6) + lean, high * random.uniform(0.5, 1.0)
        foot = x + random.uniform(-spread, spread)
        tip = (foot + bent * tall * 0.7, y - tall)
        blade = [(foot, y + 0.02), (foot + bent * tall * 0.25, y - tall * 0.6), tip]
        widths = [high * 0.043, high * 0.032, high * 0.008]
        canvas.draw(scaled(tone, random.uniform(0.55, 1.25)), Limb(blade, widths))
        if flowers and random.random() < 0.35:
            r = high * random.uniform(0.035, 0.06)
            canvas.draw(random.choice(flowers), Ellipse(*tip, r, r * 0.8))
    phase = random.uniform(0, math.tau)

    def sway(second: float) -> Life:
        return Life(turn=0.05 * math.sin(second * 1.6 + phase) + 0.02 * math.sin(second * 3.7 + phase * 2))

    scene.add(canvas, Upright(depth), sway, pivot=(x, y + 0.02), sharp=sharp)
