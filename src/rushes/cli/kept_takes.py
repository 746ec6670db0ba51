"""`rushes takes verify`, `drop`, `export` and `recover`: takes that are kept."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from rushes.cli.framework import FILE, command, progress_options, workspace_option
from rushes.cli.open_takes import is_board
from rushes.cli.opening import made_for, open_beside, read_board
from rushes.cli.out import Out
from rushes.cli.progress import following
from rushes.cli.taken import take_document, take_name
from rushes.cli.texts import amount, count, shown
from rushes.errors import UsageError

if TYPE_CHECKING:
    from rushes.model import Json, Take
    from rushes.store.verify import Flaw
    from rushes.workspace import Workspace
    from rushes.workspace.keeping import Dropped

__all__ = ["drop_takes", "export_takes", "recover_takes", "verify_takes"]


@dataclass(frozen=True, slots=True)
class _Read:
    """How much of the takes is read."""

    fraction: float
    whole: float
    stage: str = "read"
    item: str = "takes"


@command("verify", examples=["rushes takes verify", "rushes takes verify 4f2a91 07c3be"])
@click.argument("ids", nargs=-1, metavar="[ID…]")
@workspace_option
@progress_options
@click.pass_context
def verify_takes(ctx: click.Context, out: Out, ids: tuple[str, ...], workspace: Path | None) -> None:
    """Read every kept take again: do its bytes still have their hash, is its sidecar whole?

    A line for each thing that is wrong, with what mends it; exit code 1 then. Without an ID, files that no
    take has are told, too.
    """
    with open_beside(out, workspace) as opened, _reading(out) as progress:
        found = opened.verify(ids or None, progress=progress)
    if out.json:
        out.document(
            "rushes/verify/1",
            {
                "takes": found.takes,
                "bytes": found.size,
                "flaws": [_flaw_document(flaw) for flaw in found.flaws],
            },
        )
    else:
        for flaw in found.flaws:
            out.data(_flaw_line(flaw))
        wrong = f"{len(found.flaws)} wrong" if found.flaws else "all as they should be"
        out.say(f"{count(found.takes, 'take')}, {amount(found.size)} read: {wrong}")
    if found.flaws:
        ctx.exit(1)


@command("drop", examples=["rushes takes drop 4f2a91", "rushes takes drop 4f2a91 07c3be --yes"])
@click.argument("ids", nargs=-1, required=True, metavar="ID…")
@click.option("--yes", is_flag=True, help="Drop also takes that a shot uses.")
@workspace_option
def drop_takes(out: Out, ids: tuple[str, ...], *, yes: bool, workspace: Path | None) -> None:
    """Throw the bytes of takes away. What they cost and where they came from stays written down.

    A take that a shot uses is dropped only with a yes. Bytes that another take shares stay.
    """
    with open_beside(out, workspace) as opened:
        dropped = opened.drop(ids, used=yes or _agrees(out, opened, ids))
    if out.json:
        out.document(
            "rushes/drop/1",
            {
                "takes": [take_document(take) for take in dropped.takes],
                "bytes_freed": dropped.freed,
                "later": dropped.later,
            },
        )
        return
    out.say(f"dropped {count(len(dropped.takes), 'take')}; {_freed(dropped)}")


def _agrees(out: Out, opened: Workspace, ids: Sequence[str]) -> bool:
    """Whether a person at the terminal agrees that shots lose their takes; False where nobody is asked."""
    from rushes.workspace.keeping import place_names

    used = [
        f"{take_name(take)} is used by {place_names(users)}"
        for take in map(opened.take, ids)
        if (users := opened.users(take.id))
    ]
    if not used or not out.somebody:
        return False
    return out.confirm(f"{'; '.join(used)}. Drop it all the same?")


def _freed(dropped: Dropped) -> str:
    if dropped.later:
        return "something is made in this workspace now, so the files go with the next `rushes gc`"
    return f"{amount(dropped.freed)} are free"


@command(
    "export",
    examples=[
        "rushes takes export film.yaml -o clips          the takes that the film uses",
        "rushes takes export film.yaml -o clips --all    every take of its shots",
        "rushes takes export 4f2a91 -o clips",
    ],
)
@click.argument("which", nargs=-1, required=True, metavar="BOARD | ID…")
@click.option("-o", "--output", type=FILE, required=True, metavar="FOLDER", help="Where the copies go.")
@click.option(
    "--all", "every", is_flag=True, help="Every kept take of the storyboard, not only the used ones."
)
@workspace_option
def export_takes(
    out: Out, which: tuple[str, ...], *, output: Path, every: bool, workspace: Path | None
) -> None:
    """Copy takes to a folder, as s01-take2.mp4 and so on, each with its sidecar (JSON) beside it.

    Of a storyboard or a batch, the takes that it uses. Another file of the same name is never overwritten.
    """
    from rushes.batch.text import KINDS

    board = Path(which[0]) if is_board(which) else None
    if board is not None and len(which) > 1:
        raise UsageError("that is too much after a storyboard", hint="one storyboard, or takes by their ids")
    if board is None and every:
        raise UsageError("--all is of a storyboard's takes", hint="name a storyboard, or leave --all out")
    with open_beside(out, workspace, board) as opened:
        if board is None:
            copies = opened.export(which, output)
        elif board.suffix.lower() in KINDS:
            made_for(opened, board)
            copies = opened.export(board, output, every=every)
        else:
            story = read_board(out, board)
            copies = opened.export(story, output, every=every)
            there = {one.take.shot for one in copies}
            for shot in story.shots:
                if shot.clip is None and shot.id not in there:
                    out.warn(f"shot {shot.id} has no take to copy")
    if out.json:
        out.document(
            "rushes/export/1",
            {
                "folder": str(output.absolute()),
                "files": [
                    {
                        "take": one.take.id,
                        "shot": one.take.shot,
                        "clip": str(one.clip.absolute()),
                        "sidecar": str(one.sidecar.absolute()),
                        "new": one.new,
                    }
                    for one in copies
                ],
            },
        )
        return
    for one in copies:
        out.path(one.clip)
    new = sum(one.new for one in copies)
    old = f", {len(copies) - new} there already" if new < len(copies) else ""
    out.say(f"copied {count(new, 'take')} to {shown(output)}{old}")


@command("recover", examples=["rushes takes recover"])
@workspace_option
@progress_options
@click.pass_context
def recover_takes(ctx: click.Context, out: Out, workspace: Path | None) -> None:
    """Write the ledger's rows again from the sidecars that lie beside the takes.

    For a ledger that was lost, or an older copy of it. Every clip is read and hashed before its row is
    written; the newest take of each shot is circled. Sidecars that are missing are written, too. What is
    there already stays as it is. Exit code 1 where something could not be recovered.
    """
    with open_beside(out, workspace) as opened, _reading(out) as progress:
        found = opened.recover(progress=progress)
    if out.json:
        out.document(
            "rushes/recover/1",
            {
                "there": found.there,
                "restored": [take.id for take in found.restored],
                "sidecars_written": [take.id for take in found.written],
                "flaws": [_flaw_document(flaw) for flaw in found.flaws],
            },
        )
    else:
        for flaw in found.flaws:
            out.data(_flaw_line(flaw))
        said = [f"{count(len(found.restored), 'take')} restored", f"{found.there} there already"]
        said += [f"{count(len(found.written), 'sidecar')} written"] if found.written else []
        said += [f"{len(found.flaws)} of no use"] if found.flaws else []
        out.say(", ".join(said))
    if found.flaws:
        ctx.exit(1)


@contextmanager
def _reading(out: Out) -> Generator[Callable[[Take, float], None]]:
    """A listener for takes that are read, in the form that fits where stderr goes."""
    with following(out) as listen:
        # A line for each of thousands of takes says nothing: the whole is what moves.
        yield lambda _take, share: listen(_Read(share, share))


def _flaw_line(flaw: Flaw) -> str:
    """`take 4f2a91b3c0de (s01): its clip is gone; next: …`."""
    about = take_name(flaw.take) if flaw.take is not None else shown(flaw.path)
    where = f" ({shown(flaw.path)})" if flaw.take is not None else ""
    return f"{about}: {flaw.problem}{where}; next: {flaw.mend}"


def _flaw_document(flaw: Flaw) -> dict[str, Json]:
    return {
        "take": None if flaw.take is None else flaw.take.id,
        "shot": None if flaw.take is None else flaw.take.shot,
        "path": str(flaw.path.absolute()),
        "problem": flaw.problem,
        "mend": flaw.mend,
    }
