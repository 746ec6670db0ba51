"""`rushes takes`: what came back, and which of it is used."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from rushes.cli.framework import FILE, Lazy, command, group, workspace_option
from rushes.cli.opening import open_beside, read_board, shot_of
from rushes.cli.out import Out
from rushes.cli.taken import circled_by, event_document, take_document, take_lines, take_state
from rushes.cli.texts import columns, seconds, shorten
from rushes.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rushes.model import Json, Take

__all__ = ["takes"]

LEAST_ID = 4  # characters; fewer digits are the number of a take
OPEN_TAKES, KEPT_TAKES = "rushes.cli.open_takes", "rushes.cli.kept_takes"
LATER = {
    "wait": Lazy(f"{OPEN_TAKES}:wait_takes", "Wait for takes that are left open.", "Left open"),
    "cancel": Lazy(f"{OPEN_TAKES}:cancel_take", "Stop a take that is on its way.", "Left open"),
    "settle": Lazy(f"{OPEN_TAKES}:settle_take", "Say what became of a take of unknown outcome.", "Left open"),
    "verify": Lazy(f"{KEPT_TAKES}:verify_takes", "Read every kept take again, and its sidecar.", "Kept"),
    "export": Lazy(f"{KEPT_TAKES}:export_takes", "Copy takes to a folder, under readable names.", "Kept"),
    "drop": Lazy(f"{KEPT_TAKES}:drop_takes", "Throw the bytes of takes away.", "Kept"),
    "recover": Lazy(f"{KEPT_TAKES}:recover_takes", "Write a lost ledger again, from the sidecars.", "Kept"),
}


@group("takes", lazy=LATER)
def takes() -> None:
    """List takes, choose among them, and bring what was left open to its end."""


@takes.add_command
@command(
    "list",
    short_help="List takes: all, or those of a storyboard.",
    examples=["rushes takes list", "rushes takes list film.yaml --shot s03"],
)
@click.argument("board", type=FILE, required=False)
@click.option("--shot", metavar="SHOT", help="Only the takes of this shot.")
@workspace_option
def list_takes(out: Out, board: Path | None, shot: str | None, workspace: Path | None) -> None:
    """List all takes, or those of the storyboard BOARD, oldest first. A star marks the circled ones."""
    story = None if board is None else read_board(out, board)
    if story is not None and shot is not None:
        shot_of(story, shot)
    with open_beside(out, workspace, board) as opened:
        if story is not None:
            found = opened.placed(story, shot)
        else:
            takes = opened.takes(shot=shot)
            numbers = {
                (take.board, take.shot, take.id): number
                for name in {take.board for take in takes}
                for take, number in opened.placed(name)
            }
            found = [(take, numbers[take.board, take.shot, take.id]) for take in takes]
        circles = {name: opened.circles(name) for name in {take.board for take, _ in found}}
    if out.json:
        documents = [
            take_document(take, circles[take.board].get(take.shot), number) for take, number in found
        ]
        out.document("rushes/takes/1", {"takes": list(documents)})
        return
    if not found:
        out.say("no takes yet: `rushes film` makes them")
        return
    marks = {"person": "*", "rushes": "*", None: ""}
    rows = [
        (
            marks[circled_by(take, circles[take.board].get(take.shot))],
            take.shot,
            str(number),
            take.id[:12],
            take_state(take),
            take.model,
            seconds(take.duration),
            shorten(take.words, 48),
        )
        for take, number in found
    ]
    out.table(("", "shot", "take", "id", "state", "model", "length", "words"), rows, right=[2, 6])


@takes.add_command
@command(
    "show",
    examples=[
        "rushes takes show 4f2a91",
        "rushes takes show film.yaml s03",
        "rushes takes show film.yaml s03 2",
    ],
)
@click.argument("which", nargs=-1, required=True, metavar="ID | BOARD SHOT [NUMBER]")
@workspace_option
def show_take(out: Out, which: tuple[str, ...], workspace: Path | None) -> None:
    """Show everything about a take.

    ID is the beginning of a take's id. A shot alone shows the take that it uses.
    """
    if len(which) > 3:
        raise UsageError("that is too much for one take", hint="`rushes takes show --help` shows how")
    words = list(which)
    board = Path(words[0]) if len(words) > 1 else None
    with open_beside(out, workspace, board) as opened:
        if board is None:
            take = opened.take(words[0])
            circle = opened.circles(take.board).get(take.shot)
            place = next((n for one, n in opened.placed(take.board, take.shot) if one.id == take.id), None)
        else:
            story = read_board(out, board)
            shot = shot_of(story, words[1])
            circle = opened.circles(story).get(shot)
            number = words[2] if len(words) > 2 else None
            among = opened.placed(story, shot)
            take, place = _take(among, shot, number, circle.take if circle else None)
        events = opened.ledger.events(take.id)
    if out.json:
        told: list[Json] = [event_document(event) for event in events]
        out.document("rushes/take/1", {**take_document(take, circle, place), "events": told})
        return
    for line in columns(take_lines(take, circle, place, events)):
        out.data(line)


@takes.add_command
@command(
    "circle",
    short_help="Make a shot use this take.",
    examples=["rushes takes circle film.yaml s03 2", "rushes takes circle film.yaml s03 4f2a91"],
)
@click.argument("board", type=FILE)
@click.argument("shot")
@click.argument("take")
@workspace_option
def circle_take(out: Out, board: Path, shot: str, take: str, workspace: Path | None) -> None:
    """Make SHOT of the storyboard BOARD use TAKE: its number, or the beginning of its id.

    It stays so, whatever the storyboard asks for later, until you circle another.
    """
    story = read_board(out, board)
    with open_beside(out, workspace, board) as opened:
        among = opened.placed(story, shot_of(story, shot))
        chosen, number = _take(among, shot, take, None)
        circle = opened.circle(story, shot, chosen.id)
    if out.json:
        out.document("rushes/take/1", take_document(chosen, circle, number))
    else:
        out.say(f"shot {shot} uses take {number} from now on")


def _take(
    found: Sequence[tuple[Take, int]], shot: str, which: str | None, circled: str | None
) -> tuple[Take, int]:
    """The take of `shot` with this number or beginning of its id; the circled one for None."""
    if not found:
        raise UsageError(f"shot `{shot}` has no takes yet", hint="`rushes film` makes them")
    if which is None:
        fits = [one for one in found if one[0].id == circled] or [found[-1]]
    else:
        fits = [one for one in found if str(one[1]) == which]
        # Few digits are a number: that an id happens to begin with them chooses no take.
        if not fits and not (which.isdecimal() and len(which) < LEAST_ID):
            fits = [one for one in found if one[0].id.startswith(which)]
    if len(fits) == 1:
        return fits[0]
    there = ", ".join(f"{number} ({take.id[:12]})" for take, number in (fits or found))
    problem = f"{len(fits)} takes `{which}`" if fits else f"no take `{which}`"
    raise UsageError(f"shot `{shot}` has {problem}", hint=f"there are: {there}")
