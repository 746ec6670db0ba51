"""What `rushes doctor` tries, one function a line. Each really runs the thing that it is about."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import entry_points, version
from pathlib import Path
from typing import Literal

from rushes.cli.opening import settings_for
from rushes.cli.texts import count

__all__ = ["CHECKS", "Check"]

# A film needs these of both engines; the FFmpeg program alone has what PyAV's build leaves out.
_ENCODERS = ("libx264", "aac")
_FILTERS = ("xfade", "scale", "pad", "crop", "fps", "tpad", "trim", "overlay", "format", "transpose")
_LOW_DISK = 2_000_000_000


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was tried: how it went, what was found, and what mends it."""

    name: str
    state: Literal["ok", "warn", "fail"]
    detail: str
    fix: str = ""


def python(_workspace: Path | None) -> Check:
    found = f"{platform.python_version()} on {platform.system()} {platform.machine()}"
    return Check("python", "ok", found)


def ffmpeg_program(_workspace: Path | None) -> Check:
    from rushes.media.engine import program

    path = program(settings_for(os.environ)[0].ffmpeg)
    done = subprocess.run(
        [path, "-hide_banner", "-filters"],
        capture_output=True,
        text=True,
        errors="replace",
        stdin=subprocess.DEVNULL,
        timeout=30,
        check=False,
    )
    if done.returncode != 0:
        return Check("ffmpeg program", "fail", f"{path} ends with {done.returncode}", "set RUSHES_FFMPEG")
    known = {words[1] for line in done.stdout.splitlines() if len(words := line.split()) > 2}
    missing = [name for name in _FILTERS if name not in known]
    if missing:
        return Check("ffmpeg program", "fail", f"{path} lacks {', '.join(missing)}", "set RUSHES_FFMPEG")
    return Check("ffmpeg program", "ok", f"{path}, {len(known)} filters")


def pyav(_workspace: Path | None) -> Check:
    import av
    from av.codec import Codec
    from av.filter import filters_available

    missing: list[str] = []
    for name in _ENCODERS:
        try:
            Codec(name, "w")
        except ValueError:
            missing.append(f"encoder {name}")
    missing += [f"filter {name}" for name in _FILTERS if name not in filters_available]
    found = f"PyAV {av.__version__}"
    if missing:
        return Check(
            "pyav", "fail", f"{found} lacks {', '.join(missing)}", "pip install --force-reinstall av"
        )
    return Check("pyav", "ok", f"{found}, encoders {', '.join(_ENCODERS)}")


def fonts(_workspace: Path | None) -> Check:
    from importlib.resources import as_file, files

    from PIL import ImageFont, features

    faces = sorted(
        (one for one in files("rushes.media").joinpath("fonts").iterdir() if one.name.endswith(".ttf")),
        key=lambda one: one.name,
    )
    for face in faces:
        with as_file(face) as path:
            ImageFont.truetype(path, 20).getbbox("Ωж")
    if not faces:
        return Check("fonts", "fail", "the bundled fonts are missing", "install rushes again")
    found = ", ".join(face.name for face in faces)
    if not features.check("raqm"):
        fix = "Latin, Greek and Cyrillic are fine; Arabic and Indic scripts need Pillow with raqm"
        return Check("fonts", "warn", f"{found}; no complex scripts", fix)
    return Check("fonts", "ok", found)


def workspace(folder: Path | None) -> Check:
    root = _root(folder)
    with tempfile.NamedTemporaryFile(dir=_nearest(root), prefix=".rushes-doctor-"):
        pass
    there = "" if root.exists() else " (made with the first take)"
    return Check("workspace", "ok", f"{root}{there}")


def disk(folder: Path | None) -> Check:
    free = shutil.disk_usage(_nearest(_root(folder))).free
    found = f"{free / 1e9:.1f} GB free"
    if free < _LOW_DISK:
        return Check("disk", "warn", found, "a minute of film needs about 100 MB; make room")
    return Check("disk", "ok", found)


def ledger(folder: Path | None) -> Check:
    from rushes.workspace import open_workspace

    root = _root(folder)
    if not (root / "ledger.db").exists():
        return Check("ledger", "ok", "none yet")
    with open_workspace(root.parent) as opened:
        takes = len(opened.takes())
    return Check("ledger", "ok", f"opens; {count(takes, 'take')}")


def settings(folder: Path | None) -> Check:
    held, _ = settings_for(os.environ, folder)
    changed = [name for name, origin in held.origins.items() if origin != "default"]
    return Check("settings", "ok", f"changed: {', '.join(changed)}" if changed else "all at their defaults")


def providers(_workspace: Path | None) -> Check:
    names = sorted({one.name for one in entry_points(group="rushes.providers")})
    if "previz" not in names:
        return Check("providers", "fail", ", ".join(names) or "none", "install rushes again")
    return Check("providers", "ok", ", ".join(names))


def keys(_workspace: Path | None) -> Check:
    names = sorted(name for name in os.environ if name.startswith("RUSHES_") and name.endswith("_KEY"))
    return Check("keys", "ok", ", ".join(names) if names else "none set; previz needs none")


def rushes(_workspace: Path | None) -> Check:
    return Check("rushes", "ok", version("rushes"))


def _root(folder: Path | None) -> Path:
    return settings_for(os.environ, folder)[1].absolute() / ".rushes"


def _nearest(path: Path) -> Path:
    """`path`, or the nearest folder above it that exists."""
    while not path.is_dir():
        path = path.parent
    return path


CHECKS: tuple[Callable[[Path | None], Check], ...] = (
    rushes,
    python,
    ffmpeg_program,
    pyav,
    fonts,
    settings,
    workspace,
    disk,
    ledger,
    providers,
    keys,
)
