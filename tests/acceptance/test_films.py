"""The examples as films, by the installed program; and what happens with bad media."""

from __future__ import annotations

import json
import os
import re
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import av
import pytest

Rushes = Callable[..., subprocess.CompletedProcess[str]]

EXAMPLES = Path(__file__).parents[2] / "examples"
SMALL = "rushes: storyboard/1\nsize: 96x64\nfps: 12\noptions: {burn_in: false}\nshots:\n"


def small_copy(name: str, folder: Path, size: str) -> Path:
    """An example at a small size, with what its script makes beside it."""
    text = (EXAMPLES / f"{name}.yaml").read_text(encoding="utf-8")
    text = re.sub(r"^(size|ratio): .*$", f"size: {size}", text, count=1, flags=re.MULTILINE)
    (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    for script in EXAMPLES.glob(f"{name}_*.py"):
        shutil.copy(script, folder)
        subprocess.run([sys.executable, folder / script.name], check=True, stdin=subprocess.DEVNULL)
    return folder / f"{name}.yaml"


def decoded(path: Path) -> tuple[int, int, list[str]]:
    """The pictures and the sound samples that really come out, and the kinds of streams."""
    with av.open(str(path)) as film:
        kinds = [stream.type for stream in film.streams]
        pictures = sum(1 for _ in film.decode(video=0))
    with av.open(str(path)) as film:
        return pictures, sum(frame.samples for frame in film.decode(audio=0)), kinds


@pytest.mark.parametrize(
    ("name", "size", "frames", "kinds"),
    [
        ("lighthouse", "160x90", 1481, ["video", "audio", "subtitle"]),
        ("product", "90x160", 387, ["video", "audio"]),
        ("montage", "160x90", 377, ["video", "audio", "subtitle"]),
    ],
)
def test_an_example_becomes_a_film_and_stays_one(
    rushes: Rushes, tmp_path: Path, *, name: str, size: str, frames: int, kinds: list[str]
) -> None:
    story = small_copy(name, tmp_path, size)
    plan = json.loads(rushes("film", story, "--dry-run", "--json").stdout)
    assert not plan["up_to_date"]
    assert plan["total_micros"] == 0
    made = json.loads(rushes("film", story, "--json").stdout)
    film = tmp_path / f"{name}.mp4"
    assert made["path"] == str(film)
    pictures, samples, found = decoded(film)
    assert pictures == made["frames"] == frames
    assert found == kinds
    assert abs(samples / 48_000 - made["seconds"]) <= 1024 / 48_000
    assert made["loudness"] is None or made["loudness"] == pytest.approx(-14, abs=0.5)
    assert made["true_peak"] is None or made["true_peak"] <= -1
    before = film.read_bytes()
    again = json.loads(rushes("film", story, "--json").stdout)
    assert again["up_to_date"]
    assert film.read_bytes() == before


def test_one_changed_line_costs_one_shot_and_two_joins(rushes: Rushes, tmp_path: Path) -> None:
    story = small_copy("product", tmp_path, "90x160")
    rushes("film", story)
    story.write_text(story.read_text().replace("camera: tilt up", "camera: pan left to right"))
    plan = json.loads(rushes("film", story, "--dry-run", "--json").stdout)
    assert [one["shot"] for one in plan["shots"] if one["status"] == "stale"] == ["kitchen"]
    made = json.loads(rushes("film", story, "--json").stdout)
    assert made["made"] == made["conformed"] == ["kitchen"]
    assert sorted(made["joined"]) == ["kitchen>street", "turn>kitchen"]


def test_progress_goes_to_stderr_and_the_path_to_stdout(rushes: Rushes, tmp_path: Path) -> None:
    (tmp_path / "film.yaml").write_text(f"{SMALL}  - {{prompt: the sea, duration: 1}}\n")
    done = rushes("film", "film.yaml")
    assert done.stdout == f"{tmp_path / 'film.mp4'}\n"
    assert "100%" in done.stderr
    assert rushes("film", "film.yaml", "--quiet").stderr == ""


def bad_media(folder: Path, rushes: Rushes) -> None:
    """Every kind of broken file, under the name of its fault."""
    rushes("shoot", "the sea", "--duration", "2", "--size", "96x64", "-o", folder / "good.mp4")
    whole = (folder / "good.mp4").read_bytes()
    (folder / "empty.mp4").write_bytes(b"")
    (folder / "text.mp4").write_text("a text that calls itself a film\n" * 40)
    (folder / "truncated.mp4").write_bytes(whole[: len(whole) * 3 // 5])
    (folder / "network.mp4").write_text("#EXTM3U\n#EXTINF:1,\nhttp://127.0.0.1:9/secret.ts\n")
    (folder / "neighbour.mp4").write_text("ffconcat version 1.0\nfile good.mp4\n")
    (folder / "picture.png").write_bytes(b"")
    with av.open(str(folder / "picture.png"), "w", format="image2", options={"update": "1"}) as picture:
        stream = picture.add_stream("png")
        stream.width, stream.height, stream.pix_fmt = 32, 32, "rgb24"
        picture.mux(stream.encode(av.VideoFrame(32, 32, "rgb24")))
        picture.mux(stream.encode(None))


def test_bad_media_is_one_error_that_names_the_shot_and_the_file(rushes: Rushes, tmp_path: Path) -> None:
    bad_media(tmp_path, rushes)
    faults = {
        "  - {id: one, clip: missing.mp4}": ("missing.mp4", 2),
        "  - {id: one, clip: empty.mp4}": ("empty.mp4", 2),
        "  - {id: one, clip: text.mp4}": ("text.mp4", 1),
        "  - {id: one, clip: truncated.mp4}": ("truncated.mp4", 1),
        "  - {id: one, clip: network.mp4}": ("network.mp4", 1),
        "  - {id: one, clip: neighbour.mp4}": ("neighbour.mp4", 1),
        "  - {id: one, clip: {file: good.mp4, in: 5}}": ("good.mp4", 2),
        "  - {id: one, prompt: sea, duration: 1, audio: picture.png}": ("picture.png", 1),
        "  - {id: one, prompt: sea, duration: 1, narration: {file: text.mp4}}": ("text.mp4", 1),
        "  - {id: one, prompt: sea, duration: 1, first_frame: text.mp4}": ("text.mp4", 2),
    }
    for line, (file, code) in faults.items():
        (tmp_path / "film.yaml").write_text(f"{SMALL}{line}\n")
        done = rushes("film", "film.yaml", code=None)
        assert done.returncode == code, f"{line}\n{done.stderr}"
        told = done.stderr[done.stderr.index("error:") :]
        assert "one" in told, f"{line}\n{told}"
        assert file in told, f"{line}\n{told}"
        assert done.stdout == ""
        assert not (tmp_path / "film.mp4").exists(), line
        assert not [path for path in tmp_path.iterdir() if path.name.startswith(".film")], line


def test_a_full_disk_leaves_nothing_half_written(rushes: Rushes, tmp_path: Path) -> None:
    (tmp_path / "film.yaml").write_text(
        f"{SMALL}  - {{prompt: the sea, duration: 2}}\n".replace("96x64", "640x360")
    )
    rushes("film", "film.yaml", "--size", "64x64")  # the take is there; only the film has to be written
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, hard))
    try:
        done = rushes("film", "film.yaml", "-o", "large.mp4", code=None)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert done.returncode == 1, done.stderr
    assert "error:" in done.stderr
    assert "hint:" in done.stderr
    assert not [path for path in tmp_path.iterdir() if "large" in path.name]
    assert rushes("film", "film.yaml", "-o", "large.mp4").stdout.endswith("large.mp4\n")


def test_stopping_by_ctrl_c_leaves_nothing_half_written(installed: Path, tmp_path: Path) -> None:
    import signal
    import time

    (tmp_path / "film.yaml").write_text(
        SMALL.replace("96x64", "640x360") + "  - {prompt: the sea, duration: 60}\n"
    )
    running = subprocess.Popen(
        [installed / "rushes", "film", "film.yaml"],
        cwd=tmp_path,
        env={**os.environ, "HOME": str(tmp_path)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    deadline = time.monotonic() + 60
    while not list(tmp_path.glob(".rushes/tmp/**/*.mp4")) and time.monotonic() < deadline:
        time.sleep(0.05)
    running.send_signal(signal.SIGINT)
    said, told = running.communicate(timeout=60)
    assert running.returncode == 130, told
    assert said == ""
    assert "Traceback" not in told
    assert "error: stopped" in told
    assert not list(tmp_path.glob("*.mp4"))
    assert not list(tmp_path.glob(".film*"))


def test_names_that_are_hard_to_handle(rushes: Rushes, tmp_path: Path) -> None:
    folder = tmp_path / "a folder with 'quotes' and \"more\"\nand a line"
    folder.mkdir()
    rushes("shoot", "the sea", "--duration", "1", "--size", "96x64", "-o", folder / "-clip %d ü 鹿.mp4")
    story = folder / "фильм %03d.yaml"
    story.write_text(f'{SMALL}  - {{clip: "-clip %d ü 鹿.mp4"}}\n', encoding="utf-8")
    assert rushes("film", story).stdout == f"{story.with_suffix('.mp4')}\n"
    joined = rushes("join", "-o", folder / "-joined.mp4", "--", folder / "-clip %d ü 鹿.mp4")
    assert joined.stdout == f"{folder / '-joined.mp4'}\n"
    assert decoded(folder / "-joined.mp4")[0] > 0
