"""fal: any model by its schema, one create and never a second, and failures that call themselves COMPLETED."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any, TypeVar

import pytest
from vendor_recorder import Answer, Recorder, fixture
from wishes import PNG, given, wish

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
from rushes.model import Operation, Request, Size, Ticket
from rushes.providers.base import Done, Failed, Pending, ProviderContext, Stoppable, UrlOutput
from rushes.providers.fal import Fal, Settings, open_fal
from rushes.providers.fal_wire import app_path
from rushes.providers.registry import Registry

Result = TypeVar("Result")
NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
KEY = "5ec2e7-id-5ec2e7:5ec2e7-secret-5ec2e7"
JOB = "764cabcf-b745-4b3e-ae38-1200304cf45b"
WAN = "fal-ai/wan/v2.2-a14b/text-to-video"
PATH = f"/queue/fal-ai/wan/requests/{JOB}"
TEXT, IMAGE = Operation.TEXT_TO_VIDEO, Operation.IMAGE_TO_VIDEO
INPUTS: dict[str, Any] = {
    "prompt": {"type": "string"},
    "image_url": {"anyOf": [{"type": "string"}, {"type": "null"}]},
    "duration": {"type": "string", "enum": ["4s", "6s", "8s"], "default": "8s"},
    "aspect_ratio": {"$ref": "#/components/schemas/Aspect"},
    "resolution": {"enum": ["720p", "1080p"], "type": "string"},
    "strength": {"anyOf": [{"type": "number"}, {"type": "null"}]},
}


def asked(
    server: Recorder,
    work: Callable[[Fal], Awaitable[Result]],
    *,
    key: str = KEY,
    cache: Path | None = None,
    **settings: Any,
) -> Result:
    async def run() -> Result:
        http = Http(now=lambda: NOW)
        try:
            fal = Fal(
                key=key, http=http, base_url=f"{server.url}/queue", settings=Settings(**settings), cache=cache
            )
            return await work(fal)
        finally:
            await http.close()

    return asyncio.run(run())


def submit(server: Recorder, request: Request, **more: Any) -> Ticket:
    return asked(server, lambda fal: fal.submit(request, key="take-1"), **more)


def wanted(folder: Path, name: str = WAN, operation: Operation = TEXT, *roles: Any, **more: Any) -> Request:
    card = name if name.startswith("fal-ai/wan/v2.2") else "*"
    request = wish(card, operation, folder, *roles, vendor="fal", seed=7, **more)
    return replace(request, model=f"fal:{name}")


def schema(endpoint: str, inputs: dict[str, Any], *needs: str) -> Answer:
    """An OpenAPI document as fal publishes it."""
    place = {"$ref": "#/components/schemas/In"}
    post = {"requestBody": {"content": {"application/json": {"schema": place}}}}
    parts = {
        "In": {"type": "object", "properties": inputs, "required": list(needs)},
        "Aspect": {"type": "string", "enum": ["auto", "16:9", "9:16"]},
    }
    return Answer(200, {"paths": {f"/{endpoint}": {"post": post}}, "components": {"schemas": parts}})


def ticket(server: Recorder, **data: Any) -> Ticket:
    path = f"/fal-ai/wan/requests/{JOB}"
    return Ticket("fal", {"id": JOB, "origin": server.url, "path": path, **data})


def check(server: Recorder, *answers: Answer, **settings: Any) -> Pending | Done | Failed:
    server.answers = list(answers)
    return asked(server, lambda fal: fal.check(ticket(server)), **settings)


# ── creates ───────────────────────────────────────────────────────────────────────────────────


def test_a_create(server: Recorder, tmp_path: Path) -> None:
    server.answers = [fixture("create_accepted", "fal")]
    made = submit(server, wanted(tmp_path, duration=Fraction(5), options={"steps": 20}))
    assert made.data == {
        "id": JOB,
        "origin": server.url,
        "model": f"fal:{WAN}",
        "inputs": [],
        "path": f"/fal-ai/wan/requests/{JOB}",  # its own: the answer's lie at another host than the one asked
    }
    (seen,) = server.seen
    assert (seen.method, seen.path) == ("POST", f"/queue/{WAN}")
    assert seen.headers["authorization"] == f"Key {KEY}"
    assert seen.headers["x-fal-no-retry"] == "1"
    assert seen.headers["x-fal-object-lifecycle-preference"] is None
    assert seen.json == {
        "prompt": "A lighthouse in a storm, slow zoom in.",
        "negative_prompt": "people",
        "seed": 7,
        "num_frames": 81,
        "frames_per_second": 16,
        "aspect_ratio": "16:9",
        "resolution": "720p",
        "num_inference_steps": 20,
    }


def test_where_the_answer_says_that_the_request_is(server: Recorder, tmp_path: Path) -> None:
    places = {
        f"{server.url}/queue/other/place/requests/{JOB}": f"/other/place/requests/{JOB}",
        f"http://127.0.0.1:9/queue/fal-ai/wan/requests/{JOB}": f"/fal-ai/wan/requests/{JOB}",
    }
    for url, path in places.items():
        server.answers = [fixture("create_accepted", "fal", response_url=url)]
        assert submit(server, wanted(tmp_path)).data["path"] == path


def test_what_its_customer_decides(server: Recorder, tmp_path: Path) -> None:
    server.answers = [fixture("create_accepted", "fal")]
    submit(server, wanted(tmp_path), server_retries=True, keep=timedelta(days=1))
    headers = server.seen[0].headers
    assert headers["x-fal-no-retry"] is None
    assert headers["x-fal-object-lifecycle-preference"] == '{"expiration_duration_seconds": 86400}'


@pytest.mark.parametrize(
    "answer",
    [
        Answer(drop=True),
        Answer(500, {"detail": "x"}),
        Answer(502, b"<html>nginx"),
        Answer(200, {"status": "IN_QUEUE"}),
        Answer(200, b""),
        Answer(200, {"request_id": "../../x"}),
    ],
)
def test_a_create_that_may_have_been_accepted_is_never_sent_again(
    server: Recorder, tmp_path: Path, answer: Answer
) -> None:
    server.answers = [answer]
    with pytest.raises(UnknownOutcome) as caught:
        submit(server, wanted(tmp_path))
    assert "dashboard" in str(caught.value.hint)
    assert len(server.seen) == 1
    assert not hasattr(Fal, "find")  # fal has no look-up


REFUSED: list[tuple[Answer, type[ProviderError]]] = [
    (fixture("error_unauthorized", "fal"), AuthFailed),
    (Answer(403, {"detail": f"the key {KEY} may not do this"}), AuthFailed),
    (fixture("error_balance", "fal"), OutOfCredit),
    (fixture("error_policy", "fal"), Refused),
    (fixture("error_plain", "fal"), Refused),
    (fixture("error_validation", "fal"), GenerationFailed),
    (Answer(429, {"detail": "Too many"}, {"retry-after": "3"}), RateLimited),
    (Answer(404, {"detail": "Application not found"}), ModelRetired),
]


@pytest.mark.parametrize(("answer", "kind"), REFUSED)
def test_a_refused_create(
    server: Recorder, tmp_path: Path, answer: Answer, kind: type[ProviderError]
) -> None:
    server.answers = [answer]
    with pytest.raises(kind) as caught:
        submit(server, wanted(tmp_path))
    assert type(caught.value) is kind
    assert caught.value.billed == "no"
    assert caught.value.hint
    assert "5ec2e7-secret" not in str(caught.value)


# ── any model, by its schema ──────────────────────────────────────────────────────────────────


def test_words_are_learned_from_the_schema_which_is_asked_for_once(server: Recorder, tmp_path: Path) -> None:
    told = schema("owner/veo/fast", INPUTS, "prompt")
    server.answers = [told, fixture("create_accepted", "fal")]
    address = f"{server.url}/openapi.json"
    request = wanted(
        tmp_path, "owner/veo/fast", IMAGE, duration=Fraction(6), options={"fields": '{"strength": 1}'}
    )
    submit(server, request, schema=address, cache=tmp_path / "cache")
    first, create = server.seen
    assert first.path == "/openapi.json?endpoint_id=owner/veo/fast"
    assert first.headers["authorization"] is None  # it needs no key, and gets none
    assert create.json["image_url"].startswith("data:image/png;base64,")
    assert {name: value for name, value in create.json.items() if name != "image_url"} == {
        "prompt": "A lighthouse in a storm, slow zoom in.",
        "duration": "6s",
        "aspect_ratio": "auto",
        "resolution": "720p",
        "strength": 1,
    }
    server.seen.clear()
    server.answers = [fixture("create_accepted", "fal")]
    submit(server, request, schema=address, cache=tmp_path / "cache")
    assert [one.method for one in server.seen] == ["POST"]


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"options": {"fields": '{"strenght": 1}'}}, "has no field 'strenght'; did you mean 'strength'"),
    ({"options": {"fields": '{"strength": "much"}'}}, "does not take 'much'"),
    ({"options": {"fields": '{"resolution": "540p"}'}}, "does not take '540p'"),
    ({"options": {"fields": "strength=1"}}, "is no JSON object"),
    ({"options": {"fields": '{"prompt": null}'}}, "needs the field 'prompt'"),
    ({"duration": Fraction(7)}, "makes no clip of 7 s; it makes 4s, 6s, 8s"),
    ({"size": Size(1000, 1000)}, "makes no picture of 1000x1000"),
    ({"size": Size(854, 480)}, "it makes 720p, 1080p"),
]


@pytest.mark.parametrize(("changes", "words"), WRONG)
def test_what_the_schema_does_not_know_is_refused_before_any_create(
    server: Recorder, tmp_path: Path, changes: dict[str, Any], words: str
) -> None:
    server.answers = [schema("owner/veo/fast", INPUTS, "prompt")]
    request = replace(wanted(tmp_path, "owner/veo/fast", duration=Fraction(8)), **changes)
    with pytest.raises(UsageError, match=words.replace("'", ".")) as caught:
        submit(server, request, schema=f"{server.url}/openapi.json")
    assert caught.value.hint
    assert [one.method for one in server.seen] == ["GET"]


def test_what_a_model_has_no_field_for_is_said_and_can_be_agreed_to(server: Recorder, tmp_path: Path) -> None:
    server.answers = [
        schema("owner/fixed", {"prompt": {"type": "string"}}),
        fixture("create_accepted", "fal"),
    ]
    address = f"{server.url}/openapi.json"
    with pytest.raises(UsageError, match="no field for how long"):
        submit(server, wanted(tmp_path, "owner/fixed"), schema=address)
    server.answers = [schema("owner/fixed", {"prompt": {"type": "string"}})]
    with pytest.raises(UsageError, match="no field for a first frame"):
        submit(
            server,
            wanted(tmp_path, "owner/fixed", IMAGE, options={"fields": '{"duration": null}'}),
            schema=address,
        )
    server.seen.clear()
    server.answers = [
        schema("owner/fixed", {"prompt": {"type": "string"}}),
        fixture("create_accepted", "fal"),
    ]
    submit(server, wanted(tmp_path, "owner/fixed", options={"fields": '{"duration": null}'}), schema=address)
    assert server.seen[1].json == {"prompt": "A lighthouse in a storm, slow zoom in."}


@pytest.mark.parametrize("answer", [Answer(404, {"detail": "no"}), Answer(200, b"<html>"), Answer(drop=True)])
def test_without_a_schema_the_usual_words_are_said(server: Recorder, tmp_path: Path, answer: Answer) -> None:
    server.answers = [answer, fixture("create_accepted", "fal")]
    submit(
        server, wanted(tmp_path, "owner/secret", duration=Fraction(5)), schema=f"{server.url}/openapi.json"
    )
    assert server.seen[1].json == {
        "prompt": "A lighthouse in a storm, slow zoom in.",
        "duration": 5,
        "aspect_ratio": "16:9",
        "resolution": "720p",
    }


def test_names_of_models(server: Recorder, tmp_path: Path) -> None:
    assert app_path(WAN) == "/fal-ai/wan"
    assert app_path("workflows/me/my-flow/v1") == "/workflows/me/my-flow"
    assert Registry(lambda _: None).find_card(f"fal:{WAN}").name == WAN
    assert Registry(lambda _: None).find_card("fal:owner/any/model").price_per_second is None
    for name in ("flux", "a/../../b", "owner/mo del", "/a/b"):
        with pytest.raises(UsageError, match="names no model of fal"):
            submit(server, wanted(tmp_path, name))
    assert not server.seen


# ── files ─────────────────────────────────────────────────────────────────────────────────────


def test_a_large_file_is_uploaded_once_and_its_token_goes_nowhere_else(
    server: Recorder, tmp_path: Path
) -> None:
    content = PNG + bytes(4_000_000)
    request = wanted(tmp_path, "fal-ai/wan/v2.2-a14b/image-to-video", IMAGE)
    request = replace(request, inputs=(given("first_frame", tmp_path, content),))
    place = fixture("upload_token", "fal", base_url=f"{server.url}/cdn")
    server.answers = [place, fixture("upload_done", "fal"), fixture("create_accepted", "fal")]

    async def work(fal: Fal) -> Request:
        prepared = await fal.prepare(request)
        await fal.submit(prepared, key="take-1")
        return prepared

    prepared = asked(server, work, rest=f"{server.url}/rest", keep=timedelta(hours=2))
    token, sent, create = server.seen
    assert (token.method, token.path) == ("POST", "/rest/storage/auth/token?storage_type=fal-cdn-v3")
    assert token.headers["authorization"] == f"Key {KEY}"
    assert (sent.method, sent.path) == ("POST", "/cdn/files/upload")
    assert sent.headers["authorization"] == "Bearer cdn-5ec2e7cdn"
    assert sent.headers["content-type"] == "image/png"
    assert json.loads(sent.headers["x-fal-object-lifecycle"]) == {"expiration_duration_seconds": 7200}
    assert sent.body == content
    assert create.json["image_url"] == prepared.inputs[0].uri == "https://v3.fal.media/files/b/lion/first.png"


def test_files_that_cannot_go(server: Recorder, tmp_path: Path) -> None:
    request = wanted(tmp_path, "fal-ai/wan/v2.2-a14b/image-to-video", IMAGE)
    request.inputs[0].path.write_bytes(b"")
    with pytest.raises(UsageError, match="is empty"):
        submit(server, request)
    large = replace(request, inputs=(given("first_frame", tmp_path, bytes(4_000_000)),))
    server.answers = [fixture("error_unauthorized", "fal")]
    with pytest.raises(AuthFailed) as caught:
        submit(server, large, rest=f"{server.url}/rest")
    assert caught.value.billed == "no"
    server.answers = [Answer(200, {"token": "x"})]
    with pytest.raises(BadReply, match="where an uploaded file lies"):
        submit(server, large, rest=f"{server.url}/rest")


# ── how it stands ─────────────────────────────────────────────────────────────────────────────


def test_a_request_on_its_way(server: Recorder) -> None:
    for name in ("status_queued", "status_running"):
        assert check(server, fixture(name, "fal")) == Pending()
    assert check(server, Answer(202, {"status": "WARMING_UP"})) == Pending()
    assert [one.path for one in server.seen] == [f"{PATH}/status?logs=false"] * 3


def test_a_clip(server: Recorder) -> None:
    done = check(server, fixture("status_completed", "fal"), fixture("result_video", "fal"))
    assert done == Done((UrlOutput("https://v3b.fal.media/files/b/lion/clip.mp4"),))
    assert [one.path for one in server.seen] == [f"{PATH}/status?logs=false", PATH]
    kept = check(
        server, fixture("status_completed", "fal"), Answer(200, {"videos": [{"url": "https://a.example/1.mp4"}]}),
        keep=timedelta(days=1),
    )  # fmt: skip
    assert kept == Done((UrlOutput("https://a.example/1.mp4", expires=NOW + timedelta(days=1)),))
    with pytest.raises(BadReply, match="not where it is"):
        check(server, fixture("status_completed", "fal"), Answer(200, {"clip": {}}))


ENDS: list[tuple[str, str, type[ProviderError], tuple[str, str]]] = [
    # status, result, what it is, whether it is billed and how it ends
    ("status_completed", "error_policy", Refused, ("unknown", "failed")),
    ("status_completed", "error_plain", Refused, ("unknown", "failed")),
    ("status_completed", "error_validation", GenerationFailed, ("unknown", "failed")),
    ("status_completed", "error_internal", GenerationFailed, ("no", "failed")),
    ("status_failed", "error_request", GenerationFailed, ("no", "failed")),
    ("status_completed", "error_timeout", GenerationFailed, ("no", "failed")),
    ("status_completed", "error_cancelled", GenerationFailed, ("unknown", "cancelled")),
]


@pytest.mark.parametrize(("status", "result", "kind", "ends"), ENDS)
def test_completed_may_be_a_failure(
    server: Recorder, status: str, result: str, kind: type[ProviderError], ends: tuple[str, str]
) -> None:
    failed = check(server, fixture(status, "fal"), fixture(result, "fal"))
    assert isinstance(failed, Failed)
    assert type(failed.error) is kind
    assert (failed.error.billed, failed.end) == ends
    assert failed.error.hint
    told = fixture(result, "fal").body["detail"]
    assert (told if isinstance(told, str) else told[0]["msg"]) in failed.error.message


TROUBLE: list[tuple[Answer, type[ProviderError]]] = [
    (Answer(503, b"<html>nginx</html>"), Unreachable),
    (Answer(500, {"detail": "Internal Server Error"}), Unreachable),  # of the gateway, for all that it says
    (Answer(200, b"<html>"), Unreachable),
    (Answer(429, {"detail": "slow down"}), RateLimited),
    (Answer(401, {"detail": "no"}), AuthFailed),
    (Answer(418, b"?"), BadReply),
]


@pytest.mark.parametrize(("answer", "kind"), TROUBLE)
def test_trouble_on_the_way_ends_nothing(server: Recorder, answer: Answer, kind: type[ProviderError]) -> None:
    for answers in ([answer], [fixture("status_completed", "fal"), answer]):
        with pytest.raises(kind) as caught:
            check(server, *answers)
        assert type(caught.value) is kind
        assert caught.value.retryable == (kind in (Unreachable, RateLimited))


def test_a_request_that_fal_forgot(server: Recorder) -> None:
    gone = Answer(404, {"detail": "Request not found"})
    for answers in ([gone], [fixture("status_completed", "fal"), gone]):
        lost = check(server, *answers)
        assert isinstance(lost, Failed)
        assert lost.end == "lost"
    early = Answer(400, {"detail": "Request is still in progress"})
    assert check(server, fixture("status_completed", "fal"), early) == Pending()


def test_stopping(server: Recorder) -> None:
    assert issubclass(Fal, Stoppable)
    for answer in (
        fixture("cancel_accepted", "fal"),
        fixture("cancel_late", "fal"),
        Answer(404, {"detail": "x"}),
    ):
        server.answers = [answer]
        asked(server, lambda fal: fal.cancel(ticket(server)))
    assert {(one.method, one.path) for one in server.seen} == {("PUT", f"{PATH}/cancel")}
    server.answers = [Answer(503, b"")]
    with pytest.raises(Unreachable):
        asked(server, lambda fal: fal.cancel(ticket(server)))


@pytest.mark.parametrize(
    "data", [{"path": ""}, {"path": f"/a/../b/requests/{JOB}"}, {"path": "/a/b"}, {"id": "x/y"}]
)
def test_a_ticket_that_leads_elsewhere(server: Recorder, data: dict[str, str]) -> None:
    with pytest.raises(BadReply, match="cannot be read"):
        asked(server, lambda fal: fal.check(ticket(server, **data)))
    with pytest.raises(ConfigError, match="was made at"):
        asked(server, lambda fal: fal.check(ticket(server, origin="https://queue.fal.run")))
    assert not server.seen


def test_a_request_of_fal_s_own_page_is_adopted(server: Recorder, tmp_path: Path) -> None:
    adopted = asked(server, lambda fal: asyncio.sleep(0, fal.adopt(JOB, wanted(tmp_path))))
    assert adopted.data["path"] == f"/fal-ai/wan/requests/{JOB}"
    with pytest.raises(UsageError):
        asked(server, lambda fal: asyncio.sleep(0, fal.adopt("a/b", wanted(tmp_path))))


# ── settings ──────────────────────────────────────────────────────────────────────────────────


def opened(folder: Path, address: str, **environ: str) -> Fal:
    def secret(names: Any) -> str:
        for name in names:
            if name in environ:
                return environ[name]
        raise MissingKey(names[0])

    fal = open_fal(ProviderContext(folder, 1, secret, environ.get, address))
    assert isinstance(fal, Fal)
    return fal


def test_settings(tmp_path: Path) -> None:
    with pytest.raises(MissingKey, match="FAL_KEY"):
        opened(tmp_path, "https://queue.fal.run")
    pair = opened(tmp_path, "https://queue.fal.run", FAL_KEY_ID="id", FAL_KEY_SECRET="secret")
    assert pair.settings.rest == "https://rest.fal.ai"
    assert pair.settings.schema.startswith("https://fal.ai/")
    elsewhere = opened(tmp_path, "https://proxy.example", FAL_KEY=KEY).settings
    assert (elsewhere.rest, elsewhere.schema) == ("", "")  # a key for somebody else is not sent to fal
    said = opened(
        tmp_path, "https://queue.fal.run", FAL_KEY=KEY, RUSHES_FAL_SERVER_RETRIES="yes", RUSHES_FAL_KEEP_SECONDS="60",
        RUSHES_FAL_INLINE_LENGTH="1000", RUSHES_FAL_SCHEMA_URL="no",
    ).settings  # fmt: skip
    assert said == Settings(
        "https://rest.fal.ai", "", server_retries=True, keep=timedelta(seconds=60), inline=1000
    )
    for wrong in ({"RUSHES_FAL_SERVER_RETRIES": "perhaps"}, {"RUSHES_FAL_KEEP_SECONDS": "-1"}):
        with pytest.raises(ConfigError, match=next(iter(wrong))):
            opened(tmp_path, "https://queue.fal.run", FAL_KEY=KEY, **wrong)
