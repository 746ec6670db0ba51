"""A project of the crash tests: its folder, the processes that work in it, and what they leave there."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

from boundaries import Strike
from vendor import KEY, Vendor

from rushes.model import Take
from rushes.store.sql import SqlLedger
from rushes.workspace import Workspace, open_workspace

__all__ = ["MODEL", "PATIENCE", "Ended", "Project", "ended", "go_on", "stopped", "until"]

MODEL = "runway:gen4.5"
PATIENCE = 90.0  # seconds that one process may take; a test never waits so long unless something hangs
DRIVER = Path(__file__).with_name("crash_driver.py")


@dataclass(frozen=True, slots=True)
class Ended:
    """How a process ended. A negative code is the number of the signal that killed it."""

    code: int
    stdout: str
    stderr: str

    @property
    def killed(self) -> bool:
        return self.code == -signal.SIGKILL

    def errors(self) -> list[dict[str, Any]]:
        """What a command with --json says went wrong: the one error, each of several, or each of a batch."""
        found: list[dict[str, Any]] = []
        for line in (self.stdout + self.stderr).splitlines():
            if line.startswith('{"schema": "rushes/error/1"'):
                error = json.loads(line)["error"]
                found += error.get("errors") or [error]
            elif line.startswith('{"schema": "rushes/batch/1"'):
                found += [job["error"] for job in json.loads(line)["jobs"] if job["error"]]
        return found


class Project:
    """A folder with a workspace, whose takes are bought from `vendor`.

    `ledger` is the address of a PostgreSQL database; without it the ledger is the file in the workspace.
    """

    def __init__(
        self, folder: Path, vendor: Vendor, *, ledger: str = "", environ: Mapping[str, str] | None = None
    ) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.vendor = vendor
        self.bound: Sequence[str] = ()  # what every command begins with
        kept = {
            name: os.environ[name] for name in ("PATH", "PYTHONPATH", "LANG", "LC_ALL") if name in os.environ
        }
        self.environ = {
            **kept,
            "HOME": str(folder / "home"),
            "RUNWAYML_BASE_URL": vendor.url,
            "RUNWAYML_API_SECRET": KEY,
            "RUSHES_WORKSPACE": str(folder),
            "RUSHES_POLL_INTERVAL": "0.05",
            "RUSHES_TAKEOVER": "1",
            **({"RUSHES_LEDGER": ledger} if ledger else {}),
            **(environ or {}),
        }

    @property
    def root(self) -> Path:
        return self.folder / ".rushes"

    # ── what is to be made ────────────────────────────────────────────────────────────────────

    def board(self, prompts: Sequence[str], name: str = "film.yaml") -> Path:
        """A storyboard with a shot of 2 s for each prompt."""
        head = f"rushes: storyboard/1\ntitle: Crash\nsize: 1280x720\nfps: 24\nmodel: {MODEL}\nshots:\n"
        shots = [
            f"  - {{id: s{number:02}, duration: 2, prompt: {json.dumps(prompt)}}}\n"
            for number, prompt in enumerate(prompts, 1)
        ]
        path = self.folder / name
        path.write_text(head + "".join(shots))
        return path

    def batch(self, prompts: Sequence[str], name: str = "clips.csv") -> Path:
        """A batch with a job of 2 s for each prompt."""
        lines = ["id,prompt,model,duration", *(f"{n},{prompt},{MODEL},2" for n, prompt in enumerate(prompts))]
        path = self.folder / name
        path.write_text("\n".join(lines) + "\n")
        return path

    # ── processes ─────────────────────────────────────────────────────────────────────────────

    def rushes(self, *words: str, kill_after: float | None = None) -> Ended:
        """Run a command to its end; or kill it after so many seconds, if it has not ended by then."""
        with self.started("-m", "rushes", *words) as process:
            return ended(process, kill_after)

    def driver(self, told: Mapping[str, object], strikes: Sequence[Strike] = ()) -> Ended:
        """Run the driver to its end, which may be a strike."""
        with self.driving(told, strikes) as process:
            return ended(process)

    def settle(
        self, take: str, job: str | None, *, lost: bool = False, kill_after: float | None = None
    ) -> Ended:
        """Say of a take of unknown outcome which job it is, or (None) that it was not made."""
        how = ["--lost"] if lost else ["--not-made"] if job is None else ["--job", job]
        return self.rushes("takes", "settle", take, *how, "--json", kill_after=kill_after)

    @contextmanager
    def driving(
        self, told: Mapping[str, object], strikes: Sequence[Strike] = ()
    ) -> Generator[subprocess.Popen[str]]:
        """A driver that runs; it is gone when the block ends."""
        document = {"folder": str(self.folder), "strikes": [asdict(one) for one in strikes], **told}
        with self.started(str(DRIVER), json.dumps(document, default=str)) as process:
            yield process

    @contextmanager
    def started(self, *words: str) -> Generator[subprocess.Popen[str]]:
        """A process of Python in the project's folder; it is gone when the block ends."""
        process = subprocess.Popen(
            [*self.bound, sys.executable, *words],
            cwd=self.folder,
            env=self.environ,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        with process:
            try:
                yield process
            finally:
                process.kill()

    # ── what is there ─────────────────────────────────────────────────────────────────────────

    def open(self) -> Workspace:
        return open_workspace(self.folder, environ=self.environ)

    def takes(self) -> list[Take]:
        with self.open() as workspace:
            return workspace.ledger.takes()

    def owners(self) -> dict[int, float]:
        """The processes that the ledger knows, by their ids, and for how many seconds each has been silent."""
        with self.open() as workspace, cast("SqlLedger", workspace.ledger)._engine.reading() as look:
            rows = look.execute("SELECT pid, beat FROM owners").fetchall()
        now = datetime.now(UTC)
        return {row["pid"]: (now - datetime.fromisoformat(row["beat"])).total_seconds() for row in rows}

    def written(self) -> Generator[tuple[Path, bytes]]:
        """Every file in the project's folder, with its bytes."""
        for path in sorted(self.folder.rglob("*")):
            if path.is_file() and not path.is_symlink():
                yield path, path.read_bytes()


def ended(process: subprocess.Popen[str], kill_after: float | None = None) -> Ended:
    """How the process ends; a process that never does is killed, and told."""
    try:
        stdout, stderr = process.communicate(timeout=PATIENCE if kill_after is None else kill_after)
    except subprocess.TimeoutExpired:
        process.kill()
        stdout, stderr = process.communicate()
        if kill_after is None:
            words = " ".join(map(str, process.args if isinstance(process.args, list) else [process.args]))
            raise AssertionError(f"it hangs: {words}\n{textwrap.indent(stdout + stderr, '  ')}") from None
    return Ended(process.returncode, stdout, stderr)


def stopped(process: subprocess.Popen[str]) -> None:
    """Wait until a process has stopped. Raises AssertionError when it ends instead."""
    found = os.waitid(os.P_PID, process.pid, os.WSTOPPED | os.WEXITED | os.WNOWAIT)
    assert found is not None
    assert found.si_code == os.CLD_STOPPED, f"it ended: {ended(process)}"


def go_on(process: subprocess.Popen[str]) -> None:
    process.send_signal(signal.SIGCONT)


def until(met: Callable[[], bool], what: str, *, patience: float = PATIENCE) -> None:
    """Wait for something that another process does. Raises AssertionError when it never does."""
    end = time.monotonic() + patience
    while not met():
        assert time.monotonic() < end, f"it never came to this: {what}"
        time.sleep(0.01)
