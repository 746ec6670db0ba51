"""A look: how what was painted is graded and drawn. Styles, genres, film stocks and moods add up to one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import reduce
from typing import Literal

from rushes.previz.light import Color, Grade, Light, Pool, times

__all__ = ["PLAIN", "Look", "Manner", "Screen", "graded", "lit_by", "together"]

# How textures are drawn: "" is as they were painted.
Manner = Literal[
    "", "cel", "ink", "round", "felt", "clay", "paper", "facets", "strokes", "watercolor", "pencil", "print"
]
Screen = Literal["", "film", "video", "dots", "paper", "tape"]  # what lies over all of the frame


@dataclass(frozen=True, slots=True)
class Look:
    """What becomes of a picture.

    `light` is the lighting that goes with it, where none is asked for. `manner` is how textures are
    drawn, `blur` how shallow the focus is, `coarse` how many of its squares a frame is high (0: as many
    as it has). `bloom` is how far bright parts spread, `streak` how far sideways, `wet` how much the
    ground mirrors. `screen` lies over the frame, `grain` strong. `shake` is a hand's, `weave` a worn
    projector's (frame heights), `unsteady` how much its lamp flickers. A picture is held for `hold`
    frames, and nothing is put back quite where it was (`wobble`, frame heights). `leaks` is light that
    falls on the film, `flashes` how bright the beat is, `scratches` how worn the film is. `edges`
    multiplies what the edges lose. `dim` and `pools` are light of its own.
    """

    grade: Grade = field(default_factory=lambda: Grade(vignette=0.0))
    light: str = ""
    manner: Manner = ""
    blur: float = 0.0
    coarse: int = 0
    bloom: float = 0.0
    streak: float = 0.0
    wet: float = 0.0
    screen: Screen = ""
    grain: float = 0.0
    shake: float = 0.0
    weave: float = 0.0
    unsteady: float = 0.0
    hold: int = 1
    wobble: float = 0.0
    leaks: float = 0.0
    flashes: float = 0.0
    scratches: float = 0.0
    edges: float = 1.0
    dim: float = 1.0
    pools: tuple[Pool, ...] = ()


PLAIN = Look()


def graded(one: Grade, other: Grade) -> Grade:
    """One grade, and then another."""
    return Grade(
        contrast=one.contrast + other.contrast,
        shadows=lifted(one.shadows, other.shadows),
        highlights=times(one.highlights, other.highlights),
        saturation=one.saturation * other.saturation,
        vignette=min(0.6, one.vignette + other.vignette),
        gamma=one.gamma * other.gamma,
        tone=(one.tone[0] * other.tone[0], one.tone[1] * other.tone[1], one.tone[2] * other.tone[2]),
    )


def lifted(one: Color, other: Color) -> Color:
    """Dark parts of colour `one`, lifted to `other`."""
    return (
        other[0] + one[0] * (1 - other[0]),
        other[1] + one[1] * (1 - other[1]),
        other[2] + one[2] * (1 - other[2]),
    )


def together(looks: Iterable[Look]) -> Look:
    """All of `looks` in one: grades add up, the stronger effect holds, the first says what only one can."""
    return reduce(joined, looks, PLAIN)


def joined(one: Look, other: Look) -> Look:
    return Look(
        grade=graded(one.grade, other.grade),
        light=one.light or other.light,
        manner=one.manner or other.manner,
        blur=max(one.blur, other.blur),
        coarse=max(one.coarse, other.coarse),
        bloom=max(one.bloom, other.bloom),
        streak=max(one.streak, other.streak),
        wet=max(one.wet, other.wet),
        screen=one.screen or other.screen,
        grain=max(one.grain, other.grain),
        shake=max(one.shake, other.shake),
        weave=max(one.weave, other.weave),
        unsteady=max(one.unsteady, other.unsteady),
        hold=max(one.hold, other.hold),
        wobble=max(one.wobble, other.wobble),
        leaks=max(one.leaks, other.leaks),
        flashes=max(one.flashes, other.flashes),
        scratches=max(one.scratches, other.scratches),
        edges=one.edges * other.edges,
        dim=one.dim * other.dim,
        pools=one.pools + other.pools,
    )


def lit_by(light: Light, look: Look) -> Light:
    """`light`, graded by `look` and with its lamps."""
    grade = graded(light.grade, look.grade)
    return replace(
        light,
        grade=replace(grade, vignette=grade.vignette * look.edges),
        bloom=light.bloom + look.bloom,
        dim=light.dim * look.dim,
        pools=light.pools + look.pools,
    )
