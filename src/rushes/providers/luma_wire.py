"""A request as Luma's two APIs take it: pure functions from our words and the model card to a body."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from rushes.errors import UsageError
from rushes.model import Json, Operation, Request, Size
from rushes.model_card import ModelCard

__all__ = ["Create", "Guide", "agents_create", "dream_create", "read_guides", "shape", "tier"]

TIERS = ((2160, "4k"), (1080, "1080p"), (720, "720p"), (0, "540p"))  # by the short side, in pixels
SHAPES: Mapping[str, float] = {
    "21:9": 21 / 9, "16:9": 16 / 9, "4:3": 4 / 3, "1:1": 1.0, "3:4": 3 / 4, "9:16": 9 / 16, "9:21": 9 / 21,
}  # fmt: skip
GRID = 24  # guide frames are placed in frames of this rate
MOST_GUIDES = 64
GENERATION = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
ENDS: Mapping[str, str] = {"first_frame": "start_frame", "last_frame": "end_frame"}


@dataclass(frozen=True, slots=True)
class Create:
    """What is posted, and where."""

    path: str
    body: Mapping[str, Json]


@dataclass(frozen=True, slots=True)
class Guide:
    """A picture that the clip passes at `frame`, counted from 0 at 24 frames a second."""

    frame: int
    picture: Mapping[str, Json]


def agents_create(request: Request, card: ModelCard, media: Sequence[Mapping[str, Json]]) -> Create:
    """The body of a create of the Agents API; `media` are the inputs in their order, as it takes them.

    Raises UsageError for options that exclude each other.
    """
    video: dict[str, Json] = {"resolution": tier(request.size)}
    body: dict[str, Json] = {"model": card.name, "prompt": request.text}
    if request.operation is Operation.VIDEO_TO_VIDEO:
        given = {one.role: dict(medium) for one, medium in zip(request.inputs, media, strict=True)}
        source = given.pop("video")
        video |= {ENDS[role]: medium for role, medium in given.items()}
        if edit := edit_of(request, card):
            video["edit"] = edit
        return Create("/generations", {**body, "type": "video_edit", "source": source, "video": video})
    video["duration"] = f"{int(request.duration)}s"
    ends = ends_of(request, media)
    guides = read_guides(str(request.options.get("keyframes") or ""), card)
    long = request.duration > 5
    if request.options.get("loop"):
        if long or guides or "end_frame" in ends:
            raise UsageError(
                f"{card.id} makes a loop of 5 s only, without a last frame and without keyframes",
                hint="leave one of the two out",
            )
        video["loop"] = True
    if guides or (long and ends):
        last = int(request.duration) * GRID
        guides += [Guide(0 if name == "start_frame" else last, one) for name, one in ends.items()]
        video |= placed(guides, last, card)
    else:
        video |= {name: dict(one) for name, one in ends.items()}
    return Create(
        "/generations", {**body, "type": "video", "aspect_ratio": shape(request.size), "video": video}
    )


def dream_create(request: Request, card: ModelCard, addresses: Sequence[str]) -> Create:
    """The body of a create of Dream Machine; `addresses` are where the pictures lie, in their order."""
    body: dict[str, Json] = {
        "model": card.name,
        "aspect_ratio": shape(request.size),
        "duration": f"{int(request.duration)}s",
        "resolution": tier(request.size),
    }
    if request.text:
        body["prompt"] = request.text
    if request.options.get("loop"):
        body["loop"] = True
    if concepts := names_in(str(request.options.get("concepts") or "")):
        body["concepts"] = [{"key": one} for one in concepts]
    pictures = [{"type": "image", "url": one} for one in addresses]
    names = {"start_frame": "frame0", "end_frame": "frame1"}
    frames: dict[str, Json] = {
        names[end]: {"type": "generation", "id": one["generation_id"]}
        if "generation_id" in one
        else dict(one)
        for end, one in ends_of(request, pictures).items()
    }
    if frames:
        body["keyframes"] = frames
    return Create("/generations/video", body)


def ends_of(request: Request, media: Sequence[Mapping[str, Json]]) -> dict[str, Mapping[str, Json]]:
    """What the clip begins and ends with: a picture, or an earlier generation that it goes on from.

    Raises UsageError where both are given for one end.
    """
    ends: dict[str, Mapping[str, Json]] = {
        ENDS[one.role]: medium for one, medium in zip(request.inputs, media, strict=True)
    }
    for option, role in (("extend", "first_frame"), ("lead_to", "last_frame")):
        named = request.options.get(option)
        if not named:
            continue
        if not GENERATION.fullmatch(str(named)):
            raise UsageError(
                f"{option} is {str(named)[:80]!r}, and no generation of Luma's",
                hint="`rushes takes show` tells the job of a take: 36 letters, digits and dashes",
            )
        if ENDS[role] in ends:
            raise UsageError(
                f"{option} and a {role.replace('_', ' ')} exclude each other", hint="leave one of the two out"
            )
        ends[ENDS[role]] = {"generation_id": str(named)}
    return ends


def read_guides(said: str, card: ModelCard) -> list[Guide]:
    """`48@https://…, 96@GENERATION` as pictures at frames of a clip. Raises UsageError."""
    found: list[Guide] = []
    for part in names_in(said):
        frame, _, where = part.partition("@")
        known = GENERATION.fullmatch(where)
        if not frame.isdecimal() or not (known or where.startswith("https://")):
            raise UsageError(
                f"the keyframe {part[:80]!r} of {card.id} cannot be read",
                hint="a frame at 24 a second, and a picture's https address or a generation of Luma's: 48@https://…",
            )
        found.append(Guide(int(frame), {"generation_id": where} if known else {"url": where}))
    return found


def placed(guides: Sequence[Guide], last: int, card: ModelCard) -> dict[str, Json]:
    frames = [one.frame for one in guides]
    if len(set(frames)) < len(frames) or max(frames) > last or len(frames) > MOST_GUIDES:
        raise UsageError(
            f"{card.id} takes up to {MOST_GUIDES} keyframes, each at another frame from 0 to {last}",
            hint="the first and the last frame count, too",
        )
    ordered = sorted(guides, key=lambda one: one.frame)
    return {
        "keyframes": [dict(one.picture) for one in ordered],
        "keyframe_indexes": [one.frame for one in ordered],
    }


def edit_of(request: Request, card: ModelCard) -> dict[str, Json]:
    """The settings of an edit: each option at the place that its `wire` names."""
    edit: dict[str, Json] = {}
    for option in card.options:
        value = request.options.get(option.name)
        if value is None or not option.wire:
            continue
        *parts, name = option.wire.split(".")
        place = edit
        for part in parts:
            place = cast("dict[str, Json]", place.setdefault(part, {}))
        place[name] = value
    return edit


def names_in(said: str) -> list[str]:
    return [one.strip() for one in said.split(",") if one.strip()]


def tier(size: Size) -> str:
    return next(word for least, word in TIERS if min(size.width, size.height) >= least)


def shape(size: Size) -> str:
    return min(SHAPES, key=lambda name: abs(SHAPES[name] - float(size.ratio)))
