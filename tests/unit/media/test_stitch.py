from __future__ import annotations

import struct
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from clips import SMALL, ffmpeg, numbered_clip, pattern_clip
from PIL import Image

from rushes.errors import Cancelled, MediaError, StoreError
from rushes.media.captions import Cue
from rushes.media.check import check_film
from rushes.media.conform import conform
from rushes.media.parts import FilmFormat, Part, ShotPicture
from rushes.media.stitch import Piece, clean_end, clean_start, stitch
from rushes.media.transitions import Join, join_frames, render_join
from rushes.model import Transition

FILM = FilmFormat(SMALL, Fraction(24000, 1001))
OVERLAP = 11


class Made:
    """Two shots, a title, and the joins between them, as parts."""

    def __init__(self, folder: Path) -> None:
        one = pattern_clip(folder / "one.mp4", source="testsrc2=size=320x180:rate=25:d=3")
        two = pattern_clip(folder / "two.mp4", source="mandelbrot=size=200x180:rate=24,trim=duration=3")
        Image.new("RGB", (160, 90), (120, 30, 30)).save(folder / "card.png")
        self.shots = [
            ShotPicture(folder / "card.png", "", Fraction(0), 26, still=True),
            ShotPicture(one, "", Fraction(0), 60),
            ShotPicture(two, "", Fraction(1, 2), 57),
        ]
        self.folder = folder
        self.dissolve = Transition("dissolve", OVERLAP / FILM.fps)
        self.parts = [
            conform(shot, FILM, folder / f"part{number}.mp4", keyframes=[OVERLAP])
            for number, shot in enumerate(self.shots)
        ]
        self.joins: list[tuple[Join, Part]] = []
        self.pieces: list[Piece] = []
        begin = 0
        for number, (before, after) in enumerate(zip(self.shots, self.shots[1:], strict=False)):
            out = clean_end(self.parts[number], before.frames - OVERLAP)
            back = clean_start(self.parts[number + 1], OVERLAP)
            join = Join(before, out, after, back, OVERLAP, self.dissolve)
            part = render_join(join, FILM, folder / f"join{number}.mp4")
            self.joins.append((join, part))
            self.pieces += [Piece(self.parts[number], begin, out), Piece(part, 0, part.frames)]
            begin = back
        self.pieces.append(Piece(self.parts[-1], begin, self.shots[-1].frames))
        self.frames = sum(shot.frames for shot in self.shots) - 2 * OVERLAP
        self.sound = folder / "sound.m4a"
        # One short burst, at 1 s exactly.
        length = round(self.frames / FILM.fps * 48000)
        burst = "aevalsrc=if(between(t\\,1\\,1.1)\\,sin(3000*t)*0.9\\,0):s=48000:c=stereo"
        ffmpeg("-f", "lavfi", "-i", burst, "-af", f"atrim=end_sample={length}", "-c:a", "aac", self.sound)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return Made(tmp_path_factory.mktemp("made"))


def pictures(path: Path) -> list[np.ndarray]:
    with av.open(str(path)) as container:
        return [frame.to_ndarray() for frame in container.decode(video=0)]


def sound_of(path: Path) -> np.ndarray:
    with av.open(str(path)) as container:
        return np.concatenate([frame.to_ndarray() for frame in container.decode(audio=0)], axis=1)


def boxes(data: bytes) -> list[str]:
    names: list[str] = []
    at = 0
    while at < len(data):
        size, name = struct.unpack(">I4s", data[at : at + 8])
        names.append(name.decode())
        at += size
    return names


# ── bad input ──


def test_parts_with_other_parameters_are_refused(made: Made, tmp_path: Path) -> None:
    other = conform(
        made.shots[0], FilmFormat(SMALL, FILM.fps, preset="ultrafast"), tmp_path / "other.mp4", keyframes=[]
    )
    with pytest.raises(MediaError, match="different parameters"):
        stitch([*made.pieces, Piece(other, 0, 26)], FILM, tmp_path / "film.mp4", sound=None)
    assert [path.name for path in tmp_path.iterdir()] == ["other.mp4"]


def test_a_piece_that_cannot_be_cut_so_is_refused(made: Made, tmp_path: Path) -> None:
    part = made.parts[1]
    unclean = next(cut for cut in range(1, 60) if clean_end(part, cut) != cut)
    for start, end in ((1, 60), (0, unclean), (0, 61), (5, 5), (-1, 3)):
        with pytest.raises(MediaError, match="cannot be copied"):
            stitch([Piece(part, start, end)], FILM, tmp_path / "film.mp4", sound=None)
    with pytest.raises(MediaError, match="no frame"):
        stitch([], FILM, tmp_path / "film.mp4", sound=None)
    with pytest.raises(MediaError, match="is no AAC sound"):
        stitch(made.pieces, FILM, tmp_path / "film.mp4", sound=made.shots[1].path)
    with pytest.raises(StoreError):
        stitch(made.pieces, FILM, tmp_path / "missing" / "film.mp4", sound=None)
    with pytest.raises(Cancelled):
        stitch(made.pieces, FILM, tmp_path / "film.mp4", sound=None, cancelled=lambda: True)
    assert not list(tmp_path.iterdir())


def test_a_film_that_is_not_as_planned_is_told(made: Made, tmp_path: Path) -> None:
    film = tmp_path / "film.mp4"
    frames = stitch(made.pieces, FILM, film, sound=made.sound)
    faults: list[tuple[Path, dict[str, object], str]] = [
        (film, {"frames": frames + 1}, "frames"),
        (film, {"sound": False}, "1 sound track"),
        (film, {"format": FilmFormat(SMALL, Fraction(24))}, "between two frames"),
        (film, {"format": FilmFormat(SMALL.__class__(320, 180), FILM.fps)}, "160x90"),
        (made.sound, {}, "0 pictures"),
    ]
    for path, change, message in faults:
        with pytest.raises(MediaError, match=message):
            check_film(path, **{"frames": frames, "format": FILM, "sound": True, **change})  # pyright: ignore[reportArgumentType]
    short = tmp_path / "short.m4a"
    ffmpeg("-i", made.sound, "-t", "2", "-c", "copy", short)
    stitch(made.pieces, FILM, film, sound=short)
    with pytest.raises(MediaError, match="before its picture"):
        check_film(film, frames=frames, format=FILM, sound=True)


# ── the film ──


def test_the_film_is_the_parts_bit_for_bit(made: Made, tmp_path: Path) -> None:
    film = tmp_path / "film %d.mp4"
    seen: list[float] = []
    count = stitch(made.pieces, FILM, film, sound=made.sound, progress=seen.append)
    assert count == made.frames
    assert seen[-1] == 1
    check_film(film, frames=made.frames, format=FILM, sound=True)
    assert not ffmpeg("-i", film, "-f", "null", "-", quiet=False)
    wanted: list[np.ndarray] = []
    for piece in made.pieces:
        wanted += pictures(piece.part.path)[piece.start : piece.end]
    ours = pictures(film)
    assert len(ours) == len(wanted) == made.frames
    assert all(np.array_equal(one, other) for one, other in zip(ours, wanted, strict=True))
    raw = tmp_path / "film.yuv"
    ffmpeg("-i", film, "-f", "rawvideo", raw)
    theirs = np.fromfile(raw, np.uint8).reshape(-1, 135, 160)
    assert all(np.array_equal(one, other) for one, other in zip(theirs, wanted, strict=True))
    for join, part in made.joins:
        for made_frame, drawn in zip(pictures(part.path), join_frames(join, FILM), strict=True):
            assert np.abs(made_frame.astype(int) - drawn).mean() < 6


def test_time_stamps_are_computed(made: Made, tmp_path: Path) -> None:
    stitch(made.pieces, FILM, tmp_path / "film.mp4", sound=None)
    with av.open(str(tmp_path / "film.mp4")) as container:
        stream = container.streams.video[0]
        packets = [packet for packet in container.demux(stream) if packet.size]
        step = 1 / FILM.fps
        assert stream.average_rate == FILM.fps
        assert sorted((packet.pts or 0) * packet.time_base for packet in packets) == [
            n * step for n in range(made.frames)
        ]
        decoded = [(packet.dts or 0) * packet.time_base for packet in packets]
        assert decoded == [decoded[0] + n * step for n in range(made.frames)]
        assert stream.codec_tag == "avc1"
        codec = stream.codec_context
        assert (codec.colorspace, codec.color_primaries, codec.color_trc, codec.color_range) == (1, 1, 1, 1)
    assert boxes((tmp_path / "film.mp4").read_bytes())[:2] == ["ftyp", "moov"]


def test_sound_is_copied_and_begins_at_zero(made: Made, tmp_path: Path) -> None:
    film = tmp_path / "film.mp4"
    stitch(made.pieces, FILM, film, sound=made.sound)
    assert np.array_equal(sound_of(film), sound_of(made.sound))
    # By the program too, which reads the edit list: the burst stands at one second.
    raw = tmp_path / "film.f32"
    ffmpeg("-i", film, "-map", "0:a", "-f", "f32le", "-ac", "1", raw)
    loud = np.flatnonzero(np.abs(np.fromfile(raw, np.float32)) > 0.3)
    assert loud[0] == pytest.approx(48000, abs=100)
    assert loud[-1] == pytest.approx(52800, abs=100)


def test_captions_are_a_soft_track(made: Made, tmp_path: Path) -> None:
    film = tmp_path / "film.mp4"
    cues: Sequence[Cue] = [
        Cue(Fraction(1, 2), Fraction(2), "Привет,\n世界"),
        Cue(Fraction(3, 2), Fraction(3), "both"),
        Cue(Fraction(4), Fraction(99), "to the end " + "x" * 3000),
        Cue(Fraction(99), Fraction(100), "beyond"),
    ]
    stitch(
        made.pieces, FILM, film, sound=made.sound, captions=cues, language="ru", metadata={"title": 'Ж & "q"'}
    )
    check_film(film, frames=made.frames, format=FILM, sound=True)
    assert not ffmpeg("-i", film, "-map", "0:v", "-f", "null", "-", quiet=False)
    with av.open(str(film)) as container:
        track = container.streams.subtitles[0]
        assert track.language == "rus"
        assert container.metadata["title"] == 'Ж & "q"'
        found = [
            (round((packet.pts or 0) * packet.time_base, 3), bytes(packet)[2:].decode())
            for packet in container.demux(track)
            if packet.size > 2
        ]
    assert found[:3] == [(0.5, "Привет,\n世界"), (1.5, "Привет,\n世界\nboth"), (2, "both")]
    assert found[3][1].startswith("to the end xxx")
    assert len(found) == 4


def test_a_cut_between_whole_parts_copies_everything(tmp_path: Path) -> None:
    film = FilmFormat(SMALL, Fraction(12))
    parts = [
        conform(ShotPicture(numbered_clip(tmp_path / "a.mp4", count), "", Fraction(0), count), film, tmp_path / f"{count}.mp4", keyframes=[])
        for count in (1, 2, 3, 13)
    ]  # fmt: skip
    pieces = [Piece(part, 0, part.frames) for part in parts]
    assert stitch(pieces, film, tmp_path / "film.mp4", sound=None) == 19
    check_film(tmp_path / "film.mp4", frames=19, format=film, sound=False)
    assert len(pictures(tmp_path / "film.mp4")) == 19
    assert not ffmpeg("-i", tmp_path / "film.mp4", "-f", "null", "-", quiet=False)


def test_clean_cuts(made: Made) -> None:
    part = made.parts[1]
    assert clean_end(part, part.frames) == part.frames
    assert clean_end(part, 0) == 0
    assert clean_start(part, 1) == part.keyframes[1]
    assert clean_start(part, part.frames) == part.frames
    for key in part.keyframes:
        assert clean_end(part, key) == key == clean_start(part, key)
