"""kill -9 at every boundary of the steps and at random, times every fault of the vendor: one bill, and all is there."""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from pathlib import Path

import pytest
from boundaries import LEDGER, PROVIDER, names
from matrix import UNCALLED, at_random, boundaries, designed, faults, struck_faults
from scenarios import Scenario, play
from vendor import Vendor

from rushes.emulator.faults import KINDS
from rushes.providers.base import Accountable, Provider
from rushes.store.ledger import Ledger

SEED = 20261125
PARTS = 12  # each with an emulator of its own; they run side by side
AT_RANDOM = 6  # on each kind of ledger
# Steps that no take passes while it is made: what a person says, and what a workspace gives back when it closes.
NOT_PASSED = {"settle", "remark", "release"}

# One for each thing that can become of a killed run, for those who have a few seconds only.
QUICK = ("ledger.begin-after", "ledger.submitted-before", "ledger.fetched-before")


def steps_of(*contracts: type) -> set[str]:
    """The awaited calls of contracts."""
    return {
        name
        for contract in contracts
        for name, call in vars(contract).items()
        if inspect.iscoroutinefunction(call)
    }


def test_the_matrix_has_every_step_and_every_fault() -> None:
    """A new step of the ledger, a new call to a provider and a new fault are to be thought of here."""
    assert set(LEDGER) == steps_of(Ledger) - NOT_PASSED
    assert set(PROVIDER) == steps_of(Provider, Accountable) - set(UNCALLED)
    struck = {(strike.name, strike.side) for one in boundaries() for strike in one.strikes}
    assert struck == set(names())
    known = {(kind, phase) for kind, about in KINDS.items() for phase in about.phases}
    assert {(one["kind"], one["on"]) for one in faults()} == {
        (kind, phase) for kind, phase in known if phase not in UNCALLED
    }
    assert {fault["kind"] for one in struck_faults(SEED) for fault in one.faults} == set(KINDS)
    assert len(designed(SEED)) + 2 * AT_RANDOM > 100


def check(
    scenarios: Sequence[Scenario], vendor: Vendor, folder: Path, picture: Path, ledger: str = ""
) -> None:
    """Play them all, and tell everything that is wrong with any of them."""
    wrong: list[str] = []
    for number, scenario in enumerate(scenarios):
        outcome = play(scenario, vendor, folder / str(number), ledger=ledger, picture=picture)
        if not outcome.well:
            wrong.append(str(outcome))
        wrong += [
            f"{scenario}\n  {fault['kind']} never struck"
            for fault in scenario.faults
            if scenario.surely_faulty and not outcome.faults[fault["kind"]]
        ]
    assert wrong == [], "\n".join(wrong)


@pytest.mark.parametrize("name", QUICK)
def test_a_killed_run_is_paid_once(vendor: Vendor, tmp_path: Path, picture: Path, name: str) -> None:
    check([one for one in boundaries() if one.name == name], vendor, tmp_path, picture)


@pytest.mark.slow
@pytest.mark.parametrize("part", range(PARTS))
def test_a_kill_at_every_boundary_and_under_every_fault_is_paid_once(
    tmp_path: Path, picture: Path, part: int
) -> None:
    with Vendor(tmp_path / "vendor") as vendor:
        check(designed(SEED)[part::PARTS], vendor, tmp_path, picture)


@pytest.mark.slow
@pytest.mark.parametrize("number", range(AT_RANDOM))
def test_whatever_chance_puts_together_is_paid_once(
    vendor: Vendor, tmp_path: Path, picture: Path, ledger: str, number: int
) -> None:
    check([at_random(SEED, number)], vendor, tmp_path, picture, ledger)
