"""What a newcomer types first, with the installed wheel."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

Rushes = Callable[..., subprocess.CompletedProcess[str]]


def test_it_says_what_it_is(rushes: Rushes) -> None:
    assert rushes("--version").stdout.startswith("rushes 0.")
    assert "rushes film film.yaml" in rushes("--help").stdout
    assert rushes(code=2).stdout.startswith("Usage: ")
    assert "130  stopped" in rushes("help", "exit-codes").stdout


def test_the_doctor_finds_all_well(rushes: Rushes, tmp_path: Path) -> None:
    done = rushes("doctor")
    assert "fail" not in done.stdout
    assert "libx264" in done.stdout
    assert list(tmp_path.iterdir()) == []


def test_the_doctor_finds_what_is_wrong_and_tells_it_once(rushes: Rushes) -> None:
    done = rushes("doctor", "--json", code=1, RUSHES_CRF="fine")
    failed = [one for one in json.loads(done.stdout)["checks"] if one["state"] == "fail"]
    assert [one["name"] for one in failed] == ["settings"]
    assert failed[0]["fix"]


def test_a_new_storyboard_is_right(rushes: Rushes, tmp_path: Path) -> None:
    made = rushes("storyboard", "new", "my film.yaml")
    assert made.stdout == f"{tmp_path / 'my film.yaml'}\n"
    assert rushes("storyboard", "check", "my film.yaml").stdout.startswith("my film.yaml: ")
    assert "nothing" not in rushes("film", "my film.yaml", "--dry-run").stdout
    rushes("storyboard", "new", "my film.yaml", code=2)


def test_a_wrong_storyboard_tells_everything_at_once(rushes: Rushes, tmp_path: Path) -> None:
    (tmp_path / "b.yaml").write_text(
        "rushes: storyboard/1\nshots:\n- id: a\n  prompt: x\n  duration: -1\n- id: a\n  promt: y\n"
    )
    done = rushes("storyboard", "check", "b.yaml", code=2)
    lines = done.stdout.splitlines()
    assert len(lines) >= 3
    assert all(line.startswith("error: b.yaml:") for line in lines)
    told = rushes("film", "b.yaml", "--json", code=2)
    assert told.stdout == ""
    assert len(json.loads(told.stderr)["error"]["findings"]) == len(lines)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["flim"], 2),
        (["film"], 2),
        (["film", "nosuch.yaml"], 2),
        (["film", "--nonsense", "b.yaml"], 2),
        (["film", "."], 2),
        (["shoot", "a door", "--duration", "1e9"], 2),
        (["shoot", "a door", "--duration", "-1"], 2),
        (["shoot", "a door", "--model", "nosuch"], 2),
        (["shoot", ""], 2),
        (["join", "nosuch.mp4", "-o", "film.mp4"], 2),
        (["join", "a.mp4"], 2),
        (["takes", "show", "nosuch"], 2),
        (["models", "nosuch"], 2),
        (["help", "nosuch"], 2),
    ],
    ids=lambda one: " ".join(one) if isinstance(one, list) else str(one),
)
def test_bad_input_is_one_clear_error(rushes: Rushes, tmp_path: Path, words: list[str], code: int) -> None:
    done = rushes(*words, code=code)
    assert done.stdout == ""
    assert done.stderr.startswith("error: ")
    assert [path.name for path in tmp_path.iterdir() if not path.name.startswith(".rushes")] == []


def test_odd_names(rushes: Rushes, tmp_path: Path) -> None:
    for name in ("-dash.yaml", "%d.yaml", "new\nline.yaml", "鹿 'quote\".yaml"):
        made = rushes("storyboard", "new", "--", name)
        assert made.stdout == f"{tmp_path / name}\n"
        rushes("storyboard", "check", "--", name)
    raw = os.fsdecode(b"caf\xe9.yaml")
    rushes("storyboard", "new", raw)
    told = json.loads(rushes("storyboard", "check", raw, "--json").stdout)
    assert told["storyboards"][0]["path"] == raw


def test_nothing_is_coloured_in_a_pipe_unless_asked(rushes: Rushes) -> None:
    assert "\x1b[" not in rushes("doctor").stdout
    assert "\x1b[" in rushes("doctor", FORCE_COLOR="1").stdout
    assert "\x1b[" not in rushes("doctor", FORCE_COLOR="1", NO_COLOR="1").stdout


@pytest.mark.parametrize("words", [["storyboard", "new", "b.yaml"], ["film", "film.yaml"]])
def test_a_read_only_folder(installed: Path, bound: list[str], tmp_path: Path, words: list[str]) -> None:
    (tmp_path / "film.yaml").write_text(
        "rushes: storyboard/1\nsize: 96x64\nshots: [{prompt: sea, duration: 1}]\n"
    )
    tmp_path.chmod(0o555)
    try:
        command = [*bound, installed / "rushes", *words]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    finally:
        tmp_path.chmod(0o755)
    assert done.returncode == 1, done.stderr
    assert "cannot be written" in done.stderr
    assert "hint: " in done.stderr
    assert "Traceback" not in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["film.yaml"]
