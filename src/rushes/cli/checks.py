"""What `rushes doctor` tries, one function a line. Each really runs the thing that it is about."""

from __future__ import annotations

import platform
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from rushes.cli.texts import count

if TYPE_CHECKING:
    from rushes.providers.base import Account
    from rushes.settings import Settings

__all__ = ["CHECKS", "PLACE_CHECKS", "Check", "Place"]

_ENCODERS = ("libx264", "aac")
_FILTERS = ("xfade", "scale", "pad", "crop", "fps", "tpad", "trim", "overlay", "format", "transpose")
_LOW_DISK = 2_000_000_000
_FACTS_HOLD = timedelta(days=180)


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was tried: how it went, what was found, what mends it, and what else is to be told."""

    name: str
    state: Literal["ok", "warn", "fail"]
    detail: str
    fix: str = ""
    notes: tuple[str, ...] = ()
    account: Account | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a film would be made: the settings that hold, and the workspace's `.rushes/`."""

    settings: Settings
    root: Path


def python() -> Check:
    found = f"{platform.python_version()} on {platform.system()} {platform.machine()}"
    return Check("python", "ok", found)


def pyav() -> Check:
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


def fonts() -> Check:
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


def workspace(place: Place) -> Check:
    with tempfile.NamedTemporaryFile(dir=_nearest(place.root), prefix=".rushes-doctor-"):
        pass
    there = "" if place.root.exists() else " (made with the first take)"
    return Check("workspace", "ok", f"{place.root}{there}")


def disk(place: Place) -> Check:
    free = shutil.disk_usage(_nearest(place.root)).free
    found = f"{free / 1e9:.1f} GB free"
    if free < _LOW_DISK:
        return Check("disk", "warn", found, "a minute of film needs about 100 MB; make room")
    return Check("disk", "ok", found)


def ledger(place: Place) -> Check:
    if not (place.root / "ledger.db").exists():
        return Check("ledger", "ok", "none yet")
    from rushes.workspace import open_workspace

    with open_workspace(place.root.parent, settings=place.settings) as opened:
        takes = len(opened.takes())
    return Check("ledger", "ok", f"opens; {count(takes, 'take')}")


def settings(place: Place) -> Check:
    changed = [name for name, origin in place.settings.origins.items() if origin != "default"]
    return Check("settings", "ok", f"changed: {', '.join(changed)}" if changed else "all at their defaults")


def providers() -> Check:
    from rushes.providers.registry import Registry

    names = Registry().names()
    if "previz" not in names:
        return Check("providers", "fail", ", ".join(names) or "none", "install rushes again")
    return Check("providers", "ok", ", ".join(names))


def catalogue(today: date | None = None) -> Check:
    from rushes.providers.registry import Registry

    old: dict[str, str] = {}
    for card in Registry().cards():
        read_on = date.fromisoformat(card.verified_on)
        if card.status != "retired" and (today or datetime.now(UTC).date()) - read_on > _FACTS_HOLD:
            old[card.provider] = min(old.get(card.provider, card.verified_on), card.verified_on)
    if not old:
        return Check("catalogue", "ok", "prices and limits were verified in the last 180 days")
    found = ", ".join(f"{provider} ({day})" for provider, day in sorted(old.items()))
    fix = "prices and limits may have changed since: look at the vendor's pages, or update rushes"
    return Check("catalogue", "warn", f"verified more than 180 days ago: {found}", fix)


def rushes() -> Check:
    return Check("rushes", "ok", version("rushes"))


def _nearest(path: Path) -> Path:
    """`path`, or the nearest folder above it that exists."""
    while not path.is_dir():
        path = path.parent
    return path


CHECKS: tuple[Callable[[], Check], ...] = (rushes, python, pyav, fonts, providers, catalogue)
PLACE_CHECKS: tuple[Callable[[Place], Check], ...] = (settings, workspace, disk, ledger)
