"""The steps of one take, from the intent to the kept clip; run again, each goes on where it stands."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from rushes.errors import (
    Cancelled,
    GenerationFailed,
    MediaError,
    ProviderError,
    Refused,
    RushesError,
    StillRunning,
)
from rushes.media.engine import load_engines
from rushes.model import Charged, Json, Money, Request, Take, TakeState
from rushes.model_card import ModelCard
from rushes.providers.base import (
    Done,
    Failed,
    FileOutput,
    Keyed,
    Paced,
    Pending,
    Placed,
    Provider,
    Stoppable,
    UrlOutput,
)
from rushes.shoot.create import Sending, create, end_of, find_lost, told_of, unknown
from rushes.shoot.download import fetch_clip
from rushes.shoot.lanes import Downloads
from rushes.shoot.pace import Pace
from rushes.shoot.ports import Ports
from rushes.store.documents import read_request
from rushes.store.ledger import GoneAhead, Lane
from rushes.store.sidecars import write_sidecar

__all__ = ["Making", "ended_error", "is_free"]

log = logging.getLogger("rushes")

Progress = Callable[[float], None]
LOST_LOOKS = 4  # looks in a row at which the provider does not know a generation that it accepted
FETCHES = 3  # downloads of a clip that does not play, each by a fresh address
PATIENCE = 10  # looks in a row that were not answered, after which the run leaves the take as it is


def is_free(card: ModelCard) -> bool:
    """Whether the model is known to cost nothing, whatever it makes."""
    return card.price_per_second == Money() and not card.prices and not card.price_per_input


@dataclass(frozen=True, slots=True)
class Making:
    """One take in the hands of this process, which owns it. Each step may be begun again at any point.

    Without `buys`, nothing that costs is sent that had not been sent before: such a take is let go.
    """

    ports: Ports
    provider: Provider
    card: ModelCard
    lane: Lane
    downloads: Downloads
    buys: bool = True
    bring_on: Callable[[Take], None] | None = None
    cancelled: Callable[[], bool] | None = None

    @property
    def free(self) -> bool:
        return is_free(self.card)

    @property
    def _deadline(self) -> float:
        """The seconds for which this run waits for a generation."""
        return float(self.card.deadline) if self.ports.deadline is None else self.ports.deadline

    async def until_ready(
        self,
        take: Take,
        *,
        request: Request | None = None,
        sent: Callable[[Take], None] | None = None,
        progress: Progress | None = None,
    ) -> tuple[Take, Done]:
        """Bring an open take to where its clip waits at the provider; returns it and where.

        `request` is given by whoever has just written the intent, its inputs prepared. `sent` is told once
        the ticket is kept. Raises what the provider raised; Cancelled and StillRunning, after which the
        take stays as it is.
        """
        begun = take.ticket is None
        try:
            take = await self._sent(take, request)
            request = None  # ten thousand takes may wait here: they hold no more than they need
            if sent is not None:
                sent(take)
            done = await self._until_done(take, progress, begun=begun)
        except (asyncio.CancelledError, Cancelled):
            ticket = self.ports.ledger.take(take.id).ticket
            provider = self.provider
            if self.free and ticket is not None and isinstance(provider, Stoppable):
                with contextlib.suppress(RushesError):  # nobody waits for it; what costs goes on
                    await provider.cancel(ticket)
            raise
        if take.state is TakeState.SUBMITTED:
            take = await self.ports.ledger.ready(take.id)
        return take, done

    async def _sent(self, take: Take, request: Request | None) -> Take:
        """The take with its ticket; its create is sent where it was not."""
        sending = Sending(
            self.ports,
            self.provider,
            self.lane,
            free=self.free,
            cancelled=self.cancelled,
            patience=self._deadline,
            bring_on=self.bring_on,
        )
        if take.state is TakeState.SUBMITTING:
            take = await find_lost(take, sending)
        if take.state in (TakeState.PLANNED, TakeState.SUBMITTING):
            if take.state is TakeState.PLANNED and not (self.buys or self.free):
                await self.ports.ledger.let_go(take.id)
                raise GoneAhead(f"take {take.id} was never sent, and waiting for it buys nothing")
            if request is None:  # begun by a process that went away: what was uploaded may be gone, too
                request = await self.provider.prepare(read_request(self.ports.ledger.body(take.id)))
            take = await create(take, request, sending)
        return take

    async def fetch(self, take: Take, done: Done) -> Take:
        """Bring the clip in: downloaded, checked to play, hashed, kept with its poster and its sidecar."""
        expires = [one.expires for one in done.outputs if isinstance(one, UrlOutput) and one.expires]
        async with self.downloads.turn(min(expires, default=None)):
            path = await self._playable(take, done)
            blob = await asyncio.to_thread(self.ports.blobs.adopt, path)
            cost = Money() if self.free else done.cost
            charged: Charged = "no" if self.free else "yes"
            kept = replace(
                take,
                state=TakeState.FETCHED,
                sha256=blob.sha256,
                size=blob.size,
                path=blob.path,
                cost=cost,
                charged=charged,
                units=done.units,
            )
            if len(done.outputs) > 1:  # they are paid for: whoever wants them has to hear of them
                log.warning(
                    "%s made %d clips for take %s; the first is kept, and the provider has the others",
                    self.card.id, len(done.outputs), take.id,
                )  # fmt: skip
                await self.ports.ledger.remark(take.id, "more clips", {"made": len(done.outputs)})
            body = self.ports.ledger.body(take.id)
            await asyncio.to_thread(write_beside, kept, self.ports, body)
            return await self.ports.ledger.fetched(
                take.id, sha256=blob.sha256, size=blob.size, cost=cost, charged=charged, units=done.units
            )

    async def _playable(self, take: Take, done: Done) -> Path:
        """The clip's file, once it decodes to its last frame; what does not is fetched anew.

        Raises MediaError when it never does: then the take is lost, or failed where it cost nothing.
        """
        assert take.ticket is not None
        for fetch in range(FETCHES):
            if fetch:
                fresh = await self.provider.check(take.ticket)
                done = fresh if isinstance(fresh, Done) else done
            path = await self._brought(take, done)
            try:
                await asyncio.to_thread(check_playable, path)
            except MediaError as error:
                if not self.free and fetch < FETCHES - 1:
                    continue
                state = TakeState.FAILED if self.free else TakeState.LOST
                charged: Charged = "no" if self.free else "yes"
                told = error if self.free else self._set_aside(take, path, error)
                await self.ports.ledger.ended(
                    take.id, state, error=str(told), charged=charged, cost=done.cost, units=done.units
                )
                raise told from error
            else:
                return path
        raise AssertionError("the last fetch returns or raises")

    def _set_aside(self, take: Take, path: Path, error: MediaError) -> MediaError:
        """Keep what came of a paid take, though it does not play here; the error that names it."""
        kept = self.ports.blobs.folder.parent / "rejected" / f"{take.id}{path.suffix}"
        try:
            kept.parent.mkdir(exist_ok=True)
            path.replace(kept)
        except OSError:
            return error
        job = "" if take.ticket is None else take.ticket.data.get("id", "")
        return MediaError(
            f"{error.message}; what came is kept as {kept}",
            log=error.log,
            hint=f"it may play elsewhere; rushes takes settle {take.id} --job {job} fetches it again",
        )

    async def _until_done(self, take: Take, progress: Progress | None, *, begun: bool) -> Done:
        """Ask the provider until the clip is there, at its own pace and up to the deadline.

        `begun`: its create has just been answered, and a provider on the network need not be asked yet.
        """
        assert take.ticket is not None
        clock, pace = self.ports.clock, self._pace()
        deadline = self._deadline
        last = clock.now() + deadline
        strange = 0
        if begun and isinstance(self.provider, Placed):
            await clock.sleep(pace.after_answer())
        while True:
            if self.cancelled is not None and self.cancelled():
                raise Cancelled("stopped", hint="what was begun is taken up by the next run")
            try:
                found = await self.provider.check(take.ticket)
            except Cancelled:
                raise
            except Exception as error:
                told = told_of(error, self.provider, free=self.free)
                patient = isinstance(told, ProviderError) and told.retryable and pace.misses < PATIENCE
                if not patient:
                    if self.free:
                        await self._fail(take, Failed(free_failure(told)))
                    raise told from error
                pause = pace.after_miss(told.retry_after if isinstance(told, ProviderError) else None)
            else:
                match found:
                    case Done():
                        return found
                    case Failed(error, "lost") if self._was_cancelled(take):
                        await self._fail(take, replace(found, end="cancelled"))
                        raise GenerationFailed(
                            f"take {take.id} was cancelled", provider=self.provider.name, billed=error.billed
                        )
                    case Failed(error, "lost") if strange < LOST_LOOKS - 1 and not self.free:
                        strange += 1  # it was accepted: one look that finds nothing proves nothing
                        pause = pace.after_miss(error.retry_after)
                    case Failed(error):
                        await self._fail(take, found)
                        raise error
                    case Pending(fraction):
                        strange = 0
                        if progress is not None and fraction is not None:
                            progress(min(max(fraction, 0.0), 1.0))
                        pause = pace.after_answer()
            left = last - clock.now()
            if left <= 0:
                raise StillRunning(
                    f"take {take.id} is not ready after {deadline:g} s; {self.card.id} still works on it",
                    hint="nothing is lost: the same command again, or `rushes takes wait`, goes on waiting",
                )
            await clock.sleep(min(pause, left))

    def _pace(self) -> Pace:
        interval = self.ports.poll_interval
        if interval is None:
            interval = self.provider.poll_interval if isinstance(self.provider, Paced) else 1.0
        return Pace(interval, here=not isinstance(self.provider, Placed))

    async def _brought(self, take: Take, done: Done) -> Path:
        """The clip's file in the scratch folder."""
        ticket = take.ticket
        assert ticket is not None
        for output in done.outputs:
            if isinstance(output, FileOutput):
                return output.path
        return await fetch_clip(
            done,
            self.ports.blobs.scratch.folder,
            client=self.ports.http,
            again=lambda: self.provider.check(ticket),
            credentials=self.provider.credentials if isinstance(self.provider, Keyed) else None,
            asked_at=self.provider.origin if isinstance(self.provider, Placed) else None,
            cancelled=self.cancelled,
        )

    def _was_cancelled(self, take: Take) -> bool:
        """Whether a person has had it stopped: some providers know nothing of it then."""
        return any(event.kind == "cancelling" for event in self.ports.ledger.events(take.id))

    async def _fail(self, take: Take, failed: Failed) -> None:
        """Write down that it will never be ready."""
        state, charged = end_of(failed.error, free=self.free)
        if state in (TakeState.UNKNOWN, TakeState.FAILED):  # it was accepted: only its cost may be unknown
            state = TakeState(failed.end)
        if take.state is TakeState.READY and state is not TakeState.FAILED:
            state = TakeState.LOST  # it was made, and is gone
        await self.ports.ledger.ended(
            take.id, state, error=str(failed.error), charged=charged, cost=failed.cost, units=failed.units
        )


def free_failure(error: RushesError) -> ProviderError:
    """An error of what costs nothing: it is the end of the take."""
    if isinstance(error, ProviderError):
        return error
    return GenerationFailed(error.message, billed="no", hint=error.hint)


def check_playable(path: Path) -> None:
    """Decode the clip to its last frame. Raises MediaError."""
    load_engines()
    from rushes.media.probe import probe

    if not probe(path, deep=True).has_video:
        raise MediaError(
            f"what the model made has no picture: {path.name}", hint="`rushes retake` makes another"
        )


def write_beside(take: Take, ports: Ports, body: Mapping[str, Json]) -> None:
    """The take's poster and its sidecar, beside its bytes."""
    load_engines()
    from rushes.media.poster import extract_frame

    assert take.path is not None
    assert take.sha256 is not None
    poster = ports.blobs.path(take.sha256, ".jpg")
    if not poster.exists():
        drawn = ports.blobs.scratch.name(".jpg")
        with contextlib.suppress(MediaError):  # a take without a picture of it is still a take
            extract_frame(take.path, take.duration / 2, drawn, width=640)
            drawn.replace(poster)
    write_sidecar(ports.blobs, take, body)


def ended_error(take: Take) -> RushesError:
    """What to say of a take that ended without a clip."""
    if take.state is TakeState.UNKNOWN:
        return unknown(take)
    if take.state is TakeState.FETCHED:
        return RushesError(
            f"the bytes of take {take.id} are gone",
            hint="rushes retake, or the same command again, makes another",
        )
    if take.state is TakeState.CANCELLED and take.ticket is None:
        return GenerationFailed(
            f"take {take.id} was never sent: {take.error or 'it was cancelled before'}",
            billed="no",
            hint="waiting buys nothing; the command that asked for it makes it anew",
        )
    kind = Refused if take.state is TakeState.REFUSED else GenerationFailed
    return kind(
        f"take {take.id} is {take.state.value}: {take.error or 'no reason is known'}",
        billed=take.charged,
        hint="`rushes takes show` tells what happened to it",
    )
