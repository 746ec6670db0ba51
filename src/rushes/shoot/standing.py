"""How the shots of a board stand: which have the take that they ask for, and which need one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from rushes.errors import RushesError, UsageError, nearest
from rushes.keys import digest, wish_key
from rushes.model import Shot, ShotFrame, ShotTake, Size, Take, TakeState
from rushes.model_card import ModelCard
from rushes.shoot.options import drawn_label, said_options
from rushes.shoot.request import operation
from rushes.store.ledger import Ledger
from rushes.storyboard.board import Storyboard

__all__ = ["Standing", "adopt", "board_wishes", "dependency_order", "frames_from", "standings"]


@dataclass(frozen=True, slots=True)
class Standing:
    """How one shot stands.

    current: `take` was made for this wish · stale: for an earlier one · kept: for an earlier one, but
    a person chose it · missing: there is none. `adopted`: the take is there and not yet this shot's
    own. `reason` says why in words, and is empty when there is nothing to say.
    """

    status: Literal["current", "stale", "kept", "missing"]
    take: Take | None = None
    reason: str = ""
    adopted: bool = False


def frames_from(shot: Shot) -> list[str]:
    """The ids of the shots that `shot` is made from: whose frames it takes, or whose clips."""
    acting = shot.performance
    taken = [shot.first_frame, shot.last_frame, shot.video, shot.upscale]
    taken += [] if acting is None else [acting.character, acting.reference]
    return [one.shot for one in taken if isinstance(one, ShotFrame | ShotTake)]


def clips_from(shot: Shot) -> list[str]:
    """The ids of the shots whose clips `shot` is made from."""
    character = None if shot.performance is None else shot.performance.character
    return [one.shot for one in (shot.footage, character) if isinstance(one, ShotTake)]


def dependency_order(shots: Sequence[Shot]) -> list[Shot]:
    """The shots, each after those that it is made from; else as they were.

    Raises UsageError for shots that wait for each other, and for a shot that is not there.
    """
    by_id = {shot.id: shot for shot in shots}
    done: dict[str, Shot] = {}
    waiting: list[str] = []

    def visit(shot: Shot) -> None:
        if shot.id in done:
            return
        if shot.id in waiting:
            circle = " → ".join([*waiting[waiting.index(shot.id) :], shot.id])
            frames = "'s frames" if frames_only(shots) else ""
            raise UsageError(f"shots wait for each other{frames}: {circle}", shot=shot.id)
        waiting.append(shot.id)
        for parent in frames_from(shot):
            if parent not in by_id:
                close = nearest(parent, by_id)
                meant = f"; did you mean {close!r}?" if close else ""
                what = "a frame" if frames_only([shot]) else "a clip or a frame"
                raise UsageError(f"there is no shot {parent!r} to take {what} from{meant}", shot=shot.id)
            visit(by_id[parent])
        waiting.pop()
        done[shot.id] = shot

    for shot in shots:
        visit(shot)
    return list(done.values())


def frames_only(shots: Sequence[Shot]) -> bool:
    """Whether the shots take frames from others, and no clips."""
    return all(not (shot.video or shot.upscale or shot.performance) for shot in shots)


def board_wishes(
    board: Storyboard,
    *,
    hash_file: Callable[[Path], str],
    card_of: Callable[[str], ModelCard | None],
) -> dict[str, str]:
    """The wish key of every shot that is made. `hash_file` gives the sha256 of a picture's bytes.

    `card_of` gives the card of a model, None for one that nobody knows. What a person wrote counts as it was
    written; only for what is made on this machine, an option that says what the model does anyway changes
    no wish. A name that the model writes into the picture is part of it. A
    shot that takes another's frame or clip wishes for what that one wishes for, too: when the first
    changes, so does the second. A size that has no part in what is made changes no wish.
    """

    def own_wish(shot: Shot) -> str:
        card = card_of(shot.model)
        label = ""
        size: Size | None = board.size
        if card is not None:
            card = card.asked_to(operation(shot))
            size = None if card.followed(shot.options).size else board.size
            if not card.base_url:  # elsewhere a default may change, which must make nothing bought stale
                shot = replace(shot, options=said_options(shot, card))
            label = drawn_label(shot, card)
        wish = wish_key(shot, size=size, look=board.look, cast=board.cast, hash_file=hash_file)
        return digest({"wish": wish, "label": label}) if label else wish

    asked = {parent for shot in board.shots for parent in frames_from(shot)}
    cut = {shot.id: shot.duration for shot in board.shots if shot.clip is not None}
    wishes: dict[str, str] = {}
    for shot in dependency_order(board.shots):
        try:
            if shot.clip is None:
                own = own_wish(shot)
            elif shot.id in asked:
                own = digest([hash_file(shot.clip.path), shot.clip.start, shot.clip.end])
            else:
                own = ""
        except RushesError as error:
            raise error.at(shot.id) from error
        parents = [wishes[parent] for parent in frames_from(shot)]
        # of a user's clip so much is handed on as the film shows
        parents += [str(cut[parent]) for parent in clips_from(shot) if cut.get(parent) is not None]
        wishes[shot.id] = digest([own, *parents]) if parents else own
    return {shot.id: wishes[shot.id] for shot in board.shots if shot.clip is None}


def standings(
    ledger: Ledger, board: str, wishes: Mapping[str, str], origins: Mapping[str, str]
) -> dict[str, Standing]:
    """How each shot in `wishes` (its id and its wish, in the board's order) stands. Writes nothing.

    `origins` says who would make each shot, and where: only what was made there answers it. A clip of a
    stand-in is never taken for the vendor's own. A fetched take of the same wish that no other shot of
    the board uses satisfies a shot, wherever it was made for: the n-th shot with the same wish gets the
    n-th take. A take circled by a person stays.
    """
    circles = ledger.circles(board)
    satisfies = {(link.shot, link.take, link.wish) for link in ledger.links(board)}
    found: dict[str, Standing] = {}
    used: set[str] = set()
    for shot, wish in wishes.items():
        circle = circles.get(shot)
        take = None if circle is None else ledger.take(circle.take)
        if circle is None or take is None or not there(take):
            continue
        theirs = take.origin != origins.get(shot, take.origin)
        if not theirs and (take.wish == wish or (shot, take.id, wish) in satisfies):
            found[shot] = Standing("current", take)
        elif circle.by == "person":
            found[shot] = Standing("kept", take, "you circled this take for an earlier wish")
        else:
            where = f"its take was made by {take.origin}" if theirs and take.origin else ""
            found[shot] = Standing("stale", take, where or "its take was made for an earlier wish")
        if found[shot].status != "stale":
            used.add(take.id)
    for shot, wish in wishes.items():
        if shot in found and found[shot].status != "stale":
            continue
        ready = [
            take
            for take in ledger.takes(wish=wish)
            if there(take) and take.id not in used and take.origin == origins.get(shot, take.origin)
        ]
        ready.sort(key=lambda take: ((shot, take.id, wish) not in satisfies, take.number, take.created))
        if ready:
            used.add(ready[0].id)
            found[shot] = Standing("current", ready[0], adopted=True)
        elif shot not in found:
            gone = "the file of its take is gone or cut short" if shot in circles else ""
            found[shot] = Standing("missing", reason=gone)
    return {shot: found[shot] for shot in wishes}


def adopt(ledger: Ledger, board: str, wishes: Mapping[str, str], found: Mapping[str, Standing]) -> None:
    """Write down which takes have become a shot's own."""
    for shot, standing in found.items():
        if standing.adopted and standing.take is not None:
            ledger.link(board, shot, standing.take.id, wishes[shot])


def there(take: Take) -> bool:
    """Whether the clip of `take` lies in the workspace, as long as it was kept."""
    if take.state is not TakeState.FETCHED or take.path is None:
        return False
    try:
        return take.path.stat().st_size == take.size
    except OSError:
        return False


def unknown_shots(board: Storyboard, wanted: Iterable[str]) -> UsageError | None:
    """What to say when one of `wanted` is no shot of the board that is made; None when all are."""
    made = [shot.id for shot in board.shots if shot.clip is None]
    for shot in wanted:
        if shot not in made:
            close = nearest(shot, made)
            meant = f"; did you mean {close!r}?" if close else ""
            return UsageError(
                f"the storyboard makes no shot {shot!r}{meant}", hint=f"it makes {', '.join(made)}"
            )
    return None
