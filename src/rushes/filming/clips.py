"""A film of nothing but clips."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from rushes.errors import UsageError
from rushes.model import Shot, Size, Transition, UserClip
from rushes.storyboard.board import Storyboard
from rushes.storyboard.values import transition as named_transition

if TYPE_CHECKING:
    from rushes.media.probe import MediaInfo

__all__ = ["clips_board"]

USUAL_RATES = (
    Fraction(24000, 1001),
    Fraction(24),
    Fraction(25),
    Fraction(30000, 1001),
    Fraction(30),
    Fraction(50),
    Fraction(60000, 1001),
    Fraction(60),
)


def clips_board(
    clips: Sequence[Path],
    *,
    transition: str,
    duration: Fraction | float | None,
    size: Size | None,
    fps: Fraction | None,
    loudness: float,
) -> Storyboard:
    """A storyboard of nothing but clips, in the size and rate of the first unless given.

    A clip is called by the name of its file. Raises UsageError, and MediaError for a broken first clip.
    """
    if not clips:
        raise UsageError("there is nothing to join", hint="name at least one clip")
    try:
        into = named_transition(transition)
    except ValueError as error:
        raise UsageError(
            f"--transition {error}", hint="cut, dissolve, fade, fade:white, xfade:NAME"
        ) from error
    if duration is not None and into.kind != "cut":
        into = replace(into, duration=whole_fraction(duration))
    if size is None or fps is None:
        from rushes.media.probe import probe

        first = probe(clips[0])
        size = size or Size(first.size.width // 2 * 2, first.size.height // 2 * 2)
        fps = fps or steady_rate(first)
    names: dict[str, int] = {}
    shots: list[Shot] = []
    for index, path in enumerate(clips):
        names[path.name] = names.get(path.name, 0) + 1
        again = f" ({names[path.name]})" if names[path.name] > 1 else ""
        leading = into if index else Transition()
        shots.append(Shot(id=path.name + again, clip=UserClip(path), transition=leading))
    return Storyboard(shots=tuple(shots), size=size, fps=fps, loudness=loudness)


def steady_rate(info: MediaInfo) -> Fraction:
    """The frame rate of a film that begins with this clip: the clip's own, or the usual one nearest to it."""
    if not info.fps:
        return Fraction(24)
    if not info.variable and info.fps.denominator <= 1001 and 1 <= info.fps <= 240:
        return info.fps
    return min(USUAL_RATES, key=lambda rate: abs(rate - info.fps))


def whole_fraction(seconds: Fraction | float) -> Fraction:
    """Seconds as a person means them: 0.1 is a tenth."""
    return Fraction(str(seconds)) if isinstance(seconds, float) else Fraction(seconds)
