"""Takes that are kept: read again, thrown away, copied, written down anew."""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from kept import BOARD, an_intent, begun, files, keep

from rushes.errors import Cancelled, RushesError, SeveralEnds, StoreError, UsageError
from rushes.model import Money, Prompt, Shot, Take, TakeState, UserClip
from rushes.store.blobs import hash_file
from rushes.store.verify import Flaw
from rushes.storyboard.board import Storyboard
from rushes.workspace import Workspace, open_workspace

HOUR = 3601


def clip_of(take: Take) -> Path:
    assert take.path is not None
    return take.path


def sidecar_of(take: Take) -> Path:
    return clip_of(take).with_suffix(".json")


def rewritten(path: Path, content: bytes) -> None:
    path.chmod(0o644)
    path.write_bytes(content)


def told(flaws: tuple[Flaw, ...]) -> list[tuple[str | None, str]]:
    return [(None if flaw.take is None else flaw.take.shot, flaw.problem) for flaw in flaws]


def story(workspace: Workspace, *shots: str, clip: str = "") -> Storyboard:
    made = [Shot(shot, prompt=Prompt(text=shot)) for shot in shots]
    own = [Shot(clip, clip=UserClip(Path("own.mp4")))] if clip else []
    return Storyboard(shots=(*made, *own), path=workspace.project / BOARD)


# ── verify ────────────────────────────────────────────────────────────────────────────────────────


def test_an_empty_workspace_and_whole_takes_are_as_they_should_be(workspace: Workspace) -> None:
    assert workspace.verify() == workspace.verify([])
    assert not workspace.root.exists()
    takes = [keep(workspace, "s01"), keep(workspace, "s02")]
    begun(workspace, TakeState.SUBMITTED, an_intent("s03"))
    heard: list[float] = []
    found = workspace.verify(progress=lambda _, share: heard.append(share))
    assert (found.takes, found.size, found.flaws) == (2, sum(take.size for take in takes), ())
    assert heard == [0.5, 1.0]
    assert workspace.verify([takes[1].id[:8]]).takes == 1


def cut(take: Take) -> None:
    rewritten(clip_of(take), clip_of(take).read_bytes()[:-1])


def one_bit(take: Take) -> None:
    content = bytearray(clip_of(take).read_bytes())
    content[3] ^= 1
    rewritten(clip_of(take), bytes(content))


def another_take_s(take: Take) -> None:
    document = json.loads(sidecar_of(take).read_text())
    sidecar_of(take).write_text(json.dumps({**document, "id": "0123456789abcdef"}))


@pytest.mark.parametrize(
    ("harm", "problem", "mend"),
    [
        (lambda take: clip_of(take).unlink(), "its clip is gone", "put a copy"),
        (cut, "its clip has changed", "put a copy"),
        (one_bit, "its clip has changed", "put a copy"),
        (lambda take: rewritten(clip_of(take), b""), "its clip has changed", "put a copy"),
        (lambda take: sidecar_of(take).unlink(), "its sidecar is no good: there is none", "recover"),
        (lambda take: sidecar_of(take).write_text("{"), "its sidecar is no good: it is no JSON", "recover"),
        (lambda take: sidecar_of(take).write_bytes(b"\xff\x00"), "no good: it is no JSON", "recover"),
        (lambda take: sidecar_of(take).write_text("[]"), "no good: it is no sidecar", "recover"),
        (lambda take: sidecar_of(take).write_text("{}"), "no good: a take's sidecar cannot", "recover"),
        (another_take_s, "no good: there is none", "recover"),
    ],
)
def test_what_is_wrong_with_a_take_is_told_with_what_mends_it(
    workspace: Workspace, harm: Callable[[Take], object], problem: str, mend: str
) -> None:
    take, whole = keep(workspace, "s01"), keep(workspace, "s02")
    harm(take)
    (flaw,) = [one for one in workspace.verify().flaws if one.take is not None]
    assert flaw.take == workspace.take(take.id)
    assert problem in flaw.problem
    assert mend in flaw.mend
    assert flaw in workspace.verify([take.id]).flaws
    assert workspace.verify([whole.id]).flaws == ()


def test_bytes_that_two_takes_share_are_wrong_for_both(workspace: Workspace) -> None:
    one, two = keep(workspace, "s01", content=b"same"), keep(workspace, "s02", content=b"same")
    assert clip_of(one) == clip_of(two)
    assert workspace.verify().flaws == ()
    clip_of(one).unlink()
    assert told(workspace.verify().flaws) == [("s01", "its clip is gone"), ("s02", "its clip is gone")]


def test_files_that_no_take_has_are_told(workspace: Workspace) -> None:
    take = keep(workspace)
    lost = keep(workspace, "s02")
    (workspace.root / "ledger.db").unlink()
    with open_workspace(workspace.project, environ={}) as fresh:
        assert told(fresh.verify().flaws) == [
            (None, f"the ledger does not know take {one.id}, whose sidecar this is")
            for one in sorted((take, lost), key=lambda one: one.sha256 or "")
        ]
        assert {flaw.mend for flaw in fresh.verify().flaws} == {"rushes takes recover"}
        sidecar_of(take).write_text("{")
        sidecar_of(lost).unlink()
        assert told(fresh.verify().flaws) == [
            (None, "a sidecar that no take has: it is no JSON, or cut short")
        ]
        # A clip that has no sidecar yet may be on its way in at this moment.
        os.utime(clip_of(lost), (time.time() - HOUR, time.time() - HOUR))
        assert (None, "a clip that no take has, and no sidecar tells of") in told(fresh.verify().flaws)


def test_only_a_kept_take_is_verified(workspace: Workspace) -> None:
    take = begun(workspace, TakeState.SUBMITTED, an_intent())
    with pytest.raises(UsageError, match="has no clip here: it is submitted"):
        workspace.verify([take.id])
    keep(workspace, "s02")
    with pytest.raises(Cancelled):
        workspace.verify(cancelled=lambda: True)


# ── drop ──────────────────────────────────────────────────────────────────────────────────────────


def test_a_dropped_take_s_bytes_go_and_its_row_stays(workspace: Workspace) -> None:
    take, other = keep(workspace, "s01", number=1), keep(workspace, "s01", number=2)
    clip_of(take).with_suffix(".jpg").write_bytes(b"picture")
    before = clip_of(take).stat().st_size
    dropped = workspace.drop([take.id[:9], take.id])
    (gone,) = dropped.takes
    assert (gone.state, gone.path, gone.cost) == (TakeState.FETCHED, None, Money(90_000))
    assert (dropped.freed > before, dropped.later) == (True, False)
    assert files(workspace.root / "takes") == {clip_of(other).name, sidecar_of(other).name}
    assert workspace.cost().total.unassigned == Money(90_000)
    assert workspace.verify().flaws == ()
    again = workspace.drop([take.id])
    assert (again.takes, again.freed) == ((gone,), 0)
    with pytest.raises(UsageError, match="it is dropped"):
        workspace.verify([take.id])


def test_a_take_that_a_shot_uses_is_dropped_only_when_that_is_said(workspace: Workspace) -> None:
    old, used = keep(workspace, "s01", number=1), keep(workspace, "s01", number=2)
    with pytest.raises(UsageError, match=f"take {used.id} is used by s01 of {BOARD}") as caught:
        workspace.drop([old.id, used.id])
    assert "--yes" in (caught.value.hint or "")
    assert clip_of(old).exists()
    assert workspace.users(used.id) == [(BOARD, "s01")]
    workspace.drop([old.id, used.id], used=True)
    assert files(workspace.root / "takes") == set()
    assert workspace.circles(BOARD) == {}


def test_bytes_that_another_take_shares_stay_with_its_own_sidecar(workspace: Workspace) -> None:
    one, two = keep(workspace, "s01", content=b"same"), keep(workspace, "s02", content=b"same")
    workspace.drop([one.id], used=True)
    assert clip_of(two).read_bytes() == b"same"
    assert workspace.verify().flaws == ()
    assert files(workspace.root / "takes") == {clip_of(two).name, f"{clip_of(two).stem}.{two.id}.json"}
    assert workspace.drop([two.id], used=True).freed >= 4
    assert files(workspace.root / "takes") == set()


def test_both_takes_that_share_bytes_are_dropped_in_one_go(workspace: Workspace) -> None:
    takes = [keep(workspace, shot, content=b"same") for shot in ("s01", "s02")]
    workspace.drop([take.id for take in takes], used=True)
    assert files(workspace.root / "takes") == set()


@pytest.mark.parametrize("state", [TakeState.PLANNED, TakeState.SUBMITTED])
def test_what_has_no_bytes_is_not_dropped_and_nothing_beside_it(
    workspace: Workspace, state: TakeState
) -> None:
    take, open_one = keep(workspace), begun(workspace, state, an_intent("s02"))
    with pytest.raises(UsageError, match=f"is {state.value}: it has no bytes") as caught:
        workspace.drop([take.id, open_one.id], used=True)
    assert caught.value.hint == f"`rushes takes cancel {open_one.id[:12]}` stops it"
    assert clip_of(take).exists()
    with pytest.raises(UsageError, match="there is no take"):
        workspace.drop([take.id, "zz"], used=True)
    assert clip_of(take).exists()


def test_while_another_process_works_only_the_row_is_dropped_and_gc_finishes_it(
    workspace: Workspace,
) -> None:
    take = keep(workspace)
    with open_workspace(workspace.project, environ={}) as other, other.working():
        dropped = workspace.drop([take.id], used=True)
        assert (dropped.later, dropped.freed) == (True, 0)
        assert clip_of(take).exists()
        assert workspace.gc().in_use
        assert clip_of(take).exists()
        (flaw,) = workspace.verify().flaws
        assert (flaw.problem, flaw.mend) == (
            "it was dropped, and its files still lie here",
            f"rushes takes drop {take.id[:12]}",
        )
    assert workspace.gc(dry_run=True).heaps["dropped"].files == 2
    assert clip_of(take).exists()
    assert workspace.gc().heaps["dropped"].files == 2
    assert files(workspace.root / "takes") == set()


@pytest.mark.parametrize("step", range(3))
def test_a_drop_that_was_stopped_is_finished_by_the_next(workspace: Workspace, step: int) -> None:
    take = keep(workspace)
    clip_of(take).with_suffix(".jpg").write_bytes(b"picture")
    workspace.ledger.dropped(take.id)
    for suffix in [".json", ".jpg"][:step]:
        clip_of(take).with_suffix(suffix).unlink()
    assert len(workspace.verify().flaws) == 1
    workspace.drop([take.id])
    assert (files(workspace.root / "takes"), workspace.verify().flaws) == (set(), ())


def test_a_dropped_take_that_is_the_ledger_s_no_more_is_not_brought_back(workspace: Workspace) -> None:
    take, other = keep(workspace), keep(workspace, "s02")
    workspace.drop([take.id], used=True)
    (workspace.root / "ledger.db").unlink()
    with open_workspace(workspace.project, environ={}) as fresh:
        assert [one.id for one in fresh.recover().restored] == [other.id]


# ── export ────────────────────────────────────────────────────────────────────────────────────────


def test_the_takes_that_a_film_uses_are_copied_under_readable_names(
    workspace: Workspace, tmp_path: Path
) -> None:
    first, second = keep(workspace, "s01", number=1), keep(workspace, "s01", number=2)
    other = keep(workspace, "s02")
    workspace.circle(BOARD, "s01", first.id)
    board = story(workspace, "s02", "s01", "s03", clip="own")
    copies = workspace.export(board, tmp_path / "new" / "clips")
    assert [one.clip.name for one in copies] == ["s02-take1.mp4", "s01-take1.mp4"]
    assert files(tmp_path / "new" / "clips") == {
        "s01-take1.mp4", "s01-take1.json", "s02-take1.mp4", "s02-take1.json",
    }  # fmt: skip
    assert hash_file(copies[1].clip) == first.sha256
    assert json.loads(copies[0].sidecar.read_text())["id"] == other.id
    every = workspace.export(board, tmp_path / "new" / "clips", every=True)
    assert [(one.clip.name, one.new) for one in every] == [
        ("s02-take1.mp4", False),
        ("s01-take1.mp4", False),
        ("s01-take2.mp4", True),
    ]
    (single,) = workspace.export([second.id[:10]], str(tmp_path / "one"))
    assert single.clip == tmp_path / "one" / "s01-take2.mp4"
    assert json.loads(single.sidecar.read_text())["rushes"] == "take/1"


def test_a_file_of_somebody_else_is_never_overwritten(workspace: Workspace, tmp_path: Path) -> None:
    takes = [keep(workspace, shot) for shot in ("s01", "s02")]
    out = tmp_path / "clips"
    out.mkdir()
    for name in ("s02-take1.mp4", "s02-take1.json"):
        (out / name).write_text("mine")
        with pytest.raises(UsageError, match=f"{name} is another file") as caught:
            workspace.export([take.id for take in takes], out)
        assert caught.value.hint
        assert files(out) == {name}
        assert (out / name).read_text() == "mine"
        (out / name).unlink()
    (out / "s02-take1.mp4").mkdir()
    with pytest.raises(UsageError, match="is another file"):
        workspace.export([take.id for take in takes], out)
    (out / "s02-take1.mp4").rmdir()
    (out / "s02-take1.mp4").symlink_to(tmp_path / "nowhere")
    with pytest.raises(UsageError, match="is another file"):
        workspace.export([take.id for take in takes], out)
    assert files(out) == set()


def test_half_an_export_is_made_whole_by_the_next(workspace: Workspace, tmp_path: Path) -> None:
    take = keep(workspace)
    (copy,) = workspace.export([take.id], tmp_path / "clips")
    copy.clip.unlink()
    (again,) = workspace.export([take.id], tmp_path / "clips")
    assert (again.new, hash_file(again.clip)) == (True, take.sha256)


def test_a_take_whose_bytes_are_wrong_or_gone_is_not_copied_and_nothing_else_is(
    workspace: Workspace, tmp_path: Path
) -> None:
    takes = [keep(workspace, shot) for shot in ("s01", "s02", "s03")]
    one_bit(takes[1])
    with pytest.raises(StoreError, match=r"shot s02: .* has changed"):
        workspace.export([take.id for take in takes], tmp_path / "clips")
    clip_of(takes[2]).unlink()
    with pytest.raises(SeveralEnds):
        workspace.export([take.id for take in takes], tmp_path / "clips")
    assert not (tmp_path / "clips").exists()
    workspace.drop([takes[0].id], used=True)
    with pytest.raises(UsageError, match="it is dropped"):
        workspace.export([takes[0].id], tmp_path / "clips")


def test_names_hold_on_any_system_and_are_told_apart(workspace: Workspace, tmp_path: Path) -> None:
    names = ["S01", "s01", "a/b", "a:b", " ..", "x" * 300, "ä 1"]
    takes = [keep(workspace, name) for name in names]
    copies = workspace.export([take.id for take in takes], tmp_path / "clips")
    found = [one.clip.name for one in copies]
    assert found[:4] == [
        f"S01-take1-{takes[0].id[:12]}.mp4",
        f"s01-take1-{takes[1].id[:12]}.mp4",
        f"a-b-take1-{takes[2].id[:12]}.mp4",
        f"a-b-take1-{takes[3].id[:12]}.mp4",
    ]
    assert (found[4], found[6], len(found[5]) < 150) == ("clip-take1.mp4", "ä 1-take1.mp4", True)
    assert len(files(tmp_path / "clips")) == 2 * len(takes)


def test_a_folder_that_cannot_be_is_told(workspace: Workspace, tmp_path: Path) -> None:
    take = keep(workspace)
    (tmp_path / "clips").write_text("a file")
    with pytest.raises(StoreError, match="clips"):
        workspace.export([take.id], tmp_path / "clips")
    assert workspace.export([], tmp_path / "none") == []


# ── recover ───────────────────────────────────────────────────────────────────────────────────────


def forget(workspace: Workspace) -> Workspace:
    """The same workspace, its ledger gone."""
    workspace.close()
    for name in ("ledger.db", "ledger.db-wal", "ledger.db-shm"):
        (workspace.root / name).unlink(missing_ok=True)
    return open_workspace(workspace.project, environ={})


def test_a_lost_ledger_is_written_again_with_circles_and_money(workspace: Workspace) -> None:
    takes = [
        keep(workspace, "s01", number=1),
        keep(workspace, "s01", number=2),
        keep(workspace, "s02", content=b"same"),
        keep(workspace, "s03", content=b"same", cost=None),
    ]
    events = workspace.cost().total
    with forget(workspace) as fresh:
        found = fresh.recover()
        assert (found.there, len(found.restored), found.written, found.flaws) == (0, 4, (), ())
        assert [(take.id, take.shot, take.number, take.sha256, take.cost) for take in fresh.takes()] == [
            (take.id, take.shot, take.number, take.sha256, take.cost) for take in takes
        ]
        assert {shot: one.take for shot, one in fresh.circles(BOARD).items()} == {
            "s01": takes[1].id, "s02": takes[2].id, "s03": takes[3].id,
        }  # fmt: skip
        assert fresh.cost().total == events
        assert fresh.verify().flaws == ()
        again = fresh.recover()
        assert (again.there, again.restored, again.written, again.flaws) == (4, (), (), ())


def test_bytes_are_verified_before_a_row_is_written(workspace: Workspace) -> None:
    whole, changed, gone, short = (keep(workspace, shot) for shot in ("s01", "s02", "s03", "s04"))
    one_bit(changed)
    clip_of(gone).unlink()
    cut(short)
    with forget(workspace) as fresh:
        found = fresh.recover()
        assert [take.id for take in found.restored] == [whole.id]
        assert len(found.flaws) == 3
        assert all("was not restored" in flaw.problem and flaw.mend for flaw in found.flaws)
        assert [take.id for take in fresh.takes()] == [whole.id]


def bad(**changes: Any) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        path.write_text(json.dumps({**json.loads(path.read_text()), **changes}))

    return write


@pytest.mark.parametrize(
    "harm",
    [
        lambda path: path.write_text(""),
        lambda path: path.write_bytes(b"\xff\xfe"),
        lambda path: path.write_text("null"),
        lambda path: path.write_text('{"rushes": "take/1"}'),
        bad(rushes="take/2"),
        bad(sha256="../../etc/passwd"),
        bad(sha256="ab" * 32),
        bad(id="../x"),
        bad(id="no hexadecimal"),
        bad(created="yesterday"),
        bad(duration="1/0"),
        bad(price="much"),
        bad(ticket=7),
    ],
)
def test_a_sidecar_that_cannot_be_trusted_is_told_and_the_others_are_read(
    workspace: Workspace, harm: Callable[[Path], object]
) -> None:
    take, other = keep(workspace, "s01"), keep(workspace, "s02")
    harm(sidecar_of(take))
    with forget(workspace) as fresh:
        found = fresh.recover()
        assert [one.id for one in found.restored] == [other.id]
        assert [flaw.path for flaw in found.flaws] == [sidecar_of(take)]
        assert found.flaws[0].problem.startswith("a sidecar that is of no use: ")


def test_a_sidecar_that_is_missing_or_damaged_is_written_from_the_ledger(workspace: Workspace) -> None:
    takes = [keep(workspace, shot, content=b"same") for shot in ("s01", "s02")]
    takes.append(keep(workspace, "s03"))
    before = {path: json.loads(path.read_text()) for path in workspace.root.rglob("takes/*/*.json")}
    assert len(before) == 3
    for path in before:
        path.write_text("{") if path.name.count(".") == 2 else path.unlink()
    found = workspace.recover()
    assert {one.id for one in found.written} == {take.id for take in takes}
    after = {path: json.loads(path.read_text()) for path in workspace.root.rglob("takes/*/*.json")}
    assert sorted(one["id"] for one in after.values()) == sorted(take.id for take in takes)
    assert sorted(map(str, before.values())) == sorted(map(str, after.values()))
    assert (workspace.verify().flaws, workspace.recover().written) == ((), ())


def test_an_older_copy_of_the_ledger_gets_what_came_after_it(workspace: Workspace) -> None:
    keep(workspace, "s01", number=1)
    workspace.close()
    shutil.copyfile(workspace.root / "ledger.db", workspace.root / "old.db")
    with open_workspace(workspace.project, environ={}) as later:
        newer = keep(later, "s01", number=2)
    (workspace.root / "old.db").replace(workspace.root / "ledger.db")
    with open_workspace(workspace.project, environ={}) as back:
        found = back.recover()
        assert (found.there, [one.id for one in found.restored]) == (1, [newer.id])
        assert back.circles(BOARD)["s01"].take == newer.id


def test_what_was_restored_stands_when_it_is_stopped(workspace: Workspace) -> None:
    takes = [keep(workspace, f"s{number}") for number in range(4)]
    stop = iter([False, False, True])
    with forget(workspace) as fresh:
        with pytest.raises(Cancelled):
            fresh.recover(cancelled=lambda: next(stop))
        assert [one.id for one in fresh.takes()] == [one.id for one in takes[:2]]
        assert [one.id for one in fresh.recover().restored] == [one.id for one in takes[2:]]


def test_a_ledger_that_is_no_database_says_how_it_is_recovered(workspace: Workspace) -> None:
    keep(workspace)
    workspace.close()
    (workspace.root / "ledger.db").write_bytes(b"SQLite format 3\0" + b"x" * 5000)
    with open_workspace(workspace.project, environ={}) as broken, pytest.raises(RushesError) as caught:
        broken.takes()
    assert "rushes takes recover" in (caught.value.hint or "")
