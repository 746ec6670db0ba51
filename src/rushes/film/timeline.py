"""Where every shot lies in the film, in whole frames.

A transition overlaps its two shots, so it shortens the film. Times are rational outside; inside a
film everything is a frame number, and a sound sample is computed from a frame number.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from rushes.errors import UsageError
from rushes.model import Transition
from rushes.storyboard.overlaps import overlap_errors

__all__ = ["SAMPLE_RATE", "Entry", "Place", "Timeline", "frames_in", "lay_out", "sample_at"]

SAMPLE_RATE = 48_000


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that the film shows: a shot, a card. `transition` leads into it."""

    name: str
    frames: int
    transition: Transition


@dataclass(frozen=True, slots=True)
class Place:
    """Where an entry lies: `start` is the film frame of its first frame.

    `lead` frames overlap the entry before (or come out of a colour, for the first one), `tail`
    frames overlap the next (or go to black, for the last one).
    """

    name: str
    start: int
    frames: int
    lead: int
    tail: int
    transition: Transition

    @property
    def end(self) -> int:
        return self.start + self.frames


@dataclass(frozen=True, slots=True)
class Timeline:
    """A film's entries in order. `frames` is the film's length, `fade_out` the frames to black at its end."""

    places: tuple[Place, ...]
    fps: Fraction
    frames: int
    fade_out: int

    @property
    def seconds(self) -> Fraction:
        return self.frames / self.fps

    @property
    def samples(self) -> int:
        return sample_at(self.frames, self.fps)

    def join_name(self, index: int) -> str:
        """The join before place `index`, as `before>after`; a film begins and ends with nothing."""
        before = self.places[index - 1].name if index else ""
        after = self.places[index].name if index < len(self.places) else ""
        return f"{before}>{after}"


def frames_in(seconds: Fraction, fps: Fraction) -> int:
    """The whole number of frames nearest to `seconds`."""
    return round(seconds * fps)


def sample_at(frame: int, fps: Fraction) -> int:
    """The sound sample at which `frame` begins, at 48 kHz."""
    return round(frame * SAMPLE_RATE / fps)


def lay_out(entries: Sequence[Entry], *, fps: Fraction, fade_out: Fraction = Fraction(0)) -> Timeline:
    """The timeline of `entries`.

    Raises UsageError, naming the shots and the longest transition that fits, when one is longer
    than its shots.
    """
    if not entries:
        raise UsageError("a film needs at least one shot", hint="add a shot to the storyboard")
    leads = [_lead(entry, first=index == 0, fps=fps) for index, entry in enumerate(entries)]
    ending = frames_in(fade_out, fps)
    _check_fit(entries, leads, ending, fps)
    places: list[Place] = []
    start = 0
    for index, (entry, lead, tail) in enumerate(zip(entries, leads, [*leads[1:], ending], strict=True)):
        if index:
            start -= lead
        transition = entry.transition
        if index == 0 and transition.kind == "dissolve":
            transition = Transition("fade", transition.duration)  # a dissolve from nothing is from black
        places.append(Place(entry.name, start, entry.frames, lead, tail, transition))
        start += entry.frames
    return Timeline(tuple(places), fps, start, ending)


def _lead(entry: Entry, *, first: bool, fps: Fraction) -> int:
    transition = entry.transition
    if transition.kind == "cut":
        return 0
    if first and transition.kind == "xfade":
        raise UsageError(
            f"{transition} needs a shot before it, and this is the first",
            shot=entry.name,
            hint="use a fade, which comes out of black, or a cut",
        )
    return max(1, frames_in(transition.duration, fps))


def _check_fit(entries: Sequence[Entry], leads: Sequence[int], ending: int, fps: Fraction) -> None:
    for entry in entries:
        if entry.frames < 1:
            raise UsageError(f"lasts less than one frame at {float(fps):g} fps", shot=entry.name)
    lengths = [entry.frames for entry in entries]
    for index, longest in overlap_errors([entry.name for entry in entries], lengths, leads):
        entry, taken = entries[index], float(leads[index] / fps)
        between = f"from {entries[index - 1].name} to {entry.name}" if index else "at the film's beginning"
        raise UsageError(
            f"the {entry.transition} {between} takes {taken:.4g} s and is longer than its shots",
            shot=entry.name,
            hint=f"the longest that fits is {float(longest / fps):.4g} s",
        )
    left = lengths[-1] - leads[-1]
    if ending > left:
        raise UsageError(
            f"the film's fade_out takes {float(ending / fps):.4g} s and is longer than its last shot",
            shot=entries[-1].name,
            hint=f"the longest that fits is {float(left / fps):.4g} s",
        )
