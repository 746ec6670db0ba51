"""Angles and lenses: where the camera stands, what it keeps, and what the lens does to a frame."""

from __future__ import annotations

import math

import numpy as np
import pytest

from rushes.model import Prompt
from rushes.previz.fisheye import bend
from rushes.previz.framing import FRAMINGS, SHOT_SIZES
from rushes.previz.geometry import FAR, Lens, Pose, Upright
from rushes.previz.optics import blur, optics_of, smear, unsharp
from rushes.previz.stance import ANGLES, LENSES, blur_of, focal_of, stance_of
from rushes.previz.viewing import viewing_of
from rushes.prompts import Library

WIDE = FRAMINGS["wide"]
LENS = Lens(320, 180, WIDE.horizon)
DEPTH = 1.2


@pytest.mark.parametrize(
    ("camera", "framing", "angles", "lenses"),
    [
        ("", "", set(), set()),
        ("somewhere wild, no words for it", "", set(), set()),
        ("low-angle shot, wide lens", "", {"low angle"}, {"24mm wide-angle lens"}),
        ("Dutch tilt close-up, 85mm, bokeh", "close", {"Dutch angle"},
         {"85mm portrait lens", "shallow depth of field"}),
        ("top-down macro shot", "macro", {"overhead shot"}, set()),
        ("fisheye, worm's-eye view", "", {"worm's-eye view"}, {"fisheye lens"}),
        ("medium close-up from behind", "medium close", {"rear shot"}, set()),
    ],
)  # fmt: skip
def test_the_words_of_a_view(camera: str, framing: str, angles: set[str], lenses: set[str]) -> None:
    found = viewing_of(Prompt("a pier", camera=camera), "")
    assert (found.framing, set(found.angles), set(found.lenses)) == (framing, angles, lenses)


def test_loose_words_of_a_view_count_where_a_camera_is_spoken_of() -> None:
    assert viewing_of(Prompt("a wide street, the close of day"), "").framing == ""
    assert viewing_of(Prompt("a close-up of a clock"), "").framing == "close"


def test_everything_of_the_library_is_drawn_or_says_why_not() -> None:
    library = Library.standard()
    assert {one.name for one in library.of_kind("shot size")} == set(SHOT_SIZES)
    assert set(SHOT_SIZES.values()) == set(FRAMINGS)
    assert set(ANGLES) <= {one.name for one in library.of_kind("angle")}
    assert set(LENSES) <= {one.name for one in library.of_kind("lens")}


def place(pose: Pose, depth: float, x: float, y: float) -> tuple[float, float]:
    u, v, w = LENS.view(Upright(depth), pose) @ np.array([x, y, 1.0])
    return u / w, v / w


def test_a_long_lens_keeps_the_subject_and_brings_what_is_behind_it_near() -> None:
    sizes: list[float] = []
    for name in sorted(LENSES, key=LENSES.__getitem__):
        if name == "100mm macro lens":  # it comes nearer
            continue
        pose = stance_of((), (name,), WIDE, DEPTH)
        left, right = (place(pose, DEPTH, x, 0.2) for x in (-0.1, 0.1))
        assert right[0] - left[0] == pytest.approx(36, rel=1e-6)
        middle = WIDE.feet - WIDE.height / 2 - WIDE.horizon
        assert place(pose, DEPTH, 0.0, middle)[1] == pytest.approx(90 + (middle + WIDE.horizon) * 180)
        sizes.append(place(pose, FAR, 0.1, 0)[0] - place(pose, FAR, -0.1, 0)[0])
    assert sizes == sorted(sizes)
    assert sizes[-1] > 3.5 * sizes[0]


@pytest.mark.parametrize("name", [name for name, angle in ANGLES.items() if not angle.middle])
def test_an_angle_keeps_the_subject_in_its_place(name: str) -> None:
    pose = stance_of((name,), (), WIDE, DEPTH)
    middle = WIDE.feet - WIDE.height / 2 - WIDE.horizon
    assert place(pose, DEPTH, 0.0, middle)[1] == pytest.approx(90 + (middle + WIDE.horizon) * 180, abs=1.5)


def test_angles_are_what_they_are_called() -> None:
    horizon = {name: place(stance_of((name,), (), WIDE, DEPTH), FAR, 0.0, 0.0)[1] for name in ANGLES}
    assert horizon["low angle"] > horizon["eye-level shot"] > horizon["high angle"]
    assert horizon["bird's-eye view"] < 0  # no sky
    assert horizon["overhead shot"] < horizon["bird's-eye view"]
    tipped = stance_of(("Dutch angle",), (), WIDE, DEPTH)
    a, b = place(tipped, FAR, -0.5, 0.0), place(tipped, FAR, 0.5, 0.0)
    assert math.atan2(b[1] - a[1], b[0] - a[0]) == pytest.approx(0.24)


def test_depth_of_field_is_by_lens_and_framing() -> None:
    close = FRAMINGS["close"]
    assert (
        blur_of(WIDE, ())
        == 0
        < blur_of(WIDE, ("85mm portrait lens",))
        < blur_of(WIDE, ("shallow depth of field",))
    )
    assert blur_of(close, ()) > 0 == blur_of(close, ("deep focus",))
    assert focal_of(("fisheye lens",)) < 0.6
    assert focal_of(("soft focus",)) == 1.0


def lines() -> np.ndarray:
    """A grey frame with a bright line across near its top, and one down its middle."""
    frame = np.full((90, 160), 0xFF404040, np.uint32)
    frame[14:17] = frame[:, 79:81] = 0xFFF0F0F0
    return frame


def test_a_fisheye_bends_what_is_straight_and_leaves_middle_and_corners() -> None:
    bent = lines()
    bend(bent)
    bright = (bent & 255).astype(float) - 64
    rows = np.arange(90)[:, None]
    place = [float((bright[:45, x] * rows[:45, 0]).sum() / bright[:45, x].sum()) for x in (4, 40, 60)]
    assert place[0] > place[1] + 2 > place[2] + 3  # it bulges towards the middle of the frame's edge
    assert (bent[45, 79:81] & 255).min() > 200
    corners = np.full((90, 160), 0xFF000000, np.uint32)
    corners[0, 0] = corners[-1, -1] = 0xFFFFFFFF
    bend(corners)
    assert corners[0, 0] & 255 > 100 < corners[-1, -1] & 255


def test_what_goes_by_too_fast_is_smeared_along_and_nothing_is_lost() -> None:
    still, frame = lines(), lines()
    smear(frame, 1)
    assert (frame == still).all()
    smear(frame, 20)
    column, row = frame[60] & 255, frame[:, 20] & 255
    assert (column[70:90] > 64).all()
    assert column.max() < 90
    assert (row[14:17] == 240).all()  # what lies along the way stays as it is
    assert abs(float(column.mean()) - float((still[60] & 255).mean())) < 1.0


def test_lenses_blur_where_they_are_not_sharp() -> None:
    for name, sharp, soft in (("tilt-shift lens", (54, 80), (4, 80)), ("split diopter", (45, 20), (45, 80))):
        share = unsharp(90, 160, name)
        assert share[sharp] < 0.01
        assert share[soft] > 0.9
        frame = lines()
        blur(frame, name)
        assert (frame >> 24 == 255).all()
        assert (frame != lines()).any()
    assert optics_of(("50mm lens",), smears=False, path=lambda _: Pose(), seconds=0.04) is None
