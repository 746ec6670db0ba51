"""`rushes emulator` as a process: what it prints, and that killing it loses nothing."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest
from emulated import HEADERS, WISH


@contextmanager
def process(*words: str) -> Generator[tuple[subprocess.Popen[str], dict[str, Any]]]:
    command = [sys.executable, "-m", "rushes", "emulator", "--json", "--port", "0", *words]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        try:
            yield running, json.loads(running.stdout.readline())
        finally:
            running.kill()


def test_a_kill_loses_no_job(tmp_path: Path) -> None:
    folder = str(tmp_path / "emulator")
    bills: list[Any] = []
    for _ in range(2):
        with process("--manual", "--folder", folder) as (running, told):
            with httpx2.Client(
                base_url=told["url"], headers=HEADERS, trust_env=False, verify=False
            ) as client:
                assert client.post("/v1/text_to_video", json=WISH).status_code == 200
                client.post("/__emulator/clock", json={"advance": 7})
                bills.append(client.get("/__emulator/bill").json())
            running.send_signal(signal.SIGKILL)
            running.wait(10)
    assert [bill["jobs_accepted"] for bill in bills] == [1, 2]
    assert bills[1]["jobs"][0]["id"] == bills[0]["jobs"][0]["id"]
    assert [job["accepted_at"] for job in bills[1]["jobs"]] == [0, 7]


def test_ctrl_c_ends_it() -> None:
    with process("--speed", "1000") as (running, told):
        with httpx2.Client(base_url=told["url"], headers=HEADERS, trust_env=False, verify=False) as client:
            assert client.get("/__emulator/clock").json()["real_time"] is True
            id_ = client.post("/v1/text_to_video", json=WISH).json()["id"]
            ends = (client.get(f"/v1/tasks/{id_}").json()["status"] == "SUCCEEDED" for _ in range(1000))
            assert any(ends)
        running.send_signal(signal.SIGINT)
        assert running.wait(10) == 130


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--script", "nothing.toml"], "cannot be read"),
        (["--tier", "9"], "--tier"),
        (["--host", "192.0.2.1"], "cannot listen"),
    ],
)
def test_what_cannot_be_served_says_why(words: list[str], said: str, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "rushes", "emulator", "--port", "0", *words]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, timeout=30)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr
