"""What the steps of a take work with."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path

from rushes.http import Http
from rushes.model_card import ModelCard
from rushes.prompts.library import Library
from rushes.providers.base import Provider
from rushes.store.blobs import BlobStore
from rushes.store.ledger import Caps, Ledger

__all__ = ["Clock", "Ports"]


@dataclass(frozen=True, slots=True)
class Clock:
    """Time that passes: `now` counts seconds, `sleep` waits them. Tests give one that they set."""

    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep


@dataclass(frozen=True, slots=True)
class Ports:
    """What the steps work with. `inputs` is the folder for pictures that go with requests.

    `find_card` and `provider` are asked with a model's and a provider's name; `any_card` knows also what is
    offered no more. `origin` says of a card who makes its clips and where. `poll_interval` replaces what
    the providers say, `deadline` what the cards say, both in seconds. `caps` are what may be spent in a
    month, and in the whole workspace. `library` has the words that prompts are read and told with.
    """

    ledger: Ledger
    blobs: BlobStore
    inputs: Path
    find_card: Callable[[str], ModelCard]
    any_card: Callable[[str], ModelCard | None]
    provider: Callable[[str], Provider]
    origin: Callable[[ModelCard], str]
    clock: Clock = field(default_factory=Clock)
    poll_interval: float | None = None
    deadline: float | None = None
    caps: Caps = field(default_factory=Caps)
    http: Http = field(default_factory=Http)
    library: Library = field(default_factory=Library.standard)

    def card_of(self, model: str) -> ModelCard:
        """The card of a model that something was begun with: that goes on, also when it is retired.

        Raises UsageError for one that nobody knows.
        """
        return self.any_card(model) or self.find_card(model)
