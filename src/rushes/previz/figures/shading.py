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
    """Shade what was painted as if it were round and `size` (painted units) thick.

    The light comes from `toward`: -1 left, 1 right.
    """
    # What reaches the canvas's edge goes on beyond it, so that no shade falls along the cut.
    margin = max(2, round(size * canvas.per_unit * 0.7))
    mask = np.pad(canvas.alpha[..., 0], margin, mode="edge")
    inside = (slice(margin, -margin), slice(margin, -margin))
    texel = canvas.per_unit
    clear = 1.0 - light.hidden(depth)
    ambient = light.ambient
    deep = mix((ambient[0] * 0.2, ambient[1] * 0.2, ambient[2] * 0.24), light.haze, 0.04)
    for radius, weight in ((size * 0.55, 0.6), (size * 0.18, 0.4)):
        step = max(1, round(radius * texel * 0.9))
        soft = soften(mask, radius * texel * 0.7)
        across = step if toward > 0 else -step
        slope = shifted(soft, across, 0) - shifted(soft, -across, 0)
        slope += 0.5 * (shifted(soft, 0, -step) - shifted(soft, 0, step))
        slope = slope[inside] * clear
        canvas.tint(deep, np.clip(-slope, 0, 1) * weight * 0.85)
        canvas.add(light.key, np.clip(slope, 0, 1) * canvas.alpha[..., 0] * weight * 0.26)
    step = max(1, round(size * texel * 0.05))
    moved = shifted(mask, -step if toward > 0 else step, step // 2)
    edge = np.clip(mask - soften(moved, step * 0.4), 0, 1)[inside]
    canvas.tint(mix(light.glow, light.sun, 0.4), np.clip(edge * 0.6 * light.rim * rim * clear, 0, 1))
