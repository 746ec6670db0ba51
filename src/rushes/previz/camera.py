"""The path of the camera for a shot: a pure function of time."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import fields, replace
from random import Random

from rushes.previz.geometry import CameraPath, Pose
from rushes.previz.moves import Move, Pace

STEPS_A_SECOND = 1.85
SPEEDS = {"slow": 0.62, "normal": 1.0, "fast": 1.5}
HIGHEST, LOWEST, NEAREST = -0.62, 0.26, 0.52  # as far as a move itself may go: y, y, z
SUDDEN = (0.34, 0.58)  # the part of a shot in which a sudden move happens
STILL_BEFORE = 0.1  # of the way that such a move creeps before and after


def smooth(t: float) -> float:
    """0 to 1 with no kink in speed nor in how speed changes."""
    t = min(1.0, max(0.0, t))
    return t * t * t * (t * (t * 6 - 15) + 10)


def ease(t: float, ramp: float = 0.28) -> float:
    """0 to 1 with a smooth start and end; in between the speed is even."""
    t = min(1.0, max(0.0, t))
    if t > 0.5:
        return 1.0 - ease(1.0 - t, ramp)
    speed = 1.0 / (1.0 - ramp)
    if t >= ramp:
        return speed * (t - ramp / 2)
    along = t / ramp  # the speed's own ramp is a smoothstep: no kink in speed
    return speed * ramp * (along**3 - along**4 / 2)


def paced(pace: Pace, t: float) -> float:
    """How far along its way a move is at the share `t` of its time."""
    if pace == "even":
        return ease(t, 0.12)
    if pace == "late":  # it gathers speed: what it nears gains weight
        return ease(t) ** 1.6
    if pace == "sudden":
        begin, end = SUDDEN
        return STILL_BEFORE * ease(t) + (1 - STILL_BEFORE) * smooth((t - begin) / (end - begin))
    return ease(t)


def reach(motion: int | None, duration: float, speed: str = "normal") -> float:
    """How far a move goes, 1 being as the table says: by `motion` 1 to 10, speed words and time."""
    asked = 5 if motion is None else min(10, max(1, motion))
    far = (asked / 5.0) ** 0.75 * SPEEDS.get(speed, 1.0)
    return min(1.9, far * min(1.15, max(0.45, math.sqrt(duration / 4.0))))


def allowed(move: Move, far: float) -> float:
    """`far`, so that `move` stays above the ground, below the roofs and before what it goes towards."""
    far = min(far, move.most)
    for pose in move.way:
        limits = ((pose.y, HIGHEST), (pose.y, LOWEST), (pose.z, NEAREST))
        far = min([far, *(most / at for at, most in limits if at * most > 0)])
    return far


def along(way: Sequence[Pose], amount: float, far: float) -> Pose:
    """The pose `amount` (0..1) of the way, every distance times `far`; a smooth curve through all of them."""
    at = min(amount, 1 - 1e-9) * (len(way) - 1)
    k = int(at)
    t = at - k
    before, a, b, after = (way[min(max(k + step, 0), len(way) - 1)] for step in (-1, 0, 1, 2))

    def mixed(name: str) -> float:
        p, q, r, s = (float(getattr(one, name)) for one in (before, a, b, after))
        if name == "focal":
            p, q, r, s = (math.log(one) for one in (p, q, r, s))
        if len(way) == 2:
            return far * (q + (r - q) * t)
        leave, arrive = (r - p) / 2, (s - q) / 2
        cube = (2 * (q - r) + leave + arrive) * t
        return far * (q + t * (leave + t * (3 * (r - q) - 2 * leave - arrive + cube)))

    values = {one.name: mixed(one.name) for one in fields(Pose)}
    return Pose(**{**values, "focal": math.exp(values["focal"])})


Waves = list[tuple[float, float, float]]  # hertz, phase, share


def tremble(random: Random, rough: float = 0.0) -> Waves:
    """Sines of a hand's movement. The slow ones are the wide ones."""
    bands = ((0.23, 0.42, 0.5), (0.55, 0.85, 0.26), (1.1, 1.6, 0.13 + 0.14 * rough), (2.1, 2.9, 0.05))
    bands += ((3.4, 4.6, 0.12 * rough),) if rough else ()
    return [(random.uniform(low, high), random.uniform(0, math.tau), share) for low, high, share in bands]


def camera_path(
    move: Move,
    *,
    duration: float,
    far: float,
    seed: str,
    closeness: float = 1.0,
    stance: Pose | None = None,
    depth: float = 1.0,
) -> CameraPath:
    """Where the camera is at each second of a shot; below 1, `closeness` shortens its way past a near one.

    `stance` is where it stands before it moves: what its angle and lens say. The subject is `depth` away.
    """
    random = Random(seed)  # noqa: S311
    names = ("x", "y", "yaw", "pitch", "roll")
    waves = {name: tremble(random, move.rough) for name in names}
    floats = {name: tremble(random)[:2] for name in names}
    base = stance or Pose()
    far = allowed(move, far)
    strong = max(0.6, far)
    bob = move.bob * strong

    def sway(name: str, second: float) -> float:
        def of(parts: Waves) -> float:
            return sum(math.sin(math.tau * hertz * second + phase) * share for hertz, phase, share in parts)

        return (move.shake * of(waves[name]) + move.drift * of(floats[name])) * strong

    def pose(second: float) -> Pose:
        at = along(move.way, paced(move.pace, second / duration if duration > 0 else 0.0), far)
        step = math.tau * STEPS_A_SECOND * second
        at = replace(
            at,
            x=(at.x + 1.2 * sway("x", second) + bob * 0.7 * math.sin(step / 2)) * closeness,
            y=(at.y + 1.2 * sway("y", second) + bob * 1.1 * math.cos(step)) * closeness,
            z=at.z * closeness,
            yaw=at.yaw + sway("yaw", second),
            pitch=at.pitch + sway("pitch", second) + bob * 0.4 * math.cos(step + 0.4),
            roll=at.roll + 0.9 * sway("roll", second) + bob * 0.5 * math.sin(step / 2),
        )
        if move.around:
            at = replace(at, yaw=at.yaw - at.x / (depth - at.z))
        if move.keeps:
            at = replace(at, focal=at.focal * (depth - at.z) / depth)
        return seated(base, at)

    return pose


def seated(base: Pose, at: Pose) -> Pose:
    """The move's pose `at` from where the camera stands; a long lens turns as far on the picture."""
    return Pose(
        base.x + at.x,
        base.y + at.y,
        base.z + at.z,
        base.yaw + at.yaw / base.focal,
        base.pitch + at.pitch / base.focal,
        base.roll + at.roll,
        base.focal * at.focal,
        base.lean + at.lean,
    )
