"""The model card: what a model can do and what it costs, as data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from math import ceil
from typing import Literal

from rushes.model import InputRole, Json, Money, Operation, Size

__all__ = ["Durations", "Follows", "ModelCard", "Option", "PriceRule", "Variant"]


@dataclass(frozen=True, slots=True)
class Durations:
    """The lengths in seconds that a model makes: `choices`, or every `step` from `least` to `most`."""

    least: Fraction
    most: Fraction
    step: Fraction | None = None
    choices: tuple[Fraction, ...] = ()

    def at_least(self, wanted: Fraction) -> Fraction | None:
        """The shortest length that the model makes and that is not shorter than `wanted`."""
        if self.choices:
            return min((choice for choice in self.choices if choice >= wanted), default=None)
        if wanted > self.most:
            return None
        length = max(wanted, self.least)
        if self.step is not None:
            steps = -((self.least - length) // self.step)
            length = self.least + steps * self.step
        return length if length <= self.most else None


@dataclass(frozen=True, slots=True)
class Option:
    """A setting that only some models have: `kind` is what its value is, `help` what it does.

    A number lies between `least` and `most`. `operations` are those that know it, empty: all.
    `wire` is the provider's own name for it, where that is another one. `words` are what the prompt says for
    each choice, where the model has no field for it.
    """

    name: str
    kind: Literal["boolean", "integer", "number", "text"]
    help: str
    default: Json = None
    choices: tuple[str, ...] = ()
    least: Fraction | None = None
    most: Fraction | None = None
    operations: tuple[Operation, ...] = ()
    wire: str = ""
    words: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True)
class PriceRule:
    """What a second costs in pictures of at least `least_pixels`, with these `options`.

    `least_side` is the least of the shorter side in pixels, `least_seconds` the least of the clip's length.
    """

    per_second: Money
    least_pixels: int = 0
    options: Mapping[str, Json] = field(default_factory=dict[str, Json])
    least_side: int = 0
    least_seconds: Fraction = Fraction(0)

    def fits(self, duration: Fraction, size: Size | None, chosen: Mapping[str, Json]) -> bool:
        """Whether it is the price of such a clip; of a size that is not said, nothing is known."""
        pixels, side = (0, 0) if size is None else (size.width * size.height, min(size.width, size.height))
        least = pixels >= self.least_pixels and side >= self.least_side
        return least and duration >= self.least_seconds and holds(self.options, chosen)


@dataclass(frozen=True, slots=True)
class Follows:
    """What of the result comes from the clip that goes in, and not from what is asked, with these `options`.

    Where the `length` does, a card's durations are those of the clips that the model takes.
    """

    length: bool = False
    size: bool = False
    options: Mapping[str, Json] = field(default_factory=dict[str, Json])


@dataclass(frozen=True, slots=True)
class Variant:
    """What holds for one operation of a model only; None: what the card says.

    `needs` are the inputs that the operation cannot do without. `priced` False: nobody knows what
    this operation costs. `wire` is read by the provider alone.
    """

    sizes: tuple[Size, ...] | None = None
    durations: Durations | None = None
    inputs: tuple[InputRole, ...] | None = None
    needs: tuple[InputRole, ...] = ()
    references: int | None = None
    price_per_second: Money | None = None
    prices: tuple[PriceRule, ...] = ()
    priced: bool = True
    follows: tuple[Follows, ...] | None = None
    wire: Mapping[str, Json] = field(default_factory=dict[str, Json])


@dataclass(frozen=True, slots=True)
class ModelCard:
    """What a model can do and what it costs, as data from its provider's catalogue.

    `sizes` empty: any size up to `most_pixels` pixels. `price_per_second` None: not known; `prices`
    are dearer or cheaper cases of it, the first that fits counts; `least_price` is the smallest bill,
    `price_per_input` what each input adds. `prompt_unit` is what `prompt_limit` counts: characters,
    or UTF-16 code units, of which an emoji has two; without `prompts` it reads none. `references` is
    how many reference pictures it takes; `by_address`: it takes pictures only where they lie on the web.
    Of `follows` the first that fits counts. A file of up to `inline_bytes` travels inside the request, one
    of up to `input_bytes` on its own; bytes of the encoded text. `fps`: it makes the frame rate that is
    asked for. `draws_label`: the model can write a request's label into the picture (option `burn_in`).
    `needs` are the inputs that it cannot do without. `variants` say what differs by operation. `base_url`
    is where the provider is asked, unless the environment's `base_url_variable` says another address.
    `deadline` is how many seconds a generation is waited for. A card whose name is `*` stands for every
    other model of its provider. `retired_why` says what ended it; where there is no `base_url`, somebody's
    own server at the variable's address may still offer it. `sources` names the source of single facts,
    where it is not `source`. `family` is that of the library of prompts whose models understand prompts
    alike; see `prompt_family`. `instead` are options that people ask for and the model has not, each with
    what to do in its place.
    """

    provider: str
    name: str
    title: str
    operations: tuple[Operation, ...]
    durations: Durations
    source: str
    verified_on: str
    sizes: tuple[Size, ...] = ()
    most_pixels: int | None = None
    prompt_limit: int | None = None
    inputs: tuple[InputRole, ...] = ()
    seeds: bool = True
    motion: bool = False
    fps: bool = False
    negative: bool = False
    sound: bool = False
    draws_label: bool = False
    options: tuple[Option, ...] = ()
    price_per_second: Money | None = None
    strengths: tuple[str, ...] = ()
    status: Literal["live", "deprecated", "retired"] = "live"
    replacement: str | None = None
    prompt_unit: Literal["characters", "utf16"] = "characters"
    prompts: bool = True
    follows: tuple[Follows, ...] = ()
    needs: tuple[InputRole, ...] = ()
    references: int | None = None
    by_address: bool = False
    inline_bytes: int | None = None
    input_bytes: int | None = None
    prices: tuple[PriceRule, ...] = ()
    least_price: Money = Money()
    price_per_input: Mapping[InputRole, Money] = field(default_factory=dict[InputRole, Money])
    variants: Mapping[Operation, Variant] = field(default_factory=dict[Operation, Variant])
    wire: Mapping[str, Json] = field(default_factory=dict[str, Json])
    retired_on: str | None = None
    retired_why: str = ""
    base_url: str = ""
    base_url_variable: str = ""
    deadline: Fraction = Fraction(3600)
    sources: Mapping[str, str] = field(default_factory=dict[str, str])
    family: str = ""
    instead: Mapping[str, str] = field(default_factory=dict[str, str])

    @property
    def prompt_family(self) -> str:
        """The models that understand prompts as this one does; its provider's, where the card names none."""
        return self.family or self.provider

    @property
    def id(self) -> str:
        """How a storyboard names the model: `provider:name`, or the provider alone when they are one."""
        return self.provider if self.name == self.provider else f"{self.provider}:{self.name}"

    def asked_to(self, operation: Operation) -> ModelCard:
        """The card as it holds for `operation`: its sizes, lengths, inputs, options and price."""
        variant = self.variants.get(operation, Variant())
        price = self.price_per_second if variant.price_per_second is None else variant.price_per_second
        options = (one for one in self.options if not one.operations or operation in one.operations)
        return replace(
            self,
            sizes=self.sizes if variant.sizes is None else variant.sizes,
            durations=self.durations if variant.durations is None else variant.durations,
            inputs=self.inputs if variant.inputs is None else variant.inputs,
            needs=(*self.needs, *variant.needs),
            references=self.references if variant.references is None else variant.references,
            options=tuple(options),
            price_per_second=price if variant.priced else None,
            prices=self.prices if variant.priced and variant.price_per_second is None else variant.prices,
            follows=self.follows if variant.follows is None else variant.follows,
            wire={**self.wire, **variant.wire},
            variants={},
        )

    def followed(self, options: Mapping[str, Json] | None = None) -> Follows:
        """What the clip that goes in decides. An option that is not said counts at its default."""
        chosen = self.chosen(options)
        fits = (one for one in self.follows if holds(one.options, chosen))
        return next(fits, Follows())

    def chosen(self, options: Mapping[str, Json] | None) -> dict[str, Json]:
        """The options, with the defaults of those that are not said."""
        return {one.name: one.default for one in self.options} | dict(options or {})

    def prompt_length(self, text: str) -> int:
        """How long `text` is, in the unit of `prompt_limit`."""
        return len(text.encode("utf-16-le")) // 2 if self.prompt_unit == "utf16" else len(text)

    def price(
        self,
        duration: Fraction,
        *,
        size: Size | None = None,
        options: Mapping[str, Json] | None = None,
        inputs: Sequence[InputRole] = (),
    ) -> Money | None:
        """What `duration` seconds cost, or None when the price is not known.

        What is not said counts at its default. Never less than the bill: parts of a micro-dollar count up.
        """
        if self.price_per_second is None:
            return None
        chosen = self.chosen(options)
        fits = (rule.per_second for rule in self.prices if rule.fits(duration, size, chosen))
        per_second = next(fits, self.price_per_second)
        added = sum(self.price_per_input.get(role, Money()).micros for role in inputs)
        return Money(max(ceil(per_second.micros * duration) + added, self.least_price.micros))


def holds(wanted: Mapping[str, Json], chosen: Mapping[str, Json]) -> bool:
    return all(chosen.get(name) == value for name, value in wanted.items())
