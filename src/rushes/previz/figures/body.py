"""Bodies: people from the side, from the front, from behind and near by. Feet at (0, 0), height 1."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from rushes.previz.figures.brush import Brush
from rushes.previz.figures.head import Place, facing, profile
from rushes.previz.figures.looks import Looks
from rushes.previz.figures.poses import Front, Leg, Pose
from rushes.previz.figures.props import bear, embrace
from rushes.previz.light import mix, scaled
from rushes.previz.shapes import Box, Curve, Ellipse, Limb, Point, Polygon

THIGH, SHIN, ANKLE = 0.245, 0.235, 0.036
UPPER, FORE = 0.158, 0.148
SPINE = 0.315
HEAD = 0.067  # half a head's height
CHILD = 1.34  # a child's head against its body
FAR = 0.72  # how bright the limbs on the far side are


@dataclass(frozen=True, slots=True)
class Cut:
    """How a garment is cut: how far it falls under the hips, how wide its hem is, whether legs show bare,
    how much it adds to the body.
    """

    fall: float
    flare: float = 0.05
    bare: bool = False
    bulk: float = 1.0
    waist: float = 1.0


CUTS: dict[str, Cut] = {
    "shirt": Cut(0.015, 0.0, bulk=0.96),
    "jacket": Cut(0.06, 0.008, bulk=1.05),
    "suit": Cut(0.075, 0.012, bulk=1.02),
    "coat": Cut(0.24, 0.036, bulk=1.08),
    "dress": Cut(0.25, 0.06, bare=True, bulk=0.94, waist=0.84),
    "robe": Cut(0.43, 0.05, bulk=1.08),
    "spacesuit": Cut(0.03, 0.01, bulk=1.34),
    "armour": Cut(0.05, 0.02, bulk=1.12),
}


def chain(start: Point, *parts: tuple[float, float]) -> list[Point]:
    """Joints from `start` on: each part has a length and an angle from straight down, forward positive."""
    points = [start]
    for length, angle in parts:
        x, y = points[-1]
        points.append((x + length * math.sin(angle), y + length * math.cos(angle)))
    return points


def leg_joints(hip: Point, leg: Leg) -> list[Point]:
    """Hip, knee, ankle, heel and toe."""
    thigh, knee, toe = leg
    joints = chain(hip, (THIGH, thigh), (SHIN, thigh - knee))
    x, y = joints[-1]
    along, across = (math.cos(toe), math.sin(toe)), (-math.sin(toe), math.cos(toe))
    heel = (x - 0.02 * along[0] + 0.024 * across[0], y - 0.02 * along[1] + 0.024 * across[1])
    tip = (x + 0.082 * along[0] + 0.026 * across[0], y + 0.082 * along[1] + 0.026 * across[1])
    return [*joints, heel, tip]


def hips(pose: Pose) -> Point:
    """Where the hips are: as high as the lower foot carries them, or where the pose says."""
    if pose.hip is not None:
        return pose.hip
    lowest = max(point[1] for leg in pose.legs for point in leg_joints((0.0, 0.0), leg)[2:])
    return (0.0, -lowest - 0.011 - pose.lift)


def from_side(b: Brush, who: Looks, pose: Pose, *, prop: str = "") -> None:
    """Somebody seen from the side, looking right."""
    cut = CUTS[who.garment]
    hip = hips(pose)
    sine, cosine = math.sin(pose.lean), math.cos(pose.lean)

    def spine(up: float, ahead: float) -> Point:
        """A point of the trunk: `up` from hip (0) to neck (1), `ahead` of its middle."""
        return (hip[0] + SPINE * up * sine + ahead * cosine, hip[1] - SPINE * up * cosine + ahead * sine)

    if pose.hip is not None and b.action in ("sit", "read", "talk", "play", "eat", "hold"):
        b.fill(
            "#6b5240",
            Box(hip[0] - 0.1, hip[1] + 0.055, hip[0] + 0.1, hip[1] + 0.085),
            *[
                Limb([(hip[0] + k * 0.07, hip[1] + 0.08), (hip[0] + k * 0.085, -0.01)], [0.02, 0.016])
                for k in (-1, 1)
            ],
        )
    legs = [leg_joints(hip, leg) for leg in pose.legs]
    shoulder = spine(0.9, -0.006)
    arms = [chain(shoulder, (UPPER, upper), (FORE, upper + elbow)) for upper, elbow in pose.arms]
    if prop:
        bear(b, who, prop, arms[0][-1], far=True)
    draw_arm(b, who, arms[1], cut, by=FAR)
    for joints, by in ((legs[1], FAR), (legs[0], 1.0)):
        draw_leg(b, who, joints, cut, by=by)
    if cut.fall > 0.1 and pose.hip is None:
        skirt(b, who, hip, legs, (spine(0.32, 0.056 * cut.waist), spine(0.32, -0.052 * cut.waist)))
    elif cut.fall > 0.1:
        lap(b, who, cut, legs)
    bulk = cut.bulk * (1.12 if who.child else 1.0)
    chest, waist, seat = (0.078, 0.05 * cut.waist, 0.07) if who.woman else (0.074, 0.06, 0.064)
    outline = [
        (1.0, 0.028),
        (0.9, 0.056),
        (0.68, chest),
        (0.36, waist),
        (0.02, 0.055),
        (-0.1 - cut.fall * 0.5, 0.05),
        (-0.12 - cut.fall * 0.5, -0.052),
        (0.0, -seat),
        (0.34, -0.052),
        (0.68, -0.07),
        (0.9, -0.06),
        (1.0, -0.032),
    ]
    b.fill(who.top, Curve([spine(up, ahead * bulk) for up, ahead in outline]))
    r = HEAD * (CHILD if who.child else 1.0)
    head = spine(1.0, 0.0)
    lean = pose.lean * 0.55 + pose.nod
    center = (head[0] + 1.24 * r * math.sin(lean) + 0.012, head[1] - 1.24 * r * math.cos(lean))
    profile(b, who, center, r, lean)
    if who.scarf is not None:
        b.fill(
            who.scarf, Limb([spine(0.98, -0.04), spine(1.02, 0.0), spine(0.97, 0.045)], [0.045, 0.05, 0.045])
        )
    if who.garment not in ("spacesuit", "armour") and not who.blank:
        b.fill(who.top, Limb([spine(0.99, -0.035), spine(0.97, 0.03)], [0.022, 0.02]), by=0.8)
    if prop:
        bear(b, who, prop, arms[0][-1], mouth=Place(center, r, lean)((0.8, 0.5))[0])
    draw_arm(b, who, arms[0], cut, by=1.07)


def draw_leg(b: Brush, who: Looks, joints: Sequence[Point], cut: Cut, *, by: float) -> None:
    bare = cut.bare
    bulk = cut.bulk if cut.bulk > 1.1 else 1.0
    widths = [0.104, 0.072, 0.046] if not bare else [0.092, 0.06, 0.038]
    tone = who.skin if bare else who.bottom
    b.fill(tone, Limb(joints[:3], [width * bulk for width in widths]), by=by)
    ankle, heel, toe = joints[2], joints[3], joints[4]
    b.fill(who.shoes, Limb([ankle, heel], [0.046, 0.034]), Limb([ankle, toe], [0.046, 0.024]), by=by)
    b.fill(who.shoes, Limb([heel, toe], [0.024, 0.022]), by=by)


def draw_arm(b: Brush, who: Looks, joints: Sequence[Point], cut: Cut, *, by: float) -> None:
    bulk = max(0.9, cut.bulk)
    bare = who.garment == "dress" and who.woman and not who.old
    b.fill(who.skin, Limb(joints[2:], [0.042]), by=by)
    if bare:
        b.fill(who.skin, Limb(joints, [0.056, 0.046, 0.036]), by=by)
        b.fill(who.top, Limb([joints[0], between(joints[0], joints[1], 0.45)], [0.07, 0.062]), by=by)
        return
    b.fill(who.top, Limb(joints, [0.072 * bulk, 0.056 * bulk, 0.042 * bulk]), by=by)
    hand = beyond(joints[1], joints[2], 0.02)
    b.fill(who.skin, Limb([joints[2], hand], [0.034, 0.036]), by=by)


def between(a: Point, c: Point, share: float) -> Point:
    return (a[0] + (c[0] - a[0]) * share, a[1] + (c[1] - a[1]) * share)


def beyond(a: Point, c: Point, by: float) -> Point:
    """The point `by` beyond `c`, as seen from `a`."""
    length = math.hypot(c[0] - a[0], c[1] - a[1]) or 1.0
    return (c[0] + (c[0] - a[0]) / length * by, c[1] + (c[1] - a[1]) / length * by)


def skirt(
    b: Brush, who: Looks, hip: Point, legs: Sequence[Sequence[Point]], waist: tuple[Point, Point]
) -> None:
    """What falls below the waist (its front and back): it lies on the legs and goes with them."""
    cut, (front, back) = CUTS[who.garment], waist
    level = hip[1] + cut.fall
    spots: list[float] = []
    for joints in legs:
        for (x0, y0), (x1, y1) in ((joints[0], joints[1]), (joints[1], joints[2])):
            spots.extend(
                x0 + (x1 - x0) * share
                for share in (0.0, 0.35, 0.7, 1.0)
                if y0 + (y1 - y0) * share <= level + 0.02
            )
    ahead = min(max(spots) + 0.045 + cut.flare * 0.5, hip[0] + 0.1 + cut.fall * 0.42)
    behind = max(min(spots) - 0.045 - cut.flare * 0.6, hip[0] - 0.12 - cut.fall * 0.5)
    middle = (ahead + behind) / 2
    hem = [
        front,
        (max(front[0], hip[0] + 0.062), hip[1]),
        (ahead, level - 0.02),
        (ahead - 0.012, level),
        (middle, level + 0.012),
        (behind + 0.012, level),
        (behind, level - 0.02),
        (min(back[0], hip[0] - 0.066), hip[1]),
        back,
    ]
    b.fill(who.top, Curve(hem))
    b.fill(
        who.top,
        Limb(
            [
                (middle + 0.3 * (ahead - middle), hip[1] + 0.06),
                (middle + 0.25 * (ahead - middle), level - 0.01),
            ],
            [0.006, 0.012],
        ),
        by=0.72,
        cover=0.6,
    )


def lap(b: Brush, who: Looks, cut: Cut, legs: Sequence[Sequence[Point]]) -> None:
    """A skirt or coat over the knees of somebody who sits or lies."""
    for joints, by in ((legs[1], 0.86), (legs[0], 1.0)):
        end = between(joints[1], joints[2], min(1.0, max(0.0, cut.fall - 0.12) / SHIN))
        b.fill(who.top, Limb([joints[0], joints[1], end], [0.128, 0.1, 0.1 + cut.flare * 0.4]), by=by)


def from_front(b: Brush, who: Looks, pose: Front, *, back: bool = False, prop: str = "") -> None:
    """Somebody seen from the front, or from behind."""
    cut = CUTS[who.garment]
    bulk = cut.bulk * (1.1 if who.child else 1.0)
    x = pose.sway
    shoulder, waist, seat = (0.098, 0.066, 0.082) if who.woman else (0.116, 0.084, 0.08)
    if who.child:
        shoulder, waist = 0.094, 0.08
    top = -0.825 - pose.lift
    hip = -0.5 - pose.lift
    arms: list[list[Point]] = []
    for k, side in enumerate((-1.0, 1.0)):
        bent = pose.step[k]
        ankle = (
            x * 0.2 + side * (pose.spread + 0.012) + side * 0.02 * bent,
            -ANKLE - 0.09 * bent - pose.lift,
        )
        knee = (x * 0.7 + side * (pose.spread + 0.004) + side * 0.07 * bent, (hip + ankle[1]) / 2 - 0.01)
        widths = [0.1, 0.07, 0.048] if not cut.bare else [0.09, 0.06, 0.04]
        tone = who.skin if cut.bare else who.bottom
        b.fill(
            tone,
            Limb([(x + side * 0.044, hip), knee, ankle], [w * max(1.0, bulk - 0.1) for w in widths]),
            by=1.0 if side > 0 else 0.9,
        )
        toe = (ankle[0] + side * 0.014, ankle[1] + (0.012 if back else 0.02))
        b.fill(who.shoes, Limb([(ankle[0], ankle[1] + 0.008), toe], [0.048, 0.042]))
    for side, (out, bend) in zip((-1.0, 1.0), pose.arms, strict=True):
        joint = (x * 0.5 + side * shoulder * bulk * 0.9, top + 0.056)
        arm = chain(joint, (UPPER, side * out), (FORE, side * (out - bend)))
        arms.append(arm)
        if abs(bend) < 1.0 or back:
            draw_arm(b, who, arm, cut, by=0.9)
    if prop and not back:
        bear(b, who, prop, arms[1][-1], far=True)
    hem = hip + cut.fall
    flare = seat * bulk + cut.flare * 1.25
    body = [
        (0.04, top - 0.018),
        (shoulder * 0.6 * bulk, top + 0.008),
        (shoulder * bulk * 1.02, top + 0.08),
        (waist * bulk, hip - 0.105),
        (seat * bulk, hip - 0.01),
        (flare, hem),
    ]
    right = [(x * (0.5 if y < hip - 0.1 else 1.0) + dx, y) for dx, y in body]
    left = [(x * (0.5 if y < hip - 0.1 else 1.0) - dx, y) for dx, y in reversed(body)]
    b.fill(
        who.top,
        Polygon(rounded(right, left, hem)),
        Limb(
            [
                (x * 0.5 - shoulder * bulk * 0.8, top + 0.044),
                (x * 0.5, top + 0.01),
                (x * 0.5 + shoulder * bulk * 0.8, top + 0.044),
            ],
            [0.068, 0.06, 0.068],
        ),
    )
    if not back and who.garment in ("coat", "suit", "jacket") and not who.blank:
        b.fill(
            who.top,
            Polygon([(x - 0.003, top + 0.1), (x + 0.004, top + 0.1), (x + 0.006, hem), (x - 0.006, hem)]),
            by=0.68,
        )
        under = mix(scaled(who.top, 0.5), (0.9, 0.88, 0.84), 0.7)
        b.fill(
            under,
            Polygon([(x * 0.5 - 0.034, top - 0.012), (x * 0.5 + 0.034, top - 0.012), (x * 0.6, top + 0.1)]),
        )
    if who.garment == "armour":
        plates(b, who, (x, top, hip), shoulder * bulk)
    if who.garment == "dress":
        b.fill(
            who.top,
            Limb(
                [(x * 0.8 - waist * 0.92, hip - 0.105), (x * 0.8 + waist * 0.92, hip - 0.105)], [0.02, 0.02]
            ),
            by=0.75,
        )
    if who.garment == "shirt" and not who.blank:
        b.fill(
            "#2a2522", Limb([(x - seat * 0.95, hip + 0.01), (x + seat * 0.95, hip + 0.01)], [0.016, 0.016])
        )
    r = HEAD * (CHILD if who.child else 1.0)
    facing(
        b,
        who,
        (x * 0.4 + 1.2 * r * math.sin(pose.tilt), top - 1.42 * r * math.cos(pose.tilt)),
        r,
        pose.tilt,
        back=back,
    )
    if who.scarf is not None:
        b.fill(
            who.scarf,
            Limb(
                [(x * 0.5 - 0.05, top - 0.012), (x * 0.5, top + 0.006), (x * 0.5 + 0.05, top - 0.012)],
                [0.04, 0.046, 0.04],
            ),
        )
        b.fill(
            who.scarf, Limb([(x * 0.5 + 0.03, top), (x * 0.5 + 0.042, top + 0.14)], [0.036, 0.032]), by=0.9
        )
    if prop and not back:
        embrace(b, prop, (x, top, hip), arms[1][-1])
        bear(b, who, prop, arms[1][-1])
    for arm, (_, bend) in zip(arms, pose.arms, strict=True):
        if abs(bend) >= 1.0 and not back:
            draw_arm(b, who, arm, cut, by=1.05)


def plates(b: Brush, who: Looks, body: tuple[float, float, float], shoulder: float) -> None:
    """The plates of armour on a trunk, whose middle, shoulders and hips are given."""
    x, top, hip = body
    b.fill(
        who.top,
        *[Ellipse(x * 0.5 + side * shoulder * 0.98, top + 0.045, 0.052, 0.06) for side in (-1, 1)],
        by=1.14,
    )
    rows = [top + 0.13, top + 0.19, hip - 0.06, hip + 0.01]
    b.fill(
        who.top,
        *[Limb([(x * 0.7 - 0.08, y), (x * 0.7, y + 0.014), (x * 0.7 + 0.08, y)], [0.007] * 3) for y in rows],
        by=0.6,
    )


def rounded(right: Sequence[Point], left: Sequence[Point], hem: float) -> list[Point]:
    """An outline down its right side, along a hem that hangs a little, and up its left side."""
    edge = [
        (right[-1][0] + (left[0][0] - right[-1][0]) * k / 8, hem + 0.012 * math.sin(math.pi * k / 8))
        for k in range(9)
    ]
    return [*right, *edge, *left]
