"""What an import costs and what it may reach."""

from __future__ import annotations

import importlib
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src"
HEAVY = [
    "PIL",
    "av",
    "diffusers",
    "fontTools",
    "httpx2",
    "numba",
    "numpy",
    "psycopg",
    "pydantic",
    "rich",
    "ruamel",
    "sqlite3",
    "torch",
]


def module_name(path: Path) -> str:
    parts = path.relative_to(SOURCE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = [module_name(path) for path in sorted(SOURCE.rglob("*.py")) if path.name != "__main__.py"]


def in_python(code: str, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, stdin=subprocess.DEVNULL
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("what", ["import rushes.cli", "import rushes"])
def test_an_import_loads_nothing_heavy(what: str) -> None:
    loaded = in_python(f"{what}\nimport sys, json\nprint(json.dumps(sorted(sys.modules)))")
    assert sorted(set(json.loads(loaded)) & set(HEAVY)) == []


@pytest.mark.parametrize("words", [["--help"], ["--version"], ["help", "exit-codes"], ["film", "--help"]])
def test_help_loads_nothing_heavy(words: list[str]) -> None:
    code = (
        "import sys, json\nfrom rushes.cli import main\nmain(sys.argv[1:])\n"
        "print('\\n' + json.dumps(sorted(sys.modules)))"
    )
    loaded = in_python(code, *words).splitlines()[-1]
    assert sorted(set(json.loads(loaded)) & set(HEAVY)) == []


def test_layers() -> None:
    """The import contract of pyproject.toml."""
    program = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([program, "--no-cache"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_import_does_nothing() -> None:
    """No module of ours reads a file, the environment or the network when it is imported."""
    code = """
import importlib, os, sys
import av, click, httpx2, numpy, numba, platformdirs, pydantic, rich.progress, ruamel.yaml, PIL.ImageFont
import importlib.metadata, importlib.resources, asyncio, sqlite3, concurrent.futures, logging
before = dict(os.environ)
sys.dont_write_bytecode = True  # what Python would write for itself is no doing of ours
found = []
def watch(event, arguments):
    if not watching:
        return
    path = str(arguments[0])
    if event == "os.mkdir" and path.endswith("__pycache__"):
        return  # Python's own, and numba's
    if event in ("socket.connect", "subprocess.Popen", "sqlite3.connect", "os.mkdir"):
        found.append((name, event, path))
    code = (".py", ".pyc", ".so", ".zip", "entry_points.txt")
    if event == "open" and not path.endswith(code) and "__pycache__" not in path:
        found.append((name, event, path))
sys.addaudithook(watch)
watching = True
for name in sys.argv[1:]:
    importlib.import_module(name)
watching = False
assert dict(os.environ) == before, "the environment was changed"
assert not logging.getLogger().handlers, "logging was set up"
print("\\n".join(map(str, found)))
"""
    assert in_python(code, *MODULES).strip() == ""


def exporting() -> list[str]:
    paths = sorted(SOURCE.rglob("*.py"))
    return [module_name(path) for path in paths if re.search(r"^__all__\b", path.read_text(), re.MULTILINE)]


@pytest.mark.parametrize("name", exporting())
def test_all_names_what_is_there(name: str) -> None:
    module = importlib.import_module(name)
    assert [one for one in module.__all__ if not hasattr(module, one)] == []
    assert len(set(module.__all__)) == len(module.__all__)


def test_the_package_exports_its_public_names() -> None:
    import rushes

    exported: list[str] = getattr(rushes, "__all__", [])
    shown = {name for name in dir(rushes) if not name.startswith("_")}
    modules = {name for name in shown if f"rushes.{name}" in sys.modules}
    assert set(exported) >= shown - modules
    assert exported == sorted(exported)
    assert "Storyboard" in exported
