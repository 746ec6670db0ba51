"""The emulator: two origins, the dialects behind one of them, and faults between the two and the wire."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from rushes.emulator.control import control
from rushes.emulator.dialects import open_dialects
from rushes.emulator.faults import Fault
from rushes.emulator.jobs import Fate
from rushes.emulator.output_host import download, watch_for_credentials
from rushes.emulator.wire import Call, Reply, listen, plain
from rushes.emulator.world import Dialect, World, request_hash
from rushes.model import Json

__all__ = ["Emulator"]

_SECRETS = ("authorization", "cookie", "x-api-key")


class Emulator:
    """Serves one world. The first dialect answers at the root, each also under its own name."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.dialects = open_dialects(world)
        self.url = ""
        self._servers: list[asyncio.Server] = []

    async def start(self, host: str, port: int, output_port: int) -> None:
        """Listen. Raises OSError when a port is taken, StoreError when the folder is not ours."""
        self.world.resume()
        outputs = await listen(host, output_port, self._output)
        self._servers.append(outputs)
        self.world.outputs = _url(host, outputs)
        api = await listen(host, port, self._api)
        self._servers.append(api)
        self.url = _url(host, api)

    def environment(self) -> dict[str, str]:
        """The variables that make the clients of every vendor ask this emulator."""
        found: dict[str, str] = {}
        for place, (name, dialect) in enumerate(self.dialects.items()):
            found |= dialect.environment(self.url if place == 0 else f"{self.url}/{name}")
        return found

    async def stop(self) -> None:
        for server in self._servers:
            server.close()
        self.world.journal.close()

    # ── the API's origin ─────────────────────────────────────────────────────────────────────

    async def _api(self, call: Call) -> Reply:
        if call.path == "/__emulator" or call.path.startswith("/__emulator/"):
            return control(self.world, {name: one.rules for name, one in self.dialects.items()}, call)
        dialect, call = self._dialect(call)
        scheme, _, key = call.headers.get("authorization", "").partition(" ")
        if scheme and len(key) > 8:
            self.world.tokens.add(key)
        phase = dialect.phase(call)
        fault: Fault | None = None
        if phase is not None:
            id_ = dialect.job_in(call)
            job = self.world.jobs.numbered(id_) if id_ else None
            prompt = dialect.prompt_in(call) if phase == "create" else job.order.prompt if job else ""
            number = len(self.world.jobs) + 1 if phase == "create" else job.number if job else None
            fault = self.world.faults.strike(phase, call.path, job=number, prompt=prompt)
        reply = _before(dialect, fault)
        if reply is None:
            fate = _fate(fault, self.world.now())
            reply = _after(dialect, fault, await dialect.answer(call, fate, fault))
        self._note(call, reply, fault)
        return reply

    def _dialect(self, call: Call) -> tuple[Dialect, Call]:
        first, _, rest = call.path[1:].partition("/")
        if first in self.dialects:
            named = Call(call.method, f"/{rest}", call.query, call.headers, call.body, f"{call.base}/{first}")
            return self.dialects[first], named
        return next(iter(self.dialects.values())), call

    # ── the other origin ─────────────────────────────────────────────────────────────────────

    async def _output(self, call: Call) -> Reply:
        watch_for_credentials(self.world, call)
        if call.path.startswith("/uploads/"):
            dialect = self.dialects.get(call.path.split("/")[2])
            if dialect is None:
                return plain("not found", 404)
            fault = self.world.faults.strike("send", call.path)
            reply = _before(dialect, fault) or _after(dialect, fault, await dialect.receive(call))
        else:
            job = self.world.jobs.numbered(call.path[1:37])
            prompt = job.order.prompt if job else ""
            fault = self.world.faults.strike(
                "download", call.path, job=job.number if job else None, prompt=prompt
            )
            dialect = self.dialects[job.order.dialect] if job else next(iter(self.dialects.values()))
            reply = _before(dialect, fault) or _after(dialect, fault, await download(self.world, call, fault))
        self._note(call, reply, fault)
        return reply

    def _note(self, call: Call, reply: Reply, fault: Fault | None) -> None:
        """Keep what was asked, without its keys, for whoever compares clients."""
        noted: dict[str, Json] = {
            "at": round(self.world.clock.now(), 3),
            "method": call.method,
            "path": call.path,
            "headers": {name: "…" if name in _SECRETS else value for name, value in call.headers.items()},
            "status": None if reply.drop else reply.status,
            "fault": fault.kind if fault else None,
        }
        if call.headers.get("content-type", "").startswith("application/json") and len(call.body) < 65_536:
            try:
                noted["body"] = call.json()
                noted["request"] = request_hash(call.path, noted["body"])
            except ValueError:
                noted["body"] = None
        self.world.requests.append(noted)


def _url(host: str, server: asyncio.Server) -> str:
    address = server.sockets[0].getsockname()
    shown = f"[{host}]" if ":" in host else host
    return f"http://{shown}:{address[1]}"


def _before(dialect: Dialect, fault: Fault | None) -> Reply | None:
    """What comes instead of an answer; the dialect never sees the call."""
    match fault.kind if fault else None:
        case "429":
            return _waiting(dialect.refusal(429, "Too many requests"), fault)
        case "5xx":
            assert fault is not None
            return _waiting(dialect.refusal(int(fault.number("status")), "The service is overloaded"), fault)
        case "drop":
            return Reply(drop=True)
        case "html":
            return plain("<!doctype html><title>Please wait</title>", 200, "text/html; charset=utf-8")
        case "unauthorized":
            return dialect.refusal(401, "The provided API key is not valid")
        case "refused_before_billing":
            assert fault is not None
            return dialect.refused_by_moderation(fault.text("message"))
        case "daily_cap":
            return dialect.daily_cap()
        case "out_of_credit":
            return dialect.out_of_credit()
        case _:
            return None


def _waiting(reply: Reply, fault: Fault | None) -> Reply:
    if fault is None or fault.settings["retry_after"] is None:
        return reply
    seconds = fault.number("retry_after")
    # The date is of the real clock: that is what a client compares it with.
    date = format_datetime(datetime.now(UTC) + timedelta(seconds=seconds), usegmt=True)
    told = date if fault.text("as") == "date" else f"{seconds:g}"
    return reply.but(headers={**reply.headers, "retry-after": told})


def _fate(fault: Fault | None, now: float) -> Fate:
    """What becomes of the job that a struck create makes."""
    match fault.kind if fault else None:
        case "refused_after_billing":
            assert fault is not None
            return Fate("failed", fault.text("code"), "The input was rejected by content moderation.")
        case "failed_with_charge":
            assert fault is not None
            return Fate("failed", fault.text("code"), "The generation failed.")
        case "failed_without_charge":
            assert fault is not None
            return Fate("failed", fault.text("code"), "The generation failed.", charged=False)
        case "cancelled":
            return Fate("cancelled", charged=False)
        case "stuck_at_99":
            return Fate(stuck=True)
        case "lost_after_restart":
            return Fate(forgotten=True)
        case "visible_late":
            assert fault is not None
            return Fate(hidden_until=now + fault.number("seconds"))
        case _:
            return Fate()


def _after(dialect: Dialect, fault: Fault | None, reply: Reply) -> Reply:
    """What happens to an answer on its way; a refusal passes as it is."""
    if fault is None or reply.status >= 400:
        return reply
    match fault.kind:
        case "accept_then_drop":
            return reply.but(drop=True)
        case "accept_then_502":
            return dialect.refusal(int(fault.number("status")), "Bad gateway")
        case "visible_late" if fault.text("then") == "drop":
            return reply.but(drop=True)
        case "visible_late" if fault.text("then") == "502":
            return dialect.refusal(502, "Bad gateway")
        case "accepted_without_id":
            return dialect.without_id(reply)
        case "slow" | "slow_accept":
            return reply.but(wait=fault.number("seconds"))
        case _:
            return reply
