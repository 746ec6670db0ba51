"""A user's own entries and builders: `prompts.toml` beside `rushes.toml`, or beside their own settings.

It has tables like those of `library.toml`. What is wrong is one error that names the file, the place in it,
and what is allowed; nothing of ours is replaced unless the file says so.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn, cast, get_args

from pydantic import BaseModel, ConfigDict, Field, JsonValue, TypeAdapter, ValidationError

from rushes.errors import ConfigError, nearest
from rushes.model import Prompt
from rushes.prompts.entries import ANY, KINDS, SLOT, Builder, CameraKind, Direction, Entry, Kind, Speed
from rushes.prompts.library import Library, phrases_of, read_builder, read_entry
from rushes.prompts.tokens import folded

__all__ = ["add_own"]

PARTS = tuple(Prompt.__dataclass_fields__)


class Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, defer_build=True)


class MoveTable(Table):
    kind: CameraKind
    direction: Direction = "none"
    speed: Speed = "normal"


class ToldTable(Table):
    words: str = ""
    parameter: str = ""
    value: JsonValue = None
    why: str = ""


class EntryTable(Table):
    name: str = Field(min_length=1)
    definition: str = Field(min_length=1)
    words: str = ""
    synonyms: list[str] = Field(default_factory=list)
    loose: list[str] = Field(default_factory=list)
    conflicts: list[str] = Field(default_factory=list)
    draws: MoveTable | None = None
    told: dict[str, ToldTable] = Field(default_factory=dict)
    replaces: bool = False


class BuilderTable(Table):
    about: str = Field(min_length=1)
    slots: dict[str, str] = Field(min_length=1)
    needs: list[str] = Field(default_factory=list)
    prompt: dict[str, str] = Field(min_length=1)
    replaces: bool = False


ENTRIES = TypeAdapter(list[EntryTable], config=ConfigDict(defer_build=True))
BUILDERS = TypeAdapter(dict[str, BuilderTable], config=ConfigDict(defer_build=True))
# What each table may hold, for whoever wrote another key, or left one out.
ALLOWED = {
    EntryTable: "an entry has a name and a definition, and may have words, synonyms, loose, conflicts, "
    "draws, told and replaces",
    BuilderTable: "a builder has about, slots and prompt, and may have needs and replaces",
}
MOVES = (
    f"draws has a kind ({', '.join(get_args(CameraKind))}), and may have a direction "
    f"({', '.join(get_args(Direction))}) and a speed ({', '.join(get_args(Speed))})"
)


def add_own(library: Library, path: Path) -> Library:
    """`library` with what the file at `path` says. Raises ConfigError for what is wrong in it."""
    data = read_file(path)
    for key in data:
        if key not in (*KINDS, "builders"):
            close = nearest(key, [*KINDS, "builders"])
            known = ", ".join(f'[["{kind}"]]' if " " in kind else f"[[{kind}]]" for kind in KINDS)
            wrong(
                path,
                f"there is no table {key!r}",
                f"did you mean {close!r}?" if close else f"there are {known}, [builders.NAME]",
            )
    entries: list[Entry] = []
    for kind in KINDS:
        entries += own_entries(library, path, kind, data.get(kind, []))
    check_phrases(library, path, entries)
    for entry in entries:
        check_names(library, path, entry, entries)
    return library.with_own(entries, own_builders(library, path, data.get("builders", {})))


def read_file(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        raise ConfigError(f"{path} cannot be read: {error.strerror}", hint="look who may read it") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(
            f"{path} is no TOML: {error}",
            hint='an entry begins with a line like `[[style]]`, then `name = "…"`',
        ) from None


def wrong(path: Path, what: str, hint: str) -> NoReturn:
    raise ConfigError(f"{path}: {what}", hint=hint)


def own_entries(library: Library, path: Path, kind: Kind, said: object) -> list[Entry]:
    """The entries of one kind. One that is called like one of ours must say that it replaces it."""
    try:
        tables = ENTRIES.validate_python(said)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        inside_draws = "draws" in first["loc"]
        wrong(path, f"{kind}{what_is_wrong(first, said)}", MOVES if inside_draws else ALLOWED[EntryTable])
    entries: list[Entry] = []
    for table in tables:
        if not folded(table.name):
            wrong(
                path, f"{kind}: {table.name!r} has no word in it", "a name is what people write in a prompt"
            )
        same = next((one for one in library.entries if folded(one.name) == folded(table.name)), None)
        if same is not None and not table.replaces:
            wrong(
                path,
                f"{kind}: there is a {same.kind} called {same.name!r} already",
                "`replaces = true` puts yours in its place; or choose another name",
            )
        if same is None and table.replaces:
            wrong(
                path, f"{kind}: {table.name!r} replaces nothing", "`rushes prompts list` says what there is"
            )
        for family in table.told:
            if family not in library.families or family == ANY:
                families = ", ".join(name for name in library.families if name != ANY)
                wrong(
                    path,
                    f"{kind} {table.name!r}: there is no family of models {family!r}",
                    f"there are {families}",
                )
        plain = table.model_dump(exclude_unset=True)
        if same is not None:
            plain |= {"name": same.name, "conflicts": [*same.conflicts, *table.conflicts]}
        entries.append(read_entry(kind, plain, str(path)))
    return entries


def check_phrases(library: Library, path: Path, entries: Sequence[Entry]) -> None:
    """No phrase may mean two things."""
    replaced = {folded(one.name) for one in entries}
    owners: dict[tuple[str, ...], Entry] = {}
    for entry in (*(one for one in library.entries if folded(one.name) not in replaced), *entries):
        for phrase, _ in phrases_of(entry):
            owner = owners.setdefault(phrase, entry)
            if owner is not entry and entry.origin == str(path):
                wrong(
                    path,
                    f"{entry.kind} {entry.name!r}: {' '.join(phrase)!r} means {owner.name!r} already",
                    f"leave it out; or replace {owner.name!r}",
                )


def check_names(library: Library, path: Path, entry: Entry, entries: Sequence[Entry]) -> None:
    known = [one.name for one in (*library.entries, *entries)]
    for name in entry.conflicts:
        if name not in known or name == entry.name:
            close = nearest(name, known)
            wrong(
                path,
                f"{entry.kind} {entry.name!r}: there is no {name!r} that it could conflict with",
                f"did you mean {close!r}?"
                if close and close != entry.name
                else "`rushes prompts list` says what there is",
            )


def own_builders(library: Library, path: Path, said: object) -> list[Builder]:
    try:
        tables = BUILDERS.validate_python(said)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        wrong(path, f"builder{what_is_wrong(first, said)}", ALLOWED[BuilderTable])
    builders: list[Builder] = []
    for name, table in tables.items():
        if name in library.builders and not table.replaces:
            wrong(
                path,
                f"there is a builder called {name!r} already",
                "`replaces = true` puts yours in its place; or choose another name",
            )
        for part, text in table.prompt.items():
            if part not in PARTS:
                close = nearest(part, PARTS)
                wrong(
                    path,
                    f"builder {name!r}: a prompt has no {part}",
                    f"did you mean {close}?" if close else f"it has {', '.join(PARTS)}",
                )
            for slot in SLOT.findall(text):
                if slot not in table.slots:
                    wrong(
                        path,
                        f"builder {name!r}: {{{slot}}} is no slot of it",
                        f"it has {', '.join(table.slots)}",
                    )
        for slot in table.needs:
            if slot not in table.slots:
                wrong(
                    path,
                    f"builder {name!r}: it needs {slot}, which is no slot of it",
                    f"it has {', '.join(table.slots)}",
                )
        builders.append(read_builder(name, table.model_dump(), str(path)))
    return builders


def what_is_wrong(error: Mapping[str, Any], said: object) -> str:
    """Which of the tables in `said` is wrong, where, and how: ` 'drift': draws.kind …`."""
    location: Sequence[str | int] = error["loc"]
    if not location:
        return f": {told_of(error)}"
    place, *inside = location
    key = ".".join(str(step + 1) if isinstance(step, int) else step for step in inside)
    return f" {called(place, said)}: {key}{' ' if key else ''}{told_of(error)}"


def called(place: str | int, said: object) -> str:
    """An entry by its name, or by its place where it has none: the second one is 2."""
    if isinstance(place, str):
        return repr(place)
    table: object = cast("list[object]", said)[place] if isinstance(said, list) else None
    name = cast("dict[str, object]", table).get("name") if isinstance(table, dict) else None
    return repr(name) if isinstance(name, str) and name else str(place + 1)


def told_of(error: Mapping[str, Any]) -> str:
    """What pydantic found, in a sentence of ours."""
    match error["type"]:
        case "literal_error":
            return f"cannot be {error['input']!r}"
        case "missing":
            return "is missing"
        case "extra_forbidden":
            return "is no key that it can have"
        case "string_too_short" | "too_short":
            return "says nothing"
        case _:
            message = str(error["msg"])
            return message[:1].lower() + message[1:]
