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
from typing import cast

from rushes.errors import UsageError
from rushes.model import Json
from rushes.storyboard.nodes import Node, compose

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
    root = compose(text)
    assert root is not None
    shots = next(value for key, value in root.pairs if key.text == "shots")
    edit = Edit(text if text.endswith("\n") else text + "\n")
    match change:
        case SetKey(key, value, shot):
            node = root if shot is None else shots.items[place_of(shots, shot)]
            return edit.set_key(node, key, value, before="shots" if shot is None else None)
        case DropKey(key, shot):
            return edit.drop_key(root if shot is None else shots.items[place_of(shots, shot)], key)
        case AddShot(shot, after):
            place = len(shots.items) - 1 if after is None else place_of(shots, after)
            return edit.add_item(shots, place, shot)
        case DropShot(shot):
            if len(shots.items) == 1:
                raise UsageError(f"{shot} is the only shot of the storyboard", hint="add another one first")
            return edit.drop_item(shots, place_of(shots, shot))


def place_of(shots: Node, wanted: str) -> int:
    """The index of the shot called `wanted`."""
    ids: list[str] = []
    for place, shot in enumerate(shots.items, 1):
        ids.append(next((value.text for key, value in shot.pairs if key.text == "id"), f"s{place:02d}"))
    if wanted not in ids:
        raise UsageError(f"the storyboard has no shot {wanted}", hint=f"its shots: {', '.join(ids)}")
    return ids.index(wanted)


class Edit:
    """One change to `text`, at the places of parsed nodes."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.newline = "\r\n" if "\r\n" in text else "\n"

    def set_key(self, node: Node, key: str, value: Json, *, before: str | None) -> str:
        pairs = node.pairs
        for name, old in pairs:
            if name.text == key:
                return self.replace_value(name, old, value)
        line = f"{inline(key)}: {inline(value)}"
        if node.flow:
            at = self.end(*pairs[-1]) if pairs else node.start.index + 1
            return self.splice(at, at, f", {line}" if pairs else line)
        place = next((index for index, (name, _) in enumerate(pairs) if name.text == before), len(pairs))
        indent = " " * (pairs[0][0].start.column - 1)
        if place == 0:
            at = pairs[0][0].start.index
            return self.splice(at, at, f"{line}{self.newline}{indent}")
        at = self.line_end(self.end(*pairs[place - 1]))
        return self.splice(at, at, f"{indent}{line}{self.newline}")

    def replace_value(self, key: Node, old: Node, value: Json) -> str:
        colon = self.text.index(":", key.end.index) + 1
        end = self.end(key, old)
        head = self.text[colon : self.line_end(colon)].strip()
        comment = f" {head}" if head.startswith("#") else ""
        return self.splice(colon, end, f" {inline(value)}{comment}")

    def drop_key(self, node: Node, key: str) -> str:
        pairs = node.pairs
        place = next((index for index, (name, _) in enumerate(pairs) if name.text == key), None)
        if place is None:
            return self.text
        start, end = pairs[place][0].start.index, self.end(*pairs[place])
        following = pairs[place + 1][0].start.index if place + 1 < len(pairs) else None
        if node.flow:
            if following is None and place:
                start, following = self.end(*pairs[place - 1]), end
            return self.splice(start, following or end, "")
        if place == 0 and following is not None and self.text[self.line_start(start) : start].strip():
            return self.splice(start, following, "")  # the first key stands behind the dash
        return self.splice(self.line_start(start), self.line_end(end), "")

    def add_item(self, items: Node, behind: int, item: Mapping[str, Json]) -> str:
        nodes = items.items
        if items.flow:
            at = self.end(None, nodes[behind])
            return self.splice(at, at, f", {inline(dict(item))}")
        at = self.line_end(self.end(None, nodes[behind]))
        dash, column = items.start.column - 1, nodes[0].start.column - 1
        lead = " " * dash + "-" + " " * (column - dash - 1)
        lines = [(" " * column if index else lead) + line for index, line in enumerate(block(item))]
        apart = len(nodes) > 1 and any(
            not line.strip()
            for line in self.text[self.end(None, nodes[0]) : nodes[1].start.index].splitlines()[1:-1]
        )
        return self.splice(
            at, at, (self.newline if apart else "") + "".join(line + self.newline for line in lines)
        )

    def drop_item(self, items: Node, place: int) -> str:
        nodes = items.items
        start, end = nodes[place].start.index, self.end(None, nodes[place])
        if items.flow:
            if place + 1 < len(nodes):
                return self.splice(start, nodes[place + 1].start.index, "")
            return self.splice(self.end(None, nodes[place - 1]), end, "")
        end = self.line_end(end)
        blank = re.compile(r"[ \t]*\r?\n").match(self.text, end)
        return self.splice(self.line_start(start), blank.end() if blank else end, "")

    def end(self, key: Node | None, node: Node) -> int:
        """Where what `node` says ends: parsers count what follows a block as a part of it."""
        start, close = node.start, node.end
        if key is not None and start.index < key.end.index:  # an alias stands here, the value elsewhere
            alias = re.compile(r"\s*:\s*\*[^\s,\]}]+").match(self.text, key.end.index)
            return alias.end() if alias else key.end.index + 1
        if node.kind == "scalar":
            if node.block_text:
                return self.block_scalar_end(start.index, close.index)
            if close.index == start.index and key is not None:  # nothing stands behind the colon
                return self.text.index(":", key.end.index) + 1
            return start.index + len(self.text[start.index : close.index].rstrip())
        if node.pairs and not node.flow:
            return self.end(*node.pairs[-1])
        if node.items and not node.flow:
            return self.end(None, node.items[-1])
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
