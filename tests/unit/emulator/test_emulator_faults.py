"""Things go wrong as the script says, and the bill says what was bought all the same."""

from __future__ import annotations

import json
import threading
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import httpx2
import pytest
from emulated import HEADERS, Http, Start, Talk

from rushes.emulator import Server
from rushes.emulator.clips import id_in
from rushes.emulator.faults import KINDS, Faults, read_script
from rushes.errors import MediaError, UsageError
from rushes.media.probe import probe


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"kind": "accept_then_dorp"}, "did you mean accept_then_drop?"),
        ({}, "the kinds are"),
        ({"kind": "slow", "secconds": 3}, "has no setting 'secconds'"),
        ({"kind": "slow", "seconds": "3"}, "not a number"),
        ({"kind": "slow", "nth": 0}, "not a whole number from 1"),
        ({"kind": "stuck_at_99", "on": "download"}, "cannot strike 'download'"),
        ({"kind": "429", "as": 3}, "not a word"),
    ],
)
def test_a_bad_fault_says_what_would_be_right(given: dict[str, object], said: str) -> None:
    with pytest.raises(UsageError) as caught:
        Faults([given])
    assert said in f"{caught.value} {caught.value.hint}"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.toml", "[[fault]]"),
        ("b.json", "{"),
        ("c.json", "3"),
        ("d.json", "[3]"),
        ("e.toml", "faults = 3"),
        ("f.toml", "x"),
    ],
)
def test_a_bad_script(name: str, text: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(text)
    with pytest.raises(UsageError):
        read_script(tmp_path / name)


def test_a_script_counts_by_path_job_and_prompt(tmp_path: Path) -> None:
    (tmp_path / "faults.toml").write_text(
        '[[faults]]\nkind = "5xx"\npath = "/v1/image_*"\nnth = 2\ncount = 2\n'
        '[[faults]]\nkind = "drop"\nprompt = "lamp"\ncount = 0\n'
        '[[faults]]\nkind = "429"\non = "poll"\njob = 7\n'
    )
    faults = Faults(read_script(tmp_path / "faults.toml"))
    struck = [faults.strike("create", "/v1/image_to_video") for _ in range(4)]
    assert [one.kind if one else None for one in struck] == [None, "5xx", "5xx", None]
    lit = [faults.strike("create", "/v1/text_to_video", prompt="a lamp") for _ in range(3)]
    assert [one.kind if one else None for one in lit] == ["drop"] * 3
    assert faults.strike("poll", "/v1/tasks/x", job=6) is None
    assert faults.strike("poll", "/v1/tasks/x", job=7) is not None


# What the client sees, and how many jobs the vendor has then.
@pytest.mark.parametrize(
    ("kind", "settings", "ends"),
    [
        ("accept_then_drop", {}, (None, 1)),
        ("accept_then_502", {}, (502, 1)),
        ("accept_then_502", {"status": 504}, (504, 1)),
        ("accepted_without_id", {}, (200, 1)),
        ("visible_late", {"then": "drop"}, (None, 1)),
        ("visible_late", {"then": "502"}, (502, 1)),
        ("refused_before_billing", {}, (400, 0)),
        ("out_of_credit", {}, (400, 0)),
        ("daily_cap", {}, (429, 0)),
        ("429", {}, (429, 0)),
        ("5xx", {"status": 500}, (500, 0)),
        ("drop", {}, (None, 0)),
        ("html", {}, (200, 0)),
        ("unauthorized", {}, (401, 0)),
        ("slow_accept", {"seconds": 0.05}, (200, 1)),
    ],
)
def test_a_create(
    kind: str, settings: dict[str, Any], ends: tuple[int | None, int], server: Server, http: Http
) -> None:
    seen, jobs = ends
    server.fault(kind, **settings)
    try:
        status = http.create().status_code
    except httpx2.TransportError:
        status = None
    assert status == seen
    bill = server.bill()
    assert bill["jobs_accepted"] == jobs
    assert bill["credits"]["charged"] == 24 * jobs
    assert http.create().status_code == 200  # it struck once


def test_an_accepted_job_can_be_found_on_the_bill_by_its_request(server: Server, http: Http) -> None:
    server.fault("accept_then_drop")
    with pytest.raises(httpx2.TransportError):
        http.create(seed=1)
    http.create(seed=2)
    http.create(seed=1)
    hashes = [job["request"] for job in server.bill()["jobs"]]
    assert hashes[0] == hashes[2] != hashes[1]
    sent = [one["request"] for one in server.requests() if one["method"] == "POST"]
    assert sent == hashes
    assert "5a5a" not in json.dumps(server.requests())


def test_a_slow_accept_is_accepted_before_it_is_answered(server: Server, http: Http) -> None:
    server.fault("slow_accept", seconds=20)
    with pytest.raises(httpx2.ReadTimeout):
        http.client.post(
            f"{server.url}/v1/text_to_video",
            json={"model": "gen4.5", "promptText": "a", "ratio": "1280:720", "duration": 2},
            headers=HEADERS,
            timeout=0.1,
        )
    assert server.bill()["jobs_accepted"] == 1


def test_a_refusal_is_no_accepted_job(server: Server, http: Http) -> None:
    server.fault("accept_then_drop")
    assert http.create(duration=99).status_code == 400
    assert server.bill()["jobs_accepted"] == 0


def test_retry_after_in_seconds_and_as_a_date(server: Server, http: Http) -> None:
    server.fault("429", retry_after=7)
    server.fault("5xx", retry_after=60, **{"as": "date"})
    server.fault("429", nth=3)
    assert http.create().headers["retry-after"] == "7"
    told = parsedate_to_datetime(http.create().headers["retry-after"])
    assert 50 < (told - datetime.now(UTC)).total_seconds() < 61
    assert "retry-after" not in http.create().headers


def test_looks_at_a_job(server: Server, http: Http) -> None:
    server.fault("stuck_at_99")
    stuck, fine = (http.create().json()["id"] for _ in range(2))
    server.advance(1000)
    assert http.task(stuck)["progress"] == 0.99
    assert http.task(stuck)["status"] == "RUNNING"
    server.fault("unknown_status", job=2)
    server.fault("renamed_result_field", job=2)
    server.fault("backwards", job=2)
    server.fault("forgotten", job=2)
    assert http.task(fine)["status"] == "POSTPROCESSING"
    renamed = http.task(fine)
    assert "output" not in renamed
    assert renamed["outputs"]
    assert http.task(fine)["status"] == "PENDING"
    assert http.get(f"/v1/tasks/{fine}").status_code == 404
    assert http.task(fine)["status"] == "SUCCEEDED"
    server.fault("no_progress", job=1)
    assert "progress" not in http.task(stuck)


def test_visible_late(server: Server, http: Http) -> None:
    server.fault("visible_late", seconds=60)
    id_ = http.create().json()["id"]
    assert http.get(f"/v1/tasks/{id_}").status_code == 404
    server.advance(61)
    assert http.task(id_)["status"] == "SUCCEEDED"


def finished(server: Server, http: Http) -> tuple[str, str]:
    id_ = http.create().json()["id"]
    server.advance(60)
    return id_, http.task(id_)["output"][0]


def fetch(url: str, **headers: str) -> httpx2.Response:
    return httpx2.get(url, headers=headers, trust_env=False, verify=False, timeout=10)


def test_downloads_that_go_wrong(server: Server, http: Http, tmp_path: Path) -> None:
    id_, url = finished(server, http)
    whole = fetch(url)
    assert whole.headers["content-type"] == "video/mp4"
    assert id_in(whole.content) == id_

    server.fault("truncated_body")
    with pytest.raises(httpx2.RemoteProtocolError):
        fetch(url)

    server.fault("short_file")
    short = fetch(url)
    assert len(short.content) == len(whole.content) // 2
    (tmp_path / "short.mp4").write_bytes(short.content)
    with pytest.raises(MediaError):
        probe(tmp_path / "short.mp4", deep=True)

    server.fault("json_as_mp4")
    lie = fetch(url)
    assert (lie.status_code, lie.headers["content-type"]) == (200, "video/mp4")
    assert lie.json()["error"]

    server.fault("no_length")
    endless = fetch(url)
    assert "content-length" not in endless.headers
    assert endless.content == whole.content

    server.fault("redirect_to_private", to="http://10.0.0.1/x")
    away = fetch(url)
    assert (away.status_code, away.headers["location"]) == (302, "http://10.0.0.1/x")

    server.fault("redirect")
    assert fetch(fetch(url).headers["location"]).content == whole.content

    server.fault("expired_url")
    assert [fetch(url).status_code, fetch(url).status_code] == [403, 200]


def test_a_range(server: Server, http: Http) -> None:
    _, url = finished(server, http)
    whole = fetch(url)
    size = len(whole.content)
    rest = fetch(url, range="bytes=1000-", **{"if-range": whole.headers["etag"]})
    assert rest.status_code == 206
    assert rest.headers["content-range"] == f"bytes 1000-{size - 1}/{size}"
    assert whole.content[:1000] + rest.content == whole.content
    assert fetch(url, range="bytes=-5").content == whole.content[-5:]
    assert fetch(url, range="bytes=0-9").content == whole.content[:10]
    assert fetch(url, range=f"bytes={size}-").status_code == 416
    assert fetch(url, range="bytes=5-", **{"if-range": '"other"'}).status_code == 200
    assert httpx2.head(url, trust_env=False, verify=False).headers["content-length"] == str(size)
    server.fault("ignores_range")
    assert fetch(url, range="bytes=5-").status_code == 200


def test_an_expired_url_is_made_anew_by_another_look(start: Start, talk: Talk) -> None:
    server = start(url_seconds=100, run_seconds=1)
    http = talk(server)
    id_, url = finished(server, http)
    assert fetch(url).status_code == 200
    server.advance(101)
    assert fetch(url).status_code == 403
    assert fetch(http.task(id_)["output"][0]).status_code == 200
    assert fetch(url.replace("_jwt=", "_jwt=9")).status_code == 403
    assert fetch(url.partition("?")[0]).status_code == 403


def test_a_key_at_the_output_host_is_recorded(server: Server, http: Http) -> None:
    _, url = finished(server, http)
    fetch(url)
    assert server.leaks() == []
    fetch(url, authorization=HEADERS["authorization"])
    fetch(f"{url}&key={HEADERS['authorization'][7:]}")
    fetch(url, **{"x-custom": HEADERS["authorization"]})
    assert [leak["where"] for leak in server.leaks()] == [
        "header authorization",
        "query key",
        "header x-custom",
    ]
    assert server.bill()["credentials_leaked"] == 3
    assert "5a5a" not in json.dumps(server.leaks())


def test_a_restart(talk: Talk, clips: Path, tmp_path: Path) -> None:
    from rushes import emulator

    with emulator.running(folder=tmp_path, clips=clips, seed=3, run_seconds=10) as first:
        http = talk(first)
        first.fault("lost_after_restart", nth=2)
        kept, lost = (http.create().json()["id"] for _ in range(2))
        deleted = http.create().json()["id"]
        http.delete(deleted)
        place = http.post("/v1/uploads", {"filename": "a.mp4", "type": "ephemeral"}).json()
        first.advance(12)
        before = first.bill()
    # Killed while it wrote: half a line is left.
    with (tmp_path / "journal.jsonl").open("a") as journal:
        journal.write('{"event": "acc')
    for _ in range(2):
        with emulator.running(folder=tmp_path, clips=clips, seed=99, run_seconds=10) as again:
            http = talk(again)
            after = again.bill()
            assert after["credits"] == before["credits"]
            assert [job["id"] for job in after["jobs"]] == [job["id"] for job in before["jobs"]]
            assert [job["status"] for job in after["jobs"]] == [
                before["jobs"][0]["status"],
                "lost",
                "deleted",
            ]
            assert http.get(f"/v1/tasks/{lost}").status_code == 404
            assert http.task(kept)["status"] == before["jobs"][0]["status"].upper()
            sent = httpx2.post(
                f"{again.outputs}/uploads/runway/{place['runwayUri'][9:]}",
                data=place["fields"],
                files={"file": ("a.mp4", bytes(600))},
                trust_env=False,
                verify=False,
            )
            assert sent.status_code in {204, 403}  # the fields work once


def test_a_folder_of_somebody_else(tmp_path: Path) -> None:
    from rushes import emulator
    from rushes.errors import StoreError

    (tmp_path / "journal.jsonl").write_text("dear diary\nit rained\n")
    with pytest.raises(StoreError, match="line 1"), emulator.running(folder=tmp_path):
        pass


def test_many_at_once_are_one_bill(server: Server, http: Http) -> None:
    def ask() -> None:
        with Http(server) as one:
            for _ in range(10):
                assert one.create().status_code == 200

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    bill = server.bill()
    assert bill["jobs_accepted"] == 80
    assert len({job["id"] for job in bill["jobs"]}) == 80
    # Twenty places: the others wait.
    assert sum(job["status"] == "throttled" for job in bill["jobs"]) == 60


def test_over_the_wire(server: Server, http: Http) -> None:
    assert http.post("/__emulator/clock", {"advance": 60}).json()["seconds"] == 60
    assert http.post("/__emulator/clock", {"advance": -1}).status_code == 400
    assert http.post("/__emulator/clock", [1]).status_code == 400
    assert http.post("/__emulator/faults", [{"kind": "drop", "on": "poll"}]).status_code == 200
    assert http.post("/__emulator/faults", [{"kind": "dorp"}]).json()["hint"] == "did you mean drop?"
    assert len(http.get("/__emulator/faults").json()["faults"]) == 1
    assert http.client.delete(f"{server.url}/__emulator/faults").json() == {"faults": []}
    assert http.get("/__emulator/bill").json()["jobs"] == []
    assert http.get("/__emulator/leaks").json() == {"leaks": []}
    assert http.get("/__emulator/nothing").status_code == 404
    assert http.get("/__emulator/rules").json()["runway"]


def test_every_kind_of_fault_is_tried_here() -> None:
    tried = "".join(path.read_text() for path in Path(__file__).parent.glob("test_*.py"))
    assert [kind for kind in KINDS if f'"{kind}"' not in tried] == []
