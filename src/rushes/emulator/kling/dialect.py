"""Kling's wire API. What each line believes is in rules.toml, under the name that stands beside it."""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Mapping
from json import loads
from typing import cast

from rushes.emulator.faults import Fault, Phase
from rushes.emulator.jobs import Fate, Job, Order
from rushes.emulator.kling.access import API_KEY, denied
from rushes.emulator.kling.asked import Asked, Wrong, read_legacy, read_new
from rushes.emulator.rules import read_rules
from rushes.emulator.wire import Call, Reply, as_json, plain
from rushes.emulator.world import World, request_hash, sequence, text_in
from rushes.model import Json

__all__ = ["Kling", "open_dialect"]

_NEW = re.compile(r"/(text-to-video|image-to-video|omni-video)/([\w.-]+)")
_OLD = re.compile(r"/v1/videos/(text2video|image2video)(?:/([\w-]+))?")
_MODERATED = "Failure to pass the risk control system"
# The HTTP status of a service code; rule `errors`.
_STATUS = {
    1000: 401, 1001: 401, 1002: 401, 1003: 401, 1004: 401, 1101: 429, 1102: 429, 1103: 403, 1200: 400,
    1201: 400, 1202: 404, 1203: 404, 1300: 400, 1301: 400, 1302: 429, 1303: 429, 5000: 500, 5001: 503,
    5002: 504,
}  # fmt: skip
_CODE = {400: 1200, 401: 1002, 404: 1202, 429: 1302, 500: 5000, 502: 5000, 503: 5001, 504: 5002}


class Kling:
    """The dialect of `api-singapore.klingai.com`."""

    name = "kling"

    def __init__(self, world: World) -> None:
        self.world = world
        self.rules = read_rules("rushes.emulator.kling")

    def environment(self, url: str) -> Mapping[str, str]:
        return {"KLING_BASE_URL": url, "KLING_API_KEY": API_KEY}

    # ── what a call is ───────────────────────────────────────────────────────────────────────

    def phase(self, call: Call) -> Phase | None:
        old = _OLD.fullmatch(call.path)
        if call.method == "POST" and (_NEW.fullmatch(call.path) or (old and not old[2])):
            return "create"
        asked = call.method == "GET" and (call.path == "/tasks" or (old is not None and old[2] is not None))
        return "poll" if asked and "external_task_ids" not in call.query else None

    def job_in(self, call: Call) -> str | None:
        old = _OLD.fullmatch(call.path)
        return old[2] if old else call.query.get("task_ids")

    def prompt_in(self, call: Call) -> str:
        try:
            body = call.json()
        except ValueError:
            return ""
        if not isinstance(body, dict):
            return ""
        contents = body.get("contents")
        parts = [text_in(one, "text") for one in sequence(contents)]
        return " ".join(part for part in (text_in(body, "prompt"), *parts) if part)

    # ── refusals ─────────────────────────────────────────────────────────────────────────────

    def refusal(self, status: int, words: str) -> Reply:
        return self._error(_CODE.get(status, 5000), words, status=status)

    def daily_cap(self) -> Reply:
        return self._error(1303, "parallel task over resource pack limit")

    def out_of_credit(self) -> Reply:
        return self._error(1101, "Account in arrears")

    def refused_by_moderation(self, words: str) -> Reply:
        return self._error(1301, words)

    def without_id(self, reply: Reply) -> Reply:
        content = cast("dict[str, Json]", loads(reply.body))
        data = cast("dict[str, Json]", content["data"])
        return as_json({**content, "data": {key: data[key] for key in data if key not in ("id", "task_id")}})

    # ── answers ──────────────────────────────────────────────────────────────────────────────

    async def answer(self, call: Call, fate: Fate, fault: Fault | None) -> Reply:
        new, old = _NEW.fullmatch(call.path), _OLD.fullmatch(call.path)
        if not new and not old and call.path != "/tasks":
            return self._error(1202, f"{call.method} {call.path} is not found", rule="errors")
        refused = denied(
            call.headers.get("authorization", ""),
            legacy=old is not None,
            keys=self.world.account.keys,
            now=time.time(),
        )
        if refused is not None:
            return self._error(*refused, rule="auth-legacy" if old else "auth")
        if call.method == "POST" and call.path != "/tasks":
            return self._create(call, fate)
        if call.method != "GET":
            return self._error(1202, f"{call.method} is not supported", rule="no-cancel")
        if old is None:
            return self._tasks(call, fault)
        return self._old_task(old[2], fault) if old[2] else self._old_list(call, old[1])

    async def receive(self, call: Call) -> Reply:  # noqa: ARG002  nothing is uploaded
        return plain("not found", 404)

    def _create(self, call: Call, fate: Fate) -> Reply:
        new, old = _NEW.fullmatch(call.path), _OLD.fullmatch(call.path)
        try:
            body = call.json()
        except ValueError:
            body = None
        if not isinstance(body, dict):
            return self._error(1200, "the body is no JSON object", rule="body")
        try:
            asked = read_new(new[1], new[2], body) if new else read_legacy(old[1] if old else "", body)
        except Wrong as wrong:
            return self._error(wrong.code, wrong.words, rule="create" if new else "legacy")
        world = self.world
        if asked.key and any(
            job.order.key == asked.key and job.order.dialect == self.name for job in world.jobs
        ):
            return self._error(1201, "external_task_id is duplicated", rule="external-id")
        if asked.cents > world.balance():
            return self.out_of_credit()
        job = world.accept(self._order(call.path, asked, body), fate)
        return self._done(
            "create" if new else "legacy", self._state(job) if new else self._old_state(job, None)
        )

    def _order(self, path: str, asked: Asked, body: Mapping[str, Json]) -> Order:
        return Order(
            self.name, path, asked.model, request_hash(path, body), asked.prompt, asked.cents, asked.cents,
            asked.media, key=asked.key,
        )  # fmt: skip

    # ── the new standard ─────────────────────────────────────────────────────────────────────

    def _tasks(self, call: Call, fault: Fault | None) -> Reply:
        world = self.world
        keys = [key for key in call.query.get("external_task_ids", "").split(",") if key]
        ids = [one for one in call.query.get("task_ids", "").split(",") if one]
        if ids:
            world.tick()
        now = world.now()
        found = [world.jobs.find(one, now) for one in ids] + [
            world.jobs.keyed(self.name, key, now) for key in keys
        ]
        if fault is not None and fault.kind == "forgotten":
            found = []
        return self._done("tasks", [self._task(job, fault) for job in found if job is not None])

    def _state(self, job: Job) -> dict[str, Json]:
        stamp = int(job.accepted * 1000)
        return {
            "id": job.id,
            "status": "submitted",
            "create_time": stamp,
            "update_time": stamp,
            "external_id": job.order.key,
        }

    def _task(self, job: Job, fault: Fault | None) -> Json:
        """Rules `states` and `charged`."""
        content = {**self._state(job), "status": self._word(job, fault, "succeeded"), "message": ""}
        if content["status"] == "succeeded":
            url = self.world.output_urls(job)[0]
            content["outputs"] = [
                {
                    "type": "video",
                    "id": f"{job.id}-0",
                    "url": url,
                    "duration": f"{job.order.media.seconds:.1f}",
                }
            ]
            content["billing"] = [{"charge_type": "cash", "amount": f"{job.charged() / 100:.3f}"}]
        elif content["status"] == "failed":
            content["message"] = self._why(job)
            content["billing"] = [{"charge_type": "cash", "amount": f"{job.charged() / 100:.3f}"}]
        return spoiled(content, fault)

    # ── the legacy API ───────────────────────────────────────────────────────────────────────

    def _old_task(self, id_: str, fault: Fault | None) -> Reply:
        world = self.world
        world.tick()
        job = world.jobs.find(id_, world.now())
        if job is None or (fault is not None and fault.kind == "forgotten"):
            return self._error(1202, "task is not found", rule="legacy")
        return self._done("legacy", spoiled(self._old_state(job, fault), fault))

    def _old_list(self, call: Call, kind: str) -> Reply:
        page, size = (
            int(call.query.get(name, default)) for name, default in (("pageNum", "1"), ("pageSize", "30"))
        )
        now = self.world.now()
        path = f"/v1/videos/{kind}"
        ours = [
            job for job in self.world.jobs if (job.order.dialect, job.order.operation) == (self.name, path)
        ]
        known = [job for job in ours if self.world.jobs.find(job.id, now)]
        newest = known[::-1][(page - 1) * size : page * size]
        return self._done("legacy", [self._old_state(job, None) for job in newest])

    def _old_state(self, job: Job, fault: Fault | None) -> dict[str, Json]:
        stamp = int(job.accepted * 1000)
        word = self._word(job, fault, "succeed")
        content: dict[str, Json] = {
            "task_id": job.id,
            "task_status": word,
            "task_status_msg": self._why(job) if word == "failed" else "",
            "task_info": {"external_task_id": job.order.key},
            "created_at": stamp,
            "updated_at": stamp,
        }
        if word == "succeed":
            url = self.world.output_urls(job)[0]
            video: Json = {"id": f"{job.id}-0", "url": url, "duration": f"{job.order.media.seconds:g}"}
            content["task_result"] = {"videos": [video]}
            content["final_unit_deduction"] = f"{job.charged() / 14:.1f}"
        return content

    # ── replies ──────────────────────────────────────────────────────────────────────────────

    def _word(self, job: Job, fault: Fault | None, success: str) -> str:
        if fault is not None and fault.kind == "unknown_status":
            return fault.text("status").lower()
        if fault is not None and fault.kind == "backwards":
            return "submitted"
        status = job.status(self.world.now())
        words = {"running": "processing", "succeeded": success, "failed": "failed", "cancelled": "failed"}
        return words.get(status, "submitted")

    def _why(self, job: Job) -> str:
        return _MODERATED if (job.fate.code or "").startswith("SAFETY") else job.fate.words or "Task failed"

    def _done(self, rule: str, data: Json) -> Reply:
        return self._rule(
            as_json({"code": 0, "message": "SUCCEED", "request_id": self._number(), "data": data}), rule
        )

    def _error(self, code: int, words: str, *, rule: str = "errors", status: int | None = None) -> Reply:
        body: Json = {"code": code, "message": words, "request_id": self._number()}
        return self._rule(as_json(body, status or _STATUS[code]), rule)

    def _number(self) -> str:
        return hashlib.sha256(f"{self.world.seed}:{len(self.world.requests)}".encode()).hexdigest()[:32]

    def _rule(self, reply: Reply, rule: str) -> Reply:
        told = self.rules[rule]
        return reply.but(
            headers={**reply.headers, "x-emulator-rule": f"{self.name}/{told.id}; {told.confidence}"}
        )


def open_dialect(world: World) -> Kling:
    """Kling's API, speaking for `world`."""
    return Kling(world)


def spoiled(content: dict[str, Json], fault: Fault | None) -> dict[str, Json]:
    if fault is not None and fault.kind == "renamed_result_field":
        for field in ("outputs", "task_result"):
            if field in content:
                content[fault.text("name") + "_"] = content.pop(field)
    return content
