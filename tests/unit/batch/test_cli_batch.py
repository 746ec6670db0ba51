"""`rushes batch` as a process: its results, its exit codes, and going on after it was stopped or killed."""

from __future__ import annotations

import csv
import json
import signal
from collections.abc import Callable

import pytest
from batch_vendor import MODEL, BatchVendor, Ended, results, until

from rushes.workspace import open_workspace

Start = Callable[..., BatchVendor]
PROMPTS = ("a lamp", "the sea", "a door")


def test_results_come_with_the_own_columns_and_a_second_run_makes_nothing(runway: BatchVendor) -> None:
    path = runway.table(*PROMPTS, "a lamp")
    ended = runway.rushes("batch", str(path), "--yes")
    assert (ended.code, ended.stdout) == (0, f"{runway.folder / 'clips.results.jsonl'}\n")
    assert "4 jobs: 4 done" in ended.stderr
    assert "paid or reserved: $0.96; confirmed by the provider: $0.96" in ended.stderr
    first = results(runway.folder / "clips.results.jsonl")
    assert [(one["id"], one["x-place"]) for one in first] == [(f"000{n}", f"{n}") for n in (1, 2, 3, 4)]
    assert len({one["result"]["path"] for one in first}) == 4
    again = runway.rushes("batch", str(path), "--json", "--results", "made.csv")
    assert [one["result"] for one in again.document["jobs"]] == [one["result"] for one in first]
    with (runway.folder / "made.csv").open(newline="") as file:
        assert [row["path"] for row in csv.DictReader(file)] == [one["result"]["path"] for one in first]
    assert len(runway.prompts()) == 4


def test_a_dry_run_prices_and_makes_nothing(runway: BatchVendor) -> None:
    path = runway.table(*PROMPTS)
    ended = runway.rushes("batch", str(path), "--dry-run")
    assert ended.code == 0
    assert ended.stdout.splitlines()[-1].endswith("3 clips for $0.72")
    plan = runway.rushes("batch", str(path), "--dry-run", "--json").document
    assert (plan["total_micros"], len(plan["jobs"])) == (720_000, 3)
    assert runway.prompts() == []
    assert not (runway.folder / "clips.results.jsonl").exists()


def test_more_than_the_account_makes_in_a_day_is_told_before_anything_is_made(start: Start) -> None:
    runway = start(daily={"gen4.5": 2})
    said = "warning: runway:gen4.5: 3 clips are to be made, and the account makes 2 in 24 hours, of which 2"
    board = "rushes: storyboard/1\nmodel: runway:gen4.5\nshots:\n"
    board += "".join(f"  - {{id: s{n}, prompt: a {n}, duration: 2}}\n" for n in range(3))
    film = runway.rushes("film", str(runway.write(board, "film.yaml")), "--dry-run")
    assert (film.code, said in film.stderr) == (0, True), film.stderr
    ended = runway.rushes("batch", str(runway.table(*PROMPTS)), "--yes")
    assert said in ended.stderr
    assert sorted(ended.statuses().values()) == ["done", "done", "failed"]
    with runway.open() as workspace:
        assert workspace.beyond_a_day([]) == workspace.beyond_a_day(["previz"] * 9) == []
        assert "and the account makes 2 in 24 hours, of which 0" in workspace.beyond_a_day([MODEL])[0]
    with open_workspace(runway.folder, environ={**runway.environ, "RUNWAYML_API_SECRET": ""}) as keyless:
        assert keyless.beyond_a_day([MODEL]) == []
    away = {**runway.environ, "RUNWAYML_BASE_URL": "http://127.0.0.1:9"}
    with open_workspace(runway.folder, environ=away) as unreachable:
        assert unreachable.beyond_a_day([MODEL]) == []


def test_a_dry_run_says_how_many_jobs_come_of_how_many_rows(runway: BatchVendor) -> None:
    table = "prompt,model,seeds,duration\na {red|blue} lamp,previz | runway:gen4.5,2,2\nthe sea,previz,,2\n"
    path = runway.write(table)
    ended = runway.rushes("batch", str(path), "--dry-run")
    assert ended.stdout.splitlines()[-2:] == ["9 jobs of 2 rows", "to make: 9 clips for $0.96"]
    plan = runway.rushes("batch", str(path), "--dry-run", "--json").document
    assert (plan["rows"], len(plan["jobs"]), plan["total_micros"]) == (2, 9, 960_000)
    ended = runway.rushes("batch", str(path), "--dry-run", "--max-jobs", "8")
    assert ended.code == 2
    assert "would be 9 jobs in all (8 at most; --max-jobs raises it)" in ended.stderr


def test_over_the_budget_it_is_refused_whole_and_the_old_results_stay(runway: BatchVendor) -> None:
    path = runway.table("a lamp")
    assert runway.rushes("batch", str(path), "--budget", "1").code == 0
    before = (runway.folder / "clips.results.jsonl").read_bytes()
    path = runway.table("a lamp", "the sea", "a door")
    ended = runway.rushes("batch", str(path), "--budget", "0.4")
    assert ended.code == 5
    assert ended.stdout == ""
    assert "0002" in ended.stderr
    assert "$0.48" in ended.stderr
    assert (runway.folder / "clips.results.jsonl").read_bytes() == before
    assert runway.rushes("batch", str(path)).code == 5
    assert len(runway.prompts()) == 1


def test_ctrl_c_leaves_results_and_the_next_run_goes_on_with_one_bill(start: Start) -> None:
    runway = start(tick=0)
    path = runway.table(*PROMPTS)
    with runway.started("batch", str(path), "--yes", "--at-once", "1") as process:
        until(lambda: len(runway.prompts()) == 1, "the first was sent")
        runway.server.advance(60)
        assert process.stderr is not None
        assert "done 0001" in process.stderr.readline()
        until(lambda: len(runway.prompts()) == 2, "the second was sent")
        process.send_signal(signal.SIGINT)
        ended = Ended.of(process)
    assert ended.code == 130
    left = results(runway.folder / "clips.results.jsonl")
    assert [(one["status"], one["x-place"]) for one in left] == [
        ("done", "1"),
        ("running", "2"),
        ("queued", "3"),
    ]
    with runway.started("batch", str(path), "--json", "--budget", "0.24") as process:
        until(lambda: len(runway.prompts()) == 3, "the third was sent")
        runway.server.advance(60)
        ended = Ended.of(process)
    assert ended.code == 0
    takes = [one["take"] for one in ended.document["jobs"]]
    assert takes[:2] == [one["take"] for one in left[:2]]
    assert set(ended.statuses().values()) == {"done"}
    assert (len(runway.prompts()), runway.charged) == (3, 72)


def test_a_kill_leaves_nothing_behind_that_the_next_run_pays_again(start: Start) -> None:
    runway = start(tick=0)
    path = runway.table(*PROMPTS)
    with runway.started("batch", str(path), "--yes") as process:
        until(lambda: len(runway.prompts()) == 3, "all were sent")
        process.kill()
        process.wait(30)
    assert not (runway.folder / "clips.results.jsonl").exists()
    runway.server.advance(60)
    ended = runway.rushes("batch", str(path), "--json", "--yes")
    # A create whose answer had not been written down is unknown, and asked for by nobody again.
    assert set(ended.statuses().values()) <= {"done", "unknown"}
    assert len(runway.prompts()) == 3


@pytest.mark.parametrize(
    ("faults", "code", "statuses"),
    [
        ({"storm": "failed_without_charge"}, 1, "failed done done"),
        ({"storm": "failed_without_charge", "knife": "failed_with_charge"}, 1, "failed failed done"),
        ({"storm": "accept_then_drop"}, 8, "unknown done done"),
        ({"storm": "accept_then_drop", "knife": "accept_then_drop"}, 8, "unknown unknown done"),
        ({"storm": "failed_without_charge", "knife": "refused_after_billing"}, 3, "failed refused done"),
        ({"storm": "accept_then_drop", "knife": "failed_without_charge"}, 3, "unknown failed done"),
    ],
)
def test_the_exit_code_is_the_reasons_own_or_3_for_several(
    runway: BatchVendor, faults: dict[str, str], code: int, statuses: str
) -> None:
    for prompt, kind in faults.items():
        runway.server.fault(kind, prompt=prompt)
    path = runway.table("a storm", "a knife", "a lamp")
    ended = runway.rushes("batch", str(path), "--yes")
    assert ended.code == code, ended.stderr
    written = results(runway.folder / "clips.results.jsonl")
    assert [one["status"] for one in written] == statuses.split()
    assert [bool(one["error"]) for one in written] == [one["status"] != "done" for one in written]
    assert ended.stderr.count("warning: ") == len(faults)


def test_a_wrong_file_is_told_with_its_places_and_nothing_is_begun(runway: BatchVendor) -> None:
    path = runway.write("prompt,duration\na lamp,-1\n,4\n")
    ended = runway.rushes("batch", str(path), "--yes")
    assert ended.code == 2
    assert "clips.csv:2:8: duration" in ended.stderr
    assert "clips.csv:3:1: prompt" in ended.stderr
    path = runway.table("a lamp")
    ended = runway.rushes("batch", str(path), "--yes", "--results", str(path))
    assert ended.code == 2
    assert "overwrite" in ended.stderr
    ended = runway.rushes("batch", str(runway.folder / "clip.csv"), "--json")
    assert json.loads(ended.stderr)["error"]["code"] == "batch-error"
    assert runway.prompts() == []


def test_shoot_makes_one_clip_and_says_who_makes_them_all(runway: BatchVendor) -> None:
    ended = runway.rushes("shoot", "a {red|blue} lamp", "--model", "runway:gen4.5", "--yes")
    assert ended.code == 2
    assert "alternatives, which are 2 clips" in ended.stderr
    assert "`rushes batch prompts.txt` makes them all" in ended.stderr
    plain = runway.rushes(
        "shoot", r"a \{red\} {lamp", "--model", "previz", "--duration", "1", "--size", "160x90"
    )
    assert plain.code == 0
    assert runway.prompts() == []
