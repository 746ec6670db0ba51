"""Rows that stand for several jobs: which they are, what they are called, and what is wrong with them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rushes.batch import Batch, BatchJob
from rushes.batch.grid import grid_of, job_ids
from rushes.errors import BatchError, UsageError


def load(folder: Path, content: str, name: str = "a.csv", max_jobs: int | None = None) -> Batch:
    (folder / name).write_text(content)
    return Batch.load(folder / name, max_jobs=max_jobs)


def wrong(folder: Path, content: str, name: str = "a.csv", max_jobs: int | None = None) -> str:
    with pytest.raises(BatchError) as caught:
        load(folder, content, name, max_jobs)
    (found,) = caught.value.findings
    return f"{found.line}:{found.column}: {found.path}: {found.message} ({found.allowed})"


def wishes(jobs: tuple[BatchJob, ...]) -> dict[str, tuple[str, str, int | None]]:
    return {job.id: (job.prompt, job.shot.model, job.shot.seed) for job in jobs}


def test_alternatives_in_a_prompt_are_a_job_each(tmp_path: Path) -> None:
    batch = load(tmp_path, "a pier at {golden hour|blue hour}\nthe sea\n", "a.txt")
    assert {job.id: job.prompt for job in batch.jobs} == {
        "0001-golden-hour": "a pier at golden hour",
        "0001-blue-hour": "a pier at blue hour",
        "0002": "the sea",
    }
    assert (batch.rows, len(batch)) == (2, 3)


def test_a_table_has_a_grid_of_models_seeds_and_words(tmp_path: Path) -> None:
    table = (
        "id,prompt,camera,model,seeds,x-scene\n"
        "lamp,a lamp,{dolly in|crane up},runway:gen4.5 | previz,2,7\n"
        "sea,the sea,,,,8\n"
    )
    batch = load(tmp_path, table)
    assert list(wishes(batch.jobs)) == [
        *(f"lamp-{move}-{model}-seed-{seed}" for move in ("dolly-in", "crane-up") for model in ("gen4-5", "previz") for seed in (1, 2)),
        "sea",
    ]  # fmt: skip
    first = batch.jobs[0]
    assert (first.shot.model, first.shot.seed, first.extra) == ("runway:gen4.5", 1, {"x-scene": "7"})
    assert first.shot.prompt is not None
    assert first.shot.prompt.camera == "dolly in"
    assert batch.jobs[-1].shot.seed is None


def test_json_lines_have_lists(tmp_path: Path) -> None:
    said = {
        "prompt": ["a lamp", {"subject": "the {calm|wild} sea", "camera": "static"}],
        "duration": [2, 4],
        "seed": "3..4",
    }
    batch = load(tmp_path, json.dumps(said), "a.jsonl")
    assert len(batch) == 12
    assert list(wishes(batch.jobs))[:5] == [
        "0001-a-lamp-duration-2-seed-3",
        "0001-a-lamp-duration-2-seed-4",
        "0001-a-lamp-duration-4-seed-3",
        "0001-a-lamp-duration-4-seed-4",
        "0001-the-calm-sea-duration-2-seed-3",
    ]
    assert batch.jobs[-1].shot.prompt is not None
    assert batch.jobs[-1].shot.prompt.subject == "the wild sea"


@pytest.mark.parametrize(
    ("seed", "seeds", "found"),
    [
        ("", "3", [1, 2, 3]),
        ("7", "2", [7, 8]),
        ("7", "1", [7]),
        ("1..3", "", [1, 2, 3]),
        ("0 .. 1", "", [0, 1]),
        ("5|9|2", "", [5, 9, 2]),
        ("1..2|9", "", [1, 2, 9]),
        ("{4|6}", "", [4, 6]),
    ],
)
def test_seeds_are_numbered_counted_or_listed(
    tmp_path: Path, seed: str, seeds: str, found: list[int]
) -> None:
    jobs = load(tmp_path, f"prompt,seed,seeds\na lamp,{seed},{seeds}\n").jobs
    assert [job.shot.seed for job in jobs] == found


def test_what_is_the_persons_own_or_a_list_anyway_does_not_vary(tmp_path: Path) -> None:
    for name in ("a.png", "b.png"):
        (tmp_path / name).write_text("x")
    table = "prompt,references,x-note,option.mode\na | b,a.png | b.png,{a|b},{x}\n"
    (job,) = load(tmp_path, table).jobs
    assert (job.prompt, len(job.shot.references)) == ("a | b", 2)
    assert (job.extra, job.shot.options) == ({"x-note": "{a|b}"}, {"mode": "{x}"})


def test_pictures_vary(tmp_path: Path) -> None:
    for name in ("a.png", "b.png"):
        (tmp_path / name).write_text("x")
    jobs = load(tmp_path, "prompt,first_frame\nrain,{a|b}.png\n").jobs
    assert [job.id for job in jobs] == ["0001-a", "0001-b"]
    assert "2:6: first_frame: job 0001: there is no file c.png" in wrong(
        tmp_path, "prompt,first_frame\nrain,a.png | c.png\n"
    )


def test_ids_stay_when_rows_and_alternatives_are_added(tmp_path: Path) -> None:
    before = wishes(load(tmp_path, "a {red|blue} lamp\n", "a.txt").jobs)
    after = wishes(load(tmp_path, "a {green|red|blue} lamp\nthe sea at {dawn|dusk}\n", "a.txt").jobs)
    assert before.items() <= after.items()


def test_an_alternative_that_says_nothing_leaves_its_part_out(tmp_path: Path) -> None:
    row = '{"prompt": {"subject": "a lamp", "style": "{noir|}"}}'
    for text, name in ((row, "a.jsonl"), ("prompt,style\na lamp,{noir|}\n", "a.csv")):
        jobs = load(tmp_path, text, name).jobs
        assert [job.shot.prompt and job.shot.prompt.style for job in jobs] == ["noir", ""]
    nothing = wrong(tmp_path, '{"prompt": {"subject": "{a lamp|}"}}', "a.jsonl")
    assert nothing.startswith("1:12: prompt: job 0001: ")


def test_ids_are_ids_whatever_is_chosen(tmp_path: Path) -> None:
    rows = [
        "a {|very} old pier",
        "{!|?}",
        "{a|a|A}",
        "{灯台|海}",
        "{" + "word " * 30 + "|" + "word " * 31 + "}",
        " ".join(["{one thing or other|another thing}"] * 5),
    ]
    jobs = load(tmp_path, "\n".join(rows), "a.txt").jobs
    ids = [job.id for job in jobs]
    assert ids[:9] == [
        *("0001-none", "0001-very", "0002-none", "0002-none-2", "0003-a", "0003-a-2", "0003-a-3"),
        *("0004-灯台", "0004-海"),
    ]
    assert len(set(ids)) == len(ids) == 9 + 2 + 32
    assert max(map(len, ids)) <= 64
    assert all(job.shot.id == job.id for job in jobs)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.txt", "ok\n  a {3} sign\n", "2:5: prompt: job 0002: leaves nothing to choose with {3}"),
        ("a.txt", "a lamp}\n", "1:7: prompt: job 0001: closes a brace that is not open"),
        ("a.csv", "id,prompt\nx,a {b|c\n", "2:3: prompt: job x: opens a brace and never closes it"),
        ("a.jsonl", '{"prompt": ["a", "{b}"]}', "1:12: prompt[1]: job 0001: leaves nothing to choose"),
        ("a.jsonl", '{"prompt": {"camera": "{b"}}', "1:12: prompt.camera: job 0001: opens a brace"),
        ("a.csv", "prompt,seed,seeds\na,1|2,3\n", "2:7: seeds: job 0001: stands beside a `seed`"),
        ("a.csv", "prompt,seeds\na,many\n", "2:3: seeds: job 0001: must be a whole number"),
        ("a.csv", "prompt,seeds\na,0\n", "2:3: seeds: job 0001: must be a whole number from 1 to"),
        ("a.csv", "prompt,seed\na,4..1\n", "2:3: seed: job 0001: counts from 4 to 1"),
        (
            "a.csv",
            "prompt,seed,seeds\na,4294967295,2\n",
            "2:3: seed: job 0001: must be a whole number from 0",
        ),
        ("a.csv", "prompt,duration\n{a|b},-1\n", "2:7: duration: job 0001: must be more than 0"),
        ("a.csv", "id,prompt\na-b,x\na,{b|c}\n", "3:1: id: job a: is the id of another job too, on line 2"),
    ],
)
def test_what_is_wrong_is_told_once_with_its_place(
    tmp_path: Path, name: str, content: str, said: str
) -> None:
    assert wrong(tmp_path, content, name).startswith(said)


def test_too_many_jobs_are_an_error_that_says_how_many(tmp_path: Path) -> None:
    grid = "a lamp\n" + "{a|b}" * 14 + "\n"
    assert wrong(tmp_path, grid, "a.txt") == (
        "2:1: : would be 16,385 jobs in all (10,000 at most; --max-jobs raises it)"
    )
    assert len(load(tmp_path, grid, "a.txt", 16_385)) == 16_385
    endless = wrong(tmp_path, "{a|b}" * 500, "a.txt", 10**6)
    assert "would be 1,000,000,000,000,000,000 and more jobs" in endless
    assert len(load(tmp_path, "a lamp\n" * 10_001, "a.txt")) == 10_001  # somebody wrote each of them
    assert "would be 3 jobs" in wrong(tmp_path, "a lamp\n" * 3, "a.txt", 2)


def test_python_makes_variations_too() -> None:
    batch = Batch()
    assert batch.vary("a {red|blue} lamp", models=["previz"], seeds=2, duration=2, id="lamp") == [
        *("lamp-red-previz-seed-1", "lamp-red-previz-seed-2"),
        *("lamp-blue-previz-seed-1", "lamp-blue-previz-seed-2"),
    ]
    assert batch.vary("the sea", seed=3) == ["0005"]
    assert [job.shot.seed for job in batch.jobs] == [1, 2, 1, 2, 3]
    with pytest.raises(UsageError, match=r"prompt leaves nothing to choose with \{3\}"):
        batch.vary("a {3} sign")
    assert len(batch) == batch.rows == 5


words = st.lists(st.text("abc", min_size=1, max_size=4), min_size=2, max_size=4, unique=True)


@given(words, words, st.integers(1, 4))
def test_a_grid_has_each_combination_once(prompts: list[str], models: list[str], seeds: int) -> None:
    grid = grid_of({"prompt": "{" + "|".join(prompts) + "}", "model": models, "seeds": seeds})
    assert grid.count == len(prompts) * len(models) * seeds
    picked = [grid.pick(number) for number in range(grid.count)]
    found = {(said["prompt"], said["model"], said["seed"]) for said, _ in picked}
    assert len(found) == grid.count
    ids = job_ids("0001", [chosen for _, chosen in picked])
    assert len({one.casefold() for one in ids}) == grid.count


@given(st.text(), st.text("{}|\\ab. 123", max_size=40))
def test_no_row_is_too_much(prompt: str, listed: str) -> None:
    try:
        grid = grid_of({"prompt": prompt, "model": listed, "seed": listed})
    except ValueError:
        return
    for number in {0, grid.count - 1, min(grid.count - 1, 7)}:
        said, chosen = grid.pick(number)
        assert set(said) == {"prompt", "model", "seed"}
        assert job_ids("a", [chosen, chosen])[0] != ""
