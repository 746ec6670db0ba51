"""One prompt as a shot: details that make no sense are told with what to do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any, cast

import pytest
from made_clips import clip, sound

from rushes.errors import MediaError, UsageError
from rushes.model import MediaFile, Performance, Prompt, Shot, ShotTake, StillUrl, UserClip
from rushes.shoot.single import ShotDetails, frame_rate_of, own_files, seconds_of, single_shot, size_of


def untyped(**details: Any) -> Shot:
    return single_shot("", cast("ShotDetails", details), model="m")


@pytest.mark.parametrize(
    ("wrong", "said", "hint"),
    [
        (lambda: single_shot(" ", {}, model="previz"), "the prompt is empty", "say what the clip shows"),
        (lambda: single_shot("sea", {"motion": 11}, model="previz"), "from 1 to 10", "1 is still"),
        (lambda: single_shot("", {"video": "a.mp4"}, model="m"), "the prompt is empty", "become of the clip"),
        (lambda: single_shot("", {"character": "a.png"}, model="m"), "no acting to follow", "performance"),
        (lambda: single_shot("", {"performance": "a.mp4"}, model="m"), "no character", "as character"),
        (lambda: untyped(upscale=2), "upscale is a path of a clip", "or leave it out"),
        (lambda: untyped(video=b"a.mp4"), "video is a path of a clip", "or leave it out"),
        (lambda: untyped(upscale="gone.mp4"), "gone.mp4 cannot be read", "look at its name"),
        (lambda: untyped(upscal="a.mp4"), "did you mean 'upscale'", "there are"),
        (lambda: seconds_of("long"), "not a length", "give a number"),  # pyright: ignore[reportArgumentType]
        (lambda: size_of("big"), "is not a size like", "width x height"),
        (lambda: size_of("1281x721"), "does not fit video", "1280x720 is near it"),
        (lambda: size_of("4x4"), "does not fit video", "16x16 is near it"),
        (lambda: frame_rate_of("fast"), "is not a frame rate", "24, 25, 30"),
        (lambda: frame_rate_of(0), "is not between 1 and 240", "24, 25, 30"),
    ],
)
def test_a_detail_that_makes_no_sense_is_told_with_what_to_do(
    wrong: Callable[[], Any], said: str, hint: str
) -> None:
    with pytest.raises(UsageError, match=said) as caught:
        wrong()
    assert hint in str(caught.value.hint)


def test_a_clip_without_a_picture_is_told(tmp_path: Path) -> None:
    with pytest.raises(MediaError, match="is a sound file: it has no picture"):
        single_shot("", {"upscale": sound(tmp_path / "a.mp4")}, model="m")


def test_a_clip_that_is_made_from_another_is_as_long_as_it(tmp_path: Path) -> None:
    path = clip(tmp_path / "The Street.mp4", 2.5)
    larger = single_shot("", {"upscale": path}, model="m")
    assert (larger.id, larger.prompt, larger.upscale) == ("the-street", None, UserClip(path))
    assert larger.duration == Fraction(5, 2)
    assert single_shot("  ", {"upscale": str(path), "duration": 2}, model="m").duration == 2
    part = UserClip(path, Fraction(1), Fraction(2))
    snow = single_shot("make it snow", {"video": part}, model="m")
    assert (snow.id, snow.video, snow.duration) == ("make-it-snow", part, 1)
    assert single_shot("make it snow", {}, model="m").duration == 5


def test_who_acts_is_a_picture_a_clip_or_an_address(tmp_path: Path) -> None:
    path = clip(tmp_path / "me.mp4", 3)
    acted = single_shot("", {"character": "who.png", "performance": path}, model="m")
    assert acted.performance == Performance(MediaFile(Path("who.png")), UserClip(path))
    assert (acted.id, acted.duration, own_files(acted)) == ("me", 3, [path, Path("who.png")])
    other = single_shot(acted, {"character": "https://a.example/who.png"}, model="m")
    assert other.performance == Performance(StillUrl("https://a.example/who.png"), UserClip(path))
    whole = Performance(ShotTake("a"), UserClip(path))
    assert single_shot("", {"performance": whole}, model="m").performance == whole


def test_a_shot_that_is_given_keeps_what_it_is_made_from(tmp_path: Path) -> None:
    path = clip(tmp_path / "a.mp4", 2)
    given = Shot("s", prompt=Prompt(text="snow"), video=UserClip(path))
    assert single_shot(given, {}, model="m") == replace(given, duration=Fraction(2))
    assert single_shot(given, {"camera": "pan left"}, model="m").prompt == Prompt(
        text="snow", camera="pan left"
    )
