"""Drawing and encoding at 1280x720, 24 frames a second, against real time.

Two shots are drawn side by side, as `rushes film` does on two cores: two worlds of many layers, then
a move over a still picture. `ratio` is seconds of film for a second of the clock, for the worlds;
beside it the same frames through x264 alone, with the same settings and as many encoders at once.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction
from pathlib import Path

import numpy as np
from _measure import finish
from PIL import Image

from rushes.media.write import write_clip
from rushes.model import Input, Operation, Prompt, Request, Size
from rushes.previz import draw
from rushes.providers.previz import CRF, PRESET

SIZE, FPS, SECONDS = Size(1280, 720), Fraction(24), 4
SIDE_BY_SIDE = 2
WORLDS = ("the sea at sunset, slow dolly in", "a man walks down the street at night, tracking right")


def request(text: str, *inputs: Input) -> Request:
    operation = Operation.IMAGE_TO_VIDEO if inputs else Operation.TEXT_TO_VIDEO
    words = Prompt(text=text, camera=text.partition(", ")[2])
    return Request("previz", operation, text, words, Fraction(SECONDS), SIZE, FPS, 1, inputs=inputs)


def timed(works: list[Callable[[], object]]) -> float:
    """Seconds that the works take side by side."""
    start = time.perf_counter()
    with ThreadPoolExecutor(len(works)) as pool:
        for done in [pool.submit(work) for work in works]:
            done.result()
    return time.perf_counter() - start


FIRST = """
import time
start = time.perf_counter()
from fractions import Fraction
from rushes.model import Operation, Prompt, Request, Size
from rushes.previz import draw
one = Prompt("a pier"), Fraction(1), Size(160, 90), Fraction(24), 1
next(draw(Request("previz", Operation.TEXT_TO_VIDEO, "", *one)).frames())
print(time.perf_counter() - start)
"""


def first_frame(cache: Path) -> float:
    """Seconds to the first frame in a process of its own, which compiles what `cache` has not."""
    environ = {**os.environ, "NUMBA_CACHE_DIR": str(cache)}
    done = subprocess.run([sys.executable, "-c", FIRST], env=environ, check=True, stdout=subprocess.PIPE)
    return float(done.stdout)


def write(path: Path, frames: Iterable[np.ndarray]) -> None:
    write_clip(path, frames, size=SIZE, fps=FPS, crf=CRF, preset=PRESET)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        compiling, loading = first_frame(root / "cache"), first_frame(root / "cache")
        next(draw(request("warm-up")).frames())
        noise = np.random.default_rng(1).random((90, 160, 3)) * 255
        still = root / "still.png"
        Image.fromarray(noise.astype(np.uint8)).resize((1920, 1080), Image.Resampling.BICUBIC).save(still)
        over = [request("slow pan right", Input("first_frame", "", still, "image/png"))] * SIDE_BY_SIDE
        worlds = [request(text) for text in WORLDS]
        film = SECONDS * SIDE_BY_SIDE

        def shoot(wishes: list[Request]) -> float:
            return timed(
                [
                    lambda one=one, k=k: write(root / f"{k}.mp4", draw(one).frames())
                    for k, one in enumerate(wishes)
                ]
            )

        drawn = [[frame.copy() for frame in draw(one).frames()] for one in worlds]
        world_times, still_times, x264_times = [], [], []
        for _ in range(3):
            world_times.append(shoot(worlds))
            still_times.append(shoot(over))
            x264_times.append(
                timed([lambda one=one, k=k: write(root / f"x{k}.mp4", one) for k, one in enumerate(drawn)])
            )
        in_world, on_still, in_x264 = (sorted(times)[1] for times in (world_times, still_times, x264_times))
    print(f"{SIZE} at {FPS}, {SIDE_BY_SIDE} shots of {SECONDS} s side by side, {os.cpu_count()} cores")
    print(f"worlds drawn and encoded        {in_world:6.2f} s   {film / in_world:5.2f} times real time")
    print(f"a still drawn and encoded       {on_still:6.2f} s   {film / on_still:5.2f} times real time")
    print(f"the worlds' frames, x264 alone  {in_x264:6.2f} s   {film / in_x264:5.2f} times real time")
    print(
        f"the first frame, never drawn    {compiling:6.2f} s   {compiling - loading:5.2f} s of it compiling"
    )
    print(f"the first frame of a process    {loading:6.2f} s   loading what was compiled")
    finish(
        "previz",
        film / in_world,
        still_ratio=film / on_still,
        x264_ratio=film / in_x264,
        over_x264=in_world / in_x264,
        compile_seconds=compiling - loading,
        first_frame_seconds=loading,
    )


if __name__ == "__main__":
    main()
