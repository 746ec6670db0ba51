"""About a hundred prompts, in several languages and scripts: what each is taken apart into, and becomes."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from rushes.model import Prompt
from rushes.prompts import Library, parse, render

PROMPTS: list[dict[str, Any]] = tomllib.loads(
    Path(__file__).with_name("golden_prompts.toml").read_text(encoding="utf-8")
)["prompts"]


@pytest.mark.parametrize("prompt", PROMPTS, ids=lambda prompt: prompt["says"][:40])
def test_a_prompt_is_read_and_written(prompt: dict[str, Any]) -> None:
    read = parse(prompt["says"])
    assert read == Prompt(**prompt.get("parts", {}))
    written = render(read, negative=True)
    assert written == prompt["becomes"]
    assert render(parse(written), negative=True) == written


def test_there_are_enough_of_them() -> None:
    assert len(PROMPTS) >= 90


SCENE = Prompt(
    subject="the great lamp",
    setting="over the sea",
    camera="slow zoom in",
    style="cinematic",
    lighting="moonlight",
    mood="calm",
    negative="people",
)


@pytest.mark.parametrize(
    ("family", "said"),
    [
        ("*", "The great lamp over the sea. Slow zoom in, cinematic, moonlight, calm mood."),
        ("somebody-new", "The great lamp over the sea. Slow zoom in, cinematic, moonlight, calm mood."),
        ("runway", "Slow zoom in. The great lamp over the sea. Cinematic, moonlight, calm mood."),
        ("veo", "Slow zoom in. The great lamp over the sea. Cinematic, moonlight, calm mood."),
        ("gemini", "Slow zoom in, cinematic, moonlight, calm mood. The great lamp over the sea."),
        ("kling", "The great lamp over the sea. Slow zoom in, moonlight, calm mood, cinematic."),
        ("seedance", "The great lamp over the sea. Moonlight, calm mood, cinematic, slow zoom in."),
        ("wan", "The great lamp over the sea. Slow zoom in, moonlight, cinematic, calm mood."),
    ],
)
def test_the_order_suits_the_model(family: str, said: str) -> None:
    order = Library.standard().family(family).order
    assert render(SCENE, order) == said
    assert render(SCENE, order, negative=True) == f"{said} No people."


@pytest.mark.parametrize(
    ("prompt", "said"),
    [
        (
            Prompt(
                subject="A cat",
                action="Runs fast",
                setting="In a kitchen",
                camera="Handheld",
                style="Cinematic",
                lighting="Golden Hour",
                mood="Tense",
            ),
            "A cat runs fast in a kitchen. Handheld camera, cinematic, golden hour, tense mood.",
        ),
        (
            Prompt(subject="@keeper", action="climbs", setting="inside the lighthouse", camera="crane up"),
            "@keeper climbs inside the lighthouse. Crane up.",
        ),
        (
            Prompt(subject="a cat", lighting="soft light light", camera="a a dolly"),
            "A cat. A dolly shot, soft light.",
        ),
        (Prompt("a pier", style="noir, noir, Noir", mood="epic, epic"), "A pier. Noir, epic mood."),
        (Prompt("a man", camera="85mm", lighting="月光", mood="静かな"), "A man. 85mm lens, 月光, 静かな。"),
        (
            Prompt("a man", camera="POV", lighting="luz suave", mood="triste"),
            "A man. POV, luz suave, triste.",
        ),
        (Prompt("a man", lighting="warm", mood="moody"), "A man. Warm light, moody atmosphere."),
        (Prompt("a woman", style="Wes Anderson, NASA footage"), "A woman. Wes Anderson, NASA footage."),
        (Prompt(subject="iPhone", action="rings", setting="a table"), "iPhone rings, a table."),
        (Prompt(subject="a dog", dialogue="Woof", sound="rain"), 'A dog. "Woof." Sound: rain.'),
        (
            Prompt(subject="a man", dialogue="the keeper: Come in", sound="sound of waves"),
            'A man. The keeper: "Come in." Sound of waves.',
        ),
        (
            Prompt(subject="a man", action="turns", dialogue='and says: "In in!"', camera="close-up"),
            'A man turns and says: "In in!" Close-up.',
        ),
        (
            Prompt(subject="a city", style="in anime style", lighting="under neon lights"),
            "A city in anime style under neon lights.",
        ),
        (
            Prompt(subject="a watch with a blue steel dial", action="rotating", setting="on a table"),
            "A watch with a blue steel dial, rotating on a table.",
        ),
        (Prompt("a man on a road", setting="a road"), "A man on a road."),
        (Prompt("waves crash!", lighting="at golden hour"), "Waves crash at golden hour!"),
        (Prompt("a pier", camera="wide shot of"), "Wide shot of a pier."),
        (Prompt(camera="wide shot of", lighting="at golden hour"), "Wide shot, at golden hour."),
        (Prompt(subject="雨の街", action="を歩く女性", style="noir"), "雨の街を歩く女性。 Noir."),
        (Prompt(subject="एक आदमी", action="चलता है"), "एक आदमी चलता है।"),
        (
            Prompt(subject="Eine Frau", action="geht", setting="durch die Stadt"),
            "Eine Frau geht durch die Stadt.",
        ),
        (Prompt("ein Haus", style=" , ", mood=".", dialogue=" ", sound=","), "Ein Haus."),
        (Prompt("wait…", style="noir"), "Wait… Noir."),
        (
            Prompt("Plan B and a plan, The A Team, New York, New York"),
            "Plan B and a plan, The A Team, New York, New York.",
        ),
    ],
)
def test_parts_become_prose(prompt: Prompt, said: str) -> None:
    assert render(prompt) == said


@pytest.mark.parametrize(
    ("negative", "said"),
    [
        ("people", "No people."),
        ("people, any text", "No people, without any text."),
        ("people, text, logos", "Avoid people, text, logos."),
        ("text and logos", "Avoid text and logos."),
        ("no people, no cars", "No people, no cars."),
    ],
)
def test_what_must_not_be_seen_is_said_where_it_is_asked_for(negative: str, said: str) -> None:
    assert render(Prompt("a pier", negative=negative), negative=True) == f"A pier. {said}"
    assert render(Prompt("a pier", negative=negative)) == "A pier."
