"""What `import rushes` gives, and what it costs."""

from __future__ import annotations

import subprocess
import sys

import pytest

import rushes


def test_the_public_names_are_sorted_and_all_there() -> None:
    assert sorted(rushes.__all__) == rushes.__all__ == dir(rushes)
    for name in rushes.__all__:
        found = getattr(rushes, name)
        assert found.__doc__, name
        assert found.__module__.startswith("rushes."), name


def test_an_unknown_name_is_an_ordinary_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'open_workspace'"):
        rushes.open_workspace  # noqa: B018


def test_importing_loads_nothing_of_weight() -> None:
    script = "import sys; before = set(sys.modules); import rushes; print(*sorted(set(sys.modules) - before))"
    loaded = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    roots = {name.partition(".")[0] for name in loaded.stdout.split()}
    assert roots - set(sys.stdlib_module_names) == {"rushes"}
    assert "asyncio" not in roots


def test_a_workspace_opens_without_the_heavy_parts() -> None:
    script = """
import sys, tempfile, rushes
with rushes.open(tempfile.mkdtemp()) as workspace:
    workspace.takes()
heavy = {"av", "numpy", "PIL", "numba", "httpx2", "torch", "ruamel.yaml", "pydantic"}
print(sorted(heavy & set(sys.modules)))
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
