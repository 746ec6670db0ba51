from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from clips import RATE, SMALL, numbered_clip, pattern_clip
from PIL import Image

from rushes.errors import Cancelled, MediaError, UsageError
from rushes.media.conform import picture_frames
from rushes.media.parts import FilmFormat, ShotPicture
from rushes.media.transitions import Join, join_frames, render_join, transitions
from rushes.model import Transition

FILM = FilmFormat(SMALL, RATE)
DISSOLVE = Transition("dissolve", Fraction(1, 2))


@pytest.fixture(scope="module")
def shots(tmp_path_factory: pytest.TempPathFactory) -> tuple[ShotPicture, ShotPicture]:
    folder = tmp_path_factory.mktemp("shots")
    one = pattern_clip(folder / "one.mp4", source="testsrc2=size=200x120:rate=25:d=2")
    two = pattern_clip(folder / "two.mp4", source="mandelbrot=size=160x90:rate=12,trim=duration=2")
    return ShotPicture(one, "", Fraction(0), 20), ShotPicture(two, "", Fraction(1, 3), 18)


def frames_of(shot: ShotPicture, film: FilmFormat = FILM) -> list[np.ndarray]:
    return list(picture_frames(shot, film))


def xfade(name: str) -> Transition:
    return Transition("xfade", Fraction(1, 2), name=name)


def test_what_cannot_be_joined_is_told(shots: tuple[ShotPicture, ShotPicture], tmp_path: Path) -> None:
    one, two = shots
    with pytest.raises(UsageError, match="no transition xfade:wipeletf") as raised:
        render_join(Join(one, 3, two, 12, 6, xfade("wipeletf")), FILM, tmp_path / "join.mp4")
    assert "wipeleft" in (raised.value.hint or "")
    wrong = [
        Join(one, 15, two, 12, 6, DISSOLVE),
        Join(one, 3, two, 5, 6, DISSOLVE),
        Join(one, 3, two, 19, 6, DISSOLVE),
        Join(one, -1, two, 12, 6, DISSOLVE),
        Join(None, 0, None, 0, 6, DISSOLVE),
        Join(one, 20, two, 0, 0, DISSOLVE),
    ]
    for join in wrong:
        with pytest.raises(MediaError, match="longer than its shots"):
            render_join(join, FILM, tmp_path / "join.mp4")
    with pytest.raises(Cancelled):
        render_join(Join(one, 3, two, 12, 6, DISSOLVE), FILM, tmp_path / "join.mp4", cancelled=lambda: True)
    assert not list(tmp_path.iterdir())


def test_a_source_that_breaks_off_in_a_join_is_an_error(
    shots: tuple[ShotPicture, ShotPicture], tmp_path: Path
) -> None:
    whole = numbered_clip(tmp_path / "whole.mp4", 48).read_bytes()
    (tmp_path / "cut.mp4").write_bytes(whole[: len(whole) // 2])
    broken = ShotPicture(tmp_path / "cut.mp4", "", Fraction(0), 48)
    with pytest.raises(MediaError, match="of 48 frames"):
        render_join(Join(broken, 36, shots[1], 12, 6, DISSOLVE), FILM, tmp_path / "join.mp4")
    assert not (tmp_path / "join.mp4").exists()


@pytest.mark.parametrize("kind", ["dissolve", "fade", "xfade"])
def test_the_plain_frames_are_the_shots_own(kind: str, shots: tuple[ShotPicture, ShotPicture]) -> None:
    one, two = shots
    transition = xfade("wipeleft") if kind == "xfade" else Transition(kind, Fraction(1, 2))  # pyright: ignore[reportArgumentType]
    join = Join(one, 9, two, 13, 6, transition)
    frames = list(join_frames(join, FILM))
    assert len(frames) == join.frames == 18
    before, after = frames_of(one)[9:14], frames_of(two)[6:13]
    for made, own in zip(frames[:5] + frames[11:], before + after, strict=True):
        assert np.array_equal(made, own)


# What slides or zooms moves even an unchanging picture; these do not.
STANDING = [DISSOLVE, xfade("fade"), xfade("wipeleft"), xfade("dissolve"), xfade("wipebr")]


@pytest.mark.parametrize("transition", STANDING, ids=lambda transition: transition.name)
def test_between_equal_shots_nothing_changes_chroma_least(transition: Transition, tmp_path: Path) -> None:
    noise = np.random.default_rng(2).integers(0, 255, (90, 160, 3)).astype(np.uint8)
    Image.fromarray(noise).save(tmp_path / "still.png")
    shot = ShotPicture(tmp_path / "still.png", "", Fraction(0), 8, still=True)
    own = frames_of(shot)[0]
    for frame in join_frames(Join(shot, 0, shot, 8, 6, transition), FILM):
        assert np.array_equal(frame, own)
    # xfade's soft edges round down by themselves: by one, and never more.
    for frame in join_frames(Join(shot, 0, shot, 8, 6, xfade("smoothleft")), FILM):
        assert np.abs(frame.astype(int) - own).max() <= 1


def test_a_dissolve_goes_evenly_from_one_to_the_other(shots: tuple[ShotPicture, ShotPicture]) -> None:
    one, two = shots
    old, new = frames_of(one)[14:], frames_of(two)[:6]
    mixed = list(join_frames(Join(one, 14, two, 6, 6, DISSOLVE), FILM))
    theirs = list(join_frames(Join(one, 14, two, 6, 6, xfade("fade")), FILM))
    for number in range(6):
        wanted = old[number] * (1 - number / 6) + new[number] * (number / 6)
        assert np.abs(mixed[number] - wanted).max() <= 1.5
        assert np.abs(mixed[number].astype(int) - theirs[number]).max() <= 2


@pytest.mark.parametrize(("color", "luma"), [("black", 16), ("white", 235)])
def test_a_fade_passes_through_its_colour(
    color: str, luma: int, shots: tuple[ShotPicture, ShotPicture]
) -> None:
    one, two = shots
    fade = Transition("fade", Fraction(1, 2), color=color)  # pyright: ignore[reportArgumentType]
    frames = list(join_frames(Join(one, 14, two, 6, 6, fade), FILM))
    assert np.array_equal(frames[0], frames_of(one)[14])
    assert (frames[3][:90] == luma).all()
    assert (frames[3][90:] == 128).all()
    opening = list(join_frames(Join(None, 0, two, 8, 6, fade), FILM))
    assert len(opening) == 8
    assert (opening[0][:90] == luma).all()
    assert np.array_equal(opening[7], frames_of(two)[7])
    ending = list(join_frames(Join(one, 12, None, 0, 6, fade), FILM))
    assert len(ending) == 8
    assert np.array_equal(ending[0], frames_of(one)[12])
    assert (ending[7][:90] == luma).all()


def test_every_transition_that_is_offered_works(shots: tuple[ShotPicture, ShotPicture]) -> None:
    one, two = shots
    names = transitions()
    assert {"fade", "wipeleft", "dissolve", "pixelize"} <= set(names)
    for name in names:
        frames = list(join_frames(Join(one, 14, two, 6, 6, xfade(name)), FILM))
        assert [frame.shape for frame in frames] == [(135, 160)] * 6, name


@pytest.mark.parametrize("rate", [Fraction(24000, 1001), Fraction(25), Fraction(60)])
@pytest.mark.parametrize("overlap", [1, 2, 7])
def test_any_rate_and_length(
    rate: Fraction, overlap: int, shots: tuple[ShotPicture, ShotPicture], tmp_path: Path
) -> None:
    film = FilmFormat(SMALL, rate)
    parts = {
        render_join(Join(*one_side, overlap, xfade("wipeup")), film, tmp_path / "join.mp4").frames
        for one_side in [
            (shots[0], 20 - overlap, shots[1], overlap),
            (shots[0], 20 - overlap - 2, shots[1], overlap + 1),
        ]
    }
    assert parts == {overlap, overlap + 3}


def test_without_an_overlap_the_frames_follow_each_other(shots: tuple[ShotPicture, ShotPicture]) -> None:
    one, two = shots
    frames = list(join_frames(Join(one, 17, two, 2, 0, Transition()), FILM))
    for made, own in zip(frames, frames_of(one)[17:] + frames_of(two)[:2], strict=True):
        assert np.array_equal(made, own)
