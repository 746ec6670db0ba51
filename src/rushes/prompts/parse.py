"""A plain sentence, taken apart as far as the library knows its words; none of them is lost.

Only whole clauses are moved into a part of their own ("…, golden hour, slow zoom in"), a beginning that leads
to the rest ("Wide shot of …"), and an end that goes on from it ("… at golden hour"): what is left still reads
as it did. What nobody recognises stays in the free text, in its order.

The words that only say which part is meant become that part: `no`, `without`, `avoid`, and labels such as
`Camera:`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rushes.model import Prompt
from rushes.prompts.library import Library
from rushes.prompts.prose import QUOTE, bare, one_line, small_start, tidy
from rushes.prompts.split import Piece, put_together, sentences, split, unwrapped
from rushes.prompts.tokens import Token, folded, has_words, tokens
from rushes.prompts.understood import Understood, known_as
from rushes.prompts.words import (
    CAMERA_LINKS,
    CONJUNCTIONS,
    DETERMINERS,
    HEADS,
    IDIOMS,
    LABELS,
    LEADS,
    LIGHT_ADJECTIVES,
    LINKS,
    NEGATORS,
    SAYING,
    SIGNS,
    SOUND_STARTS,
    VERBS,
)

__all__ = ["parse"]

LOOKS = frozenset({"camera", "style", "lighting", "mood"})
LONGEST_TEXT = 20_000  # characters; no model reads more, and nobody wrote it as one prompt
MOST_WANTING = 6  # words of a thing that must not be seen; more is a sentence
SHORT_SPEAKER = 4  # words
LONGEST_LEAD = 10  # words
LONGEST_HEAD = 4  # words
LONGEST_LIST_ITEM = 3  # words


def parse(text: str, library: Library | None = None) -> Prompt:
    """`text` as a Prompt whose parts are filled as far as they can be recognised, in any language."""
    if len(text) > LONGEST_TEXT:
        return Prompt(text)
    return Reading(text, library or Library.standard()).prompt()


class Reading:
    """One text on its way to a prompt."""

    def __init__(self, text: str, library: Library) -> None:
        self.text = unwrapped(text)
        self.library = library
        self.pieces = split(self.text)
        self.parts: dict[str, list[tuple[int, str]]] = {}
        self.seen: dict[tuple[int, int], Understood | None] = {}

    def prompt(self) -> Prompt:
        for sentence in sentences(self.pieces):
            self.take_labels(sentence)
        for sentence in sentences(self.pieces):
            self.take_speech(sentence)
        for sentence in sentences(self.pieces):
            self.take_unwanted(sentence)
        for sentence in sentences(self.pieces):
            self.take_known(sentence, until=self.first_heard_or_moved(sentence))
        for sentence in sentences(self.pieces):
            self.take_heard_and_moved(sentence)
        for sentence in sentences(self.pieces):
            self.take_known(sentence)
        self.take_lead()
        self.take_ends()
        said = {
            field: (" " if field == "dialogue" else ", ").join(phrase for _, phrase in sorted(found))
            for field, found in self.parts.items()
        }
        free = put_together(self.text, self.pieces)
        return Prompt(**{**said, "text": free})

    # ── taking ───────────────────────────────────────────────────────────────────────────────

    def words(self, piece: Piece) -> Sequence[Token]:
        return tokens(self.text[piece.start : piece.end])

    def put(self, field: str, at: int, phrase: str) -> bool:
        """Put `phrase` into a part of the prompt; False when there is nothing in it."""
        said = bare(phrase) if field != "dialogue" else tidy(phrase)
        if said:
            self.parts.setdefault(field, []).append((at, said))
        return bool(said)

    def take(self, piece: Piece, field: str, start: int | None = None) -> None:
        """Move `piece`, from `start` on, into `field`."""
        begin = piece.start if start is None else start
        if self.put(field, begin, small_start(self.text[begin : piece.end], self.library)):
            piece.field = field

    def known(self, piece: Piece) -> Understood | None:
        """What a clause is known as; looked up once."""
        place = (piece.start, piece.end)
        if place not in self.seen:
            self.seen[place] = known_as(self.words(piece), self.library)
        return self.seen[place]

    def others(self, sentence: Sequence[Piece]) -> bool:
        """Whether enough is said outside of `sentence` to be a picture without it."""
        first, last = sentence[0].start, sentence[-1].start
        return any(
            self.is_free(piece) and len(self.words(piece)) > 1
            for piece in self.pieces
            if not piece.field and not first <= piece.start <= last
        )

    def is_free(self, piece: Piece) -> bool:
        """Whether a clause says something that only the free text can hold."""
        return not (piece.field or self.known(piece) or self.heard_or_moved(piece))

    # ── labels ───────────────────────────────────────────────────────────────────────────────

    def take_labels(self, sentence: Sequence[Piece]) -> None:
        """`Camera: dolly in, handheld.` is camera until the sentence, or the line, ends."""
        field = ""
        for piece in sentence:
            label = LABELS.get(" ".join(folded(self.text[piece.start : piece.end])))
            if label is not None and piece.stop.strip() in (":", "："):
                field = label
                piece.field = "label"
            elif field:
                # What is known as something else belongs there: "Lighting: candlelight, handheld".
                known = self.known(piece) if field in LOOKS else None
                if known is not None:
                    self.take_phrases(piece, known)
                elif self.put(field, piece.start, self.text[piece.start : piece.end]):
                    piece.field = field

    # ── speech ───────────────────────────────────────────────────────────────────────────────

    def take_speech(self, sentence: Sequence[Piece]) -> None:
        """Who says what in quotation marks; what a sign says is no speech."""
        quoted = [
            (place, match)
            for place, piece in enumerate(sentence)
            if not piece.field and (match := QUOTE.search(self.text, piece.start, piece.end))
        ]
        if not quoted:
            return
        (first, quote), last = quoted[0], quoted[-1][0]
        above = self.text[sentence[first - 1].start : quote.start()] if first else ""
        if above and not sentence[first - 1].field and self.text[sentence[first].start] == quote[0][0]:
            first -= SAYING.search(above.rstrip(" ,")) is not None  # `The narrator says, "Long ago."`
        if last + 1 < len(sentence) and SAYING.search(" ".join(self.first_word(sentence[last + 1]))):
            last += 1  # `"Come in", says Tom`
        sentence = sentence[first : last + 1]
        begin, end = sentence[0].start, sentence[-1].end
        before = self.text[begin : quote.start()]
        if not before.strip():
            self.take_sentence(sentence, "dialogue", begin)
            return
        if SIGNS & {*folded(before)[-4:]}:
            return
        saying = SAYING.search(before)
        if saying is None and not re.search(r"[:：]\s*$", before):
            return
        speaker = before[: saying.start()] if saying else before
        short = has_words(speaker) and len(speaker.split()) <= SHORT_SPEAKER and len(speaker) <= 40
        if short and self.others(sentence):
            self.take_sentence(sentence, "dialogue", begin)
        elif saying is not None and not any(
            self.is_free(piece) for piece in self.pieces if piece.start >= end
        ):
            self.cut_off(sentence, begin + saying.start(), "dialogue")

    def first_word(self, piece: Piece) -> Sequence[str]:
        return [] if piece.field else [token.word for token in self.words(piece)[:1]]

    def take_sentence(self, sentence: Sequence[Piece], field: str, begin: int) -> None:
        end = sentence[-1].end
        stop = sentence[-1].stop.strip() if field == "dialogue" else ""
        if self.put(field, begin, self.text[begin:end] + (stop if stop in ("!", "?") else "")):
            for piece in sentence:
                piece.field = piece.field or field

    def cut_off(self, sentence: Sequence[Piece], at: int, field: str) -> None:
        """Move what stands behind `at`, to the end of the sentence, into `field`."""
        if not self.put(field, at, self.text[at : sentence[-1].end]):
            return
        for piece in sentence:
            if piece.start >= at:
                piece.field = piece.field or field
            elif piece.end > at:
                piece.end = piece.start + len(self.text[piece.start : at].rstrip())

    # ── what must not be seen ────────────────────────────────────────────────────────────────

    def take_unwanted(self, sentence: Sequence[Piece]) -> None:
        """`no people`, `without text`; `avoid` holds for the rest of its sentence."""
        until = -1
        last_or = self.last_or(sentence)
        for place, piece in enumerate(sentence):
            if piece.field or QUOTE.match(self.text, piece.start, piece.end):
                continue
            words = self.words(piece)
            # As they are written: "nó" is another word in another language.
            said = [
                self.text[piece.start + token.start : piece.start + token.end].casefold().replace("’", "'")
                for token in words
            ]
            skip = next((len(mark) for mark in NEGATORS if tuple(said[: len(mark)]) == mark), 0)
            if skip and not self.is_unwanted(said, skip, words):
                skip = 0
            if skip:
                until = len(sentence) if said[0] in ("avoid", "exclude") else max(place, last_or)
            elif place > until:
                continue
            elif said and said[0] in ("or", "nor"):
                skip = 1
            begin = piece.start + (words[skip].start if skip < len(words) else 0)
            if self.put("negative", begin, self.text[begin : piece.end]):
                piece.field = "negative"

    def is_unwanted(self, said: Sequence[str], skip: int, words: Sequence[Token]) -> bool:
        """Whether it is a thing that is not wanted; no figure of speech, nor a camera that stays still."""
        rest = said[skip:]
        if not rest or len(rest) > MOST_WANTING or VERBS & {*rest}:
            return False
        if said[0] == "without" and (rest[0].endswith("ing") or IDIOMS & {*rest[:2]}):
            return False
        if said[0] == "no" and rest[0] in IDIOMS:
            return False
        return not any(match.start == words[0].start for match in self.library.find_in(words, loose=True))

    def last_or(self, sentence: Sequence[Piece]) -> int:
        """The last clause that begins with "or": behind a "no", all up to there is unwanted too."""
        return max(
            (
                place
                for place, piece in enumerate(sentence)
                if folded(self.text[piece.start : piece.end])[:1] in (("or",), ("nor",))
            ),
            default=-1,
        )

    # ── what the library knows ───────────────────────────────────────────────────────────────

    def take_lead(self) -> None:
        """The beginning of the text, when it leads to the rest: "A cinematic wide shot of …"."""
        first = next((piece for piece in self.pieces if not piece.field), None)
        if first is None:
            return
        words = self.words(first)
        link = next((at for at, token in enumerate(words[:LONGEST_LEAD]) if token.word in LEADS), 0)
        if not 0 < link < len(words) - 1 or not all(token.joined for token in words[1 : link + 2]):
            return
        understood = known_as(words[:link], self.library)
        if understood is None or "camera" not in understood.fields or not self.is_shot(words[:link]):
            return
        fields = [*(field or "camera" for field in understood.by_token), "camera"]
        said: dict[str, str] = {}
        for place, (token, field) in enumerate(zip(words, fields, strict=False)):
            start = words[place - 1].end if place and fields[place - 1] == field else token.start
            space = "" if place and fields[place - 1] == field else " "
            said[field] = (
                said.get(field, "") + space + self.text[first.start + start : first.start + token.end]
            )
        for field, phrase in said.items():
            self.put(field, first.start, small_start(phrase.strip(), self.library))
        first.start += words[link + 1].start

    def is_shot(self, words: Sequence[Token]) -> bool:
        """Whether a beginning speaks of a shot: "a slow pan of" does, "a pan of" may go on with soup."""
        said = {token.word for token in words}
        return bool(said & (self.library.camera.marks | self.library.camera.speeds.keys())) or any(
            not (match.loose and match.entry.kind == "camera move")
            for match in self.library.find_in(words, loose=True)
        )

    def take_known(self, sentence: Sequence[Piece], until: int | None = None) -> None:
        """Whole clauses that the library knows: "golden hour", "shot on 35mm film", "a slow zoom in"."""
        known = [
            None if piece.field or (until is not None and place >= until) else self.understood(piece)
            for place, piece in enumerate(sentence)
        ]
        listed = self.listed(sentence, known)
        for place, (piece, understood) in enumerate(zip(sentence, known, strict=True)):
            if understood is None or place in listed:
                continue
            if understood.linked and not self.is_outermost(sentence, place):
                continue  # "A man, in golden light, walks": taken out, it would leave a hole
            self.take_phrases(piece, understood)

    def take_phrases(self, piece: Piece, understood: Understood) -> None:
        for field, start, end in understood.phrases:
            phrase = self.text[piece.start + start : piece.start + end]
            self.put(field, piece.start + start, small_start(phrase, self.library))
        piece.field = understood.phrases[0][0]

    def understood(self, piece: Piece) -> Understood | None:
        words = self.words(piece)
        found = self.known(piece)
        if found is None and piece is not self.pieces[0] and words and len(words) <= LONGEST_HEAD:
            head, said = words[-1].word, {token.word for token in words[:-1]}
            field = HEADS.get(head, "")
            if field and said and words[0].word not in DETERMINERS | CONJUNCTIONS:
                if head in ("light", "lights") and not said & LIGHT_ADJECTIVES:
                    return None
                return Understood(((field, 0, piece.end - piece.start),), (field,) * len(words), linked=False)
        return found

    def listed(self, sentence: Sequence[Piece], known: Sequence[Understood | None]) -> set[int]:
        """The places of clauses that are members of a list: "candles, moonlight, and a dog"."""
        found: set[int] = set()
        for place, piece in enumerate(sentence):
            said = folded(self.text[piece.start : piece.end])
            if place and known[place] is None and not piece.field and said[:1] in (("and",), ("or",)):
                before = place - 1
                while before > 0 and len(self.words(sentence[before])) <= LONGEST_LIST_ITEM:
                    found.add(before)
                    before -= 1
        return found

    def is_outermost(self, sentence: Sequence[Piece], place: int) -> bool:
        """Whether nothing but what was taken stands before it in its sentence, or behind it."""
        return all(piece.field for piece in sentence[:place]) or all(
            piece.field for piece in sentence[place + 1 :]
        )

    def first_heard_or_moved(self, sentence: Sequence[Piece]) -> int:
        """Where a clause begins that speaks of the camera or of a sound, and may go on behind a comma."""
        places = (place for place, piece in enumerate(sentence) if self.heard_or_moved(piece))
        return next(places, len(sentence))

    def heard_or_moved(self, piece: Piece) -> str:
        """`sound` or `camera` when a clause begins like one of these, else nothing."""
        if piece.field:
            return ""
        words = self.words(piece)
        said = tuple(token.word for token in words)
        if any(said[: len(start)] == start for start in SOUND_STARTS):
            return "" if self.known(piece) else "sound"  # "music video aesthetic" is a style
        if any(said[: len(start)] == start for start in CAMERA_LINKS):
            found = self.library.find_in(words, loose=True)
            return "camera" if any(match.entry.field == "camera" for match in found) else ""
        return ""

    def take_heard_and_moved(self, sentence: Sequence[Piece]) -> None:
        """Sentences of the camera and of sounds, where there is something else to be seen."""
        for place, piece in enumerate(sentence):
            field = self.heard_or_moved(piece)
            if field and self.others(sentence[place:]):
                self.take_rest(sentence[place:], field, everything=place == 0)

    def take_rest(self, pieces: Sequence[Piece], field: str, *, everything: bool) -> None:
        """Move the first of `pieces` into `field`, with what goes on from it."""
        end = 1
        while end < len(pieces) and not pieces[end].field:
            words = self.words(pieces[end])
            goes_on = bool(words) and words[0].word.endswith("ing")
            other = self.heard_or_moved(pieces[end]) or self.known(pieces[end]) is not None
            if not goes_on and (other or not everything):
                break
            end += 1
        begin, last = pieces[0].start, pieces[end - 1]
        if self.put(field, begin, small_start(one_line(self.text[begin : last.end]), self.library)):
            for piece in pieces[:end]:
                piece.field = field

    # ── the end of the text ──────────────────────────────────────────────────────────────────

    def take_ends(self) -> None:
        """The end of the free text, when it goes on with what the library knows: "… at golden hour"."""
        last = next((piece for piece in reversed(self.pieces) if not piece.field), None)
        while last is not None:
            words = self.words(last)
            if not self.take_end(last, words):
                return

    def take_end(self, piece: Piece, words: Sequence[Token]) -> bool:
        for at in range(1, len(words) - 1):
            fields = [field for field, links in LINKS.items() if words[at].word in links]
            if not fields or not all(token.joined for token in words[at + 1 :]):
                continue
            understood = known_as(words[at + 1 :], self.library, loose=False)
            if understood is None or len(understood.fields) != 1 or not understood.fields <= {*fields}:
                continue
            (field,) = understood.fields
            begin = piece.start + words[at].start
            self.put(field, begin, self.text[begin : piece.end])
            piece.end = piece.start + len(self.text[piece.start : begin].rstrip())
            return True
        return False
