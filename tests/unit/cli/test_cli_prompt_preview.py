"""`rushes prompts preview`: a word drawn, and a page of many."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import av
import pytest

OWN = """
[["camera move"]]
name = "drift"
definition = "It drifts to the left."
draws = { kind = "truck", direction = "left", speed = "slow" }
[[angle]]
name = "cat's-eye view"
definition = "As a <cat> sees it & everything."
words = "ground-level shot"
"""


def run(*words: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "rushes", "prompts", "preview", *words],
        env={**os.environ, "RUSHES_NO_PROGRESS": "1"},
        cwd=folder,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
    )


def length_of(path: Path) -> tuple[int, int, int]:
    """Frames, width and height of a clip."""
    with av.open(str(path)) as clip:
        frames = list(clip.decode(video=0))
        return len(frames), frames[0].width, frames[0].height


@pytest.mark.parametrize(
    ("words", "said", "hint"),
    [
        (("crane", "shoot"), "the library has no entry 'crane shoot'", "did you mean crane shot?"),
        ((), "nothing is given to draw", "give --all"),
        (("--all", "--kind", "lightning"), "there is no kind `lightning`", "did you mean `lighting`?"),
        (("crane shot", "-o", "."), "is a folder", "name a file, such as"),
    ],
)
def test_what_cannot_be_drawn_says_why(words: tuple[str, ...], said: str, hint: str, tmp_path: Path) -> None:
    done = run(*words, folder=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert hint in done.stderr
    assert not list(tmp_path.iterdir())


def test_an_entry_of_ones_own_becomes_a_clip(tmp_path: Path) -> None:
    (tmp_path / "prompts.toml").write_text(OWN)
    done = run("drift", "--size", "64x36", "--duration", "0.25", "--quiet", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert Path(done.stdout.splitlines()[-1]) == tmp_path / "drift.mp4"
    assert length_of(tmp_path / "drift.mp4") == (6, 64, 36)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("crane shot", "--all"), "a name and --all are given at once"),
        (("crane shot", "--kind", "angle"), "--kind goes with --all"),
        (("--all", "--size", "64x36"), "--size and --duration are for one clip"),
        (("--all", "--kind", "builders"), "a builder is no look of its own"),
        (("--all", "-o", "taken"), "taken is no folder"),
        (("crane shot", "-o", "nowhere/a.mp4"), "cannot be written"),
    ],
)
def test_what_does_not_go_together_says_so(words: tuple[str, ...], said: str, tmp_path: Path) -> None:
    (tmp_path / "taken").touch()
    done = run(*words, folder=tmp_path)
    assert done.returncode in (1, 2)
    assert said in done.stderr
    assert "hint:" in done.stderr
    assert [one.name for one in tmp_path.iterdir()] == ["taken"]


class Page(HTMLParser):
    """What a page links to, what it shows, and how it is headed."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.pictures: dict[str, str] = {}
        self.headings: list[str] = []
        self.sources: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        held = {name: value or "" for name, value in attrs}
        if tag == "a":
            self.links.append(held["href"])
        if tag == "img":
            self.pictures[held["src"]] = held["alt"]
        if tag in ("h1", "h2", "h3"):
            self.headings.append(tag)
        if tag in ("script", "link", "iframe"):
            self.sources.append(held.get("src", held.get("href", "")))


@pytest.mark.slow
def test_a_page_of_a_kind_is_whole_and_cheap_to_repeat(tmp_path: Path) -> None:
    (tmp_path / "prompts.toml").write_text(OWN)
    done = run("--all", "--kind", "angles", "-o", "looks", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert Path(done.stdout.splitlines()[-1]) == tmp_path / "looks" / "index.html"
    assert "100%  made" in done.stderr
    text = (tmp_path / "looks" / "index.html").read_text()
    page = Page()
    page.feed(text)
    assert page.sources == [""]  # one script, its own
    assert not re.search(r"https?://", text)
    assert page.headings[:2] == ["h1", "h2"]
    assert len(page.pictures) == page.headings.count("h3") == 14
    assert all(page.pictures.values())
    assert "cat&#x27;s-eye view" in text
    assert "As a &lt;cat&gt; sees it &amp; everything." in text
    assert "also</span> Dutch tilt" in text
    for name in ("prefers-reduced-motion", "prefers-color-scheme: dark", 'lang="en"', "width=device-width"):
        assert name in text
    clips = tmp_path / "looks" / "clips"
    linked = {Path(link).name for link in page.links if not link.startswith("#")}
    assert linked | {Path(source).name for source in page.pictures} == {one.name for one in clips.iterdir()}
    assert {length_of(clips / name) for name in linked} == {(30, 320, 180)}

    stamps = {one.name: one.stat().st_mtime_ns for one in clips.iterdir()}
    (clips / "mine.mp4").write_bytes(b"not ours")
    gone = next(one for one in clips.iterdir() if "dutch" in one.name)
    gone.unlink()
    (tmp_path / "prompts.toml").unlink()
    again = run("--all", "--kind", "angle", "-o", "looks", "--json", folder=tmp_path)
    told = json.loads(again.stdout)
    assert (told["clips"], told["kept"]) == (13, 12)
    left = {one.name for one in clips.iterdir()}
    assert "mine.mp4" in left
    assert not any("cat" in name for name in left)
    kept = {name for name in left if stamps.get(name) == (clips / name).stat().st_mtime_ns}
    assert len(kept) == 24


@pytest.mark.slow
def test_two_runs_into_one_folder_and_one_that_was_killed_end_in_a_whole_page(tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "rushes",
        "prompts",
        "preview",
        "--all",
        "--kind",
        "angle",
        "-o",
        "looks",
    ]
    first = subprocess.Popen(
        command, cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )
    assert first.stderr is not None
    assert "made" in first.stderr.readline()
    first.kill()
    first.stderr.close()
    first.wait()
    done = run("--all", "--kind", "angle", "-o", "looks", "--json", folder=tmp_path)
    told = json.loads(done.stdout)
    assert told["clips"] == 13
    assert told["kept"] >= 1
    assert (
        len([one for one in (tmp_path / "looks" / "clips").iterdir() if not one.name.startswith(".")]) == 26
    )
