"""Whatever a prompt says, in whatever script: no crash, no lost name, one outcome for each wish, sums that add up."""

from __future__ import annotations

import re
from dataclasses import fields
from fractions import Fraction

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as some

from rushes.errors import UsageError
from rushes.model import CastMember, Look, Operation, Prompt, Shot, Size, StillUrl
from rushes.model_card import ModelCard
from rushes.prompts.report import VERDICTS
from rushes.providers.registry import Registry
from rushes.shoot.compile import Compiled, compile_shot

LIVE = [card for card in Registry().cards() if card.status != "retired"]
TEXT = Operation.TEXT_TO_VIDEO
WRITTEN = [card for card in LIVE if card.prompts and TEXT in card.operations]
CARDS = [card for card in WRITTEN if not card.asked_to(TEXT).needs]
CAST = (
    CastMember("keeper", "an old man in a yellow coat"),
    CastMember("keep", "a castle's keep", StillUrl("https://example.org/keep.png")),
    CastMember("燈台", "白い灯台"),
)
VEO = next(card for card in CARDS if card.sound and card.prompt_limit == 1000)
SCENE = ("text", "subject", "action", "setting")

phrases = some.sampled_from(
    [
        "@keeper", "@keep", "@燈台", "@nobody", "a cat", "walks home", "golden hour", "moonlight", "slow zoom in",
        "handheld", "static shot", "no people", "without text", "cinematic", "noir", "anime style", "calm", "@",
        'He says: "Come in."', "「お入り」", "雨の街", "在雨中行走", "ग्रामीण बाज़ार", "фонарь горит", "قطة تمشي", "👩‍👩‍👧‍👦", "🇯🇵", "e\u0301",
        "sound of rain", "Camera: dolly in", ", ,", "…", "\n", "a sign that says OPEN", "85mm", "4K", "x" * 400,
    ]
)  # fmt: skip
texts = some.lists(phrases | some.text(max_size=30), max_size=14).flatmap(
    lambda said: some.sampled_from([", ", ". ", " ", "\n", "、"]).map(lambda joint: joint.join(said))
)
prompts = some.builds(Prompt, **{part.name: texts for part in fields(Prompt)}) | some.builds(
    Prompt, text=texts
)
cards = some.sampled_from(CARDS)


def shot(prompt: Prompt, card: ModelCard, motion: int | None = None) -> Shot:
    return Shot("s", prompt, duration=card.durations.least, model=card.id, motion=motion)


def size_of(card: ModelCard) -> Size:
    asked = card.asked_to(TEXT)
    return asked.sizes[0] if asked.sizes else Size(640, 360)


def compiled(
    prompt: Prompt, card: ModelCard, motion: int | None = None, look: Look | None = None
) -> Compiled:
    wish = shot(prompt, card, motion)
    return compile_shot(wish, card, size=size_of(card), cast=CAST, look=look, fps=Fraction(24))


@settings(max_examples=250, deadline=None)
@given(prompts, cards, some.none() | some.integers(1, 10))
@example(Prompt("@keeper says: “x”. A storm", negative="@keep"), CARDS[0], 3)
@example(Prompt(dialogue="@keeper: Come in", subject="a storm"), CARDS[0], None)
@example(Prompt(subject="x" * 990, dialogue='He says: "Come in."'), VEO, None)
@example(Prompt("a, " * 900 + "@keeper waits"), CARDS[0], None)
@example(Prompt("👩‍👩‍👧‍👦, " * 300), CARDS[0], None)
def test_any_wish_is_told_and_every_wish_has_one_outcome(
    prompt: Prompt, card: ModelCard, motion: int | None
) -> None:
    look = Look(style="cinematic")
    try:
        one = compiled(prompt, card, motion, look)
    except UsageError:
        with pytest.raises(UsageError, match="its subject alone is"):
            compiled(prompt, card, motion, look)
        return
    report = one.report
    assert one == compiled(prompt, card, motion, look)
    assert card.prompt_limit is None or card.prompt_length(one.text) <= card.prompt_limit
    wishes = [outcome.wish for outcome in report.outcomes]
    assert len(wishes) == len(set(wishes))
    for part in fields(Prompt):
        assert (report.of(part.name) is not None) == bool(str(getattr(one.words, part.name)).strip())
    assert (report.of("motion") is not None) == (motion is not None)
    for outcome in report.outcomes:
        assert outcome.verdict in VERDICTS
        assert outcome.asked
        assert outcome.sent or outcome.verdict == "dropped"
        assert outcome.why or outcome.verdict in ("kept", "parameter")
        assert bool(outcome.lost) == (outcome.verdict == "dropped") or outcome.verdict in (
            "clamped",
            "words",
            "parameter",
        )
    assert report.price is None or report.price.micros == sum(each.adds.micros for each in report.outcomes)
    assert report.trimmed == sum((each.trimmed for each in report.outcomes), Fraction(0))


@settings(max_examples=300, deadline=None)
@given(prompts, cards)
@example(Prompt("a pier", dialogue='He says: "@keeper, come in, @keep!"'), VEO)
@example(Prompt("a pier", dialogue='He says: "@keeper, come in!"'), CARDS[0])
def test_no_name_of_the_cast_is_lost_from_what_is_seen(prompt: Prompt, card: ModelCard) -> None:
    try:
        one = compiled(prompt, card)
    except UsageError:
        return
    told = f"{one.text} {one.words.negative if card.negative else ''}"
    for member in CAST:
        outcome = one.report.of(f"@{member.name}")
        if outcome is not None and outcome.verdict != "dropped":
            sent = outcome.sent.removesuffix(", and its picture")
            assert sent in (member.description, member.name)
            # Where words have no spaces between them, the description is a part of a longer run of letters.
            assert words_of(sent) <= words_of(told) or sent.lower() in told.lower()
        elif outcome is not None:
            assert all(member.description not in getattr(one.words, name) for name in (*SCENE, "dialogue"))


def words_of(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.lower()))


@settings(max_examples=25, deadline=None)
@given(texts, some.sampled_from([card for card in CARDS if card.prompt_limit is not None]))
def test_what_is_too_long_is_cut_between_its_clauses(text: str, card: ModelCard) -> None:
    assert card.prompt_limit is not None
    clauses = [f"clause {place} of a long list" for place in range(card.prompt_limit // 10)]
    prompt = Prompt(text, subject="a cat", action="waits", style=", ".join(clauses))
    try:
        one = compiled(prompt, card)
    except UsageError:
        return
    assert card.prompt_length(one.text) <= card.prompt_limit
    assert "cat" in one.text
    said = one.text.lower()
    numbers = [place for place in range(len(clauses)) if f"clause {place} of a long list" in said]
    assert said.count("clause") - text.lower().count("clause") <= len(numbers)


@pytest.mark.parametrize(
    "card", [card for card in CARDS if card.prompt_unit == "utf16" and card.prompt_limit]
)
def test_an_emoji_counts_as_the_vendor_counts_it(card: ModelCard) -> None:
    assert card.prompt_limit is not None
    just = "👍" * (card.prompt_limit // 2 - 3)
    assert just in compiled(Prompt(just), card).text
    family = "👩‍👩‍👧‍👦"
    one = compiled(
        Prompt(", ".join(f"{family} number {place}" for place in range(card.prompt_limit // 8))), card
    )
    assert card.prompt_length(one.text) <= card.prompt_limit
    assert one.text.replace(family, "").isascii()
    with pytest.raises(UsageError, match="its subject alone is"):
        compiled(Prompt(subject="👍" * (card.prompt_limit // 2 + 1)), card)
