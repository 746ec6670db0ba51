"""Reads a provider's catalogue: a TOML file in which each model is a table of facts.

provider = "example"
source = "https://…"          # where the facts stand; a model may name its own
verified_on = "2026-11-22"

[[models]]
name = "fast"
title = "Example Fast"
operations = ["text_to_video", "image_to_video"]
durations = { choices = [5, 10] }        # or { least = 1, most = 60, step = "1/24" }
sizes = ["1280x720", "720x1280"]         # or most_pixels = 2073600
inputs = ["first_frame"]
price_per_second = 0.05                  # dollars; left out when nobody knows
[[models.options]]
name = "draft"
kind = "boolean"
help = "Faster and rougher."
default = false
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from rushes.errors import ConfigError
from rushes.model import Durations, InputRole, ModelCard, Money, Operation, Option, Size

__all__ = ["read_catalogue"]


def exact(value: object) -> object:
    """A number of TOML as a fraction: 0.1 is one tenth, "1/24" is one of 24."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return value
    try:
        return Fraction(str(value))
    except ZeroDivisionError:
        raise ValueError(f"{value!r} divides by zero") from None


Number = Annotated[Fraction, BeforeValidator(exact)]


class Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


class DurationsTable(Table):
    least: Number | None = None
    most: Number | None = None
    step: Number | None = None
    choices: tuple[Number, ...] = ()

    def durations(self) -> Durations:
        if self.choices:
            return Durations(min(self.choices), max(self.choices), choices=tuple(sorted(self.choices)))
        if self.least is None or self.most is None:
            raise ValueError("durations need either choices, or least and most")
        return Durations(self.least, self.most, self.step)


class OptionTable(Table):
    name: str
    kind: Literal["boolean", "integer", "number", "text"]
    help: str
    default: bool | int | float | str | None = None
    choices: tuple[str, ...] = ()


class ModelTable(Table):
    name: str
    title: str
    operations: tuple[Operation, ...] = Field(min_length=1)
    durations: DurationsTable
    source: str = ""
    verified_on: str = ""
    sizes: tuple[str, ...] = ()
    most_pixels: int | None = None
    prompt_limit: int | None = None
    inputs: tuple[InputRole, ...] = ()
    seeds: bool = True
    motion: bool = False
    negative: bool = False
    sound: bool = False
    draws_label: bool = False
    options: tuple[OptionTable, ...] = ()
    price_per_second: Number | None = None
    strengths: tuple[str, ...] = ()
    status: Literal["live", "deprecated", "retired"] = "live"
    replacement: str | None = None


class CatalogueFile(Table):
    provider: str
    source: str = ""
    verified_on: str = ""
    models: tuple[ModelTable, ...] = Field(min_length=1)


def read_catalogue(text: str, *, name: str) -> Sequence[ModelCard]:
    """The model cards in the TOML `text`; `name` says where it lies.

    Raises ConfigError that names every wrong fact, and each model without source or date.
    """
    try:
        file = CatalogueFile.model_validate(tomllib.loads(text))
        return [card(model, file) for model in file.models]
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"the catalogue {name} is no TOML: {error}") from error
    except ValidationError as error:
        wrong = "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors())
        raise ConfigError(f"the catalogue {name} is wrong: {wrong}") from error
    except ValueError as error:
        raise ConfigError(f"the catalogue {name} is wrong: {error}") from error


def card(model: ModelTable, file: CatalogueFile) -> ModelCard:
    source, verified_on = model.source or file.source, model.verified_on or file.verified_on
    if not source or not verified_on:
        raise ValueError(f"{model.name} says no source or no verified_on")
    price = model.price_per_second
    return ModelCard(
        provider=file.provider,
        name=model.name,
        title=model.title,
        operations=model.operations,
        durations=model.durations.durations(),
        source=source,
        verified_on=verified_on,
        sizes=tuple(Size.parse(size) for size in model.sizes),
        most_pixels=model.most_pixels,
        prompt_limit=model.prompt_limit,
        inputs=model.inputs,
        seeds=model.seeds,
        motion=model.motion,
        negative=model.negative,
        sound=model.sound,
        draws_label=model.draws_label,
        options=tuple(
            Option(one.name, one.kind, one.help, one.default, one.choices) for one in model.options
        ),
        price_per_second=None if price is None else Money(round(price * 1_000_000)),
        strengths=model.strengths,
        status=model.status,
        replacement=model.replacement,
    )
