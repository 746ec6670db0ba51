"""A request as a model on fal takes it: pure functions from our words to a JSON body.

Models on fal share an envelope and no words: one says `duration: 5`, the next `"5"`, `"8s"` or `num_frames`.
What a model says is in its card's `wire`, or is learned from its published schema.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from rushes.errors import UsageError
from rushes.model import Input, Json, Operation, Request
from rushes.model_card import ModelCard
from rushes.providers.fal_schema import Field, InputSchema
from rushes.providers.offer import not_taken

__all__ = ["FIELDS", "Words", "app_path", "build_body", "endpoint_of", "words_of"]

FIELDS = "fields"  # the option that says fields by their own names
ENDPOINT = re.compile(r"[\w.-]+(/[\w.-]+){1,7}")
NAMESPACES = ("workflows", "comfy")  # before the owner of an app
SHAPES: Mapping[str, float] = {
    "16:9": 16 / 9, "9:16": 9 / 16, "1:1": 1.0, "4:3": 4 / 3, "3:4": 3 / 4, "4:5": 4 / 5, "5:4": 5 / 4,
    "3:2": 3 / 2, "2:3": 2 / 3, "21:9": 21 / 9, "9:21": 9 / 21,
}  # fmt: skip
NEAR = 0.03  # how far a shape may be from its name: 1280x544 is called 21:9
STARTS = ("image_url", "start_image_url", "first_frame_url", "first_frame_image_url", "first_image_url")
ENDS = ("end_image_url", "tail_image_url", "last_frame_url", "last_frame_image_url", "last_image_url")
MANY = ("image_urls", "reference_image_urls", "reference_images", "images")
RATES = ("frames_per_second", "fps")


@dataclass(frozen=True, slots=True)
class Words:
    """What a model calls each thing; empty: it has no field for it.

    `duration` is how it says a length: "integer", "number", "text" ("5"), "suffixed" ("5s"), "frames"
    (`num_frames` at a `rate`), or "transitions" (of pictures that follow each other).
    """

    prompt: str = "prompt"
    seed: str = "seed"
    negative: str = "negative_prompt"
    duration: str = ""
    rate: str = ""
    aspect: str = ""
    resolution: str = ""
    first: str = "image_url"
    last: str = ""
    many: str = ""
    size: str = ""

    def field_of(self, role: str) -> str:
        """The field of an input; the list where there is none for it alone."""
        own = {"first_frame": self.first, "last_frame": self.last}.get(role, "")
        return own or self.many


USUAL = Words(
    duration="integer",
    aspect="aspect_ratio",
    resolution="resolution",
    last="end_image_url",
    many="image_urls",
)


def endpoint_of(card: ModelCard) -> str:
    """The model's name at fal. Raises UsageError for what is none."""
    endpoint = str(card.wire.get("endpoint", card.name))
    if not ENDPOINT.fullmatch(endpoint) or ".." in endpoint:
        raise UsageError(
            f"{card.id!r} names no model of fal",
            hint="write it as its page at fal.ai does: fal:fal-ai/wan/v2.2-a14b/text-to-video",
        )
    return endpoint


def app_path(endpoint: str) -> str:
    """Where the requests of an app are asked for: its owner and its name, without what follows."""
    parts = endpoint.split("/")
    return "/" + "/".join(parts[: 3 if parts[0] in NAMESPACES else 2])


def words_of(card: ModelCard, schema: InputSchema | None) -> Words:
    """What the model calls each thing: by its card, else by its schema, else what most models say."""
    told = card.wire.get("words")
    if isinstance(told, dict):
        return Words(**{name: str(one) for name, one in told.items()})
    return USUAL if schema is None else learned(schema)


def learned(schema: InputSchema) -> Words:
    known = schema.fields

    def first_of(*names: str) -> str:
        return next((name for name in names if name in known), "")

    rate = first_of(*RATES)
    duration = ""
    if "duration" in known:
        duration = spoken(known["duration"])
    elif "num_frames" in known and rate:
        duration = "frames"
    sizes = [name for name in ("image_size", "video_size") if takes_object(known.get(name))]
    return Words(
        prompt=first_of("prompt", "text_prompt"), seed=first_of("seed"), negative=first_of("negative_prompt"),
        duration=duration, rate=rate if duration == "frames" else "", aspect=first_of("aspect_ratio"),
        resolution=first_of("resolution"), first=first_of(*STARTS), last=first_of(*ENDS),
        many=first_of(*MANY), size=next(iter(sizes), ""),
    )  # fmt: skip


def takes_object(known: Field | None) -> bool:
    return known is not None and "object" in known.kinds


def spoken(known: Field) -> str:
    """How a field for the length wants it said."""
    texts = [one for one in known.choices if isinstance(one, str)]
    if any(re.fullmatch(r"\d+(\.\d+)?s", one) for one in texts):
        return "suffixed"
    if texts or ("string" in known.kinds and not known.kinds & {"integer", "number"}):
        return "text"
    return "number" if "number" in known.kinds else "integer"


def build_body(
    request: Request, card: ModelCard, schema: InputSchema | None, pictures: Sequence[str]
) -> dict[str, Json]:
    """The body of a create; `pictures` are the addresses of the inputs, in their order.

    Raises UsageError for a wish that the model has no field for, and for `fields` that are no JSON.
    """
    own = own_fields(request, card)
    words = words_of(card, schema)
    body: dict[str, Json] = {}
    if request.text:
        body |= said(words.prompt, request.text, "a prompt", card)
    if card.negative and request.words.negative and words.negative:
        body[words.negative] = request.words.negative
    if card.seeds and words.seed:
        body[words.seed] = request.seed
    if "duration" not in own and "num_frames" not in own:
        body |= length(request, words, card, schema)
    body |= size(request, words, card, schema)
    body |= placed(request.inputs, pictures, words, card)
    for option in card.options:
        value = request.options.get(option.name)
        if value is not None and option.name != FIELDS and not option.words:
            body[option.wire or option.name] = value
    body |= own
    return {name: value for name, value in body.items() if value is not None}


def own_fields(request: Request, card: ModelCard) -> dict[str, Json]:
    """The fields that are said by their own names; null leaves one out."""
    text = request.options.get(FIELDS)
    if text is None:
        return {}
    try:
        found = json.loads(str(text))
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise UsageError(
            f"the option {FIELDS!r} of {card.id} is no JSON object: {str(text)[:60]!r}",
            hint="""for example '{"resolution": "720p", "num_frames": 81}'""",
        )
    return cast("dict[str, Json]", found)


def said(name: str, value: Json, what: str, card: ModelCard) -> dict[str, Json]:
    if not name:
        raise not_taken(card, f"{card.id} has no field for {what}")
    return {name: value}


def length(request: Request, words: Words, card: ModelCard, schema: InputSchema | None) -> dict[str, Json]:
    """The fields that say how long the clip is."""
    seconds = request.duration
    whole = int(seconds) if seconds.denominator == 1 else float(seconds)
    if words.duration == "frames":
        rate = (
            max(1, round(request.fps))
            if card.fps or not card.wire.get("rate")
            else cast("int", card.wire["rate"])
        )
        return {"num_frames": round(seconds * rate) + 1, **({words.rate: rate} if words.rate else {})}
    if words.duration == "transitions":
        return {"transitions": [{"duration": int(seconds)}]}
    forms: Mapping[str, Json] = {
        "integer": whole,
        "number": whole,
        "text": f"{whole}",
        "suffixed": f"{whole}s",
    }
    if words.duration not in forms:
        raise UsageError(
            f"{card.id} has no field for how long the clip is",
            hint="""-o fields='{"duration": null}' says that its own length will do""",
        )
    value = forms[words.duration]
    known = schema.fields.get("duration") if schema is not None else None
    if known is not None and not known.takes(value):
        makes = ", ".join(str(one) for one in known.choices) or "whole seconds"
        raise not_taken(card, f"{card.id} makes no clip of {whole} s; it makes {makes}")
    return {"duration": value}


def size(request: Request, words: Words, card: ModelCard, schema: InputSchema | None) -> dict[str, Json]:
    """The fields that say how large the picture is. A model without any makes its own size."""
    found: dict[str, Json] = {}
    if words.size:
        return {words.size: {"width": request.size.width, "height": request.size.height}}
    if words.aspect:
        found[words.aspect] = shape(request, card, choices_of(words.aspect, schema))
    if words.resolution:
        found[words.resolution] = tier(request, card, choices_of(words.resolution, schema))
    return found


def choices_of(name: str, schema: InputSchema | None) -> list[str]:
    """The values of a field, where the schema names them."""
    known = None if schema is None else schema.fields.get(name)
    return [] if known is None else [str(one) for one in known.choices if one is not None]


def shape(request: Request, card: ModelCard, choices: Sequence[str]) -> str:
    if request.operation is Operation.IMAGE_TO_VIDEO and "auto" in choices:
        return "auto"
    ratio = float(request.size.ratio)
    names = [name for name in choices or SHAPES if name in SHAPES]
    near = min(names, key=lambda name: abs(SHAPES[name] / ratio - 1), default="")
    if not near or abs(SHAPES[near] / ratio - 1) > NEAR:
        raise not_taken(card, f"{card.id} makes no picture of {request.size}; it makes {', '.join(names)}")
    return near


def tier(request: Request, card: ModelCard, choices: Sequence[str]) -> str:
    short = min(request.size.width, request.size.height)
    if not choices:
        return f"{short}p"
    found = next((name for name in choices if lines(name) == short), None)
    if found is None:
        raise not_taken(card, f"{card.id} makes no picture of {request.size}; it makes {', '.join(choices)}")
    return found


def lines(name: str) -> int:
    """The short side that a resolution's name means: `720p`, `768P`, `2K`, `4k`."""
    match = re.fullmatch(r"(\d+)[pP]", name)
    return int(match[1]) if match else {"2k": 1440, "4k": 2160}.get(name.lower(), 0)


def placed(
    inputs: Sequence[Input], pictures: Sequence[str], words: Words, card: ModelCard
) -> dict[str, Json]:
    """The fields that hold the addresses of pictures."""
    found: dict[str, Json] = {}
    for one, address in zip(inputs, pictures, strict=True):
        name = words.field_of(one.role)
        if not name:
            raise not_taken(card, f"{card.id} has no field for a {one.role.replace('_', ' ')}")
        if name == words.many:
            listed = cast("list[Json]", found.setdefault(name, []))
            listed.append(address)
        else:
            found[name] = address
    return found
