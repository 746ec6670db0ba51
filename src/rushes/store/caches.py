"""What is remembered to save time; losing it loses nothing."""

from __future__ import annotations

import contextlib
import json
import os
import threading
import time
from pathlib import Path

from rushes.store.blobs import hash_file

__all__ = ["HashCache"]

SETTLED = 2.0  # seconds: a younger file may change again without its time of change showing it


class HashCache:
    """The hashes of files, remembered by path, size and time of change in the JSON file at `path`.

    Threads may share it.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._known: dict[str, list[int | str]] | None = None
        self._changed = False

    def hash_file(self, path: Path) -> str:
        """The sha256 of the bytes at `path`. Raises StoreError when it cannot be read."""
        name = str(path.absolute())
        try:
            there = path.stat()
        except OSError:
            return hash_file(path)  # which says what is wrong
        mark = [there.st_size, there.st_mtime_ns, there.st_ino]
        with self._lock:
            kept = self._load().get(name)
        if kept is not None and kept[:3] == mark:
            return str(kept[3])
        found = hash_file(path)
        if time.time() - there.st_mtime > SETTLED:
            with self._lock:
                self._load()[name] = [*mark, found]
                self._changed = True
        return found

    def save(self) -> None:
        """Write down what was learned; a cache that cannot be written is left as it is."""
        with self._lock:
            if not self._changed or self._known is None:
                return
            temporary = self._path.with_suffix(f".{os.getpid()}.tmp")
            try:
                self._path.parent.mkdir(parents=True, exist_ok=True)
                temporary.write_text(json.dumps(self._known), encoding="utf-8")
                temporary.replace(self._path)
                self._changed = False
            except OSError:
                with contextlib.suppress(OSError):
                    temporary.unlink(missing_ok=True)

    def _load(self) -> dict[str, list[int | str]]:
        if self._known is None:
            try:
                known = json.loads(self._path.read_text(encoding="utf-8"))
                right = isinstance(known, dict)
                self._known = known if right else {}
            except (OSError, ValueError):
                self._known = {}
        return self._known
