"""A request as servers of /v1/videos take it: flat fields, in a form or as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil

from rushes.model import Json, Request
from rushes.model_card import ModelCard

__all__ = ["build_create", "form_of"]


def build_create(request: Request, card: ModelCard) -> dict[str, Json]:
    """The fields of a create, without its picture.

    The servers' defaults differ (24 frames a second or the model's, seed 1024), so nothing is left to them.
    """
    fields: dict[str, Json] = {
        "model": card.name,
        "prompt": request.text,
        "seconds": str(ceil(request.duration)),
        "size": str(request.size),
    }
    if card.wire.get("plain"):
        return fields
    fields |= {
        "num_frames": max(1, round(request.duration * request.fps)),
        "fps": int(request.fps) if request.fps.denominator == 1 else float(request.fps),
        "seed": request.seed,
    }
    if request.words.negative:
        fields["negative_prompt"] = request.words.negative
    for option in card.options:
        if (value := request.options.get(option.name)) is not None:
            fields[option.wire or option.name] = value
    return fields


def form_of(fields: Mapping[str, Json]) -> dict[str, str]:
    """The fields as those of a form."""
    return {
        name: str(value).lower() if isinstance(value, bool) else str(value) for name, value in fields.items()
    }
