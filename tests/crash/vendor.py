"""The vendor of the crash tests: the emulator as a process of its own, which remembers what it was asked."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

import httpx2

__all__ = ["KEY", "Vendor"]

KEY = "key_" + "c7a5" * 32
SPEED = 1000.0  # a job is queued and runs for about 35 s of its time


class Vendor:
    """A running emulator. It is killed in the end, and may be killed and started again before."""

    def __init__(
        self, folder: Path, *, tier: int = 5, speed: float = SPEED, seed: int = 0, run_seconds: float = 30.0
    ) -> None:
        self.folder = folder
        self._words = [
            *("--tier", str(tier), "--speed", str(speed), "--seed", str(seed)),
            *("--run-seconds", str(run_seconds), "--folder", str(folder)),
        ]
        self._process: subprocess.Popen[str] | None = None
        self.url = ""
        self.outputs = ""

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill()

    def start(self) -> None:
        """Listen, at the same addresses as before where there were any."""
        ports = [str(urlsplit(one).port or 0) for one in (self.url, self.outputs)]
        command = [sys.executable, "-m", "rushes", "emulator", "--json", "--port", ports[0]]
        process = subprocess.Popen(
            [*command, "--output-port", ports[1], *self._words],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        self._process = process
        assert process.stdout is not None
        told = json.loads(process.stdout.readline() or "{}")
        if not told:
            self.kill()
            raise RuntimeError("the emulator did not start")
        self.url, self.outputs = told["url"], told["outputs"]

    def kill(self) -> None:
        """End it without a chance to tidy up."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            with process:  # closes its pipe, and waits for it
                pass

    def restart(self) -> None:
        self.kill()
        self.start()

    # ── what it knows ─────────────────────────────────────────────────────────────────────────

    def bill(self) -> dict[str, Any]:
        return self._asked("GET", "/__emulator/bill").json()

    def jobs(self, tag: str) -> list[dict[str, Any]]:
        """The jobs on the bill whose prompts hold this word."""
        return [job for job in self.bill()["jobs"] if tag in job["prompt"]]

    def requests(self) -> list[dict[str, Any]]:
        return self._asked("GET", "/__emulator/requests").json()["requests"]

    def set_faults(self, faults: Sequence[Mapping[str, object]]) -> None:
        """Let these go wrong, and nothing else."""
        self._asked("DELETE", "/__emulator/faults")
        if faults:
            self._asked("POST", "/__emulator/faults", [dict(fault) for fault in faults])

    def struck(self) -> Counter[str]:
        """How often each kind of fault has struck."""
        found: Counter[str] = Counter()
        for fault in self._asked("GET", "/__emulator/faults").json()["faults"]:
            found[fault["kind"]] += fault["struck"]
        return found

    def cancel(self, job: str) -> None:
        """What a person does on the vendor's own page with a job that never ends."""
        self._asked("DELETE", f"/v1/tasks/{job}")

    def _asked(self, method: str, path: str, body: object = None) -> httpx2.Response:
        headers = {"authorization": f"Bearer {KEY}", "x-runway-version": "2024-11-06"}
        with plain_client() as client:
            answer = client.request(method, self.url + path, json=body, headers=headers)
        answer.raise_for_status()
        return answer


@contextmanager
def plain_client() -> Generator[httpx2.Client]:
    with httpx2.Client(timeout=20, trust_env=False, verify=False) as client:
        yield client
