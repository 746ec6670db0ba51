"""Names of the cast in a prompt, `@keeper`: found in any script, and put into words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import fields
from functools import lru_cache

from rushes.model import CastMember, Prompt
from rushes.prompts.prose import QUOTE, SENTENCE_END, capital, outside_quotes
from rushes.prompts.tokens import UNSPACED

__all__ = ["by_name", "described", "expanded", "name_pattern", "named_in", "names_of", "outside_speech"]

# Without spaces, a name ends where the cast says so: `@守は走る`, `@keeperが走る`.
GLUED = "".join(f"{chr(first)}-{chr(last)}" for first, last in UNSPACED)


@lru_cache(256)
def name_pattern(names: tuple[str, ...]) -> re.Pattern[str]:
    """Any of `names` behind an @, the longest first; not within an address."""
    any_name = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    return re.compile(rf"(?<![@.])(?<![^\W{GLUED}])@({any_name})(?![^\W{GLUED}]|-\w)")


def pattern_of(cast: Sequence[CastMember]) -> re.Pattern[str]:
    return name_pattern(tuple(member.name for member in cast))


def names_of(text: str, cast: Sequence[CastMember]) -> list[str]:
    """The names of the cast that stand in `text`, each once."""
    if "@" not in text or not cast:
        return []
    return list(dict.fromkeys(str(name) for name in pattern_of(cast).findall(text)))


def named_in(prompt: Prompt, cast: Sequence[CastMember]) -> list[CastMember]:
    """The members of the cast that a prompt names as `@name`."""
    said = "\n".join(str(getattr(prompt, part.name)) for part in fields(prompt))
    found = names_of(said, cast)
    return [member for member in cast if member.name in found]


def outside_speech(prompt: Prompt) -> str:
    """All that a prompt says, but for what is spoken in it."""
    said = [str(getattr(prompt, part.name)) for part in fields(prompt) if part.name != "dialogue"]
    return "\n".join([*said, QUOTE.sub(" ", prompt.dialogue)])


def by_name(text: str, cast: Sequence[CastMember]) -> str:
    """`text` with the name of each `@name`, as people speak of them: old keeper for @old-keeper."""
    if "@" not in text or not cast:
        return text
    return pattern_of(cast).sub(lambda match: match[1].replace("-", " "), text)


def described(member: CastMember, cast: Sequence[CastMember] = ()) -> str:
    """How a member looks, else the name; whom a description names is named there and not described."""
    return by_name(member.description, cast).strip().rstrip(" .,;") or member.name


def expanded(prompt: Prompt, cast: Sequence[CastMember]) -> Prompt:
    """`prompt` with each `@name` of the cast as it is described, the same way each time.

    In what is spoken, the name stands: nobody calls "Come in, an old man in a yellow coat!"
    """
    said = {part.name: str(getattr(prompt, part.name)) for part in fields(prompt)}
    if not cast or not any("@" in text for text in said.values()):
        return prompt
    looks = {member.name: described(member, cast) for member in cast}
    pattern = pattern_of(cast)

    def tell(text: str) -> str:
        return pattern.sub(lambda match: told(match, looks), text)

    whole = {name: tell(text) for name, text in said.items() if name != "dialogue"}
    speech = QUOTE.sub(lambda quote: by_name(quote[0], cast), said["dialogue"])
    return Prompt(**whole, dialogue=outside_quotes(speech, tell))


def told(match: re.Match[str], looks: Mapping[str, str]) -> str:
    """The description of the one who is named, with a capital where a sentence begins."""
    before = match.string[: match.start()].rstrip()[-8:]
    look = looks[match[1]]
    return capital(look) if SENTENCE_END.search(before) else look
