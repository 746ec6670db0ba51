"""The other origin: where outputs lie and uploads go. No key belongs here, and none is overlooked."""

from __future__ import annotations

import re

from rushes.emulator.faults import Fault
from rushes.emulator.jobs import Job
from rushes.emulator.wire import Call, Reply, as_json, plain
from rushes.emulator.world import World

__all__ = ["download", "send_output", "watch_for_credentials"]

_OUTPUT = re.compile(r"/([0-9a-f-]{36})/(\d+)\.\w+")
_RANGE = re.compile(r"bytes=(\d*)-(\d*)")
_SECRET_HEADERS = ("authorization", "cookie", "proxy-authorization", "x-api-key", "x-runway-version")


def watch_for_credentials(world: World, call: Call) -> None:
    """Remember every header, query or path that holds what only the API should see."""
    found = [f"header {name}" for name in _SECRET_HEADERS if name in call.headers]
    for where, texts in (("header", call.headers), ("query", call.query), ("path", {"path": call.path})):
        for name, value in texts.items():
            if any(token in value for token in world.tokens) and f"header {name}" not in found:
                found.append(f"{where} {name}")
    for where in found:
        world.leaked(where, call)


async def download(world: World, call: Call, fault: Fault | None) -> Reply:
    """One output, by its signed address."""
    match = _OUTPUT.fullmatch(call.path)
    job = world.jobs.numbered(match[1]) if match else None
    if match is None or job is None:
        return plain("not found", 404)
    if call.method not in {"GET", "HEAD"}:
        return plain("method not allowed", 405)
    token = call.query.get("_jwt", "")
    valid = world.signed(job.id, int(match[2]), token) and int(match[2]) < job.order.outputs
    if not valid or (fault is not None and fault.kind == "expired_url"):
        return plain(
            "<Error><Code>AccessDenied</Code><Message>Access denied</Message></Error>", 403, "application/xml"
        )
    if fault is not None and fault.kind == "redirect_to_private":
        return Reply(302, {"location": fault.text("to")})
    if fault is not None and fault.kind == "redirect":
        return Reply(302, {"location": f"{call.base}{call.path}?_jwt={token}&again=1"})
    return await send_output(world, call, job, int(match[2]), fault)


async def send_output(world: World, call: Call, job: Job, index: int, fault: Fault | None) -> Reply:
    """The bytes of one output, whole or in part, and what a fault makes of them."""
    media = job.order.media
    if fault is not None and fault.kind == "json_as_mp4":
        return as_json({"error": "An unexpected error occurred."}).but(
            headers={"content-type": media.content_type}
        )
    data = await world.clips.file(media, job.id)
    if fault is not None and fault.kind == "short_file":
        data = data[: int(len(data) * fault.number("keep"))]
    tag = f'"{job.id}-{index}"'
    headers = {"content-type": media.content_type, "accept-ranges": "bytes", "etag": tag}
    reply = Reply(200, headers, data)
    if "range" in call.headers and not (fault is not None and fault.kind == "ignores_range"):
        reply = _part(call, reply, tag)
    if fault is not None and fault.kind == "truncated_body":
        return reply.but(keep=int(len(reply.body) * fault.number("keep")))
    if fault is not None and fault.kind == "no_length":
        return reply.but(no_length=True)
    return reply


def _part(call: Call, reply: Reply, tag: str) -> Reply:
    match = _RANGE.fullmatch(call.headers["range"])
    if match is None or call.headers.get("if-range", tag) != tag:
        return reply
    size = len(reply.body)
    if not match[1]:
        if not match[2]:
            return reply
        first, last = max(0, size - int(match[2])), size - 1
    else:
        first, last = int(match[1]), min(size - 1, int(match[2]) if match[2] else size - 1)
    if first > last:
        return Reply(416, {"content-range": f"bytes */{size}"})
    span = {**reply.headers, "content-range": f"bytes {first}-{last}/{size}"}
    return Reply(206, span, reply.body[first : last + 1])
