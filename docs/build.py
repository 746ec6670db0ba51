"""Write the pages that are made from the program itself, or check that they are up to date.

python docs/build.py --write
python docs/build.py --check
python docs/build.py --pictures   draw all pictures of the library's words anew
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import click
from looks import looks_page, stale_sheets, write_sheets
from vendors import vendor_pages

from rushes import errors
from rushes.cli.commands import rushes
from rushes.cli.help import EXIT_CODES
from rushes.cli.out import code_of
from rushes.emulator.control import ENDPOINTS
from rushes.emulator.dialects import dialects
from rushes.emulator.faults import KINDS, PHASES
from rushes.emulator.rules import CONFIDENCE, read_rules
from rushes.emulator.runway.tables import table
from rushes.prompts import Entry, Library
from rushes.prompts import entries as prompt_entries
from rushes.settings import SETTINGS, Settings

HERE = Path(__file__).parent
NOTE = "<!-- Made by docs/build.py: change the program, not this page. -->"


def cli_page() -> str:
    """Every command with its help, as the program prints it."""
    lines = [
        "# The command line",
        "",
        NOTE,
        "",
        "Data goes to stdout, everything else to stderr.",
        "`--json` prints one JSON document on stdout, with its kind and version under `schema`.",
        "`NO_COLOR` turns colour off, `FORCE_COLOR` on; `RUSHES_NO_PROGRESS` does what `--no-progress` does.",
        "`RUSHES_DEBUG=1` shows where an error came from.",
        "",
    ]
    for path, command in commands(rushes, ("rushes",)):
        above = None if len(path) == 1 else click.Context(click.Group(), info_name=" ".join(path[:-1]))
        context = click.Context(command, info_name=path[-1], parent=above, max_content_width=90)
        context.terminal_width = 90
        context.help_option_names = ["-h", "--help"]
        level = "##" if len(path) <= 2 else "###"
        lines += [f"{level} `{' '.join(path)}`", "", "```text", command.get_help(context).rstrip(), "```", ""]
    lines += ["## Exit codes", "", "| code | meaning |", "|---|---|"]
    lines += [f"| {code} | {meaning} |" for code, meaning in EXIT_CODES.items()]
    return "\n".join(lines) + "\n"


def commands(here: click.Command, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """`here` and every command below it."""
    yield path, here
    if isinstance(here, click.Group):
        context = click.Context(here)
        for name in here.list_commands(context):
            found = here.get_command(context, name)
            if found is not None:
                yield from commands(found, (*path, name))


def errors_page() -> str:
    """Every error, its code in JSON, its exit code and what it means."""
    lines = [
        "# Errors",
        "",
        NOTE,
        "",
        "Everything that rushes raises on purpose is a `RushesError` from `rushes.errors`.",
        "Each has a `message`, a `hint` that says what to do next, and the `shot` that it happened to.",
        "The command line prints them as `error: …` and `hint: …`, or as JSON with `--json`.",
        "",
        "| error | code in JSON | exit code | meaning |",
        "|---|---|---|---|",
    ]
    for name in errors.__all__:
        kind = getattr(errors, name)
        if isinstance(kind, type) and issubclass(kind, errors.RushesError):
            meaning = " ".join((kind.__doc__ or "").split("\n\n")[0].split())
            lines.append(f"| `{name}` | `{code_of(kind)}` | {kind.exit_code} | {meaning} |")
    tree = re.search(r"^    RushesError.*?(?=\n\n)", errors.__doc__ or "", re.MULTILINE | re.DOTALL)
    assert tree is not None
    body = "\n".join(line[4:] for line in tree[0].splitlines())
    return "\n".join([*lines, "", "Which is a kind of which:", "", "```text", body, "```"]) + "\n"


def settings_page() -> str:
    """Every setting, its variable, its default and what it may be."""
    lines = [
        "# Settings",
        "",
        NOTE,
        "",
        "A setting is a flag's, else a `RUSHES_*` variable's, else a file's, else its default.",
        "The nearest `rushes.toml` upward from the storyboard wins over your own file,",
        "`config.toml` in `~/.config/rushes/` on Linux.",
        "`prompts.toml` beside either of them has your own words for [prompts](prompts.md).",
        "`rushes config show` prints what holds, and where each value comes from.",
        "Keys of providers are no settings: they are read from the environment, and never shown.",
        "",
        "| setting | variable | default | allowed | what it is |",
        "|---|---|---|---|---|",
    ]
    held = Settings()
    for one in SETTINGS:
        default = getattr(held, one.name)
        shown = "" if default in (None, "") else f"`{default}`"
        lines.append(f"| `{one.name}` | `{one.variable}` | {shown} | {one.allowed} | {one.help} |")
    example = ["```toml", "# rushes.toml, beside your storyboards", 'size = "1920x1080"', "crf = 16", "```"]
    return "\n".join([*lines, "", *example]) + "\n"


def emulator_page() -> str:
    """The emulator's endpoints, its faults, and every rule of its dialects with where it comes from."""
    lines = [
        "# The emulator",
        "",
        NOTE,
        "",
        "`rushes emulator` is a real HTTP server that stands in for a vendor: jobs, money, uploads, clips.",
        "[How to use it](../how-to/emulator.md) is told elsewhere; here is everything that it knows.",
        "",
        "## Its own endpoints",
        "",
        "| endpoint | what it does |",
        "|---|---|",
        *(f"| `{name}` | {what} |" for name, what in ENDPOINTS.items()),
        "",
        "A job on the bill has the hash of its request: SHA-256 of the path, a line feed,",
        "and the body's JSON with sorted keys and no spaces.",
        "",
        "## Faults",
        "",
        "Each has a `kind`, and may have `on` (what it strikes; else the first of its list),",
        "`path` (a pattern), `nth` and `count` (it strikes from the nth matching request on, so many times;",
        "0: for ever), `job` (the number of a job) and `prompt` (a part of a job's prompt).",
        "",
        "| kind | what happens | strikes | settings |",
        "|---|---|---|---|",
    ]
    for name, kind in KINDS.items():
        phases = "any" if len(kind.phases) == len(PHASES) else ", ".join(kind.phases)
        settings = ", ".join(f"`{key}` ({json.dumps(value)})" for key, value in kind.settings.items())
        lines.append(f"| `{name}` | {kind.meaning} | {phases} | {settings} |")
    lines += ["", "What a fault can strike:", "", "| on | |", "|---|---|"]
    lines += [f"| `{phase}` | {what} |" for phase, what in PHASES.items()]
    lines += ["", "## What it believes of the vendors", ""]
    lines += ["Each rule says where it comes from, and how far it can be trusted:", ""]
    lines += [f"- **{name}**: {what}." for name, what in CONFIDENCE.items()]
    lines += ["", "An answer names its rule in the header `x-emulator-rule`."]
    for name, package in dialects():
        known = list(read_rules(package).values())
        lines += ["", f"### {name.capitalize()}"]
        for title, rules in (
            ("Rules", [rule for rule in known if rule.confidence != "UNV"]),
            ("Rules that nobody has verified", [rule for rule in known if rule.confidence == "UNV"]),
        ):
            head = [f"#### {title}", "", "| rule | what it says | from | read |", "|---|---|---|---|"]
            lines += ["", *head] if rules else []
            for rule in rules:
                mark = f"{rule.confidence}: {rule.source}"
                lines.append(f"| `{rule.id}` | {rule.says} | {mark} | {rule.date} |")
    lines += ["", "### Ranges of Runway's", "", "| models | field | range | from |", "|---|---|---|---|"]
    for row in [*table("limits.toml", "limits"), *table("limits.toml", "lengths")]:
        bounds = ("smallest", "largest", "shortest", "longest", "most")
        span = ", ".join(f"{name} {row[name]}" for name in bounds if name in row)
        models = ", ".join("others" if name == "*" else f"`{name}`" for name in row.get("models", ["*"]))
        lines.append(f"| {models} | `{row['field']}` | {span} | {row['confidence']}: {row['source']} |")
    lines += ["", "### Prices of Runway's", "", "| models | credits | from |", "|---|---|---|"]
    for row in table("prices.toml", "prices"):
        of = row.get("models", row.get("creates", ["*"]))
        models = ", ".join("others" if name == "*" else f"`{name}`" for name in of)
        units = ("second", "audio_second", "task", "frame", "least")
        price = ", ".join(f"{name} {row[name]}" for name in units if name in row)
        lines.append(f"| {models} | {price} | {row['confidence']}: {row['source']} |")
    return "\n".join(lines) + "\n"


def prompts_page() -> str:
    """Every entry of the library of prompts, the families of models, and the builders."""
    library = Library.standard()
    lines = [
        "# The library of prompts",
        "",
        NOTE,
        "",
        "What a prompt can ask for, in words that models know.",
        "[How to use it](../how-to/prompts.md) is told elsewhere.",
        "An entry is found by any of its names; capitals, accents and hyphens make no difference.",
        'Words in brackets mean it only where its kind is spoken of: "wide" is a shot\'s size in `camera`.',
        "",
        "## Families of models",
        "",
        "Models of one family understand prompts alike; `rushes models MODEL` says a model's.",
        "Where nobody advises an order, the scene comes first.",
        "",
        "| family | models | order of the sentence | what must not be seen | advice from |",
        "|---|---|---|---|---|",
    ]
    unseen = {"words": "said in words", "none": "left out, with a warning"}
    for family in library.families.values():
        order = [part for part in family.order if part not in ("subject", "action", "setting", "negative")]
        said = ", ".join("scene" if part == "text" else part for part in order)
        source = f"{family.source}, {family.verified_on}" if family.source else ""
        lines.append(f"| `{family.name}` | {family.title} | {said} | {unseen[family.negative]} | {source} |")
    lines += ["", "A model with a field for what must not be seen gets it there.", ""]
    for family in library.families.values():
        for kind, why in family.unheard.items():
            lines.append(f"- {family.title} is told of no {kind}: {why}.")
    for kind in prompt_entries.KINDS:
        entries = library.of_kind(kind)
        lines += ["", f"## {kind.capitalize()}s" if kind[-1] != "s" else f"## {kind.capitalize()}es", ""]
        lines += [f"Said in `{prompt_entries.FIELDS[kind]}`.", ""]
        told = any(told_otherwise(library, one) for one in entries)
        lines += ["| name | what it is | also | not with |" + (" told otherwise |" if told else "")]
        lines += ["|---|---|---|---|" + ("---|" if told else "")]
        for one in entries:
            phrases = [*one.synonyms, *(f"({phrase})" for phrase in one.loose)]
            also = ", ".join(
                phrase.replace("*", "") for phrase in phrases if phrase.replace("*", "") != one.name
            )
            row = f"| **{one.name}** | {one.definition} | {also} | {', '.join(one.conflicts)} |"
            lines.append(row + (f" {told_otherwise(library, one)} |" if told else ""))
    lines += [
        "",
        "## Builders",
        "",
        "`rushes prompts build NAME SLOT=TEXT…`; what stands in [brackets] is left out with its slot.",
        "",
    ]
    lines += ["| builder | what it makes | slots | the prompt |", "|---|---|---|---|"]
    for builder in library.builders.values():
        slots = "; ".join(
            f"`{slot}`, {what}" + ("" if slot in builder.needs else " (can be left out)")
            for slot, what in builder.slots.items()
        )
        parts = "; ".join(f"{part}: {text}" for part, text in builder.parts.items())
        lines.append(f"| `{builder.name}` | {builder.about} | {slots} | {parts} |")
    return "\n".join(lines) + "\n"


def told_otherwise(library: Library, entry: Entry) -> str:
    """The families that have words, or a parameter, of their own for `entry`."""
    found: list[str] = []
    for family, told in entry.told.items():
        if family == prompt_entries.ANY:
            continue
        title = library.families[family].title
        if told.why:
            found.append(f"{title}: nothing, {told.why}")
        elif told.parameter:
            found.append(f"{title}: `{told.parameter}` {told.value}")
        elif told.words != library.told(entry, prompt_entries.ANY).words:
            found.append(f"{title}: {told.words}")
    return "; ".join(found)


FOLDERS = {
    "learn": "Learn",
    "how-to": "Do",
    "reference": "Look up",
    "explain": "Why it is as it is",
    "decisions": "Decisions: what each dependency and file format is for, and what it was compared with",
}


def index_page() -> str:
    """Every page, by its title and its first sentence."""
    lines = ["# rushes: the documentation", "", NOTE]
    for folder, title in FOLDERS.items():
        lines += ["", f"## {title}", ""]
        for page in sorted((HERE / folder).glob("*.md")):
            head, said = opening(page)
            link = f"[{head}]({folder}/{page.name})"
            lines.append(f"- {link}" if folder == "decisions" else f"- {link}: {said}")
    return "\n".join(lines) + "\n"


def opening(page: Path) -> tuple[str, str]:
    """A page's title, and its first sentence without its links."""
    lines = [line for line in page.read_text(encoding="utf-8").splitlines() if line]
    said = next(line for line in lines[1:] if line[0] not in "#<`|-")
    return lines[0].removeprefix("# "), re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", said)


# The index comes last: it tells of the others.
PAGES: dict[str, Callable[[], str]] = {
    "reference/cli.md": cli_page,
    "reference/emulator.md": emulator_page,
    "reference/errors.md": errors_page,
    "reference/looks.md": lambda: looks_page(NOTE),
    "reference/prompts.md": prompts_page,
    "reference/settings.md": settings_page,
    **vendor_pages(NOTE),
    "README.md": index_page,
}


def main(mode: str) -> int:
    stale: list[str] = []
    library = Library.standard()
    sheets = prompt_entries.KINDS if mode == "--pictures" else stale_sheets(library)
    if mode == "--check":
        stale += [f"pictures/looks of each {kind}" for kind in sheets]
    else:
        write_sheets(library, sheets)
    for name, make in PAGES.items():
        page, text = HERE / name, make()
        if page.is_file() and page.read_text() == text:
            continue
        stale.append(name)
        if mode != "--check":
            page.write_text(text)
            print(f"wrote docs/{name}")
    if mode == "--check" and stale:
        names = ", ".join(f"docs/{name}" for name in stale)
        print(f"out of date: {names}; run: python docs/build.py --write", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    if sys.argv[1:] not in (["--check"], ["--write"], ["--pictures"]):
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1]))
