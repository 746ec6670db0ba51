"""A prompt that is too long, cut clause by clause: what matters least goes first, the subject never."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields

from rushes.model import Prompt
from rushes.prompts.render import items
from rushes.prompts.split import Piece, put_together, split

__all__ = ["PARTS", "Cutting"]

PARTS = tuple(part.name for part in fields(Prompt))
# What goes first. Of a part, its last clause goes before its first.
PRIORITY = (
    "negative",
    "style",
    "mood",
    "text",
    "lighting",
    "sound",
    "motion",
    "camera",
    "setting",
    "action",
    "dialogue",
)
LISTS = ("negative", "style", "mood", "lighting", "sound", "camera")
PROSE = ("text", "setting", "action")
JOINT = 2  # what stands between two clauses


@dataclass(slots=True)
class Clause:
    """What can go of a part: a phrase, or a piece of prose."""

    part: str
    said: str
    piece: Piece | None = None
    gone: bool = False


class Cutting:
    """The clauses of a prompt, and which of them have gone.

    `held` says of a clause that it names somebody of the cast: that one stays. `costs` says how long it is.
    Where there is no subject, the first clause of the text, else of the action or the setting, is it.
    """

    def __init__(
        self, said: Mapping[str, str], held: Callable[[str], bool], costs: Callable[[str], int]
    ) -> None:
        self.said = dict(said)
        self.costs = costs
        self.clauses: list[Clause] = []
        for part in (*PARTS, "motion"):
            if said[part].strip() and part != "subject":
                self.clauses += clauses_of(part, said[part])
        head = None
        if not said["subject"].strip():
            head = next((one for name in PROSE[:1] + PROSE[:0:-1] for one in self.of(name)), None)
        can_go = [one for one in self.clauses if one is not head and not held(one.said)]
        self.queue = [one for part in PRIORITY for one in reversed(can_go) if one.part == part]

    def of(self, part: str) -> list[Clause]:
        return [one for one in self.clauses if one.part == part]

    def cut(self, over: int) -> bool:
        """Let clauses go that are about `over` long together; False when there is none that can go."""
        if not self.queue:
            return False
        saved = 0
        while self.queue and saved < over:
            clause = self.queue.pop(0)
            clause.gone = True
            saved += self.costs(clause.said) + JOINT
        return True

    def left(self) -> dict[str, str]:
        """What is left of each part."""
        found = dict(self.said)
        for part in {one.part for one in self.clauses if one.gone}:
            found[part] = left_of(self.said[part], self.of(part))
        return found

    def lost(self) -> dict[str, str]:
        """What has gone of each part."""
        gone: dict[str, list[str]] = {}
        for one in self.clauses:
            if one.gone:
                gone.setdefault(one.part, []).append(one.said)
        return {part: "; ".join(said) for part, said in gone.items()}


def clauses_of(part: str, text: str) -> list[Clause]:
    if part in LISTS:
        return [Clause(part, item) for item in items(text)]
    if part in PROSE:
        return [Clause(part, text[piece.start : piece.end], piece) for piece in split(text)]
    return [Clause(part, text)]


def left_of(text: str, clauses: list[Clause]) -> str:
    kept = [one for one in clauses if not one.gone]
    if not kept:
        return ""
    if kept[0].piece is None:
        return ", ".join(one.said for one in kept)
    pieces = [one.piece for one in clauses if one.piece is not None]
    for one, piece in zip(clauses, pieces, strict=True):
        piece.field = "cut" if one.gone else ""
    return put_together(text, pieces)
