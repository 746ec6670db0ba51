"""Planes in space, a camera before them, and the matrices between them and a frame's pixels.

A scene is painted as it looks from where the camera rests: x to the right of the frame's centre,
y down from the horizon, one unit the height of the frame. A plane says how deep each painted point
lies, and so how it goes when the camera moves. All matrices are 3x3, in homogeneous coordinates.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]

FAR = 1e5  # depth of the sky


@dataclass(frozen=True, slots=True)
class Pose:
    """Where the camera is: x right, y down, z forward; turned by yaw (right) and pitch (down), which
    are given as what they shift at the frame's centre, in frame heights; roll in radians; focal 1 at rest.
    `lean` tips the camera itself (down, radians), so that uprights converge; yaw and pitch keep them upright.
    """

    x: float = 0.0
    y: float = 0.0
    z: float = 0.0
    yaw: float = 0.0
    pitch: float = 0.0
    roll: float = 0.0
    focal: float = 1.0
    lean: float = 0.0


CameraPath = Callable[[float], Pose]  # from seconds


@dataclass(frozen=True, slots=True)
class Upright:
    """A plane that faces the camera, `depth` away; the subject is about 1 away."""

    depth: float

    def view(self, pose: Pose) -> list[float]:
        d = self.depth
        return [d, 0.0, -pose.x, 0.0, d, -pose.y, 0.0, 0.0, max(d - pose.z, 0.02)]


@dataclass(frozen=True, slots=True)
class Level:
    """The ground, `below` under the camera (negative: a ceiling over it)."""

    below: float

    def view(self, pose: Pose) -> list[float]:
        h = self.below
        rows = [h, -pose.x, 0.0, 0.0, h - pose.y, 0.0, 0.0, -pose.z, h]
        return rows if h > 0 else [-one for one in rows]


@dataclass(frozen=True, slots=True)
class Side:
    """A wall along the view, `right` of the camera (negative: left of it)."""

    right: float

    def view(self, pose: Pose) -> list[float]:
        w = self.right
        rows = [w - pose.x, 0.0, 0.0, -pose.y, w, 0.0, -pose.z, 0.0, w]
        return rows if w > 0 else [-one for one in rows]


@dataclass(frozen=True, slots=True)
class Glass:
    """A plane that goes with the camera, like a slide before its lens; (0, 0) is the frame's centre."""

    def view(self, pose: Pose) -> list[float]:
        del pose
        return [1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0]


Plane = Upright | Level | Side | Glass


@dataclass(frozen=True, slots=True)
class Lens:
    """A frame of `width` x `height` pixels with the horizon `horizon` frame heights below its centre."""

    width: int
    height: int
    horizon: float

    @property
    def aspect(self) -> float:
        return self.width / self.height

    def frame(self, pose: Pose) -> Matrix:
        """From what the camera sees to pixels."""
        scale = self.height * pose.focal
        cosine, sine = math.cos(pose.roll) * scale, math.sin(pose.roll) * scale
        x, y = -pose.yaw, self.horizon - pose.pitch
        upright = np.array(
            [
                [cosine, -sine, cosine * x - sine * y + self.width / 2],
                [sine, cosine, sine * x + cosine * y + self.height / 2],
                [0.0, 0.0, 1.0],
            ]
        )
        return upright @ tipped(pose.lean) if pose.lean else upright

    def view(self, plane: Plane, pose: Pose) -> Matrix:
        """From a plane's painted coordinates to pixels."""
        if isinstance(plane, Glass):
            return replace(self, horizon=0.0).frame(Pose())
        return self.frame(pose) @ np.array(plane.view(pose)).reshape(3, 3)


def tipped(lean: float) -> Matrix:
    """Turns what an upright camera sees to what one sees that looks down by `lean`."""
    cosine, sine = math.cos(lean), math.sin(lean)
    return np.array([[1.0, 0.0, 0.0], [0.0, cosine, -sine], [0.0, sine, cosine]])


@dataclass(frozen=True, slots=True)
class Bounds:
    """A box in painted coordinates."""

    left: float
    top: float
    right: float
    bottom: float

    def grown(self, x: float, y: float) -> Bounds:
        return Bounds(self.left - x, self.top - y, self.right + x, self.bottom + y)


def seen(lens: Lens, plane: Plane, poses: Sequence[Pose]) -> Bounds:
    """All of `plane` that comes into view from any of `poses`, in painted coordinates."""
    across, down = np.meshgrid(np.linspace(0, lens.width, 13), np.linspace(0, lens.height, 25))
    corners = np.stack([across.ravel(), down.ravel(), np.ones(across.size)])
    reach = 3.0 + 2.0 * lens.aspect
    low = np.array([reach, reach])
    high = -low
    for pose in poses:
        back = np.linalg.inv(lens.view(plane, pose)) @ corners
        ahead = back[2] > 1e-6
        if not ahead.any():
            continue
        points = back[:2, ahead] / back[2, ahead]
        low = np.minimum(low, points.min(axis=1))
        high = np.maximum(high, points.max(axis=1))
    left, top = np.clip(low, -reach, reach)
    right, bottom = np.clip(high, -reach, reach)
    if isinstance(plane, Level):
        top, bottom = (
            (max(top, 0.0), max(bottom, 0.1)) if plane.below > 0 else (min(top, -0.1), min(bottom, 0.0))
        )
    if isinstance(plane, Side):
        left, right = (
            (max(left, 0.0), max(right, 0.1)) if plane.right > 0 else (min(left, -0.1), min(right, 0.0))
        )
    if right <= left or bottom <= top:
        return Bounds(-0.1, -0.1, 0.1, 0.1)
    return Bounds(float(left), float(top), float(right), float(bottom))


def inverse(matrices: Matrix) -> Matrix:
    """The inverses of many 3x3 matrices, by cofactors: the same digits on every machine and thread count."""
    a, b, c, d, e, f, g, h, i = np.moveaxis(matrices.reshape(-1, 9), 1, 0)
    cofactors = np.stack(
        [
            e * i - f * h, c * h - b * i, b * f - c * e,
            f * g - d * i, a * i - c * g, c * d - a * f,
            d * h - e * g, b * g - a * h, a * e - b * d,
        ],
        axis=1,
    )  # fmt: skip
    determinant = a * cofactors[:, 0] + b * cofactors[:, 3] + c * cofactors[:, 6]
    safe = np.where(np.abs(determinant) < 1e-300, np.inf, determinant)
    return (cofactors / safe[:, None]).reshape(-1, 3, 3)
