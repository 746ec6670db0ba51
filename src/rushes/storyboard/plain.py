"""A Storyboard as the keys and values of a file: the way back from `rushes.storyboard.build`."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

from rushes.model import (
    Caption,
    Character,
    Footage,
    MediaFile,
    Music,
    Narration,
    Performance,
    Prompt,
    Shot,
    ShotFrame,
    ShotTake,
    SoundFile,
    Still,
    StillUrl,
    TitleCard,
    Transition,
    UserClip,
)
from rushes.storyboard.board import Storyboard

__all__ = ["plain_board", "plain_shot"]

Plain = dict[str, Any]


def plain_board(board: Storyboard) -> Plain:
    """Every key that `board` needs, in the order that a file has them; what is usual is left out."""
    folder = board.path.parent if board.path else None
    usual = Storyboard(())
    cast = {
        member.name: kept(description=member.description, reference=plain_still(member.reference, folder))
        for member in board.cast
    }
    return {
        "rushes": "storyboard/1",
        **kept(title=board.title),
        "size": str(board.size),
        "fps": plain_number(board.fps),
        **kept(
            model=board.model if board.model != usual.model else None,
            look=kept(style=board.look.style, lighting=board.look.lighting, mood=board.look.mood),
            cast=cast,
            music=plain_music(board.music, folder),
            title_card=plain_card(board.title_card),
            end_card=plain_card(board.end_card),
            fade_out=plain_number(board.fade_out),
            captions=(", ".join(board.captions) or "none") if board.captions != usual.captions else None,
            loudness=board.loudness if board.loudness != usual.loudness else None,
        ),
        "shots": [plain_shot(shot, board) for shot in board.shots],
    }


def plain_shot(shot: Shot, board: Storyboard) -> Plain:
    """The keys of one shot of `board`."""
    folder = board.path.parent if board.path else None
    sound: object = None
    if shot.own_level is None:
        sound = "mute"
    elif shot.own_level != 0:
        sound = {"level": shot.own_level}
    return {
        "id": shot.id,
        **kept(
            prompt=plain_prompt(shot.prompt),
            clip=plain_clip(shot.clip, folder),
            duration=plain_number(shot.duration),
            model=shot.model if shot.model != board.model else None,
            first_frame=plain_still(shot.first_frame, folder),
            last_frame=plain_still(shot.last_frame, folder),
            references=[plain_still(one, folder) for one in shot.references],
            video=plain_footage(shot.video, folder),
            performance=plain_performance(shot.performance, folder),
            upscale=plain_footage(shot.upscale, folder),
            motion=shot.motion,
            fit=", ".join(shot.fit) or None,
            options=dict(shot.options),
            sound=sound,
            transition=plain_transition(shot.transition),
            audio=[plain_sound(one, folder) for one in shot.audio],
            narration=plain_narration(shot.narration, folder),
            caption=[plain_caption(one) for one in shot.captions],
        ),
        **({} if shot.seed is None else {"seed": shot.seed}),
    }


def kept(**keys: object) -> Plain:
    """The keys that say something."""
    return {name: value for name, value in keys.items() if value is not None and value not in ("", [], {}, 0)}


def plain_number(value: Fraction | None) -> int | float | str | None:
    """A number that reads back as exactly `value`: as it is, or as a fraction in text."""
    if value is None or value.denominator == 1:
        return None if value is None else int(value)
    return float(value) if Fraction(str(float(value))) == value else str(value)


def plain_path(path: Path, folder: Path | None) -> str:
    """`path` as seen from the storyboard's folder, where it lies in it."""
    return path.relative_to(folder).as_posix() if folder and path.is_relative_to(folder) else path.as_posix()


def plain_prompt(prompt: Prompt | None) -> str | Plain | None:
    if prompt is None:
        return None
    said = kept(**{name: getattr(prompt, name) for name in Prompt.__dataclass_fields__})
    return prompt.text if said.keys() <= {"text"} else said


def plain_still(still: Still | None, folder: Path | None) -> str | Plain | None:
    match still:
        case None:
            return None
        case ShotFrame(shot, frame):
            return {"shot": shot, "frame": frame}
        case StillUrl(url):
            return url
        case _:
            return plain_path(still.path, folder)


def plain_clip(clip: UserClip | None, folder: Path | None) -> str | Plain | None:
    if clip is None:
        return None
    name = plain_path(clip.path, folder)
    times: Mapping[str, object] = {"in": plain_number(clip.start), "out": plain_number(clip.end)}
    return {"file": name, **kept(**times)} if kept(**times) else name


def plain_footage(footage: Footage | None, folder: Path | None) -> str | Plain | None:
    return {"shot": footage.shot} if isinstance(footage, ShotTake) else plain_clip(footage, folder)


def plain_performance(acting: Performance | None, folder: Path | None) -> Plain | None:
    if acting is None:
        return None
    return {
        "character": plain_character(acting.character, folder),
        "reference": plain_footage(acting.reference, folder),
    }


def plain_character(character: Character, folder: Path | None) -> str | Plain | None:
    match character:
        case MediaFile(path):
            return plain_path(path, folder)
        case ShotTake(shot):
            return {"shot": shot}
        case still:
            return plain_still(still, folder)


def plain_transition(transition: Transition) -> str | Plain | None:
    if transition.kind == "cut":
        return None
    color = {"color": "white"} if transition.color == "white" else {}
    return {"kind": str(transition), "duration": plain_number(transition.duration), **color}


def plain_sound(sound: SoundFile, folder: Path | None) -> Plain:
    return {
        "file": plain_path(sound.path, folder),
        **kept(
            level=sound.level,
            at=plain_number(sound.at),
            start=plain_number(sound.start),
            duration=plain_number(sound.duration),
            fade_in=plain_number(sound.fade_in),
            fade_out=plain_number(sound.fade_out),
        ),
    }


def plain_narration(narration: Narration | None, folder: Path | None) -> Plain | None:
    if narration is None:
        return None
    return kept(
        text=narration.text,
        file=plain_path(narration.path, folder) if narration.path else None,
        level=narration.level,
        at=plain_number(narration.at),
    )


def plain_caption(caption: Caption) -> Plain:
    return {
        "text": caption.text,
        **kept(at=plain_number(caption.at), duration=plain_number(caption.duration)),
    }


def plain_music(music: Music | None, folder: Path | None) -> Plain | None:
    if music is None:
        return None
    return {
        "file": plain_path(music.path, folder),
        "level": music.level,
        "duck": music.duck,
        "fade_in": plain_number(music.fade_in),
        "fade_out": plain_number(music.fade_out),
        **kept(start=plain_number(music.start)),
        "loop": music.loop,
    }


def plain_card(card: TitleCard | None) -> Plain | None:
    if card is None:
        return None
    return {
        **kept(text=card.text, subtitle=card.subtitle),
        "duration": plain_number(card.duration),
        **kept(transition=plain_transition(card.transition)),
        "color": card.color,
        "background": card.background,
    }
