# pyright: reportUnknownMemberType=false
"""Writing pictures: frames in, a tagged BT.709 H.264 MP4 out, in place only when it is whole."""

from __future__ import annotations

import errno
import os
import secrets
from collections import deque
from collections.abc import Callable, Collection, Generator, Iterable, Sized
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Self

from rushes.errors import Cancelled, MediaError, StoreError
from rushes.media.engine import address, named
from rushes.model import Size

if TYPE_CHECKING:
    import numpy as np
    from av.container import OutputContainer
    from av.video.frame import VideoFrame
    from av.video.stream import VideoStream

__all__ = ["PictureWriter", "check_size", "placed", "timescale", "write_clip"]

BT709 = 1
LIMITED_RANGE = 1
AHEAD = 4  # frames that wait to be encoded: enough to even out, few enough for 4K
DISK_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
NOT_ALLOWED = {errno.EACCES, errno.EPERM, errno.EROFS, errno.EIO, errno.ENOENT, errno.ENOTDIR, errno.EMFILE}


def timescale(fps: Fraction) -> int:
    """Ticks a second in which every frame of `fps` lasts a whole number of ticks."""
    ticks = fps.numerator
    while ticks < 10_000:
        ticks *= 2
    return ticks


def check_size(size: Size) -> None:
    """Raises MediaError unless H.264 in 4:2:0 can have the size: even, from 16 to 8192 pixels."""
    if not all(16 <= length <= 8192 and length % 2 == 0 for length in (size.width, size.height)):
        raise MediaError(
            f"a picture of {size} cannot be encoded", hint="width and height are even, from 16 to 8192"
        )


@cache
def repeatable() -> str:
    """The option that makes x264 repeat itself, where one is needed.

    Its AVX-512 code gave other bytes for the same frames in about one encode of 120 (seen with the
    x264 of PyAV 18.1); without AVX-512, or without macroblock trees, in none.
    """
    from importlib import import_module

    features: dict[str, bool] = getattr(
        import_module("numpy._core._multiarray_umath"), "__cpu_features__", {}
    )
    return ":asm=avx2" if features.get("AVX512F") else ""


@contextmanager
def placed(target: Path) -> Generator[Path]:
    """A scratch path beside `target`; what was written there is moved into place at the end.

    Synced first, so that `target` is whole or not there. On any failure nothing is left. Raises
    StoreError when the folder cannot be written or the disk is full.
    """
    from av.error import FFmpegError

    scratch = target.parent / f".{secrets.token_hex(8)}.part{target.suffix}"
    try:
        try:
            scratch.touch(exist_ok=False)
            yield scratch
            settle(scratch, target)
        finally:
            scratch.unlink(missing_ok=True)
    except FFmpegError as error:
        if error.errno in DISK_FULL | NOT_ALLOWED:
            raise unwritable(target, error.errno, error.strerror) from error
        raise MediaError(
            f"{named(target)} cannot be made: {error.strerror}",
            log=str(error),
            hint="`rushes doctor` tries the encoders",
        ) from error
    except OSError as error:
        raise unwritable(target, error.errno, error.strerror) from error


def settle(scratch: Path, target: Path) -> None:
    """Sync `scratch`, move it to `target`, and sync the folder's entry."""
    with scratch.open("rb+") as file:
        os.fsync(file.fileno())
    scratch.replace(target)
    if os.name == "posix":
        folder = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def unwritable(target: Path, number: int | None, reason: str | None) -> StoreError:
    if number in DISK_FULL:
        return StoreError(f"{named(target)} cannot be written: the disk is full", hint="make room on it")
    if number == errno.ENOENT:
        hint = f"make the folder {named(target.parent)} first"
    else:
        hint = f"choose a folder that you may write to; {named(target.parent)} is not one"
    return StoreError(f"{named(target)} cannot be written: {reason}", hint=hint)


class PictureWriter:
    """Encodes I420 frames into an MP4 with one x264 thread: the same frames give the same bytes.

    All files of one size, rate, quality and preset share their parameter sets, whatever they show.
    Every group of pictures is closed, none is longer than `group` frames, and one begins at each of
    `keyframes`. Encoding goes on beside the caller, who makes the next frames meanwhile. Used as a
    context; a failure inside leaves an unfinished file, for the caller to drop.
    """

    def __init__(
        self,
        path: Path,
        *,
        size: Size,
        fps: Fraction,
        crf: int,
        preset: str,
        group: int,
        keyframes: Collection[int] = (),
    ) -> None:
        check_size(size)
        self.frames = 0
        self.size = size
        self.keyframes = frozenset(keyframes)
        self.container, self.stream = open_mp4(path, size, fps)
        context = self.stream.codec_context
        context.time_base = 1 / fps
        context.thread_count = 1
        context.options = {
            "preset": preset,
            "crf": str(crf),
            "forced-idr": "1",
            "x264-params": f"stitchable=1:open-gop=0:keyint={group}:min-keyint=1:scenecut=0" + repeatable(),
        }

        self._encoder = ThreadPoolExecutor(max_workers=1, thread_name_prefix="encoder")
        self._encoding: deque[Future[None]] = deque()
        self._failed = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        try:
            if kind is None:
                self._encode(None)
                self._await(0)
        finally:
            self._encoder.shutdown(wait=True, cancel_futures=True)
            self.container.close()

    def write(self, frame: np.ndarray) -> None:
        """Add one frame: uint8 of shape (height * 3 // 2, width)."""
        import av
        from av.video.frame import PictureType

        wanted = (self.size.height * 3 // 2, self.size.width)
        if frame.shape != wanted or frame.dtype != "uint8":
            raise MediaError(f"frame {self.frames} is {frame.dtype} {frame.shape}, and not uint8 {wanted}")
        picture = av.VideoFrame.from_ndarray(frame, format="yuv420p")
        picture.pts = self.frames
        picture.time_base = self.stream.codec_context.time_base
        picture.colorspace = picture.color_primaries = picture.color_trc = BT709
        picture.color_range = LIMITED_RANGE
        if self.frames in self.keyframes:
            picture.pict_type = PictureType.I
        self._encode(picture)
        self.frames += 1

    def _encode(self, picture: VideoFrame | None) -> None:
        self._encoding.append(self._encoder.submit(self._mux, picture))
        self._await(AHEAD)

    def _mux(self, picture: VideoFrame | None) -> None:
        """Encode and write; on the encoder's thread. After a failure nothing more is done.

        Frames wait behind the one that failed, and libav crashes when it is asked a second time for a
        header that it could not write. The failure itself is raised to the caller, who waits in order.
        """
        if self._failed:
            return
        self._failed = True
        self.container.mux(self.stream.encode(picture))
        self._failed = False

    def _await(self, most: int) -> None:
        """Wait until no more than `most` frames are still to be encoded; raises what encoding raised."""
        while len(self._encoding) > most:
            self._encoding.popleft().result()


def open_mp4(path: Path, size: Size, fps: Fraction) -> tuple[OutputContainer, VideoStream]:
    """An MP4 for writing, with one H.264 stream tagged BT.709, limited range, square pixels."""
    import av

    ticks = timescale(fps)
    container = av.open(
        address(path),
        "w",
        format="mp4",
        options={"movflags": "+faststart", "video_track_timescale": str(ticks)},
    )
    stream = container.add_stream("libx264", rate=fps)
    stream.width, stream.height, stream.pix_fmt = size.width, size.height, "yuv420p"
    stream.time_base = Fraction(1, ticks)
    context = stream.codec_context
    context.color_primaries = context.color_trc = context.colorspace = BT709
    context.color_range = LIMITED_RANGE
    context.sample_aspect_ratio = Fraction(1)
    return container, stream


def write_clip(
    path: Path,
    frames: Iterable[np.ndarray],
    *,
    size: Size,
    fps: Fraction,
    crf: int = 16,
    preset: str = "veryfast",
    progress: Callable[[float], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> int:
    """Write `frames` (I420, BT.709, limited range) as an H.264 MP4 at `path`; returns how many.

    `progress` is called with frames written over frames in all where `frames` has a length. Raises
    MediaError for a frame of the wrong shape or for no frame at all, StoreError when the file cannot
    be written, Cancelled when `cancelled` says so; then nothing is left.
    """
    total = len(frames) if isinstance(frames, Sized) else 0
    group = max(1, round(fps))
    with (
        placed(path) as scratch,
        PictureWriter(scratch, size=size, fps=fps, crf=crf, preset=preset, group=group) as writer,
    ):
        for frame in frames:
            if cancelled is not None and cancelled():
                raise Cancelled("stopped")
            writer.write(frame)
            if progress is not None and total:
                progress(writer.frames / total)
        if not writer.frames:
            raise MediaError(f"{named(path)} would have no frame")
    return writer.frames
