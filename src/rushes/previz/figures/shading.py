"""Roundness for flat shapes: the light's side brighter, the far side darker, a rim along the edge."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from rushes.previz.canvas import Canvas
from rushes.previz.light import Light, mix

Field = NDArray[np.float32]


def soften(mask: Field, radius: float) -> Field:
    """`mask` (0..1), blurred."""
    image = Image.fromarray((mask * 255).astype(np.uint8))
    return np.asarray(image.filter(ImageFilter.GaussianBlur(max(0.5, radius))), np.float32) / np.float32(255)


def shifted(mask: Field, across: int, down: int) -> Field:
    """`mask`, moved; what comes in is empty."""
    moved = np.zeros_like(mask)
    height, width = mask.shape
    across, down = max(-width, min(width, across)), max(-height, min(height, down))
    moved[max(0, down) : height + min(0, down), max(0, across) : width + min(0, across)] = mask[
        max(0, -down) : height - max(0, down), max(0, -across) : width - max(0, across)
    ]
    return moved


def model(
    canvas: Canvas, light: Light, toward: float, *, size: float, depth: float = 1.0, rim: float = 1.0
) -> None:
    """Shade what was painted as if it were round, `size` (painted units) thick, lit from `toward` (-1 left, 1 right)."""
    mask = canvas.alpha[..., 0]
    texel = canvas.per_unit
    clear = 1.0 - light.hidden(depth)
    for radius, weight in ((size * 0.55, 0.6), (size * 0.18, 0.4)):
        step = max(1, round(radius * texel * 0.9))
        soft = soften(mask, radius * texel * 0.7)
        slope = shifted(soft, int(step * toward), 0) - shifted(soft, int(-step * toward), 0)
        slope += 0.5 * (shifted(soft, 0, -step) - shifted(soft, 0, step))
        dark = np.clip(-slope, 0, 1) * np.float32(weight * 0.85 * clear)
        canvas.tint(
            mix((light.ambient[0] * 0.2, light.ambient[1] * 0.2, light.ambient[2] * 0.24), light.haze, 0.04),
            dark,
        )
        canvas.add(light.key, np.clip(slope, 0, 1) * mask * np.float32(weight * 0.26 * clear))
    step = max(1, round(size * texel * 0.05))
    edge = np.clip(mask - soften(shifted(mask, int(-step * toward), step // 2), step * 0.4), 0, 1)
    glow = mix(light.glow, light.sun, 0.4)
    canvas.tint(glow, edge * np.float32(0.75 * rim * clear * (0.55 if light.name == "day" else 0.8)))
