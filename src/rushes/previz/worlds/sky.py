"""The sky of every world: its gradient, sun or moon, stars, and clouds that drift."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from rushes.previz.canvas import Canvas
from rushes.previz.geometry import FAR, Bounds, Upright
from rushes.previz.light import mix, scaled
from rushes.previz.noise import cloudy
from rushes.previz.scene import Flock, Life, Scene
from rushes.previz.shapes import Ellipse, Limb


def sun_place(scene: Scene) -> tuple[float, float]:
    """Where the sun or moon stands, in painted coordinates."""
    return scene.light.sun_x * scene.aspect, -scene.light.sun_y


def paint_sky(scene: Scene, *, disc: bool = True) -> None:
    """The gradient, the glow about the sun, the sun itself, and stars."""
    light = scene.light
    plane = Upright(FAR)
    canvas = scene.canvas(plane, bottom=0.12)
    high = min(-0.62, scene.top - 0.05)
    places = np.linspace(0, 1, len(light.sky)) ** 0.85
    stops = [(high * (1 - float(place)), tone) for place, tone in zip(places, light.sky, strict=True)]
    canvas.fill(canvas.rows([*stops, (0.05, light.haze)]))
    x, y = sun_place(scene)
    away = np.hypot((canvas.x - x) * 0.8, canvas.y - y)
    size = max(0.02, light.sun_size)  # without a disc there is still a glow
    canvas.fill(light.glow, (0.5 * np.exp(-((away / 0.34) ** 1.3))).astype(np.float32))
    canvas.add(
        scaled(light.glow, 0.5), np.exp(-((away / (size * 2.6)) ** 1.5)).astype(np.float32) * np.float32(0.8)
    )
    if light.stars:
        paint_stars(scene, canvas)
    if disc and light.sun_size:
        cover = canvas.edge(np.float32(size) - np.hypot(canvas.x - x, canvas.y - y))
        canvas.fill(light.sun, cover)
        if light.stars:  # the moon's seas
            spots = cloudy(
                scene.generator("moon"),
                cover.shape,
                (size * 0.7 * canvas.per_unit, size * 0.7 * canvas.per_unit),
                3,
            )
            canvas.fill(
                scaled(light.haze, 1.9), cover * np.clip((spots - 0.5) * 2.2, 0, 0.5).astype(np.float32)
            )
    scene.add(canvas, plane, grain="sky")


def paint_stars(scene: Scene, canvas: Canvas) -> None:
    """Stars of many sizes on the sky, and a flock of the brightest, which twinkle."""
    generator = scene.generator("stars")
    count = int(260 * (canvas.box.right - canvas.box.left))
    across = (generator.random(count) * canvas.width).astype(int)
    down = (
        generator.random(count) ** 1.4 * np.clip(-canvas.box.top * canvas.per_unit, 1, canvas.height - 3)
    ).astype(int)
    bright = generator.random(count).astype(np.float32) ** 3 * 0.75 + 0.12
    fade = np.clip(
        1.2 + canvas.y[down, 0] * -0.0 - down / max(1.0, -canvas.box.top * canvas.per_unit) * 1.1, 0, 1
    )
    for dx, dy, share in ((0, 0, 1.0), (1, 0, 0.45), (0, 1, 0.45), (1, 1, 0.2)):
        place = (np.minimum(down + dy, canvas.height - 1), np.minimum(across + dx, canvas.width - 1))
        np.add.at(
            canvas.rgb,
            place,
            (bright * fade * share * scene.light.stars)[:, None] * np.array([0.9, 0.95, 1.0], np.float32),
        )


def paint_clouds(
    scene: Scene,
    name: str,
    *,
    depth: float,
    base: float,
    height: float,
    amount: float,
    size: float,
    speed: float,
    strength: float = 1.0,
) -> None:
    """A bank of clouds from `base` to `height` over the horizon, lit from the sun's side, adrift."""
    light = scene.light
    plane = Upright(depth)
    box = scene.bounds(plane)
    width = max(box.right - box.left, scene.aspect) * 1.7
    box = Bounds(box.left, max(-height, box.top), box.left + width, -base)
    if box.bottom - box.top < 0.02:
        return
    canvas = Canvas(box, scene.per_unit * 0.6)  # soft things need fewer texels
    generator = scene.generator(f"clouds {name}")
    shape = (canvas.height, canvas.width)
    cell = size * canvas.per_unit
    density = cloudy(generator, shape, (cell * 0.42, cell), 6, wraps=True)
    along = ((canvas.y - canvas.box.top) / (canvas.box.bottom - canvas.box.top)).astype(np.float32)
    envelope = np.clip(np.sin(np.pi * np.clip(along, 0, 1) ** 1.15) * 1.35, 0, 1)
    level = np.float32(0.66 - 0.3 * amount)
    thick = density * (0.55 + 0.45 * envelope) + (envelope - 1) * np.float32(0.25)
    cover = np.clip((thick - level) / np.float32(0.16), 0, 1)
    cover = cover * cover * (3 - 2 * cover)
    x, _ = sun_place(scene)
    step = max(1, int(cell * 0.09))
    side = step if x < (box.left + box.right) / 2 else -step
    toward = np.roll(np.roll(density, step, axis=0), side // 2, axis=1)
    lit = np.clip(0.58 + (density - toward) * np.float32(3.4), 0, 1)
    inner = np.clip((thick - level) / np.float32(0.4), 0, 1)
    lit = np.clip(lit - inner * np.float32(0.25), 0, 1)[..., None]
    tone = (
        np.asarray(light.cloud_shade, np.float32) * (1 - lit) + np.asarray(light.cloud_lit, np.float32) * lit
    )
    haze = np.clip(along * np.float32(1.2) - np.float32(0.35), 0, 0.75)
    tone = (
        tone * (1 - haze[..., None])
        + np.asarray(mix(light.sky[-2], light.sky[-1], 0.5), np.float32) * haze[..., None]
    )
    canvas.fill(tone, (cover * np.float32(strength)).astype(np.float32))
    scene.add(canvas, plane, lambda second: Life(x=speed * second), wraps=True, grain=name)


def birds(scene: Scene, *, count: int, x: float, y: float, size: float, depth: float, speed: float) -> None:
    """A few birds that cross the sky on beating wings; far away they are two strokes."""
    random = scene.random("birds")
    canvas = scene.sprite(Bounds(-size * 1.1, -size * 0.7, size * 1.1, size * 0.4), fineness=1.6)
    tone = scene.light.shade((0.16, 0.17, 0.2), depth * 0.6, lit=0.2)

    canvas.draw(
        tone,
        Ellipse(0, size * 0.03, size * 0.16, size * 0.1),
        *[
            Limb(
                [(0, 0), (side * size * 0.45, -size * 0.34), (side * size, -size * 0.12)],
                [size * 0.16, size * 0.11, size * 0.02],
            )
            for side in (-1, 1)
        ],
    )
    starts = np.array(
        [
            [
                x + random.uniform(-0.16, 0.16),
                y + random.uniform(-0.06, 0.06),
                random.uniform(0.55, 1.0),
                random.uniform(0, 6.28),
                random.uniform(2.2, 3.4),
            ]
            for _ in range(count)
        ]
    )
    span = scene.aspect + 0.9

    def state(second: float) -> NDArray[np.float64]:
        beat = np.sin(second * starts[:, 4] * math.tau * 0.8 + starts[:, 3])
        rows = np.zeros((count, 7))
        rows[:, 0] = depth
        rows[:, 1] = (starts[:, 0] + speed * second * starts[:, 2] + span / 2) % span - span / 2
        rows[:, 2] = starts[:, 1] + 0.012 * np.sin(second * 0.7 + starts[:, 3]) - 0.004 * beat
        rows[:, 3] = starts[:, 2]
        rows[:, 4] = starts[:, 2] * (0.35 + 0.65 * beat)
        rows[:, 5] = 0.1 * np.sin(second * 0.5 + starts[:, 3])
        rows[:, 6] = 1.0
        return rows

    scene.layers.append(Flock(scene.texture(canvas), state))
