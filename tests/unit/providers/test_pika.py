"""Pika through fal: its own cards, its four bodies, and what its older versions had and it has not."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from vendor_recorder import Answer, Recorder, fixture
from wishes import given, wish

from rushes.errors import MissingKey, UsageError
from rushes.http import Http
from rushes.model import Look, Operation, Prompt, Request, Shot, Size, StillFile, Ticket
from rushes.providers.base import Failed, ProviderContext
from rushes.providers.pika import open_pika
from rushes.providers.registry import Registry
from rushes.shoot.compile import Compiled, compile_shot

KEY = "5ec2e7-id-5ec2e7:5ec2e7-secret-5ec2e7"
TEXT, IMAGE = Operation.TEXT_TO_VIDEO, Operation.IMAGE_TO_VIDEO
HD = Size(1920, 1080)
SAID = {"prompt": "A lighthouse in a storm, slow zoom in.", "negative_prompt": "people", "seed": 7}


def asked(server: Recorder, folder: Path, work: Any, **environ: str) -> Any:
    told = {"FAL_KEY": KEY, **environ}

    def secret(names: Any) -> str:
        found = [told[name] for name in names if told.get(name)]
        if not found:
            raise MissingKey(f"{names[0]} is not set")
        return found[0]

    async def run() -> Any:
        http = Http()
        try:
            context = ProviderContext(folder, 1, secret, told.get, f"{server.url}/queue", http)
            return await work(open_pika(context))
        finally:
            await http.close()

    return asyncio.run(run())


def submit(server: Recorder, folder: Path, request: Request, **environ: str) -> Ticket:
    server.answers = [fixture("create_accepted", "fal")]
    return asked(server, folder, lambda pika: pika.submit(request, key="take-1"), **environ)


def wanted(folder: Path, model: str, operation: Operation, *roles: Any, **more: Any) -> Request:
    return wish(model, operation, folder, *roles, vendor="pika", **{"seed": 7, "size": HD, **more})


def test_text(server: Recorder, tmp_path: Path) -> None:
    request = wanted(tmp_path, "v2.2", TEXT, options={"style": "anime"})
    ticket = submit(server, tmp_path, request)
    (seen,) = server.seen
    assert seen.path == "/queue/fal-ai/pika/v2.2/text-to-video"
    assert seen.json == {**SAID, "duration": 5, "aspect_ratio": "16:9", "resolution": "1080p"}
    assert ticket.provider == "pika"
    assert str(ticket.data["path"]).startswith("/fal-ai/pika/requests/")


def test_a_picture(server: Recorder, tmp_path: Path) -> None:
    submit(server, tmp_path, wanted(tmp_path, "v2.2", IMAGE, duration=Fraction(10), size=Size(720, 1280)))
    body = server.seen[0].json
    assert server.seen[0].path == "/queue/fal-ai/pika/v2.2/image-to-video"
    assert body.pop("image_url").startswith("data:image/png;base64,")
    assert body == {**SAID, "duration": 10, "resolution": "720p"}  # the shape is the picture's


def test_scenes(server: Recorder, tmp_path: Path) -> None:
    request = wanted(
        tmp_path, "v2.2-scenes", TEXT, options={"ingredients": "creative"}, size=Size(1080, 1350)
    )
    both = [replace(given("reference", tmp_path), uri=f"https://a.example/{name}.png") for name in "ab"]
    submit(server, tmp_path, replace(request, inputs=tuple(both)))
    assert server.seen[0].path == "/queue/fal-ai/pika/v2.2/pikascenes"
    assert server.seen[0].json == {
        **SAID,
        "duration": 5,
        "aspect_ratio": "4:5",
        "resolution": "1080p",
        "ingredients_mode": "creative",
        "image_urls": ["https://a.example/a.png", "https://a.example/b.png"],
    }


def test_frames(server: Recorder, tmp_path: Path) -> None:
    request = wanted(tmp_path, "v2.2-frames", IMAGE, duration=Fraction(7))
    first, last = (replace(one, uri=f"https://a.example/{one.role}.png") for one in request.inputs)
    submit(server, tmp_path, replace(request, inputs=(first, last)))
    assert server.seen[0].path == "/queue/fal-ai/pika/v2.2/pikaframes"
    assert server.seen[0].json == {
        **SAID,
        "resolution": "1080p",
        "transitions": [{"duration": 7}],
        "image_urls": ["https://a.example/first_frame.png", "https://a.example/last_frame.png"],
    }


WRONG: list[tuple[tuple[str, Operation], dict[str, Any], str]] = [
    (("v2.2-frames", IMAGE), {"inputs": ()}, "needs a first frame"),
    (("v2.2-scenes", TEXT), {"inputs": ()}, "needs a reference"),
    (("v2.2", TEXT), {"text": " "}, "prompt is empty"),
    (("v2.2", TEXT), {"seed": 2**31}, "seed 2147483648 is not between"),
]


@pytest.mark.parametrize(("asked_for", "changes", "words"), WRONG)
def test_what_it_does_not_take_is_refused_before_any_call(
    server: Recorder, tmp_path: Path, asked_for: tuple[str, Operation], changes: dict[str, Any], words: str
) -> None:
    with pytest.raises(UsageError, match=words):
        submit(server, tmp_path, replace(wanted(tmp_path, *asked_for), **changes))
    assert not server.seen


def test_a_field_that_fal_has_taken_away_is_refused_before_any_create(
    server: Recorder, tmp_path: Path
) -> None:
    post = {
        "requestBody": {
            "content": {"application/json": {"schema": {"properties": {"prompt": {"type": "string"}}}}}
        }
    }
    server.answers = [Answer(200, {"paths": {"/fal-ai/pika/v2.2/text-to-video": {"post": post}}})]
    request = wanted(tmp_path, "v2.2", TEXT)
    with pytest.raises(UsageError, match="has no field"):
        asked(
            server, tmp_path, lambda pika: pika.submit(request, key="take-1"),
            RUSHES_FAL_SCHEMA_URL=f"{server.url}/openapi.json",
        )  # fmt: skip
    assert [one.method for one in server.seen] == ["GET"]


def test_errors_are_told_as_pika_s(server: Recorder, tmp_path: Path) -> None:
    server.answers = [fixture("status_completed", "fal"), fixture("error_policy", "fal")]
    ticket = Ticket("pika", {"id": "x", "origin": server.url, "path": "/fal-ai/pika/requests/x"})
    failed = asked(server, tmp_path, lambda pika: pika.check(ticket))
    assert isinstance(failed, Failed)
    assert failed.error.provider == "pika"
    assert failed.error.message.startswith("pika refused the prompt")
    with pytest.raises(MissingKey, match="FAL_KEY"):
        asked(server, tmp_path, lambda pika: pika.check(ticket), FAL_KEY="")


PRICES = [("v2.2", TEXT, (1280, 720), "$0.20"), ("v2.2", TEXT, (1920, 1080), "$0.45"), ("v2.2", IMAGE, (1080, 1080), "$0.45"),
          ("v2.2-frames", IMAGE, (1280, 720), "$0.20"), ("v2.2-frames", IMAGE, (1080, 1920), "$0.30")]  # fmt: skip


@pytest.mark.parametrize(("model", "operation", "size", "price"), PRICES)
def test_prices(model: str, operation: Operation, size: tuple[int, int], price: str) -> None:
    card = Registry(lambda _: None).find_card(f"pika:{model}").asked_to(operation)
    assert str(card.price(Fraction(5), size=Size(*size))) == price
    assert all(card.verified_on for card in Registry(lambda _: None).cards_of("pika"))


# ── what people ask Pika for ──────────────────────────────────────────────────────────────────


def compiled(*, motion: int | None = None, look: str = "", options: dict[str, Any] | None = None) -> Compiled:
    prompt = Prompt(subject="a lighthouse", action="stands in a storm")
    shot = Shot("s01", prompt, duration=Fraction(5), model="pika:v2.2", motion=motion, options=options or {})
    card = Registry(lambda _: None).find_card("pika:v2.2")
    return compile_shot(shot, card, size=HD, look=Look(style=look))


@pytest.mark.parametrize(
    ("style", "words"),
    [("realistic", "photorealistic"), ("anime", "anime"), ("3d-animation", "3D animation")],
)
def test_a_style_becomes_words_and_the_report_says_so(style: str, words: str) -> None:
    assert words.lower() not in compiled().text.lower()
    made = compiled(options={"style": style}, look="grainy film")
    assert words.lower() in made.text.lower()
    assert "grain" in made.text.lower()  # the film's own look stays
    told = made.report.of("options.style")
    assert told is not None
    assert (told.verdict, told.asked) == ("words", style)
    assert told.why == "pika:v2.2 has no field for it"


def test_motion_becomes_words_and_the_report_says_so() -> None:
    told = compiled(motion=9).report.of("motion")
    assert told is not None
    assert told.verdict == "words"
    assert told.sent in compiled(motion=9).text.lower()


@pytest.mark.parametrize(
    ("option", "value", "instead"),
    [("fps", 24, "`fps` of the film"), ("motion_strength", 2, "`motion: 1` to `motion: 10`")],
)
def test_what_it_has_no_words_for_is_refused_with_what_to_say_instead(
    option: str, value: Any, instead: str
) -> None:
    with pytest.raises(UsageError, match=f"has no option '{option}'") as caught:
        compiled(options={option: value})
    assert instead in str(caught.value.hint)


def test_another_style_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="one of realistic, anime, 3d-animation"):
        compiled(options={"style": "cubist"})
    card = Registry(lambda _: None).find_card("pika:v2.2-frames")
    shot = Shot("s01", Prompt(subject="x"), duration=Fraction(5), first_frame=StillFile(tmp_path / "a.png"))
    with pytest.raises(UsageError, match="needs a last_frame"):
        compile_shot(shot, card, size=HD)
