"""Runs one case with the real steps: a workspace, the emulator, and one clock that both live by."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Generator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

from rushes import emulator
from rushes.conformance.cases import Case
from rushes.errors import AuthFailed, OutOfCredit, Refused, RushesError, StillRunning, UnknownOutcome
from rushes.http import Http
from rushes.media.probe import probe
from rushes.model import Operation, Take, TakeState
from rushes.providers.base import Deduplicating, Findable, Listing
from rushes.settings import Settings
from rushes.shoot.budget import Allowance
from rushes.shoot.ports import Clock
from rushes.workspace.face import Workspace
from rushes.workspace.parts import once

if TYPE_CHECKING:
    from rushes.emulator import Server
    from rushes.model_card import ModelCard
    from rushes.shoot.single import ShotDetails

__all__ = ["run_case"]

WORDS = "a lighthouse above a calm sea"
ENOUGH = Allowance.dollars(1000, most_per_shot=100)


@dataclass(slots=True)
class Ending:
    """How a run ended: with a take, or with an error."""

    take: Take | None = None
    error: RushesError | None = None


@dataclass(slots=True)
class Together:
    """The time of a workspace and of its vendor: whoever waits in the one lets it pass in the other."""

    server: Server
    passed: float = 0.0
    began: float = field(default_factory=time.monotonic)

    def now(self) -> float:
        return time.monotonic() - self.began + self.passed

    def wall(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=self.passed)

    async def sleep(self, seconds: float) -> None:
        self.passed += seconds
        await asyncio.to_thread(self.server.advance, seconds)


class Quick(Workspace):
    """A workspace in which nobody waits in real time."""

    def __init__(self, root: Path, *, environ: Mapping[str, str], time_of: Together) -> None:
        super().__init__(root, settings=Settings(), environ=environ)
        self._time = time_of

    @once
    def clock(self) -> Clock:
        return Clock(now=self._time.now, sleep=self._time.sleep)

    @once
    def http(self) -> Http:
        return Http(now=self._time.wall)


def run_case(case: Case, model: str, folder: Path) -> list[str]:
    """What is wrong after the case, in sentences; nothing: the provider stands it.

    `folder` is empty, and holds the workspace and the emulator's clips afterwards.
    """
    with (
        ExitStack() as stack,
        emulator.running(clips=folder.parent / "clips", faults=case.faults, tier=5) as server,
    ):
        environ = dict(server.environment())
        if case.key is not None:
            environ = {name: value if "://" in value else case.key for name, value in environ.items()}
        secrets = [value.encode() for value in environ.values() if "://" not in value and len(value) > 6]
        together = Together(server)
        with Quick(folder / ".rushes", environ=environ, time_of=together) as workspace:
            card = workspace.find_card(model)
            wish = wish_of(case, card, folder)
            if card.by_address:
                wish |= stack.enter_context(on_the_web(wish, folder))
            finds = can_find(workspace, model) if case.key is None else False
            ending = shoot(workspace, case, wish)
            wrong = judge(case, ending, finds=finds)
            if not wrong and case.end != "cancelled":
                wrong += judge_again(case, workspace, server, wish, ending, finds=finds)
        bill = server.bill()
        if bill["jobs_accepted"] != case.jobs:
            wrong.append(f"{bill['jobs_accepted']} generations are on the bill, and not {case.jobs}")
        if server.leaks():
            wrong.append(f"a key reached another host: {server.leaks()}")
    return wrong + told_secrets(folder, secrets, ending)


def can_find(workspace: Quick, model: str) -> bool:
    provider = workspace.provider(workspace.find_card(model).provider)
    return isinstance(provider, Findable | Deduplicating | Listing)


def wish_of(case: Case, card: ModelCard, folder: Path) -> ShotDetails:
    """The smallest wish of the case's kind that the model makes."""
    starts = case.wish != "text" or Operation.TEXT_TO_VIDEO not in card.operations
    asked = card.asked_to(Operation.IMAGE_TO_VIDEO if starts else Operation.TEXT_TO_VIDEO)
    details: ShotDetails = {"model": card.id, "duration": length_of(asked)}
    if asked.sizes:
        details["size"] = asked.sizes[0]
    if starts:
        details["first_frame"] = picture(folder, "first.png", (40, 90, 160))
    if case.wish == "last frame" or "last_frame" in asked.needs:
        details["last_frame"] = picture(folder, "last.png", (160, 90, 40))
    if "reference" in asked.needs:
        details["references"] = [picture(folder, "reference.png", (90, 160, 40))]
    return details


@contextmanager
def on_the_web(wish: ShotDetails, folder: Path) -> Generator[ShotDetails]:
    """The pictures of the wish at addresses of this machine, for models that take no files."""
    handler = partial(Pictures, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        base = f"http://127.0.0.1:{server.server_address[1]}"
        found: ShotDetails = {}
        if isinstance(first := wish.get("first_frame"), Path):
            found["first_frame"] = f"{base}/{first.name}"
        if isinstance(last := wish.get("last_frame"), Path):
            found["last_frame"] = f"{base}/{last.name}"
        try:
            yield found
        finally:
            server.shutdown()


class Pictures(SimpleHTTPRequestHandler):
    """Sends the files of a folder, and says nothing about it."""

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002
        pass


def length_of(card: ModelCard) -> Fraction:
    return card.durations.at_least(max(Fraction(1), card.durations.least)) or card.durations.least


def picture(folder: Path, name: str, color: tuple[int, int, int]) -> Path:
    from PIL import Image

    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    Image.linear_gradient("L").resize((640, 360)).convert("RGB").save(path)
    with Image.open(path) as made:
        Image.blend(made, Image.new("RGB", made.size, color), 0.5).save(path)
    return path


def shoot(workspace: Quick, case: Case, wish: ShotDetails) -> Ending:
    try:
        if case.cancel:
            begun = workspace.submit(WORDS, allowance=ENOUGH, **wish)
            return Ending(workspace.cancel(begun.id))
        return Ending(workspace.shoot(WORDS, allowance=ENOUGH, **wish))
    except RushesError as error:
        return Ending(error=error)


def judge(case: Case, ending: Ending, *, finds: bool) -> list[str]:
    """What is wrong with how the first run ended."""
    error, take = ending.error, ending.take
    wanted = ("kept" if finds else "unknown") if case.end == "known or unknown" else case.end
    if wanted == "kept":
        return [f"it ended with {error!r}"] if take is None else plays(take)
    if wanted == "cancelled":
        if isinstance(error, StillRunning):  # a provider without a call for it: the take goes on
            return [] if error.hint else [f"it says no next step: {error}"]
        ended = take is not None and take.state in (
            TakeState.CANCELLED,
            TakeState.SUBMITTED,
            TakeState.FETCHED,
        )
        return [] if ended else [f"it was to be cancelled, and ended with {error or take!r}"]
    if error is None:
        return [f"it was to end with an error ({wanted}), and brought {take!r}"]
    kinds: Mapping[str, type[RushesError]] = {
        "refused": Refused,
        "unknown": UnknownOutcome,
        "no key": AuthFailed,
        "no credit": OutOfCredit,
    }
    fits = wanted not in kinds or isinstance(error, kinds[wanted])
    wrong = [] if fits else [f"it ended with {error!r}, not {wanted}"]
    if wanted in ("failed", "later") and isinstance(error, (Refused, UnknownOutcome)):
        wrong.append(f"it ended with {error!r}, not {wanted}")
    return wrong if error.hint else [*wrong, f"it says no next step: {error}"]


def judge_again(
    case: Case, workspace: Quick, server: Server, wish: ShotDetails, first: Ending, *, finds: bool
) -> list[str]:
    """What is wrong when the same is asked again: nothing may be bought that is there or may be."""
    if case.end in ("no key", "no credit", "failed"):
        return []
    server.forget_faults()
    ending = shoot(workspace, case, wish)
    if case.end in ("later", "kept") or (case.end == "known or unknown" and finds):
        wrong = judge(Case(case.name, case.says), ending, finds=finds)
        same = first.take is None or ending.take is None or first.take.id == ending.take.id
        return wrong if same else [*wrong, "the same wish has another take when it is asked for again"]
    return [f"asked again, {one}" for one in judge(case, ending, finds=finds)]


def plays(take: Take) -> list[str]:
    if take.path is None or not take.path.is_file():
        return ["the take has no file"]
    found = probe(take.path, deep=True)
    return [] if found.duration >= take.duration * Fraction(9, 10) else [f"the clip lasts {found.duration} s"]


def told_secrets(folder: Path, secrets: list[bytes], ending: Ending) -> list[str]:
    """Where a key, or the query of a signed address, was written down or told."""
    marks = [*secrets, b"_jwt="]
    told = f"{ending.error!s} {ending.error.hint if ending.error else ''}".encode()
    wrong = [f"an error tells a secret: {ending.error}"] if any(mark in told for mark in marks) else []
    for path in folder.rglob("*"):
        if path.is_file() and path.suffix != ".mp4":
            content = path.read_bytes()
            wrong += [f"{path.name} holds a secret" for mark in marks if mark in content]
    return wrong
