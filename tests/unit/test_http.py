"""Pictures from the web: fetched once, checked, and never out of a private network by a detour."""

from __future__ import annotations

import contextlib
import http.server
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from rushes.errors import RushesError, Unreachable, UsageError
from rushes.http import fetch_still, is_private, redacted

PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)


class Server(http.server.BaseHTTPRequestHandler):
    asked: list[str] = []  # noqa: RUF012

    def do_GET(self) -> None:
        self.asked.append(self.path)
        name = self.path.partition("?")[0]
        if name == "/loop":
            self.answer(302, location="/loop")
        elif name == "/moved":
            self.answer(302, location="/good.png")
        elif name == "/to-file":
            self.answer(302, location="file:///etc/passwd")
        elif name == "/gone":
            self.answer(410)
        elif name == "/page":
            self.answer(200, b"<html>", "text/html; charset=utf-8")
        elif name == "/lies.png":
            self.answer(200, b"<html>", "image/png")
        elif name == "/large":
            self.answer(200, PNG + bytes(33 * 1024 * 1024), "image/png")
        elif name == "/cut":
            self.send_response(200)
            self.send_header("content-length", "9999")
            self.end_headers()
            self.wfile.write(PNG)
        else:
            self.answer(200, PNG, "image/png")

    def answer(self, status: int, body: bytes = b"", kind: str = "", location: str = "") -> None:
        self.send_response(status)
        self.send_header("content-length", str(len(body)))
        for name, value in (("content-type", kind), ("location", location)):
            if value:
                self.send_header(name, value)
        self.end_headers()
        with contextlib.suppress(OSError):  # a client that has seen enough
            self.wfile.write(body)

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002
        pass


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Server) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{running.server_address[1]}"
        running.shutdown()


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/gone?key=SECRET", "answers 410"),
        ("/page?key=SECRET", "is text/html, not a picture"),
        ("/lies.png?key=SECRET", "no PNG, JPEG or WebP"),
        ("/large?key=SECRET", "larger than 32 MiB"),
        ("/loop?key=SECRET", "leads on and on"),
        ("/to-file?key=SECRET", "is no web address"),
        ("/cut?key=SECRET", "does not answer"),
    ],
)
def test_what_is_no_picture_is_told_without_what_is_secret(
    server: str, tmp_path: Path, path: str, said: str
) -> None:
    with pytest.raises(RushesError, match=said) as caught:
        fetch_still(server.replace("http://", "http://user:PASSWORD@") + path, tmp_path / "inputs")
    assert "SECRET" not in str(caught.value) + str(caught.value.hint)
    assert "PASSWORD" not in str(caught.value)
    assert not (tmp_path / "inputs").exists()


def test_addresses_that_are_none_and_nobody_s_are_told(tmp_path: Path) -> None:
    for wrong in ("file:///etc/passwd", "ftp://127.0.0.1/a", "http://", "a.png", "http://[bad", "http:///a"):
        with pytest.raises(UsageError, match=r"is no web address|cannot be read"):
            fetch_still(wrong, tmp_path)
    with pytest.raises(Unreachable) as caught:
        fetch_still("http://127.0.0.1:9/a.png?key=SECRET", tmp_path)
    assert "SECRET" not in str(caught.value)


def test_a_picture_is_fetched_once(server: str, tmp_path: Path) -> None:
    Server.asked.clear()
    first = fetch_still(f"{server}/moved?key=SECRET", tmp_path / "inputs")
    assert first.read_bytes() == PNG
    assert first.suffix == ".png"
    assert fetch_still(f"{server}/moved?key=SECRET", tmp_path / "inputs") == first
    assert Server.asked == ["/moved?key=SECRET", "/good.png"]
    assert not any("SECRET" in path.read_text(errors="replace") for path in (tmp_path / "inputs").iterdir())


def test_private_addresses_are_told_from_public_ones() -> None:
    for private in ("127.0.0.1", "[::1]", "localhost"):
        assert is_private(f"http://{private}/x")
    assert (
        redacted("https://user:pass@example.org:8443/a/b.png?sig=1#x") == "https://example.org:8443/a/b.png"
    )
