"""From what a storyboard file says to the Storyboard that it means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any, cast

from rushes.model import (
    Caption,
    CastMember,
    Character,
    Footage,
    Look,
    MediaFile,
    Music,
    Narration,
    Performance,
    Prompt,
    Shot,
    ShotFrame,
    ShotTake,
    Size,
    SoundFile,
    Still,
    StillFile,
    StillUrl,
    TitleCard,
    Transition,
    UserClip,
)
from rushes.storyboard import format as form
from rushes.storyboard.board import Storyboard
from rushes.storyboard.values import DEFAULT_OVERLAP

__all__ = ["board_of", "known_lengths", "shot_ids", "transition_of", "transitions_of"]


def board_of(said: form.BoardText, path: Path) -> Storyboard:
    """The Storyboard that `said` means; relative files lie in the folder of `path`."""
    folder = path.parent
    ids = shot_ids(said.shots)
    transitions = transitions_of(said)
    return Storyboard(
        shots=tuple(
            shot_of(shot, shot_id, transition, said, folder)
            for shot, shot_id, transition in zip(said.shots, ids, transitions, strict=True)
        ),
        title=said.title,
        path=path,
        size=said.size or said.ratio or Size(1280, 720),
        fps=said.fps,
        model=said.model,
        look=Look(**dict(said.look)) if said.look else Look(),
        cast=tuple(cast_member(name, member, folder) for name, member in said.cast.items()),
        music=music_of(said.music, folder),
        title_card=card_of(said.title_card),
        end_card=card_of(said.end_card),
        fade_out=said.fade_out,
        captions=said.captions,
        loudness=said.loudness,
    )


def shot_ids(shots: Sequence[form.ShotText]) -> list[str]:
    """Each shot's id; the ones without are called after their place: s01, s02…"""
    return [shot.id or f"s{place:02d}" for place, shot in enumerate(shots, 1)]


def transition_of(said: Transition | form.TransitionText | None) -> Transition:
    """What `said` means; a cut where nothing is said."""
    if said is None:
        return Transition()
    if isinstance(said, Transition):
        return said
    if said.kind.kind == "cut":
        return said.kind
    return replace(said.kind, duration=said.duration or DEFAULT_OVERLAP, color=said.color or said.kind.color)


def transitions_of(said: form.BoardText) -> list[Transition]:
    """How each shot begins. The film's own transition leads into every shot that follows a picture."""
    ordinary = transition_of(said.transition)
    found: list[Transition] = []
    for place, shot in enumerate(said.shots):
        transition = ordinary if shot.transition is None else transition_of(shot.transition)
        found.append(transition if place or said.title_card is not None else opening(transition))
    return found


def opening(transition: Transition) -> Transition:
    """How a film begins that is told to begin so: only a fade needs no picture before it."""
    return transition if transition.kind == "fade" else Transition()


def shot_of(
    said: form.ShotText, shot_id: str, transition: Transition, board: form.BoardText, folder: Path
) -> Shot:
    made = said.clip is None
    references = [said.references] if isinstance(said.references, str) else said.references or []
    return Shot(
        id=shot_id,
        prompt=prompt_of(said.prompt),
        clip=clip_of(said.clip, folder),
        duration=said.duration,
        model=said.model or board.model,
        first_frame=still_of(said.first_frame, "last", folder),
        last_frame=still_of(said.last_frame, "first", folder),
        references=tuple(picture_of(one, folder) for one in references),
        video=footage_of(said.video, folder),
        performance=performance_of(said.performance, folder),
        upscale=footage_of(said.upscale, folder),
        motion=said.motion,
        seed=said.seed,
        fit=(board.fit if said.fit is None else said.fit) if made else (),
        options=bare({**board.options, **said.options}) if made else {},
        own_level=own_level(said.sound if said.sound is not None else board.sound),
        transition=transition,
        audio=sounds_of(said.audio, folder),
        narration=narration_of(said.narration, folder),
        captions=captions_of(said.caption),
    )


def prompt_of(said: str | form.PromptText | None) -> Prompt | None:
    if said is None or isinstance(said, str):
        return None if said is None else Prompt(said)
    return Prompt(**dict(said))


def clip_of(said: str | form.ClipText | None, folder: Path) -> UserClip | None:
    if said is None or isinstance(said, str):
        return None if said is None else UserClip(folder / said)
    return UserClip(folder / said.file, said.start, said.end)


def picture_of(said: str, folder: Path) -> StillFile | StillUrl:
    return StillUrl(said) if said.lower().startswith(("http://", "https://")) else StillFile(folder / said)


def still_of(said: str | form.FrameText | None, frame: Any, folder: Path) -> Still | None:
    if said is None or isinstance(said, str):
        return None if said is None else picture_of(said, folder)
    return ShotFrame(said.shot, said.frame or frame)


def footage_of(said: str | form.FootageText | None, folder: Path) -> Footage | None:
    if said is None or isinstance(said, str):
        return None if said is None else UserClip(folder / said)
    if said.shot is not None:
        return ShotTake(said.shot)
    return None if said.file is None else UserClip(folder / said.file, said.start, said.end)


def performance_of(said: form.PerformanceText | None, folder: Path) -> Performance | None:
    reference = None if said is None else footage_of(said.reference, folder)
    if said is None or reference is None:
        return None
    character: Character
    if isinstance(said.character, str):
        found = picture_of(said.character, folder)
        character = MediaFile(found.path) if isinstance(found, StillFile) else found
    elif said.character.frame is None:
        character = ShotTake(said.character.shot)
    else:
        character = ShotFrame(said.character.shot, said.character.frame)
    return Performance(character, reference)


def own_level(said: float | str | form.LevelText | None) -> float | None:
    match said:
        case None | "keep":
            return 0.0
        case "mute":
            return None
        case form.LevelText():
            return said.level
        case _:
            return float(said)


def sounds_of(
    said: str | form.AudioText | list[str | form.AudioText] | None, folder: Path
) -> tuple[SoundFile, ...]:
    items = said if isinstance(said, list) else [] if said is None else [said]
    return tuple(
        SoundFile(folder / one)
        if isinstance(one, str)
        else SoundFile(
            folder / one.file, one.level, one.at, one.start, one.duration, one.fade_in, one.fade_out
        )
        for one in items
    )


def narration_of(said: str | form.NarrationText | None, folder: Path) -> Narration | None:
    if said is None or isinstance(said, str):
        return None if said is None else Narration(said)
    return Narration(said.text, folder / said.file if said.file else None, said.level, said.at)


def captions_of(said: str | form.CaptionText | list[form.CaptionText] | None) -> tuple[Caption, ...]:
    if isinstance(said, str):
        return (Caption(said),)
    items = said if isinstance(said, list) else [] if said is None else [said]
    return tuple(Caption(one.text, one.at, one.duration) for one in items)


def cast_member(name: str, said: str | form.CastText, folder: Path) -> CastMember:
    if isinstance(said, str):
        return CastMember(name, said)
    return CastMember(name, said.description, picture_of(said.reference, folder) if said.reference else None)


def music_of(said: str | form.MusicText | None, folder: Path) -> Music | None:
    if said is None or isinstance(said, str):
        return None if said is None else Music(folder / said)
    return Music(
        folder / said.file, said.level, said.duck, said.fade_in, said.fade_out, said.start, said.loop
    )


def card_of(said: str | form.CardText | None) -> TitleCard | None:
    if said is None or isinstance(said, str):
        return None if said is None else TitleCard(said)
    return TitleCard(
        said.text, said.subtitle, said.duration, transition_of(said.transition), said.color, said.background
    )


def known_lengths(shots: Sequence[form.ShotText]) -> list[Fraction | None]:
    """How long each shot is, where the file says so; some are as long as the one that they are made from."""
    places = {shot_id: place for place, shot_id in enumerate(shot_ids(shots))}

    def length(place: int) -> Fraction | None:
        seen: set[int] = set()
        while True:
            seen.add(place)
            shot = shots[place]
            acting = None if shot.performance is None else shot.performance.reference
            said = shot.clip or shot.upscale or acting or shot.video
            if shot.duration is not None or said is None or isinstance(said, str):
                return shot.duration
            other = places.get(said.shot or "") if isinstance(said, form.FootageText) else None
            if other is None or other in seen:
                return max(said.end - said.start, Fraction(0)) if said.end is not None else None
            place = other

    return [length(place) for place in range(len(shots))]


def bare(value: Any) -> Any:
    """`value` without the memory of how it was written: plain int and float."""
    match value:
        case bool():
            return value
        case int():
            return int(value)
        case float():
            return float(value)
        case dict():
            return {str(name): bare(one) for name, one in cast("dict[object, Any]", value).items()}
        case list():
            return [bare(one) for one in cast("list[Any]", value)]
        case _:
            return value
