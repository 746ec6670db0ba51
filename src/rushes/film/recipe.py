"""What a film consists of: its scenes in their places, its sounds, its words, and the hash of it all."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from rushes.errors import MediaError
from rushes.film.drawings import Drawings
from rushes.film.facts import FileFacts
from rushes.film.materials import Materials
from rushes.film.parts import PartCache, film_key, join_key, picture_key
from rushes.film.scenes import Scene, scenes_of
from rushes.film.sound import OwnSound, film_tracks, sound_key
from rushes.film.timeline import SAMPLE_RATE, lay_out
from rushes.film.words import film_cues, frames_of
from rushes.media.notes import Note
from rushes.media.parts import FilmFormat, Overlay, ShotPicture, Strip
from rushes.model import Shot
from rushes.storyboard.board import Storyboard
from rushes.storyboard.lengths import Lengths

if TYPE_CHECKING:
    from rushes.film.assemble import Body
    from rushes.media.audio import Track

__all__ = ["Recipe", "Source", "Sources"]

BLANK = Note("", "", "")  # under what is no shot


@dataclass(frozen=True, slots=True)
class Source:
    """Where a shot's picture and own sound come from: a take, or the user's clip."""

    path: Path
    sha256: str
    start: Fraction = Fraction(0)


# By shot id. None: a slate stands for the shot. A shot that is not there yet is left out.
Sources = Mapping[str, Source | None]


class Recipe:
    """A storyboard laid out as a film of one format.

    `spoken`: whatever is said in a shot is shown as captions for as long as it takes to say. `notes` are
    what stands in the band under the shots, by their ids, and `unburned` the shots whose words are not drawn
    into the picture; they are put in before a picture is asked for.
    Raises UsageError when its transitions do not fit, MediaError when a file of its is broken.
    """

    def __init__(
        self,
        board: Storyboard,
        film_format: FilmFormat,
        *,
        drawings: Drawings,
        facts: FileFacts,
        spoken: bool = False,
    ) -> None:
        self.board = board
        self.format = film_format
        self.drawings = drawings
        self.materials = Materials(board, facts)
        self.lengths = Lengths(board, self.materials.clip_seconds)
        self.scenes = scenes_of(board, self.lengths.shot)
        self.timeline = lay_out(
            [scene.entry for scene in self.scenes], fps=film_format.fps, fade_out=board.fade_out
        )
        self.index = {scene.name: index for index, scene in enumerate(self.scenes)}
        self.notes: Mapping[str, Note] = {}
        self.unburned: Collection[str] = ()
        self.placed_cues = film_cues(board, self.timeline, spoken=spoken)
        self.cues = [placed.cue for placed in self.placed_cues]

    def clip_source(self, shot: Shot) -> Source:
        """The source of a shot that is the user's own clip."""
        assert shot.clip is not None
        return Source(shot.clip.path, self.materials.sha256(shot.clip.path), shot.clip.start)

    def picture(self, scene: Scene, sources: Sources) -> ShotPicture:
        """What `scene` shows, before any transition."""
        frames = scene.entry.frames
        if scene.card is not None:
            card = self.drawings.card(scene.name, scene.card)
            strip = self._strip(scene.name)
            return ShotPicture(card.path, card.sha256, Fraction(0), frames, still=True, strip=strip)
        assert scene.shot is not None
        source = sources[scene.name]
        overlays, strip = self._overlays(scene.name), self._strip(scene.name)
        if source is None:
            slate = self.drawings.slate(scene.name, _words_of(scene.shot))
            return ShotPicture(
                slate.path, slate.sha256, Fraction(0), frames, overlays=overlays, still=True, strip=strip
            )
        return ShotPicture(source.path, source.sha256, source.start, frames, overlays=overlays, strip=strip)

    def tracks(self, sources: Sources) -> list[Track]:
        """Everything that is heard."""
        return film_tracks(self.board, self.timeline, self._own_sounds(sources), self._speech_samples)

    def sound_key(self, sources: Sources) -> str:
        """The hash of everything that shapes the sound."""
        return sound_key(
            self.tracks(sources),
            samples=self.timeline.samples,
            loudness=self.board.loudness,
            hashes=self._track_hashes(sources),
        )

    def key(self, sources: Sources) -> str:
        """The hash of everything that shapes the film."""
        places = self.timeline.places
        return film_key(
            {
                "pictures": [picture_key(self.picture(scene, sources), self.format) for scene in self.scenes],
                "places": [[place.start, place.lead, place.tail] for place in places],
                "transitions": [[str(place.transition), place.transition.color] for place in places],
                "sound": self.sound_key(sources),
                "cues": [[str(cue.start), str(cue.end), cue.text] for cue in self.cues],
                "captions": [*self.board.captions],
                "title": self.board.title,
            }
        )

    def to_render(self, sources: Sources, parts: PartCache) -> tuple[list[str], list[str]]:
        """The scenes that will be conformed and the joins that will be encoded, as (names, names).

        A shot whose take is not there yet will be conformed, and so will its joins be encoded.
        """
        from rushes.film.assemble import body_of, join_at

        known: dict[int, ShotPicture] = {}
        bodies: dict[int, Body] = {}
        conform: list[str] = []
        for index, scene in enumerate(self.scenes):
            if scene.card is not None or scene.name in sources:
                known[index] = self.picture(scene, sources)
                part = parts.get(picture_key(known[index], self.format))
                if part is not None:
                    bodies[index] = body_of(self.timeline.places[index], part)
                    continue
            conform.append(scene.name)
        joins: list[str] = []
        places = self.timeline.places
        for index in range(len(places) + 1):
            overlap = places[index].lead if index < len(places) else self.timeline.fade_out
            if not overlap:
                continue
            sides = [side for side in (index - 1, index) if 0 <= side < len(places)]
            if all(side in bodies for side in sides):
                join = join_at(self.timeline, index, known, bodies)
                if join is not None and parts.get(join_key(join, self.format)) is not None:
                    continue
            joins.append(self.timeline.join_name(index))
        return conform, joins

    def _overlays(self, name: str) -> tuple[Overlay, ...]:
        if "burned" not in self.board.captions or name in self.unburned:
            return ()
        place = self.timeline.places[self.index[name]]
        overlays: list[Overlay] = []
        for placed in self.placed_cues:
            if placed.name == name:
                drawing = self.drawings.caption(name, placed.cue.text)
                start, end = frames_of(placed, place, self.timeline.fps)
                overlays.append(Overlay(drawing.path, drawing.sha256, start, end))
        return tuple(overlays)

    def _strip(self, name: str) -> Strip | None:
        if not self.format.band:
            return None
        drawing = self.drawings.note(name, self.notes.get(name, BLANK))
        return Strip(drawing.path, drawing.sha256)

    def _own_sounds(self, sources: Sources) -> dict[str, OwnSound]:
        own: dict[str, OwnSound] = {}
        for name, source in sources.items():
            if source is None:
                continue
            try:
                samples = self.materials.media(source.path, source.sha256).samples
            except MediaError as error:
                raise error.at(name) from error
            if samples:
                own[name] = OwnSound(source.path, source.start)
        return own

    def _speech_samples(self, shot: Shot) -> int:
        return round(self.materials.narration_seconds(shot) * SAMPLE_RATE)

    def _track_hashes(self, sources: Sources) -> dict[Path, str]:
        takes = {source.path: source.sha256 for source in sources.values() if source is not None}
        return {**takes, **self.materials.sounds()}


def _words_of(shot: Shot) -> str:
    prompt = shot.prompt
    if prompt is None:
        return ""
    return prompt.text or ", ".join(part for part in (prompt.subject, prompt.action, prompt.setting) if part)
