"""Ctrl-C at every boundary, and a ledger whose answers are lost: nobody is asked about what is known."""

from __future__ import annotations

import pytest
from boundaries import LEDGER, PROVIDER, Strike
from project import MODEL, Project
from verdict import judge

from rushes.model import TakeState

POLITE = ("ledger.submitting", "provider.submit", "http.create", "ledger.submitted")
# What a take passes in a plain run, and what is written when it does not go well.
PASSED = [f"ledger.{step}" for step in LEDGER if step not in ("claim", "unsent", "ended", "let_go")]


def one(tag: str) -> tuple[dict[str, object], list[str]]:
    """A clip, as the driver and as the command line make it."""
    prompt = f"a lamp {tag}"
    words = ["shoot", prompt, "--model", MODEL, "--duration", "2", "--yes", "--json"]
    return {"prompt": prompt, "details": {"model": MODEL, "duration": 2}}, words


def goes_on(project: Project, words: list[str], tag: str) -> None:
    """Nothing waits for a person: the same command makes what is missing, and nobody pays again."""
    assert TakeState.UNKNOWN not in {take.state for take in project.takes()}
    done = project.rushes(*words)
    assert done.code == 0, done
    assert judge(project, tag, asked=1).problems == []


@pytest.mark.slow
@pytest.mark.parametrize("side", ["before", "after"])
@pytest.mark.parametrize(
    "name", [*PASSED, *(f"provider.{call}" for call in PROVIDER), "http.create", "blobs.adopt"]
)
def test_who_is_stopped_puts_everything_in_order(project: Project, tag: str, name: str, side: str) -> None:
    told, words = one(tag)
    stopped = project.driver(told, [Strike(name, side, act="interrupt")])  # pyright: ignore[reportArgumentType]
    assert stopped.code in (0, 130), stopped
    assert "Traceback" not in stopped.stderr
    goes_on(project, words, tag)


@pytest.mark.parametrize("submits", [False, True])
@pytest.mark.parametrize("name", POLITE)
def test_a_create_that_has_left_gets_its_answer_written_down(
    project: Project, tag: str, name: str, submits: bool
) -> None:
    """However slow the vendor is: the process waits for that, and for nothing else."""
    project.vendor.set_faults([{"kind": "slow_accept", "seconds": 0.5, "prompt": tag}])
    told, words = one(tag)
    stopped = project.driver({**told, "submits": submits}, [Strike(name, "before", act="interrupt")])
    assert stopped.code == 130, stopped
    states = [take.state for take in project.takes()]
    assert states in ([TakeState.SUBMITTED], [TakeState.CANCELLED])
    assert len(project.vendor.jobs(tag)) == states.count(TakeState.SUBMITTED)
    goes_on(project, words, tag)


@pytest.mark.slow
@pytest.mark.parametrize("name", PASSED)
def test_a_step_whose_answer_is_lost_has_been_made_once(project: Project, tag: str, name: str) -> None:
    """A server may write a step down and go before it says so."""
    told, words = one(tag)
    lost = project.driver({**told, "hurry": 50.0}, [Strike(name, "after", act="unheard")])
    # A ticket is looked for; what a run gives back is given back when its process ends.
    assert lost.code == (0 if name in ("ledger.submitted", "ledger.end_run") else 1), lost
    goes_on(project, words, tag)
