"""A user's own words in `prompts.toml`: whatever is bought is told in them, and what was bought stays good."""

from __future__ import annotations

from pathlib import Path

import pytest
from batch_vendor import MODEL, BatchVendor

from rushes.errors import ConfigError
from rushes.film.plan import FilmPlan
from rushes.prompts import Report
from rushes.storyboard.board import Storyboard
from rushes.workspace import Workspace

DRIFT = """\
[["camera move"]]
name = "drift"
definition = "The camera drifts to the left."
conflicts = ["static shot"]
words = "{words}"
draws = {{ kind = "tracking", direction = "left", speed = "slow" }}
"""
BOARD = f"""\
rushes: storyboard/1
size: 1280x720
shots:
  - {{id: one, prompt: "A door, drift, static shot", model: "{MODEL}", duration: 2}}
"""


def own(runway: BatchVendor, words: str) -> Path:
    return runway.write(DRIFT.format(words=words), "prompts.toml")


def board(runway: BatchVendor) -> Storyboard:
    return Storyboard.load(runway.write(BOARD, "film.yaml"))


def test_what_is_bought_is_told_in_the_users_words_and_other_words_make_nothing_stale(
    runway: BatchVendor,
) -> None:
    table = runway.table('"a lamp, drift"')
    story = board(runway)

    def everything(workspace: Workspace) -> list[str | None]:
        clip = workspace.shoot("the sea, drift", model=MODEL, duration=2, size="1280x720", yes=True)
        made = workspace.batch(table, yes=True).jobs
        shots = workspace.standings(story)
        missing = [name for name, one in shots.items() if one.status != "current"]
        workspace.make_takes(story, missing, yes=True)
        standing = workspace.standings(story)["one"].take
        return [clip.id, made[0].take, standing and standing.id]

    own(runway, "the frame floats left")
    with runway.open() as workspace:
        bought = everything(workspace)
        (loss,) = workspace.batch_remarks(runway.table('"a cat, drift, static shot"', name="more.csv"))
        assert loss.said == "drift and static shot cannot both be"
    assert len(runway.prompts()) == 3
    assert all("the frame floats left" in prompt for prompt in runway.prompts())

    for changed in ("it slides", None):
        file = own(runway, changed or "")
        if changed is None:
            file.unlink()
        with runway.open() as workspace:
            assert [job.there for job in workspace.price_batch(table)] == [True]
            plan: FilmPlan = workspace.plan(story)
            assert [shot.status for shot in plan.shots] == ["current"]
            assert everything(workspace) == bought
    assert len(runway.prompts()) == 3  # nothing was bought again
    with runway.open() as workspace:
        assert "drift" in workspace.compile("a hat. Drift", model=MODEL).text.lower()
    own(runway, "it slides")
    with runway.open() as workspace:  # and what is new is told as the file says now
        told = workspace.compile("a hat, drift", model=MODEL)
        assert isinstance(told.report, Report)
        assert told.text == "It slides. A hat."


def test_a_broken_file_stops_everything_before_it_begins(runway: BatchVendor) -> None:
    table, story = runway.table('"a lamp, drift"'), board(runway)
    file = runway.write(DRIFT.format(words="") + "syn = 1\n", "prompts.toml")
    with runway.open() as workspace:
        for asked in (
            lambda: workspace.compile("a lamp", model=MODEL),
            lambda: workspace.shoot("a lamp", model=MODEL, duration=2, yes=True),
            lambda: workspace.batch(table, yes=True),
            lambda: workspace.price_batch(table),
            lambda: workspace.make_takes(story, ["one"], yes=True),
            lambda: workspace.film(story, yes=True),
            lambda: workspace.plan(story),
        ):
            with pytest.raises(
                ConfigError, match=r"prompts\.toml: camera move 'drift': syn is no key"
            ) as caught:
                asked()
            assert "an entry has a name and a definition" in str(caught.value.hint)
        assert workspace.takes() == []
    assert runway.prompts() == []
    for words in (("storyboard", "check", "film.yaml"), ("batch", str(table), "--yes")):
        ended = runway.rushes(*words)
        assert (ended.code, ended.stdout) == (2, "")
        assert f"{file}: camera move 'drift': syn is no key that it can have" in ended.stderr


def test_a_storyboards_check_knows_what_the_users_words_conflict_with(runway: BatchVendor) -> None:
    own(runway, "it slides")
    board(runway)
    ended = runway.rushes("storyboard", "check", "film.yaml")
    assert ended.code == 0
    assert "shot one: drift and static shot cannot both be" in ended.stdout
