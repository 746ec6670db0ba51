"""What `rushes doctor` says of each provider: its credit and limits, or what is wrong with its key."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from rushes.cli.checks import Check

if TYPE_CHECKING:
    from rushes.model import Json
    from rushes.providers.base import Account, Limits
    from rushes.workspace.accounts import Access

__all__ = ["account_checks", "account_document"]


def account_checks(environ: Mapping[str, str]) -> list[Check]:
    """A check for every installed provider; those with a key are asked, which costs nothing."""
    from rushes.workspace.accounts import ask_accounts

    return [account_check(access) for access in ask_accounts(environ)]


def account_check(access: Access) -> Check:
    name, account = access.provider, access.account
    if access.error is not None:
        return Check(name, "fail", str(access.error), fix(access), asked(access))
    if access.variable is None and access.variables:
        return Check(name, "ok", f"not set up: {' or '.join(access.variables)} would hold its key")
    if account is None:
        detail = "it tells nothing of the account" if access.variable else "needs no key"
        return Check(name, "ok", detail, notes=asked(access) if access.variable else ())
    said = [f"credit {account.credit}" if account.credit is not None else "answers"]
    if account.most_per_month is not None:
        said.append(f"at most {account.most_per_month} a month")
    notes = (*asked(access), *limit_lines(account, access.models))
    empty = account.credit is not None and not account.credit.micros
    state, mend = ("warn", "buy credit before paid takes are made") if empty else ("ok", "")
    return Check(name, state, ", ".join(said), mend, notes, account)


def asked(access: Access) -> tuple[str, ...]:
    """Where it was asked, and with the key of which variable; never the key itself."""
    if not access.address or access.variable is None:
        return ()
    return (f"asked at {access.address} with the key in {access.variable}",)


def fix(access: Access) -> str:
    if access.error is not None and access.error.hint:
        return access.error.hint
    variables = [one for one in (access.variable, access.address_variable) if one]
    return f"look at what {' and '.join(variables)} hold" if variables else "install it again"


def limit_lines(account: Account, known: Sequence[str]) -> list[str]:
    """What the tier allows for each model that is known: those with the same limits together; and today's."""
    groups: dict[str, list[str]] = {}
    models = {name: account.models[name] for name in known if name in account.models}
    for name, limits in models.items():
        if words := limit_words(limits):
            groups.setdefault(words, []).append(name)
    lines: list[str] = []
    for words, names in sorted(groups.items(), key=lambda one: len(one[1])):
        some = ", ".join(names) if len(names) <= 3 else f"each of {len(names)} models"
        lines.append(f"{words} with {some}")
    used = [f"{name} {limits.today}" for name, limits in models.items() if limits.today]
    return [*lines, *([f"made in the last 24 hours: {', '.join(used)}"] if used else [])]


def limit_words(limits: Limits) -> str:
    """`1 at once and 50 a day`."""
    said = [f"{limits.at_once} at once"] if limits.at_once is not None else []
    said += [f"{limits.per_day} a day"] if limits.per_day is not None else []
    return " and ".join(said)


def account_document(account: Account | None) -> dict[str, Json] | None:
    """What a provider says of the account, as JSON."""
    if account is None:
        return None
    return {
        "credit_micros": None if account.credit is None else account.credit.micros,
        "most_per_month_micros": None if account.most_per_month is None else account.most_per_month.micros,
        "models": {
            name: {"at_once": one.at_once, "per_day": one.per_day, "today": one.today}
            for name, one in account.models.items()
        },
    }
