"""What every dialect shares: time, jobs, faults, uploads, and what was seen on the wire."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol, cast

from rushes.emulator.clips import Clips
from rushes.emulator.clock import Clock
from rushes.emulator.faults import Fault, Faults, Phase
from rushes.emulator.jobs import Fate, Job, Jobs, Order, kept, order_of
from rushes.emulator.journal import Journal
from rushes.emulator.rules import Rule
from rushes.emulator.wire import Call, Reply
from rushes.model import Json

__all__ = ["Account", "Dialect", "Upload", "World", "request_hash"]

SEEN = 5_000


@dataclass(frozen=True, slots=True)
class Account:
    """What the vendor knows of its customer.

    `credits`: the balance at the beginning. `keys`: those that are valid; none: any that looks like one.
    `concurrency` and `daily`: by model, where the tier's own are not wanted.
    """

    credits: float = 100_000.0
    tier: int = 1
    keys: frozenset[str] = frozenset()
    concurrency: Mapping[str, int] = field(default_factory=dict[str, int])
    daily: Mapping[str, int] = field(default_factory=dict[str, int])


@dataclass(slots=True)
class Upload:
    """A place for a file, and the file once it came. `made`: seconds of virtual time."""

    id: str
    name: str
    made: float
    fields: dict[str, str]
    data: bytes | None = None


class Dialect(Protocol):
    """One vendor's wire API."""

    name: str
    rules: Mapping[str, Rule]

    def environment(self, url: str) -> Mapping[str, str]:
        """The variables that make its clients ask the emulator at `url`, and a key that it takes."""
        ...

    def phase(self, call: Call) -> Phase | None:
        """Which of the things that a fault can strike this call is."""
        ...

    def job_in(self, call: Call) -> str | None:
        """The id of the job that a call is about."""
        ...

    def prompt_in(self, call: Call) -> str:
        """The prompt in a create."""
        ...

    def refusal(self, status: int, words: str) -> Reply:
        """An error in the vendor's own form."""
        ...

    def daily_cap(self) -> Reply:
        """The day's generations are used up."""
        ...

    def out_of_credit(self) -> Reply:
        """The account has too little credit."""
        ...

    def refused_by_moderation(self, words: str) -> Reply:
        """Moderation refuses a create itself."""
        ...

    def without_id(self, reply: Reply) -> Reply:
        """The answer to a create, without what names the job."""
        ...

    async def answer(self, call: Call, fate: Fate, fault: Fault | None) -> Reply:
        """What the vendor says. `fate` is for the job that a create makes, `fault` for a look at one."""
        ...

    async def receive(self, call: Call) -> Reply:
        """What the vendor's upload host says; its paths begin with `/uploads/` and the dialect's name."""
        ...


class World:
    """One emulated world. Everything that changes it is written to the journal first."""

    def __init__(
        self,
        *,
        account: Account,
        clock: Clock,
        faults: Faults,
        folder: Path | None,
        clips: Clips,
        seed: int,
        queue_seconds: float,
        run_seconds: float,
        url_seconds: float,
        limit: int,
    ) -> None:
        self.account, self.clock, self.faults = account, clock, faults
        self.folder, self.clips = folder, clips
        self.seed, self.url_seconds = seed, url_seconds
        self.journal = Journal(folder)
        self.jobs = Jobs(
            seed=seed, queue=queue_seconds, run=run_seconds, limits=account.concurrency, limit=limit
        )
        self.uploads: dict[str, Upload] = {}
        self.leaks: list[dict[str, Json]] = []
        self.requests: deque[dict[str, Json]] = deque(maxlen=SEEN)
        self.tokens: set[str] = set()
        self.outputs = ""

    def now(self) -> float:
        """The time, with everything that happened until now."""
        now = self.clock.now()
        self.jobs.settle(now)
        return now

    # ── money ────────────────────────────────────────────────────────────────────────────────

    def balance(self) -> float:
        return self.account.credits - self.jobs.charged

    # ── changes, each remembered ─────────────────────────────────────────────────────────────

    def accept(self, order: Order, fate: Fate) -> Job:
        now = self.now()
        self.journal.write("accepted", now, kept(order, fate))
        return self.jobs.accept(order, fate, now)

    def cancel(self, job: Job, *, charge_running: bool) -> None:
        now = self.now()
        self.journal.write("cancelled", now, {"id": job.id, "charge_running": charge_running})
        self.jobs.cancel(job, now, charge_running=charge_running)

    def advance(self, seconds: float) -> float:
        now = self.clock.advance(seconds)
        self.journal.write("clock", now, {})
        self.jobs.settle(now)
        return now

    def tick(self) -> None:
        """A look at a job, where looks move the time."""
        if self.clock.tick:
            self.advance(self.clock.tick)

    def make_upload(self, name: str, fields: Mapping[str, str]) -> Upload:
        number = len(self.uploads) + 1
        id_ = hashlib.sha256(f"{self.seed}:upload:{number}".encode()).hexdigest()[:32]
        upload = Upload(id_, name, self.now(), {"key": f"uploads/{id_}", **fields})
        self.journal.write("upload", upload.made, {"id": id_, "name": name, "fields": dict(upload.fields)})
        self.uploads[id_] = upload
        return upload

    def take_in(self, upload: Upload, data: bytes) -> None:
        if self.folder is not None:
            place = self.folder / "uploads"
            place.mkdir(parents=True, exist_ok=True)
            (place / upload.id).write_bytes(data)
        self.journal.write("sent", self.now(), {"id": upload.id})
        upload.data = data

    def leaked(self, where: str, call: Call) -> None:
        """A credential arrived where none belongs."""
        leak: dict[str, Json] = {
            "at": round(self.clock.now(), 3),
            "where": where,
            "method": call.method,
            "path": call.path,
        }
        self.journal.write("leak", self.clock.now(), leak)
        self.leaks.append(leak)

    # ── a restart ────────────────────────────────────────────────────────────────────────────

    def resume(self) -> None:
        """Read what the runs before remembered, and begin to remember.

        Raises StoreError when the folder holds something else or cannot be written.
        """
        began = False
        for event in self.journal.read():
            began = True
            self._replay(event)
        self.jobs.forget()
        self.journal.open()
        if not began:
            beginning = self.clock.beginning.isoformat()
            self.journal.write("began", 0.0, {"seed": self.seed, "beginning": beginning})

    def _replay(self, event: Mapping[str, Any]) -> None:
        at = float(event["at"])
        self.clock.set_back_to(at)
        self.jobs.settle(at)
        match event["event"]:
            case "began":
                self.seed = self.jobs.seed = int(event["seed"])
                self.clock.beginning = datetime.fromisoformat(event["beginning"])
            case "accepted":
                self.jobs.accept(*order_of(event), at)
            case "cancelled":
                job = self.jobs.numbered(event["id"])
                if job is not None:
                    self.jobs.cancel(job, at, charge_running=event["charge_running"])
            case "upload":
                self.uploads[event["id"]] = Upload(event["id"], event["name"], at, dict(event["fields"]))
            case "sent":
                path = cast("Path", self.folder) / "uploads" / str(event["id"])
                self.uploads[event["id"]].data = path.read_bytes() if path.is_file() else None
            case "leak":
                self.leaks.append({key: event[key] for key in ("at", "where", "method", "path")})
            case _:
                pass

    # ── outputs ──────────────────────────────────────────────────────────────────────────────

    def output_urls(self, job: Job) -> list[str]:
        """Fresh URLs of a job's outputs, on the other origin."""
        expires = f"{self.clock.now() + self.url_seconds:.3f}"
        urls: list[str] = []
        for index in range(job.order.outputs):
            token = f"{expires}.{self._sign(job.id, index, expires)}"
            urls.append(f"{self.outputs}/{job.id}/{index}{job.order.media.suffix}?_jwt={token}")
        return urls

    def signed(self, id_: str, index: int, token: str) -> bool:
        """Whether a URL is one of ours, and has not expired."""
        expires, _, signature = token.rpartition(".")
        if not hmac.compare_digest(signature, self._sign(id_, index, expires)):
            return False
        return self.clock.now() < float(expires)

    def _sign(self, id_: str, index: int, expires: str) -> str:
        text = f"{id_}/{index}/{expires}".encode()
        return hmac.new(f"emulator {self.seed}".encode(), text, hashlib.sha256).hexdigest()[:32]


def request_hash(path: str, body: Json | Mapping[str, Json]) -> str:
    """A create's name on the bill: SHA-256 of its path, a line feed, and its JSON with sorted keys."""
    text = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(f"{path}\n{text}".encode("utf-8", "surrogatepass")).hexdigest()


def text_in(document: object, name: str) -> str:
    """A field of a JSON object that is a text; empty where it is none."""
    if isinstance(document, Mapping):
        value = cast("Mapping[str, object]", document).get(name)
        return value if isinstance(value, str) else ""
    return ""


def sequence(value: object) -> Sequence[object]:
    """`value` when it is a JSON list, else an empty one."""
    return cast("Sequence[object]", value) if isinstance(value, list) else []
