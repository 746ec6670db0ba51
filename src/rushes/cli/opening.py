"""How a command opens its workspace: the one given, else the nearest to what it works on."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from rushes.cli.out import Out
from rushes.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rushes.prompts import Library
    from rushes.settings import Settings
    from rushes.storyboard.board import Storyboard
    from rushes.workspace import Workspace

__all__ = [
    "library_for",
    "made_for",
    "one_shot_of",
    "open_beside",
    "read_board",
    "settings_for",
    "shot_of",
]


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


def library_for(environ: Mapping[str, str], board: Path | None = None) -> Library:
    """The library of prompts that holds for a storyboard or the working folder, with the user's own entries.

    Raises ConfigError for what is wrong in a file of theirs.
    """
    from rushes.prompts import Library

    settings, _ = settings_for(environ, None, board)
    return Library.load(settings.prompts)


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


def made_for(workspace: Workspace, path: Path) -> str:
    """How the ledger names the storyboard or the batch at `path`, whatever has become of the file.

    Raises UsageError where there is neither such a file nor a take that was made for it.
    """
    name = workspace.named(path)
    if not path.is_file() and not workspace.ledger.links(name):
        raise UsageError(
            f"there is no file {path}, and no take of it", hint="look at its name and its folder"
        )
    return name


def shot_of(board: Storyboard, shot: str) -> str:
    """`shot`, when the storyboard has it. Raises UsageError with what it has."""
    return one_shot_of([one.id for one in board.shots], shot)


def one_shot_of(known: Sequence[str], shot: str) -> str:
    """`shot`, when it is one of those that are known. Raises UsageError with what there is."""
    from rushes.cli.texts import did_you_mean

    if shot not in known:
        guess = (
            did_you_mean(shot, known) or f"it has {', '.join(known[:12])}{' …' if len(known) > 12 else ''}"
        )
        raise UsageError(f"the storyboard has no shot `{shot}`", hint=guess)
    return shot
