"""Whether what the ledger says is kept is really there: every byte read again, every sidecar too."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from rushes.errors import Cancelled, StoreError
from rushes.model import Take
from rushes.store.blobs import BlobStore
from rushes.store.dropping import dropped_files, hashes_kept, is_kept
from rushes.store.ledger import Ledger
from rushes.store.sidecars import all_sidecars, find_sidecar, read_beside

__all__ = ["Flaw", "Verified", "verify_takes"]

ON_ITS_WAY = 3600.0  # seconds: younger bytes without a sidecar may be those of a take that comes in now
RECOVER = "rushes takes recover"


@dataclass(frozen=True, slots=True)
class Flaw:
    """One thing that is wrong with what is kept, and what mends it. `take` None: the ledger knows none."""

    path: Path
    problem: str
    mend: str
    take: Take | None = None


@dataclass(frozen=True, slots=True)
class Verified:
    """How many takes were read, how many bytes that was, and what is wrong."""

    takes: int
    size: int
    flaws: tuple[Flaw, ...]


def verify_takes(
    ledger: Ledger,
    blobs: BlobStore,
    takes: Sequence[Take] | None = None,
    *,
    progress: Callable[[Take, float], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Verified:
    """Read `takes` again, or all that are kept; then also files that belong to none are looked for.

    `progress` is told of each take, and which share of the bytes is read. Raises Cancelled.
    """
    kept = [take for take in ledger.takes() if is_kept(take)] if takes is None else list(takes)
    whole = sum(take.size for take in kept) or 1
    flaws: list[Flaw] = []
    read = 0
    known: dict[str, Flaw | None] = {}  # bytes that several takes share are read once
    for take in kept:
        if cancelled is not None and cancelled():
            raise Cancelled("stopped", hint="nothing was changed; run it again")
        assert take.sha256 is not None
        if take.sha256 not in known:
            known[take.sha256] = bytes_flaw(blobs, take)
        flaw = known[take.sha256]
        if flaw is not None:
            flaws.append(Flaw(flaw.path, flaw.problem, flaw.mend, take))
        if (flaw := sidecar_flaw(blobs, take)) is not None:
            flaws.append(flaw)
        read += take.size
        if progress is not None:
            progress(take, read / whole)
    if takes is None:
        flaws += strays(ledger, blobs)
    return Verified(len(kept), read, tuple(flaws))


def bytes_flaw(blobs: BlobStore, take: Take) -> Flaw | None:
    assert take.sha256 is not None
    path = blobs.path(take.sha256)
    again = "put a copy of it back there; else `rushes film` makes the shot anew"
    if not path.is_file():
        return Flaw(path, "its clip is gone", again)
    try:
        size = blobs.verify(take.sha256).size
    except StoreError as error:
        return Flaw(path, f"its clip has changed: {error.message}", again)
    if size != take.size:
        return Flaw(path, f"its clip has {size} bytes, and the ledger says {take.size}", RECOVER)
    return None


def sidecar_flaw(blobs: BlobStore, take: Take) -> Flaw | None:
    assert take.sha256 is not None
    try:
        find_sidecar(blobs, take)
    except StoreError as error:
        return Flaw(
            blobs.path(take.sha256, ".json"), f"its sidecar is no good: {error.message}", RECOVER, take
        )
    return None


def strays(ledger: Ledger, blobs: BlobStore) -> Iterator[Flaw]:
    """Files that the ledger has no take for, or a take that was dropped."""
    told: set[str] = set()  # the hashes of bytes that a sidecar tells of
    listed = list(all_sidecars(blobs))
    takes = ledger.takes()  # after the files: a take that comes in meanwhile is in it
    ids = {take.id for take in takes}
    kept = hashes_kept(takes)
    for path in listed:
        sha256 = path.name.partition(".")[0]
        told.add(sha256)
        try:
            take, _ = read_beside(path, blobs)
        except StoreError as error:
            if path.exists() and sha256 not in kept:
                yield Flaw(path, f"a sidecar that no take has: {error.message}", "move it away")
            continue
        if take.id not in ids:
            yield Flaw(path, f"the ledger does not know take {take.id}, whose sidecar this is", RECOVER)
    for take in takes:
        if left := dropped_files(blobs, take, kept):
            mend = f"rushes takes drop {take.id[:12]}"
            yield Flaw(left[-1], "it was dropped, and its files still lie here", mend, take)
    theirs = {take.sha256 for take in takes}
    for path in sorted(blobs.folder.glob("??/*.mp4")):
        if path.stem not in theirs and path.stem not in told and is_old(path):
            yield Flaw(path, "a clip that no take has, and no sidecar tells of", "move it away")


def is_old(path: Path) -> bool:
    try:
        return time.time() - path.stat().st_mtime > ON_ITS_WAY
    except OSError:
        return False
