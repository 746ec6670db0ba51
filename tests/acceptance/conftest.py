"""The built wheel in an environment of its own, as a user has it."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
import venv
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
KEPT = ROOT / ".make"

Rushes = Callable[..., subprocess.CompletedProcess[str]]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.slow)
            item.add_marker(pytest.mark.timeout(900))


def fingerprint() -> str:
    """A hash of everything that the wheel and its environment are made from."""
    files = sorted(
        path for path in (ROOT / "src").rglob("*") if path.is_file() and "__pycache__" not in path.parts
    )
    told = hashlib.sha256(sys.version.encode())
    for path in [*files, ROOT / "pyproject.toml", ROOT / "README.md", ROOT / "constraints.txt"]:
        told.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes() + b"\0")
    return told.hexdigest()


def run(*command: str | Path) -> None:
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"


def install(folder: Path) -> None:
    """Build the wheel and install it, with the pinned versions, into a fresh environment at `folder`."""
    dist = KEPT / "dist"
    for old in dist.glob("*.whl"):
        old.unlink()
    run(sys.executable, "-m", "build", "--wheel", "--outdir", dist, ROOT)
    venv.EnvBuilder(with_pip=True, clear=True).create(folder)
    wheel = next(dist.glob("*.whl"))
    pip = [folder / "bin" / "python", "-m", "pip", "--quiet", "--disable-pip-version-check"]
    run(*pip, "install", "-c", ROOT / "constraints.txt", wheel)


def sweep(before: float) -> None:
    """Remove environments that were made before this time; a younger one may be in use."""
    for old in KEPT.glob("acceptance-*"):
        if old.is_dir() and old.stat().st_mtime < before:
            shutil.rmtree(old, ignore_errors=True)


@pytest.fixture(scope="session")
def installed() -> Path:
    """The folder of the programs of the environment that the wheel is installed in; kept until it changes."""
    KEPT.mkdir(exist_ok=True)
    folder = KEPT / f"acceptance-{fingerprint()[:12]}"
    with (KEPT / "acceptance.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "ready").exists():
            sweep(time.time() - 3600)
            install(folder)
            (folder / "ready").touch()
    return folder / "bin"


@pytest.fixture
def rushes(installed: Path, tmp_path: Path, own_home: Path) -> Rushes:
    """Runs the installed `rushes` in an empty folder, with an empty home and no terminal."""

    def call(
        *words: str | Path, code: int | None = 0, cwd: Path | None = None, **environ: str
    ) -> subprocess.CompletedProcess[str]:
        kept = {name: os.environ[name] for name in ("LANG", "LC_ALL", "TMPDIR") if name in os.environ}
        path = f"{installed}{os.pathsep}/usr/bin{os.pathsep}/bin"
        done = subprocess.run(
            [installed / "rushes", *words],
            cwd=cwd or tmp_path,
            env={**kept, "HOME": str(own_home), "PATH": path, **environ},
            capture_output=True,
            text=True,
            errors="surrogateescape",
            stdin=subprocess.DEVNULL,
        )
        assert "Traceback" not in done.stderr, done.stderr
        assert code is None or done.returncode == code, f"{done.returncode}\n{done.stdout}{done.stderr}"
        return done

    return call


@pytest.fixture
def rushes_json(rushes: Rushes) -> Callable[..., dict[str, object]]:
    """Runs `rushes … --json` and gives the document that it prints."""

    def call(*words: str | Path, **settings: object) -> dict[str, object]:
        document: dict[str, object] = json.loads(rushes(*words, "--json", **settings).stdout)
        return document

    return call
