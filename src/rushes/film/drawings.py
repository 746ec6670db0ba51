"""Pictures made of words: cards, slates, burned captions and notes, found by the hash of what they say."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from rushes.errors import MediaError
from rushes.keys import digest
from rushes.media.notes import Note
from rushes.model import Size, TitleCard

__all__ = ["Drawing", "Drawings"]

# Raise it when cards or captions are drawn in another way: their parts are then made again.
_DRAWING_VERSION = 1


@dataclass(frozen=True, slots=True)
class Drawing:
    """A picture that is drawn when it is needed. `sha256` is of what it says, not of its bytes."""

    path: Path
    sha256: str


class Drawings:
    """The drawings of one film, in the workspace's cache.

    `size` is its picture's; captions leave the picture's lowest `foot` rows free.
    """

    def __init__(self, folder: Path, size: Size, *, foot: int = 0) -> None:
        self._folder = folder
        self._size = size
        self._foot = foot
        self._wanted: dict[Path, tuple[str, Callable[[Path], None]]] = {}

    def card(self, name: str, card: TitleCard) -> Drawing:
        """A title or end card."""

        def draw(target: Path) -> None:
            from rushes.media.cards import card_image

            card_image(card, self._size, target)

        words = [card.text, card.subtitle, card.color, card.background]
        return self._drawing(name, "card", words, draw)

    def slate(self, shot_id: str, words: str) -> Drawing:
        """What stands for a shot that has no take."""

        def draw(target: Path) -> None:
            from rushes.media.cards import slate_image

            slate_image(shot_id, words, self._size, target)

        return self._drawing(shot_id, "slate", [shot_id, words], draw)

    def caption(self, name: str, text: str) -> Drawing:
        """A burned caption: transparent but for its words."""

        def draw(target: Path) -> None:
            from rushes.media.captions import caption_image

            caption_image(text, self._size, target, foot=self._foot)

        words = [text, str(self._foot)] if self._foot else [text]
        return self._drawing(name, "caption", words, draw)

    def note(self, name: str, note: Note) -> Drawing:
        """What stands in the band under the shot `name`."""

        def draw(target: Path) -> None:
            from rushes.media.notes import note_image

            note_image(note, self._size, target)

        words = [note.shot, note.model, note.price, note.words, note.lost]
        return self._drawing(name, "note", words, draw)

    def draw(self) -> None:
        """Draw what is wanted and not there. Raises MediaError, told of its shot, for a missing glyph."""
        for path, (name, draw) in list(self._wanted.items()):
            if not path.exists():
                path.parent.mkdir(parents=True, exist_ok=True)
                try:
                    draw(path)
                except MediaError as error:
                    raise error.at(name) from error

    def _drawing(self, name: str, kind: str, words: list[str], draw: Callable[[Path], None]) -> Drawing:
        sha256 = digest([_DRAWING_VERSION, kind, words, str(self._size)])
        path = self._folder / f"{sha256}.png"
        self._wanted[path] = (name, draw)
        return Drawing(path, sha256)
