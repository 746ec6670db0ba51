"""Any text in: no crash, no lost word, no lost name, and the same sentence again when it is read again."""

from __future__ import annotations

import re
import time
from collections import Counter
from dataclasses import fields

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from rushes.model import Prompt
from rushes.prompts.library import Library
from rushes.prompts.parse import parse
from rushes.prompts.render import render
from rushes.prompts.tokens import fold
from rushes.prompts.words import LABELS, NEGATORS

# The words that only say which part is meant, and become that part.
MARKS = {
    *(word for label in LABELS for word in label.split()),
    *(word for mark in NEGATORS for word in mark),
    *("or", "nor", "don", "t"),
}

ENTRIES = Library.standard().entries
library_words = some.sampled_from(
    [phrase.replace("*", "") for one in ENTRIES for phrase in (one.name, *one.synonyms, *one.loose)]
)
plain_words = some.sampled_from(
    [
        "a",
        "an",
        "the",
        "of",
        "in",
        "on",
        "at",
        "by",
        "with",
        "no",
        "without",
        "avoid",
        "and",
        "or",
        "as",
        "while",
        "he",
        "says:",
        "camera:",
        "style:",
        "the",
        "camera",
        "follows",
        "A",
        "man.",
        "@keeper",
        "@old-boat",
        '"Come',
        'in."',
        "“Komm!”",
        "「来て。」",
        "雨の街",
        "黄昏",
        "गाँव",
        "में",
        "แมว",
        "москва…",
        "🔥",
        ",,",
        "..",
        "!",
        "?",
        ";",
        "—",
        "|",
        "\n",
        "\n\n",
        "35mm",
        "New",
        "York",
        "walks",
        "rain,",
        "light",
        "lighting",
        "style",
        "mood",
        "says",
        "whispers",
        "and",
        "says:",
        "negative",
        "prompt:",
        "sound:",
        "Sound",
        "of",
        "waves",
    ]
)
joints = some.sampled_from([" ", ", ", ". ", " ", ": ", "; ", "、", "。", "\n", " - ", "! "])
prompts = some.lists(some.tuples(library_words | plain_words, joints), max_size=14).map(
    lambda parts: "".join(word + joint for word, joint in parts)
)
texts = some.text(max_size=200) | prompts


def words(text: str) -> Counter[str]:
    return Counter(re.findall(r"[^\W_]+", text.casefold()))


def whole(prompt: Prompt) -> str:
    return " ".join(str(getattr(prompt, part.name)) for part in fields(prompt))


@given(texts)
@settings(max_examples=400)
def test_no_word_is_lost_and_none_is_added(text: str) -> None:
    before, after = words(text), words(whole(parse(text)))
    assert {fold(word) for word in before - after} <= MARKS
    assert after - before == Counter()


@given(texts)
@settings(max_examples=400)
def test_the_words_of_each_part_stand_in_the_order_of_the_text(text: str) -> None:
    prompt = parse(text)
    said = re.findall(r"[^\W_]+", text.casefold())
    for part in fields(prompt):
        remaining = iter(said)
        for word in re.findall(r"[^\W_]+", str(getattr(prompt, part.name)).casefold()):
            assert word in remaining, (part.name, word)  # a search through an iterator goes on where it was


# What people write: a sentence, or two, and then words of film.
sentences = some.sampled_from(
    [
        "a keeper climbs the stairs",
        "@keeper lights the lamp",
        "A man in a red coat walks through Tokyo",
        "waves crash against the rocks",
        "wide shot of a pier",
        "A cinematic close-up of a hand",
        "雨の街を歩く女性",
        "黄昏的灯塔",
        "ein alter Mann steht am Hafen",
        "une femme marche dans la rue",
        "старик зажигает лампу",
        "एक आदमी चलता है",
        "قارب صغير في البحر",
        'a sign that reads "OPEN"',
        "an iPhone rings on a table",
    ]
)
names = some.sampled_from([one.name for one in ENTRIES])
written = some.tuples(
    some.lists(sentences, min_size=1, max_size=2, unique=True).map(". ".join),
    some.lists(names | some.sampled_from(["no people", "without text"]), max_size=6),
    some.sampled_from([", ", ". "]),
).map(lambda parts: parts[2].join([parts[0], *parts[1]]))


@given(written)
@settings(max_examples=400)
def test_what_was_read_is_written_and_read_the_same_again(text: str) -> None:
    prompt = parse(text)
    said = render(prompt, negative=True)
    again = parse(said)
    assert render(again, negative=True) == said
    assert parse(render(again, negative=True)) == again


@given(texts, some.sampled_from(["keeper", "old-boat", "Åse", "灯台守"]))
def test_no_name_of_the_cast_is_lost(text: str, name: str) -> None:
    prompt = parse(f"{text} @{name} {text}")
    assert f"@{name}" in whole(prompt)


@given(some.builds(Prompt, *[texts] * 11))
def test_any_prompt_can_be_said(prompt: Prompt) -> None:
    said = render(prompt, negative=True)
    assert said == render(prompt, negative=True)
    assert "\n" not in said
    assert "  " not in said
    assert said == said.strip()


@pytest.mark.parametrize(
    "clause",
    [
        "sea ",
        "“",
        '"a ',
        ", ",
        "golden hour, ",
        "the camera pans left, ",
        "no people, or cars, ",
        "no a, ",
        "a\n",
    ],
)
def test_endless_words_end(clause: str) -> None:
    started = time.process_time()
    prompt = parse(clause * (20_000 // len(clause)))
    render(prompt, negative=True)
    assert time.process_time() - started < 2


def test_what_no_model_could_read_stays_whole() -> None:
    text = "golden hour, " * 2_000
    assert parse(text) == Prompt(text)
