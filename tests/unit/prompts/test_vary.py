"""Texts that stand for several: how many, which, and what is wrong with their braces."""

from __future__ import annotations

from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rushes.prompts.vary import MOST, BracesError, Variations


def texts(text: str) -> list[str]:
    return [one.text for one in Variations(text)]


def test_alternatives_become_a_text_each() -> None:
    assert texts("a pier at {golden hour|blue hour}") == ["a pier at golden hour", "a pier at blue hour"]
    assert texts("{a|b} {c|d}") == ["a c", "a d", "b c", "b d"]
    assert texts("{a {b|c}|d}!") == ["a b!", "a c!", "d!"]
    assert texts("{ golden hour | blue hour }") == ["golden hour", "blue hour"]
    assert texts("灯台と{朝|夜}") == ["灯台と朝", "灯台と夜"]


def test_an_alternative_may_say_nothing_and_leaves_no_second_space() -> None:
    assert texts("a {|very} old pier") == ["a old pier", "a very old pier"]
    assert texts("{|very} old") == ["old", "very old"]
    assert texts("old{|er}") == ["old", "older"]


def test_what_was_chosen_is_told_in_the_order_of_the_text() -> None:
    chosen = [one.chosen for one in Variations("{a {b|c}|d} at {dawn|dusk}")]
    assert chosen == [(x, y) for x in ("a b", "a c", "d") for y in ("dawn", "dusk")]


def test_a_bar_outside_of_braces_is_a_bar_unless_it_is_a_list() -> None:
    assert texts("a | b") == ["a | b"]
    assert texts("a | {b|c}") == ["a | b", "a | c"]
    assert [one.text for one in Variations("a | {b|c}x", listed=True)] == ["a", "bx", "cx"]
    assert [one.chosen for one in Variations("a|b", listed=True)] == [("a",), ("b",)]


def test_a_backslash_makes_it_ordinary() -> None:
    assert texts(r"a \{sign\} \| and {a \| b|c\}|\\}") == [
        "a {sign} | and a | b",
        "a {sign} | and c}",
        "a {sign} | and \\",
    ]
    assert texts(r"\{3\}") == ["{3}"]
    assert texts(r"no braces \| C:\new \\") == [r"no braces \| C:\new \\"]


@pytest.mark.parametrize(
    ("text", "column", "said"),
    [
        ("a {3} sign", 3, "nothing to choose with {3}"),
        ("{}", 1, "nothing to choose with {}"),
        ("a {b|{c}}", 6, "nothing to choose with {c}"),
        ("a {b|c", 3, "never closes"),
        ("{a|{b|c}", 1, "never closes"),
        ("a b} c", 4, "not open"),
        ("灯 {", 3, "never closes"),
        ("{" * 30, 21, "braces in braces"),
        ("{" + "x" * 99 + "}", 1, "xxx…}"),
    ],
)
def test_wrong_braces_are_told_with_their_place(text: str, column: int, said: str) -> None:
    with pytest.raises(BracesError, match=f"at its character {column}$") as caught:
        Variations(text)
    assert caught.value.column == column
    assert said in str(caught.value)
    assert caught.value.allowed


def test_more_than_anybody_could_make_are_counted_at_once() -> None:
    many = Variations("{a|b}" * 100_000)
    assert many.count == MOST
    assert many.pick(2).text.endswith("aba")
    assert Variations("{" + "{a|b}" * 70 + "|c}").count == MOST


# ── any text ──────────────────────────────────────────────────────────────────────────────────────

plain = st.text(st.characters(exclude_characters="{}|\\", exclude_categories=["Cs"]), max_size=8)
groups = st.lists(
    st.lists(st.text("abcxyz", min_size=1, max_size=5), min_size=2, max_size=4, unique=True), max_size=4
)


@given(st.data(), groups)
def test_every_combination_is_there_once(data: st.DataObject, alternatives: list[list[str]]) -> None:
    between = [data.draw(plain) for _ in range(len(alternatives) + 1)]
    text = between[0]
    expected = 1
    for group, after in zip(alternatives, between[1:], strict=True):
        text += "{" + "|".join(group) + "}" + after
        expected *= len(group)
    found = Variations(text)
    assert found.count == expected
    chosen = [one.chosen for one in found]
    assert len(set(chosen)) == len(chosen) == expected
    for one in found:
        built = between[0]
        for choice, after in zip(one.chosen, between[1:], strict=True):
            built += choice + after
        assert one.text == built


@given(st.text(st.characters(exclude_characters="{}")))
def test_a_text_without_braces_is_unchanged(text: str) -> None:
    assert texts(text) == [text]


@given(st.text())
def test_what_is_escaped_stays(text: str) -> None:
    escaped = "".join("\\" + one if one in "{}|\\" else one for one in text)
    if "{" in text or "}" in text:
        assert texts(escaped) == [text]
        assert [one.text for one in Variations(escaped, listed=True)] == [text]


@given(st.one_of(st.text(), st.text("{}|\\ab ", max_size=60)), st.booleans())
def test_no_text_is_too_much(text: str, listed: bool) -> None:
    try:
        found = Variations(text, listed=listed)
    except BracesError as error:
        found, column = None, error.column
    else:
        column = 1
    if found is None:
        assert 1 <= column <= len(text)
        return
    assert 1 <= found.count <= MOST
    for one in islice(found, 50):
        assert isinstance(one.text, str)
    assert isinstance(found.pick(found.count - 1).text, str)
