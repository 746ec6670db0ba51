"""The JSON Schema of `storyboard/1`, for editors."""

from __future__ import annotations

from itertools import combinations
from typing import Any, cast

__all__ = ["storyboard_schema"]


def storyboard_schema() -> dict[str, Any]:
    """A JSON Schema (draft 2020-12) of the storyboard file, made from the models that read it.

    It knows the shape of a file. What only shows when parts are seen together (ids, lengths, files
    that are not there) is found by `check_storyboard` alone.
    """
    from rushes.storyboard.fields import FORMAT
    from rushes.storyboard.footage import MADE_FROM
    from rushes.storyboard.format import BoardText

    schema: dict[str, Any] = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:rushes:{FORMAT.replace('/', ':')}",
        **cast("dict[str, Any]", tidy(BoardText.model_json_schema())),
        "title": "Storyboard",
    }
    shot = schema["$defs"]["ShotText"]
    ways = (["prompt", "duration"], ["clip"], ["prompt", "video"], ["performance"], ["upscale"])
    shot["anyOf"] = [{"required": way} for way in ways]
    apart = (*combinations(MADE_FROM, 2), *(("clip", key) for key in ("prompt", *MADE_FROM)))
    shot["allOf"] = [{"not": {"required": [*pair]}} for pair in apart]
    footage = schema["$defs"]["FootageText"]
    footage["oneOf"] = [{"required": ["file"]}, {"required": ["shot"]}]
    footage["allOf"] = [{"not": {"required": ["shot", key]}} for key in ("in", "out")]
    schema["$defs"]["NarrationText"]["anyOf"] = [{"required": ["text"]}, {"required": ["file"]}]
    schema["not"] = {"required": ["size", "ratio"]}
    return schema


def tidy(node: Any, *, keys: bool = False) -> Any:
    """`node` with `x-` keys allowed wherever unknown ones are not, and nothing that may be null.

    With `keys`, the keys of `node` are the storyboard's own, and no words of JSON Schema.
    """
    if isinstance(node, list):
        return [tidy(one) for one in cast("list[Any]", node) if one != {"type": "null"}]
    if not isinstance(node, dict):
        return node
    mapping = cast("dict[str, Any]", node)
    if keys:
        return {name: tidy(one) for name, one in mapping.items()}
    rest: dict[str, Any] = {
        name: tidy(one, keys=name in ("properties", "$defs")) for name, one in mapping.items()
    }
    if rest.get("default", "") is None or isinstance(rest.get("default"), dict):
        del rest["default"]
    if rest.get("additionalProperties") is False:
        rest["patternProperties"] = {"^x-": {}}
    for union in ("anyOf", "oneOf"):
        choices = cast("list[dict[str, Any]]", rest.get(union, []))
        if len(choices) == 1:
            del rest[union]
            rest = {**choices[0], **rest}
    rest.pop("discriminator", None)
    if "oneOf" in rest:  # a whole number is a number too: both may hold
        rest["anyOf"] = rest.pop("oneOf")
    return rest
