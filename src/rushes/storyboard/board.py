"""A storyboard as data: the shots in order, with what they share."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Literal

from rushes.model import CastMember, Look, Music, Shot, Size, TitleCard

CaptionMode = Literal["soft", "burned", "srt", "vtt"]
CAPTION_MODES: tuple[CaptionMode, ...] = ("soft", "burned", "srt", "vtt")


@dataclass(frozen=True, slots=True)
class Storyboard:
    """The shots of a film in order, with what they share. `path` is None when it has no file.

    `captions` says where words go: a track that can be switched off, the picture, a file beside the film.
    """

    shots: tuple[Shot, ...]
    title: str = ""
    path: Path | None = None
    size: Size = Size(1280, 720)
    fps: Fraction = Fraction(24)
    model: str = "previz"
    look: Look = field(default_factory=Look)
    cast: tuple[CastMember, ...] = ()
    music: Music | None = None
    title_card: TitleCard | None = None
    end_card: TitleCard | None = None
    fade_out: Fraction = Fraction(0)
    captions: tuple[CaptionMode, ...] = ("soft",)
    loudness: float = -14.0

    @classmethod
    def load(cls, path: Path | str) -> Storyboard:
        """The storyboard in the file at `path`.

        Raises StoryboardError with every finding when the file is wrong.

            board = Storyboard.load("examples/lighthouse.yaml")
        """
        from rushes.storyboard.read import read_storyboard  # pydantic and YAML load only when a file is read

        return read_storyboard(Path(path))
