"""Sidecars: what lies beside a take's bytes, and is enough to write its row in the ledger again."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import cast

from rushes.errors import StoreError
from rushes.model import Json, Take
from rushes.store.blobs import BlobStore, keep_bytes
from rushes.store.documents import read_sidecar, sidecar_document

__all__ = ["all_sidecars", "find_sidecar", "own_sidecars", "read_beside", "write_sidecar"]

SHA256 = re.compile(r"[0-9a-f]{64}")
TAKE_ID = re.compile(r"[0-9a-f]{8,64}")


def all_sidecars(blobs: BlobStore) -> Iterator[Path]:
    """Every sidecar that lies in the store, readable or not."""
    yield from sorted(blobs.folder.glob("??/*.json"))


def own_sidecars(blobs: BlobStore, take: Take) -> tuple[Path, Path]:
    """Where a take's sidecar may lie: beside its bytes, or with its id where others have the same bytes."""
    assert take.sha256 is not None
    return blobs.path(take.sha256, ".json"), blobs.path(take.sha256, f".{take.id}.json")


def read_beside(path: Path, blobs: BlobStore) -> tuple[Take, Mapping[str, Json]]:
    """The take that a sidecar tells of, and its request. Raises StoreError for one that cannot be trusted."""
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise StoreError(f"it cannot be read: {error.strerror or error}") from error
    except ValueError as error:
        raise StoreError("it is no JSON, or cut short") from error
    if not isinstance(document, dict):
        raise StoreError("it is no sidecar of a take")
    take, body = read_sidecar(cast("Mapping[str, Json]", document), blobs.folder)
    sha256 = take.sha256 or ""
    # What it names becomes a path and a row: it must be what rushes itself would write.
    if not SHA256.fullmatch(sha256) or not TAKE_ID.fullmatch(take.id):
        raise StoreError("its take's id or hash is none")
    if path not in own_sidecars(blobs, take):
        raise StoreError(f"it tells of other bytes than those beside it: {sha256[:12]}…")
    return take, body


def find_sidecar(blobs: BlobStore, take: Take) -> Path:
    """The take's own sidecar. Raises StoreError that says why there is none that can be trusted."""
    why = StoreError("there is none")
    for path in reversed(own_sidecars(blobs, take)):
        if not path.exists():
            continue
        try:
            told, _ = read_beside(path, blobs)
        except StoreError as error:
            why = error
            continue
        if told.id == take.id:
            return path
    raise why


def write_sidecar(blobs: BlobStore, take: Take, body: Mapping[str, Json]) -> Path:
    """Write a take's sidecar anew, over none of another take's."""
    beside, aside = own_sidecars(blobs, take)
    path = aside
    try:
        other = read_beside(beside, blobs)[0].id != take.id
    except StoreError:
        other = False  # nobody can read what lies there
    if not other:
        path = beside
    keep_bytes(json.dumps(sidecar_document(take, body)).encode(), path, blobs.scratch)
    return path
