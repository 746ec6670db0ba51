"""A shot as it is sent to a model, take by take; what the model will not heed of it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from fractions import Fraction

from rushes.errors import UsageError
from rushes.model import CastMember, Input, Look, Request, Shot, Size
from rushes.model_card import ModelCard
from rushes.prompts.library import Library
from rushes.prompts.report import Outcome, Report
from rushes.shoot.checks import MOST_SEED, SLACK, check_length, check_shot, named, operation
from rushes.shoot.compile import compile_shot
from rushes.shoot.options import drawn_label
from rushes.shoot.prices import price_of

__all__ = [
    "SLACK",
    "check_length",
    "check_shot",
    "compile_request",
    "left_out_of",
    "named",
    "operation",
    "price_of",
    "unheeded",
]


def compile_request(
    shot: Shot,
    *,
    look: Look,
    cast: Sequence[CastMember],
    size: Size,
    fps: Fraction,
    card: ModelCard,
    number: int,
    wish: str,
    inputs: Sequence[Input] = (),
    library: Library | None = None,
) -> Request:
    """The request for take `number` of `shot`, as the model of `card` is asked for it; see `compile_shot`.

    A shot without a seed gets one from its wish; each further take has another. Raises UsageError for
    whatever the model cannot do, and says what it can.
    """
    clip = next((one for one in inputs if one.role in ("video", "performance")), None)
    compiled = compile_shot(
        shot,
        card,
        size=size,
        look=look,
        cast=cast,
        fps=fps,
        there=None if clip is None else clip.duration,
        clip_size=None if clip is None else clip.size,
        library=library,
    )
    if compiled.duration is None:
        raise UsageError("nobody knows how long the clip is that it is made from", hint="give it a duration")
    return Request(
        model=card.id,
        operation=compiled.operation,
        text=compiled.text,
        words=compiled.words,
        duration=compiled.duration,
        size=compiled.size,
        fps=compiled.fps,
        seed=take_seed(shot, number=number, wish=wish),
        motion=compiled.motion,
        inputs=tuple(inputs),
        options=compiled.options,
        label=drawn_label(shot, card.asked_to(compiled.operation)),
        take=number,
    )


def unheeded(report: Report) -> tuple[str, ...]:
    """What the model will not heed by its report, a sentence each."""
    return tuple(left_out_of(one) for one in report.losses)


def left_out_of(one: Outcome) -> str:
    """What a model does not heed of one wish, and why, in a sentence."""
    if one.lost == "its picture":
        return one.why
    if one.verdict == "dropped":
        return f"{one.why}: {one.wish} is left out"
    return f"{one.why}: of {one.wish}, {one.lost!r} is left out"


def take_seed(shot: Shot, *, number: int, wish: str) -> int:
    if shot.seed is not None:
        return (shot.seed + number - 1) % (MOST_SEED + 1)
    return int(hashlib.sha256(f"{wish}/{number}".encode()).hexdigest()[:8], 16) >> 1
