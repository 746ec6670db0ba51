"""How long words take to be read, aloud or on the screen."""

from __future__ import annotations

import unicodedata
from fractions import Fraction

__all__ = ["READING_SPEED", "reading_seconds"]

READING_SPEED = 17.0  # characters per second


def reading_seconds(text: str) -> Fraction:
    """The seconds that `text` takes at READING_SPEED.

    Runs of white space count once. A character that fills two columns (Chinese, Japanese, Korean)
    holds about as much as two letters and counts twice; marks that sit on another letter count nothing.
    """
    characters = 0
    for character in " ".join(text.split()):
        if not character.isascii():
            if unicodedata.combining(character):
                continue
            characters += unicodedata.east_asian_width(character) in "WF"
        characters += 1
    return Fraction(characters) / Fraction(READING_SPEED)
