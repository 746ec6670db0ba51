"""Makes the music of `lighthouse.yaml`: plucked strings over a slow bass, one minute, from nothing."""

from __future__ import annotations

import wave
from pathlib import Path

import numpy as np

RATE = 48_000
BEAT = 0.6  # seconds
TARGET = Path(__file__).parent / "media" / "lighthouse_music.wav"
# D minor, B flat, F, C: one chord for eight beats, as semitones above A at 110 Hz.
CHORDS = ((5, 8, 12, 17, 20), (1, 5, 8, 13, 17), (8, 12, 15, 20, 24), (3, 7, 10, 15, 19))
PATTERN = (0, 2, 3, 4, 3, 2, 4, 3)


def pitch(semitones: float) -> float:
    """The frequency in hertz of a note, in semitones above A2."""
    return 110.0 * 2 ** (semitones / 12)


def pluck(frequency: float, seconds: float, random: np.random.Generator) -> np.ndarray:
    """A plucked string after Karplus and Strong: noise that a loop of one period smooths."""
    period = round(RATE / frequency)
    string = random.uniform(-1, 1, period)
    rounds = round(seconds * RATE / period) + 1
    sound = np.empty((rounds, period))
    for index in range(rounds):
        sound[index] = string
        string = 0.996 * (0.5 * string + 0.5 * np.roll(string, 1))
    return sound.reshape(-1)[: round(seconds * RATE)]


def bow(frequency: float, seconds: float) -> np.ndarray:
    """A soft bass note that swells and fades."""
    time = np.arange(round(seconds * RATE)) / RATE
    tone = sum(np.sin(2 * np.pi * frequency * k * time) / k**2 for k in (1, 2, 3))
    return tone * np.sin(np.pi * time / seconds) ** 0.7


def compose(beats: int = 112) -> np.ndarray:
    """The whole piece as floats, shape (samples, 2)."""
    random = np.random.default_rng(11)
    piece = np.zeros((round((beats * BEAT + 4) * RATE), 2))
    for beat in range(beats):
        chord = CHORDS[beat // 8 % len(CHORDS)]
        start = round(beat * BEAT * RATE)
        note = pluck(pitch(chord[PATTERN[beat % 8]] + 12), 2.6, random)
        side = 0.5 + 0.3 * np.sin(beat * 0.7)
        piece[start : start + len(note)] += 0.22 * note[:, None] * (1 - side, side)
        if beat % 8 == 0:
            bass = bow(pitch(chord[0] - 12), 8 * BEAT)
            piece[start : start + len(bass)] += 0.20 * bass[:, None]
    return 0.8 * piece / np.abs(piece).max()


def main() -> None:
    """Write the music where the storyboard looks for it, unless it is there."""
    if TARGET.exists():
        return
    TARGET.parent.mkdir(exist_ok=True)
    samples = (compose() * 32767).astype("<i2")
    with wave.open(str(TARGET), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(samples.tobytes())


if __name__ == "__main__":
    main()
