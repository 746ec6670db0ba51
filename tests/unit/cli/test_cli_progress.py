"""Progress: lines in a pipe, bars at a terminal, silence when asked."""

from __future__ import annotations

import io
import os
import pty
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path

import pytest

from rushes.cli.out import Out
from rushes.cli.progress import following


@dataclass(frozen=True)
class Step:
    stage: str
    item: str
    fraction: float
    whole: float


STEPS = [
    Step("make", "s01", 0.0, 0.0),
    Step("make", "s01", 0.5, 0.2),
    Step("make", "s01", 1.0, 0.4),
    Step("make", "s01", 1.0, 0.4),
    Step("join", "s01>s02\n\x1b[2J", 1.0, 0.7),
    Step("stitch", "film", 1.0, 1.0),
]


def followed(out: Out) -> str:
    with following(out) as listen:
        for step in STEPS:
            listen(step)
    assert isinstance(out.stderr, io.StringIO)
    assert isinstance(out.stdout, io.StringIO)
    assert out.stdout.getvalue() == ""
    return out.stderr.getvalue()


def an_out(*, json_mode: bool = False) -> Out:
    return Out(
        stdout=io.StringIO(), stderr=io.StringIO(), stdin=io.StringIO(), environ={}, json_mode=json_mode
    )


def test_one_line_a_step_in_a_pipe() -> None:
    assert followed(an_out()).splitlines() == [
        " 40%  made s01",
        " 70%  joined s01>s02\\n\\x1b[2J",
        "100%  stitched film",
    ]


@pytest.mark.parametrize("way", ["json", "quiet"])
def test_silence_when_asked(way: str) -> None:
    out = an_out(json_mode=way == "json")
    out.quiet = way == "quiet"
    assert followed(out) == ""


def test_steps_may_come_from_many_threads() -> None:
    out = an_out()
    with following(out) as listen:
        threads = [
            threading.Thread(target=listen, args=(Step("make", f"s{number}", 1.0, 0.5),))
            for number in range(20)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert isinstance(out.stderr, io.StringIO)
    assert len(out.stderr.getvalue().splitlines()) == 20


def test_bars_at_a_terminal() -> None:
    code = f"""
import sys
sys.path.insert(0, {str(Path(__file__).parent)!r})
from test_cli_progress import STEPS
from rushes.cli.out import Out
from rushes.cli.progress import following
with following(Out()) as listen:
    for step in STEPS:
        listen(step)
"""
    leader, follower = pty.openpty()
    environ = {**os.environ, "TERM": "xterm", "COLUMNS": "80"}
    with subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=follower, env=environ
    ) as process:
        os.close(follower)
        seen = b""
        while True:
            try:
                block = os.read(leader, 4096)
            except OSError:
                break
            seen += block
        stdout = process.stdout.read() if process.stdout else b""
    os.close(leader)
    assert process.returncode == 0
    assert stdout == b""
    assert "✓ made s01" in seen.decode()
    assert "all" in seen.decode()
    assert b"\x1b[2J" not in seen
