"""How far the work is, on stderr: bars for a person at a terminal, one line a step otherwise."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Protocol

from rushes.cli.out import Out, is_terminal
from rushes.cli.texts import one_line

__all__ = ["DOING", "DONE", "Step", "following"]

DOING = {
    "make": "making",
    "read": "reading",
    "conform": "conforming",
    "join": "joining",
    "sound": "mixing",
    "stitch": "stitching",
}
DONE = {
    "make": "made",
    "read": "read",
    "conform": "conformed",
    "join": "joined",
    "sound": "mixed",
    "stitch": "stitched",
}


class Step(Protocol):
    """One piece of work as it goes on: `item` is at `fraction` of `stage`, everything at `whole`."""

    @property
    def stage(self) -> str: ...
    @property
    def item(self) -> str: ...
    @property
    def fraction(self) -> float: ...
    @property
    def whole(self) -> float: ...


class _Lines:
    """One line when a piece of work ends. Its listener may be called from any thread."""

    def __init__(self, out: Out) -> None:
        self._out = out
        self._ended: set[tuple[str, str]] = set()

    def __call__(self, step: Step) -> None:
        key = (step.stage, step.item)
        if step.fraction >= 1 and key not in self._ended:
            self._ended.add(key)
            verb = DONE.get(step.stage, step.stage)
            self._out.say(f"{step.whole:4.0%}  {verb} {one_line(step.item)}")


@contextmanager
def following(out: Out) -> Generator[Callable[[Step], None]]:
    """A listener for progress, in the form that fits where stderr goes."""
    if out.json or out.quiet:
        yield lambda _step: None
    elif out.progress and is_terminal(out.stderr) and out.environ.get("TERM") != "dumb":
        from rushes.cli.live import Bars

        with Bars(out) as bars:
            yield bars
    else:
        yield _Lines(out)
