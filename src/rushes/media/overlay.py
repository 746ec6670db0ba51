"""Drawing captions and titles on I420 frames: pictures with alpha, faded in and out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from rushes.errors import MediaError
from rushes.media.engine import named
from rushes.media.graph import planes
from rushes.media.parts import Overlay
from rushes.media.still import open_picture
from rushes.model import Size

if TYPE_CHECKING:
    import numpy as np

    Plane = np.ndarray[Any, np.dtype[np.uint8]]
    Whole = np.ndarray[Any, np.dtype[np.int32]]
    Layer = tuple[tuple[slice, Whole, Whole], ...]

__all__ = ["Overlays", "strength", "yuv"]

FADE = 4
"""How many frames at each end an overlay is only partly there."""


def strength(overlay: Overlay, frame: int) -> int:
    """How much of `overlay` is seen at `frame`: 0 to FADE + 1, by steps of one."""
    return max(0, min(frame - overlay.start + 1, overlay.end - frame, FADE + 1))


def yuv(red: np.ndarray, green: np.ndarray, blue: np.ndarray) -> tuple[Whole, Whole, Whole]:
    """RGB (0 to 255) as BT.709 in limited range, each of the three at the size given."""
    import numpy as np

    luma = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    cb, cr = (blue - luma) / 1.8556, (red - luma) / 1.5748
    values = (16 + luma * (219 / 255), 128 + cb * (224 / 255), 128 + cr * (224 / 255))
    first, second, third = (np.rint(value).astype(np.int32) for value in values)
    return first, second, third


def halved(plane: np.ndarray) -> np.ndarray:
    height, width = plane.shape
    return plane.reshape(height // 2, 2, width // 2, 2).mean(axis=(1, 3))


class Overlays:
    """The overlays of one shot, decoded when they are first needed."""

    def __init__(self, overlays: Sequence[Overlay], size: Size) -> None:
        self.overlays = overlays
        self.size = size
        self.layers: dict[Overlay, Layer] = {}

    def draw(self, base: Plane, frame: int) -> Plane:
        """`base` with what is seen at `frame` drawn on it; `base` itself is not changed."""
        import numpy as np

        picture = base
        full = 255 * (FADE + 1)
        for overlay in self.overlays:
            level = strength(overlay, frame)
            if not level:
                continue
            if picture is base:
                picture = base.copy()
            if overlay not in self.layers:
                self.layers[overlay] = layer(overlay, self.size)
            for plane, (rows, color, alpha) in zip(
                planes(picture, self.size), self.layers[overlay], strict=False
            ):
                weight = alpha * level
                mixed = plane[rows] * (full - weight) + color * weight + full // 2
                plane[rows] = (mixed // full).astype(np.uint8)
        return picture


def layer(overlay: Overlay, size: Size) -> Layer:
    """What to mix into each plane of a frame: which rows, with which values, how strongly (0 to 255).

    Only the rows between the first and the last that are not clear. Raises MediaError when the
    picture has not the film's size.
    """
    import numpy as np

    pixels = np.asarray(open_picture(overlay.image).convert("RGBA"))
    if pixels.shape[:2] != (size.height, size.width):
        raise MediaError(
            f"{named(overlay.image)} is {pixels.shape[1]}x{pixels.shape[0]}, and the film is {size}"
        )
    drawn = np.flatnonzero(pixels[..., 3].any(axis=1))
    if not drawn.size:
        return ()
    top, end = int(drawn[0]) // 2 * 2, int(drawn[-1]) // 2 * 2 + 2
    red, green, blue, alpha = np.moveaxis(pixels[top:end].astype(np.float64), -1, 0)
    luma, _, _ = yuv(red, green, blue)
    # Chroma is weighed by alpha, so that clear pixels lend no colour to an edge.
    share = np.maximum(halved(alpha), 1e-9)
    _, cb, cr = yuv(*(halved(color * alpha) / share for color in (red, green, blue)))
    half = np.rint(halved(alpha)).astype(np.int32)
    rows, half_rows = slice(top, end), slice(top // 2, end // 2)
    return (rows, luma, alpha.astype(np.int32)), (half_rows, cb, half), (half_rows, cr, half)
