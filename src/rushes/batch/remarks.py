"""What models leave out of a batch's prompts, and what these could say better; the same is said once."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, NamedTuple

from rushes.prompts.lint import Remark
from rushes.prompts.report import Outcome
from rushes.shoot.request import left_out_of

__all__ = ["BatchRemark", "Remarks"]

MOST_NAMES = 6  # of jobs, in a line
NUMBER = re.compile(r"\d+(\.\d+)?")


@dataclass(frozen=True, slots=True)
class BatchRemark:
    """One thing that is said of `jobs`, the ids in the batch's order.

    A `loss` is what their model will not heed, `lint` what their prompts could say better: `change` is then
    what is offered.
    """

    kind: Literal["loss", "lint"]
    said: str
    jobs: tuple[str, ...]
    change: str | None = None

    def __str__(self) -> str:
        """`jobs pier, sea and 998 more: …`."""
        names = ", ".join(self.jobs[:MOST_NAMES])
        more = len(self.jobs) - MOST_NAMES
        if more > 0:
            names += f" and {more:,} more"
        elif len(self.jobs) > 1:
            names = f"{', '.join(self.jobs[:-1])} and {self.jobs[-1]}"
        change = f" ({self.change})" if self.change else ""
        return f"job{'s' * (len(self.jobs) > 1)} {names}: {self.said}{change}"


class Same(NamedTuple):
    """What makes two remarks the same: numbers, and the words of one prompt, make no difference."""

    kind: Literal["loss", "lint"]
    what: str
    why: str


class Group:
    """The jobs of which the same is said, and how it is said of the first."""

    def __init__(self, said: str, change: str | None) -> None:
        self.said = said
        self.change = change
        self.jobs: list[str] = []
        self.differs = False


class Remarks:
    """Collects what is said of the jobs of a batch, one after the other."""

    def __init__(self) -> None:
        self._groups: dict[Same, Group] = {}

    def add(self, job: str, model: str, losses: Iterable[Outcome], remarks: Iterable[Remark]) -> None:
        """Take in what the `model` loses of the job's wishes, and what could be said better in its prompt."""
        for one in losses:
            what = f"{model} {one.wish} {one.verdict}"
            self._put(job, Same("loss", what, NUMBER.sub("#", one.why)), left_out_of(one), None)
        for one in remarks:
            what = f"{one.rule} {one.field if one.rule == 'still' else ''}"
            change = "a batch has no cast: say in words who it is" if one.rule == "cast" else one.change
            self._put(job, Same("lint", what, NUMBER.sub("#", one.why)), one.why, change)

    def _put(self, job: str, same: Same, said: str, change: str | None) -> None:
        group = self._groups.setdefault(same, Group(said, change))
        group.differs = group.differs or said != group.said
        if job not in group.jobs[-1:]:
            group.jobs.append(job)

    def all(self) -> list[BatchRemark]:
        """What is said, losses first; that of which the most jobs are is the first."""
        found = [
            BatchRemark(same.kind, told(same, group), tuple(group.jobs), group.change)
            for same, group in self._groups.items()
        ]
        return sorted(found, key=lambda one: (one.kind != "loss", -len(one.jobs)))


def told(same: Same, group: Group) -> str:
    """How it is said of all: where each loses words of its own, the first is the example."""
    if not group.differs:
        return group.said
    wish = same.what.split()[1]
    alike = f"each loses some of its {wish}" if same.kind == "loss" else "much the same of each"
    return f"{alike}; of {group.jobs[0]}: {group.said}"
