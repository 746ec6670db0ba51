"""The library: what a prompt can ask for, found in a text by its words, and how models are told of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from rushes.errors import UsageError, nearest
from rushes.model import Prompt
from rushes.prompts.entries import (
    ANY,
    KINDS,
    ORDER,
    Builder,
    CameraMove,
    Direction,
    Entry,
    Family,
    Kind,
    Match,
    Speed,
    Told,
)
from rushes.prompts.forms import forms
from rushes.prompts.tokens import Token, folded, tokens

__all__ = ["CameraWords", "Library"]

SCENE = ("text", "subject", "action", "setting")


class Phrase(NamedTuple):
    """One way to name an entry."""

    words: tuple[str, ...]
    entry: Entry
    loose: bool


@dataclass(frozen=True, slots=True)
class CameraWords:
    """What is said of a camera beside its moves: where to, how fast, and that a clause speaks of one.

    Words of speed may stand inside a move: "zooms slowly in".
    """

    directions: Mapping[Direction, tuple[tuple[str, ...], ...]]
    speeds: Mapping[str, Speed]
    marks: frozenset[str]

    def goes(self, words: Sequence[str]) -> bool:
        """Whether `words`, as they are compared, say where a camera goes."""
        return any(
            tuple(words[at : at + len(phrase)]) == phrase
            for phrases in self.directions.values()
            for phrase in phrases
            for at in range(len(words) - len(phrase) + 1)
        )


class Library:
    """Entries, families of models and builders of prompts; `standard()` is what rushes brings with it.

    library = Library.standard()
    library.find("magic hour").name                         # golden hour
    [one.entry.name for one in library.find_all("A slow dolly shot at golden hour")]
    library.told(library.find("crane shot"), "hailuo").words    # [Pedestal up,Tilt down]
    library.build("nature", scene="a fjord")
    """

    def __init__(
        self,
        entries: Iterable[Entry],
        families: Iterable[Family],
        builders: Iterable[Builder],
        camera: CameraWords,
        motion: Mapping[int, str] | None = None,
    ) -> None:
        self.entries = tuple(entries)
        self.families = {family.name: family for family in families}
        self.builders = {builder.name: builder for builder in builders}
        self.camera = camera
        self.motion = dict(motion or {})  # words for how much moves, 1 to 10

    @staticmethod
    @lru_cache(maxsize=1)
    def standard() -> Library:
        """The library of rushes, read when it is first asked for."""
        import tomllib
        from importlib.resources import files

        text = (files("rushes.prompts") / "library.toml").read_text(encoding="utf-8")
        return read_library(tomllib.loads(text))

    @classmethod
    def load(cls, paths: Iterable[Path]) -> Library:
        """The library of rushes with the user's own entries and builders from the files at `paths`.

        Raises ConfigError that names the file, the place in it, and what is allowed.
        """
        library = cls.standard()
        for path in paths:
            from rushes.prompts.own import add_own  # loads pydantic, which ours does not need

            library = add_own(library, path)
        return library

    def with_own(self, entries: Sequence[Entry], builders: Sequence[Builder]) -> Library:
        """The same with `entries` and `builders` in it; one of the same name gives way."""
        new = {one.name for one in entries}
        kept = [one for one in self.entries if one.name not in new]
        together = {**self.builders, **{one.name: one for one in builders}}
        mirrored = symmetric([*kept, *entries], ())
        return Library(mirrored, self.families.values(), together.values(), self.camera, self.motion)

    # ── finding ──────────────────────────────────────────────────────────────────────────────

    def of_kind(self, kind: Kind) -> tuple[Entry, ...]:
        """The entries of one kind, in their order."""
        return tuple(one for one in self.entries if one.kind == kind)

    def find(self, name: str, kind: Kind | None = None) -> Entry:
        """The entry called `name`, or one that has it for a synonym. Raises UsageError with the nearest."""
        wanted = folded(name)
        found = [
            phrase
            for phrase in self._phrases.get(wanted[0] if wanted else "", ())
            if phrase.words == wanted and kind in (None, phrase.entry.kind)
        ]
        if found:
            return min(found, key=lambda phrase: phrase.loose).entry
        names = [
            phrase for one in self.entries if kind in (None, one.kind) for phrase in (one.name, *one.synonyms)
        ]
        close = nearest(name, names)
        hint = f"did you mean {close.replace('*', '')}?" if close else "`rushes prompts list` lists them all"
        raise UsageError(f"the library has no {kind or 'entry'} {name!r}", hint=hint)

    def find_all(
        self, text: str, kinds: Collection[Kind] | None = None, *, loose: bool = False
    ) -> tuple[Match, ...]:
        """Every entry that `text` names, in the order of the text; of words that overlap, the longest phrase.

        With `loose`, words count that have other meanings too: for a text that speaks of these kinds alone.
        """
        return self.find_in(tokens(text), kinds, loose=loose)

    def find_in(
        self, words: Sequence[Token], kinds: Collection[Kind] | None = None, *, loose: bool = False
    ) -> tuple[Match, ...]:
        """`find_all` in a text that has been taken apart."""
        candidates: list[tuple[int, int, int, Phrase]] = []
        for at, token in enumerate(words):
            for phrase in self._phrases.get(token.word, ()):
                if (phrase.loose and not loose) or (kinds is not None and phrase.entry.kind not in kinds):
                    continue
                end = self._reach(phrase, words, at)
                if end:
                    candidates.append((at - end, -len(phrase.words), at, phrase))
        taken: set[int] = set()
        found: list[Match] = []
        for span, _, at, phrase in sorted(candidates, key=lambda one: one[:3]):
            places = range(at, at - span)
            if taken.isdisjoint(places):
                taken.update(places)
                found.append(Match(phrase.entry, words[at].start, words[at - span - 1].end, phrase.loose))
        return tuple(sorted(found, key=lambda match: match.start))

    def _reach(self, phrase: Phrase, words: Sequence[Token], at: int) -> int:
        """Where `phrase`, which begins at `at`, ends; 0 when it is not there."""
        place = at
        for index, word in enumerate(phrase.words):
            if index and phrase.entry.move is not None:
                while place < len(words) and words[place].word != word and self._passes(words[place]):
                    place += 1
            if place >= len(words) or words[place].word != word or (index and not words[place].joined):
                return 0
            place += 1
        return place

    def _passes(self, token: Token) -> bool:
        return token.joined and token.word in self.camera.speeds

    @cached_property
    def _phrases(self) -> Mapping[str, Sequence[Phrase]]:
        """Every way to name an entry, by its first word."""
        index: dict[str, list[Phrase]] = defaultdict(list)
        for entry in self.entries:
            for phrase, loose in phrases_of(entry):
                index[phrase[0]].append(Phrase(phrase, entry, loose))
        return index

    # ── telling ──────────────────────────────────────────────────────────────────────────────

    def family(self, name: str) -> Family:
        """How the models of a family want their prompts; any other model's way for one that is not known."""
        return self.families.get(name) or self.families[ANY]

    def told(self, entry: Entry, family: str) -> Told:
        """How the models of `family` are told of `entry`: in words, by a parameter, or not, and why not."""
        own = entry.told.get(family)
        if own is not None:
            return own
        why = self.family(family).unheard.get(entry.kind)
        return Told(why=why) if why else entry.told.get(ANY, Told(entry.name))

    def builder(self, name: str) -> Builder:
        """The builder called `name`. Raises UsageError with those that there are."""
        if name in self.builders:
            return self.builders[name]
        close = nearest(name, self.builders)
        raise UsageError(
            f"there is no builder {name!r}",
            hint=f"did you mean {close}?" if close else f"there are {', '.join(self.builders)}",
        )

    def build(self, name: str, **values: str) -> Prompt:
        """The prompt of the builder called `name`, with `values` in its slots."""
        return self.builder(name).build(values)


def phrases_of(entry: Entry) -> list[tuple[tuple[str, ...], bool]]:
    """Every way to name `entry`, in all forms of its verbs, and whether it is loose."""
    said = [(entry.name, False)]
    said += [(phrase, False) for phrase in entry.synonyms] + [(phrase, True) for phrase in entry.loose]
    found: dict[tuple[str, ...], bool] = {}
    for phrase, loose in said:
        for form in forms(phrase):
            words = folded(form)
            if words:
                found.setdefault(words, loose)
    return list(found.items())


# ── reading ───────────────────────────────────────────────────────────────────────────────────


def read_library(data: Mapping[str, Any]) -> Library:
    """The library that the file says. It is ours, and a test holds it to the rules of users' own files."""
    entries = [read_entry(kind, table) for kind in KINDS for table in data.get(kind, ())]
    conflicts = data["conflicts"]
    pairs = [
        (one, other) for group in conflicts["one_of"] for one in group for other in group if one != other
    ] + [(one, other) for group in conflicts["apart"] for one in group["these"] for other in group["those"]]
    families = [read_family(name, table) for name, table in data["families"].items()]
    builders = [read_builder(name, table) for name, table in data["builders"].items()]
    camera = data["camera"]
    words = CameraWords(
        {
            direction: tuple(folded(form) for phrase in phrases for form in forms(phrase))
            for direction, phrases in camera["directions"].items()
        },
        {form: speed for speed, said in camera["speeds"].items() for word in said for form in forms(word)},
        frozenset(camera["marks"]),
    )
    motion = {int(degree): said for degree, said in data["motion"].items()}
    return Library(symmetric(entries, pairs), families, builders, words, motion)


def read_entry(kind: Kind, table: Mapping[str, Any], origin: str = "") -> Entry:
    told = {ANY: Told(table.get("words") or table["name"])}
    told |= {family: Told(**said) for family, said in table.get("told", {}).items()}
    return Entry(
        name=table["name"],
        kind=kind,
        definition=table["definition"],
        synonyms=tuple(table.get("synonyms", ())),
        loose=tuple(table.get("loose", ())),
        conflicts=tuple(table.get("conflicts", ())),
        told=told,
        move=CameraMove(**table["draws"]) if "draws" in table else None,
        origin=origin,
    )


def read_family(name: str, table: Mapping[str, Any]) -> Family:
    order = [part for said in table["order"] for part in (SCENE if said == "scene" else (said,))]
    return Family(
        name=name,
        title=table["title"],
        order=(*order, *(part for part in ORDER if part not in order)),
        unheard=table.get("unheard", {}),
        negative=table.get("negative", "words"),
        source=table.get("source", ""),
        verified_on=table.get("verified_on", ""),
    )


def read_builder(name: str, table: Mapping[str, Any], origin: str = "") -> Builder:
    return Builder(
        name=name,
        about=table["about"],
        slots=table["slots"],
        needs=tuple(table.get("needs", ())),
        parts=table["prompt"],
        origin=origin,
    )


def symmetric(entries: Sequence[Entry], pairs: Iterable[tuple[str, str]]) -> list[Entry]:
    """`entries`, each with everything that it conflicts with, whichever of the two says so."""
    place = {one.name: index for index, one in enumerate(entries)}
    against: dict[str, set[str]] = defaultdict(set)
    said = [(entry.name, name) for entry in entries for name in entry.conflicts]
    for one, other in [*said, *pairs]:
        against[one].add(other)
        against[other].add(one)
    return [
        replace(one, conflicts=tuple(sorted(against[one.name], key=place.__getitem__)))
        if one.name in against
        else one
        for one in entries
    ]
