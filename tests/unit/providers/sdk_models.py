"""Strict models made from the types of the vendor's own SDK: what they refuse, its API does not know."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Annotated, Any, Literal, Required, Union, get_args, get_origin, is_typeddict

import typing_extensions
from pydantic import BaseModel, ConfigDict, TypeAdapter, create_model
from runwayml import types as sdk

STRICT = ConfigDict(strict=True, extra="forbid")
PARAMS: dict[str, Any] = {
    "/v1/text_to_video": sdk.TextToVideoCreateParams,
    "/v1/image_to_video": sdk.ImageToVideoCreateParams,
    "/v1/video_to_video": sdk.VideoToVideoCreateParams,
    "/v1/character_performance": sdk.CharacterPerformanceCreateParams,
    "/v1/video_upscale": sdk.VideoUpscaleCreateParams,
}


def hints(table: Any) -> dict[str, Any]:
    """The fields of a TypedDict: its own `__required_keys__` are empty, `Required` hides in the types."""
    return typing_extensions.get_type_hints(table, include_extras=True)


def unwrapped(kind: Any) -> tuple[Any, bool, str | None]:
    """What a field is, whether it is required, and its name on the wire."""
    required, alias = False, None
    while get_origin(kind) in (Required, typing_extensions.Required, Annotated):
        if get_origin(kind) is Annotated:
            alias = next((one.alias for one in kind.__metadata__ if getattr(one, "alias", None)), alias)
        else:
            required = True
        kind = get_args(kind)[0]
    return kind, required, alias


@cache
def strict(table: Any) -> type[BaseModel]:
    fields: dict[str, Any] = {}
    for name, kind in hints(table).items():
        inner, required, alias = unwrapped(kind)
        wanted = eager(inner)
        fields[alias or name] = (wanted, ... if required else None) if required else (wanted | None, None)
    return create_model(f"Strict{table.__name__}", __config__=STRICT, **fields)


def eager(kind: Any) -> Any:
    """The type with nothing lazy in it: pydantic does not look into an Iterable."""
    kind = unwrapped(kind)[0]
    if is_typeddict(kind) or typing_extensions.is_typeddict(kind):
        return strict(kind)
    if get_origin(kind) is Iterable or str(get_origin(kind)) == "<class 'collections.abc.Iterable'>":
        return list[eager(get_args(kind)[0])]
    if get_origin(kind) is Union:
        return Union[tuple(eager(one) for one in get_args(kind))]  # noqa: UP007
    return kind


def variants(path: str) -> dict[str, Any]:
    """The TypedDict of each model that `path` takes."""
    params = PARAMS[path]
    tables = get_args(params) or (params,)
    return {choices(table, "model")[0]: table for table in tables}


def choices(table: Any, name: str) -> tuple[Any, ...]:
    """The words that a field may be, by its name on the wire; none where it is free."""
    for key, kind in hints(table).items():
        inner, _, alias = unwrapped(kind)
        if (alias or key) == name:
            parts = get_args(inner) if get_origin(inner) is Union else (inner,)
            return tuple(word for part in parts if get_origin(part) is Literal for word in get_args(part))
    return ()


def names(table: Any) -> set[str]:
    """The fields by their names on the wire."""
    return {unwrapped(kind)[2] or name for name, kind in hints(table).items()}


def validate(path: str, body: Any) -> None:
    """Raise pydantic's ValidationError unless `body` is one that `path` knows, to the letter."""
    TypeAdapter(strict(variants(path)[body["model"]])).validate_python(body)
