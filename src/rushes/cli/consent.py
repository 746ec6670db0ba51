"""A yes before anything is bought: `--yes`, `--budget`, or an answer at the terminal."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from rushes.cli.out import Out
from rushes.cli.progress import Step, following
from rushes.errors import NoConsent
from rushes.model import Money
from rushes.shoot.budget import Allowance

__all__ = ["agreed", "consented"]

ResultT = TypeVar("ResultT")
Listener = Callable[[Step], None]


def agreed(out: Out, work: Callable[[Listener, Allowance], ResultT], allowance: Allowance) -> ResultT:
    """Do `work(listen, allowance)` under a view of its progress; else as `consented`."""

    def watched(agreed_to: Allowance) -> ResultT:
        with following(out) as listen:
            return work(listen, agreed_to)

    return consented(out, watched, allowance)


def consented(out: Out, work: Callable[[Allowance], ResultT], allowance: Allowance) -> ResultT:
    """Do `work(allowance)`; where it lacks consent and a person is there, ask them, and do it with a yes.

    Raises NoConsent when they say no, or when nobody can be asked.
    """
    try:
        return work(allowance)
    except NoConsent as error:
        # A yes is to the price that was shown, and to no other.
        if error.micros is None or not out.somebody or not out.confirm(f"{error}. Go on?"):
            raise
        agreed_to = replace(allowance, budget=Money(error.micros))
    return work(agreed_to)
