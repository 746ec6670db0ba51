"""Who is in a script: those who are named again become its cast, and prompts name them as `@name`."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from rushes.script.elements import Action, Element, Speech

__all__ = ["Cast", "Member", "cast_of"]

CAPITALS = re.compile(
    r"(?<![\w'’])[^\W\d_a-z][^\W\d_a-zß-öø-ÿ'’.-]+(?:[ -][^\W\d_a-z][^\W\d_a-z'’.-]+){0,2}(?![\w])"
)
TOGETHER = re.compile(r"\s*(?:[&,/+]|\b(?:and|und|et|y)\b)\s*", re.IGNORECASE)
TOLD = re.compile(r"\s*\(([^()]{1,120})\)")
MOST = 60  # names; a film has no more people that are told apart


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody in the cast: `name` as prompts call them, `shown` as people do.

    `beside` is what the script says of them in brackets behind their name.
    """

    name: str
    shown: str
    beside: str = ""

    @property
    def description(self) -> str:
        return f"{self.shown}, {self.beside}" if self.beside else self.shown


class Cast:
    """The cast of a script; puts `@name` where a text names one of them."""

    def __init__(self, members: Sequence[Member]) -> None:
        self.members = tuple(members)
        self._by_shown = {member.shown.casefold(): member for member in members}
        names = "|".join(re.escape(one.shown) for one in sorted(members, key=lambda one: -len(one.shown)))
        self._named = (
            re.compile(
                rf"(?<![\w@.])(?:(?P<article>the)\s+)?(?P<name>{names})(?!\w|-\w)(?P<own>['’]s\b)?",
                re.IGNORECASE,
            )
            if names
            else None
        )

    def called(self, name: str) -> str:
        """How a prompt names a speaker: `@keeper`, or `Keeper` where they are nobody of the cast."""
        return " and ".join(self.speakers(name))

    def speakers(self, name: str) -> list[str]:
        """Who speaks, as a prompt names them: several for `JOHN & MARY`, where both are in the cast."""
        member = self._by_shown.get(name.casefold())
        if member is not None:
            return [f"@{member.name}"]
        each = [self._by_shown.get(one.strip().casefold()) for one in TOGETHER.split(name)]
        together = [f"@{one.name}" for one in each if one is not None]
        return together if len(together) == len(each) else [shown_name(name)]

    def named(self, text: str) -> str:
        """`text` with `@name` for everybody in the cast: written in capitals, as a name, or behind `the`."""
        if self._named is None:
            return text
        said = self._named.sub(self._replaced, text)
        for one in self.members:  # what describes them is not said twice
            if one.beside:
                said = said.replace(f"@{one.name} ({one.beside})", f"@{one.name}")
        return said

    def _replaced(self, found: re.Match[str]) -> str:
        said, article, own = found["name"], found["article"], (found["own"] or "").lower()
        article = article or said.lower().startswith("the ")
        if said[:1].islower() and not article:  # `will`, `rose` and `hope` are words as well
            return found[0]
        member = self._by_shown.get(said.casefold())  # a search without case knows letters that this does not
        return found[0] if member is None else f"@{member.name}{own}"


def cast_of(elements: Sequence[Element]) -> Cast:
    """Who speaks, or is written in capitals, and is named again."""
    speakers = dict.fromkeys(one.name for one in elements if isinstance(one, Speech) and one.name)
    spoken = Counter(one.name for one in elements if isinstance(one, Speech))
    told = "\n".join(one.text for one in elements if isinstance(one, Action))
    # Of a script without capital letters, every word would be one.
    capitals = Counter(name for name in CAPITALS.findall(told) if name == name.upper() != name.lower())
    words = Counter(re.findall(r"[^\W\d_][\w'’-]*", told))
    known = {name.casefold() for name in speakers}
    others = [
        name
        for name in capitals
        if name.casefold() not in known and all(words[shown_name(part)] for part in re.split(r"[ -]", name))
    ]
    members: list[Member] = []
    taken: set[str] = set()
    several = [name for name in speakers if len(both := TOGETHER.split(name)) > 1 and {*both} <= {*speakers}]
    for name in [*(name for name in speakers if name not in several), *others]:
        first = name.split()[-1]
        times = spoken[name] + capitals[name] + words[shown_name(first)] + words[first.lower()]
        if first != name:  # THE KEEPER speaks, and the KEEPER is seen
            times += max(0, words[first] - capitals[name])
        slug = slug_of(name)
        if times < 2 or not slug or slug in taken or len(members) == MOST:
            continue
        taken.add(slug)
        members.append(Member(slug, shown_name(name), said_beside(name, told)))
    return Cast(members)


def said_beside(name: str, told: str) -> str:
    """What the script says of somebody behind their name: `MARY (60, in a yellow coat)`."""
    for found in re.finditer(re.escape(name), told):
        beside = TOLD.match(told, found.end())
        if beside is not None:
            return beside[1]
    return ""


def shown_name(name: str) -> str:
    """`OLD KEEPER` as `Old Keeper`; a name that is not all in capitals stays."""
    if name != name.upper() or name == name.lower():
        return name
    return re.sub(r"[^\W\d_]+", lambda word: word[0][:1] + word[0][1:].lower(), name)


def slug_of(name: str) -> str:
    """A name that a prompt can call: `old-keeper`. Empty where it has no letter to begin with."""
    slug = "-".join(re.findall(r"\w+", name.casefold()))[:40].strip("-")
    return slug if re.match(r"[^\W\d_]", slug) else ""
