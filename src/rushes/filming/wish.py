"""How a film is asked for, and what of it is told to be wrong before anything is made."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, TypedDict, cast, get_args

from rushes.errors import ModelRetired, StoreError, UsageError
from rushes.media.notes import band_height
from rushes.media.parts import FilmFormat
from rushes.model import Shot, Size, StillFile
from rushes.model_card import ModelCard
from rushes.settings import Settings
from rushes.shoot.checks import operation
from rushes.shoot.details import PATH, SIZE, Kinds, check_details
from rushes.shoot.single import own_files, size_of
from rushes.storyboard.board import CAPTION_MODES, CaptionMode, Storyboard

__all__ = [
    "JOIN_KINDS",
    "FilmDetails",
    "FilmWish",
    "JoinDetails",
    "Quality",
    "asked",
    "film_format",
    "film_output",
    "film_wish",
    "shortened",
]

Quality = Literal["draft", "normal", "high"]
_SUFFIXES = (".mp4", ".m4v", ".mov")


class JoinDetails(TypedDict, total=False):
    """How a film of nothing but clips is asked for, as a person passes it."""

    output: Path | str | None
    size: Size | str | None
    quality: Quality | None
    crf: int | None


class FilmDetails(JoinDetails, total=False):
    """How a film of a storyboard is asked for, as a person passes it."""

    captions: Sequence[CaptionMode | Literal["none"]] | CaptionMode | Literal["none"] | None
    burn_in: bool | None
    draft: bool
    notes: bool


JOIN_KINDS: Kinds = {
    "output": PATH,
    "size": SIZE,
    "quality": ((str,), "draft, normal or high"),
    "crf": ((int,), "a whole number from 0 to 51"),
}
FILM_KINDS: Kinds = {
    **JOIN_KINDS,
    "captions": ((str, Sequence, AbstractSet), f"any of {', '.join(CAPTION_MODES)}, or none"),
    "burn_in": ((bool,), "True or False"),
    "draft": ((bool,), "True or False"),
    "notes": ((bool,), "True or False"),
}


@dataclass(frozen=True, slots=True)
class FilmWish:
    """How a film is asked for, where it differs from its storyboard and the settings.

    `size` is the finished film's picture's; the shots are still made in the storyboard's. `crf` is x264's.
    A `draft` is drawn whole; `notes` say under its picture how each shot's model is asked, and for how much.
    """

    output: Path | None = None
    size: Size | None = None
    quality: Quality | None = None
    crf: int | None = None
    captions: tuple[CaptionMode, ...] | None = None
    burn_in: bool | None = None
    draft: bool = False
    notes: bool = False


def film_wish(
    details: FilmDetails | JoinDetails, kinds: Kinds = FILM_KINDS, *, of: Callable[..., object] | None = None
) -> FilmWish:
    """The details, checked by their `kinds`; `of` is whoever was called with them.

    Raises UsageError.
    """
    check_details(cast("Mapping[str, object]", details), kinds, of=of)
    output, size, quality = details.get("output"), details.get("size"), details.get("quality")
    crf = details.get("crf")
    if quality not in (None, *get_args(Quality)):
        raise UsageError(f"there is no quality {quality!r}", hint="draft, normal or high")
    if crf is not None and not 0 <= crf <= 51:
        raise UsageError(f"crf is between 0 and 51, not {crf}")
    captions = cast("FilmDetails", details).get("captions")
    captions = (captions,) if isinstance(captions, str) else captions
    if captions is not None and "none" in captions and len(set(captions)) > 1:
        others = ", ".join(sorted(set(captions) - {"none"}))
        raise UsageError(
            f"captions none leaves no room for {others}", hint="say none alone, or leave none out"
        )
    unknown = [str(mode) for mode in captions or () if mode not in (*CAPTION_MODES, "none")]
    if unknown:
        raise UsageError(f"there are no captions {', '.join(sorted(unknown))}", hint=", ".join(CAPTION_MODES))
    draft, notes = (bool(cast("FilmDetails", details).get(name)) for name in ("draft", "notes"))
    if notes and not draft:
        raise UsageError("notes stand under a draft, not under the film itself", hint="ask for a draft, too")
    return FilmWish(
        output=None if output is None else Path(output),
        size=None if size is None else size_of(size),
        quality=quality,
        crf=crf,
        captions=None if captions is None else tuple(mode for mode in CAPTION_MODES if mode in captions),
        burn_in=cast("FilmDetails", details).get("burn_in"),
        draft=draft,
        notes=notes,
    )


def asked(board: Storyboard, wish: FilmWish, find_card: Callable[[str], ModelCard]) -> Storyboard:
    """The storyboard, with what was asked for beside it.

    Raises UsageError for a burn-in where no model of the film draws one.
    """
    if wish.captions is not None:
        board = replace(board, captions=wish.captions)
    if wish.burn_in is not None:
        shots = [_burned_in(shot, wish.burn_in, find_card) for shot in board.shots]
        if wish.burn_in and shots == list(board.shots) and not any("burn_in" in one.options for one in shots):
            raise UsageError(
                "no model of this film can draw shot, camera and timecode into its picture",
                hint="leave --burn-in away; the model previz can",
            )
        board = replace(board, shots=tuple(shots))
    return board


def _burned_in(shot: Shot, wanted: bool, find_card: Callable[[str], ModelCard]) -> Shot:
    if shot.clip is not None or not find_card(shot.model).draws_label:
        return shot
    return replace(shot, options={**shot.options, "burn_in": wanted})


def shortened(board: Storyboard, find_card: Callable[[str], ModelCard]) -> Storyboard:
    """The storyboard as it is filmed: shots that may be shorter are no longer than their model makes them."""

    def fitted(shot: Shot) -> Shot:
        if shot.clip is not None or shot.duration is None or "duration" not in shot.fit:
            return shot
        try:
            card = find_card(shot.model)
        except (UsageError, ModelRetired):
            return shot  # told with the shot, when its plan is made
        return replace(shot, duration=min(shot.duration, card.asked_to(operation(shot)).durations.most))

    return replace(board, shots=tuple(fitted(shot) for shot in board.shots))


def film_format(settings: Settings, board: Storyboard, wish: FilmWish) -> FilmFormat:
    """The format of the film: the wish, else the storyboard and the settings."""
    crf, preset = {
        None: (settings.crf, settings.preset),
        "draft": (28, "ultrafast"),
        "normal": (18, "veryfast"),
        "high": (14, "medium"),
    }[wish.quality]
    picture = wish.size or board.size
    band = band_height(picture) if wish.notes else 0
    size = Size(picture.width, picture.height + band)
    return FilmFormat(size, board.fps, wish.crf if wish.crf is not None else crf, preset, band)


def film_output(board: Storyboard, wish: FilmWish) -> Path:
    """Where the film goes. Raises UsageError and StoreError when it cannot go there."""
    own = Path("film.mp4") if board.path is None else board.path.with_suffix(".mp4")
    output = wish.output or (own.with_suffix(f".draft{own.suffix}") if wish.draft else own)
    if wish.draft and output.resolve() == own.resolve():
        raise UsageError(
            f"{output.name} is where the film itself goes, and not its draft",
            hint="leave --output out, or choose another name",
        )
    if output.suffix.lower() not in _SUFFIXES:
        raise UsageError(
            f"{output.name} does not say that it is an MP4 film", hint=f"call it {output.stem}.mp4"
        )
    if output.is_dir():
        raise UsageError(f"{output} is a folder", hint="name a file in it")
    if not output.absolute().parent.is_dir():
        raise UsageError(f"there is no folder {output.parent} to put the film in", hint="make it first")
    _check_writable(output)
    for name, path in _inputs(board):
        if path.exists() and output.exists() and output.samefile(path):
            raise UsageError(
                f"the film would overwrite {path.name}, which it is made of",
                shot=name,
                hint="choose another name with --output",
            )
    return output


def _inputs(board: Storyboard) -> Iterator[tuple[str | None, Path]]:
    """Every file that the film is made of, and the shot that names it."""
    if board.path is not None:
        yield None, board.path
    if board.music is not None:
        yield None, board.music.path
    for member in board.cast:
        if isinstance(member.reference, StillFile):
            yield None, member.reference.path
    for shot in board.shots:
        if shot.clip is not None:
            yield shot.id, shot.clip.path
        if shot.narration is not None and shot.narration.path is not None:
            yield shot.id, shot.narration.path
        for sound in shot.audio:
            yield shot.id, sound.path
        for path in own_files(shot):
            yield shot.id, path


def _check_writable(output: Path) -> None:
    """Told before the work rather than after it."""
    trial = output.with_name(f".{output.stem}.{os.getpid()}.trial")
    try:
        trial.touch()
    except OSError as error:
        raise StoreError(
            f"{output} cannot be written: {error.strerror or error}",
            hint="choose a folder that you may write to, with --output",
        ) from error
    finally:
        with suppress(OSError):
            trial.unlink(missing_ok=True)
