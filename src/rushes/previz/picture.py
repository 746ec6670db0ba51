"""Reading the pictures that a request brings: whatever Pillow can read, safely, upright, as sRGB."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps, UnidentifiedImageError

from rushes.errors import MediaError

__all__ = ["cover", "load_picture"]

MOST_PIXELS = 80_000_000
TOO_LARGE = "80 megapixels are the most: make it smaller"
BROKEN = (OSError, ValueError, SyntaxError, EOFError, IndexError, TypeError, ZeroDivisionError, MemoryError)
FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF", "PPM", "AVIF", "JPEG2000", "TGA")
GROUND = (255, 255, 255)  # what shows through a transparent picture


def load_picture(path: Path) -> Image.Image:
    """The picture at `path` in RGB, turned as its EXIF says, on white where it is transparent.

    Raises MediaError when it is missing, no picture, broken, or larger than 80 megapixels.
    """
    try:
        with Image.open(path, formats=available()) as image:
            check_pixels(path, image.width * image.height)
            image.load()
            return plain(ImageOps.exif_transpose(image))
    except FileNotFoundError as error:
        hint = "check the path of the first or last frame"
        raise MediaError(f"there is no picture {path}", hint=hint) from error
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise MediaError(f"the picture {path} is too large", hint=TOO_LARGE) from error
    except UnidentifiedImageError as error:
        hint = "PNG, JPEG, WebP, GIF, TIFF, BMP and AVIF can be"
        raise MediaError(f"{path} is no picture that can be read", hint=hint) from error
    except BROKEN as error:
        raise MediaError(f"the picture {path} cannot be read: {error}", hint="is the file whole?") from error


def check_pixels(path: Path, pixels: int) -> None:
    if pixels > MOST_PIXELS:
        raise MediaError(f"the picture {path} has {pixels / 1e6:.0f} megapixels", hint=TOO_LARGE)


def available() -> list[str]:
    """The formats of ours that this Pillow has."""
    Image.init()
    return [name for name in FORMATS if name in Image.OPEN]


def plain(image: Image.Image) -> Image.Image:
    """`image` with 8 bits of red, green and blue."""
    if image.mode.startswith(("I;16", "I", "F")):
        values = np.asarray(image, np.float64)
        top = 65535.0 if values.max(initial=0) > 255 else 255.0
        grey = np.clip(np.nan_to_num(values) / top * 255 + 0.5, 0, 255).astype(np.uint8)
        return Image.fromarray(grey).convert("RGB")
    if image.has_transparency_data:
        clear = image.convert("RGBA")
        ground = Image.new("RGBA", clear.size, (*GROUND, 255))
        return Image.alpha_composite(ground, clear).convert("RGB")
    return image.convert("RGB")


def cover(image: Image.Image, width: int, height: int) -> NDArray[np.uint32]:
    """`image` over a whole box of `width` x `height`: cropped at two sides where its ratio is another."""
    fitted = ImageOps.fit(image, (width, height), Image.Resampling.LANCZOS)
    texels = np.empty((height, width, 4), np.uint8)
    texels[..., :3] = np.asarray(fitted)
    texels[..., 3] = 255
    return texels.view(np.uint32)[..., 0]
