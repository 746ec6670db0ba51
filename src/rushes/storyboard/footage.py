"""What shots are made from: the clips and frames of other shots, and clips that are there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from rushes.storyboard import format as form
from rushes.storyboard.document import Document, Location

__all__ = ["MADE_FROM", "check_footage", "named_footage", "taken"]

MADE_FROM: tuple[Literal["video", "performance", "upscale"], ...] = ("video", "performance", "upscale")


def footage_in(shot: form.ShotText) -> Iterator[tuple[Location, str | form.FootageText]]:
    """The clips that a shot is made from, each with its place inside the shot."""
    if shot.video is not None:
        yield ("video",), shot.video
    if shot.performance is not None:
        yield ("performance", "reference"), shot.performance.reference
    if shot.upscale is not None:
        yield ("upscale",), shot.upscale


def taken(shot: form.ShotText) -> Iterator[tuple[Location, str, Literal["frame", "clip"]]]:
    """What a shot takes from other shots: where it says so inside the shot, the other's id, and what."""
    for key, still in (("first_frame", shot.first_frame), ("last_frame", shot.last_frame)):
        if isinstance(still, form.FrameText):
            yield (key, "shot"), still.shot, "frame"
    acting = shot.performance
    if acting is not None and isinstance(acting.character, form.CharacterText):
        yield ("performance", "character", "shot"), acting.character.shot, "clip"
    for place, clip in footage_in(shot):
        if isinstance(clip, form.FootageText) and clip.shot is not None:
            yield (*place, "shot"), clip.shot, "clip"


def named_footage(shot: form.ShotText) -> Iterator[tuple[Location, str]]:
    """The files of the clips that a shot is made from, each with its place inside the shot."""
    for place, clip in footage_in(shot):
        if isinstance(clip, str):
            yield place, clip
        elif clip.file is not None:
            yield (*place, "file"), clip.file


def check_footage(document: Document, here: Location, shot: form.ShotText) -> None:
    """Report clips that are nowhere, in two places, or that end before they begin."""
    for place, clip in footage_in(shot):
        if isinstance(clip, str):
            continue
        at = (*here, *place)
        if clip.file is not None and clip.shot is not None:
            document.report((*at, "shot"), "stands beside a file", "a file, or another shot's clip")
        elif clip.file is None and clip.shot is None and not said(document, at, "file", "shot"):
            document.report(at, "says no clip", "a file, {file, in, out}, or {shot: s01}")
        elif clip.shot is not None:
            for key in ("in", "out"):
                if said(document, at, key):
                    document.report(
                        (*at, key),
                        "makes no sense for another shot's clip, of which all is taken that the film shows",
                        "leave it out, or name a file",
                    )
        elif clip.end is not None and clip.end <= clip.start:
            document.report((*at, "out"), "must be later than `in`")


def said(document: Document, at: Location, *keys: str) -> bool:
    """Whether the file says one of `keys` there, right or wrong."""
    return any((*at, key) in document.places for key in keys)
