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


# Words for a move, as regular expressions; its kind; where it goes when the text does not say.
# The first that is found holds, so that "aerial tracking shot" is aerial and "dolly zoom" a dolly.
MOVES: tuple[tuple[tuple[str, ...], CameraKind, Direction], ...] = (
    ((r"first[ -]person", r"\bf?pov\b", r"point[ -]of[ -]view", r"through \w+ eyes"), "first_person", "in"),
    ((r"aerial", r"drone", r"bird'?s[ -]eye", r"fly[ -]?(?:over|through)", r"flying over"), "aerial", "in"),
    ((r"helicopter",), "aerial", "in"),
    ((r"\bcran(?:e|es|ing)\b", r"\bjib\b", r"\bboom(?:s|ing)? (?:up|down|shot)", r"pedestal"), "crane", "up"),
    ((r"push(?:es|ing)?[ -]?in", r"mov(?:e|es|ing) (?:in|closer)\b", r"creep(?:s|ing)? in"), "dolly", "in"),
    ((r"pull(?:s|ing)?[ -]?(?:back|out|away)", r"mov(?:e|es|ing) (?:back|away|out)\b"), "dolly", "out"),
    ((r"\bdoll(?:y|ies|ying)\b",), "dolly", "in"),
    (
        (r"\b(?:track|truck|orbit)(?:s|ing)?\b", r"travell?ing shot", r"\barc(?:s|ing)?\b"),
        "tracking",
        "right",
    ),
    ((r"\bfollow(?:s|ing)? (?:shot|cam)", r"sideways"), "tracking", "right"),
    ((r"\bpan(?:s|ning)? (?:\w+ )?(?:up|down)\b",), "tilt", "up"),
    ((r"\b(?:whip|swish)?[ -]?pan(?:s|ned|ning)?\b",), "pan", "right"),
    ((r"\btilt(?:s|ed|ing)?\b",), "tilt", "up"),
    ((r"\bzoom(?:s|ed|ing)?\b",), "zoom", "in"),
    ((r"hand[ -]?held", r"shaky", r"shoulder[ -]cam", r"documentary camera"), "handheld", "none"),
    (
        (r"stead[iy]", r"static", r"\blocked\b", r"tripod", r"(?:fixed|still) (?:camera|shot|frame)"),
        "steady",
        "none",
    ),
    ((r"no (?:camera )?mov(?:e|ement)", r"does(?:n't| not) move", r"motionless"), "steady", "none"),
)

# Where a text says that it goes; "left to right" ends on the right.
DIRECTIONS: tuple[tuple[str, Direction], ...] = (
    (r"left to (?:the )?right|\bright(?:ward)?s?\b", "right"),
    (r"right to (?:the )?left|\bleft(?:ward)?s?\b", "left"),
    (r"(?:top|up) to (?:the )?(?:bottom|down)|\bdown(?:wards?)?\b|\bdescend\w*|\blower(?:s|ing)\b", "down"),
    (r"(?:bottom|down) to (?:the )?(?:top|up)|\bup(?:wards?)?\b|\bris(?:e|es|ing)\b|\bascend\w*", "up"),
    (r"\bout(?:wards?)?\b|\bback(?:wards?)?\b|\baway\b|\breverse\b", "out"),
    (r"\bin(?:wards?|to)?\b|\bforwards?\b|\bcloser\b|\btowards?\b", "in"),
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

SLOW = re.compile(r"\b(?:slow(?:ly)?|gent(?:le|ly)|gradual(?:ly)?|subt(?:le|ly)|creep\w*|soft(?:ly)?)\b")
FAST = re.compile(r"\b(?:fast|quick(?:ly)?|rapid(?:ly)?|whip|swish|crash|swift(?:ly)?|sudden(?:ly)?)\b")

# What makes a clause of a longer text speak of the camera: "a crane at the docks" does not.
MARKED = re.compile(
    r"\b(?:camera|shots?|cam|stead[iy][ -]?cam|pov|first[ -]person|hand[ -]?held|aerial)\b"
    r"|\b(?:dolly|point[ -]of[ -]view|push(?:es|ing)? in|pull(?:s|ing)? back)\b"
    r"|\bzoom(?:s|ing)? (?:slowly )?(?:in|out)\b"
    r"|\bpan(?:s|ning)? (?:slowly )?(?:left|right|across|up|down|from|to)\b"
    r"|\b(?:tilt(?:s|ing)?|cran(?:e|es|ing)) (?:slowly )?(?:up|down)\b"
    r"|\btracking (?:left|right|in|out|forward|back)\b"
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
    for patterns, kind, usual in MOVES:
        match = re.search("|".join(patterns), said)
        if match is not None:
            return CameraMove(kind, direction_of(said, match, kind, usual), speed_of(said))
    return None


def direction_of(said: str, move: re.Match[str], kind: CameraKind, usual: Direction) -> Direction:
    """Where the move goes: the word nearest behind it that fits its kind, else one before it."""
    allowed = ALLOWED.get(kind, frozenset[Direction]())
    behind = said[move.start() :]
    for part in (behind, said[: move.start()]):
        found: list[tuple[int, int, Direction]] = [
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
