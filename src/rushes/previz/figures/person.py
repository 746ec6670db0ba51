"""People: standing, walking, running, sitting, and near ones from the chest up. Feet at (0, 0), height 1."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

from rushes.previz.canvas import Canvas
from rushes.previz.light import Color, color, mix, scaled
from rushes.previz.shapes import Box, Curve, Ellipse, Limb, Point, Polygon, smooth

COATS = (
    "#4a5a6e",
    "#7d4a3c",
    "#3f5a4e",
    "#8c7350",
    "#5a4664",
    "#35404e",
    "#96543f",
    "#b08a4f",
    "#3c6470",
    "#6e3a40",
)
TROUSERS = ("#2c3138", "#3b352f", "#34404e", "#2e2a34", "#463c33")
HAIR = ("#2a2220", "#4a3425", "#15141a", "#6e4a2c", "#8a8078", "#3a2a22", "#a07a46")
SKIN = ("#e0ac86", "#c98f6a", "#9a6a4a", "#f0c6a4", "#7a5038", "#b97e58")


@dataclass(frozen=True, slots=True)
class Looks:
    """Somebody's colours and build."""

    coat: Color
    trousers: Color
    hair: Color
    skin: Color
    shoes: Color
    skirt: bool = False
    long_hair: bool = False
    child: bool = False
    hat: bool = False


def looks(random: Random, kind: str, wanted: str) -> Looks:
    """The looks of one person, by chance and by the words said."""
    coat = color(wanted) if wanted else color(random.choice(COATS))
    woman = kind == "woman"
    return Looks(
        coat=coat,
        trousers=color(random.choice(TROUSERS)),
        hair=color(random.choice(HAIR)),
        skin=color(random.choice(SKIN)),
        shoes=color("#23201f"),
        skirt=woman and random.random() < 0.75,
        long_hair=woman or (kind == "child" and random.random() < 0.4),
        child=kind == "child",
        hat=kind == "person" and random.random() < 0.3,
    )


Shade = Callable[[Color], Color]


def chain(start: Point, *parts: tuple[float, float]) -> list[Point]:
    """Joints from `start` on: each part has a length and an angle from straight down, forward positive."""
    points = [start]
    for length, angle in parts:
        x, y = points[-1]
        points.append((x + length * math.sin(angle), y + length * math.cos(angle)))
    return points


@dataclass(frozen=True, slots=True)
class Gait:
    """How somebody goes: swings in radians, the bend of knees and elbows, how far the body leans and bobs."""

    stride: float
    knee: float
    swing: float
    elbow: float
    lean: float
    bob: float


GAITS = {
    "stand": Gait(0.03, 0.05, 0.06, 0.28, 0.02, 0.0),
    "walk": Gait(0.44, 0.75, 0.5, 0.3, 0.05, 0.014),
    "run": Gait(0.72, 1.35, 0.95, 1.5, 0.2, 0.028),
}


def walking(canvas: Canvas, who: Looks, shade: Shade, phase: float, gait: Gait) -> None:
    """Somebody seen from the side who goes to the right; `phase` 0..1 is one step with each foot."""
    turn = math.tau * phase
    stride, lean = gait.stride, gait.lean
    bob = gait.bob * math.cos(2 * turn)
    hip = (0.0, -0.505 - bob)
    neck = (hip[0] + 0.31 * math.sin(lean), hip[1] - 0.31 * math.cos(lean))

    def leg(offset: float) -> list[Point]:
        swing = stride * math.sin(turn + offset)
        lift = max(0.0, math.cos(turn + offset))
        knee = 0.1 + gait.knee * lift**1.5
        joints = chain(hip, (0.25, swing + 0.08), (0.235, swing + 0.08 - knee))
        ankle = joints[-1]
        toe = swing * 0.4 - 0.5 * lift
        return [*joints, (ankle[0] + 0.075 * math.cos(toe), ankle[1] + 0.016 - 0.075 * math.sin(toe))]

    def arm(offset: float) -> list[Point]:
        swing = gait.swing * math.sin(turn + offset)
        shoulder = (neck[0] - 0.005, neck[1] + 0.035)
        return chain(shoulder, (0.155, swing), (0.145, swing + gait.elbow))

    def limb(points: Sequence[Point], widths: Sequence[float], paint: Color) -> None:
        canvas.draw(paint, Limb(points, widths))

    far = 0.72
    for offset, light in ((math.pi, far), (0.0, 1.0)):
        joints = leg(offset)
        bare = who.skirt
        limb(
            joints[:3],
            [0.09, 0.064, 0.044] if not bare else [0.08, 0.055, 0.036],
            shade(scaled(who.skin if bare else who.trousers, light)),
        )
        limb(joints[2:], [0.046, 0.03], shade(scaled(who.shoes, light)))
        if offset:
            arm_joints = arm(0.0)
            limb(arm_joints, [0.062, 0.05, 0.038], shade(scaled(who.coat, far)))
            limb(arm_joints[2:], [0.04], shade(scaled(who.skin, far)))
    hem = -0.28 if who.skirt else -0.4
    flare = 0.1 * math.sin(turn)
    half = 0.1 if who.skirt else 0.078
    body = [
        (neck[0] - 0.03, neck[1] - 0.005), (neck[0] - 0.068, neck[1] + 0.04), (hip[0] - 0.068, hip[1] - 0.06),
        (hip[0] - half - abs(flare) * 0.45, hem - bob), (hip[0] + half + abs(flare) * 0.35, hem - bob),
        (hip[0] + 0.062, hip[1] - 0.06), (neck[0] + 0.06, neck[1] + 0.05), (neck[0] + 0.026, neck[1] - 0.005),
    ]  # fmt: skip
    canvas.draw(shade(who.coat), Polygon(body))
    canvas.draw(
        shade(who.coat),
        Limb([(neck[0] - 0.004, neck[1] + 0.045), (hip[0], hip[1] - 0.1)], [0.125, 0.125]),
    )
    head = (neck[0] + 0.012 + 0.05 * lean, neck[1] - 0.085)
    side_head(canvas, who, shade, head, 0.066)
    if canvas.per_unit > 420:
        features(canvas, who, shade, head, 0.066)
    joints = arm(math.pi)
    limb(joints, [0.066, 0.054, 0.04], shade(scaled(who.coat, 1.1)))
    limb(joints[2:], [0.042], shade(who.skin))


def side_head(canvas: Canvas, who: Looks, shade: Shade, center: Point, r: float) -> None:
    """A head in profile, looking right; `r` is half its height."""
    x, y = center
    skin, hair = shade(who.skin), shade(who.hair)
    canvas.draw(
        shade(scaled(who.skin, 0.86)),
        Limb([(x - 0.16 * r, y + 0.4 * r), (x - 0.3 * r, y + 1.5 * r)], [0.8 * r, 0.9 * r]),
    )
    if who.long_hair:
        canvas.draw(
            scaled(hair, 0.9),
            Curve(
                [
                    (x - 0.2 * r, y - r),
                    (x - 0.98 * r, y - 0.4 * r),
                    (x - 1.05 * r, y + 0.7 * r),
                    (x - 0.8 * r, y + 1.75 * r),
                    (x - 0.25 * r, y + 1.5 * r),
                    (x - 0.1 * r, y),
                ]
            ),
        )
    face = [
        (0.1, -1.0),
        (0.5, -0.86),
        (0.7, -0.5),
        (0.68, -0.22),
        (0.74, -0.08),
        (0.93, 0.2),
        (0.76, 0.3),
        (0.77, 0.42),
        (0.72, 0.52),
        (0.74, 0.62),
        (0.68, 0.76),
        (0.64, 0.94),
        (0.4, 1.02),
        (0.08, 0.86),
        (-0.3, 0.7),
        (-0.72, 0.3),
        (-0.8, -0.3),
        (-0.5, -0.85),
    ]
    canvas.draw(skin, Polygon([(x + a * r, y + b * r) for a, b in smooth(face, 6)]))
    top = [
        (0.62, -0.62),
        (0.5, -0.98),
        (0.02, -1.16),
        (-0.55, -1.02),
        (-0.92, -0.5),
        (-0.86, 0.15),
        (-0.62, 0.56),
        (-0.4, 0.3),
        (-0.26, 0.02),
        (-0.12, -0.3),
        (0.2, -0.46),
    ]
    canvas.draw(hair, Curve([(x + a * r, y + b * r) for a, b in top]))
    if who.hat:
        felt = shade(scaled(who.coat, 0.62))
        canvas.draw(
            felt,
            Curve(
                [
                    (x + 0.66 * r, y - 0.66 * r),
                    (x + 0.5 * r, y - 1.42 * r),
                    (x - 0.1 * r, y - 1.5 * r),
                    (x - 0.74 * r, y - 1.3 * r),
                    (x - 0.9 * r, y - 0.6 * r),
                ]
            ),
        )
        canvas.draw(
            felt,
            Limb([(x - 1.15 * r, y - 0.6 * r), (x + 1.08 * r, y - 0.66 * r)], [0.16 * r, 0.14 * r]),
        )


def standing(canvas: Canvas, who: Looks, shade: Shade, sway: float = 0.0) -> None:
    """Somebody seen from behind, at ease, looking into the scene."""
    skin, coat, hair = shade(who.skin), shade(who.coat), shade(who.hair)
    big = 1.25 if who.child else 1.0
    for side in (-1, 1):
        leg = [(side * 0.045, -0.5), (side * 0.052, -0.27), (side * 0.058, -0.035)]
        canvas.draw(
            shade(who.skin if who.skirt else scaled(who.trousers, 1.0 if side > 0 else 0.86)),
            Limb(leg, [0.098, 0.075, 0.052]),
        )
        canvas.draw(
            shade(who.shoes),
            Limb([(side * 0.06, -0.028), (side * 0.068, -0.012)], [0.05, 0.046]),
        )
        arm = [(side * 0.108, -0.775), (side * 0.135 + sway, -0.62), (side * 0.128 + sway, -0.465)]
        canvas.draw(shade(scaled(who.coat, 0.9)), Limb(arm, [0.068, 0.058, 0.044]))
        canvas.draw(skin, Limb(arm[2:], [0.042]))
    hem = -0.27 if who.skirt else -0.4
    wide = 0.135 if who.skirt else 0.105
    body = [
        (-0.05, -0.845),
        (-0.115, -0.815),
        (-0.128, -0.75),
        (-0.092, -0.58),
        (-wide, hem + 0.01),
        (0.0, hem + 0.022),
        (wide, hem + 0.01),
        (0.092, -0.58),
        (0.128, -0.75),
        (0.115, -0.815),
        (0.05, -0.845),
    ]
    canvas.draw(coat, Curve(body))
    canvas.draw(
        shade(scaled(who.coat, 0.8)),
        Polygon([(-0.003, -0.52), (0.003, -0.52), (0.01, hem), (-0.008, hem)]),
    )
    canvas.draw(
        shade(scaled(who.skin, 0.85)),
        Limb([(0, -0.86), (0, -0.82)], [0.052 * big, 0.06 * big]),
    )
    canvas.draw(skin, Ellipse(0, -0.918, 0.052 * big, 0.066 * big))
    canvas.draw(
        scaled(coat, 0.86),
        Limb([(-0.045, -0.838), (0, -0.828), (0.045, -0.838)], [0.026, 0.026, 0.026]),
    )
    back = [
        (-0.052 * big, -0.92),
        (-0.044 * big, -0.975),
        (0, -0.996),
        (0.044 * big, -0.975),
        (0.052 * big, -0.92),
        (0.04 * big, -0.868),
        (0, -0.858),
        (-0.04 * big, -0.868),
    ]
    canvas.draw(hair, Curve(back))
    if who.long_hair:
        canvas.draw(
            hair,
            Curve(
                [
                    (-0.054, -0.93),
                    (-0.066, -0.83),
                    (-0.055, -0.735),
                    (0, -0.72),
                    (0.055, -0.735),
                    (0.066, -0.83),
                    (0.054, -0.93),
                    (0, -0.96),
                ]
            ),
        )
    if who.hat:
        felt = shade(scaled(who.coat, 0.6))
        canvas.draw(
            felt,
            Curve([(-0.05, -0.95), (-0.044, -1.005), (0, -1.015), (0.044, -1.005), (0.05, -0.95)]),
        )
        canvas.draw(felt, Ellipse(0, -0.95, 0.084, 0.014))


def sitting(canvas: Canvas, who: Looks, shade: Shade) -> None:
    """Somebody seen from the side on a chair, reading; the seat is 0.27 over the ground."""
    hip, neck = (-0.05, -0.33), (-0.02, -0.64)
    wood = shade(color("#6b4a32"))
    canvas.draw(
        wood,
        Limb([(-0.15, -0.62), (-0.14, 0.0)], [0.022, 0.02]),
        Limb([(0.1, -0.27), (0.1, 0.0)], [0.022, 0.018]),
        Box(-0.15, -0.29, 0.12, -0.26),
    )
    leg = [hip, (0.2, -0.325), (0.215, -0.05)]
    canvas.draw(shade(who.trousers), Limb(leg, [0.1, 0.075, 0.05]))
    canvas.draw(shade(who.shoes), Limb([(0.215, -0.03), (0.285, -0.014)], [0.045, 0.03]))
    canvas.draw(shade(who.coat), Limb([(neck[0], neck[1] + 0.05), hip], [0.135, 0.14]))
    side_head(canvas, who, shade, (neck[0] + 0.035, neck[1] - 0.075), 0.066)
    arm = [(neck[0], neck[1] + 0.05), (0.05, -0.46), (0.175, -0.5)]
    canvas.draw(shade(scaled(who.coat, 1.1)), Limb(arm, [0.066, 0.054, 0.042]))
    canvas.draw(
        shade(color("#e8e0cf")),
        Polygon([(0.16, -0.52), (0.2, -0.6), (0.265, -0.575), (0.225, -0.485)]),
    )


def bust(canvas: Canvas, who: Looks, shade: Shade) -> None:
    """Somebody near, in profile: shoulders, collar, head, with features that hold from close by."""
    coat = shade(who.coat)
    x, y, r = 0.0, -0.9, 0.092

    def at(points: Sequence[Point]) -> list[Point]:
        """Points about the head's centre, in halves of its height."""
        return [(x + a * r, y + b * r) for a, b in points]

    back = [(-0.05, -0.79), (-0.155, -0.745), (-0.2, -0.62), (-0.215, -0.3), (-0.2, 0.1)]
    chest = [(0.2, 0.1), (0.2, -0.3), (0.165, -0.6), (0.105, -0.725), (0.04, -0.775)]
    canvas.draw(coat, Curve([*back, *chest]))
    sleeve = Limb([(-0.135, -0.69), (-0.165, -0.45), (-0.15, -0.1)], [0.05, 0.07, 0.07])
    canvas.draw(shade(scaled(who.coat, 0.84)), sleeve)
    side_head(canvas, who, shade, (x, y), r)
    collar = [(-0.1, -0.775), (-0.095, -0.82), (-0.02, -0.79), (0.055, -0.765), (0.06, -0.72), (0.0, -0.72)]
    canvas.draw(shade(scaled(who.coat, 1.16)), Curve(collar))
    hair = shade(who.hair)
    if who.long_hair:
        fall = [
            (-0.3, -0.6),
            (-0.95, -0.55),
            (-1.12, 0.4),
            (-1.1, 1.5),
            (-0.8, 2.3),
            (-0.4, 2.1),
            (-0.34, 1.2),
            (-0.42, 0.4),
        ]
        canvas.draw(hair, Curve(at(fall)))
    for k, tone in enumerate((1.3, 0.8, 1.2)):
        lock = [
            (0.3 - 0.3 * k, -1.02 + 0.04 * k),
            (-0.45 - 0.16 * k, -0.78 + 0.1 * k),
            (-0.72 - 0.08 * k, 0.0 + 0.2 * k),
        ]
        canvas.draw(shade(scaled(who.hair, tone)), Limb(at(lock), [0.02 * r, 0.07 * r, 0.01 * r]), cover=0.6)
    features(canvas, who, shade, (x, y), r)


def features(canvas: Canvas, who: Looks, shade: Shade, center: Point, r: float) -> None:
    """Brow, eye, mouth and ear of a head in profile, for one that is near enough to have them."""
    x, y = center

    def at(points: Sequence[Point]) -> list[Point]:
        return [(x + a * r, y + b * r) for a, b in points]

    ink = shade(mix(who.hair, color("#1a1414"), 0.4))
    canvas.draw(ink, Limb(at([(0.38, -0.2), (0.5, -0.25), (0.64, -0.21)]), [0.03 * r, 0.055 * r, 0.03 * r]))
    canvas.draw(shade(color("#f0e8e0")), Curve(at([(0.42, 0.03), (0.53, -0.05), (0.64, 0.01), (0.55, 0.07)])))
    canvas.draw(ink, Ellipse(x + 0.57 * r, y + 0.008 * r, 0.05 * r, 0.058 * r))
    canvas.draw(ink, Limb(at([(0.4, 0.02), (0.53, -0.06), (0.65, -0.01)]), [0.02 * r, 0.035 * r, 0.025 * r]))
    lips = shade(mix(who.skin, color("#a04a40"), 0.5))
    canvas.draw(lips, Limb(at([(0.56, 0.55), (0.73, 0.53)]), [0.02 * r, 0.06 * r]))
    ear = [(-0.24, -0.06), (-0.1, -0.1), (-0.08, 0.14), (-0.18, 0.28), (-0.27, 0.12)]
    if not who.long_hair:
        canvas.draw(shade(scaled(who.skin, 0.84)), Curve(at(ear)))
