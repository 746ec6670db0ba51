"""Where figures stand: each on the ground, side by side, as large as the shot's size says."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rushes.previz.figures.builds import ACTS, act_of, build_of
from rushes.previz.figures.words import BEASTS, BUILDINGS, FLYERS, PEOPLE, PLANTS, SWIMMERS, VEHICLES, Figure
from rushes.previz.framing import Framing
from rushes.previz.scene import Scene

SOMEBODY = frozenset({*PEOPLE, "creature"})
MOST = 9  # figures in one picture
CHILD = 0.7  # a child's height against a grown person's
LOWERED = {"sit": 0.29, "read": 0.29, "lie": 0.84}  # how much lower than standing the head is, in heights
ROOM = 0.9  # how much of the frame's width figures take at most


@dataclass(frozen=True, slots=True)
class Stand:
    """Where one figure stands: its foot at (`x`, `foot`), `tall` high (frame heights), `depth` away.

    `number` counts those of one kind. `toward` is where it looks, -1 left or 1 right. `bust`: only what is
    above its chest is seen, `cut`: its feet are out of the frame. `pace` is how fast it goes with others, in
    frame heights a second; 0 where it goes by itself.
    """

    figure: Figure
    number: int
    x: float
    foot: float
    tall: float
    depth: float
    toward: float
    bust: bool = False
    cut: bool = False
    hangs: bool = False
    pace: float = 0.0


def half_width(figure: Figure) -> float:
    """Half a figure's width, in its own heights, as it needs room beside others."""
    if figure.kind in SOMEBODY:
        return {"lie": 0.5, "swim": 0.6, "fly": 0.6, "run": 0.3, "dance": 0.34}.get(act_of(figure), 0.2)
    build = build_of(figure)
    return build.half * (0.72 if figure.kind in BEASTS else 0.95)


def stature(figure: Figure) -> float:
    """A figure's height against a grown person's."""
    if figure.kind in SOMEBODY:
        return (CHILD if figure.kind == "child" else 1.0) * figure.size
    return build_of(figure).height * figure.size


def framed(figure: Figure, framing: Framing) -> float:
    """How high a thing, an animal or a house is in the frame, where it is what the shot is of.

    Between how large it is beside a person and what fills the frame as a person does.
    """
    real = framing.height * stature(figure)
    fills = 0.72 * framing.height**0.55 / max(1.0, 1.24 * half_width(figure))
    most = 2.2 if framing.bust else 1.15 if framing.cut else 0.6 if figure.kind in FLYERS else 0.84
    share = 0.5 if stature(figure) > 0.6 else 0.75  # what is small is looked at from nearer
    return min(real ** (1 - share) * fills**share, most)


def gait(figure: Figure) -> tuple[float, float]:
    """How far a figure gets in a cycle of its movement (in its own heights), and the seconds of one."""
    if figure.kind in SOMEBODY:
        act = ACTS[act_of(figure)]
        return act.stride, act.seconds * (0.86 if figure.kind == "child" else 1.0)
    build = build_of(figure)
    moves = figure.action in ("walk", "run", "ride", "drive", "fly", "swim", "float", "jump")
    moves = moves or (not figure.action and figure.kind in ("bird", "butterfly", "fish", "whale", "turtle"))
    return (build.stride if moves else 0.0), build.seconds


def laid_out(
    scene: Scene,
    figures: Sequence[Figure],
    framing: Framing,
    *,
    foot: float | None,
    size: float | None,
    depth: float | None,
) -> list[Stand]:
    """A place for every one of `figures`, those behind first.

    `foot`, `size` and `depth` put them on a table.
    """
    random = scene.random("subject")
    side = -1.0 if scene.light.sun_x > 0 else 1.0
    offset = side * scene.aspect * random.uniform(0.06, 0.12)
    crowd = [(figure, k) for figure in figures for k in range(figure.count)][:MOST]
    main = figures[0]
    if size is not None:
        return on_table(crowd, size, foot=foot or 0.0, depth=depth or 1.0, offset=offset)
    somebody = main.kind in SOMEBODY
    unit = framing.height if somebody else framed(main, framing) / stature(main)
    behind = [one for one in crowd if back_row(one[0], main) and one[0] is not main]
    front = [one for one in crowd if one not in behind]
    feet = framing.feet - framing.horizon
    stands = row(scene, front, framing, unit, feet=feet, offset=offset)
    taken = [one.x for one in stands]
    for n, (figure, k) in enumerate(behind):
        away = 0.62 if figure.kind in BUILDINGS | PLANTS else 0.78
        if framing.cut:
            away = 0.3
        tall = min(unit * stature(figure) * away, 0.8)
        width = 2 * half_width(figure) * tall
        place = -math.copysign(
            min(scene.aspect * 0.27 + 0.12 * n, scene.aspect / 2 - width * 0.2), sum(taken) or offset
        )
        low = max(feet, 0.2) * away if not framing.cut else 0.3 - framing.horizon
        deep = max(0.45, scene.ground / max(0.05, low))
        stands.insert(
            0, Stand(figure, k, place * (-1.0 if n % 2 else 1.0), low, tall, deep, math.copysign(1.0, -place))
        )
    return [lifted(scene, one, framing) for one in sorted(stands, key=lambda one: -one.depth)]


def back_row(figure: Figure, main: Figure) -> bool:
    """Does it stand behind the others: what is large, or what they pass?"""
    return figure.kind in BUILDINGS | PLANTS | VEHICLES or (
        figure.beside and figure.kind not in PEOPLE and main.kind in PEOPLE
    )


def row(
    scene: Scene,
    crowd: Sequence[tuple[Figure, int]],
    framing: Framing,
    unit: float,
    *,
    feet: float,
    offset: float,
) -> list[Stand]:
    """Those in front, from left to right; many stand in two or three rows."""
    random = scene.random("row")
    somebody = crowd[0][0].kind in SOMEBODY
    deep = 1 if len(crowd) <= 3 else 2 if len(crowd) <= 6 else 3
    widths = [2 * half_width(figure) * stature(figure) * unit for figure, _ in crowd]
    gaps = 0.16 * max(widths)
    if len(crowd) > 3:  # a group takes its room
        gaps = max(gaps, (scene.aspect * 0.5 - sum(widths) / deep) / max(1.0, len(crowd) / deep - 1))
    whole = sum(widths) / deep + gaps * (len(crowd) / deep - 1)
    squeeze = min(1.0, scene.aspect * ROOM / max(whole, 0.01))
    near = framing.cut and (somebody or len(crowd) == 1)  # as large as the shot says: the frame may cut it
    shrink = 1.0 if near else max(0.4, squeeze ** (0.4 if somebody else 1.0))
    if framing.cut and not somebody:
        tallest = unit * shrink * max(stature(figure) for figure, _ in crowd)
        feet = max(0.4 if tallest > 0.8 else 0.36, tallest - 0.42) - framing.horizon
    stands: list[Stand] = []
    at = -whole * squeeze / 2
    alone = len(crowd) == 1
    for k, ((figure, number), width) in enumerate(zip(crowd, widths, strict=True)):
        line = k % deep
        step = (width + gaps) * squeeze / deep
        x = (
            offset * (0.6 if framing.cut else 1.0)
            if alone
            else at + step / 2 + offset * 0.3 * (1 - whole * squeeze / scene.aspect)
        )
        at += step
        away = (
            1.0
            - 0.13 * line
            - (0.0 if alone else 0.012 * (k % 2))
            - (0.02 * random.random() if deep > 1 else 0.0)
        )
        person = figure.kind in SOMEBODY
        bust = framing.bust and person
        tall = unit * shrink * away * stature(figure)
        if bust and alone:
            tall = unit
        foot = feet * away
        cut = framing.cut and (person or foot + framing.horizon > 0.5)
        if cut and person:  # who sits or lies is looked at where the head is
            foot -= LOWERED.get(act_of(figure), 0.0) * tall
        if cut and person and not alone and figure.kind == "child":
            tall = unit * (0.86 if bust else 0.76)
        deep_at = (framing.depth or 0.6) / away if cut else max(0.45, scene.ground / max(0.05, foot))
        toward = 1.0 if x <= 0.0 else -1.0
        if near and not somebody:  # its head, or its front, is what is looked at
            x -= toward * max(0.0, half_width(figure) * tall - 0.4 * scene.aspect)
        stands.append(Stand(figure, number, x, foot, tall, deep_at, toward, bust, cut))
    together = next((one.toward for one in stands if one.figure.action in ("walk", "run", "ride")), 0.0)
    if together and len(stands) > 1:
        stands = [
            replace(one, toward=together) if one.figure.action in ("walk", "run", "ride", "drive") else one
            for one in stands
        ]
    return stands


def on_table(
    crowd: Sequence[tuple[Figure, int]], size: float, *, foot: float, depth: float, offset: float
) -> list[Stand]:
    """Things beside each other on a table or plinth at `foot`."""

    def tall_of(figure: Figure) -> float:
        if size <= 0.5:
            return max(0.05, size * stature(figure) * 1.25)
        return min(1.1, size * 0.56) * (0.82 if half_width(figure) < 0.75 else 0.56) * figure.size

    talls = [tall_of(figure) for figure, _ in crowd]
    widths = [2 * half_width(figure) * tall for (figure, _), tall in zip(crowd, talls, strict=True)]
    fit = min(1.0, max(size * 1.6, 0.5) / max(sum(widths), 0.01)) if len(crowd) > 1 else 1.0
    at = offset - sum(widths) * fit / 2
    stands: list[Stand] = []
    for (figure, number), tall, width in zip(crowd, talls, widths, strict=True):
        x = at + width * fit / 2
        at += width * fit
        stands.append(Stand(figure, number, x, foot, tall * fit, depth, 1.0 if x <= offset else -1.0))
    return stands


def lifted(scene: Scene, stand: Stand, framing: Framing) -> Stand:
    """`stand`, off the ground where its figure flies or swims, or where nothing stands at all."""
    kind, action = stand.figure.kind, stand.figure.action
    middle = -framing.horizon
    flame = 0.3 * stand.tall if kind == "rocket" else 0.0
    if stand.cut and not stand.bust and kind not in FLYERS:
        return stand
    flies = (kind in FLYERS and action not in ("stand", "sit", "walk", "eat", "lie")) or action == "fly"
    if kind == "rocket" and not action and not scene.floats:
        return stand
    if kind in SWIMMERS or (scene.floats and not stand.bust):
        spread = 0.1 * math.sin(2.4 * stand.number + 0.6) * (stand.number > 0)
        return replace(stand, foot=middle + stand.tall * 0.55 + spread + 0.02 - flame, depth=1.0, hangs=True)
    if flies and not stand.bust:
        rise = 0.12 if kind in ("butterfly", "drone") else 0.2
        spread = 0.16 * math.sin(2.4 * stand.number + 0.6) * (stand.number > 0)
        foot = min(stand.foot, middle - rise + stand.tall * 0.62) + spread * (1 - stand.tall)
        return replace(
            stand,
            foot=max(foot, middle - 0.46 + stand.tall),
            depth=max(1.0, min(stand.depth, 1.6)),
            hangs=True,
        )
    return stand
