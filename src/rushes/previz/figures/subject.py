"""Puts the wish's subject into a scene: who it is, where it stands, what it does, and its shadow."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

import numpy as np

from rushes.previz.canvas import Canvas
from rushes.previz.figures import movers, person, things
from rushes.previz.figures.shading import model
from rushes.previz.figures.words import PEOPLE
from rushes.previz.framing import FRAMINGS
from rushes.previz.geometry import Bounds, Upright
from rushes.previz.light import Color, color
from rushes.previz.scene import Layer, Life, Scene, Texture
from rushes.previz.words import Wish

TONES = {
    "dog": "#9a6b42",
    "cat": "#6a6670",
    "horse": "#7a4a2e",
    "bird": "#f0eee8",
    "car": "#a33a30",
    "bus": "#a8352c",
    "boat": "#2f4a66",
    "bottle": "#2f6b5e",
    "cup": "#e6dfd0",
    "watch": "#cfa24a",
    "phone": "#3a4250",
    "shoe": "#c8503c",
    "plant": "#4f7d46",
}


@dataclass(frozen=True, slots=True)
class Build:
    """A kind of figure: its height against a person's, half its width, poses in a cycle, its seconds,
    and how far it gets in one cycle (both in its own heights).
    """

    height: float
    half: float
    poses: int = 1
    cycle: float = 1.0
    stride: float = 0.0
    lift: float = 0.06
    thick: float = 0.3


BUILDS: dict[str, Build] = {
    "stand": Build(1.0, 0.24, thick=0.2),
    "sit": Build(1.0, 0.4, thick=0.2),
    "walk": Build(1.0, 0.42, 24, 1.12, 0.84, thick=0.2),
    "run": Build(1.0, 0.6, 20, 0.74, 1.25, thick=0.2),
    "dog": Build(0.42, 1.1, 18, 0.8, 1.3),
    "cat": Build(0.24, 1.1, 18, 0.9, 1.2),
    "horse": Build(1.28, 1.0, 20, 1.1, 1.1),
    "bird": Build(0.3, 1.3, 20, 0.8, 0.7, lift=0.1),
    "car": Build(0.86, 1.75, 10, 0.5, 0.9),
    "bus": Build(1.75, 1.9, 10, 0.5, 0.5),
    "boat": Build(1.7, 0.62, thick=0.16),
    "bottle": Build(0.5, 0.36, thick=0.4),
    "cup": Build(0.3, 0.75, thick=0.6),
    "watch": Build(0.42, 0.5, thick=0.5),
    "phone": Build(0.46, 0.45, thick=0.3),
    "shoe": Build(0.32, 1.0, thick=0.5),
    "plant": Build(0.62, 0.65, thick=0.2),
}


@dataclass(frozen=True, slots=True)
class Stand:
    """Where one of the figures stands: its feet at (`x`, `foot`), where people are `size` high.

    `depth` is set where the feet are out of the frame, and say nothing of how far away it is.
    """

    number: int
    x: float
    foot: float
    size: float
    depth: float | None


def place_subject(
    scene: Scene,
    wish: Wish,
    *,
    foot: float | None = None,
    size: float | None = None,
    depth: float | None = None,
) -> None:
    """Add the subject in front of what is there. `foot`, `size` and `depth` put it on a table."""
    if not wish.figures:
        return
    main = wish.figures[0]
    framing = FRAMINGS[wish.shot_size]
    first = len(scene.layers)
    random = scene.random("subject")
    alone = main.count <= 1
    for k in range(min(main.count, 7)):
        near = framing.height if size is None else size
        spread = 0.0 if alone else (k - (main.count - 1) / 2) / max(1, main.count - 1)
        side = -1.0 if scene.light.sun_x > 0 else 1.0
        at = side * scene.aspect * random.uniform(0.06, 0.12) if alone else spread * scene.aspect * 0.46
        if framing.cut:
            at *= 0.6 if alone else 1.1
        back = 1.0 if alone else 1.0 - 0.07 * (k % 2)
        feet = (framing.feet - framing.horizon) * back if foot is None else foot
        near_by = framing.depth if wish.figure in PEOPLE else depth
        stand = Stand(k, at, feet, near * back, near_by)
        one_figure(scene, wish, random, stand)
    scene.subject.extend(range(first, len(scene.layers)))


def one_figure(scene: Scene, wish: Wish, random: Random, stand: Stand) -> None:
    """Paint one figure's poses and let it live where it stands."""
    light = scene.light
    k, x, foot, size, depth = stand.number, stand.x, stand.foot, stand.size, stand.depth
    toward = 1.0 if light.sun_x * scene.aspect > x else -1.0
    kind = wish.figure if wish.figure in BUILDS or wish.figure in PEOPLE else "phone"
    people = kind in PEOPLE
    framing = FRAMINGS[wish.shot_size]
    close = people and framing.bust
    cut = people and framing.cut  # the feet are out of the frame
    action = wish.figures[0].action if people else kind
    if people and action not in ("walk", "run", "sit"):
        action = "stand"
    build = BUILDS[action if people else kind]
    tall = size * build.height * (0.68 if kind == "child" and not cut else 1.0)
    if not people:  # a thing is framed for itself: a cup close by fills the frame as a face does
        tall = (
            size * build.height if size <= 0.5 else min(1.1, size * 0.5) * (0.9 if build.half < 0.8 else 0.5)
        )
        tall = max(tall, 0.05)
    if not people and size > 0.5:
        foot = min(foot, 0.36 - scene.lens.horizon)
    on_ground = max(0.45, scene.ground / max(0.05, foot))
    d = depth if depth and (cut or not people) else on_ground
    who = person.looks(random, kind, wish.figures[0].color if k == 0 else "") if people else None
    tone = (
        color(wish.figures[0].color)
        if wish.figures[0].color and k == 0
        else color(TONES.get(kind, "#808080"))
    )

    def shade(surface: Color) -> Color:
        return light.shade(surface, d, lit=0.6 + 0.5 * light.stars if close else 0.5)

    poses = 1 if close else min(build.poses, 12) if cut else build.poses

    def painted(pose: int) -> Texture:
        low = 0.34 if close else build.lift
        box = Bounds(
            -build.half if not close else -0.26,
            -1.08,
            build.half if not close else 0.26,
            low if not close else 0.08,
        )
        if cut:  # only what the frame can show
            box = Bounds(box.left, -1.08, box.right, min(0.08, -1 + 1.15 / size))
        most = 2200.0 if poses == 1 else 1000.0 if cut else 640.0  # a cycle of poses is many textures
        canvas = Canvas(box, max(24.0, min(scene.per_unit * tall * 1.1, most)))
        phase = pose / poses
        if who is not None:
            if close:
                person.bust(canvas, who, shade)
            elif action == "stand" and cut:
                person.walking(canvas, who, shade, 0.1, person.GAITS["stand"])
            elif action == "stand":
                person.standing(canvas, who, shade)
            elif action == "sit":
                person.sitting(canvas, who, shade)
            else:
                person.walking(canvas, who, shade, phase, person.GAITS[action])
        else:
            thing(canvas, kind, tone, shade, scene=scene, phase=phase)
        model(canvas, light, toward, size=build.thick, depth=d)
        return scene.texture(canvas)

    textures = tuple(painted(pose) for pose in range(poses))
    together = wish.figures[0].count > 1 and wish.figures[0].action in ("walk", "run")  # they go one way
    facing = 1.0 if x <= 0 or together else -1.0
    if not people and random.random() < 0.5:
        facing = -1.0
    start = random.random()
    moving = build.stride > 0 and (people or action != "stand") and not cut
    parked = kind in ("dog", "cat", "horse") and wish.figures[0].action not in ("walk", "run", "drive")
    speed = 0.0 if parked or not moving else build.stride * tall / build.cycle
    if kind == "bird":
        speed *= 0.4
        foot = min(foot, -0.02) - 0.12
    span = scene.aspect + build.half * 2 * tall + 0.5
    middle = scene.duration / 2
    sway = scene.random(f"sway {k}").uniform(0, math.tau)

    def life(second: float) -> Life:
        along = x + facing * speed * (second - middle)
        along = (along + span / 2) % span - span / 2
        beat = second / build.cycle + start
        bob = turn = 0.0
        breath = 1.0 + 0.004 * math.sin(second * 1.7 + sway)
        if kind == "boat":
            bob = 0.006 * math.sin(second * 1.5 + sway)
            turn = 0.03 * math.sin(second * 1.15 + sway)
        elif kind == "bird":
            bob = 0.012 * math.sin(second * 1.9 + sway)
        elif cut and wish.figures[0].action in ("walk", "run"):
            bob = 0.008 * math.cos(second * math.tau * 1.8)
            turn = 0.008 * math.sin(second * math.tau * 0.9)
        elif people and not moving:
            turn = 0.008 * math.sin(second * 0.8 + sway)
        pose = 0 if len(textures) == 1 or parked else int(beat * poses) % poses
        return Life(pose, along, foot + bob, facing * tall, tall * (breath if people else 1.0), turn * facing)

    if not cut and kind not in ("boat", "bird"):
        shadow(
            scene,
            life,
            depth=d,
            tall=tall,
            half=build.half if kind in ("car", "bus", "dog", "cat", "horse") else min(0.3, build.half),
            toward=toward,
        )
    scene.layers.append(Layer(textures, Upright(d), life))


def thing(
    canvas: Canvas, kind: str, tone: Color, shade: Callable[[Color], Color], *, scene: Scene, phase: float
) -> None:
    """Paint an animal, a vehicle, a boat or a product."""
    if kind in ("dog", "cat", "horse"):
        movers.four_legged(canvas, kind, tone, shade, phase)
    elif kind == "car":
        movers.car(canvas, tone, shade, scene.light, phase)
    elif kind == "bus":
        movers.bus(canvas, tone, shade, scene.light, phase)
    elif kind == "boat":
        movers.sailboat(canvas, tone, shade)
    elif kind == "bird":
        movers.gull(canvas, tone, shade, phase)
    else:
        things.THINGS[kind](canvas, tone, shade, scene.random("thing"))


def shadow(
    scene: Scene, life: Callable[[float], Life], *, depth: float, tall: float, half: float, toward: float
) -> None:
    """A soft shadow on the ground that goes where its figure goes; the lower the sun, the longer."""
    light = scene.light
    long = light.long
    wide = half * 1.1 + long * 0.5
    canvas = Canvas(Bounds(-wide * 1.4, -0.1, wide * 1.4, 0.1), max(24.0, scene.per_unit * tall * 0.5))
    near = canvas.blob(0.0, 0.0, half * 0.85, 0.022)
    cast = canvas.blob(-toward * long * 0.42, 0.008, half * 0.6 + long * 0.36, 0.026)
    canvas.fill((0.05, 0.05, 0.09), np.clip(near * 0.62 + cast * light.hard, 0, 0.8))

    def beneath(second: float) -> Life:
        at = life(second)
        return Life(0, at.x, at.y - tall * 0.004, tall, tall)

    scene.layers.append(Layer((scene.texture(canvas),), Upright(depth), beneath))
