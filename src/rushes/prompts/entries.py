"""What the library of prompts is made of, as frozen data."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, get_args

from rushes.errors import UsageError, nearest
from rushes.model import Json, Prompt

__all__ = [
    "ANY",
    "FIELDS",
    "KINDS",
    "ORDER",
    "Builder",
    "CameraKind",
    "CameraMove",
    "Direction",
    "Entry",
    "Family",
    "Kind",
    "Match",
    "Speed",
    "Told",
]

# In the order in which one of several moves in a text holds: "pan and zoom" is a pan.
CameraKind = Literal[
    "first_person",
    "snorricam",
    "fpv",
    "aerial",
    "fly_through",
    "crane",
    "dolly_zoom",
    "orbit",
    "arc",
    "push",
    "dolly",
    "tracking",
    "follow",
    "leading",
    "truck",
    "pedestal",
    "whip_pan",
    "tilt",
    "pan",
    "crash_zoom",
    "zoom",
    "roll",
    "reveal",
    "long_take",
    "rack_focus",
    "shaky",
    "handheld",
    "steady",
    "static",
]
Direction = Literal["in", "out", "left", "right", "up", "down", "none"]
Speed = Literal["slow", "normal", "fast"]

Kind = Literal[
    "camera move", "shot size", "angle", "lens", "style", "genre", "film stock", "lighting", "mood"
]
KINDS: tuple[Kind, ...] = get_args(Kind)

# The part of a prompt in which a kind of entry is said.
FIELDS: Mapping[Kind, str] = {
    "camera move": "camera",
    "shot size": "camera",
    "angle": "camera",
    "lens": "camera",
    "style": "style",
    "genre": "style",
    "film stock": "style",
    "lighting": "lighting",
    "mood": "mood",
}

ANY = "*"  # the family of every model that has no word of its own

# In which order a sentence says the parts of a prompt, where a model's family wants no other.
ORDER = (
    "text",
    "subject",
    "action",
    "setting",
    "camera",
    "style",
    "lighting",
    "mood",
    "dialogue",
    "sound",
    "negative",
)


@dataclass(frozen=True, slots=True)
class CameraMove:
    """How a camera moves. `direction` is where it, or its view, goes."""

    kind: CameraKind
    direction: Direction = "none"
    speed: Speed = "normal"


@dataclass(frozen=True, slots=True)
class Told:
    """How a family of models is told of an entry: in `words`, by the `parameter` with this `value`, or not.

    Where there is a parameter, `words` are for a model without it. `why` says why it is told nothing.
    """

    words: str = ""
    parameter: str = ""
    value: Json = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that a prompt can ask for.

    `synonyms` mean it wherever they stand; `loose` words mean it only where its kind is spoken of: "wide"
    is a shot's size in `camera`, and not in "a wide street". `conflicts` are the names of entries that a
    shot cannot have as well. `told` is by family, `*` for all others; `move` is how previz draws it.
    `origin` is the file that a user's own entry stands in.
    """

    name: str
    kind: Kind
    definition: str
    synonyms: tuple[str, ...] = ()
    loose: tuple[str, ...] = ()
    conflicts: tuple[str, ...] = ()
    told: Mapping[str, Told] = field(default_factory=dict[str, Told])
    move: CameraMove | None = None
    origin: str = ""

    @property
    def field(self) -> str:
        """The part of a prompt in which it is said."""
        return FIELDS[self.kind]

    def has_words_for(self, family: str) -> bool:
        """Whether the models of `family` are told of it in other words than those that people write.

        A user's own `words` are for every model; ours are what people write anyway.
        """
        own = self.origin != "" and self.told.get(ANY, Told(self.name)).words != self.name
        return own or family in self.told


@dataclass(frozen=True, slots=True)
class Match:
    """An entry that a text names: `text[start:end]`. `loose`: by a word that has other meanings too."""

    entry: Entry
    start: int
    end: int
    loose: bool = False


@dataclass(frozen=True, slots=True)
class Family:
    """Models that understand prompts alike: in which `order` they want the parts, by whose advice.

    `unheard` are the kinds of entries that they do not heed, and why. `negative` is what becomes of what
    must not be seen where a model has no field for it: said in `words`, or left out because words would
    rather bring it into the picture.
    """

    name: str
    title: str
    order: tuple[str, ...] = ORDER
    unheard: Mapping[Kind, str] = field(default_factory=dict[Kind, str])
    negative: Literal["words", "none"] = "words"
    source: str = ""
    verified_on: str = ""


SLOT = re.compile(r"\{(\w+)\}")
OPTIONAL = re.compile(r"\[([^\[\]]*)\]")


@dataclass(frozen=True, slots=True)
class Builder:
    """A prompt with slots. `slots` says what each is for; those in `needs` cannot be left out.

    `parts` are the parts of the prompt, with `{slot}` where a value goes. What stands in [brackets] is
    left out with the slots in it.
    """

    name: str
    about: str
    slots: Mapping[str, str]
    needs: tuple[str, ...]
    parts: Mapping[str, str]
    origin: str = ""

    def build(self, values: Mapping[str, str]) -> Prompt:
        """The prompt with `values` in its slots. Raises UsageError for a slot that it has not, or needs."""
        for name in values:
            if name not in self.slots:
                close = nearest(name, self.slots)
                raise UsageError(
                    f"the builder {self.name} has no {name}",
                    hint=f"did you mean {close}?" if close else f"it has {', '.join(self.slots)}",
                )
        given = {name: text.strip() for name, text in values.items() if text.strip()}
        missing = [name for name in self.needs if name not in given]
        if missing:
            raise UsageError(
                f"the builder {self.name} needs {' and '.join(missing)}",
                hint=" ".join(f'{name}="{self.slots[name]}"' for name in missing),
            )
        return Prompt(**{part: filled(text, given) for part, text in self.parts.items()})


def filled(template: str, given: Mapping[str, str]) -> str:
    """`template` with its slots filled; empty when a slot outside of brackets is."""

    def there(text: str) -> bool:
        return all(name in given for name in SLOT.findall(text))

    kept = OPTIONAL.sub(lambda match: match[1] if there(match[1]) else "", template)
    return SLOT.sub(lambda match: given[match[1]], kept) if there(kept) else ""


def families_of(entries: Sequence[Entry]) -> set[str]:
    """Every family that an entry has a word for."""
    return {family for entry in entries for family in entry.told if family != ANY}
