"""Reading a create of either API: what was asked for, or what is wrong with it."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import cast

from rushes.emulator.jobs import Media
from rushes.model import Json

__all__ = ["Asked", "Wrong", "read_agents", "read_dream"]

SIDES = {"360p": 360, "540p": 540, "720p": 720, "1080p": 1080, "4k": 2160}
AGENTS_SHAPES = ("9:16", "3:4", "1:1", "4:3", "16:9", "21:9")
DREAM_SHAPES = (*AGENTS_SHAPES, "9:21")
# Rule `prices`: cents of one clip: of 5 s, of 10 s, and of an edit of 5 s. The draft tier's are guesses.
CENTS = {"360p": (8, 23, 36), "540p": (15, 45, 72), "720p": (30, 90, 108), "1080p": (120, 360, 216)}
DREAM_CENTS = {"540p": 8, "720p": 16, "1080p": 32, "4k": 64}  # a second, for the bill; not the vendor's
EDITED = 5.0  # seconds that an edit lasts here: the clip that goes in is not opened
STRENGTHS = [f"{word}_{number}" for word in ("adhere", "flex", "reimagine") for number in (1, 2, 3)]
CONTROLS: Mapping[str, frozenset[str]] = {
    "depth": frozenset({"enabled", "blur"}),
    "face": frozenset({"enabled"}),
    "normals": frozenset({"enabled", "augmentation"}),
    "pose": frozenset({"enabled", "strength"}),
    "trajectory": frozenset({"enabled", "sparsity"}),
}
VIDEO = frozenset(
    [
        "duration", "edit", "end_frame", "exr_export", "hdr", "keyframe_indexes", "keyframes", "loop",
        "resolution", "source_position", "start_frame",
    ]
)  # fmt: skip
BODY = frozenset(
    ["prompt", "aspect_ratio", "image_ref", "model", "source", "type", "user_id", "video", "web_search"]
)
DREAM_BODY = frozenset(
    [
        "model", "prompt", "aspect_ratio", "duration", "resolution", "loop", "keyframes", "concepts",
        "callback_url", "generation_type",
    ]
)  # fmt: skip
CONCEPTS = (
    "aerial", "aerial_drone", "bolt_cam", "crane_down", "crane_up", "dolly_zoom", "elevator_doors",
    "eye_level", "ground_level", "handheld", "high_angle", "low_angle", "orbit_left", "orbit_right",
    "over_the_shoulder", "overhead", "pan_left", "pan_right",
    "pedestal_down", "pedestal_up", "pov", "pull_out", "push_in", "roll_left", "roll_right", "selfie",
    "static", "tilt_down", "tilt_up", "tiny_planet", "truck_left", "truck_right", "zoom_in", "zoom_out",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """A create that is right. `kind` is the Agents API's `type`, or `video`."""

    model: str
    prompt: str
    media: Media
    cents: float
    kind: str = "video"


class Wrong(Exception):
    """A create that is refused, in the vendor's words."""


def read_agents(body: Mapping[str, Json]) -> Asked:
    """A create of the Agents API; rules `agents-create`, `agents-video`, `agents-edit`, `agents-media`."""
    only(body, BODY, "body")
    prompt = text(body, "prompt")
    if not 1 <= len(prompt) <= 6000:
        raise Wrong("prompt: must have 1 to 6000 characters")
    model = one_of(body, "model", ("ray-3.2",), "")
    kind = one_of(body, "type", ("video", "video_edit"), "")
    video = part(body, "video")
    only(video, VIDEO, "video")
    resolution = one_of(video, "resolution", tuple(CENTS), "720p")
    aspect = one_of(body, "aspect_ratio", AGENTS_SHAPES, "16:9")
    if kind == "video_edit":
        check_medium(part(body, "source"), "source", video=True)
        check_edit(part(video, "edit"))
        for name in ("duration", "loop", "end_frame", "keyframes"):
            if name in video:
                raise Wrong(f"video.{name}: is not supported for video_edit")
        if "start_frame" in video:
            check_medium(part(video, "start_frame"), "start_frame")
        return Asked(model, prompt, media(resolution, aspect, EDITED), CENTS[resolution][2], kind)
    if "source" in body or "edit" in video:
        raise Wrong("source and video.edit: are for edits only")
    long = one_of(video, "duration", ("5s", "10s"), "5s") == "10s"
    ends = [name for name in ("start_frame", "end_frame") if name in video]
    for name in ends:
        check_medium(part(video, name), name)
    if "keyframes" in video:
        check_keyframes(video, 240 if long else 120)
    if ends and ("keyframes" in video or long):
        raise Wrong("video.start_frame and end_frame: are not supported with keyframes, or with duration=10s")
    if video.get("loop") and (long or "keyframes" in video or video.get("hdr")):
        raise Wrong("video.loop: is not supported with duration=10s, keyframes or hdr=true")
    return Asked(
        model, prompt, media(resolution, aspect, 10.0 if long else 5.0), CENTS[resolution][long], kind
    )


def check_edit(edit: Mapping[str, Json]) -> None:
    only(edit, frozenset({"auto_controls", "strength", "controls", "keyframes", "keyframe_indexes"}), "edit")
    if "strength" in edit:
        one_of(edit, "strength", STRENGTHS, "")
    controls = part(edit, "controls")
    only(controls, frozenset(CONTROLS), "controls")
    for name in controls:
        control = part(controls, name)
        only(control, CONTROLS[name], name)
        for field in ("blur", "augmentation", "sparsity"):
            value = control.get(field, 0)
            if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
                raise Wrong(f"{name}.{field}: must be between 0 and 1")
    one_of(part(controls, "pose"), "strength", ("precise", "coarse"), "precise")


def check_keyframes(video: Mapping[str, Json], last: int) -> None:
    frames, places = video.get("keyframes"), video.get("keyframe_indexes")
    if not isinstance(frames, list) or not isinstance(places, list) or not 1 <= len(frames) <= 64:
        raise Wrong("video.keyframes: 1 to 64 with their keyframe_indexes")
    whole = [one for one in places if isinstance(one, int) and not isinstance(one, bool) and 0 <= one <= last]
    if len(set(whole)) != len(frames) or len(places) != len(frames):
        raise Wrong(f"video.keyframe_indexes: one for each keyframe, unique, from 0 to {last}")
    for one in frames:
        check_medium(cast("Mapping[str, Json]", one) if isinstance(one, dict) else {}, "keyframes")


def check_medium(medium: Mapping[str, Json], where: str, *, video: bool = False) -> None:
    only(medium, frozenset({"url", "data", "media_type", "generation_id", "file_id"}), where)
    given = [name for name in ("url", "data", "generation_id", "file_id") if medium.get(name)]
    if len(given) != 1:
        raise Wrong(f"{where}: exactly one of url, data, generation_id or file_id")
    kind = text(medium, "media_type")
    if given[0] == "data":
        try:
            base64.b64decode(text(medium, "data"), validate=True)
        except binascii.Error:
            raise Wrong(f"{where}.data: is not base64") from None
    wanted = "video/" if video else "image/"
    needed = given[0] == "data" or (video and given[0] == "url")
    if (needed or kind) and not kind.startswith(wanted):
        raise Wrong(f"{where}.media_type: must be {wanted}*")


def read_dream(body: Mapping[str, Json]) -> Asked:
    """A create of Dream Machine; rules `dream-create` and `dream-images`."""
    only(body, DREAM_BODY, "body")
    model = one_of(body, "model", ("ray-2", "ray-flash-2"), "")
    one_of(body, "generation_type", ("video",), "video")
    aspect = one_of(body, "aspect_ratio", DREAM_SHAPES, "16:9")
    resolution = one_of(body, "resolution", tuple(DREAM_CENTS), "720p")
    seconds = float(one_of(body, "duration", ("5s", "9s"), "5s").removesuffix("s"))
    concepts = body.get("concepts", [])
    if not isinstance(concepts, list):
        raise Wrong("concepts: must be a list")
    for one in concepts:
        one_of(one if isinstance(one, dict) else {}, "key", CONCEPTS, "")
    frames = part(body, "keyframes")
    only(frames, frozenset({"frame0", "frame1"}), "keyframes")
    for name in frames:
        check_frame(part(frames, name), name)
    prompt = text(body, "prompt")
    if not prompt and not frames:
        raise Wrong("Prompt is required")
    return Asked(model, prompt, media(resolution, aspect, seconds), DREAM_CENTS[resolution] * seconds)


def check_frame(frame: Mapping[str, Json], name: str) -> None:
    kind = one_of(frame, "type", ("image", "generation"), "")
    only(frame, frozenset({"type", "url" if kind == "image" else "id"}), name)
    if kind == "generation" and not text(frame, "id"):
        raise Wrong(f"{name}.id: is required")
    here = text(frame, "url").startswith("http://127.0.0.1:")  # what a test has is not on the open web
    if kind == "image" and not here and not text(frame, "url").startswith("https://"):
        raise Wrong(f"{name}.url: must be a public https address")


def media(resolution: str, aspect: str, seconds: float) -> Media:
    side = SIDES[resolution]
    across, down = (int(one) for one in aspect.split(":"))
    long = side * max(across, down) // min(across, down)
    width, height = (long, side) if across >= down else (side, long)
    return Media("video", width, height, seconds)


def only(table: Mapping[str, Json], allowed: Collection[str], where: str) -> None:
    unknown = sorted(set(table) - set(allowed))
    if unknown:
        raise Wrong(f"{where}.{unknown[0]}: Extra inputs are not permitted")


def part(table: Mapping[str, Json], name: str) -> Mapping[str, Json]:
    value = table.get(name) or {}
    if not isinstance(value, dict):
        raise Wrong(f"{name}: must be an object")
    return value


def text(table: Mapping[str, Json], name: str) -> str:
    value = table.get(name) or ""
    if not isinstance(value, str):
        raise Wrong(f"{name}: must be a string")
    return value


def one_of(table: Mapping[str, Json], name: str, allowed: Collection[str], default: str) -> str:
    value = table.get(name, default)
    if not isinstance(value, str) or value not in allowed:
        raise Wrong(f"{name}: must be one of {', '.join(allowed)}")
    return value
