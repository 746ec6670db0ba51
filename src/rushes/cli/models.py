"""`rushes models`: who can make a shot, and what each can do."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from rushes.cli.framework import command, workspace_option
from rushes.cli.opening import open_beside
from rushes.cli.out import Out
from rushes.cli.texts import columns, did_you_mean, one_line, seconds
from rushes.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rushes.model import Json
    from rushes.model_card import Durations, ModelCard

__all__ = ["models"]


@command("models", examples=["rushes models", "rushes models previz"])
@click.argument("model", required=False)
@workspace_option
def models(out: Out, model: str | None, workspace: Path | None) -> None:
    """List the models, or show everything about MODEL."""
    with open_beside(out, workspace) as opened:
        cards = list(opened.models())
    if model is not None:
        _one(out, _card(cards, model))
    elif out.json:
        out.document("rushes/models/1", {"models": [_document(card) for card in cards]})
    else:
        rows = [
            (
                card.id,
                _price(card),
                _lengths(card.durations),
                ", ".join(_takes(card)),
                _status(card),
                card.title,
            )
            for card in cards
        ]
        out.table(("model", "price", "length", "takes", "status", ""), rows)


def _card(cards: Sequence[ModelCard], model: str) -> ModelCard:
    for card in cards:
        if card.id == model:
            return card
    known = [card.id for card in cards]
    hint = did_you_mean(model, known) or f"there are: {', '.join(known)}"
    raise UsageError(f"there is no model `{model}`", hint=hint)


def _one(out: Out, card: ModelCard) -> None:
    if out.json:
        out.document("rushes/model/1", _document(card))
        return
    sizes = ", ".join(map(str, card.sizes)) or "any"
    rows = [
        ("model", card.id),
        ("is", card.title),
        ("status", _status(card)),
        ("price", _price(card)),
        ("length", _lengths(card.durations)),
        ("sizes", sizes + (f" up to {card.most_pixels} pixels" if card.most_pixels else "")),
        ("makes", ", ".join(one.value.replace("_", " ") for one in card.operations)),
        ("takes", ", ".join(_takes(card))),
        ("prompt", _prompt(card)),
        ("prompted as", card.prompt_family),
        ("good at", ", ".join(card.strengths)),
        *((f"option {one.name}", f"{one.kind}: {one.help}") for one in card.options),
        ("known from", f"{card.source}, {card.verified_on}"),
    ]
    for line in columns([row for row in rows if row[1]]):
        out.data(line)


def _takes(card: ModelCard) -> list[str]:
    """What it takes beside words."""
    also = {"seed": card.seeds, "motion": card.motion, "negative": card.negative}
    return [one.replace("_", " ") for one in card.inputs] + [name for name, has in also.items() if has]


def _prompt(card: ModelCard) -> str:
    if not card.prompts:
        return "none"
    return f"up to {card.prompt_limit} characters" if card.prompt_limit else "any length"


def _price(card: ModelCard) -> str:
    if card.price_per_second is None:
        return "not known"
    least = "from " if card.prices else ""
    return "free" if card.price_per_second.micros == 0 else f"{least}{card.price_per_second} a second"


def _lengths(durations: Durations) -> str:
    if durations.choices:
        return ", ".join(seconds(one) for one in durations.choices)
    return f"{seconds(durations.least)} to {seconds(durations.most)}"


def _status(card: ModelCard) -> str:
    return f"{card.status}: use {card.replacement}" if card.replacement else card.status


def _document(card: ModelCard) -> dict[str, Json]:
    price = card.price_per_second
    return {
        "model": card.id,
        "provider": card.provider,
        "title": one_line(card.title),
        "status": card.status,
        "replacement": card.replacement,
        "operations": [one.value for one in card.operations],
        "durations": {
            "least": float(card.durations.least),
            "most": float(card.durations.most),
            "step": None if card.durations.step is None else float(card.durations.step),
            "choices": [float(one) for one in card.durations.choices],
        },
        "sizes": [str(size) for size in card.sizes],
        "most_pixels": card.most_pixels,
        "prompts": card.prompts,
        "prompt_limit": card.prompt_limit,
        "inputs": list(card.inputs),
        "seeds": card.seeds,
        "motion": card.motion,
        "negative": card.negative,
        "sound": card.sound,
        "options": [
            {
                "name": one.name,
                "kind": one.kind,
                "help": one.help,
                "default": one.default,
                "choices": list(one.choices),
            }
            for one in card.options
        ],
        "price_micros_per_second": None if price is None else price.micros,
        "family": card.prompt_family,
        "strengths": list(card.strengths),
        "source": card.source,
        "verified_on": card.verified_on,
    }
