"""The command line: thin commands over the workspace, one file a noun."""

from rushes.cli.app import main

__all__ = ["main"]
