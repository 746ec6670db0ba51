"""Fields: patchwork hills, a windmill that turns off the middle, wheat in the wind in front."""

from __future__ import annotations

import math

import numpy as np

from rushes.previz.canvas import Canvas
from rushes.previz.geometry import Bounds, Level, Upright
from rushes.previz.light import Color, color, mix, scaled
from rushes.previz.noise import cloudy, ridge
from rushes.previz.scene import Life, Scene
from rushes.previz.shapes import Box, Ellipse, Limb, Point, Polygon
from rushes.previz.words import Wish
from rushes.previz.worlds.land import Slope, ground, mist, rolling, slopes, sunward
from rushes.previz.worlds.plants import broad_tree
from rushes.previz.worlds.sky import birds, paint_clouds, paint_sky

CROPS = ("#a8b04e", "#d8b24e", "#7f9a48", "#c9a84a", "#93a656", "#b58a4a")


def paint_fields(scene: Scene, wish: Wish) -> None:
    """Paint the fields; the windmill stands where the light falls on it."""
    side = -sunward(scene)
    paint_sky(scene)
    paint_clouds(
        scene, "far", depth=400.0, base=0.03, height=0.34, amount=0.56, size=0.4, speed=0.002, strength=0.85
    )
    paint_clouds(
        scene, "high", depth=120.0, base=0.2, height=0.95, amount=0.48, size=0.75, speed=0.005, strength=0.9
    )
    look = Slope(color("#7c8f6a"), color("#56705e"), veil=5.5, foot=0.5, wild=0.3)
    canvas, _ = slopes(scene, "far", 60.0, rolling(0.1, hills=1.5, least=0.4), look)
    scene.add(canvas, Upright(60.0), grain="far hills")
    mist(scene, "far", depth=45.0, y=-0.015, high=0.035, strength=0.5, speed=0.003)
    patchwork(scene, 24.0, side, 0.17, veil=3.6)
    patchwork(scene, 13.0, -side, 0.14, veil=2.4)
    windmill(scene, side)
    crops(scene, side)
    oak(scene, -side)
    birds(scene, count=6, x=-side * 0.1, y=-0.2, size=0.012, depth=9.0, speed=0.022 * side)
    rows = ((3.4, 0.16), (2.4, 0.17), (1.75, 0.18)) if not wish.figure else ((4.4, 0.13), (3.4, 0.14))
    for depth, high in rows:
        wheat(scene, depth, high)
    corner(scene, side)


def patchwork(scene: Scene, depth: float, side: float, height: float, *, veil: float) -> None:
    """A hill of fields: furrows, hedges between them, trees along the hedges."""
    light = scene.light
    line = rolling(height, hills=1.1, least=0.55, side=side, aspect=scene.aspect)
    look = Slope(color("#8fa056"), color("#6b8248"), veil=veil, foot=0.2, wild=0.2)
    canvas, top = slopes(scene, f"patchwork {depth}", depth, line, look)
    random = scene.random(f"patchwork {depth}")
    box = canvas.box
    under = canvas.y - top[None, :]
    inside = canvas.edge(under)
    lean = random.uniform(0.8, 1.3) * side
    slanted = canvas.x - np.float32(lean) * under * 2.2
    step = random.uniform(0.2, 0.26)
    count = int((box.right - box.left + 2) / step) + 2
    first = box.left - 1.0
    hedge = light.shade(color("#3f5636"), veil, lit=0.2)
    for k in range(count):
        low, high = np.float32(first + step * k), np.float32(first + step * (k + 1))
        split = np.float32(random.uniform(0.025, 0.06))
        for near in (False, True):
            tone = light.shade(color(random.choice(CROPS)), veil, lit=random.uniform(0.45, 0.85))
            zone = canvas.edge(slanted - low) * canvas.edge(high - slanted)
            zone = zone * (canvas.edge(under - split) if near else canvas.edge(split - under)) * inside
            canvas.tint(tone, zone * np.float32(0.85))
            if random.random() < 0.7:
                furrow = 0.5 + 0.5 * np.sin(slanted * np.float32(260 if near else 420))
                canvas.tint(scaled(tone, 0.82), zone * furrow.astype(np.float32) * np.float32(0.55))
        edge = np.exp(-(((slanted - low) / np.float32(0.0024)) ** 2)) + np.exp(
            -(((under - split) / np.float32(0.0022)) ** 2)
        ) * canvas.edge(slanted - low) * canvas.edge(high - slanted)
        canvas.tint(hedge, np.clip(edge * inside, 0, 1).astype(np.float32) * np.float32(0.85))
    grown: list[Ellipse] = []
    for _ in range(int(34 * (box.right - box.left))):
        x = random.uniform(box.left, box.right)
        line_y = float(top[min(len(top) - 1, max(0, int((x - box.left) * canvas.per_unit)))])
        y = line_y + random.choice((0.0, 0.0, 0.02, 0.035, 0.05)) + random.uniform(-0.001, 0.001)
        if y > 0.01:
            continue
        r = random.uniform(0.05, 0.1) / depth
        grown.extend((Ellipse(x, y - r, r, r * 1.1), Ellipse(x + r, y - r * 0.6, r * 0.8, r * 0.8)))
    scene.add(canvas, Upright(depth), grain=f"patchwork {depth}")
    trees = scene.sprite(
        Bounds(box.left, box.top - 0.02, box.right, box.bottom), fineness=canvas.per_unit / scene.per_unit
    )
    trees.draw(hedge, *grown)
    toward = sunward(scene)
    crowns = [
        Ellipse(one.x + toward * one.across * 0.3, one.y - one.down * 0.3, one.across * 0.6, one.down * 0.6)
        for one in grown
    ]
    trees.draw(light.shade(color("#7d9450"), veil, lit=0.8), *crowns, cover=0.8)
    scene.add(trees, Upright(depth))


def windmill(scene: Scene, side: float) -> None:
    """A windmill on a rise; its four sails turn."""
    light = scene.light
    depth = 8.5
    plane = Upright(depth)
    x, foot = side * scene.aspect * 0.26, scene.ground / depth + 0.004
    high = 0.19
    toward = sunward(scene)
    canvas = scene.sprite(Bounds(x - 0.3, foot - high * 1.2, x + 0.3, foot + 0.02), fineness=1.2)
    wall = light.shade(color("#e4d9c4"), 2.0, lit=0.65)
    knoll = light.shade(color("#8a9a50"), 2.0, lit=0.5)
    canvas.draw(knoll, Ellipse(x, foot + 0.012, 0.27, 0.028))
    canvas.draw(
        wall,
        Polygon(
            [
                (x - 0.034, foot - 0.008),
                (x - 0.021, foot - high * 0.8),
                (x + 0.021, foot - high * 0.8),
                (x + 0.034, foot - 0.008),
            ]
        ),
    )
    round_off = np.clip(0.5 - 0.5 * (canvas.x - np.float32(x)) / np.float32(0.03) * np.float32(toward), 0, 1)
    body = (canvas.y < foot - 0.009) * np.ones((canvas.height, canvas.width), np.float32)
    canvas.tint(
        light.shade(color("#5c586a"), 2.0, lit=0.05), (round_off**1.5 * 0.7 * body).astype(np.float32)
    )
    roof = light.shade(color("#7a4a3a"), 2.0, lit=0.5)
    canvas.draw(
        roof,
        Polygon(
            [
                (x - 0.025, foot - high * 0.79),
                (x - 0.012, foot - high * 0.93),
                (x, foot - high * 0.98),
                (x + 0.012, foot - high * 0.93),
                (x + 0.025, foot - high * 0.79),
            ]
        ),
    )
    glass = mix(light.shade(color("#3a4250"), 2.0, lit=0.3), light.lamp, light.lamps)
    canvas.draw(
        glass,
        Box(x - 0.005, foot - high * 0.6, x + 0.005, foot - high * 0.53),
        Box(x - 0.006, foot - high * 0.32, x + 0.006, foot - high * 0.24),
    )
    canvas.draw(
        light.shade(color("#4a3a30"), 2.0, lit=0.3), Box(x - 0.008, foot - 0.036, x + 0.008, foot - 0.006)
    )
    scene.add(canvas, plane)
    hub = (x, foot - high * 0.8)
    reach = 0.115
    sails = scene.sprite(
        Bounds(hub[0] - reach * 1.1, hub[1] - reach * 1.1, hub[0] + reach * 1.1, hub[1] + reach * 1.1),
        fineness=1.5,
    )
    wood = light.shade(color("#4a3b32"), 2.0, lit=0.35)
    cloth = light.shade(color("#efe6d2"), 2.0, lit=0.7)
    for k in range(4):
        a = math.tau * k / 4 + 0.4
        c, s = math.cos(a), math.sin(a)

        def at(out: float, across: float, c: float = c, s: float = s) -> tuple[float, float]:
            return (hub[0] + (out * c - across * s) * reach, hub[1] + (out * s + across * c) * reach)

        sails.draw(cloth, Polygon([at(0.2, 0.03), at(1.0, 0.03), at(1.0, 0.24), at(0.2, 0.19)]), cover=0.9)
        bars = [Limb([at(0.2 + 0.16 * i, 0.0), at(0.2 + 0.16 * i, 0.23)], [0.0012, 0.0012]) for i in range(6)]
        sails.draw(wood, Limb([at(0.0, 0.0), at(1.02, 0.0)], [0.004, 0.0024]), *bars)
    sails.draw(wood, Ellipse(*hub, 0.006, 0.006))
    start, way = scene.random("windmill").uniform(0, math.tau), 1.0 if side > 0 else -1.0
    scene.add(sails, plane, lambda second: Life(turn=start + way * 0.55 * second), pivot=hub)


def crops(scene: Scene, side: float) -> None:
    """The field in front: furrows that run to a point on the horizon, and a track between them."""
    light = scene.light
    canvas = ground(
        scene,
        "crops",
        color("#c9a044"),
        color("#c4aa58"),
        dark=color("#8a6c34"),
        bright=color("#ecd078"),
        mottle=0.35,
        lit=0.62,
        end=10.0,
    )
    distance = scene.ground / np.maximum(canvas.y, np.float32(0.004))
    vanish = np.float32(side * scene.aspect * 0.12)
    across = (canvas.x - vanish) * distance
    texel = distance / np.float32(canvas.per_unit)
    shape = (canvas.height, canvas.width)
    rough = cloudy(scene.generator("furrows"), shape, (0.01 * canvas.per_unit, 0.03 * canvas.per_unit), 4)
    furrow = np.sin(across * np.float32(math.tau / 0.21) + (rough - 0.5) * 2.4)
    # furrows too fine for the texels, across or down, would make patterns of their own
    step = texel * np.hypot(1.0, (canvas.x - vanish) / np.maximum(canvas.y, np.float32(0.004)))
    clear = np.clip(0.034 / step - 0.5, 0, 1)
    canvas.tint(
        light.shade(color("#6f5428"), 1.0, lit=0.2),
        (np.clip(-furrow, 0, 1) * clear * 0.36).astype(np.float32),
    )
    canvas.tint(
        light.shade(color("#f0d888"), 1.0, lit=0.85), (np.clip(furrow, 0, 1) * clear * 0.3).astype(np.float32)
    )
    bend = np.float32(0.2) * np.sin(distance * 0.7)
    track = np.clip(1.0 - np.abs(across + bend + np.float32(0.1 * side)) / np.float32(0.36), 0, 1)
    on_track = np.clip(track * 5 + (rough - 0.5) * 2.0, 0, 1) * (track > 0)
    canvas.tint(light.shade(color("#b8966a"), 1.0, lit=0.6), (on_track * 0.9).astype(np.float32))
    middle = np.exp(-(((across + bend + np.float32(0.1 * side)) / np.float32(0.08)) ** 2))
    canvas.tint(
        light.shade(color("#8f9450"), 1.0, lit=0.45),
        (middle * (0.4 + rough * 0.7)).astype(np.float32) * np.float32(0.8),
    )
    scene.add(canvas, Level(scene.ground), grain="crops")


def oak(scene: Scene, side: float) -> None:
    """A great tree with its shadow, for the eye to come back to."""
    light = scene.light
    random = scene.random("oak")
    depth = random.uniform(3.6, 4.4)
    foot = scene.ground / depth
    high = 1.15 / depth
    x = side * scene.aspect / 2 * random.uniform(0.62, 0.74)
    canvas = scene.sprite(Bounds(x - high * 0.8, foot - high * 1.15, x + high * 0.8, foot + high * 0.12))
    canvas.fill(
        (0.07, 0.06, 0.08),
        0.6 * canvas.blob(x - sunward(scene) * high * 0.14, foot, high * 0.36, high * 0.045),
    )
    tones = (
        light.shade(color("#4f3d2e"), depth * 0.6, lit=0.3),
        light.shade(color("#38522c"), depth * 0.6, lit=0.2),
        light.shade(color("#86a048"), depth * 0.6, lit=0.85),
    )
    broad_tree(canvas, (x, foot), high, tones, random, toward=sunward(scene))
    sway = random.uniform(0, math.tau)
    scene.add(
        canvas,
        Upright(depth),
        lambda second: Life(turn=0.006 * math.sin(second * 0.9 + sway)),
        pivot=(x, foot),
    )


def stalks(canvas: Canvas, at: Point, high: float, tone: Color, *, lean: float) -> None:
    """One ear of wheat on its stalk."""
    x, foot = at
    tip = (x + lean * high, foot - high)
    canvas.draw(
        scaled(tone, 0.72),
        Limb(
            [(x, foot), (x + lean * high * 0.35, foot - high * 0.6), tip],
            [high * 0.022, high * 0.018, high * 0.014],
        ),
    )
    ear = high * 0.24
    canvas.draw(tone, Limb([tip, (tip[0] + lean * ear * 1.2, tip[1] - ear)], [high * 0.055, high * 0.02]))
    canvas.draw(
        scaled(tone, 1.15),
        *[
            Limb(
                [
                    (tip[0], tip[1] - ear * k / 4),
                    (tip[0] + (lean + spread) * ear * 1.5, tip[1] - ear * (k / 4 + 0.7)),
                ],
                [high * 0.012, high * 0.004],
            )
            for k in (1, 3)
            for spread in (-0.35, 0.35)
        ],
    )


def wheat(scene: Scene, depth: float, high: float) -> None:
    """A row of wheat across the field, left open for the track; the wind runs through it."""
    light = scene.light
    plane = Upright(depth)
    foot = scene.ground / depth
    tall = high / depth**0.9
    canvas = scene.canvas(plane, top=foot - tall * 1.5, bottom=foot + tall * 0.4, sway=0.08)
    generator = scene.generator(f"wheat {depth}")
    box = canvas.box
    side = -sunward(scene)
    vanish = side * scene.aspect * 0.12
    track = vanish + (-0.2 * math.sin(depth * 0.7) - 0.1 * side) / depth
    rim = ridge(generator, canvas.width, 90 * (box.right - box.left), 5, 0.75)
    swell = ridge(generator, canvas.width, 3 * (box.right - box.left), 3)
    top = np.float32(foot) - np.float32(tall) * (0.72 + 0.18 * rim + 0.14 * swell).astype(np.float32)
    under = canvas.y - top[None, :]
    strands = cloudy(
        generator,
        (canvas.height, canvas.width),
        (tall * 0.6 * canvas.per_unit, 0.006 / depth**0.5 * canvas.per_unit),
        3,
    )
    away = np.clip(
        (np.abs(canvas.x - np.float32(track)) - np.float32(0.42 / depth)) / np.float32(0.06 / depth), 0, 1
    )
    ragged = np.clip((strands - 0.25) * 6 + (np.float32(foot) - canvas.y) / np.float32(tall * 0.2), 0, 1)
    fade = np.clip((np.float32(foot + tall * 0.3) - canvas.y) / np.float32(tall * 0.3), 0, 1) * ragged
    bright = np.asarray(light.shade(color("#e6c25e"), depth * 0.7, lit=0.85), np.float32)
    dark = np.asarray(light.shade(color("#8f6a2c"), depth * 0.7, lit=0.2), np.float32)
    share = np.clip((strands - 0.5) * 1.6 + 0.75 - under / np.float32(tall * 0.9), 0, 1)[..., None]
    canvas.fill(dark + (bright - dark) * share, (canvas.edge(under) * fade * away).astype(np.float32))
    random = scene.random(f"wheat {depth}")
    for _ in range(int(26 * depth * (box.right - box.left))):
        x = random.uniform(box.left, box.right)
        if abs(x - track) < 0.46 / depth:
            continue
        tone = light.shade(color("#e9c766"), depth * 0.7, lit=random.uniform(0.4, 1.0))
        stalks(
            canvas, (x, foot), tall * random.uniform(0.75, 1.15), tone, lean=random.uniform(-0.05, 0.3) * side
        )
    phase = random.uniform(0, math.tau)
    scene.add(
        canvas,
        plane,
        lambda second: Life(
            x=0.006 / depth * math.sin(second * 1.3 + phase)
            + 0.003 / depth * math.sin(second * 2.9 + phase * 2),
            ripple=0.004 / depth,
            waves=16.0 * depth,
            phase=-second * 2.1 + phase,
        ),
        grain=f"wheat {depth}",
    )


def corner(scene: Scene, side: float) -> None:
    """Ears of wheat close to the lens in both corners."""
    light = scene.light
    for k, at in enumerate((side, -side)):
        random = scene.random(f"ears {k}")
        edge = at * scene.aspect / 2
        reach = (0.42 if k == 0 else 0.26) * min(1.0, scene.aspect)
        plane = Upright(0.9)
        low, tall = scene.bottom + 0.05, 0.3
        canvas = scene.sprite(Bounds(edge - reach * 1.25, low - tall * 1.6, edge + reach * 1.25, low))
        for i in range(40):
            out = random.random()
            x = edge - at * reach * (out * 2 - 0.95)
            tone = light.shade(color("#e2ba56" if i % 3 else "#b98a3a"), 1.0, lit=random.uniform(0.2, 0.9))
            size = tall * random.uniform(0.55, 1.0) * (1 - 0.5 * out)
            stalks(canvas, (x, low), size, tone, lean=random.uniform(-0.1, 0.3) * -at)
        phase = random.uniform(0, math.tau)
        scene.add(
            canvas,
            plane,
            lambda second, phase=phase: Life(
                turn=0.03 * math.sin(second * 1.2 + phase) + 0.012 * math.sin(second * 2.7)
            ),
            pivot=(edge, low + 0.1),
        )
