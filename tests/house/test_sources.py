"""Rules about the files themselves."""

from __future__ import annotations

import re
import subprocess
import tomllib
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TEXT = {".py", ".md", ".toml", ".yaml", ".yml", ".txt", ".sql", ".json", ".cfg", ""}


def tracked() -> list[Path]:
    """The files that belong to the project: git's where there is git, else those beside the tests."""
    found = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    if found.returncode == 0:
        names = [name for name in found.stdout.split("\0") if name]
    else:
        folders = ("src", "tests", "docs", "examples", "benchmarks")
        paths = [path for folder in folders for path in (ROOT / folder).rglob("*")]
        names = [str(path.relative_to(ROOT)) for path in paths if "__pycache__" not in path.parts]
    return sorted(path for name in names if (path := ROOT / name).is_file())


FILES = tracked()
PYTHON = [path for path in FILES if path.suffix == ".py"]
SOURCES = [path for path in PYTHON if path.is_relative_to(ROOT / "src")]
PAGES = [path for path in FILES if path.suffix == ".md"]


def lines_with(pattern: str, paths: list[Path]) -> list[str]:
    rule = re.compile(pattern)
    return [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:100]}"
        for path in paths
        if path != Path(__file__)
        for number, line in enumerate(path.read_text(errors="replace").splitlines(), 1)
        if rule.search(line)
    ]


def test_the_rules_see_the_files() -> None:
    assert len(SOURCES) > 20
    assert PAGES


def test_no_mocks_and_no_patching() -> None:
    assert lines_with(r"unittest\.mock|\bmonkeypatch\.setattr|\bmocker\b|MagicMock", PYTHON) == []


def test_files_are_short() -> None:
    long = {str(path.relative_to(ROOT)): len(path.read_text().splitlines()) for path in PYTHON}
    assert {name: count for name, count in long.items() if count > 600} == {}


def test_no_vague_module_names() -> None:
    vague = re.compile(r"(^|_)(manager|helper|util|common|misc)s?$")
    assert [str(path) for path in SOURCES if vague.search(path.stem) or vague.search(path.parent.name)] == []


def test_every_test_module_has_a_name_of_its_own() -> None:
    """pytest imports them all by their name alone, without their folder."""
    counts = Counter(path.stem for path in PYTHON if path.is_relative_to(ROOT / "tests"))
    assert [name for name, count in counts.items() if count > 1 and name != "conftest"] == []


def test_imports_are_absolute() -> None:
    assert lines_with(r"^\s*from \.", PYTHON) == []


def test_no_machine_paths_and_no_registries() -> None:
    places = r"(?<![\w.])/(?:root|work|home/\w+)/|pypi\.org|pythonhosted|registry\.npmjs|\bindex-url\b"
    texts = [path for path in FILES if path.suffix in TEXT and path.name != "LICENSE"]
    assert lines_with(places, texts) == []


def test_every_catalogue_fact_has_a_source_and_a_date() -> None:
    catalogues = [path for path in FILES if path.parent.name == "catalogue" and path.suffix == ".toml"]
    unsourced: list[str] = []
    for path in catalogues:
        document = tomllib.loads(path.read_text())
        for model in document.get("models", []):
            said = {**document, **model}
            if not said.get("source") or not re.fullmatch(r"\d{4}-\d\d-\d\d", str(said.get("verified_on"))):
                unsourced.append(f"{path.name}: {model.get('name')}")
    assert unsourced == []


def declared() -> list[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = [one for extra in project["optional-dependencies"].values() for one in extra]
    return [re.split(r"[<>=!~\[; ]", one)[0] for one in [*project["dependencies"], *extras]]


@pytest.mark.parametrize("dependency", declared())
def test_every_dependency_has_a_decision_page(dependency: str) -> None:
    page = ROOT / "docs" / "decisions" / f"{dependency.replace('.', '-')}.md"
    assert page.is_file(), f"write {page.relative_to(ROOT)}"


def test_every_dependency_is_pinned() -> None:
    pinned = {
        re.split("==", line)[0].lower().replace("_", "-")
        for line in (ROOT / "constraints.txt").read_text().splitlines()
        if line and not line.startswith("#")
    }
    assert [name for name in declared() if name.lower() not in pinned] == []
