"""What a shot's wish becomes when it is sent to a model; what the model cannot do is an error here."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from fractions import Fraction

from rushes.errors import UsageError
from rushes.model import (
    CastMember,
    Input,
    InputRole,
    Look,
    Money,
    Operation,
    Prompt,
    Request,
    Shot,
    Size,
)
from rushes.model_card import ModelCard
from rushes.prompts.compile import merged
from rushes.prompts.entries import ORDER
from rushes.prompts.library import Library
from rushes.prompts.render import render
from rushes.shoot.options import all_options, drawn_label, listed

__all__ = [
    "SLACK",
    "check_length",
    "check_shot",
    "compile_request",
    "left_out",
    "named",
    "operation",
    "price_of",
]

MOST_SEED = 2**32 - 1
SLACK = Fraction(1, 20)  # seconds that may be missing: containers round, and a film holds its last picture
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

    A shot of a length that the model does not make gets the next longer one; where the result is as
    long as a clip that goes in, that length. A shot without a seed gets one from its wish; each further
    take has another. Raises UsageError for whatever the model cannot do, and says what it can.
    """
    check_shot(shot, size=size, card=card)
    card = card.asked_to(operation(shot))
    clip = next((one for one in inputs if one.role in ("video", "performance")), None)
    duration = check_length(shot, card, None if clip is None else clip.duration)
    if clip is not None and clip.size is not None and card.followed(shot.options).size:
        size = clip.size
    # The look adds to a prompt; a shot that needs none has nothing that it could add to.
    words = Prompt() if shot.prompt is None else merged(shot.prompt, look, cast)
    # Families advise an order for pictures that are made; to change one, what is to be done comes first.
    changes = operation(shot) is Operation.VIDEO_TO_VIDEO
    text = render(words, ORDER if changes else Library.standard().family(card.prompt_family).order)
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


def check_shot(shot: Shot, *, size: Size, card: ModelCard, there: Fraction | None = None) -> Fraction | None:
    """Raise UsageError unless the model can make `shot` in this size, and the shot agrees with itself.

    `there` is how long the clip is that it is made from, where that is known. Returns how long the model
    makes it, None where only the clip says.
    """
    check_origin(shot)
    if operation(shot) not in card.operations:
        raise UsageError(
            f"{card.id} cannot do {operation(shot).value}; it does {listed(card.operations)}", hint=ANOTHER
        )
    card = card.asked_to(operation(shot))
    if shot.prompt is not None and not card.prompts:
        raise UsageError(
            f"{card.id} reads no prompt; it takes {listed(card.inputs)}",
            hint=f"leave the prompt out; {ANOTHER}",
        )
    made = None
    if shot.duration is not None or there is not None or shot.footage is None:
        made = check_length(shot, card, there)
    if not card.followed(shot.options).size:
        check_size(size, card)
    for role, given in inputs_of(shot).items():
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
    return made


def check_origin(shot: Shot) -> None:
    """Raise UsageError unless it is said, once, what the shot is made from."""
    given = [name for name in ("video", "performance", "upscale") if getattr(shot, name) is not None]
    if len(given) > 1:
        raise UsageError(
            f"it has {' and '.join(given)} at once; a shot is made from one of them",
            hint="make two shots of it: one can take the clip of the other",
        )
    if given and shot.clip is not None:
        raise UsageError(
            f"it has a clip beside its {given[0]}; a shot is made, or its clip is there already",
            hint="leave one of the two out",
        )
    if shot.prompt is None and given == ["video"]:
        raise UsageError(
            "it has a video and no prompt", hint="say in a prompt what is to become of the video"
        )
    if shot.prompt is None and not given:
        raise UsageError(
            "it has a clip and no prompt: there is nothing to make"
            if shot.clip is not None
            else "it has neither a prompt nor a clip: there is nothing to make",
            hint="give it a prompt in its clip's place" if shot.clip is not None else "give it a prompt",
        )


def price_of(
    shot: Shot,
    *,
    size: Size,
    card: ModelCard,
    cast: Sequence[CastMember] = (),
    length: Fraction | None = None,
) -> Money | None:
    """What making `shot` costs, in the length that the model makes; None when nobody knows.

    `length` is how long it becomes, where the shot leaves that to its clip. The pictures of the `cast`
    that it names count as its own references do.
    """
    asked = card.asked_to(operation(shot))
    wanted = shot.duration if length is None else length
    if wanted is None:
        # Only its clip says how long it is: never free unless the model is.
        return Money() if asked.price(Fraction(1)) == Money() else None
    given = inputs_of(shot)
    pictures = len(shot.references)
    if "reference" in asked.inputs:
        pictures += sum(member.reference is not None for member in named(shot, cast))
    roles: list[InputRole] = [role for role, one in given.items() if one and role != "reference"]
    roles.extend("reference" for _ in range(pictures))
    made = asked.durations.at_least(wanted) or wanted
    return asked.price(made, size=size, options=shot.options, inputs=roles)


def left_out(shot: Shot, *, cast: Sequence[CastMember], card: ModelCard) -> tuple[str, ...]:
    """What the model will not heed though the shot asks for it, a sentence each."""
    said: list[str] = []
    card = card.asked_to(operation(shot))
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
    if shot.upscale is not None:
        return Operation.UPSCALE
    if shot.performance is not None:
        return Operation.CHARACTER_PERFORMANCE
    if shot.video is not None:
        return Operation.VIDEO_TO_VIDEO
    has_frame = shot.first_frame is not None or shot.last_frame is not None
    return Operation.IMAGE_TO_VIDEO if has_frame else Operation.TEXT_TO_VIDEO


def inputs_of(shot: Shot) -> dict[InputRole, object]:
    """What the shot gives for each role; None or nothing where it gives none."""
    acting = shot.performance
    return {
        "first_frame": shot.first_frame,
        "last_frame": shot.last_frame,
        "reference": shot.references,
        "video": shot.upscale or shot.video,
        "character": None if acting is None else acting.character,
        "performance": None if acting is None else acting.reference,
    }


def check_length(shot: Shot, card: ModelCard, there: Fraction | None = None) -> Fraction:
    """How long the model of `card` (as it holds for the operation) makes the shot. Raises UsageError.

    `there` is how long the clip is that goes in, None where nobody has looked: of a longer clip only
    what the shot needs is sent.
    """
    wanted = there if shot.duration is None else shot.duration
    if wanted is None or wanted <= 0:
        raise UsageError(
            "a shot that is made needs a duration above 0 seconds", hint="for example `duration: 5`"
        )
    duration = card.durations.at_least(wanted)
    if duration is None:
        raise UsageError(
            f"{seconds(wanted)} are too long for {card.id}: it makes at most {seconds(card.durations.most)}",
            hint=f"make it shorter, or two shots of it; {ANOTHER}",
        )
    if there is None or not card.followed(shot.options).length:
        return duration
    if wanted > there + SLACK:
        raise UsageError(
            f"it lasts {seconds(wanted)}, and the clip that it is made from has {seconds(there)}; "
            f"what {card.id} makes is as long as that clip",
            hint="make the duration smaller, or leave it away",
        )
    if there < card.durations.least:
        raise UsageError(
            f"the clip that it is made from has {seconds(there)}; "
            f"{card.id} takes {seconds(card.durations.least)} to {seconds(card.durations.most)}",
            hint=f"give it a longer clip; {ANOTHER}",
        )
    return min(duration, there)


def check_size(size: Size, card: ModelCard) -> None:
    if card.sizes and size not in card.sizes:
        raise UsageError(f"{card.id} does not make {size}; it makes {listed(card.sizes)}", hint=SIZES)
    if card.most_pixels is not None and size.width * size.height > card.most_pixels:
        raise UsageError(
            f"{size} is too large for {card.id}: it makes at most {card.most_pixels} pixels", hint=SIZES
        )


def take_seed(shot: Shot, *, number: int, wish: str) -> int:
    if shot.seed is not None:
        return (shot.seed + number - 1) % (MOST_SEED + 1)
    return int(hashlib.sha256(f"{wish}/{number}".encode()).hexdigest()[:8], 16) >> 1


def seconds(duration: Fraction) -> str:
    return f"{float(duration):g} s"
