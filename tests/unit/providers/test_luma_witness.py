"""Luma's two SDKs as witnesses: our creates are theirs on the wire, and the emulator's answers pass their types."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import httpx
import luma_agents
import lumaai
import pytest
import sdk_models
from luma_agents import types as agents_types
from lumaai.types import generations as dream_types
from pydantic import ValidationError
from vendor_recorder import Recorder, fixture, recorder
from wishes import catalogue, wish

from rushes import emulator
from rushes.emulator import Server
from rushes.http import Http
from rushes.model import Operation, Request, Ticket
from rushes.providers.luma import Luma, medium
from rushes.providers.luma_dream import LumaDream
from rushes.providers.luma_wire import agents_create, dream_create

KEY = "luma-api-5ec2e75ec2e7"
ADDRESS = "https://a.example/still.png"
JOB = "123e4567-e89b-42d3-a456-426614174000"
TEXT, IMAGE, EDIT = Operation.TEXT_TO_VIDEO, Operation.IMAGE_TO_VIDEO, Operation.VIDEO_TO_VIDEO
AGENTS: dict[str, Any] = {"prompt": "a lamp", "model": "ray-3.2", "type": "video"}
DREAM: dict[str, Any] = {"prompt": "a lamp", "model": "ray-2", "duration": "5s", "resolution": "540p"}
STRICT: dict[str, Any] = {"max_retries": 0, "_strict_response_validation": True}


Agents = Callable[..., luma_agents.Luma]
Dream = Callable[..., lumaai.LumaAI]
Both = tuple[luma_agents.Luma, lumaai.LumaAI]


@pytest.fixture
def client() -> Iterator[httpx.Client]:
    with httpx.Client(verify=False, trust_env=False) as one:  # to read certificates takes 50 ms
        yield one


@pytest.fixture
def agents_sdk(client: httpx.Client) -> Agents:
    """Luma's own SDK at an address, which sends once and believes nothing."""
    return lambda url, key=KEY: luma_agents.Luma(auth_token=key, base_url=url, http_client=client, **STRICT)


@pytest.fixture
def dream_sdk(client: httpx.Client) -> Dream:
    return lambda url, key=KEY: lumaai.LumaAI(auth_token=key, base_url=url, http_client=client, **STRICT)


@pytest.fixture
def both(server: Server, agents_sdk: Agents, dream_sdk: Dream) -> Both:
    names = server.environment()
    return (
        agents_sdk(names["LUMA_BASE_URL"], names["LUMA_AGENTS_API_KEY"]),
        dream_sdk(names["LUMAAI_BASE_URL"], names["LUMAAI_API_KEY"]),
    )


@pytest.fixture
def recorded() -> Iterator[Recorder]:
    with recorder() as running:
        yield running


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    with emulator.running(clips=tmp_path / "clips", run_seconds=10) as running:
        yield running


# ── requests ──────────────────────────────────────────────────────────────────────────────────


def agents_wishes(folder: Path) -> Iterator[Request]:
    """Each size, length and option of ray-3.2, and each thing that it does."""
    for operation in catalogue("luma")["ray-3.2"].operations:
        card = catalogue("luma")["ray-3.2"].asked_to(operation)
        good = wish("ray-3.2", operation, folder, *card.inputs, vendor="luma", seed=0, duration=Fraction(5))
        yield from (replace(good, size=size) for size in card.sizes)
        for option in card.options:
            values: list[Any] = list(option.choices) or {
                "boolean": [True], "number": [0, 0.5], "text": [JOB]
            }[option.kind]  # fmt: skip
            values = [f"24@{ADDRESS}, 48@{JOB}"] if option.name == "keyframes" else values
            inputs = good.inputs if operation is EDIT else ()
            yield from (replace(good, inputs=inputs, options={option.name: value}) for value in values)
        if operation is not EDIT:
            yield replace(good, duration=Fraction(10))


def dream_wishes(folder: Path) -> Iterator[Request]:
    for name in ("ray-2", "ray-flash-2"):
        card = catalogue("luma_dream")[name]
        good = wish(name, IMAGE, folder, *card.inputs, vendor="luma_dream", seed=0)
        yield from (
            replace(good, size=size, duration=length)
            for size in card.sizes
            for length in card.durations.choices
        )
        options = {"loop": True, "concepts": "zoom_in, orbit_left", "extend": JOB, "lead_to": JOB}
        yield replace(good, inputs=(), options=options)


def test_every_body_of_the_agents_api_passes_the_sdk_s_own_types(tmp_path: Path) -> None:
    model = sdk_models.strict(agents_types.GenerationCreateParams)
    seen = 0
    for request in agents_wishes(tmp_path):
        card = catalogue("luma")["ray-3.2"].asked_to(request.operation)
        media = [asyncio.run(medium(one)) for one in request.inputs]
        model.model_validate(agents_create(request, card, media).body)
        seen += 1
    assert seen > 60
    good = {**AGENTS, "video": {"duration": "5s"}}
    for wrong in (
        {"seed": 1},
        {"video": {"duration": 5}},
        {"video": {"negative_prompt": "x"}},
        {"type": "film"},
    ):
        with pytest.raises(ValidationError):
            model.model_validate({**good, **wrong})


def test_every_body_of_dream_machine_passes_the_sdk_s_own_types(tmp_path: Path) -> None:
    model = sdk_models.strict(dream_types.VideoCreateParams)
    for request in dream_wishes(tmp_path):
        card = catalogue("luma_dream")[request.model.partition(":")[2]]
        model.model_validate(dream_create(request, card, [ADDRESS for _ in request.inputs]).body)
    frame = {"frame0": {"type": "picture", "url": ADDRESS}}
    for wrong in ({"seed": 1}, {"model": "ray-3"}, {"keyframes": frame}, {"concepts": ["zoom_in"]}):
        with pytest.raises(ValidationError):
            model.model_validate({**DREAM, **wrong})


def told(recorded: Recorder) -> tuple[Any, ...]:
    (seen,) = recorded.seen
    recorded.seen.clear()
    headers = [seen.headers[name] for name in ("authorization", "content-type") if seen.body]
    return seen.method, seen.path, headers, seen.json if seen.body else None


def ours(recorded: Recorder, kind: type[Luma | LumaDream], work: Any) -> Any:
    async def run() -> Any:
        http = Http()
        try:
            return await work(kind(key=KEY, http=http, base_url=f"{recorded.url}/v1"))
        finally:
            await http.close()

    return asyncio.run(run())


def test_wishes_said_to_the_sdks_by_hand_are_the_same(
    recorded: Recorder, tmp_path: Path, agents_sdk: Agents, dream_sdk: Dream
) -> None:
    """The same wishes in the SDKs' own words, written down apart from how we build ours."""
    recorded.answers = [fixture("agents_accepted", "luma")]
    words = "A lighthouse in a storm, slow zoom in."
    agents, dream = agents_sdk(f"{recorded.url}/v1"), dream_sdk(f"{recorded.url}/v1")

    request = wish(
        "ray-3.2", IMAGE, tmp_path, "first_frame", "last_frame", vendor="luma", seed=0, duration=Fraction(10)
    )
    request = replace(request, inputs=tuple(replace(one, uri=ADDRESS) for one in request.inputs))
    ours(recorded, Luma, lambda luma: luma.submit(request, key="take-1"))
    mine = told(recorded)
    picture: Any = {"url": ADDRESS, "media_type": "image/png"}
    agents.generations.create(
        prompt=words, model="ray-3.2", type="video", aspect_ratio="16:9",
        video={"duration": "10s", "resolution": "720p", "keyframes": [picture, picture], "keyframe_indexes": [0, 240]},
    )  # fmt: skip
    assert told(recorded) == mine

    edit = wish(
        "ray-3.2", EDIT, tmp_path, vendor="luma", seed=0, options={"strength": "adhere_1", "pose": "precise"}
    )
    edit = replace(edit, inputs=tuple(replace(one, uri="https://a.example/a.mp4") for one in edit.inputs))
    ours(recorded, Luma, lambda luma: luma.submit(edit, key="take-1"))
    mine = told(recorded)
    agents.generations.create(
        prompt=words, model="ray-3.2", type="video_edit",
        source={"url": "https://a.example/a.mp4", "media_type": "video/mp4"},
        video={"resolution": "720p", "edit": {"strength": "adhere_1", "controls": {"pose": {"strength": "precise"}}}},
    )  # fmt: skip
    assert told(recorded) == mine

    recorded.answers = [fixture("dream_accepted", "luma")]
    options = {"loop": True, "concepts": "zoom_in", "lead_to": JOB}
    still = wish("ray-2", IMAGE, tmp_path, "first_frame", vendor="luma_dream", seed=0, options=options)
    still = replace(still, inputs=tuple(replace(one, address=ADDRESS) for one in still.inputs))
    ours(recorded, LumaDream, lambda luma: luma.submit(still, key="take-1"))
    mine = told(recorded)
    dream.generations.video.create(
        model="ray-2", prompt=words, aspect_ratio="16:9", duration="5s", resolution="720p", loop=True,
        concepts=[{"key": "zoom_in"}],
        keyframes={"frame0": {"type": "image", "url": ADDRESS}, "frame1": {"type": "generation", "id": JOB}},
    )  # fmt: skip
    assert told(recorded) == mine


def test_the_sdks_ask_alike(recorded: Recorder, agents_sdk: Agents, dream_sdk: Dream) -> None:
    agents, dream = agents_sdk(f"{recorded.url}/v1"), dream_sdk(f"{recorded.url}/v1")
    calls: list[tuple[str, Any, Any]] = [
        (
            "agents_processing",
            lambda luma: luma.check(ticket(luma, recorded)),
            lambda: agents.generations.get(JOB),
        ),
        (
            "dream_dreaming",
            lambda luma: luma.check(ticket(luma, recorded)),
            lambda: dream.generations.get(JOB),
        ),
        ("dream_credits", lambda luma: luma.account(), dream.credits.get),
    ]
    for name, mine, theirs in calls:
        recorded.answers = [fixture(name, "luma")]
        ours(recorded, Luma if name.startswith("agents") else LumaDream, mine)
        sent = told(recorded)
        theirs()
        assert told(recorded) == sent


def ticket(luma: Luma | LumaDream, recorded: Recorder) -> Ticket:
    return Ticket(luma.name, {"id": JOB, "origin": recorded.url})


@pytest.mark.parametrize("state", ["accepted", "processing", "completed", "failed"])
def test_our_recorded_answers_pass_the_sdks_own_types(
    recorded: Recorder, agents_sdk: Agents, dream_sdk: Dream, state: str
) -> None:
    recorded.answers = [fixture(f"agents_{state}", "luma")]
    assert agents_sdk(recorded.url).generations.get(JOB).id == JOB
    word = "dreaming" if state == "processing" else state
    recorded.answers = [fixture(f"dream_{word}", "luma")]
    assert dream_sdk(recorded.url).generations.get(JOB).id == JOB


# ── the emulator ──────────────────────────────────────────────────────────────────────────────


def test_the_agents_sdk_from_create_to_output(server: Server, both: Both) -> None:
    agents, _ = both
    made = agents.generations.create(**AGENTS, video={"duration": "5s", "resolution": "540p"})
    assert made.state == "queued"
    server.advance(9)
    assert agents.generations.get(made.id).state == "processing"
    server.advance(60)
    done = agents.generations.get(made.id)
    assert done.output
    assert done.output[0].url.startswith(server.outputs)
    assert server.bill()["credits"]["charged"] == 15
    clip: Any = {"url": "https://a.example/a.mp4", "media_type": "video/mp4"}
    wanted: dict[str, Any] = {
        **AGENTS,
        "type": "video_edit",
        "source": clip,
        "video": {"edit": {"strength": "flex_1"}},
    }
    edit = agents.generations.create(**wanted)
    assert edit.type == "video_edit"


def test_the_dream_machine_sdk_from_create_to_delete(server: Server, both: Both) -> None:
    _, dream = both
    before = dream.credits.get().credit_balance
    made = dream.generations.video.create(**DREAM, concepts=[{"key": "zoom_in"}])
    assert made.id
    server.advance(9)
    assert dream.generations.get(made.id).state == "dreaming"
    server.advance(60)
    done = dream.generations.get(made.id)
    assert done.assets
    assert str(done.assets.video).startswith(server.outputs)
    assert dream.credits.get().credit_balance == before - server.bill()["credits"]["charged"] < before
    second = dream.generations.video.create(
        **DREAM, keyframes={"frame0": {"type": "generation", "id": made.id}}
    )
    page = dream.generations.list(limit=1)
    assert ([one.id for one in page.generations], page.has_more) == ([second.id], True)
    assert [one.id for one in dream.generations.list(limit=1, offset=1).generations] == [made.id]
    assert "orbit_left" in dream.generations.concepts.list()
    assert dream.ping.check().message
    dream.generations.delete(str(second.id))
    with pytest.raises(lumaai.NotFoundError):
        dream.generations.get(str(second.id))


@pytest.mark.parametrize(
    ("fault", "code"),
    [("refused_after_billing", "content_moderated"), ("failed_without_charge", "generation_failed")],
)
def test_failures(server: Server, both: Both, fault: str, code: str) -> None:
    agents, dream = both
    server.fault(fault, count=2)
    first, second = agents.generations.create(**AGENTS), dream.generations.video.create(**DREAM)
    server.advance(90)
    assert agents.generations.get(first.id).failure_code == code
    failed = dream.generations.get(str(second.id))
    assert failed.state == "failed"
    assert ("moderation" in str(failed.failure_reason)) == (code == "content_moderated")


def test_error_classes(server: Server, both: Both, agents_sdk: Agents, dream_sdk: Dream) -> None:
    agents, dream = both
    with pytest.raises(luma_agents.UnprocessableEntityError, match="keyframe_indexes"):
        agents.generations.create(
            **AGENTS, video={"keyframes": [{"url": ADDRESS}], "keyframe_indexes": [121]}
        )
    with pytest.raises(luma_agents.UnprocessableEntityError, match=r"loop"):
        agents.generations.create(**AGENTS, video={"duration": "10s", "loop": True})
    with pytest.raises(lumaai.BadRequestError, match="https"):
        dream.generations.video.create(
            **DREAM, keyframes={"frame0": {"type": "image", "url": "data:image/png;base64,AA"}}
        )
    with pytest.raises(luma_agents.NotFoundError):
        agents.generations.get(JOB)
    names = server.environment()
    with pytest.raises(luma_agents.AuthenticationError):  # each of the two has a key of its own
        agents_sdk(names["LUMA_BASE_URL"], names["LUMAAI_API_KEY"]).generations.get(JOB)
    with pytest.raises(lumaai.AuthenticationError):
        dream_sdk(names["LUMAAI_BASE_URL"], names["LUMA_AGENTS_API_KEY"]).credits.get()
    for kind, theirs in (
        ("429", luma_agents.RateLimitError),
        ("5xx", luma_agents.InternalServerError),
        ("out_of_credit", luma_agents.BadRequestError),
        ("refused_before_billing", luma_agents.BadRequestError),
        ("accept_then_502", luma_agents.InternalServerError),
        ("drop", luma_agents.APIConnectionError),
    ):
        server.fault(kind)
        with pytest.raises(theirs):
            agents.generations.create(**AGENTS)
    assert server.bill()["jobs_accepted"] == 1


def test_strict_validation_sees_an_unknown_status(server: Server, both: Both) -> None:
    agents, dream = both
    first, second = agents.generations.create(**AGENTS), dream.generations.video.create(**DREAM)
    server.fault("unknown_status", count=2)
    with pytest.raises(luma_agents.APIResponseValidationError):
        agents.generations.get(first.id)
    with pytest.raises(lumaai.APIResponseValidationError):
        dream.generations.get(str(second.id))
