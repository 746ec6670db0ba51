"""The houses of a street: walls that run along the view, with windows, shops and awnings on them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from rushes.previz.canvas import Canvas
from rushes.previz.geometry import Side
from rushes.previz.light import Color, Light, color, mix, scaled
from rushes.previz.scene import Scene
from rushes.previz.shapes import Point, Polygon

WALLS = (
    "#a8654c", "#8c7a66", "#b59a78", "#6f6a72", "#9c5a4a", "#7d8a86", "#c2a98a", "#5e6674", "#a3826a",
)  # fmt: skip
AWNINGS = ("#a83a32", "#2f6458", "#c58a3a", "#37507a", "#7a3f5a")
BASES = ("#2c3a3a", "#3d2f2c", "#28303c", "#4a3f34")
STOREY = 0.62
END = 30.0  # depth at which the street meets the sky

Quad = list[Point]


@dataclass(frozen=True, slots=True)
class Facade:
    """Maps a place on a wall (z along the street, up from the ground) to painted coordinates."""

    x: float
    ground: float

    def at(self, z: float, up: float) -> Point:
        return (self.x / z, (self.ground - up) / z)

    def quad(self, z0: float, z1: float, low: float, high: float) -> Quad:
        return [self.at(z0, low), self.at(z0, high), self.at(z1, high), self.at(z1, low)]


@dataclass(frozen=True, slots=True)
class House:
    """One house: from `front` to `back` along the street, and its wall as it is lit."""

    front: float
    back: float
    high: float
    tone: Color

    @property
    def middle(self) -> float:
        return (self.front + self.back) / 2

    @property
    def wide(self) -> float:
        return self.back - self.front


def houses(scene: Scene, half: float, side: int) -> None:
    """One side of the street: a row of houses `half` away from its middle."""
    light = scene.light
    plane = Side(half * side)
    canvas = scene.canvas(plane)
    random = scene.random(f"houses {side}")
    sunny = side * light.sun_x < 0
    lit = {"golden": (0.3, 0.62), "day": (0.38, 0.75), "night": (0.3, 0.5)}[light.name][sunny]
    facade = Facade(half * side, scene.ground)
    row: list[House] = []
    z = 0.45
    while z < END:
        wide = random.uniform(1.0, 1.9) * (1 + z * 0.03)
        high = STOREY * (5 if z > 7 else random.choice((4, 5, 5, 6))) + random.uniform(0.1, 0.3)
        tone = light.shade(color(random.choice(WALLS)), z + wide / 2, lit=lit)
        row.append(House(z, z + wide, high, tone))
        z += wide
    for house in reversed(row):
        paint_house(canvas, light, facade, random, house)
    scene.add(canvas, plane, grain=f"houses {side}")


def fill(canvas: Canvas, paint: Color, quads: Sequence[Quad], cover: float = 1.0) -> None:
    canvas.draw(paint, *[Polygon(quad) for quad in quads], cover=cover)


def paint_house(canvas: Canvas, light: Light, facade: Facade, random: Random, house: House) -> None:
    """Wall, cornice, rows of windows, and the shop below."""
    front, back, high, tone = house.front, house.back, house.high, house.tone
    fill(canvas, tone, [facade.quad(front, back, -0.01, high)])
    fill(canvas, scaled(tone, 1.14), [facade.quad(front * 0.99, back * 1.005, high - 0.09, high + 0.02)])
    fill(canvas, scaled(tone, 0.7), [facade.quad(front, back, high - 0.13, high - 0.09)])
    count = max(2, round(house.wide / 0.42))
    step = house.wide / count
    dark: list[Quad] = []
    bright: list[Quad] = []
    frames: list[Quad] = []
    sills: list[Quad] = []
    bars: list[Quad] = []
    for storey in range(1, round((high - 0.1) / STOREY)):
        low = storey * STOREY + 0.12
        for k in range(count):
            z0, z1 = front + step * (k + 0.26), front + step * (k + 0.74)
            frames.append(facade.quad(z0 - step * 0.05, z1 + step * 0.05, low - 0.03, low + 0.39))
            sills.append(facade.quad(z0 - step * 0.09, z1 + step * 0.09, low - 0.055, low - 0.02))
            bars.append(facade.quad(z0 + step * 0.225, z0 + step * 0.255, low, low + 0.36))
            bars.append(facade.quad(z0, z1, low + 0.23, low + 0.25))
            pane = facade.quad(z0, z1, low, low + 0.36)
            (bright if random.random() < 0.14 + 0.38 * light.lamps else dark).append(pane)
    hidden = light.hidden(house.middle)
    fill(canvas, scaled(tone, 0.78), frames)
    fill(canvas, scaled(tone, 1.22), sills)
    sky = light.shade(color("#2b3440"), house.middle, lit=0.2)
    fill(canvas, mix(sky, light.sky[2], 0.2 if light.name == "night" else 0.35), dark)
    glow = mix(light.shade(color("#bda988"), house.middle, lit=0.6), light.lamp, light.lamps)
    fill(canvas, mix(glow, light.haze, hidden * 0.5), bright)
    if house.middle < 12:
        fill(canvas, scaled(tone, 0.66), bars)
    paint_shop(canvas, light, facade, random, house)
    fill(canvas, (0.02, 0.02, 0.05), [facade.quad(back - 0.05, back, 0, high)], 0.3)


def paint_shop(canvas: Canvas, light: Light, facade: Facade, random: Random, house: House) -> None:
    """The ground floor: a shop window with its light, a door, an awning or a lit sign."""
    front, back, wide, middle = house.front, house.back, house.wide, house.middle
    top = STOREY * 0.72
    base = light.shade(color(random.choice(BASES)), middle, lit=0.35)
    fill(canvas, base, [facade.quad(front + wide * 0.05, back - wide * 0.05, 0.0, STOREY * 0.94)])
    inside = mix(
        mix(light.shade(color("#54606a"), middle, lit=0.4), light.sky[3], 0.3), light.lamp, light.lamps * 0.92
    )
    inside = mix(inside, light.haze, light.hidden(middle) * 0.5)
    window, door = (front + wide * 0.1, front + wide * 0.6), (front + wide * 0.7, back - wide * 0.1)
    fill(canvas, inside, [facade.quad(*window, 0.1, top), facade.quad(*door, 0.02, top)])
    fill(canvas, scaled(inside, 1.18), [facade.quad(*window, STOREY * 0.6, top)], 0.6)
    goods = [
        facade.quad(z, z + wide * 0.05, 0.1, 0.1 + random.uniform(0.04, 0.15))
        for z in along(window, wide * 0.08)
    ]
    fill(canvas, scaled(inside, 0.5), goods, 0.75)
    fill(canvas, scaled(inside, 0.55), [facade.quad(*door, 0.02, 0.2)])
    posts = [facade.quad(z - 0.012, z + 0.012, 0.1, top) for z in (window[0], sum(window) / 2, window[1])]
    fill(canvas, scaled(base, 0.8), posts)
    if random.random() < 0.75:
        cloth = light.shade(color(random.choice(AWNINGS)), middle, lit=0.6)
        lip = Facade(facade.x * 0.8, facade.ground)
        z0, z1 = front + wide * 0.06, front + wide * 0.64
        high, low = STOREY * 0.92, STOREY * 0.7
        fill(canvas, cloth, [[facade.at(z0, high), facade.at(z1, high), lip.at(z1, low), lip.at(z0, low)]])
        fill(canvas, scaled(cloth, 0.7), [lip.quad(z0, z1, STOREY * 0.62, low)])
    else:
        sign = mix(house.tone, light.lamp, 0.35 + 0.5 * light.lamps)
        fill(
            canvas,
            sign,
            [facade.quad(front + wide * 0.14, front + wide * 0.56, STOREY * 0.78, STOREY * 0.88)],
        )


def along(span: tuple[float, float], step: float) -> list[float]:
    """Places from one end of `span` to the other, `step` apart."""
    count = max(1, int((span[1] - span[0]) / step))
    return [span[0] + step * (k + 0.2) for k in range(count)]
