"""From a prompt to the words that a model is sent: what can be asked for, how it is read and written."""

from __future__ import annotations

from rushes.prompts.entries import Builder, CameraMove, Entry, Family, Match, Told
from rushes.prompts.library import Library
from rushes.prompts.parse import parse
from rushes.prompts.render import render

__all__ = ["Builder", "CameraMove", "Entry", "Family", "Library", "Match", "Told", "parse", "render"]
