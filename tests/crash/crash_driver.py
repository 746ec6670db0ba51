"""A process that makes takes, and is struck at a boundary of its steps.

It is given one JSON document: `folder`, `strikes`, and what it makes: `board` (a film), `retake` (of a
`shot`), `batch` (a file), or `prompt` (one clip, with its `details`). `hurry`: it
waits that much less than it should; `submits`: it only asks for the clip. It ends as the command line would: with the code of what went wrong.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

from boundaries import Strike, Striker, WatchedWorkspace

from rushes.errors import RushesError, several
from rushes.settings import load_settings
from rushes.storyboard.board import Storyboard
from rushes.workspace import find_root


def make(workspace: WatchedWorkspace, told: dict[str, Any]) -> None:
    if "board" in told:
        workspace.film(Storyboard.load(told["board"]), yes=True)
    elif "retake" in told:
        workspace.retake(Storyboard.load(told["retake"]), told["shot"], yes=True)
    elif "batch" in told:
        started = workspace.start_batch(told["batch"], yes=True)
        started.wait()
        if started.errors:
            raise several(started.errors)
    elif told.get("submits"):
        workspace.submit(told["prompt"], yes=True, **told["details"])
    else:
        workspace.shoot(told["prompt"], yes=True, **told["details"])


def main() -> int:
    told = json.loads(sys.argv[1])
    folder = Path(told["folder"])
    environ = dict(os.environ)
    workspace = WatchedWorkspace(
        find_root(folder, environ=environ), settings=load_settings(folder, environ=environ), environ=environ
    )
    workspace.striker = Striker([Strike(**strike) for strike in told["strikes"]], workspace.root)
    workspace.hurry = told.get("hurry", 1.0)
    try:
        with workspace:
            make(workspace, told)
    except RushesError as error:
        sys.stderr.write(f"{type(error).__name__}: {error}\nhint: {error.hint}\n")
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main())
