"""How figures live: pure functions of time that move and turn them, and show one pose after the other."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from rushes.previz.figures.layout import Stand, half_width
from rushes.previz.scene import Life, Scene

SLOWEST = 1.6  # a gait may be so much slower than it is, to keep somebody in the frame
SLOWEST_RUN = 2.6  # and a run, which looks like one all the same
REACH = 0.3  # of the frame's width: so far they get at least
TURN = 3.2  # seconds of half a turn, at most


@dataclass(frozen=True, slots=True)
class Motion:
    """What a figure's life is made from.

    `stride` is how far it gets in a cycle of `seconds` with `poses`, in its own heights. `turns` is "body"
    for three views of somebody (front, side, back), "flat" for a thing that narrows as it turns. `shows` is
    the part of a cycle with the first of two pictures. `bobs` on "water" or in the "air"; `rises` goes up.
    `fast` may go as slow as it must; `mirrors` may look either way.
    """

    stand: Stand
    stride: float
    seconds: float
    poses: int
    turns: str = ""
    shows: float = 0.0
    bobs: str = ""
    breathes: bool = False
    rises: bool = False
    fast: bool = False
    mirrors: bool = True


def life_of(scene: Scene, motion: Motion) -> Callable[[float], Life]:
    """The life of one figure."""
    stand = motion.stand
    random = scene.random(f"life {stand.figure.kind} {stand.number} {stand.x:.3f}")
    start, sway = random.random(), random.uniform(0, math.tau)
    tall, facing = stand.tall, stand.toward if motion.mirrors else 1.0
    natural = motion.stride * tall / motion.seconds
    speed = stand.pace or pace(scene, stand, (motion.stride, motion.seconds), fast=motion.fast)
    speed = min(speed, natural)
    seconds = motion.seconds * (natural / speed if speed and motion.bobs != "air" else 1.0)
    if motion.rises:
        speed = 0.0
    middle = scene.duration / 2
    span = scene.aspect + 2 * half_width(stand.figure) * tall
    leaves = abs(speed) * scene.duration > scene.aspect
    hang = stand.hangs

    def life(second: float) -> Life:
        along = stand.x * (0.4 if speed and leaves else 1.0) + facing * speed * (second - middle)
        if leaves:
            along = (along + span / 2) % span - span / 2
        beat = second / seconds + start
        pose = shown(motion, beat, second, scene.duration)
        y, turn, wide = 0.0, 0.0, 1.0
        high = 1.0 + (0.004 * math.sin(second * 1.7 + sway) if motion.breathes else 0.0)
        if motion.bobs == "water":
            y = 0.006 * math.sin(second * 1.5 + sway)
            turn = 0.028 * math.sin(second * 1.15 + sway)
        elif motion.bobs == "air" or hang:
            y = 0.014 * math.sin(second * 1.3 + sway) * (1 + (stand.figure.kind == "butterfly"))
            turn = 0.03 * math.sin(second * 0.9 + sway)
        elif motion.breathes:
            turn = 0.006 * math.sin(second * 0.8 + sway)
        elif stand.cut and stand.figure.action in ("walk", "run"):
            quick = 1.9 if stand.figure.action == "walk" else 2.9
            y = 0.008 * math.cos(second * math.tau * quick)
            turn = 0.008 * math.sin(second * math.tau * quick / 2)
        if stand.figure.action == "jump" and stand.figure.kind not in ("man", "woman", "child", "person"):
            y -= 0.3 * tall * abs(math.sin(math.pi * second / 0.9))
        if motion.rises:
            y -= (
                (0.16 if stand.figure.kind == "rocket" else 0.06)
                * (second - middle)
                / max(0.5, scene.duration)
                * 2
            )
        if motion.turns == "body":
            wide = narrowed(second, scene.duration)
        elif motion.turns == "flat":
            wide = math.cos(math.tau * (second / 5.0 + start))
            thin = 0.1 if stand.figure.kind in ("phone", "book", "watch") else 0.45
            wide = math.copysign(thin + (1 - thin) * abs(wide), wide)
        return Life(pose, along, stand.foot + y, facing * tall * wide, tall * high, turn * facing)

    return life


def pace(scene: Scene, stand: Stand, gait: tuple[float, float], *, fast: bool = False) -> float:
    """How fast it goes, in frame heights a second: slower than its gait where it would soon be gone."""
    natural = gait[0] * stand.tall / gait[1]
    if natural <= 0.0 or scene.duration <= 0.0:
        return natural
    slowest = SLOWEST_RUN if stand.figure.action == "run" else SLOWEST
    room = scene.aspect - 2 * (abs(stand.x) + half_width(stand.figure) * stand.tall)
    fits = max(room, scene.aspect * REACH) / scene.duration
    return min(natural, max(fits, 0.0 if fast else natural / slowest))


def angle(second: float, duration: float) -> float:
    """How far somebody has turned, from behind (pi) to the front (0), gently."""
    share = min(1.0, max(0.0, (second - 0.15 * duration) / max(0.2, min(TURN, 0.7 * duration))))
    return math.pi * (1 - share * share * (3 - 2 * share))


def narrowed(second: float, duration: float) -> float:
    """How wide a turning body is seen."""
    part = abs(math.cos(angle(second, duration)))
    return 0.8 + 0.2 * (part - 0.5) / 0.5 if part > 0.5 else 0.84 + 0.16 * (1 - part / 0.5)


def shown(motion: Motion, beat: float, second: float, duration: float) -> int:
    """Which of the pictures is shown."""
    if motion.turns == "body":
        at = math.cos(angle(second, duration))
        return 0 if at > 0.5 else 2 if at < -0.5 else 1
    if motion.poses <= 1:
        return 0
    if motion.shows:
        return 0 if beat % 1.0 < motion.shows else 1
    return int(beat * motion.poses) % motion.poses
