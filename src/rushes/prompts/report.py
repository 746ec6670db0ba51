"""What became of each wish of a shot when it was put to a model, why, and what it costs."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, get_args

from rushes.model import Money

__all__ = ["VERDICTS", "Outcome", "Report", "Verdict"]

# kept: as wished · parameter: a field of its own · words: other words, or words where there is no field
# clamped: less, more or other than wished · dropped: not told · conflicting: told, against others
Verdict = Literal["kept", "parameter", "words", "clamped", "dropped", "conflicting"]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one wish: `asked` is what was wished, `sent` what the model is told of it.

    `why` is a sentence. `lost` is what the model will not heed, empty where nothing is. `adds` is what the
    wish adds to the price, `trimmed` how many of the paid seconds the film does not show.
    """

    wish: str
    verdict: Verdict
    asked: str
    sent: str
    why: str = ""
    lost: str = ""
    adds: Money = Money()
    trimmed: Fraction = Fraction(0)


@dataclass(frozen=True, slots=True)
class Report:
    """What became of each wish of a shot; every wish stands in it once.

    `price` is what the clip costs, None when nobody knows; what the outcomes add is that sum. `seconds` is
    how long the clip is that is paid for.
    """

    outcomes: tuple[Outcome, ...]
    price: Money | None = None
    seconds: Fraction = Fraction(0)

    @property
    def trimmed(self) -> Fraction:
        """How many of the paid seconds the film does not show."""
        return sum((one.trimmed for one in self.outcomes), Fraction(0))

    @property
    def losses(self) -> tuple[Outcome, ...]:
        """The outcomes by which something is lost that was wished."""
        return tuple(one for one in self.outcomes if one.lost)

    def of(self, wish: str) -> Outcome | None:
        """What became of one wish: `lighting`, `@keeper`, `duration`, `options.audio`."""
        return next((one for one in self.outcomes if one.wish == wish), None)
