"""Reading a create: what is to be made, or what is wrong with it in fal's own form."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from rushes.emulator.fal.tables import MODELS, Model, Shape
from rushes.emulator.jobs import Media
from rushes.model import Json

__all__ = ["Asked", "faults_in", "read_asked"]

KINDS: Mapping[str, type | tuple[type, ...]] = {
    "string": str, "integer": int, "number": (int, float), "boolean": bool, "array": list, "object": dict,
    "null": type(None),
}  # fmt: skip
SHORT = {"2k": 1440, "4k": 2160}
ANY_CENTS = 10.0  # a second of a model that the dialect does not know


@dataclass(frozen=True, slots=True)
class Asked:
    """What a create makes, and what it costs in cents."""

    media: Media
    cents: float


def faults_in(endpoint: str, body: Mapping[str, Json]) -> list[Json]:
    """What FastAPI says of a body that the model does not take; rule `validation`."""
    model = MODELS.get(endpoint)
    if model is None:
        return []
    faults: list[Json] = [
        fault(name, "Field required", "missing", None) for name in model.needs if name not in body
    ]
    for name, value in body.items():
        shape = model.fields.get(name)
        if shape is None:
            faults.append(fault(name, "Extra inputs are not permitted", "extra_forbidden", value))
            continue
        kinds = kinds_of(shape)
        fits = any(isinstance(value, KINDS[kind]) for kind in kinds)
        if not fits or (isinstance(value, bool) and "boolean" not in kinds):
            faults.append(fault(name, f"Input should be a valid {kinds[0]}", f"{kinds[0]}_type", value))
        elif "enum" in shape and value not in cast("list[Json]", shape["enum"]):
            told = ", ".join(repr(one) for one in cast("list[Json]", shape["enum"]))
            faults.append(fault(name, f"Input should be {told}", "literal_error", value))
        elif name in model.ranges and isinstance(value, int):
            least, most = model.ranges[name]
            if not least <= value <= most:
                faults.append(
                    fault(name, f"Input should be from {least} to {most}", "less_than_equal", value)
                )
    return faults


def fault(name: str, words: str, kind: str, value: Json) -> Json:
    return {"loc": ["body", name], "msg": words, "type": kind, "input": value}


def kinds_of(shape: Shape) -> list[str]:
    parts = cast("list[Shape]", shape.get("anyOf") or [shape])
    return [str(part["type"]) for part in parts]


def read_asked(endpoint: str, body: Mapping[str, Json]) -> Asked:
    """What the body asks for, with the model's own defaults for the rest."""
    model = MODELS.get(endpoint, Model({}, (), {}))
    fps = body.get("frames_per_second")
    rate = fps if isinstance(fps, int) else model.fps
    seconds = seconds_of(body, model, rate)
    name = body.get("resolution")
    resolution = (
        name if isinstance(name, str) else str(model.fields.get("resolution", {}).get("default", "720p"))
    )
    match = re.fullmatch(r"(\d+)[pP]", resolution)
    short = min(int(match[1]), 2160) if match else SHORT.get(resolution.lower(), 720)
    width, height = sized(body.get("aspect_ratio"), short)
    cents = model.cents.get(resolution, ANY_CENTS) * seconds
    return Asked(Media("video", width, height, seconds, f"{rate}"), cents)


def seconds_of(body: Mapping[str, Json], model: Model, rate: int) -> float:
    frames, duration, transitions = (body.get(name) for name in ("num_frames", "duration", "transitions"))
    if isinstance(transitions, list):
        return sum(float(cast("int", cast("dict[str, Json]", one).get("duration", 5))) for one in transitions)
    if isinstance(frames, int):
        return frames / rate
    match = re.fullmatch(r"(\d+(?:\.\d+)?)s?", str(duration)) if duration is not None else None
    return min(float(match[1]), 60.0) if match else model.seconds


def sized(shape: Json, short: int) -> tuple[int, int]:
    match = re.fullmatch(r"(\d{1,2}):(\d{1,2})", shape) if isinstance(shape, str) else None
    wide, tall = (int(match[1]) or 1, int(match[2]) or 1) if match else (16, 9)
    long = short * max(wide, tall) // min(wide, tall) // 2 * 2
    return (long, short) if wide >= tall else (short, long)
