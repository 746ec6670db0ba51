"""How large each kind of figure is, how it moves, in which colours it comes, and who paints it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from random import Random

from rushes.previz.figures import aircraft, boats, devices, food, grounds, swimmers, things, wheels, wings
from rushes.previz.figures.beasts import BEASTS, paint_beast
from rushes.previz.figures.brush import Brush
from rushes.previz.figures.words import Figure
from rushes.previz.finding import listed
from rushes.previz.light import Color, color

Painter = Callable[[Brush], None]


@dataclass(frozen=True, slots=True)
class Build:
    """A kind of figure: its height against a person's, half its width, how far it reaches above and under
    (all three in its own heights), and how thick it is.

    A movement has `poses` in a cycle of `seconds`, in which it gets `stride` of its own heights ahead.
    `squash`: it is flat, and narrows as it turns.
    """

    paint: Painter
    height: float
    half: float
    tones: str
    poses: int = 1
    seconds: float = 1.0
    stride: float = 0.0
    thick: float = 0.3
    above: float = 1.08
    under: float = 0.06
    squash: bool = False


def beast(
    kind: str, height: float, tones: str, *, seconds: float, half: float = 1.12, above: float = 1.3
) -> Build:
    """An animal on four legs: its feet carry it as far as they reach."""
    return Build(paint_beast, height, half, tones, 16, seconds, BEASTS[kind].stride / 0.62, above=above)


def product(
    paint: Painter, height: float, half: float, tones: str, *, thick: float = 0.4, squash: bool = False
) -> Build:
    return Build(
        paint,
        height,
        half,
        tones,
        20,
        6.0,
        thick=thick,
        squash=squash,
        above=1.36 if paint is food.cup else 1.1,
    )


def building(
    paint: Painter, height: float, half: float, tones: str, *, poses: int = 1, seconds: float = 1.0
) -> Build:
    return Build(paint, height, half, tones, poses, seconds, thick=0.12, above=1.14)


BUILDS: dict[str, Build] = {
    "dog": beast("dog", 0.42, "#9a6b42, #6e5138, #c9a878, #3c3432, #d8c9ae", seconds=0.72),
    "fox": beast("fox", 0.38, "#b8632f", seconds=0.7, half=1.3),
    "cat": beast("cat", 0.28, "#6a6670, #b5793f, #3a373c, #d8d0c4, #8a7a6a", seconds=0.76, half=1.15),
    "lion": beast("lion", 0.66, "#c0904e", seconds=0.95),
    "horse": beast("horse", 1.24, "#7a4a2e, #4a3226, #a9774a, #d6cec2, #39322f", seconds=1.05),
    "deer": beast("deer", 1.1, "#94683f, #a9764a", seconds=1.0, half=1.0, above=1.42),
    "cow": beast("cow", 0.92, "#e6e0d4, #8a5a3a, #4a3a32", seconds=1.2),
    "sheep": beast("sheep", 0.58, "#e8e2d4", seconds=1.0),
    "elephant": beast("elephant", 1.75, "#7f8088, #8a8580", seconds=1.6, half=1.0),
    "bear": beast("bear", 0.86, "#5a4030, #3a2f2a, #7a5a40", seconds=1.2),
    "rabbit": Build(wings.rabbit, 0.24, 0.75, "#a08a72, #d8d0c4, #6e6258", 12, 0.7, 0.9),
    "turtle": Build(swimmers.turtle, 0.3, 1.15, "#4f6b46", 12, 2.2, 0.3),
    "bird": Build(wings.bird, 0.3, 1.05, "#d8dade, #4a4e5a, #c9b8a0", 16, 0.66, 0.9, under=0.3, above=1.6),
    "butterfly": Build(wings.butterfly, 0.2, 0.75, "#d9772b, #3f7fc0, #e2b33b", 10, 0.42, 0.25),
    "fish": Build(swimmers.fish, 0.34, 1.15, "#d9772b, #3f8fb0, #e2b33b, #c2504a", 12, 0.9, 0.5, under=0.1),
    "whale": Build(swimmers.whale, 1.3, 1.95, "#4a6078, #5f7890", 14, 2.4, 0.6, under=0.2),
    "jellyfish": Build(swimmers.jellyfish, 0.6, 0.6, "#d8849c, #8fa8e0, #b78fd0", 14, 2.2, 0.0, under=0.04),
    "car": Build(wheels.car, 0.84, 1.75, "#a33a30, #2f5a8a, #d8cdb4, #2c6b66, #4a4e5a", 6, 0.14, 0.333),
    "truck": Build(wheels.truck, 1.6, 1.95, "#2f5a8a, #a33a30, #4f6b46", 6, 0.14, 0.25),
    "bus": Build(wheels.bus, 1.75, 1.9, "#a8352c, #2f5a8a, #d8a33a", 6, 0.14, 0.214, above=1.4),
    "train": Build(wheels.train, 1.9, 4.35, "#2f4a6e, #2f5a46, #7a2f34", 8, 0.11, 0.15, above=1.75),
    "cyclist": Build(wheels.bicycle, 1.0, 0.62, "#2c7f83, #b5372e, #35404e", 16, 1.0, 1.6, 0.2),
    "motorcycle": Build(wheels.motorcycle, 1.0, 0.75, "#a33a30, #2f4a6e, #35404e", 6, 0.14, 0.264, 0.2),
    "boat": Build(boats.sailboat, 1.7, 0.58, "#2f4a66, #7a2f34, #2f5a46", 1, 1.0, 0.07, 0.16),
    "ship": Build(boats.ship, 1.9, 1.1, "#2f4a66, #2f5a46, #7a2f34", 1, 1.0, 0.07, 0.2, above=1.06),
    "rowboat": Build(boats.rowboat, 1.0, 1.0, "#7a5a3c, #5a6b4a, #8a4a38", 14, 2.0, 0.3, 0.2),
    "aeroplane": Build(aircraft.aeroplane, 1.5, 2.2, "#2f5a8a, #b5372e, #3f7d6a", 8, 0.2, 0.12, under=0.06),
    "helicopter": Build(aircraft.helicopter, 1.4, 1.68, "#2f6b5e, #a33a30, #35506e", 8, 0.3, 0.1),
    "drone": Build(aircraft.drone, 0.62, 1.28, "#e6e6e2, #3a3d44", 8, 0.2, 0.05),
    "rocket": Build(aircraft.rocket, 3.0, 0.32, "#b5372e, #2f5a8a", 6, 0.3, 0.1, 0.2, under=0.66),
    "spaceship": Build(aircraft.spaceship, 1.5, 1.9, "#aab2bc, #8a94a8, #b8b0a0", 8, 0.6, 0.08),
    "balloon": Build(aircraft.balloon, 2.6, 0.4, "#b5372e, #2f6b8a, #d9a33b, #6a4a8c", 1, 1.0, 0.02, 0.4),
    "bottle": product(things.bottle, 0.5, 0.34, "#2f6b5e, #7a4a2e, #35506e, #8a3a4a"),
    "glass": product(food.glass, 0.46, 0.36, "#7a2733, #c9a24a, #b5546a"),
    "cup": product(food.cup, 0.3, 0.68, "#e6dfd0, #c9674a, #4f7f8a, #d8b25a", thick=0.6),
    "watch": product(devices.watch, 0.42, 0.5, "#b9bec6, #cfa24a", squash=True),
    "phone": product(devices.phone, 0.46, 0.42, "#3a4250, #5a6b8a", squash=True),
    "laptop": product(devices.laptop, 0.4, 0.8, "#3a6a8a, #6a5a8a", thick=0.2, squash=True),
    "shoe": product(things.shoe, 0.32, 0.92, "#c8503c, #3a5a8a, #e0dcd2, #3f7d5f", thick=0.5, squash=True),
    "book": product(things.book, 0.44, 0.56, "#7a2f34, #2f4a6e, #2f5a46, #6a4a2e", squash=True),
    "headphones": product(devices.headphones, 0.44, 0.64, "#3a4250, #b9b2a4, #a8453a", squash=True),
    "box": product(things.box, 0.4, 0.6, "#b08a5c, #3c6470, #8a4a5a", thick=0.2, squash=True),
    "bag": product(things.bag, 0.46, 0.6, "#a8553c, #3a3436, #c9a878", squash=True),
    "camera": product(devices.camera, 0.38, 0.68, "#3a2c24, #5a4a3a", squash=True),
    "lamp": product(devices.lamp, 0.5, 0.42, "#e6d3ac, #b9cbb0"),
    "candle": product(things.candle, 0.44, 0.3, "#eee4cc"),
    "cake": product(food.cake, 0.36, 0.78, "#f0d0d8, #f2e2b8"),
    "burger": product(food.burger, 0.36, 0.68, "#c98a45"),
    "fruit": product(food.fruit, 0.32, 0.54, "#b5372e, #6f9a3c", thick=0.7),
    "vase": product(things.vase, 0.56, 0.52, "#4f6f8a, #d8d0bd, #8a4a3a"),
    "plant": product(things.plant, 0.58, 0.56, "#4f7d46"),
    "object": product(things.unnamed, 0.42, 0.52, "#a39c94, #8f9aa2, #a8988a"),
    "flower": Build(grounds.flower, 0.5, 0.34, "#c2414a, #d8849c, #e0a23a, #8a5aa8", 8, 3.2, thick=0.16),
    "tree": Build(grounds.tree, 3.1, 0.56, "#4f7d46, #6b8a3f, #3f6b4a", 8, 4.0, thick=0.2),
    "cactus": Build(grounds.cactus, 1.4, 0.42, "#4f7d56", thick=0.2),
    "house": building(grounds.house, 2.6, 1.06, "#d8c9a8, #c9a890, #b8c0b8, #d8d4c8"),
    "tower": building(grounds.tower, 5.2, 0.68, "#7a8698, #9a8f82, #6a7a80"),
    "lighthouse": building(grounds.lighthouse, 4.4, 0.28, "#b5372e", poses=8, seconds=4.0),
    "castle": building(grounds.castle, 4.6, 1.0, "#9a948a, #a89a86", poses=8, seconds=1.4),
    "windmill": building(grounds.windmill, 3.8, 0.48, "#d8d0bd, #c9b49a", poses=10, seconds=1.6),
    "tent": building(grounds.tent, 1.3, 1.06, "#d9772b, #3f7d6a, #b8a070"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Act:
    """How somebody does something: from the front or the side, in how many poses, seconds, and how far."""

    view: str
    poses: int = 1
    seconds: float = 1.0
    stride: float = 0.0
    half: float = 0.3


ACTS: dict[str, Act] = {
    "stand": Act("front", half=0.26),
    "hold": Act("front", half=0.4),
    "walk": Act("side", 16, 1.06, 0.76, 0.44),
    "run": Act("side", 14, 0.68, 1.5, 0.6),
    "jump": Act("side", 14, 1.3, 0.0, 0.5),
    "sit": Act("side", half=0.42),
    "read": Act("side", 4, 4.0, half=0.42),
    "lie": Act("side", 4, 4.0, half=0.68),
    "swim": Act("side", 16, 1.9, 0.5, 0.78),
    "fly": Act("side", 4, 2.0, 0.5, 0.78),
    "float": Act("side", 8, 5.0, 0.03, 0.5),
    "point": Act("side", 4, 3.0, half=0.5),
    "dance": Act("front", 16, 1.5, half=0.5),
    "wave": Act("front", 10, 1.1, half=0.42),
    "talk": Act("front", 10, 1.9, half=0.34),
    "play": Act("front", 10, 1.2, half=0.46),
    "eat": Act("front", 8, 2.6, half=0.34),
    "turn": Act("turn", 3, 1.0, half=0.3),
}

# What somebody does where nothing is said of it, or where it means nothing for a body.
LIKE = {"": "stand", "rotate": "turn", "drive": "walk", "ride": "walk"}


OWN_TONES = {
    "wolf": "#7f838a",
    "wolves": "#7f838a",
    "coyote": "#a38f6e",
    "polar": "#e6e4de",
    "raven": "#25262c",
    "crow": "#25262c",
    "swan": "#efece4",
    "panther": "#26252b",
}  # those of a kind whose colour everybody knows


def act_of(figure: Figure) -> str:
    """The action that a person is drawn in."""
    action = LIKE.get(figure.action, figure.action)
    if action == "stand" and figure.prop in ("umbrella", "balloon", "lantern", "flowers", "cup", "phone"):
        return "hold"
    return action if action in ACTS else "stand"


def tone_of(figure: Figure) -> Color:
    """A figure's colour: as it is said, or by lot from the words that name it."""
    if figure.color:
        return color(figure.color)
    own = next((tone for word, tone in OWN_TONES.items() if word in figure.said.lower().split()), None)
    if own is not None:
        return color(own)
    tones = listed(BUILDS[figure.kind].tones)
    fate = Random(f"tone/{figure.said.lower()}")  # noqa: S311
    return color(tones[0] if len(figure.said.split()) < 2 else fate.choice(tones))


def build_of(figure: Figure) -> Build:
    """The build of a figure that is nobody, doing what it does."""
    build = BUILDS[figure.kind]
    action = figure.action
    if figure.kind in BEASTS:
        if action == "run":
            return replace(build, seconds=build.seconds * 0.56, stride=build.stride * 2.2)
        if action not in ("walk", "ride"):
            return replace(
                build, poses=6 if action in ("", "stand", "eat", "sit") else 1, seconds=3.6, stride=0.0
            )
    if figure.kind == "cyclist" and action == "stand":
        return replace(build, poses=1)
    if figure.kind == "ship" and any(
        one in figure.said for one in ("liner", "cruise", "ferry", "tanker", "freighter", "steamer")
    ):
        return replace(build, half=1.9, height=2.4)
    if figure.kind == "balloon" and any(one in figure.said for one in ("airship", "zeppelin")):
        return replace(build, half=1.4, height=1.4)
    if figure.kind == "tower" and not any(one in figure.said for one in ("church", "bell", "clock")):
        return replace(build, half=0.24)
    if figure.kind == "tree" and any(one in figure.said for one in ("birch", "pine")):
        return replace(build, half=0.36)
    return build
