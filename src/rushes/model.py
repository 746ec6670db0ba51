"""The words of rushes as frozen data: what a person asks for, what is sent, what came back.

Nothing here reads a file, a clock or the environment. Durations are seconds as `Fraction`,
frame rates are frames per second as `Fraction`, levels are decibels, money is whole micro-dollars.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from fractions import Fraction
from math import ceil
from pathlib import Path
from typing import Literal

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]


# ── measures ──────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, order=True)
class Size:
    """A picture's width and height in pixels."""

    width: int
    height: int

    def __str__(self) -> str:
        return f"{self.width}x{self.height}"

    @property
    def ratio(self) -> Fraction:
        return Fraction(self.width, self.height)

    @classmethod
    def parse(cls, text: str) -> Size:
        """`"1280x720"` as a size. Raises ValueError when it is not one."""
        match = re.fullmatch(r"\s*(\d+)\s*[xX×]\s*(\d+)\s*", text)
        if match is None:
            raise ValueError(f"{text!r} is not a size like 1280x720")
        return cls(int(match[1]), int(match[2]))


def frame_rate(text: str) -> Fraction:
    """Frames per second, exact: `"24"`, `"30000/1001"`; `"23.976"` and its like mean 24000/1001.

    Raises ValueError when it is none, or not between 1 and 240.
    """
    try:
        rate = Fraction(text.strip()) if len(text) <= 20 else None
    except (ValueError, ZeroDivisionError):
        rate = None
    if rate is None:
        raise ValueError(f"{text[:40]!r} is not a frame rate like 24, 29.97 or 30000/1001")
    if not 1 <= rate <= 240:
        raise ValueError(f"{text!r} is not between 1 and 240 frames per second")
    broadcast = Fraction(round(rate) * 1000, 1001)
    if "/" not in text and abs(rate - broadcast) < Fraction(5, 1000):
        return broadcast
    if rate.denominator > 1001:
        raise ValueError(f"{text!r} is not a frame rate that a film can have")
    return rate


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """An amount in whole micro-dollars: 1 000 000 is one US dollar."""

    micros: int = 0

    def __add__(self, other: Money) -> Money:
        return Money(self.micros + other.micros)

    def __str__(self) -> str:
        cents_exact = self.micros % 10_000 == 0
        return f"${self.micros / 1_000_000:.2f}" if cents_exact else f"${self.micros / 1_000_000:.4f}"


LOUDNESS = (-40, -5)  # LUFS: what a film's loudness may be


# ── the wish: what a person writes ────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Prompt:
    """What a shot shows, in words. Empty strings mean that nothing was said.

    `text` holds a plain sentence; the other fields hold what was said field by field.
    """

    text: str = ""
    subject: str = ""
    action: str = ""
    setting: str = ""
    style: str = ""
    camera: str = ""
    lighting: str = ""
    mood: str = ""
    negative: str = ""


@dataclass(frozen=True, slots=True)
class Look:
    """What every shot of a film shares unless it says otherwise."""

    style: str = ""
    lighting: str = ""
    mood: str = ""


@dataclass(frozen=True, slots=True)
class StillFile:
    """A picture on this machine."""

    path: Path


@dataclass(frozen=True, slots=True)
class StillUrl:
    """A picture on the web: fetched once, and kept by the hash of its bytes."""

    url: str


@dataclass(frozen=True, slots=True)
class ShotFrame:
    """The first or the last frame of another shot's take."""

    shot: str
    frame: Literal["first", "last"]


Still = StillFile | StillUrl | ShotFrame


@dataclass(frozen=True, slots=True)
class CastMember:
    """Somebody or something that keeps its looks from shot to shot: `@name` in a prompt."""

    name: str
    description: str = ""
    reference: StillFile | StillUrl | None = None


TransitionKind = Literal["cut", "fade", "dissolve", "xfade"]


@dataclass(frozen=True, slots=True)
class Transition:
    """How a shot begins: its first `duration` seconds overlap the end of the shot before it.

    `fade` goes through `color`. `xfade` plays FFmpeg's own transition called `name`.
    A fade into the first shot comes out of the colour; it has nothing to overlap.
    """

    kind: TransitionKind = "cut"
    duration: Fraction = Fraction(0)
    color: Literal["black", "white"] = "black"
    name: str = ""

    def __str__(self) -> str:
        return f"xfade:{self.name}" if self.kind == "xfade" else self.kind


@dataclass(frozen=True, slots=True)
class SoundFile:
    """A sound that plays under one shot.

    `at` is where it begins, in seconds from the shot's start; `start` is where in the file it is
    taken from; `duration` is how long it plays (None: to its end, or to the end of the shot).
    """

    path: Path
    level: float = 0.0
    at: Fraction = Fraction(0)
    start: Fraction = Fraction(0)
    duration: Fraction | None = None
    fade_in: Fraction = Fraction(0)
    fade_out: Fraction = Fraction(0)


@dataclass(frozen=True, slots=True)
class Narration:
    """Speech over one shot: a sound file, or text that becomes captions. `at` is seconds into the shot."""

    text: str = ""
    path: Path | None = None
    level: float = 0.0
    at: Fraction = Fraction(0)


@dataclass(frozen=True, slots=True)
class Caption:
    """Words shown in one shot, from `at` seconds into it, for `duration` (None: to its end)."""

    text: str
    at: Fraction = Fraction(0)
    duration: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Music:
    """The bed of music under a film. `duck` is how far it goes down under speech, in decibels."""

    path: Path
    level: float = -8.0
    duck: float = 10.0
    fade_in: Fraction = Fraction(1)
    fade_out: Fraction = Fraction(2)
    start: Fraction = Fraction(0)
    loop: bool = True


@dataclass(frozen=True, slots=True)
class TitleCard:
    """Words on a plain ground, before the first shot or after the last."""

    text: str
    subtitle: str = ""
    duration: Fraction = Fraction(3)
    transition: Transition = field(default_factory=Transition)
    color: str = "#f2efe8"
    background: str = "#101014"


@dataclass(frozen=True, slots=True)
class UserClip:
    """A clip that the user has. `start` and `end` are seconds in the file (None: its end)."""

    path: Path
    start: Fraction = Fraction(0)
    end: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Shot:
    """One clip that a film needs: either a `prompt` to be made, or a `clip` that is there.

    `duration` is the time that the clip occupies (None only for a clip: the clip's own length).
    `motion` is how much moves, 1 to 10. `own_level` is the level of the take's own sound in
    decibels, None when it is muted. `transition` leads into this shot.
    """

    id: str
    prompt: Prompt | None = None
    clip: UserClip | None = None
    duration: Fraction | None = None
    model: str = "previz"
    first_frame: Still | None = None
    last_frame: Still | None = None
    references: tuple[StillFile | StillUrl, ...] = ()
    motion: int | None = None
    seed: int | None = None
    options: Mapping[str, Json] = field(default_factory=dict[str, Json])
    own_level: float | None = 0.0
    transition: Transition = field(default_factory=Transition)
    audio: tuple[SoundFile, ...] = ()
    narration: Narration | None = None
    captions: tuple[Caption, ...] = ()


# ── the request: what is sent ─────────────────────────────────────────────────────────────────


class Operation(StrEnum):
    """What a model is asked to do."""

    TEXT_TO_VIDEO = "text_to_video"
    IMAGE_TO_VIDEO = "image_to_video"
    VIDEO_TO_VIDEO = "video_to_video"
    CHARACTER_PERFORMANCE = "character_performance"
    UPSCALE = "upscale"


InputRole = Literal["first_frame", "last_frame", "reference", "video", "character", "performance"]


@dataclass(frozen=True, slots=True)
class Input:
    """A picture or clip that goes with a request.

    `path` is where its bytes lie here, `sha256` what they are. `uri` is where the provider finds it,
    once `prepare` has brought it there; it may have expired when it is read again.
    """

    role: InputRole
    sha256: str
    path: Path
    media_type: str
    uri: str = ""


@dataclass(frozen=True, slots=True)
class Request:
    """One generation, as a model is asked for it.

    `text` is the compiled prompt, `words` the same wish field by field (a model that draws reads
    these). `label` is drawn into the picture where a model does that, and is empty otherwise.
    `take` counts identical requests from 1.
    """

    model: str
    operation: Operation
    text: str
    words: Prompt
    duration: Fraction
    size: Size
    fps: Fraction
    seed: int
    motion: int | None = None
    inputs: tuple[Input, ...] = ()
    options: Mapping[str, Json] = field(default_factory=dict[str, Json])
    label: str = ""
    take: int = 1


@dataclass(frozen=True, slots=True)
class Ticket:
    """What a provider gives for a submitted generation; enough to find it again from any machine."""

    provider: str
    data: Mapping[str, Json]


# ── the take: what came back ──────────────────────────────────────────────────────────────────


class TakeState(StrEnum):
    """Where a take stands. The last six are ends."""

    SUBMITTING = "submitting"
    SUBMITTED = "submitted"
    READY = "ready"
    FETCHED = "fetched"
    FAILED = "failed"
    REFUSED = "refused"
    CANCELLED = "cancelled"
    UNKNOWN = "unknown"
    LOST = "lost"


Charged = Literal["yes", "no", "unknown"]


@dataclass(frozen=True, slots=True)
class Take:
    """One result of a request, with where it came from. Kept, never overwritten.

    `sha256`, `size` (bytes) and `path` are set once the clip is in the workspace; `poster` is a
    picture of it. `wish` and `request` are the two keys (see `rushes.keys`). `price` is what it is
    expected to cost, `cost` what the provider reported.
    """

    id: str
    board: str
    shot: str
    number: int
    model: str
    state: TakeState
    wish: str
    request: str
    created: datetime
    words: str = ""
    seed: int = 0
    duration: Fraction = Fraction(0)
    price: Money = Money()
    cost: Money | None = None
    charged: Charged = "no"
    ticket: Ticket | None = None
    sha256: str | None = None
    size: int = 0
    path: Path | None = None
    poster: Path | None = None
    parents: tuple[str, ...] = ()
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Circle:
    """The take that a shot uses, and whether a person chose it or rushes did."""

    take: str
    by: Literal["person", "rushes"]


# ── the model card: what a model can do ───────────────────────────────────────────────────────


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
    `wire` is the provider's own name for it, where that is another one.
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


@dataclass(frozen=True, slots=True)
class PriceRule:
    """What a second costs in pictures of at least `least_pixels`, with these `options`."""

    per_second: Money
    least_pixels: int = 0
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
    priced: bool = True
    wire: Mapping[str, Json] = field(default_factory=dict[str, Json])


@dataclass(frozen=True, slots=True)
class ModelCard:
    """What a model can do and what it costs, as data from its provider's catalogue.

    `sizes` empty: any size up to `most_pixels` pixels. `price_per_second` None: not known; `prices`
    are dearer or cheaper cases of it, the first that fits counts; `least_price` is the smallest bill,
    `price_per_input` what each input adds. `prompt_unit` is what `prompt_limit` counts: characters,
    or UTF-16 code units, of which an emoji has two. `references` is how many reference pictures it
    takes. A file of up to `inline_bytes` travels inside the request, one of up to `input_bytes` on
    its own; bytes of the encoded text. `draws_label`: the model can write a request's label into the
    picture (option `burn_in`). `needs` are the inputs that it cannot do without. `variants` say what
    differs by operation. `sources` names the source of single facts, where it is not `source`.
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
    negative: bool = False
    sound: bool = False
    draws_label: bool = False
    options: tuple[Option, ...] = ()
    price_per_second: Money | None = None
    strengths: tuple[str, ...] = ()
    status: Literal["live", "deprecated", "retired"] = "live"
    replacement: str | None = None
    prompt_unit: Literal["characters", "utf16"] = "characters"
    needs: tuple[InputRole, ...] = ()
    references: int | None = None
    inline_bytes: int | None = None
    input_bytes: int | None = None
    prices: tuple[PriceRule, ...] = ()
    least_price: Money = Money()
    price_per_input: Mapping[InputRole, Money] = field(default_factory=dict[InputRole, Money])
    variants: Mapping[Operation, Variant] = field(default_factory=dict[Operation, Variant])
    wire: Mapping[str, Json] = field(default_factory=dict[str, Json])
    retired_on: str | None = None
    sources: Mapping[str, str] = field(default_factory=dict[str, str])

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
            prices=self.prices if variant.priced and variant.price_per_second is None else (),
            wire={**self.wire, **variant.wire},
            variants={},
        )

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
        chosen = {one.name: one.default for one in self.options} | dict(options or {})
        pixels = 0 if size is None else size.width * size.height
        fits = (
            rule.per_second
            for rule in self.prices
            if pixels >= rule.least_pixels
            and all(chosen.get(name) == value for name, value in rule.options.items())
        )
        per_second = next(fits, self.price_per_second)
        added = sum(self.price_per_input.get(role, Money()).micros for role in inputs)
        return Money(max(ceil(per_second.micros * duration) + added, self.least_price.micros))
