"""Crash after crash, as many as wanted: nothing may be paid twice, and nothing that is paid may be lost.

python tests/crash/soak.py --runs 1000 --seed 7 [--backend postgres]

Progress goes to stderr; the last line on stdout is JSON. It ends with 1 when something was paid twice or lost.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from boundaries import Strike
from matrix import at_random, designed
from PIL import Image
from scenarios import Outcome, Scenario, play
from vendor import Vendor

if TYPE_CHECKING:
    from postgres import PostgresServer

EACH_VENDOR = 16  # scenarios for one emulator: its smallest account may have 50 jobs in a day of its time
TIERS = (5, 1, 3)  # accounts that may have twenty, one and five jobs at once


class Soak:
    """All runs, and what came of them."""

    def __init__(self, runs: int, seed: int, folder: Path, *, first: int = 0, postgres: bool = False) -> None:
        self.runs, self.seed, self.folder, self.first = runs, seed, folder, first
        self.picture = folder / "large.png"
        Image.frombytes("RGB", (1280, 1050), os.urandom(1280 * 1050 * 3)).save(self.picture, compress_level=1)
        self._lock = threading.Lock()
        self._postgres = postgres
        self._bad: list[Outcome] = []
        self._done = 0
        self._began = time.monotonic()
        self.counts: Counter[str] = Counter()
        self.struck: Counter[Strike] = Counter()
        self.faults: Counter[str] = Counter()

    def scenario(self, number: int) -> Scenario:
        """Every other one is of the matrix, in its order; what chance puts together stands between them."""
        if number % 2:
            return at_random(self.seed, number)
        matrix = designed(self.seed + number)
        return matrix[number // 2 % len(matrix)]

    def run(self, workers: int) -> int:
        """Run them all, and return how the program should end."""
        with servers(self._postgres, self.folder) as server, ThreadPoolExecutor(workers) as pool:
            numbers = range(self.first, self.first + self.runs)
            groups = [numbers[start : start + EACH_VENDOR] for start in range(0, len(numbers), EACH_VENDOR)]
            for done in as_completed([pool.submit(self._group, group, server) for group in groups]):
                done.result()
        self._tell()
        result = {
            "runs": self._done,
            "double_payments": self.counts["double_payments"],
            "lost_takes": self.counts["lost_takes"],
            "unknown": self.counts["unknown"],
        }
        sys.stdout.write(json.dumps(result) + "\n")
        return 1 if self._bad else 0

    def _group(self, numbers: range, server: Databases) -> None:
        tier = TIERS[numbers.start // EACH_VENDOR % len(TIERS)]
        with Vendor(self.folder / f"vendor-{numbers.start}", tier=tier) as vendor:
            for number in numbers:
                scenario = self.scenario(number)
                with server.database() as ledger:
                    outcome = play(
                        scenario, vendor, self.folder / f"run-{number}", ledger=ledger, picture=self.picture
                    )
                self._count(number, outcome)

    def _count(self, number: int, outcome: Outcome) -> None:
        with self._lock:
            self._done += 1
            self.counts["double_payments"] += outcome.verdict.double_payments
            self.counts["lost_takes"] += outcome.verdict.lost_takes
            self.counts["unknown"] += outcome.unknown
            self.struck.update(outcome.struck)
            self.faults.update(outcome.faults)
            if not outcome.well:
                self._bad.append(outcome)
                say(f"run {number} (--seed {self.seed} --first {number} --runs 1) is not well: {outcome}")
            if self._done % 25 == 0:
                self._tell()

    def _tell(self) -> None:
        seconds = time.monotonic() - self._began
        boundaries = len({(one.name, one.side) for one in self.struck})
        kinds = sum(count > 0 for count in self.faults.values())
        say(
            f"{self._done} of {self.runs} runs in {seconds:.0f} s: {boundaries} boundaries and {kinds} kinds of"
            f" faults struck, {self.counts['unknown']} takes settled by hand, {len(self._bad)} runs not well"
        )


class Databases:
    """A ledger for each run: a file in its own folder, or a database."""

    def __init__(self, server: PostgresServer | None) -> None:
        self._server = server
        self._lock = threading.Lock()

    @contextmanager
    def database(self) -> Generator[str]:
        if self._server is None:
            yield ""
            return
        with self._lock:
            opened = self._server.database()
            url = opened.__enter__()
        try:
            yield url
        finally:
            with self._lock:
                opened.__exit__(None, None, None)


@contextmanager
def servers(postgres: bool, folder: Path) -> Generator[Databases]:
    if not postgres:
        yield Databases(None)
        return
    sys.path.insert(0, str(Path(__file__).parents[1]))
    from postgres import postgres_server

    with postgres_server(folder / "postgres") as server:
        yield Databases(server)


def say(line: str) -> None:
    sys.stderr.write(line + "\n")
    sys.stderr.flush()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--runs", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--first", type=int, default=0, help="the number of the first run")
    parser.add_argument("--backend", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--keep", type=Path, help="a new folder for everything that the runs leave")
    told = parser.parse_args()
    if told.keep is not None:
        told.keep.mkdir(parents=True)
    kept = nullcontext(told.keep) if told.keep is not None else tempfile.TemporaryDirectory()
    with kept as folder:
        soak = Soak(told.runs, told.seed, Path(folder), first=told.first, postgres=told.backend == "postgres")
        return soak.run(told.workers)


if __name__ == "__main__":
    sys.exit(main())
