"""`rushes models`: who can make a shot, and what each can do."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, get_args

import click

from rushes.cli.framework import DOLLARS, SECONDS, command, size_option, workspace_option
from rushes.cli.opening import open_beside
from rushes.cli.out import Out
from rushes.cli.texts import columns, did_you_mean, one_line, seconds
from rushes.errors import UsageError
from rushes.model import InputRole, Money, Operation, Size
from rushes.providers.choosing import Wanted, able

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rushes.model import Json
    from rushes.model_card import Durations, ModelCard

__all__ = ["models"]

OPERATIONS = [one.value.replace("_", "-") for one in Operation]


@command(
    "models",
    examples=[
        "rushes models",
        "rushes models previz",
        "rushes models --duration 8 --size 1280x720 --takes last_frame     who can, the cheapest first",
        "rushes models --sound --most 0.20                                 at most 20 cents a second",
    ],
)
@click.argument("model", required=False)
@click.option("--operation", type=click.Choice(sorted(OPERATIONS)), help="What it has to do.")
@click.option("--duration", type=SECONDS, help="A length that it has to make.")
@size_option("A size that it has to make.")
@click.option("--sound", is_flag=True, help="It has to make sound.")
@click.option(
    "--takes", type=click.Choice(get_args(InputRole)), multiple=True, help="An input that it has to take."
)
@click.option("--most", type=DOLLARS, help="What a second may cost.")
@click.option("--good-at", default="", metavar="WORD", help="A word of its strengths, such as motion.")
@workspace_option
def models(
    out: Out,
    model: str | None,
    *,
    operation: str | None,
    duration: Fraction | None,
    size: Size | None,
    sound: bool,
    takes: tuple[InputRole, ...],
    most: Money | None,
    good_at: str,
    workspace: Path | None,
) -> None:
    """List the models, or show everything about MODEL.

    With options, only those that are offered and can do all of it, the cheapest first.
    """
    wanted = Wanted(
        None if operation is None else Operation(operation.replace("-", "_")),
        duration,
        size,
        sound,
        frozenset(takes),
        most,
        good_at,
    )
    with open_beside(out, workspace) as opened:
        cards = list(opened.models())
    if wanted:
        if model is not None:
            raise UsageError(
                "either one model is shown, or those that can do something", hint=f"rushes models {model}"
            )
        cards = able(cards, wanted)
        if not cards and not out.json:
            out.say("no model that is offered can do all of that; leave one wish out")
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
