"""Reading a storyboard file, and telling everything that is wrong with it at once."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

from rushes.errors import Finding, StoryboardError, nearest
from rushes.storyboard.board import Storyboard
from rushes.storyboard.document import MOST_BYTES, Document, Location, as_list, as_mapping, parse_document

__all__ = ["check_storyboard", "check_text", "read_storyboard"]


def read_storyboard(path: Path | str) -> Storyboard:
    """The storyboard in the file at `path`. Raises StoryboardError with every finding."""
    board, findings = check_storyboard(path)
    if board is None:
        raise StoryboardError(findings, hint="`rushes storyboard check` shows this list without filming")
    return board


def check_storyboard(path: Path | str) -> tuple[Storyboard | None, list[Finding]]:
    """The storyboard at `path` (None when it has an error), and all findings in the order of the file."""
    path = Path(path)
    text = read_text(path)
    if isinstance(text, Finding):
        return None, [text]
    return check_text(text, path)


def check_text(text: str, path: Path) -> tuple[Storyboard | None, list[Finding]]:
    """Like `check_storyboard`, for a text that would stand in the file at `path`."""
    document = parse_document(path, text)
    board = examine(document)
    names = names_of(document)
    findings = sorted(
        (told_of_shot(finding, names) for finding in document.findings),
        key=lambda finding: (finding.line, finding.column, finding.path),
    )
    return (None if any(one.severity == "error" for one in findings) else board), findings


def read_text(path: Path) -> str | Finding:
    """The text of the file, or why it has none."""

    def trouble(message: str, allowed: str | None = None, line: int = 0, column: int = 0) -> Finding:
        return Finding(path, line, column, "", message, allowed)

    try:
        if path.is_dir():
            boards = sorted(entry.name for entry in path.iterdir() if entry.suffix in (".yaml", ".yml"))
            return trouble(
                "is a folder, not a storyboard", f"in it: {', '.join(boards[:5])}" if boards else None
            )
        if path.exists() and not path.is_file():
            return trouble("is no ordinary file")
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except FileNotFoundError:
        return trouble("there is no such file", beside(path))
    except (OSError, ValueError) as error:
        said = error.strerror if isinstance(error, OSError) else str(error)
        return trouble(f"cannot be read: {said}")
    if len(data) > MOST_BYTES:
        return trouble("is too big for a storyboard", f"{MOST_BYTES >> 20} MiB at most")
    if not data.strip():
        return trouble("is empty", "`rushes storyboard new` writes one to begin with")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = error.start - (data.rfind(b"\n", 0, error.start) + 1) + 1
        return trouble("is not UTF-8 text", "save it as UTF-8", line, column)


def beside(path: Path) -> str | None:
    """A did-you-mean among the storyboards of the folder."""
    try:
        here = [entry.name for entry in path.parent.iterdir() if entry.suffix in (".yaml", ".yml")]
    except OSError:
        return f"the folder {path.parent} is not there either"
    close = nearest(path.name, here)
    return f"did you mean {path.with_name(close)}?" if close else None


def examine(document: Document) -> Storyboard | None:
    """Fill in the findings of `document`. Returns the board, which counts only when there is no error."""
    if any(not finding.line for finding in document.findings) or (
        document.findings and document.data is None
    ):
        return None
    data = as_mapping(document.data)
    if document.data != data:
        said = (
            "holds nothing but comments" if document.data is None else "must be a mapping of keys and values"
        )
        document.findings.append(
            Finding(document.file, 0, 0, "", said, "`rushes storyboard new` writes one to begin with")
        )
        return None

    # pydantic and the models take longer to load than a wrong file needs
    from pydantic import ValidationError

    from rushes.storyboard.build import board_of
    from rushes.storyboard.check import Case, check_parts
    from rushes.storyboard.explain import explain, found
    from rushes.storyboard.fields import VERSION
    from rushes.storyboard.format import BoardText

    if "rushes" in data:
        try:
            VERSION.read(data["rushes"])
        except ValueError as error:
            document.report(("rushes",), str(error), "this rushes reads storyboard/1")
            return None
    broken = list(document.empty)
    data = without(data, broken, whole=False) if broken else data
    for attempt in range(3):
        try:
            board = BoardText.model_validate(data)
        except ValidationError as error:
            errors = error.errors(include_url=False)
            # what is wrong now is only so because a wrong part was left out
            broken += (
                explain(document, errors) if attempt == 0 else [found(document, one["loc"]) for one in errors]
            )
            data = without(as_mapping(document.data), broken, whole=attempt > 0)
        else:
            check_parts(Case(document, board, frozenset(broken)))
            return board_of(board, document.file) if not broken else None
    return None


def without(data: dict[str, Any], broken: list[Location], *, whole: bool) -> Any:
    """A copy of `data` less what is broken, so that the rest can be examined too.

    With `whole`, all of the storyboard's or the shot's key goes that something broken stands in.
    """
    rest = as_mapping(copy_of(data))
    for place in broken:
        keep = 3 if place[:1] == ("shots",) and len(place) > 2 else 2 if place[:1] == ("shots",) else 1
        listed = any(isinstance(step, int) for step in place[keep:])  # less one entry, others would move
        drop(rest, place[:keep] if whole or listed else place)
    rest.setdefault("rushes", "storyboard/1")
    rest["shots"] = [as_mapping(shot) for shot in as_list(rest.get("shots"))] or [{}]
    return rest


def copy_of(data: Any) -> Any:
    """A copy of nested dicts and lists; what they hold is shared."""
    if isinstance(data, dict):
        return {key: copy_of(value) for key, value in cast("dict[str, Any]", data).items()}
    return [copy_of(value) for value in cast("list[Any]", data)] if isinstance(data, list) else data


def drop(data: Any, place: Location) -> None:
    """Take the key at `place` out of `data`, where it is there."""
    for step in place[:-1]:
        try:
            data = data[step]
        except (KeyError, IndexError, TypeError):
            return
    if isinstance(data, dict) and place:
        cast("dict[object, Any]", data).pop(place[-1], None)


def names_of(document: Document) -> dict[int, str]:
    """What each shot is called, as far as the file says."""
    shots = [as_mapping(shot) for shot in as_list(as_mapping(document.data).get("shots"))]
    return {index: str(shot.get("id") or f"s{index + 1:02d}") for index, shot in enumerate(shots)}


def told_of_shot(finding: Finding, names: dict[int, str]) -> Finding:
    """The same finding, naming the shot that it is about."""
    match = re.match(r"shots\[(\d+)\]", finding.path)
    name = names.get(int(match[1])) if match else None
    return finding if name is None else replace(finding, message=f"shot {name[:64]}: {finding.message}")
