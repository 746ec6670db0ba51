"""How a body is held while it does something: joints as angles, a pure function of the moment."""

from __future__ import annotations

import math
from dataclasses import dataclass

Leg = tuple[float, float, float]  # thigh, knee, toe
Arm = tuple[float, float]  # upper arm, elbow


@dataclass(frozen=True, slots=True)
class Pose:
    """Somebody seen from the side. Angles are radians from straight down, forward positive; knees bend back,
    elbows forward, toes down. Near and far limbs come in pairs. `lift` is how high the feet are off the
    ground; `hip` is set where it is not the feet that carry.
    """

    legs: tuple[Leg, Leg]
    arms: tuple[Arm, Arm]
    lean: float = 0.03
    nod: float = 0.0
    lift: float = 0.0
    hip: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Front:
    """Somebody seen from the front or from behind. Arms are turned outwards; the left one comes first, as
    it is seen. `sway` is how far the hips are to the right, `tilt` how the head leans, `step` how far each
    knee is bent, `lift` as in `Pose`.
    """

    arms: tuple[Arm, Arm] = ((0.12, 0.12), (0.12, 0.12))
    sway: float = 0.0
    tilt: float = 0.0
    step: tuple[float, float] = (0.0, 0.0)
    spread: float = 0.05
    lift: float = 0.0


def walk(phase: float) -> Pose:
    turn = math.tau * phase

    def leg(at: float) -> Leg:
        push, strike = max(0.0, math.cos(at + 1.15)) ** 2, max(0.0, math.cos(at - 1.4)) ** 3
        return (
            0.05 + 0.41 * math.sin(at),
            0.1 + 0.92 * max(0.0, math.cos(at + 0.35)) ** 1.5,
            0.75 * push - 0.3 * strike,
        )

    def arm(at: float) -> Arm:
        return (-0.04 + 0.4 * math.sin(at), 0.24 + 0.16 * math.sin(at))

    return Pose(
        (leg(turn), leg(turn + math.pi)), (arm(turn + math.pi), arm(turn)), 0.05, 0.02 * math.cos(2 * turn)
    )


def run(phase: float) -> Pose:
    turn = math.tau * phase

    def leg(at: float) -> Leg:
        return (
            0.24 + 0.78 * math.sin(at),
            0.28 + 1.6 * max(0.0, math.cos(at + 0.45)) ** 1.3,
            0.9 * max(0.0, math.cos(at + 1.2)) ** 2 - 0.2 * max(0.0, math.cos(at - 1.4)) ** 3,
        )

    def arm(at: float) -> Arm:
        return (-0.2 + 0.8 * math.sin(at), 1.45 + 0.25 * math.sin(at))

    return Pose(
        (leg(turn), leg(turn + math.pi)),
        (arm(turn + math.pi), arm(turn)),
        0.2,
        -0.08,
        0.045 * max(0.0, -math.cos(2 * turn - 0.3)),
    )


def jump(phase: float) -> Pose:
    """Down, up into the air, and down again."""
    air = max(0.0, math.sin(math.tau * (phase - 0.2) / 1.2)) if 0.2 < phase < 0.8 else 0.0
    bend = max(0.0, 1 - abs(phase - 0.12) / 0.12) + max(0.0, 1 - abs(phase - 0.88) / 0.12)
    tuck = air * 0.7
    legs = (
        (0.1 + 0.8 * bend + 0.7 * tuck, 0.1 + 1.5 * bend + 1.2 * tuck, 0.5 * air),
        (0.0 + 0.8 * bend - 0.15 * tuck, 0.1 + 1.5 * bend + 0.9 * tuck, 0.7 * air),
    )
    reach = 0.5 - 1.1 * bend + 2.2 * air
    return Pose(legs, ((reach, 0.3), (reach - 0.2, 0.35)), 0.05 + 0.5 * bend - 0.05 * air, 0.0, 0.24 * air)


def swim(phase: float) -> Pose:
    """A crawl: one arm after the other, legs that beat."""
    turn = math.tau * phase
    kick = 0.22 * math.sin(3 * turn)
    legs = ((-1.45 + kick, 0.12, 1.2), (-1.45 - kick, 0.12, 1.2))
    return Pose(legs, ((math.pi + 0.4 - turn, 0.3), (0.4 - turn, 0.3)), 1.42, -0.9, hip=(-0.1, -0.16))


def fly(phase: float) -> Pose:
    """Stretched out in the air, one arm ahead."""
    wave = 0.05 * math.sin(math.tau * phase)
    return Pose(
        ((-1.2 + wave, 0.25, 1.1), (-1.35 - wave, 0.1, 1.2)),
        ((2.7, 0.1), (0.1, 0.6)),
        1.2,
        -0.8,
        hip=(-0.1, -0.2),
    )


def drifting(phase: float) -> Pose:
    """Weightless: arms and legs hang free."""
    wave = math.sin(math.tau * phase)
    return Pose(
        ((0.35 + 0.12 * wave, 0.7, 0.7), (-0.1 - 0.1 * wave, 0.6, 0.8)),
        ((1.1 + 0.15 * wave, 0.5), (0.7 - 0.15 * wave, 0.7)),
        0.22,
        -0.1,
        0.12,
    )


def seated(action: str, phase: float) -> Pose:
    breath = 0.02 * math.sin(math.tau * phase)
    arms: tuple[Arm, Arm] = ((0.5 + breath, 0.75), (0.42, 0.8))
    if action in ("read", "play"):
        arms = ((0.4 + breath, 1.6), (0.5 + breath, 1.5))
    elif action == "talk":
        arms = ((0.55 + 5 * breath, 1.1 + 8 * breath), (0.45, 0.8))
    elif action == "eat":
        arms = ((0.6, 1.5 + 14 * breath), (0.5, 1.0))
    return Pose(
        ((1.5, 1.5, 0.0), (1.42, 1.36, 0.0)),
        arms,
        0.1 if action == "read" else -0.02,
        0.28 if action == "read" else 0.03,
        hip=(-0.08, -0.29),
    )


def lying(phase: float) -> Pose:
    breath = 0.02 * math.sin(math.tau * phase)
    return Pose(
        ((1.42, 0.25, -0.9), (1.62, 0.7, -0.5)),
        ((1.1 + breath, 0.2), (1.5, 0.3)),
        -1.5,
        -0.08,
        hip=(0.06, -0.075),
    )


def pedalling(phase: float) -> Pose:
    """On a saddle, hands ahead; the feet go round."""
    turn = math.tau * phase

    def leg(at: float) -> Leg:
        return (0.82 + 0.38 * math.cos(at), 1.0 + 0.42 * math.cos(at + 0.5), 0.1)

    return Pose((leg(turn), leg(turn + math.pi)), ((0.98, 0.25), (0.9, 0.28)), 0.42, -0.2, hip=(0.0, 0.0))


def astride(phase: float) -> Pose:
    """On a horse, holding the reins."""
    sway = 0.05 * math.sin(2 * math.tau * phase)
    return Pose(
        ((0.75, 0.95, -0.1), (0.75, 0.95, -0.1)),
        ((0.5 + sway, 1.0), (0.45 + sway, 1.0)),
        0.05 + sway * 0.5,
        0.0,
        hip=(0.0, 0.0),
    )


def pointing(phase: float) -> Pose:
    wave = 0.06 * math.sin(math.tau * phase)
    return Pose(((0.06, 0.08, 0.0), (-0.08, 0.06, 0.0)), ((1.52 + wave, 0.05), (-0.05, 0.2)), 0.02, -0.05)


def upright(phase: float) -> Pose:
    breath = 0.015 * math.sin(math.tau * phase)
    return Pose(((0.05, 0.08, 0.0), (-0.05, 0.06, 0.0)), ((0.02 + breath, 0.22), (-0.04, 0.2)), 0.01, 0.0)


SIDE = {
    "walk": walk,
    "run": run,
    "jump": jump,
    "swim": swim,
    "fly": fly,
    "float": drifting,
    "lie": lying,
    "point": pointing,
    "pedal": pedalling,
    "astride": astride,
    "stand": upright,
}


def side_pose(action: str, phase: float) -> Pose:
    """The pose of an action that is seen from the side; those it has no pose for sit."""
    return SIDE[action](phase) if action in SIDE else seated(action, phase)


def front_pose(action: str, phase: float, prop: str = "") -> Front:
    """The pose of an action that is seen from the front."""
    turn = math.tau * phase
    beat, twice = math.sin(turn), math.sin(2 * turn)
    match action:
        case "dance":
            up = 0.5 + 0.5 * beat
            return Front(
                ((2.2 - 1.1 * up, -0.5 - 0.5 * up), (1.1 + 1.2 * up, -0.9 + 0.4 * up)),
                0.05 * beat,
                0.12 * beat,
                (0.5 * max(0.0, beat), 0.5 * max(0.0, -beat)),
                0.11,
                0.02 * abs(twice),
            )
        case "wave":
            return Front(((0.12, 0.12), (2.25, -0.45 - 0.5 * twice)), 0.006 * beat, 0.04)
        case "talk":
            return Front(
                ((0.2, 0.5 + 0.3 * beat), (0.3 + 0.08 * twice, 1.75 + 0.45 * math.sin(turn + 1.0))),
                0.008 * beat,
                0.05 * beat,
            )
        case "play" if prop == "violin":
            return Front(
                ((0.62, -2.0), (0.5 + 0.2 * twice, 2.4 - 0.25 * twice)), 0.012 * beat, -0.16 + 0.03 * beat
            )
        case "play" if prop == "guitar":
            return Front(
                ((0.5, -1.5 - 0.06 * twice), (0.35, 1.2 + 0.2 * math.sin(4 * turn))),
                0.012 * beat,
                -0.06 + 0.04 * twice,
            )
        case "play" if prop == "trumpet":
            return Front(((0.5, 2.3), (0.45, 2.35 + 0.05 * twice)), 0.012 * beat, 0.03 * beat)
        case "play":
            return front_pose("dance", phase)
        case "walk" | "run":
            far = 0.55 if action == "walk" else 1.0
            return Front(
                ((0.14, 0.16 + 0.3 * far * max(0.0, beat)), (0.14, 0.16 + 0.3 * far * max(0.0, -beat))),
                0.012 * beat,
                0.015 * beat,
                (far * max(0.0, beat), far * max(0.0, -beat)),
                0.045,
                0.012 * far * abs(twice),
            )
        case "eat":
            return Front(((0.14, 0.2), (0.3, 2.3 + 0.25 * beat)), 0.0, 0.04)
        case "read":
            return Front(((0.16, 1.75), (0.16, 1.75)), 0.004 * beat, 0.03)
        case "hold":
            return Front(((0.12, 0.14), (0.3, 2.35 + 0.02 * beat)), 0.005 * beat, 0.02)
        case _:
            return Front(((0.12 + 0.01 * beat, 0.14), (0.13 + 0.01 * beat, 0.16)), 0.008 * beat, 0.02 * beat)
