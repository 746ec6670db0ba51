"""Wrong batch files: every finding at once, each with its line, its column, its key, and what is allowed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rushes.batch import Batch
from rushes.batch.format import COLUMNS
from rushes.batch.read import check_batch
from rushes.errors import BatchError, Finding, StoreError, UsageError

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x05\x00\x00\x00\x02\xd0"


def findings(folder: Path, name: str, content: str | bytes) -> list[Finding]:
    file = folder / name
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    found = check_batch(file)[1]
    assert all(one.file == file and one.severity == "error" for one in found)
    return found


FILES = {
    "empty": ("a.csv", "", 0, "is empty"),
    "blank": ("a.txt", " \n\n\t\n", 0, "is empty"),
    "a mark and nothing else": ("a.jsonl", b"\xef\xbb\xbf", 0, "is empty"),
    "only a header": ("a.csv", "id,prompt\n", 0, "holds no jobs"),
    "only separators": ("a.csv", ",,;;\n\t\n", 0, "holds no jobs"),
    "only comments": ("a.txt", "# one\n#two\n", 0, "holds no jobs"),
    "a picture": ("a.csv", PNG, 1, "not UTF-8"),
    "a picture's bytes as text": ("a.txt", b"a\n" + PNG[8:], 2, "NUL byte"),
    "a NUL byte": ("a.jsonl", b'{"prompt": "a"}\n{"prompt": "b\0"}\n', 2, "NUL byte"),
    "UTF-16": ("a.csv", "prompt\na".encode("utf-16"), 0, "UTF-16"),
    "Latin-1": ("a.csv", b"prompt\na caf\xe9\n", 2, "not UTF-8"),
    "a name that says nothing": ("prompts", "a", 0, "no ending (.csv, .tsv, .jsonl or .txt)"),
    "another kind of file": ("a.xlsx", "a", 0, "ends in .xlsx"),
    # tables
    "no header": ("a.csv", "a pier\na boat\n", 1, "there is no key 'a pier' here"),
    "no prompt": ("a.csv", "id,duration\na,5\nb,5\n", 1, "has no column `prompt`"),
    "unknown column": ("a.csv", "promt,seed\na pier,1\n", 1, "did you mean prompt?"),
    "column by another name": ("a.csv", "prompt,length\na,5\n", 1, "did you mean duration?"),
    "column twice": ("a.csv", "prompt,seed,prompt\na,1,b\n", 1, "is there twice"),
    "column of a film": ("a.csv", "prompt,transition\na,cut\n", 1, "only makes sense in a film"),
    "column of a film's head": ("a.csv", "prompt,title\na,b\n", 1, "only makes sense in a film"),
    "column of a clip": ("a.csv", "prompt,clip\na,b.mp4\n", 1, "`video` is one to make them from"),
    "column of a later version": ("a.csv", "prompt,takes\na,3\n", 1, "as often as you want takes"),
    "column of a shape": ("a.csv", "prompt,ratio\na,16:9\n", 1, "size in pixels"),
    "column of options": ("a.csv", "prompt,options.quality\na,1\n", 1, "did you mean option.quality?"),
    "option without a name": ("a.csv", "prompt,option.\na,1\n", 1, "did you mean options?"),
    "column of a part": ("a.csv", "performance.charakter\na\n", 1, "did you mean performance.character?"),
    "column without a name": ("a.csv", "prompt,\na,b\n", 2, "'b' stands in a column without a name"),
    "too many cells": ("a.csv", "prompt,seed\na, b, 5\n", 2, "has 3 cells, and there are 2 columns"),
    "open quote": ("a.csv", 'prompt,seed\na,1\n"b,2\nc,3\n', 3, "never closed"),
    "open quote, long": ("a.csv", 'prompt\n"b' + "\nb" * 80_000, 2, "close each quote"),
    "one long line": ("a.csv", "b" * 200_000, 1, "a cell of more than 131072 characters"),
    "open quote in the header": ("a.csv", '"prompt,seed\na,1\n', 1, "never closed"),
    "quote in quotes": ("a.csv", 'prompt,seed\n"a "big" boat",1\n', 2, "goes on after a closing quote"),
    "wrong number": ("a.csv", "prompt,seed\na,many\n", 2, "must be a whole number, not 'many'"),
    "wrong duration": ("a.csv", "prompt;duration\na;2,5\n", 2, "is no time: '2,5'"),
    "wrong size": ("a.csv", "prompt\tsize\na\tbig\n", 2, "is no size: 'big'"),
    "wrong fps": ("a.csv", "prompt,fps\na,fast\n", 2, "not a frame rate"),
    "shorter than a frame": ("a.csv", "prompt,duration,fps\na,0.1,2\n", 2, "shorter than one frame"),
    "no prompt in a row": ("a.csv", "prompt,seed\n,1\n", 2, "job 0001: needs a prompt"),
    "nothing to be seen": ("a.csv", "prompt,negative\n,rain\n", 2, "says nothing of what is seen"),
    "only something to be heard": ("a.csv", "prompt,sound\n,rain\n", 2, "says nothing of what is seen"),
    "no id": ("a.csv", "id,prompt\na b,c\n", 2, "cannot be an id: 'a b'"),
    "no JSON in options": ("a.csv", "prompt,options\na,{b: 1}\n", 2, "is no JSON object"),
    "text in options": ("a.csv", "prompt,options\na,high\n", 2, "must be a mapping, not 'high'"),
    "control character": ("a.csv", "prompt\na\x07b\n", 2, "(U+0007)"),
    "no file": ("a.csv", "prompt,first_frame\na,b.png\n", 2, "there is no file b.png"),
    "data": ("a.csv", 'prompt,last_frame\na,"data:image/png;base64,AA"\n', 2, "not data"),
    "clips of two kinds": ("a.csv", "prompt,video,upscale\na,a.csv,a.csv\n", 2, "stands beside `video`"),
    "a clip and no prompt": ("a.csv", "prompt,video\n,a.csv\n", 2, "has no prompt beside it"),
    # JSON Lines
    "a JSON list": ("a.jsonl", '[{"prompt": "a"},\n {"prompt": "b"}]\n', 1, "over several lines"),
    "JSON for people": ("a.jsonl", '{\n  "prompt": "a"\n}\n', 1, "over several lines"),
    "no JSON": ("a.jsonl", '{"prompt": "a"}\n{"prompt": "b"\n', 2, "is no JSON: expecting ',' delimiter"),
    "a text": ("a.jsonl", '"a pier"\n', 1, "must be an object, not 'a pier'"),
    "key twice": ("a.jsonl", '{"seed": 1, "prompt": "a", "seed": 2}\n', 1, "is written twice"),
    "key of a film": ("a.jsonl", '{"prompt": "a", "caption": "b"}', 1, "only makes sense in a film"),
    "no number": ("a.jsonl", '{"prompt": "a", "seed": NaN}', 1, "NaN, which is no number"),
    "too large a number": ("a.jsonl", '{"prompt": "a", "options": {"b": 1e999}}', 1, "too large: 1e999"),
    "too long a number": ("a.jsonl", '{"prompt": "a", "seed": ' + "9" * 5000 + "}", 1, "too long"),
    "half a character": ("a.jsonl", '{"prompt": "a \\ud83d"}', 1, "(U+D83D)"),
    "NUL as an escape": ("a.jsonl", '{"prompt": "a", "x-note": ["\\u0000"]}', 1, "(U+0000)"),
    "deep": ("a.jsonl", '{"prompt": "a", "options": {"b":' + "[" * 60 + "]" * 60 + "}}", 1, "too deeply"),
    "very deep": ("a.jsonl", "[" * 100_000, 1, "too deeply"),
    "truth for a text": ("a.jsonl", '{"prompt": true}', 1, "must be text, not true"),
    "list for a text": ("a.jsonl", '{"prompt": [["a"]]}', 1, "must be one value or a mapping"),
    "unknown part": ("a.jsonl", '{"prompt": {"camra": "b"}}', 1, "did you mean `camera`?"),
    "part twice": ("a.jsonl", '{"prompt": {"camera": "b"}, "camera": "c"}', 1, "is in `prompt` too"),
    "option twice": ("a.jsonl", '{"prompt": "a", "options": {"b": 1}, "option.b": 1}', 1, "in `options` too"),
    "another job's frame": (
        "a.jsonl",
        '{"prompt": "a", "first_frame": {"shot": "b"}}',
        1,
        "cannot be a frame of another job",
    ),
    "another job's clip": ("a.jsonl", '{"upscale": {"shot": "b"}}', 1, "cannot be a clip of another job"),
    "no clip": ("a.jsonl", '{"prompt": "a", "video": {"in": 1}}', 1, "says no clip"),
    "half an acting": (
        "a.jsonl",
        '{"performance": {"character": "a.jsonl"}}',
        1,
        "needs the key `reference`",
    ),
}


@pytest.mark.parametrize(("name", "content", "line", "said"), FILES.values(), ids=FILES.keys())
def test_each_wrong_file_is_told_where_and_why(
    tmp_path: Path, name: str, content: str | bytes, line: int, said: str
) -> None:
    (found,) = findings(tmp_path, name, content)
    assert found.line == line
    assert said in f"{found.message} ({found.allowed})"


def test_every_error_is_told_at_once_with_its_line_its_column_and_its_key(tmp_path: Path) -> None:
    (tmp_path / "door.png").write_text("x")
    text = (
        "id,prompt,first_frame,duration,moton\n"
        'a,"a pier,\nat dusk",doro.png,5,2\n'
        "a,a boat,,-1,3\n"
        ',"the ""sea""",door.png,5s,,x\n'
        "A,,door.png,long,1\n"
    )
    found = [str(one).partition("batch.csv:")[2] for one in findings(tmp_path, "batch.csv", text)]
    assert [one.partition(" (")[0] for one in found] == [
        "1:32: moton: there is no key 'moton' here",
        "3:10: first_frame: job a: there is no file doro.png",
        "4:1: id: job a: is the id of another job too, on line 2",
        "4:11: duration: job a: must be more than 0 seconds, not -1",
        "5:29: has 6 cells, and there are 5 columns",
        "6:1: id: job A: differs from the id a on line 2 only in capital letters",
        "6:3: prompt: job A: needs a prompt",
        "6:13: duration: job A: is no time: 'long'",
    ]
    assert found[1].endswith("(did you mean door.png?)")


def test_places_in_json_lines_are_those_of_the_values(tmp_path: Path) -> None:
    text = (
        '{"prompt": "a", "seed": -1, "references": ["b.png"]}\n\n'
        '  {"prompt" : {"text": "a", "subject": 5, "mood": []}, "speed": 2}\n'
    )
    found = [str(one).partition("batch.jsonl:")[2] for one in findings(tmp_path, "batch.jsonl", text)]
    assert [one.partition(" (")[0] for one in found] == [
        "1:25: seed: job 0001: must be a whole number from 0 to 4294967295, not -1",
        "1:43: references[0]: job 0001: there is no file b.png",
        "3:15: prompt.mood: job 0002: must be text, not a list",
        "3:56: speed: there is no key 'speed' here",
    ]


def test_an_id_that_is_another_jobs_place(tmp_path: Path) -> None:
    (found,) = findings(tmp_path, "a.csv", "id,prompt\n,a\n0001,b\n")
    assert (found.line, found.path) == (3, "id")
    assert found.message == "job 0001: is what the job on line 2, which has no id, is called"
    (found,) = findings(tmp_path, "a.csv", "id,prompt\n0002,a\n,b\n")
    assert found.line == 3
    assert found.message.startswith("job 0002: has no id, and the one for its place")


def test_a_wrong_row_does_not_hide_what_is_wrong_in_the_next(tmp_path: Path) -> None:
    found = findings(tmp_path, "a.jsonl", '{"prompt": "a"}\n{"prompt"}\n{"prompt": "b", "seed": "x"}\n')
    assert [(one.line, one.path) for one in found] == [(2, ""), (3, "seed")]
    assert found[1].message.startswith("job 0003: ")
    found = findings(tmp_path, "a.csv", 'prompt,seed\n"a "b" c",1\nd,x\n')
    assert [(one.line, one.path) for one in found] == [(2, ""), (3, "seed")]


def test_a_folder_a_missing_file_and_a_pipe(tmp_path: Path) -> None:
    (tmp_path / "prompts.csv").write_text("prompt\na\n")
    os.mkfifo(tmp_path / "pipe.csv")
    with pytest.raises(BatchError, match=r"is a folder, not a batch file \(in it: pipe.csv, prompts.csv\)"):
        Batch.load(tmp_path)
    with pytest.raises(BatchError, match=r"no such file \(did you mean .*prompts\.csv\?\)"):
        Batch.load(tmp_path / "promts.csv")
    with pytest.raises(BatchError, match="not there either"):
        Batch.load(tmp_path / "nowhere" / "promts.csv")
    with pytest.raises(BatchError, match="no ordinary file"):
        Batch.load(tmp_path / "pipe.csv")
    with pytest.raises(BatchError, match="cannot be read"):
        Batch.load(tmp_path / "prompts.csv" / "a.csv")
    (tmp_path / "big.txt").write_bytes(b"a" * ((100 << 20) + 1))
    with pytest.raises(BatchError, match="too big"):
        Batch.load(tmp_path / "big.txt")


SIGNS = r"""option.q video.in x-y takes , ; " "" | # a 灯 { } [ ] : null true -1 1e999 \ud800 "id": {"prompt":"a"}"""
WORDS = st.sampled_from([*COLUMNS, *SIGNS.split(), " ", "\t", "\n", "\r", "\x00", "\x85"])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(kind=st.sampled_from([".csv", ".tsv", ".jsonl", ".txt"]), words=st.lists(WORDS, max_size=40))
def test_whatever_is_in_a_file_it_is_read_or_told_of(tmp_path: Path, kind: str, words: list[str]) -> None:
    file = tmp_path / f"a{kind}"
    file.write_bytes("".join(words).encode())
    found, wrong = check_batch(file)
    assert wrong or found
    lines = file.read_bytes().decode().replace("\r\n", "\n").replace("\r", "\n").count("\n") + 1
    assert all(0 <= one.line <= lines for one in wrong)
    assert len({one.id for one in found}) == len(found) or wrong


def test_the_message_tells_the_first_hundred_and_how_many_more(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("prompt,seed\n" + "a,x\n" * 250)
    with pytest.raises(BatchError) as caught:
        Batch.load(tmp_path / "a.csv")
    assert len(caught.value.findings) == 250
    lines = caught.value.message.splitlines()
    assert lines[0] == f"250 errors in {tmp_path / 'a.csv'}"
    assert len(lines) == 102
    assert lines[-1] == "and 150 more"
    assert isinstance(caught.value, UsageError)
    assert caught.value.exit_code == 2


def test_every_key_of_a_shot_is_a_column_or_refused_with_a_reason() -> None:
    from rushes.batch.format import JobText, key_trouble

    refused = {name for name in JobText.model_fields if key_trouble(name) is not None}
    assert refused == set(JobText.model_fields) - set(COLUMNS)
    assert {"clip", "transition", "narration", "takes"} <= refused
    assert {"video", "performance", "upscale", "subject", "size", "fps"} <= set(COLUMNS)


def test_results_that_cannot_be_written_are_told_before_the_work(tmp_path: Path) -> None:
    from rushes.batch.results import checked_results

    batch = tmp_path / "prompts.csv"
    batch.write_text("prompt\na\n")
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(UsageError, match=r"would overwrite prompts\.csv"):
        checked_results(tmp_path / "." / "prompts.csv", batch)
    with pytest.raises(UsageError, match="is a folder"):
        checked_results(tmp_path / "folder.csv", batch)
    with pytest.raises(UsageError, match="what kind of file"):
        checked_results(tmp_path / "results.txt", batch)
    with pytest.raises(StoreError, match="there is no folder"):
        checked_results(tmp_path / "nowhere" / "results.csv", batch)


def test_every_column_stands_in_the_reference() -> None:
    page = Path(__file__).parents[3] / "docs" / "reference" / "batch.md"
    text = page.read_text(encoding="utf-8")
    assert [column for column in COLUMNS if f"`{column}`" not in text] == []
