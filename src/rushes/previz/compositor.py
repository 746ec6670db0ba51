"""From a scene to frames: all textures in one buffer, the placements of a moment, one pass of the kernel."""

from __future__ import annotations

import math
from copy import copy
from dataclasses import replace
from random import Random

import numpy as np
from numpy.typing import NDArray

from rushes.previz import kernels
from rushes.previz.geometry import Matrix, Plane, Pose, Upright, inverse
from rushes.previz.scene import STILL, Flock, Layer, Life, Scene, Texture


class Compositor:
    """Draws moments of one scene. Holds the large memory: textures and a frame."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._textures: list[Texture] = []
        self._first: list[int] = []
        for layer in scene.layers:
            self._first.append(len(self._textures))
            self._textures.extend(layer.textures if isinstance(layer, Layer) else (layer.texture,))
        self._table, self._texels, self._cells = packed(self._textures)
        scene.layers = [
            replace(layer, textures=tuple(map(slim, layer.textures)))
            if isinstance(layer, Layer)
            else replace(layer, texture=slim(layer.texture))
            for layer in scene.layers
        ]
        self._textures = [slim(one) for one in self._textures]
        self.ground = 0xFF000000  # the pixel where no layer is
        width, height = scene.lens.width, scene.lens.height
        self.frame = np.zeros((height, width), np.uint32)

    def twin(self) -> Compositor:
        """Another one of the same scene, with a frame of its own: the two may draw at the same time."""
        other = copy(self)
        other.frame = np.zeros_like(self.frame)
        return other

    def draw(self, second: float) -> None:
        """Draw the scene as it is at `second` into `frame`."""
        pose = self._scene.path(second)
        uses, forward, effects = self._placements(second, pose)
        sizes = self._table[uses, 1:3].astype(np.float64)
        boxes = covered(forward, sizes, self._table[uses, 5] == 1, self.frame.shape)
        kernels.composite(
            self.frame, self._texels, self._cells, self._table, uses,
            np.ascontiguousarray(inverse(forward).reshape(-1, 9)), boxes, effects,
            np.zeros(len(uses), np.int64), self.ground,
        )  # fmt: skip

    def _placements(self, second: float, pose: Pose) -> tuple[NDArray[np.int64], Matrix, NDArray[np.float64]]:
        """Which texture where: its index, its matrix from texels to pixels, its effects."""
        scene = self._scene
        frame = scene.lens.frame(pose)
        uses: list[NDArray[np.int64]] = []
        matrices: list[Matrix] = []
        effects: list[NDArray[np.float64]] = []
        views: dict[Plane, Matrix] = {}
        for place, (layer, first) in enumerate(zip(scene.layers, self._first, strict=True)):
            if isinstance(layer, Flock):
                use, matrix, effect = flock(layer, second, pose, frame, first)
                uses.append(use)
                matrices.append(matrix)
                effects.append(effect)
                continue
            life = layer.life(second) if layer.life else STILL
            opacity = life.opacity
            if isinstance(layer.plane, Upright):
                opacity *= min(1.0, max(0.0, (layer.plane.depth - pose.z - 0.06) / 0.14))
            if opacity <= 0:
                continue
            if layer.plane not in views:
                views[layer.plane] = scene.lens.view(layer.plane, pose)
            texture = layer.textures[life.texture]
            per_unit = texture.per_unit
            uses.append(np.array([first + life.texture]))
            matrix = views[layer.plane] @ local(life, layer.pivot) @ unit(texture)
            if scene.wobble and place:  # the backdrop stays where it is
                matrix = nudge(scene, second, place) @ matrix
            matrices.append(matrix[None])
            effects.append(np.array([[opacity, life.ripple * per_unit, life.waves / per_unit, life.phase]]))
        return (
            np.concatenate(uses) if uses else np.zeros(0, np.int64),
            np.concatenate(matrices) if matrices else np.zeros((0, 3, 3)),
            np.ascontiguousarray(np.concatenate(effects)) if effects else np.zeros((0, 4)),
        )


def slim(texture: Texture) -> Texture:
    """The texture without its texels, once these are packed."""
    return replace(texture, texels=np.zeros((0, 0), np.uint32))


def unit(texture: Texture) -> Matrix:
    """From texels to painted coordinates; a texel's own place is its centre."""
    step = 1 / texture.per_unit
    return np.array(
        [[step, 0, texture.box.left + step / 2], [0, step, texture.box.top + step / 2], [0, 0, 1]]
    )


def local(life: Life, pivot: tuple[float, float]) -> Matrix:
    """What a layer's life does to its painted coordinates."""
    cosine, sine = math.cos(life.turn), math.sin(life.turn)
    a, b, c, d = cosine * life.scale_x, -sine * life.scale_y, sine * life.scale_x, cosine * life.scale_y
    x, y = pivot
    return np.array([[a, b, x + life.x - a * x - b * y], [c, d, y + life.y - c * x - d * y], [0, 0, 1]])


def nudge(scene: Scene, second: float, place: int) -> Matrix:
    """How far a layer is from where it should be, since it was put there by hand for this picture."""
    at = Random(f"{scene.seed}/{place}/{round(second * 1000)}")  # noqa: S311
    far = scene.wobble * scene.lens.height
    x, y = scene.lens.width / 2, scene.lens.height / 2
    size = 1 + scene.wobble * at.uniform(-1, 1)
    return np.array(
        [
            [size, 0, x - size * x + far * at.uniform(-1, 1)],
            [0, size, y - size * y + far * at.uniform(-1, 1)],
            [0, 0, 1],
        ]
    )


def flock(
    layer: Flock, second: float, pose: Pose, frame: Matrix, first: int
) -> tuple[NDArray[np.int64], Matrix, NDArray[np.float64]]:
    """The placements of many small ones at once."""
    depth, x, y, scale_x, scale_y, turn, opacity = layer.state(second).T
    ahead = np.maximum(depth - pose.z, 0.02)
    opacity = opacity * np.clip((depth - pose.z - 0.06) / 0.14, 0, 1)
    count = len(depth)
    cosine, sine = np.cos(turn), np.sin(turn)
    spot = np.zeros((count, 3, 3))
    spot[:, 0, 0], spot[:, 0, 1], spot[:, 0, 2] = cosine * scale_x, -sine * scale_y, x
    spot[:, 1, 0], spot[:, 1, 1], spot[:, 1, 2] = sine * scale_x, cosine * scale_y, y
    spot[:, 2, 2] = 1
    view = np.zeros((count, 3, 3))
    view[:, 0, 0] = view[:, 1, 1] = depth
    view[:, 0, 2], view[:, 1, 2], view[:, 2, 2] = -pose.x, -pose.y, ahead
    matrix = frame @ view @ spot @ unit(layer.texture)
    effects = np.zeros((count, 4))
    effects[:, 0] = np.clip(opacity, 0, 1)
    return np.full(count, first, np.int64), matrix, effects


def packed(textures: list[Texture]) -> tuple[NDArray[np.int64], NDArray[np.uint64], NDArray[np.uint8]]:
    """All textures in one row of texels, the table that finds them, and their occupancy."""
    table = np.zeros((len(textures), 6), np.int64)
    texels: list[NDArray[np.uint64]] = []
    cells: list[NDArray[np.uint8]] = []
    texel_at = cell_at = 0
    for i, texture in enumerate(textures):
        height, width = texture.texels.shape
        held = occupancy(texture.texels)
        table[i] = (texel_at, width, height, cell_at, held.shape[1], texture.wraps)
        texels.append(spread(texture.texels.ravel()))
        cells.append(held.ravel())
        texel_at += width * height
        cell_at += held.size
    if not textures:
        return table, np.zeros(1, np.uint64), np.zeros(1, np.uint8)
    return table, np.concatenate(texels), np.concatenate(cells)


def spread(texels: NDArray[np.uint32]) -> NDArray[np.uint64]:
    """Packed texels with a lane of 16 bits for each channel, as the kernel reads them."""
    wide = texels.astype(np.uint64)
    high = (wide & np.uint64(0xFF00FF00)) << np.uint64(24)
    wide &= np.uint64(0x00FF00FF)
    wide |= high
    return wide


def occupancy(texels: NDArray[np.uint32]) -> NDArray[np.uint8]:
    """For each cell of a texture: 0 nothing, 1 something, 2 opaque everywhere."""
    height, width = texels.shape
    rows, columns = -(-height // kernels.CELL), -(-width // kernels.CELL)
    top = np.arange(rows, dtype=np.int64) * kernels.CELL
    left = np.arange(columns, dtype=np.int64) * kernels.CELL
    solid = np.logical_and.reduceat(np.logical_and.reduceat(texels >= 0xFF000000, top, 0), left, 1)
    some = np.logical_or.reduceat(np.logical_or.reduceat(texels != 0, top, 0), left, 1)
    return some.astype(np.uint8) + solid.astype(np.uint8)


def covered(
    forward: Matrix, sizes: NDArray[np.float64], wraps: NDArray[np.bool_], shape: tuple[int, ...]
) -> NDArray[np.int64]:
    """The box of pixels that each placement can touch: x0, y0, x1, y1."""
    height, width = shape
    count = len(forward)
    corners = np.ones((count, 3, 4))
    corners[:, 0] = np.array([0, 1, 0, 1]) * sizes[:, :1]
    corners[:, 1] = np.array([0, 0, 1, 1]) * sizes[:, 1:]
    placed = forward @ corners
    behind = (placed[:, 2] <= 1e-6).any(axis=1)
    points = placed[:, :2] / np.where(placed[:, 2:] > 1e-6, placed[:, 2:], 1.0)
    low = np.clip(np.floor(points.min(axis=2)) - 2, -1e6, 1e6)
    high = np.clip(np.ceil(points.max(axis=2)) + 2, -1e6, 1e6)
    low[behind], high[behind] = 0, (width, height)
    low[wraps, 0], high[wraps, 0] = 0, width
    return np.ascontiguousarray(np.concatenate([low, high], axis=1).astype(np.int64))
