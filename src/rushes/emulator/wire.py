"""HTTP/1.1 with the hand on the wire: a reply may be late, cut off, or never come.

h11 parses; what is written is ours, so that a fault can break any rule of HTTP that a real server,
a proxy or a dying connection breaks.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from email.utils import formatdate
from http import HTTPStatus
from json import dumps, loads
from urllib.parse import parse_qsl, unquote, urlsplit

import h11

from rushes.model import Json

__all__ = ["Call", "Reply", "as_json", "listen", "plain"]

# An upload may have 200 MB.
LARGEST_BODY = 256 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Call:
    """One request. Names of headers are lower case; `path` is decoded, without its query."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes = b""
    base: str = ""

    def json(self) -> Json:
        """The body as JSON. Raises ValueError when it is none."""
        try:
            return loads(self.body.decode("utf-8"))
        except RecursionError as error:
            raise ValueError("it is nested too deeply") from error


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer, and what goes wrong with it.

    `wait`: real seconds before the first byte. `keep`: how many bytes of the body are sent before
    the connection is dropped. `drop`: nothing is sent at all. `no_length`: without Content-Length,
    the end of the connection is the end of the body.
    """

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    body: bytes = b""
    wait: float = 0.0
    keep: int | None = None
    drop: bool = False
    no_length: bool = False

    def but(self, **changes: object) -> Reply:
        """The same, with some fields changed."""
        return replace(self, **changes)


def as_json(content: Json | Mapping[str, Json], status: int = 200, **headers: str) -> Reply:
    """`content` as a reply of JSON. A header's underscores become dashes."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    body = dumps(content, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
    return Reply(status, {"content-type": "application/json; charset=utf-8", **named}, body)


def plain(text: str, status: int = 200, kind: str = "text/plain; charset=utf-8") -> Reply:
    """`text` as a reply."""
    return Reply(status, {"content-type": kind}, text.encode())


Answer = Callable[[Call], Awaitable[Reply]]


async def listen(host: str, port: int, answer: Answer) -> asyncio.Server:
    """Serve `answer` at `host` and `port` (0: any that is free). Raises OSError when it is taken."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await _serve(reader, writer, answer)
        except OSError:
            pass  # the client went away
        except asyncio.CancelledError:  # the server stops; asyncio would report it as an error
            writer.transport.abort()
        finally:
            with contextlib.suppress(OSError, RuntimeError):
                writer.close()

    return await asyncio.start_server(serve, host, port, backlog=1024)


async def _serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, answer: Answer) -> None:
    address = writer.get_extra_info("sockname")
    here = f"{address[0]}:{address[1]}"
    left = b""
    while True:
        # h11 only reads, so each request has a connection of its own.
        connection = h11.Connection(h11.SERVER)
        if left:
            connection.receive_data(left)
        try:
            call = await _read(connection, reader, writer, here)
        except h11.RemoteProtocolError as error:
            await _write(writer, "GET", plain(str(error), error.error_status_hint), close=True)
            return
        if call is None:
            return
        try:
            reply = await answer(call)
        except Exception as error:  # noqa: BLE001  (a client shall see that the emulator is at fault)
            reply = plain(f"the emulator failed: {type(error).__name__}: {error}\n", 500)
        if reply.wait:
            await asyncio.sleep(reply.wait)
        if reply.drop:
            writer.transport.abort()
            return
        close = (
            reply.no_length
            or reply.keep is not None
            or call.headers.get("connection", "").lower() == "close"
            or connection.their_state is h11.MUST_CLOSE
        )
        await _write(writer, call.method, reply, close=close)
        if close:
            return
        left = connection.trailing_data[0]


async def _read(
    connection: h11.Connection, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, here: str
) -> Call | None:
    """The next request, whole; None when the client has no more."""
    request: h11.Request | None = None
    parts: list[bytes] = []
    size = 0
    told = False
    while True:
        event = connection.next_event()
        if event is h11.NEED_DATA:
            if connection.they_are_waiting_for_100_continue and not told:
                told = True
                writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
            data = await reader.read(65536)
            if not data and request is None:
                return None
            connection.receive_data(data)
        elif isinstance(event, h11.Request):
            request = event
        elif isinstance(event, h11.Data):
            size += len(event.data)
            if size > LARGEST_BODY:
                raise h11.RemoteProtocolError("the body is too large", error_status_hint=413)
            parts.append(bytes(event.data))
        elif isinstance(event, h11.EndOfMessage):
            assert request is not None
            return _call(request, b"".join(parts), here)
        else:
            return None


def _call(request: h11.Request, body: bytes, here: str) -> Call:
    headers: dict[str, str] = {}
    for name, value in request.headers:
        key = name.decode("latin-1").lower()
        headers[key] = (
            f"{headers[key]}, {value.decode('latin-1')}" if key in headers else value.decode("latin-1")
        )
    target = urlsplit(request.target.decode("latin-1"))
    return Call(
        request.method.decode("latin-1"),
        unquote(target.path) or "/",
        dict(parse_qsl(target.query, keep_blank_values=True)),
        headers,
        body,
        f"http://{headers.get('host', here)}",
    )


async def _write(writer: asyncio.StreamWriter, method: str, reply: Reply, *, close: bool) -> None:
    headers = {"date": formatdate(usegmt=True), **reply.headers}
    bodiless = reply.status in {204, 304}
    if not reply.no_length and not bodiless:
        headers.setdefault("content-length", str(len(reply.body)))
    if close:
        headers["connection"] = "close"
    try:
        phrase = HTTPStatus(reply.status).phrase
    except ValueError:
        phrase = "Unknown"
    lines = [f"HTTP/1.1 {reply.status} {phrase}", *(f"{name}: {value}" for name, value in headers.items())]
    writer.write(("\r\n".join(lines) + "\r\n\r\n").encode("latin-1", "replace"))
    body = b"" if method == "HEAD" or bodiless else reply.body
    if reply.keep is not None:
        writer.write(body[: reply.keep])
        await writer.drain()
        writer.close()
        return
    writer.write(body)
    await writer.drain()
