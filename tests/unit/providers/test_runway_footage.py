"""Shots that are made from clips, as Runway gets them: by its SDK's own types, and over HTTP to a film."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import sdk_models
from made_clips import SMALL, clip, lightness
from PIL import Image
from runwayml import RunwayML
from vendor_recorder import Answer, Recorder, fixture, recorder

from rushes import emulator
from rushes.emulator import Server
from rushes.errors import NoConsent, SeveralEnds, UsageError
from rushes.http import Http
from rushes.model import (
    Character,
    Look,
    MediaFile,
    Money,
    Operation,
    Performance,
    Prompt,
    Request,
    Shot,
    Size,
    StillFile,
    UserClip,
)
from rushes.providers.offer import data_uri
from rushes.providers.registry import Registry
from rushes.providers.runway import Runway
from rushes.shoot.budget import Allowance
from rushes.shoot.inputs import gather_inputs
from rushes.shoot.request import compile_request
from rushes.storyboard.board import Storyboard
from rushes.workspace import Workspace, open_workspace

KEY = "key_" + "5ec2e7" * 20
ALEPH, ACT_TWO = "runway:aleph2", "runway:act_two"
UPSCALER = "runway:magnific_video_upscaler_creative"


# ── the wire ──────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def server() -> Iterator[Recorder]:
    with recorder() as running:
        running.answers = [fixture("create_accepted")]
        yield running


def request(shot: Shot, folder: Path) -> Request:
    card = Registry().find_card(shot.model)
    return compile_request(
        shot, look=Look(style="ink"), cast=(), size=Size(1280, 720), fps=Fraction(24), card=card, number=1,
        wish="w", inputs=gather_inputs(shot, cast=(), card=card, folder=folder / "inputs", sources={}),
    )  # fmt: skip


def sent(server: Recorder, asked: Request) -> dict[str, Any]:
    """The body of the create that was posted, once the vendor's own types have taken it."""

    async def run() -> None:
        http = Http()
        try:
            runway = Runway(key=KEY, http=http, base_url=server.url)
            await runway.submit(await runway.prepare(asked), key="take-1")
        finally:
            await http.close()

    asyncio.run(run())
    create = server.seen[-1]
    sdk_models.validate(create.path, create.json)
    return create.json


def sdk_sent(server: Recorder, create: str, **words: Any) -> dict[str, Any]:
    sdk = RunwayML(api_key=KEY, base_url=server.url, max_retries=0)
    getattr(sdk, create).create(**words)
    return server.seen[-1].json


def test_a_changed_clip_is_sent_as_the_sdk_sends_it(server: Recorder, tmp_path: Path) -> None:
    path = clip(tmp_path / "street.mp4", 3)
    shot = Shot(
        "s", prompt=Prompt(text="make it snow"), video=UserClip(path), duration=Fraction(3), model=ALEPH,
        seed=7, options={"public_figures": "low", "target_aspect": "9:16"},
    )  # fmt: skip
    ours = sent(server, request(shot, tmp_path))
    assert server.seen[-1].path == "/v1/video_to_video"
    theirs = sdk_sent(
        server, "video_to_video", model="aleph2", prompt_text="Make it snow. Ink.", seed=7,
        video_uri=data_uri("video/mp4", path), target_aspect_ratio="9:16",
        content_moderation={"public_figure_threshold": "low"},
    )  # fmt: skip
    assert ours == theirs


def test_a_model_with_lengths_of_its_own_is_told_the_length(server: Recorder, tmp_path: Path) -> None:
    path = clip(tmp_path / "street.mp4", 3)
    Image.new("RGB", (64, 36), "teal").save(tmp_path / "lamp.png")
    shot = Shot(
        "s", prompt=Prompt(text="make it snow"), video=UserClip(path), duration=Fraction(5), seed=7,
        references=(StillFile(tmp_path / "lamp.png"),), model="runway:seedance2",
    )  # fmt: skip
    ours = sent(server, request(shot, tmp_path))
    theirs = sdk_sent(
        server, "video_to_video", model="seedance2", prompt_text="Make it snow. Ink.", seed=7, duration=5,
        ratio="1280:720", prompt_video=data_uri("video/mp4", path),
        references=[{"uri": data_uri("image/png", tmp_path / "lamp.png")}],
    )  # fmt: skip
    assert ours == theirs


@pytest.mark.parametrize(
    ("model", "mode", "length"),
    [
        ("seedance2_5", {}, {"duration": 4, "ratio": "1280:720"}),
        ("seedance2_5", {"mode": "extend"}, {"mode": "extend", "duration": 4}),
        ("seedance2_5", {"mode": "edit"}, {"mode": "edit", "duration": "auto"}),
        ("gemini_omni_flash_1.1", {}, {"duration": 4, "ratio": "1280:720"}),
        ("gemini_omni_flash_1.1", {"mode": "edit"}, {"mode": "edit"}),
        ("gemini_omni_flash", {}, {}),
        ("kling_4", {}, {"ratio": "auto_720p"}),
        ("klingO3_pro", {}, {}),
    ],
)  # fmt: skip
def test_what_the_clip_decides_is_not_sent(
    server: Recorder, tmp_path: Path, model: str, mode: dict[str, Any], length: dict[str, Any]
) -> None:
    path = clip(tmp_path / "street.mp4", 4)
    shot = Shot("s", prompt=Prompt(text="snow"), video=UserClip(path), model=f"runway:{model}", options=mode)
    ours = sent(server, request(shot, tmp_path))
    field = "promptVideo" if model.startswith(("seedance", "klingO3")) else "videoUri"
    assert ours.pop(field) == data_uri("video/mp4", path)
    ours.pop("seed", None)
    assert ours == {"model": model, "promptText": "Snow. Ink.", **length}


@pytest.mark.parametrize(("who", "kind"), [("who.png", "image"), ("who.mp4", "video")])
def test_an_acted_shot_is_sent_as_the_sdk_sends_it(
    server: Recorder, tmp_path: Path, who: str, kind: str
) -> None:
    acting = clip(tmp_path / "me.mp4", 4)
    Image.new("RGB", (64, 36), "teal").save(tmp_path / "who.png")
    clip(tmp_path / "who.mp4", 1)
    character: Character = MediaFile(tmp_path / who)
    shot = Shot(
        "s", performance=Performance(character, UserClip(acting)), model=ACT_TWO, seed=7,
        options={"expression": 4, "body_control": True},
    )  # fmt: skip
    ours = sent(server, request(shot, tmp_path))
    theirs = sdk_sent(
        server, "character_performance", model="act_two", ratio="1280:720", seed=7,
        character={"type": kind, "uri": data_uri("image/png" if kind == "image" else "video/mp4", tmp_path / who)},
        reference={"type": "video", "uri": data_uri("video/mp4", acting)},
        expression_intensity=4, body_control=True,
    )  # fmt: skip
    assert ours == theirs


def test_a_larger_and_a_smoother_clip_are_sent_as_the_sdk_sends_them(
    server: Recorder, tmp_path: Path
) -> None:
    path = clip(tmp_path / "street.mov", 2)
    found = data_uri("video/quicktime", path)
    larger = Shot("s", upscale=UserClip(path), model=UPSCALER, options={"resolution": "4k", "creativity": 20})
    assert sent(server, request(larger, tmp_path)) == sdk_sent(
        server, "video_upscale", model="magnific_video_upscaler_creative", video_uri=found, resolution="4k",
        creativity=20,
    )  # fmt: skip
    smoother = Shot("s", upscale=UserClip(path), model="runway:enhance_frame_rate")
    assert sent(server, request(smoother, tmp_path)) == sdk_sent(
        server, "video_upscale", model="enhance_frame_rate", video_uri=found, target_framerate="60"
    )


def test_a_clip_that_is_too_large_to_travel_inside_is_uploaded(server: Recorder, tmp_path: Path) -> None:
    path = clip(tmp_path / "street.mkv", 2)
    with path.open("ab") as file:  # a void element of five megabytes: nothing that is shown
        file.write(b"\xec\x01" + (5_000_000).to_bytes(7, "big") + bytes(5_000_000))
    asked = request(Shot("s", upscale=UserClip(path), model=UPSCALER), tmp_path)
    place = fixture("upload_started", uploadUrl=f"{server.url}/bucket")
    server.answers = [place, Answer(204, None), fixture("create_accepted")]
    body = sent(server, asked)
    assert body["videoUri"] == place.body["runwayUri"]
    name, kind, content = server.seen[1].form()["file"]
    assert (str(name)[-4:], kind, content) == (".mkv", "video/x-matroska", path.read_bytes())


# ── over HTTP, to the vendor's stand-in and back ──────────────────────────────────────────────


@pytest.fixture(scope="module")
def vendor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with emulator.running(tick=60.0, clips=tmp_path_factory.mktemp("clips")) as server:
        yield server


def environ(vendor: Server) -> dict[str, str]:
    return {**os.environ, "RUNWAYML_API_SECRET": KEY, "RUNWAYML_BASE_URL": vendor.url}


@pytest.fixture
def workspace(tmp_path: Path, vendor: Server) -> Iterator[Workspace]:
    with open_workspace(tmp_path, environ=environ(vendor)) as opened:
        yield opened


BOARD = """\
rushes: storyboard/1
size: 1280x720
look: {style: ink}
model: runway:gen4.5
shots:
  - {id: street, prompt: a street, duration: 2}
  - {id: snow, prompt: make it snow, video: {shot: street}, model: runway:aleph2}
  - {id: keeper, performance: {character: keeper.png, reference: me.mp4}, duration: 3, model: runway:act_two}
  - {id: large, upscale: {shot: snow}, model: runway:magnific_video_upscaler_creative, options: {resolution: 1k}}
"""


def board(folder: Path, text: str = BOARD) -> Storyboard:
    Image.new("RGB", (64, 36), "teal").save(folder / "keeper.png")
    if not (folder / "me.mp4").exists():
        clip(folder / "me.mp4", 5)
    (folder / "film.yaml").write_text(text)
    return Storyboard.load(folder / "film.yaml")


def creates(vendor: Server) -> list[str]:
    return [job["operation"] for job in vendor.bill()["jobs"]]


@pytest.mark.slow
def test_a_film_of_shots_that_are_made_from_each_other(
    workspace: Workspace, vendor: Server, tmp_path: Path
) -> None:
    story = board(tmp_path)
    before = creates(vendor)
    with pytest.raises(NoConsent, match="nobody knows what runway:magnific_video_upscaler_creative costs"):
        workspace.film(story, allowance=Allowance(yes=True))
    assert creates(vendor) == before
    plan = workspace.plan(story)
    assert {one.shot: one.price for one in plan.shots} == {
        "street": Money(240_000), "snow": Money(560_000), "keeper": Money(150_000), "large": None,
    }  # fmt: skip
    assert plan.seconds == 9
    film = workspace.film(story, allowance=Allowance(yes=True, most_per_shot=Money(500_000)))
    assert (film.seconds, film.frames) == (9, 216)
    assert sorted(creates(vendor)[len(before) :]) == [
        "/v1/character_performance", "/v1/text_to_video", "/v1/video_to_video", "/v1/video_upscale",
    ]  # fmt: skip
    takes = {take.shot: take for take in workspace.takes(story)}
    assert takes["snow"].parents == (takes["street"].id,)
    assert takes["large"].parents == (takes["snow"].id,)
    costs = [take.cost for take in takes.values() if take.cost is not None]
    paid = sum(job["charged"] for job in vendor.bill()["jobs"][len(before) :])
    assert sum(cost.micros for cost in costs) == paid * 10_000
    assert takes["keeper"].cost == Money(150_000), "of five seconds of acting three are sent"

    assert workspace.plan(story).up_to_date
    clip(tmp_path / "me.mp4", 6)
    stands = {shot: one.status for shot, one in workspace.standings(story).items()}
    assert stands == {"street": "current", "snow": "current", "keeper": "stale", "large": "current"}
    other = board(tmp_path, BOARD.replace("a street", "a lane").replace("ink", "noir"))
    stands = {shot: one.status for shot, one in workspace.standings(other).items()}
    assert stands == {"street": "stale", "snow": "stale", "keeper": "stale", "large": "stale"}


def test_what_cannot_be_made_is_told_of_all_shots_before_anything_is_bought(
    workspace: Workspace, vendor: Server, tmp_path: Path
) -> None:
    text = BOARD.replace("reference: me.mp4}, duration: 3", "reference: me.mp4}, duration: 9")
    text = text.replace("options: {resolution: 1k}", "options: {resolution: 8k}")
    text += "  - {id: odd, prompt: a, video: me.mp4, first_frame: keeper.png, model: runway:aleph2}\n"
    story = board(tmp_path, text)
    before = creates(vendor)
    for attempt in (workspace.plan, lambda story: workspace.film(story, yes=True)):
        with pytest.raises(SeveralEnds) as caught:
            attempt(story)
        told = {error.shot: str(error) for error in caught.value.errors}
        assert "it lasts 9 s, and the clip that it is made from has 5 s" in told["keeper"]
        assert "'resolution' of runway:magnific_video_upscaler_creative is one of 720p" in told["large"]
        assert "runway:aleph2 takes no first_frame; it takes video" in told["odd"]
        assert set(told) == {"keeper", "large", "odd"}
    assert creates(vendor) == before


@pytest.mark.slow
def test_a_retake_is_made_from_the_take_that_its_parent_uses(
    workspace: Workspace, vendor: Server, tmp_path: Path
) -> None:
    story = board(tmp_path, "\n".join(BOARD.splitlines()[:7]) + "\n")
    with pytest.raises(UsageError, match="shot street has no take"):
        workspace.retake(story, "snow", yes=True)
    workspace.film(story, yes=True)
    take = workspace.retake(story, "snow", yes=True)
    assert (take.number, take.parents) == (2, (workspace.takes(story, shot="street")[0].id,))


@pytest.mark.slow
def test_a_user_s_clip_is_handed_on_as_the_film_shows_it(workspace: Workspace, tmp_path: Path) -> None:
    clip(tmp_path / "waves.mp4", 6)
    text = "rushes: storyboard/1\nsize: 160x90\nshots:\n  - {id: waves, clip: {file: waves.mp4, in: 1, out: 4}}\n"
    text += "  - {id: smooth, upscale: {shot: waves}, model: runway:enhance_frame_rate}\n"
    (tmp_path / "film.yaml").write_text(text)
    story = Storyboard.load(tmp_path / "film.yaml")
    assert workspace.plan(story).seconds == 6
    taken = workspace.make_takes(
        story, ["smooth"], allowance=Allowance(yes=True, most_per_shot=Money(1_000_000))
    )["smooth"]
    body: Any = workspace.ledger.body(taken.id)
    (part,) = body["inputs"]
    assert lightness(Path(part["path"])) == list(range(12, 48))
    assert (taken.duration, body["size"], body["operation"]) == (3, str(SMALL), Operation.UPSCALE)
    (tmp_path / "film.yaml").write_text(text.replace("out: 4}", "out: 4}, duration: 2"))
    shorter = Storyboard.load(tmp_path / "film.yaml")
    assert workspace.plan(shorter).seconds == 4
    assert workspace.standings(shorter)["smooth"].status == "stale"
    allowance = Allowance(yes=True, most_per_shot=Money(1_000_000))
    taken = workspace.make_takes(shorter, ["smooth"], allowance=allowance)["smooth"]
    body = workspace.ledger.body(taken.id)
    assert lightness(Path(body["inputs"][0]["path"])) == list(range(12, 36))


@pytest.mark.slow
def test_one_clip_from_the_command_line(vendor: Server, tmp_path: Path) -> None:
    clip(tmp_path / "street.mp4", 2)
    words = ["shoot", "--upscale", "street.mp4", "--model", "runway:enhance_frame_rate", "--json", "--yes"]
    words += ["--option", "target_rate=30", "--max-price-per-shot", "1", "-o", "smooth.mp4"]

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "rushes", *words], cwd=tmp_path, env=environ(vendor), text=True,
            capture_output=True, stdin=subprocess.DEVNULL,
        )  # fmt: skip

    done = run(*words)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert (told["shot"], told["seconds"], told["model"]) == ("street", 2.0, "runway:enhance_frame_rate")
    assert (tmp_path / "smooth.mp4").stat().st_size == told["bytes"]
    again = run(*words)
    assert json.loads(again.stdout)["id"] == told["id"], "the same wish is the same clip"
    for wrong, said in (
        (["--video", "street.mp4"], "the prompt is empty"),
        (["snow", "--upscale", "street.mp4", "--model", UPSCALER], "reads no prompt"),
        (["--upscale", "street.mp4"], "previz cannot do upscale"),
        (["--character", "street.mp4"], "a character has no acting to follow"),
        (["--upscale", "street.mp4", "--model", UPSCALER, "--option", "resolution=9k"], "is one of 720p, 1k"),
        (["--upscale", "street.mp4", "--model", UPSCALER, "-o", "street.mp4", "--yes"], "street.mp4"),
    ):
        failed = run("shoot", *wrong)
        assert failed.returncode == 2, failed.stderr
        assert said in failed.stderr
        assert "\nhint: " in failed.stderr
