"""Progress at a terminal: a bar for each piece of work that goes on, and one for the whole."""

from __future__ import annotations

import threading
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TaskProgressColumn, TextColumn, TimeRemainingColumn
from rich.text import Text

from rushes.cli.out import Out, wants_colour
from rushes.cli.progress import DOING, DONE, Step
from rushes.cli.texts import shorten

__all__ = ["Bars", "OneBar"]


class View:
    """Bars on stderr that are gone when the work is done."""

    def __init__(self, out: Out) -> None:
        console = Console(
            file=out.stderr,
            no_color=not wants_colour(out.stderr, out.environ),
            force_terminal=True,
            highlight=False,
        )
        self._progress = Progress(
            TextColumn("{task.description}", markup=False),
            BarColumn(bar_width=28),
            TaskProgressColumn(),
            TimeRemainingColumn(elapsed_when_finished=True),
            console=console,
            transient=True,
            refresh_per_second=8,
        )

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._progress.stop()


class Bars(View):
    """A bar for each piece of work. Called from any thread."""

    def __init__(self, out: Out) -> None:
        super().__init__(out)
        self._lock = threading.Lock()
        self._whole = self._progress.add_task("all", total=1.0)
        self._running: dict[tuple[str, str], TaskID] = {}
        self._ended: set[tuple[str, str]] = set()

    def __call__(self, step: Step) -> None:
        key = (step.stage, step.item)
        with self._lock:
            self._progress.update(self._whole, completed=step.whole)
            if key in self._ended:
                return
            if step.fraction >= 1:
                self._end(key)
            else:
                self._show(key, step.fraction)

    def _show(self, key: tuple[str, str], fraction: float) -> None:
        task = self._running.get(key)
        if task is None:
            task = self._progress.add_task(_words(DOING, key), total=1.0)
            self._running[key] = task
        self._progress.update(task, completed=fraction)

    def _end(self, key: tuple[str, str]) -> None:
        self._ended.add(key)
        task = self._running.pop(key, None)
        if task is not None:
            self._progress.remove_task(task)
        self._progress.console.print(Text(f"✓ {_words(DONE, key)}", style="dim"))


class OneBar(View):
    """One bar with a line of words, for many jobs. Called from any thread."""

    def __init__(self, out: Out) -> None:
        super().__init__(out)
        self._task = self._progress.add_task("", total=1.0)

    def show(self, words: str, done: float) -> None:
        self._progress.update(self._task, description=words, completed=done)


def _words(verbs: dict[str, str], key: tuple[str, str]) -> str:
    stage, item = key
    return f"{verbs.get(stage, stage)} {shorten(item, 32)}"
