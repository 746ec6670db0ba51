"""Changing a storyboard leaves what a person wrote as it was."""

from __future__ import annotations

import stat
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from rushes.errors import StoreError, StoryboardError, UsageError
from rushes.model import Json
from rushes.storyboard.read import check_text, read_storyboard
from rushes.storyboard.write import (
    AddShot,
    DropKey,
    DropShot,
    SetKey,
    changed_text,
    dump_storyboard,
    put_in_place,
    write_storyboard,
)

TEXT = """\
rushes: storyboard/1   # the format

# what it is called
title: 'The Pier'
x-mine:   {a: 1,   b: "2"}

# the shots
shots:
  # the first
  - id: pier   # by the sea
    prompt: "a pier"   # quoted
    duration: 5

  # the second
  - id: stairs
    prompt: >
      a long text
      # no comment

      on lines
    # about the duration
    duration: 0:05   # in minutes
    takes: 3

  # - id: later
  #   prompt: not yet
# the end
"""
FILM = Path("film.yaml")


@pytest.mark.parametrize(
    ("change", "old", "new"),
    [
        (SetKey("duration", 6, "pier"), "    duration: 5\n", "    duration: 6\n"),
        (SetKey("prompt", "the sea: calm", "pier"), '"a pier"   #', '"the sea: calm"   #'),
        (SetKey("seed", 7, "pier"), "    duration: 5\n", "    duration: 5\n    seed: 7\n"),
        (SetKey("duration", 4, "stairs"), "0:05   #", "4   #"),
        (
            SetKey("prompt", {"subject": "stairs", "action": "yes"}, "stairs"),
            "prompt: >\n      a long text\n      # no comment\n\n      on lines\n",
            'prompt: {subject: stairs, action: "yes"}\n',
        ),
        (SetKey("title", "Ünder 海 😀"), "'The Pier'", '"Ünder 海 😀"'),
        (SetKey("fps", 25), '"2"}\n', '"2"}\nfps: 25\n'),
        (
            AddShot({"id": "big", "upscale": {"shot": "pier"}, "model": "paper"}, "pier"),
            "    duration: 5\n",
            "    duration: 5\n\n  - id: big\n    upscale: {shot: pier}\n    model: paper\n",
        ),
        (
            SetKey("video", {"shot": "pier"}, "stairs"),
            "    takes: 3\n",
            "    takes: 3\n    video: {shot: pier}\n",
        ),
        (DropKey("takes", "stairs"), "    takes: 3\n", ""),
        (DropKey("id", "pier"), "id: pier   # by the sea\n    prompt", "prompt"),
        (DropKey("title"), "title: 'The Pier'\n", ""),
        (DropKey("seed", "pier"), "", ""),
        (
            AddShot(
                {"id": "sea", "prompt": "@keeper", "duration": 2.5, "caption": [{"text": "a, b"}]}, "pier"
            ),
            "    duration: 5\n",
            (
                '    duration: 5\n\n  - id: sea\n    prompt: "@keeper"\n    duration: 2.5\n    caption:\n'
                '      - {text: "a, b"}\n'
            ),
        ),
        (
            AddShot({"id": "sea", "prompt": "the sea", "duration": 2}),
            "    takes: 3\n",
            "    takes: 3\n\n  - id: sea\n    prompt: the sea\n    duration: 2\n",
        ),
        (
            DropShot("pier"),
            '  - id: pier   # by the sea\n    prompt: "a pier"   # quoted\n    duration: 5\n\n',
            "",
        ),
    ],
)
def test_a_change_touches_its_own_place_only(
    change: SetKey | DropKey | AddShot | DropShot, old: str, new: str
) -> None:
    assert old in TEXT
    assert changed_text(TEXT, [change], FILM) == TEXT.replace(old, new, 1)


def test_files_in_other_hands() -> None:
    flow = "{rushes: storyboard/1, shots: [{id: a, prompt: x, duration: 1}, {id: b, prompt: y, duration: 1}]}"
    changes = [SetKey("seed", 3, "a"), AddShot({"id": "c", "prompt": "z", "duration": 2}, "a"), DropShot("b")]
    assert changed_text(flow, changes, FILM) == (
        "{rushes: storyboard/1, shots: [{id: a, prompt: x, duration: 1, seed: 3}, "
        "{id: c, prompt: z, duration: 2}]}\n"
    )
    close = "rushes: storyboard/1\nshots:\n- id: a\n  prompt: x\n  duration: 1"
    assert changed_text(close, [AddShot({"id": "b", "prompt": "sea", "duration": 1})], FILM) == (
        close + "\n- id: b\n  prompt: sea\n  duration: 1\n"
    )
    windows = close.replace("\n", "\r\n") + "\r\n"
    assert changed_text(windows, [SetKey("seed", 1, "a")], FILM) == windows + "  seed: 1\r\n"
    alias = "rushes: storyboard/1\noptions: {n: &n 3}\nshots:\n  - {prompt: x, duration: 1, seed: *n}\n"
    assert changed_text(alias, [SetKey("seed", 4, "s01")], FILM) == alias.replace("*n", "4")


def test_the_file_is_changed_in_one_move_and_keeps_its_mode(tmp_path: Path) -> None:
    file = tmp_path / "film.yaml"
    file.write_text(TEXT)
    file.chmod(0o640)
    link = tmp_path / "link.yaml"
    link.symlink_to(file)
    write_storyboard(link, [SetKey("duration", 6, "pier")])
    assert read_storyboard(file).shots[0].duration == 6
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    assert link.is_symlink()
    assert sorted(tmp_path.iterdir()) == [file, link]


def test_a_change_that_would_make_it_wrong_is_not_made(tmp_path: Path) -> None:
    file = tmp_path / "film.yaml"
    file.write_text(TEXT)
    with pytest.raises(StoryboardError, match="must be more than 0"):
        write_storyboard(file, [SetKey("duration", 0, "pier")])
    with pytest.raises(UsageError, match="no shot sea"):
        write_storyboard(file, [DropShot("sea")])
    with pytest.raises(UsageError, match="only shot"):
        write_storyboard(file, [DropShot("pier"), DropShot("stairs")])
    with pytest.raises(StoryboardError, match="no such file"):
        write_storyboard(tmp_path / "other.yaml", [])
    assert file.read_text() == TEXT
    assert [one.name for one in tmp_path.iterdir()] == ["film.yaml"]


def test_a_folder_that_cannot_be_written_is_one_clear_error() -> None:
    with pytest.raises(StoreError, match="cannot be written"):
        put_in_place(Path("/proc/self/film.yaml"), TEXT)


def test_a_board_written_and_read_is_the_same_board(tmp_path: Path) -> None:
    from test_read import FULL, board_of

    board = board_of(tmp_path, FULL)
    assert check_text(dump_storyboard(board), tmp_path / "film.yaml") == (board, [])


@settings(deadline=None, max_examples=40)  # each example reads the file several times
@given(
    some.text(max_size=40).filter(lambda text: text.strip() == text != ""),
    some.fractions(min_value=Fraction(1, 10), max_value=100, max_denominator=1001),
)
def test_any_text_and_length_survives(text: str, duration: Fraction) -> None:
    value: Json = {"text": text, "mood": "calm"}
    changes = [
        SetKey("prompt", value, "pier"),
        SetKey("title", text),
        SetKey("duration", str(duration), "stairs"),
    ]
    board, _ = check_text(changed_text(TEXT, changes, FILM), FILM)
    assert board is not None
    assert board.shots[0].prompt is not None
    assert (board.title, board.shots[0].prompt.text, board.shots[1].duration) == (text, text, duration)
