"""The fisheye: a frame bent as a lens bends it that sees half the world."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from rushes.previz.compiled import compiled

WIDEST = 0.98  # radians from the middle to the frame's corner


@lru_cache(4)
def places(height: int, width: int) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Where on the straight frame each pixel of the bent one is found, in 256ths of a pixel: down, across."""
    y, x = np.mgrid[0:height, 0:width].astype(np.float64)
    y, x = y - (height - 1) / 2, x - (width - 1) / 2
    corner = np.hypot((height - 1) / 2, (width - 1) / 2)
    away = np.hypot(y, x) / corner  # even steps of it are even angles
    straight = np.tan(away * WIDEST) / np.tan(WIDEST)
    ratio = straight / np.maximum(away, 1e-9)
    down, across = y * ratio + (height - 1) / 2, x * ratio + (width - 1) / 2
    most = ((height - 1) * 256 - 1, (width - 1) * 256 - 1)
    return (
        np.clip(np.rint(down * 256), 0, most[0]).astype(np.int32),
        np.clip(np.rint(across * 256), 0, most[1]).astype(np.int32),
    )


def bend(frame: NDArray[np.uint32]) -> None:
    """Bend `frame` in place."""
    remap(frame.copy(), frame, *places(*frame.shape))


@compiled("void(uint32[:,::1], uint32[:,::1], int32[:,::1], int32[:,::1])")
def remap(
    straight: NDArray[np.uint32],
    bent: NDArray[np.uint32],
    down: NDArray[np.int32],
    across: NDArray[np.int32],
) -> None:
    """Fill `bent` with what lies at `down` and `across` (256ths of a pixel) of `straight`."""
    height, width = bent.shape
    for y in range(height):
        for x in range(width):
            v, u = down[y, x], across[y, x]
            row, column = v >> 8, u >> 8
            part_v, part_u = v & 255, u & 255
            one = straight[row, column]
            two = straight[row, column + 1]
            three = straight[row + 1, column]
            four = straight[row + 1, column + 1]
            mixed = 0
            for shift in range(0, 32, 8):
                upper = ((one >> shift) & 255) * (256 - part_u) + ((two >> shift) & 255) * part_u
                lower = ((three >> shift) & 255) * (256 - part_u) + ((four >> shift) & 255) * part_u
                mixed |= ((upper * (256 - part_v) + lower * part_v + 32768) >> 16) << shift
            bent[y, x] = mixed
