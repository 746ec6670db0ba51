"""`rushes gc`: take away what can be made again."""

from __future__ import annotations

from pathlib import Path

import click

from rushes.cli.framework import command, workspace_option
from rushes.cli.opening import open_beside
from rushes.cli.out import Out
from rushes.cli.texts import amount, count

__all__ = ["gc"]

# What the kinds are called to a person; others by their own name.
KINDS = {
    "parts": "parts of films",
    "sound": "sound of films",
    "stills": "drawn titles and captions",
    "facts": "facts about clips",
    "drafts": "shots drawn for drafts",
    "inputs": "pictures and clips for requests",
    "tmp": "left by processes that are gone",
    "owners": "signs of life of processes that are gone",
    "dropped": "takes that were dropped",
}


@command("gc", examples=["rushes gc --dry-run", "rushes gc"])
@click.option("--dry-run", is_flag=True, help="Say what would be removed, and remove nothing.")
@workspace_option
def gc(out: Out, dry_run: bool, workspace: Path | None) -> None:
    """Remove what can be made again, and what dead processes left. Never a take.

    The next film takes longer: its parts are encoded anew. As long as another process makes something in
    the workspace, what it may need stays.
    """
    with open_beside(out, workspace) as opened:
        found = opened.gc(dry_run=dry_run)
    if out.json:
        out.document(
            "rushes/gc/1",
            {
                "dry_run": dry_run,
                "bytes": found.size,
                "kinds": {
                    kind: {"files": heap.files, "bytes": heap.size} for kind, heap in found.heaps.items()
                },
                "in_use": found.in_use,
                "inputs_needed": found.needed,
            },
        )
        return
    if found.heaps:
        rows = [
            (KINDS.get(kind, kind), str(heap.files), amount(heap.size))
            for kind, heap in sorted(found.heaps.items(), key=lambda one: -one[1].size)
        ]
        out.table(("what", "files", "size"), rows, right=[1, 2])
    if found.in_use:
        out.say("another process makes something in this workspace: its caches stay; run it again later")
    if found.needed:
        files = count(found.needed, "input")
        out.say(f"{files} of takes that are left open stay: `rushes takes wait` brings these to their end")
    out.say(f"{amount(found.size)} {'would be removed' if dry_run else 'removed'}")
