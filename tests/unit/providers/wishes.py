"""Requests as a test needs them; for Runway, unless another vendor is named."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from fractions import Fraction
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from rushes.model import Input, InputRole, Operation, Prompt, Request, Size
from rushes.model_card import ModelCard
from rushes.providers.cards import read_catalogue

PNG = b"\x89PNG\r\n\x1a\n" + bytes(600)
KINDS = {"video": "video/mp4", "performance": "video/mp4"}


@cache
def catalogue(vendor: str = "runway") -> dict[str, ModelCard]:
    text = (files("rushes.providers") / "catalogue" / f"{vendor}.toml").read_text(encoding="utf-8")
    return {card.name: card for card in read_catalogue(text, name=f"{vendor}.toml")}


def live() -> list[tuple[str, Operation]]:
    """Every model that is offered, with each thing that it does."""
    return [
        (card.name, one) for card in catalogue().values() if card.status == "live" for one in card.operations
    ]


def given(role: InputRole, folder: Path, content: bytes = PNG, *, uri: str = "") -> Input:
    path = folder / f"{role}.bin"
    path.write_bytes(content)
    return Input(role, hashlib.sha256(content).hexdigest(), path, KINDS.get(role, "image/png"), uri)


def wish(
    model: str, operation: Operation, folder: Path, *roles: InputRole, vendor: str = "runway", **more: Any
) -> Request:
    """A request that the model takes, with what it cannot do without and `roles`."""
    card = catalogue(vendor)[model].asked_to(operation)
    options = {one.name: one.default for one in card.options if one.default is not None}
    request = Request(
        model=card.id,
        operation=operation,
        text="A lighthouse in a storm, slow zoom in.",
        words=Prompt(text="A lighthouse in a storm", negative="people"),
        duration=card.durations.least.__ceil__() * Fraction(1),
        size=card.sizes[0] if card.sizes else Size(1280, 720),
        fps=Fraction(24),
        seed=4_000_000_000,
        inputs=tuple(given(role, folder) for role in dict.fromkeys((*card.needs, *roles))),
        options=options,
    )
    return replace(request, **more)
