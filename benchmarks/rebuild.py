"""A 20-shot film with 19 dissolves: built, built again with nothing changed, and with one shot changed.

Beside it the same takes through one bare FFmpeg graph of xfades, and through MoviePy 2.2 where it is
installed (`make bench` installs it): both have to render the whole film for any change.
`ratio` is the rebuild after one changed shot over the first build; the aim is at most 0.1.
"""

from __future__ import annotations

import json
import subprocess
import tempfile
from pathlib import Path

import imageio_ffmpeg
from _measure import RUSHES, Timing, finish, median, row, run

SHOTS, SECONDS, OVERLAP, FPS = 20, 3, 0.5, 24
# MoviePy needs an older Pillow than rushes: `make bench` gives it an environment of its own.
MOVIEPY_PYTHON = Path(__file__).parent.parent / ".make" / "bench" / "bin" / "python"
WORLDS = ("waves on the sea", "a city street", "a room with a window", "a table in a studio")
CAMERAS = ("slow zoom in", "pan left to right", "tracking shot", "crane shot", "dolly in")


def storyboard(changed: str | None = None) -> str:
    """The storyboard's text; `changed` gives shot 10 another prompt."""
    lines = ["rushes: storyboard/1", "title: rebuild", "size: 1280x720", f"fps: {FPS}"]
    lines += ["options: {burn_in: false}", "shots:"]
    for index in range(SHOTS):
        prompt = f"{WORLDS[index % 4]}, {CAMERAS[index % 5]}, take {index}"
        if index == 10 and changed is not None:
            prompt = f"{WORLDS[index % 4]} {changed}, {CAMERAS[index % 5]}"
        lines.append(f"  - {{id: s{index:02}, prompt: '{prompt}', duration: {SECONDS}")
        lines[-1] += f", transition: {{kind: dissolve, duration: {OVERLAP}}}}}" if index else "}"
    return "\n".join(lines) + "\n"


def takes(board: Path) -> list[Path]:
    """The circled takes of the film, in the order of its shots."""
    listed = subprocess.run(
        [*RUSHES, "takes", "list", str(board), "--json"], capture_output=True, check=True, cwd=board.parent
    )
    of_shot = {one["shot"]: Path(one["path"]) for one in json.loads(listed.stdout)["takes"] if one["circled"]}
    return [of_shot[shot] for shot in sorted(of_shot)]


def bare_ffmpeg(clips: list[Path], target: Path) -> Timing:
    """One graph: every take opened at once, a chain of xfades, x264 with the film's settings."""
    graph: list[str] = [
        f"[{index}:v]fps={FPS},settb=AVTB,format=yuv420p[v{index}]" for index in range(len(clips))
    ]
    last = "v0"
    for index in range(1, len(clips)):
        offset = index * (SECONDS - OVERLAP)
        graph.append(f"[{last}][v{index}]xfade=fade:duration={OVERLAP}:offset={offset}[x{index}]")
        last = f"x{index}"
    inputs = [word for clip in clips for word in ("-i", str(clip))]
    encode = ["-c:v", "libx264", "-preset", "veryfast", "-crf", "18", "-pix_fmt", "yuv420p"]
    program = imageio_ffmpeg.get_ffmpeg_exe()
    quiet = [program, "-y", "-v", "error"]
    return run([*quiet, *inputs, "-filter_complex", ";".join(graph), "-map", f"[{last}]", *encode, target])


MOVIEPY = """
import sys
from moviepy import VideoFileClip, CompositeVideoClip, vfx
*files, target = sys.argv[1:]
clips, at = [], 0.0
for index, file in enumerate(files):
    clip = VideoFileClip(file).with_start(at)
    clips.append(clip.with_effects([vfx.CrossFadeIn({overlap})]) if index else clip)
    at += clip.duration - {overlap}
film = CompositeVideoClip(clips)
film.write_videofile(target, fps={fps}, codec="libx264", preset="veryfast", ffmpeg_params=["-crf", "18"],
    audio=False, logger=None)
"""


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        board = Path(folder) / "rebuild.yaml"
        film = [*RUSHES, "film", board, "-o", board.with_suffix(".mp4")]
        board.write_text(storyboard())
        # The first film on a machine also compiles the drawing kernels; that is not what is measured.
        warm = Path(folder) / "warm"
        run(
            [*RUSHES, "shoot", "a studio", "--duration", "0.5", "-o", warm.with_suffix(".mp4")],
            cwd=Path(folder),
        )
        first = run(film, cwd=Path(folder))
        row("first build", first)
        again = median([run(film, cwd=Path(folder)) for _ in range(5)])
        row("nothing changed", again)
        rebuilds: list[Timing] = []
        for words in ("in the rain", "at dawn", "under a low sky"):
            board.write_text(storyboard(words))
            rebuilds.append(run(film, cwd=Path(folder)))
        rebuilt = median(rebuilds)
        row("one shot of twenty changed", rebuilt)
        clips = takes(board)
        bare = bare_ffmpeg(clips, Path(folder) / "bare.mp4")
        row("bare FFmpeg, one graph, takes given", bare)
        moviepy = None
        if MOVIEPY_PYTHON.exists():
            script = MOVIEPY.format(overlap=OVERLAP, fps=FPS)
            moviepy = run([MOVIEPY_PYTHON, "-c", script, *clips, Path(folder) / "moviepy.mp4"])
            row("MoviePy, takes given", moviepy)
        finish(
            "rebuild",
            rebuilt.wall / first.wall,
            first_s=first.wall,
            rebuild_s=rebuilt.wall,
            nothing_changed_s=again.wall,
            over_bare_ffmpeg=rebuilt.wall / bare.wall,
            over_moviepy=rebuilt.wall / moviepy.wall if moviepy else None,
            aim=0.1,
            aim_nothing_changed_s=0.5,
        )


if __name__ == "__main__":
    main()
