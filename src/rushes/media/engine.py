"""The one door to FFmpeg: how a media file is opened, and what the engines are.

A media file can tell FFmpeg to read other files, or the network (playlists, manifests). So every
file is opened by its absolute path, with one protocol allowed and a list of plain formats.
"""

from __future__ import annotations

import threading
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from functools import cache
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from rushes.errors import MediaError

if TYPE_CHECKING:
    from av.container import InputContainer

__all__ = [
    "FORMATS",
    "PART_VERSION",
    "address",
    "decoding",
    "load_engines",
    "named",
    "open_input",
    "versions",
]

PART_VERSION = "2"
"""Raised whenever the pixels or the bytes of a part change for the same wish."""

FORMATS = (
    "mov,matroska,webm,avi,mpegts,mpeg,flv,asf,ivf,yuv4mpegpipe,gif,"
    "wav,w64,aiff,caf,mp3,flac,ogg,aac,ac3,eac3,amr"
)
"""The formats that are opened: each holds its media itself, and refers to no other file."""

LOADING = threading.Lock()
PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"BM", b"II*\x00", b"MM\x00*", b"GIF8")
PLAYLISTS = (b"#EXTM3U", b"ffconcat", b"<MPD", b"v=0", b"[playlist]", b"<SmoothStreamingMedia", b"<smil")


def load_engines() -> None:
    """Import what decodes and draws; called first by whatever works on a thread.

    Their modules import each other in circles: threads that begin at different ends of such a circle meet
    half-made modules, and fail. So one thread imports, and the others wait for it.
    """
    with LOADING:
        for name in ("numpy", "av", "av.filter.graph", "PIL.Image"):
            import_module(name)


def named(path: Path) -> str:
    """How a message calls `path`: its own name where it prints, quoted with escapes where not."""
    text = str(path)
    return text if text.isprintable() else ascii(text)


def address(path: Path) -> str:
    """`path` as FFmpeg is given it: no character in a name can mean a protocol or an option."""
    return f"file:{path.absolute()}"


def open_input(path: Path) -> InputContainer:
    """Open a video or a sound file for reading; the caller closes it.

    Raises MediaError, naming the file, when it is missing, a folder, empty, unreadable, no media,
    a playlist, or a picture.
    """
    import av
    from av.error import FFmpegError

    head = first_bytes(path)
    options = {"protocol_whitelist": "file", "format_whitelist": FORMATS}
    try:
        container = av.open(address(path), container_options=options, metadata_errors="replace")
    except (FFmpegError, OSError, ValueError) as error:
        message, hint = why_refused(head)
        raise MediaError(f"{named(path)} {message}", log=str(error), hint=hint) from error
    if not container.streams.video and not container.streams.audio:
        container.close()
        message, hint = why_refused(head)
        raise MediaError(f"{named(path)} {message}", hint=hint)
    return container


def first_bytes(path: Path) -> bytes:
    """The file's first 4096 bytes. Raises MediaError when there are none to be had."""
    try:
        if path.is_dir():
            raise MediaError(f"{named(path)} is a folder", hint="name a file in it")
        if not path.is_file() and path.exists():
            raise MediaError(f"{named(path)} is no ordinary file", hint="copy it to a file first")
        with path.open("rb") as file:
            head = file.read(4096)
    except FileNotFoundError as error:
        raise MediaError(f"{named(path)} is not there", hint="look at its name and its folder") from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise MediaError(
            f"{named(path)} cannot be read: {reason}", hint="look at its name and who may read it"
        ) from error
    if not head:
        raise MediaError(f"{named(path)} is empty", hint="fetch or export it again")
    return head


def why_refused(head: bytes) -> tuple[str, str]:
    """What is wrong with a file that begins with `head`, and what to do about it."""
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if any(text[:2048].startswith(mark) or (mark[:1] == b"<" and mark in text) for mark in PLAYLISTS):
        return "is a playlist, and a playlist's files are never opened", "name the clip itself"
    if head.startswith(PICTURES) or (head[:4] == b"RIFF" and head[8:12] == b"WEBP"):
        return "is a picture, not a clip or a sound", "give it as a frame, or as a still"
    if head[4:8] in {b"ftyp", b"moov", b"mdat", b"free", b"wide"}:
        return "is cut off or damaged: its index is missing", "fetch or export it again"
    if b"\0" not in head and is_text(head):
        return "is text, not a clip or a sound", "look at the file: it may be an error page"
    return "is not a clip or a sound that can be read", "convert it to MP4 (H.264) first"


def is_text(head: bytes) -> bool:
    try:
        head[:1024].decode("utf-8", errors="strict")
    except UnicodeDecodeError as error:
        return error.start > 1000
    return True


@contextmanager
def decoding(path: Path) -> Generator[None]:
    """Turns what libav raises about the contents of `path` into a MediaError."""
    from av.error import FFmpegError

    try:
        yield
    except FFmpegError as error:
        raise MediaError(
            f"{named(path)} is damaged: {error.strerror}", log=str(error), hint="fetch or export it again"
        ) from error


@cache
def versions() -> Mapping[str, str]:
    """The versions of all that shapes a part's bytes, for its key in the cache."""
    return {"av": version("av"), "pillow": version("pillow"), "part": PART_VERSION}
