"""One account at a vendor's HTTP API: what every adapter does alike, whatever the vendor's words are."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Generator, Mapping
from pathlib import Path
from typing import Any, cast

from rushes.errors import (
    BadReply,
    ConfigError,
    MissingKey,
    ProviderError,
    UnknownOutcome,
    Unreachable,
    UsageError,
)
from rushes.http import Credentials, Http, NotSent, Reply, is_loopback, is_private, origin, redacted
from rushes.model import Json, Request, Ticket

__all__ = ["UNSENT", "Api", "document", "listed", "nothing_bought", "reading", "table", "usable_key"]

PATIENCE = 60.0  # seconds without a byte
UNSENT = "nothing was bought: run it again later"


class Api:
    """An address, a key that goes nowhere else, and one request at a time.

    `name` is the provider's, `variable` the one of its address. `keyed` gives the headers that hold the
    key, made anew for each request; `secrets` is what no message may repeat. `headers` go with everything.
    """

    def __init__(
        self,
        name: str,
        *,
        http: Http,
        base_url: str,
        variable: str,
        keyed: Callable[[], Mapping[str, str]],
        secrets: tuple[str, ...],
        headers: Mapping[str, str] | None = None,
        patience: float = PATIENCE,
    ) -> None:
        self.name = name
        self.origin = origin(base_url)
        self.http = http
        self.secrets = secrets
        self.variable = variable
        self._base = base_url.rstrip("/")
        self._keyed = keyed
        self._headers = {"Accept": "application/json", **(headers or {})}
        self._patience = patience

    async def ask(
        self,
        method: str,
        path: str,
        *,
        body: Json = None,
        form: Mapping[str, str] | None = None,
        file: tuple[str, Path, str] | None = None,
        file_field: str = "file",
        headers: Mapping[str, str] | None = None,
    ) -> Reply:
        """One request at the API, once. Raises Unreachable (NotSent, NoAnswer), BadReply."""
        return await self.http.send(
            method, f"{self._base}{path}", headers={**self._headers, **(headers or {})},
            credentials=Credentials(self.origin, self._keyed()), body=body, form=form, file=file,
            file_field=file_field, patience=self._patience,
        )  # fmt: skip

    async def create(
        self,
        path: str,
        *,
        model: str,
        hint: str,
        body: Json = None,
        form: Mapping[str, str] | None = None,
        file: tuple[str, Path, str] | None = None,
        file_field: str = "file",
        headers: Mapping[str, str] | None = None,
    ) -> Reply:
        """Post the create of a clip, once: the one request that costs.

        Raises NotSent where it provably did not arrive, UnknownOutcome (with `hint`) where it may have.
        """
        try:
            return await self.ask(
                "POST", path, body=body, form=form, file=file, file_field=file_field, headers=headers
            )
        except NotSent as error:
            error.provider = self.name
            raise
        except (Unreachable, BadReply) as error:
            failed = UnknownOutcome(
                f"{self.name} may have accepted the request for {model}: {error.message}",
                provider=self.name, status=error.status, billed="unknown", hint=hint,
            )  # fmt: skip
        raise failed

    async def send_file(
        self,
        url: str,
        file: tuple[str, Path, str],
        *,
        form: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        token: str = "",
    ) -> Reply:
        """Post a file, without the key, to a place that the vendor named: in a `form`, or as the body.

        `token` is what the vendor gave for that place alone, as its `Authorization`. Raises BadReply for a
        place on a private network, and where the file is not taken; Unreachable.
        """
        if not is_loopback(self.origin) and (
            not url.startswith("https://") or await asyncio.to_thread(is_private, url)
        ):
            raise BadReply(
                f"{self.name} wants a file at {redacted(url)}; it was not sent",
                provider=self.name, billed="no", hint=f"check {self.variable}",
            )  # fmt: skip
        sent = await self.http.send(
            "POST", url, form=form, file=None if form is None else file,
            whole=(file[1], file[2]) if form is None else None, headers=headers,
            credentials=Credentials(origin(url), {"Authorization": token}) if token else None,
            patience=self._patience,
        )  # fmt: skip
        if sent.status not in (200, 201, 204):
            raise BadReply(
                f"{redacted(url)} did not take a file: it answers {sent.status}",
                provider=self.name, status=sent.status, retryable=sent.status >= 500, billed="no",
                hint=UNSENT,
            )  # fmt: skip
        return sent

    def told(self, request: Request) -> dict[str, Json]:
        """What a ticket holds besides the vendor's own name of the generation."""
        roles: list[Json] = [one.role for one in request.inputs]
        return {"origin": self.origin, "model": request.model, "inputs": roles}

    def job_of(self, ticket: Ticket) -> str:
        """The vendor's name of the generation. Raises ConfigError for one that was made elsewhere."""
        job, made_at = str(ticket.data.get("id", "")), str(ticket.data.get("origin", self.origin))
        if made_at != self.origin:
            raise ConfigError(
                f"the take was made at {made_at}, and {self.name} is asked at {self.origin}",
                hint=f"set {self.variable} to {made_at}",
            )
        if not job or "/" in job:
            raise BadReply(
                f"the ticket of a generation at {self.name} cannot be read", provider=self.name,
                hint="`rushes takes show` tells what is known of it",
            )  # fmt: skip
        return job


def usable_key(key: str, variable: str) -> str:
    """`key` without the spaces around it. Raises MissingKey for what no header can hold."""
    key = key.strip()
    if not key.isascii() or not key.isprintable() or " " in key:
        raise MissingKey(f"the key in {variable} is no key: it holds spaces or other signs")
    return key


def document(reply: Reply) -> dict[str, Any]:
    """The body as a table; an empty one when it is none."""
    try:
        found = reply.json()
    except ValueError:
        return {}
    return table(found)


def table(value: object) -> dict[str, Any]:
    """`value` when it is a table of JSON, else an empty one."""
    return cast("dict[str, Any]", value) if isinstance(value, dict) else {}


def listed(value: object) -> list[Any]:
    """`value` when it is a list of JSON, else an empty one."""
    return cast("list[Any]", value) if isinstance(value, list) else []


@contextlib.contextmanager
def nothing_bought() -> Generator[None]:
    """What goes wrong in here goes wrong before the create."""
    try:
        yield
    except ProviderError as error:
        error.billed = "no"
        raise


@contextlib.contextmanager
def reading(path: Path) -> Generator[None]:
    """Raises UsageError where the file at `path` cannot be read."""
    try:
        yield
    except OSError as error:
        raise UsageError(
            f"{path} cannot be read: {error.strerror or error}", hint="look at its name and its folder"
        ) from error
