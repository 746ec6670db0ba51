"""The camera's moves as data: where each goes, and what is particular about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from rushes.previz.geometry import Pose

Pace = Literal["gentle", "even", "late", "sudden"]


@dataclass(frozen=True, slots=True)
class Move:
    """A way through poses, for a motion of 5; the rest of it is what moves all the time, or besides.

    `pace` is how it goes along its way, `most` how much further than the table it may go.
    `shake` is the size of a hand's trembling, `rough` how much of it is quick, `drift` that of floating,
    `bob` that of a walker's steps (all in frame heights).
    `around` turns the view to keep the subject in its place, `keeps` the lens to keep its size.
    `carries` takes the subject along, `worn` fixes it to the camera. `hides` begins behind something,
    `view` is from where it sees whom it goes with.
    `racks` passes the focus from near to far, `smears` blurs what goes by too fast.
    """

    way: tuple[Pose, ...]
    pace: Pace = "gentle"
    most: float = 1.9
    shake: float = 0.0
    rough: float = 0.0
    drift: float = 0.0
    bob: float = 0.0
    around: bool = False
    keeps: bool = False
    carries: bool = False
    worn: bool = False
    view: str = ""
    hides: bool = False
    racks: bool = False
    smears: bool = False


REST = Pose()
UNASKED = Move((REST, REST), shake=0.0012)  # a camera that nobody spoke of: it breathes
OVER_A_PICTURE = Move((REST, Pose(focal=1.14)))  # where no move is asked for


def both(there: str, back: str, move: Move) -> dict[str, Move]:
    """A move and the same backwards, by their directions."""
    from dataclasses import replace

    return {there: move, back: replace(move, way=move.way[::-1])}


# kind → direction → move. A move outward ends where the camera rests, one inward begins there.
TABLE: dict[str, dict[str, Move]] = {
    "static": {"": Move((REST, REST))},
    "steady": {"": Move((Pose(x=-0.03), Pose(x=0.03, z=0.1)), drift=0.014)},
    "zoom": both("in", "out", Move((REST, Pose(focal=1.36)))),
    "crash zoom": both("in", "out", Move((REST, Pose(focal=1.9)), pace="sudden", most=1.3)),
    "dolly": {
        **both("in", "out", Move((Pose(z=-0.1), Pose(z=0.24)))),
        **both("right", "left", Move((Pose(x=-0.2), Pose(x=0.2)))),
    },
    "push": both("in", "out", Move((REST, Pose(y=-0.035, z=0.42, pitch=-0.03)), pace="late", most=1.15)),
    "dolly zoom": both("in", "out", Move((Pose(z=-0.75), REST), keeps=True, most=1.6)),
    "tracking": {
        **both("right", "left", Move((Pose(x=-0.34), Pose(x=0.34)), pace="even", carries=True)),
        **both("in", "out", Move((Pose(z=-0.2), Pose(z=0.34)), pace="even", carries=True, most=1.3)),
    },
    "follow": {"in": Move((Pose(z=-0.1), Pose(z=0.44)), bob=0.0035, carries=True, pace="even", most=1.1,
                    view="back")},
    "leading": {
        "out": Move((Pose(y=-0.05, z=0.44), Pose(y=-0.05, z=-0.1)), drift=0.008, carries=True, pace="even",
                    most=1.1, view="front"),
    },
    "truck": both("right", "left", Move((Pose(x=-0.2), Pose(x=0.2)))),
    "pan": both("right", "left", Move((Pose(yaw=-0.2), Pose(yaw=0.2)))),
    "whip pan": {
        "right": Move((Pose(yaw=-0.62), REST), pace="sudden", most=1.3, smears=True),
        "left": Move((Pose(yaw=0.62), REST), pace="sudden", most=1.3, smears=True),
    },
    "tilt": both("down", "up", Move((Pose(pitch=-0.14), Pose(pitch=0.14)))),
    "pedestal": both("up", "down", Move((Pose(y=0.14), Pose(y=-0.24)))),
    "crane": both(
        "up", "down",
        Move((Pose(x=0.05, y=0.1, z=0.06, pitch=-0.02), Pose(y=-0.2, z=0.02, pitch=0.09),
              Pose(x=-0.05, y=-0.42, z=-0.1, pitch=0.21))),
    ),
    "roll": {
        "right": Move((REST, Pose(roll=-0.42)), most=1.6),
        "left": Move((REST, Pose(roll=0.42)), most=1.6),
    },
    "arc": both("right", "left", Move((Pose(x=-0.3, z=0.03), REST, Pose(x=0.3, z=0.03)), around=True)),
    "orbit": both(
        "right", "left",
        Move((Pose(x=-0.62, z=0.2), Pose(x=-0.34, z=0.02), Pose(z=-0.06), Pose(x=0.34, z=0.02),
              Pose(x=0.62, z=0.2)), around=True, pace="even", most=1.3),
    ),
    "aerial": {
        **both("in", "out", Move((Pose(y=-0.3, z=-0.6, pitch=0.1), Pose(y=-0.46, z=0.36, pitch=0.2)))),
        **both("up", "down", Move((Pose(y=0.02), Pose(y=-0.5, pitch=0.2)))),
        "left": Move((Pose(x=0.24, y=-0.3, pitch=0.12), Pose(x=-0.24, y=-0.36, pitch=0.14))),
        "right": Move((Pose(x=-0.24, y=-0.3, pitch=0.12), Pose(x=0.24, y=-0.36, pitch=0.14))),
    },
    "fpv": {
        "in": Move((Pose(y=-0.44, z=-0.7, pitch=0.14), Pose(x=-0.16, y=-0.22, z=-0.36, roll=-0.2),
                    Pose(x=0.15, y=-0.02, z=0.0, roll=0.26), Pose(x=-0.04, y=-0.06, z=0.28, roll=-0.14),
                    Pose(y=-0.16, z=0.46)), pace="even", most=1.15),
    },
    "fly through": {
        "in": Move((Pose(y=-0.06, z=-0.42), Pose(x=0.13, y=-0.08, z=-0.1), Pose(x=-0.11, y=-0.03, z=0.22),
                    Pose(z=0.5)), pace="even", most=1.03),
    },
    "first person": both("in", "out", Move((REST, Pose(z=0.36)), shake=0.002, bob=0.007)),
    "snorricam": {"": Move((Pose(x=-0.05), Pose(x=0.05)), shake=0.03, bob=0.012, worn=True)},
    "handheld": {"": Move((REST, Pose(z=0.05)), shake=0.011)},
    "shaky": {"": Move((REST, Pose(z=0.05)), shake=0.03, rough=1.0)},
    "rack focus": {"": Move((REST, REST), shake=0.0012, racks=True)},
    "long take": {
        "": Move((Pose(x=-0.12, yaw=-0.24), Pose(x=-0.04, yaw=0.04, z=0.02), Pose(y=-0.03, z=0.3, yaw=0.06),
                  Pose(x=0.2, y=-0.16, z=0.26, yaw=0.02, pitch=0.06)), pace="even", most=1.3),
    },
    "reveal": {
        "right": Move((Pose(x=-0.34), Pose(x=0.22)), hides=True),
        "left": Move((Pose(x=0.34), Pose(x=-0.22)), hides=True),
    },
}  # fmt: skip

MOVES = {(kind, direction): move for kind, moves in TABLE.items() for direction, move in moves.items()}


def find_move(kind: str, direction: str) -> Move:
    """The move of the table for `kind`, in its first direction where it has not the one given."""
    moves = TABLE.get(kind.replace("_", " "))
    if moves is None:
        return UNASKED
    return moves.get(direction) or next(iter(moves.values()))
