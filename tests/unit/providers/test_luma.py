"""Luma: both of its APIs, one create and never a second, errors by their words, and a lost create in a list."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any, TypeVar

import pytest
from vendor_recorder import Answer, Recorder, fixture
from wishes import PNG, catalogue, wish

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
from rushes.model import Money, Operation, Request, Shot, ShotFrame, Size, StillUrl, Ticket
from rushes.providers.base import (
    Accountable,
    Done,
    Failed,
    Findable,
    Likenesses,
    Listing,
    Pending,
    ProviderContext,
    Stoppable,
    UrlOutput,
)
from rushes.providers.luma import Luma, open_luma
from rushes.providers.luma_dream import LumaDream, open_luma_dream
from rushes.providers.registry import Registry
from rushes.shoot.checks import check_shot

Result = TypeVar("Result")
Either = Luma | LumaDream
NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
DATED = {"date": format_datetime(NOW, usegmt=True)}  # the vendor's clock
KEY = "luma-api-5ec2e75ec2e7"
JOB = "123e4567-e89b-42d3-a456-426614174000"
OTHER = "923e4567-e89b-42d3-a456-426614174000"
ADDRESS = "https://a.example/still.png"
TEXT, IMAGE, EDIT = Operation.TEXT_TO_VIDEO, Operation.IMAGE_TO_VIDEO, Operation.VIDEO_TO_VIDEO
WORDS = "A lighthouse in a storm, slow zoom in."
APIS: dict[str, Callable[..., Either]] = {"ray-3.2": Luma, "ray-2": LumaDream}


def asked(
    server: Recorder,
    model: str,
    work: Callable[[Any], Awaitable[Result]],
    *,
    now: datetime = NOW,
    **settings: Any,
) -> Result:
    async def run() -> Result:
        http = Http(now=lambda: now)
        try:
            return await work(APIS[model](key=KEY, http=http, base_url=f"{server.url}/v1", **settings))
        finally:
            await http.close()

    return asyncio.run(run())


def wanted(model: str, operation: Operation, folder: Path, *roles: Any, **more: Any) -> Request:
    vendor = "luma" if model == "ray-3.2" else "luma_dream"
    request = wish(
        model, operation, folder, *roles, vendor=vendor, **{"seed": 0, "size": Size(1280, 720), **more}
    )
    if vendor == "luma":
        return replace(request, duration=more.get("duration", request.duration.__class__(5)))
    return replace(request, inputs=tuple(replace(one, address=ADDRESS) for one in request.inputs))


def submit(server: Recorder, request: Request, **settings: Any) -> Ticket:
    model = request.model.partition(":")[2]
    return asked(server, model, lambda luma: luma.submit(request, key="take-1"), **settings)


def check(server: Recorder, model: str, answer: Answer) -> Pending | Done | Failed:
    server.answers = [answer]
    return asked(server, model, lambda luma: luma.check(Ticket(luma.name, {"id": JOB, "origin": server.url})))


# ── what is sent ──────────────────────────────────────────────────────────────────────────────


def sent(server: Recorder, request: Request) -> Any:
    server.answers, server.seen = [fixture("agents_accepted", "luma")], []
    assert submit(server, request).data["id"] == JOB
    (seen,) = server.seen
    assert (seen.method, seen.headers["authorization"]) == ("POST", f"Bearer {KEY}")
    return seen.json


def test_text_by_the_agents_api(server: Recorder, tmp_path: Path) -> None:
    body = sent(server, wanted("ray-3.2", TEXT, tmp_path, size=Size(1080, 1920), options={"loop": True}))
    assert body == {
        "model": "ray-3.2",
        "type": "video",
        "prompt": WORDS,
        "aspect_ratio": "9:16",
        "video": {"duration": "5s", "resolution": "1080p", "loop": True},
    }
    assert server.seen[0].path == "/v1/generations"


def test_frames_guides_and_earlier_generations_by_the_agents_api(server: Recorder, tmp_path: Path) -> None:
    picture = {"data": base64.b64encode(PNG).decode(), "media_type": "image/png"}
    both = wanted("ray-3.2", IMAGE, tmp_path, "first_frame", "last_frame")
    video = sent(server, both)["video"]
    assert (video["start_frame"], video["end_frame"]) == (picture, picture)
    # At 10 s the API takes start and end as guide frames only.
    video = sent(server, replace(both, duration=both.duration * 2, options={"keyframes": f"96@{ADDRESS}"}))[
        "video"
    ]
    assert video["keyframe_indexes"] == [0, 96, 240]
    assert video["keyframes"] == [picture, {"url": ADDRESS}, picture]
    assert "start_frame" not in video
    extended = wanted("ray-3.2", TEXT, tmp_path, options={"extend": JOB, "lead_to": OTHER})
    video = sent(server, extended)["video"]
    assert (video["start_frame"], video["end_frame"]) == ({"generation_id": JOB}, {"generation_id": OTHER})


def test_an_edit_by_the_agents_api(server: Recorder, tmp_path: Path) -> None:
    options = {"strength": "flex_2", "pose": "coarse", "depth_blur": 0.5, "face": True}
    body = sent(server, wanted("ray-3.2", EDIT, tmp_path, options=options))
    assert body["type"] == "video_edit"
    assert body["source"] == {"data": base64.b64encode(PNG).decode(), "media_type": "video/mp4"}
    controls = {"pose": {"strength": "coarse"}, "face": {"enabled": True}, "depth": {"blur": 0.5}}
    assert body["video"] == {"resolution": "720p", "edit": {"strength": "flex_2", "controls": controls}}
    assert "aspect_ratio" not in body


def test_dream_machine(server: Recorder, tmp_path: Path) -> None:
    options = {"loop": True, "concepts": "zoom_in, orbit_left", "lead_to": OTHER}
    body = sent(server, wanted("ray-2", IMAGE, tmp_path, "first_frame", options=options))
    assert server.seen[0].path == "/v1/generations/video"
    assert body == {
        "model": "ray-2",
        "prompt": WORDS,
        "aspect_ratio": "16:9",
        "duration": "5s",
        "resolution": "720p",
        "loop": True,
        "concepts": [{"key": "zoom_in"}, {"key": "orbit_left"}],
        "keyframes": {
            "frame0": {"type": "image", "url": ADDRESS},
            "frame1": {"type": "generation", "id": OTHER},
        },
    }


WRONG: dict[str, tuple[str, Operation, tuple[str, ...], dict[str, Any], str]] = {
    "a loop of 10 s": ("ray-3.2", TEXT, (), {"options": {"loop": True}, "seconds": 10}, "a loop of 5 s only"),
    "a loop with an end": ("ray-3.2", IMAGE, ("last_frame",), {"options": {"loop": True}}, "a loop of 5 s only"),
    "a guide nowhere": ("ray-3.2", TEXT, (), {"options": {"keyframes": "there"}}, "cannot be read"),
    "a guide in plain http": ("ray-3.2", TEXT, (), {"options": {"keyframes": "4@http://a/b"}}, "cannot be read"),
    "a guide too late": ("ray-3.2", TEXT, (), {"options": {"keyframes": f"121@{ADDRESS}"}}, "from 0 to 120"),
    "guides at once": ("ray-3.2", TEXT, (), {"options": {"keyframes": f"4@{ADDRESS},4@{JOB}"}}, "another frame"),
    "no generation": ("ray-2", TEXT, (), {"options": {"extend": "that one"}}, "no generation of Luma's"),
    "two beginnings": ("ray-2", IMAGE, ("first_frame",), {"options": {"extend": JOB}}, "exclude each other"),
    "no words": ("ray-3.2", IMAGE, ("first_frame",), {"text": " "}, "without a prompt"),
    "too many words": ("ray-3.2", TEXT, (), {"text": "a" * 6001}, "at most 6000"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_what_cannot_be_is_told_before_anything_is_sent(server: Recorder, tmp_path: Path, name: str) -> None:
    model, operation, roles, told, said = WRONG[name]
    more = {key: value for key, value in told.items() if key != "seconds"}
    seconds = told.get("seconds", 5)
    request = wanted(model, operation, tmp_path, *roles, **more)
    with pytest.raises(UsageError, match=said) as caught:
        submit(server, replace(request, duration=request.duration * seconds / 5))
    assert caught.value.hint
    assert server.seen == []


def test_a_file_is_nothing_for_dream_machine(server: Recorder, tmp_path: Path) -> None:
    request = wanted("ray-2", IMAGE, tmp_path, "first_frame")
    (given,) = request.inputs
    for address in ("", "http://a.example/still.png"):
        with pytest.raises(UsageError, match="only by an https address") as caught:
            submit(server, replace(request, inputs=(replace(given, address=address),)))
        assert "luma:ray-3.2" in str(caught.value.hint)
    assert server.seen == []
    card = catalogue("luma_dream")["ray-2"]
    shot = Shot("s02", duration=request.duration, prompt=request.words, first_frame=ShotFrame("s01", "last"))
    with pytest.raises(UsageError, match="only where it lies on the web"):
        check_shot(shot, size=Size(1280, 720), card=card)
    check_shot(replace(shot, first_frame=StillUrl(ADDRESS)), size=Size(1280, 720), card=card)


def test_a_file_that_is_too_large_or_gone(server: Recorder, tmp_path: Path) -> None:
    request = wanted("ray-3.2", IMAGE, tmp_path, "first_frame")
    with pytest.raises(UsageError, match="too large") as caught:
        submit(server, request, most_inline=100)
    assert "RUSHES_LUMA_INLINE_BYTES" in str(caught.value.hint)
    request.inputs[0].path.unlink()
    with pytest.raises(UsageError, match="cannot be read"):
        submit(server, request)
    assert server.seen == []


# ── what is answered ──────────────────────────────────────────────────────────────────────────

ERRORS: dict[str, tuple[type[ProviderError], bool, str]] = {
    "error_unauthorized": (AuthFailed, False, "does not accept the key"),
    "error_forbidden": (AuthFailed, False, "may not use"),
    "error_credit": (OutOfCredit, False, "no credit"),
    "error_payment": (OutOfCredit, False, "no credit"),
    "error_moderation": (Refused, False, "refused the prompt"),
    "error_rate": (RateLimited, True, "too many requests"),
    "error_concurrent": (RateLimited, True, "as many clips as it may"),
    "error_invalid": (GenerationFailed, False, "video.duration"),
    "error_gone": (ModelRetired, False, "does not offer"),
}


@pytest.mark.parametrize("model", APIS)
@pytest.mark.parametrize("name", ERRORS)
def test_a_refused_create_is_told_by_its_words(
    server: Recorder, tmp_path: Path, model: str, name: str
) -> None:
    kind, retryable, said = ERRORS[name]
    server.answers = [fixture(name, "luma")]
    with pytest.raises(kind, match=said) as caught:
        submit(server, wanted(model, TEXT, tmp_path))
    assert (type(caught.value), caught.value.billed, caught.value.retryable) == (kind, "no", retryable)
    assert caught.value.retry_after == (7 if name == "error_rate" else None)
    assert caught.value.hint
    assert KEY not in str(caught.value)
    assert len(server.seen) == 1


UNKNOWN = {
    "dropped": Answer(drop=True),
    "500": fixture("error_server", "luma"),
    "502": Answer(502, b"<html>"),
    "no id": fixture("agents_accepted", "luma", id=None),
    "no JSON": Answer(201, b"ok"),
}


@pytest.mark.parametrize("model", APIS)
@pytest.mark.parametrize("answer", UNKNOWN.values(), ids=UNKNOWN)
def test_a_create_that_may_have_been_accepted_is_sent_once(
    server: Recorder, tmp_path: Path, model: str, answer: Answer
) -> None:
    server.answers = [answer]
    with pytest.raises(UnknownOutcome) as caught:
        submit(server, wanted(model, TEXT, tmp_path))
    assert (caught.value.billed, bool(caught.value.hint)) == ("unknown", True)
    assert len(server.seen) == 1


def test_states(server: Recorder) -> None:
    for model, api, word in (("ray-3.2", "agents", "processing"), ("ray-2", "dream", "dreaming")):
        expires = NOW + timedelta(hours=1) if api == "agents" else None
        done = check(server, model, fixture(f"{api}_completed", "luma"))
        assert done == Done((UrlOutput("https://cdn.example/clip.mp4", expires),))
        assert server.seen[-1].path == f"/v1/generations/{JOB}"
        for state in ("queued", word, "a new word"):
            assert isinstance(check(server, model, fixture(f"{api}_{word}", "luma", state=state)), Pending)
        lost = check(server, model, Answer(404, {"detail": "Not found"}))
        assert isinstance(lost, Failed)
        assert lost.end == "lost"
        with pytest.raises(BadReply, match="not where it is"):
            check(server, model, fixture(f"{api}_completed", "luma", output=[], assets={}))


CODES: dict[str, tuple[type[ProviderError], bool, str]] = {
    "content_moderated": (Refused, False, "failed"),
    "generation_failed": (GenerationFailed, True, "failed"),
    "rate_limited": (GenerationFailed, True, "failed"),
    "budget_exhausted": (OutOfCredit, False, "failed"),
    "output_not_found": (GenerationFailed, False, "lost"),
    "image_too_large": (GenerationFailed, False, "failed"),
    "unsupported_format": (GenerationFailed, False, "failed"),
    "corrupt_input": (GenerationFailed, False, "failed"),
    "invalid_request": (GenerationFailed, False, "failed"),
}


@pytest.mark.parametrize(("code", "kind", "retryable", "end"), [(one, *told) for one, told in CODES.items()])
def test_every_failure_code(
    server: Recorder, code: str, kind: type[ProviderError], retryable: bool, end: str
) -> None:
    found = check(server, "ray-3.2", fixture("agents_failed", "luma", failure_code=code))
    assert isinstance(found, Failed)
    told = (type(found.error), found.error.retryable, found.end, found.error.billed)
    assert told == (kind, retryable, end, "unknown")
    assert found.error.hint


def test_dream_machine_s_failures_are_told_by_their_words(server: Recorder) -> None:
    said = {
        "Advanced moderation failed": Refused,
        "Insufficient credits": OutOfCredit,
        "Oh": GenerationFailed,
    }
    for words, kind in said.items():
        found = check(server, "ray-2", fixture("dream_failed", "luma", failure_reason=words))
        assert isinstance(found, Failed)
        assert type(found.error) is kind


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (fixture("error_rate", "luma"), RateLimited),
        (fixture("error_server", "luma"), Unreachable),
        (fixture("error_unauthorized", "luma"), AuthFailed),
        (Answer(200, b"<html>"), Unreachable),
        (Answer(418, {"detail": "no"}), BadReply),
    ],
)
def test_a_question_that_fails(server: Recorder, answer: Answer, kind: type[RushesError]) -> None:
    for model in APIS:
        with pytest.raises(kind):
            check(server, model, answer)


def test_cancelling_and_credit(server: Recorder) -> None:
    ticket = Ticket("luma_dream", {"id": JOB, "origin": server.url})
    server.answers = [fixture("dream_dreaming", "luma"), Answer(204, None)]
    asked(server, "ray-2", lambda luma: luma.cancel(ticket))
    assert [one.method for one in server.seen] == ["GET", "DELETE"]
    server.answers, server.seen = [fixture("dream_completed", "luma")], []
    asked(server, "ray-2", lambda luma: luma.cancel(ticket))
    assert [one.method for one in server.seen] == ["GET"]  # a clip that is there is not deleted
    server.answers = [fixture("dream_credits", "luma")]
    assert asked(server, "ray-2", lambda luma: luma.account()).credit == Money.dollars("12.345")


# ── a lost create ─────────────────────────────────────────────────────────────────────────────


def at(**after: float) -> str:
    return (NOW + timedelta(**after)).isoformat().replace("+00:00", "Z")


def page(*made: dict[str, Any], **more: Any) -> Answer:
    """A page of the vendor's list: each of `made` changes one that came of our create at NOW."""
    one: dict[str, Any] = {**fixture("dream_accepted", "luma").body, "created_at": at(seconds=1)}
    found: list[dict[str, Any]] = [{**one, **changes} for changes in made]
    for changes in found:
        if changes["request"] is not None:
            changes["request"] = one["request"] | changes["request"]
    return replace(fixture("dream_list", "luma", generations=found, **more), headers=DATED)


def likenesses(server: Recorder, folder: Path, *pages: Answer, **settings: Any) -> Likenesses:
    """What is found of a create that left at NOW, where the vendor lists these pages."""
    server.answers = list(pages)
    request = wanted("ray-2", TEXT, folder)
    return asked(server, "ray-2", lambda luma: luma.list_alike(request, key="take-1", left=NOW), **settings)


def listing(server: Recorder, folder: Path, *made: dict[str, Any], **settings: Any) -> Likenesses:
    return likenesses(server, folder, page(*made), **settings)


SAME: dict[str, dict[str, Any]] = {
    "as it was sent": {},
    "a minute late": {"created_at": at(minutes=1)},
    "failed already": {"state": "failed"},
}
DOUBTFUL: dict[str, dict[str, Any]] = {
    "a minute before": {"created_at": at(minutes=-1)},
    "an hour before": {"created_at": at(hours=-1)},
    "an hour later": {"created_at": at(hours=1)},
    "at no time": {"created_at": None},
    "of another size": {"request": {"resolution": "1080p"}},
    "with a concept": {"request": {"concepts": [{"key": "zoom_in"}]}},
    "with a picture": {"request": {"keyframes": {"frame0": {"type": "image", "url": ADDRESS}}}},
    "without its words": {"request": {"prompt": None}},
    "without its request": {"request": None},
}
ANOTHER: dict[str, dict[str, Any]] = {
    "of other words": {"request": {"prompt": "A harbour"}},
    "of another model": {"model": "ray-flash-2"},
    "of two days ago": {"created_at": at(days=-2)},
    "a picture": {"generation_type": "image"},
    "somebody else's callback": {"request": {"callback_url": "https://a.example/hook"}},
}


@pytest.mark.parametrize("changes", SAME.values(), ids=SAME)
def test_a_lost_create_is_known_by_its_likeness(
    server: Recorder, tmp_path: Path, changes: dict[str, Any]
) -> None:
    found = listing(server, tmp_path, changes)
    assert ([one.data["id"] for one in found.same], list(found.doubtful), found.whole) == ([JOB], [], True)


@pytest.mark.parametrize("changes", DOUBTFUL.values(), ids=DOUBTFUL)
def test_what_may_be_it_is_doubtful(server: Recorder, tmp_path: Path, changes: dict[str, Any]) -> None:
    found = listing(server, tmp_path, changes)
    assert ([one.data["id"] for one in found.doubtful], list(found.same)) == ([JOB], [])


@pytest.mark.parametrize("changes", ANOTHER.values(), ids=ANOTHER)
def test_what_is_not_it(server: Recorder, tmp_path: Path, changes: dict[str, Any]) -> None:
    found = listing(server, tmp_path, changes)
    assert (list(found.same), list(found.doubtful), found.whole) == ([], [], True)


def test_absence_is_believed_only_of_a_whole_list(server: Recorder, tmp_path: Path) -> None:
    assert listing(server, tmp_path).whole
    assert not listing(server, tmp_path, believed=False).whole
    assert not listing(server, tmp_path, {"id": None, "request": {"prompt": "A harbour"}}).whole
    assert not likenesses(server, tmp_path, page(has_more=True)).whole


def test_the_whole_list_is_read_however_short_its_pages_are(server: Recorder, tmp_path: Path) -> None:
    first = page({"id": OTHER, "model": "ray-flash-2"}, has_more=True)
    found = likenesses(server, tmp_path, first, page({}))
    assert [one.path.partition("?")[2] for one in server.seen] == ["limit=100&offset=0", "limit=100&offset=1"]
    assert ([one.data["id"] for one in found.same], found.whole) == ([JOB], True)


def test_a_create_with_a_callback_is_known_for_certain(server: Recorder, tmp_path: Path) -> None:
    mark = {"callback_url": "https://me.example/luma?take=take-1"}
    server.answers = [fixture("dream_accepted", "luma")]
    submit(server, wanted("ray-2", TEXT, tmp_path), callback="https://me.example/luma")
    assert server.seen[0].json["callback_url"] == mark["callback_url"]
    twins = (
        {"id": OTHER},
        {"created_at": None, "request": mark},
        {"id": "x", "request": {"callback_url": "y"}},
    )
    found = listing(server, tmp_path, *twins, callback="https://me.example/luma")
    assert ([one.data["id"] for one in found.same], list(found.doubtful), found.whole) == ([JOB], [], True)


def test_a_clock_that_is_wrong_here_is_set_right_by_the_vendor_s(server: Recorder, tmp_path: Path) -> None:
    server.answers = [page({})]
    request, fast = wanted("ray-2", TEXT, tmp_path), NOW + timedelta(hours=3)
    found = asked(server, "ray-2", lambda luma: luma.list_alike(request, key="take-1", left=fast), now=fast)
    assert len(found.same) == 1


# ── keys, settings, prices ────────────────────────────────────────────────────────────────────


def test_keys_and_settings(tmp_path: Path) -> None:
    def opened(factory: Callable[[ProviderContext], object], **environ: str) -> object:
        def secret(names: Any) -> str:
            for name in names:
                if name in environ:
                    return environ[name]
            raise MissingKey(names[0])

        return factory(ProviderContext(tmp_path, 1, secret, environ.get, "https://luma.example/v1"))

    agents = opened(open_luma, LUMA_AGENTS_API_KEY=KEY)
    dream = opened(open_luma_dream, LUMAAI_API_KEY=KEY)
    assert not isinstance(agents, (Findable, Listing, Stoppable, Accountable))
    assert isinstance(dream, Listing)
    assert isinstance(dream, Stoppable)
    assert isinstance(dream, Accountable)
    assert KEY not in repr((agents, dream))
    for factory, other in ((open_luma, "LUMAAI_API_KEY"), (open_luma_dream, "LUMA_AGENTS_API_KEY")):
        with pytest.raises(MissingKey):
            opened(factory, **{other: KEY})
    for said in ("soon", "-1", "inf"):
        with pytest.raises(ConfigError, match="no number of seconds"):
            opened(open_luma_dream, LUMAAI_API_KEY=KEY, RUSHES_LUMA_DREAM_VISIBLE_AFTER=said)
    opened(open_luma_dream, LUMAAI_API_KEY=KEY, RUSHES_LUMA_DREAM_VISIBLE_AFTER="never")
    for said in ("http://me.example", "https://me.example/?a=b"):
        with pytest.raises(ConfigError, match="no https address"):
            opened(open_luma_dream, LUMAAI_API_KEY=KEY, RUSHES_LUMA_DREAM_CALLBACK=said)
    with pytest.raises(ConfigError, match="no number of bytes"):
        opened(open_luma, LUMA_AGENTS_API_KEY=KEY, RUSHES_LUMA_INLINE_BYTES="many")


def test_a_model_s_other_provider_is_named() -> None:
    with pytest.raises(UsageError, match="did you mean 'luma_dream:ray-2'"):
        Registry().find_card("luma:ray-2")


def test_prices_depend_on_length_and_height() -> None:
    card = catalogue("luma")["ray-3.2"]
    seconds = card.durations.choices
    prices = [
        card.price(one, size=size)
        for one in seconds
        for size in (Size(1260, 540), Size(720, 720), Size(1920, 1080))
    ]
    assert prices == [Money.dollars(one) for one in ("0.15", "0.30", "1.20", "0.45", "0.90", "3.60")]
    edit = card.asked_to(EDIT)
    assert edit.price(seconds[0], size=Size(1280, 720)) == Money.dollars("1.08")
    assert catalogue("luma_dream")["ray-2"].price(seconds[0], size=Size(1280, 720)) is None


def test_names_that_are_none(server: Recorder, tmp_path: Path) -> None:
    for model in APIS:
        request = wanted(model, TEXT, tmp_path)
        with pytest.raises(UsageError, match="no generation"):
            asked(server, model, lambda luma, one=request: as_coroutine(luma.adopt("a/b", one)))


async def as_coroutine(value: Result) -> Result:
    return value
