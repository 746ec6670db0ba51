"""What a provider of this package offers, and whether a request fits it."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from importlib.resources import files
from pathlib import Path

from rushes.errors import ModelRetired, UsageError
from rushes.model import Input, Operation, Request
from rushes.model_card import ModelCard
from rushes.providers.api import reading
from rushes.providers.cards import read_catalogue

__all__ = ["Offer", "as_data_uri", "check_request", "data_uri", "inline_length", "not_taken"]


class Offer:
    """The models in `catalogue/NAME.toml`, read when they are first asked for.

    `folder` is the one of the provider's module, where that is another package's. `retired_too`: what its
    vendor has ended is asked for all the same, at somebody's own server.
    """

    def __init__(self, name: str, *, folder: Path | None = None, retired_too: bool = False) -> None:
        self.name = name
        self._folder = folder
        self._retired_too = retired_too

    @property
    def cards(self) -> Sequence[ModelCard]:
        return list(self._cards.values())

    def card_for(self, request: Request) -> ModelCard:
        """The card of the request's model as it holds for its operation. Raises UsageError, ModelRetired."""
        card = self._cards.get(request.model)
        every = self._cards.get(f"{self.name}:*")
        if card is None and every is not None and request.model.startswith(f"{self.name}:"):
            card = replace(every, name=request.model.partition(":")[2])
        if card is None:
            raise UsageError(f"{self.name} has no model {request.model!r}", hint="rushes models lists them")
        if card.status == "retired" and not self._retired_too:
            instead = card.replacement
            raise ModelRetired(
                f"{self.name} no longer offers {card.id}", provider=self.name, billed="no",
                hint=f"use {instead!r} instead" if instead else "choose another: rushes models",
            )  # fmt: skip
        return card.asked_to(request.operation)

    @cached_property
    def _cards(self) -> Mapping[str, ModelCard]:
        folder = self._folder or files("rushes.providers")
        text = (folder / "catalogue" / f"{self.name}.toml").read_text(encoding="utf-8")
        return {card.id: card for card in read_catalogue(text, name=f"{self.name}.toml")}


def check_request(request: Request, card: ModelCard, *, most_seed: int) -> None:
    """Raise UsageError for what the model of `card` (as it holds for the operation) cannot take."""
    if request.operation not in card.operations:
        raise not_taken(card, f"{card.id} cannot do {request.operation.value}")
    given = [one.role for one in request.inputs]
    for role in card.needs:
        if role not in given:
            raise not_taken(
                card, f"{card.id} needs a {role.replace('_', ' ')} to do {request.operation.value}"
            )
    for role in given:
        if role not in card.inputs:
            raise not_taken(
                card, f"{card.id} takes no {role.replace('_', ' ')} to do {request.operation.value}"
            )
        if role != "reference" and given.count(role) > 1:
            raise not_taken(card, f"{card.id} takes one {role.replace('_', ' ')}, not {given.count(role)}")
    if card.references is not None and given.count("reference") > card.references:
        raise not_taken(
            card, f"{card.id} takes at most {card.references} references, not {given.count('reference')}"
        )
    if request.operation is Operation.TEXT_TO_VIDEO and not request.text.strip():
        raise UsageError("the prompt is empty", hint="say what the clip shows")
    length = card.prompt_length(request.text)
    if card.prompt_limit is not None and card.prompts and length > card.prompt_limit:
        raise not_taken(card, f"the prompt is {length} long; {card.id} reads at most {card.prompt_limit}")
    if card.seeds and not 0 <= request.seed <= most_seed:
        raise not_taken(card, f"the seed {request.seed} is not between 0 and {most_seed}")


def not_taken(card: ModelCard, message: str) -> UsageError:
    return UsageError(message, hint=f"`rushes models {card.id}` says what it takes")


def inline_length(one: Input) -> int:
    """How long the input is as a data URI, in characters."""
    return len(f"data:{one.media_type};base64,") + (one.path.stat().st_size + 2) // 3 * 4


def data_uri(media_type: str, path: Path) -> str:
    return f"data:{media_type};base64,{base64.b64encode(path.read_bytes()).decode('ascii')}"


async def as_data_uri(one: Input) -> str:
    """The input's address: its own on the web, else its bytes. Raises UsageError where it cannot be read."""
    if one.uri.startswith("https://"):
        return one.uri
    with reading(one.path):
        if one.path.stat().st_size == 0:
            raise UsageError(f"{one.path} is empty", hint="name another file")
        return await asyncio.to_thread(data_uri, one.media_type, one.path)
