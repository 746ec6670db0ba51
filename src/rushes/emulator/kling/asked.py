"""Reading a create: what was asked for, or what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from rushes.emulator.jobs import Media
from rushes.emulator.kling.tables import LEGACY, LEGACY_CENTS, MODELS, pixels
from rushes.model import Json

__all__ = ["Asked", "Wrong", "read_legacy", "read_new"]

LONGEST_PROMPT = 3072
KINDS = frozenset(
    {"prompt", "first_frame", "last_frame", "refer_image", "feature_video", "base_video", "element"}
)
LEGACY_FIELDS = frozenset(
    [
        "model_name",
        "prompt",
        "negative_prompt",
        "cfg_scale",
        "mode",
        "sound",
        "duration",
        "aspect_ratio",
        "camera_control",
        "image",
        "image_tail",
        "static_mask",
        "dynamic_masks",
        "element_list",
        "voice_list",
        "multi_shot",
        "shot_type",
        "multi_prompt",
        "watermark_info",
        "callback_url",
        "external_task_id",
    ]
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A create that is right."""

    model: str
    prompt: str
    media: Media
    cents: float
    key: str


class Wrong(Exception):
    """A create that is refused, in the vendor's words and with its service code."""

    def __init__(self, words: str, code: int = 1201) -> None:
        super().__init__(words)
        self.words, self.code = words, code


def read_new(path: str, name: str, body: Mapping[str, Json]) -> Asked:
    """A create of the new standard; rules `create`, `settings`, `prompt-length`."""
    model = MODELS.get(name)
    if model is None or path not in model.paths:
        raise Wrong(f"model {name} is not found", 1203)
    only(body, {"settings", "options", "prompt" if path == "text-to-video" else "contents"}, "body")
    contents = [] if path == "text-to-video" else contents_of(body)
    prompt = text(body, "prompt") if path == "text-to-video" else said(contents)
    if not prompt and path != "image-to-video":
        raise Wrong("prompt must not be empty")
    if len(prompt) > LONGEST_PROMPT:
        raise Wrong(f"prompt is longer than {LONGEST_PROMPT}")
    settings, options = part(body, "settings"), part(body, "options")
    only(settings, {"resolution", "aspect_ratio", "duration", "audio", "multi_shot"}, "settings")
    only(options, {"callback_url", "external_task_id", "watermark_info"}, "options")
    resolution = one_of(settings, "resolution", model.cents, "720p")
    kinds = [text(one, "type") for one in contents]
    framed = "first_frame" in kinds
    if path == "image-to-video" and not framed:
        raise Wrong("first_frame must not be empty")
    if "aspect_ratio" in settings and path == "image-to-video":
        raise Wrong("aspect_ratio is not supported with a first frame")
    if "last_frame" in kinds and (resolution not in model.last_frame or not framed):
        raise Wrong(f"last_frame is not supported by {name} at {resolution}")
    aspect = one_of(settings, "aspect_ratio", ("16:9", "9:16", "1:1"), "16:9")
    seconds = settings.get("duration", 5)
    if isinstance(seconds, bool) or not isinstance(seconds, int) or seconds not in model.lengths:
        raise Wrong(f"duration {seconds!r} is not supported by {name}")
    audio = one_of(settings, "audio", ("native", "off", "original"), "off")
    if audio == "native" and not model.sound:
        raise Wrong(f"audio is not supported by {name}")
    width, height = pixels(resolution, aspect)
    cents = model.cents[resolution][audio == "native"] * seconds
    return Asked(
        name, prompt, Media("video", width, height, float(seconds)), cents, text(options, "external_task_id")
    )


def read_legacy(kind: str, body: Mapping[str, Json]) -> Asked:
    """A create of the legacy API; rules `legacy`, `legacy-images`."""
    only(body, LEGACY_FIELDS, "body")
    name = text(body, "model_name") or "kling-v1"
    if name not in LEGACY:
        raise Wrong(f"model {name} is not found", 1203)
    prompt = text(body, "prompt")
    if kind == "text2video" and not prompt:
        raise Wrong("prompt must not be empty")
    if kind == "image2video" and not text(body, "image"):
        raise Wrong("image must not be empty")
    for field in ("image", "image_tail"):
        if text(body, field).startswith("data:"):
            raise Wrong(f"{field} must be base64 without a prefix")
    for field in ("prompt", "negative_prompt"):
        if len(text(body, field)) > 2500:
            raise Wrong(f"{field} is longer than 2500")
    duration = body.get("duration", "5")
    if not isinstance(duration, str) or not duration.isdigit() or int(duration) not in LEGACY[name]:
        raise Wrong(f"duration {duration!r} is not supported by {name}")
    scale = body.get("cfg_scale", 0.5)
    if isinstance(scale, bool) or not isinstance(scale, int | float) or not 0 <= scale <= 1:
        raise Wrong("cfg_scale must be between 0 and 1")
    check_camera(body.get("camera_control"))
    mode = one_of(body, "mode", ("std", "pro", "4k"), "std")
    aspect = one_of(body, "aspect_ratio", ("16:9", "9:16", "1:1"), "16:9")
    width, height = pixels({"std": "720p", "pro": "1080p", "4k": "4k"}[mode], aspect)
    seconds = int(duration)
    key = text(body, "external_task_id")
    return Asked(name, prompt, Media("video", width, height, float(seconds)), LEGACY_CENTS * seconds, key)


def check_camera(control: Json) -> None:
    if control is None:
        return
    if not isinstance(control, dict):
        raise Wrong("camera_control must be an object")
    kind = one_of(
        control, "type", ("simple", "down_back", "forward_up", "right_turn_forward", "left_turn_forward"), ""
    )
    values = part(control, "config")
    only(values, {"horizontal", "vertical", "pan", "tilt", "roll", "zoom"}, "config")
    moved = [value for value in values.values() if value]
    if kind == "simple" and len(moved) != 1:
        raise Wrong("exactly one value of config must not be zero")
    if any(not isinstance(value, int | float) or not -10 <= value <= 10 for value in values.values()):
        raise Wrong("values of config must be between -10 and 10")


def contents_of(body: Mapping[str, Json]) -> list[Mapping[str, Json]]:
    contents = body.get("contents")
    if not isinstance(contents, list) or not all(isinstance(one, dict) for one in contents):
        raise Wrong("contents must be a list of objects")
    found = cast("list[Mapping[str, Json]]", contents)
    for one in found:
        kind = text(one, "type")
        if kind not in KINDS:
            raise Wrong(f"contents.type {kind!r} is not supported")
        only(one, {"type", "text"} if kind == "prompt" else {"type", "url", "element_id", "id"}, "contents")
        if kind not in ("prompt", "element") and not text(one, "url"):
            raise Wrong(f"the url of {kind} must not be empty")
    return found


def said(contents: list[Mapping[str, Json]]) -> str:
    return " ".join(text(one, "text") for one in contents if one.get("type") == "prompt")


def only(table: Mapping[str, Json], allowed: frozenset[str] | set[str], where: str) -> None:
    unknown = sorted(set(table) - allowed)
    if unknown:
        raise Wrong(f"{where}: {', '.join(unknown)} is not supported")


def part(table: Mapping[str, Json], name: str) -> Mapping[str, Json]:
    value = table.get(name, {})
    if not isinstance(value, dict):
        raise Wrong(f"{name} must be an object")
    return value


def text(table: Mapping[str, Json], name: str) -> str:
    value = table.get(name, "")
    if not isinstance(value, str):
        raise Wrong(f"{name} must be a string")
    return value


def one_of(table: Mapping[str, Json], name: str, allowed: object, default: str) -> str:
    value = table.get(name, default)
    if not isinstance(value, str) or value not in cast("tuple[str, ...]", allowed):
        raise Wrong(f"{name} {value!r} is not supported")
    return value
