"""Conforms takes as they arrive, renders the joins between them, and lists the pieces of the film.

Work runs side by side on a pool of threads: one x264 thread for each part, as many parts as there
are cores. A join needs to know where its neighbours can be cut. A take that is yet to be conformed
will be cut where the film plans it; one that is conformed for another place is cut where it can be.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from pathlib import Path

from rushes.errors import Cancelled, MediaError, RushesError
from rushes.film.parts import PartCache, join_key, picture_key
from rushes.film.progress import Tracker
from rushes.film.timeline import Place, Timeline
from rushes.media.conform import conform
from rushes.media.engine import load_engines
from rushes.media.parts import FilmFormat, Part, ShotPicture
from rushes.media.stitch import Piece, clean_end, clean_start
from rushes.media.transitions import Join, render_join
from rushes.model import Transition
from rushes.store.blobs import hash_file

__all__ = ["Assembly", "Body", "body_of", "join_at"]


@dataclass(frozen=True, slots=True)
class Body:
    """The frames of a conformed take that the film copies: [start, end)."""

    start: int
    end: int


def body_of(place: Place, part: Part) -> Body:
    """What can be copied of `part` between the transitions on its two sides.

    Where nothing can be copied, the join before takes all frames up to the join after.
    """
    limit = place.frames - place.tail
    start = clean_start(part, place.lead)
    end = clean_end(part, limit)
    return Body(start, end) if start < end else Body(limit, limit)


def planned_body(place: Place) -> Body:
    """What can be copied of a take that is conformed for this place: keyframes are put on both its ends."""
    return Body(place.lead, place.frames - place.tail)


def join_at(
    timeline: Timeline, index: int, pictures: dict[int, ShotPicture], bodies: dict[int, Body]
) -> Join | None:
    """The join before place `index` (after the last place: the film's end), None for a plain cut."""
    places = timeline.places
    before = index - 1 if index > 0 else None
    after = index if index < len(places) else None
    overlap = places[index].lead if after is not None else timeline.fade_out
    if overlap == 0:
        return None
    transition = places[index].transition if after is not None else Transition("fade")
    return Join(
        before=None if before is None else pictures[before],
        before_start=0 if before is None else bodies[before].end,
        after=None if after is None else pictures[after],
        after_end=0 if after is None else bodies[after].start,
        overlap=overlap,
        transition=transition,
    )


def check_unchanged(picture: ShotPicture) -> None:
    """Raise MediaError when the file is not the one that was planned for: a take is found by its hash."""
    if not picture.still and hash_file(picture.path) != picture.sha256:
        raise MediaError(
            f"{picture.path.name} has been changed since it was kept",
            hint="if it is a take, `rushes retake` makes another one; a clip of yours: run it again",
        )


class Assembly:
    """The picture of one film in the making.

    `add` is called for each place as soon as its take is there, from any thread; `pieces` waits
    for all of them. `conformed` and `joined` count what was really encoded.
    """

    def __init__(
        self,
        timeline: Timeline,
        film_format: FilmFormat,
        cache: PartCache,
        *,
        workers: int,
        tracker: Tracker,
        cancelled: Callable[[], bool],
    ) -> None:
        self._timeline = timeline
        self._format = film_format
        self._cache = cache
        self._tracker = tracker
        self._stop = threading.Event()
        self._cancelled = lambda: self._stop.is_set() or cancelled()
        load_engines()
        self._pool = ThreadPoolExecutor(max_workers=workers, thread_name_prefix="assembly")
        self._lock = threading.Lock()
        self._pictures: dict[int, ShotPicture] = {}
        self._bodies: dict[int, Body] = {}
        self._parts: dict[int, Part] = {}
        self._joins: dict[int, Part] = {}
        self._claimed: set[str] = set()
        self._futures: list[Future[None]] = []
        self.conformed: list[str] = []
        self.joined: list[str] = []
        for index, place in enumerate(timeline.places):
            tracker.expect("conform", place.name, place.frames)
            if place.lead:
                tracker.expect("join", timeline.join_name(index), place.lead)
        if timeline.fade_out:
            tracker.expect("join", timeline.join_name(len(timeline.places)), timeline.fade_out)

    def add(self, index: int, picture: ShotPicture) -> None:
        """The picture of place `index` is there: conform it now, and render the joins that it completes."""
        place = self._timeline.places[index]
        key = picture_key(picture, self._format)
        part = self._cache.get(key)
        with self._lock:
            self._pictures[index] = picture
            planned_for_here = key not in self._claimed
            self._claimed.add(key)
        if part is not None:
            self._there(index, part)
            return
        joins = self._cut(index, planned_body(place)) if planned_for_here else []
        self._begin(self._conform, index)
        for join in joins:
            self._begin(self._join, join)

    def pieces(self) -> list[Piece]:
        """The film as pieces to copy, once every part is made. Raises the first error of any part."""
        try:
            self._wait()
        finally:
            self._stop.set()
            self._pool.shutdown(wait=True, cancel_futures=True)
        pieces: list[Piece] = []
        for index in range(len(self._timeline.places) + 1):
            join = self._joins.get(index)
            if join is not None:
                pieces.append(Piece(join, 0, join.frames))
            if index in self._parts:
                body = self._bodies[index]
                if body.start < body.end:
                    pieces.append(Piece(self._parts[index], body.start, body.end))
        return pieces

    def abandon(self) -> None:
        """Stop all work; nothing half-made stays."""
        self._stop.set()
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _wait(self) -> None:
        waited: set[Future[None]] = set()
        while True:
            with self._lock:
                pending = [future for future in self._futures if future not in waited]
            if not pending:
                return
            done, _ = wait(pending, return_when=FIRST_EXCEPTION)
            failed = [error for error in (future.exception() for future in done) if error is not None]
            if failed:
                # A part that was stopped because another failed has nothing to say of its own.
                raise next((error for error in failed if not isinstance(error, Cancelled)), failed[0])
            waited |= done

    def _begin(self, work: Callable[[int], None], index: int) -> None:
        with self._lock:
            self._futures.append(self._pool.submit(work, index))

    def _conform(self, index: int) -> None:
        place, picture = self._timeline.places[index], self._pictures[index]

        def render(target: Path) -> Part:
            check_unchanged(picture)
            part = conform(
                picture,
                self._format,
                target,
                keyframes=sorted({place.lead, place.frames - place.tail} - {0, place.frames}),
                progress=self._tracker.on("conform", place.name),
                cancelled=self._cancelled,
            )
            self.conformed.append(place.name)
            return part

        try:
            part = self._cache.make(picture_key(picture, self._format), render)
        except RushesError as error:
            self._stop.set()
            raise error.at(place.name) from error
        self._there(index, part)

    def _there(self, index: int, part: Part) -> None:
        place = self._timeline.places[index]
        self._tracker.report("conform", place.name, 1.0)
        with self._lock:
            self._parts[index] = part
        # The same take at another place of the film may have been conformed for that one's joins.
        for join in self._cut(index, body_of(place, part)):
            self._begin(self._join, join)

    def _cut(self, index: int, body: Body) -> list[int]:
        """Place `index` is cut so; returns the joins that this completes or changes."""
        with self._lock:
            if self._bodies.get(index) == body:
                return []
            self._bodies[index] = body
            return [at for at in (index, index + 1) if self._neighbours_are_there(at)]

    def _neighbours_are_there(self, index: int) -> bool:
        last = len(self._timeline.places)
        return (index == 0 or index - 1 in self._bodies) and (index == last or index in self._bodies)

    def _join(self, index: int) -> None:
        with self._lock:
            join = join_at(self._timeline, index, self._pictures, self._bodies)
        if join is None:
            return
        name = self._timeline.join_name(index)

        def render(target: Path) -> Part:
            part = render_join(
                join,
                self._format,
                target,
                progress=self._tracker.on("join", name),
                cancelled=self._cancelled,
            )
            self.joined.append(name)
            return part

        try:
            part = self._cache.make(join_key(join, self._format), render)
        except RushesError as error:
            self._stop.set()
            raise error.at(name) from error
        self._tracker.report("join", name, 1.0)
        with self._lock:
            if join == join_at(self._timeline, index, self._pictures, self._bodies):
                self._joins[index] = part
