"""What a film sounds like: every shot's own sound, its audio and narration, and the bed of music."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from pathlib import Path

from rushes.film.timeline import SAMPLE_RATE, Place, Timeline, sample_at
from rushes.keys import digest
from rushes.media.audio import MIX_VERSION, Track
from rushes.media.engine import versions
from rushes.model import Music, Narration, Shot, SoundFile
from rushes.storyboard.board import Storyboard

__all__ = ["OwnSound", "film_tracks", "sound_key"]

# At a plain cut a sound begins and ends over 5 ms: shorter clicks, longer is heard.
_DECLICK = SAMPLE_RATE // 200


class OwnSound:
    """The sound that a take or clip brings: the file, and where in it the shot begins (seconds)."""

    __slots__ = ("path", "start")

    def __init__(self, path: Path, start: Fraction = Fraction(0)) -> None:
        self.path = path
        self.start = start


def film_tracks(
    board: Storyboard,
    timeline: Timeline,
    own: Mapping[str, OwnSound],
    speech_samples: Callable[[Shot], int],
) -> list[Track]:
    """Every sound of the film, placed. `own` holds the shots whose take has a sound.

    `speech_samples` says how long a narration is: speech is never cut at the end of its shot.
    """
    places = {place.name: place for place in timeline.places}
    tracks: list[Track] = []
    for shot in board.shots:
        place = places[shot.id]
        tracks += _shot_tracks(shot, place, timeline.fps, own.get(shot.id))
        narration = shot.narration
        if narration is not None and narration.path is not None:
            samples = speech_samples(shot)
            tracks.append(_narration_track(narration, narration.path, samples, place, timeline.fps))
    if board.music is not None:
        tracks.append(_music_track(board.music, timeline))
    return tracks


def _shot_tracks(shot: Shot, place: Place, fps: Fraction, own: OwnSound | None) -> list[Track]:
    tracks: list[Track] = []
    start, end = sample_at(place.start, fps), sample_at(place.end, fps)
    if own is not None and shot.own_level is not None:
        tracks.append(
            Track(
                path=own.path,
                at=start,
                length=end - start,
                start=own.start,
                level=shot.own_level,
                fade_in=_overlap(place.lead, fps),
                fade_out=_overlap(place.tail, fps),
                curve="power" if place.lead or place.tail else "linear",
            )
        )
    tracks += [_audio_track(sound, place, fps) for sound in shot.audio]
    return tracks


def _overlap(frames: int, fps: Fraction) -> int:
    return sample_at(frames, fps) or _DECLICK


def _audio_track(sound: SoundFile, place: Place, fps: Fraction) -> Track:
    start = sample_at(place.start, fps) + round(sound.at * SAMPLE_RATE)
    end = sample_at(place.end, fps)
    length = end - start
    if sound.duration is not None:
        length = min(length, round(sound.duration * SAMPLE_RATE))
    fade_out = round(sound.fade_out * SAMPLE_RATE)
    if start + length >= end:
        fade_out = max(fade_out, _overlap(place.tail, fps))
    return Track(
        path=sound.path,
        at=start,
        length=max(length, 0),
        start=sound.start,
        level=sound.level,
        fade_in=max(round(sound.fade_in * SAMPLE_RATE), _DECLICK),
        fade_out=fade_out,
        curve="power",
    )


def _narration_track(narration: Narration, path: Path, samples: int, place: Place, fps: Fraction) -> Track:
    start = sample_at(place.start, fps) + round(narration.at * SAMPLE_RATE)
    return Track(
        path=path,
        at=start,
        length=samples,
        start=Fraction(0),
        level=narration.level,
        fade_in=0,
        fade_out=0,
        curve="linear",
        speech=True,
    )


def _music_track(music: Music, timeline: Timeline) -> Track:
    return Track(
        path=music.path,
        at=0,
        length=timeline.samples,
        start=music.start,
        level=music.level,
        fade_in=round(music.fade_in * SAMPLE_RATE),
        fade_out=round(music.fade_out * SAMPLE_RATE),
        curve="linear",
        loop=music.loop,
        ducked_by_speech=music.duck,
    )


def sound_key(tracks: list[Track], *, samples: int, loudness: float, hashes: Mapping[Path, str]) -> str:
    """The key of a mixed sound: its tracks by the bytes of their files, its length and loudness."""
    return digest(
        {
            "tracks": [
                [
                    hashes[track.path],
                    track.at,
                    track.length,
                    track.start,
                    track.level,
                    track.fade_in,
                    track.fade_out,
                    track.curve,
                    track.loop,
                    track.ducked_by_speech,
                    track.speech,
                ]
                for track in tracks
            ],
            "mix": MIX_VERSION,
            "samples": samples,
            "loudness": loudness,
            **versions(),
        }
    )
