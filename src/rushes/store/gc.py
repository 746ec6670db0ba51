"""What can be made again, or was left by the dead, is taken away; never the bytes of a take."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from typing import Any, cast

from rushes.model import TakeState
from rushes.store.blobs import BlobStore
from rushes.store.dropping import dropped_files, hashes_kept, remove_files
from rushes.store.ledger import OPEN, Ledger
from rushes.store.owners import Presence

__all__ = ["Collected", "Heap", "collect"]

STAYS = {
    "films",
    "hashes.json",
}  # small, and they save much: which film lies where, which file has which hash
BORN = 60.0  # seconds
IN_THE_MAKING = 3600.0  # seconds: a younger temporary file may be written to at this moment


@dataclass(slots=True)
class Heap:
    """Files of one kind: how many, and how many bytes."""

    files: int = 0
    size: int = 0


@dataclass(frozen=True, slots=True)
class Collected:
    """What was taken away, or would be, by kind.

    `in_use`: something is made in this workspace, so the caches were left as they are. `needed` is how
    many inputs stay, because a take that has come to no end may still be sent with them.
    """

    heaps: dict[str, Heap] = field(default_factory=dict[str, Heap])
    in_use: bool = False
    needed: int = 0

    @property
    def size(self) -> int:
        return sum(heap.size for heap in self.heaps.values())

    def add(self, kind: str, size: int) -> None:
        heap = self.heaps.setdefault(kind, Heap())
        heap.files += 1
        heap.size += size


def collect(
    ledger: Ledger, blobs: BlobStore, *, caches: Path, owners: Path, busy: bool, dry_run: bool
) -> Collected:
    """Take away what nobody needs. `busy`: something is made in this process.

    As long as a process makes something here, its caches stay: it may be about to read any of them. No
    other one begins before this is done. Raises StoreError for what cannot be taken away.
    """
    found: dict[str, list[Path]] = {}
    needed = 0
    with blobs.scratch.alone() as alone:
        in_use = busy or not alone
        found["tmp"] = [path for left in blobs.scratch.left_behind() for path in files_in(left)]
        if not in_use:
            names = inputs_needed(ledger)
            for kind, path in cached(caches):
                if kind == "inputs" and path.name in names:
                    needed += 1
                else:
                    found.setdefault(kind, []).append(path)
            takes = ledger.takes()
            kept = hashes_kept(takes)
            found["dropped"] = [path for take in takes for path in dropped_files(blobs, take, kept)]
        collected = Collected(in_use=in_use, needed=needed)
        for kind, files in found.items():
            for path in files:
                size = size_of(path) if dry_run else remove_files([path])
                if size or dry_run or not path.exists():
                    collected.add(kind, size)
        if not dry_run:
            for left in blobs.scratch.left_behind():
                shutil.rmtree(left, ignore_errors=True)
    for path in lonely(ledger, owners, dry_run=dry_run):
        collected.add("owners", 0 if dry_run else remove_files([path]))
    return collected


def inputs_needed(ledger: Ledger) -> set[str]:
    """The names of the files that go with requests whose takes have come to no end.

    By their names, which are hashes: a workspace may have been moved since.
    """
    names: set[str] = set()
    for take in ledger.takes():
        if take.state not in OPEN and take.state is not TakeState.UNKNOWN:
            continue
        inputs = ledger.body(take.id).get("inputs")
        for one in cast("list[Any]", inputs) if isinstance(inputs, list) else []:
            if isinstance(one, dict):
                names.add(PurePath(str(cast("dict[str, Any]", one).get("path", ""))).name)
    return names


def cached(caches: Path) -> Iterator[tuple[str, Path]]:
    """Every file in the caches that may go, with its kind: the name of its folder."""
    if not caches.is_dir():
        return
    for entry in sorted(caches.iterdir()):
        if entry.name in STAYS:
            continue
        for path in files_in(entry):
            if not in_the_making(path, caches):
                yield (entry.name if entry.is_dir() else "other"), path


def files_in(entry: Path) -> Iterator[Path]:
    """The entry itself, or all files below it; links are not followed."""
    if entry.is_symlink() or not entry.is_dir():
        yield entry
        return
    for folder, _, names in os.walk(entry):
        for name in sorted(names):
            yield Path(folder) / name


def in_the_making(path: Path, caches: Path) -> bool:
    """Whether it is a temporary file that somebody may be about to move into place."""
    temporary = path.suffix in (".tmp", ".part") or any(
        part.startswith(".") for part in path.relative_to(caches).parts
    )
    return temporary and age(path) < IN_THE_MAKING


def age(path: Path) -> float:
    """In seconds; of one that is gone, nothing is known, and it counts as new."""
    try:
        return time.time() - path.lstat().st_mtime
    except OSError:
        return 0.0


def size_of(path: Path) -> int:
    try:
        return path.lstat().st_size
    except OSError:
        return 0


def lonely(ledger: Ledger, owners: Path, *, dry_run: bool) -> Collection[Path]:
    """The signs of life of dead processes whose takes nobody has to free any more.

    The ledger frees the takes first: the file is the proof that their owner is dead.
    """
    presence = Presence(owners)
    # A process makes its file, and locks it then: one that is younger may just be between the two.
    dead = [
        path for path in sorted(owners.glob("*.alive")) if age(path) > BORN and presence.is_dead(path.stem)
    ]
    if not dry_run:
        ledger.bury()
    return dead
