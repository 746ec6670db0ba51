"""One asynchronous client for everything: nothing is sent twice, and keys go to their own origin only.

It never retries and never follows a redirect by itself. Whoever calls it hears whether a request that
got no answer was provably not sent (`NotSent`), or may have been (`NoAnswer`).
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from rushes.errors import BadReply, ConfigError, Unreachable
from rushes.http.addresses import is_loopback, keep_addresses_out_of_logs, origin, redacted

if TYPE_CHECKING:
    import httpx2

    from rushes.model import Json

__all__ = ["Credentials", "Http", "NoAnswer", "NotSent", "Reply", "Streamed", "retry_after"]

MOST_REPLY = 8 * 1024 * 1024
BLOCK = 1024 * 1024  # of a file that is sent whole
PATIENCE = 60.0  # seconds without a byte
CONNECTING = 10.0  # seconds
IDLE = 2.0  # seconds; servers close idle connections after 5 and more, and a create must not meet that
AT_ONCE = 64  # requests under way; what waits for its turn here is a few bytes, in the pool it is kilobytes
LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
SECRET_HEADERS = {"authorization", "cookie", "x-api-key", "x-goog-api-key"}


class NotSent(Unreachable):
    """The request provably did not reach the server: no name, no connection, no TLS, a proxy's refusal."""


class NoAnswer(Unreachable):
    """The request may have reached the server; what became of it is not known."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """Headers that are sent to `origin` and to nobody else. They are not shown."""

    origin: str
    headers: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer, whole. `url` is without its query."""

    status: int
    headers: Mapping[str, str] = field(repr=False)
    content: bytes = field(repr=False)
    url: str = ""

    def json(self) -> Json:
        """The body as JSON. Raises ValueError when it is none."""
        return json.loads(self.content)

    def retry_after(self, now: datetime) -> float | None:
        """The seconds that the server asks to wait."""
        return retry_after(self.headers.get("retry-after"), now)


@dataclass(frozen=True, slots=True)
class Streamed:
    """An answer whose body is still to come: `blocks` gives it as it was sent, undecoded."""

    status: int
    headers: Mapping[str, str] = field(repr=False)
    blocks: AsyncIterator[bytes] = field(repr=False)


class Http:
    """The asynchronous client for all of rushes; it has a pool of connections for each event loop.

    `now` is the clock that `Retry-After` is read by. A redirect is an answer like any other.
    """

    def __init__(self, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self.now = now
        self._clients: WeakKeyDictionary[asyncio.AbstractEventLoop, httpx2.AsyncClient] = WeakKeyDictionary()
        self._turns: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Semaphore] = WeakKeyDictionary()

    async def send(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        credentials: Credentials | None = None,
        body: Json = None,
        form: Mapping[str, str] | None = None,
        file: tuple[str, Path, str] | None = None,
        file_field: str = "file",
        whole: tuple[Path, str] | None = None,
        patience: float = PATIENCE,
    ) -> Reply:
        """Send one request, once, and return whatever is answered.

        `body` goes as JSON; `form` and `file` (its name, where it lies, its type) as multipart, the file
        last, in `file_field`; `whole` (where it lies, its type) is a file that is the body.
        `patience` is how many seconds may pass without a byte. Raises NotSent or NoAnswer when there is
        no answer, BadReply for one of more than 8 MiB, ConfigError when `credentials` are another's.
        """
        async with self._turn():
            return await self._send(
                method, url, headers=headers, credentials=credentials, body=body, form=form, file=file,
                file_field=file_field, whole=whole, patience=patience,
            )  # fmt: skip

    async def _send(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None,
        credentials: Credentials | None,
        body: Json,
        form: Mapping[str, str] | None,
        file: tuple[str, Path, str] | None,
        file_field: str,
        whole: tuple[Path, str] | None,
        patience: float,
    ) -> Reply:
        told = {**plain_headers(headers), **keyed(url, credentials)}
        content: bytes | AsyncIterator[bytes] | None = None
        if whole is not None:
            size = await asyncio.to_thread(lambda: whole[0].stat().st_size)
            told |= {"Content-Type": whole[1], "Content-Length": str(size)}
            content = blocks_of(whole[0])
        if body is not None:
            content = json.dumps(body, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
            told["Content-Type"] = "application/json"
        with contextlib.ExitStack() as stack:
            parts: list[tuple[str, object]] = [(name, (None, value)) for name, value in (form or {}).items()]
            if file is not None:
                parts.append((file_field, (file[0], stack.enter_context(file[1].open("rb")), file[2])))
            asked = {"content": content, "files": parts or None}
            async with self._answer(method, url, told, patience, **asked) as answer:
                received = bytearray()
                async for block in answer.aiter_bytes(65_536):
                    received += block
                    if len(received) > MOST_REPLY:
                        raise BadReply(
                            f"{redacted(url)} answers with more than 8 MiB",
                            status=answer.status_code,
                            hint="check the address: no provider says so much",
                        )
                return Reply(answer.status_code, lower(answer), bytes(received), redacted(url))

    @contextlib.asynccontextmanager
    async def stream(
        self,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        credentials: Credentials | None = None,
        patience: float = PATIENCE,
    ) -> AsyncGenerator[Streamed]:
        """Get `url`, its body block by block. Raises NotSent or NoAnswer, also while it is read."""
        told = {"Accept-Encoding": "identity", **plain_headers(headers), **keyed(url, credentials)}
        async with self._answer("GET", url, told, patience) as answer:
            yield Streamed(answer.status_code, lower(answer), answer.aiter_raw(65_536))

    async def close(self) -> None:
        """Close the connections of the running event loop."""
        client = self._clients.pop(asyncio.get_running_loop(), None)
        if client is not None:
            await client.aclose()

    @contextlib.asynccontextmanager
    async def _answer(
        self, method: str, url: str, headers: Mapping[str, str], patience: float, **asked: object
    ) -> AsyncGenerator[httpx2.Response]:
        import httpx2

        failed: Unreachable | None = None
        try:
            timeout = httpx2.Timeout(patience, connect=CONNECTING, pool=None)
            stream = self._client().stream(method, url, headers=dict(headers), timeout=timeout, **asked)  # pyright: ignore[reportArgumentType]
            async with stream as answer:
                yield answer
        except (httpx2.HTTPError, httpx2.InvalidURL) as error:
            if isinstance(error, httpx2.HTTPError):  # it holds the whole request, and may be shown
                error.request = httpx2.Request(method, redacted(url))
            failed = no_answer(error, url)
        if failed is not None:
            raise failed

    def _turn(self) -> asyncio.Semaphore:
        return self._turns.setdefault(asyncio.get_running_loop(), asyncio.Semaphore(AT_ONCE))

    def _client(self) -> httpx2.AsyncClient:
        from http.cookiejar import DefaultCookiePolicy

        import httpx2

        loop = asyncio.get_running_loop()
        client = self._clients.get(loop)
        if client is None:
            keep_addresses_out_of_logs()
            trust = httpx2.create_ssl_context()  # made once: it is what takes time here
            direct = httpx2.AsyncHTTPTransport(verify=trust)
            client = httpx2.AsyncClient(
                follow_redirects=False,
                limits=httpx2.Limits(
                    max_connections=100, max_keepalive_connections=20, keepalive_expiry=IDLE
                ),
                headers={"User-Agent": "rushes"},
                verify=trust,
                mounts={f"all://{name}": direct for name in LOOPBACK},  # never by a proxy
            )
            client.cookies.jar.set_policy(DefaultCookiePolicy(allowed_domains=[]))
            self._clients[loop] = client
        return client


async def blocks_of(path: Path) -> AsyncIterator[bytes]:
    with await asyncio.to_thread(path.open, "rb") as file:
        while block := await asyncio.to_thread(file.read, BLOCK):
            yield block


def plain_headers(headers: Mapping[str, str] | None) -> Mapping[str, str]:
    if headers and {name.lower() for name in headers} & SECRET_HEADERS:
        raise ConfigError("a key belongs into the credentials, which go to its own origin only")
    return headers or {}


def keyed(url: str, credentials: Credentials | None) -> Mapping[str, str]:
    """The headers of `credentials`, when `url` is a place that they may be sent to."""
    if credentials is None:
        return {}
    if origin(url) != credentials.origin:
        raise ConfigError(f"a key for {credentials.origin} is not sent to {redacted(url)}")
    if not url.lower().startswith("https:") and not is_loopback(url):
        raise ConfigError(
            f"a key is not sent to {redacted(url)}: everybody on the way could read it",
            hint="use an address that begins with https://",
        )
    return credentials.headers


def no_answer(error: Exception, url: str) -> Unreachable:
    import httpx2

    never = (
        httpx2.ConnectError,
        httpx2.ConnectTimeout,
        httpx2.PoolTimeout,
        httpx2.ProxyError,
        httpx2.UnsupportedProtocol,
        httpx2.InvalidURL,
    )
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", type(error).__name__).lower()
    if isinstance(error, never):
        return NotSent(
            f"{redacted(url)} cannot be reached: {words}",
            billed="no",
            retryable=True,
            hint="check the connection and the address",
        )
    return NoAnswer(
        f"{redacted(url)} did not answer: {words}", retryable=True, hint="check the connection, and try again"
    )


def lower(answer: httpx2.Response) -> Mapping[str, str]:
    return {name.lower(): value for name, value in answer.headers.items()}


def retry_after(value: str | None, now: datetime) -> float | None:
    """The seconds to wait that a `Retry-After` header means, as seconds or as a date; None for none."""
    if value is None:
        return None
    with contextlib.suppress(ValueError):
        seconds = float(value)
        return seconds if 0 <= seconds < float("inf") else None
    try:
        date = parsedate_to_datetime(value)
    except ValueError:
        return None
    return max(0.0, (date.replace(tzinfo=date.tzinfo or UTC) - now).total_seconds())
