"""The pictures and clips that go with a request, brought into the workspace by the hash of their bytes."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Literal

from rushes.errors import MediaError, RushesError, UsageError, several
from rushes.keys import digest
from rushes.media.engine import load_engines
from rushes.model import (
    CastMember,
    Footage,
    Input,
    InputRole,
    MediaFile,
    Shot,
    ShotFrame,
    ShotTake,
    Still,
    StillFile,
    StillUrl,
    UserClip,
)
from rushes.model_card import ModelCard
from rushes.shoot.checks import SLACK, operation, pictured
from rushes.shoot.kinds import media_kind
from rushes.store.blobs import hash_file
from rushes.store.failures import disk_failure
from rushes.storyboard.board import Storyboard
from rushes.storyboard.lengths import Lengths

__all__ = ["FrameSource", "clip_lengths", "clip_seconds", "failed_parent", "gather_inputs"]

MOMENT = Fraction(1, 1000)


@dataclass(frozen=True, slots=True)
class FrameSource:
    """What another shot shows: a file, and the seconds of it that the film sees (end None: all)."""

    path: Path
    sha256: str
    start: Fraction = Fraction(0)
    end: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Gathering:
    """Where inputs are kept, and what other shots show.

    `length` is how much of its clip the shot needs (None: all), `longest` what the model takes at most.
    """

    folder: Path
    sources: Mapping[str, FrameSource]
    length: Fraction | None
    longest: Fraction


def gather_inputs(
    shot: Shot,
    *,
    cast: Sequence[CastMember],
    card: ModelCard,
    folder: Path,
    sources: Mapping[str, FrameSource],
) -> tuple[Input, ...]:
    """The pictures and clips that `shot` sends, each kept in `folder` under its hash.

    `sources` holds the shots whose frames and clips it takes. Where the result is as long as the clip
    that goes in, only as much of that is sent as the shot needs. Raises UsageError for a file that is
    neither picture nor clip, Unreachable for an address that does not answer, MediaError for a clip
    that is damaged or has no such frame.
    """
    card = card.asked_to(operation(shot))
    length = None
    if shot.duration is not None and card.followed(shot.options).length:
        length = card.durations.at_least(shot.duration)
    gathering = Gathering(folder, sources, length, card.durations.most)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        stills = [keep_still(role, still, gathering) for role, still in pictures(shot, cast, card)]
        return (*clips(shot, gathering), *stills)
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
        for member in pictured(shot, cast, card):
            if member.reference is not None:
                yield "reference", member.reference


def clips(shot: Shot, gathering: Gathering) -> Iterator[Input]:
    if (video := shot.upscale or shot.video) is not None:
        yield keep_footage("video", video, gathering, needed=True)
    if shot.performance is not None:
        match shot.performance.character:
            case MediaFile(path) if media_kind(path)[0].startswith("video"):
                yield keep_footage("character", UserClip(path), gathering)
            case MediaFile(path):
                yield keep_still("character", StillFile(path), gathering)
            case ShotTake() as take:
                yield keep_footage("character", take, gathering)
            case still:
                yield keep_still("character", still, gathering)
        yield keep_footage("performance", shot.performance.reference, gathering, needed=True)


def keep_still(role: InputRole, still: Still, gathering: Gathering) -> Input:
    match still:
        case StillFile():
            found = still.path
        case StillUrl():
            from rushes.http import fetch_still  # an HTTP client only where something is fetched

            found = fetch_still(still.url, gathering.folder)
        case ShotFrame():
            found = shot_frame(gathering.sources[still.shot], still.frame, gathering.folder)
    media_type, suffix = media_kind(found, "image")
    sha256 = hash_file(found)
    target = gathering.folder / f"{sha256}{suffix}"
    if not target.exists():
        load_engines()
        from rushes.media.still import open_picture

        open_picture(found)  # a damaged picture is told now, by the name that its owner knows
        put(found, target)
    address = still.url if isinstance(still, StillUrl) else ""
    return Input(role, sha256, target, media_type, address=address)


def keep_footage(role: InputRole, footage: Footage, gathering: Gathering, *, needed: bool = False) -> Input:
    """The clip, cut to what is seen of it; the one that the shot is made from, to what is `needed`."""
    load_engines()
    from rushes.media.probe import probe

    if isinstance(footage, ShotTake):
        source = gathering.sources[footage.shot]
    else:
        media_kind(footage.path, "video")
        source = FrameSource(footage.path, hash_file(footage.path), footage.start, footage.end)
    media_type, suffix = media_kind(source.path, "video")
    target = gathering.folder / f"{source.sha256}{suffix}"
    # A damaged clip is told now, by the name that its owner knows.
    there = clip_seconds(source.path, deep=not target.exists())
    start, end = stretch(source, there)
    if needed and gathering.length is not None and end - start > gathering.length + SLACK:
        end = start + gathering.length
    if start == 0 and end > there - SLACK:
        if not target.exists():
            put(source.path, target)
        return Input(role, source.sha256, target, media_type, duration=there, size=probe(target).size)
    cut = gathering.folder / f"cut-{digest([source.sha256, start, end])[:32]}.mp4"
    if not cut.exists():
        from rushes.media.cut import cut_clip

        cut_clip(source.path, cut, start=start, end=end, longest=gathering.longest if needed else None)
    info = probe(cut)
    return Input(role, hash_file(cut), cut, "video/mp4", duration=info.picture_duration, size=info.size)


def stretch(source: FrameSource, there: Fraction) -> tuple[Fraction, Fraction]:
    """From when to when a clip that has `there` seconds is seen."""
    end = there if source.end is None else source.end
    if end > there + SLACK or source.start >= min(end, there):
        raise UsageError(
            f"{source.path} has {float(there):.3f} s, and is wanted from {float(source.start):g} s "
            f"to {float(end):g} s",
            hint="choose a stretch that it has",
        )
    return source.start, min(end, there)


def clip_seconds(path: Path, *, deep: bool = False) -> Fraction:
    """How long the clip's picture is. Raises UsageError for what is no clip, MediaError for a broken one.

    `deep` decodes all of it.
    """
    load_engines()
    from rushes.media.probe import probe

    media_kind(path, "video")
    info = probe(path, deep=deep)
    if not info.has_video:
        raise MediaError(f"{path} is a sound file: it has no picture", hint="give a video clip here")
    return info.picture_duration


def clip_lengths(board: Storyboard, wanted: Collection[str]) -> dict[str, Fraction]:
    """How long the clip is that each of the shots `wanted` is made from; those made from none are left out.

    Raises everything that is wrong with them at once.
    """
    looked: dict[Path, Fraction] = {}

    def seconds(_: Shot, clip: UserClip) -> Fraction:
        if clip.path not in looked:
            looked[clip.path] = clip_seconds(clip.path)
        return looked[clip.path]

    lengths = Lengths(board, seconds)
    found: dict[str, Fraction] = {}
    wrong: list[RushesError] = []
    for shot in board.shots:
        try:
            length = lengths.made_from(shot) if shot.id in wanted else None
        except RushesError as error:
            wrong.append(error.at(shot.id))
        else:
            found |= {} if length is None else {shot.id: length}
    if wrong:
        raise several(wrong, begun=False)
    return found


def put(found: Path, target: Path) -> None:
    temporary = target.with_name(f".{target.stem}.{secrets.token_hex(4)}{target.suffix}")
    try:
        shutil.copyfile(found, temporary)
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)


def shot_frame(source: FrameSource, frame: Literal["first", "last"], folder: Path) -> Path:
    """The frame as a PNG, extracted once for the same bytes and the same moment."""
    load_engines()
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


def failed_parent(error: RushesError, shot: str, parent: str) -> RushesError:
    """What is said of a shot that waits for a frame or for the clip of a shot that failed."""
    told = RushesError(
        f"it is made from what shot {parent} shows, which was not made",
        shot=shot,
        hint=f"mend {parent} first",
    )
    told.exit_code = error.exit_code
    return told
