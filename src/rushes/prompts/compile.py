"""A prompt as it is once the film's look and cast are put in, and as one sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import fields, replace

from rushes.model import CastMember, Look, Prompt
from rushes.prompts.render import render

__all__ = ["merged", "sentence"]


def merged(prompt: Prompt, look: Look, cast: Sequence[CastMember]) -> Prompt:
    """`prompt` with the film's look where it says nothing itself, and each `@name` of the cast described.

    A name that is not in the cast stays as it is written.
    """
    described = {member.name: member.description.strip() or member.name for member in cast}
    words = {part.name: expanded(getattr(prompt, part.name), described) for part in fields(prompt)}
    for part in fields(look):
        words[part.name] = words[part.name] or getattr(look, part.name)
    return replace(prompt, **words)


def expanded(text: str, described: dict[str, str]) -> str:
    """`text` with each `@name` replaced by its description, the longest name first."""
    if "@" not in text or not described:
        return text
    names = "|".join(re.escape(name) for name in sorted(described, key=len, reverse=True))
    return re.sub(rf"(?<![\w@.])@({names})(?![\w-])", lambda match: described[match[1]], text)


def sentence(prompt: Prompt) -> str:
    """`prompt` as prose, in the order that suits any model. Leaves `negative` out."""
    return render(prompt)
