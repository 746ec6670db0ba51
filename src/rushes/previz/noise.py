"""Smooth noise, for clouds, hills and surfaces: pure functions of a generator."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Field = NDArray[np.float32]


def field(
    generator: np.random.Generator, shape: tuple[int, int], cells: tuple[float, float], *, wraps: bool = False
) -> Field:
    """Noise 0..1 of `shape` (rows, columns), smooth over about `cells` (rows, columns) texels.

    With `wraps` the last column leads on to the first.
    """
    rows = max(2, round(shape[0] / max(1.0, cells[0])) + 1)
    columns = max(2, round(shape[1] / max(1.0, cells[1])) + 1)
    grid = generator.random((rows + 3, columns), np.float32)
    grid = (
        np.concatenate([grid[:, -2:], grid, grid[:, :2]], axis=1)
        if wraps
        else generator.random((rows + 3, columns + 4), np.float32)
    )
    image = Image.fromarray(grid)
    box = (2.0, 1.5, columns + 2.0, rows + 1.5)
    return np.asarray(image.resize((shape[1], shape[0]), Image.Resampling.BICUBIC, box=box), np.float32)


def cloudy(
    generator: np.random.Generator,
    shape: tuple[int, int],
    cells: tuple[float, float],
    octaves: int = 5,
    *,
    wraps: bool = False,
    fall: float = 0.52,
) -> Field:
    """Noise 0..1 with finer and finer parts."""
    total = np.zeros(shape, np.float32)
    weight, sum_of_weights = 1.0, 0.0
    for octave in range(octaves):
        size = (cells[0] / 2**octave, cells[1] / 2**octave)
        if octave and min(size) < 1.5:
            break
        total += np.float32(weight) * field(generator, shape, size, wraps=wraps)
        sum_of_weights += weight
        weight *= fall
    return total / np.float32(sum_of_weights)


def ridge(
    generator: np.random.Generator, count: int, waves: float, octaves: int = 5, fall: float = 0.5
) -> Field:
    """A line of hills: `count` heights in -1..1 with about `waves` hills."""
    return 2 * cloudy(generator, (1, count), (1, count / max(1.0, waves)), octaves, fall=fall)[0] - 1


def ring(generator: np.random.Generator, count: int, waves: Sequence[int], fall: float = 0.8) -> Field:
    """A periodic line in -1..1: sums of whole `waves` over its length."""
    at = np.arange(count, dtype=np.float32) * np.float32(2 * np.pi / count)
    total = np.zeros(count, np.float32)
    weight, sum_of_weights = 1.0, 0.0
    for wave in waves:
        total += np.float32(weight) * np.sin(
            at * np.float32(wave) + np.float32(generator.uniform(0, 2 * np.pi))
        )
        sum_of_weights += weight
        weight *= fall
    return total / np.float32(sum_of_weights)
