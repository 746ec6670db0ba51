"""`fit`: what may give way to what a model makes; without it, another size or a shorter clip is an error."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from rushes.errors import UsageError
from rushes.filming.wish import shortened
from rushes.keys import wish_key
from rushes.model import Fit, Look, Prompt, Shot, Size
from rushes.providers.registry import Registry
from rushes.shoot.compile import Compiled, compile_shot
from rushes.shoot.prices import price_of
from rushes.storyboard.board import Storyboard
from rushes.storyboard.read import check_text

CARDS = Registry()
WIDE = Size(1280, 720)
SHOT = Shot("s", Prompt("a cat"), duration=Fraction(5), model="runway:gen4.5")


def compiled(shot: Shot, size: Size = WIDE) -> Compiled:
    return compile_shot(shot, CARDS.find_card(shot.model), size=size)


@pytest.mark.parametrize(
    ("size", "fit", "said"),
    [
        (Size(1920, 1080), (), "does not make 1920x1080; it makes 1280x720, 720x1280"),
        (Size(1920, 1080), ("duration",), "does not make 1920x1080"),
    ],
)
def test_another_size_is_an_error_that_says_what_there_is(
    size: Size, fit: tuple[Fit, ...], said: str
) -> None:
    with pytest.raises(UsageError, match=said) as caught:
        compiled(replace(SHOT, fit=fit), size)
    assert "fit: size" in str(caught.value.hint)


@pytest.mark.parametrize(
    ("asked", "made"),
    [("1920x1080", "1280x720"), ("1080x1920", "720x1280"), ("640x360", "1280x720"), ("1280x720", "1280x720")],
)
def test_with_fit_the_nearest_size_is_made(asked: str, made: str) -> None:
    one = compiled(replace(SHOT, fit=("size",)), Size.parse(asked))
    assert str(one.size) == made
    outcome = one.report.of("size")
    assert outcome is not None
    assert (outcome.verdict, outcome.lost) == (("kept", "") if asked == made else ("clamped", asked))


def test_a_shape_comes_before_pixels_and_a_size_without_a_list_is_scaled() -> None:
    still = replace(SHOT, model="runway:seedance2", fit=("size",))
    assert compiled(still, Size(1000, 1000)).size == Size(960, 960)
    large = compiled(replace(SHOT, model="previz", fit=("size",)), Size(8192, 4608)).size
    assert large.width * large.height <= 9437184
    assert large.width % 2 == large.height % 2 == 0
    assert abs(large.ratio - Fraction(16, 9)) < Fraction(1, 100)


def test_a_longer_shot_than_the_model_makes_needs_fit_and_says_what_is_lost() -> None:
    long = replace(SHOT, duration=Fraction(14))
    with pytest.raises(UsageError, match="at most 10 s") as caught:
        compiled(long)
    assert "fit: duration" in str(caught.value.hint)
    one = compiled(replace(long, fit=("duration",)))
    outcome = one.report.of("duration")
    assert outcome is not None
    assert (one.duration, outcome.verdict, outcome.lost, one.report.trimmed) == (10, "clamped", "4 s", 0)
    card = CARDS.find_card(long.model)
    assert one.report.price == price_of(replace(long, fit=("duration",)), size=WIDE, card=card)


def test_the_film_shows_no_more_than_the_model_made() -> None:
    board = Storyboard((replace(SHOT, duration=Fraction(14), fit=("duration",)), SHOT))
    assert [shot.duration for shot in shortened(board, CARDS.find_card).shots] == [10, 5]


def test_fit_is_part_of_the_wish_only_where_it_is_said() -> None:
    def key(shot: Shot) -> str:
        return wish_key(shot, size=WIDE, look=Look(), cast=(), hash_file=str)

    keys = {key(SHOT), key(replace(SHOT, fit=("size",))), key(replace(SHOT, fit=("size", "duration")))}
    assert len(keys) == 3
    assert key(replace(SHOT, fit=("duration", "size"))) in keys
    assert key(replace(SHOT, fit=())) == key(SHOT)


def test_a_storyboard_says_it_for_a_shot_or_for_all() -> None:
    text = (
        "rushes: storyboard/1\nfit: size\nshots:\n"
        "  - {prompt: a, duration: 5}\n  - {prompt: b, duration: 5, fit: none}\n"
        '  - {prompt: c, duration: 5, fit: "duration, size"}\n'
    )
    board, findings = check_text(text, Path("film.yaml"))
    assert findings == []
    assert board is not None
    assert [shot.fit for shot in board.shots] == [("size",), (), ("size", "duration")]
    wrong, found = check_text(text.replace("none", "sise"), Path("film.yaml"))
    assert wrong is None
    assert "did you mean size?" in found[0].message
