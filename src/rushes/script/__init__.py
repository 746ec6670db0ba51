"""A film script: read, and split into the shots of a storyboard. The same script gives the same shots."""

from __future__ import annotations

from rushes.script.script import Script

__all__ = ["Script"]
