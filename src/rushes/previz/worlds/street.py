"""A street: houses in true perspective on both sides, lamps, traffic, people on the pavement."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from random import Random

import numpy as np
from numpy.typing import NDArray

from rushes.previz.canvas import Canvas, Pen
from rushes.previz.figures import person
from rushes.previz.geometry import Bounds, Level, Side, Upright
from rushes.previz.light import Color, color, mix, scaled
from rushes.previz.noise import cloudy
from rushes.previz.scene import Flock, Life, Scene
from rushes.previz.words import Wish
from rushes.previz.worlds.sky import paint_clouds, paint_sky

WALLS = ("#a8654c", "#8c7a66", "#b59a78", "#6f6a72", "#9c5a4a", "#7d8a86", "#c2a98a", "#5e6674", "#a3826a")
AWNINGS = ("#a83a32", "#2f6458", "#c58a3a", "#37507a", "#7a3f5a")
NEON = ("#ff4f8a", "#46d8ff", "#ffb14a", "#8a6bff", "#4dffb0")
STOREY = 0.62
END = 30.0  # where the street meets the sky


def paint_street(scene: Scene, wish: Wish) -> None:
    """Paint the street; `wish`'s subject is put in later, on the ground."""
    del wish
    scene.light = replace(
        scene.light,
        sun_x=scene.light.sun_x * 0.25,
        sun_y=min(scene.light.sun_y, 0.42) if scene.light.name != "golden" else 0.07,
    )
    half = 1.75 * min(1.0, scene.aspect / 1.5)
    paint_sky(scene, disc=scene.light.name != "day")
    paint_clouds(
        scene, "high", depth=150.0, base=0.05, height=0.8, amount=0.5, size=0.6, speed=0.004, strength=0.8
    )
    skyline(scene, 40.0, 0.15, 0.55)
    skyline(scene, 24.0, 0.1, 0.3)
    road(scene, half)
    for side in (-1, 1):
        houses(scene, half, side)
    for side in (-1, 1):
        kerb_lights(scene, half, side)
    walkers(scene, half)
    traffic(scene, half)


def skyline(scene: Scene, depth: float, tall: float, haze: float) -> None:
    """Towers at the street's end, behind one another in the haze."""
    plane = Upright(depth)
    random = scene.random(f"skyline {depth}")
    canvas = scene.canvas(plane, top=-tall * 2.2, bottom=0.05)
    tone = mix(scene.light.shade(color("#5a6270"), 6.0, lit=0.3), scene.light.haze, 1 - haze)
    x = canvas.box.left - 0.05
    windows: list[tuple[float, float]] = []
    towers: list[tuple[float, float, float]] = []
    while x < canvas.box.right:
        wide = random.uniform(0.03, 0.075)
        high = tall * random.uniform(0.45, 1.35) * (1.25 - min(1.0, abs(x) * 1.1))
        towers.append((x, wide, high))
        windows.extend(
            (x + 0.008 + 0.011 * i, -high + 0.012 + 0.013 * j)
            for i in range(int((wide - 0.012) / 0.011))
            for j in range(int(high / 0.013))
            if random.random() < 0.3
        )
        x += wide * random.uniform(0.75, 1.15)

    def rise(pen: Pen) -> None:
        for left, wide, high in towers:
            pen.box(left, -high, left + wide, 0.05)
            if high > tall * 0.9:
                pen.box(left + wide * 0.45, -high - 0.03, left + wide * 0.5, -high)

    canvas.draw(tone, rise)
    if scene.light.lamps:
        canvas.draw(
            mix(tone, scene.light.lamp, 0.75),
            lambda pen: [pen.box(a, b, a + 0.004, b + 0.005) for a, b in windows] and None,
            cover=scene.light.lamps * 0.85,
        )
    canvas.tint(scene.light.haze, np.clip(1 + canvas.y / np.float32(tall), 0, 1) * np.float32(0.6))
    scene.add(canvas, plane, grain="skyline")


def road(scene: Scene, half: float) -> None:
    """Asphalt, kerbs and pavements on the ground, light lying on them."""
    light = scene.light
    plane = Level(scene.ground)
    canvas = scene.canvas(plane, top=scene.ground / END)
    h = scene.ground
    wet = light.name == "night"
    asphalt = light.shade(color("#585a60"), 1.0, lit=0.4)
    distance = h / np.maximum(canvas.y, np.float32(1e-3))
    haze = (1 - np.exp(-light.thickness * np.maximum(0, distance - 1)))[..., None].astype(np.float32)
    across = canvas.x * distance
    tone = np.asarray(asphalt, np.float32) * (1 - haze) + np.asarray(light.haze, np.float32) * haze
    canvas.fill(np.broadcast_to(tone, canvas.rgb.shape))
    grain = cloudy(
        scene.generator("asphalt"),
        (canvas.height, canvas.width),
        (0.012 * canvas.per_unit, 0.06 * canvas.per_unit),
        4,
    )
    canvas.darken((0.88 + 0.24 * grain).astype(np.float32))
    kerb = half * 0.64
    clear = 1 - haze[..., 0]
    texel = distance / np.float32(canvas.per_unit)
    pave = np.clip((np.abs(across) - np.float32(kerb)) / texel + 0.5, 0, 1)
    stone = np.asarray(light.shade(color("#a39c92"), 1.0, lit=0.45), np.float32)
    canvas.tint(stone, (pave * clear).astype(np.float32))
    joints = np.clip(
        1 - np.abs((distance * 2.2) % 1.0 - 0.5) / np.maximum(distance * texel * 1.4, 0.02), 0, 1
    ) * np.clip(1.3 - distance * 0.16, 0, 1)
    canvas.tint(scaled(tuple(stone.tolist()), 0.7), (joints * pave * 0.4 * clear).astype(np.float32))
    edge = np.clip(1 - np.abs(np.abs(across) - np.float32(kerb)) / np.float32(0.03), 0, 1) * np.clip(
        0.04 / texel, 0, 1
    )
    canvas.tint(scaled(tuple(stone.tolist()), 1.2), (edge * 0.8 * clear).astype(np.float32))
    dash = ((distance * 0.62) % 1.0 < 0.5) & (distance > 0.5)
    middle = np.clip(1 - np.abs(across) / np.float32(0.028), 0, 1) * np.clip(0.05 / texel, 0, 1)
    canvas.tint(
        light.shade(color("#e9e4d6"), 1.0, lit=0.5), (middle * dash * 0.75 * clear).astype(np.float32)
    )
    far = np.exp(-((canvas.x / (np.float32(0.03) + canvas.y * np.float32(0.6))) ** 2)) * np.clip(
        1 - canvas.y * 1.6, 0, 1
    )
    canvas.add(
        scaled(light.glow, 0.5),
        (far * (0.75 if light.name == "golden" else 0.22) * (0.55 + 0.9 * (grain - 0.4))).astype(np.float32),
    )
    shade = np.clip((np.abs(across) - np.float32(half * 0.5)) / np.float32(half * 0.5), 0, 1)
    canvas.darken((1 - 0.32 * shade).astype(np.float32))
    if wet:
        streaks(scene, canvas, half)
    scene.add(canvas, plane, grain="road")


def streaks(scene: Scene, canvas: Canvas, half: float) -> None:
    """What lamps and signs leave on a wet road: tall soft streaks under them."""
    random = scene.random("streaks")
    rough = cloudy(
        scene.generator("wet"),
        (canvas.height, canvas.width),
        (0.006 * canvas.per_unit, 0.045 * canvas.per_unit),
        4,
    )
    broken = np.clip(0.35 + (rough - 0.42) * 3.2, 0, 1).astype(np.float32)
    for k in range(16):
        z = random.uniform(2.0, 12.0)
        x = random.choice((-1, 1)) * half * random.uniform(0.45, 1.0) / z
        y = scene.ground / z
        hue = scene.light.lamp if k % 3 else color(random.choice(NEON))
        wide = np.float32(0.05 / z + 0.012)
        fall = np.clip((canvas.y - np.float32(y)) / np.float32(0.02), 0, 1) * np.exp(
            -np.maximum(0, canvas.y - np.float32(y)) / np.float32(0.13)
        )
        canvas.add(
            hue,
            (np.exp(-(((canvas.x - np.float32(x)) / wide) ** 2)) * fall * broken * np.float32(0.42)).astype(
                np.float32
            ),
        )


def houses(scene: Scene, half: float, side: int) -> None:
    """One side of the street: a row of houses on a wall that runs along the view."""
    light = scene.light
    plane = Side(half * side)
    canvas = scene.canvas(plane)
    random = scene.random(f"houses {side}")
    z = 0.45
    lit = (
        (0.62 if side * light.sun_x < 0 else 0.3)
        if light.name != "day"
        else (0.75 if side * light.sun_x < 0 else 0.4)
    )
    rows: list[tuple[float, float, float, Color]] = []
    while z < END:
        wide = random.uniform(1.0, 1.9) * (1 + z * 0.03)
        rows.append(
            (
                z,
                z + wide,
                STOREY * random.randint(4, 6) + random.uniform(0.1, 0.3),
                color(random.choice(WALLS)),
            )
        )
        z += wide
    for front, back, high, wall in reversed(rows):
        house(scene, canvas, Street(half * side, scene.ground), random, front, back, high, wall, lit)
    scene.add(canvas, plane, grain=f"houses {side}")


class Street:
    """Maps a place on a wall (z along the street, y up from the ground) to painted coordinates."""

    def __init__(self, x: float, ground: float) -> None:
        self.x, self.ground = x, ground

    def at(self, z: float, up: float) -> tuple[float, float]:
        return (self.x / z, (self.ground - up) / z)

    def quad(self, z0: float, z1: float, low: float, high: float) -> list[tuple[float, float]]:
        return [self.at(z0, low), self.at(z0, high), self.at(z1, high), self.at(z1, low)]

    def box(self, z0: float, z1: float, low: float, high: float) -> Bounds:
        points = self.quad(z0, z1, low, high)
        return Bounds(
            min(p[0] for p in points),
            min(p[1] for p in points),
            max(p[0] for p in points),
            max(p[1] for p in points),
        )


def house(
    scene: Scene,
    canvas: Canvas,
    street: Street,
    random: Random,
    front: float,
    back: float,
    high: float,
    wall: Color,
    lit: float,
) -> None:
    """One house: wall, cornice, rows of windows, a shop below."""
    light = scene.light
    middle = (front + back) / 2
    tone = light.shade(wall, middle, lit=lit)

    def fill(
        paint: Color,
        quads: Sequence[Sequence[tuple[float, float]]],
        cover: float = 1.0,
        box: Bounds | None = None,
    ) -> None:
        canvas.draw(
            paint,
            lambda pen: [pen.polygon(quad) for quad in quads] and None,
            box=box or street.box(front * 0.97, back * 1.03, -0.02, high + 0.2),
            cover=cover,
        )

    fill(tone, [street.quad(front, back, -0.01, high)])
    fill(scaled(tone, 1.14), [street.quad(front * 0.99, back * 1.005, high - 0.09, high + 0.02)])
    fill(scaled(tone, 0.7), [street.quad(front, back, high - 0.13, high - 0.09)])
    storeys = round((high - 0.1) / STOREY)
    count = max(2, round((back - front) / 0.42))
    step = (back - front) / count
    dark, bright, frames, sills = [], [], [], []
    for storey in range(1, storeys):
        low = storey * STOREY + 0.12
        for k in range(count):
            z0, z1 = front + step * (k + 0.26), front + step * (k + 0.74)
            frames.append(street.quad(z0 - step * 0.05, z1 + step * 0.05, low - 0.03, low + 0.39))
            sills.append(street.quad(z0 - step * 0.09, z1 + step * 0.09, low - 0.055, low - 0.02))
            (bright if random.random() < 0.14 + 0.38 * light.lamps else dark).append(
                street.quad(z0, z1, low, low + 0.36)
            )
    fill(scaled(tone, 0.78), frames)
    fill(scaled(tone, 1.22), sills)
    sky = mix(
        light.shade(color("#2b3440"), middle, lit=0.2), light.sky[2], 0.35 if light.name != "night" else 0.2
    )
    fill(sky, dark)
    glow = mix(light.shade(color("#bda988"), middle, lit=0.6), light.lamp, light.lamps)
    fill(mix(glow, light.haze, light.hidden(middle) * 0.5), bright)
    cross = [
        [
            (a[0] + (b[0] - a[0]) * 0.46, a[1] + (b[1] - a[1]) * 0.46)
            for a, b in ((quad[0], quad[3]), (quad[1], quad[2]))
        ]
        + [
            (a[0] + (b[0] - a[0]) * 0.54, a[1] + (b[1] - a[1]) * 0.54)
            for a, b in ((quad[1], quad[2]), (quad[0], quad[3]))
        ]
        for quad in dark + bright
    ]
    if middle < 12:
        fill(scaled(tone, 0.66), cross)
    shop(scene, street, random, front, back, middle, tone, fill)
    dim = Bounds(
        min(street.at(front, 0)[0], street.at(back, 0)[0]),
        street.at(front, high)[1],
        max(street.at(front, 0)[0], street.at(back, 0)[0]),
        street.at(front, 0)[1],
    )
    fill((0.02, 0.02, 0.05), [street.quad(back - 0.05, back, 0, high)], 0.3, dim)


def shop(
    scene: Scene,
    street: Street,
    random: Random,
    front: float,
    back: float,
    middle: float,
    tone: Color,
    fill: object,
) -> None:
    """The ground floor: a shop window with its light, a door, an awning."""
    assert callable(fill)
    light = scene.light
    wide = back - front
    base = light.shade(color(random.choice(("#2c3a3a", "#3d2f2c", "#28303c", "#4a3f34"))), middle, lit=0.35)
    fill(base, [street.quad(front + wide * 0.05, back - wide * 0.05, 0.0, STOREY * 0.94)])
    inside = mix(
        mix(light.shade(color("#54606a"), middle, lit=0.4), light.sky[3], 0.3), light.lamp, light.lamps * 0.92
    )
    inside = mix(inside, light.haze, light.hidden(middle) * 0.5)
    fill(
        inside,
        [
            street.quad(front + wide * 0.1, front + wide * 0.6, 0.1, STOREY * 0.72),
            street.quad(front + wide * 0.7, back - wide * 0.1, 0.02, STOREY * 0.72),
        ],
    )
    fill(
        scaled(inside, 0.62),
        [
            street.quad(front + wide * 0.1, front + wide * 0.6, 0.1, 0.2),
            street.quad(front + wide * 0.7, back - wide * 0.1, 0.02, 0.2),
        ],
    )
    fill(
        scaled(inside, 1.18),
        [street.quad(front + wide * 0.1, front + wide * 0.6, STOREY * 0.6, STOREY * 0.72)],
        0.6,
    )
    if random.random() < 0.75:
        cloth = light.shade(color(random.choice(AWNINGS)), middle, lit=0.6)
        x, out = street.x, street.x * 0.8
        lip = Street(out, street.ground)
        z0, z1 = front + wide * 0.06, front + wide * 0.64
        fill(
            cloth,
            [
                [
                    street.at(z0, STOREY * 0.92),
                    street.at(z1, STOREY * 0.92),
                    lip.at(z1, STOREY * 0.7),
                    lip.at(z0, STOREY * 0.7),
                ]
            ],
        )
        fill(
            scaled(cloth, 0.7),
            [
                [
                    lip.at(z0, STOREY * 0.7),
                    lip.at(z1, STOREY * 0.7),
                    lip.at(z1, STOREY * 0.62),
                    lip.at(z0, STOREY * 0.62),
                ]
            ],
        )
        del x
    else:
        fill(
            mix(tone, light.lamp, 0.35 + 0.5 * light.lamps),
            [street.quad(front + wide * 0.14, front + wide * 0.56, STOREY * 0.78, STOREY * 0.88)],
        )


def kerb_lights(scene: Scene, half: float, side: int) -> None:
    """Street lamps along the kerb; after dark each throws a cone and a pool of light."""
    light = scene.light
    for k, z in enumerate((9.5, 6.2, 4.1, 2.7, 1.75)):
        depth = z + (0.4 if side > 0 else 0.0)
        x, foot = side * half * 0.69 / depth, scene.ground / depth
        tall, arm = 1.32 / depth, 0.2 / depth
        thick = 0.028 / depth
        plane = Upright(depth)
        canvas = scene.sprite(Bounds(x - arm * 1.6, foot - tall * 1.12, x + arm * 1.6, foot + thick))
        iron = light.shade(color("#2a2e34"), depth, lit=0.3)
        canvas.draw(iron, lambda pen, x=x, foot=foot, tall=tall, arm=arm, thick=thick: [
            pen.limb([(x, foot), (x, foot - tall * 0.2), (x, foot - tall)], [thick * 1.5, thick, thick * 0.7]),
            pen.limb([(x, foot - tall), (x - side * arm * 0.5, foot - tall * 1.05), (x - side * arm, foot - tall * 1.03)], [thick * 0.7, thick * 0.6, thick * 0.5]),
            pen.polygon([(x - side * arm * 0.75, foot - tall * 1.035), (x - side * arm * 1.3, foot - tall * 1.035), (x - side * arm * 1.2, foot - tall * 1.0), (x - side * arm * 0.85, foot - tall * 1.0)]),
        ] and None)  # fmt: skip
        lamp_x, lamp_y = x - side * arm * 1.02, foot - tall * 0.995
        if light.lamps:
            canvas.draw(
                mix(light.lamp, (1, 1, 1), 0.6),
                lambda pen, lamp_x=lamp_x, lamp_y=lamp_y, arm=arm: pen.ellipse(
                    lamp_x, lamp_y, arm * 0.2, arm * 0.07
                ),
            )
        scene.add(canvas, plane)
        if light.lamps:
            glow = scene.sprite(
                Bounds(lamp_x - tall * 0.6, lamp_y - tall * 0.4, lamp_x + tall * 0.6, lamp_y + tall * 1.06),
                fineness=0.6,
            )
            away = np.hypot(glow.x - np.float32(lamp_x), glow.y - np.float32(lamp_y)) / np.float32(tall)
            below = np.clip((glow.y - np.float32(lamp_y)) / np.float32(tall), 0, 1)
            ray = (
                np.exp(-(((glow.x - np.float32(lamp_x)) / (np.float32(tall) * (0.03 + below * 0.34))) ** 2))
                * np.clip(1 - below, 0, 1)
                * (below > 0)
            )
            halo = np.clip(0.85 * np.exp(-away / 0.05) + 0.26 * np.exp(-away / 0.14) - 0.015, 0, 1) * np.clip(
                (0.4 - np.abs(glow.y - np.float32(lamp_y)) / np.float32(tall)) * 8, 0, 1
            )
            edge = np.clip((0.6 - np.abs(glow.x - np.float32(lamp_x)) / np.float32(tall)) * 6, 0, 1)
            glow.add(light.lamp, (np.clip(halo + ray * 0.14, 0, 1) * edge * light.lamps).astype(np.float32))
            waver = scene.random(f"lamp {side} {k}").uniform(0, math.tau)
            scene.add(
                glow,
                plane,
                lambda second, waver=waver: Life(opacity=0.93 + 0.05 * math.sin(second * 2.3 + waver)),
            )


def walkers(scene: Scene, half: float) -> None:
    """People on the pavements, going about: each a dark shape that sways as it steps."""
    random = scene.random("walkers")
    light = scene.light
    people = sorted(
        (
            (
                random.uniform(2.4, 8.0),
                random.choice((-1, 1)),
                random.uniform(0.72, 0.94),
                random.choice((-1, 1)),
                random.uniform(0, math.tau),
            )
            for _ in range(9)
        ),
        reverse=True,
    )
    for k, (z, side, across, way, phase) in enumerate(people):
        who = person.looks(
            Random(f"{scene.seed}/walker {k}"), random.choice(("person", "woman", "person", "child")), ""
        )  # noqa: S311
        tall = scene.ground * 1.04 * (0.68 if who.child else 1.0)
        canvas = Canvas(Bounds(-0.2, -1.05, 0.2, 0.02), max(24.0, scene.per_unit * tall / z * 1.3))
        person.standing(canvas, who, lambda surface, z=z: scaled(light.shade(surface, z, lit=0.3), 0.85))
        texture = scene.texture(canvas, Upright(z))
        x = side * half * across

        def state(
            second: float,
            z: float = z,
            x: float = x,
            way: int = way,
            phase: float = phase,
            tall: float = tall,
        ) -> NDArray[np.float64]:
            depth = max(1.9, z + way * 0.2 * second)
            step = math.sin(second * math.tau * 1.75 + phase)
            return np.array(
                [
                    [
                        depth,
                        x / depth + 0.003 * step / depth,
                        (scene.ground - 0.008 * abs(step)) / depth,
                        tall / depth,
                        tall / depth,
                        0.012 * step,
                        min(1.0, (depth - 1.9) / 0.3),
                    ]
                ]
            )

        scene.layers.append(Flock(texture, state))


def traffic(scene: Scene, half: float) -> None:
    """Cars that come towards us on the left and go away on the right, with their lamps."""
    for k, (lane, coming) in enumerate(((-0.3, True), (0.3, False))):
        random = scene.random(f"traffic {k}")
        for j in range(2):
            canvas = front_of_car(
                scene,
                color(random.choice(("#7a2f2a", "#3a4a5e", "#c9c4b8", "#2f3a36", "#8a6a3a"))),
                coming=coming,
            )
            start = random.uniform(0, 6) + j * 9.0
            speed = random.uniform(1.6, 2.2)
            wide = 0.5 * min(1.0, half / 1.4)

            def state(
                second: float,
                start: float = start,
                speed: float = speed,
                lane: float = lane,
                coming: bool = coming,
                wide: float = wide,
            ) -> NDArray[np.float64]:
                along = (start + speed * second) % 18.0
                depth = 19.5 - along if coming else 1.5 + along
                fade = min(1.0, along / 1.5, (18.0 - along) / 0.6)
                return np.array(
                    [
                        [
                            depth,
                            lane * half / depth,
                            scene.ground / depth,
                            wide / depth,
                            wide / depth,
                            0.0,
                            fade,
                        ]
                    ]
                )

            scene.layers.append(Flock(scene.texture(canvas), state))


def front_of_car(scene: Scene, tone: Color, *, coming: bool) -> Canvas:
    """A car from the front, or from behind; 1 wide, its tyres at y = 0."""
    light = scene.light
    canvas = Canvas(Bounds(-0.95, -1.1, 0.95, 0.35), max(24.0, scene.per_unit * 0.2))

    def shade(surface: Color) -> Color:
        return light.shade(surface, 3.0, lit=0.45)

    canvas.fill(
        (0.03, 0.03, 0.05),
        (
            0.6
            * np.exp(-((canvas.x / np.float32(0.55)) ** 2 + ((canvas.y) / np.float32(0.06)) ** 2))
            * (np.abs(canvas.y) < 0.2)
        ).astype(np.float32),
    )
    canvas.draw(
        shade(color("#17181b")),
        lambda pen: [pen.box(-0.47, -0.2, -0.3, 0.0), pen.box(0.3, -0.2, 0.47, 0.0)] and None,
    )
    canvas.draw(
        shade(tone),
        lambda pen: pen.curve(
            [
                (-0.5, -0.12),
                (-0.52, -0.42),
                (-0.44, -0.52),
                (-0.34, -0.8),
                (0, -0.84),
                (0.34, -0.8),
                (0.44, -0.52),
                (0.52, -0.42),
                (0.5, -0.12),
                (0, -0.1),
            ]
        ),
    )
    canvas.draw(
        mix(shade(color("#202830")), light.sky[2], 0.4),
        lambda pen: pen.polygon([(-0.38, -0.53), (-0.3, -0.76), (0.3, -0.76), (0.38, -0.53)]),
    )
    canvas.draw(shade(color("#22252a")), lambda pen: pen.box(-0.24, -0.36, 0.24, -0.25))
    lamp = mix((0.95, 0.93, 0.85), (1.0, 0.96, 0.82), 0.5) if coming else (0.85, 0.12, 0.1)
    power = 0.35 + 0.65 * light.lamps
    for x in (-0.38, 0.38):
        canvas.draw(scaled(lamp, 0.6 + 0.4 * power), lambda pen, x=x: pen.ellipse(x, -0.36, 0.085, 0.06))
        away = np.hypot(canvas.x - np.float32(x), (canvas.y + np.float32(0.36)) * 1.1)
        canvas.add(
            lamp,
            np.clip(
                light.lamps * (0.8 * np.exp(-away / 0.09) + 0.24 * np.exp(-away / 0.24)) - 0.03, 0, 1
            ).astype(np.float32)
            * (1.0 if coming else 0.6),
        )
    return canvas
