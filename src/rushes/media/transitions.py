# pyright: reportUnknownMemberType=false
# ruff: noqa: A002 (the films' format is called format)
"""Joins: the frames where one shot becomes the next, and the plain frames that go with them.

FFmpeg's xfade turns 4:2:0 pictures into 4:4:4 and back through its scaler, which spoils chroma. Here
chroma is repeated going in and averaged coming out, so what a transition does not change stays exact.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rushes.errors import MediaError, UsageError
from rushes.media.parts import FilmFormat, Part, ShotPicture
from rushes.model import Size, Transition

if TYPE_CHECKING:
    import numpy as np

    Frame = np.ndarray[Any, np.dtype[np.uint8]]

__all__ = ["COLORS", "Join", "join_frames", "plain_frame", "render_join", "transitions"]

XFADE = (
    "fade wipeleft wiperight wipeup wipedown slideleft slideright slideup slidedown circlecrop rectcrop "
    "distance fadeblack fadewhite radial smoothleft smoothright smoothup smoothdown circleopen "
    "circleclose vertopen vertclose horzopen horzclose dissolve pixelize diagtl diagtr diagbl diagbr "
    "hlslice hrslice vuslice vdslice hblur fadegrays wipetl wipetr wipebl wipebr squeezeh squeezev zoomin "
    "fadefast fadeslow hlwind hrwind vuwind vdwind coverleft coverright coverup coverdown revealleft "
    "revealright revealup revealdown"
)
COLORS = {"black": 16, "white": 235}


@dataclass(frozen=True, slots=True)
class Join:
    """Where `before` becomes `after`.

    Frames: `before` from `before_start` up to its last `overlap` frames; then these mixed with the
    first `overlap` frames of `after`; then `after` up to `after_end`. Without `before` the join fades
    in from the transition's colour, without `after` it fades out to it.
    """

    before: ShotPicture | None
    before_start: int
    after: ShotPicture | None
    after_end: int
    overlap: int
    transition: Transition

    @property
    def frames(self) -> int:
        """How many frames the join has."""
        head = self.before.frames - self.before_start - self.overlap if self.before else 0
        tail = self.after_end - self.overlap if self.after else 0
        return head + self.overlap + tail


@cache
def transitions() -> tuple[str, ...]:
    """The names of xfade's transitions that this FFmpeg really has, sorted."""
    from av.error import FFmpegError
    from av.filter.graph import Graph

    found: list[str] = []
    for name in XFADE.split():
        try:
            Graph().add("xfade", f"transition={name}")
        except (FFmpegError, ValueError):
            continue
        found.append(name)
    return tuple(sorted(found))


def render_join(
    join: Join,
    format: FilmFormat,
    target: Path,
    *,
    progress: Callable[[float], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Part:
    """Encode a join as a part at `target`.

    Raises UsageError for a transition that FFmpeg does not have, MediaError for a source that cannot
    be read or is too short, StoreError when `target` cannot be written, Cancelled; then nothing is left.
    """
    from rushes.media.conform import encode_part

    check_join(join)
    return encode_part(
        join_frames(join, format),
        format,
        target,
        frames=join.frames,
        progress=progress,
        cancelled=cancelled,
    )


def check_join(join: Join) -> None:
    transition = join.transition
    if transition.kind == "xfade" and transition.name not in transitions():
        raise UsageError(
            f"there is no transition xfade:{transition.name}", hint=f"one of: {', '.join(transitions())}"
        )
    before, after = join.before, join.after
    short = before is not None and not 0 <= join.before_start <= before.frames - join.overlap
    short = short or (after is not None and not join.overlap <= join.after_end <= after.frames)
    if short or join.overlap < 0 or join.frames < 1 or (before is None and after is None):
        raise MediaError(f"a {transition} of {join.overlap} frames is longer than its shots")


def join_frames(join: Join, format: FilmFormat) -> Generator[Frame]:
    """The frames of a join, as I420 arrays."""
    from rushes.media.conform import picture_frames

    before, after, overlap = join.before, join.after, join.overlap
    leaving = picture_frames(before, format, join.before_start) if before else None
    coming = picture_frames(after, format, 0, join.after_end) if after else None
    try:
        if before and leaving:
            for _ in range(before.frames - join.before_start - overlap):
                yield next(leaving)
        if overlap:
            yield from mixed(leaving, coming, format, overlap, join.transition)
        if coming:
            yield from coming
    finally:
        for source in (leaving, coming):
            if source:
                source.close()


def mixed(
    leaving: Iterator[Frame] | None,
    coming: Iterator[Frame] | None,
    format: FilmFormat,
    overlap: int,
    transition: Transition,
) -> Generator[Frame]:
    ground = plain_frame(format.size, COLORS[transition.color])
    if leaving is None or coming is None:
        # Out of the colour begins with it; into the colour ends with it.
        for number in range(overlap):
            if coming is not None:
                yield blended(ground, next(coming), number, overlap)
            elif leaving is not None:
                yield blended(next(leaving), ground, number + 1, overlap)
        return
    pairs = ((next(leaving), next(coming)) for _ in range(overlap))
    if transition.kind == "xfade":
        yield from crossed(pairs, format, overlap, transition.name)
        return
    for number, (old, new) in enumerate(pairs):
        if transition.kind != "fade":
            yield blended(old, new, number, overlap)
        elif 2 * number < overlap:
            yield blended(old, ground, 2 * number, overlap)
        else:
            yield blended(ground, new, 2 * number - overlap, overlap)


def blended(old: Frame, new: Frame, share: int, whole: int) -> Frame:
    """`share` parts of `new` in `whole`, the rest `old`, rounded to the nearest value."""
    import numpy as np

    if share in {0, whole}:
        return new if share else old
    # 8 bits of fraction: sums stay in 16 bits, and two equal values keep their value.
    weight = (256 * share + whole // 2) // whole
    total = old * np.uint16(256 - weight) + new * np.uint16(weight) + np.uint16(128)
    return (total >> 8).astype(np.uint8)


def plain_frame(size: Size, luma: int) -> Frame:
    """A grey I420 frame of one `luma`, in limited range."""
    import numpy as np

    frame = np.full((size.height * 3 // 2, size.width), 128, np.uint8)
    frame[: size.height] = luma
    return frame


def crossed(
    pairs: Iterator[tuple[Frame, Frame]], format: FilmFormat, overlap: int, name: str
) -> Generator[Frame]:
    """Pairs of frames through xfade's `name`, one pair at a time."""
    import av
    import numpy as np
    from av.error import BlockingIOError as NotYet
    from av.error import EOFError as Over
    from av.filter.graph import Graph

    from rushes.media.graph import link

    size, base = format.size, 1 / format.fps
    graph = Graph()
    graph.threads = 1
    options = (
        f"width={size.width}:height={size.height}:pix_fmt=yuv444p:time_base={base}:frame_rate={format.fps}"
    )
    entrances = [graph.add("buffer", f"{options}:colorspace=1:range=1") for _ in range(2)]
    # Microseconds inside xfade: what is asked must not be shorter than the frames that come.
    crossing = graph.add("xfade", f"transition={name}:offset=0:duration={float(overlap * base):.6f}")
    for pad, entrance in enumerate(entrances):
        entrance.link_to(crossing, 0, pad)
    link(graph, crossing, ("buffersink", ""))
    graph.configure()

    def ready() -> Generator[Frame]:
        while True:
            try:
                yield narrowed(np.asarray(graph.vpull().to_ndarray(), dtype=np.uint8), size)
            except (NotYet, Over):
                return

    for number, pair in enumerate(pairs):
        for entrance, frame in zip(entrances, pair, strict=True):
            picture = av.VideoFrame.from_ndarray(widened(frame, size), format="yuv444p")
            picture.pts, picture.time_base = number, base
            entrance.push(picture)
        yield from ready()
    for entrance in entrances:
        entrance.push(None)
    yield from ready()


def widened(frame: Frame, size: Size) -> Frame:
    """I420 as 4:4:4: each chroma value four times."""
    import numpy as np

    from rushes.media.graph import planes

    luma, cb, cr = planes(frame, size)
    return np.stack([luma, *(plane.repeat(2, axis=0).repeat(2, axis=1) for plane in (cb, cr))])


def narrowed(frame: Frame, size: Size) -> Frame:
    """4:4:4 as I420: each chroma value the rounded mean of four."""
    import numpy as np

    from rushes.media.graph import planes

    narrow = np.empty((size.height * 3 // 2, size.width), np.uint8)
    luma, *chroma = planes(narrow, size)
    luma[:] = frame[0]
    for plane, wide in zip(chroma, frame[1:], strict=True):
        corners = [wide[down::2, across::2].astype(np.uint16) for down in (0, 1) for across in (0, 1)]
        plane[:] = (sum(corners[1:], corners[0]) + 2) >> 2
    return narrow
