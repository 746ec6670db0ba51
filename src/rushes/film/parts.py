"""The cache of parts: conformed takes and joins, each found by the hash of all that shaped it."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from pathlib import Path

from rushes.errors import StoreError
from rushes.film.kept import write_kept
from rushes.keys import digest
from rushes.media.engine import versions
from rushes.media.parts import FilmFormat, Part, ShotPicture
from rushes.media.transitions import Join
from rushes.model import Json

__all__ = ["PartCache", "film_key", "join_key", "picture_key"]


def _document(picture: ShotPicture | None) -> Json:
    if picture is None:
        return None
    told: dict[str, Json] = {
        "sha256": picture.sha256,
        "start": str(picture.start),
        "frames": picture.frames,
        "fit": picture.fit,
        "still": picture.still,
        "overlays": [[one.sha256, one.start, one.end] for one in picture.overlays],
    }
    return told if picture.strip is None else {**told, "strip": picture.strip.sha256}


def _format(film_format: FilmFormat) -> Json:
    told: list[Json] = [str(film_format.size), str(film_format.fps), film_format.crf, film_format.preset]
    # A film without a band keeps the keys that its parts had before there were bands.
    return [*told, film_format.band] if film_format.band else told


def picture_key(picture: ShotPicture, film_format: FilmFormat) -> str:
    """The key of a conformed take. Where its keyframes were planned has no part in it."""
    document: dict[str, Json] = {
        "picture": _document(picture),
        "format": _format(film_format),
        **dict[str, Json](versions()),
    }
    return digest(document)


def join_key(join: Join, film_format: FilmFormat) -> str:
    """The key of a freshly encoded join."""
    return digest(
        {
            "before": _document(join.before),
            "before_start": join.before_start,
            "after": _document(join.after),
            "after_end": join.after_end,
            "overlap": join.overlap,
            "transition": [str(join.transition), join.transition.color],
            "format": _format(film_format),
            **versions(),
        }
    )


def film_key(document: Json) -> str:
    """The key of a whole film, of what its maker says that it consists of."""
    return digest({"film": document, **versions()})


class PartCache:
    """Parts in a folder, `ab/<key>.mp4` with what is known of each beside it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._making: dict[str, threading.Lock] = {}

    def get(self, key: str) -> Part | None:
        """The part, when it is there and whole."""
        picture = self._path(key)
        try:
            told = json.loads(picture.with_suffix(".json").read_text(encoding="utf-8"))
            if picture.stat().st_size != told["bytes"]:
                return None
            return Part(
                picture, told["frames"], tuple(told["keyframes"]), told["parameters"], tuple(told["order"])
            )
        except (OSError, ValueError, KeyError):
            return None

    def make(self, key: str, render: Callable[[Path], Part]) -> Part:
        """The part, rendered when it is not there. Two threads that want one part make it once."""
        with self._lock:
            lock = self._making.setdefault(key, threading.Lock())
        with lock:
            found = self.get(key)
            if found is not None:
                return found
            return self._render(key, render)

    def _render(self, key: str, render: Callable[[Path], Part]) -> Part:
        target = self._path(key)
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            part = render(target)
            told: dict[str, Json] = {
                "bytes": target.stat().st_size,
                "frames": part.frames,
                "keyframes": [*part.keyframes],
                "parameters": part.parameters,
                "order": [*part.order],
            }
            write_kept(target.with_suffix(".json"), told)
        except OSError as error:
            raise StoreError(
                f"cannot write the cache in {self._folder}: {error.strerror or error}",
                hint="make room or choose another workspace with --workspace",
            ) from error
        return part

    def _path(self, key: str) -> Path:
        return self._folder / key[:2] / f"{key}.mp4"
