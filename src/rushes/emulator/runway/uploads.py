"""Runway's uploads: a place is asked for with a key, the file goes to another host without one."""

from __future__ import annotations

import secrets

from rushes.emulator.forms import parts_of
from rushes.emulator.wire import Call, Reply, as_json, plain
from rushes.emulator.world import World

__all__ = ["place_for", "receive"]

SMALLEST, LARGEST = 512, 200 * 1024 * 1024


def place_for(world: World, name: str) -> Reply:
    """Rule `upload`: where a file may be sent, and with which fields."""
    upload = world.make_upload(
        name,
        {
            "bucket": "emulator-uploads",
            "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
            "Policy": secrets.token_urlsafe(48),
            "X-Amz-Signature": secrets.token_hex(32),
        },
    )
    return as_json(
        {
            "uploadUrl": f"{world.outputs}/uploads/runway/{upload.id}",
            "fields": dict(upload.fields),
            "runwayUri": f"runway://{upload.id}",
        }
    )


def receive(world: World, call: Call) -> Reply:
    """Rules `upload-send`, `upload-size`, `upload-once`."""
    if call.method != "POST":
        return plain("method not allowed", 405)
    upload = world.uploads.get(call.path.removeprefix("/uploads/runway/"))
    if upload is None:
        return _refused(404, "NoSuchBucket", "The specified bucket does not exist")
    parts = parts_of(call)
    if parts is None or not parts or parts[-1][0] != "file":
        return _refused(
            400, "InvalidArgument", "POST requires exactly one file upload per request, as its last field."
        )
    sent = {name: data.decode("utf-8", "replace") for name, data in parts[:-1]}
    wrong = [name for name, value in upload.fields.items() if sent.get(name) != value]
    if wrong or upload.data is not None:
        return _refused(
            403, "AccessDenied", f"Invalid according to Policy: {', '.join(wrong) or 'used before'}"
        )
    data = parts[-1][1]
    if len(data) < SMALLEST:
        return _refused(
            400, "EntityTooSmall", "Your proposed upload is smaller than the minimum allowed size"
        )
    if len(data) > LARGEST:
        return _refused(400, "EntityTooLarge", "Your proposed upload exceeds the maximum allowed size")
    world.take_in(upload, data)
    return Reply(204)


def _refused(status: int, code: str, words: str) -> Reply:
    text = f"<Error><Code>{code}</Code><Message>{words}</Message></Error>"
    return plain(text, status, "application/xml")
