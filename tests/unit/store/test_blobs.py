"""The bytes of takes: whole or not there, under their own hash, never overwritten."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from rushes.errors import StoreError
from rushes.store.blobs import BlobStore


@pytest.fixture
def blobs(tmp_path: Path) -> BlobStore:
    return BlobStore(tmp_path / ".rushes")


def scratch_file(blobs: BlobStore, content: bytes) -> Path:
    path = blobs.scratch.name(".mp4")
    path.write_bytes(content)
    return path


def everything(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_a_missing_an_empty_and_a_folder_source_are_refused_and_leave_nothing(
    blobs: BlobStore, tmp_path: Path
) -> None:
    (tmp_path / "empty.mp4").write_bytes(b"")
    (tmp_path / "folder.mp4").mkdir()
    for name in ("nothing.mp4", "empty.mp4", "folder.mp4"):
        with pytest.raises(StoreError, match=name):
            blobs.adopt(tmp_path / name)
    assert everything(blobs.folder.parent) == ["tmp/.door", f"tmp/{blobs.scratch.folder.name}/.alive"]


def test_opening_a_store_writes_nothing(blobs: BlobStore) -> None:
    assert not blobs.folder.parent.exists()


def test_a_scratch_file_is_moved_in_and_another_file_is_copied(blobs: BlobStore, tmp_path: Path) -> None:
    scratch = scratch_file(blobs, b"clip")
    own = tmp_path / "my own, 100% clip.mp4"
    own.write_bytes(b"clip")
    blob = blobs.adopt(scratch)
    assert blob.sha256 == hashlib.sha256(b"clip").hexdigest()
    assert (blob.size, blob.path.read_bytes(), blob.path.parent.name) == (4, b"clip", blob.sha256[:2])
    assert not scratch.exists()
    assert blob.path.stat().st_mode & 0o777 == 0o444
    before = blob.path.stat()
    assert blobs.adopt(own) == blob
    assert own.exists()
    assert blob.path.stat().st_mtime_ns == before.st_mtime_ns
    assert blob.path.stat().st_ino == before.st_ino


def test_a_damaged_take_is_found_and_mended_by_its_own_bytes(blobs: BlobStore) -> None:
    blob = blobs.adopt(scratch_file(blobs, b"good"))
    assert blobs.verify(blob.sha256) == blob
    blob.path.chmod(0o644)
    blob.path.write_bytes(b"evil")
    with pytest.raises(StoreError, match="has changed"):
        blobs.verify(blob.sha256)
    blobs.adopt(scratch_file(blobs, b"good"))
    assert blobs.verify(blob.sha256) == blob
    blob.path.unlink()
    with pytest.raises(StoreError, match="is gone"):
        blobs.verify(blob.sha256)


def test_what_a_killed_process_left_is_swept_and_what_a_living_one_writes_stays(tmp_path: Path) -> None:
    script = textwrap.dedent("""
        import sys
        from pathlib import Path
        from rushes.store.blobs import BlobStore
        blobs = BlobStore(Path(sys.argv[1]))
        blobs.scratch.name(".mp4").write_bytes(b"half a clip")
        print(blobs.scratch.folder, flush=True)
        sys.stdin.read()
    """)
    left = tmp_path / "tmp" / "fragment"
    left.parent.mkdir()
    left.write_bytes(b"")
    yesterday = time.time() - 90_000
    os.utime(left, (yesterday, yesterday))
    command = [sys.executable, "-c", script, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        folder = Path(process.stdout.readline().strip())
        first = BlobStore(tmp_path)
        assert first.scratch.folder.exists()
        assert len(list(folder.iterdir())) == 2
        assert not left.exists()
        process.send_signal(signal.SIGKILL)
        process.wait()
    second = BlobStore(tmp_path)
    assert second.scratch.folder.exists()
    assert not folder.exists()
    assert first.scratch.folder.exists()
    first.close()
    second.close()
    assert everything(tmp_path / "tmp") == [".door"]


def test_a_full_disk_says_so_and_leaves_no_take(tmp_path: Path) -> None:
    script = textwrap.dedent("""
        import resource, sys
        from pathlib import Path
        from rushes.errors import StoreError
        from rushes.store.blobs import BlobStore
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
        blobs = BlobStore(Path(sys.argv[1]))
        try:
            blobs.adopt(Path(sys.argv[2]))
        except StoreError as error:
            print(error)
        print(len(list(blobs.scratch.folder.iterdir())), blobs.folder.exists())
    """)
    source = tmp_path / "clip.mp4"
    source.write_bytes(bytes(2000))
    command = [sys.executable, "-c", script, str(tmp_path / ".rushes"), str(source)]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    assert "the disk is full" in said[0]
    assert said[1] == "1 False"


def test_a_read_only_folder_says_so(tmp_path: Path, bound: list[str]) -> None:
    script = textwrap.dedent("""
        import sys
        from pathlib import Path
        from rushes.errors import StoreError
        from rushes.store.blobs import BlobStore

        try:
            BlobStore(Path(sys.argv[1])).scratch.name(".mp4")
        except StoreError as error:
            print(error, error.hint, sep="|")
    """)
    tmp_path.chmod(0o555)
    try:
        command = [*bound, sys.executable, "-c", script, str(tmp_path / ".rushes")]
        done = subprocess.run(command, capture_output=True, text=True)
    finally:
        tmp_path.chmod(0o755)
    assert "cannot be written" in done.stdout, done.stderr
    assert "writable" in done.stdout
    assert not (tmp_path / ".rushes").exists()


def test_a_file_where_the_workspace_should_be_says_so(tmp_path: Path) -> None:
    (tmp_path / ".rushes").write_text("not a folder")
    with pytest.raises(StoreError, match=r"\.rushes"):
        BlobStore(tmp_path / ".rushes").scratch.name(".mp4")
