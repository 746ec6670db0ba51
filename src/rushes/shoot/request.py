"""What a shot's wish becomes when it is sent to a model; what the model cannot do is an error here."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from fractions import Fraction

from rushes.errors import UsageError, nearest
from rushes.model import (
    CastMember,
    Input,
    InputRole,
    Json,
    Look,
    Money,
    Operation,
    Prompt,
    Request,
    Shot,
    Size,
)
from rushes.model_card import ModelCard, Option
from rushes.prompts.compile import merged, sentence

__all__ = [
    "check_shot",
    "compile_request",
    "drawn_label",
    "left_out",
    "named",
    "operation",
    "price_of",
    "said_options",
]

MOST_SEED = 2**32 - 1
ANOTHER = "`rushes models` says what others can do"
SIZES = "choose a size that it makes; `rushes film --size` gives the finished film another"


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
) -> Request:
    """The request for take `number` of `shot`, as the model of `card` is asked for it.

    A shot of a length that the model does not make gets the next longer one. A shot without a seed
    gets one from its wish; each further take has another. Raises UsageError for whatever the model
    cannot do, and says what it can.
    """
    prompt = check_shot(shot, size=size, card=card)
    card = card.asked_to(operation(shot))
    duration = check_duration(shot, card)
    words = merged(prompt, look, cast)
    text = sentence(words)
    length = card.prompt_length(text)
    if card.prompt_limit is not None and length > card.prompt_limit:
        raise UsageError(
            f"the prompt is {length} characters long; {card.id} reads at most {card.prompt_limit}",
            hint="say it in fewer words" + ("; an emoji counts as two" if length > len(text) else ""),
        )
    return Request(
        model=card.id,
        operation=operation(shot),
        text=text,
        words=words,
        duration=duration,
        size=size,
        fps=fps,
        seed=take_seed(shot, number=number, wish=wish),
        motion=shot.motion,
        inputs=tuple(inputs),
        options=all_options(shot, card),
        label=drawn_label(shot, card),
        take=number,
    )


def check_shot(shot: Shot, *, size: Size, card: ModelCard) -> Prompt:
    """Raise UsageError unless the model can make `shot` in this size; returns the shot's prompt."""
    if shot.prompt is None:
        raise UsageError(
            "it has a clip and no prompt: there is nothing to make",
            hint="give it a prompt in its clip's place",
        )
    if operation(shot) not in card.operations:
        raise UsageError(
            f"{card.id} cannot do {operation(shot).value}; it does {listed(card.operations)}", hint=ANOTHER
        )
    card = card.asked_to(operation(shot))
    check_duration(shot, card)
    check_size(size, card)
    for role, given in (
        ("first_frame", shot.first_frame),
        ("last_frame", shot.last_frame),
        ("reference", shot.references),
    ):
        if given and role not in card.inputs:
            raise UsageError(
                f"{card.id} takes no {role}; it takes {listed(card.inputs)}",
                hint=f"leave the {role} out; {ANOTHER}",
            )
        if not given and role in card.needs:
            raise UsageError(f"{card.id} needs a {role}", hint=f"give it a {role}; {ANOTHER}")
    if card.references is not None and len(shot.references) > card.references:
        raise UsageError(
            f"{card.id} takes at most {card.references} references, not {len(shot.references)}",
            hint=f"leave some out; {ANOTHER}",
        )
    if shot.motion is not None and not card.motion:
        raise UsageError(
            f"{card.id} has no setting for motion", hint=f"say in the prompt how much moves; {ANOTHER}"
        )
    if shot.seed is not None and not card.seeds:
        raise UsageError(f"{card.id} takes no seed", hint=f"leave the seed out; {ANOTHER}")
    if shot.seed is not None and not 0 <= shot.seed <= MOST_SEED:
        raise UsageError(f"the seed {shot.seed} is not between 0 and {MOST_SEED}", hint="any number between")
    all_options(shot, card)
    return shot.prompt


def price_of(shot: Shot, *, size: Size, card: ModelCard) -> Money | None:
    """What making `shot` costs, in the length that the model makes; None when nobody knows."""
    asked = card.asked_to(operation(shot))
    wanted = shot.duration or Fraction(0)
    roles: list[InputRole] = ["reference" for _ in shot.references]
    if shot.first_frame is not None:
        roles.append("first_frame")
    if shot.last_frame is not None:
        roles.append("last_frame")
    length = asked.durations.at_least(wanted) or wanted
    return asked.price(length, size=size, options=shot.options, inputs=roles)


def left_out(shot: Shot, *, cast: Sequence[CastMember], card: ModelCard) -> tuple[str, ...]:
    """What the model will not heed though the shot asks for it, a sentence each."""
    said: list[str] = []
    if shot.prompt is not None and shot.prompt.negative and not card.negative:
        said.append(f"{card.id} does not heed what must not be seen (negative)")
    said += [
        f"{card.id} takes no reference pictures: @{member.name} is only described to it"
        for member in named(shot, cast)
        if member.reference is not None and "reference" not in card.inputs
    ]
    return tuple(said)


def named(shot: Shot, cast: Sequence[CastMember]) -> list[CastMember]:
    """The members of the cast that the shot's prompt names as `@name`."""
    if shot.prompt is None:
        return []
    words = " ".join(str(getattr(shot.prompt, name)) for name in Prompt.__slots__)
    return [member for member in cast if f"@{member.name}" in words]


def operation(shot: Shot) -> Operation:
    has_frame = shot.first_frame is not None or shot.last_frame is not None
    return Operation.IMAGE_TO_VIDEO if has_frame else Operation.TEXT_TO_VIDEO


def check_duration(shot: Shot, card: ModelCard) -> Fraction:
    if shot.duration is None or shot.duration <= 0:
        raise UsageError(
            "a shot that is made needs a duration above 0 seconds", hint="for example `duration: 5`"
        )
    duration = card.durations.at_least(shot.duration)
    if duration is None:
        raise UsageError(
            f"{seconds(shot.duration)} are too long for {card.id}: "
            f"it makes at most {seconds(card.durations.most)}",
            hint=f"make it shorter, or two shots of it; {ANOTHER}",
        )
    return duration


def check_size(size: Size, card: ModelCard) -> None:
    if card.sizes and size not in card.sizes:
        raise UsageError(f"{card.id} does not make {size}; it makes {listed(card.sizes)}", hint=SIZES)
    if card.most_pixels is not None and size.width * size.height > card.most_pixels:
        raise UsageError(
            f"{size} is too large for {card.id}: it makes at most {card.most_pixels} pixels", hint=SIZES
        )


def known_options(card: ModelCard) -> dict[str, Option]:
    known = {option.name: option for option in card.options}
    if card.draws_label:
        known.setdefault("burn_in", Option("burn_in", "boolean", "The shot's name in the picture.", True))
    return known


def drawn_label(shot: Shot, card: ModelCard) -> str:
    """What the model writes into the picture to name the shot; empty where it writes nothing."""
    usual = known_options(card).get("burn_in")
    drawn = card.draws_label and usual is not None and shot.options.get("burn_in", usual.default) is True
    return shot.id if drawn else ""


def said_options(shot: Shot, card: ModelCard) -> dict[str, Json]:
    """The shot's options without those that say what the model does anyway."""
    known = known_options(card)

    def usual(name: str, value: Json) -> bool:
        default = known[name].default if name in known else None
        return type(value) is type(default) and value == default

    return {name: value for name, value in shot.options.items() if not usual(name, value)}


def all_options(shot: Shot, card: ModelCard) -> dict[str, Json]:
    """The shot's options, checked, with the defaults of those that it does not name."""
    known = known_options(card)
    for name, value in shot.options.items():
        if name not in known:
            close = nearest(name, known)
            meant = f"; did you mean {close!r}?" if close else ""
            raise UsageError(f"{card.id} has no option {name!r}{meant}", hint=f"it has {listed(list(known))}")
        check_option(known[name], value, card)
    defaults = {name: option.default for name, option in known.items() if option.default is not None}
    return {**defaults, **shot.options}


def check_option(option: Option, value: Json, card: ModelCard) -> None:
    hint = f"`rushes models {card.id}` says what it is for"
    right = {
        "boolean": isinstance(value, bool),
        "integer": isinstance(value, int) and not isinstance(value, bool),
        "number": isinstance(value, int | float) and not isinstance(value, bool),
        "text": isinstance(value, str),
    }[option.kind]
    if not right:
        raise UsageError(
            f"the option {option.name!r} of {card.id} is a {option.kind}, not {value!r}", hint=hint
        )
    if option.kind in ("integer", "number") and isinstance(value, int | float):
        least, most = option.least, option.most
        if (least is not None and value < least) or (most is not None and value > most):
            raise UsageError(
                f"the option {option.name!r} of {card.id} is {value!r}; it goes from {least} to {most}",
                hint=hint,
            )
    if option.choices and str(value) not in option.choices:
        raise UsageError(
            f"the option {option.name!r} of {card.id} is one of {listed(option.choices)}, not {value!r}",
            hint=hint,
        )


def take_seed(shot: Shot, *, number: int, wish: str) -> int:
    if shot.seed is not None:
        return (shot.seed + number - 1) % (MOST_SEED + 1)
    return int(hashlib.sha256(f"{wish}/{number}".encode()).hexdigest()[:8], 16) >> 1


def listed(values: Sequence[object]) -> str:
    return ", ".join(str(value) for value in values) if values else "none"


def seconds(duration: Fraction) -> str:
    return f"{float(duration):g} s"
