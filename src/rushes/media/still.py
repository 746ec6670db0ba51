"""Pictures that stand still: a file that Pillow reads, as one decoded frame."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from rushes.errors import MediaError
from rushes.media.engine import first_bytes, named

if TYPE_CHECKING:
    from av.video.frame import VideoFrame
    from PIL.Image import Image

__all__ = ["open_picture", "still_frame"]


def open_picture(path: Path) -> Image:
    """The picture at `path`, upright, RGB or RGBA of 8 bits. Raises MediaError when it is none."""
    from PIL import Image, ImageOps, UnidentifiedImageError

    first_bytes(path)
    try:
        with Image.open(path) as opened:
            picture = ImageOps.exif_transpose(opened)
            if picture.mode.startswith("I;16"):
                picture = picture.convert("I").point(lambda value: value / 256).convert("L")
            clear = "A" in picture.getbands() or "transparency" in picture.info
            return picture.convert("RGBA" if clear else "RGB")
    except UnidentifiedImageError as error:
        raise MediaError(f"{named(path)} is not a picture", hint="give a PNG or a JPEG") from error
    except Image.DecompressionBombError as error:
        raise MediaError(f"{named(path)} has too many pixels", hint="make it smaller") from error
    except (OSError, ValueError, SyntaxError, EOFError) as error:
        raise MediaError(
            f"{named(path)} is a damaged picture", log=str(error), hint="fetch or export it again"
        ) from error


def still_frame(path: Path) -> VideoFrame:
    """The picture at `path` as a frame of RGB, what is clear in it shown on black."""
    import av
    import numpy as np
    from PIL import Image

    picture = open_picture(path)
    if picture.mode == "RGBA":
        ground = Image.new("RGBA", picture.size, (0, 0, 0, 255))
        picture = Image.alpha_composite(ground, picture).convert("RGB")
    return av.VideoFrame.from_ndarray(np.ascontiguousarray(np.asarray(picture)), format="rgb24")
