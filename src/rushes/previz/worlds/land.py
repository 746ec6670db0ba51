"""What open country is made of: slopes under a skyline, the ground, and mist that drifts between them."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rushes.previz.canvas import Canvas
from rushes.previz.geometry import Bounds, Level, Upright
from rushes.previz.light import Color, mix, scaled
from rushes.previz.noise import Field, cloudy, field, ridge
from rushes.previz.scene import Life, Scene
from rushes.previz.worlds.water import perspective_noise

Line = Callable[[NDArray[np.float32], np.random.Generator], NDArray[np.float32]]  # heights over the horizon
SCALES = (0.008, 0.022, 0.055, 0.13, 0.3)  # of what a slope is seen to be made of, in frame heights


def sunward(scene: Scene) -> float:
    """The side that the light comes from: 1 is right."""
    return 1.0 if scene.light.sun_x > 0 else -1.0


def peaks(*places: tuple[float, float, float], rough: float = 0.2) -> Line:
    """Peaks, each (x, height, half its width at the foot), with a broken crest."""

    def line(x: NDArray[np.float32], generator: np.random.Generator) -> NDArray[np.float32]:
        broken = ridge(generator, len(x), 7 * float(x[-1] - x[0]), 7, 0.6)
        bends = ridge(generator, len(x), 3 * float(x[-1] - x[0]), 3, 0.5)
        total = np.full(len(x), -0.05, np.float32)
        for at, high, half in places:
            away = (x - np.float32(at)) / np.float32(half)
            bent = np.abs(away) * (1 + np.float32(0.35) * bends)
            rise = np.float32(high) * (1 - bent**0.8)
            total = np.maximum(total, rise + np.float32(rough * high) * broken * np.clip(bent + 0.12, 0, 0.7))
        return total.astype(np.float32)

    return line


def rolling(
    height: float, *, hills: float = 2.0, least: float = 0.3, side: float = 0.0, aspect: float = 1.8
) -> Line:
    """Rounded hills; with `side` they rise towards that side of the frame."""

    def line(x: NDArray[np.float32], generator: np.random.Generator) -> NDArray[np.float32]:
        waves = 0.5 + 0.5 * ridge(generator, len(x), hills * float(x[-1] - x[0]), 4, 0.42)
        rise = np.ones(len(x), np.float32)
        if side:
            rise = np.clip(0.5 + x * np.float32(side / aspect), 0.0, 1.5).astype(np.float32) ** 1.6 + 0.06
        return (np.float32(height) * (least + (1 - least) * waves) * rise).astype(np.float32)

    return line


def relief(
    generator: np.random.Generator,
    canvas: Canvas,
    top: NDArray[np.float32],
    toward: float,
    *,
    wild: float = 1.0,
) -> Field:
    """How far each texel below the line `top` faces the light, 0 to 1.

    Near the crest every notch throws its own shade; further down only the great shapes do.
    """
    under = np.maximum(canvas.y - top[None, :], np.float32(1e-4))
    slopes: list[NDArray[np.float32]] = []
    for scale in SCALES:
        wide = max(1, int(scale * canvas.per_unit))
        kernel = np.hanning(2 * wide + 3).astype(np.float32)
        padded = np.pad(top, wide + 1, mode="edge")
        soft: NDArray[np.float32] = np.asarray(
            np.convolve(padded, kernel / kernel.sum(), mode="valid"), np.float32
        )
        slopes.append(np.gradient(soft).astype(np.float32) * np.float32(canvas.per_unit))
    table = np.stack(slopes)
    shape = (canvas.height, canvas.width)
    cell = 0.05 * canvas.per_unit
    wobble = cloudy(generator, shape, (cell * 0.8, cell * 1.6), 4) - np.float32(0.5)
    column = np.arange(canvas.width, dtype=np.float32)[None, :] + wobble * under * np.float32(
        canvas.per_unit * 2.6 * wild
    )
    column = np.clip(column, 0, canvas.width - 1).astype(np.int32)
    scale_at = np.clip(
        np.log(under / np.float32(0.008)) / np.float32(math.log(2.6)), 0, len(SCALES) - 1.001
    ).astype(np.float32)
    first = scale_at.astype(np.int32)
    part = scale_at - first
    slope = table[first, column] * (1 - part) + table[first + 1, column] * part
    lit = 0.5 + 0.5 * np.tanh(np.float32(2.6 * toward) * slope)
    return np.clip(lit + wobble * np.float32(0.5 * wild), 0, 1).astype(np.float32)


@dataclass(frozen=True, slots=True)
class Slope:
    """The colours of a slope, before light; `veil` is the depth that its haze is of.

    `snow` is the height above which it lies; `foot` how far the haze gathers in the valley, 0 to 1.
    """

    bright: Color
    dark: Color
    veil: float
    foot: float = 0.5
    snow: float | None = None
    snow_bright: Color = (0.96, 0.97, 1.0)
    snow_dark: Color = (0.62, 0.68, 0.82)
    wild: float = 1.0


def slopes(
    scene: Scene, name: str, depth: float, line: Line, look: Slope, *, bottom: float = 0.03
) -> tuple[Canvas, NDArray[np.float32]]:
    """Paint a slope below `line`; gives the canvas, not yet in the scene, and y of its line by column."""
    light = scene.light
    plane = Upright(depth)
    box = scene.bounds(plane)
    generator = scene.generator(f"slopes {name}")
    across = np.linspace(box.left, box.right, 800, dtype=np.float32)
    highest = float(np.max(line(across, scene.generator(f"line {name}"))))
    canvas = scene.canvas(plane, top=-highest * 1.1 - 0.02, bottom=bottom)
    at = np.broadcast_to(canvas.x[0], (canvas.width,)).astype(np.float32)
    # drawn over an even grid first, so that the fineness of the frame changes no shape
    heights = line(across, scene.generator(f"line {name}"))
    top = -np.interp(at, across, heights).astype(np.float32)
    cover = canvas.edge(canvas.y - top[None, :])
    lit = relief(generator, canvas, top, sunward(scene), wild=look.wild)[..., None]
    bright = np.asarray(light.shade(look.bright, look.veil, lit=0.85), np.float32)
    dark = np.asarray(light.shade(look.dark, look.veil, lit=0.08), np.float32)
    tone = dark + (bright - dark) * lit
    if look.snow is not None:
        shape = (canvas.height, canvas.width)
        cell = 0.04 * canvas.per_unit
        patch = cloudy(generator, shape, (cell, cell * 0.7), 5)
        high = np.clip(
            (-canvas.y - np.float32(look.snow)) / np.float32(0.05) + (patch - 0.5) * 5 + lit[..., 0] * 0.5,
            0,
            1,
        )[..., None]
        clean = np.asarray(light.shade(look.snow_bright, look.veil, lit=0.9), np.float32)
        blue = np.asarray(light.shade(look.snow_dark, look.veil, lit=0.12), np.float32)
        tone = tone + (blue + (clean - blue) * np.clip(lit * 1.1, 0, 1) - tone) * high
    canvas.fill(tone, cover)
    low = np.clip(1 + canvas.y / np.float32(max(0.03, highest * 0.85)), 0, 1) ** 1.4
    canvas.tint(light.haze, (low * look.foot).astype(np.float32))
    return canvas, top


def ground(
    scene: Scene,
    name: str,
    near: Color,
    far: Color,
    *,
    dark: Color,
    bright: Color,
    mottle: float = 0.4,
    lit: float = 0.55,
    end: float = 9.0,
) -> Canvas:
    """The open ground down from the horizon, its grain in perspective; not yet in the scene.

    Beyond depth `end` it gets no hazier: what stands there hides the rest.
    """
    light = scene.light
    canvas = scene.canvas(Level(scene.ground), top=-0.002, sway=0.04)
    distance = scene.ground / np.maximum(canvas.y, np.float32(scene.ground / end))
    hidden = (1 - np.exp(-light.thickness * 0.8 * np.maximum(0, distance - 1)))[..., None].astype(np.float32)
    tone = canvas.rows(
        [
            (0.0, light.shade(far, 1.0, lit=lit)),
            (0.2, light.shade(mix(far, near, 0.6), 1.0, lit=lit)),
            (0.5, light.shade(near, 1.0, lit=lit)),
        ]
    )
    canvas.fill(np.broadcast_to(tone, canvas.rgb.shape), canvas.edge(canvas.y))
    grain = perspective_noise(scene, canvas, name)
    canvas.tint(light.shade(dark, 1.0, lit=0.15), np.clip((0.5 - grain) * 4 * mottle, 0, 0.8))
    canvas.tint(light.shade(bright, 1.0, lit=0.85), np.clip((grain - 0.52) * 4 * mottle, 0, 0.8))
    canvas.tint(light.haze, np.broadcast_to(hidden[..., 0], (canvas.height, canvas.width)))
    fall = np.clip((canvas.y - np.float32(0.26)) / np.float32(0.5), 0, 1)
    canvas.tint(light.shade(scaled(dark, 0.6), 1.0, lit=0.05), fall * np.float32(0.5))
    return canvas


def mist(
    scene: Scene,
    name: str,
    *,
    depth: float,
    y: float,
    high: float,
    strength: float = 0.5,
    speed: float = 0.006,
) -> None:
    """A bank of mist about `y` that drifts past for ever."""
    box = scene.bounds(Upright(depth))
    width = max(box.right - box.left, 1.0) * 1.4
    canvas = Canvas(Bounds(box.left, y - high, box.left + width, y + high), scene.per_unit * 0.4)
    generator = scene.generator(f"mist {name}")
    puff = cloudy(
        generator,
        (canvas.height, canvas.width),
        (high * 0.7 * canvas.per_unit, 0.3 * canvas.per_unit),
        4,
        wraps=True,
    )
    along = np.clip(1 - np.abs(canvas.y - np.float32(y)) / np.float32(high), 0, 1) ** 1.5
    cover = np.clip((puff - 0.36) * 2.4, 0, 1) * along * np.float32(strength)
    canvas.fill(mix(scene.light.haze, scene.light.cloud_lit, 0.25), cover.astype(np.float32))
    phase = scene.random(f"mist {name}").uniform(0, 1.0)
    scene.add(
        canvas,
        Upright(depth),
        lambda second: Life(x=speed * second + phase),
        wraps=True,
        grain=f"mist {name}",
    )


def speckle(canvas: Canvas, generator: np.random.Generator, tones: Sequence[Color], share: float) -> None:
    """Small spots on what was painted, as flowers and stones: wider the nearer they lie."""
    for tone in tones:
        for cells, low, high in ((0.0022, 0.05, 0.2), (0.0042, 0.16, 0.5), (0.007, 0.34, 3.0)):
            cell = max(1.7, cells * canvas.per_unit)
            spots = field(generator, (canvas.height, canvas.width), (cell * 0.8, cell))
            zone = np.clip((canvas.y - low) * 20, 0, 1) * np.clip((high - canvas.y) * 12, 0, 1)
            canvas.tint(
                tone, (np.clip((spots - np.float32(1 - share)) * 9, 0, 0.9) * zone).astype(np.float32)
            )
