"""What lies between the scene and the frame: a lens that bends, blurs or glows, and a pan too fast to see."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from rushes.previz.geometry import CameraPath

SHUTTER = 0.7  # of a frame's time: how long what goes by too fast is smeared
SOFT = 0.022  # radius of a blur, in frame heights
BLURRING = frozenset({"tilt-shift lens", "split diopter", "soft focus"})
BENDING = "fisheye lens"


@dataclass(frozen=True, slots=True)
class Optics:
    """What the lens does to a frame when it is drawn; `smears`: and the shutter, along the camera's turn."""

    lenses: frozenset[str]
    smears: bool
    path: CameraPath
    seconds: float  # that a frame lasts

    def pass_through(self, frame: NDArray[np.uint32], second: float) -> None:
        """Change `frame`, the one of `second`, in place."""
        if self.smears:
            before, after = self.path(second - self.seconds / 2), self.path(second + self.seconds / 2)
            length = abs(after.yaw * after.focal - before.yaw * before.focal) * frame.shape[0] * SHUTTER
            smear(frame, round(length))
        for name in sorted(self.lenses & BLURRING):
            blur(frame, name)
        if BENDING in self.lenses:
            from rushes.previz.fisheye import bend  # compiles, or loads, a kernel

            bend(frame)


def optics_of(lenses: Collection[str], *, smears: bool, path: CameraPath, seconds: float) -> Optics | None:
    """The optics of a shot with the library's `lenses`, whose frames last `seconds`; None where they pass."""
    strange = (BLURRING | {BENDING}).intersection(lenses)
    return Optics(strange, smears, path, seconds) if strange or smears else None


def smear(frame: NDArray[np.uint32], length: int) -> None:
    """Spread each pixel of `frame` over `length` pixels across."""
    if length < 2:
        return
    channels = frame.view(np.uint8).reshape(*frame.shape, 4)
    padded = np.pad(channels, ((0, 0), (length // 2 + 1, length - length // 2), (0, 0)), mode="edge")
    sums = np.cumsum(padded, axis=1, dtype=np.uint32)
    channels[:] = (sums[:, length : length + frame.shape[1]] - sums[:, : frame.shape[1]]) // length


def blur(frame: NDArray[np.uint32], name: str) -> None:
    """Blur `frame` where the lens called `name` is not sharp."""
    height, width = frame.shape
    channels = frame.view(np.uint8).reshape(height, width, 4)
    picture = Image.fromarray(np.ascontiguousarray(channels[..., :3])).reduce(2)
    soft = picture.filter(ImageFilter.GaussianBlur(SOFT * height / 2)).resize((width, height))
    blurred = np.asarray(soft, np.float32)
    sharp = channels[..., :3].astype(np.float32)
    if name == "soft focus":
        mixed = np.maximum(sharp, blurred * 1.06) * 0.5 + (sharp + blurred) * 0.25
    else:
        share = unsharp(height, width, name)
        mixed = sharp + (blurred - sharp) * share[..., None]
    channels[..., :3] = np.clip(mixed, 0, 255).astype(np.uint8)


def unsharp(height: int, width: int, name: str) -> NDArray[np.float32]:
    """How far each pixel is out of focus, 0 to 1."""
    down = ((np.arange(height) + 0.5) / height)[:, None]
    across = ((np.arange(width) + 0.5) / width)[None, :]
    if name == "tilt-shift lens":  # sharp in a band across the frame
        share = np.clip((np.abs(down - 0.6) - 0.09) / 0.16, 0, 1) + 0 * across
    else:  # the seam of the half lens
        share = np.exp(-(((across - 0.5) / 0.07) ** 2)) + 0 * down
    return (share * share * (3 - 2 * share)).astype(np.float32)
