"""Mountains: a snow-capped peak off the middle, ranges behind one another in the haze, a meadow in front."""

from __future__ import annotations

import numpy as np

from rushes.previz.geometry import Bounds, Level, Upright
from rushes.previz.light import color, mix, scaled
from rushes.previz.noise import cloudy, ridge
from rushes.previz.scene import Life, Scene
from rushes.previz.words import Wish
from rushes.previz.worlds.land import Slope, ground, mist, peaks, rolling, slopes, speckle, sunward
from rushes.previz.worlds.plants import conifer, tuft
from rushes.previz.worlds.sky import birds, paint_clouds, paint_sky


def paint_mountains(scene: Scene, wish: Wish) -> None:
    """Paint the mountains; the great peak stands where the light falls on it."""
    side = -sunward(scene)
    random = scene.random("mountains")
    wide = scene.aspect / 2
    paint_sky(scene)
    paint_clouds(
        scene, "high", depth=300.0, base=0.12, height=0.8, amount=0.46, size=0.7, speed=0.003, strength=0.75
    )
    main, high = side * wide * random.uniform(0.24, 0.42), random.uniform(0.3, 0.36)
    high *= min(1.0, 0.55 + 0.35 * scene.aspect)
    rock, shade = color("#8d8078"), color("#474c5e")
    far = Slope(rock, shade, veil=6.5, foot=0.75, snow=0.13)
    others = [
        (main - side * wide * random.uniform(0.5, 0.62), high * random.uniform(0.6, 0.75), 0.42),
        (main - side * wide * random.uniform(1.15, 1.35), high * random.uniform(0.7, 0.85), 0.5),
        (main + side * wide * random.uniform(0.5, 0.7), high * random.uniform(0.62, 0.72), 0.4),
    ]
    canvas, _ = slopes(scene, "far", 90.0, peaks((main, high, 0.5), *others), far)
    scene.add(canvas, Upright(90.0), grain="far range")
    mist(scene, "far", depth=60.0, y=-0.05, high=0.075, strength=0.7, speed=0.004)
    middle = Slope(color("#6d7468"), color("#39465a"), veil=4.2, foot=0.5)
    canvas, _ = slopes(
        scene,
        "middle",
        34.0,
        peaks(
            (-side * wide * random.uniform(0.75, 0.95), random.uniform(0.17, 0.22), 0.6),
            (side * wide * random.uniform(0.95, 1.15), random.uniform(0.13, 0.18), 0.55),
            (-side * wide * random.uniform(0.1, 0.3), random.uniform(0.06, 0.09), 0.5),
            rough=0.3,
        ),
        middle,
    )
    scene.add(canvas, Upright(34.0), grain="middle range")
    mist(scene, "near", depth=26.0, y=-0.015, high=0.05, strength=0.6, speed=-0.005)
    wooded(scene, 15.0, -side, 0.22, veil=3.2)
    wooded(scene, 9.0, side, 0.17, veil=2.3)
    meadow(scene)
    lake(scene, side)
    birds(scene, count=3, x=-side * 0.15, y=-0.24, size=0.014, depth=9.0, speed=0.016 * side)
    stand_of_trees(scene, side)
    flowers(scene, side, low=bool(wish.figure))


def wooded(
    scene: Scene, depth: float, side: float, height: float, *, veil: float, bottom: float = 0.03
) -> None:
    """A slope that rises to one side, with spruces to its top."""
    random = scene.random(f"wooded {depth}")
    look = Slope(color("#56693f"), color("#2d4038"), veil=veil, foot=0.25, wild=0.5)
    line = rolling(height, hills=1.6, least=0.5, side=side, aspect=scene.aspect)
    canvas, top = slopes(scene, f"wooded {depth}", depth, line, look, bottom=bottom)
    tones = (
        scene.light.shade(color("#2c4636"), veil, lit=0.15),
        scene.light.shade(color("#587a48"), veil, lit=0.7),
    )
    trees: list[tuple[float, float, float]] = []
    count = int(120 * (canvas.box.right - canvas.box.left) * min(1.6, 9 / depth + 0.5))
    for _ in range(count):
        x = random.uniform(canvas.box.left, canvas.box.right)
        line_y = float(top[min(len(top) - 1, max(0, int((x - canvas.box.left) * canvas.per_unit)))])
        if line_y > -0.006:
            continue
        down = random.random() ** 1.7
        foot = line_y + (bottom - line_y) * down * 0.85
        trees.append((foot, x, (0.4 / depth) * random.uniform(0.7, 1.3) * (0.8 + 0.5 * down)))
    grown = scene.sprite(canvas.box.grown(0.0, 0.06), fineness=canvas.per_unit / scene.per_unit)
    for foot, x, high in sorted(trees):
        conifer(grown, (x, foot), high, tones, random, toward=sunward(scene))
    scene.add(canvas, Upright(depth), grain=f"wooded {depth}")
    scene.add(grown, Upright(depth))


def meadow(scene: Scene) -> None:
    canvas = ground(
        scene,
        "meadow",
        color("#6f8a44"),
        color("#8a9a5c"),
        dark=color("#3f5a34"),
        bright=color("#a8b85e"),
        mottle=0.45,
    )
    spots = [scene.light.shade(color(code), 1.0, lit=0.6) for code in ("#e8dcc0", "#d8b04a", "#9a7fb8")]
    speckle(canvas, scene.generator("flowers"), spots, 0.1)
    scene.add(canvas, Level(scene.ground), grain="meadow")


def lake(scene: Scene, side: float) -> None:
    """A lake at the foot of the slopes: their dark reflection, the sky's before it, and ripples."""
    light = scene.light
    plane = Level(scene.ground)
    near = 0.062
    canvas = scene.canvas(plane, top=-0.002, bottom=near + 0.02, sway=0.06)
    generator = scene.generator("lake")
    shape = (canvas.height, canvas.width)
    bank = ridge(generator, canvas.width, 3.0 * (canvas.box.right - canvas.box.left), 5)[None, :]
    edge = np.float32(near) + np.float32(0.008) * bank - np.float32(0.03 * side) * canvas.x
    woods = mix(light.shade(color("#33493f"), 3.0, lit=0.3), light.water[1], 0.35)
    shine = mix(light.water[0], light.sky[-2], 0.5)
    canvas.fill(
        np.broadcast_to(
            canvas.rows([(0.0, woods), (0.018, mix(woods, shine, 0.4)), (0.04, shine)]), canvas.rgb.shape
        ),
        canvas.edge(edge - canvas.y) * canvas.edge(canvas.y),
    )
    streaks = cloudy(generator, shape, (0.0035 * canvas.per_unit, 0.12 * canvas.per_unit), 4)
    canvas.tint(mix(shine, light.cloud_lit, 0.5), np.clip((streaks - 0.5) * 3, 0, 0.55))
    canvas.tint(woods, np.clip((0.46 - streaks) * 3, 0, 0.5))
    shore = np.clip(1 - (edge - canvas.y) / np.float32(0.004), 0, 1)
    canvas.tint(light.shade(color("#5d6a3e"), 2.0, lit=0.2), shore * np.float32(0.6))
    scene.add(canvas, plane, lambda second: Life(ripple=0.004, waves=320.0, phase=second * 1.7), grain="lake")


def stand_of_trees(scene: Scene, side: float) -> None:
    """Spruces on the meadow: a few in the distance, a tall group at one edge to frame the view."""
    wide = scene.aspect / 2
    random = scene.random("stand")
    groups = [(4.6, -side * 0.62, 5, 0.62), (3.2, side * 0.86, 4, 0.78), (2.1, side * 1.02, 3, 0.95)]
    for depth, at, count, tall in groups:
        plane = Upright(depth)
        foot = scene.ground / depth
        places = sorted(random.uniform(-0.42, 0.42) / depth for _ in range(count))
        middle = at * wide
        reach = 0.7 / depth
        canvas = scene.sprite(
            Bounds(middle - reach, foot - tall / depth * 1.32, middle + reach, foot + 0.06 / depth),
            fineness=1.0,
        )
        tones = (
            scene.light.shade(color("#22382c"), depth * 0.8, lit=0.12),
            scene.light.shade(color("#55733f"), depth * 0.8, lit=0.75),
        )
        canvas.fill(
            scaled(tones[0], 0.5),
            0.5 * canvas.blob(middle - sunward(scene) * 0.1 / depth, foot, reach * 0.6, 0.03 / depth),
        )
        for x in places:
            conifer(
                canvas,
                (middle + x, foot + random.uniform(-0.004, 0.008)),
                tall / depth * random.uniform(0.62, 1.25),
                tones,
                random,
                toward=sunward(scene),
            )
        scene.add(canvas, plane)


def flowers(scene: Scene, side: float, *, low: bool) -> None:
    """Grass and flowers close to the lens, in the corner across from the trees."""
    light = scene.light
    tone = light.shade(color("#6f8a3e"), 1.0, lit=0.4)
    petals = [light.shade(color(code), 1.0, lit=0.7) for code in ("#f0e6d0", "#e0b84a", "#a888c8")]
    random = scene.random("flowers")
    for k in range(9 if not low else 6):
        across = 1.0 - 0.1 * k + random.uniform(-0.04, 0.04)
        tuft(
            scene,
            f"flowers {k}",
            -side * across * scene.aspect / 2,
            scene.bottom + 0.03 - (0.03 if k % 2 else 0.0),
            tone,
            high=0.13 * (1.15 - 0.07 * k),
            flowers=petals,
            spread=0.045,
        )
