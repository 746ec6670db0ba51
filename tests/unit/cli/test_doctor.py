"""What `rushes doctor` tries, where, and how often it says what is wrong."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest


def doctor(folder: Path, *words: str, **environ: str) -> tuple[int, dict[str, dict[str, str]]]:
    """The exit code, and the checks by name; there is one of each name."""
    done = subprocess.run(
        [sys.executable, "-m", "rushes", "doctor", "--json", *words],
        cwd=folder,
        env={**os.environ, **environ},
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
    )
    found = json.loads(done.stdout)["checks"]
    assert len({one["name"] for one in found}) == len(found)
    return done.returncode, {one["name"]: one for one in found}


def test_one_wrong_setting_is_one_failure_with_what_is_allowed(tmp_path: Path) -> None:
    code, found = doctor(tmp_path, RUSHES_CRF="fine")
    assert code == 1
    failed = [one for one in found.values() if one["state"] == "fail"]
    assert [(one["name"], one["fix"]) for one in failed] == [("settings", "allowed: 0 (best) to 51")]
    assert found["pyav"]["state"] == "ok"


@pytest.mark.parametrize("words", [["--workspace", "films"], []])
def test_the_workspace_that_is_named_is_the_one_that_is_tried(tmp_path: Path, words: list[str]) -> None:
    (tmp_path / "films" / ".rushes").mkdir(parents=True)
    (tmp_path / "films" / ".rushes" / "ledger.db").write_text("no ledger at all, but a text of some length")
    code, found = doctor(tmp_path, *words, **({} if words else {"RUSHES_WORKSPACE": "films"}))
    assert code == 1
    assert found["workspace"]["detail"] == str(tmp_path / "films" / ".rushes")
    assert found["ledger"]["state"] == "fail"
    assert doctor(tmp_path)[1]["ledger"]["detail"] == "none yet"
