"""Pictures from the web, kept by the hash of their bytes."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

from rushes.errors import StoreError, Unreachable, UsageError
from rushes.http.addresses import is_private, keep_addresses_out_of_logs, redacted

if TYPE_CHECKING:
    import httpx2

__all__ = ["fetch_still", "kept_still"]

MOST_BYTES = 32 * 1024 * 1024
MOST_REDIRECTS = 5
PATIENCE = 30.0  # seconds without a byte
KINDS = (
    (b"\x89PNG\r\n\x1a\n", ".png"),
    (b"\xff\xd8\xff", ".jpg"),
)


def fetch_still(url: str, folder: Path) -> Path:
    """The picture at `url`, kept in `folder` under the hash of its bytes; fetched once.

    Raises UsageError when the address is none, answers something else than a picture, a picture of
    more than 32 MiB, or leads from a public address to a private one; Unreachable when it does not
    answer; StoreError when `folder` cannot be written. No message holds more of the address than its
    host and path.
    """
    kept = kept_still(url, folder)
    if kept is not None:
        return kept
    content = download(url)
    suffix = picture_suffix(content[:16], url)
    target = folder / f"{hashlib.sha256(content).hexdigest()}{suffix}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        put(target, content)
        put(known_as(url, folder), json.dumps({"file": target.name, "from": redacted(url)}).encode())
    except OSError as error:
        raise StoreError(f"{folder} cannot be written: {error.strerror or error}") from error
    return target


def kept_still(url: str, folder: Path) -> Path | None:
    """The picture at `url` where it was fetched into `folder` before, else None. Asks nobody."""
    with contextlib.suppress(OSError, ValueError, KeyError):
        known = known_as(url, folder).read_text(encoding="utf-8")
        kept = folder / str(json.loads(known)["file"])
        if kept.is_file():
            return kept
    return None


def known_as(url: str, folder: Path) -> Path:
    return folder / f"url-{hashlib.sha256(url.encode()).hexdigest()[:32]}.json"


def download(url: str) -> bytes:
    import httpx2

    keep_addresses_out_of_logs()
    first_is_private = is_private(url)
    address = url
    try:
        with httpx2.Client(timeout=PATIENCE, follow_redirects=False) as client:
            for _ in range(MOST_REDIRECTS + 1):
                with client.stream("GET", address, headers={"Accept": "image/*"}) as answer:
                    if not answer.has_redirect_location:
                        return body_of(answer, url)
                    address = str(answer.url.join(answer.headers["location"]))
                if is_private(address) and not first_is_private:
                    raise UsageError(f"{redacted(url)} leads to a private address; it was not followed")
    except (httpx2.HTTPError, httpx2.InvalidURL) as error:
        raise Unreachable(
            f"{redacted(url)} does not answer: {type(error).__name__}",
            billed="no",
            retryable=True,
            hint="check the address and the connection, or give the picture as a file",
        ) from None  # what the client says holds the whole address
    raise UsageError(f"{redacted(url)} leads on and on")


def body_of(answer: httpx2.Response, url: str) -> bytes:
    if answer.status_code != 200:
        raise UsageError(f"{redacted(url)} answers {answer.status_code}, not a picture")
    kind = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind and not kind.startswith("image/") and kind != "application/octet-stream":
        raise UsageError(f"{redacted(url)} is {kind}, not a picture")
    content = bytearray()
    for block in answer.iter_bytes(65_536):
        content += block
        if len(content) > MOST_BYTES:
            raise UsageError(f"{redacted(url)} is larger than {MOST_BYTES // 1024 // 1024} MiB")
    return bytes(content)


def picture_suffix(head: bytes, url: str) -> str:
    for magic, suffix in KINDS:
        if head.startswith(magic):
            return suffix
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return ".webp"
    raise UsageError(f"{redacted(url)} is no PNG, JPEG or WebP picture")


def put(target: Path, content: bytes) -> None:
    temporary = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        with temporary.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)
