"""Small clips for tests, drawn here: grey frames that get lighter, so that a cut shows where it was made."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import av
import numpy as np

from rushes.media.write import write_clip
from rushes.model import Size

SMALL = Size(160, 90)
RATE = Fraction(12)


def clip(path: Path, seconds: float, *, size: Size = SMALL) -> Path:
    """A silent clip of 12 frames a second; a suffix other than .mp4 says the container."""
    write_clip(path.with_suffix(".mp4"), frames(round(seconds * 12), size), size=size, fps=RATE)
    if path.suffix != ".mp4":
        rewrap(path.with_suffix(".mp4"), path)
    return path


def frames(count: int, size: Size) -> Iterator[np.ndarray]:
    for number in range(count):
        frame = np.full((size.height * 3 // 2, size.width), 128, dtype=np.uint8)
        frame[: size.height] = 30 + 2 * number % 200
        yield frame


def rewrap(path: Path, target: Path) -> None:
    """The same pictures in another container; WebM has codecs of its own."""
    formats = {".mov": "mov", ".mkv": "matroska", ".webm": "webm"}
    with av.open(str(path)) as source, av.open(str(target), "w", format=formats[target.suffix]) as made:
        if target.suffix != ".webm":
            stream = made.add_stream_from_template(source.streams.video[0])
            for packet in source.demux(source.streams.video[0]):
                if packet.size:
                    packet.stream = stream
                    made.mux(packet)
            return
        stream = made.add_stream("libvpx", rate=RATE)
        stream.width, stream.height, stream.pix_fmt = SMALL.width, SMALL.height, "yuv420p"
        for frame in source.decode(video=0):
            made.mux(stream.encode(frame))
        made.mux(stream.encode(None))


def sound(path: Path) -> Path:
    """An MP4 with sound and no picture."""
    with av.open(str(path), "w", format="mp4") as made:
        stream = made.add_stream("aac", rate=48_000, layout="stereo")
        frame = av.AudioFrame.from_ndarray(np.zeros((2, 48_000), np.float32), format="fltp", layout="stereo")
        frame.sample_rate, frame.pts, frame.time_base = 48_000, 0, Fraction(1, 48_000)
        made.mux(stream.encode(frame))
        made.mux(stream.encode(None))
    return path


def lightness(path: Path) -> list[int]:
    """The number of each frame of `clip`, as it shows."""
    with av.open(str(path)) as container:
        shown = [frame.to_ndarray()[20:60, 40:120].mean() for frame in container.decode(video=0)]
    return [round((value - 30) / 2) for value in shown]
