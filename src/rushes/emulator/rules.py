"""What an emulator believes of its vendor, and why: each rule has a source, a date and a confidence."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal, cast

__all__ = ["CONFIDENCE", "Rule", "read_rules"]

Confidence = Literal["SDK", "DOC", "COPY", "UNV"]
CONFIDENCE: dict[Confidence, str] = {
    "SDK": "read in the vendor's own SDK",
    "DOC": "read in the vendor's own documentation",
    "COPY": "seen in somebody else's record of the vendor's answers or documents",
    "UNV": "not verified: a guess that had to be made",
}


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing that the dialect does. `date` is when its source was read."""

    id: str
    says: str
    source: str
    date: str
    confidence: Confidence


@cache
def read_rules(package: str, name: str = "rules.toml") -> Mapping[str, Rule]:
    """The rules of a dialect, by their id. Raises ValueError when two have one id."""
    document = tomllib.loads(files(package).joinpath(name).read_text(encoding="utf-8"))
    rules: dict[str, Rule] = {}
    for one in cast("list[dict[str, str]]", document["rules"]):
        if one["id"] in rules:
            raise ValueError(f"two rules are called {one['id']}")
        rules[one["id"]] = Rule(
            one["id"], one["says"], one["source"], one["date"], cast("Confidence", one["confidence"])
        )
    return rules
