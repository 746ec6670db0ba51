"""Batch files that are right: what each row means, whatever kind of file it stands in."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from fractions import Fraction
from pathlib import Path

import pytest

from rushes.batch import Batch, BatchJob
from rushes.errors import UsageError
from rushes.keys import wish_key
from rushes.model import (
    Look,
    MediaFile,
    Performance,
    Prompt,
    Shot,
    ShotFrame,
    Size,
    StillFile,
    StillUrl,
    UserClip,
)


def jobs(folder: Path, name: str, content: str | bytes) -> tuple[BatchJob, ...]:
    file = folder / name
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    batch = Batch.load(file)
    assert batch.path == file
    return batch.jobs


def test_what_is_said_and_heard_has_columns(tmp_path: Path) -> None:
    table = 'prompt,dialogue,sound\na pier,"the keeper says: ""Come in.""",\\{waves\\}\n'
    (job,) = jobs(tmp_path, "a.csv", table)
    assert job.shot.prompt == Prompt("a pier", dialogue='the keeper says: "Come in."', sound="{waves}")
    assert job.shot.own_level == 0.0


TABLE = """\
id,prompt,subject,camera,duration,size,fps,model,references,seed,motion,option.quality,option.steps,x-note
pier,a pier at dusk,,slow zoom in,5s,640x360,23.976,previz,a.png | https://a.b/c.png,7,3,high,20,mine
,,an old keeper,,,,,,,,,"""


def test_a_table_says_everything_that_a_shot_can(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_text("x")
    first, second = jobs(tmp_path, "a.csv", TABLE + '"""20""",TRUE,\n')
    assert first == BatchJob(
        "pier",
        Shot(
            "pier",
            Prompt("a pier at dusk", camera="slow zoom in"),
            duration=Fraction(5),
            model="previz",
            references=(StillFile(tmp_path / "a.png"), StillUrl("https://a.b/c.png")),
            seed=7,
            motion=3,
            options={"quality": "high", "steps": 20},
        ),
        Size(640, 360),
        Fraction(24000, 1001),
        {"x-note": "mine"},
        line=2,
    )
    assert second.id == second.shot.id == "0002"
    assert second.shot.options == {"quality": "20", "steps": True}
    assert (second.shot.model, second.shot.duration, second.size, second.fps) == ("", None, None, None)
    assert (second.prompt, first.prompt) == ("An old keeper.", "A pier at dusk. Slow zoom in.")


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_tables_as_spreadsheets_write_them(tmp_path: Path, separator: str, ends: str, mark: bytes) -> None:
    rows = [
        ["prompt", "seed", ""],
        ['"a pier, at dusk; ""really""\n灯台の夜 🌊"', "1", ""],
        ["", "", ""],
        ["don't say 5\" disk", "2", ""],
    ]
    text = ends.join(separator.join(row) for row in rows)
    first, second = jobs(tmp_path, "a.csv", mark + text.encode())
    assert first.prompt == 'a pier, at dusk; "really"\n灯台の夜 🌊'
    assert second.prompt == "don't say 5\" disk"
    assert [first.id, second.id, second.shot.seed] == ["0001", "0002", 2]
    assert [first.line, second.line] == [2, 5]


def test_one_column_of_prompts_with_commas_in_quotes(tmp_path: Path) -> None:
    (job,) = jobs(tmp_path, "a.tsv", 'prompt\n"a pier, a boat; rain"\n')
    assert job.prompt == "a pier, a boat; rain"


def test_json_lines_say_the_same_as_a_table(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_text("x")
    row = {
        "id": "pier",
        "prompt": "a pier at dusk",
        "camera": "slow zoom in",
        "duration": 5,
        "size": "640x360",
        "fps": 23.976,
        "model": "previz",
        "references": ["a.png", "https://a.b/c.png"],
        "seed": 7,
        "motion": 3,
        "options": {"quality": "high"},
        "option.steps": 20,
        "x-note": "mine",
        "negative": "",
        "last_frame": None,
    }
    nested = {**row, "id": "nested", "prompt": {"text": "a pier at dusk"}}
    table = jobs(tmp_path, "a.csv", TABLE.splitlines()[0] + "\n" + TABLE.splitlines()[1])
    lines = jobs(tmp_path, "a.jsonl", f"\n{json.dumps(row)}\r\n \n{json.dumps(nested, ensure_ascii=False)}")
    assert lines[0].shot == table[0].shot
    assert (lines[0].extra, lines[0].size, lines[0].fps) == (table[0].extra, table[0].size, table[0].fps)
    assert lines[1].shot.prompt == lines[0].shot.prompt
    assert [one.line for one in lines] == [2, 4]


def test_own_keys_of_json_lines_are_kept_as_they_are(tmp_path: Path) -> None:
    row = {"prompt": "a", "x-row": {"a": [1, None, 2.5, "ü"]}, "x-nothing": None, "x-empty": ""}
    (job,) = jobs(tmp_path, "a.jsonl", json.dumps(row))
    assert job.extra == {"x-row": {"a": [1, None, 2.5, "ü"]}, "x-nothing": None, "x-empty": ""}


def test_a_text_file_holds_a_prompt_a_line(tmp_path: Path) -> None:
    text = '# waves\n\n  "a pier", at dusk  \r\n灯台\u2028の夜\n#seed 3\n\\{"a": 1\\}\n'
    found = jobs(tmp_path, "a.TXT", text)
    assert [one.prompt for one in found] == ['"a pier", at dusk', "灯台\u2028の夜", '{"a": 1}']
    assert [one.id for one in found] == ["0001", "0002", "0003"]
    assert [one.line for one in found] == [3, 4, 6]


def test_made_ids_stay_when_rows_are_appended(tmp_path: Path) -> None:
    before = jobs(tmp_path, "a.csv", "id,prompt\n,a\nb,b\n\n,c\n")
    after = jobs(tmp_path, "a.csv", "id,prompt\n,a\nb,b\n\n,c\n,d\n")
    assert [one.id for one in before] == ["0001", "b", "0003"]
    assert after[:3] == before


def test_the_same_row_again_is_a_job_of_its_own_with_the_same_wish(tmp_path: Path) -> None:
    found = jobs(tmp_path, "a.csv", "prompt,duration\na pier,5\na pier,5s\na pier,0:05\n")
    keys = {wish_key(one.shot, size=Size(64, 64), look=Look(), cast=(), hash_file=str) for one in found}
    assert len({one.id for one in found}) == 3
    assert len(keys) == 1


def test_clips_are_made_from_clips(tmp_path: Path) -> None:
    for name in ("in.mp4", "who.png"):
        (tmp_path / name).write_text("x")
    text = (
        "id,prompt,video,video.in,video.out,performance.character,performance.reference,upscale\n"
        "a,in the rain,in.mp4,1,0:03,,,\n"
        "b,,,,,who.png,in.mp4,\n"
        'c,,,,,,,"{""file"": ""in.mp4"", ""out"": 2}"\n'
        "d,,,,,,,in.mp4\n"
    )
    a, b, c, d = jobs(tmp_path, "a.csv", text)
    clip = tmp_path / "in.mp4"
    assert a.shot.video == UserClip(clip, Fraction(1), Fraction(3))
    assert b.shot.performance == Performance(MediaFile(tmp_path / "who.png"), UserClip(clip))
    assert (b.shot.prompt, b.prompt) == (None, "")
    assert c.shot.upscale == UserClip(clip, Fraction(0), Fraction(2))
    assert d.shot.upscale == UserClip(clip)
    usual = d.with_defaults(model="previz", duration=Fraction(5), size=Size(64, 64), fps=Fraction(24))
    assert usual.shot.duration is None


def test_a_table_of_clips_to_be_made_larger_needs_no_prompts(tmp_path: Path) -> None:
    (tmp_path / "in.mp4").write_text("x")
    (job,) = jobs(tmp_path, "a.csv", "id,upscale\n0,in.mp4\n")
    assert (job.id, job.shot.upscale) == ("0", UserClip(tmp_path / "in.mp4"))


def test_what_is_unsaid_is_filled_in_and_what_is_said_stays(tmp_path: Path) -> None:
    first, second = jobs(
        tmp_path, "a.csv", "prompt,duration,size,fps,model\na,,,,\nb,2,64x64,12,runway:gen4.5\n"
    )
    usual = {"model": "previz", "duration": Fraction(5), "size": Size(1280, 720), "fps": Fraction(24)}
    filled = first.with_defaults(**usual)  # pyright: ignore[reportArgumentType]
    assert filled.shot == Shot("0001", Prompt("a"), duration=Fraction(5), model="previz")
    assert (filled.size, filled.fps) == (Size(1280, 720), Fraction(24))
    assert second.with_defaults(**usual) == second  # pyright: ignore[reportArgumentType]


def test_many_rows_are_read_in_a_time_that_grows_as_they_do(tmp_path: Path) -> None:
    def read(count: int) -> float:
        rows = "".join(
            f'"a lighthouse, number {number}",{number % 9 + 1},{number}\n' for number in range(count)
        )
        began = time.process_time()
        found = jobs(tmp_path, f"{count}.csv", "prompt,duration,seed\n" + rows)
        assert len(found) == count
        assert (int(found[-1].id), found[-1].shot.seed, found[-1].line) == (count, count - 1, count + 1)
        return time.process_time() - began

    assert read(20_000) < 10 * read(5_000)  # what grows with the square takes sixteen times as long


# ── in Python ─────────────────────────────────────────────────────────────────────────────────


def test_jobs_are_added_with_the_words_of_shoot() -> None:
    batch = Batch()
    first = batch.add(
        "a pier", duration=2.5, size="640x360", fps=25, seed=3, camera="dolly in", model="previz"
    )
    second = batch.add(Prompt(subject="a boat"), id="boat", extra={"x-row": 7})
    third = batch.add(Shot("rain", Prompt("rain"), duration=Fraction(3)), first_frame="door.png")
    assert [first, second, third] == ["0001", "boat", "rain"] == [one.id for one in batch.jobs]
    assert len(batch) == 3
    one, two, three = batch.jobs
    assert one.shot == Shot(
        "0001", Prompt("a pier", camera="dolly in"), duration=Fraction(5, 2), model="previz", seed=3
    )
    assert (one.size, one.fps, one.line) == (Size(640, 360), Fraction(25), 0)
    assert (two.shot.model, two.shot.duration, two.size, two.extra) == ("", None, None, {"x-row": 7})
    assert three.shot.first_frame == StillFile(Path("door.png"))
    assert three.shot.duration == 3


def test_the_same_prompt_again_is_another_job() -> None:
    batch = Batch()
    assert [batch.add("a pier") for _ in range(3)] == ["0001", "0002", "0003"]
    assert len({one.shot.prompt for one in batch.jobs}) == 1


def test_jobs_can_be_added_to_a_loaded_batch(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("a\nb\n")
    batch = Batch.load(str(tmp_path / "a.txt"))
    assert batch.add("c") == "0003"
    assert [one.prompt for one in batch.jobs] == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("wish", "details", "said", "hint"),
    [
        (" ", {}, "the prompt is empty", "say what the clip shows"),
        ("a", {"motoin": 3}, "there is no argument 'motoin'; did you mean 'motion'", "there are"),
        ("a", {"size": "1281x721"}, "does not fit video", "near it"),
        ("a", {"fps": 0}, "between 1 and 240", "24"),
        ("a", {"id": "First"}, "there is a job 'first' already", "an id of its own"),
        ("a", {"id": "a b"}, "'a b' cannot be the id of a job", "letters, digits"),
        ("a", {"id": ""}, "'' cannot be the id of a job", "letters, digits"),
        ("a", {"extra": {"note": 1}}, "does not begin with x-", "call it 'x-note'"),
        ("a", {"first_frame": ShotFrame("b", "last")}, "no other shots", "give it a picture"),
    ],
)
def test_what_makes_no_sense_is_told_and_adds_nothing(
    wish: str, details: dict[str, object], said: str, hint: str
) -> None:
    batch = Batch()
    batch.add("a", id="first")
    with pytest.raises(UsageError, match=said) as caught:
        batch.add(wish, **details)  # pyright: ignore[reportArgumentType]
    assert hint in str(caught.value.hint)
    assert len(batch) == 1


def test_a_batch_made_in_python_loads_nothing_heavy() -> None:
    code = (
        "import sys\nfrom rushes.batch import Batch\nBatch().add('a pier', duration=5)\nprint(*sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert {"pydantic", "ruamel", "av", "numpy", "sqlite3", "httpx2"} & set(done.stdout.split()) == set()
