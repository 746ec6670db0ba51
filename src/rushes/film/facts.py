"""What is known of a media file, asked once for each set of bytes and kept in the workspace."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from rushes.film.kept import read_kept, write_kept

__all__ = ["FileFacts", "MediaFacts"]

_VERSION = 2


@dataclass(frozen=True, slots=True)
class MediaFacts:
    """How long the picture is (seconds, 0 without one), and how long the sound (samples at 48 kHz)."""

    seconds: Fraction
    samples: int | None


class FileFacts:
    """Asks media files what they hold, and remembers it by the hash of their bytes.

    `hash_file` gives a file's sha256; the answers lie in `folder`.
    """

    def __init__(self, folder: Path, hash_file: Callable[[Path], str]) -> None:
        self._folder = folder
        self._hash_file = hash_file

    def sha256(self, path: Path) -> str:
        """The hash of the file's bytes."""
        return self._hash_file(path)

    def media(self, path: Path, sha256: str | None = None) -> MediaFacts:
        """What `path` holds. Raises MediaError when it is no media file, or a broken one."""
        kept = self._folder / f"{sha256 or self.sha256(path)}.json"
        told = read_kept(kept)
        if told is not None and told.get("version") == _VERSION:
            samples = told["samples"]
            return MediaFacts(Fraction(str(told["seconds"])), samples if isinstance(samples, int) else None)
        facts = _ask(path)
        write_kept(kept, {"version": _VERSION, "seconds": str(facts.seconds), "samples": facts.samples})
        return facts


def _ask(path: Path) -> MediaFacts:
    from rushes.media.audio import sound_length
    from rushes.media.probe import probe

    info = probe(path)
    return MediaFacts(info.picture_duration if info.has_video else Fraction(0), sound_length(path))
