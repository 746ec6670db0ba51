"""`rushes takes wait`, `cancel` and `settle`: takes that have come to no end."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

from rushes.cli.framework import NumberType, command, progress_options, workspace_option
from rushes.cli.opening import made_for, one_shot_of, open_beside
from rushes.cli.out import Out
from rushes.cli.progress import following
from rushes.cli.taken import show_take, take_document, take_name
from rushes.errors import UsageError

if TYPE_CHECKING:
    from fractions import Fraction

    from rushes.model import Take
    from rushes.workspace import Workspace

__all__ = ["cancel_take", "is_board", "settle_take", "wait_takes"]

TIMEOUT = NumberType("SECONDS", "0", "604800")


def is_board(words: tuple[str, ...]) -> bool:
    """Whether a storyboard is named: anything that cannot be the beginning of a take's id, or is a file."""
    return bool(words) and (not re.fullmatch(r"[0-9a-f]+", words[0]) or Path(words[0]).is_file())


@command(
    "wait",
    examples=[
        "rushes takes wait                  every take that is left open",
        "rushes takes wait film.yaml s03",
        "rushes takes wait 4f2a91 --timeout 600",
    ],
)
@click.argument("which", nargs=-1, metavar="[ID… | BOARD [SHOT]]")
@click.option("--timeout", type=TIMEOUT, help="How long to wait.  [default: as long as it takes]")
@workspace_option
@progress_options
def wait_takes(out: Out, which: tuple[str, ...], timeout: Fraction | None, workspace: Path | None) -> None:
    """Take up what was begun, wait until the clips are kept, and print their paths.

    For every take that is left open, or those of a storyboard or a batch. Nothing new is bought. Exit code
    9 when the time is over: nothing is lost, and the same command goes on waiting.
    """
    board = Path(which[0]) if is_board(which) else None
    if board is not None and len(which) > 2:
        raise UsageError("that is too much after a storyboard", hint="one shot, or none for all of them")
    kept: list[Take] = []
    with open_beside(out, workspace, board) as opened:
        takes = _asked(opened, which, board)
        if not takes:
            out.say("no take is left open")
        try:
            with following(out) as listen:
                opened.wait_all(
                    takes,
                    timeout=None if timeout is None else float(timeout),
                    listen=listen,
                    on_take=kept.append,
                )
        finally:
            kept.sort(key=lambda take: takes.index(take.id))
            _show_kept(out, kept)


def _asked(opened: Workspace, which: tuple[str, ...], board: Path | None) -> list[str]:
    if board is not None:
        name = made_for(opened, board)
        shots = list(dict.fromkeys(link.shot for link in opened.ledger.links(name)))
        shot = one_shot_of(shots, which[1]) if len(which) > 1 else None
        return [take.id for take in opened.left_open(name, shot)]
    if which:
        return list(dict.fromkeys(opened.take(one).id for one in which))
    return [take.id for take in opened.left_open()]


def _show_kept(out: Out, kept: list[Take]) -> None:
    if out.json:
        out.document("rushes/takes/1", {"takes": [take_document(take) for take in kept]})
        return
    for take in kept:
        if take.path is None:
            out.say(f"{take_name(take)} was dropped: its clip is gone")
        else:
            out.path(take.path)


@command("cancel", examples=["rushes takes cancel 4f2a91"])
@click.argument("take_id", metavar="ID")
@workspace_option
def cancel_take(out: Out, take_id: str, workspace: Path | None) -> None:
    """Stop a take that is on its way.

    ID is the beginning of a take's id. What its provider had begun may be charged all the same; what is
    known of that is told. A clip that was ready before it could be stopped is kept.
    """
    with open_beside(out, workspace) as opened:
        before = opened.take(take_id)
        take = opened.cancel(before.id)
    if out.json:
        out.document("rushes/take/1", take_document(take))
        return
    out.say(_cancelled(before, take))
    if take.path is not None and before.path is None:
        out.path(take.path)


def _cancelled(before: Take, take: Take) -> str:
    """What came of it, in a sentence or two."""
    from rushes.store.ledger import ENDS, OPEN

    name, provider = take_name(take), take.model.partition(":")[0]
    if before.state in ENDS:
        return f"{name} had ended already, it is {_state(take)}"
    if take.state in OPEN:
        return (
            f"{provider} was asked to stop {name}; the process that works on it writes the end down"
            " when it looks next"
        )
    if take.path is not None:
        return f"{name} was ready before it could be stopped; its clip is kept{_charge(take)}"
    return f"{name} is {_state(take)}{_charge(take)}"


def _state(take: Take) -> str:
    why = f": {take.error}" if take.error else ""
    return "dropped" if take.dropped else f"{take.state.value}{why}"


def _charge(take: Take) -> str:
    """What is known of the charge."""
    provider = take.model.partition(":")[0]
    if take.charged == "no":
        return "; nothing was charged"
    if take.charged == "yes":
        return f"; {provider} charged {take.price if take.cost is None else take.cost}"
    return f"\n{provider} does not say whether it charges for it, so {take.price} count as spent"


@command(
    "settle",
    examples=[
        "rushes takes settle 4f2a91 --job 17f20503-6c24-4c16-946b-35dbbce2af2f",
        "rushes takes settle 4f2a91 --not-made",
        "rushes takes settle 4f2a91 --lost",
    ],
)
@click.argument("take_id", metavar="ID")
@click.option("--job", metavar="JOB", help="It was made: what its provider calls it. Its clip is fetched.")
@click.option("--not-made", is_flag=True, help="It was never made: it costs nothing, and may be made anew.")
@click.option("--lost", is_flag=True, help="It was made and paid for, and its clip is not to be had.")
@click.option("--no-wait", is_flag=True, help="With --job: do not wait for the clip.")
@workspace_option
@progress_options
def settle_take(
    out: Out,
    take_id: str,
    *,
    job: str | None,
    not_made: bool,
    lost: bool,
    no_wait: bool,
    workspace: Path | None,
) -> None:
    """Say what became of a take whose outcome is unknown.

    Its request may have been accepted, and nobody knows: so it was not sent again. Look at the provider's
    own page whether it was made at that time, then say which of the three it is.
    """
    if count_true(job is not None, not_made, lost) != 1:
        raise UsageError(
            "a take is settled by exactly one of --job JOB, --not-made and --lost",
            hint="look at the provider's own page which of them it is",
        )
    with open_beside(out, workspace) as opened:
        if job is not None:
            take = opened.settle(take_id, job=job)
            if not no_wait:
                with following(out) as listen:
                    (take,) = opened.wait_all([take.id], listen=listen)
        else:
            take = opened.settle(take_id, outcome="not made" if not_made else "lost")
    if out.json or take.path is not None:
        show_take(out, take)
    elif job is not None:
        out.say(
            f"{take_name(take)} is {take.model.partition(':')[0]}'s {job}; `rushes takes wait` fetches it"
        )
    elif lost:
        out.say(f"{take_name(take)} is lost, and {take.price} are spent; `rushes film` makes another")
    else:
        out.say(f"{take_name(take)} was never made and costs nothing; `rushes film` makes it anew")


def count_true(*given: bool) -> int:
    return sum(given)
