"""Heads of animals by their kind: ears, horns, snouts, manes."""

from __future__ import annotations

import math
from collections.abc import Callable

from rushes.previz.figures.brush import Brush
from rushes.previz.light import Color, color, mix
from rushes.previz.shapes import Curve, Ellipse, Limb, Point, Polygon

At = Callable[..., list[Point]]  # points about a head
Spot = Callable[[float, float, float, float], Ellipse]


def muzzle(b: Brush, r: float, head: Point, nod: float) -> None:
    """A head by its kind: ears, horns, snout and eye; it points along the neck's nod."""
    x, y = head
    down = {"horse": 0.75, "deer": 0.55, "cow": 0.6, "elephant": 0.9}.get(b.kind, 0.14) + nod * 0.7
    cosine, sine = math.cos(down), math.sin(down)

    def at(*points: Point) -> list[Point]:
        return [(x + r * (p * cosine - q * sine), y + r * (p * sine + q * cosine)) for p, q in points]

    def spot(p: float, q: float, across: float, tall: float) -> Ellipse:
        ((px, py),) = at((p, q))
        return Ellipse(px, py, across * r, tall * r)

    dark = mix(b.tone, (0.06, 0.05, 0.05), 0.7)
    ink = color("#17130f")
    match b.kind:
        case "horse" | "deer" | "cow":
            long = {"horse": 2.3, "deer": 2.1, "cow": 1.9}[b.kind]
            b.fill(
                b.tone,
                *[
                    Polygon(at((-0.5 + dx, -0.45), (-0.72 + dx, -1.2), (0.0 + dx, -0.62)))
                    for dx in (0.0, -0.25)
                ],
                by=0.8,
            )
            if (
                b.kind == "cow"
                or "stag" in b.said
                or "elk" in b.said
                or "moose" in b.said
                or "reindeer" in b.said
                or b.said == "deer"
            ):
                horns(b, at)
            b.fill(
                b.tone,
                Limb(at((-0.1, -0.05), (long * 0.6, 0.1), (long, 0.12)), [1.25 * r, 0.9 * r, 0.72 * r]),
            )
            b.fill(
                dark if b.kind != "cow" else color("#c99a8c"), spot(long + 0.05, 0.16, 0.34, 0.33), by=0.95
            )
            b.fill(ink, spot(0.45, -0.2, 0.1, 0.11))
        case "elephant":
            b.fill(b.tone, spot(0.1, -0.1, 1.05, 1.0))
            sway = 0.3 * math.sin(math.tau * b.phase)
            trunk_at = at((0.8, 0.1), (1.7, 0.3), (2.5, 0.5 + 0.4 * sway), (3.1, 0.9 + sway))
            b.fill("#efe8d8", Limb(at((0.6, 0.55), (1.15, 0.5), (1.6, 0.15)), [0.2 * r, 0.16 * r, 0.07 * r]))
            b.fill(b.tone, Limb(trunk_at, [0.8 * r, 0.55 * r, 0.42 * r, 0.3 * r]))
            flap = 0.12 * math.sin(2 * math.tau * b.phase)
            ear = [
                (x - 0.3, y - 0.14),
                (x - 0.06, y - 0.22),
                (x + 0.03, y + 0.02),
                (x - 0.08 + flap * 0.3, y + 0.26),
                (x - 0.27 + flap * 0.5, y + 0.14),
            ]
            b.fill(b.tone, Curve(ear), by=0.8)
            b.fill(ink, Ellipse(x + 0.1, y - 0.04, 0.016, 0.018))
        case "bear":
            b.fill(b.tone, spot(-0.5, -0.75, 0.3, 0.3), spot(0.1, -0.85, 0.28, 0.28), by=0.8)
            b.fill(b.tone, spot(0.0, 0.0, 0.95, 0.86), Limb(at((0.3, 0.2), (1.2, 0.36)), [1.0 * r, 0.62 * r]))
            b.fill(ink, spot(1.42, 0.26, 0.17, 0.15), spot(0.55, -0.16, 0.09, 0.1))
        case "sheep":
            b.fill("#3a3430", Limb(at((0.0, 0.0), (1.2, 0.5)), [1.2 * r, 0.75 * r]))
            b.fill("#3a3430", Limb(at((-0.2, -0.2), (-0.8, 0.2)), [0.3 * r, 0.24 * r]), by=0.8)
            b.fill(mix(b.tone, (1.0, 1.0, 1.0), 0.15), spot(-0.2, -0.6, 0.6, 0.4))
            b.fill("#efe8dc", spot(0.5, 0.0, 0.08, 0.08))
        case "lion" if "tiger" not in b.said and not any(
            one in b.said for one in ("lioness", "panther", "leopard", "cheetah", "jaguar")
        ):
            b.fill(mix(b.tone, color("#5a3418"), 0.7), spot(-0.35, 0.15, 1.5, 1.65))
            feline(b, at, spot, ink)
        case "lion" | "cat":
            feline(b, at, spot, ink)
        case "fox":
            b.fill(
                b.tone,
                Polygon(at((-0.55, -0.4), (-0.45, -1.75), (0.1, -0.75))),
                Polygon(at((-0.05, -0.6), (0.2, -1.65), (0.5, -0.55))),
            )
            b.fill(
                b.tone,
                spot(0.0, 0.0, 0.95, 0.85),
                Polygon(at((0.1, -0.6), (1.9, 0.32), (1.8, 0.5), (0.2, 0.75))),
            )
            b.fill("#efe6d8", Polygon(at((0.3, 0.35), (1.7, 0.42), (0.7, 0.78), (0.0, 0.8))))
            b.fill(ink, spot(1.86, 0.38, 0.13, 0.12), spot(0.62, -0.1, 0.1, 0.1))
        case _:
            b.fill(b.tone, spot(0.0, 0.0, 1.0, 0.9), Limb(at((0.4, 0.2), (1.62, 0.42)), [1.05 * r, 0.66 * r]))
            b.fill(
                b.tone,
                Curve(at((-0.62, -0.7), (-1.0, 0.1), (-0.7, 0.75), (-0.25, 0.5), (-0.1, -0.55))),
                by=0.62,
            )
            b.fill(ink, spot(1.86, 0.26, 0.2, 0.17), spot(0.6, -0.18, 0.1, 0.11))
            b.fill(ink, Limb(at((1.1, 0.66), (1.75, 0.62)), [0.05 * r, 0.04 * r]), cover=0.7)


def horns(b: Brush, at: At) -> None:
    """A cow's horns, or a stag's antlers."""
    if b.kind == "cow":
        b.fill("#e6dcc8", Limb(at((-0.1, -0.6), (0.1, -1.15), (0.5, -1.3)), [0.04, 0.03, 0.012]))
        return
    bone = "#8a6f52"
    for dx, by in ((-0.5, 0.75), (0.0, 1.0)):
        b.fill(bone, Limb(at((dx, -0.6), (dx - 1.0, -2.0), (dx - 0.5, -3.7)), [0.034, 0.026, 0.012]), by=by)
        b.fill(
            bone,
            *[
                Limb(at(a, c), [0.022, 0.01])
                for a, c in (
                    ((dx - 0.75, -1.6), (dx + 0.5, -2.2)),
                    ((dx - 0.95, -2.4), (dx + 0.35, -3.1)),
                    ((dx - 0.4, -1.1), (dx + 0.6, -1.5)),
                )
            ],
            by=by,
        )


def feline(b: Brush, at: At, spot: Spot, ink: Color) -> None:
    """A cat's head: short muzzle, pointed ears."""
    b.fill(
        b.tone,
        Polygon(at((-0.7, -0.4), (-0.6, -1.3), (-0.05, -0.75))),
        Polygon(at((0.0, -0.7), (0.35, -1.25), (0.65, -0.45))),
        by=0.86,
    )
    b.fill(b.tone, spot(0.0, 0.0, 0.95, 0.82))
    b.fill(mix(b.tone, (1.0, 1.0, 1.0), 0.25), spot(0.72, 0.28, 0.4, 0.33))
    b.fill(ink, spot(1.04, 0.1, 0.1, 0.08))
    b.glow("#c9d36a", 0.4, spot(0.45, -0.14, 0.13, 0.14))
    b.fill(ink, spot(0.49, -0.14, 0.06, 0.12))
