"""A process with a ledger of its own, which does what it is told on its standard input.

Each line is a JSON list: a call's name, then its arguments. Each answer is one line of JSON.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from ledgers import TICKET, Place, a_run, an_intent, real_time

from rushes.errors import RushesError
from rushes.model import Take, TakeState
from rushes.store.ledger import Lane
from rushes.store.sql import SqlLedger

Call = Callable[..., Awaitable[Any]]


def calls(ledger: SqlLedger, url: str) -> dict[str, Call]:
    async def begin(name: str, price: int = 0, run: str = "") -> Any:
        take, new = await ledger.begin(an_intent(name, price=price, run=run))
        return [take.id, new]

    async def begin_each(names: list[str]) -> Any:
        begun = await asyncio.gather(*(ledger.begin(an_intent(name)) for name in names))
        return sum(new for _, new in begun)

    async def submitting(take: str, lane: str = "lane", limit: int | None = None) -> Any:
        return told(await ledger.submitting(take, Lane(lane, limit)))

    async def submitted(take: str) -> Any:
        return told(await ledger.submitted(take, TICKET))

    async def failed(take: str) -> Any:
        return told(await ledger.ended(take, TakeState.FAILED, error="no", charged="no"))

    async def claim(take: str) -> Any:
        return told(await ledger.claim(take))

    async def may_send(take: str) -> Any:
        return ledger.may_send(take)

    async def admit(name: str, total: int, caps: dict[str, int]) -> Any:
        over = await ledger.admit(a_run(name, total, **caps))
        return None if over is None else asdict(over)

    async def through_the_lane(takes: list[str], limit: int) -> Any:
        """Take each through the lane, and say how many there were in it at most."""
        most = 0

        async def one(take: str) -> None:
            nonlocal most
            while await ledger.submitting(take, Lane("lane", limit)) is None:  # noqa: ASYNC110
                await asyncio.sleep(0.001)  # another process leaves the lane without telling us
            most = max(most, sum(open_.state == TakeState.SUBMITTING for open_ in ledger.open_takes()))
            await ledger.ended(take, TakeState.FAILED, error="no", charged="no")

        await asyncio.gather(*(one(take) for take in takes))
        return most

    async def elsewhere(folder: str, url: str) -> Any:
        """Open another ledger, write into it, and close it."""
        other = Place(Path(folder), url).open()
        try:
            take, new = await other.begin(an_intent("one"))
            if new:
                await other.submitting(take.id, Lane("lane"))
            return new
        finally:
            other.close()

    async def stand_still() -> Any:
        """Begin a change, and stop in the midst of it as a stopped process does."""
        with ledger._engine.writing() as transaction:
            if url:  # the server's patience, which is much longer, as short as a test's
                transaction.execute("SET LOCAL idle_in_transaction_session_timeout = '100ms'")
            say("inside")
            os.kill(os.getpid(), signal.SIGSTOP)
            transaction.execute("UPDATE owners SET host = 'elsewhere'")

    async def look() -> Any:
        return len(ledger.takes())

    async def close() -> Any:
        ledger.close()

    steps = (begin, begin_each, submitting, submitted, failed, claim, may_send, admit, through_the_lane)
    return {call.__name__: call for call in (*steps, elsewhere, stand_still, look, close)}


def told(take: Take | None) -> str | None:
    return None if take is None else take.state.value


def answer(call: Call, arguments: list[Any]) -> Any:
    async def made() -> Any:
        return await call(*arguments)

    try:
        return {"is": asyncio.run(made())}
    except RushesError as error:
        return {"raised": type(error).__name__, "said": str(error)}


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main() -> None:
    folder, url, offset, silent = json.loads(sys.argv[1])
    ledger = Place(Path(folder), url).open(now=real_time(offset), silent=silent)
    known = calls(ledger, url)
    say("here")
    for line in sys.stdin:
        name, *arguments = json.loads(line)
        say(json.dumps(answer(known[name], arguments)))


if __name__ == "__main__":
    main()
