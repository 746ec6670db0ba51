"""`rushes config`: the settings, and where each comes from."""

from __future__ import annotations

from pathlib import Path

from rushes.cli.framework import command, group
from rushes.cli.out import Out

__all__ = ["config"]


@group("config")
def config() -> None:
    """Show the settings, and where each comes from."""


@config.add_command
@command("show", examples=["rushes config show", "RUSHES_WORKSPACE=/data rushes config show"])
def show(out: Out) -> None:
    """Show every setting, its value, and where it comes from.

    A flag wins over a RUSHES_* variable, that over the project's rushes.toml, that over your own
    settings file, and that over the default.
    """
    from rushes.settings import load_settings

    settings = load_settings(Path.cwd(), overrides={}, environ=out.environ)
