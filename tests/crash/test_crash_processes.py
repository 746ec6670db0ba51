"""Several processes on one workspace: at once, stopped in the midst, killed beside each other. One bill."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack

import pytest
from boundaries import Strike
from project import MODEL, Project, ended, go_on, stopped, until
from verdict import judge

from postgres import PostgresServer
from rushes.model import TakeState

PLANNED = Strike("ledger.submitting", "before", act="stop")
SENDING = [Strike("ledger.may_send", "before", act="stop"), Strike("http.create", "before", act="stop")]


def one(tag: str) -> tuple[dict[str, object], list[str]]:
    """A clip, as the driver and as the command line make it."""
    prompt = f"a lamp {tag}"
    words = ["shoot", prompt, "--model", MODEL, "--duration", "2", "--json"]
    return {"prompt": prompt, "details": {"model": MODEL, "duration": 2}}, words


def problems(project: Project, tag: str, *, asked: int = 1, again: int = 0) -> Sequence[str]:
    return judge(project, tag, asked=asked, again=again).problems


def followed(project: Project) -> bool:
    """Whether a second process has come to the takes of the first."""
    return len(project.owners()) == 2


@pytest.mark.slow
def test_two_processes_on_one_storyboard_pay_each_shot_once(shared_project: Project, tag: str) -> None:
    board = shared_project.board([f"a lamp {tag} {number}" for number in range(3)])
    words = ["-m", "rushes", "film", str(board), "--yes", "--json"]
    with shared_project.started(*words) as first, shared_project.started(*words) as second:
        assert [ended(process).code for process in (first, second)] == [0, 0]
    assert problems(shared_project, tag, asked=3) == []


@pytest.mark.slow
def test_three_processes_at_one_moment_and_one_of_them_killed(shared_project: Project, tag: str) -> None:
    """Also where none of them finds a ledger: who comes first makes it."""
    prompts = [f"a lamp {tag} {number}" for number in range(3)]
    batch = shared_project.batch(prompts)
    told = {"batch": str(batch)}
    with ExitStack() as stack:
        others = [stack.enter_context(shared_project.driving(told)) for _ in range(2)]
        struck = stack.enter_context(
            shared_project.driving(told, [Strike("ledger.begin", "after"), Strike("provider.check")])
        )
        codes = [ended(process).code for process in (*others, struck)]
    assert codes[:2] == [0, 0]
    assert problems(shared_project, tag, asked=3) == []


def test_what_a_stopped_process_had_planned_is_sent_by_another(shared_project: Project, tag: str) -> None:
    told, words = one(tag)
    with shared_project.driving(told, [PLANNED]) as first:
        stopped(first)
        assert shared_project.vendor.jobs(tag) == []
        second = shared_project.rushes(*words, "--yes")
        assert second.code == 0, second
        go_on(first)
        woken = ended(first)
        assert woken.code == 0, woken  # it finds its take made, and has nothing to say against it
    assert problems(shared_project, tag) == []


@pytest.mark.slow
@pytest.mark.parametrize("strike", SENDING, ids=str)
def test_what_a_stopped_process_may_be_sending_is_left_to_it(
    shared_project: Project, tag: str, strike: Strike
) -> None:
    told, words = one(tag)
    with ExitStack() as stack:
        first = stack.enter_context(shared_project.driving(told, [strike]))
        stopped(first)
        second = stack.enter_context(shared_project.started("-m", "rushes", *words, "--yes"))
        until(lambda: followed(shared_project), "the second process follows")
        # Long after its takes were taken over, had it not been about to send.
        until(lambda: shared_project.owners()[first.pid] > 2.5, "the first process is silent")
        assert second.poll() is None
        assert shared_project.vendor.jobs(tag) == []
        go_on(first)
        assert [ended(process).code for process in (first, second)] == [0, 0]
    assert problems(shared_project, tag) == []


@pytest.mark.parametrize("strike", SENDING, ids=str)
def test_a_process_that_is_killed_before_it_sends_leaves_a_question(
    shared_project: Project, tag: str, strike: Strike
) -> None:
    told, words = one(tag)
    with ExitStack() as stack:
        first = stack.enter_context(shared_project.driving(told, [strike]))
        stopped(first)
        second = stack.enter_context(shared_project.started("-m", "rushes", *words, "--yes"))
        until(lambda: followed(shared_project), "the second process follows")
        first.kill()
        waiting = ended(second)
    assert waiting.code == 8, waiting
    again = shared_project.rushes(*words, "--yes")
    assert again.code == 8, again
    assert shared_project.vendor.jobs(tag) == []
    (take,) = shared_project.takes()
    with shared_project.open() as workspace:
        assert workspace.ledger.exposure().project == take.price
    assert shared_project.settle(take.id, None).code == 0
    with shared_project.open() as workspace:
        assert workspace.ledger.exposure().project.micros == 0
    done = shared_project.rushes(*words, "--yes")
    assert done.code == 0, done
    assert problems(shared_project, tag) == []


@pytest.mark.slow
@pytest.mark.parametrize(("strike", "sent"), [(SENDING[0], False), (SENDING[1], True)], ids=str)
def test_a_process_that_wakes_after_very_long_asks_before_it_sends(
    shared_project: Project, tag: str, strike: Strike, sent: bool
) -> None:
    """Half a second is short, so ten seconds are very long: its create counts as lost, and a person is asked.

    What it sends all the same, because it had asked already, finds its take again.
    """
    shared_project.environ["RUSHES_TAKEOVER"] = "0.5"
    told, words = one(tag)
    with shared_project.driving(told, [strike]) as first:
        stopped(first)
        second = shared_project.rushes(*words, "--yes")
        assert second.code == 8, second
        go_on(first)
        woken = ended(first)
    assert woken.code == (0 if sent else 8), woken
    if not sent:
        assert shared_project.vendor.jobs(tag) == []
        (take,) = shared_project.takes()
        assert shared_project.settle(take.id, None).code == 0
        assert shared_project.rushes(*words, "--yes").code == 0
    assert problems(shared_project, tag) == []


@pytest.mark.parametrize(("agreed", "code"), [((), 5), (("--budget", "0.10"), 5)])
def test_what_another_had_planned_is_not_bought_without_consent(
    project: Project, tag: str, agreed: tuple[str, ...], code: int
) -> None:
    """A plan in which another process pays asks for nothing; when that one dies, it does."""
    project.environ["RUSHES_TAKEOVER"] = "60"
    told, words = one(tag)
    with ExitStack() as stack:
        first = stack.enter_context(project.driving(told, [PLANNED]))
        stopped(first)
        second = stack.enter_context(project.started("-m", "rushes", *words, *agreed))
        until(lambda: followed(project), "the second process follows")
        assert second.poll() is None
        first.kill()
        told_why = ended(second)
    assert told_why.code == code, told_why
    assert project.vendor.jobs(tag) == []


@pytest.mark.slow
def test_a_job_that_nobody_wants_any_more_leaves_the_lane(narrow_project: Project, tag: str) -> None:
    """The account may have one job at once, and a killed process has left one that another prompt asked for."""
    project = narrow_project
    told, _ = one(f"{tag} one")
    assert project.driver(told, [Strike("provider.check", "before")]).killed
    _, words = one(f"{tag} two")
    done = project.rushes(*words, "--yes")
    assert done.code == 0, done
    assert problems(project, tag, asked=2) == []


@pytest.mark.slow
def test_a_job_that_never_ends_is_told_to_whoever_waits_for_its_place(
    narrow_project: Project, tag: str
) -> None:
    project = narrow_project
    project.environ["RUSHES_DEADLINE"] = "1"
    project.vendor.set_faults([{"kind": "stuck_at_99", "prompt": f"{tag} one"}])
    _, stuck = one(f"{tag} one")
    assert project.rushes(*stuck, "--yes").code == 9
    (take,) = project.takes()
    _, words = one(f"{tag} two")
    waited = project.rushes(*words, "--yes")
    assert waited.code == 9, waited
    (error,) = waited.errors()
    assert take.id[:12] in error["message"] + error["hint"]
    assert project.rushes("takes", "cancel", take.id, "--json").code == 0
    done = project.rushes(*words, "--yes")
    assert done.code == 0, done


def test_a_retake_that_was_killed_is_taken_up_and_not_bought_again(project: Project, tag: str) -> None:
    board = project.board([f"a lamp {tag}"])
    assert project.rushes("film", str(board), "--yes").code == 0
    told = {"retake": str(board), "shot": "s01"}
    assert project.driver(told, [Strike("provider.check", "before")]).killed
    again = project.rushes("retake", str(board), "s01", "--yes", "--json")
    assert again.code == 0, again
    assert [take.state for take in project.takes()] == [TakeState.FETCHED] * 2
    assert problems(project, tag, asked=2, again=1) == []


@pytest.mark.slow
def test_a_retake_of_unknown_outcome_is_not_sent_again(project: Project, tag: str) -> None:
    board = project.board([f"a lamp {tag}"])
    assert project.rushes("film", str(board), "--yes").code == 0
    told = {"retake": str(board), "shot": "s01"}
    assert project.driver(told, [Strike("provider.submit", "after")]).killed
    for _ in range(2):
        again = project.rushes("retake", str(board), "s01", "--yes", "--json")
        assert again.code == 8, again
    assert len(project.vendor.jobs(tag)) == 2


@pytest.mark.slow
def test_another_name_for_a_shot_asks_nobody_to_pay_again(project: Project, tag: str) -> None:
    """Its take may have been made; under its new name, the shot has the same wish."""
    board = project.board([f"a lamp {tag}"])
    assert project.driver({"board": str(board)}, [Strike("provider.submit", "after")]).killed
    board.write_text(board.read_text().replace("id: s01", "id: opening"))
    for _ in range(2):
        again = project.rushes("film", str(board), "--yes", "--json")
        assert again.code == 8, again
    assert len(project.vendor.jobs(tag)) == 1


@pytest.mark.slow
def test_a_ticket_outlives_a_database_that_goes_and_comes_back(
    database_project: Project, postgres: PostgresServer, tag: str
) -> None:
    project = database_project
    told, words = one(tag)
    with project.driving(told, [Strike("ledger.submitted", "before", act="stop")]) as process:
        stopped(process)
        postgres.stop()
        try:
            go_on(process)
            assert process.stderr is not None
            assert "was accepted by runway" in process.stderr.readline()  # it was tried, in vain
        finally:
            postgres.start()
        done = ended(process)
    assert done.code == 0, done
    assert project.rushes(*words, "--yes").code == 0
    assert problems(project, tag) == []


@pytest.mark.slow
@pytest.mark.parametrize("name", ["ledger.begin", "ledger.submitting", "ledger.ready", "ledger.fetched"])
def test_a_database_that_goes_loses_nothing_that_was_paid(
    database_project: Project, postgres: PostgresServer, tag: str, name: str
) -> None:
    project = database_project
    told, words = one(tag)
    with project.driving(told, [Strike(name, "before", act="stop")]) as process:
        stopped(process)
        postgres.stop()
        try:
            go_on(process)
            gone = ended(process)
        finally:
            postgres.start()
    assert gone.code == 1, gone
    assert "hint: None" not in gone.stderr
    done = project.rushes(*words, "--yes")
    assert done.code == 0, done
    assert problems(project, tag) == []
