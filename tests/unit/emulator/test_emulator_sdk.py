"""The vendor's own SDK, with strict response validation, against the emulator: an independent witness."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import runwayml
from emulated import KEY, Start, sdk
from runwayml import AsyncRunwayML, RunwayML
from runwayml.lib import polling
from sdk_requests import document, every_create

from rushes.emulator import Server
from rushes.emulator.runway.tables import range_issues
from rushes.media.probe import probe

WISH: dict[str, Any] = {"model": "gen4.5", "prompt_text": "a lamp", "ratio": "1280:720", "duration": 2}


def wish(**changes: Any) -> Any:
    """`WISH`, with changes that no type would allow."""
    return {**WISH, **changes}


PICTURE = "https://example.com/first.png"
VIDEO = "https://example.com/input.mp4"


@pytest.fixture
def quick() -> Any:
    """The SDK waits seconds between two looks: these are its own settings for it."""
    before = polling.POLL_TIME, polling.POLL_JITTER
    polling.POLL_TIME, polling.POLL_JITTER = 0.01, 0
    yield
    polling.POLL_TIME, polling.POLL_JITTER = before


def test_our_requests_are_the_sdks() -> None:
    """requests.json says what the installed SDK says."""
    ours = files("rushes.emulator.runway").joinpath("requests.json").read_text()
    assert ours == document()


def value(schema: dict[str, Any], name: str) -> object:
    """Something that a schema allows."""
    if "anyOf" in schema:
        return value(schema["anyOf"][0], name)
    if "enum" in schema:
        return schema["enum"][0]
    match schema.get("type"):
        case "integer" | "number":
            return 4
        case "boolean":
            return True
        case "array":
            return [value(schema["items"], name)]
        case "object":
            return {one: value(schema["properties"][one], one) for one in schema["required"]}
        case _:
            url = VIDEO if "ideo" in name else PICTURE
            return url if name.lower().endswith("uri") or name in {"promptImage", "promptVideo"} else "a lamp"


CASES = [(path, model) for path, models in every_create().items() for model in models]


@pytest.mark.parametrize(("path", "model"), CASES)
def test_every_create_of_every_model(path: str, model: str) -> None:
    """What the SDK's types allow at the least, the emulator does not call out of range."""
    schema = every_create()[path][model]
    body = {name: value(schema["properties"][name], name) for name in schema["required"]}
    from rushes.emulator.runway.schema import creates, issues_of

    assert issues_of(creates()[path][model], body) == []
    assert range_issues(path, model, body) == []


# One call for each endpoint that makes a task, as the SDK's user writes it.
CREATES: dict[str, tuple[str, dict[str, Any]]] = {
    "text_to_video": ("text_to_video", WISH),
    "image_to_video": (
        "image_to_video",
        {**WISH, "prompt_image": [{"uri": PICTURE, "position": "first"}]},
    ),
    "image_to_video, last frame": (
        "image_to_video",
        {
            "model": "veo3.1_fast",
            "ratio": "1280:720",
            "duration": 4,
            "audio": False,
            "prompt_image": [
                {"uri": PICTURE, "position": "first"},
                {"uri": "https://example.com/last.png", "position": "last"},
            ],
        },
    ),
    "video_to_video": ("video_to_video", {"model": "aleph2", "video_uri": VIDEO, "prompt_text": "snow"}),
    "character_performance": (
        "character_performance",
        {
            "model": "act_two",
            "character": {"type": "image", "uri": PICTURE},
            "reference": {"type": "video", "uri": VIDEO},
        },
    ),
    "video_upscale": ("video_upscale", {"model": "magnific_video_upscaler_creative", "video_uri": VIDEO}),
    "video_to_hdr": ("video_to_hdr", {"model": "ruby", "video_uri": VIDEO}),
    "video_to_audio": ("video_to_audio", {"model": "mirelo_sfx_2_0", "video_uri": VIDEO, "duration": 3}),
    "text_to_image": (
        "text_to_image",
        {"model": "gen4_image", "prompt_text": "a lamp", "ratio": "1280:720"},
    ),
    "image_upscale": ("image_upscale", {"model": "magnific_precision_upscaler_v2", "image_uri": PICTURE}),
    "sound_effect": ("sound_effect", {"model": "eleven_text_to_sound_v2", "prompt_text": "rain"}),
    "voice_isolation": (
        "voice_isolation",
        {"model": "eleven_voice_isolation", "audio_uri": "https://example.com/voice.mp3"},
    ),
}


@pytest.mark.parametrize("name", CREATES)
def test_every_endpoint_from_create_to_output(name: str, server: Server, runway: RunwayML) -> None:
    resource, arguments = CREATES[name]
    made = getattr(runway, resource).create(**arguments)
    assert runway.tasks.retrieve(made.id).status == "PENDING"
    server.advance(9)
    running = runway.tasks.retrieve(made.id)
    assert running.status == "RUNNING"
    assert 0 < running.progress < 1
    server.advance(60)
    done = runway.tasks.retrieve(made.id)
    assert done.status == "SUCCEEDED"
    assert done.cost.credits >= made.estimated_cost.credits > 0
    assert all(url.startswith(server.outputs) for url in done.output)
    assert server.bill()["jobs"][0]["status"] == "succeeded"


@pytest.mark.parametrize("kind", ["video", "image", "audio"])
def test_the_model_router(kind: str, runway: RunwayML) -> None:
    more = {"video": {"duration": 2}, "image": {}, "audio": {"type": "audio"}}[kind]
    resource: Any = getattr(runway.generate, kind)
    wish: Any = {"prompt_text": "a lamp", **more}
    made = resource.create(config_id="films", input=wish)
    assert made.routing.config_id == "films"
    assert runway.tasks.retrieve(made.id).status == "PENDING"


def test_a_task_that_waits_for_a_place(start: Start) -> None:
    server = start(tier=1, run_seconds=10)
    with sdk(server) as runway:
        first, second = (runway.text_to_video.create(**WISH) for _ in range(2))
        assert runway.tasks.retrieve(second.id).status == "THROTTLED"
        server.advance(35)
        assert runway.tasks.retrieve(first.id).status == "SUCCEEDED"
        # It began when the first one ended, not when somebody looked.
        assert runway.tasks.retrieve(second.id).status == "SUCCEEDED"


@pytest.mark.parametrize(
    ("fault", "charged"),
    [("refused_after_billing", 24), ("failed_with_charge", 24), ("failed_without_charge", 0)],
)
def test_a_failure(fault: str, charged: int, server: Server, runway: RunwayML) -> None:
    server.fault(fault)
    made = runway.text_to_video.create(**WISH)
    server.advance(60)
    task = runway.tasks.retrieve(made.id)
    assert task.status == "FAILED"
    assert task.failure
    assert task.failure_code
    assert task.cost.credits == charged == server.bill()["credits"]["charged"]
    assert server.bill()["credits"]["refunded"] == 24 - charged


@pytest.mark.parametrize(
    "code",
    [
        "SAFETY.INPUT.TEXT",
        "SAFETY.INPUT.IMAGE",
        "SAFETY.OUTPUT.VIDEO",
        "INPUT_PREPROCESSING.SAFETY.TEXT",
        "INPUT_PREPROCESSING.INTERNAL",
        "ASSET.INVALID",
        "INTERNAL.BAD_OUTPUT.CODE01",
        "INTERNAL",
        "THIRD_PARTY.UNAVAILABLE",
    ],
)
def test_every_failure_code(code: str, server: Server, runway: RunwayML) -> None:
    server.fault("failed_without_charge", code=code)
    made = runway.text_to_video.create(**WISH)
    server.advance(60)
    task = runway.tasks.retrieve(made.id)
    assert task.status == "FAILED"
    assert task.failure_code == code


def test_the_sdk_waits_until_it_is_done(start: Start, quick: None) -> None:
    server = start(tier=5, run_seconds=10, tick=3)
    with sdk(server) as runway:
        task = runway.text_to_video.create(**WISH).wait_for_task_output(timeout=10)
    assert task.status == "SUCCEEDED"


async def _cancelled(server: Server) -> None:
    async with AsyncRunwayML(
        api_key=KEY, base_url=server.url, max_retries=0, _strict_response_validation=True
    ) as runway:
        made = await runway.text_to_video.create(**WISH)
        server.advance(60)
        with pytest.raises(runwayml.TaskFailedError) as caught:
            await made.wait_for_task_output(timeout=10)
        assert caught.value.task_details.status == "CANCELLED"


def test_a_task_that_the_vendor_cancelled(server: Server, quick: None) -> None:
    import asyncio

    server.fault("cancelled")
    asyncio.run(_cancelled(server))
    assert server.bill()["credits"]["charged"] == 0


def test_delete(server: Server, runway: RunwayML) -> None:
    made = runway.text_to_video.create(**WISH)
    runway.tasks.delete(made.id)
    with pytest.raises(runwayml.NotFoundError) as caught:
        runway.tasks.retrieve(made.id)
    assert caught.value.body == {"error": "Could not find Task"}
    with pytest.raises(runwayml.NotFoundError):
        runway.tasks.delete(made.id)


def test_an_upload_becomes_an_input(server: Server, runway: RunwayML, tmp_path: Path) -> None:
    made = runway.text_to_video.create(**wish(duration=3))
    server.advance(60)
    task = runway.tasks.retrieve(made.id)
    assert task.status == "SUCCEEDED"
    import httpx2

    clip = httpx2.get(task.output[0], trust_env=False, verify=False).content
    (tmp_path / "clip.mp4").write_bytes(clip)
    seen = probe(tmp_path / "clip.mp4", deep=True)
    assert (str(seen.size), seen.fps, seen.duration, seen.frames) == ("1280x720", 24, 3, 72)
    uri = runway.uploads.create_ephemeral(file=tmp_path / "clip.mp4").uri
    assert uri.startswith("runway://")
    larger = runway.video_upscale.create(
        model="magnific_video_upscaler_creative", video_uri=uri, resolution="1k"
    )
    # 72 frames of 0.7 credits each, rounded up: what the vendor's own price list gives.
    assert larger.estimated_cost.credits == 51  # pyright: ignore[reportAttributeAccessIssue]
    server.advance(86_400)
    with pytest.raises(runwayml.BadRequestError, match="expired"):
        runway.video_to_video.create(model="aleph2", video_uri=uri)
    assert server.leaks() == []


def test_the_organization(server: Server, runway: RunwayML) -> None:
    runway.text_to_video.create(**WISH)
    account = runway.organization.retrieve()
    assert account.credit_balance == 100_000 - 24
    assert account.tier.models["gen4.5"].max_concurrent_generations == 20
    assert account.usage.models["gen4.5"].daily_generations == 1
    server.advance(2 * 86_400)
    assert runway.organization.retrieve().usage.models["gen4.5"].daily_generations == 0
    first = datetime(2026, 1, 1, tzinfo=UTC).date()
    used = runway.organization.retrieve_usage(start_date=first.isoformat())
    assert used.models == ["gen4.5"]
    assert [(day.date, day.used_credits[0].amount) for day in used.results] == [(first, 24)]
    with pytest.raises(runwayml.BadRequestError, match="90 days"):
        runway.organization.retrieve_usage(start_date="2026-01-01", before_date="2026-06-01")


def test_error_classes(server: Server, runway: RunwayML) -> None:
    with pytest.raises(runwayml.BadRequestError) as bad:
        runway.text_to_video.create(**wish(ratio="16:9"))
    assert json.loads(bad.value.response.text)["issues"][0]["path"] == ["ratio"]
    with pytest.raises(runwayml.NotFoundError):
        runway.tasks.retrieve("00000000-0000-4000-8000-000000000000")
    for key in ("wrong", "key"):
        stranger = runway.with_options(api_key=key)
        with pytest.raises(runwayml.AuthenticationError):
            stranger.organization.retrieve()
    for kind, error in (
        ("429", runwayml.RateLimitError),
        ("daily_cap", runwayml.RateLimitError),
        ("5xx", runwayml.InternalServerError),
        ("accept_then_502", runwayml.InternalServerError),
        ("drop", runwayml.APIConnectionError),
        ("out_of_credit", runwayml.BadRequestError),
        ("refused_before_billing", runwayml.BadRequestError),
    ):
        server.fault(kind)
        with pytest.raises(error):
            runway.text_to_video.create(**WISH)
    assert server.bill()["jobs_accepted"] == 1


def test_strict_validation_sees_an_unknown_status_and_a_renamed_field(
    server: Server, runway: RunwayML
) -> None:
    """The witness does look: what breaks the vendor's types, it refuses."""
    made = runway.text_to_video.create(**WISH)
    server.advance(60)
    for kind in ("unknown_status", "renamed_result_field"):
        server.fault(kind)
        with pytest.raises(runwayml.APIResponseValidationError):
            runway.tasks.retrieve(made.id)
    assert runway.tasks.retrieve(made.id).status == "SUCCEEDED"


def test_what_the_sdk_does_when_it_may_resend(server: Server) -> None:
    """Its own retries buy three jobs: the reason why rushes does not use it."""
    server.fault("accept_then_502", count=3)
    with sdk(server) as runway:
        eager = runway.with_options(max_retries=2)
        with pytest.raises(runwayml.InternalServerError):
            eager.text_to_video.create(**WISH)
    assert server.bill()["jobs_accepted"] == 3
