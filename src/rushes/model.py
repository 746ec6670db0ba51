"""The words of rushes as frozen data: what a person asks for, what is sent, what came back.

Nothing here reads a file, a clock or the environment. Durations are seconds as `Fraction`,
frame rates are frames per second as `Fraction`, levels are decibels, money is whole micro-dollars.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from fractions import Fraction
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

    @classmethod
    def dollars(cls, amount: float | str | Fraction) -> Money:
        """So many dollars: `Money.dollars("0.05")`. Raises ValueError for what is no amount."""
        try:
            exact = Fraction(str(amount).strip().removeprefix("$")) if len(str(amount)) <= 40 else None
        except ZeroDivisionError:
            exact = None
        if exact is None or not 0 <= exact <= 1_000_000_000:
            raise ValueError(f"{amount!r} is no amount of dollars like 5 or 0.25")
        return cls(round(exact * 1_000_000))

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

    `text` holds a plain sentence; the other fields hold what was said field by field. `dialogue` is who
    says what, `sound` what else is heard.
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
    dialogue: str = ""
    sound: str = ""


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
class ShotTake:
    """What another shot shows: its take, or its clip, for as long as that shot lasts."""

    shot: str


@dataclass(frozen=True, slots=True)
class MediaFile:
    """A picture or a clip on this machine: its first bytes tell which."""

    path: Path


Fit = Literal["size", "duration"]
FITS: tuple[Fit, ...] = ("size", "duration")
Footage = UserClip | ShotTake
Character = MediaFile | StillUrl | ShotFrame | ShotTake


@dataclass(frozen=True, slots=True)
class Performance:
    """An acted shot: `character` is who is seen, `reference` the clip of the acting that they follow."""

    character: Character
    reference: Footage


@dataclass(frozen=True, slots=True)
class Shot:
    """One clip that a film needs: either a `prompt` to be made, or a `clip` that is there.

    `duration` is the time that the clip occupies (None only where a clip is there to be used or to be
    made from: its length then). A shot may be made from one clip: `video` is changed as the prompt
    says, in a `performance` a character follows somebody's acting, `upscale` is made larger or
    smoother. `motion` is how much moves, 1 to 10. `fit` are the wishes that may give way to what the model
    makes: the nearest size, a shorter duration. `own_level` is the level of the take's own sound in
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
    video: Footage | None = None
    performance: Performance | None = None
    upscale: Footage | None = None
    motion: int | None = None
    seed: int | None = None
    options: Mapping[str, Json] = field(default_factory=dict[str, Json])
    fit: tuple[Fit, ...] = ()
    own_level: float | None = 0.0
    transition: Transition = field(default_factory=Transition)
    audio: tuple[SoundFile, ...] = ()
    narration: Narration | None = None
    captions: tuple[Caption, ...] = ()

    @property
    def footage(self) -> Footage | None:
        """The clip that the shot is made from, and that it is as long as where it says no duration."""
        acting = None if self.performance is None else self.performance.reference
        return self.upscale or acting or self.video


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
    once `prepare` has brought it there; it may have expired when it is read again. `address` is where on
    the web a person named it, for providers that take nothing else; no ledger keeps it. `duration` and
    `size` are those of a clip's picture, where they were looked at.
    """

    role: InputRole
    sha256: str
    path: Path
    media_type: str
    uri: str = ""
    duration: Fraction | None = None
    size: Size | None = None
    address: str = ""


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
    """What a provider gives for a submitted generation; enough to find it again from any machine.

    `most` is the most that the provider says it may cost, where it says so.
    """

    provider: str
    data: Mapping[str, Json]
    most: Money | None = field(default=None, compare=False)


# ── the take: what came back ──────────────────────────────────────────────────────────────────


class TakeState(StrEnum):
    """Where a take stands. The last six are ends.

    planned: its price is reserved, and provably nothing was sent · submitting: the create may have left.
    """

    PLANNED = "planned"
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
class Units:
    """What a provider counts in, such as 60 credits, and what it takes for each."""

    amount: Fraction
    name: str
    rate: Money

    @property
    def money(self) -> Money:
        """The same in dollars, rounded to the nearest micro-dollar."""
        return Money(round(self.amount * self.rate.micros))

    def __str__(self) -> str:
        return f"{float(self.amount):g} {self.name} at {self.rate}"


@dataclass(frozen=True, slots=True)
class Take:
    """One result of a request, with where it came from. Kept, never overwritten.

    `sha256`, `size` (bytes) and `path` are set once the clip is in the workspace; `poster` is a
    picture of it. `wish` and `request` are the two keys (see `rushes.keys`), `origin` is who made it and
    at which address. `price` is what it is expected to cost and what is reserved for it, `cost` what the
    provider reported, in `units` of its own. `owner` is the process that works on it, None for nobody.
    `dropped` is when its bytes were thrown away.
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
    origin: str = ""
    run: str = ""
    units: Units | None = None
    owner: str | None = None
    dropped: datetime | None = None


@dataclass(frozen=True, slots=True)
class Circle:
    """The take that a shot uses, and whether a person chose it or rushes did."""

    take: str
    by: Literal["person", "rushes"]
