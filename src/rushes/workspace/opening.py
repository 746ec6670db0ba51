"""Which folder is the workspace, and opening it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from rushes.settings import Settings, find_workspace, load_settings
from rushes.workspace.face import Workspace

__all__ = ["find_root", "open_workspace"]

FOLDER = ".rushes"


def find_root(
    path: Path | None = None, *, start: Path | None = None, environ: Mapping[str, str] | None = None
) -> Path:
    """The workspace folder `.rushes`, which need not exist.

    The one in the folder `path` (or `path` itself, when it is a `.rushes`); else the one that
    RUSHES_WORKSPACE names; else the nearest upward from `start`, a folder or a storyboard (None: the
    working folder).
    """
    variables = os.environ if environ is None else environ
    return find_workspace(start or Path.cwd(), explicit=path, environ=variables).absolute() / FOLDER


def open_workspace(
    path: Path | str | None = None,
    *,
    start: Path | None = None,
    settings: Settings | None = None,
    environ: Mapping[str, str] | None = None,
) -> Workspace:
    """The workspace in the project folder `path`; without it, the nearest to `start` or the working folder.

    Nothing is made on disk before the first take. Raises ConfigError for a wrong setting.

        with rushes.open("my-film") as workspace:
            take = workspace.shoot("a lighthouse at night, slow zoom in")
    """
    given = None if path is None else Path(path)
    variables = dict(os.environ) if environ is None else environ
    if settings is None:
        settings = load_settings(start or given or Path.cwd(), environ=variables)
    root = find_root(given or settings.workspace, start=start, environ=variables)
    return Workspace(root, settings=settings, environ=variables)
