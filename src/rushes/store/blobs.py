"""The bytes of takes, kept under their sha256 and never overwritten."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from rushes.errors import StoreError, UsageError
from rushes.store.failures import disk_failure
from rushes.store.scratch import Scratch

__all__ = ["Blob", "BlobStore", "checked_output", "copy_out", "hash_file", "keep_bytes", "take_path"]

BLOCK = 1 << 20
CLIP_SUFFIXES = (".mp4", ".m4v", ".mov")


@dataclass(frozen=True, slots=True)
class Blob:
    """Kept bytes: their hash, how many they are, and where they lie."""

    sha256: str
    size: int
    path: Path


def hash_file(path: Path) -> str:
    """The sha256 of the bytes at `path`, in hexadecimal. Raises StoreError when it cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise StoreError(f"{path} cannot be read: {error.strerror or error}") from error


def take_path(folder: Path, sha256: str, suffix: str = ".mp4") -> Path:
    """Where the take with this hash lies under `folder`: `ab/abcdef….mp4`."""
    return folder / sha256[:2] / f"{sha256}{suffix}"


def keep_bytes(content: bytes, target: Path, scratch: Scratch) -> None:
    """Write `content` beside the world and move it to `target`, on disk when this returns.

    What lies at `target` already is replaced whole. Raises StoreError.
    """
    temporary = scratch.name(target.suffix)
    try:
        with temporary.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        make_folder(target.parent)
        temporary.replace(target)
        sync_folder(target.parent)
    except OSError as error:
        raise disk_failure(error, target) from error
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)


class BlobStore:
    """The takes' bytes in the workspace folder `root`, under `takes/`.

    Nothing is made on disk before the first take comes in.
    """

    def __init__(self, root: Path) -> None:
        self.folder = root / "takes"
        self.scratch = Scratch(root / "tmp")

    def path(self, sha256: str, suffix: str = ".mp4") -> Path:
        """Where the bytes with this hash lie, or would lie."""
        return take_path(self.folder, sha256, suffix)

    def adopt(self, source: Path) -> Blob:
        """Take the file at `source` in: hashed, synced and linked under its hash.

        A file of this process's scratch folder is moved; any other is copied and stays. Bytes that
        are kept already are not written again. Raises StoreError: no such file, an empty one, a
        full disk; then nothing is left behind and a scratch file stays where it is.
        """
        ours = source.parent == self.scratch.folder or self.scratch.folder in source.parents
        inside = source if ours else self.scratch.name(".mp4")
        try:
            sha256, size = hash_and_sync(source) if ours else copy_hashed(source, inside)
            if size == 0:
                raise StoreError(f"{source} is empty")
            target = self.path(sha256)
            make_folder(target.parent)
            if not self._kept(target, sha256, size):
                inside.chmod(0o444)
                place(inside, target)
                sync_folder(target.parent)
            inside.unlink(missing_ok=True)
        except OSError as error:
            raise disk_failure(error, source if error.filename == str(source) else self.folder) from error
        finally:
            if not ours:
                with contextlib.suppress(OSError):
                    inside.unlink(missing_ok=True)
        return Blob(sha256, size, target)

    def verify(self, sha256: str) -> Blob:
        """The kept bytes, read again and hashed. Raises StoreError when they are gone or differ."""
        path = self.path(sha256)
        if not path.is_file():
            raise StoreError(f"the file of take {sha256[:12]} is gone: {path}")
        found = hash_file(path)
        if found != sha256:
            raise StoreError(f"{path} has changed: its bytes are now {found[:12]}…")
        return Blob(sha256, path.stat().st_size, path)

    def close(self) -> None:
        self.scratch.close()

    @staticmethod
    def _kept(target: Path, sha256: str, size: int) -> bool:
        """Whether `target` holds the right bytes already; damaged ones are moved out of the way."""
        if not target.exists():
            return False
        if target.stat().st_size == size and hash_file(target) == sha256:
            return True
        target.unlink()
        return False


def hash_and_sync(path: Path) -> tuple[str, int]:
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        os.fsync(file.fileno())
        return sha256, file.tell()


def copy_hashed(source: Path, target: Path) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    with source.open("rb") as reader, target.open("xb") as writer:
        while block := reader.read(BLOCK):
            digest.update(block)
            writer.write(block)
            size += len(block)
        writer.flush()
        os.fsync(writer.fileno())
    return digest.hexdigest(), size


def place(temporary: Path, target: Path) -> None:
    """Give `temporary` its final name, never over another file."""
    try:
        os.link(temporary, target)
    except FileExistsError:
        return  # another process brought the same bytes first
    except OSError:
        if not target.exists():  # a file system without hard links
            shutil.move(temporary, target)


def make_folder(folder: Path) -> None:
    if not folder.is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        sync_folder(folder.parent)


def sync_folder(folder: Path) -> None:
    """Put the folder's own entries on disk, where the platform can."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def copy_out(source: Path, target: Path) -> None:
    """Copy kept bytes to a place of the user's: whole, synced and moved into place. Raises StoreError."""
    temporary = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        copy_hashed(source, temporary)
        temporary.replace(target)
        sync_folder(target.parent)
    except OSError as error:
        raise disk_failure(error, target) from error
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)


def checked_output(path: Path, inputs: Iterable[Path] = ()) -> Path:
    """`path`, when a clip can be put there; else UsageError or StoreError now rather than after the work.

    `inputs` are the files that the clip is made from: none of them is overwritten.
    """
    if path.is_dir():
        raise UsageError(f"{path} is a folder", hint="name a file in it")
    if any(same_file(path, source) for source in inputs):
        raise UsageError(
            f"the clip would overwrite {path.name}, which it is made from", hint="choose another name for it"
        )
    if path.suffix.lower() not in CLIP_SUFFIXES:
        raise UsageError(f"{path.name} does not say that it is an MP4 clip", hint=f"call it {path.stem}.mp4")
    if not path.absolute().parent.is_dir():
        raise StoreError(
            f"{path} cannot be written: there is no folder {path.absolute().parent}", hint="make it first"
        )
    return path


def same_file(one: Path, other: Path) -> bool:
    """Whether both paths lead to one file, also by a link or a detour."""
    try:
        return one.samefile(other)
    except OSError:  # where one of them is not there, nothing can be lost
        return False
