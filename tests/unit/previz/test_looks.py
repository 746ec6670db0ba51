"""Lightings, styles and moods: each is what it says, and no two are alike."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from previz_wishes import picture, wish

from rushes.model import Prompt, Request
from rushes.previz import draw
from rushes.previz.appearance import appearance_of
from rushes.previz.lightings import LIGHTS
from rushes.previz.show import look_for
from rushes.previz.styles import GENRES, MOODS, STOCKS, STYLES, look_of
from rushes.prompts.entries import Kind
from rushes.prompts.library import Library

LIGHTINGS = (
    "golden hour", "blue hour", "dramatic shadows", "soft diffused", "neon lights", "natural sunlight",
    "studio lighting", "candlelight", "moonlight", "backlit silhouette",
)  # fmt: skip
MANNERS = (
    "cinematic", "photorealistic", "anime style", "3D animation", "stop motion", "vintage film grain",
    "documentary style", "music video aesthetic", "noir", "cyberpunk",
)  # fmt: skip
DARK = ("dramatic shadows", "neon lights", "candlelight", "moonlight", "blue hour")
WIDTH, HEIGHT = 128, 72

Planes = NDArray[np.float32]


def request(seconds: str = "1/24", size: str = f"{WIDTH}x{HEIGHT}", **words: str) -> Request:
    """A wide view of the sea, unless something else is said."""
    prompt = Prompt(**({"setting": "the sea", "camera": "wide shot"} | words))
    return wish("", words=prompt, seconds=seconds, size=size, fps=Fraction(24))


def frames(**words: str) -> list[NDArray[np.uint8]]:
    return [frame.copy() for frame in draw(request(**words)).frames()]


def planes(frame: NDArray[np.uint8]) -> tuple[Planes, Planes, Planes]:
    """Luma, u and v of an I420 frame, each at half its size."""
    rows = frame.shape[0] * 2 // 3
    luma = frame[:rows].astype(np.float32).reshape(rows // 2, 2, -1, 2).mean(axis=(1, 3))
    u, v = frame[rows:].astype(np.float32).reshape(2, *luma.shape) - 128
    return luma, u, v


def distance(one: NDArray[np.uint8], other: NDArray[np.uint8]) -> float:
    """How different two frames look, in levels: the places and tones of both, not their finest detail."""
    apart = [
        a.reshape(a.shape[0] // 4, 4, -1, 4).mean(axis=(1, 3))
        - b.reshape(b.shape[0] // 4, 4, -1, 4).mean(axis=(1, 3))
        for a, b in zip(planes(one), planes(other), strict=True)
    ]
    return float(np.sqrt(sum((part**2).mean() for part in apart)))


def warmth(frame: NDArray[np.uint8]) -> float:
    _, u, v = planes(frame)
    return float(v.mean() - u.mean())


def detail(frame: NDArray[np.uint8]) -> float:
    luma = frame[:HEIGHT].astype(np.float32)
    return float(np.abs(np.diff(luma, axis=0)).mean())


@pytest.fixture(scope="module")
def lit() -> dict[str, NDArray[np.uint8]]:
    return {name: frames(lighting=name)[0] for name in LIGHTINGS}


@pytest.fixture(scope="module")
def styled() -> dict[str, NDArray[np.uint8]]:
    return {name: frames(style=name)[0] for name in MANNERS}


def test_the_library_has_nothing_that_has_no_look() -> None:
    library = Library.standard()
    tables: dict[Kind, Mapping[str, Any]] = {
        "lighting": LIGHTS, "style": STYLES, "genre": GENRES, "film stock": STOCKS, "mood": MOODS,
    }  # fmt: skip
    for kind, table in tables.items():
        assert {entry.name for entry in library.of_kind(kind)} == set(table), kind
    assert all(light.called == name for name, light in LIGHTS.items())


@pytest.mark.parametrize(
    "words", [Prompt(), Prompt(style="\0 ,,"), Prompt(mood="灯台"), Prompt(lighting="no")]
)
def test_words_that_say_nothing_ask_for_nothing(words: Prompt) -> None:
    found = appearance_of(words, "")
    assert (found.light, found.style, found.mood) == ("", (), ())
    assert look_of(("no such style",), ("no such mood",)) == look_of((), ())


@pytest.mark.parametrize(
    ("words", "light", "style", "mood"),
    [
        (Prompt(lighting="magic hour"), "golden hour", (), ()),
        (Prompt(lighting="soft"), "soft diffused", (), ()),
        (Prompt(text="a boat in silhouette"), "backlit silhouette", (), ()),
        (Prompt(text="a soft chair"), "", (), ()),
        (Prompt(setting="a street at night"), "moonlight", (), ()),
        (Prompt(text="film noir, shot on Super 8"), "", ("noir", "Super 8 film"), ()),
        (Prompt(style="retro, sci-fi"), "", ("vintage film grain", "science fiction film"), ()),
        (Prompt(mood="dark"), "", (), ("ominous mood",)),
        (Prompt(text="a dark room"), "moonlight", (), ()),
    ],
)
def test_words_are_the_librarys_own(
    words: Prompt, light: str, style: tuple[str, ...], mood: tuple[str, ...]
) -> None:
    found = appearance_of(words, "")
    assert (found.light, found.style, found.mood) == (light, style, mood)


def test_no_two_lightings_look_alike(lit: dict[str, NDArray[np.uint8]]) -> None:
    apart = {(a, b): distance(lit[a], lit[b]) for a, b in itertools.combinations(LIGHTINGS, 2)}
    nearest = min(apart, key=lambda pair: apart[pair])
    assert apart[nearest] > 30, (nearest, apart[nearest])


def test_no_two_styles_look_alike(styled: dict[str, NDArray[np.uint8]]) -> None:
    apart = {(a, b): distance(styled[a], styled[b]) for a, b in itertools.combinations(MANNERS, 2)}
    nearest = min(apart, key=lambda pair: apart[pair])
    assert apart[nearest] > 12, (nearest, apart[nearest])


def test_lightings_are_what_they_say(lit: dict[str, NDArray[np.uint8]]) -> None:
    luma = {name: float(planes(frame)[0].mean()) for name, frame in lit.items()}
    day = luma["natural sunlight"]
    assert all(luma[name] < day - 30 for name in DARK)
    assert luma["soft diffused"] > day
    assert min(warmth(lit[name]) for name in ("golden hour", "candlelight", "backlit silhouette")) > 10
    assert max(warmth(lit[name]) for name in ("blue hour", "moonlight", "natural sunlight")) < -10
    assert abs(warmth(lit["studio lighting"])) < 10
    _, u, v = planes(lit["neon lights"])
    assert np.hypot(u, v).mean() > 1.5 * np.hypot(*planes(lit["golden hour"])[1:]).mean()
    low, high = np.percentile(planes(lit["soft diffused"])[0], (5, 95))
    dark, bright = np.percentile(planes(lit["backlit silhouette"])[0], (5, 95))
    assert bright - dark > 1.5 * (high - low)


def test_styles_are_what_they_say(styled: dict[str, NDArray[np.uint8]]) -> None:
    _, u, v = planes(styled["noir"])
    assert max(np.abs(u).max(), np.abs(v).max()) <= 2
    plain = planes(styled["photorealistic"])
    colour = {name: float(np.hypot(*planes(frame)[1:]).mean()) for name, frame in styled.items()}
    assert colour["documentary style"] < 0.8 * colour["photorealistic"] < colour["anime style"]
    assert colour["vintage film grain"] < 0.7 * colour["photorealistic"]
    assert warmth(styled["vintage film grain"]) > warmth(styled["photorealistic"]) + 5
    assert planes(styled["cyberpunk"])[0].mean() < plain[0].mean() - 40
    sky = [frames(setting="a studio", style=name)[0][:HEIGHT] for name in ("photorealistic", "anime style")]
    steps = [np.count_nonzero(np.bincount(one.ravel(), minlength=256) > one.size / 400) for one in sky]
    assert steps[1] < 0.6 * steps[0]  # flat colours


def test_stop_motion_holds_each_picture_for_two_frames_and_nothing_stands_still_between() -> None:
    one, two, three, four = frames(seconds="4/24", style="stop motion")
    assert (one == two).all()
    assert (three == four).all()
    assert distance(two, three) > 0.5


def test_grain_moves_and_a_hand_shakes() -> None:
    def change(**words: str) -> float:
        one, two = (frame[:HEIGHT].astype(np.float32) for frame in frames(seconds="2/24", camera="", **words))
        return float(np.abs(one - two).mean())

    def drift(**words: str) -> float:
        shots = frames(seconds="1/2", setting="a living room", camera="static shot", **words)
        return float(np.abs(shots[0][:HEIGHT].astype(np.float32) - shots[-1][:HEIGHT]).mean())

    assert change(style="vintage film grain") > 2 * change(style="photorealistic")
    assert drift(style="documentary style") > 2 * drift(style="photorealistic")


def test_moods_shift_the_palette_the_way_they_feel() -> None:
    seen = {
        name: frames(mood=name)[0] for name in ("", "romantic", "melancholic", "joyful", "ominous", "tense")
    }
    luma = {name: planes(frame)[0] for name, frame in seen.items()}
    colour = {name: float(np.hypot(*planes(frame)[1:]).mean()) for name, frame in seen.items()}
    assert warmth(seen["romantic"]) > warmth(seen[""]) + 3 > warmth(seen["melancholic"])
    assert colour["joyful"] > colour[""] > colour["melancholic"] > 0
    assert luma["joyful"].mean() > luma[""].mean() > luma["ominous"].mean() + 20
    assert luma["tense"].std() > luma[""].std()


def test_a_stock_and_a_genre_add_to_a_style() -> None:
    both = look_of(("noir", "Kodak Tri-X"), ())
    assert both.screen == "film"
    assert both.grain == max(STYLES["noir"].grain, STOCKS["Kodak Tri-X"].grain)
    assert both.grade.contrast > STYLES["noir"].grade.contrast
    assert distance(frames(style="horror film")[0], frames(style="comedy film")[0]) > 20


def test_the_same_look_has_the_same_pixels() -> None:
    for words in (
        {"style": "vintage film grain, stop motion"},
        {"lighting": "candlelight", "style": "cyberpunk"},
    ):
        one, two = (frames(seconds="3/24", **words) for _ in range(2))
        assert all((a == b).all() for a, b in zip(one, two, strict=True))


def test_a_picture_of_the_users_own_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "own.png"
    Image.new("RGB", (64, 36), (180, 90, 60)).save(path)
    asked = request(style="noir", lighting="candlelight", mood="ominous")
    own = replace(asked, inputs=(picture(path),))
    luma, u, v = planes(next(draw(own).frames()))
    assert luma.std() < 1
    assert v.mean() > 20 > u.mean()
    assert look_for(own, np.zeros((1, 1), np.uint32)) == look_of((), ())


@pytest.mark.slow
@pytest.mark.parametrize("name", [*STYLES, *GENRES, *STOCKS])
def test_every_style_is_drawn_and_changes_the_picture(name: str) -> None:
    drawn = frames(style=name, subject="a woman", setting="a living room")[0]
    plain = frames(subject="a woman", setting="a living room")[0]
    assert 16 <= drawn[:HEIGHT].min() <= drawn[:HEIGHT].max() <= 235
    if look_of((name,), ()) != look_of((), ()):
        assert (drawn != plain).any()
