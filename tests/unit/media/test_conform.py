from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from clips import RATE, SMALL, ffmpeg, green_clip, numbered_clip, pattern_clip, rgb_of, told
from PIL import Image

from rushes.errors import Cancelled, MediaError
from rushes.media.conform import conform, picture_frames
from rushes.media.parts import FilmFormat, Overlay, ShotPicture, read_part
from rushes.model import Size

FILM = FilmFormat(SMALL, RATE)


def shot(path: Path, frames: int = 12, start: Fraction = Fraction(0), **more: object) -> ShotPicture:
    return ShotPicture(path, "", start, frames, **more)  # pyright: ignore[reportArgumentType]


def frames_of(picture: ShotPicture, film: FilmFormat = FILM) -> list[np.ndarray]:
    return list(picture_frames(picture, film))


def decoded(path: Path) -> list[np.ndarray]:
    with av.open(str(path)) as container:
        return [frame.to_ndarray() for frame in container.decode(video=0)]


# ── bad input ──


def test_a_truncated_clip_is_an_error_that_counts_its_frames(tmp_path: Path) -> None:
    whole = numbered_clip(tmp_path / "whole.mp4", 48).read_bytes()
    for share in (0.5, 0.8, 0.97):
        path = tmp_path / "cut.mp4"
        path.write_bytes(whole[: int(len(whole) * share)])
        with pytest.raises(MediaError, match=r"cut\.mp4: \d+ of 48 frames can be decoded"):
            conform(shot(path, 48), FILM, tmp_path / "part.mp4", keyframes=[])
        with pytest.raises(MediaError, match="of 48 frames"):
            conform(shot(path, 10, Fraction(38, 12)), FILM, tmp_path / "part.mp4", keyframes=[])
    assert sorted(path.name for path in tmp_path.iterdir()) == ["cut.mp4", "whole.mp4"]


def test_a_clip_cut_off_where_no_header_counts_is_an_error_too(tmp_path: Path) -> None:
    whole = tmp_path / "whole.mkv"
    ffmpeg("-i", numbered_clip(tmp_path / "whole.mp4", 48), "-c", "copy", whole)
    cut = tmp_path / "cut.mkv"
    cut.write_bytes(whole.read_bytes()[: int(whole.stat().st_size * 0.6)])
    with pytest.raises(MediaError, match=r"\d+ of 48 frames"):
        frames_of(shot(cut, 48))


def test_flipped_bits_are_an_error(tmp_path: Path) -> None:
    data = bytearray(pattern_clip(tmp_path / "good.mp4").read_bytes())
    for at in range(data.index(b"mdat") + 3000, len(data), 900):
        data[at] ^= 0x55
    bad = tmp_path / "bad.mp4"
    bad.write_bytes(data)
    with pytest.raises(MediaError, match=r"of \d+ frames can be decoded"):
        frames_of(shot(bad))


def test_sound_or_a_picture_is_no_shot(tmp_path: Path) -> None:
    ffmpeg("-f", "lavfi", "-i", "sine=d=0.2", tmp_path / "sound.wav")
    with pytest.raises(MediaError, match="sound file"):
        frames_of(shot(tmp_path / "sound.wav"))
    Image.new("RGB", (32, 32)).save(tmp_path / "picture.png")
    with pytest.raises(MediaError, match="is a picture"):
        frames_of(shot(tmp_path / "picture.png"))
    (tmp_path / "text.png").write_text("no picture")
    with pytest.raises(MediaError, match="is not a picture"):
        frames_of(shot(tmp_path / "text.png", still=True))
    (tmp_path / "half.png").write_bytes((tmp_path / "picture.png").read_bytes()[:60])
    with pytest.raises(MediaError, match="damaged picture"):
        frames_of(shot(tmp_path / "half.png", still=True))


@pytest.mark.parametrize("size", [Size(161, 90), Size(0, 0), Size(16384, 16)])
def test_a_size_that_cannot_be_encoded_is_told(size: Size, tmp_path: Path) -> None:
    clip = numbered_clip(tmp_path / "clip.mp4", 2)
    with pytest.raises(MediaError, match="cannot be encoded"):
        conform(shot(clip), FilmFormat(size, RATE), tmp_path / "part.mp4", keyframes=[])


def test_no_frames_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(MediaError, match="0 frames"):
        conform(shot(tmp_path / "x.mp4", 0), FILM, tmp_path / "part.mp4", keyframes=[])


def test_cancelling_leaves_nothing(tmp_path: Path) -> None:
    clip = numbered_clip(tmp_path / "clip.mp4", 24)
    asked = iter(range(100))
    with pytest.raises(Cancelled):
        conform(shot(clip), FILM, tmp_path / "part.mp4", keyframes=[], cancelled=lambda: next(asked) > 5)
    assert [path.name for path in tmp_path.iterdir()] == ["clip.mp4"]


# ── time ──


def test_frames_are_those_of_the_source_from_the_offset_on(tmp_path: Path) -> None:
    clip = numbered_clip(tmp_path / "clip.mp4", 36)
    for first in (0, 1, 7, 23, 35):
        assert [told(frame) for frame in frames_of(shot(clip, 36 - first, first / RATE))] == list(
            range(first, 36)
        )


def test_a_shorter_source_holds_its_last_frame_and_a_longer_one_is_trimmed(tmp_path: Path) -> None:
    clip = numbered_clip(tmp_path / "clip.mp4", 5)
    assert [told(frame) for frame in frames_of(shot(clip, 9))] == [0, 1, 2, 3, 4, 4, 4, 4, 4]
    assert [told(frame) for frame in frames_of(shot(clip, 3))] == [0, 1, 2]
    assert [told(frame) for frame in frames_of(shot(clip, 2, Fraction(60)))] == [4, 4]


@pytest.mark.parametrize("rate", [Fraction(24000, 1001), Fraction(60), Fraction(5), Fraction(25)])
def test_other_rates_keep_their_pace(rate: Fraction, tmp_path: Path) -> None:
    clip = numbered_clip(tmp_path / "clip.mp4", int(2 * rate), fps=rate)
    numbers = [told(frame) for frame in frames_of(shot(clip, 22))]
    wanted = [number / RATE * rate for number in range(22)]
    # `numbered` counts to 50; a frame may stand half a film frame early or late.
    off = [(number - want + 25) % 50 - 25 for number, want in zip(numbers, wanted, strict=True)]
    assert all(abs(one) <= max(1, rate / RATE / 2) for one in off)


def test_a_variable_rate_is_read_by_its_time_stamps(tmp_path: Path) -> None:
    clip = tmp_path / "varied.mkv"
    # Frame n stands at n²/48 seconds: later and later.
    ffmpeg(
        "-i", numbered_clip(tmp_path / "even.mp4", 12), "-vf", "settb=1/1000,setpts=N*N*1000/48",
        "-fps_mode", "passthrough", "-enc_time_base", "1:1000", "-c:v", "libx264", "-crf", "8", clip,
    )  # fmt: skip
    numbers = [told(frame) for frame in frames_of(shot(clip, 30))]
    wanted = [
        max(n for n in range(12) if int(Fraction(n * n, 48) * 12 + Fraction(1, 2)) <= k) for k in range(30)
    ]
    assert numbers == wanted


def test_reading_may_begin_anywhere_and_gives_the_same_pixels(tmp_path: Path) -> None:
    source = "testsrc2=size=200x120:rate=25:d=6"
    options = ("-c:v", "libx264", "-pix_fmt", "yuv420p", "-g", "40", "-bf", "3")
    clips = [
        pattern_clip(tmp_path / "closed.mp4", *options, source=source),
        pattern_clip(tmp_path / "open.mkv", *options, "-x264-params", "open-gop=1", source=source),
        pattern_clip(tmp_path / "stream.ts", *options, source=source),
        pattern_clip(tmp_path / "vp9.webm", "-c:v", "libvpx-vp9", "-b:v", "200k", source=source),
    ]
    for clip in clips:
        picture = shot(clip, 60, Fraction(1, 2))
        whole = frames_of(picture)
        for first in (1, 17, 30, 44, 59):
            part = list(picture_frames(picture, FILM, first, min(60, first + 4)))
            assert len(part) == min(4, 60 - first)
            assert all(np.array_equal(one, other) for one, other in zip(part, whole[first:], strict=False))


# ── shape and colour ──


def test_colours_survive_from_any_coding(tmp_path: Path) -> None:
    bt709 = "scale=out_color_matrix=bt709:out_range=limited"
    tags = ("-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709")
    x264 = ("-c:v", "libx264", "-crf", "1")
    clips = [
        green_clip(tmp_path / "709.mp4", "-vf", f"{bt709},format=yuv420p", *x264, *tags),
        green_clip(
            tmp_path / "full.mp4", "-vf", "scale=out_color_matrix=bt709:out_range=full,format=yuv420p",
            *x264, *tags, "-color_range", "pc",
        ),
        green_clip(tmp_path / "601.mp4", "-vf", "scale=out_color_matrix=bt601,format=yuv420p", *x264),
        green_clip(tmp_path / "444.mkv", "-vf", f"{bt709},format=yuv444p10le", "-c:v", "ffv1", *tags),
        green_clip(tmp_path / "rgb.mov", "-c:v", "qtrle"),
        green_clip(tmp_path / "odd.mkv", "-vf", f"{bt709},format=yuv420p", "-c:v", "ffv1", *tags, size="163x91"),
        green_clip(tmp_path / "hd.mp4", "-vf", f"{bt709},format=yuv420p", *x264, size="1280x720"),
        green_clip(tmp_path / "gif.gif", "-vf", "split[a][b];[a]palettegen[p];[b][p]paletteuse"),
    ]  # fmt: skip
    for clip in clips:
        assert rgb_of(frames_of(shot(clip))[3]) == pytest.approx((30, 180, 60), abs=2), clip.name
    part = conform(shot(clips[0]), FilmFormat(SMALL, RATE, crf=1), tmp_path / "part.mp4", keyframes=[])
    assert rgb_of(decoded(part.path)[0]) == pytest.approx((30, 180, 60), abs=2)
    with av.open(str(part.path)) as container:
        codec = container.streams.video[0].codec_context
        assert (codec.colorspace, codec.color_primaries, codec.color_trc, codec.color_range) == (1, 1, 1, 1)
        assert container.streams.video[0].sample_aspect_ratio == 1


@pytest.mark.slow
def test_hdr_becomes_ordinary_light(tmp_path: Path) -> None:
    clip = green_clip(
        tmp_path / "hdr.mkv", "-vf",
        "zscale=rin=full:r=limited:m=bt2020nc:p=bt2020:t=smpte2084:tin=iec61966-2-1:pin=bt709:npl=203,format=yuv420p10le",
        "-c:v", "libx265", "-x265-params", "log-level=none", "-colorspace", "bt2020nc",
        "-color_primaries", "bt2020", "-color_trc", "smpte2084",
    )  # fmt: skip
    red, green, blue = rgb_of(frames_of(shot(clip, 2))[0])
    # A tone map is no exact inverse: the green stays green, and neither washed out nor crushed.
    assert green > 100 > red
    assert green > 2 * blue


def test_what_is_clear_is_black(tmp_path: Path) -> None:
    clip = green_clip(tmp_path / "clear.mov", "-vf", "format=rgba,colorchannelmixer=aa=0.5", "-c:v", "png")
    assert rgb_of(frames_of(shot(clip))[0]) == pytest.approx((15, 90, 30), abs=2)


def corners(frame: np.ndarray) -> list[bool]:
    """Whether the left, the right, the top and the bottom of a frame's middle lines are lit."""
    return [bool(frame[at] > 60) for at in ((45, 4), (45, 155), (3, 80), (86, 80))]


def lit_clip(path: Path, size: str, *options: str) -> Path:
    return pattern_clip(
        path, "-c:v", "libx264", "-pix_fmt", "yuv420p", *options, source=f"color=white:s={size}:r=12:d=0.3"
    )


def test_contain_shows_all_with_bars_and_cover_fills(tmp_path: Path) -> None:
    tall = lit_clip(tmp_path / "tall.mp4", "90x160")
    wide = lit_clip(tmp_path / "wide.mp4", "320x90")
    assert corners(frames_of(shot(tall, 1))[0]) == [False, False, True, True]
    assert corners(frames_of(shot(wide, 1))[0]) == [True, True, False, False]
    for clip in (tall, wide):
        assert corners(frames_of(shot(clip, 1, fit="cover"))[0]) == [True] * 4


def test_pixels_that_are_not_square_and_turned_pictures(tmp_path: Path) -> None:
    squeezed = lit_clip(tmp_path / "sar.mp4", "80x90", "-vf", "setsar=2")
    assert corners(frames_of(shot(squeezed, 1))[0]) == [True] * 4
    arrow = pattern_clip(tmp_path / "arrow.mp4", source="testsrc=size=160x90:rate=12:d=0.3")
    for angle in (90, 180, 270):
        turned = tmp_path / f"{angle}.mp4"
        ffmpeg("-display_rotation", str(angle), "-i", arrow, "-c", "copy", turned)
        upright = tmp_path / f"{angle}-upright.mkv"
        ffmpeg("-i", turned, "-c:v", "ffv1", upright)  # the program turns by itself
        film = FilmFormat(Size(160, 160), RATE)
        ours, theirs = (frames_of(shot(path, 1), film)[0].astype(int) for path in (turned, upright))
        assert np.abs(ours - theirs).mean() < 1


@pytest.mark.parametrize("size", ["161x91", "33x17", "640x361", "16x16", "1000x20"])
def test_odd_sizes_fit(size: str, tmp_path: Path) -> None:
    clip = pattern_clip(tmp_path / "odd.mkv", "-c:v", "ffv1", source=f"testsrc=size={size}:rate=12:d=0.3")
    for fit in ("contain", "cover"):
        assert frames_of(shot(clip, 2, fit=fit))[0].shape == (135, 160)


# ── stills and overlays ──


def test_a_still_is_held(tmp_path: Path) -> None:
    path = tmp_path / "-green %d.png"
    Image.new("RGB", (321, 181), (30, 180, 60)).save(path)
    part = conform(shot(path, 9, still=True), FILM, tmp_path / "part.mp4", keyframes=[])
    frames = decoded(part.path)
    assert len(frames) == 9
    assert rgb_of(frames[8]) == pytest.approx((30, 180, 60), abs=2)


def test_an_overlay_comes_and_goes_softly_and_is_drawn_exactly(tmp_path: Path) -> None:
    Image.new("RGB", (160, 90), (20, 20, 20)).save(tmp_path / "ground.png")
    drawn = np.zeros((90, 160, 4), np.uint8)
    drawn[30:60, 40:120] = (30, 180, 60, 255)
    Image.fromarray(drawn).save(tmp_path / "over.png")
    overlay = Overlay(tmp_path / "over.png", "", 2, 16)
    bare = frames_of(shot(tmp_path / "ground.png", 18, still=True))
    frames = frames_of(shot(tmp_path / "ground.png", 18, still=True, overlays=(overlay,)))
    luma = [int(frame[45, 80]) for frame in frames]
    assert luma[:2] == luma[16:] == [int(bare[0][45, 80])] * 2
    assert luma[2:6] == sorted(luma[2:6])
    assert luma[2] > luma[1]
    assert luma[12:16] == luma[5:1:-1]
    assert rgb_of(frames[8]) == pytest.approx((30, 180, 60), abs=2)
    assert np.array_equal(frames[8][:28], bare[8][:28])
    late = list(
        picture_frames(shot(tmp_path / "ground.png", 18, still=True, overlays=(overlay,)), FILM, 14, 18)
    )
    assert all(np.array_equal(one, other) for one, other in zip(late, frames[14:], strict=True))
    Image.new("RGBA", (80, 80)).save(tmp_path / "small.png")
    wrong = Overlay(tmp_path / "small.png", "", 0, 5)
    with pytest.raises(MediaError, match="and the film is 160x90"):
        frames_of(shot(tmp_path / "ground.png", 18, still=True, overlays=(wrong,)))


# ── the part ──


def test_a_part_has_its_frames_its_keyframes_and_the_same_bytes_each_time(tmp_path: Path) -> None:
    clip = pattern_clip(tmp_path / "clip.mp4", source="testsrc2=size=320x180:rate=25:d=3")
    seen: list[float] = []
    part = conform(shot(clip, 30), FILM, tmp_path / "one.mp4", keyframes=[8, 29, 99], progress=seen.append)
    assert part.frames == len(decoded(part.path)) == 30
    assert {0, 8, 29} <= set(part.keyframes)
    assert all(
        later - earlier <= 6 for earlier, later in zip(part.keyframes, part.keyframes[1:], strict=False)
    )
    assert seen[-1] == 1
    assert part == read_part(part.path)
    with ThreadPoolExecutor(4) as pool:
        others = list(
            pool.map(
                lambda number: conform(
                    shot(clip, 30), FILM, tmp_path / f"{number}.mp4", keyframes=[8, 29, 99]
                ),
                range(4),
            )
        )
    assert {other.path.read_bytes() for other in others} == {part.path.read_bytes()}
    assert threading.active_count() == 1


def test_all_parts_of_a_format_share_their_parameters(tmp_path: Path) -> None:
    Image.new("RGB", (40, 40), (250, 0, 0)).save(tmp_path / "still.png")
    noise = "nullsrc=s=160x90:r=12:d=1,geq=random(1)*255:128:128"
    pictures = [
        shot(tmp_path / "still.png", 1, still=True),
        shot(tmp_path / "still.png", 40, still=True),
        shot(pattern_clip(tmp_path / "noise.mp4", source=noise)),
        shot(pattern_clip(tmp_path / "big.mp4", source="mandelbrot=s=640x480:r=30,trim=duration=1"), 7),
        shot(numbered_clip(tmp_path / "clip.mp4"), 24),
    ]
    for film in (FILM, FilmFormat(Size(320, 180), Fraction(24000, 1001), 23, "medium")):
        parts = [
            conform(picture, film, tmp_path / f"{number}.mp4", keyframes=range(number))
            for number, picture in enumerate(pictures)
        ]
        assert len({part.parameters for part in parts}) == 1


def test_what_is_no_part_is_refused(tmp_path: Path) -> None:
    vp9 = pattern_clip(tmp_path / "clip.webm", "-c:v", "libvpx-vp9")
    with pytest.raises(MediaError, match="no part"):
        read_part(vp9)
