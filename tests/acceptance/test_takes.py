"""A shot's takes, from the first film to a circled one."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

Rushes = Callable[..., subprocess.CompletedProcess[str]]

BOARD = """\
rushes: storyboard/1
title: Two shots
size: 160x90
fps: 12
shots:
- {id: sea, prompt: a boat on the open sea, duration: 0.5}
- {id: street, prompt: a woman walks in a city street, duration: 0.5}
"""


def takes_of(rushes: Rushes, shot: str) -> list[dict[str, object]]:
    return json.loads(rushes("takes", "list", "b.yaml", "--shot", shot, "--json").stdout)["takes"]


def statuses(rushes: Rushes) -> list[str]:
    plan = json.loads(rushes("film", "b.yaml", "--dry-run", "--json").stdout)
    return [shot["status"] for shot in plan["shots"]]


def test_takes_are_kept_and_circled(rushes: Rushes, tmp_path: Path) -> None:
    board = tmp_path / "b.yaml"
    board.write_text(BOARD)
    assert statuses(rushes) == ["missing", "missing"]
    assert not (tmp_path / ".rushes").exists()
    film = rushes("film", "b.yaml")
    assert film.stdout == f"{tmp_path / 'b.mp4'}\n"
    assert statuses(rushes) == ["current", "current"]
    first = (tmp_path / "b.mp4").read_bytes()
    assert "up to date" in rushes("film", "b.yaml").stderr

    clip = Path(rushes("retake", "b.yaml", "sea").stdout.rstrip("\n"))
    assert clip.is_file()
    takes = takes_of(rushes, "sea")
    assert [(take["number"], take["circled"]) for take in takes] == [(1, None), (2, "rushes")]
    rushes("film", "b.yaml", "--quiet")
    assert (tmp_path / "b.mp4").read_bytes() != first

    rushes("takes", "circle", "b.yaml", "sea", "1")
    assert json.loads(rushes("film", "b.yaml", "--json").stdout)["made"] == []
    assert (tmp_path / "b.mp4").read_bytes() == first

    board.write_text(BOARD.replace("open sea", "sea at night"))
    assert statuses(rushes) == ["kept", "current"]
    assert "because you circled it: sea" in rushes("film", "b.yaml", "--dry-run").stdout

    shown = rushes("takes", "show", "b.yaml", "sea").stdout
    assert "circled  by you" in shown
    identity = str(takes[1]["id"])
    assert identity in rushes("takes", "show", identity[:8]).stdout
    assert "no take `7`" in rushes("takes", "circle", "b.yaml", "sea", "7", code=2).stderr
    assert "did you mean" in rushes("retake", "b.yaml", "see", code=2).stderr
    assert "nobody" not in rushes("takes", "list").stdout


def test_one_clip_from_one_prompt(rushes: Rushes, tmp_path: Path) -> None:
    words = ("shoot", "a boat", "--duration", "0.5", "--size", "160x90", "--fps", "12")
    made = json.loads(rushes(*words, "-o", "-boat %d.mp4", "--json").stdout)
    assert (tmp_path / "-boat %d.mp4").read_bytes() == Path(made["path"]).read_bytes()
    again = json.loads(rushes(*words, "--json").stdout)
    assert again["id"] == made["id"]
