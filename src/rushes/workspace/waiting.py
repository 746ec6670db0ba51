"""Waiting for takes that were asked for: in this process, in another, or by one that is gone."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from rushes.errors import Cancelled, RushesError, StillRunning, several
from rushes.film.progress import Listener, Tracker
from rushes.model import Take, TakeState
from rushes.shoot.details import seconds_of
from rushes.store.ledger import OPEN
from rushes.storyboard.board import Storyboard
from rushes.workspace.boards import Boards

if TYPE_CHECKING:
    from concurrent.futures import Future

__all__ = ["Waiting"]

STOPPED = "what was begun is taken up by the next run"


class Waiting(Boards):
    """A workspace that takes up what was begun, and waits for it."""

    def status(self, take_id: str) -> Take:
        """How a take stands now. `take_id` may be the beginning of its id. Asks no provider.

        workspace.status("4f2a91").state
        """
        return self.ledger.take(take_id)

    def wait(self, take_id: str, *, poll_interval: float | None = None, timeout: float | None = None) -> Take:
        """The take, once its clip is kept; taken up here when no one in this process works on it.

        `poll_interval` is the longest time between two questions to the provider (None: its own), `timeout`
        how long to wait (None: as long as it takes), both in seconds. Raises StillRunning when the time is
        over: the take goes on, and can be waited for again. Raises what its provider raised.

            take = workspace.wait(take.id, poll_interval=0.5, timeout=120)
        """
        if poll_interval is not None:
            seconds_of(poll_interval, name="poll_interval")
        if timeout is not None:
            seconds_of(timeout, name="timeout", zero=True)
        take = self.ledger.take(take_id)
        work = self._followed(take, poll_interval=poll_interval)
        return self._patiently(work, work, take=take, timeout=timeout)

    def left_open(self, board: Storyboard | str | None = None, shot: str | None = None) -> list[Take]:
        """The takes that have come to no end: on their way, or of unknown outcome; all, or a board's.

        What a process that is dead had only planned is no longer among them: it ends here.

            [take.id for take in workspace.left_open()]
        """
        self.ledger.bury()
        found = self.takes(board, shot=shot)
        return [take for take in found if take.state in OPEN or take.state is TakeState.UNKNOWN]

    def wait_all(
        self,
        take_ids: Iterable[str] | None = None,
        *,
        timeout: float | None = None,
        on_take: Callable[[Take], None] | None = None,
        listen: Listener | None = None,
    ) -> list[Take]:
        """The takes, once their clips are kept, side by side; all that are left open, without `take_ids`.

        `timeout` is in seconds. `on_take` is told of each as soon as it is kept, `listen` how far all are.
        When all have ended, everything that went wrong is raised together: StillRunning for those that
        take longer, UnknownOutcome for one that a person has to settle, what its provider raised.

            workspace.wait_all(timeout=600)
        """
        if timeout is not None:
            seconds_of(timeout, name="timeout", zero=True)
        if take_ids is None:
            takes = self.left_open()
        else:
            takes = list({take.id: take for take in map(self.ledger.take, take_ids)}.values())
        tracker, names = Tracker(listen), names_of(takes)
        for take in takes:
            tracker.expect("make", names[take.id], 1)
        works: dict[Future[Take], Take] = {}
        wrong: list[RushesError] = []
        for take in takes:
            try:
                progress = tracker.on("make", names[take.id])
                works[self._followed(take, poll_interval=None, progress=progress)] = take
            except RushesError as error:
                wrong.append(error.at(take.shot) if take.shot else error)
        kept: dict[str, Take] = {}

        def ended(work: Future[Take], take: Take) -> None:
            try:
                kept[take.id] = work.result()
            except RushesError as error:
                wrong.append(error.at(take.shot) if take.shot else error)
                return
            tracker.report("make", names[take.id], 1.0)
            if on_take is not None:
                on_take(kept[take.id])

        late = self._each_ended(works, ended, timeout)
        if late:
            wrong.append(still_running(late, timeout or 0.0))
        if wrong:
            raise several(wrong, each=True)
        return [kept[take.id] for take in takes]

    # ── inside ────────────────────────────────────────────────────────────────────────────────

    def _followed(
        self, take: Take, *, poll_interval: float | None, progress: Callable[[float], None] | None = None
    ) -> Future[Take]:
        """The work that brings the take to its end: what goes on in this process, else begun now.

        Raises what came of a take that has ended without a clip.
        """
        work = self._running.get(take.id)
        if work is not None and work.done():
            take = self.ledger.take(take.id)
            if work.cancelled() or take.state in OPEN:
                work = None  # it was left before the take's end, which is reached anew
        if work is not None:
            return work
        if take.state is TakeState.FETCHED:
            from concurrent.futures import Future

            done: Future[Take] = Future()
            done.set_result(take)
            return done
        if take.state not in OPEN:
            from rushes.shoot.steps import ended_error

            raise ended_error(take)
        finish = self.shooter.taker.finish(take, poll_interval=poll_interval, progress=progress)
        work = self.portal.start(finish)
        self._running[take.id] = work
        return work

    def _each_ended(
        self,
        works: dict[Future[Take], Take],
        ended: Callable[[Future[Take], Take], None],
        timeout: float | None,
    ) -> list[Take]:
        """Tell `ended` of each work as it ends, up to the timeout; returns the takes that take longer."""
        from concurrent.futures import FIRST_COMPLETED, CancelledError, wait

        last = None if timeout is None else time.monotonic() + timeout
        left = set(works)
        try:
            while left:
                patience = None if last is None else max(0.0, last - time.monotonic())
                done, left = wait(left, patience, FIRST_COMPLETED)
                for work in done:
                    ended(work, works[work])
                if not done:
                    break
        except (KeyboardInterrupt, CancelledError):
            for work in works:
                work.cancel()
            raise Cancelled("stopped", hint=STOPPED) from None
        return [take for work, take in works.items() if work in left]

    def _patiently(
        self,
        answer: Future[Take],
        work: Future[Take],
        *,
        take: Take | None = None,
        timeout: float | None = None,
    ) -> Take:
        from concurrent.futures import CancelledError

        try:
            return answer.result(timeout)
        except TimeoutError:
            if take is None or answer.done():
                raise
            raise StillRunning(
                f"take {take.id} is still being made after {timeout:g} s",
                hint="it goes on; wait for it again",
                shot=take.shot or None,
            ) from None
        except (KeyboardInterrupt, CancelledError):
            work.cancel()
            raise Cancelled("stopped", hint=STOPPED) from None


def names_of(takes: Sequence[Take]) -> dict[str, str]:
    """What each take is called while it is waited for: its shot, with its id where several have that."""
    counts = Counter(take.shot for take in takes)
    return {
        take.id: take.shot if take.shot and counts[take.shot] == 1 else f"{take.shot} {take.id[:12]}".strip()
        for take in takes
    }


def still_running(late: Sequence[Take], timeout: float) -> StillRunning:
    if len(late) == 1:
        take = late[0]
        said, shot = f"take {take.id} is still being made after {timeout:g} s", take.shot or None
    else:
        names = ", ".join(names_of(late).values())
        said, shot = f"{len(late)} takes are still being made after {timeout:g} s: {names}", None
    return StillRunning(said, hint="nothing is lost: `rushes takes wait` goes on waiting", shot=shot)
