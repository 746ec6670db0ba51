"""The one client: sent once or provably not, nothing secret told, keys to their own origin only."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import pytest
from vendor_recorder import Answer, Recorder

from rushes.errors import BadReply, ConfigError
from rushes.http import Credentials, Http, NoAnswer, NotSent, origin, redacted, retry_after, scrub

Result = TypeVar("Result")
NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
KEY = "key_" + "5ec2e7" * 20


def once(work: Callable[[Http], Awaitable[Result]]) -> Result:
    async def run() -> Result:
        http = Http(now=lambda: NOW)
        try:
            return await work(http)
        finally:
            await http.close()

    return asyncio.run(run())


def test_a_request_goes_out_once_and_its_answer_comes_back_as_it_is(server: Recorder) -> None:
    server.answers = [
        Answer(201, {"a": 1}, {"Retry-After": "7", "Set-Cookie": "id=1"}),
        Answer(302, None, {"location": "/x"}),
    ]
    reply = once(lambda http: http.send("POST", f"{server.url}/v1?q=1", body={"é": [1.5, None]}))
    assert (reply.status, reply.json(), reply.retry_after(NOW)) == (201, {"a": 1}, 7.0)
    assert server.seen[0].json == {"é": [1.5, None]}
    assert server.seen[0].headers["content-type"] == "application/json"

    async def twice(http: Http) -> int:
        await http.send("GET", f"{server.url}/a")
        return (await http.send("GET", f"{server.url}/b")).status

    assert once(twice) == 302
    assert [seen.path for seen in server.seen] == ["/v1?q=1", "/a", "/b"]
    assert all(seen.headers["cookie"] is None for seen in server.seen)


def held_by(error: BaseException | None) -> str:
    """What an error and those behind it hold: a crash report may show any of it."""
    held = ""
    while error is not None:
        request = getattr(error, "_request", None)
        held += f"{error!r} {request and (request.url, request.headers.raw, request.read())}"
        error = error.__cause__ or error.__context__
    return held


@pytest.mark.parametrize(
    ("answer", "patience"),
    [
        (Answer(drop=True), 5.0),
        (Answer(after=0.5), 0.1),
        (Answer(body={"id": "x" * 100}, cut=20), 5.0),
    ],
    ids=["dropped", "too slow", "truncated"],
)
def test_what_may_have_been_sent_is_told_and_never_repeated(
    server: Recorder, answer: Answer, patience: float
) -> None:
    server.answers = [answer]
    with pytest.raises(NoAnswer) as caught:
        once(lambda http: http.send("POST", f"{server.url}/v1?sig=SECRET", body={}, patience=patience))
    assert len(server.seen) == 1
    assert "SECRET" not in str(caught.value)
    assert "SECRET" not in held_by(caught.value)


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1:9/a", "https://{here}/a", "ftp://127.0.0.1/a", "http:///a"]
)
def test_what_was_provably_not_sent_is_told_apart(server: Recorder, address: str) -> None:
    server.answers = [Answer()]
    url = address.format(here=server.url.removeprefix("http://"))
    with pytest.raises(NotSent) as caught:
        once(lambda http: http.send("POST", f"{url}?sig=SECRET", body={}))
    assert (caught.value.billed, caught.value.retryable) == ("no", True)
    assert "SECRET" not in str(caught.value)
    assert not server.seen


def test_a_proxy_that_refuses_has_sent_nothing(server: Recorder, monkeypatch: pytest.MonkeyPatch) -> None:
    server.answers = [Answer(407, None)]
    monkeypatch.setenv("HTTPS_PROXY", server.url)
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    with pytest.raises(NotSent):
        once(lambda http: http.send("POST", "https://vendor.example/v1", body={}))
    assert [seen.method for seen in server.seen] == ["CONNECT"]


def test_loopback_is_never_asked_by_a_proxy(server: Recorder, monkeypatch: pytest.MonkeyPatch) -> None:
    server.answers = [Answer(200, {})]
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    assert once(lambda http: http.send("GET", f"{server.url}/a")).status == 200


def test_a_key_goes_to_its_own_origin_only(server: Recorder) -> None:
    server.answers = [Answer(200, {})]
    ours = Credentials(server.url, {"Authorization": f"Bearer {KEY}"})
    once(lambda http: http.send("GET", f"{server.url}/a", credentials=ours))
    assert server.seen[0].headers["authorization"] == f"Bearer {KEY}"
    assert KEY not in repr(ours)
    other = Credentials("https://vendor.example", {"Authorization": f"Bearer {KEY}"})
    with pytest.raises(ConfigError, match="is not sent to"):
        once(lambda http: http.send("GET", f"{server.url}/a", credentials=other))
    open_line = Credentials("http://vendor.example", {"Authorization": f"Bearer {KEY}"})
    with pytest.raises(ConfigError, match="everybody on the way"):
        once(lambda http: http.send("GET", "http://vendor.example/a", credentials=open_line))
    with pytest.raises(ConfigError, match="credentials"):
        once(lambda http: http.send("GET", f"{server.url}/a", headers={"authorization": KEY}))
    assert len(server.seen) == 1


def test_a_file_travels_as_a_form(server: Recorder, tmp_path: Path) -> None:
    server.answers = [Answer(204, None)]
    path = tmp_path / "clip.mp4"
    path.write_bytes(bytes(range(256)) * 1000)
    form = {"key": "a/b", "policy": "p"}
    once(lambda http: http.send("POST", f"{server.url}/up", form=form, file=("clip.mp4", path, "video/mp4")))
    told = server.seen[0].form()
    assert told["key"][2] == b"a/b"
    assert told["file"] == ("clip.mp4", "video/mp4", path.read_bytes())


def test_no_log_holds_a_signed_address_or_a_key(server: Recorder, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    server.answers = [Answer(302, None, {"location": "https://cdn.example/a?_jwt=SIGNED"})]
    ours = Credentials(server.url, {"Authorization": f"Bearer {KEY}"})
    once(lambda http: http.send("GET", f"{server.url}/a?_jwt=SIGNED", credentials=ours))
    assert "HTTP Request: GET" in caplog.text
    assert "SIGNED" not in caplog.text
    assert KEY not in caplog.text


def test_an_endless_answer_is_given_up(server: Recorder) -> None:
    server.answers = [Answer(200, b"x" * (9 * 1024 * 1024))]
    with pytest.raises(BadReply, match="more than 8 MiB"):
        once(lambda http: http.send("GET", f"{server.url}/a"))


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (None, None),
        ("0", 0.0),
        ("17", 17.0),
        ("-1", None),
        ("inf", None),
        ("soon", None),
        ("Sun, 22 Nov 2026 12:00:30 GMT", 30.0),
        ("Sun, 22 Nov 2026 11:00:00 GMT", 0.0),
    ],
)
def test_when_to_come_again(value: str | None, seconds: float | None) -> None:
    assert retry_after(value, NOW) == seconds


def test_nothing_secret_is_left_in_what_is_told() -> None:
    picture = "data:image/png;base64," + "iVBORw0KGgo" * 50
    said = f"Bearer {KEY} at https://me:pass@cdn.example/a.mp4?_jwt=SIGNED#x got {picture} and {'QUJD' * 60}\n\x1b[2J"
    told = scrub(said)
    for secret in (KEY, "SIGNED", "pass", "iVBORw0KGgo", "QUJDQUJD", "\x1b", "\n"):
        assert secret not in told
    assert "cdn.example/a.mp4" in told
    assert scrub("a-b-c-d", "a-b-c-d") == "…"
    assert len(scrub("word " * 500)) == 300


def test_origins() -> None:
    assert origin("HTTPS://Api.Vendor.example:443/v1?x") == "https://api.vendor.example"
    assert origin("http://[::1]:8080/") == "http://[::1]:8080"
    for wrong in ("ftp://a/b", "vendor.example", "http://[bad", "http://a:notaport/"):
        with pytest.raises(ConfigError, match=r"no web address|cannot be read"):
            origin(wrong)
    assert redacted("https://a.example/p?k=1") == "https://a.example/p"
