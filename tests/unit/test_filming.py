"""From a storyboard to a film and back again: what is made, what is not, and what is told."""

from __future__ import annotations

import wave
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from rushes.errors import Cancelled, MediaError, SeveralEnds, UsageError
from rushes.film.progress import Progress
from rushes.storyboard import Storyboard
from rushes.workspace import Workspace, open_workspace

BOARD = """\
rushes: storyboard/1
title: A small film
size: 96x64
fps: 12
options: {burn_in: false}
transition: {kind: dissolve, duration: 0.5}
shots:
  - {id: sea, prompt: "waves on the sea, slow zoom in", duration: 1.5, narration: "The sea."}
  - {id: street, prompt: "a city street at night", duration: 1.5}
  - {id: room, prompt: "a quiet room", duration: 1.5, caption: "The end"}
"""


def board(folder: Path, text: str = BOARD, *changes: tuple[str, str]) -> Storyboard:
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path = folder / "film.yaml"
    path.write_text(text, encoding="utf-8")
    return Storyboard.load(path)


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with open_workspace(tmp_path, environ={}) as opened:
        yield opened


def tone(path: Path, seconds: float, hertz: float = 440) -> Path:
    samples = np.sin(np.arange(round(seconds * 48_000)) * 2 * np.pi * hertz / 48_000) * 9_000
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(48_000)
        file.writeframes(samples.astype("<i2").tobytes())
    return path


def pictures(path: Path) -> int:
    with av.open(str(path)) as film:
        return sum(1 for _ in film.decode(video=0))


def heard(path: Path) -> np.ndarray:
    with av.open(str(path)) as film:
        return np.concatenate([frame.to_ndarray() for frame in film.decode(audio=0)], axis=1)


def test_a_storyboard_becomes_a_film_and_nothing_is_done_twice(tmp_path: Path, workspace: Workspace) -> None:
    story = board(tmp_path)
    plan = workspace.plan(story)
    assert [one.status for one in plan.shots] == ["missing"] * 3
    assert plan.total.micros == 0
    assert plan.joins == ("sea>street", "street>room")
    assert not list(tmp_path.glob(".rushes/takes/**/*.mp4"))

    seen: list[Progress] = []
    film = workspace.film(story, listen=seen.append)
    assert film.path == tmp_path / "film.mp4"
    assert film.made == ("sea", "street", "room")
    assert film.frames == 42 == pictures(film.path)
    assert seen[-1].whole == pytest.approx(1.0)
    with av.open(str(film.path)) as opened:
        assert [stream.type for stream in opened.streams] == ["video", "audio", "subtitle"]
        assert opened.metadata["title"] == "A small film"
    assert workspace.plan(story).up_to_date
    again = workspace.film(story)
    assert again.up_to_date
    assert (again.frames, again.loudness) == (film.frames, film.loudness)
    assert not list(tmp_path.glob(".*.mp4"))


def test_only_what_changed_is_made_again(tmp_path: Path, workspace: Workspace) -> None:
    workspace.film(board(tmp_path))
    other_words = board(tmp_path, BOARD, ("at night", "at dawn"))
    assert [one.status for one in workspace.plan(other_words).shots] == ["current", "stale", "current"]
    changed = workspace.film(other_words)
    assert changed.made == ("street",)
    assert changed.conformed == ("street",)
    assert sorted(changed.joined) == ["sea>street", "street>room"]

    other_join = board(
        tmp_path, BOARD, ("at night", "at dawn"), ('"The end"}', '"The end", transition: "xfade:wipeleft"}')
    )
    joined = workspace.film(other_join)
    assert (joined.made, joined.conformed, joined.joined) == ((), (), ("street>room",))

    back = workspace.film(board(tmp_path))
    assert (back.made, back.conformed, back.joined) == ((), (), ())
    assert not back.up_to_date


def test_a_film_that_somebody_touched_is_put_in_place_again(tmp_path: Path, workspace: Workspace) -> None:
    story = board(tmp_path)
    film = workspace.film(story)
    whole = film.path.read_bytes()
    film.path.write_bytes(whole[:1000])
    again = workspace.film(story)
    assert not again.up_to_date
    assert again.path.read_bytes() == whole
    assert again.conformed == again.joined == ()


def test_a_take_that_a_person_circled_stays(tmp_path: Path, workspace: Workspace) -> None:
    story = board(tmp_path)
    workspace.film(story)
    first = workspace.circles(story)["street"].take
    workspace.circle(story, "street", first)
    changed = board(tmp_path, BOARD, ("at night", "in the rain"))
    kept = workspace.plan(changed).shots[1]
    assert kept.status == "kept"
    assert kept.note
    assert workspace.film(changed).made == ()
    retaken = workspace.retake(changed, "street")
    assert workspace.circles(changed)["street"].take == first != retaken.id


def test_own_clips_sounds_and_cards_share_one_film(tmp_path: Path, workspace: Workspace) -> None:
    clip = workspace.shoot("a red ball in a studio", duration=1, size="64x96", fps=10)
    assert clip.path is not None
    (tmp_path / "own clip.mp4").write_bytes(clip.path.read_bytes())
    tone(tmp_path / "speech.wav", 2)
    tone(tmp_path / "music.wav", 1, 220)
    text = BOARD.replace(
        '  - {id: street, prompt: "a city street at night", duration: 1.5}',
        "  - {id: own, clip: {file: own clip.mp4, in: 0.2, out: 0.9}, transition: cut}\n"
        '  - {id: street, prompt: "a city street", duration: 1.5, transition: cut, '
        "narration: {file: speech.wav}}",
    )
    text += "music: {file: music.wav}\ntitle_card: {text: Beginning, duration: 1}\nfade_out: 0.5\n"
    story = board(tmp_path, text)
    plan = workspace.plan(story)
    assert [one.status for one in plan.shots] == ["missing", "clip", "missing", "missing"]
    assert "runs on for 0.5 s" in str(plan.warnings[0])
    film = workspace.film(story)
    assert pictures(film.path) == film.frames
    assert film.loudness == pytest.approx(-14, abs=1)
    assert film.true_peak is not None
    assert film.true_peak <= -1
    assert abs(heard(film.path).shape[1] - film.seconds * 48_000) <= 1024


def test_captions_go_where_they_are_wanted(tmp_path: Path, workspace: Workspace) -> None:
    story = board(tmp_path)
    film = workspace.film(story, captions=("burned", "srt", "vtt"))
    assert [path.suffix for path in film.captions] == [".srt", ".vtt"]
    assert "The sea." in film.captions[0].read_text(encoding="utf-8")
    with av.open(str(film.path)) as opened:
        assert not opened.streams.subtitles
        burned = [frame.to_ndarray(format="gray") for frame in opened.decode(video=0)]
    plain = workspace.film(story, captions=("none",), output=tmp_path / "plain.mp4")
    with av.open(str(plain.path)) as opened:
        clean = [frame.to_ndarray(format="gray") for frame in opened.decode(video=0)]
    differs = [np.abs(one.astype(int) - two).max() > 40 for one, two in zip(burned, clean, strict=True)]
    assert differs[6]
    assert not any(differs[16:24])
    film.captions[0].unlink()
    assert not workspace.film(story, captions=("burned", "srt", "vtt")).up_to_date


def test_a_slate_stands_for_what_cannot_be_made(tmp_path: Path, workspace: Workspace) -> None:
    broken = tmp_path / "still.png"
    broken.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(40))
    story = board(tmp_path, BOARD, ('"a city street at night", dur', '"a city", first_frame: still.png, dur'))
    with pytest.raises(MediaError) as raised:
        workspace.film(story)
    assert raised.value.shot == "street"
    assert "still.png" in raised.value.message
    assert not (tmp_path / "film.mp4").exists()
    film = workspace.film(story, partial=True)
    assert film.slates == ("street",)
    assert [error.shot for error in film.failures] == ["street"]
    assert pictures(film.path) == 42


def test_shots_take_frames_from_each_other(tmp_path: Path, workspace: Workspace) -> None:
    chained = BOARD.replace(
        '"a city street at night", dur', '"a city street", first_frame: {shot: sea, frame: last}, dur'
    )
    workspace.film(board(tmp_path, chained))
    takes = {take.shot: take for take in workspace.takes(Storyboard.load(tmp_path / "film.yaml"))}
    assert takes["street"].parents == (takes["sea"].id,)


@pytest.mark.parametrize(
    ("wish", "error", "message"),
    [
        ({"output": Path("film.avi")}, UsageError, "does not say that it is an MP4"),
        ({"output": "no/such/film.mp4"}, UsageError, "no folder"),
        ({"crf": 99}, UsageError, "between 0 and 51"),
        ({"size": "97x64"}, UsageError, "even"),
        ({"captions": ("sung",)}, UsageError, "no captions sung"),
        ({"quality": "best"}, UsageError, "no quality"),
    ],
)
def test_a_wrong_wish_is_told_before_anything_is_made(
    tmp_path: Path,
    workspace: Workspace,
    wish: dict[str, object],
    error: type[Exception],
    message: str,
) -> None:
    with pytest.raises(error, match=message):
        workspace.film(board(tmp_path), **wish)  # pyright: ignore[reportArgumentType]
    assert not (tmp_path / ".rushes" / "takes").exists()


def test_a_glyph_without_a_font_is_told_before_anything_is_rendered(
    tmp_path: Path, workspace: Workspace
) -> None:
    story = board(tmp_path, BOARD, ('"The end"', '"The \\U000E0041nd \\U0001F9FF\\u0C85\\uA9C1\\uFFFE"'))
    with pytest.raises(MediaError):
        workspace.film(story, captions=("burned",))
    assert not list((tmp_path / ".rushes").rglob("*.mp4"))


def test_stopping_leaves_the_old_film_and_nothing_half_made(tmp_path: Path, workspace: Workspace) -> None:
    story = board(tmp_path)
    film = workspace.film(story)
    before = film.path.read_bytes()
    with pytest.raises(Cancelled):
        workspace.film(board(tmp_path, BOARD, ("at night", "at noon")), cancelled=lambda: True)
    assert film.path.read_bytes() == before
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".") and path.is_file()]


def test_clips_are_joined_without_a_storyboard(tmp_path: Path, workspace: Workspace) -> None:
    made = [
        workspace.shoot("the sea", duration=1, size="96x64", fps=12, output=tmp_path / "-a 100%d.mp4"),
        workspace.shoot("a street", duration=1, size="64x96", fps=25, output=tmp_path / "b\n'quoted'.mp4"),
    ]
    assert all(take.path for take in made)
    clips = [tmp_path / "-a 100%d.mp4", tmp_path / "b\n'quoted'.mp4"]
    film = workspace.join(clips, output=tmp_path / "Фильм.mp4", transition="dissolve", duration=0.25)
    assert film.fps == Fraction(12)
    assert pictures(film.path) == film.frames == 21
    with pytest.raises(UsageError, match="would overwrite"):
        workspace.join(clips, output=clips[0])
    with pytest.raises(UsageError, match="nothing to join"):
        workspace.join([], output=tmp_path / "film.mp4")


@pytest.mark.parametrize("what", ["missing", "empty", "text", "truncated", "playlist"])
def test_a_bad_clip_is_told_by_its_name_and_nothing_is_put_in_place(
    tmp_path: Path, workspace: Workspace, what: str
) -> None:
    good, bad = tmp_path / "good.mp4", tmp_path / "bad.mp4"
    workspace.shoot("the sea", duration=2, size="96x64", fps=12, output=good)
    contents = {
        "empty": b"",
        "text": b"this is no film\n" * 50,
        "truncated": good.read_bytes()[: good.stat().st_size * 2 // 3],
        "playlist": b"#EXTM3U\n#EXTINF:1,\nhttp://127.0.0.1:9/x.ts\n",
    }
    if what in contents:
        bad.write_bytes(contents[what])
    with pytest.raises((MediaError, UsageError)) as raised:
        workspace.join([good, bad], output=tmp_path / "film.mp4")
    assert "bad.mp4" in str(raised.value)
    assert not (tmp_path / "film.mp4").exists()
    assert not list(tmp_path.glob(".*.mp4"))


def test_a_film_that_fails_its_check_is_not_put_in_place(tmp_path: Path, workspace: Workspace) -> None:
    story = board(tmp_path)
    film = workspace.film(story)
    # A kept sound that was exchanged behind our back by one that is too short.
    kept = next((tmp_path / ".rushes/cache/sound").glob("*.m4a"))
    short = workspace.film(board(tmp_path, BOARD, ("duration: 1.5, cap", "duration: 0.6, cap")))
    assert short.frames < film.frames
    other = next(one for one in kept.parent.glob("*.m4a") if one != kept)
    kept.write_bytes(other.read_bytes())
    film.path.write_bytes(b"the film before")
    with pytest.raises(MediaError, match="not the film that was planned") as raised:
        workspace.film(story)
    assert raised.value.hint is not None
    assert str(tmp_path / ".rushes" / "cache") in raised.value.hint
    assert film.path.read_bytes() == b"the film before"


def test_a_film_never_overwrites_what_it_is_made_of(tmp_path: Path, workspace: Workspace) -> None:
    tone(tmp_path / "music.wav", 1)
    (tmp_path / "film.mp4").write_bytes((tmp_path / "music.wav").read_bytes())
    (tmp_path / "link.mp4").symlink_to(tmp_path / "film.mp4")
    story = board(tmp_path, BOARD + "music: film.mp4\n")
    for output in (None, tmp_path / "link.mp4", tmp_path / "sub" / ".." / "film.mp4"):
        (tmp_path / "sub").mkdir(exist_ok=True)
        with pytest.raises(UsageError, match=r"would overwrite film\.mp4"):
            workspace.film(story, output=output)
    assert (tmp_path / "film.mp4").read_bytes() == (tmp_path / "music.wav").read_bytes()


def test_every_broken_file_is_told_at_once_before_anything_is_made(
    tmp_path: Path, workspace: Workspace
) -> None:
    (tmp_path / "text.wav").write_text("no sound at all\n" * 20)
    tone(tmp_path / "short.wav", 1)
    text = BOARD.replace('"a city street at night", dur', '"a city", audio: text.wav, dur')
    text = text.replace('caption: "The end"', "audio: {file: short.wav, start: 2}")
    story = board(tmp_path, text + "music: text.wav\n")
    for ask in (workspace.plan, workspace.film):
        with pytest.raises(SeveralEnds) as raised:
            ask(story)
        assert [error.shot for error in raised.value.errors] == ["street", "room", None]
        assert "`start` is at 2 s" in str(raised.value)
    assert not (tmp_path / ".rushes" / "takes").exists()


def test_words_that_are_shown_at_once_are_all_shown(tmp_path: Path, workspace: Workspace) -> None:
    story = board(tmp_path, BOARD, ('narration: "The sea."', 'narration: "The sea.", caption: "Part one"'))
    film = workspace.film(story, captions=("srt",))
    told = film.captions[0].read_text(encoding="utf-8")
    assert "Part one" in told
    assert "The sea." in told


def test_a_changed_take_is_noticed(tmp_path: Path, workspace: Workspace) -> None:
    story = board(tmp_path)
    workspace.film(story)
    takes = {take.shot: take for take in workspace.takes(story)}
    sea, room = takes["sea"].path, takes["room"].path
    assert sea is not None
    assert room is not None
    sea.chmod(0o644)
    sea.write_bytes(sea.read_bytes()[:-100] + bytes(100))
    room.unlink()
    (tmp_path / "film.mp4").unlink()
    for part in (tmp_path / ".rushes" / "cache" / "parts").rglob("*.json"):
        part.unlink()
    assert [one.status for one in workspace.plan(story).shots] == ["current", "current", "missing"]
    with pytest.raises(MediaError, match="has been changed") as raised:
        workspace.film(story)
    assert raised.value.shot == "sea"
    workspace.retake(story, "sea")
    assert pictures(workspace.film(story).path) == 42


def test_a_renamed_shot_keeps_its_take_and_a_moved_project_its_film(tmp_path: Path) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    here.mkdir()
    with open_workspace(here, environ={}) as workspace:
        workspace.film(board(here))
        renamed = workspace.film(board(here, BOARD, ("id: street", "id: road")))
        assert renamed.made == ()
        assert workspace.circles(Storyboard.load(here / "film.yaml"))["road"].by == "rushes"
    here.rename(there)
    with open_workspace(there, environ={}) as workspace:
        assert workspace.film(Storyboard.load(there / "film.yaml")).up_to_date


def test_speech_that_does_not_fit_is_told(tmp_path: Path, workspace: Workspace) -> None:
    tone(tmp_path / "speech.wav", 3)
    text = BOARD.replace('caption: "The end"', "narration: {file: speech.wav}")
    film = workspace.film(board(tmp_path, text))
    assert "cut off by the end of the film" in str(film.warnings[0])
    late = board(tmp_path, text, ("{file: speech.wav}", "{file: speech.wav, at: 1.4}"), ("1.5, n", "1.2, n"))
    with pytest.raises(UsageError, match="the narration begins at"):
        workspace.film(late)


def test_a_burn_in_is_for_models_that_draw_one(tmp_path: Path, workspace: Workspace) -> None:
    drawn = board(tmp_path, BOARD)
    assert {one.status for one in workspace.plan(drawn, burn_in=True).shots} == {"missing"}
    bought = board(
        tmp_path,
        BOARD,
        ("size: 96x64", "size: 1280x720\nmodel: runway:gen4.5"),
        ("options: {burn_in: false}\n", ""),
    )
    with pytest.raises(UsageError, match="no model of this film"):
        workspace.plan(bought, burn_in=True)
