"""Manners of drawing: what becomes of a painted texture in an anime, in clay, on paper. Paid once a shot."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from rushes.previz.canvas import Canvas
from rushes.previz.look import Manner
from rushes.previz.noise import cloudy

__all__ = ["drawn"]

Field = NDArray[np.floating]
LUMA = np.array([0.2126, 0.7152, 0.0722], np.float32)
INK = np.array([0.07, 0.06, 0.1], np.float32)


def drawn(canvas: Canvas, manner: Manner, generator: np.random.Generator) -> None:
    """Draw what was painted on `canvas` again, in `manner`. What only adds light stays as it is."""
    if not manner or float(canvas.alpha.max(initial=0.0)) < 0.02:
        return
    MANNERS[manner](canvas, generator)
    np.clip(canvas.rgb, 0, None, out=canvas.rgb)


# ── what they are made of ────────────────────────────────────────────────────────────────────


def lay(canvas: Canvas, colors: Field) -> None:
    """Make `colors` those of what was painted, where it is."""
    canvas.rgb = np.clip(colors, 0, 1) * canvas.alpha


def smooth(colors: Field, radius: float) -> Field:
    """`colors` without what is finer than `radius` texels."""
    radius = max(0.6, radius)
    image = Image.fromarray((np.clip(colors, 0, 1) * 255).astype(np.uint8))
    return np.asarray(image.filter(ImageFilter.BoxBlur(radius)), np.float32) / np.float32(255)


def simple(canvas: Canvas, radius: float) -> Field:
    """The colours without what is finer than `radius` texels, edges of shapes kept."""
    share = np.maximum(canvas.alpha, np.float32(1 / 255))
    weight = smooth(np.repeat(canvas.alpha, 3, axis=2), radius)[..., :1]
    mean = smooth(canvas.rgb, radius) / np.maximum(weight, np.float32(0.02))
    sharp = canvas.rgb / share
    far = np.abs(sharp - mean).max(axis=-1, keepdims=True)
    keep = np.clip((far - np.float32(0.07)) * 12, 0, 1) * canvas.alpha  # an edge, not a grain
    return mean + (sharp - mean) * keep


def stepped(colors: Field, steps: int, softness: float = 0.25) -> Field:
    """`colors` in `steps` degrees of brightness, of the same hue."""
    luma = np.maximum(colors @ LUMA, np.float32(0.004))
    at = np.sqrt(luma) * steps
    low = np.floor(at)
    part = np.clip((at - low - 0.5) / softness + 0.5, 0, 1)
    made = ((low + part) / steps) ** 2
    return colors * (np.maximum(made, np.float32(0.004)) / luma)[..., None]


def difference(field: Field, reach: int) -> Field:
    """How much `field` changes within `reach` texels across or down."""
    made = np.zeros_like(field)
    reach = max(1, min(reach, min(field.shape) - 1))
    half = reach // 2
    across = np.abs(field[:, reach:] - field[:, :-reach])
    down = np.abs(field[reach:] - field[:-reach])
    made[:, half : half + across.shape[1]] = across
    made[half : half + down.shape[0]] = np.maximum(made[half : half + down.shape[0]], down)
    return made


def outline(canvas: Canvas, colors: Field, width: float, strength: float = 1.0) -> Field:
    """Where a pen of `width` (painted units) would draw: along edges of shapes, and of strong colours."""
    reach = max(1, round(width * canvas.per_unit))
    alpha = canvas.alpha[..., 0]
    shapes = np.clip(difference(alpha, reach) * 2.2 - 0.9, 0, 1)
    inner = np.clip((difference(colors @ LUMA, reach) - np.float32(0.13)) * 9, 0, 1)
    return np.clip(np.maximum(shapes, inner * np.float32(0.75)) * np.float32(strength), 0, 1)


def bevel(canvas: Canvas, radius: float, light: float, dark: float) -> None:
    """Round edges: brighter where they face the upper left, darker where they face away."""
    size = max(1.0, radius * canvas.per_unit)
    alpha = canvas.alpha[..., 0]
    image = Image.fromarray((alpha * 255).astype(np.uint8))
    soft = np.asarray(image.filter(ImageFilter.BoxBlur(size * 0.8)), np.float32) / np.float32(255)
    step = max(1, min(round(size), min(alpha.shape) - 1))
    slope = np.zeros_like(soft)
    slope[step:, step:] = soft[step:, step:] - soft[:-step, :-step]
    slope[:step] = slope[:, :step] = 0
    canvas.rgb += (np.clip(slope, 0, 1) * alpha * np.float32(light))[..., None]
    canvas.rgb *= (1 - np.clip(-slope, 0, 1) * np.float32(dark))[..., None]


def mottle(canvas: Canvas, generator: np.random.Generator, size: float, octaves: int = 3) -> Field:
    """Noise about 0, as fine as `size` painted units, between about -1 and 1."""
    cell = max(1.2, size * canvas.per_unit)
    noise = cloudy(generator, (canvas.height, canvas.width), (cell, cell), octaves)
    return (noise - np.float32(0.5)) * np.float32(3.0)


# ── the manners ──────────────────────────────────────────────────────────────────────────────


def cel(canvas: Canvas, generator: np.random.Generator) -> None:
    """Flat colours in few steps, and thin dark lines."""
    del generator
    flat = stepped(simple(canvas, 0.014 * canvas.per_unit), 7, 0.16)
    ink = outline(canvas, flat, 0.0032)[..., None]
    lay(canvas, flat + (INK - flat) * ink * np.float32(0.85))


def ink(canvas: Canvas, generator: np.random.Generator) -> None:
    """Bold black lines around colours of a comic."""
    del generator
    flat = stepped(simple(canvas, 0.006 * canvas.per_unit), 5, 0.1)
    black = np.clip((np.float32(0.09) - flat @ LUMA) * 30, 0, 1)[..., None]
    pen = outline(canvas, flat, 0.006)[..., None]
    lay(canvas, flat * (1 - np.maximum(black, pen)))


def round_(canvas: Canvas, generator: np.random.Generator) -> None:
    """Smooth and rounded, as if modelled and rendered."""
    del generator
    lay(canvas, simple(canvas, 0.008 * canvas.per_unit))
    bevel(canvas, 0.01, 0.34, 0.55)
    bevel(canvas, 0.004, 0.3, 0.3)


def felt(canvas: Canvas, generator: np.random.Generator) -> None:
    """Cloth and card by lamplight: fibres, soft edges."""
    soft = simple(canvas, 0.005 * canvas.per_unit)
    fibres = mottle(canvas, generator, 0.005, 2) * 0.1 + mottle(canvas, generator, 0.03, 3) * 0.06
    lay(canvas, soft * (1 + fibres)[..., None])
    bevel(canvas, 0.007, 0.32, 0.7)


def clay(canvas: Canvas, generator: np.random.Generator) -> None:
    """Clay: few colours, dents of fingers, round edges that shine."""
    flat = stepped(simple(canvas, 0.01 * canvas.per_unit), 8, 0.4)
    dents = mottle(canvas, generator, 0.022, 2) * 0.13
    lay(canvas, flat * (1 + dents)[..., None])
    bevel(canvas, 0.014, 0.6, 0.75)


def paper(canvas: Canvas, generator: np.random.Generator) -> None:
    """Shapes cut from coloured paper: flat, with a bright cut and a shadow under it."""
    flat = stepped(simple(canvas, 0.012 * canvas.per_unit), 5, 0.08)
    fibres = mottle(canvas, generator, 0.006, 2) * 0.05
    lay(canvas, flat * (1 + fibres)[..., None])
    bevel(canvas, 0.003, 0.55, 0.8)


def facets(canvas: Canvas, generator: np.random.Generator) -> None:
    """A few flat triangles, each of one colour."""
    colors = simple(canvas, 0.012 * canvas.per_unit)
    shade = sampled(canvas, colors, 0.042, 0.042)
    tilt = sampled(canvas, mottle(canvas, generator, 0.05, 1)[..., None], 0.042, 0.042)
    lay(canvas, shade * (1 + tilt * np.float32(0.12)))


def strokes(canvas: Canvas, generator: np.random.Generator) -> None:
    """Thick strokes of a brush, each of one colour, with a ridge of paint."""
    lean = mottle(canvas, generator, 0.09, 2)
    colors = sampled(canvas, simple(canvas, 1.0), 0.007, 0.021, lean * np.float32(0.02))
    bristles = mottle(canvas, generator, 0.0035, 1)
    lay(canvas, colors * (1 + bristles * 0.11 + lean * 0.05)[..., None])


def watercolor(canvas: Canvas, generator: np.random.Generator) -> None:
    """Thin colour that runs, settles along its edges, and lets the paper through."""
    flat = stepped(simple(canvas, 0.01 * canvas.per_unit), 7, 0.5)
    thin = mottle(canvas, generator, 0.07, 4) * 0.16 + mottle(canvas, generator, 0.012, 2) * 0.06
    thin = np.clip(0.3 + thin, 0, 0.85)[..., None]
    edge = outline(canvas, flat, 0.004, 0.5)[..., None]
    lay(canvas, (flat + (np.float32(0.97) - flat) * thin) * (1 - edge * np.float32(0.6)))


def pencil(canvas: Canvas, generator: np.random.Generator) -> None:
    """Lines and hatching on white paper: the darker, the closer."""
    colors = simple(canvas, 0.005 * canvas.per_unit)
    dark = 1 - np.sqrt(np.clip(colors @ LUMA, 0, 1))
    wave = np.float32(2 * np.pi / 0.011)
    shiver = mottle(canvas, generator, 0.03, 2) * np.float32(0.6)
    hatch = np.zeros_like(dark)
    for turn, least in ((0.7, 0.32), (-0.75, 0.55), (0.1, 0.74)):
        lines = np.sin(
            (canvas.x * np.float32(np.cos(turn)) + canvas.y * np.float32(np.sin(turn))) * wave + shiver
        )
        hatch += np.clip((lines + (dark - np.float32(least)) * 3.0) * 1.5, 0, 1) * np.clip(
            (dark - least) * 6, 0, 1
        )
    line = outline(canvas, colors, 0.0032)
    gray = np.float32(0.97) - np.clip(hatch * np.float32(0.4) + line * np.float32(0.75), 0, 0.9)
    lay(canvas, np.repeat(gray[..., None], 3, axis=2))


def print_(canvas: Canvas, generator: np.random.Generator) -> None:
    """Few flat inks with firm outlines, as from a block of wood."""
    del generator
    flat = stepped(simple(canvas, 0.011 * canvas.per_unit), 5, 0.06)
    pen = outline(canvas, flat, 0.0042)[..., None]
    lay(canvas, flat + (np.array([0.1, 0.1, 0.16], np.float32) - flat) * pen * np.float32(0.8))


def sampled(canvas: Canvas, colors: Field, wide: float, high: float, lean: Field | None = None) -> Field:
    """`colors`, each triangle of a grid of cells `wide` and `high` (painted units) in that of its middle."""
    columns, rows = max(2.0, wide * canvas.per_unit), max(2.0, high * canvas.per_unit)
    x = np.arange(canvas.width, dtype=np.float32)[None, :] + np.zeros((canvas.height, 1), np.float32)
    y = np.arange(canvas.height, dtype=np.float32)[:, None] + np.zeros((1, canvas.width), np.float32)
    if lean is not None:
        x = x + lean * np.float32(canvas.per_unit)
    row = np.floor(y / rows)
    x_cell = x / columns + (row % 2) * np.float32(0.5)
    column = np.floor(x_cell)
    upper = (x_cell - column) + (y / rows - row) < 1
    middle_y = (row + np.where(upper, np.float32(0.33), np.float32(0.67))) * rows
    middle_x = (
        column + np.where(upper, np.float32(0.33), np.float32(0.67)) - (row % 2) * np.float32(0.5)
    ) * columns
    down = np.clip(middle_y, 0, canvas.height - 1).astype(np.int64)
    across = np.clip(middle_x, 0, canvas.width - 1).astype(np.int64)
    return colors[down, across]


MANNERS: Mapping[str, Callable[[Canvas, np.random.Generator], None]] = {
    "cel": cel, "ink": ink, "round": round_, "felt": felt, "clay": clay, "paper": paper, "facets": facets,
    "strokes": strokes, "watercolor": watercolor, "pencil": pencil, "print": print_,
}  # fmt: skip
