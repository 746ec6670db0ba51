"""The pictures that go with a request, brought into the workspace by the hash of their bytes."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Literal

from rushes.errors import RushesError, UsageError
from rushes.keys import digest
from rushes.model import CastMember, Input, InputRole, Shot, ShotFrame, Still, StillFile, StillUrl
from rushes.model_card import ModelCard
from rushes.shoot.request import named
from rushes.store.blobs import hash_file
from rushes.store.failures import disk_failure

__all__ = ["FrameSource", "gather_inputs"]

MAGIC = {
    b"\x89PNG\r\n\x1a\n": ("image/png", ".png"),
    b"\xff\xd8\xff": ("image/jpeg", ".jpg"),
}
MOMENT = Fraction(1, 1000)


@dataclass(frozen=True, slots=True)
class FrameSource:
    """What another shot shows: a file, and the seconds of it that the film sees (end None: all)."""

    path: Path
    sha256: str
    start: Fraction = Fraction(0)
    end: Fraction | None = None


def gather_inputs(
    shot: Shot,
    *,
    cast: Sequence[CastMember],
    card: ModelCard,
    folder: Path,
    sources: Mapping[str, FrameSource],
) -> tuple[Input, ...]:
    """The pictures that `shot` sends, each kept in `folder` under its hash.

    `sources` holds the shots whose frames it takes. Raises UsageError for a file that is no picture,
    Unreachable for an address that does not answer, MediaError for a clip without the frame.
    """
    try:
        return tuple(keep(role, still, folder, sources) for role, still in pictures(shot, cast, card))
    except OSError as error:
        raise disk_failure(error, folder) from error


def pictures(shot: Shot, cast: Sequence[CastMember], card: ModelCard) -> Iterator[tuple[InputRole, Still]]:
    if shot.first_frame is not None:
        yield "first_frame", shot.first_frame
    if shot.last_frame is not None:
        yield "last_frame", shot.last_frame
    if "reference" in card.inputs:
        for still in shot.references:
            yield "reference", still
        for member in named(shot, cast):
            if member.reference is not None:
                yield "reference", member.reference


def keep(role: InputRole, still: Still, folder: Path, sources: Mapping[str, FrameSource]) -> Input:
    folder.mkdir(parents=True, exist_ok=True)
    match still:
        case StillFile():
            found = still.path
        case StillUrl():
            from rushes.http import fetch_still  # an HTTP client only where something is fetched

            found = fetch_still(still.url, folder)
        case ShotFrame():
            found = shot_frame(sources[still.shot], still.frame, folder)
    media_type, suffix = picture_type(found)
    sha256 = hash_file(found)
    target = folder / f"{sha256}{suffix}"
    if not target.exists():
        from rushes.media.still import open_picture

        open_picture(found)  # a damaged picture is told now, by the name that its owner knows
        temporary = folder / f".{sha256}.{os.getpid()}{suffix}"
        try:
            shutil.copyfile(found, temporary)
            temporary.replace(target)
        finally:
            temporary.unlink(missing_ok=True)
    return Input(role, sha256, target, media_type)


def shot_frame(source: FrameSource, frame: Literal["first", "last"], folder: Path) -> Path:
    """The frame as a PNG, extracted once for the same bytes and the same moment."""
    from rushes.media.poster import extract_frame

    which: Literal["first", "last"] | Fraction = frame
    if frame == "first" and source.start > 0:
        which = source.start
    elif frame == "last" and source.end is not None:
        which = max(source.start, source.end - MOMENT)
    target = folder / f"frame-{digest([source.sha256, str(which)])[:32]}.png"
    if not target.exists():
        extract_frame(source.path, which, target)
    return target


def picture_type(path: Path) -> tuple[str, str]:
    """The media type and the suffix of the picture at `path`, told by its first bytes."""
    try:
        with path.open("rb") as file:
            head = file.read(16)
    except OSError as error:
        raise UsageError(
            f"the picture {path} cannot be read: {error.strerror or error}",
            hint="look at its name and its folder",
        ) from error
    for magic, kind in MAGIC.items():
        if head.startswith(magic):
            return kind
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp", ".webp"
    raise UsageError(f"{path} is no PNG, JPEG or WebP picture", hint="save it as one of these")


def failed_parent(error: RushesError, shot: str, parent: str) -> RushesError:
    """What is said of a shot that waits for a frame of a shot that failed."""
    told = RushesError(
        f"it takes a frame from shot {parent}, which was not made", shot=shot, hint=f"mend {parent} first"
    )
    told.exit_code = error.exit_code
    return told
