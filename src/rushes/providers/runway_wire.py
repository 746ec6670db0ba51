"""A request as Runway's API takes it: pure functions from our words and the model card to a body."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log
from typing import cast

from rushes.model import Input, InputRole, Json, Operation, Request, Size
from rushes.model_card import ModelCard
from rushes.providers import offer
from rushes.providers.offer import not_taken

__all__ = ["PATHS", "Create", "build_create", "check_request", "input_kind"]

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
    if request.operation not in PATHS:
        raise not_taken(card, f"{card.id} cannot do {request.operation.value}")
    offer.check_request(request, card, most_seed=MOST_SEED)
    sent = card.wire.get("duration") is not False and not card.followed(request.options).length
    if sent and request.duration.denominator != 1:
        raise not_taken(card, f"{card.id} makes whole seconds, not {float(request.duration):g} s")
    for one in request.inputs:
        if one.uri.startswith(("http:", "https:")) and len(one.uri) > MOST_ADDRESS:
            raise not_taken(
                card, f"an address of more than {MOST_ADDRESS} characters is too long for {card.provider}"
            )


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
