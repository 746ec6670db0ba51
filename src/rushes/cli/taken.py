"""A take, as words and as JSON."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from rushes.cli.out import Out
from rushes.cli.texts import amount, one_line, seconds, shown

if TYPE_CHECKING:
    from rushes.model import Circle, Json, Take
    from rushes.workspace import Workspace

__all__ = ["circled_by", "placed", "show_take", "take_document", "take_lines"]


def show_take(out: Out, take: Take, copy: Path | None = None) -> None:
    """The path of a take that was made, or of its copy."""
    if out.json:
        content = take_document(take)
        out.document("rushes/take/1", {**content, "copy": str(copy.absolute()) if copy else None})
    elif (path := copy or take.path) is not None:
        out.path(path)


def take_document(take: Take, circle: Circle | None = None, number: int | None = None) -> dict[str, Json]:
    """A take as JSON; money in millionths of a dollar, times in seconds."""
    return {
        "id": take.id,
        "board": take.board,
        "shot": take.shot,
        "number": number,
        "model": take.model,
        "state": take.state.value,
        "circled": circled_by(take, circle),
        "created": take.created.isoformat(),
        "words": take.words,
        "seed": take.seed,
        "seconds": float(take.duration),
        "price_micros": take.price.micros,
        "cost_micros": None if take.cost is None else take.cost.micros,
        "charged": take.charged,
        "sha256": take.sha256,
        "bytes": take.size,
        "path": None if take.path is None else str(take.path),
        "poster": None if take.poster is None else str(take.poster),
        "error": take.error,
    }


def placed(workspace: Workspace, board: str, shot: str | None = None) -> list[tuple[Take, int]]:
    """The takes that a board has, or one of its shots, each told as that board's and shot's, with its number.

    1 is the first that the shot got. A take made for another board or another shot is here, too, once
    this one uses it. Unlike `Take.number`, which counts the takes of one wish, the number goes on when
    the storyboard changes.
    """
    counts: Counter[str] = Counter()
    found: dict[tuple[str, str], tuple[Take, int]] = {}
    takes = {take.id: take for take in workspace.takes(board)}
    for link in workspace.ledger.links(board):
        place = (link.shot, link.take)
        if place not in found and link.take in takes:
            counts[link.shot] += 1
            found[place] = (replace(takes[link.take], board=board, shot=link.shot), counts[link.shot])
    return [one for (name, _), one in found.items() if shot in (None, name)]


def circled_by(take: Take, circle: Circle | None) -> str | None:
    """Who circled the take: `person`, `rushes`, or None when it is not circled."""
    return circle.by if circle is not None and circle.take == take.id else None


def take_lines(take: Take, circle: Circle | None = None, number: int | None = None) -> list[tuple[str, str]]:
    """A take as names and values."""
    lines = [
        ("take", take.id),
        ("shot", one_line(take.shot) + (f", take {number}" if number else "")),
        ("state", take.state.value),
        ("circled", {"person": "by you", "rushes": "by rushes"}.get(circled_by(take, circle) or "", "no")),
        ("model", take.model),
        ("words", one_line(take.words)),
        ("seed", str(take.seed)),
        ("length", seconds(take.duration)),
        ("made", take.created.astimezone().isoformat(sep=" ", timespec="seconds")),
        ("price", str(take.cost if take.cost is not None else take.price) + f" (charged: {take.charged})"),
    ]
    if take.path is not None:
        lines += [("clip", shown(take.path)), ("size", amount(take.size)), ("sha256", take.sha256 or "")]
    if take.poster is not None:
        lines.append(("poster", shown(take.poster)))
    if take.error:
        lines.append(("error", take.error))
    return [(name, value) for name, value in lines if value]
