"""Sounds in their places: what is decoded, where it lands, how tracks meet, and what is refused."""

from __future__ import annotations

import struct
import zlib
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from clips import ffmpeg
from sounds import RATE, Sound, clicks, heard, noise, tone, write_sound

from rushes.errors import Cancelled, MediaError, StoreError
from rushes.media.audio import Track, sound_length
from rushes.media.ducking import Ducking
from rushes.media.loudness import Meter
from rushes.media.mix import mix
from rushes.media.samples import read_sound

SECOND = RATE


def mixed(tracks: list[Track], folder: Path, *, samples: int, loudness: float = -14.0) -> Sound:
    mix(tracks, folder / "film.m4a", samples=samples, loudness=loudness)
    return heard(folder / "film.m4a")


def level(sound: Sound, begin: float, end: float) -> float:
    part = sound[round(begin * RATE) : round(end * RATE)].astype(np.float64)
    return 10 * np.log10((part**2).mean() + 1e-12)


# ── bad input ─────────────────────────────────────────────────────────────────────────────────


def a_picture(path: Path) -> None:
    rows = zlib.compress(b"\0\xff\0\0" * 1)
    chunks = [(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)), (b"IDAT", rows), (b"IEND", b"")]
    parts = [
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    ]
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"".join(parts))


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("gone.wav", None, "is not there"),
        ("empty.wav", b"", "is empty"),
        ("words.mp3", b"these are only words\n" * 50, "is text"),
        ("list.m4a", b"#EXTM3U\n#EXTINF:1,\nhttp://127.0.0.1:9/a.ts\n", "playlist"),
        ("list.wav", b"ffconcat version 1.0\nfile other.wav\n", "playlist"),
    ],
)
def test_what_is_no_sound_is_told_by_name(
    tmp_path: Path, name: str, content: bytes | None, says: str
) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(MediaError, match=says) as caught:
        mix([Track(path, 0, SECOND)], tmp_path / "film.m4a", samples=SECOND)
    assert name in str(caught.value)
    assert sorted(one.name for one in tmp_path.iterdir()) == ([name] if content is not None else [])


@pytest.mark.parametrize("name", ["photo.png", "photo.wav"])
def test_a_picture_is_no_sound(tmp_path: Path, name: str) -> None:
    a_picture(tmp_path / name)
    with pytest.raises(MediaError, match="picture"):
        sound_length(tmp_path / name)
    with pytest.raises(MediaError, match="picture"):
        list(read_sound(tmp_path / name))


def test_a_silent_video_has_no_length_and_is_no_track(tmp_path: Path) -> None:
    ffmpeg("-f", "lavfi", "-i", "color=s=32x32:d=0.5:r=10", tmp_path / "mute.mp4")
    assert sound_length(tmp_path / "mute.mp4") is None
    with pytest.raises(MediaError, match="has no sound"):
        mix([Track(tmp_path / "mute.mp4", 0, SECOND)], tmp_path / "film.m4a", samples=SECOND)


@pytest.mark.parametrize("name", ["half.wav", "half.flac", "half.m4a", "half.mp3"])
def test_a_sound_cut_short_is_refused(tmp_path: Path, name: str) -> None:
    path = write_sound(tmp_path / name, noise(3, -20))
    if path.suffix == ".m4a":  # the index first, as a download has it
        ffmpeg("-i", path, "-c", "copy", "-movflags", "+faststart", tmp_path / "front.m4a")
        path.write_bytes((tmp_path / "front.m4a").read_bytes())
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(MediaError, match=r"cut short|damaged") as caught:
        sound_length(path)
    assert name in str(caught.value)


def test_a_sound_cut_short_says_how_much_is_there(tmp_path: Path) -> None:
    path = write_sound(tmp_path / "half.wav", noise(2, -20))
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(MediaError, match=r"1\.0 of 2\.0 seconds"):
        sound_length(path)


def test_an_mp3_without_a_tag_and_with_rubbish_at_its_end_is_taken_as_it_is(tmp_path: Path) -> None:
    write_sound(tmp_path / "a.mp3", noise(1))
    ffmpeg("-i", tmp_path / "a.mp3", "-c", "copy", "-write_xing", "0", tmp_path / "bare.mp3")
    path = tmp_path / "rubbish.mp3"
    path.write_bytes(
        (tmp_path / "a.mp3").read_bytes() + b"APETAGEX" + bytes(range(256)) * 8 + b"TAG" + b"x" * 125
    )
    for each in (path, tmp_path / "bare.mp3"):
        assert sound_length(each) == pytest.approx(SECOND, abs=2_500)


def test_damage_inside_a_sound_is_told(tmp_path: Path) -> None:
    path = write_sound(tmp_path / "flip.m4a", noise(3))
    content = bytearray(path.read_bytes())
    for place in np.random.default_rng(1).integers(2_000, len(content) - 4_000, 300):
        content[place] ^= 0xFF
    path.write_bytes(bytes(content))
    with pytest.raises(MediaError, match=r"flip\.m4a cannot be decoded as sound"):
        sound_length(path)


def test_a_loop_that_begins_after_its_end_is_refused(tmp_path: Path) -> None:
    music = write_sound(tmp_path / "music.wav", tone(1))
    with pytest.raises(MediaError, match=r"music.wav cannot be repeated from 5 s on"):
        mix([Track(music, 0, SECOND, start=Fraction(5), loop=True)], tmp_path / "film.m4a", samples=SECOND)


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"film.m4a cannot be written"):
        mix([], tmp_path / "nowhere" / "film.m4a", samples=SECOND)


def test_stopping_leaves_nothing_and_keeps_what_was_there(tmp_path: Path) -> None:
    path = write_sound(tmp_path / "a.wav", noise(5))
    (tmp_path / "film.m4a").write_bytes(b"the film before")
    asked = iter([False] * 3 + [True] * 10_000)
    with pytest.raises(Cancelled):
        mix(
            [Track(path, 0, 5 * SECOND)],
            tmp_path / "film.m4a",
            samples=5 * SECOND,
            cancelled=lambda: next(asked),
        )
    assert sorted(one.name for one in tmp_path.iterdir()) == ["a.wav", "film.m4a"]
    assert (tmp_path / "film.m4a").read_bytes() == b"the film before"


def test_numbers_that_are_none_are_silence(tmp_path: Path) -> None:
    sound = noise(1)
    sound[100:200] = np.nan
    sound[300] = np.inf
    assert np.isfinite(heard(write_sound(tmp_path / "odd.wav", sound))).all()


# ── decoding ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", ["a.wav", "a.flac", "a.m4a", "a.mp3", "a.ogg"])
def test_a_click_keeps_its_sample_in_every_format(tmp_path: Path, name: str) -> None:
    path = write_sound(tmp_path / name, clicks(1, 24_000) + noise(1, -70))
    sound = heard(path)
    assert int(np.abs(sound[:, 0]).argmax()) == 24_000
    # An mp4's header counts in its own time scale: a few samples less.
    assert SECOND - 48 <= len(sound) <= SECOND
    assert sound_length(path) == len(sound)


@pytest.mark.parametrize("rate", [8_000, 22_050, 44_100, 96_000, 192_000])
def test_every_rate_comes_out_at_48_khz_in_its_place(tmp_path: Path, rate: int) -> None:
    sound = heard(write_sound(tmp_path / "a.wav", clicks(1, rate // 2, channels=1, rate=rate), rate=rate))
    assert int(np.abs(sound[:, 0]).argmax()) == 24_000
    assert abs(len(sound) - SECOND) <= 1
    assert np.array_equal(sound[:, 0], sound[:, 1])


@pytest.mark.parametrize("codec", ["pcm_u8", "pcm_s16le", "pcm_s24le", "pcm_s32le", "pcm_f64le"])
def test_every_depth_has_the_same_level(tmp_path: Path, codec: str) -> None:
    ffmpeg(
        "-f", "lavfi", "-i", "sine=997:r=48000:d=1", "-af", "volume=-6dB", "-c:a", codec, tmp_path / "a.wav"
    )
    assert level(heard(tmp_path / "a.wav"), 0.2, 0.8) == pytest.approx(-27.1, abs=0.1)  # sine peaks at -18 dB


def test_six_channels_are_mixed_down_without_the_bass(tmp_path: Path) -> None:
    def alone(channel: int) -> Sound:
        sound = np.zeros((SECOND // 10, 6), np.float32)
        sound[:, channel] = 0.5
        return heard(write_sound(tmp_path / f"{channel}.wav", sound, layout="5.1"))[1000]

    left, right, centre, bass, back = (alone(channel) for channel in (0, 1, 2, 3, 4))
    assert left == pytest.approx([0.5, 0.0])
    assert right == pytest.approx([0.0, 0.5])
    assert centre == pytest.approx([0.5 * 0.5**0.5] * 2)
    assert bass == pytest.approx([0.0, 0.0])
    assert back == pytest.approx([0.5 * 0.5**0.5, 0.0])


@pytest.mark.parametrize("name", ["clip.mp4", "clip.ts", "clip.mkv"])
def test_a_video_s_sound_keeps_its_place_beside_the_picture(tmp_path: Path, name: str) -> None:
    write_sound(tmp_path / "click.wav", clicks(1, 12_000))
    ffmpeg(
        *("-f", "lavfi", "-i", "color=s=32x32:d=2:r=10", "-itsoffset", "0.5", "-i", tmp_path / "click.wav"),
        *("-c:v", "libx264", "-bf", "2", "-c:a", "aac", tmp_path / name),
    )
    sound = heard(tmp_path / name)
    # Matroska counts in milliseconds.
    assert int(np.abs(sound[:, 0]).argmax()) == pytest.approx(36_000, abs=48 if name == "clip.mkv" else 2)


# ── the mix ───────────────────────────────────────────────────────────────────────────────────


def test_a_click_lands_on_its_sample_of_the_film(tmp_path: Path) -> None:
    path = write_sound(tmp_path / "click.wav", clicks(2, 60_000))
    samples = 3 * SECOND + 123
    sound = mixed([Track(path, 30_001, 2 * SECOND, start=Fraction(1, 2))], tmp_path, samples=samples)
    assert int(np.abs(sound[:, 0]).argmax()) == 30_001 + 60_000 - 24_000
    assert len(sound) == samples


def test_a_film_is_as_long_as_it_is_told(tmp_path: Path) -> None:
    for samples in (1, 1023, 48_000, 100_001):
        report = mix([], tmp_path / "film.m4a", samples=samples)
        assert report.samples == samples
        assert len(heard(tmp_path / "film.m4a")) == samples
        with av.open(str(tmp_path / "film.m4a")) as film:
            stream = film.streams.audio[0]
            assert (stream.rate, stream.channels, stream.start_time) == (48_000, 2, 0)
            packets = [packet for packet in film.demux(stream) if packet.size]
            assert sum(packet.duration or 0 for packet in packets) + (packets[0].pts or 0) == samples


def test_nothing_stays_silence(tmp_path: Path) -> None:
    path = write_sound(tmp_path / "zero.wav", np.zeros((SECOND, 2), np.float32))
    report = mix([Track(path, 0, SECOND)], tmp_path / "film.m4a", samples=2 * SECOND)
    assert report.loudness == report.true_peak == float("-inf")
    assert not heard(tmp_path / "film.m4a").any()


def test_a_track_is_heard_only_for_its_length(tmp_path: Path) -> None:
    path = write_sound(tmp_path / "a.wav", noise(3))
    sound = mixed([Track(path, SECOND, SECOND)], tmp_path, samples=3 * SECOND)
    assert level(sound, 0, 0.95) < -60 < -30 < level(sound, 1.05, 1.95)
    assert level(sound, 2.05, 3) < -60


def test_levels_are_decibels(tmp_path: Path) -> None:
    one = write_sound(tmp_path / "one.wav", noise(1, seed=1))
    tracks = [Track(one, 0, SECOND), Track(one, SECOND, SECOND, level=-6.0)]
    sound = mixed(tracks, tmp_path, samples=2 * SECOND)
    assert level(sound, 0.1, 0.9) - level(sound, 1.1, 1.9) == pytest.approx(6.0, abs=0.2)


def test_a_crossfade_keeps_its_power(tmp_path: Path) -> None:
    one = write_sound(tmp_path / "one.wav", noise(2, -18, seed=1))
    two = write_sound(tmp_path / "two.wav", noise(2, -18, seed=2))
    fade = SECOND
    tracks = [Track(one, 0, 2 * SECOND, fade_out=fade), Track(two, SECOND, 2 * SECOND, fade_in=fade)]
    sound = mixed(tracks, tmp_path, samples=3 * SECOND)
    levels = [level(sound, begin / 8, begin / 8 + 0.25) for begin in range(1, 22)]
    assert max(levels) - min(levels) < 0.5


def test_a_linear_fade_is_half_in_its_middle(tmp_path: Path) -> None:
    path = write_sound(tmp_path / "a.wav", noise(2))
    sound = mixed([Track(path, 0, 2 * SECOND, fade_in=SECOND, curve="linear")], tmp_path, samples=2 * SECOND)
    assert level(sound, 1.2, 1.9) - level(sound, 0.48, 0.52) == pytest.approx(6.0, abs=0.6)


def test_music_goes_round(tmp_path: Path) -> None:
    path = write_sound(tmp_path / "loop.wav", clicks(1, 24_000 + 4_800))
    tracks = [Track(path, 0, 4 * SECOND, start=Fraction(1, 2), loop=True)]
    sound = mixed(tracks, tmp_path, samples=4 * SECOND)
    found = np.flatnonzero(np.abs(sound[:, 0]) > 0.5 * np.abs(sound).max())
    assert set(found.tolist()) == {4_800 + 24_000 * turn for turn in range(8)}


def test_music_steps_back_under_speech_and_comes_again(tmp_path: Path) -> None:
    music = write_sound(tmp_path / "music.wav", tone(6, 400, -14))
    words = np.zeros((6 * SECOND, 2), np.float32)
    burst = tone(1.5, 3_000, -14)
    words[2 * SECOND : 2 * SECOND + len(burst)] = burst
    words[2 * SECOND + 30_000 : 2 * SECOND + 40_000] = 0  # a breath: the music waits
    speech = write_sound(tmp_path / "speech.wav", words)
    length = 6 * SECOND
    tracks = [Track(music, 0, length, ducked_by_speech=10.0), Track(speech, 0, length, speech=True)]
    sound = mixed(tracks, tmp_path, samples=length)

    def music_level(begin: float, end: float) -> float:
        part = sound[round(begin * RATE) : round(end * RATE), 0]
        wave = np.exp(-2j * np.pi * 400 * np.arange(len(part)) / RATE) * np.hanning(len(part))
        return 20 * np.log10(abs((part * wave).sum()) / len(part))

    before = music_level(1.0, 1.7)
    assert music_level(2.1, 2.5) == pytest.approx(before - 10, abs=0.5)
    assert music_level(2.65, 2.8) == pytest.approx(before - 10, abs=0.5)
    assert music_level(1.9, 2.0) < before - 4  # it gives way before the first word
    assert music_level(3.55, 3.65) < before - 7
    assert music_level(4.1, 4.5) == pytest.approx(before, abs=0.5)


def test_ducking_is_smooth() -> None:
    active = np.zeros(600, np.bool_)
    active[200:300] = active[305:310] = True
    gains = 20 * np.log10(Ducking(active).gains(0, 600 * 480, 12.0)[:, 0])
    assert gains.min() == pytest.approx(-12.0, abs=1e-4)
    assert np.abs(np.diff(gains)).max() < 12.0 / 48_000 * 10  # 120 dB a second at the steepest
    assert not gains[: 180 * 480].any()
    assert not gains[361 * 480 :].any()


def test_the_same_tracks_give_the_same_bytes(tmp_path: Path) -> None:
    path = write_sound(tmp_path / "a.wav", noise(2, -6))
    for name in ("one.m4a", "two.m4a"):
        mix([Track(path, 0, 2 * SECOND, fade_in=500)], tmp_path / name, samples=2 * SECOND)
    assert (tmp_path / "one.m4a").read_bytes() == (tmp_path / "two.m4a").read_bytes()


def test_progress_rises_to_one(tmp_path: Path) -> None:
    path = write_sound(tmp_path / "a.wav", noise(3, -30) + clicks(3, 70_000))
    told: list[float] = []
    mix([Track(path, 0, 3 * SECOND)], tmp_path / "film.m4a", samples=3 * SECOND, progress=told.append)
    assert told == sorted(told)
    assert told[-1] == 1.0


def test_a_film_s_sound_may_be_copied_by_its_packets(tmp_path: Path) -> None:
    path = write_sound(tmp_path / "click.wav", clicks(1, 30_000))
    mix([Track(path, 0, SECOND)], tmp_path / "film.m4a", samples=SECOND)
    with av.open(str(tmp_path / "film.m4a")) as source, av.open(str(tmp_path / "copy.mp4"), "w") as copy:
        stream = copy.add_stream_from_template(source.streams.audio[0])
        for packet in source.demux(source.streams.audio[0]):
            if packet.size:
                packet.stream = stream
                copy.mux(packet)
    assert int(np.abs(heard(tmp_path / "copy.mp4")[:, 0]).argmax()) == 30_000


def test_a_meter_reads_the_mix_as_reported(tmp_path: Path) -> None:
    path = write_sound(tmp_path / "a.wav", noise(3))
    report = mix([Track(path, 0, 3 * SECOND)], tmp_path / "film.m4a", samples=3 * SECOND)
    meter = Meter()
    meter.add(heard(tmp_path / "film.m4a"))
    assert (meter.loudness(), meter.true_peak()) == pytest.approx(
        (report.loudness, report.true_peak), abs=1e-6
    )
