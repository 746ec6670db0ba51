"""What could be said better in a prompt: why, and what to write instead; and what is left in peace."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from rushes.filming.remarks import board_remarks
from rushes.model import CastMember, Look, Prompt
from rushes.prompts.lint import lint
from rushes.providers.registry import Registry
from rushes.storyboard.read import check_text

CAST = (CastMember("keeper", "an old man"),)
CARDS = Registry()
SIGNED = Prompt('a diner with a sign that says "OPEN"')


@pytest.mark.parametrize(
    ("prompt", "more", *("rule", "field", "why", "change")),
    [
        (
            Prompt("a pier, golden hour, moonlight"), {}, "contradiction", "lighting",
            "golden hour and moonlight cannot both be", "leave out `golden hour` or `moonlight`",
        ),
        (
            Prompt("a pier", camera="static, handheld"), {}, "contradiction", "camera",
            "static shot and handheld cannot both be", "leave out `static` or `handheld`",
        ),
        (
            Prompt("a pier in moonlight", lighting="midday sun"), {}, "contradiction", "lighting",
            "midday sun and moonlight cannot both be", "leave out",
        ),
        (
            Prompt("a pier", style="black and white"), {"look": Look(lighting="neon lights")}, "contradiction", "lighting",
            "black and white and neon lights cannot both be", "leave out",
        ),
        (
            Prompt("a pier", camera="tracking shot, slow zoom in"), {"duration": Fraction(4)}, "moves", "camera",
            "in 4 s are two camera moves", "keep `tracking shot` or `slow zoom in`, or make it two shots",
        ),
        (
            Prompt("waves roll in", setting="a harbour"), {"picture": True}, "still", "setting",
            "the first frame shows it already", "leave the setting out",
        ),
        (
            Prompt(subject="an old man with a long grey beard", action="turns"), {"picture": True}, "still", "subject",
            "the first frame shows it already", "name the subject in a word or two",
        ),
        (
            Prompt("a pier", camera="pan left, then pan right"), {"duration": Fraction(4)}, "moves", "camera",
            "in 4 s are two camera moves", "keep `pan left` or `pan right`, or make it two shots",
        ),
        (SIGNED, {}, "lettering", "text", "models misspell", "a `caption` or a `title_card`"),
        (Prompt(subject="a shop", setting="under a banner reading SALE"), {}, "lettering", "setting", "misspell", "caption"),
        (Prompt("a title “The End” over the sea"), {}, "lettering", "text", "misspell", "caption"),
        (Prompt("@keper waits"), {"cast": CAST}, "cast", "text", "@keper is not in the cast", "write @keeper"),
        (Prompt(subject="@nobody"), {}, "cast", "subject", "@nobody is not in the cast", "take the @ away"),
        (
            Prompt("a cat", action="and so on " * 110), {"card": CARDS.find_card("runway:gen4.5")}, "length", "action",
            "runway:gen4.5 reads at most 1000", "shorter",
        ),
    ],
)  # fmt: skip
def test_a_remark_says_where_why_and_what_instead(  # noqa: PLR0917  (the columns of the table)
    prompt: Prompt, more: dict[str, Any], rule: str, field: str, why: str, change: str
) -> None:
    (remark,) = lint(prompt, **more)
    assert (remark.rule, remark.field) == (rule, field)
    assert why in remark.why
    assert change in remark.change


@pytest.mark.parametrize(
    ("prompt", "more"),
    [
        (Prompt("a pier at dusk, slow zoom in, cinematic, golden hour"), {"duration": Fraction(5)}),
        (Prompt("a pier", camera="handheld tracking shot"), {"duration": Fraction(4)}),
        (Prompt("a pier", camera="tracking shot, slow zoom in"), {"duration": Fraction(8)}),
        (Prompt("waves roll in", camera="static"), {"picture": True, "look": Look("noir", "moonlight")}),
        (Prompt(subject="the old man", action="turns his head"), {"picture": True}),
        (Prompt("a pier", lighting="moonlight"), {"look": Look(lighting="golden hour")}),
        (Prompt('a man says: "Read the sign."', negative="text, signs that say anything"), {}),
        (Prompt("a woman reads a newspaper, her words are kind"), {}),
        (Prompt("a pier, golden hour, no moonlight"), {}),
        (Prompt("golden hour, without moonlight"), {}),
        (Prompt("not handheld, static tripod shot"), {}),
        (Prompt("a street without neon lights, natural sunlight"), {}),
        (Prompt("close-up of hands, then a wide shot of the room"), {"duration": Fraction(5)}),
        (Prompt("it starts as a close-up and pulls out to a wide shot"), {"duration": Fraction(5)}),
        (Prompt("the light over the city changes from golden hour to blue hour"), {}),
        (Prompt("a pier", camera="the camera is static, then slowly pushes in"), {"duration": Fraction(4)}),
        (Prompt("@keeper waits, mail me@home.net"), {"cast": CAST}),
        (Prompt("a cat"), {"card": CARDS.find_card("runway:gen4.5")}),
        (Prompt(), {}),
    ],
)
def test_what_is_said_well_is_left_in_peace(prompt: Prompt, more: dict[str, Any]) -> None:
    assert lint(prompt, **more) == ()


@given(some.text(max_size=120), some.text(max_size=40))
def test_any_text_can_be_looked_over(text: str, camera: str) -> None:
    remarks = lint(Prompt(text, camera=camera), duration=Fraction(3), picture=True, cast=CAST)
    assert all(one.why and one.change for one in remarks)


BOARD = """\
rushes: storyboard/1
look: {lighting: golden hour}
shots:
  - prompt: a pier at dusk
    duration: 5
  - prompt: a pier, golden hour, moonlight
    duration: 5
  - id: signed
    duration: 5
    prompt:
      subject: a shop
      action: opens
      setting: under a sign that says SALE
      camera: static, handheld
"""


def test_remarks_on_a_storyboard_say_where_they_stand(tmp_path: Path) -> None:
    path = tmp_path / "film.yaml"
    path.write_text(BOARD)
    board, _ = check_text(BOARD, path)
    assert board is not None
    found = board_remarks(board, CARDS.find_card)
    assert [(one.line, one.path, one.severity) for one in found] == [
        (6, "shots[1].prompt", "warning"),
        (14, "shots[2].prompt.camera", "warning"),
        (13, "shots[2].prompt.setting", "warning"),
    ]
    assert "shot signed: static shot and handheld" in found[1].message


def test_a_storyboard_knows_names_that_no_space_ends(tmp_path: Path) -> None:
    text = "rushes: storyboard/1\ncast: {keeper: a man}\nshots:\n  - prompt: '@keeperが走る。@keepersが'\n    duration: 5\n"
    _, findings = check_text(text, tmp_path / "film.yaml")
    assert [one.message for one in findings if "cast" in one.message] == [
        "shot s01: @keepersが is not in the cast"
    ]
