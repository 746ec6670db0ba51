"""Camera moves as data, and the path of the camera for a shot: a pure function of time."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from random import Random

from rushes.previz.geometry import CameraPath, Pose

STEPS_A_SECOND = 1.85


@dataclass(frozen=True, slots=True)
class Move:
    """A way from `start` to `end`, in poses for a motion of 5; life is what moves all the time.

    `shake` is the size of a hand's trembling, `bob` of a walker's steps (frame heights).
    """

    start: Pose
    end: Pose
    shake: float = 0.0
    bob: float = 0.0


REST = Pose()

# (kind, direction) → move. A move outward ends where the camera rests, one inward begins there.
MOVES: dict[tuple[str, str], Move] = {
    ("steady", ""): Move(REST, REST, shake=0.0012),
    ("zoom", "in"): Move(REST, Pose(focal=1.36)),
    ("zoom", "out"): Move(Pose(focal=1.36), REST),
    ("dolly", "in"): Move(REST, Pose(z=0.3)),
    ("dolly", "out"): Move(Pose(z=0.3), REST),
    ("dolly", "right"): Move(Pose(x=-0.2), Pose(x=0.2)),
    ("dolly", "left"): Move(Pose(x=0.2), Pose(x=-0.2)),
    ("tracking", "right"): Move(Pose(x=-0.2), Pose(x=0.2)),
    ("tracking", "left"): Move(Pose(x=0.2), Pose(x=-0.2)),
    ("tracking", "in"): Move(REST, Pose(z=0.3)),
    ("tracking", "out"): Move(Pose(z=0.3), REST),
    ("pan", "right"): Move(Pose(yaw=-0.2), Pose(yaw=0.2)),
    ("pan", "left"): Move(Pose(yaw=0.2), Pose(yaw=-0.2)),
    ("tilt", "up"): Move(Pose(pitch=0.14), Pose(pitch=-0.14)),
    ("tilt", "down"): Move(Pose(pitch=-0.14), Pose(pitch=0.14)),
    ("crane", "up"): Move(Pose(y=0.1, pitch=-0.02), Pose(y=-0.26, pitch=0.1)),
    ("crane", "down"): Move(Pose(y=-0.26, pitch=0.1), Pose(y=0.08, pitch=-0.02)),
    ("handheld", ""): Move(Pose(z=0.0), Pose(z=0.05), shake=0.011),
    ("aerial", "in"): Move(Pose(y=-0.04), Pose(y=-0.42, z=0.16, pitch=0.17)),
    ("aerial", "out"): Move(Pose(y=-0.42, z=0.16, pitch=0.17), Pose(y=-0.04)),
    ("aerial", "up"): Move(Pose(y=0.02), Pose(y=-0.5, pitch=0.2)),
    ("aerial", "down"): Move(Pose(y=-0.5, pitch=0.2), Pose(y=0.02)),
    ("aerial", "left"): Move(Pose(x=0.24, y=-0.3, pitch=0.12), Pose(x=-0.24, y=-0.36, pitch=0.14)),
    ("aerial", "right"): Move(Pose(x=-0.24, y=-0.3, pitch=0.12), Pose(x=0.24, y=-0.36, pitch=0.14)),
    ("first person", "in"): Move(REST, Pose(z=0.36), shake=0.002, bob=0.007),
    ("first person", "out"): Move(Pose(z=0.36), REST, shake=0.002, bob=0.007),
}

USUAL = {
    "tracking": "right", "pan": "right", "tilt": "up", "crane": "up", "zoom": "in", "dolly": "in",
    "aerial": "in", "first person": "in",
}  # fmt: skip
SPEEDS = {"slow": 0.62, "normal": 1.0, "fast": 1.5}


def find_move(kind: str, direction: str) -> Move:
    """The move of the table for `kind`, with its usual direction where the one given has none."""
    kind = kind.replace("_", " ")
    for key in ((kind, direction), (kind, USUAL.get(kind, "")), (kind, "")):
        if key in MOVES:
            return MOVES[key]
    return MOVES["steady", ""]


def ease(t: float) -> float:
    """0 to 1 with a smooth start and end; in between the speed is even."""
    ramp = 0.28
    t = min(1.0, max(0.0, t))
    if t > 0.5:
        return 1.0 - ease(1.0 - t)
    speed = 1.0 / (1.0 - ramp)
    if t >= ramp:
        return speed * (t - ramp / 2)
    along = t / ramp  # the speed's own ramp is a smoothstep: no kink in speed
    return speed * ramp * (along**3 - along**4 / 2)


def reach(motion: int | None, duration: float, speed: str = "normal") -> float:
    """How far a move goes, 1 being as the table says: by `motion` 1 to 10, speed words and time."""
    asked = 5 if motion is None else min(10, max(1, motion))
    far = (asked / 5.0) ** 0.75 * SPEEDS.get(speed, 1.0)
    return min(1.9, far * min(1.15, max(0.45, math.sqrt(duration / 4.0))))


def between(move: Move, amount: float, far: float) -> Pose:
    """The pose `amount` (0..1) of the way along `move`, every distance times `far`."""
    a, b = move.start, move.end
    focal = math.exp((1 - amount) * math.log(a.focal) * far + amount * math.log(b.focal) * far)

    def mixed(name: str) -> float:
        return far * ((1 - amount) * float(getattr(a, name)) + amount * float(getattr(b, name)))

    pose = Pose(mixed("x"), mixed("y"), mixed("z"), mixed("yaw"), mixed("pitch"), 0.0, focal)
    return replace(pose, y=max(-0.6, pose.y), z=min(0.5, pose.z))


def tremble(random: Random) -> list[tuple[float, float, float]]:
    """Sines of a hand's movement: hertz, phase, share. The slow ones are the wide ones."""
    bands = ((0.23, 0.42, 0.5), (0.55, 0.85, 0.26), (1.1, 1.6, 0.13), (2.1, 2.9, 0.05))
    return [(random.uniform(low, high), random.uniform(0, math.tau), share) for low, high, share in bands]


def camera_path(move: Move, *, duration: float, far: float, seed: str, closeness: float = 1.0) -> CameraPath:
    """Where the camera is at each second of a shot; below 1, `closeness` shortens its way past a near one."""
    random = Random(seed)  # noqa: S311
    waves = {name: tremble(random) for name in ("x", "y", "yaw", "pitch", "roll")}
    size = move.shake * max(0.6, far)
    bob = move.bob * max(0.6, far)

    def sway(name: str, second: float) -> float:
        return sum(math.sin(math.tau * hertz * second + phase) * share for hertz, phase, share in waves[name])

    def pose(second: float) -> Pose:
        at = between(move, ease(second / duration if duration > 0 else 0.0), far)
        step = math.tau * STEPS_A_SECOND * second
        return replace(
            at,
            x=(at.x + size * 1.2 * sway("x", second) + bob * 0.7 * math.sin(step / 2)) * closeness,
            y=(at.y + size * 1.2 * sway("y", second) + bob * 1.1 * math.cos(step)) * closeness,
            z=at.z * closeness,
            yaw=at.yaw + size * sway("yaw", second),
            pitch=at.pitch + size * sway("pitch", second) + bob * 0.4 * math.cos(step + 0.4),
            roll=at.roll + size * 0.9 * sway("roll", second) + bob * 0.5 * math.sin(step / 2),
        )

    return pose
