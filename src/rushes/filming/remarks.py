"""What could be said better in the prompts of a storyboard, each where it stands in the file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from rushes.errors import Finding, ModelRetired, UsageError
from rushes.model import Shot
from rushes.model_card import ModelCard
from rushes.prompts.library import Library
from rushes.prompts.lint import Remark, lint
from rushes.storyboard.board import Storyboard
from rushes.storyboard.document import Document, parse_document, written_path
from rushes.storyboard.read import read_text

__all__ = ["board_remarks"]


def board_remarks(
    board: Storyboard, find_card: Callable[[str], ModelCard], library: Library | None = None
) -> list[Finding]:
    """The remarks on the prompts of `board`, as warnings, in its order.

    Names that are not in the cast are left out: the storyboard's own check tells of them.
    """
    document: Document | None = None
    found: list[Finding] = []
    for index, shot in enumerate(board.shots):
        for remark in shot_remarks(board, shot, find_card, library):
            if document is None:
                document = document_of(board)
            found.append(finding(board, document, index, remark))
    return found


def shot_remarks(
    board: Storyboard, shot: Shot, find_card: Callable[[str], ModelCard], library: Library | None
) -> list[Remark]:
    if shot.prompt is None:
        return []
    try:
        card = find_card(shot.model)
    except (UsageError, ModelRetired):
        card = None  # an unknown model is told elsewhere
    remarks = lint(
        shot.prompt,
        look=board.look,
        cast=board.cast,
        duration=shot.duration,
        picture=shot.first_frame is not None,
        card=card,
        library=library,
    )
    return [one for one in remarks if one.rule != "cast"]


def document_of(board: Storyboard) -> Document:
    """The file with its places; one without places where there is no file."""
    text = None if board.path is None else read_text(board.path)
    path = board.path or Path("storyboard")
    return parse_document(path, text) if isinstance(text, str) else Document(path)


def finding(board: Storyboard, document: Document, index: int, remark: Remark) -> Finding:
    """The remark at the part that says it, else at the prompt or the shot."""
    here = ("shots", index, "prompt")
    at = (*here, remark.field) if (*here, remark.field) in document.places else here
    place = document.place(at)
    return Finding(
        file=document.file,
        line=place.line if document.places else 0,
        column=place.column if document.places else 0,
        path=written_path(at),
        message=f"shot {board.shots[index].id}: {remark.why}",
        allowed=remark.change,
        severity="warning",
    )
