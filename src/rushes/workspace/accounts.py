"""What every installed provider says of the account; a free question, asked of all at once."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from rushes.errors import MissingKey, RushesError, Unreachable

if TYPE_CHECKING:
    from rushes.http import Http
    from rushes.providers.base import Account
    from rushes.providers.registry import Registry

__all__ = ["Access", "ask_accounts", "beyond_a_day"]

PATIENCE = 20.0  # seconds


@dataclass(frozen=True, slots=True)
class Access:
    """How a provider can be reached: what it says of the account, or what is wrong.

    `variables` are those that its key may stand in, empty for a provider that needs none; `variable` is
    the one that holds it, None where no key is set. `address` is where it is asked, empty for one on this
    machine; `address_variable` says another. `models` are the names of those that rushes knows.
    """

    provider: str
    address: str = ""
    address_variable: str = ""
    models: tuple[str, ...] = ()
    variables: tuple[str, ...] = ()
    variable: str | None = None
    account: Account | None = None
    error: RushesError | None = None


def ask_accounts(
    environ: Mapping[str, str], *, names: Collection[str] | None = None, patience: float = PATIENCE
) -> list[Access]:
    """Ask every installed provider that has a key, or those of `names`. Raises nothing of theirs.

    `patience` is how many seconds each may take.
    """
    from rushes.shoot.portal import Portal

    portal = Portal()
    try:
        return portal.call(ask_all(environ, names, patience))
    finally:
        portal.close()


async def ask_all(environ: Mapping[str, str], names: Collection[str] | None, patience: float) -> list[Access]:
    from rushes.http import Http
    from rushes.providers.registry import Registry

    registry, http = Registry(), Http()
    try:
        wanted = [name for name in registry.names() if names is None or name in names]
        asked = [ask_one(name, registry, environ, http, patience) for name in wanted]
        return list(await asyncio.gather(*asked))
    finally:
        await http.close()


def beyond_a_day(counts: Mapping[str, int], accesses: Iterable[Access]) -> list[str]:
    """What is to be said of a plan that makes more clips than the accounts may in a day.

    `counts` are how many clips of each model are to be made, by the model's id.
    """
    told: list[str] = []
    for access in accesses:
        if access.account is None:
            continue
        for name, limits in access.account.models.items():
            wanted, most = counts.get(f"{access.provider}:{name}", 0), limits.per_day
            if not wanted or most is None:
                continue
            left = max(0, most - (limits.today or 0))
            if wanted > left:
                told.append(
                    f"{access.provider}:{name}: {wanted} clips are to be made, and the account makes {most}"
                    f" in 24 hours, of which {left} are left: the others are refused then, and cost nothing;"
                    " run it again the next day to make them"
                )
    return told


async def ask_one(
    name: str, registry: Registry, environ: Mapping[str, str], http: Http, patience: float
) -> Access:
    from rushes.http import redacted, scrub
    from rushes.providers.base import Accountable, ProviderContext, base_url_of

    variables: list[str] = []
    held: dict[str, str] = {}

    def secret(names: Sequence[str]) -> str:
        variables.extend(names)
        for one in names:
            if environ.get(one):
                held[one] = environ[one]
                return held[one]
        raise MissingKey(f"no key is set: {' or '.join(names)}")

    access = Access(name)
    account, error = None, None
    try:
        cards = registry.cards_of(name)
        base_url = base_url_of(cards[0], environ.get)
        access = Access(
            name,
            address=redacted(base_url) if base_url else "",
            address_variable=cards[0].base_url_variable,
            models=tuple(card.name for card in cards),
        )
        context = ProviderContext(
            scratch=Path(), workers=1, secret=secret, setting=environ.get, http=http
        )  # it is only asked about the account: nothing comes to lie in a folder
        provider = registry.open_provider(name, context)
        if isinstance(provider, Accountable):
            account = await asyncio.wait_for(provider.account(), patience)
    except TimeoutError:
        error = Unreachable(
            f"{name} does not answer within {patience:g} s", provider=name, billed="no", retryable=True,
            hint="check the connection and the address",
        )  # fmt: skip
    except MissingKey as missing:
        error = missing if held else None  # without a key there is nothing to ask
    except RushesError as told:
        error = told
    except Exception as broken:  # noqa: BLE001  another package's provider may raise anything
        error = RushesError(f"{name} broke: {type(broken).__name__}: {broken}")
    if error is not None:
        error.message = scrub(error.message, *held.values())
        error.args = (error.message,)
    return replace(
        access,
        variables=tuple(variables),
        variable=next(iter(held), None),
        account=account,
        error=error,
    )
