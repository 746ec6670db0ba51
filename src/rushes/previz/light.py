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
    """The last touch on every frame: contrast about the middle, tints of dark and bright, edges.

    `gamma` above 1 brightens the middle; `tone` multiplies red, green and blue when all else is done,
    so that a picture without saturation becomes brown or blue.
    """

    contrast: float = 0.0
    shadows: Color = (0.0, 0.0, 0.0)
    highlights: Color = (1.0, 1.0, 1.0)
    saturation: float = 1.0
    vignette: float = 0.18
    gamma: float = 1.0
    tone: Color = (1.0, 1.0, 1.0)


@dataclass(frozen=True, slots=True)
class Pool:
    """A patch of light on the frame, about (x, y): -1 to 1 from its centre to its edges.

    `across` and `down` are its half axes, alike; `edge` is how sharp it ends (1 soft, 8 a line), `turn`
    in radians how it leans, `stripes` how many bars cut it. `flicker` is how unsteady it burns. Beside a
    pool, the frame keeps `Light.dim` of its brightness.
    """

    x: float = 0.0
    y: float = 0.0
    across: float = 1.0
    down: float = 1.0
    gain: float = 1.0
    tint: Color = (1.0, 1.0, 1.0)
    edge: float = 1.0
    turn: float = 0.0
    stripes: int = 0
    flicker: float = 0.0


@dataclass(frozen=True, slots=True)
class Light:
    """One light to see by.

    `name` is the time of day that it is nearest to: golden, day or night. `sky` runs from the top to
    the horizon. `sun` (or the moon) stands at `sun_x` of the frame's
    width from its centre and `sun_y` frame heights above the horizon; `key` is its light on things,
    `ambient` what comes from everywhere. `water` is the
    sea's colour far, in the middle and near. `lamps` 0..1 says how much lamps are lit.

    `called` is the library's word for it. `beam` says how strong its beams are, through a window or
    from a lamp, `hard` how dark shadows on the ground are and `long` how far they reach, in heights of
    what casts them; `rim` is how bright edges towards it are, `bloom` how much bright parts spread.
    `backdrop` is a studio's colours; `dim` and `pools` are what it leaves of the frame's brightness.
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
    called: str = ""
    beam: float = 0.3
    hard: float = 0.42
    long: float = 0.3
    rim: float = 1.0
    bloom: float = 0.0
    backdrop: tuple[str, ...] = ("#c3ccd0", "#b7c4bd", "#d2c6b6", "#b9c0d0", "#cdbcbc")
    dim: float = 1.0
    pools: tuple[Pool, ...] = ()

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
