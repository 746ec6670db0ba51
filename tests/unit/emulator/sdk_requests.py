"""What the vendor's own SDK says a request may hold, as the JSON schemas that the emulator checks with.

Run to write them anew, after a newer SDK was installed:

    python tests/unit/emulator/sdk_requests.py > src/rushes/emulator/runway/requests.json
"""

from __future__ import annotations

import importlib
import json
import sys
import types
from collections.abc import Iterable, Sequence
from importlib.metadata import version
from typing import Annotated, Any, Literal, NotRequired, Required, Union, get_args, get_origin

from typing_extensions import get_type_hints, is_typeddict

# The creates that make a task, each with the SDK's module that types its body.
CREATES = {
    "/v1/text_to_video": "text_to_video_create_params",
    "/v1/image_to_video": "image_to_video_create_params",
    "/v1/video_to_video": "video_to_video_create_params",
    "/v1/character_performance": "character_performance_create_params",
    "/v1/video_upscale": "video_upscale_create_params",
    "/v1/video_to_hdr": "video_to_hdr_create_params",
    "/v1/video_to_audio": "video_to_audio_create_params",
    "/v1/text_to_image": "text_to_image_create_params",
    "/v1/image_upscale": "image_upscale_create_params",
    "/v1/sound_effect": "sound_effect_create_params",
    "/v1/text_to_speech": "text_to_speech_create_params",
    "/v1/speech_to_speech": "speech_to_speech_create_params",
    "/v1/voice_isolation": "voice_isolation_create_params",
    "/v1/voice_dubbing": "voice_dubbing_create_params",
    "/v1/generate/video": "generate.video_create_params",
    "/v1/generate/image": "generate.image_create_params",
    "/v1/generate/audio": "generate.audio_create_params",
}
Schema = dict[str, Any]


def every_create() -> dict[str, dict[str, Schema]]:
    """Path → model → schema. A create without a `model` has one schema, under the empty name."""
    return {path: by_model(body_type(module)) for path, module in CREATES.items()}


def body_type(module: str) -> Any:
    name = "".join(word.capitalize() for word in module.rpartition(".")[2].split("_"))
    return getattr(importlib.import_module(f"runwayml.types.{module}"), name)


def by_model(body: Any) -> dict[str, Schema]:
    variants = get_args(body) if get_origin(body) is Union else (body,)
    found: dict[str, Schema] = {}
    for variant in variants:
        schema = schema_of(variant)
        names = schema["properties"].get("model", {}).get("enum", [""])
        for name in names:
            own = json.loads(json.dumps(schema))
            if name:
                own["properties"]["model"] = {"enum": [name]}
            found[name] = own
    return found


def schema_of(kind: Any) -> Schema:
    origin = get_origin(kind)
    if origin in {Annotated, Required, NotRequired}:
        return schema_of(get_args(kind)[0])
    if origin is Literal:
        return {"enum": list(get_args(kind))}
    if origin is Union or origin is types.UnionType:
        return {"anyOf": [schema_of(one) for one in get_args(kind)]}
    if origin is not None and issubclass(origin, (Iterable, Sequence)) and kind is not str:
        (items,) = get_args(kind)
        return {"type": "array", "items": schema_of(items)}
    if is_typeddict(kind):
        return object_schema(kind)
    names = {str: "string", int: "integer", float: "number", bool: "boolean"}
    if kind in names:
        return {"type": names[kind]}
    if getattr(kind, "__name__", "") == "SequenceNotStr":
        return {"type": "array", "items": {"type": "string"}}
    return {}


def object_schema(kind: Any) -> Schema:
    properties: dict[str, Schema] = {}
    required: list[str] = []
    for python_name, told in get_type_hints(kind, include_extras=True).items():
        needed, name, hint = False, python_name, told
        while get_origin(hint) in {Annotated, Required, NotRequired}:
            needed = needed or get_origin(hint) is Required
            for note in get_args(hint)[1:]:
                name = getattr(note, "alias", None) or name
            hint = get_args(hint)[0]
        properties[name] = schema_of(hint)
        if needed:
            required.append(name)
    return {"type": "object", "properties": properties, "required": sorted(required)}


def document() -> str:
    """The whole file: one line a model."""
    lines = ["{", '"source": "runwayml ' + version("runwayml") + ', src/runwayml/types",']
    lines += ['"date": "2026-11-22",', '"confidence": "SDK",', '"creates": {']
    creates = every_create()
    for path, models in creates.items():
        lines.append(json.dumps(path) + ": {")
        rows = [f"{json.dumps(name)}: {json.dumps(schema)}" for name, schema in models.items()]
        lines.append(",\n".join(rows))
        lines.append("}" + ("," if path != list(creates)[-1] else ""))
    return "\n".join([*lines, "}", "}"]) + "\n"


if __name__ == "__main__":
    sys.stdout.write(document())
