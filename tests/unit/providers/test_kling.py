"""Kling: both of its APIs, one create and never a second, and errors by their code."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any, TypeVar

import pytest
from vendor_recorder import Answer, Recorder, fixture
from wishes import PNG, wish

from rushes.errors import (
    AuthFailed,
    BadReply,
    ConfigError,
    GenerationFailed,
    MissingKey,
    ModelRetired,
    OutOfCredit,
    ProviderError,
    RateLimited,
    Refused,
    RushesError,
    UnknownOutcome,
    Unreachable,
    UsageError,
)
from rushes.http import Http
from rushes.model import Operation, Request, Size, Ticket
from rushes.providers.base import (
    Absent,
    Done,
    Failed,
    Findable,
    Found,
    Pending,
    ProviderContext,
    Stoppable,
    UrlOutput,
)
from rushes.providers.kling import Kling, open_kling

Result = TypeVar("Result")
NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
KEY = "kling-5ec2e75ec2e7"
PAIR = ("access-5ec2e7", "secret-5ec2e7")
TASK = "8512345"
TEXT, IMAGE = Operation.TEXT_TO_VIDEO, Operation.IMAGE_TO_VIDEO


def asked(
    server: Recorder,
    work: Callable[[Kling], Awaitable[Result]],
    *,
    key: str = KEY,
    pair: tuple[str, str] | None = None,
) -> Result:
    async def run() -> Result:
        http = Http(now=lambda: NOW)
        try:
            return await work(Kling(key=key, pair=pair, http=http, base_url=server.url))
        finally:
            await http.close()

    return asyncio.run(run())


def submit(server: Recorder, request: Request, **keys: Any) -> Ticket:
    return asked(server, lambda kling: kling.submit(request, key="take-1"), **keys)


def wanted(model: str, operation: Operation, folder: Path, *roles: Any, **more: Any) -> Request:
    return wish(model, operation, folder, *roles, vendor="kling", seed=0, **more)


def check(server: Recorder, answer: Answer, path: str = "/tasks") -> Pending | Done | Failed:
    server.answers = [answer]
    ticket = Ticket("kling", {"id": TASK, "origin": server.url, "path": path})
    return asked(server, lambda kling: kling.check(ticket))


def test_text_by_the_new_standard(server: Recorder, tmp_path: Path) -> None:
    server.answers = [fixture("create_accepted", "kling")]
    request = wanted("kling-3.0", TEXT, tmp_path, size=Size(1080, 1920), options={"audio": True})
    ticket = submit(server, request)
    assert ticket.data["id"] == TASK
    (seen,) = server.seen
    assert (seen.method, seen.path) == ("POST", "/text-to-video/kling-3.0")
    assert seen.headers["authorization"] == f"Bearer {KEY}"
    assert seen.json == {
        "prompt": "A lighthouse in a storm, slow zoom in.",
        "settings": {
            "resolution": "1080p",
            "duration": 3,
            "aspect_ratio": "9:16",
            "audio": "native",
            "multi_shot": False,
        },
        "options": {"external_task_id": "take-1"},
    }


def test_frames_and_references_by_the_new_standard(server: Recorder, tmp_path: Path) -> None:
    server.answers = [fixture("create_accepted", "kling")]
    submit(server, wanted("kling-3.0-omni", IMAGE, tmp_path, "last_frame", "reference"))
    (seen,) = server.seen
    assert seen.path == "/omni-video/kling-3.0-omni"
    picture = base64.b64encode(PNG).decode()
    assert seen.json["contents"] == [
        {"type": "prompt", "text": "A lighthouse in a storm, slow zoom in."},
        {"type": "first_frame", "url": picture},
        {"type": "last_frame", "url": picture},
        {"type": "refer_image", "url": picture},
    ]
    assert "aspect_ratio" not in seen.json["settings"]


def test_the_legacy_api_with_its_camera_and_a_signed_token(server: Recorder, tmp_path: Path) -> None:
    server.answers = [fixture("legacy_accepted", "kling")]
    options = {"camera_control": "pan:-5", "cfg_scale": 0.7}
    ticket = submit(server, wanted("v1-6", IMAGE, tmp_path, "last_frame", options=options), key="", pair=PAIR)
    assert ticket.data["path"] == "/v1/videos/image2video"
    (seen,) = server.seen
    picture = base64.b64encode(PNG).decode()
    assert seen.json == {
        "model_name": "kling-v1-6",
        "mode": "std",
        "duration": "5",
        "external_task_id": "take-1",
        "prompt": "A lighthouse in a storm, slow zoom in.",
        "negative_prompt": "people",
        "cfg_scale": 0.7,
        "camera_control": {"type": "simple", "config": {"pan": -5}},
        "image": picture,
        "image_tail": picture,
    }
    head, claims, signature = seen.headers["authorization"].removeprefix("Bearer ").split(".")
    told = json.loads(base64.urlsafe_b64decode(claims + "=="))
    assert told["iss"] == PAIR[0]
    assert told["exp"] - told["nbf"] == 1805
    signed = hmac.new(PAIR[1].encode(), f"{head}.{claims}".encode(), hashlib.sha256).digest()
    assert base64.urlsafe_b64encode(signed).rstrip(b"=").decode() == signature


@pytest.mark.parametrize("said", ["pan", "pan:0", "pan:11", "spin:2", "pan:x"])
def test_a_camera_that_it_does_not_know(server: Recorder, tmp_path: Path, said: str) -> None:
    with pytest.raises(UsageError, match="camera_control") as caught:
        submit(server, wanted("v1-6", TEXT, tmp_path, options={"camera_control": said}))
    assert "pan:5" in str(caught.value.hint)
    assert server.seen == []


ERRORS: dict[str, tuple[str, type[ProviderError], bool]] = {
    "rate": ("error_rate", RateLimited, True),
    "parallel": ("error_parallel", RateLimited, True),
    "arrears": ("error_arrears", OutOfCredit, False),
    "moderation": ("error_moderation", Refused, False),
    "unauthorized": ("error_unauthorized", AuthFailed, False),
    "invalid": ("error_invalid", GenerationFailed, False),
    "no model": ("error_no_model", ModelRetired, False),
}


@pytest.mark.parametrize(("name", "kind", "retryable"), ERRORS.values(), ids=ERRORS)
def test_a_refused_create_is_told_by_its_code(
    server: Recorder, tmp_path: Path, name: str, kind: type[ProviderError], retryable: bool
) -> None:
    server.answers = [fixture(name, "kling")]
    with pytest.raises(kind) as caught:
        submit(server, wanted("kling-3.0", TEXT, tmp_path))
    assert (caught.value.billed, caught.value.retryable) == ("no", retryable)
    assert type(caught.value) is kind
    assert caught.value.hint
    assert KEY not in str(caught.value)
    assert len(server.seen) == 1


UNKNOWN = {
    "dropped": Answer(drop=True),
    "500": fixture("error_server", "kling"),
    "502": Answer(502, b"<html>"),
    "a duplicate": fixture("error_duplicate", "kling"),
    "no id": fixture("create_accepted", "kling", data={}),
    "no JSON": Answer(200, b"ok"),
}


@pytest.mark.parametrize("answer", UNKNOWN.values(), ids=UNKNOWN)
def test_a_create_that_may_have_been_accepted_is_looked_up(
    server: Recorder, tmp_path: Path, answer: Answer
) -> None:
    server.answers = [answer]
    with pytest.raises(UnknownOutcome):
        submit(server, wanted("kling-3.0", TEXT, tmp_path))
    assert len(server.seen) == 1


def test_a_lost_create_is_found_by_its_name(server: Recorder) -> None:
    server.answers = [fixture("task_succeeded", "kling")]
    found = asked(server, lambda kling: kling.find("take-1", NOW))
    assert isinstance(found, Found)
    assert found.ticket.data["id"] == TASK
    assert server.seen[0].path == "/tasks?external_task_ids=take-1"


def test_a_lost_create_of_the_legacy_api_is_found_in_its_list(server: Recorder) -> None:
    listed = fixture("legacy_accepted", "kling").body["data"]
    empty = Answer(200, {"code": 0, "data": []})
    server.answers = [empty, Answer(200, {"code": 0, "data": [{"task_id": "1"}, listed]})]
    found = asked(server, lambda kling: kling.find("take-1", NOW))
    assert isinstance(found, Found)
    assert found.ticket.data["path"] == "/v1/videos/text2video"
    server.answers = [empty, empty, empty]
    assert isinstance(asked(server, lambda kling: kling.find("take-2", NOW)), Absent)


@pytest.mark.parametrize(
    ("name", "path"), [("task_succeeded", "/tasks"), ("legacy_succeeded", "/v1/videos/text2video")]
)
def test_both_words_for_success(server: Recorder, name: str, path: str) -> None:
    done = check(server, fixture(name, "kling"), path)
    assert done == Done((UrlOutput("https://cdn.example/clip.mp4", NOW + timedelta(days=30)),))


def test_states(server: Recorder) -> None:
    moderated = check(server, fixture("task_moderated", "kling"))
    assert isinstance(moderated, Failed)
    assert isinstance(moderated.error, Refused)
    lost = check(server, Answer(200, {"code": 0, "data": []}))
    assert isinstance(lost, Failed)
    assert lost.end == "lost"
    words = ("submitted", "processing", "a new word")
    for word in words:
        answer = Answer(200, {"code": 0, "data": [{"id": TASK, "status": word}]})
        assert isinstance(check(server, answer), Pending)
    with pytest.raises(BadReply):
        check(server, Answer(200, {"code": 0, "data": [{"id": TASK, "status": "succeeded", "outputs": []}]}))


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (fixture("error_rate", "kling"), RateLimited),
        (fixture("error_server", "kling"), Unreachable),
        (fixture("error_unauthorized", "kling"), AuthFailed),
        (Answer(200, b"<html>"), Unreachable),
    ],
)
def test_a_question_that_fails(server: Recorder, answer: Answer, kind: type[RushesError]) -> None:
    with pytest.raises(kind):
        check(server, answer)


def test_what_a_model_does_not_take(server: Recorder, tmp_path: Path) -> None:
    small = wanted("kling-2.6", IMAGE, tmp_path, "last_frame")
    with pytest.raises(UsageError, match="a last frame at 1080p only"):
        submit(server, small)
    with pytest.raises(UsageError, match="whole seconds"):
        submit(server, replace(wanted("kling-3.0", TEXT, tmp_path), duration=Fraction(7, 2)))
    with pytest.raises(MissingKey, match="legacy API only"):
        submit(server, wanted("kling-3.0", TEXT, tmp_path), key="", pair=PAIR)
    (tmp_path / "first_frame.bin").unlink()
    with pytest.raises(UsageError, match="cannot be read"):
        submit(server, replace(small, size=Size(1920, 1080)))
    assert server.seen == []


def test_keys_and_settings(tmp_path: Path) -> None:
    def opened(**environ: str) -> object:
        def secret(names: Any) -> str:
            for name in names:
                if name in environ:
                    return environ[name]
            raise MissingKey(names[0])

        return open_kling(ProviderContext(tmp_path, 1, secret, environ.get, "https://kling.example"))

    assert isinstance(opened(KLING_API_KEY=KEY), Findable)
    assert not isinstance(opened(KLING_ACCESS_KEY="a", KLING_SECRET_KEY="b"), Stoppable)
    with pytest.raises(MissingKey):
        opened(KLING_ACCESS_KEY="a")
    with pytest.raises(MissingKey, match="is no key"):
        opened(KLING_API_KEY="two words")
    with pytest.raises(ConfigError, match="no number of seconds"):
        opened(KLING_API_KEY=KEY, RUSHES_KLING_VISIBLE_AFTER="soon")
    assert KEY not in repr(opened(KLING_API_KEY=KEY))
