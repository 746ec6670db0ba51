"""How every benchmark measures: in one run, side by side, medians, one line of JSON at the end."""

from __future__ import annotations

import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

RUSHES = [sys.executable, "-m", "rushes"]


@dataclass(frozen=True)
class Timing:
    """Wall and CPU seconds (of the process and its children) of one run."""

    wall: float
    cpu: float


def run(command: Sequence[str | Path], *, cwd: Path | None = None, check: bool = True) -> Timing:
    """Run a command to its end. What it prints is kept for the error only."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    done = subprocess.run(
        [str(word) for word in command],
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
        env={**os.environ, "NO_COLOR": "1"},
    )
    wall = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if check and done.returncode:
        sys.exit(f"{' '.join(map(str, command))}\n{done.stdout.decode(errors='replace')[-4000:]}")
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Timing(wall, cpu)


def median(runs: Sequence[Timing]) -> Timing:
    """The median of the walls and of the CPU times."""
    return Timing(statistics.median(one.wall for one in runs), statistics.median(one.cpu for one in runs))


def alternate(times: int, *works: Callable[[], Timing]) -> list[Timing]:
    """Run the works in turn, A B A B …, and give each one's median: the machine drifts for all alike."""
    runs: list[list[Timing]] = [[] for _ in works]
    for _ in range(times):
        for index, work in enumerate(works):
            runs[index].append(work())
    return [median(one) for one in runs]


def row(name: str, timing: Timing) -> None:
    """Print one measured line."""
    print(f"{name:<44} {timing.wall:8.3f} s wall {timing.cpu:8.3f} s CPU")


def finish(name: str, ratio: float, **figures: float | str | bool | None) -> None:
    """Print the closing line of JSON."""
    machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    rounded = {key: round(one, 4) if isinstance(one, float) else one for key, one in figures.items()}
    print(json.dumps({"name": name, "ratio": round(ratio, 4), **rounded, "machine": machine}))
