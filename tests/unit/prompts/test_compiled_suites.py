"""Hundreds of prompts of many kinds and languages, put to every model of the catalogue."""

from __future__ import annotations

import re
import time
import tomllib
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from rushes.model import (
    CastMember,
    Input,
    Look,
    MediaFile,
    Operation,
    Performance,
    Prompt,
    Request,
    Shot,
    Size,
    StillFile,
    StillUrl,
    UserClip,
)
from rushes.model_card import ModelCard
from rushes.prompts.library import Library
from rushes.prompts.tokens import folded
from rushes.prompts.words import LABELS, NEGATORS
from rushes.providers.registry import Registry
from rushes.providers.runway_wire import build_create, check_request
from rushes.shoot.checks import inputs_of, operation
from rushes.shoot.compile import Compiled, compile_shot
from rushes.shoot.prices import price_of
from rushes.shoot.request import compile_request

HERE = Path(__file__).parent
FILE = Path("input.png")
CAST = (CastMember("keeper", "an old lighthouse keeper in a yellow oilskin coat", StillFile(FILE)),)
LOOK = Look(mood="calm")
ADDED = (
    "calm",
    "mood",
    "no",
    "without",
    "avoid",
    "sound",
    "shot",
    "lens",
    "light",
    "camera",
)  # by the renderer


def written(said: str) -> tuple[str, str]:
    """The prompt, and its subject."""
    repeat = re.match(r"\*(\d+) ", said)
    if repeat:
        first, _, last = said[repeat.end() :].partition("#")
        cut = max(first.rfind(". "), first.rfind("。"), first.rfind("। ")) + 1
        sentence = first[cut:] + "#" + last
        stop = (
            "" if sentence.endswith(("。", "।")) else "." if sentence.isascii() or "。" not in first else "。"
        )
        said = first[:cut] + "".join(
            sentence.replace("#", str(place)) + stop for place in range(1, int(repeat[1]) + 1)
        )
    subject = re.search(r"\[(.+?)\]", said)
    assert subject is not None, said
    return said[: subject.start()] + subject[1] + said[subject.end() :], subject[1]


# What only says which part of a prompt is meant.
PART_WORDS = {word for words in (*map(str.split, LABELS), *NEGATORS, ("or", "nor")) for word in words}
SUITES = tomllib.loads((HERE / "suite_prompts.toml").read_text(encoding="utf-8"))
PROMPTS = [written(said) for suite in SUITES.values() for said in suite]
PLAIN = [
    one["says"]
    for one in tomllib.loads((HERE / "golden_prompts.toml").read_text(encoding="utf-8"))["prompts"]
]
CARDS = [card for card in Registry().cards() if card.status != "retired"]
READERS = [card for card in CARDS if card.prompts]


def asked(prompt: Prompt, card: ModelCard, kind: Operation | None = None) -> tuple[Shot, Size]:
    """A shot that this model can be asked for, by one of its operations."""
    doing = kind or card.operations[0]
    holds = card.asked_to(doing)
    clip = UserClip(Path("clip.mp4"), Fraction(0), holds.durations.least)
    still = StillUrl("https://example.org/a.png") if holds.by_address else StillFile(FILE)
    shot = Shot("s01", prompt if card.prompts else None, duration=holds.durations.least, model=card.id)
    match doing:
        case Operation.IMAGE_TO_VIDEO:
            shot = replace(shot, first_frame=still)
        case Operation.VIDEO_TO_VIDEO:
            shot = replace(shot, video=clip)
        case Operation.UPSCALE:
            shot = replace(shot, upscale=clip)
        case Operation.CHARACTER_PERFORMANCE:
            shot = replace(shot, performance=Performance(MediaFile(FILE), clip))
        case _:
            pass
    if "first_frame" in holds.needs:
        shot = replace(shot, first_frame=still)
    if "last_frame" in holds.needs:
        shot = replace(shot, last_frame=still)
    if "reference" in holds.needs:
        shot = replace(shot, references=(still,))
    return shot, holds.sizes[0] if holds.sizes else Size(640, 360)


def compiled(prompt: Prompt, card: ModelCard) -> Compiled:
    shot, size = asked(prompt, card)
    return compile_shot(shot, card, size=size, look=LOOK, cast=CAST, there=shot.duration)


def test_who_speaks_is_seen_where_nothing_is_heard() -> None:
    card = Registry().find_card("runway:gen4.5")
    for said, told in (
        ('A girl says: "Go." Rain on a roof.', "Rain on a roof. A girl speaks. Calm mood."),
        ('The keeper turns around. He says: "Go."', "The keeper turns around. Calm mood."),
        ('Rain on a roof. "Go!" calls the mother.', 'Rain on a roof. Calm mood. "Go!" calls the mother.'),
        ("Дождь на крыше. Она говорит: «Иди».", "Дождь на крыше. Calm mood. Она говорит: «Иди»."),
    ):
        one = compiled(Prompt(said), card)
        speech = one.report.of("dialogue")
        assert (one.text, speech is not None and bool(speech.lost)) == (told, True)
    apart = compiled(Prompt(subject="a storm", dialogue="@keeper: Come in"), card)
    assert "keeper in a yellow oilskin coat speaks" in apart.text


def test_there_are_hundreds_of_them_and_some_are_too_long() -> None:
    assert len(PROMPTS) + len(PLAIN) > 290
    assert len({text for text, _ in PROMPTS}) == len(PROMPTS)
    assert sum(len(text) > 1000 for text, _ in PROMPTS) >= 8
    assert len(SUITES) > 30
    assert len(READERS) > 25


@pytest.mark.parametrize("card", READERS, ids=lambda card: card.id)
def test_every_prompt_fits_keeps_its_subject_and_is_told_the_same_each_time(card: ModelCard) -> None:
    for text, subject in PROMPTS:
        one = compiled(Prompt(text), card)
        assert one == compiled(Prompt(text), card)
        if card.prompt_limit is not None:
            assert card.prompt_length(one.text) <= card.prompt_limit, text
        assert " ".join(folded(subject)) in " ".join(folded(one.text)), (text, one.text)
        one.text.encode("utf-16-le")  # no half of an emoji
        assert not unaccounted(text, one), text
        cut = one.report.of("text")
        if cut is None:
            assert one.report.of("subject") is not None, text
        elif card.prompt_limit is None or len(text) * 2 < card.prompt_limit:
            assert cut.verdict == "kept"
        elif cut.lost:
            assert "reads at most" in cut.why
            whole = " ".join(folded(text))
            for clause in cut.lost.split("; ")[:3]:
                assert " ".join(folded(clause)) in whole
    for text in PLAIN:
        one = compiled(Prompt(text), card)
        assert one.text
        assert not unaccounted(text, one), text


def unaccounted(text: str, one: Compiled) -> set[str]:
    """The words of a prompt that are neither told, nor reported as lost or as told in another way."""
    left = {*folded(text)} - {*folded(one.text)} - PART_WORDS
    for each in one.report.outcomes if left else ():
        left -= {*folded(each.lost)}
        if each.verdict == "parameter" or (each.verdict == "words" and each.sent != each.asked):
            left -= {*folded(each.asked)}
    return left


@pytest.mark.parametrize("card", READERS, ids=lambda card: card.id)
def test_a_sentence_ends_where_a_clause_ends(card: ModelCard) -> None:
    for text, _ in PROMPTS:
        one = compiled(Prompt(text), card)
        words = {*folded(text), *ADDED, *folded(" ".join(each.sent for each in one.report.outcomes))}
        assert set(folded(one.text)) <= words


def test_under_a_millisecond_for_one_shot_and_one_model() -> None:
    short = [text for text, _ in PROMPTS if len(text) < 300] + PLAIN
    compiled(Prompt("warm"), READERS[0])
    count = 0
    before = time.process_time()
    for card in READERS:
        for text in short:
            compiled(Prompt(text), card)
            count += 1
    assert (time.process_time() - before) / count < 0.001


@pytest.mark.parametrize("card", CARDS, ids=lambda card: card.id)
def test_what_the_report_says_is_what_the_request_has(card: ModelCard) -> None:
    prompt = Prompt(
        subject="@keeper",
        action="climbs the stairs",
        setting="inside the lighthouse",
        camera="slow zoom in",
        style="cinematic",
        lighting="moonlight",
        negative="other people",
        dialogue='He says: "Nobody comes."',
        sound="sound of waves",
    )
    for doing in card.operations:
        shot, size = asked(prompt, card, doing)
        if card.prompts:
            shot = replace(shot, motion=2)
        if card.seeds:
            shot = replace(shot, seed=7)
        holds = card.asked_to(doing)
        one = compile_shot(shot, card, size=size, look=LOOK, cast=CAST, there=shot.duration)
        request = compile_request(
            shot,
            look=LOOK,
            cast=CAST,
            size=size,
            fps=Fraction(24),
            card=card,
            number=1,
            wish="w",
            inputs=sent(shot, holds),
        )
        assert (request.text, request.words, request.options) == (one.text, one.words, one.options)
        assert (request.duration, request.motion, request.size) == (one.duration, one.motion, one.size)
        assert one.report.price == price_of(shot, size=size, card=card, cast=CAST)
        if one.report.price is not None:
            assert sum(each.adds.micros for each in one.report.outcomes) == one.report.price.micros
        promised(one, request, holds)


def sent(shot: Shot, card: ModelCard) -> tuple[Input, ...]:
    return tuple(
        Input(role, "0" * 64, FILE, "image/png" if role in ("first_frame", "last_frame", "character", "reference") else "video/mp4",
              uri="https://example.org/a", duration=shot.duration if role in ("video", "performance") else None)
        for role, given in inputs_of(shot).items()
        if given
    )  # fmt: skip


def promised(one: Compiled, request: Request, card: ModelCard) -> None:
    """Each outcome against the request, and against the body that Runway is sent."""
    report = one.report
    for part in ("subject", "action", "setting"):
        outcome = report.of(part)
        assert (outcome is not None) == card.prompts
        assert outcome is None or outcome.verdict == "kept"
    keeper = report.of("@keeper")
    assert (keeper is not None and CAST[0].description in request.text.lower()) == card.prompts
    waves, speech = report.of("sound"), report.of("dialogue")
    for outcome, said in ((waves, "waves"), (speech, "Nobody comes")):
        if outcome is not None:
            assert (said in request.text) == (outcome.verdict != "dropped") == card.sound
    motion = report.of("motion")
    if motion is not None:
        assert (motion.verdict == "parameter") == card.motion
        assert card.motion or Library.standard().motion[2] in request.text.lower()
    if card.provider != "runway":
        return
    check_request(request, card)
    body = build_create(request, card, [item.uri for item in request.inputs]).body
    assert body.get("promptText", "") == request.text
    negative = report.of("negative")
    if negative is not None:
        assert (body.get("negativePrompt") == "other people") == (negative.verdict == "parameter")
        assert ("other people" in request.text) == (negative.verdict == "words")
    if speech is not None and "audio = true" in speech.sent:
        assert body["audio"] is True
    duration, seed = report.of("duration"), report.of("seed")
    assert duration is not None
    if "duration" in body and body["duration"] != "auto":
        assert duration.sent == f"{body['duration']} s"
    assert body.get("seed") == (7 if seed is not None else None)


def test_a_shot_that_is_named_is_described_the_same_in_every_shot() -> None:
    card = Registry().find_card("runway:gen4.5")
    said = [
        compiled(Prompt(text), card).text
        for text in ("@keeper waits", "A pier. @keeper turns", "Close-up of @keeper")
    ]
    assert all(CAST[0].description in text.lower() for text in said)
    assert operation(asked(Prompt("a"), card)[0]) is Operation.TEXT_TO_VIDEO
