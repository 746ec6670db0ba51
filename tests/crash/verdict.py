"""The verdict on a project after a crash: the vendor's bill beside the ledger and the files on disk."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from project import Ended, Project
from vendor import KEY

from rushes.emulator.clips import id_in
from rushes.media.probe import probe
from rushes.model import Take, TakeState
from rushes.store.blobs import hash_file
from rushes.store.ledger import OPEN, Exposure

__all__ = ["MICROS_PER_CREDIT", "Verdict", "judge", "unheard"]

MICROS_PER_CREDIT = 10_000
# How a job stands on the bill when it has brought nothing; only such a one may have been asked for again.
IN_VAIN = {"failed", "cancelled", "lost", "deleted"}


@dataclass(slots=True)
class Verdict:
    """What is wrong. A payment is double when one wish has two jobs that both came to something."""

    double_payments: int = 0
    lost_takes: int = 0
    problems: list[str] = field(default_factory=list[str])


def judge(
    project: Project,
    tag: str,
    *,
    asked: int,
    in_vain: int = 0,
    refused: int = 0,
    turned_away: int = 0,
    running: int = 0,
    again: int = 0,
) -> Verdict:
    """Compare all that was bought for prompts with this `tag` with what the project holds.

    `asked` is how many takes were asked for, `in_vain` how many jobs the faults let fail after they were
    accepted. `refused` of the takes end refused, `turned_away` others so before a job was made, `running`
    are never done, and `again` were asked for as other takes of a wish that had one.
    """
    found = Verdict()
    bill = project.vendor.bill()
    jobs = {job["id"]: job for job in bill["jobs"] if tag in job["prompt"]}
    with project.open() as workspace:
        exposed = workspace.cost().exposure  # whoever asks frees what a dead run had reserved
        takes = workspace.ledger.takes()
    owned = Counter(str(take.ticket.data["id"]) for take in takes if take.ticket is not None)
    compare_jobs(found, jobs, takes, owned, again)
    refused += turned_away
    if len(jobs) != asked + in_vain - turned_away:
        found.problems.append(
            f"{len(jobs)} jobs are on the bill, for {asked} takes and {in_vain} that failed: {told(jobs, takes)}"
        )
    states = Counter(take.state for take in takes)
    wanted = {TakeState.FETCHED: asked - refused - running, TakeState.REFUSED: refused}
    for state, count in wanted.items():
        if states[state] != count:
            found.problems.append(f"{count} takes should be {state.value}: {told(jobs, takes)}")
    still = [take for take in takes if take.state in OPEN or take.state is TakeState.UNKNOWN]
    if len(still) != running:
        found.problems.append(f"{running} takes should be open: {told(jobs, takes)}")
    compare_money(found, list(jobs.values()), exposed)
    if bill["credentials_leaked"]:
        found.problems.append("a key reached the host of the outputs")
    for take in takes:
        if take.state is TakeState.FETCHED:
            found.problems += [f"take {take.id}: {wrong}" for wrong in damage(take)]
    found.problems += litter(project)
    return found


def compare_jobs(
    found: Verdict, jobs: dict[str, dict[str, Any]], takes: Sequence[Take], owned: Counter[str], again: int
) -> None:
    """Each job belongs to one take, each clip that was paid is there, and no wish was paid twice."""
    kept = {str(take.ticket.data["id"]) for take in takes if take.ticket and take.state is TakeState.FETCHED}
    for job in jobs.values():
        if job["status"] == "lost" and not owned[job["id"]]:
            continue  # the vendor itself forgot it before its ticket came; a person settled it as lost
        if owned[job["id"]] != 1:
            found.lost_takes += 1
            found.problems.append(f"{owned[job['id']]} takes have the ticket of job {job['id']}")
        elif job["status"] == "succeeded" and job["id"] not in kept:
            found.lost_takes += 1
            found.problems.append(f"the clip of job {job['id']} was paid and not fetched")
    for ticket in owned:
        if ticket not in jobs:
            found.problems.append(f"a take has the ticket of a job that is not on the bill: {ticket}")
    came_to_something = [job for job in jobs.values() if job["status"] not in IN_VAIN]
    by_wish = Counter(take.wish for take in takes if take.ticket and take.ticket.data["id"] in
                      {job["id"] for job in came_to_something})  # fmt: skip
    twice = sum(count - 1 for count in by_wish.values()) - again
    hashes = Counter(job["request"] for job in came_to_something)
    same = sum(count - 1 for count in hashes.values())
    if twice or same:
        found.double_payments += max(twice, same)
        found.problems.append(f"{twice} wishes and {same} requests were paid again: {told(jobs, takes)}")


def compare_money(found: Verdict, jobs: Sequence[dict[str, Any]], exposed: Exposure) -> None:
    """What the ledger counts is what the vendor charged; nothing else is reserved any more."""
    charged = round(sum(job["charged"] for job in jobs) * MICROS_PER_CREDIT)
    if exposed.project.micros != charged:
        found.problems.append(f"the ledger counts {exposed.project.micros} micros, the bill has {charged}")


def damage(take: Take) -> list[str]:
    """What is wrong with the files of a fetched take."""
    assert take.ticket is not None
    if take.path is None or not take.path.is_file():
        return ["its file is gone"]
    wrong: list[str] = []
    if hash_file(take.path) != take.sha256 or take.path.stat().st_size != take.size:
        wrong.append("its bytes differ")
    if id_in(take.path.read_bytes()) != take.ticket.data["id"]:
        wrong.append("its clip is another job's")
    if probe(take.path, deep=True).duration < take.duration:
        wrong.append("it does not decode to its last frame")
    if take.charged != "yes" or take.cost is None or take.units is None:
        wrong.append("what it cost is not written down")
    if not take.path.with_suffix(".json").is_file() or take.poster is None:
        wrong.append("its sidecar or its poster is missing")
    return wrong


def litter(project: Project) -> list[str]:
    """What dead processes have left behind. Whoever works next sweeps it; one that only looks does not."""
    folders = [path for path in (project.root / "tmp").glob("*") if path.name != ".door"]
    locks = list((project.root / "owners").glob("*"))
    if max(len(folders), len(locks)) <= 1:
        return []
    return [f"left behind: {path.relative_to(project.root)}" for path in (*folders, *locks)]


def told(jobs: dict[str, dict[str, Any]], takes: Sequence[Take]) -> str:
    """The jobs and the takes, for whoever has to find out."""
    billed = [f"{job['id'][:8]} {job['status']}" for job in jobs.values()]
    kept = [
        f"{take.id} {take.state.value} #{take.number} {str(take.ticket.data['id'])[:8] if take.ticket else '-'}"
        for take in takes
    ]
    return f"jobs {billed}, takes {kept}"


def unheard(ended: Ended) -> list[str]:
    """What is wrong with the words of a command that failed: no next step, a traceback, a key."""
    wrong: list[str] = []
    words = ended.stdout + ended.stderr
    if "Traceback" in words or "a fault of its own" in words:
        wrong.append(f"it broke: {words}")
    if KEY in words or "_jwt=" in words:
        wrong.append(f"it told a secret: {words}")
    if ended.code > 0 and not ended.errors():
        wrong.append(f"it ended with {ended.code} and did not say why: {words}")
    wrong += [f"no next step: {error['message']}" for error in ended.errors() if not error["hint"]]
    return wrong
