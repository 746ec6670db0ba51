"""A key, signed addresses and encoded pictures: nothing that rushes writes or prints holds any of them."""

from __future__ import annotations

import base64
import os
import signal
from collections.abc import Iterable
from pathlib import Path

import pytest
from boundaries import Strike
from PIL import Image
from project import MODEL, Ended, Project, ended, until
from vendor import KEY, Vendor

from rushes.cli.crash import write_report

PASSWORD = "plantedpassword7d1f"
SIGNED = b"_jwt="


class Secrets:
    """What must not be found, and everything that was printed so far."""

    def __init__(self, project: Project, picture: Path) -> None:
        self.project = project
        self.printed: list[Ended] = []
        body = base64.b64encode(picture.read_bytes())
        # Any part of the encoded picture would do; a place in a file's middle is no more its beginning.
        self._parts = {body[start : start + 48] for start in range(0, len(body) - 48, 997)}
        assert len(self._parts) > 100

    def run(self, *words: str, debug: bool = False, **more: float) -> Ended:
        self.project.environ["RUSHES_DEBUG"] = "1" if debug else ""
        done = self.project.rushes(*words, **more)
        self.printed.append(done)
        return done

    def found(self) -> list[str]:
        texts = [
            (f"output {number}", (one.stdout + one.stderr).encode())
            for number, one in enumerate(self.printed)
        ]
        files = [(str(path.relative_to(self.project.folder)), data) for path, data in self.project.written()]
        assert any(name.endswith("ledger.db") for name, _ in files)
        return [name for name, data in (*texts, *files) if self._holds(data)]

    def _holds(self, data: bytes) -> bool:
        told = (KEY[8:40].encode(), SIGNED, PASSWORD.encode())
        return any(one in data for one in told) or has_part(data, self._parts)


def has_part(data: bytes, parts: Iterable[bytes]) -> bool:
    return any(part in data for part in parts)


@pytest.fixture
def small_picture(tmp_path: Path) -> Path:
    """A picture that travels inside the request, as a data URI."""
    path = tmp_path / "inside.png"
    Image.frombytes("RGB", (400, 300), os.urandom(400 * 300 * 3)).save(path, compress_level=1)
    return path


@pytest.fixture
def secrets(project: Project, small_picture: Path) -> Secrets:
    return Secrets(project, small_picture)


def a_clip(tag: str, picture: Path) -> list[str]:
    words = ["shoot", f"a lamp {tag}", "--model", MODEL, "--duration", "2", "--yes"]
    return [*words, "--first-frame", str(picture)]


def test_a_clip_and_what_is_asked_about_it_tell_no_secret(
    secrets: Secrets, small_picture: Path, tag: str
) -> None:
    assert secrets.run(*a_clip(tag, small_picture), "--json").code == 0
    creates = [one for one in secrets.project.vendor.requests() if one["path"] == "/v1/image_to_video"]
    assert int(creates[-1]["headers"]["content-length"]) > small_picture.stat().st_size  # it was inside
    (take,) = secrets.project.takes()
    for words in (["takes", "show", take.id], ["takes", "list"], ["cost"], ["doctor"], ["config"]):
        secrets.run(*words, "--json")
    assert secrets.found() == []


@pytest.mark.slow
@pytest.mark.parametrize("debug", [False, True])
def test_what_goes_wrong_at_the_vendor_tells_no_secret(
    secrets: Secrets, small_picture: Path, tag: str, debug: bool
) -> None:
    body = base64.b64encode(small_picture.read_bytes()).decode()
    echo = f"who sent {KEY} with data:image/png;base64,{body} to https://cdn.test/clip.mp4?_jwt=abc.def"
    faults = [
        {"kind": "refused_before_billing", "message": echo},
        {"kind": "drop", "on": "create"},
        {"kind": "html", "on": "create"},
        {"kind": "unauthorized", "on": "poll"},
        {
            "kind": "redirect_to_private",
            "on": "download",
            "to": "http://127.0.0.1:9/clip.mp4?_jwt=abc.def",
            "count": 0,
        },
        {"kind": "json_as_mp4", "on": "download"},
        {"kind": "5xx", "on": "download", "count": 0},
    ]
    for number, fault in enumerate(faults):
        secrets.project.vendor.set_faults([{**fault, "prompt": f"{tag} {number}"}])
        done = secrets.run(*a_clip(f"{tag} {number}", small_picture), debug=debug, kill_after=3.0)
        assert done.code, fault
    assert secrets.found() == []


@pytest.mark.slow
def test_what_is_killed_or_stopped_in_the_midst_leaves_no_secret(
    secrets: Secrets, small_picture: Path, tag: str
) -> None:
    project = secrets.project
    for number, strike in enumerate(
        [
            Strike("http.create", "before"),
            Strike("http.create", "after"),
            Strike("provider.check", "after"),
            Strike("http.download", "within"),
            Strike("ledger.fetched", "before"),
            Strike("ledger.submitted", "before", act="full"),
        ]
    ):
        details = {"model": MODEL, "duration": 2, "first_frame": str(small_picture)}
        told = {"prompt": f"a lamp {tag} {number}", "details": details, "hurry": 50.0}
        secrets.printed.append(project.driver(told, [strike]))
        assert secrets.found() == []
    project.vendor.set_faults([{"kind": "stuck_at_99", "prompt": f"{tag} stuck"}])
    with project.started("-m", "rushes", *a_clip(f"{tag} stuck", small_picture)) as process:
        until(lambda: bool(project.vendor.jobs(f"{tag} stuck")), "it is sent")
        process.send_signal(signal.SIGTERM)
        secrets.printed.append(ended(process))
    assert secrets.found() == []


@pytest.mark.slow
def test_a_database_keeps_its_password(
    tmp_path: Path, vendor: Vendor, database: str, small_picture: Path, tag: str
) -> None:
    """Also where the server is gone."""
    user, _, rest = database.removeprefix("postgresql://").partition("@")
    address = f"postgresql://{user.partition(':')[0]}:{PASSWORD}@{rest}"
    project = Project(tmp_path / "project", vendor, ledger=address)
    (tmp_path / "project" / "ledger.db").touch()
    secrets = Secrets(project, small_picture)
    assert secrets.run(*a_clip(tag, small_picture), "--json").code == 0
    secrets.run("config", "--json")
    secrets.run("doctor")
    project.environ["RUSHES_LEDGER"] = f"postgresql://nobody:{PASSWORD}@127.0.0.1:1/none"
    for debug in (False, True):
        assert secrets.run("takes", "list", debug=debug).code == 1
    assert secrets.found() == []


def test_a_report_of_a_fault_holds_no_secret(tmp_path: Path, small_picture: Path, own_home: Path) -> None:
    body = base64.b64encode(small_picture.read_bytes()).decode()
    environ = {"RUNWAYML_API_SECRET": KEY, "RUSHES_LEDGER": f"postgresql://me:{PASSWORD}@host/name"}
    inner = ValueError(f"data:image/png;base64,{body}")
    error = RuntimeError(
        f"Bearer {KEY} at https://cdn.test/clip.mp4?_jwt=abc.def by {environ['RUSHES_LEDGER']}"
    )
    error.__cause__ = inner
    path = write_report(error, ["shoot", f"https://cdn.test/a?_jwt=abc {KEY}"], environ)
    assert path is not None
    data = path.read_bytes()
    assert b"RuntimeError" in data
    assert not any(one in data for one in (KEY[8:40].encode(), SIGNED, PASSWORD.encode()))
    assert not has_part(data, {body[start : start + 48].encode() for start in range(0, len(body), 997)})
