"""Requests for the tests of previz: small, short, and complete."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

from rushes.model import Input, Operation, Prompt, Request, Size

__all__ = ["picture", "wish"]


def wish(
    text: str = "the sea at sunset", *, size: str = "160x90", seconds: str = "1/2", **more: Any
) -> Request:
    """A request for `text`, at 12 frames per second."""
    values: dict[str, Any] = {
        "model": "previz",
        "operation": Operation.TEXT_TO_VIDEO,
        "text": text,
        "words": Prompt(text=text, camera=str(more.pop("camera", ""))),
        "duration": Fraction(seconds),
        "size": Size.parse(size),
        "fps": Fraction(12),
        "seed": 1,
    }
    return Request(**(values | more))


def picture(path: Path, role: Any = "first_frame") -> Input:
    return Input(role, "", path, "image/png")
