"""Light as data: where it comes from, its colours, and what it does to a colour at a depth."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from random import Random

Color = tuple[float, float, float]  # red, green, blue, 0 to 1, as they are shown


def color(code: str) -> Color:
    """`#rrggbb` as a colour."""
    return (int(code[1:3], 16) / 255, int(code[3:5], 16) / 255, int(code[5:7], 16) / 255)


def mix(a: Color, b: Color, share: float) -> Color:
    """`share` of `b` in `a`."""
    return (a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share, a[2] + (b[2] - a[2]) * share)


def scaled(a: Color, by: float) -> Color:
    """`a`, brighter or darker."""
    return (min(1.0, a[0] * by), min(1.0, a[1] * by), min(1.0, a[2] * by))


def times(a: Color, b: Color) -> Color:
    """A surface of colour `a` under a light of colour `b`."""
    return (min(1.0, a[0] * b[0]), min(1.0, a[1] * b[1]), min(1.0, a[2] * b[2]))


@dataclass(frozen=True, slots=True)
class Grade:
    """The last touch on every frame: contrast about the middle, tints of dark and bright, edges."""

    contrast: float = 0.0
    shadows: Color = (0.0, 0.0, 0.0)
    highlights: Color = (1.0, 1.0, 1.0)
    saturation: float = 1.0
    vignette: float = 0.18


@dataclass(frozen=True, slots=True)
class Light:
    """One time of day.

    `sky` runs from the top to the horizon. `sun` (or the moon) stands at `sun_x` of the frame's
    width from its centre and `sun_y` frame heights above the horizon; `key` is its light on things,
    `ambient` what comes from everywhere. `water` is the
    sea's colour far, in the middle and near. `lamps` 0..1 says how much lamps are lit.
    """

    name: str
    sky: tuple[Color, ...]
    sun: Color
    glow: Color
    sun_x: float
    sun_y: float
    sun_size: float
    key: Color
    ambient: Color
    haze: Color
    thickness: float
    cloud_lit: Color
    cloud_shade: Color
    water: tuple[Color, Color, Color]
    lamps: float
    lamp: Color
    stars: float
    grade: Grade

    def shade(self, surface: Color, depth: float, *, lit: float = 0.5) -> Color:
        """`surface` at `depth`, `lit` 0 (turned away) to 1 (facing the light), behind the haze."""
        light = (
            self.ambient[0] + self.key[0] * lit,
            self.ambient[1] + self.key[1] * lit,
            self.ambient[2] + self.key[2] * lit,
        )
        return mix(times(surface, light), self.haze, self.hidden(depth))

    def hidden(self, depth: float) -> float:
        """How much of a thing at `depth` the haze hides, 0 to 1."""
        return 1.0 - math.exp(-self.thickness * max(0.0, depth - 1.0))


LIGHTS: dict[str, Light] = {
    "golden": Light(
        name="golden",
        sky=tuple(map(color, ("#32436f", "#6b5f8e", "#b8738a", "#ec9a6c", "#ffc87a", "#ffe2a4"))),
        sun=color("#fff3cf"), glow=color("#ffb45e"), sun_x=0.2, sun_y=0.085, sun_size=0.042,
        key=(0.95, 0.66, 0.38), ambient=(0.46, 0.4, 0.5),
        haze=color("#f3b184"), thickness=0.075,
        cloud_lit=color("#ffcf9a"), cloud_shade=color("#9a6a8a"),
        water=(color("#e3a476"), color("#94708e"), color("#3f4a72")),
        lamps=0.7, lamp=color("#ffc873"), stars=0.0,
        grade=Grade(0.1, color("#0a0a16"), color("#fffaf0"), 1.06, 0.24),
    ),
    "day": Light(
        name="day",
        sky=tuple(map(color, ("#2f7cc4", "#4f98d6", "#7ab7e4", "#a9d3ee", "#d3e9f3", "#eaf4f4"))),
        sun=color("#fffdf2"), glow=color("#fff4d0"), sun_x=-0.3, sun_y=0.4, sun_size=0.034,
        key=(0.62, 0.58, 0.5), ambient=(0.56, 0.62, 0.68),
        haze=color("#d4e6ee"), thickness=0.06,
        cloud_lit=color("#ffffff"), cloud_shade=color("#b4c8dc"),
        water=(color("#a4cfe0"), color("#3f97ba"), color("#1b6790")),
        lamps=0.0, lamp=color("#ffe0a0"), stars=0.0,
        grade=Grade(0.08, color("#05080c"), color("#ffffff"), 1.08, 0.14),
    ),
    "night": Light(
        name="night",
        sky=tuple(map(color, ("#050a1c", "#0a1430", "#112046", "#1b305c", "#2b4674", "#3d5a86"))),
        sun=color("#f3f4ee"), glow=color("#8fb0e6"), sun_x=0.19, sun_y=0.3, sun_size=0.034,
        key=(0.26, 0.34, 0.52), ambient=(0.13, 0.17, 0.29),
        haze=color("#2c4670"), thickness=0.07,
        cloud_lit=color("#6a83b0"), cloud_shade=color("#1d2c50"),
        water=(color("#3a5a88"), color("#1c3661"), color("#0b1a38")),
        lamps=1.0, lamp=color("#ffb968"), stars=1.0,
        grade=Grade(0.1, color("#04060e"), color("#fdfcff"), 1.05, 0.26),
    ),
}  # fmt: skip


def varied(light: Light, random: Random) -> Light:
    """The same light on another evening: the sun a little elsewhere, the colours a little shifted."""
    warm = random.uniform(-0.025, 0.025)

    def tinted(one: Color) -> Color:
        return (min(1.0, one[0] * (1 + warm)), one[1], min(1.0, one[2] * (1 - warm)))

    side = 1 if random.random() < 0.7 else -1
    return replace(
        light,
        sky=tuple(tinted(one) for one in light.sky),
        haze=tinted(light.haze),
        key=tinted(light.key),
        sun_x=side * light.sun_x * random.uniform(0.8, 1.25),
        sun_y=light.sun_y * random.uniform(0.85, 1.2),
    )
