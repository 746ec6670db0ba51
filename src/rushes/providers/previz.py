"""previz as a provider like any other: shots are drawn on this machine, in threads, at no cost."""

from __future__ import annotations

import asyncio
import threading
import weakref
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from rushes.errors import Cancelled, GenerationFailed, RushesError, StoreError
from rushes.keys import digest
from rushes.model import Money, Request, Ticket
from rushes.model_card import ModelCard
from rushes.previz import Drawing, draw
from rushes.providers.base import Done, Failed, FileOutput, Pending, Provider, ProviderContext
from rushes.providers.cards import read_catalogue
from rushes.store.documents import read_request, request_document

if TYPE_CHECKING:
    import numpy as np

__all__ = ["Previz", "open_previz"]

PRESET, CRF = "ultrafast", 14  # drawn in flat colours, and encoded once more for the film
LINGER = 2.0  # seconds that an ending process waits for its drawings to put their files away


class Reel:
    """The frames of a drawing, with their number known ahead."""

    def __init__(self, drawing: Drawing) -> None:
        self._drawing = drawing

    def __len__(self) -> int:
        return self._drawing.count

    def __iter__(self) -> Iterator[np.ndarray]:
        return self._drawing.frames()


@dataclass(slots=True)
class Job:
    """One drawing under way: its thread, how far it is, and how it ended."""

    path: Path
    stop: threading.Event = field(default_factory=threading.Event)
    thread: threading.Thread | None = None
    progress: float = 0.0
    error: RushesError | None = None
    done: bool = False


class Previz:
    """Draws shots side by side, as many at once as the context has workers."""

    name = "previz"
    poll_interval = 0.05

    def __init__(self, context: ProviderContext) -> None:
        self.concurrency = max(1, context.workers)
        self._scratch = context.scratch
        self._library = context.library
        self._jobs: dict[str, Job] = {}
        self._turns = threading.BoundedSemaphore(self.concurrency)
        self._closing = weakref.finalize(self, stop_all, self._jobs)

    def cards(self) -> Sequence[ModelCard]:
        text = (files("rushes.providers") / "catalogue" / "previz.toml").read_text(encoding="utf-8")
        return read_catalogue(text, name="previz.toml")

    async def prepare(self, request: Request) -> Request:
        """The request as it is, its pictures tried. Raises MediaError for one that cannot be read."""
        from rushes.previz.picture import load_picture

        for one in request.inputs:
            await asyncio.to_thread(load_picture, one.path)
        return request

    async def submit(self, request: Request, *, key: str) -> Ticket:
        document = request_document(request)
        name = digest({"request": document, "key": key})[:24]
        self._start(name, request)
        return Ticket("previz", {"name": name, "request": document})

    async def check(self, ticket: Ticket) -> Pending | Done | Failed:
        name = str(ticket.data.get("name", ""))
        job = self._jobs.get(name)
        # Stopped, or drawn by a process that is gone: the same pixels are drawn again.
        if job is None or isinstance(job.error, Cancelled):
            held = ticket.data.get("request")
            try:
                request = read_request(held if isinstance(held, dict) else {})
            except StoreError:
                return Failed(failure("its ticket cannot be read", "`rushes retake` draws it anew"))
            job = self._start(name, request)
        if job.error is not None:
            return Failed(failure(job.error.message, job.error.hint))
        if job.done:
            if not job.path.is_file():  # taken away before: drawn again for whoever asks again
                del self._jobs[name]
                return Pending(0.0)
            return Done((FileOutput(job.path),), cost=Money(0))
        return Pending(job.progress)

    async def cancel(self, ticket: Ticket) -> None:
        job = self._jobs.get(str(ticket.data.get("name", "")))
        if job is not None:
            job.stop.set()

    def _start(self, name: str, request: Request) -> Job:
        job = self._jobs.get(name)
        if job is not None and not job.done and job.error is None:
            return job
        job = Job(self._scratch / f"previz-{name}.mp4")
        job.thread = threading.Thread(
            target=run,
            args=(job, draw(request, self._library), request, self._turns),
            name=f"previz {name[:8]}",
            daemon=True,
        )
        self._jobs[name] = job
        job.thread.start()
        return job


def run(job: Job, drawing: Drawing, request: Request, turns: threading.BoundedSemaphore) -> None:
    """Put the `drawing` of `request` into the job's file, when it is its turn."""
    from rushes.media.engine import load_engines

    load_engines()
    from rushes.media.write import write_clip

    def told(share: float) -> None:
        job.progress = share

    with turns:
        if job.stop.is_set():
            job.error = Cancelled("stopped")
            return
        try:
            write_clip(
                job.path, Reel(drawing), size=request.size, fps=request.fps,
                crf=CRF, preset=PRESET, progress=told, cancelled=job.stop.is_set,
            )  # fmt: skip
        except RushesError as error:
            job.error = error
        except Exception as error:  # noqa: BLE001  a thread has nobody above it to tell
            job.error = failure(f"the shot could not be drawn: {type(error).__name__}: {error}")
        else:
            job.done = True


def stop_all(jobs: Mapping[str, Job]) -> None:
    """End all drawings, and let them take their unfinished files away."""
    for job in jobs.values():
        job.stop.set()
    for job in jobs.values():
        if job.thread is not None and job.thread is not threading.current_thread():
            job.thread.join(LINGER)


def failure(message: str, hint: str | None = None) -> GenerationFailed:
    return GenerationFailed(message, provider="previz", billed="no", hint=hint)


def open_previz(context: ProviderContext) -> Provider:
    """The drawing provider; clips come to lie in the context's scratch folder."""
    return Previz(context)
