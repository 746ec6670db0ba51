"""The contract between rushes and whoever makes clips.

A provider knows neither queue nor ledger nor sleep: it is asked one thing at a time. Polling,
retries, deadlines, budgets and downloads are written once, above it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol, runtime_checkable

from rushes.errors import ProviderError
from rushes.model import Money, Request, Ticket, Units
from rushes.model_card import ModelCard

if TYPE_CHECKING:
    from rushes.http import Credentials, Http
    from rushes.prompts.library import Library


@dataclass(frozen=True, slots=True)
class FileOutput:
    """A clip that lies in the scratch folder that the caller gave; the caller moves it away."""

    path: Path


@dataclass(frozen=True, slots=True)
class UrlOutput:
    """A clip to download. `needs_key`: it is asked for with the provider's credentials (see `Keyed`)."""

    url: str
    expires: datetime | None = None
    needs_key: bool = False


Output = FileOutput | UrlOutput


@dataclass(frozen=True, slots=True)
class Pending:
    """Not ready. `progress` runs from 0 to 1 where the provider tells."""

    progress: float | None = None


@dataclass(frozen=True, slots=True)
class Done:
    """Ready to be fetched. `cost` is what the provider reports, None where it reports nothing.

    `units` is the same in what the provider itself counts.
    """

    outputs: tuple[Output, ...]
    cost: Money | None = None
    units: Units | None = None


@dataclass(frozen=True, slots=True)
class Failed:
    """It will never be ready; `error` says why and whether it was billed.

    `end` is "lost" when the provider knows it no more. `cost` is what the provider reports.
    """

    error: ProviderError
    end: Literal["failed", "cancelled", "lost"] = "failed"
    cost: Money | None = None
    units: Units | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """The create was accepted; this finds the generation."""

    ticket: Ticket


@dataclass(frozen=True, slots=True)
class Absent:
    """The provider has no generation under this key."""


@dataclass(frozen=True, slots=True)
class CannotSay:
    """The provider cannot tell whether the create was accepted."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What an account may do with one model; None: no limit is known."""

    at_once: int | None = None
    per_day: int | None = None
    today: int | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """What a provider says of the account. `most_per_month` is what it may spend in a month."""

    credit: Money | None = None
    most_per_month: Money | None = None
    models: Mapping[str, Limits] = field(default_factory=dict[str, Limits])


class Provider(Protocol):
    """A maker of clips. Every method asks once: no loop, no sleep."""

    @property
    def name(self) -> str: ...

    def cards(self) -> Sequence[ModelCard]:
        """What its models can do."""
        ...

    async def prepare(self, request: Request) -> Request:
        """Whatever is free and repeatable before the create: uploads, look-ups."""
        ...

    async def submit(self, request: Request, *, key: str) -> Ticket:
        """Ask for the clip: the one call that costs. `key` names the take to the provider.

        The ticket's `id` is the provider's own name of the generation. Raises UnknownOutcome where it may
        have been accepted; anything else with `billed` "no" where it provably was not.
        """
        ...

    async def check(self, ticket: Ticket) -> Pending | Done | Failed:
        """How the generation stands."""
        ...


def _client() -> Http:
    from rushes.http import Http  # only who fetches something loads a client

    return Http()


@dataclass(frozen=True, slots=True)
class ProviderContext:
    """What a provider is given when it is opened.

    `scratch` is a folder of the workspace's file system for files on their way in.
    `secret` looks up a key by the variable names that the vendor's own tools read; it raises
    MissingKey when none is set. `setting` looks up what is no secret, such as another address.
    `base_url` is where the provider is asked: its catalogue's address, or the one of its variable.
    `http` is the one client that everything is fetched with. `library` says what words mean in prompts,
    to a provider that reads them itself; None is that of rushes. `cache` is a folder for what can be
    fetched again at any time; None: there is none.
    """

    scratch: Path
    workers: int
    secret: Callable[[Sequence[str]], str]
    setting: Callable[[str], str | None] = lambda _: None
    base_url: str = ""
    http: Http = field(default_factory=_client)
    library: Library | None = None
    cache: Path | None = None


class ProviderFactory(Protocol):
    """How a provider's module hands itself over: `provider = open_previz` under its own name."""

    def __call__(self, context: ProviderContext) -> Provider: ...


@runtime_checkable
class Paced(Protocol):
    """What a provider may say of its own pace; one that does not gets 3 at once, asked every second.

    `concurrency` is how many generations run at once, `poll_interval` the seconds between two checks.
    """

    @property
    def concurrency(self) -> int: ...

    @property
    def poll_interval(self) -> float: ...


@runtime_checkable
class Placed(Protocol):
    """What a provider that is asked over the network says: the scheme and host of its address."""

    @property
    def origin(self) -> str: ...


@runtime_checkable
class Keyed(Protocol):
    """A provider whose clips are fetched from its own server, with its key.

    The key goes to the origin that the credentials name, and to no other, wherever that one leads.
    """

    @property
    def credentials(self) -> Credentials: ...


@runtime_checkable
class Accountable(Protocol):
    """A provider that tells of the account: its credit and its limits, at no cost."""

    async def account(self) -> Account: ...


@runtime_checkable
class Findable(Protocol):
    """A provider that can be asked for a generation by the key that its create named."""

    @property
    def visible_after(self) -> float:
        """The seconds after which a generation that was accepted can be found for certain."""
        ...

    async def find(self, key: str, since: datetime) -> Found | Absent | CannotSay:
        """The generation of the take `key`, whose create left after `since`."""
        ...


@dataclass(frozen=True, slots=True)
class Likenesses:
    """The generations of a list that may have come of one create, which the vendor has no key of.

    `same` were asked for with the very words and settings, when the create left; of `doubtful` that cannot
    be told. `whole`: the list was read far enough back, and one that is not among them is not there.
    """

    same: Sequence[Ticket] = ()
    doubtful: Sequence[Ticket] = ()
    whole: bool = False


@runtime_checkable
class Listing(Protocol):
    """A provider that lists its generations with what each was asked for, and may take no key."""

    @property
    def visible_after(self) -> float:
        """The seconds after which a generation that was accepted stands in the list for certain."""
        ...

    async def list_alike(self, request: Request, *, key: str, left: datetime) -> Likenesses:
        """The generations that may have come of `request` for the take `key`, whose create left at `left`."""
        ...


@runtime_checkable
class Stoppable(Protocol):
    """A provider that can be asked to stop a generation."""

    async def cancel(self, ticket: Ticket) -> None:
        """Stop the generation; nothing happens where it has ended."""
        ...


@runtime_checkable
class Deduplicating(Protocol):
    """A provider that makes one generation of several creates with the same key."""

    @property
    def deduplicates(self) -> Literal[True]: ...


@runtime_checkable
class Adoptable(Protocol):
    """A provider whose generations have names that a person can read on its own pages."""

    def adopt(self, job: str, request: Request) -> Ticket:
        """The ticket of the generation that the provider calls `job`. Raises UsageError for no such name."""
        ...


def base_url_of(card: ModelCard, setting: Callable[[str], str | None]) -> str:
    """Where the model's provider is asked; empty for one that is not asked over the network."""
    named = setting(card.base_url_variable) if card.base_url_variable else None
    return (named or card.base_url).rstrip("/")


def origin_of(card: ModelCard, setting: Callable[[str], str | None]) -> str:
    """Who makes a model's clips, and where: a stand-in's takes are never taken for the vendor's own.

    Raises ConfigError when the address is none.
    """
    address = base_url_of(card, setting)
    if not address:
        return card.provider
    from rushes.http import origin

    return f"{card.provider} {origin(address)}"
