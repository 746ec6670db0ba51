"""The veil: light that lies over a frame, coarse and soft. Pools, edges, bloom, leaks, a mirroring ground."""

from __future__ import annotations

import math
from random import Random

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from rushes.previz.light import Light, Pool
from rushes.previz.look import Look

__all__ = ["Veil"]

Field = NDArray[np.floating]
Frame = NDArray[np.uint32]

LUMA = np.array([0.2126, 0.7152, 0.0722], np.float32)
# u and v of a colour of luma 1 are these of (blue - luma) and (red - luma), in levels of luma
U_OF, V_OF = 224 / 219 / 1.8556, 224 / 219 / 1.5748
BRIGHT = 0.62  # from here on a part of the picture spreads
BEAT = 0.5  # seconds


class Veil:
    """Computes, for each moment of a shot, the grid of nodes that the kernel `to_i420` reads."""

    def __init__(self, size: tuple[int, int], light: Light, look: Look, seed: str) -> None:
        """`size` is width and height in pixels; the same seed gives the same flicker."""
        width, height = size
        self.shift = 2 if height <= 400 else 3 if height <= 1300 else 4
        cell = 1 << self.shift
        self._light, self._look, self._height = light, look, height
        self._random = Random(f"{seed}/veil")  # noqa: S311
        self._phases = [self._random.uniform(0, math.tau) for _ in range(8)]
        self._across = (np.arange(-(-width // cell) + 2, dtype=np.float32) - 0.5) * cell / width * 2 - 1
        self._down = (np.arange(-(-height // cell) + 2, dtype=np.float32) - 0.5) * cell / height * 2 - 1
        self._aspect = width / height
        x, y = self._across[None, :], self._down[:, None]
        away = np.clip(np.hypot(x, y * 0.92) - 0.35, 0, None) / 1.0
        self._edges = (1 - light.grade.vignette * 1.25 * np.clip(away, 0, 1.2) ** 1.7).astype(np.float32)
        self._pools = [self._mean_shape(pool, cell / height) for pool in light.pools]
        self._still = not any(pool.flicker for pool in light.pools) and not (
            look.unsteady or look.leaks or look.flashes or light.bloom or look.streak or look.wet
        )
        self._kept: NDArray[np.int64] | None = None
        self._kept_share = -1.0

    def at(self, second: float, frame: Frame, horizon: float, share: float = 1.0) -> NDArray[np.int64]:
        """The nodes at `second` over `frame`, whose horizon lies `horizon` of its height down.

        `share` is how much of the veil is there, 0 to 1.
        """
        if self._still and self._kept is not None and self._kept_share == share:
            return self._kept
        light, look = self._light, self._look
        left = self._left(second)
        added = np.zeros_like(left)
        if light.bloom or look.streak or look.wet:
            added += self._bloom(frame, horizon) * left**0.5
        if look.leaks:
            added += self._leaks(second) * np.float32(look.leaks)
        if look.flashes:
            beat = (second + 0.18) % BEAT / BEAT
            added += np.float32(look.flashes * 0.34 * math.exp(-beat * 9.0))
        added = grayer(added, light.grade.saturation) * np.asarray(light.grade.tone, np.float32)
        if share < 1:
            left = 1 + (left - 1) * np.float32(share)
            added *= np.float32(share)
        self._kept, self._kept_share = nodes(left, added), share
        return self._kept

    def _left(self, second: float) -> Field:
        """How much of the light is left at each node, for red, green and blue."""
        light, look = self._light, self._look
        left = np.full((*self._edges.shape, 3), light.dim, np.float32)
        for k, (pool, shape) in enumerate(zip(light.pools, self._pools, strict=True)):
            burns = 1.0 + pool.flicker * self._flicker(second, k)
            left += shape[..., None] * (np.asarray(pool.tint, np.float32) * np.float32(pool.gain * burns))
        left = grayer(left, light.grade.saturation)
        left *= self._edges[..., None] * np.asarray(light.grade.tone, np.float32)
        if look.unsteady:
            left *= np.float32(1 + look.unsteady * self._flicker(second * 2.7, 7))
        return np.clip(left, 0, 3.5)

    def _flicker(self, second: float, which: int) -> float:
        """How unsteady a flame is, about -1 to 1."""
        phase = self._phases[which % 8]
        if which < len(self._light.pools) and self._light.pools[which].flicker >= 1.0:
            return 1.0 if (second + phase * 0.01) % 0.25 < 0.09 else -1.0
        return (
            math.sin(second * 11.3 + phase) * 0.4
            + math.sin(second * 6.1 + phase * 2) * 0.35
            + math.sin(second * 23.7 + phase * 3) * 0.25
        )

    def _mean_shape(self, pool: Pool, cell: float) -> Field:
        """Where a pool lies, 0 to 1: the mean about each node, so that its edge runs smoothly."""
        steps = [step * cell for step in (-1.4, -0.9, -0.45, 0.0, 0.45, 0.9, 1.4)]
        if pool.edge <= 1.0 and not pool.stripes:
            steps = [0.0]
        return np.mean([self._shape(pool, x, y) for x in steps for y in steps], axis=0).astype(np.float32)

    def _shape(self, pool: Pool, right: float, below: float) -> Field:
        """Where a pool lies, seen a little to the right of each node and below it (half frame heights)."""
        x = (self._across[None, :] - np.float32(pool.x)) * np.float32(self._aspect) + np.float32(right)
        y = self._down[:, None] - np.float32(pool.y) + np.float32(below)
        cosine, sine = math.cos(pool.turn), math.sin(pool.turn)
        along, beside = x * cosine + y * sine, y * cosine - x * sine
        away = np.hypot(along / np.float32(pool.across * 1.78), beside / np.float32(pool.down))
        if pool.edge <= 1.0:
            shape = np.exp(-(away**2) * 1.2)
        else:
            shape = 1 / (1 + np.exp(np.clip((away - 1) * pool.edge * 3.0, -30, 30)))
        if pool.stripes:
            bars = np.sin((beside / np.float32(pool.down) + 1) * np.float32(math.pi * pool.stripes))
            shape = shape * np.clip(bars * 1.8 + 0.6, 0.12, 1)
        return shape.astype(np.float32)

    def _bloom(self, frame: Frame, horizon: float) -> Field:
        """What the bright parts of `frame` spread: a soft glow, a streak, a reflection on the ground."""
        light, look = self._light, self._look
        bright = means(frame, 1 << self.shift) / np.float32(255)
        most = np.maximum(np.maximum(bright[..., :1], bright[..., 1:2]), bright[..., 2:])
        bright *= np.clip((most - BRIGHT) / (1 - BRIGHT), 0, 1) ** 1.5
        bright = np.pad(bright, ((1, 1), (1, 1), (0, 0)), mode="edge")
        high = bright.shape[0]
        picture = Image.fromarray((bright * 255).astype(np.uint8))
        near, far = (
            np.asarray(picture.filter(ImageFilter.GaussianBlur(high * radius)), np.float32) / np.float32(255)
            for radius in (0.016, 0.07)
        )
        made = (near * np.float32(0.3) + far * np.float32(0.55)) * np.float32(light.bloom)
        if look.streak:
            thin = picture.resize((max(2, picture.width // 14), picture.height), Image.Resampling.BOX)
            wide = np.asarray(thin.resize(picture.size, Image.Resampling.BICUBIC), np.float32) / np.float32(
                255
            )
            made += wide * (np.array([0.3, 0.55, 0.9], np.float32) * np.float32(look.streak * 0.55))
        if look.wet:
            made += self._mirrored(bright + near, horizon) * np.float32(look.wet * 0.7)
        return made

    def _mirrored(self, bright: Field, horizon: float) -> Field:
        """What lies above the horizon, upside down below it, drawn long."""
        high = bright.shape[0]
        line = horizon * high
        rows = np.arange(high, dtype=np.float32)
        below = np.clip(rows - line, 0, None)
        made = np.zeros_like(bright)
        for stretch in (0.35, 0.6, 0.9, 1.3):
            source = np.clip(line - below * stretch, 0, high - 1).astype(np.int64)
            made += bright[source]
        fade = np.clip(below / (high * 0.05), 0, 1) * np.clip(1.2 - below / (high * 0.75), 0, 1)
        return made * (fade * np.float32(0.5))[:, None, None]

    def _leaks(self, second: float) -> Field:
        """Orange and magenta light that has crept in from the edges, and wanders."""
        made = np.zeros((*self._edges.shape, 3), np.float32)
        x, y = self._across[None, :], self._down[:, None]
        for k, tone in enumerate(((0.95, 0.26, 0.02), (0.85, 0.05, 0.36), (0.95, 0.42, 0.05))):
            phase = self._phases[k]
            side = -1.05 if k % 2 else 1.05
            middle = side + 0.3 * math.sin(second * (0.9 + 0.3 * k) + phase)
            high = 0.6 * math.sin(second * 0.7 + phase * 2)
            spot = np.exp(-(((x - middle) / 0.42) ** 2) - ((y - high) / 0.95) ** 2)
            strength = 0.36 + 0.24 * math.sin(second * (1.7 + k) + phase * 3)
            made += spot[..., None] * (np.asarray(tone, np.float32) * np.float32(strength))
        return made


def grayer(colors: Field, saturation: float) -> Field:
    """`colors` with the saturation of the picture, where that is low: a grey one has no coloured light."""
    if saturation >= 1:
        return colors
    luma = (colors @ LUMA)[..., None]
    return luma + (colors - luma) * np.float32(saturation)


def means(frame: Frame, cell: int) -> Field:
    """The mean colour of each cell of `frame`, of four of its pixels: what glows is soft."""
    down, across = -(-frame.shape[0] // cell), -(-frame.shape[1] // cell)
    total = np.zeros((down, across, 4), np.uint16)
    for y in (cell // 4, cell * 3 // 4):
        for x in (cell // 4, cell * 3 // 4):
            some = np.ascontiguousarray(frame[y::cell, x::cell]).view(np.uint8)
            some = some.reshape(*frame[y::cell, x::cell].shape, 4)
            short = (down - some.shape[0], across - some.shape[1])
            if any(short):  # the last cells are cut
                some = np.pad(some, ((0, short[0]), (0, short[1]), (0, 0)), mode="edge")
            total += some
    return total[..., :3].astype(np.float32) / np.float32(4)


def nodes(left: Field, added: Field) -> NDArray[np.int64]:
    """The grid for the kernel: light that is left and light that is added, as luma and chroma."""
    made = np.empty((*left.shape[:2], 6), np.int64)
    for part, luma_at, chroma_at, one in ((left, 0, 2, 4096.0), (added, 1, 4, 219 * 256.0)):
        luma = part @ LUMA
        made[..., luma_at] = luma * one
        made[..., chroma_at] = (part[..., 2] - luma) * (U_OF * one)
        made[..., chroma_at + 1] = (part[..., 0] - luma) * (V_OF * one)
    return made
