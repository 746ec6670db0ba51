"""A film of nothing but clips."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, cast

from rushes.errors import UsageError
from rushes.media.engine import named
from rushes.model import LOUDNESS, Shot, Size, Transition, UserClip
from rushes.shoot.details import NUMBER, PATH, check_details, seconds_of
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
    clips: Sequence[Path | str],
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
    wanted = {"transition": transition, "loudness": loudness}
    check_details(
        wanted, {"transition": ((str,), "a name like dissolve"), "loudness": (NUMBER, "a number of LUFS")}
    )
    if not LOUDNESS[0] <= loudness <= LOUDNESS[1]:
        raise UsageError(
            f"the loudness is from {LOUDNESS[0]} to {LOUDNESS[1]} LUFS, not {loudness}", hint="-14 is usual"
        )
    length = None if duration is None else seconds_of(duration)
    paths = paths_of(clips)
    if not paths:
        raise UsageError("there is nothing to join", hint="name at least one clip")
    for path in paths:
        with suppress(OSError):  # what cannot even be looked for is told when it is opened
            if not path.exists():
                raise UsageError(f"there is no file {named(path)}", hint="look at its name and its folder")
    try:
        into = named_transition(transition)
    except ValueError as error:
        raise UsageError(
            f"--transition {error}", hint="cut, dissolve, fade, fade:white, xfade:NAME"
        ) from error
    if length is not None and into.kind == "cut":
        raise UsageError(
            "a cut takes no time, so a duration says nothing",
            hint="choose another transition, such as dissolve, or leave the duration out",
        )
    if length is not None:
        into = replace(into, duration=length)
    if size is None or fps is None:
        from rushes.media.probe import probe

        first = probe(paths[0])
        size = size or Size(first.size.width // 2 * 2, first.size.height // 2 * 2)
        fps = fps or steady_rate(first)
    names: dict[str, int] = {}
    shots: list[Shot] = []
    for index, path in enumerate(paths):
        names[path.name] = names.get(path.name, 0) + 1
        again = f" ({names[path.name]})" if names[path.name] > 1 else ""
        leading = into if index else Transition()
        shots.append(Shot(id=path.name + again, clip=UserClip(path), transition=leading))
    return Storyboard(shots=tuple(shots), size=size, fps=fps, loudness=loudness)


def paths_of(clips: object) -> list[Path]:
    """The clips' paths. Raises UsageError for one path in place of a list."""
    if isinstance(clips, str | Path):
        raise UsageError(f"the clips are a list, not {str(clips)!r}", hint=f"say [{str(clips)!r}]")
    if not isinstance(clips, Sequence):
        raise UsageError(f"the clips are a list of paths, not {clips!r}", hint='say ["a.mp4", "b.mp4"]')
    several = cast("Sequence[str | Path]", clips)
    for clip in several:
        check_details({"a clip": clip}, {"a clip": PATH})
    return [Path(clip) for clip in several]


def steady_rate(info: MediaInfo) -> Fraction:
    """The frame rate of a film that begins with this clip: the clip's own, or the usual one nearest to it."""
    if not info.fps:
        return Fraction(24)
    if not info.variable and info.fps.denominator <= 1001 and 1 <= info.fps <= 240:
        return info.fps
    return min(USUAL_RATES, key=lambda rate: abs(rate - info.fps))
