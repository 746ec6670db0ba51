"""Where the camera stands before it moves: what angles and lenses mean, as a pose and a depth of field."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from rushes.previz.framing import Framing
from rushes.previz.geometry import Pose, tipped


@dataclass(frozen=True, slots=True)
class Angle:
    """How far a camera is lowered (in its distances from the subject), how it leans down and rolls (radians).

    `middle` puts the subject into the middle of the frame; `focal` widens the view.
    """

    y: float = 0.0
    lean: float = 0.0
    roll: float = 0.0
    focal: float = 1.0
    middle: bool = False


ANGLES: dict[str, Angle] = {
    "eye-level shot": Angle(),
    "low angle": Angle(y=0.17, lean=-0.3, focal=0.92),
    "high angle": Angle(y=-0.5, lean=0.34),
    "bird's-eye view": Angle(y=-1.15, lean=0.62, focal=1.35, middle=True),
    "overhead shot": Angle(y=-1.5, lean=0.98, focal=1.7, middle=True),
    "worm's-eye view": Angle(y=0.25, lean=-0.62, focal=0.66),
    "ground-level shot": Angle(y=0.27, lean=0.0),
    "Dutch angle": Angle(roll=0.24, focal=1.06),
    "over-the-shoulder shot": Angle(),
}

# The library's lenses with a length of their own: millimetres.
LENSES: dict[str, float] = {
    "fisheye lens": 10,
    "14mm ultra-wide lens": 14,
    "24mm wide-angle lens": 22,
    "28mm lens": 26,
    "35mm lens": 35,
    "50mm lens": 50,
    "85mm portrait lens": 85,
    "100mm macro lens": 100,
    "135mm lens": 135,
    "200mm telephoto lens": 210,
}
UNTOUCHED = 30.0  # millimetres of the lens that the worlds are painted for
SHALLOW, PORTRAIT, MACRO = 0.018, 0.01, 0.024
LOWEST = 0.3  # y: above the ground


def focal_of(lenses: Collection[str]) -> float:
    """The length of the lens against the one that the worlds are painted for; long ones are tamed."""
    lengths = [LENSES[name] for name in LENSES if name in lenses]
    return (lengths[0] / UNTOUCHED) ** 0.6 if lengths else 1.0


def blur_of(framing: Framing, lenses: Collection[str]) -> float:
    """How far the lens throws what is not the subject out of focus."""
    if "deep focus" in lenses:
        return 0.0
    blur = framing.blur
    if "100mm macro lens" in lenses:
        blur = max(blur, MACRO)
    if "shallow depth of field" in lenses:
        blur = max(blur, SHALLOW)
    if any(LENSES.get(name, 0) >= 85 for name in lenses):
        blur = max(blur, PORTRAIT)
    return blur


def stance_of(angles: Collection[str], lenses: Collection[str], framing: Framing, depth: float) -> Pose:
    """Where the camera stands, `depth` from a subject that it keeps in its place, and in its size.

    A long lens stands further away and a wide one nearer, as on a set: it is what lies behind that changes.
    """
    angle = next((ANGLES[name] for name in ANGLES if name in angles), Angle())
    roll = ANGLES["Dutch angle"].roll if "Dutch angle" in angles else angle.roll
    if "tilt-shift lens" in lenses and angle == Angle():
        angle = ANGLES["high angle"]  # a model is looked down at
    focal = focal_of(lenses)
    macro = 1.3 if "100mm macro lens" in lenses else 1.0
    y, z = min(angle.y * depth, LOWEST), depth * (1 - focal)
    focal *= angle.focal * macro
    middle = framing.feet - framing.height / 2 - framing.horizon  # of the subject, from the horizon
    if framing.cut:
        middle = -framing.horizon - 0.05
    _, down, ahead = tipped(angle.lean) @ np.array([0.0, depth * middle - y, depth - z])
    wanted = 0.0 if angle.middle else middle + framing.horizon
    pitch = down / ahead + framing.horizon - wanted / focal
    return Pose(y=y, z=z, pitch=float(pitch), roll=roll, focal=focal, lean=angle.lean)
