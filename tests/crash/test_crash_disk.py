"""A disk that fills and a folder that cannot be written, at each step: what was paid is never lost."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
from boundaries import Strike
from project import MODEL, Ended, Project
from vendor import Vendor
from verdict import judge, unheard

from rushes.model import TakeState

FULL = [
    Strike("ledger.admit", act="full"),
    Strike("ledger.begin", act="full"),
    Strike("ledger.submitting", act="full"),
    Strike("ledger.ready", act="full"),
    Strike("http.download", act="full"),
    Strike("http.download", "within", act="full"),
    Strike("blobs.adopt", act="full"),
    Strike("blobs.scratch.name", nth=1, act="full"),
    Strike("blobs.scratch.name", nth=2, act="full"),
    Strike("ledger.fetched", act="full"),
    Strike("ledger.end_run", act="full"),
]
SHUT = [
    Strike("provider.account", act="shut"),
    Strike("ledger.submitted", act="shut"),
    Strike("http.download", act="shut"),
    Strike("blobs.adopt", act="shut"),
    Strike("blobs.scratch.name", nth=1, act="shut"),
    Strike("blobs.scratch.name", nth=2, act="shut"),
    Strike("ledger.fetched", act="shut"),
]
# Where there is no room for the ticket of a create that was accepted, it is tried for about a minute.
NO_TICKET = Strike("ledger.submitted", act="full")
HURRY = 50.0


def one(tag: str) -> tuple[dict[str, object], list[str]]:
    """A clip, as the driver and as the command line make it."""
    prompt = f"a lamp {tag}"
    words = ["shoot", prompt, "--model", MODEL, "--duration", "2", "--yes", "--json"]
    return {"prompt": prompt, "details": {"model": MODEL, "duration": 2}, "hurry": HURRY}, words


def said(ended: Ended, *, ends_well: bool = False) -> None:
    """It ended with an error that says what to do, and broke nowhere."""
    assert ended.code == (0 if ends_well else 1), ended
    assert "Traceback" not in ended.stderr
    assert "hint: None" not in ended.stderr, ended


def goes_on(project: Project, words: Sequence[str], tag: str) -> None:
    """Once the trouble is over, the same command makes what is missing, and nobody pays again."""
    done = project.rushes(*words)
    assert done.code == 0, done
    assert judge(project, tag, asked=1).problems == []


@pytest.mark.parametrize(
    "strike", [FULL[0], *(pytest.param(one, marks=pytest.mark.slow) for one in FULL[1:])], ids=str
)
def test_a_disk_that_is_full_loses_nothing_that_was_paid(project: Project, tag: str, strike: Strike) -> None:
    told, words = one(tag)
    said(project.driver(told, [strike]), ends_well=strike.name == "ledger.end_run")
    goes_on(project, words, tag)


@pytest.mark.slow
@pytest.mark.parametrize("strike", SHUT, ids=str)
def test_a_folder_that_cannot_be_written_loses_nothing_that_was_paid(
    project: Project, bound: list[str], tag: str, strike: Strike
) -> None:
    project.bound = bound
    told, words = one(tag)
    # A ledger that is open stays so: its folder may be shut, its file is not.
    said(project.driver(told, [strike]), ends_well=strike.name == "ledger.fetched")
    while_shut = project.rushes(*words)
    assert unheard(while_shut) == []
    assert len(project.vendor.jobs(tag)) <= 1
    for path in (project.root, *project.root.rglob("*")):
        path.chmod(path.stat().st_mode | 0o200)
    goes_on(project, words, tag)


@pytest.mark.slow
def test_a_ticket_that_finds_no_room_is_kept_as_soon_as_there_is_some(project: Project, tag: str) -> None:
    told, words = one(tag)
    done = project.driver(told, [NO_TICKET, Strike("clock.sleep", nth=4, act="mended")])
    assert done.code == 0, done
    goes_on(project, words, tag)


def test_a_ticket_that_never_finds_room_is_told_and_settles_the_take(project: Project, tag: str) -> None:
    told, words = one(tag)
    lost = project.driver(told, [NO_TICKET])
    assert lost.code == 1, lost
    (job,) = project.vendor.jobs(tag)
    next_step = re.search(r"rushes (takes settle \w+ --job \S+)", lost.stderr)
    assert next_step is not None, lost
    assert next_step[1].endswith(job["id"])
    # It is told so directly, also before any other command has looked at the take.
    settled = project.rushes(*next_step[1].split(), "--json")
    assert settled.code == 0, settled
    goes_on(project, words, tag)


@pytest.mark.slow
def test_a_ticket_that_was_lost_is_asked_for_and_never_sent_again(project: Project, tag: str) -> None:
    told, words = one(tag)
    assert project.driver(told, [NO_TICKET]).code == 1
    for _ in range(2):
        again = project.rushes(*words)
        assert again.code == 8, again
    (job,) = project.vendor.jobs(tag)
    (take,) = project.takes()
    assert take.state is TakeState.UNKNOWN
    assert project.settle(take.id, job["id"]).code == 0
    goes_on(project, words, tag)


@contextmanager
def small_disk(folder: Path) -> Generator[bool]:
    """A disk of its own of 24 MB at `folder`; False where none can be made there, and the folder is used as it is."""
    folder.mkdir()
    mounted = not subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", str(folder)], capture_output=True
    ).returncode
    try:
        yield mounted
    finally:
        if mounted:
            subprocess.run(["umount", "--lazy", str(folder)], check=True)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["ledger.begin", "ledger.submitted", "blobs.adopt", "ledger.fetched"])
def test_a_disk_without_room_loses_nothing_that_was_paid(
    tmp_path: Path, vendor: Vendor, tag: str, name: str
) -> None:
    with small_disk(tmp_path / "disk") as small:
        project = Project(tmp_path / "disk" / "project", vendor)
        told, words = one(tag)
        more = [Strike("clock.sleep", nth=6, act="mended")] if name == "ledger.submitted" else []
        ended = project.driver(told, [Strike(name, act="filled" if small else "full"), *more])
        said(ended, ends_well=bool(more))
        (project.folder / "filler").unlink(missing_ok=True)
        goes_on(project, words, tag)
