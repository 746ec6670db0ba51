"""One prompt as a shot: details that make no sense are told with what to do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from rushes.errors import UsageError
from rushes.shoot.single import frame_rate_of, seconds_of, single_shot, size_of


@pytest.mark.parametrize(
    ("wrong", "said", "hint"),
    [
        (lambda: single_shot(" ", {}, model="previz"), "the prompt is empty", "say what the clip shows"),
        (lambda: single_shot("sea", {"motion": 11}, model="previz"), "from 1 to 10", "1 is still"),
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
