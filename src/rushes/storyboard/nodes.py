"""A YAML text as typed nodes with their places: the one place that knows the YAML library."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from io import StringIO
from typing import Any, Literal

from ruamel.yaml import YAML

__all__ = ["Mark", "Node", "compose"]


Kind = Literal["scalar", "list", "mapping"]


@dataclass(frozen=True, slots=True)
class Mark:
    """A place in a text: `line` and `column` count from 1, `index` from 0."""

    line: int
    column: int
    index: int


@dataclass(slots=True, eq=False)
class Node:
    """One value. `tag` is YAML's own without its prefix (`str`, `int`, `null`…), or as it is written.

    An alias is the same object as what it names. `block_text`: a text under `|` or `>`.
    """

    kind: Kind
    tag: str
    start: Mark
    end: Mark
    flow: bool = False
    block_text: bool = False
    text: str = ""
    items: list[Node] = field(default_factory=list["Node"])
    pairs: list[tuple[Node, Node]] = field(default_factory=list[tuple["Node", "Node"]])


KINDS: Mapping[str, Kind] = {"ScalarNode": "scalar", "SequenceNode": "list", "MappingNode": "mapping"}


def compose(text: str) -> Node | None:
    """The root of `text`, None when it holds nothing. Raises ruamel's YAMLError, or RecursionError."""
    root: Any = YAML(typ="safe", pure=True).compose(StringIO(text))  # pyright: ignore[reportUnknownMemberType]
    return None if root is None else converted(root, {})


def converted(raw: Any, known: dict[int, Node]) -> Node:
    if id(raw) in known:
        return known[id(raw)]
    kind = KINDS[type(raw).__name__]
    node = Node(
        kind,
        str(raw.tag).removeprefix("tag:yaml.org,2002:"),
        mark(raw.start_mark),
        mark(raw.end_mark),
        flow=kind != "scalar" and bool(raw.flow_style),
        block_text=kind == "scalar" and raw.style in ("|", ">"),
        text=str(raw.value) if kind == "scalar" else "",
    )
    known[id(raw)] = node
    if node.kind == "mapping":
        node.pairs = [(converted(key, known), converted(value, known)) for key, value in raw.value]
    elif node.kind == "list":
        node.items = [converted(item, known) for item in raw.value]
    return node


def mark(raw: Any) -> Mark:
    return Mark(raw.line + 1, raw.column + 1, raw.index)
