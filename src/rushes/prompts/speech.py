"""Who speaks in a prompt: for models that make no sound, and still have to show them."""

from __future__ import annotations

import re

from rushes.prompts.prose import QUOTE, STOPS, is_east_asian
from rushes.prompts.tokens import has_words, holds
from rushes.prompts.words import SAYING

__all__ = ["speakers"]

PRONOUNS = frozenset({"he", "she", "they", "it", "we", "i", "you", "who", "and", "then", "one"})
# One word, or two with an article: of more, the last may be a verb of another language.
NAMED = re.compile(r"((?:(?:the|an?)\s+)?@?[\w'’-]+)\s*[:：]\s*$", re.IGNORECASE)
SENTENCES = re.compile(rf"[{STOPS}]+\s+")


def speakers(dialogue: str, scene: str) -> list[str] | None:
    """Those who speak and are not seen in the `scene` anyway; None where it is not known who does.

    Nobody is known who is told of in another language, or behind the words: "Dinner!" calls the mother.
    """
    found: list[str] = []
    end = 0
    quotes = list(QUOTE.finditer(dialogue))
    if not quotes:
        head, *said = re.split("[:：]", dialogue)
        name = NAMED.match(f"{head.strip()}:") if said else None
        return [name[1]] if name and is_new(name[1], scene, found) else []
    for quote in quotes:
        lead = SENTENCES.split(dialogue[end : quote.start()])[-1]
        end = quote.end()
        if not has_words(lead):
            continue
        saying = SAYING.search(lead)
        name = None if saying else NAMED.match(lead)
        if name is not None and is_east_asian(name[1][-1]):
            return None  # "女人说：" is a woman who says it, and its last letter the verb
        if saying is None and name is None:
            return None
        who = (lead[: saying.start()] if saying else name[1] if name else "").strip(" ,;")
        if is_new(who, scene, found):
            found.append(who)
    return None if has_words(dialogue[end:]) else found


def is_new(who: str, scene: str, found: list[str]) -> bool:
    return has_words(who) and who.lower() not in PRONOUNS and who not in found and not holds(scene, who)
