"""What became of a batch, as JSON and as a file beside the batch's own."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from rushes.batch.job import BatchSummary, JobResult
from rushes.errors import StoreError, UsageError
from rushes.model import Json
from rushes.store.blobs import same_file

__all__ = [
    "RESULT_KINDS",
    "SCHEMA",
    "checked_results",
    "result_document",
    "results_path",
    "summary_document",
    "write_results",
]

SCHEMA = "rushes/batch/1"
RESULT_KINDS = (".jsonl", ".csv")
CELLS = ("id", "prompt", "status", "take", "path", "seconds", "cost_micros", "charged", "error", "hint")


def summary_document(summary: BatchSummary) -> dict[str, Json]:
    """The batch as JSON: how many jobs stand how, its money in millionths of a dollar, each job."""
    return {
        "total": summary.total,
        "completed": summary.completed,
        "failed": summary.failed,
        "refused": summary.refused,
        "unknown": summary.unknown,
        "cancelled": summary.count("cancelled"),
        "running": summary.count("running"),
        "queued": summary.count("queued"),
        "estimated_micros": summary.estimated.micros,
        "confirmed_micros": summary.confirmed.micros,
        "jobs": [result_document(one) for one in summary.jobs],
    }


def result_document(one: JobResult) -> dict[str, Json]:
    """One job as JSON, with its `x-` keys under their own names."""
    path = None if one.path is None else str(one.path.absolute())
    return {
        "id": one.id,
        "prompt": one.prompt,
        "status": one.status,
        "take": one.take,
        "result": None if path is None else {"path": path, "seconds": seconds_of(one)},
        "cost_micros": None if one.cost is None else one.cost.micros,
        "charged": one.charged,
        "error": None if one.error is None else {"message": one.error, "hint": one.hint},
        **one.extra,
    }


def results_path(batch: Path, suffix: str = ".jsonl") -> Path:
    """Where the results of the batch file `batch` go: `prompts.csv` has `prompts.results.jsonl`."""
    return batch.with_name(f"{batch.stem}.results{suffix}")


def checked_results(path: Path, batch: Path | None = None) -> Path:
    """`path`, when results can be put there; else UsageError or StoreError now rather than after the work.

    `batch` is the file that the jobs were read from: it is never overwritten.
    """
    if path.suffix.lower() not in RESULT_KINDS:
        raise UsageError(
            f"{path.name} does not say what kind of file the results are",
            hint=f"call it {path.stem}.jsonl or .csv",
        )
    if path.is_dir():
        raise UsageError(f"{path} is a folder", hint="name a file in it")
    if batch is not None and same_file(path, batch):
        raise UsageError(
            f"the results would overwrite {path.name}, which holds the jobs",
            hint="choose another name for them",
        )
    if not path.absolute().parent.is_dir():
        raise StoreError(
            f"{path} cannot be written: there is no folder {path.absolute().parent}", hint="make it first"
        )
    return path


def write_results(results: Sequence[JobResult], path: Path) -> None:
    """Write one result a line, or a row, to `path`: JSON Lines or a table, as its name says.

    It is written beside its name, synced and moved into place: there is never half of it. Raises
    UsageError for another kind of name, StoreError when it cannot be written.
    """
    from rushes.storyboard.write import put_in_place  # it loads YAML, which is only for those who write

    text = as_table(results) if checked_results(path).suffix.lower() == ".csv" else as_lines(results)
    put_in_place(path, text)


def as_lines(results: Iterable[JobResult]) -> str:
    return "".join(f"{as_json(result_document(one))}\n" for one in results)


def as_table(results: Sequence[JobResult]) -> str:
    """A row for each result, under the columns of CELLS and every `x-` key that one of them has."""
    own = dict.fromkeys(key for one in results for key in one.extra)
    written = io.StringIO()
    table = csv.writer(written, lineterminator="\n")
    table.writerow([*CELLS, *own])
    for one in results:
        table.writerow([cell(value) for value in [*cells(one), *(one.extra.get(key) for key in own)]])
    # a path's bytes that are no UTF-8 are shown as such; everything else is written as it is
    return written.getvalue().encode("utf-8", "backslashreplace").decode()


def cells(one: JobResult) -> tuple[Json, ...]:
    """The values of CELLS."""
    return (
        one.id,
        one.prompt,
        one.status,
        one.take,
        None if one.path is None else str(one.path.absolute()),
        seconds_of(one),
        None if one.cost is None else one.cost.micros,
        one.charged,
        one.error,
        one.hint,
    )


def cell(value: Json) -> str | int | float | None:
    """A value as a cell: text and numbers as they are, all else as JSON."""
    if value is None or (isinstance(value, str | int | float) and not isinstance(value, bool)):
        return value
    return as_json(value)


def seconds_of(one: JobResult) -> float | None:
    return None if one.seconds is None else float(one.seconds)


def as_json(value: Json | Mapping[str, Json]) -> str:
    """`value` on one line that is valid UTF-8, whatever bytes a file's name has."""
    text = json.dumps(value, ensure_ascii=False)
    try:
        text.encode()
    except UnicodeEncodeError:
        return json.dumps(value)
    return text
