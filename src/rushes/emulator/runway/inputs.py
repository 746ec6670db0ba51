"""The pictures, videos and sounds in a request: whether Runway would take them, and what they are."""

from __future__ import annotations

import base64
import binascii
import ipaddress
import re
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path as File
from typing import Literal, cast
from urllib.parse import urlsplit

from rushes.emulator.runway.schema import Issue, Path, issue
from rushes.emulator.world import World

__all__ = ["Input", "inputs_in", "look_at", "position_issues"]

DAY = 86_400.0
MEGABYTE = 1_000_000
_DATA = re.compile(
    r"data:(?P<kind>image|video|audio)/(?P<type>[\w.+-]+)(?:;[\w=.+-]+)*;base64,(?P<data>.*)", re.DOTALL
)
_TYPES = {"image": {"jpeg", "jpg", "png", "webp"}}


@dataclass(frozen=True, slots=True)
class Input:
    """One input of a request: where it stands, what it should be, and its URI."""

    path: Path
    kind: Literal["image", "video", "audio"]
    uri: str

    @property
    def field(self) -> str:
        return str(self.path[0])


@dataclass(frozen=True, slots=True)
class Seen:
    """What a video is, where it could be looked at."""

    width: int
    height: int
    seconds: float
    fps: str


def inputs_in(body: object, path: Path = (), kind: str = "") -> Iterator[Input]:
    """Every URI in a request, found by the names of its fields."""
    if isinstance(body, list):
        for number, one in enumerate(cast("list[object]", body)):
            yield from inputs_in(one, (*path, number), kind)
    elif isinstance(body, Mapping):
        content = cast("Mapping[str, object]", body)
        own = str(content.get("type", ""))
        for name, value in content.items():
            told = own if own in {"image", "video", "audio"} else _kind_of(name) or kind
            if isinstance(value, str):
                if (
                    name == "uri"
                    or name.endswith("Uri")
                    or name in {"promptImage", "promptVideo", "promptAudio"}
                ):
                    wanted = cast("Literal['image', 'video', 'audio']", told or "image")
                    yield Input((*path, name), wanted, value)
            else:
                yield from inputs_in(value, (*path, name), told)


def _kind_of(name: str) -> str:
    low = name.lower()
    return "video" if "video" in low else "audio" if "audio" in low else "image" if "image" in low else ""


def look_at(world: World, one: Input) -> tuple[list[Issue], Seen | None]:
    """What is wrong with an input, and what it is where it is a video that can be read."""
    uri = one.uri
    if uri.startswith("runway://"):
        return _upload(world, one)
    if uri.startswith("data:"):
        return _data(one)
    return _url(one), None


def _refused(one: Input, words: str) -> list[Issue]:
    return [issue("custom", one.path, words)]


def _url(one: Input) -> list[Issue]:
    if len(one.uri) > 2048:
        return _refused(one, "URL must be at most 2048 characters")
    try:
        parts = urlsplit(one.uri)
        host = parts.hostname or ""
    except ValueError:
        return _refused(one, "Invalid asset URL")
    if parts.scheme != "https" or not host:
        return _refused(one, "Only HTTPS URLs, Runway upload URIs and data URIs are allowed")
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return []
    return _refused(one, "URLs with IP addresses are not allowed")


def _data(one: Input) -> tuple[list[Issue], Seen | None]:
    match = _DATA.fullmatch(one.uri)
    if match is None:
        return _refused(one, "Invalid data URI"), None
    kind, type_ = match["kind"], match["type"].lower()
    if kind != one.kind or type_ not in _TYPES.get(kind, {type_}):
        return _refused(one, f"Unsupported media type {kind}/{type_}"), None
    if len(one.uri) > (5 if kind == "image" else 16) * MEGABYTE:
        return _refused(one, "Data URI is too large"), None
    try:
        data = base64.b64decode(match["data"], validate=True)
    except binascii.Error:
        return _refused(one, "Invalid data URI"), None
    return [], _seen(data) if kind == "video" else None


def _upload(world: World, one: Input) -> tuple[list[Issue], Seen | None]:
    upload = world.uploads.get(one.uri.removeprefix("runway://"))
    if upload is None or upload.data is None:
        return _refused(one, "Could not find the uploaded asset"), None
    if world.clock.now() - upload.made >= DAY:
        return _refused(one, "The uploaded asset has expired"), None
    return [], _seen(upload.data) if one.kind == "video" else None


def _seen(data: bytes) -> Seen | None:
    from rushes.errors import MediaError
    from rushes.media.probe import probe

    with tempfile.TemporaryDirectory(prefix="rushes-emulator-") as folder:
        path = File(folder) / "input.mp4"
        path.write_bytes(data)
        try:
            info = probe(path)
        except MediaError:
            return None
        return (
            Seen(info.size.width, info.size.height, float(info.duration), str(info.fps))
            if info.has_video
            else None
        )


def position_issues(body: Mapping[str, object]) -> list[Issue]:
    """Whether first, last and reference images go together (rule `first-alone`)."""
    images = body.get("promptImage")
    if not isinstance(images, list):
        return []
    places = [
        cast("Mapping[str, object]", one).get("position")
        for one in cast("list[object]", images)
        if isinstance(one, Mapping)
    ]
    named = [place for place in places if place is not None]
    if not places:
        return [
            issue(
                "too_small",
                ("promptImage",),
                "Too small: expected array to have >=1 items",
                origin="array",
                minimum=1,
                inclusive=True,
            )
        ]
    if len(named) != len(set(named)):
        return [issue("custom", ("promptImage",), "Only one image is allowed for each position")]
    if "last" in named and "first" not in named:
        return [issue("custom", ("promptImage",), "A last frame requires a first frame")]
    if named and len(named) != len(places):
        return [issue("custom", ("promptImage",), "Keyframes and reference images cannot be mixed")]
    return []
