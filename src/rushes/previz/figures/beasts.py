"""Animals on four legs, seen from the side, going right. Foot at (0, 0), the head's top at about 1."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rushes.previz.figures.brush import Brush
from rushes.previz.figures.muzzles import muzzle
from rushes.previz.light import color, mix
from rushes.previz.shapes import Curve, Ellipse, Limb, Point

Moved = Callable[[Sequence[Point]], list[Point]]  # where points are at this moment


@dataclass(frozen=True, slots=True)
class Beast:
    """How one kind is built: where its legs are set and how long and thick they are, its trunk as points
    about its middle, from where to where its neck goes, how thick that is, and where the tail hangs.
    """

    leg: float
    back: float
    front: float
    thick: float
    trunk: Sequence[Point]
    neck: tuple[Point, Point]
    girth: tuple[float, float]
    head: float
    tail: Sequence[Point]
    tail_width: tuple[float, float] = (0.07, 0.03)
    stride: float = 0.34


TRUNK_LIGHT: Sequence[Point] = (
    (-0.53, -0.58),
    (-0.4, -0.72),
    (-0.05, -0.69),
    (0.3, -0.75),
    (0.48, -0.62),
    (0.42, -0.42),
    (0.2, -0.4),
    (-0.1, -0.46),
    (-0.42, -0.44),
)
TRUNK_HORSE: Sequence[Point] = (
    (-0.54, -0.6),
    (-0.5, -0.71),
    (-0.32, -0.76),
    (0.0, -0.71),
    (0.3, -0.76),
    (0.46, -0.62),
    (0.4, -0.46),
    (0.1, -0.4),
    (-0.2, -0.43),
    (-0.42, -0.42),
)
TRUNK_HEAVY: Sequence[Point] = (
    (-0.62, -0.56),
    (-0.58, -0.76),
    (-0.3, -0.8),
    (0.1, -0.78),
    (0.42, -0.8),
    (0.56, -0.6),
    (0.46, -0.34),
    (0.1, -0.26),
    (-0.3, -0.28),
    (-0.54, -0.34),
)

BEASTS: dict[str, Beast] = {
    "dog": Beast(
        0.46,
        -0.38,
        0.34,
        0.082,
        TRUNK_LIGHT,
        ((0.34, -0.6), (0.52, -0.86)),
        (0.25, 0.17),
        0.13,
        ((-0.46, -0.66), (-0.64, -0.76), (-0.74, -0.98)),
    ),
    "fox": Beast(
        0.44,
        -0.38,
        0.34,
        0.07,
        TRUNK_LIGHT,
        ((0.34, -0.6), (0.52, -0.82)),
        (0.24, 0.16),
        0.13,
        ((-0.46, -0.62), (-0.72, -0.5), (-1.02, -0.36)),
        (0.1, 0.13),
    ),
    "cat": Beast(
        0.42,
        -0.4,
        0.34,
        0.08,
        TRUNK_LIGHT,
        ((0.34, -0.6), (0.46, -0.78)),
        (0.23, 0.18),
        0.15,
        ((-0.48, -0.62), (-0.72, -0.74), (-0.8, -1.04), (-0.92, -1.14)),
        (0.075, 0.045),
    ),
    "lion": Beast(
        0.46,
        -0.42,
        0.36,
        0.11,
        TRUNK_LIGHT,
        ((0.34, -0.62), (0.52, -0.8)),
        (0.28, 0.22),
        0.16,
        ((-0.5, -0.64), (-0.72, -0.5), (-0.8, -0.26)),
        (0.05, 0.03),
    ),
    "horse": Beast(
        0.5,
        -0.38,
        0.34,
        0.07,
        TRUNK_HORSE,
        ((0.34, -0.64), (0.56, -0.94)),
        (0.27, 0.14),
        0.12,
        ((-0.5, -0.7), (-0.66, -0.6), (-0.7, -0.24)),
        (0.06, 0.07),
        0.42,
    ),
    "deer": Beast(
        0.5,
        -0.36,
        0.32,
        0.052,
        TRUNK_HORSE,
        ((0.34, -0.64), (0.5, -0.96)),
        (0.2, 0.11),
        0.095,
        ((-0.52, -0.68), (-0.6, -0.62)),
        (0.09, 0.05),
        0.4,
    ),
    "cow": Beast(
        0.4,
        -0.46,
        0.4,
        0.1,
        TRUNK_HEAVY,
        ((0.46, -0.66), (0.68, -0.78)),
        (0.32, 0.24),
        0.15,
        ((-0.6, -0.72), (-0.68, -0.5), (-0.66, -0.22)),
        (0.03, 0.05),
    ),
    "sheep": Beast(
        0.36,
        -0.36,
        0.34,
        0.07,
        TRUNK_HEAVY,
        ((0.46, -0.66), (0.64, -0.8)),
        (0.24, 0.18),
        0.13,
        ((-0.58, -0.6), (-0.66, -0.5)),
        (0.1, 0.07),
        0.26,
    ),
    "elephant": Beast(
        0.44,
        -0.44,
        0.36,
        0.17,
        TRUNK_HEAVY,
        ((0.4, -0.66), (0.62, -0.82)),
        (0.4, 0.34),
        0.2,
        ((-0.62, -0.66), (-0.7, -0.5), (-0.7, -0.3)),
        (0.04, 0.02),
        0.3,
    ),
    "bear": Beast(
        0.38,
        -0.42,
        0.36,
        0.16,
        TRUNK_HEAVY,
        ((0.42, -0.64), (0.64, -0.74)),
        (0.36, 0.26),
        0.17,
        ((-0.58, -0.62), (-0.66, -0.56)),
        (0.1, 0.06),
        0.3,
    ),
}


def lowered(b: Brush) -> float:
    """How far the neck is bent down to graze or to rest."""
    if b.action == "lie":
        return 0.35
    return 1.8 if b.kind in ("horse", "deer") else 1.25 if b.kind != "elephant" else 0.3


def paint_beast(b: Brush) -> None:
    """An animal that walks, runs, stands, grazes, sits or lies."""
    kind = b.kind
    beast = BEASTS[kind]
    if b.action == "sit" and kind in ("dog", "cat", "fox", "lion", "bear"):
        seated(b, beast)
        return
    lying = b.action == "lie"
    turn = math.tau * b.phase
    moving = b.action in ("walk", "run", "ride")
    fast = b.action == "run"
    bob = 0.02 * math.sin(2 * turn) if fast else 0.008 * math.sin(2 * turn) if moving else 0.0
    sink = beast.leg * 0.82 if lying else 0.0
    legs = (
        (beast.back, 0.0, 0.66),
        (beast.front, 0.5 if not fast else 0.62, 0.66),
        (beast.back + 0.05, 0.5 if not fast else 0.12, 1.0),
        (beast.front + 0.05, 0.0 if not fast else 0.74, 1.0),
    )
    dark = mix(b.tone, (0.05, 0.04, 0.05), 0.55)
    hoof = dark if kind in ("horse", "deer", "cow", "sheep") else b.tone

    def moved(points: Sequence[Point]) -> list[Point]:
        return [(x, y + bob + sink) for x, y in points]

    swing = 0.06 * math.sin(turn) if moving else 0.03 * math.sin(turn)
    tail = [(x + swing * k * 0.6, y + abs(swing) * k * 0.2) for k, (x, y) in enumerate(moved(beast.tail))]
    if lying:
        tail = [(x, min(y, -0.05)) for x, y in tail]
    widths = [
        beast.tail_width[0] + (beast.tail_width[1] - beast.tail_width[0]) * k / (len(tail) - 1)
        for k in range(len(tail))
    ]
    b.fill(dark if kind == "horse" else b.tone, Limb(tail, widths), by=0.9)
    if kind in ("lion", "cow"):
        b.fill(dark, Ellipse(*tail[-1], 0.045, 0.06))
    if kind == "fox" and "fox" in b.said:
        b.fill("#efe6d8", Ellipse(*tail[-1], 0.075, 0.06))
    for k, (x, at, by) in enumerate(legs):
        if k == 2:
            trunk(b, beast, moved)
        if lying:
            y = -0.05
            b.fill(
                b.tone,
                Limb(
                    [(x - 0.02, -0.16), (x + 0.1, y), (x + 0.3, y + 0.01)],
                    [beast.thick * 1.6, beast.thick, beast.thick * 0.8],
                ),
                by=by,
            )
            continue
        joints = limb(beast, x, (b.phase + at) % 1.0, moving=moving, fast=fast, hind=k in (0, 2), bob=bob)
        hip_wide = beast.thick * (2.1 if k in (0, 2) else 1.7)
        b.fill(b.tone, Limb(joints, [hip_wide, beast.thick, beast.thick * 0.74]), by=by)
        foot = joints[-1]
        b.fill(
            hoof,
            Limb(
                [foot, (foot[0] + beast.thick * 0.5, foot[1] + beast.thick * 0.1)],
                [beast.thick * 0.8, beast.thick * 0.66],
            ),
            by=by,
        )
    neck_and_head(
        b,
        beast,
        moved,
        lowered(b)
        if b.action in ("eat", "lie")
        else (0.08 * math.sin(2 * turn) if moving else 0.03 * math.sin(turn)),
    )


def trunk(b: Brush, beast: Beast, moved: Moved) -> None:
    points = moved(beast.trunk)
    b.fill(b.tone, Curve(points))
    if b.kind == "sheep":
        wool = mix(b.tone, (1.0, 1.0, 1.0), 0.15)
        spots = moved(
            [
                (0.52 * math.cos(a) - 0.04, -0.56 + 0.22 * math.sin(a))
                for a in (k * math.tau / 13 for k in range(13))
            ]
        )
        b.fill(wool, *[Ellipse(x, y, 0.13, 0.11) for x, y in spots], Ellipse(-0.04, spots[0][1], 0.5, 0.22))
    elif b.kind == "cow":
        patch = mix(b.tone, color("#2a2420"), 0.85) if sum(b.tone) > 1.4 else color("#e8e2d6")
        spots = moved([(-0.3, -0.62), (0.16, -0.58), (-0.02, -0.42)])
        for (x, y), r in zip(spots, (0.16, 0.13, 0.09), strict=True):
            b.fill(
                patch,
                Curve(
                    [
                        (x - r, y),
                        (x - r * 0.4, y - r * 0.8),
                        (x + r * 0.7, y - r * 0.7),
                        (x + r, y + 0.1 * r),
                        (x + r * 0.2, y + r * 0.8),
                    ]
                ),
            )
    elif b.kind in ("fox", "deer"):
        under = moved([(0.4, -0.5), (0.1, -0.43), (-0.3, -0.46)])
        b.fill("#efe6d8", Limb(under, [0.1, 0.05, 0.03]), cover=0.8)
    if "zebra" in b.said or "tiger" in b.said:
        for k in range(7):
            ends = moved([(-0.44 + 0.13 * k, -0.75), (-0.47 + 0.14 * k, -0.5)])
            b.fill("#1d1b1e", Limb(ends, [0.04, 0.012]))


def limb(
    beast: Beast, x: float, at: float, *, moving: bool, fast: bool, hind: bool, bob: float
) -> list[Point]:
    """Hip, knee and foot of one leg: the foot stays on the ground while it carries, then swings forward."""
    reach = beast.stride * (1.5 if fast else 1.0)
    carries = 0.42 if fast else 0.62
    foot_x = x
    lift = 0.0
    if moving:
        if at < carries:
            foot_x = x + reach * (0.5 - at / carries)
        else:
            go = (at - carries) / (1 - carries)
            foot_x = x + reach * (0.5 - 0.5 * math.cos(math.pi * go) - 0.5)
            lift = (0.26 if fast else 0.14) * beast.leg * math.sin(math.pi * go)
    hip = (x, -beast.leg * 1.12 + bob)
    foot = (foot_x, -beast.thick * 0.3 - lift)
    upper, lower = beast.leg * 0.58, beast.leg * 0.6
    dx, dy = foot[0] - hip[0], foot[1] - hip[1]
    length = min(math.hypot(dx, dy), (upper + lower) * 0.999)
    along = math.atan2(dx, dy)
    bend = math.acos(max(-1.0, min(1.0, (upper**2 + length**2 - lower**2) / (2 * upper * length))))
    angle = along - bend * 0.9 if hind else along + bend * 0.5
    knee = (hip[0] + upper * math.sin(angle), hip[1] + upper * math.cos(angle))
    return [hip, knee, foot]


def neck_and_head(b: Brush, beast: Beast, moved: Moved, nod: float) -> None:
    """The neck, lowered by `nod` (radians), and what it carries."""
    (x0, y0), (x1, y1) = moved(beast.neck)
    cosine, sine = math.cos(nod), math.sin(nod)
    dx, dy = x1 - x0, y1 - y0
    stretch = 1.35 if nod > 1.0 and b.kind in ("horse", "deer") else 1.0
    head = (x0 + (dx * cosine - dy * sine) * stretch, y0 + (dx * sine + dy * cosine) * stretch)
    b.fill(b.tone, Limb([(x0, y0), head], [*beast.girth]))
    if b.kind == "horse":
        dark = mix(b.tone, (0.06, 0.04, 0.04), 0.6)
        b.fill(
            dark,
            Limb(
                [
                    (x0 - 0.16, y0 - 0.06),
                    ((x0 + head[0]) / 2 - 0.1, (y0 + head[1]) / 2 - 0.03),
                    (head[0] - 0.05, head[1] - 0.09),
                ],
                [0.05, 0.1, 0.07],
            ),
        )
    muzzle(b, beast.head, head, nod)


def seated(b: Brush, beast: Beast) -> None:
    """A dog, cat or bear that sits on its haunches."""
    sway = 0.02 * math.sin(math.tau * b.phase)
    t = beast.thick
    b.fill(
        b.tone,
        Limb(
            [(-0.34, -0.06), (-0.56, -0.05), (-0.68, -0.16 + sway)],
            [0.1, beast.tail_width[0], beast.tail_width[1]],
        ),
        by=0.86,
    )
    b.fill(b.tone, Limb([(0.12, -0.5), (0.17, -0.25), (0.2, -0.03)], [t * 1.6, t, t * 0.9]), by=0.7)
    body = [
        (-0.38, -0.1),
        (-0.4, -0.34),
        (-0.22, -0.6),
        (0.02, -0.74),
        (0.22, -0.62),
        (0.2, -0.36),
        (0.06, -0.12),
        (-0.16, -0.01),
    ]
    b.fill(b.tone, Curve(body))
    b.fill(
        b.tone, Ellipse(-0.2, -0.19, 0.2, 0.19), Limb([(-0.16, -0.05), (0.06, -0.03)], [t, t * 0.8]), by=0.94
    )
    b.fill(
        b.tone,
        Limb([(0.1, -0.56), (0.12, -0.28), (0.15, -0.03)], [t * 1.9, t * 1.1, t]),
        Limb([(0.15, -0.03), (0.22, -0.025)], [t * 0.8, t * 0.7]),
    )
    b.fill(b.tone, Limb([(0.06, -0.62), (0.16, -0.84)], [beast.girth[0], beast.girth[1]]))
    muzzle(b, beast.head, (0.17, -0.88), sway)
