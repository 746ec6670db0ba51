"""What each entry of the library is shown on: somebody somewhere, so that the word can be seen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

from rushes.model import Operation, Prompt, Request, Size
from rushes.prompts.entries import ANY, Entry, Kind

FPS = Fraction(15)
SEED = 7
MOTION = 7  # how far a camera goes: a short clip has to show where

WALKER = Prompt(subject="a woman in a red coat", action="walks", setting="a city street")
STANDING = Prompt(subject="a woman in a red coat", action="stands", setting="a city street")
COAST = Prompt(subject="a man in a yellow coat", action="stands", setting="a beach by the sea")
ROOM = Prompt(subject="a man", action="sits and reads", setting="an old library room with a window")
STUDIO = Prompt(subject="a woman in a blue dress", action="stands", setting="a studio", camera="medium shot")
NIGHT_STREET = replace(WALKER, camera="full shot")
FOREST = Prompt(subject="a man in a yellow coat", action="walks", setting="a forest")
MOUNTAINS = Prompt(subject="a man in a red coat", action="stands", setting="mountains")
DESERT = Prompt(subject="a rider on a horse", action="rides", setting="the desert")
BOTTLE = Prompt(subject="a perfume bottle", action="rotates", setting="a studio")
WATCH = Prompt(subject="a gold watch", setting="a room, on a table")
SPACE = Prompt(subject="an astronaut", action="floats", setting="outer space")
REEF = Prompt(subject="a jellyfish", setting="under the sea, a coral reef")
FIELDS = Prompt(subject="two children", action="run", setting="fields in summer")
ROAD = Prompt(subject="a red car", action="drives", setting="the desert")
DEER = Prompt(subject="a deer", action="walks", setting="a forest")

KINDS: Mapping[Kind, Prompt] = {
    "camera move": WALKER,
    "shot size": STANDING,
    "angle": STANDING,
    "lens": STANDING,
    "style": replace(WALKER, camera="full shot"),
    "genre": replace(WALKER, camera="full shot"),
    "film stock": replace(COAST, camera="full shot"),
    "lighting": COAST,
    "mood": replace(COAST, camera="full shot"),
}

# Entries that another scene shows better than that of their kind.
SCENES: Mapping[str, Prompt] = {
    "snorricam": replace(WALKER, camera="close-up"),
    "rack focus": replace(STANDING, camera="medium shot"),
    "dolly zoom": replace(STANDING, camera="full shot"),
    "arc shot": replace(STANDING, camera="full shot"),
    "orbit shot": replace(STANDING, camera="full shot"),
    "orbit left": replace(STANDING, camera="full shot"),
    "tracking shot": replace(WALKER, camera="full shot"),
    "slow tracking shot": replace(WALKER, camera="full shot"),
    "follow shot": replace(WALKER, camera="full shot"),
    "leading shot": replace(WALKER, camera="full shot"),
    "aerial drone shot": COAST,
    "FPV drone shot": replace(MOUNTAINS, subject="a bird"),
    "fly-through shot": replace(FOREST, subject=""),
    "first person POV": replace(FOREST, subject="", action=""),
    "establishing shot": replace(COAST, subject="a lighthouse", action=""),
    "insert shot": WATCH,
    "macro shot": replace(WATCH, subject="a gold ring"),
    "100mm macro lens": replace(WATCH, subject="a gold ring"),
    "over-the-shoulder shot": replace(STANDING, camera="medium shot"),
    "shallow depth of field": replace(STANDING, camera="medium shot"),
    "deep focus": replace(STANDING, camera="medium shot"),
    "85mm portrait lens": replace(STANDING, camera="medium close-up"),
    "anamorphic lens": COAST,
    "lens flare": replace(COAST, lighting="golden hour"),
    "soft focus": replace(STUDIO, camera="medium close-up"),
    "product photography": BOTTLE,
    "commercial style": BOTTLE,
    "minimalist style": BOTTLE,
    "nature documentary style": DEER,
    "documentary style": FIELDS,
    "cyberpunk": replace(NIGHT_STREET, lighting="neon lights"),
    "noir": replace(NIGHT_STREET, lighting="streetlights"),
    "ukiyo-e": COAST,
    "watercolor painting": COAST,
    "ink wash painting": MOUNTAINS,
    "low poly": MOUNTAINS,
    "solarpunk": FIELDS,
    "gothic style": ROOM,
    "surreal style": DESERT,
    "time-lapse": COAST,
    "western film": DESERT,
    "road movie": ROAD,
    "science fiction film": SPACE,
    "adventure film": MOUNTAINS,
    "fairy tale": FOREST,
    "fantasy film": replace(MOUNTAINS, subject="a rider on a white horse", action="rides"),
    "period drama": ROOM,
    "mystery film": ROOM,
    "drama film": ROOM,
    "romance film": replace(COAST, subject="a couple"),
    "coming-of-age film": FIELDS,
    "musical film": replace(STUDIO, subject="two dancers", action="dance", camera="wide shot"),
    "martial arts film": replace(STUDIO, subject="two men", action="dance", camera="wide shot"),
    "horror film": replace(FOREST, subject="a woman in a white dress", action="stands"),
    "disaster film": COAST,
    "dramatic shadows": STUDIO,
    "chiaroscuro": STUDIO,
    "soft diffused": STUDIO,
    "studio lighting": STUDIO,
    "three-point lighting": STUDIO,
    "high-key lighting": STUDIO,
    "low-key lighting": STUDIO,
    "hard light": STUDIO,
    "Rembrandt lighting": replace(STUDIO, camera="medium close-up"),
    "split lighting": replace(STUDIO, camera="medium close-up"),
    "side lighting": STUDIO,
    "rim light": STUDIO,
    "top light": STUDIO,
    "underlighting": replace(STUDIO, camera="medium close-up"),
    "spotlight": replace(STUDIO, camera="full shot"),
    "flat light": STUDIO,
    "neon lights": NIGHT_STREET,
    "streetlights": NIGHT_STREET,
    "strobe light": replace(STUDIO, subject="a dancer", action="dances", camera="full shot"),
    "practical lights": ROOM,
    "tungsten light": ROOM,
    "fluorescent light": replace(ROOM, setting="an office"),
    "candlelight": ROOM,
    "firelight": replace(ROOM, setting="a room with a fireplace"),
    "window light": ROOM,
    "volumetric light": FOREST,
    "dappled light": FOREST,
    "starlight": MOUNTAINS,
    "bioluminescence": REEF,
    "intimate mood": ROOM,
    "joyful mood": FIELDS,
    "playful mood": FIELDS,
    "tense mood": NIGHT_STREET,
    "gritty mood": NIGHT_STREET,
    "chaotic mood": NIGHT_STREET,
    "energetic mood": replace(NIGHT_STREET, action="runs"),
    "eerie mood": FOREST,
    "ominous mood": FOREST,
    "mysterious mood": FOREST,
    "epic mood": MOUNTAINS,
    "majestic mood": MOUNTAINS,
    "triumphant mood": MOUNTAINS,
}


def scene_of(entry: Entry) -> Prompt:
    """The prompt that `entry` is shown on, with the entry in it."""
    scene = SCENES.get(entry.name, KINDS[entry.kind]) if not entry.origin else KINDS[entry.kind]
    said = words_of(entry)
    before = getattr(scene, entry.field)
    return replace(scene, **{entry.field: f"{said}, {before}" if before else said})


def words_of(entry: Entry) -> str:
    """How previz is told of `entry`: by its name; what the user's own entry means also in its words."""
    if not entry.origin or entry.move is not None:
        return entry.name
    told = entry.told.get(ANY)
    return told.words if told is not None and told.words else entry.name


def request_for(
    entry: Entry, *, size: Size, seconds: Fraction, fps: Fraction = FPS, seed: int = SEED
) -> Request:
    """The request of a clip that shows `entry`."""
    words = scene_of(entry)
    return Request(
        model="previz",
        operation=Operation.TEXT_TO_VIDEO,
        text=entry.name,
        words=words,
        duration=seconds,
        size=size,
        fps=fps,
        seed=seed,
        motion=MOTION if entry.kind == "camera move" else None,
    )
