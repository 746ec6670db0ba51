"""Moves are pure functions of time: they begin gently, go where they say, and never shake by accident."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest

from rushes.previz.camera import camera_path, ease, reach
from rushes.previz.compositor import Compositor
from rushes.previz.geometry import (
    FAR,
    Bounds,
    CameraPath,
    Glass,
    Lens,
    Level,
    Pose,
    Side,
    Upright,
    inverse,
    seen,
)
from rushes.previz.lightings import DAYLIGHT, LIGHTS
from rushes.previz.moves import MOVES, UNASKED, find_move
from rushes.previz.scene import Scene

LENS = Lens(320, 180, 0.05)


def path_of(key: tuple[str, str], far: float = 1.0) -> CameraPath:
    return camera_path(MOVES[key], duration=2.0, far=far, seed="a")


def place(plane: Upright, pose: Pose, x: float, y: float) -> tuple[float, float]:
    u, v, w = LENS.view(plane, pose) @ np.array([x, y, 1.0])
    return u / w, v / w


def test_ease_is_smooth_and_ends_where_it_should() -> None:
    steps = [ease(k / 1000) for k in range(1001)]
    speeds = [b - a for a, b in pairwise(steps)]
    assert steps[0] == 0
    assert steps[-1] == pytest.approx(1)
    assert min(speeds) >= 0
    assert max(abs(b - a) for a, b in pairwise(speeds)) < 2e-5
    assert speeds[0] < 1e-5
    assert speeds[-1] < 1e-5


@pytest.mark.parametrize(
    ("key", "moves_x", "moves_y"),
    [
        (("pan", "right"), -1, 0), (("pan", "left"), 1, 0), (("tracking", "right"), -1, 0),
        (("tracking", "left"), 1, 0), (("tilt", "up"), 0, 1), (("tilt", "down"), 0, -1),
        (("crane", "up"), 1, 1), (("crane", "down"), -1, -1),
        (("pedestal", "up"), 0, 1), (("pedestal", "down"), 0, -1), (("truck", "left"), 1, 0),
    ],
)  # fmt: skip
def test_a_thing_goes_against_the_move(key: tuple[str, str], moves_x: int, moves_y: int) -> None:
    path = path_of(key)
    a, b = place(Upright(1.0), path(0.0), 0.0, 0.1), place(Upright(1.0), path(2.0), 0.0, 0.1)
    assert [math.copysign(1, d) if abs(d) > 1 else 0 for d in (b[0] - a[0], b[1] - a[1])] == [
        moves_x,
        moves_y,
    ]


def spread(plane: Upright, pose: Pose) -> float:
    return place(plane, pose, 0.1, 0.1)[0] - place(plane, pose, -0.1, 0.1)[0]


def test_a_zoom_scales_all_layers_alike_and_a_dolly_the_near_ones_more() -> None:
    for key, far_too in ((("zoom", "in"), True), (("dolly", "in"), False)):
        path = path_of(key)
        near = spread(Upright(1.0), path(2.0)) / spread(Upright(1.0), path(0.0))
        far = spread(Upright(FAR), path(2.0)) / spread(Upright(FAR), path(0.0))
        assert near > 1.2
        assert far == pytest.approx(near if far_too else 1.0, rel=1e-3)


def test_tracking_moves_near_layers_further_and_a_pan_all_alike() -> None:
    for key, ratio in ((("truck", "right"), 4.0), (("pan", "right"), 1.0)):
        path = path_of(key)
        gone = [
            place(Upright(d), path(2.0), 0, 0)[0] - place(Upright(d), path(0.0), 0, 0)[0] for d in (1.0, 4.0)
        ]
        assert gone[0] / gone[1] == pytest.approx(ratio)


def test_motion_time_and_speed_scale_the_way() -> None:
    assert reach(1, 4, "normal") < reach(5, 4, "normal") < reach(10, 4, "normal")
    assert reach(5, 4, "slow") < reach(5, 4, "normal") < reach(5, 4, "fast")
    assert reach(None, 4) == reach(5, 4)
    assert reach(10, 600, "fast") <= 1.9


def test_a_hand_trembles_the_same_for_the_same_seed() -> None:
    hand = find_move("handheld", "none")
    paths = [camera_path(hand, duration=2.0, far=1.0, seed=seed) for seed in "aab"]
    at = [path(0.7) for path in paths]
    assert at[0] == at[1] != at[2]
    assert at[0].roll != 0


def test_unknown_moves_stay_still_and_unknown_directions_take_the_usual() -> None:
    assert find_move("teleport", "none") == UNASKED
    assert find_move("first_person", "left") == MOVES["first person", "in"]
    assert find_move("zoom", "up") == MOVES["zoom", "in"]


@pytest.mark.parametrize(
    "plane", [Upright(1.0), Upright(9.0), Level(0.42), Level(-1.0), Side(1.2), Side(-1.2)]
)
def test_planes_show_what_was_painted_at_rest_and_can_be_turned_back(plane: Upright | Level | Side) -> None:
    here = LENS.view(plane, Pose()) @ np.array([0.3, 0.2, 1.0])
    assert here[:2] / here[2] == pytest.approx([160 + 0.3 * 180, 90 + (0.2 + 0.05) * 180])
    matrices = np.stack([LENS.view(plane, Pose(x=0.1, y=-0.1, z=0.2, roll=0.02)), LENS.view(Glass(), Pose())])
    assert inverse(matrices) @ matrices == pytest.approx(np.stack([np.eye(3)] * 2), abs=1e-9)


@pytest.mark.parametrize("key", list(MOVES), ids=" ".join)
def test_a_dot_moves_without_jitter(key: tuple[str, str]) -> None:
    path = path_of(key)
    scene = Scene(LENS, LIGHTS[DAYLIGHT], "a", path, [path(k / 12) for k in range(25)], 2.0)
    plane = Upright(1.6)
    canvas = scene.canvas(plane, sway=0.05)
    spot = np.exp(-(((canvas.x - 0.03) / 0.022) ** 2 + ((canvas.y - 0.04) / 0.022) ** 2))
    canvas.fill((0.0, 0.0, 0.0))
    canvas.fill((1.0, 1.0, 1.0), spot)
    scene.add(canvas, plane)
    compositor = Compositor(scene)
    errors: list[tuple[float, float]] = []
    for k in range(49):
        compositor.draw(k / 24)
        ideal = place(plane, path(k / 24), 0.03, 0.04)
        left, top = round(ideal[0]) - 18, round(ideal[1]) - 18
        assert 0 <= left < 284
        assert 0 <= top < 144
        bright = (compositor.frame[top : top + 36, left : left + 36] & 255).astype(np.float64)
        bright[bright < 6] = 0
        down, across = np.mgrid[top : top + 36, left : left + 36] + 0.5
        weight = bright * (np.hypot(across - ideal[0], down - ideal[1]) < 16)
        errors.append(
            (
                (weight * across).sum() / weight.sum() - ideal[0],
                (weight * down).sum() / weight.sum() - ideal[1],
            )
        )
    jumps = [max(abs(b[0] - a[0]), abs(b[1] - a[1])) for a, b in pairwise(errors)]
    assert max(jumps) <= 0.06
    assert max(max(map(abs, error)) for error in errors) < 0.12


def test_bounds_hold_all_that_a_move_shows() -> None:
    poses = [path_of(("truck", "right"), 1.9)(k / 10) for k in range(21)]
    box = seen(LENS, Upright(1.0), poses)
    wide = 320 / 180 / 2
    assert box.left == pytest.approx(-wide - 0.38, abs=0.01)
    assert box.right == pytest.approx(wide + 0.38, abs=0.01)
    assert seen(LENS, Level(0.4), poses).top >= 0
    assert isinstance(seen(LENS, Side(1.0), poses), Bounds)
