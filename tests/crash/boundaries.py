"""The boundaries of the steps: every call of a port, before it and after it, and what strikes there.

Nothing of rushes is replaced: a workspace hands out its parts wrapped in objects that count calls and
pass them on.
"""

from __future__ import annotations

import asyncio
import contextlib
import inspect
import os
import resource
import signal
import stat
import threading
from collections import Counter
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal, cast

from rushes.errors import StoreError
from rushes.http import Http, Reply, Streamed
from rushes.model import Request, Ticket
from rushes.model_card import ModelCard
from rushes.providers.base import Account, Done, Failed, Pending, Provider
from rushes.providers.runway import Runway
from rushes.shoot.ports import Clock
from rushes.store.blobs import BlobStore
from rushes.store.ledger import Ledger
from rushes.store.sql import SqlLedger
from rushes.workspace import Workspace
from rushes.workspace.parts import once

__all__ = ["LEDGER", "PROVIDER", "Strike", "Striker", "WatchedWorkspace", "names"]

Side = Literal["before", "within", "after"]
Act = Literal["kill", "stop", "interrupt", "unheard", "full", "shut", "filled", "mended"]

# The awaited steps of the ledger that a take passes, and those of the provider.
LEDGER = (
    "admit", "begin", "claim", "submitting", "unsent", "submitted", "ready", "fetched", "ended", "end_run",
    "let_go",
)  # fmt: skip
PROVIDER = ("account", "prepare", "submit", "check")
SMALL = 512  # bytes that a file may have while the disk is full


def names() -> list[tuple[str, Side]]:
    """Every boundary at which a process can be struck while it makes takes."""
    both: tuple[Side, ...] = ("before", "after")
    ports = [*(f"ledger.{step}" for step in LEDGER), *(f"provider.{call}" for call in PROVIDER)]
    kept = ["blobs.adopt", "blobs.scratch.name", "ledger.may_send", "http.create"]
    found: list[tuple[str, Side]] = [(name, side) for name in (*ports, *kept) for side in both]
    sides: tuple[Side, ...] = ("before", "within", "after")
    return [*found, *(("http.download", side) for side in sides)]


@dataclass(frozen=True, slots=True)
class Strike:
    """What happens when the boundary is reached for the nth time.

    kill: the process ends as by `kill -9` · stop: it stands still until somebody sends SIGCONT ·
    interrupt: Ctrl-C · unheard: what was done is done, and its answer is lost · full: no file of this process can grow any more · shut: nothing in the workspace can be written or made by whoever
    opens it from now on · filled: the disk has no room left · mended: all is as it was.
    """

    name: str
    side: Side = "before"
    nth: int = 1
    act: Act = "kill"

    def __str__(self) -> str:
        return f"{self.act} {self.side} {self.name} {self.nth}"


class Striker:
    """Counts what is reached, and strikes.

    `quiet` is held while a process is stopped: one that stands still in the midst of a write holds the ledger,
    and all others can only wait.
    """

    def __init__(self, strikes: Sequence[Strike], workspace: Path) -> None:
        self._workspace = workspace
        self.quiet: AbstractContextManager[object] = contextlib.nullcontext()
        self._strikes = strikes
        self._counts: Counter[tuple[str, str]] = Counter()
        self._lock = threading.Lock()

    def reach(self, name: str, side: Side) -> None:
        with self._lock:
            self._counts[name, side] += 1
            count = self._counts[name, side]
            due = [one for one in self._strikes if (one.name, one.side) == (name, side) and one.nth == count]
        for one in due:
            with self.quiet if one.act == "stop" else contextlib.nullcontext():
                strike(one.act, self._workspace)


def strike(act: Act, workspace: Path) -> None:
    hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
    filler = workspace.parent / "filler"
    match act:
        case "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        case "stop":
            # To this very thread: sent to the process, another may take it, and this one goes on for a while.
            signal.pthread_kill(threading.get_ident(), signal.SIGSTOP)
        case "interrupt":
            os.kill(os.getpid(), signal.SIGINT)
        case "unheard":
            raise StoreError("the connection to the ledger was lost", hint="look whether the server runs")
        case "full":
            resource.setrlimit(resource.RLIMIT_FSIZE, (SMALL, hard))
        case "shut":
            permit(workspace, writing=False)
        case "filled":
            with contextlib.suppress(OSError), filler.open("wb", buffering=0) as file:
                while file.write(bytes(65_536)):
                    pass
        case "mended":
            resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
            permit(workspace, writing=True)
            filler.unlink(missing_ok=True)


def permit(workspace: Path, *, writing: bool) -> None:
    """Let everything in the workspace be written again, or nothing."""
    for path in (workspace, *workspace.rglob("*")):
        mode = path.stat().st_mode
        path.chmod(mode | stat.S_IWUSR if writing else mode & ~stat.S_IWUSR)


class Watched:
    """A port: whatever is called is passed on, between two boundaries."""

    def __init__(self, port: object, name: str, striker: Striker) -> None:
        self._port, self._name, self._striker = port, name, striker

    def __getattr__(self, attribute: str) -> Any:
        found = getattr(self._port, attribute)
        name = f"{self._name}.{attribute}"
        if attribute == "scratch":
            return Watched(found, name, self._striker)
        if not callable(found):
            return found
        return (
            watched_step(found, name, self._striker)
            if inspect.iscoroutinefunction(found)
            else (watched_call(found, name, self._striker))
        )


def watched_call(call: Callable[..., Any], name: str, striker: Striker) -> Callable[..., Any]:
    def passed_on(*arguments: Any, **named: Any) -> Any:
        striker.reach(name, "before")
        result = call(*arguments, **named)
        striker.reach(name, "after")
        return result

    return passed_on


def watched_step(step: Callable[..., Any], name: str, striker: Striker) -> Callable[..., Any]:
    async def passed_on(*arguments: Any, **named: Any) -> Any:
        striker.reach(name, "before")
        result = await step(*arguments, **named)
        striker.reach(name, "after")
        return result

    return passed_on


class WatchedRunway:
    """Runway behind boundaries, with all that it says of itself: the steps look for that by its names."""

    def __init__(self, inner: Runway, striker: Striker) -> None:
        self._inner = inner
        self._watched = Watched(inner, "provider", striker)
        self.name = inner.name
        self.origin = inner.origin
        self.concurrency = inner.concurrency
        self.poll_interval = inner.poll_interval

    def cards(self) -> Sequence[ModelCard]:
        return self._inner.cards()

    async def prepare(self, request: Request) -> Request:
        return await self._watched.prepare(request)

    async def submit(self, request: Request, *, key: str) -> Ticket:
        return await self._watched.submit(request, key=key)

    async def check(self, ticket: Ticket) -> Pending | Done | Failed:
        return await self._watched.check(ticket)

    async def cancel(self, ticket: Ticket) -> None:
        await self._watched.cancel(ticket)

    async def account(self) -> Account:
        return await self._watched.account()

    def adopt(self, job: str, request: Request) -> Ticket:
        return self._inner.adopt(job, request)


class WatchedHttp:
    """The client: the create is watched apart from all else that is sent, and so is a download."""

    def __init__(self, inner: Http, striker: Striker) -> None:
        self._inner, self._striker = inner, striker

    def __getattr__(self, attribute: str) -> Any:
        return getattr(self._inner, attribute)

    async def send(self, method: str, url: str, **asked: Any) -> Reply:
        creates = method == "POST" and "/v1/" in url and not url.endswith("/uploads")
        if creates:
            self._striker.reach("http.create", "before")
        reply = await self._inner.send(method, url, **asked)
        if creates:
            self._striker.reach("http.create", "after")
        return reply

    @contextlib.asynccontextmanager
    async def stream(self, url: str, **asked: Any) -> AsyncGenerator[Streamed]:
        self._striker.reach("http.download", "before")
        async with self._inner.stream(url, **asked) as answer:
            yield replace(answer, blocks=self._blocks(answer.blocks))
        self._striker.reach("http.download", "after")

    async def _blocks(self, blocks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        async for block in blocks:
            middle = len(block) // 2
            yield block[:middle]
            self._striker.reach("http.download", "within")
            yield block[middle:]


class WatchedWorkspace(Workspace):
    """A workspace whose parts are behind boundaries. `striker` is set before anything is asked of it."""

    striker: Striker
    hurry: float = 1.0  # how much faster than it should this process waits

    @once
    def clock(self) -> Clock:
        return Clock(sleep=self._pause)

    async def _pause(self, seconds: float) -> None:
        self.striker.reach("clock.sleep", "before")
        await asyncio.sleep(seconds / self.hurry)

    @once
    def ledger(self) -> Ledger:
        inner = super().ledger
        self.striker.quiet = cast("SqlLedger", inner)._engine._writes  # pyright: ignore[reportAttributeAccessIssue]
        return cast("Ledger", Watched(inner, "ledger", self.striker))

    @once
    def blobs(self) -> BlobStore:
        return cast("BlobStore", Watched(super().blobs, "blobs", self.striker))

    @once
    def http(self) -> Http:
        return cast("Http", WatchedHttp(super().http, self.striker))

    def provider(self, name: str) -> Provider:
        found = super().provider(name)
        return WatchedRunway(found, self.striker) if isinstance(found, Runway) else found
