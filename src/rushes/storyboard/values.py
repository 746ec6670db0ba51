"""The small languages inside a storyboard: times, rates, sizes, levels, colours, transitions.

Each function takes what stood in the file and raises ValueError with one sentence, without a
subject: "must be …". Nothing here knows of YAML or pydantic.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from fractions import Fraction

from rushes.errors import nearest
from rushes.model import FITS, Fit, Size, Transition
from rushes.storyboard.board import CAPTION_MODES, CaptionMode
from rushes.storyboard.transitions import XFADE_NAMES

LONGEST = Fraction(3600)
TIMES = 'seconds like 5 or 2.5, or "5s", "500ms", "0:05", "00:00:05.5"'
LEAST_LEVEL, MOST_LEVEL = -60.0, 12.0
DEFAULT_OVERLAP = Fraction(1, 2)

COLORS = {
    "black": "#000000",
    "white": "#ffffff",
    "grey": "#808080",
    "gray": "#808080",
    "red": "#c0392b",
    "green": "#27ae60",
    "blue": "#2980b9",
    "yellow": "#f1c40f",
    "orange": "#e67e22",
    "purple": "#8e44ad",
    "brown": "#6e4b2a",
    "navy": "#14213d",
    "cream": "#f2efe8",
    "ivory": "#fffff0",
}

NUMBER = r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?"
SECONDS = re.compile(rf"({NUMBER}(?:/\d+)?)\s*(ms|s|sec|secs|second|seconds|m|min|minute|minutes)?")
CLOCK = re.compile(r"(?:(\d{1,2}):)?(\d{1,2}):(\d{1,2}(?:\.\d+)?)")


def number(text: str) -> Fraction:
    """`text` as an exact number. Raises ValueError when it is not one, or is beyond reason."""
    above, slash, below = text.partition("/")
    if slash and below.isdecimal() and int(below[:20]):
        return number(above) / int(below[:20])
    if re.fullmatch(NUMBER, text) is None or len(text) > 40 or not math.isfinite(float(text)):
        raise ValueError(text)
    return Fraction(text) if abs(float(text)) > 1e-30 else Fraction(0)


def seconds(text: str) -> Fraction:
    """A time in seconds. Raises ValueError when it is none."""
    text = text.strip()
    if clock := CLOCK.fullmatch(text):
        hours, minutes, rest = int(clock[1] or 0), int(clock[2]), Fraction(clock[3])
        if minutes > 59 or rest >= 60:
            raise ValueError("has more than 59 minutes or seconds in a place of its clock time")
        return hours * 3600 + minutes * 60 + rest
    if re.fullmatch(r"\d+:\d+:\d+[:;]\d+", text):
        raise ValueError("counts frames, which have no length here; write seconds after a point, 00:00:05.5")
    match = SECONDS.fullmatch(text)
    if match is None:
        raise ValueError(f"is no time: {shown(text)}")
    try:
        amount = number(match[1])
    except ValueError:
        raise ValueError(f"is no time: {shown(text)}") from None
    unit = match[2] or "s"
    return amount / 1000 if unit == "ms" else amount * 60 if unit.startswith("m") else amount


def moment(text: str) -> Fraction:
    """A place in time: 0 to one hour from the start of something."""
    at = seconds(text)
    if at < 0:
        raise ValueError(f"must be 0 or more, not {shown(text)}")
    if at > LONGEST:
        raise ValueError(f"must be one hour at most, not {shown(text)}")
    return at


def length(text: str) -> Fraction:
    """A stretch of time: more than 0, one hour at most."""
    if seconds(text) <= 0:
        raise ValueError(f"must be more than 0 seconds, not {shown(text.strip())}")
    return moment(text)


def even(value: Fraction) -> int:
    """The even number nearest to `value`."""
    return 2 * round(value / 2)


def picture_size(text: str) -> Size:
    """Width and height in pixels: both even, from 16 to 8192."""
    try:
        size = Size.parse(text)
    except ValueError:
        tip = f"; a shape is written `ratio: {text.strip()}`" if ":" in text else ""
        raise ValueError(f"is no size: {shown(text)}{tip}") from None
    if not (16 <= size.width <= 8192 and 16 <= size.height <= 8192):
        raise ValueError(f"must be from 16 to 8192 pixels each way, not {size}")
    if size.width % 2 or size.height % 2:
        near = Size(size.width + size.width % 2, size.height + size.height % 2)
        raise ValueError(f"must be even both ways, which {size} is not; {near} is")
    return size


def ratio_size(text: str) -> Size:
    """The size of a picture of that shape whose shorter side has 720 pixels."""
    across, colon, down = text.strip().partition(":")
    try:
        shape = number(across.strip()) / number(down.strip() if colon else "1")
    except (ValueError, ZeroDivisionError):
        raise ValueError(f"is no shape: {shown(text)}") from None
    if not Fraction(1, 5) <= shape <= 5:
        raise ValueError(f"must be between 1:5 and 5:1, not {shown(text)}")
    return Size(even(720 * shape), 720) if shape >= 1 else Size(720, even(720 / shape))


def level(text: str) -> float:
    """A level in decibels."""
    match = re.fullmatch(rf"({NUMBER})\s*(?:[dD][bB])?", text.strip())
    try:
        value = float(number(match[1])) if match else math.nan
    except ValueError:
        value = math.nan
    if math.isnan(value):
        raise ValueError(f"is no level: {shown(text)}")
    if not LEAST_LEVEL <= value <= MOST_LEVEL:
        raise ValueError(f"must be from {LEAST_LEVEL:g} to {MOST_LEVEL:g} dB, not {shown(text)}")
    return value


def color(text: str) -> str:
    """A colour as #rrggbb."""
    text = text.strip().lower()
    if text in COLORS:
        return COLORS[text]
    if re.fullmatch(r"#[0-9a-f]{6}", text):
        return text
    if re.fullmatch(r"#[0-9a-f]{3}", text):
        return "#" + "".join(2 * digit for digit in text[1:])
    raise ValueError(f"is no colour: {shown(text)}{guess(text, COLORS)}")


def transition(text: str) -> Transition:
    """`cut`, `dissolve`, `fade`, `fade:white` or `xfade:NAME`, with the default length."""
    kind, colon, what = text.strip().partition(":")
    if kind == "cut" and not colon:
        return Transition()
    if kind == "dissolve" and not colon:
        return Transition("dissolve", DEFAULT_OVERLAP)
    if kind == "fade" and (what in ("black", "white") or not colon):
        return Transition("fade", DEFAULT_OVERLAP, color="white" if what == "white" else "black")
    if kind == "fade":
        raise ValueError(f"fades through black or white, not {shown(what)}")
    if kind == "xfade" and what in XFADE_NAMES:
        return Transition("xfade", DEFAULT_OVERLAP, name=what)
    if kind == "xfade":
        close = nearest(what, XFADE_NAMES)
        raise ValueError(
            f"is not one of xfade's own transitions: {shown(what)}"
            + (f"; did you mean xfade:{close}?" if close else "; wipeleft, circleopen and 56 more are")
        )
    known = {name: f"xfade:{name}" for name in XFADE_NAMES}
    known.update({"cut": "cut", "dissolve": "dissolve", "fade": "fade", "crossfade": "dissolve"})
    known.update({"fadeblack": "fade", "fadewhite": "fade:white", "fade-to-black": "fade", "none": "cut"})
    close = nearest(text.strip().lower(), known)
    raise ValueError(
        f"is no transition: {shown(text)}" + (f"; did you mean {known[close]}?" if close else "")
    )


def captions(text: str) -> tuple[CaptionMode, ...]:
    """`soft`, `burned`, `srt` and `vtt`, one or several with commas between; or `none`."""
    words = [word.strip() for word in text.split(",")]
    for word in words:
        if word not in CAPTION_MODES and (word != "none" or len(words) > 1):
            raise ValueError(f"cannot be {shown(word)}{guess(word, [*CAPTION_MODES, 'none'])}")
    return tuple(mode for mode in CAPTION_MODES if mode in words)


def fit(text: str) -> tuple[Fit, ...]:
    """`size`, `duration`, or both with a comma between; or `none`."""
    words = [word.strip() for word in text.split(",")]
    for word in words:
        if word not in FITS and (word != "none" or len(words) > 1):
            raise ValueError(f"cannot be {shown(word)}{guess(word, [*FITS, 'none'])}")
    return tuple(one for one in FITS if one in words)


def guess(word: str, known: Iterable[str]) -> str:
    """`; did you mean …?` when one of `known` looks like `word`, else nothing."""
    close = nearest(word, known)
    return f"; did you mean {close}?" if close else ""


def shown(text: str) -> str:
    """`text` in quotes, shortened where it is long; a number stands as it is."""
    if re.fullmatch(NUMBER, text) and len(text) <= 20:
        return text
    return repr(text if len(text) <= 60 else text[:57] + "…")
