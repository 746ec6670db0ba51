"""Servers of /v1/videos: forms and JSON, records before statuses, and clips from the server itself."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any, TypeVar

import pytest
from vendor_recorder import Answer, Recorder
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
    UnknownOutcome,
    Unreachable,
    UsageError,
)
from rushes.http import Http
from rushes.model import Operation, Request, Ticket
from rushes.providers.base import Done, Failed, Pending, ProviderContext, Stoppable, UrlOutput
from rushes.providers.openai import OpenAI, StoppableOpenAI, open_openai
from rushes.providers.registry import Registry

Result = TypeVar("Result")
NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
KEY = "sk-5ec2e75ec2e7"
VIDEO = {"id": "video_1", "object": "video", "status": "queued", "progress": 0}
TEXT, IMAGE = Operation.TEXT_TO_VIDEO, Operation.IMAGE_TO_VIDEO


def asked(
    server: Recorder,
    work: Callable[[StoppableOpenAI], Awaitable[Result]],
    *,
    key: str = KEY,
    form: str = "auto",
) -> Result:
    async def run() -> Result:
        http = Http(now=lambda: NOW)
        try:
            return await work(StoppableOpenAI(key=key, http=http, base_url=f"{server.url}/v1", form=form))
        finally:
            await http.close()

    return asyncio.run(run())


def submit(server: Recorder, request: Request, **more: str) -> Ticket:
    return asked(server, lambda openai: openai.submit(request, key="take-1"), **more)


def wanted(
    folder: Path, operation: Operation = TEXT, model: str = "openai:Wan-AI/Wan2.2", **more: Any
) -> Request:
    request = wish("*", operation, folder, vendor="openai", seed=7, duration=Fraction(5, 2), **more)
    return replace(request, model=model)


def check(server: Recorder, answer: Answer, **data: str) -> Pending | Done | Failed:
    server.answers = [answer]
    ticket = Ticket("openai", {"id": "video_1", "origin": server.url, **data})
    return asked(server, lambda openai: openai.check(ticket))


def test_a_form_says_everything_that_servers_would_guess(server: Recorder, tmp_path: Path) -> None:
    server.answers = [Answer(200, VIDEO)]
    ticket = submit(server, wanted(tmp_path, IMAGE, options={"steps": 20}))
    assert ticket.data == {
        "id": "video_1",
        "origin": server.url,
        "model": "openai:Wan-AI/Wan2.2",
        "inputs": ["first_frame"],
    }
    (seen,) = server.seen
    assert (seen.method, seen.path) == ("POST", "/v1/videos")
    assert seen.headers["authorization"] == f"Bearer {KEY}"
    form = seen.form()
    assert {name: data.decode() for name, (file, _, data) in form.items() if file is None} == {
        "model": "Wan-AI/Wan2.2",
        "prompt": "A lighthouse in a storm, slow zoom in.",
        "seconds": "3",
        "size": "1280x720",
        "num_frames": "60",
        "fps": "24",
        "seed": "7",
        "negative_prompt": "people",
        "num_inference_steps": "20",
    }
    assert form["input_reference"] == ("first_frame.bin", "image/png", PNG)


def test_what_openai_knew_and_nothing_more(server: Recorder, tmp_path: Path) -> None:
    server.answers = [Answer(200, VIDEO)]
    submit(server, wish("sora-2", TEXT, tmp_path, vendor="openai"))
    assert set(server.seen[0].form()) == {"model", "prompt", "seconds", "size"}


def test_a_server_that_reads_json_only(server: Recorder, tmp_path: Path) -> None:
    server.answers = [Answer(422, {"detail": [{"msg": "Field required"}]}), Answer(200, VIDEO)]
    submit(server, wanted(tmp_path))
    assert [one.headers["content-type"].partition(";")[0] for one in server.seen] == [
        "multipart/form-data",
        "application/json",
    ]
    assert server.seen[1].json["num_frames"] == 60
    server.seen.clear()
    server.answers = [Answer(422, {"detail": "no"})]
    with pytest.raises(GenerationFailed):
        submit(server, wanted(tmp_path), form="multipart")
    assert len(server.seen) == 1


def test_a_server_that_answers_when_the_clip_is_made(server: Recorder, tmp_path: Path) -> None:
    made = {"id": "video_1", "status": "completed", "data": [{"url": "https://cdn.example/a.mp4"}]}
    server.answers = [Answer(200, made)]
    ticket = submit(server, wanted(tmp_path), form="json")
    assert asked(server, lambda openai: openai.check(ticket)) == Done(
        (UrlOutput("https://cdn.example/a.mp4"),)
    )
    assert len(server.seen) == 1


@pytest.mark.parametrize(
    "answer",
    [
        Answer(drop=True),
        Answer(500, {"error": "x"}),
        Answer(502, b"<html>"),
        Answer(200, {"video_id": 1}),
        Answer(200, b""),
    ],
)
def test_a_create_that_may_have_been_accepted_is_never_sent_again(
    server: Recorder, tmp_path: Path, answer: Answer
) -> None:
    server.answers = [answer]
    with pytest.raises(UnknownOutcome) as caught:
        submit(server, wanted(tmp_path))
    assert caught.value.hint
    assert len(server.seen) == 1


REFUSED: list[tuple[int, Any, type[ProviderError]]] = [
    (401, {"error": {"message": f"Incorrect API key: {KEY}"}}, AuthFailed),
    (400, {"error": {"message": "blocked", "code": "moderation_blocked"}}, Refused),
    (
        429,
        {"error": {"message": "You exceeded your current quota", "code": "insufficient_quota"}},
        OutOfCredit,
    ),
    (429, {"error": {"message": "slow down"}}, RateLimited),
    (404, {"error": {"message": "The model does not exist"}}, ModelRetired),
    (400, {"detail": [{"msg": "size"}]}, GenerationFailed),
    (307, None, BadReply),
]


@pytest.mark.parametrize(("status", "body", "kind"), REFUSED)
def test_a_refused_create(
    server: Recorder, tmp_path: Path, status: int, body: Any, kind: type[ProviderError]
) -> None:
    server.answers = [Answer(status, body)]
    with pytest.raises(kind) as caught:
        submit(server, wanted(tmp_path))
    assert type(caught.value) is kind
    assert caught.value.billed == "no"
    assert caught.value.hint
    assert KEY not in str(caught.value)


def test_records_are_read_before_statuses(server: Recorder) -> None:
    failed = check(server, Answer(500, {**VIDEO, "status": "failed", "error": {"message": "out of memory"}}))
    assert isinstance(failed, Failed)
    assert "out of memory" in str(failed.error)
    blocked = check(
        server, Answer(422, {**VIDEO, "status": "failed", "error": {"code": "moderation_blocked"}})
    )
    assert isinstance(blocked, Failed)
    assert isinstance(blocked.error, Refused)
    assert check(server, Answer(200, {**VIDEO, "status": "in_progress", "progress": 40})) == Pending(0.4)
    assert check(server, Answer(200, {**VIDEO, "status": "warming up", "progress": "?"})) == Pending()
    lost = check(server, Answer(404, {"error": {"message": "not found"}}))
    assert isinstance(lost, Failed)
    assert lost.end == "lost"
    for status, kind in ((500, Unreachable), (429, RateLimited), (401, AuthFailed), (400, BadReply)):
        with pytest.raises(kind):
            check(server, Answer(status, {"error": {"message": "oops"}}))
    with pytest.raises(Unreachable):
        check(server, Answer(200, b"<html>"))


def test_where_the_clip_is(server: Recorder) -> None:
    done = check(server, Answer(200, {**VIDEO, "status": "completed"}))
    assert done == Done((UrlOutput(f"{server.url}/v1/videos/video_1/content", needs_key=True),))
    elsewhere = check(
        server, Answer(200, {**VIDEO, "status": "completed", "url": "https://cdn.example/a.mp4"})
    )
    assert elsewhere == Done((UrlOutput("https://cdn.example/a.mp4"),))


def test_stopping_where_the_server_stops(server: Recorder) -> None:
    ticket = Ticket("openai", {"id": "video_1", "origin": server.url})
    server.answers = [Answer(200, VIDEO), Answer(200, {"deleted": True})]
    asked(server, lambda openai: openai.cancel(ticket))
    assert [one.method for one in server.seen] == ["GET", "DELETE"]
    server.seen.clear()
    server.answers = [Answer(200, {**VIDEO, "status": "completed"})]
    asked(server, lambda openai: openai.cancel(ticket))
    assert [one.method for one in server.seen] == ["GET"]  # what is ready is not thrown away


def opened(folder: Path, address: str, **environ: str) -> object:
    def secret(names: Any) -> str:
        for name in names:
            if name in environ:
                return environ[name]
        raise MissingKey(names[0])

    return open_openai(ProviderContext(folder, 1, secret, environ.get, address))


def test_an_address_is_needed_and_a_key_is_not(tmp_path: Path, server: Recorder) -> None:
    with pytest.raises(ConfigError, match="ended on 2026-09-24") as caught:
        opened(tmp_path, "")
    assert "OPENAI_BASE_URL" in str(caught.value.hint)
    with pytest.raises(ConfigError, match="RUSHES_OPENAI_FORM"):
        opened(tmp_path, server.url, RUSHES_OPENAI_FORM="xml")
    assert not isinstance(opened(tmp_path, server.url), Stoppable)
    assert isinstance(opened(tmp_path, server.url, RUSHES_OPENAI_DELETE_STOPS="1"), Stoppable)
    server.answers = [Answer(200, VIDEO)]
    submit(server, wanted(tmp_path), key="")
    assert "authorization" not in server.seen[0].headers
    empty = wanted(tmp_path, IMAGE)
    empty.inputs[0].path.write_bytes(b"")
    with pytest.raises(UsageError, match="is empty"):
        submit(server, empty)
    assert issubclass(StoppableOpenAI, OpenAI)


def test_sora_is_told_as_ended_with_what_is_near_it_unless_a_server_offers_it() -> None:
    with pytest.raises(
        ModelRetired, match="since 2026-09-24: OpenAI ended Sora and its Videos API"
    ) as caught:
        Registry(lambda _: None).find_card("openai:sora-2")
    hint = str(caught.value.hint)
    assert hint.startswith("nearest in length, size and price: ")
    assert "OPENAI_BASE_URL" in hint
    named = [one.strip().split(" ")[0] for one in hint.partition(": ")[2].split("), ")]
    near = [Registry(lambda _: None).find_card(name) for name in named[:3]]
    assert all(card.status == "live" and card.provider != "previz" for card in near)
    assert (
        Registry({"OPENAI_BASE_URL": "http://127.0.0.1:1/v1"}.get).find_card("openai:sora-2").status == "live"
    )
    assert Registry(lambda _: None).find_card("openai:Wan-AI/Wan2.2").name == "Wan-AI/Wan2.2"
