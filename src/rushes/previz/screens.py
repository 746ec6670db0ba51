"""What lies over a whole frame: film grain, a video's noise, printed dots, paper, a tape's lines."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from rushes.previz.look import Screen
from rushes.previz.noise import cloudy

__all__ = ["MOVING", "screen_of"]

MOVING = frozenset({"film", "video", "tape"})
SIDE = 512


def screen_of(kind: Screen, height: int, generator: np.random.Generator) -> NDArray[np.uint8]:
    """A tile of `kind` for frames `height` high, 128 where it changes nothing; sides are powers of two."""
    if not kind:
        return np.full((1, 1), 128, np.uint8)
    size = max(1.0, height / 540)  # of a grain, in pixels
    down, across = np.mgrid[0:SIDE, 0:SIDE].astype(np.float32)
    if kind == "film":
        spots = cloudy(generator, (SIDE, SIDE), (size * 1.7, size * 1.7), 2, wraps=True)
        field = (spots - spots.mean()) / spots.std() * 0.5
    elif kind == "video":
        field = generator.standard_normal((SIDE, SIDE), np.float32) * np.float32(0.4)
    elif kind == "dots":
        pitch = SIDE / max(8, round(SIDE / max(4.0, height / 150)))
        turn = (down + across) * (np.pi / pitch), (down - across) * (np.pi / pitch)
        field = np.sin(turn[0]) * np.sin(turn[1]) * 0.8
    elif kind == "paper":
        fibres = cloudy(generator, (SIDE, SIDE), (size * 3.0, size * 5.0), 4, wraps=True)
        field = (fibres - fibres.mean()) / fibres.std() * 0.45
    else:
        pitch = max(2, 2 * round(height / 360))
        lines = np.where(down % pitch < pitch / 2, -0.45, 0.45)
        smear = cloudy(generator, (SIDE, SIDE), (size, size * 24.0), 2, wraps=True)
        tears = (generator.random((SIDE, 1)) < 0.02) * 1.2
        field = lines + (smear - smear.mean()) / smear.std() * 0.3 + tears
    return np.ascontiguousarray(np.clip(128 + field * 127, 0, 255).astype(np.uint8))
