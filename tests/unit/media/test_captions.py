"""Captions as text: cues from narration, and the two files they are written to."""

from __future__ import annotations

import re
import subprocess
import sys
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rushes.errors import UsageError
from rushes.media.captions import LINE_LENGTH, LINES, Cue, narration_cues, srt, vtt
from rushes.media.lines import balanced_lines, columns

STORY = (
    "The lighthouse keeper, who had not spoken to anyone for eleven years, climbed the stairs one last time; "
    "below him the sea, black and patient, waited for the light to go out. Dr. Smith said: “No!” It was 3.5 m."
)
WORDS = st.text(st.sampled_from("abcdefgäñ.,;:!?—-'"), min_size=1, max_size=50)
WIDE = st.text(st.sampled_from("私は猫です。、「」한국어"), min_size=1, max_size=60)
TEXTS = st.lists(st.one_of(WORDS, WORDS, WIDE), min_size=1, max_size=60).map(" ".join)
LENGTHS = st.fractions(min_value=Fraction(1, 10), max_value=120, max_denominator=1000)


def cues(text: str, length: int | Fraction = 20) -> tuple[Cue, ...]:
    return narration_cues(text, Fraction(0), Fraction(length))


def test_importing_it_loads_nothing_heavy() -> None:
    script = "import sys, rushes.media.captions; print(*{'av', 'PIL', 'numpy', 'fontTools', 'pydantic'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


def test_no_time_is_an_error_and_no_words_are_no_cues() -> None:
    for length in (0, -1):
        with pytest.raises(UsageError, match="no time left"):
            cues("Hello.", length)
    assert cues("  \n ") == ()


def test_cues_end_with_sentences_and_clauses() -> None:
    said = [cue.text.replace("\n", " ") for cue in cues(STORY)]
    assert said == [
        "The lighthouse keeper, who had not spoken to anyone for eleven years,",
        "climbed the stairs one last time; below him the sea,",
        "black and patient, waited for the light to go out.",
        "Dr. Smith said: “No!”",
        "It was 3.5 m.",
    ]


def test_longer_words_take_longer() -> None:
    short, long = cues("Stop. The sea was black and patient that night, and nobody came.", 10)
    assert long.end - long.start > 3 * (short.end - short.start)
    assert short.end - short.start >= 1


def test_short_sentences_share_a_cue_when_time_is_short() -> None:
    assert [cue.text for cue in cues("No. Never. Stop. Go. Wait. Yes.", 2)] == [
        "No. Never. Stop. Go.",
        "Wait. Yes.",
    ]
    assert len(cues("No. Never. Stop. Go. Wait. Yes.", 6)) == 6


def test_a_sentence_without_spaces_is_cut_between_characters() -> None:
    text = "吾輩は猫である。名前はまだ無い。何でも薄暗いじめじめした所でニャーニャー泣いていた事だけは記憶している。"
    found = cues(text)
    assert [cue.text for cue in found[:2]] == ["吾輩は猫である。", "名前はまだ無い。"]
    lines = [line for cue in found for line in cue.text.split("\n")]
    assert "".join(lines) == text
    assert all(columns(line) <= LINE_LENGTH for line in lines)
    assert not any(line[0] in "。、」ー" for line in lines)


def test_lines_are_balanced() -> None:
    assert balanced_lines("one two three four five six seven eight nine ten", 42) == [
        "one two three four five",
        "six seven eight nine ten",
    ]


def test_a_no_break_space_holds_its_words_together() -> None:
    assert balanced_lines("aaaa 100\u00a0km bbb", 9) == ["aaaa", "100\u00a0km", "bbb"]


@given(TEXTS, st.fractions(0, 1000, max_denominator=1000), LENGTHS)
def test_every_word_is_kept_in_time_and_in_bounds(text: str, start: Fraction, length: Fraction) -> None:
    found = narration_cues(text, start, length)
    assert "".join(cue.text for cue in found).replace("\n", "").replace(" ", "") == text.replace(" ", "")
    assert (found[0].start, found[-1].end) == (start, start + length)
    for before, after in pairwise(found):
        assert before.end == after.start
    words = {word for word in text.split() if word.isascii()}
    shown = {word for cue in found for word in re.split(r"\s", cue.text)}
    assert words <= shown  # never in the middle of one
    for cue in found:
        lines = cue.text.split("\n")
        assert all(columns(line) <= LINE_LENGTH or " " not in line for line in lines)
        assert len(lines) <= LINES
        assert cue.end > cue.start
    if len(found) <= length:
        assert min(cue.end - cue.start for cue in found) >= 1


def test_a_subrip_file() -> None:
    told = srt(
        [
            Cue(Fraction(2), Fraction(7, 2), "Second"),
            Cue(Fraction(1, 3), Fraction(2), "one\r\n\r\ntwo --> three "),
        ]
    )
    assert (
        told
        == "1\n00:00:00,333 --> 00:00:02,000\none\ntwo → three\n\n2\n00:00:02,000 --> 00:00:03,500\nSecond\n"
    )


def test_a_webvtt_file() -> None:
    told = vtt([Cue(Fraction(3661), Fraction(360_000), "a < b & <i>c</i> --> d\r\r\ne")])
    assert told == (
        "WEBVTT\n\n01:01:01.000 --> 100:00:00.000\na &lt; b &amp; &lt;i&gt;c&lt;/i&gt; --&gt; d\ne\n"
    )


def test_no_cues() -> None:
    assert srt([]) == ""
    assert vtt([]) == "WEBVTT\n"
    assert srt([Cue(Fraction(0), Fraction(1), " \n ")]) == ""
