"""A take, as words and as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rushes.cli.out import Out
from rushes.cli.texts import amount, one_line, seconds, shown

if TYPE_CHECKING:
    from rushes.model import Circle, Json, Take
    from rushes.store.ledger import Event

__all__ = [
    "circled_by",
    "event_document",
    "show_take",
    "take_document",
    "take_lines",
    "take_name",
    "take_state",
]


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
        "units": None
        if take.units is None
        else {"amount": float(take.units.amount), "name": take.units.name},
        "origin": take.origin or None,
        "job": job_of(take),
        "sha256": take.sha256,
        "bytes": take.size,
        "path": None if take.path is None else str(take.path),
        "poster": None if take.poster is None else str(take.poster),
        "dropped": None if take.dropped is None else take.dropped.isoformat(),
        "error": take.error,
    }


def take_name(take: Take) -> str:
    """`take 4f2a91b3c0de (s01)`."""
    return f"take {take.id[:12]}" + (f" ({one_line(take.shot)})" if take.shot else "")


def take_state(take: Take) -> str:
    """How it stands, in a word."""
    return take.state.value if take.dropped is None else "dropped"


def job_of(take: Take) -> str | None:
    """What its provider calls it, where there is such a name."""
    name = None if take.ticket is None else take.ticket.data.get("id")
    return name if isinstance(name, str) else None


def circled_by(take: Take, circle: Circle | None) -> str | None:
    """Who circled the take: `person`, `rushes`, or None when it is not circled."""
    return circle.by if circle is not None and circle.take == take.id else None


def take_lines(
    take: Take, circle: Circle | None = None, number: int | None = None, events: Sequence[Event] = ()
) -> list[tuple[str, str]]:
    """A take as names and values; the last are what happened to it."""
    price = take.cost if take.cost is not None else take.price
    counted = f", {take.units}" if take.units is not None else ""
    lines = [
        ("take", take.id),
        ("shot", one_line(take.shot) + (f", take {number}" if number else "")),
        ("state", take_state(take)),
        ("circled", {"person": "by you", "rushes": "by rushes"}.get(circled_by(take, circle) or "", "no")),
        ("model", take.model),
        ("made by", take.origin if take.origin != take.model else ""),
        ("job", job_of(take) or ""),
        ("words", one_line(take.words)),
        ("seed", str(take.seed)),
        ("length", seconds(take.duration)),
        ("made", take.created.astimezone().isoformat(sep=" ", timespec="seconds")),
        ("price", f"{price}{counted} (charged: {take.charged})"),
    ]
    if take.path is not None:
        lines += [("clip", shown(take.path)), ("size", amount(take.size)), ("sha256", take.sha256 or "")]
    if take.poster is not None:
        lines.append(("poster", shown(take.poster)))
    if take.error:
        lines.append(("error", take.error))
    lines += [("" if index else "history", event_line(one)) for index, one in enumerate(events)]
    return [(name, value) for name, value in lines if value]


def event_line(event: Event) -> str:
    """`2026-11-25 14:21:07+00:00  submitted`."""
    at = event.at.astimezone().isoformat(sep=" ", timespec="seconds")
    why = event.detail.get("error") or event.detail.get("reason")
    return f"{at}  {event.kind}" + (f": {one_line(str(why))}" if why else "")


def event_document(event: Event) -> dict[str, Json]:
    """An event as JSON."""
    return {"at": event.at.isoformat(), "kind": event.kind, "detail": dict(event.detail)}
