"""Runway: one create and never a second, its answers in our words, and nothing secret told."""

from __future__ import annotations

import asyncio
import logging
import traceback
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
    RushesError,
    UnknownOutcome,
    Unreachable,
    UsageError,
)
from rushes.http import Http
from rushes.keys import request_key
from rushes.model import Money, Operation, Request, Ticket
from rushes.providers.base import (
    Accountable,
    Done,
    Failed,
    Paced,
    Pending,
    ProviderContext,
    UrlOutput,
    origin_of,
)
from rushes.providers.registry import Registry
from rushes.providers.runway import Runway, open_runway

Result = TypeVar("Result")
NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
KEY = "key_" + "5ec2e7" * 20
TASK = "17f20503-6c24-4c16-946b-35dbbce2af2f"
TEXT, IMAGE, VIDEO = Operation.TEXT_TO_VIDEO, Operation.IMAGE_TO_VIDEO, Operation.VIDEO_TO_VIDEO


def asked(server: Recorder, work: Callable[[Runway], Awaitable[Result]], *, patience: float = 5.0) -> Result:
    async def run() -> Result:
        http = Http(now=lambda: NOW)
        try:
            return await work(Runway(key=KEY, http=http, base_url=server.url, patience=patience))
        finally:
            await http.close()

    return asyncio.run(run())


def submit(server: Recorder, request: Request, *, patience: float = 5.0) -> Ticket:
    return asked(server, lambda runway: runway.submit(request, key="take-1"), patience=patience)


def check(server: Recorder, answer: Answer, *inputs: str) -> Pending | Done | Failed:
    server.answers = [answer]
    ticket = Ticket("runway", {"id": TASK, "origin": server.url, "inputs": list(inputs)})
    return asked(server, lambda runway: runway.check(ticket))


def test_a_create_is_one_post_with_the_key_and_the_version(server: Recorder, tmp_path: Path) -> None:
    server.answers = [fixture("create_accepted")]
    ticket = submit(server, wish("gen4.5", TEXT, tmp_path))
    assert ticket.data == {
        "id": TASK,
        "origin": server.url,
        "model": "runway:gen4.5",
        "inputs": [],
    }
    assert ticket.most == Money(600_000)
    (seen,) = server.seen
    assert (seen.method, seen.path) == ("POST", "/v1/text_to_video")
    assert seen.headers["authorization"] == f"Bearer {KEY}"
    assert seen.headers["x-runway-version"] == "2024-11-06"
    assert seen.json == {
        "model": "gen4.5",
        "promptText": "A lighthouse in a storm, slow zoom in.",
        "ratio": "1280:720",
        "duration": 2,
        "seed": 4_000_000_000,
    }


UNKNOWN = {
    "dropped after it was read": Answer(drop=True),
    "no answer in time": Answer(200, {"id": TASK}, after=0.6),
    "cut in the middle": Answer(200, {"id": TASK, "more": "x" * 99}, cut=10),
    "500": Answer(500, {"error": "oops"}),
    "502": Answer(502, b"<html>"),
    "503": fixture("overloaded"),
    "504": Answer(504, None),
    "no id": fixture("create_accepted", id=None),
    "renamed id": Answer(200, {"taskId": TASK}),
    "an id that is none": Answer(200, {"id": "a/b"}),
    "no JSON": Answer(200, b"ok"),
    "a list": Answer(200, [TASK]),
    "nothing": Answer(204, None),
    "see elsewhere": Answer(303, None, {"location": "/v1/tasks/1"}),
    "request time-out": Answer(408, None),
}


@pytest.mark.parametrize("answer", UNKNOWN.values(), ids=UNKNOWN)
def test_a_create_that_may_have_been_accepted_is_never_sent_again(
    server: Recorder, tmp_path: Path, answer: Answer
) -> None:
    server.answers = [answer]
    with pytest.raises(UnknownOutcome) as caught:
        submit(server, wish("gen4.5", TEXT, tmp_path), patience=0.3 if answer.after else 5.0)
    assert len(server.seen) == 1
    assert caught.value.billed == "unknown"
    assert not caught.value.retryable
    assert "nothing was sent again" in str(caught.value.hint)


NOT_ACCEPTED = {
    "bad request": (fixture("bad_request"), GenerationFailed, "Unrecognized key"),
    "wrong key": (fixture("unauthorized"), AuthFailed, "does not accept the key"),
    "no such path": (fixture("not_found"), BadReply, "has nothing at"),
    "daily cap": (
        fixture("daily_cap"),
        RateLimited,
        "no more clips with runway:gen4.5 for this account today",
    ),
    "no credit": (Answer(400, {"error": "You do not have enough credits"}), OutOfCredit, "no credit left"),
    "payment": (Answer(402, {"error": "x"}), OutOfCredit, "no credit left"),
    "retired": (Answer(400, {"error": "gen4.5 is no longer available"}), ModelRetired, "no longer"),
    "moved": (Answer(307, None, {"location": "https://elsewhere.example"}), BadReply, "was not followed"),
    "too large": (Answer(413, None), GenerationFailed, "did not take the request"),
}


@pytest.mark.parametrize(("answer", "kind", "words"), NOT_ACCEPTED.values(), ids=NOT_ACCEPTED)
def test_a_create_that_was_not_accepted_has_cost_nothing(
    server: Recorder, tmp_path: Path, answer: Answer, kind: type[ProviderError], words: str
) -> None:
    server.answers = [answer]
    with pytest.raises(kind, match=words) as caught:
        submit(server, wish("gen4.5", TEXT, tmp_path))
    assert type(caught.value) is kind
    assert (caught.value.billed, caught.value.status) == ("no", answer.status)
    assert not caught.value.retryable  # the day's cap is not waited for
    assert len(server.seen) == 1


def test_a_create_that_never_left_may_be_sent_again(tmp_path: Path) -> None:
    nowhere = Recorder()
    nowhere.url = "http://127.0.0.1:9"
    with pytest.raises(Unreachable, match="cannot be reached") as caught:
        submit(nowhere, wish("gen4.5", TEXT, tmp_path))
    assert (caught.value.billed, caught.value.retryable) == ("no", True)


def test_a_file_that_cannot_be_read_is_a_failure_before_anything_was_sent(
    server: Recorder, tmp_path: Path
) -> None:
    server.answers = [fixture("create_accepted")]
    request = wish("gen4.5", IMAGE, tmp_path)
    request.inputs[0].path.unlink()
    with pytest.raises(UsageError, match=r"first_frame\.bin cannot be read: No such file"):
        submit(server, request)
    request.inputs[0].path.mkdir()
    (request.inputs[0].path / "x").write_bytes(PNG)
    with pytest.raises(UsageError, match=r"first_frame\.bin cannot be read: Is a directory"):
        submit(server, request)
    assert not server.seen


def test_an_upload_that_goes_wrong_at_the_create_has_bought_nothing(server: Recorder, tmp_path: Path) -> None:
    clip = wish("aleph2", VIDEO, tmp_path)
    clip = replace(clip, inputs=(given("video", tmp_path, bytes(5_000_000)),))
    for answer in (Answer(drop=True), Answer(500, None), Answer(429, {"error": "x"}, {"Retry-After": "1"})):
        server.answers = [answer]
        with pytest.raises(ProviderError) as caught:
            submit(server, clip)
        assert (caught.value.billed, caught.value.retryable) == ("no", True)
    assert {seen.path for seen in server.seen} == {"/v1/uploads"}


def test_what_was_uploaded_too_long_ago_is_uploaded_again_before_the_create(
    server: Recorder, tmp_path: Path
) -> None:
    places = [
        fixture("upload_started", uploadUrl=f"{server.url}/bucket", runwayUri=f"runway://{number}")
        for number in (1, 2)
    ]
    server.answers = [places[0], Answer(204, None), places[1], Answer(204, None), fixture("create_accepted")]
    clip = wish("aleph2", VIDEO, tmp_path)
    clip = replace(clip, inputs=(given("video", tmp_path, bytes(5_000_000)),))
    now = NOW

    async def wait_for_a_lane() -> None:
        nonlocal now
        http = Http(now=lambda: now)
        runway = Runway(key=KEY, http=http, base_url=server.url)
        try:
            ready = await runway.prepare(clip)
            now += timedelta(hours=25)
            await runway.submit(ready, key="take-1")
        finally:
            await http.close()

    asyncio.run(wait_for_a_lane())
    assert server.seen[-1].json["videoUri"] == "runway://2"
    assert [seen.path for seen in server.seen].count("/v1/uploads") == 2


@pytest.mark.parametrize(
    ("answer", "today", "retryable"),
    [
        (Answer(429, {"error": "Too many requests"}, {"Retry-After": "7"}), False, True),
        (Answer(429, {"error": "Too many requests"}), True, False),
        (Answer(429, {"error": "You have reached your daily limit."}, {"Retry-After": "7"}), True, True),
        (fixture("daily_cap"), True, False),
    ],
    ids=["with a time", "without", "the day's with a time", "the day's"],
)
def test_too_many_requests_is_not_told_as_the_day_s_number(
    server: Recorder, tmp_path: Path, answer: Answer, today: bool, retryable: bool
) -> None:
    server.answers = [answer]
    with pytest.raises(RateLimited) as caught:
        submit(server, wish("gen4.5", TEXT, tmp_path))
    assert ("today" in str(caught.value)) is today
    assert ("daily number" in str(caught.value.hint)) is today
    assert (caught.value.retryable, caught.value.billed) == (retryable, "no")
    assert today or "in 7 s" in str(caught.value)


def test_when_to_come_again_is_handed_on(server: Recorder, tmp_path: Path) -> None:
    server.answers = [Answer(429, {"error": "x"}, {"Retry-After": "Sun, 22 Nov 2026 13:00:00 GMT"})]
    with pytest.raises(RateLimited) as caught:
        submit(server, wish("gen4.5", TEXT, tmp_path))
    assert caught.value.retry_after == 3600


@pytest.mark.parametrize(
    ("name", "progress"), [("task_pending", None), ("task_throttled", None), ("task_running", 0.4)]
)
def test_what_waits_or_runs_is_pending(server: Recorder, name: str, progress: float | None) -> None:
    assert check(server, fixture(name)) == Pending(progress)
    assert [(seen.method, seen.path) for seen in server.seen] == [("GET", f"/v1/tasks/{TASK}")]


def test_odd_answers_are_waited_out(server: Recorder) -> None:
    assert check(server, fixture("task_running", status="REHEARSING")) == Pending(0.4)
    assert check(server, fixture("task_running", progress=None)) == Pending()
    assert check(server, fixture("task_running", progress=99)) == Pending()
    assert check(server, fixture("task_running", progress=True)) == Pending()


def test_a_clip_that_is_ready_says_where_and_for_how_much(server: Recorder) -> None:
    done = check(server, fixture("task_succeeded"))
    assert isinstance(done, Done)
    assert done.cost == Money(600_000)
    (output,) = done.outputs
    assert isinstance(output, UrlOutput)
    assert (output.needs_key, output.expires) == (False, NOW + timedelta(hours=24))
    for output in (None, [], "https://a", [7]):
        with pytest.raises(BadReply, match="not where it is") as caught:
            check(server, fixture("task_succeeded", output=output))
        assert not caught.value.retryable
    half = check(server, fixture("task_succeeded", cost={"credits": 0.5}))
    assert isinstance(half, Done)
    assert half.cost == Money(5_000)
    odd = check(server, fixture("task_succeeded", cost={"credits": "60"}))
    assert isinstance(odd, Done)
    assert odd.cost is None


Case = tuple[str | None, tuple[str, ...], str, type[ProviderError], bool]
FAILURES: list[Case] = [
    ("SAFETY.INPUT.TEXT", (), "refused the prompt", Refused, False),
    ("SAFETY.INPUT.IMAGE", ("first_frame",), "refused the first frame", Refused, False),
    ("SAFETY.INPUT.IMAGE.NEW", ("first_frame", "reference"), "refused a picture", Refused, False),
    ("SAFETY.INPUT.VIDEO", ("video", "reference"), "refused the video", Refused, False),
    ("SAFETY.INPUT.AUDIO", (), "refused the sound", Refused, False),
    ("SAFETY.OUTPUT.VIDEO", ("video",), "refused the clip that came out", Refused, False),
    ("SAFETY.THIRD_PARTY", (), "refused the prompt or", Refused, False),
    ("INPUT_PREPROCESSING.SAFETY.TEXT", (), "refused the prompt", Refused, False),
    ("INPUT_PREPROCESSING.INTERNAL", (), "could not make", GenerationFailed, True),
    ("ASSET.INVALID", (), "cannot use a file", GenerationFailed, False),
    ("INTERNAL.BAD_OUTPUT.01", (), "not good enough", GenerationFailed, True),
    ("INTERNAL", (), "could not make", GenerationFailed, True),
    ("THIRD_PARTY.UNAVAILABLE", (), "could not be reached", GenerationFailed, True),
    ("THIRD_PARTY.TIMEOUT", (), "could not be reached", GenerationFailed, True),
    (None, (), "could not make", GenerationFailed, True),
    ("SOMETHING.NEW", (), "could not make", GenerationFailed, False),
]


@pytest.mark.parametrize("case", FAILURES, ids=str)
def test_a_failure_says_what_was_wrong_and_whether_to_try_again(server: Recorder, case: Case) -> None:
    code, inputs, words, kind, retryable = case
    found = check(server, fixture("task_failed_internal", failureCode=code), *inputs)
    assert isinstance(found, Failed)
    assert type(found.error) is kind
    assert words in str(found.error)
    assert "SAFETY" not in str(found.error)
    assert (found.error.retryable, found.error.billed, found.cost) == (retryable, "no", Money(0))


def test_whether_a_failure_was_billed(server: Recorder) -> None:
    for cost, code, billed in (
        ({"credits": 60}, "INTERNAL", "yes"),
        ({"credits": 0}, "SAFETY.INPUT.TEXT", "no"),
        (None, "SAFETY.INPUT.TEXT", "yes"),
        (None, "INPUT_PREPROCESSING.SAFETY.TEXT", "unknown"),
        (None, "INTERNAL", "unknown"),
        ({"credits": -1}, "INTERNAL", "unknown"),
    ):
        found = check(server, fixture("task_failed_internal", cost=cost, failureCode=code))
        assert isinstance(found, Failed)
        assert found.error.billed == billed, (cost, code)


def test_cancelled_and_forgotten_are_ends(server: Recorder) -> None:
    cancelled = check(server, fixture("task_cancelled"))
    assert isinstance(cancelled, Failed)
    assert (cancelled.end, cancelled.error.billed, cancelled.cost) == ("cancelled", "yes", Money(120_000))
    lost = check(server, fixture("not_found"))
    assert isinstance(lost, Failed)
    assert (lost.end, lost.error.billed) == ("lost", "unknown")


@pytest.mark.parametrize(
    ("answer", "kind", "retryable"),
    [
        (fixture("overloaded"), Unreachable, True),
        (fixture("daily_cap"), RateLimited, True),
        (fixture("unauthorized"), AuthFailed, False),
        (Answer(drop=True), Unreachable, True),
        (Answer(200, b"<html>"), BadReply, True),
        (Answer(418, None), BadReply, False),
    ],
)
def test_a_question_that_got_no_answer_is_an_error_and_no_end(
    server: Recorder, answer: Answer, kind: type[ProviderError], retryable: bool
) -> None:
    with pytest.raises(kind) as caught:
        check(server, answer)
    assert caught.value.retryable == retryable


def test_a_ticket_is_good_at_its_own_address_only(server: Recorder) -> None:
    ticket = Ticket("runway", {"id": TASK, "origin": "https://api.dev.runwayml.com", "inputs": []})
    with pytest.raises(ConfigError, match=r"was made at https://api\.dev\.runwayml\.com"):
        asked(server, lambda runway: runway.check(ticket))
    with pytest.raises(ConfigError):
        asked(server, lambda runway: runway.cancel(ticket))
    assert not server.seen


def test_an_emulator_s_take_is_not_the_vendor_s(tmp_path: Path) -> None:
    request = wish("gen4.5", TEXT, tmp_path)
    here = Runway(key=KEY, http=Http(), base_url="http://127.0.0.1:8080/")
    card = here.cards()[0]
    there = origin_of(card, {}.get)
    assert there == "runway https://api.dev.runwayml.com"
    emulated = origin_of(card, {"RUNWAYML_BASE_URL": "http://127.0.0.1:8080/"}.get)
    assert emulated == f"runway {here.origin}"
    assert request_key(request, origin=emulated) != request_key(request, origin=there)


@pytest.mark.parametrize("answer", [Answer(204, None), fixture("not_found")])
def test_to_cancel_is_to_delete_what_has_not_ended(server: Recorder, answer: Answer) -> None:
    server.answers = [fixture("task_running"), answer]
    ticket = Ticket("runway", {"id": TASK, "origin": server.url})
    asked(server, lambda runway: runway.cancel(ticket))
    assert [(seen.method, seen.path) for seen in server.seen] == [
        ("GET", f"/v1/tasks/{TASK}"),
        ("DELETE", f"/v1/tasks/{TASK}"),
    ]


@pytest.mark.parametrize("name", ["task_succeeded", "task_failed_internal", "not_found"])
def test_a_clip_that_is_paid_for_is_not_deleted_by_cancelling(server: Recorder, name: str) -> None:
    server.answers = [fixture(name)]
    ticket = Ticket("runway", {"id": TASK, "origin": server.url})
    asked(server, lambda runway: runway.cancel(ticket))
    assert [seen.method for seen in server.seen] == ["GET"]


def test_the_account_s_credit_and_limits(server: Recorder) -> None:
    server.answers = [fixture("organization")]
    account = asked(server, lambda runway: runway.account())
    assert (account.credit, account.most_per_month) == (Money(42_000_000), Money(100_000_000))
    limits = account.models["gen4.5"]
    assert (limits.at_once, limits.per_day, limits.today) == (1, 50, 7)
    assert account.models["veo3.1"].at_once is None
    server.answers = [Answer(200, {})]
    assert asked(server, lambda runway: runway.account()).credit is None


def test_a_small_picture_travels_inside_and_a_large_one_once_beside(server: Recorder, tmp_path: Path) -> None:
    small = wish("veo3.1", IMAGE, tmp_path, "last_frame")
    server.answers = [fixture("create_accepted")]
    submit(server, small)
    frames = server.seen[0].json["promptImage"]
    assert [frame["position"] for frame in frames] == ["first", "last"]
    assert frames[0]["uri"].startswith("data:image/png;base64,iVBORw0KGgo")

    server.seen.clear()
    large = wish("gen4.5", IMAGE, tmp_path)
    content = PNG + bytes(5_000_000)
    large = replace(large, inputs=(given("first_frame", tmp_path, content),))
    place = fixture("upload_started", uploadUrl=f"{server.url}/bucket?X-Amz-Signature=SIGNED")
    server.answers = [place, Answer(204, None), fixture("create_accepted")]

    async def both(runway: Runway) -> None:
        first = await runway.prepare(large)
        assert await runway.prepare(large) == first
        await runway.submit(first, key="take-1")

    asked(server, both)
    ask, bring, create = server.seen
    assert ask.json == {"filename": f"{large.inputs[0].sha256[:16]}.png", "type": "ephemeral"}
    assert bring.headers["authorization"] is None
    form = bring.form()
    assert form["file"][2] == content
    assert form["key"][2] == b"ephemeral/17f2"
    assert create.json["promptImage"][0]["uri"] == "runway://eyJhbGciOiJIUzI1NiJ9"


def test_an_upload_that_goes_wrong_is_told_before_anything_is_bought(
    server: Recorder, tmp_path: Path
) -> None:
    clip = wish("aleph2", VIDEO, tmp_path)
    clip = replace(clip, inputs=(given("video", tmp_path, bytes(5_000_000)),))
    signed = fixture("upload_started", uploadUrl=f"{server.url}/bucket?X-Amz-Signature=SIGNED")
    for answers, kind in (
        ([fixture("daily_cap")], RateLimited),
        ([Answer(200, {"uploadUrl": 1})], BadReply),
        ([signed, Answer(403, b"<Error>SIGNED</Error>")], BadReply),
        ([signed, Answer(drop=True)], Unreachable),
    ):
        server.answers = list(answers)
        with pytest.raises(kind) as caught:
            asked(server, lambda runway: runway.prepare(clip))
        assert "SIGNED" not in str(caught.value)


def test_what_a_model_cannot_take_is_told_before_anything_is_sent(server: Recorder, tmp_path: Path) -> None:
    good = wish("gen4.5", TEXT, tmp_path)
    endless = given("first_frame", tmp_path, uri="https://a.example/" + "x" * 2048)
    frame = given("first_frame", tmp_path)
    cases: list[tuple[dict[str, Any], str]] = [
        ({"model": "runway:nothing"}, "has no model"),
        ({"operation": VIDEO}, "cannot do"),
        ({"inputs": (frame,)}, "takes no first frame"),
        ({"operation": IMAGE}, "needs a first frame"),
        ({"operation": IMAGE, "inputs": (frame, frame)}, "takes one first frame"),
        ({"text": "  "}, "the prompt is empty"),
        ({"text": "🎬" * 501}, "1002 long"),
        ({"duration": Fraction(5, 2)}, "whole seconds"),
        ({"seed": 2**32}, "seed"),
        ({"operation": IMAGE, "inputs": (endless,)}, "too long"),
        ({"operation": IMAGE, "inputs": (given("first_frame", tmp_path, b""),)}, "is empty"),
    ]
    for changes, words in cases:
        request = replace(good, **changes)
        with pytest.raises(UsageError, match=words):
            asked(server, lambda runway, request=request: runway.prepare(request))
    with pytest.raises(ModelRetired) as caught:
        asked(server, lambda runway: runway.prepare(replace(good, model="runway:gen3a_turbo")))
    assert "runway:gen4_turbo" in str(caught.value.hint)
    assert not server.seen


def test_it_is_opened_by_what_the_environment_says(tmp_path: Path) -> None:
    held = {"RUSHES_RUNWAY_KEY": f" {KEY}\n", "RUNWAYML_BASE_URL": "http://localhost:8080/"}

    def secret(names: object) -> str:
        assert names == ("RUNWAYML_API_SECRET", "RUSHES_RUNWAY_KEY")
        return held["RUSHES_RUNWAY_KEY"]

    opened = Registry().open_provider("runway", ProviderContext(tmp_path, 1, secret, held.get))
    assert isinstance(opened, Runway)
    assert opened.origin == "http://localhost:8080"
    assert isinstance(opened, Paced)
    assert isinstance(opened, Accountable)
    assert opened.poll_interval == 5.0
    with pytest.raises(MissingKey) as caught:
        open_runway(ProviderContext(tmp_path, 1, lambda _: "two words", base_url="http://localhost"))
    assert "two words" not in str(caught.value)
    with pytest.raises(ConfigError, match="no web address"):
        open_runway(ProviderContext(tmp_path, 1, lambda _: KEY, base_url="api.example"))


def test_the_key_appears_nowhere(server: Recorder, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Whatever the vendor says and whatever breaks, no error, log or picture of an object holds the key."""
    caplog.set_level(logging.DEBUG)
    echo = {"error": f"bad key {KEY} in https://me:{KEY}@a.example/?sig={KEY}", "failure": KEY}
    told: list[str] = [repr(Runway(key=KEY, http=Http(), base_url=server.url))]
    answers = [Answer(status, echo) for status in (200, 302, 400, 401, 402, 404, 413, 429, 500, 503)]
    answers += [Answer(drop=True), fixture("task_failed_safety", failure=f"because of {KEY}")]
    ticket = Ticket("runway", {"id": TASK, "origin": server.url})
    for answer in answers:
        calls: list[Callable[[Runway], Awaitable[object]]] = [
            lambda runway: runway.submit(wish("gen4.5", TEXT, tmp_path), key="t"),
            lambda runway: runway.check(ticket),
            lambda runway: runway.cancel(ticket),
            lambda runway: runway.account(),
        ]
        for call in calls:
            server.answers = [answer]
            try:
                told.append(repr(asked(server, call)))
            except RushesError as error:
                told += [repr(error), str(error), str(error.hint), repr(vars(error))]
                told += traceback.format_exception(error)
    assert len(told) > 60
    assert KEY not in "\n".join(told)
    assert KEY not in caplog.text
