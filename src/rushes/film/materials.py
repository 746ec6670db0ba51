"""The files that a film needs, asked before anything is made: every broken one is told at once."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

from rushes.errors import MediaError, RushesError, UsageError, several
from rushes.film.facts import FileFacts, MediaFacts
from rushes.film.timeline import SAMPLE_RATE
from rushes.model import Shot, UserClip
from rushes.storyboard.board import Storyboard

__all__ = ["Materials"]


class Materials:
    """The clips and sounds of a storyboard, each known to be whole.

    Raises everything that is wrong with them, each error told of its shot.
    """

    def __init__(self, board: Storyboard, facts: FileFacts) -> None:
        self.board = board
        self._facts = facts
        wrong: list[RushesError] = []

        def look(check: Callable[[], object], shot: str | None) -> None:
            try:
                check()
            except RushesError as error:
                wrong.append(error if shot is None else error.at(shot))

        for shot in board.shots:
            for clip in (shot.clip, shot.footage):
                if isinstance(clip, UserClip):
                    look(lambda shot=shot, clip=clip: self.clip_seconds(shot, clip), shot.id)
            for sound in shot.audio:
                look(lambda sound=sound: self._check_sound(sound.path, sound.start), shot.id)
            if shot.narration is not None and shot.narration.path is not None:
                look(lambda shot=shot: self.narration_seconds(shot), shot.id)
        if board.music is not None:
            music = board.music
            look(lambda: self._check_sound(music.path, music.start, "the music "), None)
        if wrong:
            raise several(wrong, begun=False)

    def clip_seconds(self, shot: Shot, clip: UserClip) -> Fraction:
        """How long the picture of a user's clip is, which the shot shows or is made from."""
        seconds = self._facts.media(clip.path).seconds
        if seconds <= 0:
            raise UsageError(
                f"{clip.path.name} has no moving picture", hint="give a video as clip", shot=shot.id
            )
        return seconds

    def narration_seconds(self, shot: Shot) -> Fraction:
        """How long the narration file of a shot is."""
        assert shot.narration is not None
        assert shot.narration.path is not None
        return Fraction(self._check_sound(shot.narration.path, Fraction(0)), SAMPLE_RATE)

    def media(self, path: Path, sha256: str) -> MediaFacts:
        """What a take or clip holds."""
        return self._facts.media(path, sha256)

    def sha256(self, path: Path) -> str:
        """The hash of a file's bytes."""
        return self._facts.sha256(path)

    def sounds(self) -> dict[Path, str]:
        """The hashes of all sound files that the storyboard names."""
        paths = [sound.path for shot in self.board.shots for sound in shot.audio]
        paths += [shot.narration.path for shot in self.board.shots if shot.narration and shot.narration.path]
        if self.board.music is not None:
            paths.append(self.board.music.path)
        return {path: self._facts.sha256(path) for path in paths}

    def _check_sound(self, path: Path, start: Fraction, what: str = "") -> int:
        samples = self._facts.media(path).samples
        name = f"{what}{path.name}"
        if not samples:
            raise MediaError(f"{name} has no sound", hint="give a sound file, or a video with sound")
        if start * SAMPLE_RATE >= samples:
            length = f"{samples / SAMPLE_RATE:.4g} s"
            raise UsageError(
                f"{name} lasts {length}, and `start` is at {float(start):g} s",
                hint=f"make `start` less than {length}",
            )
        return samples
