"""`rushes prompts compile`: models side by side, a shot of a storyboard, and what is wrong."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

BOARD = """\
rushes: storyboard/1
look: {lighting: golden hour}
cast: {keeper: an old man in a yellow coat}
shots:
  - id: stairs
    prompt: {subject: "@keeper", action: climbs the stairs, camera: "static, handheld", negative: people}
    duration: 5
    motion: 9
"""


def run(*words: str, folder: Path | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "rushes", *words],
        env=dict(os.environ),
        cwd=folder,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
    )


@pytest.mark.parametrize(
    ("words", "said", "hint"),
    [
        ((), "nothing is given to compile", '"a pier at dusk"'),
        (("a cat", "--shot", "film.yaml", "stairs"), "at once", "--shot BOARD SHOT"),
        (("a cat", "--model", "runway:gen45"), "no model", "known models"),
        (("a cat", "--model", "runway:gen4_turbo"), "cannot do text_to_video", "rushes models"),
        (("a cat", "--model", "runway:gen4.5", "--size", "640x360"), "does not make 640x360", "fit: size"),
        (("a cat", "--model", "runway:gen4.5", "--duration", "30"), "too long", "fit: duration"),
        (("--shot", "film.yaml", "stair"), "no shot `stair`", "did you mean `stairs`?"),
        (
            ("x" * 1001, "--model", "runway:gen4.5"),
            "its subject alone is 1002 characters long",
            "fewer words",
        ),
    ],
)
def test_what_is_wrong_is_told(tmp_path: Path, words: tuple[str, ...], said: str, hint: str) -> None:
    (tmp_path / "film.yaml").write_text(BOARD)
    done = run("prompts", "compile", *words, folder=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert hint in done.stderr


def test_one_model_fits_a_terminal_and_says_why(tmp_path: Path) -> None:
    done = run(
        "prompts",
        "compile",
        "A pier at dusk, no people, slow zoom in, " + "noir, " * 5,
        "--model",
        "runway:gen4.5",
    )
    assert done.returncode == 0
    assert max(map(len, done.stdout.splitlines())) <= 80
    assert "Slow zoom in. A pier at dusk. Noir." in done.stdout
    assert "negative  dropped" in done.stdout
    assert "$0.60" in done.stdout


def test_models_stand_side_by_side_also_where_one_cannot(tmp_path: Path) -> None:
    models = ("previz", "runway:veo3.1", "runway:gen4_turbo")
    done = run(
        "prompts", "compile", "A pier, no people", *(word for name in models for word in ("--model", name))
    )
    assert done.returncode == 0
    assert "runway:gen4_turbo cannot do text_to_video" in done.stdout
    rows = [line.split() for line in done.stdout.splitlines()]
    assert ["wish", "previz", "runway:veo3.1"] in rows
    assert ["negative", "dropped", "parameter"] in rows


def test_a_shot_of_a_storyboard_as_json(tmp_path: Path) -> None:
    (tmp_path / "film.yaml").write_text(BOARD)
    done = run(
        "prompts",
        "compile",
        "--shot",
        "film.yaml",
        "stairs",
        "--model",
        "runway:veo3.1",
        "--json",
        folder=tmp_path,
    )
    document: dict[str, Any] = json.loads(done.stdout)
    (model,) = document["models"]
    assert document["schema"] == "rushes/prompts-compile/1"
    assert model["text"].startswith(
        "Static shot, handheld camera, intense movement. An old man in a yellow coat climbs"
    )
    assert (model["seconds"], model["trimmed_seconds"], model["price_micros"]) == (6.0, 1.0, 1_200_000)
    assert model["price_micros"] == sum(one["adds_micros"] for one in model["report"])
    verdicts = {one["wish"]: one["verdict"] for one in model["report"]}
    assert verdicts["negative"] == "parameter"
    assert verdicts["camera"] == "conflicting"
    assert [one["rule"] for one in document["remarks"]] == ["contradiction"]


def test_a_storyboard_check_and_a_dry_run_say_what_could_be_better(tmp_path: Path) -> None:
    (tmp_path / "film.yaml").write_text(BOARD)
    check = run("storyboard", "check", "film.yaml", folder=tmp_path)
    assert check.returncode == 0
    assert "film.yaml:6:" in check.stdout
    assert "static shot and handheld cannot both be (leave out `static` or `handheld`)" in check.stdout
    plan = run("film", "film.yaml", "--dry-run", folder=tmp_path)
    assert "static shot and handheld cannot both be" in plan.stderr
    assert "previz has no field for what must not be seen" in plan.stderr


def test_a_single_clip_says_what_its_model_leaves_out(tmp_path: Path) -> None:
    words = ("shoot", "a cat, noir, no people", "--duration", "0.1", "--size", "64x36", "--json")
    done = run(*words, folder=tmp_path)
    assert done.returncode == 0, done.stderr
    said = [one["message"] for one in json.loads(done.stdout)["warnings"]]
    assert said == [
        "previz has no field for what must not be seen, and words would rather bring it in: negative is left out",
    ]
