"""Loudness and peaks: our meter against libav's, and what the mix makes of sounds of all kinds."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np
import pytest
from av.filter import Graph
from sounds import RATE, Sound, clicks, heard, noise, tone, write_sound

from rushes.media.audio import MixReport, Track
from rushes.media.limiter import limited
from rushes.media.loudness import Meter
from rushes.media.mix import mix


def ebur128(path: Path) -> tuple[float, float]:
    """What libav's own meter reads: LUFS and dBTP."""
    last: dict[str, str] = {}
    with av.open(str(path)) as container:
        stream = container.streams.audio[0]
        graph = Graph()
        source, meter, sink = (
            graph.add_abuffer(template=stream),
            graph.add("ebur128", metadata="1", peak="true"),
            graph.add("abuffersink"),
        )
        source.link_to(meter)
        meter.link_to(sink)
        graph.configure()
        for frame in [*container.decode(stream), None]:
            graph.push(frame)
            while True:
                try:
                    last = dict(graph.pull().metadata) or last
                except (BlockingIOError, EOFError):
                    break
    peaks = [float(value) for name, value in last.items() if "true_peak" in name]
    return float(last["lavfi.r128.I"]), 20 * np.log10(max(peaks))


def measured(sound: Sound, step: int = 7_001) -> Meter:
    meter = Meter()
    for first in range(0, len(sound), step):
        meter.add(sound[first : first + step])
    return meter


SOUNDS = {
    "noise": noise(3, -20),
    "quiet then loud": np.concatenate([noise(3, -50), noise(2, -10)]),
    "left only": noise(3, -20) * np.array([1, 0], np.float32),
    "low": tone(3, 60, -10),
    "high": tone(3, 12_000, -10),
}


@pytest.mark.parametrize("name", SOUNDS)
def test_our_meter_agrees_with_libav_s(tmp_path: Path, name: str) -> None:
    loudness, peak = ebur128(write_sound(tmp_path / "a.wav", SOUNDS[name]))
    meter = measured(SOUNDS[name])
    assert meter.loudness() == pytest.approx(loudness, abs=0.05)
    assert meter.true_peak() == pytest.approx(peak, abs=0.5)


def test_the_reference_tone_reads_as_itself() -> None:
    assert measured(tone(3, 997, -23)).loudness() == pytest.approx(-23.0, abs=0.05)  # EBU Tech 3341, case 1


def test_a_peak_between_samples_is_seen() -> None:
    time = np.arange(RATE) / RATE
    wave = np.sin(2 * np.pi * 12_000 * time + np.pi / 4)  # no sample is higher than 0.71
    sound = np.repeat(wave[:, np.newaxis], 2, axis=1).astype(np.float32) * np.hanning(RATE)[
        :, np.newaxis
    ].astype(np.float32)
    assert np.abs(sound).max() < 0.72
    assert measured(sound).true_peak() == pytest.approx(0.0, abs=0.1)


def test_how_it_is_cut_does_not_matter() -> None:
    sound = noise(2, -20)
    readings = [
        (meter.loudness(), meter.true_peak())
        for meter in (measured(sound, step) for step in (64, 4_999, 96_000))
    ]
    assert readings[1] == pytest.approx(readings[0], abs=1e-6)
    assert readings[2] == pytest.approx(readings[0], abs=1e-6)


def test_nothing_is_silent() -> None:
    assert Meter().loudness() == Meter().true_peak() == float("-inf")


def film(folder: Path, *sounds: Sound, loudness: float = -14.0) -> tuple[MixReport, Sound]:
    samples = max(len(sound) for sound in sounds)
    tracks = [
        Track(write_sound(folder / f"{number}.wav", sound), 0, samples) for number, sound in enumerate(sounds)
    ]
    report = mix(tracks, folder / "film.m4a", samples=samples, loudness=loudness)
    return report, heard(folder / "film.m4a")


LOUD = {
    "noise": (noise(4, -12),),
    "quiet": (noise(4, -32),),
    "clipping": (np.clip(noise(4, 10), -1, 1),),
    "over full scale": (noise(3, 30),),
    "square": (np.sign(tone(3, 100)) * np.float32(0.9),),
    "two that add up": (noise(3, -6, seed=1), noise(3, -6, seed=2)),
    "drums": (
        noise(4, -24) + 8 * noise(4, -24, seed=5) * (np.arange(4 * RATE) % 24_000 < 1_500)[:, np.newaxis],
    ),
    "dialogue": (np.concatenate([noise(2, -40), noise(1, -15), noise(2, -40)]),),
    "short": (tone(0.2),),
}


@pytest.mark.parametrize("name", LOUD)
def test_a_film_has_its_loudness_and_its_peaks_are_held(tmp_path: Path, name: str) -> None:
    report, _ = film(tmp_path, *LOUD[name])
    loudness, peak = ebur128(tmp_path / "film.m4a")
    assert report.loudness == pytest.approx(-14.0, abs=0.5)
    assert report.true_peak <= -1.0
    if name != "short":  # libav's meter has no reading under 0.4 s
        assert loudness == pytest.approx(-14.0, abs=0.5)
        assert peak <= -0.9


@pytest.mark.parametrize("wanted", [-23.0, -16.0, -9.0])
def test_the_loudness_is_as_wished(tmp_path: Path, wanted: float) -> None:
    report, _ = film(tmp_path, noise(4, -12), loudness=wanted)
    assert report.loudness == pytest.approx(wanted, abs=0.5)
    assert report.true_peak <= -1.0


def test_where_both_cannot_be_had_the_peaks_win(tmp_path: Path) -> None:
    report, _ = film(tmp_path, noise(4, -50) + clicks(4, *range(1_000, 180_000, 30_000)))
    assert report.true_peak <= -1.0
    assert report.loudness < -14.5


def test_next_to_nothing_is_not_blown_up(tmp_path: Path) -> None:
    sound = noise(2, -65)
    report, _ = film(tmp_path, sound)
    assert report.loudness == pytest.approx(measured(sound).loudness() + 20, abs=1.5)


def test_the_limiter_holds_the_ceiling_smoothly_and_lets_the_rest_be() -> None:
    sound = tone(2, 100, -12)
    sound[RATE : RATE + 40] *= 8

    def read(first: int, count: int) -> Sound:
        padded = np.zeros((count, 2), np.float32)
        begin, end = max(0, first), min(len(sound), first + count)
        padded[begin - first : end - first] = sound[begin:end] if begin < end else 0
        return padded

    out = np.concatenate(list(limited(read, len(sound), level=3.0, ceiling=-2.0)))
    assert len(out) == len(sound)
    assert measured(out).true_peak() <= -1.9
    turned = sound * np.float32(10 ** (3 / 20))
    assert np.allclose(out[: RATE - 1_000], turned[: RATE - 1_000], atol=1e-6)
    assert np.allclose(out[RATE + 24_000 :], turned[RATE + 24_000 :], atol=1e-6)
    heard_at = np.abs(turned[:, 0]) > 0.05
    gains = out[heard_at, 0] / turned[heard_at, 0]
    assert np.abs(np.diff(gains)).max() < 0.02
