"""What pydantic found wrong, in words for somebody who writes a storyboard."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from rushes.errors import nearest
from rushes.storyboard import format as form
from rushes.storyboard.document import Document, Location, as_mapping
from rushes.storyboard.fields import kind_of

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

__all__ = ["explain"]

# The mapping that stands behind a key. What is not here is the storyboard itself.
MAPPINGS: Mapping[str, type[BaseModel]] = {
    "shots": form.ShotText,
    "prompt": form.PromptText,
    "look": form.LookText,
    "music": form.MusicText,
    "title_card": form.CardText,
    "end_card": form.CardText,
    "transition": form.TransitionText,
    "first_frame": form.FrameText,
    "last_frame": form.FrameText,
    "clip": form.ClipText,
    "video": form.FootageText,
    "upscale": form.FootageText,
    "performance": form.PerformanceText,
    "character": form.CharacterText,
    "reference": form.FootageText,
    "sound": form.LevelText,
    "audio": form.AudioText,
    "narration": form.NarrationText,
    "caption": form.CaptionText,
}

# What people write, and the keys that they may mean: the first one that is allowed is offered.
OTHER_WORDS: Mapping[str, tuple[str, ...]] = {
    "aspect": ("ratio",),
    "aspect_ratio": ("ratio",),
    "acting": ("performance",),
    "actor": ("character",),
    "captions": ("caption",),
    "characters": ("cast", "character"),
    "clip": ("video", "file", "reference"),
    "colour": ("color",),
    "crossfade": ("transition",),
    "description": ("prompt", "text"),
    "dialogue": ("narration",),
    "driving_video": ("performance", "reference"),
    "end": ("out",),
    "end_frame": ("last_frame",),
    "enlarge": ("upscale",),
    "fade": ("transition", "fade_in"),
    "frame_rate": ("fps",),
    "framerate": ("fps",),
    "gain": ("level",),
    "height": ("size",),
    "image": ("first_frame", "character", "reference", "file"),
    "input_video": ("video",),
    "length": ("duration",),
    "name": ("id", "title"),
    "path": ("file",),
    "reference": ("references",),
    "reference_video": ("reference", "video"),
    "resolution": ("size",),
    "scenes": ("shots",),
    "seconds": ("duration",),
    "soundtrack": ("music",),
    "start": ("in", "at"),
    "start_frame": ("first_frame",),
    "subtitle": ("caption",),
    "subtitles": ("captions", "caption"),
    "text": ("prompt",),
    "url": ("file",),
    "upscaler": ("upscale",),
    "video": ("video", "reference", "file", "clip"),
    "video_to_video": ("video",),
    "voice": ("narration",),
    "voiceover": ("narration",),
    "volume": ("level",),
    "width": ("size",),
}

FORMS = {"as-text": "one value", "as-parts": "a mapping", "as-list": "a list"}


def explain(document: Document, errors: list[ErrorDetails]) -> list[Location]:
    """Report each error where it stands in the file. Returns those places, without repeats."""
    places: list[Location] = []
    for error in errors:
        location = found(document, error["loc"])
        context = error.get("ctx", {})
        value = error["input"]
        places.append(location)
        match error["type"]:
            case "rushes":
                document.report(location, str(context["said"]), context["allowed"])
            case "missing":
                key = str(error["loc"][-1])
                places[-1] = (*location, key)
                document.report(location, f"needs the key `{key}`", *need(key))
            case "extra_forbidden":
                unknown_key(document, location)
            case "union_tag_invalid":
                forms = [FORMS[tag] for tag in FORMS if f"'{tag}'" in str(context.get("expected_tags"))]
                document.report(location, f"must be {' or '.join(forms)}, not {kind_of(value)}")
            case "model_type" | "model_attributes_type" | "dict_type":
                keys = ", ".join(keys_at(location))
                said = f"must be a mapping, not {kind_of(value)}"
                document.report(location, said, f"keys: {keys}" if keys else None)
            case "list_type":
                document.report(
                    location, f"must be a list, not {kind_of(value)}", "each entry begins with `- `"
                )
            case "too_short":
                document.report(location, "holds no shots", "at least one: `- prompt: …`")
            case _:
                document.report(location, str(error["msg"]))
    return places


def found(document: Document, location: tuple[int | str, ...]) -> Location:
    """The part of pydantic's location that stands in the file: it adds the forms of unions."""
    data: Any = document.data
    kept: list[str | int] = []
    for step in location:
        if isinstance(step, str) and step in FORMS and step not in as_mapping(data):
            continue
        try:
            data = data[step]
        except (KeyError, IndexError, TypeError):
            break
        kept.append(step)
    return tuple(kept)


def keys_at(location: Location) -> list[str]:
    """The keys that the mapping at `location` can have; none where any key goes."""
    words = [step for step in location if isinstance(step, str)]
    if not words:
        shape: type[BaseModel] = form.BoardText
    elif words[0] == "cast":
        if len(words) == 1:
            return []
        shape = form.CastText
    elif words[-1] in MAPPINGS:
        shape = MAPPINGS[words[-1]]
    else:
        return []
    later = form.LaterText.model_fields
    ours = [field.alias or name for name, field in shape.model_fields.items() if name not in later]
    return [*ours, *later] if issubclass(shape, form.LaterText) else ours


def unknown_key(document: Document, location: Location) -> None:
    """Report a key that means nothing here, with the one that is likely meant."""
    key = str(location[-1])
    known = keys_at(location[:-1])
    meant = next((word for word in OTHER_WORDS.get(key.lower(), ()) if word in known), None)
    close = meant or nearest(key, known)
    allowed = f"did you mean `{close}`?" if close else f"keys here: {', '.join(known)}"
    document.report(location, f"there is no key `{key}` here", allowed, at_key=True)


def need(key: str) -> tuple[str | None]:
    """How a key that must be there is written."""
    examples = {
        "rushes": "put this line at the top: `rushes: storyboard/1`",
        "shots": "a list with at least one shot: `- prompt: …`",
        "file": "the file's path",
        "shot": "another shot's id",
        "character": "who is seen: a picture or a clip, or {shot: s01}",
        "reference": "the clip of the acting: a file, or {shot: s01}",
        "kind": "cut, dissolve, fade, fade:white or xfade:NAME",
    }
    return (examples.get(key),)
