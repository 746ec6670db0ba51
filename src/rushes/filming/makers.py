"""What filming needs of a workspace."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Protocol, TypeVar

from rushes.model import Take
from rushes.model_card import ModelCard
from rushes.prompts.library import Library
from rushes.providers.base import Provider
from rushes.settings import Settings
from rushes.shoot.budget import Allowance
from rushes.shoot.standing import Standing
from rushes.storyboard.board import Storyboard

__all__ = ["Makers"]

Result = TypeVar("Result")


class Makers(Protocol):
    """What filming needs of a workspace."""

    @property
    def caches(self) -> Path: ...
    @property
    def workers(self) -> int: ...
    @property
    def settings(self) -> Settings: ...
    @property
    def library(self) -> Library: ...

    def working(self, *, sure: bool = True) -> AbstractContextManager[None]: ...

    def hash_file(self, path: Path) -> str: ...

    def find_card(self, model: str) -> ModelCard: ...

    def run(self, work: Coroutine[Any, Any, Result]) -> Result: ...

    def provider(self, name: str) -> Provider: ...

    def wishes(self, board: Storyboard) -> dict[str, str]: ...

    def standings(self, board: Storyboard) -> dict[str, Standing]: ...

    def adopt(self, board: Storyboard) -> None: ...

    def make_takes(
        self,
        board: Storyboard,
        wanted: Iterable[str],
        *,
        allowance: Allowance | None = None,
        on_take: Callable[[str, Take], None] | None = None,
        progress: Callable[[str, float], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> dict[str, Take]: ...
