"""A clip of an entry, and the picture that stands for it before it plays."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from rushes.model import Request
from rushes.previz import Drawing, draw

if TYPE_CHECKING:
    import numpy as np
    from PIL import Image

    from rushes.prompts import Library

CRF, PRESET = 24, "veryfast"
MOMENT = 0.6  # of a clip, where its picture is taken: its move has shown where it goes


@dataclass(slots=True)
class Poster:
    """Frames on their way, one of which is kept: the clip's picture."""

    drawing: Drawing
    picture: Image.Image | None = None

    def __len__(self) -> int:
        return self.drawing.count

    def __iter__(self) -> Iterator[np.ndarray]:
        wanted = int(MOMENT * (self.drawing.count - 1))
        for index, frame in enumerate(self.drawing.frames()):
            if index == wanted:
                self.picture = picture_of(frame)
            yield frame


def draw_clip(
    request: Request,
    path: Path,
    *,
    library: Library | None = None,
    progress: Callable[[float], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Poster:
    """Draw `request` into an MP4 at `path`. Raises StoreError when it cannot be written, Cancelled."""
    from rushes.media.write import write_clip

    frames = Poster(draw(request, library))
    write_clip(
        path, frames, size=request.size, fps=request.fps, crf=CRF, preset=PRESET,
        progress=progress, cancelled=cancelled,
    )  # fmt: skip
    return frames


def draw_pictures(
    request: Request, moments: Sequence[float], *, library: Library | None = None
) -> list[Image.Image]:
    """The pictures of `request` at some shares (0 to 1) of its time, in the order of time."""
    drawing = draw(request, library)
    wanted = sorted(round(moment * (drawing.count - 1)) for moment in moments)
    found: list[Image.Image] = []
    frames = drawing.frames()
    for index in range(wanted[-1] + 1):
        frame = next(frames)
        found += [picture_of(frame)] * wanted.count(index)
    return found


def picture_of(planes: np.ndarray) -> Image.Image:
    """A frame (I420, BT.709, limited range) as a picture."""
    import numpy as np
    from PIL import Image

    height, width = planes.shape[0] * 2 // 3, planes.shape[1]
    luma = (planes[:height].astype(np.float32) - 16) * (255 / 219)
    chroma = planes[height:].reshape(2, height // 2, width // 2).astype(np.float32) - 128
    u, v = (one.repeat(2, 0).repeat(2, 1) * (255 / 224) for one in chroma)
    rgb = np.stack([luma + 1.5748 * v, luma - 0.1873 * u - 0.4681 * v, luma + 1.8556 * u], axis=-1)
    return Image.fromarray(np.clip(rgb + 0.5, 0, 255).astype(np.uint8))


def jpeg(picture: Image.Image, quality: int = 84) -> bytes:
    """`picture` as a JPEG."""
    held = io.BytesIO()
    picture.save(held, "JPEG", quality=quality, optimize=True, progressive=True)
    return held.getvalue()
