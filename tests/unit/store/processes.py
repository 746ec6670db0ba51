"""Real processes that work on a ledger beside the test's own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from ledgers import Place

CHILD = Path(__file__).with_name("ledger_child.py")


class Raised(Exception):
    """What the other process's ledger raised: the name of its error, and what it says."""

    def __init__(self, name: str, said: str) -> None:
        super().__init__(f"{name}: {said}")
        self.name = name


class Child:
    """A process with a ledger of its own on the same store."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def send(self, call: str, *arguments: object) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps([call, *arguments]) + "\n")
        self._process.stdin.flush()

    def receive(self) -> Any:
        answer = json.loads(self.line())
        if "raised" in answer:
            raise Raised(answer["raised"], answer["said"])
        return answer["is"]

    def ask(self, call: str, *arguments: object) -> Any:
        self.send(call, *arguments)
        return self.receive()

    def line(self) -> str:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line, f"the process ended with {self._process.wait()}"
        return line

    def stop(self) -> None:
        """Stop it where it stands; it has stopped when this returns."""
        self._process.send_signal(signal.SIGSTOP)
        self.stands()

    def stands(self) -> None:
        """Wait until it has stopped."""
        os.waitid(os.P_PID, self._process.pid, os.WSTOPPED | os.WNOWAIT)

    def go_on(self) -> None:
        self._process.send_signal(signal.SIGCONT)

    def kill(self) -> None:
        """End it without a chance to tidy up; it is gone when this returns."""
        self._process.kill()
        self._process.wait()


@contextmanager
def children(place: Place, count: int, *, offset: float = 0, silent: float = 30) -> Generator[list[Child]]:
    """So many processes, each with an open ledger; none of them is left afterwards, however the test ends."""
    told = json.dumps([str(place.folder), place.url, offset, silent])
    with ExitStack() as stack:
        started: list[Child] = []
        for _ in range(count):
            process = stack.enter_context(
                subprocess.Popen(
                    [sys.executable, str(CHILD), told],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    text=True,
                )
            )
            stack.callback(process.kill)  # before Popen's own end, which waits for it
            started.append(Child(process))
        for child in started:
            assert child.line() == "here\n"
        yield started


@contextmanager
def a_child(place: Place, *, offset: float = 0, silent: float = 30) -> Generator[Child]:
    with children(place, 1, offset=offset, silent=silent) as (child,):
        yield child
