"""A request as Kling's two APIs take it: pure functions from our words and the model card to a body."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rushes.errors import UsageError
from rushes.model import Json, Operation, Request, Size
from rushes.model_card import ModelCard

__all__ = ["Create", "build_create", "signed_token", "tier"]

TIERS = ((2160, "4k"), (1080, "1080p"), (0, "720p"))  # by the short side, in pixels
MODES: Mapping[str, str] = {"720p": "std", "1080p": "pro", "4k": "4k"}
SHAPES: Mapping[str, float] = {"16:9": 16 / 9, "9:16": 9 / 16, "1:1": 1.0}
AXES = frozenset({"horizontal", "vertical", "pan", "tilt", "roll", "zoom"})
MOVES = frozenset({"down_back", "forward_up", "right_turn_forward", "left_turn_forward"})
PARTS: Mapping[str, str] = {"reference": "refer_image"}  # of `contents`, where our word is another one
TOKEN_LIVES, TOKEN_EARLY = 1800, 5  # seconds


@dataclass(frozen=True, slots=True)
class Create:
    """What is posted, and where."""

    path: str
    body: Mapping[str, Json]


def build_create(request: Request, card: ModelCard, pictures: Sequence[str], *, key: str) -> Create:
    """The body of a create; `pictures` are the inputs in their order, each an address or base64.

    `key` is what the account calls the task. Raises UsageError for a camera that the API does not know.
    """
    name = str(card.wire.get("name", card.name))
    if card.wire["api"] == "legacy":
        return legacy(request, card, pictures, name=name, key=key)
    framed = request.operation is Operation.IMAGE_TO_VIDEO
    settings: dict[str, Json] = {"resolution": tier(request.size), "duration": int(request.duration)}
    if not framed:
        settings["aspect_ratio"] = shape(request.size)
    names = {option.name for option in card.options}
    if "audio" in names:
        settings["audio"] = "native" if request.options.get("audio") else "off"
    if "multi_shot" in names:
        settings["multi_shot"] = bool(request.options.get("multi_shot"))
    body: dict[str, Json] = {"settings": settings, "options": {"external_task_id": key}}
    if card.wire["api"] == "new" and not framed:
        return Create(f"/text-to-video/{name}", {"prompt": request.text, **body})
    contents: list[Json] = [{"type": "prompt", "text": request.text}] if request.text else []
    for one, picture in zip(request.inputs, pictures, strict=True):
        contents.append({"type": PARTS.get(one.role, one.role), "url": picture})
    path = "/omni-video" if card.wire["api"] == "omni" else "/image-to-video"
    return Create(f"{path}/{name}", {"contents": contents, **body})


def legacy(request: Request, card: ModelCard, pictures: Sequence[str], *, name: str, key: str) -> Create:
    body: dict[str, Json] = {
        "model_name": name,
        "mode": MODES[tier(request.size)],
        "duration": str(int(request.duration)),
        "external_task_id": key,
    }
    if request.text:
        body["prompt"] = request.text
    if card.negative and request.words.negative:
        body["negative_prompt"] = request.words.negative
    if (scale := request.options.get("cfg_scale")) is not None:
        body["cfg_scale"] = scale
    if control := request.options.get("camera_control"):
        body["camera_control"] = camera(str(control))
    if request.operation is Operation.TEXT_TO_VIDEO:
        return Create("/v1/videos/text2video", {**body, "aspect_ratio": shape(request.size)})
    fields = {"first_frame": "image", "last_frame": "image_tail"}
    body |= {fields[one.role]: picture for one, picture in zip(request.inputs, pictures, strict=True)}
    return Create("/v1/videos/image2video", body)


def camera(said: str) -> dict[str, Json]:
    """`forward_up`, or one axis and its strength: `pan:5`."""
    if said in MOVES:
        return {"type": said}
    axis, _, strength = said.partition(":")
    try:
        far = float(strength)
    except ValueError:
        far = 99.0
    if axis not in AXES or not -10 <= far <= 10 or not far:
        raise UsageError(
            f"the camera_control {said!r} is none of Kling's",
            hint=f"one of {', '.join(sorted(MOVES))}; or of {', '.join(sorted(AXES))} with -10 to 10: pan:5",
        )
    return {"type": "simple", "config": {axis: int(far) if far == int(far) else far}}


def tier(size: Size) -> str:
    return next(word for least, word in TIERS if min(size.width, size.height) >= least)


def shape(size: Size) -> str:
    return min(SHAPES, key=lambda name: abs(SHAPES[name] - float(size.ratio)))


def signed_token(access: str, secret: str, now: int) -> str:
    """The JWT of the legacy API, good for half an hour from `now`, in seconds since 1970."""
    claims = {"iss": access, "exp": now + TOKEN_LIVES, "nbf": now - TOKEN_EARLY}
    told = ".".join(packed(json.dumps(one).encode()) for one in ({"alg": "HS256", "typ": "JWT"}, claims))
    return f"{told}.{packed(hmac.new(secret.encode(), told.encode(), hashlib.sha256).digest())}"


def packed(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
