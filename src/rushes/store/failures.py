"""What a full disk or a folder that cannot be written is called."""

from __future__ import annotations

import errno
from pathlib import Path

from rushes.errors import StoreError

__all__ = ["disk_failure"]

FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
CLOSED = {errno.EACCES, errno.EPERM, errno.EROFS}


def disk_failure(error: OSError, path: Path) -> StoreError:
    """`error`, met while `path` was written or read, as a StoreError that says what to do."""
    if error.errno in FULL:
        return StoreError(
            f"the disk is full: {path} cannot be written", hint="free some space and run it again"
        )
    if error.errno in CLOSED:
        return StoreError(
            f"{path} cannot be written: {error.strerror}",
            hint="make the folder writable, or name another workspace with --workspace or RUSHES_WORKSPACE",
        )
    return StoreError(f"{path}: {error.strerror or error}")
