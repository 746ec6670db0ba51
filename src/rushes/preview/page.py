"""The page of the library: one file of HTML that needs nothing from elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from importlib.resources import files

from rushes.prompts.entries import FIELDS, KINDS, Entry, Kind

__all__ = ["HEADINGS", "Shown", "also", "page"]

HEADINGS: dict[Kind, str] = {
    "camera move": "Camera moves",
    "shot size": "Shot sizes",
    "angle": "Angles",
    "lens": "Lenses",
    "style": "Styles",
    "genre": "Genres",
    "film stock": "Film stocks",
    "lighting": "Lighting",
    "mood": "Moods",
}


@dataclass(frozen=True, slots=True)
class Shown:
    """An entry, and the names of its clip and its picture in the folder `clips`."""

    entry: Entry
    clip: str
    picture: str


def also(entry: Entry) -> list[str]:
    """The other names of `entry`, as people say them."""
    names = [phrase.replace("*", "") for phrase in entry.synonyms]
    return [name for name in dict.fromkeys(names) if name.lower() != entry.name.lower()]


def page(shown: Sequence[Shown]) -> str:
    """The page with a clip for each entry, by kind."""
    kinds: list[Kind] = [kind for kind in KINDS if any(one.entry.kind == kind for one in shown)]
    links = "".join(
        f'<li><a href="#{anchor(kind)}">{HEADINGS[kind]}</a> '
        f"<small>{sum(one.entry.kind == kind for one in shown)}</small></li>"
        for kind in kinds
    )
    sections = "".join(section(kind, [one for one in shown if one.entry.kind == kind]) for kind in kinds)
    template = (files("rushes.preview") / "page.html").read_text(encoding="utf-8")
    return template.replace("<!-- kinds -->", links).replace("<!-- sections -->", sections)


def anchor(kind: Kind) -> str:
    return kind.replace(" ", "-")


def section(kind: Kind, shown: Sequence[Shown]) -> str:
    cards = "".join(card(one) for one in shown)
    return (
        f'<section aria-labelledby="{anchor(kind)}">\n<h2 id="{anchor(kind)}">{HEADINGS[kind]}</h2>\n'
        f'<p class="where">Said in <code>{FIELDS[kind]}</code>.</p>\n'
        f'<ul class="cards">\n{cards}</ul>\n</section>\n'
    )


def card(one: Shown) -> str:
    entry = one.entry
    others = also(entry)
    said = f'<p class="also"><span>also</span> {escape(", ".join(others))}</p>' if others else ""
    own = '<p class="own">your own</p>' if entry.origin else ""
    return (
        f'<li class="card">\n<a class="clip" href="clips/{one.clip}">'
        f'<img src="clips/{one.picture}" width="320" height="180" loading="lazy" decoding="async" '
        f'alt="A drawn frame of {escape(entry.name)}"></a>\n'
        f"<h3>{escape(entry.name)}</h3>\n<p>{escape(entry.definition)}</p>\n{said}{own}</li>\n"
    )
