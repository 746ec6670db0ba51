"""What is encoded again, and what is not, after each kind of change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from rushes.errors import Cancelled, MediaError
from rushes.film.assemble import Assembly
from rushes.film.parts import PartCache
from rushes.film.progress import Progress, Tracker
from rushes.film.timeline import Entry, Timeline, lay_out
from rushes.media.parts import FilmFormat, ShotPicture
from rushes.media.stitch import Piece
from rushes.media.write import write_clip
from rushes.model import Size, Transition
from rushes.store.blobs import hash_file

SIZE, FPS = Size(64, 48), Fraction(12)
FORMAT = FilmFormat(SIZE, FPS, preset="ultrafast")
CUT = Transition()
DISSOLVE = Transition("dissolve", Fraction(1, 2))


def clip(folder: Path, shade: int, frames: int = 24) -> ShotPicture:
    """A clip that grows brighter from `shade`, frame by frame."""
    path = folder / f"{shade}.mp4"
    pictures = (np.full((72, 64), min(shade + frame, 235), np.uint8) for frame in range(frames))
    write_clip(path, pictures, size=SIZE, fps=FPS)
    return ShotPicture(path, hash_file(path), Fraction(0), frames)


@pytest.fixture
def clips(tmp_path: Path) -> list[ShotPicture]:
    return [clip(tmp_path, shade) for shade in (20, 90, 160)]


def laid_out(transitions: Sequence[Transition], fade_out: Fraction = Fraction(0)) -> Timeline:
    entries = [Entry(f"s{index}", 24, transition) for index, transition in enumerate(transitions)]
    return lay_out(entries, fps=FPS, fade_out=fade_out)


def assemble(
    folder: Path, timeline: Timeline, pictures: Sequence[ShotPicture], seen: list[Progress] | None = None
) -> tuple[Assembly, list[Piece]]:
    tracker = Tracker(seen.append if seen is not None else None)
    cache = PartCache(folder / "parts")
    made = Assembly(timeline, FORMAT, cache, workers=2, tracker=tracker, cancelled=lambda: False)
    for index, picture in reversed(list(enumerate(pictures))):
        made.add(index, picture)
    return made, made.pieces()


def length(pieces: Sequence[Piece]) -> int:
    return sum(piece.end - piece.start for piece in pieces)


def test_a_film_is_bodies_and_joins_and_nothing_is_made_twice(
    tmp_path: Path, clips: list[ShotPicture]
) -> None:
    timeline = laid_out([Transition("fade", Fraction(1, 4)), DISSOLVE, CUT], Fraction(1, 2))
    seen: list[Progress] = []
    first, pieces = assemble(tmp_path, timeline, clips, seen)
    assert length(pieces) == timeline.frames == 66
    assert sorted(first.conformed) == ["s0", "s1", "s2"]
    assert sorted(first.joined) == [">s0", "s0>s1", "s2>"]
    assert seen[-1].whole == pytest.approx(1.0)
    assert [one.whole for one in seen] == sorted(one.whole for one in seen)
    again, same = assemble(tmp_path, timeline, clips)
    assert (again.conformed, again.joined) == ([], [])
    assert same == pieces


def test_a_changed_shot_costs_its_own_part_and_two_joins(tmp_path: Path, clips: list[ShotPicture]) -> None:
    timeline = laid_out([CUT, DISSOLVE, DISSOLVE])
    assemble(tmp_path, timeline, clips)
    clips[1] = clip(tmp_path, 120)
    changed, pieces = assemble(tmp_path, timeline, clips)
    assert changed.conformed == ["s1"]
    assert sorted(changed.joined) == ["s0>s1", "s1>s2"]
    assert length(pieces) == timeline.frames


@pytest.mark.parametrize("seconds", ["0.25", "0.75", "1"])
def test_a_changed_transition_costs_one_join(tmp_path: Path, clips: list[ShotPicture], seconds: str) -> None:
    assemble(tmp_path, laid_out([CUT, DISSOLVE, DISSOLVE]), clips)
    timeline = laid_out([CUT, replace(DISSOLVE, duration=Fraction(seconds)), DISSOLVE])
    changed, pieces = assemble(tmp_path, timeline, clips)
    assert changed.conformed == []
    assert changed.joined == ["s0>s1"]
    assert length(pieces) == timeline.frames


def test_a_shot_that_is_all_transition_has_no_body(tmp_path: Path, clips: list[ShotPicture]) -> None:
    second = Transition("dissolve", Fraction(1))
    timeline = laid_out([CUT, second, second])
    _, pieces = assemble(tmp_path, timeline, clips)
    assert length(pieces) == timeline.frames == 48
    assert [piece.end - piece.start for piece in pieces] == [12, 12, 12, 12]


def test_one_broken_take_is_told_of_its_shot_and_stops_the_rest(
    tmp_path: Path, clips: list[ShotPicture]
) -> None:
    broken = clips[1].path
    broken.write_bytes(broken.read_bytes()[: broken.stat().st_size // 2])
    clips[1] = replace(clips[1], sha256=hash_file(broken))
    with pytest.raises(MediaError) as raised:
        assemble(tmp_path, laid_out([CUT, DISSOLVE, DISSOLVE]), clips)
    assert raised.value.shot == "s1"
    assert not list((tmp_path / "parts").rglob("*.tmp"))


def test_stopping_leaves_only_whole_parts(tmp_path: Path, clips: list[ShotPicture]) -> None:
    cache = PartCache(tmp_path / "parts")
    stopped = Assembly(
        laid_out([CUT, DISSOLVE, DISSOLVE]),
        FORMAT,
        cache,
        workers=2,
        tracker=Tracker(),
        cancelled=lambda: True,
    )
    for index, picture in enumerate(clips):
        stopped.add(index, picture)
    with pytest.raises(Cancelled):
        stopped.pieces()
    assert not [path for path in (tmp_path / "parts").rglob("*") if path.is_file()]


def test_a_part_that_was_cut_short_is_made_again(tmp_path: Path, clips: list[ShotPicture]) -> None:
    timeline = laid_out([CUT, CUT, CUT])
    _, pieces = assemble(tmp_path, timeline, clips)
    damaged = pieces[1].part.path
    damaged.write_bytes(damaged.read_bytes()[:-10])
    again, _ = assemble(tmp_path, timeline, clips)
    assert again.conformed == ["s1"]


def test_one_clip_at_two_places_is_conformed_once_and_cut_where_it_can_be(
    tmp_path: Path, clips: list[ShotPicture]
) -> None:
    twice = [clips[0], clips[1], clips[1], clips[0]]
    timeline = laid_out([CUT, DISSOLVE, replace(DISSOLVE, duration=Fraction(1, 3)), DISSOLVE])
    made, pieces = assemble(tmp_path, timeline, twice)
    assert length(pieces) == timeline.frames
    assert len(made.conformed) == 2
    assert sorted(made.joined) == ["s0>s1", "s1>s2", "s2>s3"]
    again, same = assemble(tmp_path, timeline, twice)
    assert length(same) == timeline.frames
    assert (again.conformed, again.joined) == ([], [])
