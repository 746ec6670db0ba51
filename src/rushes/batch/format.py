"""What a batch file may say of a job: the keys of a storyboard's shot, less those that only a film needs.

A key that is added to `ShotText` is a key of the batch from then on.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from inspect import isclass
from typing import Annotated, Any, get_args, get_origin

from pydantic import BaseModel, Field

from rushes.errors import nearest
from rushes.model import Size
from rushes.storyboard import fields
from rushes.storyboard import format as form
from rushes.storyboard.explain import OTHER_WORDS
from rushes.storyboard.values import shown

__all__ = [
    "COLUMNS",
    "FREE",
    "LISTED",
    "OPTION",
    "PARTS",
    "WORDED",
    "JobText",
    "Kind",
    "key_trouble",
    "kind_of",
    "location_of",
]

FREE = "x-"  # what a key begins with that is the person's own
OPTION = "option."  # what a column begins with that is one of the model's options

# How clips are put together, and what is there already: no part of a clip that is to be made.
ASSEMBLY = frozenset({"clip", "sound", "transition", "audio", "narration", "caption"})


SEEDS = fields.Reads(
    fields.whole(1, 1_000_000), "a whole number", {"type": "integer", "minimum": 1, "maximum": 1_000_000}
)


class JobText(form.ShotText):
    """One clip to be made, as a row of a batch says it."""

    size: Annotated[Size | None, fields.SIZE] = Field(None, description="Width x height: 1280x720.")
    fps: Annotated[Fraction | None, fields.RATE] = Field(None, description="Frames per second.")
    seeds: Annotated[int | None, SEEDS] = Field(None, description="So many jobs, each with its own seed.")


PARTS = tuple(name for name in form.PromptText.model_fields if name != "text")
KEYS = tuple(
    name for name in JobText.model_fields if name not in ASSEMBLY and name not in form.LaterText.model_fields
)
COLUMNS = ("id", "prompt", *PARTS, *(name for name in KEYS if name not in ("id", "prompt")))
WORDED = frozenset({"prompt", *PARTS})  # whose texts may have alternatives in braces
# Of these a row may also have a list: a table with | between, JSON as a list. A job has one of it.
LISTED = frozenset(
    {"model", "duration", "size", "fps", "motion", "seed", "first_frame", "last_frame"},
)
FILM = (set(form.BoardText.model_fields) | set(JobText.model_fields)) - {*COLUMNS, "ratio"}

# What to do in place of a key that only a film, or a later version, acts on.
INSTEAD: Mapping[str, str] = {
    "clip": "a batch makes new clips; `video` is one to make them from",
    "takes": "write the job as often as you want takes of it",
    "ratio": "write the size in pixels, such as `1280x720`",
}


@dataclass(frozen=True, slots=True)
class Kind:
    """What a key may hold beside one value: several of them, true or false, an object.

    `parts` are the keys of the object where they are known, `plain` the one that a text alone stands for.
    """

    several: bool = False
    truth: bool = False
    object: bool = False
    parts: tuple[str, ...] = ()
    plain: str = ""


@lru_cache(1000)
def kind_of(key: str) -> Kind:
    """What the key `key` of a job may hold."""
    field = None if key in PARTS else JobText.model_fields.get(key)  # `sound`, here, is what is heard
    if field is None:
        return Kind()
    kinds = [*field.metadata, *within(field.annotation)]
    shapes = [one.model_fields for one in kinds if isclass(one) and issubclass(one, BaseModel)]
    parts = tuple(inner.alias or name for shape in shapes for name, inner in shape.items())
    return Kind(
        several=any(get_origin(one) is list for one in kinds),
        truth=any(isinstance(one, fields.Reads) and one.booleans for one in kinds),
        object=bool(shapes) or any(get_origin(one) is dict for one in kinds),
        parts=parts,
        plain=next((name for name in ("text", "file") if name in parts), ""),
    )


def within(annotation: Any) -> Iterator[Any]:
    """`annotation`, and everything that it is made of."""
    yield annotation
    for one in get_args(annotation):
        yield from within(one)


@lru_cache(1000)
def location_of(key: str) -> tuple[str, ...]:
    """Where in a shot that belongs which a row says under `key`: `subject` is a part of the prompt."""
    if key in PARTS:
        return ("prompt", key)
    if key.startswith(OPTION):
        return ("options", key.removeprefix(OPTION))
    return (key,) if key.startswith(FREE) else tuple(key.split(".", 1))


@lru_cache(1000)  # a key that is wrong in one row is wrong in all
def key_trouble(key: str) -> tuple[str, str] | None:
    """Why a job has no key `key`, and what would be right; None when it has."""
    if key in COLUMNS or key.startswith(FREE) or (key.startswith(OPTION) and key != OPTION):
        return None
    if key in form.LaterText.model_fields:
        return "is not acted upon yet", INSTEAD.get(key, "leave it out")
    if key in FILM:
        why = "a batch makes single clips; a storyboard puts them together"
        return "only makes sense in a film", INSTEAD.get(key, why)
    said = f"there is no key {shown(key)} here"
    outer, dot, inner = key.partition(".")
    if dot and outer in COLUMNS and (kind := kind_of(outer)).object:
        close = inner if outer == "options" else nearest(inner, kind.parts)
        if inner in kind.parts:
            return None
        whole = f"{OPTION}{close}" if outer == "options" else f"{outer}.{close}"
        parts = ", ".join(f"{outer}.{part}" for part in kind.parts)
        return said, f"did you mean {whole}?" if close else f"there are {parts}"
    for word in (key, *OTHER_WORDS.get(key.lower(), ())):
        if word in COLUMNS:
            return said, f"did you mean {word}?"
        if word in INSTEAD:
            return said, INSTEAD[word]
    close = nearest(key, COLUMNS)
    return said, f"did you mean {close}?" if close else f"there are {', '.join(COLUMNS)} and {OPTION}NAME"
