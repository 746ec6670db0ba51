"""What a workspace wires together: settings, store, ledger, providers and the loop they run on."""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Callable, Coroutine, Generator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Generic, Self, TypeVar

from rushes.errors import MissingKey
from rushes.model import Take
from rushes.model_card import ModelCard
from rushes.settings import Settings
from rushes.store.blobs import BlobStore
from rushes.store.caches import HashCache
from rushes.store.ledger import Caps, Ledger

if TYPE_CHECKING:
    from concurrent.futures import Future

    from rushes.http import Http
    from rushes.prompts import Library
    from rushes.providers.base import Provider
    from rushes.providers.registry import Registry
    from rushes.shoot.making import Shooter
    from rushes.shoot.portal import Portal
    from rushes.shoot.ports import Clock, Ports

__all__ = ["Parts"]

Part = TypeVar("Part")


class once(Generic[Part]):  # noqa: N801  it is used like `cached_property`, which has no lock since 3.12
    """A part that is opened when first asked for, and once, whatever thread asks."""

    def __init__(self, opened: Callable[[Any], Part]) -> None:
        self._opened = opened
        self._name = opened.__name__
        self.__doc__ = opened.__doc__

    def __get__(self, parts: Parts, kind: type) -> Part:
        with parts.opening:
            if self._name not in parts.__dict__:
                parts.__dict__[self._name] = self._opened(parts)
            return parts.__dict__[self._name]


class Parts:
    """The parts of a workspace, each opened when first asked for. Nothing is made on disk before."""

    def __init__(self, root: Path, *, settings: Settings, environ: Mapping[str, str]) -> None:
        self.root = root
        self.settings = settings
        self._environ = environ
        self._providers: dict[str, Provider] = {}
        self._running: dict[str, Future[Take]] = {}
        self._working = 0
        self.opening = threading.RLock()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Stop what still runs here, and give every file back."""
        http: Http | None = self.__dict__.pop("http", None)
        if (portal := self.__dict__.pop("portal", None)) is not None:
            portal.close(http.close if http is not None else None)
        self._providers.clear()  # before their scratch folder goes
        self._running.clear()
        for part in ("hashes", "ledger", "blobs"):
            opened = self.__dict__.pop(part, None)  # a part that nobody asked for is not there
            if isinstance(opened, HashCache):
                opened.save()
            elif opened is not None:
                opened.close()
        for part in ("shooter", "ports"):
            self.__dict__.pop(part, None)

    @property
    def project(self) -> Path:
        """The folder that the workspace belongs to; storyboards are named relative to it."""
        return self.root.parent

    @property
    def caches(self) -> Path:
        """Where everything lies that can be made again."""
        return self.root / "cache"

    @property
    def workers(self) -> int:
        """How many things are made at once on this machine."""
        return self.settings.workers or cores()

    @contextlib.contextmanager
    def working(self, *, sure: bool = True) -> Generator[None]:
        """Held while something is made of what lies in the caches: nobody takes it away meanwhile.

        Other processes see it by our folder in `tmp/`. `sure` False: it may still be refused, and a
        workspace that is not there is not made for it.
        """
        with self.opening:
            if sure or self.root.is_dir():
                _ = self.blobs.scratch.folder
            self._working += 1
        try:
            yield
        finally:
            with self.opening:
                self._working -= 1

    @property
    def busy(self) -> bool:
        """Whether something is made in this process."""
        portal: Portal | None = self.__dict__.get("portal")
        return self._working > 0 or (portal is not None and portal.busy)

    @once
    def ledger(self) -> Ledger:
        """What is known of the takes."""
        takes, silent = self.root / "takes", self.settings.takeover
        if self.settings.ledger:
            from rushes.store.owners import machine_folder
            from rushes.store.postgres import PostgresLedger

            owners = machine_folder()
            return PostgresLedger(self.settings.ledger, takes=takes, owners=owners, silent=silent)
        from rushes.store.sqlite import SqliteLedger

        return SqliteLedger(self.root / "ledger.db", takes=takes, silent=silent)

    @once
    def blobs(self) -> BlobStore:
        """The takes' bytes."""
        return BlobStore(self.root)

    @once
    def hashes(self) -> HashCache:
        """The hashes of files, remembered."""
        return HashCache(self.caches / "hashes.json")

    @once
    def registry(self) -> Registry:
        """The providers that are installed."""
        from rushes.providers.registry import Registry

        return Registry(self._environ.get)

    @property
    def library(self) -> Library:
        """The words that prompts are read and told with: those of rushes, and the user's own, read once.

        Raises ConfigError for what is wrong in a file of the user's own.
        """
        return self._library

    @once
    def _library(self) -> Library:
        from rushes.prompts import Library

        return Library.load(self.settings.prompts)

    @once
    def portal(self) -> Portal:
        """Runs what is asynchronous for callers that are not."""
        from rushes.shoot.portal import Portal

        return Portal()

    def run(self, work: Coroutine[Any, Any, Part]) -> Part:
        """Run what is asynchronous to its end; Ctrl-C stops it, and is told as Cancelled."""
        return self.portal.call(work)

    @once
    def clock(self) -> Clock:
        """The time that is waited by."""
        from rushes.shoot.ports import Clock

        return Clock()

    @once
    def http(self) -> Http:
        """The one client that everything is fetched with."""
        from rushes.http import Http

        return Http()

    @once
    def ports(self) -> Ports:
        """What the steps of a take work with."""
        from rushes.shoot.ports import Ports

        return Ports(
            ledger=self.ledger,
            blobs=self.blobs,
            inputs=self.caches / "inputs",
            find_card=self.registry.find_card,
            any_card=self.registry.any_card,
            provider=self.provider,
            origin=self.origin,
            clock=self.clock,
            poll_interval=self.settings.poll_interval or None,
            deadline=self.settings.deadline or None,
            caps=Caps(month=self.settings.monthly_budget, project=self.settings.project_budget),
            http=self.http,
            library=self.library,
        )

    @once
    def shooter(self) -> Shooter:
        """Makes the takes."""
        from rushes.shoot.making import Shooter

        return Shooter(self.ports, self.registry.cards)

    def origin(self, card: ModelCard) -> str:
        """Who makes a model's clips, and at which address."""
        from rushes.providers.base import origin_of

        return origin_of(card, self._environ.get)

    def provider(self, name: str) -> Provider:
        """The provider called `name`, opened once. Raises MissingKey, UsageError, ConfigError."""
        from rushes.providers.base import ProviderContext

        if name not in self._providers:
            context = ProviderContext(
                scratch=self.blobs.scratch.folder,
                workers=self.workers,
                secret=self._secret,
                setting=self._environ.get,
                http=self.http,
                library=self.library,
                cache=self.caches / "providers" / name,
            )
            self._providers[name] = self.registry.open_provider(name, context)
        return self._providers[name]

    def _secret(self, names: Sequence[str]) -> str:
        for name in names:
            if value := self._environ.get(name):
                return value
        raise MissingKey(
            f"no key is set: {' or '.join(names)}",
            hint="set it in the environment; the model previz needs none",
        )


def cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
