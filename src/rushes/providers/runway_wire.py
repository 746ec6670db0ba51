"""A request as Runway's API takes it: pure functions from our words and the model card to a body."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log
from pathlib import Path
from typing import cast

from rushes.errors import UsageError
from rushes.model import Input, InputRole, Json, Operation, Request, Size
from rushes.model_card import ModelCard

__all__ = ["PATHS", "Create", "build_create", "check_request", "data_uri", "inline_length", "input_kind"]

PATHS: Mapping[Operation, str] = {
    Operation.TEXT_TO_VIDEO: "/v1/text_to_video",
    Operation.IMAGE_TO_VIDEO: "/v1/image_to_video",
    Operation.VIDEO_TO_VIDEO: "/v1/video_to_video",
    Operation.CHARACTER_PERFORMANCE: "/v1/character_performance",
    Operation.UPSCALE: "/v1/video_upscale",
}
POSITIONS: Mapping[InputRole, str] = {"first_frame": "first", "last_frame": "last"}
MOST_ADDRESS = 2048  # characters of an address of the web
MOST_SEED = 2**32 - 1


@dataclass(frozen=True, slots=True)
class Create:
    """What is posted, and where."""

    path: str
    body: Mapping[str, Json]


def check_request(request: Request, card: ModelCard) -> None:
    """Raise UsageError for what the model of `card` (as it holds for the operation) cannot take."""
    if request.operation not in PATHS or request.operation not in card.operations:
        raise not_taken(card, f"{card.id} cannot do {request.operation.value}")
    given = [one.role for one in request.inputs]
    for role in card.needs:
        if role not in given:
            raise not_taken(
                card, f"{card.id} needs a {role.replace('_', ' ')} to do {request.operation.value}"
            )
    for role in given:
        if role not in card.inputs:
            raise not_taken(
                card, f"{card.id} takes no {role.replace('_', ' ')} to do {request.operation.value}"
            )
        if role != "reference" and given.count(role) > 1:
            raise not_taken(card, f"{card.id} takes one {role.replace('_', ' ')}, not {given.count(role)}")
    if card.references is not None and given.count("reference") > card.references:
        raise not_taken(
            card, f"{card.id} takes at most {card.references} references, not {given.count('reference')}"
        )
    if request.operation is Operation.TEXT_TO_VIDEO and not request.text.strip():
        raise UsageError("the prompt is empty", hint="say what the clip shows")
    length = card.prompt_length(request.text)
    if card.prompt_limit is not None and card.prompts and length > card.prompt_limit:
        raise not_taken(card, f"the prompt is {length} long; {card.id} reads at most {card.prompt_limit}")
    sent = card.wire.get("duration") is not False and not card.followed(request.options).length
    if sent and request.duration.denominator != 1:
        raise not_taken(card, f"{card.id} makes whole seconds, not {float(request.duration):g} s")
    if card.seeds and not 0 <= request.seed <= MOST_SEED:
        raise not_taken(card, f"the seed {request.seed} is not between 0 and {MOST_SEED}")
    for one in request.inputs:
        if one.uri.startswith(("http:", "https:")) and len(one.uri) > MOST_ADDRESS:
            raise not_taken(
                card, f"an address of more than {MOST_ADDRESS} characters is too long for {card.provider}"
            )


def not_taken(card: ModelCard, message: str) -> UsageError:
    return UsageError(message, hint=f"`rushes models {card.id}` says what it takes")


def build_create(request: Request, card: ModelCard, addresses: Sequence[str]) -> Create:
    """The body of a create. `card` holds for the operation; `addresses` say where each input is found."""
    body: dict[str, Json] = {"model": card.name}
    if card.prompts and request.text:
        body["promptText"] = request.text
    if card.negative and request.words.negative:
        body["negativePrompt"] = request.words.negative
    body |= shape(request.size, card)
    if card.wire.get("duration") is not False:
        body["duration"] = int(request.duration)
    if card.seeds:
        body["seed"] = request.seed
    body |= placed(request.inputs, addresses, card)
    for option in card.options:
        value = request.options.get(option.name)
        if value is not None:
            put(body, option.wire or option.name, value)
    for change in cast("list[dict[str, dict[str, Json]]]", card.wire.get("changes", [])):
        if all(request.options.get(name) == value for name, value in change["when"].items()):
            for name in change.get("drop", ()):
                body.pop(name, None)
            body |= change.get("set", {})
    return Create(PATHS[request.operation], body)


def shape(size: Size, card: ModelCard) -> dict[str, Json]:
    """The size in the model's own words: pixels, or a shape, or a tier, or both."""
    said: dict[str, Json] = {}
    aspects = cast("list[str]", card.wire.get("aspects", []))
    if aspects and card.wire.get("ratio") is not False:
        said["ratio"] = min(aspects, key=lambda aspect: abs(log(ratio(aspect) / float(size.ratio))))
    elif card.wire.get("ratio") is not False:
        said["ratio"] = f"{size.width}:{size.height}"
    if tiers := cast("dict[str, Json] | None", card.wire.get("tiers")):
        words = cast("list[tuple[int, str]]", tiers["words"])
        reached = [word for least, word in words if size.width * size.height >= least]
        said[str(tiers["field"])] = reached[-1]
    return said


def ratio(aspect: str) -> float:
    width, _, height = aspect.partition(":")
    return int(width) / int(height)


def placed(inputs: Sequence[Input], addresses: Sequence[str], card: ModelCard) -> dict[str, Json]:
    """The fields that the inputs go into."""
    said: dict[str, Json] = {}
    frames: list[Json] = []
    references: list[Json] = []
    for one, uri in zip(inputs, addresses, strict=True):
        if one.role in POSITIONS:
            frames.append({"uri": uri, "position": POSITIONS[one.role]})
        elif one.role == "reference":
            references.append({"uri": uri})
        elif one.role == "video":
            said[str(card.wire["video"])] = uri
        elif one.role == "character":
            said["character"] = {"type": input_kind(one), "uri": uri}
        else:
            said["reference"] = {"type": "video", "uri": uri}
    if frames:
        said["promptImage"] = frames
    if references:
        said["references"] = references
    return said


def put(body: dict[str, Json], path: str, value: Json) -> None:
    """Set the field that `path` names, `a.b` inside of `a`."""
    *outer, name = path.split(".")
    for part in outer:
        body = cast("dict[str, Json]", body.setdefault(part, {}))
    body[name] = value


def input_kind(one: Input) -> str:
    """`image`, `video` or `audio`."""
    return one.media_type.partition("/")[0]


def inline_length(one: Input) -> int:
    """How long the input is as a data URI, in characters."""
    return len(f"data:{one.media_type};base64,") + (one.path.stat().st_size + 2) // 3 * 4


def data_uri(media_type: str, path: Path) -> str:
    return f"data:{media_type};base64,{base64.b64encode(path.read_bytes()).decode('ascii')}"
