"""The shots of a storyboard as a draft shows them: drawn by previz, or the clips that are there.

Drawings are caches: they cost nothing, are found by the hash of what they show, and are no takes.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial
from importlib.metadata import version
from pathlib import Path

from rushes.errors import Cancelled, RushesError
from rushes.film.recipe import Recipe, Source
from rushes.filming.makers import Makers
from rushes.keys import digest
from rushes.media.graph import placing
from rushes.model import FITS, Request, Shot, ShotFrame, ShotTake, Size, Still, StillFile, StillUrl, UserClip
from rushes.providers.base import Done, Failed, FileOutput, Pending, Provider, Stoppable
from rushes.shoot.compile import compile_shot
from rushes.shoot.inputs import FrameSource, failed_parent, gather_inputs
from rushes.shoot.request import compile_request
from rushes.storyboard.board import Storyboard

__all__ = ["DRAWS", "Drafts"]

DRAWS = "previz"  # the model that draws every shot of a draft
VERSION = 1  # raised whenever a shot is drawn in another way for the same key
LOOK_AGAIN = 0.05  # seconds


@dataclass(frozen=True, slots=True)
class Sketch:
    """A shot as it is drawn, the `number`-th for this wish; `path` is where its clip lies or will lie."""

    shot: Shot
    wish: str
    number: int
    path: Path


class Drafts:
    """What a draft of `board` shows of each shot.

    A shot that is a clip, or is made from one, shows that clip; all others are drawn, in the film's own
    length. Raises UsageError and StoreError for pictures that are not there and for shots in a circle.
    """

    def __init__(
        self, workspace: Makers, board: Storyboard, recipe: Recipe, *, burn_in: bool | None = None
    ) -> None:
        self._workspace = workspace
        self._recipe = recipe
        self._card = workspace.find_card(DRAWS)
        self._inputs = workspace.caches / "inputs"
        self._board = replace(board, shots=tuple(self._in_its_place(shot, burn_in) for shot in board.shots))
        self._shots = {shot.id: shot for shot in self._board.shots}
        self.unfetched = tuple(shot.id for shot in board.shots if self._is_unfetched(shot))
        wishes = workspace.wishes(self._board)
        scaled, _, _ = placing(board.size.ratio, recipe.format.picture, "contain")
        self._size = Size(max(16, scaled.width), max(16, scaled.height))
        self._sketches: dict[str, Sketch] = {}
        counts: Counter[str] = Counter()
        for shot in self._board.shots:
            if shot.clip is None and shot.footage is None:
                wish = wishes[shot.id]
                counts[wish] += 1  # who wishes for the same twice sees two of it, as from any model
                self._sketches[shot.id] = self._sketch(shot, wish, counts[wish])

    def is_drawn(self, shot: str) -> bool:
        """Whether the shot is drawn; else it shows a clip, or what another shot shows."""
        return shot in self._sketches

    def ready(self) -> dict[str, Source | None]:
        """The sources that are there, by shot."""
        found = {shot.id: self._source(shot) for shot in self._board.shots}
        return {shot: source for shot, source in found.items() if source is not None}

    def missing(self) -> list[str]:
        """The shots that are still to be drawn, in the board's order."""
        return [shot for shot, sketch in self._sketches.items() if not sketch.path.is_file()]

    def draw(
        self,
        wanted: Collection[str],
        add: Callable[[str, Source | None], None],
        *,
        progress: Callable[[str, float], None],
        cancelled: Callable[[], bool],
    ) -> dict[str, RushesError]:
        """Draw the shots `wanted`, side by side, and `add` each one's source as soon as it is there.

        A shot that shows what another one shows is added with it. Returns why some could not be drawn:
        for these nothing is added. Raises Cancelled.
        """
        return self._workspace.run(self._draw(wanted, add, progress, cancelled))

    def shown_with(self, shot: str) -> list[str]:
        """The shot, and those that show what it shows."""
        return [one.id for one in self._board.shots if self._shown_by(one).id == shot]

    async def _draw(
        self,
        wanted: Collection[str],
        add: Callable[[str, Source | None], None],
        progress: Callable[[str, float], None],
        cancelled: Callable[[], bool],
    ) -> dict[str, RushesError]:
        provider = self._workspace.provider(DRAWS)
        running: dict[Path, asyncio.Task[None]] = {}

        async def one(sketch: Sketch) -> None:
            for parent in self._drawn_parents(sketch):
                if parent.path in running:
                    await asyncio.wait({running[parent.path]})
                    if isinstance(error := running[parent.path].exception(), RushesError):
                        raise failed_parent(error, sketch.shot.id, parent.shot.id)
            request = await asyncio.to_thread(self._request, sketch)
            tell = partial(progress, sketch.shot.id) if self._is_seen(sketch) else ignore
            drawn = await drawing(provider, request, tell, cancelled)
            sketch.path.parent.mkdir(parents=True, exist_ok=True)
            drawn.replace(sketch.path)
            tell(1.0)
            if self._is_seen(sketch):
                source = await asyncio.to_thread(self._source, sketch.shot)
                for name in self.shown_with(sketch.shot.id):
                    add(name, source)

        def begin(sketch: Sketch) -> None:
            if sketch.path in running or sketch.path.is_file():
                return
            for parent in self._drawn_parents(sketch):
                begin(parent)
            running[sketch.path] = asyncio.create_task(one(sketch), name=f"draft of {sketch.shot.id}")

        for shot in wanted:
            begin(self._sketches[shot])
        try:
            await asyncio.gather(*running.values(), return_exceptions=True)
        except asyncio.CancelledError:
            await asyncio.gather(*running.values(), return_exceptions=True)
            raise
        failed: dict[str, RushesError] = {}
        for shot in wanted:
            error = running[self._sketches[shot].path].exception()
            if isinstance(error, RushesError) and not isinstance(error, Cancelled):
                failed[shot] = error.at(shot)
            elif error is not None:
                raise error
        return failed

    # ── what a shot shows ─────────────────────────────────────────────────────────────────────

    def _in_its_place(self, shot: Shot, burn_in: bool | None) -> Shot:
        """The shot as previz is asked for it: other models' options mean nothing there."""
        said = shot.options.get("burn_in") if shot.model == DRAWS else None
        said = said if burn_in is None else burn_in
        return replace(shot, model=DRAWS, options={} if said is None else {"burn_in": said})

    def _shown_by(self, shot: Shot) -> Shot:
        """The shot whose picture this one shows: itself, or the one that it is made from."""
        while shot.clip is None and isinstance(shot.footage, ShotTake):
            shot = self._shots[shot.footage.shot]
        return shot

    def _source(self, shot: Shot) -> Source | None:
        shot = self._shown_by(shot)
        if shot.clip is not None:
            return self._recipe.clip_source(shot)
        if isinstance(clip := shot.footage, UserClip):
            return Source(clip.path, self._recipe.materials.sha256(clip.path), clip.start)
        path = self._sketches[shot.id].path
        return Source(path, self._workspace.hash_file(path)) if path.is_file() else None

    def _parents(self, shot: Shot) -> list[Shot]:
        """The shots whose frames the shot is drawn from."""
        frames = (shot.first_frame, shot.last_frame)
        return [self._shots[one.shot] for one in frames if isinstance(one, ShotFrame)]

    def _drawn_parents(self, sketch: Sketch) -> list[Sketch]:
        """What has to be drawn for the frames that the shot is drawn from."""
        shown = (self._shown_by(parent).id for parent in self._parents(sketch.shot))
        return [self._bare(self._sketches[shot]) for shot in shown if shot in self._sketches]

    def _bare(self, sketch: Sketch) -> Sketch:
        """The same drawing without a line of text in it: the next shot would begin with that line."""
        if sketch.shot.options.get("burn_in") is False:
            return sketch
        path = sketch.path.with_stem(f"{sketch.path.stem}-bare")
        return replace(sketch, shot=replace(sketch.shot, options={"burn_in": False}), path=path)

    def _is_seen(self, sketch: Sketch) -> bool:
        """Whether the drawing is the one that the film shows of its shot."""
        return self._sketches[sketch.shot.id].path == sketch.path

    # ── how it is drawn ───────────────────────────────────────────────────────────────────────

    def _is_unfetched(self, shot: Shot) -> bool:
        """Whether a picture that the shot is to be drawn from lies on the web only."""
        drawn = shot.clip is None and shot.footage is None
        frames = (shot.first_frame, shot.last_frame)
        return drawn and any(isinstance(one, StillUrl) and self._here(one) is None for one in frames)

    def _here(self, still: Still | None) -> Still | None:
        """The picture as it is to be had without the network; None where it is not."""
        if not isinstance(still, StillUrl):
            return still
        from rushes.http.stills import kept_still

        kept = kept_still(still.url, self._inputs)
        return None if kept is None else StillFile(kept)

    def _sketch(self, shot: Shot, wish: str, number: int) -> Sketch:
        seconds = self._recipe.lengths.shot(shot)
        here = replace(
            shot,
            duration=seconds,
            fit=FITS,  # no limit of a model's is one of a draft
            references=(),
            first_frame=self._here(shot.first_frame),
            last_frame=self._here(shot.last_frame),
        )
        board = self._board
        try:
            compiled = compile_shot(
                here,
                self._card,
                size=self._size,
                look=board.look,
                cast=board.cast,
                fps=board.fps,
                library=self._workspace.library,
            )
        except RushesError as error:
            raise error.at(shot.id) from error
        key = digest(
            {
                "wish": wish,
                "number": number,
                "text": compiled.text,
                "words": compiled.words,
                "size": compiled.size,
                "fps": compiled.fps,
                "seconds": compiled.duration,
                "operation": compiled.operation,
                "rushes": version("rushes"),
                "draft": VERSION,
            }
        )
        return Sketch(here, wish, number, self._workspace.caches / "drafts" / key[:2] / f"{key}.mp4")

    def _request(self, sketch: Sketch) -> Request:
        sources: Mapping[str, FrameSource] = {
            parent.id: self._frames_of(parent) for parent in self._parents(sketch.shot)
        }
        inputs = gather_inputs(sketch.shot, cast=(), card=self._card, folder=self._inputs, sources=sources)
        return compile_request(
            sketch.shot,
            look=self._board.look,
            cast=self._board.cast,
            size=self._size,
            fps=self._board.fps,
            card=self._card,
            number=sketch.number,
            wish=sketch.wish,
            inputs=inputs,
            library=self._workspace.library,
        )

    def _frames_of(self, shot: Shot) -> FrameSource:
        """What the film shows of a shot."""
        drawn = self._sketches.get(self._shown_by(shot).id)
        if drawn is None:
            source = self._source(shot)
        else:
            path = self._bare(drawn).path
            source = Source(path, self._workspace.hash_file(path))
        assert source is not None, "a shot that is not drawn shows a clip"
        there = self._recipe.materials.media(source.path, source.sha256).seconds
        end: Fraction | None = source.start + self._recipe.lengths.shot(shot)
        return FrameSource(source.path, source.sha256, source.start, None if end >= there else end)


def ignore(_: float) -> None:
    """Nobody is told how far it is."""


async def drawing(
    provider: Provider, request: Request, progress: Callable[[float], None], cancelled: Callable[[], bool]
) -> Path:
    """Where the clip lies that was drawn for `request`. Raises what went wrong, and Cancelled."""
    request = await provider.prepare(request)
    ticket = await provider.submit(request, key="draft")
    try:
        while not cancelled():
            match await provider.check(ticket):
                case Done(outputs=(FileOutput(path), *_)):
                    return path
                case Failed(error=error):
                    raise error
                case Pending(progress=done):
                    progress(min(done or 0.0, 0.99))  # it is made when it lies in its place
                case Done():
                    raise AssertionError("previz hands over a file")
            await asyncio.sleep(LOOK_AGAIN)
    finally:  # of one that has ended, nothing is left to stop
        if isinstance(provider, Stoppable):
            await provider.cancel(ticket)
    raise Cancelled("stopped")
