"""`rushes doctor`: try everything that a film needs, and say how to mend what is missing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from rushes.cli.account_checks import account_checks, account_document
from rushes.cli.checks import CHECKS, PLACE_CHECKS, Check, Place
from rushes.cli.framework import command, workspace_option
from rushes.cli.opening import settings_for
from rushes.cli.out import Out
from rushes.errors import RushesError

if TYPE_CHECKING:
    from rushes.model import Json

__all__ = ["doctor"]

_COLOUR = {"ok": "green", "warn": "yellow", "fail": "red"}


@command("doctor", examples=["rushes doctor", "rushes doctor --workspace films"])
@workspace_option
@click.pass_context
def doctor(ctx: click.Context, out: Out, workspace: Path | None) -> None:
    """Check that everything rushes needs is here.

    Each line is ok, warn or fail, and says what mends it. Exit code 1 when a line fails.
    """
    found = [_run(check.__name__, check) for check in CHECKS]
    found += _accounts(out)
    try:
        place = _place(out, workspace)
    except RushesError as error:  # told once: where the workspace lies depends on the settings
        found.append(Check("settings", "fail", str(error), error.hint or ""))
    else:
        found += [_run(check.__name__, partial(check, place)) for check in PLACE_CHECKS]
    if out.json:
        out.document("rushes/doctor/1", {"checks": [_fields(check) for check in found]})
    else:
        _show(out, found)
    if any(check.state == "fail" for check in found):
        ctx.exit(1)


def _place(out: Out, folder: Path | None) -> Place:
    held, project = settings_for(out.environ, folder)
    return Place(held, project.absolute() / ".rushes")


def _accounts(out: Out) -> list[Check]:
    try:
        return account_checks(out.environ)
    except RushesError as error:  # a broken catalogue
        return [Check("accounts", "fail", str(error), error.hint or "")]


def _run(name: str, check: Callable[[], Check]) -> Check:
    """What the check finds; one that breaks has failed."""
    try:
        return check()
    except RushesError as error:
        return Check(name, "fail", str(error), error.hint or "")
    except Exception as error:  # noqa: BLE001  (a check must never hide the checks after it)
        return Check(name, "fail", f"{type(error).__name__}: {error}")


def _fields(check: Check) -> dict[str, Json]:
    return {
        "name": check.name,
        "state": check.state,
        "detail": check.detail,
        "fix": check.fix or None,
        "account": account_document(check.account),
    }


def _show(out: Out, found: Sequence[Check]) -> None:
    longest = max(len(check.name) for check in found)
    for check in found:
        state = out.colour(f"{check.state:4}", _COLOUR[check.state])
        out.stdout.write(f"{state}  ")
        out.data(f"{check.name:{longest}}  {check.detail}")
        for line in (*check.notes, *([check.fix] if check.fix else [])):
            out.data(f"{'':4}  {'':{longest}}  {line}")
