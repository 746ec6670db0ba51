"""Where shots lie, in frames and samples."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rushes.errors import UsageError
from rushes.film.timeline import Entry, frames_in, lay_out, sample_at
from rushes.model import Transition

FPS = Fraction(24)
CUT = Transition()


def dissolve(seconds: Fraction | float) -> Transition:
    return Transition("dissolve", Fraction(seconds))


def test_ten_clips_of_five_seconds_with_nine_dissolves_are_45_and_a_half_seconds() -> None:
    entries = [Entry(f"s{index}", 120, dissolve(0.5) if index else CUT) for index in range(10)]
    timeline = lay_out(entries, fps=FPS)
    assert timeline.seconds == Fraction("45.5")
    assert [place.start for place in timeline.places[:3]] == [0, 108, 216]
    assert timeline.places[0].tail == timeline.places[1].lead == 12


def test_the_first_shot_comes_out_of_a_colour_and_the_last_goes_to_black() -> None:
    entries = [Entry("a", 48, Transition("fade", Fraction(1), "white")), Entry("b", 48, CUT)]
    timeline = lay_out(entries, fps=FPS, fade_out=Fraction(1, 2))
    assert timeline.frames == 96
    assert (timeline.places[0].lead, timeline.places[1].tail) == (24, 12)
    assert lay_out([Entry("a", 48, dissolve(1))], fps=FPS).places[0].transition.kind == "fade"


@pytest.mark.parametrize(
    ("entries", "shot", "message", "longest"),
    [
        ([Entry("a", 24, CUT), Entry("b", 48, dissolve(1.5))], "b", "from a to b takes 1.5 s", "1 s"),
        ([Entry("a", 48, CUT), Entry("b", 24, dissolve(1.5))], "b", "from a to b takes 1.5 s", "1 s"),
        (
            [Entry("a", 48, CUT), Entry("b", 24, dissolve(0.75)), Entry("c", 48, dissolve(0.5))],
            "c",
            "from b to c takes 0.5 s",
            "0.25 s",
        ),
        ([Entry("a", 24, Transition("fade", Fraction(2)))], "a", "at the film's beginning", "1 s"),
    ],
)
def test_a_transition_that_is_too_long_names_its_shots_and_the_longest_that_fits(
    entries: list[Entry], shot: str, message: str, longest: str
) -> None:
    with pytest.raises(UsageError) as raised:
        lay_out(entries, fps=FPS)
    assert raised.value.shot == shot
    assert message in raised.value.message
    assert raised.value.hint == f"the longest that fits is {longest}"


def test_a_fade_out_that_is_longer_than_the_last_shot_is_refused() -> None:
    with pytest.raises(UsageError, match="fade_out takes 2 s"):
        lay_out([Entry("a", 24, CUT)], fps=FPS, fade_out=Fraction(2))


def test_an_empty_film_and_a_shot_of_no_frames_are_refused() -> None:
    with pytest.raises(UsageError, match="at least one shot"):
        lay_out([], fps=FPS)
    with pytest.raises(UsageError, match="less than one frame"):
        lay_out([Entry("a", 0, CUT)], fps=FPS)
    with pytest.raises(UsageError, match="needs a shot before it"):
        lay_out([Entry("a", 24, Transition("xfade", Fraction(1), name="wipeleft"))], fps=FPS)


@given(
    st.lists(st.tuples(st.integers(2, 300), st.integers(0, 40)), min_size=1, max_size=40),
    st.sampled_from([FPS, Fraction(30000, 1001), Fraction(25), Fraction(60)]),
)
def test_every_film_frame_belongs_to_the_shots_that_say_so(
    sizes: list[tuple[int, int]], fps: Fraction
) -> None:
    entries: list[Entry] = []
    room = sizes[0][0]
    for index, (frames, wanted) in enumerate(sizes):
        lead = min(wanted, room, frames) if index else 0
        transition = dissolve(Fraction(lead) / fps) if lead else CUT
        entries.append(Entry(f"s{index}", frames, transition))
        room = frames - lead
    timeline = lay_out(entries, fps=fps)
    covered = [0] * timeline.frames
    for place in timeline.places:
        for frame in range(place.start, place.end):
            covered[frame] += 1
    assert set(covered) <= {1, 2}
    assert sum(covered) == sum(entry.frames for entry in entries)
    assert timeline.frames == sum(entry.frames for entry in entries) - sum(
        place.lead for place in timeline.places[1:]
    )


def test_samples_follow_frames_without_drift() -> None:
    fps = Fraction(30000, 1001)
    assert sample_at(30000, fps) == 48_000 * 1001
    assert frames_in(Fraction(5), fps) == 150
