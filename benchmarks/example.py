"""The README's first command in a fresh clone: `make film`, installing included, in under three minutes.

Beside it the finished film through bare FFmpeg once (decoded, encoded again with the film's own
settings): the least that any program does which encodes every frame of it. `ratio` is making the film,
without installing, over that.
"""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

import imageio_ffmpeg
from _measure import finish, row, run

ROOT = Path(__file__).parent.parent


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        clone = Path(folder) / "rushes"
        run(["git", "clone", "--quiet", ROOT, clone])
        install = run(["make", ".venv/.made-film"], cwd=clone)
        row("installing into a new environment", install)
        made = run(["make", "film"], cwd=clone)
        row("making the film", made)
        again = run(["make", "film"], cwd=clone)
        row("make film again, nothing changed", again)
        said = subprocess.run(["make", "film"], cwd=clone, capture_output=True, text=True, check=True)
        film = clone / said.stdout.splitlines()[-1]
        program = imageio_ffmpeg.get_ffmpeg_exe()
        encode = ["-c:v", "libx264", "-preset", "veryfast", "-crf", "18", "-c:a", "aac", "-b:a", "192k"]
        bare = run([program, "-v", "error", "-y", "-i", film, *encode, Path(folder) / "bare.mp4"])
        row("bare FFmpeg, the film encoded once more", bare)
        finish(
            "example",
            made.wall / bare.wall,
            install_s=install.wall,
            film_s=made.wall,
            whole_s=install.wall + made.wall,
            again_s=again.wall,
            aim_whole_s=180,
        )


if __name__ == "__main__":
    main()
