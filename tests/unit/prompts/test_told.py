"""How a model is told of a look, of what must not be seen and of who speaks; and that the report says it."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from rushes.model import CastMember, Prompt, Shot, Size
from rushes.prompts import Library
from rushes.prompts.looks import told_look
from rushes.prompts.parse import parse
from rushes.providers.registry import Registry
from rushes.shoot.compile import Compiled, compile_shot

CAST = (CastMember("keeper", "an old man in a yellow coat"),)


def compiled(prompt: Prompt, model: str) -> Compiled:
    card = Registry().find_card(model)
    shot = Shot("s", prompt, duration=card.durations.least, model=model)
    return compile_shot(shot, card, size=card.sizes[0] if card.sizes else Size(1280, 720), cast=CAST)


@pytest.mark.parametrize(
    ("camera", "said"),
    [
        ("tracking shot", "the camera tracks the subject"),
        ("a tracking shot of", "the camera tracks the subject"),
        ("tracking shot shot of", "the camera tracks the subject"),
        ("wide tracking shot", "wide, the camera tracks the subject"),
        ("tracking shot through a forest", "the camera tracks the subject through a forest"),
        ("orbit shot around the subject", "the camera arcs around the subject with large amplitude"),
        ("the camera orbits around her", "the camera arcs around her with large amplitude"),
        ("the camera slowly dollies in", "the camera pushes in at slow speed"),
        ("push in quickly", "the camera pushes in at fast speed"),
        ("camera pans left", "the camera pans left"),
        ("zoom in and pan left", "the camera zooms in, the camera pans left"),
        ("dolly left", "the camera trucks left"),
        ("begins on her hands and pushes in", "begins on her hands and pushes in"),
        ("tracking shot of a fox", "tracking shot of a fox"),
    ],
)
def test_a_family_that_is_told_in_sentences_is_told_in_whole_ones(camera: str, said: str) -> None:
    told = told_look("camera", camera, "h3", Library.standard())
    assert [one.words for one in told.items] == [said]


@pytest.mark.parametrize(
    "said", ["a pan of soup on a stove", "a truck of apples", "a drone of bees", "the crane following a boat"]
)
def test_things_that_are_called_like_a_move_stay_what_is_seen(said: str) -> None:
    assert parse(said) == Prompt(said)
    assert parse("a slow pan of the harbour").camera == "a slow pan of"


def test_what_a_model_does_not_heed_is_lost_though_it_is_told_of_what_stands_beside_it() -> None:
    ours = Library.standard()
    deaf = replace(ours.family("*"), name="deaf", unheard={"angle": "it looks straight ahead"})
    library = Library(
        ours.entries, [*ours.families.values(), deaf], ours.builders.values(), ours.camera, ours.motion
    )
    told = told_look("camera", "low angle wide shot", "deaf", library)
    (item,) = told.items
    assert not told.plain
    assert (item.words, item.lost, item.why) == (
        "low angle wide shot",
        "low angle",
        "it looks straight ahead",
    )


@pytest.mark.parametrize(
    ("negative", "field", "words"),
    [
        ("no people, without cars; avoid dogs", "people, cars, dogs", "Avoid people, cars, dogs."),
        ("people", "people", "No people."),
        (
            "no one, no more than two birds",
            "no one, no more than two birds",
            "No one, no more than two birds.",
        ),
        ("no one, cars", "no one, cars", "No one, no cars."),
    ],
)
def test_a_field_for_what_must_not_be_seen_has_the_things_alone(
    negative: str, field: str, words: str
) -> None:
    one = compiled(Prompt("a pier", negative=negative), "runway:veo3.1")
    outcome = one.report.of("negative")
    assert outcome is not None
    assert (one.words.negative, outcome.sent, outcome.asked) == (field, field, negative)
    assert compiled(Prompt("a pier", negative=negative), "runway:seedance2").text == f"A pier. {words}"


def test_what_is_said_without_a_speaker_names_none() -> None:
    assert compiled(Prompt("a pier", dialogue="Hello"), "runway:gen4.5").text == "A pier."
    assert compiled(Prompt("a pier", dialogue="Tom: Hello"), "runway:gen4.5").text == "A pier. Tom speaks."


def test_of_sounds_that_are_too_many_the_first_are_kept() -> None:
    sounds = ", ".join(f"sound number {place}" for place in range(100))
    one = compiled(Prompt("a pier", sound=sounds), "runway:veo3.1")
    outcome = one.report.of("sound")
    assert outcome is not None
    assert outcome.lost.endswith("sound number 99")
    assert "number 0, sound number 1," in one.text
    assert len(one.text) > 900
    assert Fraction(0) == outcome.trimmed


def test_who_is_only_spoken_of_is_reported_so() -> None:
    prompt = Prompt("a pier", dialogue='A girl says: "Come, @keeper!"')
    heard, unheard = compiled(prompt, "runway:veo3.1"), compiled(prompt, "runway:gen4.5")
    spoken, lost = heard.report.of("@keeper"), unheard.report.of("@keeper")
    assert spoken is not None
    assert lost is not None
    assert (spoken.sent, spoken.why) == ("keeper", "it is only spoken of, by its name")
    assert "Come, keeper!" in heard.text
    assert (lost.verdict, unheard.text) == ("dropped", "A pier. A girl speaks.")


@pytest.mark.parametrize("said", ["no sound", "Without any audio.", "silent"])
def test_who_asks_for_no_sound_gets_and_pays_none(said: str) -> None:
    one = compiled(Prompt("a pier", sound=said), "runway:veo3.1")
    assert one.options.get("audio", False) is False
    assert one.report.price == compiled(Prompt("a pier"), "runway:veo3.1").report.price
    assert compiled(Prompt("a pier", sound="waves"), "runway:veo3.1").options["audio"] is True
    outcome = one.report.of("sound")
    assert outcome is not None
    assert outcome.verdict == "kept"


def test_no_sound_turns_off_what_is_on_by_itself() -> None:
    card = Registry().find_card("runway:veo3.1")
    loud = replace(
        card,
        options=tuple(replace(one, default=True) if one.name == "audio" else one for one in card.options),
    )
    shot = Shot("s", Prompt("a pier", sound="no sound"), duration=card.durations.least, model=card.id)
    one = compile_shot(shot, loud, size=card.sizes[0])
    outcome = one.report.of("sound")
    assert outcome is not None
    assert one.options["audio"] is False
    assert outcome.why == "runway:veo3.1 is told to make no sound: audio = false"


def test_who_speaks_in_a_script_without_spaces_is_told_with_what_they_say() -> None:
    one = compiled(Prompt("港。", dialogue="女人说：“你好”"), "runway:gen4.5")
    assert one.text == "港。 女人说：“你好”。"
