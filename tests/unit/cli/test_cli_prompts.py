"""`rushes prompts`: what it prints, and what it says of words that it does not know."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

STYLE = '[[style]]\nname = "inky"\ndefinition = "Ink on paper."\n'


def run(*words: str, folder: Path | None = None, **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "rushes", "prompts", *words],
        env={**os.environ, **environ},
        cwd=folder,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
    )


def document(*words: str, **more: Any) -> dict[str, Any]:
    done = run(*words, "--json", **more)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize(
    ("words", "said", "hint"),
    [
        (("list", "lightning"), "there is no kind `lightning`", "did you mean `lighting`?"),
        (("list", "zzz"), "there is no kind `zzz`", "there are camera-move, shot-size"),
        (("show", "goldn", "hour"), "the library has no entry 'goldn hour'", "did you mean golden hour?"),
        (("build", "natur"), "there is no builder 'natur'", "did you mean nature?"),
        (("build", "nature"), "the builder nature needs scene", 'scene="what is seen"'),
        (("build", "nature", "a fjord"), "'a fjord' does not say which slot", 'scene="…"'),
        (("build", "nature", "seen=a fjord"), "the builder nature has no seen", "did you mean scene?"),
    ],
)
def test_wrong_words_get_a_guess(words: tuple[str, ...], said: str, hint: str) -> None:
    done = run(*words)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert hint in done.stderr


def test_the_list_has_every_entry_or_those_of_a_kind() -> None:
    everything = document("list")
    assert everything["schema"] == "rushes/prompts/1"
    assert {one["name"] for one in everything["builders"]} == {"cinematic", "product", "nature"}
    for words in (("film", "stocks"), ("film-stock",), ("film_stock",), ("stocks",)):
        some = document("list", *words)
        assert {one["kind"] for one in some["entries"]} == {"film stock"}
        assert some["builders"] == []
    assert document("list", "builders")["entries"] == []
    shown = run("list", "camera").stdout.splitlines()
    assert shown[0].split()[:2] == ["name", "kind"]
    assert any(line.startswith("dolly zoom") and "camera move" in line for line in shown)


def test_an_entry_is_shown_with_how_models_are_told() -> None:
    shown = run("show", "Magic", "hour").stdout
    for words in (
        "golden hour",
        "lighting",
        "The sun stands low",
        "magic hour",
        "blue hour",
        "“golden hour light”",
    ):
        assert words in shown
    crane = document("show", "crane shot")["entry"]
    assert crane["move"] == {"kind": "crane", "direction": "up", "speed": "normal"}
    assert crane["told"]["luma"] == {
        "words": "crane shot",
        "parameter": "concepts",
        "value": "crane_up",
        "why": None,
    }
    both = document("show", "cinematic")
    assert both["entry"]["kind"] == "style"
    assert both["builder"]["needs"] == ["subject"]
    assert "*" not in run("show", "zoom in").stdout


def test_a_prompt_is_built_as_a_storyboard_has_it_and_as_a_sentence() -> None:
    done = run("build", "cinematic", 'subject=a "knight": old', "action=rides = away")
    assert done.returncode == 0, done.stderr
    held = YAML(typ="safe").load(done.stdout)
    assert held["prompt"]["subject"] == 'a "knight": old'
    assert held["prompt"]["action"] == "rides = away"
    assert done.stdout.splitlines()[-1].startswith(
        '# A "knight": old rides = away. Slow tracking shot, cinematic'
    )
    made = document("build", "nature", "scene=a fjord", "atmosphere=calm")
    assert made["schema"] == "rushes/prompt/1"
    assert made["sentence"] == (
        "A fjord. Cinematic wide shot, nature documentary style, 8K, golden hour, calm mood."
    )


def test_own_entries_come_from_the_project_and_from_the_settings_folder(
    tmp_path: Path, own_home: Path
) -> None:
    below = tmp_path / "boards"
    below.mkdir()
    (tmp_path / "rushes.toml").write_text("")
    (tmp_path / "prompts.toml").write_text(STYLE)
    shown = run("show", "inky", folder=below)
    assert "Ink on paper." in shown.stdout
    assert str(tmp_path / "prompts.toml") in shown.stdout

    settings = own_home / "rushes"
    settings.mkdir()
    (settings / "prompts.toml").write_text(STYLE.replace("inky", "chalky"))
    assert run("show", "chalky", folder=below).returncode == 0
    assert run("show", "chalky", folder=below, RUSHES_CONFIG="").returncode == 2

    (tmp_path / "prompts.toml").write_text(STYLE.replace("inky", "noir"))
    done = run("list", folder=below)
    assert done.returncode == 2
    assert f"{tmp_path / 'prompts.toml'}: style: there is a style called 'noir' already" in done.stderr
    assert "hint: `replaces = true`" in done.stderr
