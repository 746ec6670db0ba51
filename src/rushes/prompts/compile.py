"""A prompt as a model is told of it: in its family's words and order, within its limit, and what was lost."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from functools import lru_cache

from rushes.errors import UsageError
from rushes.model import CastMember, Json, Look, Operation, Prompt
from rushes.model_card import ModelCard
from rushes.prompts.cast import described, expanded, named_in, names_of, outside_speech
from rushes.prompts.conflicts import conflicts
from rushes.prompts.cutting import PARTS, Cutting
from rushes.prompts.entries import ORDER, Family
from rushes.prompts.library import Library
from rushes.prompts.looks import LOOKS, ToldLook, said_own, told_look
from rushes.prompts.parse import parse
from rushes.prompts.prose import QUOTE, closed
from rushes.prompts.render import Clause, clauses, join, render, unwanted_things
from rushes.prompts.report import Outcome, Verdict
from rushes.prompts.speech import speakers

__all__ = ["Said", "compile_prompt", "merged", "sentence", "understood"]

SCENE = ("text", "subject", "action", "setting")
HEARD = ("dialogue", "sound")
UNITS = {"characters": "characters", "utf16": "characters, of which an emoji counts as two"}


@dataclass(frozen=True, slots=True)
class Said:
    """A prompt as a model is told of it: its `text`, and what of it is in `options`.

    `words` are the whole wish field by field, what is a user's own as they say it to this model's family.
    `outcomes` say what became of each part of the prompt, of
    each name of the cast, and of the motion.
    """

    text: str
    words: Prompt
    outcomes: tuple[Outcome, ...] = ()
    options: Mapping[str, Json] = field(default_factory=dict[str, Json])


def sentence(prompt: Prompt) -> str:
    """`prompt` as prose, in the order that suits any model. Leaves `negative` out."""
    return render(prompt)


def merged(prompt: Prompt, look: Look, cast: Sequence[CastMember]) -> Prompt:
    """`prompt` with the film's look where it says nothing itself, and each `@name` of the cast described.

    A name that is not in the cast stays as it is written.
    """
    return expanded(looked(prompt, look), cast)


def looked(prompt: Prompt, look: Look) -> Prompt:
    return replace(
        prompt,
        **{part.name: getattr(prompt, part.name) or getattr(look, part.name) for part in fields(look)},
    )


def understood(prompt: Prompt, library: Library | None = None) -> Prompt:
    """`prompt` with its free text taken apart; as it is where that would leave nothing that is seen."""
    return taken_apart(prompt, library or Library.standard()) if prompt.text.strip() else prompt


@lru_cache(2048)
def taken_apart(prompt: Prompt, library: Library) -> Prompt:
    read = parse(prompt.text, library)
    if not any(getattr(read, name).strip() for name in SCENE) and not any(
        getattr(prompt, name).strip() for name in SCENE[1:]
    ):
        return prompt
    both = {
        part.name: (" " if part.name in HEARD[:1] else ", ").join(
            said for one in (prompt, read) if (said := getattr(one, part.name).strip(" ,"))
        )
        for part in fields(Prompt)
        if part.name != "text"
    }
    return Prompt(**{**both, "text": read.text})


# ── compiling ─────────────────────────────────────────────────────────────────────────────────


def compile_prompt(
    prompt: Prompt,
    card: ModelCard,
    *,
    operation: Operation,
    look: Look | None = None,
    cast: Sequence[CastMember] = (),
    motion: int | None = None,
    unheard: str = "",
    pictured: Collection[str] = (),
    library: Library | None = None,
) -> Said:
    """`prompt` as the model of `card` is told of it. Pure, and the same for the same.

    `card` holds for `operation`. `motion` is to be said in words, None when it is not wished or has a field
    of its own. `unheard` says why nothing of what is said and heard will be heard, empty where it will.
    `pictured` are those of the cast whose pictures the model is sent. Raises UsageError when not even its
    subject fits.
    """
    library = library or Library.standard()
    compiler = Compiler(
        looked(understood(prompt, library), look or Look()),
        card,
        library,
        cast,
        changes=operation is Operation.VIDEO_TO_VIDEO,
    )
    compiler.tell_looks()
    compiler.tell_heard(unheard)
    compiler.tell_unwanted()
    moves = "" if motion is None else library.motion.get(motion, "")
    text, cut = compiler.fitted(moves)
    outcomes = compiler.outcomes(cut)
    outcomes += compiler.names(pictured)
    if motion is not None:
        outcomes.append(motion_outcome(motion, moves, card, lost="motion" in cut))
    words = replace(compiler.meant(), negative=compiler.unwanted)
    return Said(text, expanded(words, cast), tuple(outcomes), compiler.options)


class Compiler:
    """One prompt on its way to one model. Names of the cast stay names until it is put together."""

    def __init__(
        self, wished: Prompt, card: ModelCard, library: Library, cast: Sequence[CastMember], *, changes: bool
    ) -> None:
        self.wished = wished
        self.card = card
        self.library = library
        self.cast = cast
        self.family: Family = library.family(card.prompt_family)
        # Families advise an order for pictures that are made; to change one, what is to be done comes first.
        self.order = ORDER if changes else self.family.order
        self.said = {part.name: str(getattr(wished, part.name)) for part in fields(Prompt)}
        self.seen = any(self.said[name].strip() for name in SCENE)
        # A field for what must not be seen would take "no people" for the opposite.
        self.unwanted = ", ".join(unwanted_things(wished.negative)) or wished.negative
        self.options: dict[str, Json] = {}
        self.fates: dict[str, tuple[Verdict, str]] = {}
        self.partly: dict[str, str] = {}

    # ── what the model is told of ─────────────────────────────────────────────────────────────

    def tell_looks(self) -> None:
        """Camera, style, lighting and mood, in the family's words, as parameters, or not at all."""
        for name in LOOKS:
            if not self.said[name].strip():
                continue
            told = told_look(name, self.said[name], self.card.prompt_family, self.library)
            if not told.plain:
                self.tell_look(name, told)

    def tell_look(self, name: str, told: ToldLook) -> None:
        items: list[str] = []
        why: list[str] = []
        lost: list[str] = []
        parameters: list[str] = []
        known = {option.name for option in self.card.options}
        for item in told.items:
            if item.parameter and item.parameter in known and item.parameter not in self.options:
                self.options[item.parameter] = item.value
                parameters.append(f"{item.parameter} = {item.value}")
                why.append(f"{self.card.id} has a field for it")
            elif item.words or not self.seen:
                items.append(item.words or item.asked)
                if item.lost and self.seen:
                    lost.append(item.lost)
                    why.append(item.why)
            else:
                lost.append(item.asked)
                why.append(item.why)
        self.said[name] = ", ".join(items)
        because = "; ".join(dict.fromkeys(why))
        if lost:
            self.partly[name] = ", ".join(lost)
        if parameters:
            self.fates[name] = ("parameter", because)
            self.partly.setdefault(name, "")
        elif items:
            asked = self.library.find_all(str(getattr(self.wished, name)), loose=True)
            own = any(match.entry.origin for match in asked)
            known = "your own entry says it so" if own else f"{self.family.title} knows it by these words"
            changed = "; ".join(dict.fromkeys([*why, known]))
            self.fates[name] = ("clamped" if lost else "words", because if lost else changed)
        else:
            self.fates[name] = ("dropped", because)

    def tell_heard(self, unheard: str) -> None:
        """Speech and sound: left out where nobody would hear them. Who speaks is still seen."""
        if not unheard or not self.seen:
            return
        speech = self.said["dialogue"]
        scene = "\n".join(self.said[name] for name in SCENE)
        who = speakers(speech, scene)
        for name in HEARD:
            if self.said[name].strip() and (name != "dialogue" or who is not None):
                self.said[name] = ""
                self.fates[name] = ("dropped", unheard)
        if who is None:
            self.fates["dialogue"] = ("clamped", f"{unheard}; it is said for who speaks in it to be seen")
            self.partly["dialogue"] = "what is heard of it"
            return
        there = names_of("\n".join([scene, *who]), self.cast)
        who += [f"@{name}" for name in names_of(QUOTE.sub(" ", speech), self.cast) if name not in there]
        if who:
            speaks = f"{' and '.join(who)} {'speaks' if len(who) == 1 else 'speak'}"
            text = self.said["text"].strip()
            self.said["text"] = f"{closed(text)} {speaks}" if text else speaks

    def tell_unwanted(self) -> None:
        """What must not be seen: a field, words where the family advises them, or nothing."""
        if not self.said["negative"].strip():
            return
        if self.card.negative:
            self.said["negative"] = ""
            self.fates["negative"] = ("parameter", f"{self.card.id} has a field for what must not be seen")
        elif self.family.negative == "words":
            self.fates["negative"] = (
                "words",
                f"{self.card.id} has no field for it, and {self.family.title} is told so in words",
            )
        else:
            self.said["negative"] = ""
            self.fates["negative"] = (
                "dropped",
                f"{self.card.id} has no field for what must not be seen, and words would rather bring it in",
            )

    # ── the sentence ──────────────────────────────────────────────────────────────────────────

    def together(self, said: Mapping[str, str], moves: str) -> str:
        """The sentence of these parts, with the cast described."""
        whole = expanded(Prompt(**said), self.cast)
        pieces = list(clauses(whole, self.order, negative=True, library=self.library))
        if moves:
            ranks = {name: place for place, name in enumerate(self.order)}
            at = next(
                (place for place, piece in enumerate(pieces) if ranks[piece.field] > ranks["camera"]),
                len(pieces),
            )
            pieces.insert(at, Clause("camera", moves, "look"))
        return join(pieces, self.library)

    def fitted(self, moves: str) -> tuple[str, dict[str, str]]:
        """The sentence, and what was cut from each part so that it is no longer than the model reads."""
        text = self.together(self.said, moves)
        limit, length = self.card.prompt_limit, self.card.prompt_length
        if limit is None or length(text) <= limit:
            return text, {}
        before = length(text)

        def costs(part: str) -> int:
            return length(self.plain(part))

        cutting = Cutting({**self.said, "motion": moves}, lambda part: bool(names_of(part, self.cast)), costs)
        left, over, growth = cutting.left(), before - limit, 1
        while over > 0:
            if not cutting.cut(over * growth):
                raise UsageError(
                    f"its subject alone is {length(text)} characters long; "
                    f"{self.card.id} reads at most {limit}",
                    hint="say in fewer words what is seen"
                    + ("; an emoji counts as two" if self.card.prompt_unit == "utf16" else ""),
                )
            left = cutting.left()
            text = self.together({name: left[name] for name in PARTS}, left["motion"])
            over, growth = length(text) - limit, growth * 2
        self.said |= {name: text_ for name, text_ in left.items() if name in PARTS}
        units = UNITS[self.card.prompt_unit]
        self.too_long = f"the prompt is {before} long; {self.card.id} reads at most {limit} {units}"
        return text, cutting.lost()

    too_long = ""

    def plain(self, part: str) -> str:
        if "@" not in part or not self.cast:
            return part
        return expanded(Prompt(text=part), self.cast).text

    def meant(self) -> Prompt:
        """The whole wish, for a model that reads it field by field."""
        family = self.card.prompt_family
        said = {name: text for name in LOOKS if (text := str(getattr(self.wished, name)))}
        own = {name: said_own(name, text, family, self.library) for name, text in said.items()}
        return replace(self.wished, **own) if own != said else self.wished

    # ── the report ────────────────────────────────────────────────────────────────────────────

    def outcomes(self, cut: Mapping[str, str]) -> list[Outcome]:
        """What became of each part of the prompt that says something."""
        against = self.clashes()
        found: list[Outcome] = []
        for name in PARTS:
            asked = str(getattr(self.wished, name)).strip()
            if not asked:
                continue
            sent = self.said[name].strip()
            verdict, why = self.fates.get(name, ("kept", ""))
            lost = asked if verdict == "dropped" else self.partly.get(name, "")
            if verdict == "parameter":
                sent = self.unwanted if name == "negative" else self.told_by_parameter(name)
            if name in cut:
                verdict = "clamped" if sent and verdict != "dropped" else "dropped"
                why = f"{why}; {self.too_long}" if lost else self.too_long
                lost = "; ".join(one for one in (lost, cut[name]) if one)
            elif name in against and verdict in ("kept", "words"):
                verdict, why = "conflicting", against[name]
            found.append(Outcome(name, verdict, asked, sent, why, lost))
        return found

    def told_by_parameter(self, name: str) -> str:
        said = [f"{option} = {value}" for option, value in self.options.items()]
        return "; ".join([*said, *([self.said[name]] if self.said[name].strip() else [])])

    def clashes(self) -> dict[str, str]:
        """The parts that say what another part, or they themselves, speak against."""
        return {
            clash.other_field: f"{clash.other.name} does not go with {clash.one.name}; both are said"
            for clash in conflicts(self.wished, self.library)
        }

    def names(self, pictured: Collection[str]) -> list[Outcome]:
        """What became of each name of the cast."""
        told = Prompt(**self.said)
        there = {member.name for member in named_in(told, self.cast)}
        seen = {*names_of(outside_speech(told), self.cast)}
        if self.card.negative:
            unwanted = {*names_of(self.wished.negative, self.cast)}
            there |= unwanted
            seen |= unwanted
        found: list[Outcome] = []
        for member in named_in(self.wished, self.cast):
            wish, sent = f"@{member.name}", described(member, self.cast)
            why = "the cast describes it"
            if member.name not in seen:
                sent, why = member.name.replace("-", " "), "it is only spoken of, by its name"
            if member.name not in there:
                why = "it is named only in what the model is not told"
                found.append(Outcome(wish, "dropped", wish, "", why, wish))
            elif member.reference is None:
                found.append(Outcome(wish, "words", wish, sent, why))
            elif member.name in pictured:
                shows = f"{why}, and a picture shows it"
                found.append(Outcome(wish, "parameter", wish, f"{sent}, and its picture", shows))
            else:
                takes = f"at most {self.card.references}" if "reference" in self.card.inputs else "no"
                why = (
                    f"{self.card.id} takes {takes} reference pictures: @{member.name} is only described to it"
                )
                found.append(Outcome(wish, "words", wish, sent, why, "its picture"))
        return found


def motion_outcome(motion: int, moves: str, card: ModelCard, *, lost: bool) -> Outcome:
    asked = str(motion)
    if lost:
        return Outcome("motion", "dropped", asked, "", f"the prompt is too long for {card.id}", asked)
    return Outcome("motion", "words", asked, moves, f"{card.id} has no field for how much moves")
