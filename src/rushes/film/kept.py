"""Small documents in the cache: written whole or not at all, by any number of threads and processes."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import cast

from rushes.model import Json

__all__ = ["read_kept", "write_kept", "write_text"]


def read_kept(path: Path) -> dict[str, Json] | None:
    """The document at `path`, None when there is none that can be read."""
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return cast("dict[str, Json]", told) if isinstance(told, dict) else None


def write_kept(path: Path, document: Mapping[str, Json]) -> None:
    """Put the document at `path`, in the place of what was there."""
    write_text(path, json.dumps(document))


def write_text(path: Path, text: str) -> None:
    """Put `text` at `path`, whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.stem[:40]}.{secrets.token_hex(6)}.tmp")
    try:
        temporary.write_text(text, encoding="utf-8")
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
