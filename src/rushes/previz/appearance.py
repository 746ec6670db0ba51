"""What a prompt says of how a picture looks: its lighting, styles and moods, in the library's names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from rushes.model import Prompt
from rushes.previz.finding import MOST_CHARACTERS, best, listed, scores, split
from rushes.previz.styles import NAMED
from rushes.prompts.entries import Kind
from rushes.prompts.library import Library

STYLES: tuple[Kind, ...] = ("style", "genre", "film stock")

# Hours and weather that people say and the library does not: they are no manner of lighting a set.
HOURS: Mapping[str, tuple[str, ...]] = {
    "golden hour": listed(
        "golden, sunset, sunrise, dawn, dusk, evening, sundown, daybreak, last light, low sun, amber"
    ),
    "natural sunlight": listed("day, sunny, sunlit, afternoon, noon, midday, bright"),
    "morning light": listed("morning"),
    "moonlight": listed("night, moon, midnight, nocturnal, stars, starry, dark, after dark"),
    "neon lights": listed("neon, neon signs, neon sign"),
    "candlelight": listed("candle, candles"),
    "firelight": listed("campfire, bonfire"),
}

# What the weather makes of the light where nothing says another: no lighting, and no style with its own.
WEATHER: Mapping[str, tuple[str, ...]] = {
    "overcast light": listed("cloudy, rain, rainy, fog, foggy, mist, misty"),
}


@dataclass(frozen=True, slots=True)
class Appearance:
    """The lighting ("" where none is said), and styles, genres and film stocks as they are said; moods."""

    light: str = ""
    style: tuple[str, ...] = ()
    mood: tuple[str, ...] = ()


def appearance_of(words: Prompt, text: str) -> Appearance:
    """What `words` say of the look: all of the field that is meant for it, elsewhere only clear names."""
    said = {
        name: getattr(words, name)[:MOST_CHARACTERS]
        for name in ("text", "subject", "action", "setting", "camera", "lighting", "style", "mood")
    }
    if not any(one.strip() for one in said.values()):
        said["text"] = text[:MOST_CHARACTERS]
    styles = (*found(said["style"], STYLES, loose=True), *named(said, STYLES, besides="style"))
    light = find_light(said)
    if not light and not any(NAMED[one].light for one in styles if one in NAMED):
        light = best(WEATHER, [(split(" . ".join(said.values())), 1.0)])
    return Appearance(
        light,
        styles,
        (*found(said["mood"], ("mood",), loose=True), *named(said, ("mood",), besides="mood")),
    )


def found(text: str, kinds: tuple[Kind, ...], *, loose: bool = False) -> tuple[str, ...]:
    names = [one.entry.name for one in Library.standard().find_all(text, kinds, loose=loose)]
    return tuple(dict.fromkeys(names))


def named(said: dict[str, str], kinds: tuple[Kind, ...], *, besides: str) -> tuple[str, ...]:
    """What is named where something else is spoken of; nothing if the field meant for it says anything."""
    if found(said[besides], kinds, loose=True):
        return ()
    return found(" . ".join(text for name, text in said.items() if name != besides and text), kinds)


def find_light(said: dict[str, str]) -> str:
    """The lighting that weighs most: the library's own words, then hours of the day."""
    weights: dict[str, float] = {}
    for name, weight in (
        ("lighting", 4.0), ("text", 1.0), ("setting", 1.0), ("style", 0.8), ("action", 0.5), ("subject", 0.5),
    ):  # fmt: skip
        own = found(said[name], ("lighting",), loose=name == "lighting")
        for place, one in enumerate(own):
            weights[one] = weights.get(one, 0.0) + weight * (2.5 - 0.3 * min(place, 3))
        for one, more in scores(HOURS, [(split(said[name]), weight)]).items():
            weights[one] = weights.get(one, 0.0) + more
    return max(weights, key=lambda one: weights[one]) if weights else ""
