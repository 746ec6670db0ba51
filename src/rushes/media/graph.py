# pyright: reportUnknownMemberType=false
"""From any decoded frame to the film's pixels: colour, turn, pixel shape and size in one filter graph.

A frame that is in the film's format already passes untouched.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import atan2, degrees
from typing import TYPE_CHECKING, Literal
from typing import cast as typed

from rushes.errors import MediaError
from rushes.model import Size

if TYPE_CHECKING:
    import numpy as np
    from av.filter.context import FilterContext
    from av.filter.graph import Graph
    from av.sidedata.sidedata import SideData
    from av.video.frame import VideoFrame

__all__ = ["Conversion", "Fit", "Seen", "link", "placing", "planes", "seen", "stacked", "turned"]

Fit = Literal["contain", "cover"]
Step = tuple[str, str]

BT709, UNKNOWN, BT2020, LIMITED, FULL = 1, 2, 9, 1, 2
HDR_TRANSFERS = {16, 18}
WIDE_PRIMARIES = {9, 11, 12}
SCALING = "flags=bicubic+accurate_rnd+full_chroma_int"


@dataclass(frozen=True, slots=True)
class Seen:
    """What decides how a frame is converted. Colours are FFmpeg's numbers, `turn` filters to apply."""

    size: Size
    pixels: str
    matrix: int
    range: int
    primaries: int
    transfer: int
    turn: tuple[Step, ...]
    sar: Fraction

    @property
    def on_its_side(self) -> bool:
        return any(name == "transpose" for name, _ in self.turn)

    @property
    def upright(self) -> Size:
        """The size once the turn is applied, still with the pixels' shape."""
        return Size(self.size.height, self.size.width) if self.on_its_side else self.size

    @property
    def ratio(self) -> Fraction:
        """Width over height as displayed."""
        return self.upright.ratio * (1 / self.sar if self.on_its_side else self.sar)

    @property
    def displayed(self) -> Size:
        """The size as displayed, with square pixels: never smaller than the coded picture."""
        width, height = self.upright.width, self.upright.height
        if self.ratio >= self.upright.ratio:
            return Size(round(height * self.ratio), height)
        return Size(width, round(width / self.ratio))

    @property
    def wide(self) -> bool:
        """Whether its light or its colours go beyond BT.709."""
        return self.transfer in HDR_TRANSFERS or self.primaries in WIDE_PRIMARIES


def seen(frame: VideoFrame, sar: Fraction, turn: tuple[Step, ...] | None = None) -> Seen:
    """How `frame` is to be taken; `sar` is its pixels' width over their height.

    `turn` is what is known already of how its file's frames are turned (None: look at this one).
    """
    rgb = frame.format.is_rgb or frame.format.name.startswith(("pal8", "gray"))
    matrix = frame.colorspace
    if rgb or matrix in {0, UNKNOWN}:
        # Untagged pictures are read as players do: as BT.709 from HD on, as BT.601 below.
        matrix = BT709 if frame.width >= 1280 or frame.height > 576 else 6
    full = frame.color_range == FULL or frame.format.name.startswith("yuvj") or rgb
    primaries = frame.color_primaries
    if frame.color_trc in HDR_TRANSFERS and primaries == UNKNOWN:
        primaries = BT2020
    return Seen(
        Size(frame.width, frame.height),
        frame.format.name,
        matrix,
        FULL if full else LIMITED,
        primaries,
        frame.color_trc,
        turned(frame) if turn is None else turn,
        sar if sar > 0 else Fraction(1),
    )


def turned(frame: VideoFrame) -> tuple[Step, ...]:
    """The filters that bring a frame upright, as its display matrix says."""
    # A frame that was asked for its side data refers to itself, and stays until cycles are collected:
    # the one that is asked is a miniature, which keeps the matrix and holds next to no picture.
    # PyAV calls it a mapping; what it iterates over are its values.
    held = typed("Iterator[SideData]", iter(miniature(frame).side_data))
    matrix = next((data for data in held if data.type.name == "DISPLAYMATRIX"), None)
    if matrix is None:
        return ()
    import numpy as np

    cells = np.frombuffer(bytes(matrix), dtype="=i4").tolist()
    angle = round(degrees(atan2(cells[1], cells[0]))) % 360
    if abs(angle - 90) <= 45:
        return (("transpose", "dir=cclock_flip" if cells[3] > 0 else "dir=clock"),)
    if abs(angle - 270) < 45:
        return (("transpose", "dir=clock_flip" if cells[3] < 0 else "dir=cclock"),)
    if abs(angle - 180) <= 45:
        flips = (("hflip", ""), ("vflip", ""))
        return tuple(flip for flip, cell in zip(flips, (cells[0], cells[4]), strict=True) if cell < 0)
    return (("vflip", ""),) if cells[4] < 0 else ()


def miniature(frame: VideoFrame) -> VideoFrame:
    """The frame, very small, with its side data."""
    from av.error import FFmpegError
    from av.filter.graph import Graph

    graph = Graph()
    try:
        entrance = graph.add_buffer(
            width=frame.width, height=frame.height, format=frame.format, time_base=Fraction(1, 1000)
        )
        link(graph, entrance, ("scale", "16:16:flags=neighbor"), ("buffersink", ""))
        graph.configure()
        entrance.push(frame)
        return graph.vpull()
    except FFmpegError:  # a kind of pixels that cannot be scaled
        return frame


def placing(ratio: Fraction, size: Size, fit: Fit) -> tuple[Size, int, int]:
    """The size to scale to, and where its left upper corner lies in `size`: all even numbers.

    A picture within two pixels of filling `size` fills it.
    """
    width, height = Fraction(size.width), Fraction(size.height)
    if (ratio >= size.ratio) == (fit == "contain"):
        height = width / ratio
    else:
        width = height * ratio
    across = size.width if abs(width - size.width) <= 2 else max(2, 2 * round(width / 2))
    down = size.height if abs(height - size.height) <= 2 else max(2, 2 * round(height / 2))
    return Size(across, down), (size.width - across) // 4 * 2, (size.height - down) // 4 * 2


class Conversion:
    """Makes frames of one file into arrays of one size: I420 in BT.709 limited range, or RGB of 8 bits.

    The arrays are uint8, of shape (height * 3 // 2, width) or (height, width, 3).
    """

    def __init__(self, size: Size, fit: Fit, *, rgb: bool = False) -> None:
        self.size = size
        self.fit: Fit = fit
        self.rgb = rgb
        self.graphs: dict[Seen, tuple[FilterContext, Graph]] = {}
        self.count = 0
        self.turn: tuple[int, tuple[Step, ...]] | None = None

    def __call__(self, frame: VideoFrame, sar: Fraction) -> np.ndarray:
        """The frame in the wished form. Raises MediaError when FFmpeg cannot do it."""
        from av.error import FFmpegError

        if self.turn is None or self.turn[0] != frame.rotation:
            self.turn = frame.rotation, turned(frame)
        as_seen = seen(frame, sar, self.turn[1])
        if self.passes(as_seen):
            return frame.to_ndarray()
        try:
            if as_seen not in self.graphs:
                # A clip whose format changes on its way keeps no more than the last graph.
                self.graphs = {as_seen: self.build(as_seen)}
            entrance, graph = self.graphs[as_seen]
            frame.pts = self.count
            self.count += 1
            entrance.push(frame)
            return graph.vpull().to_ndarray()
        except FFmpegError as error:
            raise MediaError(
                f"a frame of {as_seen.size} in {as_seen.pixels} cannot be converted", log=str(error)
            ) from error

    def passes(self, frame: Seen) -> bool:
        plain = frame.pixels == "yuv420p" and frame.matrix == BT709 and frame.range == LIMITED
        return (
            plain
            and not self.rgb
            and frame.size == self.size
            and frame.sar == 1
            and not frame.turn
            and not frame.wide
        )

    def build(self, frame: Seen) -> tuple[FilterContext, Graph]:
        from av.filter.graph import Graph

        graph = Graph()
        graph.threads = 1
        first = graph.add(
            "buffer",
            f"width={frame.size.width}:height={frame.size.height}:pix_fmt={frame.pixels}:time_base=1/25"
            f":colorspace={buffered_matrix(frame)}:range={frame.range}",
        )
        link(graph, first, *self.steps(frame), ("buffersink", ""))
        graph.configure()
        return first, graph

    def steps(self, frame: Seen) -> tuple[Step, ...]:
        import av

        scaled, left, top = placing(frame.ratio, self.size, self.fit)
        wide = "out_primaries=bt709:out_transfer=bt709:intent=perceptual:" if frame.wide else ""
        out = "" if self.rgb else "out_color_matrix=bt709:out_range=limited:"
        parts = av.VideoFormat(frame.pixels).components
        steps: list[Step] = [("setparams", tags(frame))]
        if any(component.is_alpha for component in parts) or frame.pixels == "pal8":
            steps += [("format", "gbrap"), ("premultiply", "inplace=1"), ("format", "gbrp")]
        steps += frame.turn
        if frame.wide and scaled.width * scaled.height < frame.size.width * frame.size.height:
            steps.append(("scale", f"w={scaled.width}:h={scaled.height}:{SCALING}"))
        steps.append(("scale", f"w={scaled.width}:h={scaled.height}:{out}{wide}{SCALING}"))
        steps.append(("format", "rgb24" if self.rgb else "yuv420p"))
        width, height = self.size.width, self.size.height
        if scaled.width > width or scaled.height > height:
            steps.append(("crop", f"w={width}:h={height}:x={max(0, -left)}:y={max(0, -top)}"))
        if scaled.width < width or scaled.height < height:
            steps.append(("pad", f"w={width}:h={height}:x={max(0, left)}:y={max(0, top)}:color=black"))
        return tuple(steps)


def planes(frame: np.ndarray, size: Size) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The three planes of an I420 array of `size`, as views into it."""
    luma = size.width * size.height
    values = frame.reshape(-1)
    half = (size.height // 2, size.width // 2)
    return (
        values[:luma].reshape(size.height, size.width),
        values[luma : luma * 5 // 4].reshape(half),
        values[luma * 5 // 4 :].reshape(half),
    )


def stacked(upper: np.ndarray, lower: np.ndarray) -> np.ndarray:
    """Two I420 arrays of one width as one, `upper` above `lower`; both are even rows high."""
    import numpy as np

    width = upper.shape[1]
    above, below = (Size(width, one.shape[0] * 2 // 3) for one in (upper, lower))
    size = Size(width, above.height + below.height)
    whole = np.empty((size.height * 3 // 2, width), np.uint8)
    for plane, top, bottom in zip(
        planes(whole, size), planes(upper, above), planes(lower, below), strict=True
    ):
        plane[: len(top)], plane[len(top) :] = top, bottom
    return whole


def buffered_matrix(frame: Seen) -> int:
    import av

    return 0 if av.VideoFormat(frame.pixels).is_rgb else frame.matrix


def tags(frame: Seen) -> str:
    """The colours that a frame is taken to have, for the filter `setparams`."""
    return (
        f"colorspace={buffered_matrix(frame)}:range={frame.range}"
        f":color_primaries={frame.primaries}:color_trc={frame.transfer}"
    )


def link(graph: Graph, first: FilterContext, *steps: Step) -> FilterContext:
    """Add filters one after the other behind `first`; returns the last."""
    for name, options in steps:
        following = graph.add(name, options or None)
        first.link_to(following)
        first = following
    return first
