"""The words of a film: captions and narration text as cues in film time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from rushes.errors import UsageError
from rushes.film.speech import SHORTEST, dialogue_of, shown_seconds
from rushes.film.timeline import Place, Timeline
from rushes.media.captions import Cue, narration_cues
from rushes.model import CastMember, Shot
from rushes.storyboard.board import Storyboard

__all__ = ["PlacedCue", "film_cues", "frames_of"]


@dataclass(frozen=True, slots=True)
class PlacedCue:
    """A cue in film time, and the place (by name) whose picture it belongs to."""

    name: str
    cue: Cue


def film_cues(board: Storyboard, timeline: Timeline, *, spoken: bool = False) -> list[PlacedCue]:
    """Every caption in order. One that would run into the next one ends where that begins.

    Narration fills its shot. With `spoken` it is shown for as long as it takes to say; then comes the
    dialogue of the shot's prompt, in the same way.
    """
    places = {place.name: place for place in timeline.places}
    cues = [
        PlacedCue(shot.id, cue)
        for shot in board.shots
        for cue in (
            _spoken_cues(shot, board.cast, places[shot.id], timeline.fps)
            if spoken
            else _shot_cues(shot, places[shot.id], timeline.fps)
        )
    ]
    cues.sort(key=lambda placed: placed.cue.start)
    trimmed: list[PlacedCue] = []
    for index, placed in enumerate(cues):
        end = placed.cue.end
        if index + 1 < len(cues):
            end = min(end, cues[index + 1].cue.start)
        if end > placed.cue.start:
            trimmed.append(PlacedCue(placed.name, Cue(placed.cue.start, end, placed.cue.text)))
    return trimmed


def frames_of(placed: PlacedCue, place: Place, fps: Fraction) -> tuple[int, int]:
    """The frames [start, end) of the place's own picture in which the cue is shown."""
    start = round(placed.cue.start * fps) - place.start
    end = round(placed.cue.end * fps) - place.start
    return max(start, 0), min(max(end, start + 1), place.frames)


def _shot_cues(shot: Shot, place: Place, fps: Fraction) -> list[Cue]:
    """A shot's words, from the middle of the transition before it to the middle of the next."""
    cues = _caption_cues(shot, place, fps)
    if shot.narration is not None and shot.narration.text:
        start, end = _narrated(shot, place, fps)
        cues += narration_cues(shot.narration.text, start, end - start)
    return _side_by_side(cues)


def _spoken_cues(shot: Shot, cast: Sequence[CastMember], place: Place, fps: Fraction) -> list[Cue]:
    """As `_shot_cues`, but what is said is shown for as long as it takes, one after the other.

    Where the shot is too short for that, what is said first has its time, or all of it is shown at once.
    """
    cues = _caption_cues(shot, place, fps)
    begin, end = _seen(place, fps)
    spoken: list[tuple[str, Fraction]] = []
    if shot.narration is not None and shot.narration.text:
        spoken.append((shot.narration.text, _narrated(shot, place, fps)[0]))
    if dialogue := dialogue_of(shot, cast):
        spoken.append((dialogue, begin))
    free = begin
    for text, earliest in spoken:
        start = max(earliest, free)
        if start + SHORTEST > end:
            start = earliest
        stop = min(start + shown_seconds(text), end)
        cues += narration_cues(text, start, stop - start)
        free = stop
    return _side_by_side(cues)


def _seen(place: Place, fps: Fraction) -> tuple[Fraction, Fraction]:
    """From when to when the place's picture is more seen than its neighbours'."""
    return (place.start + Fraction(place.lead, 2)) / fps, (place.end - Fraction(place.tail, 2)) / fps


def _narrated(shot: Shot, place: Place, fps: Fraction) -> tuple[Fraction, Fraction]:
    """From when to when there is time for the shot's narration."""
    assert shot.narration is not None
    begin, end = _seen(place, fps)
    return _begin(shot, "narration", max(place.start / fps + shot.narration.at, begin), end), end


def _caption_cues(shot: Shot, place: Place, fps: Fraction) -> list[Cue]:
    begin, end = _seen(place, fps)
    zero = place.start / fps
    cues: list[Cue] = []
    for caption in shot.captions:
        start = _begin(shot, "caption", max(zero + caption.at, begin), end)
        stop = end if caption.duration is None else min(zero + caption.at + caption.duration, end)
        cues.append(Cue(start, max(stop, start + 1 / fps), caption.text))
    return cues


def _side_by_side(cues: list[Cue]) -> list[Cue]:
    """Cues that are shown at once become one cue with the words of both, for as long as both last."""
    moments = sorted({moment for cue in cues for moment in (cue.start, cue.end)})
    told: list[Cue] = []
    for start, end in pairwise(moments):
        text = "\n".join(cue.text for cue in cues if cue.start <= start < cue.end)
        if not text:
            continue
        if told and told[-1].text == text and told[-1].end == start:
            told[-1] = Cue(told[-1].start, end, text)
        else:
            told.append(Cue(start, end, text))
    return told


def _begin(shot: Shot, what: str, start: Fraction, end: Fraction) -> Fraction:
    if start >= end:
        raise UsageError(
            f"the {what} begins after the shot has ended",
            shot=shot.id,
            hint="give it a smaller `at`, or make the shot longer",
        )
    return start
