"""A flag wins over a variable, that over the project's file, that over the user's, that over the default."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from rushes.errors import ConfigError
from rushes.model import Size
from rushes.settings import SETTINGS, Settings, find_workspace, load_settings

NOBODY = {"RUSHES_CONFIG": ""}


def test_what_holds_when_nothing_is_said(tmp_path: Path) -> None:
    settings = load_settings(tmp_path, environ=NOBODY)
    assert settings == Settings()
    assert set(settings.origins) == {setting.name for setting in SETTINGS}
    assert set(settings.origins.values()) == {"default"}


def test_the_nearest_word_holds_and_says_where_it_stands(tmp_path: Path) -> None:
    inner = tmp_path / "project" / "boards"
    inner.mkdir(parents=True)
    mine = tmp_path / "config" / "rushes" / "config.toml"
    mine.parent.mkdir(parents=True)
    mine.write_text('crf = 1\nfps = 23.976\nsize = "640x360"\nloudness = -23\nworkspace = "films"\n')
    project = tmp_path / "project" / "rushes.toml"
    project.write_text('crf = 2\nsize = "1920x1080"\n')
    environ = {
        "XDG_CONFIG_HOME": str(tmp_path / "config"),
        "RUSHES_CRF": "3",
        "RUSHES_SIZE": "",
        "RUSHES_PRESET": "slow",
    }
    settings = load_settings(inner / "film.yaml", overrides={"preset": "fast"}, environ=environ)
    assert settings == Settings(
        workspace=mine.parent / "films",
        size=Size(1920, 1080),
        fps=Fraction(24000, 1001),
        loudness=-23.0,
        crf=3,
        preset="fast",
    )
    assert settings.origins == {
        "workspace": str(mine),
        "model": "default",
        "size": str(project),
        "fps": str(mine),
        "loudness": str(mine),
        "crf": "RUSHES_CRF",
        "preset": "--preset",
        "workers": "default",
        "ledger": "default",
        "monthly_budget": "default",
        "project_budget": "default",
        "deadline": "default",
        "poll_interval": "default",
        "takeover": "default",
    }


@pytest.mark.parametrize(
    ("text", "said", "hint"),
    [
        ("crff = 3", "there is no setting crff", "did you mean crf?"),
        ("qqqq = 3", "there is no setting qqqq", "settings: workspace, model"),
        ('runway_key = "abc"', "there is no setting runway_key", "keys are never settings"),
        ("[film]\ncrf = 3", "there is no setting film", None),
        ("crf = 99", "crf cannot be '99'", "0 (best) to 51"),
        ("crf = 1.5", "crf cannot be '1.5'", None),
        ("crf = true", "crf must be one value", None),
        ("crf = [1]", "crf must be one value", None),
        ("fps = 0", "fps cannot be '0'", None),
        ('fps = "1/0"', "fps cannot be '1/0'", None),
        ("loudness = nan", "loudness cannot be 'nan'", "-40 to -5 LUFS"),
        ('size = "1281x720"', "size cannot be '1281x720'", "both even"),
        ('size = "99999x720"', "size cannot be '99999x720'", None),
        ('preset = "quick"', "preset cannot be 'quick'", "veryfast"),
        ('model = "a b"', "model cannot be 'a b'", "rushes models"),
        ('workspace = ""', "workspace cannot be ''", "a folder"),
        ("crf 3", "is no TOML", "a setting is a line"),
        ("crf = 1\ncrf = 2", "is no TOML", None),
    ],
)
def test_a_wrong_file_is_named(tmp_path: Path, text: str, said: str, hint: str | None) -> None:
    file = tmp_path / "rushes.toml"
    file.write_text(text)
    with pytest.raises(ConfigError) as caught:
        load_settings(tmp_path, environ=NOBODY)
    assert caught.value.message.startswith(str(file))
    assert said in caught.value.message
    assert hint is None or hint in str(caught.value.hint)
    assert "abc" not in f"{caught.value.message} {caught.value.hint}"
    assert caught.value.exit_code == 2


def test_a_wrong_variable_a_wrong_flag_and_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="RUSHES_WORKERS: workers cannot be 'many'"):
        load_settings(tmp_path, environ={**NOBODY, "RUSHES_WORKERS": "many"})
    with pytest.raises(ConfigError, match="--crf: crf cannot be '-1'"):
        load_settings(tmp_path, overrides={"crf": "-1"}, environ=NOBODY)
    with pytest.raises(ConfigError, match=r"RUSHES_CONFIG names .*, which is no file"):
        load_settings(tmp_path, environ={"RUSHES_CONFIG": str(tmp_path / "mine.toml")})
    (tmp_path / "rushes.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(ConfigError, match="is no TOML"):
        load_settings(tmp_path, environ=NOBODY)


def test_the_workspace_is_the_nearest_one_upward_else_beside_the_board(tmp_path: Path) -> None:
    boards = tmp_path / "project" / "boards"
    boards.mkdir(parents=True)
    board = boards / "film.yaml"
    assert find_workspace(board, environ={}) == boards
    (tmp_path / ".rushes").mkdir()
    assert find_workspace(board, environ={}) == tmp_path
    (tmp_path / "project" / "rushes.toml").touch()
    assert find_workspace(boards, environ={}) == tmp_path / "project"
    assert find_workspace(board, environ={"RUSHES_WORKSPACE": "/data"}) == Path("/data")
    assert find_workspace(board, explicit="/films/.rushes", environ={"RUSHES_WORKSPACE": "/data"}) == Path(
        "/films"
    )


def test_own_prompts_are_found_beside_rushes_toml_and_with_the_settings(tmp_path: Path) -> None:
    home, project, board = tmp_path / "home", tmp_path / "project", tmp_path / "project" / "one" / "film.yaml"
    (project / "one" / ".rushes").mkdir(parents=True)  # nearer than rushes.toml
    home.mkdir()
    (home / "config.toml").touch()
    (project / "rushes.toml").touch()
    files = tuple(folder / "prompts.toml" for folder in (home, project, project / "one"))
    environ = {"RUSHES_CONFIG": str(home / "config.toml")}
    assert load_settings(board, environ=environ).prompts == ()
    for file in files:
        file.touch()
    assert load_settings(board, environ=environ).prompts == files  # the nearest is on top
    assert load_settings(project, environ={"RUSHES_CONFIG": ""}).prompts == (files[1],)
