"""The matrix: every boundary of the steps, every fault of the emulator, and what chance puts together."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

from boundaries import Strike, names
from scenarios import Fault, Kind, Scenario

from rushes.emulator.faults import KINDS, PHASES

__all__ = ["at_random", "boundaries", "designed", "faults"]

# Settings that make a fault quick, and those variants of a kind that are faults of their own.
VARIANTS: dict[str, tuple[dict[str, Any], ...]] = {
    "visible_late": ({"then": "ok"}, {"then": "drop"}, {"then": "502"}),
    "slow_accept": ({"seconds": 0.3},),
    "slow": ({"seconds": 0.3},),
    "429": ({"retry_after": 0.05}, {}),
    "redirect_to_private": ({"to": "http://127.0.0.1:9/clip.mp4"},),  # no test goes any further
    "5xx": ({"retry_after": 0.05}, {}),
    # The rest of a clip is asked for only where its first half came.
    "ignores_range": ({"nth": 2},),
}
# Nothing that is paid is ever cancelled by itself, so that call is not made.
UNCALLED = ("cancel",)
# Where a process is struck so that the fault is under way: just before or just after what it strikes.
NEAR: dict[str, tuple[tuple[str, str], ...]] = {
    "create": (
        ("http.create", "after"), ("provider.submit", "after"), ("ledger.submitted", "before"),
        ("ledger.submitted", "after"), ("ledger.ended", "before"), ("ledger.ended", "after"),
        ("ledger.unsent", "before"), ("ledger.unsent", "after"), ("ledger.submitting", "after"),
    ),
    "poll": (("provider.check", "before"), ("provider.check", "after"), ("ledger.ready", "before")),
    "download": (
        ("http.download", "before"), ("http.download", "within"), ("blobs.adopt", "before"),
        ("blobs.adopt", "after"), ("ledger.fetched", "before"), ("ledger.ready", "after"),
    ),
    "organization": (("provider.account", "before"), ("ledger.admit", "after")),
    "upload": (("provider.prepare", "before"), ("ledger.begin", "before"), ("ledger.begin", "after")),
    "send": (("provider.prepare", "after"), ("ledger.submitting", "before")),
}  # fmt: skip


def faults() -> list[Fault]:
    """Every kind of fault at everything that it can strike."""
    found: list[Fault] = []
    for kind, about in KINDS.items():
        for phase in about.phases:
            if phase not in UNCALLED:
                variants = VARIANTS.get(kind, ({},))
                # What differs between them is what a create makes of it.
                variants = variants if phase == "create" else variants[:1]
                found += [{"kind": kind, "on": phase, **more} for more in variants]
    return found


def boundaries() -> list[Scenario]:
    """A process killed at each boundary, once it is sure to be reached."""
    found: list[Scenario] = []
    for name, side in names():
        strikes: tuple[Strike, ...] = (Strike(name, side),)
        more: tuple[Fault, ...] = ()
        if name == "ledger.claim":  # what another process left is claimed
            strikes = (Strike("provider.check", "before"), *strikes)
        elif name == "ledger.unsent":  # it was told to come again
            more = ({"kind": "429", "on": "create", "retry_after": 0.05},)
        elif name == "ledger.ended":
            more = ({"kind": "failed_without_charge", "on": "create"},)
        elif name == "ledger.let_go":  # what came is no clip
            more = ({"kind": "json_as_mp4", "on": "download"},)
        elif name == "blobs.scratch.name":  # the second one is the sidecar's
            strikes = (Strike(name, side, 2),)
        found.append(Scenario(f"{name}-{side}", strikes=strikes, faults=more))
    found += [
        Scenario(
            f"unknown-{side}", strikes=(Strike("provider.submit", "after"), Strike("ledger.ended", side))
        )
        for side in ("before", "after")
    ]
    return found


def struck_faults(seed: int) -> list[Scenario]:
    """Each fault at each phase, with a process killed near it."""
    chance = random.Random(seed)
    found: list[Scenario] = []
    for number, fault in enumerate(faults()):
        name, side = chance.choice(NEAR[fault["on"]])
        if fault["kind"] == "lost_after_restart":  # what it forgets is not there yet
            name, side = "ledger.submitted", "after"
        kind: Kind = "upload" if fault["on"] in ("upload", "send") else "shoot"
        several: tuple[Fault, ...] = (fault,)
        if fault["kind"] == "ignores_range":
            several = ({"kind": "truncated_body", "on": "download"}, fault)
        found.append(
            Scenario(
                f"{number:02}-{fault['kind']}-{fault['on']}",
                kind=kind,
                strikes=(Strike(name, side),),  # pyright: ignore[reportArgumentType]
                faults=several,
                sure=False,
                restart=fault["kind"] == "lost_after_restart",
            )
        )
    return found


def designed(seed: int) -> list[Scenario]:
    """Every boundary and every fault, each at least once."""
    return [*boundaries(), *struck_faults(seed)]


def at_random(seed: int, number: int) -> Scenario:
    """The scenario of this number under a seed: the same at every time and everywhere."""
    chance = random.Random(f"{seed}:{number}")
    kind: Kind = chance.choices(("shoot", "batch", "film", "upload"), (6, 5, 2, 1))[0]
    count = chance.randint(1, 3) if kind in ("batch", "film") else 1
    strikes: list[Strike] = []
    for _ in range(chance.choices((0, 1, 2, 3), (2, 6, 3, 1))[0]):
        name, side = chance.choice(names())
        strikes.append(Strike(name, side, chance.randint(1, count + 1)))
    moments = [chance.uniform(0.2, 1.6) for _ in range(0 if strikes else chance.randint(1, 3))]
    struck = chance.sample(faults_for(kind), chance.choices((0, 1, 2), (2, 5, 3))[0])
    if count > 1:  # where an account may have one job at once, one that never ends lets no other be made
        struck = [fault for fault in struck if fault["kind"] != "stuck_at_99"]
    return Scenario(
        f"{seed}-{number}",
        kind=kind,
        count=count,
        strikes=tuple(strikes),
        moments=tuple(moments),
        faults=tuple({**fault, "nth": chance.randint(fault.get("nth", 1), count)} if count > 1 else fault
                     for fault in struck),
        sure=False,
        surely_faulty=False,
        restart=any(fault["kind"] == "lost_after_restart" for fault in struck),
        beside=bool(strikes) and chance.random() < 0.3,
    )  # fmt: skip


def faults_for(kind: Kind) -> Sequence[Fault]:
    """What can strike where such a thing is made."""
    return [fault for fault in faults() if kind == "upload" or fault["on"] not in ("upload", "send")]


assert set(PHASES) == {*NEAR, *UNCALLED}
