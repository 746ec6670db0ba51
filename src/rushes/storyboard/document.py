"""A YAML file as plain data, with the place of every key and value in it."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from ruamel.yaml.reader import ReaderError

from rushes.errors import Finding

MOST_BYTES = 4 << 20
MOST_VALUES = 100_000
MOST_DEPTH = 40
FREE_KEYS = frozenset({"options", "takes", "fallback", "fit", "enhance"})  # what is below them is not ours

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
        root = YAML(typ="safe", pure=True).compose(StringIO(text))  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
    except RecursionError:
        document.findings.append(Finding(file, 0, 0, "", "is nested too deeply for a storyboard"))
    except ReaderError as error:
        document.findings.append(unreadable(file, text, error))
    except MarkedYAMLError as error:
        document.findings.append(syntax_error(file, text, error))
    except (YAMLError, ValueError) as error:
        said = " ".join(str(error).split())
        document.findings.append(Finding(file, 0, 0, "", f"is no YAML: {said}"))
    else:
        if isinstance(root, Node):
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
        if isinstance(node, ScalarNode):
            return self.scalar(node, location)
        if id(node) in self.open:
            self.document.report(location, "is an alias of something that it is itself a part of")
            return None
        self.open.add(id(node))
        try:
            if isinstance(node, SequenceNode):
                return self.sequence(node, location)
            return self.mapping(node, location) if isinstance(node, MappingNode) else None
        finally:
            self.open.discard(id(node))

    def sequence(self, node: SequenceNode, location: Location) -> list[Any]:
        items: list[Any] = []
        for index, child in enumerate(children(node)):
            self.document.places[*location, index] = place_of(child, child)
            items.append(self.value(child, (*location, index)))
        return items

    def mapping(self, node: MappingNode, location: Location) -> dict[str, Any]:
        found: dict[str, Any] = {}
        merged: dict[str, Any] = {}
        for key, child in pairs(node):
            if str(key.tag) == "tag:yaml.org,2002:merge":
                merged = {**self.merge(child, location), **merged}
                continue
            if not isinstance(key, ScalarNode):
                self.document.findings.append(
                    Finding(
                        self.document.file, *mark_of(key), written_path(location), "has a key that is no word"
                    )
                )
                continue
            name = str(key.value)
            if name.startswith("x-") and not FREE_KEYS.intersection(location):
                continue
            here = (*location, name)
            if name in found:
                first = self.document.places[here].key_line
                line, column = mark_of(key)
                self.document.findings.append(
                    Finding(
                        self.document.file,
                        line,
                        column,
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
        sources = list(children(node)) if isinstance(node, SequenceNode) else [node]
        together: dict[str, Any] = {}
        for source in reversed(sources):
            if not isinstance(source, MappingNode) or id(source) in self.open:
                self.document.report(location, "has a `<<` that does not name a mapping")
                continue
            kept = dict(self.document.places)
            brought = self.value(source, location)
            # what is brought in stands where it was written, unless this mapping writes it itself
            self.document.places.update(kept)
            together.update(brought)
        return together

    def scalar(self, node: ScalarNode, location: Location) -> Any:
        tag, text = str(node.tag), str(node.value)
        match tag.removeprefix("tag:yaml.org,2002:"):
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
                self.document.report(location, f"has a tag, {tag!r}, which means nothing here")
                return text

    def null_hint(self, location: Location) -> str:
        """What to do about an empty key: YAML takes ` #` for the start of a comment."""
        place = self.document.place(location)
        lines = self.document.text.splitlines()
        if place.key_line <= len(lines) and "#" in lines[place.key_line - 1][place.key_column :]:
            return "what follows # is a comment in YAML; put it in quotes"
        return "give it one, or take the line out"


def children(node: Node) -> list[Node]:
    return node.value  # pyright: ignore[reportReturnType]


def pairs(node: MappingNode) -> list[tuple[Node, Node]]:
    return node.value  # pyright: ignore[reportReturnType]


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


def mark_of(node: Node) -> tuple[int, int]:
    mark: Any = node.start_mark
    return mark.line + 1, mark.column + 1


def place_of(key: Node, value: Node) -> Place:
    return Place(*mark_of(value), *mark_of(key))


def unreadable(file: Path, text: str, error: ReaderError) -> Finding:
    """A character that no YAML file may hold."""
    position = int(error.position)
    line = text.count("\n", 0, position) + 1
    column = position - (text.rfind("\n", 0, position) + 1) + 1
    code = ord(text[position]) if position < len(text) else 0
    return Finding(file, line, column, "", f"holds a control character (U+{code:04X})", "text without them")


def syntax_error(file: Path, text: str, error: MarkedYAMLError) -> Finding:
    """What YAML's parser says, in words for somebody who writes a storyboard."""
    mark: Any = error.problem_mark or error.context_mark
    opened: Any = error.context_mark
    problem = " ".join(str(error.problem or error.context or "is no YAML").split())
    if mark is None:
        return Finding(file, 0, 0, "", f"is no YAML: {problem}")
    line, column = mark.line + 1, mark.column + 1
    lines = text.splitlines()
    rest = lines[mark.line][mark.column :] if mark.line < len(lines) else ""
    quotes = "put the text in quotes"
    if "\\t" in problem or rest.startswith("\t"):
        said, allowed = "a tab stands where YAML wants spaces", "indent with spaces"
    elif "cannot start any token" in problem:
        said, allowed = f"text cannot begin with {rest[:1]!r} in YAML", quotes
    elif "mapping values are not allowed" in problem:
        said, allowed = "a colon stands where no key can be", f"where it is part of a text, {quotes}"
    elif "undefined alias" in problem:
        said, allowed = "an alias (*name) that nothing is called", f"where it is plain text, {quotes}"
    elif "end of stream" in problem and opened is not None and "quoted" in str(error.context):
        line, column = opened.line + 1, opened.column + 1
        said, allowed = "a quote is opened and never closed", "close it, or double it where it is meant"
    elif "expected a single document" in str(error.context) or "single document" in problem:
        said, allowed = "a second document begins", "one storyboard a file, with no `---` inside"
    elif "could not find expected ':'" in problem and opened is not None:
        line, column = opened.line + 1, opened.column + 1
        said, allowed = "a key has no colon", "`key: value`, with a space behind the colon"
    elif "block end" in problem or "did not find expected" in problem or "block" in str(error.context):
        said, allowed = "does not fit what stands above it", "check the indentation, and quotes around texts"
    else:
        said, allowed = f"is no YAML: {problem}", None
    return Finding(file, line, column, "", said, allowed)
