"""From a frame of light to the picture that is written: grade, veil and screen, in one pass of the kernel."""

from __future__ import annotations

import math
from random import Random

import numpy as np
from numpy.typing import NDArray

from rushes.previz import kernels
from rushes.previz.light import Grade
from rushes.previz.look import PLAIN, Look, lit_by
from rushes.previz.scene import Scene
from rushes.previz.screens import MOVING, screen_of
from rushes.previz.veil import Veil

__all__ = ["Grading", "grade_tables", "tone_table"]

Frame = NDArray[np.uint8]
Table = NDArray[np.float64]

# 0.2126, 0.7152, 0.0722 of 219 levels; u is 224 / 1.8556 of blue less luma, v 224 / 1.5748 of red less luma
BLUE, RED = 224 / 1.8556, 224 / 1.5748


class Grading:
    """Writes frames of one shot as I420; `look` is what is done beside the light's own grade."""

    def __init__(self, scene: Scene, look: Look = PLAIN) -> None:
        width, height = scene.lens.width, scene.lens.height
        light = lit_by(scene.light, look)
        self._scene, self._look, self._grade = scene, look, light.grade
        self._veil = Veil((width, height), light, look, scene.seed)
        self._screen = screen_of(look.screen, height, scene.generator("screen"))
        self._tables: tuple[float, NDArray[np.uint64], NDArray[np.uint8]] | None = None
        self._planes = np.zeros((height * 3 // 2, width), np.uint8)

    def planes(self, frame: NDArray[np.uint32], second: float, share: float = 1.0) -> Frame:
        """`frame` as I420; the array is used again for the next one. `share` of the look is there."""
        if self._tables is None or self._tables[0] != share:
            grade = faded(self._grade, share)
            self._tables = (share, grade_tables(grade), tone_table(grade))
        _, grade, tone = self._tables
        look = self._look
        if look.coarse and share == 1.0:
            squares(frame, look.coarse)
        x = y = 0
        if look.screen in MOVING:
            at = Random(f"{self._scene.seed}/screen {round(second * 1000)}")  # noqa: S311
            x, y = (0 if look.screen == "tape" else at.randrange(512)), at.randrange(512)
        kernels.to_i420(
            frame, grade, tone, self._veil.at(second, frame, self._horizon(second), share), self._veil.shift,
            self._screen, x, y, round(look.grain * share * 150), self._planes,
        )  # fmt: skip
        return self._planes

    def _horizon(self, second: float) -> float:
        """How far down the frame its horizon lies, in frame heights."""
        pose = self._scene.path(second)
        return 0.5 + (self._scene.lens.horizon - pose.pitch) * pose.focal


def squares(frame: NDArray[np.uint32], rows: int) -> None:
    """Draw `frame` in large squares, `rows` of them to its height."""
    height, width = frame.shape
    side = max(2, round(height / rows))
    middle = side // 2
    down: NDArray[np.int64] = np.minimum(
        np.arange(height, dtype=np.int64) // side * side + middle, height - 1
    )
    across: NDArray[np.int64] = np.minimum(
        np.arange(width, dtype=np.int64) // side * side + middle, width - 1
    )
    frame[:] = frame[down[:, None], across[None, :]]


def grade_tables(grade: Grade) -> NDArray[np.uint64]:
    """What each value of red, green and blue adds to luma, u and v, side by side (see kernels.LUMA)."""
    at: Table = np.arange(256, dtype=np.float64) / 255
    curve = at ** (1 / grade.gamma)
    tables = np.empty((3, 256), np.uint64)
    for k, share in enumerate((0.2126, 0.7152, 0.0722)):
        low, high = grade.shadows[k], grade.highlights[k]
        shown: Table = np.clip(low + curve * (high - low), 0, 1) * 256
        middle = kernels.MIDDLE if k == 0 else 0
        tables[k] = (
            whole(shown * (share * 219))
            + (whole(shown * (((k == 2) - share) * BLUE * grade.saturation) + middle) << 20)
            + (whole(shown * (((k == 0) - share) * RED * grade.saturation) + middle) << 40)
        ).astype(np.uint64)
    return tables


def whole(numbers: Table) -> NDArray[np.int64]:
    return np.rint(numbers).astype(np.int64)


def tone_table(grade: Grade) -> NDArray[np.uint8]:
    """The luma that is written for each of 1024 steps of 64 256ths of a level: contrast about the middle."""
    at: Table = np.clip(np.arange(1024, dtype=np.float64) * 64 / 256 / 219, 0, 1)
    bent: Table = at + grade.contrast * np.sin((at - 0.5) * 2 * math.pi) * at * (1 - at) * 1.2
    return np.clip(np.round(16 + bent * 219), 16, 235).astype(np.uint8)


def faded(grade: Grade, share: float) -> Grade:
    """`share` of `grade`."""

    def part(value: float, neutral: float) -> float:
        return neutral + (value - neutral) * share

    return Grade(
        contrast=part(grade.contrast, 0.0),
        shadows=(part(grade.shadows[0], 0.0), part(grade.shadows[1], 0.0), part(grade.shadows[2], 0.0)),
        highlights=(
            part(grade.highlights[0], 1.0),
            part(grade.highlights[1], 1.0),
            part(grade.highlights[2], 1.0),
        ),
        saturation=part(grade.saturation, 1.0),
        gamma=part(grade.gamma, 1.0),
    )
