"""What never paying twice costs: a batch through the ledger, beside a bare loop that keeps none.

Both make the same calls to the same emulator with the same HTTP client, write the same files (clip,
poster, sidecar) and check them alike (decoded to the last frame, hashed). Only ours writes its intent
before each create, its ticket after it, and every step of it to disk.

`ratio` is our CPU time per job over the bare loop's, at 1,000 jobs. Aims: at most 1.3; from 1,000 to
10,000 jobs the CPU time per job stays the same; 10,000 jobs waiting at once are held by a process of at
most 150 MiB.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from _measure import finish

if TYPE_CHECKING:
    from rushes.batch import Batch
    from rushes.model import Json
    from rushes.workspace import Workspace

KEY = "key_benchmark"
MODEL, PATH, SIZE, SECONDS = "runway:gen4.5", "/v1/text_to_video", "1280:720", 2
POLL = 2.0  # seconds: long enough that the first look finds the clip
MOST_MIB = 150


def main() -> None:
    parser = argparse.ArgumentParser(description="What never paying twice costs.")
    parser.add_argument("--jobs", type=int, default=1000, help="how many the two are compared at")
    parser.add_argument("--many", type=int, default=10_000, help="how many the growth is measured to")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--child", choices=["ours", "bare", "waiting", "emulator"], help=argparse.SUPPRESS)
    parser.add_argument("--url", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.child == "emulator":
        serve(waiting=arguments.jobs)
    elif arguments.child:
        asyncio.run(child(arguments.child, arguments.url, arguments.jobs))
    else:
        compare(arguments.jobs, arguments.many, arguments.rounds)


# ── the comparison ────────────────────────────────────────────────────────────────────────────


def compare(jobs: int, many: int, rounds: int) -> None:
    ours: list[float] = []
    bare: list[float] = []
    for number in range(rounds):
        for kind, found in (("ours", ours), ("bare", bare)):
            told = measured(kind, jobs)
            found.append(told["cpu_ms"])
            print(f"round {number + 1}: {kind:4} {jobs} jobs: {told['cpu_ms']:.2f} ms CPU a job,"
                  f" {told['wall']:.1f} s wall", flush=True)  # fmt: skip
    large = measured("ours", many)
    print(f"{many} jobs: {large['cpu_ms']:.2f} ms CPU a job, {large['wall']:.1f} s wall, "
          f"{large['mib']:.0f} MiB", flush=True)  # fmt: skip
    held = measured("waiting", many)
    print(f"{many} jobs waiting at once: {held['mib']:.0f} MiB, a bare interpreter {held['bare_mib']:.0f}")
    ours_ms, bare_ms = statistics.median(ours), statistics.median(bare)
    finish(
        "ledger",
        ours_ms / bare_ms,
        ours_cpu_ms=ours_ms,
        bare_cpu_ms=bare_ms,
        growth=large["cpu_ms"] / ours_ms,
        waiting_mib=held["mib"],
        bare_interpreter_mib=held["bare_mib"],
        jobs=float(jobs),
        many=float(many),
        aim_ratio=1.3,
        aim_growth=1.1,
        aim_mib=float(MOST_MIB),
    )


def measured(kind: str, jobs: int) -> dict[str, float]:
    """What one run of `jobs` jobs in a process of its own took."""
    waiting = jobs if kind == "waiting" else 0
    with emulator(waiting) as url:
        done = subprocess.run(
            [sys.executable, __file__, "--child", kind, "--url", url, "--jobs", str(jobs)],
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
    return json.loads(done.stdout.splitlines()[-1])


@contextmanager
def emulator(waiting: int) -> Generator[str]:
    """An emulator in a process of its own; `waiting`: its time stands still after so many jobs."""
    command = [sys.executable, __file__, "--child", "emulator", "--jobs", str(waiting)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        assert server.stdin is not None
        try:
            yield server.stdout.readline().strip()
        finally:
            server.stdin.close()
            server.wait()


def serve(waiting: int) -> None:
    from rushes.emulator import running

    with running(
        real_time=not waiting,
        speed=1000.0,
        concurrency=1_000_000,
        daily={"gen4.5": 10_000_000},
        credits=1e9,
        queue_seconds=0,
        run_seconds=20,
    ) as server:
        print(server.url, flush=True)
        sys.stdin.read()


# ── one run ───────────────────────────────────────────────────────────────────────────────────


async def child(kind: str, url: str, jobs: int) -> None:
    bare_mib = rss()
    with tempfile.TemporaryDirectory() as folder:
        start, before = time.perf_counter(), cpu()
        work = {"ours": ours, "bare": bare, "waiting": waiting}[kind]
        mib = await work(url, jobs, Path(folder))
        wall, spent = time.perf_counter() - start, cpu() - before
    told = {"cpu_ms": 1000 * spent / jobs, "wall": wall, "mib": mib or rss(), "bare_mib": bare_mib}
    print(json.dumps(told))


async def ours(url: str, jobs: int, folder: Path) -> None:
    with workspace(url, folder, poll=POLL) as opened:
        summary = await asyncio.to_thread(opened.batch, batch(jobs), yes=True)
    assert summary.completed == jobs, summary.jobs[0]


async def waiting(url: str, jobs: int, folder: Path) -> float:
    """How much memory the process holds when all its jobs wait at the provider."""
    with workspace(url, folder, poll=60.0) as opened:
        started = await asyncio.to_thread(opened.start_batch, batch(jobs), yes=True)
        until = time.monotonic() + 900
        while time.monotonic() < until:
            if sum(status == "running" for status in started.statuses().values()) == jobs:
                break
            await asyncio.sleep(0.5)
        else:
            raise SystemExit("they do not all wait")
        held = rss()
        started.stop()
    return held


def workspace(url: str, folder: Path, *, poll: float) -> Workspace:
    import rushes

    environ = {
        "RUNWAYML_BASE_URL": url,
        "RUNWAYML_API_SECRET": KEY,
        "RUSHES_POLL_INTERVAL": str(poll),
        "RUSHES_CONFIG": "",
    }
    return rushes.open(folder, environ=environ)


def batch(jobs: int) -> Batch:
    from rushes.batch import Batch

    made = Batch()
    for number in range(jobs):
        made.add(f"a lamp, number {number}", model=MODEL, duration=SECONDS, size=SIZE.replace(":", "x"))
    return made


async def bare(url: str, jobs: int, folder: Path) -> None:
    """The same calls and the same files, as a script would make them that keeps no ledger."""
    from rushes.http import Credentials, Http

    http = Http()
    credentials = Credentials(url, {"Authorization": f"Bearer {KEY}"})
    headers = {"X-Runway-Version": "2024-11-06", "Accept": "application/json"}
    decoding = asyncio.Semaphore(6)

    async def one(number: int) -> None:
        body: dict[str, Json] = {
            "model": "gen4.5",
            "promptText": f"A lamp, number {number}.",
            "ratio": SIZE,
            "duration": SECONDS,
            "seed": number,
        }
        made = await http.send("POST", f"{url}{PATH}", headers=headers, credentials=credentials, body=body)
        task = json.loads(made.content)["id"]
        while True:
            await asyncio.sleep(POLL)
            asked = await http.send("GET", f"{url}/v1/tasks/{task}", headers=headers, credentials=credentials)
            told = json.loads(asked.content)
            if told["status"] == "SUCCEEDED":
                break
        async with decoding:
            part = folder / f"{task}.part"
            async with http.stream(told["output"][0]) as answer:
                with part.open("wb") as file:
                    async for block in answer.blocks:
                        file.write(block)
            await asyncio.to_thread(keep, part, folder, body)

    await asyncio.gather(*(one(number) for number in range(jobs)))
    await http.close()


def keep(part: Path, folder: Path, body: Mapping[str, Json]) -> None:
    from fractions import Fraction

    from rushes.media.poster import extract_frame
    from rushes.media.probe import probe

    assert probe(part, deep=True).has_video
    with part.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    place = folder / sha256[:2]
    place.mkdir(exist_ok=True)
    part.replace(place / f"{sha256}.mp4")
    extract_frame(place / f"{sha256}.mp4", Fraction(1), place / f"{sha256}.jpg", width=640)
    (place / f"{sha256}.json").write_text(json.dumps({"sha256": sha256, "request": body}))


def cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def rss() -> float:
    """MiB of memory that the process holds now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 2**20


if __name__ == "__main__":
    main()
