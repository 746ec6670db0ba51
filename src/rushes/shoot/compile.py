"""A shot as one model is asked for it, and what became of each of its wishes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from rushes.model import CastMember, InputRole, Json, Look, Money, Operation, Prompt, Shot, Size
from rushes.model_card import ModelCard
from rushes.prompts.compile import Said, compile_prompt
from rushes.prompts.library import Library
from rushes.prompts.report import Outcome, Report
from rushes.shoot.checks import SLACK, check_shot, fitted_size, inputs_of, operation, pictured, seconds
from rushes.shoot.options import all_options, sound_options, unheard, worded

__all__ = ["Compiled", "compile_shot"]

INPUTS: Mapping[InputRole, str] = {
    "first_frame": "first_frame",
    "last_frame": "last_frame",
    "reference": "references",
    "video": "video",
    "character": "character",
    "performance": "performance",
}


@dataclass(frozen=True, slots=True)
class Compiled:
    """What of a shot's wish goes into the request, whatever take it is, and the report of it.

    `duration` is None where only the clip says it that the shot is made from.
    """

    operation: Operation
    text: str
    words: Prompt
    duration: Fraction | None
    size: Size
    fps: Fraction
    motion: int | None
    options: Mapping[str, Json]
    report: Report


def compile_shot(
    shot: Shot,
    card: ModelCard,
    *,
    size: Size,
    look: Look | None = None,
    cast: Sequence[CastMember] = (),
    fps: Fraction = Fraction(24),
    there: Fraction | None = None,
    clip_size: Size | None = None,
    library: Library | None = None,
) -> Compiled:
    """`shot` as the model of `card` is asked for it. Pure, and the same for the same.

    A shot of a length that the model does not make gets the next longer one. `there` and `clip_size` are
    those of the clip that it is made from, where they are known. Raises UsageError for whatever the model
    cannot do, and says what it can.
    """
    made = check_shot(shot, size=size, card=card, there=there)
    asked = card.asked_to(operation(shot))
    follows = asked.followed(shot.options)
    fitted = size if follows.size else fitted_size(shot, size, asked)
    said = told(shot, asked, look=look, cast=cast, library=library)
    heard = sound_options(shot, asked, library)
    options = {**all_options(shot, asked), **heard, **said.options}
    shows = pictured(shot, cast, asked)
    book = Book(shot, asked, made=made, size=fitted, heard=heard, shown=shows)
    book.add_prompt(said, heard)
    book.add_length(made, there)
    book.add_size(size, fitted, follows=follows.size)
    if asked.fps:
        book.add(Outcome("fps", "parameter", str(fps), str(fps)))
    book.add_rest(options)
    return Compiled(
        operation=operation(shot),
        text=said.text,
        words=said.words,
        duration=made,
        size=clip_size if clip_size is not None and follows.size else fitted,
        fps=fps,
        motion=shot.motion,
        options=options,
        report=Report(tuple(book.outcomes), book.price, made or Fraction(0)),
    )


def told(
    shot: Shot, card: ModelCard, *, look: Look | None, cast: Sequence[CastMember], library: Library | None
) -> Said:
    if shot.prompt is None:
        # The look adds to a prompt; a shot that needs none has nothing that it could add to.
        return Said("", Prompt())
    prompt = shot.prompt
    if words := worded(shot, card).values():
        style = prompt.style or (look.style if look else "")
        prompt = replace(prompt, style=", ".join(one for one in (style, *words) if one))
    return compile_prompt(
        prompt,
        card,
        operation=operation(shot),
        look=look,
        cast=cast,
        motion=None if card.motion else shot.motion,
        unheard=unheard(shot, card),
        pictured=[member.name for member in pictured(shot, cast, card)],
        library=library,
    )


class Book:
    """Collects the outcomes. What a wish adds to the price is how much more it is with it than without."""

    def __init__(
        self,
        shot: Shot,
        card: ModelCard,
        *,
        made: Fraction | None,
        size: Size,
        heard: Mapping[str, Json],
        shown: Sequence[CastMember],
    ) -> None:
        self.shot = shot
        self.card = card
        self.outcomes: list[Outcome] = []
        self.adds: dict[str, Money] = {}
        self.price: Money | None = None
        if made is None:
            return
        options: dict[str, Json] = {}
        roles: list[InputRole] = []
        self.count("duration", card.price(made))
        self.count("size", card.price(made, size=size))
        options |= heard
        self.count("heard", card.price(made, size=size, options=options))
        for name, value in shot.options.items():
            options[name] = value
            self.count(f"options.{name}", card.price(made, size=size, options=options))
        for role, given in inputs_of(shot).items():
            if given:
                roles.extend(role for _ in range(len(shot.references) if role == "reference" else 1))
                price = card.price(made, size=size, options=options, inputs=roles)
                self.count(INPUTS[role], price)
        for member in shown:
            roles.append("reference")
            price = card.price(made, size=size, options=options, inputs=roles)
            self.count(f"@{member.name}", price)

    def count(self, wish: str, price: Money | None) -> None:
        """`price` is what the clip costs with `wish` and all that was counted before it."""
        if price is not None:
            self.adds[wish] = Money(price.micros - (0 if self.price is None else self.price.micros))
        self.price = price

    def add(self, one: Outcome, adds: str = "") -> None:
        """Put it into the report, with what `adds`, else its own wish, adds to the price."""
        self.outcomes.append(replace(one, adds=self.adds.pop(adds or one.wish, Money())))

    def add_prompt(self, said: Said, heard: Mapping[str, Json]) -> None:
        """The parts of the prompt; what is first to be heard pays for the sound, also where it was cut."""
        for one in said.outcomes:
            if heard and one.wish in ("dialogue", "sound") and one.verdict not in ("kept", "words"):
                self.add(one, "heard")
            elif heard and one.wish in ("dialogue", "sound"):
                switched = ", ".join(f"{name} = {str(value).lower()}" for name, value in heard.items())
                told = "makes sound when it is told to" if any(heard.values()) else "is told to make no sound"
                why = f"{self.card.id} {told}: {switched}"
                self.add(replace(one, verdict="parameter", sent=f"{switched}; {one.sent}", why=why), "heard")
            else:
                self.add(one)

    def add_length(self, made: Fraction | None, there: Fraction | None) -> None:
        wanted = there if self.shot.duration is None else self.shot.duration
        if wanted is None or made is None:
            why = "as long as the clip that it is made from"
            self.add(Outcome("duration", "kept", "the clip's own", "the clip's own", why))
            return
        asked, sent = seconds(wanted), seconds(made)
        if made > wanted:
            over = made - wanted
            why = f"{self.card.id} makes {sent}, of which {seconds(over)} are trimmed"
            self.add(Outcome("duration", "clamped", asked, sent, why, trimmed=over))
        elif made < wanted - SLACK:
            lost = seconds(wanted - made)
            why = f"{self.card.id} makes at most {seconds(self.card.durations.most)}"
            why = why if made == self.card.durations.most else "the clip that it is made from is no longer"
            self.add(Outcome("duration", "clamped", asked, sent, why, lost))
        else:
            self.add(Outcome("duration", "kept", asked, sent))

    def add_size(self, size: Size, fitted: Size, *, follows: bool) -> None:
        if follows:
            why = "the result has the size of the clip that it is made from; the film scales it"
            self.add(Outcome("size", "clamped", str(size), "the clip's own", why))
        elif fitted != size:
            why = f"{self.card.id} does not make {size}; this is the nearest, and the film scales it"
            self.add(Outcome("size", "clamped", str(size), str(fitted), why, lost=str(size)))
        else:
            self.add(Outcome("size", "kept", str(size), str(size)))

    def add_rest(self, options: Mapping[str, Json]) -> None:
        """What has a field of its own: motion, seed, options, pictures and clips."""
        shot = self.shot
        if shot.motion is not None and self.card.motion:
            self.add(Outcome("motion", "parameter", str(shot.motion), str(shot.motion)))
        if shot.seed is not None:
            self.add(Outcome("seed", "parameter", str(shot.seed), str(shot.seed)))
        for role, given in inputs_of(shot).items():
            if given:
                count = len(shot.references) if role == "reference" else 1
                what = "1 file" if count == 1 else f"{count} files"
                self.add(Outcome(INPUTS[role], "kept", what, what))
        words = worded(shot, self.card)
        for name, value in shot.options.items():
            verdict, sent, why = "parameter", shown(options[name]), ""
            if name in words:
                verdict, sent, why = "words", words[name], f"{self.card.id} has no field for it"
            self.add(Outcome(f"options.{name}", verdict, shown(value), sent, why))


def shown(value: Json) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
