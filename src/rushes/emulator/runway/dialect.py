"""Runway's wire API. What each line believes is in rules.toml, under the name that stands beside it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from json import loads
from math import ceil
from typing import cast

from rushes.emulator.faults import Fault, Phase
from rushes.emulator.jobs import Fate, Job, Order
from rushes.emulator.rules import read_rules
from rushes.emulator.runway.inputs import Seen, inputs_in, look_at, position_issues
from rushes.emulator.runway.organization import daily_limit, organization, usage
from rushes.emulator.runway.outputs import media_of, outputs_of
from rushes.emulator.runway.schema import Issue, creates, issue, issues_of
from rushes.emulator.runway.tables import credits_for, length_issues, range_issues
from rushes.emulator.runway.uploads import place_for, receive
from rushes.emulator.wire import Call, Reply, as_json
from rushes.emulator.world import World, request_hash, text_in
from rushes.model import Json

__all__ = ["Runway", "open_dialect"]

VERSION = "2024-11-06"
DOCUMENTS = "https://docs.dev.runwayml.com/api"
_TASK = re.compile(r"/v1/tasks/([^/]+)")
_ROUTED = {"video": "gen4.5", "image": "gen4_image", "audio": "eleven_text_to_sound_v2"}


class Runway:
    """The dialect of `api.dev.runwayml.com`."""

    name = "runway"

    def __init__(self, world: World) -> None:
        self.world = world
        self.rules = read_rules("rushes.emulator.runway")

    def environment(self, url: str) -> Mapping[str, str]:
        return {"RUNWAYML_BASE_URL": url, "RUNWAYML_API_SECRET": "key_emulator"}

    # ── what a call is ───────────────────────────────────────────────────────────────────────

    def phase(self, call: Call) -> Phase | None:
        if _TASK.fullmatch(call.path):
            return {"GET": "poll", "DELETE": "cancel"}.get(call.method)  # pyright: ignore[reportReturnType]
        if call.method == "POST" and call.path in creates():
            return "create"
        if call.method == "POST" and call.path == "/v1/uploads":
            return "upload"
        return "organization" if call.path.startswith("/v1/organization") else None

    def job_in(self, call: Call) -> str | None:
        match = _TASK.fullmatch(call.path)
        return match[1] if match else None

    def prompt_in(self, call: Call) -> str:
        try:
            body = call.json()
        except ValueError:
            return ""
        return text_in(body, "promptText") or (
            text_in(body.get("input"), "promptText") if isinstance(body, dict) else ""
        )

    def refusal(self, status: int, words: str) -> Reply:
        return as_json({"error": words}, status)

    # ── answers ──────────────────────────────────────────────────────────────────────────────

    async def answer(self, call: Call, fate: Fate, fault: Fault | None) -> Reply:
        methods = self._methods(call.path)
        if not methods:
            return self._no("methods", 404, "Not found")
        if call.method not in methods:
            return self._no("methods", 405, "Method not allowed").but(headers={"allow": ", ".join(methods)})
        refused = self._entrance(call)
        if refused is not None:
            return refused
        if call.method in {"GET", "DELETE"}:
            if call.path == "/v1/organization":
                return self._rule(as_json(organization(self.world)), "organization")
            return self._task(call, fault)
        try:
            body = call.json()
        except ValueError:
            body = None
        if not isinstance(body, dict):
            return self._no("no-json", 400, "The request body must be a JSON object")
        if call.path == "/v1/organization/usage":
            status, content = usage(self.world, body)
            return self._rule(as_json(content, status), "usage")
        if call.path == "/v1/uploads":
            return self._upload(body)
        return self._create(call.path, body, fate)

    async def receive(self, call: Call) -> Reply:
        return receive(self.world, call)

    def _methods(self, path: str) -> list[str]:
        if path in creates() or path in {"/v1/uploads", "/v1/organization/usage"}:
            return ["POST"]
        if path == "/v1/organization":
            return ["GET"]
        return ["GET", "DELETE"] if _TASK.fullmatch(path) else []

    def _entrance(self, call: Call) -> Reply | None:
        scheme, _, key = call.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not key:
            return self._no(
                "auth-words", 401, "Unauthorized: an API key is needed, as `Authorization: Bearer key_…`"
            )
        known = self.world.account.keys
        if key not in known if known else not key.startswith("key_"):
            return self._no("auth-words", 401, "Unauthorized: the provided API key is not valid")
        if call.headers.get("x-runway-version") != VERSION:
            return self._no("version-refused", 400, f"The header X-Runway-Version must be {VERSION}")
        return None

    # ── creates ──────────────────────────────────────────────────────────────────────────────

    def _create(self, create: str, body: Mapping[str, Json], fate: Fate) -> Reply:
        wrong, model = self._check(create, body)
        if wrong:
            return self._invalid(wrong, "error-body")
        wrong, source = self._inputs(create, model, body)
        if wrong:
            return self._invalid(wrong, "asset-length" if wrong[0]["code"] != "custom" else "url-input")
        asked = body
        if create.startswith("/v1/generate/"):
            asked = cast("Mapping[str, Json]", body["input"])
            model = _ROUTED[create.rpartition("/")[2]]
        media = media_of(create, model, asked, source)
        outputs = outputs_of(asked)
        price = credits_for(create, model, asked, media, outputs)
        world = self.world
        if world.jobs.today(model, world.now()) >= daily_limit(world, model):
            return self.daily_cap()
        if price > world.balance():
            return self.out_of_credit()
        prompt = text_in(asked, "promptText")
        final = credits_for(create, model, asked, media, outputs, final=True)
        order = Order(
            self.name, create, model, request_hash(create, body), prompt, price, final, media, outputs
        )
        job = world.accept(order, fate)
        estimate: Json = {"credits": _number(price)}
        if asked is not body:
            return self._rule(
                as_json({"id": job.id, "routing": _routing(job, asked, body, estimate)}), "router"
            )
        return self._rule(as_json({"id": job.id, "estimatedCost": estimate}), "created")

    def daily_cap(self) -> Reply:
        return self._no("daily-cap-words", 429, "You have reached the daily generation limit for this model.")

    def out_of_credit(self) -> Reply:
        body: dict[str, Json] = {
            "error": "You do not have enough credits to run this task.",
            "docUrl": DOCUMENTS,
        }
        return self._rule(as_json(body, 400), "credit")

    def refused_by_moderation(self, words: str) -> Reply:
        return self._no("moderation-at-create", 400, words)

    def without_id(self, reply: Reply) -> Reply:
        content = cast("dict[str, Json]", loads(reply.body))
        content.pop("id")
        return as_json(content)

    def _check(self, create: str, body: Mapping[str, Json]) -> tuple[list[Issue], str]:
        models = creates()[create]
        if "" in models:
            return issues_of(models[""], body), ""
        model = body.get("model")
        if not isinstance(model, str) or model not in models:
            wrong: list[Issue] = []
            if not isinstance(model, str):
                got = "undefined" if "model" not in body else type(model).__name__
                words = f"Invalid input: expected string, received {got}"
                wrong.append(issue("invalid_type", ("model",), words, expected="string"))
            union = issue(
                "invalid_union",
                ("model",),
                "Invalid input",
                errors=[],
                note="No matching discriminator",
                discriminator="model",
            )
            return [*wrong, union], ""
        found = issues_of(models[model], body) or range_issues(create, model, body) + position_issues(body)
        return found or _needs(create, model, body), model

    def _inputs(self, create: str, model: str, body: Mapping[str, Json]) -> tuple[list[Issue], Seen | None]:
        wrong: list[Issue] = []
        source: Seen | None = None
        for one in inputs_in(body):
            issues, seen = look_at(self.world, one)
            wrong += issues
            if seen is not None and not issues:
                wrong += length_issues(create, model, one.field, one.path, seen.seconds)
                source = source or (seen if one.field in {"videoUri", "promptVideo", "reference"} else None)
        return wrong, source

    def _upload(self, body: Mapping[str, Json]) -> Reply:
        schema: dict[str, Json] = {
            "type": "object",
            "properties": {"filename": {"type": "string"}, "type": {"enum": ["ephemeral"]}},
            "required": ["filename", "type"],
        }
        wrong = issues_of(schema, body)
        if wrong:
            return self._invalid(wrong, "error-body")
        return self._rule(place_for(self.world, str(body["filename"])), "upload")

    # ── tasks ────────────────────────────────────────────────────────────────────────────────

    def _task(self, call: Call, fault: Fault | None) -> Reply:
        world = self.world
        world.tick()
        job = world.jobs.find(self.job_in(call) or "", world.now())
        if job is None or (fault is not None and fault.kind == "forgotten"):
            return self._no("gone", 404, "Could not find Task")
        if call.method == "DELETE":
            world.cancel(job, charge_running=True)
            return self._rule(Reply(204), "delete")
        content = self._state(job, world.now(), fault)
        return self._rule(as_json(content), "states")

    def _state(self, job: Job, now: float, fault: Fault | None) -> dict[str, Json]:
        status = job.status(now)
        if fault is not None and fault.kind == "backwards":
            status = "pending"
        content: dict[str, Json] = {
            "id": job.id,
            "createdAt": self.world.clock.stamp(job.accepted),
            "status": status.upper(),
        }
        estimate: Json = {"credits": _number(job.order.estimated)}
        cost: Json = {"credits": ceil(job.charged())}
        match status:
            case "succeeded":
                content |= {"output": cast("Json", self.world.output_urls(job)), "cost": cost}
            case "failed":
                content |= {
                    "failure": job.fate.words or "An unexpected error occurred.",
                    "failureCode": job.fate.code,
                    "cost": cost,
                }
            case "cancelled":
                content["cost"] = cost
            case "running":
                content |= {"progress": job.progress(now), "estimatedCost": estimate}
            case _:
                content["estimatedCost"] = estimate
        if fault is not None:
            _spoil(content, fault)
        return content

    # ── replies ──────────────────────────────────────────────────────────────────────────────

    def _invalid(self, wrong: list[Issue], rule: str) -> Reply:
        body: dict[str, Json] = {
            "error": "Validation of body failed",
            "issues": cast("Json", wrong),
            "docUrl": DOCUMENTS,
        }
        return self._rule(as_json(body, 400), rule)

    def _no(self, rule: str, status: int, words: str) -> Reply:
        return self._rule(self.refusal(status, words), rule)

    def _rule(self, reply: Reply, rule: str) -> Reply:
        """Say which rule a reply follows, for whoever wonders."""
        told = self.rules[rule]
        return reply.but(
            headers={**reply.headers, "x-emulator-rule": f"{self.name}/{told.id}; {told.confidence}"}
        )


def open_dialect(world: World) -> Runway:
    """Runway's API, speaking for `world`."""
    return Runway(world)


def _needs(create: str, model: str, body: Mapping[str, Json]) -> list[Issue]:
    """Rule `needs-something`."""
    if create != "/v1/text_to_video":
        return []
    if "draftTaskId" in body:
        others = sorted(set(body) - {"model", "draftTaskId"})
        return (
            [issue("custom", (others[0],), "No other field may be provided with draftTaskId")]
            if others
            else []
        )
    settings = body.get("providerSettings")
    shots = isinstance(settings, dict) and bool(settings.get("multiPrompt"))
    if body.get("promptText") or shots or model == "":
        return []
    return [issue("custom", ("promptText",), "promptText is required")]


def _routing(
    job: Job, asked: Mapping[str, Json], body: Mapping[str, Json], estimate: Json
) -> dict[str, Json]:
    media = job.order.media
    ratio = f"{media.width}:{media.height}"
    resolved: dict[str, Json] = {
        "video": {"duration": media.seconds, "ratio": ratio, "resolution": asked.get("resolution", "720p")},
        "image": {
            "aspectRatio": asked.get("aspectRatio", "16:9"),
            "ratio": ratio,
            "resolution": asked.get("resolution", "1k"),
        },
        "audio": {"type": asked.get("type", "audio"), "voice": "none"},
    }
    return {
        "configId": body["configId"],
        "model": job.order.model,
        "provider": "runway",
        "estimatedCost": estimate,
        "resolvedInput": resolved[media.kind],
        "resolvedSettings": {"optimizeFor": "cost", "priceCeiling": None},
    }


def _spoil(content: dict[str, Json], fault: Fault) -> None:
    if fault.kind == "unknown_status":
        content["status"] = fault.text("status")
    elif fault.kind == "renamed_result_field" and "output" in content:
        content[fault.text("name")] = content.pop("output")
    elif fault.kind == "no_progress":
        content.pop("progress", None)


def _number(value: float) -> int | float:
    return int(value) if value == int(value) else value
