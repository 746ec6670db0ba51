"""The two keys of a take, and the one way to hash a document.

The wish key hashes what a person wrote for a shot, and alone decides whether a take is current.
The request key hashes what is sent, and alone prevents buying the same thing again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from enum import Enum
from fractions import Fraction
from pathlib import Path
from typing import cast as typed

from rushes.model import (
    CastMember,
    Character,
    Footage,
    Json,
    Look,
    MediaFile,
    Request,
    Shot,
    Size,
    Still,
    StillFile,
    UserClip,
)

__all__ = ["digest", "plain", "request_key", "wish_key"]


def plain(value: object) -> Json:
    """`value` as JSON, the same for the same value: fractions as text, dataclasses by field.

    A dataclass's fields that hold their empty value are left out, so that a field added later
    changes no key.
    """
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, Fraction):
        return str(value)
    if isinstance(value, Path):
        return value.as_posix()
    if isinstance(value, Enum):
        return plain(value.value)
    if is_dataclass(value) and not isinstance(value, type):
        held = {part.name: getattr(value, part.name) for part in fields(value)}
        document = {name: plain(one) for name, one in held.items() if one not in (None, "", (), {})}
        return {"is": type(value).__name__, **document}
    if isinstance(value, Mapping):
        return {str(name): plain(one) for name, one in typed("Mapping[object, object]", value).items()}
    if isinstance(value, Sequence):
        return [plain(one) for one in typed("Sequence[object]", value)]
    raise TypeError(f"{type(value).__name__} has no place in a key")


def digest(value: object) -> str:
    """The sha256 of `value` as canonical JSON, in hexadecimal."""
    text = json.dumps(plain(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def wish_key(
    shot: Shot, *, size: Size | None, look: Look, cast: Sequence[CastMember], hash_file: Callable[[Path], str]
) -> str:
    """What the person wrote for `shot`, hashed: with the film's look, and the cast that it names.

    How the shot is assembled (transition, sound, words over it) and the film's frame rate have no
    part in it: changing them must never buy a take again. A file counts by its bytes (`hash_file`):
    a project can be moved, and a picture that was painted over makes its shot stale. `size` None: it
    has no part in what is made. The look has none where there is no prompt that it could add to.
    """

    def still(one: Still | None) -> Still | str | None:
        return hash_file(one.path) if isinstance(one, StillFile) else one

    def footage(one: Footage | Character | None) -> object:
        if isinstance(one, UserClip):
            return [hash_file(one.path), one.start, one.end]
        return hash_file(one.path) if isinstance(one, MediaFile) else one

    prompt = shot.prompt
    # What a shot is not made from is left out, so that older wishes keep their keys.
    made_from: dict[str, object] = {}
    if shot.video is not None:
        made_from["video"] = footage(shot.video)
    if shot.upscale is not None:
        made_from["upscale"] = footage(shot.upscale)
    if shot.performance is not None:
        made_from["character"] = footage(shot.performance.character)
        made_from["performance"] = footage(shot.performance.reference)
    if shot.fit:
        made_from["fit"] = sorted(shot.fit)
    words = " ".join(str(getattr(prompt, part.name)) for part in fields(prompt)) if prompt else ""
    return digest(
        {
            "prompt": prompt,
            "duration": shot.duration,
            "size": size,
            "model": shot.model,
            "first_frame": still(shot.first_frame),
            "last_frame": still(shot.last_frame),
            "references": [still(one) for one in shot.references],
            "motion": shot.motion,
            "seed": shot.seed,
            "options": shot.options,
            "look": Look() if shot.footage is not None and prompt is None else look,
            "cast": [
                {"name": member.name, "is": member.description, "reference": still(member.reference)}
                for member in cast
                if f"@{member.name}" in words
            ],
            **made_from,
        }
    )


def request_key(request: Request, *, origin: str) -> str:
    """What is sent, hashed: `origin` is the provider and the address that it is asked at.

    Inputs count by the hash of their bytes, never by where they lie.
    """
    inputs = [{"role": one.role, "sha256": one.sha256} for one in request.inputs]
    return digest(
        {
            "origin": origin,
            "model": request.model,
            "operation": request.operation,
            "text": request.text,
            "words": request.words,
            "duration": request.duration,
            "size": request.size,
            "fps": request.fps,
            "seed": request.seed,
            "motion": request.motion,
            "inputs": inputs,
            "options": request.options,
            "label": request.label,
            "take": request.take,
        }
    )
