"""Writing storyboards: changing a file without losing what a person wrote, and writing a new one."""

from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, cast

from rushes.errors import RushesError, StoreError, StoryboardError
from rushes.model import Json
from rushes.storyboard.board import Storyboard
from rushes.storyboard.document import parse_document
from rushes.storyboard.edit import AddShot, Change, DropKey, DropShot, SetKey, block, edited
from rushes.storyboard.plain import plain_board
from rushes.storyboard.read import check_text, read_text

__all__ = [
    "AddShot",
    "Change",
    "DropKey",
    "DropShot",
    "SetKey",
    "changed_text",
    "dump_storyboard",
    "write_storyboard",
]


def write_storyboard(path: Path | str, changes: Sequence[Change]) -> None:
    """Make `changes` in the file at `path`, in their order, and leave all else as it was written.

    Comments, order, quotes and `x-` keys stay. Raises StoryboardError, and leaves the file alone, when
    it is wrong before or after the changes; UsageError for a shot that is not there; StoreError when
    the file cannot be written.
    """
    path = Path(path)
    text = read_text(path)
    if not isinstance(text, str):
        raise StoryboardError([text])
    changed = changed_text(text, changes, path)
    if changed != text:
        put_in_place(path, changed)


def changed_text(text: str, changes: Sequence[Change], path: Path) -> str:
    """What the storyboard `text`, which stands at `path`, becomes by `changes`."""
    must_be_right(text, path)
    for change in changes:
        before = parse_document(path, text).data
        text = edited(text, change)
        if parse_document(path, text).data != intended(before, change):
            raise RushesError(
                f"{path} is written in a way that rushes cannot change without a risk",
                hint="make the change in an editor",
            )
    must_be_right(text, path)
    return text


def must_be_right(text: str, path: Path) -> None:
    board, findings = check_text(text, path)
    if board is None:
        raise StoryboardError(findings)


def intended(data: Any, change: Change) -> Any:
    """What a storyboard should say after `change`; `data` is what it says before."""
    shots: list[dict[str, Any]] = [dict(shot) for shot in data["shots"]]
    ids = [str(shot.get("id", f"s{place:02d}")) for place, shot in enumerate(shots, 1)]
    rest: dict[str, Any] = {**data, "shots": shots}
    match change:
        case SetKey(key, value, shot):
            (rest if shot is None else shots[ids.index(shot)])[key] = value
        case DropKey(key, shot):
            (rest if shot is None else shots[ids.index(shot)]).pop(key, None)
        case AddShot(shot, after):
            shots.insert(len(shots) if after is None else ids.index(after) + 1, dict(shot))
        case DropShot(shot):
            del shots[ids.index(shot)]
    return rest


def put_in_place(path: Path, text: str) -> None:
    """Write `text` beside `path`, sync it and move it there; a link keeps leading to its file."""
    target = Path(os.path.realpath(path))
    temporary: Path | None = None
    try:
        with tempfile.NamedTemporaryFile(
            "wb", dir=target.parent, prefix=f".{target.name[:40]}.", delete=False
        ) as file:
            temporary = Path(file.name)
            file.write(text.encode())
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(stat.S_IMODE(target.stat().st_mode) if target.exists() else 0o644)
        temporary.replace(target)
        temporary = None
    except OSError as error:
        raise StoreError(
            f"{path} cannot be written: {error.strerror}",
            hint="make room, or choose a folder you may write to",
        ) from error
    finally:
        if temporary is not None:
            temporary.unlink(missing_ok=True)


def dump_storyboard(board: Storyboard) -> str:
    """`board` as the text of a file, that reads as the same board from the folder of `board.path`."""
    document = plain_board(board)
    shots = cast("list[Mapping[str, Json]]", document.pop("shots"))
    lines = block(document)
    lines.append("shots:")
    for shot in shots:
        first, *rest = block(shot)
        lines += [f"  - {first}", *(f"    {line}" for line in rest), ""]
    return "\n".join(lines).rstrip("\n") + "\n"
