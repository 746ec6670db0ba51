"""Where the emulator's beliefs come from, and that it holds to them."""

from __future__ import annotations

import base64
import re
import socket
import tomllib
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx2
import pytest
from emulated import HEADERS, Http, Start, Talk

from rushes import emulator
from rushes.emulator import Server
from rushes.emulator.dialects import dialects
from rushes.emulator.jobs import Media
from rushes.emulator.rules import CONFIDENCE, read_rules
from rushes.emulator.runway.schema import creates
from rushes.emulator.runway.tables import credits_for
from rushes.errors import UsageError

HERE = Path(str(files("rushes.emulator")))
DIALECTS = [name for name, _ in dialects()]
ROWS = [
    (f"{path.parent.name}/{path.name}: {table} {number}", row)
    for path in sorted(HERE.glob("*/*.toml"))
    for table, rows in tomllib.loads(path.read_text()).items()
    for number, row in enumerate(rows, 1)
]
# These have no line of their own: they are what a whole module does.
WHOLE = {
    "runway": {
        "auth", "key-form", "version", "fields", "unknown-field", "issue-words", "data-uri", "runway-uri",
        "runway-uri-refused", "url-unseen", "held", "daily-cap", "throttled", "one-queue-a-model",
        "moderation-charged", "failure-refunded", "cancel-running", "cancel-waiting", "output-host",
        "output-expiry", "output-expired", "output-formats", "upload-refused",
    },
}  # fmt: skip


@pytest.mark.parametrize(("where", "row"), ROWS, ids=[where for where, _ in ROWS])
def test_every_rule_has_a_source_a_date_and_a_confidence(where: str, row: dict[str, Any]) -> None:
    assert row["source"]
    assert date.fromisoformat(row["date"]) <= date(2030, 1, 1)
    assert row["confidence"] in CONFIDENCE
    assert row["source"].startswith("none") <= (row["confidence"] == "UNV")


@pytest.mark.parametrize("dialect", DIALECTS)
def test_every_rule_is_followed_somewhere(dialect: str) -> None:
    code = "".join(path.read_text() for path in (HERE / dialect).glob("*.py"))
    followed = set(re.findall(r'["`]([a-z0-9-]+)["`]', code))
    told = read_rules(f"rushes.emulator.{dialect}")
    assert set(told) - followed - WHOLE.get(dialect, set()) == set()


@pytest.mark.parametrize("dialect", DIALECTS)
def test_unverified_rules_are_listed_in_the_documentation(dialect: str) -> None:
    page = (Path(__file__).parents[3] / "docs" / "reference" / "emulator.md").read_text()
    own = page.partition(f"### {dialect.capitalize()}\n")[2]
    unverified = own.partition("#### Rules that nobody has verified")[2].partition("\n### ")[0]
    told = read_rules(f"rushes.emulator.{dialect}").values()
    assert [rule.id for rule in told if rule.confidence == "UNV" and f"`{rule.id}`" not in unverified] == []


def test_an_answer_names_its_rule(http: Http) -> None:
    told = read_rules("rushes.emulator.runway")
    for reply in (http.create(), http.create(duration=99), http.get("/v1/tasks/x"), http.get("/v1/nothing")):
        dialect, _, rule = reply.headers["x-emulator-rule"].partition("; ")[0].partition("/")
        assert dialect == "runway"
        assert rule in told


def refusals(reply: httpx2.Response) -> list[tuple[str, list[object]]]:
    assert reply.status_code == 400, reply.text
    body = reply.json()
    assert body["error"] == "Validation of body failed"
    assert body["docUrl"].startswith("https://docs.dev.runwayml.com")
    return [(issue["code"], issue["path"]) for issue in body["issues"]]


# The words of the second and third are the vendor's, as they were recorded.
def test_the_vendors_own_words(http: Http) -> None:
    assert http.post("/v1/text_to_speech", {}).json()["issues"] == [
        {
            "expected": "string",
            "code": "invalid_type",
            "path": ["model"],
            "message": "Invalid input: expected string, received undefined",
        },
        {
            "code": "invalid_union",
            "errors": [],
            "note": "No matching discriminator",
            "discriminator": "model",
            "path": ["model"],
            "message": "Invalid input",
        },
    ]
    assert http.get("/v1/tasks/0").json() == {"error": "Could not find Task"}


@pytest.mark.parametrize(
    ("changes", "code", "path"),
    [
        ({"ratio": "16:9"}, "invalid_value", ["ratio"]),
        ({"ratio": "1584:672"}, "invalid_value", ["ratio"]),  # for image_to_video only
        ({"duration": 1}, "too_small", ["duration"]),
        ({"duration": 11}, "too_big", ["duration"]),
        ({"duration": 2.5}, "invalid_type", ["duration"]),
        ({"duration": "5"}, "invalid_type", ["duration"]),
        ({"duration": True}, "invalid_type", ["duration"]),
        ({"promptText": ""}, "too_small", ["promptText"]),
        ({"promptText": "x" * 1001}, "too_big", ["promptText"]),
        ({"promptText": "\U0001f3ac" * 501}, "too_big", ["promptText"]),
        ({"promptText": None}, "invalid_type", ["promptText"]),
        ({"seed": -1}, "too_small", ["seed"]),
        ({"seed": 2**32}, "too_big", ["seed"]),
        ({"negativePrompt": "fog"}, "unrecognized_keys", []),
        ({"contentModeration": {"level": 1}}, "unrecognized_keys", ["contentModeration"]),
        ({"outputFormat": "avi"}, "invalid_value", ["outputFormat"]),
        ({"model": "gen3a_turbo"}, "invalid_union", ["model"]),
        ({"model": "gen4_turbo"}, "invalid_union", ["model"]),  # needs a picture
    ],
)
def test_requests_that_are_refused(
    changes: dict[str, object], code: str, path: list[object], server: Server, http: Http
) -> None:
    assert (code, path) in refusals(http.create(**changes))
    assert server.bill()["jobs_accepted"] == 0


def test_an_emoji_counts_two(http: Http) -> None:
    assert http.create(promptText="\U0001f3ac" * 500).status_code == 200


def test_what_is_required_is_missed(http: Http) -> None:
    missed = refusals(http.post("/v1/image_to_video", {"model": "gen4.5"}))
    assert {path[0] for _, path in missed} == {"duration", "promptImage", "promptText", "ratio"}


URL = "https://example.com/a.png"


@pytest.mark.parametrize(
    "images",
    [
        [{"uri": URL, "position": "middle"}],
        [{"uri": URL, "position": "last"}],
        [{"uri": URL, "position": "first"}, {"uri": URL, "position": "first"}],
        [{"uri": URL}],
        [],
        7,
        "http://example.com/a.png",
        "https://127.0.0.1/a.png",
        "https://example.com/" + "a" * 2040,
        "file:///etc/passwd",
        "runway://unknown",
        "data:image/gif;base64,AAAA",
        "data:video/mp4;base64,AAAA",
        "data:image/png;base64,!!!",
        "data:image/png;base64," + "A" * 5_000_000,
    ],
)
def test_pictures_that_are_refused(images: object, http: Http) -> None:
    wish = {"model": "veo3.1", "ratio": "1280:720", "duration": 4, "promptImage": images}
    refusals(http.post("/v1/image_to_video", wish))


@pytest.mark.parametrize(
    "images",
    [
        URL,
        "data:image/png;base64," + base64.b64encode(b"x" * 99).decode(),
        [{"uri": URL, "position": "first"}, {"uri": URL, "position": "last"}],
    ],
)
def test_pictures_that_are_taken(images: object, http: Http) -> None:
    wish = {"model": "veo3.1", "ratio": "1280:720", "duration": 4, "promptImage": images}
    assert http.post("/v1/image_to_video", wish).status_code == 200


def test_the_door(server: Server, http: Http) -> None:
    url = f"{server.url}/v1/organization"
    bare = {"x-runway-version": "2024-11-06"}
    for key in ("", "Bearer", "Bearer sk-1", "Basic key_1", "key_1"):
        refused = http.client.get(url, headers={**bare, "authorization": key})
        assert (refused.status_code, list(refused.json())) == (401, ["error"])
    for version in ({}, {"x-runway-version": "2024-09-13"}):
        refused = http.client.get(url, headers={"authorization": HEADERS["authorization"], **version})
        assert refused.status_code == 400
    assert http.get("/v1/generations").status_code == 404
    assert http.get("/v1/text_to_video").status_code == 405
    assert http.client.post(f"{server.url}/v1/uploads", content=b"x", headers=HEADERS).status_code == 400
    assert http.post("/v1/uploads", {"filename": "a"}).status_code == 400


def test_only_the_accounts_keys(start: Start, talk: Talk) -> None:
    server = start(keys=["key_mine"])
    assert talk(server).create().status_code == 401


def test_credit_and_the_days_cap(start: Start, talk: Talk) -> None:
    http = talk(start(credits=50, daily={"gen4.5": 3}, concurrency=20))
    assert [http.create().status_code for _ in range(3)] == [200, 200, 400]
    assert "enough credits" in http.create().json()["error"]
    http = talk(one := start(daily={"gen4.5": 3}))
    assert [http.create().status_code for _ in range(4)] == [200, 200, 200, 429]
    one.advance(86_401)
    assert http.create().status_code == 200


def test_cancelling(server: Server, http: Http) -> None:
    waiting, running, done = (http.create().json()["id"] for _ in range(3))
    assert http.delete(waiting).status_code == 204
    server.advance(9)
    assert http.task(running)["status"] == "RUNNING"
    assert http.delete(running).status_code == 204
    server.advance(60)
    assert http.delete(done).status_code == 204
    assert [job["charged"] for job in server.bill()["jobs"]] == [0, 24, 24]
    assert http.get(f"/v1/tasks/{done}").status_code == 404


def test_uploads(server: Server, http: Http) -> None:
    place = http.post("/v1/uploads", {"filename": "a.png", "type": "ephemeral"}).json()
    assert urlsplit(place["uploadUrl"]).netloc == urlsplit(server.outputs).netloc
    data = b"\r\n--" + bytes(range(256)) * 3 + b"\r\n"

    def send(fields: dict[str, str], content: bytes, **more: Any) -> httpx2.Response:
        return httpx2.post(
            place["uploadUrl"],
            data=fields,
            files={"file": ("a.png", content)},
            trust_env=False,
            verify=False,
            **more,
        )

    image = {"model": "gen4_turbo", "ratio": "1280:720", "promptImage": place["runwayUri"]}
    assert refusals(http.post("/v1/image_to_video", image))  # nothing came yet
    assert "EntityTooSmall" in send(place["fields"], b"x").text
    assert send({**place["fields"], "Policy": "other"}, data).status_code == 403
    assert send({}, data).status_code == 403
    assert httpx2.post(place["uploadUrl"], content=data, trust_env=False, verify=False).status_code == 400
    assert httpx2.get(place["uploadUrl"], trust_env=False, verify=False).status_code == 405
    assert send(place["fields"], data).status_code == 204
    assert send(place["fields"], data).status_code == 403
    assert http.post("/v1/image_to_video", image).status_code == 200
    send(place["fields"], data, headers={"authorization": HEADERS["authorization"]})
    assert [leak["where"] for leak in server.leaks()] == ["header authorization"]
    for kind in ("5xx", "drop"):
        server.fault(kind, on="send")
    again = http.post("/v1/uploads", {"filename": "a.png", "type": "ephemeral"}).json()
    place.update(again)
    assert send(place["fields"], data).status_code == 503
    with pytest.raises(httpx2.TransportError):
        send(place["fields"], data)


@pytest.mark.parametrize(
    ("create", "model", "body", "price"),
    [
        ("/v1/text_to_video", "gen4.5", {"duration": 5}, 60),
        ("/v1/text_to_video", "gen4.5", {"duration": 5, "outputFormat": "prores"}, 85),
        ("/v1/text_to_video", "gen4.5", {"duration": 5, "outputFormat": "hdr10"}, 160),
        ("/v1/image_to_video", "gen4_turbo", {"duration": 5}, 25),
        ("/v1/text_to_video", "veo3.1_fast", {"duration": 5, "audio": False}, 50),
        ("/v1/text_to_video", "veo3.1", {"duration": 5}, 200),
        ("/v1/character_performance", "act_two", {}, 25),
        ("/v1/video_upscale", "magnific_video_upscaler_creative", {"resolution": "2k"}, 108),
        ("/v1/text_to_image", "gen4_image", {}, 5),
    ],
)
def test_prices(create: str, model: str, body: dict[str, object], price: float) -> None:
    assert credits_for(create, model, body, Media(seconds=5), 1) == price


def test_automatic_length_is_held_at_its_longest(server: Server, http: Http) -> None:
    wish = {"model": "seedance2", "promptText": "a lamp", "duration": "auto"}
    made = http.post("/v1/text_to_video", wish).json()
    assert made["estimatedCost"]["credits"] == 540 == server.bill()["credits"]["charged"]
    server.advance(60)
    assert http.task(made["id"])["cost"]["credits"] == 180
    assert server.bill()["credits"]["refunded"] == 360


def test_every_create_has_a_price_and_a_size(server: Server) -> None:
    for create, models in creates().items():
        for model in models:
            assert credits_for(create, model, {}, Media(), 1) > 0


def test_half_a_request_and_nonsense_harm_nobody(server: Server, http: Http) -> None:
    host, port = urlsplit(server.url).hostname, urlsplit(server.url).port
    for data in (
        b"",
        b"GET",
        b"\0\xff\r\n\r\n",
        b"POST / HTTP/1.1\r\ncontent-length: 9\r\n\r\nx",
        b"A" * 100_000,
    ):
        with socket.create_connection((host, port), timeout=5) as one:
            one.sendall(data)
            one.shutdown(socket.SHUT_WR)
            one.recv(65536)
    two = b"GET /__emulator/clock HTTP/1.1\r\nhost: x\r\n\r\n" * 2
    with socket.create_connection((host, port), timeout=5) as one:
        one.sendall(two)
        one.shutdown(socket.SHUT_WR)
        got = b""
        while data := one.recv(65536):
            got += data
    assert got.count(b"200 OK") == 2
    assert http.create().status_code == 200


def test_what_no_type_forbids_is_harmless(server: Server, http: Http) -> None:
    video = {"model": "aleph2", "videoUri": "https://example.com/a.mp4"}
    for ratio in ("x:y", ":", "0:0", "99999:1", "1280:720"):
        assert http.post("/v1/video_to_video", {**video, "ratio": ratio}).status_code == 200
    deep = b"[" * 100_000
    for body in (deep, b'{"model": NaN}', b"\xff", b'"', b"{}"):
        assert (
            http.client.post(f"{server.url}/v1/text_to_video", content=body, headers=HEADERS).status_code
            == 400
        )
    noise = {"model": "eleven_text_to_sound_v2", "promptText": "rain", "duration": 1e12}
    assert http.post("/v1/sound_effect", noise).status_code == 200


def test_the_same_seed_gives_the_same_ids(start: Start, talk: Talk) -> None:
    ids = [talk(start(seed=seed)).create().json()["id"] for seed in (1, 1, 2)]
    assert ids[0] == ids[1] != ids[2]


def test_the_dialect_answers_under_its_name_too(server: Server, http: Http) -> None:
    assert http.get("/runway/v1/organization").json() == http.get("/v1/organization").json()


def test_settings_that_make_no_sense() -> None:
    with pytest.raises(UsageError), emulator.running(tier=9):
        pass
