"""The vendor's own SDK as a witness: our bodies pass its types, and are on the wire what it sends."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sdk_models
from pydantic import ValidationError
from runwayml import RunwayML
from vendor_recorder import Answer, Recorder, Seen, fixture
from wishes import PNG, catalogue, given, live, wish

from rushes.http import Http
from rushes.model import InputRole, Operation, Request, Ticket
from rushes.providers.runway import Runway
from rushes.providers.runway_wire import PATHS, build_create

KEY = "key_" + "5ec2e7" * 20
ADDRESS = "https://a.example/still.png"
PAIRS = [pytest.param(name, one, id=f"{name}-{one.value}") for name, one in live()]
MATTER = ("authorization", "x-runway-version", "accept", "content-type")


def body_of(request: Request) -> dict[str, Any]:
    card = catalogue()[request.model.partition(":")[2]].asked_to(request.operation)
    create = build_create(request, card, [ADDRESS for _ in request.inputs])
    return {"path": create.path, **create.body}


def every_wish(name: str, operation: Operation, folder: Path) -> Iterator[Request]:
    """Each size, each option's every word, each input that the model takes."""
    card = catalogue()[name].asked_to(operation)
    for size in card.sizes:
        yield wish(name, operation, folder, size=size)
    extra: list[InputRole] = [role for role in card.inputs if role not in card.needs]
    yield wish(name, operation, folder, *extra)
    for option in card.options:
        values: list[Any] = list(option.choices)
        if option.kind == "boolean":
            values = [True, False]
        elif option.least is not None and option.most is not None:
            kind = int if option.kind == "integer" else float
            values = [kind(option.least), kind(option.most)]
        for value in values:
            good = wish(name, operation, folder)
            yield replace(good, options={**good.options, option.name: value})


@pytest.mark.parametrize(("name", "operation"), PAIRS)
def test_every_body_passes_the_sdk_s_own_types(name: str, operation: Operation, tmp_path: Path) -> None:
    for request in every_wish(name, operation, tmp_path):
        body = body_of(request)
        sdk_models.validate(body.pop("path"), body)


def test_the_witness_sees_what_is_wrong(tmp_path: Path) -> None:
    body = body_of(wish("gen4.5", Operation.IMAGE_TO_VIDEO, tmp_path))
    path = body.pop("path")
    sdk_models.validate(path, body)
    wrong: list[dict[str, Any]] = [
        {**body, "imageUrl": ADDRESS},
        {**body, "ratio": "16:9"},
        {**body, "duration": "5"},
        {**body, "seed": 1.5},
        {**body, "promptImage": [{"uri": ADDRESS, "position": "middle"}]},
        {name: value for name, value in body.items() if name != "promptText"},
    ]
    for one in wrong:
        with pytest.raises(ValidationError):
            sdk_models.validate(path, one)


def seen_of(server: Recorder, *, after: int = 0) -> tuple[Any, ...]:
    """The one request that came, after so many others."""
    *before, seen = server.seen
    assert len(before) == after
    server.seen.clear()
    told = {name: seen.headers[name] for name in MATTER if seen.headers[name]}
    if not seen.body:
        told.pop("content-type", None)  # the SDK says it of a body that is not there
    return seen.method, seen.path, told, seen.json if seen.body else None


def theirs(server: Recorder) -> RunwayML:
    return RunwayML(api_key=KEY, base_url=server.url, max_retries=0)


def ours(server: Recorder, request: Request) -> Ticket:
    async def run() -> Ticket:
        http = Http()
        try:
            runway = Runway(key=KEY, http=http, base_url=server.url)
            return await runway.submit(await runway.prepare(request), key="take-1")
        finally:
            await http.close()

    return asyncio.run(run())


@pytest.mark.parametrize(("name", "operation"), PAIRS)
def test_the_sdk_sends_the_same_create(
    server: Recorder, name: str, operation: Operation, tmp_path: Path
) -> None:
    card = catalogue()[name].asked_to(operation)
    good = wish(name, operation, tmp_path, *card.inputs)
    good = replace(good, inputs=tuple(replace(one, uri=ADDRESS) for one in good.inputs))
    server.answers = [fixture("create_accepted")]
    ours(server, good)
    sent = seen_of(server)

    body = body_of(good)
    resource = getattr(theirs(server), PATHS[operation].rpartition("/")[2])
    words = {key_in_python(field): value for field, value in body.items() if field != "path"}
    assert resource.create(**words).id == fixture("create_accepted").body["id"]
    assert seen_of(server) == sent


def test_wishes_said_to_the_sdk_by_hand_are_the_same(server: Recorder, tmp_path: Path) -> None:
    """The same three wishes in the SDK's own words, written down apart from how we build ours."""
    sdk = theirs(server)
    server.answers = [fixture("create_accepted")]
    words = "A lighthouse in a storm, slow zoom in."

    def sent(name: str, operation: Operation, *roles: InputRole, **options: Any) -> tuple[Any, ...]:
        request = wish(name, operation, tmp_path, *roles)
        request = replace(request, options={**request.options, **options})
        request = replace(request, inputs=tuple(replace(one, uri=ADDRESS) for one in request.inputs))
        ours(server, request)
        return seen_of(server)

    mine = sent("gen4.5", Operation.IMAGE_TO_VIDEO, public_figures="low", output_format="prores")
    sdk.image_to_video.create(
        model="gen4.5", prompt_image=[{"uri": ADDRESS, "position": "first"}], prompt_text=words,
        ratio="1280:720", duration=2, seed=4_000_000_000,
        content_moderation={"public_figure_threshold": "low"}, output_format="prores",
    )  # fmt: skip
    assert seen_of(server) == mine

    mine = sent("veo3.1", Operation.IMAGE_TO_VIDEO, "last_frame", audio=True)
    sdk.image_to_video.create(
        model="veo3.1", prompt_text=words, ratio="1280:720", duration=4, seed=4_000_000_000,
        negative_prompt="people", audio=True,
        prompt_image=[{"uri": ADDRESS, "position": "first"}, {"uri": ADDRESS, "position": "last"}],
    )  # fmt: skip
    assert seen_of(server) == mine

    mine = sent("act_two", Operation.CHARACTER_PERFORMANCE, expression=4, body_control=True)
    sdk.character_performance.create(
        model="act_two", character={"type": "image", "uri": ADDRESS}, ratio="1280:720",
        reference={"type": "video", "uri": ADDRESS}, expression_intensity=4, body_control=True,
        seed=4_000_000_000,
    )  # fmt: skip
    assert seen_of(server) == mine


def key_in_python(field: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in field)


def test_the_sdk_asks_cancels_and_looks_at_the_account_alike(server: Recorder) -> None:
    task = fixture("task_running").body["id"]
    ticket = Ticket("runway", {"id": task, "origin": server.url})

    async def one(call: str) -> None:
        http = Http()
        try:
            runway = Runway(key=KEY, http=http, base_url=server.url)
            await (runway.account() if call == "account" else getattr(runway, call)(ticket))
        finally:
            await http.close()

    sdk = theirs(server)
    calls = {
        "check": (fixture("task_running"), lambda: sdk.tasks.retrieve(task)),
        "cancel": (Answer(204, None), lambda: sdk.tasks.delete(task)),
        "account": (fixture("organization"), sdk.organization.retrieve),
    }
    for call, (answer, by_sdk) in calls.items():
        server.answers = [fixture("task_running"), answer] if call == "cancel" else [answer]
        asyncio.run(one(call))
        sent = seen_of(server, after=1 if call == "cancel" else 0)
        by_sdk()
        method, path, told, body = seen_of(server)
        for one_told in (told, sent[2]):
            one_told.pop("accept")  # the SDK takes anything for an end
        assert (method, path, told, body) == sent


def test_the_sdk_uploads_alike(server: Recorder, tmp_path: Path) -> None:
    content = PNG + bytes(5_000_000)
    request = wish("gen4.5", Operation.IMAGE_TO_VIDEO, tmp_path)
    request = replace(request, inputs=(given("first_frame", tmp_path, content),))
    place = fixture("upload_started", uploadUrl=f"{server.url}/bucket")
    server.answers = [place, Answer(204, None), fixture("create_accepted")]
    ours(server, request)
    ask, bring, _ = server.seen[:]
    server.seen.clear()
    server.answers = [place, Answer(204, None)]
    theirs(server).uploads.create_ephemeral(file=(ask.json["filename"], content, "image/png"))
    their_ask, their_bring = server.seen
    assert (ask.path, ask.json) == (their_ask.path, their_ask.json)
    assert (bring.method, bring.path, bring.form()) == (
        their_bring.method,
        their_bring.path,
        their_bring.form(),
    )
    assert unkeyed(bring)
    assert unkeyed(their_bring)


def unkeyed(seen: Seen) -> bool:
    return seen.headers["authorization"] is None


@pytest.mark.parametrize(
    "name", ["task_pending", "task_throttled", "task_running", "task_succeeded", "task_failed_safety",
             "task_failed_internal", "task_cancelled"],
)  # fmt: skip
def test_our_recorded_answers_pass_the_sdk_s_own_types(server: Recorder, name: str) -> None:
    server.answers = [fixture(name)]
    sdk = RunwayML(api_key=KEY, base_url=server.url, max_retries=0, _strict_response_validation=True)
    assert sdk.tasks.retrieve("x").status == fixture(name).body["status"]
