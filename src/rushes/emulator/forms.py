"""Forms with files, as they are sent: `multipart/form-data`."""

from __future__ import annotations

import re

from rushes.emulator.wire import Call

__all__ = ["parts_of"]


def parts_of(call: Call) -> list[tuple[str, bytes]] | None:
    """The fields of a multipart form in their order; None when the body is none."""
    kind = call.headers.get("content-type", "")
    boundary = re.search(r'boundary="?([^";,]+)"?', kind)
    if not kind.startswith("multipart/form-data") or boundary is None:
        return None
    line = b"--" + boundary[1].encode("latin-1")
    if not call.body.startswith(line):
        return None
    pieces = call.body.removeprefix(line).split(b"\r\n" + line)
    if not pieces[-1].startswith(b"--"):
        return None  # the end is missing
    parts: list[tuple[str, bytes]] = []
    for piece in pieces[:-1]:
        head, gap, data = piece.partition(b"\r\n\r\n")
        name = re.search(rb'content-disposition:[^\r\n]*[; ]name="([^"]*)"', head, re.IGNORECASE)
        if not gap or name is None:
            return None
        parts.append((name[1].decode("utf-8", "replace"), data))
    return parts
