"""Right storyboards: what each form of each key means."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import jsonschema
import pytest
from test_bad_files import BAD

from rushes.model import (
    Caption,
    MediaFile,
    Music,
    Narration,
    Performance,
    Prompt,
    ShotFrame,
    ShotTake,
    Size,
    SoundFile,
    StillFile,
    StillUrl,
    Transition,
    UserClip,
)
from rushes.storyboard.board import Storyboard
from rushes.storyboard.document import parse_document
from rushes.storyboard.overlaps import overlap_errors
from rushes.storyboard.read import check_text
from rushes.storyboard.reading import reading_seconds
from rushes.storyboard.schema import storyboard_schema
from rushes.storyboard.template import new_storyboard
from rushes.storyboard.transitions import XFADE_NAMES

FULL = """\
rushes: storyboard/1
title: 1984
ratio: 9:16
fps: 23.976
model: runway:gen4.5
options: {burn_in: false, steps: 3}
x-mine: {a: [1, 2]}
look: {style: cinematic, lighting: 1.10}
cast:
  keeper: an old man
  boat: {description: a red boat, reference: still.png}
music: {file: song.wav, level: -6, duck: 12dB, fade_in: 0, loop: false}
title_card: The Pier
end_card: {text: End, color: "#FFF", background: navy, transition: {kind: fade, color: white, duration: 1}}
fade_out: 1.5
captions: burned, srt
loudness: -23 LUFS
sound: mute
transition: dissolve
shots:
  - &first
    id: pier
    prompt: "@keeper walks"
    duration: 5
    fit: duration, size
    takes: 3
  - <<: *first
    id: "02"
    duration: "0:05"
    prompt: {subject: 12, camera: slow zoom in, negative: rain}
    first_frame: {shot: pier}
    last_frame: https://example.org/a.png
    references: still.png
    motion: 4
    seed: 0
    model: previz
    options: {steps: 4}
    sound: {level: -6}
    transition: {kind: xfade:wipeleft, duration: 500ms}
    audio: [rain.wav, {file: rain.wav, level: -3 dB, at: 1, start: 0:02, duration: 2s, fade_in: .5}]
    narration: {text: Hello., file: rain.wav, at: 1}
    caption: [{text: one, at: 0.5, duration: 1}, {text: two, at: 2}]
  - clip: {file: waves.mp4, in: "00:00:01.5", out: 4}
    sound: keep
    transition: fade:white
    narration: Goodbye.
    caption: Bye
  - {id: snow, prompt: make it snow, video: {file: waves.mp4, in: 1, out: 0:03}, references: [still.png]}
  - {id: acted, performance: {character: still.png, reference: {shot: "02"}}, model: runway:act_two}
  - id: other
    performance: {character: {shot: pier, frame: first}, reference: waves.mp4}
    duration: 3
  - {id: third, performance: {character: {shot: pier}, reference: waves.mp4}, transition: cut}
  - {id: big, upscale: {shot: acted}, options: {resolution: 4k}, transition: {kind: dissolve, duration: 1}}
  - {id: smooth, upscale: waves.mp4, transition: cut}
"""


def board_of(tmp_path: Path, text: str) -> Storyboard:
    for name in ("still.png", "song.wav", "rain.wav", "waves.mp4"):
        (tmp_path / name).write_text("x")
    board, found = check_text(text, tmp_path / "film.yaml")
    assert board is not None, found
    assert [one for one in found if "not acted upon yet" not in one.message] == []
    return board


def test_every_key_means_what_it_says(tmp_path: Path) -> None:
    board = board_of(tmp_path, FULL)
    assert board.title == "1984"
    assert board.size == Size(720, 1280)
    assert board.fps == Fraction(24000, 1001)
    assert board.look.lighting == "1.10"
    assert [(one.name, one.description) for one in board.cast] == [
        ("keeper", "an old man"),
        ("boat", "a red boat"),
    ]
    assert board.cast[1].reference == StillFile(tmp_path / "still.png")
    assert board.music == Music(
        tmp_path / "song.wav", level=-6, duck=12, fade_in=Fraction(0), fade_out=Fraction(2), loop=False
    )
    assert board.title_card is not None
    assert board.title_card.text == "The Pier"
    assert board.end_card is not None
    assert board.end_card.color == "#ffffff"
    assert board.end_card.transition == Transition("fade", Fraction(1), color="white")
    assert (board.fade_out, board.captions, board.loudness) == (Fraction(3, 2), ("burned", "srt"), -23)

    pier, second, waves, snow, acted, other, third, big, smooth = board.shots
    assert pier.prompt == Prompt("@keeper walks")
    assert (pier.model, pier.options, pier.own_level) == (
        "runway:gen4.5",
        {"burn_in": False, "steps": 3},
        None,
    )
    assert pier.transition == Transition("dissolve", Fraction(1, 2)), (
        "the title card is a picture to come from"
    )

    assert (second.id, second.duration) == ("02", Fraction(5))
    assert second.prompt == Prompt(subject="12", camera="slow zoom in", negative="rain")
    assert second.first_frame == ShotFrame("pier", "last")
    assert second.last_frame == StillUrl("https://example.org/a.png")
    assert second.references == (StillFile(tmp_path / "still.png"),)
    assert (second.motion, second.seed, second.model, second.own_level) == (4, 0, "previz", -6)
    assert second.options == {"burn_in": False, "steps": 4}
    assert json.dumps(dict(second.options)) == '{"burn_in": false, "steps": 4}'
    assert second.transition == Transition("xfade", Fraction(1, 2), name="wipeleft")
    assert second.audio[0] == SoundFile(tmp_path / "rain.wav")
    assert second.audio[1] == SoundFile(
        tmp_path / "rain.wav", -3, Fraction(1), Fraction(2), Fraction(2), Fraction(1, 2), Fraction(0)
    )
    assert second.narration == Narration("Hello.", tmp_path / "rain.wav", at=Fraction(1))
    assert second.captions == (Caption("one", Fraction(1, 2), Fraction(1)), Caption("two", Fraction(2)))

    assert waves.id == "s03"
    assert waves.clip == UserClip(tmp_path / "waves.mp4", Fraction(3, 2), Fraction(4))
    assert (waves.duration, waves.own_level, waves.options) == (None, 0.0, {})
    assert waves.transition == Transition("fade", Fraction(1, 2), color="white")
    assert waves.captions == (Caption("Bye"),)

    clip = UserClip(tmp_path / "waves.mp4")
    assert snow.video == UserClip(tmp_path / "waves.mp4", Fraction(1), Fraction(3))
    assert (snow.prompt, snow.duration) == (Prompt("make it snow"), None)
    assert acted.performance == Performance(MediaFile(tmp_path / "still.png"), ShotTake("02"))
    assert (acted.prompt, acted.duration, acted.footage) == (None, None, ShotTake("02"))
    assert other.performance == Performance(ShotFrame("pier", "first"), clip)
    assert third.performance == Performance(ShotTake("pier"), clip)
    assert (big.upscale, big.options["resolution"]) == (ShotTake("acted"), "4k")
    assert smooth.upscale == clip


def test_what_is_said_and_heard_is_part_of_a_prompt_and_not_of_the_shot(tmp_path: Path) -> None:
    text = """\
rushes: storyboard/1
shots:
  - prompt:
      text: a pier
      dialogue: 'the keeper says: "Come in."'
      sound: waves
    sound: mute
    duration: 5
"""
    shot = board_of(tmp_path, text).shots[0]
    assert shot.prompt == Prompt("a pier", dialogue='the keeper says: "Come in."', sound="waves")
    assert shot.own_level is None


@pytest.mark.parametrize(
    "said", ["5", "5.0", "5s", '"5 s"', "5000ms", "0:05", '"00:00:05"', "5e0", "0.5e1", "300/60", "5 seconds"]
)
def test_a_duration_in_every_way(tmp_path: Path, said: str) -> None:
    text = f"rushes: storyboard/1\nshots: [{{prompt: a, duration: {said}}}]\n"
    assert board_of(tmp_path, text).shots[0].duration == 5


@pytest.mark.parametrize(
    ("said", "size"),
    [
        ("16:9", "1280x720"), ("9:16", "720x1280"), ("1:1", "720x720"), ("4:5", "720x900"),
        ("2.39:1", "1720x720"), ("21:9", "1680x720"), ("1.85", "1332x720"),
    ],
)  # fmt: skip
def test_a_ratio_has_720_pixels_on_its_shorter_side(tmp_path: Path, said: str, size: str) -> None:
    text = f"rushes: storyboard/1\nratio: {said}\nshots: [{{prompt: a, duration: 1}}]\n"
    assert str(board_of(tmp_path, text).size) == size


@pytest.mark.parametrize(
    ("said", "rate"),
    [("24", "24"), ("29.97", "30000/1001"), ('"30000/1001"', "30000/1001"), ("23.98", "24000/1001"),
     ("59.94", "60000/1001"), ("12.5", "25/2"), ("25.0", "25")],
)  # fmt: skip
def test_a_rate_is_exact(tmp_path: Path, said: str, rate: str) -> None:
    text = f"rushes: storyboard/1\nfps: {said}\nshots: [{{prompt: a, duration: 1}}]\n"
    assert board_of(tmp_path, text).fps == Fraction(rate)


def test_a_file_with_windows_line_ends_and_a_mark_at_its_start(tmp_path: Path) -> None:
    file = tmp_path / "film.yaml"
    file.write_bytes(
        b"\xef\xbb\xbfrushes: storyboard/1\r\nshots:\r\n  - prompt: a pier\r\n    duration: 5\r\n"
    )
    assert Storyboard.load(str(file)).shots[0].prompt == Prompt("a pier")


def test_names_of_files_that_look_odd(tmp_path: Path) -> None:
    names = ["-rf.mp4", "a b.mp4", "it's.mp4", 'say "hi".mp4', "%d.mp4", "海.mp4", "two\nlines.mp4", "#1.mp4"]
    for name in names:
        (tmp_path / name).write_text("x")
    text = "rushes: storyboard/1\nshots:\n" + "".join(
        f"  - clip: {json.dumps(name, ensure_ascii=False)}\n" for name in names
    )
    clips = [shot.clip for shot in board_of(tmp_path, text).shots]
    assert clips == [UserClip(tmp_path / name) for name in names]


def test_the_template_can_be_filmed_at_once(tmp_path: Path) -> None:
    for title in ("The Lighthouse", 'Say "hi": #1 {x}', "灯台", "", "a\nb"):
        board = board_of(tmp_path, new_storyboard(title))
        assert board.title == (" ".join(title.split()) or "My film")
        assert board.model == "previz"


def test_overlaps_in_seconds_and_in_frames() -> None:
    assert overlap_errors(["a", "b", "c"], [24, 12, 24], [0, 12, 1]) == [(2, 0)]
    assert overlap_errors(["a", "b", "c"], [24, 12, 24], [0, 6, 6]) == []
    assert overlap_errors(["a", "b"], [24, None], [30, 12]) == [(0, 24), (1, 0)]
    assert overlap_errors(["a", "b"], [None, Fraction(1)], [Fraction(9), Fraction(2)]) == [(1, Fraction(1))]


def test_reading_takes_its_time() -> None:
    assert reading_seconds("") == 0
    assert reading_seconds("seventeen  letters") == 1
    assert reading_seconds("é" * 17) == reading_seconds("e\u0301" * 17) == 1
    assert reading_seconds("海" * 17) == 2


# ── the schema ────────────────────────────────────────────────────────────────────────────────

SCHEMA = jsonschema.Draft202012Validator(storyboard_schema())

# What no schema can know: it shows only when parts are seen together, or in the file's own bytes.
ONLY_READ = {
    "key twice", "key that is a list", "tag", "size and ratio", "ratio of nothing", "rate of 0", "rate over 0",
    "fade to what", "cut with a length", "dissolve with a colour", "cast name", "music", "card colour",
    "long fade out", "duration 1e999", "duration of many digits", "duration under a frame", "id twice",
    "id in capitals", "id that another has", "only a negative", "missing clip", "folder as clip",
    "clip out before in", "clip too short", "still", "unknown shot", "its own frame", "references",
    "missing audio", "a file as narration", "long dissolve", "two dissolves in one shot", "long first fade",
    "duration -1", "huge size", "loudness", "alias of itself", "missing video", "video out before in",
    "video of no shot", "its own clip", "missing upscale", "missing character", "missing acting",
    "character of no shot", "dissolve into a shot as long as another",
}  # fmt: skip


def test_the_schema_takes_what_the_reader_takes() -> None:
    jsonschema.Draft202012Validator.check_schema(storyboard_schema())
    for text in (FULL, new_storyboard("a")):
        assert list(SCHEMA.iter_errors(parse_document(Path("film.yaml"), text).data)) == []
    assert len(XFADE_NAMES) == len(set(XFADE_NAMES)) == 58


@pytest.mark.parametrize("name", [name for name in BAD if name not in ONLY_READ])
def test_the_schema_refuses_what_the_reader_refuses(name: str) -> None:
    text = BAD[name][0]
    data = parse_document(Path("film.yaml"), text if isinstance(text, str) else "").data
    assert list(SCHEMA.iter_errors(data))


def test_the_schema_says_what_each_key_is_for() -> None:
    schema = storyboard_schema()
    for name, key in schema["properties"].items():
        assert key.get("description") or key.get("$ref"), name
    assert schema["required"] == ["rushes", "shots"]
    assert '"null"' not in json.dumps(schema)
