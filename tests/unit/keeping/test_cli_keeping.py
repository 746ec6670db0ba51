"""The commands for takes and money after they were asked for, as a person runs them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from kept import Vendor, keep

from rushes.workspace import open_workspace

FILM = """\
rushes: storyboard/1
size: 1280x720
model: runway:gen4.5
shots:
  - {id: s01, prompt: a lamp, duration: 2}
  - {id: s02, prompt: the sea, duration: 2}
"""


class Rushes:
    """Runs the real command line in a folder."""

    def __init__(self, folder: Path, environ: dict[str, str] | None = None) -> None:
        self.folder = folder
        self.environ = {**os.environ, **(environ or {})}

    def __call__(self, *words: str | Path, code: int = 0) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [sys.executable, "-m", "rushes", *words],
            cwd=self.folder,
            env=self.environ,
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
        )
        assert done.returncode == code, f"{done.returncode}\n{done.stdout}{done.stderr}"
        assert "Traceback" not in done.stderr
        return done

    def json(self, *words: str | Path, code: int = 0) -> dict[str, Any]:
        return json.loads(self(*words, "--json", code=code).stdout)

    def error(self, *words: str | Path, code: int) -> dict[str, Any]:
        return json.loads(self(*words, "--json", code=code).stderr)["error"]


@pytest.fixture
def filmed(runway: Vendor) -> Vendor:
    (runway.folder / "film.yaml").write_text(FILM)
    Rushes(runway.folder, runway.environ)("film", "film.yaml", "--yes", "--quiet")
    return runway


@pytest.fixture
def rushes(runway: Vendor) -> Rushes:
    return Rushes(runway.folder, runway.environ)


@pytest.fixture
def alone(tmp_path: Path) -> Rushes:
    """No vendor: nothing may be asked."""
    return Rushes(tmp_path)


def test_a_film_whose_ledger_was_lost_is_recovered_and_nothing_is_paid_again(
    filmed: Vendor, rushes: Rushes
) -> None:
    before = (len(filmed.jobs), filmed.charged, rushes.json("cost")["total_micros"])
    for path in (filmed.folder / ".rushes").glob("ledger.db*"):
        path.unlink()
    verified = rushes.json("takes", "verify", code=1)
    assert {flaw["mend"] for flaw in verified["flaws"]} == {"rushes takes recover"}
    found = rushes.json("takes", "recover")
    assert (found["schema"], found["there"], len(found["restored"])) == ("rushes/recover/1", 0, 2)
    assert "2 there already" in rushes("takes", "recover").stderr
    again = rushes.json("film", "film.yaml")
    assert (again["up_to_date"], again["made"]) == (True, [])
    (filmed.folder / "film.mp4").unlink()
    assert rushes.json("film", "film.yaml")["made"] == []
    assert (len(filmed.jobs), filmed.charged, rushes.json("cost")["total_micros"]) == before


def test_what_was_stopped_is_waited_for_by_its_storyboard_its_shot_or_its_id(start: Any) -> None:
    runway: Vendor = start(tick=0)
    rushes = Rushes(runway.folder, runway.environ)
    (runway.folder / "film.yaml").write_text(FILM)
    with runway.open() as gone:
        from rushes.storyboard import Storyboard

        board = Storyboard.load(runway.folder / "film.yaml")
        with pytest.raises(Exception, match="stopped"):
            gone.make_takes(board, ["s01", "s02"], yes=True, cancelled=lambda: len(runway.jobs) == 2)
    error = rushes.error("takes", "wait", "film.yaml", "s01", "--timeout", "0.2", code=9)
    assert (error["code"], error["shot"]) == ("still-running", "s01")
    assert "did you mean" in str(rushes.error("takes", "wait", "film.yaml", "s03", code=2))
    assert "no take" in rushes.error("takes", "wait", "ffff", code=2)["message"]
    rushes("takes", "wait", "film.yaml", "s01", "s02", code=2)
    runway.server.advance(60)
    (one,) = rushes.json("takes", "wait", "film.yaml", "s01")["takes"]
    done = rushes("takes", "wait")
    assert Path(done.stdout.rstrip("\n")).is_file()
    assert "made s02" in done.stderr
    assert rushes("takes", "wait", one["id"][:8]).stdout == f"{one['path']}\n"
    assert "no take is left open" in rushes("takes", "wait").stderr
    assert (len(runway.jobs), runway.charged) == (2, 48)


def test_a_take_is_cancelled_and_the_charge_is_told(start: Any) -> None:
    runway: Vendor = start(tick=0)
    rushes = Rushes(runway.folder, runway.environ)
    with runway.open() as gone:
        take = gone.submit("a lamp", model="runway:gen4.5", duration=2, size="1280x720", yes=True)
    said = rushes("takes", "cancel", take.id[:6]).stderr
    assert said == (
        f"take {take.id[:12]} (a-lamp) is cancelled: cancelled by a person\n"
        "runway does not say whether it charges for it, so $0.24 count as spent\n"
    )
    assert "had ended already, it is cancelled" in rushes("takes", "cancel", take.id).stderr
    assert rushes.json("takes", "cancel", take.id)["state"] == "cancelled"
    assert rushes.json("cost")["unassigned_micros"] == 240_000
    history = [one["kind"] for one in rushes.json("takes", "show", take.id)["events"]]
    assert history[-1] == "cancelled"


def test_a_take_of_unknown_outcome_is_settled_and_fetched(runway: Vendor, rushes: Rushes) -> None:
    runway.server.fault("accept_then_drop")
    words = ("shoot", "a door", "--model", "runway:gen4.5", "--duration", "2", "--yes")
    hint = rushes.error(*words, code=8)["hint"]
    runway.server.forget_faults()
    (take,) = rushes.json("takes", "list")["takes"]
    assert f"rushes takes settle {take['id']} --job" in hint
    assert rushes.error("takes", "wait", code=8)["code"] == "unknown-outcome"
    for wrong in ([], ["--lost", "--not-made"], ["--job", "x", "--lost"]):
        assert "exactly one" in rushes.error("takes", "settle", take["id"], *wrong, code=2)["message"]
    (job,) = runway.jobs
    path = rushes("takes", "settle", take["id"], "--job", job["id"]).stdout.rstrip("\n")
    assert Path(path).is_file()
    assert rushes(*words[:-1]).stdout == f"{path}\n"
    assert "is fetched: only" in rushes.error("takes", "settle", take["id"], "--lost", code=2)["message"]
    assert rushes.json("takes", "show", take["id"])["job"] == job["id"]
    assert (len(runway.jobs), runway.charged) == (1, 24)


@pytest.mark.parametrize(
    ("how", "state", "said"),
    [
        (["--not-made"], "failed", "was never made and costs nothing"),
        (["--lost"], "lost", "is lost, and $0.24 are spent"),
    ],
)
def test_a_person_says_what_became_of_a_take(
    runway: Vendor, rushes: Rushes, how: list[str], state: str, said: str
) -> None:
    runway.server.fault("accept_then_drop")
    rushes("shoot", "a door", "--model", "runway:gen4.5", "--duration", "2", "--yes", code=8)
    (take,) = rushes.json("takes", "list")["takes"]
    assert said in rushes("takes", "settle", take["id"], *how).stderr
    assert rushes.json("takes", "show", take["id"])["state"] == state


def test_settling_need_not_wait(start: Any) -> None:
    runway: Vendor = start(tick=0)
    rushes = Rushes(runway.folder, runway.environ)
    runway.server.fault("accept_then_drop")
    rushes("shoot", "a door", "--model", "runway:gen4.5", "--duration", "2", "--yes", code=8)
    (take,) = rushes.json("takes", "list")["takes"]
    settled = rushes.json("takes", "settle", take["id"], "--job", runway.jobs[0]["id"], "--no-wait")
    assert (settled["schema"], settled["state"]) == ("rushes/take/1", "submitted")


@pytest.fixture
def takes(tmp_path: Path) -> list[str]:
    """The ids of three kept takes: the second and the third are used."""
    (tmp_path / "film.yaml").write_text(FILM.replace("runway:gen4.5", "previz"))
    with open_workspace(tmp_path, environ={}) as workspace:
        return [
            keep(workspace, "s01", number=1).id,
            keep(workspace, "s01", number=2).id,
            keep(workspace, "s02").id,
        ]


def test_takes_are_verified_and_each_wrong_thing_is_a_line(
    alone: Rushes, takes: list[str], tmp_path: Path
) -> None:
    assert "3 takes, 75 B read: all as they should be" in alone("takes", "verify").stderr
    shown = alone.json("takes", "show", takes[0])
    clip = Path(shown["path"])
    clip.chmod(0o644)
    clip.write_text("changed")
    clip.with_suffix(".json").unlink()
    done = alone("takes", "verify", code=1)
    lines = done.stdout.splitlines()
    assert len(lines) == 2
    assert all(line.startswith(f"take {takes[0][:12]} (s01): its ") and "; next: " in line for line in lines)
    assert "3 takes, 75 B read: 2 wrong" in done.stderr
    found = alone.json("takes", "verify", takes[0], code=1)
    assert (found["schema"], found["takes"]) == ("rushes/verify/1", 1)
    assert {flaw["take"] for flaw in found["flaws"]} == {takes[0]}
    assert alone.json("takes", "verify", takes[1])["flaws"] == []


def test_a_used_take_is_dropped_only_with_a_yes(alone: Rushes, takes: list[str]) -> None:
    assert "dropped 1 take; " in alone("takes", "drop", takes[0]).stderr
    error = alone.error("takes", "drop", takes[1], takes[2], code=2)
    assert error["message"].startswith("2 things went wrong\ntake ")
    assert error["hint"] == "circle another first: rushes takes circle; or drop it all the same with --yes"
    assert alone.json("takes", "drop", takes[1], "--yes")["schema"] == "rushes/drop/1"
    listed = alone("takes", "list").stdout.splitlines()[1:]
    assert ["  dropped  " in line for line in listed] == [True, True, False]
    assert alone.json("takes", "show", takes[1])["dropped"]
    assert "state    dropped" in alone("takes", "show", takes[1]).stdout


@pytest.mark.parametrize(("answer", "code", "left"), [("y", 0, False), ("n", 2, True), ("", 2, True)])
def test_at_a_terminal_a_person_is_asked_before_a_used_take_is_dropped(
    alone: Rushes, takes: list[str], answer: str, code: int, left: bool
) -> None:
    clip = Path(alone.json("takes", "show", takes[1])["path"])
    ours, theirs = os.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "rushes", "takes", "drop", takes[1]],
        cwd=alone.folder,
        env=alone.environ,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
    ) as process:
        os.close(theirs)
        said = b""
        while b"[y/N]" not in said:
            said += os.read(ours, 4096)
        os.write(ours, f"{answer}\n".encode())
        assert process.wait(timeout=30) == code
    os.close(ours)
    assert f"take {takes[1][:12]} (s01) is used by s01 of film.yaml" in said.decode()
    assert clip.exists() == left


def test_takes_are_exported(alone: Rushes, takes: list[str], tmp_path: Path) -> None:
    done = alone("takes", "export", "film.yaml", "-o", "clips")
    names = [Path(line).name for line in done.stdout.splitlines()]
    assert names == ["s01-take2.mp4", "s02-take1.mp4"]
    assert "copied 2 takes to clips" in done.stderr
    every = alone.json("takes", "export", "film.yaml", "-o", "clips", "--all")
    assert [one["new"] for one in every["files"]] == [True, False, False]
    (single,) = alone.json("takes", "export", takes[0][:7], "-o", "one")["files"]
    assert single["clip"] == str(tmp_path / "one" / "s01-take1.mp4")
    (tmp_path / "one" / "s01-take1.mp4").write_text("mine")
    assert "is another file" in alone.error("takes", "export", takes[0], "-o", "one", code=2)["message"]
    alone("takes", "export", takes[0], "-o", "one", "--all", code=2)
    alone("takes", "drop", takes[2], "--yes")
    assert (
        "warning: shot s02 has no take to copy" in alone("takes", "export", "film.yaml", "-o", "clips").stderr
    )


def test_a_batch_is_waited_for_added_up_and_exported_as_a_storyboard_is(start: Any) -> None:
    runway: Vendor = start(tick=0)
    rushes = Rushes(runway.folder, runway.environ)
    (runway.folder / "clips.csv").write_text("id,prompt\nlamp,a lamp\nsea,the sea\n")
    words = ("batch", "clips.csv", "--yes", "--quiet")
    command = [sys.executable, "-m", "rushes", *words]
    environ = {**rushes.environ, "RUSHES_MODEL": "runway:gen4.5"}
    with subprocess.Popen(command, cwd=runway.folder, env=environ, stderr=subprocess.PIPE) as process:
        until = time.monotonic() + 60
        while len(runway.jobs) < 2 and time.monotonic() < until:
            time.sleep(0.05)
        process.terminate()
        process.communicate(timeout=60)
    runway.server.advance(60)
    assert len(rushes("takes", "wait", "clips.csv").stdout.splitlines()) == 2
    assert rushes.json("cost", "clips.csv")["confirmed_micros"] == runway.charged * 10_000 > 0
    copies = rushes.json("takes", "export", "clips.csv", "-o", "made")["files"]
    # The two were begun at once, so either may be the first.
    assert sorted(Path(one["clip"]).name for one in copies) == ["lamp-take1.mp4", "sea-take1.mp4"]


def test_gc_says_how_much_and_keeps_the_film(alone: Rushes, tmp_path: Path) -> None:
    (tmp_path / "film.yaml").write_text(FILM.replace("1280x720", "160x90").replace("runway:gen4.5", "previz"))
    alone("film", "film.yaml", "--quiet")
    would = alone.json("gc", "--dry-run")
    assert (would["schema"], would["dry_run"], would["in_use"]) == ("rushes/gc/1", True, False)
    assert alone("gc", "--dry-run").stdout.startswith("what")
    done = alone("gc")
    assert "parts of films" in done.stdout
    assert done.stderr.endswith(" removed\n")
    assert alone.json("gc")["bytes"] == 0
    assert "up to date" in alone("film", "film.yaml").stderr


def test_cost_is_told_in_eighty_columns_and_as_json(filmed: Vendor, rushes: Rushes) -> None:
    (filmed.folder / "rushes.toml").write_text("monthly_budget = 10\nproject_budget = 0.30\n")
    said = rushes("cost").stdout
    assert "confirmed   $0.48  the provider named the amount" in said
    assert "monthly_budget: $9.52 of $10.00 left" in said
    assert "project_budget: $0.00 of $0.30 left" in said
    assert "48 credits" in said
    assert max(map(len, said.splitlines())) <= 80
    bill = rushes.json("cost", "film.yaml")
    assert bill["schema"] == "rushes/cost/1"
    parts = ("confirmed", "estimated", "reserved", "unassigned")
    assert sum(bill[f"{part}_micros"] for part in parts) == bill["total_micros"] == 480_000
    assert [one["board"] for one in bill["films"]] == ["film.yaml"]
    assert (bill["month"]["left_micros"], bill["project"]["left_micros"]) == (9_520_000, 0)
    assert rushes.error("cost", "film.yml", code=2)["message"].startswith("there is no file film.yml")
    (filmed.folder / "film.yaml").unlink()
    assert rushes.json("cost", "film.yaml")["total_micros"] == 480_000  # what was paid stays paid
    (filmed.folder / "other.yaml").write_text(FILM)
    assert "nothing was spent on other.yaml" in rushes("cost", "other.yaml").stderr


def test_the_commands_say_so_where_there_is_nothing_yet(alone: Rushes, tmp_path: Path) -> None:
    assert "no take is left open" in alone("takes", "wait").stderr
    assert "0 takes" in alone("takes", "verify").stderr
    assert "0 takes restored" in alone("takes", "recover").stderr
    assert "0 B removed" in alone("gc").stderr
    assert "nothing was spent" in alone("cost").stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("environ", "state", "detail"),
    [
        ({}, "ok", "credit $1000.00, at most $500.00 a month"),
        ({"RUNWAYML_API_SECRET": ""}, "ok", "RUNWAYML_API_SECRET or RUSHES_RUNWAY_KEY would hold its key"),
        ({"RUNWAYML_API_SECRET": "wrong_key_7f3a"}, "fail", "does not accept the key"),
        ({"RUNWAYML_API_SECRET": "two words_7f3a"}, "fail", "is no key"),
        ({"RUNWAYML_BASE_URL": "http://127.0.0.1:9"}, "fail", "cannot be reached"),
        ({"RUNWAYML_BASE_URL": "nonsense"}, "fail", "no web address"),
        ({"RUNWAYML_API_SECRET": "", "RUSHES_RUNWAY_KEY": "key_another"}, "ok", "credit $1000.00"),
    ],
)
def test_doctor_asks_every_provider_that_has_a_key_and_shows_none(
    runway: Vendor, environ: dict[str, str], state: str, detail: str
) -> None:
    rushes = Rushes(runway.folder, {**runway.environ, **environ})
    code = 1 if state == "fail" else 0
    told = {one["name"]: one for one in rushes.json("doctor", code=code)["checks"]}
    assert (told["runway"]["state"], detail in told["runway"]["detail"]) == (state, True), told["runway"]
    assert told["previz"]["detail"] == "needs no key"
    done = rushes("doctor", code=code)
    for key in (runway.environ["RUNWAYML_API_SECRET"], "7f3a", "key_another"):
        assert key not in done.stdout + done.stderr
    if detail.startswith("credit"):
        assert told["runway"]["account"]["models"]["gen4.5"] == {"at_once": 3, "per_day": 500, "today": 0}
        assert "3 at once and 500 a day" in done.stdout
        assert runway.jobs == []
    else:
        assert told["runway"]["account"] is None
    assert not (runway.folder / ".rushes").exists()
