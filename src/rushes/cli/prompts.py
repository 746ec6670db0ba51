"""`rushes prompts`: the words that models know, and prompts built from them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from rushes.cli.framework import command, group
from rushes.cli.opening import library_for
from rushes.cli.out import Out
from rushes.cli.prompt_compile import compile_
from rushes.cli.prompt_preview import preview
from rushes.cli.texts import columns, did_you_mean
from rushes.errors import UsageError

if TYPE_CHECKING:
    from rushes.model import Json, Prompt
    from rushes.prompts import Builder, Entry, Library, Told
    from rushes.prompts.entries import Kind

__all__ = ["BUILDERS", "kind_of", "prompts"]

BUILDERS = "builder"


@group(
    "prompts",
    examples=[
        "rushes prompts list camera            the camera's moves",
        "rushes prompts show golden hour       what it is, and how models are told of it",
        'rushes prompts build nature scene="a fjord in Norway"',
        'rushes prompts compile "a fjord" --model runway:gen4.5',
        'rushes prompts preview "crane shot"   draw what it does, at no cost',
    ],
)
def prompts() -> None:
    """Look up words that models know, see them drawn, build prompts, and see how models are told of them.

    Your own entries and builders stand in `prompts.toml`, beside `rushes.toml` or beside your settings.
    """


@prompts.add_command
@command(
    "list", examples=["rushes prompts list", "rushes prompts list lighting", "rushes prompts list builders"]
)
@click.argument("kind", nargs=-1)
def list_(out: Out, kind: tuple[str, ...]) -> None:
    """List what a prompt can ask for: all of it, or one KIND."""
    library = library_for(out.environ)
    wanted = kind_of(" ".join(kind)) if kind else None
    entries = [one for one in library.entries if wanted in (None, one.kind)]
    builders = list(library.builders.values()) if wanted in (None, BUILDERS) else []
    if out.json:
        out.document(
            "rushes/prompts/1",
            {
                "entries": [_entry_document(library, one) for one in entries],
                "builders": [_builder_document(one) for one in builders],
            },
        )
        return
    rows = [(one.name, one.kind, one.definition) for one in entries]
    rows += [(one.name, BUILDERS, one.about) for one in builders]
    out.table(("name", "kind", ""), rows)


@prompts.add_command
@command("show", examples=["rushes prompts show golden hour", "rushes prompts show cinematic --json"])
@click.argument("name", nargs=-1, required=True)
def show(out: Out, name: tuple[str, ...]) -> None:
    """Show what the entry or the builder NAME is, and how models are told of it."""
    from rushes.prompts.tokens import folded

    library = library_for(out.environ)
    wanted = " ".join(name)
    builder = next((one for one in library.builders.values() if folded(one.name) == folded(wanted)), None)
    entry = None
    try:
        entry = library.find(wanted)
    except UsageError:
        if builder is None:
            raise
    if out.json:
        content: dict[str, Json] = {
            "entry": None if entry is None else _entry_document(library, entry),
            "builder": None if builder is None else _builder_document(builder),
        }
        out.document("rushes/prompt-entry/1", content)
        return
    if entry is not None:
        for line in columns(_entry_rows(library, entry)):
            out.data(line)
    if builder is not None:
        if entry is not None:
            out.data("")
        for line in columns(_builder_rows(builder)):
            out.data(line)


@prompts.add_command
@command(
    "build",
    examples=[
        'rushes prompts build cinematic subject="an old keeper" action="climbs the stairs"',
        'rushes prompts build product product="a steel watch" features="a blue dial"',
        'rushes prompts build nature scene="a fjord in Norway" atmosphere="calm"',
    ],
)
@click.argument("builder")
@click.argument("values", nargs=-1, metavar="[SLOT=TEXT]...")
def build(out: Out, builder: str, values: tuple[str, ...]) -> None:
    """Build a prompt with BUILDER: as a storyboard has it, and as the sentence that it becomes."""
    from rushes.prompts import render
    from rushes.storyboard.edit import block

    library = library_for(out.environ)
    chosen = library.builder(builder)
    given: dict[str, str] = {}
    for value in values:
        name, equals, text = value.partition("=")
        if not equals:
            slots = " ".join(f'{slot}="…"' for slot in chosen.slots)
            raise UsageError(f"{value!r} does not say which slot it is for", hint=f"for example {slots}")
        given[name.strip()] = text
    prompt = chosen.build(given)
    said, parts = render(prompt, library=library), _parts(prompt)
    if out.json:
        out.document("rushes/prompt/1", {"builder": chosen.name, "prompt": dict(parts), "sentence": said})
        return
    out.data("prompt:")
    for line in block(dict(parts)):
        out.data(f"  {line}")
    out.data(f"# {said}")


prompts.add_command(compile_)
prompts.add_command(preview)


# ── what is shown ─────────────────────────────────────────────────────────────────────────────


def kind_of(said: str) -> Kind | str:
    """The kind that is meant: `lighting`, `film-stocks`, `camera`, `builders`."""
    from rushes.prompts.entries import KINDS

    known = [*KINDS, BUILDERS]
    word = " ".join(said.lower().replace("-", " ").replace("_", " ").split())
    for kind in known:
        if word in (kind, f"{kind}s", kind.split()[0], kind.split()[-1], f"{kind.split()[-1]}s", f"{kind}es"):
            return kind
    names = [kind.replace(" ", "-") for kind in known]
    raise UsageError(
        f"there is no kind `{said}`",
        hint=did_you_mean(word.replace(" ", "-"), names) or f"there are {', '.join(names)}",
    )


def _parts(prompt: Prompt) -> dict[str, str]:
    return {name: text for name in type(prompt).__dataclass_fields__ if (text := str(getattr(prompt, name)))}


def _plain(phrases: tuple[str, ...]) -> str:
    """Phrases as people say them: the star of a verb is for whoever writes entries."""
    return ", ".join(phrase.replace("*", "") for phrase in phrases)


def _entry_rows(library: Library, entry: Entry) -> list[tuple[str, str]]:
    move = entry.move
    said = () if move is None else (move.kind.replace("_", " "), move.direction, move.speed)
    drawn = " ".join(word for word in said if word not in ("none", "normal"))
    anybody = library.told(entry, "*")
    rows = [
        ("name", entry.name),
        ("kind", entry.kind),
        ("is", entry.definition),
        ("also", _plain(tuple(one for one in entry.synonyms if one.replace("*", "") != entry.name))),
        (f"in {entry.field}", _plain(entry.loose)),
        ("not with", ", ".join(entry.conflicts)),
        ("previz draws", drawn),
        ("models are told", _told(anybody)),
    ]
    for family in library.families.values():
        told = library.told(entry, family.name)
        if told != anybody:
            rows.append((f"  {family.title}", _told(told)))
    rows.append(("from", entry.origin))
    return [row for row in rows if row[1]]


def _told(told: Told) -> str:
    if told.parameter:
        return f"{told.parameter}: {told.value}" + (f", or “{told.words}”" if told.words else "")
    return f"“{told.words}”" if told.words else f"nothing: {told.why}"


def _builder_rows(builder: Builder) -> list[tuple[str, str]]:
    rows = [("builder", builder.name), ("is", builder.about)]
    for slot, what in builder.slots.items():
        rows.append((f"  {slot}=", what + ("" if slot in builder.needs else "; can be left out")))
    rows += [(f"  {part}", text) for part, text in builder.parts.items()]
    rows.append(("from", builder.origin))
    return [row for row in rows if row[1]]


def _entry_document(library: Library, entry: Entry) -> dict[str, Json]:
    move = entry.move
    told: dict[str, Json] = {
        family: {
            "words": one.words or None,
            "parameter": one.parameter or None,
            "value": one.value,
            "why": one.why or None,
        }
        for family in library.families
        for one in (library.told(entry, family),)
    }
    return {
        "name": entry.name,
        "kind": entry.kind,
        "field": entry.field,
        "definition": entry.definition,
        "synonyms": [phrase.replace("*", "") for phrase in entry.synonyms],
        "loose": [phrase.replace("*", "") for phrase in entry.loose],
        "conflicts": list(entry.conflicts),
        "move": None
        if move is None
        else {"kind": move.kind, "direction": move.direction, "speed": move.speed},
        "told": told,
        "origin": entry.origin or None,
    }


def _builder_document(builder: Builder) -> dict[str, Json]:
    return {
        "name": builder.name,
        "about": builder.about,
        "slots": dict(builder.slots),
        "needs": list(builder.needs),
        "prompt": dict(builder.parts),
        "origin": builder.origin or None,
    }
