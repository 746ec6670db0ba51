"""The media that jobs make: real files of the size, length and rate that were asked for, and tiny.

One file is encoded for each kind; each job's own copy ends in a box that holds the job's id, so
that no two jobs have the same bytes and a test can tell which file came from which.
"""

from __future__ import annotations

import asyncio
import hashlib
import io
import struct
import tempfile
import wave
from collections.abc import Iterator
from dataclasses import astuple
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from rushes.emulator.jobs import Media

if TYPE_CHECKING:
    import numpy as np

__all__ = ["Clips", "id_in"]

_MARK = b"rushes emulator "


class Clips:
    """Makes files and keeps them: in memory, and in `folder` where one is given."""

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder
        self._made: dict[Media, bytes] = {}
        self._busy: dict[Media, asyncio.Lock] = {}

    async def file(self, media: Media, id_: str) -> bytes:
        """The output of one job. Raises MediaError when nothing can have that size."""
        lock = self._busy.setdefault(media, asyncio.Lock())
        async with lock:
            if media not in self._made:
                self._made[media] = await asyncio.to_thread(self._make, media)
        base = self._made[media]
        if media.kind != "video":
            return base
        mark = _MARK + id_.encode()
        return base + struct.pack(">I4s", 8 + len(mark), b"free") + mark

    def _make(self, media: Media) -> bytes:
        name = hashlib.sha256(repr(astuple(media)).encode()).hexdigest()[:24] + media.suffix
        if self.folder is not None and (self.folder / name).is_file():
            return (self.folder / name).read_bytes()
        data = {"video": _video, "image": _image, "audio": _audio}[media.kind](media)
        if self.folder is not None:
            self.folder.mkdir(parents=True, exist_ok=True)
            scratch = self.folder / f".{name}"
            scratch.write_bytes(data)
            scratch.replace(self.folder / name)
        return data


def id_in(data: bytes) -> str | None:
    """The id of the job that a clip came from; None when it is no clip of an emulator."""
    start = data.rfind(_MARK)
    return data[start + len(_MARK) :].decode("ascii", "replace") if start >= 0 else None


def _video(media: Media) -> bytes:
    from rushes.media.write import write_clip
    from rushes.model import Size

    size, fps = Size(media.width, media.height), Fraction(media.fps)
    count = max(1, round(Fraction(media.seconds).limit_denominator(1000) * fps))
    with tempfile.TemporaryDirectory(prefix="rushes-emulator-") as folder:
        path = Path(folder) / "clip.mp4"
        write_clip(path, _frames(media, count), size=size, fps=fps, crf=34, preset="ultrafast")
        return path.read_bytes()


def _frames(media: Media, count: int) -> Iterator[np.ndarray]:
    """A still slope of light, and a bar at the bottom that is as long as the time that has passed."""
    import numpy as np

    width, height = media.width, media.height
    base = np.full((height * 3 // 2, width), 128, np.uint8)
    base[:height] = np.linspace(40, 150, width).astype(np.uint8)
    base[height : height + height // 4] = 118
    bar = max(2, height // 16)
    for number in range(count):
        frame = base.copy()
        frame[height - bar : height, : width * (number + 1) // count] = 225
        yield frame


def _image(media: Media) -> bytes:
    from PIL import Image

    file = io.BytesIO()
    Image.linear_gradient("L").resize((media.width, media.height)).convert("RGB").save(file, "PNG")
    return file.getvalue()


def _audio(media: Media) -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(16_000)
        sound.writeframes(bytes(2 * round(16_000 * media.seconds)))
    return file.getvalue()
