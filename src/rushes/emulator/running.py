"""An emulator inside another program: for tests, and for the command line."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Generator, Iterable, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rushes.errors import UsageError

if TYPE_CHECKING:
    from rushes.emulator.server import Emulator

__all__ = ["Server", "build", "running"]

JsonObject = dict[str, Any]


class Server:
    """A running emulator. Its methods may be called from any thread."""

    def __init__(self, emulator: Emulator, loop: asyncio.AbstractEventLoop) -> None:
        self._emulator = emulator
        self._loop = loop

    @property
    def url(self) -> str:
        """The API's address, to be used as the vendor's."""
        return self._emulator.url

    def environment(self) -> dict[str, str]:
        """The variables that make the clients of every vendor ask this emulator."""
        return self._emulator.environment()

    @property
    def outputs(self) -> str:
        """The other origin, where outputs lie."""
        return self._emulator.world.outputs

    def advance(self, seconds: float) -> float:
        """Move the virtual clock; returns the new time in seconds."""
        return self._do(lambda: self._emulator.world.advance(seconds))

    def bill(self) -> JsonObject:
        """What `GET /__emulator/bill` answers."""
        from rushes.emulator.control import bill

        return self._do(lambda: bill(self._emulator.world))

    def fault(self, kind: str, **settings: object) -> None:
        """Add one fault. Raises UsageError when it is not understood."""
        self._do(lambda: self._emulator.world.faults.add([{"kind": kind, **settings}]))

    def forget_faults(self) -> None:
        """Let nothing go wrong any more."""
        self._do(self._emulator.world.faults.clear)

    def leaks(self) -> list[JsonObject]:
        """Credentials that arrived at the output host."""
        return self._do(lambda: [dict(leak) for leak in self._emulator.world.leaks])

    def requests(self) -> list[JsonObject]:
        """The last requests, in their order, without their keys."""
        return self._do(lambda: [dict(request) for request in self._emulator.world.requests])

    def _do(self, work: Any) -> Any:
        async def call() -> Any:
            return work()

        return asyncio.run_coroutine_threadsafe(call(), self._loop).result(30)


def build(
    *,
    folder: Path | None = None,
    faults: Iterable[Mapping[str, object]] | Path = (),
    seed: int = 0,
    real_time: bool = False,
    speed: float = 1.0,
    tick: float = 0.0,
    queue_seconds: float = 5.0,
    run_seconds: float = 30.0,
    url_seconds: float = 86_400.0,
    tier: int = 1,
    credits: float = 100_000.0,  # noqa: A002  (the vendor's word)
    concurrency: Mapping[str, int] | int | None = None,
    daily: Mapping[str, int] | None = None,
    keys: Iterable[str] = (),
    clips: Path | None = None,
) -> Emulator:
    """An emulator that does not listen yet. Raises UsageError for settings that make no sense."""
    from rushes.emulator.clips import Clips
    from rushes.emulator.clock import Clock
    from rushes.emulator.faults import Faults, read_script
    from rushes.emulator.runway.organization import TIERS
    from rushes.emulator.server import Emulator
    from rushes.emulator.world import Account, World

    if tier not in TIERS:
        raise UsageError(f"there is no tier {tier}", hint="the tiers are 1 to 5")
    by_model: Mapping[str, int] = concurrency if isinstance(concurrency, Mapping) else {}
    limit = concurrency if isinstance(concurrency, int) else TIERS[tier][0]
    account = Account(credits, tier, frozenset(keys), by_model, daily or {})
    kept = folder / "clips" if folder is not None and clips is None else clips
    return Emulator(
        World(
            account=account,
            clock=Clock(real=real_time, speed=speed, tick=tick),
            faults=Faults(read_script(faults) if isinstance(faults, Path) else faults),
            folder=folder,
            clips=Clips(kept),
            seed=seed,
            queue_seconds=queue_seconds,
            run_seconds=run_seconds,
            url_seconds=url_seconds,
            limit=limit,
        )
    )


@contextmanager
def running(
    *, host: str = "127.0.0.1", port: int = 0, output_port: int = 0, **settings: Any
) -> Generator[Server]:
    """An emulator in a thread of its own, until the context ends.

    `folder`: remember everything there, over restarts. `faults`: a list of them, or a script's path.
    `seed`: gives the same ids again. Time stands still but for `advance`, unless `real_time` (with
    `speed`), or `tick`: the seconds that each look at a job adds. `queue_seconds` and `run_seconds`:
    how long a job takes, in virtual time. `url_seconds`: how long an output's URL works. `tier`,
    `credits`, `concurrency` (one number, or one a model), `daily` (by model) and `keys` make the
    account. `clips`: a folder in which encoded clips are kept, to be shared.

    Raises UsageError for settings that make no sense, OSError when a port is taken, StoreError when
    the folder is not an emulator's.
    """
    emulator = build(**settings)
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="rushes-emulator", daemon=True)
    thread.start()
    try:
        asyncio.run_coroutine_threadsafe(emulator.start(host, port, output_port), loop).result(30)
        yield Server(emulator, loop)
    finally:
        asyncio.run_coroutine_threadsafe(_end(emulator), loop).result(30)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(30)
        loop.close()


async def _end(emulator: Emulator) -> None:
    await emulator.stop()
    others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
    await asyncio.sleep(0)  # what was closed is told so
