"""What a prompt says of how the camera looks: the library's shot sizes, angles and lenses in its words."""

from __future__ import annotations

from dataclasses import dataclass

from rushes.model import Prompt
from rushes.previz.framing import SHOT_SIZES
from rushes.prompts.entries import Kind
from rushes.prompts.library import Library

KINDS: tuple[Kind, ...] = ("shot size", "angle", "lens")


@dataclass(frozen=True, slots=True)
class Viewing:
    """The framing that is asked for ("" for none), and the names of the angles and lenses of the library."""

    framing: str = ""
    angles: frozenset[str] = frozenset()
    lenses: frozenset[str] = frozenset()


def viewing_of(words: Prompt, text: str) -> Viewing:
    """What `words` say of the view: all of their camera, and in their other words what means nothing else."""
    library = Library.standard()
    said = " . ".join(one for one in (words.text, words.subject, words.action, words.style) if one)
    found = [
        *library.find_all(words.camera, KINDS, loose=True),
        *library.find_all(said or ("" if words.camera else text), KINDS),
    ]
    names = {kind: [one.entry.name for one in found if one.entry.kind == kind] for kind in KINDS}
    sizes = [SHOT_SIZES[name] for name in names["shot size"] if name in SHOT_SIZES]
    return Viewing(sizes[0] if sizes else "", frozenset(names["angle"]), frozenset(names["lens"]))
