"""The crashes: what is made, where it is struck, what goes wrong at the vendor, and how a person goes on."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from boundaries import Strike
from project import MODEL, Ended, Project, ended
from vendor import Vendor
from verdict import Verdict, judge, unheard

from rushes.model import TakeState

__all__ = ["Fault", "Outcome", "Scenario", "play"]

Kind = Literal["shoot", "batch", "film", "upload"]
Fault = Mapping[str, Any]

MOST_RUNS = 9  # commands in a row after which a person would say that it does not work
NAMED = ("create", "poll", "download")  # what the emulator knows the prompt of
DEADLINE = {"RUSHES_DEADLINE": "3"}  # seconds; a job that is not stuck takes a twentieth of one
IN_VAIN = ("failed_with_charge", "failed_without_charge", "cancelled")


@dataclass(frozen=True, slots=True)
class Scenario:
    """One crash, and what goes wrong besides.

    `strikes` are those of the processes that are struck, one after another; `moments` when further ones are
    killed, in seconds from their start. `sure`: every strike has to come to pass, and every fault where it is
    `surely_faulty`. `restart`: the vendor is
    killed, too, and started again after the first strike. `beside`: another process wants the same meanwhile.
    """

    name: str
    kind: Kind = "shoot"
    count: int = 1
    strikes: tuple[Strike, ...] = ()
    moments: tuple[float, ...] = ()
    faults: tuple[Fault, ...] = ()
    sure: bool = True
    surely_faulty: bool = True
    restart: bool = False
    beside: bool = False

    def __str__(self) -> str:
        parts = [f"{self.kind} {self.count}", *map(str, self.strikes)]
        parts += [f"killed after {moment:.2f} s" for moment in self.moments]
        parts += [str(dict(fault)) for fault in self.faults]
        parts += ["restart"] * self.restart + ["beside another"] * self.beside
        return f"{self.name}: {'; '.join(parts)}"


@dataclass(slots=True)
class Outcome:
    """What came of a scenario."""

    scenario: Scenario
    verdict: Verdict = field(default_factory=Verdict)
    unknown: int = 0
    struck: list[Strike] = field(default_factory=list[Strike])
    faults: Counter[str] = field(default_factory=Counter[str])

    @property
    def well(self) -> bool:
        return not self.verdict.problems

    def __str__(self) -> str:
        return "\n  ".join([str(self.scenario), *self.verdict.problems])


def play(scenario: Scenario, vendor: Vendor, folder: Path, *, ledger: str = "", picture: Path) -> Outcome:
    """Let it happen, go on as a person would, and compare what was bought with what is there."""
    run = Run(scenario, Project(folder, vendor, ledger=ledger, environ=DEADLINE), picture)
    vendor.set_faults([run.own(fault) for fault in scenario.faults])
    try:
        run.crash()
        run.go_on()
        run.outcome.faults.update(vendor.struck())
    finally:
        vendor.set_faults([])
    run.judge()
    for job in run.jobs():
        if job["status"] == "running":  # it would keep its place at the vendor for ever
            vendor.cancel(job["id"])
    return run.outcome


class Run:
    """One scenario under way."""

    def __init__(self, scenario: Scenario, project: Project, picture: Path) -> None:
        self.scenario = scenario
        self.project = project
        self.outcome = Outcome(scenario)
        self.settled: set[str] = set()
        self.tag = "x" + hashlib.sha256(f"{scenario} {project.folder}".encode()).hexdigest()[:12]
        prompts = [f"a lamp {self.tag} {number}" for number in range(scenario.count)]
        self.told: dict[str, object]
        self.words: list[str]
        match scenario.kind:
            case "shoot" | "upload":
                details: dict[str, Any] = {"model": MODEL, "duration": 2}
                self.words = ["shoot", prompts[0], "--model", MODEL, "--duration", "2"]
                if scenario.kind == "upload":
                    details["first_frame"] = str(picture)
                    self.words += ["--first-frame", str(picture)]
                self.told = {"prompt": prompts[0], "details": details}
            case "batch":
                path = project.batch(prompts)
                self.told, self.words = {"batch": str(path)}, ["batch", str(path)]
            case "film":
                path = project.board(prompts)
                self.told, self.words = {"board": str(path)}, ["film", str(path)]
        self.words += ["--yes", "--json"]

    def own(self, fault: Fault) -> dict[str, Any]:
        """The fault, for this scenario's jobs only where the emulator can tell them apart."""
        where = {"prompt": self.tag} if fault.get("on", "create") in NAMED else {}
        return {**fault, **where}

    def jobs(self) -> list[dict[str, Any]]:
        return self.project.vendor.jobs(self.tag)

    def wrong(self, *problems: str) -> None:
        self.outcome.verdict.problems += problems

    # ── the crash ─────────────────────────────────────────────────────────────────────────────

    def crash(self) -> None:
        for number, strike in enumerate(self.scenario.strikes):
            died = self._struck(strike)
            if died.killed:
                self.outcome.struck.append(strike)
            elif self.scenario.sure:
                self.wrong(f"{strike} never came to pass: {died}")
            if number == 0 and self.scenario.restart:
                self._restart()
        for moment in self.scenario.moments:
            self.project.rushes(*self.words, kill_after=moment)

    def _struck(self, strike: Strike) -> Ended:
        """Let a process be struck; `beside` another one that wants the same, and is not."""
        if not self.scenario.beside:
            return self.project.driver(self.told, [strike])
        with (
            self.project.driving(self.told, [strike]) as process,
            self.project.started("-m", "rushes", *self.words) as other,
        ):
            died, went_on = ended(process), ended(other)
        self.wrong(*unheard(went_on))
        return died

    def _restart(self) -> None:
        """The vendor goes, and comes again; what had not gone wrong before still does."""
        struck = self.project.vendor.struck()
        self.outcome.faults.update(struck)
        self.project.vendor.restart()
        waiting = [fault for fault in self.scenario.faults if not struck[fault["kind"]]]
        self.project.vendor.set_faults([self.own(fault) for fault in waiting])

    # ── a person ──────────────────────────────────────────────────────────────────────────────

    def go_on(self) -> None:
        """Run the command until it has ended well, or cannot; settle what a person has to settle."""
        last: Ended | None = None
        for _ in range(MOST_RUNS):
            last = self.project.rushes(*self.words)
            self.wrong(*unheard(last))
            states = Counter(take.state for take in self.project.takes())
            if states[TakeState.UNKNOWN]:
                self._asks(last, 8)
                self._settle()
            elif states[TakeState.REFUSED]:
                self._asks(last, 6)
                return
            elif last.code == 0 or (last.code == 9 and self.project.vendor.struck()["stuck_at_99"]):
                return
        self.wrong(f"it does not come to an end: {last}")

    def _asks(self, told: Ended, code: int) -> None:
        """A take that waits for a person: the command says so by its code, and never sends it again."""
        if told.code not in (code, 3):
            self.wrong(f"it ends with {told.code} and not with {code}: {told.stderr}")
        before = self.jobs()
        again = self.project.rushes(*self.words)
        if again.code == 0 or (len(self.jobs()) > len(before) and self.scenario.count == 1):
            self.wrong(f"run again, it sent what was of unknown outcome: {again}")

    def _settle(self) -> None:
        """Look at the bill for the job of each take of unknown outcome, as a person would at the vendor's page."""
        takes = self.project.takes()
        owned = {str(take.ticket.data["id"]) for take in takes if take.ticket is not None}
        for take in takes:
            if take.state is not TakeState.UNKNOWN:
                continue
            jobs = [
                job for job in self.jobs()
                if job["prompt"] == take.words and job["id"] not in owned
            ]  # fmt: skip
            if len(jobs) > 1:
                self.wrong(f"{len(jobs)} jobs without a ticket: {take.words}")
            job = jobs[0]["id"] if jobs else None
            if self.scenario.moments and take.id not in self.settled:  # that, too, may be killed
                self.project.settle(take.id, job, kill_after=self.scenario.moments[0])
            self.settled.add(take.id)
            settled = self.project.settle(take.id, job)
            self.wrong(*unheard(settled))  # what does not work at once, a person tries again
            if jobs and jobs[0]["status"] == "lost":  # the vendor's page shows it paid, and gone
                self.wrong(*unheard(self.project.settle(take.id, job, lost=True)))

    # ── the end ───────────────────────────────────────────────────────────────────────────────

    def judge(self) -> None:
        struck, verdict = self.outcome.faults, self.outcome.verdict
        self.outcome.unknown = len(self.settled)
        # A vendor that has forgotten a job may have handed its clip out before.
        forgotten = sum(take.state is TakeState.LOST for take in self.project.takes())
        if forgotten > struck["lost_after_restart"]:
            self.wrong(f"{forgotten} takes are lost, and the vendor lost {struck['lost_after_restart']}")
        found = judge(
            self.project,
            self.tag,
            asked=self.scenario.count,
            in_vain=sum(struck[kind] for kind in IN_VAIN) + forgotten,
            refused=struck["refused_after_billing"],
            turned_away=self._turned_away(struck["refused_before_billing"]),
            running=struck["stuck_at_99"],
        )
        verdict.double_payments += found.double_payments
        verdict.lost_takes += found.lost_takes
        verdict.problems += found.problems

    def _turned_away(self, most: int) -> int:
        """The takes that were refused before a job was made; killed before it was written, one was settled."""
        found = [take for take in self.project.takes() if take.state is TakeState.REFUSED and not take.ticket]
        if len(found) > most:
            self.wrong(f"{len(found)} takes were turned away, and the vendor did so {most} times")
        return len(found)
