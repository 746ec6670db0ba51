"""A shot's options: what its model has, which are said and which go without saying, and whether they fit."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from rushes.errors import UsageError, nearest
from rushes.model import Json, Shot
from rushes.model_card import ModelCard, Option
from rushes.prompts.compile import understood
from rushes.prompts.library import Library

__all__ = [
    "all_options",
    "drawn_label",
    "listed",
    "read_options",
    "said_options",
    "sound_options",
    "unheard",
    "worded",
]

SOUND = "audio"  # what catalogues call the option that makes sound with the picture
NONE_HEARD = re.compile(
    r"(?:(?:no|without|without any)\s+(?:sounds?|audio)|silent|silence|muted?|none)[\s.!]*", re.IGNORECASE
)


def known_options(card: ModelCard) -> dict[str, Option]:
    known = {option.name: option for option in card.options}
    if card.draws_label:
        known.setdefault("burn_in", Option("burn_in", "boolean", "The shot's name in the picture.", True))
    return known


def drawn_label(shot: Shot, card: ModelCard) -> str:
    """What the model writes into the picture to name the shot; empty where it writes nothing."""
    usual = known_options(card).get("burn_in")
    drawn = card.draws_label and usual is not None and shot.options.get("burn_in", usual.default) is True
    return shot.id if drawn else ""


def said_options(shot: Shot, card: ModelCard) -> dict[str, Json]:
    """The shot's options without those that say what the model does anyway."""
    known = known_options(card)

    def usual(name: str, value: Json) -> bool:
        default = known[name].default if name in known else None
        return type(value) is type(default) and value == default

    return {name: value for name, value in shot.options.items() if not usual(name, value)}


def all_options(shot: Shot, card: ModelCard) -> dict[str, Json]:
    """The shot's options, checked, with the defaults of those that it does not name."""
    known = known_options(card)
    for name, value in shot.options.items():
        check_option(known_option(name, known, card), value, card)
    defaults = {name: option.default for name, option in known.items() if option.default is not None}
    return {**defaults, **shot.options}


def sound_options(shot: Shot, card: ModelCard, library: Library | None = None) -> dict[str, Json]:
    """The option that makes what is heard in the shot's prompt, where the shot does not set it itself.

    A prompt that asks for no sound turns it off where it is on by itself.
    """
    switch = known_options(card).get(SOUND)
    wanted = wants_sound(shot, library)
    if switch is None or SOUND in shot.options or wanted is None or (switch.default is True) == wanted:
        return {}
    return {SOUND: wanted}


def worded(shot: Shot, card: ModelCard) -> dict[str, str]:
    """The shot's options that the model has no field for, each with what the prompt says in its place."""
    said = {option.name: option.words.get(str(shot.options.get(option.name)), "") for option in card.options}
    return {name: words for name, words in said.items() if words}


def unheard(shot: Shot, card: ModelCard) -> str:
    """Why nothing is heard of what the shot's prompt says and lets hear; empty where it is."""
    if not card.sound:
        return f"{card.id} makes no sound"
    return f"the option {SOUND} is off" if shot.options.get(SOUND) is False else ""


def wants_sound(shot: Shot, library: Library | None) -> bool | None:
    """Whether the shot's prompt asks for sound, or for none; None where it says nothing of it."""
    said = None if shot.prompt is None else understood(shot.prompt, library)
    if said is None or not (said.dialogue.strip() or said.sound.strip()):
        return None
    return bool(said.dialogue.strip()) or NONE_HEARD.fullmatch(said.sound.strip()) is None


def read_options(said: Iterable[str], card: ModelCard) -> dict[str, Json]:
    """Options that a person typed as `name=value`, each value read as the kind that its option is.

    Raises UsageError for what is not written so, said twice, or none of the model's, and for a value
    that does not fit.
    """
    known = known_options(card)
    found: dict[str, Json] = {}
    for one in said:
        name, sign, text = (part.strip() for part in one.partition("="))
        if not name or not sign:
            example = next(iter(known), "name")
            raise UsageError(
                f"the option {one!r} does not say its value", hint=f"write it as NAME=VALUE: {example}=…"
            )
        if name in found:
            raise UsageError(f"the option {name!r} is given twice", hint="leave one of the two out")
        option = known_option(name, known, card)
        found[name] = typed(text, option)
        check_option(option, found[name], card)
    return found


def known_option(name: str, known: Mapping[str, Option], card: ModelCard) -> Option:
    if name in known:
        return known[name]
    if name in card.instead:
        raise UsageError(f"{card.id} has no option {name!r}", hint=card.instead[name])
    close = nearest(name, known)
    meant = f"; did you mean {close!r}?" if close else ""
    raise UsageError(f"{card.id} has no option {name!r}{meant}", hint=f"it has {listed(list(known))}")


def typed(text: str, option: Option) -> Json:
    """`text` as the kind of value that the option has; as it is where it cannot be one."""
    words = {"true": True, "yes": True, "false": False, "no": False}
    if option.kind == "boolean":
        return words.get(text.lower(), text)
    if option.kind in ("integer", "number") and re.fullmatch(r"[+-]?\d{1,18}", text):
        return int(text)
    if option.kind == "number" and re.fullmatch(r"[+-]?(\d{1,9}\.\d{0,9}|\.\d{1,9})", text):
        return float(text)
    return text


def check_option(option: Option, value: Json, card: ModelCard) -> None:
    hint = f"`rushes models {card.id}` says what it is for"
    right = {
        "boolean": isinstance(value, bool),
        "integer": isinstance(value, int) and not isinstance(value, bool),
        "number": isinstance(value, int | float) and not isinstance(value, bool),
        "text": isinstance(value, str),
    }[option.kind]
    if not right:
        raise UsageError(
            f"the option {option.name!r} of {card.id} is a {option.kind}, not {value!r}", hint=hint
        )
    if option.kind in ("integer", "number") and isinstance(value, int | float):
        least, most = option.least, option.most
        if (least is not None and value < least) or (most is not None and value > most):
            raise UsageError(
                f"the option {option.name!r} of {card.id} is {value!r}; it goes from {least} to {most}",
                hint=hint,
            )
    if option.choices and str(value) not in option.choices:
        raise UsageError(
            f"the option {option.name!r} of {card.id} is one of {listed(option.choices)}, not {value!r}",
            hint=hint,
        )


def listed(values: Sequence[object]) -> str:
    return ", ".join(str(value) for value in values) if values else "none"
