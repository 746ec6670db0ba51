"""The kinds of value that a storyboard holds, each with its reader and its JSON Schema."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from inspect import isclass
from typing import Any, get_args, get_origin

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from rushes.errors import nearest
from rushes.model import LOUDNESS as BOUNDS
from rushes.model import frame_rate
from rushes.storyboard import values
from rushes.storyboard.transitions import XFADE_NAMES

FORMAT = "storyboard/1"
SOUND_ENDINGS = (".wav", ".mp3", ".m4a", ".aac", ".flac", ".ogg", ".opus", ".aif", ".aiff")


def wrong(said: str, allowed: str | None = None) -> PydanticCustomError:
    """An error that `rushes.storyboard.explain` takes as it stands."""
    return PydanticCustomError("rushes", "{said}", {"said": said, "allowed": allowed})


def kind_of(value: object) -> str:
    """What a value is, in a reader's words."""
    match value:
        case None:
            return "nothing"
        case bool():
            return "true" if value else "false"
        case list():
            return "a list"
        case Mapping():
            return "a mapping"
        case _:
            return values.shown(written(value))


def written(value: object) -> str:
    """A scalar as it stood in the file."""
    text = getattr(value, "text", None)
    return text if isinstance(text, str) else str(value)


def form_of(value: object) -> str:
    """Which of the forms that a key can have this is: one value, a mapping or a list."""
    if isinstance(value, Mapping):
        return "as-parts"
    return "as-list" if isinstance(value, list | tuple) else "as-text"


class Forms:
    """A pydantic annotation for a union: which member is meant shows in the form of what is written.

    One value, a mapping or a list: so an error is told of the form that was chosen, not of all.
    """

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        choices: dict[str, CoreSchema] = {}
        for member in get_args(source):
            kind = "as-list" if get_origin(member) is list else "as-parts" if isclass(member) else "as-text"
            choices[kind] = handler.generate_schema(member)
        return core_schema.tagged_union_schema(choices, discriminator=form_of)


FORMS = Forms()


@dataclass(frozen=True, eq=False)
class Reads:
    """A pydantic annotation: one scalar, read by `parse`, described by `schema`.

    `what` completes "must be …"; `allowed` lists what would be right.
    """

    parse: Callable[[str], object]
    what: str
    schema: Mapping[str, Any]
    allowed: str | None = None
    booleans: bool = False

    @classmethod
    def choice(cls, *names: str) -> Reads:
        """One of `names`."""

        def parse(text: str) -> str:
            if text in names:
                return text
            close = nearest(text, names)
            raise ValueError(
                f"cannot be {values.shown(text)}" + (f"; did you mean {close}?" if close else "")
            )

        return cls(
            parse, "one word", {"enum": list(names)}, allowed=" or ".join([", ".join(names[:-1]), names[-1]])
        )

    def read(self, value: object) -> object:
        if value is None:
            raise wrong("has no value", "give it one, or take the line out")
        if form_of(value) != "as-text" or (isinstance(value, bool) and not self.booleans):
            raise wrong(f"must be {self.what}, not {kind_of(value)}", self.allowed)
        try:
            return self.parse(written(value))
        except ValueError as error:
            raise wrong(str(error), self.allowed) from None

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(self.read)

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return dict(self.schema)


# ── readers of single values ──────────────────────────────────────────────────────────────────


def words(text: str) -> str:
    if not text.strip():
        raise ValueError("is empty")
    return text.strip()


def shot_id(text: str) -> str:
    if re.fullmatch(r"[^\W_][\w-]{0,63}", text) is None:
        raise ValueError(f"cannot be an id: {values.shown(text)}")
    return text


def file_path(text: str) -> str:
    if not text.strip() or "\0" in text:
        raise ValueError("is no file name")
    if re.match(r"[A-Za-z][A-Za-z0-9+.-]+://", text):
        raise ValueError(f"must be a file on this machine, not {values.shown(text)}")
    return text


def address(text: str) -> str:
    if re.match(r"https?://[^/\s]+", text, re.IGNORECASE):
        return text
    if text.lower().startswith("data:"):
        raise ValueError("must be a file or a URL that begins with http:// or https://, not data")
    return file_path(text)


def speech(text: str) -> str:
    if text.strip().lower().endswith(SOUND_ENDINGS) and "\n" not in text.strip():
        raise ValueError(f"would be read as words; a sound file is written {{file: {text.strip()}}}")
    return words(text)


def own_sound(text: str) -> float | str:
    if text in ("keep", "mute"):
        return text
    close = nearest(text, ("keep", "mute"))
    if close:
        raise ValueError(f"cannot be {values.shown(text)}; did you mean {close}?")
    return values.level(text)


def model_name(text: str) -> str:
    if re.fullmatch(r"[A-Za-z0-9][\w.:/@+-]*", text) is None:
        raise ValueError(f"is no model's name: {values.shown(text)}")
    return text


def version(text: str) -> str:
    name, slash, number = text.strip().partition("/")
    if name != "storyboard" or not slash or not number.isdecimal() or int(number) < 1:
        raise ValueError(f"is no format that rushes knows: {values.shown(text)}")
    if int(number) > 1:
        raise ValueError(f"is a newer format than this rushes reads: {text.strip()}")
    return text.strip()


def yes(text: str) -> bool:
    if text not in ("True", "False"):
        raise ValueError(f"must be true or false, not {values.shown(text)}")
    return text == "True"


def whole(least: int, most: int) -> Callable[[str], int]:
    def parse(text: str) -> int:
        try:
            value = values.number(text.replace("_", ""))
        except ValueError:
            raise ValueError(f"must be a whole number, not {values.shown(text)}") from None
        if value.denominator != 1 or not least <= value <= most:
            raise ValueError(f"must be a whole number from {least} to {most}, not {values.shown(text)}")
        return int(value)

    return parse


def between(least: float, most: float, unit: str) -> Callable[[str], float]:
    def parse(text: str) -> float:
        match = re.fullmatch(rf"({values.NUMBER})\s*(?:{unit})?", text.strip(), re.IGNORECASE)
        value = float(match[1]) if match else math.nan
        if not least <= value <= most:
            raise ValueError(f"must be from {least:g} to {most:g} {unit}, not {values.shown(text)}")
        return value

    return parse


# ── the kinds ─────────────────────────────────────────────────────────────────────────────────

TIME_TEXT = {
    "type": "string",
    "pattern": r"^\s*(\d+(\.\d*)?|\.\d+)([eE]\+?\d+)?(/\d+)?\s*(ms|s|secs?|seconds?|m|min|minutes?)?\s*$"
    r"|^\s*(\d{1,2}:)?[0-5]?\d:[0-5]?\d(\.\d+)?\s*$",
}


def number_or(text: Mapping[str, Any], **limits: float) -> dict[str, Any]:
    return {"anyOf": [{"type": "number", **limits}, dict(text)]}


def decibels(unit: str) -> dict[str, Any]:
    return {"type": "string", "pattern": rf"^\s*[+-]?(\d+(\.\d*)?|\.\d+)\s*{unit}?\s*$"}


TEXT = {"type": ["string", "number"], "pattern": r"\S"}
WORDS = Reads(words, "text", TEXT, "put the text in quotes where YAML takes it for something else")
SPEECH = Reads(speech, "text, or {text, file, level, at}", TEXT)
ID = Reads(
    shot_id,
    "text",
    {"type": ["string", "integer"], "pattern": r"^[^\W_][\w-]{0,63}$"},
    "letters, digits, - and _, 64 at most, beginning with a letter or digit",
)
PATH = Reads(file_path, "a file", {"type": "string", "pattern": r"^(?![A-Za-z][A-Za-z0-9+.\-]+://).*\S"})
ADDRESS = Reads(
    address,
    "a file or a URL",
    {
        "type": "string",
        "pattern": r"^(?![A-Za-z][A-Za-z0-9+.\-]+://|[dD]ata:)[\s\S]*\S|^[hH][tT]{2}[pP][sS]?://[^/\s]",
    },
)
LENGTH = Reads(values.length, "a time", number_or(TIME_TEXT, exclusiveMinimum=0, maximum=3600), values.TIMES)
MOMENT = Reads(values.moment, "a time", number_or(TIME_TEXT, minimum=0, maximum=3600), values.TIMES)
LEVEL = Reads(
    values.level,
    "a level in decibels",
    number_or(decibels("([dD][bB])"), minimum=values.LEAST_LEVEL, maximum=values.MOST_LEVEL),
    "decibels, for example -6",
)
DUCK = Reads(
    between(0, 60, "dB"),
    "a level in decibels",
    number_or(decibels("([dD][bB])"), minimum=0, maximum=60),
    "10",
)
LOUDNESS = Reads(
    between(*BOUNDS, "LUFS"),
    "a loudness in LUFS",
    number_or(decibels("([lL][uU][fF][sS])"), minimum=BOUNDS[0], maximum=BOUNDS[1]),
    "-14 for the web, -23 for broadcast",
)
COLOR = Reads(
    values.color,
    'a colour in quotes, "#f2efe8"',
    {"type": "string", "pattern": r"^\s*(#([0-9a-fA-F]{3}){1,2}|[a-zA-Z]+)\s*$"},
    f'"#rrggbb" in quotes, or {", ".join(values.COLORS)}',
)
YES = Reads(yes, "true or false", {"type": "boolean"}, booleans=True)
TRANSITION = Reads(
    values.transition,
    "a transition",
    {"enum": ["cut", "dissolve", "fade", "fade:black", "fade:white", *(f"xfade:{n}" for n in XFADE_NAMES)]},
    "cut, dissolve, fade, fade:white, xfade:NAME",
)
OWN_SOUND = Reads(
    own_sound,
    "keep, mute or a level",
    {"anyOf": [{"enum": ["keep", "mute"]}, *LEVEL.schema["anyOf"]]},
    "keep, mute, or a level in decibels",
)
MODEL = Reads(
    model_name,
    "the name of a model",
    {"type": ["string", "integer"], "pattern": r"^[A-Za-z0-9][\w.:/@+\-]*$"},
    "`rushes models` lists them",
)
MOTION = Reads(whole(1, 10), "a whole number", {"type": "integer", "minimum": 1, "maximum": 10})
SEED = Reads(whole(0, 2**32 - 1), "a whole number", {"type": "integer", "minimum": 0, "maximum": 2**32 - 1})
SIZE = Reads(
    values.picture_size,
    "a size",
    {"type": "string", "pattern": r"^\s*\d*[02468]\s*[xX×]\s*\d*[02468]\s*$"},
    "width x height in pixels, for example 1280x720",
)
RATIO = Reads(
    values.ratio_size,
    "a shape",
    {"type": ["string", "number"], "pattern": r"^\s*\d+(\.\d+)?\s*(:\s*\d+(\.\d+)?)?\s*$"},
    "16:9, 9:16, 1:1, 4:5, 2.39:1 and the like",
)
RATE = Reads(
    frame_rate,
    "a frame rate",
    number_or({"type": "string", "pattern": r"^\s*\d+(\.\d+)?(\s*/\s*\d+)?\s*$"}, minimum=1, maximum=240),
    '24, 25, 30, 23.976, 29.97, "30000/1001"…',
)
CAPTIONS = Reads(
    values.captions,
    "one or several words",
    {"type": "string", "pattern": r"^\s*(none|(soft|burned|srt|vtt)(\s*,\s*(soft|burned|srt|vtt))*)\s*$"},
    "none, or any of soft, burned, srt, vtt with commas between",
)
FIT = Reads(
    values.fit,
    "one or two words",
    {"type": "string", "pattern": r"^\s*(none|(size|duration)(\s*,\s*(size|duration))*)\s*$"},
    "size, duration, both with a comma between, or none",
)
VERSION = Reads(version, FORMAT, {"const": FORMAT}, f"rushes: {FORMAT}")
