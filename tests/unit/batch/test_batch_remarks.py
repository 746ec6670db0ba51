"""What a batch's plan says of its prompts: what their models leave out, and what they could say better."""

from __future__ import annotations

import pytest
from batch_vendor import MODEL, BatchVendor

from rushes.batch import Batch
from rushes.errors import UsageError

NO_FIELD = f"{MODEL} has no field for what must not be seen, and words would rather bring it in"


def rows(batch: Batch, *prompts: str, duration: float = 5) -> Batch:
    for prompt in prompts:
        batch.add(prompt, model=MODEL, duration=duration, size="1280x720")
    return batch


def test_a_prompt_that_cannot_be_told_is_refused_before_anything_is_bought(runway: BatchVendor) -> None:
    batch = rows(Batch(), "a lamp", "x" * 1001)
    with runway.open() as workspace:
        assert workspace.batch_remarks(batch) == []
        with pytest.raises(UsageError, match="0002: its subject alone is 1002 characters long"):
            workspace.price_batch(batch)
        with pytest.raises(UsageError, match="0002"):
            workspace.batch(batch, yes=True)
        assert workspace.takes() == []
    assert runway.prompts() == []


def test_what_is_said_of_many_jobs_is_said_once(runway: BatchVendor) -> None:
    batch = rows(Batch(), *(f"room {number}, no people, golden hour, moonlight" for number in range(300)))
    rows(batch, "a lamp")
    with runway.open() as workspace:
        loss, contradiction = workspace.batch_remarks(batch)
    assert (loss.kind, loss.said, len(loss.jobs)) == ("loss", f"{NO_FIELD}: negative is left out", 300)
    assert str(loss) == (
        "jobs 0001, 0002, 0003, 0004, 0005, 0006 and 294 more: " + f"{NO_FIELD}: negative is left out"
    )
    assert (contradiction.kind, contradiction.jobs) == ("lint", loss.jobs)
    assert str(contradiction).endswith(
        "golden hour and moonlight cannot both be (leave out `golden hour` or `moonlight`)"
    )


def test_where_each_loses_words_of_its_own_one_is_the_example(runway: BatchVendor) -> None:
    batch = rows(
        Batch(),
        *(f"{'a long pier, ' * 76}seen from room {number}, noir" + "!" * number for number in (1, 20)),
    )
    with runway.open() as workspace:
        remarks = workspace.batch_remarks(batch)
        reports = [job.report for job in workspace.price_batch(batch)]
    assert [one.jobs for one in remarks] == [("0001", "0002")] * len(remarks)
    losses = {outcome.wish for report in reports if report for outcome in report.losses}
    assert len(remarks) == len(losses) > 0
    assert str(remarks[0]).startswith("jobs 0001 and 0002: each loses some of its ")
    assert "of 0001: the prompt is " in str(remarks[0])
    assert f"{MODEL} reads at most 1000 characters" in str(remarks[0])


def test_a_name_has_no_cast_to_be_looked_up_in(runway: BatchVendor) -> None:
    with runway.open() as workspace:
        (remark,) = workspace.batch_remarks(rows(Batch(), "@keeper climbs the stairs"))
    assert str(remark) == (
        "job 0001: @keeper is not in the cast (a batch has no cast: say in words who it is)"
    )


def test_the_command_tells_it_before_it_asks_for_money_and_of_what_is_to_be_made_only(
    runway: BatchVendor,
) -> None:
    path = runway.write(f'prompt,model,duration\n"a lamp, no people",{MODEL},2\n')
    plan = runway.rushes("batch", str(path), "--dry-run", "--json").document
    assert [one["jobs"] for one in plan["remarks"]] == [["0001"]]
    (report,) = (job["report"] for job in plan["jobs"])
    assert {one["wish"]: (one["verdict"], one["lost"]) for one in report}["negative"] == ("dropped", "people")
    refused = runway.rushes("batch", str(path))
    assert (refused.code, runway.prompts()) == (5, [])
    assert f"warning: job 0001: {NO_FIELD}: negative is left out" in refused.stderr
    with runway.open() as workspace:
        workspace.batch(path, yes=True)
        assert workspace.batch_remarks(path) == []
