"""Signs of life: how one process tells whether another still lives.

A process holds a lock on a file of its own as long as it lives: whoever can take that lock has proved
that it is dead, whatever their process ids or containers are. A lock is nothing that a stopped process
loses; for that one, and for processes of other machines, there is the time of its last sign of life.
"""

from __future__ import annotations

import contextlib
import getpass
import os
import secrets
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path

from rushes.errors import RushesError
from rushes.store.failures import disk_failure
from rushes.store.scratch import locked

__all__ = ["Heart", "Presence", "machine_folder"]


def machine_folder() -> Path:
    """A folder of this machine and this user, for processes that share a ledger over several machines.

    In a folder that is copied between machines, a lock would prove nothing: elsewhere nobody holds it.
    """
    user = str(os.getuid()) if hasattr(os, "getuid") else getpass.getuser()
    return Path(tempfile.gettempdir()) / f"rushes-{user}" / "owners"


class Presence:
    """The lock files in `folder`; our own is made by `begin`."""

    def __init__(self, folder: Path) -> None:
        self.id = secrets.token_hex(8)
        self._folder = folder
        self._lock: int | None = None

    def begin(self) -> None:
        """Show that this process lives. Raises StoreError when the folder cannot be written."""
        if self._lock is not None:
            return
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._lock = os.open(self._file(self.id), os.O_CREAT | os.O_RDWR, 0o644)
        except OSError as error:
            raise disk_failure(error, self._folder) from error
        locked(self._lock, wait=True)

    def is_dead(self, owner: str) -> bool:
        """Whether it is proved that this process has ended: its file is here, and nobody holds the lock."""
        if owner == self.id:
            return False
        try:
            descriptor = os.open(self._file(owner), os.O_RDWR)
        except OSError:
            return False
        try:
            return locked(descriptor, wait=False)
        finally:
            os.close(descriptor)

    def forget(self, owner: str) -> None:
        """Take the file of a dead process away."""
        with contextlib.suppress(OSError):
            self._file(owner).unlink()

    def end(self, *, forget: bool = True) -> None:
        """Give our lock back. Unless `forget`, the file stays, and proves that this process has ended."""
        if self._lock is not None:
            if forget:
                self.forget(self.id)
            os.close(self._lock)
            self._lock = None

    def _file(self, owner: str) -> Path:
        return self._folder / f"{owner}.alive"


class Heart:
    """Calls `beat` every so many seconds on a thread of its own, until it is stopped.

    A beat that fails is no reason to stop: the next one may succeed.
    """

    def __init__(self, beat: Callable[[], object], *, every: float) -> None:
        self._beat = beat
        self._every = every
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        self._thread = threading.Thread(target=self._run, name="rushes-heart", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        while not self._stop.wait(self._every):
            with contextlib.suppress(RushesError):
                self._beat()
