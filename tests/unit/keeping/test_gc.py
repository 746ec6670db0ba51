"""What can be made again is taken away; nothing that a take or a running process needs."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import pytest
from kept import BOARD, an_intent, begun, files, keep
from PIL import Image

from rushes.errors import NoConsent
from rushes.model import Input, TakeState
from rushes.store.documents import read_request, request_document
from rushes.storyboard import Storyboard
from rushes.workspace import Workspace, open_workspace

FILM = """\
rushes: storyboard/1
size: 160x90
fps: 12
title_card: {text: Two shots, duration: 1}
shots:
  - {id: s01, prompt: a lamp, duration: 0.5}
  - {id: s02, prompt: the sea, duration: 0.5}
"""


@pytest.fixture
def board(workspace: Workspace) -> Storyboard:
    path = workspace.project / BOARD
    path.write_text(FILM)
    return Storyboard.load(path)


def made_old(path: Path, seconds: float = 7200) -> None:
    os.utime(path, (time.time() - seconds, time.time() - seconds))


def test_nothing_is_made_where_there_is_nothing_to_remove(workspace: Workspace) -> None:
    assert workspace.gc().heaps == {}
    assert not workspace.root.exists()


def test_a_film_is_up_to_date_after_it_and_what_has_changed_is_made_again(
    workspace: Workspace, board: Storyboard
) -> None:
    film = workspace.film(board)
    takes = files(workspace.root / "takes")
    would = workspace.gc(dry_run=True)
    assert set(would.heaps) == {"parts", "sound", "stills", "facts"}
    before = sum(path.stat().st_size for path in workspace.caches.rglob("*") if path.is_file())
    found = workspace.gc()
    assert (found.heaps, found.size, found.in_use) == (would.heaps, would.size, False)
    after = sum(path.stat().st_size for path in workspace.caches.rglob("*") if path.is_file())
    assert before - after == found.size
    assert {path.name for path in workspace.caches.iterdir() if any(path.rglob("*.*"))} == {"films"}
    assert (files(workspace.root / "takes"), film.path.exists()) == (takes, True)
    assert workspace.gc().heaps == {}
    assert workspace.film(board).up_to_date
    film.path.unlink()
    again = workspace.film(board)
    assert (again.made, set(again.conformed) >= {"s01", "s02"}) == ((), True)


def test_inputs_that_a_take_without_an_end_was_asked_for_with_stay(workspace: Workspace) -> None:
    inputs = workspace.caches / "inputs"
    inputs.mkdir(parents=True)

    def picture(name: str) -> Input:
        (inputs / name).write_bytes(name.encode())
        # The workspace may have been moved since: the folder is no part of it.
        return Input("first_frame", name.partition(".")[0], Path("/elsewhere") / name, "image/png")

    def asked(shot: str, name: str, state: TakeState) -> None:
        intent = an_intent(shot)
        body = request_document(read_request(intent.body))
        one = picture(name)
        body["inputs"] = [
            {"role": one.role, "sha256": one.sha256, "path": str(one.path), "media_type": one.media_type}
        ]
        if state is TakeState.FETCHED:
            keep(workspace, shot, body=body)
        else:
            begun(workspace, state, an_intent(shot, body=body))

    asked("s01", "open.png", TakeState.SUBMITTED)
    asked("s02", "kept.png", TakeState.FETCHED)
    picture("nobody.png")
    found = workspace.gc()
    assert (found.needed, found.heaps["inputs"].files) == (1, 2)
    assert files(inputs) == {"open.png"}
    workspace.cancel(workspace.left_open()[0].id)
    assert workspace.gc().heaps["inputs"].files == 1


def test_a_request_that_was_left_open_can_be_sent_after_it(workspace: Workspace) -> None:
    picture = workspace.project / "door.png"
    Image.new("RGB", (160, 90), "teal").save(picture)
    with open_workspace(workspace.project, environ={}) as gone:
        take = gone.submit("it opens", first_frame=picture, duration=8, size="320x180")
    assert workspace.take(take.id).state is TakeState.SUBMITTED
    picture.unlink()
    assert workspace.gc().needed == 1
    assert workspace.wait(take.id, timeout=60).state is TakeState.FETCHED


def test_temporary_files_that_somebody_may_be_writing_stay(workspace: Workspace) -> None:
    facts = workspace.caches / "facts"
    facts.mkdir(parents=True)
    for name in (".new.json.tmp", "hashes.1.tmp", ".old.json.tmp", "old.1.part"):
        (facts / name).write_text("{}")
    for name in (".old.json.tmp", "old.1.part"):
        made_old(facts / name)
    assert workspace.gc().heaps["facts"].files == 2
    assert {path.name for path in facts.iterdir()} == {".new.json.tmp", "hashes.1.tmp"}


def test_a_link_is_removed_and_not_what_it_leads_to(workspace: Workspace, tmp_path: Path) -> None:
    (workspace.caches / "parts").mkdir(parents=True)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "film.mp4").write_text("mine")
    (workspace.caches / "parts" / "a.mp4").symlink_to(tmp_path / "mine" / "film.mp4")
    (workspace.caches / "linked").symlink_to(tmp_path / "mine")
    workspace.gc()
    assert files(workspace.caches) == set()
    assert (tmp_path / "mine" / "film.mp4").read_text() == "mine"


# ── processes ─────────────────────────────────────────────────────────────────────────────────────

HOLDS = textwrap.dedent("""
    import sys
    sys.path.insert(0, sys.argv[3])
    from kept import an_intent, begun
    from rushes.model import TakeState
    from rushes.workspace import open_workspace
    with open_workspace(sys.argv[1], environ={}) as workspace:
        with workspace.working():
            (workspace.blobs.scratch.folder / "half.mp4").write_text("half")
            if sys.argv[2] == "owner":
                begun(workspace, TakeState.SUBMITTED, an_intent())
            print("here", flush=True)
            sys.stdin.read()
""")


@contextmanager
def holding(folder: Path, *, owner: bool = False) -> Generator[subprocess.Popen[str]]:
    """A process that makes something in the workspace."""
    here = str(Path(__file__).parent)
    words = [sys.executable, "-c", HOLDS, str(folder), "owner" if owner else "", here]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        assert process.stdout.readline() == "here\n"
        yield process
        if process.poll() is None:
            process.stdin.close()
        process.wait(30)


def test_nothing_that_a_running_process_may_need_is_taken_away(
    workspace: Workspace, board: Storyboard
) -> None:
    workspace.film(board)
    before = files(workspace.caches)
    with holding(workspace.project):
        found = workspace.gc()
        assert (found.in_use, found.heaps) == (True, {})
        assert files(workspace.caches) == before
        assert "half.mp4" in files(workspace.root / "tmp")
    assert workspace.gc().in_use is False
    assert files(workspace.caches) < before


def test_what_a_killed_process_left_goes_and_so_does_its_sign_of_life(
    workspace: Workspace, board: Storyboard
) -> None:
    workspace.film(board)
    with holding(workspace.project, owner=True) as process:
        process.kill()
        process.wait(30)
        assert "half.mp4" in files(workspace.root / "tmp")
        signs = workspace.root / "owners"
        (signs / "0123456789abcdef.alive").touch()  # of a process that died before the ledger knew it
        for path in signs.iterdir():
            made_old(path)
        mine = signs / f"{workspace.ledger.owner}.alive"
        assert workspace.gc(dry_run=True).heaps["owners"].files == 2
        assert len(list(signs.iterdir())) == 3
        found = workspace.gc()
        assert (found.in_use, found.heaps["tmp"].files >= 1, found.heaps["owners"].files) == (False, True, 2)
        assert list(signs.iterdir()) == [mine]
        assert "half.mp4" not in files(workspace.root / "tmp")


def test_a_film_that_is_being_made_by_another_process_is_finished_in_spite_of_it(
    workspace: Workspace, board: Storyboard
) -> None:
    """While a film is put together, and again and again: whoever holds the workspace is never robbed."""
    command = [sys.executable, "-m", "rushes", "film", BOARD, "--json"]
    environ = {name: value for name, value in os.environ.items() if not name.startswith("RUNWAY")}
    for number in range(3):
        text = FILM.replace("a lamp", f"lamp {number}").replace("duration: 0.5", "duration: 2")
        (workspace.project / BOARD).write_text(text)
        with subprocess.Popen(
            command,
            cwd=workspace.project,
            env=environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        ) as process:
            refused = 0
            while process.poll() is None:
                refused += workspace.gc().in_use
            said, wrong = process.communicate(timeout=60)
        assert process.returncode == 0, f"{said}{wrong}"
        assert refused > 0
    assert workspace.film(Storyboard.load(workspace.project / BOARD)).up_to_date


def test_what_this_process_makes_in_another_thread_is_left_alone(
    workspace: Workspace, board: Storyboard
) -> None:
    workspace.film(board)
    entered, leave = threading.Event(), threading.Event()

    def work() -> None:
        with workspace.working():
            entered.set()
            leave.wait(30)

    thread = threading.Thread(target=work)
    thread.start()
    entered.wait(30)
    assert workspace.gc().in_use
    leave.set()
    thread.join()
    drawn = workspace.submit("a quiet room", duration=20, size="1280x720")
    assert workspace.gc().in_use
    workspace.cancel(drawn.id)
    assert not workspace.gc().in_use


def test_a_film_that_nobody_agreed_to_makes_no_workspace(workspace: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "paid.yaml"
    paid = FILM.replace("fps: 12\n", "fps: 12\nmodel: runway:gen4.5\n").replace("160x90", "1280x720")
    path.write_text(paid.replace("title_card", "# title_card"))
    with pytest.raises(NoConsent):
        workspace.film(Storyboard.load(path))
    assert not workspace.root.exists()
