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
family = "other"                         # whose prompts it understands, when not its provider's
inputs = ["first_frame"]
price_per_second = 0.05                  # dollars; left out when nobody knows
[[models.options]]
name = "draft"
kind = "boolean"
help = "Faster and rougher."
default = false
[[models.options]]
name = "style"
kind = "text"
help = "How it looks."
choices = ["anime"]
words = { anime = "anime" }              # what the prompt says, where the model has no field for it
[[models.prices]]                        # dearer and cheaper cases, the first that fits counts
options = { draft = true }
per_second = 0.02                        # also by least_pixels, least_side, least_seconds
[models.variants.image_to_video]         # what holds for one operation only
sizes = ["1280x720"]
needs = ["first_frame"]
[models.variants.video_to_video]
follows = [{ length = true, size = true, options = { draft = false } }]   # the first that fits counts
[models.instead]                         # options that it has not: what to do in their place
fps = "say `fps` in the storyboard"
[models.sources]                         # where single facts stand, when not in `source`
price_per_second = "https://…, 2026-10"

A table `vendor` tells of the provider itself; see `providers/vendor.py`.

A file-wide `inline_bytes`, `input_bytes`, `prompt_unit`, `source` or `verified_on` holds for every
model that does not say its own.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, JsonValue, ValidationError

from rushes.errors import ConfigError
from rushes.model import InputRole, Money, Operation, Size
from rushes.model_card import Durations, Follows, ModelCard, Option, PriceRule, Variant
from rushes.providers.vendor import Vendor

__all__ = ["read_catalogue", "read_vendor"]


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
    least: Number | None = None
    most: Number | None = None
    operations: tuple[Operation, ...] = ()
    wire: str = ""
    words: dict[str, str] = Field(default_factory=dict)

    def option(self) -> Option:
        return Option(**{name: getattr(self, name) for name in type(self).model_fields})


class PriceTable(Table):
    per_second: Number
    least_pixels: int = 0
    least_side: int = 0
    least_seconds: Number = Fraction(0)
    options: dict[str, bool | int | float | str] = Field(default_factory=dict)

    def rule(self) -> PriceRule:
        return PriceRule(
            dollars(self.per_second),
            self.least_pixels,
            dict(self.options),
            self.least_side,
            self.least_seconds,
        )


class FollowsTable(Table):
    length: bool = False
    size: bool = False
    options: dict[str, bool | int | float | str] = Field(default_factory=dict)

    def follows(self) -> Follows:
        return Follows(self.length, self.size, dict(self.options))


class VariantTable(Table):
    sizes: tuple[str, ...] | None = None
    durations: DurationsTable | None = None
    inputs: tuple[InputRole, ...] | None = None
    needs: tuple[InputRole, ...] = ()
    references: int | None = None
    price_per_second: Number | None = None
    prices: tuple[PriceTable, ...] = ()
    priced: bool = True
    follows: tuple[FollowsTable, ...] | None = None
    wire: dict[str, JsonValue] = Field(default_factory=dict)

    def variant(self) -> Variant:
        return Variant(
            sizes=None if self.sizes is None else tuple(Size.parse(size) for size in self.sizes),
            durations=None if self.durations is None else self.durations.durations(),
            inputs=self.inputs,
            needs=self.needs,
            references=self.references,
            price_per_second=None if self.price_per_second is None else dollars(self.price_per_second),
            prices=tuple(one.rule() for one in self.prices),
            priced=self.priced,
            follows=None if self.follows is None else tuple(one.follows() for one in self.follows),
            wire=self.wire,
        )


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
    fps: bool = False
    negative: bool = False
    sound: bool = False
    draws_label: bool = False
    options: tuple[OptionTable, ...] = ()
    price_per_second: Number | None = None
    strengths: tuple[str, ...] = ()
    status: Literal["live", "deprecated", "retired"] = "live"
    replacement: str | None = None
    retired_on: str | None = None
    retired_why: str = ""
    prompt_unit: Literal["characters", "utf16"] | None = None
    prompts: bool = True
    follows: tuple[FollowsTable, ...] = ()
    needs: tuple[InputRole, ...] = ()
    references: int | None = None
    by_address: bool = False
    inline_bytes: int | None = None
    input_bytes: int | None = None
    prices: tuple[PriceTable, ...] = ()
    least_price: Number = Fraction(0)
    price_per_input: dict[InputRole, Number] = Field(default_factory=dict)
    variants: dict[Operation, VariantTable] = Field(default_factory=dict)
    wire: dict[str, JsonValue] = Field(default_factory=dict)
    sources: dict[str, str] = Field(default_factory=dict)
    family: str = ""
    instead: dict[str, str] = Field(default_factory=dict)


class CatalogueFile(Table):
    provider: str
    base_url: str = ""
    base_url_variable: str = ""
    deadline: Number = Fraction(3600)
    source: str = ""
    verified_on: str = ""
    prompt_unit: Literal["characters", "utf16"] = "characters"
    inline_bytes: int | None = None
    input_bytes: int | None = None
    vendor: Vendor = Vendor()
    models: tuple[ModelTable, ...] = Field(min_length=1)


def read_catalogue(text: str, *, name: str) -> Sequence[ModelCard]:
    """The model cards in the TOML `text`; `name` says where it lies.

    Raises ConfigError that names every wrong fact, and each model without source or date.
    """
    file = read_file(text, name=name)
    try:
        return [card(model, file) for model in file.models]
    except ValueError as error:
        raise ConfigError(f"the catalogue {name} is wrong: {error}") from error


def read_vendor(text: str, *, name: str) -> Vendor:
    """What the TOML `text` says of its vendor, with source and date. Raises ConfigError."""
    file = read_file(text, name=name)
    told = file.vendor
    said = {
        "title": told.title or file.provider.capitalize(),
        "source": told.source or file.source,
        "verified_on": told.verified_on or file.verified_on,
    }
    return told.model_copy(update=said)


def read_file(text: str, *, name: str) -> CatalogueFile:
    try:
        return CatalogueFile.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"the catalogue {name} is no TOML: {error}") from error
    except ValidationError as error:
        wrong = "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors())
        raise ConfigError(f"the catalogue {name} is wrong: {wrong}") from error
    except ValueError as error:
        raise ConfigError(f"the catalogue {name} is wrong: {error}") from error


def dollars(amount: Fraction) -> Money:
    return Money(round(amount * 1_000_000))


def card(model: ModelTable, file: CatalogueFile) -> ModelCard:
    source, verified_on = model.source or file.source, model.verified_on or file.verified_on
    if not source or not verified_on:
        raise ValueError(f"{model.name} says no source or no verified_on")
    unknown = set(model.sources) - set(ModelTable.model_fields)
    if unknown:
        raise ValueError(f"{model.name} names a source of {', '.join(sorted(unknown))}, which is no fact")
    price = model.price_per_second
    if price is None and (model.prices or model.price_per_input):
        raise ValueError(f"{model.name} has prices and no price_per_second")
    return ModelCard(
        provider=file.provider,
        base_url=file.base_url,
        base_url_variable=file.base_url_variable,
        deadline=file.deadline,
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
        fps=model.fps,
        negative=model.negative,
        sound=model.sound,
        draws_label=model.draws_label,
        options=tuple(one.option() for one in model.options),
        price_per_second=None if price is None else dollars(price),
        strengths=model.strengths,
        status=model.status,
        replacement=model.replacement,
        prompt_unit=model.prompt_unit or file.prompt_unit,
        prompts=model.prompts,
        follows=tuple(one.follows() for one in model.follows),
        needs=model.needs,
        references=model.references,
        by_address=model.by_address,
        inline_bytes=file.inline_bytes if model.inline_bytes is None else model.inline_bytes,
        input_bytes=file.input_bytes if model.input_bytes is None else model.input_bytes,
        prices=tuple(one.rule() for one in model.prices),
        least_price=dollars(model.least_price),
        price_per_input={role: dollars(amount) for role, amount in model.price_per_input.items()},
        variants={operation: one.variant() for operation, one in model.variants.items()},
        wire=model.wire,
        retired_on=model.retired_on,
        retired_why=model.retired_why,
        sources=model.sources,
        family=model.family,
        instead=model.instead,
    )
