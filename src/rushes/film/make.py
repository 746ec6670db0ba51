"""One film in the making: takes come in, a film is put in place."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from rushes.errors import Finding, MediaError, RushesError, StoreError, UsageError
from rushes.film.kept import read_kept, write_kept, write_text
from rushes.film.parts import PartCache
from rushes.film.progress import Listener, Tracker
from rushes.film.recipe import Recipe, Source, Sources
from rushes.keys import digest
from rushes.model import Json

if TYPE_CHECKING:
    from rushes.film.assemble import Assembly
    from rushes.media.audio import MixReport

__all__ = ["Film", "FilmResult"]


@dataclass(frozen=True, slots=True)
class FilmResult:
    """A finished film.

    `up_to_date`: it was there already. `made` names the shots that got a new take (a `draft`: that were
    drawn), `conformed` and
    `joined` what was encoded, `slates` the shots that have no take, `failures` why, `warnings`
    what of the wish the film could not honour. `loudness` is in LUFS and
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
    failures: tuple[RushesError, ...] = ()
    warnings: tuple[Finding, ...] = ()
    draft: bool = False

    @property
    def seconds(self) -> Fraction:
        return self.frames / self.fps


class Film:
    """A film that is made, or found to be there.

    `begin`, then `add` for every shot as its take arrives (from any thread), then `finish`; or
    `abandon` at any time.
    """

    def __init__(
        self,
        recipe: Recipe,
        *,
        caches: Path,
        output: Path,
        workers: int,
        draft: bool = False,
        listener: Listener | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> None:
        self.recipe = recipe
        self.output = output
        self.draft = draft
        self.parts = PartCache(caches / "parts")
        self.tracker = Tracker(listener)
        self._caches = caches
        self._workers = workers
        self._cancelled = cancelled or (lambda: False)
        self._sources: dict[str, Source | None] = {}
        self._assembly: Assembly | None = None

    def check_place(self) -> None:
        """Raise UsageError for a draft that would take the place of a film that is none."""
        told = read_kept(self._record)
        if self.draft and told is not None and not told.get("draft") and self.output.exists():
            raise UsageError(
                f"the draft would take the place of the film {self.output.name}",
                hint="choose another name with --output",
            )

    def in_place(self, sources: Sources) -> FilmResult | None:
        """The film at `output`, when it is this one and nobody has touched it since."""
        told = read_kept(self._record)
        try:
            there = self.output.stat()
        except OSError:
            return None
        if told is None or (told.get("bytes"), told.get("modified")) != (there.st_size, there.st_mtime_ns):
            return None
        if told.get("key") != self.recipe.key(sources):
            return None
        if not all(path.exists() for path in self._caption_files()):
            return None
        return self._result(up_to_date=True, heard=_level(told, "loudness"), peak=_level(told, "true_peak"))

    def begin(self) -> None:
        """Draw the words, and conform the cards.

        Raises MediaError before anything is made when no font has one of the glyphs.
        """
        from rushes.film.assemble import Assembly

        recipe, timeline = self.recipe, self.recipe.timeline
        self.tracker.expect("sound", "film", timeline.frames)
        self.tracker.expect("stitch", "film", timeline.frames)
        for scene in recipe.scenes:
            if scene.card is not None:
                recipe.picture(scene, {})
        if "burned" in recipe.board.captions:
            for placed in recipe.placed_cues:
                if placed.name not in recipe.unburned:
                    recipe.drawings.caption(placed.name, placed.cue.text)
        recipe.drawings.draw()
        self._assembly = Assembly(
            timeline,
            recipe.format,
            self.parts,
            workers=self._workers,
            tracker=self.tracker,
            cancelled=self._cancelled,
        )
        for index, scene in enumerate(recipe.scenes):
            if scene.card is not None:
                self._assembly.add(index, recipe.picture(scene, {}))

    def add(self, shot_id: str, source: Source | None) -> None:
        """The source of a shot is there (None: a slate stands for it); conforming it begins."""
        assert self._assembly is not None, "begin() comes first"
        self._sources[shot_id] = source
        index = self.recipe.index[shot_id]
        picture = self.recipe.picture(self.recipe.scenes[index], {shot_id: source})
        self.recipe.drawings.draw()
        self._assembly.add(index, picture)

    def abandon(self) -> None:
        """Stop; what is conformed stays in the cache, nothing else is left."""
        if self._assembly is not None:
            self._assembly.abandon()

    def finish(self, made: tuple[str, ...] = ()) -> FilmResult:
        """Join, mix, stitch, check, and move the film into place.

        Raises MediaError when the film fails its check; the film that was there before stays.
        """
        assembly = self._assembly
        assert assembly is not None, "begin() comes first"
        try:
            sound, heard = self._sound()
            self._stitch(assembly, sound)
        finally:
            self.abandon()
        silent = heard.loudness == float("-inf")
        result = self._result(
            up_to_date=False,
            made=made,
            conformed=tuple(assembly.conformed),
            joined=tuple(assembly.joined),
            slates=tuple(name for name, source in self._sources.items() if source is None),
            heard=None if silent else heard.loudness,
            peak=None if silent else heard.true_peak,
        )
        self._remember(result)
        return result

    def _result(
        self,
        *,
        up_to_date: bool,
        heard: float | None,
        peak: float | None,
        made: tuple[str, ...] = (),
        conformed: tuple[str, ...] = (),
        joined: tuple[str, ...] = (),
        slates: tuple[str, ...] = (),
    ) -> FilmResult:
        return FilmResult(
            path=self.output,
            frames=self.recipe.timeline.frames,
            fps=self.recipe.timeline.fps,
            up_to_date=up_to_date,
            made=made,
            conformed=conformed,
            joined=joined,
            slates=slates,
            loudness=heard,
            true_peak=peak,
            captions=tuple(self._caption_files()),
            draft=self.draft,
        )

    def _sound(self) -> tuple[Path, MixReport]:
        from rushes.media.audio import MixReport

        target = self._caches / "sound" / f"{self.recipe.sound_key(self._sources)}.m4a"
        kept = target.with_suffix(".json")
        told = read_kept(kept)
        if target.exists() and told is not None:
            self.tracker.report("sound", "film", 1.0)
            silence = float("-inf")
            return target, MixReport(
                loudness=_level(told, "loudness") or silence,
                true_peak=_level(told, "true_peak") or silence,
                samples=self.recipe.timeline.samples,
            )
        from rushes.media.mix import mix

        target.parent.mkdir(parents=True, exist_ok=True)
        heard = mix(
            self.recipe.tracks(self._sources),
            target,
            samples=self.recipe.timeline.samples,
            loudness=self.recipe.board.loudness,
            progress=self.tracker.on("sound", "film"),
            cancelled=self._cancelled,
        )
        write_kept(kept, asdict(heard))
        return target, heard

    def _stitch(self, assembly: Assembly, sound: Path) -> None:
        from rushes.media.stitch import stitch

        board = self.recipe.board
        pieces = assembly.pieces()
        unchecked = self.output.with_name(f".{self.output.stem}.{secrets.token_hex(6)}.part.mp4")
        try:
            stitch(
                pieces,
                self.recipe.format,
                unchecked,
                sound=sound,
                captions=self.recipe.cues if "soft" in board.captions else [],
                metadata={"title": board.title} if board.title else {},
                progress=self.tracker.on("stitch", "film"),
                cancelled=self._cancelled,
            )
            self._check(unchecked)
            self._write_captions()
            unchecked.replace(self.output)
        except OSError as error:
            raise StoreError(
                f"{self.output} cannot be written: {error.strerror or error}",
                hint="make room, or choose another place with --output",
            ) from error
        finally:
            unchecked.unlink(missing_ok=True)

    def _check(self, unchecked: Path) -> None:
        from rushes.media.check import check_film

        timeline = self.recipe.timeline
        try:
            check_film(unchecked, frames=timeline.frames, format=self.recipe.format, sound=True)
        except MediaError as error:
            fault = error.message.partition(": ")[2] or error.message
            raise MediaError(
                f"{self.output.name} is not the film that was planned: {fault}",
                hint=f"delete {self._caches} and run it again: no take lies there, all of it is made anew",
            ) from error

    def _caption_files(self) -> list[Path]:
        if not self.recipe.cues:
            return []
        kinds = [kind for kind in ("srt", "vtt") if kind in self.recipe.board.captions]
        return [self.output.with_suffix(f".{kind}") for kind in kinds]

    def _write_captions(self) -> None:
        from rushes.media.captions import srt, vtt

        for path in self._caption_files():
            write_text(path, srt(self.recipe.cues) if path.suffix == ".srt" else vtt(self.recipe.cues))

    @property
    def _record(self) -> Path:
        # Relative, so that a project can be moved with its workspace.
        place = os.path.relpath(self.output.absolute(), self._caches.absolute())
        return self._caches / "films" / f"{digest(place)}.json"

    def _remember(self, result: FilmResult) -> None:
        there = self.output.stat()
        document: dict[str, Json] = {
            "key": self.recipe.key(self._sources),
            "film": str(self.output),
            "bytes": there.st_size,
            "modified": there.st_mtime_ns,
            "loudness": result.loudness,
            "true_peak": result.true_peak,
            "draft": self.draft,
        }
        write_kept(self._record, document)


def _level(told: Mapping[str, Json], name: str) -> float | None:
    level = told.get(name)
    return level if isinstance(level, float) else None
