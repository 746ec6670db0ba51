"""Takes of the tests: bytes that are kept as any clip's are, without a provider; and a vendor that is emulated."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

from rushes import emulator
from rushes.emulator import Server
from rushes.model import Charged, Money, Operation, Prompt, Request, Size, Take, TakeState, Ticket, Units
from rushes.store.documents import request_document
from rushes.store.ledger import Intent, Lane
from rushes.store.sidecars import write_sidecar
from rushes.workspace import Workspace, open_workspace

BOARD = "film.yaml"
COST = Money(90_000)
WISH: dict[str, Any] = {"model": "runway:gen4.5", "duration": 2, "size": "1280x720", "yes": True}

Opening = Callable[..., Workspace]


@dataclass(frozen=True)
class Vendor:
    """An emulated Runway, and workspaces in one folder that ask it."""

    server: Server
    folder: Path
    environ: dict[str, str] = field(default_factory=dict[str, str])

    def open(self, **environ: str) -> Workspace:
        return open_workspace(self.folder, environ={**self.environ, **environ})

    @property
    def jobs(self) -> list[dict[str, Any]]:
        return self.server.bill()["jobs"]

    @property
    def charged(self) -> float:
        """In credits."""
        return self.server.bill()["credits"]["charged"]

    def asked(self, method: str) -> list[str]:
        """The paths that were asked with this method."""
        return [one["path"] for one in self.server.requests() if one["method"] == method]


@contextmanager
def vendor(folder: Path, clips: Path, **settings: Any) -> Generator[Vendor]:
    """By default each look at a job moves the vendor's time by five seconds, and a job takes fifteen."""
    settings = {"tick": 5, "run_seconds": 10, "tier": 2, "clips": clips, **settings}
    with emulator.running(**settings) as server:
        environ = {
            "RUNWAYML_BASE_URL": server.url,
            "RUNWAYML_API_SECRET": "key_of_the_tests",
            "RUSHES_POLL_INTERVAL": "0.02",
        }
        yield Vendor(server, folder, environ)


def an_intent(shot: str = "s01", *, number: int = 1, wish: str = "", **changes: Any) -> Intent:
    wish = wish or f"wish of {shot}"
    request = Request(
        model="previz",
        operation=Operation.TEXT_TO_VIDEO,
        text=shot,
        words=Prompt(text=shot),
        duration=Fraction(2),
        size=Size(160, 90),
        fps=Fraction(12),
        seed=number,
        take=number,
    )
    intent = Intent(
        board=BOARD,
        shot=shot,
        number=number,
        model="previz",
        wish=wish,
        request=f"request of {wish} {number}",
        body=request_document(request),
        words=shot,
        duration=Fraction(2),
        price=Money(100_000),
        origin="previz",
    )
    return replace(intent, **changes)


def keep(
    workspace: Workspace,
    shot: str = "s01",
    *,
    content: bytes | None = None,
    cost: Money | None = COST,
    charged: Charged = "yes",
    units: Units | None = None,
    **changes: Any,
) -> Take:
    """A take that is kept, as the steps keep one: its bytes, its sidecar, its row."""
    ledger, blobs = workspace.ledger, workspace.blobs
    intent = an_intent(shot, **changes)
    take = begun(workspace, TakeState.SUBMITTED, intent)
    source = blobs.scratch.name(".mp4")
    source.write_bytes(f"the clip {take.id}".encode() if content is None else content)
    blob = blobs.adopt(source)
    done = replace(
        take,
        state=TakeState.FETCHED,
        sha256=blob.sha256,
        size=blob.size,
        path=blob.path,
        cost=cost,
        charged=charged,
        units=units,
    )
    write_sidecar(blobs, done, ledger.body(take.id))
    return asyncio.run(
        ledger.fetched(take.id, sha256=blob.sha256, size=blob.size, cost=cost, charged=charged, units=units)
    )


def begun(workspace: Workspace, state: TakeState, intent: Intent) -> Take:
    """A take in `state`, one of those that lead to a clip."""

    async def steps() -> Take:
        ledger = workspace.ledger
        take, new = await ledger.begin(intent)
        assert new
        if state is not TakeState.PLANNED:
            assert await ledger.submitting(take.id, Lane(intent.origin)) is not None
        if state in (TakeState.SUBMITTED, TakeState.READY):
            await ledger.submitted(
                take.id, Ticket(intent.model.partition(":")[0], {"id": f"job of {take.id}"})
            )
        if state is TakeState.READY:
            await ledger.ready(take.id)
        return ledger.take(take.id)

    return asyncio.run(steps())


def files(folder: Path) -> set[str]:
    """The names of all files below a folder, but for those that only say that a process is there."""
    return {path.name for path in folder.rglob("*") if path.is_file() and not path.name.startswith(".")}
