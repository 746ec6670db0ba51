# pyright: reportUnknownMemberType=false
# ruff: noqa: A002 (the films' format is called format)
"""Stitching: a film as packets copied from parts, with sound and captions beside them.

Every time stamp is computed from frame numbers: shown at its number, decoded as many frames earlier
as the deepest reordering of all pieces needs. None is taken over from a part.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rushes.errors import Cancelled, MediaError
from rushes.media.engine import address, decoding, named, open_input
from rushes.media.parts import FilmFormat, Part, frame_number
from rushes.media.timedtext import LANGUAGES, PLAIN_STYLE, sample, spans
from rushes.media.write import placed, timescale

if TYPE_CHECKING:
    from av.audio.stream import AudioStream
    from av.container import InputContainer, OutputContainer
    from av.packet import Packet
    from av.video.stream import VideoStream

    from rushes.media.captions import Cue

    Timed = tuple[Fraction, int, Packet[Any]]

__all__ = ["Piece", "clean_end", "clean_start", "stitch"]

MILLISECOND = Fraction(1, 1000)


@dataclass(frozen=True, slots=True)
class Piece:
    """Frames `start` up to `end` of a part, copied: `start` is a keyframe, `end` a clean cut."""

    part: Part
    start: int
    end: int


def clean_start(part: Part, frame: int) -> int:
    """The first keyframe at or after `frame`; the part's length when there is none."""
    return next((key for key in part.keyframes if key >= frame), part.frames)


def clean_end(part: Part, frame: int) -> int:
    """The last frame number up to `frame` before which a part can be cut.

    Up to there the frames shown are exactly the frames decoded: nothing that is kept needs what is
    cut off, and nothing that is cut off was decoded before it.
    """
    return max((cut for cut in clean_cuts(part.order) if cut <= frame), default=0)


def clean_cuts(order: Sequence[int]) -> Iterator[int]:
    yield 0
    highest = -1
    for count, number in enumerate(order, 1):
        highest = max(highest, number)
        if highest == count - 1:
            yield count


def stitch(
    pieces: Sequence[Piece],
    format: FilmFormat,
    target: Path,
    *,
    sound: Path | None,
    captions: Sequence[Cue] = (),
    language: str = "und",
    metadata: Mapping[str, str] | None = None,
    progress: Callable[[float], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> int:
    """Write the film of `pieces` as an MP4 with its index in front; returns how many frames it has.

    `sound` is an AAC file, copied; `captions` become a soft track in `language` (two or three
    letters). Raises MediaError when parts differ in their parameter sets or a piece does not begin
    and end cleanly, StoreError when `target` cannot be written, Cancelled; then nothing is left.
    """
    total = sum(piece.end - piece.start for piece in pieces)
    for piece in pieces:
        check_piece(piece)
    if not total:
        raise MediaError(f"{named(target)} would have no frame")
    if len({piece.part.parameters for piece in pieces}) > 1:
        raise MediaError(
            f"{named(target)} cannot be stitched: its parts were encoded with different parameters",
            hint="delete the cached parts; they are made again",
        )
    delay = reorder_delay(pieces)
    with placed(target) as scratch, ExitStack() as stack:
        opened = stack.enter_context(open_film(scratch, format, metadata or {}))
        first = stack.enter_context(open_input(pieces[0].part.path))
        picture = opened.add_stream_from_template(first.streams.video[0])
        picture.time_base = Fraction(1, timescale(format.fps))
        sources = [picture_packets(pieces, delay, format.fps, picture)]
        if sound is not None:
            source = stack.enter_context(open_input(sound))
            sources.append(sound_packets(source, sound, opened))
        if captions:
            sources.append(caption_packets(captions, total / format.fps, opened, language))
        copied = 0
        for _, kind, packet in heapq.merge(*sources, key=lambda timed: timed[:2]):
            if cancelled is not None and cancelled():
                raise Cancelled("stopped")
            opened.mux(packet)
            copied += kind == 0
            if progress is not None and kind == 0:
                progress(copied / total)
    return copied


def check_piece(piece: Piece) -> None:
    """Raises MediaError unless the piece can be copied."""
    part = piece.part
    ends = piece.start < piece.end and piece.end in clean_cuts(part.order)
    if not (piece.start >= 0 and piece.start in part.keyframes and ends):
        raise MediaError(
            f"frames {piece.start} to {piece.end} of {named(part.path)} cannot be copied",
            hint="delete the cached parts; they are made again",
        )


def reorder_delay(pieces: Sequence[Piece]) -> int:
    """How many frames before it is shown a frame must be decoded at most, over all pieces."""
    delay = 0
    for piece in pieces:
        kept = (number for number in piece.part.order if piece.start <= number < piece.end)
        delay = max([delay, *(place - (number - piece.start) for place, number in enumerate(kept))])
    return delay


def open_film(path: Path, format: FilmFormat, metadata: Mapping[str, str]) -> OutputContainer:
    import av

    options = {
        "movflags": "+faststart",
        "video_track_timescale": str(timescale(format.fps)),
        "movie_timescale": "240000",  # edit lists count in it: in milliseconds they would cut the sound
    }
    container = av.open(address(path), "w", format="mp4", options=options)
    container.metadata.update(metadata)
    return container


def picture_packets(
    pieces: Sequence[Piece], delay: int, fps: Fraction, stream: VideoStream
) -> Generator[Timed]:
    ticks = timescale(fps)
    step = int(ticks / fps)
    shown = decoded = 0
    for piece in pieces:
        with open_input(piece.part.path) as container, decoding(piece.part.path):
            for packet in container.demux(container.streams.video[0]):
                number = frame_number(packet, fps)
                if not packet.size or not piece.start <= number < piece.end:
                    continue
                packet.stream = stream
                packet.time_base = Fraction(1, ticks)
                packet.pts = (shown + number - piece.start) * step
                packet.dts = (decoded - delay) * step
                packet.duration = step
                yield Fraction(packet.dts, ticks), 0, packet
                decoded += 1
        shown += piece.end - piece.start


def sound_packets(source: InputContainer, path: Path, film: OutputContainer) -> Generator[Timed]:
    """The packets of a sound file, with the times that they have: what precedes 0 is the codec's priming."""
    if not source.streams.audio or source.streams.audio[0].codec_context.name != "aac":
        raise MediaError(f"{named(path)} is no AAC sound")
    found: AudioStream = source.streams.audio[0]
    stream = film.add_stream_from_template(found)

    def packets() -> Generator[Timed]:
        with decoding(path):
            for packet in source.demux(found):
                if packet.size:
                    packet.stream = stream
                    yield (packet.dts or 0) * packet.time_base, 1, packet

    return packets()


def caption_packets(
    cues: Sequence[Cue], length: Fraction, film: OutputContainer, language: str
) -> Generator[Timed]:
    """The captions as a track of MPEG-4 timed text, the gaps between them left to the muxer."""
    import av

    stream = film.add_stream("mov_text")
    stream.codec_context.subtitle_header = PLAIN_STYLE
    stream.codec_context.time_base = stream.time_base = MILLISECOND
    stream.metadata["language"] = LANGUAGES.get(language, language)

    def packets() -> Generator[Timed]:
        for start, end, text in spans(cues, length):
            packet = av.Packet(sample(text))
            packet.stream, packet.time_base = stream, MILLISECOND
            packet.pts = packet.dts = start
            packet.duration = end - start
            yield start * MILLISECOND, 2, packet

    return packets()
