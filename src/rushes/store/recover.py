"""Ledger and sidecars make each other whole: rows are written from sidecars, and sidecars from rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from rushes.errors import Cancelled, StoreError
from rushes.model import Json, Take
from rushes.store.blobs import BlobStore
from rushes.store.dropping import hashes_kept, is_kept
from rushes.store.ledger import Ledger
from rushes.store.sidecars import all_sidecars, find_sidecar, read_beside, write_sidecar
from rushes.store.verify import Flaw

__all__ = ["Recovered", "recover_takes"]


@dataclass(frozen=True, slots=True)
class Recovered:
    """What came of it: takes that the ledger had, those it got back, sidecars that were written anew.

    `flaws` are the sidecars that are of no use, or whose bytes are gone or have changed.
    """

    there: int
    restored: tuple[Take, ...]
    written: tuple[Take, ...]
    flaws: tuple[Flaw, ...]


def recover_takes(
    ledger: Ledger,
    blobs: BlobStore,
    *,
    progress: Callable[[Take, float], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Recovered:
    """Write down every take that only its sidecar tells of, its bytes read again first; then the reverse.

    What is there already is left as it is: it may be run again at any time. Raises Cancelled.
    """
    flaws: list[Flaw] = []
    listed = list(all_sidecars(blobs))
    known = {take.id: take for take in ledger.takes()}
    hashes = hashes_kept(known.values())
    lost: list[tuple[Take, Mapping[str, Json]]] = []
    there = 0
    for path in listed:
        try:
            take, body = read_beside(path, blobs)
        except StoreError as error:
            if path.exists() and path.name.partition(".")[0] not in hashes:  # else it is written anew below
                flaws.append(Flaw(path, f"a sidecar that is of no use: {error.message}", "move it away"))
            continue
        if take.id in known:
            there += 1
        else:
            lost.append((take, body))
    restored: list[Take] = []
    whole = sum(take.size for take, _ in lost) or 1
    read = 0
    # In the order in which they were made: so the last one of a shot is the one that the shot uses.
    for take, body in sorted(lost, key=lambda one: one[0].created):
        if cancelled is not None and cancelled():
            raise Cancelled("stopped", hint="run it again to go on")
        flaw = restore(ledger, blobs, take, body)
        if flaw is None:
            restored.append(ledger.take(take.id))
        else:
            flaws.append(flaw)
        read += take.size
        if progress is not None:
            progress(take, read / whole)
    return Recovered(there, tuple(restored), tuple(rewrite(ledger, blobs)), tuple(flaws))


def restore(ledger: Ledger, blobs: BlobStore, take: Take, body: Mapping[str, Json]) -> Flaw | None:
    assert take.sha256 is not None
    path = blobs.path(take.sha256)
    again = "put a copy of its clip back there, and run it again"
    try:
        size = blobs.verify(take.sha256).size
    except StoreError as error:
        return Flaw(path, f"take {take.id} was not restored: {error.message}", again)
    if size != take.size:
        problem = f"take {take.id} was not restored: it has {size} bytes, and its sidecar says {take.size}"
        return Flaw(path, problem, again)
    ledger.restore(take, body)
    return None


def rewrite(ledger: Ledger, blobs: BlobStore) -> list[Take]:
    """Write the sidecars that kept takes lack; returns these takes."""
    written: list[Take] = []
    for take in ledger.takes():
        if not is_kept(take) or take.sha256 is None or not blobs.path(take.sha256).is_file():
            continue
        try:
            find_sidecar(blobs, take)
        except StoreError:
            write_sidecar(blobs, take, ledger.body(take.id))
            written.append(take)
    return written
