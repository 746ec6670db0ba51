"""The worlds: found by their words, told apart, alive, and never seen beyond their edges."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from previz_wishes import wish

from rushes.model import Prompt
from rushes.previz.compositor import Compositor
from rushes.previz.scene import Flock
from rushes.previz.show import compose
from rushes.previz.words import understand
from rushes.previz.worlds.painters import PAINTERS, PLACES_ITSELF
from rushes.previz.worlds.words import HINTS, PLACES
from rushes.prompts.library import Library

SETTINGS = {
    "sea": "the sea",
    "mountains": "the mountains",
    "forest": "a forest",
    "desert": "the desert",
    "fields": "wheat fields",
    "street": "a street",
    "skyline": "the skyline",
    "interior": "a room",
    "stage": "a studio",
    "space": "outer space",
    "snow": "the snow",
    "sky": "above the clouds",
    "underwater": "a coral reef",
}
FLOATING = {"space", "sky", "underwater"}
MAGENTA = 0xFFFF00FF
Frames = dict[str, tuple[np.ndarray, np.ndarray]]


@pytest.mark.parametrize(
    ("text", "world"),
    [
        ("a space between two houses", "street"),
        ("a sky blue car in the street", "street"),
        ("a sky-blue car in the street", "street"),
        ("she waves goodbye in the kitchen", "interior"),
        ("shallow depth of field, a barista in a cafe", "interior"),
        ("a woman with snow white hair in the forest", "forest"),
        ("nothing that has a place", "stage"),
        ("", "stage"),
        ("a lone rider in the desert", "desert"),
        ("skiers in the snow", "snow"),
        ("a coral reef", "underwater"),
        ("above the clouds", "sky"),
        ("wheat fields", "fields"),
        ("the skyline of Tokyo", "skyline"),
        ("Tokyo skyline at night", "skyline"),
        ("a man walks in Tokyo", "street"),
        ("orbiting station", "space"),
        ("an astronaut", "space"),
        ("stars over the desert", "desert"),
        ("clouds over the sea", "sea"),
        ("a hiker on the summit", "mountains"),
        ("an old house in the forest", "forest"),
        ("a boat in the fog", "sea"),
        ("a plane", "sky"),
        ("snowfall in the street", "street"),
        ("a blizzard", "snow"),
        ("a woman stands by the sea, blue hour", "sea"),
        ("two wolves run through a snowy forest", "snow"),
        ("a castle on a hill", "fields"),
        ("children run through a meadow, aerial drone shot", "fields"),
    ],
)
def test_words_find_their_world(text: str, world: str) -> None:
    assert understand(Prompt(text=text), "").world == world


def test_the_setting_says_more_than_what_is_in_it() -> None:
    assert understand(Prompt(setting="space", subject="a sailor and his boat"), "").world == "space"
    assert understand(Prompt(setting="a field", subject="an astronaut"), "").world == "fields"


def test_every_world_has_words_and_a_painter() -> None:
    assert set(PAINTERS) == set(PLACES) == set(HINTS) == set(SETTINGS)
    assert set(PAINTERS) > PLACES_ITSELF


@pytest.fixture(scope="module")
def drawn() -> Frames:
    """Each world at two moments, seen by a camera that does not move."""
    frames: Frames = {}
    for name, text in SETTINGS.items():
        scene, _ = compose(wish(text, size="64x36", seconds="2", camera="static shot"), 24)
        assert scene.path(0.0) == scene.path(1.7)
        assert scene.floats == (name in FLOATING)
        compositor = Compositor(scene)
        compositor.ground = MAGENTA
        moments: list[np.ndarray] = []
        for second in (0.0, 1.7):
            compositor.draw(second)
            assert not (compositor.frame == MAGENTA).any(), name
            moments.append(compositor.frame.view(np.uint8).reshape(36, 64, 4)[..., :3].astype(float))
        frames[name] = (moments[0], moments[1])
    return frames


def test_something_lives_in_each_world(drawn: Frames) -> None:
    for name, (before, after) in drawn.items():
        moved = np.abs(before - after).max(axis=-1) > 3
        assert moved.mean() > 0.004, name


def test_no_two_worlds_look_alike(drawn: Frames) -> None:
    small = {name: one[0].reshape(9, 4, 16, 4, 3).mean(axis=(1, 3)) for name, one in drawn.items()}
    for one, other in combinations(small, 2):
        assert np.abs(small[one] - small[other]).mean() > 9, (one, other)


def test_rain_and_snow_fall_under_the_sky_only() -> None:
    def fallen(text: str) -> int:
        return sum(isinstance(layer, Flock) for layer in compose(wish(text, size="32x18"), 6)[0].layers)

    assert fallen("a dark street in the rain") - fallen("a dark street") == 4
    assert fallen("snowfall in a dark street") - fallen("a dark street") == 3
    assert fallen("a room on the day of the rain") == fallen("a room")


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(set(SETTINGS) - {"sea", "street", "interior", "stage"}))
def test_no_move_shows_where_a_world_ends(name: str) -> None:
    for k, entry in enumerate(Library.standard().of_kind("camera move")):
        size = ("96x54", "54x96")[k % 2]
        request = wish(SETTINGS[name], size=size, seconds="6", camera=f"fast {entry.name}", motion=10)
        scene, _ = compose(request, 72)
        compositor = Compositor(scene)
        compositor.ground = MAGENTA
        for second in (0.0, 3.0, 5.9):
            compositor.draw(second)
            assert not (compositor.frame == MAGENTA).any(), (entry.name, size, second)


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(set(SETTINGS) - {"sea", "street", "interior", "stage"}))
def test_a_world_is_varied_by_the_seed_and_by_nothing_else(name: str) -> None:
    def frame(seed: int) -> np.ndarray:
        scene, _ = compose(wish(SETTINGS[name], size="96x54", seconds="1", seed=seed), 12)
        compositor = Compositor(scene)
        compositor.draw(0.5)
        return compositor.frame.view(np.uint8).reshape(54, 96, 4)[..., :3].astype(float)

    one, same, other = frame(1), frame(1), frame(2)
    assert (one == same).all()
    assert np.abs(one - other).mean() > 3
