"""Looking at a word before paying for it: a drawn clip of an entry, and a page with all of the library."""

from rushes.preview.clips import Poster, draw_clip, draw_pictures
from rushes.preview.making import Made, Step, make_sheet
from rushes.preview.scenes import FPS, request_for, scene_of

__all__ = [
    "FPS",
    "Made",
    "Poster",
    "Step",
    "draw_clip",
    "draw_pictures",
    "make_sheet",
    "request_for",
    "scene_of",
]
