"""Finds the dialects: this package's own, and those that other packages bring.

A dialect of this package is a folder beside this file, whose module `dialect` holds `open_dialect`.
Another package names its own `open_dialect` by the entry point `rushes.emulator`.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from importlib.metadata import entry_points
from importlib.resources import files
from typing import cast

from rushes.emulator.world import Dialect, World

__all__ = ["ROOT", "dialects", "open_dialects"]

ROOT = "runway"  # who answers at the root; every dialect answers under its own name, too

OpenDialect = Callable[[World], Dialect]


def open_dialects(world: World) -> Mapping[str, Dialect]:
    """Every dialect that is installed, by name, speaking for `world`; the one at the root comes first."""
    found = {
        name: cast("OpenDialect", importlib.import_module(f"{package}.dialect").open_dialect)
        for name, package in dialects()
    }
    found |= {
        point.name: cast("OpenDialect", point.load()) for point in entry_points(group="rushes.emulator")
    }
    names = sorted(found, key=lambda name: (name != ROOT, name))
    return {name: found[name](world) for name in names}


def dialects() -> list[tuple[str, str]]:
    """The names of this package's dialects in their order, each with its package."""
    return sorted(
        (folder.name, f"rushes.emulator.{folder.name}")
        for folder in files("rushes.emulator").iterdir()
        if folder.is_dir() and (folder / "dialect.py").is_file()
    )
