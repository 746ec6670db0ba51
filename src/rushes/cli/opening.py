"""How a command opens its workspace: the one given, else the nearest to what it works on."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from rushes.cli.out import Out
from rushes.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rushes.settings import Settings
    from rushes.storyboard.board import Storyboard
    from rushes.workspace import Workspace

__all__ = ["open_beside", "read_board", "settings_for", "shot_of"]


def open_beside(out: Out, folder: Path | None, board: Path | None = None) -> Workspace:
    """The workspace for a storyboard (None: for the working folder), with the settings that hold there."""
    from rushes.workspace import open_workspace

    settings, project = settings_for(out.environ, folder, board)
    return open_workspace(project, settings=settings, environ=out.environ)


def settings_for(
    environ: Mapping[str, str], folder: Path | None = None, board: Path | None = None
) -> tuple[Settings, Path]:
    """The settings that hold for a storyboard or the working folder, and the folder of its `.rushes/`."""
    from rushes.settings import find_workspace, load_settings

    start = board if board is not None else Path.cwd()
    overrides = {"workspace": str(folder)} if folder is not None else {}
    settings = load_settings(start, overrides=overrides, environ=environ)
    return settings, find_workspace(start, explicit=settings.workspace, environ=environ)


def read_board(out: Out, path: Path) -> Storyboard:
    """The storyboard at `path`; its warnings are told."""
    from rushes.errors import StoryboardError
    from rushes.storyboard.read import check_storyboard

    board, findings = check_storyboard(path)
    if board is None:
        raise StoryboardError(findings)
    for finding in findings:
        out.warn(finding)
    return board


def shot_of(board: Storyboard, shot: str) -> str:
    """`shot`, when the storyboard has it. Raises UsageError with what it has."""
    from rushes.cli.texts import did_you_mean

    known = [one.id for one in board.shots]
    if shot not in known:
        guess = (
            did_you_mean(shot, known) or f"it has {', '.join(known[:12])}{' …' if len(known) > 12 else ''}"
        )
        raise UsageError(f"the storyboard has no shot `{shot}`", hint=guess)
    return shot
