"""Somebody near by, in profile, from the chest up."""

from __future__ import annotations

from rushes.previz.figures.body import CUTS
from rushes.previz.figures.brush import Brush
from rushes.previz.figures.head import Place, profile
from rushes.previz.figures.looks import Looks
from rushes.previz.light import Color
from rushes.previz.shapes import Curve, Limb


def near_by(b: Brush, who: Looks) -> None:
    """Somebody near, in profile: shoulders, collar, head, with features that hold from close by."""
    r, center = 0.092, (0.0, -0.9)
    at = Place(center, r)
    bulk = CUTS[who.garment].bulk * (0.93 if who.woman else 1.0) * (0.9 if who.child else 1.0)
    outline = [
        (-0.5, 1.1), (-1.1, 1.5), (-1.66, 2.0), (-2.02, 3.1), (-2.12, 6.0), (-2.0, 10.9),
        (2.0, 10.9), (1.98, 6.0), (1.84, 3.8), (1.5, 2.6), (0.98, 1.8), (0.36, 1.3),
    ]  # fmt: skip
    profile(b, who, center, r, down=1.7)
    b.fill(who.top, Curve(at(*[(a * bulk, c) for a, c in outline])))
    sleeve = at((-0.9 * bulk, 2.7), (-1.1 * bulk, 4.6), (-0.8 * bulk, 8.6))
    b.fill(who.top, Limb(sleeve, at.wide(1.5, 1.5, 1.4)), by=0.92, cover=0.75)
    b.fill(
        who.top,
        Limb(at((0.9 * bulk, 1.95), (1.3 * bulk, 4.0), (1.3 * bulk, 8.0)), at.wide(0.02, 0.05, 0.05)),
        by=0.6,
        cover=0.7,
    )
    collar(b, who, at)
    if who.long_hair and who.hat != "hood":
        fall = at(
            (-0.34, -0.4),
            (-0.9, -0.4),
            (-1.1, 0.4),
            (-1.12, 1.5),
            (-0.86, 2.4),
            (-0.48, 2.2),
            (-0.4, 1.2),
            (-0.44, 0.4),
        )
        b.fill(who.hair, Curve(fall))
        for k in range(4):
            lock = at((-0.5 - 0.14 * k, -0.3), (-0.6 - 0.14 * k, 0.8), (-0.56 - 0.12 * k, 2.0 - 0.1 * k))
            b.fill(who.hair, Limb(lock, at.wide(0.03, 0.06, 0.02)), by=(1.28, 0.8)[k % 2], cover=0.5)


def collar(b: Brush, who: Looks, at: Place) -> None:
    """What closes a garment about the neck."""
    paint: Color = who.scarf if who.scarf is not None else who.top
    by = 1.0 if who.scarf is not None else 1.14
    match who.garment:
        case _ if who.scarf is not None:
            b.fill(paint, Limb(at((-0.85, 1.1), (-0.2, 1.42), (0.62, 1.36)), at.wide(0.6, 0.66, 0.5)), by=by)
            b.fill(paint, Limb(at((0.3, 1.6), (0.62, 3.0)), at.wide(0.46, 0.4)), by=0.88)
        case "spacesuit" | "armour":
            b.fill(paint, Limb(at((-0.95, 1.2), (-0.2, 1.5), (0.7, 1.42)), at.wide(0.5, 0.56, 0.46)), by=0.8)
        case "dress":
            b.fill(
                who.skin, Curve(at((-0.6, 1.2), (0.3, 1.2), (0.62, 1.62), (0.2, 1.8), (-0.4, 1.62))), by=0.94
            )
        case "shirt":
            b.fill(
                paint, Limb(at((-0.62, 1.22), (-0.1, 1.5), (0.5, 1.42)), at.wide(0.18, 0.2, 0.16)), by=0.86
            )
        case _:
            b.fill(
                paint,
                Curve(
                    at(
                        (-0.95, 1.2),
                        (-0.7, 0.9),
                        (-0.1, 1.2),
                        (0.5, 1.3),
                        (0.66, 1.72),
                        (0.1, 1.9),
                        (-0.5, 1.7),
                    )
                ),
                by=by,
            )
