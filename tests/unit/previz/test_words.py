"""What a prompt's words mean for the picture."""

from __future__ import annotations

import pytest

from rushes.model import Prompt
from rushes.previz.words import understand


@pytest.mark.parametrize(
    ("text", "world", "light", "figure"),
    [
        ("A lighthouse keeper on the coast at dusk", "sea", "golden hour", "person"),
        ("waves under the moon", "sea", "moonlight", ""),
        ("a woman walks through the city in the rain, neon signs", "street", "neon lights", "woman"),
        ("a dog sleeps in the living room, morning", "interior", "morning light", "dog"),
        ("a red car drives down the avenue at noon", "street", "natural sunlight", "car"),
        ("a perfume bottle on a plinth in a studio", "stage", "", "bottle"),
        ("eleven thoughts about nothing", "stage", "", ""),
        ("", "stage", "", ""),
        ("Ένας φάρος, 灯台, маяк", "stage", "", ""),
    ],
)
def test_text(text: str, world: str, light: str, figure: str) -> None:
    wish = understand(Prompt(text=text), "")
    assert (wish.world, wish.light, wish.figure) == (world, light, figure)


def test_fields_weigh_more_than_loose_words() -> None:
    words = Prompt(
        subject="two children", setting="kitchen", lighting="golden hour", text="a dog near the sea at night"
    )
    wish = understand(words, "")
    assert (wish.world, wish.light, wish.figure) == ("interior", "golden hour", "child")
    assert [one.count for one in wish.figures] == [2]


def test_the_compiled_text_counts_where_no_field_says_anything() -> None:
    assert understand(Prompt(), "a boat on the sea").figure == "boat"
    assert understand(Prompt(subject="a cat"), "a boat on the sea").figure == "cat"


def test_sizes_actions_colours() -> None:
    wish = understand(
        Prompt(subject="a man in a red coat", action="runs", camera="close-up, slow dolly in"), ""
    )
    assert wish.shot_size == "close"
    assert [(one.kind, one.action, one.color) for one in wish.figures] == [("man", "run", "#b5372e")]
    assert understand(Prompt(text="extreme close-up of a watch"), "").shot_size == "extreme close"


def test_endless_words_end() -> None:
    assert understand(Prompt(text="sea " * 100_000), "").world == "sea"


def test_a_drone_that_films_and_the_weather_are_nobody_and_no_light_of_a_style() -> None:
    filmed = understand(Prompt(text="children run through a meadow, aerial drone shot"), "")
    assert [one.kind for one in filmed.figures] == ["child"]
    assert [one.kind for one in understand(Prompt(text="a drone hovers"), "").figures] == ["drone"]
    assert understand(Prompt(text="a rainy street"), "").light == "overcast light"
    assert understand(Prompt(text="a rainy street, noir"), "").light == ""
    assert understand(Prompt(text="a rainy street, candlelight"), "").light == "candlelight"
