"""What is drawn: the right frames, the same ones each time, and nothing but the scene in view."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from previz_wishes import wish

from rushes.errors import UsageError
from rushes.model import Prompt, Request, Size
from rushes.previz import draw
from rushes.previz.compositor import Compositor
from rushes.previz.show import compose, place_words
from rushes.prompts import Library

WORLDS = ("the sea", "a street", "a room", "a bottle in a studio")
PLACES = (
    *WORLDS, "mountains", "a forest", "the desert", "fields", "the city skyline", "outer space", "snow",
    "above the clouds", "under the sea",
)  # fmt: skip
MAGENTA = 0xFFFF00FF


def digest(request: Request) -> str:
    told = hashlib.sha256()
    for frame in draw(request).frames():
        told.update(frame.tobytes())
    return told.hexdigest()


@pytest.mark.parametrize("size", ["16x16", "160x90", "90x160", "256x32"])
@pytest.mark.parametrize("text", WORLDS)
def test_frames_have_the_shape_of_i420_and_the_range_of_video(text: str, size: str) -> None:
    drawing = draw(wish(text, size=size, seconds="1/4"))
    frames = [frame.copy() for frame in drawing.frames()]
    assert len(frames) == drawing.count == 3
    width, height = map(int, size.split("x"))
    for frame in frames:
        assert frame.shape == (height * 3 // 2, width)
        assert frame.dtype == np.uint8
        assert 16 <= frame[:height].min() <= frame[:height].max() <= 235
        assert 16 <= frame[height:].min() <= frame[height:].max() <= 240
    assert any((frames[0] != frame).any() for frame in frames[1:])


@pytest.mark.parametrize("size", [Size(161, 90), Size(160, 91)])
def test_an_odd_size_is_refused_before_anything_is_drawn(size: Size) -> None:
    with pytest.raises(UsageError, match="an odd number of pixels"):
        draw(replace(wish(), size=size))


def test_what_is_only_heard_changes_no_picture() -> None:
    request = wish("a boat", size="32x18", seconds="1/12")
    heard = replace(request, words=replace(request.words, dialogue='"Ahoy."', sound="waves"))
    assert digest(heard) == digest(request)
    elsewhere = replace(request, words=Prompt(setting="a pier ", subject="a dog", camera="pan left"))
    assert place_words(elsewhere) == "a pier"


@pytest.mark.parametrize(
    ("seconds", "fps", "count"), [("1/100", 24, 1), ("1", "30000/1001", 30), ("5/2", 10, 25), ("1/2", 1, 1)]
)
def test_the_count_is_time_by_rate(seconds: str, fps: int | str, count: int) -> None:
    drawing = draw(wish(seconds=seconds, fps=Fraction(fps), size="16x16"))
    assert drawing.count == count
    assert sum(1 for _ in drawing.frames()) == count


@pytest.mark.slow
def test_the_same_request_gives_the_same_pixels_in_every_process() -> None:
    request = wish("a man walks in the street at night", camera="handheld", label="s01")
    here = digest(request)
    assert digest(request) == here
    program = (
        "from unit.previz.test_draw import digest, wish;"
        "print(digest(wish('a man walks in the street at night', camera='handheld', label='s01')))"
    )
    folder = Path(__file__).parents[2]
    for hashing in ("1", "2"):
        run = subprocess.run(
            [sys.executable, "-c", program],
            env={
                "PYTHONHASHSEED": hashing,
                "PYTHONPATH": f"{folder}:{':'.join(sys.path)}",
                "NUMBA_NUM_THREADS": hashing,
            },
            capture_output=True,
            text=True,
            check=True,
        )
        assert run.stdout.strip() == here


def test_seed_take_light_and_words_change_the_picture() -> None:
    wishes = [
        wish(), wish(seed=2), wish(take=2), wish("the sea at night"), wish("the sea at noon"),
        wish("a boat on the sea at sunset"), wish(motion=9, camera="pan left"), wish(motion=2, camera="pan left"),
    ]  # fmt: skip
    assert len({digest(one) for one in wishes}) == len(wishes)


@pytest.mark.slow
@pytest.mark.parametrize("text", PLACES)
def test_no_edge_of_a_layer_comes_into_view(text: str) -> None:
    library = Library.standard()
    words = [f"fast {one.name}" for one in library.of_kind("camera move")]
    words += [one.name for kind in ("angle", "lens") for one in library.of_kind(kind)]
    for index, camera in enumerate(words):
        size = ("96x54", "54x96")[index % 2]
        request = wish(text, size=size, seconds="6", camera=camera, motion=10)
        scene, _ = compose(request, 72)
        compositor = Compositor(scene)
        compositor.ground = MAGENTA
        for second in (0.0, 3.0, 5.9):
            compositor.draw(second)
            assert not (compositor.frame == MAGENTA).any(), (camera, size, second)


def test_memory_does_not_grow_with_time() -> None:
    frames = draw(wish(seconds="600", size="16x16")).frames()
    arrays = [next(frames) for _ in range(8)]
    assert len({id(one) for one in arrays}) == 2


@pytest.mark.parametrize(
    "text",
    [
        "",
        "灯台のある海",
        "sea " * 3000,
        "\0\n%d {} '\"",
        "👩‍🚀 a woman, close-up",
        "ten people and a crowd of dogs",
    ],
)
def test_any_words_are_drawn(text: str) -> None:
    assert digest(wish(text, size="32x18", seconds="1/12"))


@pytest.mark.parametrize(
    "shot", ["extreme wide", "wide", "full shot", "medium", "close-up", "extreme close-up"]
)
@pytest.mark.parametrize("subject", ["woman", "child", "dog", "bird", "car", "boat", "cup", "phone"])
def test_every_subject_is_drawn_at_every_size(shot: str, subject: str) -> None:
    for world in ("sea", "street", "room", "studio"):
        with_it = digest(wish(f"a {subject} in the {world}, {shot}", size="48x28", seconds="1/12"))
        assert with_it


def test_the_line_is_burnt_in_where_there_is_a_label_and_nobody_said_no() -> None:
    plain = next(draw(wish(size="320x180")).frames()).copy()
    labelled = next(draw(wish(size="320x180", label="s01")).frames()).copy()
    refused = next(draw(wish(size="320x180", label="s01", options={"burn_in": False})).frames()).copy()
    assert (plain == refused).all()
    changed = np.argwhere((plain != labelled)[:180])
    assert changed.min(axis=0)[0] > 150
    assert changed.max(axis=0)[1] < 280
    assert digest(wish(label="灯台 — " + "x" * 500))
    assert digest(wish(label="s01", size="16x16"))


def test_importing_previz_loads_nothing_heavy() -> None:
    program = "import sys, rushes.previz; print([m for m in ('numba', 'numpy', 'PIL') if m in sys.modules])"
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
