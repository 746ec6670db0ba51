"""The storyboard: a text file that holds the shots of a film in order."""

from __future__ import annotations

from rushes.storyboard.board import CaptionMode, Storyboard

__all__ = ["CaptionMode", "Storyboard"]
