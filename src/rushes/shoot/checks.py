"""Whether a model can make a shot; what it cannot do is an error here, before anything is sent or bought."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import log, sqrt

from rushes.errors import UsageError
from rushes.model import CastMember, InputRole, Operation, Shot, ShotFrame, Size, StillFile
from rushes.model_card import ModelCard
from rushes.prompts.cast import named_in
from rushes.shoot.options import all_options, listed

__all__ = [
    "SLACK",
    "check_length",
    "check_shot",
    "fitted_size",
    "inputs_of",
    "named",
    "operation",
    "pictured",
    "seconds",
]

MOST_SEED = 2**32 - 1
SLACK = Fraction(1, 20)  # seconds that may be missing: containers round, and a film holds its last picture
ANOTHER = "`rushes models` says what others can do"
SIZES = (
    "choose a size that it makes, or `fit: size` for the nearest; "
    "`rushes film --size` gives the finished film another"
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
        check_size(fitted_size(shot, size, card), card)
    for role, given in inputs_of(shot).items():
        if given and role not in card.inputs:
            raise UsageError(
                f"{card.id} takes no {role}; it takes {listed(card.inputs)}",
                hint=f"leave the {role} out; {ANOTHER}",
            )
        if card.by_address and isinstance(given, (StillFile, ShotFrame)):
            raise UsageError(
                f"{card.id} takes a {role} only where it lies on the web, and this one is on your machine",
                hint=f"name its https address; {ANOTHER}",
            )
        if not given and role in card.needs:
            raise UsageError(f"{card.id} needs a {role}", hint=f"give it a {role}; {ANOTHER}")
    if card.references is not None and len(shot.references) > card.references:
        raise UsageError(
            f"{card.id} takes at most {card.references} references, not {len(shot.references)}",
            hint=f"leave some out; {ANOTHER}",
        )
    if shot.motion is not None and not card.motion and (shot.prompt is None or not card.prompts):
        raise UsageError(
            f"{card.id} has no setting for motion, and there is no prompt to say it in",
            hint=f"leave the motion out; {ANOTHER}",
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


def named(shot: Shot, cast: Sequence[CastMember]) -> list[CastMember]:
    """The members of the cast that the shot's prompt names as `@name`."""
    return [] if shot.prompt is None else named_in(shot.prompt, cast)


def pictured(shot: Shot, cast: Sequence[CastMember], card: ModelCard) -> list[CastMember]:
    """Those of the cast that the shot names whose pictures the model of `card` is sent: as many as it takes.

    `card` holds for the operation. The shot's own references come first.
    """
    if "reference" not in card.inputs:
        return []
    shown = [member for member in named(shot, cast) if member.reference is not None]
    return shown if card.references is None else shown[: max(0, card.references - len(shot.references))]


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
    if duration is None and "duration" in shot.fit:
        wanted = duration = card.durations.most
    if duration is None:
        raise UsageError(
            f"{seconds(wanted)} are too long for {card.id}: it makes at most {seconds(card.durations.most)}",
            hint=f"make it shorter, with `fit: duration` as long as it can be, or two shots of it; {ANOTHER}",
        )
    if "duration" in shot.fit and there is not None and card.followed(shot.options).length:
        wanted = min(wanted, there)
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


def fitted_size(shot: Shot, size: Size, card: ModelCard) -> Size:
    """The size that the model of `card` (as it holds for the operation) is asked for.

    Another than `size` only where the shot says `fit: size`: the nearest in shape, and of these in pixels.
    """
    if "size" not in shot.fit:
        return size
    if card.sizes:

        def away(one: Size) -> tuple[float, float]:
            pixels = one.width * one.height / (size.width * size.height)
            return round(abs(log(one.ratio / size.ratio)), 2), abs(log(pixels))

        return size if size in card.sizes else min(card.sizes, key=away)
    if card.most_pixels is not None and size.width * size.height > card.most_pixels:
        scale = sqrt(card.most_pixels / (size.width * size.height))
        return Size(int(size.width * scale) // 2 * 2, int(size.height * scale) // 2 * 2)
    return size


def check_size(size: Size, card: ModelCard) -> None:
    if card.sizes and size not in card.sizes:
        raise UsageError(f"{card.id} does not make {size}; it makes {listed(card.sizes)}", hint=SIZES)
    if card.most_pixels is not None and size.width * size.height > card.most_pixels:
        raise UsageError(
            f"{size} is too large for {card.id}: it makes at most {card.most_pixels} pixels", hint=SIZES
        )


def seconds(duration: Fraction) -> str:
    return f"{float(duration):g} s"
