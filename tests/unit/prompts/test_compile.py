"""Prompts as sentences that read well, and what the film adds to a shot's own words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from rushes.model import CastMember, Look, Prompt
from rushes.prompts.compile import merged, sentence
from rushes.prompts.lint import lint

LOOK = Look("cinematic", "golden hour", "calm")
CAST = (
    CastMember("keeper", "an old man in a yellow coat"),
    CastMember("keeper-2", "a young woman"),
    CastMember("boat"),
)


@pytest.mark.parametrize(
    ("prompt", "said"),
    [
        (Prompt("a pier at dusk"), "A pier at dusk."),
        (Prompt("A pier.  At\ndusk! "), "A pier. At dusk!"),
        (
            Prompt(
                subject="a cat",
                action="runs",
                setting="in a kitchen",
                camera="handheld",
                lighting="candlelight",
            ),
            "A cat runs in a kitchen. Handheld camera, candlelight.",
        ),
        (Prompt(subject="a cat", setting="a kitchen"), "A cat, a kitchen."),
        (
            Prompt(subject="a cat in in a kitchen", camera="tracking shot shot"),
            "A cat in a kitchen. Tracking shot.",
        ),
        (Prompt(subject="a cat", camera="tracking", mood="tense"), "A cat. Tracking shot, tense mood."),
        (Prompt(subject="a cat.", action=",", lighting="soft"), "A cat. Soft light."),
        (Prompt("a cat in golden hour light", lighting="golden hour"), "A cat in golden hour light."),
        (Prompt(subject="Bora Bora, New York, New York"), "Bora Bora, New York, New York."),
        (Prompt("雨の街。", style="noir"), "雨の街。 Noir."),
        (Prompt("a cat", negative="dogs"), "A cat."),
        (Prompt(camera="pan left"), "Pan left."),
        (Prompt(), ""),
    ],
)
def test_a_sentence(prompt: Prompt, said: str) -> None:
    assert sentence(prompt) == said


def test_the_look_fills_what_the_shot_leaves_empty() -> None:
    assert merged(Prompt("a pier", mood="tense"), LOOK, ()) == Prompt(
        "a pier", style="cinematic", lighting="golden hour", mood="tense"
    )


def test_names_of_the_cast_become_what_they_stand_for() -> None:
    prompt = Prompt("@keeper, @keeper-2 and @boat; me@keeper.org, @nobody, @keepers", subject="@keeper")
    words = merged(prompt, Look(), CAST)
    assert words.text == (
        "an old man in a yellow coat, a young woman and boat; me@keeper.org, @nobody, @keepers"
    )
    assert words.subject == "an old man in a yellow coat"


@pytest.mark.parametrize(
    ("said", "becomes"),
    [
        ("@守は走る。門に@守がいる", "a guardは走る。門にa guardがいる"),
        ("@keeperが走る", "an old man in a yellow coatが走る"),
        ("灯台@keeper", "灯台an old man in a yellow coat"),
        ("A pier. @keeper turns", "A pier. An old man in a yellow coat turns"),
        ("@friend waits", "a friend of keeper 2 waits"),
        ("@keeper-like, the@keeper, @@keeper", "@keeper-like, the@keeper, @@keeper"),
    ],
)
def test_a_name_is_known_in_any_script_and_stands_well_in_its_sentence(said: str, becomes: str) -> None:
    cast = (*CAST, CastMember("守", "a guard"), CastMember("friend", "a friend of @keeper-2"))
    assert merged(Prompt(said), Look(), cast).text == becomes
    if "@" not in becomes:
        assert lint(Prompt(said), cast=cast) == ()


def test_who_is_spoken_of_is_called_by_name() -> None:
    prompt = Prompt(dialogue='@keeper says: "Come in, @keeper-2!" @boat: “No.”')
    said = 'an old man in a yellow coat says: "Come in, keeper 2!" boat: “No.”'
    assert merged(prompt, Look(), CAST).dialogue == said


words = some.text(max_size=60)


@given(some.builds(Prompt, words, words, words, words, words, words, words, words, words))
def test_any_prompt_is_one_line_and_the_same_each_time(prompt: Prompt) -> None:
    whole = merged(prompt, LOOK, CAST)
    said = sentence(whole)
    assert said == sentence(whole) == " ".join(said.split(" "))
    assert "\n" not in said
