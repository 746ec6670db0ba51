"""What a Runway task makes: its kind, size, length and rate (rules `size`, `rate`, `default-length`)."""

from __future__ import annotations

import re
from collections.abc import Mapping

from rushes.emulator.jobs import Media
from rushes.emulator.runway.inputs import Seen
from rushes.emulator.world import sequence

__all__ = ["media_of", "outputs_of"]

LONGEST = 600.0
_HEIGHTS = {"480p": 480, "720p": 720, "768p": 768, "1080p": 1080, "1k": 1080, "2k": 1440, "4k": 2160}
_IMAGES = {"/v1/text_to_image", "/v1/image_upscale", "/v1/generate/image"}
_VIDEOS = {
    "/v1/text_to_video",
    "/v1/image_to_video",
    "/v1/video_to_video",
    "/v1/character_performance",
    "/v1/video_upscale",
    "/v1/video_to_hdr",
    "/v1/generate/video",
}


def media_of(create: str, model: str, body: Mapping[str, object], source: Seen | None) -> Media:
    """What the task will make. `source`: the input video, where it could be read."""
    width, height = _size(create, model, body, source)
    if create in _IMAGES:
        return Media("image", width, height, 0.0)
    seconds = _seconds(body, source)
    if create not in _VIDEOS:
        return Media("audio", 16, 16, seconds)
    fps = "24"
    if model == "enhance_frame_rate":
        fps = _rate(str(body["targetFramerate"]))
    elif source is not None and create in {"/v1/video_upscale", "/v1/video_to_hdr"}:
        fps = source.fps
    return Media("video", width, height, seconds, fps)


def outputs_of(body: Mapping[str, object]) -> int:
    """How many files the task will make."""
    for name in ("outputCount", "numImages", "numVariants", "n"):
        count = body.get(name)
        if isinstance(count, int) and 1 <= count <= 10:
            return count
    return 1


def _seconds(body: Mapping[str, object], source: Seen | None) -> float:
    duration = body.get("duration")
    if isinstance(duration, int | float) and not isinstance(duration, bool):
        return min(LONGEST, max(0.1, float(duration)))
    settings = body.get("providerSettings")
    shots = sequence(settings.get("multiPrompt")) if isinstance(settings, Mapping) else ()  # pyright: ignore[reportUnknownMemberType, reportUnknownArgumentType]
    lengths = [shot["duration"] for shot in shots if isinstance(shot, Mapping)]  # pyright: ignore[reportUnknownVariableType]
    if lengths:
        return min(LONGEST, float(sum(lengths)))  # pyright: ignore[reportUnknownArgumentType]
    return min(LONGEST, round(source.seconds, 3)) if source is not None else 5.0


def _rate(told: str) -> str:
    whole = {"23_98": 24, "29_97": 30, "59_94": 60}.get(told)
    return f"{whole * 1000}/1001" if whole else told


def _size(create: str, model: str, body: Mapping[str, object], source: Seen | None) -> tuple[int, int]:
    shape = str(body.get("ratio", body.get("aspectRatio", body.get("targetAspectRatio", ""))))
    tier = str(body.get("resolution", "")).lower()
    if shape.startswith("auto_"):
        shape, tier = "", shape.removeprefix("auto_")
    of_source = (source.width, source.height) if source is not None else (16, 9)
    if re.fullmatch(r"[1-9]\d{0,4}:[1-9]\d{0,4}", shape):
        across, down = (int(part) for part in shape.split(":"))
        if min(across, down) >= 64:  # pixels, and no proportion
            return _even(across, down)
    else:
        across, down = of_source
        if not tier and source is not None and create != "/v1/image_to_video":
            if model == "magnific_video_upscaler_creative":
                tier = "2k"
            else:
                return _even(*of_source)
    short = _HEIGHTS.get(tier, 720)
    if across >= down:
        return _even(round(short * across / down), short)
    return _even(short, round(short * down / across))


def _even(width: int, height: int) -> tuple[int, int]:
    return max(16, min(8192, width // 2 * 2)), max(16, min(8192, height // 2 * 2))
