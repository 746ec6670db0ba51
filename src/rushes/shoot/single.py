"""One prompt as a shot of its own, outside any storyboard."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import TypedDict
from typing import cast as typed

from rushes.errors import UsageError
from rushes.model import Json, Prompt, Shot, ShotFrame, Size, Still, StillFile, StillUrl, frame_rate
from rushes.shoot.details import NUMBER, RATE, SIZE, Kinds, check_details, is_a, seconds_of

__all__ = ["ShotDetails", "frame_rate_of", "own_files", "single_shot", "size_of", "still_of"]

LENGTH = Fraction(5)  # seconds, where nobody says


class ShotDetails(TypedDict, total=False):
    """What may be said of a single clip beside its prompt; None and what is left out say nothing.

    `duration` is in seconds (else 5), `size` in pixels like `"1280x720"`, `fps` in frames a second,
    `motion` from 1 to 10. A picture is a path, an address of the web, or a `StillFile` or `StillUrl`.
    """

    model: str | None
    duration: Fraction | float | None
    size: Size | str | None
    fps: Fraction | float | str | None
    camera: str | None
    first_frame: Still | Path | str | None
    last_frame: Still | Path | str | None
    references: Sequence[StillFile | StillUrl | Path | str]
    motion: int | None
    seed: int | None
    options: Mapping[str, Json] | None


PICTURE = (str, Path, StillFile, StillUrl)
KINDS: Kinds = {
    "model": ((str,), "a model's name"),
    "duration": (NUMBER, "a number of seconds"),
    "size": SIZE,
    "fps": RATE,
    "camera": ((str,), "a text"),
    "first_frame": ((*PICTURE, ShotFrame), "a path or an address of a picture"),
    "last_frame": ((*PICTURE, ShotFrame), "a path or an address of a picture"),
    "references": ((*PICTURE, Sequence), "a list of pictures"),
    "motion": ((int,), "a whole number from 1 to 10"),
    "seed": ((int,), "a whole number"),
    "options": ((Mapping,), "a dict of the model's options"),
}


def single_shot(
    wish: str | Prompt | Shot, details: ShotDetails, *, model: str, of: Callable[..., object] | None = None
) -> Shot:
    """The shot that is wished for; `details` replace what `wish` says, `model` is for one that names none.

    `of` is whoever was called with them. Raises UsageError for an empty prompt, or a detail
    that makes no sense.
    """
    if not is_a(wish, (str, Prompt, Shot)):
        raise UsageError(
            f"a clip is wished for by a text, a Prompt or a Shot, not by {wish!r}",
            hint='say what it shows: shoot("a lighthouse")',
        )
    check_details(typed("Mapping[str, object]", details), KINDS, of=of)
    if isinstance(wish, str):
        wish = Prompt(text=wish)
    shot = wish
    if not isinstance(shot, Shot):
        shot = Shot(id=named_after(shot), prompt=shot, duration=LENGTH, model=model)
    if shot.prompt is None or not any(getattr(shot.prompt, part).strip() for part in Prompt.__slots__):
        raise UsageError("the prompt is empty", hint='say what the clip shows: rushes shoot "a lighthouse"')
    if camera := details.get("camera"):
        shot = replace(shot, prompt=replace(shot.prompt, camera=camera))
    duration, motion, seed = details.get("duration"), details.get("motion"), details.get("seed")
    options = details.get("options")
    if motion is not None and not 1 <= motion <= 10:
        raise UsageError(f"motion is {motion}; it goes from 1 to 10", hint="1 is still, 10 is wild")
    return replace(
        shot,
        model=details.get("model") or shot.model,
        duration=shot.duration if duration is None else seconds_of(duration),
        first_frame=still_of(details.get("first_frame")) or shot.first_frame,
        last_frame=still_of(details.get("last_frame")) or shot.last_frame,
        references=references_of(details.get("references") or ()) or shot.references,
        motion=shot.motion if motion is None else motion,
        seed=shot.seed if seed is None else seed,
        options=shot.options if options is None else options,
    )


def own_files(shot: Shot) -> list[Path]:
    """The pictures on this machine that the shot is made from."""
    stills = (shot.first_frame, shot.last_frame, *shot.references)
    return [still.path for still in stills if isinstance(still, StillFile)]


def still_of(still: Still | Path | str | None) -> Still | None:
    """A path or an address as a picture."""
    return picture_of(still) if isinstance(still, str | Path) else still


def references_of(
    references: Sequence[StillFile | StillUrl | Path | str] | Path | str,
) -> tuple[StillFile | StillUrl, ...]:
    """The pictures of a list; one alone is a list of one."""
    if is_a(references, PICTURE):
        return (picture_of(typed("Path | str", references)),)
    several = typed("Sequence[Path | str]", references)
    for one in several:
        check_details({"a reference": one}, {"a reference": (PICTURE, "a path or an address of a picture")})
    return tuple(picture_of(one) for one in several)


def picture_of(picture: StillFile | StillUrl | Path | str) -> StillFile | StillUrl:
    if isinstance(picture, str):
        return StillUrl(picture) if re.match(r"https?://", picture) else StillFile(Path(picture))
    return StillFile(picture) if isinstance(picture, Path) else picture


def size_of(size: Size | str) -> Size:
    """A size that video can have. Raises UsageError."""
    check_details({"size": size}, {"size": SIZE})
    try:
        found = Size.parse(size) if isinstance(size, str) else size
    except ValueError as error:
        raise UsageError(str(error), hint="give width x height in pixels") from error
    if found.width % 2 or found.height % 2 or min(found.width, found.height) < 16:
        even = Size(max(16, found.width // 2 * 2), max(16, found.height // 2 * 2))
        raise UsageError(
            f"the size {found} does not fit video: both sides are even and at least 16",
            hint=f"{even} is near it",
        )
    return found


def frame_rate_of(fps: Fraction | float | str) -> Fraction:
    """A frame rate, exact. Raises UsageError."""
    try:
        return frame_rate(str(fps))
    except ValueError as error:
        raise UsageError(str(error), hint="24, 25, 30, 29.97 and 60 are usual") from error


def named_after(prompt: Prompt) -> str:
    """A short name made of the prompt's first words: `a-lighthouse-at-night`."""
    said = prompt.text or prompt.subject or prompt.action or prompt.setting
    words = re.findall(r"[^\W_]+", said.lower())
    return "-".join(words[:4])[:40] or "shot"
