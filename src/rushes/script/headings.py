"""A scene's heading: whether it is inside, where it is, and at what time of day."""

from __future__ import annotations

import re

from rushes.script.elements import Heading

__all__ = ["heading_of", "is_heading", "place_and_time"]

# English, German (INNEN, AUSSEN), Russian and Ukrainian (ИНТ, ЭКСТ, НАТ, ІНТ, ЕКСТ); others use INT and EXT.
BOTH = r"INT\.?\s?/\s?EXT|EXT\.?\s?/\s?INT|I\s?/\s?E|E\s?/\s?I|INNEN\s?/\s?AUSSEN|ИНТ\.?\s?/\s?НАТ"
PREFIX = re.compile(
    rf"\s*(?P<both>{BOTH})[. ]\s*|\s*(?P<inside>INT|INNEN|ИНТ|ІНТ)[. ]\s*"
    r"|\s*(?P<outside>EXT|EST|AUSSEN|AUßEN|ЭКСТ|НАТ|ЕКСТ)[. ]\s*",
    re.IGNORECASE,
)
NUMBER = re.compile(r"\s*#[^#\n]+#\s*$")
# Shooting scripts have the number before the heading, and once more behind it: `12A INT. HALL - DAY 12A`.
BEFORE = re.compile(r"\s*(?P<number>\d{1,4}[A-Za-z]?)[.)]?\s+(?=\S)")
BETWEEN = re.compile(r"\s+[-–—]+\s+|\s*[–—]\s*|,\s+|\s*/\s*")
TIMES = {
    "dawn": ("dawn", "daybreak", "aube", "alba", "amanecer", "morgendämmerung", "рассвет"),
    "sunrise": ("sunrise", "sonnenaufgang"),
    "morning": ("morning", "early morning", "morgen", "matin", "mañana", "mattina", "manhã", "утро", "朝"),
    "day": ("day", "daytime", "tag", "jour", "día", "giorno", "dia", "день", "昼", "日", "낮", "白天"),
    "midday": ("midday", "noon", "mittag", "midi", "mediodía"),
    "afternoon": ("afternoon", "late afternoon", "nachmittag", "après-midi", "tarde"),
    "evening": ("evening", "abend", "soir", "sera", "noite adentro", "вечер", "夕方"),
    "sunset": ("sunset", "sundown", "sonnenuntergang", "coucher de soleil", "atardecer", "tramonto", "закат"),
    "golden hour": ("golden hour", "magic hour"),
    "dusk": ("dusk", "twilight", "dämmerung", "abenddämmerung", "crépuscule", "crepúsculo", "сумерки"),
    "blue hour": ("blue hour",),
    "night": ("night", "nacht", "nuit", "noche", "notte", "noite", "ночь", "ніч", "夜", "밤", "夜晚"),
    "midnight": ("midnight", "mitternacht", "minuit", "medianoche"),
    "": ("continuous", "later", "moments later", "same", "same time", "same day", "intercut", "flashback"),
}
TIME_OF = {word: time for time, words in TIMES.items() for word in words}


def is_heading(line: str) -> bool:
    """Whether a line says by its beginning that a scene begins."""
    return PREFIX.match(unnumbered(line)) is not None


def unnumbered(line: str) -> str:
    """A heading without the number of its scene; any other line as it is."""
    found = BEFORE.match(line)
    if found is None or PREFIX.match(line, found.end()) is None:
        return line
    return re.sub(rf"\s+{re.escape(found['number'])}[.)]?\s*$", "", line[found.end() :])


def heading_of(line: int, text: str) -> Heading:
    """A heading taken apart; one without INT. or EXT. says nothing of whether it is inside."""
    said = unnumbered(NUMBER.sub("", text)).strip()
    found = PREFIX.match(said)
    place, time = place_and_time(said[found.end() :] if found else said)
    inside = None if found is None or found["both"] else found["inside"] is not None
    return Heading(line, said, place, time, inside)


def place_and_time(text: str) -> tuple[str, str]:
    """`LIGHTHOUSE - STAIRS - NIGHT` as `LIGHTHOUSE, STAIRS` and `night`."""
    parts = [part.strip(" .:") for part in BETWEEN.split(text)]
    parts = [part for part in parts if part]
    time = ""
    while len(parts) > 1 or (parts and not time):
        known = TIME_OF.get(re.sub(r"\s*\([^)]*\)$", "", parts[-1]).casefold())
        if known is None:
            break
        time = time or known
        parts.pop()
    return ", ".join(parts), time
