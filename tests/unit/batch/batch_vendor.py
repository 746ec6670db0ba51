"""An emulated vendor, workspaces that ask it, and `rushes batch` as a process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rushes import emulator
from rushes.emulator import Server
from rushes.workspace import Workspace, open_workspace

MODEL = "runway:gen4.5"  # 12 credits a second; a credit is a cent
PATIENCE = 60.0  # seconds; so long is waited only where something hangs


@dataclass(frozen=True)
class BatchVendor:
    """An emulated Runway, and a folder whose workspace asks it."""

    server: Server
    folder: Path
    environ: dict[str, str] = field(default_factory=dict[str, str])

    def open(self) -> Workspace:
        return open_workspace(self.folder, environ=self.environ)

    def prompts(self) -> list[str]:
        """Of the jobs that were accepted, and are on the bill; as a file says them, not as a sentence."""
        return sorted(str(job["prompt"]).lower().rstrip(".") for job in self.server.bill()["jobs"])

    @property
    def charged(self) -> float:
        """In credits."""
        return self.server.bill()["credits"]["charged"]

    def write(self, text: str, name: str = "clips.csv") -> Path:
        """A batch file in the folder."""
        path = self.folder / name
        path.write_text(text)
        return path

    def table(self, *prompts: str, name: str = "clips.csv") -> Path:
        """A table with a job of 2 s for each prompt, and the prompt's place in a column of its own."""
        rows = [f"{prompt},{MODEL},2,{place}" for place, prompt in enumerate(prompts, 1)]
        return self.write("\n".join(["prompt,model,duration,x-place", *rows]) + "\n", name)

    @contextmanager
    def started(self, *words: str) -> Generator[subprocess.Popen[str]]:
        """A `rushes` in the folder; it is gone when the block ends."""
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        with subprocess.Popen(
            [sys.executable, "-m", "rushes", *words],
            cwd=self.folder,
            env={**kept, **self.environ},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        ) as process:
            try:
                yield process
            finally:
                process.kill()

    def rushes(self, *words: str) -> Ended:
        """A `rushes` that has come to its end."""
        with self.started(*words) as process:
            return Ended.of(process)


@dataclass(frozen=True)
class Ended:
    """How a process ended."""

    code: int
    stdout: str
    stderr: str

    @classmethod
    def of(cls, process: subprocess.Popen[str]) -> Ended:
        stdout, stderr = process.communicate(timeout=PATIENCE)
        assert "Traceback" not in stderr, stderr
        return cls(process.returncode, stdout, stderr)

    @property
    def document(self) -> dict[str, Any]:
        return json.loads(self.stdout)

    def statuses(self) -> dict[str, str]:
        """Of each job, in a document or in a results file whose path was printed."""
        text = self.stdout.strip()
        jobs: Sequence[dict[str, Any]] = json.loads(text)["jobs"] if text[:1] == "{" else results(Path(text))
        return {str(job["id"]): str(job["status"]) for job in jobs}


def results(path: Path) -> list[dict[str, Any]]:
    """The lines of a results file."""
    return [json.loads(line) for line in path.read_text().splitlines()]


def until(met: Callable[[], bool], what: str) -> None:
    """Wait for something that another process does, which tells nobody of it."""
    end = time.monotonic() + PATIENCE
    while not met():
        assert time.monotonic() < end, f"it never came to this: {what}"
        time.sleep(0.01)


@contextmanager
def batch_vendor(folder: Path, clips: Path, **settings: Any) -> Generator[BatchVendor]:
    """By default each look at a job moves the vendor's time by five seconds, and a job takes fifteen."""
    settings = {"tick": 5, "run_seconds": 10, "tier": 4, "clips": clips, **settings}
    with emulator.running(**settings) as server:
        environ = {
            "RUNWAYML_BASE_URL": server.url,
            "RUNWAYML_API_SECRET": "key_of_the_tests",
            "RUSHES_POLL_INTERVAL": "0.02",
            "RUSHES_TAKEOVER": "1",
        }
        yield BatchVendor(server, folder, environ)
