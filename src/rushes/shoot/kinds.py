"""What a picture or a clip is, told by its first bytes: never by its name, which can say anything."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from rushes.errors import UsageError

__all__ = ["media_kind"]

PICTURES = {
    b"\x89PNG\r\n\x1a\n": ("image/png", ".png"),
    b"\xff\xd8\xff": ("image/jpeg", ".jpg"),
}
EBML = b"\x1a\x45\xdf\xa3"
BOXES = (b"moov", b"mdat", b"wide", b"free", b"skip")  # what an old QuickTime file may begin with
# Pictures, and clips of old telephones, that begin as an MP4 does.
OTHERS = (b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"avif", b"avis", b"crx ", b"3g")

SAID = {
    "image": ("picture", "is no PNG, JPEG or WebP picture"),
    "video": ("clip", "is no MP4, MOV, WebM or MKV clip"),
    None: ("file", "is no picture (PNG, JPEG, WebP) and no clip (MP4, MOV, WebM, MKV)"),
}


def media_kind(path: Path, wanted: Literal["image", "video"] | None = None) -> tuple[str, str]:
    """The media type and the suffix of the picture or the clip at `path`.

    `wanted` says which of the two will do. Raises UsageError for anything else, and for a file that
    cannot be read.
    """
    what, said = SAID[wanted]
    try:
        with path.open("rb") as file:
            head = file.read(64)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise UsageError(
            f"the {what} {path} cannot be read: {reason}", hint="look at its name and its folder"
        ) from error
    kind = picture_kind(head) or clip_kind(head)
    if kind is None or (wanted is not None and not kind[0].startswith(wanted)):
        raise UsageError(f"{path} {said}", hint="save it as one of these")
    return kind


def picture_kind(head: bytes) -> tuple[str, str] | None:
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp", ".webp"
    return next((kind for magic, kind in PICTURES.items() if head.startswith(magic)), None)


def clip_kind(head: bytes) -> tuple[str, str] | None:
    if head[4:8] == b"ftyp" and not head[8:12].startswith(OTHERS):
        return ("video/quicktime", ".mov") if head[8:12] == b"qt  " else ("video/mp4", ".mp4")
    if head[4:8] in BOXES:
        return "video/quicktime", ".mov"
    if head.startswith(EBML):  # the document's type stands in the first of its elements
        return ("video/webm", ".webm") if b"webm" in head else ("video/x-matroska", ".mkv")
    return None
