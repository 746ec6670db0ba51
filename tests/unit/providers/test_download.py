"""Clips from their addresses: resumed, capped, checked; an expired address is asked for again."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import pytest
from vendor_recorder import Answer, Recorder, Seen, recorder

from rushes.errors import BadReply, Cancelled, GenerationFailed, RushesError, StoreError, Unreachable
from rushes.http import Credentials, Http
from rushes.providers.base import Done, Failed, UrlOutput
from rushes.shoot.download import UrlExpired, download, fetch_clip

Result = TypeVar("Result")
NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
CLIP = b"\x00\x00\x00\x20ftypisom" + bytes(range(256)) * 900
VIDEO = {"content-type": "video/mp4"}


class Clock:
    """Waits nobody has to sit through."""

    def __init__(self) -> None:
        self.waits: list[float] = []

    async def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)


def once(work: Callable[[Http], Awaitable[Result]]) -> Result:
    async def run() -> Result:
        http = Http(now=lambda: NOW)
        try:
            return await work(http)
        finally:
            await http.close()

    return asyncio.run(run())


def fetch(url: str, folder: Path, clock: Clock | None = None, **more: Any) -> Path:
    sleep = (clock or Clock()).sleep
    try:
        return once(lambda http: download(url, folder, client=http, sleep=sleep, jitter=lambda: 1.0, **more))
    finally:
        assert not list(folder.glob("*.part"))


def ranged(seen: Seen) -> Answer:
    """What a good server answers: the part that is asked for, of the same file."""
    asked = re.fullmatch(r"bytes=(\d+)-", seen.headers["range"] or "")
    if asked is None:
        return Answer(200, CLIP, VIDEO | {"etag": '"1"'})
    start = int(asked[1])
    span = {"content-range": f"bytes {start}-{len(CLIP) - 1}/{len(CLIP)}", "etag": '"1"'}
    return Answer(206, CLIP[start:], VIDEO | span)


def test_a_clip_comes_whole(server: Recorder, tmp_path: Path) -> None:
    server.answers = [ranged]
    shares: list[float] = []
    path = fetch(f"{server.url}/a.mp4?_jwt=SIGNED", tmp_path, progress=shares.append)
    assert path.read_bytes() == CLIP
    assert path.suffix == ".mp4"
    assert shares[-1] == 1.0
    assert server.seen[0].headers["accept-encoding"] == "identity"


def test_a_broken_connection_is_taken_up_where_it_broke(server: Recorder, tmp_path: Path) -> None:
    broken = Answer(200, CLIP, VIDEO | {"etag": '"1"'}, cut=70_000)
    server.answers = [broken, Answer(503, None, {"Retry-After": "3"}), Answer(drop=True), ranged]
    clock = Clock()
    assert fetch(f"{server.url}/a.mp4", tmp_path, clock).read_bytes() == CLIP
    first, *later = [seen.headers["range"] for seen in server.seen]
    assert first is None
    assert set(later) == {later[0]}
    assert 0 < int(later[0].removeprefix("bytes=").removesuffix("-")) <= 70_000
    assert {seen.headers["if-range"] for seen in server.seen[1:]} == {'"1"'}
    assert clock.waits == [0.5, 3.0, 2.0]


@pytest.mark.parametrize(
    "again",
    [
        Answer(200, CLIP, VIDEO),
        Answer(206, CLIP[5:], VIDEO | {"content-range": f"bytes 5-{len(CLIP) - 1}/{len(CLIP)}"}),
        Answer(206, CLIP[70_000:], VIDEO | {"content-range": "bytes 70000-9999998/9999999"}),
        Answer(416, None),
    ],
    ids=["no ranges", "another range", "another file", "no such range"],
)
def test_a_file_that_has_changed_is_begun_anew(server: Recorder, tmp_path: Path, again: Answer) -> None:
    server.answers = [Answer(200, CLIP, VIDEO | {"etag": '"1"'}, cut=70_000), again, ranged]
    assert fetch(f"{server.url}/a.mp4", tmp_path).read_bytes() == CLIP


def test_without_a_mark_of_the_file_nothing_is_pieced_together(server: Recorder, tmp_path: Path) -> None:
    server.answers = [Answer(200, CLIP, VIDEO | {"etag": 'W/"1"'}, cut=70_000), ranged]
    assert fetch(f"{server.url}/a.mp4", tmp_path).read_bytes() == CLIP
    assert [seen.headers["range"] for seen in server.seen] == [None, None]


def test_it_gives_up_in_the_end_and_says_that_nothing_is_lost(server: Recorder, tmp_path: Path) -> None:
    server.answers = [Answer(502, None)]
    clock = Clock()
    with pytest.raises(Unreachable, match="it answers 502") as caught:
        fetch(f"{server.url}/a.mp4?_jwt=SIGNED", tmp_path, clock)
    assert len(server.seen) == 6
    assert clock.waits == [0.5, 1.0, 2.0, 4.0, 8.0]
    assert caught.value.retryable
    assert "SIGNED" not in str(caught.value)
    server.answers = [Answer(503, None, {"Retry-After": "Sun, 22 Nov 2026 18:00:00 GMT"})]
    with pytest.raises(Unreachable) as caught:
        fetch(f"{server.url}/a.mp4", tmp_path, clock)
    assert caught.value.retry_after == 6 * 3600
    assert len(server.seen) == 7


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (Answer(200, {"error": "x"}), "is application/json, not a clip"),
        (
            Answer(200, {"error": "no such file here"}, VIDEO),
            "is no clip, though it says that it is video/mp4",
        ),
        (Answer(200, b"tiny", VIDEO), "is no clip"),
        (Answer(200, None, VIDEO), "is no clip"),
        (Answer(200, CLIP, {"content-type": ""}), ""),
        (Answer(200, CLIP, VIDEO | {"content-length": ""}), ""),
        (Answer(200, CLIP, VIDEO | {"content-encoding": "gzip"}), "packed in a way"),
        (Answer(204, None), "answers 204"),
        (Answer(302, None, {"location": "/a.mp4"}), "leads on and on"),
        (Answer(302, None, {"location": "file:///etc/passwd"}), "no web address"),
    ],
)
def test_what_is_no_clip_is_told(server: Recorder, tmp_path: Path, answer: Answer, said: str) -> None:
    server.answers = [answer]
    if not said:
        assert fetch(f"{server.url}/a.mp4", tmp_path).read_bytes() == CLIP
        return
    with pytest.raises(BadReply, match=said) as caught:
        fetch(f"{server.url}/a.mp4?_jwt=SIGNED", tmp_path)
    assert "SIGNED" not in str(caught.value)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("length", [str(len(CLIP)), ""])
def test_what_is_too_large_is_not_kept(server: Recorder, tmp_path: Path, length: str) -> None:
    server.answers = [Answer(200, CLIP, VIDEO | {"content-length": length})]
    with pytest.raises(BadReply, match="larger than"):
        fetch(f"{server.url}/a.mp4", tmp_path, most_bytes=100_000)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("status", [401, 403, 404, 410])
def test_an_expired_address_is_told_as_such(server: Recorder, tmp_path: Path, status: int) -> None:
    server.answers = [Answer(status, None)]
    with pytest.raises(UrlExpired):
        fetch(f"{server.url}/a.mp4", tmp_path)
    assert len(server.seen) == 1


def test_a_public_vendor_leads_to_no_private_address(server: Recorder, tmp_path: Path) -> None:
    server.answers = [ranged]
    with pytest.raises(BadReply, match="at a private address"):
        fetch(f"{server.url}/a.mp4", tmp_path, asked_at="https://93.184.216.34")
    assert not server.seen
    assert fetch(f"{server.url}/a.mp4", tmp_path, asked_at=server.url).read_bytes() == CLIP


def test_a_key_is_dropped_on_the_way_to_another_host(server: Recorder, tmp_path: Path) -> None:
    with recorder() as other:
        server.answers = [Answer(302, None, {"location": f"{other.url}/b.mp4"})]
        other.answers = [ranged]
        ours = Credentials(server.url, {"Authorization": "Bearer key_SECRETSECRET"})
        assert fetch(f"{server.url}/a.mp4", tmp_path, credentials=ours).read_bytes() == CLIP
        assert server.seen[0].headers["authorization"]
        assert other.seen[0].headers["authorization"] is None


def test_stopped_and_full_leave_nothing_behind(server: Recorder, tmp_path: Path) -> None:
    server.answers = [ranged]
    with pytest.raises(Cancelled):
        fetch(f"{server.url}/a.mp4", tmp_path, cancelled=lambda: True)
    with pytest.raises(StoreError):
        fetch(f"{server.url}/a.mp4", tmp_path / "nowhere")
    assert not list(tmp_path.iterdir())


def bring(server: Recorder, folder: Path, done: Done, found: Done | Failed) -> tuple[Path, int]:
    asked: list[int] = []

    async def again() -> Done | Failed:
        asked.append(1)
        return found

    return once(lambda http: fetch_clip(done, folder, client=http, again=again)), len(asked)


def test_a_fresh_address_is_asked_for_when_one_has_expired(server: Recorder, tmp_path: Path) -> None:
    server.answers = [lambda seen: ranged(seen) if seen.path == "/new.mp4" else Answer(403, None)]
    old, new = (Done((UrlOutput(f"{server.url}/{name}.mp4"),)) for name in ("old", "new"))
    path, asked = bring(server, tmp_path, old, new)
    assert (path.read_bytes(), asked) == (CLIP, 1)
    late = Done((UrlOutput(f"{server.url}/new.mp4", expires=NOW - timedelta(1)),))
    assert bring(server, tmp_path, late, new)[1] == 1
    with pytest.raises(UrlExpired):
        bring(server, tmp_path, old, old)
    gone: RushesError = GenerationFailed("gone")
    assert isinstance(gone, GenerationFailed)
    with pytest.raises(UrlExpired, match="no fresh one"):
        bring(server, tmp_path, old, Failed(gone, end="lost"))
    with pytest.raises(BadReply, match="not where it is"):
        bring(server, tmp_path, Done(()), new)
