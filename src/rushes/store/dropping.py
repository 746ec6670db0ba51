"""What lies there of takes that were dropped: their rows say so first, and then their files go."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from pathlib import Path

from rushes.errors import StoreError
from rushes.model import Take, TakeState
from rushes.store.blobs import BlobStore
from rushes.store.failures import disk_failure
from rushes.store.sidecars import own_sidecars, read_beside

__all__ = ["dropped_files", "hashes_kept", "is_kept", "remove_files"]


def is_kept(take: Take) -> bool:
    """Whether the ledger says that the take's bytes are here."""
    return take.state is TakeState.FETCHED and take.dropped is None


def hashes_kept(takes: Iterable[Take]) -> set[str]:
    """The hashes of all bytes that one of the takes needs."""
    return {take.sha256 for take in takes if is_kept(take) and take.sha256 is not None}


def dropped_files(blobs: BlobStore, take: Take, kept: Collection[str]) -> list[Path]:
    """The files of a dropped take that still lie there; not those that a take with the same bytes needs.

    `kept` are the hashes of the bytes that are needed. The clip comes last: as long as it is there, a
    removal that was stopped is seen.
    """
    if take.dropped is None or take.sha256 is None:
        return []
    beside, aside = own_sidecars(blobs, take)
    if take.sha256 in kept:
        files = [path for path in (beside, aside) if names(path, blobs) == take.id]
    else:
        files = [beside, aside, blobs.path(take.sha256, ".jpg"), blobs.path(take.sha256)]
    return [path for path in files if path.exists()]


def names(path: Path, blobs: BlobStore) -> str | None:
    """The id of the take that a sidecar tells of; None where that cannot be read."""
    try:
        return read_beside(path, blobs)[0].id
    except StoreError:
        return None


def remove_files(files: Iterable[Path]) -> int:
    """Take files away, those that are not gone yet; returns how many bytes that was. Raises StoreError."""
    freed = 0
    for path in files:
        try:
            size = path.lstat().st_size
            path.unlink()
        except FileNotFoundError:
            continue
        except OSError as error:
            raise disk_failure(error, path) from error
        freed += size
    return freed
