"""A script in a file, and the storyboard that it becomes."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from rushes.errors import StoryboardError, UsageError
from rushes.script.elements import Heading, Part
from rushes.script.fountain import parse_fountain
from rushes.script.prose import parse_markdown, parse_text
from rushes.script.text import read_script

if TYPE_CHECKING:
    from rushes.storyboard.board import Storyboard

__all__ = ["LONGEST", "SHORTEST", "Script"]

KINDS = {
    ".fountain": parse_fountain,
    ".spmd": parse_fountain,
    ".txt": parse_text,
    ".md": parse_markdown,
    ".markdown": parse_markdown,
}
SHORTEST, LONGEST = Fraction(2), Fraction(10)  # seconds of a shot where no model says


@dataclass(frozen=True, slots=True)
class Script:
    """A film script that was read: screenplay, Markdown or plain text."""

    part: Part
    path: Path | None = None

    @classmethod
    def load(cls, path: Path | str) -> Script:
        """The script in the `.fountain`, `.md` or `.txt` file at `path`.

        Raises UsageError for a file that holds no script.

            board = rushes.Script.load("film.fountain").storyboard()
        """
        path = Path(path)
        parse = KINDS.get(path.suffix.lower())
        if parse is None:
            ending = f"its name ends in {path.suffix}" if path.suffix else "its name has no ending"
            raise UsageError(f"{path} is no script: {ending}", hint="call it .fountain, .md or .txt")
        script = cls(parse(read_script(path)), path)
        if not script.part.elements:
            raise UsageError(f"{path} holds nothing to film", hint="a sentence of what is seen, at least")
        return script

    @property
    def title(self) -> str:
        """The film's title, empty where the script has none."""
        return self.part.title

    @property
    def scenes(self) -> int:
        """How many scenes have a heading."""
        return sum(isinstance(one, Heading) for one in self.part.elements)

    def storyboard_text(
        self, *, model: str = "previz", least: Fraction = SHORTEST, most: Fraction = LONGEST
    ) -> str:
        """The text of a storyboard file, with comments; the same script gives the same text.

        `model` makes the shots, which are from `least` to `most` seconds long. Raises UsageError for a
        script that is too long for one storyboard.
        """
        from rushes.script.write import storyboard_text

        return storyboard_text(self.part, self.path, model=model, least=least, most=most)

    def storyboard(
        self, *, model: str = "previz", least: Fraction = SHORTEST, most: Fraction = LONGEST
    ) -> Storyboard:
        """The storyboard that the script becomes; the arguments are those of `storyboard_text`."""
        from rushes.storyboard.read import check_text

        text = self.storyboard_text(model=model, least=least, most=most)
        board, findings = check_text(text, (self.path or Path("script")).with_suffix(".yaml"))
        if board is None:  # what is written here is right, whatever the script holds
            raise StoryboardError(findings)
        return board
