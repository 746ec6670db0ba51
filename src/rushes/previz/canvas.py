"""A canvas: floating-point paint over a box of painted coordinates, and the texture it becomes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from copy import copy

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from rushes.previz.geometry import Bounds
from rushes.previz.light import Color
from rushes.previz.shapes import Point, Shape, around

__all__ = ["Canvas", "Mask", "Paint", "gradient"]

Mask = NDArray[np.floating]  # 0..1, of the canvas's shape or one that broadcasts to it
Paint = Color | NDArray[np.floating]  # a colour, or one for each row or texel

LEAST = 1 / 2048  # a cover below this changes no texel
FINE = 3  # shapes are drawn so many times finer than texels, for smooth edges


class Pen:
    """Draws shapes in painted coordinates into a coverage mask of `width` x `height` texels."""

    def __init__(self, box: Bounds, per_unit: float, width: int, height: int) -> None:
        self._box = box
        self._per_unit = per_unit * FINE
        self._image = Image.new("L", (width * FINE, height * FINE), 0)
        self._draw = ImageDraw.Draw(self._image)

    def _at(self, x: float, y: float) -> Point:
        # Pillow paints the pixel that a corner lies in: half a fine pixel back keeps edges in place
        return (
            (x - self._box.left) * self._per_unit - 0.5,
            (y - self._box.top) * self._per_unit - 0.5,
        )

    def polygon(self, points: Sequence[Point]) -> None:
        self._draw.polygon([self._at(*point) for point in points], fill=255)

    def ellipse(self, x: float, y: float, across: float, down: float) -> None:
        low, high = self._at(x - across, y - down), self._at(x + across, y + down)
        self._draw.ellipse((low, (max(low[0], high[0]), max(low[1], high[1]))), fill=255)

    def mask(self) -> NDArray[np.float32]:
        """What was drawn, as coverage."""
        return np.asarray(self._image.reduce(FINE), np.float32) / np.float32(255)


class Canvas:
    """Paint over `box`, `per_unit` texels to a frame height. `x` and `y` are the texels' centres."""

    def __init__(self, box: Bounds, per_unit: float) -> None:
        self.width = max(4, math.ceil((box.right - box.left) * per_unit) + 2)
        self.height = max(4, math.ceil((box.bottom - box.top) * per_unit) + 2)
        self.per_unit = per_unit
        self.box = Bounds(
            box.left, box.top, box.left + self.width / per_unit, box.top + self.height / per_unit
        )
        self.rgb = np.zeros((self.height, self.width, 3), np.float32)
        self.alpha = np.zeros((self.height, self.width, 1), np.float32)
        self.x: Mask = (box.left + (np.arange(self.width, dtype=np.float32) + 0.5) / per_unit)[None, :]
        self.y: Mask = (box.top + (np.arange(self.height, dtype=np.float32) + 0.5) / per_unit)[:, None]

    def blank(self) -> Canvas:
        """An empty canvas over the same box."""
        other = copy(self)
        other.rgb, other.alpha = np.zeros_like(self.rgb), np.zeros_like(self.alpha)
        return other

    def stack(self, other: Canvas) -> None:
        """Lay another canvas over the same box on this one."""
        self.rgb *= 1 - other.alpha
        self.rgb += other.rgb
        self.alpha *= 1 - other.alpha
        self.alpha += other.alpha

    def edge(self, distance: Mask) -> Mask:
        """Coverage from a signed distance in painted units: inside is above 0, one texel soft."""
        return np.clip(distance * np.float32(self.per_unit) + np.float32(0.5), 0, 1)

    def blob(self, x: float, y: float, across: float, down: float) -> Mask:
        """A soft spot about (x, y) that is gone at 1.9 of its half axes."""
        away = ((self.x - x) / across) ** 2 + ((self.y - y) / down) ** 2
        return np.clip(np.exp(-away) - 0.027, 0, 1)

    def _share(self, cover: Mask | float) -> tuple[NDArray[np.float32], tuple[slice, slice]]:
        """`cover` for each texel, and where on the canvas it is anything at all."""
        share = np.asarray(cover, np.float32)
        if not share.ndim:
            return share.reshape(1, 1, 1), (slice(None), slice(None))
        share = np.broadcast_to(share, (self.height, self.width))
        rows = np.flatnonzero(share.max(axis=1) > LEAST)
        columns = np.flatnonzero(share.max(axis=0) > LEAST)
        if not rows.size or not columns.size:
            return np.zeros((0, 0, 1), np.float32), (slice(0, 0), slice(0, 0))
        place = (slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1))
        return share[place][..., None], place

    def _tone(self, paint: Paint, place: tuple[slice, slice]) -> NDArray[np.float32]:
        """`paint` for the texels of `place`."""
        tone = np.asarray(paint, np.float32)
        return tone if tone.ndim == 1 else np.broadcast_to(tone, self.rgb.shape)[place]

    def fill(self, paint: Paint, cover: Mask | float = 1.0) -> None:
        """Lay `paint` over what is there, where `cover` says."""
        share, place = self._share(cover)
        rgb, alpha = self.rgb[place], self.alpha[place]
        rgb += (self._tone(paint, place) - rgb) * share
        alpha += (1 - alpha) * share

    def add(self, paint: Paint, cover: Mask) -> None:
        """Add light: what is behind stays, and becomes brighter."""
        share, place = self._share(cover)
        self.rgb[place] += self._tone(paint, place) * share

    def tint(self, paint: Paint, cover: Mask | float) -> None:
        """Lay `paint` over what was painted only: its edge stays as it is."""
        share, place = self._share(cover)
        rgb = self.rgb[place]
        rgb += (self._tone(paint, place) * self.alpha[place] - rgb) * share

    def darken(self, by: Mask) -> None:
        """Multiply what was painted."""
        self.rgb *= np.broadcast_to(by, (self.height, self.width))[..., None]

    def shape(self, *shapes: Shape) -> tuple[NDArray[np.float32], tuple[slice, slice]]:
        """Coverage of `shapes`, and where on the canvas it lies."""
        if not shapes:
            return np.zeros((0, 0), np.float32), (slice(0, 0), slice(0, 0))
        box = around([shape.bounds() for shape in shapes])
        left, right = self._texels(box.left - self.box.left, box.right - self.box.left, self.width)
        top, bottom = self._texels(box.top - self.box.top, box.bottom - self.box.top, self.height)
        if right <= left or bottom <= top:
            return np.zeros((0, 0), np.float32), (slice(0, 0), slice(0, 0))
        part = Bounds(
            self.box.left + left / self.per_unit,
            self.box.top + top / self.per_unit,
            self.box.left + right / self.per_unit,
            self.box.top + bottom / self.per_unit,
        )
        pen = Pen(part, self.per_unit, right - left, bottom - top)
        for shape in shapes:
            shape.draw(pen)
        return pen.mask(), (slice(top, bottom), slice(left, right))

    def _texels(self, low: float, high: float, most: int) -> tuple[int, int]:
        """A range of painted units from the canvas's edge as whole texels, one more on each side."""
        first = max(0, math.floor(min(low * self.per_unit, 1e6)) - 1)
        return first, min(most, math.ceil(max(-1e6, min(high * self.per_unit, 1e6))) + 1)

    def draw(self, paint: Paint, *shapes: Shape, cover: float = 1.0) -> None:
        """Fill `shapes` with `paint`."""
        mask, place = self.shape(*shapes)
        if not mask.size:
            return
        share = (mask * np.float32(cover))[..., None]
        rgb, alpha = self.rgb[place], self.alpha[place]
        rgb += (self._tone(paint, place) - rgb) * share
        alpha += (1 - alpha) * share

    def rows(self, stops: Sequence[tuple[float, Color]]) -> NDArray[np.float32]:
        """A vertical gradient through (y, colour)."""
        return gradient(self.y[:, 0], stops)[:, None, :]

    def texture(self, grain: np.random.Generator | None = None) -> NDArray[np.uint32]:
        """The paint as packed texels, premultiplied; `grain` hides the steps of even gradients."""
        rgb = self.rgb * np.float32(255)
        if grain is not None:
            rgb += (grain.random((self.height, self.width, 1), np.float32) - np.float32(0.5)) * self.alpha
        packed = np.empty((self.height, self.width, 4), np.uint8)
        packed[..., :3] = np.clip(rgb + np.float32(0.5), 0, 255)
        packed[..., 3:] = np.clip(self.alpha * np.float32(255) + np.float32(0.5), 0, 255)
        return packed.view(np.uint32)[..., 0]


def gradient(at: NDArray[np.float32], stops: Sequence[tuple[float, Color]]) -> NDArray[np.float32]:
    """Colours through (place, colour) stops, at each of `at`."""
    places = [place for place, _ in stops]
    return np.stack(
        [np.interp(at, places, [tone[k] for _, tone in stops]) for k in range(3)], axis=-1
    ).astype(np.float32)
