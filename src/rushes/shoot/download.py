"""Brings a clip from its address into the scratch folder: resumed, capped, checked, never half there."""

from __future__ import annotations

import asyncio
import contextlib
import random
import re
import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from urllib.parse import urljoin

from rushes.errors import BadReply, Cancelled, ProviderError, Unreachable, UsageError
from rushes.http import Credentials, Http, Streamed, is_loopback, is_private, origin, redacted, retry_after
from rushes.providers.base import Done, Failed, Pending, UrlOutput
from rushes.store.failures import disk_failure

__all__ = ["UrlExpired", "download", "fetch_clip"]

MOST_BYTES = 4 * 1024**3
MOST_REDIRECTS = 5
TRIES = 6  # in a row without a new byte
LONGEST_PAUSE = 30.0  # seconds
LONGEST_WAIT = 120.0  # seconds that a server may ask us to wait before this run gives up
VIDEO = ("video/", "application/octet-stream", "binary/octet-stream", "application/mp4")
EXPIRED = {401, 403, 404, 410}
HEAD = 16  # bytes that tell a container
AGAIN = "nothing is lost: run it again to fetch it"
MP4_PARTS = {b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip"}


class UrlExpired(ProviderError):
    """The address of an output leads to it no more; the provider is asked for a fresh one."""


class Interrupted(Exception):
    """The connection ended, or the server asked to come again later; what came is kept."""

    def __init__(self, message: str, *, wait: float | None = None) -> None:
        super().__init__(message)
        self.wait = wait


@dataclass(slots=True)
class Part:
    """What is there of a file so far, and what it must be a part of."""

    path: Path
    size: int = 0
    total: int | None = None
    mark: str | None = None  # the server's own name for exactly these bytes
    kind: str = ""
    head: bytearray = field(default_factory=bytearray)

    def restart(self) -> None:
        self.path.write_bytes(b"")
        self.size, self.total, self.mark = 0, None, None
        self.head.clear()


async def download(
    url: str,
    folder: Path,
    *,
    client: Http,
    headers: Mapping[str, str] | None = None,
    credentials: Credentials | None = None,
    most_bytes: int = MOST_BYTES,
    expected: tuple[str, ...] = VIDEO,
    asked_at: str | None = None,
    progress: Callable[[float], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    jitter: Callable[[], float] = random.random,
) -> Path:
    """The file at `url`, under a name of its own in `folder`. Only ever asks; nothing is ordered by it.

    A broken connection is taken up where it broke, as long as the file is still the same. `expected` are
    the beginnings of the media types that will do; what says it is a video must begin like one.
    `asked_at` is the provider's own address: where that is public, nothing leads to a private one (None:
    the same holds of redirects only). `credentials` go to their own origin and are dropped for good on the
    way to another. `jitter` is between 0 and 1.

    Raises UrlExpired, BadReply (another thing than a clip, too large), Unreachable (retryable), StoreError,
    Cancelled. Whatever is raised, nothing is left behind.
    """
    part = Part(folder / f"download-{secrets.token_hex(8)}.part")
    misses = 0
    try:
        private_too = await may_be_private(url, asked_at)
        part.restart()
        while True:
            before = part.size
            try:
                await take(
                    url, part, client=client, headers=headers or {}, credentials=credentials,
                    most_bytes=most_bytes, expected=expected, private_too=private_too,
                    progress=progress, cancelled=cancelled,
                )  # fmt: skip
                break
            except (Interrupted, Unreachable) as error:
                misses = 1 if part.size > before else misses + 1
                wait = error.wait if isinstance(error, Interrupted) else None
                if misses >= TRIES or (wait is not None and wait > LONGEST_WAIT):
                    raise given_up(url, part, error, wait) from None
            pause = min(0.5 * 2 ** (misses - 1), LONGEST_PAUSE)
            await sleep(wait if wait is not None else pause * (0.5 + jitter() / 2))
        target = part.path.with_suffix(".mp4")
        part.path.replace(target)
    except OSError as error:
        raise disk_failure(error, part.path) from error
    finally:
        with contextlib.suppress(OSError):
            part.path.unlink(missing_ok=True)
    return target


async def fetch_clip(
    done: Done,
    folder: Path,
    *,
    client: Http,
    again: Callable[[], Awaitable[Pending | Done | Failed]],
    credentials: Credentials | None = None,
    asked_at: str | None = None,
    progress: Callable[[float], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Path:
    """The first output of `done` that is an address, downloaded; `again` asks for a fresh address once.

    Raises what `download` raises, BadReply where there is no address.
    """
    for fresh in (False, True):
        outputs = [one for one in done.outputs if isinstance(one, UrlOutput)]
        if not outputs:
            raise BadReply(
                "the provider says that the clip is ready, and not where it is", billed="yes", hint=AGAIN
            )
        late = outputs[0].expires is not None and outputs[0].expires <= client.now()
        try:
            if not late or fresh:
                return await download(
                    outputs[0].url,
                    folder,
                    client=client,
                    credentials=credentials if outputs[0].needs_key else None,
                    asked_at=asked_at,
                    progress=progress,
                    cancelled=cancelled,
                )
        except UrlExpired:
            if fresh:
                raise
        found = await again()
        if not isinstance(found, Done):
            break
        done = found
    raise UrlExpired(
        "the address of the clip has expired, and the provider gives no fresh one", billed="yes", hint=AGAIN
    )


async def may_be_private(url: str, asked_at: str | None) -> bool:
    """Whether `url` may lead to a private address: where it began at one, or the provider is at one."""
    inside = await asyncio.to_thread(private, url)
    if asked_at is None or not inside:
        return inside
    if is_loopback(asked_at) or await asyncio.to_thread(private, asked_at):
        return True
    raise unwanted(f"the clip is said to be at a private address, {redacted(url)}; it was not fetched")


def private(url: str) -> bool:
    try:
        return is_private(url)
    except UsageError as error:
        raise unwanted(error.message) from None


async def take(
    url: str,
    part: Part,
    *,
    client: Http,
    headers: Mapping[str, str],
    credentials: Credentials | None,
    most_bytes: int,
    expected: tuple[str, ...],
    private_too: bool,
    progress: Callable[[float], None] | None,
    cancelled: Callable[[], bool] | None,
) -> None:
    """Ask once, and add to `part` what comes. Raises Interrupted when it is worth asking again."""
    asked = dict(headers)
    if part.size and part.mark:
        asked |= {"Range": f"bytes={part.size}-", "If-Range": part.mark}
    elif part.size:
        part.restart()
    address = url
    for _ in range(MOST_REDIRECTS + 1):
        if credentials is not None and origin(address) != credentials.origin:
            credentials = None  # nor does it come back, should the other lead home
        async with client.stream(address, headers=asked, credentials=credentials) as answer:
            if answer.status not in (301, 302, 303, 307, 308):
                accept(answer, part, url, now=client.now, most_bytes=most_bytes, expected=expected)
                await receive(
                    answer, part, url, most_bytes=most_bytes, progress=progress, cancelled=cancelled
                )
                return
            address = urljoin(address, answer.headers.get("location", ""))
        inside = await asyncio.to_thread(private, address)
        if inside and not private_too:
            raise unwanted(f"{redacted(url)} leads to a private address; it was not followed")
        if address.startswith("http:") and not inside:
            raise unwanted(f"{redacted(url)} leads to an address without encryption; it was not followed")
    raise unwanted(f"{redacted(url)} leads on and on")


def accept(
    answer: Streamed,
    part: Part,
    url: str,
    *,
    now: Callable[[], datetime],
    most_bytes: int,
    expected: tuple[str, ...],
) -> None:
    """Look at what the answer says of itself before any of it is taken."""
    told = answer.headers
    if answer.status in EXPIRED:
        raise UrlExpired(
            f"{redacted(url)} leads to the clip no more ({answer.status})",
            status=answer.status, retryable=True, billed="yes", hint=AGAIN,
        )  # fmt: skip
    if answer.status == 416:
        part.restart()
        raise Interrupted("the file has changed")
    if answer.status in (408, 425, 429) or answer.status >= 500:
        raise Interrupted(f"it answers {answer.status}", wait=retry_after(told.get("retry-after"), now()))
    if answer.status not in (200, 206):
        raise unwanted(f"{redacted(url)} answers {answer.status}, not a clip", status=answer.status)
    kind = told.get("content-type", "").partition(";")[0].strip().lower()
    if kind and not kind.startswith(expected):
        raise unwanted(f"{redacted(url)} is {kind}, not a clip", status=answer.status)
    if told.get("content-encoding", "identity").lower() != "identity":
        raise unwanted(f"{redacted(url)} is packed in a way that nobody asked for", status=answer.status)
    length = int(told["content-length"]) if told.get("content-length", "").isdigit() else None
    if answer.status == 206:
        span = re.fullmatch(r"bytes (\d+)-\d+/(\d+|\*)", told.get("content-range", ""))
        total = int(span[2]) if span is not None and span[2] != "*" else None
        if span is None or int(span[1]) != part.size or (part.total and total and part.total != total):
            part.restart()
            raise Interrupted("the file has changed")
        part.total = total or part.total
    else:
        if part.size:
            part.restart()  # the server begins anew: it knows no ranges, or the file has changed
        part.total = length
        tag = told.get("etag", "")
        part.mark = tag if tag and not tag.startswith("W/") else told.get("last-modified")
    part.kind = kind
    if part.total is not None and part.total > most_bytes:
        raise too_large(url, most_bytes)


async def receive(
    answer: Streamed,
    part: Part,
    url: str,
    *,
    most_bytes: int,
    progress: Callable[[float], None] | None,
    cancelled: Callable[[], bool] | None,
) -> None:
    with part.path.open("ab") as file:
        async for block in answer.blocks:
            if cancelled is not None and cancelled():
                raise Cancelled("stopped", hint="what was begun is taken up by the next run")
            if len(part.head) < HEAD:
                part.head += block[: HEAD - len(part.head)]
                if len(part.head) == HEAD and not is_clip(part.head):
                    raise no_clip(url, part)
            if part.size + len(block) > most_bytes:
                raise too_large(url, most_bytes)
            file.write(block)
            file.flush()
            part.size += len(block)
            if progress is not None and part.total:
                progress(min(part.size / part.total, 1.0))
    if part.total is not None and part.size != part.total:
        raise Interrupted(f"{part.size} of {part.total} bytes came")
    if len(part.head) < HEAD:
        raise no_clip(url, part)


def is_clip(head: bytes | bytearray) -> bool:
    """Whether a file that begins like this is a video: MP4 or MOV, Matroska or WebM, AVI."""
    return (
        bytes(head[4:8]) in MP4_PARTS or head[:4] == b"\x1aE\xdf\xa3" or head[:4] + head[8:11] == b"RIFFAVI"
    )


def no_clip(url: str, part: Part) -> BadReply:
    claimed = f", though it says that it is {part.kind}" if part.kind else ""
    return unwanted(f"{redacted(url)} is no clip{claimed}")


def too_large(url: str, most_bytes: int) -> BadReply:
    return unwanted(f"{redacted(url)} is larger than {most_bytes / 1024**2:.0f} MiB; it was not fetched")


def unwanted(message: str, *, status: int | None = None) -> BadReply:
    """What came is no clip. The clip itself is paid for, and can be asked for again."""
    return BadReply(message, status=status, billed="yes", hint=AGAIN)


def given_up(url: str, part: Part, error: Exception, wait: float | None) -> Unreachable:
    came = f" after {part.size} bytes" if part.size else ""
    total = f" of {part.total}" if part.size and part.total else ""
    why = error.message if isinstance(error, Unreachable) else str(error)
    return Unreachable(
        f"{redacted(url)} could not be fetched{came}{total}: {why}",
        retryable=True,
        billed="yes",
        hint=AGAIN,
        retry_after=wait,
    )
