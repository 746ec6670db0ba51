"""Heads: in profile, from the front and from behind, with hair, hat, beard, and a face near by."""

from __future__ import annotations

import math
from collections.abc import Sequence

from rushes.previz.figures.brush import Brush
from rushes.previz.figures.looks import Looks
from rushes.previz.light import color, mix
from rushes.previz.shapes import Box, Curve, Ellipse, Limb, Point, Polygon, smooth

FACE = 11.0  # half a head's height in texels from which a face has features


class Place:
    """Points about a head's centre, in halves of its height, leaning by `tilt` (to the right)."""

    def __init__(self, center: Point, r: float, tilt: float = 0.0) -> None:
        self.center, self.r = center, r
        self._cosine, self._sine = math.cos(tilt) * r, math.sin(tilt) * r

    def __call__(self, *points: Point) -> list[Point]:
        x, y = self.center
        return [
            (x + a * self._cosine - b * self._sine, y + a * self._sine + b * self._cosine) for a, b in points
        ]

    def wide(self, *widths: float) -> list[float]:
        return [width * self.r for width in widths]

    def spot(self, a: float, b: float, across: float, down: float) -> Ellipse:
        ((x, y),) = self((a, b))
        return Ellipse(x, y, across * self.r, down * self.r)


PROFILE: Sequence[Point] = (
    (0.1, -1.0), (0.46, -0.88), (0.66, -0.55), (0.67, -0.26), (0.72, -0.1), (0.9, 0.16), (0.88, 0.23),
    (0.74, 0.29), (0.77, 0.4), (0.72, 0.5), (0.75, 0.6), (0.68, 0.74), (0.66, 0.9), (0.46, 1.01),
    (0.12, 0.86), (-0.26, 0.68), (-0.7, 0.3), (-0.8, -0.3), (-0.5, -0.85),
)  # fmt: skip
CAP_OF_HAIR: Sequence[Point] = (
    (0.62, -0.6), (0.52, -0.96), (0.04, -1.16), (-0.55, -1.04), (-0.93, -0.5), (-0.87, 0.15), (-0.64, 0.56),
    (-0.42, 0.3), (-0.28, 0.02), (-0.14, -0.3), (0.2, -0.48),
)  # fmt: skip
OPEN = 0.5  # of a phase: until then a speaking mouth is open


def profile(b: Brush, who: Looks, center: Point, r: float, tilt: float = 0.0, *, down: float = 1.5) -> None:
    """A head that looks right, and its neck; `r` is half its height, `down` where the neck ends."""
    at = Place(center, r, tilt)
    neck = Place(center, r, tilt * 0.4)
    b.fill(who.skin, Limb([*at((-0.16, 0.4)), *neck((-0.3, down))], at.wide(0.78, 0.9)), by=0.84)
    if who.robot:
        machine(b, who, at, side=True)
        return
    if who.long_hair and not who.blank:
        back = at(
            (-0.1, -1.0),
            (-0.9, -0.6),
            (-1.1, 0.4),
            (-1.02, 1.4),
            (-0.7, 2.1),
            (-0.32, 1.9),
            (-0.2, 1.0),
            (0.0, 0.0),
        )
        b.fill(who.hair, Curve(back), by=0.86)
    b.fill(who.skin, Polygon(smooth(at(*PROFILE), 6)))
    if who.blank:
        return
    if who.beard:
        beard = at(
            (0.74, 0.46),
            (0.8, 0.7),
            (0.72, 1.18),
            (0.4, 1.3),
            (0.0, 0.98),
            (-0.3, 0.5),
            (-0.24, 0.1),
            (0.1, 0.5),
            (0.5, 0.42),
        )
        b.fill(who.hair, Curve(beard), by=0.94)
    b.fill(who.hair, Curve(at(*CAP_OF_HAIR)))
    if who.long_hair:
        b.fill(
            who.hair,
            Curve(
                at(
                    (-0.3, -0.4),
                    (-0.85, -0.3),
                    (-1.0, 0.5),
                    (-0.96, 1.4),
                    (-0.66, 1.9),
                    (-0.42, 1.5),
                    (-0.4, 0.7),
                )
            ),
        )
    if r * b.canvas.per_unit > FACE:
        features(b, who, at)
    hat_on(b, who, at, side=True)


def features(b: Brush, who: Looks, at: Place) -> None:
    """Brow, eye, mouth, ear and locks of a head in profile."""
    ink = mix(who.hair, color("#1a1414"), 0.45)
    fine = at.r * b.canvas.per_unit > 60
    b.fill(ink, Limb(at((0.36, -0.2), (0.5, -0.26), (0.65, -0.2)), at.wide(0.03, 0.06, 0.03)))
    if b.phase < 0.94 or b.action != "blink":
        b.fill("#f0e8e0", Curve(at((0.42, 0.03), (0.53, -0.05), (0.65, 0.01), (0.56, 0.07))))
        b.fill(ink, at.spot(0.575, 0.008, 0.05, 0.06))
        if fine:
            b.gleam(0.8, at.spot(0.59, -0.012, 0.016, 0.018))
    b.fill(ink, Limb(at((0.4, 0.02), (0.53, -0.06), (0.67, -0.01)), at.wide(0.02, 0.04, 0.025)))
    lips = mix(who.skin, color("#a04a40"), 0.5)
    if b.action == "talk" and b.phase < OPEN:
        b.fill("#4a2226", Curve(at((0.76, 0.47), (0.6, 0.5), (0.56, 0.56), (0.62, 0.62), (0.74, 0.61))))
    b.fill(lips, Limb(at((0.57, 0.55), (0.74, 0.53)), at.wide(0.02, 0.06)))
    if not who.long_hair:
        ear = at((-0.24, -0.08), (-0.08, -0.12), (-0.06, 0.14), (-0.17, 0.3), (-0.27, 0.12))
        b.fill(who.skin, Curve(ear), by=0.86)
    if fine:
        b.fill(who.skin, Limb(at((0.66, 0.24), (0.76, 0.22)), at.wide(0.03, 0.02)), by=0.7, cover=0.7)
        b.fill(mix(who.skin, color("#c04a3a"), 0.5), at.spot(0.36, 0.34, 0.17, 0.13), cover=0.16)
        for k, by in enumerate((1.3, 0.78, 1.2)):
            lock = at(
                (0.3 - 0.3 * k, -1.02 + 0.04 * k),
                (-0.45 - 0.16 * k, -0.78 + 0.1 * k),
                (-0.72 - 0.06 * k, 0.0 + 0.1 * k),
            )
            b.fill(who.hair, Limb(lock, at.wide(0.02, 0.07, 0.01)), by=by, cover=0.5)
    if who.old:
        b.fill(who.skin, Limb(at((0.3, 0.06), (0.38, 0.12)), at.wide(0.02, 0.02)), by=0.7, cover=0.6)
        b.fill(who.skin, Limb(at((0.5, 0.32), (0.56, 0.5)), at.wide(0.02, 0.03)), by=0.75, cover=0.6)


def facing(b: Brush, who: Looks, center: Point, r: float, tilt: float = 0.0, *, back: bool = False) -> None:
    """A head from the front, or from behind; and its neck."""
    at = Place(center, r, tilt)
    neck = Place(center, r, tilt * 0.3)
    if who.long_hair and not back and not who.blank and not who.robot:
        fall = at(
            (-0.7, -0.6),
            (-0.95, 0.3),
            (-0.92, 1.5),
            (-0.5, 1.75),
            (0.5, 1.75),
            (0.92, 1.5),
            (0.95, 0.3),
            (0.7, -0.6),
        )
        b.fill(who.hair, Curve(fall), by=0.8)
    b.fill(who.skin, Limb([*at((0.0, 0.5)), *neck((0.0, 1.45))], at.wide(0.7, 0.8)), by=0.82)
    if who.robot:
        machine(b, who, at, side=False, back=back)
        return
    face = at(
        (0.0, -1.0),
        (0.55, -0.82),
        (0.76, -0.3),
        (0.7, 0.3),
        (0.46, 0.82),
        (0.0, 1.02),
        (-0.46, 0.82),
        (-0.7, 0.3),
        (-0.76, -0.3),
        (-0.55, -0.82),
    )
    b.fill(who.skin, Curve(face))
    if who.blank:
        return
    if back:
        low = 1.85 if who.long_hair else 0.62
        wide = 0.86 if who.long_hair else 0.7
        hair = at(
            (0, -1.14),
            (0.6, -0.98),
            (0.86, -0.3),
            (wide, low * 0.6),
            (wide * 0.7, low),
            (0, low + 0.1),
            (-wide * 0.7, low),
            (-wide, low * 0.6),
            (-0.86, -0.3),
            (-0.6, -0.98),
        )
        b.fill(who.hair, Curve(hair))
        hat_on(b, who, at, side=False, back=True)
        return
    b.fill(who.skin, at.spot(-0.77, 0.05, 0.12, 0.2), at.spot(0.77, 0.05, 0.12, 0.2), by=0.88)
    if who.beard:
        beard = at(
            (-0.72, 0.1),
            (-0.66, 0.6),
            (-0.36, 1.18),
            (0.36, 1.18),
            (0.66, 0.6),
            (0.72, 0.1),
            (0.4, 0.42),
            (0.0, 0.36),
            (-0.4, 0.42),
        )
        b.fill(who.hair, Curve(beard), by=0.94)
    fringe = at(
        (-0.8, 0.1),
        (-0.86, -0.5),
        (-0.5, -1.08),
        (0.1, -1.16),
        (0.66, -0.98),
        (0.86, -0.4),
        (0.78, 0.08),
        (0.62, -0.36),
        (0.2, -0.6),
        (-0.34, -0.52),
        (-0.64, -0.3),
    )
    b.fill(who.hair, Curve(fringe))
    if r * b.canvas.per_unit > FACE:
        ink = mix(who.hair, color("#1a1414"), 0.5)
        for side in (-1.0, 1.0):
            b.fill("#f0e8e0", at.spot(side * 0.31, -0.02, 0.13, 0.075))
            b.fill(ink, at.spot(side * 0.3, -0.015, 0.065, 0.075))
            b.fill(
                ink,
                Limb(
                    at((side * 0.15, -0.24), (side * 0.32, -0.29), (side * 0.48, -0.22)),
                    at.wide(0.04, 0.07, 0.035),
                ),
            )
        b.fill(
            who.skin, Limb(at((0.04, -0.05), (0.1, 0.3), (-0.02, 0.34)), at.wide(0.04, 0.07, 0.05)), by=0.82
        )
        lips = mix(who.skin, color("#a04a40"), 0.55)
        if b.action == "talk" and b.phase < OPEN:
            b.fill("#4a2226", at.spot(0.0, 0.6, 0.17, 0.1))
        else:
            b.fill(lips, Limb(at((-0.2, 0.58), (0.0, 0.61), (0.2, 0.57)), at.wide(0.03, 0.085, 0.03)))
    hat_on(b, who, at, side=False)


def machine(b: Brush, who: Looks, at: Place, *, side: bool, back: bool = False) -> None:
    """A robot's head: a smooth casing with a visor that glows."""
    b.fill(
        who.top,
        Curve(
            at(
                (-0.7, -0.7),
                (-0.3, -1.05),
                (0.4, -1.05),
                (0.78, -0.6),
                (0.76, 0.3),
                (0.5, 0.86),
                (-0.4, 0.86),
                (-0.76, 0.3),
            )
        ),
    )
    b.fill(
        who.bottom, Limb(at((0.0, -1.05), (0.0, -1.4)), at.wide(0.08, 0.05)), at.spot(0.0, -1.42, 0.09, 0.09)
    )
    if back:
        return
    left = 0.1 if side else -0.55
    b.fill("#14181f", Curve(at((left, -0.34), (0.66, -0.34), (0.72, -0.1), (0.62, 0.12), (left, 0.12))))
    b.glow(
        "#6fe0ff", 0.9, at.spot(0.42, -0.11, 0.12, 0.1), *([] if side else [at.spot(-0.28, -0.11, 0.12, 0.1)])
    )


def hat_on(b: Brush, who: Looks, at: Place, *, side: bool, back: bool = False) -> None:
    """What is on the head: brim, cap, hood, helmet, crown, toque, pointed."""
    felt = who.hat_color
    match who.hat:
        case "brim":
            b.fill(felt, Curve(at((0.7, -0.62), (0.56, -1.36), (0.1, -1.5), (-0.5, -1.4), (-0.86, -0.62))))
            b.fill(felt, Limb(at((-1.3, -0.55), (0.0, -0.7), (1.3, -0.6)), at.wide(0.12, 0.2, 0.12)), by=0.9)
            b.fill(felt, Limb(at((-0.76, -0.74), (0.66, -0.76)), at.wide(0.12, 0.12)), by=0.55)
        case "cap":
            b.fill(felt, Curve(at((0.74, -0.5), (0.62, -1.1), (0.0, -1.26), (-0.66, -1.1), (-0.92, -0.46))))
            if not back:
                peak = ((0.5, -0.58), (1.16, -0.44)) if side else ((-0.5, -0.48), (0.5, -0.48))
                b.fill(felt, Limb(at(*peak), at.wide(0.14, 0.12 if side else 0.14)), by=0.62)
        case "hood":
            if side:
                hood = (
                    (0.5, -0.8),
                    (0.3, -1.2),
                    (-0.4, -1.24),
                    (-1.06, -0.6),
                    (-1.1, 0.5),
                    (-0.7, 1.35),
                    (0.2, 1.36),
                    (0.02, 0.8),
                    (-0.16, 0.2),
                    (0.1, -0.4),
                )
                b.fill(felt, Curve(at(*hood)))
            elif back:
                b.fill(
                    felt,
                    Curve(
                        at(
                            (0, -1.28),
                            (0.8, -0.9),
                            (1.0, 0.2),
                            (0.8, 1.3),
                            (-0.8, 1.3),
                            (-1.0, 0.2),
                            (-0.8, -0.9),
                        )
                    ),
                )
            else:
                b.fill(
                    felt,
                    *[
                        Limb(
                            at((s * 0.3, -1.06), (s * 0.78, -0.66), (s * 0.86, 0.2), (s * 0.6, 1.1)),
                            at.wide(0.3, 0.34, 0.3, 0.3),
                        )
                        for s in (-1, 1)
                    ],
                )
                b.fill(felt, Limb(at((-0.4, -1.04), (0.4, -1.04)), at.wide(0.34, 0.34)))
        case "helmet" if who.garment == "spacesuit":
            b.fill(felt, at.spot(0.0, -0.04, 1.34, 1.34))
            if not back:
                b.fill(
                    "#1c2430",
                    Curve(
                        at(
                            (-0.1 if side else -0.9, -0.6),
                            (0.5, -0.86),
                            (1.06, -0.4),
                            (1.08, 0.3),
                            (0.6, 0.72),
                            (-0.1 if side else -0.8, 0.6),
                        )
                    ),
                )
                b.gleam(0.5, Limb(at((0.5, -0.6), (0.86, -0.34)), at.wide(0.1, 0.14)))
        case "helmet":
            b.fill(
                felt,
                Curve(
                    at(
                        (0.8, -0.3),
                        (0.7, -0.96),
                        (0.0, -1.3),
                        (-0.7, -1.06),
                        (-0.98, -0.3),
                        (-0.86, 0.1),
                        (0.0, -0.3),
                    )
                ),
            )
        case "crown":
            spikes = at(
                (-0.66, -0.7),
                (-0.72, -1.4),
                (-0.4, -1.06),
                (-0.06, -1.5),
                (0.3, -1.06),
                (0.64, -1.4),
                (0.62, -0.7),
            )
            b.fill(felt, Polygon(spikes))
        case "toque":
            b.fill(
                felt,
                Box(
                    at.center[0] - 0.62 * at.r,
                    at.center[1] - 1.3 * at.r,
                    at.center[0] + 0.62 * at.r,
                    at.center[1] - 0.62 * at.r,
                ),
            )
            b.fill(
                felt,
                at.spot(-0.35, -1.46, 0.5, 0.36),
                at.spot(0.35, -1.46, 0.5, 0.36),
                at.spot(0.0, -1.6, 0.5, 0.36),
            )
        case "pointed":
            b.fill(felt, Curve(at((0.78, -0.6), (0.3, -1.5), (-0.5, -2.5), (-0.4, -1.6), (-0.84, -0.6))))
            b.fill(felt, Limb(at((-1.3, -0.56), (1.25, -0.6)), at.wide(0.16, 0.14)), by=0.8)
        case _:
            pass
