"""`rushes takes`: a take that several shots use is told as the shot's that was asked for."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from rushes.cli.takes import _take
from rushes.errors import UsageError
from rushes.model import Take, TakeState
from rushes.storyboard import Storyboard
from rushes.workspace import open_workspace

BOARD = """\
rushes: storyboard/1
size: 160x90
fps: 12
model: paper
options: {burn_in: false}
shots:
  - {id: sea, prompt: the sea, duration: 0.5}
  - {id: street, prompt: a street, duration: 0.5}
"""


def takes(*words: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "rushes", "takes", *words], capture_output=True, text=True, check=True
    )
    return done.stdout


def listed(*words: str) -> list[tuple[object, ...]]:
    found = json.loads(takes("list", *words, "--json"))["takes"]
    return [(one["board"], one["shot"], one["number"], one["circled"]) for one in found]


@pytest.fixture
def project(tmp_path: Path, paper: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two equal storyboards, the second of which uses the takes of the first, and has one more."""
    monkeypatch.chdir(tmp_path)
    for name in ("one.yaml", "two.yaml"):
        (tmp_path / name).write_text(BOARD)
    with open_workspace(tmp_path) as workspace:
        one, two = Storyboard.load("one.yaml"), Storyboard.load("two.yaml")
        workspace.make_takes(one, ["sea", "street"])
        workspace.make_takes(two, [])
        workspace.retake(two, "sea")
        assert len(workspace.takes()) == 3
    return tmp_path


def test_an_adopted_take_has_a_number_and_is_circled_by_it(project: Path) -> None:
    assert listed("two.yaml") == [
        ("two.yaml", "sea", 1, None),
        ("two.yaml", "street", 1, "rushes"),
        ("two.yaml", "sea", 2, "rushes"),
    ]
    takes("circle", "two.yaml", "sea", "1")
    assert listed("two.yaml", "--shot", "sea") == [
        ("two.yaml", "sea", 1, "person"),
        ("two.yaml", "sea", 2, None),
    ]
    assert "sea, take 1" in takes("show", "two.yaml", "sea")
    assert listed("one.yaml", "--shot", "sea") == [("one.yaml", "sea", 1, "rushes")]
    assert [one[:3] for one in listed()] == [
        ("one.yaml", "sea", 1),
        ("one.yaml", "street", 1),
        ("two.yaml", "sea", 2),
    ]


def test_a_renamed_shot_s_take_is_listed_by_the_new_name(project: Path) -> None:
    (project / "one.yaml").write_text(BOARD.replace("id: sea", "id: ocean"))
    with open_workspace(project) as workspace:
        workspace.make_takes(Storyboard.load("one.yaml"), [])
    assert ("one.yaml", "ocean", 1, "rushes") in listed("one.yaml", "--shot", "ocean")
    shown = takes("list", "one.yaml", "--shot", "ocean")
    assert "ocean" in shown
    assert "sea " not in shown.replace("the sea", "")
    takes("circle", "one.yaml", "ocean", "1")


def test_few_digits_are_a_number_and_never_the_beginning_of_an_id() -> None:
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    take = Take("7654321000000000", BOARD, "sea", 1, "paper", TakeState.FETCHED, "w", "r", moment)
    assert _take([(take, 1)], "sea", "1", None) == (take, 1)
    assert _take([(take, 1)], "sea", "7654", None) == (take, 1)
    for number in ("7", "76", "765"):
        with pytest.raises(UsageError, match=f"no take `{number}`"):
            _take([(take, 1)], "sea", number, None)
