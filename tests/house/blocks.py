"""The examples in the documentation, as things that can be run.

A fenced block of `console` or `python` is run, in the order of the page, in one empty folder a page.
In `console`, lines that begin with `$ ` are commands, and lines below them must come out, in order;
`…` stands for anything. A comment directly above a block changes that:

    <!-- file: first.yaml -->     the block is written to this file
    <!-- not run: why -->         the block is left alone
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
_BLOCK = re.compile(
    r"^(?:<!-- *(?P<note>[^\n]*?) *-->\n)?(?P<indent> *)```(?P<language>\w*)\n(?P<text>.*?)^(?P=indent)```$",
    re.MULTILINE | re.DOTALL,
)
_RUN = {"console", "python"}


@dataclass(frozen=True)
class Block:
    """One fenced block: where it stands, what it is, and the comment above it."""

    page: Path
    line: int
    language: str
    text: str
    note: str

    @property
    def runs(self) -> bool:
        return self.language in _RUN and not self.note.startswith("not run:")

    @property
    def file(self) -> str | None:
        return self.note.removeprefix("file:").strip() if self.note.startswith("file:") else None


def blocks_of(page: Path) -> list[Block]:
    text = page.read_text()
    return [
        Block(
            page,
            text.count("\n", 0, match.start()) + 1,
            match["language"],
            match["text"],
            match["note"] or "",
        )
        for match in _BLOCK.finditer(text)
    ]


def pages() -> list[Path]:
    return [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


def environment(home: Path) -> dict[str, str]:
    """A newcomer's: an empty home, and `rushes` and `python` on the path."""
    programs = str(Path(sys.executable).parent)
    kept = {name: os.environ[name] for name in ("LANG", "LC_ALL") if name in os.environ}
    return {**kept, "HOME": str(home), "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}"}


def run(block: Block, folder: Path, home: Path) -> None:
    """Run a block; an AssertionError says where it stands and what came out."""
    if block.language == "python":
        _python(block, folder, home)
    else:
        _console(block, folder, home)


def _python(block: Block, folder: Path, home: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", block.text],
        cwd=folder,
        env=environment(home),
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
    )
    assert done.returncode == 0, f"{block.page.name}:{block.line}\n{done.stdout}{done.stderr}"


def _console(block: Block, folder: Path, home: Path) -> None:
    commands: list[tuple[str, list[str]]] = []
    for line in block.text.splitlines():
        if line.startswith("$ "):
            commands.append((line[2:], []))
        elif commands and commands[-1][0].endswith("\\"):
            commands[-1] = (commands[-1][0][:-1] + line.strip(), [])
        elif line.strip():
            commands[-1][1].append(line)
    for command, expected in commands:
        done = subprocess.run(
            ["bash", "-c", command],
            cwd=folder,
            env=environment(home),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            stdin=subprocess.DEVNULL,
        )
        where = f"{block.page.name}:{block.line}: {command}\n{done.stdout}"
        fails = any(line.startswith("error:") for line in expected)
        assert (done.returncode != 0) == fails, where
        pattern = ".*".join(re.escape(line).replace("…", ".*") for line in expected)
        assert re.search(pattern, done.stdout, re.DOTALL), f"{where}\nexpected:\n" + "\n".join(expected)
