"""What somebody holds: in the hand, before the body, at the mouth."""

from __future__ import annotations

from rushes.previz.figures.brush import Brush
from rushes.previz.figures.looks import Looks
from rushes.previz.light import color, mix
from rushes.previz.shapes import Box, Curve, Ellipse, Limb, Point, Polygon


def bear(
    b: Brush, who: Looks, prop: str, hand: Point, *, far: bool = False, mouth: Point | None = None
) -> None:
    """A thing at `hand`: what lies behind the body where `far`, else what is in front of it."""
    x, y = hand
    if far:
        if prop == "umbrella":
            b.fill("#2a2a30", Limb([(x, y + 0.02), (x + 0.01, -1.08)], [0.012, 0.008]))
            dome = [
                (x - 0.36, -0.98),
                (x - 0.22, -1.14),
                (x + 0.01, -1.21),
                (x + 0.24, -1.14),
                (x + 0.38, -0.98),
                (x + 0.2, -1.01),
                (x + 0.01, -0.98),
                (x - 0.18, -1.01),
            ]
            shown = mix(who.top, color("#b5372e"), 0.5) if who.scarf is None else who.scarf
            b.fill(shown, Curve(dome))
            b.fill(
                shown,
                Limb([(x + 0.01, -1.2), (x - 0.17, -1.02)], [0.006, 0.006]),
                Limb([(x + 0.01, -1.2), (x + 0.2, -1.02)], [0.006, 0.006]),
                by=0.7,
            )
        elif prop == "balloon":
            b.fill("#d8d4cc", Limb([(x, y), (x + 0.04, -1.3)], [0.005, 0.005]))
            b.fill("#c9403a", Ellipse(x + 0.05, -1.42, 0.11, 0.135))
            b.gleam(0.5, Ellipse(x + 0.01, -1.47, 0.025, 0.035))
        return
    match prop:
        case "book":
            b.fill(
                "#8a4438",
                Polygon(
                    [
                        (x - 0.012, y + 0.03),
                        (x + 0.05, y - 0.075),
                        (x + 0.07, y - 0.066),
                        (x + 0.01, y + 0.036),
                    ]
                ),
            )
            b.fill(
                "#eee6d6",
                Polygon(
                    [
                        (x - 0.02, y + 0.02),
                        (x + 0.03, y - 0.085),
                        (x + 0.06, y - 0.075),
                        (x + 0.006, y + 0.03),
                    ]
                ),
            )
        case "phone":
            b.fill(
                "#15181f",
                Polygon(
                    [
                        (x + 0.0, y - 0.06),
                        (x + 0.03, y - 0.055),
                        (x + 0.022, y + 0.02),
                        (x - 0.008, y + 0.015),
                    ]
                ),
            )
            b.glow(
                "#9fd4f2",
                0.8,
                Polygon(
                    [
                        (x + 0.004, y - 0.052),
                        (x + 0.022, y - 0.049),
                        (x + 0.016, y + 0.01),
                        (x - 0.001, y + 0.007),
                    ]
                ),
            )
        case "cup":
            b.fill(
                "#efe8da",
                Polygon(
                    [
                        (x - 0.022, y - 0.04),
                        (x + 0.03, y - 0.04),
                        (x + 0.024, y + 0.02),
                        (x - 0.016, y + 0.02),
                    ]
                ),
            )
        case "lantern":
            b.fill(
                "#2c2824",
                Limb([(x, y), (x, y + 0.05)], [0.008, 0.008]),
                Box(x - 0.03, y + 0.05, x + 0.03, y + 0.066),
                Box(x - 0.032, y + 0.13, x + 0.032, y + 0.146),
            )
            b.glow(b.light.lamp, 0.95, Box(x - 0.025, y + 0.066, x + 0.025, y + 0.13))
        case "case":
            b.fill(
                "#6e4a30",
                Limb(
                    [(x - 0.03, y + 0.04), (x - 0.02, y + 0.01), (x + 0.03, y + 0.01), (x + 0.04, y + 0.04)],
                    [0.012] * 4,
                ),
                Box(x - 0.1, y + 0.04, x + 0.11, y + 0.18),
            )
            b.fill(
                "#6e4a30",
                Box(x - 0.06, y + 0.04, x - 0.045, y + 0.18),
                Box(x + 0.055, y + 0.04, x + 0.07, y + 0.18),
                by=0.6,
            )
        case "stick":
            b.fill("#7a5a3c", Limb([(x + 0.01, y - 0.16), (x + 0.03, -0.005)], [0.016, 0.012]))
        case "flowers":
            b.fill("#3f7d4f", Limb([(x, y + 0.07), (x + 0.02, y - 0.1)], [0.02, 0.05]))
            for dx, dy, paint in (
                (0.0, -0.12, "#c2414a"),
                (0.05, -0.14, "#e0a23a"),
                (0.06, -0.08, "#d8849c"),
                (-0.02, -0.07, "#e6e2d8"),
            ):
                b.fill(paint, Ellipse(x + dx, y + dy, 0.03, 0.03))
        case "trumpet" if mouth is not None:
            b.fill(
                "#c99a3c",
                Limb([mouth, (mouth[0] + 0.2, mouth[1] + 0.05)], [0.014, 0.02]),
                Polygon(
                    [
                        (mouth[0] + 0.18, mouth[1] + 0.02),
                        (mouth[0] + 0.29, mouth[1] - 0.01),
                        (mouth[0] + 0.27, mouth[1] + 0.13),
                        (mouth[0] + 0.17, mouth[1] + 0.07),
                    ]
                ),
            )
        case _:
            pass


def embrace(b: Brush, prop: str, body: tuple[float, float, float], bow: Point) -> None:
    """An instrument before the body, whose middle, shoulders and hips are given; `bow`: the playing hand."""
    x, top, hip = body
    if prop == "guitar":
        wood = "#a86a34"
        low = hip - 0.06
        b.fill(
            "#4a3020",
            Limb([(x + 0.04, low - 0.02), (x - 0.3, low - 0.16)], [0.03, 0.022]),
            Limb([(x - 0.29, low - 0.155), (x - 0.34, low - 0.178)], [0.04, 0.034]),
        )
        b.fill(wood, Ellipse(x + 0.1, low + 0.02, 0.1, 0.095), Ellipse(x + 0.0, low - 0.022, 0.07, 0.07))
        b.fill("#2a1c12", Ellipse(x + 0.035, low - 0.01, 0.032, 0.032))
    elif prop == "violin":
        b.fill(
            "#8a4a24", Ellipse(x - 0.09, top - 0.012, 0.07, 0.036), Ellipse(x - 0.16, top - 0.002, 0.05, 0.03)
        )
        b.fill("#2e1f18", Limb([(x - 0.18, top), (x - 0.3, top + 0.02)], [0.016, 0.014]))
        b.fill("#d8c8a8", Limb([bow, (x - 0.1, top - 0.03), (x - 0.2, top - 0.1)], [0.007, 0.006, 0.006]))
    elif prop == "trumpet":
        mouth = (x, top - 0.055)
        b.fill(
            "#c99a3c",
            Limb([mouth, (x - 0.05, top + 0.1)], [0.014, 0.022]),
            Polygon([(x - 0.03, top + 0.08), (x - 0.12, top + 0.2), (x + 0.02, top + 0.21)]),
        )
    elif prop == "book":
        y = hip - 0.2
        b.fill(
            "#8a4438",
            Polygon(
                [
                    (x - 0.1, y - 0.01),
                    (x, y + 0.02),
                    (x + 0.1, y - 0.01),
                    (x + 0.1, y + 0.095),
                    (x, y + 0.12),
                    (x - 0.1, y + 0.095),
                ]
            ),
        )
        b.fill(
            "#eee6d6", Polygon([(x - 0.09, y - 0.02), (x, y + 0.01), (x + 0.09, y - 0.02), (x, y - 0.035)])
        )
