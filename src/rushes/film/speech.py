"""What is said in a shot, and how long it takes to say: for films that let nobody speak yet."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

from rushes.model import CastMember, Shot
from rushes.prompts.compile import understood
from rushes.prompts.prose import QUOTE, capital
from rushes.prompts.render import spoken
from rushes.storyboard.reading import reading_seconds

__all__ = ["SHORTEST", "dialogue_of", "said_in", "shown_seconds"]

SHORTEST = Fraction(1)  # seconds: under this nobody reads a caption


def dialogue_of(shot: Shot, cast: Sequence[CastMember]) -> str:
    """Who says what in the shot, by its prompt, and by their names; empty where nobody speaks."""
    if shot.prompt is None:
        return ""
    said = spoken(understood(shot.prompt).dialogue)
    for member in cast:
        said = re.sub(rf"(?<![\w@.])@{re.escape(member.name)}(?![\w-])", member.name.replace("-", " "), said)
    return capital(said)


def said_in(shot: Shot, cast: Sequence[CastMember]) -> Fraction:
    """The seconds that the shot's narration text and its dialogue take to say, one after the other.

    Who speaks takes no time, only what they say. A narration's own sound file is not counted.
    """
    narration = shot.narration
    text = narration.text if narration is not None and narration.path is None else ""
    dialogue = dialogue_of(shot, cast)
    quoted = " ".join(quote[1:-1] for quote in QUOTE.findall(dialogue))
    return reading_seconds(text) + reading_seconds(quoted or dialogue)


def shown_seconds(text: str) -> Fraction:
    """How long `text` is shown that is to be read."""
    return max(reading_seconds(text), SHORTEST)
