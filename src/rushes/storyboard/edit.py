"""Changes to the text of a storyboard, made where they belong and nowhere else.

A YAML library that writes a file anew moves comments to other shots; so a change here is cut into the
text at the places that the parser gives. The caller reads the result again to see that it says
what was meant.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from typing import Any, cast

from ruamel.yaml import YAML
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from rushes.errors import UsageError
from rushes.model import Json

__all__ = ["AddShot", "Change", "DropKey", "DropShot", "SetKey", "block", "edited", "inline"]


@dataclass(frozen=True, slots=True)
class SetKey:
    """Give `key` a value: of the shot called `shot`, or of the storyboard when that is None."""

    key: str
    value: Json
    shot: str | None = None


@dataclass(frozen=True, slots=True)
class DropKey:
    """Take `key` out: of the shot called `shot`, or of the storyboard when that is None."""

    key: str
    shot: str | None = None


@dataclass(frozen=True, slots=True)
class AddShot:
    """Put a shot, key by key as a file has it, behind the shot called `after`, else at the end."""

    shot: Mapping[str, Json]
    after: str | None = None


@dataclass(frozen=True, slots=True)
class DropShot:
    """Take the shot called `shot` out."""

    shot: str


Change = SetKey | DropKey | AddShot | DropShot


def edited(text: str, change: Change) -> str:
    """`text`, a storyboard that can be read, with one change. Raises UsageError for an unknown shot."""
    root: Any = YAML(typ="safe", pure=True).compose(StringIO(text))  # pyright: ignore[reportUnknownMemberType]
    shots: Any = next(value for key, value in root.value if key.value == "shots")
    edit = Edit(text if text.endswith("\n") else text + "\n")
    match change:
        case SetKey(key, value, shot):
            node = root if shot is None else shots.value[place_of(shots, shot)]
            return edit.set_key(node, key, value, before="shots" if shot is None else None)
        case DropKey(key, shot):
            return edit.drop_key(root if shot is None else shots.value[place_of(shots, shot)], key)
        case AddShot(shot, after):
            place = len(shots.value) - 1 if after is None else place_of(shots, after)
            return edit.add_item(shots, place, shot)
        case DropShot(shot):
            if len(shots.value) == 1:
                raise UsageError(f"{shot} is the only shot of the storyboard", hint="add another one first")
            return edit.drop_item(shots, place_of(shots, shot))


def place_of(shots: SequenceNode, wanted: str) -> int:
    """The index of the shot called `wanted`."""
    ids: list[str] = []
    for place, shot in enumerate(cast("list[Any]", shots.value), 1):
        ids.append(
            next((str(value.value) for key, value in shot.value if key.value == "id"), f"s{place:02d}")
        )
    if wanted not in ids:
        raise UsageError(f"the storyboard has no shot {wanted}", hint=f"its shots: {', '.join(ids)}")
    return ids.index(wanted)


class Edit:
    """One change to `text`, at the places of parsed nodes."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.newline = "\r\n" if "\r\n" in text else "\n"

    def set_key(self, node: Any, key: str, value: Json, *, before: str | None) -> str:
        pairs = cast("list[tuple[Any, Any]]", node.value)
        for name, old in pairs:
            if name.value == key:
                return self.replace_value(name, old, value)
        line = f"{inline(key)}: {inline(value)}"
        if node.flow_style:
            at = self.end(*pairs[-1]) if pairs else node.start_mark.index + 1
            return self.splice(at, at, f", {line}" if pairs else line)
        place = next((index for index, (name, _) in enumerate(pairs) if name.value == before), len(pairs))
        indent = " " * pairs[0][0].start_mark.column
        if place == 0:
            at = pairs[0][0].start_mark.index
            return self.splice(at, at, f"{line}{self.newline}{indent}")
        at = self.line_end(self.end(*pairs[place - 1]))
        return self.splice(at, at, f"{indent}{line}{self.newline}")

    def replace_value(self, key: Any, old: Any, value: Json) -> str:
        colon = self.text.index(":", key.end_mark.index) + 1
        end = self.end(key, old)
        head = self.text[colon : self.line_end(colon)].strip()
        comment = f" {head}" if head.startswith("#") else ""
        return self.splice(colon, end, f" {inline(value)}{comment}")

    def drop_key(self, node: Any, key: str) -> str:
        pairs = cast("list[tuple[Any, Any]]", node.value)
        place = next((index for index, (name, _) in enumerate(pairs) if name.value == key), None)
        if place is None:
            return self.text
        start, end = pairs[place][0].start_mark.index, self.end(*pairs[place])
        following = pairs[place + 1][0].start_mark.index if place + 1 < len(pairs) else None
        if node.flow_style:
            if following is None and place:
                start, following = self.end(*pairs[place - 1]), end
            return self.splice(start, following or end, "")
        if place == 0 and following is not None and self.text[self.line_start(start) : start].strip():
            return self.splice(start, following, "")  # the first key stands behind the dash
        return self.splice(self.line_start(start), self.line_end(end), "")

    def add_item(self, items: Any, behind: int, item: Mapping[str, Json]) -> str:
        nodes = cast("list[Any]", items.value)
        if items.flow_style:
            at = self.end(None, nodes[behind])
            return self.splice(at, at, f", {inline(dict(item))}")
        at = self.line_end(self.end(None, nodes[behind]))
        dash, column = items.start_mark.column, nodes[0].start_mark.column
        lead = " " * dash + "-" + " " * (column - dash - 1)
        lines = [(" " * column if index else lead) + line for index, line in enumerate(block(item))]
        apart = len(nodes) > 1 and any(
            not line.strip()
            for line in self.text[self.end(None, nodes[0]) : nodes[1].start_mark.index].splitlines()[1:-1]
        )
        return self.splice(
            at, at, (self.newline if apart else "") + "".join(line + self.newline for line in lines)
        )

    def drop_item(self, items: Any, place: int) -> str:
        nodes = cast("list[Any]", items.value)
        start, end = nodes[place].start_mark.index, self.end(None, nodes[place])
        if items.flow_style:
            if place + 1 < len(nodes):
                return self.splice(start, nodes[place + 1].start_mark.index, "")
            return self.splice(self.end(None, nodes[place - 1]), end, "")
        end = self.line_end(end)
        blank = re.compile(r"[ \t]*\r?\n").match(self.text, end)
        return self.splice(self.line_start(start), blank.end() if blank else end, "")

    def end(self, key: Any, node: Node) -> int:
        """Where what `node` says ends: parsers count what follows a block as a part of it."""
        start: Any = node.start_mark
        close: Any = node.end_mark
        if key is not None and start.index < key.end_mark.index:  # an alias stands here, the value elsewhere
            alias = re.compile(r"\s*:\s*\*[^\s,\]}]+").match(self.text, key.end_mark.index)
            return alias.end() if alias else key.end_mark.index + 1
        if isinstance(node, ScalarNode):
            if node.style in ("|", ">"):
                return self.block_scalar_end(start.index, close.index)
            if close.index == start.index and key is not None:  # nothing stands behind the colon
                return self.text.index(":", key.end_mark.index) + 1
            return start.index + len(self.text[start.index : close.index].rstrip())
        if isinstance(node, MappingNode) and not node.flow_style and node.value:
            return self.end(*cast("list[Any]", node.value)[-1])
        if isinstance(node, SequenceNode) and not node.flow_style and node.value:
            return self.end(None, cast("list[Any]", node.value)[-1])
        return close.index

    def block_scalar_end(self, start: int, close: int) -> int:
        """The end of the last line of text under a `|` or `>`: comments behind it stand further left."""
        end = at = self.line_end(start)
        inside: int | None = None
        while at < close:
            after = self.line_end(at)
            line = self.text[at:after]
            indent = len(line) - len(line.lstrip(" "))
            if line.strip():
                inside = indent if inside is None else inside
                if indent < inside:
                    break
                end = after
            at = after
        return len(self.text[:end].rstrip("\r\n"))

    def line_start(self, index: int) -> int:
        return self.text.rfind("\n", 0, index) + 1

    def line_end(self, index: int) -> int:
        """Behind the line break of the line that `index` is in."""
        found = self.text.find("\n", index)
        return len(self.text) if found < 0 else found + 1

    def splice(self, start: int, end: int, new: str) -> str:
        return self.text[:start] + new + self.text[end:]


# ── values as YAML ────────────────────────────────────────────────────────────────────────────

PLAIN = re.compile(r"[^\W\d_](?:[\w ./'’…–-]|,(?= )){0,200}")
TAKEN = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n", "nan", "inf"})


def inline(value: Json, *, flow: bool = False) -> str:
    """`value` as YAML on one line."""
    match value:
        case str():
            return scalar(value, flow=flow)
        case dict():
            return (
                "{"
                + ", ".join(f"{scalar(k, flow=True)}: {inline(v, flow=True)}" for k, v in value.items())
                + "}"
            )
        case list():
            return "[" + ", ".join(inline(one, flow=True) for one in value) + "]"
        case _:
            return json.dumps(value)


def scalar(text: str, *, flow: bool) -> str:
    """`text` as it stands where that is safe in YAML, else in double quotes."""
    plain = PLAIN.fullmatch(text) and not text.endswith(" ") and text.lower() not in TAKEN
    if plain and not (flow and "," in text):
        return text
    quoted = json.dumps(text, ensure_ascii=False)
    return re.sub("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]", lambda one: f"\\u{ord(one[0]):04x}", quoted)


def block(item: Mapping[str, Json]) -> list[str]:
    """`item` as the lines of a block mapping: lists of mappings stand a line each, the rest inline."""
    lines: list[str] = []
    for key, value in item.items():
        if isinstance(value, dict) and len(inline(value)) > 80:
            lines.append(f"{scalar(key, flow=False)}:")
            lines += ["  " + line for line in block(value)]
        elif isinstance(value, list) and any(
            isinstance(one, dict) for one in cast("Sequence[object]", value)
        ):
            lines.append(f"{scalar(key, flow=False)}:")
            lines += ["  - " + inline(one, flow=False) for one in value]
        else:
            lines.append(f"{scalar(key, flow=False)}: {inline(value)}")
    return lines
