"""Makes a folder with a page of the library: a clip and a picture for each entry."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from threading import Event, Lock

from rushes.errors import Cancelled, StoreError
from rushes.keys import digest
from rushes.model import Request, Size
from rushes.preview.clips import CRF, draw_clip, jpeg
from rushes.preview.page import Shown, page
from rushes.preview.scenes import request_for
from rushes.prompts import Entry, Library
from rushes.store.documents import request_document

SIZE, SECONDS = Size(320, 180), Fraction(2)
PAGE, CLIPS = "index.html", "clips"
DRAWING = ("rushes.previz", "rushes.preview")  # the packages whose change is seen in a clip
OURS = re.compile(r"[a-z0-9-]+-[0-9a-f]{10}\.(mp4|jpg)")


@dataclass(frozen=True, slots=True)
class Step:
    """One entry's clip is at `fraction`, the whole sheet at `whole`."""

    item: str
    fraction: float
    whole: float
    stage: str = "make"


@dataclass(frozen=True, slots=True)
class Made:
    """The page, how many clips it has, and how many of them were there already."""

    page: Path
    clips: int
    kept: int


def make_sheet(
    library: Library,
    entries: Sequence[Entry],
    folder: Path,
    *,
    workers: int = 0,
    listen: Callable[[Step], None] | None = None,
) -> Made:
    """Write the page of `entries` into `folder`, which is made; `workers` at once (0: one a core).

    A clip is drawn once: what was drawn before, of the same words by the same program, is kept, so that a
    stopped run goes on where it was. Clips of an older run that the page does not show are removed.
    Raises StoreError when the folder cannot be written.
    """
    clips = folder / CLIPS
    try:
        clips.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        hint = "choose a folder that you may write to with -o"
        raise StoreError(f"the folder {folder} cannot be made: {error.strerror}", hint=hint) from error
    wanted = [shown_in(entry) for entry in entries]
    missing = [one for one in wanted if not there(clips, one)]
    told = Telling(len(missing), listen)
    stop = Event()

    def make(one: Shown) -> None:
        def progress(share: float) -> None:
            if share < 1:
                told.at(one.entry.name, share)

        poster = draw_clip(
            request_of(one.entry), clips / one.clip, library=library, progress=progress, cancelled=stop.is_set
        )
        assert poster.picture is not None
        place(clips / one.picture, jpeg(poster.picture))
        told.at(one.entry.name, 1.0)

    load_engines_once()
    with ThreadPoolExecutor(max_workers=workers or os.cpu_count() or 1, thread_name_prefix="preview") as pool:
        works = [pool.submit(make, one) for one in missing]
        try:
            wait(works, return_when=FIRST_EXCEPTION)
        finally:
            stop.set()
            for work in works:
                work.cancel()
    failed = [error for work in works if not work.cancelled() and (error := work.exception())]
    if failed:  # those behind the first were stopped because of it
        raise next((one for one in failed if not isinstance(one, Cancelled)), failed[0])
    place(folder / PAGE, page(wanted).encode())
    tidy(clips, wanted)
    return Made(folder / PAGE, len(wanted), len(wanted) - len(missing))


def load_engines_once() -> None:
    """Import what decodes and draws, on one thread."""
    from rushes.media.engine import load_engines

    load_engines()


def request_of(entry: Entry) -> Request:
    return request_for(entry, size=SIZE, seconds=SECONDS)


def shown_in(entry: Entry) -> Shown:
    """The files of `entry`: another name as soon as they would show something else."""
    move = entry.move and (entry.move.kind, entry.move.direction, entry.move.speed)
    key = digest({"request": request_document(request_of(entry)), "move": move, "crf": CRF, "by": drawing()})
    slug = re.sub(r"[^a-z0-9]+", "-", f"{entry.kind} {entry.name}".lower()).strip("-") or "entry"
    name = f"{slug[:60]}-{key[:10]}"
    return Shown(entry, f"{name}.mp4", f"{name}.jpg")


@cache
def drawing() -> str:
    """A digest of the program that draws."""
    told: dict[str, str] = {}

    def read(folder: Traversable, name: str) -> None:
        for one in sorted(folder.iterdir(), key=lambda found: found.name):
            if one.is_dir() and not one.name.startswith("__"):
                read(one, f"{name}/{one.name}")
            elif one.name.endswith(".py"):
                told[f"{name}/{one.name}"] = digest(one.read_text(encoding="utf-8"))

    for package in DRAWING:
        read(files(package), package)
    return digest(told)


def there(clips: Path, one: Shown) -> bool:
    return all((clips / name).is_file() for name in (one.clip, one.picture))


def place(path: Path, content: bytes) -> None:
    """Write `content` beside `path`, and move it into place."""
    from rushes.media.write import placed

    with placed(path) as scratch:
        scratch.write_bytes(content)


def tidy(clips: Path, wanted: Sequence[Shown]) -> None:
    """Remove the clips of older runs; files that are not named as ours are left alone."""
    used = {name for one in wanted for name in (one.clip, one.picture)}
    for path in clips.iterdir():
        if path.name not in used and OURS.fullmatch(path.name):
            path.unlink(missing_ok=True)


class Telling:
    """Adds up how far the clips are, from any thread."""

    def __init__(self, count: int, listen: Callable[[Step], None] | None) -> None:
        self._count, self._listen = count, listen
        self._shares: dict[str, float] = {}
        self._lock = Lock()

    def at(self, item: str, share: float) -> None:
        with self._lock:
            self._shares[item] = share
            whole = sum(self._shares.values()) / self._count
        if self._listen is not None:
            self._listen(Step(item, share, whole))
