"""Roundness for flat shapes: the light's side brighter, the far side darker, a rim along the edge."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from rushes.previz.canvas import Canvas
from rushes.previz.light import Color, Light, mix

Field = NDArray[np.float32]


COARSE = 3.0  # texels of blur from which a mask is blurred smaller than it is: nobody sees the difference


def soften(mask: Field, radius: float) -> Field:
    """`mask` (0..1), blurred."""
    image = Image.fromarray((mask * 255).astype(np.uint8))
    smaller = min(int(radius / COARSE), *image.size)
    if smaller > 1:
        small = image.reduce(smaller).filter(ImageFilter.GaussianBlur(radius / smaller))
        height, width = mask.shape
        box = (0.0, 0.0, width / smaller, height / smaller)
        return np.asarray(
            small.resize((width, height), Image.Resampling.BILINEAR, box), np.float32
        ) / np.float32(255)
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
    margin = max(2, round(size * canvas.per_unit * 0.7))
    part = occupied(canvas, margin)
    if part is None:
        return
    # What reaches the canvas's edge goes on beyond it, so that no shade falls along the cut.
    rgb, alpha = canvas.rgb[part], canvas.alpha[part]
    mask = np.pad(alpha[..., 0], margin, mode="edge")
    inside = (slice(margin, -margin), slice(margin, -margin))
    texel = canvas.per_unit
    clear = np.float32(1.0 - light.hidden(depth))
    ambient = light.ambient
    deep = mix((ambient[0] * 0.2, ambient[1] * 0.2, ambient[2] * 0.24), light.haze, 0.04)
    key = np.asarray(light.key, np.float32)
    for radius, weight in ((size * 0.55, 0.6), (size * 0.18, 0.4)):
        step = max(1, round(radius * texel * 0.9))
        soft = soften(mask, radius * texel * 0.7)
        across = step if toward > 0 else -step
        slope = shifted(soft, across, 0) - shifted(soft, -across, 0)
        slope += np.float32(0.5) * (shifted(soft, 0, -step) - shifted(soft, 0, step))
        slope = slope[inside] * clear
        tint(rgb, alpha, deep, np.clip(-slope, 0, 1) * np.float32(weight * 0.85))
        rgb += key * (np.clip(slope, 0, 1)[..., None] * alpha * np.float32(weight * 0.26))
    step = max(1, round(size * texel * 0.05))
    moved = shifted(mask, -step if toward > 0 else step, step // 2)
    edge = np.clip(mask - soften(moved, step * 0.4), 0, 1)[inside]
    bright = np.clip(edge * (np.float32(0.6 * light.rim * rim) * clear), 0, 1)
    tint(rgb, alpha, mix(light.glow, light.sun, 0.4), bright)


def occupied(canvas: Canvas, margin: int) -> tuple[slice, slice] | None:
    """Where on the canvas anything is painted, and `margin` texels about it."""
    painted = canvas.alpha[..., 0] > 0
    rows, columns = np.flatnonzero(painted.any(axis=1)), np.flatnonzero(painted.any(axis=0))
    if not rows.size:
        return None
    return (
        slice(max(0, rows[0] - margin), rows[-1] + margin + 1),
        slice(max(0, columns[0] - margin), columns[-1] + margin + 1),
    )


def tint(rgb: Field, alpha: Field, paint: Color, share: Field) -> None:
    """Lay `paint` over what was painted only."""
    rgb += (np.asarray(paint, np.float32) * alpha - rgb) * share[..., None]
