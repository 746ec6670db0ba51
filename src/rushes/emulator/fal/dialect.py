"""fal's wire API. What each line believes is in rules.toml, under the name that stands beside it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
from json import dumps, loads
from typing import cast

from rushes.emulator.fal.asked import faults_in, read_asked
from rushes.emulator.fal.tables import MODELS, openapi
from rushes.emulator.faults import Fault, Phase
from rushes.emulator.jobs import Fate, Job, Order
from rushes.emulator.rules import read_rules
from rushes.emulator.wire import Call, Reply, as_json, plain
from rushes.emulator.world import World, request_hash, text_in
from rushes.model import Json

__all__ = ["Fal", "open_dialect"]

KEY = "emulator-0123456789:5ec2e75ec2e75ec2e7"
CDN = "Bearer cdn-of-the-emulator"  # what opens the CDN, and nothing else
INVALID = "VALIDATION"  # the code of a job whose input is wrong; its words are the `detail`
_APP = re.compile(r"/((?:(?:workflows|comfy)/)?[\w.-]+/[\w.-]+)((?:/[\w.-]+)*)")
_REQUEST = re.compile(r"/((?:(?:workflows|comfy)/)?[\w.-]+/[\w.-]+)/requests/([\w-]+)(/status|/cancel)?")
_POLICY = "The content could not be processed because it contained material flagged by a content checker."


class Fal:
    """The dialect of `queue.fal.run`; below it `/rest`, `/cdn` and `/schema` stand for fal's other hosts."""

    name = "fal"

    def __init__(self, world: World) -> None:
        self.world = world
        self.rules = read_rules("rushes.emulator.fal")

    def environment(self, url: str) -> Mapping[str, str]:
        return {
            "FAL_BASE_URL": url,
            "FAL_REST_URL": f"{url}/rest",
            "RUSHES_FAL_SCHEMA_URL": f"{url}/schema/openapi.json",
            "FAL_KEY": KEY,
        }

    # ── what a call is ───────────────────────────────────────────────────────────────────────

    def phase(self, call: Call) -> Phase | None:
        if call.path.startswith("/rest/"):
            return "upload"
        if call.path.startswith(("/cdn/", "/schema/")):
            return "send" if call.method == "POST" else None
        asked = _REQUEST.fullmatch(call.path)
        if asked:
            return "cancel" if asked[3] == "/cancel" else "poll"
        return "create" if call.method == "POST" and _APP.fullmatch(call.path) else None

    def job_in(self, call: Call) -> str | None:
        asked = _REQUEST.fullmatch(call.path)
        return asked[2] if asked else None

    def prompt_in(self, call: Call) -> str:
        try:
            return text_in(call.json(), "prompt")
        except ValueError:
            return ""

    # ── refusals ─────────────────────────────────────────────────────────────────────────────

    def refusal(self, status: int, words: str) -> Reply:
        return self._error(status, words)

    def daily_cap(self) -> Reply:
        return self._error(429, "Too many requests in the queue of this user")

    def out_of_credit(self) -> Reply:
        words = "User is locked. Reason: Exhausted balance. Top up your balance at fal.ai/dashboard/billing."
        return self._error(403, words, rule="balance")

    def refused_by_moderation(self, words: str) -> Reply:
        return self._model_error([policy(words)], 422)

    def without_id(self, reply: Reply) -> Reply:
        content = cast("dict[str, Json]", loads(reply.body))
        return as_json({"queue_position": content["queue_position"]})

    # ── answers ──────────────────────────────────────────────────────────────────────────────

    async def answer(self, call: Call, fate: Fate, fault: Fault | None) -> Reply:
        if call.path == "/schema/openapi.json":
            return self._schema(call)
        scheme, _, key = call.headers.get("authorization", "").partition(" ")
        if call.path == "/cdn/files/upload":
            return self._upload(call, f"{scheme} {key}")
        if call.path.startswith("/cdn/files/"):
            return self._file(call)
        known = self.world.account.keys
        if scheme != "Key" or (key not in known if known else key != KEY):
            return self._error(401, "Authentication is required to access this application.", rule="auth")
        if call.path == "/rest/storage/auth/token":
            return self._token(call)
        asked = _REQUEST.fullmatch(call.path)
        if asked:
            return self._asked(call, asked[1], asked[2], asked[3] or "", fault)
        if call.method != "POST" or not _APP.fullmatch(call.path):
            return self._error(404, "Not Found")
        return self._create(call, fate)

    async def receive(self, call: Call) -> Reply:  # noqa: ARG002  files go to the CDN, not to the output host
        return plain("not found", 404)

    def _create(self, call: Call, fate: Fate) -> Reply:
        """Rules `create`, `validation`, `prices`."""
        try:
            body = call.json()
        except ValueError:
            body = None
        if not isinstance(body, dict):
            return self._error(400, "The request body is no JSON object", kind="bad_request")
        endpoint = call.path[1:]
        wrong = faults_in(endpoint, body)
        if wrong:
            fate = Fate("failed", INVALID, dumps(wrong), charged=False)
            order = read_asked(endpoint, {})
        else:
            order = read_asked(endpoint, body)
        if order.cents > self.world.balance():
            return self.out_of_credit()
        prompt = text_in(body, "prompt")
        job = self.world.accept(
            Order(
                self.name, call.path, endpoint, request_hash(call.path, body), prompt, order.cents,
                order.cents, order.media,
            ),
            fate,
        )  # fmt: skip
        match = _APP.fullmatch(call.path)
        assert match is not None
        url = f"{call.base}/{match[1]}/requests/{job.id}"
        told: Json = {
            "request_id": job.id,
            "response_url": url,
            "status_url": f"{url}/status",
            "cancel_url": f"{url}/cancel",
            "queue_position": 0,
            "status": "IN_QUEUE",
        }
        return self._rule(as_json(told), "create")

    def _asked(self, call: Call, app: str, id_: str, what: str, fault: Fault | None) -> Reply:
        """Rule `paths`."""
        world = self.world
        if what == "/status" and call.method == "GET":
            world.tick()
        now = world.now()
        job = world.jobs.numbered(id_)
        known = job is not None and (world.jobs.find(id_, now) is not None or job.cancelled is not None)
        if job is None or not known or not f"{job.order.operation}/".startswith(f"/{app}/"):
            return self._error(404, "Request not found", rule="paths")
        if fault is not None and fault.kind == "forgotten":
            return self._error(404, "Request not found", rule="paths")
        if what == "/cancel":
            return self._cancel(call, job)
        if call.method != "GET":
            return self._error(405, "Method Not Allowed")
        return self._status(job, fault) if what else self._result(job, fault)

    def _status(self, job: Job, fault: Fault | None) -> Reply:
        """Rules `status` and `completed`."""
        word = self._word(job, fault)
        content: dict[str, Json] = {"status": word, "request_id": job.id, "logs": None}
        if word == "IN_QUEUE":
            content["queue_position"] = 0
        if word == "COMPLETED":
            content["metrics"] = {"inference_time": job.run}
            if (kind := self._ending(job)) is not None:
                content |= {"error": kind, "error_type": kind}
        return self._rule(as_json(content, 200 if word == "COMPLETED" else 202), "status")

    def _ending(self, job: Job) -> str | None:
        """What the status says went wrong; rule `cancelled`."""
        if job.cancelled is not None or job.status(self.world.now()) == "cancelled":
            return "client_cancelled"
        if job.status(self.world.now()) != "failed":
            return None
        return "model_error" if job.fate.code == INVALID or job.fate.charged else "runner_server_error"

    def _result(self, job: Job, fault: Fault | None) -> Reply:
        """Rules `completed`, `model-error`, `request-error`, `cancelled`."""
        now = self.world.now()
        ending = self._ending(job)
        if ending == "client_cancelled":
            return self._error(499, "Request was cancelled by the client", kind=ending, rule="cancelled")
        if job.status(now) not in ("succeeded", "failed"):
            return self._error(400, "Request is still in progress", rule="completed")
        if ending is not None:
            return self._failed(job)
        video: dict[str, Json] = {
            "url": self.world.output_urls(job)[0],
            "content_type": "video/mp4",
            "file_name": "output.mp4",
            "file_size": None,
        }
        if fault is not None and fault.kind == "renamed_result_field":
            return self._rule(as_json({fault.text("name"): video}), "completed")
        return self._rule(as_json({"video": video}), "completed")

    def _failed(self, job: Job) -> Reply:
        code = job.fate.code or ""
        if code == INVALID:
            return self._model_error(cast("list[Json]", loads(job.fate.words)), 422, rule="validation")
        if code.startswith("SAFETY"):
            return self._model_error([policy(_POLICY)], 422)
        if job.fate.charged:
            words = job.fate.words or "The generation failed."
            told: Json = {"loc": ["body"], "msg": words, "type": "downstream_service_error", "input": None}
            return self._model_error([told], 422)
        return self._error(
            500, job.fate.words or "Internal Server Error", kind="runner_server_error", rule="request-error"
        )

    def _cancel(self, call: Call, job: Job) -> Reply:
        """Rule `cancel`."""
        if call.method != "PUT":
            return self._error(405, "Method Not Allowed")
        if job.cancelled is not None or job.status(self.world.now()) in ("succeeded", "failed", "cancelled"):
            return self._rule(as_json({"status": "ALREADY_COMPLETED"}, 400), "cancel")
        self.world.cancel(job, charge_running=False)
        return self._rule(as_json({"status": "CANCELLATION_REQUESTED"}, 202), "cancel")

    # ── uploads and schemas ──────────────────────────────────────────────────────────────────

    def _token(self, call: Call) -> Reply:
        """Rule `upload`."""
        expires = self.world.clock.beginning + timedelta(seconds=self.world.now() + 3600)
        kind, _, token = CDN.partition(" ")
        told: Json = {
            "token": token,
            "token_type": kind,
            "base_url": f"{call.base}/cdn",
            "expires_at": expires.isoformat(),
        }
        return self._rule(as_json(told), "upload")

    def _upload(self, call: Call, token: str) -> Reply:
        """Rule `upload`."""
        if call.method != "POST" or token != CDN:
            return self._error(401, "Unauthorized", rule="upload")
        kind = call.headers.get("content-type", "application/octet-stream")
        upload = self.world.make_upload(call.headers.get("x-fal-file-name", "upload.bin"), {"type": kind})
        self.world.take_in(upload, call.body)
        return self._rule(as_json({"access_url": f"{call.base}/cdn/files/{upload.id}"}), "upload")

    def _file(self, call: Call) -> Reply:
        upload = self.world.uploads.get(call.path.rpartition("/")[2])
        if upload is None or upload.data is None:
            return plain("not found", 404)
        return Reply(200, {"content-type": upload.fields["type"]}, upload.data)

    def _schema(self, call: Call) -> Reply:
        """Rule `schemas`."""
        endpoint = call.query.get("endpoint_id", "")
        model = MODELS.get(endpoint)
        if model is None:
            return self._error(404, f"Endpoint {endpoint} not found", rule="schemas")
        return self._rule(as_json(openapi(endpoint, model)), "schemas")

    # ── replies ──────────────────────────────────────────────────────────────────────────────

    def _word(self, job: Job, fault: Fault | None) -> str:
        if fault is not None and fault.kind == "unknown_status":
            return fault.text("status").upper()
        if fault is not None and fault.kind == "backwards":
            return "IN_QUEUE"
        words = {"throttled": "IN_QUEUE", "pending": "IN_QUEUE", "running": "IN_PROGRESS"}
        return words.get(job.status(self.world.now()), "COMPLETED")

    def _model_error(self, detail: list[Json], status: int, *, rule: str = "model-error") -> Reply:
        reply = as_json({"detail": detail}, status)
        return self._rule(reply.but(headers={**reply.headers, "x-fal-retryable": "false"}), rule)

    def _error(self, status: int, words: str, *, kind: str = "", rule: str = "request-error") -> Reply:
        content: dict[str, Json] = {"detail": words}
        headers: dict[str, str] = {}
        if kind:
            content["error_type"] = kind
            headers["x-fal-error-type"] = kind
        reply = as_json(content, status)
        return self._rule(reply.but(headers={**reply.headers, **headers}), rule)

    def _rule(self, reply: Reply, rule: str) -> Reply:
        told = self.rules[rule]
        return reply.but(
            headers={**reply.headers, "x-emulator-rule": f"{self.name}/{told.id}; {told.confidence}"}
        )


def open_dialect(world: World) -> Fal:
    """The API of fal, speaking for `world`."""
    return Fal(world)


def policy(words: str) -> Json:
    return {"loc": ["body", "prompt"], "msg": words, "type": "content_policy_violation", "input": None}
