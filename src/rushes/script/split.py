"""A script becomes shots: a heading is their setting, sentences are what is seen, speeches are heard."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from rushes.errors import UsageError
from rushes.prompts import Library
from rushes.script.cast import Cast, cast_of, shown_name
from rushes.script.elements import Action, Change, Element, Heading, Section, Shown, Speech
from rushes.script.fountain import NARRATORS
from rushes.script.sentences import groups, half_seconds, sentences
from rushes.storyboard.reading import reading_seconds

__all__ = ["Scene", "Split", "split_script"]

LEAST = Fraction(2)  # seconds of a shot
WANTED = Fraction(4)  # of one that shows what a paragraph says
ESTABLISHING = Fraction(3)  # of a scene of which nothing else is said
BREATH = Fraction(1, 2)  # around a speech
CHANGES: Mapping[str, str] = {
    "DISSOLVE": "dissolve",
    "CROSS": "dissolve",
    "LAP": "dissolve",
    "FADE TO WHITE": "fade:white",
    "FADE": "fade",
    "WIPE": "xfade:wipeleft",
    "IRIS IN": "xfade:circleopen",
    "IRIS OUT": "xfade:circleclose",
    "IRIS": "xfade:circleclose",
}
SIDES = {True: "interior", False: "exterior", None: ""}
Shot = dict[str, Any]


@dataclass(slots=True)
class Scene:
    """Shots in one place. `above` is what stands above them in the file."""

    above: list[str] = field(default_factory=list[str])
    setting: str = ""
    lighting: str = ""
    shots: list[Shot] = field(default_factory=list[Shot])


@dataclass(slots=True)
class Split:
    """A script as shots, with what the film has beside them."""

    scenes: list[Scene]
    cast: Cast
    end: str = ""  # words after the last shot
    fade_out: int = 0


def split_script(elements: Sequence[Element], *, least: Fraction, most: Fraction) -> Split:
    """The shots of a script, each as long as a model makes: from `least` to `most` seconds."""
    return Splitter(elements, least=min(max(least, LEAST), most), most=most).split()


class Splitter:
    """Goes through a script once."""

    def __init__(self, elements: Sequence[Element], *, least: Fraction, most: Fraction) -> None:
        self._elements = elements
        self._least, self._most = least, most
        self._cast = cast_of(elements)
        self._names = proper_names(elements)
        self._light = Light()
        self._scenes: list[Scene] = []
        self._above: list[str] = []
        self._change = ""
        self._caption = ""
        self._time = ""

    def split(self) -> Split:
        for one in self._elements:
            match one:
                case Section():
                    self._above.append(f"── {one.text}")
                case Heading():
                    self._heading(one)
                case Action():
                    for text in groups(one.text, self._most, WANTED):
                        self._shot({"text": self._cast.named(text)}, reading_seconds(text))
                case Speech():
                    self._speech(one)
                case Shown():
                    self._caption = f"{self._caption} {one.text}".strip()
                case Change():
                    if not one.text.upper().startswith("FADE IN"):
                        self._establish()
                    self._change = changed(one.text)
        self._establish()
        scenes = [scene for scene in self._scenes if scene.shots]
        if scenes:
            soften(scenes[0].shots[0])
        number(scenes)
        return Split(scenes, self._cast, end=self._caption, fade_out=int(self._change.startswith("fade")))

    # ── scenes ────────────────────────────────────────────────────────────────────────────────

    def _heading(self, one: Heading) -> None:
        self._establish()
        self._time = one.time or self._time
        place = self._as_written(one.place)
        time = self._time
        lighting = self._light.of(time, inside=one.inside)
        parts = [place, SIDES[one.inside]]
        # what the light does not say, the setting does
        if time and (not lighting or time.endswith("night")):
            parts.append(time)
        setting = ", ".join(part for part in parts if part)
        self._scenes.append(Scene([*self._above, f"{one.text} (line {one.line})"], setting, lighting))
        self._above = []

    def _establish(self) -> None:
        """A scene of which nothing was said is seen once."""
        if self._scenes and not self._scenes[-1].shots and self._scenes[-1].setting:
            self._shot({}, ESTABLISHING)

    def _as_written(self, place: str) -> str:
        """A place in small letters, but for the names that the script writes with a capital."""
        if place != place.upper():
            return place
        return re.sub(r"[^\W\d_]+", lambda word: self._names.get(word[0].casefold(), word[0].lower()), place)

    # ── shots ─────────────────────────────────────────────────────────────────────────────────

    def _shot(self, prompt: Mapping[str, str], seconds: Fraction, **others: str) -> Shot:
        if not self._scenes:
            self._scenes.append(Scene(self._above))
            self._above = []
        scene = self._scenes[-1]
        said = {**prompt, "setting": scene.setting, "lighting": scene.lighting}
        said = {key: text for key, text in said.items() if text}
        shot: Shot = {
            "prompt": said["text"] if said.keys() == {"text"} else said,
            "duration": half_seconds(seconds, self._least, self._most),
        }
        if self._change not in ("", "cut"):
            shot["transition"] = self._change
        self._change = ""
        if self._caption:
            shot["caption"] = self._caption
            needed = max(seconds, reading_seconds(self._caption))
            shot["duration"] = half_seconds(needed, self._least, self._most)
            self._caption = ""
        shot.update(others)
        scene.shots.append(shot)
        return shot

    def _speech(self, one: Speech) -> None:
        if not one.text:
            return
        for text in groups(one.text, self._most - 2 * BREATH, self._most):
            if one.off or not one.name:
                self._narrated(one, text)
                continue
            who = self._cast.called(one.name)
            s = "" if len(self._cast.speakers(one.name)) > 1 else "s"
            how = f", {one.how}" if one.how else ""
            said = text.replace('"', "'")
            self._shot(
                {
                    "subject": who,
                    "action": f"speak{s}{how}",
                    "dialogue": f'{who} say{s}{how}: "{said}"',
                },
                reading_seconds(text) + 2 * BREATH,
            )

    def _narrated(self, one: Speech, text: str) -> None:
        """What somebody says who is not seen: over the shot before it, or over one more."""
        narrator = not one.name or one.name.casefold() in NARRATORS
        words = text if narrator else f"{shown_name(one.name)}: {text}"
        needed = reading_seconds(words) + BREATH
        shots = self._scenes[-1].shots if self._scenes else []
        if shots and needed <= self._most and is_silent(shots[-1]):
            shots[-1]["duration"] = half_seconds(max(shots[-1]["duration"], needed), self._least, self._most)
            shots[-1]["narration"] = words
            return
        seen: dict[str, str] = {}
        if not (self._scenes and self._scenes[-1].setting):
            seen = {"text": sentences(text)[0] if narrator else self._cast.called(one.name)}
        self._shot(seen, needed, narration=words)


class Light:
    """The light of a time of day, where the library knows the word."""

    def __init__(self) -> None:
        self._library = Library.standard()
        self._found: dict[str, str] = {}

    def of(self, time: str, *, inside: bool | None) -> str:
        if not time or (inside and time.endswith("night")):
            return ""  # a lamp, a fire, a screen: who knows
        if time not in self._found:
            self._found[time] = self._look(time)
        return self._found[time]

    def _look(self, time: str) -> str:
        tries = (time, f"{time} light", f"{time}light")
        for words in (*tries, "moonlight") if time.endswith("night") else tries:
            try:
                return self._library.find(words, "lighting").name
            except UsageError:
                continue
        return ""


def is_silent(shot: Shot) -> bool:
    """Whether nothing is said in a shot, nor to be read."""
    prompt = shot["prompt"]
    spoken = not isinstance(prompt, str) and "dialogue" in prompt
    return not spoken and "narration" not in shot and "caption" not in shot


def changed(text: str) -> str:
    """What a transition of a script is called in a storyboard; `cut` for one that films have no name for."""
    said = " ".join(re.sub(r"[^A-Z ]", " ", text.upper()).split())
    return next((kind for words, kind in CHANGES.items() if said.startswith(words)), "cut")


def soften(first: Shot) -> None:
    """The first shot has no picture before it that it could come from."""
    if first.get("transition", "").startswith(("dissolve", "xfade")):
        del first["transition"]


def number(scenes: Sequence[Scene]) -> None:
    """Give every shot an id: `s03-02` is the second of the third scene; a script without scenes has `s01`."""
    for place, scene in enumerate(scenes, 1):
        for shot_place, shot in enumerate(scene.shots, 1):
            shot["id"] = f"s{place:02d}-{shot_place:02d}" if len(scenes) > 1 else f"s{shot_place:02d}"


def proper_names(elements: Sequence[Element]) -> dict[str, str]:
    """The words that the script writes with a capital in the middle of a sentence, by their small letters."""
    told = "\n".join(one.text for one in elements if isinstance(one, Action))
    found = re.findall(r"(?<=[\w,;] )([^\W\d_a-z][^\W\d_A-Z]+)(?!\w)", told)
    return {word.casefold(): word for word in found}
