"""Reading a batch file, and telling everything that is wrong with it at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cache, partial
from itertools import chain
from pathlib import Path
from typing import Any, cast

from pydantic import ValidationError

from rushes.batch.format import FREE, JobText, kind_of, location_of
from rushes.batch.grid import Grid, GridError, Single, blank, grid_of, job_ids
from rushes.batch.job import BatchJob, made_id
from rushes.batch.lines import line_rows
from rushes.batch.rows import Row, Sheet, text_rows
from rushes.batch.table import table_rows
from rushes.batch.text import read_text
from rushes.errors import BatchError, Finding
from rushes.model import Json, Transition
from rushes.prompts.vary import MOST
from rushes.storyboard import format as form
from rushes.storyboard.build import bare, shot_of
from rushes.storyboard.document import Document, Location, Place, written_path
from rushes.storyboard.explain import explain
from rushes.storyboard.files import named_files, trouble_with
from rushes.storyboard.footage import MADE_FROM, check_footage, taken

__all__ = ["check_batch", "read_batch"]

MOST_DEPTH = 40
MOST_JOBS = 10_000  # of a file whose rows stand for several, unless somebody says more
# Keys that name no file: rows that have only these need no look at the disk.
FILELESS = frozenset({"id", "prompt", "duration", "size", "fps", "model", "motion", "seed", "fit", "options"})
UNPRINTABLE = re.compile(r"[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

KINDS: Mapping[str, Callable[[Sheet, str], Iterator[Row]]] = {
    ".csv": table_rows,
    ".tsv": table_rows,
    ".jsonl": line_rows,
    ".txt": text_rows,
}


def read_batch(path: Path | str, *, max_jobs: int | None = None) -> tuple[BatchJob, ...]:
    """The jobs in the file at `path`. Raises BatchError with every finding."""
    jobs, findings = check_batch(path, max_jobs=max_jobs)
    if findings:
        raise BatchError(findings, hint="nothing was begun; mend the file and run it again")
    return tuple(jobs)


def check_batch(path: Path | str, *, max_jobs: int | None = None) -> tuple[list[BatchJob], list[Finding]]:
    """The jobs in the file at `path`, and everything that is wrong with it, in its order.

    The jobs count only when nothing is wrong. There may be `max_jobs` of them; None: as many as there are
    rows, and MOST_JOBS where rows stand for several.
    """
    path = Path(path)
    text = read_text(path)
    if isinstance(text, Finding):
        return [], [text]
    sheet = Sheet(path)
    rows = KINDS[path.suffix.lower()](sheet, text)
    jobs = Reader(sheet).jobs(rows, max_jobs)
    if not jobs and not sheet.findings:
        return [], [Finding(path, 0, 0, "", "holds no jobs", "a prompt at least")]
    # what is wrong in each of a row's variations is told once
    return jobs, sorted(dict.fromkeys(sheet.findings), key=lambda one: (one.line, one.column, one.path))


class Reader:
    """One pass over the rows of a batch file."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.folder = sheet.file.parent
        # each id, its line, and whether the file gives it; by its small letters
        self.ids: dict[str, tuple[str, int, bool]] = {}
        self.trouble_with = cache(partial(trouble_with, self.folder))
        # what a shot takes from its film: nothing, and no model as long as nobody names one
        self.board = form.BoardText.model_construct(shots=[], model="")

    def jobs(self, rows: Iterable[Row], max_jobs: int | None) -> list[BatchJob]:
        """The jobs of all rows that can be read; whatever is wrong is reported."""
        readable = [(row, self.grid(row, row.said)) for row in rows if row.said is not None]
        counts = [0 if grid is None else grid.count for _, grid in readable]
        total = sum(counts)
        most = max(MOST_JOBS, len(readable)) if max_jobs is None else max_jobs
        if total > most:
            row = readable[counts.index(max(counts))][0]
            many = f"{total:,}" if total < MOST else f"{MOST:,} and more"
            said = f"would be {many} jobs" if len(readable) == 1 else f"would be {many} jobs in all"
            self.sheet.report(
                Place(row.line, 1, row.line, 1), "", said, f"{most:,} at most; --max-jobs raises it"
            )
            return []
        return [job for row, grid in readable if grid is not None for job in self.jobs_of(row, grid)]

    def grid(self, row: Row, said: Mapping[str, Any]) -> Grid | Single | None:
        """The jobs that the row stands for; None where that cannot be told, which is reported."""
        try:
            return grid_of(said)
        except GridError as error:
            document = self.document(row)
            document.report((*location_of(str(error.at[0])), *error.at[1:]), str(error), error.allowed)
            if error.column and self.sheet.file.suffix.lower() == ".txt":
                found = document.findings[-1]
                document.findings[-1] = replace(found, column=found.column + error.column - 1)
            return None

    def jobs_of(self, row: Row, grid: Grid | Single) -> Iterator[BatchJob]:
        """The jobs that one row stands for, each with an id of its own."""
        picked = [grid.pick(number) for number in range(grid.count)]
        made = [self.job(row, said) for said, _ in picked]
        jobs = [job for job in made if job is not None]
        if len(jobs) != len(made):
            return
        given = not blank(picked[0][0].get("id"))
        if len(jobs) == 1:
            self.check_id(row, jobs[0].id, given=given)
            yield jobs[0]
            return
        names = job_ids(jobs[0].id, [chosen for _, chosen in picked])
        for name, job in zip(names, jobs, strict=True):
            self.check_id(row, name, given=given)
            yield replace(job, id=name, shot=replace(job.shot, id=name))

    def job(self, row: Row, written: Mapping[str, Any]) -> BatchJob | None:
        broken: set[str | int] = set()
        data, extra = self.arranged(row, written, broken)
        try:
            said = JobText.model_validate(data)
        except ValidationError as error:
            places = explain(self.document(row, data), error.errors(include_url=False))
            broken |= {place[0] for place in places}
            said = JobText.model_validate({key: data[key] for key in data.keys() - broken})
        self.check(row, said, broken)
        if "id" in broken:
            return None
        name = said.id or made_id(row.number)
        shot = shot_of(said, name, Transition(), self.board, self.folder)
        return BatchJob(name, shot, said.size, said.fps, extra, row.line)

    def arranged(
        self, row: Row, written: Mapping[str, Any], broken: set[str | int]
    ) -> tuple[dict[str, Any], dict[str, Json]]:
        """What the row says in the shape of a shot, and the person's own keys. What is empty is not said.

        Keys whose value can be kept by nobody are reported, left out and put into `broken`.
        """
        data: dict[str, Any] = {}
        extra: dict[str, Json] = {}
        parts: dict[str, dict[str, Any]] = {}
        for key, value in written.items():
            at = location_of(key)
            if (trouble := flaw(key) or flaw(value)) is not None:
                self.report(row, at, trouble, "take it out")
                broken.add(at[0])
            elif key.startswith(FREE):
                extra[key] = bare(value)
            elif value is None or (isinstance(value, str) and not value.strip()):
                continue
            elif len(at) > 1:
                parts.setdefault(at[0], {})[at[1]] = value
            else:
                data[key] = value
        for name, inner in parts.items():
            data[name] = self.joined(row, name, data.get(name), inner)
        return data, extra

    def joined(self, row: Row, name: str, whole: object, parts: dict[str, Any]) -> object:
        """The key `name`, written partly as itself and partly in columns of their own."""
        if whole is None:
            return parts
        if not isinstance(whole, dict):
            plain = kind_of(name).plain
            if not plain:
                return whole  # its kind is wrong, and that is told of it
            whole = {plain: whole}
        both = cast("dict[str, Any]", whole)
        for key in both.keys() & parts.keys():
            self.report(row, (name, key), f"is in `{name}` too", "one of the two")
        return {**both, **parts}

    def check(self, row: Row, said: JobText, broken: Collection[str | int]) -> None:
        """Report what only shows when the keys of a row are seen together, and files that are not there."""
        prompt = said.prompt
        made_from = [key for key in MADE_FROM if getattr(said, key) is not None or key in broken]
        if prompt is None and "prompt" not in broken:
            if made_from == ["video"]:
                self.report(row, ("video",), "has no prompt beside it", "`prompt` says what becomes of it")
            elif not made_from and self.sheet.prompts:
                self.report(row, ("prompt",), "needs a prompt", "say what the clip shows")
        if len(made_from) > 1:
            said_too = f"stands beside `{made_from[0]}`"
            self.report(row, (made_from[1],), said_too, "one of them: a clip is made from one")
        if isinstance(prompt, form.PromptText) and prompt.model_fields_set <= form.UNSEEN:
            self.report(row, ("prompt",), "says nothing of what is seen", "a prompt, a subject, an action…")
        if said.duration is not None and round(said.duration * (said.fps or Fraction(24))) < 1:
            self.report(row, ("duration",), "is shorter than one frame", "one second, for example")
        if said.model_fields_set <= FILELESS:
            return
        for at, _, what in taken(said):
            allowed = "a file; the shots of a storyboard can take from each other"
            self.report(row, at[:-1], f"cannot be a {what} of another job", allowed)
        if made_from:
            check_footage(self.document(row), (), said)
        for at, name in named_files(form.BoardText.model_construct(shots=[said])):
            if (trouble := self.trouble_with(name)) is not None:
                self.report(row, at[2:], *trouble)

    def check_id(self, row: Row, name: str, *, given: bool) -> None:
        """Every job has an id of its own, also where capital letters make no difference."""
        other, line, other_given = self.ids.setdefault(name.casefold(), (name, row.line, given))
        if line == row.line:
            return
        said = f"is the id of another job too, on line {line}"
        if not given:
            said = f"has no id, and the one for its place is that of the job on line {line}"
        elif not other_given:
            said = f"is what the job on line {line}, which has no id, is called"
        elif other != name:
            said = f"differs from the id {other} on line {line} only in capital letters"
        self.report(row, ("id",), said, "every job has an id of its own")

    def report(self, row: Row, at: Location, message: str, allowed: str | None) -> None:
        """Add an error about a part of the row."""
        self.document(row).report(at, message, allowed)

    def document(self, row: Row, data: Mapping[str, Any] | None = None) -> RowDocument:
        """The row as a document whose findings are the file's."""
        written = row.said or {}
        places = {location_of(key): place for key, place in row.places().items()}
        keys: dict[Location, str] = {location_of(key): key for key in written}
        for key, value in written.items():  # a text alone stands for one part of what it could be
            if (plain := kind_of(key).plain) and not isinstance(value, dict):
                keys[key, plain] = key
        name = written.get("id")
        return RowDocument(
            self.sheet.file,
            data=data,
            places={(): Place(row.line, 1, row.line, 1), **places},
            findings=self.sheet.findings,
            job=str(name)[:64] if isinstance(name, str | int) and name != "" else made_id(row.number),
            keys=keys,
        )


@dataclass(slots=True)
class RowDocument(Document):
    """One row as a document, so that what a storyboard says of a shot is said of a job.

    `keys` tells by which key of the row each part of the document was written.
    """

    job: str = ""
    keys: dict[Location, str] = field(default_factory=dict[Location, str])

    def report(
        self, location: Location, message: str, allowed: str | None = None, *, at_key: bool = False
    ) -> None:
        """Add an error about what stands at `location`."""
        around = location
        while around and around not in self.keys:
            around = around[:-1]
        path = (
            written_path((self.keys[around], *location[len(around) :])) if around else written_path(location)
        )
        place = self.place(location)
        line, column = (place.key_line, place.key_column) if at_key else (place.line, place.column)
        self.findings.append(Finding(self.file, line, column, path, f"job {self.job}: {message}", allowed))


def flaw(value: object, depth: int = 0) -> str | None:
    """Why `value` can be kept and sent by nobody: a character that no text has, or too many levels."""
    if isinstance(value, str):
        found = UNPRINTABLE.search(value)
        return None if found is None else f"holds a character that no text has (U+{ord(found[0]):04X})"
    inside: Iterable[object] = ()
    if isinstance(value, dict):
        inside = chain.from_iterable(cast("dict[str, object]", value).items())
    elif isinstance(value, list):
        inside = cast("list[object]", value)
    if depth > MOST_DEPTH:
        return "is nested too deeply"
    return next((said for one in inside if (said := flaw(one, depth + 1)) is not None), None)
