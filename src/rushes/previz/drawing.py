"""`draw`: a request becomes a drawing, whose frames are made one by one as they are asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from rushes.errors import UsageError
from rushes.model import Request

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from rushes.prompts.library import Library

__all__ = ["Drawing", "draw"]


@dataclass(frozen=True, slots=True)
class Drawing:
    """A clip that is drawn while it is read: `count` frames, each `height * 3 // 2` rows of `width`.

    `make` gives a new run of frames each time, the same pixels each time.
    """

    count: int
    width: int
    height: int
    fps: Fraction
    make: Callable[[], Iterator[NDArray[np.uint8]]]

    def frames(self) -> Iterator[NDArray[np.uint8]]:
        """The frames in order, I420 (BT.709, limited range).

        An array is used again as soon as the next frame is asked for.
        """
        return self.make()


def draw(request: Request, library: Library | None = None) -> Drawing:
    """The drawing for `request`: its world, subject and light from its words, its camera's move.

    A first-frame picture takes the place of the drawn world; a last-frame picture is where the clip
    arrives. `library` says what the words for the camera mean: that of rushes, where none is given. Raises
    UsageError for an odd width or height, MediaError when such a picture cannot be read.

        for frame in draw(request).frames():
            ...
    """
    size = request.size
    if size.width % 2 or size.height % 2:  # a pixel's colour is kept for two by two
        raise UsageError(f"{size} cannot be drawn: an odd number of pixels", hint="use even numbers")
    count = max(1, round(request.duration * request.fps))

    def make() -> Iterator[NDArray[np.uint8]]:
        from rushes.previz.show import show  # numba, numpy and Pillow load only when something is drawn

        return show(request, count, library)

    return Drawing(count, request.size.width, request.size.height, request.fps, make)
