"""A canvas: floating-point paint over a box of painted coordinates, and the texture it becomes."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from copy import copy

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from rushes.previz.geometry import Bounds
from rushes.previz.light import Color

__all__ = ["Canvas", "Mask", "Paint", "Pen", "gradient"]

Mask = NDArray[np.float32]  # 0..1, of the canvas's shape or one that broadcasts to it
Paint = Color | NDArray[np.float32]  # a colour, or one for each row or texel
Points = Sequence[tuple[float, float]]

FINE = 3  # shapes are drawn so many times finer than texels, for smooth edges


class Pen:
    """Draws shapes in painted coordinates into a coverage mask."""

    def __init__(self, box: Bounds, per_unit: float, width: int, height: int) -> None:
        self._box = box
        self._per_unit = per_unit * FINE
        self._image = Image.new("L", (width * FINE, height * FINE), 0)
        self._draw = ImageDraw.Draw(self._image)

    def _at(self, x: float, y: float) -> tuple[float, float]:
        return ((x - self._box.left) * self._per_unit, (y - self._box.top) * self._per_unit)

    def polygon(self, points: Points, value: float = 1.0) -> None:
        """A filled polygon."""
        if len(points) > 2:
            self._draw.polygon([self._at(*point) for point in points], fill=round(255 * value))

    def box(self, left: float, top: float, right: float, bottom: float, value: float = 1.0) -> None:
        """A filled upright box."""
        if right > left and bottom > top:
            a, b = self._at(left, top), self._at(right, bottom)
            self._draw.rectangle(
                (a, (b[0] - 1, b[1] - 1)) if b[0] - 1 > a[0] and b[1] - 1 > a[1] else (a, a),
                fill=round(255 * value),
            )

    def ellipse(self, x: float, y: float, across: float, down: float, value: float = 1.0) -> None:
        """A filled ellipse about (x, y) with these half axes."""
        self._draw.ellipse(
            (self._at(x - across, y - down), self._at(x + across, y + down)), fill=round(255 * value)
        )

    def limb(self, points: Points, widths: Sequence[float], value: float = 1.0) -> None:
        """A chain of joints with round ends, as thick at each as `widths` says."""
        fill = round(255 * value)
        placed = [self._at(*point) for point in points]
        radii = [width * self._per_unit / 2 for width in widths]
        for (x, y), radius in zip(placed, radii, strict=True):
            self._draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=fill)
        for (a, b), (r, s) in zip(
            zip(placed, placed[1:], strict=False), zip(radii, radii[1:], strict=False), strict=True
        ):
            length = math.hypot(b[0] - a[0], b[1] - a[1]) or 1.0
            nx, ny = (a[1] - b[1]) / length, (b[0] - a[0]) / length
            self._draw.polygon(
                [(a[0] + nx * r, a[1] + ny * r), (b[0] + nx * s, b[1] + ny * s),
                 (b[0] - nx * s, b[1] - ny * s), (a[0] - nx * r, a[1] - ny * r)],
                fill=fill,
            )  # fmt: skip

    def curve(self, points: Points, value: float = 1.0) -> None:
        """A filled smooth closed curve through `points`."""
        self.polygon(smooth(points), value)

    def mask(self) -> Mask:
        """What was drawn, as coverage."""
        return np.asarray(self._image.reduce(FINE), np.float32) / np.float32(255)


def smooth(points: Points, steps: int = 10) -> list[tuple[float, float]]:
    """A closed curve through `points` (Catmull-Rom)."""
    count = len(points)
    path: list[tuple[float, float]] = []
    for i in range(count):
        p0, p1, p2, p3 = (points[(i + k - 1) % count] for k in range(4))
        for step in range(steps):
            t = step / steps
            path.append(
                (
                    0.5 * (2 * p1[0] + (p2[0] - p0[0]) * t + (2 * p0[0] - 5 * p1[0] + 4 * p2[0] - p3[0]) * t**2
                           + (3 * p1[0] - p0[0] - 3 * p2[0] + p3[0]) * t**3),
                    0.5 * (2 * p1[1] + (p2[1] - p0[1]) * t + (2 * p0[1] - 5 * p1[1] + 4 * p2[1] - p3[1]) * t**2
                           + (3 * p1[1] - p0[1] - 3 * p2[1] + p3[1]) * t**3),
                )
            )  # fmt: skip
    return path


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

    def soft(self, distance: Mask, width: float) -> Mask:
        """Coverage that falls from 1 to 0 over `width` outside, smoothly."""
        t = np.clip(1 + distance / np.float32(width), 0, 1)
        return t * t * (3 - 2 * t)

    def fill(self, paint: Paint, cover: Mask | float = 1.0) -> None:
        """Lay `paint` over what is there, where `cover` says."""
        share = np.asarray(cover, np.float32)
        share = np.broadcast_to(share, (self.height, self.width))[..., None] if share.ndim else share
        tone = np.asarray(paint, np.float32)
        self.rgb *= 1 - share
        self.rgb += tone * share
        self.alpha *= 1 - share
        self.alpha += share

    def add(self, paint: Paint, cover: Mask) -> None:
        """Add light: what is behind stays, and becomes brighter."""
        self.rgb += (
            np.asarray(paint, np.float32) * np.broadcast_to(cover, (self.height, self.width))[..., None]
        )

    def tint(self, paint: Paint, cover: Mask | float) -> None:
        """Lay `paint` over what was painted only: its edge stays as it is."""
        share = np.asarray(cover, np.float32)
        share = np.broadcast_to(share, (self.height, self.width))[..., None] if share.ndim else share
        tone = np.asarray(paint, np.float32)
        self.rgb *= 1 - share
        self.rgb += tone * share * self.alpha

    def darken(self, by: Mask) -> None:
        """Multiply what was painted."""
        self.rgb *= np.broadcast_to(by, (self.height, self.width))[..., None]

    def shape(
        self, draw: Callable[[Pen], None], box: Bounds | None = None
    ) -> tuple[Mask, tuple[slice, slice]]:
        """Coverage of what `draw` draws, and where on the canvas it lies (`box` keeps it small)."""
        area = box or self.box
        left = max(0, math.floor((area.left - self.box.left) * self.per_unit) - 1)
        top = max(0, math.floor((area.top - self.box.top) * self.per_unit) - 1)
        right = min(self.width, math.ceil((area.right - self.box.left) * self.per_unit) + 1)
        bottom = min(self.height, math.ceil((area.bottom - self.box.top) * self.per_unit) + 1)
        if right <= left or bottom <= top:
            return np.zeros((0, 0), np.float32), (slice(0, 0), slice(0, 0))
        part = Bounds(
            self.box.left + left / self.per_unit, self.box.top + top / self.per_unit,
            self.box.left + right / self.per_unit, self.box.top + bottom / self.per_unit,
        )  # fmt: skip
        pen = Pen(part, self.per_unit, right - left, bottom - top)
        draw(pen)
        return pen.mask(), (slice(top, bottom), slice(left, right))

    def draw(
        self, paint: Paint, draw: Callable[[Pen], None], box: Bounds | None = None, cover: float = 1.0
    ) -> None:
        """Fill what `draw` draws with `paint`; only a plain colour may go with a `box`."""
        mask, place = self.shape(draw, box)
        if not mask.size:
            return
        share = (mask * np.float32(cover))[..., None]
        tone = np.asarray(paint, np.float32)
        if tone.ndim == 3:
            tone = np.broadcast_to(tone, self.rgb.shape)[place]
        self.rgb[place] = self.rgb[place] * (1 - share) + tone * share
        self.alpha[place] = self.alpha[place] * (1 - share) + share

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
