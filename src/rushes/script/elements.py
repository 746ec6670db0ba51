"""What a script is made of, whatever kind of file it stands in. Each part knows its line, counted from 1."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Action", "Change", "Element", "Heading", "Part", "Section", "Shown", "Speech"]


@dataclass(frozen=True, slots=True)
class Heading:
    """Where a new scene begins. `inside` None: nobody says whether it is."""

    line: int
    text: str
    place: str
    time: str = ""
    inside: bool | None = None


@dataclass(frozen=True, slots=True)
class Action:
    """A paragraph of what is seen."""

    line: int
    text: str


@dataclass(frozen=True, slots=True)
class Speech:
    """What somebody says, and how. `off`: they are not seen."""

    line: int
    name: str
    text: str
    how: str = ""
    off: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """How one shot leads into the next: `DISSOLVE TO:`."""

    line: int
    text: str


@dataclass(frozen=True, slots=True)
class Shown:
    """Words that are seen in the film."""

    line: int
    text: str


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the script that holds scenes: an act."""

    line: int
    text: str


Element = Heading | Action | Speech | Change | Shown | Section


@dataclass(frozen=True, slots=True)
class Part:
    """A script that was taken apart."""

    elements: tuple[Element, ...]
    title: str = ""
    credit: str = ""  # the line below the title: `by Ann Author`
