"""From a storyboard to a finished film, through any AI video model.

    import rushes

    board = rushes.Storyboard.load("board.yaml")
    with rushes.open() as workspace:
        print(workspace.film(board).path)

Importing this loads nothing heavy; each name loads what it needs when it is first used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rushes.batch.batch import Batch
    from rushes.errors import Cancelled, ProviderError, RushesError, StillRunning, StoryboardError, UsageError
    from rushes.film.make import FilmResult
    from rushes.film.plan import FilmPlan
    from rushes.model import Look, Money, Prompt, Shot, Size, Take, TakeState, Transition
    from rushes.model_card import ModelCard
    from rushes.script.script import Script
    from rushes.shoot.budget import Allowance
    from rushes.storyboard.board import Storyboard
    from rushes.workspace import Workspace
    from rushes.workspace import open_workspace as open  # noqa: A004  (rushes.open, as the design says)

__all__ = [
    "Allowance",
    "Batch",
    "Cancelled",
    "FilmPlan",
    "FilmResult",
    "Look",
    "ModelCard",
    "Money",
    "Prompt",
    "ProviderError",
    "RushesError",
    "Script",
    "Shot",
    "Size",
    "StillRunning",
    "Storyboard",
    "StoryboardError",
    "Take",
    "TakeState",
    "Transition",
    "UsageError",
    "Workspace",
    "open",
]

_HOMES = {
    "rushes.batch.batch": ("Batch",),
    "rushes.errors": (
        "Cancelled",
        "ProviderError",
        "RushesError",
        "StillRunning",
        "StoryboardError",
        "UsageError",
    ),
    "rushes.film.make": ("FilmResult",),
    "rushes.film.plan": ("FilmPlan",),
    "rushes.model": (
        "Look",
        "Money",
        "Prompt",
        "Shot",
        "Size",
        "Take",
        "TakeState",
        "Transition",
    ),
    "rushes.model_card": ("ModelCard",),
    "rushes.script.script": ("Script",),
    "rushes.shoot.budget": ("Allowance",),
    "rushes.storyboard.board": ("Storyboard",),
    "rushes.workspace": ("Workspace", "open_workspace"),
}


def __getattr__(name: str) -> object:
    """A public name, from the module that has it."""
    from importlib import import_module

    asked = "open_workspace" if name == "open" else name
    for home, names in _HOMES.items():
        if asked in names and (name in __all__):
            found = getattr(import_module(home), asked)
            globals()[name] = found
            return found
    raise AttributeError(f"module 'rushes' has no attribute {name!r}")


def __dir__() -> list[str]:
    return [*__all__]
