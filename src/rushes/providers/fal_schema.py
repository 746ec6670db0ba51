"""What a model on fal takes, by its published schema: fields, those that it needs, and their values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from rushes.errors import UsageError, nearest
from rushes.model import Json
from rushes.model_card import ModelCard
from rushes.providers.api import listed, table

__all__ = ["Field", "InputSchema", "check_body", "read_schema"]

DEPTH = 8  # of references and alternatives inside each other
NUMBERS = frozenset({"integer", "number"})


@dataclass(frozen=True, slots=True)
class Field:
    """One field: the JSON `kinds` that it takes (none: any), and its `choices` (none: any)."""

    kinds: frozenset[str] = frozenset()
    choices: tuple[Json, ...] = ()

    def takes(self, value: Json) -> bool:
        """Whether `value` fits, as far as the schema says."""
        if self.choices and not any(type(one) is type(value) and one == value for one in self.choices):
            return isinstance(value, dict | list)
        return not self.kinds or kind_of(value) in self.kinds or (
            isinstance(value, int) and not isinstance(value, bool) and "number" in self.kinds
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class InputSchema:
    """The fields of a model's input, by name; `needs` are those that it cannot do without."""

    fields: Mapping[str, Field]
    needs: Sequence[str] = field(default=())


def read_schema(document: Json, endpoint: str) -> InputSchema | None:
    """The input of `endpoint` in its OpenAPI document; None where it says nothing that can be read."""
    whole = table(document)
    path = table(table(whole.get("paths")).get(f"/{endpoint}"))
    content = table(table(table(path.get("post")).get("requestBody")).get("content"))
    told = followed(table(content.get("application/json")).get("schema"), whole)
    properties = table(told.get("properties"))
    if not properties:
        return None
    needs = told.get("required")
    return InputSchema(
        {name: read_field(one, whole) for name, one in properties.items()},
        tuple(str(one) for one in cast("list[Any]", needs)) if isinstance(needs, list) else (),
    )


def read_field(told: object, whole: Mapping[str, Any], depth: int = 0) -> Field:
    """A field with all its alternatives."""
    found = followed(told, whole)
    kinds: set[str] = set()
    choices: list[Json] = []
    free = False
    kind = found.get("type")
    if isinstance(kind, str):
        kinds.add(kind)
    values: object = [found["const"]] if "const" in found else found.get("enum")
    if isinstance(values, list):
        choices += cast("list[Json]", values)
    parts = [one for name in ("anyOf", "oneOf", "allOf") for one in listed(found.get(name))]
    for one in parts if depth < DEPTH else ():
        part = read_field(one, whole, depth + 1)
        kinds |= part.kinds
        choices += part.choices
        free = free or not (part.choices or part.kinds <= {"null", "object", "array"})
    return Field(frozenset(kinds), () if free else tuple(choices))


def followed(told: object, whole: Mapping[str, Any]) -> Mapping[str, Any]:
    """A schema, or the one that it refers to."""
    found = table(told)
    for _ in range(DEPTH):
        reference = found.get("$ref")
        if not isinstance(reference, str) or not reference.startswith("#/"):
            break
        place: object = whole
        for step in reference[2:].split("/"):
            place = table(place).get(step)
        found = {**table(place), **{name: one for name, one in found.items() if name != "$ref"}}
    return found


def check_body(body: Mapping[str, Json], schema: InputSchema, card: ModelCard) -> None:
    """Raise UsageError for a field that the model does not know or misses, or a value that does not fit."""
    for name, value in body.items():
        known = schema.fields.get(name)
        if known is None:
            close = nearest(name, schema.fields)
            meant = f"; did you mean {close!r}?" if close else ""
            raise UsageError(
                f"{card.id} has no field {name!r}{meant}", hint=f"it has {', '.join(sorted(schema.fields))}"
            )
        if not known.takes(value):
            raise UsageError(
                f"the field {name!r} of {card.id} does not take {shown(value)}",
                hint=f"it takes {allowed(known)}",
            )
    for name in schema.needs:
        if name not in body:
            raise UsageError(
                f"{card.id} needs the field {name!r}",
                hint=f"say it: `options: {{fields: '{{\"{name}\": …}}'}}`, or -o fields='{{\"{name}\": …}}'",
            )


def allowed(known: Field) -> str:
    said = known.choices or sorted(known.kinds)
    return ", ".join(str(one) for one in said)


def shown(value: Json) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}…"


def kind_of(value: Json) -> str:
    kinds: tuple[tuple[type, str], ...] = (
        (bool, "boolean"), (int, "integer"), (float, "number"), (str, "string"), (list, "array"),
        (dict, "object"),
    )  # fmt: skip
    return next((name for kind, name in kinds if isinstance(value, kind)), "null")
