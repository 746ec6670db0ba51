"""A scene: textures on planes, and how each of them lives, from back to front."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from random import Random

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from rushes.previz.canvas import Canvas
from rushes.previz.geometry import Bounds, CameraPath, Lens, Level, Plane, Pose, Side, Upright, seen
from rushes.previz.light import Light
from rushes.previz.look import Manner
from rushes.previz.manners import drawn
from rushes.previz.optics import Optics

Texels = NDArray[np.uint32]

FINENESS = 1.2  # texels to a pixel at rest: a move in still has detail to show
GROUND = 0.42  # how far the ground lies under a camera at rest, where a world does not say otherwise
MOST_PER_UNIT = 1400.0  # finer than this is drawn larger: time and memory stay bounded


@dataclass(frozen=True, slots=True)
class Texture:
    """Packed texels over `box`, `per_unit` to a unit; `wraps`: the right edge leads on to the left."""

    texels: Texels
    box: Bounds
    per_unit: float
    wraps: bool = False


@dataclass(frozen=True, slots=True)
class Life:
    """How a layer is at one moment: moved by (x, y), scaled and turned about its pivot.

    `ripple` is how far rows sway sideways (painted units), in `waves` a painted unit, at `phase`.
    """

    texture: int = 0
    x: float = 0.0
    y: float = 0.0
    scale_x: float = 1.0
    scale_y: float = 1.0
    turn: float = 0.0
    opacity: float = 1.0
    ripple: float = 0.0
    waves: float = 0.0
    phase: float = 0.0


STILL = Life()


@dataclass(frozen=True, slots=True)
class Layer:
    """Textures on a plane, of which one shows at a time; `life` is a pure function of seconds."""

    textures: tuple[Texture, ...]
    plane: Plane
    life: Callable[[float], Life] | None = None
    pivot: tuple[float, float] = (0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Flock:
    """Many small ones with the same texture: `state` gives, at a second, rows of
    depth, x, y, scale across, scale down, turn, opacity; the texture's pivot lies at (x, y).
    """

    texture: Texture
    state: Callable[[float], NDArray[np.float64]]


@dataclass(slots=True)
class Scene:
    """What a painter is given: the lens, the light, the seed, and the layers so far, back to front."""

    lens: Lens
    light: Light
    seed: str
    path: CameraPath
    poses: Sequence[Pose]
    duration: float
    ground: float = GROUND  # how far the ground lies under the camera
    floats: bool = False  # nobody stands here: in space, in the sky and under water figures hang free
    focus: float = 1.0
    blur: float = 0.0
    manner: Manner = ""  # how textures are drawn
    wobble: float = 0.0  # how far things stand from where they should, in frame heights, anew in each picture
    optics: Optics | None = None
    fine: float = 1.0  # how much finer than usual it is painted: a camera high up looks close at the ground
    layers: list[Layer | Flock] = field(default_factory=list[Layer | Flock])
    subject: list[int] = field(default_factory=list[int])  # which layers: a camera may keep pace with them

    @property
    def aspect(self) -> float:
        return self.lens.aspect

    @property
    def top(self) -> float:
        """The frame's upper edge at rest, in painted coordinates."""
        return -0.5 - self.lens.horizon

    @property
    def bottom(self) -> float:
        """The frame's lower edge at rest, in painted coordinates."""
        return 0.5 - self.lens.horizon

    @property
    def per_unit(self) -> float:
        return min(MOST_PER_UNIT, max(48.0, FINENESS * self.fine * self.lens.height))

    def random(self, name: str) -> Random:
        """Chances for one part of the picture: the same for the same seed, whatever else is drawn."""
        return Random(f"{self.seed}/{name}")  # noqa: S311

    def generator(self, name: str) -> np.random.Generator:
        """The same for arrays of chances."""
        return np.random.Generator(
            np.random.PCG64(int.from_bytes(hashlib.sha256(f"{self.seed}/{name}".encode()).digest()[:8]))
        )

    def bounds(self, plane: Plane, *, sway: float = 0.02) -> Bounds:
        """What of a plane comes into view during the move, and `sway` more on each side."""
        return seen(self.lens, plane, self.poses).grown(sway, sway)

    def canvas(
        self, plane: Plane, *, top: float | None = None, bottom: float | None = None, sway: float = 0.02
    ) -> Canvas:
        """A canvas for what of `plane` comes into view, cut at `top` and `bottom`."""
        box = self.bounds(plane, sway=sway)
        first = box.top if top is None else max(box.top, top)
        last = box.bottom if bottom is None else min(box.bottom, bottom)
        if last <= first:
            first = last - 0.02 if top is None else top
            last = max(first + 0.02, first + 0.02 if bottom is None else bottom)
            first = max(first, last - 0.05)
        return Canvas(replace(box, top=first, bottom=last), self.per_unit)

    def sprite(self, box: Bounds, *, fineness: float = 1.0) -> Canvas:
        """A canvas for one thing that stands in `box`."""
        return Canvas(box, max(24.0, self.per_unit * fineness))

    def texture(
        self, canvas: Canvas, plane: Plane | None = None, *, wraps: bool = False, grain: str | None = None
    ) -> Texture:
        """The canvas as a texture, out of focus as far as `plane` is from where the lens is sharp."""
        generator = self.generator(f"grain {grain}") if grain else None
        if self.manner:
            drawn(canvas, self.manner, self.generator(f"manner {canvas.width} {canvas.height}"))
        texels = canvas.texture(generator)
        radius = 0.0
        if isinstance(plane, Upright) and self.blur > 0:
            radius = self.blur * abs(1.0 / plane.depth - 1.0 / self.focus) * canvas.per_unit
        elif isinstance(plane, Level | Side) and self.blur > 0:
            radius = self.blur * 0.6 * canvas.per_unit
        if radius > 0.6:
            texels = blurred(texels, radius)
        if wraps:
            texels = np.concatenate([texels, texels[:, :1]], axis=1)
        return Texture(np.ascontiguousarray(texels), canvas.box, canvas.per_unit, wraps)

    def add(
        self,
        canvas: Canvas,
        plane: Plane,
        life: Callable[[float], Life] | None = None,
        *,
        pivot: tuple[float, float] = (0.0, 0.0),
        wraps: bool = False,
        grain: str | None = None,
        sharp: bool = False,
    ) -> None:
        """Put what was painted in front of what is there; `sharp`: in focus wherever it stands."""
        texture = self.texture(canvas, None if sharp else plane, wraps=wraps, grain=grain)
        self.layers.append(Layer((texture,), plane, life, pivot))


def blurred(texels: Texels, radius: float) -> Texels:
    """Packed premultiplied texels, out of focus."""
    planes = np.ascontiguousarray(texels).view(np.uint8).reshape(*texels.shape, 4)
    soft = [
        np.asarray(
            Image.fromarray(np.ascontiguousarray(planes[..., k])).filter(ImageFilter.GaussianBlur(radius))
        )
        for k in range(4)
    ]
    return np.ascontiguousarray(np.stack(soft, axis=-1)).view(np.uint32)[..., 0]
