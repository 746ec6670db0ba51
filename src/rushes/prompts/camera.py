"""What the words for a camera's move mean."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from rushes.model import Prompt

__all__ = ["CameraKind", "CameraMove", "Direction", "Speed", "camera_of", "find_camera"]

CameraKind = Literal[
    "zoom", "dolly", "tracking", "pan", "tilt", "crane", "steady", "handheld", "aerial", "first_person"
]
Direction = Literal["in", "out", "left", "right", "up", "down", "none"]
Speed = Literal["slow", "normal", "fast"]


@dataclass(frozen=True, slots=True)
class CameraMove:
    """How a camera moves. `direction` is where it, or its view, goes."""

    kind: CameraKind
    direction: Direction = "none"
    speed: Speed = "normal"


# A word for a move, as a regular expression; its kind; where it goes when the text does not say.
# The first that is found holds, so that "aerial tracking shot" is aerial and "dolly zoom" a dolly.
MOVES: tuple[tuple[str, CameraKind, Direction], ...] = (
    (
        r"first[ -]person|\bf?pov\b|point[ -]of[ -]view|through (?:his|her|their|my) eyes",
        "first_person",
        "in",
    ),
    (r"aerial|drone|bird'?s[ -]eye|fly[ -]?over|fly[ -]?through|helicopter|flying over", "aerial", "in"),
    (r"crane|\bjib\b|\bboom(?:s|ing)? (?:up|down|shot)|pedestal", "crane", "up"),
    (r"push(?:es|ing)?[ -]?in|mov(?:e|es|ing) (?:in|closer)\b|creep(?:s|ing)? in", "dolly", "in"),
    (r"pull(?:s|ing)?[ -]?(?:back|out|away)|mov(?:e|es|ing) (?:back|away|out)\b", "dolly", "out"),
    (r"dolly|dollies|dollying", "dolly", "in"),
    (
        r"track(?:s|ing)?\b|truck(?:s|ing)?\b|travell?ing shot|\bfollow(?:s|ing)? (?:shot|cam)|sideways",
        "tracking",
        "right",
    ),
    (r"\bpan(?:s|ning)? (?:\w+ )?(?:up|down)", "tilt", "up"),
    (r"whip[ -]pan|swish[ -]pan|\bpan(?:s|ned|ning)?\b", "pan", "right"),
    (r"\btilt(?:s|ed|ing)?\b", "tilt", "up"),
    (r"zoom|crash zoom", "zoom", "in"),
    (r"hand[ -]?held|shaky|shoulder[ -]cam|documentary camera", "handheld", "none"),
    (r"orbit(?:s|ing)?|\barcs?\b|arc shot", "tracking", "right"),
    (
        r"steady|steadi[ -]?cam|stead[iy]cam|static|locked[ -]?(?:off|down)?|tripod|fixed (?:camera|shot|frame)"
        r"|still (?:camera|frame|shot)|no (?:camera )?mov(?:e|ement)|does(?:n't| not) move",
        "steady",
        "none",
    ),
)

# Where a text says that it goes; "left to right" ends on the right.
DIRECTIONS: tuple[tuple[str, Direction], ...] = (
    (r"(?:from )?(?:the )?left to (?:the )?right|right(?:ward)?s?\b", "right"),
    (r"(?:from )?(?:the )?right to (?:the )?left|left(?:ward)?s?\b", "left"),
    (
        r"(?:from )?(?:the )?(?:top|up) to (?:the )?(?:bottom|down)|downwards?|\bdown\b|descend\w*|lower(?:s|ing)\b",
        "down",
    ),
    (
        r"(?:from )?(?:the )?(?:bottom|down) to (?:the )?(?:top|up)|upwards?|\bup\b|ris(?:e|es|ing)\b|ascend\w*",
        "up",
    ),
    (r"\bout\b|outwards?|backwards?|\bback\b|\baway\b|\breverse\b", "out"),
    (r"\bin\b|inwards?|forwards?|closer|\binto\b|towards?", "in"),
)

ALLOWED: Mapping[CameraKind, frozenset[Direction]] = {
    "zoom": frozenset({"in", "out"}),
    "dolly": frozenset({"in", "out", "left", "right"}),
    "tracking": frozenset({"left", "right", "in", "out"}),
    "pan": frozenset({"left", "right"}),
    "tilt": frozenset({"up", "down"}),
    "crane": frozenset({"up", "down"}),
    "aerial": frozenset({"in", "out", "left", "right", "up", "down"}),
    "first_person": frozenset({"in", "out"}),
}

SLOW = re.compile(
    r"\bslow(?:ly)?\b|\bgentl[ey]\b|\bgradual(?:ly)?\b|\bsubtl[ey]\b|\bcreep\w*|\bgently\b|\bsoftly\b"
)
FAST = re.compile(
    r"\bfast\b|\bquick(?:ly)?\b|\brapid(?:ly)?\b|\bwhip\b|\bswish\b|\bcrash\b|\bswift(?:ly)?\b|\bsudden(?:ly)?\b"
)


# What makes a clause of a longer text speak of the camera: "a crane at the docks" does not.
MARKED = re.compile(
    r"\b(?:camera|shots?|cam|steadi[ -]?cam|pov|point[ -]of[ -]view|first[ -]person|footage|lens|hand[ -]?held)\b"
    r"|\bzoom(?:s|ing)? (?:slowly |quickly )?(?:in|out)\b|\bdolly|\bpush(?:es|ing)?[ -]in\b|\bpull(?:s|ing)?[ -]back\b"
    r"|\bpan(?:s|ning)? (?:slowly |quickly )?(?:left|right|across|up|down|from|to)\b|\btilt(?:s|ing)? (?:up|down)\b"
    r"|\bcran(?:e|es|ing) (?:up|down)\b|\baerial\b|\btracking (?:left|right|in|out|forward|back)"
)


def camera_of(prompt: Prompt) -> CameraMove | None:
    """The camera's move of a prompt: from its camera field, else from what its other words say of one."""
    if prompt.camera:
        return find_camera(prompt.camera)
    for clause in re.split(r"[.,;:!?—\n]+", f"{prompt.text}. {prompt.action}".lower()):
        if MARKED.search(clause) and (move := find_camera(clause)) is not None:
            return move
    return None


def find_camera(text: str) -> CameraMove | None:
    """The camera's move that `text` names, None when it names none: "slow zoom in" is (zoom, in, slow).

    `text` speaks of the camera and nothing else; see `camera_of` for a whole prompt.
    """
    said = " ".join(text.lower().replace("’", "'").split())
    for pattern, kind, usual in MOVES:
        match = re.search(pattern, said)
        if match is not None:
            return CameraMove(kind, direction_of(said, match, kind, usual), speed_of(said))
    return None


def direction_of(said: str, move: re.Match[str], kind: CameraKind, usual: Direction) -> Direction:
    """Where the move goes: the word nearest behind it that fits its kind, else one before it."""
    allowed = ALLOWED.get(kind, frozenset[Direction]())
    behind = said[move.start() :]
    for part in (behind, said[: move.start()]):
        found = [
            (match.start(), -len(match[0]), direction)
            for pattern, direction in DIRECTIONS
            if direction in allowed and (match := re.search(pattern, part)) is not None
        ]
        if found:
            return min(found)[2]
    return usual


def speed_of(said: str) -> Speed:
    if SLOW.search(said):
        return "slow"
    return "fast" if FAST.search(said) else "normal"
