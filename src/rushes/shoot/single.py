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
from rushes.model import (
    Character,
    Footage,
    Json,
    MediaFile,
    Performance,
    Prompt,
    Shot,
    ShotFrame,
    ShotTake,
    Size,
    Still,
    StillFile,
    StillUrl,
    UserClip,
    frame_rate,
)
from rushes.shoot.details import NUMBER, RATE, SIZE, Kinds, check_details, is_a, seconds_of

__all__ = ["ShotDetails", "frame_rate_of", "own_files", "single_shot", "size_of", "still_of"]

LENGTH = Fraction(5)  # seconds, where nobody says
NAMELESS = "shot"


class ShotDetails(TypedDict, total=False):
    """What may be said of a single clip beside its prompt; None and what is left out say nothing.

    `duration` is in seconds (else 5, or as long as the clip that it is made from), `size` in pixels like
    `"1280x720"`, `fps` in frames a second, `motion` from 1 to 10. A picture is a path, an address of the
    web, or a `StillFile` or `StillUrl`. `video` is a clip that the prompt changes, `upscale` one that is
    made larger or smoother, `performance` one whose acting the `character` follows, a picture or a clip;
    each is a path, or a `UserClip`.
    """

    model: str | None
    duration: Fraction | float | None
    size: Size | str | None
    fps: Fraction | float | str | None
    camera: str | None
    first_frame: Still | Path | str | None
    last_frame: Still | Path | str | None
    references: Sequence[StillFile | StillUrl | Path | str]
    video: Footage | Path | str | None
    character: Character | StillFile | Path | str | None
    performance: Performance | Footage | Path | str | None
    upscale: Footage | Path | str | None
    motion: int | None
    seed: int | None
    options: Mapping[str, Json] | None


PICTURE = (str, Path, StillFile, StillUrl)
CLIP = (str, Path, UserClip, ShotTake)
KINDS: Kinds = {
    "model": ((str,), "a model's name"),
    "duration": (NUMBER, "a number of seconds"),
    "size": SIZE,
    "fps": RATE,
    "camera": ((str,), "a text"),
    "first_frame": ((*PICTURE, ShotFrame), "a path or an address of a picture"),
    "last_frame": ((*PICTURE, ShotFrame), "a path or an address of a picture"),
    "references": ((*PICTURE, Sequence), "a list of pictures"),
    "video": (CLIP, "a path of a clip"),
    "character": ((*PICTURE, ShotFrame, MediaFile, ShotTake), "a path of a picture or a clip"),
    "performance": ((*CLIP, Performance), "a path of a clip"),
    "upscale": (CLIP, "a path of a clip"),
    "motion": ((int,), "a whole number from 1 to 10"),
    "seed": ((int,), "a whole number"),
    "options": ((Mapping,), "a dict of the model's options"),
}


def single_shot(
    wish: str | Prompt | Shot, details: ShotDetails, *, model: str, of: Callable[..., object] | None = None
) -> Shot:
    """The shot that is wished for; `details` replace what `wish` says, `model` is for one that names none.

    `of` is whoever was called with them. Raises UsageError for an empty prompt where one is needed, or a
    detail that makes no sense; MediaError for a broken clip that it is to be as long as.
    """
    if not is_a(wish, (str, Prompt, Shot)):
        raise UsageError(
            f"a clip is wished for by a text, a Prompt or a Shot, not by {wish!r}",
            hint='say what it shows: shoot("a lighthouse")',
        )
    check_details(typed("Mapping[str, object]", details), KINDS, of=of)
    shot = made_from(wished(wish, model), details)
    if camera := details.get("camera"):
        shot = replace(shot, prompt=replace(shot.prompt or Prompt(), camera=camera))
    said = shot.prompt is not None and any(getattr(shot.prompt, part).strip() for part in Prompt.__slots__)
    if not said and shot.performance is None and shot.upscale is None:
        hint = 'say what the clip shows: rushes shoot "a lighthouse"'
        if shot.video is not None:
            hint = 'say what is to become of the clip: rushes shoot "make it snow" --video street.mp4'
        raise UsageError("the prompt is empty", hint=hint)
    shot = replace(shot, prompt=shot.prompt if said else None)
    duration, motion, seed = details.get("duration"), details.get("motion"), details.get("seed")
    options = details.get("options")
    if motion is not None and not 1 <= motion <= 10:
        raise UsageError(f"motion is {motion}; it goes from 1 to 10", hint="1 is still, 10 is wild")
    if duration is None and shot.duration is None:
        shot = replace(shot, duration=length_of(shot, None if isinstance(wish, Shot) else LENGTH))
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


def wished(wish: str | Prompt | Shot, model: str) -> Shot:
    """The shot that is wished for; its length is left open."""
    if isinstance(wish, Shot):
        return wish
    prompt = Prompt(text=wish) if isinstance(wish, str) else wish
    return Shot(id=named_after(prompt), prompt=prompt, model=model)


def made_from(shot: Shot, details: ShotDetails) -> Shot:
    """The shot with the clips that the details say it is made from. Raises UsageError for half an acting."""
    acting, character = details.get("performance"), details.get("character")
    if isinstance(acting, Performance):
        before, reference = acting, None
    else:
        before, reference = shot.performance, footage_of(acting)
    who = character_of(character) or (before.character if before else None)
    reference = reference or (before.reference if before else None)
    if who is not None and reference is None:
        raise UsageError(
            "a character has no acting to follow", hint="give it a clip of somebody who acts, as performance"
        )
    if who is None and reference is not None:
        raise UsageError(
            "the acting has no character that follows it", hint="give it a picture or a clip, as character"
        )
    made = replace(
        shot,
        video=footage_of(details.get("video")) or shot.video,
        upscale=footage_of(details.get("upscale")) or shot.upscale,
        performance=Performance(who, reference) if who and reference else None,
    )
    if shot.id == NAMELESS and isinstance(made.footage, UserClip):
        return replace(made, id=name_of(made.footage.path.stem))
    return made


def length_of(shot: Shot, usual: Fraction | None) -> Fraction | None:
    """How long a shot becomes that does not say it: as long as the clip it is made from, else as usual."""
    clip = shot.footage
    if not isinstance(clip, UserClip):
        return usual
    from rushes.shoot.inputs import clip_seconds

    return (clip_seconds(clip.path) if clip.end is None else clip.end) - clip.start


def own_files(shot: Shot) -> list[Path]:
    """The pictures and clips on this machine that the shot is made from."""
    acting = None if shot.performance is None else shot.performance.character
    files = (shot.first_frame, shot.last_frame, *shot.references, shot.footage, acting)
    return [one.path for one in files if isinstance(one, StillFile | MediaFile | UserClip)]


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


def footage_of(clip: Performance | Footage | Path | str | None) -> Footage | None:
    """A path as a clip."""
    if isinstance(clip, str | Path):
        return UserClip(Path(clip))
    return None if isinstance(clip, Performance) else clip


def character_of(character: Character | StillFile | Path | str | None) -> Character | None:
    """A path as a picture or a clip, an address as a picture."""
    if isinstance(character, str | Path):
        character = picture_of(character)
    return MediaFile(character.path) if isinstance(character, StillFile) else character


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
    return name_of(prompt.text or prompt.subject or prompt.action or prompt.setting)


def name_of(text: str) -> str:
    words = re.findall(r"[^\W_]+", text.lower())
    return "-".join(words[:4])[:40] or NAMELESS
