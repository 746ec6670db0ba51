"""Catalogues as data, and the providers that other packages bring."""

from __future__ import annotations

import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import pytest

from rushes.errors import ConfigError, UsageError
from rushes.model import Money, Size
from rushes.providers.base import ProviderContext
from rushes.providers.cards import read_catalogue
from rushes.providers.registry import Registry

GOOD = """
provider = "acme"
source = "docs"
verified_on = "2026-11-22"
[[models]]
name = "one"
title = "One"
operations = ["text_to_video"]
durations = { least = 0.1, most = "10", step = "1/24" }
sizes = ["1280x720"]
price_per_second = 0.025
"""


def test_facts_are_read_exactly() -> None:
    (card,) = read_catalogue(GOOD, name="acme.toml")
    assert (card.id, card.durations.least, card.durations.step) == (
        "acme:one",
        Fraction(1, 10),
        Fraction(1, 24),
    )
    assert (card.sizes, card.price_per_second) == ((Size(1280, 720),), Money(25_000))
    assert card.price(Fraction(5)) == Money(125_000)


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("provider", "= provider", "is no TOML"),
        ('source = "docs"', "", "one says no source"),
        ('verified_on = "2026-11-22"', "", "no verified_on"),
        ('title = "One"', "", "models.0.title"),
        ('title = "One"', 'titel = "One"', "models.0.titel"),
        ("text_to_video", "text_to_sound", "operations"),
        ("1280x720", "wide", "not a size"),
        ("least = 0.1, ", "", "choices, or least and most"),
        ('"1/24"', '"x"', "is wrong"),
        ('"1/24"', '"1/0"', "is wrong"),
        ('"2026-11-22"', "2026-11-22", "verified_on"),
    ],
)
def test_a_wrong_catalogue_names_the_file_and_the_fact(before: str, after: str, said: str) -> None:
    assert before in GOOD
    with pytest.raises(ConfigError, match=said) as caught:
        read_catalogue(GOOD.replace(before, after, 1), name="acme.toml")
    assert "acme.toml" in str(caught.value)


def test_models_of_other_packages_are_listed_without_importing_them(paper: Path) -> None:
    script = """
import sys
from rushes.providers.registry import Registry
print([card.id for card in Registry().cards()])
print("paper" in sys.modules, "numpy" in sys.modules)
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    listed, imported = done.stdout.splitlines()
    assert "'paper', 'paper:vellum', 'paper:papyrus', " in listed
    assert "'previz'" in listed
    assert imported == "False False"


@pytest.mark.parametrize(
    ("value", "said"),
    [("nowhere:open_it", "no catalogue/broken.toml"), ("paper:open_nothing", "no catalogue/broken.toml")],
)
def test_a_provider_that_is_broken_is_told_and_hides_no_other(
    paper: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, value: str, said: str
) -> None:
    told = tmp_path / "broken-1.0.dist-info"
    told.mkdir()
    (told / "METADATA").write_text("Metadata-Version: 2.1\nName: broken\nVersion: 1.0\n")
    (told / "entry_points.txt").write_text(f"[rushes.providers]\nbroken = {value}\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    registry = Registry()
    with pytest.raises(ConfigError, match=said):
        registry.find_card("broken")
    with pytest.raises(ConfigError, match="cannot be loaded from"):
        registry.open_provider("broken", ProviderContext(tmp_path, 1, lambda _: ""))
    assert registry.find_card("paper").provider == "paper"
    with pytest.raises(UsageError, match="did you mean 'previz'"):
        registry.find_card("preview")


def test_a_provider_with_several_models_wants_to_hear_which(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "acme.py").write_text("raise ImportError('must not be imported')")
    (tmp_path / "catalogue").mkdir()
    second = GOOD[GOOD.index("[[models]]") :].replace('"one"', '"two"')
    (tmp_path / "catalogue" / "acme.toml").write_text(GOOD + second)
    told = tmp_path / "acme-1.0.dist-info"
    told.mkdir()
    (told / "METADATA").write_text("Metadata-Version: 2.1\nName: acme\nVersion: 1.0\n")
    (told / "entry_points.txt").write_text("[rushes.providers]\nacme = acme:open_acme\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    registry = Registry()
    assert registry.find_card("acme:two").title == "One"
    with pytest.raises(UsageError, match="several models: acme:one, acme:two"):
        registry.find_card("acme")
    with pytest.raises(UsageError, match="did you mean 'acme:two'"):
        registry.find_card("acme:twoo")
