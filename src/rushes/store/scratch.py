"""A folder of its own for each process, for files on their way in.

A process holds a lock inside its folder as long as it lives, so that another one can tell what was
left by the dead from what is still being written, whatever their process ids or containers are.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import time
from collections.abc import Generator
from pathlib import Path

from rushes.store.failures import disk_failure

try:
    import fcntl
except ImportError:  # Windows: leftovers are told by their age alone
    fcntl = None

__all__ = ["Scratch"]

DAY = 86_400.0
LOCK = ".alive"
DOOR = ".door"


def locked(descriptor: int, *, wait: bool) -> bool:
    """Whether the lock on `descriptor` is ours now."""
    if fcntl is None:
        return wait
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except OSError:
        return False
    return True


class Scratch:
    """The temporary files of one process under `folder`, made when first asked for.

    Opening it sweeps what dead processes left, and whatever is older than a day and has no owner.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._own: Path | None = None
        self._lock: int | None = None

    @property
    def folder(self) -> Path:
        """The folder of this process. Raises StoreError when it cannot be made."""
        if self._own is None or not self._own.is_dir():
            try:
                self._own = self._open()
            except OSError as error:
                raise disk_failure(error, self._folder) from error
        return self._own

    def name(self, suffix: str) -> Path:
        """A free name in the folder, ending in `suffix`."""
        return self.folder / f"{secrets.token_hex(8)}{suffix}"

    @contextlib.contextmanager
    def alone(self) -> Generator[bool]:
        """Whether no other living process has a folder here; none gets one before the context ends.

        In the context, do not ask for our own folder for the first time.
        """
        if not self._folder.parent.is_dir():  # no process has ever worked here
            yield True
            return
        try:
            self._folder.mkdir(exist_ok=True)
        except OSError as error:
            raise disk_failure(error, self._folder) from error
        with self._door():
            yield not any(self._lives(entry) for entry in self._entries())

    def left_behind(self) -> list[Path]:
        """What dead processes left here."""
        return [entry for entry in self._entries() if entry != self._own and self._is_left(entry)]

    def close(self) -> None:
        """Remove the folder and give its lock back."""
        if self._own is not None:
            shutil.rmtree(self._own, ignore_errors=True)
        if self._lock is not None:
            os.close(self._lock)
        self._own = self._lock = None

    def _open(self) -> Path:
        self._folder.mkdir(parents=True, exist_ok=True)
        with self._door():
            self._sweep()
            own = self._folder / f"{os.getpid()}-{secrets.token_hex(4)}"
            own.mkdir()
            self._lock = os.open(own / LOCK, os.O_CREAT | os.O_RDWR, 0o644)
            locked(self._lock, wait=True)
        return own

    @contextlib.contextmanager
    def _door(self) -> Generator[None]:
        """Held while a folder is made or removed: no half-made folder is ever seen as a dead one's."""
        descriptor = os.open(self._folder / DOOR, os.O_CREAT | os.O_RDWR, 0o644)
        try:
            locked(descriptor, wait=True)
            yield
        finally:
            os.close(descriptor)

    def _sweep(self) -> None:
        for entry in self._entries():
            with contextlib.suppress(OSError):
                if self._left_behind(entry):
                    shutil.rmtree(entry) if entry.is_dir() else entry.unlink()

    def _entries(self) -> list[Path]:
        if not self._folder.is_dir():
            return []
        return [entry for entry in self._folder.iterdir() if entry.name != DOOR]

    def _lives(self, entry: Path) -> bool:
        return entry != self._own and entry.is_dir() and not self._is_left(entry)

    def _is_left(self, entry: Path) -> bool:
        try:
            return self._left_behind(entry)
        except OSError:  # its owner has just taken it away
            return False

    @staticmethod
    def _left_behind(entry: Path) -> bool:
        old = time.time() - entry.stat().st_mtime > DAY
        lock = entry / LOCK
        if fcntl is None or not lock.exists():
            return old
        descriptor = os.open(lock, os.O_RDWR)
        try:
            return locked(descriptor, wait=False)
        finally:
            os.close(descriptor)
