"""A server on loopback that writes down what it is asked, and answers from a list."""

from __future__ import annotations

import http.server
import json
import socket
import threading
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.message import Message
from email.parser import BytesParser
from email.policy import HTTP
from pathlib import Path
from typing import Any

FIXTURES = Path(__file__).parents[2] / "wire"


@dataclass
class Seen:
    method: str
    path: str
    headers: Message
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    def form(self) -> dict[str, tuple[str | None, str, bytes]]:
        """A multipart body: each field's file name, type and bytes."""
        head = f"content-type: {self.headers['content-type']}\r\n\r\n".encode()
        whole: Any = BytesParser(policy=HTTP).parsebytes(head + self.body)
        return {
            str(part.get_param("name", header="content-disposition")): (
                part.get_filename(),
                part.get_content_type(),
                part.get_payload(decode=True),
            )
            for part in whole.iter_parts()
        }


@dataclass
class Answer:
    """One answer. `drop`: the connection is closed after the request was read; `cut`: bytes sent of it."""

    status: int = 200
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    drop: bool = False
    cut: int | None = None
    after: float = 0.0


def fixture(name: str, vendor: str = "runway", **changes: Any) -> Answer:
    """A true answer of the vendor's, with fields of its body changed."""
    told = json.loads((FIXTURES / vendor / f"{name}.json").read_text())
    body = told["body"]
    return Answer(told["status"], {**body, **changes} if body is not None else None, told.get("headers", {}))


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Whoever speaks TLS to it, or hangs up, is meant to."""


class Recorder:
    def __init__(self) -> None:
        self.seen: list[Seen] = []
        self.answers: list[Answer | Callable[[Seen], Answer]] = []
        self.url = ""

    def answer(self, seen: Seen) -> Answer:
        self.seen.append(seen)
        if not self.answers:
            return Answer(500, {"error": "the test has no answer left"})
        found = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        return found if isinstance(found, Answer) else found(seen)


@contextmanager
def recorder() -> Generator[Recorder]:
    """A recorder that runs. Its last answer is given again and again."""
    record = Recorder()

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def respond(self) -> None:
            length = int(self.headers.get("content-length") or 0)
            body = self.rfile.read(length) if length else self.chunked()
            told = record.answer(Seen(self.command, self.path, self.headers, body))
            time.sleep(told.after)
            if told.drop:
                with suppress(OSError):
                    self.connection.shutdown(socket.SHUT_RDWR)
                self.close_connection = True
                return
            content = told.body if isinstance(told.body, bytes) else json.dumps(told.body).encode()
            content = b"" if told.body is None else content
            if "date" in told.headers:  # else the real clock dates it
                self.send_response_only(told.status)
            else:
                self.send_response(told.status)
            headers = {"content-type": "application/json", "content-length": str(len(content))} | told.headers
            for name, value in headers.items():
                if value:
                    self.send_header(name, value)
            self.end_headers()
            with suppress(OSError):
                self.wfile.write(content if told.cut is None else content[: told.cut])
            if told.cut is not None or not headers["content-length"]:
                self.close_connection = True

        def chunked(self) -> bytes:
            if self.headers.get("transfer-encoding") != "chunked":
                return b""
            whole = b""
            while size := int(self.rfile.readline(), 16):
                whole += self.rfile.read(size)
                self.rfile.readline()
            self.rfile.readline()
            return whole

        do_GET = do_POST = do_PUT = do_DELETE = do_CONNECT = respond  # noqa: N815

        def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002
            pass

    with Server(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        record.url = f"http://127.0.0.1:{server.server_address[1]}"
        try:
            yield record
        finally:
            server.shutdown()
