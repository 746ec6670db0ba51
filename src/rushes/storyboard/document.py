"""A YAML file as plain data, with the place of every key and value in it."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from ruamel.yaml.error import YAMLError

from rushes.errors import Finding
from rushes.storyboard.nodes import Node, compose
from rushes.storyboard.syntax import syntax_error

__all__ = ["Document", "Location", "Place", "as_list", "as_mapping", "parse_document", "written_path"]

MOST_BYTES = 4 << 20
MOST_VALUES = 100_000
MOST_DEPTH = 40
FREE_KEYS = frozenset({"options", "takes", "fallback", "enhance"})  # what is below them is not ours

Location = tuple[str | int, ...]


class WrittenInt(int):
    """A whole number that remembers how it was written."""

    text: str = ""


class WrittenFloat(float):
    """A number that remembers how it was written: 1.10 stays `1.10` where words are wanted."""

    text: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Lines and columns, from 1, of a value and of the key it stands behind."""

    line: int
    column: int
    key_line: int
    key_column: int


@dataclass(slots=True)
class Document:
    """What a file says. `data` holds dict, list, str, bool, None and written numbers; no `x-` key."""

    file: Path
    text: str = ""
    data: Any = None
    places: dict[Location, Place] = field(default_factory=dict[Location, Place])
    findings: list[Finding] = field(default_factory=list[Finding])
    empty: list[Location] = field(default_factory=list[Location])  # keys without a value, told of already

    def place(self, location: Location) -> Place:
        """Where `location` stands, or the nearest thing around it that is there."""
        while location and location not in self.places:
            location = location[:-1]
        return self.places.get(location, Place(1, 1, 1, 1))

    def report(
        self, location: Location, message: str, allowed: str | None = None, *, at_key: bool = False
    ) -> None:
        """Add an error about what stands at `location`."""
        place = self.place(location)
        line, column = (place.key_line, place.key_column) if at_key else (place.line, place.column)
        self.findings.append(Finding(self.file, line, column, written_path(location), message, allowed))

    def warn(self, location: Location, message: str, allowed: str | None = None) -> None:
        """Add a warning about what stands at `location`."""
        place = self.place(location)
        path = written_path(location)
        self.findings.append(
            Finding(self.file, place.line, place.column, path, message, allowed, severity="warning")
        )


def as_mapping(value: object) -> dict[str, Any]:
    """`value` when it is a mapping, else an empty one."""
    return cast("dict[str, Any]", value) if isinstance(value, dict) else {}


def as_list(value: object) -> list[Any]:
    """`value` when it is a list, else an empty one."""
    return cast("list[Any]", value) if isinstance(value, list) else []


def written_path(location: Location) -> str:
    """`("shots", 2, "duration")` as `shots[2].duration`."""
    path = ""
    for step in location:
        path += f"[{step}]" if isinstance(step, int) else f".{step}" if path else step
    return path


def parse_document(file: Path, text: str) -> Document:
    """`text` as data. What YAML itself cannot take is in `findings`; `data` is None then."""
    document = Document(file, text)
    try:
        root = compose(text)
    except RecursionError:
        document.findings.append(Finding(file, 0, 0, "", "is nested too deeply for a storyboard"))
    except (YAMLError, ValueError) as error:
        document.findings.append(syntax_error(file, text, error))
    else:
        if root is not None:
            Walk(document).read(root)
    return document


class Walk:
    """One pass over the nodes of a document, that fills in its data and places."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.count = 0
        self.open: set[int] = set()

    def read(self, root: Node) -> None:
        self.document.places[()] = place_of(root, root)
        try:
            self.document.data = self.value(root, ())
        except OverflowError as error:
            self.document.data = None
            self.document.findings = [Finding(self.document.file, 0, 0, "", str(error))]

    def value(self, node: Node, location: Location) -> Any:
        self.count += 1
        if self.count > MOST_VALUES:
            raise OverflowError(f"holds more than {MOST_VALUES} values once its aliases are followed")
        if len(location) > MOST_DEPTH:
            raise OverflowError("is nested too deeply for a storyboard")
        if node.kind == "scalar":
            return self.scalar(node, location)
        if id(node) in self.open:
            self.document.report(location, "is an alias of something that it is itself a part of")
            return None
        self.open.add(id(node))
        try:
            return self.sequence(node, location) if node.kind == "list" else self.mapping(node, location)
        finally:
            self.open.discard(id(node))

    def sequence(self, node: Node, location: Location) -> list[Any]:
        items: list[Any] = []
        for index, child in enumerate(node.items):
            self.document.places[*location, index] = place_of(child, child)
            items.append(self.value(child, (*location, index)))
        return items

    def mapping(self, node: Node, location: Location) -> dict[str, Any]:
        found: dict[str, Any] = {}
        merged: dict[str, Any] = {}
        for key, child in node.pairs:
            if key.tag == "merge":
                merged = {**self.merge(child, location), **merged}
                continue
            if key.kind != "scalar":
                self.document.findings.append(
                    Finding(
                        self.document.file,
                        key.start.line,
                        key.start.column,
                        written_path(location),
                        "has a key that is no word",
                    )
                )
                continue
            name = key.text
            if name.startswith("x-") and not FREE_KEYS.intersection(location):
                continue
            here = (*location, name)
            if name in found:
                first = self.document.places[here].key_line
                self.document.findings.append(
                    Finding(
                        self.document.file,
                        key.start.line,
                        key.start.column,
                        written_path(here),
                        f"is written twice; it is already on line {first}",
                    )
                )
                continue
            self.document.places[here] = place_of(key, child)
            found[name] = self.value(child, here)
        return {**merged, **found} if merged else found

    def merge(self, node: Node, location: Location) -> dict[str, Any]:
        """The mapping, or the mappings, that `<<` brings in; what is written in place goes first."""
        sources = node.items if node.kind == "list" else [node]
        together: dict[str, Any] = {}
        for source in reversed(sources):
            if source.kind != "mapping" or id(source) in self.open:
                self.document.report(location, "has a `<<` that does not name a mapping")
                continue
            kept = dict(self.document.places)
            brought = self.value(source, location)
            # what is brought in stands where it was written, unless this mapping writes it itself
            self.document.places.update(kept)
            together.update(brought)
        return together

    def scalar(self, node: Node, location: Location) -> Any:
        text = node.text
        match node.tag:
            case "str" | "timestamp" | "binary":
                return text
            case "null":
                if location and not FREE_KEYS.intersection(location):
                    self.document.report(location, "has no value", self.null_hint(location), at_key=True)
                    self.document.empty.append(location)
                return None
            case "bool":
                return text.lower() == "true" if text.lower() in ("true", "false") else text
            case "int":
                return written_int(text)
            case "float":
                return written_float(text)
            case _:
                self.document.report(location, f"has a tag, {node.tag!r}, which means nothing here")
                return text

    def null_hint(self, location: Location) -> str:
        """What to do about an empty key: YAML takes ` #` for the start of a comment."""
        place = self.document.place(location)
        lines = self.document.text.splitlines()
        if place.key_line <= len(lines) and "#" in lines[place.key_line - 1][place.key_column :]:
            return "what follows # is a comment in YAML; put it in quotes"
        return "give it one, or take the line out"


def written_int(text: str) -> WrittenInt | str:
    digits = text.replace("_", "")
    if len(digits) > 400:
        return text
    base = {"0x": 16, "0o": 8, "0b": 2}.get(digits.lstrip("+-")[:2].lower(), 10)
    try:
        value = WrittenInt(int(digits, base))
    except ValueError:
        return text
    value.text = text if base == 10 else str(int(value))
    return value


def written_float(text: str) -> WrittenFloat | str:
    try:
        value = WrittenFloat(text.replace("_", ""))
    except ValueError:  # .nan and .inf: no place here wants them
        return text
    value.text = text
    return value if math.isfinite(value) else text


def place_of(key: Node, value: Node) -> Place:
    return Place(value.start.line, value.start.column, key.start.line, key.start.column)
