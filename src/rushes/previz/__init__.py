"""Drawing with no model: a scene from words, a camera through it, frame by frame."""

from __future__ import annotations

from rushes.previz.drawing import Drawing, draw

__all__ = ["Drawing", "draw"]
