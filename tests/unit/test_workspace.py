"""The workspace: one clip, waiting, taking up, and the takes of a board."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from rushes.errors import (
    Cancelled,
    GenerationFailed,
    NoConsent,
    RushesError,
    StillRunning,
    StoreError,
    UsageError,
)
from rushes.film.progress import Progress
from rushes.filming.wish import FILM_KINDS, JOIN_KINDS, FilmDetails, JoinDetails, film_wish
from rushes.model import Prompt, Shot, ShotFrame, Size, StillFile, StillUrl, Take, TakeState, UserClip
from rushes.shoot.single import KINDS, ShotDetails, single_shot, still_of
from rushes.storyboard.board import Storyboard
from rushes.workspace import Workspace, find_root, open_workspace

SMALL: dict[str, Any] = {"model": "paper", "duration": 0.5, "size": "160x90", "fps": 12}


@pytest.fixture
def workspace(tmp_path: Path, paper: Path) -> Iterator[Workspace]:
    with open_workspace(tmp_path) as workspace:
        yield workspace


def bill(server: Path) -> int:
    return len(list(server.glob("*.bill")))


@pytest.mark.parametrize(
    ("wish", "details", "said"),
    [
        ("", {}, "prompt is empty"),
        ("  \n", {}, "prompt is empty"),
        ("a", {"duration": 0}, "above 0 seconds"),
        ("a", {"duration": -1}, "above 0 seconds"),
        ("a", {"duration": 1e9}, "too long"),
        ("a", {"duration": float("nan")}, "not a length"),
        ("a", {"size": "161x90"}, "does not fit video"),
        ("a", {"size": "large"}, "not a size like"),
        ("a", {"size": Size(0, 0)}, "does not fit video"),
        ("a", {"fps": 0}, "between 1 and 240"),
        ("a", {"motion": 11}, "from 1 to 10"),
        ("a", {"model": "nobody"}, "no model 'nobody'"),
        ("a", {"options": {"grian": 1}}, "did you mean 'grain'"),
        (Shot("s", prompt=Prompt(text="a"), first_frame=ShotFrame("t", "last")), {}, "no other shots"),
        (Shot("s", clip=UserClip(Path("a.mp4"))), {}, "prompt is empty"),
    ],
)
def test_a_wish_that_makes_no_sense_is_told_and_nothing_is_made(
    workspace: Workspace, paper: Path, wish: str | Shot, details: dict[str, Any], said: str
) -> None:
    with pytest.raises(UsageError, match=said):
        workspace.shoot(wish, **{**SMALL, **details})
    assert bill(paper) == 0
    assert not workspace.root.exists()


NAN, FOREVER = float("nan"), float("inf")


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda w, b: w.shoot("a", sise="96x64"), "no argument 'sise'; did you mean 'size'"),
        (lambda w, b: w.shoot("a", outptu="a.mp4"), "did you mean 'output'"),
        (lambda w, b: w.submit("a", output="a.mp4"), "no argument 'output'"),
        (lambda w, b: w.shoot(None), "a text, a Prompt or a Shot, not by None"),
        (lambda w, b: w.shoot("a", size=(96, 64)), r"size is width x height like 1280x720, not \(96, 64\)"),
        (lambda w, b: w.shoot("a", duration="long"), "duration is a number of seconds, not 'long'"),
        (lambda w, b: w.shoot("a", duration=-2), "above 0 seconds"),
        (lambda w, b: w.shoot("a", duration=FOREVER), "not a length in seconds"),
        (lambda w, b: w.shoot("a", duration=True), "duration is a number of seconds, not True"),
        (lambda w, b: w.shoot("a", motion=2.5), "motion is a whole number"),
        (lambda w, b: w.shoot("a", seed="7"), "seed is a whole number"),
        (lambda w, b: w.shoot("a", fps=[24]), "fps is frames per second"),
        (lambda w, b: w.shoot("a", first_frame=7), "first_frame is a path"),
        (lambda w, b: w.shoot("a", references=[7]), "a reference is a path"),
        (lambda w, b: w.shoot("a", options=["grain"]), "options is a dict"),
        (lambda w, b: w.wait("4f", timeout=NAN), "timeout: nan is not a length"),
        (lambda w, b: w.wait("4f", timeout=-1), "above 0 seconds"),
        (lambda w, b: w.wait("4f", poll_interval=0), "above 0 seconds"),
        (lambda w, b: w.film(b, qualty="draft"), "did you mean 'quality'"),
        (lambda w, b: w.film(b, partail=True), "did you mean 'partial'"),
        (lambda w, b: w.plan(b, crf="18"), "crf is a whole number from 0 to 51, not '18'"),
        (lambda w, b: w.plan(b, quality=["draft"]), "quality is draft"),
        (lambda w, b: w.plan(b, captions="sung"), "no captions sung"),
        (lambda w, b: w.plan(b, captions=[["soft"]]), "no captions"),
        (lambda w, b: w.plan(b, burn_in="no"), "burn_in is True or False"),
        (lambda w, b: w.plan(b, size=96), "size is width x height"),
        (lambda w, b: w.plan("film.yaml"), "'film.yaml' is no Storyboard"),
        (lambda w, b: w.film(Path("film.yaml")), "is no Storyboard"),
        (lambda w, b: w.retake("film.yaml", "a"), "is no Storyboard"),
        (lambda w, b: w.standings("film.yaml"), "is no Storyboard"),
        (lambda w, b: w.takes(Path("film.yaml")), "is no Storyboard"),
        (lambda w, b: w.join("a.mp4"), "the clips are a list, not 'a.mp4'"),
        (lambda w, b: w.join(7), "the clips are a list of paths"),
        (lambda w, b: w.join([7]), "a clip is a path"),
        (lambda w, b: w.join([]), "nothing to join"),
        (lambda w, b: w.join(["a.mp4"], burn_in=True), "no argument 'burn_in'"),
        (lambda w, b: w.join(["a.mp4"], captions=["soft"]), "no argument 'captions'"),
        (lambda w, b: w.join(["a.mp4"], duraton=1), "did you mean 'duration'"),
        (lambda w, b: w.join(["a.mp4"], duration=NAN), "not a length in seconds"),
        (lambda w, b: w.join(["a.mp4"], duration=-1), "above 0 seconds"),
        (lambda w, b: w.join(["a.mp4"], loudness=-50), "from -40 to -5 LUFS, not -50"),
        (lambda w, b: w.join(["a.mp4"], loudness=NAN), "from -40 to -5 LUFS, not nan"),
        (lambda w, b: w.join(["a.mp4"], loudness="-14"), "loudness is a number of LUFS"),
        (lambda w, b: w.join(["a.mp4"], transition=7), "transition is a name like dissolve"),
        (lambda w, b: w.circle(b, "bb", "4f"), "makes no shot 'bb'; did you mean 'b'"),
        (lambda w, b: w.circle("film.yaml", "b", "4f"), "has no shot 'b'"),
    ],
)
def test_an_argument_that_makes_no_sense_is_told(
    workspace: Workspace, tmp_path: Path, call: Callable[[Any, Storyboard], object], said: str
) -> None:
    with pytest.raises(UsageError, match=said) as caught:
        call(workspace, story(tmp_path / "board.yaml"))
    assert caught.value.hint
    assert list(tmp_path.iterdir()) == []


def test_one_of_a_list_may_stand_alone() -> None:
    assert film_wish({"captions": "soft"}).captions == ("soft",)
    assert film_wish({"captions": "none"}).captions == ()
    assert single_shot("a", {"references": "a.png"}, model="m").references == (StillFile(Path("a.png")),)
    assert set(KINDS) == ShotDetails.__annotations__.keys()
    assert set(FILM_KINDS) == FilmDetails.__annotations__.keys()
    assert set(JOIN_KINDS) == JoinDetails.__annotations__.keys()


def test_an_output_that_cannot_be_is_told_before_anything_is_made(
    workspace: Workspace, paper: Path, tmp_path: Path
) -> None:
    with pytest.raises(UsageError, match="is a folder"):
        workspace.shoot("a", output=tmp_path, **SMALL)
    with pytest.raises(StoreError, match="there is no folder") as caught:
        workspace.shoot("a", output=tmp_path / "no" / "a.mp4", **SMALL)
    assert caught.value.hint == "make it first"
    for name in ("a.png", "a"):
        with pytest.raises(UsageError, match="an MP4 clip") as told:
            workspace.shoot("a", output=tmp_path / name, **SMALL)
        assert told.value.hint == "call it a.mp4"
    assert bill(paper) == 0


@pytest.mark.parametrize("way", ["own.mp4", "sub/../own.mp4", "sub/link.mp4"])
def test_a_clip_never_overwrites_what_it_is_made_from(
    workspace: Workspace, paper: Path, tmp_path: Path, way: str
) -> None:
    own = tmp_path / "own.mp4"
    Image.new("RGB", (32, 18), "teal").save(own, "PNG")
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "link.mp4").symlink_to(own)
    before = own.read_bytes()
    with pytest.raises(UsageError, match="would overwrite"):
        workspace.shoot("a", first_frame=own, output=tmp_path / way, **SMALL)
    assert (own.read_bytes(), bill(paper)) == (before, 0)


def test_one_prompt_becomes_one_clip_and_the_same_wish_the_same_clip(
    workspace: Workspace, paper: Path, tmp_path: Path
) -> None:
    heard: list[Progress] = []
    copy = tmp_path / "-my %d 'clip'\n.mp4"
    take = workspace.shoot("A cat, in the rain!", output=copy, listen=heard.append, **SMALL)
    assert take.path is not None
    assert copy.read_bytes() == take.path.read_bytes()
    assert take.shot == "a-cat-in-the"
    assert (heard[-1].stage, heard[-1].item, heard[-1].whole) == ("make", "a-cat-in-the", 1.0)
    assert workspace.shoot("A cat, in the rain!", **SMALL) == take
    assert bill(paper) == 1
    again = workspace.shoot("A cat, in the rain!", again=True, **SMALL)
    assert (again.number, again.seed != take.seed, bill(paper)) == (2, True, 2)
    assert workspace.takes() == [take, again]
    assert workspace.take(take.id[:8]) == take
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([".rushes", copy.name])


def test_what_costs_needs_a_yes(workspace: Workspace, paper: Path) -> None:
    details: dict[str, Any] = {**SMALL, "model": "paper:vellum"}
    for ask in (workspace.shoot, workspace.submit):
        with pytest.raises(NoConsent):
            ask("a", **details)
    assert workspace.shoot("a", yes=True, **details).charged == "yes"


def test_a_submitted_take_is_waited_for(workspace: Workspace, paper: Path) -> None:
    take = workspace.submit("slow", **SMALL)
    assert take.state is TakeState.SUBMITTED
    assert workspace.status(take.id[:6]).state is TakeState.SUBMITTED
    with pytest.raises(StillRunning) as caught:
        workspace.wait(take.id, timeout=0.05)
    assert take.id in str(caught.value)
    assert workspace.status(take.id).state is TakeState.SUBMITTED
    (paper / "go").touch()
    kept = workspace.wait(take.id, timeout=30)
    assert (kept.id, kept.state) == (take.id, TakeState.FETCHED)
    assert workspace.wait(take.id) == kept
    assert workspace.submit("slow", **SMALL) == kept
    assert bill(paper) == 1


def test_a_take_of_another_process_is_taken_up(workspace: Workspace, paper: Path, tmp_path: Path) -> None:
    with open_workspace(tmp_path) as other:
        take = other.submit("slow", **SMALL)
    assert workspace.status(take.id).state is TakeState.SUBMITTED
    (paper / "go").touch()
    assert workspace.wait(take.id, poll_interval=0.01, timeout=30).state is TakeState.FETCHED
    assert bill(paper) == 1


def test_a_failure_is_told_where_it_is_waited_for(workspace: Workspace) -> None:
    with pytest.raises(GenerationFailed, match="could not be made"):
        workspace.shoot("it fails", **SMALL)
    take = workspace.submit("it fails again", **SMALL)
    for _ in range(2):
        with pytest.raises(GenerationFailed, match="could not be made"):
            workspace.wait(take.id, timeout=30)
    assert workspace.status(take.id).state is TakeState.FAILED
    with pytest.raises(RushesError, match="refused"):
        workspace.submit("it refuses", **SMALL)


def test_it_works_inside_a_running_loop(workspace: Workspace) -> None:
    async def notebook() -> TakeState:
        return workspace.shoot("a", **SMALL).state

    assert asyncio.run(notebook()) is TakeState.FETCHED


def test_ctrl_c_stops_at_once_and_the_take_is_taken_up_later(paper: Path, tmp_path: Path) -> None:
    script = textwrap.dedent("""
        import sys
        from rushes.errors import Cancelled
        from rushes.workspace import open_workspace
        with open_workspace(sys.argv[1]) as workspace:
            try:
                workspace.shoot("slow", model="paper", duration=0.5, size="160x90", fps=12)
            except Cancelled as error:
                print("stopped:", error, workspace.ledger.open_takes()[0].state.value)
    """)
    command = [sys.executable, "-c", script, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        until = time.monotonic() + 30
        while not bill(paper) and time.monotonic() < until:
            os.sched_yield()
        process.send_signal(signal.SIGINT)
        said, wrong = process.communicate(timeout=30)
    assert said == "stopped: stopped submitted\n", wrong
    assert len(list(paper.glob("*.cancelled"))) == 1
    assert [path.name for path in (tmp_path / ".rushes" / "tmp").iterdir()] == [".door"]
    (paper / "go").touch()
    with open_workspace(tmp_path) as workspace:
        assert workspace.shoot("slow", **SMALL).state is TakeState.FETCHED
    assert bill(paper) == 1


@pytest.mark.parametrize("model", ["paper", "paper:vellum"])
def test_threads_that_wish_for_the_same_get_one_take(workspace: Workspace, paper: Path, model: str) -> None:
    details: dict[str, Any] = {**SMALL, "model": model, "yes": True, "duration": 1}
    for number in range(12):
        meet = threading.Barrier(6)

        def ask(ask: Callable[..., Take], meet: threading.Barrier = meet, number: int = number) -> Take:
            meet.wait()
            return workspace.wait(ask(f"threaded {number}", **details).id)

        with ThreadPoolExecutor(6) as threads:
            takes = list(threads.map(ask, [workspace.shoot, workspace.submit] * 3))
        assert all(take == takes[0] for take in takes)
        assert bill(paper) == number + 1


def test_threads_that_join_a_failing_take_hear_why_and_it_is_asked_for_once(
    workspace: Workspace, paper: Path
) -> None:
    with ThreadPoolExecutor(6) as threads:
        asked = [threads.submit(workspace.shoot, "slow, and it fails", **SMALL) for _ in range(6)]
        while not bill(paper):
            os.sched_yield()
        (first,) = workspace.takes()
        (paper / "go").touch()
        said = {str(one.exception(30)) for one in asked}
    assert "it could not be made" in " ".join(said)
    assert workspace.status(first.id).state is TakeState.FAILED


def test_whoever_joins_a_take_goes_on_when_its_maker_is_stopped(
    workspace: Workspace, paper: Path, tmp_path: Path
) -> None:
    board = story(tmp_path / "board.yaml", "slow a")
    stop = threading.Event()
    with ThreadPoolExecutor(2) as threads:
        stopped = threads.submit(workspace.make_takes, board, ["a"], cancelled=stop.is_set)
        while not bill(paper):
            os.sched_yield()
        other = threads.submit(workspace.make_takes, board, ["a"])
        stop.set()
        with pytest.raises(Cancelled):
            stopped.result(30)
        (paper / "go").touch()
        assert other.result(30)["a"].state is TakeState.FETCHED
    assert bill(paper) == 1


def test_a_take_that_was_left_in_the_middle_is_finished_by_the_next_wait(
    workspace: Workspace, paper: Path
) -> None:
    details: dict[str, Any] = {**SMALL, "model": "paper:vellum", "duration": 1}
    take = workspace.submit("it breaks", yes=True, **details)
    with pytest.raises(GenerationFailed, match="paper broke"):
        workspace.wait(take.id, timeout=30)
    assert workspace.status(take.id).state is TakeState.SUBMITTED
    (paper / "go").touch()
    assert workspace.wait(take.id, timeout=30).state is TakeState.FETCHED
    assert bill(paper) == 1


AGAIN = textwrap.dedent("""
    import sys, rushes
    from rushes.errors import Cancelled
    with rushes.open(sys.argv[1]) as workspace:
        take = workspace.submit("a quiet room", duration=4, size="640x360", fps=24)
        try:
            print("waiting", flush=True)
            workspace.wait(take.id)
            print("too late to stop it")
        except (Cancelled, KeyboardInterrupt):
            print("stopped", workspace.status(take.id).state, workspace.wait(take.id, timeout=60).state)
""")


def test_after_ctrl_c_the_same_process_can_wait_again(tmp_path: Path) -> None:
    command = [sys.executable, "-c", AGAIN, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "waiting\n"
        process.send_signal(signal.SIGINT)
        said, wrong = process.communicate(timeout=60)
    assert said == "stopped submitted fetched\n", wrong


def story(path: Path, first: str = "a") -> Storyboard:
    def shot(name: str, text: str, **more: Any) -> Shot:
        return Shot(name, prompt=Prompt(text=text), duration=Fraction(1, 2), model="paper", **more)

    shots = (shot("a", first), shot("b", "b", first_frame=ShotFrame("a", "last")))
    return Storyboard(shots=shots, path=path, size=Size(160, 90), fps=Fraction(12))


def test_the_takes_of_a_board_are_made_retaken_and_circled(
    workspace: Workspace, paper: Path, tmp_path: Path
) -> None:
    board = story(tmp_path / "films" / "my board.yaml")
    assert workspace.board_id(board) == "films/my board.yaml"
    with pytest.raises(UsageError, match="no shot 'x'"):
        workspace.retake(board, "x")
    with pytest.raises(UsageError, match="has no take to take a frame from"):
        workspace.retake(board, "b")
    told: list[str] = []
    takes = workspace.make_takes(board, ["a", "b"], on_take=lambda shot, take: told.append(shot))
    assert told == ["a", "b"]
    second = workspace.retake(board, "b")
    assert (second.number, second.parents) == (2, (takes["a"].id,))
    assert workspace.circles(board)["b"].take == second.id
    assert workspace.circle(board, "b", takes["b"].id[:9]).by == "person"
    third = workspace.retake(board, "b")
    assert workspace.standings(board)["b"].take == takes["b"]
    assert workspace.takes(board, shot="b") == [takes["b"], second, third]
    assert [take.shot for take in workspace.takes("films/my board.yaml")] == ["a", "b", "b", "b"]
    with pytest.raises(UsageError, match="no take"):
        workspace.circle(board, "b", "zz")
    moved = replace(board, path=tmp_path / "other.yaml")
    assert {one.status for one in workspace.standings(moved).values()} == {"current"}
    assert workspace.make_takes(moved, []) == {}
    assert set(workspace.circles(moved)) == {"a", "b"}


def test_a_frame_of_a_clip_of_the_user_begins_a_shot(workspace: Workspace, tmp_path: Path) -> None:
    own = tmp_path / "own.mp4"
    workspace.shoot("mine", output=own, **SMALL)
    first = Shot("own", clip=UserClip(own, start=Fraction(1, 6)))
    board = story(tmp_path / "board.yaml")
    second = replace(board.shots[1], first_frame=ShotFrame("own", "last"))
    board = replace(board, shots=(first, second))
    take = workspace.make_takes(board, ["b"])["b"]
    assert (take.parents, workspace.standings(board)["b"].status) == ((), "current")
    own.unlink()
    with pytest.raises(StoreError, match=r"shot own: .*own\.mp4 cannot be read"):
        workspace.standings(board)


def test_reading_makes_no_folder(workspace: Workspace, tmp_path: Path) -> None:
    board = story(tmp_path / "board.yaml")
    assert workspace.takes() == []
    assert workspace.circles(board) == {}
    assert {one.status for one in workspace.standings(board).values()} == {"missing"}
    assert "paper:vellum" in [card.id for card in workspace.models()]
    assert list(tmp_path.iterdir()) == []


def test_a_workspace_is_found_upward(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    (tmp_path / "a" / "rushes.toml").write_text('model = "previz"\nfps = 25\n')
    assert find_root(start=inner) == tmp_path / "a" / ".rushes"
    assert find_root(inner) == inner / ".rushes"
    assert find_root(inner / ".rushes") == inner / ".rushes"
    monkeypatch.chdir(inner)
    with open_workspace() as workspace:
        assert (workspace.root, workspace.settings.fps) == (tmp_path / "a" / ".rushes", 25)
    with open_workspace(environ={"RUSHES_WORKSPACE": str(tmp_path / "else")}) as workspace:
        assert workspace.root == tmp_path / "else" / ".rushes"


def test_pictures_are_paths_or_addresses() -> None:
    assert still_of("http://example.org/a.png") == StillUrl("http://example.org/a.png")
    assert still_of("a.png") == still_of(Path("a.png")) == StillFile(Path("a.png"))
    assert still_of(None) is None
