"""`rushes batch`: many clips from one file."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from rushes.batch.job import STATUSES
from rushes.cli.framework import (
    FILE,
    command,
    progress_options,
    spend_options,
    workspace_option,
)
from rushes.cli.opening import open_beside
from rushes.cli.out import Out, is_terminal
from rushes.cli.reports import report_document
from rushes.cli.texts import count, one_line, seconds
from rushes.model import Money

if TYPE_CHECKING:
    from rushes.batch import BatchRemark, JobResult, JobStatus
    from rushes.batch.run import JobPrice
    from rushes.model import Json
    from rushes.shoot.budget import Allowance

__all__ = ["batch", "stand_line"]

MOST_ERRORS = 20  # told one by one; the results file has them all
MOST_REMARKS = 20


@command(
    "batch",
    examples=[
        "rushes batch prompts.csv                       one clip for each line",
        "rushes batch prompts.jsonl --budget 20         for at most $20; refused whole if it costs more",
        "rushes batch prompts.txt --at-once 2           never more than two under way",
        "rushes batch prompts.csv --results made.csv    where the results go",
    ],
)
@click.argument("file", type=FILE)
@click.option(
    "--results",
    type=FILE,
    metavar="FILE",
    help="Where the results go, as .jsonl or .csv.  [default: beside FILE, as NAME.results.jsonl]",
)
@click.option(
    "--at-once",
    type=click.IntRange(1, 10_000),
    metavar="N",
    help="At most so many jobs under way.  [default: what each provider allows]",
)
@click.option(
    "--max-jobs",
    type=click.IntRange(1),
    metavar="N",
    help="How many jobs the file may stand for.  [default: 10000 where rows stand for several]",
)
@click.option("--dry-run", is_flag=True, help="Print what each job would cost and lose, and make nothing.")
@spend_options
@workspace_option
@progress_options
@click.pass_context
def batch(
    ctx: click.Context,
    out: Out,
    file: Path,
    *,
    results: Path | None,
    at_once: int | None,
    max_jobs: int | None,
    dry_run: bool,
    allowance: Allowance,
    workspace: Path | None,
) -> None:
    """Make a clip for every job in FILE: .csv, .jsonl or .txt.

    The batch is admitted as a whole or not at all. What was made before is not made again, and what an
    earlier run left is taken up: run it again to go on. The results, one a job, are written beside FILE.

    A row with `{golden hour|blue hour}` in its prompt, several models or `seeds` is several jobs.
    """
    from rushes.batch import Batch
    from rushes.batch.results import checked_results, results_path, summary_document, write_results
    from rushes.cli.consent import consented
    from rushes.errors import several

    jobs = Batch.load(file, max_jobs=max_jobs)
    target = checked_results(results or results_path(file), file)
    with open_beside(out, workspace, file) as opened:
        remarks = opened.batch_remarks(jobs)
        _tell_remarks(out, remarks)
        prices = opened.price_batch(jobs)
        for remark in opened.beyond_a_day(one.model for one in prices if not one.there):
            out.warn(remark)
        if dry_run:
            _show_prices(out, prices, jobs.rows, remarks)
            return
        with watching(out, len(jobs)) as watch:
            started = consented(
                out,
                lambda agreed_to: opened.start_batch(
                    jobs, at_once=at_once, allowance=agreed_to, on_change=watch
                ),
                allowance,
            )
            try:
                summary = started.wait()
            finally:
                if started.admitted:  # else the results of an earlier run are still what is known
                    write_results(started.summary().jobs, target)
        errors = started.errors
    if out.json:
        out.document("rushes/batch/1", {**summary_document(summary), "results": str(target.absolute())})
    else:
        for error in errors[:MOST_ERRORS]:
            out.warn(one_line(str(error)))
        if len(errors) > MOST_ERRORS:
            out.warn(f"and {len(errors) - MOST_ERRORS} more; the results have them all")
        out.say(stand_line({status: summary.count(status) for status in STATUSES}, summary.total))
        out.say(f"paid or reserved: {summary.estimated}; confirmed by the provider: {summary.confirmed}")
        out.path(target)
    if errors:
        ctx.exit(several(errors).exit_code)


def _tell_remarks(out: Out, remarks: Sequence[BatchRemark]) -> None:
    """Warn of what is left out of the prompts, and of what they could say better."""
    for remark in remarks[:MOST_REMARKS]:
        out.warn(one_line(str(remark)))
    if len(remarks) > MOST_REMARKS:
        out.warn(f"and {len(remarks) - MOST_REMARKS} more such remarks; --dry-run --json has them all")


def _show_prices(
    out: Out, prices: Sequence[JobPrice], rows_of_file: int, remarks: Sequence[BatchRemark]
) -> None:
    known = Money(sum(one.price.micros for one in prices if one.price is not None))
    unknown = sum(one.price is None for one in prices)
    if out.json:
        jobs: list[Json] = [
            {
                "id": one.id,
                "model": one.model,
                "seconds": None if one.seconds is None else float(one.seconds),
                "price_micros": None if one.price is None else one.price.micros,
                "there": one.there,
                "report": None if one.report is None else report_document(one.report),
            }
            for one in prices
        ]
        total: dict[str, Json] = {"rows": rows_of_file, "total_micros": known.micros, "unpriced": unknown}
        said: list[Json] = [
            {"kind": one.kind, "said": one.said, "change": one.change, "jobs": list(one.jobs)}
            for one in remarks
        ]
        out.document("rushes/batch-plan/1", {**total, "remarks": said, "jobs": jobs})
        return
    rows = [
        (
            one.id,
            "there" if one.there else "to make",
            one.model,
            "" if one.seconds is None else seconds(one.seconds),
            "" if one.there else "?" if one.price is None else str(one.price) if one.price.micros else "free",
        )
        for one in prices
    ]
    out.table(("job", "state", "model", "length", "price"), rows, right=[3, 4])
    to_make = sum(not one.there for one in prices)
    least = "at least " if unknown else ""
    out.data("")
    out.data(f"{count(len(prices), 'job')} of {count(rows_of_file, 'row')}")
    out.data(f"to make: {count(to_make, 'clip')} for {least}{known if known.micros else 'nothing'}")


class Watch:
    """Counts how the jobs stand as they change, and shows it. Called from any thread."""

    def __init__(self, total: int, show: Callable[[str, JobResult, int, int], None]) -> None:
        self._total = total
        self._show = show
        self._lock = threading.Lock()
        self._status: dict[str, JobStatus] = {}

    def __call__(self, result: JobResult) -> None:
        with self._lock:
            self._status[result.id] = result.status
            counts = Counter(self._status.values())
            counts["queued"] += self._total - len(self._status)
            ended = sum(counts[status] for status in STATUSES if status not in ("queued", "running"))
            self._show(stand_line(counts, self._total), result, ended, self._total)


@contextmanager
def watching(out: Out, total: int) -> Generator[Callable[[JobResult], None]]:
    """A listener for the jobs' changes, in the form that fits where stderr goes."""
    if out.json or out.quiet:
        yield lambda _result: None
    elif out.progress and is_terminal(out.stderr) and out.environ.get("TERM") != "dumb":
        from rushes.cli.live import OneBar

        with OneBar(out) as bar:
            yield Watch(total, lambda line, _result, ended, all_: bar.show(line, ended / max(all_, 1)))
    else:

        def say(line: str, result: JobResult, ended: int, all_: int) -> None:
            if result.status not in ("queued", "running"):
                out.say(f"{ended / max(all_, 1):4.0%}  {result.status} {one_line(result.id)} ({line})")

        yield Watch(total, say)


def stand_line(counts: Mapping[JobStatus, int], total: int) -> str:
    """`12 jobs: 3 queued, 2 running, 6 done, 1 failed`."""
    said = [f"{counts.get(status, 0)} {status}" for status in STATUSES if counts.get(status, 0)]
    return f"{count(total, 'job')}: {', '.join(said) or 'none'}"
