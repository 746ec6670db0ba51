"""Kling's models: what each takes and what a second of it costs; rules `settings` and `prices`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["LEGACY", "MODELS", "Model", "pixels"]

THREE_TO_FIFTEEN = frozenset(range(3, 16))
FIVE_OR_TEN = frozenset({5, 10})


@dataclass(frozen=True, slots=True)
class Model:
    """One model. `cents` are those of a second, by resolution and then without and with sound."""

    paths: tuple[str, ...]
    lengths: frozenset[int]
    cents: Mapping[str, tuple[float, float]]
    last_frame: frozenset[str] = frozenset()  # the resolutions at which it takes one
    sound: bool = True


_ALL = frozenset({"720p", "1080p", "4k"})
_PLAIN = ("text-to-video", "image-to-video")

MODELS: Mapping[str, Model] = {
    "kling-3.0-turbo": Model(_PLAIN, THREE_TO_FIFTEEN, {"720p": (11.2, 11.2), "1080p": (14, 14)}),
    "kling-3.0": Model(
        _PLAIN, THREE_TO_FIFTEEN, {"720p": (8.4, 12.6), "1080p": (11.2, 16.8), "4k": (42, 42)}, _ALL
    ),
    "kling-2.6": Model(_PLAIN, FIVE_OR_TEN, {"720p": (4.2, 14), "1080p": (7, 14)}, frozenset({"1080p"})),
    "kling-2.5-turbo": Model(
        _PLAIN, FIVE_OR_TEN, {"720p": (4.2, 4.2), "1080p": (7, 7)}, frozenset({"1080p"}), sound=False
    ),
    "kling-3.0-omni": Model(
        ("omni-video",),
        THREE_TO_FIFTEEN,
        {"720p": (8.4, 11.2), "1080p": (11.2, 14), "4k": (42, 42)},
        _ALL,
    ),
    "kling-o1": Model(
        ("omni-video",), FIVE_OR_TEN, {"720p": (8.4, 8.4), "1080p": (11.2, 11.2)}, _ALL, sound=False
    ),
}

# Model names of the legacy API, and the seconds that each makes. Its prices are in no copy that was read.
LEGACY: Mapping[str, frozenset[int]] = {
    "kling-v1": FIVE_OR_TEN,
    "kling-v1-5": FIVE_OR_TEN,
    "kling-v1-6": FIVE_OR_TEN,
    "kling-v2-master": FIVE_OR_TEN,
    "kling-v2-1": FIVE_OR_TEN,
    "kling-v2-1-master": FIVE_OR_TEN,
    "kling-v2-5-turbo": FIVE_OR_TEN,
    "kling-v2-6": FIVE_OR_TEN,
    "kling-v3": THREE_TO_FIFTEEN,
}
LEGACY_CENTS = 5.0  # a second, for the bill; not the vendor's

SHORT_SIDE = {"720p": 720, "1080p": 1080, "4k": 2160}


def pixels(resolution: str, aspect: str) -> tuple[int, int]:
    """Width and height of a clip."""
    side = SHORT_SIDE[resolution]
    across, down = (int(part) for part in aspect.split(":"))
    long = side * max(across, down) // min(across, down)
    return (long, side) if across >= down else (side, long)
