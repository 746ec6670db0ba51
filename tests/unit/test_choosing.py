"""Which models can do what is wanted, in the library and on the command line; facts that have grown old."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from rushes.cli.checks import catalogue
from rushes.model import Money, Operation, Size
from rushes.providers.choosing import Wanted, able
from rushes.providers.registry import Registry

CARDS = Registry(lambda _: None).cards()


def listed(*words: str) -> tuple[int, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "rushes", "models", "--json", *words],
        capture_output=True,
        text=True,
        env=os.environ,
        stdin=subprocess.DEVNULL,
    )
    return done.returncode, json.loads(done.stdout or done.stderr.strip().splitlines()[-1])


@pytest.mark.parametrize(
    "words",
    [["--duration", "soon"], ["--size", "3"], ["--most", "-1"], ["--takes", "smell"], ["previz", "--sound"]],
)
def test_a_wish_that_makes_no_sense(words: list[str]) -> None:
    code, told = listed(*words)
    assert code == 2
    assert told["error"]["hint"]


def test_only_those_that_can_do_all_of_it_the_cheapest_first() -> None:
    code, told = listed("--duration", "8", "--size", "1280x720", "--takes", "last_frame", "--most", "0.2")
    assert code == 0
    found = told["models"]
    assert found[0]["model"] == "previz"
    assert all("last_frame" in one["inputs"] and one["status"] == "live" for one in found)
    wanted = Wanted(
        duration=Fraction(8), size=Size(1280, 720), takes=frozenset({"last_frame"}), most=Money(200_000)
    )
    assert [one["model"] for one in found] == [card.id for card in able(CARDS, wanted)]


def test_each_wish_leaves_fewer_and_what_is_left_can_do_it() -> None:
    every = able(CARDS, Wanted())
    assert {card.id for card in CARDS if card.status == "retired"}.isdisjoint(card.id for card in every)
    for wanted in (
        Wanted(sound=True),
        Wanted(operation=Operation.UPSCALE),
        Wanted(duration=Fraction(20)),
        Wanted(size=Size(3840, 2160)),
        Wanted(takes=frozenset({"reference"})),
        Wanted(most=Money(50_000)),
        Wanted(good_at="MOTION"),
    ):
        found = able(CARDS, wanted)
        assert 0 < len(found) < len(every), wanted
    assert all(card.price_per_second is not None for card in able(CARDS, Wanted(most=Money(50_000))))
    assert able(CARDS, Wanted(duration=Fraction(100_000))) == []


def test_facts_that_have_grown_old_are_warned_of() -> None:
    assert catalogue(date(2026, 11, 25)).state == "ok"
    old = catalogue(date(2027, 11, 25))
    assert old.state == "warn"
    assert "runway (2026-11-22)" in old.detail
    assert old.fix


def test_doctor_looks_at_the_catalogue(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "rushes", "doctor", "--json"],
        cwd=tmp_path, capture_output=True, text=True, env=os.environ, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    checks = {one["name"]: one for one in json.loads(done.stdout)["checks"]}
    assert checks["catalogue"]["state"] in ("ok", "warn")
    assert "kling" in checks["providers"]["detail"]
