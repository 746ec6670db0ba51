"""The line that is burnt in: shot, camera, seconds and timecode, small, in the lower left corner."""

from __future__ import annotations

from fractions import Fraction
from importlib.resources import as_file, files

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from rushes.model import Size

LEAST_WIDTH = 96
MOST_LETTERS = 48


def timecode(frame: int, fps: Fraction) -> str:
    """Hours, minutes, seconds and frames, counted as whole frames a second (no drop frame)."""
    rate = max(1, round(fps))
    seconds, frames = divmod(frame, rate)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}:{frames:02}"


class BurnIn:
    """Writes the line of each frame onto its planes."""

    def __init__(self, label: str, camera: str, count: int, fps: Fraction, *, size: Size) -> None:
        self._words = "  ·  ".join(one for one in (" ".join(label.split())[:MOST_LETTERS], camera) if one)
        self._count, self._fps = count, fps
        self._size = max(8, round(min(size.height * 0.026, size.width * 0.024)))
        self._shown = size.width >= LEAST_WIDTH and size.height >= self._size * 4
        with as_file(files("rushes") / "media" / "fonts" / "NotoSans-Regular.ttf") as path:
            try:
                self._font: ImageFont.FreeTypeFont | ImageFont.ImageFont = ImageFont.truetype(
                    str(path), self._size
                )
            except OSError:
                self._font = ImageFont.load_default(self._size)

    def write(self, planes: NDArray[np.uint8], frame: int) -> None:
        """Lay the line of `frame` over its I420 planes: it is no part of the picture, whatever its look."""
        if not self._shown:
            return
        length = float(self._count / self._fps)
        seconds = f"{float(frame / self._fps):.1f} / {length:.1f} s"
        text = "  ·  ".join((self._words, seconds, timecode(frame, self._fps)))
        pad = self._size
        rows, columns = planes.shape[0] * 2 // 3, planes.shape[1]
        most = columns - 2 * pad
        wide = min(most, int(self._font.getlength(text)) + pad)
        high = round(self._size * 1.75)
        scale = 2
        ground = Image.new("L", (wide * scale, high * scale), 0)
        ImageDraw.Draw(ground).rounded_rectangle(
            (0, 0, wide * scale - 1, high * scale - 1), radius=high * scale * 0.3, fill=255
        )
        letters = Image.new("L", (wide, high), 0)
        ImageDraw.Draw(letters).text((pad / 2, high / 2), text, fill=255, font=self._font, anchor="lm")
        dark = np.asarray(ground.reduce(scale), np.float32) / 255 * 0.52
        light = np.asarray(letters, np.float32) / 255
        keep = (1 - dark) * (1 - light)
        top = (rows - pad - high) // 2 * 2
        part = planes[top : top + high, pad : pad + wide]
        part[:] = 16 + (part - np.float32(16)) * keep + 208 * light
        for chroma in planes.reshape(-1)[rows * columns :].reshape(2, rows // 2, columns // 2):
            part = chroma[top // 2 : (top + high) // 2, pad // 2 : (pad + wide) // 2]
            part[:] = 128 + (part - np.float32(128)) * keep[::2, ::2][: part.shape[0], : part.shape[1]]
