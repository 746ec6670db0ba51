"""The documentation is whole and true."""

from __future__ import annotations

import re
import subprocess
import sys
from importlib.metadata import entry_points
from pathlib import Path

import click
import pytest
from blocks import ROOT, Block, blocks_of, pages, run

from rushes import errors
from rushes.cli.commands import rushes
from rushes.settings import SETTINGS

_LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")


def anchors(page: Path) -> set[str]:
    heads = re.findall(r"^#+ (.*)$", page.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).strip().replace(" ", "-") for head in heads}


@pytest.mark.parametrize("page", pages(), ids=lambda page: str(page.relative_to(ROOT)))
def test_links_resolve(page: Path) -> None:
    text = re.sub(r"^```.*?^```", "", page.read_text(), flags=re.MULTILINE | re.DOTALL)
    broken: list[str] = []
    for link in _LINK.findall(text):
        if re.match(r"[a-z]+:", link):
            continue
        name, _, anchor = link.partition("#")
        target = (page.parent / name).resolve() if name else page
        if not target.exists() or (anchor and target.suffix == ".md" and anchor not in anchors(target)):
            broken.append(link)
    assert broken == []


def test_every_page_can_be_found_from_the_index() -> None:
    index = ROOT / "docs" / "README.md"
    linked = {(index.parent / link.split("#")[0]).resolve() for link in _LINK.findall(index.read_text())}
    pages_here = {page for page in (ROOT / "docs").rglob("*.md") if page != index}
    assert sorted(str(page.relative_to(ROOT)) for page in pages_here - linked) == []


def test_generated_pages_are_up_to_date() -> None:
    done = subprocess.run(
        [sys.executable, ROOT / "docs" / "build.py", "--check"], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr


def every_command(here: click.Command, path: tuple[str, ...] = ("rushes",)) -> list[tuple[str, ...]]:
    if not isinstance(here, click.Group):
        return [path]
    context = click.Context(here)
    found = {name: here.get_command(context, name) for name in here.list_commands(context)}
    below = [
        one for name, command in found.items() if command for one in every_command(command, (*path, name))
    ]
    return [path, *below]


def test_every_command_is_documented() -> None:
    text = (ROOT / "docs" / "reference" / "cli.md").read_text()
    assert [path for path in every_command(rushes) if f"`{' '.join(path)}`" not in text] == []


def test_every_setting_is_documented() -> None:
    text = (ROOT / "docs" / "reference" / "settings.md").read_text()
    assert [one.name for one in SETTINGS if f"`{one.name}`" not in text or one.variable not in text] == []


def test_every_error_is_documented() -> None:
    text = (ROOT / "docs" / "reference" / "errors.md").read_text()
    kinds = [name for name in errors.__all__ if isinstance(getattr(errors, name), type)]
    raised = [name for name in kinds if issubclass(getattr(errors, name), Exception)]
    assert [name for name in raised if f"`{name}`" not in text] == []


def test_every_provider_is_documented() -> None:
    text = "".join(page.read_text() for page in (ROOT / "docs").rglob("*.md"))
    names = {one.name for one in entry_points(group="rushes.providers")}
    assert [name for name in names if f"`{name}`" not in text] == []


def test_the_readme_has_an_example_that_runs() -> None:
    assert [block for block in blocks_of(ROOT / "README.md") if block.runs] != []


def test_a_block_left_alone_says_why() -> None:
    notes = [block.note for page in pages() for block in blocks_of(page) if "not run" in block.note]
    assert [note for note in notes if not re.fullmatch(r"not run: \S.*", note)] == []


def running(page: Path) -> list[Block]:
    return [block for block in blocks_of(page) if block.runs]


@pytest.mark.slow
@pytest.mark.parametrize(
    "page", [page for page in pages() if running(page)], ids=lambda page: str(page.relative_to(ROOT))
)
def test_examples_run(page: Path, tmp_path: Path, own_home: Path) -> None:
    """Every example of a page, in its order, in one empty folder."""
    for block in blocks_of(page):
        if block.file:
            (tmp_path / block.file).write_text(block.text)
        elif block.runs:
            run(block, tmp_path, own_home)
