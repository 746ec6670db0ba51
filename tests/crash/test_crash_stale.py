"""What was paid stays good: for a newer rushes, and at the address where it was made."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from boundaries import Strike
from project import Project
from vendor import Vendor
from verdict import judge

import rushes
from rushes.model import Take

SOURCE = Path(rushes.__file__).parent
# A better compiler: whatever it words, it words in another way.
BETTER = """

import dataclasses

_worded_before = compile_request


def compile_request(*given, **named):
    asked = _worded_before(*given, **named)
    return dataclasses.replace(asked, text=asked.text + " As a newer rushes words it.")
"""


@pytest.fixture(scope="session")
def newer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A later rushes: its compiler words prompts anew, a model costs more, and one of its options has a default."""
    place = tmp_path_factory.mktemp("newer")
    package = place / "rushes"
    shutil.copytree(SOURCE, package, ignore=shutil.ignore_patterns("__pycache__"))
    module = package / "shoot" / "request.py"
    text = module.read_text()
    assert "\ndef compile_request(" in text
    module.write_text(text + BETTER)
    catalogue = package / "providers" / "catalogue" / "runway.toml"
    text = catalogue.read_text()
    for before, after in (
        ("price_per_second = 0.12\n", "price_per_second = 0.21\n"),
        ('name = "public_figures"\n', 'name = "public_figures"\ndefault = "low"\n'),
    ):
        assert before in text
        text = text.replace(before, after, 1)
    catalogue.write_text(text)
    return place


def upgrade(project: Project, newer: Path) -> None:
    project.environ["PYTHONPATH"] = str(newer)


def bought(project: Project, tag: str) -> int:
    return len(project.vendor.jobs(tag))


def test_a_newer_rushes_finds_no_paid_take_stale(project: Project, newer: Path, tag: str) -> None:
    board = project.board([f"a lamp {tag} 0", f"a lamp {tag} 1"])
    assert project.rushes("film", str(board), "--yes").code == 0
    assert bought(project, tag) == 2
    upgrade(project, newer)
    plan = project.rushes("film", str(board), "--dry-run", "--json")
    shots = json.loads(plan.stdout)["shots"]
    assert [shot["status"] for shot in shots] == ["current", "current"]
    assert project.rushes("film", str(board)).code == 0  # nobody has to agree to anything
    assert bought(project, tag) == 2
    # And it is another rushes: what is new is worded and priced as it does that.
    board.write_text(board.read_text().replace(f"a lamp {tag} 1", f"a door {tag} 1"))
    assert project.rushes("film", str(board), "--budget", "0.30").code == 5
    assert project.rushes("film", str(board), "--budget", "0.50").code == 0
    (job,) = project.vendor.jobs(f"door {tag}")
    assert job["prompt"].endswith("As a newer rushes words it.")
    assert bought(project, tag) == 3


@pytest.mark.slow
@pytest.mark.parametrize(
    "strike", [Strike("provider.check", "before"), Strike("ledger.fetched", "before")], ids=str
)
def test_a_newer_rushes_takes_up_what_an_older_one_left(
    project: Project, newer: Path, tag: str, strike: Strike
) -> None:
    board = project.board([f"a lamp {tag}"])
    assert project.driver({"board": str(board)}, [strike]).killed
    upgrade(project, newer)
    assert project.rushes("film", str(board)).code == 0
    assert judge(project, tag, asked=1).problems == []


@pytest.mark.slow
def test_a_newer_rushes_asks_about_what_an_older_one_may_have_sent(
    project: Project, newer: Path, tag: str
) -> None:
    board = project.board([f"a lamp {tag}"])
    assert project.driver({"board": str(board)}, [Strike("provider.submit", "after")]).killed
    upgrade(project, newer)
    for _ in range(2):
        assert project.rushes("film", str(board), "--yes").code == 8
    (take,) = project.takes()
    (job,) = project.vendor.jobs(tag)
    assert project.settle(take.id, job["id"]).code == 0
    assert project.rushes("film", str(board)).code == 0
    assert judge(project, tag, asked=1).problems == []


def circled(project: Project) -> Take:
    with project.open() as workspace:
        (circle,) = workspace.circles("film.yaml").values()
        return workspace.take(circle.take)


@pytest.mark.slow
def test_a_clip_of_one_address_is_never_taken_for_one_of_another(
    project: Project, tmp_path: Path, tag: str
) -> None:
    """The first is the emulator, say, and the second the vendor: and back again, which costs nothing."""
    board = project.board([f"a lamp {tag}"])
    first = project.vendor
    assert project.rushes("film", str(board), "--yes").code == 0
    there = circled(project)
    with Vendor(tmp_path / "elsewhere", seed=1) as second:
        project.environ["RUNWAYML_BASE_URL"] = second.url
        refused = project.rushes("film", str(board), "--json")
        assert refused.code == 5, refused
        assert project.rushes("film", str(board), "--yes").code == 0
        here = circled(project)
        assert (here.id != there.id, here.number, here.origin) == (True, 1, f"runway {second.url}")
        assert [len(vendor.jobs(tag)) for vendor in (first, second)] == [1, 1]
        project.environ["RUNWAYML_BASE_URL"] = first.url
        assert project.rushes("film", str(board)).code == 0
        assert circled(project) == there
        project.environ["RUNWAYML_BASE_URL"] = second.url
        assert project.rushes("film", str(board)).code == 0
        assert circled(project) == here
        assert [len(vendor.jobs(tag)) for vendor in (first, second)] == [1, 1]


@pytest.mark.slow
def test_what_waits_at_one_address_is_not_looked_for_at_another(
    project: Project, tmp_path: Path, tag: str
) -> None:
    board = project.board([f"a lamp {tag}"])
    first = project.vendor
    assert project.driver({"board": str(board)}, [Strike("provider.check", "before")]).killed
    with Vendor(tmp_path / "elsewhere", seed=1) as second:
        project.environ["RUNWAYML_BASE_URL"] = second.url
        assert project.rushes("film", str(board), "--yes").code == 0
        assert [len(vendor.jobs(tag)) for vendor in (first, second)] == [1, 1]
        looks = [one for one in second.requests() if one["status"] == 404]
        assert looks == []  # nobody asked it for the other's job
    project.environ["RUNWAYML_BASE_URL"] = first.url
    assert project.rushes("film", str(board)).code == 0
    assert len(first.jobs(tag)) == 1
