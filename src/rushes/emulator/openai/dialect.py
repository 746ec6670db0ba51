"""The wire API of servers of /v1/videos. What each line believes is in rules.toml."""

from __future__ import annotations

import re
from collections.abc import Mapping
from json import loads
from typing import cast

from rushes.emulator.faults import Fault, Phase
from rushes.emulator.forms import parts_of
from rushes.emulator.jobs import Fate, Job, Media, Order
from rushes.emulator.output_host import send_output
from rushes.emulator.rules import read_rules
from rushes.emulator.wire import Call, Reply, as_json, plain
from rushes.emulator.world import World, request_hash, text_in
from rushes.model import Json

__all__ = ["OpenAI", "open_dialect"]

KEY = "sk-emulator-0123456789"
CREDITS = 10.0  # a second
_ONE = re.compile(r"/v1/videos/([\w-]+)")
_CONTENT = re.compile(r"/v1/videos/([\w-]+)/content")
_SIZE = re.compile(r"(\d{2,5})x(\d{2,5})")
_TYPES = {
    400: "invalid_request_error",
    401: "authentication_error",
    404: "not_found_error",
    429: "rate_limit_error",
}


class OpenAI:
    """The dialect of whatever listens at OPENAI_BASE_URL."""

    name = "openai"

    def __init__(self, world: World) -> None:
        self.world = world
        self.rules = read_rules("rushes.emulator.openai")

    def environment(self, url: str) -> Mapping[str, str]:
        return {"OPENAI_BASE_URL": f"{url}/v1", "OPENAI_API_KEY": KEY}

    # ── what a call is ───────────────────────────────────────────────────────────────────────

    def phase(self, call: Call) -> Phase | None:
        if call.path == "/v1/videos":
            return "create" if call.method == "POST" else None
        if _CONTENT.fullmatch(call.path):
            return "download"
        if _ONE.fullmatch(call.path):
            return "cancel" if call.method == "DELETE" else "poll"
        return None

    def job_in(self, call: Call) -> str | None:
        match = _CONTENT.fullmatch(call.path) or _ONE.fullmatch(call.path)
        return match[1].removeprefix("video_") if match else None

    def prompt_in(self, call: Call) -> str:
        return text_in(fields_of(call), "prompt")

    # ── refusals ─────────────────────────────────────────────────────────────────────────────

    def refusal(self, status: int, words: str) -> Reply:
        return self._error(status, words)

    def daily_cap(self) -> Reply:
        return self._error(429, "Rate limit reached for videos per day", code="rate_limit_exceeded")

    def out_of_credit(self) -> Reply:
        return self._error(429, "You exceeded your current quota", code="insufficient_quota")

    def refused_by_moderation(self, words: str) -> Reply:
        return self._error(400, words, code="moderation_blocked")

    def without_id(self, reply: Reply) -> Reply:
        content = cast("dict[str, Json]", loads(reply.body))
        content.pop("id")
        return as_json(content)

    # ── answers ──────────────────────────────────────────────────────────────────────────────

    async def answer(self, call: Call, fate: Fate, fault: Fault | None) -> Reply:
        scheme, _, key = call.headers.get("authorization", "").partition(" ")
        known = self.world.account.keys
        if scheme != "Bearer" or (key not in known if known else key != KEY):
            return self._error(401, "Incorrect API key provided", code="invalid_api_key", rule="auth")
        if call.path == "/v1/videos":
            return self._create(call, fate) if call.method == "POST" else self._list()
        id_ = self.job_in(call)
        if id_ is None:
            return self._error(404, "Not Found")
        world = self.world
        if _ONE.fullmatch(call.path) and call.method == "GET":
            world.tick()
        job = world.jobs.find(id_, world.now())
        if job is None or (fault is not None and fault.kind == "forgotten"):
            return self._error(404, "Video not found", code="not_found")
        if _CONTENT.fullmatch(call.path):
            return await self._content(call, job, fault)
        if call.method == "DELETE":
            world.cancel(job, charge_running=False)
            told: Json = {"id": f"video_{job.id}", "object": "video.deleted", "deleted": True}
            return self._rule(as_json(told), "delete")
        return self._video(job, fault)

    async def receive(self, call: Call) -> Reply:  # noqa: ARG002  nothing is uploaded
        return plain("not found", 404)

    def _create(self, call: Call, fate: Fate) -> Reply:
        """Rules `create`, `own-fields`, `prices`."""
        fields = fields_of(call)
        prompt, size = text_in(fields, "prompt"), text_in(fields, "size") or "720x1280"
        if not prompt:
            return self._error(400, "Missing required parameter: 'prompt'.", rule="create")
        match = _SIZE.fullmatch(size)
        if match is None:
            return self._error(400, f"Invalid size: {size}", rule="create")
        try:
            seconds = number(fields, "seconds", 4.0)
            fps = number(fields, "fps", 24.0)
            frames = number(fields, "num_frames", seconds * fps)
        except ValueError as wrong:
            return self._error(422, str(wrong), rule="own-fields")
        media = Media("video", int(match[1]), int(match[2]), frames / fps, f"{fps:g}")
        price = CREDITS * media.seconds
        if price > self.world.balance():
            return self.out_of_credit()
        model = text_in(fields, "model") or "sora-2"
        hashed = request_hash(call.path, dict(fields))
        job = self.world.accept(Order(self.name, call.path, model, hashed, prompt, price, price, media), fate)
        return self._rule(as_json(self._record(job, "queued")), "create")

    def _list(self) -> Reply:
        now = self.world.now()
        jobs = [
            job
            for job in self.world.jobs
            if job.order.dialect == self.name and self.world.jobs.find(job.id, now)
        ]
        data: list[Json] = [self._record(job, self._word(job, None)) for job in jobs[::-1]]
        names = [f"video_{job.id}" for job in jobs[::-1]]
        told: Json = {
            "object": "list",
            "data": data,
            "first_id": names[0] if names else None,
            "last_id": names[-1] if names else None,
            "has_more": False,
        }
        return self._rule(as_json(told), "list")

    def _video(self, job: Job, fault: Fault | None) -> Reply:
        """Rules `video` and `failed-status`."""
        content = self._record(job, self._word(job, fault))
        failed = content["status"] == "failed"
        if fault is not None and fault.kind == "no_progress":
            content.pop("progress")
        return self._rule(as_json(content, 500 if failed else 200), "failed-status" if failed else "video")

    async def _content(self, call: Call, job: Job, fault: Fault | None) -> Reply:
        """Rule `content`."""
        if job.status(self.world.now()) != "succeeded":
            return self._error(404, "Video is not ready", rule="content")
        if fault is not None and fault.kind == "expired_url":
            return self._error(404, "Video content has expired", rule="content")
        if fault is not None and fault.kind == "redirect_to_private":
            return Reply(302, {"location": fault.text("to")})
        return self._rule(await send_output(self.world, call, job, 0, fault), "content")

    def _record(self, job: Job, status: str) -> dict[str, Json]:
        now = self.world.now()
        media = job.order.media
        content: dict[str, Json] = {
            "id": f"video_{job.id}",
            "object": "video",
            "status": status,
            "progress": 100 if status == "completed" else int(job.progress(now) * 100),
            "created_at": int(self.world.clock.beginning.timestamp() + job.accepted),
            "completed_at": None,
            "expires_at": None,
            "model": job.order.model,
            "seconds": f"{media.seconds:g}",
            "size": f"{media.width}x{media.height}",
            "prompt": job.order.prompt,
            "remixed_from_video_id": None,
            "error": None,
        }
        if status == "failed":
            refused = (job.fate.code or "").startswith("SAFETY")
            content["error"] = {
                "code": "moderation_blocked" if refused else "video_generation_failed",
                "message": job.fate.words or "The generation failed.",
            }
        return content

    def _word(self, job: Job, fault: Fault | None) -> str:
        if fault is not None and fault.kind == "unknown_status":
            return fault.text("status").lower()
        if fault is not None and fault.kind == "backwards":
            return "queued"
        words = {
            "running": "in_progress",
            "succeeded": "completed",
            "failed": "failed",
            "cancelled": "failed",
        }
        return words.get(job.status(self.world.now()), "queued")

    # ── replies ──────────────────────────────────────────────────────────────────────────────

    def _error(self, status: int, words: str, *, code: str | None = None, rule: str = "errors") -> Reply:
        told: Json = {
            "message": words,
            "type": _TYPES.get(status, "server_error"),
            "param": None,
            "code": code,
        }
        return self._rule(as_json({"error": told}, status), rule)

    def _rule(self, reply: Reply, rule: str) -> Reply:
        told = self.rules[rule]
        return reply.but(
            headers={**reply.headers, "x-emulator-rule": f"{self.name}/{told.id}; {told.confidence}"}
        )


def open_dialect(world: World) -> OpenAI:
    """The API of servers of /v1/videos, speaking for `world`."""
    return OpenAI(world)


def fields_of(call: Call) -> dict[str, Json]:
    """The fields of a form or of JSON, each as it came; a file by its length."""
    parts = parts_of(call)
    if parts is not None:
        return {name: data.decode() if name != "input_reference" else len(data) for name, data in parts}
    try:
        body = call.json()
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}


def number(fields: Mapping[str, Json], name: str, default: float) -> float:
    """A number of the form. Raises ValueError for what is none, or not above 0."""
    value = fields.get(name, default)
    try:
        found = float(cast("str", value))
    except (TypeError, ValueError):
        raise ValueError(f"{name}: Input should be a valid number") from None
    if not 0 < found < 100_000:
        raise ValueError(f"{name}: Input should be greater than 0")
    return found
