"""Who and what is in the picture: found by its words, seen, alive, on the ground, and the same in every shot."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray
from previz_wishes import wish

from rushes.model import Prompt, Request
from rushes.previz.compositor import Compositor
from rushes.previz.figures.builds import ACTS, BUILDS, act_of
from rushes.previz.figures.layout import laid_out
from rushes.previz.figures.looks import looks_of
from rushes.previz.figures.reading import find_figures
from rushes.previz.figures.subject import place_subject
from rushes.previz.figures.words import FIGURES, FLOATERS, PEOPLE, SWIMMERS, Figure
from rushes.previz.framing import FRAMINGS
from rushes.previz.geometry import Lens, Pose
from rushes.previz.lightings import DAYLIGHT, LIGHTS
from rushes.previz.scene import Layer, Scene
from rushes.previz.show import compose
from rushes.previz.words import understand

Frame = NDArray[np.uint8]


def found(text: str, subject: str = "", action: str = "") -> list[tuple[str, int, str]]:
    return [(one.kind, one.count, one.action) for one in find_figures(subject, action, text)]


def test_nothing_and_nonsense_name_nobody() -> None:
    for text in (
        "",
        " .,; ",
        "waves under the moon",
        "eleven thoughts about nothing",
        "灯台",
        "of of of the the",
    ):
        assert not find_figures("", "", text)
    assert find_figures("", "", "a dog " * 5000)[0].kind == "dog"
    assert len(find_figures("", "", "a dog, a cat, a horse, a cow, a bear, a fox, a lion")) <= 4


@pytest.mark.parametrize("kind", FIGURES)
def test_every_word_of_the_tables_finds_its_kind(kind: str) -> None:
    for word in FIGURES[kind]:
        kinds = [one.kind for one in find_figures(f"a {word}", "", "")]
        apart = {"couple": ["man", "woman"], "parents": ["man", "woman"], "family": ["man", "woman", "child"]}
        assert kinds == apart.get(word, [kind]), word


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("a girl and a dog run", [("child", 1, "run"), ("dog", 1, "run")]),
        ("a man walks past a parked car", [("man", 1, "walk"), ("car", 1, "stand")]),
        ("two horses and a rider gallop", [("horse", 2, "run"), ("person", 1, "run")]),
        ("a knight on a white horse gallops", [("horse", 1, "run")]),
        ("a girl rides a bicycle", [("cyclist", 1, "ride")]),
        ("a man drives a red car down the avenue", [("car", 1, "drive")]),
        ("a white dog and a black cat sleep", [("dog", 1, "lie"), ("cat", 1, "lie")]),
        ("a flock of birds flies over the sea", [("bird", 8, "fly")]),
        ("a crowd of people", [("person", 9, "")]),
        ("a couple dances in the rain", [("man", 1, "dance"), ("woman", 1, "dance")]),
        ("her grandmother reads a book", [("woman", 1, "read")]),
        ("commuters hurry through the station", [("person", 3, "walk")]),
        ("she waves", [("woman", 1, "wave")]),
        ("a cup of coffee on a wooden table", [("cup", 1, "")]),
        ("a gromble walks through the forest", [("creature", 1, "walk")]),
        ("a gromble", [("object", 1, "")]),
    ],
)
def test_sentences(text: str, figures: list[tuple[str, int, str]]) -> None:
    assert found(text) == figures


def test_what_is_said_of_one_is_not_said_of_the_other() -> None:
    dog, cat = find_figures("", "", "a white dog and a black cat")
    assert (dog.color, cat.color) == ("#e6e2d8", "#24262c")
    woman, child = find_figures("", "", "a woman in a red dress with black hair and a tiny boy")
    assert (woman.color, child.color, child.size) == ("#b5372e", "", 0.6)
    (rider,) = find_figures("", "", "a girl in a blue coat rides a white horse")
    assert (rider.kind, rider.color, rider.said) == ("horse", "#e6e2d8", "girl blue coat")
    (reader,) = find_figures("an old man", "reads a newspaper", "")
    assert (reader.action, reader.prop) == ("read", "book")


# ── in the picture ────────────────────────────────────────────────────────────────────────────


def alone(figures: tuple[Figure, ...], *, shot: str = "full", second: float = 0.5, light: str = DAYLIGHT,
          seed: str = "a", floats: bool = False, world: str = "street") -> tuple[NDArray[np.int64], Scene]:  # fmt: skip
    """Only figures on a magenta ground, 192x108: which pixels they cover, and the scene."""
    framing = FRAMINGS[shot]
    scene = Scene(
        Lens(192, 108, framing.horizon), LIGHTS[light], seed, lambda _: Pose(), [Pose()], 2.0, floats=floats
    )
    place_subject(
        scene, replace(understand(Prompt(text="x"), ""), figures=figures, shot_size=shot, world=world)
    )
    return drawn(scene, second), scene


def drawn(scene: Scene, second: float) -> NDArray[np.int64]:
    """The frame as red, green, blue, 0 to 255; magenta where nothing is."""
    compositor = Compositor(Scene(scene.lens, scene.light, scene.seed, scene.path, scene.poses, scene.duration,
                                  layers=list(scene.layers)))  # fmt: skip
    compositor.ground = 0xFFFF00FF
    compositor.draw(second)
    return np.stack([compositor.frame >> shift & 255 for shift in (0, 8, 16)], axis=-1).astype(np.int64)


def covered(frame: NDArray[np.int64]) -> NDArray[np.bool_]:
    return (np.abs(frame - np.array([255, 0, 255])).sum(axis=-1)) > 60


def changed(a: NDArray[np.int64], b: NDArray[np.int64]) -> int:
    """How many pixels differ to the eye."""
    return int((np.abs(a - b).sum(axis=-1) > 45).sum())


@pytest.mark.parametrize("kind", [*BUILDS, *sorted(PEOPLE), "creature"])
def test_every_kind_is_seen_and_stands_on_the_ground(kind: str) -> None:
    frame, scene = alone((Figure(kind, action="stand", said=kind),), shot="wide")
    seen = covered(frame)
    assert 60 < seen.sum() < 12_000
    assert not seen[0].any()
    if kind in SWIMMERS | FLOATERS:
        return
    scene.layers = [scene.layers[-1]]  # without its shadow
    rows = np.flatnonzero(covered(drawn(scene, 0.5)).any(axis=1))
    assert abs(rows[-1] + 1 - 108 * (0.5 + FRAMINGS["wide"].feet)) <= 3.0


@pytest.mark.parametrize("action", sorted(ACTS))
def test_every_action_is_drawn_in_its_own_way(action: str) -> None:
    still = Figure("woman", action="stand", said="woman")
    this = Figure("woman", action=action, said="woman")
    assert act_of(this) == action
    _, scene = alone((this,))
    frames = [drawn(scene, second) for second in (0.1, 0.4, 0.75)]
    if action not in ("stand", "hold"):
        assert changed(frames[0], alone((still,), second=0.1)[0]) > 30
    if ACTS[action].poses > 4:
        assert max(changed(frames[0], frames[1]), changed(frames[0], frames[2])) > 20


def test_several_are_all_there_and_beside_each_other() -> None:
    figures = (Figure("child", said="girl"), Figure("dog", said="dog"), Figure("man", said="man"))
    _, scene = alone(figures, shot="wide")
    framing = FRAMINGS["wide"]
    stands = laid_out(scene, figures, framing, foot=None, size=None, depth=None)
    assert sorted(one.figure.kind for one in stands) == ["child", "dog", "man"]
    whole = covered(drawn(scene, 0.5))
    upright = [layer for layer in scene.layers if isinstance(layer, Layer)]
    for gone in range(1, len(upright), 2):  # each has a shadow before it
        scene.layers = [layer for k, layer in enumerate(upright) if k not in (gone, gone - 1)]
        assert (whole & ~covered(drawn(scene, 0.5))).sum() > 30
    crowd = laid_out(scene, (Figure("person", 9, said="people"),), framing, foot=None, size=None, depth=None)
    assert len({round(one.x, 3) for one in crowd}) == 9
    assert all(abs(one.x) + one.tall * 0.2 < scene.aspect / 2 for one in crowd)


def test_counts_are_seen() -> None:
    areas = [
        covered(alone((Figure("horse", count, said="horses"),), shot="extreme wide")[0]).sum()
        for count in (1, 2, 3)
    ]
    assert areas[0] < areas[1] < areas[2]


def test_nothing_stands_where_nobody_can() -> None:
    figure = Figure("person", said="astronaut")
    _, ground = alone((figure,), shot="wide")
    frame, free = alone((figure,), shot="wide", floats=True, world="space")
    assert (len(ground.layers), len(free.layers)) == (2, 1)  # no shadow
    rows = np.flatnonzero(covered(frame).any(axis=1))
    assert 20 < rows.mean() < 75


# ── the cast ──────────────────────────────────────────────────────────────────────────────────

KEEPER = "an old lighthouse keeper in a yellow raincoat"
SISTER = "a young woman with red hair and a green scarf"


@pytest.mark.parametrize("who", [KEEPER, SISTER, "a barista", "a white dog", "a sports car"])
def test_the_same_words_look_the_same_in_every_shot(who: str) -> None:
    def mean(request: Request) -> NDArray[np.float64]:
        scene, _ = compose(request, 24)
        parts = [scene.layers[index] for index in scene.subject]
        part = next(one for one in reversed(parts) if isinstance(one, Layer))
        texels = np.ascontiguousarray(part.textures[0].texels).view(np.uint8).reshape(-1, 4)
        return texels[texels[:, 3] > 250][:, :3].mean(axis=0)

    def shot(**fields: str) -> Request:
        return wish("", words=Prompt(**fields), size="160x90", seed=len(str(fields)))

    looks = {str(looks_of(one.said, one.kind, wanted=one.color)) for one in (
        *find_figures(who, "walks home", ""), *find_figures(who, "", ""),
        *find_figures("", "", f"{who} sits at the table in the kitchen"), *find_figures("", "", f"{who} at night"),
    )}  # fmt: skip
    assert len(looks) == 1
    shots = [
        shot(subject=who, setting=place, camera="full shot")
        for place in ("a street", "the desert", "a field")
    ]
    colours = [mean(one) for one in shots]
    for other in colours[1:]:
        assert np.abs(colours[0] - other).max() < 14


def test_looks_are_read_from_the_words() -> None:
    keeper, sister = looks_of(KEEPER[3:]), looks_of("young woman red hair green scarf", "woman")
    assert (keeper.garment, keeper.hat, keeper.old) == ("coat", "hood", True)
    assert sister.scarf is not None
    red, green, blue = sister.hair
    assert red > green > blue
    assert looks_of("astronaut").garment == "spacesuit"
    assert looks_of("woman", "woman") != looks_of("woman blue eyes", "woman")
    assert len({str(looks_of("people", number=k)) for k in range(9)}) == 9


def test_colours_that_are_said_are_seen() -> None:
    for said, channel in (("a woman in a red dress", 0), ("a man in a blue coat", 2), ("a green car", 1)):
        frame, _ = alone(find_figures("", "", said), shot="full")
        tones = frame[covered(frame)]
        rest = np.delete(tones, channel, axis=1).max(axis=1)
        assert (tones[:, channel] > rest + 12).mean() > 0.2, said
