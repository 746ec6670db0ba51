"""Requests and takes as JSON documents, and requests read back from them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime
from fractions import Fraction
from pathlib import Path
from typing import Any, cast

from rushes.errors import StoreError
from rushes.keys import plain
from rushes.model import (
    Charged,
    Input,
    Json,
    Money,
    Operation,
    Prompt,
    Request,
    Size,
    Take,
    TakeState,
    Ticket,
    Units,
)
from rushes.store.blobs import take_path

__all__ = ["read_request", "read_sidecar", "request_document", "sidecar_document"]


def request_document(request: Request) -> dict[str, Json]:
    """`request` as JSON: fractions as text, sizes as `1280x720`."""
    words = {part.name: getattr(request.words, part.name) for part in fields(Prompt)}
    return {
        "model": request.model,
        "operation": request.operation.value,
        "text": request.text,
        "words": {name: value for name, value in words.items() if value},
        "duration": str(request.duration),
        "size": str(request.size),
        "fps": str(request.fps),
        "seed": request.seed,
        "motion": request.motion,
        "inputs": [
            {"role": one.role, "sha256": one.sha256, "path": str(one.path), "media_type": one.media_type}
            for one in request.inputs
        ],
        "options": plain(request.options),
        "label": request.label,
        "take": request.take,
    }


def read_request(document: Mapping[str, Json]) -> Request:
    """The request that `request_document` wrote. Raises StoreError when something is missing or wrong."""
    told = cast("Mapping[str, Any]", document)
    try:
        return Request(
            model=told["model"],
            operation=Operation(told["operation"]),
            text=told["text"],
            words=Prompt(**told["words"]),
            duration=Fraction(told["duration"]),
            size=Size.parse(told["size"]),
            fps=Fraction(told["fps"]),
            seed=told["seed"],
            motion=told["motion"],
            inputs=tuple(
                Input(one["role"], one["sha256"], Path(one["path"]), one["media_type"])
                for one in told["inputs"]
            ),
            options=told["options"],
            label=told["label"],
            take=told["take"],
        )
    except (KeyError, TypeError, ValueError) as error:
        raise StoreError(f"a request in the ledger cannot be read: {error!r}") from error


def sidecar_document(take: Take, body: Mapping[str, Json]) -> dict[str, Json]:
    """What lies beside a take's bytes: enough to write its row in the ledger again."""
    return {
        "rushes": "take/1",
        "id": take.id,
        "board": take.board,
        "shot": take.shot,
        "number": take.number,
        "model": take.model,
        "wish": take.wish,
        "request_key": take.request,
        "request": dict(body),
        "created": take.created.isoformat(),
        "words": take.words,
        "seed": take.seed,
        "duration": str(take.duration),
        "price": take.price.micros,
        "cost": None if take.cost is None else take.cost.micros,
        "charged": take.charged,
        "ticket": None
        if take.ticket is None
        else {"provider": take.ticket.provider, "data": plain(take.ticket.data)},
        "sha256": take.sha256,
        "size": take.size,
        "parents": list(take.parents),
        "origin": take.origin,
        "run": take.run,
        "units": None
        if take.units is None
        else {
            "amount": str(take.units.amount),
            "name": take.units.name,
            "rate": take.units.rate.micros,
        },
    }


def read_sidecar(document: Mapping[str, Json], folder: Path) -> tuple[Take, Mapping[str, Json]]:
    """The take that `sidecar_document` wrote, its bytes under `folder`, and its request.

    Raises StoreError when something is missing or wrong.
    """
    told = cast("Mapping[str, Any]", document)
    try:
        if told["rushes"] != "take/1":
            raise StoreError(f"it is {told['rushes']!r}, not take/1", hint="a newer rushes may read it")
        units, ticket, cost = told["units"], told["ticket"], told["cost"]
        take = Take(
            id=str(told["id"]),
            board=str(told["board"]),
            shot=str(told["shot"]),
            number=int(told["number"]),
            model=str(told["model"]),
            state=TakeState.FETCHED,
            wish=str(told["wish"]),
            request=str(told["request_key"]),
            created=datetime.fromisoformat(told["created"]),
            words=str(told["words"]),
            seed=int(told["seed"]),
            duration=Fraction(told["duration"]),
            price=Money(int(told["price"])),
            cost=None if cost is None else Money(int(cost)),
            charged=cast("Charged", told["charged"]),
            ticket=None if ticket is None else Ticket(ticket["provider"], ticket["data"]),
            sha256=str(told["sha256"]),
            size=int(told["size"]),
            path=take_path(folder, str(told["sha256"])),
            parents=tuple(told["parents"]),
            origin=str(told["origin"]),
            run=str(told["run"]),
            units=None
            if units is None
            else Units(Fraction(units["amount"]), units["name"], Money(units["rate"])),
        )
        return take, cast("Mapping[str, Json]", told["request"])
    except (KeyError, TypeError, ValueError, AttributeError, ZeroDivisionError) as error:
        raise StoreError(f"a take's sidecar cannot be read: {error!r}") from error
