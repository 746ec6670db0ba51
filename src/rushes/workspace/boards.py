"""What a workspace knows of storyboards, their shots and takes, and of models. Makes nothing."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from rushes.errors import UsageError
from rushes.model import Circle, Take
from rushes.model_card import ModelCard
from rushes.shoot.standing import Standing, adopt, board_wishes, standings, unknown_shots
from rushes.storyboard.board import Storyboard
from rushes.workspace.parts import Parts

__all__ = ["Boards"]

DAY_PATIENCE = 5.0  # seconds that a plan waits for what an account may make in a day


class Boards(Parts):
    """A workspace that can be asked how storyboards stand, and told which takes they use."""

    def standings(self, board: Storyboard) -> dict[str, Standing]:
        """How each shot of the board that is made stands: current, stale, kept or missing. Writes nothing.

        [shot for shot, standing in workspace.standings(board).items() if standing.status == "missing"]
        """
        board = checked_board(board)
        return standings(self.ledger, self.board_id(board), self.wishes(board), self.origins(board))

    def adopt(self, board: Storyboard) -> None:
        """Write down which takes have become a shot's own: its wish had been made before, for another."""
        wishes, name = self.wishes(board), self.board_id(board)
        adopt(self.ledger, name, wishes, standings(self.ledger, name, wishes, self.origins(board)))

    def wishes(self, board: Storyboard) -> dict[str, str]:
        """The wish key of each shot of the board that is made."""
        return board_wishes(board, hash_file=self.hashes.hash_file, card_of=self.registry.any_card)

    def origins(self, board: Storyboard) -> dict[str, str]:
        """Who would make each shot of the board now, and at which address."""
        cards = {shot.id: self.registry.any_card(shot.model) for shot in board.shots if shot.clip is None}
        return {shot: self.origin(card) for shot, card in cards.items() if card is not None}

    def board_id(self, board: Storyboard) -> str:
        """How the ledger names the board: its path from the project's folder, else its title."""
        return board.title or "untitled" if board.path is None else self.named(board.path)

    def named(self, path: Path) -> str:
        """How the ledger names a file: by its path from the project's folder."""
        path = path.absolute()
        with suppress(ValueError):  # another drive has no way there
            return Path(os.path.relpath(path, self.project)).as_posix()
        return path.as_posix()

    def takes(self, board: Storyboard | str | None = None, *, shot: str | None = None) -> list[Take]:
        """The takes, oldest first: all, or those of a board, or of one of its shots.

        workspace.takes(board, shot="s03")
        """
        return self.ledger.takes(board=self._named(board), shot=shot)

    def take(self, take_id: str) -> Take:
        """One take, by its id or the beginning of it. Raises UsageError for none or several.

        workspace.take("4f2a91").path
        """
        return self.ledger.take(take_id)

    def placed(self, board: Storyboard | str, shot: str | None = None) -> list[tuple[Take, int]]:
        """The takes that a board or one of its shots has, each told as that board's and shot's; its number.

        1 is the first that the shot got. A take made for another board or another shot is here, too, once
        this one uses it. Unlike `Take.number`, which counts the takes of one wish, the number goes on when
        the storyboard changes.
        """
        name = self._named(board) or ""
        counts: Counter[str] = Counter()
        found: dict[tuple[str, str], tuple[Take, int]] = {}
        takes = {take.id: take for take in self.ledger.takes(board=name)}
        for link in self.ledger.links(name):
            place = (link.shot, link.take)
            if place not in found and link.take in takes:
                counts[link.shot] += 1
                found[place] = (replace(takes[link.take], board=name, shot=link.shot), counts[link.shot])
        return [one for (other, _), one in found.items() if shot in (None, other)]

    def circles(self, board: Storyboard | str) -> dict[str, Circle]:
        """The take that each shot of the board uses, and who chose it."""
        return self.ledger.circles(self._named(board) or "")

    def circle(self, board: Storyboard | str, shot: str, take_id: str) -> Circle:
        """Make a shot use this take, whatever the storyboard asks for later. Raises UsageError.

        workspace.circle(board, "s03", "4f2a91")
        """
        name = self._named(board) or ""
        if isinstance(board, Storyboard):
            missing = unknown_shots(board, [shot])
        elif shot in (known := {link.shot for link in self.ledger.links(name)}):
            missing = None
        else:
            missing = UsageError(
                f"the board {name!r} has no shot {shot!r}",
                hint=f"it has {', '.join(sorted(known))}" if known else "pass the Storyboard itself",
            )
        if missing is not None:
            raise missing
        take = self.ledger.take(take_id)
        return self.ledger.circle(name, shot, take.id, "person")

    def find_card(self, model: str) -> ModelCard:
        """The card of a model, by the name that a storyboard gives it. Raises UsageError, ModelRetired."""
        return self.registry.find_card(model)

    def hash_file(self, path: Path) -> str:
        """The sha256 of a file's bytes, remembered until the file changes. Raises StoreError."""
        return self.hashes.hash_file(path)

    def models(self) -> list[ModelCard]:
        """What every installed model can do and costs. Imports no provider.

        [card.id for card in workspace.models()]
        """
        return self.registry.cards()

    def beyond_a_day(self, models: Iterable[str]) -> list[str]:
        """Warnings where more clips are to be made than an account may in a day; `models` names each one's.

        Asks the providers whose key is set, at no cost, and says nothing of one that does not answer.

            workspace.beyond_a_day(["runway:gen4.5"] * 60)
        """
        from rushes.workspace.accounts import ask_accounts, beyond_a_day

        counts = Counter(models)
        cards = [card for card in map(self.registry.any_card, counts) if card is not None]
        asked = {card.provider for card in cards if card.base_url}
        accesses = ask_accounts(self._environ, names=asked, patience=DAY_PATIENCE) if asked else []
        return beyond_a_day(counts, accesses)

    def _named(self, board: Storyboard | str | None) -> str | None:
        if board is None or isinstance(board, str):
            return board
        return self.board_id(checked_board(board))


def checked_board(board: object) -> Storyboard:
    """`board`, when it is one. Raises UsageError for a path, or anything else."""
    if isinstance(board, Storyboard):
        return board
    path = isinstance(board, str | Path)
    raise UsageError(
        f"{board!r} is no Storyboard",
        hint=f"read it first: Storyboard.load({str(board)!r})" if path else "Storyboard.load(PATH) gives one",
    )
