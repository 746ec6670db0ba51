"""The files that a storyboard names: they must be there and hold something."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from rushes.errors import nearest
from rushes.storyboard import format as form
from rushes.storyboard.document import Document, Location
from rushes.storyboard.footage import named_footage

__all__ = ["check_files", "named_files", "trouble_with"]


def check_files(document: Document, board: form.BoardText) -> None:
    """Report each file that is named and cannot be used."""
    folder = document.file.parent
    for at, name in named_files(board):
        if (trouble := trouble_with(folder, name)) is not None:
            place = at
            while place and place not in document.places:
                place = place[:-1]
            document.report(place, *trouble)


def named_files(board: form.BoardText) -> Iterator[tuple[Location, str]]:
    """Every file that `board` names, with its place. URLs are no files."""
    for name, member in board.cast.items():
        if isinstance(member, form.CastText) and member.reference:
            yield from picture(("cast", name, "reference"), member.reference)
    if board.music is not None:
        yield ("music", "file"), board.music if isinstance(board.music, str) else board.music.file
    for index, shot in enumerate(board.shots):
        here: Location = ("shots", index)
        for key, still in (("first_frame", shot.first_frame), ("last_frame", shot.last_frame)):
            if isinstance(still, str):
                yield from picture((*here, key), still)
        references = [shot.references] if isinstance(shot.references, str) else shot.references or []
        for number, reference in enumerate(references):
            yield from picture((*here, "references", number), reference)
        if shot.clip is not None:
            yield (*here, "clip", "file"), shot.clip if isinstance(shot.clip, str) else shot.clip.file
        for inside, name in named_footage(shot):
            yield (*here, *inside), name
        if shot.performance is not None and isinstance(shot.performance.character, str):
            yield from picture((*here, "performance", "character"), shot.performance.character)
        sounds = shot.audio if isinstance(shot.audio, list) else [shot.audio]
        for number, sound in enumerate(sounds):
            at = (
                (*here, "audio", number, "file") if isinstance(shot.audio, list) else (*here, "audio", "file")
            )
            if sound is not None:
                yield at, sound if isinstance(sound, str) else sound.file
        if isinstance(shot.narration, form.NarrationText) and shot.narration.file:
            yield (*here, "narration", "file"), shot.narration.file


def picture(at: Location, address: str) -> Iterator[tuple[Location, str]]:
    if not address.lower().startswith(("http://", "https://")):
        yield at, address


def trouble_with(folder: Path, name: str) -> tuple[str, str | None] | None:
    """Why the file `name` cannot be used, and what would be right; None when it can."""
    path = folder / name
    try:
        status = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return f"there is no file {name}", neighbour(path, name)
    except (OSError, ValueError) as error:
        said = error.strerror if isinstance(error, OSError) else str(error)
        return f"{name[:100]!r} cannot be opened: {said}", None
    if stat.S_ISDIR(status.st_mode):
        return f"{name} is a folder", "a file"
    if not stat.S_ISREG(status.st_mode):
        return f"{name} is no ordinary file", "a file"
    if status.st_size == 0:
        return f"{name} is empty: it has 0 bytes", None
    if not os.access(path, os.R_OK):
        return f"{name} may not be read", "permission to read it"
    return None


def neighbour(path: Path, name: str) -> str | None:
    """A did-you-mean among the files beside `path`, and where it was looked for."""
    try:
        here = [entry.name for entry in os.scandir(path.parent)]
    except OSError:
        return f"the folder {path.parent} is not there either"
    close = nearest(path.name, here)
    if close is None:
        return f"looked in {path.parent}"
    return f"did you mean {os.path.join(os.path.dirname(name), close)}?"  # noqa: PTH118, PTH120 — text, not a path
