"""Finds providers and their models: this package's own, and those that other packages bring.

A provider of this package is the module `rushes.providers.NAME` with `open_NAME`, and the file
`catalogue/NAME.toml` beside it. Another package names its own by the entry point
`rushes.providers`; its catalogue lies in a folder `catalogue` beside the module that it names.
"""

from __future__ import annotations

import importlib
import importlib.util
import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import cached_property
from importlib.metadata import EntryPoint, entry_points
from importlib.resources import files
from math import log
from pathlib import Path
from typing import cast

from rushes.errors import ConfigError, ModelRetired, UsageError, nearest
from rushes.model_card import ModelCard
from rushes.providers.base import Provider, ProviderContext, ProviderFactory, base_url_of
from rushes.providers.cards import read_catalogue, read_vendor
from rushes.providers.vendor import Vendor

__all__ = ["Registry"]

EVERY = "*"  # the name of a card that stands for every model that has none of its own
NEAREST = 3


class Registry:
    """The providers that are installed. Listing their models imports none of them.

    `setting` looks up the variables of the providers' addresses: what a vendor has ended, somebody's own
    server may still offer.
    """

    def __init__(self, setting: Callable[[str], str | None] = os.environ.get) -> None:
        self._setting = setting
        self._cards: dict[str, Sequence[ModelCard]] = {}

    def names(self) -> list[str]:
        """The names of all providers, sorted."""
        return sorted({*self._own, *self._brought})

    def cards(self) -> list[ModelCard]:
        """What every model can do, by provider and in the order of its catalogue."""
        return [card for name in self.names() for card in self._of(name)]

    def cards_of(self, name: str) -> Sequence[ModelCard]:
        """What the models of one provider can do."""
        return self._of(name)

    def vendor_of(self, name: str) -> Vendor:
        """What the catalogue of one provider says of its vendor."""
        text, where = self._catalogue(name)
        return read_vendor(text, name=where)

    def find_card(self, model: str) -> ModelCard:
        """The card of `provider:model`, or of a provider that has one model.

        Raises UsageError for a model that nobody offers, with the nearest one; ModelRetired for one
        that is offered no more, with its replacement.
        """
        found = self._named(model)
        if len(found) > 1:
            raise UsageError(f"{model!r} has several models: {', '.join(card.id for card in found)}")
        if not found:
            raise self._unknown(model)
        if found[0].status == "retired":
            if not self._served(found[0]):
                raise self._retired(found[0], model)
            return replace(found[0], status="live")
        return found[0]

    def any_card(self, model: str) -> ModelCard | None:
        """The card of a model as a storyboard names it, also of one that is retired; else None."""
        found = self._named(model)
        return found[0] if len(found) == 1 else None

    def open_provider(self, name: str, context: ProviderContext) -> Provider:
        """The provider called `name`, ready to be asked. Raises UsageError, MissingKey, ConfigError."""
        if name not in self._own and name not in self._brought:
            raise self._unknown(name)
        factory = self._factory(name)
        return factory(replace(context, base_url=base_url_of(self._of(name)[0], context.setting)))

    @cached_property
    def _own(self) -> Mapping[str, str]:
        """The names of this package's providers, each with its catalogue's text."""
        folder = files("rushes.providers") / "catalogue"
        if not folder.is_dir():
            return {}
        return {
            file.name.removesuffix(".toml"): file.read_text(encoding="utf-8")
            for file in folder.iterdir()
            if file.name.endswith(".toml")
        }

    @cached_property
    def _brought(self) -> Mapping[str, EntryPoint]:
        return {point.name: point for point in entry_points(group="rushes.providers")}

    def _of(self, name: str) -> Sequence[ModelCard]:
        if name not in self._cards:
            self._cards[name] = self._read(name)
        return self._cards[name]

    def _named(self, model: str) -> Sequence[ModelCard]:
        """The cards that may be meant by `provider:model`, or by a provider alone."""
        provider = model.partition(":")[0]
        if provider not in self._own and provider not in self._brought:
            return ()
        offered = self._of(provider)
        found = [card for card in offered if model in (card.id, f"{card.provider}:{card.name}")]
        if not found and (other := model.partition(":")[2]):
            found = [replace(card, name=other) for card in offered if card.name == EVERY]
        if not found and model == provider:
            found = [card for card in offered if card.status != "retired" and card.name != EVERY]
        return found

    def _served(self, card: ModelCard) -> bool:
        """Whether a server of somebody's own is named, for a model that has no address else."""
        return not card.base_url and bool(card.base_url_variable and self._setting(card.base_url_variable))

    def _retired(self, card: ModelCard, model: str) -> ModelRetired:
        when = f" since {card.retired_on}" if card.retired_on else ""
        why = f": {card.retired_why}" if card.retired_why else ""
        hint = f"use {card.replacement!r} instead" if card.replacement else "choose another: rushes models"
        if not card.replacement and (near := self._nearest(card)):
            hint = f"nearest in length, size and price: {', '.join(map(in_short, near))}"
        if not card.base_url and card.base_url_variable:
            hint += f"; or set {card.base_url_variable} to a server of your own that offers it"
        return ModelRetired(
            f"{card.provider} no longer offers the model {model!r}{when}{why}",
            provider=card.provider,
            billed="no",
            hint=hint,
        )

    def _nearest(self, card: ModelCard) -> list[ModelCard]:
        """The live models that do what `card` did, nearest in length, size and price."""

        def far(other: ModelCard) -> float:
            return sum(
                abs(log(mine / its))
                for mine, its in zip(measures(card), measures(other), strict=True)
                if mine and its
            )

        live = [
            one for one in self.cards()
            if one.status == "live" and one.price_per_second and set(card.operations) <= set(one.operations)
        ]  # fmt: skip
        return sorted((one for one in live if measures(one)[2]), key=far)[:NEAREST]

    def _read(self, name: str) -> Sequence[ModelCard]:
        text, where = self._catalogue(name)
        return read_catalogue(text, name=where)

    def _catalogue(self, name: str) -> tuple[str, str]:
        """The text of a provider's catalogue, and where it lies."""
        if name in self._own:
            return self._own[name], f"{name}.toml"
        folder = folder_of(self._brought[name].module)
        catalogue = None if folder is None else folder / "catalogue" / f"{name}.toml"
        if catalogue is None or not catalogue.is_file():
            raise ConfigError(f"the provider {name!r} brings no catalogue/{name}.toml beside its module")
        return catalogue.read_text(encoding="utf-8"), str(catalogue)

    def _factory(self, name: str) -> ProviderFactory:
        where = f"rushes.providers.{name}:open_{name}" if name in self._own else self._brought[name].value
        module, _, function = where.partition(":")
        try:
            return cast("ProviderFactory", getattr(importlib.import_module(module), function))
        except (ImportError, AttributeError) as error:
            raise ConfigError(
                f"the provider {name!r} cannot be loaded from {where}: {error}",
                hint="install the package that brings it again",
            ) from error

    def _unknown(self, model: str) -> UsageError:
        known: list[str] = []
        for name in self.names():
            with suppress(ConfigError):  # one broken catalogue hides no other provider's models
                known += [card.id for card in self._of(name) if card.status != "retired"]
        elsewhere = (one for one in known if one.partition(":")[2] == model.partition(":")[2] != "")
        close = next(elsewhere, None) or nearest(model, [*known, *self.names()])
        meant = f"; did you mean {close!r}?" if close else ""
        return UsageError(f"there is no model {model!r}{meant}", hint=f"known models: {', '.join(known)}")


def measures(card: ModelCard) -> tuple[float, float, float]:
    """The longest clip in seconds, the largest picture in pixels, micro-dollars a second; 0: not known."""
    pixels = max((size.width * size.height for size in card.sizes), default=card.most_pixels or 0)
    price = card.price_per_second.micros if card.price_per_second else 0
    return float(card.durations.most), float(pixels), float(price)


def in_short(card: ModelCard) -> str:
    return f"{card.id} (up to {float(card.durations.most):g} s, {card.price_per_second} a second)"


def folder_of(module: str) -> Path | None:
    """The folder that holds `module`; only the packages around it are imported."""
    try:
        spec = importlib.util.find_spec(module)
    except ImportError:
        return None
    return None if spec is None or spec.origin is None else Path(spec.origin).parent
