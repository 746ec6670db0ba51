"""The shape of `storyboard/1`: every key, what it may hold, and what it means.

The reader checks files against these models and the JSON Schema is made from them, so the two agree.
They hold what is written; `rushes.storyboard.build` makes a Storyboard of it.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from rushes.model import Fit, Size, Transition
from rushes.storyboard import fields
from rushes.storyboard.board import CaptionMode
from rushes.storyboard.fields import FORMS, Reads

__all__ = [
    "AudioText",
    "BoardText",
    "CaptionText",
    "CardText",
    "CastText",
    "CharacterText",
    "ClipText",
    "FootageText",
    "FrameText",
    "LevelText",
    "LookText",
    "MusicText",
    "NarrationText",
    "PerformanceText",
    "PromptText",
    "ShotText",
    "TransitionText",
]

Words = Annotated[str, fields.WORDS]
Id = Annotated[str, fields.ID]
Path = Annotated[str, fields.PATH]
Address = Annotated[str, fields.ADDRESS]
Seconds = Annotated[Fraction, fields.LENGTH]
At = Annotated[Fraction, fields.MOMENT]
Level = Annotated[float, fields.LEVEL]
Color = Annotated[str, fields.COLOR]
Yes = Annotated[bool, fields.YES]
Transitions = Annotated[Transition, fields.TRANSITION]
Model = Annotated[str, fields.MODEL]
Options = dict[str, Any]


class Part(BaseModel):
    """A mapping in the file: unknown keys are errors (`x-` keys never come here)."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True, use_attribute_docstrings=False)


class PromptText(Part):
    """What a shot shows, field by field."""

    text: Words = Field("", description="A plain sentence; the other fields add to it.")
    subject: Words = Field("", description="Who or what is seen.")
    action: Words = Field("", description="What happens.")
    setting: Words = Field("", description="Where and when.")
    style: Words = Field("", description="Cinematic, anime, film noir…; else the film's look.")
    camera: Words = Field("", description="The camera's move: slow zoom in, pan left to right, handheld…")
    lighting: Words = Field("", description="Golden hour, moonlight, neon…; else the film's look.")
    mood: Words = Field("", description="Calm, tense, hopeful…; else the film's look.")
    negative: Words = Field("", description="What must not be seen.")
    dialogue: Words = Field("", description='Who says what: the keeper says: "Come in."')
    sound: Words = Field("", description="What else is heard: waves, a distant bell…")


UNSEEN = frozenset({"negative", "sound"})  # a prompt of these alone says nothing of what is seen


class LookText(Part):
    """What every shot shares unless it says otherwise."""

    style: Words = ""
    lighting: Words = ""
    mood: Words = ""


class CastText(Part):
    """Somebody or something that keeps its looks from shot to shot."""

    description: Words = Field("", description="The words that @name stands for in a prompt.")
    reference: Address | None = Field(None, description="A picture: a file, or a URL.")


class FrameText(Part):
    """A frame of another shot, which is made before this one."""

    shot: Id = Field(description="The other shot's id.")
    frame: Annotated[Literal["first", "last"] | None, Reads.choice("first", "last")] = Field(
        None,
        description="Which frame of it; a first frame takes the last one unless told.",
    )


class ClipText(Part):
    """A clip that is there already, and the stretch of it that is used."""

    file: Path
    start: At = Field(Fraction(0), alias="in", description="Where to begin, in seconds of the file.")
    end: Seconds | None = Field(None, alias="out", description="Where to end, in seconds of the file.")


class FootageText(Part):
    """A clip that a shot is made from: a file and the stretch of it, or what another shot shows."""

    file: Path | None = None
    start: At = Field(Fraction(0), alias="in", description="Where to begin, in seconds of the file.")
    end: Seconds | None = Field(None, alias="out", description="Where to end, in seconds of the file.")
    shot: Id | None = Field(None, description="The other shot's id, in place of a file.")


class CharacterText(Part):
    """Who is seen, from another shot: its clip, or a frame of it."""

    shot: Id = Field(description="The other shot's id.")
    frame: Annotated[Literal["first", "last"] | None, Reads.choice("first", "last")] = Field(
        None, description="Which frame of it; the whole clip unless told."
    )


class LevelText(Part):
    """How loud the take's own sound is."""

    level: Level


class TransitionText(Part):
    """How a shot begins: it overlaps the shot before by `duration`."""

    kind: Transitions = Field(description="cut, dissolve, fade, fade:white or xfade:NAME.")
    duration: Seconds | None = Field(None, description="Half a second unless told.")
    color: Annotated[Literal["black", "white"] | None, Reads.choice("black", "white")] = Field(
        None, description="What a fade goes through."
    )


class AudioText(Part):
    """A sound under one shot."""

    file: Path
    level: Level = Field(0.0, description="In decibels.")
    at: At = Field(Fraction(0), description="When it begins, in seconds from the shot's start.")
    start: At = Field(Fraction(0), description="Where in the file to begin.")
    duration: Seconds | None = Field(None, description="How long it plays; else to its end or the shot's.")
    fade_in: At = Fraction(0)
    fade_out: At = Fraction(0)


class NarrationText(Part):
    """Speech over one shot: a sound file, or a text that becomes captions."""

    text: Words = ""
    file: Path | None = None
    level: Level = Field(0.0, description="In decibels.")
    at: At = Field(Fraction(0), description="When it begins, in seconds from the shot's start.")


class CaptionText(Part):
    """Words shown in one shot."""

    text: Words
    at: At = Field(Fraction(0), description="When they appear, in seconds from the shot's start.")
    duration: Seconds | None = Field(None, description="How long they stay; else to the shot's end.")


class MusicText(Part):
    """The bed of music under the film."""

    file: Path
    level: Level = Field(-8.0, description="In decibels.")
    duck: Annotated[float, fields.DUCK] = Field(10.0, description="How far it goes down under speech, in dB.")
    fade_in: At = Fraction(1)
    fade_out: At = Fraction(2)
    start: At = Field(Fraction(0), description="Where in the file to begin.")
    loop: Yes = Field(True, description="Begin again when it ends before the film does.")


TransitionField = Annotated[Transitions | TransitionText, FORMS]


class CardText(Part):
    """Words on a plain ground, before the first shot or after the last."""

    text: Words
    subtitle: Words = ""
    duration: Seconds = Fraction(3)
    transition: TransitionField | None = Field(None, description="How the card begins.")
    color: Color = "#f2efe8"
    background: Color = "#101014"


PromptField = Annotated[Words | PromptText, FORMS]
StillField = Annotated[Address | FrameText, FORMS]
ClipField = Annotated[Path | ClipText, FORMS]
FootageField = Annotated[Path | FootageText, FORMS]
CharacterField = Annotated[Address | CharacterText, FORMS]
SoundField = Annotated[Annotated[float | Literal["keep", "mute"], fields.OWN_SOUND] | LevelText, FORMS]
AudioItem = Annotated[Path | AudioText, FORMS]
AudioField = Annotated[Path | AudioText | list[AudioItem], FORMS]
NarrationField = Annotated[Annotated[str, fields.SPEECH] | NarrationText, FORMS]
CaptionField = Annotated[Words | CaptionText | list[CaptionText], FORMS]
AddressField = Annotated[Address | list[Address], FORMS]
CardField = Annotated[Words | CardText, FORMS]
MusicField = Annotated[Path | MusicText, FORMS]
CastField = Annotated[Words | CastText, FORMS]


class PerformanceText(Part):
    """An acted shot: somebody is seen to do what somebody else does in a clip."""

    character: CharacterField = Field(
        description="Who is seen: a picture or a clip, or {shot: s01, frame: first}."
    )
    reference: FootageField = Field(description="The clip of the acting that they follow.")


class LaterText(Part):
    """Keys that belong to later parts of rushes: known, kept, and not acted on yet."""

    takes: Any = Field(None, description="Kept for a later version.")
    fallback: Any = Field(None, description="Kept for a later version.")
    enhance: Any = Field(None, description="Kept for a later version.")


class ShotText(LaterText):
    """One clip that the film needs: made from a prompt or from another clip, or a clip that is there."""

    id: Id | None = Field(None, description="Letters, digits, - and _; else s01, s02…")
    prompt: PromptField | None = Field(None, description="What the shot shows.")
    duration: Seconds | None = Field(
        None, description="How long the clip is, in seconds; else as long as the clip that it is made from."
    )
    clip: ClipField | None = Field(None, description="A clip that is there, in place of a prompt.")
    first_frame: StillField | None = Field(
        None, description="The picture it begins with: a file, a URL, or {shot: s01, frame: last}."
    )
    last_frame: StillField | None = Field(None, description="The picture it ends with.")
    references: AddressField | None = Field(None, description="Pictures of what must be recognised.")
    video: FootageField | None = Field(
        None, description="A clip that the prompt changes: a file, or {shot: s01}."
    )
    performance: PerformanceText | None = Field(None, description="Who acts, and the acting to follow.")
    upscale: FootageField | None = Field(
        None, description="A clip that is made larger or smoother: a file, or {shot: s01}."
    )
    motion: Annotated[int | None, fields.MOTION] = Field(None, description="How much moves, 1 to 10.")
    seed: Annotated[int | None, fields.SEED] = Field(None, description="The same seed draws the same.")
    fit: Annotated[tuple[Fit, ...] | None, fields.FIT] = Field(
        None, description="What may differ from what is asked where the model makes no such: size, duration."
    )
    model: Model | None = Field(None, description="The model that makes it; else the film's.")
    options: Options = Field(default_factory=dict, description="Settings that only this model has.")
    sound: SoundField | None = Field(None, description="The take's own sound: keep, mute, or a level.")
    transition: TransitionField | None = Field(None, description="How the shot begins.")
    audio: AudioField | None = Field(None, description="Sounds under the shot.")
    narration: NarrationField | None = Field(None, description="Speech over the shot: text, or a file.")
    caption: CaptionField | None = Field(None, description="Words shown in the shot.")


class BoardText(LaterText):
    """A storyboard for rushes."""

    rushes: Annotated[str, fields.VERSION] = Field(description="The format: storyboard/1.")
    title: Words = Field("", description="The film's name.")
    size: Annotated[Size | None, fields.SIZE] = Field(None, description="Width x height: 1280x720.")
    ratio: Annotated[Size | None, fields.RATIO] = Field(None, description="A shape in place of a size: 16:9.")
    fps: Annotated[Fraction, fields.RATE] = Field(Fraction(24), description="Frames per second.")
    model: Model = Field("previz", description="The model that makes the shots.")
    options: Options = Field(default_factory=dict, description="Model settings for every shot.")
    fit: Annotated[tuple[Fit, ...], fields.FIT] = Field(
        (), description="What may differ from what is asked, for every shot: size, duration."
    )
    look: LookText | None = Field(None, description="What every shot shares.")
    cast: dict[str, CastField] = Field(
        default_factory=dict, description="Names that prompts can use as @name."
    )
    music: MusicField | None = Field(None, description="The bed of music under the film.")
    title_card: CardField | None = Field(None, description="A title before the first shot.")
    end_card: CardField | None = Field(None, description="Words after the last shot.")
    fade_out: At = Field(Fraction(0), description="The film ends by fading to black over so many seconds.")
    captions: Annotated[tuple[CaptionMode, ...], fields.CAPTIONS] = Field(
        ("soft",), description="Where words go: a track (soft), the picture (burned), srt or vtt files, none."
    )
    loudness: Annotated[float, fields.LOUDNESS] = Field(-14.0, description="The film's loudness in LUFS.")
    sound: SoundField | None = Field(
        None, description="What becomes of the takes' own sound, for every shot."
    )
    transition: TransitionField | None = Field(None, description="How every shot but the first begins.")
    shots: list[ShotText] = Field(description="The shots, in the order of the film.", min_length=1)
