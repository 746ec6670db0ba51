"""Kept takes copied to a folder of the user's, under names that a person can read."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rushes.errors import RushesError, StoreError, UsageError, several
from rushes.model import Json, Take
from rushes.store.blobs import BlobStore, copy_out, hash_file, keep_bytes
from rushes.store.documents import sidecar_document
from rushes.store.failures import disk_failure

__all__ = ["Exported", "export_takes"]

# What one of the usual file systems does not take in a name.
FORBIDDEN = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\ud800-\udfff]')
MOST_NAME = 120


@dataclass(frozen=True, slots=True)
class Exported:
    """A take's copy: its clip, and its sidecar beside it. `new` False: both were there already."""

    take: Take
    clip: Path
    sidecar: Path
    new: bool


def export_takes(
    blobs: BlobStore, takes: Sequence[tuple[Take, int, Mapping[str, Json]]], folder: Path
) -> list[Exported]:
    """Copy each take, told with its number and its request, to `folder`, which is made where it is missing.

    Raises UsageError where a name is another file's, StoreError for a take whose bytes are gone or have
    changed: all of them at once, before anything is copied.
    """
    names = names_for([(take, number) for take, number, _ in takes])
    planned: list[tuple[Take, Path, bytes, bool]] = []
    wrong: list[RushesError] = []
    for (take, _, body), name in zip(takes, names, strict=True):
        clip = folder / f"{name}.mp4"
        sidecar = (json.dumps(sidecar_document(take, body), ensure_ascii=False, indent=1) + "\n").encode()
        try:
            planned.append((take, clip, sidecar, checked(blobs, take, clip, sidecar)))
        except RushesError as error:
            wrong.append(error.at(take.shot) if take.shot else error)
    if wrong:
        raise several(wrong, each=True)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise disk_failure(error, folder) from error
    return [copied(blobs, take, clip, sidecar, new=new) for take, clip, sidecar, new in planned]


def names_for(takes: Sequence[tuple[Take, int]]) -> list[str]:
    """A name for each take, such as `s01-take2`; those that would share one get their ids into it.

    Told apart without regard to case: not every file system does.
    """
    plain = [f"{file_name(take.shot)}-take{number}" for take, number in takes]
    counts: dict[str, int] = {}
    for name in plain:
        counts[name.casefold()] = counts.get(name.casefold(), 0) + 1
    return [
        name if counts[name.casefold()] == 1 else f"{name}-{take.id[:12]}"
        for name, (take, _) in zip(plain, takes, strict=True)
    ]


def file_name(shot: str) -> str:
    """A shot's id as the beginning of a file's name on any system."""
    return FORBIDDEN.sub("-", shot)[:MOST_NAME].strip(" .") or "clip"


def checked(blobs: BlobStore, take: Take, clip: Path, sidecar: bytes) -> bool:
    """Whether something is to be copied; else both files lie there already, as they are."""
    if take.sha256 is None or take.path is None:
        raise UsageError(
            f"take {take.id} has no clip here: it is {'dropped' if take.dropped else take.state.value}",
            hint="`rushes takes list` shows which have",
        )
    blobs.verify(take.sha256)
    there = [clip.exists() or clip.is_symlink(), clip.with_suffix(".json").exists()]
    if there[0] and (not clip.is_file() or hash_file(clip) != take.sha256):
        raise another_file(clip)
    if there[1] and contents(clip.with_suffix(".json")) != sidecar:
        raise another_file(clip.with_suffix(".json"))
    return not all(there)


def another_file(path: Path) -> UsageError:
    return UsageError(
        f"{path} is another file, and would be overwritten", hint="export to another folder, or move it away"
    )


def contents(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise StoreError(f"{path} cannot be read: {error.strerror or error}") from error


def copied(blobs: BlobStore, take: Take, clip: Path, sidecar: bytes, *, new: bool) -> Exported:
    beside = clip.with_suffix(".json")
    if new:
        assert take.path is not None
        written = blobs.scratch.name(".json")
        keep_bytes(sidecar, written, blobs.scratch)
        try:
            copy_out(written, beside)
            copy_out(take.path, clip)
        finally:
            written.unlink(missing_ok=True)
    return Exported(take, clip, beside, new)
