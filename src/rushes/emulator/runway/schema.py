"""Whether a request has the fields, types and values that Runway's types allow; if not, its issues.

The schemas in requests.json use the part of JSON Schema that is understood here. No object may hold
what its schema does not name (rule `unknown-field`); issues have the form of rule `error-body`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, cast

from rushes.model import Json

__all__ = ["Issue", "creates", "issue", "issues_of"]

Issue = dict[str, Json]
Schema = Mapping[str, Any]
Path = tuple[str | int, ...]


@cache
def creates() -> Mapping[str, Mapping[str, Schema]]:
    """Path → model → schema. A create whose body names no model has one schema, under the empty name."""
    text = files("rushes.emulator.runway").joinpath("requests.json").read_text(encoding="utf-8")
    return json.loads(text)["creates"]


def issue(code: str, path: Path, message: str, **more: Json) -> Issue:
    """One thing that is wrong."""
    return {**more, "code": code, "path": list(path), "message": message}


def issues_of(schema: Schema, value: object, path: Path = ()) -> list[Issue]:
    """Everything that is wrong with `value`."""
    if "anyOf" in schema:
        return _any_of(schema["anyOf"], value, path)
    if "enum" in schema:
        return _enum(schema["enum"], value, path)
    kind = schema.get("type")
    if kind is None:
        return []
    if not _is(kind, value):
        return [_wrong_type(kind, value, path)]
    if kind == "array":
        items = cast("Sequence[object]", value)
        return [
            one
            for number, item in enumerate(items)
            for one in issues_of(schema["items"], item, (*path, number))
        ]
    if kind == "object":
        return _object(schema, cast("Mapping[str, object]", value), path)
    return []


def _object(schema: Schema, value: Mapping[str, object], path: Path) -> list[Issue]:
    found: list[Issue] = []
    properties: Mapping[str, Schema] = schema["properties"]
    for name, inner in properties.items():
        if name in value:
            found += issues_of(inner, value[name], (*path, name))
        elif name in schema["required"]:
            found += _missing(inner, (*path, name))
    unknown = [name for name in value if name not in properties]
    if unknown:
        names = ", ".join(f'"{name}"' for name in unknown)
        words = f"Unrecognized key{'s' if len(unknown) > 1 else ''}: {names}"
        found.append(issue("unrecognized_keys", path, words, keys=list(unknown)))
    return found


def _missing(schema: Schema, path: Path) -> list[Issue]:
    if "anyOf" in schema:
        return [issue("invalid_union", path, "Invalid input", errors=[])]
    if "enum" in schema:
        return [issue("invalid_value", path, _options(schema["enum"]), values=list(schema["enum"]))]
    kind = _zod(schema.get("type", "string"))
    return [issue("invalid_type", path, f"Invalid input: expected {kind}, received undefined", expected=kind)]


def _any_of(schemas: Sequence[Schema], value: object, path: Path) -> list[Issue]:
    tried = [issues_of(schema, value, path) for schema in schemas]
    if not all(tried):
        return []
    # Where only one of them has the right type, its own issues say more than the union's.
    near = [
        found for schema, found in zip(schemas, tried, strict=True) if _is(schema.get("type", "-"), value)
    ]
    if len(near) == 1:
        return near[0]
    return [
        issue("invalid_union", path, "Invalid input", errors=cast("Json", [list(found) for found in tried]))
    ]


def _enum(values: Sequence[Json], value: object, path: Path) -> list[Issue]:
    if any(type(one) is type(value) and one == value for one in values):
        return []
    return [issue("invalid_value", path, _options(values), values=list(values))]


def _options(values: Sequence[Json]) -> str:
    shown = "|".join(json.dumps(one) for one in values)
    return (
        f"Invalid option: expected one of {shown}" if len(values) > 1 else f"Invalid input: expected {shown}"
    )


def _is(kind: str, value: object) -> bool:
    match kind:
        case "string":
            return isinstance(value, str)
        case "boolean":
            return isinstance(value, bool)
        case "integer":
            whole = isinstance(value, int) or (isinstance(value, float) and value.is_integer())
            return whole and not isinstance(value, bool)
        case "number":
            return isinstance(value, int | float) and not isinstance(value, bool)
        case "array":
            return isinstance(value, list)
        case "object":
            return isinstance(value, dict)
        case _:
            return False


def _wrong_type(kind: str, value: object, path: Path) -> Issue:
    wanted = _zod(kind)
    if kind == "integer" and isinstance(value, float):
        return issue(
            "invalid_type",
            path,
            "Invalid input: expected int, received number",
            expected="int",
            format="safeint",
        )
    return issue(
        "invalid_type",
        path,
        f"Invalid input: expected {wanted}, received {_received(value)}",
        expected=wanted,
    )


def _zod(kind: str) -> str:
    return {"integer": "number"}.get(kind, kind)


def _received(value: object) -> str:
    names: dict[type, str] = {
        str: "string",
        bool: "boolean",
        int: "number",
        float: "number",
        list: "array",
        dict: "object",
    }
    return names.get(type(value), "null")
