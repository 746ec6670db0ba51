"""What a person does with takes and money after they were asked for."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from rushes.errors import RushesError, UsageError, several
from rushes.model import Take
from rushes.storyboard.board import Storyboard
from rushes.workspace.waiting import Waiting

if TYPE_CHECKING:
    from rushes.model_card import ModelCard
    from rushes.shoot.money import Bill
    from rushes.store.export import Exported
    from rushes.store.gc import Collected
    from rushes.store.recover import Recovered
    from rushes.store.verify import Verified
    from rushes.workspace.accounts import Access

__all__ = ["Dropped", "Keeping", "place_names"]

Progress = Callable[[Take, float], None]


@dataclass(frozen=True, slots=True)
class Dropped:
    """Takes whose bytes were thrown away: how many bytes that freed.

    `later`: something is made in this workspace, so their files go with the next `gc`.
    """

    takes: tuple[Take, ...]
    freed: int
    later: bool


def place_names(users: Iterable[tuple[str, str]]) -> str:
    """`s01 of film.yaml, s02 of film.yaml`."""
    return ", ".join(f"{shot} of {board}" if board else shot for board, shot in users)


class Keeping(Waiting):
    """A workspace whose takes are stopped, settled, checked, thrown away, copied, recovered and paid for."""

    # ── takes on their way ────────────────────────────────────────────────────────────────────

    def cancel(self, take_id: str) -> Take:
        """Have a take stopped, and return it as it stands then; one that has ended is returned as it is.

        Where another process works on it, the provider is asked to stop, and that process sees the end when
        it looks next: the take is still open then. What had begun may be charged; `charged` says what is
        known. Raises StillRunning where it cannot be stopped from here, what its provider raised.

            workspace.cancel("4f2a91").charged
        """
        self.ledger.bury()
        take = self.ledger.take(take_id)
        work = self._running.get(take.id)
        if work is not None:
            work.cancel()  # whoever waits for it in this process hears that it was stopped
        return self.portal.call(self._cancelled(take, left=work is not None))

    def settle(
        self, take_id: str, *, job: str | None = None, outcome: Literal["not made", "lost"] | None = None
    ) -> Take:
        """Say what became of a take of unknown outcome, and return it as it stands then.

        `job` is what its provider calls the generation: it is looked for there, and the take is on its way
        again. Else `outcome` says that it was "not made", which costs nothing, or that it was made, paid
        for and is "lost". Raises UsageError for a take of any other state, and for a job that is another
        take's or that the provider does not know.

            take = workspace.settle("4f2a91", job="17f20503-6c24-4c16-946b-35dbbce2af2f")
            workspace.wait(take.id)
        """
        from rushes.shoot.settling import adopt_job, check_unknown, given_up
        from rushes.store.ledger import Settlement

        if (job is None) == (outcome is None):
            raise UsageError(
                "a take is settled by one thing that is known of it", hint="give a job, or an outcome"
            )
        self.ledger.bury()
        take = self.portal.call(given_up(self.ledger, self.ledger.take(take_id)))
        check_unknown(take, found=job is not None)
        if job is not None:
            card = self._card_of(take)
            return self.portal.call(adopt_job(self.shooter.taker, take, job, card))
        if outcome not in ("not made", "lost"):
            raise UsageError(f"{outcome!r} is no outcome", hint='it is "not made" or "lost"')
        found = Settlement(charged="yes" if outcome == "lost" else "no")
        return self.portal.call(self.ledger.settle(take.id, found))

    # ── takes that are kept ───────────────────────────────────────────────────────────────────

    def verify(
        self,
        take_ids: Iterable[str] | None = None,
        *,
        progress: Progress | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> Verified:
        """Read every kept take again, or these, and tell what is wrong with its bytes and its sidecar.

        Of all, files that no take has are told, too. `progress` is told of each take, and which share of
        the bytes is read.

            for flaw in workspace.verify().flaws:
                print(flaw.path, flaw.problem, flaw.mend)
        """
        from rushes.store.verify import verify_takes

        takes = None if take_ids is None else [self._kept(one) for one in take_ids]
        return verify_takes(self.ledger, self.blobs, takes, progress=progress, cancelled=cancelled)

    def drop(self, take_ids: Iterable[str], *, used: bool = False) -> Dropped:
        """Throw the bytes of takes away; their rows in the ledger stay, with what they cost.

        Raises UsageError for a take that a shot uses unless `used` is said, and for one that is not kept:
        then nothing is thrown away. Bytes that another take shares stay.

            workspace.drop([take.id for take in workspace.takes(board)[:-3]])
        """
        from rushes.store.dropping import dropped_files, hashes_kept, remove_files

        takes = list({take.id: take for take in map(self.ledger.take, take_ids)}.values())
        wrong = [error for take in takes if (error := self._undroppable(take, used=used)) is not None]
        if wrong:
            raise several(wrong, each=True)
        # The rows first: should it stop here, files lie there that nobody needs, and no take lacks its own.
        dropped = tuple(self.ledger.dropped(take.id) for take in takes)
        with self.blobs.scratch.alone() as alone:
            if self.busy or not alone:  # the same bytes may be coming in again at this moment
                return Dropped(dropped, 0, later=True)
            kept = hashes_kept(self.ledger.takes())
            freed = sum(remove_files(dropped_files(self.blobs, take, kept)) for take in dropped)
        return Dropped(dropped, freed, later=False)

    def users(self, take_id: str) -> list[tuple[str, str]]:
        """The boards and shots that use a take.

        workspace.users("4f2a91")
        """
        return self.ledger.users(self.ledger.take(take_id).id)

    def export(
        self,
        what: Storyboard | Path | Iterable[str],
        folder: Path | str,
        *,
        every: bool = False,
    ) -> list[Exported]:
        """Copy takes to a folder, under names such as `s01-take2.mp4`, each with its sidecar beside it.

        `what` are takes by their ids, or a storyboard, or the path of a batch: the takes that its shots or
        jobs use, or `every` one that is kept. Nothing is overwritten by something else. Raises UsageError,
        StoreError for a take whose bytes have changed: then nothing is copied.

            workspace.export(board, "for-the-editor")
        """
        from rushes.store.export import export_takes

        whole = isinstance(what, Storyboard | Path)
        placed = self._placed_on(what, every=every) if whole else self._placed(what)
        return export_takes(
            self.blobs, [(take, number, self.ledger.body(take.id)) for take, number in placed], Path(folder)
        )

    def recover(
        self, *, progress: Progress | None = None, cancelled: Callable[[], bool] | None = None
    ) -> Recovered:
        """Write down again what the ledger lost, from the sidecars beside the takes' bytes.

        Bytes are read and hashed before a row is written. Sidecars that are missing or damaged are written
        anew from the ledger. It may be run at any time.

            print(len(workspace.recover().restored))
        """
        from rushes.store.recover import recover_takes

        return recover_takes(self.ledger, self.blobs, progress=progress, cancelled=cancelled)

    def gc(self, *, dry_run: bool = False) -> Collected:
        """Take away what can be made again: parts of films, inputs that no take needs, what the dead left.

        Never the bytes of a take. As long as something is made in this workspace, its caches stay.

            print(workspace.gc(dry_run=True).size)
        """
        from rushes.store.gc import collect

        owners = self.root / "owners"
        return collect(
            self.ledger, self.blobs, caches=self.caches, owners=owners, busy=self.busy, dry_run=dry_run
        )

    # ── money ─────────────────────────────────────────────────────────────────────────────────

    def cost(self, board: Storyboard | str | None = None) -> Bill:
        """What the takes have cost or may still cost, of the whole workspace or of one board.

        print(workspace.cost().total.confirmed)
        """
        from rushes.shoot.money import bill_of
        from rushes.store.ledger import Caps

        with contextlib.suppress(RushesError):  # of a ledger that cannot be written, it is told as it stands
            self.ledger.bury()
        caps = Caps(month=self.settings.monthly_budget, project=self.settings.project_budget)
        rows, counted = self.ledger.spent(), self.ledger.exposure()
        return bill_of(rows, counted=counted, caps=caps, board=self._named(board))

    def accounts(self) -> list[Access]:
        """What each installed provider says of the account, or what is wrong with its key or address.

        [one.account.credit for one in workspace.accounts() if one.account]
        """
        from rushes.workspace.accounts import ask_accounts

        return ask_accounts(self._environ)

    # ── inside ────────────────────────────────────────────────────────────────────────────────

    async def _cancelled(self, take: Take, *, left: bool) -> Take:
        from rushes.shoot.settling import cancel_take

        taker = self.shooter.taker
        for _ in range(500 if left else 0):
            if not taker.works_on(take.id):
                break
            await self.clock.sleep(0.01)  # whoever was stopped puts its things in order
        return await cancel_take(taker, self.ledger.take(take.id), self._card_of(take))

    def _card_of(self, take: Take) -> ModelCard:
        """The card of the take's model, also of one that is offered no more: what was begun goes on."""
        card = self.registry.any_card(take.model)
        return self.find_card(take.model) if card is None else card

    def _kept(self, take_id: str) -> Take:
        from rushes.store.dropping import is_kept

        take = self.ledger.take(take_id)
        if not is_kept(take):
            raise UsageError(
                f"take {take.id} has no clip here: it is {'dropped' if take.dropped else take.state.value}",
                hint="`rushes takes list` shows which have",
            )
        return take

    def _undroppable(self, take: Take, *, used: bool) -> RushesError | None:
        from rushes.model import TakeState
        from rushes.store.ledger import OPEN

        if take.state is not TakeState.FETCHED:
            hint = f"`rushes takes cancel {take.id[:12]}` stops it" if take.state in OPEN else None
            return UsageError(f"take {take.id} is {take.state.value}: it has no bytes to drop", hint=hint)
        users = [] if used else self.ledger.users(take.id)
        if not users:
            return None
        return UsageError(
            f"take {take.id} is used by {place_names(users)}, and would be missing there",
            hint="circle another first: rushes takes circle; or drop it all the same with --yes",
        )

    def _placed(self, take_ids: Iterable[str]) -> list[tuple[Take, int]]:
        """The takes with their numbers among those of their shots."""
        if isinstance(take_ids, str):
            take_ids = [take_ids]
        takes = list({take.id: take for take in map(self._kept, take_ids)}.values())
        numbers = {
            (board, one.shot, one.id): number
            for board in {take.board for take in takes}
            for one, number in self.placed(board)
        }
        return [(take, numbers.get((take.board, take.shot, take.id), take.number)) for take in takes]

    def _placed_on(self, board: Storyboard | Path, *, every: bool) -> Sequence[tuple[Take, int]]:
        """The takes that the board's shots use, in the board's order; or every one that it has."""
        from rushes.store.dropping import is_kept

        name = self.board_id(board) if isinstance(board, Storyboard) else self.named(board)
        placed = self.placed(name)
        if isinstance(board, Storyboard):
            shots = [shot.id for shot in board.shots]
        else:
            shots = list(dict.fromkeys(take.shot for take, _ in placed))
        order = {shot: index for index, shot in enumerate(shots)}
        circles = {shot: circle.take for shot, circle in self.circles(name).items()}
        found = [
            (take, number)
            for take, number in placed
            if is_kept(take) and (every or (take.shot in order and circles.get(take.shot) == take.id))
        ]
        return sorted(found, key=lambda one: order.get(one[0].shot, len(order)))
