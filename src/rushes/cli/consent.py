"""A yes before anything is bought: `--yes`, or an answer at the terminal."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from rushes.cli.out import Out, is_terminal
from rushes.cli.progress import Step, following
from rushes.errors import NoConsent
from rushes.shoot.budget import Allowance

__all__ = ["agreed"]

ResultT = TypeVar("ResultT")
Listener = Callable[[Step], None]


def agreed(out: Out, work: Callable[[Listener, Allowance], ResultT], allowance: Allowance) -> ResultT:
    """Do `work(listen, allowance)` under a view of its progress.

    Where it lacks consent and a person is there, they are asked, and it is done again with a yes.
    Raises NoConsent when they say no, or when nobody can be asked.
    """
    try:
        with following(out) as listen:
            return work(listen, allowance)
    except NoConsent as error:
        somebody = not out.json and is_terminal(out.stdin) and is_terminal(out.stderr)
        if allowance.yes or not somebody or not out.confirm(f"{error}. Go on?"):
            raise
    with following(out) as listen:
        return work(listen, replace(allowance, yes=True))
