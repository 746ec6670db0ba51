"""Each word for a camera is drawn as itself: no two of the library's moves are the same to look at."""

from __future__ import annotations

from dataclasses import astuple, replace
from fractions import Fraction
from itertools import combinations, pairwise

import numpy as np
import pytest
from numpy.typing import NDArray
from previz_wishes import wish

from rushes.model import Prompt
from rushes.previz import draw
from rushes.previz.camera import allowed, along, camera_path, paced, reach
from rushes.previz.geometry import FAR, CameraPath, Lens, Upright
from rushes.previz.moves import MOVES, TABLE, Move, find_move
from rushes.prompts import Entry, Library
from rushes.prompts.camera import find_camera
from rushes.prompts.entries import Kind

ENTRIES = Library.standard().of_kind("camera move")
LENS = Lens(160, 90, 0.05)
PROBES = [(plane, x, y) for plane in (Upright(1.0), Upright(FAR)) for x, y in ((-0.3, -0.1), (0.25, 0.2))]
APART = 0.005  # frame heights, in the mean over probes and moments: 4 pixels of 720


def path_of(entry: Entry) -> tuple[Move, CameraPath]:
    move = find_camera(entry.name)
    assert move is not None, f"{entry.name} is no move"
    found = find_move(move.kind, move.direction)
    return found, camera_path(found, duration=4.0, far=reach(None, 4.0, move.speed), seed="a")


def seen(path: CameraPath) -> NDArray[np.float64]:
    """Where the probes are on the frame at nine moments, in frame heights."""
    places: list[list[float]] = []
    for k in range(9):
        for plane, x, y in PROBES:
            u, v, w = LENS.view(plane, path(k / 2)) @ np.array([x, y, 1.0])
            places.append([u / w / LENS.height, v / w / LENS.height])
    return np.array(places)


def besides(move: Move) -> tuple[object, ...]:
    """What a move does besides going."""
    return (move.carries, move.worn, move.hides, move.racks, move.smears)


def test_every_move_has_words_and_every_kind_a_move() -> None:
    drawn = {(entry.move.kind.replace("_", " "), entry.move.direction) for entry in ENTRIES if entry.move}
    assert len(drawn) > 30
    for kind, direction in drawn:
        assert direction in TABLE[kind] or (direction == "none" and "" in TABLE[kind]), (kind, direction)


def test_no_two_moves_of_the_library_look_alike() -> None:
    told = [(entry.name, *path_of(entry)) for entry in ENTRIES]
    shown = [(name, besides(move), seen(path)) for name, move, path in told]
    for (name, does, places), (other, does_too, places_too) in combinations(shown, 2):
        if does == does_too:
            away = float(np.abs(places - places_too).mean())
            assert away > APART, f"{name} and {other} are {away:.4f} apart"


def test_a_static_camera_is_quite_still_and_an_unasked_one_hardly_moves() -> None:
    static = path_of(Library.standard().find("locked-off"))[1]
    assert {static(k / 7) for k in range(40)} == {static(0.0)}
    words = Prompt(setting="a studio", camera="static shot")
    frames = [frame.copy() for frame in draw(wish(size="64x36", seconds="1/4", words=words)).frames()]
    assert len(frames) == 3


@pytest.mark.parametrize("move", MOVES.values(), ids=[" ".join(key) for key in MOVES])
def test_a_move_begins_and_ends_gently_and_stays_in_its_bounds(move: Move) -> None:
    far = allowed(move, 1.9)
    steps = [np.array(astuple(along(move.way, paced(move.pace, k / 600), far))) for k in range(601)]
    speeds = [float(np.abs(b - a).max()) for a, b in pairwise(steps)]
    assert speeds[0] < 2e-4
    assert speeds[-1] < 2e-4
    changes = [abs(b - a) for a, b in pairwise(speeds)]
    assert max(changes) <= 0.14 * max(speeds)  # no kink, whatever the way
    for step in steps:
        _, y, z, *_ = step
        assert -0.66 < y < 0.3
        assert z < 0.56


# What each kind is looked at on: where a word of it changes something.
LOOKED_AT: dict[Kind, Prompt] = {
    "camera move": Prompt(subject="a woman in a red coat", action="walks", setting="a city street"),
    "shot size": Prompt(subject="a woman in a red coat", action="stands", setting="a city street"),
    "angle": Prompt(subject="a woman", action="stands", setting="a city street", camera="medium shot"),
    "lens": Prompt(subject="a woman", action="stands", setting="a city street", camera="full shot"),
}
SAME = {("eye-level shot", "frontal shot")}  # who stands is seen from there anyway


def frames_of(words: Prompt, name: str) -> NDArray[np.float64]:
    """The brightness of four moments of a clip, where `name` is said of the camera."""
    words = replace(words, camera=f"{name}, {words.camera}" if words.camera else name)
    request = wish(words=words, size="96x54", seconds="2", fps=Fraction(6), motion=7)
    frames = enumerate(draw(request).frames())
    return np.stack([frame[:54].astype(float) for k, frame in frames if k in {0, 5, 8, 11}])


@pytest.mark.slow
@pytest.mark.parametrize("kind", LOOKED_AT)
def test_no_two_words_give_the_same_pictures(kind: Kind) -> None:
    library = Library.standard()
    names = [one.name for one in library.of_kind(kind) if not library.told(one, "previz").why]
    shown = {name: frames_of(LOOKED_AT[kind], name) for name in names}
    alike = [
        f"{one} and {other} are {away:.2f} apart"
        for one, other in combinations(names, 2)
        if (one, other) not in SAME and (away := float(np.abs(shown[one] - shown[other]).mean())) < 0.5
    ]
    assert not alike, "\n".join(alike)
