"""fal's own SDK as a witness: it drives our emulator, and what it sends is what we send."""

from __future__ import annotations

import asyncio
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, Self

import fal_client
import httpx
import httpx2
import pytest
from fal_client import client as module
from vendor_recorder import Recorder, fixture, recorder
from wishes import PNG, given, wish

from rushes import emulator
from rushes.emulator import Server
from rushes.http import Http
from rushes.model import Operation, Request, Ticket
from rushes.providers.fal import Fal, Settings

KEY = "5ec2e7-id-5ec2e7:5ec2e7-secret-5ec2e7"
WAN = "fal-ai/wan/v2.2-a14b/text-to-video"
WISH: dict[str, Any] = {"prompt": "a lamp", "num_frames": 17, "resolution": "480p"}
CONSTANTS = (
    "QUEUE_URL_FORMAT",
    "RUN_URL_FORMAT",
    "REST_URL",
    "CDN_URL",
    "MAX_ATTEMPTS",
    "MULTIPART_THRESHOLD",
)
MATTER = ("authorization", "content-type", "x-fal-no-retry", "x-fal-object-lifecycle-preference")


def test_the_sdk_still_has_what_these_tests_turn_to_loopback() -> None:
    """The SDK takes no address: if one of these is renamed, it would ask fal itself."""
    missing = [name for name in CONSTANTS if not hasattr(module, name)]
    assert not missing, f"fal_client.client no longer has {missing}: find what took their place"
    assert module.QUEUE_URL_FORMAT == "https://queue.fal.run/"
    assert module.REST_URL == "https://rest.fal.ai"
    assert module.MAX_ATTEMPTS == 10  # why no SDK runs in rushes: one create may be sent ten times


class Sdk(fal_client.SyncClient):
    """The SDK, with all its connections closed in the end, which it leaves open itself."""

    def __enter__(self) -> Self:
        self.opened: list[httpx.Client] = []
        return self

    def __exit__(self, *error: object) -> None:
        for one in (self._client, *self.opened):
            one.close()

    def _get_cdn_client(self) -> httpx.Client:
        self.opened.append(super()._get_cdn_client())
        return self.opened[-1]


@contextmanager
def turned(queue: str, rest: str, cdn: str, key: str) -> Generator[Sdk]:
    """The SDK at another address, asking once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "QUEUE_URL_FORMAT", f"{queue}/")
        patch.setattr(module, "RUN_URL_FORMAT", f"{queue}/")
        patch.setattr(module, "REST_URL", rest)
        patch.setattr(module, "CDN_URL", cdn)
        patch.setattr(module, "MAX_ATTEMPTS", 1)
        with Sdk(key=key, default_timeout=10) as client:
            yield client


# ── the SDK and the emulator ──────────────────────────────────────────────────────────────────


@pytest.fixture
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with emulator.running(clips=tmp_path_factory.getbasetemp() / "clips", run_seconds=10, tier=5) as running:
        yield running


@pytest.fixture
def sdk(server: Server) -> Iterator[Sdk]:
    told = server.environment()
    base = told["FAL_BASE_URL"]
    with turned(base, told["FAL_REST_URL"], f"{base}/cdn", told["FAL_KEY"]) as client:
        yield client


def test_the_sdk_makes_a_clip_at_the_emulator(server: Server, sdk: Sdk) -> None:
    handle = sdk.submit(WAN, WISH)
    assert isinstance(handle.status(), fal_client.Queued)
    server.advance(9)
    assert isinstance(handle.status(with_logs=True), fal_client.InProgress)
    server.advance(60)
    done = handle.status()
    assert isinstance(done, fal_client.Completed)
    assert done.error is None
    result = handle.get()
    assert result["video"]["url"].startswith(server.outputs)
    assert sdk.result(WAN, handle.request_id) == result  # by its id, without the rest of the model's path
    assert server.bill()["jobs"][0]["status"] == "succeeded"


FAILURES = [
    ("refused_after_billing", (422, "model_error", "content_policy_violation")),
    ("failed_with_charge", (422, "model_error", "downstream_service_error")),
    ("failed_without_charge", (500, "runner_server_error", None)),
    ("cancelled", (499, "client_cancelled", None)),
]


@pytest.mark.parametrize(("fault", "seen"), FAILURES)
def test_what_the_sdk_sees_of_a_failure(
    server: Server, sdk: Sdk, fault: str, seen: tuple[int, str, str | None]
) -> None:
    status, kind, typed = seen
    server.fault(fault)
    handle = sdk.submit(WAN, WISH)
    server.advance(60)
    ended = handle.status()
    assert isinstance(ended, fal_client.Completed)
    assert ended.error_type == kind
    with pytest.raises(fal_client.FalClientHTTPError) as caught:
        handle.get()
    assert caught.value.status_code == status
    detail: Any = caught.value.message
    assert detail[0]["type"] == typed if typed else caught.value.error_type == kind


def test_what_the_sdk_is_refused(server: Server, sdk: Sdk) -> None:
    with pytest.raises(fal_client.FalClientHTTPError) as caught, Sdk(key="somebody:else") as other:
        other.submit(WAN, WISH)
    assert caught.value.status_code == 401
    handle = sdk.submit(WAN, {**WISH, "num_frames": "17", "fps": 24})
    server.advance(60)
    with pytest.raises(fal_client.FalClientHTTPError) as wrong:
        handle.get()
    told: Any = wrong.value.message
    assert {one["loc"][1]: one["type"] for one in told} == {
        "num_frames": "integer_type",
        "fps": "extra_forbidden",
    }
    assert server.bill()["credits"]["charged"] == 0
    with pytest.raises(fal_client.FalClientHTTPError) as gone:
        sdk.status(WAN, "0f0f0f0f-0000-4000-8000-000000000000")
    assert gone.value.status_code == 404


def test_the_sdk_cancels_and_uploads_at_the_emulator(server: Server, sdk: Sdk) -> None:
    handle = sdk.submit(WAN, WISH)
    handle.cancel()
    assert server.bill()["credits"]["charged"] == 0
    with pytest.raises(fal_client.FalClientHTTPError):
        handle.cancel()  # it is over
    address = sdk.upload(PNG, "image/png", "first.png")
    assert httpx2.get(address, trust_env=False).content == PNG
    assert server.leaks() == []


# ── the same on the wire ──────────────────────────────────────────────────────────────────────


@pytest.fixture
def wire() -> Iterator[Recorder]:
    with recorder() as running:
        yield running


@pytest.fixture
def theirs(wire: Recorder) -> Iterator[Sdk]:
    with turned(f"{wire.url}/queue", f"{wire.url}/rest", f"{wire.url}/cdn", KEY) as client:
        yield client


def ours(wire: Recorder, request: Request | Ticket, call: str = "submit", **settings: Any) -> None:
    async def run() -> None:
        http = Http()
        try:
            told = Settings(rest=f"{wire.url}/rest", **settings)
            fal = Fal(key=KEY, http=http, base_url=f"{wire.url}/queue", settings=told)
            if isinstance(request, Request):
                await fal.submit(request, key="take-1")
            else:
                await getattr(fal, call)(request)
        finally:
            await http.close()

    asyncio.run(run())


def seen_of(wire: Recorder) -> list[tuple[Any, ...]]:
    """Everything that came, without what does not matter."""
    found = [
        (
            one.method,
            one.path,
            {name: one.headers[name] for name in MATTER if one.headers[name]},
            body_of(one),
        )
        for one in wire.seen
    ]
    wire.seen.clear()
    return found


def body_of(one: Any) -> Any:
    kind = one.headers["content-type"] or ""
    return one.json if one.body and kind.startswith("application/json") else one.body


def test_the_sdk_sends_the_same_create(wire: Recorder, tmp_path: Path, theirs: Sdk) -> None:
    wire.answers = [fixture("create_accepted", "fal")]
    ours(wire, wish(WAN, Operation.TEXT_TO_VIDEO, tmp_path, vendor="fal", seed=7))
    mine = seen_of(wire)
    theirs.submit(
        WAN,
        {
            "prompt": "A lighthouse in a storm, slow zoom in.", "negative_prompt": "people", "seed": 7,
            "num_frames": 17, "frames_per_second": 16, "aspect_ratio": "16:9", "resolution": "720p",
        },
        headers={"x-fal-no-retry": "1"},
    )  # fmt: skip
    assert seen_of(wire) == mine


def test_the_sdk_asks_and_cancels_alike(wire: Recorder, theirs: Sdk) -> None:
    job = "764cabcf-b745-4b3e-ae38-1200304cf45b"
    ticket = Ticket("fal", {"id": job, "origin": wire.url, "path": f"/fal-ai/wan/requests/{job}"})
    wire.answers = [fixture("status_completed", "fal"), fixture("result_video", "fal")]
    ours(wire, ticket, "check")
    mine = seen_of(wire)
    wire.answers = [fixture("status_completed", "fal"), fixture("result_video", "fal")]
    assert theirs.result(WAN, job) == fixture("result_video", "fal").body
    assert seen_of(wire) == mine
    wire.answers = [fixture("cancel_accepted", "fal")]
    ours(wire, ticket, "cancel")
    mine = seen_of(wire)
    theirs.cancel(WAN, job)
    assert seen_of(wire) == mine


def test_the_sdk_uploads_alike(wire: Recorder, tmp_path: Path, theirs: Sdk) -> None:
    place = fixture("upload_token", "fal", base_url=f"{wire.url}/cdn", expires_at="2999-01-01T00:00:00+00:00")
    content = PNG + bytes(3_000_000)
    request = wish(
        "fal-ai/wan/v2.2-a14b/image-to-video", Operation.IMAGE_TO_VIDEO, tmp_path, vendor="fal", seed=7
    )
    request = replace(request, inputs=(given("first_frame", tmp_path, content),))
    wire.answers = [place, fixture("upload_done", "fal"), fixture("create_accepted", "fal")]
    ours(wire, request)
    mine = seen_of(wire)[:2]
    wire.answers = [place, fixture("upload_done", "fal")]
    assert (
        theirs.upload(content, "image/png", "first.png") == fixture("upload_done", "fal").body["access_url"]
    )
    assert seen_of(wire) == mine


@pytest.mark.parametrize("name", ["status_queued", "status_running", "status_completed", "status_failed"])
def test_our_recorded_answers_are_read_by_the_sdk(wire: Recorder, name: str, theirs: Sdk) -> None:
    wire.answers = [fixture(name, "fal")]
    stands = theirs.status(WAN, "x")
    kinds = {"status_queued": fal_client.Queued, "status_running": fal_client.InProgress}
    assert isinstance(stands, kinds.get(name, fal_client.Completed))
