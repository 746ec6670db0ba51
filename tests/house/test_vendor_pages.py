"""The pages on vendors tell what the providers really look up."""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest

from rushes.providers.registry import Registry

ROOT = Path(__file__).parents[2]
TOLD = [name for name in Registry().names() if Registry().vendor_of(name).keys]


def test_there_are_vendors_with_a_page() -> None:
    assert {"kling", "openai", "runway"} <= set(TOLD)


@pytest.mark.parametrize("name", TOLD)
def test_a_vendors_keys_and_settings_are_those_that_it_looks_up(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "docs"))
    vendors = importlib.import_module("vendors")
    registry = Registry(lambda _: None)
    told = registry.vendor_of(name)
    _, asked = vendors.opened(registry, name)
    assert [key.variables for key in told.keys] == asked.keys
    assert sorted(one.variable for one in told.settings) == sorted(asked.settings)
    assert told.source
    assert told.verified_on


@pytest.mark.parametrize("name", TOLD)
def test_every_model_of_a_vendor_stands_on_its_page(name: str) -> None:
    page = (ROOT / "docs" / "reference" / f"{name}.md").read_text()
    missing = [card.id for card in Registry().cards_of(name) if f"### `{card.id}`" not in page]
    assert missing == []
