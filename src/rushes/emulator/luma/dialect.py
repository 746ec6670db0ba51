"""Luma's wire APIs. What each line believes is in rules.toml, under the name that stands beside it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
from email.utils import format_datetime
from json import dumps, loads
from typing import cast

from rushes.emulator.faults import Fault, Phase
from rushes.emulator.jobs import Fate, Job, Order
from rushes.emulator.luma.asked import CONCEPTS, Wrong, read_agents, read_dream
from rushes.emulator.rules import read_rules
from rushes.emulator.wire import Call, Reply, as_json, plain
from rushes.emulator.world import World, request_hash, text_in
from rushes.model import Json

__all__ = ["Luma", "open_dialect"]

AGENTS, DREAM = "/v1", "/dream-machine/v1"
AGENTS_KEY, DREAM_KEY = "luma-api-emulator-0123456789", "luma-dream-emulator-0123456789"
_ONE = re.compile(r"(/v1|/dream-machine/v1)/generations/([0-9a-f-]{36})")
_CREATES = (f"{AGENTS}/generations", f"{DREAM}/generations", f"{DREAM}/generations/video")
_MODERATED = "Content moderation: the prompt or the output was not allowed"


class Luma:
    """The dialect of `agents.lumalabs.ai` and of `api.lumalabs.ai/dream-machine`."""

    name = "luma"

    def __init__(self, world: World) -> None:
        self.world = world
        self.rules = read_rules("rushes.emulator.luma")

    def environment(self, url: str) -> Mapping[str, str]:
        return {
            "LUMA_BASE_URL": f"{url}{AGENTS}",
            "LUMA_AGENTS_API_KEY": AGENTS_KEY,
            "LUMAAI_BASE_URL": f"{url}{DREAM}",
            "LUMAAI_API_KEY": DREAM_KEY,
        }

    # ── what a call is ───────────────────────────────────────────────────────────────────────

    def phase(self, call: Call) -> Phase | None:
        if call.method == "POST":
            return "create" if call.path in _CREATES else None
        if call.path == f"{DREAM}/credits":
            return "organization"
        if _ONE.fullmatch(call.path):
            return "cancel" if call.method == "DELETE" else "poll"
        return None

    def job_in(self, call: Call) -> str | None:
        match = _ONE.fullmatch(call.path)
        return match[2] if match else None

    def prompt_in(self, call: Call) -> str:
        try:
            return text_in(call.json(), "prompt")
        except ValueError:
            return ""

    # ── refusals ─────────────────────────────────────────────────────────────────────────────

    def refusal(self, status: int, words: str) -> Reply:
        return self._error(status, "Rate limit exceeded" if status == 429 else words)

    def daily_cap(self) -> Reply:
        return self._error(429, "Too many concurrent jobs", rule="busy")

    def out_of_credit(self) -> Reply:
        return self._error(400, "Insufficient credits", rule="no-credit")

    def refused_by_moderation(self, words: str) -> Reply:
        return self._error(400, words, rule="moderation")

    def without_id(self, reply: Reply) -> Reply:
        content = cast("dict[str, Json]", loads(reply.body))
        content.pop("id")
        return as_json(content, reply.status)

    # ── answers ──────────────────────────────────────────────────────────────────────────────

    async def answer(self, call: Call, fate: Fate, fault: Fault | None) -> Reply:
        dream = call.path.startswith(f"{DREAM}/")
        scheme, _, key = call.headers.get("authorization", "").partition(" ")
        known = self.world.account.keys or {DREAM_KEY if dream else AGENTS_KEY}
        if scheme != "Bearer" or key not in known:
            return self._error(401, "Invalid API key" if key else "Not authenticated", rule="auth")
        match = _ONE.fullmatch(call.path)
        if call.method == "POST" and call.path in _CREATES:
            return self._create(call, fate, dream=dream)
        if match is not None and (call.method == "GET" or (call.method == "DELETE" and dream)):
            return self._one(call, match[2], fault, dream=dream)
        if call.method == "GET" and dream:
            return self._asked_of_dream(call)
        return self._error(
            405 if match else 404, "Method Not Allowed" if match else "Not Found", rule="absent"
        )

    async def receive(self, call: Call) -> Reply:  # noqa: ARG002  nothing is uploaded
        return plain("not found", 404)

    def _create(self, call: Call, fate: Fate, *, dream: bool) -> Reply:
        try:
            body = call.json()
        except ValueError:
            body = None
        if not isinstance(body, dict):
            return self._error(422, "body: must be a JSON object")
        try:
            asked = read_dream(body) if dream else read_agents(body)
        except Wrong as wrong:
            return self._error(
                400 if dream else 422, str(wrong), rule="dream-create" if dream else "agents-create"
            )
        if asked.cents > self.world.balance():
            return self.out_of_credit()
        # The bill keeps what Dream Machine's list tells of a create, over a restart, too.
        told = dumps(body) if dream else asked.kind
        order = Order(
            self.name, call.path, asked.model, request_hash(call.path, body), asked.prompt, asked.cents,
            asked.cents, asked.media, key=told,
        )  # fmt: skip
        job = self.world.accept(order, fate)
        content = self._generation(job, "queued", dream=dream)
        return self._rule(as_json(content, 201), "dream-create" if dream else "agents-create")

    def _one(self, call: Call, id_: str, fault: Fault | None, *, dream: bool) -> Reply:
        world = self.world
        if call.method == "GET":
            world.tick()
        job = world.jobs.find(id_, world.now())
        here = job is not None and job.order.operation.startswith(f"{DREAM if dream else AGENTS}/")
        if job is None or not here or (fault is not None and fault.kind == "forgotten"):
            return self._error(404, "Generation not found", rule="dream-delete" if dream else "agents-states")
        if call.method == "DELETE":
            world.cancel(job, charge_running=True)
            return self._rule(Reply(204), "dream-delete")
        content = self._generation(job, self._word(job, fault, dream=dream), dream=dream)
        if fault is not None and fault.kind == "renamed_result_field":
            for field in ("output", "assets"):
                if field in content:
                    content[f"{fault.text('name')}_"] = content.pop(field)
        return self._rule(as_json(content), "dream-states" if dream else "agents-states")

    def _asked_of_dream(self, call: Call) -> Reply:
        """Rules `dream-list`, `dream-credits` and `dream-concepts`."""
        match call.path.removeprefix(DREAM):
            case "/generations":
                return self._list(call)
            case "/credits":
                return self._rule(as_json({"credit_balance": self.world.balance()}), "dream-credits")
            case "/generations/concepts/list":
                return self._rule(as_json(list(CONCEPTS)), "dream-concepts")
            case "/ping":
                return self._rule(as_json({"message": "pong"}), "dream-credits")
            case _:
                return self._error(404, "Not Found", rule="absent")

    def _list(self, call: Call) -> Reply:
        try:
            limit, offset = (
                int(call.query.get(name, usual)) for name, usual in (("limit", "10"), ("offset", "0"))
            )
        except ValueError:
            return self._error(422, "limit and offset: must be whole numbers", rule="dream-list")
        now, world = self.world.now(), self.world
        made = [
            job for job in world.jobs
            if job.order.dialect == self.name and job.order.operation.startswith(f"{DREAM}/")
            and world.jobs.find(job.id, now)
        ][::-1]  # fmt: skip
        limit = max(1, min(limit, 100))
        page: list[Json] = [
            self._generation(job, self._word(job, None, dream=True), dream=True)
            for job in made[offset : offset + limit]
        ]
        content: Json = {
            "generations": page,
            "count": len(page),
            "has_more": offset + limit < len(made),
            "limit": limit,
            "offset": offset,
        }
        # Its date is of the clock that `created_at` is of, which may stand still.
        date = format_datetime(world.clock.beginning + timedelta(seconds=now), usegmt=True)
        reply = as_json(content)
        return self._rule(reply.but(headers={**reply.headers, "date": date}), "dream-list")

    def _generation(self, job: Job, word: str, *, dream: bool) -> dict[str, Json]:
        """Rules `agents-states`, `agents-failures` and `dream-states`."""
        content: dict[str, Json] = {
            "id": job.id,
            "state": word,
            "model": job.order.model,
            "created_at": self.world.clock.stamp(job.accepted),
            "failure_reason": self._why(job) if word == "failed" else None,
        }
        url = self.world.output_urls(job)[0] if word == "completed" else None
        if dream:
            asked = cast("dict[str, Json]", loads(job.order.key))
            video: Json = {"video": url} if url else None
            return {**content, "generation_type": "video", "assets": video, "request": asked}
        content |= {"type": job.order.key, "failure_code": self._code(job) if word == "failed" else None}
        content["output"] = [{"type": "video", "url": url}] if url else None
        return content

    def _word(self, job: Job, fault: Fault | None, *, dream: bool) -> str:
        if fault is not None and fault.kind == "unknown_status":
            return fault.text("status").lower()
        if fault is not None and fault.kind == "backwards":
            return "queued"
        words = {
            "running": "dreaming" if dream else "processing",
            "succeeded": "completed",
            "failed": "failed",
            "cancelled": "failed",
        }
        return words.get(job.status(self.world.now()), "queued")

    def _code(self, job: Job) -> str:
        code = job.fate.code or ""
        known = code.lower() if code.islower() else ""
        return "content_moderated" if code.startswith("SAFETY") else known or "generation_failed"

    def _why(self, job: Job) -> str:
        return _MODERATED if self._code(job) == "content_moderated" else job.fate.words or "Generation failed"

    # ── replies ──────────────────────────────────────────────────────────────────────────────

    def _error(self, status: int, words: str, *, rule: str = "errors") -> Reply:
        return self._rule(as_json({"detail": words}, status), rule)

    def _rule(self, reply: Reply, rule: str) -> Reply:
        told = self.rules[rule]
        return reply.but(
            headers={**reply.headers, "x-emulator-rule": f"{self.name}/{told.id}; {told.confidence}"}
        )


def open_dialect(world: World) -> Luma:
    """Luma's two APIs, speaking for `world`."""
    return Luma(world)
