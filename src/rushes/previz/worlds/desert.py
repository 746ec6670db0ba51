"""A desert: dunes with knife-edged crests, mesas far out, sand that the wind carries over the ground."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from rushes.previz.geometry import Bounds, Level, Upright
from rushes.previz.light import color, mix, scaled
from rushes.previz.noise import Field, cloudy, ridge
from rushes.previz.scene import Flock, Scene
from rushes.previz.shapes import Limb
from rushes.previz.words import Wish
from rushes.previz.worlds.land import Slope, ground, mist, slopes, sunward
from rushes.previz.worlds.plants import tuft
from rushes.previz.worlds.sky import birds, paint_clouds, paint_sky

SAND, SHADE = color("#dda964"), color("#8a5a48")


def paint_desert(scene: Scene, wish: Wish) -> None:
    """Paint the desert; the great dune rises off the middle, its bright side to the sun."""
    random = scene.random("desert")
    side = -sunward(scene)
    wide = scene.aspect / 2
    paint_sky(scene)
    paint_clouds(
        scene, "high", depth=300.0, base=0.2, height=0.8, amount=0.2, size=0.9, speed=0.003, strength=0.5
    )
    if random.random() < 0.75:
        mesas(scene, -side)
    mist(scene, "far", depth=50.0, y=-0.01, high=0.05, strength=0.55, speed=0.004)
    dune(scene, "far", 26.0, [(-side * wide * 0.7, 0.06, 0.8), (side * wide * 0.9, 0.07, 0.7)], veil=5.5)
    main = side * wide * random.uniform(0.3, 0.5)
    high = random.uniform(0.19, 0.26)
    dune(scene, "great", 14.0, [(main, high, 0.85), (main - side * 0.95, high * 0.5, 0.6)], veil=3.0)
    plain(scene)
    dune(
        scene,
        "low",
        8.5,
        [(side * wide * 0.75, 0.05, 0.9), (-side * 1.2, 0.03, 0.5)],
        veil=2.2,
        foot=scene.ground / 8.5,
    )
    near = -side * wide * random.uniform(0.75, 1.0)
    dune(
        scene,
        "near",
        5.4,
        [(near, 0.085, 0.85), (near + side * 1.7, 0.0, 0.5)],
        veil=1.7,
        foot=scene.ground / 5.4,
    )
    birds(scene, count=2, x=side * 0.1, y=-0.26, size=0.017, depth=9.0, speed=0.012 * side)
    cacti(scene, side)
    drift(scene, side)
    for k in range(4 if wish.figure else 6):
        tuft(
            scene,
            f"shrub {k}",
            side * (1.0 - 0.13 * k + random.uniform(-0.04, 0.04)) * wide,
            scene.bottom + 0.02,
            scene.light.shade(color("#8a7a4c"), 1.0, lit=0.35),
            high=0.12 * (1.2 - 0.12 * k),
            blades=12,
            spread=0.03,
        )


def mesas(scene: Scene, side: float) -> None:
    """Table mountains, steep and flat-topped, in bands of rock."""
    random = scene.random("mesas")
    wide = scene.aspect / 2
    tables = [
        (side * wide * random.uniform(0.5, 0.75), random.uniform(0.1, 0.14), random.uniform(0.14, 0.2)),
        (side * wide * random.uniform(0.95, 1.15), random.uniform(0.07, 0.1), 0.16),
        (side * wide * random.uniform(0.22, 0.34), random.uniform(0.09, 0.12), random.uniform(0.018, 0.03)),
    ]

    def line(x: NDArray[np.float32], generator: np.random.Generator) -> NDArray[np.float32]:
        rough = ridge(generator, len(x), 26 * float(x[-1] - x[0]), 5, 0.6)
        total = np.full(len(x), -0.02, np.float32)
        for at, high, half in tables:
            away = np.float32(half) - np.abs(x - np.float32(at)) + rough * np.float32(0.01)
            cliff = np.clip(away / np.float32(0.014), 0, 1) * np.float32(high * 0.62)
            scree = np.clip((away + np.float32(0.07)) / np.float32(0.075), 0, 1) ** 1.6 * np.float32(
                high * 0.38
            )
            total = np.maximum(total, cliff + scree - np.float32(0.004) + rough * np.float32(0.002))
        return total.astype(np.float32)

    look = Slope(color("#c4764e"), color("#7a4440"), veil=5.0, foot=0.45, wild=0.6)
    canvas, _ = slopes(scene, "mesas", 70.0, line, look)
    bands = ridge(scene.generator("bands"), canvas.height, 14, 4)[:, None]
    canvas.darken((1 + 0.1 * bands).astype(np.float32) * np.ones((1, canvas.width), np.float32))
    scene.add(canvas, Upright(70.0), grain="mesas")


def dune(
    scene: Scene,
    name: str,
    depth: float,
    crests: list[tuple[float, float, float]],
    *,
    veil: float,
    foot: float = 0.03,
) -> None:
    """A dune: from each crest (x, height, half its width) a winding edge parts light from shade."""
    light = scene.light
    plane = Upright(depth)
    toward = sunward(scene)
    highest = max(high for _, high, _ in crests)
    canvas = scene.canvas(plane, top=-highest * 1.2 - 0.03, bottom=foot)
    generator = scene.generator(f"dune {name}")
    narrow = min(1.0, 0.3 + 0.45 * scene.aspect)
    crests = [(at, high, half * narrow) for at, high, half in crests]
    x = np.broadcast_to(canvas.x[0], (canvas.width,)).astype(np.float32)
    swell = 0.006 * ridge(generator, canvas.width, 2.5 * (canvas.box.right - canvas.box.left), 3)
    height = np.full(canvas.width, -0.02 + foot * -1.0 + 0.03, np.float32) + swell.astype(np.float32)
    for at, high, half in crests:
        away = np.abs(x - np.float32(at)) / np.float32(half)
        rise = np.float32(high + foot) * (1 - np.clip(away, 0, 1)) ** 1.5 * (
            1 + 0.35 * np.clip(away, 0, 1)
        ) - np.float32(foot)
        height = np.maximum(height, rise + swell.astype(np.float32))
    top = -height
    cover = canvas.edge(canvas.y - top[None, :])
    lit = lighted(canvas.x, canvas.y, crests, generator, toward=toward, foot=foot)
    bright = np.asarray(light.shade(SAND, veil, lit=0.95), np.float32)
    dark = np.asarray(light.shade(SHADE, veil, lit=0.12), np.float32)
    soft = cloudy(
        generator, (canvas.height, canvas.width), (0.012 * canvas.per_unit, 0.16 * canvas.per_unit), 4
    )
    share = np.clip(lit * (0.86 + 0.3 * (soft - 0.5)), 0, 1)[..., None]
    canvas.fill(dark + (bright - dark) * share, cover)
    rim = np.exp(-(((canvas.y - top[None, :]) / np.float32(0.004)) ** 2))
    canvas.tint(mix(light.shade(SAND, veil, lit=1.0), light.glow, 0.4), (rim * 0.55).astype(np.float32))
    if foot > 0.04:  # it runs out into the plain: no edge at its foot
        out = np.clip((np.float32(foot) - canvas.y) / np.float32(0.045), 0, 1) ** 1.2
        out = out * np.clip((height[None, :] + np.float32(foot - 0.012)) / np.float32(0.03), 0, 1)
        canvas.rgb *= out[..., None]
        canvas.alpha *= out[..., None]
    else:
        low = np.clip(1 + canvas.y / np.float32(max(0.05, highest)), 0, 1) ** 2
        canvas.tint(light.haze, (low * 0.35).astype(np.float32))
    scene.add(canvas, plane, grain=f"dune {name}")


def lighted(
    x: Field,
    y: Field,
    crests: list[tuple[float, float, float]],
    generator: np.random.Generator,
    *,
    toward: float,
    foot: float,
) -> Field:
    """Which side of the winding edges a texel lies on: 1 the sun's."""
    result: Field | None = None
    best: Field | None = None
    for at, high, half in crests:
        down = np.clip((y + np.float32(high)) / np.float32(max(0.03, high + foot)), 0, 1)
        bend = float(generator.uniform(0.7, 1.3))
        edge = np.float32(at) - np.float32(toward * half * 0.34) * down**0.8 * np.sin(
            np.float32(bend * 2.6) * down + np.float32(0.35)
        )
        side = np.clip(
            0.5 + (x - edge) * np.float32(toward) / (np.float32(0.004) + down * np.float32(0.05)), 0, 1
        )
        fall = 0.8 + 0.2 * (1 - down)
        one = (side * fall + (1 - side) * 0.12 * down).astype(np.float32)
        away = np.broadcast_to(
            np.abs(x - np.float32(at)) / np.float32(half * (0.4 + high)), one.shape
        ).astype(np.float32)
        if result is None or best is None:
            result, best = one, away
        else:
            blend = np.clip(0.5 + (best - away) * 6, 0, 1)
            result, best = (result + (one - result) * blend).astype(np.float32), np.minimum(best, away)
    return result if result is not None else np.zeros((1, 1), np.float32)


def plain(scene: Scene) -> None:
    """The sand in front, with the ripples that the wind leaves."""
    light = scene.light
    canvas = ground(
        scene,
        "sand",
        color("#d69f5e"),
        SAND,
        dark=color("#a06f4e"),
        bright=color("#ecc07c"),
        mottle=0.22,
        lit=0.7,
        end=14.0,
    )
    distance = scene.ground / np.maximum(canvas.y, np.float32(0.004))
    bend = cloudy(
        scene.generator("ripples"),
        (canvas.height, canvas.width),
        (0.06 * canvas.per_unit, 0.25 * canvas.per_unit),
        4,
    )
    across = canvas.x * distance
    ripples = np.sin(distance * 30 + across * 2.2 + bend * 9)
    clear = np.clip((canvas.y - np.float32(0.1)) / np.float32(0.18), 0, 1) * np.clip((bend - 0.36) * 5, 0, 1)
    canvas.tint(
        light.shade(color("#f0c888"), 1.0, lit=0.95),
        (np.clip(ripples, 0, 1) * clear * 0.2).astype(np.float32),
    )
    canvas.tint(light.shade(SHADE, 1.0, lit=0.2), (np.clip(-ripples, 0, 1) * clear * 0.2).astype(np.float32))
    scene.add(canvas, Level(scene.ground), grain="sand")


def cacti(scene: Scene, side: float) -> None:
    """Tall cacti that stand about, each with its long shadow."""
    light = scene.light
    random = scene.random("cacti")
    toward = sunward(scene)
    places = [(6.8, -side * 0.4), (3.9, -side * 0.72), (2.3, side * 0.86)]
    for depth, at in places[random.choice((0, 1, 1, 2)) :]:
        x = (at + random.uniform(-0.06, 0.06)) * scene.aspect / 2
        foot, high = scene.ground / depth, random.uniform(0.62, 0.82) / depth
        thick = high * 0.115
        canvas = scene.sprite(Bounds(x - high, foot - high * 1.1, x + high, foot + high * 0.1), fineness=1.2)
        canvas.fill(
            light.shade(color("#5a3a38"), 1.0, lit=0.1),
            0.5 * canvas.blob(x - toward * high * 0.3, foot + high * 0.015, high * 0.34, high * 0.028),
        )
        stem = [
            Limb(
                [(x, foot), (x, foot - high * 0.5), (x, foot - high * 0.95)],
                [thick, thick * 1.08, thick * 0.8],
            )
        ]
        for way in (-1, 1):
            low, out = random.uniform(0.34, 0.5) * high, random.uniform(0.17, 0.22) * high * way
            up = low + random.uniform(0.2, 0.34) * high
            arm = [
                (x, foot - low),
                (x + out * 0.85, foot - low - high * 0.02),
                (x + out, foot - low - high * 0.07),
                (x + out, foot - up),
            ]
            stem.append(Limb(arm, [thick * 0.62, thick * 0.68, thick * 0.7, thick * 0.58]))
        body = canvas.blank()
        body.draw(light.shade(color("#4a6a48"), depth * 0.7, lit=0.35), *stem)
        ribs = np.sin((body.x - np.float32(x)) * np.float32(math.tau * 3.2 / thick))
        body.tint(
            light.shade(color("#2f4636"), depth * 0.7, lit=0.15),
            np.clip(ribs, 0, 1) * np.float32(0.5) * np.ones((body.height, 1), np.float32),
        )
        shift = int(thick * 0.3 * body.per_unit * toward)
        inner = np.roll(body.alpha[..., 0], -shift, axis=1) * body.alpha[..., 0]
        body.tint(
            light.shade(color("#a8b070"), depth * 0.7, lit=1.0),
            (body.alpha[..., 0] - inner) * np.float32(0.7),
        )
        canvas.stack(body)
        scene.add(canvas, Upright(depth))


def drift(scene: Scene, side: float) -> None:
    """Sand that blows low over the ground in streaks, and single grains in the air."""
    light = scene.light
    wide, high = 0.2, 0.012
    canvas = scene.sprite(Bounds(-wide, -high * 1.5, wide, high * 1.5), fineness=0.7)
    cover = np.exp(-((canvas.x / (wide * 0.42)) ** 2) - (canvas.y / (high * 0.5)) ** 2)
    canvas.fill(
        mix(light.shade(color("#f2d49c"), 1.0, lit=0.9), light.haze, 0.3), np.clip(cover - 0.02, 0, 1) * 0.55
    )
    generator = scene.generator("drift")
    count = 26
    places = generator.random((count, 5))
    span = scene.aspect + 1.4

    def state(second: float) -> NDArray[np.float64]:
        rows = np.zeros((count, 7))
        rows[:, 0] = 1.1 + 6.5 * places[:, 0] ** 1.4
        pace = (0.16 + 0.2 * places[:, 1]) / rows[:, 0] ** 0.6
        rows[:, 1] = (places[:, 2] * span - side * pace * second) % span - span / 2
        rows[:, 2] = scene.ground / rows[:, 0] - 0.008 + 0.004 * np.sin(second * 1.3 + places[:, 3] * 6.3)
        rows[:, 3] = 1.7 / rows[:, 0] ** 0.5
        rows[:, 4] = 1.5 / rows[:, 0] ** 0.8
        rows[:, 6] = 0.25 + 0.6 * np.clip(np.sin(second * 0.9 + places[:, 4] * 9.0), 0, 1)
        return rows

    scene.layers.append(Flock(scene.texture(canvas), state))
    grain_size = 0.003
    grain = scene.sprite(Bounds(-grain_size * 3, -grain_size, grain_size * 3, grain_size), fineness=1.5)
    grain.fill(
        scaled(light.shade(color("#f6dca8"), 1.0, lit=1.0), 1.05),
        np.clip(
            np.exp(-((grain.x / (grain_size * 1.3)) ** 2) - (grain.y / (grain_size * 0.45)) ** 2) - 0.02, 0, 1
        ),
    )
    dots = generator.random((60, 5))

    def blown(second: float) -> NDArray[np.float64]:
        rows = np.zeros((60, 7))
        rows[:, 0] = 0.8 + 2.4 * dots[:, 0]
        rows[:, 1] = (
            dots[:, 1] * span - side * (0.35 + 0.4 * dots[:, 2]) / rows[:, 0] * second
        ) % span - span / 2
        rows[:, 2] = 0.02 + 0.36 * dots[:, 3] + 0.02 * np.sin(second * 1.9 + dots[:, 4] * 6.3)
        rows[:, 3] = rows[:, 4] = 1.2 / rows[:, 0] ** 0.6
        rows[:, 6] = 0.7 * np.clip(np.sin(second * 1.1 + dots[:, 4] * 12), 0, 1)
        return rows

    scene.layers.append(Flock(scene.texture(grain), blown))
