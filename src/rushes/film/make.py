"""One film in the making: from its storyboard and the sources of its shots to the file in place."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from rushes.errors import MediaError, StoreError, UsageError
from rushes.film.drawings import Drawings
from rushes.film.facts import FileFacts
from rushes.film.parts import PartCache, film_key, join_key, picture_key
from rushes.film.progress import Listener, Tracker
from rushes.film.scenes import Scene, scenes_of
from rushes.film.sound import OwnSound, film_tracks, sound_key
from rushes.film.timeline import lay_out
from rushes.film.words import film_cues, frames_of
from rushes.keys import digest
from rushes.media.parts import FilmFormat, Overlay, ShotPicture
from rushes.model import Json, Shot
from rushes.storyboard.board import Storyboard

if TYPE_CHECKING:
    from rushes.film.assemble import Assembly
    from rushes.media.mix import MixReport

__all__ = ["Film", "FilmResult", "Source"]


@dataclass(frozen=True, slots=True)
class Source:
    """Where a shot's picture and own sound come from: a take, or the user's clip."""

    path: Path
    sha256: str
    start: Fraction = Fraction(0)


@dataclass(frozen=True, slots=True)
class FilmResult:
    """A finished film.

    `up_to_date`: it was there already. `made` names the shots that got a new take, `conformed` and
    `joined` what was encoded, `slates` the shots that still have no take. `loudness` is in LUFS and
    `true_peak` in dBTP (None for a film that is silent).
    """

    path: Path
    frames: int
    fps: Fraction
    up_to_date: bool
    made: tuple[str, ...] = ()
    conformed: tuple[str, ...] = ()
    joined: tuple[str, ...] = ()
    slates: tuple[str, ...] = ()
    loudness: float | None = None
    true_peak: float | None = None
    captions: tuple[Path, ...] = ()

    @property
    def seconds(self) -> Fraction:
        return self.frames / self.fps


class Film:
    """A film that knows what it consists of, and makes what is missing of it.

    `begin`, then `add` for every shot as its take arrives (from any thread), then `finish`.
    """

    def __init__(
        self,
        board: Storyboard,
        *,
        caches: Path,
        output: Path,
        film_format: FilmFormat,
        facts: FileFacts,
        workers: int,
        listener: Listener | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> None:
        self.board = board
        self.output = output
        self._caches = caches
        self._format = film_format
        self._facts = facts
        self._workers = workers
        self.tracker = Tracker(listener)
        self._cancelled = cancelled or (lambda: False)
        self._drawings = Drawings(caches / "stills", film_format.size)
        self._parts = PartCache(caches / "parts")
        self.scenes: list[Scene] = scenes_of(board, self._clip_seconds)
        self.timeline = lay_out(
            [scene.entry for scene in self.scenes], fps=film_format.fps, fade_out=board.fade_out
        )
        self._index = {scene.name: index for index, scene in enumerate(self.scenes)}
        self._cues = film_cues(board, self.timeline)
        self._sources: dict[str, Source | None] = {}
        self._assembly: Assembly | None = None

    # ── what it consists of ───────────────────────────────────────────────────────────────────

    def clip_source(self, shot: Shot) -> Source:
        """The source of a shot that is the user's own clip."""
        assert shot.clip is not None
        return Source(shot.clip.path, self._facts.sha256(shot.clip.path), shot.clip.start)

    def key(self, sources: Mapping[str, Source | None]) -> str:
        """The hash of everything that shapes the film. A source of None is a slate."""
        pictures = [picture_key(self._picture(scene, sources), self._format) for scene in self.scenes]
        tracks = film_tracks(self.board, self.timeline, self._own_sounds(sources), self._speech_samples)
        hashes = self._track_hashes(sources)
        places = [[place.start, place.lead, place.tail] for place in self.timeline.places]
        document: Json = {
            "pictures": [*pictures],
            "places": [[*place] for place in places],
            "transitions": [
                [str(place.transition), place.transition.color] for place in self.timeline.places
            ],
            "sound": sound_key(
                tracks, samples=self.timeline.samples, loudness=self.board.loudness, hashes=hashes
            ),
            "cues": [[str(one.cue.start), str(one.cue.end), one.cue.text] for one in self._cues],
            "captions": [*self.board.captions],
            "title": self.board.title,
        }
        return film_key(document)

    def is_in_place(self, key: str) -> FilmResult | None:
        """The film at `output`, when it is the one with this key and nobody has touched it since."""
        try:
            told = json.loads(self._record.read_text(encoding="utf-8"))
            there = self.output.stat()
            if [told["key"], told["bytes"], told["modified"]] != [key, there.st_size, there.st_mtime_ns]:
                return None
            if not all(path.exists() for path in self._caption_files()):
                return None
            return FilmResult(
                path=self.output,
                frames=self.timeline.frames,
                fps=self.timeline.fps,
                up_to_date=True,
                slates=tuple(told["slates"]),
                loudness=told["loudness"],
                true_peak=told["true_peak"],
                captions=tuple(self._caption_files()),
            )
        except (OSError, ValueError, KeyError):
            return None

    def to_render(self, sources: Mapping[str, Source | None]) -> tuple[list[str], list[str]]:
        """The scenes that will be conformed and the joins that will be encoded, as (names, names).

        A shot whose take is not there yet is left out of `sources`; it will be conformed, and so
        will its joins.
        """
        from rushes.film.assemble import body_of, join_at

        known: dict[int, ShotPicture] = {}
        bodies = {}
        conform: list[str] = []
        for index, scene in enumerate(self.scenes):
            if scene.card is not None or scene.name in sources:
                known[index] = self._picture(scene, sources)
                part = self._parts.get(picture_key(known[index], self._format))
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
            before = places[index - 1].name if index else ""
            after = places[index].name if index < len(places) else ""
            sides = [side for side in (index - 1, index) if 0 <= side < len(places)]
            if all(side in bodies for side in sides):
                join = join_at(self.timeline, index, known, bodies)
                if join is not None and self._parts.get(join_key(join, self._format)) is not None:
                    continue
            joins.append(f"{before}>{after}")
        return conform, joins

    # ── making it ─────────────────────────────────────────────────────────────────────────────

    def begin(self) -> None:
        """Draw the words, and conform the cards. Raises before anything is made when a glyph has no font."""
        from rushes.film.assemble import Assembly

        self.tracker.expect("sound", "film", self.timeline.frames)
        self.tracker.expect("stitch", "film", self.timeline.frames)
        for scene in self.scenes:
            if scene.card is not None:
                self._drawings.card(scene.card)
        if "burned" in self.board.captions:
            for placed in self._cues:
                self._drawings.caption(placed.cue.text)
        self._drawings.draw()
        self._assembly = Assembly(
            self.timeline,
            self._format,
            self._parts,
            workers=self._workers,
            tracker=self.tracker,
            cancelled=self._cancelled,
        )
        for index, scene in enumerate(self.scenes):
            if scene.card is not None:
                self._assembly.add(index, self._picture(scene, {}))

    def add(self, shot_id: str, source: Source | None) -> None:
        """The source of a shot is there (None: a slate stands for it); conforming it begins."""
        assert self._assembly is not None, "begin() comes first"
        self._sources[shot_id] = source
        index = self._index[shot_id]
        picture = self._picture(self.scenes[index], {shot_id: source})
        if source is None:
            self._drawings.draw()
        self._assembly.add(index, picture)

    def abandon(self) -> None:
        """Stop; what is conformed stays in the cache, nothing else is left."""
        if self._assembly is not None:
            self._assembly.abandon()

    def finish(self, made: tuple[str, ...] = ()) -> FilmResult:
        """Join, mix, stitch, check, and move the film into place.

        Raises MediaError when the film fails its check; the film that was there before stays.
        """
        from rushes.media.check import check_film
        from rushes.media.stitch import stitch

        assembly = self._assembly
        assert assembly is not None, "begin() comes first"
        sound, report = self._sound()
        pieces = assembly.pieces()
        unchecked = self.output.with_name(f".{self.output.name}.{os.getpid()}.part.mp4")
        cues = [placed.cue for placed in self._cues] if "soft" in self.board.captions else []
        try:
            stitch(
                pieces,
                self._format,
                unchecked,
                sound=sound,
                captions=cues,
                metadata={"title": self.board.title} if self.board.title else {},
                progress=self.tracker.on("stitch", "film"),
                cancelled=self._cancelled,
            )
            check_film(unchecked, frames=self.timeline.frames, format=self._format, sound=True)
            captions = self._write_captions()
            unchecked.replace(self.output)
        except OSError as error:
            raise _unwritable(self.output, error) from error
        finally:
            unchecked.unlink(missing_ok=True)
        slates = tuple(name for name, source in self._sources.items() if source is None)
        silent = report.loudness == float("-inf")
        result = FilmResult(
            path=self.output,
            frames=self.timeline.frames,
            fps=self.timeline.fps,
            up_to_date=False,
            made=made,
            conformed=tuple(assembly.conformed),
            joined=tuple(assembly.joined),
            slates=slates,
            loudness=None if silent else report.loudness,
            true_peak=None if silent else report.true_peak,
            captions=captions,
        )
        self._remember(result)
        return result

    # ── parts of it ───────────────────────────────────────────────────────────────────────────

    def _picture(self, scene: Scene, sources: Mapping[str, Source | None]) -> ShotPicture:
        if scene.card is not None:
            card = self._drawings.card(scene.card)
            return ShotPicture(card.path, card.sha256, Fraction(0), scene.entry.frames, still=True)
        assert scene.shot is not None
        source = sources[scene.name]
        if source is None:
            slate = self._drawings.slate(scene.name, _words_of(scene.shot))
            return ShotPicture(slate.path, slate.sha256, Fraction(0), scene.entry.frames, still=True)
        return ShotPicture(
            source.path,
            source.sha256,
            source.start,
            scene.entry.frames,
            overlays=self._overlays(scene.name),
        )

    def _overlays(self, name: str) -> tuple[Overlay, ...]:
        if "burned" not in self.board.captions:
            return ()
        place = self.timeline.places[self._index[name]]
        overlays: list[Overlay] = []
        for placed in self._cues:
            if placed.name == name:
                drawing = self._drawings.caption(placed.cue.text)
                start, end = frames_of(placed, place, self.timeline.fps)
                overlays.append(Overlay(drawing.path, drawing.sha256, start, end))
        return tuple(overlays)

    def _clip_seconds(self, shot: Shot) -> Fraction:
        assert shot.clip is not None
        try:
            seconds = self._facts.media(shot.clip.path).seconds
        except (MediaError, StoreError) as error:
            raise error.at(shot.id) from error
        if seconds <= 0:
            raise UsageError(f"{shot.clip.path.name} has no moving picture", shot=shot.id)
        return seconds

    def _own_sounds(self, sources: Mapping[str, Source | None]) -> dict[str, OwnSound]:
        own: dict[str, OwnSound] = {}
        for name, source in sources.items():
            if source is not None and self._facts.media(source.path, source.sha256).samples:
                own[name] = OwnSound(source.path, source.start)
        return own

    def _speech_samples(self, shot: Shot, path: Path) -> int:
        """How long a narration is; a picture or a broken file is told of its shot."""
        try:
            samples = self._facts.media(path).samples
        except (MediaError, StoreError) as error:
            raise error.at(shot.id) from error
        if not samples:
            raise MediaError(f"{path.name} has no sound", hint="give a sound file as narration", shot=shot.id)
        return samples

    def _track_hashes(self, sources: Mapping[str, Source | None]) -> dict[Path, str]:
        hashes = {source.path: source.sha256 for source in sources.values() if source is not None}
        for shot in self.board.shots:
            narration = shot.narration.path if shot.narration is not None else None
            for path in [*(sound.path for sound in shot.audio), *([narration] if narration else [])]:
                hashes[path] = self._facts.sha256(path)
        if self.board.music is not None:
            hashes[self.board.music.path] = self._facts.sha256(self.board.music.path)
        return hashes

    def _sound(self) -> tuple[Path, MixReport]:
        from rushes.media.mix import MixReport, mix

        tracks = film_tracks(self.board, self.timeline, self._own_sounds(self._sources), self._speech_samples)
        key = sound_key(
            tracks,
            samples=self.timeline.samples,
            loudness=self.board.loudness,
            hashes=self._track_hashes(self._sources),
        )
        target = self._caches / "sound" / f"{key}.m4a"
        kept = target.with_suffix(".json")
        if target.exists() and kept.exists():
            told = json.loads(kept.read_text(encoding="utf-8"))
            self.tracker.report("sound", "film", 1.0)
            return target, MixReport(**told)
        target.parent.mkdir(parents=True, exist_ok=True)
        report = mix(
            tracks,
            target,
            samples=self.timeline.samples,
            loudness=self.board.loudness,
            progress=self.tracker.on("sound", "film"),
            cancelled=self._cancelled,
        )
        document = {
            "loudness": report.loudness,
            "true_peak": report.true_peak,
            "samples": report.samples,
        }
        kept.write_text(json.dumps(document), encoding="utf-8")
        return target, report

    def _caption_files(self) -> list[Path]:
        if not self._cues:
            return []
        return [self.output.with_suffix(f".{kind}") for kind in ("srt", "vtt") if kind in self.board.captions]

    def _write_captions(self) -> tuple[Path, ...]:
        from rushes.media.captions import srt, vtt

        cues = [placed.cue for placed in self._cues]
        files = self._caption_files()
        for path in files:
            temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
            temporary.write_text(srt(cues) if path.suffix == ".srt" else vtt(cues), encoding="utf-8")
            temporary.replace(path)
        return tuple(files)

    @property
    def _record(self) -> Path:
        return self._caches / "films" / f"{digest(str(self.output.absolute()))}.json"

    def _remember(self, result: FilmResult) -> None:
        there = self.output.stat()
        document = {
            "key": self.key(self._sources),
            "film": str(self.output),
            "bytes": there.st_size,
            "modified": there.st_mtime_ns,
            "slates": list(result.slates),
            "loudness": result.loudness,
            "true_peak": result.true_peak,
        }
        self._record.parent.mkdir(parents=True, exist_ok=True)
        temporary = self._record.with_suffix(f".{os.getpid()}.tmp")
        temporary.write_text(json.dumps(document), encoding="utf-8")
        temporary.replace(self._record)


def _words_of(shot: Shot) -> str:
    prompt = shot.prompt
    if prompt is None:
        return ""
    return prompt.text or ", ".join(part for part in (prompt.subject, prompt.action, prompt.setting) if part)


def _unwritable(path: Path, error: OSError) -> StoreError:
    return StoreError(
        f"{path} cannot be written: {error.strerror or error}",
        hint="make room, or choose another place with --output",
    )
