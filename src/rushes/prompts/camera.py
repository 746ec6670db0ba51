"""What the words for a camera's move mean: the library has the words, here is how they go together."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import get_args

from rushes.model import Prompt
from rushes.prompts.entries import CameraKind, CameraMove, Direction, Entry, Match, Speed
from rushes.prompts.library import Library
from rushes.prompts.tokens import Token, tokens

__all__ = ["CameraKind", "CameraMove", "Direction", "Speed", "camera_of", "find_camera"]

RANK = {kind: place for place, kind in enumerate(get_args(CameraKind))}

ALLOWED: Mapping[CameraKind, frozenset[Direction]] = {
    "zoom": frozenset({"in", "out"}),
    "crash_zoom": frozenset({"in", "out"}),
    "dolly": frozenset({"in", "out", "left", "right"}),
    "dolly_zoom": frozenset({"in", "out"}),
    "push": frozenset({"in", "out"}),
    "tracking": frozenset({"left", "right", "in", "out"}),
    "truck": frozenset({"left", "right"}),
    "arc": frozenset({"left", "right"}),
    "orbit": frozenset({"left", "right"}),
    "pan": frozenset({"left", "right"}),
    "whip_pan": frozenset({"left", "right"}),
    "tilt": frozenset({"up", "down"}),
    "pedestal": frozenset({"up", "down"}),
    "crane": frozenset({"up", "down"}),
    "roll": frozenset({"left", "right"}),
    "reveal": frozenset({"left", "right"}),
    "aerial": frozenset({"in", "out", "left", "right", "up", "down"}),
    "first_person": frozenset({"in", "out"}),
}
CLAUSE_ENDS = re.compile(r"[.,;:!?—\n。，、；：！？]+")


def camera_of(prompt: Prompt, library: Library | None = None) -> CameraMove | None:
    """The camera's move of a prompt: from its camera field, else from what its other words say of one."""
    library = library or Library.standard()
    if prompt.camera:
        return find_camera(prompt.camera, library)
    for clause in CLAUSE_ENDS.split(f"{prompt.text}. {prompt.action}"):
        words = tokens(clause)
        # "a crane at the docks" is none: such words count where a camera or a shot is spoken of.
        move = move_in(words, library, loose=any(token.word in library.camera.marks for token in words))
        if move is not None:
            return move
    return None


def find_camera(text: str, library: Library | None = None) -> CameraMove | None:
    """The camera's move that `text` names, None when it names none: "slow zoom in" is (zoom, in, slow).

    `text` speaks of the camera and nothing else; see `camera_of` for a whole prompt.
    """
    return move_in(tokens(text), library or Library.standard(), loose=True)


def move_in(words: Sequence[Token], library: Library, *, loose: bool) -> CameraMove | None:
    found = [
        (RANK[match.entry.move.kind], match)
        for match in library.find_in(words, loose=loose)
        if match.entry.move is not None
    ]
    return said_of(min(found, key=lambda one: (one[0], one[1].start))[1], words, library) if found else None


def said_of(match: Match, words: Sequence[Token], library: Library) -> CameraMove:
    """The move of `match`, as the words around it say where it goes and how fast."""
    move = move_of(match.entry)
    begin = next(place for place, token in enumerate(words) if token.start == match.start)
    allowed = ALLOWED.get(move.kind, frozenset[Direction]())
    # the word nearest behind it that fits its kind, else one before it
    directions = library.camera.directions
    direction = (
        direction_in(words[begin:], allowed, directions)
        or direction_in(words[:begin], allowed, directions)
        or move.direction
    )
    return CameraMove(move.kind, direction, speed_in(words, library.camera.speeds) or move.speed)


def move_of(entry: Entry) -> CameraMove:
    assert entry.move is not None
    return entry.move


def direction_in(
    words: Sequence[Token],
    allowed: frozenset[Direction],
    directions: Mapping[Direction, Sequence[tuple[str, ...]]],
) -> Direction | None:
    """The first direction that `words` name; of two that begin together, the longer phrase."""
    said = [token.word for token in words]
    found: list[tuple[int, int, Direction]] = [
        (at, -len(phrase), direction)
        for direction, phrases in directions.items()
        if direction in allowed
        for phrase in phrases
        for at in range(len(said) - len(phrase) + 1)
        if tuple(said[at : at + len(phrase)]) == phrase
    ]
    return min(found)[2] if found else None


def speed_in(words: Sequence[Token], speeds: Mapping[str, Speed]) -> Speed | None:
    found = {speeds[token.word] for token in words if token.word in speeds} - {"normal"}
    return "slow" if "slow" in found else "fast" if found else None
