"""What the models take that the dialect knows, and what they cost; rules `schemas` and `prices`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from rushes.model import Json

__all__ = ["MODELS", "Model", "openapi"]

Shape = dict[str, Json]
TEXT: Shape = {"type": "string"}
WHOLE: Shape = {"type": "integer"}
SEED: Shape = {"anyOf": [{"type": "integer"}, {"type": "null"}]}
LIST: Shape = {"type": "array", "items": {"type": "string"}}
PIKA_SHAPE: Shape = {
    "type": "string",
    "enum": ["16:9", "9:16", "1:1", "4:5", "5:4", "3:2", "2:3"],
    "default": "16:9",
}
PIKA_SIZE: Shape = {"type": "string", "enum": ["720p", "1080p"], "default": "720p"}
PIKA_LENGTH: Shape = {"type": "integer", "enum": [5, 10], "default": 5}
WAN_SHAPE: Shape = {"type": "string", "enum": ["16:9", "9:16", "1:1"], "default": "16:9"}
WAN_SIZE: Shape = {"type": "string", "enum": ["480p", "580p", "720p"], "default": "720p"}
FLAG: Shape = {"type": "boolean"}


@dataclass(frozen=True, slots=True)
class Model:
    """One endpoint: its fields, those that it needs, and cents a second by resolution."""

    fields: Mapping[str, Shape]
    needs: tuple[str, ...]
    cents: Mapping[str, float]
    fps: int = 24
    seconds: float = 5.0
    ranges: Mapping[str, tuple[int, int]] = field(default_factory=dict[str, tuple[int, int]])


PIKA: Mapping[str, Shape] = {
    "prompt": TEXT, "negative_prompt": TEXT, "seed": SEED, "resolution": PIKA_SIZE,
}  # fmt: skip
WAN: Mapping[str, Shape] = {
    "prompt": TEXT, "negative_prompt": TEXT, "seed": SEED, "resolution": WAN_SIZE, "num_frames": WHOLE,
    "frames_per_second": SEED, "num_inference_steps": WHOLE, "enable_safety_checker": FLAG,
    "enable_prompt_expansion": FLAG, "acceleration": {"type": "string", "enum": ["none", "regular"]},
    "guidance_scale": {"type": "number"}, "shift": {"type": "number"},
    "interpolator_model": {"type": "string", "enum": ["none", "film", "rife"]},
    "num_interpolated_frames": WHOLE, "adjust_fps_for_interpolation": FLAG,
}  # fmt: skip
WAN_CENTS = {"480p": 4.0, "580p": 6.0, "720p": 8.0}
PIKA_CENTS = {"720p": 4.0, "1080p": 9.0}
FRAMES = {"num_frames": (17, 161), "frames_per_second": (4, 60), "num_inference_steps": (2, 40)}

MODELS: Mapping[str, Model] = {
    "fal-ai/pika/v2.2/text-to-video": Model(
        {**PIKA, "aspect_ratio": PIKA_SHAPE, "duration": PIKA_LENGTH}, ("prompt",), PIKA_CENTS
    ),
    "fal-ai/pika/v2.2/image-to-video": Model(
        {**PIKA, "image_url": TEXT, "duration": PIKA_LENGTH}, ("prompt", "image_url"), PIKA_CENTS
    ),
    "fal-ai/pika/v2.2/pikascenes": Model(
        {
            **PIKA, "aspect_ratio": PIKA_SHAPE, "duration": PIKA_LENGTH, "image_urls": LIST,
            "ingredients_mode": {"type": "string", "enum": ["precise", "creative"], "default": "precise"},
        },
        ("prompt", "image_urls"), PIKA_CENTS,
    ),
    "fal-ai/pika/v2.2/pikaframes": Model(
        {**PIKA, "image_urls": LIST, "transitions": {"type": "array", "items": {"type": "object"}}},
        ("image_urls",), {"720p": 4.0, "1080p": 6.0},
    ),
    "fal-ai/wan/v2.2-a14b/text-to-video": Model(
        {**WAN, "aspect_ratio": WAN_SHAPE}, ("prompt",), WAN_CENTS, 16, 81 / 16, FRAMES
    ),
    "fal-ai/wan/v2.2-a14b/image-to-video": Model(
        {
            **WAN, "image_url": TEXT, "end_image_url": TEXT,
            "aspect_ratio": {"type": "string", "enum": ["auto", "16:9", "9:16", "1:1"], "default": "auto"},
        },
        ("prompt", "image_url"), WAN_CENTS, 16, 81 / 16, FRAMES,
    ),
}  # fmt: skip


def openapi(endpoint: str, model: Model) -> Json:
    """The OpenAPI document of an endpoint, as far as its input goes."""
    shapes: dict[str, Json] = {name: dict(shape) for name, shape in model.fields.items()}
    needs: list[Json] = list(model.needs)
    request: Json = {"type": "object", "properties": shapes, "required": needs}
    place: Json = {"$ref": "#/components/schemas/Input"}
    post: Json = {"requestBody": {"required": True, "content": {"application/json": {"schema": place}}}}
    return {
        "openapi": "3.0.4",
        "info": {"title": f"Queue OpenAPI for {endpoint}", "version": "1.0.0"},
        "paths": {f"/{endpoint}": {"post": post}},
        "components": {"schemas": {"Input": request}},
    }
